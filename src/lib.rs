#![allow(missing_docs)]
pub mod board;
pub mod cli;
pub mod editor;
pub mod export;
pub mod file;
#[cfg(feature = "gui")]
pub mod gui;
pub mod host;
pub mod import;
pub mod scene;
