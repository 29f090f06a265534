//! Names in a text: one to five words with capital letters in a row, and what they describe.

use std::ops::Range;

use super::super::tokens::Token;
use super::super::words::is_stop_word;

/// Most words of a name.
const NAME: usize = 5;
const UNNAMED: [&str; 12] = [
    "sources",
    "source",
    "reports",
    "report",
    "analysts",
    "officials",
    "eyewitnesses",
    "eyewitness",
    "witnesses",
    "observers",
    "experts",
    "insiders",
];
/// What makes a party of a name before it.
const PARTIES: [&str; 20] = [
    "officials",
    "official",
    "government",
    "regime",
    "authorities",
    "police",
    "army",
    "military",
    "ministry",
    "minister",
    "delegation",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "negotiators",
    "forces",
    "command",
    "embassy",
    "president",
    "administration",
];
/// What makes a description of a name before it.
const OUTLETS: [&str; 10] = [
    "outlet",
    "newspaper",
    "broadcaster",
    "channel",
    "agency",
    "website",
    "daily",
    "site",
    "paper",
    "magazine",
];
/// Words that names of outlets have.
const PRESS: [&str; 34] = [
    "news",
    "times",
    "post",
    "today",
    "herald",
    "tribune",
    "journal",
    "agency",
    "press",
    "tv",
    "radio",
    "reuters",
    "afp",
    "bbc",
    "cnn",
    "gazette",
    "telegraph",
    "guardian",
    "chronicle",
    "daily",
    "weekly",
    "magazine",
    "network",
    "media",
    "broadcasting",
    "newspaper",
    "mirror",
    "observer",
    "independent",
    "express",
    "wire",
    "review",
    "bulletin",
    "al-jazeera",
];

/// Words that have a capital letter only because a sentence begins with them.
fn opens_a_sentence(word: &str) -> bool {
    const OPENERS: [&str; 12] = [
        "also",
        "earlier",
        "however",
        "later",
        "meanwhile",
        "moreover",
        "today",
        "tomorrow",
        "yet",
        "yesterday",
        "still",
        "finally",
    ];
    is_stop_word(word) || OPENERS.contains(&word)
}

/// A name, and the number of the word behind it.
pub(super) struct Name {
    pub name: String,
    pub end: usize,
    /// Whether it is a description of an outlet that is not named.
    pub describes: bool,
}

/// The words of a text, and which names are those of outlets.
pub(super) struct Names<'a> {
    pub tokens: &'a [Token<'a>],
    pub knows: &'a dyn Fn(&str) -> bool,
}

impl<'a> Names<'a> {
    pub fn word(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| &token.normal)
    }

    pub fn is_outlet(&self, name: &str) -> bool {
        let press = |word: &str| PRESS.contains(&word.to_lowercase().as_str());
        (self.knows)(name) || name.split(' ').any(press)
    }

    /// One to five words with capital letters in a row, and what they describe.
    pub fn name(&self, start: usize) -> Option<Name> {
        let mut end = start;
        while let Some(token) = self.tokens.get(end).filter(|_| end < start + NAME) {
            let goes_on = end == start || token.follows();
            let opens = end > start || token.gap.trim().is_empty();
            if !(token.is_capital() && goes_on && opens) {
                break;
            }
            end += 1;
        }
        let name = self.joined(start..end)?;
        let next = self
            .tokens
            .get(end)
            .filter(|next| next.follows())
            .map_or("", |next| &next.normal);
        if (self.knows)(&name) {
            return Some(Name {
                name,
                end,
                describes: false,
            });
        }
        if PARTIES.contains(&next) {
            let name = format!("{name} {next}");
            return Some(Name {
                name,
                end: end + 1,
                describes: false,
            });
        }
        // "Frisian journalist Ada Holm": the name comes behind.
        let person = self.tokens.get(end + 1).filter(|behind| {
            let noun = !next.is_empty() && !is_stop_word(next) && !next.ends_with("ing");
            noun && behind.follows() && behind.is_capital()
        });
        if person.is_some() && self.tokens.get(end).is_some_and(|noun| !noun.is_capital()) {
            return self.name(end + 1);
        }
        // "Afghan news reports", "the Afghan outlet": no name.
        let of_somebody = self
            .tokens
            .get(end - 1)
            .is_some_and(|last| last.normal.ends_with("'s"));
        let noun = self.unnamed(end).filter(|_| !next.is_empty());
        let describes = OUTLETS.contains(&next) || noun.is_some() || of_somebody || next == "media";
        let end = match (noun, describes) {
            (Some(noun), _) => noun,
            (None, true) if !next.is_empty() => end + 1,
            _ => end,
        };
        Some(Name {
            name,
            end,
            describes,
        })
    }

    /// The end of a few small words that end in one for unnamed people.
    pub fn unnamed(&self, start: usize) -> Option<usize> {
        for at in start..start + 3 {
            let token = self
                .tokens
                .get(at)
                .filter(|token| token.gap.trim().is_empty())?;
            if UNNAMED.contains(&token.normal.as_ref()) {
                return Some(at + 1);
            }
            if token.is_capital() {
                return None;
            }
        }
        None
    }

    /// The name that ends right before a word, and where it begins.
    pub fn name_before(&self, at: usize) -> Option<(String, usize)> {
        if !self.tokens.get(at)?.follows() {
            return None;
        }
        let mut start = at;
        while start > 0 && at - start < NAME {
            let goes_on = start == at || self.tokens.get(start).is_some_and(Token::follows);
            if !(goes_on && self.tokens.get(start - 1)?.is_capital()) {
                break;
            }
            start -= 1;
        }
        if opens_a_sentence(self.word(start)) && start + 1 < at {
            start += 1;
        }
        Some((self.joined(start..at)?, start))
    }

    /// The first name of a person or party in the sentence of a word, before it: who does all that it tells of.
    pub fn first_speaker(&self, at: usize) -> Option<(String, usize)> {
        let sentence = self.tokens.get(at)?.sentence;
        let before = self.tokens.get(..at)?.iter().rev();
        let start = at
            - before
                .take_while(|token| token.sentence == sentence)
                .count();
        let mut names = (start..at).filter(|end| {
            let ends = self
                .tokens
                .get(*end)
                .is_some_and(|next| !next.is_capital() || !next.follows());
            ends && *end > start && self.tokens.get(end - 1).is_some_and(Token::is_capital)
        });
        names.find_map(|end| self.speaker(end))
    }

    /// The last name of a person or party before a word, in its sentence.
    pub fn speaker(&self, at: usize) -> Option<(String, usize)> {
        let sentence = self.tokens.get(at)?.sentence;
        let mut end = at;
        loop {
            let last = self.tokens.get(end.checked_sub(1)?)?;
            if last.sentence != sentence {
                return None;
            }
            if last.is_capital() {
                break;
            }
            // "Afghan negotiators told …"
            let before = end
                .checked_sub(2)
                .and_then(|before| self.tokens.get(before));
            if PARTIES.contains(&last.normal.as_ref())
                && before.is_some_and(|b| b.is_capital() && b.sentence == sentence)
            {
                let (name, start) = self.name_before(end - 1)?;
                return Some((format!("{name} {}", last.normal), start));
            }
            end -= 1;
        }
        let mut start = end - 1;
        while start > 0
            && end - start < NAME
            && self.tokens.get(start).is_some_and(Token::follows)
            && self
                .tokens
                .get(start - 1)
                .is_some_and(|token| token.is_capital() && token.sentence == sentence)
        {
            start -= 1;
        }
        if opens_a_sentence(self.word(start)) && end - start > 1 {
            start += 1;
        }
        let first = self.tokens.get(start)?;
        // A capital letter at the beginning of a sentence makes no name.
        let begins = start == 0
            || self
                .tokens
                .get(start - 1)
                .is_some_and(|before| before.sentence != sentence);
        let alone = end - start == 1;
        if alone && (begins || first.normal.ends_with("'s")) {
            return None;
        }
        let name = self.joined(start..end)?;
        (!self.is_outlet(&name)).then(|| (self.full(name), start))
    }

    /// A family name alone is the person who was named in full before.
    pub fn full(&self, name: String) -> String {
        if name.contains(' ') {
            return name;
        }
        let named = self.tokens.iter().position(|token| token.word == name);
        let longer = named
            .and_then(|at| self.name_before(at + 1))
            .map(|(longer, _)| longer);
        longer
            .filter(|longer| longer.ends_with(&name))
            .unwrap_or(name)
    }

    pub fn joined(&self, words: Range<usize>) -> Option<String> {
        let words = self.tokens.get(words).filter(|words| !words.is_empty())?;
        let mut name = String::new();
        for token in words {
            if !name.is_empty() {
                name.push_str(token.gap);
            }
            name.push_str(token.word);
        }
        let name = name
            .strip_suffix("'s")
            .or(name.strip_suffix("’s"))
            .map(str::to_owned)
            .unwrap_or(name);
        Some(name)
    }
}
