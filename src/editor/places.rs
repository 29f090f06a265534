//! Places in a long text: from Unicode scalar values, in which quotes are counted, to bytes and back, without counting
//! from the beginning each time.

/// Where every so many scalar values a text is at in bytes.
#[derive(Clone, Debug, Default)]
pub struct Places {
    bytes: Vec<usize>,
    scalars: usize,
}

/// Scalar values between two marks.
const STRIDE: usize = 256;

impl Places {
    /// Measures a text once.
    pub fn of(text: &str) -> Self {
        let mut places = Self::default();
        for (byte, _) in text.char_indices() {
            if places.scalars.is_multiple_of(STRIDE) {
                places.bytes.push(byte);
            }
            places.scalars += 1;
        }
        places
    }

    /// Scalar values of the text.
    pub fn len(&self) -> usize {
        self.scalars
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.scalars == 0
    }

    /// The byte of the text (the same that was measured) at which a scalar value begins; its end behind the last.
    pub fn byte_of(&self, text: &str, scalar: usize) -> usize {
        let Some(mark) = self.bytes.get(scalar / STRIDE).copied() else {
            return text.len();
        };
        let rest = text.get(mark..).unwrap_or_default();
        let step = rest.char_indices().nth(scalar % STRIDE);
        step.map_or(text.len(), |(byte, _)| mark + byte)
    }

    /// The words of the text between two scalar values; a place behind the end is the end.
    pub fn words<'a>(&self, text: &'a str, range: &std::ops::Range<usize>) -> &'a str {
        let (start, end) = (
            self.byte_of(text, range.start),
            self.byte_of(text, range.end),
        );
        text.get(start..end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_where_counting_finds_it() {
        let text = "aß پاک 👍🏽\n".repeat(200);
        let places = Places::of(&text);
        let chars: Vec<(usize, char)> = text.char_indices().collect();
        assert_eq!(places.len(), chars.len());
        for (scalar, (byte, _)) in chars.iter().enumerate() {
            assert_eq!(places.byte_of(&text, scalar), *byte);
        }
        assert_eq!(places.byte_of(&text, chars.len()), text.len());
        assert_eq!(places.byte_of(&text, usize::MAX), text.len());
        assert_eq!(places.words(&text, &(3..6)), "پاک");
        assert!(Places::of("").is_empty() && Places::of("").byte_of("", 3) == 0);
    }
}
