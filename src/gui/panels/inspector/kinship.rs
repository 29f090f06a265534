//! What is suggested of a source, or of the sources of a claim: that they may share an origin. Quiet, one line each,
//! and a way to compare them.
//!
//! Refuses to say more than was found: a shared passage is a fact, what it means is the analyst's to say.

use eframe::egui::Ui;

use super::super::super::words;
use super::{hint, section};
use crate::assess::{Party, Proposal, Suggestion};
use crate::board::{Board, Body, Card, CardId};
use crate::editor::Session;
use crate::scene::style::{Tone, size};
use crate::scene::text::{TextStyle, isolated};

/// Suggestions that are shown of one card.
const MOST: usize = 6;

/// Shows them. Gives back what shall be compared.
pub(super) fn kinship_ui(
    ui: &mut Ui,
    session: &Session,
    id: &CardId,
    card: &Card,
) -> Option<Suggestion> {
    let kinship = session.assessed().kinship.clone();
    let board = session.board();
    let about: Vec<&Suggestion> = match &card.body {
        Body::Source(_) => kinship
            .suggestions
            .iter()
            .filter(|one| one.is_about(id))
            .collect(),
        Body::Claim(_) => {
            let carries = |source: &CardId| {
                let mut links = board.links_of(id);
                links.any(|(_, link)| link.to == *id && link.from == *source)
            };
            let touches = |one: &&Suggestion| match one.links.is_empty() {
                // Of two sources it matters here only if both speak of the claim.
                true => carries(&one.source) && one.other_card().is_none_or(carries),
                false => one
                    .links
                    .iter()
                    .any(|link| board.links().get(link).is_some_and(|link| link.to == *id)),
            };
            kinship.suggestions.iter().filter(touches).collect()
        }
        _ => return None,
    };
    if about.is_empty() {
        return None;
    }
    section(ui, "MAY NOT BE INDEPENDENT");
    if let Some(doubt) = kinship.doubts.get(id) {
        let style = TextStyle::new(size::BODY, Tone::Ink);
        words::label_ui(ui, &doubt.says, style, 6);
        ui.add_space(2.0);
    }
    let mut chosen = None;
    for (n, suggestion) in about.iter().take(MOST).enumerate() {
        let sentence = sentence(board, suggestion, id);
        words::label_ui(
            ui,
            &sentence,
            TextStyle::new(size::BODY, Tone::InkSecond),
            5,
        );
        let (verb, what) = match suggestion.passages.is_empty() {
            true => ("Show", "Show the words, and decide"),
            false => ("Compare", "See the two passages side by side, and decide"),
        };
        let button = ui.push_id(("kinship", n), |ui| ui.small_button(verb)).inner;
        button.widget_info(|| {
            let spoken = format!("{verb}: {sentence}");
            eframe::egui::WidgetInfo::labeled(eframe::egui::accesskit::Role::Button, true, spoken)
        });
        if button.on_hover_text(what).clicked() {
            chosen = Some((*suggestion).clone());
        }
        ui.add_space(4.0);
    }
    if let Some(more) = about.len().checked_sub(MOST).filter(|more| *more > 0) {
        hint(ui, &format!("and {more} more"));
    }
    hint(ui, "Nothing is counted otherwise until you decide.");
    chosen
}

/// The suggestion as it is seen from a card.
fn sentence(board: &Board, suggestion: &Suggestion, seen_from: &CardId) -> String {
    let other = match suggestion.other_card() {
        Some(other) if other == seen_from => Party::Card(suggestion.source.clone()),
        _ if suggestion.source == *seen_from => suggestion.other.clone(),
        _ => return suggestion.why.clone(),
    };
    let name = isolated(&party_name(board, &other));
    let longest = suggestion.passages.iter().map(|passage| passage.words);
    let own = suggestion.source == *seen_from;
    match (
        suggestion.proposal,
        longest.max(),
        suggestion.phrases.first(),
    ) {
        (Proposal::SameSpeaker, Some(n), _) => {
            format!(
                "May quote the same speaker as {name}: {n} words in quotation marks are the same."
            )
        }
        (_, Some(n), _) => {
            format!("May share an origin with {name}: {n} words in a row are the same.")
        }
        (Proposal::SaidBy, None, Some(phrase)) if own => {
            format!(
                "May hand on what {name} says: “{}”.",
                one_line(&phrase.text)
            )
        }
        (_, None, Some(phrase)) if own => {
            format!("May draw on {name}: “{}”.", one_line(&phrase.text))
        }
        _ => suggestion.why.clone(),
    }
}

/// The words in one line, and no more of them than can be taken in.
fn one_line(text: &str) -> String {
    const MOST: usize = 72;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{} …", line.get(..end).unwrap_or_default().trim_end()),
        None => line,
    }
}

/// What a party is called.
pub fn party_name(board: &Board, party: &Party) -> String {
    match party {
        Party::Card(card) => board
            .cards()
            .get(card)
            .map_or_else(String::new, |card| card.name()),
        Party::Named(name) => name.clone(),
    }
}
