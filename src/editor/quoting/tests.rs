//! Tying words: by tables, in several scripts.

use super::*;
use crate::board::{Document, Selection};
use crate::scene::text::FontSource;

/// Accents, letters of several scalar values, and both directions.
const TEXT: &str =
    "Café: 👩‍👩‍👧 said “no”.\n\nپاکستان نے NATO کو خط لکھا۔ cafe\u{301} twice, cafe\u{301} again.";

fn card(x: f64, body: Body) -> Card {
    Card::new(Point::new(x, 0.0), body)
}

fn claim(text: &str) -> Body {
    Body::Claim(Claim {
        text: text.to_owned(),
        ..Claim::default()
    })
}

fn of_source(title: &str, text: &str) -> Body {
    Body::Source(Box::new(Source {
        title: title.to_owned(),
        text: text.into(),
        ..Source::default()
    }))
}

/// Two sources and a claim: `s-1`, `s-2`, `c-1`.
fn session() -> Session {
    let id = |id: &str| CardId::from(id.to_owned());
    let cards = [
        (id("s-1"), card(0.0, of_source("One", TEXT))),
        (
            id("s-2"),
            card(0.0, of_source("Two", "It rained. It rained again.")),
        ),
        (id("c-1"), card(900.0, claim("It rained."))),
    ];
    let (board, _) = Board::from_records(Default::default(), cards, [], []);
    Session::new(Document::new(board, true), FontSource::BundledOnly)
}

fn id(id: &str) -> CardId {
    CardId::from(id.to_owned())
}

/// Where words stand for the nth time.
fn place(text: &str, words: &str, nth: usize) -> Range<usize> {
    let (byte, _) = text.match_indices(words).nth(nth).expect("the words");
    let start = text[..byte].chars().count();
    start..start + words.chars().count()
}

fn saying(words: Range<usize>, of: About) -> Saying {
    Saying {
        source: id("s-1"),
        words,
        stance: Stance::Corroborates,
        of,
        said_by: None,
    }
}

fn made(tied: Tied) -> LinkId {
    match tied {
        Tied::Made(link) => link,
        other => panic!("{other:?}"),
    }
}

#[test]
fn words_become_a_link_with_a_quote_in_one_step() {
    for (words, nth) in [
        ("Café", 0),
        ("👩‍👩‍👧 said “no”", 0),
        ("پاکستان نے NATO کو", 0),
        ("cafe\u{301}", 1),
        ("no”.\n\nپاکستان", 0),
    ] {
        let mut session = session();
        let before = session.board().clone();
        let range = place(TEXT, words, nth);
        // White space that was taken along does not count.
        let selected = range.start..range.end + usize::from(words.ends_with("کو"));
        let link = made(session.say(saying(selected, About::Claim(id("c-1")))));
        let quote = quote_of(&session.board().links()[&link]).expect("a quote");
        assert_eq!((quote.exact.as_str(), &quote.range), (words, &range));
        assert!(quote.prefix.chars().count() <= 32 && quote.suffix.chars().count() <= 32);
        let undo = session
            .document()
            .undo_label()
            .map(|label| label.text.to_string());
        assert_eq!(undo.as_deref(), Some("Add corroborating quote"));
        session.undo();
        assert_eq!(*session.board(), before);
        assert!(!session.can_undo());
    }
}

#[test]
fn a_new_claim_comes_with_its_link_and_its_words_in_one_line() {
    let mut session = session();
    let before = session.board().clone();
    let new = About::New {
        sentence: None,
        at: None,
    };
    let range = place(TEXT, "no”.\n\nپاکستان نے", 0);
    let link = made(session.say(saying(range, new)));
    let link = &session.board().links()[&link];
    let card = &session.board().cards()[&link.to];
    assert_eq!(card.title(), "no”. پاکستان نے");
    let source = session.board().cards()[&id("s-1")].rect();
    assert!(card.at.x >= source.x1 + 100.0 && card.at.x < 900.0);
    assert_eq!(
        session.selection(),
        &Selection::of(Item::Card(link.to.clone()))
    );
    session.undo();
    assert_eq!(*session.board(), before);
}

#[test]
fn a_sentence_is_one_line_of_a_bearable_length() {
    for (words, most, want) in [
        (" It\n rained.  ", 50, "It rained."),
        ("It rained again", 10, "It rained…"),
        ("یہ پل", 50, "یہ پل"),
        ("", 5, ""),
        ("abcdefgh", 3, "abc…"),
    ] {
        assert_eq!(sentence(words, most), want);
    }
}

#[test]
fn new_claims_lie_on_no_other_card() {
    let mut session = session();
    for n in 0..12 {
        let new = About::New {
            sentence: Some(format!("Claim {n}")),
            at: None,
        };
        made(session.say(saying(0..4, new)));
    }
    let cards: Vec<Rect> = session
        .board()
        .cards()
        .values()
        .map(|card| card.rect())
        .collect();
    let claims = &cards[..13]; // ids of claims come before those of sources
    for (n, a) in claims.iter().enumerate() {
        assert!(
            claims[..n].iter().all(|b| a.intersect(*b).area() == 0.0),
            "{a} lies on another"
        );
    }
}

#[test]
fn the_same_words_are_not_tied_twice() {
    let mut session = session();
    let words = || saying(place(TEXT, "cafe\u{301}", 0), About::Claim(id("c-1")));
    let first = made(session.say(words()));
    assert_eq!(session.say(words()), Tied::Already(first));
    // Other words, the same words elsewhere, and the other side are something else.
    made(session.say(saying(
        place(TEXT, "cafe\u{301}", 1),
        About::Claim(id("c-1")),
    )));
    made(session.say(Saying {
        stance: Stance::Contradicts,
        ..words()
    }));
    assert_eq!(session.board().links().len(), 3);
}

#[test]
fn a_link_without_words_gets_them() {
    let mut session = session();
    session.change(Label::new("Tie"), |txn| {
        let kind = LinkKind::of(Stance::Corroborates);
        txn.add_link(Link::new(id("s-1"), id("c-1"), kind));
    });
    made(session.say(saying(0..4, About::Claim(id("c-1")))));
    assert_eq!(session.board().links().len(), 1);
    made(session.say(saying(5..12, About::Claim(id("c-1")))));
    assert_eq!(session.board().links().len(), 2);
}

#[test]
fn nothing_is_tied_to_nothing() {
    let mut session = session();
    for (words, of) in [
        (3..3, About::Claim(id("c-1"))),
        (20..22, About::Claim(id("s-2"))),
        (0..4, About::Claim(id("gone"))),
        (900..950, About::Claim(id("c-1"))),
        (
            place(TEXT, "\n\n", 0),
            About::New {
                sentence: None,
                at: None,
            },
        ),
    ] {
        assert_eq!(session.say(saying(words, of)), Tied::Nothing);
    }
    assert!(!session.can_undo());
}

#[test]
fn who_said_so_is_kept_and_made_if_need_be() {
    let mut session = session();
    let by = |origin| Saying {
        said_by: Some(origin),
        ..saying(0..4, About::Claim(id("c-1")))
    };
    let link = made(session.say(by(Origin::New(" A minister ".to_owned()))));
    let origin = |session: &Session| {
        let evidence = session.board().links()[&link].kind.evidence().cloned();
        evidence.and_then(|evidence| evidence.origin)
    };
    let minister = origin(&session).expect("an origin");
    assert_eq!(session.board().cards()[&minister].title(), "A minister");
    assert!(session.set_origin(
        &id("s-1"),
        std::slice::from_ref(&link),
        &Origin::Source(id("s-2"))
    ));
    assert_eq!(origin(&session), Some(id("s-2")));
    assert!(session.set_origin(&id("s-1"), std::slice::from_ref(&link), &Origin::Itself));
    assert_eq!(origin(&session), None);
    for _ in 0..3 {
        session.undo();
    }
    assert_eq!(session.board().cards().len(), 3);
    assert!(session.board().links().is_empty());
}

#[test]
fn quotes_are_listed_where_they_stand() {
    let mut session = session();
    let first = place(TEXT, "cafe\u{301}", 0);
    for words in [
        place(TEXT, "twice", 0),
        first.clone(),
        first.start..first.end + 6,
    ] {
        made(session.say(saying(words, About::Claim(id("c-1")))));
    }
    session.change(Label::new("Tie"), |txn| {
        for quote in [
            Quote::unplaced("NATO"),
            Quote::unplaced("not there"),
            Quote::of("abc", 0..3),
        ] {
            let evidence = Evidence {
                quote: Some(quote),
                ..Evidence::default()
            };
            let kind = LinkKind::Contradicts(evidence);
            txn.add_link(Link::new(id("s-1"), id("c-1"), kind));
        }
    });
    let places = Places::of(TEXT);
    let (marks, lost) = marks(session.board(), &id("s-1"), &places);
    let words: Vec<&str> = marks
        .iter()
        .map(|mark| places.words(TEXT, &mark.range))
        .collect();
    assert_eq!(words, ["NATO", "cafe\u{301}", "cafe\u{301} twice", "twice"]);
    assert_eq!(lost, 2);
}

#[test]
fn one_goes_from_quote_to_quote_of_a_claim_and_round() {
    let mut session = session();
    let of_two = Saying {
        source: id("s-2"),
        ..saying(0..10, About::Claim(id("c-1")))
    };
    let b = made(session.say(of_two));
    assert_eq!(next_quote(session.board(), &b), None);
    let a = made(session.say(saying(0..4, About::Claim(id("c-1")))));
    let c = made(session.say(saying(5..9, About::Claim(id("c-1")))));
    let next = |link: &LinkId| next_quote(session.board(), link);
    assert_eq!(
        [next(&a), next(&c), next(&b)],
        [Some(c.clone()), Some(b.clone()), Some(a.clone())]
    );
}
