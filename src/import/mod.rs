//! WHAT COMES IN: bytes from outside, within limits.
//!
//! **Invariant:** no input panics, and none takes more memory than the limits allow.

pub mod carried;
pub mod picture;
