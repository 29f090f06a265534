//! Web pages against what is known of them: title, author, date and words, a line of scores a folder. The levels asserted
//! are those that were reached; they may only rise.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use casewall::board::{Body, Source};
use casewall::import::{Incoming, importer};
use serde_json::Value;

use crate::data;

/// What was got of what was known.
#[derive(Debug, Default)]
struct Score {
    titles: Tally,
    authors: Tally,
    dates: Tally,
    /// Sums of the likeness of words and of runs of four words, and of how many texts.
    likeness: (f64, f64, u32),
}

#[derive(Debug, Default)]
struct Tally {
    right: u32,
    none: u32,
    wrong: u32,
}

impl Tally {
    fn take(&mut self, got: &str, want: &str) {
        let (got, want) = (spaced(got), spaced(want));
        if got == want {
            self.right += 1;
        } else if got.is_empty() {
            self.none += 1;
        } else {
            self.wrong += 1;
        }
    }
}

impl Score {
    fn compare(&mut self, got: &str, want: &str) {
        let (got, want) = (words(got), words(want));
        self.likeness.0 += f1(got.iter(), want.iter());
        self.likeness.1 += f1(got.windows(4), want.windows(4));
        self.likeness.2 += 1;
    }

    fn words(&self) -> f64 {
        self.likeness.0 / f64::from(self.likeness.2.max(1))
    }

    fn runs(&self) -> f64 {
        self.likeness.1 / f64::from(self.likeness.2.max(1))
    }

    fn print(&self, folder: &str) {
        let mut parts = Vec::new();
        for (what, tally) in [
            ("title", &self.titles),
            ("author", &self.authors),
            ("date", &self.dates),
        ] {
            let Tally { right, none, wrong } = tally;
            if right + none + wrong > 0 {
                parts.push(format!("{what} {right} right, {none} none, {wrong} wrong"));
            }
        }
        let (words, runs, texts) = (self.words(), self.runs(), self.likeness.2);
        if texts > 0 {
            parts.push(format!(
                "words {words:.3}, runs of four {runs:.3} of {texts} texts"
            ));
        }
        println!("{folder}: {}", parts.join("; "));
    }
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A byline without the word before the names.
fn byline(text: &str) -> String {
    let text = spaced(text);
    let bare = text
        .strip_prefix("By ")
        .or_else(|| text.strip_prefix("by "));
    bare.unwrap_or(&text).to_owned()
}

/// Words in small letters; of scripts that set no spaces, letters.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for letter in text.to_lowercase().chars() {
        let alone = matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}');
        if alone || !(letter.is_alphanumeric() || letter == '_') {
            words.push(String::new());
        }
        if alone {
            words.push(letter.into());
            words.push(String::new());
        } else if let (true, Some(word)) = (letter.is_alphanumeric(), words.last_mut()) {
            word.push(letter);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn f1<T: Eq + std::hash::Hash>(
    got: impl ExactSizeIterator<Item = T>,
    want: impl ExactSizeIterator<Item = T>,
) -> f64 {
    let all = got.len() + want.len();
    if all == 0 {
        return 1.0;
    }
    let mut left: HashMap<T, u32> = HashMap::new();
    want.for_each(|word| *left.entry(word).or_default() += 1);
    let mut both = 0_u32;
    for word in got {
        if let Some(count) = left.get_mut(&word).filter(|count| **count > 0) {
            *count -= 1;
            both += 1;
        }
    }
    2.0 * f64::from(both) / f64::from(u32::try_from(all).unwrap())
}

/// The words of a well-formed piece of HTML.
fn bare(html: &str) -> String {
    let mut text = String::new();
    for piece in html.split('<') {
        let (tag, words) = piece.split_once('>').unwrap_or(("", piece));
        let name = tag.trim_start_matches('/').split([' ', '\n', '/']).next();
        let inline = [
            "a", "abbr", "b", "cite", "code", "em", "font", "i", "q", "s", "small", "span",
            "strong", "sub", "sup", "u",
        ];
        if !inline.contains(&name.unwrap_or_default()) {
            text.push(' ');
        }
        text.push_str(words);
    }
    for (entity, letter) in [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, letter);
    }
    text
}

fn import(path: &Path) -> Source {
    let bytes = fs::read(path).unwrap();
    let incoming = Incoming {
        name: path.file_name().unwrap().to_str().unwrap(),
        bytes: &bytes,
    };
    let importer = importer(&incoming).unwrap();
    assert_eq!(importer.format().id, "html", "{}", path.display());
    let imported = importer.import(&incoming, &|_| true);
    let imported = imported.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    match &imported.piece.cards().values().next().unwrap().body {
        Body::Source(source) => Source::clone(source),
        other => panic!("{other:?}"),
    }
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

#[test]
fn readability() {
    let Some(folder) = data("web/readability") else {
        return;
    };
    let mut score = Score::default();
    for case in fs::read_dir(folder).unwrap() {
        let case = case.unwrap().path();
        let got = import(&case.join("source.html"));
        let want = json(&case.join("expected-metadata.json"));
        score.titles.take(&got.title, text(&want, "title"));
        if !text(&want, "byline").is_empty() {
            score
                .authors
                .take(&byline(&got.author), &byline(text(&want, "byline")));
        }
        let date = text(&want, "publishedTime");
        if let Some(day) = date.get(..10) {
            score
                .dates
                .take(got.published.get(..10).unwrap_or_default(), day);
        }
        let expected = fs::read_to_string(case.join("expected.html")).unwrap();
        score.compare(&got.text, &bare(&expected));
    }
    score.print("web/readability");
    assert!(score.titles.right >= 42 && score.authors.right >= 24 && score.authors.wrong <= 2);
    assert!(score.dates.right >= 12 && score.dates.wrong == 0);
    assert!(score.words() > 0.99 && score.runs() > 0.985);
}

#[test]
fn emergent() {
    let Some(folder) = data("web/emergent") else {
        return;
    };
    let mut score = Score::default();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "html") {
            continue;
        }
        let got = import(&path);
        let want = json(&path.with_extension("expected.json"));
        score.titles.take(&got.title, text(&want, "headline"));
        if !text(&want, "byline").is_empty() {
            score
                .authors
                .take(&byline(&got.author), &byline(text(&want, "byline")));
        }
        let expected = fs::read_to_string(path.with_extension("expected.txt")).unwrap();
        score.compare(&got.text, &expected);
    }
    score.print("web/emergent");
    assert!(score.titles.right >= 26);
    assert!(score.authors.right >= 22 && score.authors.wrong == 0);
    assert!(score.words() > 0.96 && score.runs() > 0.95);
}

/// Two of the days that are expected are those of the last change; the page's day of publication counts as wrong here.
#[test]
fn dated() {
    let Some(folder) = data("web/dated") else {
        return;
    };
    let mut score = Score::default();
    let expected = json(&folder.join("expected.json"));
    for (name, want) in expected.as_object().unwrap() {
        let got = import(&folder.join(name));
        let day = got.published.get(..10).unwrap_or_default();
        score.dates.take(day, text(want, "date"));
    }
    score.print("web/dated");
    assert!(score.dates.right >= 31 && score.dates.wrong <= 2);
}

#[test]
fn other_scripts() {
    if let Some(folder) = data("web/nonlatin") {
        let (mut has, mut all, mut strange) = (0, 0, 0);
        let expected = json(&folder.join("expected.json"));
        for (name, want) in expected.as_object().unwrap() {
            let got = spaced(&import(&folder.join(name)).text);
            let holds = |value: &Value| got.contains(&spaced(value.as_str().unwrap()));
            let must = want["must_contain"].as_array().unwrap();
            all += must.len();
            has += must.iter().filter(|value| holds(value)).count();
            let must_not = want["must_not_contain"].as_array().unwrap();
            strange += must_not.iter().filter(|value| holds(value)).count();
        }
        println!("web/nonlatin: {has} of {all} passages there, {strange} that should not be");
        assert!(has >= 12 && strange <= 1);
    }
    if let Some(folder) = data("web/languages") {
        let mut score = Score::default();
        for (name, language) in [("arabic", "ar"), ("chinese", "zh"), ("japanese", "ja")] {
            let got = import(&folder.join(format!("{name}.html")));
            assert_eq!(got.language.get(..2), Some(language), "{name}");
            let expected = fs::read_to_string(folder.join(format!("{name}.expected.txt")));
            score.compare(&got.text, &expected.unwrap());
        }
        score.print("web/languages");
        assert!(score.words() > 0.92 && score.runs() > 0.92);
    }
}
