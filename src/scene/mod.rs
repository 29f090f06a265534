//! HOW IT LOOKS: one display list for the window and every export, with text already shaped and connectors routed.
//!
//! [`Scene`] keeps the shapes of every card and link, a spatial index over them, and nothing else: it is a function of
//! the board (seen through a preview), kept up to date record by record.
//!
//! **Invariant:** painters convert and decide nothing. Text is broken into lines once, in board units, so the breaks
//! are the same at every zoom and in every format.
//! **Invariant:** an update of the touched records gives the same scene as building it anew.

mod arrange;
mod card;
mod connector;
mod display;
mod furniture;
mod icon;
mod marks;
pub mod overlay;
mod shape;
pub mod signs;
pub mod style;
pub mod text;

pub use arrange::{arrange, beside};
pub use connector::{Port, Route, Side};
pub use display::{CardTurn, Compared, Hit, Level, LinkEnd, Part, Scene, Sheet, Turn};
pub use furniture::Furnished;
pub use marks::{Family, Mark, Marks, Status};
pub use shape::{Dash, Dots, Paint, Shape, Stroke};
