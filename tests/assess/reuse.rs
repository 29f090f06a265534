//! Shared passages and attributions: what is found in real articles, what is missed and what is found for nothing; an
//! index that follows a board; texts of every kind.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use casewall::assess::{Assessment, Limits, Pair, Party, Proposal, ReuseIndex, Suggestion};
use casewall::board::{
    About, Board, Body, Card, CardId, Claim, Evidence, Link, LinkId, LinkKind, Quote, Source,
};
use fastrand::Rng;
use kurbo::Point;
use proptest::prelude::*;
use serde_json::Value;

fn article(id: &str, title: &str, text: &str) -> (CardId, Card) {
    let body = Body::Source(Box::new(Source {
        title: title.to_owned(),
        text: text.into(),
        ..Source::default()
    }));
    (CardId::from(id), Card::new(Point::ZERO, body))
}

fn board_of(articles: impl IntoIterator<Item = (CardId, Card)>) -> Board {
    Board::from_records(About::default(), articles, [], []).0
}

type Pairs = BTreeMap<(String, String), Pair>;

/// The pairs of an index by the first source of each, the smaller first.
fn pairs(index: &ReuseIndex) -> Pairs {
    let pairs = index.pairs().map(|found| {
        let [a, b] = [found.a, found.b].map(|ids| ids.first().unwrap().to_string());
        let mut pair = found.pair.clone();
        if a < b {
            return ((a, b), pair);
        }
        let [_, second] = found.texts;
        pair.passages = pair.passages.iter().map(|one| one.turned(second)).collect();
        ((b, a), pair)
    });
    pairs.collect()
}

// --- real articles ------------------------------------------------------------------------------------------------

/// A case in the neutral form, and what was counted in it with another program.
fn case(folder: &str, name: &str) -> Option<(Board, Value)> {
    let folder = super::data(folder)?;
    let read = |ending: &str| -> Value {
        let bytes = std::fs::read(folder.join(format!("{name}.{ending}"))).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    };
    let (case, oracle) = (read("json"), read("oracle.json"));
    let sources = case["sources"].as_array().unwrap().iter();
    let board = board_of(sources.map(|source| {
        let said = |key: &str| source[key].as_str().unwrap_or_default();
        article(said("id"), said("title"), said("text"))
    }));
    Some((board, oracle))
}

fn listed(oracle: &Value, key: &str) -> BTreeSet<(String, String)> {
    let pairs = oracle[key].as_array().map_or(&[][..], Vec::as_slice).iter();
    let pairs = pairs.map(|pair| {
        let [a, b] = ["a", "b"].map(|side| pair[side].as_str().unwrap().to_owned());
        if a < b { (a, b) } else { (b, a) }
    });
    pairs.collect()
}

/// Of pairs that share twelve words in a row, how many are suggested (and how many are suggested besides, and of those
/// how many share no six); the pairs counted with another program, which takes apostrophes for spaces.
fn check_articles(folder: &str, name: &str, want: (usize, usize, usize, usize)) {
    let Some((board, oracle)) = case(folder, name) else {
        return;
    };
    let index = ReuseIndex::of(&board, Limits::default());
    let suggestions = index.suggestions(&board, &Assessment::of(&board));
    let suggested: BTreeSet<(String, String)> = suggestions
        .iter()
        .filter_map(|one| {
            let [a, b] = [one.source.to_string(), one.other_card()?.to_string()];
            Some(if a < b { (a, b) } else { (b, a) })
        })
        .collect();
    let true_ones = listed(&oracle, "pairs");
    let unlike = listed(&oracle, "same_topic_pairs_without_shared_6gram");
    let hits = suggested.intersection(&true_ones).count();
    let false_ones = suggested.intersection(&unlike).count();
    println!(
        "{name}: {hits} of {} found, {} suggested, {false_ones} of {} that share no six words in a row",
        true_ones.len(),
        suggested.len(),
        unlike.len()
    );
    println!(
        "  missed: {:?}",
        true_ones.difference(&suggested).collect::<Vec<_>>()
    );
    let found = pairs(&index);
    for pair in suggested.difference(&true_ones) {
        let Some(found) = found.get(pair) else {
            continue;
        };
        println!(
            "  besides: {pair:?} longest {}, together {}, containment {:.3}, quotations {}",
            found.longest, found.together, found.containment, found.quotations
        );
    }
    assert_eq!(
        (hits, true_ones.len(), suggested.len(), false_ones),
        want,
        "{name}"
    );
}

#[test]
fn articles_that_copy_each_other_are_found() {
    // What is missed: three pairs that share a list of names, three that share eleven words and an apostrophe. What is
    // suggested besides shares eight to eleven words, or two quotations.
    check_articles("reuse", "fnc-reuse-shared", (114, 120, 132, 2));
    check_articles("cases", "emergent-articles-shared", (22, 22, 22, 0));
}

#[test]
fn answers_that_were_copied_are_found() {
    let Some((board, oracle)) = case("reuse", "short-answers-shared") else {
        return;
    };
    let index = ReuseIndex::of(&board, Limits::default());
    let found = pairs(&index);
    let mut by_label: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (id, label) in oracle["labels"].as_object().unwrap() {
        let original = label["original"].as_str().unwrap().to_owned();
        if *id == original {
            continue;
        }
        let pair = if *id < original {
            (id.clone(), original)
        } else {
            (original, id.clone())
        };
        let (hits, all) = by_label
            .entry(label["category"].as_str().unwrap())
            .or_default();
        *all += 1;
        let suggests = found.get(&pair).is_some_and(|pair| pair.suggests);
        *hits += usize::from(suggests);
        if suggests == (label["category"] == "non") {
            println!("  wrong: {id} ({})", label["category"]);
        }
    }
    println!("short answers, found of each kind: {by_label:?}");
    let want = [
        ("cut", (11, 12)),
        ("heavy", (7, 11)),
        ("light", (10, 11)),
        ("non", (0, 20)),
    ];
    let want: BTreeMap<&str, (usize, usize)> = want.into_iter().collect();
    assert_eq!(by_label["non"].0, 0);
    for kind in ["cut", "heavy", "light"] {
        assert_eq!(by_label[kind], want[kind], "{kind}");
    }
}

#[test]
fn five_articles_on_one_event() {
    let Some(folder) = super::data("istanbul") else {
        return;
    };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    paths.sort();
    let claim = CardId::from("c");
    let mut cards = vec![(
        claim.clone(),
        Card::new(Point::ZERO, Body::Claim(Claim::default())),
    )];
    let mut links = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let id = path.file_name().unwrap().to_str().unwrap()[..3].to_owned();
        // A link that rests on all of the text: every attribution is near.
        let evidence = Evidence {
            quote: Some(Quote::of(&text, 0..text.chars().count())),
            ..Evidence::default()
        };
        let link = Link::new(
            CardId::from(id.as_str()),
            claim.clone(),
            LinkKind::Corroborates(evidence),
        );
        links.push((LinkId::from(id.as_str()), link));
        cards.push(article(&id, &id, &text));
    }
    let (board, _) = Board::from_records(About::default(), cards, links, []);
    let index = ReuseIndex::of(&board, Limits::default());
    let suggestions = index.suggestions(&board, &Assessment::of(&board));
    let told: Vec<(&str, Proposal, &str)> = suggestions
        .iter()
        .map(|one| {
            let other = match &one.other {
                Party::Card(card) => card.as_str(),
                Party::Named(name) => name,
            };
            (one.source.as_str(), one.proposal, other)
        })
        .collect();
    let want = [
        ("000", Proposal::Shared, "004"),
        ("001", Proposal::SaidBy, "Khawaja Asif"),
        ("001", Proposal::DrawsOn, "TOLO News"),
        ("001", Proposal::SaidBy, "Taliban regime"),
        ("001", Proposal::SaidBy, "Tameem Bahiss"),
        ("003", Proposal::DrawsOn, "India Today"),
    ];
    assert_eq!(told, want);
    let passage = &suggestions[0].passages[0];
    assert_eq!(
        (passage.words, passage.a.clone(), passage.b.clone()),
        (19, 2707..2850, 834..977)
    );
    let phrases: Vec<_> = suggestions[2]
        .phrases
        .iter()
        .map(|phrase| phrase.place.start)
        .collect();
    assert_eq!(phrases, [548, 884, 959]);
    let hearsay: Vec<_> = index.hearsay(&board).into_values().collect();
    assert_eq!(hearsay.len(), 5, "{hearsay:?}");
}

// --- boards and texts of every kind -------------------------------------------------------------------------------

const WORDS: [&str; 12] = [
    "tide", "harbour", "lantern", "ferry", "mill", "bridge", "clerk", "ledger", "The", "Port",
    "\"so", "be\"",
];

fn some_words(rng: &mut Rng, n: usize) -> String {
    let words: Vec<&str> = (0..n).filter_map(|_| rng.choice(WORDS)).collect();
    words.join(" ")
}

/// A text of its own, with a stretch of others' and, often, the same last line as many others.
fn random_text(rng: &mut Rng, others: &[String]) -> String {
    let own = |rng: &mut Rng| {
        let n = rng.usize(0..30);
        (0..n)
            .map(|_| format!("w{}", rng.u32(..5_000)))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let mut text = own(rng);
    if let Some(other) = rng.choice(others) {
        let words: Vec<&str> = other.split(' ').collect();
        let start = rng.usize(..words.len());
        let end = (start + rng.usize(5..25)).min(words.len());
        text = format!("{text} {} {}", words[start..end].join(" "), own(rng));
    }
    match rng.u8(..4) {
        0 => text + " read more stories like this one every day in the evening paper",
        1 => format!("{text} {}", some_words(rng, 20)),
        _ => text,
    }
}

#[test]
fn an_index_that_followed_knows_the_same_as_a_new_one() {
    for seed in 0..12 {
        let mut rng = Rng::with_seed(seed);
        let mut texts: Vec<String> = Vec::new();
        let mut board = Board::default();
        let mut index = ReuseIndex::new(Limits::default());
        for round in 0..14 {
            let edit = board.plan(|txn| {
                for _ in 0..rng.usize(1..12) {
                    let text = random_text(&mut rng, &texts);
                    let (_, card) = article("", "", &text);
                    txn.add_card(card);
                    texts.push(text);
                }
                for id in board.cards().keys() {
                    match rng.u8(..16) {
                        0 => txn.remove_card(id),
                        1 => {
                            let text = rng.choice(&texts).cloned().unwrap_or_default();
                            txn.update_card(id, |card| {
                                if let Body::Source(source) = &mut card.body {
                                    source.text = text.into();
                                }
                            });
                        }
                        2 => txn.update_card(id, |card| card.at.x += 8.0),
                        _ => {}
                    }
                }
            });
            board = board.with(&edit);
            index.follow(&board);
            let anew = ReuseIndex::of(&board, Limits::default());
            assert_eq!(pairs(&index), pairs(&anew), "seed {seed}, round {round}");
            let assessment = Assessment::of(&board);
            let suggestions = index.suggestions(&board, &assessment);
            assert_eq!(
                suggestions,
                anew.suggestions(&board, &assessment),
                "seed {seed}, round {round}"
            );
            sound(&board, &suggestions);
            assessment.doubts(&suggestions);
        }
    }
}

fn text_of<'a>(board: &'a Board, card: &CardId) -> &'a str {
    match &board.cards()[card].body {
        Body::Source(source) => &source.text,
        _ => "",
    }
}

/// Passages are what stands at their places, and the same on both sides.
fn sound(board: &Board, suggestions: &[Suggestion]) {
    let folded = |text: &str| {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect::<String>()
    };
    let slice = |text: &str, range: &std::ops::Range<usize>| {
        text.chars()
            .skip(range.start)
            .take(range.len())
            .collect::<String>()
    };
    for suggestion in suggestions {
        assert!(suggestion.why.ends_with('.'), "{}", suggestion.why);
        let text = text_of(board, &suggestion.source);
        for passage in &suggestion.passages {
            let other = text_of(board, suggestion.other_card().unwrap());
            assert_eq!(slice(text, &passage.a), passage.text);
            assert_eq!(folded(&passage.text), folded(&slice(other, &passage.b)));
        }
        for phrase in &suggestion.phrases {
            assert_eq!(slice(text, &phrase.place), phrase.text);
        }
    }
}

#[test]
fn a_footer_of_many_is_no_passage() {
    let footer = "read more stories like this one every day in the evening paper";
    let texts = |n: usize| {
        let articles = (0..n).map(move |n| {
            article(
                &format!("s{n:03}"),
                "",
                &format!("Number {n} of them. {footer}"),
            )
        });
        ReuseIndex::of(&board_of(articles), Limits::default())
            .pairs()
            .count()
    };
    assert_eq!(texts(100), 4950);
    assert_eq!(texts(101), 0);
}

#[test]
fn one_word_over_and_over_is_searched_in_bounded_time() {
    let long = |word: &str, n: usize| format!("{word} ").repeat(n);
    let articles = [
        article("a", "", &long("lantern", 60_000)),
        article("b", "", &long("lantern", 60_001)),
        article("c", "", &long("and on and off", 20_000)),
        article("d", "", &long("又", 60_000)),
    ];
    let index = ReuseIndex::of(&board_of(articles), Limits::default());
    assert_eq!(pairs(&index).len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn any_texts_have_an_answer_and_it_is_symmetric(a in "\\PC{0,200}", b in "\\PC{0,200}", shared in "(\\PC{1,9} ){0,20}") {
        let texts = [format!("{a} {shared} {b}"), format!("{b} {shared} {a}")];
        let of = |ids: [&str; 2]| {
            let articles = ids.iter().zip(&texts).map(|(id, text)| article(id, id, text));
            let board = board_of(articles);
            let index = ReuseIndex::of(&board, Limits::default());
            sound(&board, &index.suggestions(&board, &Assessment::of(&board)));
            pairs(&index).into_values().next()
        };
        let (one, other) = (of(["a", "b"]), of(["b", "a"]));
        let counts = |pair: &Pair| (pair.longest, pair.together, pair.quotations, pair.suggests, pair.passages.len());
        prop_assert_eq!(one.as_ref().map(counts), other.as_ref().map(counts));
        if let (Some(one), Some(other)) = (one, other) {
            let places: BTreeSet<_> = one.passages.iter().map(|one| (one.a.start, one.b.start)).collect();
            let turned: BTreeSet<_> = other.passages.iter().map(|one| (one.b.start, one.a.start)).collect();
            prop_assert_eq!(places, turned);
        }
    }
}
