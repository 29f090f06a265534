//! Whether a window can be shown at all.
//!
//! Only asks; opens no connection, so the answer may still prove wrong when the window is made.

/// Whether there is a screen to show a window on.
pub fn has_screen() -> bool {
    if cfg!(any(windows, target_os = "macos")) {
        return true;
    }
    ["WAYLAND_DISPLAY", "DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
