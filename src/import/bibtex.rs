//! BibTeX and BibLaTeX: each entry becomes a source. Refuses to expand macros, and knows no files that an entry names.
//!
//! All fields are kept as they are written in `extra["bibtex"]`, so that the board gives them back as BibTeX.

pub mod latex;
mod names;
mod parse;
mod signs;

use std::collections::HashMap;

use serde_json::{Map, Value, json};

pub use self::parse::Entry;
use super::reference::{self, MOST, Read, Reference, date, date::Partial};
use super::{Confidence, Format, ImportError, Imported, Importer, Incoming, Makes, Report, text};

/// The key of a card under which an entry is kept.
pub const KEPT: &str = "bibtex";

/// BibTeX and BibLaTeX.
pub struct Bibtex;

impl Importer for Bibtex {
    fn format(&self) -> &'static Format {
        &Format {
            id: "bibtex",
            name: "BibTeX references",
            extensions: &["bib", "bibtex"],
            makes: Makes::References,
        }
    }

    fn claims(&self, incoming: &Incoming<'_>) -> Confidence {
        let named = self
            .format()
            .extensions
            .contains(&incoming.extension().as_str());
        let begins = incoming.bytes.get(..4096).unwrap_or(incoming.bytes);
        match (named, has_entry(&String::from_utf8_lossy(begins))) {
            (true, true) => Confidence::Sure,
            (true, false) | (false, true) => Confidence::Likely,
            (false, false) => Confidence::No,
        }
    }

    fn import(
        &self,
        incoming: &Incoming<'_>,
        report: &Report<'_>,
    ) -> Result<Imported, ImportError> {
        let decoded = text::decode(incoming.bytes, declared(incoming.bytes))?;
        let parsed = parse::parse(&decoded.text, report).ok_or(ImportError::Cancelled)?;
        let entries = with_inherited(parsed.entries);
        if entries.is_empty() {
            return Err(match parsed.faults.into_iter().next() {
                Some(fault) => ImportError::Broken(fault.trim_end_matches('.').to_owned()),
                None => ImportError::NoText("There is no BibTeX entry in the file.".to_owned()),
            });
        }
        if entries.len() > MOST {
            return Err(reference::too_many(entries.len()));
        }
        let mut remarks: Vec<String> = decoded.remark().into_iter().collect();
        remarks.extend(reference::first_few(parsed.faults));
        let all = entries.iter().map(|entry| {
            let reference = of_entry(entry);
            let kept = kept(entry, !reference.summary.is_empty());
            Read { reference, kept }
        });
        Ok(reference::imported(KEPT, all.collect(), remarks))
    }
}

/// Whether a line begins with an entry of a kind that is common.
fn has_entry(text: &str) -> bool {
    let entry = |line: &str| {
        let kind = line
            .trim_start()
            .strip_prefix('@')?
            .split(['{', '('])
            .next()?;
        Some(
            KINDS
                .iter()
                .any(|(known, _)| kind.trim().eq_ignore_ascii_case(known)),
        )
    };
    text.lines()
        .any(|line| line.contains(['{', '(']) && entry(line) == Some(true))
}

/// The encoding that JabRef and others write at the top: `% Encoding: ISO-8859-1`.
fn declared(bytes: &[u8]) -> Option<&str> {
    let begins = bytes.get(..1024).unwrap_or(bytes);
    let marker = b"Encoding: ";
    let at = begins
        .windows(marker.len())
        .position(|window| window == marker)?;
    let rest = begins.get(at + marker.len()..)?;
    let word = rest.split(|byte| byte.is_ascii_whitespace()).next()?;
    std::str::from_utf8(word).ok()
}

/// Kinds of entries, and of documents in CSL.
const KINDS: &[(&str, &str)] = &[
    ("article", "article-journal"),
    ("audio", "song"),
    ("book", "book"),
    ("booklet", "pamphlet"),
    ("collection", "book"),
    ("conference", "paper-conference"),
    ("dataset", "dataset"),
    ("electronic", "webpage"),
    ("inbook", "chapter"),
    ("incollection", "chapter"),
    ("inproceedings", "paper-conference"),
    ("inreference", "entry-encyclopedia"),
    ("manual", "report"),
    ("mastersthesis", "thesis"),
    ("misc", "document"),
    ("movie", "motion_picture"),
    ("mvbook", "book"),
    ("mvcollection", "book"),
    ("mvproceedings", "book"),
    ("online", "webpage"),
    ("patent", "patent"),
    ("periodical", "periodical"),
    ("phdthesis", "thesis"),
    ("proceedings", "book"),
    ("reference", "book"),
    ("report", "report"),
    ("software", "software"),
    ("suppbook", "chapter"),
    ("techreport", "report"),
    ("thesis", "thesis"),
    ("unpublished", "manuscript"),
    ("video", "motion_picture"),
    ("www", "webpage"),
];

/// The kind of entry for a kind of document in CSL.
pub fn kind_of(csl: &str) -> &'static str {
    match csl {
        "article-journal" | "article-magazine" | "article-newspaper" => "article",
        "paper-conference" => "inproceedings",
        "chapter" => "incollection",
        "webpage" | "post" | "post-weblog" => "online",
        "motion_picture" => "video",
        "" | "document" => "misc",
        other => {
            let found = KINDS.iter().find(|(_, known)| *known == other);
            found.map_or("misc", |(kind, _)| *kind)
        }
    }
}

/// What an entry says.
pub fn of_entry(entry: &Entry) -> Reference {
    let raw = |name: &str| entry.field(name).unwrap_or_default();
    let text = |name: &str| latex::text(raw(name));
    let first = |names: &[&str]| {
        names
            .iter()
            .map(|name| text(name))
            .find(|text| !text.is_empty())
    };
    let kind = KINDS.iter().find(|(known, _)| *known == entry.kind);
    let doi = latex::verbatim(raw("doi"));
    let addresses = [raw("url"), raw("howpublished")].map(latex::verbatim);
    let address = addresses.iter().find_map(|words| address(words));
    let title = [first(&["title", "maintitle"]), first(&["subtitle"])]
        .into_iter()
        .flatten();
    let mut read = Reference {
        kind: kind.map_or("", |(_, csl)| *csl),
        title: title.collect::<Vec<_>>().join(": "),
        outlet: first(outlets(&entry.kind)).unwrap_or_default(),
        authors: names::names(raw("author")),
        published: date::shown(published(entry)),
        url: address.map_or_else(|| reference::doi_url(&doi), str::to_owned),
        language: [text("langid"), text("language")]
            .iter()
            .map(|name| reference::language_tag(name))
            .find(|tag| !tag.is_empty())
            .unwrap_or_default(),
        summary: text("abstract"),
        keywords: keywords(&text("keywords")),
        details: Vec::new(),
    };
    for (name, variable) in DETAILS {
        read.add_detail(variable, &text(name));
    }
    read.add_detail("DOI", reference::bare_doi(&doi).unwrap_or_default());
    let editors: Vec<String> = names::names(raw("editor"))
        .iter()
        .map(ToString::to_string)
        .collect();
    read.add_detail("editor", &editors.join("; "));
    read
}

/// Fields, and the CSL variables that they are.
pub const DETAILS: &[(&str, &str)] = &[
    ("volume", "volume"),
    ("number", "issue"),
    ("issue", "issue"),
    ("pages", "page"),
    ("publisher", "publisher"),
    ("location", "publisher-place"),
    ("address", "publisher-place"),
    ("edition", "edition"),
    ("series", "collection-title"),
    ("isbn", "ISBN"),
    ("issn", "ISSN"),
    ("note", "note"),
];

/// The fields that say where an entry of this kind appeared, the best first.
pub fn outlets(kind: &str) -> &'static [&'static str] {
    match kind {
        "article" | "suppperiodical" | "review" => &[
            "journaltitle",
            "journal",
            "shortjournal",
            "booktitle",
            "publisher",
        ],
        "inproceedings" | "conference" | "incollection" | "inbook" | "suppbook" | "inreference" => {
            &[
                "booktitle",
                "maintitle",
                "journaltitle",
                "journal",
                "publisher",
            ]
        }
        "thesis" | "phdthesis" | "mastersthesis" => &["institution", "school", "publisher"],
        "report" | "techreport" | "manual" => &[
            "institution",
            "organization",
            "school",
            "publisher",
            "journal",
        ],
        "book" | "mvbook" | "collection" | "proceedings" => {
            &["publisher", "organization", "institution"]
        }
        _ => &[
            "journaltitle",
            "journal",
            "booktitle",
            "publisher",
            "organization",
            "institution",
            "school",
        ],
    }
}

/// When it was published. A `date` that is not certain is not made so by a `year`.
fn published(entry: &Entry) -> Option<Partial> {
    let text = |name: &str| latex::text(entry.field(name).unwrap_or_default());
    match entry.field("date") {
        Some(date) => Partial::parse(date),
        None => Partial::of_fields(&text("year"), &text("month"), &text("day")),
    }
}

/// The address in a field, which may stand in `\url{…}`.
fn address(words: &str) -> Option<&str> {
    let bare = words
        .trim_start_matches("\\url")
        .trim_start_matches("\\href")
        .trim();
    reference::web_address(bare)
}

/// Keywords: between semicolons if there are some, else between commas.
fn keywords(list: &str) -> Vec<String> {
    let separator = if list.contains(';') { ';' } else { ',' };
    reference::keywords(list.split(separator))
}

/// An entry as it is kept. The abstract is not, if it stands as the text of the source.
fn kept(entry: &Entry, has_text: bool) -> Value {
    let mut fields = Map::new();
    for (name, value) in &entry.fields {
        if has_text && name == "abstract" {
            continue;
        }
        match fields.get_mut(name) {
            None => drop(fields.insert(name.clone(), value.as_str().into())),
            Some(Value::Array(values)) => values.push(value.as_str().into()),
            Some(one) => *one = json!([one.take(), value]),
        }
    }
    json!({ "type": entry.kind, "key": entry.key, "fields": fields })
}

/// An entry as it was, out of what was kept of it.
pub fn from_kept(kept: &Value) -> Option<Entry> {
    let mut fields = Vec::new();
    for (name, value) in kept.get("fields")?.as_object()? {
        let values = value
            .as_array()
            .map_or(std::slice::from_ref(value), Vec::as_slice);
        let texts = values.iter().filter_map(Value::as_str);
        fields.extend(texts.map(|text| (name.clone(), text.to_owned())));
    }
    Some(Entry {
        kind: kept.get("type")?.as_str()?.to_owned(),
        key: kept.get("key")?.as_str()?.to_owned(),
        fields,
        line: 0,
    })
}

/// The entries with what they inherit from those that they name (`crossref`, `xdata`). Entries that are only there to
/// be inherited from are left out.
fn with_inherited(mut entries: Vec<Entry>) -> Vec<Entry> {
    let mut known = HashMap::new();
    for (n, entry) in entries.iter().enumerate() {
        known.entry(entry.key.to_lowercase()).or_insert(n);
    }
    let mut budget = MOST_INHERITED;
    for n in 0..entries.len() {
        let Some(entry) = entries.get(n) else {
            continue;
        };
        let parents: Vec<(usize, bool)> = ["xdata", "crossref"]
            .into_iter()
            .flat_map(|field| {
                let keys = entry.field(field).unwrap_or_default().split(',');
                keys.filter_map(|key| known.get(&key.trim().to_lowercase()))
                    .map(move |parent| (*parent, field == "crossref"))
            })
            .filter(|(parent, _)| *parent != n)
            .take(8)
            .collect();
        for (parent, is_crossref) in parents {
            let (Some(entry), Some(parent)) = (entries.get(n), entries.get(parent)) else {
                continue;
            };
            let inherited = inherited(entry, parent, is_crossref);
            let size: usize = inherited.iter().map(|(_, value)| value.len()).sum();
            budget = budget.saturating_sub(size);
            if let Some(child) = entries.get_mut(n).filter(|_| budget > 0) {
                child.fields.extend(inherited);
            }
        }
    }
    entries.retain(|entry| entry.kind != "xdata");
    entries
}

/// Most bytes that the entries of a file inherit.
const MOST_INHERITED: usize = 32 << 20;

/// What biblatex lets an entry inherit, but for what is the parent's alone: its address and number, its abstract.
fn inherited(child: &Entry, parent: &Entry, is_crossref: bool) -> Vec<(String, String)> {
    const OWN: &[&str] = &[
        "abstract",
        "annotation",
        "crossref",
        "doi",
        "entryset",
        "execute",
        "file",
        "ids",
        "keywords",
        "label",
        "note",
        "options",
        "pages",
        "presort",
        "related",
        "shorttitle",
        "sortkey",
        "sorttitle",
        "url",
        "urldate",
        "xdata",
        "xref",
    ];
    let dated = child.field("date").is_some() || child.field("year").is_some();
    let passed = parent.fields.iter().filter_map(|(name, value)| {
        let name = match name.as_str() {
            "year" | "month" | "day" | "date" if dated => return None,
            name if !is_crossref => name,
            "title" if parent.kind == "periodical" => "journaltitle",
            "title" => "booktitle",
            "subtitle" => "booksubtitle",
            "booktitle" => return None,
            "author" if child.kind != "inbook" => return None,
            name if OWN.contains(&name) => return None,
            name => name,
        };
        let missing = child.field(name).is_none();
        missing.then(|| (name.to_owned(), value.clone()))
    });
    passed.collect()
}

#[cfg(test)]
mod tests;
