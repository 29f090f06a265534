//! How much a board may hold: what the settings say, and then what the command line says.

use crate::file::{Limit, Limits};
use crate::host::Settings;

/// Limits of a command that reads boards.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Within {
    /// Let a board hold more or less than usual, as cards=500000: bytes, cards, links, values, text, depth, embedded or
    /// pixels. Only for boards that you trust
    #[arg(long = "limit", value_name = "NAME=NUMBER", value_parser = limit)]
    limits: Vec<(Limit, usize)>,
}

impl Within {
    /// What holds for this command.
    pub(super) fn limits(&self) -> Limits {
        let settings = Settings::load();
        let kept = settings.limits.iter();
        let kept = Limits::kept(kept.map(|(name, most)| (name.as_str(), *most)));
        let asked = self.limits.iter();
        asked.fold(kept, |limits, (limit, most)| limits.with(*limit, *most))
    }
}

fn limit(words: &str) -> Result<(Limit, usize), String> {
    let (name, most) = words
        .split_once('=')
        .ok_or("write it as NAME=NUMBER, for instance cards=500000")?;
    let mut limits = Limits::default();
    limits.set(name, most).map_err(|error| error.to_string())?;
    let limit = Limit::named(name).ok_or("there is no such limit")?;
    Ok((limit, limits.of(limit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_or_refused_in_words() {
        assert_eq!(limit("cards=500000"), Ok((Limit::Cards, 500_000)));
        for (words, want) in [
            ("cards", "write it as NAME=NUMBER"),
            ("chairs=1", "There is no limit \"chairs\"."),
            ("depth=1000", "The limit depth cannot be 1000."),
        ] {
            let why = limit(words).unwrap_err();
            assert!(why.starts_with(want), "{why}");
        }
    }
}
