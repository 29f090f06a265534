//! JPEG and WebP: formats whose encoders want the whole picture at once, and which end at a number of pixels.
//!
//! Neither carries the board. JPEG has no transparency: there the ground is always painted.

use std::io::{Cursor, Write};

use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder};

use super::raster::{self, Picture};
use super::{Abilities, ExportError, Exporter, Progress, Snapshot};
use crate::scene::style::Tone;

/// Pixels of a JPEG at most: 400 MB in memory.
const JPEG_PIXELS: u64 = 100_000_000;
/// Pixels of a WebP at most: its encoder needs twice as much for each.
const WEBP_PIXELS: u64 = 64_000_000;
/// Longest side of a JPEG, pixels (16 bits in its header).
const JPEG_SIDE: u64 = 65_535;
/// Longest side of a WebP, pixels (14 bits in its header).
const WEBP_SIDE: u64 = 16_383;
/// Longest side and pixels.
type Most = (u64, u64);
const JPEG_MOST: Most = (JPEG_SIDE, JPEG_PIXELS);
const WEBP_MOST: Most = (WEBP_SIDE, WEBP_PIXELS);
/// Quality of JPEG pictures: letters stay clean.
const QUALITY: u8 = 92;

/// JPEG (ITU-T T.81).
pub struct Jpeg;
/// WebP, without loss (RFC 9649).
pub struct WebP;

impl Exporter for Jpeg {
    fn id(&self) -> &'static str {
        "jpg"
    }
    fn name(&self) -> &'static str {
        "JPEG picture"
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["jpg", "jpeg"]
    }
    fn abilities(&self) -> Abilities {
        Abilities {
            pixels: true,
            transparent: false,
            carries: false,
            pages: false,
        }
    }
    fn fits(&self, width: u64, height: u64) -> Result<(), ExportError> {
        fits(self.name(), JPEG_MOST, width, height)
    }
    fn write(
        &self,
        snapshot: &Snapshot,
        out: &mut dyn Write,
        progress: &Progress<'_>,
    ) -> Result<(), ExportError> {
        let page = snapshot.page().ok_or(ExportError::Empty)?;
        let picture = Picture {
            background: Some(Tone::Wall),
            ..snapshot.picture(page, snapshot.options.scale)
        };
        let (wide, high, mut rgba) = pixels(&picture, self.name(), JPEG_MOST, progress)?;
        let rgb = raster::without_alpha(&mut rgba);
        let mut file = Cursor::new(Vec::new());
        JpegEncoder::new_with_quality(&mut file, QUALITY)
            .write_image(rgb, wide, high, ExtendedColorType::Rgb8)
            .map_err(into_error)?;
        out.write_all(file.get_ref())?;
        Ok(())
    }
}

impl Exporter for WebP {
    fn id(&self) -> &'static str {
        "webp"
    }
    fn name(&self) -> &'static str {
        "WebP picture"
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["webp"]
    }
    fn abilities(&self) -> Abilities {
        Abilities {
            pixels: true,
            transparent: true,
            carries: false,
            pages: false,
        }
    }
    fn fits(&self, width: u64, height: u64) -> Result<(), ExportError> {
        fits(self.name(), WEBP_MOST, width, height)
    }
    fn write(
        &self,
        snapshot: &Snapshot,
        out: &mut dyn Write,
        progress: &Progress<'_>,
    ) -> Result<(), ExportError> {
        let page = snapshot.page().ok_or(ExportError::Empty)?;
        let picture = snapshot.picture(page, snapshot.options.scale);
        let (wide, high, mut rgba) = pixels(&picture, self.name(), WEBP_MOST, progress)?;
        let (color, bytes) = if picture.is_opaque() {
            (ExtendedColorType::Rgb8, raster::without_alpha(&mut rgba))
        } else {
            (ExtendedColorType::Rgba8, raster::straight(&mut rgba))
        };
        let mut file = Cursor::new(Vec::new());
        WebPEncoder::new_lossless(&mut file)
            .write_image(bytes, wide, high, color)
            .map_err(into_error)?;
        out.write_all(file.get_ref())?;
        Ok(())
    }
}

/// Width, height and all pixels, premultiplied, if they are no more than `most`.
fn pixels(
    picture: &Picture<'_>,
    format: &'static str,
    most: Most,
    progress: &Progress<'_>,
) -> Result<(u32, u32, Vec<u8>), ExportError> {
    let (width, height) = picture.size_px();
    if width == 0 || height == 0 {
        return Err(ExportError::Empty);
    }
    fits(format, most, width, height)?;
    let (wide, high) = (width as u32, height as u32); // no more than `most`
    // encoding takes as long as painting again
    let all = raster::whole(picture, &|share| progress(0.5 * share))?;
    Ok((wide, high, all))
}

fn fits(format: &'static str, most: Most, width: u64, height: u64) -> Result<(), ExportError> {
    let (side, pixels) = most;
    if width <= side && height <= side && width.saturating_mul(height) <= pixels {
        return Ok(());
    }
    Err(ExportError::TooLargeFor {
        format,
        width,
        height,
    })
}

fn into_error(error: image::ImageError) -> ExportError {
    ExportError::Write(match error {
        image::ImageError::IoError(error) => error,
        other => std::io::Error::other(other),
    })
}
