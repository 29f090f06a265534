//! Edits as values: for each record what it was and what it becomes. Undo is the swap.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{About, Blob, Board, Card, CardId, FileId, Link, LinkId, Selection};

/// One record before and after. `None` to `Some` adds it, `Some` to `None` removes it.
#[derive(Debug, PartialEq)]
pub struct Change<T> {
    /// What the board must hold for the edit to be made.
    pub before: Option<Arc<T>>,
    /// What the board holds when it is made.
    pub after: Option<Arc<T>>,
}

impl<T> Clone for Change<T> {
    fn clone(&self) -> Self {
        Self {
            before: self.before.clone(),
            after: self.after.clone(),
        }
    }
}

impl<T: PartialEq> Change<T> {
    fn inverted(self) -> Self {
        Self {
            before: self.after,
            after: self.before,
        }
    }

    fn is_idle(&self) -> bool {
        same(&self.before, &self.after)
    }

    fn fits(&self, now: Option<&Arc<T>>) -> bool {
        match (&self.before, now) {
            (None, None) => true,
            (Some(a), Some(b)) => Arc::ptr_eq(a, b) || a == b,
            _ => false,
        }
    }
}

fn same<T: PartialEq>(a: &Option<Arc<T>>, b: &Option<Arc<T>>) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => Arc::ptr_eq(a, b) || a == b,
        _ => false,
    }
}

/// A change to a board.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edit {
    /// To what is known about the whole.
    pub about: Option<Change<About>>,
    /// To cards.
    pub cards: BTreeMap<CardId, Change<Card>>,
    /// To links.
    pub links: BTreeMap<LinkId, Change<Link>>,
    /// To embedded files.
    pub files: BTreeMap<FileId, Change<Blob>>,
}

impl Edit {
    /// What leads from one board to another: every record that differs. `before.with(&edit)` holds the records of
    /// `after`, and the edit fits `before`.
    pub fn between(before: &Board, after: &Board) -> Self {
        fn records<K: Ord + Clone, T: PartialEq>(
            before: &BTreeMap<K, Arc<T>>,
            after: &BTreeMap<K, Arc<T>>,
        ) -> BTreeMap<K, Change<T>> {
            let gone = before.keys().filter(|id| !after.contains_key(*id));
            gone.chain(after.keys())
                .filter_map(|id| {
                    let change = Change {
                        before: before.get(id).cloned(),
                        after: after.get(id).cloned(),
                    };
                    (!change.is_idle()).then(|| (id.clone(), change))
                })
                .collect()
        }
        let about = Change {
            before: Some(before.about().clone()),
            after: Some(after.about().clone()),
        };
        Self {
            about: (!about.is_idle()).then_some(about),
            cards: records(before.cards(), after.cards()),
            links: records(before.links(), after.links()),
            files: records(before.files(), after.files()),
        }
    }

    /// The edit that takes this one back.
    #[must_use]
    pub fn inverted(self) -> Self {
        Self {
            about: self.about.map(Change::inverted),
            cards: self
                .cards
                .into_iter()
                .map(|(id, change)| (id, change.inverted()))
                .collect(),
            links: self
                .links
                .into_iter()
                .map(|(id, change)| (id, change.inverted()))
                .collect(),
            files: self
                .files
                .into_iter()
                .map(|(id, change)| (id, change.inverted()))
                .collect(),
        }
    }

    /// This edit and then another, as one.
    #[must_use]
    pub fn then(mut self, next: Self) -> Self {
        fn chain<K: Ord, T: PartialEq>(
            first: &mut BTreeMap<K, Change<T>>,
            next: BTreeMap<K, Change<T>>,
        ) {
            for (id, change) in next {
                match first.get_mut(&id) {
                    Some(earlier) => earlier.after = change.after,
                    None => {
                        first.insert(id, change);
                    }
                }
            }
        }
        self.about = match (self.about, next.about) {
            (Some(first), Some(next)) => Some(Change {
                before: first.before,
                after: next.after,
            }),
            (first, next) => first.or(next),
        };
        chain(&mut self.cards, next.cards);
        chain(&mut self.links, next.links);
        chain(&mut self.files, next.files);
        self.tidy()
    }

    /// Without the records that do not change.
    #[must_use]
    pub(super) fn tidy(mut self) -> Self {
        self.about = self.about.filter(|change| !change.is_idle());
        self.cards.retain(|_, change| !change.is_idle());
        self.links.retain(|_, change| !change.is_idle());
        self.files.retain(|_, change| !change.is_idle());
        self
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.about.is_none()
            && self.cards.is_empty()
            && self.links.is_empty()
            && self.files.is_empty()
    }

    /// Whether it can be made to this board: every `before` holds, and no link would end in nothing.
    pub fn fits(&self, board: &Board) -> bool {
        let befores = self
            .about
            .as_ref()
            .is_none_or(|change| change.fits(Some(board.about())))
            && self
                .cards
                .iter()
                .all(|(id, change)| change.fits(board.cards().get(id)))
            && self
                .links
                .iter()
                .all(|(id, change)| change.fits(board.links().get(id)))
            && self
                .files
                .iter()
                .all(|(id, change)| change.fits(board.files().get(id)));
        let stays = |card: &CardId| match self.cards.get(card) {
            Some(change) => change.after.is_some(),
            None => board.cards().contains_key(card),
        };
        let new_links_hold = self
            .links
            .values()
            .flat_map(|change| &change.after)
            .all(|link| link.names().all(stays));
        let old_links_hold = self
            .cards
            .iter()
            .filter(|(_, change)| change.after.is_none())
            .all(|(card, _)| {
                board
                    .uses(card)
                    .all(|(link, _)| self.links.contains_key(link))
            });
        befores && new_links_hold && old_links_hold
    }

    /// The cards and links that it adds, changes or removes.
    pub fn touched(&self) -> Selection {
        Selection {
            cards: self.cards.keys().cloned().collect(),
            links: self.links.keys().cloned().collect(),
        }
    }

    /// The cards and links that are on the board after it and were changed by it.
    pub fn made(&self) -> Selection {
        Selection {
            cards: self
                .cards
                .iter()
                .filter(|(_, change)| change.after.is_some())
                .map(|(id, _)| id.clone())
                .collect(),
            links: self
                .links
                .iter()
                .filter(|(_, change)| change.after.is_some())
                .map(|(id, _)| id.clone())
                .collect(),
        }
    }
}
