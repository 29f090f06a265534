//! The words of a tree as a reader sees them: paragraphs, headings, list items and quotations with a blank line between,
//! a row of a table on a line. Leaves out scripts, styles, forms and the small print of ruby.

use super::tree::{Data, Id, Step, Tree};

/// Elements that begin and end a block.
pub fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "ul"
    )
}

/// Elements whose letters are not for readers.
pub fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "head"
            | "iframe"
            | "object"
            | "svg"
            | "math"
            | "button"
            | "select"
            | "input"
            | "textarea"
            | "rt"
            | "rp"
    )
}

/// All that a node holds, as blocks with a blank line between.
pub fn text(tree: &Tree, from: Id) -> String {
    let blocks: Vec<String> = blocks(tree, from)
        .into_iter()
        .map(|block| block.text)
        .collect();
    blocks.join("\n\n")
}

/// A paragraph, heading, list item or table.
#[derive(Debug)]
pub struct Block {
    /// The innermost element that holds all of it.
    pub node: Id,
    /// Its letters; not empty.
    pub text: String,
}

/// The blocks that a node holds.
pub fn blocks(tree: &Tree, from: Id) -> Vec<Block> {
    let mut writer = Writer::default();
    let mut walk = tree.walk(from);
    let mut held_by = vec![from];
    let mut pre = 0_usize;
    while let Some(step) = walk.next() {
        match step {
            Step::Enter(id) => match tree.data(id) {
                Data::Text(letters) if pre > 0 => writer.line.push_str(letters),
                Data::Text(letters) => writer.flow(letters),
                Data::Element(name, _) => match &*name.local {
                    silent if is_silent(silent) && id != from => walk.pass_by(),
                    "br" => writer.line.push('\n'),
                    "table" if is_of_data(tree, id) => {
                        writer.end(held_by.last().copied().unwrap_or(from));
                        writer.line = rows(tree, id);
                        writer.end(id);
                        walk.pass_by();
                    }
                    name if is_block(name) || is_cell(name) => {
                        writer.end(held_by.last().copied().unwrap_or(from));
                        held_by.push(id);
                        pre += usize::from(name == "pre");
                    }
                    _ => {}
                },
                _ => {}
            },
            Step::Leave(id) => {
                let name = tree.name(id);
                if held_by.last() == Some(&id) && (is_block(name) || is_cell(name)) {
                    writer.end(id);
                    held_by.pop();
                    pre -= usize::from(name == "pre");
                }
            }
        }
    }
    writer.end(from);
    writer.blocks
}

fn is_cell(name: &str) -> bool {
    matches!(name, "td" | "th")
}

/// Whether a table is one of data, and not there to lay out a page: its cells hold no blocks, and there are several.
fn is_of_data(tree: &Tree, table: Id) -> bool {
    let mut cells = 0;
    for id in tree.elements(table).skip(1) {
        let name = tree.name(id);
        cells += usize::from(is_cell(name));
        if is_block(name) && !matches!(name, "caption" | "p") {
            return false;
        }
    }
    cells > 1
}

fn rows(tree: &Tree, table: Id) -> String {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for id in tree.elements(table) {
        match tree.name(id) {
            "caption" => rows.push(vec![cell(tree, id)]),
            "tr" => rows.push(Vec::new()),
            "td" | "th" => {
                if let Some(row) = rows.last_mut() {
                    row.push(cell(tree, id));
                }
            }
            _ => {}
        }
    }
    let lines = rows.iter().map(|row| row.join(" | "));
    let lines: Vec<String> = lines
        .filter(|line| line.contains(|c: char| c != ' ' && c != '|'))
        .collect();
    lines.join("\n")
}

fn cell(tree: &Tree, id: Id) -> String {
    super::spaced(&text(tree, id))
}

/// Collects letters to lines and lines to blocks.
#[derive(Default)]
struct Writer {
    blocks: Vec<Block>,
    line: String,
}

impl Writer {
    /// Letters of a paragraph: runs of white space are one space.
    fn flow(&mut self, letters: &str) {
        for letter in letters.chars() {
            // A no-break space holds words together on the page; in a text to search it is a space.
            if letter.is_whitespace() {
                if !self.line.ends_with([' ', '\n']) {
                    self.line.push(' ');
                }
            } else if !matches!(letter, '\u{ad}' | '\u{200b}' | '\u{feff}') {
                // Places where a word may be broken are for the page, and would hide the word from who looks for it.
                self.line.push(letter);
            }
        }
    }

    fn end(&mut self, node: Id) {
        let lines = self.line.lines().map(str::trim_end);
        let text = lines.collect::<Vec<_>>().join("\n");
        let text = text.trim();
        if !text.is_empty() {
            let text = text.to_owned();
            self.blocks.push(Block { node, text });
        }
        self.line.clear();
    }
}
