//! In which order claims can be settled: those that others rest on first, those that rest on each other together.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use super::graph::Graph;
use super::masses::Node;

/// Groups of claims that rest on each other, in an order in which nothing comes before what it rests on.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    groups: Vec<Vec<Node>>,
    /// By number of card.
    place: Vec<u32>,
}

impl Order {
    pub fn of(graph: &Graph) -> Self {
        let claims: Vec<Node> = graph.claims().map(|(node, _)| node).collect();
        let mut places = vec![None; graph.nodes().len()];
        let ties = graph.claims().map(|(_, claim)| claim.passes.len()).sum();
        let mut drawn: DiGraph<Node, ()> = DiGraph::with_capacity(claims.len(), ties);
        for node in claims {
            if let Some(place) = places.get_mut(node as usize) {
                *place = Some(drawn.add_node(node));
            }
        }
        for (node, claim) in graph.claims() {
            for to in &claim.passes {
                let ends = [node, *to].map(|end| places.get(end as usize).copied().flatten());
                if let [Some(from), Some(to)] = ends {
                    drawn.add_edge(from, to, ());
                }
            }
        }
        // Kosaraju's algorithm keeps its own stack and gives what is rested on last.
        let mut groups: Vec<Vec<Node>> = kosaraju_scc(&drawn)
            .into_iter()
            .rev()
            .map(|group| {
                let claims = group
                    .into_iter()
                    .filter_map(|place| drawn.node_weight(place));
                let mut claims: Vec<Node> = claims.copied().collect();
                claims.sort_unstable();
                claims
            })
            .collect();
        groups.shrink_to_fit();
        let mut place = vec![u32::MAX; graph.nodes().len()];
        for (number, group) in (0..).zip(&groups) {
            for claim in group {
                if let Some(place) = place.get_mut(*claim as usize) {
                    *place = number;
                }
            }
        }
        Self { groups, place }
    }

    pub fn group(&self, place: u32) -> &[Node] {
        self.groups
            .get(place as usize)
            .map_or(&[], |group| group.as_slice())
    }

    pub fn place(&self, claim: Node) -> Option<u32> {
        let place = self.place.get(claim as usize).copied();
        place.filter(|place| *place != u32::MAX)
    }

    /// The claims that rest on this one and on which it rests; itself among them.
    pub fn group_of(&self, claim: Node) -> &[Node] {
        self.place(claim).map_or(&[], |place| self.group(place))
    }
}
