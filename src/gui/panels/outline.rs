//! The outline: every card of the board in a list. Choosing one goes there. It is also the way to cards that lie out
//! of sight for those who do not see the wall.

use std::collections::{BTreeMap, BTreeSet};

use eframe::egui::{self, Align2, Rect, RichText, Sense, Ui, vec2};

use super::super::{signs, theme, typing, words};
use super::problems::Problems;
use crate::assess;
use crate::board::{Body, Card, CardId, Item};
use crate::editor::Session;
use crate::scene::Family;
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// What the outline remembers.
#[derive(Default)]
pub struct Outline {
    tab: Tab,
    filter: String,
    rows: Vec<Row>,
    /// What the rows were made for.
    made_for: Option<(u64, u64, Tab, String)>,
    problems: Problems,
    /// Take the keyboard with the next frame.
    pub take_focus: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Claims,
    Sources,
    More,
    Problems,
}

enum Row {
    Heading(String),
    Card {
        id: CardId,
        name: String,
        mark: Mark,
        figures: String,
    },
}

/// The sign before a row: its shape says the same as its colour.
#[derive(Clone, Copy)]
enum Mark {
    Label(assess::Label),
    Family(Family),
    Plain,
}

const ROW: f32 = 25.0;

impl Outline {
    /// Shows it.
    pub fn outline_ui(&mut self, ui: &mut Ui, session: &mut Session) {
        let ctx = ui.ctx().clone();
        let (mut claims, mut sources, mut more) = (0, 0, 0);
        for card in session.board().cards().values() {
            match card.body {
                Body::Claim(_) => claims += 1,
                Body::Source(_) => sources += 1,
                _ => more += 1,
            }
        }
        let pressing = self.problems.follow(session);
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 14.0;
            for (tab, name, n) in [
                (Tab::Claims, "Claims", claims),
                (Tab::Sources, "Sources", sources),
                (Tab::More, "More", more),
                (Tab::Problems, "Problems", pressing),
            ] {
                let on = self.tab == tab;
                let text = if on {
                    RichText::new(name).font(theme::bold(size::BODY))
                } else {
                    RichText::new(name).color(theme::tone(&ctx, Tone::InkSecond))
                };
                let response = ui.add(egui::Button::new(text).frame(false));
                let (response, spoken) = match tab {
                    Tab::Problems if n > 0 => {
                        count_ui(ui, n);
                        let tip = "Errors and warnings";
                        (response.on_hover_text(tip), format!("{name} ({n})"))
                    }
                    Tab::Problems => (response, name.to_owned()),
                    _ => (
                        response.on_hover_text(format!("{n} cards")),
                        name.to_owned(),
                    ),
                };
                response.widget_info(|| {
                    egui::WidgetInfo::selected(egui::accesskit::Role::Tab, true, on, &spoken)
                });
                if on {
                    let line = Rect::from_min_size(
                        response.rect.left_bottom() + vec2(0.0, 3.0),
                        vec2(response.rect.width(), 2.0),
                    );
                    ui.painter()
                        .rect_filled(line, 1.0, theme::tone(&ctx, Tone::Ink));
                }
                if response.clicked() {
                    self.tab = tab;
                }
            }
        });
        ui.add_space(6.0);
        let filter_id = ui.scope_id().with("filter");
        let hint = match self.tab {
            Tab::Problems => "Filter problems",
            _ => "Filter cards",
        };
        let filter = typing::Field::new(filter_id, hint, 1).field_ui(ui, &mut self.filter);
        filter.widget_info(|| {
            egui::WidgetInfo::labeled(egui::accesskit::Role::TextInput, true, hint)
        });
        if filter.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Escape)) {
            self.filter.clear();
        }
        if std::mem::take(&mut self.take_focus) {
            filter.request_focus();
        }
        ui.add_space(4.0);

        if self.tab == Tab::Problems {
            self.problems.problems_ui(ui, session, &self.filter);
            return;
        }
        let revision = session.document().revision();
        let key = (
            revision,
            session.scene().marked(),
            self.tab,
            self.filter.clone(),
        );
        if self.made_for.as_ref() != Some(&key) {
            self.rows = rows(session, self.tab, &self.filter);
            self.made_for = Some(key);
        }
        if let Some(item) = self.list_ui(ui, session) {
            session.go_to(item);
        }
    }

    /// Shows the list of problems.
    pub fn show_problems(&mut self) {
        self.tab = Tab::Problems;
        self.filter.clear();
    }

    fn list_ui(&self, ui: &mut Ui, session: &Session) -> Option<Item> {
        if self.rows.is_empty() {
            let words = match (self.filter.is_empty(), self.tab) {
                (false, _) => "Nothing matches the filter.",
                (true, Tab::Claims) => "No claims yet. Double-click the wall to write one.",
                (true, Tab::Sources) => "No sources yet. Press S, or paste an article.",
                (true, _) => "Notes, frames and pictures will be listed here.",
            };
            let second = theme::tone(ui.ctx(), Tone::InkSecond);
            ui.label(RichText::new(words).color(second));
            return None;
        }
        let mut go = None;
        ui.spacing_mut().item_spacing.y = 0.0; // before the rows are counted, or the list ends too early
        egui::ScrollArea::vertical().auto_shrink(false).show_rows(
            ui,
            ROW,
            self.rows.len(),
            |ui, range| {
                for row in &self.rows[range] {
                    match row {
                        Row::Heading(text) => heading_ui(ui, text),
                        Row::Card {
                            id,
                            name,
                            mark,
                            figures,
                        } => {
                            let selected = session.selection().cards.contains(id);
                            let response = row_ui(ui, id, name, *mark, figures, selected);
                            if response.clicked() {
                                go = Some(id.clone());
                            }
                        }
                    }
                }
            },
        );
        go.map(Item::Card)
    }
}

/// A number on a small shield, behind the name of a tab.
fn count_ui(ui: &mut Ui, n: usize) {
    let ctx = ui.ctx().clone();
    let ink = theme::tone(&ctx, Tone::Attention);
    let font = theme::bold(size::SMALL);
    let galley = ui.painter().layout_no_wrap(n.to_string(), font, ink);
    ui.add_space(-9.0);
    let room = vec2((galley.size().x + 10.0).max(17.0), 16.0);
    let (rect, _) = ui.allocate_exact_size(room, Sense::hover());
    let fill = theme::over(&ctx, Tone::Attention, 0.14, Tone::Panel);
    ui.painter().rect_filled(rect, 8.0, fill);
    let at = Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size());
    ui.painter().galley(at.min, galley, ink);
}

fn heading_ui(ui: &mut Ui, text: &str) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let style = TextStyle::new(size::SMALL, Tone::InkSecond).bold();
    let block = words::lay(ui.ctx(), text, style, Some(rect.width()), 1);
    let top = rect.bottom() - block.size[1] - 4.0;
    words::paint(ui.painter(), &block, egui::pos2(rect.left(), top));
}

fn row_ui(
    ui: &mut Ui,
    id: &CardId,
    name: &str,
    mark: Mark,
    figures: &str,
    selected: bool,
) -> egui::Response {
    let ctx = ui.ctx().clone();
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let response = ui.interact(
        rect,
        ui.scope_id().with(("row", id.as_str())),
        Sense::click(),
    );
    response.widget_info(|| {
        egui::WidgetInfo::selected(
            egui::accesskit::Role::ListItem,
            true,
            selected,
            format!("{name} (list)"),
        )
    });
    let wide = rect.expand2(vec2(4.0, 0.0));
    if selected {
        ui.painter()
            .rect_filled(wide, 5.0, theme::tone(&ctx, Tone::Line));
    } else if response.hovered() {
        ui.painter()
            .rect_filled(wide, 5.0, theme::tone(&ctx, Tone::Chip));
    }
    super::bar::focus_ring(ui, &response, 5.0);
    let second = theme::tone(&ctx, Tone::InkSecond);
    let mut left = rect.left();
    let at = egui::pos2(left + 5.0, rect.center().y);
    match mark {
        Mark::Label(label) => signs::label(ui, label, at, 5.0),
        Mark::Family(family) => signs::family(ui, family, at, 4.0),
        Mark::Plain => {}
    }
    if !matches!(mark, Mark::Plain) {
        left += 18.0;
    }
    let figures =
        ui.painter()
            .layout_no_wrap(figures.to_owned(), theme::regular(size::SMALL), second);
    let figures_left = rect.right() - figures.size().x;
    let style = TextStyle::new(size::BODY, Tone::Ink);
    let title = words::lay(&ctx, name, style, Some(figures_left - left - 8.0), 1);
    let top = rect.center().y - title.size[1] / 2.0;
    words::paint(ui.painter(), &title, egui::pos2(left, top));
    ui.painter().galley(
        Align2::LEFT_CENTER
            .anchor_size(egui::pos2(figures_left, rect.center().y), figures.size())
            .min,
        figures,
        second,
    );
    if title.cut {
        return response.on_hover_ui(|ui| words::tip_ui(ui, name));
    }
    response
}

fn rows(session: &Session, tab: Tab, filter: &str) -> Vec<Row> {
    let board = session.board();
    let needle = filter.trim().to_lowercase();
    let wanted = |card: &Card| match (tab, &card.body) {
        (Tab::Claims, Body::Claim(_)) | (Tab::Sources, Body::Source(_)) => true,
        (Tab::More, body) => !matches!(body, Body::Claim(_) | Body::Source(_)),
        _ => false,
    };
    let found = |card: &Card| needle.is_empty() || searched(card).to_lowercase().contains(&needle);
    let frames: Vec<(&CardId, &Card)> = board
        .cards()
        .iter()
        .filter(|(_, card)| matches!(card.body, Body::Frame(_)))
        .map(|(id, card)| (id, &**card))
        .collect();
    let claims = board.cards().values().filter_map(|card| match &card.body {
        Body::Claim(claim) => Some(claim.question.as_str()),
        _ => None,
    });
    let questions: BTreeSet<&str> = claims.collect();
    let mut groups: BTreeMap<(u8, String), Vec<Row>> = BTreeMap::new();
    for (id, card) in board
        .cards()
        .iter()
        .filter(|(_, card)| wanted(card) && found(card))
    {
        let group = match &card.body {
            Body::Claim(claim) if !claim.question.is_empty() => (0, claim.question.clone()),
            Body::Claim(_) => match frames
                .iter()
                .find(|(frame, area)| *frame != id && area.rect().contains(card.rect().center()))
            {
                Some((_, frame)) if questions.contains(frame.name().as_str()) => (0, frame.name()),
                Some((_, frame)) => (1, frame.name()),
                None => (2, "Other claims".to_owned()),
            },
            Body::Source(source) if source.text.is_empty() && source.url.is_empty() => {
                (1, "Origins".to_owned())
            }
            Body::Source(_) => (0, "Documents".to_owned()),
            Body::Note(_) => (0, "Notes".to_owned()),
            Body::Frame(_) => (1, "Frames".to_owned()),
            Body::Picture(_) => (2, "Pictures".to_owned()),
            Body::Unknown(_) => (3, "Kept as they are".to_owned()),
        };
        groups
            .entry(group)
            .or_default()
            .push(row(session, id, card));
    }
    let alone = groups.len() == 1;
    let mut rows = Vec::new();
    for ((_, name), cards) in groups {
        if !alone || tab != Tab::Claims || name != "Other claims" {
            rows.push(Row::Heading(name));
        }
        rows.extend(cards);
    }
    rows
}

fn row(session: &Session, id: &CardId, card: &Card) -> Row {
    let links = session.board().links_of(id).count();
    let marks = session.scene().marks().cards.get(id);
    let (mark, figures) = match &card.body {
        // As on the wall, what is tried too.
        Body::Claim(_) => match marks.and_then(|mark| mark.status.as_ref()) {
            Some(status) => (
                Mark::Label(status.label),
                format!("{} : {}", status.counts.0, status.counts.1),
            ),
            None => (Mark::Plain, String::new()),
        },
        Body::Source(source) => (
            marks
                .and_then(|mark| mark.family)
                .map_or(Mark::Plain, Mark::Family),
            source.reliability.map_or_else(
                || links.to_string(),
                |grade| format!("{} · {links}", grade.letter()),
            ),
        ),
        _ => (Mark::Plain, String::new()),
    };
    Row::Card {
        id: id.clone(),
        name: card.name(),
        mark,
        figures,
    }
}

/// Where the filter looks.
fn searched(card: &Card) -> String {
    match &card.body {
        Body::Source(source) => [&source.title, &source.outlet, &source.author]
            .map(String::as_str)
            .join(" "),
        Body::Claim(claim) => format!("{} {}", claim.text, claim.question),
        _ => card.title().to_owned(),
    }
}
