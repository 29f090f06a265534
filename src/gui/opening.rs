//! Opening a board, on a job's thread: its bytes, its history, and what a window that ended without a word left behind.
//!
//! Reads and decides nothing: what was lost is offered, and whoever opened the board chooses.

use std::path::{Path, PathBuf};

use super::jobs::Refused;
use super::keeping::{self, Beginning};
use crate::board::{Board, Document, Edit, Label, Tail};
use crate::export::{Options, Snapshot};
use crate::file;
use crate::file::journal::{Begun, Journal, JournalWriter};
use crate::file::{Limit, Limits};
use crate::host::{self, History, HostError, Presence, Trace};
use crate::import::carried;
use crate::scene::style::Look;
use crate::scene::text::FontSource;

/// A board that was opened.
#[derive(Debug)]
pub struct Opening {
    /// The board, with its history if the file is as it was saved last.
    pub document: Document,
    /// Its file; `None` for a new or demo board and for one that came out of a picture.
    pub origin: Option<Origin>,
    /// How its journal begins.
    pub beginning: Beginning,
    /// What was not saved when it was open last.
    pub lost: Vec<Lost>,
    /// Another window has it open.
    pub elsewhere: bool,
    /// What is odd about the file, a sentence each.
    pub remarks: Vec<String>,
}

/// The file of a board as it was when it was read or written last.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Where it is.
    pub path: PathBuf,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// The board in it.
    pub board: Board,
}

/// What a window left behind that ended without a word: steps that were not saved.
#[derive(Debug)]
pub struct Lost {
    /// The steps, oldest first, in the words of the menu.
    pub steps: Vec<String>,
    /// When the journal was begun (RFC 3339).
    pub since: String,
    /// What else is to be known: the file was changed meanwhile, the end of the journal is torn.
    pub remarks: Vec<String>,
    /// The board with these steps.
    pub document: Document,
    /// Its file.
    pub origin: Option<Origin>,
    /// How its journal begins if it is kept.
    pub beginning: Beginning,
    /// The journal, and the trace of the window.
    pub left: Vec<PathBuf>,
}

/// A small picture: width and height in pixels, straight RGBA.
#[derive(Debug)]
pub struct Picture {
    /// Width and height, pixels.
    pub size: [usize; 2],
    /// Four bytes a pixel.
    pub rgba: Vec<u8>,
}

/// What is known of the user's wishes when a board is opened.
#[derive(Clone, Debug)]
pub struct Wishes {
    /// What the session of the board that is open now is called: it is no other window.
    pub ours: Option<String>,
    /// The history of boards is kept with the user's own state.
    pub own_history: bool,
    /// How much a board may hold.
    pub limits: Limits,
}

/// Most bytes of a journal that are read.
const MOST_JOURNAL: usize = 512 << 20;

impl Opening {
    /// A board that is in no file: a new one, a demo, one that was rescued. `saved`: there would be nothing to lose.
    pub fn unfiled(board: Board, saved: bool) -> Self {
        let session = host::random_name();
        let board = board.with_tail(Tail::new(&host::random_tail()));
        Self {
            document: Document::new(board.clone(), saved),
            origin: None,
            beginning: beginning(session, board, None, &[], &[], false),
            lost: Vec::new(),
            elsewhere: false,
            remarks: Vec::new(),
        }
    }

    /// A board of its own that is in no file, made in one step of this name: so its journal holds all of it.
    pub fn copy(board: &Board, label: &'static str) -> Self {
        let mut opening = Self::unfiled(Board::default(), true);
        opening.document.listen();
        let edit = Edit::between(opening.document.board(), board);
        // The edit was made for this very board.
        let _ = opening.document.commit(Label::new(label), edit);
        opening
    }
}

/// How the journal of a board begins.
pub fn beginning(
    session: String,
    base: Board,
    origin: Option<&Origin>,
    past: &[crate::board::Step],
    future: &[crate::board::Step],
    own: bool,
) -> Beginning {
    let sha256 = match origin {
        Some(origin) => origin.sha256.clone(),
        None => file::sha256(&file::write(&base)),
    };
    let begun = Begun {
        base: sha256,
        at: host::now(),
    };
    let (writer, lines) = JournalWriter::begin(&begun, past, future);
    Beginning {
        places: keeping::places(origin.map(|origin| origin.path.as_path()), &session, own),
        session,
        writer,
        lines,
        base,
        file: origin.map(|origin| (origin.path.clone(), origin.sha256.clone())),
        replaces: Vec::new(),
    }
}

/// Reads a board and everything that is kept of it.
///
/// # Errors
/// What is wrong, and what could be understood all the same.
pub fn open(path: &Path, wishes: Wishes) -> Result<Opening, Refused> {
    let refused = |why| Refused { why, rescue: None };
    let limits = &wishes.limits;
    let most = limits.of(Limit::Bytes);
    let mut bytes = host::read(path, most).map_err(|error| match error {
        HostError::TooLarge { .. } => {
            let why = file::ReadError::too_long(limits);
            refused(format!("{}: {why}", path.display()))
        }
        error => refused(error.to_string()),
    })?;
    let mut remarks = Vec::new();
    match carried::board(&bytes, most) {
        None => {}
        Some(Ok(board)) => {
            bytes = board;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            remarks.push(format!(
                "This board came out of the picture {name}. Save it to keep your changes."
            ));
        }
        Some(Err(error)) => return Err(refused(format!("{}: {error}", path.display()))),
    }
    let from_picture = !remarks.is_empty();
    let opened = file::read_within(&bytes, limits).map_err(|error| Refused {
        why: format!("{}: {error}", path.display()),
        rescue: file::read_tolerant_within(&bytes, limits).map(Box::new),
    })?;
    remarks.extend(opened.remarks);
    let board = opened.board.with_tail(Tail::new(&host::random_tail()));
    if from_picture {
        // What came out of a picture has no file: saving it asks for one and leaves the picture as it is.
        let mut opening = Opening::unfiled(board, true);
        opening.remarks = remarks;
        return Ok(opening);
    }
    let origin = Origin {
        path: path.to_owned(),
        sha256: file::sha256(&bytes),
        board: board.clone(),
    };
    drop(bytes);
    let traces = Presence::others(None);
    let is_ours = |file: &Path| {
        let ours = wishes.ours.as_deref();
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        ours.is_some_and(|ours| name.contains(ours))
    };
    let same = |trace: &&Trace| trace.board.as_deref() == Some(path) && !is_ours(&trace.path);
    let mut elsewhere = traces.iter().filter(same).any(|trace| trace.alive);
    let mut document = None;
    let mut replaces = Vec::new();
    let mut lost = Vec::new();
    for (journal_path, alive, journal, history) in journals(&places_of(path)) {
        if alive {
            elsewhere |= !is_ours(&journal_path);
        } else if journal.has_unsaved() {
            let Some(base) = base_of(&journal, Some(&origin), &history, &wishes) else {
                remarks.push(format!(
                    "{} steps that were not saved are in a journal beside this board, but the file they belong to was \
                     changed and its earlier version is not kept. The journal stays.",
                    journal.unsaved_steps().len()
                ));
                continue;
            };
            match saved_after_all(&journal, &base, &origin) {
                Some(saved) => {
                    document = document.or(Some(saved));
                    replaces.push(journal_path);
                }
                None => lost.push(recovered(
                    &journal,
                    journal_path,
                    base,
                    Some(&origin),
                    &wishes,
                )),
            }
        } else {
            if document.is_none() && journal.saved() == origin.sha256 {
                document = Some(journal.resume_saved(board.clone()));
            }
            replaces.push(journal_path);
        }
    }
    let dead = traces.iter().filter(same).filter(|trace| !trace.alive);
    for trace in dead {
        match lost.first_mut() {
            Some(lost) => lost.left.push(trace.path.clone()),
            None => {
                let _ = host::remove_file(&trace.path);
            }
        }
    }
    let document = document.unwrap_or_else(|| Document::new(board.clone(), true));
    let mut beginning = beginning(
        host::random_name(),
        board,
        Some(&origin),
        document.past(),
        document.future(),
        wishes.own_history,
    );
    beginning.replaces = replaces;
    Ok(Opening {
        document,
        origin: Some(origin),
        beginning,
        lost,
        elsewhere,
        remarks,
    })
}

/// What windows left behind whose boards were never saved.
pub fn orphans(wishes: &Wishes) -> Vec<Lost> {
    let mut found = Vec::new();
    for trace in Presence::others(None) {
        if trace.alive || trace.board.is_some() {
            continue;
        }
        let history = trace.history.clone().map(History::at);
        let before = found.len();
        for (path, alive, journal, history) in journals(history.as_slice()) {
            if !alive
                && journal.has_unsaved()
                && let Some(base) = base_of(&journal, None, &history, wishes)
            {
                let mut lost = recovered(&journal, path, base, None, wishes);
                lost.left.push(trace.path.clone());
                found.push(lost);
            }
        }
        if found.len() == before && history.is_none_or(|history| history.journals().is_empty()) {
            let _ = host::remove_file(&trace.path);
        }
    }
    found
}

/// The boards in files whose windows ended without a word and left something behind.
pub fn left_behind() -> Vec<PathBuf> {
    let traces = Presence::others(None).into_iter();
    let boards = traces
        .filter(|trace| !trace.alive)
        .filter_map(|trace| trace.board);
    let mut left: Vec<PathBuf> = boards
        .filter(|board| {
            let mut journals = journals(&places_of(board)).into_iter();
            journals.any(|(_, alive, journal, _)| !alive && journal.has_unsaved())
        })
        .collect();
    left.dedup();
    left
}

/// Where the history of a board may be, whatever the user wishes now.
fn places_of(path: &Path) -> Vec<History> {
    keeping::places(Some(path), "", false)
}

/// The journals that can be read, the last that was written first: where, whether in use, what stands in it, and in which
/// history.
fn journals(places: &[History]) -> Vec<(PathBuf, bool, Journal, History)> {
    let all = places.iter().flat_map(|place| {
        let found = place.journals().into_iter();
        found.filter_map(|(path, alive)| {
            let bytes = host::read(&path, MOST_JOURNAL).ok()?;
            let journal = Journal::read(&bytes).ok()?;
            Some((path, alive, journal, place.clone()))
        })
    });
    all.collect()
}

/// The board from which what is not saved in a journal starts: the file, if it is as it was, or a version that is kept.
fn base_of(
    journal: &Journal,
    origin: Option<&Origin>,
    history: &History,
    wishes: &Wishes,
) -> Option<Board> {
    if let Some(origin) = origin.filter(|origin| origin.sha256 == journal.saved()) {
        return Some(origin.board.clone());
    }
    let others = origin.map(|origin| places_of(&origin.path));
    let places = [history.clone()]
        .into_iter()
        .chain(others.into_iter().flatten());
    places.into_iter().find_map(|place| {
        let version = place.version_of(journal.saved())?;
        let most = wishes.limits.of(Limit::Bytes);
        let bytes = place.read_version(&version, most).ok()?;
        Some(file::read_within(&bytes, &wishes.limits).ok()?.board)
    })
}

/// The document of a journal that ends before it could say that the board was saved: what it holds is what the file holds.
fn saved_after_all(journal: &Journal, base: &Board, origin: &Origin) -> Option<Document> {
    let mut document = journal.resume_saved(base.clone());
    journal.replay(&mut document);
    if *document.board() != origin.board {
        return None;
    }
    let state = document.state();
    document.mark_saved(state);
    Some(document)
}

/// What a journal holds that is in no file.
fn recovered(
    journal: &Journal,
    path: PathBuf,
    base: Board,
    origin: Option<&Origin>,
    wishes: &Wishes,
) -> Lost {
    let unchanged = origin.is_some_and(|origin| origin.sha256 == journal.saved());
    let base = base.with_tail(Tail::new(&host::random_tail()));
    let mut document = journal.resume_saved(base.clone());
    let session = host::random_name();
    let (past, future) = (document.past(), document.future());
    let mut beginning = beginning(session, base, origin, past, future, wishes.own_history);
    let mut remarks = Vec::new();
    document.listen();
    let (followed, of) = journal.replay(&mut document);
    if followed < of || journal.is_torn() {
        remarks.push(match of - followed {
            0 => "The last step was cut short and is not among them.".to_owned(),
            n => format!("{n} of {of} steps could not be followed and are not among them."),
        });
    }
    if let Some(origin) = origin.filter(|_| !unchanged) {
        let merged = file::merge(&beginning.base, document.board(), &origin.board);
        remarks.push(match merged.conflicts.len() {
            0 => "The file was changed since; both are put together.".to_owned(),
            1 => "The file was changed since; both are put together, and one thing is for you to decide.".to_owned(),
            n => format!("The file was changed since; both are put together, and {n} things are for you to decide."),
        });
        let edit = Edit::between(&origin.board, &merged.board);
        document = Document::new(origin.board.clone(), true);
        document.listen();
        // The edit was made for this very board.
        let _ = document.commit(Label::new("Put together what was not saved"), edit);
    }
    beginning.replaces.push(path.clone());
    Lost {
        steps: journal.unsaved_steps(),
        since: journal.begun().at.clone(),
        remarks,
        document,
        origin: origin.cloned(),
        beginning,
        left: vec![path],
    }
}

/// Longest side of a small picture, pixels.
const SIDE_PX: f64 = 960.0;

/// A board as a small picture. `None` if there is nothing on it.
pub fn small_picture(board: &Board, fonts: FontSource, look: Look) -> Option<Picture> {
    let options = Options {
        look,
        fonts,
        ..Options::default()
    };
    let snapshot = Snapshot::new(board, &options).ok()?;
    let (width, height) = snapshot.size_px();
    let scale = (SIDE_PX / width.max(height).max(1) as f64).min(1.0);
    let (width, height, rgba) = snapshot.rgba_at(scale, &|_| true).ok()?;
    Some(Picture {
        size: [width as usize, height as usize],
        rgba,
    })
}
