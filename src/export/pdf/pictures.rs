//! The board's pictures in a document: JPEG files as they are, others at the size that paper can show.
//!
//! It refuses what cameras and programs write beside a picture: places, names and dates stay on the board.

use std::collections::HashMap;
use std::sync::Arc;

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
/// Longest side of what is not JPEG, pixels.
const MOST_SIDE: f64 = 4096.0;

impl Images {
    /// The image of a file that is `side` board units long; `None` when it cannot be shown.
    pub(super) fn image(&mut self, pictures: &Pictures, file: &FileId, side: f64) -> Option<Image> {
        let wished = (side * PIXELS_PER_UNIT).clamp(64.0, MOST_SIDE) as u32;
        let key = (file.clone(), wished.next_power_of_two());
        let read = || {
            let bytes = &pictures.blob(file)?.data;
            // What the painter of pixels cannot show is an empty place here too.
            if bytes.starts_with(&[0xff, 0xd8]) && pictures.fault(file).is_none() {
                let jpeg =
                    plain_jpeg(bytes).map(|jpeg| Image::from_jpeg(shared(Arc::new(jpeg)), true));
                if let Some(Ok(image)) = jpeg {
                    return Some(image);
                }
            }
            let pixels = picture::thumbnail(bytes, wished.next_power_of_two()).ok()?;
            let png = picture::to_png(&pixels).ok()?;
            Image::from_png(Data::from(png), true).ok()
        };
        self.0.entry(key).or_insert_with(read).clone()
    }
}

/// A JPEG file (ITU-T T.81, annex B) without notes of cameras and programs; `None` for kinds that PDF does not have:
/// lossless, arithmetic, four inks.
fn plain_jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = vec![0xff, 0xd8];
    let mut rest = bytes.strip_prefix(&[0xff, 0xd8])?;
    let mut framed = false;
    loop {
        let [0xff, marker, after @ ..] = rest else {
            return None;
        };
        if *marker == 0xff {
            rest = rest.get(1..)?; // fill
            continue;
        }
        let length = usize::from(u16::from_be_bytes([*after.first()?, *after.get(1)?]));
        let segment = after.get(..length)?;
        match marker {
            0xda => {
                plain.extend_from_slice(rest);
                return framed.then_some(plain);
            }
            0xc0..=0xc2 => {
                // baseline, sequential, progressive: 8 bits, grey or three colours
                framed = segment.get(2) == Some(&8) && matches!(segment.get(7), Some(1 | 3));
            }
            0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => return None,
            _ => {}
        }
        let note = matches!(marker, 0xe1 | 0xe3..=0xed | 0xef | 0xfe);
        if !note {
            plain.extend_from_slice(&[0xff, *marker]);
            plain.extend_from_slice(segment);
        }
        rest = after.get(length..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::plain_jpeg;

    #[test]
    fn notes_are_left_out_and_strange_files_are_not_handed_on() {
        let segment = |marker: u8, body: &[u8]| {
            let length = (body.len() as u16 + 2).to_be_bytes();
            [&[0xff, marker], &length[..], body].concat()
        };
        let frame = |colours: u8| segment(0xc0, &[8, 0, 1, 0, 1, colours, 0, 0, 0]);
        let scan = [segment(0xda, &[1, 1, 0]), vec![1, 2, 3, 0xff, 0xd9]].concat();
        let exif = segment(0xe1, b"Exif\0\0GPS");
        let jfif = segment(0xe0, b"JFIF\0");
        let file = |parts: &[&[u8]]| [&[&[0xff, 0xd8][..]], parts].concat().concat();
        let with = file(&[&jfif, &exif, &frame(3), &scan]);
        assert_eq!(plain_jpeg(&with), Some(file(&[&jfif, &frame(3), &scan])));
        assert_eq!(plain_jpeg(&file(&[&frame(4), &scan])), None);
        assert_eq!(plain_jpeg(&file(&[&scan])), None);
        for end in 0..with.len() - scan.len() {
            assert_eq!(plain_jpeg(&with[..end]), None, "{end}");
        }
    }
}
