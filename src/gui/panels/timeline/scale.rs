//! The scale of the timeline: which moment is where, and what is written on the axis. A moment is a number of days since
//! the beginning of 1970, a time of day its fraction.
//!
//! **Invariant:** however far it is zoomed, there are at most as many ticks as there is room for.

use crate::assess::{Day, month_name};

/// Points between two ticks, at least.
const APART: f64 = 86.0;
/// Points per day: an hour may fill the window, and four thousand years too.
const PER_DAY: std::ops::RangeInclusive<f64> = 0.0004..=24_000.0;

/// Which moment is where, in points from the left edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The moment at the left edge.
    start: f64,
    /// Points per day.
    per_day: f64,
}

/// Something that is written on the axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where, in points from the left edge.
    pub x: f32,
    /// What.
    pub words: String,
    /// Whether something larger begins here: a day among hours, a year among months.
    pub begins: bool,
}

#[derive(Clone, Copy)]
enum Step {
    Hours(i32),
    Days(i32),
    Weeks(i32),
    Months(i32),
    Years(i32),
}

const STEPS: [Step; 19] = [
    Step::Hours(1),
    Step::Hours(3),
    Step::Hours(6),
    Step::Hours(12),
    Step::Days(1),
    Step::Days(2),
    Step::Weeks(1),
    Step::Weeks(2),
    Step::Months(1),
    Step::Months(3),
    Step::Months(6),
    Step::Years(1),
    Step::Years(2),
    Step::Years(5),
    Step::Years(10),
    Step::Years(20),
    Step::Years(50),
    Step::Years(100),
    Step::Years(500),
];

impl Step {
    fn days(self) -> f64 {
        match self {
            Self::Hours(n) => f64::from(n) / 24.0,
            Self::Days(n) => f64::from(n),
            Self::Weeks(n) => f64::from(n) * 7.0,
            Self::Months(n) => f64::from(n) * 30.0,
            Self::Years(n) => f64::from(n) * 365.0,
        }
    }

    /// The last tick at or before a moment.
    fn before(self, moment: f64) -> f64 {
        let day = Day::numbered(moment.floor() as i32);
        let (year, month, _) = day.parts();
        match self {
            Self::Hours(n) => {
                let step = f64::from(n) / 24.0;
                moment.floor() + (moment.fract().rem_euclid(1.0) / step).floor() * step
            }
            Self::Days(n) => f64::from(day.number().div_euclid(n) * n),
            // The first of January 1970 was a Thursday.
            Self::Weeks(n) => f64::from((day.number() + 3).div_euclid(7 * n) * 7 * n - 3),
            Self::Months(n) => of_month((year * 12 + month as i32 - 1).div_euclid(n) * n),
            Self::Years(n) => of_month(year.div_euclid(n) * n * 12),
        }
    }

    fn next(self, tick: f64) -> f64 {
        let (year, month, _) = Day::numbered(tick as i32).parts();
        match self {
            // Whole hours, however often a fraction was added.
            Self::Hours(n) => ((tick * 24.0).round() + f64::from(n)) / 24.0,
            Self::Days(n) => tick + f64::from(n),
            Self::Weeks(n) => tick + f64::from(7 * n),
            Self::Months(n) => of_month(year * 12 + month as i32 - 1 + n),
            Self::Years(n) => of_month((year + n) * 12),
        }
    }

    /// What is written at a tick, and whether something larger begins there.
    fn words(self, tick: f64, first: bool) -> (String, bool) {
        let (year, month, day) = Day::numbered(tick.floor() as i32).parts();
        let name = month_name(month);
        match self {
            Self::Hours(_) => {
                let hour = (tick.rem_euclid(1.0) * 24.0).round() as u32 % 24;
                match (first, hour) {
                    (true, 0) => (format!("{day} {name} {year}"), true),
                    (_, 0) => (format!("{day} {name}"), true),
                    (true, _) => (format!("{day} {name}, {hour:02}:00"), false),
                    _ => (format!("{hour:02}:00"), false),
                }
            }
            Self::Days(_) | Self::Weeks(_) if first => (format!("{day} {name} {year}"), day == 1),
            Self::Days(_) | Self::Weeks(_) => (format!("{day} {name}"), day == 1),
            Self::Months(_) if month == 1 => (year.to_string(), true),
            Self::Months(_) if first => (format!("{name} {year}"), false),
            Self::Months(_) => (name.to_owned(), false),
            Self::Years(_) => (year.to_string(), year % 10 == 0),
        }
    }
}

/// The first day of a month, months being counted from the year 0.
fn of_month(months: i32) -> f64 {
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12) as u32 + 1);
    let day = Day::of(year.clamp(1, 9999), month, 1);
    f64::from(day.map_or(0, Day::number))
}

impl Scale {
    /// The scale that shows these days with some room at both ends.
    pub fn fitting(first: Day, last: Day, width: f32) -> Self {
        let (first, last) = (f64::from(first.number()), f64::from(last.number()) + 1.0);
        let width = f64::from(width.max(1.0));
        let room = (last - first) * 0.05 + 0.25;
        let per_day = width / (last - first + 2.0 * room);
        let per_day = per_day.clamp(*PER_DAY.start(), *PER_DAY.end());
        let middle = f64::midpoint(first, last);
        Self {
            start: middle - width / per_day / 2.0,
            per_day,
        }
    }

    /// Where a moment is.
    pub fn x(&self, moment: f64) -> f32 {
        ((moment - self.start) * self.per_day).clamp(-1e6, 1e6) as f32
    }

    /// The moment at a place.
    pub fn moment(&self, x: f32) -> f64 {
        self.start + f64::from(x) / self.per_day
    }

    /// Points per day.
    pub fn per_day(&self) -> f64 {
        self.per_day
    }

    /// Zooms, keeping the moment at `x` where it is.
    pub fn zoom(&mut self, factor: f64, x: f32) {
        let moment = self.moment(x);
        if factor.is_finite() && factor > 0.0 {
            self.per_day = (self.per_day * factor).clamp(*PER_DAY.start(), *PER_DAY.end());
            self.start = moment - f64::from(x) / self.per_day;
        }
        self.keep();
    }

    /// Moves what is shown by so many points to the right.
    pub fn pan(&mut self, points: f32) {
        self.start -= f64::from(points) / self.per_day;
        self.keep();
    }

    /// Brings a day into view, if it is not.
    pub fn reveal(&mut self, day: Day, width: f32) {
        let x = self.x(f64::from(day.number()) + 0.5);
        let inside = 24.0..=(width - 24.0).max(24.0);
        if !inside.contains(&x) {
            self.pan(width / 2.0 - x);
        }
    }

    /// What is written on the axis.
    pub fn ticks(&self, width: f32) -> Vec<Tick> {
        let wide = |step: &&Step| step.days() * self.per_day >= APART;
        let step = STEPS
            .iter()
            .find(wide)
            .copied()
            .unwrap_or(Step::Years(1_000));
        let end = self.moment(width);
        let mut ticks = Vec::new();
        let mut at = step.before(self.start);
        while at <= end && ticks.len() <= (f64::from(width) / APART) as usize + 2 {
            let x = self.x(at);
            if x >= 0.0 {
                let (words, begins) = step.words(at, ticks.is_empty());
                ticks.push(Tick { x, words, begins });
            }
            let next = step.next(at);
            if next <= at {
                break; // the last year there is
            }
            at = next;
        }
        ticks
    }

    /// Keeps to the years that a date can have.
    fn keep(&mut self) {
        self.start = self.start.clamp(-719_000.0, 2_932_000.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(first: &str, last: &str) -> Scale {
        let day = |text: &str| Day::parse(text).unwrap();
        Scale::fitting(day(first), day(last), 860.0)
    }

    #[test]
    fn ticks_are_written_as_far_apart_as_they_need() {
        for (first, last, want) in [
            ("2025-10-29", "2025-10-29", ["29 Oct", "06:00", "12:00"]),
            ("2025-10-25", "2025-10-31", ["26 Oct", "27 Oct", "28 Oct"]),
            ("2025-01-01", "2025-11-30", ["Apr", "Jul", "Oct"]),
            ("2019-06-01", "2025-11-30", ["2020", "2021", "2022"]),
            ("1900-01-01", "2025-11-30", ["1920", "1940", "1960"]),
        ] {
            let scale = scale(first, last);
            let ticks = scale.ticks(860.0);
            let words: Vec<&str> = ticks.iter().map(|tick| tick.words.as_str()).collect();
            assert!(
                words.windows(3).any(|three| three == want),
                "{first}: {words:?}"
            );
            assert!(
                ticks.windows(2).all(|two| two[1].x - two[0].x > 60.0),
                "{words:?}"
            );
        }
    }

    #[test]
    fn zooming_keeps_the_moment_under_the_pointer_and_never_fails() {
        let mut scale = scale("2014-08-10", "2014-10-23");
        let moment = scale.moment(300.0);
        scale.zoom(3.0, 300.0);
        assert!((scale.moment(300.0) - moment).abs() < 1e-6);
        assert!((scale.x(moment) - 300.0).abs() < 1e-2);
        for factor in [1e9, 1e-18, f64::NAN, 0.0, -1.0, f64::INFINITY, 7.0] {
            scale.zoom(factor, 10.0);
            scale.pan(1e7);
            assert!(scale.ticks(860.0).len() < 20);
            assert!(scale.x(moment).is_finite());
            scale.pan(-1e9);
            scale.ticks(860.0);
        }
    }

    #[test]
    fn a_day_out_of_sight_is_brought_into_view() {
        let mut scale = scale("2014-08-10", "2014-10-23");
        scale.zoom(20.0, 0.0);
        let day = Day::parse("2014-10-20").unwrap();
        scale.reveal(day, 860.0);
        let x = scale.x(f64::from(day.number()) + 0.5);
        assert!((24.0..=836.0).contains(&x), "{x}");
    }
}
