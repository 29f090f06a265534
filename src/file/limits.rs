//! How much a file may hold before it is refused, so that a stranger's board cannot take all memory or time. Each limit
//! can be raised by the user, and lowered, to a bound that the program itself can still bear.
//!
//! Refuses names that are no limit and numbers out of bounds.
//!
//! **Invariant:** a limit never lies above [`Limit::highest`], whatever settings or options say.

/// One of the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Limit {
    /// Bytes of the file.
    Bytes,
    /// Cards on the board.
    Cards,
    /// Links on the board.
    Links,
    /// JSON values of any kind. Each costs memory, however small.
    Values,
    /// Bytes of text in one field.
    Text,
    /// Brackets within brackets.
    Depth,
    /// Bytes of all embedded files together, as they are outside of the board.
    Embedded,
    /// Pixels of one picture that is decoded.
    Pixels,
}

impl Limit {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::Bytes,
        Self::Cards,
        Self::Links,
        Self::Values,
        Self::Text,
        Self::Depth,
        Self::Embedded,
        Self::Pixels,
    ];

    /// The word in settings and options.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Cards => "cards",
            Self::Links => "links",
            Self::Values => "values",
            Self::Text => "text",
            Self::Depth => "depth",
            Self::Embedded => "embedded",
            Self::Pixels => "pixels",
        }
    }

    /// What is counted, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Bytes => "Bytes of a board file",
            Self::Cards => "Cards",
            Self::Links => "Links",
            Self::Values => "Values of any kind",
            Self::Text => "Bytes of text in one field",
            Self::Depth => "Brackets within brackets",
            Self::Embedded => "Bytes of embedded files",
            Self::Pixels => "Pixels of a picture",
        }
    }

    /// What holds if the user has said nothing.
    pub const fn usual(self) -> usize {
        match self {
            Self::Bytes => super::MAX_BYTES,
            Self::Cards => super::MAX_CARDS,
            Self::Links => super::MAX_LINKS,
            Self::Values => super::MAX_VALUES,
            Self::Text => super::MAX_TEXT,
            Self::Depth => super::MAX_DEPTH,
            Self::Embedded => super::MAX_EMBEDDED,
            Self::Pixels => super::MAX_PIXELS,
        }
    }

    /// How far it can be raised. Depth not at all: the reader of JSON goes no deeper.
    pub const fn highest(self) -> usize {
        match self {
            Self::Depth => super::MAX_DEPTH,
            Self::Pixels => 1 << 30,
            Self::Bytes | Self::Embedded | Self::Text => 1 << 31,
            Self::Cards | Self::Links => 10_000_000,
            Self::Values => 1_000_000_000,
        }
    }

    /// The limit of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|limit| limit.name() == name)
    }
}

/// How much a file may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits([usize; Limit::ALL.len()]);

impl Default for Limits {
    fn default() -> Self {
        Self(Limit::ALL.map(Limit::usual))
    }
}

/// Why a limit could not be set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// There is no such limit.
    #[error("There is no limit \"{name}\". There are: {known}.")]
    Unknown {
        /// What was asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// The number is out of bounds.
    #[error("The limit {name} cannot be {asked}. Give a whole number from 1 to {highest}.")]
    OutOfBounds {
        /// Which.
        name: &'static str,
        /// What was asked for.
        asked: String,
        /// The most.
        highest: usize,
    },
}

impl Limits {
    /// How much there may be.
    pub const fn of(&self, limit: Limit) -> usize {
        self.0[limit as usize]
    }

    /// All that the program itself can bear: for what was let in once and is only handled now.
    pub(super) fn loosest() -> Self {
        Self(Limit::ALL.map(Limit::highest))
    }

    /// With another value for one limit. One out of bounds is brought into them.
    #[must_use]
    pub fn with(mut self, limit: Limit, most: usize) -> Self {
        self.0[limit as usize] = most.clamp(1, limit.highest());
        self
    }

    /// With the limit of this name set to what is written.
    ///
    /// # Errors
    /// If there is no such limit, or it cannot be that.
    pub fn set(&mut self, name: &str, most: &str) -> Result<(), LimitError> {
        let limit = Limit::named(name).ok_or_else(|| LimitError::Unknown {
            name: super::record::plain(name),
            known: Limit::ALL.map(Limit::name).join(", "),
        })?;
        let plain: String = most.chars().filter(|c| !matches!(c, ',' | '_')).collect();
        match plain.parse::<usize>() {
            Ok(most) if (1..=limit.highest()).contains(&most) => {
                *self = self.with(limit, most);
                Ok(())
            }
            _ => Err(LimitError::OutOfBounds {
                name: limit.name(),
                asked: super::record::plain(most),
                highest: limit.highest(),
            }),
        }
    }

    /// The usual ones but for these, as settings keep them. Unknown names and numbers out of bounds are passed over.
    pub fn kept<'a>(kept: impl IntoIterator<Item = (&'a str, u64)>) -> Self {
        let mut limits = Self::default();
        for (name, most) in kept {
            let limit = Limit::named(name);
            let most = usize::try_from(most).ok();
            if let (Some(limit), Some(most @ 1..)) = (limit, most) {
                limits = limits.with(limit, most);
            }
        }
        limits
    }

    /// Those that are not the usual ones.
    pub fn unusual(&self) -> impl Iterator<Item = (Limit, usize)> + '_ {
        Limit::ALL
            .into_iter()
            .map(|limit| (limit, self.of(limit)))
            .filter(|(limit, most)| *most != limit.usual())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_set_by_name_and_stay_in_bounds() {
        let mut limits = Limits::default();
        assert_eq!(limits.unusual().count(), 0);
        for (name, most, want) in [
            ("cards", "500000", Ok(500_000)),
            ("cards", "500,000", Ok(500_000)),
            ("depth", "20", Ok(20)),
            (
                "depth",
                "129",
                Err("The limit depth cannot be 129. Give a whole number from 1 to 128."),
            ),
            ("cards", "0", Err("The limit cards cannot be 0. ")),
            ("cards", "-1", Err("The limit cards cannot be -1. ")),
            (
                "bytes",
                "99999999999999999999",
                Err("The limit bytes cannot be 999"),
            ),
            (
                "chairs",
                "1",
                Err("There is no limit \"chairs\". There are: bytes, cards, links, "),
            ),
        ] {
            let said = limits.set(name, most);
            match (want, said) {
                (Ok(want), Ok(())) => {
                    assert_eq!(Limit::named(name).map(|limit| limits.of(limit)), Some(want));
                }
                (Err(want), Err(error)) => {
                    assert!(error.to_string().starts_with(want), "{error}");
                }
                (want, said) => panic!("{name}={most}: {said:?}, not {want:?}"),
            }
        }
    }

    #[test]
    fn what_settings_keep_is_taken_as_far_as_it_makes_sense() {
        let limits = Limits::kept([
            ("cards", 7),
            ("links", 0),
            ("depth", u64::MAX),
            ("later", 3),
        ]);
        let unusual: Vec<_> = limits.unusual().collect();
        assert_eq!(unusual, [(Limit::Cards, 7)]);
    }

    #[test]
    fn every_usual_limit_lies_in_its_bounds_and_has_a_name_of_its_own() {
        for (n, limit) in Limit::ALL.into_iter().enumerate() {
            assert_eq!(limit as usize, n);
            assert!((1..=limit.highest()).contains(&limit.usual()), "{limit:?}");
            assert_eq!(Limit::named(limit.name()), Some(limit));
        }
    }
}
