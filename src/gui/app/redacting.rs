//! Redacted copies: from their sheet to a file, worked out and written by jobs.

use std::path::PathBuf;

use eframe::egui;

use super::super::dialogs::Pick;
use super::super::jobs::Done;
use super::super::panels::redact::Form;
use super::super::panels::sheets::Sheet;
use super::App;
use super::boards::file_name;
use crate::board::Body;
use crate::file::redact::{Redaction, Replaced, redact};
use crate::{file, host};

impl App {
    /// Shows the sheet. Sources that are selected are ticked.
    pub(super) fn redact_sheet(&mut self) {
        let Some(open) = &self.open else { return };
        let cards = open.session.board().cards();
        let chosen = open.session.selection().cards.iter().filter(|id| {
            let card = cards.get(*id);
            card.is_some_and(|card| matches!(card.body, Body::Source(_)))
        });
        self.sheet = Some(Sheet::Redact(Box::new(Form::of(chosen.cloned()))));
    }

    /// Has worked out what the ticks would come to, if they are new.
    pub(super) fn preview_redaction(&mut self, ctx: &egui::Context) {
        let Some(Sheet::Redact(form)) = &mut self.sheet else {
            return;
        };
        let (Some(open), Some(redaction)) = (&self.open, form.wanted()) else {
            return;
        };
        let board = open.session.board().clone();
        self.jobs.start_quietly(ctx, move |_| {
            let result = redact(&board, &redaction);
            Done::Redacted {
                result: result
                    .map(|it| it.replaced)
                    .map_err(|error| error.to_string()),
                redaction,
            }
        });
    }

    /// The preview is there.
    pub(super) fn redaction_previewed(
        &mut self,
        redaction: &Redaction,
        result: Result<Vec<Replaced>, String>,
    ) {
        if let Some(Sheet::Redact(form)) = &mut self.sheet {
            form.take(redaction, result);
        }
    }

    /// The sheet was answered: a path is asked for.
    pub(super) fn pick_redacted(&mut self, ctx: &egui::Context, redaction: Redaction) {
        let Some(open) = &self.open else { return };
        let name = format!("{}-redacted.casewall.json", file_name(&open.name));
        let redaction = Box::new(redaction);
        self.pick(ctx, Pick::Redacted { name, redaction });
    }

    /// Writes the copy.
    pub(super) fn redact_to(&mut self, ctx: &egui::Context, path: PathBuf, redaction: Redaction) {
        let Some(open) = &self.open else { return };
        let own = open.path.as_deref();
        if own.is_some_and(|own| host::same_file(own, &path)) {
            self.say_bad("This is the board itself. Choose another name for the copy.".to_owned());
            return;
        }
        let board = open.session.board().clone();
        self.jobs.start("Writing a redacted copy", ctx, move |_| {
            let made = redact(&board, &redaction).map_err(|error| error.to_string());
            let result = made.and_then(|made| {
                host::write_atomic(&path, &file::write(&made.board))
                    .map_err(|error| error.to_string())
            });
            Done::Exported(result.map(|()| format!("Saved a redacted copy as {}", path.display())))
        });
    }
}
