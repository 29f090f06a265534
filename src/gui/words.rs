//! Words of the board in the panels: shaped, ordered and painted as on the wall, in every script.
//!
//! Whatever an analyst wrote (titles, sentences, names) is shown by this; the words of the program itself are egui's.
//! It refuses to be typed into: that is [`super::typing`]'s. What it paints stays one line or as many as asked for.
//!
//! **Invariant (costs nothing at rest):** a text that was shown in one of the last passes is not laid out again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use eframe::egui::{self, Painter, Plugin, Pos2, Rect, Response, Sense, Ui, Vec2, vec2};
use kurbo::{Point, TranslateScale};

use super::paint::{Frame, WallPainter};
use super::theme;
use crate::scene::Shape;
use crate::scene::style::{Tone, size};
use crate::scene::text::{FontSource, Spec, TextBlock, TextEngine, TextStyle};

/// Blocks kept before those that were not shown for long are dropped.
const KEPT: usize = 2000;
/// Passes that a block is kept without being shown.
const KEPT_PASSES: u64 = 240;

/// The words of a context: its plugin. The lock is never waited for; it makes shareable what the rasteriser is not.
struct OfContext(Mutex<Words>);

/// The engine and the painter of the panels.
struct Words {
    fonts: FontSource,
    /// Made with the first words, for a start without any shall not wait for it.
    engine: Option<TextEngine>,
    painter: WallPainter,
    blocks: HashMap<Key, Kept>,
    pass: u64,
    /// Whether something was painted in this pass.
    begun: bool,
}

#[derive(PartialEq, Eq, Hash)]
struct Key {
    text: String,
    style: TextStyle,
    width_bits: Option<u32>,
    lines: usize,
}

struct Kept {
    block: Arc<TextBlock>,
    pass: u64,
}

impl Plugin for OfContext {
    fn debug_name(&self) -> &'static str {
        "words"
    }

    fn on_end_pass(&mut self, _: &mut Ui) {
        self.words().end_pass();
    }
}

impl OfContext {
    fn words(&mut self) -> &mut Words {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Words {
    fn end_pass(&mut self) {
        if std::mem::take(&mut self.begun) {
            self.painter.finish();
        }
        self.pass += 1;
        if self.blocks.len() > KEPT {
            let oldest = self.pass.saturating_sub(KEPT_PASSES);
            self.blocks.retain(|_, kept| kept.pass >= oldest);
        }
        if self.blocks.len() > 4 * KEPT {
            self.blocks.clear(); // so much in so few passes: a filter is being typed on a large board
        }
    }

    fn lay(
        &mut self,
        text: &str,
        style: TextStyle,
        width: Option<f32>,
        lines: usize,
    ) -> Arc<TextBlock> {
        let key = Key {
            text: text.to_owned(),
            style,
            width_bits: width.map(f32::to_bits),
            lines,
        };
        let pass = self.pass;
        if let Some(kept) = self.blocks.get_mut(&key) {
            kept.pass = pass;
            return Arc::clone(&kept.block);
        }
        // A single line is cut after a letter, not after a word: in a narrow list every letter counts.
        let unbroken = (lines == 1).then(|| text.replace(' ', "\u{a0}").replace('-', "\u{2011}"));
        let spec = Spec {
            width,
            max_lines: Some(lines),
            ..Spec::new(unbroken.as_deref().unwrap_or(text), style)
        };
        let fonts = self.fonts;
        let engine = self.engine.get_or_insert_with(|| TextEngine::new(fonts));
        let block = Arc::new(engine.layout(&spec));
        let kept = Kept {
            block: Arc::clone(&block),
            pass,
        };
        self.blocks.insert(key, kept);
        block
    }

    fn paint(&mut self, painter: &Painter, block: &Arc<TextBlock>, at: Pos2) -> Vec<egui::Shape> {
        let Some(engine) = &self.engine else {
            return Vec::new(); // a block of another engine
        };
        let (ctx, faces) = (painter.ctx(), engine.faces());
        if !std::mem::replace(&mut self.begun, true) {
            self.painter.begin(ctx, faces);
        }
        let mut frame = Frame {
            screen_from_board: TranslateScale::translate((f64::from(at.x), f64::from(at.y))),
            pixels_per_point: ctx.pixels_per_point(),
            look: theme::look(ctx),
            settled: true,
            clip: painter.clip_rect(),
            faces,
            images: &mut |_, _| None,
        };
        let shape = Shape::Text {
            block: Arc::clone(block),
            at: Point::ZERO,
            alpha: 1.0,
        };
        let mut out = Vec::new();
        self.painter.paint(&mut frame, &[shape], &mut out);
        out
    }
}

/// Gives a context its words. Once, at the start.
pub fn install(ctx: &egui::Context, fonts: FontSource) {
    ctx.add_plugin(OfContext(Mutex::new(Words {
        fonts,
        engine: None,
        painter: WallPainter::default(),
        blocks: HashMap::new(),
        pass: 0,
        begun: false,
    })));
}

/// Lays out words in points: at most so many lines of this width, with an ellipsis where they are cut.
pub fn lay(
    ctx: &egui::Context,
    text: &str,
    style: TextStyle,
    width: Option<f32>,
    lines: usize,
) -> Arc<TextBlock> {
    let width = width.map(|width| width.max(8.0));
    ctx.with_plugin(|of: &mut OfContext| of.words().lay(text, style, width, lines))
        .unwrap_or_else(nothing)
}

/// Lays out what is kept by the caller: a piece of a long text.
pub fn shape(ctx: &egui::Context, spec: &Spec<'_>) -> Arc<TextBlock> {
    ctx.with_plugin(|of: &mut OfContext| {
        let words = of.words();
        let fonts = words.fonts;
        let engine = words.engine.get_or_insert_with(|| TextEngine::new(fonts));
        Arc::new(engine.layout(spec))
    })
    .unwrap_or_else(nothing)
}

/// Paints what was laid out by [`lay`] or [`shape`] with its left top corner at `at`.
pub fn paint(painter: &Painter, block: &Arc<TextBlock>, at: Pos2) {
    let shapes = painter
        .ctx()
        .with_plugin(|of: &mut OfContext| of.words().paint(painter, block, at));
    painter.extend(shapes.unwrap_or_default());
}

/// What a context without words has to say.
fn nothing() -> Arc<TextBlock> {
    Arc::new(TextBlock {
        text: "".into(),
        runs: Vec::new(),
        glyphs: Vec::new(),
        lines: Vec::new(),
        size: [0.0, 0.0],
        cut: false,
    })
}

/// The size of a block: as wide as its widest line, as high as its lines.
pub fn ink_size(block: &TextBlock) -> Vec2 {
    let (left, right) = block.span();
    vec2(right - left, block.size[1])
}

/// Words as wide as there is room, read out as a label. What is cut is shown in full under the pointer.
pub fn label_ui(ui: &mut Ui, text: &str, style: TextStyle, lines: usize) -> Response {
    words_ui(
        ui,
        text,
        style,
        lines,
        Sense::hover(),
        egui::accesskit::Role::Label,
    )
}

/// A name in a row of other things: as wide as it is, or as there is room.
pub fn name_ui(ui: &mut Ui, text: &str, style: TextStyle) -> Response {
    let whole = lay(ui.ctx(), text, style, None, 1);
    let width = ink_size(&whole).x.ceil() + 1.0;
    let block = lay(
        ui.ctx(),
        text,
        style,
        Some(width.min(ui.available_width())),
        1,
    );
    let (rect, response) = ui.allocate_exact_size(block.size.into(), Sense::hover());
    spoken(
        ui,
        response,
        &block,
        rect,
        text,
        egui::accesskit::Role::Label,
    )
}

/// A sentence that is read out at once.
pub fn alert_ui(ui: &mut Ui, text: &str, style: TextStyle) -> Response {
    words_ui(
        ui,
        text,
        style,
        12,
        Sense::hover(),
        egui::accesskit::Role::Alert,
    )
}

/// A name in a list to choose from. `salt` tells it from others of the same name.
pub fn choice_ui(ui: &mut Ui, salt: &str, text: &str, selected: bool) -> Response {
    let ctx = ui.ctx().clone();
    let width = ui.available_width();
    let block = lay(
        &ctx,
        text,
        TextStyle::new(size::BODY, Tone::Ink),
        Some(width - 12.0),
        1,
    );
    let (rect, _) = ui.allocate_exact_size(vec2(width, block.size[1] + 7.0), Sense::hover());
    let response = ui.interact(rect, ui.scope_id().with(("choice", salt)), Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::accesskit::Role::Button, true, selected, text)
    });
    let fill = match (selected, response.hovered()) {
        (true, _) => Some(Tone::Line),
        (false, true) => Some(Tone::Chip),
        _ => None,
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, 5.0, theme::tone(&ctx, fill));
    }
    super::panels::bar::focus_ring(ui, &response, 5.0);
    paint(ui.painter(), &block, rect.min + vec2(6.0, 3.5));
    response
}

/// Words that can be clicked, such as the name of a card.
pub fn link_ui(ui: &mut Ui, text: &str, style: TextStyle, lines: usize) -> Response {
    let response = words_ui(
        ui,
        text,
        style,
        lines,
        Sense::click(),
        egui::accesskit::Role::Button,
    );
    if response.hovered() {
        ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
    }
    super::panels::bar::focus_ring(ui, &response, 4.0);
    response
}

fn words_ui(
    ui: &mut Ui,
    text: &str,
    style: TextStyle,
    lines: usize,
    sense: Sense,
    role: egui::accesskit::Role,
) -> Response {
    let width = ui.available_width();
    let block = lay(ui.ctx(), text, style, Some(width), lines);
    // In a row a short text takes no more room than it needs; a right-to-left one needs the whole to stand right.
    let wide = if block.lines.iter().any(|line| line.rtl) {
        width
    } else {
        ink_size(&block).x.min(width)
    };
    let (rect, response) = ui.allocate_exact_size(vec2(wide, block.size[1]), sense);
    if sense.senses_click() && response.hovered() {
        ui.painter().rect_filled(
            rect.expand2(vec2(4.0, 2.0)),
            4.0,
            theme::tone(ui.ctx(), Tone::Chip),
        );
    }
    spoken(ui, response, &block, rect, text, role)
}

fn spoken(
    ui: &Ui,
    response: Response,
    block: &Arc<TextBlock>,
    rect: Rect,
    text: &str,
    role: egui::accesskit::Role,
) -> Response {
    response.widget_info(|| egui::WidgetInfo::labeled(role, true, text));
    paint(ui.painter(), block, rect.min);
    if block.cut {
        return response.on_hover_ui(|ui| tip_ui(ui, text));
    }
    response
}

/// What stands under the pointer: the words in full.
pub fn tip_ui(ui: &mut Ui, text: &str) {
    let style = TextStyle::new(size::BODY, Tone::Ink);
    let block = lay(ui.ctx(), text, style, Some(340.0), 12);
    let (rect, _) = ui.allocate_exact_size(
        vec2(
            if block.lines.iter().any(|line| line.rtl) {
                340.0
            } else {
                ink_size(&block).x
            },
            block.size[1],
        ),
        Sense::hover(),
    );
    paint(ui.painter(), &block, rect.min);
}
