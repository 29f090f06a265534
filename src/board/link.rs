//! Links: what ties a card to another.

use super::{CardId, Extra, Quote};

/// A connector. Corroborating and contradicting links lead from a source or a claim to a claim, derivation from a
/// source to the source that it draws on.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Who speaks.
    pub from: CardId,
    /// What is spoken of.
    pub to: CardId,
    /// What it says.
    pub kind: LinkKind,
    /// A remark of the analyst.
    pub note: String,
    /// Unknown keys.
    pub extra: Extra,
}

impl Link {
    /// A bare link.
    pub fn new(from: CardId, to: CardId, kind: LinkKind) -> Self {
        Self {
            from,
            to,
            kind,
            note: String::new(),
            extra: Extra::new(),
        }
    }

    /// The card at the other end, if `card` is one end.
    pub fn other(&self, card: &CardId) -> Option<&CardId> {
        if self.from == *card {
            Some(&self.to)
        } else if self.to == *card {
            Some(&self.from)
        } else {
            None
        }
    }

    /// The cards that it names: both ends, and who says so in the text.
    pub fn names(&self) -> impl Iterator<Item = &CardId> {
        let origin = self
            .kind
            .evidence()
            .and_then(|evidence| evidence.origin.as_ref());
        [&self.from, &self.to].into_iter().chain(origin)
    }
}

/// What a link says.
#[derive(Clone, Debug, PartialEq)]
pub enum LinkKind {
    /// Speaks for the claim.
    Corroborates(Evidence),
    /// Speaks against the claim.
    Contradicts(Evidence),
    /// Draws on the other source.
    DerivesFrom,
}

impl LinkKind {
    /// A link that takes this stance, with nothing known yet.
    pub fn of(stance: Stance) -> Self {
        match stance {
            Stance::Corroborates => Self::Corroborates(Evidence::default()),
            Stance::Contradicts => Self::Contradicts(Evidence::default()),
        }
    }

    /// The kind as it stands in the file.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Corroborates(_) => "corroborates",
            Self::Contradicts(_) => "contradicts",
            Self::DerivesFrom => "derives_from",
        }
    }

    /// The kind as the interface says it.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Corroborates(_) => "corroborates",
            Self::Contradicts(_) => "contradicts",
            Self::DerivesFrom => "derives from",
        }
    }

    /// The stance, if it takes one.
    pub fn stance(&self) -> Option<Stance> {
        match self {
            Self::Corroborates(_) => Some(Stance::Corroborates),
            Self::Contradicts(_) => Some(Stance::Contradicts),
            Self::DerivesFrom => None,
        }
    }

    /// What it rests on, if it takes a stance.
    pub fn evidence(&self) -> Option<&Evidence> {
        match self {
            Self::Corroborates(evidence) | Self::Contradicts(evidence) => Some(evidence),
            Self::DerivesFrom => None,
        }
    }

    /// What it rests on, to be changed in a plan.
    pub fn evidence_mut(&mut self) -> Option<&mut Evidence> {
        match self {
            Self::Corroborates(evidence) | Self::Contradicts(evidence) => Some(evidence),
            Self::DerivesFrom => None,
        }
    }

    /// The same evidence for the other side; a derivation stays what it is.
    pub fn flipped(self) -> Self {
        match self {
            Self::Corroborates(evidence) => Self::Contradicts(evidence),
            Self::Contradicts(evidence) => Self::Corroborates(evidence),
            Self::DerivesFrom => Self::DerivesFrom,
        }
    }

    /// The same evidence with this stance; a derivation becomes a link without evidence.
    pub fn with_stance(self, stance: Stance) -> Self {
        match (self, stance) {
            (Self::Corroborates(e) | Self::Contradicts(e), Stance::Corroborates) => {
                Self::Corroborates(e)
            }
            (Self::Corroborates(e) | Self::Contradicts(e), Stance::Contradicts) => {
                Self::Contradicts(e)
            }
            (Self::DerivesFrom, stance) => Self::of(stance),
        }
    }
}

/// What a link says of its claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Stance {
    /// For.
    #[default]
    Corroborates,
    /// Against.
    Contradicts,
}

/// What a corroborating or contradicting link rests on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// The exact words.
    pub quote: Option<Quote>,
    /// Grade of this one report, apart from who makes it.
    pub credibility: Option<Credibility>,
    /// Whether it would be much expected, or not at all, if the claim were true: the strong ratings of the matrix.
    pub strong: bool,
    /// Who says so in the text, if not the source itself: a source of the board.
    pub origin: Option<CardId>,
    /// How much of a claim's standing passes over a link between claims, between 0 and 1 (ANALYSIS 2.1, lambda).
    pub weight: Option<f64>,
}

/// Information credibility of the Admiralty code (STANAG 2511, AJP-2.1; wording after US Army FM 2-22.3, Appendix B).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Credibility(u8);

impl Credibility {
    /// Best to worst, and last the one without a basis.
    pub const ALL: [Self; 6] = [Self(1), Self(2), Self(3), Self(4), Self(5), Self(6)];

    /// The grade of a digit from 1 to 6.
    pub fn new(digit: u8) -> Option<Self> {
        (1..=6).contains(&digit).then_some(Self(digit))
    }

    /// The digit.
    pub fn digit(self) -> u8 {
        self.0
    }

    /// The grade in words.
    pub fn words(self) -> &'static str {
        match self.0 {
            1 => "Confirmed by other sources",
            2 => "Probably true",
            3 => "Possibly true",
            4 => "Doubtfully true",
            5 => "Improbable",
            _ => "Cannot be judged",
        }
    }

    /// What the grade means.
    pub fn meaning(self) -> &'static str {
        match self.0 {
            1 => "Other independent sources say the same; logical; fits what else is known.",
            2 => "Not confirmed; logical; fits what else is known.",
            3 => "Not confirmed; reasonably logical; agrees with some of what else is known.",
            4 => "Not confirmed; possible but not logical; nothing else is known.",
            5 => "Not confirmed; not logical; other information speaks against it.",
            _ => "There is no basis for a judgement.",
        }
    }
}
