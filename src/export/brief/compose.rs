//! From a board and its assessment to a brief: which claims, in which order, and the parts of the document.
//!
//! First what the evidence says, a line a claim; then each claim with its reasons and quotes; then contradictions and
//! open problems; then the sources, what they are worth together, and by which rules all this was worked out.
//!
//! It refuses to judge: what is likely, and how sure that is, stands here only where the analyst said so, and never
//! both in one sentence (ICD 203).

mod chapters;
mod claim;
mod matrix;
mod method;
mod problems;
mod register;
mod sources;
mod statement;
mod summary;

use std::collections::{BTreeMap, BTreeSet};

use self::chapters::Chapter;
use self::register::Register;
use super::tree::{Block, Brief, Item, Mark, Tone, Words};
use super::{Progress, going};
use crate::assess::{Assessment, Finding, Label, Strike, count};
use crate::board::{Board, Body, CardId, Claim};
use crate::export::ExportError;

/// What a brief is made from.
pub struct Material<'a> {
    /// The board.
    pub board: &'a Board,
    /// What its evidence says.
    pub assessment: &'a Assessment,
    /// Without what claims would stand elsewhere ([`Assessment::load_bearing`]).
    pub bearing: &'a BTreeMap<Strike, Vec<(CardId, Label)>>,
    /// What is wrong on the board.
    pub findings: &'a [Finding],
    /// The day, as it is to be shown or as ISO 8601; empty for none.
    pub day: &'a str,
}

/// Which claims a brief is of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// All.
    #[default]
    All,
    /// The answers to these questions.
    Questions(BTreeSet<String>),
    /// These claims.
    Claims(BTreeSet<CardId>),
}

/// Writes a brief.
///
/// # Errors
/// If there is no claim to write of, or the work was cancelled.
pub fn compose(
    material: &Material<'_>,
    part: &Part,
    progress: &Progress<'_>,
) -> Result<Brief, ExportError> {
    let chapters = chapters::of(material.board, part);
    if chapters.is_empty() {
        return Err(ExportError::NothingFor {
            format: "brief",
            what: "claim in this part",
        });
    }
    let mut work = Work::of(material, &chapters);
    work.opening();
    work.summary(&chapters);
    work.details(&chapters, progress)?;
    work.contradictions(&chapters);
    work.problems();
    work.sources();
    work.method();
    let title = match material.board.about().title.trim() {
        "" => Words::of("Untitled board"),
        title => Words::default().said(title, ""),
    };
    Ok(Brief {
        title,
        blocks: work.blocks,
        notes: work.register.notes,
    })
}

/// The brief as it grows.
struct Work<'a> {
    material: &'a Material<'a>,
    /// The claims of the brief in order, and their numbers.
    claims: Vec<&'a CardId>,
    numbers: BTreeMap<&'a CardId, usize>,
    /// Which single origins decide a claim, and what it would be without them.
    deciding: BTreeMap<&'a CardId, Vec<(&'a CardId, Label)>>,
    /// Whether any source of the board is graded; where none is, that is said once.
    anyone_graded: bool,
    /// Searches through sets of origins that were made.
    searches: usize,
    /// Claims for which none was made any more.
    unsearched: usize,
    register: Register<'a>,
    blocks: Vec<Block>,
}

impl<'a> Work<'a> {
    fn of(material: &'a Material<'a>, chapters: &[Chapter<'a>]) -> Self {
        let claims: Vec<&CardId> = chapters
            .iter()
            .flat_map(|chapter| chapter.claims.iter().copied())
            .collect();
        let numbers: BTreeMap<&CardId, usize> = claims.iter().copied().zip(1..).collect();
        let mut deciding: BTreeMap<&CardId, Vec<(&CardId, Label)>> = BTreeMap::new();
        for (strike, flips) in material.bearing {
            let Strike::Origin(origin) = strike else {
                continue;
            };
            for (claim, label) in flips {
                deciding.entry(claim).or_default().push((origin, *label));
            }
        }
        let cards = material.board.cards().values();
        let anyone_graded = cards
            .into_iter()
            .any(|card| matches!(&card.body, Body::Source(source) if source.reliability.is_some()));
        Self {
            material,
            anyone_graded,
            register: Register::new(material),
            claims,
            numbers,
            deciding,
            searches: 0,
            unsearched: 0,
            blocks: Vec::new(),
        }
    }

    fn heading(&mut self, level: u8, words: Words, mark: Option<Mark>) {
        self.blocks.push(Block::Heading { level, words, mark });
    }

    fn paragraph(&mut self, words: Words) {
        self.toned(words, Tone::Plain);
    }

    fn quiet(&mut self, words: &str) {
        self.toned(Words::of(words), Tone::Quiet);
    }

    fn toned(&mut self, words: Words, tone: Tone) {
        self.blocks.push(Block::Paragraph { words, tone });
    }

    fn list(&mut self, items: Vec<Item>) {
        if !items.is_empty() {
            self.blocks.push(Block::List(items));
        }
    }

    /// What stands above all: the day, what the board is for, and how its claims stand together.
    fn opening(&mut self) {
        let day = method::day(self.material.day);
        let day = if day.is_empty() {
            day
        } else {
            format!(", {day}")
        };
        self.quiet(&format!("Evidence brief{day}"));
        let description = self.material.board.about().description.trim();
        if !description.is_empty() {
            self.paragraph(Words::default().said(description, ""));
        }
        let standings = || {
            let claims = self.claims.iter();
            claims.filter_map(|claim| self.material.assessment.claim(claim))
        };
        const ORDER: [Label; 6] = [
            Label::Corroborated,
            Label::SingleSource,
            Label::Circular,
            Label::Disputed,
            Label::Contradicted,
            Label::Unsupported,
        ];
        let counts = ORDER.map(|label| {
            let n = standings().filter(|standing| standing.label == label);
            (n.count(), label.words().to_lowercase())
        });
        let counts: Vec<String> = counts
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, label)| format!("{n} {label}"))
            .collect();
        let all = count(self.claims.len(), "claim");
        self.paragraph(Words::of(&format!(
            "{}: {}.",
            crate::assess::capital(&all),
            counts.join(", ")
        )));
        self.quiet(
            "A label says how much independent sourcing there is, not how likely a claim is. \
             Sources that go back to one origin count once.",
        );
    }

    /// Each claim with its reasons.
    fn details(
        &mut self,
        chapters: &[Chapter<'a>],
        progress: &Progress<'_>,
    ) -> Result<(), ExportError> {
        let mut told = 0;
        let mut opened = false;
        for chapter in chapters {
            let claims = chapter.claims.iter().copied();
            let claims: Vec<&CardId> = claims.filter(|claim| self.has_evidence(claim)).collect();
            if claims.is_empty() {
                continue;
            }
            if !std::mem::replace(&mut opened, true) {
                self.heading(2, Words::of("Claim by claim"), None);
            }
            self.chapter_heading(chapter);
            if let (true, Some(question)) = (chapter.question, chapter.heading) {
                self.matrix(question);
            }
            for claim in claims {
                going(progress, told, self.claims.len())?;
                told += 1;
                self.detail(claim);
            }
        }
        Ok(())
    }

    fn chapter_heading(&mut self, chapter: &Chapter<'_>) {
        let words = match chapter.heading {
            Some(heading) => Words::default().said(heading, ""),
            None => Words::of("Other claims"),
        };
        self.heading(3, words, None);
    }

    /// Whether anything is tied to a claim.
    fn has_evidence(&self, claim: &CardId) -> bool {
        let mut links = self.material.board.links_of(claim);
        links.any(|(_, link)| link.to == *claim && link.kind.stance().is_some())
    }

    fn claim(&self, id: &CardId) -> Option<&'a Claim> {
        match &self.material.board.cards().get(id)?.body {
            Body::Claim(claim) => Some(claim),
            _ => None,
        }
    }

    /// `claims 1, 4 and 9`, each a way to its place.
    fn claims_named(&self, numbers: &[usize]) -> Words {
        /// Numbers that are given before it is said how many more there are.
        const MOST: usize = 15;
        let what = if numbers.len() == 1 {
            "claim "
        } else {
            "claims "
        };
        let mut words = Words::of(what);
        let shown = if numbers.len() <= MOST + 1 {
            numbers.len()
        } else {
            MOST
        };
        for (n, number) in numbers.iter().take(shown).enumerate() {
            let between = match n {
                0 => "",
                _ if n + 1 == numbers.len() => " and ",
                _ => ", ",
            };
            let number = *number;
            words = words
                .text(between)
                .refer(&number.to_string(), Mark::Claim(number));
        }
        match numbers.len() - shown {
            0 => words,
            more => words.text(&format!(" and {more} more")),
        }
    }
}
