//! What a document says of itself: title, author, language and dates.
//!
//! It judges nothing: how much of it is to be believed, `declared` knows.

use hayro_syntax::Pdf;
use hayro_syntax::object::dict::keys::METADATA;
use hayro_syntax::object::{DateTime, Dict, Stream, String as PdfString};
use serde_json::{Map, Value};

use super::content::Budget;
use super::unpack::unpack;
use crate::import::declared::is_language;
use crate::import::markup::{Token, tokens};

/// Most bytes of a document's XMP packet.
const MAX_XMP: u64 = 4 << 20;
/// Most letters of a title or an author.
const MAX_FIELD: usize = 400;

/// What a document says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Info {
    /// As it stands there.
    pub title: String,
    /// As it stands there.
    pub author: String,
    /// BCP 47, as it stands there.
    pub language: String,
    /// When the file was made (ISO 8601).
    pub created: String,
    /// When it was changed last (ISO 8601).
    pub modified: String,
    /// The program that wrote it.
    pub producer: String,
    /// The program that its text was written with.
    pub creator: String,
}

impl Info {
    /// Reads the information dictionary, and the XMP packet for what is not in it.
    pub fn of(pdf: &Pdf) -> Self {
        let meta = Pdf::metadata(pdf);
        let text = |field: &Option<Box<[u8]>>| field.as_deref().map(tidy_field).unwrap_or_default();
        let date = |date: &Option<DateTime>| date.as_ref().map(iso_8601).unwrap_or_default();
        let mut info = Self {
            title: text(&meta.title),
            author: text(&meta.author),
            language: String::new(),
            created: date(&meta.creation_date),
            modified: date(&meta.modification_date),
            producer: text(&meta.producer),
            creator: text(&meta.creator),
        };
        let root: Dict<'_> = pdf.xref().get(pdf.xref().root_id()).unwrap_or_default();
        let language = root.get::<PdfString<'_>>(b"Lang");
        info.language = language
            .map(|language| tidy_field(language.as_bytes()))
            .filter(|language| is_language(language))
            .unwrap_or_default();
        if let Some(packet) = root.get::<Stream<'_>>(METADATA) {
            let mut budget = Budget {
                unpacked: MAX_XMP,
                ..Budget::DOCUMENT
            };
            info.complete(&unpack(&packet, &mut budget).unwrap_or_default());
        }
        info
    }

    /// Takes what is missing from an XMP packet (ISO 16684-1).
    fn complete(&mut self, packet: &[u8]) {
        let (mut title, mut author) = (Vec::new(), Vec::new());
        let mut within = "";
        // A packet that is not well-formed has told what it has told.
        let _ = tokens("XMP", packet, |token| {
            match token {
                Token::Open("title", _) => within = "title",
                Token::Open("creator", _) => within = "creator",
                Token::Close("title" | "creator") => within = "",
                Token::Open("li", _) if within == "title" => title.push(String::new()),
                Token::Open("li", _) if within == "creator" => author.push(String::new()),
                Token::Text(words) => {
                    let field = if within == "title" {
                        &mut title
                    } else {
                        &mut author
                    };
                    if let Some(last) = field.last_mut().filter(|_| !within.is_empty()) {
                        last.extend(words.chars().take(MAX_FIELD));
                    }
                }
                _ => {}
            }
            Ok(())
        });
        let tidy = |words: Option<&String>| words.map(|words| tidied(words)).unwrap_or_default();
        if self.title.is_empty() {
            self.title = tidy(title.first()); // one in each language; the first is the default
        }
        if self.author.is_empty() {
            self.author = tidy(Some(&author.join(", ")));
        }
    }

    /// What has no field of its own, as it stands in the file.
    pub fn extra(&self) -> Map<String, Value> {
        [
            ("title", &self.title),
            ("author", &self.author),
            ("created", &self.created),
            ("modified", &self.modified),
            ("creator", &self.creator),
            ("producer", &self.producer),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| (key.to_owned(), Value::from(value.as_str())))
        .collect()
    }
}

/// `2011-03-04T05:06:07+01:00`. A date without an hour cannot be told from midnight there, so the hour stays.
fn iso_8601(date: &DateTime) -> String {
    let DateTime {
        year,
        month,
        day,
        hour,
        minute,
        second,
        utc_offset_hour,
        utc_offset_minute,
    } = date;
    let zone = if (*utc_offset_hour, *utc_offset_minute) == (0, 0) {
        "Z".to_owned()
    } else {
        format!("{utc_offset_hour:+03}:{utc_offset_minute:02}")
    };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}")
}

fn tidy_field(bytes: &[u8]) -> String {
    tidied(&text_string(bytes))
}

fn tidied(words: &str) -> String {
    let words = words
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty());
    words
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(MAX_FIELD)
        .collect()
}

/// A text string (ISO 32000-1, 7.9.2.2): UTF-16 or UTF-8 with their marks, else PDFDocEncoding.
pub fn text_string(bytes: &[u8]) -> String {
    /// PDFDocEncoding from 0x80 to 0xA0; the rest is as in Latin-1.
    const OWN: &str = "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž\u{FFFD}€";
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        return encoding.decode_without_bom_handling(rest).0.into_owned();
    }
    let letter = |byte: &u8| match byte {
        0x80..=0xa0 => OWN
            .chars()
            .nth(usize::from(byte - 0x80))
            .unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::from(*byte),
    };
    bytes.iter().map(letter).collect()
}
