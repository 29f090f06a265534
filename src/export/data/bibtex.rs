//! The sources as BibTeX, for LaTeX and for reference managers. A field that nobody changed on the board is written as
//! it came in; every other is written anew. Refuses values that would break the file.

use super::cite::{self, Cited};
use super::{DataFormat, Writer};
use crate::board::Board;
use crate::export::ExportError;
use crate::import::bibtex::{DETAILS, Entry, KEPT, from_kept, kind_of, latex, of_entry, outlets};
use crate::import::reference::{Name, bare_doi};

/// BibTeX, as biblatex reads it too.
pub struct Bibtex;

impl Writer for Bibtex {
    fn format(&self) -> &'static DataFormat {
        &DataFormat {
            id: "bibtex",
            name: "BibTeX",
            extension: "bib",
            says: "An entry for each source, for LaTeX and reference managers; claims and links stay out.",
        }
    }

    fn write(&self, board: &Board) -> Result<Vec<u8>, ExportError> {
        let all = cite::all(board);
        if all.is_empty() {
            return Err(ExportError::NothingFor {
                format: self.format().name,
                what: "source",
            });
        }
        let entries: Vec<String> = all.iter().map(written).collect();
        Ok(entries.join("\n").into_bytes())
    }
}

/// An entry as text.
fn written(cited: &Cited<'_>) -> String {
    let entry = entry(cited);
    let mut out = format!("@{}{{{},\n", entry.kind, cited.key);
    for (name, value) in &entry.fields {
        if is_name(name) && !value.is_empty() {
            out.push_str(&format!("  {name} = {{{}}},\n", sound(value)));
        }
    }
    out.push_str("}\n");
    out
}

/// A value whose braces are in pairs.
fn sound(value: &str) -> String {
    let mut depth = 0_usize;
    let paired = value.chars().all(|letter| match letter {
        '{' => {
            depth += 1;
            true
        }
        '}' => {
            let open = depth > 0;
            depth = depth.saturating_sub(1);
            open
        }
        _ => true,
    });
    match paired && depth == 0 {
        true => value.to_owned(),
        false => latex::escaped(&latex::text(value)),
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_:.+".contains(c))
}

/// The entry of a source.
fn entry(cited: &Cited<'_>) -> Entry {
    let source = cited.source;
    let kept = cited.card.extra.get(KEPT).and_then(from_kept);
    let kept = kept.filter(|entry| is_name(&entry.kind));
    let came_as_bibtex = kept.is_some();
    let mut entry = kept.unwrap_or_else(|| Entry {
        kind: kind_of(cited.kind()).to_owned(),
        ..Entry::default()
    });
    // The fields of an entry that came otherwise are all new.
    let was = of_entry(&entry);
    let names: Vec<String> = cited.authors().iter().map(name).collect();
    let keywords = cited.keywords();
    let separator = match keywords.iter().any(|word| word.contains(',')) {
        true => "; ",
        false => ", ",
    };
    let outlet = outlet_field(&entry);
    let mut set = |changed: bool, fields: &[&str], values: &[(&str, String)]| {
        if changed {
            entry
                .fields
                .retain(|(name, _)| !fields.contains(&name.as_str()));
            let new = values
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()));
            entry.fields.extend(new);
        }
    };
    set(
        was.author() != source.author,
        &["author"],
        &[("author", names.join(" and "))],
    );
    set(
        was.title != source.title,
        &["title", "subtitle"],
        &[("title", latex::escaped(&source.title))],
    );
    set(
        was.outlet != source.outlet,
        &[outlet],
        &[(outlet, latex::escaped(&source.outlet))],
    );
    let year = source.published.get(..4).unwrap_or_default().to_owned();
    let dates = [
        ("date", latex::escaped(&source.published)),
        ("year", latex::escaped(&year)),
    ];
    set(
        was.published != source.published,
        &["date", "year", "month", "day"],
        &dates,
    );
    let address = match source
        .url
        .strip_prefix("https://doi.org/")
        .and_then(bare_doi)
    {
        Some(doi) => ("doi", doi.to_owned()),
        None => ("url", percent_encoded(&source.url)),
    };
    set(was.url != source.url, &["url", address.0], &[address]);
    set(
        was.language != source.language,
        &["langid", "language"],
        &[("language", source.language.clone())],
    );
    let words: Vec<String> = keywords.iter().map(|word| latex::escaped(word)).collect();
    set(
        was.keywords != keywords,
        &["keywords"],
        &[("keywords", words.join(separator))],
    );
    if let Some(summary) = cited.summary() {
        set(
            true,
            &["abstract"],
            &[("abstract", latex::escaped(summary))],
        );
    }
    if !came_as_bibtex {
        add_details(&mut entry, cited);
    }
    entry
}

/// The field that says where an entry appeared: the one that does, else the usual one of its kind.
fn outlet_field(entry: &Entry) -> &'static str {
    let fields = outlets(&entry.kind);
    let used = fields.iter().find(|field| entry.field(field).is_some());
    used.copied().unwrap_or(match entry.kind.as_str() {
        "article" => "journal",
        "inproceedings" | "incollection" => "booktitle",
        "thesis" | "report" | "manual" => "institution",
        "book" | "mvbook" | "collection" | "proceedings" => "publisher",
        _ => "organization",
    })
}

/// What came in otherwise and has a field here.
fn add_details(entry: &mut Entry, cited: &Cited<'_>) {
    let mut add = |name: &str, value: String| {
        if entry.field(name).is_none() && !value.is_empty() {
            entry.fields.push((name.to_owned(), value));
        }
    };
    let detail = |variable: &str| cited.was.detail(variable).unwrap_or_default();
    for (field, variable) in DETAILS {
        let alias = matches!(*field, "issue" | "location");
        if !alias {
            add(
                field,
                latex::escaped(&detail(variable).replace('–', "--")).replace("-{}-", "--"),
            );
        }
    }
    add("doi", detail("DOI").to_owned());
    let editors = detail("editor").split(';').map(Name::whole);
    let editors: Vec<String> = editors
        .filter(|name| !name.is_empty())
        .map(|editor| name(&editor))
        .collect();
    add("editor", editors.join(" and "));
}

/// A name so that it is taken apart as it was put together.
fn name(name: &Name) -> String {
    let part = |text: &str| {
        let text = latex::escaped(text);
        let splits = text
            .split_whitespace()
            .any(|word| word.eq_ignore_ascii_case("and"));
        if splits || text.contains([',', '=']) {
            format!("{{{text}}}")
        } else {
            text
        }
    };
    if name.given.is_empty() && name.suffix.is_empty() {
        return match name.family.as_str() {
            "et al." => "others".to_owned(),
            family => format!("{{{}}}", latex::escaped(family)),
        };
    }
    let parts = [&name.family, &name.suffix, &name.given];
    let parts = parts
        .into_iter()
        .enumerate()
        .filter(|(n, text)| *n != 1 || !text.is_empty());
    parts
        .map(|(_, text)| part(text))
        .collect::<Vec<_>>()
        .join(", ")
}

/// An address without braces and backslashes, which would be markup.
fn percent_encoded(url: &str) -> String {
    url.replace('{', "%7B")
        .replace('}', "%7D")
        .replace('\\', "%5C")
}

#[cfg(test)]
mod tests;
