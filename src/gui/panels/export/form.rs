//! What was chosen in the export sheet, and what it means for a board.

use crate::board::CardId;
use crate::editor::Session;
use crate::export::data::{WRITERS, Writer};
use crate::export::{EXPORTERS, Exporter, MARGIN, Options, PAPERS, Pages, Paper, Scope};
use crate::import::picture;
use crate::scene::style::Look;
use crate::scene::text::FontSource;

/// What was chosen. Kept while the window is open, so that the next export begins where the last one ended.
#[derive(Clone, PartialEq)]
pub struct Form {
    /// Id of the format.
    pub(super) format: &'static str,
    pub(super) part: Part,
    pub(super) scale: f64,
    /// `None` follows the window.
    pub(super) look: Option<Look>,
    pub(super) margin: f64,
    pub(super) transparent: bool,
    pub(super) title: bool,
    pub(super) date: String,
    pub(super) legend: bool,
    pub(super) sources: bool,
    pub(super) pages: Pages,
    pub(super) paper: Option<&'static str>,
    pub(super) split: bool,
    /// Whether the file carries the board.
    pub carry: bool,
    /// Most pixels of a picture on the board that is decoded.
    pub most_pixels: u64,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    Board,
    Selection,
    Frame(CardId),
    View,
}

impl Default for Form {
    fn default() -> Self {
        Self {
            format: EXPORTERS.first().map_or("png", |exporter| exporter.id()),
            part: Part::Board,
            scale: 1.0,
            look: None,
            margin: MARGIN,
            transparent: false,
            title: false,
            date: String::new(),
            legend: false,
            sources: false,
            pages: Pages::One,
            paper: None,
            split: false,
            carry: true,
            most_pixels: picture::MOST_PIXELS,
        }
    }
}

impl Form {
    /// Makes the choices fit the board: what is selected is what is meant, and a frame that is gone is not.
    pub fn opened(&mut self, session: &Session) {
        self.part = match &self.part {
            _ if session.has_cards() => Part::Selection,
            Part::Frame(id) if session.board().cards().contains_key(id) => return,
            Part::View => Part::View,
            _ => Part::Board,
        };
    }

    /// The id of the format.
    pub fn format(&self) -> &'static str {
        self.format
    }

    /// The format, if it is one of data.
    pub fn writer(&self) -> Option<&'static dyn Writer> {
        let chosen = |writer: &&&dyn Writer| writer.format().id == self.format;
        WRITERS.iter().find(chosen).copied()
    }

    /// The format, if it is one of pictures.
    pub fn exporter(&self) -> Option<&'static dyn Exporter> {
        let chosen = |exporter: &&&dyn Exporter| exporter.id() == self.format;
        EXPORTERS.iter().find(chosen).copied()
    }

    /// The extension of the format, without a dot.
    pub fn extension(&self) -> &'static str {
        if let Some(writer) = self.writer() {
            return writer.format().extension;
        }
        let exporter = self.exporter();
        exporter
            .and_then(|exporter| exporter.extensions().first().copied())
            .unwrap_or("png")
    }

    /// What the choices mean for this board.
    pub fn options(&self, session: &Session, fonts: FontSource, window: Look) -> Options {
        let can = self.exporter().map(|exporter| exporter.abilities());
        let scope = match &self.part {
            Part::Board => Scope::Board,
            Part::Selection => Scope::Cards(session.with_carried()),
            Part::Frame(id) => Scope::Frame(id.clone()),
            Part::View => Scope::View(session.camera.area(session.view)),
        };
        let paged = can.is_some_and(|can| can.pages);
        let by_frame = paged && self.pages == Pages::Frames && self.part == Part::Board;
        let paper = self.paper.filter(|_| paged).and_then(|name| {
            let paper = PAPERS.iter().find(|paper| paper.name == name)?;
            Some(Paper {
                split: self.split && !by_frame,
                ..*paper
            })
        });
        Options {
            scope,
            scale: self.scale,
            margin: self.margin,
            look: self.look.unwrap_or(window),
            transparent: self.transparent && can.is_some_and(|can| can.transparent),
            title: self.title,
            date: self.date.clone(),
            legend: self.legend,
            sources: self.sources,
            pages: if by_frame { Pages::Frames } else { Pages::One },
            paper,
            fonts,
            most_pixels: self.most_pixels,
        }
    }
}
