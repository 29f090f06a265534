//! The export sheet: what shall be in the picture, what it looks like, and how large it will be; or which data of the
//! board other programs shall get.
//!
//! It offers only what the chosen format can do. It writes nothing: the answer is taken by the window.

mod form;
mod measure;

use eframe::egui::{self, Align2, RichText, Ui, pos2, vec2};

pub use self::form::Form;
use self::form::Part;
pub use self::measure::measure;
use self::measure::{paper_name, size_words};
use super::super::exporting::{Preview, Shown};
use super::super::{theme, words};
use crate::board::{Body, CardId};
use crate::editor::Session;
use crate::export::data::WRITERS;
use crate::export::{EXPORTERS, PAPERS, Pages, SCALE_MAX, SCALE_MIN};
use crate::scene::style::{Look, Tone, size};
use crate::scene::text::FontSource;

/// What came of the sheet.
pub enum Choice {
    /// Write it; a path is asked for.
    Export,
    /// Put it on the clipboard as a picture.
    Copy,
    /// Put the sheet away.
    Close,
}

/// Width of the choices, points.
const FORM_WIDTH: f32 = 330.0;

/// Shows the sheet. `None` while it stays.
pub fn export_ui(
    ctx: &egui::Context,
    form: &mut Form,
    preview: &mut Preview,
    session: &Session,
    fonts: FontSource,
) -> Option<Choice> {
    let mut choice = None;
    let frame = egui::Frame::popup(&ctx.global_style()).inner_margin(egui::Margin::same(20));
    let room = ctx.content_rect().size() - vec2(72.0, 96.0);
    let wide = room.x >= FORM_WIDTH + 300.0;
    let preview_size = if wide {
        vec2(
            (room.x - FORM_WIDTH - 28.0).min(600.0),
            (room.y - 30.0).min(592.0),
        )
    } else {
        vec2(FORM_WIDTH, (room.y * 0.36).clamp(80.0, 260.0))
    };
    let options = form.options(session, fonts, theme::look(ctx));
    let exporter = form.exporter();
    if let Some(exporter) = exporter {
        preview.ask(
            ctx,
            session.board(),
            session.document().revision(),
            &options,
            exporter,
            form.carry,
        );
    }
    let shown = preview.shown(ctx);
    // Before the fields see the Enter, which ends their typing.
    let free = ctx.memory(|memory| memory.focused().is_none());
    let modal = egui::Modal::new(egui::Id::unique("casewall.export"))
        .frame(frame)
        .show(ctx, |ui| {
            ui.set_max_width(room.x);
            let pictured = exporter.is_some();
            let mut parts = |ui: &mut Ui| {
                if pictured {
                    ui.vertical(|ui| picture_ui(ui, preview_size, &shown));
                    ui.add_space(12.0);
                }
                ui.vertical(|ui| {
                    ui.set_width(FORM_WIDTH);
                    let above = if wide || !pictured {
                        96.0
                    } else {
                        preview_size.y + 150.0
                    };
                    let left = (room.y - above).max(120.0);
                    egui::ScrollArea::vertical()
                        .max_height(left)
                        .auto_shrink([false, true])
                        .show(ui, |ui| {
                            ui.set_width(FORM_WIDTH - 10.0);
                            form_ui(ui, form, session);
                        });
                    ui.add_space(10.0);
                    choice = buttons_ui(ui, shown.failed.is_none() || !pictured, pictured, free);
                });
            };
            if wide {
                ui.horizontal_top(parts);
            } else {
                parts(ui);
            }
            super::sheets::keyboard_ring(ui);
        });
    if choice.is_none() && modal.should_close() {
        choice = Some(Choice::Close);
    }
    if choice.is_some() {
        preview.stop();
    }
    choice
}

/// The picture as it will be, and how large.
fn picture_ui(ui: &mut Ui, room: egui::Vec2, shown: &Shown) {
    let (rect, response) = ui.allocate_exact_size(room, egui::Sense::hover());
    let words = size_words(shown);
    response.widget_info(|| {
        egui::WidgetInfo::labeled(
            egui::accesskit::Role::Image,
            true,
            format!("Preview: {words}"),
        )
    });
    let painter = ui.painter_at(rect.expand(1.0));
    painter.rect_filled(rect, 8.0, theme::tone(ui.ctx(), Tone::Chip));
    let inner = rect.shrink2(vec2(10.0, 10.0));
    let words_height = 22.0;
    let place = egui::Rect::from_min_max(inner.min, inner.max - vec2(0.0, words_height));
    let ink = theme::tone(ui.ctx(), Tone::InkSecond);
    if let Some(texture) = &shown.texture {
        let natural = texture.size_vec2() / ui.ctx().pixels_per_point();
        let fit = (place.width() / natural.x)
            .min(place.height() / natural.y)
            .min(1.0);
        let at = egui::Rect::from_center_size(place.center(), natural * fit);
        if shown.transparent {
            checkers(&painter, at, ui.ctx(), shown.dark);
        }
        let all = egui::Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        painter.image(texture.id(), at, all, egui::Color32::WHITE);
        let line = egui::Stroke::new(1.0, theme::tone(ui.ctx(), Tone::Line));
        painter.rect_stroke(at, 0.0, line, egui::StrokeKind::Outside);
    } else if let Some(why) = &shown.failed {
        let galley = painter.layout(
            why.clone(),
            theme::regular(size::BODY),
            theme::tone(ui.ctx(), Tone::Contradicts),
            place.width() - 40.0,
        );
        painter.galley(place.center() - galley.size() / 2.0, galley, ink);
    } else {
        painter.text(
            place.center(),
            Align2::CENTER_CENTER,
            "Drawing the preview…",
            theme::regular(size::BODY),
            ink,
        );
    }
    if shown.failed.is_none() || shown.texture.is_some() {
        painter.text(
            pos2(inner.center().x, inner.bottom()),
            Align2::CENTER_BOTTOM,
            words,
            theme::regular(size::BODY),
            ink,
        );
    }
}

/// Squares that show where a picture is transparent.
///
/// They are as dark as the ground that the picture is made for.
fn checkers(painter: &egui::Painter, rect: egui::Rect, ctx: &egui::Context, dark: bool) {
    const SIDE: f32 = 8.0;
    let (ground, square) = match dark == (theme::look(ctx) == Look::Dark) {
        true => (Tone::Paper, Tone::Line),
        false => (Tone::Ink, Tone::InkSecond),
    };
    painter.rect_filled(rect, 0.0, theme::tone(ctx, ground));
    let color = theme::tone(ctx, square);
    let mut mesh = egui::Mesh::default();
    let (columns, rows) = (
        (rect.width() / SIDE) as i32 + 1,
        (rect.height() / SIDE) as i32 + 1,
    );
    for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))) {
        if (row + column) % 2 == 1 {
            let at = rect.min + vec2(column as f32, row as f32) * SIDE;
            let square = egui::Rect::from_min_size(at, vec2(SIDE, SIDE)).intersect(rect);
            mesh.add_colored_rect(square, color);
        }
    }
    painter.add(mesh);
}

fn form_ui(ui: &mut Ui, form: &mut Form, session: &Session) {
    let paper = theme::tone(ui.ctx(), Tone::Paper);
    let widgets = &mut ui.visuals_mut().widgets;
    for state in [
        &mut widgets.inactive,
        &mut widgets.hovered,
        &mut widgets.active,
    ] {
        state.bg_fill = paper; // boxes to be ticked are not filled like the handles of scroll bars
    }
    ui.label(RichText::new("Export a snapshot").font(theme::bold(size::HEADING)));
    ui.add_space(6.0);
    let can = form.exporter().map(|exporter| exporter.abilities());
    caption(ui, "Format");
    choices(
        ui,
        EXPORTERS
            .iter()
            .map(|exporter| (exporter.id().to_uppercase(), exporter.id())),
        &mut form.format,
    );
    caption(ui, "Or data for other programs");
    choices(
        ui,
        WRITERS
            .iter()
            .map(|writer| (writer.format().name.to_owned(), writer.format().id)),
        &mut form.format,
    );
    if let Some(writer) = form.writer() {
        ui.add_space(8.0);
        ui.label(format!("{} The whole board is read.", writer.format().says));
        return;
    }

    let name = caption(ui, "What");
    part_ui(ui, form, session, name);

    let paged = can.is_some_and(|can| can.pages);
    let fitted = paged && form.paper.is_some() && !form.split;
    if !fitted {
        let name = caption(ui, "Scale");
        ui.horizontal(|ui| {
            for choice in [0.5, 1.0, 2.0, 4.0] {
                let label = format!("{choice}×");
                if ui
                    .add(egui::Button::new(label).selected(form.scale == choice))
                    .clicked()
                {
                    form.scale = choice;
                }
            }
            let value = egui::DragValue::new(&mut form.scale)
                .range(SCALE_MIN..=SCALE_MAX)
                .speed(0.01)
                .min_decimals(1)
                .max_decimals(2)
                .prefix("other: ");
            ui.add(value)
                .labelled_by(name)
                .on_hover_text("From 0.1 to 8: drag, or click and type");
        });
    }
    caption(ui, "Look");
    let window = theme::look(ui.ctx());
    let mut look = form.look.unwrap_or(window);
    let looks = [
        ("Light", Look::Light),
        ("Dark", Look::Dark),
        ("Print", Look::Print),
    ];
    choices(
        ui,
        looks
            .into_iter()
            .map(|(name, look)| (name.to_owned(), look)),
        &mut look,
    );
    if form.look.is_some() || look != window {
        form.look = Some(look);
    }
    if form.part != Part::View {
        let name = caption(ui, "Margin");
        ui.add(
            egui::DragValue::new(&mut form.margin)
                .range(0.0..=1000.0)
                .speed(1.0)
                .max_decimals(0),
        )
        .labelled_by(name);
    }
    if paged {
        pages_ui(ui, form, session);
    }

    caption(ui, "Add");
    ui.horizontal_wrapped(|ui| {
        theme::checkbox_ui(ui, &mut form.title, "Title");
        theme::checkbox_ui(ui, &mut form.legend, "Legend");
        theme::checkbox_ui(ui, &mut form.sources, "List of sources");
    });
    ui.horizontal(|ui| {
        let label = ui.label("Date");
        let field = egui::TextEdit::singleline(&mut form.date)
            .hint_text("22 November 2026")
            .desired_width(200.0);
        ui.add(field).labelled_by(label.id);
    });
    if can.is_some_and(|can| can.transparent) {
        theme::checkbox_ui(ui, &mut form.transparent, "Transparent ground");
    }
    if can.is_some_and(|can| can.carries) {
        theme::checkbox_ui(ui, &mut form.carry, "Carry the board in the file");
        let words = match (form.carry, form.part == Part::Board) {
            (true, true) => format!(
                "Casewall can open the file as a board. Whoever gets it gets all {} cards with their full texts.",
                session.board().cards().len()
            ),
            (true, false) => "Casewall can open the file as a board of the cards that it shows, with their full texts.".to_owned(),
            (false, _) => "The file is a picture only.".to_owned(),
        };
        ui.label(
            RichText::new(words)
                .size(size::SMALL)
                .color(theme::tone(ui.ctx(), Tone::InkSecond)),
        );
    }
}

/// A name above what follows; gives the id to tie them together for screen readers.
fn caption(ui: &mut Ui, text: &str) -> egui::Id {
    ui.add_space(4.0);
    let ink = theme::tone(ui.ctx(), Tone::InkSecond);
    ui.label(RichText::new(text).size(size::SMALL).color(ink))
        .id
}

/// Buttons of which one is down.
fn choices<T: PartialEq + Clone>(
    ui: &mut Ui,
    all: impl Iterator<Item = (String, T)>,
    chosen: &mut T,
) {
    ui.horizontal_wrapped(|ui| {
        for (name, value) in all {
            if ui
                .add(egui::Button::new(name).selected(*chosen == value))
                .clicked()
            {
                *chosen = value;
            }
        }
    });
}

fn part_ui(ui: &mut Ui, form: &mut Form, session: &Session, label: egui::Id) {
    ui.horizontal_wrapped(|ui| {
        let mut choice = |ui: &mut Ui, part: Part, name: &str, on: bool, why: &str| {
            let button = egui::Button::new(name).selected(form.part == part);
            if ui
                .add_enabled(on, button)
                .on_disabled_hover_text(why)
                .clicked()
            {
                form.part = part;
            }
        };
        choice(ui, Part::Board, "Whole board", true, "");
        let selected = match session.selection().cards.len() {
            0 => "Selection".to_owned(),
            1 => "Selection: 1 card".to_owned(),
            n => format!("Selection: {n} cards"),
        };
        choice(
            ui,
            Part::Selection,
            &selected,
            session.has_cards(),
            "Nothing is selected",
        );
        choice(ui, Part::View, "What the window shows", true, "");
        let frames = frames(session);
        if !frames.is_empty() {
            let current = match &form.part {
                Part::Frame(id) => session.board().cards().get(id).map(|card| card.name()),
                _ => None,
            };
            let shown = current.unwrap_or_else(|| "A frame…".to_owned());
            egui::ComboBox::from_id_salt("frame")
                .selected_text(shown)
                .width(220.0)
                .show_ui(ui, |ui| {
                    for (id, name) in frames {
                        let chosen = form.part == Part::Frame(id.clone());
                        if words::choice_ui(ui, id.as_str(), &name, chosen).clicked() {
                            form.part = Part::Frame(id);
                        }
                    }
                })
                .response
                .labelled_by(label);
        }
    });
}

fn pages_ui(ui: &mut Ui, form: &mut Form, session: &Session) {
    caption(ui, "Pages");
    ui.horizontal_wrapped(|ui| {
        let one = egui::Button::new("One page").selected(form.pages == Pages::One);
        if ui.add(one).clicked() {
            form.pages = Pages::One;
        }
        let some = !frames(session).is_empty() && form.part == Part::Board;
        let by_frame =
            egui::Button::new("A page for each frame").selected(form.pages == Pages::Frames);
        let response = ui.add_enabled(some, by_frame);
        if response
            .on_disabled_hover_text("For the whole board, where it has frames")
            .clicked()
        {
            form.pages = Pages::Frames;
        }
    });
    if form.pages == Pages::Frames && form.part == Part::Board {
        let left_out = outside_frames(session);
        if left_out > 0 {
            let words = match left_out {
                1 => "1 card lies in no frame and gets no page.".to_owned(),
                n => format!("{n} cards lie in no frame and get no page."),
            };
            let ink = theme::tone(ui.ctx(), Tone::Attention);
            ui.label(RichText::new(words).size(size::SMALL).color(ink));
        }
    }
    let name = caption(ui, "Paper");
    ui.horizontal_wrapped(|ui| {
        let shown = form
            .paper
            .map_or("As large as the picture".to_owned(), paper_name);
        egui::ComboBox::from_id_salt("paper")
            .selected_text(shown)
            .width(170.0)
            .show_ui(ui, |ui| {
                ui.selectable_value(&mut form.paper, None, "As large as the picture");
                for paper in PAPERS {
                    ui.selectable_value(&mut form.paper, Some(paper.name), paper_name(paper.name));
                }
            })
            .response
            .labelled_by(name);
        if form.paper.is_some() && form.pages == Pages::One {
            theme::checkbox_ui(ui, &mut form.split, "Split over sheets").on_hover_text(
                "At its scale, over as many sheets as it takes, to be put together on a wall",
            );
        }
    });
}

/// Cards that a page for each frame leaves out.
fn outside_frames(session: &Session) -> usize {
    let board = session.board();
    let framed: std::collections::BTreeSet<CardId> = frames(session)
        .into_iter()
        .flat_map(|(id, _)| board.carried(&id).into_iter().chain([id]))
        .collect();
    board.cards().len() - framed.len()
}

/// Frames of the board with their names, as they are called.
fn frames(session: &Session) -> Vec<(CardId, String)> {
    let cards = session.board().cards().iter();
    let mut frames: Vec<_> = cards
        .filter(|(_, card)| matches!(card.body, Body::Frame(_)))
        .map(|(id, card)| (id.clone(), card.name()))
        .collect();
    frames.sort_by(|a, b| a.1.cmp(&b.1));
    frames
}

/// `free`: nothing had the keyboard, so that Enter means the button.
fn buttons_ui(ui: &mut Ui, possible: bool, pictured: bool, free: bool) -> Option<Choice> {
    let mut choice = None;
    let enter = free && ui.input(|i| i.key_pressed(egui::Key::Enter));
    ui.horizontal(|ui| {
        ui.add_enabled_ui(possible, |ui| {
            if super::sheets::primary(ui, "Export…") || enter && possible {
                choice = Some(Choice::Export);
            }
            if pictured && super::sheets::plain(ui, "Copy picture") {
                choice = Some(Choice::Copy);
            }
        });
        if super::sheets::plain(ui, "Cancel") {
            choice = Some(Choice::Close);
        }
    });
    choice
}
