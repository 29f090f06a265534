//! What if: what is tried is what would be, and nothing is on the board until it is kept.

#![allow(missing_docs)]

use std::collections::BTreeMap;

use casewall::assess::{Label, Shift, Strike};
use casewall::board::{Board, CardId, Document, Item, LinkId, Selection};
use casewall::editor::{Session, find};
use casewall::file;
use casewall::scene::text::FontSource;

fn demo() -> Session {
    let demo = file::demo("istanbul-talks").expect("the demo board is there");
    let board = file::read(demo.bytes).expect("it can be read").board;
    let mut session = Session::new(Document::new(board, true), FontSource::BundledOnly);
    settle(&mut session);
    session
}

/// What the window does between two frames.
fn settle(session: &mut Session) {
    if let Some(task) = session.assessing() {
        session.set_assessed(task.run());
    }
    if let Some(look) = session.looking_into(String::new()) {
        session.set_looked(look.run());
    }
    if let Some(trial) = session.trial() {
        session.set_tried(trial.run());
    }
}

fn shifts(session: &Session) -> Vec<Shift> {
    let tried = session.what_if().expect("something is tried");
    let shifts = tried.shifts.clone().expect("it was worked out");
    shifts.to_vec()
}

/// Whether a claim stands elsewhere; that a sentence names another is not told.
fn moves(shift: &Shift) -> bool {
    let (a, b) = (&shift.before, &shift.after);
    let apart = |a: f64, b: f64| (a - b).abs() > 1e-9;
    (a.label, a.n_support, a.n_oppose) != (b.label, b.n_support, b.n_oppose)
        || apart(a.support, b.support)
        || apart(a.opposition, b.opposition)
}

fn bytes(board: &Board) -> Vec<u8> {
    file::write(board)
}

#[test]
fn what_is_tried_is_what_the_assessment_says_of_it() {
    let mut session = demo();
    let board = session.board().clone();
    let strikes: Vec<Strike> = board
        .links()
        .keys()
        .cloned()
        .map(Strike::Link)
        .chain(board.cards().keys().flat_map(|id| {
            let assessment = &session.assessed().assessment;
            let is_origin = assessment.origin(id).as_ref() == Some(id);
            let source = assessment.origin(id).map(|_| Strike::Source(id.clone()));
            source
                .into_iter()
                .chain(is_origin.then(|| Strike::Origin(id.clone())))
        }))
        .collect();
    assert!(strikes.len() > 100);
    for strike in strikes {
        session.strike(strike.clone());
        settle(&mut session);
        let tried: BTreeMap<CardId, (Label, usize, usize)> = shifts(&session)
            .into_iter()
            .map(|shift| {
                let after = shift.after;
                (shift.claim, (after.label, after.n_support, after.n_oppose))
            })
            .collect();
        let said: BTreeMap<_, _> = session
            .assessed()
            .assessment
            .without(&strike)
            .into_iter()
            .filter(moves)
            .map(|shift| {
                let after = shift.after;
                (shift.claim, (after.label, after.n_support, after.n_oppose))
            })
            .collect();
        assert_eq!(tried, said, "{strike:?}");
        session.let_go();
        assert!(session.what_if().is_none());
    }
    assert_eq!(bytes(session.board()), bytes(&board), "nothing was changed");
    assert!(!session.can_undo());
}

#[test]
fn what_is_kept_is_one_step_and_what_was_shown() {
    let mut session = demo();
    let before = bytes(session.board());
    let india = CardId::from("k11");
    let footing = session
        .assessed()
        .assessment
        .footing(&india)
        .expect("it hangs on something");
    for origin in &footing.origins {
        session.strike(Strike::Origin(origin.clone()));
    }
    settle(&mut session);
    let shown = shifts(&session);
    let shift = shown
        .iter()
        .find(|shift| shift.claim == india)
        .expect("it flips");
    assert_eq!(shift.before.label, Label::Contradicted);
    assert_eq!(shift.after.label, footing.becomes);
    let struck = session.scene().marks().struck.len();
    assert!(struck > 0, "the struck links are marked on the wall");

    session.keep_what_if();
    settle(&mut session);
    assert!(session.what_if().is_none());
    assert!(session.scene().marks().struck.is_empty());
    let now = session
        .assessed()
        .assessment
        .claim(&india)
        .expect("it is a claim");
    assert_eq!(now.label, footing.becomes);
    session.undo();
    settle(&mut session);
    assert_eq!(bytes(session.board()), before, "one step");
    let now = session
        .assessed()
        .assessment
        .claim(&india)
        .expect("it is a claim");
    assert_eq!(now.label, Label::Contradicted);
}

#[test]
fn what_is_tried_follows_the_board_and_ends_with_esc() {
    let mut session = demo();
    let tolo = session
        .board()
        .cards()
        .iter()
        .find(|(_, card)| card.name() == "TOLO News");
    let tolo = tolo
        .map(|(id, _)| id.clone())
        .expect("the outlet is a card");
    session.select(Selection::of(Item::Card(tolo.clone())));
    let command = find("what-if").expect("there is a command");
    command.perform(&mut session);
    settle(&mut session);
    assert!(!shifts(&session).is_empty());
    // Twice is back.
    session.strike_selected();
    assert!(session.what_if().is_none());
    session.strike_selected();
    // Another change of the board: what is tried is worked out anew.
    let gone: LinkId = session
        .board()
        .links()
        .keys()
        .next()
        .cloned()
        .expect("there are links");
    session.change(casewall::board::Label::new("Delete"), |txn| {
        txn.remove_link(&gone)
    });
    settle(&mut session);
    settle(&mut session);
    let without = session
        .assessed()
        .assessment
        .without(&session.strike_of(&tolo));
    let without: Vec<Shift> = without.into_iter().filter(moves).collect();
    assert_eq!(shifts(&session).len(), without.len());
    session.escape();
    assert!(session.what_if().is_none());
}

#[test]
fn two_origins_can_be_tried_as_one() {
    let mut session = demo();
    let named = |session: &Session, name: &str| {
        let card = session
            .board()
            .cards()
            .iter()
            .find(|(_, card)| card.name() == name);
        card.map(|(id, _)| id.clone())
            .expect("the outlet is a card")
    };
    let (a, b) = (named(&session, "TOLO News"), named(&session, "India Today"));
    session.select(Selection {
        cards: [a.clone(), b.clone()].into(),
        ..Selection::default()
    });
    assert_eq!(
        session
            .strikable()
            .map(|strike| matches!(strike, Strike::Same(..))),
        Some(true)
    );
    session.strike_selected();
    settle(&mut session);
    let said = session.assessed().assessment.without(&Strike::Same(a, b));
    let said: Vec<Shift> = said.into_iter().filter(moves).collect();
    let labels = |shifts: &[Shift]| -> BTreeMap<CardId, (Label, usize)> {
        let all = shifts.iter();
        all.map(|shift| {
            (
                shift.claim.clone(),
                (shift.after.label, shift.after.n_support),
            )
        })
        .collect()
    };
    assert_eq!(labels(&shifts(&session)), labels(&said));
    session.keep_what_if();
    assert_eq!(
        session
            .document()
            .undo_label()
            .map(|label| label.text.as_ref()),
        Some("Tie to a shared origin")
    );
}
