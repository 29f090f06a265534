//! The source summary statement (ICD 206): what is strong and what is weak about the sourcing as a whole, and which
//! sources matter most. Every sentence is counted from the board; none is a judgement of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::register::{Placed, placed};
use super::sources::is_document;
use super::{Item, Words, Work};
use crate::assess::{Label, capital, count, number};
use crate::board::{CardId, Reliability, Source};

/// Sources that are named as the most important ones.
const MOST_IMPORTANT: usize = 5;

/// What is counted.
#[derive(Default)]
struct Counts {
    documents: usize,
    origins: usize,
    graded: usize,
    /// Graded A or B.
    good: usize,
    /// Graded D or E.
    poor: usize,
    undated: usize,
    without_text: usize,
    archived: usize,
    reports: usize,
    quotes: usize,
    /// Quotes whose words are in the text.
    found: usize,
    /// Quotes whose words are not in the text.
    gone: usize,
    /// Reports that are graded.
    digits: usize,
}

impl<'a> Work<'a> {
    pub(super) fn statement(
        &mut self,
        falling: &BTreeMap<CardId, BTreeSet<usize>>,
        uses: &BTreeMap<CardId, (usize, usize)>,
    ) {
        let counts = self.counts(uses);
        self.heading(2, Words::of("Source summary statement"), None);
        let voices = number(self.voices().len());
        let names = match counts.origins {
            0 => String::new(),
            1 => ", which name one person, body or outlet as theirs".to_owned(),
            n => format!(
                ", which name {} persons, bodies or outlets as theirs",
                number(n)
            ),
        };
        self.paragraph(Words::of(&format!(
            "{} on {} stand in {}{names}. Counted by origin, {voices} speak{}.",
            capital(&count(counts.reports, "report")),
            count(self.claims.len(), "claim"),
            count(counts.documents, "document"),
            if voices == "one" { "s" } else { "" },
        )));
        let mut items = Vec::new();
        for (lead, sentences) in [
            ("Strengths. ", self.strengths(&counts)),
            ("Weaknesses. ", self.weaknesses(&counts)),
        ] {
            let sentences = match sentences.is_empty() {
                true => "None that the board shows.".to_owned(),
                false => sentences.join(" "),
            };
            items.push(Item::dot(Words::default().strong(lead).text(&sentences)));
        }
        let mut important: Vec<(&CardId, &BTreeSet<usize>)> = falling
            .iter()
            .filter(|(id, _)| self.register.known(id).is_some())
            .collect();
        important.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then(a.0.cmp(b.0)));
        let lead = Words::default().strong("Most important sources. ");
        items.push(match important.is_empty() {
            true => Item::dot(lead.text("No claim falls with one source alone.")),
            false => Item {
                below: important
                    .into_iter()
                    .take(MOST_IMPORTANT)
                    .map(|(id, claims)| {
                        let claims: Vec<usize> = claims.iter().copied().collect();
                        self.source_named(id)
                            .text(": without it ")
                            .and(self.claims_named(&claims))
                            .text(" would have another label.")
                    })
                    .collect(),
                ..Item::dot(lead.text("Those whose loss would change most:"))
            },
        });
        self.list(items);
        self.marked();
    }

    /// The origins that speak on the claims of the brief.
    fn voices(&self) -> BTreeSet<CardId> {
        let links = self.material.board.links().values();
        let reports = links.filter(|link| {
            self.numbers.contains_key(&link.to) && self.register.source(&link.from).is_some()
        });
        let speakers = reports.filter_map(|link| {
            let evidence = link.kind.evidence()?;
            Some(evidence.origin.as_ref().unwrap_or(&link.from))
        });
        speakers
            .filter_map(|speaker| self.material.assessment.origin(speaker))
            .collect()
    }

    fn counts(&self, uses: &BTreeMap<CardId, (usize, usize)>) -> Counts {
        let mut counts = Counts::default();
        let order = self.register.order.iter();
        for source in order.filter_map(|id| self.register.source(id)) {
            counts.look_at(source);
        }
        counts.reports = uses.values().map(|(reports, _)| reports).sum();
        counts.quotes = uses.values().map(|(_, quotes)| quotes).sum();
        for link in self.material.board.links().values() {
            let Some(evidence) = link.kind.evidence() else {
                continue;
            };
            let source = self.register.source(&link.from);
            let Some(source) = source.filter(|_| self.numbers.contains_key(&link.to)) else {
                continue;
            };
            counts.digits += usize::from(evidence.credibility.is_some());
            if let Some(quote) = &evidence.quote {
                match placed(quote, source) {
                    Placed::There | Placed::Elsewhere => counts.found += 1,
                    Placed::Gone => counts.gone += 1,
                    Placed::Unknown => {}
                }
            }
        }
        counts
    }

    fn labelled(&self, wanted: &[Label]) -> Vec<usize> {
        let numbers = self.numbers.iter();
        let mut found: Vec<usize> = numbers
            .filter(|(id, _)| {
                let standing = self.material.assessment.claim(id);
                standing.is_some_and(|standing| wanted.contains(&standing.label))
            })
            .map(|(_, number)| *number)
            .collect();
        found.sort_unstable();
        found
    }

    fn strengths(&self, counts: &Counts) -> Vec<String> {
        let mut said = Vec::new();
        let corroborated = self.labelled(&[Label::Corroborated]).len();
        if corroborated > 0 {
            said.push(format!(
                "{} of {} carried by two or more independent origins.",
                capital(&number(corroborated)),
                are(self.claims.len(), "claim")
            ));
        }
        if counts.found > 0 {
            let of = match counts.found == counts.reports {
                true => "All".to_owned(),
                false => format!("{} of", capital(&number(counts.found))),
            };
            said.push(format!(
                "{of} {} on words that stand in the text of their source.",
                verb(counts.reports, "report", "rests", "rest")
            ));
        }
        if counts.good > 0 {
            said.push(format!(
                "{} graded A or B.",
                capital(&are(counts.good, "source"))
            ));
        }
        if counts.archived > 0 {
            let copies = verb(counts.archived, "document", "has", "have");
            said.push(format!("{} an archived copy.", capital(&copies)));
        }
        said
    }

    fn weaknesses(&self, counts: &Counts) -> Vec<String> {
        let mut said = Vec::new();
        let all = counts.documents + counts.origins;
        match all - counts.graded {
            0 => {}
            n if n == all => said.push(format!(
                "None of the {} is graded, so each counts as if it could not be judged.",
                count(all, "source")
            )),
            n => said.push(format!("{} not graded.", capital(&are(n, "source")))),
        }
        if counts.poor > 0 {
            said.push(format!(
                "{} graded D or E.",
                capital(&are(counts.poor, "source"))
            ));
        }
        if counts.reports > 0 && counts.digits == 0 {
            said.push("No single report is graded.".to_owned());
        }
        let alone = self.labelled(&[Label::SingleSource, Label::Circular]).len();
        if alone > 0 {
            let rests = verb(alone, "claim", "goes", "go");
            said.push(format!(
                "{} back to one origin or to each other.",
                capital(&rests)
            ));
        }
        let open = self.labelled(&[Label::Unsupported]).len();
        if open > 0 {
            let has = verb(open, "claim", "has", "have");
            said.push(
                format!("{} nothing that counts for it.", capital(&has)).replace(
                    "have nothing that counts for it",
                    "have nothing that counts for them",
                ),
            );
        }
        for (n, what) in [
            (counts.reports - counts.quotes, "no quote"),
            (counts.gone, "a quote that is not in the text"),
        ] {
            if n > 0 {
                let has = verb(n, "report", "has", "have");
                said.push(format!("{} {what}.", capital(&has)));
            }
        }
        for (n, what) in [
            (counts.undated, "no date of publication"),
            (counts.without_text, "no text on the board"),
        ] {
            if n > 0 {
                let has = verb(n, "document", "has", "have");
                said.push(format!("{} {what}.", capital(&has)));
            }
        }
        said
    }

    /// What the analyst has marked sources with: bias and access stand there, if anywhere.
    fn marked(&mut self) {
        let mut tags: BTreeMap<&str, usize> = BTreeMap::new();
        let order = self.register.order.iter();
        for source in order.filter_map(|id| self.register.source(id)) {
            for tag in &source.tags {
                *tags.entry(tag.trim()).or_default() += 1;
            }
        }
        tags.remove(crate::import::reference::ABSTRACT_ONLY);
        tags.remove("");
        if tags.is_empty() {
            return;
        }
        let mut words = Words::default().strong("The analyst’s marks. ");
        for (n, (tag, sources)) in tags.into_iter().take(20).enumerate() {
            let between = if n == 0 { "" } else { ", " };
            words = words
                .text(between)
                .said(tag, "")
                .text(&format!(" ({})", count(sources, "source")));
        }
        self.list(vec![Item::dot(words.text("."))]);
    }
}

impl Counts {
    fn look_at(&mut self, source: &Source) {
        let document = is_document(source);
        match document {
            true => self.documents += 1,
            false => self.origins += 1,
        }
        // F says that nothing is known: no grade that would help.
        let grade = source.reliability.filter(|grade| *grade != Reliability::F);
        self.graded += usize::from(source.reliability.is_some());
        self.good += usize::from(matches!(grade, Some(Reliability::A | Reliability::B)));
        self.poor += usize::from(matches!(grade, Some(Reliability::D | Reliability::E)));
        self.undated += usize::from(document && source.published.trim().is_empty());
        self.without_text += usize::from(document && source.text.is_empty());
        self.archived += usize::from(document && !source.archive_url.trim().is_empty());
    }
}

fn are(n: usize, what: &str) -> String {
    verb(n, what, "is", "are")
}

fn verb(n: usize, what: &str, one: &str, more: &str) -> String {
    format!("{} {}", count(n, what), if n == 1 { one } else { more })
}
