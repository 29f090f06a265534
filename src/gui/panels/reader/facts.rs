//! What is known of a source, in the words of one line.

use eframe::egui::{self, Sense, Ui, vec2};

use super::super::super::theme;
use super::super::status::count;
use super::reading::Reading;
use crate::board::{Reliability, Source};
use crate::editor::Session;
use crate::scene::style::{Tone, size};
use crate::scene::text::isolated;

impl Reading {
    /// How it came in, how long it is, in which language, and what it draws on.
    pub(super) fn facts_of(&self, session: &Session, source: &Source) -> String {
        let mut facts = Vec::new();
        if let Some(original) = source
            .original
            .as_ref()
            .filter(|file| !file.name.is_empty())
        {
            facts.push(format!("Imported from {}", isolated(&original.name)));
        }
        facts.push(count(self.facts.words, "word"));
        match self.facts.intact {
            Some(true) => facts.push("text as it came in".to_owned()),
            Some(false) => facts.push("the text is not the one that was hashed".to_owned()),
            None => {}
        }
        if !source.language.is_empty() {
            facts.push(language(&source.language));
        }
        let drawn_on = self.draws_on(session);
        if !drawn_on.is_empty() {
            let names: Vec<String> = drawn_on.iter().map(|name| isolated(name)).collect();
            facts.push(format!("draws on {}", names.join(", ")));
        }
        if self.lost > 0 {
            facts.push(format!("{} not found in it", count(self.lost, "quote")));
        }
        facts.join(" · ")
    }
}

/// The reliability letter in its frame.
pub(super) fn badge_ui(ui: &mut Ui, reliability: Option<Reliability>) {
    let Some(grade) = reliability else { return };
    let ctx = ui.ctx().clone();
    let (rect, response) = ui.allocate_exact_size(vec2(20.0, 20.0), Sense::hover());
    let stroke = egui::Stroke::new(1.0, theme::tone(&ctx, Tone::Line));
    ui.painter()
        .rect_stroke(rect, 5.0, stroke, egui::StrokeKind::Inside);
    ui.painter().text(
        rect.center(),
        egui::Align2::CENTER_CENTER,
        grade.letter(),
        theme::bold(size::SMALL),
        theme::tone(&ctx, Tone::Ink),
    );
    let words = format!("Reliability {}: {}", grade.letter(), grade.words());
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, words.clone())
    });
    response.on_hover_text(words);
}

/// A language by its English name, if it is one that is met often; else by its tag.
fn language(tag: &str) -> String {
    let primary = tag
        .split(['-', '_'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let known = LANGUAGES.iter().find(|(code, _)| *code == primary);
    known.map_or_else(|| isolated(tag), |(_, name)| (*name).to_owned())
}

const LANGUAGES: &[(&str, &str)] = &[
    ("am", "Amharic"),
    ("ar", "Arabic"),
    ("bn", "Bengali"),
    ("de", "German"),
    ("el", "Greek"),
    ("en", "English"),
    ("es", "Spanish"),
    ("fa", "Persian"),
    ("fr", "French"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("id", "Indonesian"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ko", "Korean"),
    ("nl", "Dutch"),
    ("pl", "Polish"),
    ("ps", "Pashto"),
    ("pt", "Portuguese"),
    ("ru", "Russian"),
    ("sw", "Swahili"),
    ("th", "Thai"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("ur", "Urdu"),
    ("vi", "Vietnamese"),
    ("zh", "Chinese"),
];
