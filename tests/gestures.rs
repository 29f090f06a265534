//! Gestures: what hands do on the wall, and what comes of it, without a window.
//!
//! A board is a few lines of text, a gesture is a line (`press s1; move +40,+20; release`), what comes of it is a line.
//! After every gesture the board must be whole, the scene must be as if built anew, and undo must lead back to the
//! byte. Places are spoken of by name (`s1`, `s1.right`, `l1.to`), so that no figure of the look is repeated here.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use casewall::board::{
    About, Board, Body, Card, CardId, Claim, Document, Edit, Evidence, Frame, Item, Label, Link,
    LinkId, LinkKind, Note, Quote, Selection, Source, Stance,
};
use casewall::editor::tools::State;
use casewall::editor::{Ask, COMMANDS, Input, Key, Keys, Session, ToolId, find, for_chord, insert};
use casewall::file;
use casewall::scene::text::FontSource;
use casewall::scene::{LinkEnd, Scene};
use fastrand::Rng;
use kurbo::{Point, Rect, Vec2};

/// Two sources that speak for and against a claim, a claim that is in its way, a note, and a frame with a claim in it.
const WALL: &str = "
    source s1 0,0 The rain of May
    source s2 0,300 A dry month
    claim c1 500,0 It rained in May.
    claim c2 500,300 The river is low.
    note n1 1000,0 Remember the gauge.
    frame f1 900,200 400x300 Weather
    claim c3 960,300 It was windy.
    link l1 s1 + c1 rain
    link l2 s2 - c1
    link l3 s2 > s1
    link l4 c1 - c2
";

// --- tables -----------------------------------------------------------------------------------------------------------

#[test]
fn clicks_and_the_marquee_select() {
    check_all(&[
        ("click s1", "selects s1"),
        ("click s1; click c1", "selects c1"),
        ("click s1; shift click c1", "selects c1 s1"),
        ("click s1; shift click c1; shift click s1", "selects c1"),
        ("click s1; shift click c1; click s1", "selects s1"),
        ("click s1; shift click l2", "selects s1 l2"),
        ("click l1", "selects l1"),
        ("click s1; click @-200,-200", ""),
        ("click s1; shift click @-200,-200", "selects s1"),
        ("key Ctrl+A", "selects c1 c2 c3 f1 n1 s1 s2"),
        ("key Ctrl+A; key Esc", ""),
        // A marquee takes every card that it touches, but only the frames that lie wholly in it.
        ("press @-50,-50; move @20,20; release", "selects s1"),
        ("press @20,-50; move @-50,400; release", "selects s1 s2"),
        (
            "press @20,-50; move @-50,400; move @10,10; release",
            "selects s1",
        ),
        ("press @20,-50; move @-50,400; move @-50,-50; release", ""),
        ("press @850,150; move @1000,400; release", "selects c3"),
        ("press @850,150; move @1350,550; release", "selects c3 f1"),
        (
            "click s1; shift press @850,150; move @1350,550; release",
            "selects c3 f1 s1",
        ),
        // Inside, a frame is wall; its strip and its border are the frame.
        ("click @1250,450", ""),
        ("press @1250,450; move @1100,250; release", "selects c3"),
        ("click f1", "selects f1"),
        ("click @902,450", "selects f1"),
    ]);
}

#[test]
fn a_press_that_does_not_move_is_a_click() {
    check_all(&[
        ("press s1; release", "selects s1"),
        ("press s1; move +2,+2; release", "selects s1"),
        ("press s1; move +2,+2; move -2,-2; release", "selects s1"),
        ("click s1; press s1; move +1,+0; release", "selects s1"),
        ("click s1; press s1.right; release", "selects s1"),
        (
            "click s1; press s1.right; move +8,+0; release",
            "selects s1",
        ),
        ("click s1; press s1.east; release", "selects s1"),
        ("click f1; press f1.se; release", "selects f1"),
        ("click s1; press s1.east; move +2,+0; release", "selects s1"),
        ("click f1; press f1.se; move +2,-1; release", "selects f1"),
        ("click l1; press l1.to; release", "selects l1"),
        ("click l1; press l1.from; release", "selects l1"),
        ("press l1; move +30,+30; release", "selects l1"),
    ]);
}

#[test]
fn a_drag_moves_what_is_selected_and_is_one_step() {
    check_all(&[
        (
            "press s1; move +40,+20; release",
            "s1 +40,+20; selects s1; did Move card",
        ),
        (
            "press s1; move +9,+0; move +9,+0; move -30,+5; release",
            "s1 -12,+5; selects s1; did Move card",
        ),
        (
            "press s1; move +40.4,+20.6; release",
            "s1 +40,+21; selects s1; did Move card",
        ),
        (
            "press s1; move +40,+20; move -40,-20; release",
            "selects s1",
        ),
        (
            "click s1; shift click c1; press s1; move +40,+20; release",
            "c1 +40,+20; s1 +40,+20; selects c1 s1; did Move 2 cards",
        ),
        (
            "select s1 s2 c1; press c1; move -7,+0; release",
            "c1 -7,+0; s1 -7,+0; s2 -7,+0; selects c1 s1 s2; did Move 3 cards",
        ),
        // A card that is not selected is dragged alone.
        (
            "click s1; press c2; move +4,+0; release",
            "c2 +4,+0; selects c2; did Move card",
        ),
        // A frame carries its cards, a card that reaches out of it stays.
        (
            "press f1; move +10,+20; release",
            "c3 +10,+20; f1 +10,+20; selects f1; did Move card",
        ),
        (
            "select f1 c3; press f1; move +10,+0; release",
            "c3 +10,+0; f1 +10,+0; selects c3 f1; did Move 2 cards",
        ),
        (
            "press c3; move +300,+0; release; press f1; move +0,+10; release",
            "c3 +300,+0; f1 +0,+10; selects f1; did Move card, Move card",
        ),
    ]);
}

#[test]
fn a_side_is_dragged_and_the_other_stays() {
    check_all(&[
        (
            "click s1; press s1.east; move +60,+9; release",
            "s1 340 wide; selects s1; did Resize card",
        ),
        (
            "click s1; press s1.west; move +60,+0; release",
            "s1 +60,+0 220 wide; selects s1; did Resize card",
        ),
        (
            "click s1; press s1.east; move -900,+0; release",
            "s1 120 wide; selects s1; did Resize card",
        ),
        (
            "click s1; press s1.west; move +900,+0; release",
            "s1 +160,+0 120 wide; selects s1; did Resize card",
        ),
        (
            "click s1; press s1.east; move +60,+0; move -60,+0; release",
            "selects s1",
        ),
        (
            "click f1; press f1.se; move +50,-20; release",
            "f1 450x280; selects f1; did Resize card",
        ),
        (
            "click f1; press f1.nw; move +50,-20; release",
            "f1 +50,-20 350x320; selects f1; did Resize card",
        ),
        (
            "click f1; press f1.south; move +50,+20; release",
            "f1 400x320; selects f1; did Resize card",
        ),
        (
            "click f1; press f1.nw; move +999,+999; release",
            "f1 +340,+240 60x60; selects f1; did Resize card",
        ),
        // Only a card that is selected alone has sides to grasp.
        (
            "press @276,20; move -30,+0; release",
            "s1 -30,+0; selects s1; did Move card",
        ),
    ]);
}

#[test]
fn cards_are_tied_from_their_handles() {
    check_all(&[
        (
            "click s1; press s1.right; move +30,+30; move c2; release",
            "*1 is s1 + c2; selects *1; did Add corroborating link",
        ),
        (
            "hover s1; press s1.bottom; move c2; release",
            "*1 is s1 + c2; selects *1; did Add corroborating link",
        ),
        (
            "click s1; press s1.right; move c2; key X; release",
            "*1 is s1 - c2; selects *1; did Add contradicting link",
        ),
        (
            "click s1; press s1.right; move c2; key X; key X; release",
            "*1 is s1 + c2; selects *1; did Add corroborating link",
        ),
        (
            "click c2; press c2.top; move c3; release",
            "*1 is c2 + c3; selects *1; did Add corroborating link",
        ),
        // From source to source it is derivation, whatever the stance.
        (
            "click s1; press s1.bottom; move s2; key X; release",
            "*1 is s1 > s2; selects *1; did Add derivation",
        ),
        // What cannot be tied is not tied.
        ("click c1; press c1.left; move s1; release", "selects c1"),
        ("click s1; press s1.right; move n1; release", "selects s1"),
        (
            "click s1; press s1.right; move +60,+0; move s1; release",
            "selects s1",
        ),
        // The empty wall gets a claim for it, if a word is typed. A frame is wall.
        (
            "click s1; press s1.bottom; move @140,700; release; type It was wet.; keep",
            "*1 = claim It was wet. at 140; *2 is s1 + *1; selects *1; did Add tied claim",
        ),
        (
            "click s1; press s1.right; move @300,700; key X; release; type It was wet.; keep",
            "*1 = claim It was wet. at 300; *2 is s1 - *1; selects *1; did Add tied claim",
        ),
        (
            "click c1; press c1.right; move @920,450; release; type Hail.; keep",
            "*1 = claim Hail. at 920; *2 is c1 + *1; selects *1; did Add tied claim",
        ),
        (
            "click c2; press c2.left; move @400,700; release; type Hail.; keep",
            "*1 = claim Hail. at 140; *2 is c2 + *1; selects *1; did Add tied claim",
        ),
        ("click s1; press s1.right; move @300,700; release; keep", ""),
        (
            "click s1; press s1.right; move @300,700; release; type  \t ; keep",
            "",
        ),
        (
            "click s1; press s1.right; move @300,700; release; type Hail.; type ; keep",
            "",
        ),
        // The hand hardly left the card: nothing was meant.
        (
            "click s1; press s1.right; move +200,+0; move -190,+0; release",
            "selects s1",
        ),
    ]);
}

#[test]
fn the_link_tool_ties_from_anywhere_on_a_card() {
    check_all(&[
        (
            "key L; press s1; move c2; release",
            "*1 is s1 + c2; selects *1; tool Link; did Add corroborating link",
        ),
        (
            "key L; key L; press s1; move c2; release",
            "*1 is s1 + c2; selects *1; tool Link; did Add corroborating link",
        ),
        (
            "key L; press s1; move c2; release; press s1; move c3; release",
            "*1 is s1 + c2; *2 is s1 + c3; selects *2; tool Link; did Add corroborating link, Add corroborating link",
        ),
        (
            "key L; press n1; move +5,+5; release",
            "n1 +5,+5; selects n1; tool Link; did Move card",
        ),
        ("key L; key Esc", ""),
        (
            "key L; press s1; move @300,700; release; type Hail.; keep",
            "*1 = claim Hail. at 300; *2 is s1 + *1; selects *1; tool Link; did Add tied claim",
        ),
    ]);
}

#[test]
fn an_end_of_a_link_is_dragged_to_another_card() {
    check_all(&[
        (
            "click l1; press l1.to; move c2; release",
            "l1 is s1 + c2 (rain); selects l1; did Reconnect link",
        ),
        // Another source has not said these words.
        (
            "click l1; press l1.from; move s2; release",
            "l1 is s2 + c1; selects l1; did Reconnect link",
        ),
        (
            "click l2; press l2.from; move c3; release",
            "l2 is c3 - c1; selects l2; did Reconnect link",
        ),
        ("click l1; press l1.to; move s2; release", "selects l1"),
        ("click l1; press l1.to; move n1; release", "selects l1"),
        ("click l4; press l4.to; move c1; release", "selects l4"),
        ("click l3; press l3.to; move c1; release", "selects l3"),
        (
            "click l1; press l1.to; move @300,700; release",
            "selects l1",
        ),
        (
            "click l1; press l1.to; move +50,+50; move c1; release",
            "selects l1",
        ),
        (
            "click l1; press l1.from; move +50,+50; move s1; release",
            "selects l1",
        ),
    ]);
}

#[test]
fn text_is_typed_in_its_place() {
    check_all(&[
        (
            "double @300,700; type It was wet.; keep",
            "*1 = claim It was wet. at 170; selects *1; did Add claim",
        ),
        (
            "double @300,700; type Wet.; click s1",
            "*1 = claim Wet. at 170; selects s1; did Add claim",
        ),
        ("double @300,700; keep", ""),
        ("double @300,700; type \u{a0} \t; keep", ""),
        (
            "double @300,700; type Wet.; type Dry.; keep",
            "*1 = claim Dry. at 170; selects *1; did Add claim",
        ),
        (
            "double @1200,450; type Wet.; keep",
            "*1 = claim Wet. at 1070; selects *1; did Add claim",
        ),
        (
            "double c1; type It did not.; keep",
            "c1 says It did not.; selects c1; did Edit claim",
        ),
        ("double c1; keep", "selects c1"),
        (
            "double c1; type It did not.; type It rained in May.; keep",
            "selects c1",
        ),
        (
            "double f1; type Climate; keep",
            "f1 says Climate; selects f1; did Edit frame",
        ),
        (
            "click s1; key Enter; type Of May; keep",
            "s1 says Of May; selects s1; did Edit source",
        ),
        (
            "click n1; key F2; type Later; keep",
            "n1 says Later; selects n1; did Edit note",
        ),
        ("double l1", "selects l1; asks EditNote"),
        ("click l1; key Enter", "selects l1; asks EditNote"),
        ("double c1; type Never.; key Ctrl+Z", "selects c1"),
    ]);
}

#[test]
fn tools_place_new_cards() {
    check_all(&[
        (
            "key S; click @300,700; type Gazette; keep",
            "*1 = source Gazette at 160; selects *1; did Add source",
        ),
        (
            "key C; click @300,700; type Hail.; keep",
            "*1 = claim Hail. at 170; selects *1; did Add claim",
        ),
        (
            "key N; click @300,700; type Later.; keep",
            "*1 = note Later. at 190; selects *1; did Add note",
        ),
        (
            "run tool-frame; click @300,900; type Area; keep",
            "*1 = frame Area at 20; selects *1; did Add frame",
        ),
        (
            "run tool-frame; press @300,1000; move @100,700; release; type Area; keep",
            "*1 = frame Area at 100; selects *1; did Add frame",
        ),
        (
            "key C; click s1; type On top.; keep",
            "*1 = claim On top. at 10; selects *1; did Add claim",
        ),
        // A frame is drawn for its area; it may go without a title.
        (
            "run tool-frame; press @300,1000; move @100,700; release; keep",
            "*1 = frame  at 100; selects *1; did Add frame",
        ),
        ("key N; click @300,700; keep", ""),
        ("key N; key Esc", ""),
        ("key N", "tool Note"),
    ]);
}

#[test]
fn keys_move_copy_order_flip_and_delete() {
    check_all(&[
        // Nudges in a row are one step; there and back is none.
        (
            "click s1; key Right; key Right; key Shift+Down",
            "s1 +2,+10; selects s1; did Move card",
        ),
        ("click s1; key Right; key Left", "selects s1"),
        (
            "click s1; key Right; click c1; key Right",
            "c1 +1,+0; s1 +1,+0; selects c1; did Move card, Move card",
        ),
        (
            "click f1; key Shift+Up",
            "c3 +0,-10; f1 +0,-10; selects f1; did Move card",
        ),
        (
            "select s1 s2 c1; key Down",
            "c1 +0,+1; s1 +0,+1; s2 +0,+1; selects c1 s1 s2; did Move 3 cards",
        ),
        // A copy has the links between its cards, and no others.
        (
            "select s1 c1; key Ctrl+D",
            "*1 = source The rain of May at 24; *2 = claim It rained in May. at 524; *3 is *1 + *2 (rain); selects *1 *2; did Duplicate 2 cards",
        ),
        (
            "click n1; key Ctrl+D",
            "*1 = note Remember the gauge. at 1024; selects *1; did Duplicate card",
        ),
        (
            "click f1; key Ctrl+D",
            "*1 = frame Weather at 924; *2 = claim It was windy. at 984; selects *1 *2; did Duplicate card",
        ),
        // A card takes its links along.
        (
            "click s1; key Delete",
            "s1 gone; l1 gone; l3 gone; did Delete card",
        ),
        (
            "select s1 c1 l3; key Delete",
            "c1 gone; s1 gone; l1 gone; l2 gone; l3 gone; l4 gone; did Delete 2 cards",
        ),
        ("click l2; key Delete", "l2 gone; did Delete link"),
        (
            "select l2 l3; key Delete",
            "l2 gone; l3 gone; did Delete 2 links",
        ),
        // What is cut is what was copied: a frame with its cards.
        ("click f1; cut", "c3 gone; f1 gone; did Cut 2 cards"),
        ("click s1; cut", "s1 gone; l1 gone; l3 gone; did Cut card"),
        ("click f1; key Delete", "f1 gone; did Delete card"),
        ("click s1; key Delete; key Ctrl+Z", "selects s1"),
        (
            "click s1; key Delete; key Ctrl+Z; key Ctrl+Y",
            "s1 gone; l1 gone; l3 gone; did Delete card",
        ),
        // Stances.
        (
            "click l1; key X",
            "l1 is s1 - c1 (rain); selects l1; did Flip stance",
        ),
        (
            "select l1 l2 l3; key X",
            "l1 is s1 - c1 (rain); l2 is s2 + c1; selects l1 l2 l3; did Flip stance",
        ),
        (
            "click l1; key X; key X",
            "selects l1; did Flip stance, Flip stance",
        ),
        (
            "click l1; run contradict",
            "l1 is s1 - c1 (rain); selects l1; did Change stance",
        ),
        (
            "select l1 l2 l3; run corroborate",
            "l2 is s2 + c1; selects l1 l2 l3; did Change stance",
        ),
    ]);
    let back = "
        claim c1 0,0 It rained.
        source s1 500,0 The rain of May
        link l1 s1 + c1 rain
    ";
    check(back, "click l1; press l1.from; release", "selects l1");
    let pile = "
        note n1 0,0 one
        note n2 20,20 two
        note n3 40,40 three
        note n4 900,900 far
    ";
    for (gestures, expect) in [
        (
            "select n1; key ]",
            "order n2 n3 n4 n1; selects n1; did Bring to front",
        ),
        (
            "select n3; key [",
            "order n3 n1 n2 n4; selects n3; did Send to back",
        ),
        (
            "select n1 n2; key ]",
            "order n3 n4 n1 n2; selects n1 n2; did Bring to front",
        ),
        (
            "select n2 n3; key [",
            "order n2 n3 n1 n4; selects n2 n3; did Send to back",
        ),
        // A step goes past the next card that overlaps.
        (
            "select n1; key Ctrl+]",
            "order n2 n1 n3 n4; selects n1; did Bring forward",
        ),
        (
            "select n3; key Ctrl+[",
            "order n1 n3 n2 n4; selects n3; did Send backward",
        ),
        (
            "select n1 n2; key Ctrl+]",
            "order n3 n1 n2 n4; selects n1 n2; did Bring forward",
        ),
        (
            "select n2 n3; key Ctrl+[",
            "order n2 n3 n1 n4; selects n2 n3; did Send backward",
        ),
        ("select n3; key Ctrl+]", "selects n3"),
        ("select n4; key Ctrl+[", "selects n4"),
    ] {
        check(pile, gestures, expect);
    }
}

/// Every state that a hand can be in, and how to get there. Three ways out lead to where it began.
#[test]
fn cancel_leads_home_from_every_state() {
    let states = [
        ("Pressed", "press s1"),
        ("Pressed", "press l1"),
        ("Dragging", "press s1; move +40,+20"),
        ("Dragging", "press f1; move +40,+20"),
        ("Resizing", "click s1; press s1.east; move +40,+0"),
        ("Resizing", "click f1; press f1.nw; move +40,+0"),
        ("Marquee", "press @-50,-50"),
        ("Marquee", "press @-50,-50; move @600,600"),
        ("Linking", "click s1; press s1.right"),
        ("Linking", "click s1; press s1.right; move c2"),
        ("Linking", "click s1; press s1.right; move @300,700; key X"),
        ("Linking", "key L; press s1; move s2"),
        ("Reconnecting", "click l1; press l1.to; move c2"),
        ("Reconnecting", "click l1; press l1.from; move s2"),
        ("Placing", "key C; press @300,700"),
        ("Placing", "run tool-frame; press @300,700; move +100,+100"),
    ];
    let mut seen = BTreeSet::new();
    for (name, gestures) in states {
        for way in ["cancel", "key Esc", "tool", "lost"] {
            let when = format!("{gestures}; {way}");
            let mut hands = Hands::on(WALL);
            let start = text(hands.session.board());
            hands.make_all(gestures);
            assert_eq!(state_name(hands.session.state()), name, "{when}");
            seen.insert(name);
            match way {
                "cancel" => drop(hands.session.input(Input::Cancel)),
                "tool" => hands.session.use_tool(ToolId::Select),
                "lost" => hands.session.cancel_gesture(),
                way => hands.make(way),
            }
            assert_eq!(*hands.session.state(), State::Idle, "{when}");
            assert!(hands.session.editing().is_none(), "{when}");
            assert!(!hands.session.can_undo(), "{when}");
            assert_eq!(text(hands.session.board()), start, "{when}");
            sound(&mut hands.session, &when);
            // What comes late from the hand means nothing any more.
            hands.make_all("move +30,+30; release");
            assert!(!hands.session.can_undo(), "{when}: a late release");
        }
    }
    assert_eq!(seen.len(), 7, "every state but Idle");
}

#[test]
fn what_arrives_while_words_are_typed_takes_nothing_away() {
    for (gestures, typed) in [
        ("double @300,700; type It was wet.", "It was wet."),
        (
            "click s1; press s1.right; move @300,700; release; type It was wet.",
            "It was wet.",
        ),
        ("double c1; type It was wet.", "It was wet."),
        ("key N; click @300,700; type Wet?", "Wet?"),
    ] {
        for kind in ["note", "claim"] {
            let mut hands = Hands::on(WALL);
            hands.make_all(gestures);
            hands.make(&format!("arrive {kind}"));
            hands.make("keep");
            let board = hands.session.board();
            let texts: Vec<_> = board.cards().values().map(|card| card.name()).collect();
            for text in ["arrived", typed] {
                assert!(
                    texts.iter().any(|known| known == text),
                    "{gestures}; arrive {kind}; keep: no “{text}” in {texts:?}"
                );
            }
            sound(&mut hands.session, gestures);
        }
    }
}

#[test]
fn tab_reaches_every_card_once_and_links_lead_on() {
    for board in [board(WALL), demo("istanbul-talks"), demo("start-here")] {
        let count = board.cards().len();
        let mut session = session(board);
        for forward in [true, false] {
            session.select(Selection::default());
            let mut seen = BTreeSet::new();
            for _ in 0..count {
                session.walk(forward);
                let Some(Item::Card(id)) = session.selection().single() else {
                    panic!("a step leads to one card");
                };
                assert!(seen.insert(id.clone()), "{id} twice");
                assert!(session.camera_goal.is_some(), "{id} comes into view");
            }
            let first = session.selection().clone();
            (0..count).for_each(|_| session.walk(forward));
            assert_eq!(*session.selection(), first, "the way is a round");
            session.walk(forward);
            session.walk(!forward);
            assert_eq!(*session.selection(), first, "there and back");
        }
        assert!(!session.can_undo(), "looking is not editing");
    }
    check_all(&[
        ("click s1; key Alt+Right", "selects c1"),
        ("click s1; key Alt+Down", "selects s2"),
        ("click s1; key Alt+Down; key Alt+Up", "selects s1"),
        ("click s1; key Alt+Left", "selects s1"),
        (
            "click c1; key Alt+Down; key Alt+Up; key Alt+Left",
            "selects s1",
        ),
        ("click l1; key Alt+Right", "selects c1"),
        ("click l1; key Alt+Left", "selects s1"),
        ("key Tab; key Tab; key Shift+Tab", "selects s1"),
    ]);
}

#[test]
fn the_focus_holds_a_claim_and_all_that_speaks_of_it() {
    let mut hands = Hands::on(WALL);
    let evidence = |hands: &Hands, id: &str| names(&hands.session.evidence_of(&id.into()));
    assert_eq!(evidence(&hands, "c1"), "c1 s1 s2 l1 l2 l3");
    assert_eq!(evidence(&hands, "c2"), "c1 c2 s1 s2 l1 l2 l3 l4");
    assert_eq!(evidence(&hands, "c3"), "c3");
    hands.make_all("click c1; run focus");
    assert_eq!(hands.session.focus(), Some(&"c1".into()));
    hands.make_all("click c2; run focus");
    assert_eq!(hands.session.focus(), Some(&"c2".into()));
    hands.make_all("key Esc");
    assert_eq!(
        (hands.session.focus(), names(hands.session.selection())),
        (None, "c2".into())
    );
    hands.make_all("run focus; key Delete");
    assert_eq!(
        hands.session.focus(),
        None,
        "a claim that is gone holds no focus"
    );
    hands.make_all("click s1");
    assert!(!hands.session.can_focus());
}

#[test]
fn a_piece_of_another_board_is_put_in_under_new_ids() {
    let mut other = session(board(WALL));
    other.change(Label::new("Say who"), |txn| {
        txn.update_link(&"l1".into(), |link| {
            link.kind.evidence_mut().unwrap().origin = Some("s2".into());
        });
    });
    for (cards, links, origin) in [
        ("s1 s2 c1", 3, true),
        ("s1 c1", 1, false),
        ("s1", 0, false),
        ("f1 c3 n1", 0, false),
    ] {
        let ids: BTreeSet<CardId> = cards.split(' ').map(CardId::from).collect();
        let piece = file::read(&file::fragment(other.board(), &ids))
            .unwrap()
            .board;
        for mut onto in [session(Board::default()), session(board(WALL))] {
            let before = onto.board().clone();
            let (edit, made) = insert(onto.board(), &piece, Vec2::new(5.0, 7.0));
            assert!(onto.commit(Label::new("Paste"), edit));
            assert_eq!(
                (made.cards.len(), made.links.len()),
                (ids.len(), links),
                "{cards}"
            );
            assert!(made.cards.iter().all(|id| !before.cards().contains_key(id)));
            assert!(made.links.iter().all(|id| !before.links().contains_key(id)));
            for id in &ids {
                let old = &other.board().cards()[id];
                let twins = made.cards.iter().map(|id| &onto.board().cards()[id]);
                assert!(
                    twins
                        .clone()
                        .any(|new| new.body == old.body && new.at == old.at + Vec2::new(5.0, 7.0))
                );
            }
            let named = made
                .links
                .iter()
                .filter_map(|id| onto.board().links()[id].kind.evidence());
            let named: Vec<_> = named
                .filter_map(|evidence| evidence.origin.clone())
                .collect();
            assert_eq!(!named.is_empty(), origin, "{cards}");
            assert!(named.iter().all(|id| made.cards.contains(id)));
            sound(&mut onto, cards);
            onto.undo();
            assert_eq!(*onto.board(), before);
        }
    }
}

#[test]
fn a_stale_plan_changes_nothing() {
    let s1: CardId = "s1".into();
    type Plan = fn(&Board) -> Edit;
    let plans: [(&str, Plan); 5] = [
        ("moves a card that has moved", |board| {
            board.plan(|txn| txn.update_card(&"s1".into(), |card| card.at.x += 1.0))
        }),
        ("ties a card that is gone", |board| {
            board.plan(|txn| {
                txn.add_link(Link::new("s1".into(), "c2".into(), LinkKind::DerivesFrom));
            })
        }),
        ("moves an end to a card that is gone", |board| {
            board.plan(|txn| txn.update_link(&"l2".into(), |link| link.from = "s1".into()))
        }),
        ("deletes what is gone", |board| {
            board.plan(|txn| txn.remove_card(&"s1".into()))
        }),
        ("takes the next id", |board| {
            board.plan(|txn| {
                txn.add_card(Card::new(Point::ZERO, Body::Note(Note::default())));
            })
        }),
    ];
    for (name, plan) in plans {
        let mut session = session(board(WALL));
        let edit = plan(session.board());
        session.change(Label::new("Something else"), |txn| {
            txn.remove_card(&s1);
            txn.add_card(Card::new(Point::ZERO, Body::Note(Note::default())));
        });
        let (board, revision) = (session.board().clone(), session.document().revision());
        assert!(!session.commit(Label::new("Old plan"), edit), "{name}");
        assert_eq!(*session.board(), board, "{name}");
        assert_eq!(session.document().revision(), revision, "{name}");
        sound(&mut session, name);
    }
}

#[test]
fn every_command_can_be_run_on_every_board() {
    let boards = [
        Board::default(),
        board(WALL),
        demo("istanbul-talks"),
        demo("start-here"),
    ];
    for board in boards {
        let cards: Vec<CardId> = board.cards().keys().cloned().collect();
        let links: Vec<LinkId> = board.links().keys().cloned().collect();
        let selections = [
            Selection::default(),
            cards
                .first()
                .cloned()
                .map(|id| Selection::of(Item::Card(id)))
                .unwrap_or_default(),
            cards
                .last()
                .cloned()
                .map(|id| Selection::of(Item::Card(id)))
                .unwrap_or_default(),
            links
                .first()
                .cloned()
                .map(|id| Selection::of(Item::Link(id)))
                .unwrap_or_default(),
            Selection {
                cards: cards.iter().step_by(3).cloned().collect(),
                links: links.into_iter().step_by(5).collect(),
            },
        ];
        let start = text(&board);
        let mut session = session(board);
        let mut rebuilt = Scene::new(FontSource::BundledOnly);
        for command in COMMANDS {
            for selection in &selections {
                session.select(selection.clone());
                session.use_tool(ToolId::Select);
                if !(command.enabled)(&session) {
                    continue;
                }
                let when = format!("{} with {}", command.id, names(selection));
                let ask = command.perform(&mut session);
                assert!(
                    ask.is_none() || !session.can_undo(),
                    "{when}: what is asked is not yet done"
                );
                session.finish_editing();
                whole(session.board(), &when);
                same_places(&session, &mut rebuilt, &when);
                while session.can_undo() {
                    let label = session
                        .document()
                        .undo_label()
                        .map(|label| label.text.clone());
                    let label = label.unwrap_or_default();
                    assert!(
                        label.starts_with(char::is_uppercase) && !label.contains('_'),
                        "{when}: “{label}”"
                    );
                    session.undo();
                }
                if let Some(claim) = session.focus().cloned() {
                    session.select(Selection::of(Item::Card(claim)));
                    session.toggle_focus();
                }
                assert_eq!(text(session.board()), start, "{when}: and back");
            }
        }
    }
}

// --- chance -----------------------------------------------------------------------------------------------------------

const SEEDS: &[(&str, std::ops::Range<u64>)] = &[("two hundred", 0..200)];
const INPUTS: usize = 80;

#[test]
fn whatever_hands_do_the_board_is_whole_and_undo_leads_back() {
    let mut rebuilt = Scene::new(FontSource::BundledOnly);
    for (name, seeds) in SEEDS {
        for seed in seeds.clone() {
            let mut rng = Rng::with_seed(seed);
            let mut hands = Hands::on(WALL);
            let start = text(hands.session.board());
            for number in 0..INPUTS {
                let act = random_act(&mut rng, &hands.session);
                let when = format!("{name}, seed {seed}, input {number}: {act}");
                hands.make(&act);
                whole(hands.session.board(), &when);
                let resting =
                    *hands.session.state() == State::Idle && hands.session.editing().is_none();
                if resting {
                    same_places(&hands.session, &mut rebuilt, &when);
                }
                for id in &hands.session.selection().cards {
                    assert!(
                        hands.session.board().cards().contains_key(id),
                        "{when}: {id} is selected and gone"
                    );
                }
            }
            let when = format!("{name}, seed {seed}");
            hands.session.cancel_gesture();
            hands.session.finish_editing();
            sound(&mut hands.session, &when);
            while hands.session.can_redo() {
                hands.session.redo();
            }
            let end = text(hands.session.board());
            while hands.session.can_undo() {
                hands.session.undo();
                same_places(&hands.session, &mut rebuilt, &when);
            }
            assert_eq!(text(hands.session.board()), start, "{when}: undo all");
            while hands.session.can_redo() {
                hands.session.redo();
            }
            assert_eq!(text(hands.session.board()), end, "{when}: redo all");
            sound(&mut hands.session, &when);
        }
    }
}

fn random_act(rng: &mut Rng, session: &Session) -> String {
    let board = session.board();
    let mut place = || {
        let card = rng.choice(board.cards().keys());
        let link = rng.choice(board.links().keys());
        let side = rng
            .choice(["left", "right", "top", "bottom", "east", "west", "se", "nw"])
            .unwrap_or_default();
        let end = rng.choice(["from", "to"]).unwrap_or_default();
        match (rng.u8(0..10), card, link) {
            (0..4, Some(card), _) => card.to_string(),
            (4 | 5, Some(card), _) => format!("{card}.{side}"),
            (6, _, Some(link)) => link.to_string(),
            (7, _, Some(link)) => format!("{link}.{end}"),
            _ => format!("@{},{}", rng.i32(-200..1500), rng.i32(-200..1000)),
        }
    };
    let place = place();
    let shift = if rng.u8(0..5) == 0 { "shift " } else { "" };
    match rng.u8(0..100) {
        0..22 => format!("{shift}press {place}"),
        22..38 => format!("move {place}"),
        38..44 => format!("move {:+},{:+}", rng.i32(-60..60), rng.i32(-60..60)),
        44..66 => "release".into(),
        66..70 => format!("double {place}"),
        70..73 => format!("hover {place}"),
        73..77 => format!(
            "type {}",
            rng.choice([
                "",
                " ",
                "Rain.",
                "A longer sentence that is broken into lines by the card."
            ])
            .unwrap_or_default()
        ),
        77..80 => "keep".into(),
        80 => "cancel".into(),
        81 => "key Esc".into(),
        82 => "key X".into(),
        83 => format!(
            "arrive {}",
            rng.choice(["note", "claim"]).unwrap_or_default()
        ),
        _ => rng
            .choice(COMMANDS)
            .map_or_else(String::new, |command| format!("try {}", command.id)),
    }
}

// --- the language -----------------------------------------------------------------------------------------------------

fn check_all(rows: &[(&str, &str)]) {
    let wrong: Vec<_> = rows
        .iter()
        .filter_map(|(gestures, expect)| wrong(WALL, gestures, expect))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[track_caller]
fn check(board: &str, gestures: &str, expect: &str) {
    let wrong = wrong(board, gestures, expect);
    assert!(wrong.is_none(), "\n{}", wrong.unwrap_or_default());
}

/// Makes gestures on a board and says what came of them, if it is not what was expected. And always: the board is
/// whole, the scene as if built anew, and undo and redo are exact to the byte.
fn wrong(board: &str, gestures: &str, expect: &str) -> Option<String> {
    let mut hands = Hands::on(board);
    let before = hands.session.board().clone();
    hands.make_all(gestures);
    let came = hands.outcome(&before);
    let session = &mut hands.session;
    session.finish_editing();
    sound(session, gestures);
    let after = text(session.board());
    while session.can_undo() {
        session.undo();
    }
    assert_eq!(text(session.board()), text(&before), "{gestures}: undo");
    sound(session, gestures);
    while session.can_redo() {
        session.redo();
    }
    if !gestures.contains("Ctrl+Z") {
        assert_eq!(text(session.board()), after, "{gestures}: redo");
    }
    (came != expect).then(|| format!("{gestures}\n    expected  {expect}\n    came      {came}"))
}

/// Two hands on a board, and where the pointer is.
struct Hands {
    session: Session,
    at: Point,
    asked: Option<Ask>,
}

impl Hands {
    fn on(text: &str) -> Self {
        Self {
            session: session(board(text)),
            at: Point::new(-500.0, -500.0),
            asked: None,
        }
    }

    fn make_all(&mut self, gestures: &str) {
        gestures
            .split(';')
            .map(str::trim_start)
            .for_each(|gesture| self.make(gesture));
    }

    fn make(&mut self, gesture: &str) {
        let (shift, gesture) = match gesture.strip_prefix("shift ") {
            Some(gesture) => (true, gesture),
            None => (false, gesture),
        };
        let keys = Keys { shift, alt: false };
        let (verb, rest) = gesture.split_once(' ').unwrap_or((gesture, ""));
        match verb {
            "press" => self.press(rest, keys),
            "move" => {
                self.at = self.place(rest);
                self.input(Input::Move { at: self.at, keys });
            }
            "release" => self.release(keys),
            "click" => {
                self.press(rest, keys);
                self.release(keys);
            }
            "double" => {
                for _ in 0..2 {
                    self.press(rest, keys);
                    self.release(keys);
                }
                if self.session.tool() == ToolId::Select {
                    let hit = self.session.hit(self.at);
                    self.input(Input::Double { at: self.at, hit });
                }
            }
            "hover" => {
                self.at = self.place(rest);
                self.session.hover(Some(self.at));
            }
            "select" => {
                let mut selection = Selection::default();
                for name in rest.split(' ') {
                    selection.insert(self.item(name));
                }
                self.session.select(selection);
            }
            "type" => self.session.type_text(rest.to_owned()),
            "cut" => self.session.cut(),
            "keep" => self.session.finish_editing(),
            "cancel" => self.input(Input::Cancel),
            "key" => self.key(rest),
            "run" | "try" => {
                let command = find(rest).unwrap_or_else(|| panic!("no command {rest}"));
                let busy = *self.session.state() != State::Idle;
                let can = !busy && (command.enabled)(&self.session);
                assert!(can || verb == "try", "{rest} cannot be run now");
                if can {
                    self.asked = command.perform(&mut self.session);
                }
            }
            "arrive" => {
                let text = "arrived".to_owned();
                let body = match rest {
                    "claim" => Body::Claim(Claim {
                        text,
                        ..Claim::default()
                    }),
                    _ => Body::Note(Note { text }),
                };
                let card = Card::new(self.at, body);
                self.session
                    .change(Label::new("Add note"), |txn| drop(txn.add_card(card)));
            }
            _ => panic!("no gesture “{gesture}”"),
        }
    }

    fn input(&mut self, input: Input) {
        self.asked = self.session.input(input).or(self.asked);
    }

    fn press(&mut self, place: &str, keys: Keys) {
        self.at = self.place(place);
        self.session.hover(Some(self.at));
        let hit = self.session.hit(self.at);
        self.input(Input::Press {
            at: self.at,
            hit,
            keys,
        });
    }

    fn release(&mut self, keys: Keys) {
        self.input(Input::Release { at: self.at, keys });
        self.session.hover(Some(self.at));
    }

    /// As the window does it: while a hand is busy, keys are the tool's.
    fn key(&mut self, words: &str) {
        let busy = *self.session.state() != State::Idle;
        match words {
            "Esc" => self.session.escape(),
            "X" if busy => self.input(Input::Key(Key::Char('X'))),
            _ if busy => {}
            words => {
                let mut chords = COMMANDS.iter().flat_map(|command| command.keys);
                let chord = chords.find(|chord| chord.words() == words);
                let chord = *chord.unwrap_or_else(|| panic!("no command has the key {words}"));
                let command = for_chord(chord, &self.session);
                self.asked = command.and_then(|command| command.perform(&mut self.session));
            }
        }
    }

    fn item(&self, name: &str) -> Item {
        if self.session.board().links().contains_key(&name.into()) {
            Item::Link(name.into())
        } else {
            Item::Card(name.into())
        }
    }

    /// `s1` a card, `s1.right` the middle of its side, `s1.east` its side beside the middle, `s1.se` its corner; `l1` a
    /// link, `l1.from` its end; `@10,20` a point of the board; `+10,-5` from where the pointer is.
    fn place(&self, words: &str) -> Point {
        let numbers = |words: &str| {
            let (x, y) = words
                .split_once(',')
                .unwrap_or_else(|| panic!("no place {words}"));
            let number = |word: &str| {
                word.parse::<f64>()
                    .unwrap_or_else(|_| panic!("no place {words}"))
            };
            Vec2::new(number(x), number(y))
        };
        if let Some(words) = words.strip_prefix('@') {
            return numbers(words).to_point();
        }
        if words.starts_with(['+', '-']) {
            return self.at + numbers(words);
        }
        let (name, part) = words.split_once('.').unwrap_or((words, ""));
        let scene = self.session.scene();
        if let Some(route) = scene.route(&name.into()) {
            return match part {
                "from" => route.start_grip(),
                "to" => route.landing,
                _ => route.middle(),
            };
        }
        let Some(rect) = scene.card_rect(&name.into()) else {
            return self.at; // gone in the meantime
        };
        let card = self.session.board().cards().get(&name.into());
        let is_frame = card.is_some_and(|card| matches!(card.body, Body::Frame(_)));
        let (middle, quarter) = (rect.center(), rect.y0 + rect.height() * 0.15);
        match part {
            "left" => Point::new(rect.x0, middle.y),
            "right" => Point::new(rect.x1, middle.y),
            "top" => Point::new(middle.x, rect.y0),
            "bottom" => Point::new(middle.x, rect.y1),
            "east" => Point::new(rect.x1, quarter),
            "west" => Point::new(rect.x0, quarter),
            "south" => Point::new(rect.x0 + rect.width() * 0.3, rect.y1),
            "nw" => rect.origin(),
            "se" => Point::new(rect.x1, rect.y1),
            _ if is_frame => Point::new(middle.x, rect.y0 + 18.0),
            _ => middle,
        }
    }

    /// What came of it, in a line.
    fn outcome(&mut self, before: &Board) -> String {
        let board = self.session.board().clone();
        let mut said = Vec::new();
        let mut fresh: BTreeMap<String, String> = BTreeMap::new();
        let new_cards = board
            .cards()
            .keys()
            .filter(|id| !before.cards().contains_key(*id))
            .map(CardId::to_string);
        let new_links = board
            .links()
            .keys()
            .filter(|id| !before.links().contains_key(*id))
            .map(LinkId::to_string);
        // As they were made: by the counter in the id.
        let mut made: Vec<String> = new_cards.collect();
        made.sort_by_key(|id| id[1..].to_owned());
        let mut made_links: Vec<String> = new_links.collect();
        made_links.sort_by_key(|id| id[1..].to_owned());
        for id in made.into_iter().chain(made_links) {
            let number = fresh.len() + 1;
            fresh.insert(id, format!("*{number}"));
        }
        let name = |id: &str| fresh.get(id).cloned().unwrap_or_else(|| id.to_owned());

        for (id, old) in before.cards() {
            let Some(now) = board.cards().get(id) else {
                said.push(format!("{id} gone"));
                continue;
            };
            let mut words = id.to_string();
            if now.at != old.at {
                write!(
                    words,
                    " {:+},{:+}",
                    now.at.x - old.at.x,
                    now.at.y - old.at.y
                )
                .unwrap();
            }
            if let Some(height) = self.session.scene_mut().height(&now.body, now.size.width) {
                assert_eq!(now.size.height, height, "{id}: the height follows the text");
                if now.size.width != old.size.width {
                    write!(words, " {} wide", now.size.width).unwrap();
                }
            } else if now.size != old.size {
                write!(words, " {}x{}", now.size.width, now.size.height).unwrap();
            }
            if now.title() != old.title() {
                write!(words, " says {}", now.title()).unwrap();
            }
            if words != id.as_str() {
                said.push(words);
            }
        }
        if before
            .cards()
            .iter()
            .any(|(id, old)| board.cards().get(id).is_some_and(|now| now.z != old.z))
        {
            let mut order: Vec<_> = board
                .cards()
                .iter()
                .map(|(id, card)| (card.z, id.as_str()))
                .collect();
            order.sort();
            let levels = order.chunk_by(|a, b| a.0 == b.0);
            let levels = levels.map(|level| {
                level
                    .iter()
                    .map(|(_, id)| *id)
                    .collect::<Vec<_>>()
                    .join("=")
            });
            said.push(format!("order {}", levels.collect::<Vec<_>>().join(" ")));
        }
        let mut made = Vec::new();
        for (id, card) in board
            .cards()
            .iter()
            .filter(|(id, _)| !before.cards().contains_key(*id))
        {
            if let Some(height) = self.session.scene_mut().height(&card.body, card.size.width) {
                assert_eq!(
                    card.size.height, height,
                    "{id}: the height follows the text"
                );
            }
            made.push(format!(
                "{} = {} {} at {}",
                name(id.as_str()),
                card.body.word(),
                card.title(),
                card.at.x
            ));
        }
        made.sort();
        said.append(&mut made);
        for (id, old) in before.links() {
            match board.links().get(id) {
                None => said.push(format!("{id} gone")),
                Some(now) if now != old => said.push(format!("{id} is {}", link_words(now, &name))),
                Some(_) => {}
            }
        }
        for (id, link) in board
            .links()
            .iter()
            .filter(|(id, _)| !before.links().contains_key(*id))
        {
            said.push(format!(
                "{} is {}",
                name(id.as_str()),
                link_words(link, &name)
            ));
        }
        let selection = self.session.selection();
        if !selection.is_empty() {
            let cards = selection.cards.iter().map(|id| name(id.as_str()));
            let links = selection.links.iter().map(|id| name(id.as_str()));
            let mut names: Vec<_> = cards.chain(links).collect();
            if names.iter().all(|name| name.starts_with('*')) {
                names.sort();
            }
            said.push(format!("selects {}", names.join(" ")));
        }
        if self.session.tool() != ToolId::Select {
            said.push(format!("tool {:?}", self.session.tool()));
        }
        if *self.session.state() != State::Idle {
            said.push(format!("hand {}", state_name(self.session.state())));
        }
        if let Some(ask) = self.asked {
            said.push(format!("asks {ask:?}"));
        }
        let mut labels = Vec::new();
        let selection = self.session.selection().clone();
        while let Some(label) = self
            .session
            .document()
            .undo_label()
            .map(|label| label.text.to_string())
        {
            if self.session.editing().is_some() {
                break;
            }
            labels.insert(0, label);
            self.session.undo();
        }
        labels.iter().for_each(|_| self.session.redo());
        self.session.select(selection);
        if !labels.is_empty() {
            said.push(format!("did {}", labels.join(", ")));
        }
        said.join("; ")
    }
}

fn link_words(link: &Link, name: &dyn Fn(&str) -> String) -> String {
    let sign = match link.kind.stance() {
        Some(Stance::Corroborates) => '+',
        Some(Stance::Contradicts) => '-',
        None => '>',
    };
    let quote = link
        .kind
        .evidence()
        .and_then(|evidence| evidence.quote.as_ref());
    let quote = quote.map_or_else(String::new, |quote| format!(" ({})", quote.exact));
    format!(
        "{} {sign} {}{quote}",
        name(link.from.as_str()),
        name(link.to.as_str())
    )
}

fn names(selection: &Selection) -> String {
    let cards = selection.cards.iter().map(CardId::as_str);
    let names: Vec<_> = cards
        .chain(selection.links.iter().map(LinkId::as_str))
        .collect();
    names.join(" ")
}

fn state_name(state: &State) -> &'static str {
    match state {
        State::Idle => "Idle",
        State::Pressed { .. } => "Pressed",
        State::Dragging { .. } => "Dragging",
        State::Resizing { .. } => "Resizing",
        State::Marquee { .. } => "Marquee",
        State::Linking { .. } => "Linking",
        State::Reconnecting { .. } => "Reconnecting",
        State::Placing { .. } => "Placing",
    }
}

// --- boards -----------------------------------------------------------------------------------------------------------

fn session(board: Board) -> Session {
    Session::new(Document::new(board, true), FontSource::BundledOnly)
}

/// The file of a board, in which every record stands.
fn text(board: &Board) -> String {
    String::from_utf8(file::write(board)).expect("a file is text")
}

fn demo(name: &str) -> Board {
    let demo = file::demo(name).unwrap_or_else(|| panic!("no demo {name}"));
    file::read(demo.bytes)
        .unwrap_or_else(|error| panic!("{name}: {error}"))
        .board
}

/// `KIND ID X,Y [WxH] WORDS`, and `link ID FROM + TO [QUOTE]`. Lies from back to front as it is written.
fn board(text: &str) -> Board {
    let mut scene = Scene::new(FontSource::BundledOnly);
    let (mut cards, mut links) = (Vec::new(), Vec::new());
    for (z, line) in text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .enumerate()
    {
        let mut words = line.split(' ');
        let mut next = || {
            words
                .next()
                .unwrap_or_else(|| panic!("too few words: {line}"))
        };
        let (kind, id) = (next(), next());
        if kind == "link" {
            let (from, sign, to) = (next(), next(), next());
            let quote = words.next().map(|exact| Quote {
                exact: exact.to_owned(),
                prefix: String::new(),
                suffix: String::new(),
                range: 0..exact.chars().count(),
                extra: Default::default(),
            });
            let evidence = Evidence {
                quote,
                ..Evidence::default()
            };
            let kind = match sign {
                "+" => LinkKind::Corroborates(evidence),
                "-" => LinkKind::Contradicts(evidence),
                _ => LinkKind::DerivesFrom,
            };
            links.push((LinkId::from(id), Link::new(from.into(), to.into(), kind)));
            continue;
        }
        let pair = |word: &str, sign: char| {
            let (a, b) = word.split_once(sign)?;
            Some((a.parse::<f64>().ok()?, b.parse::<f64>().ok()?))
        };
        let at = pair(next(), ',').unwrap_or_else(|| panic!("no place: {line}"));
        let rest: Vec<&str> = words.collect();
        let size = pair(rest[0], 'x');
        let words = rest[usize::from(size.is_some())..].join(" ");
        let body = match kind {
            "source" => {
                let text = format!("{words}, at length.");
                let text_sha256 = file::text_sha256(&text);
                Body::Source(Box::new(Source {
                    title: words,
                    text: text.into(),
                    text_sha256,
                    ..Source::default()
                }))
            }
            "claim" => Body::Claim(Claim {
                text: words,
                ..Claim::default()
            }),
            "note" => Body::Note(Note { text: words }),
            "frame" => Body::Frame(Frame { title: words }),
            kind => panic!("no kind {kind}"),
        };
        let mut card = Card::new(at.into(), body);
        if let Some(size) = size {
            card.size = size.into();
        }
        card.size.height = scene
            .height(&card.body, card.size.width)
            .unwrap_or(card.size.height);
        card.z = z as i64;
        cards.push((CardId::from(id), card));
    }
    let (board, loose) = Board::from_records(About::default(), cards, links, []);
    assert!(loose.is_empty(), "{loose:?}");
    board
}

// --- what always holds ------------------------------------------------------------------------------------------------

/// The board is whole and its picture is as if made anew, to the last glyph.
fn sound(session: &mut Session, when: &str) {
    whole(session.board(), when);
    let mut rebuilt = Scene::new(FontSource::BundledOnly);
    same_places(session, &mut rebuilt, when);
    let area = everywhere();
    for zoom in [1.0, 0.3] {
        let none = Selection::default();
        let kept = format!("{:?}", session.scene_mut().shapes(area, zoom, &none));
        let made = format!("{:?}", rebuilt.shapes(area, zoom, &none));
        assert!(
            kept == made,
            "{when}: the picture at {zoom} is not as if made anew"
        );
    }
}

fn everywhere() -> Rect {
    Rect::new(-1e6, -1e6, 1e6, 1e6)
}

/// No link hangs in the air, and the file takes the board as it is.
fn whole(board: &Board, when: &str) {
    for (id, link) in board.links() {
        for card in link.names() {
            assert!(
                board.cards().contains_key(card),
                "{when}: link {id} names {card}, which is gone"
            );
        }
        assert!(
            link.from != link.to,
            "{when}: link {id} ends where it begins"
        );
        let body = |id: &CardId| &board.cards()[id].body;
        assert!(
            Board::may_link(body(&link.from), body(&link.to), &link.kind),
            "{when}: link {id} may not be"
        );
    }
    for (id, card) in board.cards() {
        assert!(
            card.at.x.fract() == 0.0 && card.at.y.fract() == 0.0,
            "{when}: {id} lies between the units"
        );
        assert!(
            card.size.width > 0.0 && card.size.height > 0.0,
            "{when}: {id} is flat"
        );
    }
}

/// Every card, link and entry of the index is where a scene that is built anew has it.
fn same_places(session: &Session, rebuilt: &mut Scene, when: &str) {
    rebuilt.rebuild(session.board());
    let scene = session.scene();
    assert_eq!(scene.area(), rebuilt.area(), "{when}");
    for id in session.board().cards().keys() {
        assert_eq!(scene.card_rect(id), rebuilt.card_rect(id), "{when}: {id}");
    }
    for id in session.board().links().keys() {
        assert_eq!(scene.route(id), rebuilt.route(id), "{when}: {id}");
        for end in [LinkEnd::From, LinkEnd::To] {
            assert!(scene.route(id).is_some(), "{when}: {id} has no {end:?}");
        }
    }
    let listed = |scene: &Scene| {
        let mut items: Vec<Item> = scene.inside(everywhere()).cloned().collect();
        items.sort();
        items
    };
    assert_eq!(
        listed(scene),
        listed(rebuilt),
        "{when}: what the index lists"
    );
}
