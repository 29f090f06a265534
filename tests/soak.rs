//! A long day at the editor: thousands of commands, gestures, words typed, things pasted and brought in, undone, made
//! again, saved, opened. After each the board must be what a model says, and written and read again it must be the same.
//!
//! The model remembers the board under each name of a state that the document ever gave: undo, redo and steps that run
//! together must lead back to just that; and a journal of what
//! happened, done again on the file that the day began with, must lead to the same board. Chance with a named seed; the long form and other seeds by
//!
//! `CASEWALL_SOAK_STEPS=10000 CASEWALL_SOAK_SEED=1 cargo test --no-default-features --test soak -- --nocapture`

#![allow(missing_docs, clippy::print_stdout)]

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant;
use std::{env, fs, io};

use casewall::assess::{Assessment, Counting, FileState, Timeline, Verifier};
use casewall::board::{
    About, Blob, Board, Body, Card, CardId, Document, Extra, Item, Label, Selection, Stance, Tail,
};
use casewall::editor::quoting::{About as Of, Origin, Saying};
use casewall::editor::{
    Ask, COMMANDS, Command, Desk, Input, Key, Keys, Look, Session, TOOLS, Task, Trial, find,
    insert, picture_card, text_card,
};
use casewall::file;
use casewall::file::journal::{Begun, Journal, JournalWriter};
use casewall::import::batch::{Batch, File, Keep};
use casewall::scene::text::FontSource;
use casewall::scene::{self, Side};
use fastrand::Rng;
use kurbo::{Point, Size, Vec2};

/// Steps of the short form, and seeds that ever found something, with a name.
const SEEDS: &[(&str, u64, usize)] = &[("the first", 1, 700), ("another", 2, 300)];
/// Steps after which the board is surely saved, undone to the bottom, made again and opened anew.
const DAY: usize = 250;
/// Cards from which more is deleted than made.
const CROWDED: usize = 90;
/// How much larger the process may be at the end than after the first fifth, besides what any of this costs.
const GROWTH: (u64, u64) = (3, 64 << 20);

#[test]
fn the_board_is_what_the_model_says() {
    let number = |name: &str| env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    if let Some(steps) = number("CASEWALL_SOAK_STEPS") {
        return soak(
            number("CASEWALL_SOAK_SEED").unwrap_or(1),
            steps as usize,
            true,
        );
    }
    for (name, seed, steps) in SEEDS {
        println!("soak: {name}");
        soak(*seed, *steps, false);
    }
}

fn soak(seed: u64, steps: usize, long: bool) {
    let begun = Instant::now();
    let mut day = Day::begin(seed, long);
    let mut early = None;
    for step in 0..steps {
        day.step(step);
        if step % DAY == DAY - 1 {
            day.end();
        }
        if step == steps / 5 {
            early = memory();
        }
    }
    day.end();
    let late = memory();
    // Past the harness, which keeps what a passing test prints.
    let _ = writeln!(
        io::stderr(),
        "soak: seed {seed}, {steps} steps in {:.1} s: {} changes, {} undone, {} made again, {} saved, {} opened, {} cards \
         and {} links at the end; memory {} MiB after a fifth, {} MiB at the end",
        begun.elapsed().as_secs_f64(),
        day.changed,
        day.undone,
        day.redone,
        day.saved,
        day.opened,
        day.session.board().cards().len(),
        day.session.board().links().len(),
        early.unwrap_or(0) >> 20,
        late.unwrap_or(0) >> 20
    );
    assert!(
        day.changed > steps / 10 && day.undone > 0 && day.redone > 0,
        "a lazy day"
    );
    match (long, early, late) {
        (true, Some(early), Some(late)) => {
            assert!(
                late < early * GROWTH.0 / 2 + GROWTH.1,
                "memory grew from {early} to {late} bytes"
            );
        }
        (true, ..) => {
            println!("soak: this system does not say how much memory a process has; not looked at")
        }
        (false, ..) => {}
    }
}

/// Memory of this process, bytes, where the system tells it (Linux).
fn memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kilobytes << 10)
}

/// Work that a window would have given to a thread.
enum Errand {
    Assess(Box<Task>),
    Look(Box<Look>),
    Trial(Box<Trial>),
}

struct Day {
    rng: Rng,
    session: Session,
    /// The board under each name of a state.
    model: HashMap<u64, Board>,
    last: (u64, u64),
    clipboard: Vec<u8>,
    errands: Vec<Errand>,
    what: String,
    /// The file that the day began with, and what a journal was told since.
    begun: Vec<u8>,
    writer: JournalWriter,
    journal: Vec<u8>,
    long: bool,
    changed: usize,
    undone: usize,
    redone: usize,
    saved: usize,
    opened: usize,
}

/// The same records.
fn same(a: &Board, b: &Board) -> bool {
    a.about() == b.about()
        && a.cards() == b.cards()
        && a.links() == b.links()
        && a.files() == b.files()
}

impl Day {
    fn begin(seed: u64, long: bool) -> Self {
        let demo = file::demo("istanbul-talks").unwrap();
        let board = file::read(demo.bytes)
            .unwrap()
            .board
            .with_tail(Tail::new("soak"));
        let (session, begun, writer, journal) = begin(board);
        let mut day = Self {
            rng: Rng::with_seed(seed),
            session,
            begun,
            writer,
            journal,
            model: HashMap::new(),
            last: (0, 0),
            clipboard: Vec::new(),
            errands: Vec::new(),
            what: String::new(),
            long,
            changed: 0,
            undone: 0,
            redone: 0,
            saved: 0,
            opened: 0,
        };
        day.remember();
        day
    }

    fn remember(&mut self) {
        let document = self.session.document();
        self.last = (document.state(), document.revision());
        self.model
            .insert(document.state(), document.board().clone());
    }

    // --- the checks ---------------------------------------------------------------------------------------------------

    /// The board is the one that this state was, or a new state.
    fn check(&mut self, step: usize) {
        for news in self.session.take_news() {
            self.journal.extend(self.writer.tell(&news));
        }
        let document = self.session.document();
        let (board, now) = (document.board(), (document.state(), document.revision()));
        let when = || format!("step {step}, {}", self.what);
        match self.model.get(&now.0) {
            Some(known) => assert!(
                same(known, board),
                "{}: state {} is another board",
                when(),
                now.0
            ),
            None => assert!(
                now.1 > self.last.1,
                "{}: a new state without a change",
                when()
            ),
        }
        if now.1 == self.last.1 {
            assert_eq!(
                now.0,
                self.last.0,
                "{}: another state without a change",
                when()
            );
        }
        for (id, link) in board.links() {
            for card in link.names() {
                assert!(
                    board.cards().contains_key(card),
                    "{}: link {id} names {card}, which is gone",
                    when()
                );
            }
        }
        let selection = self.session.selection();
        assert!(
            selection
                .cards
                .iter()
                .all(|id| board.cards().contains_key(id)),
            "{}: selects what is gone",
            when()
        );
        assert!(
            selection
                .links
                .iter()
                .all(|id| board.links().contains_key(id)),
            "{}: selects what is gone",
            when()
        );
        if now.1 != self.last.1 {
            self.changed += 1;
            // In the short form not always: it takes longer than all else.
            if self.long || self.changed.is_multiple_of(3) {
                read_back(board, &when());
            }
        }
        self.remember();
    }

    /// To the bottom of the history and up again, then saved and opened anew.
    fn end(&mut self) {
        self.session.finish_editing();
        self.session.cancel_gesture();
        self.what = "the end of the day".to_owned();
        self.check(0);
        let top = self.session.document().state();
        let mut path = Vec::new();
        while self.session.can_undo() {
            path.push(self.session.document().state());
            self.session.undo();
            self.check(path.len());
        }
        assert_eq!(
            self.session.document().state(),
            0,
            "the bottom is where the day began"
        );
        while let Some(state) = path.pop() {
            assert!(self.session.can_redo(), "not all can be made again");
            self.session.redo();
            assert_eq!(self.session.document().state(), state);
            self.check(path.len());
        }
        assert_eq!(self.session.document().state(), top);
        let bytes = self.save();
        let opened = file::read(&bytes).unwrap();
        assert!(opened.remarks.is_empty(), "{:?}", opened.remarks);
        let tail = format!("soak{}", self.opened);
        let board = opened.board.with_tail(Tail::new(&tail));
        self.replay();
        (self.session, self.begun, self.writer, self.journal) = begin(board);
        self.opened += 1;
        self.model.clear();
        self.errands.clear();
        self.remember();
    }

    /// What the journal was told, done again on the file that the day began with, is the board, and so is its history.
    fn replay(&mut self) {
        let journal = Journal::read(&self.journal).unwrap();
        assert!(!journal.is_torn());
        let mut document = journal.resume_saved(file::read(&self.begun).unwrap().board);
        let (followed, all) = journal.replay(&mut document);
        assert_eq!(followed, all, "the journal cannot be followed");
        let now = self.session.document();
        assert!(
            same(document.board(), now.board()),
            "the journal leads to another board"
        );
        assert_eq!(
            document.past().len(),
            now.past().len(),
            "the journal leads to another history"
        );
        assert_eq!(
            document.future().len(),
            now.future().len(),
            "the journal leads to another history"
        );
    }

    fn save(&mut self) -> Vec<u8> {
        let state = self.session.document().state();
        let bytes = read_back(self.session.board(), "saving");
        self.session.mark_saved(state);
        assert!(self.session.document().is_saved());
        self.saved += 1;
        bytes
    }

    // --- what hands do ------------------------------------------------------------------------------------------------

    fn step(&mut self, step: usize) {
        let crowded = self.session.board().cards().len() > CROWDED;
        match self.rng.u8(..100) {
            0..22 => self.gesture(),
            22..45 => self.command(),
            45..52 => self.type_words(),
            52..58 => self.undo(),
            58..63 => self.redo(),
            63..68 => self.select_some(),
            68..72 if !crowded => self.paste(),
            68..72 => self.delete_some(),
            72..75 if !crowded => self.bring_in(),
            72..75 => self.delete_some(),
            75..80 => self.inspect(),
            80..85 => self.say(),
            85..93 => self.errand(),
            93..95 => self.verify(),
            95 => self.look_back(),
            96 => {
                self.note("save");
                self.save();
            }
            97 => {
                self.note("escape");
                self.session.escape();
            }
            98 => {
                let desk = Desk::ALL[self.rng.usize(..Desk::ALL.len())].0;
                self.note(format!("desk {desk:?}"));
                self.session.show_desk(desk);
            }
            _ => self.about(),
        }
        self.check(step);
    }

    fn note(&mut self, what: impl Into<String>) {
        self.what = what.into();
    }

    fn card(&mut self) -> Option<CardId> {
        self.rng
            .choice(self.session.board().cards().keys())
            .cloned()
    }

    /// A place on a card, at its edge, at a handle, on a link, or anywhere.
    fn place(&mut self) -> Point {
        let anywhere = Point::new(
            self.rng.i32(-500..2500).into(),
            self.rng.i32(-500..2500).into(),
        );
        let Some(id) = self.card() else {
            return anywhere;
        };
        let rect = self.session.board().cards()[&id].rect();
        let side = [Side::Top, Side::Right, Side::Bottom, Side::Left][self.rng.usize(..4)];
        match self.rng.u8(..7) {
            0..3 => rect.center(),
            3 => match side {
                Side::Top => Point::new(rect.center().x, rect.y0),
                Side::Right => Point::new(rect.x1, rect.center().y),
                Side::Bottom => Point::new(rect.center().x, rect.y1),
                Side::Left => Point::new(rect.x0, rect.center().y),
            },
            4 => [rect.origin(), Point::new(rect.x1, rect.y1)][self.rng.usize(..2)],
            5 => match self.rng.choice(self.session.board().links().keys()) {
                Some(link) => match self.session.scene().route(link) {
                    Some(route) => route.bounds().center(),
                    None => anywhere,
                },
                None => anywhere,
            },
            _ => anywhere,
        }
    }

    /// One input, whatever the tool is in the middle of; sometimes a whole drag.
    fn gesture(&mut self) {
        let at = self.place();
        let keys = Keys {
            shift: self.rng.u8(..5) == 0,
            alt: self.rng.u8(..8) == 0,
        };
        self.session.hover(Some(at));
        let hit = self.session.hit(at);
        let to = if self.rng.bool() {
            self.place()
        } else {
            at + Vec2::new(
                self.rng.i32(-200..200).into(),
                self.rng.i32(-200..200).into(),
            )
        };
        let inputs = match self.rng.u8(..10) {
            0 => vec![Input::Press { at, hit, keys }],
            1 => vec![Input::Move { at, keys }],
            2 => vec![Input::Release { at, keys }],
            3 => vec![Input::Double { at, hit }],
            4 => vec![Input::Key(if self.rng.bool() {
                Key::Char('X')
            } else {
                Key::Enter
            })],
            5 => vec![Input::Cancel],
            _ => vec![
                Input::Press { at, hit, keys },
                Input::Move {
                    at: at.midpoint(to),
                    keys,
                },
                Input::Move { at: to, keys },
                Input::Release { at: to, keys },
            ],
        };
        if self.rng.u8(..4) == 0 {
            let tool = TOOLS[self.rng.usize(..TOOLS.len())].id;
            self.session.use_tool(tool);
        }
        self.note(format!("{:?}: {inputs:?}", self.session.tool()));
        for input in inputs {
            if let Some(ask) = self.session.input(input) {
                self.answer(ask);
            }
        }
    }

    fn command(&mut self) {
        let enabled: Vec<&Command> = COMMANDS
            .iter()
            .filter(|command| (command.enabled)(&self.session))
            .collect();
        let command = enabled[self.rng.usize(..enabled.len())];
        self.perform(command);
    }

    fn perform(&mut self, command: &Command) {
        self.note(command.id);
        if let Some(ask) = command.perform(&mut self.session) {
            self.answer(ask);
        }
    }

    /// What the window would do.
    fn answer(&mut self, ask: Ask) {
        match ask {
            Ask::Save | Ask::SaveAs => drop(self.save()),
            Ask::Copy | Ask::Cut => {
                let cards = self.session.with_carried();
                self.clipboard = file::fragment(self.session.board(), &cards);
                if ask == Ask::Cut {
                    self.session.cut();
                }
            }
            Ask::Paste => self.paste(),
            Ask::Import => self.bring_in(),
            Ask::CheckAgain => self.verify(),
            Ask::EditNote => {
                if let Some(Item::Link(id)) = self.session.selection().single() {
                    let note = self.words();
                    self.session.change(Label::new("Edit note"), |txn| {
                        txn.update_link(&id, |link| link.note = note)
                    });
                }
            }
            _ => {} // what only looks
        }
    }

    fn words(&mut self) -> String {
        const WORDS: &[&str] = &[
            "harbour",
            "shut",
            "at",
            "noon",
            "Größe",
            "שלום",
            "日本語",
            "\u{202e}back",
            "e\u{301}",
            "😀",
            "=1+1",
            "\"quoted\"",
            "\\",
            "\n",
            "",
            "\t",
            "<b>",
            "12",
            "\u{feff}",
        ];
        let count = self.rng.usize(..12);
        let words: Vec<&str> = (0..count)
            .map(|_| WORDS[self.rng.usize(..WORDS.len())])
            .collect();
        words.join(" ")
    }

    fn type_words(&mut self) {
        if self.session.editing().is_none() {
            if self.rng.bool()
                && let Some(id) = self.card()
            {
                self.note(format!("edit {id}"));
                self.session.edit_text(&id);
                return;
            }
            return self.perform(find("edit-text").unwrap());
        }
        self.note("type");
        let text = self.words();
        self.session.type_text(text);
        if self.rng.bool() {
            self.session.finish_editing();
        }
    }

    fn undo(&mut self) {
        self.note("undo");
        for _ in 0..=self.rng.usize(..4) {
            self.undone += usize::from(self.session.can_undo());
            self.session.undo();
        }
    }

    fn redo(&mut self) {
        self.note("redo");
        for _ in 0..=self.rng.usize(..4) {
            self.redone += usize::from(self.session.can_redo());
            self.session.redo();
        }
    }

    fn select_some(&mut self) {
        let mut selection = Selection::default();
        for _ in 0..self.rng.usize(..4) {
            if let Some(id) = self.card() {
                selection.insert(Item::Card(id));
            }
        }
        if self.rng.bool()
            && let Some(id) = self.rng.choice(self.session.board().links().keys())
        {
            selection.insert(Item::Link(id.clone()));
        }
        self.note(format!("select {selection:?}"));
        self.session.select(selection);
    }

    fn delete_some(&mut self) {
        let ids: Vec<CardId> = self.session.board().cards().keys().cloned().collect();
        let some = ids.into_iter().filter(|_| self.rng.u8(..4) == 0);
        let some = Selection::cards(some.collect::<Vec<_>>());
        self.note(format!("delete {} cards", some.cards.len()));
        self.session.select(some);
        self.session.delete();
    }

    fn paste(&mut self) {
        let at = self.place();
        if self.rng.bool()
            && let Ok(opened) = file::read(&self.clipboard)
            && opened.board.cards().len() < CROWDED
        {
            self.note("paste cards");
            let by = scene::beside(self.session.board(), &opened.board, Some(at));
            let (edit, made) = insert(self.session.board(), &opened.board, by);
            if self.session.commit(Label::new("Paste"), edit) {
                self.session.select(Selection::cards(made.cards));
            }
            return;
        }
        if self.rng.u8(..8) == 0 {
            self.note("paste a picture");
            let bytes: Arc<[u8]> = (0..64).map(|_| self.rng.u8(..)).collect();
            let blob = Blob {
                media_type: "image/png".to_owned(),
                name: self.words(),
                data: bytes.clone(),
                extra: Extra::new(),
            };
            let pixels = Size::new(self.rng.u16(..).into(), self.rng.u16(..).into());
            let board = self.session.board();
            let (edit, made) = picture_card(board, file::file_id(&bytes), blob.into(), pixels, at);
            if self.session.commit(Label::new("Paste picture"), edit) {
                self.session.select(made);
            }
            return;
        }
        self.note("paste words");
        let words = self.words();
        let hash = |text: &str| file::text_sha256(text);
        if let Some(card) = text_card(&words, hash, self.session.scene_mut(), at) {
            self.session
                .change(Label::new("Paste"), |txn| drop(txn.add_card(card)));
        }
    }

    fn bring_in(&mut self) {
        let words = self.words();
        let files = [
            (
                "a.txt",
                format!(
                    "A note of {}.\n\nHe said {words}. She did not.",
                    self.rng.u16(..)
                ),
            ),
            (
                "a.md",
                format!("# Log {}\n\n- {words}\n- *more*", self.rng.u16(..)),
            ),
            (
                "a.csv",
                format!(
                    "source,claim,stance,quote\nLog {0},It was dark {0},for,dark\nPaper,It was dark {0},against,\n",
                    self.rng.u8(..9)
                ),
            ),
            (
                "a.bib",
                format!(
                    "@book{{a, title = {{The {}}}, year = {{2020}}}}",
                    words.replace(['{', '}'], "")
                ),
            ),
            (
                "a.argdown",
                "[Shut]: It was shut.\n  + <Log>: The log says so.\n  - <Ferry>: A ferry ran.\n"
                    .to_owned(),
            ),
        ];
        let (name, text) = &files[self.rng.usize(..files.len())];
        self.note(format!("bring in {name}"));
        let keep = [Keep::Embed, Keep::Link, Keep::Digest][self.rng.usize(..3)];
        let mut batch = Batch::new(self.session.board(), keep, "2026-03-12T10:00:00Z");
        batch.add(
            &File {
                name,
                bytes: text.as_bytes(),
                path: self.rng.bool().then_some("in/a"),
            },
            &|_| true,
        );
        let (loose, placed, _) = batch.finish();
        let piece = scene::arrange(self.session.scene_mut(), &loose, &placed);
        let by = scene::beside(self.session.board(), &piece, None);
        let (edit, _) = insert(self.session.board(), &piece, by);
        self.session.commit(Label::new("Import"), edit);
    }

    /// What the inspector changes.
    fn inspect(&mut self) {
        let Some(id) = self.card() else { return };
        let (words, dice) = (self.words(), self.rng.u8(..));
        self.note(format!("inspect {id}"));
        let label = match dice % 2 {
            0 => Label::new("Edit source"),
            _ => Label::continued("Edit card"),
        };
        self.session
            .change_card(label, &id, |card: &mut Card| match &mut card.body {
                Body::Source(source) => match dice % 3 {
                    0 => source.title = words,
                    1 => source.published = "2026-03".to_owned(),
                    _ => source.text = words.into(),
                },
                Body::Claim(claim) => match dice % 2 {
                    0 => claim.text = words,
                    _ => claim.question = words,
                },
                Body::Note(note) => note.text = words,
                Body::Frame(frame) => frame.title = words,
                Body::Picture(picture) => picture.caption = words,
                Body::Unknown(_) => {}
            });
    }

    fn say(&mut self) {
        let (Some(source), Some(claim)) = (self.card(), self.card()) else {
            return;
        };
        let start = self.rng.usize(..60);
        let of = match self.rng.bool() {
            true => Of::Claim(claim.clone()),
            false => Of::New {
                sentence: self.rng.bool().then(|| self.words()),
                at: None,
            },
        };
        let said_by = match self.rng.u8(..4) {
            0 => Some(Origin::Itself),
            1 => Some(Origin::New("A spokesman".to_owned())),
            2 => Some(Origin::Source(claim)),
            _ => None,
        };
        let saying = Saying {
            source: source.clone(),
            words: start..start + self.rng.usize(..60),
            stance: [Stance::Corroborates, Stance::Contradicts][self.rng.usize(..2)],
            of,
            said_by: said_by.clone(),
        };
        self.note(format!("say {saying:?}"));
        self.session.say(saying);
        if self.rng.u8(..3) == 0 {
            let links: Vec<_> = self
                .session
                .board()
                .links_of(&source)
                .map(|(id, _)| id.clone())
                .collect();
            self.session
                .set_origin(&source, &links, &said_by.unwrap_or(Origin::Itself));
        }
    }

    /// Takes an errand up, or brings one back, perhaps long after.
    fn errand(&mut self) {
        if !self.errands.is_empty() && self.rng.bool() {
            self.note("an errand comes back");
            match self
                .errands
                .swap_remove(self.rng.usize(..self.errands.len()))
            {
                Errand::Assess(task) => self.session.set_assessed(task.run()),
                Errand::Look(look) => self.session.set_looked(look.run()),
                Errand::Trial(trial) => self.session.set_tried(trial.run()),
            }
            return;
        }
        self.note("an errand");
        let new = match self.rng.u8(..4) {
            0 => self
                .session
                .looking_into("2026-03-12".to_owned())
                .map(|look| Errand::Look(Box::new(look))),
            1 | 2 => self
                .session
                .assessing()
                .map(|task| Errand::Assess(Box::new(task))),
            _ => {
                self.session.strike_selected();
                self.session
                    .trial()
                    .map(|trial| Errand::Trial(Box::new(trial)))
            }
        };
        self.errands.extend(new);
        if self.errands.len() > 8 {
            self.errands.remove(0);
        }
    }

    fn verify(&mut self) {
        self.note("check quotes and files");
        let verified = Verifier::default().verify(self.session.board(), &|_| FileState::NotLooked);
        self.session.set_verified(verified);
    }

    fn look_back(&mut self) {
        self.note("look back");
        let board = self.session.board();
        let timeline = Timeline::of(board, Counting::default());
        let day = timeline.span().map(|(first, _)| {
            let then = timeline.as_of(&Assessment::of(board), first);
            ("a day".to_owned(), Arc::new(then))
        });
        self.session.look_back(day);
    }

    fn about(&mut self) {
        self.note("about");
        let words = self.words();
        self.session.change(Label::new("Change title"), |txn| {
            txn.update_about(|about: &mut About| about.title = words);
        });
    }
}

/// A board as it is opened: its session, its file, and a journal of what will happen to it.
fn begin(board: Board) -> (Session, Vec<u8>, JournalWriter, Vec<u8>) {
    let bytes = file::write(&board);
    let begun = Begun {
        base: file::sha256(&bytes),
        at: "2026-03-12T10:00:00Z".to_owned(),
    };
    let (writer, journal) = JournalWriter::begin(&begun, &[], &[]);
    let mut session = Session::new(Document::new(board, true), FontSource::BundledOnly);
    session.listen();
    (session, bytes, writer, journal)
}

/// Written, read and written again, a board is the same, byte for byte.
fn read_back(board: &Board, when: &str) -> Vec<u8> {
    let bytes = file::write(board);
    let opened = file::read(&bytes)
        .unwrap_or_else(|error| panic!("{when}: what was written is no board: {error}"));
    if !same(&opened.board, board) {
        let (mut told, again) = (String::new(), &opened.board);
        for (id, card) in board
            .cards()
            .iter()
            .filter(|(id, card)| again.cards().get(*id) != Some(card))
        {
            let _ = writeln!(told, "{id}: {card:?}\n  read: {:?}", again.cards().get(id));
        }
        for (id, link) in board
            .links()
            .iter()
            .filter(|(id, link)| again.links().get(*id) != Some(link))
        {
            let _ = writeln!(told, "{id}: {link:?}\n  read: {:?}", again.links().get(id));
        }
        panic!("{when}: what was read is another board: {told}");
    }
    assert!(
        file::write(&opened.board) == bytes,
        "{when}: written again, it is not the same"
    );
    bytes
}
