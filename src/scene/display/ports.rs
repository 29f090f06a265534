//! What the display list takes from the board: the links at a card, the ports where they touch it, and the facts that
//! its face shows.

use std::collections::HashMap;
use std::sync::Arc;

use kurbo::Rect;

use super::super::card::Facts;
use super::super::connector::{self, Port, Side};
use super::LinkEnd;
use crate::board::{CardId, Link, LinkId, LinkKind, View};

/// Shares the sides of a card out among the links that end there.
pub(super) fn ports_of(view: &View<'_>, id: &CardId) -> HashMap<(LinkId, LinkEnd), Port> {
    struct Landing {
        bearing: f64,
        link: Option<LinkId>,
    }
    let Some(card) = view.card(id) else {
        return HashMap::new();
    };
    let rect = card.rect();
    let mut landings: HashMap<Side, Vec<Landing>> = HashMap::new();
    let mut departures: HashMap<Side, Vec<(LinkId, f64)>> = HashMap::new();
    for (link_id, link) in links_at(view, id) {
        let (Some(from), Some(to)) = (view.card(&link.from), view.card(&link.to)) else {
            continue;
        };
        let (out, landing) = connector::sides(from.rect(), to.rect());
        let bearing = |side: Side, other: Rect| {
            let way = other.center() - side.middle(rect);
            way.dot(side.along()) / (way.dot(side.normal()).abs() + 60.0)
        };
        if link.from == *id {
            departures
                .entry(out)
                .or_default()
                .push((link_id.clone(), bearing(out, to.rect())));
        }
        if link.to == *id {
            let bearing = bearing(landing, from.rect());
            landings.entry(landing).or_default().push(Landing {
                bearing,
                link: Some(link_id),
            });
        }
    }
    let mut ports = HashMap::new();
    for side in Side::ALL {
        let mut slots = landings.remove(&side).unwrap_or_default();
        let leaving = departures.remove(&side).unwrap_or_default();
        if !leaving.is_empty() && !slots.is_empty() {
            let bearing =
                leaving.iter().map(|(_, bearing)| bearing).sum::<f64>() / leaving.len() as f64;
            slots.push(Landing {
                bearing,
                link: None,
            });
        }
        slots.sort_by(|a, b| {
            a.bearing
                .total_cmp(&b.bearing)
                .then_with(|| a.link.cmp(&b.link))
        });
        let count = slots.len();
        let mut shift_out = 0.0;
        for (index, slot) in slots.into_iter().enumerate() {
            let shift = connector::spread(index, count, side.length(rect));
            match slot.link {
                Some(link) => {
                    ports.insert((link, LinkEnd::To), Port { side, shift });
                }
                None => shift_out = shift,
            }
        }
        for (link, _) in leaving {
            ports.insert(
                (link, LinkEnd::From),
                Port {
                    side,
                    shift: shift_out,
                },
            );
        }
    }
    ports
}

/// The links that end at a card, as the view has them.
pub(super) fn links_at(view: &View<'_>, id: &CardId) -> Vec<(LinkId, Arc<Link>)> {
    let ends_here = |link: &&Arc<Link>| link.from == *id || link.to == *id;
    let kept = view
        .board
        .uses(id)
        .filter_map(|(link, _)| view.link(link).map(|now| (link, now)));
    let kept = kept
        .filter(|(_, link)| ends_here(link))
        .map(|(id, link)| (id.clone(), link.clone()));
    let mut links: Vec<_> = kept.collect();
    for (link_id, change) in view.preview.iter().flat_map(|edit| &edit.links) {
        if let Some(link) = change.after.as_ref().filter(ends_here)
            && !links.iter().any(|(known, _)| known == link_id)
        {
            links.push((link_id.clone(), link.clone()));
        }
    }
    links
}

pub(super) fn facts(view: &View<'_>, id: &CardId) -> Facts {
    let mut facts = Facts::default();
    let links = links_at(view, id);
    facts.links = links.len();
    let parent = links
        .iter()
        .filter(|(_, link)| link.kind == LinkKind::DerivesFrom && link.from == *id)
        .min_by(|a, b| a.0.cmp(&b.0));
    facts.draws_on = parent
        .and_then(|(_, link)| view.card(&link.to))
        .map(|card| card.name());
    facts
}
