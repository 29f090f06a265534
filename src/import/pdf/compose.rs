//! Lines become the text of the document: paragraphs with a blank line between, words put together that a line's end
//! divided, and where each page begins.
//!
//! A hyphen at a line's end stays unless the document itself shows that it is none of the word's own: words
//! are evidence, and a guess would change them.

use std::collections::HashSet;

use super::blocks::{Break, Line};

/// First parts of compounds that are written with a hyphen.
const COMPOUNDS: &[&str] = &[
    "all", "anti", "by", "co", "counter", "cross", "early", "ex", "far", "first", "four", "full",
    "half", "hard", "high", "ill", "in", "inter", "know", "large", "late", "left", "like", "long",
    "low", "mid", "multi", "near", "neo", "new", "non", "off", "on", "one", "open", "over", "part",
    "post", "pre", "pro", "pseudo", "quasi", "re", "real", "right", "second", "self", "semi",
    "short", "single", "small", "so", "sub", "ten", "third", "three", "time", "to", "top", "two",
    "under", "up", "vice", "well", "wide", "world",
];

/// The text of the pages and where each begins, in Unicode scalar values.
pub fn text(pages: &[Vec<Line>]) -> (String, Vec<usize>) {
    let words = words(pages);
    let (mut text, mut begins, mut count) = (String::new(), Vec::new(), 0);
    for lines in pages {
        let before = text.len();
        if !text.is_empty() && !lines.is_empty() {
            text.push_str("\n\n");
            count += 2;
        }
        begins.push(count);
        let start = text.len();
        for line in lines {
            put(&mut text, line, start, &words);
        }
        let trimmed = text.trim_end().len().max(before.min(text.len()));
        text.truncate(trimmed);
        count += text.get(start..).unwrap_or_default().chars().count();
    }
    (text, begins)
}

/// Adds a line and the space behind it.
fn put(text: &mut String, line: &Line, page: usize, words: &HashSet<String>) {
    // The line before ended with a hyphen and left no space: its last word goes on here.
    if text.len() > page && text.ends_with(['-', '\u{AD}', '\u{2010}']) {
        let head_from = text
            .rfind(|c: char| c.is_whitespace())
            .map_or(0, |at| at + 1)
            .max(page);
        let head = text.get(head_from..).unwrap_or_default();
        let tail = line.text.split(' ').next().unwrap_or_default();
        let soft = head.ends_with('\u{AD}');
        if soft || divided(head.trim_end_matches(['-', '\u{2010}']), tail, words) {
            text.pop();
        }
    }
    text.push_str(&line.text);
    match line.end {
        Break::Last => text.push_str("\n\n"),
        Break::Ended => text.push('\n'),
        Break::Full if hyphenated(&line.text) => {}
        Break::Full if line.text.ends_with(written_without_blanks) => {}
        Break::Full => text.push(' '),
    }
}

fn hyphenated(line: &str) -> bool {
    let mut back = line.chars().rev();
    matches!(back.next(), Some('-' | '\u{AD}' | '\u{2010}'))
        && back.next().is_some_and(char::is_alphabetic)
}

/// A word that a line's end divided, and not a compound that has its hyphen always.
fn divided(head: &str, tail: &str, words: &HashSet<String>) -> bool {
    let head = head.trim_start_matches(|c: char| !c.is_alphanumeric());
    let tail = tail.trim_end_matches(|c: char| !c.is_alphanumeric());
    if !tail.starts_with(char::is_lowercase) || head.is_empty() || head.contains('-') {
        return false;
    }
    let (head, tail) = (head.to_lowercase(), tail.to_lowercase());
    if words.contains(&format!("{head}-{tail}")) {
        return false;
    }
    words.contains(&format!("{head}{tail}"))
        || !(words.contains(&head)
            || words.contains(&tail)
            || tail.contains('-')
            || COMPOUNDS.contains(&head.as_str()))
}

/// The words that stand whole in a line of the document.
fn words(pages: &[Vec<Line>]) -> HashSet<String> {
    let mut words = HashSet::new();
    for line in pages.iter().flatten() {
        for word in line.text.split(' ') {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            if !word.is_empty() && word.len() < 64 {
                words.insert(word.to_lowercase());
            }
        }
        // A part at the line's end is no word of the document.
        if hyphenated(&line.text)
            && let Some(part) = line.text.split(' ').next_back()
        {
            words.remove(
                &part
                    .trim_matches(|c: char| !c.is_alphanumeric())
                    .to_lowercase(),
            );
        }
    }
    words
}

/// Chinese, Japanese, Thai and their like: a line's end is no space between words.
fn written_without_blanks(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3000}'..='\u{30FF}'
        | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FF9F}' | '\u{20000}'..='\u{3FFFF}')
}
