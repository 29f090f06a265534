//! Containers around hostile bytes, whole themselves, so that what is hostile is reached: archives with right sums,
//! pictures with right checksums, streams that unpack.

use std::io::{Cursor, Read as _, Write as _};

use base64::Engine as _;
use casewall::import::carried::{PNG_KEYWORD, SVG_ENCODING, SVG_NAMESPACE};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Names and bytes: each begins with a line `=== NAME`. What stands before the first has no name.
pub fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if let Some(name) = line.strip_prefix(b"=== ") {
            let name = String::from_utf8_lossy(name).trim().to_owned();
            parts.push((name, Vec::new()));
        } else if let Some((_, part)) = parts.last_mut() {
            part.extend(line);
        } else {
            parts.push((String::new(), line.to_vec()));
        }
    }
    parts
}

/// An archive of these parts.
pub fn zipped(bytes: &[u8]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, part) in parts(bytes) {
        // Of two parts of one name the first is taken; a name that is too long is none.
        if writer.start_file(name, stored).is_ok() {
            writer.write_all(&part).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

/// The entries of an archive.
pub fn entries(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|n| {
            let mut entry = archive.by_index(n).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().to_owned(), bytes)
        })
        .collect()
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let mut sum = flate2::Crc::new();
    sum.update(kind);
    sum.update(data);
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    [&length.to_be_bytes(), kind, data, &sum.sum().to_be_bytes()].concat()
}

/// A PNG picture that says it carries these bytes as a board.
pub fn png_carrying(bytes: &[u8]) -> Vec<u8> {
    let head = [PNG_KEYWORD.as_bytes(), b"\0\x01\0\0\0"].concat();
    let text = [head, deflated(bytes)].concat();
    [
        PNG,
        &chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]),
        &chunk(b"iTXt", &text),
        &chunk(b"IDAT", &deflated(&[0, 0])),
        &chunk(b"IEND", b""),
    ]
    .concat()
}

/// An SVG drawing that says it carries these bytes as a board.
pub fn svg_carrying(bytes: &[u8]) -> Vec<u8> {
    let packed = base64::engine::general_purpose::STANDARD.encode(deflated(bytes));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><metadata><board xmlns=\"{SVG_NAMESPACE}\" \
         encoding=\"{SVG_ENCODING}\" name=\"a\">{packed}</board></metadata></svg>"
    )
    .into_bytes()
}

/// The chunks of a PNG picture, cut where they say, each with the checksum that it should have.
pub fn png_repaired(bytes: &[u8]) -> Vec<u8> {
    let mut rest = bytes.strip_prefix(PNG).unwrap_or(bytes);
    let mut repaired = PNG.to_vec();
    while let Some((head, after)) = rest.split_first_chunk::<8>() {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let (data, after) = after.split_at(length.min(after.len()));
        repaired.extend(chunk(&head[4..], data));
        rest = after.get(4..).unwrap_or_default();
    }
    repaired
}

/// Lines of a journal with the digits that they should have.
pub fn chained(bytes: &[u8]) -> Vec<u8> {
    let (mut chain, mut lines) = (String::new(), Vec::new());
    for line in bytes.split(|byte| *byte == b'\n') {
        chain = casewall::file::sha256(&[chain.as_bytes(), line].concat());
        chain.truncate(16);
        lines.extend([chain.as_bytes(), b" ", line, b"\n"].concat());
    }
    lines
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
