//! A board with something of everything, and what a board says in words, for tests of writers.

use kurbo::Point;

use crate::board::{
    Board, Body, Card, CardId, Claim, Credibility, Frame, Link, LinkKind, Note, Quote, Reliability,
    Source, Stance,
};
use crate::import::fields;

/// A frame, two sources with an origin, two claims, a note, and links of every kind.
pub fn board() -> Board {
    let empty = Board::default();
    let edit = empty.plan(|txn| {
        let source = |title: &str, url: &str| Source {
            title: title.to_owned(),
            url: url.to_owned(),
            ..Source::default()
        };
        let claim = |text: &str| {
            let text = text.to_owned();
            Body::Claim(Claim {
                text,
                ..Claim::default()
            })
        };
        let port = Source {
            outlet: "Port News".to_owned(),
            published: "2025-10".to_owned(),
            reliability: Some(Reliability::B),
            text: "The harbour was shut at noon <sharp> & quiet.".into(),
            tags: vec!["storm".to_owned()],
            ..source("Harbour shut", "https://example.org/1")
        };
        let text = port.text.clone();
        let title = "The storm".to_owned();
        txn.add_card(Card::new(
            Point::new(-40.0, -40.0),
            Body::Frame(Frame { title }),
        ));
        let mut add = |x: f64, body: Body| txn.add_card(Card::new(Point::new(x, 10.0), body));
        let port = add(0.0, Body::Source(Box::new(port)));
        let master = add(300.0, Body::Source(Box::new(source("Harbour master", ""))));
        let shut = add(600.0, claim("The harbour was shut."));
        let ran = add(900.0, claim("Ferries ran"));
        add(
            1200.0,
            Body::Note(Note {
                text: "Ask the pilot.".to_owned(),
            }),
        );
        let mut kind = LinkKind::of(Stance::Corroborates);
        if let Some(evidence) = kind.evidence_mut() {
            evidence.quote = Some(Quote::of(&text, 4..20));
            evidence.credibility = Credibility::new(2);
            evidence.origin = Some(master.clone());
        }
        let mut quoted = Link::new(port.clone(), shut.clone(), kind);
        quoted.note = "see: page 2".to_owned();
        let bare = |from: &CardId, to: &CardId, kind| Link::new(from.clone(), to.clone(), kind);
        txn.add_link(quoted);
        txn.add_link(bare(&shut, &ran, LinkKind::of(Stance::Contradicts)));
        txn.add_link(bare(&port, &master, LinkKind::DerivesFrom));
    });
    empty.with(&edit)
}

/// Every card and link in a line.
pub fn told(board: &Board) -> Vec<String> {
    let cards = board
        .cards()
        .values()
        .map(|card| format!("{:?} {:?}", fields::of_body(&card.body), card.rect()));
    let title = |id: &CardId| board.cards().get(id).map(|card| card.title().to_owned());
    let links = board.links().values().map(|link| {
        let evidence = link
            .kind
            .evidence()
            .map(|evidence| fields::of_evidence(evidence, title));
        let (from, to) = (title(&link.from), title(&link.to));
        format!(
            "{from:?} {} {to:?} {evidence:?} {}",
            link.kind.name(),
            link.note
        )
    });
    let mut lines: Vec<String> = cards.chain(links).collect();
    lines.sort();
    lines
}
