//! The rows of the list: headings that open and close, problems, and the signs before them.

use std::sync::Arc;

use eframe::egui::accesskit::Role;
use eframe::egui::{self, Rect, Response, Sense, Ui, pos2, vec2};

use super::super::super::{theme, words};
use super::super::bar::focus_ring;
use crate::assess::Level;
use crate::scene::style::{Tone, size};
use crate::scene::text::{TextBlock, TextStyle};

/// Height of a heading.
const HEADING: f32 = 28.0;
/// Where words begin, for the signs before them.
pub const INDENT: f32 = 22.0;
/// Room at the right for what can be done about a problem.
const ACTIONS: f32 = 20.0;
/// Lines of a sentence at most; the rest is read under the pointer.
const LINES: usize = 5;

/// A heading: how much it matters, what it is, how many. Says whether it was clicked.
pub fn heading_ui(
    ui: &mut Ui,
    level: Option<Level>,
    title: &str,
    n: usize,
    open: bool,
) -> Response {
    let ctx = ui.ctx().clone();
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEADING), Sense::hover());
    let response = ui.interact(rect, ui.scope_id().with(("heading", title)), Sense::click());
    let spoken = match level {
        Some(level) => format!("{title}, {n}, {}", level.id()),
        None => format!("{title}, {n}"),
    };
    response.widget_info(|| egui::WidgetInfo::selected(Role::Button, true, open, &spoken));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let wide = rect.expand2(vec2(4.0, 0.0));
    if response.hovered() {
        let chip = theme::tone(&ctx, Tone::Chip);
        ui.painter().rect_filled(wide, 5.0, chip);
    }
    focus_ring(ui, &response, 5.0);
    match level {
        Some(level) => paint_level(ui, pos2(rect.left() + 7.0, rect.center().y), level),
        None => paint_muted(ui, pos2(rect.left() + 7.0, rect.center().y)),
    }
    let count = ui.painter().layout_no_wrap(
        n.to_string(),
        theme::regular(size::SMALL),
        theme::tone(&ctx, Tone::InkSecond),
    );
    let arrow = pos2(rect.right() - 5.0, rect.center().y);
    let count_left = arrow.x - 10.0 - count.size().x;
    let style = TextStyle::new(size::BODY, Tone::Ink).bold();
    let room = count_left - rect.left() - INDENT - 6.0;
    let block = words::lay(&ctx, title, style, Some(room), 1);
    let at = pos2(rect.left() + INDENT, rect.center().y - block.size[1] / 2.0);
    words::paint(ui.painter(), &block, at);
    let at = pos2(count_left, rect.center().y - count.size().y / 2.0);
    ui.painter()
        .galley(at, count, theme::tone(&ctx, Tone::InkSecond));
    let points = match open {
        true => [vec2(-3.5, -1.8), vec2(0.0, 1.8), vec2(3.5, -1.8)],
        false => [vec2(-1.8, -3.5), vec2(1.8, 0.0), vec2(-1.8, 3.5)],
    };
    let stroke = egui::Stroke::new(1.3, theme::tone(&ctx, Tone::InkThird));
    ui.painter()
        .line(points.iter().map(|by| arrow + *by).collect(), stroke);
    response
}

/// How a row looks at the moment.
#[derive(Clone, Copy)]
pub struct Now {
    /// Whether it can be put aside.
    pub mutes: bool,
    /// Whether it was chosen last.
    pub lit: bool,
    /// Whether the keyboard comes back to it.
    pub focus: bool,
}

/// What was clicked in a row.
pub struct Clicked {
    /// The sentence.
    pub go: bool,
    /// The dots behind it.
    pub more: bool,
}

/// A problem. `salt` tells it from others.
pub fn problem_ui(ui: &mut Ui, salt: (&str, usize), sentence: &str, now: Now) -> Clicked {
    let Now { mutes, lit, focus } = now;
    let ctx = ui.ctx().clone();
    let width = ui.available_width();
    let laid = Laid::new(ui, sentence, width);
    let (rect, _) = ui.allocate_exact_size(vec2(width, laid.height() + 10.0), Sense::hover());
    let id = ui.scope_id().with(("problem", salt));
    let mut response = ui.interact(rect, id, Sense::click());
    if focus {
        response.request_focus();
    }
    let spoken = format!("Problem: {sentence}");
    response.widget_info(|| egui::WidgetInfo::selected(Role::ListItem, true, lit, &spoken));
    let place = Rect::from_min_size(
        pos2(rect.right() - 16.0, rect.top() + 3.0),
        vec2(18.0, 18.0),
    );
    let more = mutes.then(|| {
        let more = ui.interact(place, id.with("more"), Sense::click());
        let spoken = format!("Mute: {sentence}");
        more.widget_info(|| egui::WidgetInfo::labeled(Role::Button, true, &spoken));
        more
    });
    let more_hovered = more
        .as_ref()
        .is_some_and(|more| more.hovered() || more.has_focus());
    if ui.is_rect_visible(rect) {
        let wide = rect.expand2(vec2(4.0, 0.0));
        let hovered = response.hovered() || more_hovered;
        let fill = match (lit, hovered) {
            (true, _) => Some(Tone::Line),
            (false, true) => Some(Tone::Chip),
            (false, false) => None,
        };
        if let Some(fill) = fill {
            ui.painter().rect_filled(wide, 5.0, theme::tone(&ctx, fill));
        }
        focus_ring(ui, &response, 5.0);
        laid.paint(ui, rect.min + vec2(INDENT, 5.0));
        if let Some(more) = &more
            && (hovered || response.has_focus())
        {
            paint_dots(ui, place, more.hovered());
            focus_ring(ui, more, 5.0);
        }
    }
    if laid.is_cut() {
        response = response.on_hover_ui(|ui| words::tip_ui(ui, sentence));
    }
    let more = more.map(|more| more.on_hover_text("Put it aside…"));
    Clicked {
        go: response.clicked(),
        more: more.is_some_and(|more| more.clicked()),
    }
}

/// A sentence as it is shown: what is the matter, and below it what can be done.
struct Laid {
    what: Arc<TextBlock>,
    advice: Option<Arc<TextBlock>>,
}

impl Laid {
    fn new(ui: &Ui, sentence: &str, width: f32) -> Self {
        let room = Some(width - INDENT - ACTIONS);
        let (what, advice) = match sentence.rsplit_once("; ") {
            // A semicolon may stand in a name.
            Some((what, advice)) if !advice.contains('”') => (what, Some(advice)),
            _ => (sentence.trim_end_matches('.'), None),
        };
        let ink = TextStyle::new(size::BODY, Tone::Ink);
        let second = TextStyle::new(size::SMALL, Tone::InkSecond);
        let lay = |text: &str, style, lines| words::lay(ui.ctx(), text, style, room, lines);
        let advice = advice.map(|advice| {
            let mut chars = advice.trim_end_matches('.').chars();
            let first = chars.next().map(|c| c.to_uppercase().to_string());
            lay(&(first.unwrap_or_default() + chars.as_str()), second, 3)
        });
        Self {
            what: lay(what, ink, LINES),
            advice,
        }
    }

    fn height(&self) -> f32 {
        let advice = self.advice.as_ref();
        self.what.size[1] + advice.map_or(0.0, |advice| advice.size[1] + 2.0)
    }

    fn is_cut(&self) -> bool {
        self.what.cut || self.advice.as_ref().is_some_and(|advice| advice.cut)
    }

    fn paint(&self, ui: &Ui, at: egui::Pos2) {
        words::paint(ui.painter(), &self.what, at);
        if let Some(advice) = &self.advice {
            let below = at + vec2(0.0, self.what.size[1] + 2.0);
            words::paint(ui.painter(), advice, below);
        }
    }
}

fn paint_dots(ui: &Ui, place: Rect, hovered: bool) {
    let ctx = ui.ctx();
    if hovered {
        let line = theme::tone(ctx, Tone::Line);
        ui.painter().rect_filled(place, 5.0, line);
    }
    let ink = theme::tone(ctx, if hovered { Tone::Ink } else { Tone::InkSecond });
    for dx in [-4.0, 0.0, 4.0] {
        ui.painter()
            .circle_filled(place.center() + vec2(dx, 0.0), 1.3, ink);
    }
}

/// How much it matters, by shape and colour: a crossed octagon, a triangle, a ring with a dot.
pub fn paint_level(ui: &Ui, at: egui::Pos2, level: Level) {
    let painter = ui.painter();
    match level {
        Level::Error => {
            let color = theme::tone(ui.ctx(), Tone::Contradicts);
            let corner = |n: usize| {
                let angle = (n as f32 + 0.5) * std::f32::consts::FRAC_PI_4;
                at + 6.2 * egui::Vec2::angled(angle)
            };
            let corners = (0..8).map(corner).collect();
            painter.add(egui::Shape::convex_polygon(
                corners,
                color,
                egui::Stroke::NONE,
            ));
            let stroke = egui::Stroke::new(1.5, theme::tone(ui.ctx(), Tone::OnAccent));
            for by in [vec2(2.2, 2.2), vec2(2.2, -2.2)] {
                painter.line_segment([at - by, at + by], stroke);
            }
        }
        Level::Warning => {
            let color = theme::tone(ui.ctx(), Tone::Attention);
            let stroke = egui::Stroke::new(1.4, color);
            let corners = [vec2(0.0, -5.5), vec2(6.0, 4.8), vec2(-6.0, 4.8)];
            let corners = corners.iter().map(|by| at + *by).collect();
            painter.add(egui::Shape::closed_line(corners, stroke));
            painter.line_segment([at + vec2(0.0, -1.6), at + vec2(0.0, 1.4)], stroke);
            painter.circle_filled(at + vec2(0.0, 3.1), 0.8, color);
        }
        Level::Note => {
            let color = theme::tone(ui.ctx(), Tone::InkThird);
            let stroke = egui::Stroke::new(1.2, color);
            painter.circle_stroke(at, 5.2, stroke);
            painter.circle_filled(at + vec2(0.0, -2.2), 0.8, color);
            painter.line_segment([at + vec2(0.0, -0.2), at + vec2(0.0, 2.6)], stroke);
        }
    }
}

/// A struck ring: put aside.
fn paint_muted(ui: &Ui, at: egui::Pos2) {
    let stroke = egui::Stroke::new(1.2, theme::tone(ui.ctx(), Tone::InkThird));
    ui.painter().circle_stroke(at, 5.2, stroke);
    ui.painter()
        .line_segment([at + vec2(-3.6, 3.6), at + vec2(3.6, -3.6)], stroke);
}
