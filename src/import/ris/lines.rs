//! Tagged lines: `TY  - JOUR` in RIS, `TI The title` in the Web of Science. A line without a tag goes on with what the
//! line before it says. Knows no meaning of a tag but where records begin and end.

/// A record as it is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// Of the Web of Science, whose tags mean other things.
    pub is_isi: bool,
    /// Tags and values, in order. Lines of a value are divided by `\n`.
    pub lines: Vec<(String, String)>,
}

impl Record {
    /// The values of some tags in the order in which they stand, but for empty ones.
    pub fn all<'a>(&'a self, tags: &'a [&str]) -> impl Iterator<Item = &'a str> {
        let lines = self.lines.iter();
        let tagged = lines.filter(|(tag, _)| tags.contains(&tag.as_str()));
        tagged
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// The first value of a tag that is not empty.
    pub fn first(&self, tag: &str) -> Option<&str> {
        let named = |(known, value): &&(String, String)| known == tag && !value.trim().is_empty();
        self.lines.iter().find(named).map(|(_, value)| value.trim())
    }
}

/// The records of a file.
pub fn records(text: &str) -> Vec<Record> {
    let is_isi = !text.lines().any(|line| tagged(line).is_some());
    if is_isi && !text.lines().any(|line| line.starts_with("PT ")) {
        return Vec::new();
    }
    let tagged = if is_isi { isi_tagged } else { tagged };
    let mut records = Vec::new();
    let mut lines: Vec<(String, String)> = Vec::new();
    let mut end = |lines: &mut Vec<(String, String)>| {
        let lines = std::mem::take(lines);
        if !lines.is_empty() {
            records.push(Record { is_isi, lines });
        }
    };
    for line in text.lines() {
        match tagged(line) {
            Some(("ER", _)) => end(&mut lines),
            Some(("FN" | "VR" | "EF", _)) if is_isi => {}
            Some((tag, value)) => {
                if tag == begins(is_isi) {
                    end(&mut lines);
                }
                lines.push((tag.to_owned(), value.trim().to_owned()));
            }
            None => {
                // Between records stand numbers and other words that belong to none.
                if let Some((_, value)) = lines.last_mut() {
                    value.push('\n');
                    value.push_str(line.trim());
                }
            }
        }
    }
    end(&mut lines);
    for (_, value) in records
        .iter_mut()
        .flat_map(|record: &mut Record| &mut record.lines)
    {
        value.truncate(value.trim_end().len());
    }
    records
}

/// Whether the first line that is one says so.
pub fn looks_tagged(begins: &str) -> bool {
    let mut lines = begins.trim_start_matches('\u{feff}').lines();
    let first = lines
        .clone()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    lines.any(|line| tagged(line).is_some_and(|(tag, _)| tag == "TY"))
        || first.starts_with("FN ISI")
        || first.starts_with("FN Clarivate")
        || first.starts_with("FN Thomson")
}

fn begins(is_isi: bool) -> &'static str {
    if is_isi { "PT" } else { "TY" }
}

/// `AB  - words`: a letter, a letter or digit, white space, a dash, and white space or nothing.
fn tagged(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = tag(line.trim_start_matches('\u{feff}'))?;
    let value = rest.trim_start_matches(' ').strip_prefix('-')?;
    let spaced = rest.starts_with(' ') && (value.is_empty() || value.starts_with([' ', '\t']));
    spaced.then_some((tag, value))
}

/// `AB words`; lines that go on begin with white space.
fn isi_tagged(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = tag(line)?;
    (rest.is_empty() || rest.starts_with(' ')).then_some((tag, rest))
}

fn tag(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = line.split_at_checked(2)?;
    let mut letters = tag.bytes();
    let first = letters.next().is_some_and(|byte| byte.is_ascii_uppercase());
    let second = letters
        .next()
        .is_some_and(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    (first && second).then_some((tag, rest))
}

#[cfg(test)]
mod tests {
    use super::records;

    #[test]
    fn lines_are_tagged_or_go_on() {
        for (text, want) in [
            (
                "TY  - A\nAB  - one,\nER then two\nER  -",
                "TY=A|AB=one,⏎ER then two",
            ),
            ("TY  - A\nT1  - B\n\nTY  - C\nER  - ", "TY=A|T1=B||TY=C"),
            ("T1  - no first line\nER  -", "T1=no first line"),
            ("1.\nTY - A\nSP  -\n", "TY=A|SP="),
            ("PT J\nTI a\n   b\nER\nEF", "PT=J|TI=a⏎b"),
            ("", ""),
        ] {
            let shown: Vec<String> = records(text)
                .iter()
                .map(|record| {
                    let lines = record
                        .lines
                        .iter()
                        .map(|(t, v)| format!("{t}={}", v.replace('\n', "⏎")));
                    lines.collect::<Vec<_>>().join("|")
                })
                .collect();
            assert_eq!(shown.join("||"), want, "{text}");
        }
    }
}
