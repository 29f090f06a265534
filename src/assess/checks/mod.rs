//! Problems, like a compiler's: what a careful reader would object to on a board. One file a rule, all in [`CHECKS`].
//!
//! Each finding names its cards and says what to do. Refuses to change anything, and to say of a claim how likely it is.
//!
//! **Invariant:** findings come in one order: by how much they matter, then by rule as in [`CHECKS`], then as the board
//! is read, from top to bottom.

mod circular;
mod claim_without_evidence;
mod confidence_not_carried;
mod contradicted_unaddressed;
mod deceptive_text;
mod derivation_loop;
mod duplicate_claims;
mod faults;
mod file_changed;
mod file_missing;
mod link_without_quote;
mod links_both_ways;
mod quote_gone;
mod quote_moved;
mod rival_without_evidence;
mod self_link;
mod single_origin;
mod source_unused;
mod stale_capture;
mod text_changed;
mod ungraded_source;
mod unstable;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::assessment::Assessment;
use super::finding::{Finding, Level};
use super::graph::ClaimNode;
use super::masses::Node;
use super::standing::Standing;
use super::verify::Verified;
use super::words;
use crate::board::{Board, Body, CardId, Claim, LinkId, Source};

/// What a rule is called and what it is for.
#[derive(Debug)]
pub struct Rule {
    /// The rule as programs know it, and as it is muted.
    pub id: &'static str,
    /// A heading for its findings.
    pub title: &'static str,
    /// How much its findings matter.
    pub level: Level,
    /// A sentence: what it finds and what to do.
    pub help: &'static str,
}

impl Rule {
    /// A finding of this rule about the first of the cards; each card and link is named once.
    fn finding(&self, says: String, cards: Vec<CardId>, links: Vec<LinkId>) -> Finding {
        let (mut seen, mut drawn) = (BTreeSet::new(), BTreeSet::new());
        let mut finding = Finding {
            rule: self.id,
            level: self.level,
            says,
            cards,
            links,
        };
        finding.cards.retain(|card| seen.insert(card.clone()));
        finding.links.retain(|link| drawn.insert(link.clone()));
        finding
    }
}

/// A rule and how it looks at a board.
pub trait Check: Sync {
    /// What it looks for.
    fn rule(&self) -> &'static Rule;
    /// Adds what it finds, in any order.
    fn run(&self, subject: &Subject<'_>, out: &mut Vec<Finding>);
}

/// All rules, in the order in which their findings are told where they matter alike.
pub const CHECKS: &[&dyn Check] = &[
    &quote_gone::QuoteGone,
    &text_changed::TextChanged,
    &file_changed::FileChanged,
    &file_missing::FileMissing,
    &quote_moved::QuoteMoved,
    &deceptive_text::DeceptiveText,
    &confidence_not_carried::ConfidenceNotCarried,
    &contradicted_unaddressed::ContradictedUnaddressed,
    &circular::Circular,
    &unstable::Unstable,
    &rival_without_evidence::RivalWithoutEvidence,
    &claim_without_evidence::ClaimWithoutEvidence,
    &duplicate_claims::DuplicateClaims,
    &derivation_loop::DerivationLoop,
    &self_link::SelfLink,
    &links_both_ways::LinksBothWays,
    &single_origin::SingleOrigin,
    &link_without_quote::LinkWithoutQuote,
    &ungraded_source::UngradedSource,
    &stale_capture::StaleCapture,
    &source_unused::SourceUnused,
];

/// The rule of this id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    CHECKS
        .iter()
        .map(|check| check.rule())
        .find(|rule| rule.id == id)
}

/// Cards whose upper edges are in one band of this height are read from left to right, board units.
const ROW: f64 = 40.0;

/// What is looked at.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The board.
    pub board: &'a Board,
    /// What its evidence says, of the same state of the board.
    pub assessment: &'a Assessment,
    /// What became of its quotes, texts and files, as far as anybody looked.
    pub verified: &'a Verified,
    /// The day of today (RFC 3339). Without it nothing is too old.
    pub today: Option<&'a str>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// What is to be looked at.
    pub open: Vec<Finding>,
    /// What the analyst has put aside, and the reason that was given.
    pub muted: Vec<(Finding, String)>,
}

/// Everything that the rules find on a board.
pub fn findings(subject: &Subject<'_>) -> Findings {
    let mut found = Vec::new();
    for check in CHECKS {
        check.run(subject, &mut found);
    }
    Findings::of(subject.board, found)
}

impl Findings {
    /// Puts findings into their order, and those aside that are muted on the board.
    pub fn of(board: &Board, mut found: Vec<Finding>) -> Self {
        let places = CHECKS.iter().enumerate();
        let places: BTreeMap<&str, usize> = places.map(|(n, check)| (check.rule().id, n)).collect();
        found.sort_by_cached_key(|finding| {
            let about = finding.cards.first();
            let at = about.and_then(|id| board.cards().get(id));
            let at = at.map(|card| ((card.at.y / ROW).floor() as i64, card.at.x as i64));
            let place = places.get(finding.rule).copied();
            (Reverse(finding.level), place, at, about.cloned())
        });
        let mut reasons: BTreeMap<(&str, Option<&CardId>), &str> = BTreeMap::new();
        for muted in &board.about().judgements.muted {
            let key = (muted.rule.as_str(), muted.card.as_ref());
            reasons.entry(key).or_insert(&muted.reason);
        }
        let mut findings = Self::default();
        for finding in found {
            let said = |card| reasons.get(&(finding.rule, card)).copied();
            let reason = finding.cards.first().and_then(|card| said(Some(card)));
            match reason.or_else(|| said(None)).map(str::to_owned) {
                Some(reason) => findings.muted.push((finding, reason)),
                None => findings.open.push(finding),
            }
        }
        findings
    }
}

/// A claim with all that is known of it.
#[derive(Clone, Copy)]
struct Judged<'a> {
    node: Node,
    id: &'a CardId,
    claim: &'a Claim,
    said: &'a ClaimNode,
    standing: &'a Standing,
}

impl<'a> Subject<'a> {
    /// The claims, by id.
    fn claims(&self) -> impl Iterator<Item = Judged<'a>> {
        let Self {
            board, assessment, ..
        } = *self;
        assessment
            .claims()
            .iter()
            .filter_map(move |(id, standing)| {
                let node = assessment.graph.node(id)?;
                let Body::Claim(claim) = &board.cards().get(id)?.body else {
                    return None;
                };
                Some(Judged {
                    node,
                    id,
                    claim,
                    said: assessment.graph.claim(node)?,
                    standing,
                })
            })
    }

    /// The sources, by id.
    fn sources(&self) -> impl Iterator<Item = (Node, &'a CardId, &'a Source)> {
        let Self {
            board, assessment, ..
        } = *self;
        board.cards().iter().filter_map(move |(id, card)| {
            let Body::Source(source) = &card.body else {
                return None;
            };
            Some((assessment.graph.node(id)?, id, &**source))
        })
    }

    fn name(&self, node: Node) -> &'a str {
        self.assessment.graph.name(node)
    }

    fn names(&self, nodes: &[Node]) -> String {
        words::cards(self.assessment, nodes)
    }

    fn origins(&self, nodes: &[Node]) -> String {
        words::origins(self.assessment, nodes)
    }

    fn id(&self, node: Node) -> CardId {
        self.assessment.graph.id(node)
    }

    fn ids(&self, nodes: impl IntoIterator<Item = Node>) -> Vec<CardId> {
        nodes.into_iter().map(|node| self.id(node)).collect()
    }

    /// What rests on each source, by its number: the claims that it speaks on, itself or in the words of another, and
    /// the sources that draw on it.
    fn uses(&self) -> Vec<Uses> {
        let graph = &self.assessment.graph;
        let mut uses = vec![Uses::default(); graph.nodes().len()];
        let mut used = |node: Node, by: Node, of_claim: bool| {
            if let Some(uses) = uses.get_mut(node as usize)
                && uses.last.replace(by) != Some(by)
            {
                match of_claim {
                    true => uses.claims += 1,
                    false => uses.sources += 1,
                }
            }
        };
        for (claim, said) in graph.claims() {
            for report in &said.reports {
                used(report.from, claim, true);
                used(report.speaker, claim, true);
            }
        }
        for node in graph.nodes() {
            let source = graph.source(node);
            for (_, parent) in source.into_iter().flat_map(|source| &source.parents) {
                used(*parent, node, false);
            }
        }
        uses
    }
}

/// What rests on a source.
#[derive(Clone, Copy, Debug, Default)]
struct Uses {
    claims: usize,
    sources: usize,
    /// What was counted last, so that it counts once.
    last: Option<Node>,
}

impl Uses {
    /// Of one of the sources.
    fn of(all: &[Self], source: Node) -> Self {
        all.get(source as usize).copied().unwrap_or_default()
    }

    fn is_none(self) -> bool {
        self.claims + self.sources == 0
    }
}
