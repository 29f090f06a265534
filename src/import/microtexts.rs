//! Argument graphs of the microtext corpora (`<arggraph>`, arg-microtexts): segments are claims, support and example
//! corroborate, rebuttal contradicts.
//!
//! An edge that adds a premise to another edge is one more link to the same claim. Refuses to make links of undercuts:
//! a link ends at a claim.

use std::collections::HashMap;

use kurbo::Point;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Confidence, Format, ImportError, Imported, Importer, Incoming, Makes, Report, xml};
use crate::board::{Body, Card, CardId, Claim, Link, LinkKind, Stance};

/// An argument graph.
pub struct ArgGraph;

/// Most segments and edges together.
const MOST: usize = 50_000;
/// An edge may add to an edge that adds to an edge, so often.
const MOST_STEPS: usize = 16;

impl Importer for ArgGraph {
    fn format(&self) -> &'static Format {
        &Format {
            id: "arggraph",
            name: "Argument graph",
            extensions: &["xml"],
            makes: Makes::Board,
        }
    }

    fn claims(&self, incoming: &Incoming<'_>) -> Confidence {
        let head = incoming.bytes.get(..1000).unwrap_or(incoming.bytes);
        if String::from_utf8_lossy(head).contains("<arggraph") {
            Confidence::Sure
        } else {
            Confidence::No
        }
    }

    fn import(&self, incoming: &Incoming<'_>, _: &Report<'_>) -> Result<Imported, ImportError> {
        let letters = xml::letters(incoming.bytes)?;
        let mut reader = Reader::from_str(&letters);
        let mut graph = Graph::default();
        loop {
            let event = reader
                .read_event()
                .map_err(|error| xml::broken(&error, reader.error_position()))?;
            match event {
                Event::Eof => return Err(xml::cut_off()),
                Event::End(element) if element.name().as_ref() == b"arggraph" => break,
                Event::Start(element) | Event::Empty(element) => graph.start(&element)?,
                event => {
                    if let Some(text) = graph
                        .segment
                        .as_ref()
                        .and_then(|id| graph.texts.get_mut(id))
                    {
                        text.push_str(&xml::words(&event));
                    }
                }
            }
        }
        Ok(graph.into_board())
    }
}

#[derive(Default)]
struct Graph {
    /// The segment whose words are being read.
    segment: Option<String>,
    texts: HashMap<String, String>,
    /// The units of the argument, in the order of the file.
    units: Vec<String>,
    edges: Vec<Edge>,
}

struct Edge {
    id: String,
    from: String,
    to: String,
    kind: String,
}

impl Graph {
    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), ImportError> {
        let named = |name| xml::attribute(element, name).unwrap_or_default();
        self.segment = None;
        match element.name().as_ref() {
            b"edu" => {
                let id = named(b"id");
                self.texts.insert(id.clone(), String::new());
                self.segment = Some(id);
            }
            b"adu" => self.units.push(named(b"id")),
            b"edge" => self.edges.push(Edge {
                id: named(b"id"),
                from: named(b"src"),
                to: named(b"trg"),
                kind: named(b"type"),
            }),
            _ => {}
        }
        if self.units.len() + self.edges.len() + self.texts.len() > MOST {
            return Err(ImportError::TooLarge {
                what: "segments and edges",
                found: "more".to_owned(),
                most: MOST.to_string(),
            });
        }
        Ok(())
    }

    fn into_board(self) -> Imported {
        Imported::plan(false, |txn, remarks| {
            let mut words: HashMap<&str, Vec<&str>> = HashMap::new();
            for edge in self.edges.iter().filter(|edge| edge.kind == "seg") {
                let text = self.texts.get(&edge.from).map(|text| text.trim());
                words.entry(&edge.to).or_default().extend(text);
            }
            let mut ids: HashMap<&str, CardId> = HashMap::new();
            for unit in &self.units {
                let text = words
                    .get(unit.as_str())
                    .map_or(String::new(), |words| words.join(" "));
                let claim = Claim {
                    text,
                    ..Claim::default()
                };
                let id = txn.add_card(Card::new(Point::ZERO, Body::Claim(claim)));
                ids.entry(unit).or_insert(id);
            }
            let edges: HashMap<&str, &Edge> = self
                .edges
                .iter()
                .map(|edge| (edge.id.as_str(), edge))
                .collect();
            let mut left_out = 0;
            for edge in self.edges.iter().filter(|edge| edge.kind != "seg") {
                let said = said(edge, &edges);
                let ends = said.and_then(|(to, stance)| {
                    Some((ids.get(edge.from.as_str())?, ids.get(to)?, stance))
                });
                match ends {
                    Some((from, to, stance)) if from != to => {
                        txn.add_link(Link::new(from.clone(), to.clone(), LinkKind::of(stance)));
                    }
                    _ => left_out += 1,
                }
            }
            if left_out > 0 {
                remarks.push(format!(
                    "{left_out} edges end at other edges (undercuts) and are no links: a link ends at a claim."
                ));
            }
        })
    }
}

/// What an edge says, and of which unit.
fn said<'a>(edge: &'a Edge, edges: &HashMap<&str, &'a Edge>) -> Option<(&'a str, Stance)> {
    let mut edge = edge;
    for _ in 0..MOST_STEPS {
        match edge.kind.as_str() {
            "sup" | "exa" => return Some((&edge.to, Stance::Corroborates)),
            "reb" => return Some((&edge.to, Stance::Contradicts)),
            "add" => edge = edges.get(edge.to.as_str())?,
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::testing;

    const SAMPLE: &str = r#"<?xml version='1.0' encoding='UTF-8'?><arggraph id="m">
      <edu id="e1"><![CDATA[The harbour was shut,]]></edu><edu id="e2">for the storm &amp; tide were high.</edu>
      <edu id="e3">But ferries ran,</edu><edu id="e4">empty.</edu>
      <adu id="a1" type="pro"/><adu id="a2" type="pro"/><adu id="a3" type="opp"/><adu id="a4" type="pro"/>
      <edge id="s1" src="e1" trg="a1" type="seg"/><edge id="s2" src="e2" trg="a2" type="seg"/>
      <edge id="s3" src="e3" trg="a3" type="seg"/><edge id="s4" src="e4" trg="a4" type="seg"/>
      <edge id="c1" src="a2" trg="a1" type="sup"/><edge id="c2" src="a3" trg="a1" type="reb"/>
      <edge id="c3" src="a4" trg="c2" type="und"/><edge id="c4" src="a4" trg="c1" type="add"/></arggraph>"#;

    fn import(bytes: &[u8]) -> Result<Imported, ImportError> {
        ArgGraph.import(
            &Incoming {
                name: "a.xml",
                bytes,
            },
            &|_| true,
        )
    }

    #[test]
    fn units_become_claims_and_edges_links() {
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
                "for the storm & tide were high. corroborates The harbour was shut,",
                "But ferries ran, contradicts The harbour was shut,",
                "empty. corroborates The harbour was shut,",
            ]
        );
        assert_eq!((board.cards().len(), imported.remarks.len()), (4, 1));
        assert!(import(&SAMPLE.as_bytes()[..400]).is_err());
    }

    #[test]
    fn no_bytes_panic() {
        testing::mutated(&[SAMPLE.as_bytes()], 1000, |bytes| drop(import(bytes)));
    }
}
