//! Sheets that lie over the window for a moment: questions, the palette, the keys, about.

use std::path::{Path, PathBuf};

use eframe::egui::{self, Key, RichText, Ui, vec2};

use super::super::dialogs::Pick;
use super::super::{theme, typing, words};
use super::recover::Recover;
use super::versions::Versions;
use crate::assess::Suggestion;
use crate::editor::kinship::Verdict;
use crate::editor::{Address, COMMANDS, Chord, Command, Menu, Session, TOOLS};
use crate::file::redact::Redaction;
use crate::host::Settings;
use crate::import::batch::{Keep, Outcome, Waiting};
use crate::import::table::Columns;
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// A sheet that is open.
pub enum Sheet {
    /// The board has changes that are not in its file.
    Unsaved,
    /// A path is asked for in the window, where the system has no dialog.
    Path {
        /// What for.
        pick: Pick,
        /// What is typed.
        text: String,
    },
    /// A file would be overwritten.
    Overwrite {
        /// What for.
        pick: Pick,
        /// Which file.
        path: PathBuf,
    },
    /// A board could not be opened, and nothing of it could be read.
    Refused {
        /// Why.
        why: String,
    },
    /// A save failed.
    SaveFailed {
        /// Why.
        why: String,
        /// Where it should have gone.
        path: PathBuf,
    },
    /// Steps that were not saved when a window ended without a word.
    Recover(Box<Recover>),
    /// Earlier versions of the board.
    Versions(Box<Versions>),
    /// Everything that is kept of the board's past would be removed.
    Forget,
    /// What a rescue copy lacks.
    LeftOut,
    /// What shall come in.
    Import(super::import::Form),
    /// What the columns of a table mean.
    Columns(Box<(Waiting, Columns)>),
    /// What became of files that came in.
    Report(Vec<Outcome>),
    /// Two sources that may share an origin.
    Compare(Box<super::compare::Compare>),
    /// What the snapshot shall show, and how. See [`super::export`].
    Export,
    /// Of which claims the brief shall be, and as which document.
    Brief(super::brief::Form),
    /// What shall be taken out of a copy.
    Redact(Box<super::redact::Form>),
    /// All commands.
    Palette {
        /// What is typed.
        query: String,
        /// The row that Enter takes.
        row: usize,
    },
    /// An address that the browser would be asked to open.
    Address(Box<Address>),
    /// What this user wants on this machine.
    Preferences(Box<super::preferences::Form>),
    /// All keys and gestures.
    Keys,
    /// What this is.
    About,
}

/// What came of a sheet.
pub enum Answer {
    /// It is put away.
    Close,
    /// Save, then go on.
    Save,
    /// Go on without saving.
    Discard,
    /// This path.
    Path(Pick, String),
    /// Overwrite this file.
    Overwrite(Pick, PathBuf),
    /// Save there again.
    SaveAgain(PathBuf),
    /// Save in another place.
    SaveElsewhere,
    /// This becomes of what was not saved.
    Recover(super::recover::Choice),
    /// This was chosen of the versions.
    Version(super::versions::Choice),
    /// Save, and forget the past.
    Forget,
    /// Bring these in.
    Import(Keep, super::import::Where),
    /// Bring in this table, with these columns.
    Table(Box<(Waiting, Columns)>),
    /// Export the brief.
    Brief,
    /// A copy without this shall be saved.
    Redact(Box<Redaction>),
    /// This was decided of a suggestion.
    Kinship(Box<(Suggestion, Verdict)>),
    /// The browser shall open this.
    Browse(String),
    /// These are the settings from now on.
    Preferences(Box<Settings>),
    /// Do this.
    Run(&'static Command),
}

/// Shows a sheet. `None` while it stays.
pub fn sheet_ui(
    ctx: &egui::Context,
    sheet: &mut Sheet,
    session: Option<&Session>,
    name: &str,
) -> Option<Answer> {
    let mut answer = None;
    let frame = egui::Frame::popup(&ctx.global_style()).inner_margin(egui::Margin::same(20));
    let modal = egui::Modal::new(egui::Id::unique("casewall.sheet"))
        .frame(frame)
        .show(ctx, |ui| {
            ui.set_max_width(ui.ctx().content_rect().width() - 60.0);
            answer = match sheet {
                Sheet::Unsaved => unsaved_ui(ui, name),
                Sheet::Path { pick, text } => path_ui(ui, pick, text),
                Sheet::Overwrite { pick, path } => overwrite_ui(ui, pick, path),
                Sheet::SaveFailed { why, path } => save_failed_ui(ui, why, path),
                Sheet::Recover(recover) => {
                    super::recover::recover_ui(ui, recover).map(Answer::Recover)
                }
                Sheet::Versions(versions) => {
                    super::versions::versions_ui(ui, versions).map(Answer::Version)
                }
                Sheet::Forget => forget_ui(ui, name),
                Sheet::Refused { why } => refused_ui(ui, why),
                Sheet::LeftOut => match session.and_then(Session::rescued) {
                    Some(rescued) => super::rescue::left_out_ui(ui, rescued),
                    None => Some(Answer::Close),
                },
                Sheet::Import(form) => super::import::import_ui(ui, form),
                Sheet::Columns(table) => super::import::columns_ui(ui, table),
                Sheet::Report(outcomes) => super::import::report_ui(ui, outcomes),
                Sheet::Compare(compare) => super::compare::compare_ui(ui, compare, session),
                Sheet::Export => None, // shown by its own panel
                Sheet::Brief(form) => {
                    session.and_then(|session| super::brief::brief_ui(ui, form, session))
                }
                Sheet::Redact(form) => {
                    session.and_then(|session| super::redact::redact_ui(ui, form, session))
                }
                Sheet::Palette { query, row } => palette_ui(ui, query, row, session),
                Sheet::Address(address) => super::address::address_ui(ui, address),
                Sheet::Preferences(form) => super::preferences::preferences_ui(ui, form),
                Sheet::Keys => keys_ui(ui),
                Sheet::About => about_ui(ui),
            };
            keyboard_ring(ui);
        });
    if answer.is_none() && modal.should_close() {
        answer = Some(Answer::Close);
    }
    answer
}

/// A ring around the button of a sheet that has the keyboard.
pub(super) fn keyboard_ring(ui: &Ui) {
    let focused = ui.memory(|memory| memory.focused());
    let response = focused.and_then(|id| ui.ctx().read_response(id));
    if let Some(response) = response.filter(|_| !ui.ctx().text_edit_focused()) {
        let stroke = egui::Stroke::new(2.0, theme::tone(ui.ctx(), Tone::Selection));
        let rect = response.rect.expand(1.5);
        ui.painter()
            .rect_stroke(rect, 7.0, stroke, egui::StrokeKind::Outside);
    }
}

pub(super) fn title(ui: &mut Ui, text: &str) {
    let style = TextStyle::new(size::HEADING, Tone::Ink).bold();
    words::label_ui(ui, text, style, 4);
    ui.add_space(4.0);
}

/// A sentence that may name a board or a file.
pub(super) fn sentence(ui: &mut Ui, text: &str, lines: usize) {
    words::label_ui(ui, text, TextStyle::new(size::BODY, Tone::Ink), lines);
}

/// The button that Enter means.
pub(super) fn primary(ui: &mut Ui, text: &str) -> bool {
    let button = primary_button(ui.ctx(), text);
    ui.add(button).clicked()
}

/// A button that stands out.
pub(super) fn primary_button(ctx: &egui::Context, text: &str) -> egui::Button<'static> {
    let label = RichText::new(text)
        .color(theme::tone(ctx, Tone::Wall))
        .font(theme::bold(size::BODY));
    egui::Button::new(label)
        .fill(theme::tone(ctx, Tone::Ink))
        .min_size(vec2(84.0, 30.0))
}

pub(super) fn plain(ui: &mut Ui, text: &str) -> bool {
    ui.add(egui::Button::new(text).min_size(vec2(84.0, 30.0)))
        .clicked()
}

fn unsaved_ui(ui: &mut Ui, name: &str) -> Option<Answer> {
    ui.set_width(400.0);
    title(ui, &format!("Save the changes to “{name}”?"));
    ui.label("Without saving, what changed since the last save is gone.");
    ui.add_space(10.0);
    let enter = ui.input(|i| i.key_pressed(Key::Enter));
    let mut answer = None;
    ui.horizontal(|ui| {
        if primary(ui, "Save") || enter {
            answer = Some(Answer::Save);
        }
        if plain(ui, "Don’t save") {
            answer = Some(Answer::Discard);
        }
        if plain(ui, "Cancel") {
            answer = Some(Answer::Close);
        }
    });
    answer
}

fn path_ui(ui: &mut Ui, pick: &Pick, text: &mut String) -> Option<Answer> {
    ui.set_width(520.0);
    let (heading, verb) = match pick {
        Pick::Open => ("Open a board", "Open"),
        Pick::Import { .. } => ("Import", "Import"),
        Pick::Save { .. } => ("Save the board", "Save"),
        Pick::Redacted { .. } => ("Save a redacted copy", "Save"),
        Pick::Export { .. } => ("Export a snapshot", "Export"),
        Pick::Matrix { .. } => ("Export the matrix", "Export"),
        Pick::Brief { .. } => ("Export a brief", "Export"),
    };
    title(ui, heading);
    let label = ui.label("This system shows no file dialog, so type the path of the file:");
    let id = ui.scope_id().with("path");
    let field = typing::Field::new(id, "", 1)
        .field_ui(ui, text)
        .labelled_by(label.id);
    if ui.memory(|memory| memory.focused().is_none()) && !field.lost_focus() {
        field.request_focus();
    }
    let enter = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    ui.add_space(10.0);
    let mut answer = None;
    ui.horizontal(|ui| {
        if (primary(ui, verb) || enter) && !text.trim().is_empty() {
            answer = Some(Answer::Path(pick.clone(), text.trim().to_owned()));
        }
        if plain(ui, "Cancel") {
            answer = Some(Answer::Close);
        }
    });
    answer
}

fn overwrite_ui(ui: &mut Ui, pick: &Pick, path: &Path) -> Option<Answer> {
    ui.set_width(460.0);
    title(ui, "Replace this file?");
    let there = format!(
        "{} is there already. What is in it would be gone.",
        path.display()
    );
    sentence(ui, &there, 6);
    ui.add_space(10.0);
    let mut answer = None;
    ui.horizontal(|ui| {
        if primary(ui, "Replace") {
            answer = Some(Answer::Overwrite(pick.clone(), path.to_owned()));
        }
        if plain(ui, "Cancel") {
            answer = Some(Answer::Close);
        }
    });
    answer
}

fn save_failed_ui(ui: &mut Ui, why: &str, path: &Path) -> Option<Answer> {
    ui.set_width(480.0);
    title(ui, "The board could not be saved");
    sentence(ui, why, 8);
    ui.add_space(6.0);
    let whole =
        "Nothing is lost: the board is whole in this window, and what you did is in its journal.";
    let style = TextStyle::new(size::BODY, Tone::InkSecond);
    words::label_ui(ui, whole, style, 3);
    ui.add_space(10.0);
    let enter = ui.input(|i| i.key_pressed(Key::Enter));
    let mut answer = None;
    ui.horizontal(|ui| {
        if primary(ui, "Save elsewhere…") || enter {
            answer = Some(Answer::SaveElsewhere);
        }
        if plain(ui, "Try again") {
            answer = Some(Answer::SaveAgain(path.to_owned()));
        }
        if plain(ui, "Close") {
            answer = Some(Answer::Close);
        }
    });
    answer
}

fn forget_ui(ui: &mut Ui, name: &str) -> Option<Answer> {
    ui.set_width(480.0);
    title(ui, &format!("Forget the history of “{name}”?"));
    sentence(
        ui,
        "The board is saved. Then its journal and all its earlier versions are deleted from this machine, and \
         nothing that was done before can be undone. This cannot be taken back.",
        6,
    );
    ui.add_space(10.0);
    let mut answer = None;
    ui.horizontal(|ui| {
        if primary(ui, "Save and forget") {
            answer = Some(Answer::Forget);
        }
        if plain(ui, "Cancel") {
            answer = Some(Answer::Close);
        }
    });
    answer
}

fn refused_ui(ui: &mut Ui, why: &str) -> Option<Answer> {
    ui.set_width(520.0);
    title(ui, "This board cannot be opened");
    sentence(ui, why, 12);
    ui.add_space(10.0);
    plain(ui, "Close").then_some(Answer::Close)
}

fn palette_ui(
    ui: &mut Ui,
    query: &mut String,
    row: &mut usize,
    session: Option<&Session>,
) -> Option<Answer> {
    ui.set_width(460.0);
    let (up, down, enter) = ui.input_mut(|i| {
        let none = egui::Modifiers::NONE;
        (
            i.consume_key(none, Key::ArrowUp),
            i.consume_key(none, Key::ArrowDown),
            i.consume_key(none, Key::Enter),
        )
    });
    let field = ui.add(
        egui::TextEdit::singleline(query)
            .hint_text("What would you like to do?")
            .desired_width(f32::INFINITY)
            .margin(egui::Margin::symmetric(9, 7)),
    );
    field.widget_info(|| {
        egui::WidgetInfo::labeled(egui::accesskit::Role::TextInput, true, "Find a command")
    });
    field.request_focus();
    if field.changed() {
        *row = 0;
    }
    let found: Vec<&'static Command> = COMMANDS
        .iter()
        .filter(|command| matches(command, query, session))
        .collect();
    let last = found.len().saturating_sub(1);
    *row = match (up, down) {
        (true, _) => row.saturating_sub(1),
        (_, true) => (*row + 1).min(last),
        _ => (*row).min(last),
    };
    let mut answer = None;
    ui.add_space(4.0);
    egui::ScrollArea::vertical()
        .max_height(340.0)
        .show(ui, |ui| {
            ui.set_min_height(220.0);
            for (i, command) in found.iter().enumerate() {
                let keys = command
                    .keys
                    .first()
                    .map(|chord| chord.words())
                    .unwrap_or_default();
                let title = super::bar::title_of(command, session);
                let button = egui::Button::new(title)
                    .shortcut_text(keys)
                    .selected(i == *row)
                    .frame(i == *row)
                    .min_size(vec2(ui.available_width(), 26.0));
                let response = ui.add(button);
                if i == *row && (up || down) {
                    response.scroll_to_me(None);
                }
                if response.clicked() || (enter && i == *row) {
                    answer = Some(Answer::Run(command));
                }
            }
            if found.is_empty() {
                ui.label("No command has such a name.");
            }
        });
    answer
}

fn matches(command: &Command, query: &str, session: Option<&Session>) -> bool {
    let enabled = session.map_or(super::bar::works_without_board(command.id), |session| {
        command.is_enabled(session)
    });
    let title = command.title.to_lowercase();
    enabled
        && command.id != "palette"
        && query
            .to_lowercase()
            .split_whitespace()
            .all(|word| title.contains(word))
}

/// What hands can do that is no command.
const GESTURES: &[(&str, &str)] = &[
    ("Scroll, Space + drag, middle drag", "pan"),
    ("Ctrl + scroll, pinch", "zoom at the pointer"),
    ("Double-click the wall", "write a claim"),
    ("Double-click a card or link", "edit its text or note"),
    ("Click, Shift + click", "select, add to the selection"),
    ("Drag on the wall", "select what the marquee touches"),
    ("Drag a card", "move it; a frame carries what lies in it"),
    ("Drag a side", "resize; the height follows the text"),
    (
        "Drag from an edge handle",
        "tie to a card, or to the wall to make a claim there",
    ),
    ("X while tying", "flip the stance"),
    ("Drag an end of a selected link", "tie it to another card"),
    (
        "Drop or paste",
        "articles, documents, pictures, tables, addresses",
    ),
    (
        "In the reader: N, C, X, S",
        "selected words become a claim, corroborate, contradict, are said by someone",
    ),
    (
        "Drag words from the reader",
        "tie them to a claim, or to the wall to make one there",
    ),
    ("F6", "from the wall to the outline and back"),
];

fn keys_ui(ui: &mut Ui) -> Option<Answer> {
    let room = ui.ctx().content_rect();
    ui.set_width((room.width() - 100.0).min(900.0));
    title(ui, "Keys and gestures");
    let tools = TOOLS.iter().map(|tool| {
        let key = Chord {
            ctrl: false,
            shift: false,
            alt: false,
            key: tool.key,
        };
        (key.words(), format!("{}: {}", tool.name, tool.hint))
    });
    let gestures = GESTURES
        .iter()
        .map(|(keys, words)| ((*keys).to_owned(), (*words).to_owned()));
    let left: Vec<_> = gestures.chain(tools).collect();
    let commands = COMMANDS
        .iter()
        .filter(|command| command.menu != Menu::Insert && !command.keys.is_empty());
    let right: Vec<_> = commands
        .map(|command| {
            let keys: Vec<String> = command.keys.iter().map(|chord| chord.words()).collect();
            (keys.join(" or "), command.title.to_owned())
        })
        .collect();
    egui::ScrollArea::vertical()
        .max_height(room.height() - 210.0)
        .show(ui, |ui| {
            if ui.available_width() < 620.0 {
                key_rows_ui(ui, &left);
                key_rows_ui(ui, &right);
            } else {
                ui.columns(2, |columns| {
                    columns[0].set_max_width(columns[0].available_width() - 12.0);
                    key_rows_ui(&mut columns[0], &left);
                    key_rows_ui(&mut columns[1], &right);
                });
            }
        });
    ui.add_space(10.0);
    (primary(ui, "Close") || ui.input(|i| i.key_pressed(Key::Enter))).then_some(Answer::Close)
}

/// Keys at the left, what they do at the right, each wrapped in its own column.
fn key_rows_ui(ui: &mut Ui, rows: &[(String, String)]) {
    let ctx = ui.ctx().clone();
    let width = ui.available_width();
    let keys_width = width * 0.42;
    let painter = ui.painter().clone();
    let galley = |text: &str, font, tone, width: f32| {
        let color = theme::tone(&ctx, tone);
        painter.layout(text.to_owned(), font, color, width)
    };
    for (keys, words) in rows {
        let keys_galley = galley(keys, theme::bold(size::SMALL), Tone::Ink, keys_width - 12.0);
        let words_galley = galley(
            words,
            theme::regular(size::BODY),
            Tone::InkSecond,
            width - keys_width,
        );
        let height = keys_galley.size().y.max(words_galley.size().y) + 2.0;
        let (rect, response) = ui.allocate_exact_size(vec2(width, height), egui::Sense::hover());
        response.widget_info(|| {
            egui::WidgetInfo::labeled(
                egui::accesskit::Role::Label,
                true,
                format!("{keys}: {words}"),
            )
        });
        ui.painter().galley(
            rect.min + vec2(0.0, 1.0),
            keys_galley,
            theme::tone(&ctx, Tone::Ink),
        );
        ui.painter().galley(
            rect.min + vec2(keys_width, 0.0),
            words_galley,
            theme::tone(&ctx, Tone::InkSecond),
        );
    }
}

fn about_ui(ui: &mut Ui) -> Option<Answer> {
    ui.set_width(420.0);
    title(ui, &format!("Casewall {}", env!("CARGO_PKG_VERSION")));
    ui.label("A native desktop evidence board. It works offline: it never opens a network connection, and nothing in a board is ever run.");
    ui.add_space(6.0);
    ui.label("MIT or Apache-2.0. The Noto fonts under the SIL Open Font License 1.1.");
    ui.add_space(10.0);
    primary(ui, "Close").then_some(Answer::Close)
}
