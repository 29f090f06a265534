//! The list of problems: what the checks of the board found, rule by rule, worst first. Choosing one goes to its card and
//! lights the reason.
//!
//! Warnings and errors stand open, notes are folded: a board at rest is calm. Refuses to change anything by itself: moved
//! quotes are taken, and findings put aside, at a click and in one step of undo.

mod gather;
mod muting;
mod row;

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{self, Ui};

use super::super::words;
use crate::assess::{Finding, Verified};
use crate::board::{FileId, Label, LinkId, Quote};
use crate::editor::Session;
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;
use gather::{Group, Listed, Problem, listed};
use muting::{Left, Muting};

/// What the list remembers.
#[derive(Default)]
pub struct Problems {
    listed: Listed,
    made_for: Option<Key>,
    /// Groups that were opened or folded by hand.
    open: BTreeMap<&'static str, bool>,
    /// How many of a group are shown, where more than usual.
    shown: BTreeMap<&'static str, usize>,
    aside_open: bool,
    /// The problem that was chosen last, by rule and place.
    lit: Option<(&'static str, usize)>,
    muting: Option<Muting>,
    /// Where the keyboard goes back to when a form is left.
    back_to: Option<(&'static str, usize)>,
}

/// What the list was made for.
type Key = (
    u64,
    BTreeMap<FileId, String>,
    Vec<(&'static str, char)>,
    Arc<Verified>,
    Arc<Vec<Finding>>,
);

/// Problems of one rule that are shown before somebody asks for more: more of them are not read but mended from the top.
const MOST: usize = 40;
/// How many more are shown then.
const MORE: usize = 200;

/// What was done in the list.
enum Done {
    Went(Problem, (&'static str, usize)),
    Mended(LinkId, Quote),
    Asked(Muting),
}

impl Problems {
    /// Brings the list up to date and says how many problems ask to be looked at.
    pub fn follow(&mut self, session: &Session) -> usize {
        let scene = session.scene();
        let (revision, missing) = (session.document().revision(), scene.missing_scripts());
        let (verified, findings) = (session.verified(), &session.assessed().findings);
        let same = self.made_for.as_ref().is_some_and(|key| {
            let (of, faults, scripts, seen, found) = key;
            *of == revision
                && faults == scene.picture_faults()
                && *scripts == missing
                && Arc::ptr_eq(seen, verified)
                && Arc::ptr_eq(found, findings)
        });
        if !same {
            self.listed = listed(session);
            let faults = scene.picture_faults().clone();
            let (verified, findings) = (verified.clone(), findings.clone());
            self.made_for = Some((revision, faults, missing, verified, findings));
            self.lit = None;
        }
        self.listed.pressing()
    }

    /// Shows the list in the room that is left, as far as it matches the filter.
    pub fn problems_ui(&mut self, ui: &mut Ui, session: &mut Session, filter: &str) {
        let needle = filter.trim().to_lowercase();
        if self.listed == Listed::default() {
            let looked = session.assessed_for().is_some();
            let text = match looked {
                true => {
                    "No problems. Every rule was held against the board, every quote against its text."
                }
                false => "The board is being looked at …",
            };
            words::label_ui(ui, text, TextStyle::new(size::BODY, Tone::InkSecond), 4);
            return;
        }
        let mut done = None;
        let mut left = Left::Not;
        let mut back = None;
        let scroll = egui::ScrollArea::vertical()
            .id_salt("problems")
            .auto_shrink(false);
        scroll.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let mut any = false;
            for group in &self.listed.groups {
                let matching: Vec<usize> = match needle.is_empty() {
                    true => (0..group.problems.len()).collect(),
                    false => matching(group, &needle),
                };
                if matching.is_empty() {
                    continue;
                }
                any = true;
                let usual = group.level.matters() || !needle.is_empty();
                let open = self.open.get(group.rule).copied().unwrap_or(usual);
                let n = matching.len();
                let heading = row::heading_ui(ui, Some(group.level), group.title, n, open);
                if heading
                    .on_hover_ui(|ui| words::tip_ui(ui, group.help))
                    .clicked()
                {
                    self.open.insert(group.rule, !open);
                }
                if !open {
                    continue;
                }
                let most = self.shown.entry(group.rule).or_insert(MOST);
                for n in matching.iter().copied().take(*most) {
                    let Some(problem) = group.problems.get(n) else {
                        continue;
                    };
                    let here = Some((group.rule, n));
                    let now = row::Now {
                        mutes: group.mutes && problem.about.is_some(),
                        lit: self.lit == here,
                        focus: self.back_to == here,
                    };
                    done = done.take().or(problem_ui(ui, group, n, problem, now));
                    let asked = self.muting.as_mut().filter(|muting| {
                        (muting.rule, muting.place) == (group.rule, n)
                            && problem.about.as_ref() == Some(&muting.card)
                    });
                    if let (Some(muting), Left::Not) = (asked, &left) {
                        left = muting.form_ui(ui);
                    }
                }
                if let Some(more) = n.checked_sub(*most).filter(|more| *more > 0)
                    && more_ui(ui, more)
                {
                    *most += MORE;
                }
                ui.add_space(6.0);
            }
            if !any && !needle.is_empty() {
                let style = TextStyle::new(size::BODY, Tone::InkSecond);
                words::label_ui(ui, "Nothing matches the filter.", style, 1);
            } else if !any {
                let style = TextStyle::new(size::BODY, Tone::InkSecond);
                words::label_ui(ui, "No problems but what was put aside.", style, 2);
            }
            let aside = &self.listed.aside;
            if !aside.is_empty() && needle.is_empty() {
                ui.add_space(6.0);
                if row::heading_ui(ui, None, "Muted", aside.len(), self.aside_open).clicked() {
                    self.aside_open = !self.aside_open;
                }
                if self.aside_open {
                    back = muting::aside_ui(ui, aside).cloned();
                }
            }
        });
        self.back_to = None;
        match left {
            Left::Not => {}
            Left::Cancelled => {
                let left = self.muting.take();
                self.back_to = left.map(|muting| (muting.rule, muting.place));
            }
            Left::Muted(muted) => {
                self.muting = None;
                muting::mute(session, muted);
            }
        }
        if let Some(muted) = back {
            muting::unmute(session, &muted);
        }
        match done {
            Some(Done::Went(problem, lit)) => {
                self.lit = Some(lit);
                if let Some(about) = &problem.about {
                    session.go_and_light(about, problem.with);
                }
            }
            Some(Done::Mended(link, to)) => mend(session, &link, to),
            Some(Done::Asked(muting)) => self.muting = Some(muting),
            None => {}
        }
    }
}

fn mend(session: &mut Session, link: &LinkId, to: Quote) {
    session.change(Label::new("Move quote"), |txn| {
        txn.update_link(link, |link| {
            if let Some(evidence) = link.kind.evidence_mut() {
                evidence.quote = Some(to);
            }
        });
    });
}

/// The problems of a group that the filter finds; all where it finds the group.
fn matching(group: &Group, needle: &str) -> Vec<usize> {
    let whole = group.title.to_lowercase().contains(needle) || group.rule.contains(needle);
    let problems = group.problems.iter().enumerate();
    let found =
        problems.filter(|(_, problem)| whole || problem.sentence.to_lowercase().contains(needle));
    found.map(|(n, _)| n).collect()
}

fn problem_ui(
    ui: &mut Ui,
    group: &Group,
    n: usize,
    problem: &Problem,
    now: row::Now,
) -> Option<Done> {
    let clicked = row::problem_ui(ui, (group.rule, n), &problem.sentence, now);
    if let Some((link, to)) = &problem.mend
        && mend_ui(ui, to)
    {
        return Some(Done::Mended(link.clone(), to.clone()));
    }
    match &problem.about {
        Some(card) if clicked.more => Some(Done::Asked(Muting::new(group.rule, card.clone(), n))),
        _ => clicked
            .go
            .then(|| Done::Went(problem.clone(), (group.rule, n))),
    }
}

/// The offer to take a quote as it stands now.
fn mend_ui(ui: &mut Ui, to: &Quote) -> bool {
    let mut taken = false;
    ui.horizontal(|ui| {
        ui.add_space(row::INDENT);
        let button = ui.small_button("Take the words as they stand now");
        let button = button.on_hover_ui(|ui| {
            words::tip_ui(ui, &format!("The quote becomes “{}”.", to.exact));
        });
        taken = button.clicked();
    });
    ui.add_space(5.0);
    taken
}

/// How many are not shown. Says whether more shall be.
fn more_ui(ui: &mut Ui, more: usize) -> bool {
    let mut asked = false;
    ui.horizontal(|ui| {
        ui.add_space(row::INDENT);
        let style = TextStyle::new(size::BODY, Tone::InkSecond);
        let text = format!("and {} more: show", thousands(more));
        asked = words::link_ui(ui, &text, style, 1).clicked();
    });
    asked
}

/// `1,264`.
fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn thousands_are_grouped() {
        for (n, want) in [
            (0, "0"),
            (999, "999"),
            (1_264, "1,264"),
            (1_000_000, "1,000,000"),
        ] {
            assert_eq!(super::thousands(n), want);
        }
    }
}
