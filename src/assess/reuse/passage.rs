//! Passages that two texts have in common: equal words in a row, as long as they go.
//!
//! **Invariant:** symmetric: what is found of two texts is found of them the other way round, with the sides exchanged.

use std::collections::BTreeMap;
use std::ops::Range;

use super::limits::Limits;
use super::words::{Word, Words};

/// Equal words in a row in two texts, in numbers of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub a: usize,
    pub b: usize,
    pub len: usize,
}

impl Run {
    fn turned(self) -> Self {
        Self {
            a: self.b,
            b: self.a,
            len: self.len,
        }
    }

    pub fn in_a(&self) -> Range<usize> {
        self.a..self.a + self.len
    }

    pub fn in_b(&self) -> Range<usize> {
        self.b..self.b + self.len
    }

    /// This run without what another has of it already, at one of its ends.
    fn beside(mut self, taken: &Self) -> Self {
        loop {
            let sides = [(self.in_a(), taken.in_a()), (self.in_b(), taken.in_b())];
            let met = sides.into_iter().find_map(|(mine, theirs)| {
                let overlap = mine.start.max(theirs.start)..mine.end.min(theirs.end);
                (!overlap.is_empty()).then_some((overlap.len(), mine.start >= theirs.start))
            });
            let Some((overlap, at_start)) = met else {
                return self;
            };
            if at_start {
                self.a += overlap;
                self.b += overlap;
            }
            self.len -= overlap;
        }
    }
}

/// The runs that two texts share, longest first, none of which has a word of another, grown from places where they are
/// known to agree. Those that are too short or hold too little are left out. (Greedy string tiling: M. J. Wise, 1993.)
pub(super) fn shared(
    a: &[Word],
    b: &[Word],
    seeds: impl IntoIterator<Item = (usize, usize)>,
    limits: &Limits,
) -> Vec<Run> {
    // Of two runs that exclude each other one is kept: the same one whichever text comes first.
    if (a.len(), a) > (b.len(), b) {
        let seeds = seeds.into_iter().map(|(a, b)| (b, a));
        let runs = tiled(b, a, grown(b, a, seeds), limits);
        return runs.into_iter().map(Run::turned).collect();
    }
    tiled(a, b, grown(a, b, seeds), limits)
}

/// The longest run through each seed, each once.
fn grown(a: &[Word], b: &[Word], seeds: impl IntoIterator<Item = (usize, usize)>) -> Vec<Run> {
    // Seeds of one run lie at the same distance.
    let mut by_distance: BTreeMap<i64, Vec<(usize, usize)>> = BTreeMap::new();
    for (in_a, in_b) in seeds {
        by_distance
            .entry(in_a as i64 - in_b as i64)
            .or_default()
            .push((in_a, in_b));
    }
    let same = |(a, b): &(&Word, &Word)| a.key() == b.key();
    let mut runs = Vec::new();
    for mut seeds in by_distance.into_values() {
        seeds.sort_unstable();
        let mut end = 0;
        for (in_a, in_b) in seeds {
            if in_a < end {
                continue;
            }
            let (Some((a_head, a_tail)), Some((b_head, b_tail))) =
                (a.split_at_checked(in_a), b.split_at_checked(in_b))
            else {
                continue;
            };
            let before = a_head
                .iter()
                .rev()
                .zip(b_head.iter().rev())
                .take_while(same)
                .count();
            let behind = a_tail.iter().zip(b_tail).take_while(same).count();
            end = in_a + behind;
            if behind > 0 {
                runs.push(Run {
                    a: in_a - before,
                    b: in_b - before,
                    len: before + behind,
                });
            }
        }
    }
    runs
}

fn tiled(a: &[Word], b: &[Word], mut runs: Vec<Run>, limits: &Limits) -> Vec<Run> {
    runs.retain(|run| limits.reports(a, b, run));
    runs.sort_by_key(|run| (usize::MAX - run.len, run.a, run.b));
    runs.dedup();
    let mut kept: Vec<Run> = Vec::new();
    for run in runs {
        let left = kept.iter().fold(run, |run, taken| run.beside(taken));
        if left == run || limits.reports(a, b, &left) {
            kept.push(left);
        }
    }
    kept.sort_by_key(|run| (usize::MAX - run.len, run.a, run.b));
    kept
}

impl Limits {
    /// Whether a run is long enough and holds enough that is no name and no stop word.
    fn reports(&self, a: &[Word], b: &[Word], run: &Run) -> bool {
        let (a, b) = (a.get(run.in_a()), b.get(run.in_b()));
        let (a, b) = (a.unwrap_or_default(), b.unwrap_or_default());
        // What only one of them writes with capital letters is a headline.
        let plain = a
            .iter()
            .zip(b)
            .filter(|(a, b)| a.is_plain() || b.is_plain());
        let plain: usize = plain.map(|(word, _)| word.sixths()).sum();
        length(a) >= self.passage && plain / 6 >= self.plain
    }
}

/// How many words these are.
pub(super) fn length(words: &[Word]) -> usize {
    words.iter().map(|word| word.sixths()).sum::<usize>() / 6
}

/// A passage that two texts have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// How many words it has.
    pub words: usize,
    /// The passage, as the first text has it.
    pub text: String,
    /// Its place in the first text, in Unicode scalar values.
    pub a: Range<usize>,
    /// Its place in the second text, in Unicode scalar values.
    pub b: Range<usize>,
    /// Whether it stands in quotation marks in both.
    pub quoted: bool,
}

impl Passage {
    /// The same passage with the second text first.
    #[must_use]
    pub fn turned(&self, second: &str) -> Self {
        Self {
            text: slice(second, &self.b),
            a: self.b.clone(),
            b: self.a.clone(),
            ..self.clone()
        }
    }
}

/// The passage of a run. The texts' words are read again, for their places are not kept.
pub(super) fn passage(run: &Run, text: &str, a: &Words, b: &Words, quoted: bool) -> Passage {
    let place = |words: &Words, run: Range<usize>| {
        let places = words.places.get(run).unwrap_or_default();
        match (places.first(), places.last()) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => 0..0,
        }
    };
    let in_a = place(a, run.in_a());
    Passage {
        words: length(a.words.get(run.in_a()).unwrap_or_default()),
        text: slice(text, &in_a),
        a: in_a,
        b: place(b, run.in_b()),
        quoted,
    }
}

/// The part of a text between two scalar values.
pub(super) fn slice(text: &str, range: &Range<usize>) -> String {
    let scalars = text.chars().skip(range.start);
    scalars.take(range.len()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The runs of two texts, grown from everywhere.
    fn runs(a: &str, b: &str) -> Vec<Run> {
        let [a, b] = [a, b].map(|text| Words::of(text).words);
        let seeds = (0..a.len()).flat_map(|x| (0..b.len()).map(move |y| (x, y)));
        shared(&a, &b, seeds, &Limits::default())
    }

    #[test]
    fn runs_are_maximal_and_apart() {
        let run = "one ferry left the old harbour at dawn today";
        for (a, b, want) in [
            (format!("x {run} y"), format!("{run}. Z"), vec![(1, 0, 9)]),
            (format!("{run} {run}"), format!("so {run}"), vec![(0, 1, 9)]),
            // Names and stop words alone are no passage.
            (
                "The New Harbour Board of the City of Westhaven and the Port Office".to_owned(),
                "for the New Harbour Board of the City of Westhaven and the Port".to_owned(),
                vec![],
            ),
            (
                "too short a run".to_owned(),
                "too short a run".to_owned(),
                vec![],
            ),
            // Two Chinese letters count as a word.
            (
                "他们昨天晚上离开了旧港口的码头".to_owned(),
                "他们昨天晚上离开了旧港口的码头".to_owned(),
                vec![],
            ),
            (
                "他们昨天晚上离开了旧港口的码头。今天".to_owned(),
                "他们昨天晚上离开了旧港口的码头。今天早上".to_owned(),
                vec![(0, 0, 17)],
            ),
        ] {
            let got: Vec<_> = runs(&a, &b)
                .iter()
                .map(|run| (run.a, run.b, run.len))
                .collect();
            assert_eq!(got, want, "{a} | {b}");
        }
    }

    #[test]
    fn what_overlaps_is_cut_and_keeps_its_rest() {
        let run = |a, b, len| Run { a, b, len };
        for (mine, taken, want) in [
            (run(5, 50, 10), run(0, 0, 8), run(8, 53, 7)),
            (run(5, 50, 10), run(12, 0, 8), run(5, 50, 7)),
            (run(5, 50, 10), run(12, 45, 8), run(8, 53, 4)),
            (run(5, 50, 10), run(0, 100, 20), run(15, 60, 0)),
            (run(5, 50, 10), run(30, 10, 9), run(5, 50, 10)),
        ] {
            assert_eq!(mine.beside(&taken), want);
        }
    }

    fn few_words() -> impl Strategy<Value = String> {
        let words = prop::sample::select(vec!["tide", "mill", "ferry", "clerk", "The", "Port"]);
        prop::collection::vec(words, 0..60).prop_map(|words| words.join(" "))
    }

    proptest! {
        #[test]
        fn sides_are_equal_and_runs_have_no_word_twice(a in few_words(), b in few_words()) {
            let found = runs(&a, &b);
            let turned: Vec<Run> = runs(&b, &a).into_iter().map(Run::turned).collect();
            if Words::of(&a).words != Words::of(&b).words {
                let sorted = |mut runs: Vec<Run>| { runs.sort_by_key(|run| (run.a, run.b)); runs };
                prop_assert_eq!(sorted(found.clone()), sorted(turned));
            }
            let [a, b] = [a, b].map(|text| Words::of(&text).words);
            for (n, run) in found.iter().enumerate() {
                let keys = |words: &[Word], range: Range<usize>| words[range].iter().map(|word| word.key()).collect::<Vec<u64>>();
                prop_assert_eq!(keys(&a, run.in_a()), keys(&b, run.in_b()));
                for other in &found[n + 1..] {
                    prop_assert_eq!(run.beside(other), *run);
                }
            }
        }
    }
}
