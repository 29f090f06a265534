//! From where on common words count: settings of the board, with the values that were tried on real articles.

use serde_json::{Map, Value};

/// Limits of the search for shared passages.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// Words that a passage has at least. Shorter ones than eight are not found for sure, so there are none.
    pub passage: usize,
    /// How many of them are neither names nor stop words, at least.
    pub plain: usize,
    /// Words of a passage that is enough by itself.
    pub longest: usize,
    /// Words of all passages that are enough together.
    pub together: usize,
    /// Share of the shorter text that is enough.
    pub containment: f64,
    /// Quotations in the same words that are enough.
    pub quotations: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            passage: 8,
            plain: 4,
            longest: 12,
            together: 20,
            containment: 0.05,
            quotations: 2,
        }
    }
}

impl Limits {
    /// Takes over what is said, where it can be.
    pub(crate) fn read(&mut self, said: &Map<String, Value>) {
        let counts = [
            ("passage", &mut self.passage, 8),
            ("plain", &mut self.plain, 0),
            ("longest", &mut self.longest, 8),
            ("together", &mut self.together, 8),
            ("quotations", &mut self.quotations, 1),
        ];
        for (key, value, least) in counts {
            let said = said
                .get(key)
                .and_then(Value::as_u64)
                .and_then(|said| usize::try_from(said).ok());
            if let Some(said) = said.filter(|said| (least..=1_000_000).contains(said)) {
                *value = said;
            }
        }
        let share = said.get("containment").and_then(Value::as_f64);
        if let Some(share) = share.filter(|share| *share > 0.0 && *share <= 1.0) {
            self.containment = share;
        }
    }
}
