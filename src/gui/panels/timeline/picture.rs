//! What the timeline shows, made from a board and its assessment once for every state of them.

use std::collections::BTreeMap;

use crate::assess::{Assessment, Counting, Day, Exact, Label, Timeline, When};
use crate::board::{Board, Body, CardId, Stance};

/// Everything that the view paints.
#[derive(Debug)]
pub struct Picture {
    /// The sources and what they say.
    pub timeline: Timeline,
    /// Sources with a date, in order.
    pub marks: Vec<Mark>,
    /// Sources without one: those with something else in its place last.
    pub undated: Vec<Undated>,
    /// Claims: what was heard of first comes first.
    pub rows: Vec<Row>,
    /// The days on which a label changes, ascending.
    pub turning: Vec<Day>,
    /// The days on which a source comes, ascending.
    pub days: Vec<Day>,
}

/// A source on the axis.
#[derive(Debug)]
pub struct Mark {
    /// The source.
    pub id: CardId,
    /// What it is called: its outlet, or its title.
    pub name: String,
    /// Its title.
    pub title: String,
    /// When it came.
    pub when: When,
    /// The first moment that it may have come.
    pub from: f64,
    /// The last one; the same where the time of day is known.
    pub to: f64,
}

/// A source that has no place on the axis.
#[derive(Debug)]
pub struct Undated {
    /// The source.
    pub id: CardId,
    /// What it is called.
    pub name: String,
    /// What is written in the place of its date.
    pub written: Option<String>,
}

/// A claim.
#[derive(Debug)]
pub struct Row {
    /// The claim.
    pub id: CardId,
    /// The sentence.
    pub name: String,
    /// What it was before anything came.
    pub begin: Label,
    /// What it was from these days on.
    pub turns: Vec<(Day, Label)>,
    /// What was said of it: when, how sure that is, and what.
    pub words: Vec<(f64, f64, Stance)>,
    /// What sources without a date say of it: for and against.
    pub undated: (usize, usize),
}

impl Row {
    /// What it was as of a day, or is now.
    pub fn label(&self, day: Option<Day>) -> Label {
        let turns = self.turns.iter();
        let until = turns.take_while(|(from, _)| day.is_none_or(|day| *from <= day));
        until.last().map_or(self.begin, |(_, label)| *label)
    }
}

impl Picture {
    /// Makes it.
    pub fn of(board: &Board, now: &Assessment, counting: Counting) -> Self {
        let timeline = Timeline::of(board, counting);
        let history = timeline.history(now);
        let title = |id: &CardId| {
            let card = board.cards().get(id);
            card.map_or_else(String::new, |card| card.name())
        };
        let name = |id: &CardId| match board.cards().get(id).map(|card| &card.body) {
            Some(Body::Source(source)) if !source.outlet.trim().is_empty() => {
                source.outlet.trim().to_owned()
            }
            _ => title(id),
        };
        let marks = timeline.moments.iter().map(|moment| {
            let (from, to) = span(&moment.when);
            Mark {
                id: moment.source.clone(),
                name: name(&moment.source),
                title: title(&moment.source),
                when: moment.when,
                from,
                to,
            }
        });
        let without = timeline.undated.iter().map(|id| (id, None));
        let broken = timeline
            .broken
            .iter()
            .map(|(id, written)| (id, Some(written.clone())));
        let undated = without.chain(broken).map(|(id, written)| Undated {
            id: id.clone(),
            name: title(id),
            written,
        });
        let mut turns: BTreeMap<&CardId, Vec<(Day, Label)>> = BTreeMap::new();
        for turn in &history.turns {
            turns
                .entry(&turn.claim)
                .or_default()
                .push((turn.day, turn.after));
        }
        let rows = history.begin.iter().map(|(id, begin)| {
            let words = timeline.claims.get(id).map_or(&[][..], Vec::as_slice);
            let dated = words.iter().filter_map(|word| {
                let (from, to) = span(&word.when?);
                Some((from, to, word.stance))
            });
            let undated = |stance| {
                let words = words.iter().filter(|word| word.when.is_none());
                words.filter(|word| word.stance == stance).count()
            };
            Row {
                id: id.clone(),
                name: title(id),
                begin: *begin,
                turns: turns.remove(id).unwrap_or_default(),
                words: dated.collect(),
                undated: (undated(Stance::Corroborates), undated(Stance::Contradicts)),
            }
        });
        let mut rows: Vec<Row> = rows.collect();
        let first = |row: &Row| row.words.first().map_or(f64::INFINITY, |(from, ..)| *from);
        rows.sort_by(|a, b| first(a).total_cmp(&first(b)).then(a.id.cmp(&b.id)));
        let mut turning: Vec<Day> = history.turns.iter().map(|turn| turn.day).collect();
        turning.dedup();
        Self {
            marks: marks.collect(),
            undated: undated.collect(),
            rows,
            turning,
            days: timeline.days(),
            timeline,
        }
    }

    /// Claims that stood elsewhere on a day than they do now.
    pub fn elsewhere(&self, day: Day) -> usize {
        let rows = self.rows.iter();
        rows.filter(|row| row.label(Some(day)) != row.label(None))
            .count()
    }

    /// The next day in a direction on which something happens: a label changes, or where `every` or none ever does, a
    /// source comes. The day before the first is one of them; `None` is now, after all of them.
    pub fn step(&self, day: Option<Day>, forward: bool, every: bool) -> Option<Day> {
        let days = match every || self.turning.is_empty() {
            true => &self.days,
            false => &self.turning,
        };
        let before = days.first().map(|first| first.later(-1));
        let mut stops = before.into_iter().chain(days.iter().copied());
        match (forward, day) {
            (true, None) => None,
            (true, Some(day)) => stops.find(|next| *next > day),
            // As of the last of them everything is as it is now.
            (false, None) => days.iter().rev().nth(1).copied().or(before),
            (false, Some(day)) => stops.take_while(|next| *next < day).last().or(Some(day)),
        }
    }
}

/// The first and the last moment that something may have been.
fn span(when: &When) -> (f64, f64) {
    let first = f64::from(when.first.number());
    match when.exact {
        Exact::Time => {
            let moment = first + f64::from(when.seconds) / 86_400.0;
            (moment, moment)
        }
        _ => (first, f64::from(when.last.number()) + 1.0),
    }
}

#[cfg(test)]
mod tests {
    use kurbo::Point;

    use super::*;
    use crate::board::{Card, Claim, Link, LinkKind, Source};

    #[test]
    fn steps_lead_from_now_to_before_the_first_day_and_back() {
        let board = Board::default();
        let edit = board.plan(|txn| {
            let claim = Body::Claim(Claim::default());
            let claim = txn.add_card(Card::new(Point::ORIGIN, claim));
            for (n, published) in ["2025-03-05", "2025-03-01", "2025-03-03", ""]
                .iter()
                .enumerate()
            {
                let source = Source {
                    title: format!("Source {n}"),
                    published: (*published).to_owned(),
                    ..Source::default()
                };
                let source = txn.add_card(Card::new(Point::ORIGIN, Body::Source(Box::new(source))));
                let kind = LinkKind::of(Stance::Corroborates);
                txn.add_link(Link::new(source, claim.clone(), kind));
            }
        });
        let board = board.with(&edit);
        let counting = Counting {
            undated: false,
            ..Counting::default()
        };
        let picture = Picture::of(&board, &Assessment::of(&board), counting);
        let day = |text: &str| Day::parse(text);
        // One source, then two; the third changes no label.
        assert_eq!(picture.turning.len(), 2);
        let mut seen = Vec::new();
        let mut at = None;
        for _ in 0..3 {
            at = picture.step(at, false, false);
            seen.push(at);
        }
        assert_eq!(
            seen,
            [day("2025-03-01"), day("2025-02-28"), day("2025-02-28")]
        );
        let mut seen = Vec::new();
        for _ in 0..4 {
            at = picture.step(at, true, true);
            seen.push(at);
        }
        assert_eq!(
            seen,
            [
                day("2025-03-01"),
                day("2025-03-03"),
                day("2025-03-05"),
                None
            ]
        );
        let row = &picture.rows[0];
        assert_eq!((row.words.len(), row.undated), (3, (1, 0)));
        assert_eq!(row.label(day("2025-03-02")), Label::SingleSource);
        assert_eq!(picture.elsewhere(day("2025-03-02").unwrap()), 1);
    }
}
