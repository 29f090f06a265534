//! Argdown line by line: comments and settings away, paragraphs joined, marks and indents kept.

/// What stands at the beginning of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing: a statement or an argument of its own.
    None,
    /// `+`, `<+`: what is below supports what is above.
    SupportedBy,
    /// `+>`: what is above supports what is below.
    Supports,
    /// `-`, `<-`
    AttackedBy,
    /// `->`
    Attacks,
    /// `><`
    Contradictory,
    /// `_`, `<_`, `_>`
    Undercut,
    /// `(1)`
    Numbered,
    /// `----`
    Inference,
}

/// A line with those that continue it.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub mark: Mark,
    pub indent: usize,
    /// What is said, without the mark, on one line.
    pub words: String,
    /// As it stands in the file.
    pub source: String,
}

/// Lines that belong together.
#[derive(Clone, Debug)]
pub(super) enum Block {
    Heading(String),
    /// Statements with what stands in relation to them.
    Tree(Vec<Line>),
    /// Premises and conclusions.
    Reconstruction(Vec<Line>),
}

/// Marks, the longer ones first.
const MARKS: [(&str, Mark); 10] = [
    ("+>", Mark::Supports),
    ("<+", Mark::SupportedBy),
    ("->", Mark::Attacks),
    ("<-", Mark::AttackedBy),
    ("><", Mark::Contradictory),
    ("_>", Mark::Undercut),
    ("<_", Mark::Undercut),
    ("+", Mark::SupportedBy),
    ("-", Mark::AttackedBy),
    ("_", Mark::Undercut),
];

/// The blocks of a file.
pub(super) fn blocks(letters: &str) -> Vec<Block> {
    let letters = without_comments(without_settings(letters));
    let mut blocks = Vec::new();
    let mut lines: Vec<Line> = Vec::new();
    let mut in_rule = false;
    for raw in letters.lines() {
        let words = raw.trim();
        if words.is_empty() {
            close(&mut blocks, &mut lines);
            in_rule = false;
            continue;
        }
        let dashes = words.len() >= 2 && words.bytes().all(|byte| byte == b'-');
        let (mark, rest) = if dashes {
            (Mark::Inference, "")
        } else {
            mark(words)
        };
        // Between `--` and `--` stands the name of a rule.
        let rule = in_rule && !dashes;
        if dashes && words.len() <= 3 {
            in_rule = !in_rule;
        }
        if words.starts_with('#') && heading(words) {
            close(&mut blocks, &mut lines);
            blocks.push(Block::Heading(plain(words.trim_matches(['#', ' ']))));
            continue;
        }
        let indent = raw.len() - raw.trim_start().len();
        let continues = mark == Mark::None && title(words).is_none_or(|_| indent > 0) || rule;
        match lines.last_mut().filter(|_| continues) {
            Some(last) => {
                last.source.push('\n');
                last.source.push_str(raw);
                if !rule && last.mark != Mark::Inference {
                    last.words.push(' ');
                    last.words.push_str(words);
                }
            }
            None => lines.push(Line {
                mark,
                indent,
                words: rest.to_owned(),
                source: raw.to_owned(),
            }),
        }
    }
    close(&mut blocks, &mut lines);
    blocks
}

fn close(blocks: &mut Vec<Block>, lines: &mut Vec<Line>) {
    let lines = std::mem::take(lines);
    if lines
        .first()
        .is_some_and(|line| line.mark == Mark::Numbered)
    {
        blocks.push(Block::Reconstruction(lines));
    } else if lines.first().is_some_and(|line| line.mark == Mark::None) {
        blocks.push(Block::Tree(lines));
    } else if let Some(Block::Tree(above) | Block::Reconstruction(above)) = blocks.last_mut() {
        above.extend(lines); // relations may go on behind a blank line
    }
}

/// `# Heading`, but not `#tag`.
fn heading(words: &str) -> bool {
    words.trim_start_matches('#').starts_with(' ')
}

/// The mark at the beginning of a line, and the rest.
fn mark(words: &str) -> (Mark, &str) {
    for (sign, mark) in MARKS {
        if let Some(rest) = words.strip_prefix(sign)
            && rest.starts_with([' ', '\t'])
        {
            return (mark, rest.trim_start());
        }
    }
    let number = words
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(')'));
    match number {
        Some((digits, rest))
            if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) =>
        {
            (Mark::Numbered, rest.trim_start())
        }
        _ => (Mark::None, words),
    }
}

/// The title at the beginning, with the bracket that opens it, and what is said behind the colon.
pub(super) fn title(words: &str) -> Option<(char, &str, &str)> {
    let open = words.chars().next()?;
    let close = match open {
        '[' => ']',
        '<' => '>',
        _ => return None,
    };
    let (title, rest) = words.get(1..)?.split_once(close)?;
    let rest = rest.trim_start();
    match rest.strip_prefix(':') {
        Some(body) => Some((open, title.trim(), body.trim())),
        None if rest.is_empty() || rest.starts_with(['#', '{']) => Some((open, title.trim(), "")),
        None => None, // `[words](address) and more` is no title
    }
}

/// Words without `#tags`, `#(tags of words)` and `{settings}` at their end, and the tags.
pub(super) fn without_tags(words: &str) -> (String, Vec<String>) {
    let (mut rest, mut tags, mut kept) = (words, Vec::new(), String::new());
    while let Some(at) = rest.find('#') {
        let (before, behind) = (&rest[..at], &rest[at + 1..]);
        let (tag, after) = match behind
            .strip_prefix('(')
            .and_then(|behind| closed(behind, ')'))
        {
            Some((tag, after)) => (tag, after),
            None => {
                let end = behind.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_');
                behind.split_at(end.unwrap_or(behind.len()))
            }
        };
        let apart = before.is_empty() || before.ends_with(char::is_whitespace);
        kept.push_str(before);
        if tag.is_empty() || !apart {
            kept.push('#');
            rest = behind;
        } else {
            tags.push(tag.to_owned());
            rest = after;
        }
    }
    kept.push_str(rest);
    let kept = match kept.rfind('{') {
        Some(open) if kept.trim_end().ends_with('}') => kept[..open].to_owned(),
        _ => kept,
    };
    (kept.split_whitespace().collect::<Vec<_>>().join(" "), tags)
}

/// Words without the marks of bold type, mentions and links.
pub(super) fn plain(words: &str) -> String {
    let words = words.replace("**", "").replace("__", "");
    let words = words.replace("@[", "[").replace("@<", "<");
    let (mut rest, mut plain) = (words.as_str(), String::new());
    while let Some(open) = rest.find('[') {
        plain.push_str(&rest[..open]);
        rest = &rest[open + 1..];
        let Some((label, behind)) = rest.split_once(']') else {
            plain.push('[');
            break;
        };
        plain.push_str(label);
        let address = behind
            .strip_prefix('(')
            .and_then(|behind| closed(behind, ')'));
        rest = address.map_or(behind, |(_, behind)| behind);
    }
    plain.push_str(rest);
    plain.trim().to_owned()
}

/// Settings stand between lines of `===` at the top.
fn without_settings(letters: &str) -> &str {
    let start = letters.trim_start();
    let Some(rest) = start.strip_prefix("===") else {
        return letters;
    };
    rest.split_once("\n===").map_or(letters, |(_, rest)| rest)
}

/// Comments are `/* … */`, `<!-- … -->` and `// …`. One that never ends ends with the file.
fn without_comments(letters: &str) -> String {
    let mut plain = String::new();
    let mut rest = letters;
    while let Some(at) = rest.find(['/', '<']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let address = plain.ends_with(':'); // the strokes of an address are no comment
        let end = if rest.starts_with("//") && !address {
            rest.find('\n')
        } else if rest.starts_with("/*") {
            rest.find("*/").map(|end| end + 2)
        } else if rest.starts_with("<!--") {
            rest.find("-->").map(|end| end + 3)
        } else {
            plain.push_str(&rest[..1]);
            rest = &rest[1..];
            continue;
        };
        rest = &rest[end.unwrap_or(rest.len())..];
        // A comment on lines of its own leaves no blank line: that would part what belongs together.
        let margin = plain.trim_end_matches([' ', '\t']).len();
        if plain[..margin].ends_with('\n')
            && let Some(next) = rest.strip_prefix('\n')
        {
            plain.truncate(margin);
            rest = next;
        }
    }
    plain.push_str(rest);
    plain
}

/// What stands before a closing bracket that is not far, and behind it. Far ones are not looked for: every opening one
/// would look through the whole file.
fn closed(words: &str, bracket: char) -> Option<(&str, &str)> {
    let mut near = words.char_indices().take(500);
    let (at, _) = near.find(|(_, letter)| *letter == bracket)?;
    Some((&words[..at], &words[at + bracket.len_utf8()..]))
}
