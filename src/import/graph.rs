//! Graphs of other tools, GraphML and GEXF: nodes become claims, sources or notes, edges links where they say a stance.
//!
//! Refuses to read a stance into an edge that says none: who appears beside whom corroborates nothing. Such edges stay
//! with their cards under the key `graph`, and their nodes are notes.

mod gexf;
mod graphml;

use std::collections::{HashMap, HashSet};

use kurbo::{Point, Rect, Size};
use serde_json::{Value, json};

pub use gexf::Gexf;
pub use graphml::GraphMl;

use super::stance::{self, Said};
use super::{Confidence, ImportError, Imported, Incoming, fields};
use crate::board::{Board, Body, Card, CardId, Claim, Extra, Link, LinkKind, Note, Source};

/// Where a graph's own words are kept in `extra`.
pub const KEPT: &str = "graph";
/// Most nodes.
const MOST_NODES: usize = 100_000;
/// Most edges.
const MOST_EDGES: usize = 400_000;
/// Farthest place of a card, board units.
const FARTHEST: f64 = 10_000_000.0;

/// A graph as it stands in its file.
#[derive(Debug, Default)]
struct Graph {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
}

#[derive(Debug, Default)]
struct Node {
    id: String,
    label: String,
    attributes: Attributes,
    at: Option<Point>,
    size: Option<Size>,
}

#[derive(Debug, Default)]
struct Edge {
    source: String,
    target: String,
    label: String,
    attributes: Attributes,
}

/// Names and values, in the order of the file.
#[derive(Clone, Debug, Default)]
struct Attributes(Vec<(String, String)>);

impl Attributes {
    /// The value of a name, whatever its letters' case.
    fn get(&self, name: &str) -> Option<&str> {
        let named = |(known, _): &&(String, String)| known.eq_ignore_ascii_case(name);
        self.0.iter().find(named).map(|(_, value)| value.as_str())
    }

    fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.get(name))
    }

    fn number(&self, name: &str) -> Option<f64> {
        let number = self.get(name)?.trim().parse::<f64>().ok()?;
        Some(number).filter(|number| number.is_finite())
    }

    /// Those that no field of the card or link holds.
    fn without(mut self, held: &fields::Fields) -> Extra {
        let holds = |name: &str, value: &str| {
            held.iter()
                .any(|(field, held)| *field == name && held == value)
        };
        self.0.retain(|(name, value)| !holds(name, value));
        self.0
            .into_iter()
            .map(|(name, value)| (name, Value::String(value)))
            .collect()
    }
}

/// Whether a file is an XML document that begins with this element.
fn claims(incoming: &Incoming<'_>, extension: &str, element: &str) -> Confidence {
    let head = incoming.bytes.get(..2000).unwrap_or(incoming.bytes);
    let head = String::from_utf8_lossy(head);
    if head.contains(&format!("<{element}")) && head.contains("graph") {
        Confidence::Sure
    } else if incoming.extension() == extension {
        Confidence::Likely
    } else {
        Confidence::No
    }
}

impl Graph {
    fn add_node(&mut self, node: Node) -> Result<usize, ImportError> {
        if self.nodes.len() >= MOST_NODES {
            return Err(too_many("nodes", MOST_NODES));
        }
        self.nodes.push(node);
        Ok(self.nodes.len() - 1)
    }

    fn add_edge(&mut self, edge: Edge) -> Result<usize, ImportError> {
        if self.edges.len() >= MOST_EDGES {
            return Err(too_many("edges", MOST_EDGES));
        }
        self.edges.push(edge);
        Ok(self.edges.len() - 1)
    }

    fn into_board(mut self) -> Result<Imported, ImportError> {
        if self.nodes.is_empty() {
            return Err(ImportError::NoText(
                "There are no nodes in the graph. Look whether the right one was saved.".to_owned(),
            ));
        }
        let missing = self.nodes.len();
        let mut numbers = HashMap::new();
        for (number, node) in self.nodes.iter().enumerate() {
            numbers.entry(node.id.clone()).or_insert(number);
        }
        let end = |id: &str| numbers.get(id).copied().unwrap_or(missing);
        let ends: Vec<(usize, usize)> = self
            .edges
            .iter()
            .map(|e| (end(&e.source), end(&e.target)))
            .collect();
        let fixed: Vec<Option<Body>> = self.nodes.iter().map(Node::body).collect();
        let claim = Body::Claim(Claim::default());
        let kind_of = |edge: &Edge, (from, to): (usize, usize)| {
            let body = |at: usize| fixed.get(at).map(|body| body.as_ref().unwrap_or(&claim));
            let kind = edge.kind()?;
            let fits = from != to && Board::may_link(body(from)?, body(to)?, &kind);
            fits.then_some(kind)
        };
        let kinds: Vec<Option<LinkKind>> = self
            .edges
            .iter()
            .zip(&ends)
            .map(|(e, ends)| kind_of(e, *ends))
            .collect();
        let with_stance = ends
            .iter()
            .zip(&kinds)
            .filter(|(_, kind)| kind.as_ref().is_some_and(|k| k.stance().is_some()));
        let argued: HashSet<usize> = with_stance
            .flat_map(|((from, to), _)| [*from, *to])
            .collect();
        let placed = self.spread();
        let lost = ends
            .iter()
            .filter(|(from, to)| *from.max(to) == missing)
            .count();
        Ok(Imported::plan(placed, |txn, remarks| {
            let mut loose: HashMap<usize, Vec<Value>> = HashMap::new();
            let mut tied = Vec::new();
            for ((edge, (from, to)), kind) in self.edges.into_iter().zip(ends).zip(kinds) {
                match kind {
                    Some(kind) => tied.push((from, to, kind, edge)),
                    None if from.max(to) < missing => {
                        loose.entry(from).or_default().push(edge.kept())
                    }
                    None => {}
                }
            }
            let count: usize = loose.values().map(Vec::len).sum();
            let mut ids: Vec<CardId> = Vec::new();
            for (number, (node, fixed)) in self.nodes.into_iter().zip(fixed).enumerate() {
                let body = fixed.unwrap_or_else(|| node.words(argued.contains(&number)));
                let mut card = Card::new(node.at.unwrap_or(Point::ZERO), body);
                card.size = node.size.unwrap_or(card.size);
                let mut held = fields::of_body(&card.body);
                held.extend(places(&card));
                let mut kept = Extra::new();
                kept.insert("id".to_owned(), Value::String(node.id));
                kept.insert(
                    "attributes".to_owned(),
                    Value::Object(node.attributes.without(&held)),
                );
                if let Some(edges) = loose.remove(&number) {
                    kept.insert("edges".to_owned(), Value::Array(edges));
                }
                card.extra.insert(KEPT.to_owned(), Value::Object(kept));
                ids.push(txn.add_card(card));
            }
            for (from, to, mut kind, edge) in tied {
                let (Some(from), Some(to)) = (ids.get(from), ids.get(to)) else {
                    continue;
                };
                let get = |name: &str| edge.attributes.get(name).map(str::to_owned);
                let named = |id: &str| numbers.get(id).and_then(|at| ids.get(*at)).cloned();
                if let Some(evidence) = kind.evidence_mut() {
                    *evidence = fields::evidence(get, named);
                }
                let mut link = Link::new(from.clone(), to.clone(), kind);
                let rest = stance::label(&edge.label).1;
                link.note = edge.attributes.get("note").unwrap_or(rest).to_owned();
                let origin = edge.attributes.get("origin").map(str::to_owned);
                let name = |_: &CardId| origin.clone();
                let mut held = link
                    .kind
                    .evidence()
                    .map_or_else(Vec::new, |e| fields::of_evidence(e, name));
                held.extend([
                    ("kind", link.kind.name().to_owned()),
                    ("note", link.note.clone()),
                ]);
                let kept = edge.attributes.without(&held);
                if !kept.is_empty() {
                    link.extra
                        .insert(KEPT.to_owned(), json!({"attributes": kept}));
                }
                txn.add_link(link);
            }
            if count > 0 {
                remarks.push(format!(
                    "{count} edges say neither for nor against. They are no links; they stay with their cards and go \
                     back into a GraphML file."
                ));
            }
            if lost > 0 {
                remarks.push(format!(
                    "{lost} edges end at nodes that are not in the file. They were left out."
                ));
            }
        }))
    }

    /// Rounds the places of nodes, and moves them apart so that cards have room. `false` if some have none.
    fn spread(&mut self) -> bool {
        let places: Vec<Point> = self.nodes.iter().filter_map(|node| node.at).collect();
        let sized = self.nodes.iter().all(|node| node.size.is_some());
        let Some(first) = places.first().filter(|_| places.len() == self.nodes.len()) else {
            return false;
        };
        let around = Rect::from_points(*first, *first);
        let around = places
            .iter()
            .fold(around, |around, place| around.union_pt(*place));
        if places.len() > 1 && around.width() <= 0.0 && around.height() <= 0.0 {
            return false;
        }
        let card = Body::Claim(Claim::default()).usual_size();
        let wanted = 4.0 * card.area() * places.len() as f64;
        let scale = (wanted / around.area().max(1.0)).sqrt().clamp(1.0, 1000.0);
        let scale = if sized { 1.0 } else { scale };
        for node in &mut self.nodes {
            let apart = |number: f64| (number * scale).clamp(-FARTHEST, FARTHEST).round();
            node.at = node.at.map(|at| Point::new(apart(at.x), apart(at.y)));
        }
        true
    }
}

impl Node {
    /// Takes its place, size and label from attributes of these names, where the format has none of its own.
    fn settle(&mut self) {
        let number = |name| self.attributes.number(name);
        if let (None, Some(x), Some(y)) = (self.at, number("x"), number("y")) {
            self.at = Some(Point::new(x, y));
        }
        if let (None, Some(width), Some(height)) = (self.size, number("width"), number("height")) {
            let side = |number: f64| number.clamp(1.0, 100_000.0).round();
            self.size = Some(Size::new(side(width), side(height)));
        }
        if self.label.is_empty() {
            let named = self
                .attributes
                .first(&["label", "name", "title", "text", "desc"]);
            self.label = named.unwrap_or(&self.id).trim().to_owned();
        }
    }

    /// What it says itself that it is.
    fn body(&self) -> Option<Body> {
        let kind = self
            .attributes
            .first(&["kind", "type", "category"])?
            .to_lowercase();
        let kind = match kind.as_str() {
            "document" | "article" | "evidence" | "witness" => "source",
            "statement" | "proposition" | "hypothesis" => "claim",
            known => known,
        };
        let get = |name: &str| match name {
            "kind" => Some(kind.to_owned()),
            _ => self.attributes.get(name).map(str::to_owned),
        };
        let mut body = fields::body(get)?;
        let words = match &mut body {
            Body::Source(source) => &mut source.title,
            Body::Claim(claim) => &mut claim.text,
            Body::Note(note) => &mut note.text,
            Body::Frame(frame) => &mut frame.title,
            _ => return Some(body),
        };
        if words.is_empty() && self.attributes.get("title").is_none() {
            self.label.clone_into(words);
        }
        Some(body)
    }

    /// A claim if an argument ends or begins at it, otherwise a note.
    fn words(&self, argued: bool) -> Body {
        let text = self.label.clone();
        let url = self
            .attributes
            .first(&["url", "href"])
            .filter(|url| url.starts_with("http"));
        match (argued, url) {
            (true, _) => Body::Claim(Claim {
                text,
                ..Claim::default()
            }),
            (false, Some(url)) => Body::Source(Box::new(Source {
                title: text,
                url: url.to_owned(),
                ..Source::default()
            })),
            (false, None) => Body::Note(Note { text }),
        }
    }
}

impl Edge {
    /// The link that it says.
    fn kind(&self) -> Option<LinkKind> {
        let names = [
            "kind",
            "stance",
            "relation",
            "relationship",
            "edge label",
            "edgelabel",
            "label",
            "type",
            "sign",
        ];
        let named = names.iter().filter_map(|name| self.attributes.get(name));
        let mut words = [self.label.as_str()].into_iter().chain(named);
        words.find_map(|word| match word {
            "derives_from" => Some(Said::DerivesFrom.kind()),
            word => stance::label(word).0.map(Said::kind),
        })?
    }

    fn kept(self) -> Value {
        json!({
            "target": self.target,
            "label": self.label,
            "attributes": self.attributes.without(&Vec::new()),
        })
    }
}

/// The place and size of a card as attributes.
pub fn places(card: &Card) -> fields::Fields {
    vec![
        ("x", card.at.x.to_string()),
        ("y", card.at.y.to_string()),
        ("width", card.size.width.to_string()),
        ("height", card.size.height.to_string()),
    ]
}

fn too_many(what: &'static str, most: usize) -> ImportError {
    ImportError::TooLarge {
        what,
        found: "more".to_owned(),
        most: most.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Importer, testing};

    const GRAPHML: &str = r#"<?xml version="1.0"?>
      <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
      <key id="d0" for="node" attr.name="label"/><key id="d1" for="edge" attr.name="relation"/>
      <key id="d2" for="node" attr.name="kind"/><key id="d3" for="node" attr.name="x"/><key id="d4" for="node" attr.name="y"/>
      <graph edgedefault="directed">
      <node id="a"><data key="d0">Harbour &amp; docks shut</data><data key="d3">1</data><data key="d4">2</data></node>
      <node id="b"><data key="d0">Port notice</data><data key="d2">source</data><data key="d3">9</data><data key="d4">2</data></node>
      <node id="c"><data key="d0">Pilot</data><data key="d3">9</data><data key="d4">inf</data></node>
      <edge source="b" target="a"><data key="d1">supports</data></edge>
      <edge source="c" target="a"><data key="d1">knows</data></edge>
      <edge source="c" target="nowhere"/>
      </graph></graphml>"#;

    const GEXF: &str = r#"<gexf xmlns:viz="v"><graph>
      <attributes class="edge"><attribute id="0" title="Stance"/></attributes>
      <nodes><node id="1" label="One"><viz:position x="0" y="0"/></node>
      <node id="2" label="Two"><viz:position x="4" y="3"/></node></nodes>
      <edges><edge source="1" target="2"><attvalues><attvalue for="0" value="contra"/></attvalues></edge>
      <edge source="2" target="1" weight="2"/></edges></graph></gexf>"#;

    fn check(importer: &dyn Importer, text: &str, want: &[&str], placed: bool) {
        let incoming = Incoming {
            name: "",
            bytes: text.as_bytes(),
        };
        assert_eq!(importer.claims(&incoming), Confidence::Sure);
        let imported = importer.import(&incoming, &|_| true).unwrap();
        let board = &imported.piece;
        let cards = board
            .cards()
            .values()
            .map(|card| format!("{} {}", card.body.kind(), card.title()));
        let title = |id| board.cards()[id].title();
        let links = board.links().values().map(|link| {
            format!(
                "{} {} {}",
                title(&link.from),
                link.kind.name(),
                title(&link.to)
            )
        });
        let mut found: Vec<String> = cards.chain(links).collect();
        found.sort();
        assert_eq!(found, want);
        assert_eq!(imported.placed, placed);
    }

    #[test]
    fn graphs_say_what_they_say() {
        let want = [
            "Port notice corroborates Harbour & docks shut",
            "claim Harbour & docks shut",
            "note Pilot",
            "source Port notice",
        ];
        check(&GraphMl, GRAPHML, &want, false);
        check(
            &Gexf,
            GEXF,
            &["One contradicts Two", "claim One", "claim Two"],
            true,
        );
    }

    #[test]
    fn broken_and_empty_graphs_get_a_sentence() {
        for (text, want) in [
            ("<graphml><graph></graph></graphml>", "no nodes"),
            ("<graphml><graph><node id='a'/>", "ends in the middle"),
            ("<graphml><graph></node></graph>", "damaged"),
        ] {
            let incoming = Incoming {
                name: "a.graphml",
                bytes: text.as_bytes(),
            };
            let error = GraphMl
                .import(&incoming, &|_| true)
                .unwrap_err()
                .to_string();
            assert!(error.contains(want), "{error}");
        }
    }

    #[test]
    fn no_bytes_panic() {
        testing::mutated(&[GRAPHML.as_bytes(), GEXF.as_bytes()], 1000, |bytes| {
            let incoming = Incoming { name: "", bytes };
            drop(GraphMl.import(&incoming, &|_| true));
            drop(Gexf.import(&incoming, &|_| true));
        });
    }
}
