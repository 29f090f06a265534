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
            .and_then(|blob| data(&blob.data, needed, pictures.most_pixels()));
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

fn data(bytes: &[u8], needed: f64, most_pixels: u64) -> Option<Data> {
    let header = picture::header_within(bytes, most_pixels).ok()?;
    let longest = f64::from(header.width.max(header.height));
    let shrink = longest > needed * MUCH_LARGER;
    let side = if shrink {
        needed.ceil() as u32
    } else {
        u32::MAX
    };
    let pixels = picture::thumbnail_within(bytes, side, most_pixels).ok()?;
    let (width, height) = (pixels.width, pixels.height);
    let address = |media_type: &str, bytes: &[u8]| Data {
        address: format!("data:{media_type};base64,{}", STANDARD.encode(bytes)),
        width,
        height,
    };
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

#[cfg(test)]
mod tests {
    use super::data;
    use crate::import::picture;
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
    fn a_picture_is_packed_anew_and_says_nothing_of_its_own() {
        let plain = png(100);
        let kept = data(&plain, 100.0, picture::MOST_PIXELS).expect("fine");
        assert_eq!((kept.width, kept.height), (100, 100));
        let small = data(&plain, 60.0, picture::MOST_PIXELS).expect("fine");
        assert_eq!((small.width, small.height), (60, 60));
        // The same with words in it, with something behind it, and broken off.
        let mut speaks = plain.clone();
        let words = [&[0, 0, 0, 5][..], b"tEXt", b"a\0xyz", &[0; 4]].concat();
        speaks.splice(33..33, words);
        let mut longer = plain.clone();
        longer.extend(b"PK");
        for other in [speaks, longer] {
            if let Some(other) = data(&other, 100.0, picture::MOST_PIXELS) {
                assert_eq!(other.address, kept.address);
            }
        }
        assert!(data(&plain[..60], 100.0, picture::MOST_PIXELS).is_none());
    }
}
