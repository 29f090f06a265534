//! What reaches each claim: masses for and against it, from sources and over links between claims.
//!
//! Claims are settled group by group in order; what lies between the bounds of a group that rests on itself is open. An
//! echo, what a claim received from the one that it speaks of, is never passed back.
//!
//! **Invariant:** what is settled anew after a change is what would be settled if everything was.

mod group;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::graph::{ClaimNode, Graph, Tie};
use super::masses::{Masses, Node, Span};
use super::order::Order;
use super::settings::Settings;
use super::voices::{Voices, lower};
use crate::board::Stance;
use group::Group;

/// What is said for a claim, or against it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Side {
    /// From sources.
    pub direct: Masses,
    /// From sources and over claims.
    pub all: Span,
    /// What all origins carry together, at least and at most.
    pub sum: (f64, f64),
}

impl Side {
    fn of(direct: &Masses, all: Span) -> Self {
        Self {
            direct: direct.clone(),
            sum: all.together(),
            all,
        }
    }

    pub fn middle(&self) -> f64 {
        f64::midpoint(self.sum.0, self.sum.1)
    }
}

/// Where a claim stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct State {
    pub pro: Side,
    pub contra: Side,
    /// What came over each of the claim's ties.
    pub over: Vec<Span>,
    /// Whether it lies on a loop of corroborating claims, or hangs from one.
    pub looped: bool,
}

impl State {
    pub fn side(&self, stance: Stance) -> &Side {
        match stance {
            Stance::Corroborates => &self.pro,
            Stance::Contradicts => &self.contra,
        }
    }

    pub fn is_open(&self) -> bool {
        self.pro.all.is_open() || self.contra.all.is_open()
    }

    fn of(claim: &ClaimNode, direct: &[Masses; 2], over: Vec<Span>) -> Self {
        let [pro, contra] = direct;
        Self {
            pro: Side::of(pro, gather(pro, claim, &over, Stance::Corroborates, None)),
            contra: Side::of(
                contra,
                gather(contra, claim, &over, Stance::Contradicts, None),
            ),
            over,
            looped: false,
        }
    }
}

/// All states by number of card. Clones share them.
#[derive(Clone, Debug, Default)]
pub(super) struct Flow {
    states: Vec<Arc<State>>,
    /// Claims that are not what they were, while others are settled after them.
    moved: Vec<bool>,
    /// How much was settled so far, in claims or the like.
    work: usize,
}

/// All that the arithmetic looks at.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub graph: &'a Graph,
    pub voices: &'a Voices,
    pub order: &'a Order,
    pub settings: &'a Settings,
}

impl Ground<'_> {
    /// The origin that a report counts for, and its mass: no more than the weakest hand that it went through.
    pub fn word(self, from: Node, speaker: Node, kappa: f64) -> (Node, f64) {
        let voice = self.voices.get(speaker);
        let carrier = self.graph.source(from).and_then(|source| source.rated);
        let rated = lower(carrier, voice.weakest).unwrap_or(self.settings.unrated());
        (voice.key, kappa * rated)
    }
}

impl Flow {
    pub fn state(&self, claim: Node) -> Option<&State> {
        self.states.get(claim as usize).map(|state| &**state)
    }

    /// Puts a state back.
    pub fn restore(&mut self, claim: Node, state: Arc<State>) {
        self.put(claim, state);
    }

    /// How much was settled so far, in claims or the like.
    pub fn work(&self) -> usize {
        self.work
    }

    pub fn grow(&mut self, graph: &Graph) {
        let nodes = graph.nodes().len();
        if nodes > self.states.len() {
            let nothing = Arc::<State>::default();
            self.states.resize(nodes, nothing);
        }
        self.moved.resize(self.states.len(), false);
    }

    /// Settles these claims and all that follows from them. Gives back what has changed, as it was before.
    pub fn settle(
        &mut self,
        ground: Ground<'_>,
        dirty: impl IntoIterator<Item = Node>,
    ) -> Vec<(Node, Arc<State>)> {
        let place = |claim| ground.order.place(claim);
        let mut waiting: BTreeSet<u32> = BTreeSet::new();
        let mut moved: Vec<Node> = dirty.into_iter().collect();
        for claim in &moved {
            self.mark(*claim, true);
            waiting.extend(place(*claim));
        }
        let mut changed = Vec::new();
        while let Some(group) = waiting.pop_first() {
            let claims = ground.order.group(group);
            let (settled, work) = self.settled(ground, claims);
            self.work = self.work.saturating_add(work);
            for (claim, state) in settled {
                if self.state(claim) == Some(&state) {
                    continue;
                }
                let passes = ground.graph.claim(claim).map(|claim| &claim.passes);
                let onward = passes.into_iter().flatten().filter_map(|to| place(*to));
                waiting.extend(onward.filter(|other| *other != group));
                self.mark(claim, true);
                moved.push(claim);
                if let Some(before) = self.put(claim, Arc::new(state)) {
                    changed.push((claim, before));
                }
            }
        }
        for claim in moved {
            self.mark(claim, false);
        }
        changed
    }

    /// Whether sources say of a claim what they said when it was settled.
    pub fn hears_the_same(&self, ground: Ground<'_>, claim: Node) -> bool {
        let parts = ground.graph.claim(claim).zip(self.state(claim));
        parts.is_some_and(|(claim, state)| {
            let [pro, contra] = direct(ground, claim);
            pro == state.pro.direct && contra == state.contra.direct
        })
    }

    fn mark(&mut self, claim: Node, now: bool) {
        if let Some(moved) = self.moved.get_mut(claim as usize) {
            *moved = now;
        }
    }

    fn has_moved(&self, claim: Node) -> bool {
        self.moved.get(claim as usize).copied().unwrap_or(true)
    }

    fn put(&mut self, claim: Node, state: Arc<State>) -> Option<Arc<State>> {
        let place = self.states.get_mut(claim as usize)?;
        Some(std::mem::replace(place, state))
    }

    /// What these claims are now, and how much work it was.
    fn settled(&self, ground: Ground<'_>, claims: &[Node]) -> (Vec<(Node, State)>, usize) {
        let [only] = claims else {
            return Group::of(self, ground, claims).settled();
        };
        let Some(claim) = ground.graph.claim(*only) else {
            return (Vec::new(), 1);
        };
        // What is said of a claim that only follows from others is what it was, and so is what did not move over there.
        let old = self.state(*only).filter(|_| !self.has_moved(*only));
        let over = claim.ties.iter().enumerate().map(|(n, tie)| {
            let known = old.filter(|_| !self.has_moved(tie.from));
            match known.and_then(|old| old.over.get(n)) {
                Some(known) => known.clone(),
                None => self.pass(ground.graph, tie, *only),
            }
        });
        let direct = match old {
            Some(old) => [old.pro.direct.clone(), old.contra.direct.clone()],
            None => direct(ground, claim),
        };
        let mut state = State::of(claim, &direct, over.collect());
        state.looped = claim
            .ties
            .iter()
            .any(|tie| supports(tie) && self.looped(tie.from));
        let heard = if old.is_some() {
            0
        } else {
            claim.reports.len()
        };
        (vec![(*only, state)], 1 + claim.ties.len() + heard)
    }

    fn looped(&self, claim: Node) -> bool {
        self.state(claim).is_some_and(|state| state.looped)
    }

    /// What comes over a tie to a claim.
    fn pass(&self, graph: &Graph, tie: &Tie, to: Node) -> Span {
        let from = graph.claim(tie.from);
        match (from, self.state(tie.from)) {
            (Some(from), Some(state)) => pass(from, state, tie, to),
            _ => Span::default(),
        }
    }
}

/// What a claim passes over a tie, without what it has from the claim that the tie leads to.
fn pass(from: &ClaimNode, state: &State, tie: &Tie, to: Node) -> Span {
    if tie.mutual {
        let side = |stance| {
            let direct = &state.side(stance).direct;
            let all = gather(direct, from, &state.over, stance, Some(to));
            Side::of(direct, all)
        };
        share(
            &side(Stance::Corroborates),
            &side(Stance::Contradicts),
            tie.lambda,
        )
    } else {
        share(&state.pro, &state.contra, tie.lambda)
    }
}

/// The least passes where the least speaks for a claim and the most against it, and the other way round.
fn share(pro: &Side, contra: &Side, lambda: f64) -> Span {
    let net = |support: f64, opposition: f64| match support > 0.0 {
        true => lambda * (1.0 - opposition / support).clamp(0.0, 1.0),
        false => 0.0,
    };
    let low = pro.all.low.scaled(net(pro.sum.0, contra.sum.1));
    match pro.all.is_open() || contra.all.is_open() {
        true => Span {
            low,
            high: pro.all.high.scaled(net(pro.sum.1, contra.sum.0)),
        },
        false => Span::exactly(low),
    }
}

/// What sources and claims give a side together.
fn gather(
    direct: &Masses,
    claim: &ClaimNode,
    over: &[Span],
    stance: Stance,
    without: Option<Node>,
) -> Span {
    let ties = claim.ties.iter().zip(over);
    let ties = ties.filter(|(tie, _)| tie.stance == stance && Some(tie.from) != without);
    ties.fold(Span::exactly(direct.clone()), |all, (_, over)| all.or(over))
}

fn supports(tie: &Tie) -> bool {
    tie.stance == Stance::Corroborates
}

/// What sources say for a claim and against it.
fn direct(ground: Ground<'_>, claim: &ClaimNode) -> [Masses; 2] {
    let mut sides = [Vec::with_capacity(claim.reports.len()), Vec::new()];
    for report in &claim.reports {
        let word = ground.word(report.from, report.speaker, report.kappa);
        let [pro, contra] = &mut sides;
        match report.stance {
            Stance::Corroborates => pro.push(word),
            Stance::Contradicts => contra.push(word),
        }
    }
    sides.map(Masses::of)
}
