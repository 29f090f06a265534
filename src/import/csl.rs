//! CSL-JSON, the references of Zotero, Pandoc and citation services: each item becomes a source. Refuses items that
//! are none, one by one.
//!
//! An item is kept as it is in `extra["csl"]`, but for the abstract, which stands as the text of the source.

use serde_json::{Map, Value};

use super::reference::{self, MOST, Name, Read, Reference, date, date::Partial};
use super::{Confidence, Format, ImportError, Imported, Importer, Incoming, Makes, Report, text};

/// The key of a card under which an item is kept.
pub const KEPT: &str = "csl";

/// CSL-JSON.
pub struct Csl;

impl Importer for Csl {
    fn format(&self) -> &'static Format {
        &Format {
            id: "csl",
            name: "CSL-JSON references",
            extensions: &["csl.json", "csljson", "json"],
            makes: Makes::References,
        }
    }

    fn claims(&self, incoming: &Incoming<'_>) -> Confidence {
        let begins = incoming.bytes.get(..8192).unwrap_or(incoming.bytes);
        let begins = String::from_utf8_lossy(begins);
        if !begins
            .trim_start_matches('\u{feff}')
            .trim_start()
            .starts_with(['[', '{'])
        {
            return Confidence::No;
        }
        let name = incoming.name.to_lowercase();
        match (
            name.ends_with("csl.json") || name.ends_with(".csljson"),
            has_type(&begins),
        ) {
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
        let decoded = text::decode(incoming.bytes, None)?;
        let file: Value = serde_json::from_str(&decoded.text)
            .map_err(|error| ImportError::Broken(format!("it is not JSON: {error}")))?;
        let items = items(file);
        if items.len() > MOST {
            return Err(reference::too_many(items.len()));
        }
        let count = items.len();
        let (mut all, mut strange) = (Vec::with_capacity(count), 0);
        for (n, item) in items.into_iter().enumerate() {
            if !report(n as f32 / count as f32) {
                return Err(ImportError::Cancelled);
            }
            match item {
                Value::Object(item) if is_item(&item) => {
                    let reference = of_item(&item);
                    let kept = kept(item, !reference.summary.is_empty());
                    all.push(Read { reference, kept });
                }
                _ => strange += 1,
            }
        }
        if all.is_empty() {
            return Err(ImportError::NoText(
                "There is no CSL-JSON reference in the file.".to_owned(),
            ));
        }
        let mut remarks: Vec<String> = decoded.remark().into_iter().collect();
        if strange > 0 {
            remarks.push(format!(
                "{strange} of {count} items are no references and were left out."
            ));
        }
        Ok(reference::imported(KEPT, all, remarks))
    }
}

/// Whether an object is a reference: of a known type, or with a title.
fn is_item(item: &Map<String, Value>) -> bool {
    let kind = item.get("type").and_then(Value::as_str);
    kind.is_some_and(|kind| TYPES.contains(&kind))
        || item.get("title").is_some_and(Value::is_string)
}

/// The items of a file: a list, a list under `items`, or the file itself.
fn items(file: Value) -> Vec<Value> {
    match file {
        Value::Array(items) => items,
        Value::Object(mut object) => match object.remove("items") {
            Some(Value::Array(items)) => items,
            _ => vec![Value::Object(object)],
        },
        _ => Vec::new(),
    }
}

/// The types of items (CSL 1.0.2).
const TYPES: &[&str] = &[
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "classic",
    "collection",
    "dataset",
    "document",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "event",
    "figure",
    "graphic",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "musical_score",
    "pamphlet",
    "paper-conference",
    "patent",
    "performance",
    "periodical",
    "personal_communication",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "review-book",
    "software",
    "song",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
];

/// Types that are published as they are: who published them is more than the series that they stand in.
pub const WHOLE: &[&str] = &[
    "bill",
    "book",
    "classic",
    "collection",
    "dataset",
    "hearing",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "musical_score",
    "pamphlet",
    "patent",
    "report",
    "software",
    "song",
    "standard",
    "thesis",
    "treaty",
];

/// Whether an item of a known type begins there.
fn has_type(begins: &str) -> bool {
    let mut values = begins.split("\"type\"").skip(1).filter_map(|rest| {
        let rest = rest.trim_start().strip_prefix(':')?.trim_start();
        rest.strip_prefix('"')?.split('"').next()
    });
    values.any(|value| TYPES.contains(&value))
}

/// What an item says.
pub fn of_item(item: &Map<String, Value>) -> Reference {
    let text = |name: &str| item.get(name).map(plain).unwrap_or_default();
    let first = |names: &[&str]| {
        names
            .iter()
            .map(|name| text(name))
            .find(|text| !text.is_empty())
    };
    let kind = text("type");
    let kind = TYPES
        .iter()
        .find(|known| **known == kind)
        .copied()
        .unwrap_or_default();
    let outlet = match WHOLE.contains(&kind) {
        true => first(&["publisher", "authority", "container-title"]),
        false => first(&[
            "container-title",
            "publisher",
            "authority",
            "container-title-short",
        ]),
    };
    let address = text("URL");
    let doi = text("DOI");
    let mut read = Reference {
        kind,
        title: first(&["title", "title-short"]).unwrap_or_default(),
        outlet: outlet.unwrap_or_default(),
        authors: names(item, "author"),
        published: date::shown(item.get("issued").and_then(issued)),
        url: match reference::web_address(&address) {
            Some(address) => address.to_owned(),
            None => reference::doi_url(&doi),
        },
        language: reference::language_tag(&text("language")),
        summary: item
            .get("abstract")
            .and_then(Value::as_str)
            .map(|text| reference::paragraphs(&without_markup(text)))
            .unwrap_or_default(),
        keywords: keywords(item),
        details: Vec::new(),
    };
    for variable in DETAILS {
        read.add_detail(variable, &text(variable));
    }
    read.add_detail("DOI", reference::bare_doi(&doi).unwrap_or_default());
    let editors: Vec<String> = names(item, "editor")
        .iter()
        .map(ToString::to_string)
        .collect();
    read.add_detail("editor", &editors.join("; "));
    read
}

/// Variables that an export in another format may use.
const DETAILS: &[&str] = &[
    "volume",
    "issue",
    "page",
    "publisher",
    "publisher-place",
    "edition",
    "collection-title",
    "ISBN",
    "ISSN",
    "note",
];

/// A text or a number without markup, in one line.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => reference::one_line(&without_markup(text)),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// A text without the few tags that CSL knows in it, and with its entities as letters.
fn without_markup(text: &str) -> String {
    const TAGS: [&str; 5] = ["i", "b", "sub", "sup", "span"];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        out.push_str(before);
        let name = tag.trim_start_matches('/');
        let name = name
            .split(|c: char| !c.is_ascii_alphabetic())
            .next()
            .unwrap_or_default();
        // A sign that opens no tag is a sign: a < b.
        let end = tag.bytes().take(80).position(|byte| byte == b'>');
        match end
            .filter(|_| TAGS.contains(&name))
            .and_then(|end| tag.get(end + 1..))
        {
            Some(behind) => rest = behind,
            None => {
                out.push('<');
                rest = tag;
            }
        }
    }
    out.push_str(rest);
    for (entity, letter) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&amp;", "&"),
    ] {
        if out.contains(entity) {
            out = out.replace(entity, letter);
        }
    }
    out
}

/// The names under a variable.
fn names(item: &Map<String, Value>, variable: &str) -> Vec<Name> {
    let names = item.get(variable).and_then(Value::as_array);
    let names = names
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .map(|name| {
            let part = |key: &str| name.get(key).map(plain).unwrap_or_default();
            let literal = part("literal");
            if !literal.is_empty() {
                return Name::whole(&literal);
            }
            let family = [
                part("dropping-particle"),
                part("non-dropping-particle"),
                part("family"),
            ];
            let family: Vec<String> = family.into_iter().filter(|part| !part.is_empty()).collect();
            Name {
                given: part("given"),
                family: family.join(" "),
                suffix: part("suffix"),
            }
        });
    names.filter(|name| !name.is_empty()).collect()
}

/// When it was issued: parts of a date, or a date in words. What is marked as about then is not certain.
fn issued(date: &Value) -> Option<Partial> {
    let circa = date.get("circa").is_some_and(|circa| match circa {
        Value::Bool(circa) => *circa,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !matches!(text.as_str(), "" | "0" | "false"),
        _ => false,
    });
    if circa {
        return None;
    }
    let parts = date.get("date-parts").and_then(Value::as_array);
    let dates: Vec<Partial> = parts.into_iter().flatten().filter_map(of_parts).collect();
    match dates.as_slice() {
        [date] => Some(*date),
        [from, to] => from.common(*to),
        _ => ["raw", "literal"]
            .iter()
            .find_map(|key| Partial::parse(date.get(key)?.as_str()?)),
    }
}

/// `[2025, 10, 29]`; the numbers may be texts.
fn of_parts(parts: &Value) -> Option<Partial> {
    let number = |n: usize| match parts.get(n)? {
        Value::Number(number) => u16::try_from(number.as_u64()?).ok(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let small = |n: usize| number(n).and_then(|number| u8::try_from(number).ok());
    Partial::new(number(0)?, small(1), small(2))
}

/// `keyword` is a text; some programs write a list.
fn keywords(item: &Map<String, Value>) -> Vec<String> {
    match item.get("keyword").or_else(|| item.get("keywords")) {
        Some(Value::String(text)) => {
            let separator = if text.contains(';') { ';' } else { ',' };
            reference::keywords(text.split(separator))
        }
        Some(Value::Array(words)) => reference::keywords(words.iter().filter_map(Value::as_str)),
        _ => Vec::new(),
    }
}

fn kept(mut item: Map<String, Value>, has_text: bool) -> Value {
    if has_text {
        item.remove("abstract");
    }
    Value::Object(item)
}

#[cfg(test)]
mod tests;
