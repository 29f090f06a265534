//! The sheet in which two sources that may share an origin are compared: what they have in common side by side, and the
//! decision. Of a source that names another, the words in which it does.
//!
//! Refuses to decide on a stray key: every decision is a button with its meaning on it.

use std::ops::Range;

use eframe::egui::{self, Rect, Sense, Ui, vec2};

use super::super::{theme, typing, words};
use super::inspector::party_name;
use super::reader::laid::Laid;
use super::sheets::{Answer, plain, primary, primary_button, title};
use crate::assess::{Proposal, Suggestion};
use crate::board::{Board, CardId, Source};
use crate::editor::Session;
use crate::editor::kinship::Verdict;
use crate::editor::quoting;
use crate::scene::style::{Tone, size};
use crate::scene::text::{Spec, TextStyle};

/// What is compared.
pub struct Compare {
    /// The suggestion.
    pub suggestion: Suggestion,
    /// Which of its passages, or phrases, is shown.
    at: usize,
    /// Who is said to speak.
    speaker: String,
}

/// Scalar values that are shown before and behind a passage.
const AROUND: usize = 340;
/// Points between the two sides.
const GAP: f32 = 16.0;

impl Compare {
    /// Begins with the longest passage.
    pub fn new(board: &Board, suggestion: Suggestion) -> Self {
        let speaker = match suggestion.proposal {
            Proposal::SaidBy => party_name(board, &suggestion.other),
            _ => String::new(),
        };
        Self {
            suggestion,
            at: 0,
            speaker,
        }
    }

    /// How many places there are to look at.
    fn places(&self) -> usize {
        match self.suggestion.passages.len() {
            0 => self.suggestion.phrases.len(),
            n => n,
        }
    }

    /// The place that is shown: in the source, and in the other if it is there too.
    fn place(&self) -> (Range<usize>, Option<Range<usize>>) {
        let passage = self.suggestion.passages.get(self.at);
        let phrase = self.suggestion.phrases.get(self.at);
        match (passage, phrase) {
            (Some(passage), _) => (passage.a.clone(), Some(passage.b.clone())),
            (None, Some(phrase)) => (phrase.place.clone(), None),
            (None, None) => (0..0, None),
        }
    }
}

/// Shows it.
pub fn compare_ui(ui: &mut Ui, compare: &mut Compare, session: Option<&Session>) -> Option<Answer> {
    let board = session?.board();
    let mut answer = None;
    let room = ui.ctx().content_rect().size() - vec2(110.0, 300.0);
    let pair = !compare.suggestion.passages.is_empty();
    ui.set_width(room.x.min(if pair { 920.0 } else { 560.0 }));
    let heading = match (pair, compare.suggestion.proposal) {
        (true, Proposal::SameSpeaker) => "Do these quote the same speaker?",
        (true, _) => "Do these share an origin?",
        (false, Proposal::SaidBy) => "Who says this?",
        (false, _) => "Does this draw on another source?",
    };
    title(ui, heading);
    let style = TextStyle::new(size::BODY, Tone::InkSecond);
    words::label_ui(ui, &compare.suggestion.why, style, 4);
    ui.add_space(8.0);
    places_ui(ui, compare);
    let (here, there) = compare.place();
    let tall = room.y.clamp(120.0, 330.0);
    let suggestion = &compare.suggestion;
    let first = Side {
        board,
        source: &suggestion.source,
        place: here,
        salt: "first",
    };
    let second = suggestion
        .other_card()
        .zip(there)
        .map(|(source, place)| Side {
            board,
            source,
            place,
            salt: "second",
        });
    let mut verdict = match second {
        Some(second) => sides_ui(ui, tall, [first, second], suggestion.proposal),
        None => {
            first.side_ui(ui, ui.available_width(), tall);
            None
        }
    };
    ui.add_space(10.0);
    verdict = verdict.or(decisions_ui(ui, compare, board));
    if let Some(verdict) = verdict {
        let decided = (compare.suggestion.clone(), verdict);
        answer = Some(Answer::Kinship(Box::new(decided)));
    }
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        if plain(ui, "Not related") {
            let decided = (compare.suggestion.clone(), Verdict::NotRelated);
            answer = Some(Answer::Kinship(Box::new(decided)));
        }
        if plain(ui, "Decide later") {
            answer = Some(Answer::Close);
        }
        let style = TextStyle::new(size::SMALL, Tone::InkThird);
        words::label_ui(
            ui,
            "“Not related” is remembered in the board. Every decision can be undone.",
            style,
            2,
        );
    });
    answer
}

/// Which passage of how many is shown, and the way to the others.
fn places_ui(ui: &mut Ui, compare: &mut Compare) {
    let all = compare.places();
    if all < 2 && compare.suggestion.passages.is_empty() {
        return;
    }
    let what = match compare.suggestion.passages.get(compare.at) {
        Some(passage) if passage.quoted => {
            format!("{} words, in quotation marks in both", passage.words)
        }
        Some(passage) => format!("{} words", passage.words),
        None => "where it says so".to_owned(),
    };
    ui.horizontal(|ui| {
        if all > 1 {
            let at = compare.at;
            let steps = [
                ("‹", "Passage before", at.checked_sub(1)),
                ("›", "Next passage", Some(at + 1).filter(|next| *next < all)),
            ];
            for (sign, spoken, to) in steps {
                let button = egui::Button::new(sign).min_size(vec2(26.0, 22.0));
                let button = ui.add_enabled(to.is_some(), button);
                button.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::accesskit::Role::Button, to.is_some(), spoken)
                });
                if let Some(to) = to.filter(|_| button.clicked()) {
                    compare.at = to;
                }
            }
        }
        let text = match all {
            0 | 1 => what,
            _ => format!("{} of {all} · {what}", compare.at + 1),
        };
        let style = TextStyle::new(size::SMALL, Tone::InkSecond);
        words::label_ui(ui, &text, style, 1);
    });
    ui.add_space(4.0);
}

/// Both sides, next to each other where there is room, each with the decision that it draws on the other.
fn sides_ui(ui: &mut Ui, tall: f32, sides: [Side<'_>; 2], proposal: Proposal) -> Option<Verdict> {
    let [first, second] = &sides;
    let [draws_on, drawn_on] = [Verdict::DrawsOn, Verdict::DrawnOn];
    // What the order of the dates, or the text itself, says is the button that stands out.
    let sure = proposal == Proposal::DrawsOn;
    let mut verdict = None;
    let both = |ui: &mut Ui, width: f32, tall: f32| {
        for (side, other, decision, stands_out) in [
            (first, second, draws_on, sure),
            (second, first, drawn_on, false),
        ] {
            ui.vertical(|ui| {
                ui.set_width(width);
                side.side_ui(ui, width, tall);
                if side.draws_ui(ui, other, stands_out) {
                    verdict = Some(decision);
                }
            });
        }
    };
    match ui.available_width() {
        width if width > 560.0 => {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = GAP;
                both(ui, (width - GAP) / 2.0, tall);
            });
        }
        width => both(ui, width, tall / 2.0),
    }
    verdict
}

/// One source with the passage lit in what stands around it.
struct Side<'a> {
    board: &'a Board,
    source: &'a CardId,
    place: Range<usize>,
    salt: &'static str,
}

impl Side<'_> {
    fn name(&self) -> String {
        let card = self.board.cards().get(self.source);
        card.map_or_else(String::new, |card| card.name())
    }

    fn side_ui(&self, ui: &mut Ui, width: f32, tall: f32) {
        let Some(source) = quoting::source(self.board, self.source) else {
            return;
        };
        let style = TextStyle::new(size::LEAD, Tone::Ink).bold();
        words::label_ui(ui, &self.name(), style, 1);
        let style = TextStyle::new(size::SMALL, Tone::InkSecond);
        words::label_ui(ui, &published(source), style, 1);
        ui.add_space(2.0);
        egui::Frame::new()
            .fill(theme::tone(ui.ctx(), Tone::Paper))
            .stroke(egui::Stroke::new(1.0, theme::tone(ui.ctx(), Tone::Line)))
            .corner_radius(8.0)
            .inner_margin(12.0)
            .show(ui, |ui| {
                ui.set_width(width - 26.0);
                egui::ScrollArea::vertical()
                    .id_salt(("compare", self.salt))
                    .max_height(tall - 60.0)
                    .min_scrolled_height(tall - 60.0)
                    .auto_shrink([false, false])
                    .show(ui, |ui| passage_ui(ui, source, &self.place));
            });
    }

    /// The button by which this source draws on the other.
    fn draws_ui(&self, ui: &mut Ui, other: &Self, stands_out: bool) -> bool {
        ui.add_space(4.0);
        let text = match self.salt {
            "first" => "This draws on the other  →",
            _ => "←  This draws on the other",
        };
        let button = match stands_out {
            true => primary_button(ui.ctx(), text),
            false => egui::Button::new(text).min_size(vec2(84.0, 30.0)),
        };
        let button = ui.add(button);
        button.widget_info(|| {
            let spoken = format!("{} draws on {}", self.name(), other.name());
            egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, spoken)
        });
        button.clicked()
    }
}

/// `The Lantern · 2026-03-09`.
fn published(source: &Source) -> String {
    let date = source.published.get(..10).unwrap_or(&source.published);
    let date = if date.is_empty() {
        "date not known"
    } else {
        date
    };
    match source.outlet.trim() {
        "" => date.to_owned(),
        outlet => format!("{outlet} · {date}"),
    }
}

fn passage_ui(ui: &mut Ui, source: &Source, place: &Range<usize>) {
    let start = place.start.saturating_sub(AROUND);
    let mut rest = source.text.chars().skip(start);
    let around: String = rest.by_ref().take(place.end + AROUND - start).collect();
    let lit = place.start - start..place.end - start;
    let (text, lit) = excerpt(&around, lit, start > 0, rest.next().is_some());
    let width = ui.available_width() - 8.0;
    let spec = Spec {
        lang: Some(source.language.as_str()).filter(|lang| !lang.is_empty()),
        width: Some(width),
        ..Spec::new(&text, TextStyle::new(size::LEAD, Tone::Ink))
    };
    let block = words::shape(ui.ctx(), &spec);
    let (rect, response) = ui.allocate_exact_size(vec2(width, block.size[1]), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, &text));
    if let Some(laid) = Laid::new(&text, block, width) {
        let fill = theme::faded(ui.ctx(), Tone::Attention, 0.28);
        let lines = laid.rects(lit);
        for line in &lines {
            let line = line.translate(rect.min.to_vec2());
            ui.painter()
                .rect_filled(line.shrink2(vec2(-1.0, 1.0)), 2.0, fill);
        }
        let placed = laid.placed();
        words::paint(
            ui.painter(),
            &placed.block,
            rect.min + vec2(placed.shift, 0.0),
        );
        if let Some(first) = lines.first() {
            let fresh = ui.memory(|memory| memory.data.get_temp::<Range<usize>>(response.id));
            if fresh.as_ref() != Some(place) {
                ui.memory_mut(|memory| memory.data.insert_temp(response.id, place.clone()));
                let lit = Rect::from_min_size(rect.min + first.min.to_vec2(), first.size());
                ui.scroll_to_rect(lit, Some(egui::Align::Center));
            }
        }
    }
}

/// The words around a passage, from a whole word to a whole word, and the place of the passage among them. `before`,
/// `behind`: whether the text goes on there.
fn excerpt(
    around: &str,
    passage: Range<usize>,
    before: bool,
    behind: bool,
) -> (String, Range<usize>) {
    let scalars: Vec<char> = around.chars().collect();
    let space = |c: &char| c.is_whitespace();
    let head = scalars.get(..passage.start).unwrap_or_default();
    let tail = scalars.get(passage.end..).unwrap_or_default();
    let from = head
        .iter()
        .position(space)
        .filter(|_| before)
        .map_or(0, |at| at + 1);
    let to = tail
        .iter()
        .rposition(space)
        .filter(|_| behind)
        .unwrap_or(tail.len());
    let shown = scalars.get(from..passage.end + to).unwrap_or_default();
    let mark = if before { "… " } else { "" };
    let end = if behind { " …" } else { "" };
    let text: String = mark
        .chars()
        .chain(shown.iter().copied())
        .chain(end.chars())
        .collect();
    let start = passage.start - from + mark.chars().count();
    (text, start..start + passage.len())
}

/// The decisions besides who draws on whom.
fn decisions_ui(ui: &mut Ui, compare: &mut Compare, board: &Board) -> Option<Verdict> {
    let suggestion = &compare.suggestion;
    match suggestion.proposal {
        Proposal::SaidBy => speaker_ui(ui, compare, "Said by"),
        Proposal::SameSpeaker if suggestion.links.is_empty() => {
            let words = "No link rests on these words yet, so there is no speaker to note.";
            words::label_ui(ui, words, TextStyle::new(size::BODY, Tone::InkSecond), 2);
            None
        }
        Proposal::SameSpeaker => speaker_ui(ui, compare, "Both hand on the words of"),
        _ if suggestion.passages.is_empty() => {
            let name = party_name(board, &suggestion.other);
            primary(ui, &format!("It draws on {}", short(&name))).then_some(Verdict::DrawsOn)
        }
        _ => None,
    }
}

/// Who says it: a name, and what is done with it.
fn speaker_ui(ui: &mut Ui, compare: &mut Compare, words: &str) -> Option<Verdict> {
    let links = match compare.suggestion.links.len() {
        1 => "one link".to_owned(),
        n => format!("{n} links"),
    };
    let mut verdict = None;
    ui.horizontal(|ui| {
        let label = ui.label(words);
        let room = vec2(240.0_f32.min(ui.available_width() - 130.0), 30.0);
        ui.allocate_ui(room, |ui| {
            let id = ui.scope_id().with("speaker");
            let field = typing::Field::new(id, "Name of the speaker", 1);
            let field = field
                .field_ui(ui, &mut compare.speaker)
                .labelled_by(label.id);
            ui.accesskit_node_builder(field.id, |node| node.set_label("Speaker"));
        });
        let name = compare.speaker.trim();
        let set = primary_button(ui.ctx(), "Note the speaker");
        let set = ui.add_enabled(!name.is_empty(), set);
        if set
            .on_hover_text(format!("Changes who says it in {links}"))
            .clicked()
        {
            verdict = Some(Verdict::SaidBy(name.to_owned()));
        }
    });
    verdict
}

fn short(name: &str) -> String {
    match name.char_indices().nth(32) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default().trim_end()),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_around_a_passage_moves_it() {
        for (around, passage, before, behind, want) in [
            ("one two three", 4..7, false, false, "one two three"),
            ("ne two three fo", 3..6, true, true, "… two three …"),
            ("undivided", 3..6, true, true, "… undivided …"),
            ("", 0..0, false, true, " …"),
        ] {
            let said: String = around
                .chars()
                .skip(passage.start)
                .take(passage.len())
                .collect();
            let (text, lit) = excerpt(around, passage, before, behind);
            assert_eq!(text, want);
            let got: String = text.chars().skip(lit.start).take(lit.len()).collect();
            assert_eq!(got, said, "{text}");
        }
        assert_eq!(short(&"ab ".repeat(30)).chars().count(), 33);
    }
}
