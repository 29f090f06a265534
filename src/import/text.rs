//! Plain text, and how bytes become letters. Refuses bytes that are no text in any encoding.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

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

/// Bytes to letters: by the byte order mark, else as UTF-16 or UTF-8 if they are that, else as `declared` (a label such
/// as `windows-1252`) if they are, else as they look.
///
/// # Errors
/// If they look like no text at all.
pub fn decode(bytes: &[u8], declared: Option<&str>) -> Result<Decoded, ImportError> {
    if is_utf_32(bytes) {
        return Err(ImportError::NoText(
            "The text is written in UTF-32, which is not read. Save it as UTF-8 and import that."
                .to_owned(),
        ));
    }
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let marked = marked.or_else(|| unmarked_utf_16(bytes));
    if marked.is_none() && looks_binary(bytes) {
        return Err(ImportError::NotText);
    }
    let declared = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let encoding = match (marked, std::str::from_utf8(bytes), declared) {
        (Some(marked), _, _) => marked,
        (None, Ok(_), _) => UTF_8,
        (None, Err(_), Some(declared)) if fits(declared, bytes) => declared,
        (None, Err(_), _) => guess(bytes),
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

/// Whether bytes are letters in an encoding. What is broken in one place is still what it is.
fn fits(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    if !damaged {
        return true;
    }
    let strange = text.matches(char::REPLACEMENT_CHARACTER).count();
    let foreign = text.chars().filter(|c| !c.is_ascii()).count();
    foreign > 20 * strange
}

/// UTF-16 that does not say so: every other byte is 0 in most languages with an alphabet like ours.
fn unmarked_utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let pairs: Vec<&[u8]> = head(bytes).chunks_exact(2).collect();
    let zeros = |at: usize| pairs.iter().filter(|p| p.get(at) == Some(&0)).count();
    let encoding = match (zeros(0), zeros(1)) {
        (0, low) if low * 2 > pairs.len() => UTF_16LE,
        (high, 0) if high * 2 > pairs.len() => UTF_16BE,
        _ => return None,
    };
    // Tables of small numbers look like that too.
    let (text, _) = encoding.decode_without_bom_handling(head(bytes));
    (!looks_binary(text.as_bytes())).then_some(encoding)
}

/// UTF-32, with or without a byte order mark: of four bytes, two or three are 0, always the same.
fn is_utf_32(bytes: &[u8]) -> bool {
    let fours: Vec<&[u8]> = head(bytes).chunks_exact(4).collect();
    let is_low = |four: &&[u8]| matches!(four, [low, _, plane, 0] if *low > 0 && *plane <= 0x10);
    let is_high = |four: &&[u8]| matches!(four, [0, plane, _, low] if *low > 0 && *plane <= 0x10);
    let marked = bytes.starts_with(b"\xff\xfe\0\0") || bytes.starts_with(b"\0\0\xfe\xff");
    let plain = |four: &&[u8]| matches!(four, [b' '..=b'~', 0, 0, 0] | [0, 0, 0, b' '..=b'~']);
    let plain = fours.iter().filter(|four| plain(four)).count() * 2 > fours.len();
    marked || plain && (fours.iter().all(is_low) || fours.iter().all(is_high))
}

/// So many bytes are looked at where a look must do.
fn head(bytes: &[u8]) -> &[u8] {
    bytes.get(..8192).unwrap_or(bytes)
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if fits(UTF_8, bytes) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

/// Text has no bytes that no encoding of text has, or hardly any.
fn looks_binary(bytes: &[u8]) -> bool {
    let looked_at = head(bytes);
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
            // Declared, but not true; declared, true, and broken in one place.
            (
                b"caf\xe9 cr\xe8me br\xfbl\xe9e",
                Some("utf-8"),
                Ok(("café crème brûlée", "windows-1252")),
            ),
            (
                &[&b"\xc4\xe3".repeat(30)[..], b"\xff"].concat(),
                Some("gb2312"),
                Ok((&*format!("{}\u{fffd}", "你".repeat(30)), "GBK")),
            ),
            (b"a\0b\0\n\0\xe9\0", None, Ok(("ab\né", "UTF-16LE"))),
            (b"\0a\0b\0\n", Some("utf-8"), Ok(("ab\n", "UTF-16BE"))),
            (b"\x01\0\x02\0\x03\0", None, Err(ImportError::NotText)),
            (b"\x89PNG\r\n\x1a\n\0\0\0", None, Err(ImportError::NotText)),
            (&[0; 9], Some("utf-8"), Err(ImportError::NotText)),
        ] {
            let got = decode(bytes, declared);
            let got = got.as_ref().map(|d| (d.text.as_str(), d.encoding));
            assert_eq!(got, want.as_ref().map(|want| *want));
        }
    }

    #[test]
    fn utf_32_is_told() {
        for bytes in [
            &b"\xff\xfe\0\0a\0\0\0"[..],
            b"\0\0\xfe\xff\0\0\0a",
            b"a\0\0\0\xe9\0\0\0b\0\0\0",
            b"\0\0\0a\0\0\0\n\0\0\0b",
        ] {
            let error = decode(bytes, None).unwrap_err().to_string();
            assert!(error.contains("UTF-32"), "{error}");
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
