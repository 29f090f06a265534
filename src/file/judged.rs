//! What the analyst has judged, in the file: the keys of `about.judgements`, read and written.
//!
//! Refuses words that are none of the ratings, weights and terms. A card that a judgement names need not be there: the
//! judgement waits for it, as after a deletion that is taken back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::board::{
    Cell, Confidence, Dismissed, Extra, Judgements, Likelihood, Muted, Rating, Relevance, Weight,
};

/// What the analyst has judged, beside what the evidence says by itself.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub(super) struct WireJudgements {
    /// Rules of the assessment whose findings are put aside.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub muted: Vec<WireMuted>,
    /// Pairs of sources that seemed to share an origin and do not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dismissed: Vec<WireDismissed>,
    /// Cells of matrices of competing answers that the analyst filled.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<WireCell>,
    /// Rows of such matrices that matter more or less than others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub relevance: Vec<WireRelevance>,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Findings that were put aside.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct WireMuted {
    /// The rule that finds them.
    pub rule: String,
    /// The id of the card that they are about; without it, all cards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// When (RFC 3339).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at: String,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Two sources that seemed to share an origin and do not.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct WireDismissed {
    /// Their ids; the same one twice where the other is no card.
    pub sources: [String; 2],
    /// Whom the text of the source names, where the other is no card.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// When (RFC 3339).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at: String,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What a piece of evidence says of one answer, as the analyst sees it.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct WireCell {
    /// The id of the evidence: an origin or a claim.
    pub row: String,
    /// The id of the answer, a claim.
    pub claim: String,
    /// The rating.
    pub rating: WireRating,
    /// Who judged.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// When (RFC 3339).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at: String,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// How much a row of a matrix matters.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct WireRelevance {
    /// The question of the matrix.
    pub question: String,
    /// The id of the evidence: an origin or a claim.
    pub row: String,
    /// How much.
    pub weight: WireWeight,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One enum of the board and its words in the file.
macro_rules! words {
    ($(#[$doc:meta])* $wire:ident = $kind:ident { $($(#[$rename:meta])* $variant:ident),+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub(super) enum $wire { $($(#[$rename])* $variant),+ }

        impl From<$wire> for $kind {
            fn from(wire: $wire) -> Self {
                match wire { $($wire::$variant => Self::$variant),+ }
            }
        }

        impl From<$kind> for $wire {
            fn from(kind: $kind) -> Self {
                match kind { $($kind::$variant => Self::$variant),+ }
            }
        }
    };
}

words! {
    /// Ratings of evidence against an answer, from very consistent (CC) over neutral (N) to very inconsistent (II).
    WireRating = Rating {
        #[serde(rename = "CC")]
        VeryConsistent,
        #[serde(rename = "C")]
        Consistent,
        #[serde(rename = "N")]
        Neutral,
        #[serde(rename = "I")]
        Inconsistent,
        #[serde(rename = "II")]
        VeryInconsistent
    }
}
words! {
    /// Three steps of weight.
    WireWeight = Weight { Low, Medium, High }
}
words! {
    /// Terms of ICD 203.
    WireLikelihood = Likelihood {
        AlmostNoChance,
        VeryUnlikely,
        Unlikely,
        RoughlyEven,
        Likely,
        VeryLikely,
        AlmostCertain
    }
}
words! {
    /// Levels of confidence of ICD 203.
    WireConfidence = Confidence { Low, Moderate, High }
}

/// As the board keeps it.
pub(super) fn read(wire: WireJudgements) -> Judgements {
    Judgements {
        muted: each(wire.muted, |muted| Muted {
            rule: muted.rule,
            card: muted.card.map(Into::into),
            reason: muted.reason,
            at: muted.at,
            extra: muted.extra,
        }),
        dismissed: each(wire.dismissed, |pair| Dismissed {
            sources: pair.sources.map(Into::into),
            name: pair.name,
            at: pair.at,
            extra: pair.extra,
        }),
        cells: each(wire.cells, |cell| Cell {
            row: cell.row.into(),
            claim: cell.claim.into(),
            rating: cell.rating.into(),
            by: cell.by,
            at: cell.at,
            note: cell.note,
            extra: cell.extra,
        }),
        relevance: each(wire.relevance, |relevance| Relevance {
            question: relevance.question,
            row: relevance.row.into(),
            weight: relevance.weight.into(),
            extra: relevance.extra,
        }),
        extra: wire.extra,
    }
}

/// As it stands in the file. `unknown` keeps keys that are known already from standing twice.
pub(super) fn write(
    judgements: &Judgements,
    unknown: impl Fn(&Extra, &[&str]) -> Map<String, Value>,
) -> WireJudgements {
    WireJudgements {
        muted: each(&judgements.muted, |muted| WireMuted {
            rule: muted.rule.clone(),
            card: muted.card.as_ref().map(ToString::to_string),
            reason: muted.reason.clone(),
            at: muted.at.clone(),
            extra: unknown(&muted.extra, MUTED_KEYS),
        }),
        dismissed: each(&judgements.dismissed, |pair| WireDismissed {
            sources: pair.sources.each_ref().map(ToString::to_string),
            name: pair.name.clone(),
            at: pair.at.clone(),
            extra: unknown(&pair.extra, DISMISSED_KEYS),
        }),
        cells: each(&judgements.cells, |cell| WireCell {
            row: cell.row.to_string(),
            claim: cell.claim.to_string(),
            rating: cell.rating.into(),
            by: cell.by.clone(),
            at: cell.at.clone(),
            note: cell.note.clone(),
            extra: unknown(&cell.extra, CELL_KEYS),
        }),
        relevance: each(&judgements.relevance, |relevance| WireRelevance {
            question: relevance.question.clone(),
            row: relevance.row.to_string(),
            weight: relevance.weight.into(),
            extra: unknown(&relevance.extra, RELEVANCE_KEYS),
        }),
        extra: unknown(&judgements.extra, JUDGEMENT_KEYS),
    }
}

fn each<T, U>(list: impl IntoIterator<Item = T>, convert: impl FnMut(T) -> U) -> Vec<U> {
    list.into_iter().map(convert).collect()
}

const JUDGEMENT_KEYS: &[&str] = &["muted", "dismissed", "cells", "relevance"];
const MUTED_KEYS: &[&str] = &["rule", "card", "reason", "at"];
const DISMISSED_KEYS: &[&str] = &["sources", "name", "at"];
const CELL_KEYS: &[&str] = &["row", "claim", "rating", "by", "at", "note"];
const RELEVANCE_KEYS: &[&str] = &["question", "row", "weight"];

#[cfg(test)]
mod tests {
    use super::super::wire::tests::keys;
    use super::*;

    #[test]
    fn lists_of_keys_are_those_of_the_types() {
        assert_eq!(keys::<WireJudgements>(), JUDGEMENT_KEYS);
        assert_eq!(keys::<WireMuted>(), MUTED_KEYS);
        assert_eq!(keys::<WireDismissed>(), DISMISSED_KEYS);
        assert_eq!(keys::<WireCell>(), CELL_KEYS);
        assert_eq!(keys::<WireRelevance>(), RELEVANCE_KEYS);
    }
}
