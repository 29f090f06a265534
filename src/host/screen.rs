//! Whether a window can be shown at all.
//!
//! Only asks; opens no connection, so the answer may still prove wrong when the window is made.

/// Whether there is a screen to show a window on.
pub fn has_screen() -> bool {
    if cfg!(any(windows, target_os = "macos")) {
        return true;
    }
    is_set("WAYLAND_DISPLAY") || is_set("DISPLAY")
}

/// Whether there is a session bus, over which a Linux desktop shows its file dialogs.
pub fn has_session_bus() -> bool {
    is_set("DBUS_SESSION_BUS_ADDRESS")
}

fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}
