//! The syntax of BibTeX: entries, fields, strings that stand for others. One bad entry does not lose the rest: what
//! stands before the fault is kept, and reading goes on at the next entry.
//!
//! The crate `biblatex` was not taken: it gives up a whole file at its first fault, and a string that names itself, two
//! entries that inherit from each other or deep nesting end the process.
//!
//! **Invariant:** no recursion; every byte is read three times at most.

use std::collections::HashMap;

/// Most bytes of a value. A longer one is cut.
const MOST_VALUE: usize = 1 << 20;
/// Most bytes that strings may add to a file when they are put in.
const MOST_EXPANDED: usize = 64 << 20;

/// An entry as it is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// What stands behind the `@`, in small letters: `article`.
    pub kind: String,
    /// The key by which it is cited; may be empty.
    pub key: String,
    /// Names in small letters, and values with their LaTeX markup, strings put in. A name may come twice.
    pub fields: Vec<(String, String)>,
    /// The line on which it begins.
    pub line: usize,
}

impl Entry {
    /// The first value of a field that has something in it.
    pub fn field(&self, name: &str) -> Option<&str> {
        let named = |(known, value): &&(String, String)| known == name && !value.trim().is_empty();
        self.fields
            .iter()
            .find(named)
            .map(|(_, value)| value.as_str())
    }
}

/// What a file has in it.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The entries, in order.
    pub entries: Vec<Entry>,
    /// What is wrong, a sentence each.
    pub faults: Vec<String>,
}

/// Reads a file. `going` is asked after each entry with the share that is done.
pub fn parse(text: &str, going: &dyn Fn(f32) -> bool) -> Option<Parsed> {
    let mut parser = Parser {
        text,
        at: 0,
        line: 1,
        counted: 0,
        guarded: false,
        strings: HashMap::new(),
        budget: MOST_EXPANDED,
    };
    let mut parsed = Parsed::default();
    while let Some(begins) = parser.next_at() {
        parser.statement(begins, &mut parsed);
        if !going(parser.at as f32 / text.len() as f32) {
            return None;
        }
    }
    Some(parsed)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    /// The line of the byte `counted`.
    line: usize,
    counted: usize,
    /// A brace was missing. From there on the beginning of an entry ends whatever is open, so that no missing brace is
    /// searched for to the end of the file twice.
    guarded: bool,
    strings: HashMap<String, String>,
    /// Bytes that strings may still add.
    budget: usize,
}

/// Why a value has no end.
struct Unclosed;

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !keep(c)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    /// White space, and what a percent sign hides.
    fn space(&mut self) {
        loop {
            self.take_while(char::is_whitespace);
            if self.peek() != Some('%') {
                return;
            }
            self.take_while(|c| c != '\n');
        }
    }

    /// A word as fields, kinds and strings are called.
    fn word(&mut self) -> &'a str {
        self.take_while(|c| !c.is_whitespace() && !"{}()=,#\"%'@\\~".contains(c))
    }

    /// Goes to the next `@` and says where it is.
    fn next_at(&mut self) -> Option<usize> {
        self.at += self.rest().find('@')?;
        Some(self.at)
    }

    fn line_of(&mut self, at: usize) -> usize {
        let between = self.text.get(self.counted..at).unwrap_or_default();
        self.line += between.matches('\n').count();
        self.counted = self.counted.max(at);
        self.line
    }

    /// From an `@` on: an entry, a string, a comment, or nothing of the kind.
    fn statement(&mut self, begins: usize, parsed: &mut Parsed) {
        self.at += 1;
        self.take_while(char::is_whitespace);
        let kind = self.word().to_lowercase();
        self.take_while(char::is_whitespace);
        let named = kind
            .chars()
            .all(|c| c.is_alphanumeric() || c == '-' || c == '_');
        if kind.is_empty() || !named || !(self.eat('{') || self.eat('(')) {
            return; // an address, or words between the entries
        }
        let line = self.line_of(begins);
        match kind.as_str() {
            "comment" | "preamble" => {
                let inside = self.at;
                if self.braced().is_err() {
                    self.guarded = true;
                    self.at = inside; // what follows may be entries after all
                }
            }
            "string" => self.string(),
            _ => self.entry(kind, line, parsed),
        }
    }

    /// `name = value }`
    fn string(&mut self) {
        self.space();
        let name = self.word().to_lowercase();
        self.space();
        if self.eat('=') {
            let value = self.value().unwrap_or_else(|(value, Unclosed)| value);
            self.strings.insert(name, value);
        }
    }

    /// `key, name = value, name = value }`
    fn entry(&mut self, kind: String, line: usize, parsed: &mut Parsed) {
        self.space();
        let begins = self.at;
        let mut key = self
            .take_while(|c| !c.is_whitespace() && !"{}=,\"".contains(c))
            .to_owned();
        self.space();
        if self.peek() == Some('=') {
            key.clear(); // it has none, and this is its first field
            self.at = begins;
        }
        let mut entry = Entry {
            kind,
            key,
            fields: Vec::new(),
            line,
        };
        let fault = self.fields(&mut entry.fields);
        if let Some(fault) = fault {
            let called = match entry.key.as_str() {
                "" => "the entry".to_owned(),
                key => format!("the entry “{}”", shortened(key)),
            };
            let kept = match entry.fields.is_empty() {
                true => "It was left out",
                false => "What stands before that was kept",
            };
            parsed
                .faults
                .push(format!("Line {line}: in {called} {fault}. {kept}."));
            if entry.fields.is_empty() {
                return;
            }
        }
        if !(entry.key.is_empty() && entry.fields.is_empty()) {
            parsed.entries.push(entry);
        }
    }

    /// Fields up to the end of the entry. What is wrong, if something is, as a part of a sentence.
    fn fields(&mut self, fields: &mut Vec<(String, String)>) -> Option<&'static str> {
        loop {
            self.space();
            while self.eat(',') {
                self.space();
            }
            match self.peek() {
                None | Some('@') => return Some("the closing brace is missing"),
                Some('}' | ')') => {
                    self.at += 1;
                    return None;
                }
                Some(_) => {}
            }
            let name = self.word().to_lowercase();
            self.space();
            if name.is_empty() || !self.eat('=') {
                return Some("something stands where a field should");
            }
            match self.value() {
                Ok(value) => fields.push((name, value)),
                Err((_, Unclosed)) => return Some("a value has no end"),
            }
        }
    }

    /// Parts joined by `#`. If one has no end, what there is.
    fn value(&mut self) -> Result<String, (String, Unclosed)> {
        let mut value = String::new();
        loop {
            self.space();
            let inside = self.at + 1;
            let part = match self.peek() {
                Some('{') => {
                    self.at = inside;
                    self.braced()
                }
                Some('"') => {
                    self.at = inside;
                    self.quoted()
                }
                _ => {
                    let name = self.word();
                    let part = match self.strings.get(&name.to_lowercase()) {
                        Some(part) if part.len() <= self.budget => {
                            self.budget -= part.len();
                            part
                        }
                        _ => name,
                    };
                    append(&mut value, part);
                    Ok("")
                }
            };
            match part {
                Ok(part) => append(&mut value, part),
                Err(Unclosed) => {
                    self.guarded = true;
                    self.at = inside; // the next entry may begin in there
                    return Err((value, Unclosed));
                }
            }
            self.space();
            if !self.eat('#') {
                return Ok(value);
            }
        }
    }

    /// Up to the brace that closes the one just eaten. As in BibTeX, a backslash does not hide a brace.
    fn braced(&mut self) -> Result<&'a str, Unclosed> {
        let mut depth = 0_usize;
        self.until(|byte| {
            match byte {
                b'{' => depth += 1,
                b'}' if depth == 0 => return true,
                b'}' => depth -= 1,
                _ => {}
            }
            false
        })
    }

    /// Up to a quotation mark outside braces.
    fn quoted(&mut self) -> Result<&'a str, Unclosed> {
        let mut depth = 0_usize;
        self.until(|byte| {
            match byte {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                b'"' => return depth == 0,
                _ => {}
            }
            false
        })
    }

    /// Up to the byte that `ends` says ends it, and behind that.
    fn until(&mut self, mut ends: impl FnMut(u8) -> bool) -> Result<&'a str, Unclosed> {
        let rest = self.rest();
        for (n, byte) in rest.bytes().enumerate() {
            if ends(byte) {
                self.at += n + 1;
                return Ok(rest.get(..n).unwrap_or_default());
            }
            if byte == b'@' && self.guarded && begins_entry(rest.get(n..).unwrap_or_default()) {
                break;
            }
        }
        Err(Unclosed)
    }
}

/// Adds a part as far as there is room.
fn append(value: &mut String, part: &str) {
    let room = MOST_VALUE.saturating_sub(value.len());
    value.push_str(
        part.get(..part.floor_char_boundary(room))
            .unwrap_or_default(),
    );
}

/// Whether there stands `@kind{`.
fn begins_entry(text: &str) -> bool {
    let rest = text.strip_prefix('@').unwrap_or_default();
    let kind = rest.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    kind.len() < rest.len() && kind.trim_start_matches([' ', '\t']).starts_with(['{', '('])
}

fn shortened(key: &str) -> &str {
    key.get(..key.floor_char_boundary(60)).unwrap_or(key)
}

#[cfg(test)]
mod tests {
    use super::parse;

    /// Entries as `kind key: name=value; …` in a line each, then the faults.
    fn check(text: &str) -> String {
        let parsed = parse(text, &|_| true).expect("nobody stops it");
        let mut lines: Vec<String> = Vec::new();
        for entry in parsed.entries {
            let fields: Vec<String> = entry
                .fields
                .iter()
                .map(|(n, v)| format!("{n}={v}"))
                .collect();
            lines.push(format!(
                "{} {}: {}",
                entry.kind,
                entry.key,
                fields.join("; ")
            ));
        }
        lines.extend(parsed.faults);
        lines.join("\n")
    }

    #[test]
    fn entries_are_read() {
        for (text, want) in [
            (
                "@Book{k, Title = {A {B} c}, year = 1999}",
                "book k: title=A {B} c; year=1999",
            ),
            (
                "@misc(k, title = \"A {\"}b{\"} c\")",
                "misc k: title=A {\"}b{\"} c",
            ),
            (
                "@string{s = \"x\"}@a{k, t = \"1\" # s # { 2}, m = jan}",
                "a k: t=1x 2; m=jan",
            ),
            (
                "@comment{ @a{no, t={}} } mail@example.org {} @a{k, t={1}}",
                "a k: t=1",
            ),
            ("@Comment without braces\n@a{k, t={1}}", "a k: t=1"),
            ("@preamble{\"\\def\\x{}\"}@a{k, t={1},}", "a k: t=1"),
            ("@a{k, t={1} % {why\n, u={2}}", "a k: t=1; u=2"),
            // What is not quite right.
            ("@a{\n t = {1}, u = {2}}", "a : t=1; u=2"),
            ("@a{k t={1}\n u={2}}", "a k: t=1; u=2"),
            ("@a{k, t={1})", "a k: t=1"),
            ("@a{k}", "a k: "),
            // Strings that would never end.
            ("@string{s = s # s}@a{k, t=s}", "a k: t=ss"),
        ] {
            assert_eq!(check(text), want, "{text}");
        }
    }

    #[test]
    fn a_fault_costs_no_more_than_its_entry() {
        for (text, want) in [
            (
                "@a{one, t={1}, u={2\n@a{two, t={3}}\n@a{three, t={4}}",
                "a one: t=1\na two: t=3\na three: t=4\n\
                 Line 1: in the entry “one” a value has no end. What stands before that was kept.",
            ),
            (
                "@a{one, t={1}\n@a{two, t={2}}",
                "a one: t=1\na two: t=2\n\
                 Line 1: in the entry “one” the closing brace is missing. What stands before that was kept.",
            ),
            (
                "\n@a{one, = }\n@a{two, t={2}}",
                "a two: t=2\nLine 2: in the entry “one” something stands where a field should. It was left out.",
            ),
            ("@comment{never closed\n@a{k, t={1}}", "a k: t=1"),
        ] {
            assert_eq!(check(text), want, "{text}");
        }
    }

    #[test]
    fn strings_do_not_explode() {
        let mut text = "@string{s0=\"lol lol lol\"}".to_owned();
        for n in 1..60 {
            text += &format!("@string{{s{n}=s{} # s{}}}", n - 1, n - 1);
        }
        text += &"@misc{k, title=s59}".repeat(1000);
        let parsed = parse(&text, &|_| true).expect("nobody stops it");
        let size: usize = parsed
            .entries
            .iter()
            .flat_map(|e| &e.fields)
            .map(|f| f.1.len())
            .sum();
        assert!(size <= super::MOST_EXPANDED);
    }

    #[test]
    fn faults_take_no_longer_than_what_is_whole() {
        for text in [
            "@a{k,t={\n".repeat(200_000),
            "@comment{\n".repeat(200_000),
            "@a{k,t=\"\n".repeat(200_000),
            "@a{k,t={".repeat(200_000),
            format!("@a{{k,t={}", "{".repeat(1_000_000)),
        ] {
            assert!(parse(&text, &|_| true).is_some());
        }
    }
}
