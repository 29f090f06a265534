//! Which column of a table means what: guessed by their names in many languages, corrected by a person.

use super::Table;
use super::names;
use crate::import::stance::folded;

/// What a column may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    /// Title of the source.
    Source,
    /// Who published it.
    Outlet,
    /// Who wrote it.
    Author,
    /// When it was published.
    Date,
    /// Where it is.
    Url,
    /// Grade of the source, A to F.
    Reliability,
    /// Full text of the source.
    Text,
    /// The sentence that it speaks of.
    Claim,
    /// For or against.
    Stance,
    /// The exact words.
    Quote,
    /// Grade of the report, 1 to 6.
    Credibility,
    /// Who says so in the text.
    Origin,
    /// A remark.
    Note,
}

impl Column {
    /// All of them, in the order of previews.
    pub const ALL: [Self; 13] = [
        Self::Source,
        Self::Outlet,
        Self::Author,
        Self::Date,
        Self::Url,
        Self::Reliability,
        Self::Text,
        Self::Claim,
        Self::Stance,
        Self::Quote,
        Self::Credibility,
        Self::Origin,
        Self::Note,
    ];

    /// What the interface calls it, and what the column of a table should be called.
    pub fn name(self) -> &'static str {
        names::of(self).first().copied().unwrap_or_default()
    }
}

/// Which column of a table means what. A column is used for one thing at most if it was guessed; a person may say
/// otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    at: [Option<usize>; Column::ALL.len()],
}

impl Columns {
    /// By the names in the header.
    pub fn guess(table: &Table) -> Self {
        Self::of_names(&table.header)
    }

    /// By names. Of two columns that could mean the same, the one with the surer name does.
    pub(super) fn of_names(names: &[String]) -> Self {
        let mut columns = Self::default();
        let names: Vec<String> = names.iter().map(|name| plain(name)).collect();
        for column in Column::ALL {
            let sure = |(at, name): (usize, &String)| {
                let rank = names::of(column).iter().position(|known| known == name)?;
                Some((rank, at))
            };
            let best = names.iter().enumerate().filter_map(sure).min();
            columns.set(column, best.map(|(_, at)| at));
        }
        // Beside a title, “source” is who published it.
        let title = names
            .iter()
            .position(|name| matches!(name.as_str(), "title" | "headline" | "article title"));
        if let (Some(title), None) = (title, columns.get(Column::Outlet)) {
            let source = columns
                .get(Column::Source)
                .filter(|source| *source != title);
            columns.set(Column::Outlet, source);
            columns.set(Column::Source, Some(title));
        }
        columns
    }

    /// Where a column is.
    pub fn get(&self, column: Column) -> Option<usize> {
        self.at.get(column as usize).copied().flatten()
    }

    /// Says where a column is, or that there is none.
    pub fn set(&mut self, column: Column, at: Option<usize>) {
        if let Some(slot) = self.at.get_mut(column as usize) {
            *slot = at;
        }
    }

    /// How many are known.
    pub fn known(&self) -> usize {
        self.at.iter().flatten().count()
    }

    /// Whether a column means something.
    pub(super) fn uses(&self, at: usize) -> bool {
        self.at.contains(&Some(at))
    }

    /// Whether rows can become links: there are claims, and stances or sources.
    pub(super) fn can_link(&self) -> bool {
        let has = |column| self.get(column).is_some();
        let source = [Column::Source, Column::Outlet, Column::Url, Column::Text];
        has(Column::Claim) && (has(Column::Stance) || source.into_iter().any(has))
    }
}

/// A name as it is compared: `Source_Title` and `publishedAt` are two words each.
fn plain(name: &str) -> String {
    let mut spaced = String::new();
    let mut before = ' ';
    for letter in name.chars() {
        if letter.is_uppercase() && before.is_lowercase() {
            spaced.push(' ');
        }
        spaced.push(if matches!(letter, '-' | '.' | '\u{feff}') {
            ' '
        } else {
            letter
        });
        before = letter;
    }
    folded(&spaced)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// The columns that are found, `claim 0 stance 2`.
    fn check(header: &str, want: &str) {
        let names: Vec<String> = header.split(',').map(str::to_owned).collect();
        let columns = Columns::of_names(&names);
        let found = Column::ALL.into_iter().filter_map(|column| {
            let at = columns.get(column)?;
            Some(format!("{} {at}", column.name()))
        });
        assert_eq!(found.collect::<Vec<_>>().join(" "), want, "{header}");
    }

    #[test]
    fn columns_are_known_by_their_names() {
        check("source,claim,stance", "source 0 claim 1 stance 2");
        check(
            "Title,Publisher,Published_At,URL,Body,Claim,Stance,Quote,Said by",
            "source 0 outlet 1 date 2 url 3 text 4 claim 5 stance 6 quote 7 origin 8",
        );
        check("Title,Source,Claim", "source 0 outlet 1 claim 2");
        check(
            "Behauptung,Haltung,Quelle,Datum",
            "source 2 date 3 claim 0 stance 1",
        );
        check("主张,立场,来源", "source 2 claim 0 stance 1");
        check("publishedAt,source-title", "source 1 date 0");
        check("x,y,z", "");
    }

    #[test]
    fn no_name_means_two_things() {
        let mut seen = HashSet::new();
        for column in Column::ALL {
            for name in names::of(column) {
                assert_eq!(plain(name), *name);
                assert!(seen.insert(*name), "{name} twice");
            }
        }
    }
}
