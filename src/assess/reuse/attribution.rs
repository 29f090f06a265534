//! Whom a text names as its source: outlets that it draws on, people and parties whose words it hands on, and nobody
//! in particular.
//!
//! English turns of phrase, and not a grammar: what they do not fit is not found. Refuses to take a description ("the
//! Afghan outlet") for a name, unless an outlet was named before.

mod names;

use std::ops::Range;

use super::tokens::{Token, tokens};
use names::Names;

/// Who is named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Named {
    /// An outlet: what it reports is handed on.
    Outlet(String),
    /// A person or a party: they say so.
    Speaker(String),
    /// Nobody: "sources said".
    Nobody,
}

/// A place where a text says whose words these are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attribution {
    pub named: Named,
    /// The turn of phrase, in scalar values.
    pub place: Range<usize>,
    /// The sentences that it may be about, its own and the next, in scalar values.
    pub about: Range<usize>,
    /// Whether it is about the whole text: a line at its end.
    pub whole: bool,
}

/// Lines at the end, or at the beginning, that speak of the whole text.
const RIM: usize = 3;
/// Words of such a line, at most.
const RIM_WORDS: usize = 14;

const BY: [&str; 6] = [
    "reported",
    "verified",
    "confirmed",
    "published",
    "cited",
    "quoted",
];
const SAYS: [&str; 14] = [
    "reported",
    "reports",
    "said",
    "says",
    "wrote",
    "writes",
    "verified",
    "confirmed",
    "published",
    "revealed",
    "claimed",
    "noted",
    "quoted",
    "cited",
];
const TOLD: [&str; 3] = ["told", "telling", "speaking"];
const PLACES: [&str; 5] = ["X", "Facebook", "Telegram", "Twitter", "Instagram"];
const HEARSAY: [&str; 3] = ["reportedly", "allegedly", "purportedly"];

/// All that a text says of whose words these are, in its order. `knows`: whether a name is that of an outlet.
pub(super) fn attributions(text: &str, knows: &dyn Fn(&str) -> bool) -> Vec<Attribution> {
    let tokens = tokens(text);
    let mut reader = Reader {
        last_line: tokens.last().map_or(0, |token| token.line),
        lines: lines(&tokens),
        sentences: sentences(&tokens),
        names: Names {
            tokens: &tokens,
            knows,
        },
        last_outlet: None,
        found: Vec::new(),
    };
    for at in 0..tokens.len() {
        reader.read(at);
    }
    reader.found
}

/// How many words each line has.
fn lines(tokens: &[Token<'_>]) -> Vec<usize> {
    let mut lines = Vec::new();
    for token in tokens {
        if lines.len() <= token.line {
            lines.resize(token.line + 1, 0);
        }
        if let Some(words) = lines.get_mut(token.line) {
            *words += 1;
        }
    }
    lines
}

/// Where each sentence begins and ends.
fn sentences(tokens: &[Token<'_>]) -> Vec<Range<usize>> {
    let mut sentences: Vec<Range<usize>> = Vec::new();
    for token in tokens {
        match sentences.get_mut(token.sentence) {
            Some(sentence) => sentence.end = token.place.end,
            None => sentences.push(token.place.clone()),
        }
    }
    sentences
}

struct Reader<'a> {
    names: Names<'a>,
    lines: Vec<usize>,
    sentences: Vec<Range<usize>>,
    last_line: usize,
    /// The outlet that was named last.
    last_outlet: Option<String>,
    found: Vec<Attribution>,
}

impl Reader<'_> {
    fn read(&mut self, at: usize) {
        let said = self.names.word(at);
        match said {
            "according" if self.names.word(at + 1) == "to" => self.according(at),
            "based" if self.names.word(at + 1) == "on" => self.based_on(at),
            "by" if at > 0 && BY.contains(&self.names.word(at - 1)) => self.by(at),
            "on" => self.posted(at),
            _ if HEARSAY.contains(&said) => self.find(Named::Nobody, at..at + 1, false),
            _ if TOLD.contains(&said) => self.told(at),
            _ if SAYS.contains(&said) => self.says(at),
            _ => {}
        }
    }

    /// P1 `according to (the | an article by) NAME`, A1 `according to sources`.
    fn according(&mut self, at: usize) {
        let mut start = at + 2;
        if self.names.word(start) == "an"
            && self.names.word(start + 1) == "article"
            && self.names.word(start + 2) == "by"
        {
            start += 3;
        } else if matches!(self.names.word(start), "the" | "a" | "an") {
            start += 1;
        }
        if let Some(name) = self.names.name(start) {
            let named = match name.describes {
                true => self.last_outlet.clone().map(Named::Outlet),
                false => Some(self.who(name.name)),
            };
            self.find(named.unwrap_or(Named::Nobody), at..name.end, false);
        } else if let Some(end) = self.names.unnamed(start) {
            self.find(Named::Nobody, at..end, false);
        }
    }

    /// P2 `based on NAME report`; at the end of a text it speaks of all of it.
    fn based_on(&mut self, at: usize) {
        let start = at + 2 + usize::from(matches!(self.names.word(at + 2), "the" | "a" | "an"));
        let Some(name) = self.names.name(start) else {
            return;
        };
        let short = |name: &str| {
            let (head, tail) = name.rsplit_once(' ')?;
            matches!(tail, "Report" | "Reports").then(|| head.to_owned())
        };
        // "Harbour News report" is a name and what it describes.
        let outlet = match self.names.word(name.end - 1) {
            "report" | "reports" => short(&name.name).unwrap_or(name.name),
            _ => return,
        };
        let end = name.end;
        self.find(Named::Outlet(outlet), at..end, self.is_footer(at));
    }

    /// P3 `(reported | verified | …) by NAME`.
    fn by(&mut self, at: usize) {
        let start = at + 1 + usize::from(self.names.word(at + 1) == "the");
        if let Some(name) = self.names.name(start).filter(|name| !name.describes) {
            let named = self.who(name.name);
            self.find(named, at - 1..name.end, false);
        }
    }

    /// P4 `OUTLET (reported | said | …)`.
    fn says(&mut self, at: usize) {
        if let Some(name) = self.names.name_before(at)
            && (self.names.is_outlet(&name.0))
        {
            self.find(Named::Outlet(name.0), name.1..at + 1, false);
        }
    }

    /// P5 `SPEAKER (told | telling | speaking to) NAME`: the origin is who speaks, not who is spoken to.
    fn told(&mut self, at: usize) {
        let (start, speaker) = match (self.names.word(at), self.names.word(at + 1)) {
            ("told", _) => (at + 1, self.names.speaker(at)),
            ("speaking", "to") => (at + 2, self.names.first_speaker(at)),
            ("speaking", _) => return,
            _ => (at + 1, self.names.first_speaker(at)),
        };
        if let Some(name) = self.names.name(start).filter(|name| !name.describes)
            && let Some((speaker, from)) = speaker
            && speaker != name.name
        {
            self.find(Named::Speaker(speaker), from..name.end, false);
        }
    }

    /// P6 `SPEAKER … on X`.
    fn posted(&mut self, at: usize) {
        let place = self
            .names
            .tokens
            .get(at + 1)
            .filter(|place| place.gap == " ");
        let ends = self
            .names
            .tokens
            .get(at + 2)
            .is_none_or(|next| !(next.is_capital() && next.follows()));
        if place.is_some_and(|place| PLACES.contains(&place.word))
            && ends
            && let Some((speaker, from)) = self.names.speaker(at)
        {
            self.find(Named::Speaker(speaker), from..at + 2, false);
        }
    }

    fn find(&mut self, named: Named, words: Range<usize>, whole: bool) {
        let ends = (
            self.names.tokens.get(words.start),
            self.names.tokens.get(words.end.saturating_sub(1)),
        );
        let (Some(first), Some(last)) = ends else {
            return;
        };
        if let Named::Outlet(outlet) = &named {
            self.last_outlet = Some(outlet.clone());
        }
        self.found.push(Attribution {
            named,
            place: first.place.start..last.place.end,
            about: self.starts(first.sentence)..self.ends(last),
            whole,
        });
    }

    fn starts(&self, sentence: usize) -> usize {
        self.sentences
            .get(sentence)
            .map_or(0, |sentence| sentence.start)
    }

    /// Where the sentence behind that of a word ends; its own where there is none.
    fn ends(&self, word: &Token<'_>) -> usize {
        let next = self.sentences.get(word.sentence + 1);
        let sentence = next.or(self.sentences.get(word.sentence));
        sentence.map_or(word.place.end, |sentence| sentence.end)
    }

    fn who(&self, name: String) -> Named {
        match self.names.is_outlet(&name) {
            true => Named::Outlet(name),
            false => Named::Speaker(name),
        }
    }

    /// Whether a word stands in a short line at the end, where texts say what they are made from. Below it stands
    /// nothing but other short lines.
    fn is_footer(&self, at: usize) -> bool {
        let Some(line) = self.names.tokens.get(at).map(|token| token.line) else {
            return false;
        };
        let below = self.lines.get(line..).unwrap_or_default();
        let filled = below.iter().filter(|words| **words > 0);
        line > 0
            && filled.clone().count() <= RIM
            && filled.clone().all(|words| *words <= RIM_WORDS)
            && line <= self.last_line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String, bool)> {
        let scalars: Vec<char> = text.chars().collect();
        let knows = |name: &str| name == "Lantern Wire";
        let found = attributions(text, &knows).into_iter();
        let told = found.map(|found| {
            let who = match found.named {
                Named::Outlet(name) => format!("outlet {name}"),
                Named::Speaker(name) => format!("speaker {name}"),
                Named::Nobody => "nobody".to_owned(),
            };
            (who, scalars[found.place].iter().collect(), found.whole)
        });
        told.collect()
    }

    #[test]
    fn turns_of_phrase() {
        for (text, want) in [
            (
                "The ferry sank, according to Harbour News. Kabul denied it.",
                &[("outlet Harbour News", "according to Harbour News")][..],
            ),
            (
                "According to the Dockers, it sank.",
                &[("speaker Dockers", "According to the Dockers")],
            ),
            (
                "According to the Frisian outlet, it sank.",
                &[("nobody", "According to the Frisian outlet")],
            ),
            (
                "It sank, later verified by Lantern Wire to be so. According to the Frisian outlet, it sank.",
                &[
                    ("outlet Lantern Wire", "verified by Lantern Wire"),
                    ("outlet Lantern Wire", "According to the Frisian outlet"),
                ],
            ),
            (
                "According to Frisian news reports it sank.",
                &[("nobody", "According to Frisian news reports")],
            ),
            (
                "According to Frisian officials it sank.",
                &[(
                    "speaker Frisian officials",
                    "According to Frisian officials",
                )],
            ),
            (
                "According to two diplomatic sources it sank.",
                &[("nobody", "According to two diplomatic sources")],
            ),
            (
                "It sank, according to an article by Ada Holm.",
                &[("speaker Ada Holm", "according to an article by Ada Holm")],
            ),
            (
                "Lantern Wire reported that it sank.",
                &[("outlet Lantern Wire", "Lantern Wire reported")],
            ),
            ("Ada Holm said that it sank.", &[]),
            (
                "According to Frisian journalist Ada Holm it sank.",
                &[(
                    "speaker Ada Holm",
                    "According to Frisian journalist Ada Holm",
                )],
            ),
            (
                "When Ada Holm, the captain, blamed the Mill, telling Harbour News that it sank.",
                &[(
                    "speaker Ada Holm",
                    "Ada Holm, the captain, blamed the Mill, telling Harbour News",
                )],
            ),
            (
                "It sank, wrote the captain Ada Holm on X.",
                &[("speaker Ada Holm", "Ada Holm on X")],
            ),
            ("It fell on X Street.", &[]),
            ("It reportedly sank.", &[("nobody", "reportedly")]),
            ("An isolated diplomatic post said so.", &[]),
            ("", &[]),
        ] {
            let got = found(text);
            let got: Vec<_> = got
                .iter()
                .map(|(who, phrase, _)| (who.as_str(), phrase.as_str()))
                .collect();
            assert_eq!(got, want, "{text}");
        }
    }

    #[test]
    fn a_line_at_the_end_speaks_of_all() {
        let text =
            "It sank.\nIt was late.\nBased On Lantern Daily Report\nNo comments:\nPost a comment";
        assert_eq!(
            found(text),
            [(
                "outlet Lantern Daily".to_owned(),
                "Based On Lantern Daily Report".to_owned(),
                true
            )]
        );
        let within = "It was based on a Lantern Daily report. So it was.\nIt went on and on.\nAnd on.\nAnd on.\nAnd on.";
        assert!(!found(within)[0].2);
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_it(words in proptest::collection::vec(proptest::sample::select(vec![
            "According", "to", "the", "based", "on", "X", "by", "verified", "told", "Ada", "Holm", "said", "report", ".",
            "\n", "officials", "speaking", "News", ",", "Asif's", "sources", "reportedly", "outlet",
        ]), 0..40)) {
            let text = words.join(" ");
            let scalars = text.chars().count();
            for found in attributions(&text, &|_| false) {
                proptest::prop_assert!(found.place.start < found.place.end && found.place.end <= scalars);
            }
        }
    }
}
