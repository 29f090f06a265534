//! Pictures: PNG, JPEG and WebP. Refuses what is too large before it is decoded.

use std::io::Cursor;

use image::{DynamicImage, ImageReader, Limits};

/// Widest and highest picture that is decoded, pixels.
const MOST_SIDE: u32 = 16_384;
/// Most pixels that are decoded.
const MOST_PIXELS: u64 = 64 << 20;
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

/// Looks at the first bytes only.
///
/// # Errors
/// If it is no picture, or one that is too large to decode.
pub fn header(bytes: &[u8]) -> Result<Header, PictureError> {
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
    if width > MOST_SIDE || height > MOST_SIDE || pixels > MOST_PIXELS || pixels == 0 {
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
    header(bytes)?;
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| PictureError::NotAPicture)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(MOST_PIXELS * 8);
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
        let mut huge = png.clone();
        huge[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]); // 30,000 × 30,000 in the header
        assert!(thumbnail(&huge, 100).is_err());
    }
}
