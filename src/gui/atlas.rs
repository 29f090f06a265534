//! The glyph atlas: rasterised glyphs in textures, and where each of them is.
//!
//! Every kind of glyph (outline, coloured layers, bitmap) goes through the same vello_cpu call as in the exports. It
//! refuses to place text: the painter says which glyph, how large and where between two pixels.
//!
//! **Invariant (no stale quads):** a place in a texture is given away again only in [`Atlas::begin`], before any mesh
//! of the frame exists.
//!
//! **Invariant (one engine):** glyphs of another engine's faces are never shown: the atlas empties itself when the
//! faces of a frame do not continue those of the frame before.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use eframe::egui::{self, Color32, ColorImage, TextureHandle, TextureId, TextureOptions};
use skrifa::instance::{LocationRef, NormalizedCoord, Size};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use vello_cpu::color::palette::css::WHITE;
use vello_cpu::kurbo::Affine;
use vello_cpu::{PixmapMut, RenderContext, Resources};

use crate::export::colored;
use crate::export::raster::draw_glyphs;
use crate::scene::text::{Face, FaceId, Faces};

/// A glyph to be shown.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Which face.
    pub face: FaceId,
    /// Which glyph of it.
    pub glyph: u32,
    /// Font size, pixels; rasterised at most at [`LARGEST_PX`].
    pub size_px: f32,
    /// Quarters of a pixel to the right of a whole pixel, 0 to 3.
    pub bin: u8,
    /// Fit the outline to the pixel rows.
    pub hint: bool,
}

/// A rasterised glyph.
#[derive(Clone, Copy, Debug)]
pub struct Placed {
    /// Index for [`Atlas::texture`].
    pub page: usize,
    /// Left, top, right, bottom in the texture, 0 to 1.
    pub uv: [f32; 4],
    /// From the baseline point (at a whole pixel) to the left top corner, pixels.
    pub offset_px: [f32; 2],
    /// Width and height, pixels.
    pub size_px: [f32; 2],
    /// Has colours of its own: to be tinted white.
    pub colored: bool,
}

/// The largest font size that is rasterised, pixels: the painter scales the glyph for more.
pub const LARGEST_PX: f32 = 256.0;

/// Rasterised glyphs, and the textures that hold them.
pub struct Atlas {
    /// Only within a frame: whoever owns an atlas may itself belong to the context.
    ctx: Option<egui::Context>,
    pages: Vec<Page>,
    slots: HashMap<u64, Option<Placed>, BuildHasherDefault<Mixer>>,
    faces: Faces,
    rasteriser: Rasteriser,
    /// Glyphs rasterised since the start.
    #[cfg(test)]
    pub rasterised: usize,
}

impl Default for Atlas {
    fn default() -> Self {
        Self {
            ctx: None,
            pages: Vec::new(),
            slots: HashMap::default(),
            faces: Faces::default(),
            rasteriser: Rasteriser::new(),
            #[cfg(test)]
            rasterised: 0,
        }
    }
}

impl Atlas {
    /// Starts a frame with these faces: the only time when glyphs are forgotten.
    pub fn begin(&mut self, ctx: &egui::Context, faces: &Faces) {
        self.ctx = Some(ctx.clone());
        let full = self.pages.iter().filter(|page| page.used() > 0.8).count() >= KEPT_PAGES;
        if full || !faces.continues(&self.faces) {
            self.slots.clear();
            self.pages.truncate(KEPT_PAGES);
            self.pages.iter_mut().for_each(Page::empty);
        }
        self.faces = faces.clone();
    }

    /// Where a glyph is, rasterising it if need be; `None` when there is nothing to see.
    ///
    /// `faces` are those of [`Atlas::begin`] or later ones of the same engine.
    pub fn place(&mut self, faces: &Faces, wanted: Wanted) -> Option<Placed> {
        let key = wanted.key();
        if let Some(placed) = self.slots.get(&key) {
            return *placed;
        }
        let placed = faces
            .get(wanted.face)
            .and_then(|face| self.rasterise(face, wanted));
        self.slots.insert(key, placed);
        placed
    }

    /// The texture of a page.
    pub fn texture(&self, page: usize) -> TextureId {
        self.pages
            .get(page)
            .map_or_else(TextureId::default, |page| page.texture.id())
    }

    /// Ends a frame: uploads what was added.
    pub fn finish(&mut self) {
        self.pages.iter_mut().for_each(Page::upload);
        self.ctx = None;
    }

    fn rasterise(&mut self, face: &Face, wanted: Wanted) -> Option<Placed> {
        let bitmap = self.rasteriser.paint(face, wanted)?;
        #[cfg(test)]
        {
            self.rasterised += 1;
        }
        let [wide, high] = bitmap.size;
        let (page, at) = match self
            .pages
            .iter_mut()
            .map(|page| page.reserve(bitmap.size))
            .enumerate()
            .find_map(|(page, at)| at.map(|at| (page, at)))
        {
            Some(found) => found,
            None if self.pages.len() < MOST_PAGES => {
                let ctx = self.ctx.as_ref()?;
                self.pages.push(Page::new(ctx, self.pages.len()));
                let page = self.pages.len() - 1;
                (page, self.pages[page].reserve(bitmap.size)?)
            }
            None => return None,
        };
        self.pages[page].write(at, &bitmap);
        let side = self.pages[page].image.size[0] as f32;
        let [left, top] = at.map(|at| at as f32);
        Some(Placed {
            page,
            uv: [
                left / side,
                top / side,
                (left + wide as f32) / side,
                (top + high as f32) / side,
            ],
            offset_px: bitmap.offset.map(|px| px as f32),
            size_px: [wide as f32, high as f32],
            colored: bitmap.colored,
        })
    }
}

/// Pages that live on; when so many are nearly full, everything begins anew.
const KEPT_PAGES: usize = 2;
/// Pages within one frame, at most: 16 MiB each. Further glyphs are left out of that frame.
const MOST_PAGES: usize = 8;

impl Wanted {
    /// All of it in 64 bits. Sizes are told apart by a 64th of a pixel.
    fn key(self) -> u64 {
        let size = (self.size_px.clamp(0.0, LARGEST_PX) * 64.0).round() as u64;
        let flags = u64::from(self.bin & 3) << 1 | u64::from(self.hint);
        size << 43 | u64::from(self.face.0) << 27 | (u64::from(self.glyph) & 0xff_ffff) << 3 | flags
    }
}

/// One texture and its copy in memory, filled shelf by shelf.
struct Page {
    image: ColorImage,
    texture: TextureHandle,
    shelves: Vec<Shelf>,
    /// Left, top, right, bottom of what was added since the last upload.
    dirty: Option<[usize; 4]>,
}

struct Shelf {
    top: usize,
    height: usize,
    /// Where the next glyph goes.
    right: usize,
}

impl Page {
    fn new(ctx: &egui::Context, index: usize) -> Self {
        let most = ctx.input(|input| input.max_texture_side);
        let side = if index == 0 { 1024 } else { 2048 }.min(most);
        let image = ColorImage::filled([side, side], Color32::TRANSPARENT);
        let texture = ctx.load_texture(
            format!("wall glyphs {index}"),
            image.clone(),
            TextureOptions::LINEAR,
        );
        Self {
            image,
            texture,
            shelves: Vec::new(),
            dirty: None,
        }
    }

    fn empty(&mut self) {
        self.shelves.clear();
    }

    /// The part of the height that is given away.
    fn used(&self) -> f32 {
        let bottom = self
            .shelves
            .last()
            .map_or(0, |shelf| shelf.top + shelf.height);
        bottom as f32 / self.image.size[1] as f32
    }

    /// The left top corner of a free place; `None` when there is none.
    fn reserve(&mut self, [wide, high]: [usize; 2]) -> Option<[usize; 2]> {
        let side = self.image.size[0];
        let shelf_height = high.next_multiple_of(4);
        let fits = |shelf: &&mut Shelf| {
            shelf.height >= high
                && shelf.height <= shelf_height + shelf_height / 4
                && shelf.right + wide <= side
        };
        if let Some(shelf) = self.shelves.iter_mut().find(fits) {
            shelf.right += wide;
            return Some([shelf.right - wide, shelf.top]);
        }
        let top = self
            .shelves
            .last()
            .map_or(0, |shelf| shelf.top + shelf.height);
        if wide > side || top + shelf_height > side {
            return None;
        }
        self.shelves.push(Shelf {
            top,
            height: shelf_height,
            right: wide,
        });
        Some([0, top])
    }

    fn write(&mut self, [left, top]: [usize; 2], bitmap: &Bitmap<'_>) {
        let [wide, high] = bitmap.size;
        let side = self.image.size[0];
        for y in 0..high {
            let row = &mut self.image.pixels[(top + y) * side + left..][..wide];
            row.fill(Color32::TRANSPARENT);
            if (1..high - 1).contains(&y) {
                let pixels = bitmap.row(y - 1);
                for (texel, px) in row[1..].iter_mut().zip(pixels.chunks_exact(4)) {
                    *texel = Color32::from_rgba_premultiplied(px[0], px[1], px[2], px[3]);
                }
            }
        }
        let [l, t, r, b] = self.dirty.unwrap_or([left, top, left + wide, top + high]);
        self.dirty = Some([
            l.min(left),
            t.min(top),
            r.max(left + wide),
            b.max(top + high),
        ]);
    }

    fn upload(&mut self) {
        if let Some([left, top, right, bottom]) = self.dirty.take() {
            let part = self
                .image
                .region_by_pixels([left, top], [right - left, bottom - top]);
            self.texture
                .set_partial([left, top], part, TextureOptions::LINEAR);
        }
    }
}

/// A glyph's pixels, with a clear margin of one pixel that is counted in `size` and `offset` but not stored.
struct Bitmap<'a> {
    /// Premultiplied RGBA, `stride` bytes a row.
    pixels: &'a [u8],
    stride: usize,
    /// Left and top of the ink within `pixels`.
    ink: [usize; 2],
    size: [usize; 2],
    offset: [i32; 2],
    colored: bool,
}

impl Bitmap<'_> {
    fn row(&self, y: usize) -> &[u8] {
        &self.pixels[(self.ink[1] + y) * self.stride + self.ink[0] * 4..][..(self.size[0] - 2) * 4]
    }
}

/// Paints one glyph at a time onto the same small canvas.
struct Rasteriser {
    context: RenderContext,
    resources: Resources,
    pixels: Vec<u8>,
}

impl Rasteriser {
    fn new() -> Self {
        Self {
            context: RenderContext::new(16, 16),
            resources: Resources::new(),
            pixels: Vec::new(),
        }
    }

    /// The glyph in white (or its own colours), cropped; `None` when it has no ink.
    fn paint(&mut self, face: &Face, wanted: Wanted) -> Option<Bitmap<'_>> {
        let size = wanted.size_px.min(LARGEST_PX);
        let [left, top, right, bottom] = ink_bounds(face, wanted.glyph, size)?;
        let (wide, high) = (
            u16::try_from(right - left).ok()?,
            u16::try_from(bottom - top).ok()?,
        );
        let times = colored::times(face, size);
        let (large_wide, large_high) = (wide.checked_mul(times)?, high.checked_mul(times)?);
        self.pixels.clear();
        self.pixels
            .resize(usize::from(large_wide) * usize::from(large_high) * 4, 0);
        self.context.reset_and_resize(large_wide, large_high);
        let shift = f64::from(wanted.bin) / 4.0;
        let place = Affine::translate((f64::from(-left) + shift, f64::from(-top)));
        self.context
            .set_transform(Affine::scale(f64::from(times)) * place);
        self.context.set_paint(WHITE);
        let glyph = vello_cpu::Glyph {
            id: wanted.glyph,
            x: 0.0,
            y: 0.0,
        };
        draw_glyphs(
            &mut self.context,
            &mut self.resources,
            face,
            size,
            wanted.hint,
            std::iter::once(glyph),
        );
        self.context.flush();
        self.context.render(
            PixmapMut::new(large_wide, large_high, &mut self.pixels)?,
            &mut self.resources,
        );
        if times > 1 {
            self.pixels = colored::averaged(&self.pixels, wide, high, times);
        }

        let stride = usize::from(wide) * 4;
        let inked = |row: &[u8]| row.chunks_exact(4).any(|px| px[3] != 0);
        let first = self.pixels.chunks_exact(stride).position(inked)?;
        let last = self.pixels.chunks_exact(stride).rposition(inked)?;
        let rows = &self.pixels[first * stride..(last + 1) * stride];
        let inked = |x: &usize| rows.chunks_exact(stride).any(|row| row[x * 4 + 3] != 0);
        let from = (0..usize::from(wide)).find(inked)?;
        let to = (0..usize::from(wide)).rev().find(inked)?;
        let colored = face.colored
            && rows
                .chunks_exact(4)
                .any(|px| px[..3].iter().any(|part| *part != px[3]));
        Some(Bitmap {
            pixels: &self.pixels,
            stride,
            ink: [from, first],
            size: [to - from + 3, last - first + 3],
            offset: [left + from as i32 - 1, top + first as i32 - 1],
            colored,
        })
    }
}

/// Whole pixels around the baseline point within which the ink lies, y down: left, top, right, bottom.
fn ink_bounds(face: &Face, glyph: u32, size_px: f32) -> Option<[i32; 4]> {
    let around = |left: f32, top: f32, right: f32, bottom: f32| {
        let lean = if face.skew_deg.is_some() {
            size_px * 0.5
        } else {
            0.0
        };
        let bold = if face.embolden { size_px * 0.1 } else { 0.0 };
        [
            left - 2.0 - lean,
            top - 2.0,
            right + 3.0 + lean + bold,
            bottom + 2.0,
        ]
        .map(|px| px.floor() as i32)
    };
    if !face.colored {
        let font = FontRef::from_index(face.data.data.as_ref(), face.data.index).ok()?;
        let coords: Vec<NormalizedCoord> = face
            .coords
            .iter()
            .map(|at| NormalizedCoord::from_bits(*at))
            .collect();
        let metrics = font.glyph_metrics(Size::new(size_px), LocationRef::new(&coords));
        if let Some(ink) = metrics.bounds(GlyphId::new(glyph)) {
            let most = size_px * 6.0; // a broken font must not make us paint a field
            let side = |px: f32| px.clamp(-most, most);
            let empty = ink.x_min >= ink.x_max || ink.y_min >= ink.y_max;
            return (!empty).then(|| {
                around(
                    side(ink.x_min),
                    side(-ink.y_max),
                    side(ink.x_max),
                    side(-ink.y_min),
                )
            });
        }
    }
    // coloured glyphs have no outline to be measured: a box that every emoji font keeps to
    Some(around(
        -0.5 * size_px,
        -1.3 * size_px,
        1.8 * size_px,
        0.5 * size_px,
    ))
}

/// Mixes the bits of a key that is a number already.
#[derive(Default)]
struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, key: u64) {
        let mixed = (self.0 ^ key).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }
}
