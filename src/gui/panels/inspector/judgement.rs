//! What the analyst holds of a claim: how likely it is, and how sure that is. Two quiet choosers.
//!
//! Nothing here is ever worked out from the evidence, and nothing is proposed (ICD 203).

use eframe::egui::{self, Ui};

use super::{hint, section};
use crate::board::{Body, CardId, Claim, Confidence, Label, Likelihood};
use crate::editor::Session;

/// Shows the two choosers of a claim.
pub(super) fn judgement_ui(ui: &mut Ui, session: &mut Session, id: &CardId, claim: &Claim) {
    section(ui, "YOUR JUDGEMENT: HOW LIKELY");
    let likelihood = chooser_ui(
        ui,
        "How likely",
        claim.likelihood,
        &Likelihood::ALL.map(|one| {
            let (low, high) = one.percent();
            (one, one.words(), format!("{low} to {high} %"))
        }),
    );
    if let Some(chosen) = likelihood {
        change(session, id, "Judge likelihood", |claim| {
            claim.likelihood = chosen
        });
    }
    section(ui, "YOUR CONFIDENCE IN THAT");
    let confidence = chooser_ui(
        ui,
        "Confidence",
        claim.confidence,
        &Confidence::ALL.map(|one| (one, one.words(), meaning(one).to_owned())),
    );
    if let Some(chosen) = confidence {
        change(session, id, "Judge confidence", |claim| {
            claim.confidence = chosen
        });
    }
    if claim.likelihood.is_some() || claim.confidence.is_some() {
        hint(
            ui,
            "Your own judgement. It stands in the brief and changes no label.",
        );
    }
}

/// On what a level of confidence rests.
fn meaning(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "scant or questionable sourcing",
        Confidence::Moderate => "credible sourcing that leaves room for another reading",
        Confidence::High => "good sourcing and sound reasoning",
    }
}

/// A list to choose from. Gives what was chosen, nothing included.
fn chooser_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    current: Option<T>,
    all: &[(T, &str, String)],
) -> Option<Option<T>> {
    let shown = |words: &str, help: &str| format!("{}, {help}", crate::assess::capital(words));
    let found = all.iter().find(|(one, ..)| Some(*one) == current);
    let (text, spoken) = match found {
        Some((_, words, help)) => (shown(words, help), (*words).to_owned()),
        None => ("Not said".to_owned(), "not said".to_owned()),
    };
    let mut chosen = None;
    let combo = egui::ComboBox::from_id_salt(name)
        .selected_text(text)
        .width(ui.available_width() - 4.0)
        .height(340.0)
        .truncate()
        .show_ui(ui, |ui| {
            if ui.selectable_label(current.is_none(), "Not said").clicked() {
                chosen = Some(None);
            }
            for (one, words, help) in all {
                let on = Some(*one) == current;
                if ui.selectable_label(on, shown(words, help)).clicked() {
                    chosen = Some(Some(*one));
                }
            }
        });
    combo.response.widget_info(|| {
        let words = format!("{name}: {spoken}");
        egui::WidgetInfo::labeled(egui::accesskit::Role::ComboBox, true, words)
    });
    chosen.filter(|chosen| *chosen != current)
}

fn change(
    session: &mut Session,
    id: &CardId,
    label: &'static str,
    change: impl FnOnce(&mut Claim),
) {
    session.change_card(Label::new(label), id, |card| {
        if let Body::Claim(claim) = &mut card.body {
            change(claim);
        }
    });
}
