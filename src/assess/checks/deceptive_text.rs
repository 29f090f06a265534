//! Characters that nobody sees, directions that are turned round, and words of letters that look like others: in every
//! text of the board, with the card and the field where they stand.

use super::{Check, Finding, Rule, Subject};
use crate::assess::finding::Level;
use crate::assess::{letters, words};
use crate::board::{Body, Card, CardId, Link, LinkId};

static RULE: Rule = Rule {
    id: "deceptive-text",
    title: "Hidden or lookalike characters",
    level: Level::Warning,
    help: "A text holds characters that cannot be seen or that look like others, so it may read otherwise than it is: find out \
           where it came from before it is quoted, searched for or clicked.",
};

/// See [`RULE`].
pub struct DeceptiveText;

/// Names of characters, or words, that one finding lists.
const MOST: usize = 3;

impl Check for DeceptiveText {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn run(&self, subject: &Subject<'_>, out: &mut Vec<Finding>) {
        for (id, card) in subject.board.cards() {
            let mut found = Vec::new();
            in_card(card, &mut |field, text| found.extend(said(field, text)));
            if !found.is_empty() {
                let says = format!("{}: {}.", words::name(card), found.join("; "));
                out.push(RULE.finding(says, vec![id.clone()], Vec::new()));
            }
        }
        for (id, link) in subject.board.links() {
            let mut found = Vec::new();
            in_link(link, &mut |field, text| found.extend(said(field, text)));
            if !found.is_empty() {
                out.push(of_link(subject, id, link, &found));
            }
        }
    }
}

fn of_link(subject: &Subject<'_>, id: &LinkId, link: &Link, found: &[String]) -> Finding {
    let name = |id: &CardId| subject.board.cards().get(id).map(|card| words::name(card));
    let (from, to) = (name(&link.from), name(&link.to));
    let says = format!(
        "The link from {} to {}: {}.",
        from.unwrap_or_default(),
        to.unwrap_or_default(),
        found.join("; ")
    );
    let cards = vec![link.from.clone(), link.to.clone()];
    RULE.finding(says, cards, vec![id.clone()])
}

/// What a text hides, as part of a sentence.
fn said(field: &str, text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let mut parts = Vec::new();
    let mut names: Vec<(&str, char)> = Vec::new();
    let mut count = 0;
    for (_, c, name) in letters::hidden_in(text) {
        count += 1;
        let name = letters::long_name(name);
        if names.len() < MOST && names.iter().all(|(known, _)| *known != name) {
            names.push((name, c));
        }
    }
    if count > 0 {
        let names: Vec<_> = names
            .iter()
            .map(|(name, c)| format!("{name} U+{:04X}", u32::from(*c)))
            .collect();
        let what = match count {
            1 => "one hidden character".to_owned(),
            n => format!("{n} hidden characters"),
        };
        parts.push(format!("{what} in the {field} ({})", names.join(", ")));
    }
    if let Some((_, name)) = letters::misdirected(text) {
        parts.push(
            format!("an {} in the {field}", letters::long_name(name))
                .replace("an change", "a change"),
        );
    }
    let mixed: Vec<_> = letters::mixed_words(text).take(MOST + 1).collect();
    if !mixed.is_empty() {
        let shown: Vec<_> = mixed
            .iter()
            .take(MOST)
            .map(|word| format!("“{word}”"))
            .collect();
        let more = if mixed.len() > MOST {
            " and others"
        } else {
            ""
        };
        parts.push(format!(
            "letters of two scripts that look alike in the {field} ({}{more})",
            shown.join(", ")
        ));
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// Every text of a card, with the name of its field.
fn in_card<'a>(card: &'a Card, each: &mut dyn FnMut(&'static str, &'a str)) {
    match &card.body {
        Body::Source(source) => {
            each("title", &source.title);
            each("outlet", &source.outlet);
            each("author", &source.author);
            each("date", &source.published);
            each("address", &source.url);
            each("archived address", &source.archive_url);
            each("text", &source.text);
            source.tags.iter().for_each(|tag| each("tags", tag));
            if let Some(original) = &source.original {
                each("file name", &original.name);
            }
        }
        Body::Claim(claim) => {
            each("claim", &claim.text);
            each("question", &claim.question);
            claim.tags.iter().for_each(|tag| each("tags", tag));
        }
        Body::Note(note) => each("note", &note.text),
        Body::Frame(frame) => each("title", &frame.title),
        Body::Picture(picture) => each("caption", &picture.caption),
        Body::Unknown(_) => {}
    }
}

/// Every text of a link, with the name of its field.
fn in_link<'a>(link: &'a Link, each: &mut dyn FnMut(&'static str, &'a str)) {
    each("note", &link.note);
    if let Some(quote) = link
        .kind
        .evidence()
        .and_then(|evidence| evidence.quote.as_ref())
    {
        each("quote", &quote.exact);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_what_it_hides() {
        for (text, want) in [
            ("plain", None),
            ("naïve café “quoted”", None),
            (
                "pay\u{200b}pal",
                Some("one hidden character in the title (zero-width space U+200B)"),
            ),
            (
                "p\u{200b}a\u{200b}y\u{200d}pal",
                Some(
                    "3 hidden characters in the title (zero-width space U+200B, zero-width joiner U+200D)",
                ),
            ),
            (
                "a\u{202e}b",
                Some("an override of the reading direction in the title"),
            ),
            (
                "a\u{2067}b",
                Some("a change of the reading direction that is never ended in the title"),
            ),
            (
                "Mоscow",
                Some("letters of two scripts that look alike in the title (“Mоscow”)"),
            ),
        ] {
            assert_eq!(said("title", text).as_deref(), want, "{text:?}");
        }
    }
}
