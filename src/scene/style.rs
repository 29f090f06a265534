//! Every colour and size of the picture, in one place.
//!
//! A shape names a [`Tone`], never a colour: the painter looks the colour up in the [`Palette`] of the [`Look`] that
//! it paints. So one scene serves light and dark, and changing the theme lays nothing out again.
//!
//! **Invariant:** no other file of the crate spells a colour or a font size.

/// What a colour is for. The table in `Look::palette` gives it a colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Tone {
    /// Text that is read.
    #[default]
    Ink,
    /// Text beside it: excerpts, dates.
    InkSecond,
    /// Text that may be overlooked: hints, counts.
    InkThird,
    /// The wall behind everything.
    Wall,
    /// The dots of the wall.
    Dots,
    /// Cards.
    Paper,
    /// The paper of a note.
    NotePaper,
    /// The area of a frame.
    FramePaper,
    /// Panels around the wall.
    Panel,
    /// Hairlines and borders.
    Line,
    /// Chips, hovered rows.
    Chip,
    /// Selection and keyboard focus.
    Selection,
    /// Support.
    Corroborates,
    /// Opposition.
    Contradicts,
    /// What needs a look: disputes, warnings.
    Attention,
    /// Derivation between sources.
    DerivesFrom,
    /// The shadow below a card.
    Shadow,
    /// Text and icons on a filled accent (`Ink` as a fill, or a stance).
    OnAccent,
    /// Sources that share an origin, in four hues that are told apart with any kind of colour vision.
    FamilyA,
    /// See [`Self::FamilyA`].
    FamilyB,
    /// See [`Self::FamilyA`].
    FamilyC,
    /// See [`Self::FamilyA`].
    FamilyD,
}

/// Number of tones.
const TONES: usize = Tone::FamilyD as usize + 1;

/// A colour: straight (not premultiplied) sRGB with alpha.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rgba(pub [u8; 4]);

impl Rgba {
    const fn hex(rgb: u32) -> Self {
        Self::hex_alpha(rgb, 255)
    }

    const fn hex_alpha(rgb: u32, a: u8) -> Self {
        Self([(rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8, a])
    }

    /// The same colour with its alpha scaled by `alpha` (0 to 1).
    pub fn faded(self, alpha: f32) -> Self {
        let [r, g, b, a] = self.0;
        Self([
            r,
            g,
            b,
            (f32::from(a) * alpha.clamp(0.0, 1.0)).round() as u8,
        ])
    }

    /// This colour seen through `alpha` (0 to 1) on top of an opaque `below`.
    pub fn over(self, below: Self, alpha: f32) -> Self {
        let mix = |i: usize| {
            let (top, bottom) = (f32::from(self.0[i]), f32::from(below.0[i]));
            (bottom + (top - bottom) * alpha.clamp(0.0, 1.0)).round() as u8
        };
        Self([mix(0), mix(1), mix(2), 255])
    }

    /// Relative luminance contrast of two opaque colours, 1 to 21 (WCAG 2.2, section 1.4.3).
    pub fn contrast(self, other: Self) -> f64 {
        let luminance = |c: Self| {
            let part = |v: u8| {
                let v = f64::from(v) / 255.0;
                if v <= 0.04045 {
                    v / 12.92
                } else {
                    ((v + 0.055) / 1.055).powf(2.4)
                }
            };
            0.2126 * part(c.0[0]) + 0.7152 * part(c.0[1]) + 0.0722 * part(c.0[2])
        };
        let (a, b) = (luminance(self), luminance(other));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

/// How the picture looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Look {
    /// Ink on paper.
    #[default]
    Light,
    /// For dark rooms.
    Dark,
    /// For paper: white ground, no dots, no shadows, darker lines. Not for the window.
    Print,
}

impl Look {
    /// All looks, with the names that the terminal takes.
    pub const ALL: [(&'static str, Self); 3] = [
        ("light", Self::Light),
        ("dark", Self::Dark),
        ("print", Self::Print),
    ];

    /// The colours of this look.
    pub fn palette(self) -> &'static Palette {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
            Self::Print => &PRINT,
        }
    }
}

/// A colour for every [`Tone`].
#[derive(Debug)]
pub struct Palette([Rgba; TONES]);

impl Palette {
    /// The colour of a tone.
    pub fn rgba(&self, tone: Tone) -> Rgba {
        self.0[tone as usize]
    }
}

const LIGHT: Palette = Palette([
    Rgba::hex(0x23211D),           // Ink
    Rgba::hex(0x6B665C),           // InkSecond
    Rgba::hex(0x736D62),           // InkThird
    Rgba::hex(0xF3F0EA),           // Wall
    Rgba::hex(0xDAD4C8),           // Dots
    Rgba::hex(0xFFFFFF),           // Paper
    Rgba::hex(0xFFF6D8),           // NotePaper
    Rgba::hex_alpha(0xFFFFFF, 96), // FramePaper
    Rgba::hex(0xFBFAF7),           // Panel
    Rgba::hex(0xE4DFD5),           // Line
    Rgba::hex(0xF0EDE6),           // Chip
    Rgba::hex(0x0072B2),           // Selection
    Rgba::hex(0x007555),           // Corroborates
    Rgba::hex(0xB84600),           // Contradicts
    Rgba::hex(0x8A5D00),           // Attention
    Rgba::hex(0x8A8478),           // DerivesFrom
    Rgba::hex_alpha(0x3A2E18, 44), // Shadow
    Rgba::hex(0xFFFFFF),           // OnAccent
    Rgba::hex(0xCC79A7),           // FamilyA
    Rgba::hex(0x56B4E9),           // FamilyB
    Rgba::hex(0xE69F00),           // FamilyC
    Rgba::hex(0x7A5AA6),           // FamilyD
]);

const DARK: Palette = Palette([
    Rgba::hex(0xECE8E0),            // Ink
    Rgba::hex(0xA9A398),            // InkSecond
    Rgba::hex(0x979084),            // InkThird
    Rgba::hex(0x1E1D1B),            // Wall
    Rgba::hex(0x33312D),            // Dots
    Rgba::hex(0x2A2926),            // Paper
    Rgba::hex(0x2E2A1D),            // NotePaper
    Rgba::hex_alpha(0x2A2926, 110), // FramePaper
    Rgba::hex(0x242320),            // Panel
    Rgba::hex(0x3A3833),            // Line
    Rgba::hex(0x35332F),            // Chip
    Rgba::hex(0x56B4E9),            // Selection
    Rgba::hex(0x35C79B),            // Corroborates
    Rgba::hex(0xFF8A4C),            // Contradicts
    Rgba::hex(0xE9B44C),            // Attention
    Rgba::hex(0x8F897D),            // DerivesFrom
    Rgba::hex_alpha(0x000000, 110), // Shadow
    Rgba::hex(0x1E1D1B),            // OnAccent
    Rgba::hex(0xD98DB8),            // FamilyA
    Rgba::hex(0x56B4E9),            // FamilyB
    Rgba::hex(0xE69F00),            // FamilyC
    Rgba::hex(0xA88AD6),            // FamilyD
]);

const PRINT: Palette = Palette([
    Rgba::hex(0x000000),          // Ink
    Rgba::hex(0x3F3C36),          // InkSecond
    Rgba::hex(0x55514A),          // InkThird
    Rgba::hex(0xFFFFFF),          // Wall
    Rgba::hex_alpha(0xFFFFFF, 0), // Dots
    Rgba::hex(0xFFFFFF),          // Paper
    Rgba::hex(0xFFFBEC),          // NotePaper
    Rgba::hex(0xFAFAF8),          // FramePaper
    Rgba::hex(0xFFFFFF),          // Panel
    Rgba::hex(0x9B958A),          // Line
    Rgba::hex(0xE9E6DF),          // Chip
    Rgba::hex(0x005A8C),          // Selection
    Rgba::hex(0x006449),          // Corroborates
    Rgba::hex(0xA63F00),          // Contradicts
    Rgba::hex(0x7A5200),          // Attention
    Rgba::hex(0x6B665C),          // DerivesFrom
    Rgba::hex_alpha(0x000000, 0), // Shadow
    Rgba::hex(0xFFFFFF),          // OnAccent
    Rgba::hex(0xB05C8B),          // FamilyA
    Rgba::hex(0x2F8FC4),          // FamilyB
    Rgba::hex(0xC58600),          // FamilyC
    Rgba::hex(0x6A4A96),          // FamilyD
]);

/// Font sizes in board units (on the wall) and points (in the window).
pub mod size {
    /// Counts, dates, badges.
    pub const SMALL: f32 = 11.0;
    /// Excerpts, the interface.
    pub const BODY: f32 = 12.5;
    /// Titles of cards, sentences.
    pub const LEAD: f32 = 13.5;
    /// Headings of panels, titles of frames; a text that is read at length.
    pub const HEADING: f32 = 15.0;
    /// The title of a text that is read.
    pub const READER: f32 = 18.0;
    /// The title of a picture.
    pub const TITLE: f32 = 24.0;
}

/// Line pitch as a multiple of the font size.
pub const LINE_HEIGHT: f32 = 1.4;
/// The same in a text that is read at length, where marks need room below the words.
pub const READING_HEIGHT: f32 = 1.6;

#[cfg(test)]
mod tests {
    use super::{Look, Tone};

    /// DESIGN: both looks at 4.5:1 or better, wherever text stands on a surface.
    #[test]
    fn text_is_readable_on_every_surface() {
        let inks = [
            Tone::Ink,
            Tone::InkSecond,
            Tone::InkThird,
            Tone::Corroborates,
            Tone::Contradicts,
            Tone::Attention,
        ];
        for (name, look) in Look::ALL {
            let palette = look.palette();
            for surface in [Tone::Paper, Tone::Panel, Tone::NotePaper, Tone::Wall] {
                for ink in inks {
                    let contrast = palette.rgba(ink).contrast(palette.rgba(surface));
                    assert!(
                        contrast >= 4.5,
                        "{name}: {ink:?} on {surface:?} has {contrast:.2}"
                    );
                }
            }
        }
    }
}
