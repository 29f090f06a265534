//! What of a text is shown: line ends made one, controls dropped, the marks of reading direction kept in their place.
//!
//! It changes no visible character and refuses to guess: what it drops has no shape, and what it closes was left open.
//! Only what no language writes is cut short: a letter with dozens of accents, dozens of invisible characters in a row.
//!
//! **Invariant (balanced):** in every paragraph of what it gives, each embedding and isolate is closed, and nothing is
//! closed that was not opened. So no text can make its neighbours read backwards.
//!
//! **Invariant (nothing hides):** a character that nobody sees and no language needs where it stands (`assess` says
//! which) is shown as a mark: `‹ZWSP›`, `‹TAG›`.
//!
//! **Invariant (no override):** U+202D and U+202E, which make letters read against their nature, are never obeyed: a
//! reader sees `‹LRO›` or `‹RLO›` where they stood.

use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;
use unicode_segmentation::UnicodeSegmentation;

use super::MAX_SCALARS;
use crate::assess::hidden;

/// The text with every newline as `\n`, tabs as spaces and without what cannot be shown; and whether that is all of
/// it, or about the first `most` characters (wide ones count more), ending with a whole grapheme.
pub(super) fn readable(text: &str, most: usize) -> (String, bool) {
    let mut shown = String::with_capacity(text.len().min(most.saturating_mul(4)));
    let mut open = Open::default();
    let mut rest = text.char_indices().peekable();
    let mut shown_last = None;
    let mut room = most;
    let mut invisible = 0;
    let (mut joined, mut longest) = (0, 0);
    let mut whole = true;
    let mut unread = MAX_SCALARS * 4;
    while let Some((at, c)) = rest.next() {
        unread -= 1;
        if room == 0 || unread == 0 {
            if !shown.ends_with(is_direction_mark) {
                let last = shown.graphemes(true).next_back().map_or(0, str::len);
                if last < shown.len() {
                    shown.truncate(shown.len() - last);
                }
            }
            whole = false;
            break;
        }
        joined = if stands_alone(c) { 0 } else { joined + 1 };
        longest = joined.max(longest);
        invisible = if c > '\u{ac}' && is_ignorable(c) {
            invisible + 1
        } else {
            0
        };
        // One mark says it of a whole row.
        let mark = hidden(text, at);
        let repeated = mark.is_some() && mark == std::mem::replace(&mut shown_last, mark);
        let cost = match c {
            _ if repeated => 0,
            _ if let Some(name) = mark => show_mark(name, &mut shown),
            '\r' if rest.peek().is_some_and(|(_, c)| *c == '\n') => 0,
            c if ends_paragraph(c) => {
                open.close_all(&mut shown);
                shown.push('\n');
                1
            }
            '\t' => {
                shown.push_str("    ");
                4
            }
            c if is_direction_mark(c) => open.take(c, &mut shown),
            c if is_dropped(c) || invisible > INVISIBLE_AT_MOST => 0,
            c => {
                shown.push(c);
                1 + 2 * usize::from(is_wide(c) && most < MAX_SCALARS)
            }
        };
        room = room.saturating_sub(cost);
    }
    open.close_all(&mut shown);
    if longest > CLUSTER_AT_MOST {
        shown = with_short_clusters(&shown);
    }
    (shown, whole)
}

/// Shows by name what cannot be seen; says how many characters that took.
fn show_mark(name: &str, shown: &mut String) -> usize {
    shown.extend([LRI, '‹']);
    shown.push_str(name);
    shown.extend(['›', PDI]);
    name.chars().count() + 4
}

/// Invisible characters that are kept in a row: the flag of Wales has seven.
const INVISIBLE_AT_MOST: usize = 16;
/// Characters of a grapheme that are kept: a family of four with skin tones has eleven.
const CLUSTER_AT_MOST: usize = 16;

/// No line can be broken inside a grapheme, so an endless one would leave its card.
fn with_short_clusters(text: &str) -> String {
    let clusters = text.graphemes(true);
    clusters
        .flat_map(|cluster| cluster.chars().take(CLUSTER_AT_MOST))
        .collect()
}

/// Is a grapheme of its own unless an accent follows: a quick look, which may say no where it is.
fn stands_alone(c: char) -> bool {
    c < '\u{300}' || matches!(c, '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}')
}

/// Takes about as much of a line as three Latin letters: Chinese, Japanese, Korean, emoji.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{1f000}'..='\u{1faff}' | '\u{20000}'..='\u{3ffff}')
}

/// A field made safe to stand beside others in one line: a right-to-left name cannot move the date that follows it.
///
/// The field becomes one line; if anything in it may read from right to left, it is wrapped in FSI … PDI, balanced, and
/// overrides in it become marks. The words around it are taken to read from left to right.
pub fn isolated(field: &str) -> String {
    let mut shown = String::with_capacity(field.len() + 6);
    let walls = field
        .chars()
        .any(|c| is_right_to_left(c) || is_direction_mark(c));
    if walls {
        shown.push(FSI);
    }
    let mut open = Open::default();
    for c in field.chars() {
        match c {
            c if ends_paragraph(c) => shown.push(' '),
            c if is_direction_mark(c) => {
                open.take(c, &mut shown);
            }
            c => shown.push(c),
        }
    }
    open.close_all(&mut shown);
    if walls {
        shown.push(PDI);
    }
    shown
}

/// The embeddings and isolates that stand open at the end of this piece of a paragraph, as the marks that open them.
pub(super) fn left_open(text: &str) -> String {
    let mut open = Open::default();
    let mut shown = String::new();
    for c in text.chars().filter(|c| is_direction_mark(*c)) {
        open.take(c, &mut shown);
    }
    open.0.iter().filter_map(|mark| mark.opened_by).collect()
}

/// Closes what stands open at the end of this piece of a paragraph.
pub(super) fn close(text: &mut String) {
    let mut open = Open::default();
    let mut shown = String::new();
    for c in text.chars().filter(|c| is_direction_mark(*c)) {
        open.take(c, &mut shown);
    }
    open.close_all(text);
}

/// Nothing of this text has a shape: white space, controls and other invisible characters at most.
pub fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_whitespace() || c.is_control() || is_ignorable(c))
}

/// Has no shape of its own by the Unicode standard; a font need not know it.
pub(super) fn is_ignorable(c: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// Reads from right to left by nature.
pub(super) fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

fn ends_paragraph(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Opens or closes an embedding, an override or an isolate.
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Controls; byte order marks; the soft hyphen, where a line would break without showing a hyphen; the deprecated
/// format characters; the signs of interlinear notes; and what has no shape by the standard but has one, or a box, in
/// fonts or for the shaper (Hangul fillers, a Mongolian selector, shorthand controls).
fn is_dropped(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{feff}' | '\u{206a}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}')
        || matches!(
            c,
            '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{180f}'
        )
        || matches!(c, '\u{1bca0}'..='\u{1bca3}')
}

const PDF: char = '\u{202c}';
const LRI: char = '\u{2066}';
const FSI: char = '\u{2068}';
const PDI: char = '\u{2069}';

/// Marks that may stand open at a time. Deeper ones are dropped: nobody nests quotations so far.
const DEEPEST: usize = 40;

/// The embeddings, overrides and isolates that stand open, outermost first.
#[derive(Default)]
struct Open(Vec<Mark>);

struct Mark {
    /// The mark as it is shown; `None` when it is not obeyed (an override, or too deep).
    opened_by: Option<char>,
    isolate: bool,
}

impl Open {
    /// Shows one mark of direction as far as it may be; says how many characters that took.
    fn take(&mut self, c: char, shown: &mut String) -> usize {
        let before = shown.len();
        match c {
            '\u{202d}' | '\u{202e}' => {
                let name = if c == '\u{202d}' { "LRO" } else { "RLO" };
                show_mark(name, shown);
                self.0.push(Mark {
                    opened_by: None,
                    isolate: false,
                });
            }
            PDF => {
                if self.0.last().is_some_and(|mark| !mark.isolate) {
                    self.close_one(shown);
                }
            }
            PDI => {
                if self.0.iter().any(|mark| mark.isolate) {
                    while self.close_one(shown).is_some_and(|isolate| !isolate) {}
                }
            }
            c => {
                let opened_by = (self.0.len() < DEEPEST).then_some(c);
                shown.extend(opened_by);
                let isolate = matches!(c, LRI..=FSI);
                self.0.push(Mark { opened_by, isolate });
            }
        }
        shown.get(before..).unwrap_or_default().chars().count()
    }

    /// Closes the innermost; says whether it was an isolate.
    fn close_one(&mut self, shown: &mut String) -> Option<bool> {
        let mark = self.0.pop()?;
        if mark.opened_by.is_some() {
            shown.push(if mark.isolate { PDI } else { PDF });
        }
        Some(mark.isolate)
    }

    fn close_all(&mut self, shown: &mut String) {
        while self.close_one(shown).is_some() {}
    }
}
