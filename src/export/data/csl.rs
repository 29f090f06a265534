//! The sources as CSL-JSON, for Zotero, Pandoc and citation services. What came in as CSL-JSON and was not changed on
//! the board is written as it came in.

use serde_json::{Map, Value, json};

use super::cite::{self, Cited};
use super::{DataFormat, Writer};
use crate::board::Board;
use crate::export::ExportError;
use crate::import::csl::{KEPT, WHOLE, of_item};
use crate::import::reference::date::Partial;
use crate::import::reference::{Name, bare_doi};

/// CSL-JSON.
pub struct Csl;

impl Writer for Csl {
    fn format(&self) -> &'static DataFormat {
        &DataFormat {
            id: "csl",
            name: "CSL-JSON",
            extension: "csl.json",
            says: "An item for each source, for Zotero, Pandoc and others; claims and links stay out.",
        }
    }

    fn write(&self, board: &Board) -> Result<Vec<u8>, ExportError> {
        let items: Vec<Value> = cite::all(board).iter().map(item).collect();
        if items.is_empty() {
            return Err(ExportError::NothingFor {
                format: self.format().name,
                what: "source",
            });
        }
        let mut bytes = serde_json::to_vec_pretty(&items).map_err(|error| ExportError::Format {
            format: self.format().name,
            why: error.to_string(),
        })?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// The item of a source.
fn item(cited: &Cited<'_>) -> Value {
    let source = cited.source;
    let kept = cited.card.extra.get(KEPT).and_then(Value::as_object);
    let mut item = kept.cloned().unwrap_or_default();
    if !item.contains_key("id") || kept.is_none() {
        item.insert("id".to_owned(), cited.key.clone().into());
    }
    if !item.contains_key("type") {
        item.insert("type".to_owned(), cited.kind().into());
    }
    let was = of_item(&item);
    let mut set = |changed: bool, variable: &str, value: Value| {
        let empty = match &value {
            Value::String(text) => text.is_empty(),
            Value::Array(values) => values.is_empty(),
            Value::Null => true,
            _ => false,
        };
        match (changed, empty) {
            (true, true) => drop(item.remove(variable)),
            (true, false) => drop(item.insert(variable.to_owned(), value)),
            (false, _) => {}
        }
    };
    set(was.title != source.title, "title", marked(&source.title));
    let authors = cited.authors().iter().map(name).collect();
    set(
        was.author() != source.author,
        "author",
        Value::Array(authors),
    );
    let outlet = if WHOLE.contains(&cited.kind()) {
        "publisher"
    } else {
        "container-title"
    };
    set(was.outlet != source.outlet, outlet, marked(&source.outlet));
    set(
        was.published != source.published,
        "issued",
        date(&source.published),
    );
    match source
        .url
        .strip_prefix("https://doi.org/")
        .and_then(bare_doi)
    {
        Some(doi) if was.url != source.url => {
            set(true, "URL", Value::Null);
            set(true, "DOI", doi.into());
        }
        _ => set(was.url != source.url, "URL", source.url.as_str().into()),
    }
    set(
        was.language != source.language,
        "language",
        source.language.as_str().into(),
    );
    let keywords = cited.keywords();
    let separator = if keywords.iter().any(|word| word.contains(',')) {
        "; "
    } else {
        ", "
    };
    set(
        was.keywords != keywords,
        "keyword",
        keywords.join(separator).into(),
    );
    if let Some(summary) = cited.summary() {
        set(true, "abstract", marked(summary));
    }
    if kept.is_none() {
        add_details(&mut item, cited);
    }
    Value::Object(item)
}

/// What came in otherwise and has a variable here.
fn add_details(item: &mut Map<String, Value>, cited: &Cited<'_>) {
    for (variable, text) in &cited.was.details {
        let value = match *variable {
            "editor" => text
                .split(';')
                .map(|editor| name(&Name::whole(editor)))
                .collect(),
            _ => marked(text),
        };
        item.entry(*variable).or_insert(value);
    }
}

/// A text in which no sign is markup.
fn marked(text: &str) -> Value {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.into()
}

fn name(name: &Name) -> Value {
    if name.given.is_empty() && name.suffix.is_empty() {
        return json!({ "literal": name.family });
    }
    let parts = [
        ("family", &name.family),
        ("given", &name.given),
        ("suffix", &name.suffix),
    ];
    let parts = parts.into_iter().filter(|(_, text)| !text.is_empty());
    parts
        .map(|(key, text)| (key.to_owned(), Value::from(text.as_str())))
        .collect::<Map<_, _>>()
        .into()
}

/// A date by its parts, or in words where it is none of the calendar.
fn date(published: &str) -> Value {
    match Partial::parse(published) {
        Some(date) => json!({ "date-parts": [date.parts()] }),
        None if published.is_empty() => Value::Null,
        None => json!({ "literal": published }),
    }
}
