//! A look at a table before it comes in: which column means what, guessed by name and corrected here.

use eframe::egui::{self, RichText, Ui, vec2};
use egui_extras::{Column as Width, TableBuilder};

use super::super::super::{theme, words};
use super::super::sheets::{Answer, plain, primary, title};
use crate::import::batch::Waiting;
use crate::import::table::{Column, Columns, Table};
use crate::scene::style::{Tone, size};
use crate::scene::text::TextStyle;

/// Rows shown.
const ROWS: usize = 8;
/// Columns shown: those with a meaning first if there are more.
const COLUMNS: usize = 40;
/// Height of a row, points.
const ROW: f32 = 26.0;
/// Letters of a cell that are laid out: more than a column is wide.
const LETTERS: usize = 120;

/// Shows the sheet.
pub fn columns_ui(ui: &mut Ui, waiting: &mut Box<(Waiting, Columns)>) -> Option<Answer> {
    let room = ui.ctx().content_rect().size() - vec2(80.0, 80.0);
    ui.set_width(room.x.min(900.0));
    let (Waiting { name, table, .. }, columns) = &mut **waiting;
    title(ui, &format!("What do the columns of {name} mean?"));
    let second = theme::tone(ui.ctx(), Tone::InkSecond);
    ui.label(
        RichText::new("One row is one link. Correct what was guessed by the names; what is left out stays out.")
            .color(second),
    );
    ui.add_space(8.0);
    egui::ScrollArea::horizontal()
        .auto_shrink([false, true])
        .show(ui, |ui| table_ui(ui, table, columns));
    ui.add_space(8.0);
    words::label_ui(
        ui,
        &outlook(table, columns),
        TextStyle::new(size::BODY, Tone::Ink),
        3,
    );
    ui.add_space(12.0);
    let useful = can_come_in(columns);
    let mut answer = None;
    ui.horizontal(|ui| {
        ui.add_enabled_ui(useful, |ui| {
            let enter = useful && ui.input(|i| i.key_pressed(egui::Key::Enter));
            if primary(ui, "Import") || enter {
                answer = Some(Answer::Table(waiting.clone()));
            }
        });
        if plain(ui, "Leave out") {
            answer = Some(Answer::Close);
        }
    });
    answer
}

/// Whether anything can be made of it: a source or a claim.
fn can_come_in(columns: &Columns) -> bool {
    let makes = [
        Column::Source,
        Column::Outlet,
        Column::Url,
        Column::Text,
        Column::Claim,
    ];
    makes.iter().any(|column| columns.get(*column).is_some())
}

/// What will come of it, in a sentence.
fn outlook(table: &Table, columns: &Columns) -> String {
    let rows = match table.rows.len() {
        1 => "1 row".to_owned(),
        n => format!("{n} rows"),
    };
    let has = |column| columns.get(column).is_some();
    let source = [Column::Source, Column::Outlet, Column::Url, Column::Text]
        .into_iter()
        .any(has);
    match (source, has(Column::Claim), has(Column::Stance)) {
        (true, true, true) => {
            format!("{rows}: sources, claims, and a link for each row that takes a side.")
        }
        (true, true, false) => format!(
            "{rows}: sources and claims. Without a stance column no row says whether it is for or against."
        ),
        (true, false, _) => {
            format!("{rows}: sources alone. Choose the claim column to have links.")
        }
        (false, true, _) => {
            format!("{rows}: claims alone. Choose the source column to have links.")
        }
        (false, false, _) => {
            "Choose at least the column of the sources or that of the claims.".to_owned()
        }
    }
}

fn table_ui(ui: &mut Ui, table: &Table, columns: &mut Columns) {
    let widest = table.rows.iter().take(ROWS).map(|row| row.cells.len());
    let width = widest.max().unwrap_or(0).max(table.header.len());
    let mut shown: Vec<usize> = (0..width).collect();
    shown.sort_by_key(|at| (meaning(columns, *at).is_none() && width > COLUMNS, *at));
    shown.truncate(COLUMNS);
    let mut builder = TableBuilder::new(ui).striped(false).vscroll(false);
    for _ in &shown {
        builder = builder.column(
            Width::initial(150.0)
                .range(90.0..=420.0)
                .resizable(true)
                .clip(true),
        );
    }
    builder
        .header(34.0, |mut header| {
            for at in &shown {
                header.col(|ui| {
                    meaning_ui(ui, table, *at, columns);
                });
            }
        })
        .body(|mut body| {
            body.row(ROW, |mut row| {
                for at in &shown {
                    row.col(|ui| {
                        let name = table.header.get(*at).map_or("", String::as_str);
                        let style = TextStyle::new(size::SMALL, Tone::InkSecond).bold();
                        cell_ui(ui, name, style);
                    });
                }
            });
            body.rows(ROW, table.rows.len().min(ROWS), |mut row| {
                let Some(of) = table.rows.get(row.index()) else {
                    return;
                };
                for at in &shown {
                    let ink = match meaning(columns, *at) {
                        Some(_) => Tone::Ink,
                        None => Tone::InkThird,
                    };
                    row.col(|ui| cell_ui(ui, of.cell(*at), TextStyle::new(size::BODY, ink)));
                }
            });
        });
}

fn cell_ui(ui: &mut Ui, words: &str, style: TextStyle) {
    let line: String = words.chars().take(LETTERS).collect();
    words::label_ui(ui, &line.replace('\n', " "), style, 1);
}

/// What a column means.
fn meaning(columns: &Columns, at: usize) -> Option<Column> {
    Column::ALL
        .into_iter()
        .find(|column| columns.get(*column) == Some(at))
}

/// The choice above a column.
fn meaning_ui(ui: &mut Ui, table: &Table, at: usize, columns: &mut Columns) {
    let now = meaning(columns, at);
    let words = |column: Option<Column>| column.map_or("left out", Column::name);
    let mut chosen = now;
    let combo = egui::ComboBox::from_id_salt(("column", at))
        .selected_text(words(now))
        .width(ui.available_width() - 8.0)
        .height(480.0)
        .show_ui(ui, |ui| {
            for column in std::iter::once(None).chain(Column::ALL.map(Some)) {
                ui.selectable_value(&mut chosen, column, words(column));
            }
        });
    let name = table.header.get(at).map_or("", String::as_str);
    combo.response.widget_info(|| {
        let spoken = format!("Column {} “{name}”: {}", at + 1, words(now));
        egui::WidgetInfo::labeled(egui::accesskit::Role::ComboBox, true, spoken)
    });
    if chosen != now {
        if let Some(old) = now {
            columns.set(old, None);
        }
        if let Some(new) = chosen {
            columns.set(new, Some(at));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outlook_says_what_is_missing() {
        let table = Table::default();
        let mut columns = Columns::default();
        assert!(!can_come_in(&columns));
        for (column, want) in [
            (Column::Claim, "0 rows: claims alone."),
            (
                Column::Url,
                "0 rows: sources and claims. Without a stance column",
            ),
            (Column::Stance, "0 rows: sources, claims, and a link"),
        ] {
            columns.set(column, Some(0));
            let said = outlook(&table, &columns);
            assert!(said.starts_with(want) && can_come_in(&columns), "{said}");
        }
    }
}
