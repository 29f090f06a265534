//! Why a claim stands where it stands: the records behind its label, a sentence each.
//!
//! **Invariant:** every reason cites at least one card or link of the board.

use std::collections::{BTreeMap, BTreeSet};

use super::assessment::Assessment;
use super::graph::{Report, Tie};
use super::masses::{Node, Span};
use super::standing::{Badge, Facts};
use super::words::{self, capital, count, number, once, s};
use crate::board::{Board, CardId, LinkId, Stance};

/// Origins of one side that have a reason of their own; what is beyond them is counted.
const MOST: usize = 12;

/// A reason and the records that it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// A sentence.
    pub says: String,
    /// Cards, in the order in which the sentence needs them.
    pub cards: Vec<CardId>,
    /// Links.
    pub links: Vec<LinkId>,
    /// The side that it tells of; none where it tells how both are counted.
    pub side: Option<Stance>,
}

impl Assessment {
    /// Why a claim stands where it stands, what matters most first. Empty if it is no claim of the board.
    pub fn reasons(&self, board: &Board, claim: &CardId) -> Vec<Reason> {
        let node = self
            .graph
            .node(claim)
            .filter(|_| board.cards().contains_key(claim));
        let Some((node, facts)) = node.and_then(|node| Some((node, self.facts(node)?))) else {
            return Vec::new();
        };
        let mut why = Why {
            assessment: self,
            facts,
            reasons: Vec::new(),
        };
        why.counting();
        why.own_voice();
        for stance in [Stance::Corroborates, Stance::Contradicts] {
            why.origins(stance);
            why.one_voice(stance);
            why.ties(stance);
        }
        why.badges(node);
        if why.reasons.is_empty() {
            why.tell(
                "No source and no other claim is tied to it.".to_owned(),
                &[node],
                [],
            );
        }
        why.reasons
    }
}

struct Why<'a> {
    assessment: &'a Assessment,
    facts: Facts<'a>,
    reasons: Vec<Reason>,
}

impl<'a> Why<'a> {
    fn tell<'b>(
        &mut self,
        says: String,
        cards: &[Node],
        links: impl IntoIterator<Item = &'b LinkId>,
    ) {
        let mut seen = BTreeSet::new();
        let cards = cards.iter().filter(|card| seen.insert(**card));
        self.reasons.push(Reason {
            says: capital(&says),
            cards: cards.map(|card| self.assessment.graph.id(*card)).collect(),
            links: links.into_iter().cloned().collect(),
            side: None,
        });
    }

    /// Tells of one side: who speaks on it, or which claim.
    fn tell_of<'b>(
        &mut self,
        side: Stance,
        says: String,
        cards: &[Node],
        links: impl IntoIterator<Item = &'b LinkId>,
    ) {
        self.tell(says, cards, links);
        if let Some(last) = self.reasons.last_mut() {
            last.side = Some(side);
        }
    }

    fn reports(&self, stance: Stance) -> Vec<&'a Report> {
        let reports = self.facts.claim.reports.iter();
        reports.filter(|report| report.stance == stance).collect()
    }

    fn key(&self, node: Node) -> Node {
        self.assessment.voices.get(node).key
    }

    /// Counting sources and counting origins, where that is not the same.
    fn counting(&mut self) {
        let (pro, contra) = (
            self.reports(Stance::Corroborates),
            self.reports(Stance::Contradicts),
        );
        let sources =
            |reports: &[&Report]| once(reports.iter().map(|report| report.from).collect());
        let (sources_for, sources_against) = (sources(&pro), sources(&contra));
        let keys = |reports: &[&Report]| {
            let keys = reports.iter().map(|report| self.key(report.speaker));
            once(keys.collect()).len()
        };
        let (keys_for, keys_against) = (keys(&pro), keys(&contra));
        let counts = [sources_for.len(), sources_against.len()];
        if counts == [keys_for, keys_against] {
            return;
        }
        let [n_for, n_against] = counts;
        let says = match (n_for, n_against) {
            (n, 0) => format!(
                "{} carry it; counted by origin, {}.",
                count(n, "source"),
                number(keys_for)
            ),
            (0, n) => format!(
                "{} deny it; counted by origin, {}.",
                count(n, "source"),
                number(keys_against)
            ),
            _ => {
                let by_source = match n_for == n_against {
                    true => format!("a tie of {} against {}", number(n_for), number(n_against)),
                    false => format!("{} for and {} against", number(n_for), number(n_against)),
                };
                format!(
                    "Counted by source it is {by_source}; counted by origin, {} for and {} against.",
                    number(keys_for),
                    number(keys_against)
                )
            }
        };
        let cards: Vec<Node> = sources_for.into_iter().chain(sources_against).collect();
        self.tell(
            says,
            &cards,
            pro.iter().chain(&contra).map(|report| &report.link),
        );
    }

    /// Sources that hand on what somebody says, and say the opposite themselves.
    fn own_voice(&mut self) {
        let pro = self.reports(Stance::Corroborates);
        let contra = self.reports(Stance::Contradicts);
        for (quoting, opposing) in [(&pro, &contra), (&contra, &pro)] {
            let mut by_speaker: BTreeMap<Node, Vec<&Report>> = BTreeMap::new();
            for report in quoting {
                if self.key(report.speaker) != self.key(report.from) {
                    let speaker = self.key(report.speaker);
                    by_speaker.entry(speaker).or_default().push(report);
                }
            }
            for (speaker, reports) in by_speaker {
                let quoting: Vec<Node> = once(reports.iter().map(|report| report.from).collect());
                let own: Vec<&&Report> = opposing
                    .iter()
                    .filter(|report| quoting.contains(&report.from))
                    .filter(|report| self.key(report.speaker) == self.key(report.from))
                    .collect();
                let turned = once(own.iter().map(|report| report.from).collect());
                if turned.is_empty() {
                    continue;
                }
                let name = words::origin(self.assessment, speaker);
                let says = match (quoting.len(), turned.len()) {
                    (1, _) => format!(
                        "{} quotes {name} and, for its own part, says the opposite.",
                        words::cards(self.assessment, &turned)
                    ),
                    (all, n) if n == all => format!(
                        "All {} sources that quote {name} say the opposite for their own part.",
                        number(all)
                    ),
                    (all, n) => format!(
                        "{} of the {} sources that quote {name} say{} the opposite for {} own part.",
                        number(n),
                        number(all),
                        s(n),
                        if n == 1 { "its" } else { "their" }
                    ),
                };
                let cards: Vec<Node> = [speaker].into_iter().chain(turned).collect();
                let own = own.into_iter().map(|report| &report.link);
                self.tell(
                    says,
                    &cards,
                    reports.iter().map(|report| &report.link).chain(own),
                );
            }
        }
    }

    /// Who speaks on a side, strongest first.
    fn origins(&mut self, stance: Stance) {
        let mut by_origin: BTreeMap<Node, Vec<&Report>> = BTreeMap::new();
        for report in self.reports(stance) {
            by_origin
                .entry(self.key(report.speaker))
                .or_default()
                .push(report);
        }
        let direct = &self.facts.state.side(stance).direct;
        let mut origins: Vec<(Node, Vec<&Report>)> = by_origin.into_iter().collect();
        origins.sort_by(|a, b| {
            direct
                .get(b.0)
                .total_cmp(&direct.get(a.0))
                .then(a.0.cmp(&b.0))
        });
        let way = way(stance);
        let beyond = origins.split_off(origins.len().min(MOST));
        for (origin, reports) in origins {
            let weak = match self.assessment.settings.counts(direct.get(origin)) {
                true => "",
                false => ", too weak to count",
            };
            let name = words::origin(self.assessment, origin);
            let others = reports.iter().map(|report| report.from);
            let others = once(others.filter(|from| *from != origin).collect());
            let says = match others.len() {
                0 => format!("{way} it: {name}{weak}."),
                n => {
                    let through = words::cards(self.assessment, &others);
                    let own = reports.len() > n && reports.iter().any(|r| r.from == origin);
                    let own = if own { "itself and " } else { "" };
                    format!("{way} it: {name}, {own}through {through}{weak}.")
                }
            };
            let cards: Vec<Node> = [origin].into_iter().chain(others).collect();
            self.tell_of(
                stance,
                says,
                &cards,
                reports.iter().map(|report| &report.link),
            );
        }
        if !beyond.is_empty() {
            let cards: Vec<Node> = beyond.iter().map(|(origin, _)| *origin).collect();
            let says = format!("{way} it: {} more.", count(beyond.len(), "origin"));
            let links = beyond.iter().flat_map(|(_, reports)| reports);
            self.tell_of(stance, says, &cards, links.map(|report| &report.link));
        }
    }

    /// Sources that were made one by their outlet or their text.
    fn one_voice(&mut self, stance: Stance) {
        let mut by_key: BTreeMap<Node, Vec<&Report>> = BTreeMap::new();
        for report in self.reports(stance) {
            by_key
                .entry(self.key(report.speaker))
                .or_default()
                .push(report);
        }
        for (key, reports) in by_key {
            let root = |report: &&Report| self.assessment.voices.get(report.speaker).root;
            let roots = once(reports.iter().map(root).collect());
            if roots.len() < 2 {
                continue;
            }
            let names = words::cards(self.assessment, &roots);
            let why = match self.assessment.voices.is_outlet(key) {
                true => format!("one outlet, {}", words::origin(self.assessment, key)),
                false => "the same text".to_owned(),
            };
            let says = format!("{names} count as one voice: {why}.");
            self.tell(says, &roots, reports.iter().map(|report| &report.link));
        }
    }

    /// Claims that speak for it or against it, and what they add.
    fn ties(&mut self, stance: Stance) {
        let facts = &self.facts;
        let side = facts.state.side(stance);
        let all = side.all.middle();
        let ties: Vec<(&Tie, &Span)> = facts.claim.ties.iter().zip(&facts.state.over).collect();
        for (tie, over) in ties.into_iter().filter(|(tie, _)| tie.stance == stance) {
            let over = over.middle();
            let added = over.iter().filter(|(origin, mass)| {
                *mass >= all.get(*origin) && *mass > side.direct.get(*origin)
            });
            let added: Vec<Node> = added.map(|(origin, _)| origin).collect();
            let name = self.assessment.graph.name(tie.from);
            let verb = match stance {
                Stance::Corroborates => "corroborates",
                Stance::Contradicts => "contradicts",
            };
            let what = match (added.len(), over.is_empty()) {
                (0, false) => "adds nothing: its origins count already".to_owned(),
                (0, true) => self.nothing(tie),
                (n, _) => {
                    let names = words::origins(self.assessment, &added);
                    let weak = |origin: &Node| !self.assessment.settings.counts(all.get(*origin));
                    let weak = match added.iter().all(weak) {
                        true => ", too weakly to count",
                        false => "",
                    };
                    format!("passes {} on{weak}: {names}", count(n, "origin"))
                }
            };
            let says = format!("{name} {verb} it and {what}.");
            let cards: Vec<Node> = [tie.from].into_iter().chain(added).collect();
            self.tell_of(stance, says, &cards, [&tie.link]);
        }
    }

    /// Why nothing comes over a tie.
    fn nothing(&self, tie: &Tie) -> String {
        let why = match self.assessment.flow.state(tie.from) {
            Some(state) if !state.pro.all.high.is_empty() && tie.mutual => {
                "this claim aside, at least as much speaks against it as for it"
            }
            Some(state) if !state.pro.all.high.is_empty() => {
                "at least as much speaks against it as for it"
            }
            _ => "no source stands behind it",
        };
        format!("passes nothing on: {why}")
    }

    fn badges(&mut self, node: Node) {
        let Some(standing) = self.assessment.stand(node) else {
            return;
        };
        let graph = &self.assessment.graph;
        let nodes =
            |ids: &[CardId]| -> Vec<Node> { ids.iter().filter_map(|id| graph.node(id)).collect() };
        for badge in &standing.badges {
            let (says, cards) = match badge {
                Badge::BothSides(ids) => {
                    let nodes = nodes(ids);
                    let names = words::origins(self.assessment, &nodes);
                    let stands = s(nodes.len());
                    (format!("{names} speak{stands} on both sides."), nodes)
                }
                Badge::Unrated(ids) => {
                    let nodes = nodes(ids);
                    let sources = self.facts.claim.reports.iter().map(|report| report.from);
                    let all = once(sources.collect()).len();
                    let who = match nodes.len() {
                        n if n == all && n > 1 => match n {
                            2 => "neither of the two sources is graded".to_owned(),
                            n => format!("none of the {} sources is graded", number(n)),
                        },
                        1 => format!("{} is not graded", words::cards(self.assessment, &nodes)),
                        _ => format!("{} are not graded", words::cards(self.assessment, &nodes)),
                    };
                    let says = match nodes.len() {
                        1 => format!("{who}, and counts as if it could not be judged."),
                        _ => format!("{who}; each counts as if it could not be judged."),
                    };
                    (says, nodes)
                }
                // The sentence of the claim and the reasons above have said so.
                Badge::IndirectOnly | Badge::PossibleSharedOrigin { .. } => continue,
                Badge::Unstable(ids) => {
                    let nodes = nodes(ids);
                    let names = words::cards(self.assessment, &nodes);
                    let says = match nodes.len() {
                        0 | 1 => "It rests on claims that leave each other open.".to_owned(),
                        _ => format!(
                            "{names} lean on each other in a ring that leaves them open; the middle is shown."
                        ),
                    };
                    (says, nodes)
                }
            };
            self.tell(says, &cards, []);
        }
    }
}

fn way(stance: Stance) -> &'static str {
    match stance {
        Stance::Corroborates => "For",
        Stance::Contradicts => "Against",
    }
}
