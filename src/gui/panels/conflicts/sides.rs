//! The two sides of a conflict, with the words that differ marked.

use std::ops::Range;

use eframe::egui::{self, Rect, Sense, Ui, pos2, vec2};
use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use super::super::super::{theme, words};
use crate::board::{Board, CardId, Conflict};
use crate::scene::style::{Tone, size};
use crate::scene::text::{TextBlock, TextStyle};

/// Characters of a text that are shown: a few before the first difference, and so many from there.
const BEFORE: usize = 90;
const MOST: usize = 900;
/// Lines of a side.
const LINES: usize = 14;

/// Between the sides, points.
pub(super) const GUTTER: f32 = 12.0;

/// How wide a side is where there is this much room.
pub(super) fn column(ui: &Ui) -> f32 {
    ((ui.available_width() - GUTTER) / 2.0).floor()
}

/// One side, in words.
pub(super) struct Side {
    name: &'static str,
    words: String,
    /// There is nothing: it was taken away.
    gone: bool,
}

/// Ours and theirs.
pub(super) fn of(board: &Board, conflict: &Conflict) -> [Side; 2] {
    let told =
        [&conflict.ours, &conflict.theirs].map(|value| told(board, conflict, value.as_ref()));
    let alike = told[0]
        .chars()
        .zip(told[1].chars())
        .take_while(|(a, b)| a == b)
        .count();
    let side = |name, words: &str, value: &Option<Value>| Side {
        name,
        words: piece(words, alike),
        gone: value.is_none(),
    };
    [
        side("Here", &told[0], &conflict.ours),
        side("There", &told[1], &conflict.theirs),
    ]
}

/// What stands around the first difference of a long text.
fn piece(text: &str, alike: usize) -> String {
    let from = match alike > 2 * BEFORE {
        true => alike - BEFORE,
        false => 0,
    };
    let mut shown: String = text.chars().skip(from).take(MOST).collect();
    if from > 0 {
        shown.insert_str(0, "… ");
    }
    if text.chars().nth(from + MOST).is_some() {
        shown.push_str(" …");
    }
    shown
}

/// A value of the file in words.
fn told(board: &Board, conflict: &Conflict, value: Option<&Value>) -> String {
    let Some(value) = value else {
        return match conflict.field.is_empty() {
            true => "Deleted".to_owned(),
            false => "Nothing".to_owned(),
        };
    };
    let card = |id: &str| match board.cards().get(&CardId::from(id)) {
        Some(card) => card.name(),
        None => id.to_owned(),
    };
    match (conflict.field.as_str(), value) {
        ("from" | "to" | "origin", Value::String(id)) => card(id),
        ("kind" | "likelihood" | "confidence", Value::String(word)) => word.replace('_', " "),
        ("quote", Value::Object(quote)) => match quote.get("exact").and_then(Value::as_str) {
            Some(exact) => format!("“{exact}”"),
            None => value.to_string(),
        },
        ("", Value::Object(record)) => {
            let named = ["from", "to"].map(|key| record.get(key).and_then(Value::as_str).map(card));
            let kind = record
                .get("kind")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let mut lines = Vec::new();
            if let [Some(from), Some(to)] = named {
                lines.push(format!("{from}\n{}\n{to}", kind.replace('_', " ")));
            } else if conflict.ours.is_some() && conflict.theirs.is_some() {
                lines.push(kind.replace('_', " "));
            }
            for key in [
                "title",
                "text",
                "caption",
                "question",
                "note",
                "outlet",
                "author",
                "published",
            ] {
                let text = record.get(key).and_then(Value::as_str);
                lines.extend(text.map(str::to_owned));
            }
            lines.join("\n")
        }
        (_, Value::String(text)) => text.clone(),
        (_, Value::Array(list)) if list.iter().all(Value::is_string) => {
            let words: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            words.join(", ")
        }
        _ => format!("{value:#}"),
    }
}

/// Both sides beside each other, as high as the higher of them.
pub(super) fn sides_ui(ui: &mut Ui, sides: &[Side; 2]) {
    const PAD: f32 = 10.0;
    let ctx = ui.ctx().clone();
    let column = column(ui);
    let laid = sides.each_ref().map(|side| {
        let tone = if side.gone { Tone::InkThird } else { Tone::Ink };
        let style = TextStyle::new(size::BODY, tone);
        let style = if side.gone { style.italic() } else { style };
        words::lay(&ctx, &side.words, style, Some(column - 2.0 * PAD), LINES)
    });
    let marks = match sides.iter().any(|side| side.gone) {
        true => [Vec::new(), Vec::new()],
        false => differing(&laid[0].text, &laid[1].text),
    };
    let heading = 20.0;
    let tall = laid.iter().map(|block| block.size[1]).fold(18.0, f32::max) + 2.0 * PAD;
    let (all, _) =
        ui.allocate_exact_size(vec2(ui.available_width(), heading + tall), Sense::hover());
    for (n, (side, block)) in sides.iter().zip(&laid).enumerate() {
        let left = all.left() + n as f32 * (column + GUTTER);
        let style = TextStyle::new(size::SMALL, Tone::InkSecond).bold();
        let name = words::lay(&ctx, side.name, style, None, 1);
        words::paint(ui.painter(), &name, pos2(left + 2.0, all.top()));
        let rect = Rect::from_min_size(pos2(left, all.top() + heading), vec2(column, tall));
        let response = ui.interact(rect, ui.scope_id().with(("side", n)), Sense::hover());
        response.widget_info(|| {
            let words = format!("{}: {}", side.name, side.words);
            egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, words)
        });
        let line = egui::Stroke::new(1.0, theme::tone(&ctx, Tone::Line));
        ui.painter().rect(
            rect,
            6.0,
            theme::tone(&ctx, Tone::Paper),
            line,
            egui::StrokeKind::Inside,
        );
        let at = rect.min + vec2(PAD, PAD);
        let fill = theme::faded(&ctx, Tone::Attention, 0.2);
        let under = egui::Stroke::new(1.5, theme::tone(&ctx, Tone::Attention));
        for mark in marked(block, &marks[n]) {
            let mark = mark.translate(at.to_vec2());
            ui.painter().rect_filled(mark, 2.0, fill);
            ui.painter()
                .hline(mark.x_range(), mark.bottom() - 1.0, under);
        }
        words::paint(ui.painter(), block, at);
    }
}

/// The bytes of the words of each side that the other has not.
fn differing(ours: &str, theirs: &str) -> [Vec<Range<usize>>; 2] {
    let diff = TextDiff::from_unicode_words(ours, theirs);
    let mut at = [0, 0];
    let mut found = [Vec::new(), Vec::new()];
    for change in diff.iter_all_changes() {
        let length = change.value().len();
        let side = match change.tag() {
            ChangeTag::Equal => {
                at = at.map(|at| at + length);
                continue;
            }
            ChangeTag::Delete => 0,
            ChangeTag::Insert => 1,
        };
        found[side].push(at[side]..at[side] + length);
        at[side] += length;
    }
    found
}

/// What covers these bytes of a block, piece by piece.
fn marked(block: &TextBlock, bytes: &[Range<usize>]) -> Vec<Rect> {
    let mut rects: Vec<Rect> = Vec::new();
    for glyph in &block.glyphs {
        let (from, to) = (glyph.text.0 as usize, glyph.text.1 as usize);
        if !bytes
            .iter()
            .any(|range| range.start < to && from < range.end)
        {
            continue;
        }
        let line = block.lines.partition_point(|line| line.y.1 <= glyph.y);
        let Some(line) = block.lines.get(line) else {
            continue;
        };
        let rect = Rect::from_min_max(pos2(glyph.x, line.y.0), pos2(glyph.x + glyph.adv, line.y.1));
        match rects.last_mut() {
            Some(last) if last.top() == rect.top() && (last.right() - rect.left()).abs() < 1.0 => {
                last.max.x = rect.max.x;
            }
            _ => rects.push(rect),
        }
    }
    rects
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_differ_are_found_on_both_sides() {
        let [ours, theirs] = differing("The dome was dark.", "The dome was not lit.");
        let text = |of: &str, ranges: &[Range<usize>]| {
            ranges
                .iter()
                .map(|range| of[range.clone()].to_owned())
                .collect::<String>()
        };
        assert_eq!(text("The dome was dark.", &ours), "dark");
        assert_eq!(text("The dome was not lit.", &theirs), "not lit");
        assert!(differing("same", "same").iter().all(Vec::is_empty));
    }

    #[test]
    fn a_long_text_is_shown_around_its_first_difference() {
        let long = "word ".repeat(2000);
        let shown = piece(&format!("{long}END{long}"), long.len());
        assert!(shown.starts_with("… ") && shown.ends_with(" …"));
        assert!(shown.contains("END") && shown.chars().count() <= MOST + 4);
        assert_eq!(piece("short", 3), "short");
    }
}
