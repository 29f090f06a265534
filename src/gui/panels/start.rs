//! The start screen: recent boards, demo boards, new, open. And what an empty board teaches.

use std::path::{Path, PathBuf};

use eframe::egui::{self, Rect, RichText, Ui, vec2};

use super::super::{theme, words};
use crate::editor::Ask;
use crate::file::Demo;
use crate::host::Settings;
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// What was chosen on the start screen.
pub enum Choice {
    /// New or open.
    Ask(Ask),
    /// A recent board.
    Recent(PathBuf),
    /// A demo board, by name.
    Demo(&'static str),
}

/// Shows the start screen.
/// `left`: boards with steps that were not saved when their windows ended without a word.
pub fn start_ui(
    ui: &mut Ui,
    settings: &Settings,
    demos: &'static [Demo],
    left: &[PathBuf],
) -> Option<Choice> {
    let recent = &settings.recent;
    let mut choice = None;
    let ctx = ui.ctx().clone();
    let second = theme::tone(&ctx, Tone::InkSecond);
    let width = ui.available_width().min(720.0);
    egui::ScrollArea::vertical()
        .auto_shrink(false)
        .show(ui, |ui| {
            ui.add_space((ui.available_height() * 0.12).clamp(16.0, 110.0));
            ui.vertical_centered(|ui| {
                ui.set_max_width(width);
                ui.with_layout(egui::Layout::top_down(egui::Align::Min), |ui| {
                    ui.horizontal(|ui| {
                        let (logo, _) =
                            ui.allocate_exact_size(vec2(44.0, 44.0), egui::Sense::hover());
                        super::bar::paint_logo(ui, logo);
                        ui.add_space(6.0);
                        ui.vertical(|ui| {
                            ui.label(RichText::new("Casewall").font(theme::bold(24.0)));
                            ui.label(
                                RichText::new(
                                    "Lay out who says what, and see what speaks for and against.",
                                )
                                .color(second),
                            );
                        });
                    });
                    ui.add_space(20.0);
                    ui.horizontal(|ui| {
                        let primary = egui::Button::new(
                            RichText::new("New board")
                                .color(theme::tone(&ctx, Tone::Wall))
                                .font(theme::bold(size::BODY)),
                        )
                        .fill(theme::tone(&ctx, Tone::Ink))
                        .min_size(vec2(120.0, 34.0));
                        if ui.add(primary).clicked() {
                            choice = Some(Choice::Ask(Ask::New));
                        }
                        if ui
                            .add(egui::Button::new("Open…").min_size(vec2(100.0, 34.0)))
                            .clicked()
                        {
                            choice = Some(Choice::Ask(Ask::Open));
                        }
                        ui.label(
                            RichText::new("or drop a board on this window")
                                .size(size::SMALL)
                                .color(second),
                        );
                    });
                    ui.add_space(24.0);
                    ui.columns(2, |columns| {
                        heading(&mut columns[0], "Demo boards");
                        for demo in demos {
                            if row_ui(&mut columns[0], demo.title, demo.description, demo.name)
                                .clicked()
                            {
                                choice = Some(Choice::Demo(demo.name));
                            }
                        }
                        if !left.is_empty() {
                            heading(&mut columns[1], "Closed unexpectedly, not all saved");
                            for path in left {
                                let name = board_name(path);
                                let place = path.display().to_string();
                                if row_ui(&mut columns[1], &name, &place, &name).clicked() {
                                    choice = Some(Choice::Recent(path.clone()));
                                }
                            }
                            columns[1].add_space(12.0);
                        }
                        heading(&mut columns[1], "Recent boards");
                        if recent.is_empty() {
                            columns[1].label(
                                RichText::new("Boards that you open or save are listed here.")
                                    .color(second),
                            );
                        }
                        for path in recent {
                            // By its title if it is known, and where it is, so that two of a name are told apart.
                            let title = settings.titles.get(path);
                            let name = title.cloned().unwrap_or_else(|| board_name(path));
                            let place = match title {
                                Some(_) => Some(path.as_path()),
                                None => path.parent(),
                            };
                            let place = place.map(|place| place.display().to_string());
                            let place = place.unwrap_or_default();
                            if row_ui(&mut columns[1], &name, &place, &name).clicked() {
                                choice = Some(Choice::Recent(path.clone()));
                            }
                        }
                    });
                });
            });
        });
    choice
}

/// The name of a board's file without its extension.
pub fn board_name(path: &Path) -> String {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    name.strip_suffix(".casewall.json")
        .or_else(|| name.strip_suffix(".json"))
        .unwrap_or(&name)
        .to_owned()
}

fn heading(ui: &mut Ui, text: &str) {
    ui.label(
        RichText::new(text.to_uppercase())
            .size(size::SMALL)
            .color(theme::tone(ui.ctx(), Tone::InkSecond)),
    );
    ui.add_space(2.0);
}

fn row_ui(ui: &mut Ui, title: &str, under: &str, spoken: &str) -> egui::Response {
    let ctx = ui.ctx().clone();
    let width = ui.available_width();
    let lay = |text, style, lines| words::lay(&ctx, text, style, Some(width - 24.0), lines);
    let name = lay(title, TextStyle::new(size::LEAD, Tone::Ink).bold(), 1);
    let more = lay(under, TextStyle::new(size::SMALL, Tone::InkSecond), 2);
    let height = name.size[1] + more.size[1] + 20.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), egui::Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::labeled(
            egui::accesskit::Role::Button,
            true,
            format!("Open {spoken}"),
        )
    });
    let fill = if response.hovered() {
        Tone::Chip
    } else {
        Tone::Paper
    };
    let stroke = egui::Stroke::new(1.0, theme::tone(&ctx, Tone::Line));
    ui.painter().rect(
        rect,
        8.0,
        theme::tone(&ctx, fill),
        stroke,
        egui::StrokeKind::Inside,
    );
    super::bar::focus_ring(ui, &response, 8.0);
    let at = rect.min + vec2(12.0, 9.0);
    words::paint(ui.painter(), &name, at);
    words::paint(ui.painter(), &more, at + vec2(0.0, name.size[1] + 2.0));
    response
}

/// What an empty board teaches: three things to do first, and the demo boards.
pub fn lesson_ui(ui: &mut Ui, wall: Rect, demos: &'static [Demo]) -> Option<Choice> {
    let mut choice = None;
    let ctx = ui.ctx().clone();
    if wall.width() < 320.0 || wall.height() < 260.0 {
        return None;
    }
    let place = Rect::from_center_size(
        wall.center(),
        vec2(380.0_f32.min(wall.width() - 24.0), 230.0),
    );
    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(place));
    let second = theme::tone(&ctx, Tone::InkSecond);
    ui.label(RichText::new("An empty wall").font(theme::bold(18.0)));
    ui.add_space(4.0);
    for (key, words) in [
        ("Double-click", "the wall to write a claim"),
        (
            "Drop or import",
            "articles, PDFs, pictures and tables to make sources (Ctrl+I)",
        ),
        (
            "Drag",
            "from the edge of a source to a claim to tie them; X flips the stance",
        ),
    ] {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 5.0;
            ui.label(RichText::new(key).font(theme::bold(size::LEAD)));
            ui.label(RichText::new(words).size(size::LEAD).color(second));
        });
    }
    ui.add_space(10.0);
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("Or look at a board first:").color(second));
        for demo in demos {
            if ui.link(demo.title).clicked() {
                choice = Some(Choice::Demo(demo.name));
            }
        }
    });
    choice
}
