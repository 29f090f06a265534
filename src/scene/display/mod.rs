//! The display list: the shapes of every record, found by place.

mod compared;
mod crowd;
mod faults;
mod hit;
mod marks;
mod ports;
mod sheet;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use kurbo::Rect;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::card::{self, Facts};
use super::connector::{self, Port, Route};
use super::marks::{Marks, Seal};
use super::shape::Shape;
use super::style::Tone;
use super::text::{Faces, FontSource, Spec, TextBlock, TextEngine};
use crate::board::{Board, Body, Card, CardId, FileId, Item, Link, LinkId, Selection, View};
use ports::{facts, links_at, ports_of};

pub use compared::{CardTurn, Compared, Turn};
pub use hit::{Hit, LinkEnd};
pub(super) use sheet::is_web_address;
pub use sheet::{Part, Sheet};

/// How much of a card is painted. Chosen by the zoom, so that no text is drawn that nobody can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Everything.
    Full,
    /// The title, large.
    Title,
    /// A block in its colour, with signs.
    Block,
    /// A block in its colour.
    Speck,
}

impl Level {
    /// The level for a zoom (pixels per board unit).
    pub fn for_zoom(zoom: f64) -> Self {
        match zoom {
            z if z >= 0.55 => Self::Full,
            z if z >= 0.2 => Self::Title,
            z if z >= 0.06 => Self::Block,
            _ => Self::Speck,
        }
    }
}

struct Placed {
    card: Arc<Card>,
    facts: Facts,
    faces: [Option<Arc<[Shape]>>; 4],
}

struct Tied {
    link: Arc<Link>,
    route: Route,
    /// What the assessment says of it.
    seal: Seal,
    /// The shapes last made, and the opacity that they have.
    shapes: Option<(f32, Arc<[Shape]>)>,
}

type Leaf = GeomWithData<Rectangle<[f64; 2]>, Item>;

/// Faces kept for cards out of sight before they are dropped.
const KEPT_FACES: usize = 4000;

/// The picture of a board.
pub struct Scene {
    engine: TextEngine,
    cards: HashMap<CardId, Placed>,
    links: HashMap<LinkId, Tied>,
    index: RTree<Leaf>,
    faces_kept: usize,
    /// The whole board seen from afar, as it was last asked for.
    far: Option<Far>,
    /// Why pictures cannot be shown, by file.
    faults: BTreeMap<FileId, String>,
    /// What the assessment says of the cards and links.
    marks: Arc<Marks>,
    /// How often they changed.
    marked: u64,
}

/// The whole board seen from afar. Far out the same shapes serve every place and zoom of a level.
struct Far {
    level: Level,
    lit: Selection,
    groups: Vec<Arc<[Shape]>>,
}

impl Scene {
    /// An empty picture.
    pub fn new(fonts: FontSource) -> Self {
        Self {
            engine: TextEngine::new(fonts),
            cards: HashMap::new(),
            links: HashMap::new(),
            index: RTree::new(),
            faces_kept: 0,
            far: None,
            faults: BTreeMap::new(),
            marks: Arc::default(),
            marked: 0,
        }
    }

    /// A picture of this board.
    pub fn of(board: &Board, fonts: FontSource) -> Self {
        let mut scene = Self::new(fonts);
        scene.rebuild(board);
        scene
    }

    /// Builds everything anew.
    pub fn rebuild(&mut self, board: &Board) {
        self.cards.clear();
        self.links.clear();
        self.faces_kept = 0;
        self.far = None;
        self.engine.forget_missing();
        let view = View {
            board,
            preview: None,
        };
        for (id, card) in board.cards() {
            let placed = Placed {
                card: card.clone(),
                facts: self.facts_of(&view, id),
                faces: Default::default(),
            };
            self.cards.insert(id.clone(), placed);
        }
        let routes = self.routes(&view, board.links().keys());
        for (id, route) in routes {
            if let Some(link) = board.links().get(&id) {
                let seal = self.marks.seal(&id);
                self.links.insert(
                    id,
                    Tied {
                        link: link.clone(),
                        route,
                        seal,
                        shapes: None,
                    },
                );
            }
        }
        let cards = self
            .cards
            .iter()
            .map(|(id, placed)| leaf(placed.card.rect(), Item::Card(id.clone())));
        let links = self
            .links
            .iter()
            .map(|(id, tied)| leaf(tied.route.bounds(), Item::Link(id.clone())));
        self.index = RTree::bulk_load(cards.chain(links).collect());
    }

    /// Brings the touched records up to date, and whatever hangs on them.
    pub fn update(&mut self, view: &View<'_>, touched: &Selection) {
        if touched.cards.len() > 1500 && view.preview.is_none() {
            return self.rebuild(view.board); // a bulk load is cheaper than so many single moves
        }
        self.far = None;
        let mut cards: BTreeSet<CardId> = touched.cards.clone();
        let mut links: BTreeSet<LinkId> = touched.links.clone();
        for id in &touched.links {
            for link in view
                .link(id)
                .into_iter()
                .chain(self.links.get(id).map(|tied| &tied.link))
            {
                cards.extend([link.from.clone(), link.to.clone()]);
            }
        }
        // Ports are shared out over a side, so the other links of both ends may move as well.
        let mut neighbours = cards.clone();
        for id in &cards {
            for (link_id, link) in links_at(view, id) {
                neighbours.extend(link.other(id).cloned());
                links.insert(link_id);
            }
        }
        for id in &neighbours {
            links.extend(links_at(view, id).into_iter().map(|(id, _)| id));
            self.update_card(view, id, cards.contains(id));
        }
        let routes: HashMap<LinkId, Route> = self.routes(view, links.iter()).into_iter().collect();
        for id in links {
            self.update_link(view, &id, routes.get(&id));
        }
    }

    fn update_card(&mut self, view: &View<'_>, id: &CardId, touched: bool) {
        let Some(card) = view.card(id) else {
            if let Some(old) = self.cards.remove(id) {
                self.index
                    .remove(&leaf(old.card.rect(), Item::Card(id.clone())));
            }
            return;
        };
        let facts = self.facts_of(view, id);
        match self.cards.get_mut(id) {
            Some(placed) => {
                if !touched && placed.facts == facts {
                    return;
                }
                let (before, after) = (placed.card.rect(), card.rect());
                if !Arc::ptr_eq(&placed.card, card) || placed.facts != facts {
                    *placed = Placed {
                        card: card.clone(),
                        facts,
                        faces: Default::default(),
                    };
                }
                if before != after {
                    self.index.remove(&leaf(before, Item::Card(id.clone())));
                    self.index.insert(leaf(after, Item::Card(id.clone())));
                }
            }
            None => {
                self.index.insert(leaf(card.rect(), Item::Card(id.clone())));
                self.cards.insert(
                    id.clone(),
                    Placed {
                        card: card.clone(),
                        facts,
                        faces: Default::default(),
                    },
                );
            }
        }
    }

    fn update_link(&mut self, view: &View<'_>, id: &LinkId, route: Option<&Route>) {
        let old = self
            .links
            .get(id)
            .map(|tied| leaf(tied.route.bounds(), Item::Link(id.clone())));
        let (Some(link), Some(route)) = (view.link(id), route) else {
            self.links.remove(id);
            if let Some(old) = old {
                self.index.remove(&old);
            }
            return;
        };
        if let Some(tied) = self.links.get(id)
            && Arc::ptr_eq(&tied.link, link)
            && tied.route == *route
        {
            return;
        }
        let new = leaf(route.bounds(), Item::Link(id.clone()));
        if old.as_ref() != Some(&new) {
            if let Some(old) = old {
                self.index.remove(&old);
            }
            self.index.insert(new);
        }
        self.links.insert(
            id.clone(),
            Tied {
                link: link.clone(),
                route: route.clone(),
                seal: self.marks.seal(id),
                shapes: None,
            },
        );
    }

    /// The ways of these links, with the ports of both their ends shared out.
    fn routes<'a>(
        &self,
        view: &View<'_>,
        links: impl Iterator<Item = &'a LinkId>,
    ) -> Vec<(LinkId, Route)> {
        let mut ports: HashMap<CardId, HashMap<(LinkId, LinkEnd), Port>> = HashMap::new();
        let mut routes = Vec::new();
        for id in links {
            let Some(link) = view.link(id) else { continue };
            let (Some(from), Some(to)) = (view.card(&link.from), view.card(&link.to)) else {
                continue;
            };
            let mut port = |card: &CardId, end: LinkEnd| {
                let all = ports
                    .entry(card.clone())
                    .or_insert_with(|| ports_of(view, card));
                all.get(&(id.clone(), end)).copied()
            };
            if let (Some(out), Some(landing)) =
                (port(&link.from, LinkEnd::From), port(&link.to, LinkEnd::To))
            {
                routes.push((
                    id.clone(),
                    connector::route(from.rect(), out, to.rect(), landing),
                ));
            }
        }
        routes
    }

    /// The area that all cards cover, board units.
    pub fn area(&self) -> Option<Rect> {
        self.cards
            .values()
            .map(|placed| placed.card.rect())
            .reduce(|a, b| a.union(b))
    }

    /// The area that all cards and connectors cover, board units: what a picture of the board shows.
    pub fn painted_area(&self) -> Option<Rect> {
        let links = self.links.values().map(|tied| tied.route.bounds());
        self.area()
            .into_iter()
            .chain(links)
            .reduce(|a, b| a.union(b))
    }

    /// The area that these cards and links cover, board units.
    pub fn area_of(&self, selection: &Selection) -> Option<Rect> {
        let cards = selection
            .cards
            .iter()
            .filter_map(|id| self.cards.get(id))
            .map(|placed| placed.card.rect());
        let links = selection
            .links
            .iter()
            .filter_map(|id| self.links.get(id))
            .map(|tied| tied.route.bounds());
        cards.chain(links).reduce(|a, b| a.union(b))
    }

    /// Where a card lies now, preview included.
    pub fn card_rect(&self, id: &CardId) -> Option<Rect> {
        self.cards.get(id).map(|placed| placed.card.rect())
    }

    /// The way of a link.
    pub fn route(&self, id: &LinkId) -> Option<&Route> {
        self.links.get(id).map(|tied| &tied.route)
    }

    /// The fonts met so far, for painters.
    pub fn fonts(&self) -> Faces {
        self.engine.faces().clone()
    }

    /// Lays out any text with the fonts of the picture.
    pub(super) fn lay_out(&mut self, spec: &Spec<'_>) -> TextBlock {
        self.engine.layout(spec)
    }

    /// The scripts for which no font is installed, as far as cards were laid out: their English names in order, each
    /// with a character that came out as a box.
    pub fn missing_scripts(&self) -> Vec<(&'static str, char)> {
        self.engine.missing()
    }

    /// The height that a card of this body needs at this width. `None` where the user chooses the height.
    pub fn height(&mut self, body: &Body, width: f64) -> Option<f64> {
        card::height(body, width, &mut self.engine)
    }

    /// Cards and links of which something lies in `area`.
    pub fn inside(&self, area: Rect) -> impl Iterator<Item = &Item> {
        self.index
            .locate_in_envelope_intersecting(envelope(area))
            .map(|leaf| &leaf.data)
    }

    /// What is painted of `area` at this zoom (pixels per board unit), back to front: frames, links, cards. The links
    /// of the lit cards, and lit links, stand out. Lays out only what it gives back.
    pub fn shapes(&mut self, area: Rect, zoom: f64, lit: &Selection) -> Vec<Arc<[Shape]>> {
        let level = Level::for_zoom(zoom);
        if level >= Level::Block {
            return self.far(level, zoom, lit);
        }
        self.near(area, level, zoom, lit)
    }

    fn far(&mut self, level: Level, zoom: f64, lit: &Selection) -> Vec<Arc<[Shape]>> {
        if let Some(far) = self
            .far
            .as_ref()
            .filter(|far| far.level == level && far.lit == *lit)
        {
            return far.groups.clone();
        }
        let area = self.area().unwrap_or_default().inflate(1.0, 1.0);
        let groups = self.near(area, level, zoom, lit);
        self.far = Some(Far {
            level,
            lit: lit.clone(),
            groups: groups.clone(),
        });
        groups
    }

    fn near(&mut self, area: Rect, level: Level, zoom: f64, lit: &Selection) -> Vec<Arc<[Shape]>> {
        let (mut cards, mut links) = (Vec::new(), Vec::new());
        for leaf in self.index.locate_in_envelope_intersecting(envelope(area)) {
            match &leaf.data {
                Item::Card(id) => cards.push(id.clone()),
                Item::Link(id) => links.push(id.clone()),
            }
        }
        self.forget_faces(&cards);
        self.sort_cards(&mut cards);
        let frames = cards.iter().take_while(|id| self.is_frame(id)).count();
        let mut groups = Vec::with_capacity(cards.len() + links.len());
        for id in &cards[..frames] {
            groups.extend(self.face(id, level));
        }
        self.add_links(&mut groups, links, area, zoom, lit);
        if level >= Level::Block {
            // One list of all blocks, for a group each would cost more than to paint them.
            let blocks: Vec<Shape> = cards[frames..]
                .iter()
                .flat_map(|id| self.made(id, level))
                .collect();
            groups.push(blocks.into());
            return groups;
        }
        for id in &cards[frames..] {
            groups.extend(self.face(id, level));
        }
        groups
    }

    /// The face of a card, made anew.
    fn made(&mut self, id: &CardId, level: Level) -> Vec<Shape> {
        let Some(placed) = self.cards.get(id) else {
            return Vec::new();
        };
        card::face(&placed.card, &placed.facts, level, &mut self.engine)
    }

    /// As [`Self::shapes`], with everything behind a veil but this evidence.
    pub fn focused(&mut self, area: Rect, zoom: f64, evidence: &Selection) -> Vec<Arc<[Shape]>> {
        let mut groups = self.shapes(area, zoom, &Selection::default());
        let veil = Shape::Rect {
            rect: area,
            radius: 0.0,
            fill: Some(Tone::Wall.alpha(0.84)),
            stroke: None,
        };
        groups.push([veil].into());
        let level = Level::for_zoom(zoom);
        for tied in evidence.links.iter().filter_map(|id| self.links.get(id)) {
            groups.push(tied.at_alpha(1.0));
        }
        let mut cards: Vec<CardId> = evidence.cards.iter().cloned().collect();
        self.sort_cards(&mut cards);
        for id in &cards {
            if self.card_rect(id).is_some_and(|rect| rect.overlaps(area)) {
                groups.extend(self.face(id, level));
            }
        }
        groups
    }

    fn is_frame(&self, id: &CardId) -> bool {
        self.cards
            .get(id)
            .is_some_and(|placed| matches!(placed.card.body, Body::Frame(_)))
    }

    /// Back to front: frames before all others (a frame around another first), then by `z`, then by id.
    fn sort_cards(&self, ids: &mut [CardId]) {
        ids.sort_by_cached_key(|id| {
            let card = self.cards.get(id).map(|placed| &placed.card);
            let frame = self.is_frame(id);
            let area = card.map_or(0, |card| if frame { -(card.size.area() as i64) } else { 0 });
            (!frame, area, card.map_or(0, |card| card.z), id.clone())
        });
    }

    fn face(&mut self, id: &CardId, level: Level) -> Option<Arc<[Shape]>> {
        let placed = self.cards.get_mut(id)?;
        let slot = &mut placed.faces[level as usize];
        if slot.is_none() {
            self.faces_kept += 1;
            *slot = Some(card::face(&placed.card, &placed.facts, level, &mut self.engine).into());
        }
        slot.clone()
    }

    /// Keeps memory flat on a long journey over a large board.
    fn forget_faces(&mut self, visible: &[CardId]) {
        if self.faces_kept > KEPT_FACES + visible.len() {
            let visible: HashSet<&CardId> = visible.iter().collect();
            for (id, placed) in &mut self.cards {
                if !visible.contains(id) {
                    placed.faces = Default::default();
                }
            }
            self.faces_kept = visible.len();
        }
    }
}

fn leaf(rect: Rect, item: Item) -> Leaf {
    Leaf::new(
        Rectangle::from_corners([rect.x0, rect.y0], [rect.x1, rect.y1]),
        item,
    )
}

fn envelope(area: Rect) -> AABB<[f64; 2]> {
    AABB::from_corners([area.x0, area.y0], [area.x1, area.y1])
}
