//! What was known when: the sources of a board in the order in which they came out or were captured, and where the
//! claims stood on any day of that.
//!
//! As of a day, the reports of sources that came later are left out, and nothing else: who draws on whom, grades, and
//! what claims say of each other are taken as they are known now. A date that is a year or a month counts from its last
//! day, because only from then on the source was surely there.
//!
//! **Invariant:** as of the last day everything counts that counts at all; a day shows no report that an earlier one hid.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::assessment::Assessment;
use super::dates::{Dated, Day, When};
use super::graph::ClaimNode;
use super::masses::Node;
use super::standing::Label;
use crate::board::{Board, Body, CardId, Link, LinkId, Source, Stance};

/// Which date of a source says when it came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum By {
    /// When it was published.
    #[default]
    Published,
    /// When the copy was taken.
    Captured,
}

/// What counts as of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Counting {
    /// Which date of a source says when it came.
    pub by: By,
    /// Whether sources without a date count, on every day.
    pub undated: bool,
}

impl Default for Counting {
    fn default() -> Self {
        Self {
            by: By::default(),
            undated: true,
        }
    }
}

/// A source with a date.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// The source.
    pub source: CardId,
    /// When it came.
    pub when: When,
}

/// A source's word on a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// The link.
    pub link: LinkId,
    /// The source that carries it.
    pub source: CardId,
    /// What it says.
    pub stance: Stance,
    /// When the source came; nothing where that is not known.
    pub when: Option<When>,
}

/// The sources of a board by one of their dates, and what they say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    /// Sources with a date, in order.
    pub moments: Vec<Moment>,
    /// Sources without one, by id.
    pub undated: Vec<CardId>,
    /// Sources with something in the place of the date that is none, by id; they count as undated.
    pub broken: Vec<(CardId, String)>,
    /// What sources say of each claim: those with a date first and in order.
    pub claims: BTreeMap<CardId, Vec<Word>>,
    counting: Counting,
}

/// A claim whose label is another from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The day.
    pub day: Day,
    /// The claim.
    pub claim: CardId,
    /// What it was.
    pub before: Label,
    /// What it is from then on.
    pub after: Label,
}

/// Where the claims stood on every day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Before the first day.
    pub begin: BTreeMap<CardId, Label>,
    /// What changed, by day and claim.
    pub turns: Vec<Turn>,
}

impl History {
    /// The labels of a claim one after the other, each with the day from which it holds; the first holds from the
    /// beginning.
    pub fn of_claim(&self, claim: &CardId) -> Option<(Label, Vec<(Day, Label)>)> {
        let begin = *self.begin.get(claim)?;
        let turns = self.turns.iter().filter(|turn| turn.claim == *claim);
        Some((begin, turns.map(|turn| (turn.day, turn.after)).collect()))
    }

    /// The labels as of a day.
    pub fn labels(&self, day: Day) -> BTreeMap<CardId, Label> {
        let mut labels = self.begin.clone();
        for turn in self.turns.iter().take_while(|turn| turn.day <= day) {
            labels.insert(turn.claim.clone(), turn.after);
        }
        labels
    }
}

impl Timeline {
    /// The sources of a board by one of their dates.
    pub fn of(board: &Board, counting: Counting) -> Self {
        let mut timeline = Self {
            counting,
            ..Self::default()
        };
        let mut whens: BTreeMap<&CardId, When> = BTreeMap::new();
        for (id, source) in sources(board) {
            let written = match counting.by {
                By::Published => &source.published,
                By::Captured => &source.captured,
            };
            match Dated::parse(written) {
                Dated::Missing => timeline.undated.push(id.clone()),
                Dated::Broken => timeline
                    .broken
                    .push((id.clone(), written.trim().to_owned())),
                Dated::At(when) => {
                    whens.insert(id, when);
                    let source = id.clone();
                    timeline.moments.push(Moment { source, when });
                }
            }
        }
        let order = |when: &When| (when.first, when.instant(), when.last);
        timeline.moments.sort_by(|a, b| {
            order(&a.when)
                .cmp(&order(&b.when))
                .then(a.source.cmp(&b.source))
        });
        for (id, card) in board.cards() {
            if !matches!(card.body, Body::Claim(_)) {
                continue;
            }
            let word = |(link, said): (&LinkId, &Arc<Link>)| {
                let from = board.cards().get(&said.from)?;
                let reports = said.to == *id && matches!(from.body, Body::Source(_));
                Some(Word {
                    link: link.clone(),
                    source: said.from.clone(),
                    stance: said.kind.stance().filter(|_| reports)?,
                    when: whens.get(&said.from).copied(),
                })
            };
            let mut words: Vec<Word> = board.links_of(id).filter_map(word).collect();
            words.sort_by_key(|word| (word.when.is_none(), word.when.map(|when| order(&when))));
            timeline.claims.insert(id.clone(), words);
        }
        timeline
    }

    /// What counts in it.
    pub fn counting(&self) -> Counting {
        self.counting
    }

    /// The first day that any source may have come, and the last.
    pub fn span(&self) -> Option<(Day, Day)> {
        let first = self.moments.iter().map(|moment| moment.when.first).min()?;
        let last = self.moments.iter().map(|moment| moment.when.last).max()?;
        Some((first, last))
    }

    /// The days on which sources come, ascending.
    pub fn days(&self) -> Vec<Day> {
        let days: BTreeSet<Day> = self.moments.iter().map(|moment| moment.when.last).collect();
        days.into_iter().collect()
    }

    /// How many of the sources count as of a day.
    pub fn counted(&self, day: Day) -> usize {
        let moments = self.moments.iter();
        let dated = moments.filter(|moment| moment.when.last <= day).count();
        match self.counting.undated {
            true => dated + self.undated.len() + self.broken.len(),
            false => dated,
        }
    }

    /// Where the claims stood on a day, made from where they stand now.
    pub fn as_of(&self, now: &Assessment, day: Day) -> Assessment {
        let mut then = now.bare();
        let hidden = Hidden::of(self, now);
        let claims: BTreeSet<Node> = now
            .graph
            .claims()
            .filter(|(_, claim)| !hidden.shows_all(claim, day))
            .map(|(claim, _)| claim)
            .collect();
        for node in &claims {
            if let Some(said) = now.graph.claim(*node) {
                then.graph.replace(*node, Arc::new(hidden.shown(said, day)));
            }
        }
        let mut told = claims.clone();
        told.extend(then.settle(claims).into_iter().map(|(claim, _)| claim));
        then.judge_after(now, &told);
        then
    }

    /// Where the claims stood on every day.
    pub fn history(&self, now: &Assessment) -> History {
        let mut then = now.bare();
        let hidden = Hidden::of(self, now);
        let mut coming: BTreeMap<Day, BTreeSet<Node>> = BTreeMap::new();
        let mut silent = Vec::new();
        for (node, claim) in now.graph.claims() {
            let mut waits = false;
            for report in &claim.reports {
                match hidden.from(report.from) {
                    From::Always => {}
                    From::Never => waits = true,
                    From::Day(day) => {
                        coming.entry(day).or_default().insert(node);
                        waits = true;
                    }
                }
            }
            if waits {
                let shown = hidden.before_all(claim);
                then.graph.replace(node, Arc::new(shown));
                silent.push(node);
            }
        }
        then.settle(silent);
        let mut labels: BTreeMap<Node, Label> = BTreeMap::new();
        for (node, _) in now.graph.claims() {
            labels.extend(then.label(node).map(|label| (node, label)));
        }
        let begin = labels
            .iter()
            .map(|(node, label)| (now.graph.id(*node), *label));
        let mut history = History {
            begin: begin.collect(),
            turns: Vec::new(),
        };
        for (day, claims) in coming {
            for node in &claims {
                if let Some(said) = now.graph.claim(*node) {
                    then.graph.replace(*node, Arc::new(hidden.shown(said, day)));
                }
            }
            let mut told = claims.clone();
            told.extend(then.settle(claims).into_iter().map(|(claim, _)| claim));
            for node in told {
                if let Some(after) = then.label(node)
                    && let Some(before) = labels.insert(node, after)
                    && before != after
                {
                    history.turns.push(Turn {
                        day,
                        claim: now.graph.id(node),
                        before,
                        after,
                    });
                }
            }
        }
        history
    }
}

fn sources(board: &Board) -> impl Iterator<Item = (&CardId, &Source)> {
    board
        .cards()
        .iter()
        .filter_map(|(id, card)| match &card.body {
            Body::Source(source) => Some((id, &**source)),
            _ => None,
        })
}

/// From when a source counts.
#[derive(Clone, Copy)]
enum From {
    Always,
    Day(Day),
    Never,
}

/// From when each source counts, by number of card.
struct Hidden(Vec<From>);

impl Hidden {
    fn of(timeline: &Timeline, now: &Assessment) -> Self {
        let undated = match timeline.counting.undated {
            true => From::Always,
            false => From::Never,
        };
        let mut from = vec![undated; now.graph.nodes().len()];
        for moment in &timeline.moments {
            let place = now.graph.node(&moment.source);
            if let Some(place) = place.and_then(|node| from.get_mut(node as usize)) {
                *place = From::Day(moment.when.last);
            }
        }
        Self(from)
    }

    fn from(&self, source: Node) -> From {
        self.0.get(source as usize).copied().unwrap_or(From::Always)
    }

    fn shows(&self, source: Node, day: Option<Day>) -> bool {
        match self.from(source) {
            From::Always => true,
            From::Never => false,
            From::Day(from) => day.is_some_and(|day| from <= day),
        }
    }

    fn shows_all(&self, claim: &ClaimNode, day: Day) -> bool {
        let mut reports = claim.reports.iter();
        reports.all(|report| self.shows(report.from, Some(day)))
    }

    /// What is said of a claim as of a day.
    fn shown(&self, claim: &ClaimNode, day: Day) -> ClaimNode {
        self.kept(claim, Some(day))
    }

    fn before_all(&self, claim: &ClaimNode) -> ClaimNode {
        self.kept(claim, None)
    }

    fn kept(&self, claim: &ClaimNode, day: Option<Day>) -> ClaimNode {
        let reports = claim.reports.iter();
        let reports = reports.filter(|report| self.shows(report.from, day));
        ClaimNode {
            reports: reports.cloned().collect(),
            ties: claim.ties.clone(),
            passes: claim.passes.clone(),
        }
    }
}
