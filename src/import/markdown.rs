//! Markdown: the words without the marks, and what the front matter says. Reads simple front matter only (a key and a
//! value on a line, lists of words); HTML inside is left out.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::{Map, Value};

use super::text::decode;
use super::{
    Confidence, Format, ImportError, Imported, Importer, Incoming, Makes, Report, language,
};
use crate::board::{Body, Card, Source};

/// Lines of front matter that are read.
const MOST_LINES: usize = 200;
/// How deep quotations and lists may lie in each other; real ones stay below ten.
const MOST_DEEP: usize = 100;

/// Markdown.
pub struct Markdown;

impl Importer for Markdown {
    fn format(&self) -> &'static Format {
        &Format {
            id: "markdown",
            name: "Markdown",
            extensions: &["md", "markdown", "mdown", "mkd"],
            makes: Makes::Document,
        }
    }

    fn claims(&self, incoming: &Incoming<'_>) -> Confidence {
        let extension = incoming.extension();
        if self.format().extensions.contains(&extension.as_str()) {
            Confidence::Likely
        } else {
            Confidence::No
        }
    }

    fn import(&self, incoming: &Incoming<'_>, _: &Report<'_>) -> Result<Imported, ImportError> {
        if incoming.bytes.is_empty() {
            return Err(ImportError::Empty);
        }
        let decoded = decode(incoming.bytes, None)?;
        let (mut front, body) = front_matter(&decoded.text);
        let (text, heading) = words(body);
        if text.is_empty() {
            return Err(ImportError::NoText(
                "There are no words in the file. Write some, or import another.".to_owned(),
            ));
        }
        let mut take = |keys: &[&str]| {
            keys.iter()
                .find_map(|key| {
                    front.get(*key)?.as_str()?;
                    front.remove(*key)?.as_str().map(str::to_owned)
                })
                .unwrap_or_default()
        };
        let mut title = take(&["title"]);
        if title.is_empty() {
            title = heading.unwrap_or_else(|| incoming.stem().to_owned());
        }
        let declared = take(&["lang", "language"]);
        let mut source = Source {
            title,
            author: take(&["author", "authors", "by"]),
            outlet: take(&["outlet", "publisher", "site", "publication"]),
            url: take(&["url", "source", "link", "canonical_url"]),
            language: language::of(&text, &declared),
            text: text.into(),
            ..Source::default()
        };
        // What is no date stays where it was written.
        for key in ["date", "published", "publish_date"] {
            let date = front.get(key).and_then(Value::as_str);
            if let Some(date) = date.and_then(super::html::date) {
                source.published = date;
                front.remove(key);
                break;
            }
        }
        if let Some(tags) = front.get("tags").map(list).filter(|tags| !tags.is_empty()) {
            source.tags = tags;
            front.remove("tags");
        }
        let remarks: Vec<String> = decoded.remark().into_iter().collect();
        let mut imported = Imported::plan(false, |txn, _| {
            let body = Body::Source(Box::new(source));
            let mut card = Card::new(kurbo::Point::ZERO, body);
            if !front.is_empty() {
                card.extra
                    .insert("front_matter".to_owned(), Value::Object(front));
            }
            txn.add_card(card);
        });
        imported.remarks = remarks;
        Ok(imported)
    }
}

/// The lines between `---` at the beginning, as keys and values, and what comes after them.
fn front_matter(text: &str) -> (Map<String, Value>, &str) {
    let mut front = Map::new();
    let Some(rest) = text.trim_start_matches('\u{feff}').strip_prefix("---\n") else {
        return (front, text);
    };
    let mut at = 0;
    let mut last: Option<String> = None;
    for line in rest.split_inclusive('\n').take(MOST_LINES) {
        at += line.len();
        let line = line.trim_end();
        if matches!(line, "---" | "...") {
            return (front, rest.get(at..).unwrap_or_default());
        }
        let indented = line.starts_with([' ', '\t', '-']);
        if let (true, Some(key)) = (indented, &last) {
            let item = line.trim_start().trim_start_matches("- ");
            let value = front.entry(key.clone()).or_insert(Value::Null);
            match value {
                Value::Array(items) => items.push(unquoted(item)),
                _ => *value = Value::Array(vec![unquoted(item)]),
            }
        } else if let Some((key, value)) = line.split_once(':') {
            let key = key.trim().to_lowercase();
            let value = value.trim();
            let inner = value.strip_prefix('[').and_then(|v| v.strip_suffix(']'));
            let value = match inner {
                Some(inner) => Value::Array(inner.split(',').map(unquoted).collect()),
                None => unquoted(value),
            };
            last = Some(key.clone());
            front.insert(key, value);
        } else if !line.is_empty() && !line.starts_with('#') {
            break; // this is no front matter: a line above a text
        }
    }
    (Map::new(), text)
}

fn unquoted(value: &str) -> Value {
    let value = value.trim();
    let quoted = ['"', '\'']
        .iter()
        .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
    Value::String(quoted.unwrap_or(value).to_owned())
}

fn list(value: &Value) -> Vec<String> {
    let words: Vec<&str> = match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        Value::String(text) => text.split(',').collect(),
        _ => Vec::new(),
    };
    let words = words.iter().map(|word| word.trim().to_owned());
    words.filter(|word| !word.is_empty()).collect()
}

/// The words without marks, blocks with a blank line between, and the first heading.
fn words(markdown: &str) -> (String, Option<String>) {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let mut text = String::new();
    let mut heading: Option<(bool, String)> = None;
    let mut deep = 0_usize;
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Start(tag) => {
                deep += 1;
                if deep > MOST_DEEP {
                    continue;
                }
                match tag {
                    Tag::Heading { .. } => {
                        gap(&mut text);
                        heading.get_or_insert((true, String::new()));
                    }
                    Tag::TableRow | Tag::TableHead if !text.is_empty() && !text.ends_with('\n') => {
                        text.push('\n');
                    }
                    Tag::TableCell if !text.is_empty() && !text.ends_with('\n') => {
                        text.push_str(" | ");
                    }
                    Tag::Paragraph | Tag::Item | Tag::CodeBlock(_) | Tag::Table(_) => {
                        gap(&mut text)
                    }
                    _ => {}
                }
            }
            Event::End(tag) => {
                deep = deep.saturating_sub(1);
                if let (TagEnd::Heading(_), Some((open, _))) = (tag, &mut heading) {
                    *open = false;
                }
                if matches!(tag, TagEnd::Heading(_) | TagEnd::Table | TagEnd::CodeBlock) {
                    gap(&mut text);
                }
            }
            Event::Text(words) | Event::Code(words) => {
                text.push_str(&words);
                if let Some((true, heading)) = &mut heading {
                    heading.push_str(&words);
                }
            }
            Event::SoftBreak => text.push(' '),
            Event::HardBreak => text.push('\n'),
            Event::Rule => gap(&mut text),
            _ => {}
        }
    }
    let heading = heading.map(|(_, heading)| heading.trim().to_owned());
    (
        text.trim().to_owned(),
        heading.filter(|heading| !heading.is_empty()),
    )
}

/// A blank line behind what was written, if there is none.
fn gap(text: &mut String) {
    if !text.is_empty() {
        text.truncate(text.trim_end().len());
        text.push_str("\n\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::testing;

    const SAMPLE: &str = "---\ntitle: \"The bridge\"\nauthor: Ann Lee\ndate: 2025-10\ntags: [river, bridge]\n\
        mood: calm\n---\n# A heading\n\nSome *words* and a [link](https://a.example).\nMore.\n\n- one\n- two\n\n\
        > said so\n\n| a | b |\n| - | - |\n| 1 | 2 |\n";

    fn import(markdown: &str) -> Card {
        let incoming = Incoming {
            name: "note.md",
            bytes: markdown.as_bytes(),
        };
        let imported = Markdown.import(&incoming, &|_| true).unwrap();
        Card::clone(imported.piece.cards().values().next().unwrap())
    }

    #[test]
    fn marks_go_and_words_stay() {
        let card = import(SAMPLE);
        let Body::Source(source) = &card.body else {
            panic!("a source")
        };
        assert_eq!(
            &*source.text,
            "A heading\n\nSome words and a link. More.\n\none\n\ntwo\n\nsaid so\n\na | b\n1 | 2"
        );
        let got = (&*source.title, &*source.author, &*source.published);
        assert_eq!(got, ("The bridge", "Ann Lee", "2025-10"));
        assert_eq!(source.tags, ["river", "bridge"]);
        assert_eq!(card.extra["front_matter"]["mood"], "calm");
    }

    #[test]
    fn a_line_is_no_front_matter() {
        let card = import("---\nJust words under a line.\n");
        let Body::Source(source) = &card.body else {
            panic!("a source")
        };
        assert_eq!(&*source.text, "Just words under a line.");
        assert_eq!(source.title, "note");
    }

    #[test]
    fn no_bytes_panic() {
        testing::mutated(&[SAMPLE.as_bytes()], 1000, |bytes| {
            let name = "a.md";
            let _ = Markdown.import(&Incoming { name, bytes }, &|_| true);
        });
        let _ = import(&format!("{}x", "> ".repeat(20_000)));
        let _ = import(&format!("{}x", "[".repeat(50_000)));
    }
}
