//! The rows of a matrix: who speaks to an answer, what they say, and what they are worth.

use std::collections::{BTreeMap, BTreeSet};

use super::{Cell, Row, Whence, value};
use crate::assess::assessment::Assessment;
use crate::assess::words;
use crate::board::{Board, Body, CardId, Link, LinkId, Rating, Stance, Weight};

/// From this mass on a row's credibility is high, and medium.
const HIGH: f64 = 0.6;
const MEDIUM: f64 = 0.3;
/// What a mass may fall short of a limit and still reach it.
const SLACK: f64 = 1e-9;

/// A row while it is gathered.
struct Draft {
    cells: Vec<Cell>,
    sources: BTreeSet<CardId>,
    mass: f64,
}

/// All rows in their order.
pub(super) fn rows(
    board: &Board,
    assessment: &Assessment,
    question: &str,
    answers: &[CardId],
) -> Vec<Row> {
    let mut gathering = Gathering {
        board,
        assessment,
        answers,
        drafts: BTreeMap::new(),
    };
    for (place, claim) in answers.iter().enumerate() {
        for (id, link) in board.links_of(claim).filter(|(_, link)| link.to == *claim) {
            gathering.take(place, id, link);
        }
    }
    gathering.judge_links();
    gathering.override_cells();
    let relevance = gathering.relevance(question);
    let Gathering { drafts, .. } = gathering;
    let rows = drafts.into_iter().filter_map(|(card, draft)| {
        let relevance = relevance.get(&card).copied().unwrap_or(Weight::Medium);
        finished(board, assessment, card, draft, relevance)
    });
    let mut rows: Vec<Row> = rows.collect();
    rows.sort_by(|a, b| {
        let worth = b.worth().total_cmp(&a.worth());
        let order = worth.then(a.is_claim.cmp(&b.is_claim));
        let order = order.then(b.mass.total_cmp(&a.mass));
        order.then_with(|| a.card.cmp(&b.card))
    });
    rows
}

struct Gathering<'a> {
    board: &'a Board,
    assessment: &'a Assessment,
    answers: &'a [CardId],
    drafts: BTreeMap<CardId, Draft>,
}

impl Gathering<'_> {
    /// Notes a link to an answer, if it is evidence.
    fn take(&mut self, place: usize, id: &LinkId, link: &Link) {
        let (Some(_), Some(row)) = (link.kind.stance(), self.row_of_link(link)) else {
            return;
        };
        let mass = self.mass(link);
        let from_source = self.is_source(&link.from);
        let draft = self.draft(row);
        if let Some(cell) = draft.cells.get_mut(place) {
            cell.links.push(id.clone());
        }
        draft.mass = draft.mass.max(mass);
        if from_source {
            draft.sources.insert(link.from.clone());
        }
    }

    fn draft(&mut self, row: CardId) -> &mut Draft {
        let width = self.answers.len();
        self.drafts.entry(row).or_insert_with(|| Draft {
            cells: vec![Cell::default(); width],
            sources: BTreeSet::new(),
            mass: 0.0,
        })
    }

    fn is_source(&self, card: &CardId) -> bool {
        let card = self.board.cards().get(card);
        card.is_some_and(|card| matches!(card.body, Body::Source(_)))
    }

    /// The row that a card stands in: its origin, or the claim itself; none for an answer.
    fn row_of(&self, card: &CardId) -> Option<CardId> {
        match &self.board.cards().get(card)?.body {
            Body::Source(_) => Some(self.assessment.origin(card).unwrap_or_else(|| card.clone())),
            Body::Claim(_) if self.answers.binary_search(card).is_err() => Some(card.clone()),
            _ => None,
        }
    }

    fn row_of_link(&self, link: &Link) -> Option<CardId> {
        let speaker = link.kind.evidence().and_then(|said| said.origin.as_ref());
        let speaker = speaker.filter(|speaker| self.is_source(speaker));
        match speaker.filter(|_| self.is_source(&link.from)) {
            Some(speaker) => self.row_of(speaker),
            None => self.row_of(&link.from),
        }
    }

    /// What a link carries: the report's mass, or what is left of a claim after what speaks against it.
    fn mass(&self, link: &Link) -> f64 {
        if !self.is_source(&link.from) {
            return standing_mass(self.assessment, &link.from);
        }
        let graph = &self.assessment.graph;
        let said = link.kind.evidence();
        let speaker = said.and_then(|said| said.origin.as_ref());
        let Some(from) = graph.node(&link.from) else {
            return 0.0;
        };
        let speaker = speaker.and_then(|speaker| graph.node(speaker));
        let speaker = speaker.filter(|speaker| graph.source(*speaker).is_some());
        let kappa = self
            .assessment
            .settings
            .kappa(said.and_then(|said| said.credibility));
        let ground = self.assessment.ground();
        ground.word(from, speaker.unwrap_or(from), kappa).1
    }

    /// What the links of each cell come to.
    fn judge_links(&mut self) {
        let board = self.board;
        let cells = self
            .drafts
            .values_mut()
            .flat_map(|draft| &mut draft.cells)
            .filter(|cell| !cell.links.is_empty());
        for cell in cells {
            let links = cell.links.iter();
            let links = links.filter_map(|id| board.links().get(id));
            let (mut pro, mut contra, mut strong) = (false, false, false);
            for link in links {
                match link.kind.stance() {
                    Some(Stance::Corroborates) => pro = true,
                    Some(Stance::Contradicts) => contra = true,
                    None => {}
                }
                strong |= link.kind.evidence().is_some_and(|said| said.strong);
            }
            let rating = match (pro, contra) {
                (true, true) => {
                    "It speaks for this answer and against it.".clone_into(&mut cell.note);
                    Rating::Neutral
                }
                (false, true) if strong => Rating::VeryInconsistent,
                (false, true) => Rating::Inconsistent,
                (_, false) if strong => Rating::VeryConsistent,
                (_, false) => Rating::Consistent,
            };
            cell.of_links = Some(rating);
            cell.rating = Some(rating);
            cell.whence = Whence::Links;
        }
    }

    /// Puts the analyst's ratings over those of the links. One that was given for a source goes with it to its origin;
    /// of several for a cell the one for this very row stands, else the last.
    fn override_cells(&mut self) {
        let board = self.board;
        let mut said: Vec<_> = board.about().judgements.cells.iter().collect();
        said.sort_by(|a, b| a.at.cmp(&b.at));
        let mut exact: BTreeSet<(CardId, usize)> = BTreeSet::new();
        for said in said {
            let (Ok(place), Some(row)) = (
                self.answers.binary_search(&said.claim),
                self.row_of(&said.row),
            ) else {
                continue;
            };
            let key = (row, place);
            if said.row == key.0 {
                exact.insert(key.clone());
            } else if exact.contains(&key) {
                continue;
            }
            if let Some(cell) = self.draft(key.0).cells.get_mut(place) {
                cell.rating = Some(said.rating);
                cell.note.clone_from(&said.note);
                cell.whence = Whence::Analyst {
                    by: said.by.clone(),
                    at: said.at.clone(),
                };
            }
        }
    }

    /// What the analyst said of how much each row matters.
    fn relevance(&self, question: &str) -> BTreeMap<CardId, Weight> {
        let said = self.board.about().judgements.relevance.iter();
        let said = said.filter(|said| said.question.trim() == question.trim());
        let mut weights = BTreeMap::new();
        let mut exact = BTreeSet::new();
        for said in said {
            let Some(row) = self.row_of(&said.row) else {
                continue;
            };
            if said.row == row {
                exact.insert(row.clone());
            } else if exact.contains(&row) {
                continue;
            }
            weights.insert(row, said.weight);
        }
        weights
    }
}

fn standing_mass(assessment: &Assessment, claim: &CardId) -> f64 {
    let standing = assessment.claim(claim);
    standing.map_or(0.0, |standing| standing.balance.max(0.0))
}

fn finished(
    board: &Board,
    assessment: &Assessment,
    card: CardId,
    draft: Draft,
    relevance: Weight,
) -> Option<Row> {
    let body = &board.cards().get(&card)?.body;
    let node = assessment.graph.node(&card);
    let mut mass = draft.mass;
    let (name, grade) = match body {
        Body::Source(source) => {
            let name = node.map_or_else(String::new, |node| {
                words::origin(assessment, node).to_owned()
            });
            // A row that only the analyst's ratings make has no report to be weighed by.
            if let Some(node) = node.filter(|_| draft.sources.is_empty()) {
                let kappa = assessment.settings.kappa(None);
                mass = assessment.ground().word(node, node, kappa).1;
            }
            (name, source.reliability)
        }
        _ => {
            mass = standing_mass(assessment, &card);
            (words::name(board.cards().get(&card)?), None)
        }
    };
    let values = draft.cells.iter().filter_map(|cell| cell.rating).map(value);
    let (least, most) = (values.clone().min(), values.max());
    let apart = most.unwrap_or(0) - least.unwrap_or(0);
    Some(Row {
        name,
        is_claim: matches!(body, Body::Claim(_)),
        sources: draft.sources.into_iter().collect(),
        grade,
        mass,
        credibility: if mass >= HIGH - SLACK {
            Weight::High
        } else if mass >= MEDIUM - SLACK {
            Weight::Medium
        } else {
            Weight::Low
        },
        relevance,
        cells: draft.cells,
        diagnosticity: apart.unsigned_abs().try_into().unwrap_or(u8::MAX),
        is_linchpin: false,
        card,
    })
}
