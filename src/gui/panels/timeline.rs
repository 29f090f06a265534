//! What was known when: the sources of the board along an axis of time, the claims below with what they were from day to
//! day, and a day as of which all of it is looked at.
//!
//! Looking changes nothing: the day is the window's, not the board's. It refuses to change a date; that is done in the
//! inspector of the source.

mod claims;
mod head;
mod picture;
mod scale;
mod sources;

use std::sync::{Arc, mpsc};

use eframe::egui::{self, EventFilter, Rect, Sense, Ui, pos2, vec2};

use super::super::jobs::detach;
use super::super::theme;
use super::bar;
use crate::assess::{Assessment, Counting, Day};
use crate::editor::{Ask, Session};
use crate::scene::style::{Tone, size};
use picture::Picture;
use scale::Scale;

/// Cards and links up to which everything is worked out within the frame: a few milliseconds.
const SMALL: usize = 3_000;
/// Width of the lane of sources without a date.
const UNDATED: f32 = 64.0;
/// Height of the axis.
const AXIS: f32 = 30.0;
/// Room for the scroll bar of the claims.
const BAR: f32 = 12.0;
/// Room at the rim of the view.
const RIM: f32 = 24.0;

/// The view and where it is looked at from.
#[derive(Default)]
pub struct Timeline {
    counting: Counting,
    /// As of which day it is looked at; none is now.
    day: Option<Day>,
    /// None: all of it.
    scale: Option<Scale>,
    /// The width that the axis had last.
    width: f32,
    picture: Work<Picture, Key>,
    then: Work<Assessment, (Key, Day)>,
}

/// What something was made for: a state of the board that was assessed, and what counts.
type Key = (u64, Counting);

/// Something that is worked out, on a thread of its own where that takes long. What was there before stays until then.
struct Work<T, K> {
    made: Option<(K, Arc<T>)>,
    making: Option<(K, mpsc::Receiver<T>)>,
}

impl<T, K> Default for Work<T, K> {
    fn default() -> Self {
        Self {
            made: None,
            making: None,
        }
    }
}

impl<T: Send + 'static, K: PartialEq> Work<T, K> {
    /// Takes what was worked out, and says whether this is still to be. One at a time; the newest key wins.
    fn wants(&mut self, key: &K) -> bool {
        if let Some((made_for, receive)) = self.making.take() {
            match receive.try_recv() {
                Ok(made) => self.made = Some((made_for, Arc::new(made))),
                Err(mpsc::TryRecvError::Empty) => self.making = Some((made_for, receive)),
                Err(mpsc::TryRecvError::Disconnected) => {}
            }
        }
        let known = self.made.as_ref().is_some_and(|(known, _)| known == key);
        self.making.is_none() && !known
    }

    /// Works it out, at once or on a thread of its own.
    fn start(
        &mut self,
        ctx: &egui::Context,
        key: K,
        at_once: bool,
        work: impl FnOnce() -> T + Send + 'static,
    ) {
        if at_once {
            self.made = Some((key, Arc::new(work())));
            return;
        }
        let (send, receive) = mpsc::channel();
        let ctx = ctx.clone();
        detach(move || {
            // The window may be gone by now; then nobody waits.
            let _ = send.send(work());
            ctx.request_repaint();
        });
        self.making = Some((key, receive));
    }
}

/// Where things are in the view.
#[derive(Clone, Copy)]
struct Places {
    /// The names of the claims.
    names: Rect,
    /// The lane of sources without a date; no wider than nothing if there are none.
    undated: Rect,
    /// The axis and everything along it.
    time: Rect,
}

impl Timeline {
    /// The day as of which the board is looked at and where the claims stood then, once that is worked out.
    pub fn as_of(&self) -> Option<(Day, &Arc<Assessment>)> {
        let day = self.day?;
        let ((_, made_for), then) = self.then.made.as_ref()?;
        (*made_for == day).then_some((day, then))
    }

    /// Back to now.
    pub fn back_to_now(&mut self) {
        self.day = None;
    }

    /// The view, over all the room that is left.
    pub fn timeline_ui(&mut self, ui: &mut Ui, session: &mut Session) -> Option<Ask> {
        let ctx = ui.ctx().clone();
        let all = ui.available_rect_before_wrap();
        ui.painter()
            .rect_filled(all, 0.0, theme::tone(&ctx, Tone::Panel));
        self.follow(&ctx, session);
        let Some(picture) = self.picture.made.as_ref().map(|(_, made)| made.clone()) else {
            waiting_ui(ui, all);
            return None;
        };
        let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(all.shrink2(vec2(RIM, 18.0))));
        inner.set_clip_rect(all);
        head::head_ui(&mut inner, self, &picture);
        if picture.marks.is_empty() {
            head::lesson_ui(&mut inner, self, &picture, session);
            return None;
        }
        head::as_of_ui(&mut inner, self, &picture);
        inner.add_space(10.0);
        let rest = inner.available_rect_before_wrap();
        let foot = head::foot_height(&picture, session);
        let chart = Rect::from_min_max(rest.min, pos2(rest.right(), rest.bottom() - foot));
        self.chart_ui(&mut inner, session, &picture, chart);
        let foot = Rect::from_min_max(pos2(rest.left(), chart.bottom()), rest.max);
        head::foot_ui(&mut inner, self, &picture, session, foot);
        None
    }

    /// Whether sources without a date count, and which date does.
    fn count(&mut self, counting: Counting) {
        if counting.by != self.counting.by {
            (self.day, self.scale) = (None, None);
        }
        self.counting = counting;
    }

    fn go(&mut self, day: Option<Day>) {
        self.day = day;
        if let (Some(scale), Some(day)) = (&mut self.scale, day) {
            scale.reveal(day, self.width);
        }
    }

    fn follow(&mut self, ctx: &egui::Context, session: &Session) {
        let board = session.board();
        let revision = session.document().revision();
        let small = board.cards().len() + board.links().len() <= SMALL;
        let key = (revision, self.counting);
        // Where the assessment is behind, it will be here in a moment.
        if session.assessed_for() == Some(revision) && self.picture.wants(&key) {
            let (board, known) = (board.clone(), session.assessed().clone());
            let counting = self.counting;
            self.picture.start(ctx, key, small, move || {
                Picture::of(&board, &known.assessment, counting)
            });
        }
        if let (Some(day), Some((made_for, picture))) = (self.day, &self.picture.made)
            && *made_for == key
            && self.then.wants(&(key, day))
        {
            let (known, picture) = (session.assessed().clone(), picture.clone());
            self.then.start(ctx, (key, day), small, move || {
                picture.timeline.as_of(&known.assessment, day)
            });
        }
    }

    fn chart_ui(&mut self, ui: &mut Ui, session: &mut Session, picture: &Picture, chart: Rect) {
        let names = (chart.width() * 0.3).clamp(130.0, 320.0);
        let undated = if picture.undated.is_empty() {
            0.0
        } else {
            UNDATED
        };
        let column = |left: f32, width: f32| {
            Rect::from_min_max(
                pos2(chart.left() + left, chart.top()),
                pos2(chart.left() + left + width, chart.bottom()),
            )
        };
        let places = Places {
            names: column(0.0, names),
            undated: column(names + 8.0, undated),
            time: column(
                names + undated + 16.0,
                chart.width() - names - undated - 16.0 - BAR,
            ),
        };
        let width = places.time.width();
        let Some((first, last)) = picture.timeline.span() else {
            return;
        };
        let all = Scale::fitting(first, last, width);
        let mut scale = self.scale.unwrap_or(all);
        self.width = width;
        let before = scale;
        self.look_around(ui, places.time, &mut scale);
        let axis = Rect::from_min_size(places.time.min, vec2(width, AXIS));
        let top = axis.bottom();
        let height = sources::height(picture, &all, width);
        let lanes = |place: Rect| {
            Rect::from_min_max(pos2(place.left(), top), pos2(place.right(), top + height))
        };
        let list = Rect::from_min_max(pos2(chart.left(), top + height + 8.0), chart.max);
        grid(ui, &scale, places.time, axis);
        if let Some(day) = self.day {
            let x = axis.left() + scale.x(f64::from(day.number()) + 1.0);
            let line = egui::Stroke::new(1.5, theme::tone(ui.ctx(), Tone::Selection));
            let painter = ui.painter().with_clip_rect(places.time.expand(1.0));
            painter.vline(x, axis.center().y..=chart.bottom(), line);
        }
        sources::lanes_ui(
            ui,
            session,
            picture,
            &mut scale,
            self.day,
            lanes(places.time),
        );
        sources::undated_ui(
            ui,
            session,
            picture,
            lanes(places.undated),
            lanes(places.names),
            self.counting,
        );
        claims::claims_ui(ui, session, picture, &scale, self.day, places, list);
        self.axis_ui(ui, picture, &mut scale, axis, chart.bottom());
        if scale != before {
            self.scale = Some(scale);
        }
    }

    /// Zooming and panning: as on the wall, but in one direction.
    fn look_around(&mut self, ui: &mut Ui, time: Rect, scale: &mut Scale) {
        let response = ui.interact(time, ui.scope_id().with("time"), Sense::click_and_drag());
        if response.dragged() {
            scale.pan(response.drag_delta().x);
            ui.ctx().set_cursor_icon(egui::CursorIcon::Grabbing);
        }
        if response.double_clicked() {
            self.scale = None;
        }
        let pointer = ui.ctx().pointer_hover_pos();
        let Some(at) = pointer.filter(|at| time.contains(*at) && ui.rect_contains_pointer(time))
        else {
            return;
        };
        let (zoom, scrolled) = ui.input(|i| (i.zoom_delta(), i.smooth_scroll_delta().x));
        if zoom != 1.0 {
            scale.zoom(f64::from(zoom), at.x - time.left());
        }
        if scrolled != 0.0 {
            scale.pan(scrolled);
        }
    }

    /// The axis: where the day is chosen.
    fn axis_ui(
        &mut self,
        ui: &mut Ui,
        picture: &Picture,
        scale: &mut Scale,
        axis: Rect,
        bottom: f32,
    ) {
        let ctx = ui.ctx().clone();
        let id = ui.scope_id().with("as of");
        let response = ui.interact(axis, id, Sense::click_and_drag());
        let value = self.day.map_or_else(|| "now".to_owned(), Day::words);
        response.widget_info(|| {
            let number = self
                .day
                .or(picture.days.last().copied())
                .map_or(0, Day::number);
            let words = format!("As of {value}");
            egui::WidgetInfo::slider(true, f64::from(number), words)
        });
        // Here this is what the wall is there: whoever has no other place for the keyboard has it here.
        ui.memory_mut(|memory| {
            if memory.top_modal_layer().is_some() {
                return;
            }
            if memory.focused().is_none() || memory.has_focus(super::super::canvas::wall_id()) {
                memory.request_focus(id);
            }
            let arrows = EventFilter {
                horizontal_arrows: true,
                vertical_arrows: false,
                tab: false,
                escape: false,
            };
            memory.set_focus_lock_filter(id, arrows);
        });
        let focused = ui.memory(|memory| memory.has_focus(id));
        if focused {
            self.keys(ui, picture, scale, axis.width());
        }
        if let Some(at) = response
            .interact_pointer_pos()
            .filter(|_| response.is_pointer_button_down_on() || response.clicked())
        {
            let day = Day::numbered(scale.moment(at.x - axis.left()).floor() as i32);
            self.day = Some(day);
        }
        if response.hovered() {
            ctx.set_cursor_icon(egui::CursorIcon::ResizeHorizontal);
        }
        let painter = ui.painter();
        let Some(day) = self.day else {
            return;
        };
        let x = axis.left() + scale.x(f64::from(day.number()) + 1.0);
        let colour = theme::tone(&ctx, Tone::Selection);
        let time = Rect::from_min_max(axis.min, pos2(axis.right(), bottom));
        if !time.x_range().contains(x) {
            return;
        }
        let words = painter.layout_no_wrap(
            day.words(),
            theme::bold(size::SMALL),
            theme::tone(&ctx, Tone::OnAccent),
        );
        let size = words.size() + vec2(14.0, 6.0);
        let left = (x - size.x / 2.0).clamp(axis.left(), (axis.right() - size.x).max(axis.left()));
        let pill = Rect::from_min_size(pos2(left, axis.center().y - size.y / 2.0), size);
        painter.rect_filled(pill, size.y / 2.0, colour);
        painter.galley(pill.min + vec2(7.0, 3.0), words, egui::Color32::PLACEHOLDER);
    }

    fn keys(&mut self, ui: &Ui, picture: &Picture, scale: &mut Scale, width: f32) {
        use egui::Key;
        let pressed =
            |key| ui.input(|i| i.key_pressed(key) && !i.modifiers.command && !i.modifiers.alt);
        let every = ui.input(|i| i.modifiers.shift);
        let go = match () {
            () if pressed(Key::ArrowLeft) => Some(picture.step(self.day, false, every)),
            () if pressed(Key::ArrowRight) => Some(picture.step(self.day, true, every)),
            () if pressed(Key::Home) => Some(picture.days.first().map(|day| day.later(-1))),
            () if pressed(Key::End) => Some(None),
            () => None,
        };
        if let Some(day) = go {
            self.day = day;
            if let Some(day) = day {
                scale.reveal(day, width);
            }
        }
        // What is zoomed into is the day that is looked at, where it is in sight.
        let line = self.day.map(|day| scale.x(f64::from(day.number()) + 1.0));
        let middle = line
            .filter(|x| (0.0..=width).contains(x))
            .unwrap_or(width / 2.0);
        if pressed(Key::Plus) || pressed(Key::Equals) {
            scale.zoom(1.5, middle);
        } else if pressed(Key::Minus) {
            scale.zoom(1.0 / 1.5, middle);
        }
    }
}

/// Lines and words of the axis, behind everything.
fn grid(ui: &Ui, scale: &Scale, time: Rect, axis: Rect) {
    let ctx = ui.ctx();
    let painter = ui.painter().with_clip_rect(time);
    let line = |alpha| egui::Stroke::new(1.0, theme::faded(ctx, Tone::Line, alpha));
    for tick in scale.ticks(time.width()) {
        let x = (time.left() + tick.x).round() + 0.5;
        painter.vline(
            x,
            axis.bottom() - 6.0..=time.bottom(),
            line(if tick.begins { 1.0 } else { 0.6 }),
        );
        let (font, tone) = match tick.begins {
            true => (theme::bold(size::SMALL), Tone::InkSecond),
            false => (theme::regular(size::SMALL), Tone::InkThird),
        };
        let words = painter.layout_no_wrap(tick.words, font, theme::tone(ctx, tone));
        let at = pos2(x + 4.0, axis.bottom() - 7.0 - words.size().y);
        if at.x + words.size().x <= axis.right() {
            painter.galley(at, words, egui::Color32::PLACEHOLDER);
        }
    }
    painter.hline(time.x_range(), axis.bottom(), line(1.0));
}

fn waiting_ui(ui: &Ui, all: Rect) {
    ui.painter().text(
        all.center(),
        egui::Align2::CENTER_CENTER,
        "Working out what was known when …",
        theme::regular(size::BODY),
        theme::tone(ui.ctx(), Tone::InkThird),
    );
}

/// A small button with a sign that points back or forward.
fn arrow_ui(ui: &mut Ui, forward: bool, enabled: bool, hint: &str) -> egui::Response {
    let (rect, _) = ui.allocate_exact_size(vec2(26.0, 26.0), Sense::hover());
    let id = ui.scope_id().with(("step", forward));
    let sense = if enabled {
        Sense::click()
    } else {
        Sense::hover()
    };
    let response = ui.interact(rect, id, sense).on_hover_text(hint);
    response
        .widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, enabled, hint));
    if response.hovered() && enabled {
        ui.painter()
            .rect_filled(rect, 6.0, theme::tone(ui.ctx(), Tone::Chip));
    }
    bar::focus_ring(ui, &response, 6.0);
    let tone = if enabled { Tone::Ink } else { Tone::InkThird };
    let turn = if forward { 1.0 } else { -1.0 };
    let at = |x: f32, y: f32| rect.center() + vec2(x * turn, y);
    let stroke = egui::Stroke::new(1.6, theme::tone(ui.ctx(), tone));
    let points = vec![at(-2.5, -5.0), at(2.5, 0.0), at(-2.5, 5.0)];
    ui.painter().add(egui::Shape::line(points, stroke));
    response
}
