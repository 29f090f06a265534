//! One paragraph into parley's layout: the families, the direction and the emoji that a text asks for.
//!
//! It breaks lines at the width and refuses nothing; how many of them are shown is decided by the engine.

use std::borrow::Cow;
use std::ops::Range;

use parley::{
    BaseDirection, FontFamily, FontFamilyName, FontStyle, FontWeight, GenericFamily, Language,
    Layout, OverflowWrap,
};
use unicode_segmentation::UnicodeSegmentation;

use super::families::{ARABIC, DEVANAGARI};
use super::readable::is_right_to_left;
use super::{FAMILY, MAX_SCALARS, Spec, TextEngine, TextStyle, Weight};
use crate::scene::style::LINE_HEIGHT;

/// A [`Spec`] with its numbers made safe and its language understood.
pub(super) struct Asked {
    pub(super) style: TextStyle,
    pub(super) lang: Option<Language>,
    pub(super) reads_rtl: bool,
    pub(super) nastaliq: bool,
    pub(super) width: Option<f32>,
    pub(super) max_lines: usize,
    pub(super) max_height: Option<f32>,
    pub(super) line_height: f32,
}

impl Asked {
    pub(super) fn of(spec: &Spec<'_>) -> Self {
        let size = if spec.style.size.is_finite() {
            spec.style.size.clamp(1.0, 1000.0)
        } else {
            1.0
        };
        Self {
            style: TextStyle { size, ..spec.style },
            lang: spec.lang.and_then(|lang| Language::parse(lang).ok()),
            reads_rtl: spec.lang.is_some_and(reads_right_to_left),
            nastaliq: spec.lang.is_some_and(|lang| script(lang) == "aran"),
            width: spec
                .width
                .filter(|width| width.is_finite())
                .map(|width| width.max(1.0)),
            max_lines: spec.max_lines.unwrap_or(usize::MAX).max(1),
            max_height: spec.max_height.filter(|height| height.is_finite()),
            line_height: if spec.line_height.is_finite() {
                spec.line_height.clamp(0.5, 10.0)
            } else {
                LINE_HEIGHT
            },
        }
    }

    /// A number of characters that fills the lines unless they are uncommonly narrow.
    pub(super) fn scalars_that_fill(&self) -> usize {
        let Some(width) = self.width else {
            return MAX_SCALARS;
        };
        let a_line = (width / self.style.size * 5.0).min(MAX_SCALARS as f32) as usize + 16;
        let below = self.max_height.map_or(usize::MAX, |height| {
            (height / self.style.size).max(0.0) as usize + 1
        });
        let lines = self.max_lines.min(below);
        a_line.saturating_mul(lines).saturating_add(64)
    }

    /// The language decides, because a guess from the first letter is wrong for an Urdu sentence that begins with
    /// "NATO"; but not against a text that has no right-to-left letter at all.
    pub(super) fn direction(&self, paragraph: &str) -> BaseDirection {
        if self.reads_rtl && paragraph.chars().any(is_right_to_left) {
            BaseDirection::Rtl
        } else {
            BaseDirection::Auto
        }
    }
}

impl TextEngine {
    /// Shapes a paragraph, which is not empty, and breaks it into lines.
    pub(super) fn shape(
        &mut self,
        asked: &Asked,
        text: &str,
        direction: BaseDirection,
    ) -> Layout<()> {
        let families = match self.fonts.nastaliq {
            // First, not after ours: its spaces and digits belong to its slanting words.
            Some(family) if asked.nastaliq && text.chars().any(is_right_to_left) => {
                let families = [family, FAMILY].map(FontFamilyName::named);
                FontFamily::List(Cow::Owned(families.to_vec()))
            }
            _ => FontFamily::named(FAMILY),
        };
        let common = parley::TextStyle {
            font_family: families,
            font_size: asked.style.size,
            font_weight: match asked.style.weight {
                Weight::Regular => FontWeight::NORMAL,
                Weight::Bold => FontWeight::BOLD,
            },
            font_style: if asked.style.italic {
                FontStyle::Italic
            } else {
                FontStyle::Normal
            },
            locale: asked.lang,
            overflow_wrap: OverflowWrap::Anywhere,
            ..parley::TextStyle::default()
        };
        let mut builder = self
            .layouts
            .style_run_builder(&mut self.fonts.context, text, 1.0, false);
        builder.set_base_direction(direction);
        let letters = builder.push_style(common.clone());
        let mut others: Vec<(Range<usize>, u16)> = Vec::new();
        let requests = emoji_by_request(text);
        if !requests.is_empty() {
            let emoji = builder.push_style(parley::TextStyle {
                font_family: FontFamily::List(Cow::Borrowed(EMOJI_FIRST)),
                ..common.clone()
            });
            others.extend(requests.into_iter().map(|bytes| (bytes, emoji)));
        }
        if !asked.nastaliq {
            for script in WHOLE_SENTENCES {
                let stretches = stretches(text, script.has);
                if !stretches.is_empty() {
                    let style = builder.push_style(parley::TextStyle {
                        font_family: FontFamily::List(Cow::Borrowed(script.families)),
                        ..common.clone()
                    });
                    others.extend(stretches.into_iter().map(|bytes| (bytes, style)));
                }
            }
        }
        others.sort_by_key(|(bytes, _)| bytes.start);
        let mut done = 0;
        for (bytes, style) in others {
            if bytes.start < done {
                continue; // no sign is both
            }
            if done < bytes.start {
                builder.push_style_run(letters, done..bytes.start);
            }
            done = bytes.end;
            builder.push_style_run(style, bytes);
        }
        if done < text.len() {
            builder.push_style_run(letters, done..text.len());
        }
        let mut layout = builder.build(text);
        layout.break_all_lines(asked.width);
        layout
    }
}

/// A script whose bundled family is not the first one.
struct WholeSentences {
    has: fn(char) -> bool,
    families: &'static [FontFamilyName<'static>],
}

/// Set in their own family with the spaces between their words: a space from another family would make a run of glyphs
/// of every word, which took twice as long. Digits and Latin letters stay in the first family, which has a bold of its
/// own.
const WHOLE_SENTENCES: &[WholeSentences] = &[
    WholeSentences {
        has: |c| matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}'),
        families: &[FontFamilyName::named(ARABIC), FontFamilyName::named(FAMILY)],
    },
    WholeSentences {
        has: |c| matches!(c, '\u{900}'..='\u{97f}'),
        families: &[
            FontFamilyName::named(DEVANAGARI),
            FontFamilyName::named(FAMILY),
        ],
    },
];

/// Runs of letters of a script, with the spaces and joiners between them.
fn stretches(text: &str, has: fn(char) -> bool) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut spaces_only = false;
    for (at, c) in text.char_indices() {
        if has(c) {
            let end = at + c.len_utf8();
            match found.last_mut() {
                Some(last) if last.end == at || spaces_only => last.end = end,
                _ => found.push(at..end),
            }
            spaces_only = true;
        } else if !matches!(c, ' ' | '\u{200c}' | '\u{200d}') {
            spaces_only = false;
        }
    }
    found
}

const EMOJI_FIRST: &[FontFamilyName<'static>] = &[
    FontFamilyName::Generic(GenericFamily::Emoji),
    FontFamilyName::named(FAMILY),
];

/// Where U+FE0F asks for the emoji of a sign that the bundled family has as a letter, such as © or ♥.
fn emoji_by_request(text: &str) -> Vec<Range<usize>> {
    const AS_EMOJI: char = '\u{fe0f}';
    let mut found: Vec<Range<usize>> = Vec::new();
    if !text.contains(AS_EMOJI) {
        return found;
    }
    for (at, cluster) in text.grapheme_indices(true) {
        let digit = cluster.starts_with(|c: char| c.is_ascii()) && !cluster.contains('\u{20e3}');
        if digit || !cluster.contains(AS_EMOJI) {
            continue;
        }
        let end = at + cluster.len();
        match found.last_mut() {
            Some(last) if last.end == at => last.end = end,
            _ => found.push(at..end),
        }
    }
    found
}

/// By its script if the tag names one, else by the language.
fn reads_right_to_left(lang: &str) -> bool {
    const LANGS: &[&str] = &[
        "ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi",
    ];
    const SCRIPTS: &[&str] = &["adlm", "arab", "aran", "hebr", "nkoo", "syrc", "thaa"];
    match &*script(lang) {
        "" => {
            let primary = lang.split(['-', '_']).next().unwrap_or_default();
            LANGS
                .iter()
                .any(|known| primary.eq_ignore_ascii_case(known))
        }
        script => SCRIPTS.contains(&script),
    }
}

/// The script of a language tag (ISO 15924) in small letters; empty if it names none.
fn script(lang: &str) -> String {
    let mut parts = lang.split(['-', '_']).skip(1);
    let script =
        parts.find(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_alphabetic()));
    script.unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{WHOLE_SENTENCES, stretches};

    #[test]
    fn sentences_keep_their_spaces_and_leave_digits_and_other_scripts_alone() {
        let text = "NATO نے 2024 میں کہا۔ ok پل";
        let found: Vec<&str> = stretches(text, WHOLE_SENTENCES[0].has)
            .into_iter()
            .map(|bytes| &text[bytes])
            .collect();
        assert_eq!(found, ["نے", "میں کہا۔", "پل"]);
        assert!(stretches("", WHOLE_SENTENCES[1].has).is_empty());
        assert_eq!(stretches("पुल बंद", WHOLE_SENTENCES[1].has).len(), 1);
    }
}
