//! The board that a picture carries: found in a PNG, SVG or PDF file that Casewall wrote, and given back as it was put
//! in.
//!
//! It reads no picture and trusts no length: what it gives back is the bytes of a board file, to be read like any other.
//!
//! **Invariant (bounded):** no more than the given number of bytes is unpacked.

mod pdf;

use std::io::Read;

mod svg;

/// The namespace of the element `board` in an SVG drawing.
pub const SVG_NAMESPACE: &str = "urn:casewall:board";
/// How the board is packed there: a zlib stream (RFC 1950) in base64 (RFC 4648).
pub const SVG_ENCODING: &str = "zlib+base64";
/// The keyword of the text in a PNG file that is the board (iTXt, ISO/IEC 15948, 11.3.3.4).
pub const PNG_KEYWORD: &str = "casewall.board";

/// Why a picture's board could not be taken out.
#[derive(Debug, thiserror::Error)]
pub enum CarriedError {
    /// It is a picture of a kind that can carry a board, and carries none.
    #[error(
        "This {0} carries no board. Casewall puts one in when a snapshot is exported with “carry the board” on."
    )]
    None(&'static str),
    /// It is a picture of a kind that carries none.
    #[error(
        "This is a {0}, and pictures of that kind carry no board. To put it on a board, open one and drop the picture on the wall."
    )]
    Never(&'static str),
    /// It says that it carries one, but that cannot be unpacked.
    #[error("The board that this {0} carries is damaged: {1}. Ask for the board's own file.")]
    Broken(&'static str, String),
    /// It would unpack to more than is read.
    #[error("The board that this {0} carries is larger than {1} bytes, the most that is opened.")]
    TooLarge(&'static str, usize),
}

/// The board file inside a picture, `limit` bytes at most; `None` when this is no picture that could carry one.
///
/// # Errors
/// If it carries none, or one that cannot be unpacked.
pub fn board(bytes: &[u8], limit: usize) -> Option<Result<Vec<u8>, CarriedError>> {
    if let Some(chunks) = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n") {
        return Some(in_png(chunks, limit));
    }
    for (kind, magic, at) in [
        ("JPEG picture", &b"\xff\xd8\xff"[..], 0),
        ("WebP picture", b"WEBP", 8),
        ("GIF picture", b"GIF8", 0),
    ] {
        if bytes
            .get(at..)
            .is_some_and(|bytes| bytes.starts_with(magic))
        {
            return Some(Err(CarriedError::Never(kind)));
        }
    }
    if bytes.starts_with(b"%PDF") {
        return Some(pdf::board(bytes, limit));
    }
    svg::board(bytes, limit)
}

/// There is a board in these bytes. It is not unpacked, so it may turn out to be damaged.
pub fn carries(bytes: &[u8]) -> bool {
    matches!(
        board(bytes, 0),
        Some(Ok(_) | Err(CarriedError::TooLarge(..)))
    )
}

const PNG: &str = "PNG picture";

fn in_png(mut chunks: &[u8], limit: usize) -> Result<Vec<u8>, CarriedError> {
    while let Some((head, rest)) = chunks.split_first_chunk::<8>() {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let kind = &head[4..];
        let Some((data, after)) = rest.split_at_checked(length) else {
            break;
        };
        if kind == b"IDAT" || kind == b"IEND" {
            break; // the board stands before the pixels
        }
        if kind == b"iTXt"
            && let Some(text) = data
                .strip_prefix(PNG_KEYWORD.as_bytes())
                .and_then(|text| text.strip_prefix(b"\0"))
        {
            return itxt(text, limit);
        }
        chunks = after.get(4..).unwrap_or_default(); // the checksum
    }
    Err(CarriedError::None(PNG))
}

/// What stands behind the keyword: compressed or not, method, language, translated keyword, text.
fn itxt(text: &[u8], limit: usize) -> Result<Vec<u8>, CarriedError> {
    let broken = |why: &str| CarriedError::Broken(PNG, why.to_owned());
    let [compressed, _method, rest @ ..] = text else {
        return Err(broken("it breaks off"));
    };
    let mut parts = rest.splitn(3, |byte| *byte == 0);
    let (Some(_language), Some(_keyword), Some(text)) = (parts.next(), parts.next(), parts.next())
    else {
        return Err(broken("it breaks off"));
    };
    if *compressed == 1 {
        return unpacked(text, limit, PNG);
    }
    if text.len() > limit {
        return Err(CarriedError::TooLarge(PNG, limit));
    }
    Ok(text.to_vec())
}

/// A zlib stream (RFC 1950), unpacked to `limit` bytes at most.
fn unpacked(packed: &[u8], limit: usize, what: &'static str) -> Result<Vec<u8>, CarriedError> {
    let most = (limit as u64).saturating_add(1);
    let mut bytes = Vec::new();
    flate2::read::ZlibDecoder::new(packed)
        .take(most)
        .read_to_end(&mut bytes)
        .map_err(|error| CarriedError::Broken(what, error.to_string()))?;
    if bytes.len() > limit {
        return Err(CarriedError::TooLarge(what, limit));
    }
    Ok(bytes)
}
