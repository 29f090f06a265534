//! The menu bar and the toolbar.

use eframe::egui::{self, Align, Layout, Rect, Sense, Ui, vec2};

use super::super::{theme, words};
use crate::assess::Strike;
use crate::board::Stance;
use crate::editor::{Ask, COMMANDS, Command, Desk, Menu, Session, TOOLS, ToolId, find};
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// The menus, made from the list of commands. Without a board only what needs none can be chosen.
pub fn menus_ui(
    ui: &mut Ui,
    session: Option<&Session>,
    wheel_zooms: bool,
) -> Option<&'static Command> {
    let mut chosen = None;
    egui::MenuBar::new().ui(ui, |ui| {
        for (menu, name) in Menu::ALL {
            ui.menu_button(name, |ui| {
                ui.set_min_width(230.0);
                for command in COMMANDS.iter().filter(|command| command.menu == menu) {
                    if starts_group(command.id) {
                        ui.separator();
                    }
                    let enabled = session.map_or(works_without_board(command.id), |session| {
                        command.is_enabled(session)
                    });
                    let title = title_of(command, session);
                    let keys = command
                        .keys
                        .first()
                        .map(|chord| chord.words())
                        .unwrap_or_default();
                    let ticked = command.id == "wheel" && wheel_zooms;
                    let title = if ticked {
                        format!("✔ {title}")
                    } else {
                        title
                    };
                    if ui
                        .add_enabled(
                            enabled,
                            egui::Button::new(title).shortcut_text(keys).frame(false),
                        )
                        .clicked()
                    {
                        chosen = Some(command);
                        ui.close();
                    }
                }
            });
        }
    });
    chosen
}

/// The title of a command now: undo and redo name the step.
pub fn title_of(command: &Command, session: Option<&Session>) -> String {
    let step = session.and_then(|session| match command.id {
        "undo" => session.document().undo_label(),
        "redo" => session.document().redo_label(),
        _ => None,
    });
    if command.id == "what-if"
        && let Some(Strike::Same(..)) = session.and_then(Session::strikable)
    {
        return "What if they had one origin?".to_owned();
    }
    match step {
        Some(label) => format!("{} {}", command.title, label.text),
        None => command.title.to_owned(),
    }
}

/// Whether a command makes sense on the start screen.
pub fn works_without_board(id: &str) -> bool {
    matches!(
        id,
        "new" | "open" | "quit" | "preferences" | "theme" | "palette" | "keys" | "about"
    )
}

fn starts_group(id: &str) -> bool {
    matches!(
        id,
        "save"
            | "import"
            | "preferences"
            | "quit"
            | "cut"
            | "select-all"
            | "flip"
            | "nudge-left"
            | "wall"
            | "zoom-in"
            | "next-card"
            | "outline"
            | "theme"
            | "about"
    )
}

/// What the toolbar shows of the board.
pub struct Title {
    /// Name of the board.
    pub name: String,
    /// Saved, or not.
    pub state: &'static str,
}

/// The toolbar: name, tools, export.
pub fn toolbar_ui(ui: &mut Ui, session: &mut Session, title: &Title) -> Option<Ask> {
    let mut ask = None;
    let bar = ui.max_rect();
    let ctx = ui.ctx().clone();
    let tools_width = TOOLS
        .iter()
        .map(|tool| tool_width(ui, tool.name))
        .sum::<f32>()
        + 8.0;
    // In the middle; nearer to the left where the views would find no room, and the views give way last.
    let desks = desks_width(ui);
    let beside = |taken: f32| bar.right() - BUTTON - taken - tools_width - 24.0;
    let tools_left = (bar.center().x - tools_width / 2.0)
        .min(beside(if beside(desks + 24.0) > bar.left() + 44.0 {
            desks + 24.0
        } else {
            0.0
        }))
        .max(bar.left() + 44.0);
    let tools = Rect::from_min_size(
        egui::pos2(tools_left, bar.center().y - 16.0),
        vec2(tools_width, 32.0),
    );

    let logo = Rect::from_center_size(
        egui::pos2(bar.left() + 24.0, bar.center().y),
        vec2(22.0, 22.0),
    );
    paint_logo(ui, logo);
    let mut name = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(Rect::from_min_max(
                egui::pos2(bar.left() + 48.0, bar.top()),
                egui::pos2(tools.left() - 12.0, bar.bottom()),
            ))
            .layout(Layout::left_to_right(Align::Center)),
    );
    if name.available_width() > 60.0 {
        let style = TextStyle::new(size::LEAD, Tone::Ink).bold();
        words::name_ui(&mut name, &title.name, style);
        if name.available_width() > 40.0 {
            name.add(
                egui::Label::new(
                    egui::RichText::new(title.state)
                        .size(size::BODY)
                        .color(theme::tone(&ctx, Tone::InkSecond)),
                )
                .truncate(),
            );
        }
    }

    ui.painter()
        .rect_filled(tools, 8.0, theme::tone(&ctx, Tone::Chip));
    let mut x = tools.left() + 4.0;
    for tool in TOOLS {
        let width = tool_width(ui, tool.name);
        let rect = Rect::from_min_size(egui::pos2(x, tools.top() + 3.0), vec2(width, 26.0));
        x += width;
        let on = session.tool() == tool.id;
        let key = crate::editor::Chord {
            ctrl: false,
            shift: false,
            alt: false,
            key: tool.key,
        }
        .words();
        let mut response = tool_button(ui, rect, tool.name, &key, on);
        if session.tool() != ToolId::Link {
            response = response.on_hover_text(tool.hint); // with the link tool the stances stand there
        }
        if response.clicked() {
            session.use_tool(tool.id);
        }
    }
    if session.tool() == ToolId::Link {
        stance_ui(ui, session, tools);
    }

    let right = bar.right() - 12.0;
    let place = |right: f32| {
        let middle = egui::pos2(right - BUTTON / 2.0, bar.center().y);
        Rect::from_center_size(middle, vec2(BUTTON, 28.0))
    };
    let hint = "Export a snapshot of the board (Ctrl+E)";
    if rim_button(ui, place(right), "Export", hint, true).clicked() {
        ask = Some(Ask::Export);
    }
    let hint = "Bring in articles, documents, references, tables and boards (Ctrl+I)";
    let import = place(right - BUTTON - 8.0);
    let roomy = tools.right() + 36.0 + desks < import.left();
    if roomy && rim_button(ui, import, "Import", hint, false).clicked() {
        ask = Some(Ask::Import);
    }
    let right = if roomy { import.left() } else { right - BUTTON };
    let switch = Rect::from_min_size(
        egui::pos2(right - 12.0 - desks, bar.center().y - 14.0),
        vec2(desks, 28.0),
    );
    if tools.right() + 8.0 < switch.left() {
        desks_ui(ui, session, switch);
    }
    ask
}

/// Space on both sides of the name of a view.
const DESK_PAD: f32 = 11.0;

fn desks_width(ui: &Ui) -> f32 {
    let names = Desk::ALL.iter();
    names.map(|(_, name)| desk_width(ui, name)).sum()
}

fn desk_width(ui: &Ui, name: &str) -> f32 {
    let font = theme::regular(size::BODY);
    let layout =
        ui.fonts_mut(|fonts| fonts.layout_no_wrap(name.to_owned(), font, egui::Color32::WHITE));
    layout.size().x + 2.0 * DESK_PAD
}

/// The switch between the views of the board.
fn desks_ui(ui: &Ui, session: &mut Session, rect: Rect) {
    let ctx = ui.ctx().clone();
    let stroke = egui::Stroke::new(1.0, theme::tone(&ctx, Tone::Line));
    let fill = theme::tone(&ctx, Tone::Paper);
    ui.painter()
        .rect(rect, 7.0, fill, stroke, egui::StrokeKind::Inside);
    let mut x = rect.left();
    for (number, (desk, name)) in Desk::ALL.into_iter().enumerate() {
        let part = Rect::from_min_size(
            egui::pos2(x, rect.top()),
            vec2(desk_width(ui, name), rect.height()),
        );
        x = part.right();
        let on = session.desk() == desk;
        let response = ui.interact(part, ui.scope_id().with(("desk", name)), Sense::click());
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::accesskit::Role::RadioButton, true, on, name)
        });
        let shade = match (on, response.hovered()) {
            (true, _) => Some(theme::tone(&ctx, Tone::Chip)),
            (false, true) => Some(theme::faded(&ctx, Tone::Chip, 0.5)),
            (false, false) => None,
        };
        if let Some(shade) = shade {
            ui.painter().rect_filled(part.shrink(1.0), 6.0, shade);
        }
        if number > 0 {
            ui.painter().vline(part.left(), part.y_range(), stroke);
        }
        focus_ring(ui, &response, 6.0);
        let ink = theme::tone(&ctx, if on { Tone::Ink } else { Tone::InkSecond });
        ui.painter().text(
            part.center(),
            egui::Align2::CENTER_CENTER,
            name,
            theme::regular(size::BODY),
            ink,
        );
        if response.clicked() {
            session.show_desk(desk);
        }
    }
}

/// Width of the buttons at the right end of the bar.
const BUTTON: f32 = 78.0;

/// A button at the right end of the bar: filled if it is what most hands look for there.
fn rim_button(ui: &mut Ui, rect: Rect, name: &str, hint: &str, filled: bool) -> egui::Response {
    let ctx = ui.ctx().clone();
    let response = ui.interact(rect, ui.scope_id().with(name), Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, name));
    let (fill, ink) = match (filled, response.hovered()) {
        (true, false) => (theme::tone(&ctx, Tone::Ink), Tone::Wall),
        (true, true) => (theme::faded(&ctx, Tone::Ink, 0.85), Tone::Wall),
        (false, false) => (theme::tone(&ctx, Tone::Paper), Tone::Ink),
        (false, true) => (theme::tone(&ctx, Tone::Chip), Tone::Ink),
    };
    let stroke = egui::Stroke::new(
        1.0,
        theme::tone(&ctx, if filled { Tone::Ink } else { Tone::Line }),
    );
    ui.painter()
        .rect(rect, 7.0, fill, stroke, egui::StrokeKind::Inside);
    focus_ring(ui, &response, 7.0);
    ui.painter().text(
        rect.center(),
        egui::Align2::CENTER_CENTER,
        name,
        theme::bold(size::BODY),
        theme::tone(&ctx, ink),
    );
    response.on_hover_text(hint)
}

/// The stance of new links, below the link tool.
fn stance_ui(ui: &mut Ui, session: &mut Session, tools: Rect) {
    let ctx = ui.ctx().clone();
    let at = egui::pos2(tools.right() - 256.0, tools.bottom() + 12.0);
    egui::Area::new(egui::Id::unique("casewall.stance"))
        .fixed_pos(at)
        .order(egui::Order::Foreground)
        .show(&ctx, |ui| {
            egui::Frame::popup(ui.style())
                .inner_margin(egui::Margin::same(6))
                .show(ui, |ui| {
                    ui.horizontal(|ui| {
                        for stance in [Stance::Corroborates, Stance::Contradicts] {
                            let on = session.stance() == stance;
                            if stance_button(ui, stance, on).clicked() {
                                session.use_stance(stance);
                            }
                        }
                    });
                    // Not under the pointer, where it would lie over the words.
                    let hint = egui::RichText::new("X flips it while you drag").size(size::SMALL);
                    ui.label(hint.color(theme::tone(&ctx, Tone::InkSecond)));
                });
        });
}

/// A stance to choose, in its own colour and with its sign; the chosen one is filled and framed in it.
pub fn stance_button(ui: &mut Ui, stance: Stance, on: bool) -> egui::Response {
    let ctx = ui.ctx().clone();
    let (name, tone) = match stance {
        Stance::Corroborates => ("+ Corroborates", Tone::Corroborates),
        Stance::Contradicts => ("− Contradicts", Tone::Contradicts),
    };
    let color = theme::tone(&ctx, tone);
    let mut text = egui::RichText::new(name).color(color);
    let mut button_fill = theme::tone(&ctx, Tone::Panel);
    let mut line = egui::Stroke::new(1.0, theme::tone(&ctx, Tone::Line));
    if on {
        text = text.font(theme::bold(size::BODY));
        button_fill = theme::over(&ctx, tone, 0.10, Tone::Panel);
        line = egui::Stroke::new(1.5, color);
    }
    let button = egui::Button::new(text).fill(button_fill).stroke(line);
    let response = ui.add(button.min_size(vec2(118.0, 28.0)));
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::accesskit::Role::RadioButton, true, on, name)
    });
    response
}

fn tool_width(ui: &Ui, name: &str) -> f32 {
    let text = ui.fonts_mut(|fonts| {
        fonts
            .layout_no_wrap(
                name.to_owned(),
                theme::regular(size::BODY),
                egui::Color32::WHITE,
            )
            .size()
            .x
    });
    text + 36.0
}

fn tool_button(ui: &Ui, rect: Rect, name: &str, key: &str, on: bool) -> egui::Response {
    let ctx = ui.ctx();
    let response = ui.interact(rect, ui.scope_id().with(("tool", name)), Sense::click());
    response
        .widget_info(|| egui::WidgetInfo::selected(egui::accesskit::Role::Button, true, on, name));
    if on {
        ui.painter()
            .rect_filled(rect, 6.0, theme::tone(ctx, Tone::Paper));
    } else if response.hovered() {
        ui.painter()
            .rect_filled(rect, 6.0, theme::faded(ctx, Tone::Line, 0.7));
    }
    focus_ring(ui, &response, 6.0);
    let ink = theme::tone(ctx, if on { Tone::Ink } else { Tone::InkSecond });
    let right = ui
        .painter()
        .text(
            rect.left_center() + vec2(11.0, 0.0),
            egui::Align2::LEFT_CENTER,
            name,
            theme::regular(size::BODY),
            ink,
        )
        .right();
    let hint = theme::tone(ctx, Tone::InkThird);
    ui.painter().text(
        egui::pos2(right + 6.0, rect.center().y + 0.5),
        egui::Align2::LEFT_CENTER,
        key,
        theme::regular(size::SMALL),
        hint,
    );
    response
}

/// Focus is visible.
pub fn focus_ring(ui: &Ui, response: &egui::Response, radius: f32) {
    if response.has_focus() {
        let stroke = egui::Stroke::new(2.0, theme::tone(ui.ctx(), Tone::Selection));
        ui.painter().rect_stroke(
            response.rect.expand(1.0),
            radius,
            stroke,
            egui::StrokeKind::Outside,
        );
    }
}

/// Two cards on a wall.
pub fn paint_logo(ui: &Ui, rect: Rect) {
    let ctx = ui.ctx();
    let painter = ui.painter();
    painter.rect_filled(rect, rect.width() * 0.24, theme::tone(ctx, Tone::Ink));
    let unit = rect.width() / 22.0;
    let card =
        |x: f32, y: f32| Rect::from_min_size(rect.min + vec2(x, y) * unit, vec2(6.5, 5.0) * unit);
    let paper = theme::tone(ctx, Tone::Wall);
    painter.rect_filled(card(4.5, 5.5), 1.5 * unit, paper);
    painter.rect_filled(card(11.0, 11.5), 1.5 * unit, paper);
    let line = egui::Stroke::new(1.2 * unit, theme::faded(ctx, Tone::Wall, 0.7));
    painter.line_segment(
        [
            card(4.5, 5.5).right_bottom() - vec2(2.0, 0.5) * unit,
            card(11.0, 11.5).left_top() + vec2(1.5, 0.5) * unit,
        ],
        line,
    );
}

/// The command of an id that is known to be there.
pub fn command(id: &str) -> Option<&'static Command> {
    find(id)
}
