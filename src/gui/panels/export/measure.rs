//! How large a snapshot is, in words.

use super::super::super::exporting::Shown;
use crate::export::{Exporter, Snapshot};

/// How large the result is, in the words of the sheet.
pub fn measure(snapshot: &Snapshot, exporter: &dyn Exporter) -> String {
    let (width, height) = snapshot.size_px();
    if exporter.abilities().pages {
        let split = snapshot.options.paper.is_some_and(|paper| paper.split);
        let count = |n: usize, what: &str| match n {
            1 => format!("1 {what}"),
            n => format!("{n} {what}s"),
        };
        let pages = if split {
            count(snapshot.sheets.len(), "sheet")
        } else {
            count(snapshot.pages.len(), "page")
        };
        let paper = snapshot.options.paper.map(|paper| paper_name(paper.name));
        return match paper {
            Some(paper) => format!("{pages} · {paper}"),
            None => {
                let mm = |units: f64| (units * snapshot.options.scale * 25.4 / 96.0).round() as u64;
                let area = snapshot.page().map(|page| page.area).unwrap_or_default();
                let (width, height) = (mm(area.width()), mm(area.height()));
                format!("{pages} · {} × {} mm", grouped(width), grouped(height))
            }
        };
    }
    let size = format!("{} × {} pixels", grouped(width), grouped(height));
    if exporter.abilities().pixels && width.max(height) > 32_767 {
        return format!("{size}, more than many programs open");
    }
    size
}

/// Digits in groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// A number of bytes as people say it.
pub(super) fn bytes_words(bytes: u64) -> String {
    match bytes as f64 {
        b if b >= 1e9 => format!("{:.1} GB", b / 1e9),
        b if b >= 1e7 => format!("{:.0} MB", b / 1e6),
        b if b >= 1e6 => format!("{:.1} MB", b / 1e6),
        b => format!("{:.0} kB", (b / 1e3).max(1.0)),
    }
}

/// A paper as people call it.
pub(super) fn paper_name(name: &str) -> String {
    match name.strip_prefix('a') {
        Some(number) => format!("A{number}"),
        None => {
            let mut letters = name.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            first.into_iter().chain(letters).collect()
        }
    }
}

/// Pixels or millimetres, pages, and bytes, as far as they are known.
pub(super) fn size_words(shown: &Shown) -> String {
    let mut words = shown.measure.clone();
    if let Some(bytes) = shown.bytes {
        words.push_str(&format!(" · about {}", bytes_words(bytes)));
    } else if !words.is_empty() && shown.failed.is_none() {
        words.push_str(" · estimating the file size…");
    }
    words
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_are_said_as_people_say_them() {
        for (number, want) in [
            (7, "7"),
            (1000, "1,000"),
            (37_000, "37,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(super::grouped(number), want);
        }
        for (bytes, want) in [
            (12, "1 kB"),
            (430_000, "430 kB"),
            (1_250_000, "1.2 MB"),
            (31_400_000, "31 MB"),
            (2_000_000_000, "2.0 GB"),
        ] {
            assert_eq!(super::bytes_words(bytes), want);
        }
        assert_eq!(super::paper_name("a3"), "A3");
        assert_eq!(super::paper_name("tabloid"), "Tabloid");
    }
}
