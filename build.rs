//! Embeds the demo boards: writes a list of `boards/*.casewall.json` for `src/file/demos.rs` to include.
//!
//! Refuses to build with a demo board that is not JSON. The boards of `boards/history/` are for tests, not embedded.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let folder = root.join("boards");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", folder.display());

    let mut boards: Vec<(String, PathBuf)> = fs::read_dir(&folder)
        .map(|entries| {
            entries
                .filter_map(Result::ok)
                .filter_map(|entry| named(&entry.path()))
                .collect()
        })
        .unwrap_or_default();
    boards.sort();

    let mut list =
        String::from("/// The embedded boards, by name.\npub const DEMOS: &[Demo] = &[\n");
    for (name, path) in boards {
        println!("cargo::rerun-if-changed={}", path.display());
        let about = about(&path);
        let text = |key: &str| {
            about
                .get(key)
                .and_then(|value| value.as_str())
                .unwrap_or_default()
                .to_owned()
        };
        let (title, description) = (text("title"), text("description"));
        writeln!(
            list,
            "    Demo {{ name: {name:?}, title: {title:?}, description: {description:?}, bytes: include_bytes!({path:?}) }},"
        )
        .expect("writing to a string cannot fail");
    }
    list.push_str("];\n");
    fs::write(out.join("demos.rs"), list).expect("cannot write the list of demo boards to OUT_DIR");
}

/// The name and path of a board, if the path is one.
fn named(path: &Path) -> Option<(String, PathBuf)> {
    let name = path.file_name()?.to_str()?.strip_suffix(".casewall.json")?;
    Some((name.to_owned(), path.to_owned()))
}

/// The `about` of a demo board.
fn about(path: &Path) -> serde_json::Value {
    let bytes = fs::read(path)
        .unwrap_or_else(|error| panic!("cannot read the demo board {}: {error}", path.display()));
    let board: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_else(|error| {
        panic!(
            "the demo board {} is not JSON: {error}; mend it",
            path.display()
        )
    });
    board.get("about").cloned().unwrap_or_default()
}
