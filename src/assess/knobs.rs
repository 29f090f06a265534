//! The settings of the assessment one by one, for whoever shows them and lets them be changed.
//!
//! What is set to its usual value is not kept in the file: a board says only what it does otherwise.

use serde_json::{Map, Value};

use super::settings::{KEY, Settings};
use crate::board::About;

/// One number of the assessment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Knob {
    /// What it belongs to.
    pub group: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// The greatest value that it can have; the least is above nothing.
    pub most: f64,
    /// Where it stands in the board's settings.
    path: &'static [&'static str],
}

const fn knob(
    group: &'static str,
    name: &'static str,
    most: f64,
    path: &'static [&'static str],
) -> Knob {
    Knob {
        group,
        name,
        most,
        path,
    }
}

const RELIABILITY: &str = "What a source counts for, by its reliability";
const CREDIBILITY: &str = "What is left of it, by the credibility of a report";
const PASSING: &str = "What passes from claim to claim";
const LIMITS: &str = "From where on it matters";

/// All numbers, in the order in which they are shown.
pub const KNOBS: &[Knob] = &[
    knob(RELIABILITY, "A, reliable", 0.95, &["rho", "A"]),
    knob(RELIABILITY, "B, usually reliable", 0.95, &["rho", "B"]),
    knob(RELIABILITY, "C, fairly reliable", 0.95, &["rho", "C"]),
    knob(RELIABILITY, "D, not usually reliable", 0.95, &["rho", "D"]),
    knob(RELIABILITY, "E, unreliable", 0.95, &["rho", "E"]),
    knob(RELIABILITY, "F or not graded", 0.95, &["rho", "F"]),
    knob(CREDIBILITY, "1, confirmed", 1.0, &["kappa", "1"]),
    knob(CREDIBILITY, "2, probably true", 1.0, &["kappa", "2"]),
    knob(CREDIBILITY, "3, possibly true", 1.0, &["kappa", "3"]),
    knob(CREDIBILITY, "4, doubtful", 1.0, &["kappa", "4"]),
    knob(CREDIBILITY, "5, improbable", 1.0, &["kappa", "5"]),
    knob(CREDIBILITY, "6 or not graded", 1.0, &["kappa", "6"]),
    knob(
        PASSING,
        "over a corroboration",
        1.0,
        &["lambda", "corroborates"],
    ),
    knob(
        PASSING,
        "over a contradiction",
        1.0,
        &["lambda", "contradicts"],
    ),
    knob(LIMITS, "an origin counts", 1.0, &["theta"]),
    knob(LIMITS, "the balance is decided", 1.0, &["tau"]),
];

impl Knob {
    /// Where it stands now.
    pub fn get(&self, settings: &Settings) -> f64 {
        settings.value(self.path)
    }

    /// Sets it; to its usual value if there is none.
    pub fn set(&self, about: &mut About, value: Option<f64>) {
        let usual = self.get(&Settings::default());
        let value = value.filter(|value| *value > 0.0 && *value <= self.most && *value != usual);
        put(about, self.path, value.map(Value::from));
    }
}

/// Sets whether one outlet is one voice, and the same text one source.
pub fn set_one_voice(about: &mut About, on: bool) {
    put(about, &["one_voice"], (!on).then_some(Value::Bool(false)));
}

/// Sets a value below the settings of a board, or takes it away with what is empty then.
fn put(about: &mut About, path: &[&str], value: Option<Value>) {
    let mut settings = match about.extra.remove(KEY) {
        Some(Value::Object(settings)) => settings,
        // What is no object means nothing; it gives way to what does.
        _ => Map::new(),
    };
    put_in(&mut settings, path, value);
    if !settings.is_empty() {
        about.extra.insert(KEY.to_owned(), Value::Object(settings));
    }
}

fn put_in(map: &mut Map<String, Value>, path: &[&str], value: Option<Value>) {
    match (path, value) {
        ([], _) => {}
        ([last], Some(value)) => drop(map.insert((*last).to_owned(), value)),
        ([last], None) => drop(map.remove(*last)),
        ([first, rest @ ..], value) => {
            let mut inner = match map.remove(*first) {
                Some(Value::Object(inner)) => inner,
                _ => Map::new(),
            };
            put_in(&mut inner, rest, value);
            if !inner.is_empty() {
                map.insert((*first).to_owned(), Value::Object(inner));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_knob_turns_and_leaves_no_trace_when_it_is_turned_back() {
        let mut about = About::default();
        about.extra.insert("other".to_owned(), json!(1));
        let before = about.clone();
        for knob in KNOBS {
            let usual = knob.get(&Settings::default());
            knob.set(&mut about, Some(usual / 2.0));
            assert_eq!(
                knob.get(&Settings::of(&about)),
                usual / 2.0,
                "{}",
                knob.name
            );
        }
        set_one_voice(&mut about, false);
        assert!(!Settings::of(&about).one_voice);
        for knob in KNOBS {
            knob.set(&mut about, None);
        }
        set_one_voice(&mut about, true);
        assert_eq!(about, before);
        KNOBS[0].set(&mut about, Some(f64::NAN));
        KNOBS[0].set(&mut about, Some(7.0));
        assert_eq!(about, before);
    }
}
