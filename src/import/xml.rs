//! What parsers of XML share. Entities that a document defines itself are not expanded, so they cannot explode.

use quick_xml::events::{BytesStart, Event};

use super::{ImportError, text};

/// The letters of an XML file, by its byte order mark or the encoding that it declares.
///
/// # Errors
/// If it is no text.
pub fn letters(bytes: &[u8]) -> Result<String, ImportError> {
    let head = String::from_utf8_lossy(bytes.get(..200).unwrap_or(bytes));
    let declared = head.split_once("encoding=").and_then(|(_, rest)| {
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest.get(1..)?.split(quote).next()
    });
    Ok(text::decode(bytes, declared)?.text)
}

/// An attribute of an element, whatever its prefix.
pub fn attribute(element: &BytesStart<'_>, name: &[u8]) -> Option<String> {
    let mut attributes = element.attributes();
    let mut sound = attributes.with_checks(false).flatten();
    let found = sound.find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let raw = String::from_utf8_lossy(&found.value);
    let plain = quick_xml::escape::unescape(&raw).map(|plain| plain.into_owned());
    Some(plain.unwrap_or_else(|_| raw.to_string()))
}

/// The words that an event adds to its element. Unknown entities add none.
pub fn words(event: &Event<'_>) -> String {
    match event {
        Event::Text(text) => text.decode().unwrap_or_default().into_owned(),
        Event::CData(text) => text.decode().unwrap_or_default().into_owned(),
        Event::GeneralRef(entity) => match entity.resolve_char_ref() {
            Ok(Some(letter)) => letter.to_string(),
            _ => {
                let name = entity.decode().unwrap_or_default();
                let known = quick_xml::escape::resolve_predefined_entity(&name);
                known.unwrap_or_default().to_owned()
            }
        },
        _ => String::new(),
    }
}

/// What is wrong, and where.
pub fn broken(error: &quick_xml::Error, byte: u64) -> ImportError {
    ImportError::Broken(format!("at byte {byte} the XML says “{error}”"))
}

/// The end of the outermost element is missing.
pub fn cut_off() -> ImportError {
    ImportError::Broken("it ends in the middle".to_owned())
}

#[cfg(test)]
mod tests {
    use quick_xml::Reader;

    use super::*;

    #[test]
    fn words_come_out_and_bombs_do_not() {
        let bytes =
            b"<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><!DOCTYPE a [<!ENTITY x \"boom\">]>\
            <a b:c='1 &lt; 2'>caf\xe9 &amp; &#x41;&x;<![CDATA[<]]></a>";
        let letters = letters(bytes).unwrap();
        let mut reader = Reader::from_str(&letters);
        let (mut found, mut named) = (String::new(), None);
        loop {
            match reader.read_event().unwrap() {
                Event::Eof => break,
                Event::Start(element) => named = attribute(&element, b"c"),
                event => found.push_str(&words(&event)),
            }
        }
        assert_eq!(
            (found.as_str(), named.as_deref()),
            ("café & A<", Some("1 < 2"))
        );
    }
}
