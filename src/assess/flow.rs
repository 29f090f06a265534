//! What reaches each claim: masses for and against it, from sources and over links between claims.
//!
//! Claims are settled group by group in order. A group that rests on itself is settled by two runs, one from below
//! and one from above, which close in on each other; what lies between them at the end is open. An echo, what a claim
//! received from the one that it speaks of, is never passed back.
//!
//! **Invariant:** the work on a group is bounded, and both bounds hold whenever it stops.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::graph::{ClaimNode, Graph, Tie};
use super::masses::{Masses, Node, Span};
use super::order::Order;
use super::settings::Settings;
use super::voices::{Voices, lower};
use crate::board::Stance;

/// Bounds closer than this are one.
const CLOSED: f64 = 1e-6;
/// A sweep that moves nothing by more than this is the last.
const STILL: f64 = 1e-9;
const MOST_SWEEPS: usize = 5_000;
/// Masses that may be moved to settle one group.
const MOST_WORK: usize = 40_000_000;

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
        (vec![(*only, state)], 1 + claim.ties.len())
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

/// Claims that rest on each other, while they are settled.
struct Group<'a> {
    flow: &'a Flow,
    ground: Ground<'a>,
    claims: Vec<(Node, &'a ClaimNode)>,
    /// For each claim and tie of it, where in the group the tie comes from; nothing if it comes from outside.
    from: Vec<Vec<Option<usize>>>,
    states: Vec<State>,
    /// Which of them the last sweep moved.
    moved: Vec<bool>,
    work: usize,
}

impl<'a> Group<'a> {
    fn of(flow: &'a Flow, ground: Ground<'a>, claims: &[Node]) -> Self {
        let claims = claims.iter();
        let claims: Vec<_> = claims
            .filter_map(|claim| Some((*claim, ground.graph.claim(*claim)?)))
            .collect();
        let mut group = Self {
            flow,
            ground,
            moved: vec![true; claims.len()],
            claims,
            from: Vec::new(),
            states: Vec::new(),
            work: 0,
        };
        let from = group.claims.iter().map(|(_, claim)| {
            let ties = claim.ties.iter();
            ties.map(|tie| group.place(tie.from)).collect()
        });
        group.from = from.collect();
        group
    }

    fn settled(mut self) -> (Vec<(Node, State)>, usize) {
        self.begin();
        let mut sweeps = 0;
        while self.sweep() > STILL && sweeps < MOST_SWEEPS && self.work < MOST_WORK {
            sweeps += 1;
        }
        self.close();
        self.mark_loops();
        let claims = self.claims.iter().map(|(claim, _)| *claim);
        (claims.zip(self.states).collect(), self.work)
    }

    /// Where in the group a claim is, if it is in it.
    fn place(&self, claim: Node) -> Option<usize> {
        let claims = &self.claims;
        claims
            .binary_search_by_key(&claim, |(claim, _)| *claim)
            .ok()
    }

    /// The state of a claim of the group, or outside it.
    fn state(&self, claim: Node) -> Option<&State> {
        match self.place(claim) {
            Some(place) => self.states.get(place),
            None => self.flow.state(claim),
        }
    }

    /// From below nothing has passed inside the group; from above all that could, if nobody contradicted.
    fn begin(&mut self) {
        let directs = self.claims.iter();
        let directs: Vec<_> = directs
            .map(|(_, claim)| direct(self.ground, claim))
            .collect();
        let outer: Vec<Vec<Option<Span>>> = self
            .claims
            .iter()
            .map(|(to, claim)| {
                let over = claim.ties.iter().map(|tie| match self.place(tie.from) {
                    Some(_) => None,
                    None => Some(self.flow.pass(self.ground.graph, tie, *to)),
                });
                over.collect()
            })
            .collect();
        let most = self.most(&directs, &outer);
        let begun = self.claims.iter().zip(&directs).zip(outer);
        let states = begun.map(|(((_, claim), direct), outer)| {
            let over = claim.ties.iter().zip(outer).map(|(tie, outer)| {
                let inner = || Span {
                    low: Masses::default(),
                    high: match self.place(tie.from).and_then(|place| most.get(place)) {
                        Some(most) => most.scaled(tie.lambda),
                        None => Masses::default(),
                    },
                };
                outer.unwrap_or_else(inner)
            });
            State::of(claim, direct, over.collect())
        });
        let states = states.collect();
        self.states = states;
    }

    /// The most that could speak for each claim: every origin by its best way.
    fn most(&mut self, directs: &[[Masses; 2]], outer: &[Vec<Option<Span>>]) -> Vec<Masses> {
        let begun = self.claims.iter().zip(directs).zip(outer);
        let mut most: Vec<Masses> = begun
            .map(|(((_, claim), [pro, _]), outer)| {
                let outer = claim.ties.iter().zip(outer).filter_map(|(tie, outer)| {
                    let outer = outer.as_ref().filter(|_| supports(tie))?;
                    Some(&outer.high)
                });
                outer.fold(pro.clone(), |all, over| all.or(over))
            })
            .collect();
        let everything = most
            .iter()
            .fold(Masses::default(), |all, most| all.or(most));
        // A best way is no longer than there are claims.
        for _ in 0..self.claims.len() {
            let mut moved = false;
            let mut next = Vec::with_capacity(most.len());
            for ((_, claim), old) in self.claims.iter().zip(&most) {
                let mut new = old.clone();
                for tie in claim.ties.iter().filter(|tie| supports(tie)) {
                    if let Some(from) = self.place(tie.from).and_then(|from| most.get(from)) {
                        self.work += from.len();
                        new = new.or(&from.scaled(tie.lambda));
                    }
                }
                moved |= new != *old;
                next.push(new);
            }
            most = next;
            if self.work > MOST_WORK {
                return vec![everything; most.len()];
            }
            if !moved {
                break;
            }
        }
        most
    }

    /// Every claim passes on what it has; says how far anything moved. What did not move in the last sweep passes on
    /// what it passed on then.
    fn sweep(&mut self) -> f64 {
        let mut far = 0.0_f64;
        let mut work = 0;
        let mut next: Vec<(usize, State)> = Vec::new();
        let claims = self.claims.iter().zip(&self.from).zip(&self.states);
        for (place, (((to, claim), from), state)) in claims.enumerate() {
            let stirs = |from: &Option<usize>| from.is_some_and(|from| self.has_moved(from));
            if !from.iter().any(stirs) {
                continue;
            }
            let ties = claim.ties.iter().zip(from);
            let over = ties.zip(&state.over).map(|((tie, from), old)| {
                let from = from.filter(|from| self.has_moved(*from));
                let parts =
                    from.and_then(|from| Some((self.claims.get(from)?, self.states.get(from)?)));
                let Some(((_, claim), state)) = parts else {
                    return old.clone();
                };
                let new = pass(claim, state, tie, *to);
                work += new.low.len() + new.high.len() + 1;
                let apart = new.low.apart(&old.low).max(new.high.apart(&old.high));
                far = far.max(apart);
                new
            });
            let over: Vec<Span> = over.collect();
            if over != state.over {
                let direct = [state.pro.direct.clone(), state.contra.direct.clone()];
                next.push((place, State::of(claim, &direct, over)));
            }
        }
        self.moved.fill(false);
        for (place, new) in next {
            if let (Some(state), Some(moved)) =
                (self.states.get_mut(place), self.moved.get_mut(place))
            {
                (*state, *moved) = (new, true);
            }
        }
        self.work += work;
        far
    }

    fn has_moved(&self, place: usize) -> bool {
        self.moved.get(place).copied().unwrap_or_default()
    }

    /// Where both runs met there is one answer.
    fn close(&mut self) {
        for ((_, claim), state) in self.claims.iter().zip(&mut self.states) {
            let over = state.over.iter().map(|over| {
                match over.is_open() && over.low.apart(&over.high) < CLOSED {
                    true => Span::exactly(over.middle()),
                    false => over.clone(),
                }
            });
            let direct = [state.pro.direct.clone(), state.contra.direct.clone()];
            *state = State::of(claim, &direct, over.collect());
        }
    }

    /// Takes away claims that no corroborating claim is left behind; what stays lies on a loop or hangs from one.
    fn mark_loops(&mut self) {
        let mut behind: Vec<usize> = Vec::new();
        let mut free = Vec::new();
        for (place, (_, claim)) in self.claims.iter().enumerate() {
            let supporters = claim.ties.iter().filter(|tie| supports(tie));
            let bound = supporters.filter(|tie| match self.place(tie.from) {
                Some(_) => true,
                None => self.state(tie.from).is_some_and(|state| state.looped),
            });
            let bound = bound.count();
            behind.push(bound);
            if bound == 0 {
                free.push(place);
            }
        }
        let mut looped = vec![true; behind.len()];
        while let Some(place) = free.pop() {
            if let Some(looped) = looped.get_mut(place) {
                *looped = false;
            }
            let Some((from, claim)) = self.claims.get(place) else {
                continue;
            };
            for to in &claim.passes {
                let Some((to, (_, other))) = self
                    .place(*to)
                    .and_then(|to| Some((to, self.claims.get(to)?)))
                else {
                    continue;
                };
                let ties = other.ties.iter();
                let ties = ties.filter(|tie| tie.from == *from && supports(tie));
                let Some(behind) = behind.get_mut(to).filter(|behind| **behind > 0) else {
                    continue;
                };
                let ties = ties.count();
                *behind = behind.saturating_sub(ties);
                if ties > 0 && *behind == 0 {
                    free.push(to);
                }
            }
        }
        for (state, looped) in self.states.iter_mut().zip(looped) {
            state.looped = looped;
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
