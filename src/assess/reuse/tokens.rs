//! A text as the search for attributions reads it: words as they are written, what stands between them, and sentences.

use std::borrow::Cow;
use std::ops::Range;

use super::words::{Words, normal};

/// A word of a text.
#[derive(Clone, Debug)]
pub(super) struct Token<'a> {
    /// As it is written.
    pub word: &'a str,
    /// As it is compared.
    pub normal: Cow<'a, str>,
    /// Its place, in scalar values.
    pub place: Range<usize>,
    /// What stands between the word before and this one.
    pub gap: &'a str,
    /// The number of its sentence.
    pub sentence: usize,
    /// The number of its line.
    pub line: usize,
}

impl Token<'_> {
    pub fn is_capital(&self) -> bool {
        self.word.chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether nothing but a space, or a sign that names have inside, parts it from the word before.
    pub fn follows(&self) -> bool {
        matches!(self.gap, " " | "-" | "\u{a0}" | " & " | "-\u{ad}")
    }
}

/// The words of a text.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut bytes = text
        .char_indices()
        .map(|(byte, _)| byte)
        .chain([text.len()])
        .enumerate();
    let mut byte_at = |scalar: usize| {
        let found = bytes.find(|(at, _)| *at == scalar);
        found.map_or(text.len(), |(_, byte)| byte)
    };
    let mut all: Vec<Token<'_>> = Vec::new();
    let (mut before, mut sentence, mut line) = (0, 0, 0);
    for place in Words::of(text).places {
        let (start, end) = (byte_at(place.start), byte_at(place.end));
        let gap = text.get(before..start).unwrap_or_default();
        let word = text.get(start..end).unwrap_or_default();
        line += gap.matches('\n').count();
        if all.last().is_some_and(|last| parts(last.word, gap, word)) {
            sentence += 1;
        }
        all.push(Token {
            word,
            normal: normal(word),
            place,
            gap,
            sentence,
            line,
        });
        before = end;
    }
    all
}

/// Whether a sentence ends between two words.
fn parts(last: &str, gap: &str, next: &str) -> bool {
    const SHORT: [&str; 14] = [
        "Mr", "Mrs", "Ms", "Dr", "Gen", "Lt", "Col", "Maj", "Capt", "Sgt", "Prof", "St", "Sen",
        "Gov",
    ];
    if gap.contains(['\n', '!', '?', '。', '؟', '।', '！', '？']) {
        return true;
    }
    let shortened = SHORT.contains(&last) || last.chars().count() == 1;
    let lower = next.chars().next().is_some_and(char::is_lowercase);
    gap.contains('.') && gap.contains(char::is_whitespace) && !shortened && !lower
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_they_end() {
        let sentences = |text: &str| tokens(text).last().map_or(0, |last| last.sentence + 1);
        for (text, want) in [
            ("", 0),
            ("One. Two! Three?", 3),
            ("Mr. Amsel of the U. S. Navy paid 3.5 crowns. He left.", 2),
            ("“It ended.” She left.\nAnd so on", 3),
            ("It was e.g. late", 1),
        ] {
            assert_eq!(sentences(text), want, "{text}");
        }
        let all = tokens("Öl, “don’t”\n b");
        let gaps: Vec<_> = all
            .iter()
            .map(|token| (token.gap, token.word, token.line))
            .collect();
        assert_eq!(gaps, [("", "Öl", 0), (", “", "don’t", 0), ("”\n ", "b", 1)]);
    }
}
