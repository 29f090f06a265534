//! Pictures: PNG, JPEG and WebP. Refuses what is too large before it is decoded.

mod card;

use std::collections::BTreeMap;
use std::io::Cursor;

pub use card::Pictures;
use image::{DynamicImage, ImageReader, Limits};

use crate::board::{Board, Body, FileId};

/// Widest and highest picture that is decoded, pixels.
const MOST_SIDE: u32 = 16_384;
/// Most pixels that are decoded, unless the user says otherwise.
pub const MOST_PIXELS: u64 = 64 << 20;
/// Largest file that is taken in, bytes.
pub const MOST_BYTES: usize = 32 << 20;

/// A decoded picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Straight RGBA, row by row.
    pub rgba: Vec<u8>,
}

/// What is known of a picture without decoding it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Media type.
    pub media_type: &'static str,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// Why a picture is not taken.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// No format that is known here.
    #[error("this is not a PNG, JPEG or WebP picture")]
    NotAPicture,
    /// Too large to decode safely.
    #[error(
        "the picture is {width} × {height} pixels, more than Casewall decodes; scale it down first"
    )]
    TooLarge {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
    /// Too many bytes.
    #[error(
        "the picture file has {0} MB, more than the 32 MB that Casewall embeds; scale it down first"
    )]
    TooManyBytes(usize),
    /// Broken.
    #[error("the picture is broken: {0}")]
    Broken(String),
}

impl PictureError {
    /// What stands in the place of the picture.
    pub fn sentence(&self) -> String {
        let why = match self {
            Self::NotAPicture => "its file is not a PNG, JPEG or WebP picture".to_owned(),
            Self::TooLarge { width, height } => format!(
                "it is {} × {} pixels, more than Casewall decodes (Preferences can raise that)",
                grouped(*width),
                grouped(*height)
            ),
            Self::TooManyBytes(megabytes) => {
                format!("its file has {megabytes} MB, more than Casewall decodes")
            }
            Self::Broken(_) => "its file is damaged or was cut off".to_owned(),
        };
        format!("This picture cannot be shown: {why}.")
    }
}

/// The sentences for picture files that a board names but does not hold.
pub fn absent(board: &Board) -> BTreeMap<FileId, String> {
    let files = board
        .cards()
        .values()
        .filter_map(|card| match &card.body {
            Body::Picture(picture) => picture.file.as_ref(),
            _ => None,
        })
        .filter(|file| !board.files().contains_key(*file));
    files
        .map(|file| (file.clone(), ABSENT.to_owned()))
        .collect()
}

const ABSENT: &str = "This picture cannot be shown: its file is not in the board.";

/// A number with its thousands apart.
fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Looks at the first bytes only.
///
/// # Errors
/// If it is no picture, or one that is too large to decode.
pub fn header(bytes: &[u8]) -> Result<Header, PictureError> {
    header_within(bytes, MOST_PIXELS)
}

/// As [`header`], with another limit on the pixels.
///
/// # Errors
/// If it is no picture, or one that is too large to decode.
pub fn header_within(bytes: &[u8], most_pixels: u64) -> Result<Header, PictureError> {
    if bytes.len() > MOST_BYTES {
        return Err(PictureError::TooManyBytes(bytes.len() >> 20));
    }
    let reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| PictureError::NotAPicture)?;
    let media_type = match reader.format() {
        Some(image::ImageFormat::Png) => "image/png",
        Some(image::ImageFormat::Jpeg) => "image/jpeg",
        Some(image::ImageFormat::WebP) => "image/webp",
        _ => return Err(PictureError::NotAPicture),
    };
    let (width, height) = reader
        .into_dimensions()
        .map_err(|error| PictureError::Broken(error.to_string()))?;
    let pixels = u64::from(width) * u64::from(height);
    let side = most_side(most_pixels);
    if width > side || height > side || pixels > most_pixels || pixels == 0 {
        return Err(PictureError::TooLarge { width, height });
    }
    Ok(Header {
        media_type,
        width,
        height,
    })
}

/// Decodes a picture, scaled down so that no side is longer than `side` pixels.
///
/// # Errors
/// As [`header`], and if the pixels are broken.
pub fn thumbnail(bytes: &[u8], side: u32) -> Result<Pixels, PictureError> {
    thumbnail_within(bytes, side, MOST_PIXELS)
}

/// The longest side that fits a number of pixels: who raises that means long pictures too.
fn most_side(most_pixels: u64) -> u32 {
    let times = most_pixels.div_ceil(MOST_PIXELS).clamp(1, 16);
    MOST_SIDE.saturating_mul(u32::try_from(times).unwrap_or(1))
}

/// As [`thumbnail`], with another limit on the pixels.
///
/// # Errors
/// As [`header`], and if the pixels are broken.
pub fn thumbnail_within(bytes: &[u8], side: u32, most_pixels: u64) -> Result<Pixels, PictureError> {
    header_within(bytes, most_pixels)?;
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| PictureError::NotAPicture)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(most_side(most_pixels));
    limits.max_image_height = Some(most_side(most_pixels));
    limits.max_alloc = Some(most_pixels.saturating_mul(8));
    reader.limits(limits);
    let image = reader
        .decode()
        .map_err(|error| PictureError::Broken(error.to_string()))?;
    let small = if image.width() > side || image.height() > side {
        image.thumbnail(side, side)
    } else {
        image
    };
    let rgba = DynamicImage::into_rgba8(small);
    Ok(Pixels {
        width: rgba.width(),
        height: rgba.height(),
        rgba: rgba.into_raw(),
    })
}

/// A picture of these pixels as a PNG file, for pictures that come over the clipboard.
///
/// # Errors
/// If the sizes do not fit together.
pub fn to_png(pixels: &Pixels) -> Result<Vec<u8>, PictureError> {
    let image = image::RgbaImage::from_raw(pixels.width, pixels.height, pixels.rgba.clone());
    let image = image
        .ok_or_else(|| PictureError::Broken("its size and its pixels do not fit".to_owned()))?;
    let mut bytes = Cursor::new(Vec::new());
    image
        .write_to(&mut bytes, image::ImageFormat::Png)
        .map_err(|error| PictureError::Broken(error.to_string()))?;
    Ok(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn sample(width: u32, height: u32) -> Vec<u8> {
        to_png(&Pixels {
            width,
            height,
            rgba: vec![200; (width * height * 4) as usize],
        })
        .expect("a plain picture")
    }

    #[test]
    fn pictures_are_measured_decoded_and_scaled() {
        let png = sample(40, 20);
        assert_eq!(
            header(&png).expect("a PNG"),
            Header {
                media_type: "image/png",
                width: 40,
                height: 20
            }
        );
        let small = thumbnail(&png, 10).expect("a PNG");
        assert_eq!((small.width, small.height), (10, 5));
    }

    #[test]
    fn what_is_no_picture_is_refused_with_a_sentence() {
        let png = sample(40, 20);
        for (bytes, want) in [
            (&b"hello"[..], "not a PNG"),
            (&[], "not a PNG"),
            (&png[..60], "broken"),
        ] {
            let error = thumbnail(bytes, 100).expect_err("refused").to_string();
            assert!(error.contains(want), "{error}");
        }
    }

    /// A PNG of zeros with this header: small as a file, however large as a picture.
    fn zeros(width: u32, height: u32, depth: png::BitDepth) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(depth);
        let mut writer = encoder.write_header().expect("a header");
        let mut stream = writer.stream_writer().expect("a stream");
        let bits = u64::from(width) * if depth == png::BitDepth::One { 1 } else { 8 };
        let row = vec![0; bits.div_ceil(8) as usize];
        for _ in 0..height {
            stream.write_all(&row).expect("a row");
        }
        stream.finish().expect("an end");
        drop(writer);
        bytes
    }

    /// The same pixels in every format that is read.
    fn formats() -> Vec<(&'static str, Vec<u8>)> {
        let image = image::RgbImage::from_fn(48, 32, |x, y| {
            image::Rgb([(x * 5) as u8, (y * 7) as u8, (x * y) as u8])
        });
        let known = [
            ("png", image::ImageFormat::Png),
            ("jpeg", image::ImageFormat::Jpeg),
            ("webp", image::ImageFormat::WebP),
        ];
        let encode = |format| {
            let mut bytes = Cursor::new(Vec::new());
            image.write_to(&mut bytes, format).expect("it encodes");
            bytes.into_inner()
        };
        known.map(|(name, format)| (name, encode(format))).into()
    }

    #[test]
    fn what_cannot_be_shown_says_why_in_a_sentence() {
        let formats = formats();
        let half = |n: usize| formats[n].1[..formats[n].1.len() / 2].to_vec();
        let too_many = vec![0; MOST_BYTES + 1];
        let eight = png::BitDepth::Eight;
        for (name, bytes, want) in [
            (
                "no picture",
                b"Just words.\n".to_vec(),
                "its file is not a PNG, JPEG or WebP picture",
            ),
            (
                "nothing",
                Vec::new(),
                "its file is not a PNG, JPEG or WebP picture",
            ),
            ("half a PNG", half(0), "its file is damaged or was cut off"),
            (
                "a JPEG's head",
                formats[1].1[..60].to_vec(),
                "its file is damaged or was cut off",
            ),
            ("half a WebP", half(2), "its file is damaged or was cut off"),
            (
                "wide",
                zeros(30_000, 40, eight),
                "it is 30,000 × 40 pixels, more than Casewall decodes",
            ),
            (
                "a bomb",
                zeros(20_000, 20_000, png::BitDepth::One),
                "it is 20,000 × 20,000 pixels, more than Casewall decodes",
            ),
            (
                "within both sides and too many pixels",
                zeros(16_000, 16_000, png::BitDepth::One),
                "it is 16,000 × 16,000 pixels, more than Casewall decodes",
            ),
            (
                "too many bytes",
                too_many,
                "its file has 32 MB, more than Casewall decodes",
            ),
        ] {
            let error = thumbnail(&bytes, 100).expect_err(name).sentence();
            assert_eq!(
                error,
                format!("This picture cannot be shown: {want}."),
                "{name}"
            );
        }
    }

    #[test]
    fn a_picture_named_but_not_there_is_told() {
        let mut board = Board::default();
        let file = FileId::from("sha256:00".to_owned());
        let body = Body::Picture(crate::board::Picture {
            file: Some(file.clone()),
            ..Default::default()
        });
        let card = crate::board::Card::new(kurbo::Point::ZERO, body);
        let edit = board.plan(|txn| {
            txn.add_card(card);
        });
        board = board.with(&edit);
        assert_eq!(absent(&board).keys().collect::<Vec<_>>(), [&file]);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]

        /// Whatever bytes of a picture are changed or missing, it is decoded or refused.
        #[test]
        fn no_damage_makes_the_decoder_panic(
            which in 0_usize..3,
            changes in proptest::collection::vec((proptest::prelude::any::<u16>(), proptest::prelude::any::<u8>()), 0..12),
            cut in proptest::prelude::any::<Option<u16>>(),
        ) {
            let mut bytes = formats().swap_remove(which).1;
            for (at, byte) in changes {
                let at = usize::from(at) % bytes.len();
                bytes[at] = byte;
            }
            if let Some(cut) = cut {
                bytes.truncate(usize::from(cut) % (bytes.len() + 1));
            }
            if let Ok(pixels) = thumbnail(&bytes, 64) {
                assert!(pixels.width <= 64 && pixels.height <= 64);
                assert_eq!(pixels.rgba.len(), (pixels.width * pixels.height * 4) as usize);
            }
        }
    }
}
