//! Hostile bytes: what is given them, how they are made, and the hunt for what they break.

#![allow(unreachable_pub, clippy::print_stdout, clippy::print_stderr)]

pub mod containers;
pub mod hunt;
pub mod mutate;
pub mod targets;
