//! The JSON of a board without what goes: fields taken out, names replaced in every text that stays, and quotes, pages,
//! digests and ids brought back in line with the texts.
//!
//! Refuses to touch words with a fixed meaning (kinds, grades, dates), which tell nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde_json::{Map, Value, json};

use super::fold::{Finder, Secret};
use super::plan::{Plan, names};
use super::{Field, Redaction};
use crate::board::digest::text_sha256;
use crate::board::{Board, Quote};
use crate::file::wire;

/// How often each thing was replaced or removed.
pub(super) type Counts = BTreeMap<String, usize>;

/// What stands in the place of a quote.
const QUOTE: &str = "[quote removed]";
/// What stands in the place of a note.
const NOTE: &str = "[note removed]";

/// The values of these keys have a fixed meaning.
const FIXED: &[&str] = &[
    "format",
    "version",
    "kind",
    "media_type",
    "reliability",
    "rating",
    "likelihood",
    "confidence",
    "language",
    "rule",
    "data",
    "at",
    "act",
];
/// The values of these keys are ids of cards and links.
const IDS: &[&str] = &[
    "id", "from", "to", "origin", "card", "row", "claim", "sources",
];

/// Whether the value of a key means something fixed, so that nothing is replaced in it and nothing looked for.
pub(super) fn is_fixed(key: &str) -> bool {
    FIXED.contains(&key)
}

struct Rewriter<'a> {
    redaction: &'a Redaction,
    plan: &'a Plan,
    finder: &'a Finder,
    counts: &'a mut Counts,
    ids: BTreeMap<String, String>,
}

/// The board without what goes.
pub(super) fn rewrite(
    mut whole: Value,
    board: &Board,
    redaction: &Redaction,
    plan: &Plan,
    finder: &Finder,
    counts: &mut Counts,
) -> Value {
    let mut rewriter = Rewriter {
        redaction,
        plan,
        finder,
        counts,
        ids: ids(board, finder),
    };
    let cards = list(&mut whole, "cards");
    let mut texts: BTreeMap<String, (String, String, Vec<Span>)> = BTreeMap::new();
    for card in cards.iter_mut().filter_map(Value::as_object_mut) {
        rewriter.card(card);
        if let Some((id, text)) = rewriter.text(card) {
            texts.insert(id, text);
        }
    }
    for link in list(&mut whole, "links")
        .iter_mut()
        .filter_map(Value::as_object_mut)
    {
        rewriter.link(link, &texts);
    }
    if redaction.fields.contains(&Field::Note) || redaction.fields.contains(&Field::Custody) {
        rewriter.judgements(&mut whole);
    }
    rewriter.files(&mut whole);
    rewriter.walk(&mut whole, "");
    whole
}

fn list<'v>(whole: &'v mut Value, key: &str) -> &'v mut [Value] {
    let list = whole.get_mut(key).and_then(Value::as_array_mut);
    list.map_or(&mut [], Vec::as_mut_slice)
}

/// New ids for those that hold a name.
fn ids(board: &Board, finder: &Finder) -> BTreeMap<String, String> {
    let cards = board.cards().keys().map(|id| id.as_str());
    let all: BTreeSet<&str> = cards
        .chain(board.links().keys().map(|id| id.as_str()))
        .collect();
    let mut number = 0;
    let mut new = BTreeMap::new();
    for id in all.iter().filter(|id| !finder.find(id).is_empty()) {
        let free = loop {
            number += 1;
            let free = format!("redacted-{number}");
            if !all.contains(free.as_str()) {
                break free;
            }
        };
        new.insert((*id).to_owned(), free);
    }
    new
}

impl Rewriter<'_> {
    fn goes(&self, card: &str, field: Field) -> bool {
        self.whole(card) || self.redaction.fields.contains(&field)
    }

    fn whole(&self, card: &str) -> bool {
        self.plan.titles.keys().any(|id| id.as_str() == card)
    }

    fn count(&mut self, what: &str, places: usize) {
        if places > 0 {
            *self.counts.entry(what.to_owned()).or_default() += places;
        }
    }

    fn remove(&mut self, object: &mut Map<String, Value>, key: &str, what: &str) {
        if object.shift_remove(key).is_some() {
            self.count(what, 1);
        }
    }

    fn card(&mut self, card: &mut Map<String, Value>) {
        let id = text_of(card, "id");
        match text_of(card, "kind").as_str() {
            "source" => self.source(card, &id),
            "note" if self.redaction.fields.contains(&Field::Note) => {
                card.insert("text".to_owned(), json!(NOTE));
                self.count("notes", 1);
            }
            "picture" => {
                let file = text_of(card, "file");
                if self.plan.files.iter().any(|gone| gone.as_str() == file) {
                    self.remove(card, "file", "documents");
                }
            }
            _ => {}
        }
    }

    fn source(&mut self, card: &mut Map<String, Value>, id: &str) {
        if self.whole(id) {
            let title = self
                .plan
                .titles
                .iter()
                .find(|(known, _)| known.as_str() == id);
            let title = title.map(|(_, title)| title.clone()).unwrap_or_default();
            self.count(&title, 1);
            card.insert("title".to_owned(), json!(title));
            for (key, what) in [
                ("published", "dates"),
                ("captured", "dates"),
                ("tags", "tags"),
            ] {
                self.remove(card, key, what);
            }
            let known = |key: &str| {
                wire::PLACE_KEYS.contains(&key) || wire::body_keys("source").contains(&key)
            };
            let unknown = card.keys().filter(|key| !known(key)).count();
            card.retain(|key, _| known(key));
            self.count("unknown keys", unknown);
        }
        if self.goes(id, Field::Author) && card.contains_key("author") {
            let all = names(&text_of(card, "author"));
            let all: Vec<String> = all.iter().map(|name| self.placeholder(name)).collect();
            for placeholder in &all {
                self.count(placeholder, 1);
            }
            card.insert("author".to_owned(), json!(all.join("; ")));
        }
        if self.goes(id, Field::Outlet) && card.contains_key("outlet") {
            let placeholder = self.placeholder(&text_of(card, "outlet"));
            self.count(&placeholder, 1);
            card.insert("outlet".to_owned(), json!(placeholder));
        }
        let mut gone: Vec<(&str, &str)> = Vec::new();
        if self.goes(id, Field::Address) {
            gone.extend([("url", "addresses"), ("archive_url", "addresses")]);
        }
        if self.goes(id, Field::Custody) {
            gone.extend([("original", "custody"), ("custody", "custody")]);
        }
        if self.goes(id, Field::Text) {
            gone.extend([
                ("text", "texts"),
                ("text_sha256", "digests"),
                ("pages", "pages"),
            ]);
        } else if self.goes(id, Field::Custody) {
            gone.push(("text_sha256", "digests"));
        }
        let file = text_of(card, "file");
        if self.plan.files.iter().any(|gone| gone.as_str() == file) {
            gone.push(("file", "documents"));
        }
        for (key, what) in gone {
            self.remove(card, key, what);
        }
        if self.goes(id, Field::FileName) {
            self.file_names(card);
        }
    }

    /// The placeholder of a name that goes.
    fn placeholder(&self, name: &str) -> String {
        let all = |found: &(Range<usize>, &Secret)| found.0.len() >= name.trim().len();
        let found = self.finder.find(name.trim());
        let known = found
            .into_iter()
            .find(all)
            .map(|(_, secret)| secret.placeholder.clone());
        // What is too short to be looked for has no placeholder of its own.
        known.unwrap_or_else(|| "[name removed]".to_owned())
    }

    fn file_names(&mut self, card: &mut Map<String, Value>) {
        if let Some(original) = card.get_mut("original").and_then(Value::as_object_mut) {
            for key in ["name", "path"] {
                self.remove(original, key, "file names");
            }
        }
        let custody = card.get_mut("custody").and_then(Value::as_array_mut);
        for event in custody
            .into_iter()
            .flatten()
            .filter_map(Value::as_object_mut)
        {
            self.remove(event, "file", "file names");
        }
    }

    /// Replaces names in the text of a source that stays, and gives the old and the new one and what was replaced.
    fn text(
        &mut self,
        card: &mut Map<String, Value>,
    ) -> Option<(String, (String, String, Vec<Span>))> {
        if text_of(card, "kind") != "source" {
            return None;
        }
        let old = text_of(card, "text");
        let spans = self.spans(&old);
        if spans.is_empty() {
            return None;
        }
        let new = applied(&old, &spans);
        if card.contains_key("text_sha256") {
            card.insert("text_sha256".to_owned(), json!(text_sha256(&new)));
        }
        let scalars = Scalars::of(&old, &spans);
        if let Some(pages) = card.get_mut("pages").and_then(Value::as_array_mut) {
            for page in pages {
                let at = page
                    .as_u64()
                    .and_then(|at| usize::try_from(at).ok())
                    .unwrap_or_default();
                *page = json!(scalars.moved(at, false));
            }
        }
        card.insert("text".to_owned(), json!(new));
        Some((text_of(card, "id"), (old, new, spans)))
    }

    fn link(
        &mut self,
        link: &mut Map<String, Value>,
        texts: &BTreeMap<String, (String, String, Vec<Span>)>,
    ) {
        let from = text_of(link, "from");
        if self.redaction.fields.contains(&Field::Note) {
            self.remove(link, "note", "notes");
        }
        let gone = self.goes(&from, Field::Text);
        let Some(quote) = link.get_mut("quote").and_then(Value::as_object_mut) else {
            return;
        };
        if gone {
            *quote = Map::new();
            quote.insert("exact".to_owned(), json!(QUOTE));
            quote.insert("start".to_owned(), json!(0));
            quote.insert("end".to_owned(), json!(0));
            self.count("quotes", 1);
            return;
        }
        let Some((old, new, spans)) = texts.get(&from) else {
            return;
        };
        let place = |key: &str| {
            let at = quote.get(key).and_then(Value::as_u64);
            at.and_then(|at| usize::try_from(at).ok())
                .unwrap_or_default()
        };
        let (start, end) = (place("start"), place("end"));
        if Quote::of(old, start..end).exact != text_of(quote, "exact") {
            return; // it stood elsewhere already; its words are replaced like any others
        }
        let scalars = Scalars::of(old, spans);
        let moved = Quote::of(new, scalars.moved(start, false)..scalars.moved(end, true));
        for (key, value) in [
            ("exact", json!(moved.exact)),
            ("prefix", json!(moved.prefix)),
            ("suffix", json!(moved.suffix)),
            ("start", json!(moved.range.start)),
            ("end", json!(moved.range.end)),
        ] {
            quote.insert(key.to_owned(), value);
        }
    }

    fn judgements(&mut self, whole: &mut Value) {
        let Some(judgements) = whole.pointer_mut("/about/judgements") else {
            return;
        };
        let notes = self.redaction.fields.contains(&Field::Note);
        for (list, key) in [("muted", "reason"), ("cells", "note"), ("cells", "by")] {
            let entries = judgements.get_mut(list).and_then(Value::as_array_mut);
            for entry in entries
                .into_iter()
                .flatten()
                .filter_map(Value::as_object_mut)
            {
                match key {
                    "by" => self.remove(entry, key, "names of analysts"),
                    _ if notes => self.remove(entry, key, "notes"),
                    _ => {}
                }
            }
        }
    }

    fn files(&mut self, whole: &mut Value) {
        let Some(files) = whole.get_mut("files").and_then(Value::as_object_mut) else {
            return;
        };
        let before = files.len();
        files.retain(|id, _| self.plan.files.iter().all(|gone| gone.as_str() != id));
        let gone = before - files.len();
        self.count("embedded files", gone);
        if self.redaction.fields.contains(&Field::FileName) {
            for blob in files.values_mut().filter_map(Value::as_object_mut) {
                self.remove(blob, "name", "file names");
            }
        }
    }

    /// Replaces names in every text below a value.
    fn walk(&mut self, value: &mut Value, key: &str) {
        match value {
            _ if is_fixed(key) => {}
            Value::String(text) => {
                if IDS.contains(&key)
                    && let Some(new) = self.ids.get(text)
                {
                    *text = new.clone();
                    return;
                }
                let spans = self.spans(text);
                if !spans.is_empty() {
                    *text = applied(text, &spans);
                }
            }
            Value::Array(list) => list.iter_mut().for_each(|value| self.walk(value, key)),
            Value::Object(object) => self.object(object, key),
            _ => {}
        }
    }

    fn object(&mut self, object: &mut Map<String, Value>, key: &str) {
        let names: Vec<String> = object.keys().cloned().collect();
        let mut new = Map::with_capacity(object.len());
        for name in names {
            let Some(mut value) = object.get_mut(&name).map(Value::take) else {
                continue;
            };
            // A digest that goes is no digest any more with something else in its place.
            let digest = matches!(name.as_str(), "sha256" | "text_sha256" | "file");
            let is_gone = |text: &str| {
                let found = self.finder.find(text);
                found
                    .iter()
                    .any(|(_, secret)| secret.placeholder.contains("digest"))
            };
            if digest && value.as_str().is_some_and(is_gone) {
                self.count("digests", 1);
                continue;
            }
            self.walk(&mut value, &name);
            let known = key == "files" || wire_knows(&name);
            let spans = if known { Vec::new() } else { self.spans(&name) };
            let mut name = if spans.is_empty() {
                name
            } else {
                applied(&name, &spans)
            };
            while new.contains_key(&name) {
                name.push('+');
            }
            new.insert(name, value);
        }
        *object = new;
    }

    fn spans(&mut self, text: &str) -> Vec<Span> {
        let found = self.finder.find(text);
        for (_, secret) in &found {
            *self.counts.entry(secret.placeholder.clone()).or_default() += 1;
        }
        found
            .into_iter()
            .map(|(range, secret)| (range, secret.placeholder.clone()))
            .collect()
    }
}

/// Bytes of a text, and what stands in their place.
type Span = (Range<usize>, String);

fn wire_knows(key: &str) -> bool {
    let lists = [
        wire::TOP_KEYS,
        wire::ABOUT_KEYS,
        wire::PLACE_KEYS,
        wire::LINK_KEYS,
        wire::QUOTE_KEYS,
    ];
    let more = [wire::ORIGINAL_KEYS, wire::CUSTODY_KEYS, wire::BLOB_KEYS];
    let kinds = ["source", "claim", "picture"].map(wire::body_keys);
    let mut all = lists.into_iter().chain(more).chain(kinds);
    all.any(|keys| keys.contains(&key))
}

fn text_of(object: &Map<String, Value>, key: &str) -> String {
    object
        .get(key)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn applied(text: &str, spans: &[Span]) -> String {
    let mut new = String::with_capacity(text.len());
    let mut done = 0;
    for (range, placeholder) in spans {
        new.push_str(text.get(done..range.start).unwrap_or_default());
        new.push_str(placeholder);
        done = range.end;
    }
    new.push_str(text.get(done..).unwrap_or_default());
    new
}

/// Where scalar values of a text are after spans of it were replaced.
struct Scalars(Vec<(Range<usize>, usize)>);

impl Scalars {
    fn of(text: &str, spans: &[Span]) -> Self {
        let mut at = (0, 0);
        let spans = spans.iter().map(|(range, placeholder)| {
            let mut to = |byte: usize| {
                at.1 += text.get(at.0..byte).unwrap_or_default().chars().count();
                at.0 = byte;
                at.1
            };
            let (start, end) = (to(range.start), to(range.end));
            (start..end, placeholder.chars().count())
        });
        Self(spans.collect())
    }

    /// The new place of a scalar value. One inside a span moves to its end, or to its beginning.
    fn moved(&self, at: usize, to_end: bool) -> usize {
        let mut shift = 0_isize;
        for (range, new) in &self.0 {
            if range.end <= at {
                shift += *new as isize - range.len() as isize;
            } else if range.start < at {
                let begin = range.start.saturating_add_signed(shift);
                return if to_end { begin + new } else { begin };
            } else {
                break;
            }
        }
        at.saturating_add_signed(shift)
    }
}
