//! Spans of a text that are replaced, and where the rest of it stands then.
//!
//! **Invariant:** places are counted in Unicode scalar values, as quotes count them.

use std::ops::Range;

/// Bytes of a text, and what stands in their place.
pub(super) type Span = (Range<usize>, String);

/// A text in which spans were replaced.
pub(super) struct Spanned {
    /// As it was.
    pub old: String,
    /// As it is.
    pub new: String,
    /// What was replaced.
    pub spans: Vec<Span>,
}

/// The text with its spans replaced.
pub(super) fn applied(text: &str, spans: &[Span]) -> String {
    let mut new = String::with_capacity(text.len());
    let mut done = 0;
    for (range, placeholder) in spans {
        new.push_str(text.get(done..range.start).unwrap_or_default());
        new.push_str(placeholder);
        done = range.end;
    }
    new.push_str(text.get(done..).unwrap_or_default());
    new
}

/// Where scalar values of a text are after spans of it were replaced.
pub(super) struct Scalars(Vec<(Range<usize>, usize)>);

impl Scalars {
    /// Of a text and what is replaced in it.
    pub(super) fn of(text: &str, spans: &[Span]) -> Self {
        let mut at = (0, 0);
        let spans = spans.iter().map(|(range, placeholder)| {
            let mut to = |byte: usize| {
                at.1 += text.get(at.0..byte).unwrap_or_default().chars().count();
                at.0 = byte;
                at.1
            };
            let (start, end) = (to(range.start), to(range.end));
            (start..end, placeholder.chars().count())
        });
        Self(spans.collect())
    }

    /// The new place of a scalar value. One inside a span moves to its end, or to its beginning.
    pub(super) fn moved(&self, at: usize, to_end: bool) -> usize {
        let mut shift = 0_isize;
        for (range, new) in &self.0 {
            if range.end <= at {
                shift += *new as isize - range.len() as isize;
            } else if range.start < at {
                let begin = range.start.saturating_add_signed(shift);
                return if to_end { begin + new } else { begin };
            } else {
                break;
            }
        }
        at.saturating_add_signed(shift)
    }
}
