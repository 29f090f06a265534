//! RIS, and the tagged format of the Web of Science that came before it: each record becomes a source. Refuses to be
//! strict: a record without its first or last line is read too.
//!
//! All lines are kept in `extra["ris"]`, but for the abstract, which stands as the text of the source.

mod lines;

use serde_json::{Value, json};

use self::lines::Record;
use super::csl::WHOLE;
use super::reference::{self, MOST, Name, Read, Reference, date, date::Partial};
use super::{Confidence, Format, ImportError, Imported, Importer, Incoming, Makes, Report, text};

/// The key of a card under which a record is kept.
pub const KEPT: &str = "ris";

/// Most people who wrote or edited a document. A few papers of physicists have more, but nobody reads them on a card.
const MOST_PEOPLE: usize = 1000;

/// RIS and the export of the Web of Science.
pub struct Ris;

impl Importer for Ris {
    fn format(&self) -> &'static Format {
        &Format {
            id: "ris",
            name: "RIS references",
            extensions: &["ris", "isi", "ciw"],
            makes: Makes::References,
        }
    }

    fn claims(&self, incoming: &Incoming<'_>) -> Confidence {
        let named = self
            .format()
            .extensions
            .contains(&incoming.extension().as_str());
        let begins = incoming.bytes.get(..2048).unwrap_or(incoming.bytes);
        match (named, lines::looks_tagged(&String::from_utf8_lossy(begins))) {
            (true, true) => Confidence::Sure,
            (true, false) | (false, true) => Confidence::Likely,
            (false, false) => Confidence::No,
        }
    }

    fn import(
        &self,
        incoming: &Incoming<'_>,
        report: &Report<'_>,
    ) -> Result<Imported, ImportError> {
        let decoded = text::decode(incoming.bytes, None)?;
        let records = lines::records(&decoded.text);
        if records.is_empty() {
            return Err(ImportError::NoText(
                "There is no RIS record in the file.".to_owned(),
            ));
        }
        if records.len() > MOST {
            return Err(reference::too_many(records.len()));
        }
        let mut all = Vec::with_capacity(records.len());
        for (n, record) in records.iter().enumerate() {
            if !report(n as f32 / records.len() as f32) {
                return Err(ImportError::Cancelled);
            }
            let reference = of_record(record);
            let kept = kept(record, !reference.summary.is_empty());
            all.push(Read { reference, kept });
        }
        let mut remarks: Vec<String> = decoded.remark().into_iter().collect();
        let crowded = records.iter().filter(|record| is_crowded(record)).count();
        if crowded > 0 {
            remarks.push(format!(
                "Of {crowded} {} with more than {MOST_PEOPLE} authors only the first {MOST_PEOPLE} were taken.",
                if crowded == 1 { "reference" } else { "references" }
            ));
        }
        Ok(reference::imported(KEPT, all, remarks))
    }
}

/// Types of records, and of documents in CSL.
const TYPES: &[(&str, &str)] = &[
    ("ABST", "article-journal"),
    ("BLOG", "post-weblog"),
    ("BOOK", "book"),
    ("CASE", "legal_case"),
    ("CHAP", "chapter"),
    ("CLSWK", "classic"),
    ("COMP", "software"),
    ("CONF", "paper-conference"),
    ("CPAPER", "paper-conference"),
    ("DATA", "dataset"),
    ("DICT", "entry-dictionary"),
    ("EBOOK", "book"),
    ("ECHAP", "chapter"),
    ("EDBOOK", "book"),
    ("EJOUR", "article-journal"),
    ("ELEC", "webpage"),
    ("ENCYC", "entry-encyclopedia"),
    ("GEN", "document"),
    ("GOVDOC", "report"),
    ("HEAR", "hearing"),
    ("JFULL", "periodical"),
    ("JOUR", "article-journal"),
    ("MANSCPT", "manuscript"),
    ("MAP", "map"),
    ("MGZN", "article-magazine"),
    ("MPCT", "motion_picture"),
    ("MUSIC", "musical_score"),
    ("NEWS", "article-newspaper"),
    ("PAMP", "pamphlet"),
    ("PAT", "patent"),
    ("PCOMM", "personal_communication"),
    ("RPRT", "report"),
    ("SLIDE", "speech"),
    ("SOUND", "song"),
    ("STAND", "standard"),
    ("STAT", "legislation"),
    ("THES", "thesis"),
    ("UNPB", "manuscript"),
    ("VIDEO", "motion_picture"),
    ("WEB", "webpage"),
];

/// What a record says.
fn of_record(record: &Record) -> Reference {
    if record.is_isi {
        return of_isi(record);
    }
    let first = |tags: &[&str]| {
        tags.iter()
            .find_map(|tag| record.first(tag))
            .map(reference::one_line)
    };
    let kind = TYPES
        .iter()
        .find(|(tag, _)| record.first("TY") == Some(tag));
    let kind = kind.map_or("", |(_, csl)| *csl);
    let publisher = first(&["PB"]);
    let container = first(&["JF", "T2", "BT", "JO", "JA", "J2", "J1"]);
    let outlet = match WHOLE.contains(&kind) {
        true => publisher.or(container),
        false => container.or(publisher),
    };
    let doi = record.first("DO").unwrap_or_default();
    let address = record.all(&["UR", "L2"]).find_map(reference::web_address);
    let authors = record.all(&["AU", "A1"]).take(MOST_PEOPLE);
    let authors = authors.map(Name::inverted);
    let mut read = Reference {
        kind,
        title: first(&["TI", "T1", "CT", "BT"]).unwrap_or_default(),
        outlet: outlet.unwrap_or_default(),
        authors: authors.filter(|name| !name.is_empty()).collect(),
        published: date::shown(published(record)),
        url: address.map_or_else(|| reference::doi_url(doi), str::to_owned),
        language: reference::language_tag(record.first("LA").unwrap_or_default()),
        summary: summary(record, &["AB", "N2"]),
        keywords: reference::keywords(record.all(&["KW"]).flat_map(str::lines)),
        details: Vec::new(),
    };
    for (tag, variable) in DETAILS {
        read.add_detail(variable, &first(&[tag]).unwrap_or_default());
    }
    pages(&mut read, record, ["SP", "EP"]);
    read.add_detail("DOI", reference::bare_doi(doi).unwrap_or_default());
    let editors = record.all(&["ED"]).take(MOST_PEOPLE);
    let editors = editors.map(Name::inverted);
    read.add_detail("editor", &joined(editors));
    read
}

/// Tags, and the CSL variables that they are.
const DETAILS: &[(&str, &str)] = &[
    ("VL", "volume"),
    ("IS", "issue"),
    ("PB", "publisher"),
    ("CY", "publisher-place"),
    ("ET", "edition"),
    ("T3", "collection-title"),
    ("N1", "note"),
];

/// What a record of the Web of Science says.
fn of_isi(record: &Record) -> Reference {
    let first = |tag: &str| {
        record
            .first(tag)
            .map(reference::one_line)
            .unwrap_or_default()
    };
    let kind = match (record.first("PT"), first("DT").to_lowercase()) {
        (_, kind) if kind.contains("proceedings") => "paper-conference",
        (Some("J"), _) => "article-journal",
        (Some("B"), _) => "book",
        (Some("P"), _) => "patent",
        _ => "",
    };
    let authors = record.all(isi_authors(record)).flat_map(str::lines);
    let authors = authors.take(MOST_PEOPLE).map(Name::inverted);
    let mut read = Reference {
        kind,
        title: first("TI"),
        outlet: first("SO"),
        authors: authors.filter(|name| !name.is_empty()).collect(),
        published: date::shown(Partial::of_fields(&first("PY"), &first("PD"), "")),
        url: reference::doi_url(&first("DI")),
        language: reference::language_tag(&first("LA")),
        summary: summary(record, &["AB"]),
        keywords: reference::keywords(first("DE").split(';')),
        details: Vec::new(),
    };
    for (tag, variable) in [
        ("VL", "volume"),
        ("IS", "issue"),
        ("PU", "publisher"),
        ("SN", "ISSN"),
    ] {
        read.add_detail(variable, &first(tag));
    }
    pages(&mut read, record, ["BP", "EP"]);
    read.add_detail("DOI", reference::bare_doi(&first("DI")).unwrap_or_default());
    read
}

/// The tag of the authors in a record of the Web of Science: full names are there beside the short ones since 2006.
fn isi_authors(record: &Record) -> &'static [&'static str] {
    match record.first("AF") {
        Some(_) => &["AF"],
        None => &["AU"],
    }
}

/// Whether a record names more people than are taken.
fn is_crowded(record: &Record) -> bool {
    let authors = match record.is_isi {
        true => record.all(isi_authors(record)).flat_map(str::lines).count(),
        false => record.all(&["AU", "A1"]).count(),
    };
    authors > MOST_PEOPLE
}

fn summary(record: &Record, tags: &[&str]) -> String {
    let text = tags.iter().find_map(|tag| record.first(tag));
    reference::paragraphs(text.unwrap_or_default())
}

fn joined(names: impl Iterator<Item = Name>) -> String {
    let names: Vec<String> = names.map(|name| name.to_string()).collect();
    names.join("; ")
}

/// First and last page as one.
fn pages(read: &mut Reference, record: &Record, [first, last]: [&str; 2]) {
    let pages = [first, last].map(|tag| record.first(tag).unwrap_or_default());
    let pages: Vec<&str> = pages.into_iter().filter(|page| !page.is_empty()).collect();
    read.add_detail("page", &pages.join("–"));
}

/// When it was published: the year, and a day that does not contradict it.
fn published(record: &Record) -> Option<Partial> {
    let all =
        |tags: &[&str]| -> Vec<Partial> { record.all(tags).filter_map(Partial::parse).collect() };
    let dates = all(&["PY", "Y1"]);
    let mut more = all(&["DA"]).into_iter();
    let (first, rest) = match dates.split_first() {
        Some((first, rest)) => (*first, rest),
        None => (more.next()?, &[][..]),
    };
    Some(
        rest.iter()
            .copied()
            .chain(more)
            .fold(first, Partial::refined),
    )
}

/// A record as it is kept: its lines, by tag and in order.
fn kept(record: &Record, has_text: bool) -> Value {
    let summary = ["AB", "N2"]
        .into_iter()
        .find(|tag| record.first(tag).is_some());
    let lines = record.lines.iter();
    let lines = lines.filter(|(tag, _)| !has_text || Some(tag.as_str()) != summary);
    let lines: Vec<Value> = lines.map(|(tag, value)| json!([tag, value])).collect();
    json!({ "format": if record.is_isi { "isi" } else { "ris" }, "lines": lines })
}

/// What was kept of a record.
pub fn from_kept(kept: &Value) -> Option<Reference> {
    let lines = kept.get("lines")?.as_array()?.iter().filter_map(|line| {
        let text = |n: usize| line.get(n)?.as_str().map(str::to_owned);
        Some((text(0)?, text(1)?))
    });
    let record = Record {
        is_isi: kept.get("format")?.as_str()? == "isi",
        lines: lines.collect(),
    };
    Some(of_record(&record))
}

#[cfg(test)]
mod tests {
    use super::Ris;
    use crate::board::{Body, Source};
    use crate::import::{Confidence, ImportError, Importer, Incoming, testing};

    const SAMPLE: &str = "\u{feff}1.\nTY  - JOUR\nA1  - Roe, Jane\nAU  - Harbour Office\nT1  - The tide\nof nights\n\
        JF  - Harbour Gazette\nPY  - 2021\nDA  - 2021/03/04\nDO  - doi:10.1000/182\nKW  - tide\nharbour\nN2  - First.\n\n\
        Second.\nLA  - eng\nC1  - mine\nVL  - 3\nSP  - 1\nEP  - 9\nER  - \n\n2.\nTY  - BOOK\nTI  - Whole\nT2  - A series\n\
        PB  - Press\nED  - Doe, John\nUR  - https://a.example/x\nER  -";
    const ISI: &str = "FN ISI Export Format\nVR 1.0\nPT J\nAU Roe, J\n   Doe, J\nTI The tide of\n   nights\n\
        SO GAZETTE\nPD JUN 14\nPY 2006\nDE tide; harbour\nER\n\nEF";

    fn sources(text: &str) -> Vec<Source> {
        let incoming = Incoming {
            name: "a.ris",
            bytes: text.as_bytes(),
        };
        let piece = Ris.import(&incoming, &|_| true).expect("it is read").piece;
        let cards = piece.cards().values();
        let source = |body: &Body| match body {
            Body::Source(source) => (**source).clone(),
            other => panic!("no {}", other.kind()),
        };
        cards.map(|card| source(&card.body)).collect()
    }

    #[test]
    fn records_become_sources() {
        let all = sources(SAMPLE);
        let [article, book] = all.as_slice() else {
            panic!("{all:?}")
        };
        assert_eq!(
            (article.title.as_str(), article.author.as_str()),
            ("The tide of nights", "Jane Roe; Harbour Office")
        );
        assert_eq!(
            (article.outlet.as_str(), article.published.as_str()),
            ("Harbour Gazette", "2021-03-04")
        );
        assert_eq!(
            (article.url.as_str(), article.language.as_str()),
            ("https://doi.org/10.1000/182", "en")
        );
        assert_eq!(&*article.text, "First.\n\nSecond.");
        assert_eq!(article.tags, ["tide", "harbour", "abstract only"]);
        assert_eq!((book.outlet.as_str(), book.author.as_str()), ("Press", ""));
        assert_eq!(book.url, "https://a.example/x");
    }

    #[test]
    fn crowds_of_authors_are_cut() {
        let crowd = |count: usize| {
            let lines = "AU  - Roe, Jane\n".repeat(count);
            format!("TY  - JOUR\nTI  - The tide\nPY  - 2021\n{lines}ER  - ")
        };
        for (count, taken, remarks) in [(1000, 1000, 0), (1001, 1000, 1)] {
            let text = crowd(count);
            let incoming = Incoming {
                name: "a.ris",
                bytes: text.as_bytes(),
            };
            let imported = Ris.import(&incoming, &|_| true).expect("it is read");
            assert_eq!(imported.remarks.len(), remarks, "{:?}", imported.remarks);
            assert_eq!(sources(&text)[0].author.split("; ").count(), taken);
        }
    }

    #[test]
    fn the_web_of_science_is_read() {
        let all = sources(ISI);
        let [article] = all.as_slice() else {
            panic!("{all:?}")
        };
        assert_eq!(
            (article.title.as_str(), article.author.as_str()),
            ("The tide of nights", "J Roe; J Doe")
        );
        assert_eq!(
            (article.published.as_str(), article.outlet.as_str()),
            ("2006-06-14", "GAZETTE")
        );
        assert_eq!(article.tags, ["tide", "harbour"]);
    }

    #[test]
    fn lines_are_kept() {
        let incoming = Incoming {
            name: "a.ris",
            bytes: SAMPLE.as_bytes(),
        };
        let imported = Ris.import(&incoming, &|_| true).expect("it is read");
        let card = imported.piece.cards().values().next().expect("a card");
        let lines = card.extra["ris"]["lines"].as_array().expect("lines");
        assert!(lines.contains(&serde_json::json!(["C1", "mine"])));
        let again = super::from_kept(&card.extra["ris"]).expect("a reference");
        assert_eq!(
            (again.title.as_str(), again.detail("page")),
            (card.title(), Some("1–9"))
        );
    }

    #[test]
    fn files_are_known_by_their_looks() {
        for (name, bytes, want) in [
            ("a.ris", SAMPLE.as_bytes(), Confidence::Sure),
            ("a.txt", SAMPLE.as_bytes(), Confidence::Likely),
            ("a.isi", ISI.as_bytes(), Confidence::Sure),
            ("a.txt", b"To be or not to be", Confidence::No),
        ] {
            assert_eq!(Ris.claims(&Incoming { name, bytes }), want, "{name}");
        }
        let nothing = Incoming {
            name: "a.ris",
            bytes: b"nothing",
        };
        assert!(matches!(
            Ris.import(&nothing, &|_| true),
            Err(ImportError::NoText(_))
        ));
    }

    #[test]
    fn no_bytes_panic() {
        testing::mutated(&[SAMPLE.as_bytes(), ISI.as_bytes()], 1000, |bytes| {
            let _ = Ris.import(
                &Incoming {
                    name: "a.ris",
                    bytes,
                },
                &|_| true,
            );
        });
    }
}
