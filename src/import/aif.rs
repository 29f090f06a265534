//! Argument Interchange Format as JSON (AIFdb, OVA, xAIF): statements become claims, inferences and conflicts links, and
//! who asserts something a source with the words.
//!
//! Each premise of an inference is one link. Refuses to make links of what ends at an inference or a conflict, of
//! rephrasing, and of questions and guesses: only what somebody asserts is said.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kurbo::Point;
use serde_json::{Value, json};

use super::{Confidence, Format, ImportError, Imported, Importer, Incoming, Makes, Report, text};
use crate::board::{Body, Card, CardId, Claim, Link, LinkKind, Quote, Source, Stance};

/// AIF.
pub struct Aif;

/// Where AIF's own words are kept in `extra`.
const KEPT: &str = "aif";
/// Most nodes, and most edges.
const MOST: usize = 50_000;
/// Most links of one inference or conflict: premises times conclusions.
const MOST_TIES: usize = 1000;

impl Importer for Aif {
    fn format(&self) -> &'static Format {
        &Format {
            id: "aif",
            name: "AIF argument map",
            extensions: &["json", "aif"],
            makes: Makes::Board,
        }
    }

    fn claims(&self, incoming: &Incoming<'_>) -> Confidence {
        let head = incoming.bytes.get(..4096).unwrap_or(incoming.bytes);
        let head = String::from_utf8_lossy(head);
        let object = head
            .trim_start_matches('\u{feff}')
            .trim_start()
            .starts_with('{');
        let has = |word: &str| head.contains(word);
        if object && has("\"nodes\"") && (has("\"nodeID\"") || has("\"edgeID\"")) {
            Confidence::Sure
        } else {
            Confidence::No
        }
    }

    fn import(&self, incoming: &Incoming<'_>, _: &Report<'_>) -> Result<Imported, ImportError> {
        let letters = text::decode(incoming.bytes, Some("utf-8"))?.text;
        let value: Value = serde_json::from_str(&letters)
            .map_err(|error| ImportError::Broken(error.to_string()))?;
        let map = Map::of(value.get("AIF").unwrap_or(&value))?;
        if !map.nodes.values().any(|node| node.kind == "I") {
            return Err(ImportError::NoText(
                "There are no statements in the map (nodes of the type I). Look whether the right file was saved.".to_owned(),
            ));
        }
        Ok(map.into_board())
    }
}

struct Node {
    kind: String,
    text: String,
    scheme: String,
    /// Where it stands in the file.
    order: usize,
}

/// A map as it stands in the file.
struct Map {
    nodes: HashMap<String, Node>,
    into: HashMap<String, Vec<String>>,
    out_of: HashMap<String, Vec<String>>,
}

impl Map {
    fn of(value: &Value) -> Result<Self, ImportError> {
        let mut map = Self {
            nodes: HashMap::new(),
            into: HashMap::new(),
            out_of: HashMap::new(),
        };
        for (order, node) in list(value, "nodes")?.iter().enumerate() {
            let words = |key| text_of(node, key).unwrap_or_default();
            let Some(id) = text_of(node, "nodeID").or_else(|| text_of(node, "id")) else {
                continue;
            };
            let node = Node {
                kind: words("type"),
                text: words("text"),
                scheme: text_of(node, "scheme").unwrap_or_else(|| words("text")),
                order,
            };
            map.nodes.entry(id).or_insert(node);
        }
        for edge in list(value, "edges")? {
            let end = |a, b| {
                text_of(edge, a)
                    .or_else(|| text_of(edge.get(b)?, "id"))
                    .or_else(|| text_of(edge, b))
            };
            if let (Some(from), Some(to)) = (end("fromID", "from"), end("toID", "to")) {
                map.out_of.entry(from.clone()).or_default().push(to.clone());
                map.into.entry(to).or_default().push(from);
            }
        }
        Ok(map)
    }

    /// The nodes of a type, in the order of the file.
    fn of_kind(&self, kinds: &[&str]) -> Vec<(&str, &Node)> {
        let nodes = self.nodes.iter().map(|(id, node)| (id.as_str(), node));
        let mut nodes: Vec<_> = nodes
            .filter(|(_, node)| kinds.contains(&node.kind.as_str()))
            .collect();
        nodes.sort_by_key(|(_, node)| node.order);
        nodes
    }

    fn before<'a>(&'a self, id: &str, kinds: &[&str]) -> Vec<&'a str> {
        self.near(self.into.get(id), kinds)
    }

    fn behind<'a>(&'a self, id: &str, kinds: &[&str]) -> Vec<&'a str> {
        self.near(self.out_of.get(id), kinds)
    }

    fn near<'a>(&'a self, ids: Option<&'a Vec<String>>, kinds: &[&str]) -> Vec<&'a str> {
        let of_kind = |id: &&String| {
            self.nodes
                .get(*id)
                .is_some_and(|node| kinds.contains(&node.kind.as_str()))
        };
        ids.into_iter()
            .flatten()
            .filter(of_kind)
            .map(String::as_str)
            .collect()
    }

    fn into_board(self) -> Imported {
        Imported::plan(false, |txn, remarks| {
            let mut ids: HashMap<&str, CardId> = HashMap::new();
            for (id, node) in self.of_kind(&["I"]) {
                let claim = Claim {
                    text: node.text.trim().to_owned(),
                    ..Claim::default()
                };
                let mut card = Card::new(Point::ZERO, Body::Claim(claim));
                card.extra.insert(KEPT.to_owned(), json!({"id": id}));
                ids.insert(id, txn.add_card(card));
            }
            let mut left_out = 0;
            for (id, node) in self.of_kind(&["RA", "CA"]) {
                let stance = if node.kind == "RA" {
                    Stance::Corroborates
                } else {
                    Stance::Contradicts
                };
                let (premises, conclusions) = (self.before(id, &["I"]), self.behind(id, &["I"]));
                left_out += self.behind(id, &["RA", "CA", "MA", "YA"]).len();
                let pairs = premises
                    .iter()
                    .flat_map(|from| conclusions.iter().map(move |to| (*from, *to)));
                for (from, to) in pairs.filter(|(from, to)| from != to).take(MOST_TIES) {
                    let (Some(from), Some(to)) = (ids.get(from), ids.get(to)) else {
                        continue;
                    };
                    let mut link = Link::new(from.clone(), to.clone(), LinkKind::of(stance));
                    link.extra
                        .insert(KEPT.to_owned(), json!({"id": id, "scheme": node.scheme}));
                    txn.add_link(link);
                }
            }
            let (voices, unsaid) = self.voices();
            for (speaker, voice) in voices {
                let source = Source {
                    title: speaker.to_owned(),
                    text: voice.paragraphs.join(BREAK).into(),
                    ..Source::default()
                };
                let from = txn.add_card(Card::new(Point::ZERO, Body::Source(Box::new(source))));
                let places = voice.places();
                for (paragraph, claim) in &voice.asserts {
                    let mut kind = LinkKind::of(Stance::Corroborates);
                    if let Some(evidence) = kind.evidence_mut() {
                        evidence.quote = places
                            .get(*paragraph)
                            .and_then(|place| voice.quote(*paragraph, *place));
                    }
                    if let Some(to) = ids.get(claim) {
                        txn.add_link(Link::new(from.clone(), to.clone(), kind));
                    }
                }
            }
            let mut say = |count: usize, sentence: &str| {
                if count > 0 {
                    remarks.push(format!("{count} {sentence}"));
                }
            };
            say(
                left_out,
                "relations end at another relation. They are no links: a link ends at a claim.",
            );
            say(
                self.of_kind(&["MA"]).len(),
                "rephrasings are no links. Both claims were made.",
            );
            say(
                unsaid,
                "things said are questions, guesses or nobody's. No source was made of them.",
            );
        })
    }

    /// Who asserts what, by the name of the speaker; and how many other things are said.
    fn voices(&self) -> (BTreeMap<&str, Voice<'_>>, usize) {
        let mut voices: BTreeMap<&str, Voice<'_>> = BTreeMap::new();
        let mut unsaid = 0;
        for (id, act) in self.of_kind(&["YA"]) {
            let asserted = matches!(act.scheme.as_str(), "Asserting" | "Agreeing");
            for from in self.before(id, &["L"]) {
                for claim in self.behind(id, &["I"]) {
                    let said = self
                        .nodes
                        .get(from)
                        .and_then(|node| node.text.split_once(" : "));
                    match said.filter(|(speaker, _)| asserted && !speaker.trim().is_empty()) {
                        Some((speaker, words)) => {
                            voices
                                .entry(speaker.trim())
                                .or_default()
                                .assert(words.trim(), claim);
                        }
                        None => unsaid += 1,
                    }
                }
            }
        }
        (voices, unsaid)
    }
}

/// Between the things that one speaker says.
const BREAK: &str = "\n\n";

/// What one speaker says.
#[derive(Default)]
struct Voice<'a> {
    paragraphs: Vec<&'a str>,
    numbers: HashMap<&'a str, usize>,
    /// Paragraphs and the claims that they assert.
    asserts: BTreeSet<(usize, &'a str)>,
}

impl<'a> Voice<'a> {
    fn assert(&mut self, words: &'a str, claim: &'a str) {
        let next = self.paragraphs.len();
        let number = *self.numbers.entry(words).or_insert(next);
        if number == next {
            self.paragraphs.push(words);
        }
        self.asserts.insert((number, claim));
    }

    /// Where each paragraph begins in the text, in Unicode scalar values.
    fn places(&self) -> Vec<usize> {
        let mut at = 0;
        let place = |words: &&str| {
            let begins = at;
            at += words.chars().count() + BREAK.len();
            begins
        };
        self.paragraphs.iter().map(place).collect()
    }

    /// A paragraph as a quote, with its neighbours around it.
    fn quote(&self, number: usize, place: usize) -> Option<Quote> {
        let words = self
            .paragraphs
            .get(number)
            .filter(|words| !words.is_empty())?;
        let before = number
            .checked_sub(1)
            .and_then(|number| self.paragraphs.get(number));
        let before = before.map_or(String::new(), |words| format!("{words}{BREAK}"));
        let behind = self.paragraphs.get(number + 1);
        let behind = behind.map_or(String::new(), |words| format!("{BREAK}{words}"));
        let start = before.chars().count();
        let end = start + words.chars().count();
        let mut quote = Quote::of(&format!("{before}{words}{behind}"), start..end);
        quote.range = place..place + words.chars().count();
        Some(quote)
    }
}

fn list<'a>(value: &'a Value, key: &'static str) -> Result<&'a [Value], ImportError> {
    match value.get(key).and_then(Value::as_array) {
        Some(list) if list.len() > MOST => Err(ImportError::TooLarge {
            what: key,
            found: list.len().to_string(),
            most: MOST.to_string(),
        }),
        Some(list) => Ok(list),
        None => Err(ImportError::Broken(format!(
            "there is no list of “{key}” in it"
        ))),
    }
}

/// A value as words: ids are numbers in some files.
fn text_of(value: &Value, key: &str) -> Option<String> {
    match value.get(key)? {
        Value::String(words) => Some(words.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::testing;

    const SAMPLE: &str = r#"{"nodes":[
      {"nodeID":"1","text":"the harbour was shut","type":"I"},
      {"nodeID":"2","text":"a storm came","type":"I"},
      {"nodeID":3,"text":"the tide was high","type":"I"},
      {"nodeID":"4","text":"ferries ran","type":"I"},
      {"nodeID":"5","text":"Default Inference","type":"RA"},
      {"nodeID":"6","text":"Default Conflict","type":"CA"},
      {"nodeID":"7","text":"Conflict with an inference","type":"CA"},
      {"nodeID":"8","text":"Ann : Äh, the harbour was shut.","type":"L"},
      {"nodeID":"9","text":"Asserting","type":"YA","scheme":"Asserting"},
      {"nodeID":"10","text":"Ann : Did a storm come?","type":"L"},
      {"nodeID":"11","text":"Pure Questioning","type":"YA"},
      {"nodeID":"12","text":"Ann : High tide it was.","type":"L"},
      {"nodeID":"13","text":"Asserting","type":"YA"}],
     "edges":[{"fromID":"2","toID":"5"},{"fromID":3,"toID":"5"},{"fromID":"5","toID":"1"},
      {"fromID":"4","toID":"6"},{"fromID":"6","toID":"1"},{"fromID":"4","toID":"7"},{"fromID":"7","toID":"5"},
      {"fromID":"8","toID":"9"},{"fromID":"9","toID":"1"},{"fromID":"10","toID":"11"},{"fromID":"11","toID":"2"},
      {"fromID":"12","toID":"13"},{"fromID":"13","toID":"3"}]}"#;

    fn import(bytes: &[u8]) -> Result<Imported, ImportError> {
        Aif.import(
            &Incoming {
                name: "a.json",
                bytes,
            },
            &|_| true,
        )
    }

    #[test]
    fn a_map_becomes_claims_links_and_voices() {
        assert_eq!(
            Aif.claims(&Incoming {
                name: "",
                bytes: SAMPLE.as_bytes()
            }),
            Confidence::Sure
        );
        let imported = import(SAMPLE.as_bytes()).unwrap();
        let board = &imported.piece;
        let title = |id| board.cards()[id].title();
        let links: Vec<String> = board
            .links()
            .values()
            .map(|link| {
                format!(
                    "{} {} {}",
                    title(&link.from),
                    link.kind.name(),
                    title(&link.to)
                )
            })
            .collect();
        assert_eq!(
            links,
            [
                "a storm came corroborates the harbour was shut",
                "the tide was high corroborates the harbour was shut",
                "ferries ran contradicts the harbour was shut",
                "Ann corroborates the harbour was shut",
                "Ann corroborates the tide was high",
            ]
        );
        for link in board.links().values() {
            let Body::Source(source) = &board.cards()[&link.from].body else {
                continue;
            };
            let quote = link
                .kind
                .evidence()
                .and_then(|evidence| evidence.quote.as_ref())
                .unwrap();
            assert_eq!(*quote, Quote::of(&source.text, quote.range.clone()));
        }
        assert_eq!(imported.remarks.len(), 2, "{:?}", imported.remarks);
    }

    #[test]
    fn what_is_no_map_gets_a_sentence() {
        for text in [
            "",
            "{}",
            "[]",
            "{\"nodes\":[],\"edges\":[]}",
            "{\"nodes\":[{}]",
        ] {
            assert!(import(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn no_bytes_panic() {
        testing::mutated(&[SAMPLE.as_bytes()], 1000, |bytes| drop(import(bytes)));
    }
}
