//! What can be typed about a card, a link or the board: one table, used by the inspector to show and to keep.

use kurbo::Point;

use crate::board::{Board, Body, Card, CardId, Item, Label, Link, LinkId, Quote};
use crate::editor::Session;

/// Whose field it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// The board as a whole.
    Board,
    /// A card or link.
    Item(Item),
}

/// A field that is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// Of the board or a frame; headline or name of a source.
    Title,
    /// Of the board.
    Description,
    /// Of a claim or note; full text of a source that has none yet.
    Text,
    /// The question that a claim answers.
    Question,
    /// Comma-separated.
    Tags,
    /// Of a source.
    Outlet,
    /// Of a source.
    Author,
    /// Of a source.
    Published,
    /// Of a source.
    Url,
    /// Of a source.
    ArchiveUrl,
    /// Of a source.
    Captured,
    /// Of a source.
    Language,
    /// Of a picture.
    Caption,
    /// Of a link.
    Note,
    /// The exact words of a link.
    Quote,
}

/// How a field is shown.
pub struct Look {
    /// Which.
    pub field: Field,
    /// Its name.
    pub label: &'static str,
    /// What is shown while it is empty.
    pub hint: &'static str,
    /// Lines; one cannot hold a newline.
    pub lines: usize,
}

const fn look(field: Field, label: &'static str, hint: &'static str, lines: usize) -> Look {
    Look {
        field,
        label,
        hint,
        lines,
    }
}

const OF_SOURCE: &[Look] = &[
    look(
        Field::Title,
        "Title",
        "Headline, or the name of the speaker",
        2,
    ),
    look(Field::Outlet, "Outlet", "Who published it", 1),
    look(Field::Author, "Author", "", 1),
    look(
        Field::Published,
        "Published",
        "2025, 2025-10 or 2025-10-29",
        1,
    ),
    look(Field::Url, "Address", "https://…", 1),
    look(Field::ArchiveUrl, "Archived copy", "https://…", 1),
    look(Field::Captured, "Captured", "When the copy was taken", 1),
    look(Field::Language, "Language", "en, ur, ar …", 1),
    look(Field::Tags, "Tags", "Comma-separated", 1),
];
const OF_CLAIM: &[Look] = &[
    look(Field::Text, "Claim", "One checkable sentence", 3),
    look(
        Field::Question,
        "Answers the question",
        "Claims with the same question are rivals",
        2,
    ),
    look(Field::Tags, "Tags", "Comma-separated", 1),
];
const OF_NOTE: &[Look] = &[look(Field::Text, "Note", "", 6)];
const OF_FRAME: &[Look] = &[look(Field::Title, "Title", "", 1)];
const OF_PICTURE: &[Look] = &[look(Field::Caption, "Caption", "What it shows", 2)];

/// The fields of a card, in the order of the inspector.
pub fn of_card(body: &Body) -> &'static [Look] {
    match body {
        Body::Source(_) => OF_SOURCE,
        Body::Claim(_) => OF_CLAIM,
        Body::Note(_) => OF_NOTE,
        Body::Frame(_) => OF_FRAME,
        Body::Picture(_) => OF_PICTURE,
        Body::Unknown(_) => &[],
    }
}

/// The fields of the board.
pub const OF_BOARD: &[Look] = &[
    look(Field::Title, "Title", "What this board is about", 1),
    look(Field::Description, "Description", "", 6),
];

/// The note of a link.
pub const NOTE: Look = look(
    Field::Note,
    "Note",
    "Why, how well it fits, what to check",
    3,
);
/// The words of a link.
pub const QUOTE: Look = look(Field::Quote, "Quote", "Exact words of the source", 4);

/// What a field holds now. `None` if its owner is gone.
pub fn get(board: &Board, owner: &Owner, field: Field) -> Option<String> {
    Some(match owner {
        Owner::Board if field == Field::Title => board.about().title.clone(),
        Owner::Board => board.about().description.clone(),
        Owner::Item(Item::Card(id)) => of_body(&board.cards().get(id)?.body, field),
        Owner::Item(Item::Link(id)) => of_link(board.links().get(id)?, field),
    })
}

fn of_link(link: &Link, field: Field) -> String {
    match field {
        Field::Note => link.note.clone(),
        _ => link
            .kind
            .evidence()
            .and_then(|evidence| evidence.quote.as_ref())
            .map_or_else(String::new, |quote| quote.exact.clone()),
    }
}

fn of_body(body: &Body, field: Field) -> String {
    match (body, field) {
        (Body::Source(source), Field::Title) => source.title.clone(),
        (Body::Source(source), Field::Text) => source.text.to_string(),
        (Body::Source(source), Field::Outlet) => source.outlet.clone(),
        (Body::Source(source), Field::Author) => source.author.clone(),
        (Body::Source(source), Field::Published) => source.published.clone(),
        (Body::Source(source), Field::Url) => source.url.clone(),
        (Body::Source(source), Field::ArchiveUrl) => source.archive_url.clone(),
        (Body::Source(source), Field::Captured) => source.captured.clone(),
        (Body::Source(source), Field::Language) => source.language.clone(),
        (Body::Source(source), Field::Tags) => source.tags.join(", "),
        (Body::Claim(claim), Field::Text) => claim.text.clone(),
        (Body::Claim(claim), Field::Question) => claim.question.clone(),
        (Body::Claim(claim), Field::Tags) => claim.tags.join(", "),
        (Body::Note(note), _) => note.text.clone(),
        (Body::Frame(frame), _) => frame.title.clone(),
        (Body::Picture(picture), _) => picture.caption.clone(),
        _ => String::new(),
    }
}

/// Keeps what was typed, as one step.
///
/// # Errors
/// A sentence, if it cannot be kept: words that are not in the source.
pub fn set(session: &mut Session, owner: &Owner, field: Field, text: &str) -> Result<(), String> {
    if get(session.board(), owner, field).is_none_or(|now| now == text) {
        return Ok(());
    }
    match owner {
        Owner::Board => session.change(Label::new("Edit board details"), |txn| {
            txn.update_about(|about| match field {
                Field::Title => about.title = text.to_owned(),
                _ => about.description = text.to_owned(),
            });
        }),
        Owner::Item(Item::Card(id)) => {
            let label = format!("Edit {}", name(field));
            session.change_card(Label::new(label), id, |card| set_card(card, field, text));
        }
        Owner::Item(Item::Link(id)) if field == Field::Quote => {
            return set_quote(session, id, text);
        }
        Owner::Item(Item::Link(id)) => session.change(Label::new("Edit note"), |txn| {
            txn.update_link(id, |link| link.note = text.to_owned());
        }),
    }
    Ok(())
}

fn name(field: Field) -> &'static str {
    match field {
        Field::Title => "title",
        Field::Description => "description",
        Field::Text => "text",
        Field::Question => "question",
        Field::Tags => "tags",
        Field::Outlet => "outlet",
        Field::Author => "author",
        Field::Published => "date",
        Field::Url => "address",
        Field::ArchiveUrl => "archived copy",
        Field::Captured => "capture time",
        Field::Language => "language",
        Field::Caption => "caption",
        Field::Note => "note",
        Field::Quote => "quote",
    }
}

fn set_card(card: &mut Card, field: Field, text: &str) {
    let tags = || {
        text.split(',')
            .map(str::trim)
            .filter(|tag| !tag.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let text = text.to_owned();
    match (&mut card.body, field) {
        (Body::Source(source), Field::Title) => source.title = text,
        (Body::Source(source), Field::Outlet) => source.outlet = text,
        (Body::Source(source), Field::Author) => source.author = text,
        (Body::Source(source), Field::Published) => source.published = text,
        (Body::Source(source), Field::Url) => source.url = text,
        (Body::Source(source), Field::ArchiveUrl) => source.archive_url = text,
        (Body::Source(source), Field::Captured) => source.captured = text,
        (Body::Source(source), Field::Language) => source.language = text,
        (Body::Source(source), Field::Tags) => source.tags = tags(),
        (Body::Source(source), Field::Text) if source.text.is_empty() => {
            source.text_sha256 = crate::file::text_sha256(&text);
            source.text = text.into();
        }
        (Body::Claim(claim), Field::Text) => claim.text = text,
        (Body::Claim(claim), Field::Question) => claim.question = text,
        (Body::Claim(claim), Field::Tags) => claim.tags = tags(),
        (Body::Note(note), _) => note.text = text,
        (Body::Frame(frame), _) => frame.title = text,
        (Body::Picture(picture), _) => picture.caption = text,
        _ => {}
    }
}

fn set_quote(session: &mut Session, id: &LinkId, text: &str) -> Result<(), String> {
    let quote = if text.trim().is_empty() {
        None
    } else {
        let source = session
            .board()
            .links()
            .get(id)
            .and_then(|link| session.board().cards().get(&link.from));
        let Some(Body::Source(source)) = source.map(|card| &card.body) else {
            return Err("Only a source has words to quote.".to_owned());
        };
        let found = Quote::find(&source.text, text.trim());
        Some(found.ok_or_else(|| {
            format!(
                "These words are not in the text of “{}”. A quote is an exact stretch of it.",
                source.title
            )
        })?)
    };
    session.change(Label::new("Edit quote"), |txn| {
        txn.update_link(id, |link| {
            if let Some(evidence) = link.kind.evidence_mut() {
                evidence.quote = quote;
            }
        });
    });
    Ok(())
}

/// Moves a card to whole coordinates, as the inspector's numbers say.
pub fn place(session: &mut Session, id: &CardId, at: Point, width: f64, height: f64) {
    session.change_card(Label::continued("Place card"), id, |card| {
        card.at = at;
        card.size = kurbo::Size::new(width, height);
    });
}
