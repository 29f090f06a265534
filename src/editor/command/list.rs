//! The list of all commands.

use kurbo::Vec2;

use super::super::input::Key;
use super::super::session::{Desk, Session};
use super::super::tools::ToolId;
use super::{Ask, Chord, Command, Menu, Run};
use crate::board::Stance;

/// All commands, in the order of their menus.
pub const COMMANDS: &[Command] = &[
    ask(
        "new",
        "New board",
        Menu::File,
        &[ctrl('N')],
        Run::Ask(Ask::New),
    ),
    ask(
        "open",
        "Open…",
        Menu::File,
        &[ctrl('O')],
        Run::Ask(Ask::Open),
    ),
    ask(
        "start",
        "Start screen",
        Menu::File,
        &[],
        Run::Ask(Ask::Start),
    ),
    ask(
        "save",
        "Save",
        Menu::File,
        &[ctrl('S')],
        Run::Ask(Ask::Save),
    ),
    ask(
        "save-as",
        "Save as…",
        Menu::File,
        &[ctrl_shift('S')],
        Run::Ask(Ask::SaveAs),
    ),
    ask(
        "import",
        "Import…",
        Menu::File,
        &[ctrl('I')],
        Run::Ask(Ask::Import),
    ),
    ask(
        "check-again",
        "Check quotes and files",
        Menu::File,
        &[],
        Run::Ask(Ask::CheckAgain),
    ),
    ask(
        "export",
        "Export snapshot…",
        Menu::File,
        &[ctrl('E')],
        Run::Ask(Ask::Export),
    ),
    ask(
        "export-brief",
        "Export brief…",
        Menu::File,
        &[],
        Run::Ask(Ask::ExportBrief),
    ),
    ask(
        "versions",
        "Versions…",
        Menu::File,
        &[],
        Run::Ask(Ask::Versions),
    ),
    ask(
        "forget-history",
        "Forget history…",
        Menu::File,
        &[],
        Run::Ask(Ask::ForgetHistory),
    ),
    ask(
        "redact",
        "Redacted copy…",
        Menu::File,
        &[],
        Run::Ask(Ask::Redact),
    ),
    ask(
        "preferences",
        "Preferences…",
        Menu::File,
        &[ctrl(',')],
        Run::Ask(Ask::Preferences),
    ),
    ask(
        "quit",
        "Quit",
        Menu::File,
        &[ctrl('Q')],
        Run::Ask(Ask::Quit),
    ),
    on(
        "undo",
        "Undo",
        Menu::Edit,
        &[ctrl('Z')],
        Session::can_undo,
        Run::Do(|s| s.undo()),
    ),
    on(
        "redo",
        "Redo",
        Menu::Edit,
        &[ctrl_shift('Z'), ctrl('Y')],
        Session::can_redo,
        Run::Do(|s| s.redo()),
    ),
    on(
        "cut",
        "Cut",
        Menu::Edit,
        &[ctrl('X')],
        Session::has_cards,
        Run::Ask(Ask::Cut),
    ),
    on(
        "copy",
        "Copy",
        Menu::Edit,
        &[ctrl('C')],
        Session::has_cards,
        Run::Ask(Ask::Copy),
    ),
    ask(
        "copy-picture",
        "Copy as picture",
        Menu::Edit,
        &[ctrl_shift('C')],
        Run::Ask(Ask::CopyPicture),
    ),
    ask(
        "paste",
        "Paste",
        Menu::Edit,
        &[ctrl('V')],
        Run::Ask(Ask::Paste),
    ),
    on(
        "duplicate",
        "Duplicate",
        Menu::Edit,
        &[ctrl('D')],
        Session::has_cards,
        Run::Do(|s| s.duplicate()),
    ),
    on(
        "delete",
        "Delete",
        Menu::Edit,
        &[key(Key::Delete)],
        Session::has_selection,
        Run::Do(|s| s.delete()),
    ),
    ask(
        "select-all",
        "Select all",
        Menu::Edit,
        &[ctrl('A')],
        Run::Do(|s| s.select_all()),
    ),
    on(
        "edit-text",
        "Edit text",
        Menu::Edit,
        &[key(Key::Enter), key(Key::Function(2))],
        Session::has_single,
        Run::Both(Session::edit_selected),
    ),
    on(
        "flip",
        "Flip stance",
        Menu::Edit,
        &[char('X')],
        Session::can_flip,
        Run::Do(|s| s.flip()),
    ),
    on(
        "corroborate",
        "Make it corroborate",
        Menu::Edit,
        &[],
        Session::can_flip,
        Run::Do(|s| s.set_stance(Stance::Corroborates)),
    ),
    on(
        "contradict",
        "Make it contradict",
        Menu::Edit,
        &[],
        Session::can_flip,
        Run::Do(|s| s.set_stance(Stance::Contradicts)),
    ),
    ask(
        "tool-select",
        "Select",
        Menu::Insert,
        &[char('V')],
        Run::Do(|s| s.use_tool(ToolId::Select)),
    ),
    ask(
        "tool-source",
        "Source",
        Menu::Insert,
        &[char('S')],
        Run::Do(|s| s.use_tool(ToolId::Source)),
    ),
    ask(
        "tool-claim",
        "Claim",
        Menu::Insert,
        &[char('C')],
        Run::Do(|s| s.use_tool(ToolId::Claim)),
    ),
    ask(
        "tool-note",
        "Note",
        Menu::Insert,
        &[char('N')],
        Run::Do(|s| s.use_tool(ToolId::Note)),
    ),
    on(
        "focus",
        "Focus on claim",
        Menu::View,
        &[char('F')],
        Session::can_focus,
        Run::Do(|s| s.toggle_focus()),
    ),
    ask(
        "tool-frame",
        "Frame",
        Menu::Insert,
        &[char('F')],
        Run::Do(|s| s.use_tool(ToolId::Frame)),
    ),
    ask(
        "tool-link",
        "Link",
        Menu::Insert,
        &[char('L')],
        Run::Do(|s| s.use_tool(ToolId::Link)),
    ),
    on(
        "front",
        "Bring to front",
        Menu::Arrange,
        &[char(']')],
        Session::has_cards,
        Run::Do(|s| s.to_edge(true)),
    ),
    on(
        "forward",
        "Bring forward",
        Menu::Arrange,
        &[ctrl(']')],
        Session::has_cards,
        Run::Do(|s| s.one_step(true)),
    ),
    on(
        "backward",
        "Send backward",
        Menu::Arrange,
        &[ctrl('[')],
        Session::has_cards,
        Run::Do(|s| s.one_step(false)),
    ),
    on(
        "back",
        "Send to back",
        Menu::Arrange,
        &[char('[')],
        Session::has_cards,
        Run::Do(|s| s.to_edge(false)),
    ),
    on(
        "nudge-left",
        "Nudge left",
        Menu::Arrange,
        &[key(Key::Left)],
        Session::has_cards,
        Run::Do(|s| s.nudge(Vec2::new(-1.0, 0.0))),
    ),
    on(
        "nudge-right",
        "Nudge right",
        Menu::Arrange,
        &[key(Key::Right)],
        Session::has_cards,
        Run::Do(|s| s.nudge(Vec2::new(1.0, 0.0))),
    ),
    on(
        "nudge-up",
        "Nudge up",
        Menu::Arrange,
        &[key(Key::Up)],
        Session::has_cards,
        Run::Do(|s| s.nudge(Vec2::new(0.0, -1.0))),
    ),
    on(
        "nudge-down",
        "Nudge down",
        Menu::Arrange,
        &[key(Key::Down)],
        Session::has_cards,
        Run::Do(|s| s.nudge(Vec2::new(0.0, 1.0))),
    ),
    on(
        "shift-left",
        "Nudge left by 10",
        Menu::Arrange,
        &[shift(Key::Left)],
        Session::has_cards,
        Run::Do(|s| s.nudge(Vec2::new(-10.0, 0.0))),
    ),
    on(
        "shift-right",
        "Nudge right by 10",
        Menu::Arrange,
        &[shift(Key::Right)],
        Session::has_cards,
        Run::Do(|s| s.nudge(Vec2::new(10.0, 0.0))),
    ),
    on(
        "shift-up",
        "Nudge up by 10",
        Menu::Arrange,
        &[shift(Key::Up)],
        Session::has_cards,
        Run::Do(|s| s.nudge(Vec2::new(0.0, -10.0))),
    ),
    on(
        "shift-down",
        "Nudge down by 10",
        Menu::Arrange,
        &[shift(Key::Down)],
        Session::has_cards,
        Run::Do(|s| s.nudge(Vec2::new(0.0, 10.0))),
    ),
    on(
        "what-if",
        "What if it were not there?",
        Menu::View,
        &[char('W')],
        |s| s.strikable().is_some(),
        Run::Do(Session::strike_selected),
    ),
    on(
        "what-if-keep",
        "Keep what is tried",
        Menu::View,
        &[],
        |s| s.what_if().is_some(),
        Run::Do(Session::keep_what_if),
    ),
    on(
        "what-if-let-go",
        "Let go what is tried",
        Menu::View,
        &[],
        |s| s.what_if().is_some(),
        Run::Do(Session::let_go),
    ),
    on(
        "read",
        "Read source",
        Menu::View,
        &[char('R')],
        Session::can_read,
        Run::Ask(Ask::Read),
    ),
    on(
        "show-quote",
        "Show quote",
        Menu::View,
        &[char('Q')],
        Session::can_show_quote,
        Run::Ask(Ask::Read),
    ),
    on(
        "next-quote",
        "Next quote of this claim",
        Menu::View,
        &[shift(Key::Char('Q'))],
        Session::can_go_to_next_quote,
        Run::Both(|s| {
            s.go_to_next_quote();
            Some(Ask::Read)
        }),
    ),
    ask(
        "wall",
        "Wall",
        Menu::View,
        &[alt(Key::Char('1'))],
        Run::Do(|s| s.show_desk(Desk::Wall)),
    ),
    ask(
        "matrix",
        "Matrix",
        Menu::View,
        &[alt(Key::Char('2'))],
        Run::Do(|s| s.show_desk(Desk::Matrix)),
    ),
    ask(
        "timeline",
        "Timeline",
        Menu::View,
        &[alt(Key::Char('3'))],
        Run::Do(|s| s.show_desk(Desk::Timeline)),
    ),
    ask(
        "zoom-in",
        "Zoom in",
        Menu::View,
        &[ctrl('+'), ctrl('=')],
        Run::Do(|s| s.zoom_by(1.25)),
    ),
    ask(
        "zoom-out",
        "Zoom out",
        Menu::View,
        &[ctrl('-')],
        Run::Do(|s| s.zoom_by(0.8)),
    ),
    ask(
        "zoom-100",
        "Zoom to 100 %",
        Menu::View,
        &[ctrl('0')],
        Run::Do(|s| s.zoom_to(1.0)),
    ),
    ask(
        "fit-all",
        "Fit all",
        Menu::View,
        &[shift(Key::Char('1'))],
        Run::Do(|s| s.fit_all()),
    ),
    on(
        "fit-selection",
        "Fit selection",
        Menu::View,
        &[shift(Key::Char('2'))],
        Session::has_selection,
        Run::Do(|s| s.fit_selection(1.5)),
    ),
    ask(
        "next-card",
        "Next card",
        Menu::View,
        &[key(Key::Tab)],
        Run::Do(|s| s.walk(true)),
    ),
    ask(
        "previous-card",
        "Previous card",
        Menu::View,
        &[shift(Key::Tab)],
        Run::Do(|s| s.walk(false)),
    ),
    on(
        "along-left",
        "Follow link left",
        Menu::View,
        &[alt(Key::Left)],
        Session::has_single,
        Run::Do(|s| s.follow(Vec2::new(-1.0, 0.0))),
    ),
    on(
        "along-right",
        "Follow link right",
        Menu::View,
        &[alt(Key::Right)],
        Session::has_single,
        Run::Do(|s| s.follow(Vec2::new(1.0, 0.0))),
    ),
    on(
        "along-up",
        "Follow link up",
        Menu::View,
        &[alt(Key::Up)],
        Session::has_single,
        Run::Do(|s| s.follow(Vec2::new(0.0, -1.0))),
    ),
    on(
        "along-down",
        "Follow link down",
        Menu::View,
        &[alt(Key::Down)],
        Session::has_single,
        Run::Do(|s| s.follow(Vec2::new(0.0, 1.0))),
    ),
    ask(
        "outline",
        "Outline",
        Menu::View,
        &[ctrl('1')],
        Run::Ask(Ask::ToggleOutline),
    ),
    ask(
        "inspector",
        "Inspector",
        Menu::View,
        &[ctrl('2')],
        Run::Ask(Ask::ToggleInspector),
    ),
    ask(
        "theme",
        "Switch light and dark",
        Menu::View,
        &[ctrl_shift('L')],
        Run::Ask(Ask::NextTheme),
    ),
    ask(
        "wheel",
        "Wheel zooms",
        Menu::View,
        &[],
        Run::Ask(Ask::ToggleWheel),
    ),
    ask(
        "palette",
        "All commands…",
        Menu::Help,
        &[ctrl('K'), ctrl_shift('P')],
        Run::Ask(Ask::Palette),
    ),
    ask(
        "keys",
        "Keys and gestures",
        Menu::Help,
        &[char('?')],
        Run::Ask(Ask::ShowKeys),
    ),
    ask(
        "about",
        "About Casewall",
        Menu::Help,
        &[],
        Run::Ask(Ask::About),
    ),
];

const fn ask(
    id: &'static str,
    title: &'static str,
    menu: Menu,
    keys: &'static [Chord],
    run: Run,
) -> Command {
    on(id, title, menu, keys, |_| true, run)
}

const fn on(
    id: &'static str,
    title: &'static str,
    menu: Menu,
    keys: &'static [Chord],
    enabled: fn(&Session) -> bool,
    run: Run,
) -> Command {
    Command {
        id,
        title,
        menu,
        keys,
        enabled,
        run,
    }
}

const fn key(key: Key) -> Chord {
    Chord {
        ctrl: false,
        shift: false,
        alt: false,
        key,
    }
}
const fn char(c: char) -> Chord {
    key(Key::Char(c))
}
const fn ctrl(c: char) -> Chord {
    Chord {
        ctrl: true,
        ..char(c)
    }
}
const fn ctrl_shift(c: char) -> Chord {
    Chord {
        ctrl: true,
        shift: true,
        ..char(c)
    }
}
const fn shift(k: Key) -> Chord {
    Chord {
        shift: true,
        ..key(k)
    }
}
const fn alt(k: Key) -> Chord {
    Chord {
        alt: true,
        ..key(k)
    }
}
