//! Casewall: an evidence board. Sources and claims on an endless wall, tied by connectors that corroborate or
//! contradict, kept as one JSON file. This page is the map of the code; each room's `mod.rs` is its door.
//!
//! # In seven lines
//! 1. One package, a library and a binary. The feature `gui` (on by default) holds egui and everything of the window.
//! 2. Everyone reads the [`board::Board`]; it is changed through one door, [`board::Document::commit`].
//! 3. An [`board::Edit`] is a value: of each record what was before and what is after. Undo swaps the two, and what
//!    a drag shows on its way is the very edit that its release commits.
//! 4. Tools are state machines moved by value ([`editor::tools::State`]); each state carries its own data.
//! 5. The [`scene::Scene`] is one display list, its text already shaped and broken into lines. The window and the
//!    exports only paint it.
//! 6. Which room may name which is a table in `tests/tidy.rs`, and a test.
//! 7. Importers, exporters, commands, tools and the versions of the file are plain lists: to add one is to add a line.
//!
//! # The rooms, in reading order
//! | room | what it is | names |
//! | --- | --- | --- |
//! | [`board`] | WHAT IS CLAIMED: cards, links, quotes, edits, the document | – |
//! | [`file`](mod@file) | HOW IT IS KEPT: bytes ↔ board, versions, schema, journal, merge, what was taken out | board |
//! | [`import`] | WHAT COMES IN: bytes from outside become cards and links, within limits | board |
//! | [`assess`] | WHAT IT MEANS: origins, standings and their reasons; problems; quotes, texts and files checked again | board |
//! | [`scene`] | HOW IT LOOKS: display list, text, connectors, hits, every colour and size | board, assess |
//! | [`export`] | WHAT GOES OUT: the scene as pictures, the board as data | board, import, assess, scene |
//! | [`editor`] | HOW IT IS CHANGED: session, commands, camera, tools; knows no toolkit | board, assess, scene |
//! | [`host`] | THE OUTSIDE: disk, settings, folders, chance, the screen | – |
//! | [`cli`] | THE TERMINAL | all but editor and gui |
//! | `gui` | THE WINDOW, the only room that says `egui` | all but cli |
//!
//! `main.rs` reads the arguments and hands over to [`cli`] or the window. `build.rs` embeds the boards of `boards/`.
//!
//! # What always holds
//! - **One door:** no `&mut Board` leaves [`board::Document`], so a change that is not recorded cannot be written.
//! - **No loose ends:** every card that a link names is on the board; a card takes its links along, and undo brings
//!   them all back.
//! - **Sworn:** what [`file::write`] wrote, [`file::read`] and [`file::write`] give back byte for byte; unknown keys
//!   and kinds of card are carried through. Looking (camera, selection, tool) is not in the file.
//! - **Total:** no bytes make [`file`](mod@file) or [`import`] panic; a refusal says what, where and what to do.
//! - **A gesture proposes:** the board moves on release, and Cancel leads home from every state of every tool.
//! - **One scene, many painters:** line breaks are the same at every zoom and in every picture; painters decide
//!   nothing.
//! - **Pure inside, the world at the rim:** the disk, the environment, the clock and chance are [`host`]'s. Nothing
//!   speaks to the network, nothing in a board is run.
//! - **Whole or not at all:** a file is written beside its place and renamed; a failed save leaves the old one.
//! - **Kept within a second:** what [`board::Document`] did is told to [`file::journal`] as it happens, and the same telling
//!   makes the same document again, with its undo.
//! - **Noticed before it is overwritten:** a file that is not as it was read or written last is merged
//!   ([`file::merge`](fn@file::merge)), never written over.

#![forbid(unsafe_code)]

pub mod assess;
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
