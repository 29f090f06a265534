//! What this user prefers on this machine: not part of any board.
//!
//! Refuses nothing: settings that are missing or broken are the usual ones, field by field, so that a bad file never
//! keeps anyone from their work.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

use etcetera::base_strategy::{self, BaseStrategy as _};
use serde_json::{Value, json};

use super::disk::{self, HostError};

/// What this user prefers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Boards that were open, the last first, none twice.
    pub recent: Vec<PathBuf>,
    /// What those boards were called when they were last open, where they had a title.
    pub titles: BTreeMap<PathBuf, String>,
    /// Light or dark.
    pub theme: Theme,
    /// Whether the wheel zooms; otherwise it pans.
    pub wheel_zooms: bool,
    /// Whether the demo board was shown once.
    pub seen_demo: bool,
    /// Whether the outline is open.
    pub outline_open: bool,
    /// Whether the inspector is open.
    pub inspector_open: bool,
    /// What is kept of files that are imported: the id of a choice; empty for the usual one.
    pub keep: String,
    /// Width of the reader, points.
    pub reader_width: u16,
    /// A board that has a file is saved by itself after each change.
    pub autosave: bool,
    /// Journals and versions are kept with the user's own state, not beside the boards.
    pub own_history: bool,
    /// How much a board may hold, by the names of the limits: those that are not the usual ones.
    pub limits: BTreeMap<String, u64>,
}

/// Which look the window has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// What the system says.
    #[default]
    System,
}

impl Theme {
    /// All of them, in the order of a menu.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word in the settings file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::System => "system",
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            recent: Vec::new(),
            titles: BTreeMap::new(),
            theme: Theme::System,
            wheel_zooms: false,
            seen_demo: false,
            outline_open: true,
            inspector_open: true,
            keep: String::new(),
            reader_width: 500,
            autosave: false,
            own_history: false,
            limits: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// How many boards are remembered.
    pub const MOST_RECENT: usize = 12;
    /// Characters of a title that are kept.
    const LONGEST_TITLE: usize = 200;
    /// More limits than there will ever be.
    const MOST_LIMITS: usize = 100;
    const NAME: &str = "settings.json";
    const LIMIT: usize = 1 << 20;

    /// The settings of this user, or the usual ones.
    pub fn load() -> Self {
        folder().map_or_else(Self::default, |folder| Self::load_from(&folder))
    }

    /// The settings kept in this folder, or the usual ones.
    pub fn load_from(folder: &Path) -> Self {
        let bytes = disk::read(&folder.join(Self::NAME), Self::LIMIT).unwrap_or_default();
        Self::from_json(&serde_json::from_slice(&bytes).unwrap_or_default())
    }

    /// Keeps them for this user. Does nothing on a machine that has no folder for settings.
    ///
    /// # Errors
    /// A [`HostError`] that names the path.
    pub fn save(&self) -> Result<(), HostError> {
        folder().map_or(Ok(()), |folder| self.save_to(&folder))
    }

    /// Keeps them in this folder, which is made if need be.
    ///
    /// # Errors
    /// A [`HostError`] that names the path.
    pub fn save_to(&self, folder: &Path) -> Result<(), HostError> {
        let path = folder.join(Self::NAME);
        disk::make_folder(folder)?;
        disk::write_atomic(&path, format!("{:#}\n", self.to_json()).as_bytes())
    }

    /// Puts a board at the head of those that were open.
    pub fn remember(&mut self, path: &Path) {
        self.recent.retain(|known| known != path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(Self::MOST_RECENT);
        self.titles.retain(|known, _| self.recent.contains(known));
    }

    /// Takes over what is chosen under Preferences, and nothing else.
    pub fn adopt(&mut self, chosen: Self) {
        self.theme = chosen.theme;
        self.wheel_zooms = chosen.wheel_zooms;
        self.limits = chosen.limits;
    }

    /// Notes what a board that was open is called.
    pub fn entitle(&mut self, path: &Path, title: &str) {
        let title = title.trim();
        if title.is_empty() {
            self.titles.remove(path);
        } else if self.recent.iter().any(|known| known == path) {
            let title = title.chars().take(Self::LONGEST_TITLE).collect();
            self.titles.insert(path.to_owned(), title);
        }
    }

    /// Forgets a board, for instance one that is no longer there.
    pub fn forget(&mut self, path: &Path) {
        self.recent.retain(|known| known != path);
        self.titles.remove(path);
    }

    fn from_json(value: &Value) -> Self {
        let usual = Self::default();
        let flag =
            |key: &str, usual: bool| value.get(key).and_then(Value::as_bool).unwrap_or(usual);
        let theme = value.get("theme").and_then(Value::as_str);
        let width = value.get("reader_width").and_then(Value::as_u64);
        let width = width.and_then(|width| u16::try_from(width).ok());
        let mut settings = Self {
            recent: Vec::new(),
            titles: BTreeMap::new(),
            theme: Theme::ALL
                .into_iter()
                .find(|known| Some(known.name()) == theme)
                .unwrap_or_default(),
            wheel_zooms: flag("wheel_zooms", usual.wheel_zooms),
            seen_demo: flag("seen_demo", usual.seen_demo),
            outline_open: flag("outline_open", usual.outline_open),
            inspector_open: flag("inspector_open", usual.inspector_open),
            keep: value
                .get("keep")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            reader_width: width.map_or(usual.reader_width, |width| width.clamp(200, 2000)),
            autosave: flag("autosave", usual.autosave),
            own_history: flag("own_history", usual.own_history),
            limits: limits(value),
        };
        let recent = value
            .get("recent")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        for path in recent
            .take(Self::MOST_RECENT)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
        {
            settings.remember(Path::new(path));
        }
        let titles = value.get("titles").and_then(Value::as_object);
        for (path, title) in titles.into_iter().flatten() {
            settings.entitle(Path::new(path), title.as_str().unwrap_or_default());
        }
        settings
    }

    fn to_json(&self) -> Value {
        let mut value = json!({
            // A path that is no Unicode has no place in JSON; the board is found again by its folder.
            "recent": self.recent.iter().filter_map(|path| path.to_str()).collect::<Vec<_>>(),
            "titles": self.titles.iter().filter_map(|(path, title)| Some((path.to_str()?, title))).collect::<BTreeMap<_, _>>(),
            "theme": self.theme.name(),
            "wheel_zooms": self.wheel_zooms,
            "seen_demo": self.seen_demo,
            "outline_open": self.outline_open,
            "inspector_open": self.inspector_open,
            "keep": self.keep,
            "reader_width": self.reader_width,
            "autosave": self.autosave,
            "own_history": self.own_history,
        });
        if let Some(object) = value.as_object_mut().filter(|_| !self.limits.is_empty()) {
            object.insert("limits".to_owned(), json!(self.limits));
        }
        value
    }
}

/// The limits that are whole numbers. Which names mean something is for others to say.
fn limits(value: &Value) -> BTreeMap<String, u64> {
    let kept = value.get("limits").and_then(Value::as_object);
    let kept = kept.into_iter().flatten().take(Settings::MOST_LIMITS);
    kept.filter_map(|(name, most)| Some((name.clone(), most.as_u64()?)))
        .collect()
}

/// Where settings are kept: `CASEWALL_CONFIG_DIR`, or the system's place for them.
fn folder() -> Option<PathBuf> {
    match env::var_os("CASEWALL_CONFIG_DIR").filter(|folder| !folder.is_empty()) {
        Some(folder) => Some(PathBuf::from(folder)),
        None => Some(
            base_strategy::choose_native_strategy()
                .ok()?
                .config_dir()
                .join("casewall"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_as_they_were_kept() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("new/folder");
        let mut settings = Settings {
            theme: Theme::Dark,
            wheel_zooms: true,
            outline_open: false,
            limits: [("cards".to_owned(), 500_000)].into(),
            ..Settings::default()
        };
        for name in ["a", "b", "ü"] {
            settings.remember(Path::new(name));
        }
        settings.entitle(Path::new("ü"), " پل کا معاملہ ");
        settings.entitle(Path::new("never open"), "Nobody asked");
        assert_eq!(settings.titles.len(), 1);
        settings.save_to(&inside).unwrap();
        assert_eq!(Settings::load_from(&inside), settings);
    }

    #[test]
    fn broken_settings_are_the_usual_ones_field_by_field() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Settings::load_from(folder.path()), Settings::default());
        for (text, want) in [
            ("", Settings::default()),
            ("{ \"theme\": ", Settings::default()),
            ("[1, 2]", Settings::default()),
            (
                r#"{ "theme": "dark", "wheel_zooms": "yes", "recent": ["a", 5, "b", "a"], "later": {} }"#,
                Settings {
                    theme: Theme::Dark,
                    recent: vec!["a".into(), "b".into()],
                    ..Settings::default()
                },
            ),
            (
                r#"{ "limits": { "cards": 7, "links": "many", "depth": -1, "later": 2.5 } }"#,
                Settings {
                    limits: [("cards".to_owned(), 7)].into(),
                    ..Settings::default()
                },
            ),
            (r#"{ "limits": [1] }"#, Settings::default()),
            (
                r#"{ "theme": "pink", "seen_demo": true }"#,
                Settings {
                    seen_demo: true,
                    ..Settings::default()
                },
            ),
        ] {
            std::fs::write(folder.path().join(Settings::NAME), text).unwrap();
            assert_eq!(Settings::load_from(folder.path()), want, "{text}");
        }
    }

    #[test]
    fn the_last_boards_are_remembered_once_each() {
        let mut settings = Settings::default();
        for n in 0..20 {
            settings.remember(Path::new(&format!("board {}", n % 15)));
        }
        let want: Vec<PathBuf> = [4, 3, 2, 1, 0, 14, 13, 12, 11, 10, 9, 8]
            .map(|n| format!("board {n}").into())
            .into();
        assert_eq!(settings.recent, want);
        settings.forget(Path::new("board 4"));
        assert_eq!(settings.recent.len(), 11);
    }
}
