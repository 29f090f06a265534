//! How long the assessment takes at ten thousand claims and sources with thirty thousand links.
//!
//! `cargo bench --no-default-features --bench assess`. The board is made by rule, so that figures can be compared: half
//! are claims, half sources with a text, a third of which draw on another; one link in six leads from claim to claim.

use casewall::assess::{Assessment, Counting, FileState, Subject, Timeline, Verifier, findings};
use casewall::board::{
    About, Board, Body, Card, CardId, Claim, Credibility, Edit, Evidence, Link, LinkId, LinkKind,
    Reliability, Source, Stance,
};
use casewall::export::brief::{Material, Part, compose};
use divan::{Bencher, black_box};
use kurbo::Point;

const CLAIMS: usize = 5_000;
const SOURCES: usize = 5_000;
const LINKS: usize = 30_000;

fn main() {
    divan::main();
}

fn source(n: usize) -> CardId {
    CardId::from(format!("s{n:05}"))
}

fn claim(n: usize) -> CardId {
    CardId::from(format!("c{n:05}"))
}

/// `knit`: whether claims speak of any other claims, in cycles, or only of claims of their own matter.
fn board(knit: bool) -> Board {
    let mut rng = fastrand::Rng::with_seed(5);
    let mut cards = Vec::new();
    let mut links = Vec::new();
    for n in 0..CLAIMS {
        let text = format!("Claim number {n} is true.");
        let body = Body::Claim(Claim {
            text,
            ..Claim::default()
        });
        cards.push((claim(n), Card::new(Point::ZERO, body)));
    }
    let words = [
        "tide", "harbour", "lantern", "ferry", "mill", "bridge", "clerk", "ledger",
    ];
    for n in 0..SOURCES {
        let text: Vec<&str> = (0..500).filter_map(|_| rng.choice(words)).collect();
        let body = Body::Source(Box::new(Source {
            title: format!("Source number {n}"),
            published: format!(
                "{:04}-{:02}-{:02}",
                2015 + n % 10,
                n / 7 % 12 + 1,
                n % 28 + 1
            ),
            outlet: format!("Outlet {}", rng.usize(..3_000)),
            reliability: rng.choice(Reliability::ALL),
            text: text.join(" ").into(),
            ..Source::default()
        }));
        cards.push((source(n), Card::new(Point::ZERO, body)));
    }
    for n in 0..LINKS {
        let evidence = Evidence {
            credibility: Credibility::new(rng.u8(1..=6)),
            ..Evidence::default()
        };
        let kind = match rng.u8(0..3) {
            0 => LinkKind::Contradicts(evidence),
            _ => LinkKind::Corroborates(evidence),
        };
        let link = match n % 18 {
            0 => Link::new(
                source(rng.usize(..SOURCES)),
                source(rng.usize(..SOURCES)),
                LinkKind::DerivesFrom,
            ),
            1..4 => {
                let from = rng.usize(..CLAIMS);
                let to = match knit {
                    true => rng.usize(..CLAIMS),
                    false => (from / 20 * 20 + rng.usize(..20)) % CLAIMS,
                };
                Link::new(claim(from), claim(to), kind)
            }
            _ => Link::new(
                source(rng.usize(..SOURCES)),
                claim(rng.usize(..CLAIMS)),
                kind,
            ),
        };
        links.push((LinkId::from(format!("l{n:05}")), link));
    }
    Board::from_records(About::default(), cards, links, []).0
}

#[divan::bench(args = [false, true], sample_count = 10, sample_size = 1)]
fn whole_board(bencher: Bencher, knit: bool) {
    let board = board(knit);
    bencher.bench_local(|| Assessment::of(black_box(&board)));
}

/// The brief of the whole board, its leave-one-out worked out before, as a Word document.
#[divan::bench(args = [false, true], sample_count = 3, sample_size = 1)]
fn brief(bencher: Bencher, knit: bool) {
    let board = board(knit);
    let assessment = Assessment::of(&board);
    let bearing = assessment.load_bearing();
    let writer = casewall::export::brief::for_name("a.docx").unwrap();
    bencher.bench_local(|| {
        let material = Material {
            board: &board,
            assessment: &assessment,
            bearing: &bearing,
            findings: &[],
            day: "2025-11-03",
        };
        let brief = compose(&material, &Part::All, &|_| true).unwrap();
        writer.write(&brief, &|_| true).unwrap()
    });
}

/// A link from a source to a claim changes its side: what most edits are.
#[divan::bench(args = [false, true], sample_count = 200, sample_size = 1)]
fn an_edit_of_evidence(bencher: Bencher, knit: bool) {
    edits(bencher, &board(knit), |board, n| {
        let from_source = board.links().keys().filter(|id| {
            board.links()[*id].kind.stance().is_some()
                && board.links()[*id].from.as_str().starts_with('s')
        });
        let link = from_source.clone().nth(n * 97 % 20_000).unwrap().clone();
        board.plan(|txn| txn.update_link(&link, |link| link.kind = link.kind.clone().flipped()))
    });
}

/// A link between claims comes: the order in which claims are settled is made anew.
#[divan::bench(args = [false, true], sample_count = 100, sample_size = 1)]
fn an_edit_between_claims(bencher: Bencher, knit: bool) {
    edits(bencher, &board(knit), |board, n| {
        let (from, to) = (claim(n * 40), claim(n * 40 + 7));
        let kind = LinkKind::of(Stance::Corroborates);
        board.plan(|txn| {
            txn.add_link(Link::new(from, to, kind));
        })
    });
}

/// A source is graded: all voices are heard anew.
#[divan::bench(sample_count = 200, sample_size = 1)]
fn an_edit_of_a_source(bencher: Bencher) {
    edits(bencher, &board(false), |board, n| {
        board.plan(|txn| {
            txn.update_card(&source(n * 20), |card| {
                if let Body::Source(source) = &mut card.body {
                    source.reliability = Some(Reliability::D);
                }
            });
        })
    });
}

#[divan::bench(args = [false, true], sample_count = 1, sample_size = 1)]
fn leave_one_out_of_everything(bencher: Bencher, knit: bool) {
    let assessment = Assessment::of(&board(knit));
    bencher.bench_local(|| black_box(&assessment).load_bearing());
}

/// What one label hangs on.
#[divan::bench(args = [false, true], sample_count = 100, sample_size = 1)]
fn the_footing_of_a_claim(bencher: Bencher, knit: bool) {
    let assessment = Assessment::of(&board(knit));
    let mut n = 0;
    bencher
        .with_inputs(|| {
            n += 1;
            claim(n * 37)
        })
        .bench_local_refs(|claim| black_box(&assessment).footing(claim));
}

/// A copy that follows an edit while the window keeps on showing what was.
#[divan::bench(sample_count = 100, sample_size = 1)]
fn a_copy(bencher: Bencher) {
    let assessment = Assessment::of(&board(true));
    bencher.bench_local(|| black_box(&assessment).clone());
}

/// Where every claim stood on each of the days on which a source came out.
#[divan::bench(args = [false, true], sample_count = 5, sample_size = 1)]
fn every_day_of_ten_years(bencher: Bencher, knit: bool) {
    let board = board(knit);
    let assessment = Assessment::of(&board);
    let timeline = Timeline::of(&board, Counting::default());
    bencher.bench_local(|| timeline.history(black_box(&assessment)));
}

/// Where every claim stood on a day in the middle of them.
#[divan::bench(args = [false, true], sample_count = 20, sample_size = 1)]
fn one_day_of_ten_years(bencher: Bencher, knit: bool) {
    let board = board(knit);
    let assessment = Assessment::of(&board);
    let timeline = Timeline::of(&board, Counting::default());
    let days = timeline.days();
    let day = days[days.len() / 2];
    bencher.bench_local(|| timeline.as_of(black_box(&assessment), day));
}

fn edits(bencher: Bencher, board: &Board, edit: impl Fn(&Board, usize) -> Edit) {
    let assessment = Assessment::of(board);
    let mut n = 0;
    bencher
        .with_inputs(|| {
            n += 1;
            let edit = edit(board, n);
            (assessment.clone(), board.with(&edit), edit.touched())
        })
        .bench_local_refs(|(assessment, board, touched)| assessment.update(board, touched));
}

/// All rules over the whole board: what a careful reader would object to.
#[divan::bench(args = [false, true], sample_count = 10, sample_size = 1)]
fn findings_of_a_whole_board(bencher: Bencher, knit: bool) {
    let board = board(knit);
    let assessment = Assessment::of(&board);
    let verified = Verifier::default().verify(&board, &|_| FileState::NotLooked);
    bencher.bench_local(|| {
        findings(black_box(&Subject {
            board: &board,
            assessment: &assessment,
            verified: &verified,
            today: Some("2026-03-01"),
        }))
    });
}
