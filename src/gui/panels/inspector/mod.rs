//! The inspector: every field of what is selected, or of the board when nothing is.
//!
//! A field is kept when the keyboard leaves it, as one step. A draft whose owner is no longer shown is kept first.

mod counting;
mod judgement;
mod kinship;
mod parts;
mod provenance;
mod why;

use eframe::egui::{self, RichText, Ui};

use super::super::{theme, typing, words};
use super::bar;
use super::fields::{self, Field, Look, Owner};
use crate::assess::{Strike, Suggestion};
use crate::board::{Body, Card, CardId, Item, Label, Link, LinkId, LinkKind, Source, Stance};
use crate::editor::{Address, Ask, Desk, Session};
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;
pub use kinship::party_name;
use parts::{address_ui, credibility_ui, end_ui, links_ui, place_ui, reliability_ui, weight_ui};

/// What the inspector remembers.
#[derive(Default)]
pub struct Inspector {
    draft: Option<Draft>,
    problem: Option<(Owner, String)>,
    /// Put the keyboard into the note of the selected link with the next frame.
    pub take_note: bool,
    origin_filter: String,
    why: why::Why,
    /// A suggestion that shall be compared.
    pub compare: Option<Suggestion>,
    /// An address that shall be shown, and perhaps opened.
    pub address: Option<Address>,
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
            self.problem = kept.err().map(|why| (draft.owner.clone(), why));
            if self.problem.is_some() {
                self.draft = Some(draft); // what was typed stays to be mended
            }
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
        let tried = session.what_if().map_or(0, |it| it.strikes.len());
        egui::ScrollArea::vertical()
            .id_salt((&owner, tried > 0)) // another thing is read from its beginning
            .auto_shrink(false)
            .show(ui, |ui| {
                ui.add_space(8.0);
                super::what_if::what_if_ui(ui, session);
                match &owner {
                    Owner::Board => self.board_ui(ui, session),
                    Owner::Item(Item::Card(id)) => {
                        if let Some(card) = session.board().cards().get(id).cloned() {
                            ask = self.card_ui(ui, session, id, &card);
                        }
                    }
                    Owner::Item(Item::Link(id)) => {
                        if let Some(link) = session.board().links().get(id).cloned() {
                            ask = self.link_ui(ui, session, id, &link);
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
        counting::counting_ui(ui, session);
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
        let mut ask = None;
        kind(ui, &card.body.word().to_uppercase());
        let mut looks = fields::of_card(&card.body).iter();
        // The sentence or title first, then what the evidence says of it, then the rest.
        if card.body.can_testify()
            && let Some(look) = looks.next()
        {
            self.text_ui(ui, session, &owner, look);
        }
        match &card.body {
            Body::Claim(_) => {
                ask = self.why.why_ui(ui, session, id);
                ask = self.kinship_ui(ui, session, id, card).or(ask);
                section(ui, "ANSWERS");
            }
            Body::Source(_) => {
                why::origin_ui(ui, session, id);
                let strike = session.strike_of(id);
                why::bearing_ui(ui, session, &strike);
                ask = self.kinship_ui(ui, session, id, card);
                section(ui, "DOCUMENT");
            }
            _ => {}
        }
        for look in looks {
            self.text_ui(ui, session, &owner, look);
            if let (Field::Url | Field::ArchiveUrl, Body::Source(source)) = (look.field, &card.body)
            {
                let written = match look.field {
                    Field::Url => &source.url,
                    _ => &source.archive_url,
                };
                if let Some(address) = address_ui(ui, written) {
                    self.address = Some(address);
                    ask = Some(Ask::OpenAddress);
                }
            }
            if look.field == Field::Question
                && matches!(&card.body, Body::Claim(claim) if !claim.question.trim().is_empty())
                && ui
                    .button("Open matrix")
                    .on_hover_text("The rival answers and the evidence on each (Alt+2)")
                    .clicked()
            {
                self.flush(session);
                session.show_desk(Desk::Matrix);
            }
            if look.field == Field::Question
                && let Body::Claim(claim) = &card.body
            {
                judgement::judgement_ui(ui, session, id, claim);
            }
            if look.field == Field::Author
                && let Body::Source(source) = &card.body
            {
                reliability_ui(ui, session, id, source);
            }
        }
        match &card.body {
            Body::Source(source) => {
                ask = self.source_text_ui(ui, session, &owner, source).or(ask);
                provenance::provenance_ui(ui, source);
            }
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
                if !picture.taken.is_empty() {
                    let words = "Taken, as the file says (EXIF; anyone can write that)";
                    hint(ui, &format!("{words}: {}", picture.taken));
                }
            }
            _ => {}
        }
        links_ui(ui, session, id);
        place_ui(ui, session, id, card);
        ask
    }

    /// What may not be independent.
    fn kinship_ui(
        &mut self,
        ui: &mut Ui,
        session: &Session,
        id: &CardId,
        card: &Card,
    ) -> Option<Ask> {
        let compare = kinship::kinship_ui(ui, session, id, card)?;
        self.compare = Some(compare);
        Some(Ask::Compare)
    }

    fn source_text_ui(
        &mut self,
        ui: &mut Ui,
        session: &mut Session,
        owner: &Owner,
        source: &Source,
    ) -> Option<Ask> {
        if source.text.is_empty() {
            let look = Look {
                field: Field::Text,
                label: "Full text",
                hint: "Paste the text here once. It cannot change afterwards: quotes depend on it.",
                lines: 3,
            };
            self.text_ui(ui, session, owner, &look);
            return None;
        }
        let words = source.text.split_whitespace().count();
        section(ui, "FULL TEXT");
        let read = ui
            .button("Read")
            .on_hover_text("Read it and quote from it (R)");
        hint(
            ui,
            &format!("{words} words · never changes, so that quotes stay exact"),
        );
        egui::Frame::new()
            .fill(theme::tone(ui.ctx(), Tone::Paper))
            .corner_radius(6.0)
            .inner_margin(10.0)
            .show(ui, |ui| {
                // Its beginning: the whole is for the reader, which lays out what it shows.
                let beginning = source.text.char_indices().nth(BEGINNING);
                let end = beginning.map_or(source.text.len(), |(byte, _)| byte);
                let words = source.text.get(..end).unwrap_or_default();
                words::label_ui(ui, words, TextStyle::new(size::BODY, Tone::Ink), 8);
            });
        provenance::digest_ui(ui, "SHA-256 of the text", &source.text_sha256);
        read.clicked().then_some(Ask::Read)
    }

    fn link_ui(
        &mut self,
        ui: &mut Ui,
        session: &mut Session,
        id: &LinkId,
        link: &Link,
    ) -> Option<Ask> {
        let mut ask = None;
        let owner = Owner::Item(Item::Link(id.clone()));
        kind(ui, "LINK");
        end_ui(ui, session, "From", &link.from);
        let words = RichText::new(link.kind.words()).font(theme::bold(size::LEAD));
        ui.label(words.color(theme::tone(ui.ctx(), crate_tone(&link.kind))));
        end_ui(ui, session, "To", &link.to);
        if let Some(stance) = link.kind.stance() {
            section(ui, "STANCE");
            ui.horizontal(|ui| {
                for choice in [Stance::Corroborates, Stance::Contradicts] {
                    let on = stance == choice;
                    if bar::stance_button(ui, choice, on).clicked() && !on {
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
                let read = if evidence.quote.is_some() {
                    "Show quote"
                } else {
                    "Read source"
                };
                if ui.button(read).on_hover_text("In the reader (R)").clicked() {
                    ask = Some(Ask::Read);
                }
                credibility_ui(ui, session, id, evidence.credibility);
                why::computed_ui(ui, session, id);
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
        why::bearing_ui(ui, session, &Strike::Link(id.clone()));
        let note = self.text_ui(ui, session, &owner, &fields::NOTE);
        if std::mem::take(&mut self.take_note) {
            note.request_focus();
        }
        ask
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
            .selected_text("")
            .width(ui.available_width() - 4.0)
            .height(320.0);
        let response = button.show_ui(ui, |ui| {
            let filter_id = ui.scope_id().with("filter");
            typing::Field::new(filter_id, "Filter sources", 1)
                .field_ui(ui, filter)
                .widget_info(|| {
                    egui::WidgetInfo::labeled(
                        egui::accesskit::Role::TextInput,
                        true,
                        "Filter sources",
                    )
                });
            if words::choice_ui(ui, "itself", "The source itself", origin.is_none()).clicked() {
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
                let on = origin == Some(card_id);
                if words::choice_ui(ui, card_id.as_str(), &card.name(), on).clicked() {
                    chosen = Some(Some(card_id.clone()));
                }
            }
        });
        let place = response.response.rect.shrink2(egui::vec2(10.0, 0.0));
        let style = TextStyle::new(size::BODY, Tone::Ink);
        let block = words::lay(ui.ctx(), &shown, style, Some(place.width() - 18.0), 1);
        let top = place.center().y - block.size[1] / 2.0;
        words::paint(ui.painter(), &block, egui::pos2(place.left(), top));
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
        let id = ui.scope_id().with((owner, look.field));
        let response = ui
            .add_enabled_ui(!session.is_read_only(), |ui| {
                typing::Field::new(id, look.hint, look.lines).field_ui(ui, &mut text)
            })
            .inner
            .labelled_by(label.id);
        ui.accesskit_node_builder(response.id, |node| node.set_label(look.label));
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

/// Characters of a text that the inspector shows at most.
const BEGINNING: usize = 600;

fn crate_tone(kind: &LinkKind) -> Tone {
    match kind {
        LinkKind::Corroborates(_) => Tone::Corroborates,
        LinkKind::Contradicts(_) => Tone::Contradicts,
        LinkKind::DerivesFrom => Tone::InkSecond,
    }
}

pub(super) fn kind(ui: &mut Ui, text: &str) {
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

pub(super) fn hint(ui: &mut Ui, text: &str) -> egui::Response {
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
    super::what_if::what_if_ui(ui, session);
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
                crate::editor::find(id).filter(|command| command.is_enabled(session))
            else {
                continue;
            };
            if ui.button(command.title).clicked() {
                ask = command.perform(session);
            }
        }
    });
    if let Some(strike @ Strike::Same(..)) = session.strikable() {
        section(ui, "TWO SOURCES");
        let tried = session.what_if();
        let on = tried.is_some_and(|it| it.strikes.contains(&strike));
        let words = if on {
            "Take them for two again"
        } else {
            "What if they had one origin?"
        };
        let hint = "See what would become of the claims, before anything changes (W)";
        if ui.button(words).on_hover_text(hint).clicked() {
            session.strike(strike);
        }
    }
    ask
}
