//! Winnowing (Schleimer, Wilkerson and Aiken, SIGMOD 2003): of all runs of five words few are kept, and always the same
//! ones of the same text.
//!
//! **Invariant:** two texts that have eight words in a row in common have a fingerprint of them in common.

use std::collections::HashSet;

use super::words::Word;

/// Words in a shingle.
pub(super) const SHINGLE: usize = 5;
/// Shingles in a window, of which one is kept.
const WINDOW: usize = 4;
/// The shortest common run that is found for sure, in units.
#[cfg(test)]
pub(super) const FOUND: usize = SHINGLE + WINDOW - 1;

/// The fingerprints of a text and the numbers of the words at which they begin, ascending.
pub(super) fn fingerprints(words: &[Word]) -> Vec<(u64, u32)> {
    let shingles: Vec<(u64, u32)> = shingles(words).zip(0..).collect();
    let mut kept: Vec<(u64, u32)> = Vec::with_capacity(shingles.len() / 2);
    // A text shorter than a window has one fingerprint all the same.
    for window in shingles.windows(WINDOW.min(shingles.len()).max(1)) {
        // Of equal ones the rightmost, so that a repeated word does not fill the index.
        let least = window
            .iter()
            .min_by_key(|(hash, at)| (*hash, u32::MAX - at));
        if let Some(least) = least.filter(|least| kept.last() != Some(least)) {
            kept.push(*least);
        }
    }
    kept
}

/// How much of the shorter text stands in the other: the share of its shingles that the other has too.
pub(super) fn containment(a: &[Word], b: &[Word]) -> f64 {
    let [a, b] = [a, b].map(|words| shingles(words).collect::<HashSet<u64>>());
    let shorter = a.len().min(b.len());
    match shorter {
        0 => 0.0,
        _ => a.intersection(&b).count() as f64 / shorter as f64,
    }
}

fn shingles(words: &[Word]) -> impl Iterator<Item = u64> {
    words.windows(SHINGLE).map(mixed)
}

/// A number that stands for some words in their order.
pub(super) fn mixed(words: &[Word]) -> u64 {
    // Odd, and its bits well spread: the golden ratio.
    const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mixed = words.iter().fold(0_u64, |hash, word| {
        (hash.rotate_left(23) ^ word.key()).wrapping_mul(SPREAD)
    });
    // The upper bits are the better ones, and the least number is to be a fair choice.
    mixed ^ (mixed >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::reuse::words::Words;

    fn words(text: &str) -> Vec<Word> {
        Words::of(text).words
    }

    #[test]
    fn every_common_run_of_eight_words_is_found() {
        let mut rng = fastrand::Rng::with_seed(3);
        let mut text = |n: usize| {
            let words: Vec<String> = (0..n).map(|_| format!("w{}", rng.u32(..900))).collect();
            words.join(" ")
        };
        for _ in 0..300 {
            let (run, a, b) = (text(FOUND), text(40), text(60));
            let [a, b] =
                [format!("{a} {run} {b}"), format!("{b} {run} {a}")].map(|text| words(&text));
            let found = fingerprints(&a).into_iter().any(|(hash, at)| {
                (40..44).contains(&at)
                    && fingerprints(&b)
                        .iter()
                        .any(|(other, at)| *other == hash && (60..64).contains(at))
            });
            assert!(found, "{run}");
        }
    }

    #[test]
    fn about_two_in_five_are_kept_and_short_texts_have_one() {
        let long: String = (0..10_000).map(|n| format!("w{} ", n * n % 7919)).collect();
        let kept = fingerprints(&words(&long)).len();
        assert!((3_500..4_500).contains(&kept), "{kept}");
        for (text, n) in [
            ("", 0),
            ("one two three four", 0),
            ("one two three four five", 1),
        ] {
            assert_eq!(fingerprints(&words(text)).len(), n, "{text}");
        }
        let (a, b) = (words("a b c d e f g"), words("x a b c d e f z q"));
        assert_eq!(containment(&a, &b), 2.0 / 3.0);
        assert_eq!(containment(&a, &[]), 0.0);
    }
}
