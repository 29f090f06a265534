//! The matrix of a question: the worked example, cells and overrides, scores and what turns them. What it says holds
//! for any board that chance makes.

use casewall::assess::Assessment;
use casewall::assess::matrix::{Matrix, Whence, questions, value};
use casewall::board::{
    About, Board, Body, Card, CardId, Cell, Extra, Link, LinkId, LinkKind, Rating, Relevance,
    Weight,
};
use casewall::file;
use fastrand::Rng;

use super::board;

/// The board with these claims as answers to one question.
fn asked(board: &Board, answers: &[&str]) -> Board {
    let edit = board.plan(|txn| {
        for answer in answers {
            txn.update_card(&CardId::from(*answer), |card| {
                if let Body::Claim(claim) = &mut card.body {
                    claim.question = "Why?".to_owned();
                }
            });
        }
    });
    board.with(&edit)
}

fn judged(board: &Board, judge: impl FnOnce(&mut About)) -> Board {
    board.with(&board.plan(|txn| txn.update_about(judge)))
}

fn cell(row: &str, claim: &str, rating: Rating, at: &str) -> Cell {
    Cell {
        row: CardId::from(row),
        claim: CardId::from(claim),
        rating,
        by: "A. Nalyst".to_owned(),
        at: at.to_owned(),
        note: "Because.".to_owned(),
        extra: Extra::new(),
    }
}

fn matrix(board: &Board) -> Matrix {
    Matrix::of(board, &Assessment::of(board), "Why?")
}

/// Rows as `id: ratings | diagnosticity`, by id.
fn table(matrix: &Matrix) -> Vec<String> {
    let mut rows: Vec<String> = matrix
        .rows
        .iter()
        .map(|row| {
            let cells: Vec<&str> = row
                .cells
                .iter()
                .map(|cell| cell.rating.map_or(".", Rating::id))
                .collect();
            format!("{}: {} | {}", row.card, cells.join(" "), row.diagnosticity)
        })
        .collect();
    rows.sort();
    rows
}

fn scores(matrix: &Matrix) -> Vec<(i32, usize)> {
    let answers = matrix.answers.iter();
    answers.map(|answer| (answer.score, answer.open)).collect()
}

fn said(matrix: &Matrix) -> Vec<&str> {
    matrix
        .summary
        .iter()
        .map(|said| said.says.as_str())
        .collect()
}

#[test]
fn the_worked_example() {
    let demo = file::demo("istanbul-talks").unwrap();
    let board = file::read(demo.bytes).unwrap().board;
    let question = "Why did the talks collapse?";
    assert_eq!(
        questions(&board)
            .iter()
            .map(|question| (question.text.as_str(), question.answers.len()))
            .collect::<Vec<_>>(),
        [(question, 3)]
    );
    // Unnamed voices of the one report are those of the other: the suggestion that the example has accepted.
    let [copy, original] = ["s-000", "s-004"].map(CardId::from);
    let accepted = board.with(&board.plan(|txn| {
        txn.add_link(Link::new(copy.clone(), original, LinkKind::DerivesFrom));
    }));
    let of = |board: &Board| Matrix::of(board, &Assessment::of(board), question);
    let matrix = of(&accepted);
    let answers = matrix.answers.iter();
    assert_eq!(
        answers
            .map(|answer| answer.claim.as_str())
            .collect::<Vec<_>>(),
        ["k10", "k11", "k30"]
    );
    assert_eq!(
        table(&matrix),
        [
            "k04: C . . | 0",
            "o-india-today: C I . | 2",
            "o-pakistan: . C C | 0",
            "o-tolo: C I . | 2",
            "s-004: C I . | 2",
        ]
    );
    assert_eq!(scores(&matrix), [(0, 1), (-3, 1), (0, 4)]);
    assert_eq!(matrix.leaders, [0]);
    assert!(matrix.turns.is_empty());
    let said = said(&matrix);
    assert_eq!(
        said[..2],
        [
            "Least contradicted so far: “The admitted drone agreement was the main cause of the …”.",
            "“Kabul's refusal of Pakistan's security demands was the …” scores the same only because four of its five \
             cells are not assessed.",
        ]
    );
    assert!(
        said.contains(&"Pakistani officials does not tell the answers apart."),
        "{said:#?}"
    );
    let pakistan = matrix
        .rows
        .iter()
        .find(|row| row.card.as_str() == "o-pakistan");
    assert_eq!(pakistan.unwrap().sources.len(), 5);

    // Before it is accepted there is a row more.
    assert_eq!(scores(&of(&board)), [(0, 1), (-4, 1), (0, 5)]);
}

#[test]
fn cells_say_what_links_say() {
    let board = asked(
        &board(
            "s\n t\n u\n o\n p?\n q?\n r?\n z?\n s+p\n s-q\n t+p @o\n t-p @o\n u-q @o\n r+p\n r-q\n p-q\n q+p\n z+r",
        ),
        &["p", "q"],
    );
    let matrix = matrix(&board);
    // Links between answers are no evidence; what is tied to evidence only is none.
    assert_eq!(table(&matrix), ["o: N I | 1", "r: C I | 2", "s: C I | 2"]);
    let o = matrix
        .rows
        .iter()
        .find(|row| row.card.as_str() == "o")
        .unwrap();
    assert_eq!(o.cells[0].note, "It speaks for this answer and against it.");
    assert_eq!((o.cells[0].links.len(), o.sources.len()), (2, 2));
    assert_eq!(o.cells[1].whence, Whence::Links);
    let r = matrix.rows.iter().find(|row| row.is_claim).unwrap();
    assert!(r.sources.is_empty() && r.mass.abs() < 1e-9);

    let edit = board.plan(|txn| {
        for id in board.links().keys() {
            txn.update_link(id, |link| {
                if let Some(evidence) = link.kind.evidence_mut() {
                    evidence.strong = true;
                }
            });
        }
    });
    let strong = self::matrix(&board.with(&edit));
    assert_eq!(
        table(&strong),
        ["o: N II | 2", "r: CC II | 4", "s: CC II | 4"]
    );
    assert_eq!(scores(&strong), [(0, 0), (-6, 0)]);
}

#[test]
fn the_analyst_has_the_last_word() {
    let plain = asked(
        &board("s B\n t B\n o\n w\n x?\n p?\n q?\n s>o\n t>o\n s+p 2\n t+q 2"),
        &["p", "q"],
    );
    assert_eq!(table(&matrix(&plain)), ["o: C C | 0"]);
    let board = judged(&plain, |about| {
        about.judgements.cells = vec![
            // Given when `t` was an origin of its own; it goes with it.
            cell("t", "q", Rating::Inconsistent, "2026-01-02T00:00:00Z"),
            cell("t", "q", Rating::VeryInconsistent, "2026-01-01T00:00:00Z"),
            cell("o", "p", Rating::Neutral, "2026-01-01T00:00:00Z"),
            cell("s", "p", Rating::VeryConsistent, "2026-01-09T00:00:00Z"),
            cell("w", "q", Rating::Neutral, ""),
            cell("x", "p", Rating::Consistent, ""),
            // An answer is no evidence, and what is gone is gone.
            cell("p", "q", Rating::VeryInconsistent, ""),
            cell("gone", "q", Rating::VeryInconsistent, ""),
            cell("o", "gone", Rating::VeryInconsistent, ""),
        ];
        about.judgements.relevance = vec![Relevance {
            question: "Why?".to_owned(),
            row: CardId::from("t"),
            weight: Weight::High,
            extra: Extra::new(),
        }];
    });
    let matrix = matrix(&board);
    assert_eq!(table(&matrix), ["o: N I | 1", "w: . N | 0", "x: C . | 0"]);
    let o = matrix
        .rows
        .iter()
        .find(|row| row.card.as_str() == "o")
        .unwrap();
    assert_eq!(
        (o.cells[0].of_links, o.cells[0].note.as_str()),
        (Some(Rating::Consistent), "Because.")
    );
    assert_eq!(
        o.cells[0].whence,
        Whence::Analyst {
            by: "A. Nalyst".to_owned(),
            at: "2026-01-01T00:00:00Z".to_owned()
        }
    );
    assert_eq!((o.credibility, o.relevance), (Weight::High, Weight::High));
    assert!((matrix.answers[1].weighted + 2.0).abs() < 1e-9);
    assert_eq!(matrix.answers[1].score, -1);
}

#[test]
fn weights_are_steps_of_the_mass() {
    for (letter, digit, want) in [
        ("A", 1, Weight::High),
        ("B", 2, Weight::High),
        ("C", 2, Weight::Medium),
        ("D", 2, Weight::Low),
        ("F", 6, Weight::Medium),
        ("C", 4, Weight::Low),
    ] {
        let board = asked(
            &board(&format!("s {letter}\n p?\n q?\n s+p {digit}\n s-q 5")),
            &["p", "q"],
        );
        assert_eq!(matrix(&board).rows[0].credibility, want, "{letter}{digit}");
    }
}

#[test]
fn what_would_turn_it() {
    for (lines, turns, says) in [
        // One row alone: without it both are untouched.
        (
            "s B\n t B\n p?\n q?\n s+p 2\n s-q 2\n t+p 2\n t+q 2",
            vec![(vec!["s"], vec!["p", "q"])],
            "If s is wrong, “q” draws level.",
        ),
        // Two rows, of which none is enough.
        (
            "s B\n t B\n p?\n q?\n s+p 2\n s-q 2\n t+p 2\n t-q 2",
            vec![(vec!["s", "t"], vec!["p", "q"])],
            "No single row decides it, but if s and t are both wrong, “q” draws level.",
        ),
        // A row that holds the leader back and one that holds the other back.
        (
            "s B\n t B\n u B\n p?\n q?\n s-p 2\n s+q 2\n t+p 2\n t-q 2\n u+p 2\n u-q 2",
            vec![(vec!["t"], vec!["p", "q"]), (vec!["u"], vec!["p", "q"])],
            "If any one of t and u is wrong, “q” draws level.",
        ),
        // Already level: one row makes one of them lead.
        (
            "s B\n t B\n p?\n q?\n s-p 2\n s+q 2\n t+p 2\n t-q 2",
            vec![(vec!["s"], vec!["p"]), (vec!["t"], vec!["q"])],
            "If s is wrong, only “p” is contradicted least.",
        ),
        (
            "s B\n t B\n u B\n p?\n q?\n s+p 2\n s-q 2\n t+p 2\n t-q 2\n u+p 2\n u-q 2",
            vec![],
            "No single row, and no two together, would change that if they were wrong.",
        ),
    ] {
        let board = asked(&board(lines), &["p", "q"]);
        let matrix = matrix(&board);
        let found: Vec<(Vec<&str>, Vec<&str>)> = matrix
            .turns
            .iter()
            .map(|turn| {
                let rows = turn.rows.iter().map(|row| matrix.rows[*row].card.as_str());
                let leaders = turn.leaders.iter();
                let leaders = leaders.map(|at| matrix.answers[*at].claim.as_str());
                (rows.collect(), leaders.collect())
            })
            .collect();
        assert_eq!(found, turns, "{lines}");
        assert!(said(&matrix).contains(&says), "{:#?}", said(&matrix));
    }
}

#[test]
fn what_is_not_assessed_is_not_ranked() {
    for (lines, leaders, first) in [
        (
            "p?",
            vec![],
            "“p” is the only answer so far; evidence can tell answers apart only where there are two.",
        ),
        (
            "p?\n q?\n r?",
            vec![],
            "No source and no other claim is tied to an answer yet.",
        ),
        (
            "s\n t\n u\n p?\n q?\n r?\n s+p\n t+q\n u+r",
            vec![0, 1, 2],
            "Nothing assessed so far contradicts “p”, “q” and “r”, but two of the three cells of each are not assessed.",
        ),
        (
            "s\n t\n u\n p?\n q?\n s-p\n t-p\n u-p",
            vec![0],
            "Least contradicted so far: “p”.",
        ),
        ("s\n t\n u\n p?\n q?\n s+p\n t-q", vec![0, 1], ""),
    ] {
        let all = ["p", "q", "r"];
        let answers: Vec<&str> = all
            .into_iter()
            .filter(|id| lines.contains(&format!("{id}?")))
            .collect();
        let matrix = matrix(&asked(&board(lines), &answers));
        if first.is_empty() {
            continue;
        }
        assert_eq!(matrix.leaders, leaders, "{lines}");
        assert_eq!(said(&matrix).first(), Some(&first), "{lines}");
    }
    let none = Matrix::of(&board("p?"), &Assessment::of(&board("p?")), "Why?");
    assert!(none.answers.is_empty() && none.rows.is_empty() && none.summary.is_empty());
    assert!(
        Matrix::of(&board("p?"), &Assessment::default(), "")
            .answers
            .is_empty()
    );
}

fn random(rng: &mut Rng) -> Board {
    let (sources, claims) = (rng.usize(0..9), rng.usize(0..8));
    let mut lines = String::new();
    for n in 0..sources {
        lines.push_str(&format!(
            "s{n} {}\n",
            rng.choice(["", "A", "B", "C", "D", "E", "F"]).unwrap()
        ));
    }
    for n in 0..claims {
        lines.push_str(&format!("k{n}?\n"));
    }
    let card = |rng: &mut Rng| match rng.bool() && claims > 0 || sources == 0 {
        true => format!("k{}", rng.usize(0..claims)),
        false => format!("s{}", rng.usize(0..sources)),
    };
    if sources + claims > 0 && claims > 0 {
        for _ in 0..rng.usize(0..30) {
            let (from, to) = (card(rng), card(rng));
            let kind = rng.choice(["+", "-", ">"]).unwrap();
            lines.push_str(&format!("{from}{kind}{to}\n"));
        }
    }
    let answers: Vec<String> = (0..claims)
        .filter(|_| rng.bool())
        .map(|n| format!("k{n}"))
        .collect();
    let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
    let board = asked(&board(&lines), &answers);
    let ratings = Rating::ALL;
    let cells: Vec<Cell> = (0..rng.usize(0..8))
        .map(|_| {
            let rating = rng.choice(ratings).unwrap();
            cell(
                &format!("{}{}", rng.choice(["s", "k"]).unwrap(), rng.usize(0..9)),
                &format!("k{}", rng.usize(0..9)),
                rating,
                ["", "2026", "2025"][rng.usize(0..3)],
            )
        })
        .collect();
    judged(&board, |about| about.judgements.cells = cells)
}

#[test]
fn any_board_has_a_matrix() {
    for seed in 0..600 {
        let mut rng = Rng::with_seed(seed);
        let board = random(&mut rng);
        let matrix = matrix(&board);
        let answers: Vec<&CardId> = matrix.answers.iter().map(|answer| &answer.claim).collect();
        let mut total = vec![0.0; answers.len()];
        for row in &matrix.rows {
            assert_eq!(row.cells.len(), answers.len(), "{seed}");
            assert!(!answers.contains(&&row.card), "{seed}");
            assert!(
                row.mass.is_finite() && (0.0..1.0).contains(&row.mass),
                "{seed}"
            );
            let values: Vec<i32> = row
                .cells
                .iter()
                .filter_map(|cell| cell.rating)
                .map(value)
                .collect();
            let apart = values.iter().max().unwrap() - values.iter().min().unwrap();
            assert_eq!(i32::from(row.diagnosticity), apart, "{seed}");
            for (at, cell) in row.cells.iter().enumerate() {
                assert_eq!(
                    cell.rating.is_none(),
                    cell.whence == Whence::Nowhere,
                    "{seed}"
                );
                assert_eq!(cell.of_links.is_none(), cell.links.is_empty(), "{seed}");
                total[at] +=
                    f64::from(cell.rating.map_or(0, |rating| value(rating).min(0))) * row.factor();
            }
        }
        for (at, answer) in matrix.answers.iter().enumerate() {
            let cells = matrix.rows.iter().map(|row| row.cells[at].rating);
            assert_eq!(
                answer.open,
                cells.clone().filter(Option::is_none).count(),
                "{seed}"
            );
            let plain: i32 = cells.flatten().map(|rating| value(rating).min(0)).sum();
            assert_eq!(answer.score, plain, "{seed}");
            assert!((answer.weighted - total[at]).abs() < 1e-9, "{seed}");
        }
        let sorted = matrix
            .rows
            .windows(2)
            .all(|two| two[0].worth() >= two[1].worth());
        assert!(sorted, "{seed}");
        for reason in &matrix.summary {
            assert!(!reason.cards.is_empty(), "{seed}: {}", reason.says);
            assert!(
                reason
                    .cards
                    .iter()
                    .all(|card| board.cards().contains_key(card))
            );
        }
        turns_hold(&matrix, &total, seed);
    }
}

/// A row turns the order if the best of the same answers are others once it is left out; and none else does.
fn turns_hold(matrix: &Matrix, total: &[f64], seed: u64) {
    let comparable: Vec<usize> = (0..total.len())
        .filter(|at| matrix.answers[*at].comparable && matrix.answers[*at].open < matrix.rows.len())
        .collect();
    let tested: Vec<usize> = (0..total.len())
        .filter(|at| matrix.answers[*at].open < matrix.rows.len())
        .collect();
    let candidates = if comparable.len() < 2 {
        tested
    } else {
        comparable
    };
    let best = |without: &[usize]| -> Vec<usize> {
        let score = |at: usize| {
            let less: f64 = without
                .iter()
                .map(|row| {
                    let row = &matrix.rows[*row];
                    f64::from(
                        row.cells[at]
                            .rating
                            .map_or(0, |rating| value(rating).min(0)),
                    ) * row.factor()
                })
                .sum();
            total[at] - less
        };
        let top = candidates
            .iter()
            .map(|at| score(*at))
            .fold(f64::NEG_INFINITY, f64::max);
        candidates
            .iter()
            .copied()
            .filter(|at| score(*at) >= top - 1e-7)
            .collect()
    };
    assert_eq!(best(&[]), matrix.leaders, "{seed}");
    for row in 0..matrix.rows.len() {
        let told = matrix.turns.iter().find(|turn| turn.rows == [row]);
        let after = best(&[row]);
        assert_eq!(told.is_some(), after != matrix.leaders, "{seed}");
        assert_eq!(told.is_some(), matrix.rows[row].is_linchpin, "{seed}");
        assert!(told.is_none_or(|turn| turn.leaders == after), "{seed}");
        for other in row + 1..matrix.rows.len() {
            let told = matrix.turns.iter().find(|turn| turn.rows == [row, other]);
            let alone = matrix.rows[row].is_linchpin || matrix.rows[other].is_linchpin;
            let after = best(&[row, other]);
            assert_eq!(told.is_some(), !alone && after != matrix.leaders, "{seed}");
        }
    }
}

#[test]
fn a_large_matrix_is_soon_made() {
    let (mut cards, mut links) = (Vec::new(), Vec::new());
    let place = kurbo::Point::ZERO;
    for n in 0..40 {
        cards.push((
            CardId::from(format!("k{n:02}")),
            Card::new(place, super::claim("It is.")),
        ));
    }
    for n in 0..500 {
        cards.push((
            CardId::from(format!("s{n:03}")),
            Card::new(place, super::source("S", "B")),
        ));
        for m in 0..40 {
            let id = LinkId::from(format!("l{n:03}-{m:02}"));
            let kind = LinkKind::of(match (n + m) % 3 {
                0 => casewall::board::Stance::Contradicts,
                _ => casewall::board::Stance::Corroborates,
            });
            links.push((
                id,
                Link::new(format!("s{n:03}").into(), format!("k{m:02}").into(), kind),
            ));
        }
    }
    let (board, _) = Board::from_records(About::default(), cards, links, []);
    let ids: Vec<String> = (0..40).map(|n| format!("k{n:02}")).collect();
    let board = asked(&board, &ids.iter().map(String::as_str).collect::<Vec<_>>());
    let assessment = Assessment::of(&board);
    let begun = std::time::Instant::now();
    let matrix = Matrix::of(&board, &assessment, "Why?");
    println!("40 answers, 500 rows: {:?}", begun.elapsed());
    assert_eq!((matrix.rows.len(), matrix.answers.len()), (500, 40));
    assert_eq!(matrix.open(), 0);
}
