//! The inspector: every field of what is selected, or of the board when nothing is.
//!
//! A field is kept when the keyboard leaves it, as one step. A draft whose owner is no longer shown is kept first.

use eframe::egui::{self, RichText, Ui, vec2};
use kurbo::Point;

use super::super::theme;
use super::fields::{self, Field, Look, Owner};
use crate::board::{
    Body, Card, CardId, Credibility, Item, Label, Link, LinkId, LinkKind, Reliability, Source,
    Stance,
};
use crate::editor::{Ask, Session};
use crate::scene::style::{Tone, size};

/// What the inspector remembers.
#[derive(Default)]
pub struct Inspector {
    draft: Option<Draft>,
    problem: Option<(Owner, String)>,
    /// Put the keyboard into the note of the selected link with the next frame.
    pub take_note: bool,
    origin_filter: String,
}

struct Draft {
    owner: Owner,
    field: Field,
    text: String,
}

impl Inspector {
    /// Keeps what is typed but not kept yet.
    pub fn flush(&mut self, session: &mut Session) {
        if let Some(draft) = self.draft.take() {
            let kept = fields::set(session, &draft.owner, draft.field, &draft.text);
            self.problem = kept.err().map(|why| (draft.owner, why));
        }
    }

    /// Shows it.
    pub fn inspector_ui(&mut self, ui: &mut Ui, session: &mut Session) -> Option<Ask> {
        let owner = match (session.selection().len(), session.selection().single()) {
            (0, _) => Owner::Board,
            (_, Some(item)) => Owner::Item(item),
            _ => {
                self.flush(session);
                return many_ui(ui, session);
            }
        };
        if self
            .draft
            .as_ref()
            .is_some_and(|draft| draft.owner != owner)
        {
            self.flush(session);
        }
        let mut ask = None;
        egui::ScrollArea::vertical()
            .auto_shrink(false)
            .show(ui, |ui| {
                ui.add_space(8.0);
                match &owner {
                    Owner::Board => self.board_ui(ui, session),
                    Owner::Item(Item::Card(id)) => {
                        if let Some(card) = session.board().cards().get(id).cloned() {
                            ask = self.card_ui(ui, session, id, &card);
                        }
                    }
                    Owner::Item(Item::Link(id)) => {
                        if let Some(link) = session.board().links().get(id).cloned() {
                            self.link_ui(ui, session, id, &link);
                        }
                    }
                }
                if let Some((_, why)) = self.problem.as_ref().filter(|(about, _)| *about == owner) {
                    ui.colored_label(theme::tone(ui.ctx(), Tone::Contradicts), why);
                }
                ui.add_space(16.0);
            });
        ask
    }

    fn board_ui(&mut self, ui: &mut Ui, session: &mut Session) {
        kind(ui, "Board");
        for look in fields::OF_BOARD {
            self.text_ui(ui, session, &Owner::Board, look);
        }
        ui.add_space(6.0);
        hint(
            ui,
            "Select a card or link to see and edit what is known of it.",
        );
    }

    fn card_ui(
        &mut self,
        ui: &mut Ui,
        session: &mut Session,
        id: &CardId,
        card: &Card,
    ) -> Option<Ask> {
        let owner = Owner::Item(Item::Card(id.clone()));
        kind(ui, &card.body.word().to_uppercase());
        for look in fields::of_card(&card.body) {
            self.text_ui(ui, session, &owner, look);
            if let (Field::Url | Field::ArchiveUrl, Body::Source(source)) = (look.field, &card.body)
            {
                address_ui(
                    ui,
                    if look.field == Field::Url {
                        &source.url
                    } else {
                        &source.archive_url
                    },
                );
            }
            if look.field == Field::Author
                && let Body::Source(source) = &card.body
            {
                reliability_ui(ui, session, id, source);
            }
        }
        match &card.body {
            Body::Source(source) => self.source_text_ui(ui, session, &owner, source),
            Body::Unknown(name) => {
                hint(
                    ui,
                    &format!(
                        "This version does not know cards of the kind “{name}”. It is kept as it is, and can be moved and deleted."
                    ),
                );
            }
            Body::Picture(picture) => {
                let file = picture
                    .file
                    .as_ref()
                    .and_then(|file| session.board().files().get(file));
                if let Some(blob) = file {
                    hint(
                        ui,
                        &format!(
                            "{} · {} kB, embedded in the board",
                            blob.media_type,
                            blob.data.len().div_ceil(1024)
                        ),
                    );
                }
            }
            _ => {}
        }
        links_ui(ui, session, id);
        place_ui(ui, session, id, card);
        None
    }

    fn source_text_ui(
        &mut self,
        ui: &mut Ui,
        session: &mut Session,
        owner: &Owner,
        source: &Source,
    ) {
        if source.text.is_empty() {
            let look = Look {
                field: Field::Text,
                label: "Full text",
                hint: "Paste the text here once. It cannot change afterwards: quotes depend on it.",
                lines: 3,
            };
            self.text_ui(ui, session, owner, &look);
            return;
        }
        let words = source.text.split_whitespace().count();
        section(ui, "FULL TEXT");
        hint(
            ui,
            &format!("{words} words · never changes, so that quotes stay exact"),
        );
        egui::Frame::new()
            .fill(theme::tone(ui.ctx(), Tone::Paper))
            .corner_radius(6.0)
            .inner_margin(10.0)
            .show(ui, |ui| {
                egui::ScrollArea::vertical()
                    .id_salt("text")
                    .max_height(240.0)
                    .show(ui, |ui| {
                        ui.set_min_width(ui.available_width());
                        ui.add(egui::Label::new(&source.text).wrap().selectable(true));
                    });
            });
        if !source.text_sha256.is_empty() {
            hint(
                ui,
                &format!(
                    "SHA-256 {}…",
                    source.text_sha256.get(..16).unwrap_or(&source.text_sha256)
                ),
            )
            .on_hover_text(&source.text_sha256);
        }
    }

    fn link_ui(&mut self, ui: &mut Ui, session: &mut Session, id: &LinkId, link: &Link) {
        let owner = Owner::Item(Item::Link(id.clone()));
        kind(ui, "LINK");
        end_ui(ui, session, "From", &link.from);
        let words = RichText::new(link.kind.words()).font(theme::bold(size::LEAD));
        ui.label(words.color(theme::tone(ui.ctx(), crate_tone(&link.kind))));
        end_ui(ui, session, "To", &link.to);
        if let Some(stance) = link.kind.stance() {
            section(ui, "STANCE");
            ui.horizontal(|ui| {
                for (choice, name) in [
                    (Stance::Corroborates, "+ Corroborates"),
                    (Stance::Contradicts, "− Contradicts"),
                ] {
                    if ui
                        .add(egui::Button::new(name).selected(stance == choice))
                        .clicked()
                        && stance != choice
                    {
                        session.set_stance(choice);
                    }
                }
            });
        }
        if let Some(evidence) = link.kind.evidence() {
            let from_source = session
                .board()
                .cards()
                .get(&link.from)
                .is_some_and(|card| matches!(card.body, Body::Source(_)));
            if from_source {
                self.text_ui(ui, session, &owner, &fields::QUOTE);
                credibility_ui(ui, session, id, evidence.credibility);
                self.origin_ui(ui, session, id, evidence.origin.as_ref());
            } else {
                weight_ui(
                    ui,
                    session,
                    id,
                    evidence.weight,
                    link.kind.stance().unwrap_or_default(),
                );
            }
        }
        let note = self.text_ui(ui, session, &owner, &fields::NOTE);
        if std::mem::take(&mut self.take_note) {
            note.request_focus();
        }
    }

    /// Who says so in the text, if not the source itself.
    fn origin_ui(
        &mut self,
        ui: &mut Ui,
        session: &mut Session,
        id: &LinkId,
        origin: Option<&CardId>,
    ) {
        section(ui, "SAID BY");
        let name = |card: &CardId| session.board().cards().get(card).map(|card| card.name());
        let shown = origin
            .and_then(name)
            .unwrap_or_else(|| "The source itself".to_owned());
        let mut chosen = None;
        let filter = &mut self.origin_filter;
        let button = egui::ComboBox::from_id_salt("origin")
            .selected_text(shown)
            .width(ui.available_width() - 4.0)
            .height(320.0);
        let response = button.show_ui(ui, |ui| {
            ui.add(
                egui::TextEdit::singleline(filter)
                    .hint_text("Filter sources")
                    .desired_width(f32::INFINITY),
            )
            .widget_info(|| {
                egui::WidgetInfo::labeled(egui::accesskit::Role::TextInput, true, "Filter sources")
            });
            if ui
                .selectable_label(origin.is_none(), "The source itself")
                .clicked()
            {
                chosen = Some(None);
            }
            let needle = filter.to_lowercase();
            let sources = session
                .board()
                .cards()
                .iter()
                .filter(|(_, card)| matches!(card.body, Body::Source(_)));
            for (card_id, card) in sources
                .filter(|(_, card)| card.name().to_lowercase().contains(&needle))
                .take(200)
            {
                if ui
                    .selectable_label(origin == Some(card_id), card.name())
                    .clicked()
                {
                    chosen = Some(Some(card_id.clone()));
                }
            }
        });
        response.response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::accesskit::Role::ComboBox, true, "Said by")
        });
        if let Some(origin) = chosen {
            session.change(Label::new("Change origin"), |txn| {
                txn.update_link(id, |link| {
                    if let Some(evidence) = link.kind.evidence_mut() {
                        evidence.origin = origin;
                    }
                });
            });
        }
    }

    /// One typed field.
    fn text_ui(
        &mut self,
        ui: &mut Ui,
        session: &mut Session,
        owner: &Owner,
        look: &Look,
    ) -> egui::Response {
        ui.add_space(4.0);
        let color = theme::tone(ui.ctx(), Tone::InkSecond);
        let label = ui.label(RichText::new(look.label).size(size::SMALL).color(color));
        let mine = self
            .draft
            .as_ref()
            .filter(|draft| draft.owner == *owner && draft.field == look.field);
        let mut text = match mine {
            Some(draft) => draft.text.clone(),
            None => fields::get(session.board(), owner, look.field).unwrap_or_default(),
        };
        let edit = if look.lines > 1 {
            egui::TextEdit::multiline(&mut text).desired_rows(look.lines.min(3))
        } else {
            egui::TextEdit::singleline(&mut text)
        };
        let edit = edit
            .id(ui.scope_id().with((owner, look.field)))
            .hint_text(look.hint)
            .desired_width(f32::INFINITY)
            .margin(egui::Margin::symmetric(8, 5));
        let response = ui.add(edit).labelled_by(label.id);
        if response.changed() {
            self.problem = None;
            self.draft = Some(Draft {
                owner: owner.clone(),
                field: look.field,
                text,
            });
        }
        if response.lost_focus() {
            self.flush(session);
        }
        response
    }
}

fn crate_tone(kind: &LinkKind) -> Tone {
    match kind {
        LinkKind::Corroborates(_) => Tone::Corroborates,
        LinkKind::Contradicts(_) => Tone::Contradicts,
        LinkKind::DerivesFrom => Tone::InkSecond,
    }
}

fn kind(ui: &mut Ui, text: &str) {
    ui.label(
        RichText::new(text.to_uppercase())
            .size(size::SMALL)
            .color(theme::tone(ui.ctx(), Tone::InkSecond)),
    );
}

fn section(ui: &mut Ui, text: &str) {
    ui.add_space(10.0);
    ui.label(
        RichText::new(text)
            .size(size::SMALL)
            .color(theme::tone(ui.ctx(), Tone::InkSecond)),
    );
}

fn hint(ui: &mut Ui, text: &str) -> egui::Response {
    ui.add(
        egui::Label::new(
            RichText::new(text)
                .size(size::SMALL)
                .color(theme::tone(ui.ctx(), Tone::InkThird)),
        )
        .wrap(),
    )
}

fn many_ui(ui: &mut Ui, session: &mut Session) -> Option<Ask> {
    ui.add_space(8.0);
    kind(ui, "Selection");
    let (cards, links) = (
        session.selection().cards.len(),
        session.selection().links.len(),
    );
    let words = match (cards, links) {
        (n, 0) => super::status::count(n, "card"),
        (0, n) => super::status::count(n, "link"),
        (n, m) => format!(
            "{} and {}",
            super::status::count(n, "card"),
            super::status::count(m, "link")
        ),
    };
    ui.label(RichText::new(words).font(theme::bold(size::HEADING)));
    ui.add_space(6.0);
    let mut ask = None;
    ui.horizontal_wrapped(|ui| {
        for id in [
            "duplicate",
            "delete",
            "front",
            "back",
            "fit-selection",
            "flip",
        ] {
            let Some(command) =
                crate::editor::find(id).filter(|command| (command.enabled)(session))
            else {
                continue;
            };
            if ui.button(command.title).clicked() {
                ask = (command.run)(session);
            }
        }
    });
    ask
}

fn reliability_ui(ui: &mut Ui, session: &mut Session, id: &CardId, source: &Source) {
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

fn credibility_ui(
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
fn weight_ui(ui: &mut Ui, session: &mut Session, id: &LinkId, weight: Option<f64>, stance: Stance) {
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

fn end_ui(ui: &mut Ui, session: &mut Session, word: &str, id: &CardId) {
    let Some(card) = session.board().cards().get(id) else {
        return;
    };
    let text = RichText::new(card.name()).size(size::LEAD);
    let button = ui
        .add(egui::Button::new(text).wrap().frame(false))
        .on_hover_text(format!("{word}: go to this card"));
    if button.clicked() {
        session.go_to(Item::Card(id.clone()));
    }
}

/// An address that can be opened: http and https only, and the address is shown before.
fn address_ui(ui: &mut Ui, address: &str) {
    let web = url::Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    if web
        && ui
            .small_button("Open in browser")
            .on_hover_text(address)
            .clicked()
    {
        ui.ctx().open_url(egui::OpenUrl::new_tab(address));
    } else if !address.is_empty() && !web {
        hint(ui, "Only http and https addresses can be opened from here.");
    }
}

/// The links of a card; choosing one selects it.
fn links_ui(ui: &mut Ui, session: &mut Session, id: &CardId) {
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
        let via = origin
            .map(|name| format!(" (said by {name})"))
            .unwrap_or_default();
        let tone = theme::tone(ui.ctx(), crate_tone(&link.kind));
        let mut job = egui::text::LayoutJob::default();
        job.append(
            &format!("{sign} {words} "),
            0.0,
            egui::TextFormat::simple(theme::bold(size::BODY), tone),
        );
        job.append(
            &format!("{}{via}", other.name()),
            0.0,
            egui::TextFormat::simple(theme::regular(size::BODY), theme::tone(ui.ctx(), Tone::Ink)),
        );
        let spoken = format!("Link: {words} {}", other.name());
        let button = ui.add(egui::Button::new(job).wrap().frame(false));
        button.widget_info(|| {
            egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, spoken.clone())
        });
        if button.on_hover_text("Select this link").clicked() {
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

fn place_ui(ui: &mut Ui, session: &mut Session, id: &CardId, card: &Card) {
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
                    .speed(1.0)
                    .fixed_decimals(0),
            );
            drag.widget_info(|| {
                egui::WidgetInfo::labeled(egui::accesskit::Role::SpinButton, true, spoken)
            });
            changed |= drag.changed();
        };
        number(ui, &mut x, "x", -1e6..=1e6, "Left edge");
        number(ui, &mut y, "y", -1e6..=1e6, "Top edge");
        number(ui, &mut w, "w", 60.0..=10_000.0, "Width");
        if tall {
            number(ui, &mut h, "h", 60.0..=10_000.0, "Height");
        }
    });
    if changed {
        fields::place(session, id, Point::new(x, y), w, h);
    }
}
