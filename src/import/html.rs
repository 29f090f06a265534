//! Web pages: the article's words, and who published it, when and where. Runs no script and fetches nothing.
//!
//! What a page says of itself is read in `declared`, what it shows beside its headline in `author` and `published`, what
//! it tells in `article`. A date or an author that is not certain is left out.

mod article;
mod author;
mod blocks;
mod dates;
mod declared;
mod gate;
mod published;
mod tree;

use self::declared::Declared;
use self::tree::{Id, Tree};
use super::text::decode;
use super::{
    Confidence, Format, ImportError, Imported, Importer, Incoming, Makes, Report, language,
};
use crate::board::Source;

/// Most bytes of a page. No article is that long, and a page is read several times.
const MAX_PAGE: usize = 24_000_000;

/// Web pages.
pub struct Html;

impl Importer for Html {
    fn format(&self) -> &'static Format {
        &Format {
            id: "html",
            name: "Web page",
            extensions: &["html", "htm", "xhtml", "shtml"],
            makes: Makes::Document,
        }
    }

    fn claims(&self, incoming: &Incoming<'_>) -> Confidence {
        let extension = incoming.extension();
        if begins_like_a_page(incoming.bytes) {
            Confidence::Sure
        } else if self.format().extensions.contains(&extension.as_str()) {
            Confidence::Likely
        } else {
            Confidence::No
        }
    }

    fn import(
        &self,
        incoming: &Incoming<'_>,
        report: &Report<'_>,
    ) -> Result<Imported, ImportError> {
        if incoming.bytes.is_empty() {
            return Err(ImportError::Empty);
        }
        if incoming.bytes.len() > MAX_PAGE {
            return Err(ImportError::TooLarge {
                what: "bytes",
                found: incoming.bytes.len().to_string(),
                most: MAX_PAGE.to_string(),
            });
        }
        let decoded = decode(incoming.bytes, encoding(incoming.bytes).as_deref())?;
        let mut remarks: Vec<String> = decoded.remark().into_iter().collect();
        if !report(0.2) {
            return Err(ImportError::Cancelled);
        }
        let mut source = source(&decoded.text, &mut remarks)?;
        if source.title.is_empty() {
            source.title = incoming.stem().to_owned();
        }
        Ok(Imported::source(source, remarks))
    }
}

/// The source that a page is. The parts of a mail that are written in HTML go the same way.
///
/// # Errors
/// If there is nothing to read in it.
pub(super) fn source(html: &str, remarks: &mut Vec<String>) -> Result<Source, ImportError> {
    let tree = Tree::parse(html);
    if tree.cut_off {
        remarks.push(
            "The page has more elements, attributes or letters than are read; what comes after them is left out."
                .to_owned(),
        );
    }
    let article = article::article(&tree);
    if article.text.is_empty() {
        return Err(ImportError::NoText(
            "There are no words on this page: what it shows is fetched by its scripts, or is a picture. Open it in a \
             browser, save it as text or PDF and import that."
                .to_owned(),
        ));
    }
    let declared = Declared::of(&tree);
    let (url, archive_url) = address(&declared);
    let language = language::of(&article.text, said_language(&declared));
    let outlet = outlet(&declared, &url);
    Ok(Source {
        title: title(&tree, &declared, &outlet, &article.title),
        author: author::author(&tree, &declared, &outlet, &article.byline),
        published: published::published(&tree, &declared, &url, &language),
        captured: archive_url
            .as_deref()
            .and_then(captured)
            .unwrap_or_default(),
        archive_url: archive_url.unwrap_or_default(),
        text: article.text.into(),
        outlet,
        url,
        language,
        ..Source::default()
    })
}

/// The words of a part of a page, without looking for an article: a mail has no menus.
pub(super) fn words(html: &str) -> String {
    blocks::text(&Tree::parse(html), 0)
}

/// A date that a file says of itself, ISO 8601; `None` if it can be read in two ways.
pub(super) fn date(text: &str) -> Option<String> {
    dates::written(text)
}

fn begins_like_a_page(bytes: &[u8]) -> bool {
    let head = bytes.get(..1024).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head).to_lowercase();
    let head = head.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    let starts = head.starts_with("<!doctype html") || head.starts_with("<html");
    starts || head.starts_with('<') && (head.contains("<html") || head.contains("<!doctype html"))
}

/// The encoding that a page declares in its first bytes, as browsers look for it: in a `<meta>`, or in the line that
/// begins XML.
fn encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..8192).unwrap_or(bytes)).to_lowercase();
    head.split('<').find_map(|tag| {
        let value = if tag.starts_with("meta") {
            tag.split_once("charset")?.1
        } else if tag.starts_with("?xml") {
            tag.split_once("encoding")?.1
        } else {
            return None;
        };
        let value = value.trim_start().strip_prefix('=')?;
        let value = value.trim_start_matches([' ', '"', '\'']);
        let end = value
            .find(|c: char| !(c.is_ascii_alphanumeric() || "-_:".contains(c)))
            .unwrap_or(value.len());
        let label = value.get(..end).filter(|label| !label.is_empty())?;
        // A page whose declaration can be read as ASCII is in neither of these, whatever it says.
        let wide = label.starts_with("utf-16") || label == "ucs-2";
        (!wide).then(|| label.to_owned())
    })
}

/// Where the page is, and where the copy is that this is.
fn address(declared: &Declared) -> (String, Option<String>) {
    let candidates = [declared.url.as_str(), declared.meta(&["og:url"])];
    let absolute = |url: &&str| {
        url::Url::parse(url)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
    };
    let url = candidates.into_iter().find(absolute).unwrap_or_default();
    let archived = url
        .split_once("web.archive.org/web/")
        .and_then(|(_, rest)| rest.split_once('/'));
    match archived {
        Some((_, original)) if original.starts_with("http") => {
            (original.to_owned(), Some(url.to_owned()))
        }
        _ => (url.to_owned(), None),
    }
}

/// When the Internet Archive took a copy: the fourteen digits in its address.
fn captured(archive_url: &str) -> Option<String> {
    let (_, rest) = archive_url.split_once("web.archive.org/web/")?;
    let stamp = rest
        .get(..14)
        .filter(|s| s.bytes().all(|b| b.is_ascii_digit()))?;
    let (day, time) = stamp.split_at(8);
    let day = dates::written(day)?;
    let (hour, rest) = time.split_at(2);
    let (minute, second) = rest.split_at(2);
    Some(format!("{day}T{hour}:{minute}:{second}Z"))
}

fn said_language(declared: &Declared) -> &str {
    if declared.language.is_empty() {
        declared.meta(&["content-language", "og:locale", "dc.language", "language"])
    } else {
        &declared.language
    }
}

/// Who published it: as the page says, else the host's name.
fn outlet(declared: &Declared, url: &str) -> String {
    let site = declared.meta(&["og:site_name"]);
    let publisher = declared.names("publisher");
    let other = declared.meta(&["application-name", "dc.publisher", "citation_journal_title"]);
    let said = [site, publisher.first().map_or("", String::as_str), other];
    if let Some(said) = said
        .iter()
        .find(|said| !said.is_empty() && said.len() <= 120)
    {
        return plain(said);
    }
    let host = url::Url::parse(url).ok();
    let host = host
        .as_ref()
        .and_then(url::Url::host_str)
        .unwrap_or_default();
    host.trim_start_matches("www.").to_owned()
}

/// The headline: as the page declares it; where a heading is part of the page's title, the heading, for the rest is the
/// name of the site.
fn title(tree: &Tree, declared: &Declared, outlet: &str, found: &str) -> String {
    let said = plain(&declared.said("headline"));
    if !said.is_empty() {
        return said;
    }
    let meta = plain(declared.meta(&["dc:title", "dcterm:title", "dc.title", "og:title"]));
    let whole = plain(&declared.title);
    let headings = declared.headings.iter().map(|id| tree.text(*id));
    let heading = headings
        .filter(|heading| heading.chars().count() >= 8)
        .find(|heading| is_headline_of(heading, &whole) || is_headline_of(heading, &meta));
    if let Some(heading) = heading {
        return heading;
    }
    let other = plain(declared.meta(&["twitter:title", "parsely-title", "title"]));
    let found = if found.is_empty() {
        whole
    } else {
        found.to_owned()
    };
    let title = [meta, found, other]
        .into_iter()
        .find(|title| !title.is_empty())
        .unwrap_or_default();
    let short = title.strip_suffix(outlet).filter(|_| !outlet.is_empty());
    match short.map(|short| short.trim_end_matches(is_separator)) {
        Some(short) if !short.is_empty() && title.len() > short.len() + outlet.len() => {
            short.to_owned()
        }
        _ => title,
    }
}

/// Whether a title is this heading and the name of a site beside it.
fn is_headline_of(heading: &str, title: &str) -> bool {
    if heading.len() * 2 < title.len() {
        return false;
    }
    let separated = |rest: &str, at_end: bool| {
        let mut letters = rest.chars().filter(|c| !c.is_whitespace());
        let next = if at_end {
            letters.next_back()
        } else {
            letters.next()
        };
        next.is_none_or(is_separator)
    };
    title
        .strip_prefix(heading)
        .is_some_and(|rest| separated(rest, false))
        || title
            .strip_suffix(heading)
            .is_some_and(|rest| separated(rest, true))
}

fn is_separator(letter: char) -> bool {
    letter.is_whitespace() || "|-–—:·•»«›/\\_[(".contains(letter)
}

/// Runs of white space as one space, none at the ends.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Letters without the markup that some pages write into names and titles.
fn plain(text: &str) -> String {
    if text.contains(['<', '&']) && text.len() < 4096 {
        let tree = Tree::parse(text);
        tree.text(0)
    } else {
        spaced(text)
    }
}

/// Parts of a page that are about something else, by how the names of their classes begin.
const ASIDE: &[&str] = &[
    "comment",
    "comments",
    "commentlist",
    "disqus",
    "footer",
    "menu",
    "nav",
    "newsletter",
    "popular",
    "recent",
    "related",
    "respond",
    "sidebar",
    "teaser",
    "trending",
    "widget",
];

/// Whether an element lies in a part of the page that is about something else: comments, neighbours, menus. What an
/// article holds is about the article, unless a part nearer than it is not.
fn aside(tree: &Tree, id: Id) -> bool {
    for id in std::iter::once(id).chain(tree.ancestors(id)) {
        let (name, class) = (tree.name(id), tree.attribute(id, "class"));
        if matches!(name, "html" | "body" | "main" | "") {
            return false;
        }
        let mut names = class
            .split_whitespace()
            .chain(tree.attribute(id, "id").split_whitespace());
        let other = names.any(|name| {
            let first = name.split(['-', '_']).next().unwrap_or_default();
            ASIDE.contains(&first.to_ascii_lowercase().as_str())
        });
        if matches!(name, "nav" | "aside") || other && !holds_article(tree, id) {
            return true;
        }
        if name == "article" {
            return false;
        }
        if name == "footer" {
            return tree.ancestors(id).all(|id| tree.name(id) != "article");
        }
    }
    false
}

/// The foot of an article is about the article, and what holds a page's only heading is no sidebar.
fn holds_article(tree: &Tree, id: Id) -> bool {
    let around = tree.parent(id);
    around.is_some_and(|id| {
        tree.attribute(id, "class")
            .split_whitespace()
            .any(|c| c == "article")
    }) || tree.elements(id).take(30).any(|id| tree.name(id) == "h1")
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::import::testing;

    const PAGE: &str = r#"<!DOCTYPE html><html lang="en-GB"><head><title>The bridge is closed | The Gazette</title>
        <meta property="og:site_name" content="The Gazette"><link rel="canonical" href="https://a.example/bridge">
        <script type="application/ld+json">{"@type":"NewsArticle","headline":"The bridge is closed",
        "datePublished":"2025-10-29T08:00:00Z","author":[{"name":"Ann Lee"},{"name":"Bo Yi"}]}</script></head>
        <body><nav><a href="/">Home</a></nav><article><h1>The bridge is closed</h1><p class="byline">By Ann Lee</p>
        <p>The old bridge over the river is closed to cars, the council said on Tuesday, and nobody knows for how
        long, for the river is high, the stones are loose, and the money has been spent on a road.</p>
        <ul><li>Walkers may cross, one by one.</li><li>Cars may not, whatever they weigh.</li></ul>
        <blockquote>“It will fall,” the mason said, “if not today, then in a year.”</blockquote>
        <p>Two years ago, a stone fell into a boat, which sank, and the boatman, who could swim, swam home.</p>
        <table><tr><th>Year</th><th>Cars</th></tr><tr><td>2024</td><td>12,000</td></tr></table>
        </article><script>document.write("no")</script></body></html>"#;

    fn import(page: &[u8]) -> Result<Source, ImportError> {
        let incoming = Incoming {
            name: "page.html",
            bytes: page,
        };
        let imported = Html.import(&incoming, &|_| true)?;
        let card = imported.piece.cards().values().next().unwrap();
        match &card.body {
            crate::board::Body::Source(source) => Ok(Source::clone(source)),
            _ => panic!("a source"),
        }
    }

    #[test]
    fn a_page_is_a_source() {
        let got = import(PAGE.as_bytes()).unwrap();
        assert_eq!(got.title, "The bridge is closed");
        assert_eq!(got.author, "Ann Lee, Bo Yi");
        assert_eq!(got.outlet, "The Gazette");
        assert_eq!(got.published, "2025-10-29T08:00:00Z");
        assert_eq!(got.url, "https://a.example/bridge");
        assert_eq!(got.language, "en-GB");
        assert!(
            got.text
                .contains("one by one.\n\nCars may not, whatever they weigh.\n\n“It will"),
            "{}",
            got.text
        );
        assert!(
            got.text.contains("Year | Cars\n2024 | 12,000"),
            "{}",
            got.text
        );
        assert!(!got.text.contains("document"), "{}", got.text);
    }

    #[test]
    fn an_archived_page_has_both_addresses() {
        let page = r#"<link rel=canonical href="https://web.archive.org/web/20110106023242/http://a.example/x"><p>Words."#;
        let got = import(page.as_bytes()).unwrap();
        assert_eq!(got.url, "http://a.example/x");
        assert_eq!(got.captured, "2011-01-06T02:32:42Z");
    }

    #[test]
    fn letters_are_read_as_the_page_declares_them() {
        let page = b"<html><head><script charset=utf-8></script><meta charset=\"iso-8859-5\"></head><p>\xd4\xef\xe2";
        assert_eq!(&*import(page).unwrap().text, "дят");
        assert_eq!(import(b""), Err(ImportError::Empty));
        assert_eq!(
            import(b"\x89PNG\r\n\x1a\n\0\0\0"),
            Err(ImportError::NotText)
        );
        let empty = import(b"<html><body><script>write()</script></body></html>");
        assert!(matches!(empty, Err(ImportError::NoText(_))), "{empty:?}");
    }

    fn many_attributes(count: usize) -> String {
        (0..count).map(|at| format!("a{at}=\"{at}\" ")).collect()
    }

    #[test]
    fn what_a_wide_tag_holds_is_left_out_and_the_rest_is_read() {
        let long = "many words and / signs ".repeat(2_000);
        for wide in [
            format!("<p {}>", many_attributes(20_000)),
            format!("<p title=\"{long}\">"),
            format!("<!-- {long} --><p>"),
            format!("<script>{long} <b {}</script><p>", many_attributes(9_000)),
        ] {
            let page = format!("<html><p>Before it, words.</p>{wide}After it, words.</p>");
            let tree = Tree::parse(&page);
            assert!(!tree.cut_off);
            assert_eq!(words(&page), "Before it, words.\n\nAfter it, words.");
            let most = tree.elements(0).map(|id| match tree.data(id) {
                tree::Data::Element(_, attributes) => attributes.len(),
                _ => 0,
            });
            assert!(most.max() <= Some(256));
        }
    }

    #[test]
    fn a_page_that_is_no_article_is_refused() {
        let page = vec![b'&'; MAX_PAGE + 1];
        assert!(matches!(import(&page), Err(ImportError::TooLarge { .. })));
        assert!(Tree::parse(&format!("<!-- {}", "é".repeat(MAX_PAGE / 2))).cut_off);
        assert!(Tree::parse(&"words and words ".repeat(700_000)).cut_off);
        let scripts = format!("<script>{}</script><p>W", "and so on ".repeat(1_100_000));
        assert!(!Tree::parse(&scripts).cut_off);
    }

    /// None takes longer than its length explains; without the gate before the tree builder the first takes minutes.
    #[test]
    fn pages_that_are_traps_are_read_quickly() {
        let words = "Some words, and more of them, and more. ";
        let formatting: String = (0..2000).map(|at| format!("<b id={at}>")).collect();
        for trap in [
            format!("{}<p>{words}", "<div>".repeat(100_000)),
            format!("{}<p>{words}", "<table><tr><td>".repeat(3_000)),
            format!("<svg>{}</svg>{words}", "<g>".repeat(100_000)),
            format!("{formatting}{}", format!("<p>{words}").repeat(2_000)),
            format!("<p>{}", "&notin;&lt;".repeat(10_000)),
            format!("<p>{words}{}", "<!--".repeat(100_000)),
            format!("{}{words}", "<h1>a<time>2".repeat(1_000)),
            format!("<title>{}", "<a".repeat(10_000)),
            format!("<p>{words}<p {}>{words}", many_attributes(200_000)),
            format!("<p>{words}<p {}", many_attributes(200_000)),
            format!(
                "<p>{words}{}",
                "<p ".to_owned() + &many_attributes(1_000) + ">"
            )
            .repeat(200),
            format!("<p>{words}{}", "&".repeat(300_000)),
            format!("<p>{words}{}", "<".repeat(300_000)),
        ] {
            let begun = Instant::now();
            let _ = import(trap.as_bytes());
            let head = trap.get(..20).unwrap_or_default();
            assert!(
                begun.elapsed().as_secs() < 20,
                "{head}: {:?}",
                begun.elapsed()
            );
        }
    }

    #[test]
    fn no_bytes_panic() {
        testing::mutated(&[PAGE.as_bytes()], 1000, |bytes| {
            let _ = import(bytes);
        });
    }
}
