//! The sources of a board as references: what BibTeX and CSL-JSON share. What came in as a reference goes out as it
//! came, but for what was changed on the board since.

use std::collections::{BTreeSet, HashMap};

use crate::board::{Board, Body, Card, CardId, Source};
use crate::import::reference::{ABSTRACT_ONLY, Name, Reference};
use crate::import::{bibtex, csl, ris};

/// A source that is to be cited.
pub struct Cited<'a> {
    /// Its card.
    pub card: &'a Card,
    /// What it is now.
    pub source: &'a Source,
    /// What it said when it came in as a reference; nothing if it came otherwise.
    pub was: Reference,
    /// The key by which it is cited; no other source has it.
    pub key: String,
}

/// The sources of a board, in the order of their ids.
pub fn all(board: &Board) -> Vec<Cited<'_>> {
    let mut taken = BTreeSet::new();
    // The number that the next source with a key gets that is taken.
    let mut next = HashMap::<String, usize>::new();
    let sources = board
        .cards()
        .iter()
        .filter_map(|(id, card)| match &card.body {
            Body::Source(source) => Some((id, &**card, &**source)),
            _ => None,
        });
    sources
        .map(|(id, card, source)| {
            let (was, key) = came_in_as(card);
            let key = match plain_key(&key) {
                key if key.is_empty() => new_key(id, source, &was),
                key => key,
            };
            let mut unique = key.clone();
            while !taken.insert(unique.clone()) {
                let n = next.entry(key.clone()).or_insert(2);
                unique = format!("{key}-{n}");
                *n += 1;
            }
            Cited {
                card,
                source,
                was,
                key: unique,
            }
        })
        .collect()
}

impl Cited<'_> {
    /// Who wrote it, in parts where those are known.
    pub fn authors(&self) -> Vec<Name> {
        if self.was.author() == self.source.author {
            return self.was.authors.clone();
        }
        let names = self.source.author.split(';').map(Name::whole);
        names.filter(|name| !name.is_empty()).collect()
    }

    /// Its tags, but for the one that says what its text is.
    pub fn keywords(&self) -> Vec<&str> {
        let tags = self.source.tags.iter().map(String::as_str);
        tags.filter(|tag| *tag != ABSTRACT_ONLY).collect()
    }

    /// Its abstract, if that is its text.
    pub fn summary(&self) -> Option<&str> {
        let is_summary = self.source.tags.iter().any(|tag| tag == ABSTRACT_ONLY);
        is_summary.then_some(&*self.source.text)
    }

    /// What kind of document it is, by its name in CSL.
    pub fn kind(&self) -> &'static str {
        match self.was.kind {
            "" if self.source.url.is_empty() => "document",
            "" => "webpage",
            kind => kind,
        }
    }
}

/// What a card said when it came in as a reference, and its key.
fn came_in_as(card: &Card) -> (Reference, String) {
    let kept = |key: &str| card.extra.get(key);
    if let Some(entry) = kept(bibtex::KEPT).and_then(bibtex::from_kept) {
        return (bibtex::of_entry(&entry), entry.key);
    }
    if let Some(item) = kept(csl::KEPT).and_then(|item| item.as_object()) {
        let id = item.get("citation-key").or_else(|| item.get("id"));
        let id = id.and_then(|id| id.as_str()).unwrap_or_default();
        return (csl::of_item(item), id.to_owned());
    }
    let record = kept(ris::KEPT).and_then(ris::from_kept);
    (record.unwrap_or_default(), String::new())
}

/// A key without what BibTeX cannot have in one.
fn plain_key(key: &str) -> String {
    key.chars()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !"{}(),=\\\"#%'~@".contains(*c))
        .collect()
}

/// `roe2021tide`, or the id of the card where there are no such letters.
fn new_key(id: &CardId, source: &Source, was: &Reference) -> String {
    let plain = |text: &str| -> String {
        let letters = text.chars().filter(char::is_ascii_alphanumeric);
        letters.collect::<String>().to_ascii_lowercase()
    };
    let family = was.authors.first().map(|name| plain(&name.family));
    let first = source.author.split(';').next().unwrap_or_default();
    let family =
        family.unwrap_or_else(|| plain(first.split_whitespace().last().unwrap_or_default()));
    let year = plain(source.published.get(..4).unwrap_or_default());
    let words = source.title.split_whitespace().map(plain);
    let word = words
        .into_iter()
        .find(|word| word.len() > 3)
        .unwrap_or_default();
    match format!("{family}{year}{word}") {
        key if key.is_empty() => plain_key(id.as_str()),
        key => key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_sources_have_one_key() {
        let count = 20_000; // with a search from the first number on it would not end
        let edit = Board::default().plan(|txn| {
            for n in 0..count {
                let title = "Tide".to_owned();
                let source = Source {
                    title,
                    ..Source::default()
                };
                let mut card = Card::new(kurbo::Point::ZERO, Body::Source(Box::new(source)));
                if n % 100 == 9 {
                    let kept = serde_json::json!({ "id": format!("tide-{n}") });
                    card.extra.insert(csl::KEPT.to_owned(), kept);
                }
                txn.add_card(card);
            }
        });
        let board = Board::default().with(&edit);
        let keys: BTreeSet<String> = all(&board).into_iter().map(|cited| cited.key).collect();
        assert_eq!(keys.len(), count);
        assert!(keys.contains("tide") && keys.contains("tide-2") && keys.contains("tide-9"));
    }
}
