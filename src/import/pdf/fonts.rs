//! The fonts of a document: how wide a code is and which letters it stands for.
//!
//! It refuses fonts whose tables name millions of codes, for they are filled in when the font is opened.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::rc::Rc;
use std::sync::Arc;

use hayro_cmap::BfString;
use hayro_font::{CMapResolverFn, Font, FontCache, FontGlyph, FontQuery, FontResolverFn};
use hayro_syntax::object::dict::keys::{
    DESCENDANT_FONTS, DIFFERENCES, ENCODING, FIRST_CHAR, FONT_DESC, FONT_FILE, FONT_FILE2,
    FONT_FILE3, LAST_CHAR, TO_UNICODE, W, W2,
};
use hayro_syntax::object::{Array, Dict, Object, Stream};
use kurbo::Vec2;

use super::content::Budget;
use super::unpack::{unpack, unpacked_size};

/// Largest font program and code table, bytes unpacked.
const MAX_PROGRAM: u64 = 48 << 20;
const MAX_TABLE: u64 = 4 << 20;
/// Most codes for which a font says a width.
const MAX_WIDTHS: u64 = 300_000;
/// Fonts of a document that are opened; later ones are not read.
const MAX_FONTS: usize = 4_000;
/// Most bytes of all font programs together.
const MAX_PROGRAMS: u64 = 160 << 20;

/// The fonts of one document, each opened once.
pub struct Fonts<'a> {
    cache: FontCache<'a>,
    programs: FontResolverFn,
    tables: CMapResolverFn,
    /// By where their dictionary lies, which never moves.
    faces: RefCell<HashMap<(usize, usize), Option<Face<'a>>>>,
    left: RefCell<u64>,
}

/// A font and the codes that were met.
#[derive(Clone)]
pub struct Face<'a>(Rc<Inner<'a>>);

struct Inner<'a> {
    font: Font<'a>,
    /// What the library could not read of the font's code table.
    spare: HashMap<u32, String>,
    met: RefCell<HashMap<u32, Option<Box<str>>>>,
}

impl<'a> Fonts<'a> {
    /// No font is open yet.
    pub fn new() -> Self {
        Self {
            cache: FontCache::new(),
            programs: Arc::new(|query| match query {
                FontQuery::Standard(font) => Some(font.get_font_data()),
                FontQuery::Fallback(query) => Some(query.pick_standard_font().get_font_data()),
            }),
            tables: Arc::new(hayro_cmap::load_embedded),
            faces: RefCell::default(),
            left: RefCell::new(MAX_PROGRAMS),
        }
    }

    /// The font of a dictionary, if it can be opened within the limits.
    pub fn face(&self, dict: &Dict<'a>) -> Option<Face<'a>> {
        let data = dict.data();
        let key = (data.as_ptr().addr(), data.len());
        if let Some(face) = self.faces.borrow().get(&key) {
            return face.clone();
        }
        if self.faces.borrow().len() >= MAX_FONTS {
            return None;
        }
        let face = self
            .fits(dict)
            .then(|| self.cache.font(dict, &self.programs, &self.tables))
            .flatten()
            .map(|font| {
                Face(Rc::new(Inner {
                    font,
                    spare: spare_letters(dict),
                    met: RefCell::default(),
                }))
            });
        self.faces.borrow_mut().insert(key, face.clone());
        face
    }

    /// Opening the font takes no more time and memory than it may.
    fn fits(&self, dict: &Dict<'a>) -> bool {
        let descendant = dict
            .get::<Array<'_>>(DESCENDANT_FONTS)
            .and_then(|fonts| fonts.iter::<Dict<'_>>().next());
        let of = descendant.as_ref().unwrap_or(dict);
        let codes = [FIRST_CHAR, LAST_CHAR].iter().all(|key| {
            dict.get::<Object<'_>>(*key).is_none_or(|_| {
                dict.get::<i64>(*key)
                    .is_some_and(|code| (0..=65_535).contains(&code))
            })
        });
        let tables = [(dict, TO_UNICODE), (dict, ENCODING), (of, b"CIDToGIDMap")];
        let tables = tables.iter().all(|(dict, key)| {
            dict.get::<Stream<'_>>(*key)
                .is_none_or(|stream| unpacked_size(&stream, MAX_TABLE).is_some())
        });
        let names = dict
            .get::<Dict<'_>>(ENCODING)
            .and_then(|encoding| encoding.get::<Array<'_>>(DIFFERENCES))
            .is_none_or(|names| names.data().len() < MAX_TABLE as usize);
        let widths = [(W, 3), (W2, 5)].iter().all(|(key, group)| {
            of.get::<Array<'_>>(*key)
                .is_none_or(|widths| few_widths(&widths, *group))
        });
        if !(codes && tables && names && widths) {
            return false;
        }
        let mut left = self.left.borrow_mut();
        let descriptor = of.get::<Dict<'_>>(FONT_DESC).unwrap_or_default();
        [FONT_FILE, FONT_FILE2, FONT_FILE3].iter().all(|key| {
            let Some(program) = descriptor.get::<Stream<'_>>(*key) else {
                return true;
            };
            let Some(size) = unpacked_size(&program, MAX_PROGRAM.min(*left)) else {
                return false;
            };
            *left -= size;
            true
        })
    }
}

/// A table of widths (9.7.4.3): a code and a list, or a range of codes and what holds for all of them, which together
/// are a `group` of numbers.
fn few_widths(widths: &Array<'_>, group: usize) -> bool {
    let (mut total, mut range) = (0_u64, Vec::new());
    for item in widths.iter::<Object<'_>>() {
        total += 1;
        match item {
            Object::Number(number) => {
                let number = number.as_f64();
                if number >= 66_000.0 {
                    return false; // no code, and no width
                }
                range.push(number);
                if range.len() == group {
                    if let [first, last, ..] = range[..] {
                        total += (last - first).max(0.0) as u64;
                    }
                    range.clear();
                }
            }
            _ => range.clear(),
        }
        if total > MAX_WIDTHS {
            return false;
        }
    }
    true
}

impl Face<'_> {
    /// Lines run sideways, not down.
    pub fn horizontal(&self) -> bool {
        self.0.font.is_horizontal()
    }

    /// The code at a place in a text, and how many bytes it has.
    pub fn read_code(&self, text: &[u8], at: usize) -> (u32, usize) {
        self.0.font.read_code(text, at)
    }

    /// How far the pen moves, thousandths of the size.
    pub fn advance(&self, code: u32) -> Vec2 {
        self.0.font.code_advance(code)
    }

    /// Adds the letters of a code. `false`: the file does not tell them.
    pub fn letters(&self, code: u32, to: &mut String) -> bool {
        let mut met = self.0.met.borrow_mut();
        let letters = met.entry(code).or_insert_with(|| {
            let font = &self.0.font;
            let told = match font.glyph(font.map_code(code), code) {
                FontGlyph::Outline(glyph) => glyph.as_unicode(),
                FontGlyph::Type3(glyph) => glyph.as_unicode(),
            };
            let told = match told {
                Some(BfString::Char(letter)) => Some(letter.to_string()),
                Some(BfString::String(letters)) => Some(letters),
                None => self.0.spare.get(&code).cloned(),
            };
            told.map(Into::into)
        });
        if let Some(letters) = letters {
            to.push_str(letters);
        }
        letters.is_some()
    }
}

/// The single codes of a table (9.10.3), read as text. The library gives up on a table in which a code stands for no
/// letter at all, as it does where several glyphs share the letters of the first.
fn spare_letters(dict: &Dict<'_>) -> HashMap<u32, String> {
    const SECTION: RangeInclusive<&[u8]> = b"beginbfchar".as_slice()..=b"endbfchar".as_slice();
    let mut letters = HashMap::new();
    let mut budget = Budget {
        unpacked: MAX_TABLE,
        ..Budget::DOCUMENT
    };
    let Some(table) = dict
        .get::<Stream<'_>>(TO_UNICODE)
        .and_then(|stream| unpack(&stream, &mut budget).ok())
    else {
        return letters;
    };
    let mut rest = table.as_slice();
    while let Some(begin) = memchr::memmem::find(rest, SECTION.start()) {
        rest = rest
            .get(begin + SECTION.start().len()..)
            .unwrap_or_default();
        let end = memchr::memmem::find(rest, SECTION.end()).unwrap_or(rest.len());
        let (section, after) = rest.split_at(end);
        rest = after;
        let mut words = section
            .split(|byte| *byte == b'<')
            .skip(1)
            .map(|word| hexadecimal(word.split(|byte| *byte == b'>').next().unwrap_or_default()));
        while let (Some(code), Some(units)) = (words.next(), words.next()) {
            let code = code
                .iter()
                .fold(0_u32, |code, byte| code << 8 | u32::from(*byte));
            let units: Vec<u16> = units
                .chunks_exact(2)
                .map(|unit| u16::from_be_bytes([unit[0], unit[1]]))
                .collect();
            letters.insert(code, String::from_utf16_lossy(&units));
        }
    }
    letters
}

fn hexadecimal(digits: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = digits
        .iter()
        .filter_map(|digit| char::from(*digit).to_digit(16))
        .map(|digit| digit as u8)
        .collect();
    digits
        .chunks(2)
        .map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0))
        .collect()
}
