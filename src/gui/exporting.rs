//! Snapshots as jobs: written to a file, whole or not at all, and drawn small for the export sheet.

use std::io::{self, Write};
use std::path::Path;
use std::sync::mpsc;

use eframe::egui;

use super::jobs::{self, Control};
use super::panels::export::measure;
use crate::assess::Assessment;
use crate::assess::matrix::Matrix;
use crate::board::Board;
use crate::export::data::Writer;
use crate::export::{self, Carried, ExportError, Exporter, Options, Pages, Snapshot};
use crate::scene::style::Look;
use crate::{file, host};

/// Writes a snapshot, or the board as data, in the format that the path's name means.
///
/// # Errors
/// A sentence. No file is left then, and one that was there is as it was.
pub fn write(
    board: &Board,
    options: &Options,
    carry: bool,
    path: &Path,
    control: &Control,
) -> Result<(), String> {
    if let Some(writer) = data_format(path) {
        let bytes = writer.write(board).map_err(|error| error.to_string())?;
        return host::write_atomic(path, &bytes).map_err(|error| error.to_string());
    }
    let extension = path.extension().and_then(|extension| extension.to_str());
    let Some(exporter) = extension.and_then(export::for_extension) else {
        return Err(format!(
            "{} does not say what it shall be: its name ends in none of {}. Give it one of these.",
            path.display(),
            export::extensions()
        ));
    };
    // The name may mean another format than the sheet did: one without pages shows the whole, not the first page.
    let mut options = options.clone();
    if !exporter.abilities().pages {
        (options.pages, options.paper) = (Pages::One, None);
    }
    let snapshot = Snapshot::new(board, &options).map_err(|error| error.to_string())?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let snapshot = carrying(snapshot, exporter, board, carry, &stem);
    let fill = |out: &mut dyn Write| {
        exporter
            .write(&snapshot, out, &|share| control.report(share))
            .map_err(|error| match error {
                ExportError::Write(error) => Failed::Disk(host::failed_writing(path, error)),
                other => Failed::Export(other),
            })
    };
    host::write_streamed(path, fill).map_err(|error: Failed| error.to_string())
}

/// Writes the matrix of a question as a table.
///
/// # Errors
/// A sentence. No file is left then, and one that was there is as it was.
pub fn write_matrix(board: &Board, question: &str, path: &Path) -> Result<(), String> {
    let matrix = Matrix::of(board, &Assessment::of(board), question);
    let bytes = export::matrix_csv(board, &matrix).map_err(|error| error.to_string())?;
    host::write_atomic(path, &bytes).map_err(|error| error.to_string())
}

/// The format of data that a path's name means.
fn data_format(path: &Path) -> Option<&'static dyn Writer> {
    let name = path.file_name().unwrap_or_default();
    export::data::for_name(&name.to_string_lossy())
}

/// The format that a path's name means: its id, and how a sentence calls it.
pub fn format_named(path: &Path) -> Option<(&'static str, String)> {
    if let Some(writer) = data_format(path) {
        let format = writer.format();
        return Some((format.id, format.name.to_owned()));
    }
    let extension = path.extension()?.to_str()?;
    let exporter = export::for_extension(extension)?;
    Some((exporter.id(), format!("a {}", exporter.name())))
}

#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error(transparent)]
    Disk(#[from] host::HostError),
    #[error(transparent)]
    Export(ExportError),
}

fn carrying(
    snapshot: Snapshot,
    exporter: &dyn Exporter,
    board: &Board,
    carry: bool,
    stem: &str,
) -> Snapshot {
    if !carry || !exporter.abilities().carries {
        return snapshot;
    }
    let bytes = if snapshot.is_part() {
        file::fragment(board, &snapshot.shown)
    } else {
        file::write(board)
    };
    snapshot.carrying(Carried {
        name: format!("{stem}.casewall.json"),
        bytes: bytes.into(),
    })
}

/// The picture of the export sheet, drawn on a thread whenever the choices change.
pub struct Preview {
    send: mpsc::Sender<(u64, News)>,
    receive: mpsc::Receiver<(u64, News)>,
    /// What it was asked for last, and the number of that asking.
    asked: Option<Asked>,
    number: u64,
    control: Control,
    shown: Shown,
}

#[derive(Clone, PartialEq)]
struct Asked {
    revision: u64,
    options: Options,
    format: &'static str,
    carry: bool,
}

/// What is known of the picture so far.
#[derive(Clone, Default)]
pub struct Shown {
    /// The picture, small.
    pub texture: Option<egui::TextureHandle>,
    /// Its ground is transparent.
    pub transparent: bool,
    /// It is light on dark.
    pub dark: bool,
    /// How large it will be.
    pub measure: String,
    /// How many bytes, about.
    pub bytes: Option<u64>,
    /// Why it cannot be made.
    pub failed: Option<String>,
}

enum News {
    Picture {
        image: egui::ColorImage,
        transparent: bool,
        dark: bool,
    },
    Measure(String),
    Bytes(u64),
    Failed(String),
}

/// Longest side of the small picture, pixels.
const SIDE_PX: f64 = 1200.0;

impl Default for Preview {
    fn default() -> Self {
        let (send, receive) = mpsc::channel();
        Self {
            send,
            receive,
            asked: None,
            number: 0,
            control: Control::default(),
            shown: Shown::default(),
        }
    }
}

impl Preview {
    /// Starts drawing if something changed since the last asking; what was under way is given up.
    pub fn ask(
        &mut self,
        ctx: &egui::Context,
        board: &Board,
        revision: u64,
        options: &Options,
        exporter: &'static dyn Exporter,
        carry: bool,
    ) {
        let asked = Asked {
            revision,
            options: options.clone(),
            format: exporter.id(),
            carry,
        };
        if self.asked.as_ref() == Some(&asked) {
            return;
        }
        self.control.cancel();
        self.asked = Some(asked);
        self.number += 1;
        self.control = Control::default();
        self.shown.bytes = None;
        self.shown.measure.clear();
        let (number, control, send) = (self.number, self.control.clone(), self.send.clone());
        let (board, options, ctx) = (board.clone(), options.clone(), ctx.clone());
        jobs::detach(move || {
            let tell = |news: News| {
                // The sheet may be gone by now; then nobody waits.
                let _ = send.send((number, news));
                ctx.request_repaint();
            };
            if let Err(why) = draw(&board, &options, exporter, carry, &control, &tell) {
                tell(News::Failed(why.to_string()));
            }
        });
    }

    /// Gives up what is under way and forgets all: the next picture may be of another board.
    pub fn stop(&mut self) {
        self.control.cancel();
        self.asked = None;
        self.number += 1;
        self.shown = Shown::default();
    }

    /// What is known so far.
    pub fn shown(&mut self, ctx: &egui::Context) -> Shown {
        for (number, news) in self.receive.try_iter() {
            if number != self.number {
                continue;
            }
            match news {
                News::Picture {
                    image,
                    transparent,
                    dark,
                } => {
                    let options = egui::TextureOptions::LINEAR;
                    self.shown.texture = Some(ctx.load_texture("preview", image, options));
                    self.shown.transparent = transparent;
                    self.shown.dark = dark;
                    self.shown.failed = None;
                }
                News::Measure(measure) => self.shown.measure = measure,
                News::Bytes(bytes) => self.shown.bytes = Some(bytes),
                News::Failed(why) => {
                    self.shown.failed = Some(why);
                    self.shown.measure.clear();
                    self.shown.texture = None;
                }
            }
        }
        self.shown.clone()
    }
}

fn draw(
    board: &Board,
    options: &Options,
    exporter: &dyn Exporter,
    carry: bool,
    control: &Control,
    tell: &dyn Fn(News),
) -> Result<(), ExportError> {
    let going = |share: f32| control.report(share);
    // A burst of changes, as while a number is dragged, is waited out: each asking gives up the one before.
    if !control.pause(std::time::Duration::from_millis(120)) {
        return Ok(());
    }
    let snapshot = Snapshot::new(board, options)?;
    let (width, height) = snapshot.size_px();
    exporter.fits(width, height)?;
    tell(News::Measure(measure(&snapshot, exporter)));
    let scale = options.scale * (SIDE_PX / width.max(height) as f64).min(1.0);
    let (wide, high, rgba) = match snapshot.rgba_at(scale, &going) {
        Err(ExportError::Cancelled) => return Ok(()),
        other => other?,
    };
    tell(News::Picture {
        image: egui::ColorImage::from_rgba_unmultiplied([wide as usize, high as usize], &rgba),
        transparent: options.transparent,
        dark: options.look == Look::Dark,
    });
    let snapshot = carrying(snapshot, exporter, board, carry, "board");
    match estimate(&snapshot, exporter, &going) {
        Ok(bytes) => tell(News::Bytes(bytes)),
        Err(ExportError::Cancelled) => {}
        Err(why) => return Err(why),
    }
    Ok(())
}

/// About how many bytes the file will have. Drawings are written for real, into nothing; of pixels a sample is.
fn estimate(
    snapshot: &Snapshot,
    exporter: &dyn Exporter,
    going: &export::Progress<'_>,
) -> Result<u64, ExportError> {
    let count = |snapshot: &Snapshot| {
        let mut counter = Counter(0);
        exporter
            .write(snapshot, &mut counter, going)
            .map(|()| counter.0)
    };
    let (width, height) = snapshot.size_px();
    let pixels = width.saturating_mul(height);
    if !exporter.abilities().pixels || pixels <= SAMPLE_PX {
        return count(snapshot);
    }
    let parts = snapshot.samples(SAMPLE_PX);
    let (mut bytes, mut seen) = (0, 0);
    for part in &parts {
        let (width, height) = part.size_px();
        bytes += count(part)?;
        seen += width * height;
    }
    let board = snapshot.carried.as_ref().map_or(0, |carried| {
        // board files pack to about a fifth
        carried.bytes.len() as u64 / 5
    });
    Ok((bytes as f64 * pixels as f64 / seen.max(1) as f64) as u64 + board)
}

/// Pixels that are drawn and packed for an estimate.
const SAMPLE_PX: u64 = 12_000_000;

/// Counts what is written and keeps nothing.
struct Counter(u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Control, Options, Pages, write};
    use crate::export::EXPORTERS;
    use crate::file;
    use crate::host;
    use crate::scene::text::FontSource;

    /// The sheet said PDF by frames, the name says SVG: all of the board is in it, not the first frame.
    #[test]
    fn a_format_without_pages_shows_the_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let demo = file::demo("istanbul-talks").expect("a demo");
        let board = file::read(demo.bytes).expect("it opens").board;
        let options = Options {
            fonts: FontSource::BundledOnly,
            ..Options::default()
        };
        let by_frame = Options {
            pages: Pages::Frames,
            ..options.clone()
        };
        let made = [("whole.svg", &options), ("frames.svg", &by_frame)].map(|(name, options)| {
            let path = folder.path().join(name);
            write(&board, options, false, &path, &Control::default()).expect("written");
            host::read(&path, 1 << 24).expect("there")
        });
        assert!(made[0] == made[1]);
    }

    #[test]
    fn data_is_written_by_its_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let demo = file::demo("istanbul-talks").expect("a demo");
        let board = file::read(demo.bytes).expect("it opens").board;
        for writer in crate::export::data::WRITERS {
            let path = folder
                .path()
                .join(format!("a.{}", writer.format().extension));
            let options = Options::default();
            write(&board, &options, true, &path, &Control::default()).expect("written");
            let bytes = host::read(&path, 1 << 24).expect("there");
            assert_eq!(bytes, writer.write(&board).expect("made"));
        }
    }

    /// Cancelled, or in a place that cannot be written: no file comes, none is harmed, nothing lies beside it.
    #[test]
    fn what_fails_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let demo = file::demo("istanbul-talks").expect("a demo");
        let board = file::read(demo.bytes).expect("it opens").board;
        let options = Options {
            fonts: FontSource::BundledOnly,
            scale: 0.3,
            ..Options::default()
        };
        let stopped = Control::default();
        stopped.cancel();
        for exporter in EXPORTERS {
            let path = folder.path().join(format!("a.{}", exporter.id()));
            host::write_atomic(&path, b"old").expect("written");
            let why = write(&board, &options, true, &path, &stopped).expect_err("cancelled");
            assert!(why.starts_with("The export was stopped"), "{why}");
            assert_eq!(host::read(&path, 100).expect("still there"), b"old");
        }
        let count = || std::fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(count(), EXPORTERS.len(), "nothing beside them");
        for (name, said) in [
            ("a.gif", "its name ends in none of"),
            ("nowhere/a.png", "nowhere"),
        ] {
            let path = folder.path().join(name);
            let why =
                write(&board, &options, true, &path, &Control::default()).expect_err("refused");
            assert!(why.contains(said), "{why}");
        }
        assert_eq!(count(), EXPORTERS.len());
    }
}
