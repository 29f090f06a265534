//! Which parts of a text stand in quotation marks.
//!
//! Refuses to guess: a mark that nothing closes before the paragraph ends, and a straight single quote, which is an
//! apostrophe more often, open nothing.

use std::ops::Range;

/// Longest quotation, in scalar values: what is longer is a mark that was forgotten.
const LONGEST: usize = 2_000;

/// The parts inside quotation marks, without the marks, in scalar values, ascending and apart from each other.
pub(super) fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut open: Option<(char, usize)> = None;
    let mut before = ' ';
    let mut chars = text.chars().enumerate().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, next)| *next);
        if c == '\n' && matches!(next, '\n' | '\r') {
            open = None;
        } else if let Some((mark, start)) = open {
            if closes(mark, c, next) {
                if start < at && at - start <= LONGEST {
                    all.push(start..at);
                }
                open = None;
            } else if c == mark && mark != '"' {
                open = Some((mark, at + 1));
            }
        } else if opens(c, before) {
            open = Some((c, at + 1));
        }
        before = c;
    }
    all
}

fn opens(c: char, before: char) -> bool {
    match c {
        '"' | '‘' => !before.is_alphanumeric(),
        '“' | '„' | '«' | '‹' | '「' | '『' => true,
        _ => false,
    }
}

fn closes(mark: char, c: char, next: char) -> bool {
    match mark {
        '"' => c == '"',
        '“' => c == '”',
        '„' => matches!(c, '“' | '”'),
        '«' => c == '»',
        '‹' => c == '›',
        '「' => c == '」',
        '『' => c == '』',
        // The same sign is an apostrophe inside a word.
        '‘' => c == '’' && !next.is_alphanumeric(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_marks() {
        for (text, want) in [
            ("He said \"no more\" and left.", vec!["no more"]),
            (
                "“It’s late,” she said. ‘Go on, don’t wait.’",
                vec!["It’s late,", "Go on, don’t wait."],
            ),
            (
                "„Nein“, « non », 「いいえ」",
                vec!["Nein", " non ", "いいえ"],
            ),
            ("A 5\" pipe and a 7\" one", vec![]),
            ("\"Never closed\n\nand so \"none\"", vec!["none"]),
            ("“First part. “Second part.”", vec!["Second part."]),
            ("the boys' room and 'this'", vec![]),
            ("\"\" ”", vec![]),
        ] {
            let scalars: Vec<char> = text.chars().collect();
            let got: Vec<String> = quoted(text)
                .into_iter()
                .map(|range| scalars[range].iter().collect())
                .collect();
            assert_eq!(got, want, "{text}");
        }
    }
}
