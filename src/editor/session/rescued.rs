//! A rescue copy: what could be read of a broken board. It is looked at, not changed, until it has a file of its own.
//!
//! Refuses every change while it is one, and remembers that it did, so that the window can say what to do.
//!
//! **Invariant:** while a session is read-only, its document never changes.

use std::path::PathBuf;

use super::super::input::Effect;
use super::super::tools::{State, ToolId};
use super::Session;

/// Of what a board is a rescue copy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rescued {
    /// The file that could not be read, if there is one. It is never written over.
    pub from: Option<PathBuf>,
    /// Why it could not be opened.
    pub why: String,
    /// What was left out or mended, a sentence each.
    pub left_out: Vec<String>,
}

impl Session {
    /// Takes the board as a rescue copy: from now on nothing is changed.
    pub fn set_rescued(&mut self, rescued: Rescued) {
        self.cancel_gesture();
        self.tool = ToolId::Select;
        self.rescued = Some(rescued);
    }

    /// The copy has a file of its own: it is a board like any other.
    pub fn set_ordinary(&mut self) {
        self.rescued = None;
        self.refused = false;
    }

    /// Of what this is a rescue copy, if it is one.
    pub fn rescued(&self) -> Option<&Rescued> {
        self.rescued.as_ref()
    }

    /// Whether nothing can be changed.
    pub fn is_read_only(&self) -> bool {
        self.rescued.is_some()
    }

    /// Whether a change was refused since this was last asked.
    pub fn take_refused(&mut self) -> bool {
        std::mem::take(&mut self.refused)
    }

    /// Whether a change that is asked for now is refused; notes that it was.
    pub(super) fn refuses(&mut self) -> bool {
        self.refused |= self.is_read_only();
        self.is_read_only()
    }

    /// The effects of a gesture that may happen. What only looks may; a gesture that would change something ends.
    pub(super) fn allowed(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        if !self.is_read_only() {
            return effects;
        }
        let (allowed, refused): (Vec<_>, Vec<_>) = effects
            .into_iter()
            .partition(|effect| matches!(effect, Effect::Select(_) | Effect::Use(ToolId::Select)));
        let changing = !matches!(
            self.state,
            State::Idle | State::Pressed { .. } | State::Marquee { .. }
        );
        if changing || !refused.is_empty() {
            self.refused = true;
        }
        if changing {
            self.state = State::Idle;
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use kurbo::{Point, Vec2};

    use super::*;
    use crate::board::{
        Board, Body, Card, Claim, Document, Label, Link, LinkKind, Selection, Source, Stance,
    };
    use crate::editor::command::COMMANDS;
    use crate::editor::input::{Input, Keys};
    use crate::editor::tools::TOOLS;
    use crate::scene::text::FontSource;

    fn session() -> Session {
        let edit = Board::default().plan(|txn| {
            let claim = Claim {
                text: "It was dark.".to_owned(),
                ..Claim::default()
            };
            let claim = txn.add_card(Card::new(Point::new(500.0, 0.0), Body::Claim(claim)));
            let source = Source {
                title: "Log".to_owned(),
                text: "It was dark.".into(),
                ..Source::default()
            };
            let source = txn.add_card(Card::new(Point::ZERO, Body::Source(Box::new(source))));
            let kind = LinkKind::of(Stance::Corroborates);
            txn.add_link(Link::new(source, claim, kind));
        });
        let document = Document::new(Board::default().with(&edit), true);
        let mut session = Session::new(document, FontSource::BundledOnly);
        session.set_rescued(Rescued::default());
        session
    }

    /// Every command, whether it can be chosen or not, and every drag with every tool, on everything that is selected:
    /// the document is as it was.
    #[test]
    fn nothing_changes_a_rescue_copy() {
        let mut session = session();
        let before = session.board().clone();
        let items: Vec<Selection> = {
            let all = Selection {
                cards: before.cards().keys().cloned().collect(),
                links: Default::default(),
            };
            let links = Selection {
                cards: Default::default(),
                links: before.links().keys().cloned().collect(),
            };
            let single = before
                .cards()
                .keys()
                .map(|id| Selection::cards([id.clone()]));
            single.chain([all, links]).collect()
        };
        for selection in &items {
            for command in COMMANDS {
                session.select(selection.clone());
                command.perform(&mut session);
                session.type_text("typed".to_owned());
                session.finish_editing();
                assert_eq!(*session.board(), before, "{}", command.id);
                assert_eq!(session.document().revision(), 0, "{}", command.id);
                assert!(session.editing().is_none(), "{}", command.id);
            }
            session.cut();
            assert_eq!(*session.board(), before);
        }
        assert!(session.take_refused() && !session.take_refused());
        let places: Vec<Point> = before
            .cards()
            .values()
            .flat_map(|card| {
                [
                    card.rect().center(),
                    Point::new(card.rect().x1, card.rect().center().y),
                ]
            })
            .chain([Point::new(-300.0, -300.0), Point::new(400.0, 60.0)])
            .collect();
        for tool in TOOLS {
            for from in &places {
                session.use_tool(tool.id);
                session.hover(Some(*from));
                let keys = Keys::default();
                let hit = session.hit(*from);
                session.input(Input::Press {
                    at: *from,
                    hit: hit.clone(),
                    keys,
                });
                for step in 1..5 {
                    let at = *from + Vec2::new(120.0, 35.0) * f64::from(step);
                    session.input(Input::Move { at, keys });
                }
                let at = *from + Vec2::new(480.0, 140.0);
                session.input(Input::Release { at, keys });
                session.input(Input::Double { at: *from, hit });
                assert_eq!(*session.board(), before, "{} at {from}", tool.name);
                assert_eq!(*session.state(), State::Idle, "{} at {from}", tool.name);
                assert!(session.editing().is_none(), "{} at {from}", tool.name);
            }
        }
        // Once it has a file of its own it is changed like any other.
        session.set_ordinary();
        session.change(Label::new("Title"), |txn| {
            txn.update_about(|about| about.title = "New".to_owned())
        });
        assert_eq!(session.board().about().title, "New");
    }
}
