//! The assessment of a board: where each claim stands.
//!
//! **Invariant:** an assessment that followed a board through its edits says the same as one that is made anew.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::flow::{Flow, Ground, State};
use super::graph::Graph;
use super::masses::Node;
use super::order::Order;
use super::settings::Settings;
use super::standing::{Facts, Label, Standing, credibility};
use super::voices::Voices;
use super::words;
use crate::board::{Board, CardId, LinkId, Selection};

/// What the evidence on a board says. Clones share what they hold.
#[derive(Clone, Debug, Default)]
pub struct Assessment {
    pub(super) settings: Settings,
    pub(super) graph: Graph,
    pub(super) voices: Voices,
    pub(super) order: Order,
    pub(super) flow: Flow,
    standings: BTreeMap<CardId, Arc<Standing>>,
}

impl Assessment {
    /// Assesses a whole board.
    pub fn of(board: &Board) -> Self {
        let settings = Settings::of(board.about());
        let graph = Graph::of(board, &settings);
        let mut assessment = Self {
            voices: Voices::of(&graph, settings.one_voice, None),
            order: Order::of(&graph),
            settings,
            graph,
            ..Self::default()
        };
        let claims: BTreeSet<Node> = assessment.graph.claims().map(|(node, _)| node).collect();
        assessment.settle(claims.clone());
        assessment.judge(&claims);
        assessment
    }

    /// Follows the board through an edit that touched these records, and says whose standing was made anew. Only what
    /// follows from them is worked out again.
    pub fn update(&mut self, board: &Board, touched: &Selection) -> BTreeSet<CardId> {
        let settings = Settings::of(board.about());
        let followed = match settings == self.settings {
            true => self.graph.follow(board, touched, &self.settings),
            false => None,
        };
        let Some(changed) = followed else {
            *self = Self::of(board);
            return self.standings.keys().cloned().collect();
        };
        let mut dirty = changed.claims;
        let mut renamed = changed.renamed;
        if changed.sources {
            let voices = Voices::of(&self.graph, self.settings.one_voice, None);
            let before = std::mem::replace(&mut self.voices, voices);
            dirty.extend(self.hearing(&before));
            renamed.extend(before.other_outlets(&self.voices));
        }
        if changed.ties {
            let order = Order::of(&self.graph);
            let before = std::mem::replace(&mut self.order, order);
            // Claims that are settled together with others than before.
            let moved = self.graph.claims().map(|(claim, _)| claim);
            let moved =
                moved.filter(|claim| before.group_of(*claim) != self.order.group_of(*claim));
            dirty.extend(moved);
        }
        for claim in &dirty {
            if self.graph.claim(*claim).is_none() {
                self.standings.remove(&self.graph.id(*claim));
            }
        }
        let mut told = dirty.clone();
        told.extend(self.settle(dirty).into_iter().map(|(claim, _)| claim));
        told.extend(self.naming(&renamed));
        self.judge(&told);
        told.into_iter().map(|claim| self.graph.id(claim)).collect()
    }

    /// Where a claim stands.
    pub fn claim(&self, claim: &CardId) -> Option<&Standing> {
        self.standings.get(claim).map(|standing| &**standing)
    }

    /// Where every claim stands, by id.
    pub fn claims(&self) -> &BTreeMap<CardId, Arc<Standing>> {
        &self.standings
    }

    /// The origin that a source counts for: itself, unless it draws on another, or is one voice with it.
    pub fn origin(&self, source: &CardId) -> Option<CardId> {
        let node = self.graph.node(source)?;
        self.graph.source(node)?;
        Some(self.graph.id(self.voices.get(node).key))
    }

    /// The way from a source to what it goes back to, the source first.
    pub fn derivation(&self, source: &CardId) -> Vec<CardId> {
        let node = self.graph.node(source);
        let node = node.filter(|node| self.graph.source(*node).is_some());
        let path = node.map_or(Vec::new(), |node| self.voices.path(node));
        path.into_iter().map(|node| self.graph.id(node)).collect()
    }

    /// The credibility of a source's report in the light of all others, 1 to 6, to stand beside the one that was
    /// given. It counts for nothing.
    pub fn credibility(&self, link: &LinkId) -> Option<u8> {
        let [_, claim] = self.graph.ends(link)?;
        let reports = &self.graph.claim(claim)?.reports;
        let report = reports.iter().find(|report| report.link == *link)?;
        let key = self.voices.get(report.speaker).key;
        let state = self.flow.state(claim)?;
        Some(credibility(state, report.stance, key, &self.settings))
    }

    /// The settings that it was made with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// A copy to try something on, without the standings.
    pub(super) fn bare(&self) -> Self {
        Self {
            settings: self.settings.clone(),
            graph: self.graph.clone(),
            voices: self.voices.clone(),
            order: self.order.clone(),
            flow: self.flow.clone(),
            standings: BTreeMap::new(),
        }
    }

    pub(super) fn ground(&self) -> Ground<'_> {
        Ground {
            graph: &self.graph,
            voices: &self.voices,
            order: &self.order,
            settings: &self.settings,
        }
    }

    pub(super) fn facts(&self, claim: Node) -> Option<Facts<'_>> {
        let node = self.graph.claim(claim)?;
        let state = self.flow.state(claim)?;
        Some(Facts::of(node, state, &self.voices, &self.settings))
    }

    /// A claim's label as the numbers now are.
    pub(super) fn label(&self, claim: Node) -> Option<Label> {
        let node = self.graph.claim(claim)?;
        let state = self.flow.state(claim)?;
        Some(Label::of(node, state, &self.voices, &self.settings))
    }

    /// A claim's standing as the numbers now are.
    pub(super) fn stand(&self, claim: Node) -> Option<Standing> {
        let facts = self.facts(claim)?;
        let group = self.order.group_of(claim);
        let mut standing = facts.standing(&self.graph, &self.voices, &self.settings, group);
        standing.says = words::says(self, &facts, claim);
        Some(standing)
    }

    /// Settles these claims and what follows from them. Gives back what has changed, as it was before.
    pub(super) fn settle(
        &mut self,
        dirty: impl IntoIterator<Item = Node>,
    ) -> Vec<(Node, Arc<State>)> {
        let mut flow = std::mem::take(&mut self.flow);
        flow.grow(&self.graph);
        let changed = flow.settle(self.ground(), dirty);
        self.flow = flow;
        changed
    }

    /// Whether sources say of a claim what they said when it was settled.
    pub(super) fn hears_the_same(&self, claim: Node) -> bool {
        self.flow.hears_the_same(self.ground(), claim)
    }

    /// Judges these claims anew; the others stand where they do in `other`.
    pub(super) fn judge_after(&mut self, other: &Self, claims: &BTreeSet<Node>) {
        self.standings = other.standings.clone();
        self.judge(claims);
    }

    fn judge(&mut self, claims: &BTreeSet<Node>) {
        for claim in claims {
            if let Some(standing) = self.stand(*claim) {
                self.standings
                    .insert(self.graph.id(*claim), Arc::new(standing));
            }
        }
    }

    /// Claims with a report from a source whose voice is another than before.
    pub(super) fn hearing(&self, before: &Voices) -> BTreeSet<Node> {
        let changed = |node: Node| before.get(node) != self.voices.get(node);
        let claims = self.graph.claims();
        let heard = claims.filter(|(_, claim)| {
            let mut reports = claim.reports.iter();
            reports.any(|report| changed(report.from) || changed(report.speaker))
        });
        heard.map(|(claim, _)| claim).collect()
    }

    /// Claims whose sentence may name one of these cards.
    fn naming(&self, renamed: &BTreeSet<Node>) -> BTreeSet<Node> {
        if renamed.is_empty() {
            return BTreeSet::new();
        }
        let named = |claim: Node| {
            let Some(state) = self.flow.state(claim) else {
                return false;
            };
            let sides = [&state.pro.all.high, &state.contra.all.high];
            let mut origins = sides.into_iter().flat_map(|masses| masses.iter());
            let node = self.graph.claim(claim);
            let reports = node.into_iter().flat_map(|claim| &claim.reports);
            let ties = node.into_iter().flat_map(|claim| &claim.ties);
            let mut cards = reports
                .flat_map(|report| [report.from, report.speaker])
                .chain(ties.map(|tie| tie.from))
                .chain(self.order.group_of(claim).iter().copied());
            cards.any(|card| renamed.contains(&card))
                || origins.any(|(origin, _)| renamed.contains(&origin))
        };
        let claims = self.graph.claims().map(|(claim, _)| claim);
        claims.filter(|claim| named(*claim)).collect()
    }
}
