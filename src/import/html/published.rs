//! When a page was published: as it declares, else as it shows beside its headline. A date that could be of something
//! else (a comment, a neighbouring article, a change) is not taken.

use super::blocks::{Block, blocks};
use super::declared::Declared;
use super::tree::{Id, Tree};
use super::{aside, dates};

/// Names of `<meta>` that hold the date of publication, the plainest first.
const METAS: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "published_time",
    "datepublished",
    "publishdate",
    "publish-date",
    "publish_date",
    "published",
    "pubdate",
    "pub_date",
    "publication_date",
    "article.published",
    "parsely-pub-date",
    "sailthru.date",
    "bt:pubdate",
    "og:release_date",
    "originalpublicationdate",
    "citation_publication_date",
    "citation_date",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.date",
    "dc.date",
    "dcterms.created",
    "dc.date.created",
    "weibo:article:create_at",
    "date",
];
/// Parts of the names of classes that mark a date.
const MARKS: &[&str] = &[
    "date",
    "time",
    "publish",
    "posted",
    "pubdate",
    "meta",
    "byline",
    "datum",
    "dateline",
    "info",
    "entry",
    "postmetadata",
    "timestamp",
];
/// Words before a date that say what it is.
const WORDS: &[&str] = &[
    "published",
    "posted",
    "veröffentlicht",
    "erstellt",
    "publié",
    "mis en ligne",
    "publicado",
    "pubblicato",
    "gepubliceerd",
    "发稿时间",
    "发布时间",
    "stand:",
];
/// Words before a date that make it another: of a change, of an event.
const OTHERS: &[&str] = &[
    "updated",
    "modified",
    "aktualisiert",
    "geändert",
    "mis à jour",
    "actualizado",
    "aggiornato",
    "bearbeitet",
    "copyright",
    "©",
];
/// Characters of a line that shows a date and little else.
const SHORT: usize = 160;
/// Blocks before and after the headline in which such a line is looked for.
const NEAR: usize = 8;

/// The date, ISO 8601; empty if the page does not say.
pub fn published(tree: &Tree, declared: &Declared, url: &str, language: &str) -> String {
    // Elsewhere than in the United States the day comes first; there, and where nobody knows, it may not.
    let day_first = !language.is_empty() && !language.starts_with("en");
    dates::written(&declared.said("datePublished"))
        .or_else(|| {
            METAS
                .iter()
                .find_map(|name| dates::written(declared.meta(&[name])))
        })
        .or_else(|| of_property(tree, declared, day_first))
        .or_else(|| of_time(tree, day_first))
        .or_else(|| dates::in_address(url))
        .or_else(|| beside_headline(tree, declared, day_first))
        .unwrap_or_default()
}

fn of_element(tree: &Tree, id: Id, day_first: bool) -> Option<String> {
    let written = ["datetime", "content", "title"]
        .iter()
        .find_map(|name| dates::written(tree.attribute(id, name)));
    written.or_else(|| dates::spoken(&tree.text(id), day_first))
}

/// Microdata.
fn of_property(tree: &Tree, declared: &Declared, day_first: bool) -> Option<String> {
    declared
        .properties
        .iter()
        .filter(|(name, id)| name == "datePublished" && !aside(tree, *id))
        .find_map(|(_, id)| of_element(tree, *id, day_first))
}

/// `<time>`, and what was written before there was one: `<abbr class="published">`.
fn of_time(tree: &Tree, day_first: bool) -> Option<String> {
    let mut unmarked: Option<String> = None;
    let mut several = false;
    for id in tree.elements(0) {
        let class = tree.attribute(id, "class").to_lowercase();
        let time = tree.name(id) == "time";
        if !(time || tree.name(id) == "abbr" && class.contains("published")) || aside(tree, id) {
            continue;
        }
        let changed = class.contains("updated") || class.contains("modified");
        if changed && !class.contains("published") {
            continue;
        }
        let Some(date) = of_element(tree, id, day_first) else {
            continue;
        };
        let marked = class.contains("publish")
            || class.contains("pubdate")
            || class.contains("entry-date")
            || !tree.attribute(id, "pubdate").is_empty();
        if marked {
            return Some(date);
        }
        let day = |date: &str| date.get(..10).map(str::to_owned);
        several |= unmarked
            .as_deref()
            .is_some_and(|seen| day(seen) != day(&date));
        unmarked.get_or_insert(date);
    }
    // Of several, none says that it is the page's own.
    unmarked.filter(|_| !several)
}

/// A short line with a date near the headline.
fn beside_headline(tree: &Tree, declared: &Declared, day_first: bool) -> Option<String> {
    let body = tree.elements(0).find(|id| tree.name(*id) == "body")?;
    let lines = blocks(tree, body);
    let lines: Vec<&Block> = lines
        .iter()
        .filter(|line| !aside(tree, line.node))
        .collect();
    let headline = lines
        .iter()
        .position(|line| is_headline(tree, declared, line));
    let near = |at: usize| headline.is_some_and(|headline| at.abs_diff(headline) <= NEAR);
    let candidate = |line: &Block| {
        let lower = line.text.to_lowercase();
        let other = OTHERS.iter().any(|word| lower.contains(word));
        let short = line.text.chars().count() <= SHORT;
        (short && !other)
            .then(|| dates::spoken(&line.text, day_first))
            .flatten()
    };
    let says = |line: &Block| {
        let lower = line.text.to_lowercase();
        WORDS.iter().any(|word| lower.contains(word))
    };
    let dated: Vec<(usize, &Block, String)> = lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| Some((at, *line, candidate(line)?)))
        .collect();
    // A line that says what its date is comes first; near the headline also one that is marked, or is hardly more than
    // a date.
    let bare = |line: &Block| line.text.chars().count() <= 40;
    let found = dated
        .iter()
        .find(|(at, line, _)| near(*at) && says(line))
        .or_else(|| dated.iter().find(|(_, line, _)| says(line)))
        .or_else(|| {
            let close =
                |at: usize, line: &Block| near(at) && (bare(line) || marked(tree, line.node));
            dated.iter().find(|(at, line, _)| close(*at, line))
        });
    found.map(|(_, _, date)| date.clone())
}

fn is_headline(tree: &Tree, declared: &Declared, line: &Block) -> bool {
    let text = super::spaced(&line.text);
    let heading = matches!(tree.name(line.node), "h1" | "h2" | "h3");
    let long = text.chars().count() >= 8;
    long && (declared.title.starts_with(&text) || heading && declared.title.contains(&text))
        || tree.name(line.node) == "h1" && declared.headings.len() == 1
}

/// Whether the names of an element's class say that it holds a date, or those of the elements close around it.
fn marked(tree: &Tree, id: Id) -> bool {
    std::iter::once(id)
        .chain(tree.ancestors(id))
        .take(3)
        .any(|id| {
            let names = format!(
                "{} {}",
                tree.attribute(id, "class"),
                tree.attribute(id, "id")
            );
            let names = names.to_lowercase();
            MARKS.iter().any(|mark| names.contains(mark))
        })
}
