//! What two versions of the board disagree about, side by side at its place on the wall, one after the other.
//!
//! A bar at the top of the wall says how many there are; the camera goes to each, and what is chosen is one step that can
//! be undone. Refuses to decide by itself, and shows no more of a long text than what stands around the first difference.

mod sides;

use std::sync::Arc;

use eframe::egui::{self, Key, Modifiers, Pos2, Rect, Ui, Vec2, pos2, vec2};
use kurbo::Point;

use super::super::words;
use super::inspector::hint;
use crate::board::{Board, Card, CardId, Conflict, Edit, Item, Label, Subject};
use crate::editor::{Desk, Session};
use crate::file::{self, Choice};
use crate::scene::Level;
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;
use sides::Side;

/// Widest that the panel is, points.
const WIDEST: f32 = 600.0;
/// Between the panel and what it is about, and the rim of the wall.
const GAP: f32 = 14.0;
/// What the bar needs at the top.
const BAR: f32 = 56.0;

/// What is shown between two frames. Not in the file, and forgotten with the window.
#[derive(Clone, Default)]
struct State {
    /// Which of the conflicts.
    at: usize,
    /// The panel is put away.
    hidden: bool,
    /// What is shown of it.
    shown: Option<Arc<Shown>>,
    /// How high the panel was.
    height: f32,
    /// The keyboard is wanted in the panel.
    wants_keys: bool,
    /// The buttons of the choices.
    buttons: Vec<egui::Id>,
}

fn state_id() -> egui::Id {
    egui::Id::unique("casewall.conflicts")
}

/// Leads the keyboard into the panel. False if none is shown.
pub fn take_keys(ctx: &egui::Context) -> bool {
    ctx.data_mut(|data| match data.get_temp::<State>(state_id()) {
        Some(mut state) if !state.hidden && !state.buttons.is_empty() => {
            state.wants_keys = true;
            data.insert_temp(state_id(), state);
            true
        }
        _ => false,
    })
}

/// Whether the keyboard is in the panel.
pub fn has_keys(ctx: &egui::Context) -> bool {
    let state = ctx.data(|data| data.get_temp::<State>(state_id()));
    let focused = ctx.memory(|memory| memory.focused());
    state.is_some_and(|state| state.buttons.iter().any(|id| Some(*id) == focused))
}

/// One conflict in words. Made once, for its texts may be long.
struct Shown {
    /// The state of the document for which it was made.
    revision: u64,
    at: usize,
    conflict: Conflict,
    says: String,
    sides: [Side; 2],
    both: Option<&'static str>,
}

impl Shown {
    fn of(board: &Board, revision: u64, at: usize) -> Option<Self> {
        let conflict = file::undecided(board).nth(at)?.clone();
        Some(Self {
            revision,
            at,
            says: file::says(board, &conflict),
            sides: sides::of(board, &conflict),
            both: file::both(board, &conflict),
            conflict,
        })
    }
}

/// The bar at the top of the wall and the panel at the record. Nothing if there is nothing to decide.
pub fn conflicts_ui(ui: &Ui, session: &mut Session, wall: Rect) {
    let id = state_id();
    let count = file::undecided(session.board()).count();
    if count == 0 || session.desk() != Desk::Wall {
        ui.data_mut(|data| data.remove::<State>(id));
        return;
    }
    let mut state = ui
        .data(|data| data.get_temp::<State>(id))
        .unwrap_or_default();
    state.at = state.at.min(count - 1);
    let revision = session.document().revision();
    let known = state.shown.take();
    let before = known.as_ref().map(|shown| shown.conflict.clone());
    let fits = |shown: &Arc<Shown>| shown.revision == revision && shown.at == state.at;
    state.shown = known
        .filter(fits)
        .or_else(|| Shown::of(session.board(), revision, state.at).map(Arc::new));
    let Some(shown) = state.shown.clone() else {
        return;
    };
    if before.as_ref() != Some(&shown.conflict) && !state.hidden {
        go_to(session, &shown.conflict.subject);
    }
    bar_ui(ui, session, &mut state, count, wall);
    let choice = match state.hidden {
        true => {
            state.buttons.clear();
            None
        }
        false => panel_ui(ui, session, &shown, &mut state, wall),
    };
    ui.data_mut(|data| data.insert_temp(id, state));
    if let Some(choice) = choice {
        decide(session, &shown.conflict, choice);
        ui.ctx().request_repaint();
    }
}

fn go_to(session: &mut Session, subject: &Subject) {
    match subject {
        Subject::Card(id) => session.go_to(Item::Card(id.clone())),
        Subject::Link(id) => session.go_to(Item::Link(id.clone())),
        Subject::About | Subject::File(_) => return,
    }
    // From afar nobody could read what it is about.
    if Level::for_zoom(session.camera.zoom) != Level::Full {
        session.fit_selection(0.8);
    }
}

fn bar_ui(ui: &Ui, session: &mut Session, state: &mut State, count: usize, wall: Rect) {
    // Below what is tried, or what is looked back to.
    let over = session.what_if().is_some() || session.looks_back_to().is_some();
    let top = wall.top() + if over { 12.0 + BAR } else { 12.0 };
    egui::Area::new(egui::Id::unique("casewall.conflicts.bar"))
        .fixed_pos(pos2(wall.center().x, top))
        .pivot(egui::Align2::CENTER_TOP)
        .order(egui::Order::Middle)
        .show(ui.ctx(), |ui| {
            egui::Frame::popup(ui.style())
                .inner_margin(egui::Margin::symmetric(12, 6))
                .show(ui, |ui| {
                    ui.horizontal(|ui| {
                        let all = match count {
                            1 => "1 conflict".to_owned(),
                            n => format!("{n} conflicts"),
                        };
                        let style = TextStyle::new(size::BODY, Tone::Attention).bold();
                        words::name_ui(ui, &all, style);
                        let steps = [
                            ("‹", "Previous conflict", count - 1),
                            ("›", "Next conflict", 1),
                        ];
                        for (sign, name, by) in steps {
                            let there = ui.add_enabled(count > 1, egui::Button::new(sign));
                            there.widget_info(|| {
                                egui::WidgetInfo::labeled(
                                    egui::accesskit::Role::Button,
                                    count > 1,
                                    name,
                                )
                            });
                            if there.on_hover_text(name).clicked() {
                                state.at = (state.at + by) % count;
                                state.hidden = false;
                            }
                            if by != 1 {
                                hint(ui, &format!("{} of {count}", state.at + 1));
                            }
                        }
                        let (word, tip) = match state.hidden {
                            true => ("Show", "Show both sides at their place on the wall"),
                            false => (
                                "Later",
                                "Put it away; it stays on the board until it is decided",
                            ),
                        };
                        if ui.button(word).on_hover_text(tip).clicked() {
                            state.hidden = !state.hidden;
                            if let Some(shown) = state.shown.as_ref().filter(|_| !state.hidden) {
                                go_to(session, &shown.conflict.subject);
                            }
                        }
                    });
                });
        });
}

/// Both sides and the choices. What was chosen.
fn panel_ui(
    ui: &Ui,
    session: &Session,
    shown: &Shown,
    state: &mut State,
    wall: Rect,
) -> Option<Choice> {
    let width = WIDEST.min(wall.width() - 2.0 * GAP);
    let at = place(
        session,
        &shown.conflict.subject,
        wall,
        vec2(width, state.height),
    );
    let mut choice = None;
    let area = egui::Area::new(egui::Id::unique("casewall.conflict"))
        .fixed_pos(at)
        .constrain_to(wall)
        .order(egui::Order::Middle)
        .show(ui.ctx(), |ui| {
            egui::Frame::popup(ui.style())
                .inner_margin(egui::Margin::symmetric(14, 12))
                .show(ui, |ui| {
                    ui.set_width(width - 28.0);
                    let style = TextStyle::new(size::BODY, Tone::Ink).bold();
                    words::label_ui(ui, &shown.says, style, 3);
                    ui.add_space(8.0);
                    sides::sides_ui(ui, &shown.sides);
                    ui.add_space(10.0);
                    choice = buttons_ui(ui, shown, state);
                });
        });
    state.height = area.response.rect.height();
    choice
}

fn buttons_ui(ui: &mut Ui, shown: &Shown, state: &mut State) -> Option<Choice> {
    let (ours, theirs) = (&shown.conflict.ours, &shown.conflict.theirs);
    let deletes = shown.conflict.field.is_empty() && ours.is_some() != theirs.is_some();
    let [keep, take] = match (deletes, ours.is_some()) {
        (true, true) => ["Keep it", "Delete it"],
        (true, false) => ["Delete it", "Keep it"],
        _ => ["Keep this", "Take that"],
    };
    let mut choice = None;
    let mut made = Vec::new();
    let column = sides::column(ui);
    let mut button = |ui: &mut Ui, words: &str, tip: &str, what: Choice| {
        let response = ui.add(egui::Button::new(words).min_size(vec2(column, 28.0)));
        super::bar::focus_ring(ui, &response, 6.0);
        if response.clone().on_hover_text(tip).clicked() {
            choice = Some(what);
        }
        made.push((response.id, what));
    };
    // Each below what it chooses.
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = sides::GUTTER;
        let tip = "What is here stays (←, then Enter)";
        button(ui, keep, tip, Choice::Ours);
        let tip = "What is there comes (→, then Enter)";
        button(ui, take, tip, Choice::Theirs);
    });
    if let Some(both) = shown.both {
        ui.add_space(2.0);
        ui.vertical_centered(|ui| {
            let tip = format!("Both stay: {both} (B, then Enter)");
            button(ui, "Keep both", &tip, Choice::Both);
        });
    }
    state.buttons = made.iter().map(|(id, _)| *id).collect();
    if std::mem::take(&mut state.wants_keys)
        && let Some(first) = state.buttons.first()
    {
        ui.memory_mut(|memory| memory.request_focus(*first));
    }
    // With the keyboard in the panel, a key leads to its button, and Enter presses it.
    let focused = ui.memory(|memory| memory.focused());
    if let Some((here, _)) = made.iter().find(|(id, _)| Some(*id) == focused) {
        // The arrows stay among the choices.
        let arrows = egui::EventFilter {
            horizontal_arrows: true,
            ..egui::EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(*here, arrows));
        let keys = [
            (Key::ArrowLeft, Choice::Ours),
            (Key::ArrowRight, Choice::Theirs),
            (Key::B, Choice::Both),
        ];
        for (key, what) in keys {
            if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key))
                && let Some((id, _)) = made.iter().find(|(_, other)| *other == what)
            {
                ui.memory_mut(|memory| memory.request_focus(*id));
            }
        }
    }
    choice
}

/// Where the panel has room: below what it is about, above it, beside it, or as near as the wall allows.
fn place(session: &Session, subject: &Subject, wall: Rect, panel: Vec2) -> Pos2 {
    let room = Rect::from_min_max(wall.min + vec2(GAP, BAR), wall.max - vec2(GAP, GAP));
    let on_screen = |at: Point| {
        let at = session.camera.screen_from_board(at);
        wall.min + vec2(at.x as f32, at.y as f32)
    };
    let scene = session.scene();
    let about = match subject {
        Subject::Card(id) => scene.card_rect(id),
        Subject::Link(id) => scene
            .route(id)
            .map(|route| kurbo::Rect::from_center_size(route.middle(), (24.0, 24.0))),
        Subject::About | Subject::File(_) => None,
    };
    let Some(about) = about else {
        return pos2(room.center().x - panel.x / 2.0, room.top());
    };
    let about = Rect::from_two_pos(
        on_screen(Point::new(about.x0, about.y0)),
        on_screen(Point::new(about.x1, about.y1)),
    );
    let centred = (about.center().x - panel.x / 2.0)
        .clamp(room.left(), (room.right() - panel.x).max(room.left()));
    let level = about
        .top()
        .clamp(room.top(), (room.bottom() - panel.y).max(room.top()));
    let places = [
        pos2(centred, about.bottom() + GAP),
        pos2(centred, about.top() - GAP - panel.y),
        pos2(about.right() + GAP, level),
        pos2(about.left() - GAP - panel.x, level),
    ];
    let fits = |at: &Pos2| {
        room.expand(0.5)
            .contains_rect(Rect::from_min_size(*at, panel))
    };
    places.into_iter().find(fits).unwrap_or_else(|| {
        let bottom = (room.bottom() - panel.y).max(room.top());
        pos2(centred, (about.bottom() + GAP).clamp(room.top(), bottom))
    })
}

/// Decides as one step. A card whose words are others than before is as high as they need.
fn decide(session: &mut Session, conflict: &Conflict, choice: Choice) {
    let Some(edit) = file::decide(session.board(), conflict, choice) else {
        return;
    };
    let after = session.board().with(&edit);
    let retold: Vec<(CardId, Card)> = edit
        .cards
        .iter()
        .filter_map(|(id, change)| {
            let after = change.after.as_ref()?;
            let same = change
                .before
                .as_ref()
                .is_some_and(|card| card.body == after.body);
            (!same).then(|| (id.clone(), Card::clone(after)))
        })
        .collect();
    let scene = session.scene_mut();
    let heights: Vec<(CardId, f64)> = retold
        .into_iter()
        .filter_map(|(id, card)| Some((id, scene.height(&card.body, card.size.width)?)))
        .collect();
    let fitted: Edit = after.plan(|txn| {
        for (id, height) in heights {
            txn.update_card(&id, |card| card.size.height = height);
        }
    });
    let label = match choice {
        Choice::Ours => "Keep this side of a conflict",
        Choice::Theirs => "Take that side of a conflict",
        Choice::Both => "Keep both sides of a conflict",
    };
    session.commit(Label::new(label), edit.then(fitted));
}
