//! Keeping what happens to the open board: its journal, written on a thread of its own as things happen, and the sign
//! that a window with this board is there.
//!
//! Nothing is written before the first change. A journal that cannot be written where it should be goes to the user's
//! own state; where that fails too it says so, tries again every other second, and forgets nothing meanwhile.
//!
//! **Invariant (within a second):** what was told is on the disk as soon as the disk takes it; nothing waits for more.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::jobs;
use crate::board::{Board, News};
use crate::file;
use crate::file::journal::JournalWriter;
use crate::host::{self, History, JournalFile, Presence};

/// Keeps one open board. What was told when it is dropped without a word is as after a crash: kept for the next start.
pub struct Keeper {
    session: String,
    send: mpsc::Sender<Note>,
    told: usize,
    trouble: Arc<Mutex<Option<String>>>,
}

/// How a journal begins.
#[derive(Debug)]
pub struct Beginning {
    /// Names this session in the names of files.
    pub session: String,
    /// Writes on from the first lines.
    pub writer: JournalWriter,
    /// The first lines.
    pub lines: Vec<u8>,
    /// The board from which the journal starts: as it stands in its file, or as it was made.
    pub base: Board,
    /// The file of the board, and the SHA-256 of its bytes.
    pub file: Option<(PathBuf, String)>,
    /// Where the journal may be kept, the best place first.
    pub places: Vec<History>,
    /// Journals that this one takes the place of, and the traces of their windows.
    pub replaces: Vec<PathBuf>,
}

enum Note {
    News(Vec<News>),
    Saved {
        sha256: String,
        told: usize,
        /// Where the journal shall be from now on, if the board has another file now.
        moved: Option<(PathBuf, Vec<History>)>,
    },
    Replaces(Vec<PathBuf>),
    End(Ending, mpsc::Sender<Result<(), String>>),
}

/// How a board is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// All is saved.
    Saved,
    /// The user gave up what was not saved.
    GivenUp,
    /// Its past shall be forgotten, and everything that is kept of it removed.
    Forgotten,
}

/// Between two tries to write what could not be written.
const AGAIN: Duration = Duration::from_secs(2);
/// Longest wait for the last words of a journal when a board is closed.
const LAST_WORDS: Duration = Duration::from_secs(5);

impl Keeper {
    /// Begins to keep a board.
    pub fn new(beginning: Beginning) -> Self {
        let (send, receive) = mpsc::channel();
        let trouble = Arc::default();
        let told = beginning.writer.told();
        let session = beginning.session.clone();
        let kept = Kept {
            presence: Presence::announce(
                &beginning.session,
                beginning.file.as_ref().map(|(path, _)| path.as_path()),
                None,
            ),
            journal: None,
            waiting: Vec::new(),
            begun: false,
            trouble: Arc::clone(&trouble),
            beginning,
        };
        jobs::detach(move || kept.listen(&receive));
        Self {
            session,
            send,
            told,
            trouble,
        }
    }

    /// Takes down what happened.
    pub fn tell(&mut self, news: Vec<News>) {
        if !news.is_empty() {
            self.told += news.len();
            let _ = self.send.send(Note::News(news));
        }
    }

    /// What this session is called in the names of files.
    pub fn session(&self) -> &str {
        &self.session
    }

    /// How much was told so far: what a save that begins now will have in it.
    pub fn told(&self) -> usize {
        self.told
    }

    /// The board stands in its file as it was when so much was told. `moved`: the file is another one from now on.
    pub fn saved(&self, sha256: String, told: usize, moved: Option<(PathBuf, Vec<History>)>) {
        let _ = self.send.send(Note::Saved {
            sha256,
            told,
            moved,
        });
    }

    /// Why what happens cannot be kept at present.
    pub fn trouble(&self) -> Option<String> {
        self.trouble
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// What was told so far holds what stands in these journals: they can go once it is on the disk.
    pub fn replaces(&self, journals: Vec<PathBuf>) {
        let _ = self.send.send(Note::Replaces(journals));
    }

    /// The board is closed on purpose.
    ///
    /// # Errors
    /// A sentence, if what should be forgotten is still there.
    pub fn end(self, ending: Ending) -> Result<(), String> {
        let (done, heard) = mpsc::channel();
        if self.send.send(Note::End(ending, done)).is_err() {
            return Ok(());
        }
        // The thread would go down with the process before it has written; a disk that hangs is not waited for.
        heard
            .recv_timeout(LAST_WORDS)
            .unwrap_or_else(|_| Err("The disk does not answer.".to_owned()))
    }
}

/// What the thread has.
struct Kept {
    presence: Option<Presence>,
    journal: Option<JournalFile>,
    /// Lines that could not be written yet.
    waiting: Vec<u8>,
    /// Whether anything was told.
    begun: bool,
    trouble: Arc<Mutex<Option<String>>>,
    beginning: Beginning,
}

impl Kept {
    fn listen(mut self, notes: &mpsc::Receiver<Note>) {
        loop {
            let next = if self.waiting.is_empty() {
                notes.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                notes.recv_timeout(AGAIN)
            };
            match next {
                Ok(Note::News(news)) => {
                    self.begun = true;
                    for news in &news {
                        let line = self.beginning.writer.tell(news);
                        self.waiting.extend(line);
                    }
                    // What came meanwhile goes to the disk with it.
                    self.write();
                }
                Ok(Note::Saved {
                    sha256,
                    told,
                    moved,
                }) => {
                    match (moved, &mut self.beginning.file) {
                        (Some((path, places)), _) => self.move_to((path, sha256.clone()), places),
                        (None, Some((_, known))) => known.clone_from(&sha256),
                        (None, None) => {}
                    }
                    let line = self.beginning.writer.saved(&sha256, told);
                    self.waiting.extend(line);
                    self.write();
                }
                Ok(Note::Replaces(journals)) => {
                    self.beginning.replaces.extend(journals);
                    self.write();
                }
                Ok(Note::End(ending, done)) => {
                    if ending == Ending::GivenUp && self.begun {
                        let line = self.beginning.writer.given_up();
                        self.waiting.extend(line);
                        self.write();
                    }
                    let _ = done.send(self.end(ending));
                    return;
                }
                Err(RecvTimeoutError::Timeout) => self.write(),
                // The window is gone without a word.
                Err(RecvTimeoutError::Disconnected) => {
                    self.write();
                    return;
                }
            }
        }
    }

    /// Brings what waits to the disk, wherever that can be.
    fn write(&mut self) {
        if !self.begun {
            // Nothing happened, so there is nothing to keep; but the first lines know what was saved.
            self.beginning.lines.append(&mut self.waiting);
            return;
        }
        let result = self.try_write();
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        *trouble = result.err().map(|error| error.to_string());
    }

    fn try_write(&mut self) -> Result<(), host::HostError> {
        if let Some(journal) = &mut self.journal
            && journal.is_in_place()
            && journal.append(&self.waiting).is_ok()
        {
            self.settled();
            return Ok(());
        }
        // Another place is needed: the first one, or one for a journal whose folder is gone or full.
        let mut lines = match &mut self.journal {
            Some(journal) => journal.content()?,
            None => self.beginning.lines.clone(),
        };
        lines.extend(&self.waiting);
        let old = self
            .journal
            .as_ref()
            .map(|journal| journal.path().to_owned());
        let mut refused = None;
        for place in self.beginning.places.clone() {
            match self.begin(&place, &lines) {
                Ok(journal) => {
                    if let Some(old) = old.filter(|old| old != journal.path()) {
                        let _ = host::remove_file(&old);
                    }
                    self.journal = Some(journal);
                    self.settled();
                    return Ok(());
                }
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        refused.map_or(Ok(()), Err)
    }

    /// All that was told is on the disk.
    fn settled(&mut self) {
        self.waiting.clear();
        for path in self.beginning.replaces.drain(..) {
            let _ = host::remove_journal(&path);
        }
    }

    /// Begins the journal in a place, and keeps there what it starts from.
    fn begin(&mut self, place: &History, lines: &[u8]) -> Result<JournalFile, host::HostError> {
        let base = match &self.beginning.file {
            Some((_, sha256)) if place.version_of(sha256).is_some() => None,
            // The very bytes, for the journal names them by their digest.
            Some((path, sha256)) => host::read(path, file::Limit::Bytes.highest())
                .ok()
                .filter(|bytes| file::sha256(bytes) == *sha256),
            None => Some(file::write(&self.beginning.base)),
        };
        if let Some(base) = base {
            place.keep_version(&base)?;
        }
        if let Some(presence) = &mut self.presence {
            let board = self.beginning.file.as_ref().map(|(path, _)| path.as_path());
            presence.update(board, Some(place.folder()));
        }
        place.begin_journal(&self.beginning.session, lines)
    }

    /// The board has another file.
    fn move_to(&mut self, file: (PathBuf, String), places: Vec<History>) {
        let left = std::mem::replace(&mut self.beginning.places, places);
        if let Some(presence) = &mut self.presence {
            let history = self.beginning.places.first().map(History::folder);
            presence.update(Some(&file.0), history);
        }
        let was_new = self.beginning.file.replace(file).is_none();
        let Some(mut journal) = self.journal.take() else {
            return;
        };
        match journal.content() {
            Ok(lines) => self.beginning.lines = lines,
            Err(_) => {
                self.journal = Some(journal);
                return;
            }
        }
        self.write();
        if self.journal.is_some() {
            let _ = host::remove_file(journal.path());
            if was_new {
                // Of a board that was in no file nothing else is worth keeping there; only the user can look into it.
                let _ = forget(&left);
            }
        }
    }

    fn end(self, ending: Ending) -> Result<(), String> {
        drop(self.journal);
        if let Some(presence) = self.presence {
            presence.leave();
        }
        // Of a board that is in no file nothing is left to go back to.
        if ending == Ending::Forgotten || self.beginning.file.is_none() {
            let gone = forget(&self.beginning.places);
            return gone.map_err(|error| error.to_string());
        }
        Ok(())
    }
}

fn forget(places: &[History]) -> Result<(), host::HostError> {
    places.iter().try_for_each(History::forget)
}

/// Where the history of a board may be kept, the best place first. `own`: the user wants it with their own state.
pub fn places(path: Option<&Path>, session: &str, own: bool) -> Vec<History> {
    match path {
        None => History::of_new(session).into_iter().collect(),
        Some(path) => {
            let mut places = vec![History::beside(path)];
            places.extend(History::own(path));
            if own {
                places.reverse();
            }
            places
        }
    }
}

#[cfg(test)]
mod tests;
