//! The numbers of the assessment: settings of the board, with the usual values where it says nothing.
//!
//! They live in the board's `about` under the key `assessment`, an object with any of `rho` (letter to number), `kappa`
//! (digit to number), `lambda` (`corroborates`, `contradicts`), `theta`, `tau`, `one_voice` and `reuse` (the limits of
//! the search for shared passages). Refuses nothing: what is missing, no number or out of range has its usual value.

use serde_json::{Map, Value};

use super::reuse::Limits;
use crate::board::{About, Credibility, Reliability, Stance};

/// The key inside `about`.
pub const KEY: &str = "assessment";

/// What two numbers may differ by and still be equal where they are held against a limit.
const SLACK: f64 = 1e-9;
/// The most that one origin can carry: nobody is beyond doubt, and no division by nothing is possible.
const MOST: f64 = 0.95;

/// How much grades count for and where the limits between the labels lie.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// What a reliability counts for, A to F (rho).
    rho: [f64; 6],
    /// What is left of it at a credibility, 1 to 6 (kappa).
    kappa: [f64; 6],
    /// How much of a claim's standing passes over a corroborating, a contradicting link (lambda).
    lambda: [f64; 2],
    /// From here on an origin, or a side, counts.
    pub theta: f64,
    /// From here on a balance is decided.
    pub tau: f64,
    /// Whether one outlet is one voice and the same text one source.
    pub one_voice: bool,
    /// From where on common words count.
    pub reuse: Limits,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            rho: [0.95, 0.75, 0.50, 0.25, 0.05, 0.50],
            kappa: [1.0, 1.0, 0.75, 0.5, 0.1, 0.75],
            lambda: [0.5, 0.8],
            theta: 0.15,
            tau: 0.30,
            one_voice: true,
            reuse: Limits::default(),
        }
    }
}

impl Settings {
    /// The settings of a board.
    pub fn of(about: &About) -> Self {
        let mut settings = Self::default();
        let Some(Value::Object(said)) = about.extra.get(KEY) else {
            return settings;
        };
        if let Some(Value::Object(rho)) = said.get("rho") {
            for (value, grade) in settings.rho.iter_mut().zip(Reliability::ALL) {
                take(value, rho, grade.letter(), MOST);
            }
        }
        if let Some(Value::Object(kappa)) = said.get("kappa") {
            for (value, grade) in settings.kappa.iter_mut().zip(Credibility::ALL) {
                take(value, kappa, &grade.digit().to_string(), 1.0);
            }
        }
        if let Some(Value::Object(lambda)) = said.get("lambda") {
            let stances = ["corroborates", "contradicts"];
            for (value, stance) in settings.lambda.iter_mut().zip(stances) {
                take(value, lambda, stance, 1.0);
            }
        }
        take(&mut settings.theta, said, "theta", 1.0);
        take(&mut settings.tau, said, "tau", 1.0);
        if let Some(Value::Bool(one)) = said.get("one_voice") {
            settings.one_voice = *one;
        }
        if let Some(Value::Object(limits)) = said.get("reuse") {
            settings.reuse.read(limits);
        }
        settings
    }

    /// The number at a place below the key.
    pub(super) fn value(&self, path: &[&str]) -> f64 {
        let pick = |values: &[f64], place: Option<usize>| {
            place.and_then(|place| values.get(place)).copied()
        };
        let found = match path {
            ["rho", letter] => {
                let place = Reliability::ALL.iter().position(|g| g.letter() == *letter);
                pick(&self.rho, place)
            }
            ["kappa", digit] => {
                let mut grades = Credibility::ALL.iter();
                pick(
                    &self.kappa,
                    grades.position(|g| g.digit().to_string() == *digit),
                )
            }
            ["lambda", stance] => pick(
                &self.lambda,
                ["corroborates", "contradicts"]
                    .iter()
                    .position(|s| s == stance),
            ),
            ["theta"] => Some(self.theta),
            ["tau"] => Some(self.tau),
            _ => None,
        };
        found.unwrap_or_default()
    }

    /// What a grade of reliability counts for, F included: that is what counts where nobody was rated.
    pub fn reliability(&self, grade: Reliability) -> f64 {
        self.rated(Some(grade)).unwrap_or(self.unrated())
    }

    /// What a grade of reliability counts for; nothing for F, which says that nothing is known.
    pub(super) fn rated(&self, grade: Option<Reliability>) -> Option<f64> {
        let grade = grade.filter(|grade| *grade != Reliability::F)?;
        let rated = Reliability::ALL.into_iter().zip(self.rho);
        rated
            .filter(|(other, _)| *other == grade)
            .map(|(_, rho)| rho)
            .next()
    }

    /// What counts where nobody was rated.
    pub(super) fn unrated(&self) -> f64 {
        self.rho[5]
    }

    /// What a grade of credibility leaves.
    pub fn kappa(&self, grade: Option<Credibility>) -> f64 {
        let place = grade.map_or(6, Credibility::digit).saturating_sub(1);
        self.kappa
            .get(usize::from(place))
            .copied()
            .unwrap_or(self.kappa[5])
    }

    /// How much passes over a link between claims: what the link says, if that can be.
    pub fn lambda(&self, stance: Stance, said: Option<f64>) -> f64 {
        said.filter(|weight| (0.0..=1.0).contains(weight))
            .unwrap_or(match stance {
                Stance::Corroborates => self.lambda[0],
                Stance::Contradicts => self.lambda[1],
            })
    }

    /// Whether a mass, or a side, counts.
    pub(super) fn counts(&self, mass: f64) -> bool {
        mass > 0.0 && at_least(mass, self.theta)
    }

    /// Whether a balance is decided in favour.
    pub(super) fn favours(&self, balance: f64) -> bool {
        at_least(balance, self.tau)
    }

    /// Whether a balance is decided against.
    pub(super) fn opposes(&self, balance: f64) -> bool {
        at_least(-balance, self.tau)
    }
}

fn at_least(value: f64, limit: f64) -> bool {
    value >= limit - SLACK
}

/// Takes what is said over if it is more than nothing and at most `most`.
fn take(value: &mut f64, said: &Map<String, Value>, key: &str, most: f64) {
    let said = said.get(key).and_then(Value::as_f64);
    if let Some(said) = said.filter(|said| *said > 0.0 && *said <= most) {
        *value = said;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_cannot_be_has_its_usual_value() {
        let of = |said: Value| {
            let mut about = About::default();
            about.extra.insert(KEY.to_owned(), said);
            Settings::of(&about)
        };
        let usual = Settings::default();
        for odd in [
            json!(null),
            json!([1, 2]),
            json!({ "tau": "much", "theta": -1, "rho": { "A": 1.0, "B": 0, "Z": 0.5 }, "one_voice": 1, "reuse": [8] }),
            json!({ "kappa": 3, "lambda": { "contradicts": 1e300 }, "more": {} }),
            json!({ "reuse": { "passage": 7, "longest": -12, "together": "many", "containment": 0, "quotations": 0 } }),
        ] {
            assert_eq!(of(odd), usual);
        }
        let own = of(
            json!({ "tau": 0.4, "rho": { "A": 0.9 }, "kappa": { "6": 0.5 }, "one_voice": false, "reuse": { "longest": 15 } }),
        );
        assert_eq!((own.tau, own.rho[0], own.kappa[5]), (0.4, 0.9, 0.5));
        assert!(!own.one_voice);
        assert_eq!((own.reuse.longest, own.reuse.passage), (15, 8));
        assert_eq!(usual.lambda(Stance::Corroborates, Some(f64::NAN)), 0.5);
        assert_eq!(usual.lambda(Stance::Contradicts, Some(1.5)), 0.8);
        assert_eq!(usual.lambda(Stance::Contradicts, Some(1.0)), 1.0);
    }
}
