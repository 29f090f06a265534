//! Names of records. They are readable, stable across merges and never used twice.

use std::fmt;
use std::sync::Arc;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id as it stands in the file.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.into())
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id.into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &*self.0)
            }
        }
    };
}

id! {
    /// Names a card.
    CardId
}
id! {
    /// Names a link.
    LinkId
}
id! {
    /// Names an embedded file by its content: `sha256:` and 64 hexadecimal digits.
    FileId
}

/// What this session puts behind the counter of the ids that it makes, so that two people who each add a card to
/// copies of one board never make the same id. It is drawn by chance in `host` and handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tail(Arc<str>);

impl Tail {
    /// A tail of at most eight letters and digits; anything else is dropped.
    pub fn new(tail: &str) -> Self {
        Self(
            tail.chars()
                .filter(char::is_ascii_alphanumeric)
                .take(8)
                .collect::<String>()
                .into(),
        )
    }

    /// The id number `n` of this session, for instance `c0012-k7q`. Four digits at least, so that ids sort as made.
    pub(super) fn id(&self, prefix: char, n: u64) -> String {
        if self.0.is_empty() {
            format!("{prefix}{n:04}")
        } else {
            format!("{prefix}{n:04}-{}", self.0)
        }
    }
}

/// The counter inside an id: its first run of digits, if it reads as `letter digits`.
pub(super) fn counter(id: &str) -> Option<u64> {
    let digits = id.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '-');
    let end = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    digits[..end].parse().ok().filter(|n| *n < u64::MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_carry_their_counter_and_their_session() {
        assert_eq!(Tail::new("k7q").id('c', 12), "c0012-k7q");
        assert_eq!(Tail::new("k/..7").id('l', 12345), "l12345-k7");
        for (id, want) in [
            ("c0012-k7q", Some(12)),
            ("l001", Some(1)),
            ("o-tolo", None),
            ("", None),
            ("s-004", Some(4)),
        ] {
            assert_eq!(counter(id), want, "{id}");
        }
        assert_eq!(counter("c99999999999999999999999"), None);
    }
}
