//! Connectors in a crowd: which are shown, and how strongly.
//!
//! A wall of ten thousand lines says nothing and costs much. Where many would be in view, those that only pass through
//! are left out, then those that agree: what stays is the map of where the trouble is. What is lit always shows.

use std::sync::Arc;

use kurbo::Rect;

use super::super::connector;
use super::super::shape::Shape;
use super::{Level, Scene, Tied};
use crate::board::{Link, LinkId, Selection, Stance};

/// Opacity of a connector at rest: the cards are read first.
pub(super) const REST: f32 = 0.55;
/// Lines in view up to which even those are shown whose cards are both out of sight.
const WITH_PASSING: usize = 160;
/// Lines in view up to which all others are shown.
const WITH_ALL: usize = 700;
/// Contradictions that are shown in the densest crowd.
const MOST: usize = 500;

impl Scene {
    /// Adds the connectors among `links` that are shown of `area`, the lit ones last.
    pub(super) fn add_links(
        &mut self,
        groups: &mut Vec<Arc<[Shape]>>,
        links: Vec<LinkId>,
        area: Rect,
        zoom: f64,
        lit: &Selection,
    ) {
        let (lit_links, mut links) = self.shown(links, area, lit);
        links.sort_unstable();
        let rest = faintness(links.len()) * if lit.is_empty() { 1.0 } else { 0.6 };
        let level = Level::for_zoom(zoom);
        let in_detail =
            level == Level::Full || level == Level::Title && links.len() <= WITH_PASSING;
        if in_detail {
            for id in &links {
                groups.extend(self.links.get_mut(id).map(|tied| tied.at_rest(rest)));
            }
            let tied = lit_links.iter().filter_map(|id| self.links.get(id));
            groups.extend(tied.map(|tied| tied.at_alpha(1.0)));
        } else {
            let lines = links
                .iter()
                .map(|id| (id, rest))
                .chain(lit_links.iter().map(|id| (id, 1.0)));
            let line = |(id, alpha)| {
                let tied = self.links.get(id)?;
                Some(connector::hairline(&tied.link, &tied.route, alpha))
            };
            groups.push(lines.filter_map(line).collect());
        }
    }

    /// The lit links, and those of the others that are shown.
    fn shown(&self, links: Vec<LinkId>, area: Rect, lit: &Selection) -> (Vec<LinkId>, Vec<LinkId>) {
        let is_lit = |id: &LinkId| {
            let ends = |link: &Link| lit.cards.contains(&link.from) || lit.cards.contains(&link.to);
            lit.links.contains(id) || self.links.get(id).is_some_and(|tied| ends(&tied.link))
        };
        let (mut lit_links, mut others): (Vec<_>, Vec<_>) = links.into_iter().partition(is_lit);
        lit_links.sort_unstable();
        if others.len() > WITH_PASSING {
            let seen = |card| self.card_rect(card).is_some_and(|rect| rect.overlaps(area));
            others.retain(|id| {
                self.links
                    .get(id)
                    .is_some_and(|tied| seen(&tied.link.from) || seen(&tied.link.to))
            });
        }
        if others.len() > WITH_ALL {
            let contradicts = |id: &LinkId| {
                let stance = self.links.get(id).and_then(|tied| tied.link.kind.stance());
                stance == Some(Stance::Contradicts)
            };
            others.retain(contradicts);
            others.truncate(MOST);
        }
        (lit_links, others)
    }
}

/// The opacity of each of so many lines: the more, the fainter, or the wall drowns in them. In steps, so that shapes
/// can be kept.
pub(super) fn faintness(lines: usize) -> f32 {
    let share = (60.0 / lines.max(1) as f32).sqrt().clamp(0.22, 1.0);
    REST * (share * 20.0).round() / 20.0
}

impl Tied {
    fn at_rest(&mut self, alpha: f32) -> Arc<[Shape]> {
        match &self.shapes {
            Some((kept, shapes)) if *kept == alpha => shapes.clone(),
            _ => {
                let shapes = self.at_alpha(alpha);
                self.shapes = Some((alpha, shapes.clone()));
                shapes
            }
        }
    }

    pub(super) fn at_alpha(&self, alpha: f32) -> Arc<[Shape]> {
        connector::shapes(&self.link, &self.route, self.seal, alpha).into()
    }
}
