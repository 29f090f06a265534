//! What the analyst has judged, beside what the evidence says by itself: findings that were put aside, kinships that
//! were rejected, cells of the matrix, how likely a claim is held to be.
//!
//! Nothing here is ever worked out. The assessment reads it where it must, and never writes it.

use super::{CardId, Extra};

/// Judgements on the board as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judgements {
    /// Rules whose findings are put aside.
    pub muted: Vec<Muted>,
    /// Pairs of sources that were looked at and have nothing to do with each other.
    pub dismissed: Vec<Dismissed>,
    /// Cells of matrices that the analyst filled.
    pub cells: Vec<Cell>,
    /// Rows of matrices that matter more or less than others.
    pub relevance: Vec<Relevance>,
    /// Unknown keys.
    pub extra: Extra,
}

impl Judgements {
    /// Whether nothing was judged.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Findings that were put aside.
#[derive(Clone, Debug, PartialEq)]
pub struct Muted {
    /// The rule that finds them.
    pub rule: String,
    /// The card that they are about; none for all cards.
    pub card: Option<CardId>,
    /// Why.
    pub reason: String,
    /// When (RFC 3339).
    pub at: String,
    /// Unknown keys.
    pub extra: Extra,
}

/// Two sources that seemed to share an origin and do not.
#[derive(Clone, Debug, PartialEq)]
pub struct Dismissed {
    /// The two, by id; the same one twice where the other is no card.
    pub sources: [CardId; 2],
    /// Whom the text of the source names, where the other is no card. Empty otherwise.
    pub name: String,
    /// When (RFC 3339).
    pub at: String,
    /// Unknown keys.
    pub extra: Extra,
}

/// What a piece of evidence says of one answer, as the analyst sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The evidence: an origin or a claim.
    pub row: CardId,
    /// The answer.
    pub claim: CardId,
    /// The rating.
    pub rating: Rating,
    /// Who judged.
    pub by: String,
    /// When (RFC 3339).
    pub at: String,
    /// Why.
    pub note: String,
    /// Unknown keys.
    pub extra: Extra,
}

/// How much a row of a matrix matters.
#[derive(Clone, Debug, PartialEq)]
pub struct Relevance {
    /// The question of the matrix.
    pub question: String,
    /// The evidence: an origin or a claim.
    pub row: CardId,
    /// How much.
    pub weight: Weight,
    /// Unknown keys.
    pub extra: Extra,
}

/// "If this answer were true, would this evidence be expected?" The five ratings of Heuer's analysis of competing
/// hypotheses (Psychology of Intelligence Analysis, 1999, chapter 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rating {
    /// Very much so.
    VeryConsistent,
    /// Yes.
    Consistent,
    /// It makes no difference.
    Neutral,
    /// No.
    Inconsistent,
    /// Not at all.
    VeryInconsistent,
}

impl Rating {
    /// Most consistent first.
    pub const ALL: [Self; 5] = [
        Self::VeryConsistent,
        Self::Consistent,
        Self::Neutral,
        Self::Inconsistent,
        Self::VeryInconsistent,
    ];

    /// The sign in the literature, and in the file.
    pub fn id(self) -> &'static str {
        match self {
            Self::VeryConsistent => "CC",
            Self::Consistent => "C",
            Self::Neutral => "N",
            Self::Inconsistent => "I",
            Self::VeryInconsistent => "II",
        }
    }

    /// As the interface says it.
    pub fn words(self) -> &'static str {
        match self {
            Self::VeryConsistent => "very consistent",
            Self::Consistent => "consistent",
            Self::Neutral => "neutral",
            Self::Inconsistent => "inconsistent",
            Self::VeryInconsistent => "very inconsistent",
        }
    }
}

/// Three steps of weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Less than usual.
    Low,
    /// The usual.
    #[default]
    Medium,
    /// More than usual.
    High,
}

impl Weight {
    /// Least first.
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// As the interface says it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Low => "Low",
            Self::Medium => "Medium",
            Self::High => "High",
        }
    }
}

/// How likely the analyst holds a claim to be: the terms of ICD 203, Analytic Standards (2015).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likelihood {
    /// 1 to 5 %.
    AlmostNoChance,
    /// 5 to 20 %.
    VeryUnlikely,
    /// 20 to 45 %.
    Unlikely,
    /// 45 to 55 %.
    RoughlyEven,
    /// 55 to 80 %.
    Likely,
    /// 80 to 95 %.
    VeryLikely,
    /// 95 to 99 %.
    AlmostCertain,
}

impl Likelihood {
    /// Least likely first.
    pub const ALL: [Self; 7] = [
        Self::AlmostNoChance,
        Self::VeryUnlikely,
        Self::Unlikely,
        Self::RoughlyEven,
        Self::Likely,
        Self::VeryLikely,
        Self::AlmostCertain,
    ];

    /// The term of these words.
    pub fn from_words(words: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.words() == words)
    }

    /// The term.
    pub fn words(self) -> &'static str {
        match self {
            Self::AlmostNoChance => "almost no chance",
            Self::VeryUnlikely => "very unlikely",
            Self::Unlikely => "unlikely",
            Self::RoughlyEven => "roughly even chance",
            Self::Likely => "likely",
            Self::VeryLikely => "very likely",
            Self::AlmostCertain => "almost certain",
        }
    }

    /// The range that the term stands for, in percent.
    pub fn percent(self) -> (u8, u8) {
        match self {
            Self::AlmostNoChance => (1, 5),
            Self::VeryUnlikely => (5, 20),
            Self::Unlikely => (20, 45),
            Self::RoughlyEven => (45, 55),
            Self::Likely => (55, 80),
            Self::VeryLikely => (80, 95),
            Self::AlmostCertain => (95, 99),
        }
    }
}

/// How well founded the analyst holds the judgement to be (ICD 203). It is not said in one sentence with a likelihood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Scant or questionable sourcing.
    Low,
    /// Credible sourcing that leaves room for another reading.
    Moderate,
    /// Good sourcing and sound reasoning.
    High,
}

impl Confidence {
    /// Least first.
    pub const ALL: [Self; 3] = [Self::Low, Self::Moderate, Self::High];

    /// The level of these words.
    pub fn from_words(words: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.words() == words)
    }

    /// As the interface says it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Moderate => "moderate",
            Self::High => "high",
        }
    }
}
