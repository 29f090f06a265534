//! A draft of the board on which a plan is made. Nothing happens to the board itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{About, Blob, Board, Body, Card, CardId, Change, Edit, FileId, Link, LinkId, Tail};

/// The board as a plan sees it: with everything that the plan has done so far.
///
/// **Invariant:** the edit that comes out leaves no link without its cards: removing a card removes the links that
/// end at it and forgets it as an origin.
pub struct Txn<'a> {
    board: &'a Board,
    edit: Edit,
    next_id: u64,
    tail: &'a Tail,
    /// The `z` of the frontmost card; looked up when it is first needed.
    top: Option<i64>,
    /// The links that the draft has added or changed.
    live: BTreeSet<LinkId>,
}

impl<'a> Txn<'a> {
    pub(super) fn new(board: &'a Board, next_id: u64, tail: &'a Tail) -> Self {
        Self {
            board,
            edit: Edit::default(),
            next_id,
            tail,
            top: None,
            live: BTreeSet::new(),
        }
    }

    pub(super) fn into_edit(self) -> Edit {
        self.edit.tidy()
    }

    /// The board that the plan began with.
    pub fn board(&self) -> &'a Board {
        self.board
    }

    /// A card as it now is in the draft.
    pub fn card(&self, id: &CardId) -> Option<&Arc<Card>> {
        now(&self.edit.cards, self.board.cards(), id)
    }

    /// A link as it now is in the draft.
    pub fn link(&self, id: &LinkId) -> Option<&Arc<Link>> {
        now(&self.edit.links, self.board.links(), id)
    }

    /// Adds a card in front of all others and says its id.
    pub fn add_card(&mut self, mut card: Card) -> CardId {
        let top = self.top.unwrap_or_else(|| {
            let draft = self
                .edit
                .cards
                .values()
                .filter_map(|change| change.after.as_ref());
            draft.map(|card| card.z).fold(self.board.top(), i64::max)
        }) + 1;
        self.top = Some(top);
        card.z = top;
        card.settle();
        let id = loop {
            let id = CardId::from(self.tail.id(card.body.prefix(), self.next_id));
            self.next_id += 1;
            if self.card(&id).is_none() {
                break id;
            }
        };
        self.put_card(id.clone(), Some(Arc::new(card)));
        id
    }

    /// Changes a card. Nothing happens if it is not there.
    pub fn update_card(&mut self, id: &CardId, update: impl FnOnce(&mut Card)) {
        if let Some(card) = self.card(id) {
            let mut card = Card::clone(card);
            update(&mut card);
            card.settle();
            self.put_card(id.clone(), Some(Arc::new(card)));
        }
    }

    /// Removes a card, the links that end at it, its name as an origin of other links, and the embedded file that only
    /// it used: what is deleted is not to be found in the saved board.
    pub fn remove_card(&mut self, id: &CardId) {
        let named = |link: &&LinkId| {
            self.link(link)
                .is_some_and(|link| link.names().any(|card| card == id))
        };
        let in_draft = self.live.iter().filter(named);
        let users: Vec<LinkId> = in_draft
            .cloned()
            .chain(self.board.uses(id).map(|(link, _)| link.clone()))
            .collect();
        for user in users {
            let ends_here = |link: &Arc<Link>| link.from == *id || link.to == *id;
            match self.link(&user).map(ends_here) {
                Some(true) => self.remove_link(&user),
                Some(false) => self.update_link(&user, |link| {
                    if let Some(evidence) = link
                        .kind
                        .evidence_mut()
                        .filter(|e| e.origin.as_ref() == Some(id))
                    {
                        evidence.origin = None;
                    }
                }),
                None => {}
            }
        }
        let file = self.card(id).and_then(|card| card.body.file().cloned());
        self.put_card(id.clone(), None);
        if let Some(file) = file {
            self.drop_file_if_unused(file);
        }
    }

    fn drop_file_if_unused(&mut self, file: FileId) {
        let changed = self
            .edit
            .cards
            .values()
            .filter_map(|change| change.after.as_ref());
        let kept = self
            .board
            .cards()
            .iter()
            .filter(|(id, _)| !self.edit.cards.contains_key(*id));
        let mut cards = changed.chain(kept.map(|(_, card)| card));
        // A card of an unknown kind may use it in a way that this version cannot see.
        let used = |card: &Arc<Card>| {
            card.body.file() == Some(&file) || matches!(card.body, Body::Unknown(_))
        };
        if !cards.any(used) {
            let before = self.board.files().get(&file).cloned();
            self.edit.files.insert(
                file,
                Change {
                    before,
                    after: None,
                },
            );
        }
    }

    /// Adds a link and says its id. `None`, and nothing is added, if a card that it names is not there.
    pub fn add_link(&mut self, link: Link) -> Option<LinkId> {
        if !link.names().all(|card| self.card(card).is_some()) {
            return None;
        }
        let id = loop {
            let id = LinkId::from(self.tail.id('l', self.next_id));
            self.next_id += 1;
            if self.link(&id).is_none() {
                break id;
            }
        };
        self.put_link(id.clone(), Some(Arc::new(link)));
        Some(id)
    }

    /// Changes a link. Nothing happens if it is not there, or if it would name a card that is not there.
    pub fn update_link(&mut self, id: &LinkId, update: impl FnOnce(&mut Link)) {
        if let Some(link) = self.link(id) {
            let mut link = Link::clone(link);
            update(&mut link);
            if link.names().all(|card| self.card(card).is_some()) {
                self.put_link(id.clone(), Some(Arc::new(link)));
            }
        }
    }

    /// Removes a link.
    pub fn remove_link(&mut self, id: &LinkId) {
        self.put_link(id.clone(), None);
    }

    /// Changes what is known about the whole board.
    pub fn update_about(&mut self, update: impl FnOnce(&mut About)) {
        let before = self.board.about().clone();
        let now = self
            .edit
            .about
            .as_ref()
            .and_then(|change| change.after.clone())
            .unwrap_or_else(|| before.clone());
        let mut after = About::clone(&now);
        update(&mut after);
        self.edit.about = Some(Change {
            before: Some(before),
            after: Some(Arc::new(after)),
        });
    }

    /// Embeds a file under the id of its content. One that is already there stays as it is.
    pub fn add_file(&mut self, id: FileId, blob: Arc<Blob>) {
        if !self.board.files().contains_key(&id) {
            self.edit.files.insert(
                id,
                Change {
                    before: None,
                    after: Some(blob),
                },
            );
        }
    }

    fn put_card(&mut self, id: CardId, after: Option<Arc<Card>>) {
        let before = self.board.cards().get(&id).cloned();
        self.edit.cards.insert(id, Change { before, after });
    }

    fn put_link(&mut self, id: LinkId, after: Option<Arc<Link>>) {
        let before = self.board.links().get(&id).cloned();
        match &after {
            Some(_) => self.live.insert(id.clone()),
            None => self.live.remove(&id),
        };
        self.edit.links.insert(id, Change { before, after });
    }
}

fn now<'b, K: Ord, T>(
    edit: &'b BTreeMap<K, Change<T>>,
    board: &'b BTreeMap<K, Arc<T>>,
    id: &K,
) -> Option<&'b Arc<T>> {
    match edit.get(id) {
        Some(change) => change.after.as_ref(),
        None => board.get(id),
    }
}
