//! Circular reporting: sources that draw on each other in a circle, and claims that corroborate each other in one.

use std::collections::{BTreeMap, HashMap};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::board::{Board, Body, CardId, LinkId, LinkKind};

/// Cards that lead to each other, and the links by which they do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ring {
    /// By id.
    pub cards: Vec<CardId>,
    /// By id.
    pub links: Vec<LinkId>,
}

/// All rings of a board, by their first card. A card that leads to itself is one.
pub fn rings(board: &Board) -> Vec<Ring> {
    let mut drawn: DiGraph<&CardId, ()> = DiGraph::new();
    let mut places: HashMap<&CardId, NodeIndex> = HashMap::new();
    let is_claim = |id: &CardId| {
        let card = board.cards().get(id);
        card.is_some_and(|card| matches!(card.body, Body::Claim(_)))
    };
    let leads = |kind: &LinkKind, from: &CardId| match kind {
        LinkKind::Corroborates(_) => is_claim(from),
        LinkKind::Contradicts(_) => false,
        LinkKind::DerivesFrom => true,
    };
    let leading = || {
        let links = board.links().iter();
        links.filter(|(_, link)| leads(&link.kind, &link.from))
    };
    for (_, link) in leading() {
        let [from, to] = [&link.from, &link.to]
            .map(|end| *places.entry(end).or_insert_with(|| drawn.add_node(end)));
        drawn.add_edge(from, to, ());
    }
    let mut ring_of: BTreeMap<&CardId, usize> = BTreeMap::new();
    let mut rings: Vec<Ring> = Vec::new();
    for group in kosaraju_scc(&drawn) {
        let turns = match group.as_slice() {
            [one] => drawn.contains_edge(*one, *one),
            _ => true,
        };
        if turns {
            let mut cards: Vec<CardId> = Vec::with_capacity(group.len());
            for card in group.iter().filter_map(|place| drawn.node_weight(*place)) {
                ring_of.insert(card, rings.len());
                cards.push(CardId::clone(card));
            }
            cards.sort();
            let links = Vec::new();
            rings.push(Ring { cards, links });
        }
    }
    for (id, link) in leading() {
        if let (Some(from), Some(to)) = (ring_of.get(&link.from), ring_of.get(&link.to))
            && from == to
            && let Some(ring) = rings.get_mut(*from)
        {
            ring.links.push(id.clone());
        }
    }
    rings.sort_by(|a, b| a.cards.cmp(&b.cards));
    rings
}

#[cfg(test)]
mod tests {
    use kurbo::Point;

    use super::*;
    use crate::board::{Card, Claim, Link, Source, Stance};

    #[test]
    fn rings_are_found_once_and_whole() {
        let board = Board::default();
        let edit = board.plan(|txn| {
            let mut claim =
                || txn.add_card(Card::new(Point::ORIGIN, Body::Claim(Claim::default())));
            let [a, b, c] = [claim(), claim(), claim()];
            let mut source = || {
                let source = Box::new(Source::default());
                txn.add_card(Card::new(Point::ORIGIN, Body::Source(source)))
            };
            let [s, t] = [source(), source()];
            let pro = || LinkKind::of(Stance::Corroborates);
            for (from, to, kind) in [
                (&a, &b, pro()),
                (&b, &a, pro()),
                (&b, &c, pro()),
                (&c, &a, LinkKind::of(Stance::Contradicts)),
                (&s, &t, LinkKind::DerivesFrom),
                (&t, &s, LinkKind::DerivesFrom),
                (&s, &a, pro()),
            ] {
                txn.add_link(Link::new(from.clone(), to.clone(), kind));
            }
        });
        let rings = rings(&board.with(&edit));
        let sizes: Vec<_> = rings
            .iter()
            .map(|r| (r.cards.len(), r.links.len()))
            .collect();
        assert_eq!(sizes, [(2, 2), (2, 2)]);
    }
}
