//! The assessment: it agrees with boards whose answers are known, follows edits exactly, and has an answer for
//! everything that a file may hold.
//!
//! Boards with answers lie beside the project and are not part of it: where they are absent, the test says so in a
//! line and passes. Chance has named seeds.

#![allow(missing_docs, clippy::print_stdout)] // what is skipped is said

#[path = "assess/matrix.rs"]
mod matrix;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use casewall::assess::{Assessment, Badge, Label, Settings, Strike};
use casewall::board::{
    About, Board, Body, Card, CardId, Claim, Credibility, Edit, Evidence, Link, LinkId, LinkKind,
    Reliability, Selection, Source, Stance,
};
use casewall::file;
use fastrand::Rng;
use kurbo::Point;
use serde_json::{Value, json};

#[path = "assess/cases.rs"]
mod cases;
#[path = "assess/checks.rs"]
mod checks;
#[path = "assess/reuse.rs"]
mod reuse;
#[path = "assess/timeline.rs"]
mod timeline;

/// A folder of real data, if it is there.
fn data(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data")
        .join(folder);
    if path.is_dir() {
        Some(path)
    } else {
        println!("skipped: no data in {folder}");
        None
    }
}

// --- making boards ------------------------------------------------------------------------------------------------

fn source(title: &str, letter: &str) -> Body {
    Body::Source(Box::new(Source {
        title: title.to_owned(),
        reliability: Reliability::from_letter(letter),
        ..Source::default()
    }))
}

fn claim(text: &str) -> Body {
    Body::Claim(Claim {
        text: text.to_owned(),
        ..Claim::default()
    })
}

fn kind(stance: Stance, evidence: Evidence) -> LinkKind {
    match stance {
        Stance::Corroborates => LinkKind::Corroborates(evidence),
        Stance::Contradicts => LinkKind::Contradicts(evidence),
    }
}

fn stance(name: &str) -> Stance {
    match name {
        "corroborates" => Stance::Corroborates,
        "contradicts" => Stance::Contradicts,
        other => panic!("no stance {other}"),
    }
}

/// A board in few words, a line each: `s B` is a source with its letter, `p?` a claim, `s>o` derives from, `s+p` and
/// `s-p` speak for and against, with `2` (a digit), `@o` (an origin) and `*0.9` (a weight) behind.
fn board(lines: &str) -> Board {
    let (mut cards, mut links) = (Vec::new(), Vec::new());
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut words = line.split_whitespace();
        let first = words.next().unwrap();
        let rest: Vec<&str> = words.collect();
        if let Some(id) = first.strip_suffix('?') {
            cards.push((CardId::from(id), Card::new(Point::ZERO, claim(id))));
        } else if let Some(at) = first.find(['>', '+', '-']) {
            let (from, to) = (&first[..at], &first[at + 1..]);
            let mut evidence = Evidence::default();
            for word in rest {
                if let Some(origin) = word.strip_prefix('@') {
                    evidence.origin = Some(CardId::from(origin));
                } else if let Some(weight) = word.strip_prefix('*') {
                    evidence.weight = Some(weight.parse().unwrap());
                } else {
                    evidence.credibility = Credibility::new(word.parse().unwrap());
                }
            }
            let kind = match &first[at..=at] {
                ">" => LinkKind::DerivesFrom,
                "+" => LinkKind::Corroborates(evidence),
                _ => LinkKind::Contradicts(evidence),
            };
            let id = LinkId::from(format!("l{:04}", links.len()));
            links.push((id, Link::new(CardId::from(from), CardId::from(to), kind)));
        } else {
            let letter = rest.first().copied().unwrap_or_default();
            cards.push((
                CardId::from(first),
                Card::new(Point::ZERO, source(first, letter)),
            ));
        }
    }
    let (board, loose) = Board::from_records(About::default(), cards, links, []);
    assert!(loose.is_empty(), "{loose:?}");
    board
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6
}

// --- boards with answers ------------------------------------------------------------------------------------------

fn read_case(case: &Value) -> Board {
    let list = |key: &str| case[key].as_array().unwrap().clone();
    let text = |value: &Value, key: &str| value[key].as_str().unwrap().to_owned();
    let (mut cards, mut links) = (Vec::new(), Vec::new());
    for said in list("claims") {
        let id = text(&said, "id");
        cards.push((
            CardId::from(id.as_str()),
            Card::new(Point::ZERO, claim(&id)),
        ));
    }
    let mut add = |from: &str, to: &str, kind| {
        let id = LinkId::from(format!("l{:05}", links.len()));
        links.push((id, Link::new(CardId::from(from), CardId::from(to), kind)));
    };
    for said in list("sources") {
        let id = text(&said, "id");
        let letter = said["reliability"].as_str().unwrap_or("F");
        cards.push((
            CardId::from(id.as_str()),
            Card::new(Point::ZERO, source(&id, letter)),
        ));
        for parent in said["derives_from"].as_array().unwrap() {
            add(&id, parent.as_str().unwrap(), LinkKind::DerivesFrom);
        }
    }
    for said in list("links") {
        let evidence = Evidence {
            credibility: said["credibility"]
                .as_u64()
                .and_then(|n| Credibility::new(n as u8)),
            origin: said["origin"].as_str().map(CardId::from),
            ..Evidence::default()
        };
        let kind = kind(stance(&text(&said, "stance")), evidence);
        add(&text(&said, "source"), &text(&said, "claim"), kind);
    }
    for said in list("claim_links") {
        let evidence = Evidence {
            weight: said["weight"].as_f64(),
            ..Evidence::default()
        };
        let kind = kind(stance(&text(&said, "stance")), evidence);
        add(&text(&said, "from"), &text(&said, "to"), kind);
    }
    let (board, loose) = Board::from_records(About::default(), cards, links, []);
    assert!(loose.is_empty());
    board
}

#[test]
fn boards_with_answers_agree() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/assessment/boards.json");
    let Ok(bytes) = std::fs::read(path) else {
        println!("skipped: no boards with answers");
        return;
    };
    let all: Value = serde_json::from_slice(&bytes).unwrap();
    let mut wrong = Vec::new();
    let cases = all["cases"].as_array().unwrap();
    for case in cases {
        let board = read_case(&case["board"]);
        let assessment = Assessment::of(&board);
        let width = case["open_interval_width"].as_f64();
        for (id, want) in case["expected"].as_object().unwrap() {
            let got = assessment.claim(&CardId::from(id.as_str())).unwrap();
            let masses = |all: &[(CardId, f64)]| {
                let all = all.iter().map(|(id, mass)| (id.to_string(), *mass));
                all.collect::<BTreeMap<_, _>>()
            };
            let same = |masses: BTreeMap<String, f64>, want: &Value| {
                let want = want.as_object().unwrap();
                masses.len() == want.len()
                    && masses.iter().all(|(id, mass)| {
                        want.get(id)
                            .and_then(Value::as_f64)
                            .is_some_and(|w| close(w, *mass))
                    })
            };
            let agrees = got.label.id() == want["label"]
                && got.n_support as u64 == want["n_support"].as_u64().unwrap()
                && got.n_oppose as u64 == want["n_oppose"].as_u64().unwrap()
                && close(got.support, want["support"].as_f64().unwrap())
                && close(got.opposition, want["opposition"].as_f64().unwrap())
                && close(got.balance, want["balance"].as_f64().unwrap())
                && close(got.strength, want["strength"].as_f64().unwrap())
                && same(masses(&got.origins_for), &want["origins_for"])
                && same(masses(&got.origins_against), &want["origins_against"])
                && got.unstable.is_some() == width.is_some()
                && width.is_none_or(|width| {
                    got.unstable
                        .is_some_and(|(low, high)| close(high - low, width))
                });
            if !agrees {
                wrong.push(format!(
                    "{} {id}:\n  got  {got:?}\n  want {want}",
                    case["name"]
                ));
            }
        }
    }
    println!("{} boards held against their answers", cases.len());
    assert!(
        wrong.is_empty(),
        "{} claims:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

// --- cases of our own ---------------------------------------------------------------------------------------------

#[test]
fn labels_and_sentences() {
    for (lines, id, label, says) in [
        (
            "c?",
            "c",
            Label::Unsupported,
            "Nothing on the board speaks for it or against it.",
        ),
        (
            "c?\n c+c",
            "c",
            Label::Unsupported,
            "Nothing on the board speaks for it or against it.",
        ),
        (
            "The-Ferry-Post\n c?\n The-Ferry-Post+c",
            "c",
            Label::Unsupported,
            "",
        ),
        (
            "s B\n c?\n s+c 2",
            "c",
            Label::SingleSource,
            "One source speaks for it: s.",
        ),
        (
            "o B\n s B\n c?\n s>o\n s+c",
            "c",
            Label::SingleSource,
            "One origin speaks for it: o, heard through s.",
        ),
        (
            "s E\n c?\n s+c",
            "c",
            Label::Unsupported,
            "One origin speaks for it, too weakly to count: s.",
        ),
        (
            "s\n t\n o\n c?\n s+c @o\n t+c @o",
            "c",
            Label::Circular,
            "Two sources carry it, but they go back to one origin: o.",
        ),
        (
            "s\n t\n c?\n s+c\n t+c",
            "c",
            Label::Corroborated,
            "Two independent origins speak for it: s and t.",
        ),
        (
            "s B\n t B\n c?\n s+c 2\n t-c 2",
            "c",
            Label::Disputed,
            "One origin speaks against it (t), one for it (s).",
        ),
        (
            "t B\n c?\n t-c 2",
            "c",
            Label::Contradicted,
            "One origin speaks against it (t), none for it.",
        ),
        (
            "p?\n q?\n p+q\n q+p",
            "p",
            Label::Circular,
            "It rests on “q”, and that rests on it; no source stands behind them.",
        ),
        (
            "p?\n q?\n r?\n p+q\n q+p\n q+r",
            "r",
            Label::Circular,
            "It rests on “q”, which only claims hold up that rest on each other.",
        ),
        (
            "s A\n p?\n q?\n s+p 2\n p+q",
            "q",
            Label::SingleSource,
            "No source speaks for it directly; one origin reaches it through “p”: s.",
        ),
        (
            "s B\n t\n u\n v\n c?\n s+c\n u+c\n v+c\n t-c 6",
            "c",
            Label::Corroborated,
            "Three independent origins speak for it: s, u and v. One origin speaks against it: t.",
        ),
        (
            "p?\n q?\n p-q",
            "q",
            Label::Unsupported,
            "No source speaks for it or against it; it is tied to “p”, which can pass nothing on.",
        ),
    ] {
        if says.is_empty() {
            continue;
        }
        let board = board(lines);
        let assessment = Assessment::of(&board);
        let standing = assessment.claim(&CardId::from(id)).unwrap();
        assert_eq!(
            (standing.label, standing.says.as_str()),
            (label, says),
            "{lines}"
        );
        assert!(!assessment.reasons(&board, &CardId::from(id)).is_empty());
    }
}

#[test]
fn one_outlet_is_one_voice_and_the_same_text_one_source() {
    let made = |about: About, same: &dyn Fn(usize) -> (String, String)| {
        let mut cards = vec![(
            CardId::from("c"),
            Card::new(Point::ZERO, claim("The bridge was shut.")),
        )];
        let mut links = Vec::new();
        for n in 0..3 {
            let (outlet, text) = same(n);
            let id = CardId::from(format!("s{n}"));
            let body = Body::Source(Box::new(Source {
                title: format!("Report {n}"),
                outlet,
                text: text.into(),
                ..Source::default()
            }));
            cards.push((id.clone(), Card::new(Point::ZERO, body)));
            let kind = LinkKind::of(Stance::Corroborates);
            links.push((
                LinkId::from(format!("l{n}")),
                Link::new(id, CardId::from("c"), kind),
            ));
        }
        let (board, _) = Board::from_records(about, cards, links, []);
        let assessment = Assessment::of(&board);
        let standing = assessment.claim(&CardId::from("c")).unwrap().clone();
        let reasons = assessment.reasons(&board, &CardId::from("c"));
        let told = reasons
            .iter()
            .any(|reason| reason.says.contains("one voice"));
        (standing.label, standing.n_support, standing.says, told)
    };
    let outlets = |n: usize| {
        (
            [" The  Lantern", "the lantern", "Harbour Daily"][n].to_owned(),
            String::new(),
        )
    };
    let (label, n, says, told) = made(About::default(), &outlets);
    assert_eq!((label, n, told), (Label::Corroborated, 2, true));
    assert_eq!(
        says,
        "Two independent origins speak for it: The Lantern and Report 2."
    );
    let texts = |n: usize| {
        (
            String::new(),
            ["It was shut!", "It  was SHUT", "It was “shut”."][n].to_owned(),
        )
    };
    let (label, n, _, told) = made(About::default(), &texts);
    assert_eq!((label, n, told), (Label::Circular, 1, true));
    let mut about = About::default();
    about
        .extra
        .insert("assessment".to_owned(), json!({ "one_voice": false }));
    for same in [&outlets as &dyn Fn(usize) -> (String, String), &texts] {
        let (label, n, _, told) = made(about.clone(), same);
        assert_eq!((label, n, told), (Label::Corroborated, 3, false));
    }
}

#[test]
fn the_computed_credibility_is_that_of_the_others() {
    for (lines, want) in [
        ("s B\n c?\n s+c", 6),
        ("s B\n t B\n c?\n s+c\n t+c", 1),
        ("s B\n t B\n c?\n s+c\n t-c", 5),
        ("s B\n t B\n u B\n c?\n s+c\n t-c\n u+c", 4),
        ("s B\n t E\n c?\n s+c\n t+c", 3),
        // Another report of the same origin says nothing about this one.
        ("s B\n t B\n o\n c?\n s+c @o\n t+c @o", 6),
    ] {
        let board = board(lines);
        let link = board
            .links()
            .iter()
            .find(|(_, link)| link.from == CardId::from("s"));
        let assessment = Assessment::of(&board);
        assert_eq!(
            assessment.credibility(link.unwrap().0),
            Some(want),
            "{lines}"
        );
    }
}

#[test]
fn what_it_hangs_on() {
    let board = board("a B\n b B\n d B\n o\n c?\n q?\n a+c 2\n b+c 2\n d+c 2 @o\n c+q");
    let assessment = Assessment::of(&board);
    let footing = assessment.footing(&CardId::from("c")).unwrap();
    assert_eq!(
        (footing.origins.len(), footing.becomes, footing.smallest),
        (2, Label::SingleSource, true)
    );
    let shifts = assessment.without(&Strike::Source(CardId::from("a")));
    assert_eq!(shifts.len(), 2);
    assert_eq!(
        (shifts[0].before.n_support, shifts[0].after.n_support),
        (3, 2)
    );
    let same = Strike::Same(CardId::from("o"), CardId::from("b"));
    assert_eq!(assessment.without(&same)[0].after.n_support, 2);
    assert!(
        assessment
            .without(&Strike::Link(LinkId::from("none")))
            .is_empty()
    );
    // What is struck is what an edit would give.
    for id in board.links().keys() {
        let edit = board.plan(|txn| txn.remove_link(id));
        let after = Assessment::of(&board.with(&edit));
        for shift in assessment.without(&Strike::Link(id.clone())) {
            let want = after.claim(&shift.claim).unwrap();
            assert_eq!(
                (shift.after.label, shift.after.balance),
                (want.label, want.balance)
            );
        }
    }
    let single = self::board("s B\n c?\n q?\n s+c 2\n c+q");
    let bearing = Assessment::of(&single).load_bearing();
    let flips = &bearing[&Strike::Origin(CardId::from("s"))];
    assert_eq!(
        flips.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(),
        ["c", "q"]
    );
}

#[test]
fn the_demo_board_tells_its_story() {
    let demo = file::demo("istanbul-talks").unwrap();
    let board = file::read(demo.bytes).unwrap().board;
    let assessment = Assessment::of(&board);
    let india = CardId::from("k11");
    let standing = assessment.claim(&india).unwrap();
    assert_eq!(standing.label, Label::Contradicted, "{standing:?}");
    assert_eq!(standing.n_support, 1);
    assert!((3..=4).contains(&standing.n_oppose), "{standing:?}");
    assert!(
        standing.says.contains("Pakistani officials"),
        "{}",
        standing.says
    );
    let reasons = assessment.reasons(&board, &india);
    assert!(
        reasons[0].says.starts_with(
            "Counted by source it is a tie of four against four; counted by origin, one for and"
        ),
        "{}",
        reasons[0].says
    );
    let both = assessment.claim(&CardId::from("k06")).unwrap();
    assert!(
        both.badges
            .iter()
            .any(|badge| matches!(badge, Badge::BothSides(_))),
        "{both:?}"
    );
    for id in assessment.claims().keys() {
        for reason in assessment.reasons(&board, id) {
            assert!(
                !reason.cards.is_empty() || !reason.links.is_empty(),
                "{}",
                reason.says
            );
        }
    }
}

// --- chance -------------------------------------------------------------------------------------------------------

fn random_evidence(rng: &mut Rng, sources: &[CardId]) -> Evidence {
    let weights = [f64::NAN, -1.0, 0.0, 0.3, 0.9, 1.0, 7.0, f64::INFINITY];
    Evidence {
        credibility: Credibility::new(rng.u8(0..9)),
        origin: rng.choice(sources).filter(|_| rng.u8(0..4) == 0).cloned(),
        weight: rng.choice(weights).filter(|_| rng.bool()),
        ..Evidence::default()
    }
}

fn random_body(rng: &mut Rng, n: usize) -> Body {
    let texts = ["", "", "", "The mill burnt.", "the MILL burnt"];
    match rng.u8(0..10) {
        0..5 => Body::Source(Box::new(Source {
            title: format!("Source {n}"),
            outlet: rng
                .choice(["", "", "", "Lantern", " LANTERN"])
                .unwrap()
                .to_owned(),
            text: rng.choice(texts).unwrap().into(),
            reliability: rng.choice(Reliability::ALL).filter(|_| rng.bool()),
            ..Source::default()
        })),
        5..9 => claim(&format!("Claim {n}")),
        _ => Body::Unknown("map".to_owned()),
    }
}

/// Any link between any cards: to itself, both ways, from a note, whatever a file may hold.
fn random_link(rng: &mut Rng, cards: &[CardId]) -> Option<Link> {
    let (from, to) = (rng.choice(cards)?.clone(), rng.choice(cards)?.clone());
    let kind = match rng.u8(0..6) {
        0 => LinkKind::DerivesFrom,
        1..4 => LinkKind::Corroborates(random_evidence(rng, cards)),
        _ => LinkKind::Contradicts(random_evidence(rng, cards)),
    };
    Some(Link::new(from, to, kind))
}

fn random_board(rng: &mut Rng) -> Board {
    let board = Board::default();
    let (cards, links) = (rng.usize(2..14), rng.usize(0..40));
    let edit = board.plan(|txn| {
        let made: Vec<CardId> = (0..cards)
            .map(|n| txn.add_card(Card::new(Point::ZERO, random_body(rng, n))))
            .collect();
        for _ in 0..links {
            if let Some(link) = random_link(rng, &made) {
                txn.add_link(link);
            }
        }
    });
    board.with(&edit)
}

fn random_edit(rng: &mut Rng, board: &Board) -> Edit {
    let cards: Vec<CardId> = board.cards().keys().cloned().collect();
    let links: Vec<LinkId> = board.links().keys().cloned().collect();
    board.plan(|txn| {
        let card = rng.choice(&cards).cloned();
        let link = rng.choice(&links).cloned();
        match (rng.u8(0..12), card, link) {
            (0, ..) => {
                txn.add_card(Card::new(Point::ZERO, random_body(rng, cards.len())));
            }
            (1, Some(card), _) => txn.remove_card(&card),
            (2..4, Some(card), _) => {
                let body = random_body(rng, cards.len());
                txn.update_card(&card, |card| match (&mut card.body, body) {
                    (Body::Source(now), Body::Source(other)) => {
                        now.reliability = other.reliability;
                        now.outlet = other.outlet;
                        now.text = other.text;
                    }
                    (Body::Claim(now), _) => now.text.push_str(" again"),
                    // A card may even become another kind, by a merge or a later version.
                    (now, other) => *now = other,
                });
            }
            (4 | 5, _, Some(link)) => txn.remove_link(&link),
            (6 | 7, _, Some(link)) => txn.update_link(&link, |link| {
                link.kind = link.kind.clone().flipped();
                if let Some(evidence) = link.kind.evidence_mut() {
                    *evidence = random_evidence(rng, &cards);
                }
            }),
            (8, Some(card), Some(link)) => txn.update_link(&link, |link| link.to = card),
            (9, ..) if rng.u8(0..5) == 0 => txn.update_about(|about| {
                let said =
                    json!({ "tau": rng.f64(), "one_voice": rng.bool(), "rho": { "B": rng.f64() } });
                about.extra.insert("assessment".to_owned(), said);
            }),
            _ => {
                for _ in 0..rng.usize(1..4) {
                    if let Some(link) = random_link(rng, &cards) {
                        txn.add_link(link);
                    }
                }
            }
        }
    })
}

fn sound(board: &Board, assessment: &Assessment, when: &str) {
    for (id, standing) in assessment.claims() {
        let numbers = [standing.support, standing.opposition, standing.strength];
        assert!(
            numbers.iter().all(|n| (0.0..=1.0).contains(n)),
            "{when}: {id} {standing:?}"
        );
        assert!(
            (-1.0..=1.0).contains(&standing.balance),
            "{when}: {id} {standing:?}"
        );
        let mut masses = standing.origins_for.iter().chain(&standing.origins_against);
        assert!(
            masses.all(|(_, mass)| *mass > 0.0 && *mass < 1.0),
            "{when}: {id}"
        );
        assert!(standing.says.ends_with('.'), "{when}: {}", standing.says);
        let reasons = assessment.reasons(board, id);
        assert!(!reasons.is_empty(), "{when}: {id} has no reason");
        for reason in reasons {
            let cited = reason.cards.len() + reason.links.len();
            assert!(cited > 0, "{when}: {}", reason.says);
            assert!(
                reason
                    .cards
                    .iter()
                    .all(|card| board.cards().contains_key(card)),
                "{when}"
            );
            assert!(
                reason
                    .links
                    .iter()
                    .all(|link| board.links().contains_key(link)),
                "{when}"
            );
        }
    }
    let claims = board
        .cards()
        .values()
        .filter(|card| matches!(card.body, Body::Claim(_)));
    assert_eq!(claims.count(), assessment.claims().len(), "{when}");
}

#[test]
fn an_assessment_that_followed_says_the_same_as_a_new_one() {
    for seed in 0..200 {
        let mut rng = Rng::with_seed(seed);
        let mut board = random_board(&mut rng);
        let mut followed = Assessment::of(&board);
        sound(&board, &followed, &format!("seed {seed}"));
        for n in 0..30 {
            let before = followed.claims().clone();
            let edit = random_edit(&mut rng, &board);
            board = board.with(&edit);
            let told = followed.update(&board, &edit.touched());
            let anew = Assessment::of(&board);
            let when = format!("seed {seed}, edit {n}");
            assert_eq!(followed.claims(), anew.claims(), "{when}");
            // Whatever changed was said to have changed.
            for (id, standing) in anew.claims() {
                assert!(
                    told.contains(id) || before.get(id) == Some(standing),
                    "{when}: {id}"
                );
            }
        }
        sound(&board, &followed, &format!("seed {seed}, at the end"));
    }
}

#[test]
fn removing_a_supporting_link_never_raises_support() {
    let mut removed = 0;
    for seed in 0..1_000 {
        let mut rng = Rng::with_seed(seed);
        let board = random_board(&mut rng);
        let before = Assessment::of(&board);
        for (id, link) in board.links() {
            let direct = matches!(board.cards()[&link.from].body, Body::Source(_));
            if !direct || link.kind.stance() != Some(Stance::Corroborates) {
                continue;
            }
            let Some(was) = before.claim(&link.to) else {
                continue;
            };
            let edit = board.plan(|txn| txn.remove_link(id));
            let after = Assessment::of(&board.with(&edit));
            let now = after.claim(&link.to).unwrap();
            if was.unstable.is_none() && now.unstable.is_none() {
                removed += 1;
                assert!(
                    now.support <= was.support + 1e-6,
                    "seed {seed}, {id}: {was:?} {now:?}"
                );
            }
        }
    }
    println!("{removed} removals");
    assert!(removed > 1_000);
}

#[test]
fn a_strike_is_what_an_edit_would_give() {
    for seed in 0..200 {
        let mut rng = Rng::with_seed(seed);
        let board = random_board(&mut rng);
        let assessment = Assessment::of(&board);
        for id in board.links().keys() {
            let edit = board.plan(|txn| txn.remove_link(id));
            let anew = Assessment::of(&board.with(&edit));
            let struck: BTreeMap<_, _> = assessment
                .without(&Strike::Link(id.clone()))
                .into_iter()
                .map(|shift| (shift.claim, shift.after))
                .collect();
            for (claim, standing) in assessment.claims() {
                let got = struck.get(claim).unwrap_or(standing);
                let want = anew.claim(claim).unwrap();
                let same = got.label == want.label && close(got.balance, want.balance);
                assert!(same, "seed {seed}, {id}, {claim}: {got:?} {want:?}");
            }
        }
        let bearing = assessment.load_bearing();
        for id in board.links().keys() {
            let edit = board.plan(|txn| txn.remove_link(id));
            let anew = Assessment::of(&board.with(&edit));
            let labels = anew.claims().iter().map(|(id, now)| (id, now.label));
            let flipped: Vec<(CardId, Label)> = labels
                .filter(|(id, label)| assessment.claim(id).unwrap().label != *label)
                .map(|(id, label)| (id.clone(), label))
                .collect();
            let told = bearing.get(&Strike::Link(id.clone()));
            let kind = &board.links()[id];
            assert_eq!(
                told.cloned().unwrap_or_default(),
                flipped,
                "seed {seed}, {id}, {kind:?}"
            );
        }
        for strike in bearing.keys() {
            let shifts = assessment.without(strike);
            let flipped: Vec<(CardId, Label)> = shifts
                .into_iter()
                .filter(|shift| shift.before.label != shift.after.label)
                .map(|shift| (shift.claim, shift.after.label))
                .collect();
            assert_eq!(bearing[strike], flipped, "seed {seed}, {strike:?}");
        }
        for claim in assessment.claims().keys() {
            assessment.footing(claim);
        }
    }
}

// --- what a file may hold -----------------------------------------------------------------------------------------

#[test]
fn odd_boards_have_answers() {
    let nothing = Assessment::of(&Board::default());
    assert!(nothing.claims().is_empty() && nothing.load_bearing().is_empty());
    for lines in [
        // Loops of derivation, with tails, both ways and to itself.
        "a\n b\n d\n e\n c?\n a>b\n b>a\n d>a\n e>e\n d+c\n b+c\n e-c",
        // A claim on both sides of another, both ways.
        "s B\n p?\n q?\n s+p\n p+q\n p-q\n q+p\n q-p\n s-q",
        // The origin of what is said is a claim, and a source that draws on the one that quotes it.
        "s\n o\n c?\n o>s\n s+c @c\n s+c @o",
    ] {
        let board = board(lines);
        sound(&board, &Assessment::of(&board), lines);
    }
}

#[test]
fn thousands_of_origins_long_chains_and_rings_are_settled() {
    let many: String = (0..4_000)
        .map(|n| format!("s{n:04}\n s{n:04}+c\n"))
        .collect();
    let board = board(&format!("c?\n d?\n c+d\n {many}"));
    let assessment = Assessment::of(&board);
    let standing = assessment.claim(&CardId::from("c")).unwrap();
    assert_eq!(
        (standing.label, standing.n_support),
        (Label::Corroborated, 4_000)
    );
    let first = board.links().keys().nth(1).unwrap();
    assert_eq!(assessment.credibility(first), Some(1));
    assert!(assessment.reasons(&board, &CardId::from("c")).len() < 30);

    // A chain of derivation, and a ring of claims that pass everything on.
    let mut lines = String::from("o B\n s0000\n s0000>o\n");
    for n in 1..3_000 {
        lines.push_str(&format!("s{n:04}\n s{n:04}>s{:04}\n", n - 1));
    }
    for n in 0..300 {
        let stance = if n % 3 == 0 { '-' } else { '+' };
        lines.push_str(&format!(
            "k{n:03}?\n t{n:03} B\n t{n:03}+k{n:03}\n s2999-k{n:03} 4\n"
        ));
        lines.push_str(&format!(
            "k{n:03}{stance}k{:03} *1\n k{n:03}+k{:03} *1\n",
            (n + 1) % 300,
            (n + 7) % 300
        ));
    }
    let (cards, links): (Vec<&str>, Vec<&str>) = lines
        .lines()
        .partition(|line| !line.contains(['>', '+', '-']));
    let board = self::board(&[cards, links].concat().join("\n"));
    let assessment = Assessment::of(&board);
    sound_numbers(&assessment);
    assert_eq!(
        assessment.origin(&CardId::from("s2999")),
        Some(CardId::from("o"))
    );
    assert_eq!(assessment.derivation(&CardId::from("s2999")).len(), 3_001);
}

fn sound_numbers(assessment: &Assessment) {
    for standing in assessment.claims().values() {
        assert!((-1.0..=1.0).contains(&standing.balance), "{standing:?}");
    }
}

#[test]
fn looking_is_free_of_the_board() {
    // An edit that moves a card changes no standing, and says so.
    let board = board("s B\n c?\n s+c 2");
    let mut assessment = Assessment::of(&board);
    let edit = board.plan(|txn| txn.update_card(&CardId::from("c"), |card| card.at.x += 8.0));
    assert!(
        assessment
            .update(&board.with(&edit), &edit.touched())
            .is_empty()
    );
    assert!(assessment.update(&board, &Selection::default()).is_empty());
    assert_eq!(assessment.settings(), &Settings::default());
}
