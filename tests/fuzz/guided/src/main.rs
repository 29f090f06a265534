//! The targets of `tests/fuzz` under libFuzzer, which is guided by coverage; half of its damage is that of `mutate`.
//! `tests/fuzz/guided/run` builds it and says how to use it.

#![no_main]

#[path = "../../containers.rs"]
#[allow(dead_code)]
mod containers;
#[path = "../../mutate.rs"]
mod mutate;
#[path = "../../targets.rs"]
mod targets;

use std::path::Path;
use std::sync::LazyLock;
use std::{env, fs};

use fastrand::Rng;
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use targets::{Target, corpus, targets};

/// The target that is named in the environment.
static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let name = env::var("CASEWALL_FUZZ_TARGET").expect("CASEWALL_FUZZ_TARGET names a target");
    let known = targets().into_iter().find(|target| target.name == name);
    known.unwrap_or_else(|| {
        let names: Vec<String> = targets().into_iter().map(|target| target.name).collect();
        panic!("targets are {}", names.join(" "))
    })
});

static SAMPLES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus");
    corpus(&TARGET, &root)
});

fuzz_target!(
    init: {
        // The samples, for libFuzzer to begin with.
        if let Some(folder) = env::var_os("CASEWALL_FUZZ_SAMPLES") {
            for (n, sample) in SAMPLES.iter().enumerate() {
                fs::write(Path::new(&folder).join(format!("sample-{n}")), sample).expect("it is written");
            }
        }
    },
    |bytes: &[u8]| (TARGET.run)(bytes)
);

fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    let mut rng = Rng::with_seed(seed.into());
    if rng.bool() {
        return fuzzer_mutate(data, size, most);
    }
    let mut samples = vec![data[..size].to_vec()];
    if rng.bool() {
        samples.push(SAMPLES[rng.usize(..SAMPLES.len())].clone());
    }
    let made = mutate::mutated(&mut rng, &samples);
    let length = made.len().min(most);
    data[..length].copy_from_slice(&made[..length]);
    length
});
