//! Briefs as HTML: one file that needs no other, for screens light and dark, for paper and for screen readers.
//!
//! It holds no script, fetches nothing and says so to the browser (a Content-Security-Policy that allows its own style
//! and nothing else).
//!
//! **Invariant (words stay words):** whatever stands on the board is escaped; links are those of the tree.

pub(super) mod style;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::tree::{Block, Brief, Direction, Item, Mark, Piece, Table, Tone, Words};
use super::{BriefWriter, Progress};
use crate::export::ExportError;
use crate::export::data::DataFormat;

/// HTML.
pub struct Html;

impl BriefWriter for Html {
    fn format(&self) -> &'static DataFormat {
        &DataFormat {
            id: "html",
            name: "Web page brief",
            extension: "html",
            says: "One file for any browser, on screen and on paper, with contents and footnotes that can be clicked.",
        }
    }

    fn write(&self, brief: &Brief, progress: &Progress<'_>) -> Result<Vec<u8>, ExportError> {
        let mut page = Page::default();
        page.head(&brief.title);
        page.contents(&brief.blocks);
        page.raw("<main>\n<h1");
        page.direction(&brief.title);
        page.raw(">");
        page.words(&brief.title);
        page.raw("</h1>\n");
        for (n, block) in brief.blocks.iter().enumerate() {
            super::going(progress, n, brief.blocks.len())?;
            page.block(n, block);
        }
        page.raw("</main>\n");
        page.notes(&brief.notes);
        page.raw("</body>\n</html>\n");
        Ok(page.out.into_bytes())
    }
}

/// The file as it grows.
#[derive(Default)]
struct Page {
    out: String,
}

impl Page {
    fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\'' => self.out.push_str("&#39;"),
                c => self.out.push(c),
            }
        }
    }

    fn head(&mut self, title: &Words) {
        let style = style::sheet();
        let digest = STANDARD.encode(Sha256::digest(&style));
        self.raw(
            "<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\">\n",
        );
        self.raw(&format!(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
             style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'\">\n"
        ));
        self.raw("<meta name=\"referrer\" content=\"no-referrer\">\n");
        self.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        self.raw("<meta name=\"generator\" content=\"Casewall\">\n<title>");
        self.plain(title);
        self.raw("</title>\n<style>");
        self.raw(&style);
        self.raw("</style>\n</head>\n<body>\n");
    }

    /// The way to the parts: headings of the second level, and of the third below the first of them.
    fn contents(&mut self, blocks: &[Block]) {
        self.raw("<nav aria-label=\"Contents\">\n<ul>\n");
        for (n, block) in blocks.iter().enumerate() {
            if let Block::Heading {
                level: 2, words, ..
            } = block
            {
                self.raw(&format!("<li><a href=\"#part-{n}\">"));
                self.plain(words);
                self.raw("</a></li>\n");
            }
        }
        self.raw("</ul>\n</nav>\n");
    }

    fn block(&mut self, n: usize, block: &Block) {
        match block {
            Block::Heading { level, words, mark } => {
                let level = (*level).clamp(2, 6);
                let id = mark.map_or_else(|| format!("part-{n}"), Mark::id);
                self.raw(&format!("<h{level} id=\"{id}\""));
                self.direction(words);
                self.raw(">");
                self.words(words);
                self.raw(&format!("</h{level}>\n"));
            }
            Block::Paragraph { words, tone } => {
                self.raw(match tone {
                    Tone::Plain => "<p",
                    Tone::Lead => "<p class=\"lead\"",
                    Tone::Quiet => "<p class=\"quiet\"",
                });
                self.direction(words);
                self.raw(">");
                self.words(words);
                self.raw("</p>\n");
            }
            Block::List(items) => self.list(items),
            Block::Table(table) => self.table(table),
        }
    }

    fn list(&mut self, items: &[Item]) {
        let numbered = items.iter().any(|item| item.number.is_some());
        let name = if numbered { "ol" } else { "ul" };
        self.raw(&format!("<{name}>\n"));
        for item in items {
            self.raw("<li");
            if let Some(mark) = item.mark {
                self.raw(&format!(" id=\"{}\"", mark.id()));
            }
            if let Some(number) = item.number {
                self.raw(&format!(" value=\"{number}\""));
            }
            self.direction(&item.words);
            self.raw(">");
            self.words(&item.words);
            if !item.below.is_empty() {
                self.raw("\n<ul>\n");
                for below in &item.below {
                    self.raw("<li");
                    self.direction(below);
                    self.raw(">");
                    self.words(below);
                    self.raw("</li>\n");
                }
                self.raw("</ul>\n");
            }
            self.raw("</li>\n");
        }
        self.raw(&format!("</{name}>\n"));
    }

    fn table(&mut self, table: &Table) {
        self.raw("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"");
        self.plain(&table.caption);
        self.raw("\">\n<table>\n<caption>");
        self.words(&table.caption);
        self.raw("</caption>\n<thead>\n<tr>");
        for cell in &table.head {
            self.cell("th scope=\"col\"", cell);
        }
        self.raw("</tr>\n</thead>\n<tbody>\n");
        for row in &table.rows {
            self.raw("<tr>");
            for (n, cell) in row.iter().enumerate() {
                self.cell(if n == 0 { "th scope=\"row\"" } else { "td" }, cell);
            }
            self.raw("</tr>\n");
        }
        self.raw("</tbody>\n</table>\n</div>\n");
    }

    fn cell(&mut self, open: &str, words: &Words) {
        self.raw(&format!("<{open}"));
        self.direction(words);
        self.raw(">");
        self.words(words);
        let name = open.split(' ').next().unwrap_or_default();
        self.raw(&format!("</{name}>"));
    }

    fn notes(&mut self, notes: &[Words]) {
        if notes.is_empty() {
            return;
        }
        self.raw(
            "<section role=\"doc-endnotes\" aria-labelledby=\"notes\">\n<h2 id=\"notes\">Notes</h2>\n<ol>\n",
        );
        for (n, note) in notes.iter().enumerate() {
            let n = n + 1;
            self.raw(&format!("<li id=\"note-{n}\""));
            self.direction(note);
            self.raw(">");
            self.words(note);
            self.raw(&format!(
                " <a href=\"#ref-{n}\" role=\"doc-backlink\" aria-label=\"Back to the text of note {n}\">\u{21A9}\u{FE0E}</a></li>\n"
            ));
        }
        self.raw("</ol>\n</section>\n");
    }

    /// The direction of an element, where it is not that of the page.
    fn direction(&mut self, words: &Words) {
        if words.direction() == Direction::Rtl {
            self.raw(" dir=\"rtl\"");
        }
    }

    /// Words without what can be clicked.
    fn plain(&mut self, words: &Words) {
        for piece in words.pieces() {
            match piece {
                Piece::Text(text) | Piece::Strong(text) => self.text(text),
                Piece::Said { words, .. }
                | Piece::Link { words, .. }
                | Piece::Refer { words, .. } => self.text(words),
                Piece::Label(label) => self.text(label.words()),
                Piece::Note(_) => {}
            }
        }
    }

    fn words(&mut self, words: &Words) {
        for piece in words.pieces() {
            match piece {
                Piece::Text(text) => self.text(text),
                Piece::Strong(text) => {
                    self.raw("<strong>");
                    self.text(text);
                    self.raw("</strong>");
                }
                Piece::Said {
                    words,
                    language,
                    strong,
                    to,
                } => {
                    let name = if *strong { "strong" } else { "span" };
                    if let Some(to) = to {
                        self.raw(&format!("<a class=\"claim\" href=\"#{}\">", to.id()));
                    }
                    // What is said on the board has a direction of its own, apart from what is around it.
                    self.raw(&format!("<{name}><bdi"));
                    if !language.is_empty() {
                        self.raw(&format!(" lang=\"{language}\""));
                    }
                    self.raw(">");
                    self.text(words);
                    self.raw(&format!("</bdi></{name}>"));
                    if to.is_some() {
                        self.raw("</a>");
                    }
                }
                Piece::Label(label) => {
                    self.raw(&format!("<strong class=\"label {}\">", label.id()));
                    self.text(label.words());
                    self.raw("</strong>");
                }
                Piece::Link { words, url } => {
                    self.raw("<a href=\"");
                    self.text(url);
                    self.raw("\" rel=\"noopener noreferrer nofollow\"><bdi>");
                    self.text(words);
                    self.raw("</bdi></a>");
                }
                Piece::Refer { words, to } => {
                    self.raw(&format!("<a href=\"#{}\">", to.id()));
                    self.text(words);
                    self.raw("</a>");
                }
                Piece::Note(n) => self.raw(&format!(
                    "<sup><a id=\"ref-{n}\" href=\"#note-{n}\" role=\"doc-noteref\" aria-label=\"Note {n}\">{n}</a></sup>"
                )),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: Words) -> String {
        let brief = Brief {
            title: Words::of("T"),
            blocks: vec![Block::Paragraph {
                words,
                tone: Tone::Plain,
            }],
            notes: Vec::new(),
        };
        let page = String::from_utf8(Html.write(&brief, &|_| true).unwrap()).unwrap();
        let start = page.find("<p").unwrap();
        page[start..page.find("</main>").unwrap()].trim().to_owned()
    }

    #[test]
    fn words_are_escaped_and_have_their_direction() {
        for (words, want) in [
            (
                Words::of("a <b> & \"c\" 'd'"),
                "<p>a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;</p>",
            ),
            (
                Words::default().said("</bdi><script>", "en\" onclick=\"x"),
                "<p><span><bdi>&lt;/bdi&gt;&lt;script&gt;</bdi></span></p>",
            ),
            (
                Words::default().said("قالت كابول", "ar"),
                "<p dir=\"rtl\"><span><bdi lang=\"ar\">قالت كابول</bdi></span></p>",
            ),
            (
                Words::default().address("https://example.org/?a=1&b=\"2\""),
                "<p><a href=\"https://example.org/?a=1&amp;b=%222%22\" rel=\"noopener noreferrer nofollow\">\
                 <bdi>https://example.org/?a=1&amp;b=&quot;2&quot;</bdi></a></p>",
            ),
        ] {
            assert_eq!(check(words), want);
        }
    }
}
