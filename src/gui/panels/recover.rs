//! What a window that ended without a word left behind: its steps and its picture, to keep, to open as a copy or to
//! discard.

use eframe::egui::{self, RichText, Ui, vec2};

use super::super::opening::{Lost, Picture};
use super::super::{theme, words};
use super::sheets::{plain, primary, title};
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// What was left behind, as it is shown.
pub struct Recover {
    /// What it is.
    pub lost: Lost,
    thumbnail: Thumbnail,
}

/// What shall become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The board goes on with it.
    Keep,
    /// A board of its own gets it.
    Copy,
    /// It is given up.
    Discard,
}

/// Rows of steps that are shown.
const MOST_ROWS: usize = 200;

impl Recover {
    /// Shows this.
    pub fn new(lost: Lost) -> Self {
        Self {
            lost,
            thumbnail: Thumbnail::default(),
        }
    }

    /// Shows how the board looks.
    pub fn draw(&mut self, picture: Option<Picture>) {
        self.thumbnail = Thumbnail::of(picture);
    }
}

/// Shows the sheet. `None` while nothing was chosen.
pub fn recover_ui(ui: &mut Ui, recover: &mut Recover) -> Option<Choice> {
    let wide = ui.available_width() > 640.0;
    ui.set_width(if wide {
        760.0_f32.min(ui.available_width())
    } else {
        ui.available_width()
    });
    let lost = &recover.lost;
    let were = match lost.steps.len() {
        1 => "1 step was not saved".to_owned(),
        n => format!("{n} steps were not saved"),
    };
    title(ui, &format!("Casewall closed unexpectedly; {were}"));
    let name = lost.document.board().about().title.trim();
    let name = match (&lost.origin, name) {
        (Some(origin), _) => origin.path.display().to_string(),
        (None, "") => "A board that was in no file yet".to_owned(),
        (None, name) => format!("“{name}”, which was in no file yet"),
    };
    let since = lost.since.get(..16).unwrap_or_default().replace('T', " ");
    let second = TextStyle::new(size::BODY, Tone::InkSecond);
    words::label_ui(ui, &format!("{name} · edited since {since} UTC"), second, 2);
    for remark in &lost.remarks {
        words::label_ui(ui, remark, TextStyle::new(size::BODY, Tone::Attention), 3);
    }
    ui.add_space(8.0);
    let height = (ui.ctx().content_rect().height() - 260.0).clamp(90.0, 300.0);
    ui.horizontal_top(|ui| {
        let list = if wide { 270.0 } else { ui.available_width() };
        ui.allocate_ui_with_layout(
            vec2(list, height),
            egui::Layout::top_down(egui::Align::Min),
            |ui| {
                egui::ScrollArea::vertical()
                    .id_salt("steps")
                    .max_height(height)
                    .auto_shrink(false)
                    .show(ui, |ui| {
                        for (n, step) in lost.steps.iter().take(MOST_ROWS).enumerate() {
                            let row = format!("{}. {step}", n + 1);
                            words::label_ui(ui, &row, TextStyle::new(size::BODY, Tone::Ink), 2);
                        }
                        if let Some(more) =
                            lost.steps.len().checked_sub(MOST_ROWS).filter(|n| *n > 0)
                        {
                            ui.label(format!("and {more} more"));
                        }
                    });
            },
        );
        if wide {
            ui.add_space(8.0);
            let room = vec2(ui.available_width(), height);
            recover
                .thumbnail
                .thumbnail_ui(ui, room, "The board with these steps");
        }
    });
    ui.add_space(12.0);
    let enter = ui.input(|i| i.key_pressed(egui::Key::Enter));
    let mut choice = None;
    ui.horizontal(|ui| {
        if primary(ui, "Keep them") || enter {
            choice = Some(Choice::Keep);
        }
        if plain(ui, "Open as a copy") {
            choice = Some(Choice::Copy);
        }
        if plain(ui, "Discard") {
            choice = Some(Choice::Discard);
        }
        let hint = RichText::new("Esc decides later").size(size::SMALL);
        ui.label(hint.color(theme::tone(ui.ctx(), Tone::InkThird)));
    });
    choice
}

/// A small picture of a board that is uploaded when it is first shown.
#[derive(Default)]
pub struct Thumbnail {
    /// Whether it was drawn; there may be nothing to see all the same.
    drawn: bool,
    image: Option<egui::ColorImage>,
    texture: Option<egui::TextureHandle>,
}

impl Thumbnail {
    /// Of this picture; empty without one.
    pub fn of(picture: Option<Picture>) -> Self {
        let image = picture
            .map(|picture| egui::ColorImage::from_rgba_unmultiplied(picture.size, &picture.rgba));
        Self {
            drawn: true,
            image,
            texture: None,
        }
    }

    /// Shows it as large as it fits.
    pub fn thumbnail_ui(&mut self, ui: &mut Ui, room: egui::Vec2, what: &str) {
        if let Some(image) = self.image.take() {
            let options = egui::TextureOptions::LINEAR;
            self.texture = Some(ui.ctx().load_texture("casewall.thumbnail", image, options));
        }
        let (rect, response) = ui.allocate_exact_size(room, egui::Sense::hover());
        response
            .widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Image, true, what));
        let ctx = ui.ctx().clone();
        let line = egui::Stroke::new(1.0, theme::tone(&ctx, Tone::Line));
        let ground = theme::tone(&ctx, Tone::Wall);
        ui.painter()
            .rect(rect, 8.0, ground, line, egui::StrokeKind::Inside);
        match &self.texture {
            Some(texture) => {
                let inner = rect.shrink(6.0);
                let size = texture.size_vec2();
                let scale = (inner.width() / size.x)
                    .min(inner.height() / size.y)
                    .min(1.0);
                let place = egui::Rect::from_center_size(inner.center(), size * scale);
                let all = egui::Rect::from_min_max(egui::pos2(0.0, 0.0), egui::pos2(1.0, 1.0));
                ui.painter()
                    .image(texture.id(), place, all, egui::Color32::WHITE);
            }
            None => {
                let style = TextStyle::new(size::SMALL, Tone::InkThird);
                let what = if self.drawn {
                    "An empty wall"
                } else {
                    "Drawing…"
                };
                let words = words::lay(&ctx, what, style, None, 1);
                let [width, height] = words.size;
                words::paint(
                    ui.painter(),
                    &words,
                    rect.center() - vec2(width, height) / 2.0,
                );
            }
        }
    }
}
