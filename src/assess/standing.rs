//! Where a claim stands: its label, its numbers, and what else is to be known of it.
//!
//! Refuses to speak of likelihood: the strength is no calibrated probability, and no word is made of it.

use std::collections::BTreeSet;

use super::flow::{Side, State};
use super::graph::{ClaimNode, Graph};
use super::masses::{Masses, Node};
use super::settings::Settings;
use super::voices::{Voices, lower};
use super::words::once;
use crate::board::{CardId, Stance};

/// What the evidence says of a claim, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// Nothing that counts speaks for it.
    Unsupported,
    /// Several carry it, and all go back to one origin or to each other.
    Circular,
    /// One origin speaks for it.
    SingleSource,
    /// Several independent origins speak for it.
    Corroborated,
    /// Much speaks for it and much against it.
    Disputed,
    /// What speaks against it outweighs what speaks for it.
    Contradicted,
}

impl Label {
    /// The label as programs know it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Unsupported => "unsupported",
            Self::Circular => "circular",
            Self::SingleSource => "single-source",
            Self::Corroborated => "corroborated",
            Self::Disputed => "disputed",
            Self::Contradicted => "contradicted",
        }
    }

    /// The label as the interface says it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unsupported => "Unsupported",
            Self::Circular => "Circular",
            Self::SingleSource => "Single source",
            Self::Corroborated => "Corroborated",
            Self::Disputed => "Disputed",
            Self::Contradicted => "Contradicted",
        }
    }

    /// The first rule that fires.
    pub(super) fn of(
        claim: &ClaimNode,
        state: &State,
        voices: &Voices,
        settings: &Settings,
    ) -> Self {
        let (support, opposition) = (state.pro.middle(), state.contra.middle());
        let balance = support - opposition;
        let supported = settings.counts(support);
        let opposed = settings.counts(opposition);
        if claim.reports.is_empty() && claim.ties.is_empty() {
            Self::Unsupported
        } else if !supported && !opposed {
            match state.pro.all.high.is_empty() && state.looped {
                true => Self::Circular,
                false => Self::Unsupported,
            }
        } else if opposed && (!supported || settings.opposes(balance)) {
            Self::Contradicted
        } else if opposed && !settings.favours(balance) {
            Self::Disputed
        } else {
            let pro = &state.pro;
            let counting = |masses: &Masses| {
                let masses = masses.iter();
                masses.filter(|(_, mass)| settings.counts(*mass)).count()
            };
            let origins = match counting(&pro.direct) {
                0 => counting(&pro.all.middle()),
                direct => direct,
            };
            match origins {
                0 => Self::Unsupported,
                1 if carriers(claim, state, voices, settings).len() >= 2 => Self::Circular,
                1 => Self::SingleSource,
                _ => Self::Corroborated,
            }
        }
    }

    /// Whether what speaks for the claim carries it.
    pub fn carries(self) -> bool {
        matches!(
            self,
            Self::Circular | Self::SingleSource | Self::Corroborated
        )
    }
}

/// What is to be known besides the label.
#[derive(Clone, Debug, PartialEq)]
pub enum Badge {
    /// These origins speak on both sides.
    BothSides(Vec<CardId>),
    /// These sources count as if nothing were known of them, for nobody graded them or what they draw on.
    Unrated(Vec<CardId>),
    /// Everything that speaks for it comes over other claims.
    IndirectOnly,
    /// It depends on which of these claims is settled first; no order is better than another.
    Unstable(Vec<CardId>),
    /// So many origins would speak for it and against it if what is suggested were accepted.
    PossibleSharedOrigin {
        /// For.
        n_support: usize,
        /// Against.
        n_oppose: usize,
    },
}

impl Badge {
    /// The badge as programs know it.
    pub fn id(&self) -> &'static str {
        match self {
            Self::BothSides(_) => "both-sides",
            Self::Unrated(_) => "unrated-sources",
            Self::IndirectOnly => "indirect-only",
            Self::Unstable(_) => "unstable",
            Self::PossibleSharedOrigin { .. } => "possible-shared-origin",
        }
    }
}

/// Where a claim stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// In one word.
    pub label: Label,
    /// In one sentence that names the cards.
    pub says: String,
    /// What speaks for it, 0 to 1.
    pub support: f64,
    /// What speaks against it, 0 to 1.
    pub opposition: f64,
    /// Support less opposition.
    pub balance: f64,
    /// The balance on a scale from 0 to 1.
    pub strength: f64,
    /// How many independent origins speak for it.
    pub n_support: usize,
    /// How many independent origins speak against it.
    pub n_oppose: usize,
    /// How many sources carry it whose origin counts.
    pub sources_for: usize,
    /// What each origin carries for it, by id.
    pub origins_for: Vec<(CardId, f64)>,
    /// What each origin carries against it, by id.
    pub origins_against: Vec<(CardId, f64)>,
    /// Between which bounds the balance lies, where a cycle leaves it open; the numbers above are the middle.
    pub unstable: Option<(f64, f64)>,
    /// Whether as much speaks against it that it counts, though it is carried.
    pub contested: bool,
    /// What else is to be known.
    pub badges: Vec<Badge>,
}

impl Standing {
    /// Whether nothing at all speaks for it or against it.
    pub fn is_untold(&self) -> bool {
        self.origins_for.is_empty() && self.origins_against.is_empty()
    }
}

/// What a label is made from.
pub(super) struct Facts<'a> {
    pub claim: &'a ClaimNode,
    pub state: &'a State,
    pub pro: Masses,
    pub contra: Masses,
    pub support: f64,
    pub opposition: f64,
    /// The origins that count, strongest first.
    pub counted_for: Vec<Node>,
    pub counted_against: Vec<Node>,
    pub sources_for: usize,
    pub label: Label,
}

impl<'a> Facts<'a> {
    pub fn of(
        claim: &'a ClaimNode,
        state: &'a State,
        voices: &Voices,
        settings: &Settings,
    ) -> Self {
        let (pro, contra) = (state.pro.all.middle(), state.contra.all.middle());
        let counted_for = counted(&state.pro, &pro, settings, None);
        let counted_against = counted(&state.contra, &contra, settings, None);
        Self {
            claim,
            support: state.pro.middle(),
            opposition: state.contra.middle(),
            sources_for: carriers(claim, state, voices, settings).len(),
            label: Label::of(claim, state, voices, settings),
            state,
            pro,
            contra,
            counted_for,
            counted_against,
        }
    }

    pub fn balance(&self) -> f64 {
        self.support - self.opposition
    }

    /// The standing, but for its sentence.
    pub fn standing(
        &self,
        graph: &Graph,
        voices: &Voices,
        settings: &Settings,
        group: &[Node],
    ) -> Standing {
        let named = |masses: &Masses| {
            let origins = masses.iter();
            origins
                .map(|(origin, mass)| (graph.id(origin), mass))
                .collect()
        };
        let (pro, contra) = (&self.state.pro.sum, &self.state.contra.sum);
        let open = self.state.is_open();
        Standing {
            label: self.label,
            says: String::new(),
            support: self.support,
            opposition: self.opposition,
            balance: self.balance(),
            strength: f64::midpoint(1.0, self.balance()),
            n_support: self.counted_for.len(),
            n_oppose: self.counted_against.len(),
            sources_for: self.sources_for,
            origins_for: named(&self.pro),
            origins_against: named(&self.contra),
            unstable: open.then_some((pro.0 - contra.1, pro.1 - contra.0)),
            contested: self.label.carries() && settings.counts(self.opposition),
            badges: self.badges(graph, voices, group),
        }
    }

    fn badges(&self, graph: &Graph, voices: &Voices, group: &[Node]) -> Vec<Badge> {
        let ids = |nodes: &mut dyn Iterator<Item = Node>| -> Vec<CardId> {
            let nodes: BTreeSet<Node> = nodes.collect();
            nodes.into_iter().map(|node| graph.id(node)).collect()
        };
        let mut badges = Vec::new();
        let both = self.state.pro.direct.iter().map(|(origin, _)| origin);
        let mut both = both.filter(|origin| self.state.contra.direct.get(*origin) > 0.0);
        let both = ids(&mut both);
        if !both.is_empty() {
            badges.push(Badge::BothSides(both));
        }
        let unrated = self.claim.reports.iter().filter(|report| {
            let carrier = graph.source(report.from).and_then(|source| source.rated);
            lower(carrier, voices.get(report.speaker).weakest).is_none()
        });
        let unrated = ids(&mut unrated.map(|report| report.from));
        if !unrated.is_empty() {
            badges.push(Badge::Unrated(unrated));
        }
        if self.state.pro.direct.is_empty() && !self.pro.is_empty() {
            badges.push(Badge::IndirectOnly);
        }
        if self.state.is_open() {
            badges.push(Badge::Unstable(ids(&mut group.iter().copied())));
        }
        badges
    }
}

/// The sources that speak for a claim and whose origin counts.
fn carriers(claim: &ClaimNode, state: &State, voices: &Voices, settings: &Settings) -> Vec<Node> {
    let reports = claim.reports.iter();
    let reports = reports.filter(|report| {
        let key = voices.get(report.speaker).key;
        report.stance == Stance::Corroborates && settings.counts(state.pro.direct.get(key))
    });
    once(reports.map(|report| report.from).collect())
}

/// The origins of a side that count, strongest first: those that speak themselves, or, where none does, those that
/// are heard over other claims. `without` is left out.
fn counted(side: &Side, all: &Masses, settings: &Settings, without: Option<Node>) -> Vec<Node> {
    let counting = |masses: &Masses| {
        let masses = masses.iter();
        let mut counting: Vec<(Node, f64)> = masses
            .filter(|(origin, mass)| Some(*origin) != without && settings.counts(*mass))
            .collect();
        counting.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let origins = counting.into_iter().map(|(origin, _)| origin);
        origins.collect::<Vec<_>>()
    };
    let direct = counting(&side.direct);
    match direct.is_empty() {
        true => counting(all),
        false => direct,
    }
}

/// The credibility that one report has in the light of all others: its digit of the Admiralty code. 2 is left to the
/// analyst.
pub(super) fn credibility(state: &State, stance: Stance, key: Node, settings: &Settings) -> u8 {
    let (own, other) = match stance {
        Stance::Corroborates => (&state.pro, &state.contra),
        Stance::Contradicts => (&state.contra, &state.pro),
    };
    let all = own.all.middle();
    // The rest of the side: its sum without the one origin. No mass is 1, so this is no division by nothing.
    let rest = 1.0 - (1.0 - own.middle()) / (1.0 - all.get(key));
    let rest = rest.clamp(0.0, 1.0);
    let balance = rest - other.middle();
    let counted = !counted(own, &all, settings, Some(key)).is_empty();
    if counted && settings.favours(balance) {
        1
    } else if settings.opposes(balance) {
        5
    } else if settings.counts(other.middle()) && !settings.favours(balance) {
        4
    } else if all.len() > usize::from(all.get(key) > 0.0) && !counted {
        3
    } else {
        6
    }
}
