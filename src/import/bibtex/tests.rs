//! Entries become sources: what is read out of them, what is kept, what is inherited.

use super::{Bibtex, from_kept, of_entry};
use crate::board::{Body, Source};
use crate::import::{Confidence, ImportError, Importer, Incoming, testing};

const SAMPLE: &str = r#"% Encoding: UTF-8
@string{gaz = "The Harbour Gazette"}
@article{roe2021,
  author = {Roe, Jane and {Harbour Office} and de Vries, Jan},
  title = {The {Tide} of N\"achte -- and days},
  journal = gaz, year = 2021, month = mar, volume = 3, pages = {1--9},
  doi = {10.1000/182}, keywords = {tide, harbour}, langid = {german},
  abstract = {In short: \emph{water}.},
  custom = {kept \& sound}
}
@comment{jabref-meta: databaseType:bibtex;}
@inproceedings{part, author = {Doe, John}, title = {A part}, crossref = {whole}}
@proceedings{whole, editor = {Roe, Jane}, title = {The whole}, year = {2006}, month = oct, doi = {10.1000/7}}
@online{page, title = {A page}, url = {https://a.example/x\_y}, date = {2020-05~}, year = {2020}, organization = {A Site}}
"#;

fn sources(text: &str) -> Vec<Source> {
    let incoming = Incoming {
        name: "a.bib",
        bytes: text.as_bytes(),
    };
    let piece = Bibtex
        .import(&incoming, &|_| true)
        .expect("it is read")
        .piece;
    let cards = piece.cards().values();
    cards
        .map(|card| match &card.body {
            Body::Source(source) => (**source).clone(),
            other => panic!("no {}", other.kind()),
        })
        .collect()
}

#[test]
fn entries_become_sources() {
    let all = sources(SAMPLE);
    let [article, part, whole, page] = all.as_slice() else {
        panic!("{all:?}")
    };
    assert_eq!(article.title, "The Tide of Nächte – and days");
    assert_eq!(article.author, "Jane Roe; Harbour Office; Jan de Vries");
    assert_eq!(article.outlet, "The Harbour Gazette");
    assert_eq!(
        (article.published.as_str(), article.language.as_str()),
        ("2021-03", "de")
    );
    assert_eq!(article.url, "https://doi.org/10.1000/182");
    assert_eq!(&*article.text, "In short: water.");
    assert_eq!(article.tags, ["tide", "harbour", "abstract only"]);
    assert_eq!(
        (part.outlet.as_str(), part.published.as_str()),
        ("The whole", "2006-10")
    );
    assert_eq!(
        part.url, "",
        "the address of the whole is not that of the part"
    );
    assert_eq!(
        (whole.title.as_str(), whole.author.as_str()),
        ("The whole", "")
    );
    assert_eq!(page.published, "", "2020-05~ is not certain");
    assert_eq!(
        (page.url.as_str(), page.outlet.as_str()),
        ("https://a.example/x_y", "A Site")
    );
}

#[test]
fn entries_are_kept_as_they_were() {
    let incoming = Incoming {
        name: "a.bib",
        bytes: SAMPLE.as_bytes(),
    };
    let imported = Bibtex.import(&incoming, &|_| true).expect("it is read");
    let card = imported.piece.cards().values().next().expect("a card");
    let kept = &card.extra["bibtex"];
    assert_eq!(kept["key"], "roe2021");
    assert_eq!(kept["fields"]["custom"], r"kept \& sound");
    assert!(
        kept["fields"].get("abstract").is_none(),
        "it stands as the text"
    );
    let entry = from_kept(kept).expect("an entry");
    assert_eq!(of_entry(&entry).title, card.title());
    assert_eq!(imported.remarks.len(), 2, "{:?}", imported.remarks);
}

#[test]
fn files_are_known_by_their_looks() {
    for (name, bytes, want) in [
        ("a.bib", &b"@article{a,"[..], Confidence::Sure),
        ("a.bib", b"", Confidence::Likely),
        (
            "a.txt",
            b"% hello\n  @Book {a, title={}}",
            Confidence::Likely,
        ),
        ("a.txt", b"mail@article.example {", Confidence::No),
        ("a.css", b"@media (min-width: 1px) {", Confidence::No),
    ] {
        assert_eq!(Bibtex.claims(&Incoming { name, bytes }), want, "{name}");
    }
    let import = |text: &str| {
        let incoming = Incoming {
            name: "a.bib",
            bytes: text.as_bytes(),
        };
        Bibtex.import(&incoming, &|_| true).map(|_| ())
    };
    assert!(matches!(import("nothing"), Err(ImportError::NoText(_))));
    assert!(matches!(
        import("@book{a, title={b"),
        Err(ImportError::Broken(_))
    ));
}

#[test]
fn old_encodings_are_read() {
    let mut bytes = b"% Encoding: ISO-8859-1\n@misc{a, title = {Caf".to_vec();
    bytes.extend(b"\xe9}}");
    let incoming = Incoming {
        name: "a.bib",
        bytes: &bytes,
    };
    let piece = Bibtex
        .import(&incoming, &|_| true)
        .expect("it is read")
        .piece;
    assert_eq!(
        piece.cards().values().next().expect("a card").title(),
        "Café"
    );
}

#[test]
fn nobody_inherits_for_ever() {
    let loops =
        "@misc{a, crossref={b}, title={A}}@misc{b, crossref={a}, title={B}}@misc{c, crossref={c}}";
    assert_eq!(sources(loops).len(), 3);
    let mut heavy = format!("@xdata{{x, note={{{}}}}}", "n".repeat(1 << 20));
    heavy += &"@misc{k, xdata={x}}".repeat(5000);
    assert_eq!(sources(&heavy).len(), 5000);
}

#[test]
fn no_bytes_panic() {
    let samples: &[&[u8]] = &[SAMPLE.as_bytes(), b"@a{k, t = \"\\'{\\i}\" # {$x^{2}$}}"];
    testing::mutated(samples, 1000, |bytes| {
        let _ = Bibtex.import(
            &Incoming {
                name: "a.bib",
                bytes,
            },
            &|_| true,
        );
    });
}
