//! What lies under the pointer, and in a marquee.

use std::collections::BTreeSet;

use kurbo::{Point, Rect};

use super::super::card::FRAME_STRIP;
use super::super::connector::Side;
use super::{Scene, envelope};
use crate::board::{Body, Card, CardId, Item, LinkId, Selection};

/// What lies under a point.
#[derive(Clone, Debug, PartialEq)]
pub enum Hit {
    /// Nothing.
    Wall,
    /// A card.
    Card(CardId),
    /// A handle from which a tie is drawn.
    Handle(CardId, Side),
    /// A place where a card is resized: which edges move with the pointer, -1 the left or top one, 1 the right or
    /// bottom one, 0 neither.
    Grip(CardId, i8, i8),
    /// A link.
    Link(LinkId),
    /// An end of the selected link, to be dragged elsewhere.
    End(LinkId, LinkEnd),
}

/// One end of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkEnd {
    /// Who speaks.
    From,
    /// What is spoken of.
    To,
}

impl Scene {
    /// What lies under a point: what can be grasped of the selected and hovered cards first, then the frontmost card,
    /// then links, then frames. `slop` is how near is near enough, board units.
    pub fn hit(
        &self,
        at: Point,
        slop: f64,
        selection: &Selection,
        hovered: Option<&CardId>,
    ) -> Hit {
        let single = selection.single();
        if let Some(Item::Link(id)) = &single
            && let Some(tied) = self.links.get(id)
        {
            if (tied.route.landing - at).hypot() <= slop * 1.6 {
                return Hit::End(id.clone(), LinkEnd::To);
            }
            if (tied.route.start_grip() - at).hypot() <= slop * 1.6 {
                return Hit::End(id.clone(), LinkEnd::From);
            }
        }
        let graspable = selection.cards.iter().take(50).chain(hovered);
        for id in graspable {
            if let Some(placed) = self
                .cards
                .get(id)
                .filter(|placed| placed.card.body.can_testify())
            {
                let near =
                    |side: &Side| (side.middle(placed.card.rect()) - at).hypot() <= slop * 1.3;
                if let Some(side) = Side::ALL.into_iter().find(near) {
                    return Hit::Handle(id.clone(), side);
                }
            }
        }
        if let Some(Item::Card(id)) = &single
            && let Some(placed) = self.cards.get(id)
            && let Some((dx, dy)) = grip(&placed.card, at, slop)
        {
            return Hit::Grip(id.clone(), dx, dy);
        }
        let mut cards = Vec::new();
        let mut link: Option<(f64, &LinkId)> = None;
        for leaf in self
            .index
            .locate_in_envelope_intersecting(envelope(Rect::from_center_size(
                at,
                (2.0 * slop, 2.0 * slop),
            )))
        {
            match &leaf.data {
                Item::Card(id) => cards.push(id.clone()),
                Item::Link(id) => {
                    let distance = self
                        .links
                        .get(id)
                        .map_or(f64::MAX, |tied| tied.route.distance(at));
                    if distance <= slop && link.is_none_or(|(least, _)| distance < least) {
                        link = Some((distance, id));
                    }
                }
            }
        }
        cards.retain(|id| self.card_rect(id).is_some_and(|rect| rect.contains(at)));
        self.sort_cards(&mut cards);
        match cards.last() {
            Some(id) if !self.is_frame(id) => return Hit::Card(id.clone()),
            _ => {}
        }
        if let Some((_, id)) = link {
            return Hit::Link(id.clone());
        }
        let on_frame = |id: &&CardId| {
            self.card_rect(id).is_some_and(|rect| {
                at.y <= rect.y0 + FRAME_STRIP || !rect.inset(-slop).contains(at)
            })
        };
        cards
            .iter()
            .rev()
            .find(on_frame)
            .map_or(Hit::Wall, |id| Hit::Card(id.clone()))
    }

    /// The frontmost card under a point that is not a frame, for drops.
    pub fn card_at(&self, at: Point) -> Option<CardId> {
        match self.hit(at, 0.01, &Selection::default(), None) {
            Hit::Card(id) if !self.is_frame(&id) => Some(id),
            _ => None,
        }
    }

    /// Cards that a marquee takes: every card it touches, and the frames that lie wholly inside.
    pub fn marquee(&self, area: Rect) -> BTreeSet<CardId> {
        let taken = |id: &&CardId| {
            self.card_rect(id).is_some_and(|rect| {
                !self.is_frame(id) || (area.contains(rect.origin()) && area.union(rect) == area)
            })
        };
        let cards = self.inside(area).filter_map(|item| {
            if let Item::Card(id) = item {
                Some(id)
            } else {
                None
            }
        });
        cards.filter(taken).cloned().collect()
    }
}

/// Which edges of a card a point grasps.
fn grip(card: &Card, at: Point, slop: f64) -> Option<(i8, i8)> {
    let rect = card.rect();
    if !rect.inflate(slop, slop).contains(at) {
        return None;
    }
    let edge = |low: f64, high: f64, at: f64| {
        if (at - low).abs() <= slop {
            -1
        } else if (at - high).abs() <= slop {
            1
        } else {
            0
        }
    };
    let dx = edge(rect.x0, rect.x1, at.x);
    // The height of a card with text follows the text; only areas and pictures have a height of their own.
    let tall = matches!(card.body, Body::Frame(_) | Body::Picture(_));
    let dy = if tall {
        edge(rect.y0, rect.y1, at.y)
    } else {
        0
    };
    (dx != 0 || dy != 0).then_some((dx, dy))
}
