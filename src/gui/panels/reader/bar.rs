//! The small bar by selected words, and what its buttons do.

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{self, Color32, Order, Rect, Stroke, Ui, pos2, vec2};

use super::super::super::theme;
use super::Reader;
use super::body::Seen;
use super::chooser::{Chooser, Wanted};
use super::reading::{Hand, Reading};
use crate::board::Stance;
use crate::editor::Session;
use crate::editor::quoting::{About, LONGEST_CLAIM, Origin, Saying};
use crate::scene::style::{Tone, size};
use crate::scene::text::isolated;

/// What selected words can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Become a claim.
    NewClaim,
    /// Speak for or against a claim.
    Tie(Stance),
    /// Be said by someone.
    SaidBy,
}

impl Reader {
    /// Shows the bar while words are selected.
    pub(super) fn bar_ui(&mut self, ctx: &egui::Context, session: &mut Session, seen: &Seen) {
        let Some(reading) = &self.reading else { return };
        let selecting = reading.hand == Hand::Selecting || reading.hand == Hand::Carrying;
        let words = reading.words().is_some();
        let Some(by) = seen
            .selection
            .filter(|_| words && !selecting && self.chooser.is_none())
        else {
            return;
        };
        let said_by = reading
            .said_by
            .as_ref()
            .map(|origin| name_of(session, origin));
        let id = egui::Id::unique("casewall.reader.bar");
        let last = ctx
            .data(|data| data.get_temp::<egui::Vec2>(id))
            .unwrap_or(vec2(400.0, 36.0));
        let at = place(seen.view, by, last);
        let mut act = None;
        let shown = egui::Area::new(id)
            .fixed_pos(at)
            .order(Order::Foreground)
            .constrain_to(ctx.content_rect())
            .show(ctx, |ui| {
                egui::Frame::popup(ui.style())
                    .fill(theme::tone(ctx, Tone::Ink))
                    .stroke(Stroke::NONE)
                    .corner_radius(8.0)
                    .inner_margin(4.0)
                    .show(ui, |ui| {
                        act = buttons_ui(ui, said_by.as_deref(), last.x > seen.view.width())
                    });
            });
        ctx.data_mut(|data| data.insert_temp(id, shown.response.rect.size()));
        if let Some(act) = act {
            self.act(ctx, session, act);
        }
    }

    /// Does something with the selected words.
    pub(super) fn act(&mut self, ctx: &egui::Context, session: &mut Session, act: Act) {
        let Some(reading) = &mut self.reading else {
            return;
        };
        let Some(words) = reading.words() else { return };
        reading.asked = None;
        let shown = reading.places.words(&reading.text, &words);
        let shown = crate::editor::quoting::sentence(shown, LONGEST_CLAIM);
        match act {
            Act::NewClaim => {
                let new = About::New {
                    sentence: None,
                    at: None,
                };
                self.say(ctx, session, Stance::Corroborates, new);
            }
            Act::Tie(stance) => self.chooser = Some(Chooser::new(Wanted::Claim(stance), shown)),
            Act::SaidBy => self.chooser = Some(Chooser::new(Wanted::Origin, shown)),
        }
    }

    /// Ties the selected words.
    pub(super) fn say(
        &mut self,
        ctx: &egui::Context,
        session: &mut Session,
        stance: Stance,
        of: About,
    ) {
        let Some(reading) = &self.reading else { return };
        let saying = Saying {
            source: reading.source.clone(),
            words: reading.selected.range(),
            stance,
            of,
            said_by: reading.said_by.clone(),
        };
        let tied = session.say(saying);
        self.tied(ctx, session, &tied);
    }

    /// Notes who said the selected words: on the links that rest on them, or for the next tie.
    pub(super) fn set_said_by(&mut self, session: &mut Session, origin: Origin) {
        let Some(reading) = &mut self.reading else {
            return;
        };
        let links = reading.covering();
        if links.is_empty() {
            reading.said_by = Some(origin).filter(|origin| *origin != Origin::Itself);
        } else if session.set_origin(&reading.source, &links, &origin) {
            let links = super::count(links.len(), "link");
            self.says = Some(match &origin {
                Origin::Itself => format!("{links}: said by the source itself."),
                other => format!("{links}: said by {}.", name_of(session, other)),
            });
        }
        self.take_focus = true;
    }
}

/// Below the line in which the selection ends; above it if there is no room.
fn place(view: Rect, by: Rect, bar: egui::Vec2) -> egui::Pos2 {
    let left = by
        .left()
        .min(view.right() - bar.x - 14.0)
        .max(view.left() + 6.0);
    let below = by.bottom() + 5.0;
    let top = if below + bar.y < view.bottom() {
        below
    } else {
        by.top() - bar.y - 5.0
    };
    pos2(
        left,
        top.clamp(
            view.top() + 4.0,
            (view.bottom() - bar.y - 4.0).max(view.top() + 4.0),
        ),
    )
}

fn buttons_ui(ui: &mut Ui, said_by: Option<&str>, narrow: bool) -> Option<Act> {
    let ctx = ui.ctx().clone();
    let ink = theme::reversed(&ctx, Tone::Ink);
    let widgets = &mut ui.visuals_mut().widgets;
    let hover = theme::reversed(&ctx, Tone::Line);
    for (look, fill) in [
        (&mut widgets.inactive, Color32::TRANSPARENT),
        (&mut widgets.hovered, hover),
        (&mut widgets.active, hover),
    ] {
        (look.weak_bg_fill, look.bg_stroke) = (fill, Stroke::NONE);
    }
    let said = said_by.map_or_else(|| "Said by…".to_owned(), |name| format!("Said by {name}"));
    let mut chosen = None;
    let row = |ui: &mut Ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for (act, sign, words, key) in [
            (Act::NewClaim, None, "New claim", "N"),
            (
                Act::Tie(Stance::Corroborates),
                Some(("+", Tone::Corroborates)),
                "Corroborates…",
                "C or +",
            ),
            (
                Act::Tie(Stance::Contradicts),
                Some(("−", Tone::Contradicts)),
                "Contradicts…",
                "X or −",
            ),
            (Act::SaidBy, None, said.as_str(), "S"),
        ] {
            let mut job = LayoutJob::default();
            if let Some((sign, tone)) = sign {
                let color = theme::reversed(&ctx, tone);
                let format = TextFormat::simple(theme::bold(size::BODY), color);
                job.append(sign, 0.0, format);
            }
            let gap = if sign.is_some() { 6.0 } else { 0.0 };
            job.append(
                words,
                gap,
                TextFormat::simple(theme::regular(size::BODY), ink),
            );
            let response = ui.add(egui::Button::new(job).min_size(vec2(0.0, 27.0)));
            response.widget_info(|| {
                egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, words)
            });
            if response.on_hover_text(format!("Key: {key}")).clicked() {
                chosen = Some(act);
            }
        }
    };
    if narrow {
        ui.vertical(row);
    } else {
        ui.horizontal(row);
    }
    chosen
}

/// An origin by name.
pub(super) fn name_of(session: &Session, origin: &Origin) -> String {
    match origin {
        Origin::Itself => "the source itself".to_owned(),
        Origin::New(name) => isolated(name),
        Origin::Source(id) => {
            let card = session.board().cards().get(id);
            card.map_or_else(String::new, |card| isolated(&card.name()))
        }
    }
}

impl Reading {
    /// Whether the pointer carries words.
    pub(super) fn carries(&self) -> bool {
        self.hand == Hand::Carrying
    }
}
