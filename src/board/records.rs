//! The board itself: all records, and what follows from them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::id::counter;
use super::{
    Body, Card, CardId, Conflict, Edit, Extra, FileId, Judgements, Link, LinkId, LinkKind, Tail,
    Txn,
};

/// A document: cards and links, and what is known about it.
///
/// **Invariant:** every card that a link names (its ends and its origin) is on the board. [`Board::from_records`] and
/// [`super::Document::commit`] see to it.
#[derive(Clone, Debug)]
pub struct Board {
    about: Arc<About>,
    cards: BTreeMap<CardId, Arc<Card>>,
    links: BTreeMap<LinkId, Arc<Link>>,
    files: BTreeMap<FileId, Arc<Blob>>,
    /// Which links name a card, as an end or as an origin. Derived.
    uses: BTreeMap<CardId, BTreeSet<LinkId>>,
    /// Greater than the counter of every id that was ever on this board in this session.
    next_id: u64,
    tail: Tail,
}

/// What is known about the board as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// What it is called.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// What the analyst has judged.
    pub judgements: Judgements,
    /// What two versions of the board disagree about and nobody has decided yet.
    pub conflicts: Vec<Conflict>,
    /// Unknown keys inside `about`.
    pub extra: Extra,
    /// Unknown keys of the file's top level.
    pub top_extra: Extra,
}

/// An embedded file.
#[derive(Clone, Debug, PartialEq)]
pub struct Blob {
    /// Media type (RFC 6838).
    pub media_type: String,
    /// The name that it had.
    pub name: String,
    /// Its bytes. Their SHA-256 is its [`FileId`].
    pub data: Arc<[u8]>,
    /// Unknown keys.
    pub extra: Extra,
}

impl Default for Board {
    fn default() -> Self {
        Self {
            about: Arc::default(),
            cards: BTreeMap::new(),
            links: BTreeMap::new(),
            files: BTreeMap::new(),
            uses: BTreeMap::new(),
            next_id: 1,
            tail: Tail::new(""),
        }
    }
}

impl PartialEq for Board {
    /// Two boards are equal if they hold the same records, whatever ids they would give out next.
    fn eq(&self, other: &Self) -> bool {
        self.about == other.about
            && self.cards == other.cards
            && self.links == other.links
            && self.files == other.files
    }
}

impl Board {
    /// A board of these records. Links that name a card which is not among them are left out and given back.
    pub fn from_records(
        about: About,
        cards: impl IntoIterator<Item = (CardId, Card)>,
        links: impl IntoIterator<Item = (LinkId, Link)>,
        files: impl IntoIterator<Item = (FileId, Blob)>,
    ) -> (Self, Vec<(LinkId, Link)>) {
        let mut board = Self {
            about: Arc::new(about),
            ..Self::default()
        };
        for (id, card) in cards {
            board.put_card(id, Some(Arc::new(card)));
        }
        let mut loose = Vec::new();
        for (id, link) in links {
            if link.names().all(|card| board.cards.contains_key(card)) {
                board.put_link(id, Some(Arc::new(link)));
            } else {
                loose.push((id, link));
            }
        }
        board.files = files
            .into_iter()
            .map(|(id, blob)| (id, Arc::new(blob)))
            .collect();
        (board, loose)
    }

    /// The same board, making its new ids with this tail.
    #[must_use]
    pub fn with_tail(mut self, tail: Tail) -> Self {
        self.tail = tail;
        self
    }

    /// What is known about the whole.
    pub fn about(&self) -> &Arc<About> {
        &self.about
    }

    /// All cards by id.
    pub fn cards(&self) -> &BTreeMap<CardId, Arc<Card>> {
        &self.cards
    }

    /// All links by id.
    pub fn links(&self) -> &BTreeMap<LinkId, Arc<Link>> {
        &self.links
    }

    /// All embedded files by id.
    pub fn files(&self) -> &BTreeMap<FileId, Arc<Blob>> {
        &self.files
    }

    /// The links that end at a card, by id.
    pub fn links_of<'a>(
        &'a self,
        card: &'a CardId,
    ) -> impl Iterator<Item = (&'a LinkId, &'a Arc<Link>)> {
        self.uses(card)
            .filter(|(_, link)| link.from == *card || link.to == *card)
    }

    /// The links that name a card, as an end or as the origin of what they say, by id.
    pub fn uses<'a>(&'a self, card: &CardId) -> impl Iterator<Item = (&'a LinkId, &'a Arc<Link>)> {
        self.uses
            .get(card)
            .into_iter()
            .flatten()
            .filter_map(|id| self.links.get_key_value(id))
    }

    /// The cards that lie wholly inside a frame and are carried by it; nested frames carry theirs along.
    pub fn carried(&self, frame: &CardId) -> BTreeSet<CardId> {
        let Some(frame_card) = self
            .cards
            .get(frame)
            .filter(|card| matches!(card.body, Body::Frame(_)))
        else {
            return BTreeSet::new();
        };
        let area = frame_card.rect();
        let inside = |rect: kurbo::Rect| {
            rect.x0 >= area.x0 && rect.y0 >= area.y0 && rect.x1 <= area.x1 && rect.y1 <= area.y1
        };
        self.cards
            .iter()
            .filter(|(id, card)| *id != frame && inside(card.rect()))
            .map(|(id, _)| id.clone())
            .collect()
    }

    /// The `z` of the frontmost card.
    pub fn top(&self) -> i64 {
        self.cards.values().map(|card| card.z).max().unwrap_or(0)
    }

    /// Plans a change without making it: runs `plan` on a draft and gives back what it did.
    pub fn plan(&self, plan: impl FnOnce(&mut Txn<'_>)) -> Edit {
        let mut txn = Txn::new(self, self.next_id, &self.tail);
        plan(&mut txn);
        txn.into_edit()
    }

    /// This board with an edit made to it. For previews prefer [`View`], which copies nothing.
    #[must_use]
    pub fn with(&self, edit: &Edit) -> Self {
        let mut board = self.clone();
        board.apply(edit);
        board
    }

    /// Whether a link of this kind may lead from a card of one kind to a card of another.
    pub fn may_link(from: &Body, to: &Body, kind: &LinkKind) -> bool {
        match kind {
            LinkKind::Corroborates(_) | LinkKind::Contradicts(_) => {
                from.can_testify() && matches!(to, Body::Claim(_))
            }
            LinkKind::DerivesFrom => matches!((from, to), (Body::Source(_), Body::Source(_))),
        }
    }

    pub(super) fn apply(&mut self, edit: &Edit) {
        if let Some(change) = &edit.about {
            self.about = change.after.clone().unwrap_or_default();
        }
        for (id, change) in &edit.files {
            match &change.after {
                Some(blob) => self.files.insert(id.clone(), blob.clone()),
                None => self.files.remove(id),
            };
        }
        // Links go first and come last, so that at no moment one hangs in the air.
        for (id, _) in edit
            .links
            .iter()
            .filter(|(_, change)| change.after.is_none())
        {
            self.put_link(id.clone(), None);
        }
        for (id, change) in &edit.cards {
            self.put_card(id.clone(), change.after.clone());
        }
        for (id, change) in edit
            .links
            .iter()
            .filter(|(_, change)| change.after.is_some())
        {
            self.put_link(id.clone(), change.after.clone());
        }
    }

    /// Gives out no id that stands in this edit.
    pub(super) fn never_reuse(&mut self, edit: &Edit) {
        let cards = edit.cards.keys().map(CardId::as_str);
        let ids = cards.chain(edit.links.keys().map(LinkId::as_str));
        let beyond = ids.filter_map(|id| counter(id).map(|n| n + 1)).max();
        self.next_id = self.next_id.max(beyond.unwrap_or(0));
    }

    fn put_card(&mut self, id: CardId, card: Option<Arc<Card>>) {
        self.next_id = self.next_id.max(counter(id.as_str()).map_or(0, |n| n + 1));
        match card {
            Some(card) => self.cards.insert(id, card),
            None => self.cards.remove(&id),
        };
    }

    fn put_link(&mut self, id: LinkId, link: Option<Arc<Link>>) {
        self.next_id = self.next_id.max(counter(id.as_str()).map_or(0, |n| n + 1));
        let before = match &link {
            Some(link) => self.links.insert(id.clone(), link.clone()),
            None => self.links.remove(&id),
        };
        for card in before.iter().flat_map(|link| link.names()) {
            if let Some(links) = self.uses.get_mut(card) {
                links.remove(&id);
                if links.is_empty() {
                    self.uses.remove(card);
                }
            }
        }
        for card in link.iter().flat_map(|link| link.names()) {
            self.uses
                .entry(card.clone())
                .or_default()
                .insert(id.clone());
        }
    }
}

/// A board seen through an edit that is not made yet: what the wall shows during a drag.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The board as it stands.
    pub board: &'a Board,
    /// What is proposed.
    pub preview: Option<&'a Edit>,
}

impl<'a> View<'a> {
    /// The card as it would be.
    pub fn card(&self, id: &CardId) -> Option<&'a Arc<Card>> {
        match self.preview.and_then(|edit| edit.cards.get(id)) {
            Some(change) => change.after.as_ref(),
            None => self.board.cards.get(id),
        }
    }

    /// The link as it would be.
    pub fn link(&self, id: &LinkId) -> Option<&'a Arc<Link>> {
        match self.preview.and_then(|edit| edit.links.get(id)) {
            Some(change) => change.after.as_ref(),
            None => self.board.links.get(id),
        }
    }
}
