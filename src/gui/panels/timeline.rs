//! What was known when.

use eframe::egui::Ui;

use crate::editor::{Ask, Session};

/// The view and where it is looked at from.
#[derive(Default)]
pub struct Timeline {}

impl Timeline {
    /// The view, over all the room that is left.
    pub fn timeline_ui(&mut self, ui: &mut Ui, session: &mut Session) -> Option<Ask> {
        let _ = (ui, session);
        None
    }
}
