//! Judgements of the analyst that the sourcing of the claim does not bear: too sure, or the other way round.
//!
//! A likelihood and a confidence are told apart, for ICD 203 forbids both in one sentence. Refuses to say what the right
//! term would be: that is never worked out.

use super::{Check, Finding, Judged, Rule, Subject};
use crate::assess::finding::Level;
use crate::assess::standing::{Label, Standing};
use crate::board::{Confidence, Likelihood};

static RULE: Rule = Rule {
    id: "confidence-not-carried",
    title: "Judgements not borne out",
    level: Level::Warning,
    help: "The likelihood or the confidence that was set is more than the sourcing of the claim bears, or the opposite of \
           what it says; look for more evidence or say it more carefully.",
};

/// See [`RULE`].
pub struct ConfidenceNotCarried;

impl Check for ConfidenceNotCarried {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn run(&self, subject: &Subject<'_>, out: &mut Vec<Finding>) {
        for judged in subject.claims() {
            let likelihood = judged
                .claim
                .likelihood
                .and_then(|set| likelihood(set, judged.standing));
            let confidence = judged
                .claim
                .confidence
                .and_then(|set| confidence(set, judged.standing));
            for what in [likelihood, confidence].into_iter().flatten() {
                out.push(finding(subject, judged, &what));
            }
        }
    }
}

fn finding(subject: &Subject<'_>, judged: Judged<'_>, what: &str) -> Finding {
    let says = format!("{} {what}.", subject.name(judged.node));
    let origins = judged
        .standing
        .origins_for
        .iter()
        .chain(&judged.standing.origins_against);
    let cards = [judged.id]
        .into_iter()
        .chain(origins.map(|(origin, _)| origin));
    let reports = judged.said.reports.iter().map(|report| &report.link);
    let links = reports.chain(judged.said.ties.iter().map(|tie| &tie.link));
    RULE.finding(says, cards.cloned().collect(), links.cloned().collect())
}

/// What is wrong with a likelihood.
fn likelihood(set: Likelihood, standing: &Standing) -> Option<String> {
    let term = set.words();
    let opposite = match standing.label {
        Label::Corroborated | Label::SingleSource | Label::Circular
            if set < Likelihood::RoughlyEven =>
        {
            (standing.n_support > 0).then_some("more speaks for it than against it")
        }
        Label::Contradicted if set > Likelihood::RoughlyEven => {
            Some("more speaks against it than for it")
        }
        _ => None,
    };
    if let Some(opposite) = opposite {
        return Some(format!(
            "is called “{term}”, but {opposite}; say in a note why, or change the term"
        ));
    }
    let sure = set >= Likelihood::VeryLikely || set <= Likelihood::VeryUnlikely;
    let why = sourcing(standing).filter(|_| sure)?;
    Some(format!(
        "is called “{term}”, but {why}; look for more evidence or choose a more careful term"
    ))
}

/// What is wrong with a confidence.
fn confidence(set: Confidence, standing: &Standing) -> Option<String> {
    let why = sourcing(standing)?;
    let much = match standing.label {
        Label::Unsupported => set > Confidence::Low,
        _ => set > Confidence::Moderate,
    };
    much.then(|| {
        format!(
            "is judged with {} confidence, but {why}; look for more evidence or lower it",
            set.words()
        )
    })
}

/// What is weak about the sourcing of a claim; nothing if several independent origins carry one side of it.
fn sourcing(standing: &Standing) -> Option<&'static str> {
    match standing.label {
        Label::Unsupported => Some("nothing that counts speaks for it or against it"),
        Label::Circular if standing.n_support == 0 => {
            Some("it rests only on claims that no source stands behind")
        }
        Label::Circular => Some("its sources go back to one origin"),
        Label::SingleSource => Some("it rests on one origin"),
        Label::Disputed => Some("its evidence is disputed"),
        Label::Contradicted if standing.n_oppose < 2 => {
            Some("at most one origin that counts speaks against it")
        }
        Label::Contradicted | Label::Corroborated => None,
    }
}
