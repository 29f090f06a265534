//! HOW IT IS CHANGED: commands, camera, selection, tools. Knows no toolkit.
//!
//! A [`Session`] is one open board in one window: it takes [`Input`] and [`Command`]s and changes its document through
//! `commit` alone. What it cannot do itself (ask for a path, show a dialog) it asks the window for, as an [`Ask`].
//!
//! **Invariant:** a gesture proposes; the board moves on release. Cancel leads home from every state of every tool.

mod address;
mod camera;
mod clipboard;
mod command;
pub mod folding;
mod input;
pub mod kinship;
pub mod places;
pub mod quoting;
mod rating;
mod session;
pub mod tools;

pub use address::{Address, NotOpened};
pub use camera::{Camera, ZOOM_MAX, ZOOM_MIN};
pub use clipboard::{insert, picture_card, text_card};
pub use command::{Ask, COMMANDS, Chord, Command, Menu, Run, find, for_chord};
pub use input::{Effect, Input, Key, Keys};
pub use rating::{Judge, Keeping, keeping};
pub use session::{
    Answer, Assessed, Bearing, Desk, Editing, Kinship, Look, Looked, Overlay, Rescued, Session,
    Task, Trial, Tried, WhatIf,
};
pub use tools::{TOOLS, ToolId};
