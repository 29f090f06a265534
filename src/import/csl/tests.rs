//! Items become sources: what is read out of them, and what is kept.

use super::Csl;
use crate::board::{Body, Source};
use crate::import::{Confidence, ImportError, Importer, Incoming, testing};

const SAMPLE: &str = r#"[
  { "id": "a", "type": "article-newspaper", "title": "The <i>Tide</i> &amp; a < b", "container-title": "Gazette",
    "author": [ { "family": "Vries", "given": "Jan", "non-dropping-particle": "de", "suffix": "Jr." },
                { "literal": "Harbour Office" } ],
    "issued": { "date-parts": [["2021", 3, "04"]] }, "DOI": "10.1000/182", "language": "en-GB",
    "abstract": "In <b>short</b>.", "keyword": "tide, harbour", "custom": { "x": 1 } },
  { "id": 7, "type": "book", "title": "Whole", "container-title": "Series", "publisher": "Press",
    "issued": { "raw": "May 1998" }, "URL": "https://a.example/x" },
  { "type": "book", "title": "About then", "issued": { "date-parts": [[1990]], "circa": true } },
  { "type": "book", "title": "A span", "issued": { "date-parts": [[2001, 5, 4], [2001, 5, 9]] } },
  7 ]"#;

fn sources(text: &str) -> Vec<Source> {
    let incoming = Incoming {
        name: "a.csl.json",
        bytes: text.as_bytes(),
    };
    let piece = Csl.import(&incoming, &|_| true).expect("it is read").piece;
    let source = |body: &Body| match body {
        Body::Source(source) => (**source).clone(),
        other => panic!("no {}", other.kind()),
    };
    piece
        .cards()
        .values()
        .map(|card| source(&card.body))
        .collect()
}

#[test]
fn items_become_sources() {
    let all = sources(SAMPLE);
    let [article, book, about, span] = all.as_slice() else {
        panic!("{all:?}")
    };
    assert_eq!(article.title, "The Tide & a < b");
    assert_eq!(article.author, "Jan de Vries Jr.; Harbour Office");
    assert_eq!(
        (article.outlet.as_str(), article.published.as_str()),
        ("Gazette", "2021-03-04")
    );
    assert_eq!(
        (article.url.as_str(), article.language.as_str()),
        ("https://doi.org/10.1000/182", "en-GB")
    );
    assert_eq!((&*article.text, article.tags.len()), ("In short.", 3));
    assert_eq!(
        (book.outlet.as_str(), book.published.as_str()),
        ("Press", "1998-05")
    );
    assert_eq!(book.url, "https://a.example/x");
    assert_eq!(
        (about.published.as_str(), span.published.as_str()),
        ("", "2001-05")
    );
}

#[test]
fn items_are_kept() {
    let incoming = Incoming {
        name: "a.json",
        bytes: SAMPLE.as_bytes(),
    };
    let imported = Csl.import(&incoming, &|_| true).expect("it is read");
    let card = imported.piece.cards().values().next().expect("a card");
    assert_eq!(card.extra["csl"]["custom"]["x"], 1);
    assert!(
        card.extra["csl"].get("abstract").is_none(),
        "it stands as the text"
    );
    assert!(
        imported
            .remarks
            .iter()
            .any(|remark| remark.starts_with("1 of 5 items"))
    );
}

#[test]
fn files_are_known_by_their_looks() {
    for (name, text, want) in [
        ("a.csl.json", SAMPLE, Confidence::Sure),
        ("a.json", SAMPLE, Confidence::Likely),
        (
            "a.json",
            r#"{"items": [{"type": "book"}]}"#,
            Confidence::Likely,
        ),
        ("a.json", r#"{"nodes": [{"type": "I"}]}"#, Confidence::No),
        ("a.txt", "\"type\": \"book\"", Confidence::No),
    ] {
        assert_eq!(
            Csl.claims(&Incoming {
                name,
                bytes: text.as_bytes()
            }),
            want,
            "{name}"
        );
    }
    let import = |text: &str| {
        let incoming = Incoming {
            name: "a.json",
            bytes: text.as_bytes(),
        };
        Csl.import(&incoming, &|_| true).map(|_| ())
    };
    assert!(matches!(import("[{\"type\""), Err(ImportError::Broken(_))));
    assert!(matches!(
        import(&"[".repeat(100_000)),
        Err(ImportError::Broken(_))
    ));
    for other in [
        "[1]",
        r#"{"type": "bundle", "objects": [{"type": "report"}]}"#,
    ] {
        assert!(
            matches!(import(other), Err(ImportError::NoText(_))),
            "{other}"
        );
    }
}

#[test]
fn no_bytes_panic() {
    testing::mutated(&[SAMPLE.as_bytes()], 1000, |bytes| {
        let _ = Csl.import(
            &Incoming {
                name: "a.csl.json",
                bytes,
            },
            &|_| true,
        );
    });
}
