//! A board to bytes, made to be kept in git and read by people: items by id, keys in a fixed order, one field a line.
//!
//! Refuses nothing: what a reader would not take (a card out of all bounds, a quote that ends before it begins) is brought
//! into bounds, an unknown key of the name of a known one is left out.
//!
//! **Invariant:** the bytes depend on the board alone, so a board that did not change writes the same bytes.

use std::collections::BTreeSet;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};
use serde_json::{Map, Value};

use super::version::VERSION;
use super::{MAX_COORDINATE, MAX_SIZE, MAX_Z, disputed, judged, read, wire};
use crate::board::{
    About, Blob, Board, Body, Card, CardId, Custody, Extra, Link, LinkId, LinkKind, Quote,
    Reliability,
};

/// The file of a board.
pub fn write(board: &Board) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256 * (board.cards().len() + board.links().len()) + 256);
    // A `Vec` takes all bytes, and no key here is anything but text.
    let _ = serde_json::to_writer_pretty(&mut bytes, &Top(board));
    bytes.push(b'\n');
    bytes
}

/// These cards, the links between them and the files that they use, as a board file: what the clipboard carries.
/// A link forgets an origin that is not among the cards.
pub fn fragment(board: &Board, cards: &BTreeSet<CardId>) -> Vec<u8> {
    let kept = || board.cards().iter().filter(|(id, _)| cards.contains(*id));
    let links = board
        .links()
        .iter()
        .filter(|(_, link)| cards.contains(&link.from) && cards.contains(&link.to));
    let links = links.map(|(id, link)| {
        let mut link = Link::clone(link);
        if let Some(evidence) = link.kind.evidence_mut() {
            evidence.origin = evidence
                .origin
                .take()
                .filter(|origin| cards.contains(origin));
        }
        (id.clone(), link)
    });
    let used: BTreeSet<_> = kept().filter_map(|(_, card)| read::file_of(card)).collect();
    let files = board.files().iter().filter(|(id, _)| used.contains(id));
    let (part, _) = Board::from_records(
        About::default(),
        kept().map(|(id, card)| (id.clone(), Card::clone(card))),
        links,
        files.map(|(id, blob)| (id.clone(), Blob::clone(blob))),
    );
    write(&part)
}

/// The whole file. Records are put into words one at a time.
struct Top<'a>(&'a Board);

impl Serialize for Top<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let board = self.0;
        let about = wire_about(board.about());
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("format", "casewall")?;
        map.serialize_entry("version", &VERSION)?;
        if !(about.title.is_empty()
            && about.description.is_empty()
            && about.judgements.is_none()
            && about.conflicts.is_empty()
            && about.extra.is_empty())
        {
            map.serialize_entry("about", &about)?;
        }
        map.serialize_entry(
            "cards",
            &Items(|| board.cards().iter().map(|(id, card)| wire_card(id, card))),
        )?;
        map.serialize_entry(
            "links",
            &Items(|| board.links().iter().map(|(id, link)| wire_link(id, link))),
        )?;
        if !board.files().is_empty() {
            map.serialize_entry(
                "files",
                &Entries(|| {
                    board
                        .files()
                        .iter()
                        .map(|(id, blob)| (id.as_str(), wire_blob(blob)))
                }),
            )?;
        }
        for (key, value) in board
            .about()
            .top_extra
            .iter()
            .filter(|(key, _)| !wire::TOP_KEYS.contains(&key.as_str()))
        {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

/// A list whose entries are made as they are written.
struct Items<F>(F);

impl<F: Fn() -> I, I: Iterator<Item: Serialize>> Serialize for Items<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// An object whose entries are made as they are written.
struct Entries<F>(F);

impl<F: Fn() -> I, I: Iterator<Item = (K, V)>, K: Serialize, V: Serialize> Serialize
    for Entries<F>
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map((self.0)())
    }
}

/// A card as it stands in the file.
pub(super) fn card_value(id: &CardId, card: &Card) -> Value {
    value(&wire_card(id, card))
}

/// A link as it stands in the file.
pub(super) fn link_value(id: &LinkId, link: &Link) -> Value {
    value(&wire_link(id, link))
}

/// `about` as it stands in the file.
pub(super) fn about_value(about: &About) -> Value {
    value(&wire_about(about))
}

/// An embedded file as it stands in the board file, but for its bytes: its name tells them.
pub(super) fn blob_value(blob: &Blob) -> Value {
    let mut value = value(&wire_blob(&Blob {
        data: Arc::default(),
        ..blob.clone()
    }));
    if let Some(object) = value.as_object_mut() {
        object.shift_remove("data");
    }
    value
}

/// An embedded file as it stands in the board file, with its bytes.
pub(super) fn whole_blob_value(blob: &Blob) -> Value {
    value(&wire_blob(blob))
}

fn value(record: &impl Serialize) -> Value {
    // No key of a record is anything but text, and no number of one is none.
    serde_json::to_value(record).unwrap_or_default()
}

#[derive(Serialize)]
struct WireCard {
    #[serde(flatten)]
    place: wire::Place,
    #[serde(flatten)]
    body: WireBody,
}

#[derive(Serialize)]
#[serde(untagged)]
enum WireBody {
    Source(Box<wire::Source>),
    Claim(wire::Claim),
    Note(wire::Note),
    Frame(wire::Frame),
    Picture(wire::Picture),
    Unknown(wire::Unknown),
}

fn wire_card(id: &CardId, card: &Card) -> WireCard {
    let place = wire::Place {
        id: id.to_string(),
        kind: card.body.kind().to_owned(),
        x: card.at.x.clamp(-MAX_COORDINATE, MAX_COORDINATE),
        y: card.at.y.clamp(-MAX_COORDINATE, MAX_COORDINATE),
        width: side(card.size.width),
        height: side(card.size.height),
        z: card.z.clamp(-MAX_Z, MAX_Z),
    };
    let keys = wire::body_keys(card.body.kind());
    let extra = unknown(&card.extra, &[wire::PLACE_KEYS, keys]);
    let body = match &card.body {
        Body::Source(source) => WireBody::Source(Box::new(wire::Source {
            title: source.title.clone(),
            outlet: source.outlet.clone(),
            author: source.author.clone(),
            published: source.published.clone(),
            url: source.url.clone(),
            archive_url: source.archive_url.clone(),
            captured: source.captured.clone(),
            language: source.language.clone(),
            reliability: source.reliability.map(wire_letter),
            text: source.text.to_string(),
            text_sha256: source.text_sha256.clone(),
            tags: source.tags.clone(),
            pages: source.pages.iter().map(|at| *at as u64).collect(),
            file: source.file.as_ref().map(ToString::to_string),
            original: source.original.as_ref().map(|original| wire::Original {
                name: original.name.clone(),
                media_type: original.media_type.clone(),
                sha256: original.sha256.clone(),
                bytes: original.bytes,
                path: original.path.clone(),
                extra: unknown(&original.extra, &[wire::ORIGINAL_KEYS]),
            }),
            custody: source.custody.iter().map(wire_custody).collect(),
            extra,
        })),
        Body::Claim(claim) => WireBody::Claim(wire::Claim {
            text: claim.text.clone(),
            question: claim.question.clone(),
            likelihood: claim.likelihood.map(Into::into),
            confidence: claim.confidence.map(Into::into),
            tags: claim.tags.clone(),
            extra,
        }),
        Body::Note(note) => WireBody::Note(wire::Note {
            text: note.text.clone(),
            extra,
        }),
        Body::Frame(frame) => WireBody::Frame(wire::Frame {
            title: frame.title.clone(),
            extra,
        }),
        Body::Picture(picture) => WireBody::Picture(wire::Picture {
            file: picture.file.as_ref().map(ToString::to_string),
            caption: picture.caption.clone(),
            taken: picture.taken.clone(),
            extra,
        }),
        Body::Unknown(_) => WireBody::Unknown(wire::Unknown { extra }),
    };
    WireCard { place, body }
}

/// A width or height in bounds; what is no number becomes the smallest.
fn side(length: f64) -> f64 {
    if length.is_nan() {
        1.0
    } else {
        length.clamp(1.0, MAX_SIZE)
    }
}

fn wire_letter(grade: Reliability) -> wire::Letter {
    match grade {
        Reliability::A => wire::Letter::A,
        Reliability::B => wire::Letter::B,
        Reliability::C => wire::Letter::C,
        Reliability::D => wire::Letter::D,
        Reliability::E => wire::Letter::E,
        Reliability::F => wire::Letter::F,
    }
}

fn wire_link(id: &LinkId, link: &Link) -> wire::Link {
    let (kind, keys) = match link.kind {
        LinkKind::Corroborates(_) => (wire::LinkKind::Corroborates, wire::LINK_KEYS),
        LinkKind::Contradicts(_) => (wire::LinkKind::Contradicts, wire::LINK_KEYS),
        LinkKind::DerivesFrom => (wire::LinkKind::DerivesFrom, wire::DERIVATION_KEYS),
    };
    let evidence = link.kind.evidence();
    wire::Link {
        id: id.to_string(),
        from: link.from.to_string(),
        to: link.to.to_string(),
        kind,
        credibility: evidence
            .and_then(|evidence| evidence.credibility)
            .map(|grade| grade.digit().into()),
        strong: evidence.is_some_and(|evidence| evidence.strong),
        origin: evidence
            .and_then(|evidence| evidence.origin.as_ref())
            .map(ToString::to_string),
        weight: evidence
            .and_then(|evidence| evidence.weight)
            .filter(|w| !w.is_nan())
            .map(|w| w.clamp(0.0, 1.0)),
        quote: evidence
            .and_then(|evidence| evidence.quote.as_ref())
            .map(wire_quote),
        note: link.note.clone(),
        extra: unknown(&link.extra, &[keys]),
    }
}

fn wire_quote(quote: &Quote) -> wire::Quote {
    let (start, end) = (quote.range.start as u64, quote.range.end as u64);
    wire::Quote {
        exact: quote.exact.clone(),
        prefix: quote.prefix.clone(),
        suffix: quote.suffix.clone(),
        start,
        end: end.max(start),
        extra: unknown(&quote.extra, &[wire::QUOTE_KEYS]),
    }
}

fn wire_custody(custody: &Custody) -> wire::Custody {
    wire::Custody {
        at: custody.at.clone(),
        act: custody.act.clone(),
        by: custody.by.clone(),
        file: custody.file.clone(),
        sha256: custody.sha256.clone(),
        note: custody.note.clone(),
        extra: unknown(&custody.extra, &[wire::CUSTODY_KEYS]),
    }
}

fn wire_about(about: &About) -> wire::About {
    wire::About {
        title: about.title.clone(),
        description: about.description.clone(),
        judgements: (!about.judgements.is_empty())
            .then(|| judged::write(&about.judgements, |extra, known| unknown(extra, &[known]))),
        conflicts: disputed::write(&about.conflicts, |extra, known| unknown(extra, &[known])),
        extra: unknown(&about.extra, &[wire::ABOUT_KEYS]),
    }
}

fn wire_blob(blob: &Blob) -> wire::Blob {
    wire::Blob {
        media_type: blob.media_type.clone(),
        name: blob.name.clone(),
        data: BASE64.encode(&blob.data),
        extra: unknown(&blob.extra, &[wire::BLOB_KEYS]),
    }
}

/// Unknown keys that are indeed unknown: a known one among them would stand twice, or be read as what it is not.
fn unknown(extra: &Extra, known: &[&[&str]]) -> Map<String, Value> {
    let is_known = |key: &str| known.iter().any(|keys| keys.contains(&key));
    extra
        .iter()
        .filter(|(key, _)| !is_known(key))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}
