//! Keys of the toolkit as keys of the editor.

use eframe::egui::{self, Event};

use crate::editor::{Chord, Key, Keys};

/// The chords pressed in this frame, in order. Copy, cut and paste arrive as events of their own and are not here.
pub fn chords(input: &egui::InputState) -> Vec<Chord> {
    input
        .events
        .iter()
        .filter_map(|event| match event {
            Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            } => chord(*key, *modifiers),
            _ => None,
        })
        .collect()
}

/// What is held down with the pointer.
pub fn held(modifiers: egui::Modifiers) -> Keys {
    Keys {
        shift: modifiers.shift,
        alt: modifiers.alt,
    }
}

fn chord(key: egui::Key, modifiers: egui::Modifiers) -> Option<Chord> {
    use egui::Key as K;
    let named = match key {
        K::Enter => Key::Enter,
        K::Escape => Key::Escape,
        K::Delete | K::Backspace => Key::Delete,
        K::Tab => Key::Tab,
        K::ArrowLeft => Key::Left,
        K::ArrowRight => Key::Right,
        K::ArrowUp => Key::Up,
        K::ArrowDown => Key::Down,
        K::F2 => Key::Function(2),
        K::F6 => Key::Function(6),
        K::Questionmark => Key::Char('?'),
        K::Plus => Key::Char('+'),
        K::Equals => Key::Char('='),
        K::Minus => Key::Char('-'),
        K::Comma => Key::Char(','),
        K::OpenBracket => Key::Char('['),
        K::CloseBracket => Key::Char(']'),
        K::Slash if modifiers.shift => Key::Char('?'),
        K::Exclamationmark => Key::Char('1'), // Shift + 1 on keyboards that say so
        key => Key::Char(letter(key)?),
    };
    // Signs that are typed with Shift on some keyboards mean the same without it.
    let sign = matches!(named, Key::Char('?' | '+'));
    let shift = modifiers.shift && !sign || key == K::Exclamationmark;
    Some(Chord {
        ctrl: modifiers.command,
        shift,
        alt: modifiers.alt,
        key: named,
    })
}

fn letter(key: egui::Key) -> Option<char> {
    let name = key.symbol_or_name();
    let mut chars = name.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if c.is_ascii_alphanumeric() => Some(c.to_ascii_uppercase()),
        _ => None,
    }
}
