//! PDF (ISO 32000): lines stay lines, text stays text that can be searched, copied and read aloud.
//!
//! Every sheet of the snapshot is a page. What is said where, in which order, stands beside the picture as tags. The
//! library builds the file in memory; it grows with what is on the board, not with the scale.
//!
//! It refuses dates: neither the clock nor any path reaches the file.
//!
//! **Invariant (deterministic):** equal snapshots give equal bytes.

mod paint;
mod pictures;
mod text;

use std::io::Write;
use std::sync::Arc;

use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::destination::XyzDestination;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::tagging::{Node, Tag, TagGroup, TagTree};
use krilla::{Data, Document};
use kurbo::{Affine, Rect};

use self::paint::{Kept, Painter};
use super::sheets::PrintSheet;
use super::{Abilities, Carried, ExportError, Exporter, Page, Progress, Snapshot};

/// PDF.
pub struct Pdf;

/// The part of the time that goes into painting; the rest into putting the file together.
const PAINTING: f32 = 0.8;

impl Exporter for Pdf {
    fn id(&self) -> &'static str {
        "pdf"
    }
    fn name(&self) -> &'static str {
        "PDF document"
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["pdf"]
    }
    fn abilities(&self) -> Abilities {
        Abilities {
            pixels: false,
            transparent: true,
            carries: true,
            pages: true,
        }
    }
    fn write(
        &self,
        snapshot: &Snapshot,
        out: &mut dyn Write,
        progress: &Progress<'_>,
    ) -> Result<(), ExportError> {
        let printed: Vec<(&PrintSheet, &Page)> = snapshot
            .sheets
            .iter()
            .filter_map(|sheet| Some((sheet, snapshot.pages.get(sheet.page)?)))
            .filter(|(sheet, _)| sheet.piece.area() > 0.0 && sheet.piece.is_finite())
            .collect();
        if printed.is_empty() {
            return Err(ExportError::Empty);
        }
        let mut document = Document::new();
        let mut kept = Kept::new(snapshot);
        let mut tags = TagTree::new();
        let count = printed.len() as f32;
        for (index, (sheet, page)) in printed.iter().enumerate() {
            let share = |part: f32| progress(PAINTING * (index as f32 + part) / count);
            tags.push(add_page(&mut document, sheet, page, &mut kept, &share)?);
        }
        document.set_metadata(metadata(snapshot));
        if printed.len() > 1 {
            document.set_outline(outline(&printed));
        }
        document.set_tag_tree(tags);
        if let Some(board) = &snapshot.carried {
            document.embed_file(attachment(board));
        }
        if !progress(PAINTING) {
            return Err(ExportError::Cancelled);
        }
        let bytes = document.finish().map_err(|error| ExportError::Format {
            format: "PDF document",
            why: error.to_string(),
        })?;
        out.write_all(&bytes)?;
        if !progress(1.0) {
            return Err(ExportError::Cancelled);
        }
        Ok(())
    }
}

/// Paints one page, and gives what it says, in order.
fn add_page(
    document: &mut Document,
    sheet: &PrintSheet,
    page: &Page,
    kept: &mut Kept<'_>,
    progress: &Progress<'_>,
) -> Result<Node, ExportError> {
    let wrong_size = || ExportError::Format {
        format: "PDF document",
        why: format!("a page cannot be {} points", sheet.size),
    };
    let (width, height) = (sheet.size.width as f32, sheet.size.height as f32);
    let settings = PageSettings::from_wh(width, height).ok_or_else(wrong_size)?;
    let mut on = document.start_page_with(settings);
    let mut surface = on.surface();
    let mut painter = Painter::new(&mut surface, kept, sheet);
    let painted = painter.paint(page, progress);
    let mut section = TagGroup::new(Tag::Section);
    for node in painter.said() {
        section.push(node);
    }
    surface.finish();
    painted?;

    let points_from_board = Affine::translate(sheet.place.origin().to_vec2())
        * Affine::scale(sheet.points_per_unit())
        * Affine::translate(-sheet.piece.origin().to_vec2());
    for (area, address) in &page.addresses {
        let seen = area.intersect(sheet.piece);
        let Some(rect) = rect(points_from_board.transform_rect_bbox(seen)) else {
            continue;
        };
        let target = Target::Action(Action::Link(LinkAction::new(address.clone())));
        let link = Annotation::new_link(LinkAnnotation::new(rect, target), Some(address.clone()));
        let mut group = TagGroup::new(Tag::Link);
        group.push(on.add_tagged_annotation(link));
        section.push(group);
    }
    on.finish();
    Ok(section.into())
}

fn rect(rect: Rect) -> Option<krilla::geom::Rect> {
    let some = rect.width() > 0.0 && rect.height() > 0.0;
    let [left, top, right, bottom] = [rect.x0, rect.y0, rect.x1, rect.y1].map(|at| at as f32);
    krilla::geom::Rect::from_ltrb(left, top, right, bottom).filter(|_| some)
}

fn metadata(snapshot: &Snapshot) -> Metadata {
    let words = &snapshot.words;
    Metadata::new()
        .title(words.title.clone())
        .description(words.description.clone())
        .language(words.language.clone())
        .creator("Casewall".to_owned())
}

/// An entry for every page of the snapshot, and below it one for each of its sheets if there are several.
fn outline(printed: &[(&PrintSheet, &Page)]) -> Outline {
    let mut outline = Outline::new();
    let mut number = 0;
    for same_page in printed.chunk_by(|a, b| a.0.page == b.0.page) {
        let Some((_, page)) = same_page.first() else {
            continue;
        };
        let to = |index: usize| XyzDestination::new(index, krilla::geom::Point::from_xy(0.0, 0.0));
        let title = match page.title.trim() {
            "" => format!("Page {}", number + 1),
            title => title.to_owned(),
        };
        let mut entry = OutlineNode::new(title, to(number));
        for (i, _) in same_page.iter().enumerate().filter(|_| same_page.len() > 1) {
            entry.push_child(OutlineNode::new(format!("Sheet {}", i + 1), to(number + i)));
        }
        outline.push_child(entry);
        number += same_page.len();
    }
    outline
}

fn attachment(board: &Carried) -> EmbeddedFile {
    EmbeddedFile {
        path: board.name.clone(),
        mime_type: MimeType::new("application/json"),
        description: Some(
            "The evidence board that this document shows. Casewall opens it.".to_owned(),
        ),
        association_kind: AssociationKind::Source,
        data: shared(Arc::new(board.bytes.clone())),
        modification_date: None,
        compress: Some(true),
        location: None,
    }
}

/// Bytes handed over without a copy.
fn shared(bytes: Arc<dyn AsRef<[u8]> + Send + Sync>) -> Data {
    Data::from(bytes)
}

#[cfg(test)]
mod tests;
