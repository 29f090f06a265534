//! Which writing systems no font could show.
//!
//! It names and counts nothing but what was laid out, and refuses to say which font would help: that differs by system.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use icu_properties::props::Script;
use icu_properties::{CodePointMapData, PropertyNamesLong};

use super::TextBlock;
use super::readable::is_ignorable;

/// The scripts of characters that came out as boxes, with the smallest such character each.
#[derive(Default)]
pub(super) struct Missing(BTreeMap<&'static str, char>);

impl Missing {
    /// Looks for boxes.
    pub(super) fn look(&mut self, block: &TextBlock) {
        for glyph in block.glyphs.iter().filter(|glyph| glyph.id == 0) {
            let bytes = glyph.text.0 as usize..glyph.text.1 as usize;
            let cluster = block.text.get(bytes).unwrap_or_default();
            // An accent without a glyph takes the script of the letter below it.
            let culprit = cluster.chars().find(|c| !is_ignorable(*c));
            if let Some(c) = culprit.filter(|c| !c.is_whitespace()) {
                let example = self.0.entry(script_name(c)).or_insert(c);
                *example = c.min(*example);
            }
        }
    }

    /// Sorted by name.
    pub(super) fn list(&self) -> Vec<(&'static str, char)> {
        self.0.iter().map(|(name, c)| (*name, *c)).collect()
    }

    pub(super) fn forget(&mut self) {
        self.0.clear();
    }
}

/// The English name of a character's script.
fn script_name(c: char) -> &'static str {
    let script = CodePointMapData::<Script>::new().get(c);
    NAMES.get(&script).map_or(UNKNOWN, String::as_str)
}

const UNKNOWN: &str = "Unknown characters";

/// The names of the Unicode standard, with spaces, and in plain words where the standard's name says nothing.
static NAMES: LazyLock<HashMap<Script, String>> = LazyLock::new(|| {
    let long = PropertyNamesLong::<Script>::new();
    let name = |script: Script| match script {
        Script::Common => "Symbols".to_owned(),
        Script::Inherited => "Accents".to_owned(),
        Script::Han => "Chinese characters".to_owned(),
        Script::Unknown => UNKNOWN.to_owned(),
        script => long.get(script).unwrap_or(UNKNOWN).replace('_', " "),
    };
    let scripts = CodePointMapData::<Script>::new().iter_ranges();
    scripts
        .map(|range| (range.value, name(range.value)))
        .collect()
});

#[cfg(test)]
mod tests {
    use super::script_name;

    #[test]
    fn scripts_have_english_names() {
        for (c, name) in [
            ('ا', "Arabic"),
            ('ก', "Thai"),
            ('漢', "Chinese characters"),
            ('ひ', "Hiragana"),
            ('한', "Hangul"),
            ('ᓀ', "Canadian Aboriginal"),
            ('🙂', "Symbols"),
            ('\u{301}', "Accents"),
            ('\u{e000}', "Unknown characters"),
        ] {
            assert_eq!(script_name(c), name, "{c}");
        }
    }
}
