//! Conflicts in plain words.
//!
//! Refuses to show what a stranger's board could hide in a name: names are short, on one line, and in quotation marks.

use serde_json::Value;

use crate::board::{Board, Body, Card, Conflict, Link, Subject};

/// A conflict as one sentence: `Claim “Pakistan admitted …”: the text was changed on both sides.`
pub fn says(board: &Board, conflict: &Conflict) -> String {
    let name = name(board, conflict);
    let happened = match (&conflict.ours, &conflict.theirs) {
        (None, Some(theirs)) if conflict.field.is_empty() => match needed(conflict, theirs) {
            true => "was deleted here, and something new there needs it".to_owned(),
            false => "was deleted here and edited there".to_owned(),
        },
        (Some(ours), None) if conflict.field.is_empty() => match needed(conflict, ours) {
            true => "was deleted there, and something new here needs it".to_owned(),
            false => "was edited here and deleted there".to_owned(),
        },
        _ if conflict.field.is_empty() => "each side made something else of it".to_owned(),
        (ours, theirs) => {
            let words = field_words(&conflict.field);
            if conflict.subject == Subject::About && conflict.field == "judgements" {
                "both sides judged the same thing differently".to_owned()
            } else if let (Some(ours), Some(theirs)) = (short(ours), short(theirs)) {
                format!("{words} is {ours} here and {theirs} there")
            } else if conflict.base.is_none() {
                format!("{words} was set on both sides")
            } else {
                format!("{words} was changed on both sides")
            }
        }
    };
    format!("{name}: {happened}.")
}

/// Whether the side that still has the record did not change it: then it stays for the sake of another.
fn needed(conflict: &Conflict, kept: &Value) -> bool {
    conflict.base.as_ref() == Some(kept)
}

/// A value that is a word or a number, for a sentence.
fn short(value: &Option<Value>) -> Option<String> {
    match value {
        Some(Value::String(word))
            if !word.is_empty()
                && word.len() <= 24
                && word
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "_-:+.".contains(c)) =>
        {
            Some(word.replace('_', " "))
        }
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    }
}

/// The record in words, with its name.
fn name(board: &Board, conflict: &Conflict) -> String {
    match &conflict.subject {
        Subject::About => "The board".to_owned(),
        Subject::Card(id) => match board.cards().get(id) {
            Some(card) => card_name(card),
            None => format!("Card {}", quoted(id.as_str())),
        },
        Subject::Link(id) => match board.links().get(id) {
            Some(link) => link_name(board, link),
            None => format!("Link {}", quoted(id.as_str())),
        },
        Subject::File(id) => match board.files().get(id) {
            Some(blob) if !blob.name.is_empty() => format!("File {}", quoted(&blob.name)),
            _ => format!("File {}", quoted(id.as_str())),
        },
    }
}

/// A card in words: `Claim “Pakistan admitted …”`.
pub(in crate::file) fn card_name(card: &Card) -> String {
    let word = card.body.word();
    let mut letters = word.chars();
    let word: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect();
    let text = match &card.body {
        Body::Source(source) if source.title.is_empty() => &source.url,
        Body::Source(source) => &source.title,
        Body::Claim(claim) => &claim.text,
        Body::Note(note) => &note.text,
        Body::Frame(frame) => &frame.title,
        Body::Picture(picture) => &picture.caption,
        Body::Unknown(kind) => kind,
    };
    if text.trim().is_empty() {
        format!("{word} without words")
    } else {
        format!("{word} {}", quoted(text))
    }
}

/// A link in words: `Link from “…” to “…”`.
pub(in crate::file) fn link_name(board: &Board, link: &Link) -> String {
    let end = |id| match board.cards().get(id) {
        Some(card) => {
            let name = card_name(card);
            name.find('“')
                .map_or(name.clone(), |at| name[at..].to_owned())
        }
        None => quoted(id.as_str()),
    };
    format!("Link from {} to {}", end(&link.from), end(&link.to))
}

/// The beginning of a text, in quotation marks and on one line.
pub(in crate::file) fn quoted(text: &str) -> String {
    const MOST: usize = 48;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut shown: String = line.chars().take(MOST).filter(|c| !hidden(*c)).collect();
    if line.chars().nth(MOST).is_some() {
        // Not in the middle of a word, if one ends near.
        if let Some(end) = shown.rfind(' ').filter(|end| *end > shown.len() / 2) {
            shown.truncate(end);
        }
        shown.push('…');
    }
    format!("“{shown}”")
}

/// Characters that are not seen and could turn a line round.
fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// What a field is called in a sentence. Keys that this version does not know stand as they are.
pub fn field_words(field: &str) -> String {
    match field {
        "" => "the whole",
        "text" => "the text",
        "title" => "the title",
        "description" => "the description",
        "outlet" => "the outlet",
        "author" => "the author",
        "published" => "the date of publication",
        "url" => "the address",
        "archive_url" => "the archived copy",
        "captured" => "the date of the copy",
        "language" => "the language",
        "reliability" => "the reliability",
        "text_sha256" => "the digest of the text",
        "tags" => "the tags",
        "pages" => "the pages",
        "file" => "the embedded file",
        "original" => "the original document",
        "custody" => "the provenance",
        "question" => "the question",
        "likelihood" => "the likelihood",
        "confidence" => "the confidence",
        "caption" => "the caption",
        "taken" => "the date of the picture",
        "kind" => "the kind",
        "from" => "the card that it starts from",
        "to" => "the card that it leads to",
        "credibility" => "the credibility",
        "strong" => "how strong it is",
        "origin" => "who says so",
        "weight" => "the weight",
        "quote" => "the quote",
        "note" => "the note",
        "judgements" => "the judgements",
        "assessment" => "how evidence counts",
        "name" => "the name",
        "media_type" => "the media type",
        other => return format!("the field {}", quoted(other)),
    }
    .to_owned()
}
