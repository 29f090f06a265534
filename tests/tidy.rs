//! Holds the house in order: which room may name which, who may say `egui`, touch the disk or start a thread, how long
//! a file may be. A rule here is reviewed like code; to bend one, change its table and say why beside it.
//!
//! The source is read as tokens, so comments and strings prove nothing. It refuses to understand macros.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// What a room may name. Each names only rooms above it, so there is no cycle.
const ARROWS: &[(&str, &[&str])] = &[
    ("host", &[]),
    ("board", &[]),
    ("file", &["board"]),
    ("import", &["board"]),
    ("assess", &["board"]),
    ("scene", &["board", "assess"]),
    // import: a picture on the board is decoded where it came in, under the same limits.
    ("export", &["board", "import", "assess", "scene"]),
    ("editor", &["board", "assess", "scene"]),
    (
        "cli",
        &[
            "host", "board", "file", "import", "assess", "scene", "export",
        ],
    ),
    (
        "gui",
        &[
            "host", "board", "file", "import", "assess", "scene", "export", "editor",
        ],
    ),
    ("main", &["host", "cli", "gui"]),
];

/// The toolkit and its kin: `gui` alone.
const TOOLKIT: &[&str] = &[
    "egui",
    "eframe",
    "egui_extras",
    "egui_glow",
    "egui_winit",
    "emath",
    "epaint",
    "ecolor",
    "rfd",
    "winit",
];

/// What of the standard library stands where: a path, the files that may say it (by how their place begins), and why.
/// Tests may say what they like.
const STD: &[(&str, &[&str], &str)] = &[
    ("std::fs", &["host/"], "the disk is host's"),
    ("std::net", &[], "nothing speaks to the network"),
    (
        "std::os::unix::net",
        &[],
        "nothing speaks to another process",
    ),
    ("std::process::Command", &[], "nothing is run"),
    ("std::time::SystemTime", &["host/"], "the clock is host's"),
    ("std::time::Instant", &["host/"], "the clock is host's"),
    (
        "std::env",
        &["host/", "main.rs"],
        "the environment is host's",
    ),
    (
        "std::thread",
        &["gui/jobs.rs", "export/png.rs"],
        // jobs: work that takes longer than a frame. png: bands of one picture, scoped, joined before it returns.
        "threads are for jobs and for the bands of a picture",
    ),
];

/// Methods of a path that look at the disk: host's alone.
const LOOKS: &[&str] = &[
    "exists",
    "try_exists",
    "is_file",
    "is_dir",
    "is_symlink",
    "metadata",
    "symlink_metadata",
    "canonicalize",
    "read_dir",
    "read_link",
];

/// Where a toolkit colour is made from numbers: of the scene's tones, of the scene's paints, of rasterised glyphs.
const COLOURS: &[&str] = &["gui/theme.rs", "gui/paint.rs", "gui/paint/", "gui/atlas.rs"];

/// Calls that end in a panic, and the files that may say them outside tests, with the reason. None may.
const PANICS: &[(&str, &str)] = &[];

/// Most lines of a file in `src`.
const MOST_LINES: usize = 650;
/// Lines from which a file is named as long.
const LONG: usize = 500;

/// What stands at the top, all of it.
const TOP: &[&str] = &[
    ".ci",
    ".gitignore",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "assets",
    "benches",
    "boards",
    "build.rs",
    "src",
    "tests",
];

#[test]
fn the_house_is_in_order() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut offences = Vec::new();
    let mut long = Vec::new();
    for path in files(&root.join("src")) {
        let Some(text) = text_of(&path) else { continue };
        let place = shown(&path, &root.join("src"));
        if path.extension().is_none_or(|extension| extension != "rs") {
            offences.push(format!("src/{place}:1: only Rust lives in src"));
            continue;
        }
        let lines = text.lines().count();
        if lines > LONG {
            long.push(format!("src/{place} ({lines})"));
        }
        offences.extend(in_source(&place, &text).map(|offence| format!("src/{offence}")));
    }
    offences.extend(in_map(
        &fs::read_to_string(root.join("src/lib.rs")).unwrap(),
    ));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    offences.extend(in_readme(&readme, &|path| root.join(path).exists()));
    for path in TOP.iter().flat_map(|top| files(&root.join(top))) {
        if let Some(text) = text_of(&path) {
            offences.extend(in_any(&shown(&path, root), &text));
        }
    }
    if !long.is_empty() {
        // Past the harness, which keeps what a passing test prints.
        let _ = writeln!(
            io::stderr(),
            "tidy: longer than {LONG} lines: {}",
            long.join(", ")
        );
    }
    assert!(
        offences.is_empty(),
        "{} offences against the order of the house (tests/tidy.rs says the rules):\n{}",
        offences.len(),
        offences.join("\n")
    );
}

#[test]
fn no_arrow_leads_down_the_table() {
    for (n, (room, names)) in ARROWS.iter().enumerate() {
        for name in *names {
            let above = ARROWS[..n].iter().any(|(other, _)| other == name);
            assert!(above, "{room} names {name}, which does not stand above it");
        }
    }
}

/// The checks themselves: what must be found, and what must not.
#[test]
fn offences_are_found_and_nothing_else() {
    let clean = "//! A file.\n";
    for (place, source, want) in [
        // Arrows, however the path is written.
        (
            "board/card.rs",
            "use crate::scene::Shape;",
            "2: board names scene",
        ),
        (
            "board/card.rs",
            "use crate::{board::Card, file};",
            "2: board names file",
        ),
        (
            "board/card.rs",
            "fn f() -> crate::file::X { loop {} }",
            "2: board names file",
        ),
        ("board/mod.rs", "use super::file;", "2: board names file"),
        (
            "board/card.rs",
            "use super::super::{file as f};",
            "2: board names file",
        ),
        (
            "scene/text/draft.rs",
            "use super::super::super::gui;",
            "2: scene names gui",
        ),
        (
            "scene/text.rs",
            "use super::super::editor;",
            "2: scene names editor",
        ),
        (
            "board/card.rs",
            "mod tests { use super::super::super::cli; }",
            "2: board names cli",
        ),
        (
            "board/card.rs",
            "use crate::*;",
            "2: `crate::*` hides what it names",
        ),
        (
            "board/card.rs",
            "use crate as c;",
            "2: `crate` alone hides what it names",
        ),
        ("gui/app.rs", "use crate::cli;", "2: gui names cli"),
        (
            "main.rs",
            "use casewall::board::Board;",
            "2: main names board",
        ),
        (
            "gui/app.rs",
            "use crate::attic::Box;",
            "2: gui names attic, which is no room",
        ),
        (
            "gui/app.rs",
            "use crate::{self, board, editor::{Ask, tools}, file};",
            "2: `crate` alone",
        ),
        (
            "gui/app.rs",
            "pub(crate) fn f() {} pub(in crate::gui) fn g() {} pub(super) struct S;",
            "",
        ),
        (
            "file/read.rs",
            "use super::{record, wire::Place}; use crate::board::{self, Board};",
            "",
        ),
        (
            "editor/tools/select.rs",
            "use super::super::input::Input; use super::Cx;",
            "",
        ),
        ("main.rs", "use casewall::{cli, gui};", ""),
        // The toolkit, the standard library.
        ("scene/card.rs", "use egui::Pos2;", "2: egui is gui's"),
        (
            "scene/card.rs",
            "fn f(x: eframe::App) {}",
            "2: eframe is gui's",
        ),
        (
            "scene/card.rs",
            "// egui\n/* egui /* egui */ egui */ const A: &str = \"egui\"; const B: &str = r#\"\"egui\"#;",
            "",
        ),
        (
            "file/read.rs",
            "use std::fs;",
            "2: std::fs: the disk is host's",
        ),
        (
            "file/read.rs",
            "use std::{env, io};",
            "2: std::env: the environment is host's",
        ),
        ("gui/app.rs", "fn f() { ::std::fs::read(x); }", "2: std::fs"),
        (
            "gui/app.rs",
            "use std::{io, time::{Duration, Instant}};",
            "2: std::time::Instant",
        ),
        (
            "gui/app.rs",
            "use std::time;",
            "2: `std::time` hides what it names",
        ),
        (
            "gui/app.rs",
            "use std::{time::*};",
            "2: `std::time` hides what it names",
        ),
        ("gui/app.rs", "use std::thread;", "2: std::thread"),
        ("host/disk.rs", "use std::net::TcpStream;", "2: std::net"),
        (
            "gui/app.rs",
            "std::process::Command::new(x)",
            "2: std::process::Command: nothing is run",
        ),
        (
            "gui/app.rs",
            "if path.exists() {}",
            "2: .exists() looks at the disk",
        ),
        (
            "gui/jobs.rs",
            "std::thread::spawn(x); use std::time::Duration;",
            "",
        ),
        ("main.rs", "use std::env; use std::process::ExitCode;", ""),
        (
            "host/disk.rs",
            "use std::fs::{self, File}; if path.is_dir() {}",
            "",
        ),
        (
            "cli/mod.rs",
            "#[cfg(test)]\nmod tests { fn f() { std::fs::read(x).unwrap(); } }",
            "",
        ),
        (
            "cli/mod.rs",
            "#[cfg(test)] use std::fs;\nuse std::env;",
            "3: std::env",
        ),
        // Colours and panics.
        (
            "gui/panels/bar.rs",
            "Color32::from_rgb(1, 2, 3)",
            "2: a colour is made here",
        ),
        ("gui/theme.rs", "Color32::from_rgb(1, 2, 3)", ""),
        ("gui/panels/bar.rs", "Color32::TRANSPARENT", ""),
        (
            "file/read.rs",
            "fn f() {\n x.unwrap() }",
            "3: .unwrap() can panic",
        ),
        ("file/read.rs", "x.expect(\"\")", "2: .expect() can panic"),
        ("file/read.rs", "panic!(\"\")", "2: panic! can panic"),
        (
            "file/read.rs",
            "unreachable!()",
            "2: unreachable! can panic",
        ),
        ("file/read.rs", "todo!()", "2: todo! can panic"),
        (
            "file/read.rs",
            "x.unwrap_or_default(); let unwrap = '\"'; fn expect<'a>(x: &'a u8) {} \"x.unwrap()\"; b'\\'';",
            "",
        ),
        (
            "file/read.rs",
            "#[cfg(all(test, unix))]\nfn f() { x.unwrap() }",
            "",
        ),
        ("file/read.rs", "#[test]\nfn f() { x.unwrap() }", ""),
        (
            "file/read.rs",
            "#[cfg(not(test))]\nfn f() { x.unwrap() }",
            "3: .unwrap() can panic",
        ),
    ] {
        let found: Vec<_> = in_source(place, &format!("{clean}{source}\n")).collect();
        let good = match (want, found.as_slice()) {
            ("", []) => true,
            ("", _) => false,
            (want, [one]) => one.starts_with(&format!("{place}:{want}")),
            _ => false,
        };
        assert!(
            good,
            "{place} {source:?}\n wanted {want:?}\n found {found:?}"
        );
    }
    let found: Vec<_> = in_source("board/x.rs", "use super::Board;\n").collect();
    assert_eq!(
        found,
        ["board/x.rs:1: a file begins with `//!`, what it is and what it refuses"]
    );
    let found: Vec<_> =
        in_source("board/x.rs", &format!("{clean}{}", "\n".repeat(MOST_LINES))).collect();
    assert_eq!(
        found,
        ["board/x.rs:651: 651 lines; 650 is the most, 500 the aim"]
    );
    let readme =
        "See `src/lib.rs`, `src/gone.rs`.\n![Wall](assets/wall.png) `boards/NAME.json` `src`";
    let found = in_readme(readme, &|path| path == "src" || path == "src/lib.rs");
    assert_eq!(
        found,
        [
            "README.md:1: src/gone.rs is not there",
            "README.md:2: assets/wall.png is not there"
        ]
    );
    let home = concat!("/ro", "ot/");
    for (text, want) in [
        (format!("see {home}x"), 1),
        (format!("\"{home}x\" ({home}y)"), 1),
        (format!("https://example.org{home}"), 0),
        (concat!("from ..", "/shared/x").to_owned(), 1),
        (concat!("spar", "se+https://mirror.example").to_owned(), 1),
    ] {
        assert_eq!(in_any("README.md", &text).count(), want, "{text}");
    }
}

// --- the rules --------------------------------------------------------------------------------------------------------

/// What one file of `src` does against the rules, as `place:line: what`.
fn in_source(place: &str, text: &str) -> impl Iterator<Item = String> {
    let mut found = Vec::new();
    let room = room_of(place);
    let tokens = tokens(text);
    let tests = tested(place, &tokens);
    let begins = |list: &[&str]| list.iter().any(|start| place.starts_with(start));

    if !text.starts_with("//!") {
        found.push((
            1,
            "a file begins with `//!`, what it is and what it refuses".to_owned(),
        ));
    }
    let lines = text.lines().count();
    if lines > MOST_LINES {
        found.push((
            lines,
            format!("{lines} lines; {MOST_LINES} is the most, {LONG} the aim"),
        ));
    }
    for path in paths(place, &tokens) {
        let in_test = tests.iter().any(|range| range.contains(&path.token));
        let names: Vec<&str> = path.names.iter().map(String::as_str).collect();
        let line = path.line;
        match names.as_slice() {
            ["crate"] => found.push((line, "`crate` alone hides what it names".to_owned())),
            ["crate", "*"] => found.push((line, "`crate::*` hides what it names".to_owned())),
            ["crate", named, ..] if room != "lib" => {
                found.extend(arrow(room, named).map(|what| (line, what)))
            }
            ["std", ..] if !in_test => {
                found.extend(standard(&names, &begins).map(|what| (line, what)))
            }
            _ => {}
        }
    }
    for (n, token) in tokens.iter().enumerate() {
        let in_test = tests.iter().any(|range| range.contains(&n));
        let before = n.checked_sub(1).map_or("", |n| &tokens[n].text);
        let after = tokens.get(n + 1).map_or("", |token| &token.text);
        let word = token.text.as_str();
        if TOOLKIT.contains(&word) && room != "gui" {
            found.push((token.line, format!("{word} is gui's")));
        }
        let made = tokens
            .get(n + 2)
            .is_some_and(|token| token.text.starts_with("from_"));
        if word == "Color32" && after == "::" && made && !begins(COLOURS) {
            found.push((
                token.line,
                "a colour is made here; every colour is a tone of scene/style.rs".to_owned(),
            ));
        }
        if in_test {
            continue;
        }
        if before == "." && after == "(" && LOOKS.contains(&word) && room != "host" {
            found.push((
                token.line,
                format!(".{word}() looks at the disk, which is host's"),
            ));
        }
        let panics = match word {
            "unwrap" | "expect" | "unwrap_err" | "expect_err" if before == "." && after == "(" => {
                Some(format!(".{word}() can panic"))
            }
            "panic" | "todo" | "unimplemented" | "unreachable" if after == "!" => {
                Some(format!("{word}! can panic"))
            }
            _ => None,
        };
        if !PANICS.iter().any(|(file, _)| *file == place) {
            found.extend(panics.map(|what| (token.line, what)));
        }
    }
    found.sort();
    found.dedup();
    let place = place.to_owned();
    found
        .into_iter()
        .map(move |(line, what)| format!("{place}:{line}: {what}"))
}

/// What is wrong with this room naming that one.
fn arrow(room: &str, named: &str) -> Option<String> {
    if room == named {
        return None;
    }
    if !ARROWS.iter().any(|(room, _)| *room == named) {
        return Some(format!(
            "{room} names {named}, which is no room; add it to the table"
        ));
    }
    let allowed = ARROWS.iter().find(|(other, _)| *other == room);
    match allowed {
        Some((_, names)) if names.contains(&named) => None,
        Some((_, names)) => Some(format!("{room} names {named}; it may name {}", list(names))),
        None => Some(format!("{room} is no room; add it to the table")),
    }
}

/// What is wrong with this path into the standard library.
fn standard(names: &[&str], begins: &dyn Fn(&[&str]) -> bool) -> Option<String> {
    STD.iter().find_map(|(path, files, why)| {
        if begins(files) {
            return None;
        }
        let path_names: Vec<&str> = path.split("::").collect();
        let named = names.strip_suffix(&["*"]).unwrap_or(names);
        if named.starts_with(&path_names) {
            Some(format!("{path}: {why}"))
        } else if path_names.starts_with(named) {
            Some(format!(
                "`{}` hides what it names; name {path} or what is meant",
                named.join("::")
            ))
        } else {
            None
        }
    })
}

/// The rooms in `lib.rs` are the rooms of the table.
fn in_map(text: &str) -> Vec<String> {
    let tokens = tokens(text);
    let mut declared: Vec<&str> = tokens
        .windows(2)
        .filter(|pair| pair[0].text == "mod")
        .map(|pair| pair[1].text.as_str())
        .collect();
    let mut known: Vec<&str> = ARROWS
        .iter()
        .map(|(room, _)| *room)
        .filter(|room| *room != "main")
        .collect();
    declared.sort_unstable();
    known.sort_unstable();
    if declared == known {
        Vec::new()
    } else {
        vec![format!(
            "src/lib.rs:1: its rooms are {}; the table has {}",
            list(&declared),
            list(&known)
        )]
    }
}

/// Files and folders that the README names and nobody finds.
fn in_readme(text: &str, there: &dyn Fn(&str) -> bool) -> Vec<String> {
    let gone = text.lines().enumerate().flat_map(|(n, line)| {
        line.split(['`', '(', ')'])
            .filter(|word| {
                let ours = TOP.iter().any(|top| {
                    *word == *top
                        || word
                            .strip_prefix(top)
                            .is_some_and(|rest| rest.starts_with('/'))
                });
                // NAME stands for any.
                ours && !word.contains("NAME") && !there(word)
            })
            .map(move |word| format!("README.md:{}: {word} is not there", n + 1))
    });
    gone.collect()
}

/// What no file may hold: places of one machine, hosts of one registry.
fn in_any(place: &str, text: &str) -> impl Iterator<Item = String> {
    // Put together here, so that this file does not hold them.
    let homes = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("/tmp", "/wt-"),
    ];
    let shared = concat!("..", "/shared");
    let hosts = [
        concat!("spar", "se+"),
        concat!("index.cra", "tes.io"),
        concat!("static.cra", "tes.io"),
        concat!("deb.deb", "ian.org"),
        concat!("artifact", "ory"),
    ];
    let source = concat!("regis", "try+");
    let usual = concat!("regis", "try+https://github.com/rust-lang/crates.io-index");
    let found: Vec<String> = text
        .lines()
        .enumerate()
        .filter_map(|(n, line)| {
            let home = homes.iter().find(|home| {
                line.match_indices(*home).any(|(at, _)| {
                    // In an address or a longer path it is somebody else's.
                    !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-~/".contains(c))
                })
            });
            let what = if let Some(home) = home {
                format!("{home} is a place of one machine")
            } else if line.contains(shared)
                && !matches!(place, "tests/import.rs" | "tests/assess.rs")
            {
                // Those tests use what lies beside the project where it is there, and pass where it is not.
                format!("{shared} is no part of the project")
            } else if let Some(host) = hosts.iter().find(|host| line.contains(*host)) {
                format!("{host} is a host of one registry")
            } else if line.contains(source) && !line.contains(usual) {
                "a package from elsewhere than crates.io".to_owned()
            } else {
                return None;
            };
            Some(format!("{place}:{}: {what}", n + 1))
        })
        .collect();
    found.into_iter()
}

// --- reading Rust -----------------------------------------------------------------------------------------------------

/// A word, `::` or a sign, outside comments and strings.
#[derive(Debug)]
struct Token {
    text: String,
    line: usize,
}

/// A path that begins at `crate` or `std`, one for each leaf of a `use` tree.
struct Named {
    names: Vec<String>,
    line: usize,
    token: usize,
}

fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let at = |n: usize| chars.get(n).copied().unwrap_or('\0');
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let (mut tokens, mut n, mut line) = (Vec::new(), 0, 1);
    while n < chars.len() {
        let start = n;
        match (at(n), at(n + 1)) {
            ('/', '/') => {
                while n < chars.len() && at(n) != '\n' {
                    n += 1;
                }
            }
            ('/', '*') => {
                let mut depth = 0;
                loop {
                    match (at(n), at(n + 1)) {
                        ('/', '*') => (depth, n) = (depth + 1, n + 2),
                        ('*', '/') => (depth, n) = (depth - 1, n + 2),
                        _ => n += 1,
                    }
                    if depth == 0 || n >= chars.len() {
                        break;
                    }
                }
            }
            ('"', _) => n = end_of_string(&chars, n),
            // 'x' and '\n' are characters, 'a is a lifetime.
            ('\'', '\\') => {
                n += 3;
                while n < chars.len() && at(n) != '\'' {
                    n += 1;
                }
                n += 1;
            }
            ('\'', _) if at(n + 2) == '\'' => n += 3,
            (':', ':') => {
                tokens.push(Token {
                    text: "::".to_owned(),
                    line,
                });
                n += 2;
            }
            (c, _) if is_word(c) => {
                while is_word(at(n)) {
                    n += 1;
                }
                let word: String = chars[start..n].iter().collect();
                let hashes = chars[n..].iter().take_while(|c| **c == '#').count();
                if matches!(word.as_str(), "r" | "br" | "cr") && at(n + hashes) == '"' {
                    let end: Vec<char> = std::iter::once('"')
                        .chain(std::iter::repeat_n('#', hashes))
                        .collect();
                    n += hashes + 1;
                    while n < chars.len() && !chars[n..].starts_with(&end) {
                        n += 1;
                    }
                    n += end.len();
                } else if word == "r" && hashes == 1 && is_word(at(n + 1)) {
                    n += 1; // a raw name: r#type
                } else {
                    tokens.push(Token { text: word, line });
                }
            }
            (c, _) if c.is_whitespace() => n += 1,
            (c, _) => {
                tokens.push(Token {
                    text: c.to_string(),
                    line,
                });
                n += 1;
            }
        }
        n = n.min(chars.len());
        line += chars[start..n].iter().filter(|c| **c == '\n').count();
    }
    tokens
}

fn end_of_string(chars: &[char], start: usize) -> usize {
    let mut n = start + 1;
    while n < chars.len() && chars[n] != '"' {
        n += if chars[n] == '\\' { 2 } else { 1 };
    }
    n + 1
}

/// Which tokens belong to tests: items under `#[test]` or a `#[cfg(…)]` that says `test` and not `not`, and whole files
/// of tests.
fn tested(place: &str, tokens: &[Token]) -> Vec<std::ops::Range<usize>> {
    if place.ends_with("/tests.rs") || place.contains("/tests/") {
        return std::iter::once(0..tokens.len()).collect();
    }
    let is = |n: usize, text: &str| tokens.get(n).is_some_and(|token| token.text == text);
    let mut ranges = Vec::new();
    let mut n = 0;
    while n < tokens.len() {
        if !(is(n, "#") && is(n + 1, "[")) {
            n += 1;
            continue;
        }
        let end = closing(tokens, n + 1);
        let words: Vec<&str> = tokens[n + 1..end]
            .iter()
            .map(|token| token.text.as_str())
            .collect();
        let only_tests = words.contains(&"test") && !words.contains(&"not");
        if only_tests && (is(n + 2, "cfg") || is(n + 2, "test")) {
            // Further attributes, then the item up to its `;` or the end of its braces.
            let mut last = end + 1;
            while last < tokens.len() && !is(last, ";") && !is(last, "{") {
                last = match tokens[last].text.as_str() {
                    "(" | "[" => closing(tokens, last) + 1,
                    _ => last + 1,
                };
            }
            if is(last, "{") {
                last = closing(tokens, last);
            }
            ranges.push(n..last + 1);
            n = last + 1;
        } else {
            n = end + 1;
        }
    }
    ranges
}

/// Where the bracket that opens here closes.
fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for (n, token) in tokens.iter().enumerate().skip(open) {
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return n;
        }
    }
    tokens.len()
}

/// Every path into the crate or the standard library. `super` is followed from the module it stands in.
fn paths(place: &str, tokens: &[Token]) -> Vec<Named> {
    let mut found = Vec::new();
    let mut inner: Vec<(String, usize)> = Vec::new(); // modules written in the file, with the depth of their braces
    let mut depth = 0;
    let home = module_of(place);
    for (n, token) in tokens.iter().enumerate() {
        let text = |n: usize| tokens.get(n).map_or("", |token| token.text.as_str());
        let before = n.checked_sub(1).map_or("", text);
        match token.text.as_str() {
            "{" => {
                depth += 1;
                if n >= 2 && text(n - 2) == "mod" {
                    inner.push((before.to_owned(), depth));
                }
            }
            "}" => {
                if inner.last().is_some_and(|(_, at)| *at == depth) {
                    inner.pop();
                }
                depth = depth.saturating_sub(1);
            }
            "crate" | "casewall" | "super" | "std" => {
                let own = token.text == "casewall";
                let continued = before == "::" && n >= 2 && is_name(text(n - 2));
                // pub(crate), pub(super), an argument named like the crate
                if continued
                    || (before == "(" && text(n + 1) == ")")
                    || (own && (place != "main.rs" || text(n + 1) != "::"))
                {
                    continue;
                }
                let mut module: Vec<String> = if token.text == "super" {
                    home.iter()
                        .cloned()
                        .chain(inner.iter().map(|(name, _)| name.clone()))
                        .collect()
                } else {
                    Vec::new()
                };
                let mut next = n;
                while text(next) == "super" {
                    module.pop();
                    next += if text(next + 1) == "::" && text(next + 2) == "super" {
                        2
                    } else {
                        1
                    };
                }
                let root = if token.text == "std" { "std" } else { "crate" };
                let mut names: Vec<String> =
                    std::iter::once(root.to_owned()).chain(module).collect();
                if token.text != "super" {
                    next += 1;
                }
                leaves(tokens, &mut next, &mut names, n, &mut found);
            }
            _ => {}
        }
    }
    found
}

/// Follows `::name`, `::{a, b::c}` and `::*` from here and notes where they end.
fn leaves(
    tokens: &[Token],
    next: &mut usize,
    names: &mut Vec<String>,
    start: usize,
    found: &mut Vec<Named>,
) {
    let text = |n: usize| tokens.get(n).map_or("", |token| token.text.as_str());
    let known = names.len();
    let mut whole = true;
    while text(*next) == "::" {
        match text(*next + 1) {
            "{" => {
                *next += 2;
                while *next < tokens.len() && text(*next) != "}" {
                    match text(*next) {
                        "," => *next += 1,
                        "as" => *next += 2,
                        "self" => {
                            found.push(Named {
                                names: names.clone(),
                                line: tokens[*next].line,
                                token: start,
                            });
                            *next += 1;
                        }
                        name => {
                            let line = tokens[*next].line;
                            names.push(name.to_owned());
                            *next += 1;
                            let had = found.len();
                            leaves(tokens, next, names, start, found);
                            for leaf in &mut found[had..] {
                                leaf.line = leaf.line.max(line);
                            }
                            names.pop();
                        }
                    }
                }
                *next += 1;
                whole = false;
                break;
            }
            "<" => break, // Vec::<u8>
            name => {
                names.push(name.to_owned());
                *next += 2;
            }
        }
    }
    if whole {
        let line = tokens
            .get(next.saturating_sub(1))
            .map_or(1, |token| token.line);
        found.push(Named {
            names: names.clone(),
            line,
            token: start,
        });
    }
    names.truncate(known);
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && !matches!(text, "use" | "in" | "as" | "return" | "dyn")
}

/// `scene` for `scene/text/draft.rs`, `main` for `main.rs`.
fn room_of(place: &str) -> &str {
    match place.split_once('/') {
        Some((room, _)) => room,
        None => place.strip_suffix(".rs").unwrap_or(place),
    }
}

/// `scene::text::draft` for `scene/text/draft.rs`, `scene` for `scene/mod.rs`.
fn module_of(place: &str) -> Vec<String> {
    let mut names: Vec<String> = place
        .trim_end_matches(".rs")
        .split('/')
        .map(str::to_owned)
        .collect();
    names.pop_if(|last| matches!(last.as_str(), "mod" | "lib" | "main"));
    names
}

// --- files ------------------------------------------------------------------------------------------------------------

fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let Ok(entries) = fs::read_dir(path) else {
        return Vec::new();
    };
    let mut entries: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries.iter().flat_map(|entry| files(entry)).collect()
}

/// The text of a file, if it is one.
fn text_of(path: &Path) -> Option<String> {
    String::from_utf8(fs::read(path).unwrap()).ok()
}

fn shown(path: &Path, root: &Path) -> String {
    path.strip_prefix(root)
        .unwrap_or(path)
        .to_string_lossy()
        .replace('\\', "/")
}

fn list(names: &[&str]) -> String {
    let mut text = String::new();
    for (n, name) in names.iter().enumerate() {
        let _ = write!(text, "{}{name}", if n == 0 { "" } else { ", " });
    }
    if text.is_empty() {
        "nothing".to_owned()
    } else {
        text
    }
}
