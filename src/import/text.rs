//! Plain text, and how bytes become letters. Refuses bytes that are no text in any encoding.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

use super::{
    Confidence, Format, ImportError, Imported, Importer, Incoming, Makes, Report, language,
};
use crate::board::Source;

/// Plain text.
pub struct Text;

impl Importer for Text {
    fn format(&self) -> &'static Format {
        &Format {
            id: "text",
            name: "Text",
            extensions: &["txt", "text", "log"],
            makes: Makes::Document,
        }
    }

    fn claims(&self, incoming: &Incoming<'_>) -> Confidence {
        if self
            .format()
            .extensions
            .contains(&incoming.extension().as_str())
        {
            Confidence::Likely
        } else if decode(incoming.bytes, None).is_ok() {
            Confidence::Maybe
        } else {
            Confidence::No
        }
    }

    fn import(&self, incoming: &Incoming<'_>, _: &Report<'_>) -> Result<Imported, ImportError> {
        let decoded = decode(incoming.bytes, None)?;
        let text = decoded.text.trim();
        if text.is_empty() {
            return Err(ImportError::NoText(
                "There is nothing but empty space in the file.".to_owned(),
            ));
        }
        let source = Source {
            title: headline(text).unwrap_or(incoming.stem()).to_owned(),
            language: language::of(text, ""),
            text: text.into(),
            ..Source::default()
        };
        Ok(Imported::source(
            source,
            decoded.remark().into_iter().collect(),
        ))
    }
}

/// The first line, if it looks like a headline: a short line by itself that does not end like a sentence.
fn headline(text: &str) -> Option<&str> {
    let (first, rest) = text.split_once('\n')?;
    let first = first.trim();
    let words = first.split_whitespace().count();
    let fits = first.chars().count() <= 150 && (words >= 2 || !first.is_ascii());
    let sentence = first.ends_with(['.', ',', ';', ':', '。', '۔']) || first.contains(". ");
    let alone = rest.starts_with('\n') || rest.trim_start().starts_with("===");
    (fits && alone && !sentence).then_some(first)
}

/// A text and the encoding that it was in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The letters, with `\n` at the ends of lines.
    pub text: String,
    /// The encoding (WHATWG name).
    pub encoding: &'static str,
    /// Whether some bytes were no letters in that encoding and stand as `U+FFFD`.
    pub damaged: bool,
}

impl Decoded {
    /// A sentence, if there is something to tell.
    pub fn remark(&self) -> Option<String> {
        self.damaged.then(|| {
            format!(
                "Some bytes are no letters in the encoding {}; they are shown as “�”.",
                self.encoding
            )
        })
    }
}

/// Bytes to letters: by the byte order mark, else as UTF-8 if they are that, else as `declared` (a label such as
/// `windows-1252`), else as they look.
///
/// # Errors
/// If they look like no text at all.
pub fn decode(bytes: &[u8], declared: Option<&str>) -> Result<Decoded, ImportError> {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    if marked.is_none() && looks_binary(bytes) {
        return Err(ImportError::NotText);
    }
    let declared = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let encoding = match (marked, std::str::from_utf8(bytes), declared) {
        (Some(marked), _, _) => marked,
        (None, Ok(_), _) => UTF_8,
        (None, Err(_), Some(declared)) => declared,
        (None, Err(_), None) => guess(bytes),
    };
    let (text, encoding, damaged) = encoding.decode(bytes);
    let mut text = text.into_owned();
    if text.contains('\r') {
        text = text.replace("\r\n", "\n").replace('\r', "\n");
    }
    if text.contains('\0') {
        return Err(ImportError::NotText);
    }
    Ok(Decoded {
        text,
        encoding: encoding.name(),
        damaged,
    })
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    // UTF-8 that is broken in one place is still UTF-8.
    let broken = String::from_utf8_lossy(bytes);
    let strange = broken.matches(char::REPLACEMENT_CHARACTER).count();
    let foreign = broken.chars().filter(|c| !c.is_ascii()).count();
    if foreign > 20 * strange {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

/// Text has no bytes that no encoding of text has, or hardly any.
fn looks_binary(bytes: &[u8]) -> bool {
    let looked_at = bytes.get(..8192).unwrap_or(bytes);
    let odd = looked_at
        .iter()
        .filter(|byte| matches!(byte, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f))
        .count();
    odd * 200 > looked_at.len() || looked_at.contains(&0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::testing;

    #[test]
    fn letters_come_out_of_every_encoding() {
        for (bytes, declared, want) in [
            (
                &b"plain\r\nlines\r"[..],
                None,
                Ok(("plain\nlines\n", "UTF-8")),
            ),
            ("\u{feff}mark".as_bytes(), None, Ok(("mark", "UTF-8"))),
            (b"\xff\xfea\0b\0", None, Ok(("ab", "UTF-16LE"))),
            (
                b"caf\xe9 cr\xe8me br\xfbl\xe9e",
                None,
                Ok(("café crème brûlée", "windows-1252")),
            ),
            (
                b"\xd4\xef\xe2",
                Some("iso-8859-5"),
                Ok(("дят", "ISO-8859-5")),
            ),
            (b"\x89PNG\r\n\x1a\n\0\0\0", None, Err(ImportError::NotText)),
            (&[0; 9], Some("utf-8"), Err(ImportError::NotText)),
        ] {
            let got = decode(bytes, declared);
            let got = got.as_ref().map(|d| (d.text.as_str(), d.encoding));
            assert_eq!(got, want.as_ref().map(|want| *want));
        }
    }

    #[test]
    fn a_first_line_by_itself_is_a_headline() {
        for (text, want) in [
            (
                "The bridge is closed\n\nIt was said.",
                Some("The bridge is closed"),
            ),
            ("The bridge is closed.\n\nIt was said.", None),
            ("The bridge is\nclosed.", None),
            ("Only words", None),
        ] {
            assert_eq!(headline(text), want, "{text}");
        }
    }

    #[test]
    fn no_bytes_panic() {
        let samples: &[&[u8]] = &[
            "Zürich, 東京, لاہور.\n\nAnd so on.".as_bytes(),
            b"\xff\xfea\0b\0",
        ];
        testing::mutated(samples, 1000, |bytes| {
            let name = "a.txt";
            let _ = Text.import(&Incoming { name, bytes }, &|_| true);
        });
    }
}
