//! Versions of the file and the steps between them.
//!
//! One step a version, from the JSON of version n to that of n + 1, in a file of its own once there is one. Steps work
//! on JSON, not on types: the types are of today.
//!
//! **Invariant (frozen):** a step is never edited once a version with it is released; `boards/history/` holds a board
//! of every version, and a test opens them all.

use serde_json::Value;

/// Brings the JSON of one version to the next.
pub(super) type Step = fn(Value) -> Value;

/// From version 1 to 2, from 2 to 3, and so on.
pub(super) const STEPS: &[Step] = &[];

/// The version that this program writes, and the newest that it reads.
pub const VERSION: u32 = 1 + STEPS.len() as u32;

/// A board of version `from` as one of the newest version.
pub(super) fn migrate(value: Value, from: u64, steps: &[Step]) -> Value {
    let done = usize::try_from(from.saturating_sub(1)).unwrap_or(usize::MAX);
    steps
        .iter()
        .skip(done)
        .fold(value, |value, step| step(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migration_takes_the_steps_that_are_left_in_order() {
        fn two(value: Value) -> Value {
            Value::String(format!("{}2", value.as_str().unwrap_or_default()))
        }
        fn three(value: Value) -> Value {
            Value::String(format!("{}3", value.as_str().unwrap_or_default()))
        }
        for (from, want) in [(1, "23"), (2, "3"), (3, ""), (9, "")] {
            assert_eq!(
                migrate(Value::String(String::new()), from, &[two, three]),
                want,
                "from version {from}"
            );
        }
    }
}
