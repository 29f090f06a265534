//! References held against what other programs read out of the same files: a line for each folder with the files, the
//! records, and for each field how many are right, wrong or missing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use casewall::board::{Body, Source};
use casewall::import::bibtex::Bibtex;
use casewall::import::csl::Csl;
use casewall::import::ris::Ris;
use casewall::import::{Importer, Incoming};
use serde_json::Value;

use crate::data;

const FIELDS: [&str; 5] = ["title", "author", "date", "container", "address"];

#[derive(Clone, Copy, Default)]
struct Tally {
    right: usize,
    wrong: usize,
    missing: usize,
}

#[derive(Default)]
struct Score {
    files: usize,
    records: usize,
    expected: usize,
    fields: BTreeMap<&'static str, Tally>,
    /// What went wrong, to be printed.
    wrong: Vec<String>,
}

/// What a record should say. Several values are all right.
#[derive(Default)]
struct Expected {
    title: Option<String>,
    authors: Vec<String>,
    date: Option<String>,
    containers: Vec<String>,
    addresses: Vec<String>,
}

impl Score {
    fn compare(&mut self, place: &str, source: &Source, want: &Expected) {
        let mut field = |name, got: &str, want: &[String], fits: fn(&str, &str) -> bool| {
            if want.is_empty() {
                return;
            }
            let tally = self.fields.entry(name).or_default();
            if got.is_empty() {
                tally.missing += 1;
            } else if want.iter().any(|want| fits(got, want)) {
                tally.right += 1;
            } else {
                tally.wrong += 1;
                self.wrong
                    .push(format!("{place}: {name}: got {got:?}, want {want:?}"));
            }
        };
        let same = |got: &str, want: &str| folded(got) == folded(want);
        // More exact than another program is no fault: the file says the month or day.
        let dated = |got: &str, want: &str| got == want || got.starts_with(&format!("{want}-"));
        let list = |value: &Option<String>| value.iter().cloned().collect::<Vec<_>>();
        field("title", &source.title, &list(&want.title), same);
        let authors = match want.authors.is_empty() {
            true => Vec::new(),
            false => vec![want.authors.join("; ")],
        };
        field("author", &source.author, &authors, same);
        field("date", &source.published, &list(&want.date), dated);
        field("container", &source.outlet, &want.containers, same);
        field("address", &source.url, &want.addresses, |got, want| {
            address(got) == address(want)
        });
    }

    fn line(&self, folder: &str) -> String {
        let fields: Vec<String> = FIELDS
            .iter()
            .filter_map(|name| Some((name, self.fields.get(name)?)))
            .map(|(name, t)| format!("{name} {}/{}/{}", t.right, t.wrong, t.missing))
            .collect();
        format!(
            "{folder}: {} files, {} of {} records; right/wrong/missing: {}",
            self.files,
            self.records,
            self.expected,
            fields.join(", ")
        )
    }

    fn sum(&self) -> Tally {
        self.fields.values().fold(Tally::default(), |sum, t| Tally {
            right: sum.right + t.right,
            wrong: sum.wrong + t.wrong,
            missing: sum.missing + t.missing,
        })
    }
}

/// Letters and digits only, without markup: programs differ in dashes, quotation marks and capitals.
fn folded(text: &str) -> String {
    let mut plain = String::new();
    let mut inside = false;
    for letter in text.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => plain.push(letter),
            _ => {}
        }
    }
    plain
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// An address without what is the same everywhere.
fn address(url: &str) -> String {
    let url = url
        .trim_start_matches("https://")
        .trim_start_matches("http://");
    let url = url.replace("dx.doi.org/", "doi.org/").to_lowercase();
    url.trim_end_matches('/').to_owned()
}

fn importer(name: &str) -> &'static dyn Importer {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("bib") => &Bibtex,
        Some("json") => &Csl,
        _ => &Ris,
    }
}

fn read(path: &Path) -> Vec<Source> {
    let bytes = fs::read(path).expect("it can be read");
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .expect("a name");
    let incoming = Incoming {
        name,
        bytes: &bytes,
    };
    match importer(name).import(&incoming, &|_| true) {
        Ok(imported) => {
            let cards = imported.piece.cards().values();
            let sources = cards.filter_map(|card| match &card.body {
                Body::Source(source) => Some((**source).clone()),
                _ => None,
            });
            sources.collect()
        }
        Err(error) => {
            println!("  {name}: {error}");
            Vec::new()
        }
    }
}

/// What Zotero reads.
fn of_zotero(item: &Value) -> Expected {
    let text = |key: &str| {
        item[key]
            .as_str()
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    let first = |keys: &[&str]| keys.iter().find_map(|key| text(key));
    let mut authors = Vec::new();
    let creators = item["creators"].as_array().into_iter().flatten();
    for creator in creators.filter(|creator| creator["creatorType"] == "author") {
        let part = |key: &str| creator[key].as_str().unwrap_or_default();
        let name = format!("{} {}{}", part("firstName"), part("lastName"), part("name"));
        authors.push(name.trim().to_owned());
    }
    let containers = [
        "publicationTitle",
        "bookTitle",
        "proceedingsTitle",
        "blogTitle",
        "websiteTitle",
        "encyclopediaTitle",
        "dictionaryTitle",
        "publisher",
        "institution",
        "university",
        "distributor",
        "studio",
        "company",
        "court",
        "repository",
        "journalAbbreviation",
    ];
    let doi =
        text("DOI").map(|doi| format!("doi.org/{}", doi.trim_start_matches("https://doi.org/")));
    // Zotero writes a word that it cannot read as “0000 Word”.
    let date = text("date").filter(|date| {
        !date.starts_with("0000") && date.chars().all(|c| c.is_ascii_digit() || c == '-')
    });
    Expected {
        title: first(&["title", "caseName", "nameOfAct", "subject"]),
        authors,
        date,
        containers: containers.iter().filter_map(|key| text(key)).collect(),
        // One file has in each field the field's own name: “URL” is no address.
        addresses: [
            text("url").filter(|url| url.contains("://")),
            doi.filter(|doi| doi.contains("10.")),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}

/// What JabRef reads, written as BibTeX in one plain way: `name = {value},` in a line each.
fn of_jabref(text: &str) -> Vec<Expected> {
    let entries = text.split("\n@").filter(|entry| entry.contains('='));
    let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let read = |entry: &str| {
        let field = |name: &str| {
            let mut lines = entry.lines().filter_map(|line| line.split_once('='));
            let (_, value) = lines.find(|(known, _)| known.trim() == name)?;
            Some(
                value
                    .trim()
                    .trim_end_matches(',')
                    .trim_matches(['{', '}'])
                    .to_owned(),
            )
        };
        let month = field("month").and_then(|m| months.iter().position(|month| *month == m));
        let month = month.map(|m| format!("-{:02}", m + 1)).unwrap_or_default();
        let author = field("author");
        let names = author.iter().flat_map(|names| names.split(" and "));
        Expected {
            title: field("title"),
            authors: names
                .map(|name| match name.split_once(',') {
                    Some((family, given)) => format!("{given} {family}"),
                    None => name.to_owned(),
                })
                .collect(),
            date: field("year").map(|year| year + &month),
            containers: ["journal", "publisher"]
                .iter()
                .filter_map(|name| field(name))
                .collect(),
            addresses: [
                field("url"),
                field("doi").map(|doi| format!("doi.org/{doi}")),
            ]
            .into_iter()
            .flatten()
            .collect(),
        }
    };
    entries.map(read).collect()
}

/// What the items of CSL-JSON say themselves.
fn of_csl(item: &Value) -> Expected {
    let text = |key: &str| {
        item[key]
            .as_str()
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    let names = item["author"].as_array().into_iter().flatten().map(|name| {
        let keys = [
            "given",
            "dropping-particle",
            "non-dropping-particle",
            "family",
            "suffix",
            "literal",
        ];
        keys.map(|key| name[key].as_str().unwrap_or_default())
            .join(" ")
    });
    let part = |part: &Value| {
        part.as_str()
            .map_or_else(|| part.to_string(), str::to_owned)
    };
    let parts = item["issued"]["date-parts"][0].as_array();
    let parts: Vec<String> = parts
        .into_iter()
        .flatten()
        .map(part)
        .enumerate()
        .map(|(n, part)| {
            if n == 0 {
                format!("{part:0>4}")
            } else {
                format!("{part:0>2}")
            }
        })
        .collect();
    Expected {
        title: text("title"),
        authors: names.collect(),
        date: Some(parts.join("-")).filter(|date| !date.is_empty()),
        // A case is published by its court.
        containers: [
            text("container-title"),
            text("publisher"),
            text("authority"),
        ]
        .into_iter()
        .flatten()
        .collect(),
        addresses: [text("URL"), text("DOI").map(|doi| format!("doi.org/{doi}"))]
            .into_iter()
            .flatten()
            .collect(),
    }
}

fn score(folder: &str) -> Option<Score> {
    let root = data("metadata")?;
    let oracle: Value = serde_json::from_slice(&fs::read(root.join("oracle.json")).ok()?).ok()?;
    let mut score = Score::default();
    let mut paths: Vec<_> = fs::read_dir(root.join(folder))
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    for path in paths {
        let name = path.file_name()?.to_str()?.to_owned();
        if name.contains(".expected.") {
            continue;
        }
        let sources = read(&path);
        let known = &oracle[format!("{folder}/{name}")];
        let records = ["records", "entries", "items"]
            .iter()
            .find_map(|key| known[key].as_u64());
        score.files += 1;
        score.records += sources.len();
        score.expected += records.map_or(sources.len(), |n| n as usize);
        let stem = path.with_extension("");
        let beside =
            |ending: &str| fs::read_to_string(format!("{}.expected.{ending}", stem.display())).ok();
        let want: Vec<Expected> = if let Some(json) = beside("json") {
            let json: Value = serde_json::from_str(&json).ok()?;
            let items = json.as_array().or_else(|| json["items"].as_array());
            items.into_iter().flatten().map(of_zotero).collect()
        } else if let Some(bib) = beside("bib") {
            of_jabref(&format!("\n{bib}"))
        } else if folder == "csl" {
            let json: Value = serde_json::from_slice(&fs::read(&path).ok()?).ok()?;
            json.as_array()?.iter().map(of_csl).collect()
        } else {
            Vec::new()
        };
        // Records are told apart by their titles where the programs count them differently.
        for (n, want) in want.iter().enumerate() {
            let titled = |source: &&Source| {
                want.title
                    .as_ref()
                    .is_some_and(|title| folded(title) == folded(&source.title))
            };
            let same_place = sources.get(n).filter(|source| titled(source));
            let source = same_place.or_else(|| sources.iter().find(titled));
            let source = source.or_else(|| sources.get(n).filter(|_| sources.len() == 1));
            let nothing = Source::default();
            let source = source.or_else(|| sources.get(n)).unwrap_or(&nothing);
            score.compare(&name, source, want);
        }
    }
    Some(score)
}

/// The level that was reached: records, and how many fields are right at least and wrong at most. Of what is called wrong
/// most is in one file of Zotero's whose fields hold their own names, in the wrong places for this purpose.
#[test]
fn other_programs_read_the_same() {
    for (folder, records, right, wrong) in [
        ("ris", 26, 39, 4),
        ("bibtex", 55, 0, 0),
        ("bibtex-bbt", 69, 238, 2),
        ("csl", 142, 459, 0),
        ("zotero", 111, 267, 20),
    ] {
        let Some(score) = score(folder) else { return };
        println!("{}", score.line(folder));
        for line in &score.wrong {
            println!("  {line}");
        }
        let sum = score.sum();
        assert!(
            score.records >= records,
            "{folder}: {} records",
            score.records
        );
        assert!(
            sum.right >= right && sum.wrong <= wrong,
            "{folder}: {} right, {} wrong",
            sum.right,
            sum.wrong
        );
    }
}
