//! What would change it: what each claim would be without a link, a source or an origin, and what a label hangs on.
//!
//! Nothing is changed: a trial is made on a copy, and only what follows from it is worked out again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::assessment::Assessment;
use super::flow::State;
use super::graph::ClaimNode;
use super::masses::{HashSet, Node};
use super::standing::{Label, Standing};
use super::voices::{Voice, Voices};
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
/// Claims that are settled anew, all trials taken together, before the rest is left out: many times what any board
/// needs that is not made to take long.
const MOST_WORK: usize = 20_000_000;

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

    /// Every origin, source and link without which some claim has another label, with those claims and labels.
    pub fn load_bearing(&self) -> BTreeMap<Strike, Vec<(CardId, Label)>> {
        let mut trial = Trial::of(self);
        let begun = trial.after.flow.work();
        let mut bearing = BTreeMap::new();
        for strike in trial.strikes() {
            let before = trial.begin_for_labels(&strike);
            let mut flips = trial.flips(&before);
            flips.sort();
            if !flips.is_empty() {
                bearing.insert(strike, flips);
            }
            trial.restore(before);
            if trial.after.flow.work().saturating_sub(begun) > MOST_WORK {
                break;
            }
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
            let now = trial.after.label(node);
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
#[derive(Default)]
struct Before {
    claims: Vec<(Node, Arc<ClaimNode>)>,
    states: Vec<(Node, Arc<State>)>,
    voices: Option<Voices>,
    some_voices: Vec<(Node, Voice)>,
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

/// Who is heard where.
struct Heard {
    /// The claims that a source speaks of, by the source.
    by_speaker: Vec<Vec<Node>>,
    /// The claims that a source carries somebody's word to, by the source.
    by_carrier: Vec<Vec<Node>>,
    /// The sources that draw on a source, by that.
    drawing: Vec<Vec<Node>>,
}

impl Heard {
    fn of(base: &Assessment) -> Self {
        let nothing = || vec![Vec::new(); base.graph.nodes().len()];
        let mut heard = Self {
            by_speaker: nothing(),
            by_carrier: nothing(),
            drawing: nothing(),
        };
        for (claim, said) in base.graph.claims() {
            for report in &said.reports {
                note(&mut heard.by_speaker, report.speaker, claim);
                note(&mut heard.by_carrier, report.from, claim);
            }
        }
        for node in base.graph.nodes() {
            if let Some(next) = base.voices.next(node) {
                note(&mut heard.drawing, next, node);
            }
        }
        heard
    }

    /// These sources and all that go back through them.
    fn through(&self, sources: &[Node]) -> HashSet<Node> {
        let mut through = HashSet::default();
        let mut waiting = sources.to_vec();
        while let Some(source) = waiting.pop() {
            if through.insert(source) {
                waiting.extend(at(&self.drawing, source));
            }
        }
        through
    }

    /// The claims that hear any of these.
    fn claims(&self, speakers: &HashSet<Node>) -> Vec<Node> {
        let claims = speakers.iter();
        claims
            .flat_map(|speaker| at(&self.by_speaker, *speaker))
            .copied()
            .collect()
    }
}

fn at(lists: &[Vec<Node>], node: Node) -> &[Node] {
    lists.get(node as usize).map_or(&[], |list| list.as_slice())
}

/// Adds a claim to a list; claims come in order, so that it is easy to see whether it is there.
fn note(lists: &mut [Vec<Node>], node: Node, claim: Node) {
    if let Some(list) = lists.get_mut(node as usize)
        && list.last() != Some(&claim)
    {
        list.push(claim);
    }
}

/// A copy on which something is taken away and put back.
struct Trial<'a> {
    base: &'a Assessment,
    after: Assessment,
    /// The claims that hear an origin, by the origin.
    by_origin: Vec<Vec<Node>>,
    heard: Option<Heard>,
}

impl<'a> Trial<'a> {
    fn of(base: &'a Assessment) -> Self {
        let mut by_origin = vec![Vec::new(); base.graph.nodes().len()];
        for (claim, said) in base.graph.claims() {
            for report in &said.reports {
                note(&mut by_origin, base.voices.get(report.speaker).key, claim);
            }
        }
        Self {
            base,
            after: base.bare(),
            by_origin,
            heard: None,
        }
    }

    /// Everything that can be taken away: origins first, for most hangs on them.
    fn strikes(&mut self) -> Vec<Strike> {
        let graph = &self.base.graph;
        let heard = self.heard.get_or_insert_with(|| Heard::of(self.base));
        let origins = graph.nodes().zip(&self.by_origin);
        let origins = origins.filter(|(_, claims)| !claims.is_empty());
        let origins = origins.map(|(origin, _)| Strike::Origin(graph.id(origin)));
        // A source is heard if it carries something, or if somebody speaks who goes back to it.
        let mut on_the_way = vec![false; graph.nodes().len()];
        for speaker in graph.nodes() {
            let speaks = !at(&heard.by_speaker, speaker).is_empty();
            let mut next = Some(speaker).filter(|_| speaks);
            while let Some(source) = next {
                match on_the_way.get_mut(source as usize) {
                    Some(on_the_way) if !*on_the_way => *on_the_way = true,
                    _ => break,
                }
                next = self.base.voices.next(source);
            }
        }
        let sources = graph.nodes().zip(on_the_way);
        let sources = sources
            .filter(|(source, heard_of)| *heard_of || !at(&heard.by_carrier, *source).is_empty());
        let sources = sources.map(|(source, _)| Strike::Source(graph.id(source)));
        let links = graph.links().map(|link| Strike::Link(link.clone()));
        origins.chain(sources).chain(links).collect()
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
        for claims in &mut self.by_origin {
            claims.retain(|claim| reaching.contains(claim));
        }
    }

    /// Takes something away.
    fn begin(&mut self, strike: &Strike) -> Before {
        let graph = &self.base.graph;
        match strike {
            Strike::Link(link) => match graph.ends(link) {
                Some([_, to]) if graph.claim(to).is_some() => self.begin_with(&[to], |claim| {
                    claim.reports.retain(|report| report.link != *link);
                    claim.ties.retain(|tie| tie.link != *link);
                }),
                Some([from, _]) if self.draws_by(from, link) => {
                    let one_voice = self.base.settings.one_voice;
                    self.begin_voices(Voices::of(graph, one_voice, Some(from)))
                }
                _ => Before::default(),
            },
            Strike::Source(source) => {
                let Some(source) = graph.node(source) else {
                    return Before::default();
                };
                let heard = self.heard.get_or_insert_with(|| Heard::of(self.base));
                let through = heard.through(&[source]);
                let mut claims = heard.claims(&through);
                claims.extend(at(&heard.by_carrier, source));
                self.begin_with(&once(claims), |claim| {
                    claim.reports.retain(|report| {
                        report.from != source && !through.contains(&report.speaker)
                    });
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

    /// Takes something away, where only labels are asked for: which number an origin has does not matter then.
    fn begin_for_labels(&mut self, strike: &Strike) -> Before {
        let base = self.base;
        let derivation = match strike {
            Strike::Link(link) => base.graph.ends(link),
            _ => None,
        };
        let Some([from, _]) = derivation.filter(|[_, to]| base.graph.source(*to).is_some()) else {
            return self.begin(strike);
        };
        let heard = self.heard.get_or_insert_with(|| Heard::of(base));
        let through = heard.through(&base.voices.copies_of(from));
        let claims = heard.claims(&through);
        let mut speakers: Vec<Node> = through.into_iter().collect();
        speakers.retain(|speaker| !at(&heard.by_speaker, *speaker).is_empty());
        match strike {
            Strike::Link(link) if self.draws_by(from, link) && !claims.is_empty() => {}
            _ => return Before::default(),
        }
        let Some(voices) = base.voices.cut(&base.graph, from, &speakers) else {
            return self.begin(strike);
        };
        let mut some_voices = Vec::with_capacity(voices.len());
        for (node, voice) in voices {
            let before = self.after.voices.replace(node, voice);
            some_voices.extend(before.map(|before| (node, before)));
        }
        Before {
            states: self.after.settle(once(claims)),
            some_voices,
            ..Before::default()
        }
    }

    /// Whether a source goes back to another by this link, and not by one before it.
    fn draws_by(&self, source: Node, link: &LinkId) -> bool {
        let source = self.base.graph.source(source);
        let first = source.and_then(|source| source.parents.first());
        first.is_some_and(|(first, _)| first == link)
    }

    fn begin_origins(&mut self, origins: &[Node]) -> Before {
        let claims = origins
            .iter()
            .flat_map(|origin| at(&self.by_origin, *origin));
        let claims = once(claims.copied().collect());
        let voices = &self.base.voices;
        self.begin_with(&claims, |claim| {
            claim
                .reports
                .retain(|report| !origins.contains(&voices.get(report.speaker).key));
        })
    }

    fn begin_with(&mut self, claims: &[Node], less: impl Fn(&mut ClaimNode)) -> Before {
        let mut before = Vec::with_capacity(claims.len());
        let mut dirty = Vec::with_capacity(claims.len());
        for claim in claims {
            if let Some(was) = self.base.graph.claim(*claim) {
                let mut said = was.clone();
                less(&mut said);
                let tied = said.ties.len() == was.ties.len();
                let said = self.after.graph.replace(*claim, Arc::new(said));
                before.extend(said.map(|said| (*claim, said)));
                // Where others hold up the same origins as firmly, nothing follows.
                if !(tied && self.after.hears_the_same(*claim)) {
                    dirty.push(*claim);
                }
            }
        }
        Before {
            claims: before,
            states: self.after.settle(dirty),
            ..Before::default()
        }
    }

    fn begin_voices(&mut self, voices: Voices) -> Before {
        let before = std::mem::replace(&mut self.after.voices, voices);
        let hearing = self.after.hearing(&before);
        Before {
            states: self.after.settle(hearing),
            voices: Some(before),
            ..Before::default()
        }
    }

    /// The claims that have another label now.
    fn flips(&self, before: &Before) -> Vec<(CardId, Label)> {
        let mut claims = before.claims();
        // A voice may change who carries a claim, and nothing else about it.
        claims.extend(before.some_voices.iter().flat_map(|(speaker, _)| {
            self.heard
                .iter()
                .flat_map(|heard| at(&heard.by_speaker, *speaker))
        }));
        let flips = once(claims).into_iter().filter_map(|claim| {
            let label = self.after.label(claim)?;
            (self.base.label(claim)? != label).then(|| (self.base.graph.id(claim), label))
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
        for (node, voice) in before.some_voices {
            self.after.voices.replace(node, voice);
        }
        if let Some(voices) = before.voices {
            self.after.voices = voices;
        }
    }
}
