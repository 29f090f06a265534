//! The small card by a quote: what it speaks of, and the way to the next quote of the same claim.

use eframe::egui::{self, Order, RichText, pos2, vec2};

use super::super::super::{theme, words};
use super::Reader;
use super::body::Seen;
use super::painting::tone;
use crate::board::{CardId, Item, LinkId};
use crate::editor::Session;
use crate::editor::quoting::{Origin, next_quote, quotes_of_claim};
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// Width of the card, points.
const WIDTH: f32 = 300.0;

enum Chosen {
    Claim(CardId),
    Next,
    Remove,
}

impl Reader {
    /// Shows the card of the quote that was asked about.
    pub(super) fn mark_card_ui(&mut self, ctx: &egui::Context, session: &mut Session, seen: &Seen) {
        let Some(reading) = &self.reading else { return };
        let Some(link_id) = reading.asked.clone().filter(|_| self.chooser.is_none()) else {
            return;
        };
        let place = seen.marks.iter().find(|mark| mark.link == link_id);
        let link = session.board().links().get(&link_id).cloned();
        let (Some(place), Some(link)) = (place, link) else {
            return;
        };
        let Some(stance) = link.kind.stance() else {
            return;
        };
        let quotes = quotes_of_claim(session.board(), &link.to);
        let nth = quotes.iter().position(|id| *id == link_id).unwrap_or(0) + 1;
        let origin = link
            .kind
            .evidence()
            .and_then(|evidence| evidence.origin.clone());
        let mut chosen = None;
        let left = place
            .first
            .left()
            .min(seen.view.right() - WIDTH - 34.0)
            .max(seen.view.left() + 8.0);
        let area = egui::Area::new(egui::Id::unique("casewall.reader.mark"))
            .fixed_pos(pos2(left, place.bottom + 6.0))
            .order(Order::Foreground)
            .constrain_to(seen.view.intersect(ctx.content_rect()))
            .show(ctx, |ui| {
                egui::Frame::popup(ui.style())
                    .inner_margin(12.0)
                    .show(ui, |ui| {
                        ui.set_width(WIDTH);
                        let sign = match stance {
                            crate::board::Stance::Corroborates => "+ corroborates",
                            crate::board::Stance::Contradicts => "− contradicts",
                        };
                        let color = theme::tone(ctx, tone(stance));
                        ui.label(
                            RichText::new(sign)
                                .font(theme::bold(size::BODY))
                                .color(color),
                        );
                        let card = session.board().cards().get(&link.to);
                        let name = card.map(|card| card.name()).unwrap_or_default();
                        let style = TextStyle::new(size::LEAD, Tone::Ink);
                        if words::link_ui(ui, &name, style, 4).clicked() {
                            chosen = Some(Chosen::Claim(link.to.clone()));
                        }
                        if let Some(origin) = origin {
                            let name = super::bar::name_of(session, &Origin::Source(origin));
                            let style = TextStyle::new(size::SMALL, Tone::InkSecond);
                            words::label_ui(ui, &format!("said by {name}"), style, 2);
                        }
                        ui.add_space(4.0);
                        ui.horizontal(|ui| {
                            let next = egui::Button::new("Next quote of this claim");
                            let next = ui.add_enabled(quotes.len() > 1, next);
                            let which = format!("Quote {nth} of {}. Key: Shift+Q", quotes.len());
                            if next.on_hover_text(which).clicked() {
                                chosen = Some(Chosen::Next);
                            }
                            let remove =
                                ui.add(egui::Button::new("Remove").min_size(vec2(60.0, 0.0)));
                            remove.widget_info(|| {
                                let role = egui::accesskit::Role::Button;
                                egui::WidgetInfo::labeled(role, true, "Remove link")
                            });
                            if remove
                                .on_hover_text("Remove this link from the board")
                                .clicked()
                            {
                                chosen = Some(Chosen::Remove);
                            }
                        });
                    });
            });
        let elsewhere = ctx.input(|i| i.pointer.primary_pressed())
            && !ctx
                .input(|i| i.pointer.interact_pos())
                .is_some_and(|at| area.response.rect.contains(at));
        match chosen {
            Some(Chosen::Claim(claim)) => session.go_to(Item::Card(claim)),
            Some(Chosen::Next) => self.go_to_next(ctx, session, &link_id),
            Some(Chosen::Remove) => {
                session.remove_link(&link_id);
                self.take_focus = true;
            }
            None if elsewhere => {
                if let Some(reading) = &mut self.reading {
                    reading.asked = None;
                }
            }
            None => {}
        }
    }

    /// Goes on from the quote that is shown.
    pub(super) fn next_quote(&mut self, ctx: &egui::Context, session: &mut Session) {
        let reading = self.reading.as_ref();
        let here = reading.and_then(|reading| reading.lit.as_ref().map(|(link, _)| link.clone()));
        if let Some(link) = here.or(session.quoted()) {
            self.go_to_next(ctx, session, &link);
        }
    }

    fn go_to_next(&mut self, ctx: &egui::Context, session: &mut Session, link: &LinkId) {
        if let Some(next) = next_quote(session.board(), link) {
            session.go_to(Item::Link(next.clone()));
            self.show(ctx, session, &next);
        }
    }
}
