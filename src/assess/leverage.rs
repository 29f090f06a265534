//! What would change it: what each claim would be without a link, a source or an origin, and what a label hangs on.
//!
//! Nothing is changed: a trial is made on a copy, and only what follows from it is worked out again.

use std::collections::{BTreeMap, BTreeSet};

use super::assessment::Assessment;
use super::flow::State;
use super::graph::{ClaimNode, Report};
use super::masses::Node;
use super::standing::{Label, Standing};
use super::voices::Voices;
use super::words::once;
use crate::board::{CardId, LinkId};

/// What is taken away to see what follows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strike {
    /// A link; a derivation too.
    Link(LinkId),
    /// A source: its own links, and those of all that go back through it.
    Source(CardId),
    /// An origin: everything that counts for it.
    Origin(CardId),
    /// Nothing is taken away, but two origins are one.
    Same(CardId, CardId),
}

/// A claim that would stand elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Shift {
    /// The claim.
    pub claim: CardId,
    /// Where it stands.
    pub before: Standing,
    /// Where it would stand.
    pub after: Standing,
}

/// The fewest origins without which a claim has another label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Footing {
    /// The origins.
    pub origins: Vec<CardId>,
    /// What it would be without them.
    pub becomes: Label,
    /// Whether no smaller set is there for sure. Otherwise none was found.
    pub smallest: bool,
}

/// Origins among which sets of two and three are searched through.
const SEARCHED: usize = 16;
/// Origins that are taken away one after the other before it is given up.
const MOST: usize = 128;

impl Assessment {
    /// Every claim that would stand elsewhere, by id.
    pub fn without(&self, strike: &Strike) -> Vec<Shift> {
        let mut trial = Trial::of(self);
        let changed = trial.begin(strike).claims();
        let shifts = changed.into_iter().filter_map(|node| {
            let claim = self.graph.id(node);
            let before = self.claim(&claim)?.clone();
            let after = trial.after.stand(node)?;
            (before != after).then_some(Shift {
                claim,
                before,
                after,
            })
        });
        shifts.collect()
    }

    /// Every link to a claim, source and origin without which some claim has another label, with those claims and labels.
    pub fn load_bearing(&self) -> BTreeMap<Strike, Vec<(CardId, Label)>> {
        let mut trial = Trial::of(self);
        let mut bearing = BTreeMap::new();
        for strike in trial.strikes() {
            let before = trial.begin(&strike);
            let mut flips = trial.flips(&before);
            flips.sort();
            if !flips.is_empty() {
                bearing.insert(strike, flips);
            }
            trial.restore(before);
        }
        bearing
    }

    /// What the label of a claim hangs on. Nothing where taking origins away changes nothing.
    pub fn footing(&self, claim: &CardId) -> Option<Footing> {
        let node = self.graph.node(claim)?;
        let facts = self.facts(node)?;
        let label = facts.label;
        let mut pro: Vec<(Node, f64)> = facts.pro.iter().collect();
        let mut contra: Vec<(Node, f64)> = facts.contra.iter().collect();
        for side in [&mut pro, &mut contra] {
            side.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        }
        let all = |side: &[(Node, f64)]| side.iter().map(|(node, _)| *node).collect::<Vec<_>>();
        // The side that the label rests on comes first.
        let sides = match label.carries() {
            true => [all(&pro), all(&contra)],
            false => [all(&contra), all(&pro)],
        };
        let mut trial = Trial::of(self);
        trial.only_for(node);
        let mut becomes = |origins: &[Node]| -> Option<Label> {
            let before = trial.begin_origins(origins);
            let now = trial.after.facts(node).map(|facts| facts.label);
            trial.restore(before);
            now.filter(|now| *now != label)
        };
        let found = |origins: &[Node], becomes: Label, smallest: bool| Footing {
            origins: origins.iter().map(|node| self.graph.id(*node)).collect(),
            becomes,
            smallest,
        };
        let [first, second] = &sides;
        for origin in first.iter().chain(second) {
            if let Some(label) = becomes(&[*origin]) {
                return Some(found(&[*origin], label, true));
            }
        }
        let mut prefix: Option<(&[Node], Label)> = None;
        for side in &sides {
            let most = prefix.map_or(MOST, |(origins, _)| origins.len().saturating_sub(1));
            for n in 2..=side.len().min(most) {
                let origins = side.get(..n).unwrap_or_default();
                if let Some(label) = becomes(origins) {
                    prefix = Some((origins, label));
                    break;
                }
            }
        }
        let candidates: Vec<Node> = {
            let half = |side: &[Node]| side.iter().copied().take(SEARCHED / 2).collect::<Vec<_>>();
            once([half(first), half(second)].concat())
        };
        let searched_all = first.len() <= SEARCHED / 2 && second.len() <= SEARCHED / 2;
        let bound = prefix.map_or(4, |(origins, _)| origins.len());
        for n in 2..bound.min(4) {
            for origins in sets(&candidates, n) {
                if let Some(label) = becomes(&origins) {
                    return Some(found(&origins, label, n == 2 || searched_all));
                }
            }
        }
        let (origins, label) = prefix?;
        let smallest = origins.len() == 2 || (searched_all && origins.len() <= 4);
        Some(found(origins, label, smallest))
    }
}

/// All sets of two or three of these.
fn sets(all: &[Node], n: usize) -> Vec<Vec<Node>> {
    let mut sets: Vec<Vec<Node>> = vec![Vec::new()];
    for _ in 0..n {
        let longer = sets.iter().flat_map(|set| {
            let more = all
                .iter()
                .filter(|node| set.last().is_none_or(|last| last < node));
            more.map(|node| [set.as_slice(), &[*node]].concat())
        });
        sets = longer.collect();
    }
    sets
}

/// What has to be put back after a trial.
struct Before {
    claims: Vec<(Node, ClaimNode)>,
    states: Vec<(Node, State)>,
    voices: Option<Voices>,
}

impl Before {
    /// The claims that something was taken from, or that followed.
    fn claims(&self) -> Vec<Node> {
        let claims = self.claims.iter().map(|(claim, _)| *claim);
        once(
            claims
                .chain(self.states.iter().map(|(claim, _)| *claim))
                .collect(),
        )
    }
}

/// A copy on which something is taken away and put back.
struct Trial<'a> {
    base: &'a Assessment,
    after: Assessment,
    /// The claims that hear a source, on the way or at its origin, and those that hear an origin.
    by_source: BTreeMap<Node, Vec<Node>>,
    by_origin: BTreeMap<Node, Vec<Node>>,
}

impl<'a> Trial<'a> {
    fn of(base: &'a Assessment) -> Self {
        let mut by_source: BTreeMap<Node, Vec<Node>> = BTreeMap::new();
        let mut by_origin: BTreeMap<Node, Vec<Node>> = BTreeMap::new();
        for (node, claim) in base.graph.claims() {
            for report in &claim.reports {
                let way = base.voices.path(report.speaker);
                for source in way.into_iter().chain([report.from]) {
                    by_source.entry(source).or_default().push(node);
                }
                let key = base.voices.get(report.speaker).key;
                by_origin.entry(key).or_default().push(node);
            }
        }
        for claims in by_source.values_mut().chain(by_origin.values_mut()) {
            claims.dedup();
        }
        Self {
            base,
            after: base.clone(),
            by_source,
            by_origin,
        }
    }

    /// Everything that can be taken away.
    fn strikes(&self) -> Vec<Strike> {
        let graph = &self.base.graph;
        // A derivation carries nothing: without it there would be more origins, not less evidence.
        let speaks = |link: &&LinkId| {
            graph
                .ends(link)
                .is_some_and(|[_, to]| graph.claim(to).is_some())
        };
        let links = graph
            .links()
            .filter(speaks)
            .map(|link| Strike::Link(link.clone()));
        let sources = self.by_source.keys();
        let sources = sources.map(|source| Strike::Source(graph.id(*source)));
        let origins = self.by_origin.keys();
        let origins = origins.map(|origin| Strike::Origin(graph.id(*origin)));
        links.chain(sources).chain(origins).collect()
    }

    /// Keeps to what can reach one claim.
    fn only_for(&mut self, claim: Node) {
        let mut reaching = BTreeSet::from([claim]);
        let mut waiting = vec![claim];
        while let Some(claim) = waiting.pop() {
            let ties = self.base.graph.claim(claim).map(|claim| &claim.ties);
            for tie in ties.into_iter().flatten() {
                if reaching.insert(tie.from) {
                    waiting.push(tie.from);
                }
            }
        }
        for claims in self.by_origin.values_mut() {
            claims.retain(|claim| reaching.contains(claim));
        }
    }

    /// Takes something away.
    fn begin(&mut self, strike: &Strike) -> Before {
        let graph = &self.base.graph;
        let first = |source| Some(&graph.source(source)?.parents.first()?.0);
        match strike {
            Strike::Link(link) => match graph.ends(link) {
                Some([_, to]) if graph.claim(to).is_some() => self.begin_with(&[to], |_, claim| {
                    claim.reports.retain(|report| report.link != *link);
                    claim.ties.retain(|tie| tie.link != *link);
                }),
                Some([from, _]) if first(from) == Some(link) => {
                    let one_voice = self.base.settings.one_voice;
                    self.begin_voices(Voices::of(graph, one_voice, Some(from)))
                }
                _ => self.begin_with(&[], |_, _| {}),
            },
            Strike::Source(source) => {
                let Some(source) = graph.node(source) else {
                    return self.begin_with(&[], |_, _| {});
                };
                let claims = self.by_source.get(&source).cloned().unwrap_or_default();
                self.begin_with(&claims, |base, claim| {
                    let through = |report: &Report| {
                        report.from == source || base.voices.path(report.speaker).contains(&source)
                    };
                    claim.reports.retain(|report| !through(report));
                })
            }
            Strike::Origin(origin) => {
                let origin: Vec<Node> = graph.node(origin).into_iter().collect();
                self.begin_origins(&origin)
            }
            Strike::Same(a, b) => {
                let mut voices = self.base.voices.clone();
                if let (Some(a), Some(b)) = (graph.node(a), graph.node(b)) {
                    voices.join(a, b);
                }
                self.begin_voices(voices)
            }
        }
    }

    fn begin_origins(&mut self, origins: &[Node]) -> Before {
        let claims = origins
            .iter()
            .filter_map(|origin| self.by_origin.get(origin));
        let claims = once(claims.flatten().copied().collect());
        self.begin_with(&claims, |base, claim| {
            claim.reports.retain(|report| {
                let key = base.voices.get(report.speaker).key;
                !origins.contains(&key)
            });
        })
    }

    fn begin_with(
        &mut self,
        claims: &[Node],
        less: impl Fn(&Assessment, &mut ClaimNode),
    ) -> Before {
        let mut before = Vec::with_capacity(claims.len());
        for claim in claims {
            if let Some(said) = self.base.graph.claim(*claim) {
                let mut said = said.clone();
                less(self.base, &mut said);
                before.extend(
                    self.after
                        .graph
                        .replace(*claim, said)
                        .map(|said| (*claim, said)),
                );
            }
        }
        Before {
            claims: before,
            states: self.after.settle(claims.iter().copied().collect()),
            voices: None,
        }
    }

    fn begin_voices(&mut self, voices: Voices) -> Before {
        let before = std::mem::replace(&mut self.after.voices, voices);
        let hearing = self.after.hearing(&before);
        Before {
            claims: Vec::new(),
            states: self.after.settle(hearing),
            voices: Some(before),
        }
    }

    /// The claims that have another label now.
    fn flips(&self, before: &Before) -> Vec<(CardId, Label)> {
        let flips = before.claims().into_iter().filter_map(|claim| {
            let id = self.base.graph.id(claim);
            let label = self.after.facts(claim)?.label;
            (self.base.claim(&id)?.label != label).then_some((id, label))
        });
        flips.collect()
    }

    fn restore(&mut self, before: Before) {
        for (claim, said) in before.claims {
            self.after.graph.replace(claim, said);
        }
        for (claim, state) in before.states {
            self.after.flow.restore(claim, state);
        }
        if let Some(voices) = before.voices {
            self.after.voices = voices;
        }
    }
}
