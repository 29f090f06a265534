//! Damage, for the tests of parsers: samples with bytes changed, cut out, doubled and put in.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Runs `run` on `cases` damaged versions of the samples. It fails if `run` panics, and then says on what.
///
/// # Panics
/// If `run` does.
pub fn mutated(samples: &[&[u8]], cases: u32, run: impl Fn(&[u8])) {
    let change = (any::<u32>(), 0_u8..7, any::<u8>());
    let damage = (0..samples.len(), proptest::collection::vec(change, 0..12));
    let config = Config {
        failure_persistence: None,
        ..Config::with_cases(cases)
    };
    let done = TestRunner::new(config).run(&damage, |(which, changes)| {
        let mut bytes = samples[which].to_vec();
        for (at, how, byte) in changes {
            let at = at as usize % (bytes.len() + 1);
            let end = (at + 1 + byte as usize % 40).min(bytes.len());
            match how {
                0 => bytes.insert(at, byte),
                1 if at < bytes.len() => bytes[at] = byte,
                2 if at < bytes.len() => bytes[at] ^= 1 << (byte % 8),
                3 => drop(bytes.drain(at.min(end)..end)),
                4 => bytes.truncate(at),
                5 => {
                    let doubled = bytes[at.min(end)..end].to_vec();
                    bytes.splice(at..at, doubled);
                }
                _ => {
                    let strange = [
                        &b"<"[..],
                        b"&",
                        b"\"",
                        b"\xff\xfe",
                        b"\0",
                        b"{{",
                        b"999999999999",
                        b"]]>",
                    ];
                    let put_in = strange[byte as usize % strange.len()];
                    bytes.splice(at..at, put_in.iter().copied());
                }
            }
        }
        run(&bytes);
        Ok(())
    });
    assert_eq!(done.map_err(|error| error.to_string()), Ok(()));
}
