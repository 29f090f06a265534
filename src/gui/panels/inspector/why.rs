//! Why a claim stands where it stands, and what would change it; what hangs on a source or a link.
//!
//! The label and one sentence first, then the reasons; a reason that is chosen lights its cards and links on the wall.

use eframe::egui::{self, Sense, Ui, vec2};

use super::super::super::{signs, theme, words};
use super::{hint, section};
use crate::assess::{Footing, Label, Reason, Strike};
use crate::board::{Body, CardId, Credibility, Item, LinkId, Selection, Stance};
use crate::editor::{Ask, Session};
use crate::scene::Status;
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// What is known of the claim that is shown.
#[derive(Default)]
pub(super) struct Why {
    /// The claim, and the assessment that it was asked of.
    made_for: Option<(CardId, Option<u64>, usize, usize)>,
    status: Option<Status>,
    says: String,
    reasons: Vec<Reason>,
    footing: Option<Footing>,
    /// What is struck, and what the claim would be without it.
    flips: Vec<(Strike, Label)>,
    /// The reason that is lit.
    chosen: Option<usize>,
}

/// Rows of what would change a claim.
const FLIPS: usize = 8;
/// Claims that are named of those that hang on something.
const HANGING: usize = 6;

impl Why {
    fn follow(&mut self, session: &Session, claim: &CardId) {
        let assessed = session.assessed();
        let now = (
            claim.clone(),
            session.assessed_for(),
            assessed.bearing.len(),
            assessed.kinship.doubts.len(),
        );
        if self.made_for.as_ref() == Some(&now) {
            return;
        }
        let assessment = &assessed.assessment;
        let standing = assessment.claim(claim);
        *self = Self {
            status: standing.map(|standing| {
                let doubt = assessed.kinship.doubts.get(claim);
                Status::of(session.board(), standing, doubt)
            }),
            says: standing.map_or(String::new(), |standing| standing.says.clone()),
            reasons: assessment.reasons(session.board(), claim),
            footing: assessment
                .footing(claim)
                .filter(|footing| footing.origins.len() > 1),
            flips: flips(session, claim),
            chosen: None,
            made_for: Some(now),
        };
    }

    /// Where the claim stands and why.
    pub(super) fn why_ui(
        &mut self,
        ui: &mut Ui,
        session: &mut Session,
        claim: &CardId,
    ) -> Option<Ask> {
        self.follow(session, claim);
        let Some(status) = &self.status else {
            hint(ui, "Working out what the evidence says …");
            return None;
        };
        banner_ui(ui, status);
        if let Some(tried) = tried_label(session, claim).filter(|tried| *tried != status.label) {
            let words = format!(
                "As the board stands. With what is tried: {}.",
                tried.words()
            );
            hint(ui, &words);
        }
        ui.add_space(4.0);
        words::label_ui(ui, &self.says, TextStyle::new(size::BODY, Tone::Ink), 12);
        if !self.reasons.is_empty() && !status.is_bare() {
            section(ui, "WHY");
            self.reasons_ui(ui, session);
        }
        if !self.flips.is_empty() || self.footing.is_some() {
            section(ui, "WHAT WOULD CHANGE IT");
            let mut chosen = None;
            for (strike, label) in self.flips.iter().take(FLIPS) {
                let words = format!("without {}", session.strike_name(strike));
                if change_ui(ui, &words, *label).clicked() {
                    chosen = Some(strike.clone());
                }
            }
            if self.flips.len() > FLIPS {
                hint(ui, &format!("and {} more", self.flips.len() - FLIPS));
            }
            let mut strikes: Vec<Strike> = chosen.into_iter().collect();
            if let Some(footing) = &self.footing
                && footing_ui(ui, session, footing)
            {
                strikes = footing
                    .origins
                    .iter()
                    .cloned()
                    .map(Strike::Origin)
                    .collect();
            }
            if !strikes.is_empty() {
                session.let_go();
                for strike in strikes {
                    session.strike(strike);
                }
            }
        }
        None
    }

    fn reasons_ui(&mut self, ui: &mut Ui, session: &mut Session) {
        if session.spot().is_empty() {
            self.chosen = None;
        }
        let mut lit = None;
        let mut go = None;
        ui.spacing_mut().item_spacing.y = 1.0;
        for (number, reason) in self.reasons.iter().enumerate() {
            let on = self.chosen == Some(number);
            if reason_ui(ui, number, &reason.says, reason.side, on).clicked() {
                lit = Some((!on).then_some(number));
            }
            if on {
                ui.indent(("named", number), |ui| {
                    for card in &reason.cards {
                        let Some(name) = session.board().cards().get(card).map(|c| c.name()) else {
                            continue;
                        };
                        let style = TextStyle::new(size::SMALL, Tone::InkSecond);
                        if words::link_ui(ui, &name, style, 1).clicked() {
                            go = Some(card.clone());
                        }
                    }
                });
            }
        }
        if let Some(lit) = lit {
            self.chosen = lit;
            let reason = lit.and_then(|number| self.reasons.get(number));
            let spot = reason.map_or_else(Selection::default, |reason| Selection {
                cards: reason.cards.iter().cloned().collect(),
                links: reason.links.iter().cloned().collect(),
            });
            session.light(spot);
        }
        if let Some(card) = go {
            session.go_to(Item::Card(card));
        }
    }
}

/// What the claim would be with what is tried.
fn tried_label(session: &Session, claim: &CardId) -> Option<Label> {
    let shifts = session.what_if()?.shifts.as_ref()?;
    let shift = shifts.iter().find(|shift| shift.claim == *claim)?;
    Some(shift.after.label)
}

/// The status in the colour of its label.
pub(super) fn banner_ui(ui: &mut Ui, status: &Status) {
    let tone = crate::scene::signs::label_tone(status.label);
    let fill = theme::over(ui.ctx(), tone, 0.11, Tone::Panel);
    ui.add_space(8.0);
    egui::Frame::new()
        .fill(fill)
        .corner_radius(7.0)
        .inner_margin(egui::Margin::symmetric(10, 7))
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.horizontal(|ui| {
                let (sign, _) = ui.allocate_exact_size(vec2(14.0, 16.0), Sense::hover());
                signs::label(ui, status.label, sign.center(), 6.0);
                let style = TextStyle::new(size::BODY, tone).bold();
                words::label_ui(ui, &status.words[0], style, 2);
            });
        });
}

/// A reason: the sign of its side and its sentence. The whole row can be chosen.
fn reason_ui(
    ui: &mut Ui,
    number: usize,
    says: &str,
    stance: Option<Stance>,
    on: bool,
) -> egui::Response {
    let ctx = ui.ctx().clone();
    let width = ui.available_width();
    let style = TextStyle::new(size::BODY, Tone::Ink);
    let block = words::lay(&ctx, says, style, Some(width - 32.0), 8);
    let (rect, _) = ui.allocate_exact_size(vec2(width, block.size[1] + 11.0), Sense::hover());
    let response = ui.interact(rect, ui.scope_id().with(("reason", number)), Sense::click());
    response
        .widget_info(|| egui::WidgetInfo::selected(egui::accesskit::Role::Button, true, on, says));
    let wide = rect.expand2(vec2(6.0, 0.0));
    if on {
        let fill = theme::tone(&ctx, Tone::Line);
        ui.painter().rect_filled(wide, 6.0, fill);
    } else if response.hovered() {
        let fill = theme::tone(&ctx, Tone::Chip);
        ui.painter().rect_filled(wide, 6.0, fill);
        ctx.set_cursor_icon(egui::CursorIcon::PointingHand);
    }
    super::super::bar::focus_ring(ui, &response, 6.0);
    let at = egui::pos2(rect.left() + 9.0, rect.top() + 14.5);
    let tone = match stance {
        Some(Stance::Corroborates) => Tone::Corroborates,
        Some(Stance::Contradicts) => Tone::Contradicts,
        None => Tone::InkThird,
    };
    let stroke = egui::Stroke::new(1.3, theme::tone(&ctx, tone));
    match stance {
        Some(stance) => {
            ui.painter().circle_stroke(at, 7.0, stroke);
            ui.painter().hline(at.x - 3.5..=at.x + 3.5, at.y, stroke);
            if stance == Stance::Corroborates {
                ui.painter().vline(at.x, at.y - 3.5..=at.y + 3.5, stroke);
            }
        }
        None => drop(ui.painter().circle_filled(at, 2.0, stroke.color)),
    }
    let top = egui::pos2(rect.left() + 26.0, rect.top() + 5.5);
    words::paint(ui.painter(), &block, top);
    response.on_hover_text("Light it on the wall")
}

/// Something that would change a claim, and what it would be then.
fn change_ui(ui: &mut Ui, what: &str, becomes: Label) -> egui::Response {
    let ctx = ui.ctx().clone();
    let width = ui.available_width();
    let tone = crate::scene::signs::label_tone(becomes);
    let label = becomes.words().to_lowercase();
    let after = words::lay(
        &ctx,
        &label,
        TextStyle::new(size::BODY, tone).bold(),
        None,
        1,
    );
    let after_width = words::ink_size(&after).x;
    let style = TextStyle::new(size::BODY, Tone::Ink);
    let block = words::lay(&ctx, what, style, Some(width - after_width - 14.0), 4);
    let (rect, _) = ui.allocate_exact_size(vec2(width, block.size[1] + 7.0), Sense::hover());
    let response = ui.interact(rect, ui.scope_id().with(("change", what)), Sense::click());
    let spoken = format!("{what}: {label}");
    response
        .widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &spoken));
    if response.hovered() {
        let wide = rect.expand2(vec2(6.0, 0.0));
        let fill = theme::tone(&ctx, Tone::Chip);
        ui.painter().rect_filled(wide, 6.0, fill);
        ctx.set_cursor_icon(egui::CursorIcon::PointingHand);
    }
    super::super::bar::focus_ring(ui, &response, 6.0);
    words::paint(ui.painter(), &block, rect.min + vec2(0.0, 3.5));
    let left = rect.right() - after_width;
    words::paint(ui.painter(), &after, egui::pos2(left, rect.top() + 3.5));
    response.on_hover_text("Try it on the wall")
}

/// The fewest origins that a label hangs on, where no single one is enough. Whether they shall be tried.
fn footing_ui(ui: &mut Ui, session: &Session, footing: &Footing) -> bool {
    let names: Vec<String> = footing
        .origins
        .iter()
        .filter_map(|id| Some(session.board().cards().get(id)?.name()))
        .collect();
    let names = match names.as_slice() {
        [start @ .., last] if !start.is_empty() => format!("{} and {last}", start.join(", ")),
        _ => return false,
    };
    let chosen = change_ui(ui, &format!("without {names}"), footing.becomes).clicked();
    let least = match footing.smallest {
        true => "One of the smallest sets: no single origin changes it, and no smaller set.",
        false => "No single origin changes it, and no smaller set was found.",
    };
    hint(ui, least);
    chosen
}

/// What the claim would be without this and that; what says the same twice is left out.
fn flips(session: &Session, claim: &CardId) -> Vec<(Strike, Label)> {
    let mut found: Vec<(u8, &Strike, Label)> = Vec::new();
    for (strike, flips) in session.assessed().bearing.iter() {
        if let Some((_, label)) = flips.iter().find(|(flipped, _)| flipped == claim) {
            let rank = match strike {
                Strike::Origin(_) => 0,
                Strike::Source(_) => 1,
                Strike::Link(_) | Strike::Same(..) => 2,
            };
            found.push((rank, strike, *label));
        }
    }
    found.sort();
    let mut named: Vec<CardId> = Vec::new();
    let mut told = Vec::new();
    for (_, strike, label) in found {
        let from = match strike {
            Strike::Origin(id) | Strike::Source(id) => Some(id.clone()),
            Strike::Link(link) => session.board().links().get(link).map(|l| l.from.clone()),
            Strike::Same(..) => None,
        };
        if let Some(from) = from {
            if named.contains(&from) {
                continue;
            }
            named.push(from);
        }
        told.push((strike.clone(), label));
    }
    told
}

/// What hangs on a source or a link, and the way to try it.
pub(super) fn bearing_ui(ui: &mut Ui, session: &mut Session, strike: &Strike) {
    let bearing = session.assessed().bearing.clone();
    let flips = bearing.get(strike).map_or(&[][..], Vec::as_slice);
    section(ui, "WHAT HANGS ON IT");
    if !flips.is_empty() {
        let heading = ui.min_rect().left_bottom();
        signs::keystone(ui, heading + vec2(132.0, -7.0));
    }
    if flips.is_empty() {
        hint(ui, "No claim would have another label without it.");
    }
    let mut go = None;
    for (claim, label) in flips.iter().take(HANGING) {
        let Some(name) = session.board().cards().get(claim).map(|card| card.name()) else {
            continue;
        };
        if change_ui(ui, &name, *label).clicked() {
            go = Some(claim.clone());
        }
    }
    if flips.len() > HANGING {
        hint(ui, &format!("and {} more claims", flips.len() - HANGING));
    }
    let tried = session.what_if();
    let on = tried.is_some_and(|it| it.strikes.contains(strike));
    let words = if on {
        "Put it back"
    } else {
        "What if it were not there?"
    };
    ui.add_space(2.0);
    let button = ui.button(words);
    if button
        .on_hover_text("See what would become of the claims, before anything changes (W)")
        .clicked()
    {
        session.strike(strike.clone());
    }
    if let Some(claim) = go {
        session.go_to(Item::Card(claim));
    }
}

/// The digit that the rest of the board gives this report, beside the one that was typed. It counts for nothing.
pub(super) fn computed_ui(ui: &mut Ui, session: &Session, link: &LinkId) {
    let digit = session.assessed().assessment.credibility(link);
    if let Some(grade) = digit.and_then(Credibility::new) {
        let words = format!(
            "In the light of the other reports: {} ({}). Not counted.",
            grade.digit(),
            grade.words().to_lowercase()
        );
        hint(ui, &words);
    }
}

/// Whether it is an outlet or speaker without a document of its own.
fn board_origin(session: &Session, source: &CardId) -> bool {
    let card = session.board().cards().get(source);
    card.is_some_and(|card| matches!(&card.body, Body::Source(source) if source.is_origin()))
}

/// The way of a source back to where it has its story from, and who else goes back there.
pub(super) fn origin_ui(ui: &mut Ui, session: &mut Session, source: &CardId) {
    let path = session.assessed().assessment.derivation(source);
    let origin = session.assessed().assessment.origin(source);
    let family = session.family_of(source);
    if family.cards.len() < 2 {
        return;
    }
    section(ui, "ORIGIN");
    let name = |id: &CardId| {
        let card = session.board().cards().get(id);
        card.map_or_else(String::new, |card| card.name())
    };
    let mark = session
        .scene()
        .marks()
        .cards
        .get(source)
        .and_then(|mark| mark.family);
    let says = match (&origin, path.len()) {
        (Some(origin), _) if origin == source => {
            "Others go back to it; all count as one origin.".to_owned()
        }
        (Some(origin), 0 | 1) => format!("Counts as one voice with {}.", name(origin)),
        (Some(_), _) => {
            let names: Vec<String> = path.iter().skip(1).map(name).collect();
            let draws = names.join(", which draws on ");
            match board_origin(session, source) {
                true => format!("Known here only through {draws}."),
                false => format!("Draws on {draws}."),
            }
        }
        (None, _) => return,
    };
    ui.horizontal(|ui| {
        if let Some(mark) = mark {
            let (rect, _) = ui.allocate_exact_size(vec2(10.0, 16.0), Sense::hover());
            signs::family(ui, mark, rect.center(), 4.5);
        }
        words::label_ui(ui, &says, TextStyle::new(size::BODY, Tone::Ink), 5);
    });
    let mut go = None;
    let others: Vec<CardId> = family.cards.into_iter().filter(|id| id != source).collect();
    for other in others.iter().take(HANGING) {
        let style = TextStyle::new(size::BODY, Tone::InkSecond);
        if words::link_ui(ui, &name(other), style, 1).clicked() {
            go = Some(other.clone());
        }
    }
    if others.len() > HANGING {
        hint(ui, &format!("and {} more", others.len() - HANGING));
    }
    if let Some(other) = go {
        session.go_to(Item::Card(other));
    }
}
