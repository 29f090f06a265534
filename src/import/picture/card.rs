//! A picture that comes in: embedded in the board, on a card of its own.
//!
//! Of what a camera writes into a file only the date is read, and it is never trusted. Where the picture was taken stays
//! inside the file: it is neither shown nor noted.

use std::io::Cursor;
use std::sync::Arc;

use exif::{In, Tag, Value};
use kurbo::{Point, Size};

use super::{Header, PictureError, header};
use crate::board::{Blob, Body, Card, Extra, Picture, digest};
use crate::import::{Confidence, Format, ImportError, Imported, Importer, Incoming, Makes, Report};

/// The longest side of a new card's picture, board units.
const USUAL_SIDE: f64 = 480.0;

/// Pictures. Each is embedded in the board, on a card of its own.
pub struct Pictures;

impl Importer for Pictures {
    fn format(&self) -> &'static Format {
        &Format {
            id: "picture",
            name: "Picture",
            extensions: &["png", "jpg", "jpeg", "webp"],
            makes: Makes::Board,
        }
    }

    fn claims(&self, incoming: &Incoming<'_>) -> Confidence {
        let head = incoming
            .bytes
            .get(..incoming.bytes.len().min(64))
            .unwrap_or_default();
        match image::guess_format(head) {
            Ok(image::ImageFormat::Png | image::ImageFormat::Jpeg | image::ImageFormat::WebP) => {
                Confidence::Sure
            }
            _ if self
                .format()
                .extensions
                .contains(&incoming.extension().as_str()) =>
            {
                Confidence::Likely
            }
            _ => Confidence::No,
        }
    }

    fn import(&self, incoming: &Incoming<'_>, _: &Report<'_>) -> Result<Imported, ImportError> {
        let header = header(incoming.bytes).map_err(refused)?;
        let id = digest::file_id(incoming.bytes);
        let blob = Blob {
            media_type: header.media_type.to_owned(),
            name: incoming.name.to_owned(),
            data: incoming.bytes.into(),
            extra: Extra::new(),
        };
        let picture = Picture {
            file: Some(id.clone()),
            caption: incoming.stem().to_owned(),
            taken: taken(incoming.bytes).unwrap_or_default(),
        };
        Ok(Imported::plan(false, |txn, remarks| {
            if !picture.taken.is_empty() {
                remarks.push(format!(
                    "The file says that the picture was taken on {}. Anyone can write anything there.",
                    picture.taken
                ));
            }
            txn.add_file(id, Arc::new(blob));
            let size = card_size(&header, !picture.caption.is_empty());
            let mut card = Card::new(Point::ZERO, Body::Picture(picture));
            card.size = size;
            txn.add_card(card);
        }))
    }
}

fn refused(error: PictureError) -> ImportError {
    match error {
        PictureError::Broken(why) => ImportError::Broken(format!("as a picture it says “{why}”")),
        PictureError::NotAPicture => ImportError::NoText(
            "This is not a PNG, JPEG or WebP picture. Save it as one of them and import that."
                .to_owned(),
        ),
        PictureError::TooLarge { .. } | PictureError::TooManyBytes(_) => {
            let sentence = error.to_string();
            let mut letters = sentence.chars();
            let first = letters
                .next()
                .map(|c| c.to_uppercase().to_string())
                .unwrap_or_default();
            ImportError::NoText(format!("{first}{}.", letters.as_str()))
        }
    }
}

/// The size of a card for this picture: no side of it longer than usual, with its frame and its caption.
fn card_size(header: &Header, caption: bool) -> Size {
    let (width, height) = (f64::from(header.width), f64::from(header.height));
    let scale = (USUAL_SIDE / width.max(1.0))
        .min(USUAL_SIDE / height.max(1.0))
        .min(1.0);
    let caption = if caption { 24.0 } else { 0.0 };
    Size::new(
        ((width * scale).max(48.0) + 12.0).round(),
        ((height * scale).max(36.0) + 12.0 + caption).round(),
    )
}

/// When the picture was taken, as its file says (EXIF 2.32, `DateTimeOriginal`), written as ISO 8601 with what is known
/// of the time zone.
pub fn taken(bytes: &[u8]) -> Option<String> {
    let exif = exif::Reader::new()
        .read_from_container(&mut Cursor::new(bytes))
        .ok()?;
    let text = |tag| match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(parts) => String::from_utf8(parts.first()?.clone()).ok(),
        _ => None,
    };
    let date = text(Tag::DateTimeOriginal)?;
    let date = date.trim();
    let digits = |from: usize, to: usize| {
        let digits = date.get(from..to)?;
        digits
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then_some(digits)
    };
    let day = [digits(0, 4)?, digits(5, 7)?, digits(8, 10)?];
    let in_calendar =
        day[0] != "0000" && ("01"..="12").contains(&day[1]) && ("01"..="31").contains(&day[2]);
    let time = [digits(11, 13)?, digits(14, 16)?, digits(17, 19)?];
    let on_clock = time[0] < "24" && time[1] < "60" && time[2] < "61";
    let zone = text(Tag::OffsetTimeOriginal)
        .filter(|zone| is_zone(zone))
        .unwrap_or_default();
    (in_calendar && on_clock).then(|| format!("{}T{}{zone}", day.join("-"), time.join(":")))
}

/// `+05:30`, as EXIF writes it.
fn is_zone(zone: &str) -> bool {
    let fits = |(n, byte): (usize, u8)| match n {
        0 => matches!(byte, b'+' | b'-'),
        3 => byte == b':',
        _ => byte.is_ascii_digit(),
    };
    zone.len() == 6 && zone.bytes().enumerate().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A JPEG picture with an EXIF block that says when it was taken.
    fn dated(date: &str, zone: &str) -> Vec<u8> {
        let field = |tag, text: &str| exif::Field {
            tag,
            ifd_num: In::PRIMARY,
            value: Value::Ascii(vec![text.as_bytes().to_vec()]),
        };
        let fields = [
            field(Tag::DateTimeOriginal, date),
            field(Tag::OffsetTimeOriginal, zone),
            field(Tag::GPSLatitudeRef, "N"),
        ];
        let mut writer = exif::experimental::Writer::new();
        for field in &fields {
            writer.push_field(field);
        }
        let mut block = Cursor::new(Vec::new());
        writer.write(&mut block, false).expect("it is written");
        let mut segment = b"\xff\xe1".to_vec();
        let block = [b"Exif\0\0", block.get_ref().as_slice()].concat();
        segment.extend((block.len() as u16 + 2).to_be_bytes());
        segment.extend(block);
        let image = image::RgbImage::from_pixel(48, 32, image::Rgb([90, 120, 40]));
        let mut jpeg = Cursor::new(Vec::new());
        image
            .write_to(&mut jpeg, image::ImageFormat::Jpeg)
            .expect("it encodes");
        let mut jpeg = jpeg.into_inner();
        jpeg.splice(2..2, segment);
        jpeg
    }

    #[test]
    fn a_picture_comes_in_with_its_date_and_without_its_place() {
        let bytes = dated("2011:03:04 05:06:07", "+05:30");
        let incoming = Incoming {
            name: "the bridge.jpg",
            bytes: &bytes,
        };
        assert_eq!(Pictures.claims(&incoming), Confidence::Sure);
        let imported = Pictures.import(&incoming, &|_| true).expect("it comes in");
        let card = imported.piece.cards().values().next().expect("a card");
        let Body::Picture(picture) = &card.body else {
            panic!("no picture");
        };
        assert_eq!(
            (&*picture.caption, &*picture.taken),
            ("the bridge", "2011-03-04T05:06:07+05:30")
        );
        assert_eq!(card.size, Size::new(60.0, 72.0));
        assert!(card.extra.is_empty() && imported.piece.files().len() == 1);
        assert_eq!(imported.remarks.len(), 1);
    }

    #[test]
    fn a_date_that_is_none_is_left_out() {
        for date in [
            "0000:00:00 00:00:00",
            "    :  :     :  :  ",
            "2011:13:04 05:06:07",
            "yesterday",
            "",
        ] {
            assert_eq!(taken(&dated(date, "")), None, "{date}");
        }
        assert_eq!(
            taken(&dated("2011:03:04 05:06:07", "Z")).as_deref(),
            Some("2011-03-04T05:06:07")
        );
    }

    #[test]
    fn damage_to_what_a_camera_wrote_never_panics() {
        let bytes = dated("2011:03:04 05:06:07", "+05:30");
        crate::import::testing::mutated(&[&bytes], 1000, |bytes| {
            taken(bytes);
            drop(Pictures.import(
                &Incoming {
                    name: "a.jpg",
                    bytes,
                },
                &|_| true,
            ));
        });
    }
}
