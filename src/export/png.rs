//! Pixels into a PNG file (ISO/IEC 15948), band by band, on all cores.
//!
//! There is no cap on the size: a band of rows is painted, filtered and compressed on a thread, and the threads' bands
//! are put into the file in order. Each band is a piece of one deflate stream that ends on a byte and refers to nothing
//! before it (as pigz does it), so the threads need not know of each other.
//!
//! It refuses rows of more than [`MOST_WIDTH`] pixels, whose bands would not fit into memory.
//!
//! **Invariant (bounded):** memory does not depend on the size of the picture: all bands under way hold [`PIXELS`]
//! pixels at most.
//!
//! **Invariant (deterministic):** equal pictures give equal files, on any number of cores.

use std::io::{self, Write};
use std::num::NonZero;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;

use flate2::{Compress, Compression, FlushCompress, Status};

use super::raster::{Picture, rasterise, straight, without_alpha};
use super::{Abilities, ExportError, Exporter, Progress, Snapshot};
use crate::import::carried;

/// Most pixels: an hour of work, and no disk holds them. Ten thousand cards at scale 8 have a twentieth.
pub const MOST_PIXELS: u64 = 1_000_000_000_000;
/// The longest row, pixels: 256 MB of them.
pub const MOST_WIDTH: u64 = 64 << 20;
/// Pixels of all bands that are under way.
const PIXELS: u64 = 24 << 20;
/// Pixels of a band, at most: what one core paints between two reports of progress.
const BAND_PIXELS: u64 = 6 << 20;
/// Rows of a band, at most: more made it slower.
const BAND_ROWS: u64 = 512;
/// Cores that are used at most.
const MOST_CORES: usize = 8;

/// PNG.
pub struct Png;

impl Exporter for Png {
    fn id(&self) -> &'static str {
        "png"
    }
    fn name(&self) -> &'static str {
        "PNG picture"
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["png"]
    }
    fn abilities(&self) -> Abilities {
        Abilities {
            pixels: true,
            transparent: true,
            carries: true,
            pages: false,
        }
    }
    fn write(
        &self,
        snapshot: &Snapshot,
        out: &mut dyn Write,
        progress: &Progress<'_>,
    ) -> Result<(), ExportError> {
        let page = snapshot.page().ok_or(ExportError::Empty)?;
        let words = &snapshot.words;
        let mut texts = vec![("Title", words.title.as_str())];
        texts.push(("Description", words.description.as_str()));
        texts.push(("Software", "Casewall"));
        let board = snapshot.carried.as_ref();
        if let Some(board) = board.and_then(|board| std::str::from_utf8(&board.bytes).ok()) {
            texts.push((carried::PNG_KEYWORD, board));
        }
        write(
            &snapshot.picture(page, snapshot.options.scale),
            &texts,
            out,
            progress,
        )
    }
}

/// Writes a picture, without transparency when its ground is opaque, with these texts beside it (keyword and words).
///
/// # Errors
/// If there are no pixels or too many in a row, or as `progress` and `out` say.
pub fn write(
    picture: &Picture<'_>,
    texts: &[(&str, &str)],
    out: &mut dyn Write,
    progress: &Progress<'_>,
) -> Result<(), ExportError> {
    let (width, height) = picture.size_px();
    if width == 0 || height == 0 {
        return Err(ExportError::Empty);
    }
    let (Ok(wide), Ok(high)) = (u32::try_from(width), i32::try_from(height)) else {
        return Err(ExportError::TooLarge { width, height });
    };
    if width > MOST_WIDTH || width.saturating_mul(height) > MOST_PIXELS {
        return Err(ExportError::TooLarge { width, height });
    }
    let high = high.unsigned_abs();
    let opaque = picture.is_opaque();
    let mut encoder = png::Encoder::new(out, wide, high);
    encoder.set_color(if opaque {
        png::ColorType::Rgb
    } else {
        png::ColorType::Rgba
    });
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
    let mut writer = encoder.write_header().map_err(into_error)?;
    for (keyword, words) in texts {
        let mut text = png::text_metadata::ITXtChunk::new(*keyword, *words);
        text.compressed = words.len() > 1000;
        writer.write_text_chunk(&text).map_err(into_error)?;
    }

    let groups = picture.for_bands();
    let picture = &Picture {
        groups: &groups,
        ..*picture
    };
    // The bands are the same whatever the number of cores, so that the file is too.
    let rows = (BAND_PIXELS / width).clamp(1, BAND_ROWS) as u32;
    let bands = high.div_ceil(rows);
    let under_way = (PIXELS / (width * u64::from(rows))).max(1);
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let workers = cores.min(MOST_CORES).min(under_way as usize);
    let next = AtomicU32::new(0);
    let mut sum = 1;
    let mut header = vec![0x78, 0x5e]; // RFC 1950: deflate, window of 32 KiB, a fast compressor
    std::thread::scope(|scope| {
        let (sender, ready) = mpsc::sync_channel::<Band>(1);
        for _ in 0..workers {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= bands {
                        return;
                    }
                    let top = index * rows;
                    let band = rasterise(picture, top..top.saturating_add(rows).min(high));
                    let band = Band::of(index, band, wide, opaque, index + 1 == bands);
                    if sender.send(band).is_err() {
                        return; // nobody wants more: cancelled, or the disk is full
                    }
                }
            });
        }
        drop(sender);
        let mut waiting: Vec<Band> = Vec::new();
        let mut due = 0;
        for band in ready {
            waiting.push(band);
            while let Some(at) = waiting.iter().position(|band| band.index == due) {
                let band = waiting.swap_remove(at);
                let bytes = band.bytes?;
                sum = joined(sum, band.sum, band.length);
                for part in bytes.chunks(1 << 30) {
                    header.extend_from_slice(part);
                    writer
                        .write_chunk(png::chunk::IDAT, &header)
                        .map_err(into_error)?;
                    header.clear();
                }
                due += 1;
                if !progress(due as f32 / bands as f32) {
                    return Err(ExportError::Cancelled);
                }
            }
        }
        Ok(())
    })?;
    writer
        .write_chunk(png::chunk::IDAT, &sum.to_be_bytes())
        .map_err(into_error)?;
    writer.finish().map_err(into_error)
}

/// Some rows, compressed.
struct Band {
    index: u32,
    bytes: io::Result<Vec<u8>>,
    /// Adler-32 of the filtered rows.
    sum: u32,
    /// Bytes of the filtered rows.
    length: u64,
}

impl Band {
    fn of(index: u32, mut pixels: Vec<u8>, width: u32, opaque: bool, last: bool) -> Self {
        let pixel = if opaque { 3 } else { 4 };
        let rows = if opaque {
            without_alpha(&mut pixels)
        } else {
            straight(&mut pixels)
        };
        let row = width as usize * pixel;
        let mut filtered = Vec::with_capacity(rows.len() + rows.len() / row.max(1));
        let mut above: Option<&[u8]> = None;
        for row in rows.chunks_exact(row.max(1)) {
            filter(row, above, pixel, &mut filtered);
            above = Some(row);
        }
        Self {
            index,
            bytes: deflate(&filtered, last),
            sum: simd_adler32::adler32(&filtered.as_slice()),
            length: filtered.len() as u64,
        }
    }
}

/// Appends a row with its filter (ISO/IEC 15948, 9). The first row of a band stands alone: what is above it was painted
/// on another core.
///
/// Of drawings, the difference to the pixel before packs smallest (measured against none, up and Paeth), unless a row
/// repeats the one above.
fn filter(row: &[u8], above: Option<&[u8]>, pixel: usize, out: &mut Vec<u8>) {
    const NONE: u8 = 0;
    const SUB: u8 = 1;
    const UP: u8 = 2;
    match above {
        Some(above) if above == row => {
            out.push(UP);
            out.resize(out.len() + row.len(), 0);
        }
        _ if row.len() > pixel => {
            out.push(SUB);
            out.extend_from_slice(&row[..pixel]);
            out.extend(
                row[pixel..]
                    .iter()
                    .zip(row)
                    .map(|(byte, before)| byte.wrapping_sub(*before)),
            );
        }
        _ => {
            out.push(NONE);
            out.extend_from_slice(row);
        }
    }
}

/// A piece of a deflate stream (RFC 1951): the last one ends it, the others end on a byte.
fn deflate(bytes: &[u8], last: bool) -> io::Result<Vec<u8>> {
    let mut packer = Compress::new(Compression::new(LEVEL), false);
    let mut out = Vec::with_capacity(bytes.len() / 16 + 4096);
    let flush = if last {
        FlushCompress::Finish
    } else {
        FlushCompress::Sync
    };
    loop {
        let taken = packer.total_in() as usize;
        let rest = bytes.get(taken..).unwrap_or_default();
        let status = packer
            .compress_vec(rest, &mut out, flush)
            .map_err(io::Error::other)?;
        let all_in = packer.total_in() as usize == bytes.len();
        let room = out.len() < out.capacity();
        match status {
            Status::StreamEnd => return Ok(out),
            _ if all_in && room && !last => return Ok(out),
            _ => out.reserve(out.len() / 2 + 4096),
        }
    }
}

/// How hard it is tried to make the file small.
const LEVEL: u32 = 2;

/// Adler-32 (RFC 1950, 8.2) of two pieces put together, from the sums of both and the length of the second.
fn joined(first: u32, second: u32, second_length: u64) -> u32 {
    const BASE: u64 = 65_521;
    let (a1, b1) = (u64::from(first & 0xffff), u64::from(first >> 16));
    let (a2, b2) = (u64::from(second & 0xffff), u64::from(second >> 16));
    // Every byte of the second piece adds the first sum once more, less the 1 that its own sum began with.
    let a = (a1 + a2 + BASE - 1) % BASE;
    let b = (b1 + b2 + (second_length % BASE) * ((a1 + BASE - 1) % BASE)) % BASE;
    (b << 16 | a) as u32
}

fn into_error(error: png::EncodingError) -> ExportError {
    ExportError::Write(match error {
        png::EncodingError::IoError(error) => error,
        other => io::Error::other(other),
    })
}

#[cfg(test)]
mod tests;
