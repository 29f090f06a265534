//! JSON Canvas 1.0 (jsoncanvas.org). What came from a canvas goes back as it was; the rest is drawn plainly, and what a
//! canvas has no words for stands under the key `casewall`, so that the board can be read from it again.
//!
//! Leaves out embedded files, custody lists, and arrows whose other end is gone.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::{DataFormat, Writer};
use crate::board::{Board, Body, Card, CardId, Extra, Link, LinkKind, Stance};
use crate::export::ExportError;
use crate::import::canvas::{self, Drawing, KEPT, OURS, Tie};
use crate::import::fields::{self, Fields};
use crate::import::stance::{self, Said};

/// JSON Canvas.
pub struct Canvas;

impl Writer for Canvas {
    fn format(&self) -> &'static DataFormat {
        &DataFormat {
            id: "canvas",
            name: "JSON Canvas",
            extension: "canvas",
            says: "All cards and links, for Obsidian and other canvas programs.",
        }
    }

    fn write(&self, board: &Board) -> Result<Vec<u8>, ExportError> {
        let Drawing { nodes, edges, more } = drawing(board);
        let mut file = Map::new();
        file.insert("nodes".to_owned(), json!(nodes));
        file.insert("edges".to_owned(), json!(edges));
        file.extend(more);
        let mut bytes = serde_json::to_vec_pretty(&file).map_err(|error| ExportError::Format {
            format: "JSON Canvas",
            why: error.to_string(),
        })?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// What cards and edges are called on the canvas.
struct Names<'a> {
    /// Each card's own name there.
    now: HashMap<&'a CardId, String>,
    /// The names that cards had on the canvas that they came from; `None` if several had the same.
    once: HashMap<&'a str, Option<&'a CardId>>,
}

fn drawing(board: &Board) -> Drawing {
    let mut cards: Vec<(&CardId, &Card)> = board
        .cards()
        .iter()
        .map(|(id, card)| (id, &**card))
        .collect();
    // Frames lie behind, but on a canvas that came with an order of its own the order stays.
    cards.sort_by_key(|(id, card)| {
        let behind = matches!(card.body, Body::Frame(_)) && !card.extra.contains_key(KEPT);
        (!behind, card.z, (*id).clone())
    });
    let names = Names::of(&cards);
    let mut drawing = Drawing {
        nodes: cards
            .iter()
            .map(|(id, card)| node(card, names.of_card(id)))
            .collect(),
        ..Drawing::default()
    };
    let mut used = HashSet::new();
    for (id, link) in board.links() {
        let mut edge = edge(link, &names);
        let named = canvas::string(&edge, "id").to_owned();
        let name = if named.is_empty() || used.contains(&named) {
            id.to_string()
        } else {
            named
        };
        edge.insert("id".to_owned(), json!(name));
        used.insert(name);
        drawing.edges.push(edge);
    }
    for (id, card) in &cards {
        drawing.edges.extend(loose(id, card, &names));
        if let Some(Value::Object(more)) = kept(&card.extra, "document") {
            for (key, value) in more {
                drawing.more.entry(key).or_insert_with(|| value.clone());
            }
        }
    }
    annotate(&mut drawing, board, &cards, &names);
    drawing
}

impl<'a> Names<'a> {
    fn of(cards: &[(&'a CardId, &'a Card)]) -> Self {
        let (mut now, mut once, mut used) = (HashMap::new(), HashMap::new(), HashSet::new());
        for (id, card) in cards {
            let old = old_name(card);
            if !old.is_empty() {
                once.entry(old)
                    .and_modify(|card| *card = None)
                    .or_insert(Some(*id));
            }
            let mut name = if old.is_empty() { id.as_str() } else { old }.to_owned();
            if used.contains(&name) {
                name = id.to_string();
            }
            while !used.insert(name.clone()) {
                name.push('-');
            }
            now.insert(*id, name);
        }
        Self { now, once }
    }

    fn of_card(&self, id: &CardId) -> &str {
        self.now.get(id).map_or("", String::as_str)
    }

    /// What a card is called now that was called `old`, seen from a card of the same canvas.
    fn renamed(&self, old: &str, beside: &CardId, beside_old: &str) -> Option<&str> {
        let card = if old == beside_old {
            beside
        } else {
            (*self.once.get(old)?)?
        };
        Some(self.of_card(card))
    }
}

/// What a canvas has said of a card or link that the board has no place for.
fn kept<'a>(extra: &'a Extra, key: &str) -> Option<&'a Value> {
    extra.get(KEPT)?.get(key)
}

fn old_name(card: &Card) -> &str {
    kept(&card.extra, "node")
        .and_then(|node| node.get("id"))
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn node(card: &Card, name: &str) -> Extra {
    let mut kept = kept(&card.extra, "node")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    let was = canvas::string(&kept, "type").to_owned();
    let (key, words) = canvas::words(&card.body);
    let stays = match (&card.body, was.as_str()) {
        (_, "") => false,
        (Body::Frame(_), "group") | (Body::Source(_), "file" | "link") => true,
        (Body::Claim(_) | Body::Note(_), was) => !matches!(was, "group" | "file" | "link"),
        _ => false,
    };
    let mut node = Extra::new();
    node.insert("id".to_owned(), json!(name));
    let mut put = |key: &str, value: Value| {
        node.insert(key.to_owned(), value);
    };
    if stays {
        put("type", json!(was));
        if was != "file" && !words.is_empty() {
            put(key, json!(words));
        }
    } else {
        for stale in ["type", "text", "label", "file", "subpath", "url"] {
            kept.shift_remove(stale);
        }
        match &card.body {
            Body::Frame(_) => {
                put("type", json!("group"));
                put("label", json!(words));
            }
            Body::Source(source) if !source.url.is_empty() => {
                put("type", json!("link"));
                put("url", json!(source.url));
            }
            Body::Source(source) => {
                let lines = [
                    &source.title,
                    &source.outlet,
                    &source.author,
                    &source.published,
                ];
                let lines: Vec<&str> = lines
                    .into_iter()
                    .map(String::as_str)
                    .filter(|line| !line.is_empty())
                    .collect();
                put("type", json!("text"));
                put("text", json!(lines.join("\n")));
            }
            _ => {
                put("type", json!("text"));
                put("text", json!(words));
            }
        }
    }
    let numbers = [
        ("x", card.at.x, canvas::place(&kept, "x")),
        ("y", card.at.y, canvas::place(&kept, "y")),
        ("width", card.size.width, canvas::side(&kept, "width", 0.0)),
        (
            "height",
            card.size.height,
            canvas::side(&kept, "height", 0.0),
        ),
    ];
    for (key, now, was) in numbers {
        // A number that the board rounds stays as it was as long as the card does.
        if !kept.contains_key(key) || now != was {
            kept.shift_remove(key);
            node.insert(key.to_owned(), json!(now as i64));
        }
    }
    for (key, value) in kept {
        node.entry(key).or_insert(value);
    }
    node
}

fn edge(link: &Link, names: &Names<'_>) -> Extra {
    let kept = link
        .extra
        .get(KEPT)
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    let (from, to) = (names.of_card(&link.from), names.of_card(&link.to));
    let once = |key: &str| {
        names
            .once
            .get(canvas::string(&kept, key))
            .copied()
            .flatten()
    };
    let turned = once("fromNode") == Some(&link.to) && once("toNode") == Some(&link.from);
    let (tail, head) = if turned { (to, from) } else { (from, to) };
    let mut edge = kept;
    edge.insert("fromNode".to_owned(), json!(tail));
    edge.insert("toNode".to_owned(), json!(head));
    let (said, note) = stance::label(canvas::string(&edge, "label"));
    let colored = stance::color(canvas::string(&edge, "color"));
    let by_label = said.and_then(Said::kind);
    let says = by_label.clone().or_else(|| colored.map(LinkKind::of));
    let same_kind = says.is_some_and(|kind| kind.name() == link.kind.name());
    if same_kind && note == link.note {
        return edge;
    }
    let label = match (&*link.note, same_kind && by_label.is_none()) {
        (note, true) => note.to_owned(),
        ("", false) => link.kind.words().to_owned(),
        (note, false) => format!("{}: {note}", link.kind.words()),
    };
    edge.insert("label".to_owned(), json!(label));
    if (colored.is_some() || !edge.contains_key("color")) && !same_kind {
        match link.kind.stance() {
            Some(Stance::Corroborates) => edge.insert("color".to_owned(), json!("4")),
            Some(Stance::Contradicts) => edge.insert("color".to_owned(), json!("1")),
            None => edge.shift_remove("color"),
        };
    }
    edge
}

/// The arrows of a card that are no links, as far as both ends are still there.
fn loose(id: &CardId, card: &Card, names: &Names<'_>) -> Vec<Extra> {
    let edges = kept(&card.extra, "edges").and_then(Value::as_array);
    let old = old_name(card);
    let edge = |edge: &Value| {
        let mut edge = edge.as_object()?.clone();
        for key in ["fromNode", "toNode"] {
            let now = names.renamed(canvas::string(&edge, key), id, old)?;
            edge.insert(key.to_owned(), json!(now));
        }
        Some(edge)
    };
    edges.into_iter().flatten().filter_map(edge).collect()
}

/// Adds under [`OURS`] what would be lost if the canvas were read as it stands.
fn annotate(drawing: &mut Drawing, board: &Board, cards: &[(&CardId, &Card)], names: &Names<'_>) {
    let reading = drawing.read();
    for ((node, read), (_, card)) in drawing.nodes.iter_mut().zip(&reading.cards).zip(cards) {
        let fields = fields::of_body(&card.body);
        let lost = fields != fields::of_body(&read.body);
        annotated(node, if lost { fields } else { Fields::new() }, &card.extra);
    }
    let numbers: HashMap<&CardId, usize> = cards
        .iter()
        .enumerate()
        .map(|(at, (id, _))| (*id, at))
        .collect();
    for ((edge, tie), link) in drawing
        .edges
        .iter_mut()
        .zip(&reading.ties)
        .zip(board.links().values())
    {
        let ends = (numbers.get(&link.from), numbers.get(&link.to));
        let same_ends = tie
            .as_ref()
            .is_some_and(|tie| ends == (Some(&tie.from), Some(&tie.to)));
        let fields = of_link(link, names);
        let read = tie.as_ref().map(|tie| of_tie(tie, cards, names));
        let lost = !same_ends || read.as_ref() != Some(&fields);
        annotated(edge, if lost { fields } else { Fields::new() }, &link.extra);
    }
}

fn annotated(object: &mut Extra, fields: Fields, extra: &Extra) {
    let mut ours: Extra = fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect();
    let extra: Extra = extra
        .iter()
        .filter(|(key, _)| *key != KEPT)
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect();
    if !extra.is_empty() {
        ours.insert("extra".to_owned(), Value::Object(extra));
    }
    if !ours.is_empty() {
        object.insert(OURS.to_owned(), Value::Object(ours));
    }
}

fn of_link(link: &Link, names: &Names<'_>) -> Fields {
    let mut fields = vec![
        ("kind", link.kind.name().to_owned()),
        ("note", link.note.clone()),
    ];
    let name = |id: &CardId| Some(names.of_card(id).to_owned());
    fields.extend(
        link.kind
            .evidence()
            .into_iter()
            .flat_map(|evidence| fields::of_evidence(evidence, name)),
    );
    fields
}

fn of_tie(tie: &Tie, cards: &[(&CardId, &Card)], names: &Names<'_>) -> Fields {
    let mut link = Link::new("".into(), "".into(), tie.kind.clone());
    link.note.clone_from(&tie.note);
    if let Some(evidence) = link.kind.evidence_mut() {
        evidence.origin = tie
            .origin
            .and_then(|at| cards.get(at))
            .map(|(id, _)| (*id).clone());
    }
    of_link(&link, names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::data::graphml::GraphMl;
    use crate::export::data::testing;
    use crate::import::{Importer, Incoming, graph};

    /// A board written and read again holds the same, as far as fields go.
    fn there_and_back(writer: &dyn Writer, importer: &dyn Importer) {
        let board = testing::board();
        let bytes = writer.write(&board).unwrap();
        let incoming = Incoming {
            name: "",
            bytes: &bytes,
        };
        let back = importer.import(&incoming, &|_| true).unwrap();
        assert!(back.placed);
        assert_eq!(testing::told(&back.piece), testing::told(&board));
        assert_eq!(writer.write(&board).unwrap(), bytes);
    }

    #[test]
    fn boards_come_back() {
        there_and_back(&Canvas, &canvas::Canvas);
        there_and_back(&GraphMl, &graph::GraphMl);
    }

    #[test]
    fn a_plain_canvas_needs_no_words_of_ours() {
        let text = r#"{"nodes":[
            {"id":"a","type":"text","x":0.5,"y":0,"width":10,"height":10,"text":"A","own":[1]},
            {"id":"b","type":"link","x":-3,"y":9,"width":10,"height":10,"url":"https://example.org/","color":"1"}],
            "edges":[{"id":"e","fromNode":"a","toNode":"b","label":"con","toSide":"left"},
            {"id":"f","fromNode":"b","toNode":"a"}],"own":{"a":1}}"#;
        let incoming = Incoming {
            name: "a.canvas",
            bytes: text.as_bytes(),
        };
        let board = canvas::Canvas.import(&incoming, &|_| true).unwrap().piece;
        let back: Value = serde_json::from_slice(&Canvas.write(&board).unwrap()).unwrap();
        assert_eq!(back, serde_json::from_str::<Value>(text).unwrap());
        // What is changed goes out changed.
        let link = board.links().keys().next().unwrap();
        let edit = board.plan(|txn| {
            txn.update_link(link, |link| link.kind = LinkKind::of(Stance::Corroborates))
        });
        let back: Value =
            serde_json::from_slice(&Canvas.write(&board.with(&edit)).unwrap()).unwrap();
        assert_eq!(back["edges"][0]["label"], "corroborates");
    }
}
