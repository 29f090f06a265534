//! What is wrong with the board, as a compiler would list it: a sentence each, and where. Choosing one goes there.
//!
//! It only gathers what others found out; it looks for nothing itself. To add a kind of problem, add a function to
//! [`KINDS`].

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{self, Sense, Ui, pos2, vec2};

use super::super::{theme, words};
use super::bar::focus_ring;
use crate::assess::{Fault, Trouble, Verified};
use crate::board::{Body, FileId, Item, LinkId, Quote};
use crate::editor::Session;
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What, and what to do if it is known.
    pub sentence: String,
    /// The card or link where it shows.
    pub about: Option<Item>,
    /// The quote of that link as it would be, if that mends it.
    pub mend: Option<Quote>,
}

/// What was chosen in the list.
#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    /// Go there.
    Go(Item),
    /// Give this link this quote.
    Mend(LinkId, Quote),
}

/// The kinds, in the order in which they are listed.
const KINDS: &[fn(&Session) -> Vec<Problem>] = &[quotes_and_files, pictures, scripts];

/// Everything that is wrong, in an order that does not change while the board does not.
pub fn problems(session: &Session) -> Vec<Problem> {
    KINDS.iter().flat_map(|kind| kind(session)).collect()
}

fn quotes_and_files(session: &Session) -> Vec<Problem> {
    let faults = session.verified().faults.iter();
    let problem = |fault: &Fault| Problem {
        sentence: fault.sentence.clone(),
        about: Some(fault.about.clone()),
        mend: match &fault.trouble {
            Trouble::QuoteMoved(to) => Some(to.clone()),
            _ => None,
        },
    };
    faults.map(problem).collect()
}

fn pictures(session: &Session) -> Vec<Problem> {
    let faults = session.scene().picture_faults();
    if faults.is_empty() {
        return Vec::new();
    }
    let cards = session.board().cards().iter();
    let bad = cards.filter_map(|(id, card)| {
        let Body::Picture(picture) = &card.body else {
            return None;
        };
        let fault = faults.get(picture.file.as_ref()?)?;
        let sentence = match fault.strip_prefix("This picture") {
            Some(rest) if !card.title().trim().is_empty() => format!("“{}”{rest}", card.name()),
            _ => fault.clone(),
        };
        Some(Problem {
            sentence,
            about: Some(Item::Card(id.clone())),
            mend: None,
        })
    });
    bad.collect()
}

fn scripts(session: &Session) -> Vec<Problem> {
    let mut missing = session.scene().missing_scripts();
    missing.sort_unstable();
    let named = missing.into_iter().map(|(script, letter)| {
        let mut cards = session.board().cards().iter();
        let with_it = cards.find(|(_, card)| shown(&card.body).any(|text| text.contains(letter)));
        Problem {
            sentence: format!(
                "No font on this machine for {script}: its letters show as boxes. Install one, for example Noto Sans {script}."
            ),
            about: with_it.map(|(id, _)| Item::Card(id.clone())),
            mend: None,
        }
    });
    named.collect()
}

/// The texts that a card shows.
fn shown(body: &Body) -> impl Iterator<Item = &str> {
    let texts: [&str; 3] = match body {
        Body::Source(source) => [&source.title, &source.outlet, &source.text],
        Body::Claim(claim) => [&claim.text, "", ""],
        Body::Note(note) => [&note.text, "", ""],
        Body::Frame(frame) => [&frame.title, "", ""],
        Body::Picture(picture) => [&picture.caption, "", ""],
        Body::Unknown(_) => ["", "", ""],
    };
    texts.into_iter()
}

/// What the list remembers.
#[derive(Default)]
pub struct Problems {
    found: Vec<Problem>,
    made_for: Option<Key>,
    /// Only the heading is shown.
    folded: bool,
}

/// What the list was made for.
type Key = (
    u64,
    BTreeMap<FileId, String>,
    Vec<(&'static str, char)>,
    Arc<Verified>,
);

/// Rows shown; with more of them the list is not read but mended from the top. `casewall check` tells them all.
const MOST: usize = 200;
const HEADING: f32 = 26.0;
const SIGN: f32 = 20.0;
/// Lines of a sentence at most.
const LINES: usize = 8;

impl Problems {
    /// Brings the list up to date and says how high it will be in so much room.
    pub fn height(&mut self, ui: &Ui, session: &Session) -> f32 {
        let scene = session.scene();
        let (revision, missing) = (session.document().revision(), scene.missing_scripts());
        let same = self
            .made_for
            .as_ref()
            .is_some_and(|(of, faults, scripts, verified)| {
                *of == revision
                    && faults == scene.picture_faults()
                    && *scripts == missing
                    && Arc::ptr_eq(verified, session.verified())
            });
        if !same {
            self.found = problems(session);
            let faults = scene.picture_faults().clone();
            self.made_for = Some((revision, faults, missing, session.verified().clone()));
        }
        if self.found.is_empty() {
            return 0.0;
        }
        let width = ui.available_width() - SIGN;
        let rows: f32 = match self.folded {
            true => 0.0,
            false => self
                .found
                .iter()
                .take(40)
                .map(|problem| row_height(ui, problem, width))
                .sum(),
        };
        HEADING + 12.0 + rows.min(ui.available_height() * 0.4)
    }

    /// Shows the list in the room that is left. Says where to go.
    pub fn problems_ui(&mut self, ui: &mut Ui) -> Option<Choice> {
        if self.found.is_empty() {
            return None;
        }
        self.heading_ui(ui);
        if self.folded {
            return None;
        }
        let mut choice = None;
        egui::ScrollArea::vertical()
            .id_salt("problems")
            .auto_shrink(false)
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for (n, problem) in self.found.iter().enumerate().take(MOST) {
                    choice = choice.take().or(row_ui(ui, n, problem));
                }
                if let Some(more) = self.found.len().checked_sub(MOST).filter(|n| *n > 0) {
                    let style = TextStyle::new(size::SMALL, Tone::InkThird);
                    words::label_ui(ui, &format!("and {more} more"), style, 1);
                }
            });
        choice
    }

    fn heading_ui(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        let size = vec2(ui.available_width(), HEADING);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        let text = format!("Problems ({})", self.found.len());
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::accesskit::Role::Button, true, !self.folded, &text)
        });
        let line = egui::Stroke::new(1.0, theme::tone(&ctx, Tone::Line));
        ui.painter()
            .hline(rect.x_range().expand(12.0), rect.top(), line);
        let ink = if response.hovered() {
            Tone::Ink
        } else {
            Tone::InkSecond
        };
        let style = TextStyle::new(size::SMALL, ink).bold();
        let block = words::lay(&ctx, &text, style, None, 1);
        let top = rect.center().y - block.size[1] / 2.0 + 1.0;
        words::paint(ui.painter(), &block, pos2(rect.left(), top));
        // An arrow: down when open, to the right when folded.
        let at = pos2(rect.right() - 6.0, rect.center().y + 1.0);
        let points = match self.folded {
            true => [vec2(-2.0, -4.0), vec2(2.0, 0.0), vec2(-2.0, 4.0)],
            false => [vec2(-4.0, -2.0), vec2(0.0, 2.0), vec2(4.0, -2.0)],
        };
        let stroke = egui::Stroke::new(1.4, theme::tone(&ctx, ink));
        ui.painter()
            .line(points.iter().map(|by| at + *by).collect(), stroke);
        focus_ring(ui, &response, 4.0);
        if response.clicked() {
            self.folded = !self.folded;
        }
    }
}

fn sentence(ui: &Ui, problem: &Problem, width: f32) -> Arc<crate::scene::text::TextBlock> {
    let style = TextStyle::new(size::BODY, Tone::Ink);
    words::lay(ui.ctx(), &problem.sentence, style, Some(width), LINES)
}

fn row_height(ui: &Ui, problem: &Problem, width: f32) -> f32 {
    let mend = if problem.mend.is_some() { MEND } else { 0.0 };
    sentence(ui, problem, width).size[1] + 9.0 + mend
}

/// Height of the row of the button that mends.
const MEND: f32 = 26.0;

fn row_ui(ui: &mut Ui, n: usize, problem: &Problem) -> Option<Choice> {
    let response = sentence_ui(ui, n, problem);
    let (Some(Item::Link(link)), Some(to)) = (&problem.about, &problem.mend) else {
        let go = problem.about.clone().filter(|_| response.clicked());
        return go.map(Choice::Go);
    };
    let mut choice = response
        .clicked()
        .then(|| Choice::Go(Item::Link(link.clone())));
    ui.allocate_ui(vec2(ui.available_width(), MEND), |ui| {
        ui.horizontal(|ui| {
            ui.add_space(SIGN);
            let words = "Take the words as they stand now";
            let button = ui.small_button(words).on_hover_ui(|ui| {
                words::tip_ui(ui, &format!("The quote becomes “{}”.", to.exact));
            });
            if button.clicked() {
                choice = Some(Choice::Mend(link.clone(), to.clone()));
            }
        });
    });
    choice
}

fn sentence_ui(ui: &mut Ui, n: usize, problem: &Problem) -> egui::Response {
    let ctx = ui.ctx().clone();
    let width = ui.available_width();
    let block = sentence(ui, problem, width - SIGN);
    let (rect, _) = ui.allocate_exact_size(vec2(width, block.size[1] + 9.0), Sense::hover());
    let response = ui.interact(rect, ui.scope_id().with(("problem", n)), Sense::click());
    let spoken = format!("Problem: {}", problem.sentence);
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::accesskit::Role::ListItem, true, spoken.clone())
    });
    if response.hovered() {
        let wide = rect.expand2(vec2(4.0, 0.0));
        ui.painter()
            .rect_filled(wide, 5.0, theme::tone(&ctx, Tone::Chip));
    }
    focus_ring(ui, &response, 5.0);
    let at = pos2(rect.left() + 6.0, rect.top() + 4.0 + size::BODY * 0.72);
    paint_sign(ui, at);
    words::paint(ui.painter(), &block, rect.min + vec2(SIGN, 4.5));
    if block.cut {
        return response.on_hover_ui(|ui| words::tip_ui(ui, &problem.sentence));
    }
    response
}

/// A triangle with a bar: look here.
fn paint_sign(ui: &Ui, at: egui::Pos2) {
    let color = theme::tone(ui.ctx(), Tone::Attention);
    let stroke = egui::Stroke::new(1.4, color);
    let corners = [vec2(0.0, -5.5), vec2(6.0, 4.5), vec2(-6.0, 4.5)];
    let painter = ui.painter();
    painter.add(egui::Shape::closed_line(
        corners.iter().map(|by| at + *by).collect(),
        stroke,
    ));
    painter.line_segment([at + vec2(0.0, -1.8), at + vec2(0.0, 1.2)], stroke);
    painter.circle_filled(at + vec2(0.0, 2.9), 0.8, color);
}
