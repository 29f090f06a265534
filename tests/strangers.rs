//! Boards of strangers, and of other days: old files open, what is too large is refused by a limit that has a name, and
//! opening reads nothing that lies outside.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use casewall::file::{self, Limit, Limits, ReadError, VERSION};
use casewall::host;
use serde_json::{Value, json};

fn history() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("boards/history");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// Frozen samples: of the present version they come back byte for byte, of an earlier one they are what the file of the
/// same name in `boards/history/now/` says.
#[test]
fn old_files_open_and_are_what_they_were() {
    let samples = history();
    for version in 1..=VERSION {
        let of = |name: &&(String, Vec<u8>)| name.0.starts_with(&format!("v{version}"));
        assert!(
            samples.iter().any(|sample| of(&sample)),
            "none of v{version}"
        );
    }
    for (name, bytes) in samples {
        let value: Value = serde_json::from_slice(&bytes).unwrap();
        assert!(
            name.starts_with(&format!("v{}", value["version"])),
            "{name}"
        );
        let opened = file::read(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let written = file::write(&opened.board);
        if value["version"] == VERSION {
            assert_eq!(opened.remarks, [""; 0], "{name}");
            assert!(written == bytes, "{name} is written otherwise than it was");
        } else {
            assert_eq!(opened.remarks.len(), 1, "{name}: {:?}", opened.remarks);
        }
        assert_eq!(file::write(&file::read(&written).unwrap().board), written);
    }
}

/// The samples of a version together use every key, kind and word that the schema knows.
#[test]
fn the_samples_use_everything_that_the_version_has() {
    let mut used = BTreeSet::new();
    for (name, bytes) in history() {
        if name.starts_with(&format!("v{VERSION}")) {
            words(&serde_json::from_slice(&bytes).unwrap(), &mut used);
        }
    }
    let mut known = BTreeSet::new();
    of_schema(&file::schema(), &mut known);
    let missing: Vec<_> = known.difference(&used).collect();
    assert!(missing.is_empty(), "no sample uses {missing:?}");
    assert!(known.len() > 80, "{known:?}");
}

/// Every key and every text of a value.
fn words(value: &Value, all: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => drop(all.insert(text.clone())),
        Value::Array(list) => list.iter().for_each(|value| words(value, all)),
        Value::Object(object) => {
            for (key, value) in object {
                all.insert(key.clone());
                words(value, all);
            }
        }
        _ => {}
    }
}

/// Every property and every constant word that a schema names.
fn of_schema(schema: &Value, all: &mut BTreeSet<String>) {
    match schema {
        Value::Array(list) => list.iter().for_each(|value| of_schema(value, all)),
        Value::Object(object) => {
            for (key, value) in object {
                match (key.as_str(), value) {
                    ("properties", Value::Object(properties)) => {
                        all.extend(properties.keys().cloned());
                        properties.values().for_each(|value| of_schema(value, all));
                    }
                    ("const", Value::String(word)) => drop(all.insert(word.clone())),
                    ("enum", Value::Array(list)) => {
                        all.extend(list.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    _ => of_schema(value, all),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn a_newer_file_is_refused_and_says_with_what_it_opens() {
    for (_, bytes) in history() {
        let mut value: Value = serde_json::from_slice(&bytes).unwrap();
        value["version"] = json!(VERSION + 1);
        let newer = serde_json::to_vec(&value).unwrap();
        let error = file::read(&newer).unwrap_err();
        let found = u64::from(VERSION) + 1;
        assert_eq!(error, ReadError::TooNew { found });
        let want = format!(
            "The board is of format version {found}, this Casewall knows versions up to {VERSION}. Open it with a newer Casewall."
        );
        assert_eq!(error.to_string(), want);
        // Nor is part of it offered: what a newer version means is not known.
        assert!(file::read_tolerant(&newer).is_none());
    }
}

/// A board that has just so much of everything.
fn board(cards: usize, links: usize, text: usize, depth: usize, embedded: usize) -> Vec<u8> {
    let card = |n: usize| json!({ "id": format!("c{n}"), "kind": "claim", "x": 0, "y": 0, "width": 9, "height": 9, "text": "x".repeat(text) });
    let link = |n: usize| json!({ "id": format!("l{n}"), "from": "c0", "to": "c1", "kind": "corroborates" });
    let blob = vec![b'a'; embedded];
    let data = {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(&blob)
    };
    let deep = (1..depth).fold(json!(1), |inner, _| json!([inner]));
    let value = json!({
        "format": "casewall", "version": 1,
        "cards": (0..cards).map(card).collect::<Vec<_>>(),
        "links": (0..links).map(link).collect::<Vec<_>>(),
        "files": { file::file_id(&blob).to_string(): { "data": data } },
        "deep": deep,
    });
    serde_json::to_vec(&value).unwrap()
}

/// How many values a value holds, itself too.
fn values(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(values).sum(),
        Value::Object(object) => object.values().map(values).sum(),
        _ => 0,
    }
}

/// What is at a limit opens, what is one over it does not: the sentence names the limit and how it is raised, and part of
/// the board is offered where there is a part.
#[test]
fn every_limit_holds_says_its_name_and_can_be_raised() {
    let usual = || board(3, 4, 50, 9, 300);
    let just = |limit: Limit| match limit {
        Limit::Bytes => usual().len(),
        Limit::Cards => 3,
        Limit::Links => 4,
        Limit::Values => values(&serde_json::from_slice(&usual()).unwrap()),
        Limit::Text => 67, // the name of the embedded file is longer than any text, and no text
        Limit::Depth => 9,
        Limit::Embedded => 300,
        Limit::Pixels => 1,
    };
    for limit in Limit::ALL {
        let bytes = match limit {
            Limit::Text => board(3, 4, 67, 9, 300),
            _ => usual(),
        };
        let most = just(limit);
        let within = Limits::default().with(limit, most);
        let opened = file::read_within(&bytes, &within);
        assert!(
            opened.is_ok(),
            "{limit:?} at {most}: {}",
            opened.unwrap_err()
        );
        if limit == Limit::Pixels {
            continue; // held by who decodes pictures
        }
        let less = Limits::default().with(limit, most - 1);
        let error = file::read_within(&bytes, &less).unwrap_err().to_string();
        let name = limit.name();
        assert!(error.contains(&format!("limit “{name}”")), "{error}");
        assert!(error.contains("Preferences"), "{error}");
        assert!(error.contains(&format!("--limit {name}=")), "{error}");
        if limit != Limit::Bytes {
            let (part, said) = file::read_tolerant_within(&bytes, &less).unwrap();
            assert!(!said.is_empty() && !part.cards().is_empty(), "{limit:?}");
            assert!(
                file::read_within(&file::write(&part), &less).is_ok() || limit == Limit::Values
            );
        }
    }
}

/// As deep as there are bytes: refused, not followed.
#[test]
fn depth_costs_nothing() {
    for open in ["[", "{\"a\":"] {
        let bytes = format!(
            "{{\"format\":\"casewall\",\"version\":1,\"x\":{}",
            open.repeat(200_000)
        );
        for depth in [1, 5, 128] {
            let limits = Limits::default().with(Limit::Depth, depth);
            let error = file::read_within(bytes.as_bytes(), &limits)
                .unwrap_err()
                .to_string();
            assert!(error.contains("nested more than"), "{error}");
        }
    }
}

/// Nothing that a board names is read but what lies below its folder, and is a file.
#[test]
fn paths_of_a_board_lead_nowhere_else() {
    let world = tempfile::tempdir().unwrap();
    let folder = world.path().join("case");
    fs::create_dir_all(folder.join("papers")).unwrap();
    fs::write(world.path().join("secret.txt"), "secret").unwrap();
    fs::write(folder.join("papers/a.txt"), "fine").unwrap();
    let secret = world.path().join("secret.txt");
    let secret = secret.to_str().unwrap();
    let mut tricks: Vec<String> = [
        "",
        ".",
        "..",
        "/",
        "//",
        "../secret.txt",
        "papers/../../secret.txt",
        "papers/./a.txt",
        "papers//a.txt",
        "papers/a.txt/",
        "/papers/a.txt",
        "~/secret.txt/../..",
        r"..\secret.txt",
        r"papers\..\..\secret.txt",
        r"\\server\share\a.txt",
        r"\\?\C:\a.txt",
        r"\\.\pipe\a",
        "//server/share/a.txt",
        "C:/a.txt",
        r"C:\a.txt",
        "C:a.txt",
        "file:///etc/passwd",
        "file:papers/a.txt",
        "smb://server/share",
        "http://example.org/a.txt",
        "papers/a.txt:stream",
        "papers/a.txt\0",
        "\0",
        "/etc/passwd",
        "/dev/zero",
        "/dev/stdin",
        "/proc/self/environ",
    ]
    .map(str::to_owned)
    .into();
    tricks.push(secret.to_owned());
    tricks.push(format!("file://{secret}"));
    for trick in &tricks {
        let read = host::read_below(&folder, trick, 1000);
        assert!(
            matches!(read, Err(host::HostError::Outside(_))),
            "{trick:?}: {read:?}"
        );
    }
    assert_eq!(
        host::read_below(&folder, "papers/a.txt", 1000).unwrap(),
        b"fine"
    );
    // Names that only look like something else are names: nothing of the kind is there.
    for name in [
        "~",
        "$HOME",
        "%2e%2e",
        "..%2fsecret.txt",
        "papers/a.txt?x",
        "...",
        "․․/secret.txt",
    ] {
        let read = host::read_below(&folder, name, 1000);
        assert!(
            matches!(read, Err(host::HostError::NotFound(_))),
            "{name:?}: {read:?}"
        );
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink(world.path(), folder.join("up")).unwrap();
        symlink("../../secret.txt", folder.join("papers/out.txt")).unwrap();
        symlink("/dev/zero", folder.join("zero")).unwrap();
        symlink("/dev", folder.join("dev")).unwrap();
        symlink("/proc/self", folder.join("me")).unwrap();
        symlink("ring", folder.join("ring")).unwrap();
        symlink("papers", folder.join("inside")).unwrap();
        for trick in [
            "up/secret.txt",
            "papers/out.txt",
            "up/case/../secret.txt",
            "zero",
            "dev/zero",
            "me/environ",
            "me/fd/0",
        ] {
            let read = host::read_below(&folder, trick, 1000);
            assert!(
                matches!(read, Err(host::HostError::Outside(_))),
                "{trick:?}: {read:?}"
            );
        }
        assert!(host::read_below(&folder, "ring", 1000).is_err());
        assert_eq!(
            host::read_below(&folder, "inside/a.txt", 1000).unwrap(),
            b"fine"
        );
        // A pipe would wait for a writer; a socket is none either. Neither is opened.
        let made = std::process::Command::new("mkfifo")
            .arg(folder.join("pipe"))
            .status();
        if made.is_ok_and(|status| status.success()) {
            let read = host::read_below(&folder, "pipe", 1000);
            assert!(
                matches!(read, Err(host::HostError::NotRegular(_))),
                "{read:?}"
            );
        }
        let _socket = std::os::unix::net::UnixListener::bind(folder.join("socket")).unwrap();
        let read = host::read_below(&folder, "socket", 1000);
        assert!(
            matches!(read, Err(host::HostError::NotRegular(_))),
            "{read:?}"
        );
        assert!(matches!(
            host::read_below(&folder, "papers", 1000),
            Err(host::HostError::IsFolder(_))
        ));
    }
}
