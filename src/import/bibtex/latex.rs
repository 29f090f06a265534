//! LaTeX markup as plain letters: accents, signs, dashes, simple formulas. Commands that are not known are dropped and
//! their arguments kept. Refuses to run anything: no macro is defined or expanded.
//!
//! **Invariant:** no recursion, and one pass over the text.

use icu_normalizer::properties::CanonicalCompositionBorrowed;

use super::signs;
use crate::import::reference::paragraphs;

/// The text of a value, white space put in order.
pub fn text(markup: &str) -> String {
    paragraphs(&Decoder::new(markup).run())
}

/// The text of a value in which only braces and escapes are markup: an address, a file name.
pub fn verbatim(markup: &str) -> String {
    let mut out = String::with_capacity(markup.len());
    let mut letters = markup.trim().chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if letters
                .peek()
                .is_some_and(|next| "_%#&$~{}".contains(*next)) =>
            {
                out.extend(letters.next());
            }
            '{' | '}' => {}
            other => out.push(other),
        }
    }
    out
}

/// Plain letters as a value, so that [`text`] gives them back.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = None;
    for letter in text.chars() {
        match letter {
            '&' | '%' | '$' | '#' | '_' => {
                out.push('\\');
                out.push(letter);
            }
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            // Two in a row would become a dash or a quotation mark.
            '-' | '\'' | '`' if before == Some(letter) => {
                out.push_str("{}");
                out.push(letter);
            }
            other => out.push(other),
        }
        before = Some(letter);
    }
    out
}

/// Letters above or below the line.
#[derive(Clone, Copy, PartialEq)]
enum Script {
    Super,
    Sub,
}

struct Decoder<'a> {
    rest: &'a str,
    out: String,
    depth: usize,
    /// Accents that wait for their letter.
    marks: Vec<char>,
    /// Letters are raised or lowered, while the depth is greater than this.
    script: Option<(Script, usize)>,
    /// Whether `$` begins and ends formulas here: if they come in pairs.
    formulas: bool,
    in_formula: bool,
}

impl<'a> Decoder<'a> {
    fn new(markup: &'a str) -> Self {
        let dollars = markup.matches('$').count() - markup.matches("\\$").count();
        Self {
            rest: markup,
            out: String::with_capacity(markup.len()),
            depth: 0,
            marks: Vec::new(),
            script: None,
            formulas: dollars.is_multiple_of(2),
            in_formula: false,
        }
    }

    fn run(mut self) -> String {
        while let Some(letter) = self.next() {
            match letter {
                '\\' => self.command(),
                '{' => self.depth += 1,
                '}' => self.close(),
                '$' if self.formulas => self.in_formula = !self.in_formula,
                '^' if self.in_formula => self.raise(Script::Super),
                '_' if self.in_formula => self.raise(Script::Sub),
                '~' => self.push(' '),
                '-' if !self.in_formula => self.dashes(),
                '`' if self.eat("`") => self.push('“'),
                '\'' if self.eat("'") => self.push('”'),
                '\'' if self.in_formula => self.push('′'),
                '-' => self.push('−'),
                other => self.push(other),
            }
        }
        self.marks_alone();
        self.out
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.rest.chars().next()?;
        self.rest = self.rest.get(letter.len_utf8()..).unwrap_or_default();
        Some(letter)
    }

    fn eat(&mut self, wanted: &str) -> bool {
        match self.rest.strip_prefix(wanted) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// A letter for the reader, with the accents that waited for it.
    fn push(&mut self, letter: char) {
        if !self.marks.is_empty() && letter.is_whitespace() {
            self.marks_alone();
        }
        let letter = match self.script {
            Some((script, depth)) => {
                if self.depth <= depth {
                    self.script = None;
                }
                scripted(script, letter)
            }
            None => letter,
        };
        if self.marks.is_empty() {
            self.out.push(letter);
            return;
        }
        // TeX takes the dot off before it puts an accent on.
        let mut base = match letter {
            'ı' => 'i',
            'ȷ' => 'j',
            other => other,
        };
        let mut left = Vec::new();
        for mark in self.marks.drain(..).rev() {
            match CanonicalCompositionBorrowed::new().compose(base, mark) {
                Some(composed) if left.is_empty() => base = composed,
                _ => left.push(mark),
            }
        }
        self.out.push(base);
        self.out.extend(left);
    }

    /// Accents over nothing: `\~{}` is a tilde.
    fn marks_alone(&mut self) {
        for mark in std::mem::take(&mut self.marks) {
            self.out.extend(signs::alone(mark));
        }
    }

    fn close(&mut self) {
        self.marks_alone();
        self.depth = self.depth.saturating_sub(1);
        if self.script.is_some_and(|(_, depth)| self.depth <= depth) {
            self.script = None;
        }
    }

    fn dashes(&mut self) {
        let dash = match (self.eat("--"), self.eat("-")) {
            (true, _) => '—',
            (false, true) => '–',
            (false, false) => '-',
        };
        self.push(dash);
    }

    /// Raises or lowers the group or the letter that follows.
    fn raise(&mut self, script: Script) {
        self.space();
        self.script = Some((script, self.depth));
    }

    /// What stands behind a backslash.
    fn command(&mut self) {
        let letters = |c: char| c.is_ascii_alphabetic();
        let end = self.rest.find(|c| !letters(c)).unwrap_or(self.rest.len());
        let Some((name, rest)) = self.rest.split_at_checked(end) else {
            return;
        };
        if name.is_empty() {
            return self.sign();
        }
        self.rest = rest;
        if let Some(mark) = signs::accent(name) {
            self.space();
            return self.mark(mark);
        }
        if let Some(sign) = signs::sign(name) {
            sign.chars().for_each(|letter| self.push(letter));
            self.end_of_name();
            return;
        }
        match name {
            "textsuperscript" | "sp" => self.raise(Script::Super),
            "textsubscript" | "sb" => self.raise(Script::Sub),
            "href" | "textcolor" | "foreignlanguage" | "hspace" | "vspace" => {
                self.argument();
                self.space();
            }
            "symbol" | "char" => {
                let code = self.argument().trim().parse().ok();
                code.and_then(char::from_u32)
                    .into_iter()
                    .for_each(|letter| self.push(letter));
            }
            _ => self.end_of_name(),
        }
    }

    /// White space behind the name of a command only ends the name.
    fn end_of_name(&mut self) {
        self.space();
    }

    /// A command of one sign.
    fn sign(&mut self) {
        let Some(sign) = self.next() else { return };
        if let Some(mark) = signs::accent_sign(sign) {
            return self.mark(mark);
        }
        match sign {
            '-' | '/' | '!' | '(' | ')' | '[' | ']' => {}
            ',' | ';' | ':' | ' ' | '\\' | '\n' | '\t' => self.push(' '),
            other => self.push(other),
        }
    }

    fn mark(&mut self, mark: char) {
        self.space();
        if self.marks.len() < 4 {
            self.marks.push(mark);
        }
    }

    /// A group, as it is written. Empty if none follows.
    fn argument(&mut self) -> &'a str {
        self.space();
        let Some(inside) = self.rest.strip_prefix('{') else {
            return "";
        };
        let mut depth = 0_usize;
        let end = inside.bytes().position(|byte| {
            match byte {
                b'{' => depth += 1,
                b'}' if depth == 0 => return true,
                b'}' => depth -= 1,
                _ => {}
            }
            false
        });
        // Without its end it is no argument: what is in it is read as text.
        let Some((argument, rest)) = end.and_then(|end| inside.split_at_checked(end)) else {
            self.rest = "";
            return inside;
        };
        self.rest = rest.get(1..).unwrap_or_default();
        argument
    }
}

/// The letter above or below the line, if there is one; else itself.
fn scripted(script: Script, letter: char) -> char {
    let (from, to) = match script {
        Script::Super => ("0123456789+-−=()in", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁱⁿ"),
        Script::Sub => ("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎"),
    };
    let pairs = from.chars().zip(to.chars());
    let found = pairs.into_iter().find(|(plain, _)| *plain == letter);
    found.map_or(letter, |(_, small)| small)
}

#[cfg(test)]
mod tests {
    use super::{escaped, text, verbatim};

    #[test]
    fn markup_becomes_letters() {
        for (markup, want) in [
            (
                r#"G{\"a}hler, Fran{\c{c}}ois, \'{\i}, Krej{\v{c}}{\'{\i}}"#,
                "Gähler, François, í, Krejčí",
            ),
            (
                r"\O{}rsted \o re Stra\ss e \AA{} \L\'od\'z",
                "Ørsted øre Straße Å Łódź",
            ),
            (r"\'{\^a} L\^{e} D\~{u}ng", "ấ Lê Dũng"),
            (r"pages 1--2 --- ``so''", "pages 1–2 — “so”"),
            (
                r"a\&b\%c\$d\#e\_f\textasciitilde{}\^{}\textbackslash{}",
                r"a&b%c$d#e_f~^\",
            ),
            (
                r"{\textit{Natrix} \textbf{do not} {\em so}}",
                "Natrix do not so",
            ),
            (
                r"H$_2$O, mm$^{2}$, $4^{\textrm{th}}$, $\mu$m, $-$5",
                "H₂O, mm², 4th, μm, −5",
            ),
            (
                r"x\textsuperscript{2} and CO\textsubscript{2}.",
                "x² and CO₂.",
            ),
            (
                r"\href{https://a.example/x_y}{\texttt{the page}}",
                "the page",
            ),
            (r"\LaTeX{} Companion", "LaTeX Companion"),
            (r"costs 5$ here", "costs 5$ here"),
            ("one\n\t two\n\t\n\t three\n\nfour", "one two three\n\nfour"),
            (r"\unknown{kept} \and so", "kept so"),
            (r"a~b\,c", "a b c"),
            (r"\=2 \t{oo}", "2̄ o͡o"),
            (r"unclosed {\'", "unclosed ´"),
        ] {
            assert_eq!(text(markup), want, "{markup}");
        }
    }

    #[test]
    fn addresses_keep_their_signs() {
        assert_eq!(
            verbatim(r"https://a.example/\~{}x\_y--z?a=b\&c"),
            "https://a.example/~x_y--z?a=b&c"
        );
    }

    #[test]
    fn depth_and_length_are_no_matter() {
        let deep = format!("{}x{}", r"\a{".repeat(200_000), "}".repeat(200_000));
        assert_eq!(text(&deep), "x");
        assert!(text(&r"\'".repeat(300_000)).len() < 20);
        assert_eq!(text(&r"\href{".repeat(100_000)), "");
    }

    proptest::proptest! {
        #[test]
        fn what_is_escaped_comes_back(plain in "[a-zA-Z0-9 \\\\{}$%&#_~^'`\\-ä“]{0,20}") {
            let want = plain.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(text(&escaped(&plain)), want);
        }

        #[test]
        fn no_markup_breaks_it(markup in "[\\\\{}$^_a-c' ]{0,40}") {
            text(&markup);
        }
    }
}
