//! Text exports of Kialo discussions: numbered claims, each pro or con the one above it. A claim that refers to another
//! (`-> See 1.2.`) is that one.
//!
//! Refuses texts that do not begin as such exports do.

use std::collections::{BTreeSet, HashMap};

use kurbo::Point;

use super::stance::{self, Said};
use super::{Confidence, Format, ImportError, Imported, Importer, Incoming, Makes, Report, text};
use crate::board::{Body, Card, CardId, Claim, Link, LinkKind, Stance};

/// A Kialo discussion.
pub struct Kialo;

/// How an export begins.
const TITLE: &str = "Discussion Title:";
/// Most claims.
const MOST: usize = 50_000;

impl Importer for Kialo {
    fn format(&self) -> &'static Format {
        &Format {
            id: "kialo",
            name: "Kialo discussion",
            extensions: &["txt"],
            makes: Makes::Board,
        }
    }

    fn claims(&self, incoming: &Incoming<'_>) -> Confidence {
        let head = incoming.bytes.get(..64).unwrap_or(incoming.bytes);
        let head = String::from_utf8_lossy(head);
        if head
            .trim_start_matches('\u{feff}')
            .trim_start()
            .starts_with(TITLE)
        {
            Confidence::Sure
        } else {
            Confidence::No
        }
    }

    fn import(&self, incoming: &Incoming<'_>, _: &Report<'_>) -> Result<Imported, ImportError> {
        let letters = text::decode(incoming.bytes, Some("utf-8"))?.text;
        let mut points = Vec::new();
        for line in letters
            .lines()
            .skip_while(|line| !line.starts_with(TITLE))
            .skip(1)
        {
            match point(line) {
                Some(_) if points.len() >= MOST => {
                    return Err(ImportError::TooLarge {
                        what: "claims",
                        found: "more".to_owned(),
                        most: MOST.to_string(),
                    });
                }
                Some(point) => points.push(point),
                None => continue_with(points.last_mut(), line),
            }
        }
        if points.is_empty() {
            return Err(ImportError::NoText(
                "There are no claims in the discussion.".to_owned(),
            ));
        }
        Ok(board(points))
    }
}

/// A line of the discussion.
struct Entry {
    number: String,
    stance: Option<Stance>,
    words: String,
}

/// `1.2.3. Con: words`
fn point(line: &str) -> Option<Entry> {
    let (number, rest) = line.split_once(". ")?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !number.split('.').all(digits) {
        return None;
    }
    let said = rest
        .split_once(": ")
        .and_then(|(first, words)| match stance::word(first)? {
            Said::Stance(stance) => Some((stance, words)),
            _ => None,
        });
    // The thesis at the top is for or against nothing.
    let said = said.filter(|_| number.contains('.'));
    Some(Entry {
        number: number.to_owned(),
        stance: said.map(|(stance, _)| stance),
        words: said.map_or(rest, |(_, words)| words).trim().to_owned(),
    })
}

fn continue_with(point: Option<&mut Entry>, line: &str) {
    if let Some(point) = point.filter(|_| !line.trim().is_empty()) {
        point.words.push('\n');
        point.words.push_str(line.trim());
    }
}

fn board(points: Vec<Entry>) -> Imported {
    Imported::plan(false, |txn, remarks| {
        let mut ids: HashMap<&str, CardId> = HashMap::new();
        let referred = |point: &Entry| {
            let number = point.words.strip_prefix("-> See ")?;
            Some(number.trim().trim_end_matches('.').to_owned())
        };
        for point in points.iter().filter(|point| referred(point).is_none()) {
            let claim = Claim {
                text: point.words.clone(),
                ..Claim::default()
            };
            let id = txn.add_card(Card::new(Point::ZERO, Body::Claim(claim)));
            ids.insert(&point.number, id);
        }
        let (mut lost, mut made) = (0, BTreeSet::new());
        for point in &points {
            let own = referred(point).unwrap_or_else(|| point.number.clone());
            let above = point.number.rsplit_once('.').map(|(above, _)| above);
            let (Some(stance), Some(above)) = (point.stance, above) else {
                continue;
            };
            match (ids.get(own.as_str()), ids.get(above)) {
                (Some(from), Some(to)) if from != to => {
                    if made.insert((from.clone(), to.clone(), stance as u8)) {
                        txn.add_link(Link::new(from.clone(), to.clone(), LinkKind::of(stance)));
                    }
                }
                _ => lost += 1,
            }
        }
        if lost > 0 {
            remarks.push(format!(
                "{lost} claims refer to others that are not in the file. These links were left out."
            ));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::testing;

    const SAMPLE: &str = "Discussion Title: Should the harbour shut?\n\n1. It should.\n1.1. Pro: Storms are\nstrong.\n\
        1.1.1. Con: Not here.\n1.2. Con: Ferries matter: people travel.\n1.2.1. Pro: -> See 1.1.1.\n1.2.2. Con: -> See 9.9.\n";

    fn import(bytes: &[u8]) -> Result<Imported, ImportError> {
        Kialo.import(
            &Incoming {
                name: "a.txt",
                bytes,
            },
            &|_| true,
        )
    }

    #[test]
    fn a_discussion_becomes_claims_and_links() {
        assert_eq!(
            Kialo.claims(&Incoming {
                name: "a.txt",
                bytes: SAMPLE.as_bytes()
            }),
            Confidence::Sure
        );
        let imported = import(SAMPLE.as_bytes()).unwrap();
        let board = &imported.piece;
        let title = |id| board.cards()[id].title();
        let mut links: Vec<String> = board
            .links()
            .values()
            .map(|link| {
                format!(
                    "{} {} {}",
                    title(&link.from),
                    link.kind.name(),
                    title(&link.to)
                )
            })
            .collect();
        links.sort();
        assert_eq!(
            links,
            [
                "Ferries matter: people travel. contradicts It should.",
                "Not here. contradicts Storms are\nstrong.",
                "Not here. corroborates Ferries matter: people travel.",
                "Storms are\nstrong. corroborates It should.",
            ]
        );
        assert_eq!((board.cards().len(), imported.remarks.len()), (4, 1));
    }

    #[test]
    fn no_bytes_panic() {
        testing::mutated(&[SAMPLE.as_bytes()], 1000, |bytes| drop(import(bytes)));
    }
}
