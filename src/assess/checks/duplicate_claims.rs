//! Claims that are made of the same words, whatever their case, accents, punctuation, articles and order. Each has only a
//! part of the evidence then. All that are alike are told at once.
//!
//! Refuses to guess: one word more or another number may make a claim the opposite of its neighbour, so claims with
//! other words are never taken for the same. Every claim is folded once, so it takes as long as the claims are.

use std::collections::BTreeMap;

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_properties::CodePointMapData;
use icu_properties::props::CanonicalCombiningClass as Class;

use super::{Check, Finding, Rule, Subject};
use crate::assess::finding::Level;
use crate::assess::masses::Node;
use crate::assess::words::{capital, number};

static RULE: Rule = Rule {
    id: "duplicate-claims",
    title: "Duplicate claims",
    level: Level::Warning,
    help: "Claims that are made of the same words share their evidence between them; merge them, or say what sets them \
           apart.",
};

/// See [`RULE`].
pub struct DuplicateClaims;

impl Check for DuplicateClaims {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn run(&self, subject: &Subject<'_>, out: &mut Vec<Finding>) {
        let mut alike: BTreeMap<Vec<String>, Vec<Node>> = BTreeMap::new();
        for judged in subject.claims() {
            let words = words(&judged.claim.text);
            if !words.is_empty() {
                alike.entry(words).or_default().push(judged.node);
            }
        }
        for claims in alike.into_values().filter(|claims| claims.len() > 1) {
            let mut names = claims.iter().map(|claim| subject.name(*claim));
            let first = names.next().unwrap_or_default();
            let says = match names.all(|name| name == first) {
                true => format!(
                    "{} claims read {first}; merge them, or say what sets them apart.",
                    capital(&number(claims.len()))
                ),
                false => format!(
                    "{} are made of the same words; merge them, or say what sets them apart.",
                    subject.names(&claims)
                ),
            };
            out.push(RULE.finding(says, subject.ids(claims), Vec::new()));
        }
    }
}

/// The words of a claim, folded and sorted.
fn words(text: &str) -> Vec<String> {
    let folded = folded(text);
    let words = folded.split(|c: char| !(c.is_alphanumeric() || c == '\''));
    let words = words.map(|word| word.trim_matches('\''));
    let words = words.filter(|word| !word.is_empty());
    let mut all: Vec<&str> = words.clone().collect();
    all.retain(|word| !ARTICLES.contains(word));
    if all.is_empty() {
        all = words.collect();
    }
    let mut words: Vec<String> = all.into_iter().map(singular).collect();
    words.sort_unstable();
    words
}

const ARTICLES: &[&str] = &["a", "an", "the"];

/// An English word without the ending of its plural or its genitive.
fn singular(word: &str) -> String {
    let word = word.strip_suffix("'s").unwrap_or(word);
    let word = match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && stem.is_ascii() && !stem.ends_with('s') => stem,
        _ => word,
    };
    word.replace('\'', "")
}

/// Lower case, without accents and with straight apostrophes.
fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let nfkd = DecomposingNormalizerBorrowed::new_nfkd();
    let classes = CodePointMapData::<Class>::new();
    let above = |c: &char| {
        let class = classes.get(*c);
        matches!(
            class,
            Class::NotReordered | Class::Virama | Class::KanaVoicing
        )
    };
    let letters = nfkd.normalize_iter(text.chars()).filter(above);
    let letters = letters.flat_map(char::to_lowercase);
    letters
        .map(|c| match c {
            '’' | '‘' | 'ʼ' => '\'',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn the_same_words_are_the_same_claim() {
        for (a, b) in [
            ("The talks collapsed.", "talks collapsed"),
            (
                "The talks collapsed on Monday.",
                "On Monday, the talk collapsed!",
            ),
            ("Résumé of the naïve", "resume of naive"),
            ("Pakistan’s drones", "Pakistan's drone"),
            ("امن مذاکرات ختم", "ختم، امن مذاکرات"),
            ("ＮＡＳＡ said so", "NASA said so"),
        ] {
            assert_eq!(words(a), words(b), "{a} / {b}");
        }
        for (a, b) in [
            ("The talks collapsed.", "The talks did not collapse."),
            ("The talks collapsed.", "The talks never collapsed."),
            ("5,000 were killed.", "7,000 were killed."),
            ("Iran agreed.", "Iraq agreed."),
            ("He didn't go.", "He did go."),
            ("दिन", "दान"),
            ("his", "hi"),
        ] {
            assert_ne!(words(a), words(b), "{a} / {b}");
        }
        assert!(words(" … !").is_empty());
        assert_eq!(words("The"), ["the"]);
    }
}
