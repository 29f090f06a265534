//! References: documents that lie elsewhere, as reference managers list them. What RIS, BibTeX and CSL-JSON share: the
//! names of people, and how a reference becomes a source. Refuses to guess: what has no field of its own is kept as it
//! came, under one key of the card, so that an export gives it back.

pub mod date;
mod language;
mod name;

use kurbo::Point;
use serde_json::Value;

pub use self::language::tag as language_tag;
pub use self::name::Name;
use super::{ImportError, Imported};
use crate::board::{Body, Card, Source};

/// The tag of a source whose text is only the abstract of its document.
pub const ABSTRACT_ONLY: &str = "abstract only";

/// Most references of one file.
pub const MOST: usize = 200_000;

/// What a reference says, in words that all formats share.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reference {
    /// The kind of document, by its name in CSL: `article-journal`. Empty if it is not known.
    pub kind: &'static str,
    /// What it is called.
    pub title: String,
    /// In what it appeared, or who published it.
    pub outlet: String,
    /// Who wrote it.
    pub authors: Vec<Name>,
    /// When it was published, as exactly as is known (ISO 8601).
    pub published: String,
    /// Where it is.
    pub url: String,
    /// Language (BCP 47).
    pub language: String,
    /// What it says in short.
    pub summary: String,
    /// Words that it is found by.
    pub keywords: Vec<String>,
    /// What has no field in a source: CSL variables and their values.
    pub details: Vec<(&'static str, String)>,
}

impl Reference {
    /// The source that it becomes.
    ///
    /// The summary stands as its text, for it is there to be read and quoted; a tag says that it is not all.
    pub fn source(&self) -> Source {
        let mut tags = self.keywords.clone();
        if !self.summary.is_empty() {
            tags.push(ABSTRACT_ONLY.to_owned());
        }
        Source {
            title: self.title.clone(),
            outlet: self.outlet.clone(),
            author: self.author(),
            published: self.published.clone(),
            url: self.url.clone(),
            language: self.language.clone(),
            text: self.summary.as_str().into(),
            tags,
            ..Source::default()
        }
    }

    /// Those who wrote it, as a person reads it: `Jane Roe; John de Vries`.
    pub fn author(&self) -> String {
        let names: Vec<String> = self.authors.iter().map(Name::to_string).collect();
        names.join("; ")
    }

    /// Adds a detail, unless there is nothing in it or it is there already.
    pub fn add_detail(&mut self, variable: &'static str, value: &str) {
        let value = value.trim();
        if !value.is_empty() && self.detail(variable).is_none() {
            self.details.push((variable, value.to_owned()));
        }
    }

    /// A detail by the name of its CSL variable.
    pub fn detail(&self, variable: &str) -> Option<&str> {
        let found = self.details.iter().find(|(known, _)| *known == variable);
        found.map(|(_, value)| value.as_str())
    }
}

/// A reference as it was read, and what is kept of it.
pub struct Read {
    /// What it says.
    pub reference: Reference,
    /// The reference as its format has it.
    pub kept: Value,
}

/// The sources that references become, each with what is kept of it under `key`. Remarks are added to what the reader
/// had to say already.
pub fn imported(key: &str, all: Vec<Read>, mut remarks: Vec<String>) -> Imported {
    let count = |what: fn(&Read) -> bool| all.iter().filter(|read| what(read)).count();
    let summaries = count(|read| !read.reference.summary.is_empty());
    if summaries > 0 {
        let came = match summaries {
            1 => "1 reference came".to_owned(),
            n => format!("{n} references came"),
        };
        remarks.push(format!(
            "{came} with an abstract. It stands as the text of the source, which is tagged “{ABSTRACT_ONLY}”."
        ));
    }
    let undated = count(|read| read.reference.published.is_empty());
    if undated > 0 {
        let said = match undated {
            1 => "1 reference says no date of publication that is certain; its source is undated."
                .to_owned(),
            n => format!(
                "{n} references say no date of publication that is certain; their sources are undated."
            ),
        };
        remarks.push(said);
    }
    let mut imported = Imported::plan(false, |txn, _| {
        for read in all {
            let body = Body::Source(Box::new(read.reference.source()));
            let mut card = Card::new(Point::ZERO, body);
            card.extra.insert(key.to_owned(), read.kept);
            txn.add_card(card);
        }
    });
    imported.remarks = remarks;
    imported
}

/// Where a document is by its DOI, which may come with `doi:` or an address in front. Empty if it is no DOI.
pub fn doi_url(doi: &str) -> String {
    match bare_doi(doi) {
        Some(doi) => format!("https://doi.org/{doi}"),
        None => String::new(),
    }
}

/// A DOI without what stands in front of it.
pub fn bare_doi(text: &str) -> Option<&str> {
    let at = text.find("10.")?;
    let (before, doi) = text.split_at_checked(at)?;
    let before = before.trim().to_ascii_lowercase();
    let known = before.is_empty() || before.ends_with("doi.org/") || before.ends_with("doi:");
    let doi = doi.split_whitespace().next()?;
    (known && doi.contains('/')).then_some(doi)
}

/// The first address for a browser among words.
pub fn web_address(text: &str) -> Option<&str> {
    let word = |word: &&str| {
        let word = word.to_ascii_lowercase();
        word.starts_with("http://") || word.starts_with("https://")
    };
    let words = text.split(|c: char| c.is_whitespace() || c == ';');
    words
        .map(|word| word.trim_matches(['<', '>', '"']))
        .find(|found| word(found))
}

/// Words in one line: every run of white space is one space.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Paragraphs, each in one line, with a blank line between them. They end where a line has nothing in it, not even
/// white space: some programs fill the blank lines that they break long words at with tabs.
pub fn paragraphs(text: &str) -> String {
    let all = text.split("\n\n").map(one_line);
    all.filter(|paragraph| !paragraph.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n")
}

/// Keywords of a list, without doubles.
pub fn keywords<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut all = Vec::<String>::new();
    let mut seen = std::collections::BTreeSet::new();
    for word in words {
        let word = one_line(word);
        if !word.is_empty() && seen.insert(word.clone()) {
            all.push(word);
        }
    }
    all
}

/// The first of many faults, and how many more there are.
pub fn first_few(mut faults: Vec<String>) -> Vec<String> {
    const SHOWN: usize = 20;
    let more = faults.len().saturating_sub(SHOWN);
    if more > 0 {
        faults.truncate(SHOWN);
        faults.push(format!("{more} more references are not quite right."));
    }
    faults
}

/// There are more references than are read.
pub fn too_many(found: usize) -> ImportError {
    ImportError::TooLarge {
        what: "references",
        found: found.to_string(),
        most: MOST.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dois_lead_to_addresses() {
        for (text, want) in [
            ("10.1000/xyz123", "https://doi.org/10.1000/xyz123"),
            ("doi: 10.1000/a(b)", "https://doi.org/10.1000/a(b)"),
            ("https://dx.doi.org/10.1000/x", "https://doi.org/10.1000/x"),
            ("version 10.2/3", ""),
            ("DOI", ""),
            ("10.1000", ""),
        ] {
            assert_eq!(doi_url(text), want, "{text}");
        }
    }

    #[test]
    fn an_abstract_is_no_full_text() {
        let reference = Reference {
            summary: "In short.".to_owned(),
            keywords: keywords(["a", " a ", "b\nc"]),
            ..Reference::default()
        };
        let source = reference.source();
        assert_eq!(&*source.text, "In short.");
        assert_eq!(source.tags, ["a", "b c", ABSTRACT_ONLY]);
    }
}
