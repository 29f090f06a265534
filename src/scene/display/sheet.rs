//! A part of the board in full detail, for pictures: nothing is left out for being far away, nothing is lit.

use std::collections::BTreeSet;
use std::sync::Arc;

use kurbo::Rect;

use super::crowd::REST;
use super::{Level, Scene};
use crate::board::{Body, CardId, Item, LinkId};
use crate::scene::shape::Shape;

/// Which part of a board.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// All of it.
    Board,
    /// These cards and the links among them.
    Cards(BTreeSet<CardId>),
    /// Whatever has something in this piece of the wall, board units.
    Area(Rect),
}

/// What is painted of a part of a board, back to front.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Shapes of one record each, with what they cover.
    pub groups: Vec<(Rect, Arc<[Shape]>)>,
    /// What all of them cover; `None` when there is no card.
    pub area: Option<Rect>,
    /// Where a card stands for a page on the web, and its address.
    pub addresses: Vec<(Rect, String)>,
    /// The cards, back to front.
    pub cards: Vec<CardId>,
}

/// Room for the shadow of a card.
const SHADOW_ROOM: f64 = 14.0;
/// Links up to which each is as strong as on the wall at rest.
const FEW: f32 = 60.0;

impl Scene {
    /// A part of the board in full detail, back to front: frames, links, cards.
    pub fn sheet(&mut self, part: &Part) -> Sheet {
        let (mut cards, mut links) = self.members(part);
        self.sort_cards(&mut cards);
        links.sort_unstable();
        let frames = cards.iter().take_while(|id| self.is_frame(id)).count();
        let mut sheet = Sheet::default();
        for id in &cards[..frames] {
            self.put_card(&mut sheet, id);
        }
        let crowd = (FEW / links.len().max(1) as f32).sqrt().clamp(0.5, 1.0);
        for tied in links.into_iter().filter_map(|id| self.links.get(&id)) {
            sheet.put(tied.route.bounds(), tied.at_alpha(REST * crowd));
        }
        for id in &cards[frames..] {
            self.put_card(&mut sheet, id);
        }
        sheet.cards = cards;
        sheet
    }

    fn members(&self, part: &Part) -> (Vec<CardId>, Vec<LinkId>) {
        match part {
            Part::Board => (
                self.cards.keys().cloned().collect(),
                self.links.keys().cloned().collect(),
            ),
            Part::Cards(ids) => {
                let cards = ids.iter().filter(|id| self.cards.contains_key(*id));
                let links = self.links.iter().filter(|(_, tied)| {
                    ids.contains(&tied.link.from) && ids.contains(&tied.link.to)
                });
                (
                    cards.cloned().collect(),
                    links.map(|(id, _)| id.clone()).collect(),
                )
            }
            Part::Area(area) => {
                let (mut cards, mut links) = (Vec::new(), Vec::new());
                for item in self.inside(*area) {
                    match item {
                        Item::Card(id) => cards.push(id.clone()),
                        Item::Link(id) => links.push(id.clone()),
                    }
                }
                (cards, links)
            }
        }
    }

    pub(super) fn put_card(&mut self, sheet: &mut Sheet, id: &CardId) {
        let Some(face) = self.face(id, Level::Full) else {
            return;
        };
        let Some(placed) = self.cards.get(id) else {
            return;
        };
        let rect = placed.card.rect();
        if let Body::Source(source) = &placed.card.body
            && is_web_address(&source.url)
        {
            sheet.addresses.push((rect, source.url.clone()));
        }
        sheet.put(rect, face);
    }
}

impl Sheet {
    fn put(&mut self, bounds: Rect, shapes: Arc<[Shape]>) {
        self.area = Some(self.area.map_or(bounds, |area| area.union(bounds)));
        let covered = bounds.inflate(SHADOW_ROOM, SHADOW_ROOM);
        self.groups.push((covered, shapes));
    }
}

/// No other scheme may be behind a click: boards come from strangers.
pub(in crate::scene) fn is_web_address(url: &str) -> bool {
    let scheme = |prefix: &str| {
        url.get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    (scheme("https://") || scheme("http://")) && !url.chars().any(|c| c.is_control() || c == ' ')
}
