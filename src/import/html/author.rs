//! Who wrote a page: as it declares, else as its byline says. What does not look like names is not taken: a wrong author
//! is worse than none.

use super::declared::Declared;
use super::tree::{Id, Tree};
use super::{aside, plain, spaced};

/// Names of `<meta>` that hold authors.
const METAS: &[&str] = &[
    "dc:creator",
    "dcterm:creator",
    "dc.creator",
    "dcterms.creator",
    "author",
    "parsely-author",
    "article:author",
    "og:article:author",
    "article:author_name",
    "sailthru.author",
    "citation_author",
    "byl",
];
/// What stands before names in a byline, lower case.
const BEFORE: &[&str] = &[
    "posted by ",
    "written by ",
    "reported by ",
    "by: ",
    "by ",
    "von ",
    "par ",
    "por ",
    "door ",
    "text: ",
    "author: ",
    "autor: ",
    "作者：",
    "作者:",
    "责任编辑：",
];
/// Accounts and offices that write for nobody.
const NOBODY: &[&str] = &[
    "admin",
    "administrator",
    "author",
    "editor",
    "webmaster",
    "root",
    "user",
    "guest",
    "unknown",
    "staff",
    "posted on",
    "anonymous",
    "none",
    "null",
];
/// Bylines of a page that are looked at.
const MOST: usize = 50;
/// Words that stand in names in small letters.
const PARTICLES: &[&str] = &[
    "de", "da", "do", "dos", "del", "della", "di", "du", "la", "le", "van", "von", "der", "den",
    "ter", "ten", "zu", "al", "el", "bin", "ibn", "y", "e", "and", "et", "und", "mit", "with",
    "avec",
];

/// The authors, with a comma between; empty if the page does not say. `byline`: what a reader takes for one.
pub fn author(tree: &Tree, declared: &Declared, outlet: &str, byline: &str) -> String {
    let said = declared.names("author").join(", ");
    let metas = METAS.iter().map(|name| {
        let all: Vec<&str> = declared.metas(name).take(20).collect();
        all.join(", ")
    });
    let declared = std::iter::once(said)
        .chain(metas)
        .filter_map(|said| names(&said))
        .collect::<Vec<_>>();
    let own = |name: &&String| !is_outlet(name, outlet);
    if let Some(name) = declared.iter().find(own) {
        return name.clone();
    }
    // An outlet that names itself as the author says less than a byline.
    shown(tree)
        .or_else(|| names(byline).filter(|names| is_person(names, 2)))
        .filter(|name| own(&name))
        .or_else(|| declared.into_iter().next())
        .unwrap_or_default()
}

fn is_outlet(name: &str, outlet: &str) -> bool {
    let (name, outlet) = (name.to_lowercase(), outlet.to_lowercase());
    !outlet.is_empty() && (name.contains(&outlet) || outlet.contains(&name))
}

/// The byline that the page shows beside its article.
fn shown(tree: &Tree) -> Option<String> {
    let ranked = tree.elements(0).map(|id| (rank(tree, id), id));
    let mut ranked: Vec<(u8, Id)> = ranked.filter(|(rank, _)| *rank > 0).collect();
    ranked.sort_by_key(|(rank, id)| (std::cmp::Reverse(*rank), *id));
    let mut found: Option<(u8, Option<Id>, Vec<String>)> = None;
    for (rank, id) in ranked.into_iter().take(MOST) {
        let around = tree.ancestors(id).nth(1);
        // Of several authors each has an element; those of another article lie elsewhere.
        if let Some((best, place, _)) = &found
            && (*best != rank || *place != around)
        {
            continue;
        }
        let text = tree.text(id);
        if text.chars().count() > 120 || aside(tree, id) {
            continue;
        }
        let fewest = if rank == 3 { 1 } else { 2 };
        let Some(names) = names(&text).filter(|names| is_person(names, fewest)) else {
            continue;
        };
        let (_, _, all) = found.get_or_insert((rank, around, Vec::new()));
        if !all.contains(&names) {
            all.push(names);
        }
    }
    found.map(|(_, _, all)| all.join(", "))
}

/// How surely an element holds the authors; 0: it does not.
fn rank(tree: &Tree, id: Id) -> u8 {
    let marks = |name: &str, word: &str| {
        tree.attribute(id, name)
            .split_whitespace()
            .any(|mark| mark.eq_ignore_ascii_case(word))
    };
    if matches!(
        tree.name(id),
        "body" | "html" | "article" | "img" | "meta" | "link"
    ) {
        return 0;
    }
    if marks("itemprop", "author") || marks("rel", "author") {
        return 3;
    }
    let class = tree.attribute(id, "class").to_lowercase();
    let class = class.replace('_', "-");
    if [
        "author",
        "byline",
        "author-name",
        "byline-name",
        "article-author",
    ]
    .iter()
    .any(|mark| class.split_whitespace().any(|name| name == *mark))
    {
        2
    } else {
        u8::from(class.contains("byline") || tree.attribute(id, "id").contains("byline"))
    }
}

/// The names in a byline: `By Ann Lee | 3 May 2015` are `Ann Lee`.
fn names(byline: &str) -> Option<String> {
    let mut text = plain(byline);
    let lower = text.to_lowercase();
    if let Some(before) = BEFORE.iter().find(|before| lower.starts_with(**before)) {
        text = text.get(before.len()..)?.to_owned();
    }
    // A place, a date or an address behind a name ends it.
    for end in [
        " | ", " • ", " · ", " (@", " — ", " – ", " - ", " @", ", @", " on ", "\n", "\t", " / ",
    ] {
        if let Some((name, _)) = text.split_once(end) {
            text = name.to_owned();
        }
    }
    if let Some(at) = text.find(|c: char| c.is_ascii_digit()) {
        let head = text.get(..at)?;
        // `Ann Lee March 25`, `Ann Lee (6:00 am`: the word before the number is none of a name either.
        let head = head.trim_end_matches(['(', ' ', ',']);
        let cut = match head.rsplit_once(' ') {
            Some((name, last)) if super::dates::is_month(last) => name,
            _ => head,
        };
        text = cut.to_owned();
    }
    let text = text.replace(" and ", ", ");
    let text = spaced(&text);
    let text = text.trim_matches(|c: char| {
        c == ',' || c == ';' || c == ':' || c == '-' || c == '|' || c == ' '
    });
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let lower = text.to_lowercase();
    let bad = letters < 2
        || text.chars().count() > 150
        || lower.contains("http")
        || lower.contains("www.")
        || lower.contains('@')
        || NOBODY.contains(&lower.as_str());
    (!bad).then(|| text.to_owned())
}

/// Whether each part looks like the name of a person: some words with capitals, `fewest` at least, or a script without
/// them. What stands in brackets does not count.
fn is_person(names: &str, fewest: usize) -> bool {
    let bare = match names.split_once(" (") {
        Some((before, rest)) => format!("{before}{}", rest.split_once(')').map_or("", |r| r.1)),
        None => names.to_owned(),
    };
    bare.split(',').all(|name| {
        let words: Vec<&str> = name.split_whitespace().collect();
        let cased = name.chars().any(|c| c.is_uppercase() || c.is_lowercase());
        let capitals = words.iter().all(|word| {
            let first = word.trim_start_matches(['“', '"', '\'']).chars().next();
            first.is_some_and(char::is_uppercase) || PARTICLES.contains(word)
        });
        if cased {
            (fewest..=5).contains(&words.len()) && capitals && name.chars().count() > 3
        } else {
            (2..=12).contains(&name.chars().count())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_out_of_bylines() {
        for (byline, want) in [
            ("By Ann Lee", "Ann Lee"),
            ("by Ann Lee - Mar 12, 2015 7:47 pm UTC", "Ann Lee"),
            ("Ann Lee (6:00 am PDT, Jul 14th)", "Ann Lee"),
            ("Ann Lee March 25, 2015", "Ann Lee"),
            ("Ann Lee | @annlee | 21 days ago", "Ann Lee"),
            ("<a href=\"/ann\">Ann Lee</a> (<a>@ann</a>)", "Ann Lee"),
            (
                "Ann Lee, Bo Yi and Cy de la Rue",
                "Ann Lee, Bo Yi, Cy de la Rue",
            ),
            ("https://a.example/ann", ""),
            ("Posted on", ""),
            ("admin", ""),
            ("2015", ""),
        ] {
            assert_eq!(names(byline).unwrap_or_default(), want, "{byline}");
        }
    }

    #[test]
    fn a_byline_is_a_name_or_nothing() {
        for (byline, want) in [
            ("Ann Lee", true),
            ("Cy de la Rue, Bo Yi", true),
            ("肖春芳", true),
            ("Ann Lee, fisherman", false),
            ("More from this author", false),
        ] {
            assert_eq!(is_person(byline, 2), want, "{byline}");
        }
    }
}
