//! Nothing is lost: the journal of the open board, what others do to its file, and what was left behind.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use eframe::egui;

use super::super::jobs::Done;
use super::super::keeping::Ending;
use super::super::opening::{self, Lost, Opening, Wishes};
use super::super::panels::recover::{Choice, Recover};
use super::super::panels::sheets::Sheet;
use super::super::saving::{self, OnDisk, Other, Ours};
use super::super::theme;
use super::{App, Open, Then};
use crate::board::{Document, Edit, Label};
use crate::editor::Session;
use crate::editor::tools::State;
use crate::file;
use crate::host::{self, Watch};

/// Seconds after the last change until a board saves itself.
const AUTOSAVE: f64 = 2.0;

/// What is known of the file of a board.
pub(super) struct File {
    /// The board in it and the SHA-256 of its bytes, as they were read or written last.
    pub known: opening::Origin,
    /// Something happened to it, and nobody looked yet.
    pub stirred: Arc<AtomicBool>,
    /// What is in it that cannot be read, so that it is said once.
    pub unreadable: Option<String>,
    _watch: Option<Watch>,
}

impl File {
    pub(super) fn new(ctx: &egui::Context, known: opening::Origin) -> Self {
        let stirred = Arc::new(AtomicBool::new(false));
        let (flag, ctx) = (Arc::clone(&stirred), ctx.clone());
        let watch = Watch::file(&known.path, move || {
            flag.store(true, Ordering::Relaxed);
            ctx.request_repaint();
        });
        Self {
            known,
            stirred,
            unreadable: None,
            _watch: watch,
        }
    }
}

impl App {
    /// What the user wishes when boards are opened.
    pub(super) fn wishes(&self) -> Wishes {
        let keeper = self.open.as_ref().and_then(|open| open.keeper.as_ref());
        Wishes {
            ours: keeper.map(|keeper| keeper.session().to_owned()),
            own_history: self.settings.own_history,
            limits: self.limits(),
        }
    }

    /// Takes down what happened in this frame, and looks after the file.
    pub(super) fn keep_up(&mut self, ctx: &egui::Context) {
        let Some(open) = &mut self.open else { return };
        let news = open.session.take_news();
        let now = ctx.input(|i| i.time);
        if !news.is_empty() {
            open.changed_at = now;
        }
        let mut trouble = None;
        if let Some(keeper) = &mut open.keeper {
            keeper.tell(news);
            trouble = keeper.trouble();
            if trouble.is_some() {
                ctx.request_repaint_after_secs(1.0);
            }
        }
        if open.trouble != trouble {
            open.trouble.clone_from(&trouble);
            match trouble {
                Some(why) => self.say_bad(format!(
                    "What you do cannot be kept on the disk at present: {why} It is safe only in this window until then."
                )),
                None => self.say(ctx, "What you do is kept on the disk again.".to_owned()),
            }
        }
        self.autosave(ctx, now);
        self.look_at_disk(ctx);
    }

    /// Saves by itself, if the user wants that, once hands rest.
    fn autosave(&mut self, ctx: &egui::Context, now: f64) {
        let Some(open) = &self.open else { return };
        let wanted = self.settings.autosave
            && open.path.is_some()
            && !open.session.document().is_saved()
            && !self.saving
            && self.sheet.is_none();
        if !wanted || open.save_failed {
            return;
        }
        let rests = *open.session.state() == State::Idle && open.session.editing().is_none();
        let left = open.changed_at + AUTOSAVE - now;
        if rests && left <= 0.0 {
            self.save(ctx);
        } else {
            ctx.request_repaint_after_secs(left.max(0.1) as f32);
        }
    }

    /// Starts a look at the file, if something happened to it or the window came to the front.
    fn look_at_disk(&mut self, ctx: &egui::Context) {
        let focused = ctx.input(|i| i.focused);
        let came = focused && !std::mem::replace(&mut self.was_focused, focused);
        let (looking, saving) = (self.looking, self.saving);
        let Some(open) = &mut self.open else { return };
        let Some(file) = &open.file else { return };
        if looking || saving || !(came | file.stirred.load(Ordering::Relaxed)) {
            return;
        }
        file.stirred.store(false, Ordering::Relaxed);
        self.looking = true;
        let path = file.known.path.clone();
        let known = ours(&open.session, &file.known);
        let serial = open.serial;
        let limits = self.limits();
        self.jobs.start_quietly(ctx, move |control| {
            // Whoever writes there may not be done.
            control.pause(std::time::Duration::from_millis(150));
            Done::OnDisk {
                serial,
                found: saving::look(&path, &known, &limits),
            }
        });
    }

    /// What stands in the file of the board. `false` if it must be looked at again later.
    pub(super) fn found_on_disk(&mut self, ctx: &egui::Context, serial: u64, found: OnDisk) {
        self.looking = false;
        let Some(open) = self.open.as_mut().filter(|open| open.serial == serial) else {
            return;
        };
        let Some(file) = &mut open.file else { return };
        let name = file.known.path.file_name().unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
        match found {
            OnDisk::Known => file.unreadable = None,
            OnDisk::Gone => {
                if file.unreadable.replace(String::new()).is_none() {
                    self.say_bad(format!(
                        "{name} is no longer in its folder. The board is whole in this window; saving writes it there again."
                    ));
                }
            }
            OnDisk::Unreadable(sha256, why) => {
                if file.unreadable.as_ref() != Some(&sha256) {
                    file.unreadable = Some(sha256);
                    self.say_bad(format!(
                        "{name} was changed by another program and is no board now: {why} The board is whole in this window; save it under another name."
                    ));
                }
            }
            OnDisk::Other(other) => {
                if other.sha256 == file.known.sha256 {
                    return; // it is what was saved meanwhile
                }
                if other.revision != open.session.document().revision() {
                    file.stirred.store(true, Ordering::Relaxed); // work went on: look again
                    ctx.request_repaint();
                    return;
                }
                file.unreadable = None;
                if let Some(says) = take_in(open, *other) {
                    let says = format!("{name} was changed by another program: {says}");
                    self.say(ctx, says);
                }
            }
        }
    }

    /// What was left behind by windows that ended without a word is looked for when the program starts.
    /// `idle`: nothing else was asked for, so the first board of which something was left is opened.
    pub(super) fn look_behind(&mut self, ctx: &egui::Context, idle: bool) {
        let wishes = self.wishes();
        self.jobs.start_quietly(ctx, move |_| Done::LeftBehind {
            idle,
            orphans: opening::orphans(&wishes),
            boards: opening::left_behind(),
        });
    }

    /// What was left behind was looked for. With nothing else to do it is offered at once.
    pub(super) fn left_behind(
        &mut self,
        ctx: &egui::Context,
        idle: bool,
        orphans: Vec<Lost>,
        boards: Vec<PathBuf>,
    ) {
        self.lost.extend(orphans);
        self.left_behind = boards;
        if idle
            && self.open.is_none()
            && self.lost.is_empty()
            && let Some(board) = self.left_behind.first()
        {
            self.open_path(ctx, board.clone());
        }
    }

    /// Offers what was left behind, one after the other.
    pub(super) fn offer_lost(&mut self, ctx: &egui::Context) {
        if self.sheet.is_none() && !self.lost.is_empty() {
            let lost = self.lost.remove(0);
            let board = lost.document.board().clone();
            let (fonts, look) = (self.fonts, theme::look(ctx));
            self.sheet = Some(Sheet::Recover(Box::new(Recover::new(lost))));
            // A large board takes a while to be drawn; nobody waits for that to decide.
            self.jobs.start_quietly(ctx, move |_| {
                Done::Drawn(opening::small_picture(&board, fonts, look))
            });
        }
    }

    /// What was left behind was drawn.
    pub(super) fn lost_drawn(&mut self, picture: Option<opening::Picture>) {
        if let Some(Sheet::Recover(recover)) = &mut self.sheet {
            recover.draw(picture);
        }
    }

    /// The user chose what becomes of what was lost.
    pub(super) fn recover(&mut self, ctx: &egui::Context, lost: Lost, choice: Choice) {
        let Lost {
            document,
            origin,
            mut beginning,
            left,
            steps,
            ..
        } = lost;
        let count = match steps.len() {
            1 => "1 step is".to_owned(),
            n => format!("{n} steps are"),
        };
        match choice {
            Choice::Keep => {
                let says = format!("{count} back. Save the board to keep them.");
                if self.put_together(&document, origin.as_ref(), &left) {
                    return self.say(ctx, says);
                }
                beginning.replaces.extend(left);
                let opening = Opening {
                    document,
                    origin,
                    beginning,
                    lost: Vec::new(),
                    elsewhere: false,
                    remarks: vec![says],
                };
                self.replace(ctx, Then::Show(Box::new(opening)));
            }
            Choice::Copy => {
                let mut opening = Opening::copy(document.board(), "Open what was not saved");
                opening.beginning.replaces.extend(left);
                opening.remarks = vec![format!(
                    "{count} in this copy. Save it under a name of its own."
                )];
                self.replace(ctx, Then::Show(Box::new(opening)));
            }
            Choice::Discard => {
                let bytes = file::write(document.board());
                let kept = origin.is_some()
                    && beginning
                        .places
                        .iter()
                        .any(|place| place.keep_version(&bytes).is_ok());
                for path in left {
                    let _ = host::remove_journal(&path);
                }
                self.say(
                    ctx,
                    if kept {
                        "Discarded. The board as it would have been stands among its versions."
                            .to_owned()
                    } else {
                        "Discarded.".to_owned()
                    },
                );
            }
        }
    }

    /// Puts what was lost of the open board together with what is not saved of it now: two windows may have ended so.
    /// `false` if another board is open, or one without changes.
    fn put_together(
        &mut self,
        lost: &Document,
        origin: Option<&opening::Origin>,
        left: &[PathBuf],
    ) -> bool {
        let (Some(open), Some(origin)) = (&mut self.open, origin) else {
            return false;
        };
        if open.path.as_ref() != Some(&origin.path) || open.session.document().is_saved() {
            return false;
        }
        let merged = file::merge(&origin.board, open.session.board(), lost.board());
        let edit = Edit::between(open.session.board(), &merged.board);
        let label = Label::new("Put together what was not saved");
        open.session.commit(label, edit);
        if let Some(keeper) = &mut open.keeper {
            keeper.tell(open.session.take_news());
            keeper.replaces(left.to_vec());
        }
        true
    }

    /// Puts the open board away. What was not saved was given up by the user.
    pub(super) fn close_board(&mut self) {
        let Some(mut open) = self.open.take() else {
            return;
        };
        let ending = if open.session.document().is_saved() {
            Ending::Saved
        } else {
            Ending::GivenUp
        };
        if let Some(mut keeper) = open.keeper.take() {
            keeper.tell(open.session.take_news());
            let _ = keeper.end(ending);
        }
    }

    /// Forgets the past of the open board: what could be taken back, its journal and its versions.
    pub(super) fn forget_history(&mut self, ctx: &egui::Context) {
        let own = self.settings.own_history;
        let Some(open) = &mut self.open else { return };
        open.session.take_news();
        let ended = open
            .keeper
            .take()
            .map_or(Ok(()), |keeper| keeper.end(Ending::Forgotten));
        open.session.forget_history();
        let board = open.session.board().clone();
        let origin = open.file.as_ref().map(|file| &file.known);
        let beginning = opening::beginning(host::random_name(), board, origin, &[], &[], own);
        open.keeper = Some(super::super::keeping::Keeper::new(beginning));
        match ended {
            Ok(()) => self.say(
                ctx,
                "Forgotten: the journal, the versions, and what could be undone.".to_owned(),
            ),
            Err(why) => self.say_bad(format!("Not everything could be forgotten: {why}")),
        }
    }
}

/// Brings what others did to the file into the open board, as one step that can be undone, and says what that was; nothing
/// if it is the same board, written otherwise.
fn take_in(open: &mut Open, other: Other) -> Option<String> {
    let file = open.file.as_mut()?;
    file.known.board = other.board;
    file.known.sha256 = other.sha256;
    let (session, edit) = (&mut open.session, other.edit);
    let came = count(&edit);
    if session.document().is_saved() {
        let says = !edit.is_empty();
        reload(session, edit);
        if let Some(keeper) = &mut open.keeper {
            keeper.tell(open.session.take_news());
            keeper.saved(file.known.sha256.clone(), keeper.told(), None);
        }
        return says.then(|| format!("{came} taken over. Undo brings back what was here."));
    }
    let only_conflicts = edit.touched().is_empty();
    session.commit(Label::new("Merge changes from disk"), edit);
    let decide = match other.conflicts {
        0 => String::new(),
        1 => "One thing was changed on both sides: decide on the wall. ".to_owned(),
        n => format!("{n} things were changed on both sides: decide on the wall. "),
    };
    let came = match only_conflicts && !decide.is_empty() {
        true => String::new(),
        false => format!("{came} merged with yours. "),
    };
    Some(format!("{came}{decide}Save to write both."))
}

/// The open board, as a look at its file needs it.
pub(super) fn ours(session: &Session, known: &opening::Origin) -> Ours {
    Ours {
        board: session.board().clone(),
        known: (known.board.clone(), known.sha256.clone()),
        saved: session.document().is_saved(),
        revision: session.document().revision(),
    }
}

fn reload(session: &mut Session, edit: Edit) {
    session.commit(Label::new("Take over changes from disk"), edit);
    let state = session.sealed_state();
    session.mark_saved(state);
}

fn count(edit: &Edit) -> String {
    match edit.touched().len() {
        0 => "its description was".to_owned(),
        1 => "1 change was".to_owned(),
        n => format!("{n} changes were"),
    }
}
