//! Sets of cards and links: what is selected, what an edit touches.

use std::collections::BTreeSet;

use super::{CardId, LinkId};

/// One record of the wall.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// A card.
    Card(CardId),
    /// A link.
    Link(LinkId),
}

/// A set of cards and links.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Cards.
    pub cards: BTreeSet<CardId>,
    /// Links.
    pub links: BTreeSet<LinkId>,
}

impl Selection {
    /// One card or link.
    pub fn of(item: Item) -> Self {
        let mut selection = Self::default();
        selection.insert(item);
        selection
    }

    /// These cards.
    pub fn cards(cards: impl IntoIterator<Item = CardId>) -> Self {
        Self {
            cards: cards.into_iter().collect(),
            links: BTreeSet::new(),
        }
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.cards.is_empty() && self.links.is_empty()
    }

    /// Number of cards and links.
    pub fn len(&self) -> usize {
        self.cards.len() + self.links.len()
    }

    /// Whether it holds this.
    pub fn contains(&self, item: &Item) -> bool {
        match item {
            Item::Card(id) => self.cards.contains(id),
            Item::Link(id) => self.links.contains(id),
        }
    }

    /// Adds one.
    pub fn insert(&mut self, item: Item) {
        match item {
            Item::Card(id) => self.cards.insert(id),
            Item::Link(id) => self.links.insert(id),
        };
    }

    /// Adds one that is not in it, takes out one that is.
    pub fn toggle(&mut self, item: Item) {
        match item {
            Item::Card(id) if self.cards.remove(&id) => {}
            Item::Link(id) if self.links.remove(&id) => {}
            item => self.insert(item),
        }
    }

    /// Adds all of another.
    pub fn extend(&mut self, other: Self) {
        self.cards.extend(other.cards);
        self.links.extend(other.links);
    }

    /// The only thing in it, if it holds just one.
    pub fn single(&self) -> Option<Item> {
        match (self.cards.len(), self.links.len()) {
            (1, 0) => self.cards.first().cloned().map(Item::Card),
            (0, 1) => self.links.first().cloned().map(Item::Link),
            _ => None,
        }
    }
}
