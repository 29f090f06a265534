//! Two versions of a board as one: properties over random boards and random edits, and a table of what is merged and
//! what is a conflict.

use std::collections::BTreeMap;
use std::sync::Arc;

use casewall::board::{
    Blob, Board, Body, Card, CardId, Cell, Claim, Conflict, Credibility, Custody, Edit, Frame,
    Link, LinkId, LinkKind, Muted, Note, Picture, Quote, Rating, Reliability, Source, Stance,
    Subject, Tail,
};
use casewall::file::{self, Choice, Merged};
use kurbo::{Point, Vec2};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

/// One act on a board. Numbers choose among what is there.
#[derive(Clone, Debug)]
enum Act {
    AddCard(u8, u8),
    AddLink(u8, u8, u8),
    RemoveCard(u8),
    RemoveLink(u8),
    Words(u8, u8),
    Move(u8, i8, i8),
    Resize(u8, u8),
    Raise(u8, u8),
    Tags(u8, u8),
    Grade(u8, u8),
    Kind(u8, u8),
    Seen(u8, u8),
    Pages(u8, u8),
    Relink(u8, u8, bool),
    Flip(u8),
    Remark(u8, u8),
    Origin(u8, u8),
    Quote(u8, u8),
    Title(u8),
    Mute(u8, u8),
    Judge(u8, u8, u8),
    Unjudge(u8),
    Setting(u8, u8),
    CardKey(u8, u8, u8),
    LinkKey(u8, u8),
    BoardKey(u8, u8),
    TopKey(u8, u8),
    Picture(u8),
    Show(u8, u8),
}

fn acts(most: usize) -> impl Strategy<Value = Vec<Act>> {
    let n = || 0..8_u8;
    let w = || 0..4_u8;
    let act = prop_oneof![
        4 => (0..6_u8, w()).prop_map(|(a, b)| Act::AddCard(a, b)),
        4 => (n(), n(), 0..3_u8).prop_map(|(a, b, c)| Act::AddLink(a, b, c)),
        2 => n().prop_map(Act::RemoveCard),
        1 => n().prop_map(Act::RemoveLink),
        2 => (n(), w()).prop_map(|(a, b)| Act::Words(a, b)),
        1 => (n(), any::<i8>(), any::<i8>()).prop_map(|(a, b, c)| Act::Move(a, b, c)),
        1 => (n(), w()).prop_map(|(a, b)| Act::Resize(a, b)),
        1 => (n(), w()).prop_map(|(a, b)| Act::Raise(a, b)),
        1 => (n(), 0..16_u8).prop_map(|(a, b)| Act::Tags(a, b)),
        1 => (n(), 0..6_u8).prop_map(|(a, b)| Act::Grade(a, b)),
        1 => (n(), 0..6_u8).prop_map(|(a, b)| Act::Kind(a, b)),
        1 => (n(), w()).prop_map(|(a, b)| Act::Seen(a, b)),
        1 => (n(), w()).prop_map(|(a, b)| Act::Pages(a, b)),
        2 => (n(), n(), any::<bool>()).prop_map(|(a, b, c)| Act::Relink(a, b, c)),
        1 => n().prop_map(Act::Flip),
        1 => (n(), w()).prop_map(|(a, b)| Act::Remark(a, b)),
        2 => (n(), 0..9_u8).prop_map(|(a, b)| Act::Origin(a, b)),
        1 => (n(), w()).prop_map(|(a, b)| Act::Quote(a, b)),
        1 => w().prop_map(Act::Title),
        1 => (w(), w()).prop_map(|(a, b)| Act::Mute(a, b)),
        1 => (n(), n(), 0..5_u8).prop_map(|(a, b, c)| Act::Judge(a, b, c)),
        1 => w().prop_map(Act::Unjudge),
        1 => (w(), w()).prop_map(|(a, b)| Act::Setting(a, b)),
        1 => (n(), w(), w()).prop_map(|(a, b, c)| Act::CardKey(a, b, c)),
        1 => (n(), w()).prop_map(|(a, b)| Act::LinkKey(a, b)),
        1 => (w(), w()).prop_map(|(a, b)| Act::BoardKey(a, b)),
        1 => (w(), w()).prop_map(|(a, b)| Act::TopKey(a, b)),
        1 => w().prop_map(Act::Picture),
        1 => (n(), w()).prop_map(|(a, b)| Act::Show(a, b)),
    ];
    vec(act, 0..most)
}

const WORDS: [&str; 4] = [
    "",
    "The dome was dark.",
    "Der Turm war dunkel.",
    "a\u{202E}b",
];

fn body(kind: u8, words: u8) -> Body {
    let words = WORDS[usize::from(words % 4)].to_owned();
    match kind {
        0 | 1 => Body::Source(Box::new(Source {
            title: words,
            text: "It was dark. It was late.".into(),
            ..Source::default()
        })),
        2 => Body::Claim(Claim {
            text: words,
            ..Claim::default()
        }),
        3 => Body::Note(Note { text: words }),
        4 => Body::Frame(Frame { title: words }),
        _ => Body::Unknown("map".to_owned()),
    }
}

/// The board after an act. One that finds nothing to act upon does nothing.
fn after(board: &Board, act: &Act) -> Board {
    fn nth<K: Clone, V>(records: &BTreeMap<K, V>, n: u8) -> Option<K> {
        let keys: Vec<&K> = records.keys().collect();
        (!keys.is_empty()).then(|| keys[usize::from(n) % keys.len()].clone())
    }
    let card = |n: u8| nth(board.cards(), n).unwrap_or_else(|| CardId::from("none"));
    let link = |n: u8| nth(board.links(), n).unwrap_or_else(|| LinkId::from("none"));
    let edit = board.plan(|txn| match *act {
        Act::AddCard(kind, words) => {
            let at = Point::new(f64::from(kind) * 300.0, f64::from(words) * 200.0);
            txn.add_card(Card::new(at, body(kind, words)));
        }
        Act::AddLink(from, to, kind) => {
            let kind = match kind {
                0 => LinkKind::DerivesFrom,
                1 => LinkKind::of(Stance::Corroborates),
                _ => LinkKind::of(Stance::Contradicts),
            };
            txn.add_link(Link::new(card(from), card(to), kind));
        }
        Act::RemoveCard(n) => txn.remove_card(&card(n)),
        Act::RemoveLink(n) => {
            if board.links().contains_key(&link(n)) {
                txn.remove_link(&link(n));
            }
        }
        Act::Words(n, words) => txn.update_card(&card(n), |card| {
            let words = WORDS[usize::from(words)].to_owned();
            match &mut card.body {
                Body::Source(source) => source.title = words,
                Body::Claim(claim) => claim.text = words,
                Body::Note(note) => note.text = words,
                Body::Frame(frame) => frame.title = words,
                Body::Picture(picture) => picture.caption = words,
                Body::Unknown(_) => {
                    card.extra.insert("text".into(), json!(words));
                }
            }
        }),
        Act::Move(n, x, y) => {
            txn.update_card(&card(n), |card| card.at += Vec2::new(x.into(), y.into()));
        }
        Act::Resize(n, by) => {
            txn.update_card(&card(n), |card| {
                card.size.width = 100.0 + 10.0 * f64::from(by)
            });
        }
        Act::Raise(n, z) => txn.update_card(&card(n), |card| card.z = z.into()),
        Act::Tags(n, bits) => txn.update_card(&card(n), |card| {
            let tags = (0..4).filter(|bit| bits & (1 << bit) != 0);
            let tags = tags.map(|bit| format!("t{bit}")).collect();
            match &mut card.body {
                Body::Source(source) => source.tags = tags,
                Body::Claim(claim) => claim.tags = tags,
                _ => {}
            }
        }),
        Act::Grade(n, grade) => txn.update_card(&card(n), |card| {
            if let Body::Source(source) = &mut card.body {
                source.reliability = Reliability::ALL.get(usize::from(grade)).copied();
            }
        }),
        Act::Kind(n, kind) => txn.update_card(&card(n), |card| {
            card.body = body(kind, 1);
            card.extra.shift_remove("text");
        }),
        Act::Seen(n, hour) => txn.update_card(&card(n), |card| {
            if let Body::Source(source) = &mut card.body {
                source.custody.push(Custody {
                    at: format!("2026-01-01T0{hour}:00:00Z"),
                    act: "seen".into(),
                    ..Custody::default()
                });
            }
        }),
        Act::Pages(n, page) => txn.update_card(&card(n), |card| {
            if let Body::Source(source) = &mut card.body {
                source.pages = vec![0, usize::from(page) + 1];
            }
        }),
        Act::Relink(n, to, end) => txn.update_link(&link(n), |link| {
            if end {
                link.to = card(to);
            } else {
                link.from = card(to);
            }
        }),
        Act::Flip(n) => txn.update_link(&link(n), |link| link.kind = link.kind.clone().flipped()),
        Act::Remark(n, words) => txn.update_link(&link(n), |link| {
            link.note = WORDS[usize::from(words)].to_owned();
        }),
        Act::Origin(n, of) => txn.update_link(&link(n), |link| {
            if let Some(evidence) = link.kind.evidence_mut() {
                evidence.origin = (of < 8).then(|| card(of));
                evidence.credibility = Credibility::new(of);
            }
        }),
        Act::Quote(n, at) => txn.update_link(&link(n), |link| {
            if let Some(evidence) = link.kind.evidence_mut() {
                evidence.quote = (at > 0).then(|| Quote {
                    exact: "dark".into(),
                    prefix: String::new(),
                    suffix: String::new(),
                    range: usize::from(at)..usize::from(at) + 4,
                    extra: Default::default(),
                });
            }
        }),
        Act::Title(words) => {
            txn.update_about(|about| about.title = WORDS[usize::from(words)].to_owned());
        }
        Act::Mute(rule, reason) => txn.update_about(|about| {
            let rule = format!("rule{rule}");
            about.judgements.muted.retain(|muted| muted.rule != rule);
            about.judgements.muted.push(Muted {
                rule,
                card: None,
                reason: WORDS[usize::from(reason)].to_owned(),
                at: format!("2026-01-0{}", reason + 1),
                extra: Default::default(),
            });
        }),
        Act::Judge(row, claim, rating) => txn.update_about(|about| {
            let (row, claim) = (card(row), card(claim));
            let cells = &mut about.judgements.cells;
            cells.retain(|cell| (&cell.row, &cell.claim) != (&row, &claim));
            cells.push(Cell {
                row,
                claim,
                rating: Rating::ALL[usize::from(rating)],
                by: String::new(),
                at: String::new(),
                note: String::new(),
                extra: Default::default(),
            });
        }),
        Act::Unjudge(n) => txn.update_about(|about| {
            let cells = &mut about.judgements.cells;
            if !cells.is_empty() {
                cells.remove(usize::from(n) % cells.len());
            }
        }),
        Act::Setting(key, value) => txn.update_about(|about| {
            let settings = about.extra.entry("assessment").or_insert(json!({}));
            settings["rho"][format!("k{key}")] = json!(value);
        }),
        Act::CardKey(n, key, value) => txn.update_card(&card(n), |card| {
            card.extra.insert(format!("u{key}"), json!({ "v": value }));
        }),
        Act::LinkKey(n, value) => txn.update_link(&link(n), |link| {
            link.extra.insert("u".into(), json!([value]));
        }),
        Act::BoardKey(key, value) => txn.update_about(|about| {
            about.extra.insert(format!("u{key}"), json!(value));
        }),
        Act::TopKey(key, value) => txn.update_about(|about| {
            about.top_extra.insert(format!("u{key}"), json!(value));
        }),
        Act::Picture(n) => {
            let data = [n];
            let file = file::file_id(&data);
            let blob = Blob {
                media_type: "image/png".into(),
                name: "a".into(),
                data: data.to_vec().into(),
                extra: Default::default(),
            };
            txn.add_file(file.clone(), Arc::new(blob));
            let picture = Picture {
                file: Some(file),
                ..Picture::default()
            };
            txn.add_card(Card::new(Point::ZERO, Body::Picture(picture)));
        }
        Act::Show(n, file) => {
            let file = nth(board.files(), file);
            txn.update_card(&card(n), |card| {
                if let Body::Picture(picture) = &mut card.body {
                    picture.file = file;
                }
            });
        }
    });
    board.with(&edit)
}

fn with_acts(board: &Board, tail: &str, acts: &[Act]) -> Board {
    let start = board.clone().with_tail(Tail::new(tail));
    acts.iter().fold(start, |board, act| after(&board, act))
}

/// A board and two versions of it. Sometimes both sides make the same ids.
fn versions() -> impl Strategy<Value = (Board, Board, Board)> {
    (acts(14), acts(7), acts(7), any::<bool>()).prop_map(|(base, ours, theirs, alike)| {
        let base = with_acts(&Board::default(), "b", &base);
        let ours = with_acts(&base, "x", &ours);
        let theirs = with_acts(&base, if alike { "x" } else { "y" }, &theirs);
        (base, ours, theirs)
    })
}

/// Decides all that is left in the same way, in the order in which it stands. What cannot be both is ours.
fn all_decided(mut board: Board, choice: Choice) -> Result<Board, TestCaseError> {
    while let Some(conflict) = board.about().conflicts.first().cloned() {
        let edit = file::decide(&board, &conflict, choice)
            .or_else(|| file::decide(&board, &conflict, Choice::Ours))
            .ok_or_else(|| TestCaseError::fail(format!("cannot decide {conflict:?}")))?;
        prop_assert!(edit.fits(&board), "{:?}", conflict);
        let left = board.about().conflicts.len();
        board = board.with(&edit);
        prop_assert!(board.about().conflicts.len() < left);
        sound(&board)?;
    }
    Ok(board)
}

/// No link dangles, and what is written is read again.
fn sound(board: &Board) -> Result<(), TestCaseError> {
    for (id, link) in board.links() {
        for card in link.names() {
            prop_assert!(board.cards().contains_key(card), "{} names {}", id, card);
        }
    }
    let opened = file::read(&file::write(board));
    let opened = opened.map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert_eq!(&opened.board, board);
    Ok(())
}

fn swapped(conflict: &Conflict) -> Conflict {
    Conflict {
        ours: conflict.theirs.clone(),
        theirs: conflict.ours.clone(),
        ..conflict.clone()
    }
}

/// A board as it is, but for the counter of its ids.
fn same(a: &Board, b: &Board) -> Result<(), TestCaseError> {
    prop_assert_eq!(a.about(), b.about());
    prop_assert_eq!(a.cards(), b.cards());
    prop_assert_eq!(a.links(), b.links());
    prop_assert_eq!(a.files(), b.files());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    /// What only one side did, and what both did alike, is what holds.
    #[test]
    fn one_sided_and_equal_changes_are_taken((base, x, _) in versions()) {
        for merged in [file::merge(&base, &x, &base), file::merge(&base, &base, &x), file::merge(&base, &x, &x)] {
            same(&merged.board, &x)?;
            prop_assert!(merged.conflicts.is_empty());
        }
    }

    /// Whose side is whose changes the sides of the conflicts and nothing else.
    #[test]
    fn it_is_symmetric((base, x, y) in versions()) {
        let (one, other) = (file::merge(&base, &x, &y), file::merge(&base, &y, &x));
        let turned: Vec<Conflict> = other.conflicts.iter().map(swapped).collect();
        prop_assert_eq!(&one.conflicts, &turned);
        for (mine, yours) in [(Choice::Ours, Choice::Theirs), (Choice::Theirs, Choice::Ours)] {
            let a = all_decided(one.board.clone(), mine)?;
            let b = all_decided(other.board.clone(), yours)?;
            same(&a, &b)?;
        }
    }

    /// Whatever is merged is a board that opens, and stays one while it is decided.
    #[test]
    fn what_is_merged_is_sound((base, x, y) in versions()) {
        let Merged { board, conflicts } = file::merge(&base, &x, &y);
        sound(&board)?;
        prop_assert_eq!(&board.about().conflicts, &conflicts);
        for conflict in &conflicts {
            prop_assert!(file::says(&board, conflict).ends_with('.'));
        }
        for choice in [Choice::Ours, Choice::Theirs, Choice::Both] {
            let decided = all_decided(board.clone(), choice)?;
            prop_assert!(decided.about().conflicts.is_empty());
        }
        prop_assert_eq!(file::undecided(&board).count(), conflicts.len());
    }

    /// A merge with conflicts left is merged with a third version like any board.
    #[test]
    fn boards_with_conflicts_are_merged((base, x, y) in versions(), more in acts(5)) {
        let first = file::merge(&base, &x, &y).board;
        let third = with_acts(&base, "z", &more);
        let merged = file::merge(&base, &first, &third).board;
        sound(&merged)?;
        for conflict in &first.about().conflicts {
            prop_assert!(merged.about().conflicts.contains(conflict));
        }
        all_decided(merged, Choice::Theirs)?;
    }

    /// Edits of different records never meet.
    #[test]
    fn disjoint_edits_never_conflict(base in acts(16), x in acts(9), y in acts(9)) {
        let base = with_acts(&Board::default(), "b", &base);
        let apart = |acts: Vec<Act>, parity: usize| -> Vec<Act> {
            // Each side has every other card and link; what is about the board is ours.
            acts.into_iter().filter(|act| match act {
                Act::AddCard(..) | Act::Picture(_) => true,
                Act::Words(n, _) | Act::Move(n, ..) | Act::Resize(n, _) | Act::Raise(n, _) | Act::Tags(n, _)
                | Act::Grade(n, _) | Act::Seen(n, _) | Act::Pages(n, _) | Act::CardKey(n, ..) | Act::Kind(n, _) =>
                    !base.cards().is_empty() && usize::from(*n) % base.cards().len() % 2 == parity,
                Act::Flip(n) | Act::Remark(n, _) | Act::Quote(n, _) | Act::LinkKey(n, _) =>
                    !base.links().is_empty() && usize::from(*n) % base.links().len() % 2 == parity,
                Act::Title(_) | Act::BoardKey(..) | Act::TopKey(..) => parity == 0,
                _ => false,
            }).collect()
        };
        // Added cards would shift the numbers: additions come last.
        let last = |mut acts: Vec<Act>| {
            acts.sort_by_key(|act| matches!(act, Act::AddCard(..) | Act::Picture(_)));
            acts
        };
        let x = with_acts(&base, "x", &last(apart(x, 0)));
        let y = with_acts(&base, "y", &last(apart(y, 1)));
        let merged = file::merge(&base, &x, &y);
        prop_assert_eq!(&merged.conflicts, &vec![]);
        // All of it is there: one edit after the other is the same, but for who lies in front.
        let both = base.with(&Edit::between(&base, &x));
        let theirs = Edit::between(&base, &y);
        prop_assert!(theirs.cards.keys().all(|id| merged.board.cards().contains_key(id)));
        for (id, change) in &theirs.cards {
            prop_assert_eq!(merged.board.cards().get(id), change.after.as_ref());
        }
        for (id, card) in both.cards() {
            if !theirs.cards.contains_key(id) {
                prop_assert_eq!(merged.board.cards().get(id), Some(card));
            }
        }
    }

    /// The edit between two boards leads from one to the other, and its inverse back.
    #[test]
    fn the_edit_between_two_boards_leads_there((base, x, y) in versions()) {
        for (from, to) in [(&base, &x), (&x, &y), (&y, &base), (&x, &x)] {
            let edit = Edit::between(from, to);
            prop_assert!(edit.fits(from));
            same(&from.with(&edit), to)?;
            same(&to.with(&edit.clone().inverted()), from)?;
            prop_assert_eq!(edit.is_empty(), from == to);
        }
    }
}

/// A board of the file's words: `{"cards": [...], "links": [...]}` and what else.
fn board(value: Value) -> Board {
    let mut top = json!({ "format": "casewall", "version": 1 });
    for (key, value) in value.as_object().into_iter().flatten() {
        top[key] = value.clone();
    }
    for card in top["cards"].as_array_mut().into_iter().flatten() {
        let place = ["c1", "c2", "s1", "s2"]
            .iter()
            .position(|id| card["id"] == **id);
        let x = json!(400 * place.unwrap_or(9));
        for (key, value) in [
            ("x", x),
            ("y", json!(0)),
            ("width", json!(260)),
            ("height", json!(84)),
        ] {
            card.as_object_mut().unwrap().entry(key).or_insert(value);
        }
    }
    file::read(top.to_string().as_bytes())
        .unwrap_or_else(|error| panic!("{error}: {top}"))
        .board
}

/// Three claims and two links between a source and them.
fn usual() -> Value {
    json!({
        "about": { "title": "Comet night" },
        "cards": [
            { "id": "c1", "kind": "claim", "text": "The dome was dark." },
            { "id": "c2", "kind": "claim", "text": "The key was returned." },
            { "id": "s1", "kind": "source", "title": "Door log", "tags": ["log"] },
            { "id": "s2", "kind": "source", "title": "The guard" },
        ],
        "links": [
            { "id": "l1", "from": "s1", "to": "c1", "kind": "corroborates" },
            { "id": "l2", "from": "s1", "to": "c2", "kind": "corroborates", "origin": "s2" },
        ],
    })
}

/// The usual board after a change of its JSON.
fn changed(change: impl FnOnce(&mut Value)) -> Board {
    let mut value = usual();
    change(&mut value);
    board(value)
}

fn without(list: &mut Value, id: &str) {
    list.as_array_mut()
        .unwrap()
        .retain(|entry| entry["id"] != id);
}

#[test]
fn conflicts_say_what_they_are() {
    type Change = fn(&mut Value);
    let cases: &[(&str, Change, Change, &[&str])] = &[
        (
            "two texts",
            |b| b["cards"][0]["text"] = json!("The dome was lit."),
            |b| b["cards"][0]["text"] = json!("The dome was closed."),
            &["Claim “The dome was lit.”: the text was changed on both sides."],
        ),
        (
            "for against against",
            |b| b["links"][0]["kind"] = json!("contradicts"),
            |b| {
                b["links"][0]["kind"] = json!("derives_from");
                b["links"][0]["note"] = json!("Copied.");
            },
            &[
                "Link from “Door log” to “The dome was dark.”: the kind is contradicts here and derives from there.",
            ],
        ),
        (
            "a text and a place",
            |b| b["cards"][0]["text"] = json!("The dome was lit."),
            |b| b["cards"][0]["x"] = json!(77),
            &[],
        ),
        (
            "two places",
            |b| b["cards"][0]["x"] = json!(5),
            |b| b["cards"][0]["x"] = json!(77),
            &[],
        ),
        (
            "tags of both",
            |b| b["cards"][2]["tags"] = json!(["log", "door"]),
            |b| b["cards"][2]["tags"] = json!(["night"]),
            &[],
        ),
        (
            "edited against deleted",
            |b| b["cards"][0]["text"] = json!("The dome was lit."),
            |b| {
                without(&mut b["cards"], "c1");
                without(&mut b["links"], "l1");
            },
            &["Claim “The dome was lit.”: was edited here and deleted there."],
        ),
        (
            "moved against deleted",
            |b| b["cards"][0]["x"] = json!(-50),
            |b| {
                without(&mut b["cards"], "c1");
                without(&mut b["links"], "l1");
            },
            &[],
        ),
        (
            "a new link against its deleted card",
            |b| {
                let link = json!({ "id": "l9", "from": "s2", "to": "c1", "kind": "contradicts" });
                b["links"].as_array_mut().unwrap().push(link);
            },
            |b| {
                without(&mut b["cards"], "c1");
                without(&mut b["links"], "l1");
            },
            &["Claim “The dome was dark.”: was deleted there, and something new here needs it."],
        ),
        (
            "an origin against its deletion",
            |b| b["links"][0]["origin"] = json!("s2"),
            |b| {
                without(&mut b["cards"], "s2");
                b["links"][1].as_object_mut().unwrap().remove("origin");
            },
            &["Source “The guard”: was deleted there, and something new here needs it."],
        ),
        (
            "the ends of both",
            |b| b["links"][0]["from"] = json!("s2"),
            |b| b["links"][0]["to"] = json!("c2"),
            &[
                "Link from “The guard” to “The dome was dark.”: the card that it starts from is s2 here and s1 there.",
                "Link from “The guard” to “The dome was dark.”: the card that it leads to is c1 here and c2 there.",
            ],
        ),
        (
            "unknown keys",
            |b| b["cards"][0]["mood"] = json!({ "is": 1 }),
            |b| b["cards"][0]["mood"] = json!({ "is": 2 }),
            &["Claim “The dome was dark.”: the field “mood” was set on both sides."],
        ),
        (
            "different unknown keys",
            |b| b["cards"][0]["mood"] = json!({ "is": 1 }),
            |b| b["cards"][0]["tone"] = json!(null),
            &[],
        ),
        (
            "another kind against an edit",
            |b| b["cards"][0] = json!({ "id": "c1", "kind": "note", "text": "Remember." }),
            |b| b["cards"][0]["question"] = json!("Was it dark?"),
            &["Note “Remember.”: each side made something else of it."],
        ),
        (
            "one thing judged twice",
            |b| {
                b["about"]["judgements"] =
                    json!({ "cells": [{ "row": "s1", "claim": "c1", "rating": "CC" }] })
            },
            |b| {
                b["about"]["judgements"] =
                    json!({ "cells": [{ "row": "s1", "claim": "c1", "rating": "II" }] })
            },
            &["The board: both sides judged the same thing differently."],
        ),
        (
            "two things judged",
            |b| {
                b["about"]["judgements"] =
                    json!({ "cells": [{ "row": "s1", "claim": "c1", "rating": "CC" }] })
            },
            |b| {
                b["about"]["judgements"] =
                    json!({ "cells": [{ "row": "s1", "claim": "c2", "rating": "II" }] })
            },
            &[],
        ),
        (
            "two weights of one grade, and one of another",
            |b| b["about"]["assessment"] = json!({ "rho": { "A": 0.9 } }),
            |b| b["about"]["assessment"] = json!({ "rho": { "B": 0.5 }, "theta": 0.1 }),
            &[],
        ),
        (
            "keys of the top",
            |b| b["mine"] = json!(1),
            |b| b["mine"] = json!(2),
            &["The board: the field “/mine” is 1 here and 2 there."],
        ),
    ];
    for (name, ours, theirs, says) in cases {
        let merged = file::merge(&board(usual()), &changed(ours), &changed(theirs));
        let said: Vec<String> = merged
            .conflicts
            .iter()
            .map(|c| file::says(&merged.board, c))
            .collect();
        assert_eq!(said, *says, "{name}");
        let written = file::write(&merged.board);
        assert_eq!(
            file::write(&file::read(&written).unwrap().board),
            written,
            "{name}"
        );
    }
}

#[test]
fn what_is_kept_is_kept_whole_and_what_goes_goes_whole() {
    let base = board(usual());
    // They delete the guard, who is an origin, and the dome, which has a link; we edit both.
    let ours = changed(|b| {
        b["cards"][0]["text"] = json!("The dome was lit.");
        b["cards"][3]["reliability"] = json!("B");
    });
    let theirs = changed(|b| {
        for card in ["c1", "s2"] {
            without(&mut b["cards"], card);
        }
        without(&mut b["links"], "l1");
        b["links"][0].as_object_mut().unwrap().remove("origin");
    });
    let merged = file::merge(&base, &ours, &theirs).board;
    assert_eq!(
        merged.links(),
        ours.links(),
        "the links and the origin are still there"
    );
    let kept = all_decided(merged.clone(), Choice::Ours).unwrap();
    assert_eq!(kept, ours);
    let gone = all_decided(merged, Choice::Theirs).unwrap();
    assert_eq!(gone, theirs);
}

#[test]
fn both_texts_of_a_claim_become_two_claims() {
    let base = board(usual());
    let ours = changed(|b| b["cards"][0]["text"] = json!("The dome was lit."));
    let theirs = changed(|b| b["cards"][0]["text"] = json!("The dome was closed."));
    let merged = file::merge(&base, &ours, &theirs).board;
    let conflict = merged.about().conflicts[0].clone();
    assert_eq!(conflict.subject, Subject::Card("c1".into()));
    assert_eq!(conflict.field, "text");
    assert!(file::both(&merged, &conflict).is_some());
    let edit = file::decide(&merged, &conflict, Choice::Both).unwrap();
    let both = merged.with(&edit);
    let texts: Vec<&str> = both
        .cards()
        .values()
        .filter_map(|card| match &card.body {
            Body::Claim(claim) => Some(claim.text.as_str()),
            _ => None,
        })
        .collect();
    assert!(
        texts.contains(&"The dome was lit.") && texts.contains(&"The dome was closed."),
        "{texts:?}"
    );
    assert_eq!(
        both.links(),
        merged.links(),
        "the second claim has no links"
    );
    let rects: Vec<_> = both.cards().values().map(|card| card.rect()).collect();
    for (n, rect) in rects.iter().enumerate() {
        assert!(
            rects[..n].iter().all(|other| !other.overlaps(*rect)),
            "cards overlap: {rects:?}"
        );
    }
    assert_eq!(
        file::decide(&both, &conflict, Choice::Ours),
        None,
        "it is decided"
    );
    assert_eq!(both.with(&edit.inverted()), merged, "one step of undo");
}

#[test]
fn a_link_for_and_against_can_be_both() {
    let base = board(usual());
    let ours = changed(|b| b["links"][0]["quote"] = json!({ "exact": "a", "start": 0, "end": 1 }));
    let theirs =
        changed(|b| b["links"][0]["quote"] = json!({ "exact": "b", "start": 4, "end": 5 }));
    let merged = file::merge(&base, &ours, &theirs).board;
    let both = all_decided(merged, Choice::Both).unwrap();
    assert_eq!(both.links().len(), 3);
}

/// What a stranger's file calls a conflict can be looked at and decided, or is refused; it never breaks a board.
#[test]
fn conflicts_of_strangers_do_no_harm() {
    let with = |conflict: Value| {
        let mut value = usual();
        value["about"]["conflicts"] = json!([conflict]);
        board(value)
    };
    for conflict in [
        json!({}),
        json!({ "card": "c1" }),
        json!({ "card": "nobody", "field": "text", "ours": 1, "theirs": null }),
        json!({ "card": "c1", "field": "id", "theirs": "c2" }),
        json!({ "card": "c1", "field": "text", "theirs": { "a": [] } }),
        json!({ "card": "c1", "theirs": { "id": "c2", "kind": "note" }, "ours": {} }),
        json!({ "card": "c1", "field": "x", "theirs": 1e300, "ours": 0 }),
        json!({ "link": "l1", "field": "to", "theirs": "nobody", "ours": "c1" }),
        json!({ "link": "l1", "theirs": "?", "ours": [], "new": 1 }),
        json!({ "file": "sha256:0", "field": "data", "theirs": "AAAA" }),
        json!({ "field": "judgements", "theirs": 3, "ours": { "cells": 5, "muted": [1, null] } }),
        json!({ "field": "conflicts", "theirs": [], "ours": 1 }),
        json!({ "field": "/cards", "theirs": [], "ours": 1 }),
        json!({ "field": "", "theirs": { "title": 7 }, "ours": {} }),
    ] {
        let board = with(conflict.clone());
        sound(&board).unwrap();
        for held in &board.about().conflicts {
            assert!(!file::says(&board, held).is_empty());
        }
        for choice in [Choice::Ours, Choice::Theirs, Choice::Both] {
            let decided =
                all_decided(board.clone(), choice).unwrap_or_else(|e| panic!("{conflict}: {e}"));
            assert!(decided.about().conflicts.is_empty(), "{conflict}");
        }
    }
    let mut value = usual();
    value["format"] = json!("casewall");
    value["version"] = json!(1);
    value["cards"] = json!([]);
    value["links"] = json!([]);
    value["about"]["conflicts"] = json!([{ "card": "c1", "link": "l1" }]);
    let refused = file::read(value.to_string().as_bytes())
        .unwrap_err()
        .to_string();
    assert_eq!(
        refused,
        "about: \"conflicts\" has an entry that names more than one of card, link and file; one is needed."
    );
}
