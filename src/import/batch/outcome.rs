//! The report of an import: what became of each file, in figures and words.

use super::super::Format;
use crate::board::{Board, Body};

/// What became of a file.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its name.
    pub file: String,
    /// What was made of it, or a sentence that says why nothing was.
    pub result: Result<Made, String>,
    /// What was left out or guessed, a sentence each.
    pub remarks: Vec<String>,
}

/// How much was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// As what the file was read: the name of the format.
    pub format: &'static str,
    /// Source cards.
    pub sources: usize,
    /// Claims.
    pub claims: usize,
    /// Notes.
    pub notes: usize,
    /// Frames.
    pub frames: usize,
    /// Pictures.
    pub pictures: usize,
    /// Links of all kinds.
    pub links: usize,
}

impl Made {
    pub(super) fn of(format: &'static Format, piece: &Board) -> Self {
        let mut made = Self {
            format: format.name,
            links: piece.links().len(),
            ..Self::default()
        };
        for card in piece.cards().values() {
            match card.body {
                Body::Source(_) => made.sources += 1,
                Body::Claim(_) => made.claims += 1,
                Body::Note(_) | Body::Unknown(_) => made.notes += 1,
                Body::Frame(_) => made.frames += 1,
                Body::Picture(_) => made.pictures += 1,
            }
        }
        made
    }

    /// Both together, as nothing in particular.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            format: "",
            sources: self.sources + other.sources,
            claims: self.claims + other.claims,
            notes: self.notes + other.notes,
            frames: self.frames + other.frames,
            pictures: self.pictures + other.pictures,
            links: self.links + other.links,
        }
    }

    /// `2 sources, 1 claim and 3 links`; `nothing` if there is none.
    pub fn words(&self) -> String {
        let parts: Vec<String> = [
            (self.sources, "source"),
            (self.claims, "claim"),
            (self.notes, "note"),
            (self.frames, "frame"),
            (self.pictures, "picture"),
            (self.links, "link"),
        ]
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| match n {
            1 => format!("1 {word}"),
            n => format!("{n} {word}s"),
        })
        .collect();
        match parts.split_last() {
            None => "nothing".to_owned(),
            Some((only, [])) => only.clone(),
            Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        }
    }
}

/// The words for a whole import: what was made, and how many files were left out.
pub fn summary(outcomes: &[Outcome]) -> String {
    let made = outcomes
        .iter()
        .filter_map(|outcome| outcome.result.as_ref().ok());
    let (count, all) = made.fold((0, Made::default()), |(n, all), made| {
        (n + 1, all.and(*made))
    });
    let out = outcomes.len() - count;
    let files = |n: usize| match n {
        1 => "1 file".to_owned(),
        n => format!("{n} files"),
    };
    match (count, out) {
        (0, 0) => "There was nothing to import.".to_owned(),
        (0, n) => format!("Nothing was imported; {} left out.", files(n)),
        (n, 0) => format!("Imported {} from {}.", all.words(), files(n)),
        (n, out) => format!(
            "Imported {} from {}; {} left out.",
            all.words(),
            files(n),
            files(out)
        ),
    }
}
