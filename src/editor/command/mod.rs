//! Commands: everything that can be done without a pointer, in one list. Menus, the palette, the key sheet and the
//! keyboard are made from it.

mod list;

use super::input::Key;
use super::session::Session;

/// Something that the user can ask for by name or key.
pub struct Command {
    /// Never changes; for tests and settings.
    pub id: &'static str,
    /// As it stands in the menu.
    pub title: &'static str,
    /// Which menu it stands in.
    pub menu: Menu,
    /// Its keys; the first is shown.
    pub keys: &'static [Chord],
    /// Whether it can be done now.
    pub enabled: fn(&Session) -> bool,
    /// What it does.
    pub run: Run,
}

/// What a command does.
#[derive(Clone, Copy)]
pub enum Run {
    /// Something with the session.
    Do(fn(&mut Session)),
    /// Nothing by itself: the window is asked.
    Ask(Ask),
    /// Something with the session, and perhaps the window is asked.
    Both(fn(&mut Session) -> Option<Ask>),
}

impl Command {
    /// Whether it can be done now: what would change a rescue copy cannot.
    pub fn is_enabled(&self, session: &Session) -> bool {
        (self.enabled)(session) && !(self.changes() && session.is_read_only())
    }

    /// Whether it may change the board.
    pub fn changes(&self) -> bool {
        match self.menu {
            Menu::Edit => !["copy", "copy-picture", "select-all"].contains(&self.id),
            Menu::Insert => self.id != "tool-select",
            Menu::Arrange => true,
            Menu::File | Menu::View | Menu::Help => ["import", "what-if-keep"].contains(&self.id),
        }
    }

    /// Does it. What the session cannot do itself is asked of the window.
    pub fn perform(&self, session: &mut Session) -> Option<Ask> {
        match self.run {
            Run::Do(run) => {
                run(session);
                None
            }
            Run::Ask(ask) => Some(ask),
            Run::Both(run) => run(session),
        }
    }
}

/// A menu of the menu bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// Boards and files.
    File,
    /// Changes.
    Edit,
    /// Tools and new things.
    Insert,
    /// Order and place of cards.
    Arrange,
    /// Looking.
    View,
    /// Help.
    Help,
}

impl Menu {
    /// In the order of the bar.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::File, "File"),
        (Self::Edit, "Edit"),
        (Self::Insert, "Insert"),
        (Self::Arrange, "Arrange"),
        (Self::View, "View"),
        (Self::Help, "Help"),
    ];
}

/// A key with the keys held down with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chord {
    /// Ctrl, or Command on a Mac.
    pub ctrl: bool,
    /// Shift. Signs that need Shift on some keyboards (`?`, `+`) are given without it.
    pub shift: bool,
    /// Alt or Option.
    pub alt: bool,
    /// The key.
    pub key: Key,
}

impl Chord {
    /// As it is shown: `Ctrl+Shift+Z`.
    pub fn words(self) -> String {
        let key = match self.key {
            Key::Char(c) => c.to_string(),
            Key::Enter => "Enter".into(),
            Key::Escape => "Esc".into(),
            Key::Delete => "Delete".into(),
            Key::Tab => "Tab".into(),
            Key::Left => "Left".into(),
            Key::Right => "Right".into(),
            Key::Up => "Up".into(),
            Key::Down => "Down".into(),
            Key::Function(n) => format!("F{n}"),
        };
        let held = [
            (self.ctrl, "Ctrl+"),
            (self.shift, "Shift+"),
            (self.alt, "Alt+"),
        ];
        held.into_iter()
            .filter(|(on, _)| *on)
            .map(|(_, name)| name)
            .chain([key.as_str()])
            .collect()
    }
}

/// What the window is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A new, empty board.
    New,
    /// Choose a board and open it.
    Open,
    /// Back to the start screen.
    Start,
    /// Write the board to its file.
    Save,
    /// Choose a file and write the board there.
    SaveAs,
    /// Bring files in.
    Import,
    /// Compare two sources that may share an origin.
    Compare,
    /// Hold every quote against its text and every file against its digest.
    CheckAgain,
    /// Choose a file and write a picture there.
    Export,
    /// Choose a file and write the matrix that is shown there.
    ExportMatrix,
    /// Choose a file and write the brief there.
    ExportBrief,
    /// Look at earlier versions of the board.
    Versions,
    /// Remove everything that is kept of the board's past.
    ForgetHistory,
    /// Choose what to take out, and write a copy without it.
    Redact,
    /// Close the window.
    Quit,
    /// Put the selected cards on the clipboard.
    Copy,
    /// As `Copy`, then delete them.
    Cut,
    /// Put a picture of the selection, or of the board, on the clipboard.
    CopyPicture,
    /// Take what is on the clipboard.
    Paste,
    /// Show an address of the web, and open it if that is what is wanted.
    OpenAddress,
    /// Move the keyboard to the note of the selected link.
    EditNote,
    /// Read the selected source, at the quote of the selected link if one is selected.
    Read,
    /// Show or hide the outline.
    ToggleOutline,
    /// Show or hide the inspector.
    ToggleInspector,
    /// Light, dark, as the system, in turn.
    NextTheme,
    /// Whether the wheel zooms or scrolls.
    ToggleWheel,
    /// What this user wants on this machine.
    Preferences,
    /// The list of all commands.
    Palette,
    /// The list of all keys.
    ShowKeys,
    /// What this is, with version and licences.
    About,
}

pub use list::COMMANDS;

/// The command of an id.
pub fn find(id: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.id == id)
}

/// The command that a chord means now: the first of that chord that can be done.
pub fn for_chord(chord: Chord, session: &Session) -> Option<&'static Command> {
    COMMANDS
        .iter()
        .find(|command| command.keys.contains(&chord) && command.is_enabled(session))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_titles_are_written() {
        let ids: HashSet<_> = COMMANDS.iter().map(|command| command.id).collect();
        assert_eq!(ids.len(), COMMANDS.len());
        assert!(COMMANDS.iter().all(|command| !command.title.is_empty()));
    }

    /// A chord may mean two things only if the first can be out of place (F: focus on a claim, or the frame tool).
    #[test]
    fn chords_are_shared_on_purpose_only() {
        let mut seen = HashSet::new();
        let shared: Vec<_> = COMMANDS
            .iter()
            .flat_map(|command| command.keys)
            .filter(|chord| !seen.insert(**chord))
            .collect();
        let f = Chord {
            ctrl: false,
            shift: false,
            alt: false,
            key: Key::Char('F'),
        };
        assert_eq!(shared, [&f]);
    }
}
