//! The fonts of the text engine: the bundled families, those of the system behind them, and the table of faces.
//!
//! Which family is asked for which script is said in [`super::families`]. It refuses to open files itself: fontique
//! maps them.
//!
//! **Invariant (bundled faces):** the faces of the bundled families, faked ones included, are met before all others, in
//! the order of the table. The four of [`FAMILY`] are always ids 0 to 3. So blocks that need no others are equal
//! whatever was laid out before.
//!
//! **Invariant (faces by content):** a face is recognised by what its file says, not by the id of the loaded copy,
//! which changes when fontique drops and reloads a file. So ids are few and never change their face.

use std::collections::HashMap;
use std::sync::Arc;

use parley::fontique::{
    Blob, Collection, CollectionOptions, FontInfoOverride, FontStyle, FontWeight, FontWidth,
    SourceCache, Synthesis,
};
use parley::{FontContext, FontData, Run};
use skrifa::instance::{LocationRef, Size};
use skrifa::raw::TableProvider;
use skrifa::{FontRef, MetadataProvider, Tag, string::StringId};

use super::families::{self, BUNDLED};
use crate::scene::style::LINE_HEIGHT;

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
    /// Line pitch in ems, when its letters need more room than [`LINE_HEIGHT`].
    pub tall: Option<f32>,
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
    /// The installed family for Nastaliq.
    pub(super) nastaliq: Option<&'static str>,
    /// Distance in ems from the top of a common line to its baseline, so that letters stand in its middle.
    pub(super) baseline: f32,
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
        let mut bundled = Vec::new();
        for (family, files) in BUNDLED {
            let name = FontInfoOverride {
                family_name: Some(family),
                ..Default::default()
            };
            for file in *files {
                let blob = Blob::new(Arc::new(*file));
                collection.register_fonts(blob.clone(), Some(name));
                bundled.push(blob);
            }
        }
        families::choose(&mut collection);
        let mut fonts = Self {
            nastaliq: families::nastaliq(&mut collection),
            baseline: baseline(),
            context: FontContext {
                collection,
                source_cache: SourceCache::default(),
            },
            faces: Faces::default(),
            by_content: HashMap::new(),
            by_copy: HashMap::new(),
        };
        fonts.meet_the_bundled(&bundled);
        fonts
    }

    /// Gives every bundled face its id, in all four styles.
    fn meet_the_bundled(&mut self, blobs: &[Blob<u8>]) {
        let (main, others) = blobs.split_at_checked(4).unwrap_or((blobs, &[]));
        for blob in main {
            self.face_id(&FontData::new(blob.clone(), 0), &[], Synthesis::default());
        }
        for ((family, _), blob) in BUNDLED.iter().skip(1).zip(others) {
            let Some(family) = self.context.collection.family_by_name(family) else {
                continue;
            };
            let Some(info) = family.default_font() else {
                continue;
            };
            for style in [FontStyle::Normal, FontStyle::Italic] {
                for weight in [FontWeight::NORMAL, FontWeight::BOLD] {
                    let fake = info.synthesis(FontWidth::NORMAL, style, weight);
                    let coords = coords_of(blob, &fake);
                    self.face_id(&FontData::new(blob.clone(), 0), &coords, fake);
                }
            }
        }
    }

    /// The faces so far.
    pub(super) fn faces(&self) -> &Faces {
        &self.faces
    }

    /// The id of a run's face.
    pub(super) fn face_of(&mut self, run: &Run<'_, ()>) -> FaceId {
        let coords = run.normalized_coords().iter().map(|at| at.to_bits());
        self.face_id(run.font(), &coords.collect::<Vec<_>>(), run.synthesis())
    }

    /// The id of a face; a new one when no face so far has this content.
    pub(super) fn face_id(&mut self, data: &FontData, coords: &[i16], fake: Synthesis) -> FaceId {
        // At the font's own place the shaper gives no coordinates, others give zeros.
        let coords = if coords.iter().all(|at| *at == 0) {
            &[]
        } else {
            coords
        };
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
        let family: String = family.unwrap_or_default();
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
            tall: families::tall(&family),
            family,
        };
        Arc::make_mut(&mut self.faces.0).push(Arc::new(face));
        self.by_content.insert(key, FaceId(next));
        FaceId(next)
    }
}

/// Where the axes of a font stand for these settings, as the shaper says it.
fn coords_of(blob: &Blob<u8>, fake: &Synthesis) -> Vec<i16> {
    let Ok(font) = FontRef::from_index(blob.as_ref(), 0) else {
        return Vec::new();
    };
    let settings = fake.variation_settings();
    let settings = settings
        .iter()
        .map(|(tag, value)| (Tag::new(&tag.into_bytes()), *value));
    let location = font.axes().location(settings);
    location.coords().iter().map(|at| at.to_bits()).collect()
}

/// See [`Fonts::baseline`].
fn baseline() -> f32 {
    let font = FontRef::from_index(notosans::REGULAR_TTF, 0);
    let metrics = font.map(|font| font.metrics(Size::new(1.0), LocationRef::default()));
    metrics.map_or(1.0, |font| (LINE_HEIGHT + font.ascent + font.descent) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::{Blob, FontSource, Fonts};

    #[test]
    fn the_bundled_faces_come_first_and_are_not_met_twice() {
        let mut fonts = Fonts::new(FontSource::BundledOnly);
        let faces = fonts.faces().clone();
        let families: Vec<&str> = faces.iter().map(|(_, face)| &*face.family).collect();
        assert_eq!(
            families[..8],
            [["Noto Sans"; 4], ["Noto Sans Arabic"; 4]].concat()
        );
        assert_eq!(families[8..12], ["Noto Sans Devanagari"; 4]);
        assert!(families[12..].iter().all(|family| *family == "Noto Emoji"));
        for (id, face) in faces.iter().take(4) {
            // another loaded copy of the same file, as after fontique's pruning
            let copy = Blob::from(face.data.data.as_ref().to_vec());
            let data = parley::FontData::new(copy, 0);
            assert_eq!(fonts.face_id(&data, &[], Default::default()), id);
        }
        assert_eq!(fonts.faces().len(), faces.len());
    }
}
