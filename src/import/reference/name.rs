//! Names of people and bodies. Refuses to invent parts: a name that comes in one piece stays in one piece.

use std::fmt;

/// Who wrote something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// First names.
    pub given: String,
    /// Last name, with what belongs in front of it: `de Vries`. For a body, or a name in one piece, all of it.
    pub family: String,
    /// What stands behind: `Jr.`.
    pub suffix: String,
}

impl Name {
    /// A body, or a name in one piece.
    pub fn whole(name: &str) -> Self {
        Self {
            family: name.trim().to_owned(),
            ..Self::default()
        }
    }

    /// `Family, Given` or `Family, Given, Suffix`, as RIS and Web of Science write it. Without a comma, in one piece.
    pub fn inverted(text: &str) -> Self {
        let mut parts = text.splitn(3, ',').map(|part| part.trim().to_owned());
        Self {
            family: parts.next().unwrap_or_default(),
            given: parts.next().unwrap_or_default(),
            suffix: parts.next().unwrap_or_default(),
        }
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.given.is_empty() && self.family.is_empty()
    }
}

/// In the order of reading: `Jane de Vries Jr.`.
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [&self.given, &self.family, &self.suffix];
        let mut parts = parts.into_iter().filter(|part| !part.is_empty());
        if let Some(first) = parts.next() {
            f.write_str(first)?;
        }
        parts.try_for_each(|part| write!(f, " {part}"))
    }
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn names_are_read_in_order() {
        for (text, want) in [
            ("Roe, Jane", "Jane Roe"),
            ("de Vries,J. J., Jr.", "J. J. de Vries Jr."),
            ("World Health Organization", "World Health Organization"),
            ("", ""),
        ] {
            assert_eq!(Name::inverted(text).to_string(), want);
        }
    }
}
