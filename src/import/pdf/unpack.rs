//! The bytes of a stream, unpacked within limits, and what is done to a file before it is opened, so that opening it
//! stays within limits too.
//!
//! The library unpacks whatever it is given, whole. So each stream is measured first, by unpacking it into nothing.
//! It refuses streams that are packed by anything but the general filters: those are pictures.
//!
//! **Invariant (bounded):** no stream reaches the library that unpacks to more than it was measured for.

use std::io::Read;

use flate2::bufread::{DeflateDecoder, ZlibDecoder};
use hayro_syntax::Filter;
use hayro_syntax::object::Stream;

use super::content::Budget;
use crate::import::ImportError;

/// Most bytes of one stream that is no picture.
pub const MAX_STREAM: u64 = 48 << 20;
/// A stream of as many zero bytes was emptied: fewer never unpack to more than [`MAX_STREAM`].
const EMPTIED: usize = (MAX_STREAM / 1100) as usize;
/// Most bytes of all of them.
const MAX_STREAMS: u64 = 320 << 20;
/// Most filters over one another.
const MAX_LAYERS: usize = 4;

/// Why a stream was not unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It has more bytes than the limit.
    Large,
    /// It is damaged, or a picture.
    Unreadable,
}

/// The bytes of a stream, taken off the budget.
///
/// # Errors
/// If they are too many, or cannot be read.
pub fn unpack(stream: &Stream<'_>, budget: &mut Budget) -> Result<Vec<u8>, Refused> {
    let raw = stream.raw_data();
    if raw.len() > EMPTIED && raw.iter().all(|byte| *byte == 0) {
        budget.unpacked = budget.unpacked.saturating_sub(raw.len() as u64);
        return Err(Refused::Large);
    }
    let Some(size) = unpacked_size(stream, MAX_STREAM.min(budget.unpacked)) else {
        if budget.unpacked < MAX_STREAM {
            budget.unpacked = 0;
        }
        budget.unpacked = budget.unpacked.saturating_sub(1 << 20); // measuring took its time
        return Err(Refused::Large);
    };
    budget.unpacked = budget.unpacked.saturating_sub(size.max(64));
    let bytes = stream.decoded_data().map_err(|_| Refused::Unreadable)?;
    Ok(bytes.into_owned())
}

/// How many bytes a stream unpacks to, if no layer of it has more than `limit`.
pub fn unpacked_size(stream: &Stream<'_>, limit: u64) -> Option<u64> {
    let filters = stream.filters();
    let raw = stream.raw_data();
    if filters.len() > MAX_LAYERS {
        return None;
    }
    let mut size = raw.len() as u64;
    let mut data = raw;
    for (n, filter) in filters.iter().enumerate() {
        let last = n + 1 == filters.len();
        match filter {
            Filter::AsciiHexDecode | Filter::Ascii85Decode | Filter::Crypt if last => {}
            Filter::RunLengthDecode if last => size = size.saturating_mul(64),
            Filter::LzwDecode if last => size = lzw_size(&data, limit),
            Filter::FlateDecode if last => size = inflated(&data, limit, None),
            // Of the layers beneath the last one the bytes are needed, to measure what is on top of them.
            Filter::Ascii85Decode => data = ascii85(&data).into(),
            Filter::AsciiHexDecode => data = ascii_hex(&data).into(),
            Filter::FlateDecode => {
                let mut bytes = Vec::new();
                if inflated(&data, limit.min(MAX_STREAM), Some(&mut bytes)) > limit {
                    return None;
                }
                data = bytes.into();
            }
            Filter::Crypt => {}
            _ => return None,
        }
    }
    (size <= limit).then_some(size)
}

/// A file that can be opened: streams that unpack to too much, and pictures, are emptied, and numbers of pages that are
/// none are mended (see [`mend`]). Nothing else is changed, and no place moves. What is a stream is told by the keyword alone, for the library finds streams by whatever a table says.
///
/// # Errors
/// If all streams together unpack to too much.
pub fn tamed(bytes: &[u8]) -> Result<Vec<u8>, ImportError> {
    const STREAM: &[u8] = b"stream";
    let mut out = bytes.to_vec();
    let (mut total, mut from, mut before) = (0_u64, 0, 0);
    while let Some(at) = memchr::memmem::find(bytes.get(from..).unwrap_or_default(), STREAM) {
        let at = from + at;
        from = at + STREAM.len();
        if bytes
            .get(..at)
            .is_some_and(|before| before.ends_with(b"end"))
        {
            before = from;
            continue;
        }
        let begin = match bytes.get(from..) {
            Some([b'\r', b'\n', ..]) => from + 2,
            Some([b'\r' | b'\n', ..]) => from + 1,
            _ => continue,
        };
        let dictionary = bytes.get(before..at).unwrap_or_default();
        mend(out.get_mut(before..at).unwrap_or_default());
        before = from;
        let data = bytes.get(begin..).unwrap_or_default();
        let end = memchr::memmem::find(data, b"endstream").unwrap_or(data.len());
        let data = data.get(..end).unwrap_or_default();
        let size = if picture(dictionary) {
            u64::MAX
        } else {
            seen_size(dictionary, data, MAX_STREAM)
        };
        if size > MAX_STREAM {
            if let Some(data) = out.get_mut(begin..begin + end) {
                data.fill(0);
            }
            total += u64::from(size != u64::MAX) * MAX_STREAM / 8; // the time that it took
            from = begin + end;
        } else {
            total += size;
        }
        if total > MAX_STREAMS {
            return Err(ImportError::TooLarge {
                what: "bytes when it is unpacked",
                found: "more".to_owned(),
                most: MAX_STREAMS.to_string(),
            });
        }
    }
    mend(out.get_mut(before..).unwrap_or_default());
    Ok(out)
}

/// Puts usual values where a page says its size or turn with what is no number: the library would take the whole page
/// for no page. (A page tree that is packed is left as it is.)
fn mend(bytes: &mut [u8]) {
    /// Far longer than any box.
    const LONG: usize = 8192;
    for (key, usual) in [
        ("/MediaBox", "0 0 612 792"),
        ("/CropBox", "0 0 612 792"),
        ("/UserUnit", "1"),
        ("/Rotate", "0"),
    ] {
        let places: Vec<usize> = memchr::memmem::find_iter(bytes, key).collect();
        for place in places {
            let rest = bytes.get_mut(place + key.len()..).unwrap_or_default();
            let blanks = rest
                .iter()
                .take_while(|byte| byte.is_ascii_whitespace())
                .count();
            let boxed = key.ends_with("Box");
            if boxed && rest.get(blanks) != Some(&b'[') {
                continue;
            }
            let value = rest.get_mut(blanks + usize::from(boxed)..);
            let value = value.unwrap_or_default();
            let end = value.iter().take(LONG).position(|byte| {
                if boxed {
                    *byte == b']'
                } else {
                    byte.is_ascii_whitespace() || b"/<>[]()%".contains(byte)
                }
            });
            let Some(value) = end.and_then(|end| value.get_mut(..end)) else {
                continue;
            };
            let mut words = value
                .split(u8::is_ascii_whitespace)
                .filter(|word| !word.is_empty());
            if words.all(|word| word == b"R" || sound(word)) {
                continue;
            }
            value.fill(b' ');
            if let Some(room) = value.get_mut(..usual.len()) {
                room.copy_from_slice(usual.as_bytes());
            }
        }
    }
}

/// A number that a page may have.
fn sound(word: &[u8]) -> bool {
    let digits = word
        .iter()
        .all(|byte| byte.is_ascii_digit() || b"+-.".contains(byte));
    let number = std::str::from_utf8(word)
        .ok()
        .and_then(|word| word.parse::<f64>().ok());
    digits && number.is_none_or(|number| number.abs() < 1e6)
}

fn picture(dictionary: &[u8]) -> bool {
    memchr::memmem::find_iter(dictionary, b"/Subtype").any(|at| {
        let value = dictionary
            .get(at + 8..)
            .unwrap_or_default()
            .trim_ascii_start();
        value.strip_prefix(b"/Image").is_some_and(|rest| {
            rest.first()
                .is_none_or(|byte| !byte.is_ascii_alphanumeric())
        })
    })
}

/// What a stream unpacks to by the looks of it, whatever its dictionary says: layers of deflate are peeled off as long
/// as there are any.
fn seen_size(dictionary: &[u8], data: &[u8], limit: u64) -> u64 {
    if memchr::memmem::find(dictionary, b"LZW").is_some() {
        return lzw_size(data, limit);
    }
    let mut data = data.to_vec();
    for filter in [b"85".as_slice(), b"Hex", b"AHx"] {
        if memchr::memmem::find(dictionary, filter).is_some() {
            data = if filter == b"85" {
                ascii85(&data)
            } else {
                ascii_hex(&data)
            };
        }
    }
    let mut size = data.len() as u64;
    for _ in 0..MAX_LAYERS {
        let mut bytes = Vec::new();
        let inflated = inflated(&data, limit, Some(&mut bytes));
        if inflated > limit {
            return inflated;
        }
        if bytes.is_empty() {
            return size;
        }
        size = size.max(inflated);
        let packed = bytes.first().is_some_and(|byte| byte & 0x0f == 8)
            && ZlibDecoder::new(&bytes[..]).read(&mut [0]).is_ok();
        if !packed {
            return size;
        }
        data = bytes;
    }
    u64::MAX - 1 // layers without end
}

/// How many bytes a deflate stream has, counted up to a little over `limit`; they are kept if they are wanted. Of a
/// damaged one it is the most that the rest could become, for the library reads on behind the damage.
fn inflated(data: &[u8], limit: u64, mut keep: Option<&mut Vec<u8>>) -> u64 {
    /// No byte of a deflate stream stands for more.
    const MOST: u64 = 1032;
    let zlib = data.first().is_some_and(|byte| byte & 0x0f == 8);
    let (mut zlib_reader, mut deflate_reader) = (ZlibDecoder::new(data), DeflateDecoder::new(data));
    let mut buffer = [0; 1 << 14];
    let mut size = 0;
    let whole = loop {
        let read = if zlib {
            zlib_reader.read(&mut buffer)
        } else {
            deflate_reader.read(&mut buffer)
        };
        match read {
            Ok(0) => break true,
            Ok(read) => {
                size += read as u64;
                if size > limit {
                    return size;
                }
                if let Some(keep) = keep.as_mut() {
                    keep.extend_from_slice(buffer.get(..read).unwrap_or_default());
                }
            }
            Err(_) => break false,
        }
    };
    let seen = if zlib {
        zlib_reader.total_in()
    } else {
        deflate_reader.total_in()
    };
    let rest = (data.len() as u64).saturating_sub(seen);
    let plain = size == 0 && !zlib; // it was no deflate stream at all
    if whole || plain || rest < 64 {
        size
    } else {
        size + rest * MOST
    }
}

/// How many bytes an LZW stream has (7.4.4), counted up to a little over `limit`. Only the lengths of its words are
/// followed.
fn lzw_size(data: &[u8], limit: u64) -> u64 {
    const CLEAR: u32 = 256;
    const END: u32 = 257;
    let mut lengths: Vec<u64> = Vec::new();
    let (mut size, mut last) = (0_u64, 0_u64);
    let (mut bits, mut held) = (0_u32, 0);
    for byte in data {
        bits = bits << 8 | u32::from(*byte);
        held += 8;
        let width = match lengths.len() + 259 {
            ..=511 => 9,
            512..=1023 => 10,
            1024..=2047 => 11,
            _ => 12,
        };
        if held < width {
            continue;
        }
        held -= width;
        let code = bits >> held & ((1 << width) - 1);
        let length = match code {
            CLEAR => {
                lengths.clear();
                last = 0;
                continue;
            }
            END => break,
            ..CLEAR => 1,
            _ => lengths
                .get(code as usize - 258)
                .copied()
                .unwrap_or(last + 1),
        };
        if last > 0 && lengths.len() < 4096 {
            lengths.push(last + 1);
        }
        last = length;
        size += length;
        if size > limit {
            break;
        }
    }
    size
}

fn ascii_hex(data: &[u8]) -> Vec<u8> {
    let digits = data.iter().take_while(|byte| **byte != b'>');
    let digits: Vec<u8> = digits
        .filter_map(|byte| char::from(*byte).to_digit(16))
        .map(|digit| digit as u8)
        .collect();
    digits
        .chunks(2)
        .map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0))
        .collect()
}

fn ascii85(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() / 5 * 4);
    let mut group = Vec::with_capacity(5);
    let data = data.trim_ascii_start();
    for byte in data.strip_prefix(b"<~").unwrap_or(data) {
        match byte {
            b'z' if group.is_empty() => out.extend([0; 4]),
            b'!'..=b'u' => group.push(u32::from(byte - b'!')),
            b'~' => break,
            _ => {}
        }
        if group.len() == 5 {
            out.extend(word85(&group));
            group.clear();
        }
    }
    let short = group.len();
    if short > 1 {
        group.resize(5, 84);
        out.extend(word85(&group).into_iter().take(short - 1));
    }
    out
}

fn word85(group: &[u32]) -> [u8; 4] {
    let word = group.iter().fold(0_u32, |word, digit| {
        word.wrapping_mul(85).wrapping_add(*digit)
    });
    word.to_be_bytes()
}
