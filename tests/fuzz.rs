//! Whatever bytes come in: no panic, no hang, no gigabyte of memory. A short hunt with the same damage each time; a long
//! one by
//!
//! `CASEWALL_FUZZ_RUNS=1000000 CASEWALL_FUZZ_TARGET=import- CASEWALL_FUZZ_SEED=1 cargo test --release
//! --no-default-features --test fuzz -- --nocapture`
//!
//! and `CASEWALL_FUZZ_MINUTES=60` ends it earlier.
//!
//! The targets are a table in `fuzz/targets.rs`, the samples lie in `corpus/`.

#![allow(missing_docs, clippy::print_stdout)]

#[path = "fuzz/mod.rs"]
mod fuzz;

use std::env;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use fuzz::hunt::{Hunt, execute, memory};
use fuzz::targets::targets;

#[test]
fn nothing_that_comes_in_panics_hangs_or_swells() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let number = |name: &str| env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let runs = number("CASEWALL_FUZZ_RUNS");
    let hunt = Hunt {
        runs,
        until: number("CASEWALL_FUZZ_MINUTES")
            .map(|minutes| Instant::now() + Duration::from_secs(60 * minutes)),
        only: env::var("CASEWALL_FUZZ_TARGET").unwrap_or_default(),
        seed: number("CASEWALL_FUZZ_SEED").unwrap_or(1),
        most_time: Duration::from_secs(if cfg!(debug_assertions) && runs.is_none() {
            30
        } else {
            5
        }),
        corpus: root.join("tests/corpus"),
        folder: Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz"),
    };
    let begun = Instant::now();
    let targets = targets();
    let (tallies, faults) = hunt.run(&targets);
    assert!(!tallies.is_empty(), "no target is called {:?}", hunt.only);
    let all: u64 = tallies.iter().map(|(_, tally)| tally.runs).sum();
    for (name, tally) in &tallies {
        println!(
            "fuzz: {name:20} {:9} runs, {:8.2} s, {:7.0} µs each, slowest {:6.0} ms",
            tally.runs,
            tally.time.as_secs_f64(),
            tally.time.as_micros() as f64 / tally.runs.max(1) as f64,
            tally.slowest.as_millis()
        );
    }
    // Past the harness, which keeps what a passing test prints.
    let _ = writeln!(
        io::stderr(),
        "fuzz: {all} runs of {} targets in {:.1} s, {} faults, {} MiB at most",
        tallies.len(),
        begun.elapsed().as_secs_f64(),
        faults.len(),
        memory("VmHWM:").unwrap_or(0) >> 20
    );
    assert!(
        faults.is_empty(),
        "{}",
        faults
            .iter()
            .map(|fault| format!(
                "{}: {} by b\"{}\"\n",
                fault.target,
                fault.what,
                fault.bytes.escape_ascii()
            ))
            .collect::<String>()
    );
}

/// What broke something once, in `corpus/mended/TARGET--WHAT`, breaks it no more.
#[test]
fn what_was_mended_stays_mended() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/mended");
    let targets = targets();
    for entry in fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let target = name.split("--").next().unwrap();
        let target = targets.iter().find(|known| known.name == target);
        let target = target.unwrap_or_else(|| panic!("{name}: no such target"));
        if let Err(what) = execute(target, &fs::read(&path).unwrap()) {
            panic!("{name}: {what}");
        }
    }
}
