//! Briefs as Markdown: CommonMark with the footnotes and tables that its common readers know.
//!
//! **Invariant (words stay words):** nothing that stands on the board becomes markup, a link or an entity, whatever it
//! holds. Only addresses that the tree holds as links are links.

use super::tree::{Block, Brief, Direction, Item, Piece, Table, Tone, Words};
use super::{BriefWriter, Progress};
use crate::export::ExportError;
use crate::export::data::DataFormat;

/// Markdown.
pub struct Markdown;

impl BriefWriter for Markdown {
    fn format(&self) -> &'static DataFormat {
        &DataFormat {
            id: "markdown",
            name: "Markdown brief",
            extension: "md",
            says: "Plain text with headings, lists, tables and footnotes; for editors, wikis and notes.",
        }
    }

    fn write(&self, brief: &Brief, progress: &Progress<'_>) -> Result<Vec<u8>, ExportError> {
        let mut out = String::from("# ");
        line(&mut out, &brief.title, false);
        out.push('\n');
        for (n, block) in brief.blocks.iter().enumerate() {
            super::going(progress, n, brief.blocks.len())?;
            out.push('\n');
            put(&mut out, block);
        }
        for (n, note) in brief.notes.iter().enumerate() {
            out.push_str(&format!("\n[^{}]: ", n + 1));
            line(&mut out, note, true);
            out.push('\n');
        }
        Ok(out.into_bytes())
    }
}

fn put(out: &mut String, block: &Block) {
    match block {
        Block::Heading { level, words, .. } => {
            out.extend(std::iter::repeat_n('#', usize::from((*level).min(6))));
            out.push(' ');
            line(out, words, false);
            out.push('\n');
        }
        Block::Paragraph { words, tone } => {
            let around = match tone {
                Tone::Plain | Tone::Quiet => "",
                Tone::Lead => "**",
            };
            out.push_str(around);
            line(out, words, around.is_empty());
            out.push_str(around);
            out.push('\n');
        }
        Block::List(items) => items.iter().for_each(|each| item(out, each)),
        Block::Table(table) => self::table(out, table),
    }
}

fn item(out: &mut String, item: &Item) {
    let before = match item.number {
        Some(number) => format!("{number}. "),
        None => "- ".to_owned(),
    };
    out.push_str(&before);
    line(out, &item.words, true);
    out.push('\n');
    for below in &item.below {
        out.extend(std::iter::repeat_n(' ', before.len()));
        out.push_str("- ");
        line(out, below, true);
        out.push('\n');
    }
}

fn table(out: &mut String, table: &Table) {
    if !table.caption.is_empty() {
        line(out, &table.caption, true);
        out.push_str("\n\n");
    }
    let row = |out: &mut String, cells: &[Words]| {
        for cell in cells {
            out.push_str("| ");
            line(out, cell, false);
            out.push(' ');
        }
        out.push_str("|\n");
    };
    row(out, &table.head);
    out.push_str(&"| --- ".repeat(table.head.len()));
    out.push_str("|\n");
    for cells in &table.rows {
        row(out, cells);
    }
}

/// Words in one line. `opens` says whether they begin where a list, a heading or the like could begin.
fn line(out: &mut String, words: &Words, opens: bool) {
    let mut opens = opens;
    for piece in words.pieces() {
        match piece {
            Piece::Text(text) => escape(out, text, opens),
            Piece::Strong(text) => strong(out, text),
            Piece::Label(label) => strong(out, label.words()),
            Piece::Said {
                words: said,
                strong: bold,
                ..
            } => {
                // Apart from what is around it, so that the reader of the file puts it in order by itself.
                let turned = words.direction() == Direction::Ltr
                    && Direction::of(said) == Some(Direction::Rtl);
                let [before, after] = if turned {
                    ["\u{2068}", "\u{2069}"]
                } else {
                    ["", ""]
                };
                let around = if *bold { "**" } else { "" };
                out.push_str(around);
                out.push_str(before);
                escape(out, said, opens && !*bold);
                out.push_str(after);
                out.push_str(around);
            }
            Piece::Link { words, url } => {
                out.push('[');
                escape(out, words, false);
                out.push_str("](<");
                for c in url.chars() {
                    match c {
                        '\\' => out.push_str("%5C"),
                        '<' => out.push_str("%3C"),
                        '>' => out.push_str("%3E"),
                        '&' => out.push_str("\\&"),
                        c => out.push(c),
                    }
                }
                out.push_str(">)");
            }
            Piece::Refer { words, .. } => escape(out, words, opens),
            Piece::Note(number) => out.push_str(&format!("[^{number}]")),
        }
        opens = false;
    }
}

fn strong(out: &mut String, text: &str) {
    // Signs directly inside the asterisks must not be white space.
    let core = text.trim();
    let lead = text.len() - text.trim_start().len();
    out.push_str(text.get(..lead).unwrap_or_default());
    if !core.is_empty() {
        out.push_str("**");
        escape(out, core, false);
        out.push_str("**");
        out.push_str(text.get(lead + core.len()..).unwrap_or_default());
    }
}

/// Words of which no reader of Markdown makes anything else. They hold no line breaks.
fn escape(out: &mut String, text: &str, opens: bool) {
    let starts = if opens { marker(text) } else { None };
    for (at, c) in text.char_indices() {
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        let before = text.get(..at).unwrap_or_default();
        let works = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '$' | '#' | '@' => true,
            '&' => rest.starts_with(|next: char| next == '#' || next.is_ascii_alphanumeric()),
            // Some readers make links of bare addresses.
            ':' => rest.starts_with("//"),
            '.' => before
                .get(before.len().saturating_sub(3)..)
                .is_some_and(|www| www.eq_ignore_ascii_case("www")),
            _ => false,
        };
        if works || starts == Some(at) {
            out.push('\\');
        }
        out.push(c);
    }
}

/// The place of the sign that would make a list or a rule of the beginning of a line.
fn marker(text: &str) -> Option<usize> {
    if text.starts_with(['-', '+', '=']) {
        return Some(0);
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let follows = text.get(digits..)?;
    (digits > 0 && follows.starts_with(['.', ')'])).then_some(digits)
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::*;

    /// What a reader of Markdown makes of a paragraph of these words: its text, and what else is in it.
    fn check(words: Words) -> (String, Vec<String>) {
        let brief = Brief {
            title: Words::of("T"),
            blocks: vec![Block::Paragraph {
                words,
                tone: Tone::Plain,
            }],
            notes: Vec::new(),
        };
        let bytes = Markdown.write(&brief, &|_| true).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_MATH
            | Options::ENABLE_HEADING_ATTRIBUTES;
        let (mut said, mut else_) = (String::new(), Vec::new());
        let mut title = false;
        for event in Parser::new_ext(&text, options) {
            match event {
                Event::Start(Tag::Heading { .. }) if said.is_empty() && !title => title = true,
                Event::Text(words) if said.is_empty() && &*words == "T" => {}
                Event::Text(words) => said.push_str(&words),
                Event::Start(Tag::Paragraph) | Event::End(_) => {}
                other => else_.push(format!("{other:?}")),
            }
        }
        (said, else_)
    }

    #[test]
    fn words_stay_words() {
        for hostile in [
            "# x [y](javascript:alert(1))",
            "- a",
            "1. a",
            "12) b",
            "+ a",
            "--- ",
            "=== a",
            "***",
            "> quoted",
            "`code` and ``more``",
            "<script>alert(1)</script>",
            "<b onclick=x>",
            "![i](https://example.org/i.png)",
            "[^1] and [a][b]",
            "&lt;b&gt; &amp; &#60; & co",
            "a | b | c",
            "~~no~~ $x$ $$y$$",
            "*a* _b_ __c__ **d**",
            "https://example.org www.example.org a@example.org",
            "a\\*b\\",
            "[ ] task",
            "    code",
            "{#id .class}",
            "a #",
        ] {
            let want = hostile.trim();
            for words in [Words::default().said(hostile, ""), Words::of(want)] {
                assert_eq!(check(words), (want.to_owned(), Vec::new()), "{hostile}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn any_words_stay_words(hostile in "[-+=#>|~$&:;@!?a-c1.)(\\[\\]{}<>*_`\\\\ /^\"'w]{1,30}") {
            let words = Words::default().said(&hostile, "");
            if !words.is_empty() {
                let want = hostile.split_whitespace().collect::<Vec<_>>().join(" ");
                assert_eq!(check(words), (want, Vec::new()));
            }
        }
    }

    #[test]
    fn a_link_leads_where_the_tree_says() {
        let address = "https://example.org/a)b<c>\\d?x=1&copy;=2#\"f";
        let (said, else_) = check(Words::default().address(address));
        assert_eq!(said, address);
        let url = url::Url::parse(address).unwrap();
        assert!(
            else_[0].contains(&format!("dest_url: Borrowed({:?})", url.as_str()))
                || else_[0].contains(url.as_str()),
            "{else_:?} {url}"
        );
    }
}
