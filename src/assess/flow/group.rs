//! Claims that rest on each other, settled by two runs, one from below and one from above, which close in on each other.
//!
//! **Invariant:** the work on a group is bounded, and both bounds hold whenever it stops.

use std::collections::VecDeque;

use super::super::graph::ClaimNode;
use super::super::masses::{HashMap, Masses, Node, Span};
use super::{Flow, Ground, State, direct, pass, supports};

/// Bounds closer than this are one.
const CLOSED: f64 = 1e-6;
/// A sweep that moves nothing by more than this is the last.
const STILL: f64 = 1e-9;
const MOST_SWEEPS: usize = 5_000;
/// Masses that may be moved to settle one group.
const MOST_WORK: usize = 40_000_000;

/// Claims that rest on each other, while they are settled.
pub(super) struct Group<'a> {
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
    pub fn of(flow: &'a Flow, ground: Ground<'a>, claims: &[Node]) -> Self {
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

    /// What these claims are, and how much work it was.
    pub fn settled(mut self) -> (Vec<(Node, State)>, usize) {
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
        // Where nobody contradicts, the most that can pass is what does: there is nothing to close in on.
        let opposed = self
            .claims
            .iter()
            .zip(&directs)
            .any(|((_, claim), direct)| {
                !direct[1].is_empty() || claim.ties.iter().any(|tie| !supports(tie))
            });
        let exact = !opposed && self.work <= MOST_WORK;
        let begun = self.claims.iter().zip(&directs).zip(outer);
        let states = begun.map(|(((_, claim), direct), outer)| {
            let over = claim.ties.iter().zip(outer).map(|(tie, outer)| {
                let inner = || {
                    let high = match self.place(tie.from).and_then(|place| most.get(place)) {
                        Some(most) => most.scaled(tie.lambda),
                        None => Masses::default(),
                    };
                    let low = match exact {
                        true => high.clone(),
                        false => Masses::default(),
                    };
                    Span { low, high }
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
        // Whatever got better is carried on, and nothing else: a loop makes nothing better, so this ends.
        let mut ways: Vec<Vec<(usize, f64)>> = vec![Vec::new(); most.len()];
        for (to, ((_, claim), from)) in self.claims.iter().zip(&self.from).enumerate() {
            for (tie, from) in claim.ties.iter().zip(from) {
                if let Some(ways) = from.filter(|_| supports(tie)).and_then(|p| ways.get_mut(p)) {
                    ways.push((to, tie.lambda));
                }
            }
        }
        let mut best: Vec<HashMap<Node, f64>> =
            most.iter().map(|most| most.iter().collect()).collect();
        let mut waiting: VecDeque<(usize, Node)> = VecDeque::new();
        for (place, most) in most.iter().enumerate() {
            waiting.extend(most.iter().map(|(origin, _)| (place, origin)));
        }
        while let Some((place, origin)) = waiting.pop_front() {
            let carried = best.get(place).and_then(|best| best.get(&origin)).copied();
            for (to, lambda) in ways.get(place).into_iter().flatten() {
                self.work += 1;
                let mass = carried.unwrap_or_default() * lambda;
                if let Some(best) = best.get_mut(*to)
                    && mass > best.get(&origin).copied().unwrap_or_default()
                {
                    best.insert(origin, mass);
                    waiting.push_back((*to, origin));
                }
            }
            if self.work > MOST_WORK {
                return vec![everything; most.len()];
            }
        }
        let found = best.into_iter();
        most = found
            .map(|best| Masses::of(best.into_iter().collect()))
            .collect();
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
            if !state.over.iter().any(Span::is_open) {
                continue;
            }
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
