//! XML of documents, element by element, by local names.
//!
//! It expands no entity but the five of XML and numbers, reads nothing from outside, and refuses elements that are
//! nested deeper than any document has them.
//!
//! **Invariant (bounded):** memory grows with the depth, not with the length.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::{ImportError, xml};

/// Deepest nesting that is followed.
const MAX_DEPTH: usize = 512;

/// What comes next.
pub enum Token<'t> {
    /// An element begins.
    Open(&'t str, Attributes<'t>),
    /// Letters.
    Text(&'t str),
    /// An element ends.
    Close(&'t str),
}

/// The attributes of an element.
pub struct Attributes<'t>(&'t BytesStart<'t>);

impl Attributes<'_> {
    /// The value of the attribute of this local name.
    pub fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let mut named = attributes
            .with_checks(false)
            .flatten()
            .filter(|attribute| attribute.key.local_name().as_ref() == name.as_bytes());
        let value = named.next()?.value;
        let value = String::from_utf8_lossy(&value).into_owned();
        quick_xml::escape::unescape(&value).map(Into::into).ok()
    }
}

/// Goes through XML and tells `each` what comes.
///
/// # Errors
/// If it is not well-formed or nested too deep, or if `each` says so.
pub fn tokens(
    part: &str,
    bytes: &[u8],
    mut each: impl FnMut(Token<'_>) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let letters = xml::letters(bytes)?;
    let mut reader = Reader::from_str(&letters);
    let mut depth = 0_usize;
    loop {
        let at = reader.buffer_position();
        let broken = |why: &str| {
            Err(ImportError::Broken(format!(
                "its part {part} {why} (at byte {at})"
            )))
        };
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return broken("is nested too deep");
                }
                each(Token::Open(
                    &local(element.local_name().as_ref()),
                    Attributes(&element),
                ))?;
            }
            Ok(Event::Empty(element)) => {
                let name = local(element.local_name().as_ref());
                each(Token::Open(&name, Attributes(&element)))?;
                each(Token::Close(&name))?;
            }
            Ok(Event::End(element)) => {
                depth = depth.saturating_sub(1);
                each(Token::Close(&local(element.local_name().as_ref())))?;
            }
            Ok(Event::Text(words)) => each(Token::Text(&String::from_utf8_lossy(&words)))?,
            Ok(Event::CData(words)) => each(Token::Text(&String::from_utf8_lossy(&words)))?,
            Ok(Event::GeneralRef(entity)) => {
                let name = String::from_utf8_lossy(&entity).into_owned();
                let letter = entity.resolve_char_ref().ok().flatten();
                let mut buffer = [0; 4];
                let known = letter.map(|letter| &*letter.encode_utf8(&mut buffer));
                match known.or_else(|| resolve_predefined_entity(&name)) {
                    Some(letters) => each(Token::Text(letters))?,
                    None => each(Token::Text(&format!("&{name};")))?, // of its own making: never expanded
                }
            }
            Ok(Event::Eof) if depth > 0 => return broken("breaks off"),
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(_) => return broken("is no well-formed XML"),
        }
    }
}

fn local(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}
