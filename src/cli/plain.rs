//! Words from a board or a file name, fit for a terminal.

/// The words with everything that could command a terminal shown as `�`: control characters, and marks that turn the
/// direction of text around.
pub(super) fn plain(words: &str) -> String {
    let commands =
        |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    words
        .chars()
        .map(|c| match commands(c) {
            true => char::REPLACEMENT_CHARACTER,
            false => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_commands_the_terminal() {
        assert_eq!(super::plain("a\x1b[31m\nb\u{202e}c"), "a�[31m�b�c");
        assert_eq!(super::plain("لاہور, Zürich"), "لاہور, Zürich");
    }
}
