//! The words that a link rests on, and finding them again in a text that may have changed.
//!
//! Places are counted in Unicode scalar values, as the W3C's TextPositionSelector wants.

use std::ops::Range;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::Extra;

/// The exact words of a source that a link rests on: a W3C TextQuoteSelector (`exact`, `prefix`, `suffix`) and
/// TextPositionSelector (`range`) over the source's text (Web Annotation Data Model, sections 4.2.4 and 4.2.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The words.
    pub exact: String,
    /// What stands before them.
    pub prefix: String,
    /// What stands behind them.
    pub suffix: String,
    /// Their place in the text, in Unicode scalar values.
    pub range: Range<usize>,
    /// Unknown keys.
    pub extra: Extra,
}

/// What became of a quote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The words stand where they shall.
    There,
    /// The words, or nearly the same ones, stand elsewhere: so the quote would read there.
    Moved {
        /// The quote as it would be.
        to: Quote,
        /// Letters that would have to be put in, taken out or changed; none if the very words were found.
        changed: usize,
    },
    /// Nothing like them is in the text.
    Gone,
}

/// Scalar values kept before and behind a quote.
const CONTEXT: usize = 32;
/// Of a quote, at most this share of its letters may differ for it to count as found.
const LIKENESS: f64 = 0.25;
/// Most cells of the table that the search for similar words fills: about half a second.
const MOST_CELLS: usize = 400_000_000;

impl Quote {
    /// The words of `text` between two places, in Unicode scalar values, with what stands around them. A place behind
    /// the end is the end.
    pub fn of(text: &str, range: Range<usize>) -> Self {
        let start = byte_of(text, range.start);
        let end = start + byte_of(&text[start..], range.end.saturating_sub(range.start));
        let begins = range.start.min(text[..start].chars().count());
        let exact = &text[start..end];
        Self {
            exact: exact.to_owned(),
            prefix: before(text, start).to_owned(),
            suffix: behind(text, end).to_owned(),
            range: begins..begins + exact.chars().count(),
            extra: Extra::new(),
        }
    }

    /// The first place of `exact` in `text`.
    pub fn find(text: &str, exact: &str) -> Option<Self> {
        let byte = text.find(exact).filter(|_| !exact.is_empty())?;
        let start = text[..byte].chars().count();
        Some(Self::of(text, start..start + exact.chars().count()))
    }

    /// Words whose place is not known, because the text is not.
    pub fn unplaced(exact: impl Into<String>) -> Self {
        Self {
            exact: exact.into(),
            prefix: String::new(),
            suffix: String::new(),
            range: 0..0,
            extra: Extra::new(),
        }
    }

    /// Looks for the words in a text: at their place, then anywhere, then anything like them.
    ///
    /// Of several places the one whose surroundings are most alike wins, then the nearest one. Similar words are those
    /// with the fewest changed letters (P. H. Sellers, The theory and computation of evolutionary distances, 1980).
    pub fn check(&self, text: &str) -> Found {
        let start = byte_of(text, self.range.start);
        if !self.exact.is_empty() && text[start..].starts_with(&self.exact) {
            return Found::There;
        }
        if self.exact.is_empty() {
            return Found::Gone;
        }
        let places = text.match_indices(&self.exact).take(1000);
        let best = places.max_by_key(|(at, found)| {
            let nearness = usize::MAX - at.abs_diff(start);
            (self.surroundings(text, *at..at + found.len()), nearness)
        });
        if let Some((at, found)) = best {
            return self.moved(text, at..at + found.len(), 0);
        }
        match nearest(text, &self.exact) {
            Some((range, changed)) => self.moved(text, range, changed),
            None => Found::Gone,
        }
    }

    fn moved(&self, text: &str, bytes: Range<usize>, changed: usize) -> Found {
        let start = text[..bytes.start].chars().count();
        let length = text[bytes].chars().count();
        let mut to = Self::of(text, start..start + length);
        to.extra = self.extra.clone();
        Found::Moved { to, changed }
    }

    /// How many letters next to a place are those that stood there.
    fn surroundings(&self, text: &str, bytes: Range<usize>) -> usize {
        let before = self.prefix.chars().rev();
        let behind = self.suffix.chars();
        let same = |(a, b): &(char, char)| a == b;
        let left = text[..bytes.start].chars().rev().zip(before);
        let right = text[bytes.end..].chars().zip(behind);
        left.take_while(same).count() + right.take_while(same).count()
    }
}

/// The byte of a text at which scalar value number `n` begins; its end if it has no more.
fn byte_of(text: &str, n: usize) -> usize {
    text.char_indices()
        .nth(n)
        .map_or(text.len(), |(byte, _)| byte)
}

/// What stands before a byte: whole graphemes, at most [`CONTEXT`] scalar values.
fn before(text: &str, end: usize) -> &str {
    let from = text[..end].char_indices().rev().take(CONTEXT).last();
    let mut start = from.map_or(end, |(byte, _)| byte);
    let mut cursor = GraphemeCursor::new(start, text.len(), true);
    if !cursor.is_boundary(text, 0).unwrap_or(true) {
        start = cursor.next_boundary(text, 0).ok().flatten().unwrap_or(end);
    }
    &text[start.min(end)..end]
}

/// What stands behind a byte: whole graphemes, at most [`CONTEXT`] scalar values.
fn behind(text: &str, start: usize) -> &str {
    let rest = &text[start..];
    let mut scalars = 0;
    let graphemes = rest.graphemes(true).take_while(|grapheme| {
        scalars += grapheme.chars().count();
        scalars <= CONTEXT
    });
    let length = graphemes.map(str::len).sum::<usize>();
    &rest[..length]
}

/// The stretch of a text that is most like `exact`, in bytes, and how many letters differ. `None` if none is like it
/// enough, or if the search would take too long.
fn nearest(text: &str, exact: &str) -> Option<(Range<usize>, usize)> {
    let wanted: Vec<char> = exact.chars().collect();
    let most = (wanted.len() as f64 * LIKENESS).floor() as usize;
    if most == 0 || text.len().saturating_mul(wanted.len()) > MOST_CELLS {
        return None;
    }
    // One column a letter of the text: the fewest changes that end here, and where that stretch began.
    let mut column: Vec<(usize, usize)> = (0..=wanted.len()).map(|i| (i, 0)).collect();
    let mut best: Option<(Range<usize>, usize)> = None;
    for (at, letter) in text.char_indices() {
        let end = at + letter.len_utf8();
        let mut diagonal = std::mem::replace(&mut column[0], (0, end));
        diagonal.1 = at;
        for (i, want) in wanted.iter().enumerate() {
            let replaced = (diagonal.0 + usize::from(*want != letter), diagonal.1);
            let put_in = (column[i + 1].0 + 1, column[i + 1].1);
            let left_out = (column[i].0 + 1, column[i].1);
            diagonal = column[i + 1];
            column[i + 1] = replaced.min(put_in).min(left_out);
        }
        let (changed, start) = column[wanted.len()];
        // Of stretches that are equally like it, the one of about the same length.
        let worth = |range: &Range<usize>, changed| (changed, range.len().abs_diff(exact.len()));
        let better = |(range, least): &(Range<usize>, usize)| {
            worth(&(start..end), changed) < worth(range, *least)
        };
        if changed <= most && best.as_ref().is_none_or(better) {
            best = Some((start..end, changed));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_found_by_scalars() {
        let quote = Quote::find("Ünïcode: پاکستان said so.", "پاکستان").expect("it is there");
        assert_eq!(quote.range, 9..16);
        assert_eq!(
            (quote.prefix.as_str(), quote.suffix.as_str()),
            ("Ünïcode: ", " said so.")
        );
        assert!(Quote::find("abc", "abd").is_none());
        assert!(Quote::find("abc", "").is_none());
    }

    #[test]
    fn surroundings_are_whole_graphemes() {
        let family = "👨‍👩‍👧‍👦"; // seven scalar values, one grapheme
        let text = format!("{}word{}", family.repeat(6), family.repeat(6));
        let quote = Quote::find(&text, "word").expect("it is there");
        assert_eq!(quote.prefix, family.repeat(4));
        assert_eq!(quote.suffix, family.repeat(4));
        assert_eq!(quote.check(&text), Found::There);
        let beyond = Quote::of("abc", 2..900);
        assert_eq!((beyond.exact.as_str(), beyond.range), ("c", 2..3));
        assert_eq!(Quote::of("abc", 7..9).range, 3..3);
    }

    /// What became of “the drones took off at night” of the first text in the second: the words as they would be.
    fn check(text: &str) -> Option<(String, usize, usize)> {
        let before = "On Monday the drones took off at night, he said. The drones took off twice.";
        let quote = Quote::find(before, "the drones took off at night").expect("it is there");
        match quote.check(text) {
            Found::There => Some((quote.exact, quote.range.start, 0)),
            Found::Moved { to, changed } => {
                assert_eq!(to.check(text), Found::There);
                Some((to.exact, to.range.start, changed))
            }
            Found::Gone => None,
        }
    }

    #[test]
    fn quotes_are_there_moved_or_gone() {
        let there = |words: &str, at, changed| Some((words.to_owned(), at, changed));
        let words = "the drones took off at night";
        for (text, want) in [
            (
                "On Monday the drones took off at night, he said.",
                there(words, 10, 0),
            ),
            ("Ö. the drones took off at night, he", there(words, 3, 0)),
            (
                "1 the drones took off at night. On Monday the drones took off at night, he said",
                there(words, 42, 0),
            ),
            (
                "On Monday, the drones took off at dusk, he said.",
                there("the drones took off at dusk,", 11, 5),
            ),
            (
                "On Monday the dronestook off at night.",
                there("the dronestook off at night", 10, 1),
            ),
            ("Nothing of the kind was said.", None),
            ("", None),
        ] {
            assert_eq!(check(text), want, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_stretch_is_found_again(text in "\\PC{0,60}", a in 0_usize..70, b in 0_usize..70) {
            let quote = Quote::of(&text, a.min(b)..a.max(b));
            if !quote.exact.is_empty() {
                assert_eq!(quote.check(&text), Found::There);
                let longer = format!("Before it all. {text}");
                assert!(quote.check(&longer) != Found::Gone);
            }
        }

        #[test]
        fn no_text_breaks_the_search(text in "\\PC{0,40}", exact in "\\PC{0,20}", start in 0_usize..60) {
            let quote = Quote { range: start..start + 3, ..Quote::unplaced(exact) };
            if let Found::Moved { to, .. } = quote.check(&text) {
                assert_eq!(to.check(&text), Found::There);
            }
        }
    }
}
