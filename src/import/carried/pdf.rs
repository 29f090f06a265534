//! The board attached to a PDF document (ISO 32000-1, 7.11.4): found by its name, unpacked within a limit.
//!
//! It reads the catalogue and its tree of attachments, no page. It refuses documents locked with a password.
//!
//! **Invariant (bounded):** no stream is unpacked beyond its limit, and no tree is followed in circles.

use lopdf::{Dictionary, Document, LoadOptions, Object};

use super::CarriedError;

const PDF: &str = "PDF document";
/// How the name of a board file ends.
const NAME_END: &str = ".casewall.json";
/// Bytes that one of the document's own tables may unpack to.
const TABLE_BYTES: usize = 16 << 20;
/// Nodes of the tree of attachments that are looked at, whatever refers to what.
const MOST_NODES: usize = 4096;

/// The board that the document carries, `limit` bytes at most.
pub(super) fn board(bytes: &[u8], limit: usize) -> Result<Vec<u8>, CarriedError> {
    let options = LoadOptions {
        max_decompressed_size: Some(TABLE_BYTES),
        ..LoadOptions::default()
    };
    let broken = |error: lopdf::Error| CarriedError::Broken(PDF, error.to_string());
    let document = Document::load_mem_with_options(bytes, options).map_err(broken)?;
    if document.is_encrypted() && document.encryption_state.is_none() {
        return Err(CarriedError::Broken(
            PDF,
            "it is locked with a password".to_owned(),
        ));
    }
    let file = attached(&document).ok_or(CarriedError::None(PDF))?;
    let stream = ["F", "UF"]
        .iter()
        .find_map(|key| {
            document
                .get_dict_in_dict(file, b"EF")
                .ok()
                .and_then(|ef| stream(&document, ef, key))
        })
        .ok_or_else(|| CarriedError::Broken(PDF, "the attachment has no content".to_owned()))?;
    stream
        .decompressed_content_with_limit(limit)
        .map_err(|error| match error {
            lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => {
                CarriedError::TooLarge(PDF, limit)
            }
            other => broken(other),
        })
}

fn stream<'a>(
    document: &'a Document,
    dict: &'a Dictionary,
    key: &str,
) -> Option<&'a lopdf::Stream> {
    resolved(document, dict.get(key.as_bytes()).ok()?)?
        .as_stream()
        .ok()
}

fn resolved<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Object> {
    document.dereference(object).ok().map(|(_, object)| object)
}

/// The first attachment with the name of a board file.
fn attached(document: &Document) -> Option<&Dictionary> {
    let names = document
        .get_dict_in_dict(document.catalog().ok()?, b"Names")
        .ok()?;
    let root = document.get_dict_in_dict(names, b"EmbeddedFiles").ok()?;
    let mut nodes = vec![root];
    let mut looked = 0;
    while let Some(node) = nodes.pop() {
        looked += 1;
        if looked > MOST_NODES {
            return None;
        }
        let entries = |key: &[u8]| {
            let entries = node
                .get(key)
                .ok()
                .and_then(|object| resolved(document, object));
            let entries = entries.and_then(|object| object.as_array().ok());
            entries.into_iter().flatten().take(MOST_NODES)
        };
        for file in entries(b"Names").filter_map(|entry| resolved(document, entry)) {
            if let Ok(file) = file.as_dict()
                && is_board(document, file)
            {
                return Some(file);
            }
        }
        let kids = entries(b"Kids").filter_map(|kid| resolved(document, kid)?.as_dict().ok());
        let room = MOST_NODES.saturating_sub(nodes.len());
        nodes.extend(kids.take(room));
    }
    None
}

fn is_board(document: &Document, file: &Dictionary) -> bool {
    [&b"UF"[..], b"F"].iter().any(|key| {
        let name = file.get(key).ok().and_then(|name| resolved(document, name));
        name.and_then(|name| lopdf::decode_text_string(name).ok())
            .is_some_and(|name| name.ends_with(NAME_END))
    })
}
