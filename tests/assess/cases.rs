//! Real collections of claims and articles: what the assessment makes of them agrees with what was counted in them.

use std::collections::{BTreeMap, BTreeSet};

use casewall::assess::{Assessment, Label};
use casewall::board::{
    About, Board, Body, Card, CardId, Claim, Link, LinkId, LinkKind, Source, Stance,
};
use kurbo::Point;
use serde_json::Value;

/// A collection as a board, and what was counted in it.
pub fn case(name: &str) -> Option<(Board, Value)> {
    let folder = super::data("cases")?;
    let read = |ending: &str| -> Value {
        let bytes = std::fs::read(folder.join(format!("{name}{ending}"))).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    };
    let (case, oracle) = (read(".json"), read(".oracle.json"));
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let list = |key: &str| case[key].as_array().cloned().unwrap_or_default();
    let sources = list("sources").into_iter().map(|source| {
        let body = Source {
            title: text(&source, "title"),
            outlet: text(&source, "publisher"),
            url: text(&source, "url"),
            published: text(&source, "date"),
            text: text(&source, "text").into(),
            ..Source::default()
        };
        let card = Card::new(Point::ORIGIN, Body::Source(Box::new(body)));
        (CardId::from(text(&source, "id")), card)
    });
    let claims = list("claims").into_iter().map(|claim| {
        let body = Body::Claim(Claim {
            text: text(&claim, "text"),
            ..Claim::default()
        });
        (
            CardId::from(text(&claim, "id")),
            Card::new(Point::ORIGIN, body),
        )
    });
    let links = list("links")
        .into_iter()
        .enumerate()
        .filter_map(|(n, link)| {
            let stance = match link["stance"].as_str()? {
                "corroborates" => Stance::Corroborates,
                "contradicts" => Stance::Contradicts,
                _ => return None,
            };
            let ends = [text(&link, "source"), text(&link, "claim")].map(CardId::from);
            let [from, to] = ends;
            Some((
                LinkId::from(format!("l{n}")),
                Link::new(from, to, LinkKind::of(stance)),
            ))
        });
    let (board, loose) = Board::from_records(About::default(), sources.chain(claims), links, []);
    assert!(loose.is_empty());
    Some((board, oracle))
}

/// The stances of the links on each claim.
fn stances(board: &Board) -> BTreeMap<CardId, BTreeSet<&'static str>> {
    let mut stances: BTreeMap<CardId, BTreeSet<&'static str>> = BTreeMap::new();
    for link in board.links().values() {
        stances
            .entry(link.to.clone())
            .or_default()
            .insert(link.kind.name());
    }
    stances
}

#[test]
fn one_publisher_is_one_voice_however_many_passages_it_has() {
    for name in ["climate-fever-shared", "climate-fever-disputed-shared"] {
        let Some((board, oracle)) = case(name) else {
            continue;
        };
        assert_eq!(oracle["distinct_publishers"], 1);
        let assessment = Assessment::of(&board);
        let mut labels: BTreeMap<&str, usize> = BTreeMap::new();
        for (claim, standing) in assessment.claims() {
            assert!(
                standing.n_support <= 1 && standing.n_oppose <= 1,
                "{claim}: {standing:?}"
            );
            assert_ne!(standing.label, Label::Corroborated, "{claim}");
            *labels.entry(standing.label.id()).or_default() += 1;
        }
        println!("{name}: {labels:?}");
        let both = stances(&board)
            .values()
            .filter(|kinds| kinds.len() == 2)
            .count();
        assert_eq!(labels.get("disputed").copied().unwrap_or(0), both);
        assert_eq!(Value::from(both), oracle["claims_both_ways"]);
    }
}

#[test]
fn contested_claims_of_a_large_case_are_found() {
    let Some((board, oracle)) = case("fnc-large-shared") else {
        return;
    };
    let assessment = Assessment::of(&board);
    let both: BTreeSet<CardId> = stances(&board)
        .into_iter()
        .filter(|(_, kinds)| kinds.len() == 2)
        .map(|(claim, _)| claim)
        .collect();
    assert_eq!(Value::from(both.len()), oracle["claims_both_ways"]);
    let mut labels: BTreeMap<&str, usize> = BTreeMap::new();
    let contested: BTreeSet<CardId> = assessment
        .claims()
        .iter()
        .inspect(|(_, standing)| *labels.entry(standing.label.id()).or_default() += 1)
        .filter(|(_, standing)| standing.n_support > 0 && standing.n_oppose > 0)
        .filter(|(_, standing)| {
            standing.contested || matches!(standing.label, Label::Disputed | Label::Contradicted)
        })
        .map(|(claim, _)| claim.clone())
        .collect();
    println!(
        "fnc-large-shared: {labels:?}, {} contested",
        contested.len()
    );
    assert_eq!(contested, both);
}
