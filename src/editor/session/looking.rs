//! Looking at the board: the camera, walking from card to card, and what lies over the wall.

use kurbo::{Rect, Vec2};

use super::super::Camera;
use super::super::tools::{State, tie};
use super::{Desk, Session};
use crate::board::{Body, CardId, Item, LinkKind, Selection, View};
use crate::scene::style::Tone;
use crate::scene::{LinkEnd, Shape, overlay};

/// What a tool shows over the wall.
#[derive(Clone, Debug, Default)]
pub struct Overlay {
    /// Back to front, board units.
    pub shapes: Vec<Shape>,
}

impl Session {
    /// Zooms around the middle of the view.
    pub fn zoom_by(&mut self, factor: f64) {
        let middle = (self.view.to_vec2() / 2.0).to_point();
        let from = self.camera_goal.unwrap_or(self.camera);
        self.camera_goal = Some(from.zoomed(factor, middle));
    }

    /// Zooms around the middle of the view.
    pub fn zoom_to(&mut self, zoom: f64) {
        let middle = (self.view.to_vec2() / 2.0).to_point();
        self.camera_goal = Some(self.camera.at_zoom(zoom, middle));
    }

    /// Shows the whole board.
    pub fn fit_all(&mut self) {
        self.camera_goal = Some(self.fitting_all());
    }

    /// The camera that shows the whole board.
    pub fn fitting_all(&self) -> Camera {
        self.scene.area().map_or_else(Camera::default, |area| {
            Camera::fitting(area, self.view, 1.0)
        })
    }

    /// Shows all that is selected, not nearer than `most` (pixels per board unit).
    pub fn fit_selection(&mut self, most: f64) {
        if let Some(area) = self.scene.area_of(&self.selection) {
            self.camera_goal = Some(Camera::fitting(area, self.view, most));
        }
    }

    /// Selects a card or link and brings it into view.
    pub fn go_to(&mut self, item: Item) {
        self.finish_editing();
        self.select(Selection::of(item));
        if let Some(area) = self.scene.area_of(&self.selection) {
            let camera = if self.camera.zoom < 0.3 {
                Camera::fitting(area, self.view, 0.9)
            } else {
                self.camera.revealing(area, self.view)
            };
            self.camera_goal = Some(camera);
        }
    }

    /// Goes to a card on the wall and lights the reason why, all of it in view if there is room.
    pub fn go_and_light(&mut self, card: &CardId, reason: Selection) {
        self.show_desk(Desk::Wall);
        self.go_to(Item::Card(card.clone()));
        if let Some(area) = self.scene.area_of(&reason) {
            let camera = self.camera_goal.unwrap_or(self.camera);
            let seen = self.view / camera.zoom;
            if area.width() < seen.width && area.height() < seen.height {
                self.camera_goal = Some(camera.revealing(area, self.view));
            }
        }
        self.light(reason);
    }

    /// Selects the next or previous card in reading order: top to bottom in columns of a card's width.
    pub fn walk(&mut self, forward: bool) {
        let board = self.board();
        let mut cards: Vec<(i64, i64, &CardId)> = board
            .cards()
            .iter()
            .map(|(id, card)| ((card.at.y / 40.0).floor() as i64, card.at.x as i64, id))
            .collect();
        cards.sort();
        if cards.is_empty() {
            return;
        }
        let here = self
            .selection
            .cards
            .iter()
            .next()
            .and_then(|id| cards.iter().position(|(_, _, other)| *other == id));
        let next = match (here, forward) {
            (None, true) => 0,
            (None, false) => cards.len() - 1,
            (Some(i), true) => (i + 1) % cards.len(),
            (Some(i), false) => (i + cards.len() - 1) % cards.len(),
        };
        let id = cards[next].2.clone();
        self.go_to(Item::Card(id));
    }

    /// Selects the card at the other end of the link that leads farthest in a direction; from a link, its end there.
    pub fn follow(&mut self, direction: Vec2) {
        let board = self.board();
        let place = |id: &CardId| board.cards().get(id).map(|card| card.rect().center());
        let best = match self.selection.single() {
            Some(Item::Card(here)) => {
                let Some(from) = place(&here) else { return };
                let others = board
                    .links_of(&here)
                    .filter_map(|(_, link)| link.other(&here).cloned());
                let ways = others.filter_map(|id| Some((place(&id)? - from, id)));
                let ahead = ways.filter(|(way, _)| {
                    way.hypot() > 0.0 && way.dot(direction) > way.hypot() * 0.35
                });
                ahead
                    .min_by(|a, b| a.0.hypot().total_cmp(&b.0.hypot()))
                    .map(|(_, id)| id)
            }
            Some(Item::Link(id)) => board.links().get(&id).and_then(|link| {
                let (from, to) = (place(&link.from)?, place(&link.to)?);
                Some(if (to - from).dot(direction) >= 0.0 {
                    link.to.clone()
                } else {
                    link.from.clone()
                })
            }),
            None => None,
        };
        if let Some(id) = best {
            self.go_to(Item::Card(id));
        }
    }

    /// What lies over the wall: selection, handles, marquee, the tie being drawn.
    pub fn overlay(&self) -> Overlay {
        let pixel = 1.0 / self.camera.zoom;
        let mut shapes = Vec::new();
        let still = matches!(
            self.state,
            State::Idle
                | State::Pressed { .. }
                | State::Linking { .. }
                | State::Reconnecting { .. }
        );
        let single = self.selection.single();
        let radius = |id: &CardId| match self.board().cards().get(id).map(|card| &card.body) {
            Some(Body::Frame(_)) => 12.0,
            Some(Body::Note(_)) => 4.0,
            _ => 9.0,
        };
        if let Some(id) = self
            .hovered
            .as_ref()
            .filter(|id| !self.selection.cards.contains(*id))
            && let Some(rect) = self.scene.card_rect(id)
            && still
        {
            shapes.push(overlay::hovered(rect, radius(id), pixel, false));
            if self
                .board()
                .cards()
                .get(id)
                .is_some_and(|card| card.body.can_testify())
            {
                shapes.extend(overlay::handles(rect, pixel, 0.6));
            }
        }
        for id in self.companions().cards.difference(&self.selection.cards) {
            let tone = match self.spot.is_empty() {
                true => self.scene.family_tone(id).unwrap_or(Tone::DerivesFrom),
                false => Tone::Attention,
            };
            if let Some(rect) = self.scene.card_rect(id) {
                shapes.push(overlay::companion(rect, radius(id), tone, pixel));
            }
        }
        for id in &self.selection.links {
            if let Some(route) = self.scene.route(id) {
                shapes.extend(overlay::selected_link(route, pixel, single.is_some()));
            }
        }
        for id in &self.selection.cards {
            let Some(rect) = self.scene.card_rect(id) else {
                continue;
            };
            let body = self.board().cards().get(id).map(|card| &card.body);
            let handles = single.is_some()
                && still
                && self.editing.is_none()
                && body.is_some_and(Body::can_testify);
            shapes.extend(overlay::selected(rect, radius(id), handles, pixel));
            if single.is_some() && still && matches!(body, Some(Body::Frame(_) | Body::Picture(_)))
            {
                shapes.extend(overlay::corners(rect, pixel));
            }
        }
        if let Some(area) = self.state.marquee() {
            shapes.push(overlay::marquee(area, pixel));
        }
        match &self.state {
            State::Linking { from, at, stance } => {
                if let Some(from_rect) = self.scene.card_rect(from) {
                    let target = self.scene.card_at(*at).filter(|to| to != from);
                    let kind = target
                        .as_ref()
                        .and_then(|to| tie(self.board(), from, to, *stance));
                    let landing = target
                        .filter(|_| kind.is_some())
                        .and_then(|to| self.scene.card_rect(&to));
                    shapes.extend(landing.map(|rect| overlay::hovered(rect, 9.0, pixel, true)));
                    let kind = kind.unwrap_or_else(|| LinkKind::of(*stance));
                    shapes.extend(overlay::band(from_rect, *at, landing, &kind, pixel));
                }
            }
            State::Reconnecting { link, end, at } => {
                if let Some(record) = self.board().links().get(link) {
                    let fixed = if *end == LinkEnd::From {
                        &record.to
                    } else {
                        &record.from
                    };
                    if let Some(rect) = self.scene.card_rect(fixed) {
                        let target = self
                            .scene
                            .card_at(*at)
                            .and_then(|id| self.scene.card_rect(&id));
                        shapes.extend(target.map(|rect| overlay::hovered(rect, 9.0, pixel, true)));
                        shapes.extend(overlay::band(rect, *at, None, &record.kind, pixel));
                    }
                }
            }
            _ => {}
        }
        Overlay { shapes }
    }

    /// Where the text of a card that is edited in place stands, board units.
    pub fn editing_rect(&self) -> Option<Rect> {
        self.editing
            .as_ref()
            .and_then(|editing| self.scene.card_rect(&editing.card))
    }

    /// The kind of the card that is edited in place.
    pub fn editing_body(&self) -> Option<&Body> {
        let id = &self.editing.as_ref()?.card;
        let view = View {
            board: self.document.board(),
            preview: self.preview.as_ref(),
        };
        view.card(id).map(|card| &card.body)
    }
}
