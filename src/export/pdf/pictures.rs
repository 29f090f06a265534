//! The board's pictures in a document, at the size that paper can show.
//!
//! It refuses what cameras and programs write beside a picture: places, names and dates stay on the board.

use std::collections::HashMap;
use std::io::Cursor;
use std::sync::Arc;

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};
use krilla::Data;
use krilla::image::Image;

use super::shared;
use crate::board::FileId;
use crate::export::Pictures;
use crate::import::picture;

/// Images of the document, by file and side.
#[derive(Default)]
pub(super) struct Images(HashMap<(FileId, u32), Option<Image>>);

/// Pixels a board unit: a card stays sharp when it fills the page.
const PIXELS_PER_UNIT: f64 = 4.0;
/// Longest side, pixels.
const MOST_SIDE: f64 = 4096.0;

impl Images {
    /// The image of a file that is `side` board units long; `None` when it cannot be shown.
    pub(super) fn image(&mut self, pictures: &Pictures, file: &FileId, side: f64) -> Option<Image> {
        let wished = (side * PIXELS_PER_UNIT).clamp(64.0, MOST_SIDE) as u32;
        let key = (file.clone(), wished.next_power_of_two());
        let read = || {
            let bytes = &pictures.blob(file)?.data;
            // Packed anew: a file as it came may say where and when it was taken, and by whom.
            let side = wished.next_power_of_two();
            let pixels = picture::thumbnail_within(bytes, side, pictures.most_pixels()).ok()?;
            let photo = bytes.starts_with(&[0xff, 0xd8]);
            if let Some(jpeg) = photo.then(|| jpeg(&pixels)).flatten() {
                return Image::from_jpeg(shared(Arc::new(jpeg)), true).ok();
            }
            let png = picture::to_png(&pixels).ok()?;
            Image::from_png(Data::from(png), true).ok()
        };
        self.0.entry(key).or_insert_with(read).clone()
    }
}

/// A JPEG file of nothing but these pixels.
fn jpeg(pixels: &picture::Pixels) -> Option<Vec<u8>> {
    let rgb: Vec<u8> = pixels
        .rgba
        .chunks_exact(4)
        .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
        .collect();
    let mut file = Cursor::new(Vec::new());
    JpegEncoder::new_with_quality(&mut file, QUALITY)
        .write_image(&rgb, pixels.width, pixels.height, ExtendedColorType::Rgb8)
        .ok()?;
    Some(file.into_inner())
}

/// Quality of JPEG pictures: nothing is seen of it.
const QUALITY: u8 = 92;
