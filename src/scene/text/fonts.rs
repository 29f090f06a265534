//! The fonts of the text engine: the bundled family, the fallbacks of the system behind it, and the table of faces.
//!
//! It knows which font files are asked for which script, and refuses to open files itself: fontique maps them.
//!
//! **Invariant (bundled first):** the family [`FAMILY`] is always the one inside the program, whatever the system has
//! installed under whatever name, and its four faces are always ids 0 to 3.
//!
//! **Invariant (faces by content):** a face is recognised by what its file says, not by the id of the loaded copy,
//! which changes when fontique drops and reloads a file. So ids are few and never change their face.

use std::collections::HashMap;
use std::sync::Arc;

use parley::fontique::{
    Blob, Collection, CollectionOptions, FallbackKey, FamilyId, FontInfoOverride, Language, Script,
    SourceCache, Synthesis,
};
use parley::{FontContext, FontData};
use skrifa::raw::TableProvider;
use skrifa::{FontRef, MetadataProvider, Tag, string::StringId};

/// The family that the board is set in: the name under which the bundled fonts are registered.
pub const FAMILY: &str = "Board Sans";

/// Which fonts may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FontSource {
    /// Only the fonts inside the program: the same glyphs on every machine (tests).
    BundledOnly,
    /// Those of the system too, for scripts that the bundled ones lack.
    #[default]
    BundledThenSystem,
}

/// A face of a text engine, an index into its [`Faces`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaceId(pub u16);

/// One font file at one place of its design space, and what a painter must fake.
#[derive(Clone, Debug)]
pub struct Face {
    /// The file and the index in it.
    pub data: FontData,
    /// Normalised variation coordinates (2.14 fixed point).
    pub coords: Vec<i16>,
    /// The same place as tags and values on the font's own axes, for formats that want it so.
    pub vars: Vec<([u8; 4], f32)>,
    /// Slant to be applied by the painter, degrees clockwise from upright.
    pub skew_deg: Option<f32>,
    /// The painter should thicken the glyphs: bold was asked for and the family has none. Not for `colored` faces.
    pub embolden: bool,
    /// Some glyphs bring colours of their own (emoji).
    pub colored: bool,
    /// Family name as the font spells it; empty when it has none.
    pub family: String,
}

/// The faces met so far: cheap to clone and to send to a thread. Append-only: an id never changes its face.
#[derive(Clone, Debug, Default)]
pub struct Faces(Arc<Vec<Arc<Face>>>);

impl Faces {
    /// The face of an id; `None` for an id of another engine.
    pub fn get(&self, id: FaceId) -> Option<&Face> {
        self.0.get(usize::from(id.0)).map(|face| &**face)
    }

    /// Number of faces.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// No face was needed so far.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Comes from the same engine as `earlier`, at that time or later: every id that was known means the same face.
    pub fn continues(&self, earlier: &Self) -> bool {
        let known = self.0.get(..earlier.len()).unwrap_or_default();
        known.len() == earlier.len()
            && known
                .iter()
                .zip(earlier.0.iter())
                .all(|(a, b)| Arc::ptr_eq(a, b))
    }

    /// All faces with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FaceId, &Face)> {
        self.0
            .iter()
            .enumerate()
            .map(|(i, face)| (FaceId(i as u16), &**face))
    }
}

/// The fonts of one engine.
pub(super) struct Fonts {
    /// What parley asks.
    pub(super) context: FontContext,
    faces: Faces,
    by_content: HashMap<FaceKey, FaceId>,
    /// The faces made from a loaded copy: only a short cut, emptied when reloads have filled it.
    by_copy: HashMap<(u64, u32), Vec<FaceId>>,
}

#[derive(PartialEq, Eq, Hash)]
struct FaceKey {
    checksum: u32,
    bytes: usize,
    index: u32,
    coords: Vec<i16>,
    skew_bits: Option<u32>,
    embolden: bool,
}

impl Fonts {
    /// Registers the bundled fonts and, if asked for, finds those of the system and their fallbacks.
    pub(super) fn new(source: FontSource) -> Self {
        let system_fonts = source == FontSource::BundledThenSystem;
        let options = CollectionOptions {
            shared: false,
            system_fonts,
        };
        let mut collection = Collection::new(options);
        let name = FontInfoOverride {
            family_name: Some(FAMILY),
            ..Default::default()
        };
        let blobs = BUNDLED.map(|bytes| Blob::new(Arc::new(bytes)));
        for blob in &blobs {
            collection.register_fonts(blob.clone(), Some(name));
        }
        if system_fonts {
            choose_fallbacks(&mut collection);
        }
        let context = FontContext {
            collection,
            source_cache: SourceCache::default(),
        };
        let mut fonts = Self {
            context,
            faces: Faces::default(),
            by_content: HashMap::new(),
            by_copy: HashMap::new(),
        };
        for blob in blobs {
            fonts.face_id(&FontData::new(blob, 0), &[], Synthesis::default());
        }
        fonts
    }

    /// The faces so far.
    pub(super) fn faces(&self) -> &Faces {
        &self.faces
    }

    /// The id of a face; a new one when no face so far has this content.
    pub(super) fn face_id(&mut self, data: &FontData, coords: &[i16], fake: Synthesis) -> FaceId {
        let copy = (data.data.id(), data.index);
        if let Some(ids) = self.by_copy.get(&copy) {
            let same = |id: &&FaceId| {
                self.faces.get(**id).is_some_and(|face| {
                    face.coords == coords
                        && face.skew_deg == fake.skew()
                        && face.embolden == fake.embolden()
                })
            };
            if let Some(id) = ids.iter().find(same) {
                return *id;
            }
        }
        let id = self.face_id_by_content(data, coords, fake);
        if self.by_copy.len() > 1000 {
            self.by_copy.clear();
        }
        self.by_copy.entry(copy).or_default().push(id);
        id
    }

    fn face_id_by_content(&mut self, data: &FontData, coords: &[i16], fake: Synthesis) -> FaceId {
        let font = FontRef::from_index(data.data.as_ref(), data.index).ok();
        let checksum = font
            .as_ref()
            .and_then(|font| Some(font.head().ok()?.checksum_adjustment()));
        let key = FaceKey {
            checksum: checksum.unwrap_or(0),
            bytes: data.data.len(),
            index: data.index,
            coords: coords.to_vec(),
            skew_bits: fake.skew().map(f32::to_bits),
            embolden: fake.embolden(),
        };
        if let Some(id) = self.by_content.get(&key) {
            return *id;
        }
        let Ok(next) = u16::try_from(self.faces.len()) else {
            return FaceId(0); // no machine has 65,536 fonts: better a wrong glyph than a wrong table
        };
        let colored = font.as_ref().is_some_and(|font| {
            let tables = [b"COLR", b"CBDT", b"sbix", b"SVG "];
            tables
                .iter()
                .any(|tag| font.table_data(Tag::new(tag)).is_some())
        });
        let family = font.and_then(|font| {
            let names = font.localized_strings(StringId::FAMILY_NAME);
            names.english_or_first().map(|name| name.chars().collect())
        });
        let vars = fake
            .variation_settings()
            .iter()
            .map(|(tag, value)| (tag.into_bytes(), *value));
        let face = Face {
            data: data.clone(),
            coords: coords.to_vec(),
            vars: vars.collect(),
            skew_deg: fake.skew(),
            embolden: fake.embolden(),
            colored,
            family: family.unwrap_or_default(),
        };
        Arc::make_mut(&mut self.faces.0).push(Arc::new(face));
        self.by_content.insert(key, FaceId(next));
        FaceId(next)
    }
}

/// Regular, bold, italic, bold italic: ids 0 to 3.
const BUNDLED: [&[u8]; 4] = [
    notosans::REGULAR_TTF,
    notosans::BOLD_TTF,
    notosans::ITALIC_TTF,
    notosans::BOLD_ITALIC_TTF,
];

/// Tells the collection, once, which families stand in for the bundled one.
///
/// Every script is asked for here because fontique does not remember the answer for pairs like (Latin, English), and
/// asking the system again costs 0.1 ms a run.
fn choose_fallbacks(collection: &mut Collection) {
    let symbols = found(collection, SYMBOL_FAMILIES);
    for (script, lang, families) in PREFERRED {
        let lang = lang.and_then(|lang| Language::parse(lang).ok());
        let key = FallbackKey::new(Script::from_bytes(**script), lang.as_ref());
        let mut ids = found(collection, families);
        if !ids.is_empty() {
            for id in collection.fallback_families(key) {
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
            collection.set_fallbacks(key, ids.into_iter());
        }
    }
    for script in SCRIPTS {
        let key = FallbackKey::new(Script::from_bytes(**script), None);
        let known: Vec<_> = collection.fallback_families(key).collect();
        let more = symbols.iter().copied().filter(|id| !known.contains(id));
        collection.append_fallbacks(key, more);
    }
}

fn found(collection: &mut Collection, families: &[&str]) -> Vec<FamilyId> {
    families
        .iter()
        .filter_map(|family| collection.family_id(family))
        .collect()
}

/// Families for arrows, ticks and other signs between the letters of any script.
const SYMBOL_FAMILIES: &[&str] = &[
    "Noto Sans Symbols",
    "Noto Sans Symbols 2",
    "Noto Sans Symbols2",
    "Noto Sans Math",
    "Segoe UI Symbol",
    "Apple Symbols",
    "DejaVu Sans",
];

const NASKH: &[&str] = &[
    "Noto Naskh Arabic",
    "Noto Sans Arabic",
    "Segoe UI",
    "Geeza Pro",
];
const HAN_SIMPLIFIED: &[&str] = &[
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
];
const HAN_TRADITIONAL: &[&str] = &[
    "Noto Sans CJK TC",
    "Source Han Sans TC",
    "Microsoft JhengHei",
    "PingFang TC",
];
const JAPANESE: &[&str] = &[
    "Noto Sans CJK JP",
    "Source Han Sans",
    "Yu Gothic",
    "Hiragino Sans",
];
const KOREAN: &[&str] = &[
    "Noto Sans CJK KR",
    "Source Han Sans K",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
];

/// Where the system's own choice is poor: a display face for Hebrew, Japanese shapes for Chinese, and Nastaliq for
/// Urdu, which needs lines twice as high.
type Preference = (
    &'static [u8; 4],
    Option<&'static str>,
    &'static [&'static str],
);
const PREFERRED: &[Preference] = &[
    (b"Arab", None, NASKH),
    (b"Arab", Some("ur"), NASKH),
    (b"Arab", Some("fa"), NASKH),
    (b"Arab", Some("ps-AF"), NASKH),
    (b"Arab", Some("ps-PK"), NASKH),
    (
        b"Hebr",
        None,
        &["Noto Sans Hebrew", "Segoe UI", "Arial Hebrew"],
    ),
    (b"Hani", None, HAN_SIMPLIFIED),
    (b"Hani", Some("zh-TW"), HAN_TRADITIONAL),
    (b"Hani", Some("zh-HK"), HAN_TRADITIONAL),
    (b"Hani", Some("ja"), JAPANESE),
    (b"Hani", Some("ko"), KOREAN),
    (b"Hira", None, JAPANESE),
    (b"Kana", None, JAPANESE),
    (b"Hang", None, KOREAN),
    (
        b"Deva",
        None,
        &["Noto Sans Devanagari", "Nirmala UI", "Kohinoor Devanagari"],
    ),
    (
        b"Thai",
        None,
        &["Noto Sans Thai", "Leelawadee UI", "Thonburi"],
    ),
];

/// The scripts whose fallback is looked up at the start.
const SCRIPTS: &[&[u8; 4]] = &[
    b"Latn", b"Cyrl", b"Grek", b"Arab", b"Hebr", b"Deva", b"Beng", b"Gujr", b"Guru", b"Knda",
    b"Mlym", b"Orya", b"Taml", b"Telu", b"Sinh", b"Thai", b"Laoo", b"Mymr", b"Khmr", b"Tibt",
    b"Geor", b"Armn", b"Ethi", b"Hani", b"Hira", b"Kana", b"Hang", b"Bopo", b"Mong", b"Syrc",
    b"Thaa", b"Cans", b"Cher", b"Tfng", b"Nkoo", b"Zyyy", b"Zinh",
];

#[cfg(test)]
mod tests {
    use super::{Blob, FontSource, Fonts};

    #[test]
    fn the_bundled_faces_come_first_and_are_not_met_twice() {
        let mut fonts = Fonts::new(FontSource::BundledOnly);
        assert_eq!(fonts.faces().len(), 4);
        let faces = fonts.faces().clone();
        for (id, face) in faces.iter() {
            assert!(face.family.starts_with("Noto Sans"), "{}", face.family);
            // another loaded copy of the same file, as after fontique's pruning
            let copy = Blob::from(face.data.data.as_ref().to_vec());
            let data = parley::FontData::new(copy, 0);
            assert_eq!(fonts.face_id(&data, &[], Default::default()), id);
        }
        assert_eq!(fonts.faces().len(), 4);
    }
}
