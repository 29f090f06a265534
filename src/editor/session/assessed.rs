//! What the window knows of the evidence: where every claim stands, what hangs on what, what is wrong.
//!
//! It runs behind the board by a moment: the window has it worked out where it disturbs nobody, and hands it in.
//! Everything here is about the board as it was committed, never about a preview.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Session;
use crate::assess::{
    Assessment, Doubt, Finding, Findings, Label, ReuseIndex, Strike, Subject, Suggestion, Verified,
    findings,
};
use crate::board::{Board, CardId, Selection};
use crate::scene::Marks;

/// What the evidence of the board says.
#[derive(Clone, Debug, Default)]
pub struct Assessed {
    /// Where every claim stands.
    pub assessment: Assessment,
    /// What is wrong, worst first.
    pub findings: Arc<Vec<Finding>>,
    /// What is wrong and was put aside, with the reason that was given.
    pub muted: Arc<Vec<(Finding, String)>>,
    /// What each label hangs on, as far as it was worked out.
    pub bearing: Arc<Bearing>,
    /// Which sources may not be independent.
    pub kinship: Arc<Kinship>,
    /// The texts by what they share, kept from one look into the board to the next.
    texts: Arc<Mutex<ReuseIndex>>,
}

/// Which sources may not be independent, and what would follow.
#[derive(Clone, Debug, Default)]
pub struct Kinship {
    /// What is suggested, strongest first.
    pub suggestions: Vec<Suggestion>,
    /// The claims that would stand otherwise if all of it were accepted.
    pub doubts: BTreeMap<CardId, Doubt>,
}

impl Kinship {
    fn of(board: &Board, known: &Assessed) -> Self {
        let assessment = &known.assessment;
        // One look at a time: nobody waits for it.
        let mut texts = known.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let limits = &assessment.settings().reuse;
        if texts.limits() != limits {
            *texts = ReuseIndex::new(limits.clone());
        }
        texts.follow(board);
        let suggestions = texts.suggestions(board, assessment);
        Self {
            doubts: assessment.doubts(&suggestions),
            suggestions,
        }
    }
}

/// What would change without a link, a source or an origin: the claims and the labels that they would have.
pub type Bearing = BTreeMap<Strike, Vec<(CardId, Label)>>;

/// An assessment that is to follow the board.
#[derive(Clone, Debug)]
pub struct Task {
    /// The board as it stands.
    pub board: Board,
    /// Its revision.
    pub revision: u64,
    /// What is known so far.
    pub known: Arc<Assessed>,
    /// What was touched since; none for everything.
    touched: Option<Selection>,
}

/// An assessment that has followed the board.
#[derive(Clone, Debug)]
pub struct Answer {
    revision: u64,
    assessed: Assessed,
    marks: Marks,
}

impl Task {
    /// Follows the board.
    pub fn run(self) -> Answer {
        let mut assessed = Assessed::clone(&self.known);
        match &self.touched {
            Some(touched) => drop(assessed.assessment.update(&self.board, touched)),
            None => assessed.assessment = Assessment::of(&self.board),
        }
        let marks = Marks::of(
            &self.board,
            &assessed.assessment,
            &assessed.bearing,
            &assessed.findings,
            &assessed.kinship.doubts,
        );
        Answer {
            revision: self.revision,
            assessed,
            marks,
        }
    }
}

/// A board that is to be looked into.
#[derive(Clone, Debug)]
pub struct Look {
    /// The board as it stands.
    pub board: Board,
    /// Its revision.
    pub revision: u64,
    /// Where every claim stands.
    pub known: Arc<Assessed>,
    /// What the check of quotes and files found.
    pub verified: Arc<Verified>,
    /// The day of today (RFC 3339).
    pub today: String,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Looked {
    revision: u64,
    findings: Findings,
    bearing: Arc<Bearing>,
    kinship: Arc<Kinship>,
    marks: Marks,
}

impl Look {
    /// Looks into the board.
    pub fn run(self) -> Looked {
        let assessment = &self.known.assessment;
        let bearing = assessment.load_bearing();
        let findings = findings(&Subject {
            board: &self.board,
            assessment,
            verified: &self.verified,
            today: Some(&self.today),
        });
        let kinship = Kinship::of(&self.board, &self.known);
        Looked {
            revision: self.revision,
            marks: Marks::of(
                &self.board,
                assessment,
                &bearing,
                &findings.open,
                &kinship.doubts,
            ),
            findings,
            bearing: Arc::new(bearing),
            kinship: Arc::new(kinship),
        }
    }
}

impl Session {
    /// What the evidence says, as far as it was worked out.
    pub fn assessed(&self) -> &Arc<Assessed> {
        &self.assessed
    }

    /// The revision of the board for which it was worked out.
    pub fn assessed_for(&self) -> Option<u64> {
        self.assessed_for
    }

    /// What is to be worked out, if the board has moved on since the last task was taken.
    pub fn assessing(&mut self) -> Option<Task> {
        let revision = self.document.revision();
        if self.asked_for == Some(revision) {
            return None;
        }
        let touched = std::mem::take(&mut self.unassessed);
        let first = self.asked_for.is_none();
        self.asked_for = Some(revision);
        Some(Task {
            board: self.board().clone(),
            revision,
            known: self.assessed.clone(),
            touched: (!first).then_some(touched),
        })
    }

    /// Takes what was worked out, and shows it.
    pub fn set_assessed(&mut self, answer: Answer) {
        self.assessed = Arc::new(answer.assessed);
        self.assessed_for = Some(answer.revision);
        self.end_looking_back();
        self.marks = Arc::new(answer.marks);
        match self.what_if {
            Some(_) => self.try_again(),
            None => self.show_marks(),
        }
    }

    /// What is to be looked into besides: what hangs on what, and what is wrong.
    pub fn looking_into(&self, today: String) -> Option<Look> {
        Some(Look {
            board: self.board().clone(),
            revision: self.assessed_for?,
            known: self.assessed.clone(),
            verified: self.verified.clone(),
            today,
        })
    }

    /// Takes what was looked into. What was found for an older state of the board is better than nothing.
    pub fn set_looked(&mut self, looked: Looked) {
        let assessed = Arc::make_mut(&mut self.assessed);
        assessed.bearing = looked.bearing;
        assessed.findings = Arc::new(looked.findings.open);
        assessed.muted = Arc::new(looked.findings.muted);
        assessed.kinship = looked.kinship;
        if self.assessed_for == Some(looked.revision) {
            self.marks = Arc::new(looked.marks);
            match self.what_if {
                Some(_) => self.try_again(),
                None => self.show_marks(),
            }
        }
    }

    pub(super) fn show_marks(&mut self) {
        let marks = self.marks_of_then().unwrap_or(&self.marks).clone();
        self.scene.set_marks(marks);
    }
}
