//! THE OUTSIDE: the disk, the settings, the user's folders, chance, the screen.
//!
//! The only room that may say `std::fs` or ask the environment. Knows no other room: it moves bytes, and what they mean
//! is not its business. Refuses to read without a limit and to write other than whole.

mod chance;
mod clock;
mod disk;
mod gather;
mod history;
mod places;
mod presence;
mod screen;
mod settings;
#[cfg(feature = "gui")]
mod watch;

pub use chance::{random_name, random_tail};
pub use clock::now;
pub use disk::{
    HostError, failed_writing, read, read_head, same_file, write_atomic, write_streamed,
};
pub use gather::{Gathered, gather, read_below};
pub use history::{History, JournalFile, MOST_VERSIONS, Version, remove_file, remove_journal};
pub use places::{exists, home_file, program_exists};
pub use presence::{Presence, Trace};
pub use screen::{has_screen, has_session_bus};
pub use settings::{Settings, Theme};
#[cfg(feature = "gui")]
pub use watch::Watch;
