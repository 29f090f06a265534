//! The journal: everything that happens to a board, one record a line, so that nothing is lost between two saves and
//! undo survives a restart.
//!
//! A line is sixteen hexadecimal digits, a blank, and JSON. The digits are the beginning of SHA-256 over the digits of
//! the line before and the JSON of this one, so a line that was torn, changed or lost is noticed, with all behind it.
//! An edit is kept both ways (what was, what is) and only where records differ, so history can be walked back from the
//! file as it was saved last. Refuses journals of another format; whatever is unsound at the end it leaves out.
//!
//! **Invariant (append-only):** a record never changes those before it.
//! **Invariant (the same document):** what was told to a journal and is resumed gives the same board, the same undo
//! and the same redo.

mod delta;
mod resume;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::board::digest::sha256;
use crate::board::{Joined, Label, News, Step};

/// The version of the format that this program writes and reads.
const FORMAT: u32 = 1;
/// Hexadecimal digits in front of a line.
const DIGITS: usize = 16;
/// Most bytes of history that are taken over into a new journal, and most steps.
const MOST_HISTORY: usize = 8 << 20;
const MOST_STEPS: usize = 1000;

/// Writes the lines of a journal. Knows the last line, for the next one depends on it.
#[derive(Debug)]
pub struct JournalWriter {
    chain: String,
    told: usize,
}

/// What stands at the head of a journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// SHA-256 of the board's file when the journal began, hexadecimal: where its records start from.
    pub base: String,
    /// When it began (RFC 3339).
    pub at: String,
}

/// One line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Record {
    /// The first line.
    Journal { format: u32, begun: Begun },
    /// A step of the history that the journal begins with, oldest first.
    Past(Told),
    /// A step that could be made again when the journal began, next first.
    Future(Told),
    /// An edit was made.
    Done(Told),
    /// The last step was taken back.
    Undone {},
    /// It was made again.
    Redone {},
    /// The board was written to its file, which now has this SHA-256, with so much of what was told before.
    Saved { sha256: String, told: usize },
    /// The user gave up what was not saved.
    GivenUp {},
}

/// An edit and what it is called.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Told {
    label: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    continues: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    joined: Option<Join>,
    edit: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Join {
    Last,
    Nothing,
}

impl JournalWriter {
    /// A new journal and its first lines: where it starts from, and the history that led there, what can be taken back
    /// (oldest first) and what can be made again (next last).
    pub fn begin(begun: &Begun, past: &[Step], future: &[Step]) -> (Self, Vec<u8>) {
        let mut writer = Self {
            chain: String::new(),
            told: 0,
        };
        let head = Record::Journal {
            format: FORMAT,
            begun: begun.clone(),
        };
        let mut lines = writer.line(&head);
        let mut room = MOST_HISTORY;
        // Of too many steps the nearest are kept: those beyond are worth nothing without them.
        for told in nearest(past, &mut room).into_iter().rev() {
            lines.extend(writer.line(&Record::Past(told)));
        }
        for told in nearest(future, &mut room) {
            lines.extend(writer.line(&Record::Future(told)));
        }
        (writer, lines)
    }

    /// The line that tells this.
    pub fn tell(&mut self, news: &News) -> Vec<u8> {
        self.told += 1;
        let record = match news {
            News::Done {
                label,
                edit,
                joined,
            } => Record::Done(Told {
                label: label.text.to_string(),
                continues: label.continues,
                joined: match joined {
                    Joined::Alone => None,
                    Joined::Last => Some(Join::Last),
                    Joined::Nothing => Some(Join::Nothing),
                },
                edit: delta::of(edit),
            }),
            News::Undone => Record::Undone {},
            News::Redone => Record::Redone {},
        };
        self.line(&record)
    }

    /// How much news was told.
    pub fn told(&self) -> usize {
        self.told
    }

    /// The line that says that the board stands in its file as it was when so much news was told, by the SHA-256 of the
    /// file's bytes (hexadecimal).
    pub fn saved(&mut self, sha256: &str, told: usize) -> Vec<u8> {
        self.line(&Record::Saved {
            sha256: sha256.to_owned(),
            told,
        })
    }

    /// The line that says that the user gave up what was not saved.
    pub fn given_up(&mut self) -> Vec<u8> {
        self.line(&Record::GivenUp {})
    }

    fn line(&mut self, record: &Record) -> Vec<u8> {
        // No key here is anything but text, so this cannot fail; a line of `null` would be read as damage.
        let json = serde_json::to_string(record).unwrap_or_else(|_| "null".to_owned());
        self.chain = link(&self.chain, json.as_bytes());
        format!("{} {json}\n", self.chain).into_bytes()
    }
}

/// The last steps of a list, the last first, as far as there is room for them.
fn nearest(steps: &[Step], room: &mut usize) -> Vec<Told> {
    let told = steps.iter().rev().take(MOST_STEPS).map(Told::of_step);
    let fits = |told: &Told| {
        let bytes = told.edit.to_string().len();
        let fits = bytes <= *room;
        *room = room.saturating_sub(bytes);
        fits
    };
    told.take_while(fits).collect()
}

impl Told {
    fn of_step(step: &Step) -> Self {
        Self {
            label: step.label.text.to_string(),
            continues: step.label.continues,
            joined: None,
            edit: delta::of(&step.edit),
        }
    }

    fn label(&self) -> Label {
        Label {
            text: self.label.clone().into(),
            continues: self.continues,
        }
    }
}

/// A journal that was read.
#[derive(Debug)]
pub struct Journal {
    begun: Begun,
    /// The history that it began with: oldest first, and next first.
    past: Vec<Told>,
    future: Vec<Told>,
    /// What happened since, oldest first.
    news: Vec<Happened>,
    /// SHA-256 of the file in which the board stood last, and how much of the news is in it.
    saved: (String, usize),
    torn: bool,
}

/// One piece of news.
#[derive(Debug)]
enum Happened {
    Done(Told),
    Undone,
    Redone,
}

/// Why bytes are no journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// They do not begin like one.
    #[error("This is no journal of a board, or its first line was damaged.")]
    NoJournal,
    /// A newer Casewall wrote it.
    #[error(
        "The journal is of format {found}, this Casewall knows format {FORMAT}. Open the board with a newer Casewall."
    )]
    TooNew {
        /// Its format.
        found: u32,
    },
}

impl Journal {
    /// Reads a journal. What is torn or damaged, and everything behind it, is left out.
    ///
    /// # Errors
    /// If its first line is not that of a journal that this program knows.
    pub fn read(bytes: &[u8]) -> Result<Self, JournalError> {
        let mut chain = String::new();
        let mut lines = bytes.split_inclusive(|byte| *byte == b'\n');
        let mut next = |chain: &mut String| lines.next().map(|line| sound(line, chain));
        let begun = match next(&mut chain) {
            Some(Some(Record::Journal { format, begun })) if format == FORMAT => begun,
            Some(Some(Record::Journal { format, .. })) => {
                return Err(JournalError::TooNew { found: format });
            }
            _ => return Err(JournalError::NoJournal),
        };
        let mut journal = Self {
            saved: (begun.base.clone(), 0),
            begun,
            past: Vec::new(),
            future: Vec::new(),
            news: Vec::new(),
            torn: false,
        };
        while let Some(record) = next(&mut chain) {
            match record {
                None | Some(Record::Journal { .. }) => {
                    journal.torn = true;
                    break;
                }
                Some(Record::Past(told)) => journal.past.push(told),
                Some(Record::Future(told)) => journal.future.push(told),
                Some(Record::Done(told)) => journal.news.push(Happened::Done(told)),
                Some(Record::Undone {}) => journal.news.push(Happened::Undone),
                Some(Record::Redone {}) => journal.news.push(Happened::Redone),
                Some(Record::Saved { sha256, told }) => {
                    journal.saved = (sha256, told.min(journal.news.len()));
                }
                Some(Record::GivenUp {}) => journal.news.truncate(journal.saved.1),
            }
        }
        Ok(journal)
    }

    /// Where it starts from.
    pub fn begun(&self) -> &Begun {
        &self.begun
    }

    /// Whether its end was torn or damaged and left out.
    pub fn is_torn(&self) -> bool {
        self.torn
    }

    /// How many records of what happened it holds.
    pub fn len(&self) -> usize {
        self.past.len() + self.future.len() + self.news.len()
    }

    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// SHA-256 of the file in which the board stood last, hexadecimal.
    pub fn saved(&self) -> &str {
        &self.saved.0
    }

    fn unsaved(&self) -> &[Happened] {
        &self.news[self.saved.1..]
    }

    /// What was done since the board was saved last and would be lost without the journal, in the words of the menu.
    /// What was done and taken back again is left out; what was taken back of the time before is said so.
    pub fn unsaved_steps(&self) -> Vec<String> {
        let mut steps: Vec<String> = Vec::new();
        let mut taken: Vec<String> = Vec::new();
        let mut beyond = 0_usize; // steps of the time before that are taken back
        for happened in self.unsaved() {
            match happened {
                Happened::Done(told) => {
                    taken.clear();
                    match told.joined {
                        Some(Join::Last) if !steps.is_empty() => {}
                        Some(Join::Nothing) => drop(steps.pop()),
                        _ => steps.push(told.label.clone()),
                    }
                }
                Happened::Undone => match steps.pop() {
                    Some(step) => taken.push(step),
                    None => beyond += 1,
                },
                Happened::Redone => match taken.pop() {
                    Some(step) => steps.push(step),
                    None => beyond = beyond.saturating_sub(1),
                },
            }
        }
        let undone = (beyond > 0).then(|| match beyond {
            1 => "Undo a step of before".to_owned(),
            n => format!("Undo {n} steps of before"),
        });
        undone.into_iter().chain(steps).collect()
    }

    /// Whether anything would be lost without it.
    pub fn has_unsaved(&self) -> bool {
        !self.unsaved_steps().is_empty()
    }
}

/// The digits of a line, given those of the line before.
fn link(chain: &str, json: &[u8]) -> String {
    let mut digits = sha256(&[chain.as_bytes(), json].concat());
    digits.truncate(DIGITS);
    digits
}

/// The record of a line, if it is whole and follows what stands before.
fn sound(line: &[u8], chain: &mut String) -> Option<Record> {
    let line = line.strip_suffix(b"\n")?;
    let (digits, json) = line.split_at_checked(DIGITS)?;
    let json = json.strip_prefix(b" ")?;
    let expected = link(chain, json);
    if digits != expected.as_bytes() {
        return None;
    }
    let record = serde_json::from_slice(json).ok()?;
    *chain = expected;
    Some(record)
}
