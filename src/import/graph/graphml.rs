//! GraphML (graphml.graphdrawing.org), with the labels and places that yEd writes.

use std::collections::HashMap;

use kurbo::{Point, Size};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Edge, Graph, Node};
use crate::import::{
    Confidence, Format, ImportError, Imported, Importer, Incoming, Makes, Report, xml,
};

/// GraphML.
pub struct GraphMl;

impl Importer for GraphMl {
    fn format(&self) -> &'static Format {
        &Format {
            id: "graphml",
            name: "GraphML",
            extensions: &["graphml"],
            makes: Makes::Board,
        }
    }

    fn claims(&self, incoming: &Incoming<'_>) -> Confidence {
        super::claims(incoming, "graphml", "graphml")
    }

    fn import(
        &self,
        incoming: &Incoming<'_>,
        report: &Report<'_>,
    ) -> Result<Imported, ImportError> {
        let letters = xml::letters(incoming.bytes)?;
        let mut reader = Reader::from_str(&letters);
        let mut read = Read::default();
        let mut events = 0_u32;
        loop {
            let event = reader
                .read_event()
                .map_err(|error| xml::broken(&error, reader.error_position()))?;
            events += 1;
            let done = reader.buffer_position() as f32 / letters.len().max(1) as f32;
            if events.is_multiple_of(4096) && !report(done) {
                return Err(ImportError::Cancelled);
            }
            match event {
                Event::Eof => return Err(xml::cut_off()),
                Event::End(element) if element.local_name().as_ref() == b"graphml" => break,
                Event::Start(element) => read.start(&element)?,
                Event::Empty(element) => {
                    read.start(&element)?;
                    read.end(element.local_name().as_ref());
                }
                Event::End(element) => read.end(element.local_name().as_ref()),
                event => read.text.push_str(&xml::words(&event)),
            }
        }
        for node in &mut read.graph.nodes {
            node.settle();
        }
        read.graph.into_board()
    }
}

/// What is being read.
#[derive(Clone, Copy)]
enum Owner {
    Node(usize),
    Edge(usize),
}

#[derive(Default)]
struct Read {
    graph: Graph,
    /// The names of attributes by the ids of their keys.
    names: HashMap<String, String>,
    /// Nodes may lie inside nodes.
    owners: Vec<Owner>,
    key: String,
    text: String,
}

impl Read {
    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), ImportError> {
        let attribute = |name| xml::attribute(element, name);
        let named = |name| attribute(name).unwrap_or_default();
        self.text.clear();
        match element.local_name().as_ref() {
            b"key" => {
                let name = attribute(b"attr.name").unwrap_or_default();
                let id = named(b"id");
                self.names
                    .insert(id.clone(), if name.is_empty() { id } else { name });
            }
            b"node" => {
                let node = Node {
                    id: named(b"id"),
                    ..Node::default()
                };
                self.owners.push(Owner::Node(self.graph.add_node(node)?));
            }
            b"edge" => {
                let edge = Edge {
                    source: named(b"source"),
                    target: named(b"target"),
                    label: named(b"label"),
                    ..Edge::default()
                };
                self.owners.push(Owner::Edge(self.graph.add_edge(edge)?));
            }
            b"data" => self.key = named(b"key"),
            b"Geometry" => {
                if let Some(Owner::Node(at)) = self.owners.last() {
                    let number =
                        |name| attribute(name).and_then(|number| number.parse::<f64>().ok());
                    let number = |name| number(name).filter(|number| number.is_finite());
                    let pair = |a, b| Some((number(a)?, number(b)?));
                    if let Some(node) = self.graph.nodes.get_mut(*at) {
                        node.at = pair(b"x", b"y").map(|(x, y)| Point::new(x, y));
                        let size = pair(b"width", b"height");
                        node.size =
                            size.map(|(w, h)| Size::new(w.clamp(1.0, 1e5), h.clamp(1.0, 1e5)));
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, element: &[u8]) {
        let words = std::mem::take(&mut self.text);
        let owner = self.owners.last().copied();
        match element {
            b"node" | b"edge" => drop(self.owners.pop()),
            b"data" => {
                let key = std::mem::take(&mut self.key);
                let name = self.names.get(&key).cloned().unwrap_or(key);
                self.keep(owner, name, words);
            }
            b"desc" => self.keep(owner, "desc".to_owned(), words),
            b"NodeLabel" | b"EdgeLabel" => {
                let label = match owner {
                    Some(Owner::Node(at)) => {
                        self.graph.nodes.get_mut(at).map(|node| &mut node.label)
                    }
                    Some(Owner::Edge(at)) => {
                        self.graph.edges.get_mut(at).map(|edge| &mut edge.label)
                    }
                    None => None,
                };
                if let Some(label) = label.filter(|label| label.is_empty()) {
                    words.trim().clone_into(label);
                }
            }
            _ => {}
        }
    }

    fn keep(&mut self, owner: Option<Owner>, name: String, value: String) {
        let attributes = match owner {
            Some(Owner::Node(at)) => self
                .graph
                .nodes
                .get_mut(at)
                .map(|node| &mut node.attributes),
            Some(Owner::Edge(at)) => self
                .graph
                .edges
                .get_mut(at)
                .map(|edge| &mut edge.attributes),
            None => None,
        };
        if let Some(attributes) = attributes.filter(|_| !value.trim().is_empty()) {
            attributes.0.push((name, value));
        }
    }
}
