//! What a matrix comes to, in sentences: who is contradicted least, what is only not assessed, what would turn it.
//!
//! Refuses to rank what was not tested, and to say that an answer is true: what is contradicted least is not refuted
//! yet, and no more.

use std::collections::BTreeMap;

use super::ranking::{candidates, leaders};
use super::{Answer, Matrix, Row};
use crate::assess::reasons::Reason;
use crate::assess::words::{capital, count, list, number};
use crate::board::CardId;

/// Turns that have a sentence of their own; those beyond are counted.
const MOST: usize = 3;
/// How many times a score may be off by rounding.
const SAME: f64 = 1e-9;

/// The sentences, what matters most first.
pub(super) fn says(matrix: &Matrix) -> Vec<Reason> {
    let mut said = Saying {
        matrix,
        said: Vec::new(),
    };
    if matrix.answers.is_empty() {
        return Vec::new(); // nothing to name
    }
    said.few();
    if !said.said.is_empty() {
        return said.said;
    }
    said.leading();
    said.untested();
    said.unweighted();
    said.turning();
    said.telling_nothing();
    said.said
}

struct Saying<'a> {
    matrix: &'a Matrix,
    said: Vec<Reason>,
}

impl<'a> Saying<'a> {
    fn tell(&mut self, says: &str, cards: impl IntoIterator<Item = &'a CardId>) {
        self.said.push(Reason {
            says: capital(says),
            cards: cards.into_iter().cloned().collect(),
            links: Vec::new(),
            side: None,
        });
    }

    fn answers(&self, places: &[usize]) -> Vec<&'a Answer> {
        let answers = places.iter();
        answers
            .filter_map(|place| self.matrix.answers.get(*place))
            .collect()
    }

    fn rows(&self, places: &[usize]) -> Vec<&'a Row> {
        let rows = places.iter();
        rows.filter_map(|place| self.matrix.rows.get(*place))
            .collect()
    }

    /// Where there is nothing to hold against each other.
    fn few(&mut self) {
        let matrix = self.matrix;
        let all = matrix.answers.iter().map(|answer| &answer.claim);
        match matrix.answers.as_slice() {
            [only] => {
                let says = format!(
                    "{} is the only answer so far; evidence can tell answers apart only where there are two.",
                    only.name
                );
                self.tell(&says, all);
            }
            _ if matrix.rows.is_empty() => {
                self.tell(
                    "No source and no other claim is tied to an answer yet.",
                    all,
                );
            }
            _ => {}
        }
    }

    /// Who is contradicted least.
    fn leading(&mut self) {
        let leaders = self.answers(&self.matrix.leaders);
        let rows = self.matrix.rows.len();
        let cards = leaders.iter().map(|answer| &answer.claim);
        let untouched = leaders.iter().all(|answer| answer.score == 0);
        let mut says = match leaders.as_slice() {
            [] => return,
            [only] => format!("Least contradicted so far: {}", only.name),
            many if untouched => format!(
                "Nothing assessed so far contradicts {}",
                list(names(many).into_iter())
            ),
            many => format!(
                "Contradicted equally little so far: {}",
                list(names(many).into_iter())
            ),
        };
        let open = |answer: &Answer, whose: &str, of: &str| {
            let (open, rows) = (number(answer.open), number(rows));
            let are = are(answer.open);
            format!("{open} of {whose} {rows} cells{of} {are} not assessed")
        };
        let open = match leaders.as_slice() {
            [only] if only.comparable => None,
            [only] => Some(open(only, "its", "")),
            [first, others @ ..] if others.iter().all(|other| other.open == first.open) => {
                Some(open(first, "the", " of each"))
            }
            many => {
                let most = many.iter().max_by_key(|answer| answer.open);
                most.map(|most| open(most, "the", &format!(" of {}", most.name)))
            }
        };
        let tested = leaders.iter().all(|answer| answer.open == 0);
        if let Some(open) = open.filter(|_| !tested) {
            says.push_str(&format!(", but {open}"));
        }
        says.push('.');
        self.tell(&says, cards);
    }

    /// Answers that seem to stand as well as the leaders only because they were hardly tested.
    fn untested(&mut self) {
        let matrix = self.matrix;
        let candidates = candidates(matrix);
        let best = self.answers(&matrix.leaders);
        let Some(best) = best.first().map(|answer| answer.weighted) else {
            let all = matrix.answers.iter().map(|answer| &answer.claim);
            self.tell("No cell is assessed yet.", all);
            return;
        };
        let untested = matrix.answers.iter().enumerate();
        let untested = untested.filter(|(place, answer)| {
            !candidates.contains(place) && answer.weighted >= best - SAME
        });
        let (better, level): (Vec<&Answer>, Vec<&Answer>) = untested
            .map(|(_, answer)| answer)
            .partition(|answer| answer.weighted > best + SAME);
        for (answers, how) in [(level, "the same"), (better, "better")] {
            let why = match answers.as_slice() {
                [] => continue,
                [only] if only.open == matrix.rows.len() => "none of its cells is assessed".into(),
                [only] => format!(
                    "{} of its {} cells {} not assessed",
                    number(only.open),
                    number(matrix.rows.len()),
                    are(only.open)
                ),
                _ => "more than half of their cells are not assessed".to_owned(),
            };
            let s = crate::assess::words::s(answers.len());
            let names = list(names(&answers).into_iter());
            let says = format!("{names} score{s} {how} only because {why}.");
            self.tell(&says, answers.into_iter().map(|answer| &answer.claim));
        }
    }

    /// Where the weights decide it.
    fn unweighted(&mut self) {
        let matrix = self.matrix;
        let scores: Vec<f64> = matrix
            .answers
            .iter()
            .map(|answer| f64::from(answer.score))
            .collect();
        let plain = leaders(&scores, &candidates(matrix));
        if plain != matrix.leaders {
            let plain = self.answers(&plain);
            let says = format!(
                "Without the weights of the rows {} would be contradicted least.",
                list(names(&plain).into_iter())
            );
            self.tell(&says, plain.iter().map(|answer| &answer.claim));
        }
    }

    /// What would have to be wrong for it to come out otherwise.
    fn turning(&mut self) {
        let matrix = self.matrix;
        let (singles, pairs): (Vec<_>, Vec<_>) =
            matrix.turns.iter().partition(|turn| turn.rows.len() == 1);
        let mut by_outcome: BTreeMap<&[usize], Vec<usize>> = BTreeMap::new();
        for turn in singles {
            let rows = by_outcome.entry(&turn.leaders).or_default();
            rows.extend(&turn.rows);
        }
        let lone = !by_outcome.is_empty();
        let more = by_outcome.len().saturating_sub(MOST);
        for (outcome, places) in by_outcome.into_iter().take(MOST) {
            let rows = self.rows(&places);
            let if_wrong = match rows.as_slice() {
                [only] => format!("if {} is wrong", only.name),
                many => {
                    let any = list(many.iter().map(|row| row.name.as_str()));
                    format!("if any one of {any} is wrong")
                }
            };
            let says = format!("{if_wrong}, {}.", self.outcome(outcome));
            self.tell(&says, rows.iter().map(|row| &row.card));
        }
        if more > 0 {
            let ways = count(more, "other way");
            let says = format!("other rows would change the order in {ways}.");
            self.tell(&says, matrix.answers.iter().map(|answer| &answer.claim));
        }
        let Some(pair) = pairs.first() else {
            let tested = matrix.answers.iter().any(|answer| answer.score < 0);
            if tested && !lone && candidates(matrix).len() > 1 {
                let leaders = self.answers(&matrix.leaders);
                self.tell(
                    "No single row, and no two together, would change that if they were wrong.",
                    leaders.iter().map(|answer| &answer.claim),
                );
            }
            return;
        };
        if lone {
            return; // what one row does is enough to know
        }
        let rows = self.rows(&pair.rows);
        let both = list(rows.iter().map(|row| row.name.as_str()));
        let others = match pairs.len() - 1 {
            0 => String::new(),
            1 => "; so does one other pair".to_owned(),
            n => format!("; so do {}", count(n, "other pair")),
        };
        let says = format!(
            "no single row decides it, but if {both} are both wrong, {}{others}.",
            self.outcome(&pair.leaders)
        );
        self.tell(&says, rows.iter().map(|row| &row.card));
    }

    /// What the order would be.
    fn outcome(&self, after: &[usize]) -> String {
        let before = &self.matrix.leaders;
        let new: Vec<usize> = after
            .iter()
            .copied()
            .filter(|place| !before.contains(place))
            .collect();
        let named = |places: &[usize]| list(names(&self.answers(places)).into_iter());
        if new.is_empty() {
            format!("only {} is contradicted least", named(after))
        } else if before.iter().all(|place| after.contains(place)) {
            let s = crate::assess::words::s(new.len());
            format!("{} draw{s} level", named(&new))
        } else {
            format!(
                "{} {} contradicted least instead",
                named(after),
                are(after.len())
            )
        }
    }

    /// Rows that do not tell the answers apart, or cannot yet.
    fn telling_nothing(&mut self) {
        let rows = self.matrix.rows.iter();
        let flat = rows.filter(|row| row.diagnosticity == 0);
        let (alike, once): (Vec<&Row>, Vec<&Row>) = flat
            .filter(|row| row.assessed() > 0)
            .partition(|row| row.assessed() > 1);
        if !alike.is_empty() {
            let says = format!(
                "{} do{} not tell the answers apart.",
                list(alike.iter().map(|row| row.name.as_str())),
                if alike.len() == 1 { "es" } else { "" },
            );
            self.tell(&says, alike.iter().map(|row| &row.card));
        }
        if !once.is_empty() {
            let says = format!(
                "{} {} set against one answer only, so what {} about the others is not known.",
                list(once.iter().map(|row| row.name.as_str())),
                are(once.len()),
                if once.len() == 1 {
                    "it says"
                } else {
                    "they say"
                },
            );
            self.tell(&says, once.iter().map(|row| &row.card));
        }
    }
}

fn names<'a>(answers: &[&'a Answer]) -> Vec<&'a str> {
    answers.iter().map(|answer| answer.name.as_str()).collect()
}

fn are(n: usize) -> &'static str {
    if n == 1 { "is" } else { "are" }
}
