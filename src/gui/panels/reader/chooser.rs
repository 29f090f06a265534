//! Choosing what words are tied to, or who said them: by typing, case and accents folded.

use eframe::egui::{self, Key, Modifiers, RichText, Sense, Ui, vec2};

use super::super::super::{theme, typing, words};
use super::Reader;
use crate::board::{Board, Body, CardId, Stance};
use crate::editor::Session;
use crate::editor::folding::Folded;
use crate::editor::quoting::{About, LONGEST_CLAIM, Origin, sentence};
use crate::scene::style::{Tone, size};
use crate::scene::text::{TextStyle, isolated};

/// Rows that are shown; who looks for more types more.
const MOST: usize = 200;

/// What is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A claim, for or against which the words speak.
    Claim(Stance),
    /// Who said them.
    Origin,
}

/// A choice that is open.
pub struct Chooser {
    wanted: Wanted,
    /// The selected words.
    words: String,
    query: String,
    /// The row that Enter takes.
    row: usize,
    rows: Vec<Row>,
    /// What the rows were made for.
    made_for: Option<(u64, String)>,
    take_focus: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Row {
    /// Something new of this name.
    New(String),
    /// The source itself.
    Itself,
    /// A card, by name.
    Card(CardId, String),
}

impl Chooser {
    /// Begins a choice for these words.
    pub fn new(wanted: Wanted, words: String) -> Self {
        Self {
            wanted,
            words,
            query: String::new(),
            row: 0,
            rows: Vec::new(),
            made_for: None,
            take_focus: true,
        }
    }

    fn refresh(&mut self, session: &Session, source: &CardId) {
        let key = (session.document().revision(), self.query.clone());
        if self.made_for.as_ref() == Some(&key) {
            return;
        }
        let found = found(session.board(), self.wanted, source, &self.query);
        self.rows = first_rows(self.wanted, &self.query, &self.words);
        // What was typed means the first card of that name; without one, something new.
        let first = self.rows.len();
        let typed = !self.query.trim().is_empty();
        self.row = if typed && !found.is_empty() { first } else { 0 };
        self.rows
            .extend(found.into_iter().map(|(id, name)| Row::Card(id, name)));
        self.made_for = Some(key);
    }
}

/// The rows above the cards.
fn first_rows(wanted: Wanted, query: &str, words: &str) -> Vec<Row> {
    let typed = sentence(query, LONGEST_CLAIM);
    match wanted {
        Wanted::Claim(_) if typed.is_empty() => vec![Row::New(words.to_owned())],
        Wanted::Origin if typed.is_empty() => vec![Row::Itself],
        _ => vec![Row::New(typed)],
    }
}

/// The cards whose names hold what was typed; those that begin with it first.
fn found(board: &Board, wanted: Wanted, source: &CardId, query: &str) -> Vec<(CardId, String)> {
    let needle = Folded::needle(query);
    let mut found: Vec<(bool, &CardId, String)> = board
        .cards()
        .iter()
        .filter(|(id, card)| match (wanted, &card.body) {
            (Wanted::Claim(_), Body::Claim(_)) => true,
            (Wanted::Origin, Body::Source(_)) => *id != source,
            _ => false,
        })
        .filter_map(|(id, card)| {
            let name = card.name();
            let folded = Folded::new(&name);
            let begins = folded.starts_with(&needle);
            folded.contains(&needle).then_some((!begins, id, name))
        })
        .collect();
    if !needle.is_empty() {
        found.sort_by_key(|(later, ..)| *later);
    }
    found.truncate(MOST);
    found
        .into_iter()
        .map(|(_, id, name)| (id.clone(), name))
        .collect()
}

impl Reader {
    /// Shows the choice, if one is open, and does what was chosen.
    pub(super) fn chooser_ui(&mut self, ctx: &egui::Context, session: &mut Session) {
        let (Some(chooser), Some(reading)) = (&mut self.chooser, &self.reading) else {
            return;
        };
        chooser.refresh(session, &reading.source);
        let mut chosen = None;
        let frame = egui::Frame::popup(&ctx.global_style()).inner_margin(egui::Margin::same(14));
        let modal = egui::Modal::new(egui::Id::unique("casewall.reader.chooser"))
            .frame(frame)
            .show(ctx, |ui| {
                ui.set_width((ctx.content_rect().width() - 60.0).min(480.0));
                chosen = chooser.rows_ui(ui);
            });
        let wanted = chooser.wanted;
        if chosen.is_none() && !modal.should_close() {
            return;
        }
        self.chooser = None;
        self.take_focus = true;
        match (wanted, chosen) {
            (_, None) => {}
            (Wanted::Claim(stance), Some(row)) => {
                let of = match row {
                    Row::Card(id, _) => About::Claim(id),
                    Row::New(sentence) => About::New {
                        sentence: Some(sentence),
                        at: None,
                    },
                    Row::Itself => return,
                };
                self.say(ctx, session, stance, of);
            }
            (Wanted::Origin, Some(row)) => {
                let origin = match row {
                    Row::Card(id, _) => Origin::Source(id),
                    Row::New(name) => Origin::New(name),
                    Row::Itself => Origin::Itself,
                };
                self.set_said_by(session, origin);
            }
        }
    }
}

impl Chooser {
    fn rows_ui(&mut self, ui: &mut Ui) -> Option<Row> {
        let ctx = ui.ctx().clone();
        let (title, hint, tone) = match self.wanted {
            Wanted::Claim(Stance::Corroborates) => {
                ("+ Corroborates", "Which claim?", Tone::Corroborates)
            }
            Wanted::Claim(Stance::Contradicts) => {
                ("− Contradicts", "Which claim?", Tone::Contradicts)
            }
            Wanted::Origin => (
                "Said by",
                "Who? A source of the board, or a new name",
                Tone::Ink,
            ),
        };
        let color = theme::tone(&ctx, tone);
        ui.label(
            RichText::new(title)
                .font(theme::bold(size::HEADING))
                .color(color),
        );
        let quoted = format!("“{}”", isolated(&self.words));
        words::label_ui(ui, &quoted, TextStyle::new(size::BODY, Tone::InkSecond), 2);
        ui.add_space(6.0);
        let (up, down, enter) = ui.input_mut(|i| {
            let none = Modifiers::NONE;
            (
                i.consume_key(none, Key::ArrowUp),
                i.consume_key(none, Key::ArrowDown),
                i.consume_key(none, Key::Enter),
            )
        });
        let id = ui.scope_id().with("query");
        let field = typing::Field::new(id, hint, 1).field_ui(ui, &mut self.query);
        field.widget_info(|| {
            egui::WidgetInfo::labeled(egui::accesskit::Role::TextInput, true, hint)
        });
        if std::mem::take(&mut self.take_focus) {
            field.request_focus();
        }
        let last = self.rows.len().saturating_sub(1);
        self.row = match (up, down) {
            (true, _) => self.row.saturating_sub(1),
            (_, true) => (self.row + 1).min(last),
            _ => self.row.min(last),
        };
        let mut chosen = None;
        ui.add_space(6.0);
        egui::ScrollArea::vertical()
            .max_height(300.0)
            .auto_shrink(false)
            .show(ui, |ui| {
                ui.set_min_height(300.0); // or the list stays as short as it once was
                ui.spacing_mut().item_spacing.y = 1.0;
                for (n, row) in self.rows.iter().enumerate() {
                    let on = n == self.row;
                    let response = row.row_ui(ui, self.wanted, on);
                    if on && (up || down) {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() || (enter && on) {
                        chosen = Some(row.clone());
                    }
                }
                if self.rows.len() == MOST + 1 {
                    ui.label(
                        RichText::new("There are more. Type some words of it.").size(size::SMALL),
                    );
                }
            });
        chosen
    }
}

impl Row {
    fn row_ui(&self, ui: &mut Ui, wanted: Wanted, on: bool) -> egui::Response {
        let ctx = ui.ctx().clone();
        let new = match wanted {
            Wanted::Claim(_) => "New claim",
            Wanted::Origin => "New source",
        };
        let text = match self {
            Self::New(name) => format!("{new}: {}", isolated(name)),
            Self::Itself => "The source itself".to_owned(),
            Self::Card(_, name) => name.clone(),
        };
        let style = TextStyle::new(size::BODY, Tone::Ink);
        let style = if matches!(self, Self::New(_)) {
            style.bold()
        } else {
            style
        };
        let width = ui.available_width();
        let block = words::lay(&ctx, &text, style, Some(width - 20.0), 2);
        let (rect, response) =
            ui.allocate_exact_size(vec2(width, block.size[1] + 10.0), Sense::click());
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::accesskit::Role::ListBoxOption, true, on, text.clone())
        });
        let fill = match (on, response.hovered()) {
            (true, _) => Some(Tone::Line),
            (false, true) => Some(Tone::Chip),
            _ => None,
        };
        if let Some(fill) = fill {
            ui.painter().rect_filled(rect, 6.0, theme::tone(&ctx, fill));
        }
        words::paint(ui.painter(), &block, rect.min + vec2(10.0, 5.0));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::{Card, Claim, Source};

    fn board() -> Board {
        let claim = |text: &str| {
            Body::Claim(Claim {
                text: text.to_owned(),
                ..Claim::default()
            })
        };
        let source = |title: &str| {
            Body::Source(Box::new(Source {
                title: title.to_owned(),
                ..Source::default()
            }))
        };
        let cards = [
            ("c-1", claim("The café was closed.")),
            ("c-2", claim("Cafés were open.")),
            ("s-1", source("Cafe News")),
            ("s-2", source("Other")),
        ];
        let cards = cards.map(|(id, body)| {
            (
                CardId::from(id.to_owned()),
                Card::new(kurbo::Point::ZERO, body),
            )
        });
        Board::from_records(Default::default(), cards, [], []).0
    }

    #[test]
    fn cards_are_found_by_what_is_typed() {
        let names = |wanted, query: &str| -> Vec<String> {
            let found = found(&board(), wanted, &CardId::from("s-2".to_owned()), query);
            found.into_iter().map(|(_, name)| name).collect()
        };
        let claim = Wanted::Claim(Stance::Corroborates);
        assert_eq!(
            names(claim, ""),
            ["The café was closed.", "Cafés were open."]
        );
        assert_eq!(
            names(claim, "CAFE"),
            ["Cafés were open.", "The café was closed."]
        );
        assert_eq!(names(claim, "zoo"), [""; 0]);
        assert_eq!(names(Wanted::Origin, ""), ["Cafe News"]);
    }

    #[test]
    fn something_new_can_always_be_chosen() {
        let claim = Wanted::Claim(Stance::Contradicts);
        assert_eq!(
            first_rows(claim, "", "some words"),
            [Row::New("some words".to_owned())]
        );
        assert_eq!(
            first_rows(claim, " It\n rained ", "x"),
            [Row::New("It rained".to_owned())]
        );
        assert_eq!(first_rows(Wanted::Origin, "", "x"), [Row::Itself]);
        assert_eq!(
            first_rows(Wanted::Origin, "A. Minister", "x"),
            [Row::New("A. Minister".to_owned())]
        );
    }
}
