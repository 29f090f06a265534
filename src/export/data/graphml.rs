//! GraphML, for graph programs: cards are nodes, links edges, their fields attributes. What came from a graph goes back
//! with them.
//!
//! Leaves out embedded files and custody lists, and letters that XML cannot hold.

use std::collections::{BTreeMap, HashMap, HashSet};

use quick_xml::escape::escape;
use serde_json::Value;

use super::{DataFormat, Writer};
use crate::board::{Board, Card, CardId, Extra};
use crate::export::ExportError;
use crate::import::fields;
use crate::import::graph::{KEPT, places};

/// GraphML.
pub struct GraphMl;

impl Writer for GraphMl {
    fn format(&self) -> &'static DataFormat {
        &DataFormat {
            id: "graphml",
            name: "GraphML",
            extension: "graphml",
            says: "All cards and links with their fields, for Gephi, yEd and other graph programs.",
        }
    }

    fn write(&self, board: &Board) -> Result<Vec<u8>, ExportError> {
        let mut sheet = Sheet::default();
        let names = names(board);
        let name = |id: &CardId| names.get(id).cloned();
        let mut ids: HashMap<&str, Option<&str>> = HashMap::new();
        for (id, card) in board.cards() {
            let now = names.get(id).map(String::as_str);
            ids.entry(old_name(card))
                .and_modify(|known| *known = None)
                .or_insert(now);
        }
        for (id, card) in board.cards() {
            let mut attributes = vec![("label".to_owned(), card.name())];
            let own = fields::of_body(&card.body).into_iter().chain(places(card));
            attributes.extend(own.map(|(name, value)| (name.to_owned(), value)));
            attributes.extend(kept(&card.extra));
            sheet.node(&name(id).unwrap_or_default(), attributes);
        }
        for (id, link) in board.links() {
            let evidence = link.kind.evidence();
            let mut attributes = vec![("kind".to_owned(), link.kind.name().to_owned())];
            let note = Some(("note", link.note.clone())).filter(|(_, note)| !note.is_empty());
            let own = evidence
                .into_iter()
                .flat_map(|evidence| fields::of_evidence(evidence, name))
                .chain(note);
            attributes.extend(own.map(|(name, value)| (name.to_owned(), value)));
            attributes.extend(kept(&link.extra));
            let (from, to) = (
                name(&link.from).unwrap_or_default(),
                name(&link.to).unwrap_or_default(),
            );
            sheet.edge(Some(id.as_str()), &from, &to, attributes);
        }
        for (id, card) in board.cards() {
            let edges = card
                .extra
                .get(KEPT)
                .and_then(|kept| kept.get("edges"))
                .and_then(Value::as_array);
            for edge in edges.into_iter().flatten() {
                let words = |key| edge.get(key).and_then(Value::as_str).unwrap_or_default();
                let to = match words("target") {
                    own if own == old_name(card) => name(id),
                    other => ids.get(other).copied().flatten().map(str::to_owned),
                };
                let (Some(from), Some(to)) = (name(id), to) else {
                    continue;
                };
                let label = Some(("label".to_owned(), words("label").to_owned()))
                    .filter(|(_, label)| !label.is_empty());
                let attributes = label
                    .into_iter()
                    .chain(pairs(edge.get("attributes")))
                    .collect();
                sheet.edge(None, &from, &to, attributes);
            }
        }
        Ok(sheet.finish().into_bytes())
    }
}

/// The file, as far as it is written.
#[derive(Default)]
struct Sheet {
    body: String,
    /// The keys of attributes by what they belong to and their name.
    keys: BTreeMap<(&'static str, String), String>,
}

impl Sheet {
    fn node(&mut self, id: &str, attributes: Vec<(String, String)>) {
        self.body
            .push_str(&format!("    <node id=\"{}\">\n", words(id)));
        self.data("node", attributes);
        self.body.push_str("    </node>\n");
    }

    fn edge(&mut self, id: Option<&str>, from: &str, to: &str, attributes: Vec<(String, String)>) {
        let id = id.map_or(String::new(), |id| format!(" id=\"{}\"", words(id)));
        let (from, to) = (words(from), words(to));
        self.body.push_str(&format!(
            "    <edge{id} source=\"{from}\" target=\"{to}\">\n"
        ));
        self.data("edge", attributes);
        self.body.push_str("    </edge>\n");
    }

    fn data(&mut self, owner: &'static str, attributes: Vec<(String, String)>) {
        let mut seen = HashSet::new();
        for (name, value) in attributes {
            if value.is_empty() || !seen.insert(name.clone()) {
                continue;
            }
            let next = format!("d{}", self.keys.len());
            let key = self.keys.entry((owner, name)).or_insert(next);
            self.body.push_str(&format!(
                "      <data key=\"{key}\">{}</data>\n",
                words(&value)
            ));
        }
    }

    fn finish(self) -> String {
        let mut file = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
            <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"
            .to_owned();
        for ((owner, name), key) in &self.keys {
            let name = words(name);
            file.push_str(&format!(
                "  <key id=\"{key}\" for=\"{owner}\" attr.name=\"{name}\" attr.type=\"string\"/>\n"
            ));
        }
        file.push_str("  <graph edgedefault=\"directed\">\n");
        file.push_str(&self.body);
        file.push_str("  </graph>\n</graphml>\n");
        file
    }
}

/// What nodes are called: as in the graph that they came from, where that is one name for one card.
fn names(board: &Board) -> HashMap<CardId, String> {
    let mut used = HashSet::new();
    let mut name = |id: &CardId, old: &str| {
        let mut name = if old.is_empty() || used.contains(old) {
            id.to_string()
        } else {
            old.to_owned()
        };
        while !used.insert(name.clone()) {
            name.push('-');
        }
        name
    };
    board
        .cards()
        .iter()
        .map(|(id, card)| (id.clone(), name(id, old_name(card))))
        .collect()
}

fn old_name(card: &Card) -> &str {
    let kept = card.extra.get(KEPT).and_then(|kept| kept.get("id"));
    kept.and_then(Value::as_str).unwrap_or_default()
}

fn kept(extra: &Extra) -> Vec<(String, String)> {
    pairs(extra.get(KEPT).and_then(|kept| kept.get("attributes")))
}

fn pairs(attributes: Option<&Value>) -> Vec<(String, String)> {
    let pairs = attributes.and_then(Value::as_object).into_iter().flatten();
    pairs
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect()
}

/// Letters for XML: escaped, without those that it cannot hold.
fn words(text: &str) -> String {
    let holds = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    let text: String = text.chars().filter(holds).collect();
    escape(text).into_owned()
}
