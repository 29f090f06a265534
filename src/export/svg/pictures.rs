//! The board's pictures inside a drawing, as `data:` addresses.
//!
//! A file goes in as it is when it is fine, not much larger than is seen, and says nothing beside its pixels; else its
//! pixels are packed anew. So no drawing gives away where a photo was taken, and a turned one is not turned twice.
//!
//! It refuses what cannot be decoded; the painter then shows an empty place.

use std::io::{Cursor, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};
use kurbo::Rect;

use super::super::{ExportError, Pictures};
use super::{Exact, Short, add};
use crate::board::FileId;
use crate::import::picture;

/// Pixels for each pixel of the drawing at its own size: enough to come nearer once.
const DENSITY: f64 = 2.0;
/// A picture with this many times the pixels across is made smaller.
const MUCH_LARGER: f64 = 1.5;
/// Quality of JPEG pictures that are made smaller.
const QUALITY: u8 = 90;

/// A picture of the drawing.
#[derive(Default)]
pub(super) struct Embedded {
    /// How often it is shown.
    pub(super) uses: usize,
    /// Its longest side where it is shown largest, board units.
    pub(super) side: f64,
    /// Tells it from the others.
    pub(super) number: usize,
    data: Option<Data>,
}

struct Data {
    /// `data:image/png;base64,…`
    address: String,
    width: u32,
    height: u32,
}

impl Embedded {
    /// Decodes it and chooses the bytes that go in.
    pub(super) fn prepare(&mut self, pictures: &Pictures, file: &FileId, scale: f64) {
        let needed = (self.side * scale * DENSITY).clamp(64.0, 8192.0);
        self.data = pictures
            .blob(file)
            .and_then(|blob| data(&blob.data, needed));
    }

    /// Its definition, to be used several times.
    pub(super) fn define(&self, out: &mut dyn Write) -> Result<(), ExportError> {
        if let Some(data) = &self.data {
            writeln!(
                out,
                "<image id=\"cw-i{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" xlink:href=\"{}\"/>",
                self.number, data.width, data.height, data.address
            )?;
        }
        Ok(())
    }

    /// Shows it; `false` when it cannot be shown.
    pub(super) fn show(&self, rect: Rect, text: &mut String) -> bool {
        let Some(data) = &self.data else { return false };
        let (x, y) = (Short(rect.x0), Short(rect.y0));
        if self.uses > 1 {
            add(
                text,
                format_args!(
                    "<use xlink:href=\"#cw-i{}\" transform=\"translate({x} {y}) scale({} {})\"/>",
                    self.number,
                    Fine(rect.width() / f64::from(data.width)),
                    Fine(rect.height() / f64::from(data.height))
                ),
            );
        } else {
            add(
                text,
                format_args!(
                    "<image x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" xlink:href=\"{}\"/>",
                    Exact(rect.width()),
                    Exact(rect.height()),
                    data.address
                ),
            );
        }
        true
    }
}

/// A factor, to a millionth.
struct Fine(f64);

impl std::fmt::Display for Fine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", (self.0 * 1e6).round() / 1e6)
    }
}

fn data(bytes: &[u8], needed: f64) -> Option<Data> {
    let header = picture::header(bytes).ok()?;
    let longest = f64::from(header.width.max(header.height));
    let shrink = longest > needed * MUCH_LARGER;
    let side = if shrink {
        needed.ceil() as u32
    } else {
        u32::MAX
    };
    let pixels = picture::thumbnail(bytes, side).ok()?;
    let (width, height) = (pixels.width, pixels.height);
    let address = |media_type: &str, bytes: &[u8]| Data {
        address: format!("data:{media_type};base64,{}", STANDARD.encode(bytes)),
        width,
        height,
    };
    if !shrink && says_nothing_more(header.media_type, bytes) {
        return Some(address(header.media_type, bytes));
    }
    let opaque = pixels.rgba.chunks_exact(4).all(|pixel| pixel[3] == 255);
    if opaque && header.media_type != "image/png" {
        let rgb: Vec<u8> = pixels
            .rgba
            .chunks_exact(4)
            .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
            .collect();
        let mut file = Cursor::new(Vec::new());
        JpegEncoder::new_with_quality(&mut file, QUALITY)
            .write_image(&rgb, width, height, ExtendedColorType::Rgb8)
            .ok()?;
        return Some(address("image/jpeg", file.get_ref()));
    }
    Some(address("image/png", &picture::to_png(&pixels).ok()?))
}

/// The file is nothing but a still picture: no place, no time, no words, no rotation, nothing behind its end.
fn says_nothing_more(media_type: &str, bytes: &[u8]) -> bool {
    let plain = match media_type {
        "image/png" => plain_png(bytes),
        "image/jpeg" => plain_jpeg(bytes),
        "image/webp" => plain_webp(bytes),
        _ => None,
    };
    plain.is_some()
}

fn plain_png(bytes: &[u8]) -> Option<()> {
    const PLAIN: [&[u8; 4]; 12] = [
        b"IHDR", b"PLTE", b"IDAT", b"tRNS", b"sRGB", b"gAMA", b"cHRM", b"iCCP", b"sBIT", b"pHYs",
        b"bKGD", b"cICP",
    ];
    let mut rest = bytes.get(8..)?;
    loop {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let length = u32::from_be_bytes(*length) as usize;
        let (kind, after) = after.split_first_chunk::<4>()?;
        rest = after.get(length.checked_add(4)?..)?;
        if kind == b"IEND" {
            return rest.is_empty().then_some(());
        }
        if !PLAIN.contains(&kind) {
            return None;
        }
    }
}

fn plain_jpeg(bytes: &[u8]) -> Option<()> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    loop {
        let ([0xff, kind], after) = rest.split_first_chunk::<2>()? else {
            return None;
        };
        let (length, _) = after.split_first_chunk::<2>()?;
        let (segment, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        match kind {
            0xda => return bytes.ends_with(b"\xff\xd9").then_some(()), // the pixels
            0xe0 | 0xee | 0xc0..=0xdf => {}
            0xe2 if segment.get(2..)?.starts_with(b"ICC_PROFILE\0") => {}
            _ => return None,
        }
        rest = after;
    }
}

fn plain_webp(bytes: &[u8]) -> Option<()> {
    const PLAIN: [&[u8; 4]; 5] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"];
    let mut rest = bytes.get(12..)?;
    while !rest.is_empty() {
        let (kind, after) = rest.split_first_chunk::<4>()?;
        let (length, after) = after.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        if !PLAIN.contains(&kind) {
            return None;
        }
        rest = after.get(length.checked_add(length & 1)?..)?;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::{data, says_nothing_more};
    use crate::import::picture::{Pixels, to_png};

    fn png(side: u32) -> Vec<u8> {
        let rgba = [200, 10, 10, 255].repeat((side * side) as usize);
        to_png(&Pixels {
            width: side,
            height: side,
            rgba,
        })
        .expect("a picture")
    }

    #[test]
    fn a_picture_goes_in_as_it_is_or_smaller_and_says_nothing_of_its_own() {
        let plain = png(100);
        assert!(says_nothing_more("image/png", &plain));
        let kept = data(&plain, 100.0).expect("fine");
        assert_eq!((kept.width, kept.height), (100, 100));
        let small = data(&plain, 60.0).expect("fine");
        assert_eq!((small.width, small.height), (60, 60));

        // The same with words in it, with something behind it, and broken off.
        let mut speaks = plain.clone();
        let words = [&[0, 0, 0, 5][..], b"tEXt", b"a\0xyz", &[0; 4]].concat();
        speaks.splice(33..33, words);
        assert!(!says_nothing_more("image/png", &speaks));
        let mut longer = plain.clone();
        longer.extend(b"PK");
        assert!(!says_nothing_more("image/png", &longer));
        assert!(
            !data(&longer, 100.0)
                .expect("fine")
                .address
                .ends_with("UEs=")
        );
        for end in 0..plain.len() {
            assert!(!says_nothing_more("image/png", &plain[..end]));
        }
        assert!(data(&plain[..60], 100.0).is_none());

        let jpeg = |more: &[u8]| {
            [
                b"\xff\xd8",
                more,
                b"\xff\xdb\0\x04ab\xff\xda\0\x02pixels\xff\xd9",
            ]
            .concat()
        };
        assert!(says_nothing_more("image/jpeg", &jpeg(b"\xff\xe0\0\x04JF")));
        assert!(!says_nothing_more(
            "image/jpeg",
            &jpeg(b"\xff\xe1\0\x08Exif\0\0")
        ));
        let webp = |kind: &[u8]| [b"RIFF\0\0\0\0WEBP", kind, &[2, 0, 0, 0, 7, 7]].concat();
        assert!(says_nothing_more("image/webp", &webp(b"VP8L")));
        assert!(!says_nothing_more("image/webp", &webp(b"EXIF")));
    }
}
