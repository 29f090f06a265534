//! WHAT IT MEANS: what can be said of a board by looking at its records alone.
//!
//! Knows the board and nothing else, cannot fail, and changes nothing: what could be mended is proposed.

mod assessment;
mod checks;
mod dates;
mod doubt;
mod finding;
mod flow;
mod graph;
mod knobs;
mod letters;
mod leverage;
mod masses;
pub mod matrix;
mod order;
mod reasons;
mod reuse;
mod rings;
mod settings;
mod standing;
mod timeline;
mod verify;
mod voices;
mod words;

pub use assessment::Assessment;
pub use checks::{CHECKS, Check, Findings, Rule, Subject, findings, rule};
pub use dates::{Dated, Day, Exact, When, month_name};
pub use doubt::Doubt;
pub use finding::{Finding, Level};
pub use knobs::{KNOBS, Knob, set_one_voice};
pub use letters::{hidden, is_mixed_word};
pub use leverage::{Footing, Shift, Strike};
pub use reasons::Reason;
pub use reuse::{Found, Limits, Pair, Party, Passage, Phrase, Proposal, ReuseIndex, Suggestion};
pub use rings::{Ring, rings};
pub use settings::{KEY as SETTINGS_KEY, Settings};
pub use standing::{Badge, Label, Standing};
pub use timeline::{By, Counting, History, Moment, Timeline, Turn, Word};
pub use verify::{Counts, Fault, FileState, Trouble, Verified, Verifier};
pub use words::{capital, count, list, name, number};

/// The version of the rules by which claims are judged: it grows when the same board would be judged otherwise.
pub const RULES: &str = "1";
