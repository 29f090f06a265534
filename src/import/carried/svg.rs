//! The board inside an SVG drawing: the text of `<board>` in `<metadata>`, in Casewall's own namespace.
//!
//! The drawing is read as a stream and not understood; no entity is expanded, nothing is fetched. It refuses text that
//! is not UTF-8. An editor that keeps metadata keeps the board, under whatever prefix it likes.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

use super::{CarriedError, SVG_ENCODING, SVG_NAMESPACE, unpacked};

const SVG: &str = "SVG drawing";
/// The namespace of drawings.
const DRAWING: &[u8] = b"http://www.w3.org/2000/svg";
/// Elements within elements, at most. No drawing of ours has ten.
const MOST_DEPTH: usize = 10_000;

/// The board in these bytes; `None` when they are no drawing.
pub(super) fn board(bytes: &[u8], limit: usize) -> Option<Result<Vec<u8>, CarriedError>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if !bytes.trim_ascii_start().starts_with(b"<") {
        return None;
    }
    let mut reader = NsReader::from_reader(bytes);
    // The first element says what it is.
    loop {
        match reader.read_resolved_event().ok()? {
            (ResolveResult::Bound(Namespace(DRAWING)), Event::Start(root)) => {
                if root.local_name().as_ref() != b"svg" {
                    return None;
                }
                break;
            }
            (_, Event::Start(_) | Event::Empty(_) | Event::Eof) => return None,
            _ => {}
        }
    }
    Some(in_drawing(&mut reader, limit))
}

fn in_drawing(reader: &mut NsReader<&[u8]>, limit: usize) -> Result<Vec<u8>, CarriedError> {
    let mut depth = 1_usize;
    while depth > 0 && depth < MOST_DEPTH {
        // What is broken before a board is found hides whether there is one.
        let Ok((namespace, event)) = reader.read_resolved_event() else {
            break;
        };
        let ours = namespace == ResolveResult::Bound(Namespace(SVG_NAMESPACE.as_bytes()));
        match event {
            Event::Start(element) if ours && element.local_name().as_ref() == b"board" => {
                let element = element.into_owned();
                return packed(&element, reader, limit);
            }
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    Err(CarriedError::None(SVG))
}

/// What stands in the element, unpacked.
fn packed(
    element: &BytesStart<'_>,
    reader: &mut NsReader<&[u8]>,
    limit: usize,
) -> Result<Vec<u8>, CarriedError> {
    let broken = |why: &str| CarriedError::Broken(SVG, why.to_owned());
    let encoding = element.try_get_attribute("encoding").ok().flatten();
    if encoding.is_none_or(|encoding| encoding.value.as_ref() != SVG_ENCODING.as_bytes()) {
        return Err(broken("it is packed in a way that is not known here"));
    }
    let mut base64 = Vec::new();
    loop {
        let event = reader
            .read_event()
            .map_err(|error| CarriedError::Broken(SVG, error.to_string()))?;
        let text: &[u8] = match &event {
            Event::Text(text) => text,
            Event::CData(text) => text,
            Event::Comment(_) => &[],
            Event::End(_) => break,
            Event::Eof => return Err(broken("it breaks off")),
            _ => return Err(broken("there is something in it that is no board")),
        };
        base64.extend(text.iter().filter(|byte| !byte.is_ascii_whitespace()));
    }
    // Packed bytes are not much longer than unpacked ones, whatever they are.
    if base64.len() / 4 * 3 > limit.saturating_add(limit / 100).saturating_add(1024) {
        return Err(CarriedError::TooLarge(SVG, limit));
    }
    let bytes = BASE64
        .decode(base64)
        .map_err(|error| CarriedError::Broken(SVG, error.to_string()))?;
    unpacked(&bytes, limit, SVG)
}

/// As it is written, with or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    fn packed(bytes: &[u8]) -> String {
        use std::io::Write as _;
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), Default::default());
        packer.write_all(bytes).unwrap();
        STANDARD.encode(packer.finish().unwrap())
    }

    /// What comes of a drawing: the board, why not, or `no drawing`.
    fn check(text: &str) -> String {
        match board(text.as_bytes(), 1000) {
            None => "no drawing".to_owned(),
            Some(Ok(bytes)) => String::from_utf8(bytes).unwrap(),
            Some(Err(error)) => error.to_string(),
        }
    }

    #[test]
    fn a_board_is_found_wherever_an_editor_has_put_it() {
        let data = packed(b"{}");
        let ns = "xmlns=\"http://www.w3.org/2000/svg\"";
        let ours = format!("<board xmlns=\"{SVG_NAMESPACE}\" encoding=\"{SVG_ENCODING}\"");
        let (head, rest) = data.split_at(4);
        for (text, want) in [
            (
                format!("<svg {ns}><metadata>{ours}>{data}</board></metadata></svg>"),
                "{}",
            ),
            (
                format!(
                    "\u{feff}<?xml version=\"1.0\"?>\n<!-- x -->\n<!DOCTYPE svg>\n<svg {ns}><metadata>{ours}>{data}</board>"
                ),
                "{}",
            ),
            (
                format!(
                    "<s:svg xmlns:s=\"http://www.w3.org/2000/svg\" xmlns:c=\"{SVG_NAMESPACE}\"><s:g/><s:metadata><c:board encoding=\"{SVG_ENCODING}\">{head}\n  {rest}</c:board>"
                ),
                "{}",
            ),
            (
                format!("<svg {ns}>{ours}>{head}<!-- --><![CDATA[{rest}]]></board></svg>"),
                "{}",
            ),
            (
                format!("<svg {ns}><board encoding=\"{SVG_ENCODING}\">{data}</board></svg>"),
                "carries no board",
            ),
            (
                format!("<svg {ns}><text>casewall</text></svg>"),
                "carries no board",
            ),
            (format!("<svg {ns}><g></svg>"), "carries no board"),
            (format!("<svg {ns}>{ours}>{data}"), "breaks off"),
            (format!("<svg {ns}>{ours}>{head}</board></svg>"), "damaged"),
            (format!("<svg {ns}>{ours}>*</board></svg>"), "damaged"),
            (format!("<svg {ns}>{ours}>&bomb;</board></svg>"), "no board"),
            (
                format!(
                    "<svg {ns}><board xmlns=\"{SVG_NAMESPACE}\" encoding=\"rot13\"></board></svg>"
                ),
                "not known",
            ),
            (
                format!("<svg {ns}>{ours}>{}</board></svg>", packed(&[b' '; 1001])),
                "larger than 1000 bytes",
            ),
            ("{\"format\": \"casewall\"}".to_owned(), "no drawing"),
            ("<html></html>".to_owned(), "no drawing"),
            ("<svg></svg>".to_owned(), "no drawing"),
            ("<".to_owned(), "no drawing"),
            (String::new(), "no drawing"),
        ] {
            let found = check(&text);
            assert!(
                found.contains(want),
                "{text}\n wanted {want}\n found {found}"
            );
        }
    }

    #[test]
    fn elements_without_end_are_no_trouble() {
        let mut text = "<svg xmlns=\"http://www.w3.org/2000/svg\">".to_owned();
        text.push_str(&"<g>".repeat(200_000));
        assert!(check(&text).contains("carries no board"));
    }
}
