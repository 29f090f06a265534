//! Filling the matrix: what a rating changes on the board.
//!
//! A rating that one link can say is said by that link, so that wall and matrix never differ. What links cannot say (it
//! makes no difference; several links, and the analyst sees it otherwise) is kept as the analyst's own judgement, beside
//! links that stay as they are. **Invariant:** one rating is one step.

use super::session::Session;
use crate::assess::Assessment;
use crate::assess::matrix::{Cell, Matrix, Row, Whence};
use crate::board::{
    self, Board, Body, CardId, Edit, Extra, Label, Link, LinkId, LinkKind, Rating, Relevance,
    Stance, Weight,
};

/// Who judges, when, and why.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judge {
    /// Who; may be empty.
    pub by: String,
    /// When (RFC 3339).
    pub at: String,
    /// Why; may be empty.
    pub note: String,
}

/// Where a rating of a cell would be kept.
#[derive(Clone, Debug, PartialEq)]
pub enum Keeping {
    /// The links say so already.
    Already,
    /// This link is changed.
    Link(LinkId),
    /// A link is made from this card; the origin that it speaks for, if that is another.
    New(CardId, Option<CardId>),
    /// As the analyst's own judgement.
    Judgement,
}

/// Where a rating of a cell would be kept.
pub fn keeping(assessment: &Assessment, row: &Row, cell: &Cell, rating: Rating) -> Keeping {
    if cell.of_links == Some(rating) {
        return Keeping::Already;
    }
    match (
        stance(rating),
        cell.links.as_slice(),
        row.sources.as_slice(),
    ) {
        (Some(_), [link], _) => Keeping::Link(link.clone()),
        (Some(_), [], []) => Keeping::New(row.card.clone(), None),
        (Some(_), [], [only]) => {
            let own = assessment.origin(only).as_ref() == Some(&row.card);
            Keeping::New(only.clone(), (!own).then(|| row.card.clone()))
        }
        _ => Keeping::Judgement,
    }
}

impl Session {
    /// Rates a cell; without a rating, takes the judgement back, or the one link away. Says whether anything changed.
    pub fn rate(
        &mut self,
        matrix: &Matrix,
        [row, place]: [usize; 2],
        rating: Option<Rating>,
        judge: &Judge,
    ) -> bool {
        let assessed = self.assessed().clone();
        let (Some(row), Some(answer)) = (matrix.rows.get(row), matrix.answers.get(place)) else {
            return false;
        };
        let Some(cell) = row.cells.get(place) else {
            return false;
        };
        let place = Place {
            assessment: &assessed.assessment,
            row,
            cell,
            claim: &answer.claim,
        };
        let edit = place.rated(self.board(), rating, judge);
        let label = match rating {
            Some(rating) => format!("Rate as {}", rating.words()),
            None => "Take rating back".to_owned(),
        };
        !edit.is_empty() && self.commit(Label::new(label), edit)
    }

    /// Says why a cell was judged so, and by whom. Nothing happens to a cell that was not judged.
    pub fn annotate(&mut self, matrix: &Matrix, [row, place]: [usize; 2], judge: &Judge) {
        let assessed = self.assessed().clone();
        let (Some(row), Some(answer)) = (matrix.rows.get(row), matrix.answers.get(place)) else {
            return;
        };
        self.change(Label::new("Change remark"), |txn| {
            txn.update_about(|about| {
                let cells = about.judgements.cells.iter_mut();
                let cells = cells.filter(|said| {
                    said.claim == answer.claim
                        && row_of(&assessed.assessment, &said.row) == row.card
                });
                for said in cells {
                    judge.by.trim().clone_into(&mut said.by);
                    judge.note.trim().clone_into(&mut said.note);
                }
            });
        });
    }

    /// Says how much a row matters to the question.
    pub fn set_relevance(&mut self, matrix: &Matrix, row: &Row, weight: Weight) {
        let assessed = self.assessed().clone();
        let question = matrix.question.as_str();
        self.change(Label::new("Change relevance"), |txn| {
            txn.update_about(|about| {
                let relevance = &mut about.judgements.relevance;
                relevance.retain(|said| {
                    said.question.trim() != question
                        || row_of(&assessed.assessment, &said.row) != row.card
                });
                if weight != Weight::Medium {
                    relevance.push(Relevance {
                        question: question.to_owned(),
                        row: row.card.clone(),
                        weight,
                        extra: Extra::new(),
                    });
                }
            });
        });
    }

    /// Makes these claims the answers to a question, and no others. `before` is what it was called, or empty.
    pub fn ask_question(&mut self, before: &str, question: &str, answers: &[CardId]) {
        let (before, question) = (before.trim(), question.trim());
        let claims = self.board().cards().iter().filter_map(|(id, card)| {
            let Body::Claim(claim) = &card.body else {
                return None;
            };
            let now = claim.question.trim();
            let wanted = match (answers.contains(id), !now.is_empty() && now == before) {
                (true, _) => question,
                (false, true) => "",
                (false, false) => return None,
            };
            (wanted != now).then(|| (id.clone(), wanted.to_owned()))
        });
        let claims: Vec<(CardId, String)> = claims.collect();
        self.change(Label::new("Ask question"), |txn| {
            for (id, question) in &claims {
                txn.update_card(id, |card| {
                    if let Body::Claim(claim) = &mut card.body {
                        claim.question.clone_from(question);
                    }
                });
            }
            // What was said of the question's rows goes with it.
            if !before.is_empty() && before != question {
                txn.update_about(|about| {
                    for said in &mut about.judgements.relevance {
                        if said.question.trim() == before {
                            question.clone_into(&mut said.question);
                        }
                    }
                });
            }
        });
    }
}

/// The row that a judgement on a card belongs to.
fn row_of(assessment: &Assessment, card: &CardId) -> CardId {
    assessment.origin(card).unwrap_or_else(|| card.clone())
}

fn stance(rating: Rating) -> Option<Stance> {
    match rating {
        Rating::VeryConsistent | Rating::Consistent => Some(Stance::Corroborates),
        Rating::Inconsistent | Rating::VeryInconsistent => Some(Stance::Contradicts),
        Rating::Neutral => None,
    }
}

/// A cell, and what it stands on.
struct Place<'a> {
    assessment: &'a Assessment,
    row: &'a Row,
    cell: &'a Cell,
    claim: &'a CardId,
}

impl Place<'_> {
    fn rated(&self, board: &Board, rating: Option<Rating>, judge: &Judge) -> Edit {
        let judged = matches!(self.cell.whence, Whence::Analyst { .. });
        board.plan(|txn| {
            let kept = rating.map(|rating| {
                let kept = keeping(self.assessment, self.row, self.cell, rating);
                (rating, kept)
            });
            if judged || matches!(kept, Some((_, Keeping::Judgement))) {
                txn.update_about(|about| {
                    let cells = &mut about.judgements.cells;
                    cells.retain(|said| {
                        said.claim != *self.claim
                            || row_of(self.assessment, &said.row) != self.row.card
                    });
                    if let Some((rating, Keeping::Judgement)) = kept {
                        cells.push(board::Cell {
                            row: self.row.card.clone(),
                            claim: self.claim.clone(),
                            rating,
                            by: judge.by.trim().to_owned(),
                            at: judge.at.clone(),
                            note: judge.note.trim().to_owned(),
                            extra: Extra::new(),
                        });
                    }
                });
            }
            match kept {
                Some((rating, Keeping::Link(link))) => txn.update_link(&link, |link| {
                    link.kind = said(link.kind.clone(), rating);
                }),
                Some((rating, Keeping::New(from, origin))) => {
                    let mut kind = said(LinkKind::DerivesFrom, rating);
                    if let Some(evidence) = kind.evidence_mut() {
                        evidence.origin = origin;
                    }
                    txn.add_link(Link::new(from, self.claim.clone(), kind));
                }
                Some(_) => {}
                None => {
                    if let ([only], false) = (self.cell.links.as_slice(), judged) {
                        txn.remove_link(only);
                    }
                }
            }
        })
    }
}

/// The kind of link that says a rating, on the same evidence.
fn said(kind: LinkKind, rating: Rating) -> LinkKind {
    let Some(stance) = stance(rating) else {
        return kind;
    };
    let mut kind = kind.with_stance(stance);
    if let Some(evidence) = kind.evidence_mut() {
        evidence.strong = matches!(rating, Rating::VeryConsistent | Rating::VeryInconsistent);
    }
    kind
}

#[cfg(test)]
mod tests {
    use kurbo::Point;

    use super::*;
    use crate::board::{Card, Claim, Document, Source};
    use crate::scene::text::FontSource;

    /// A report and a letter that quote one witness, a note of somebody else, two answers.
    fn session() -> Session {
        let board = Board::default();
        let edit = board.plan(|txn| {
            let mut add = |body: Body| txn.add_card(Card::new(Point::ZERO, body));
            let mut source = |title: &str| {
                add(Body::Source(Box::new(Source {
                    title: title.to_owned(),
                    ..Source::default()
                })))
            };
            let [witness, report, letter, other] =
                ["Witness", "Report", "Letter", "Other"].map(&mut source);
            let mut claim = |text: &str| {
                add(Body::Claim(Claim {
                    text: text.to_owned(),
                    question: "Who?".to_owned(),
                    ..Claim::default()
                }))
            };
            let [one, two] = ["One", "Two"].map(&mut claim);
            let mut tie = |from: &CardId, to: &CardId, origin: Option<&CardId>| {
                let mut kind = LinkKind::of(Stance::Corroborates);
                if let Some(evidence) = kind.evidence_mut() {
                    evidence.origin = origin.cloned();
                }
                txn.add_link(Link::new(from.clone(), to.clone(), kind));
            };
            tie(&report, &one, Some(&witness));
            tie(&letter, &one, Some(&witness));
            tie(&report, &two, Some(&witness));
            tie(&other, &one, Some(&witness));
            tie(&other, &one, None);
        });
        let document = Document::new(board.with(&edit), true);
        let mut session = Session::new(document, FontSource::BundledOnly);
        follow(&mut session);
        session
    }

    fn follow(session: &mut Session) {
        if let Some(task) = session.assessing() {
            let answer = task.run();
            session.set_assessed(answer);
        }
    }

    fn matrix(session: &Session) -> Matrix {
        Matrix::of(session.board(), &session.assessed().assessment, "Who?")
    }

    fn row(matrix: &Matrix, name: &str) -> usize {
        let mut rows = matrix.rows.iter();
        rows.position(|row| row.name.contains(name)).unwrap()
    }

    #[test]
    fn a_rating_goes_to_the_link_or_beside_it() {
        let mut session = session();
        let judge = Judge {
            by: "A".to_owned(),
            at: "2026-01-01T00:00:00Z".to_owned(),
            note: String::new(),
        };
        // Row, answer, rating, how many links and judgements there are then, and the rating then.
        for (name, answer, rating, links, judged, want) in [
            // One link says it, in the other direction and strongly.
            ("Other", 0, Some(Rating::VeryInconsistent), 5, 0, "II"),
            // What it says already changes nothing.
            ("Other", 0, Some(Rating::VeryInconsistent), 5, 0, "II"),
            // No link can say that it makes no difference.
            ("Other", 0, Some(Rating::Neutral), 5, 1, "N"),
            // Back to what the link says.
            ("Other", 0, None, 5, 0, "II"),
            // Where there is no link one is made.
            ("Other", 1, Some(Rating::Consistent), 6, 0, "C"),
            ("Other", 1, None, 5, 0, ""),
            // Three links: they stay.
            ("Witness", 0, Some(Rating::Inconsistent), 5, 1, "I"),
            ("Witness", 0, Some(Rating::Consistent), 5, 0, "C"),
            // The one link of the other cell.
            ("Witness", 1, Some(Rating::Inconsistent), 5, 0, "I"),
        ] {
            let before = matrix(&session);
            let place = [row(&before, name), answer];
            let revision = session.document().revision();
            let changed = session.rate(&before, place, rating, &judge);
            assert_eq!(changed, session.document().revision() > revision);
            assert!(session.document().revision() <= revision + 1);
            follow(&mut session);
            let after = matrix(&session);
            let cell = &after.rows[row(&after, name)].cells[answer];
            assert_eq!(
                cell.rating.map_or("", Rating::id),
                want,
                "{name} {rating:?}"
            );
            let judgements = session.board().about().judgements.cells.len();
            assert_eq!((session.board().links().len(), judgements), (links, judged));
        }
        while session.can_undo() {
            session.undo();
        }
        follow(&mut session);
        assert_eq!(matrix(&session), matrix(&self::session()));
        assert!(!session.rate(&matrix(&session), [9, 9], None, &judge));
    }

    #[test]
    fn a_new_link_speaks_for_its_row() {
        let mut session = session();
        // Only one source is left that carries the witness, and that has an origin of its own.
        let gone: Vec<CardId> = session
            .board()
            .cards()
            .iter()
            .filter(|(_, card)| ["Report", "Letter"].contains(&card.title()))
            .map(|(id, _)| id.clone())
            .collect();
        session.change(Label::new("x"), |txn| {
            gone.iter().for_each(|id| txn.remove_card(id));
        });
        follow(&mut session);
        let before = matrix(&session);
        let place = [row(&before, "Witness"), 1];
        assert!(session.rate(
            &before,
            place,
            Some(Rating::Inconsistent),
            &Judge::default()
        ));
        follow(&mut session);
        let after = matrix(&session);
        assert_eq!(
            after.rows[row(&after, "Witness")].cells[1].rating,
            Some(Rating::Inconsistent)
        );
        assert_eq!(after.rows.len(), before.rows.len());
    }

    #[test]
    fn questions_and_relevance_are_one_step_each() {
        let mut session = session();
        let before = matrix(&session);
        let other = before.rows[row(&before, "Other")].clone();
        session.set_relevance(&before, &other, Weight::High);
        follow(&mut session);
        assert_eq!(
            matrix(&session).rows[row(&matrix(&session), "Other")].relevance,
            Weight::High
        );
        let one = before.answers[0].claim.clone();
        session.ask_question("Who?", " Who was it? ", std::slice::from_ref(&one));
        let board = session.board();
        assert!(matrix(&session).answers.is_empty());
        let renamed = Matrix::of(board, &session.assessed().assessment, "Who was it?");
        assert_eq!(
            (
                renamed.answers.len(),
                renamed.rows[row(&renamed, "Other")].relevance
            ),
            (1, Weight::High)
        );
        session.undo();
        assert_eq!(matrix(&session).answers.len(), 2);
        session.set_relevance(&before, &other, Weight::Medium);
        assert!(session.board().about().judgements.is_empty());
    }
}
