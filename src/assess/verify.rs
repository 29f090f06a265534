//! Checking again: every quote against the text that it was taken from, every text and file against its digest.
//!
//! Refuses to mend anything by itself. A quote that stands elsewhere now is told with its new place.
//!
//! **Invariant:** what did not change since the last run is not looked at again, and the answer is the same as that of
//! a first run.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::board::{
    Board, Body, CardId, FileId, Found, Item, LinkId, Original, Quote, Source, digest,
};

/// Something that is not as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The link or card where it shows.
    pub about: Item,
    /// What is wrong.
    pub trouble: Trouble,
    /// A sentence that says so, with names.
    pub sentence: String,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// The quoted words stand elsewhere in the text, or nearly the same words do: the quote as it would be.
    QuoteMoved(Quote),
    /// The quoted words are not in the text.
    QuoteGone,
    /// The text is not the one that came in.
    TextChanged,
    /// The file is not the one that came in.
    FileChanged,
    /// The file is not where it was.
    FileMissing,
}

impl Trouble {
    /// A word for it, for programs.
    pub fn id(&self) -> &'static str {
        match self {
            Self::QuoteMoved(_) => "quote-moved",
            Self::QuoteGone => "quote-gone",
            Self::TextChanged => "text-changed",
            Self::FileChanged => "file-changed",
            Self::FileMissing => "file-missing",
        }
    }
}

/// What was looked at and how much of it is as it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Links with a quote.
    pub quotes: usize,
    /// Of these, found where they shall be.
    pub found: usize,
    /// Found elsewhere.
    pub moved: usize,
    /// Not found.
    pub gone: usize,
    /// Not looked for: the board has no text of the source.
    pub without_text: usize,
    /// Source files that are embedded or linked.
    pub files: usize,
    /// Of these, with the bytes that came in.
    pub matching: usize,
}

/// The answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verified {
    /// Numbers.
    pub counts: Counts,
    /// What is not as it was: quotes by link, then texts and files by card.
    pub faults: Vec<Fault>,
}

/// What is to be said of a linked file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileState {
    /// It is there; the SHA-256 of its bytes, hexadecimal.
    There(String),
    /// It cannot be read; a sentence.
    Missing(String),
    /// Nobody looked.
    NotLooked,
}

impl FileState {
    /// What reading the file gave: its bytes, or a sentence.
    pub fn of(read: Result<Vec<u8>, String>) -> Self {
        match read {
            Ok(bytes) => Self::There(digest::sha256(&bytes)),
            Err(why) => Self::Missing(why),
        }
    }
}

/// Remembers what it has looked at.
#[derive(Debug, Default)]
pub struct Verifier {
    quotes: HashMap<LinkId, (Quote, Arc<str>, Found)>,
    texts: HashMap<CardId, (Arc<str>, String)>,
}

impl Verifier {
    /// Checks a board. `file` says what became of a linked file.
    pub fn verify(&mut self, board: &Board, file: &dyn Fn(&Original) -> FileState) -> Verified {
        let mut answer = Verified::default();
        self.quotes.retain(|id, _| board.links().contains_key(id));
        self.texts.retain(|id, _| board.cards().contains_key(id));
        let sources: BTreeMap<&CardId, &Source> = board
            .cards()
            .iter()
            .filter_map(|(id, card)| match &card.body {
                Body::Source(source) => Some((id, &**source)),
                _ => None,
            })
            .collect();
        for (id, link) in board.links() {
            let quote = link
                .kind
                .evidence()
                .and_then(|evidence| evidence.quote.as_ref());
            if let (Some(quote), Some(source)) = (quote, sources.get(&link.from)) {
                answer.counts.quotes += 1;
                self.quote(id, quote, source, &mut answer);
            }
        }
        for (id, source) in sources {
            self.text(id, source, &mut answer);
            original(id, source, board, file, &mut answer);
        }
        answer
    }

    fn quote(&mut self, id: &LinkId, quote: &Quote, source: &Source, answer: &mut Verified) {
        if source.text.is_empty() {
            answer.counts.without_text += 1;
            return;
        }
        let known = self
            .quotes
            .get(id)
            .filter(|(of, text, _)| of == quote && Arc::ptr_eq(text, &source.text));
        let found = match known {
            Some((_, _, found)) => found.clone(),
            None => {
                let found = quote.check(&source.text);
                let entry = (quote.clone(), source.text.clone(), found.clone());
                self.quotes.insert(id.clone(), entry);
                found
            }
        };
        let name = name(source);
        let words = shortened(&quote.exact);
        let (trouble, sentence) = match found {
            Found::There => {
                answer.counts.found += 1;
                return;
            }
            Found::Moved { to, changed: 0 } => {
                answer.counts.moved += 1;
                let sentence =
                    format!("The quote “{words}” stands elsewhere in the text of {name} now.");
                (Trouble::QuoteMoved(to), sentence)
            }
            Found::Moved { to, .. } => {
                answer.counts.moved += 1;
                let now = shortened(&to.exact);
                let sentence = format!(
                    "The quote “{words}” is not in the text of {name} any more; it reads “{now}” there."
                );
                (Trouble::QuoteMoved(to), sentence)
            }
            Found::Gone => {
                answer.counts.gone += 1;
                let sentence = format!("The quote “{words}” is not in the text of {name}.");
                (Trouble::QuoteGone, sentence)
            }
        };
        answer.faults.push(Fault {
            about: Item::Link(id.clone()),
            trouble,
            sentence,
        });
    }

    fn text(&mut self, id: &CardId, source: &Source, answer: &mut Verified) {
        if source.text_sha256.is_empty() {
            return;
        }
        let known = self
            .texts
            .get(id)
            .filter(|(text, _)| Arc::ptr_eq(text, &source.text));
        let digest = match known {
            Some((_, digest)) => digest.clone(),
            None => {
                let digest = digest::text_sha256(&source.text);
                self.texts
                    .insert(id.clone(), (source.text.clone(), digest.clone()));
                digest
            }
        };
        if digest != source.text_sha256 {
            let sentence = format!(
                "The text of {} was changed after it came in: its digest is another one.",
                name(source)
            );
            answer.faults.push(Fault {
                about: Item::Card(id.clone()),
                trouble: Trouble::TextChanged,
                sentence,
            });
        }
    }
}

fn original(
    id: &CardId,
    source: &Source,
    board: &Board,
    file: &dyn Fn(&Original) -> FileState,
    answer: &mut Verified,
) {
    let Some(original) = &source.original else {
        return;
    };
    let name = name(source);
    let mut tell = |trouble, sentence| {
        answer.faults.push(Fault {
            about: Item::Card(id.clone()),
            trouble,
            sentence,
        });
    };
    if let Some(embedded) = &source.file {
        answer.counts.files += 1;
        let same = *embedded == FileId::from(format!("sha256:{}", original.sha256));
        match (board.files().contains_key(embedded), same) {
            (true, true) => answer.counts.matching += 1,
            (false, _) => tell(
                Trouble::FileMissing,
                format!("The file of {name} is not in the board, though the board names it."),
            ),
            (true, false) => tell(
                Trouble::FileChanged,
                format!("The embedded file of {name} is not the one that came in."),
            ),
        }
    }
    if original.path.is_empty() {
        return;
    }
    match file(original) {
        FileState::NotLooked => {}
        FileState::There(digest) if digest == original.sha256 => {
            answer.counts.files += 1;
            answer.counts.matching += 1;
        }
        FileState::There(_) => {
            answer.counts.files += 1;
            tell(
                Trouble::FileChanged,
                format!(
                    "The file “{}” of {name} was changed after it came in. The text on the board is the old one.",
                    original.path
                ),
            );
        }
        FileState::Missing(why) => {
            answer.counts.files += 1;
            tell(
                Trouble::FileMissing,
                format!(
                    "The file “{}” of {name} cannot be checked. {why}",
                    original.path
                ),
            );
        }
    }
}

fn name(source: &Source) -> String {
    let name = match source.title.trim().is_empty() {
        true => &source.outlet,
        false => &source.title,
    };
    match name.trim() {
        "" => "an untitled source".to_owned(),
        name => format!("“{}”", shortened(name)),
    }
}

/// The first words of something long.
fn shortened(words: &str) -> String {
    const MOST: usize = 80;
    let words = words.replace('\n', " ");
    match words.char_indices().nth(MOST) {
        Some((end, _)) => {
            let cut = &words[..end];
            let cut = cut.rsplit_once(' ').map_or(cut, |(head, _)| head);
            format!("{cut} …")
        }
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use kurbo::Point;

    use super::*;
    use crate::board::{Card, Claim, Evidence, Link, LinkKind};

    fn board(text: &str, quotes: &[&str], original: Option<Original>) -> Board {
        let board = Board::default();
        let came = "The dome was dark. Nobody was there that night, says the log.";
        let edit = board.plan(|txn| {
            let source = Source {
                title: "The log".to_owned(),
                text: text.into(),
                text_sha256: digest::text_sha256(came),
                original,
                ..Source::default()
            };
            let from = txn.add_card(Card::new(Point::ZERO, Body::Source(Box::new(source))));
            let to = txn.add_card(Card::new(Point::ZERO, Body::Claim(Claim::default())));
            for quote in quotes {
                let evidence = Evidence {
                    quote: Quote::find(came, quote).or_else(|| Some(Quote::unplaced(*quote))),
                    ..Evidence::default()
                };
                let kind = LinkKind::Corroborates(evidence);
                txn.add_link(Link::new(from.clone(), to.clone(), kind));
            }
        });
        board.with(&edit)
    }

    fn check(board: &Board, file: FileState) -> (Counts, Vec<(&'static str, String)>) {
        let mut verifier = Verifier::default();
        let answer = verifier.verify(board, &|_| file.clone());
        assert_eq!(verifier.verify(board, &|_| file.clone()), answer);
        let faults = answer.faults.iter();
        let told = faults.map(|fault| (fault.trouble.id(), fault.sentence.clone()));
        (answer.counts, told.collect())
    }

    #[test]
    fn quotes_and_texts_are_checked() {
        let quotes = ["The dome was dark", "Nobody was there that night"];
        let came = "The dome was dark. Nobody was there that night, says the log.";
        let (counts, told) = check(&board(came, &quotes, None), FileState::NotLooked);
        assert_eq!((counts.quotes, counts.found, told.len()), (2, 2, 0));

        let changed = "At nine the dome was dark. Nobody was there that light, says the log.";
        let (counts, told) = check(&board(changed, &quotes, None), FileState::NotLooked);
        assert_eq!((counts.found, counts.moved, counts.gone), (0, 2, 0));
        assert_eq!(told[0].0, "quote-moved");
        assert_eq!(
            told[1].1,
            "The quote “Nobody was there that night” is not in the text of “The log” any more; \
             it reads “Nobody was there that light” there."
        );
        assert_eq!(told[2].0, "text-changed");

        let (counts, told) = check(&board("Other words.", &quotes, None), FileState::NotLooked);
        assert_eq!((counts.gone, told.len()), (2, 3));
        let (counts, _) = check(&board("", &quotes, None), FileState::NotLooked);
        assert_eq!((counts.without_text, counts.gone), (2, 0));
    }

    #[test]
    fn files_are_checked_where_somebody_looked() {
        let original = Original {
            path: "texts/log.txt".to_owned(),
            sha256: "ab".to_owned(),
            ..Original::default()
        };
        let board = board("", &[], Some(original));
        for (state, want) in [
            (FileState::There("ab".to_owned()), None),
            (FileState::There("cd".to_owned()), Some("file-changed")),
            (
                FileState::Missing("It is not there.".to_owned()),
                Some("file-missing"),
            ),
        ] {
            let (counts, told) = check(&board, state);
            assert_eq!(counts.files, 1);
            assert_eq!(
                told.iter()
                    .map(|(id, _)| *id)
                    .find(|id| id.starts_with("file")),
                want
            );
        }
        assert_eq!(check(&board, FileState::NotLooked).0.files, 0);
    }
}
