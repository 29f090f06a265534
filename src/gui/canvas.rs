//! The wall: hands to the editor, the scene to the screen.

mod field;
mod minimap;

use std::sync::Arc;
use std::time::Duration;

use eframe::egui::{self, CursorIcon, Event, PointerButton, Pos2, Rect, Sense, Ui, Vec2};
use kurbo::{Point, TranslateScale};

use super::images::Images;
use super::keys;
use super::paint::{Frame, WallPainter};
use super::theme;
use crate::board::{Body, Card, CardId, FileId, Item, Selection};
use crate::editor::tools::{State, ToolId};
use crate::editor::{Ask, Camera, Input, Session};
use crate::scene::Mark;
use crate::scene::style::Tone;
use crate::scene::{Hit, Level, Shape, overlay};

/// The way of the camera to its goal, when it is far.
const GLIDE: f64 = 0.15;
/// How long the zoom must rest before glyphs are drawn exactly.
const SETTLE: f64 = 0.12;
/// Visible cards that are told to screen readers one by one; with more, the outline lists them all.
const NODES: usize = 300;

/// What the wall remembers from frame to frame.
#[derive(Default)]
pub struct Canvas {
    painter: WallPainter,
    hand: Hand,
    glide: Option<(f64, Camera, Camera)>,
    zoom_changed: f64,
    last_zoom: f64,
    had_field: bool,
    /// What lies over the wall and takes presses itself, as of the last frame.
    covers: Vec<Rect>,
}

/// What the pointer does to the wall itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Hand {
    /// Nothing.
    #[default]
    Free,
    /// The editor's tool has it.
    Tool,
    /// It drags the wall.
    Pan(PointerButton),
}

/// The id under which the wall takes the keyboard.
pub fn wall_id() -> egui::Id {
    egui::Id::unique("casewall.wall")
}

impl Canvas {
    /// Shows the wall in all the room there is. Says what the editor asks the window for.
    pub fn wall_ui(
        &mut self,
        ui: &mut Ui,
        session: &mut Session,
        images: &mut Images,
        wheel_zooms: bool,
    ) -> Option<Ask> {
        let rect = ui.available_rect_before_wrap();
        let response = ui.interact(rect, wall_id(), Sense::click_and_drag());
        let label = session.board().about().title.clone();
        response.widget_info(|| {
            egui::WidgetInfo::labeled(
                egui::accesskit::Role::Canvas,
                true,
                format!("Wall: {label}"),
            )
        });
        ui.memory_mut(|memory| {
            if memory.top_modal_layer().is_some() {
                memory.surrender_focus(wall_id()); // keys are the sheet's, Tab too
                return;
            }
            if memory.focused().is_none() && session.editing().is_none() {
                memory.request_focus(wall_id());
            }
            let all = egui::EventFilter {
                tab: true,
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: true,
            };
            memory.set_focus_lock_filter(wall_id(), all);
        });
        session.view = kurbo::Size::new(f64::from(rect.width()), f64::from(rect.height()));

        let ask = self.pointer(ui, &response, session);
        self.wheel(ui, &response, session, wheel_zooms);
        self.move_camera(ui, session);
        self.paint(ui, rect, session, images);
        self.nodes_ui(ui, rect, session);
        self.field_ui(ui, rect, session);
        self.minimap_ui(ui, rect, session);
        ask
    }

    // --- hands ----------------------------------------------------------------------------------------------------

    fn pointer(
        &mut self,
        ui: &Ui,
        response: &egui::Response,
        session: &mut Session,
    ) -> Option<Ask> {
        let rect = response.rect;
        let to_board = |camera: &Camera, at: Pos2| camera.board_from_screen(local(at, rect));
        let (events, modifiers, space) =
            ui.input(|i| (i.events.clone(), i.modifiers, i.key_down(egui::Key::Space)));
        let keys = keys::held(modifiers);
        let over = response.contains_pointer();
        let covers = std::mem::take(&mut self.covers);
        let covered = |at: Pos2| covers.iter().any(|cover| cover.contains(at));
        let mut ask = None;
        for event in events {
            match event {
                Event::PointerButton {
                    pos,
                    button,
                    pressed: true,
                    ..
                } if over && self.hand == Hand::Free && !covered(pos) => {
                    response.request_focus();
                    self.glide = None;
                    if button == PointerButton::Middle
                        || (button == PointerButton::Primary && space)
                    {
                        self.hand = Hand::Pan(button);
                    } else if button == PointerButton::Primary {
                        let at = to_board(&session.camera, pos);
                        session.hover(Some(at));
                        let hit = session.hit(at);
                        let quote = session.quote_mark_at(at).filter(|_| {
                            session.tool() == ToolId::Select
                                && matches!(hit, Hit::Wall | Hit::Link(_))
                        });
                        if let Some(link) = quote {
                            session.select(Selection::of(Item::Link(link)));
                            ask = ask.or(Some(Ask::Read));
                            continue;
                        }
                        self.hand = Hand::Tool;
                        ask = ask.or(session.input(Input::Press { at, hit, keys }));
                    }
                }
                Event::PointerMoved(pos) if self.hand == Hand::Tool => {
                    let at = to_board(&session.camera, pos);
                    ask = ask.or(session.input(Input::Move { at, keys }));
                }
                Event::PointerButton {
                    pos,
                    button: PointerButton::Primary,
                    pressed: false,
                    ..
                } if self.hand == Hand::Tool => {
                    self.hand = Hand::Free;
                    let at = to_board(&session.camera, pos);
                    ask = ask.or(session.input(Input::Release { at, keys }));
                }
                Event::PointerButton {
                    button,
                    pressed: false,
                    ..
                } if self.hand == Hand::Pan(button) => self.hand = Hand::Free,
                Event::PointerGone if self.hand == Hand::Free => session.hover(None),
                Event::WindowFocused(false) => {
                    session.cancel_gesture();
                    self.hand = Hand::Free;
                }
                _ => {}
            }
        }
        if let Hand::Pan(_) = self.hand {
            let by = ui.input(|i| i.pointer.delta());
            session.camera = session
                .camera
                .panned(kurbo::Vec2::new(f64::from(by.x), f64::from(by.y)));
        }
        if response.double_clicked()
            && !response.interact_pointer_pos().is_some_and(covered)
            && session.tool() == ToolId::Select
            && let Some(pos) = response.interact_pointer_pos()
        {
            let at = to_board(&session.camera, pos);
            let hit = session.hit(at);
            ask = ask.or(session.input(Input::Double { at, hit }));
        }
        if self.hand == Hand::Free {
            let at = ui
                .input(|i| i.pointer.hover_pos())
                .filter(|_| response.hovered());
            session.hover(at.map(|at| to_board(&session.camera, at)));
        }
        self.edge_scroll(ui, rect, session);
        if over {
            ui.ctx()
                .set_cursor_icon(self.cursor(ui, rect, session, space));
        }
        ask
    }

    /// A drag that reaches the edge of the view moves the wall along.
    fn edge_scroll(&self, ui: &Ui, rect: Rect, session: &mut Session) {
        let moving = !matches!(session.state(), State::Idle | State::Pressed { .. });
        let Some(at) = ui
            .input(|i| i.pointer.latest_pos())
            .filter(|_| moving && self.hand == Hand::Tool)
        else {
            return;
        };
        let inner = rect.shrink(18.0);
        let out = at - inner.clamp(at);
        if out != Vec2::ZERO {
            let secs = f64::from(ui.input(|i| i.stable_dt).min(0.05));
            let by = kurbo::Vec2::new(f64::from(out.x), f64::from(out.y)).clamp_length(40.0)
                * secs
                * 14.0;
            session.camera = session.camera.panned(-by);
            let keys = keys::held(ui.input(|i| i.modifiers));
            session.input(Input::Move {
                at: session.camera.board_from_screen(local(at, rect)),
                keys,
            });
            ui.ctx().request_repaint();
        }
    }

    fn cursor(&self, ui: &Ui, rect: Rect, session: &Session, space: bool) -> CursorIcon {
        match self.hand {
            Hand::Pan(_) => return CursorIcon::Grabbing,
            Hand::Free if space => return CursorIcon::Grab,
            _ => {}
        }
        match session.state() {
            State::Dragging { .. } => return CursorIcon::Grabbing,
            State::Resizing { edges, .. } => return grip_cursor(edges.0, edges.1),
            State::Linking { .. } | State::Reconnecting { .. } => return CursorIcon::Crosshair,
            _ => {}
        }
        match session.tool() {
            ToolId::Select => {}
            ToolId::Link => return CursorIcon::Crosshair,
            _ => return CursorIcon::Cell,
        }
        let Some(at) = ui.input(|i| i.pointer.hover_pos()) else {
            return CursorIcon::Default;
        };
        let at = session.camera.board_from_screen(local(at, rect));
        match session.hit(at) {
            Hit::Wall if session.quote_mark_at(at).is_some() => CursorIcon::PointingHand,
            Hit::Handle(..) => CursorIcon::Crosshair,
            Hit::Grip(_, dx, dy) => grip_cursor(dx, dy),
            Hit::Link(_) | Hit::End(..) => CursorIcon::PointingHand,
            Hit::Card(_) | Hit::Wall => CursorIcon::Default,
        }
    }

    fn wheel(
        &mut self,
        ui: &Ui,
        response: &egui::Response,
        session: &mut Session,
        wheel_zooms: bool,
    ) {
        let Some(pointer) = ui
            .input(|i| i.pointer.hover_pos())
            .filter(|_| response.contains_pointer())
        else {
            return;
        };
        let (scroll, zoom) = ui.input(|i| (i.smooth_scroll_delta(), i.zoom_delta()));
        let (by, factor) = if wheel_zooms {
            (Vec2::ZERO, zoom * (scroll.y * 0.005).exp())
        } else {
            (scroll, zoom)
        };
        if by != Vec2::ZERO || factor != 1.0 {
            self.glide = None;
            session.camera_goal = None;
            let at = local(pointer, response.rect);
            session.camera = session
                .camera
                .zoomed(f64::from(factor), at)
                .panned(kurbo::Vec2::new(f64::from(by.x), f64::from(by.y)));
        }
    }

    fn move_camera(&mut self, ui: &Ui, session: &mut Session) {
        let now = ui.input(|i| i.time);
        if let Some(goal) = session.camera_goal.take() {
            let still = ui.style().animation_time == 0.0; // the system asks for less motion
            self.glide = (!still).then_some((now, session.camera, goal));
            if still {
                session.camera = goal;
            }
        }
        if let Some((began, from, to)) = self.glide {
            let t = (now - began) / GLIDE;
            session.camera = Camera::between(from, to, t, session.view);
            if t >= 1.0 {
                (session.camera, self.glide) = (to, None);
            } else {
                ui.ctx().request_repaint();
            }
        }
        if (session.camera.zoom - self.last_zoom).abs() > 1e-9 {
            (self.last_zoom, self.zoom_changed) = (session.camera.zoom, now);
            ui.ctx()
                .request_repaint_after(Duration::from_secs_f64(SETTLE + 0.02));
        }
    }

    // --- eyes -----------------------------------------------------------------------------------------------------

    fn paint(&mut self, ui: &Ui, rect: Rect, session: &mut Session, images: &mut Images) {
        let revision = session.document().revision();
        images.begin(ui.ctx(), session.board(), revision);
        session.scene_mut().set_picture_faults(images.faults());
        let camera = session.camera;
        let area = camera.area(session.view).inflate(16.0, 16.0);
        let lit = session.lit();
        let mut groups: Vec<Arc<[Shape]>> = vec![overlay::dots(area, camera.zoom).into()];
        match session.focus().cloned() {
            None => groups.extend(session.scene_mut().shapes(area, camera.zoom, &lit)),
            Some(claim) => {
                let evidence = session.evidence_of(&claim);
                groups.extend(session.scene_mut().focused(area, camera.zoom, &evidence));
            }
        }
        groups.push(session.overlay().shapes.into());

        let settled = ui.input(|i| i.time) - self.zoom_changed >= SETTLE;
        let ctx = ui.ctx().clone();
        let painter = ui.painter().with_clip_rect(rect);
        painter.rect_filled(rect, 0.0, theme::tone(&ctx, Tone::Wall));
        let mut texture = |file: &FileId, long_px: f32| images.texture(file, long_px);
        let faces = session.scene().fonts();
        let origin = camera.screen_from_board(Point::ZERO) + local(rect.min, Rect::ZERO).to_vec2();
        let mut frame = Frame {
            screen_from_board: TranslateScale::new(origin.to_vec2(), camera.zoom),
            pixels_per_point: ctx.pixels_per_point(),
            look: theme::look(&ctx),
            settled,
            clip: rect,
            faces: &faces,
            images: &mut texture,
        };
        let mut out = Vec::new();
        self.painter.begin(&ctx, &faces);
        for group in &groups {
            self.painter.paint(&mut frame, group, &mut out);
        }
        self.painter.finish();
        painter.extend(out);
        images.end(&ctx, session.board());
    }

    /// Every visible card is a node of the accessibility tree; the outline lists all of them.
    fn nodes_ui(&self, ui: &Ui, rect: Rect, session: &Session) {
        if Level::for_zoom(session.camera.zoom) > Level::Title {
            return;
        }
        let area = session.camera.area(session.view);
        let cards = session.scene().inside(area).filter_map(|item| {
            if let Item::Card(id) = item {
                Some(id)
            } else {
                None
            }
        });
        let mut cards: Vec<&CardId> = cards.take(NODES).collect();
        cards.sort_unstable();
        for id in cards {
            let (Some(card), Some(place)) = (
                session.board().cards().get(id),
                session.scene().card_rect(id),
            ) else {
                continue;
            };
            let min = session.camera.screen_from_board(place.origin());
            let max = session
                .camera
                .screen_from_board(Point::new(place.x1, place.y1));
            let at =
                Rect::from_min_max(rect.min + screen(min), rect.min + screen(max)).intersect(rect);
            let node = ui.interact(at, wall_id().with(id.as_str()), Sense::empty());
            let selected = session.selection().cards.contains(id);
            let links = session.board().links_of(id).count();
            let mark = session.scene().marks().cards.get(id);
            let spoken = spoken(card, mark, links);
            node.widget_info(|| {
                egui::WidgetInfo::selected(
                    egui::accesskit::Role::ListItem,
                    true,
                    selected,
                    spoken.clone(),
                )
            });
        }
    }
}

/// What a screen reader says of a card, with what the assessment says of it.
pub fn spoken(card: &Card, mark: Option<&Mark>, links: usize) -> String {
    let kind = card.body.word();
    let links = match links {
        0 => "no links".to_owned(),
        1 => "1 link".to_owned(),
        n => format!("{n} links"),
    };
    let mut kind = kind.to_owned();
    if let Some(first) = kind.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    match &card.body {
        Body::Source(_) | Body::Claim(_) => {
            let mut words = format!("{kind}: {}", card.name());
            if let Some(status) = mark.and_then(|mark| mark.status.as_ref()) {
                words = format!("{words}, {}", status.words[0].to_lowercase());
            }
            if let Some(family) = mark.and_then(|mark| mark.family) {
                words = format!("{words}, shares its origin with {}", family.members - 1);
            }
            if mark.is_some_and(|mark| mark.bears > 0) {
                words = format!("{words}, a label hangs on it");
            }
            format!("{words}, {links}")
        }
        _ => format!("{kind}: {}", card.name()),
    }
}

fn local(at: Pos2, rect: Rect) -> Point {
    Point::new(f64::from(at.x - rect.min.x), f64::from(at.y - rect.min.y))
}

fn screen(at: Point) -> Vec2 {
    egui::vec2(at.x as f32, at.y as f32)
}

fn grip_cursor(dx: i8, dy: i8) -> CursorIcon {
    match (dx, dy) {
        (_, 0) => CursorIcon::ResizeHorizontal,
        (0, _) => CursorIcon::ResizeVertical,
        (a, b) if a == b => CursorIcon::ResizeNwSe,
        _ => CursorIcon::ResizeNeSw,
    }
}

trait ClampLength {
    fn clamp_length(self, most: f64) -> Self;
}

impl ClampLength for kurbo::Vec2 {
    fn clamp_length(self, most: f64) -> Self {
        let length = self.hypot();
        if length > most {
            self * (most / length)
        } else {
            self
        }
    }
}
