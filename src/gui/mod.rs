//! THE WINDOW: the only room that may say `egui`.
//!
//! **Invariant:** nothing here changes a board but through [`crate::editor::Session`], and nothing here takes longer
//! than a frame: reading, writing and exporting are jobs.

mod app;
mod atlas;
mod canvas;
mod caret;
mod dialogs;
mod exporting;
mod images;
mod importing;
mod jobs;
mod keeping;
mod keys;
mod opening;
mod paint;
mod panels;
mod saving;
mod signs;
mod theme;
mod typing;
mod words;

use std::path::PathBuf;

use eframe::egui;

pub use app::App;
pub use dialogs::{Dialogs, Pick, Scripted};

/// How the window starts.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// A board to open.
    pub board: Option<PathBuf>,
}

/// The window could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("the window could not be opened: {0}")]
pub struct Error(String);

/// Opens the window and returns when it is closed.
///
/// # Errors
/// If the system gives no window or no OpenGL.
pub fn run(options: Options) -> Result<(), Error> {
    let icon = eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon.png"))
        .unwrap_or_default();
    let viewport = egui::ViewportBuilder::default()
        .with_title("Casewall")
        .with_app_id("casewall")
        .with_icon(icon)
        .with_inner_size([1440.0, 900.0])
        .with_min_inner_size([640.0, 420.0]);
    let native = eframe::NativeOptions {
        viewport,
        renderer: eframe::Renderer::Glow,
        persist_window: false,
        ..Default::default()
    };
    eframe::run_native(
        "casewall",
        native,
        Box::new(|cx| Ok(Box::new(App::new(&cx.egui_ctx, options)))),
    )
    .map_err(|error| Error(error.to_string()))
}
