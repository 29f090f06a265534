//! Cells of tables that a spreadsheet must not take for a formula. A cell that begins as one gets an apostrophe in
//! front when a table goes out, and loses it when the table comes in again.
//!
//! **Invariant:** `unguarded(guarded(cell)) == cell` for every cell.

use std::borrow::Cow;

/// What spreadsheets run as a formula (OWASP, CSV injection). Some take the signs in full width for the plain ones.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// Whether a cell is a formula, or one behind apostrophes.
fn is_formula(cell: &str) -> bool {
    let bare = cell.trim_start_matches('\'');
    // Programs that trim would make a formula of one behind blanks, or behind what nobody sees.
    bare.starts_with(FORMULA) || bare.trim_start_matches(is_passed_over).starts_with(FORMULA)
}

/// Blanks, controls, and what has no width.
fn is_passed_over(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The cell so that no spreadsheet runs it.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    if is_formula(cell) {
        format!("'{cell}").into()
    } else {
        cell.into()
    }
}

/// The cell as it was before [`guarded`].
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(bare) if is_formula(bare) => bare,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::{guarded, unguarded};

    #[test]
    fn formulas_are_made_harmless() {
        assert_eq!(guarded("=1+1"), "'=1+1");
        assert_eq!(guarded("'=1+1"), "''=1+1");
        assert_eq!(guarded("'twas"), "'twas");
        for sign in ["＝", "＋", "－", "＠"] {
            assert_eq!(guarded(sign), format!("'{sign}"));
        }
        assert_eq!(unguarded("'=1+1"), "=1+1");
        assert_eq!(unguarded("'twas"), "'twas");
    }

    proptest::proptest! {
        #[test]
        fn every_cell_comes_back(cell in "['=+@＝－a\t\u{1}\u{feff}\u{200b}\u{a0} -]{0,6}") {
            let safe = guarded(&cell);
            assert!(!safe.starts_with(super::FORMULA));
            assert_eq!(unguarded(&safe), cell);
        }
    }
}
