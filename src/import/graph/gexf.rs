//! GEXF (gexf.net), versions 1.1 to 1.3. Of graphs that change with time, all that there ever was is read.

use std::collections::HashMap;

use kurbo::Point;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Edge, Graph, Node};
use crate::import::{
    Confidence, Format, ImportError, Imported, Importer, Incoming, Makes, Report, xml,
};

/// GEXF.
pub struct Gexf;

impl Importer for Gexf {
    fn format(&self) -> &'static Format {
        &Format {
            id: "gexf",
            name: "GEXF",
            extensions: &["gexf"],
            makes: Makes::Board,
        }
    }

    fn claims(&self, incoming: &Incoming<'_>) -> Confidence {
        super::claims(incoming, "gexf", "gexf")
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
                Event::End(element) if element.local_name().as_ref() == b"gexf" => break,
                Event::Start(element) => read.start(&element)?,
                Event::Empty(element) => {
                    read.start(&element)?;
                    read.end(element.local_name().as_ref());
                }
                Event::End(element) => read.end(element.local_name().as_ref()),
                _ => {}
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
    /// The class of the attributes that are being declared: `node` or `edge`.
    class: String,
    /// The names of attributes by their class and id.
    names: HashMap<(String, String), String>,
    /// Nodes may lie inside nodes.
    owners: Vec<Owner>,
}

impl Read {
    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), ImportError> {
        let attribute = |name| xml::attribute(element, name);
        let named = |name| attribute(name).unwrap_or_default();
        match element.local_name().as_ref() {
            b"attributes" => self.class = named(b"class"),
            b"attribute" => {
                let key = (self.class.clone(), named(b"id"));
                self.names.insert(key, named(b"title"));
            }
            b"node" => {
                let node = Node {
                    id: named(b"id"),
                    label: named(b"label"),
                    ..Node::default()
                };
                self.owners.push(Owner::Node(self.graph.add_node(node)?));
            }
            b"edge" => {
                let mut edge = Edge {
                    source: named(b"source"),
                    target: named(b"target"),
                    label: named(b"label"),
                    ..Edge::default()
                };
                let own = [
                    ("kind", attribute(b"kind")),
                    ("weight", attribute(b"weight")),
                ];
                let own = own
                    .into_iter()
                    .filter_map(|(name, value)| Some((name.to_owned(), value?)));
                edge.attributes.0.extend(own);
                self.owners.push(Owner::Edge(self.graph.add_edge(edge)?));
            }
            b"attvalue" => {
                let id = attribute(b"for")
                    .or_else(|| attribute(b"id"))
                    .unwrap_or_default();
                self.keep(id, named(b"value"));
            }
            b"position" => {
                let number = |name| attribute(name).and_then(|number| number.parse::<f64>().ok());
                let number = |name| number(name).filter(|number| number.is_finite());
                if let (Some(Owner::Node(at)), Some(x), Some(y)) =
                    (self.owners.last(), number(b"x"), number(b"y"))
                {
                    let node = self.graph.nodes.get_mut(*at);
                    // GEXF's y points up, the wall's down.
                    node.into_iter()
                        .for_each(|node| node.at = Some(Point::new(x, -y)));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, element: &[u8]) {
        if matches!(element, b"node" | b"edge") {
            self.owners.pop();
        }
    }

    fn keep(&mut self, id: String, value: String) {
        let (class, attributes) = match self.owners.last() {
            Some(Owner::Node(at)) => (
                "node",
                self.graph
                    .nodes
                    .get_mut(*at)
                    .map(|node| &mut node.attributes),
            ),
            Some(Owner::Edge(at)) => (
                "edge",
                self.graph
                    .edges
                    .get_mut(*at)
                    .map(|edge| &mut edge.attributes),
            ),
            None => return,
        };
        let name = self.names.get(&(class.to_owned(), id.clone())).cloned();
        let name = name.filter(|name| !name.is_empty()).unwrap_or(id);
        if let Some(attributes) = attributes {
            attributes.0.push((name, value));
        }
    }
}
