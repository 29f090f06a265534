//! Parts of the inspector that are no plain text fields: grades, ends, links, place.

use eframe::egui::{self, Rect, Sense, Ui, vec2};
use kurbo::Point;

use super::super::super::{theme, words};
use super::super::fields;
use super::{crate_tone, hint, section};
use crate::board::{
    Body, Card, CardId, Credibility, Item, Label, LinkId, LinkKind, Reliability, Source, Stance,
};
use crate::editor::{Address, Session};
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

pub(super) fn reliability_ui(ui: &mut Ui, session: &mut Session, id: &CardId, source: &Source) {
    section(ui, "RELIABILITY OF THE SOURCE");
    let mut chosen = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for grade in Reliability::ALL {
            let on = source.reliability == Some(grade);
            let button = ui.add(
                egui::Button::new(grade.letter())
                    .selected(on)
                    .min_size(vec2(32.0, 26.0)),
            );
            button.widget_info(|| {
                egui::WidgetInfo::selected(
                    egui::accesskit::Role::RadioButton,
                    true,
                    on,
                    format!("Reliability {}: {}", grade.letter(), grade.words()),
                )
            });
            if button
                .on_hover_text(format!(
                    "{} — {}\n{}",
                    grade.letter(),
                    grade.words(),
                    grade.meaning()
                ))
                .clicked()
            {
                chosen = Some((!on).then_some(grade));
            }
        }
    });
    hint(
        ui,
        source.reliability.map_or("Not rated", Reliability::words),
    );
    if let Some(grade) = chosen {
        session.change_card(Label::new("Rate source"), id, |card| {
            if let Body::Source(source) = &mut card.body {
                source.reliability = grade;
            }
        });
    }
}

pub(super) fn credibility_ui(
    ui: &mut Ui,
    session: &mut Session,
    id: &LinkId,
    credibility: Option<Credibility>,
) {
    section(ui, "CREDIBILITY OF WHAT IT SAYS");
    let mut chosen = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for grade in Credibility::ALL {
            let on = credibility == Some(grade);
            let button = ui.add(
                egui::Button::new(grade.digit().to_string())
                    .selected(on)
                    .min_size(vec2(32.0, 26.0)),
            );
            button.widget_info(|| {
                egui::WidgetInfo::selected(
                    egui::accesskit::Role::RadioButton,
                    true,
                    on,
                    format!("Credibility {}: {}", grade.digit(), grade.words()),
                )
            });
            if button
                .on_hover_text(format!(
                    "{} — {}\n{}",
                    grade.digit(),
                    grade.words(),
                    grade.meaning()
                ))
                .clicked()
            {
                chosen = Some((!on).then_some(grade));
            }
        }
    });
    hint(ui, credibility.map_or("Not rated", Credibility::words));
    if let Some(grade) = chosen {
        session.change(Label::new("Rate link"), |txn| {
            txn.update_link(id, |link| {
                if let Some(evidence) = link.kind.evidence_mut() {
                    evidence.credibility = grade;
                }
            });
        });
    }
}

/// How much of a claim's standing passes over a link between claims.
pub(super) fn weight_ui(
    ui: &mut Ui,
    session: &mut Session,
    id: &LinkId,
    weight: Option<f64>,
    stance: Stance,
) {
    section(ui, "HOW STRONGLY ONE BEARS ON THE OTHER");
    let usual = if stance == Stance::Corroborates {
        0.5
    } else {
        0.8
    };
    let mut value = weight.unwrap_or(usual);
    let slider = ui.add(
        egui::Slider::new(&mut value, 0.05..=0.95)
            .step_by(0.05)
            .fixed_decimals(2),
    );
    slider.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Slider, true, "Weight"));
    let mut reset = false;
    if weight.is_some() {
        reset = ui.button(format!("As usual ({usual})")).clicked();
    } else {
        hint(ui, "As usual for this stance");
    }
    if slider.changed() || reset {
        session.change(Label::continued("Change weight"), |txn| {
            txn.update_link(id, |link| {
                if let Some(evidence) = link.kind.evidence_mut() {
                    evidence.weight = (!reset).then_some((value * 100.0).round() / 100.0);
                }
            });
        });
    }
}

pub(super) fn end_ui(ui: &mut Ui, session: &mut Session, word: &str, id: &CardId) {
    let Some(card) = session.board().cards().get(id) else {
        return;
    };
    let style = TextStyle::new(size::LEAD, Tone::Ink);
    let link = words::link_ui(ui, &card.name(), style, 4);
    if link
        .on_hover_text(format!("{word}: go to this card"))
        .clicked()
    {
        session.go_to(Item::Card(id.clone()));
    }
}

/// A button for an address that may be opened, or why it may not. The address that shall be shown first.
pub(super) fn address_ui(ui: &mut Ui, written: &str) -> Option<Address> {
    if written.is_empty() {
        return None;
    }
    match Address::new(written) {
        Ok(address) => {
            let button = ui.small_button("Open in browser…");
            let button = button.on_hover_text("Shows the whole address first");
            button.clicked().then_some(address)
        }
        Err(why) => {
            hint(ui, &why.to_string());
            None
        }
    }
}

/// The links of a card; choosing one selects it.
pub(super) fn links_ui(ui: &mut Ui, session: &mut Session, id: &CardId) {
    let mut links: Vec<_> = session
        .board()
        .links_of(id)
        .map(|(id, link)| (id.clone(), link.clone()))
        .collect();
    if links.is_empty() {
        return;
    }
    links.sort_by_key(|(link_id, link)| (link.kind.name(), link.from == *id, link_id.clone()));
    section(ui, &format!("LINKS ({})", links.len()));
    let mut go = None;
    for (link_id, link) in links.iter().take(60) {
        let Some(other) = link
            .other(id)
            .and_then(|other| session.board().cards().get(other))
        else {
            continue;
        };
        let sign = match link.kind {
            LinkKind::Corroborates(_) => "+",
            LinkKind::Contradicts(_) => "−",
            LinkKind::DerivesFrom => "←",
        };
        let words = match (&link.kind, link.from == *id) {
            (LinkKind::Corroborates(_), true) => "corroborates",
            (LinkKind::Corroborates(_), false) => "corroborated by",
            (LinkKind::Contradicts(_), true) => "contradicts",
            (LinkKind::Contradicts(_), false) => "contradicted by",
            (LinkKind::DerivesFrom, true) => "draws on",
            (LinkKind::DerivesFrom, false) => "drawn on by",
        };
        let origin = link
            .kind
            .evidence()
            .and_then(|evidence| evidence.origin.as_ref());
        let origin = origin
            .and_then(|origin| session.board().cards().get(origin))
            .map(|card| card.name());
        let row = LinkRow {
            id: link_id,
            sign,
            words,
            tone: crate_tone(&link.kind),
            other: other.name(),
            said_by: origin.map(|name| format!("said by {name}")),
        };
        if row.row_ui(ui).on_hover_text("Select this link").clicked() {
            go = Some(link_id.clone());
        }
    }
    if links.len() > 60 {
        hint(ui, &format!("and {} more", links.len() - 60));
    }
    if let Some(link) = go {
        session.go_to(Item::Link(link));
    }
}

/// One link of a card: what it says, and the card at its other end.
struct LinkRow<'a> {
    id: &'a LinkId,
    sign: &'a str,
    words: &'a str,
    tone: Tone,
    other: String,
    said_by: Option<String>,
}

/// Width of the column that says what a link says: the longest of them fits.
const LINK_WORDS: f32 = 118.0;

impl LinkRow<'_> {
    fn row_ui(&self, ui: &mut Ui) -> egui::Response {
        let ctx = ui.ctx().clone();
        let width = ui.available_width();
        // Where there is no room for two columns, the name stands below.
        let beside = width > LINK_WORDS + 110.0;
        let says = format!("{} {}", self.sign, self.words);
        let says = words::lay(
            &ctx,
            &says,
            TextStyle::new(size::BODY, self.tone).bold(),
            None,
            1,
        );
        let left = if beside { LINK_WORDS } else { 16.0 };
        let lay =
            |text: &str, style, lines| words::lay(&ctx, text, style, Some(width - left), lines);
        let name = lay(&self.other, TextStyle::new(size::BODY, Tone::Ink), 3);
        let by = self
            .said_by
            .as_ref()
            .map(|by| lay(by, TextStyle::new(size::SMALL, Tone::InkSecond), 1));
        let top = if beside { 0.0 } else { says.size[1] };
        let height = top + name.size[1] + by.as_ref().map_or(0.0, |by| by.size[1]);
        let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
        let row = ui.scope_id().with(("link", self.id.as_str()));
        let response = ui.interact(rect, row, Sense::click());
        let spoken = format!("Link: {} {}", self.words, self.other);
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, spoken.clone())
        });
        let wide: Rect = rect.expand2(vec2(4.0, 2.0));
        if response.hovered() {
            ui.painter()
                .rect_filled(wide, 5.0, theme::tone(&ctx, Tone::Chip));
        }
        super::super::bar::focus_ring(ui, &response, 5.0);
        words::paint(ui.painter(), &says, rect.min);
        words::paint(ui.painter(), &name, rect.min + vec2(left, top));
        if let Some(by) = by {
            words::paint(ui.painter(), &by, rect.min + vec2(left, top + name.size[1]));
        }
        response
    }
}

pub(super) fn place_ui(ui: &mut Ui, session: &mut Session, id: &CardId, card: &Card) {
    section(ui, "PLACE AND SIZE");
    let (mut x, mut y, mut w, mut h) = (card.at.x, card.at.y, card.size.width, card.size.height);
    let tall = matches!(card.body, Body::Frame(_) | Body::Picture(_));
    let mut changed = false;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let mut number = |ui: &mut Ui,
                          value: &mut f64,
                          name: &str,
                          range: std::ops::RangeInclusive<f64>,
                          spoken: &str| {
            let drag = ui.add(
                egui::DragValue::new(value)
                    .prefix(format!("{name} "))
                    .range(range)
                    .clamp_existing_to_range(false)
                    .speed(1.0)
                    .fixed_decimals(0),
            );
            drag.widget_info(|| {
                egui::WidgetInfo::labeled(egui::accesskit::Role::SpinButton, true, spoken)
            });
            changed |= drag.changed();
        };
        number(ui, &mut x, "x", -1e7..=1e7, "Left edge");
        number(ui, &mut y, "y", -1e7..=1e7, "Top edge");
        number(ui, &mut w, "w", 60.0..=10_000.0, "Width");
        if tall {
            number(ui, &mut h, "h", 60.0..=10_000.0, "Height");
        }
    });
    if changed {
        fields::place(session, id, Point::new(x, y), w, h);
    }
}
