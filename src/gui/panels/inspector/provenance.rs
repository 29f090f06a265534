//! How a source came in: its file, when, by what, and the digests that prove it.

use eframe::egui::{self, Ui};

use super::{hint, section};
use crate::board::{Custody, Original, Source};

/// Shows it. Nothing for a source that was written by hand.
pub(super) fn provenance_ui(ui: &mut Ui, source: &Source) {
    if source.original.is_none() && source.custody.is_empty() {
        return;
    }
    section(ui, "PROVENANCE");
    if let Some(original) = &source.original {
        hint(ui, &file(original, source.file.is_some()));
        digest_ui(ui, "SHA-256 of the file", &original.sha256);
    }
    for entry in &source.custody {
        hint(ui, &event(entry));
        let of_file = source
            .original
            .as_ref()
            .is_some_and(|original| original.sha256 == entry.sha256);
        if !of_file {
            digest_ui(ui, "SHA-256", &entry.sha256);
        }
    }
}

/// A digest, short, whole under the pointer, and on the clipboard at a click.
pub(super) fn digest_ui(ui: &mut Ui, what: &str, digest: &str) {
    if digest.is_empty() {
        return;
    }
    let short = digest.get(..16).unwrap_or(digest);
    let label = hint(ui, &format!("{what} {short}…")).interact(egui::Sense::click());
    label.widget_info(|| {
        egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, format!("Copy {what}"))
    });
    if label
        .on_hover_text(format!("{digest}\nClick to copy"))
        .clicked()
    {
        ui.ctx().copy_text(digest.to_owned());
    }
}

fn file(original: &Original, embedded: bool) -> String {
    let size = match original.bytes {
        bytes if bytes < 10_000 => format!("{bytes} bytes"),
        bytes => format!("{} kB", bytes.div_ceil(1024)),
    };
    let kept = match (embedded, original.path.as_str()) {
        (true, _) => "embedded in the board".to_owned(),
        (false, "") => "only its digest is kept".to_owned(),
        (false, path) => format!("linked at {path}"),
    };
    format!("{} · {size} · {kept}", original.name)
}

/// `Imported 2025-10-29 14:03 UTC from dome.html by Casewall 0.1.0 (html)`.
fn event(entry: &Custody) -> String {
    let mut words = entry.act.clone();
    if let Some(first) = words.get(..1) {
        words = first.to_uppercase() + &words[1..];
    }
    if !entry.at.is_empty() {
        words += &format!(" {}", time(&entry.at));
    }
    if !entry.file.is_empty() {
        words += &format!(" from {}", entry.file);
    }
    if !entry.by.is_empty() {
        words += &format!(" by {}", entry.by);
    }
    if !entry.note.is_empty() {
        words += &format!(". {}", entry.note);
    }
    words
}

/// A time to the minute, if it is written as Casewall writes it; else as it is.
fn time(at: &str) -> String {
    match (at.get(..10), at.get(11..16), at.strip_suffix('Z')) {
        (Some(day), Some(minute), Some(_)) => format!("{day} {minute} UTC"),
        _ => at.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_reads_as_a_sentence() {
        let entry = Custody {
            at: "2025-10-29T14:03:59Z".to_owned(),
            act: "imported".to_owned(),
            by: "Casewall 0.1.0 (html)".to_owned(),
            file: "dome.html".to_owned(),
            ..Custody::default()
        };
        let want = "Imported 2025-10-29 14:03 UTC from dome.html by Casewall 0.1.0 (html)";
        assert_eq!(event(&entry), want);
        assert_eq!(event(&Custody::default()), "");
        assert_eq!(time("yesterday"), "yesterday");
    }
}
