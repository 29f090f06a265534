//! How long the search for shared passages takes at ten thousand articles of five hundred words, and how much memory.
//!
//! `cargo bench --no-default-features --bench reuse`. The articles are made by rule, so that figures can be compared:
//! words as frequent as in a language (Zipf), a fifth of the articles with a passage of another, all of one outlet in
//! ten with the same footer.

use std::sync::Arc;

use casewall::assess::{Assessment, Limits, ReuseIndex};
use casewall::board::{About, Board, Body, Card, CardId, Source};
use divan::{Bencher, black_box};
use kurbo::Point;

const ARTICLES: usize = 10_000;
const WORDS: usize = 500;

fn main() {
    memory();
    divan::main();
}

fn id(n: usize) -> CardId {
    CardId::from(format!("s{n:05}"))
}

fn article(rng: &mut fastrand::Rng, n: usize) -> Vec<String> {
    let word = |rng: &mut fastrand::Rng| {
        // Rank r with a weight of 1/r among 30,000 words.
        let rank = (30_000_f64).powf(rng.f64()) as usize;
        match rank % 40 {
            0 => format!("Name{rank}"),
            _ => format!("word{rank}"),
        }
    };
    let mut words: Vec<String> = (0..WORDS).map(|_| word(rng)).collect();
    if n.is_multiple_of(10) {
        words.extend(
            "Read more of our stories every single day in the printed newspaper"
                .split(' ')
                .map(str::to_owned),
        );
    }
    words
}

fn texts(n: usize) -> Vec<Arc<str>> {
    let mut rng = fastrand::Rng::with_seed(8);
    let mut all: Vec<Vec<String>> = Vec::new();
    for n in 0..n {
        let mut words = article(&mut rng, n);
        if n % 5 == 4 {
            let from = rng.usize(..n);
            let start = rng.usize(..WORDS - 40);
            let length = rng.usize(8..40);
            let passage: Vec<String> = all[from][start..start + length].to_vec();
            let to = rng.usize(..WORDS);
            words.splice(to..to, passage);
        }
        all.push(words);
    }
    all.into_iter()
        .map(|words| words.join(" ").into())
        .collect()
}

fn source(n: usize, text: &Arc<str>) -> (CardId, Card) {
    let body = Body::Source(Box::new(Source {
        title: format!("Article number {n}"),
        outlet: format!("Outlet {}", n % 900),
        text: text.clone(),
        ..Source::default()
    }));
    (id(n), Card::new(Point::ZERO, body))
}

fn board(n: usize) -> Board {
    let texts = texts(n);
    let cards = texts.iter().enumerate().map(|(n, text)| source(n, text));
    Board::from_records(About::default(), cards, [], []).0
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn index_of_ten_thousand(bencher: Bencher) {
    let board = board(ARTICLES);
    bencher.bench_local(|| ReuseIndex::of(black_box(&board), Limits::default()));
}

/// One article, with a passage of another, comes to ten thousand. It is looked at, forgotten, and comes again.
#[divan::bench(sample_count = 100, sample_size = 1)]
fn one_more(bencher: Bencher) {
    let all = board(ARTICLES + 5);
    let last = id(ARTICLES + 4);
    let without = all.with(&all.plan(|txn| txn.remove_card(&last)));
    let mut index = ReuseIndex::of(&without, Limits::default());
    let index = std::cell::RefCell::new(&mut index);
    bencher
        .with_inputs(|| index.borrow_mut().follow(&without))
        .bench_local_values(|()| index.borrow_mut().follow(black_box(&all)));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn suggestions_of_ten_thousand(bencher: Bencher) {
    let board = board(ARTICLES);
    let index = ReuseIndex::of(&board, Limits::default());
    let assessment = Assessment::of(&board);
    bencher.bench_local(|| index.suggestions(black_box(&board), &assessment));
}

/// Says how much memory an index takes, over the texts themselves, where the system tells (Linux).
fn memory() {
    let board = board(ARTICLES);
    let Some(before) = resident("VmRSS:") else {
        return;
    };
    let index = ReuseIndex::of(&board, Limits::default());
    let (held, most) = (resident("VmRSS:"), resident("VmHWM:"));
    let over = |kib: Option<u64>| kib.unwrap_or(before).saturating_sub(before) / 1024;
    #[allow(clippy::print_stderr)] // what it is for
    {
        eprintln!(
            "{} texts, {} pairs: the index takes {} MiB, and took {} MiB while it was made",
            index.len(),
            index.pairs().count(),
            over(held),
            over(most)
        );
    }
}

/// A line of what the system says of this process, in KiB.
fn resident(line: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let rest = status.lines().find_map(|said| said.strip_prefix(line))?;
    rest.split_whitespace().next()?.parse().ok()
}
