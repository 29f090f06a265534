//! A painter for window tests that needs no graphics card: triangles on the processor, the same on every machine.
//!
//! It does what egui asks of a painter (premultiplied gamma bytes, scissors, bilinear textures) and refuses callbacks.

use std::collections::{HashMap, HashSet};

use eframe::egui::epaint::{ImageDelta, Mesh, Primitive, Vertex};
use eframe::egui::{self, Color32, ImageData, Rect, TextureFilter, TextureId, TexturesDelta, pos2};
use egui_kittest::TestRenderer;
use image::{Rgba, RgbaImage};

/// The painter and the textures that it was given.
#[derive(Default)]
pub struct Cpu {
    textures: HashMap<TextureId, Texture>,
    /// Still needed for the frame that was made last.
    free: HashSet<TextureId>,
}

struct Texture {
    size: [usize; 2],
    pixels: Vec<[f32; 4]>,
    sharp: bool,
}

impl TestRenderer for Cpu {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        for id in self.free.drain() {
            self.textures.remove(&id);
        }
        for (id, deltas) in delta.set.drain() {
            for delta in deltas {
                self.set(id, &delta);
            }
        }
        self.free.extend(delta.free.drain());
    }

    fn render(
        &mut self,
        ctx: &egui::Context,
        output: &egui::FullOutput,
    ) -> Result<RgbaImage, String> {
        let scale = output.pixels_per_point;
        let size = ctx.content_rect().size() * scale;
        let mut image = RgbaImage::from_pixel(
            size.x.round() as u32,
            size.y.round() as u32,
            Rgba([0, 0, 0, 255]),
        );
        for clipped in ctx.tessellate(output.shapes.clone(), scale) {
            match &clipped.primitive {
                Primitive::Mesh(mesh) => self.mesh(&mut image, mesh, clipped.clip_rect, scale)?,
                Primitive::Callback(_) => return Err("a callback cannot be painted here".into()),
            }
        }
        Ok(image)
    }
}

impl Cpu {
    fn set(&mut self, id: TextureId, delta: &ImageDelta) {
        let ImageData::Color(image) = &delta.image;
        let pixels = image.pixels.iter().map(|pixel| parts(*pixel));
        match (delta.pos, self.textures.get_mut(&id)) {
            (Some([left, top]), Some(texture)) => {
                for (i, pixel) in pixels.enumerate() {
                    let (x, y) = (left + i % image.size[0], top + i / image.size[0]);
                    texture.pixels[y * texture.size[0] + x] = pixel;
                }
            }
            _ => {
                let sharp = delta.options.magnification == TextureFilter::Nearest;
                let texture = Texture {
                    size: image.size,
                    pixels: pixels.collect(),
                    sharp,
                };
                self.textures.insert(id, texture);
            }
        }
    }

    fn mesh(
        &self,
        image: &mut RgbaImage,
        mesh: &Mesh,
        clip: Rect,
        scale: f32,
    ) -> Result<(), String> {
        let texture = self.textures.get(&mesh.texture_id);
        let texture = texture.ok_or_else(|| format!("no texture {:?}", mesh.texture_id))?;
        let (width, height) = (image.width() as i64, image.height() as i64);
        let edge = |at: f32, most: i64| ((at * scale).round() as i64).clamp(0, most);
        let clip = [
            edge(clip.min.x, width),
            edge(clip.min.y, height),
            edge(clip.max.x, width),
            edge(clip.max.y, height),
        ];
        for corners in mesh.indices.chunks_exact(3) {
            let corner = |i: usize| {
                let vertex = mesh.vertices[corners[i] as usize];
                Vertex {
                    pos: (vertex.pos.to_vec2() * scale).to_pos2(),
                    ..vertex
                }
            };
            triangle(image, texture, [corner(0), corner(1), corner(2)], clip);
        }
        Ok(())
    }
}

fn triangle(image: &mut RgbaImage, texture: &Texture, mut corners: [Vertex; 3], clip: [i64; 4]) {
    let cross = |a: egui::Pos2, b: egui::Pos2, c: egui::Pos2| {
        (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
    };
    let mut area = cross(corners[0].pos, corners[1].pos, corners[2].pos);
    if area < 0.0 {
        corners.swap(1, 2);
        area = -area;
    }
    if area == 0.0 || !area.is_finite() {
        return;
    }
    let [a, b, c] = corners;
    // A pixel on an edge belongs to the triangle on one side of it only: to the one below or to the right.
    let owns =
        |from: egui::Pos2, to: egui::Pos2| to.y < from.y || (to.y == from.y && to.x > from.x);
    let owned = [owns(b.pos, c.pos), owns(c.pos, a.pos), owns(a.pos, b.pos)];
    let bounds = Rect::from_points(&[a.pos, b.pos, c.pos]);
    let colors = [parts(a.color), parts(b.color), parts(c.color)];
    for y in clip[1].max(bounds.min.y as i64)..clip[3].min(bounds.max.y as i64 + 1) {
        for x in clip[0].max(bounds.min.x as i64)..clip[2].min(bounds.max.x as i64 + 1) {
            let at = pos2(x as f32 + 0.5, y as f32 + 0.5);
            let shares = [
                cross(b.pos, c.pos, at),
                cross(c.pos, a.pos, at),
                cross(a.pos, b.pos, at),
            ];
            let inside = |(share, owned): (&f32, &bool)| *share > 0.0 || (*share == 0.0 && *owned);
            if !shares.iter().zip(&owned).all(inside) {
                continue;
            }
            let shares = shares.map(|share| share / area);
            let uv = a.uv.to_vec2() * shares[0]
                + b.uv.to_vec2() * shares[1]
                + c.uv.to_vec2() * shares[2];
            let texel = texture.at(uv.x, uv.y);
            let source: [f32; 4] = std::array::from_fn(|i| {
                let color: f32 = (0..3).map(|n| colors[n][i] * shares[n]).sum();
                color * texel[i]
            });
            let pixel = image.get_pixel_mut(x as u32, y as u32);
            for (i, part) in pixel.0.iter_mut().enumerate() {
                let under = f32::from(*part) / 255.0;
                let over = source[i] + under * (1.0 - source[3]);
                *part = (over * 255.0 + 0.5) as u8;
            }
        }
    }
}

impl Texture {
    fn at(&self, u: f32, v: f32) -> [f32; 4] {
        let [width, height] = self.size;
        let (x, y) = (u * width as f32 - 0.5, v * height as f32 - 0.5);
        let texel = |x: f32, y: f32| {
            let x = (x.max(0.0) as usize).min(width - 1);
            let y = (y.max(0.0) as usize).min(height - 1);
            self.pixels[y * width + x]
        };
        if self.sharp {
            return texel(x.round(), y.round());
        }
        let (left, top) = (x.floor(), y.floor());
        let (right, down) = (x - left, y - top);
        let row = |y: f32| mix(texel(left, y), texel(left + 1.0, y), right);
        mix(row(top), row(top + 1.0), down)
    }
}

fn mix(a: [f32; 4], b: [f32; 4], share: f32) -> [f32; 4] {
    std::array::from_fn(|i| a[i] + (b[i] - a[i]) * share)
}

fn parts(color: Color32) -> [f32; 4] {
    color.to_array().map(|part| f32::from(part) / 255.0)
}
