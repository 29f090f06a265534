//! Sources that draw on each other in a circle. A loop is told once.

use std::collections::BTreeMap;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use super::{Check, Finding, Rule, Subject};
use crate::assess::finding::Level;
use crate::assess::masses::Node;
use crate::assess::words::once;

static RULE: Rule = Rule {
    id: "derivation-loop",
    title: "Circular derivation",
    level: Level::Warning,
    help: "Sources draw on each other in a circle, so none of them can be the first; remove the link that leads the \
           wrong way.",
};

/// See [`RULE`].
pub struct DerivationLoop;

impl Check for DerivationLoop {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn run(&self, subject: &Subject<'_>, out: &mut Vec<Finding>) {
        let graph = &subject.assessment.graph;
        let parents = |node: Node| {
            let source = graph.source(node);
            source.into_iter().flat_map(|source| &source.parents)
        };
        // Links of derivation are few among all; a source that draws on itself is another rule's: `self-link`.
        let mut drawn: DiGraph<Node, ()> = DiGraph::new();
        let mut places = BTreeMap::new();
        for (from, to) in graph
            .nodes()
            .flat_map(|node| parents(node).map(move |(_, to)| (node, *to)))
        {
            let [from, to] =
                [from, to].map(|node| *places.entry(node).or_insert_with(|| drawn.add_node(node)));
            drawn.add_edge(from, to, ());
        }
        for ring in kosaraju_scc(&drawn) {
            let nodes = ring
                .into_iter()
                .filter_map(|place| drawn.node_weight(place));
            let nodes = once(nodes.copied().collect());
            if nodes.len() < 2 {
                continue;
            }
            let on_it = nodes.iter().flat_map(|node| parents(*node));
            let on_it = on_it.filter(|(_, parent)| nodes.binary_search(parent).is_ok());
            let links = on_it.map(|(link, _)| link.clone()).collect();
            let says = format!(
                "{} draw on each other in a circle; remove the link that leads the wrong way.",
                subject.names(&nodes)
            );
            out.push(RULE.finding(says, subject.ids(nodes), links));
        }
    }
}
