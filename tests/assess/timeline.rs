//! What was known when: as of a day, the assessment is that of the board without the reports that came later.

use std::collections::BTreeMap;

use casewall::assess::{Assessment, By, Counting, Day, Label, Timeline};
use casewall::board::{Board, Body, CardId, LinkId};
use casewall::file;
use fastrand::Rng;

/// A board with a date on every source that has one here.
fn dated(board: &Board, date: &mut dyn FnMut(&CardId) -> (String, String)) -> Board {
    let edit = board.plan(|txn| {
        for id in board.cards().keys() {
            let (published, captured) = date(id);
            txn.update_card(id, |card| {
                if let Body::Source(source) = &mut card.body {
                    (source.published, source.captured) = (published, captured);
                }
            });
        }
    });
    board.with(&edit)
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

const BOTH: [Counting; 2] = [
    Counting {
        by: By::Published,
        undated: true,
    },
    Counting {
        by: By::Captured,
        undated: false,
    },
];

/// The board as it stood, the long way round: without the links whose source had not come.
fn stood(board: &Board, timeline: &Timeline, as_of: Option<Day>) -> Board {
    let from: BTreeMap<&CardId, Day> = timeline
        .moments
        .iter()
        .map(|moment| (&moment.source, moment.when.last))
        .collect();
    let hidden: Vec<LinkId> = board
        .links()
        .iter()
        .filter(|(_, link)| link.kind.stance().is_some())
        .filter(|(_, link)| matches!(board.cards()[&link.from].body, Body::Source(_)))
        .filter(|(_, link)| match from.get(&link.from) {
            Some(from) => as_of.is_none_or(|day| *from > day),
            None => !timeline.counting().undated,
        })
        .map(|(id, _)| id.clone())
        .collect();
    let edit = board.plan(|txn| hidden.iter().for_each(|id| txn.remove_link(id)));
    board.with(&edit)
}

#[test]
fn as_of_a_day_is_the_board_without_what_came_later() {
    let dates = [
        "",
        "",
        "soon",
        "2024",
        "2024-05",
        "2024-05-02",
        "2024-05-02T10:00Z",
        "2024-05-09",
        "2025",
    ];
    for seed in 0..120 {
        let mut rng = Rng::with_seed(seed);
        let board = super::random_board(&mut rng);
        let mut date = |_: &CardId| {
            let mut date = || rng.choice(dates).unwrap().to_owned();
            (date(), date())
        };
        let board = dated(&board, &mut date);
        let now = Assessment::of(&board);
        for counting in BOTH {
            let timeline = Timeline::of(&board, counting);
            let history = timeline.history(&now);
            let when = format!("seed {seed}, {counting:?}");
            let begin = Assessment::of(&stood(&board, &timeline, None));
            let labels = |assessment: &Assessment| -> BTreeMap<CardId, Label> {
                let claims = assessment.claims().iter();
                claims
                    .map(|(id, standing)| (id.clone(), standing.label))
                    .collect()
            };
            assert_eq!(history.begin, labels(&begin), "{when}");
            let mut days = vec![day("1999-01-01")];
            days.extend(timeline.days());
            let mut counted = 0;
            for day in days {
                let want = Assessment::of(&stood(&board, &timeline, Some(day)));
                let got = timeline.as_of(&now, day);
                assert_eq!(got.claims(), want.claims(), "{when}, {day}");
                assert_eq!(history.labels(day), labels(&want), "{when}, {day}");
                assert!(timeline.counted(day) >= counted, "{when}: what came stays");
                counted = timeline.counted(day);
                for id in got.claims().keys() {
                    assert!(!got.reasons(&board, id).is_empty());
                }
            }
            let last = timeline.as_of(&now, day("9999-12-31"));
            if counting.undated {
                assert_eq!(
                    last.claims(),
                    now.claims(),
                    "{when}: as of the last day it is now"
                );
            }
            for turn in &history.turns {
                assert_ne!(turn.before, turn.after);
            }
        }
    }
}

#[test]
fn dates_that_are_partial_missing_or_broken() {
    let board = super::board("a\n b\n d\n e\n f\n c?\n a+c\n b+c\n d-c\n e-c\n f-c");
    let mut date = |id: &CardId| {
        let date = match id.as_str() {
            "a" => "2025-10-03T09:00:00+05:00",
            "b" => "2025-10",
            "d" => "2025",
            "e" => "last week",
            _ => "",
        };
        (date.to_owned(), String::new())
    };
    let board = dated(&board, &mut date);
    let now = Assessment::of(&board);
    let c = CardId::from("c");
    let without = Counting {
        undated: false,
        ..Counting::default()
    };
    let timeline = Timeline::of(&board, without);
    let order: Vec<&str> = timeline.moments.iter().map(|m| m.source.as_str()).collect();
    assert_eq!(
        order,
        ["d", "b", "a"],
        "by the first day that it may have been"
    );
    assert_eq!(timeline.undated, [CardId::from("f")]);
    assert_eq!(
        timeline.broken,
        [(CardId::from("e"), "last week".to_owned())]
    );
    assert_eq!(
        timeline.span(),
        Some((day("2025-01-01"), day("2025-12-31")))
    );
    let history = timeline.history(&now);
    let (begin, turns) = history.of_claim(&c).unwrap();
    assert_eq!(begin, Label::Unsupported);
    assert_eq!(
        turns,
        [
            (day("2025-10-03"), Label::SingleSource),
            (day("2025-10-31"), Label::Corroborated),
            // 0.61 against 0.375, both far from a lead of 0.3.
            (day("2025-12-31"), Label::Disputed),
        ]
    );
    let timeline = Timeline::of(&board, Counting::default());
    let (begin, _) = timeline.history(&now).of_claim(&c).unwrap();
    assert_eq!(
        begin,
        Label::Contradicted,
        "what has no date counts on every day"
    );
    assert_eq!(timeline.counted(day("2020-01-01")), 2);
    // Nothing was captured: then nothing has a date, and nothing ever changes.
    let captured = Counting {
        by: By::Captured,
        undated: true,
    };
    let timeline = Timeline::of(&board, captured);
    assert_eq!((timeline.span(), timeline.undated.len()), (None, 5));
    assert!(timeline.history(&now).turns.is_empty());
}

#[test]
fn a_demo_without_dates_is_what_it_is_now_on_every_day() {
    let demo = file::demo("istanbul-talks").unwrap();
    let board = file::read(demo.bytes).unwrap().board;
    let now = Assessment::of(&board);
    let timeline = Timeline::of(&board, Counting::default());
    assert!(timeline.moments.is_empty() && timeline.broken.is_empty());
    assert_eq!(
        timeline.as_of(&now, day("2000-01-01")).claims(),
        now.claims()
    );
    assert!(timeline.history(&now).turns.is_empty());
}

#[test]
fn rumours_are_followed_by_the_minute_that_they_spread() {
    let Some((board, _)) = super::cases::case("rumoureval2017-shared") else {
        return;
    };
    let now = Assessment::of(&board);
    let timeline = Timeline::of(&board, Counting::default());
    assert_eq!(timeline.moments.len(), 989);
    assert_eq!(
        timeline.span(),
        Some((day("2014-08-10"), day("2014-10-23")))
    );
    let instants = timeline.moments.iter().map(|moment| moment.when.instant());
    assert!(instants.is_sorted());
    let history = timeline.history(&now);
    println!(
        "rumoureval2017: {} days, {} turns",
        timeline.days().len(),
        history.turns.len()
    );
    assert!(!history.turns.is_empty());
    for day in timeline.days() {
        let want = Assessment::of(&stood(&board, &timeline, Some(day)));
        assert_eq!(timeline.as_of(&now, day).claims(), want.claims(), "{day}");
    }
    assert_eq!(
        timeline.as_of(&now, day("2014-10-23")).claims(),
        now.claims()
    );
}
