//! Evidence against the rival answers to a question.

use eframe::egui::Ui;

use crate::editor::{Ask, Session};

/// The view and where it is looked at from.
#[derive(Default)]
pub struct Matrix {}

impl Matrix {
    /// The view, over all the room that is left.
    pub fn matrix_ui(&mut self, ui: &mut Ui, session: &mut Session) -> Option<Ask> {
        let _ = (ui, session);
        None
    }
}
