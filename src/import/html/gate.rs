//! The gate before the tree builder: what would make a tree too deep, too wide or too large does not go through.
//! Knows tags and letters only. It stands before the builder, whose own steps grow with the depth of the tree.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::mem;

use html5ever::LocalName;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    CharacterTokens, EndTag, ParseError, StartTag, Tag, TagToken, Token, TokenSink, TokenSinkResult,
};
use html5ever::tree_builder::TreeBuilder;

use super::tree::{Growing, Id};

/// How deep elements may lie in each other. Pages that people read stay below 100.
const MAX_DEPTH: usize = 256;
/// How many elements of formatting may be open at once: each is made anew in every paragraph that follows.
const MAX_FORMATTING: usize = 16;
/// How many nodes a tree may have before the rest of the page is left out.
const MAX_NODES: usize = 1_500_000;
/// How many bytes of letters a tree may have besides scripts and the like before the rest is left out.
const MAX_LETTERS: usize = 10_000_000;
/// How many attributes an element may have; more are left out.
pub(super) const MAX_ATTRIBUTES: usize = 256;
/// How many pairs of attributes of one tag a page may have before the rest of it is left out: the tokenizer compares
/// each pair.
const MAX_PAIRS: usize = 50_000_000;
/// Letters that come one by one are handed on in pieces of about so many bytes.
const PIECE: u32 = 1 << 16;

/// Stands before the tree builder and lets no tag through that would lie too deep. What such an element holds comes
/// into the element around it.
pub(super) struct Gate {
    builder: TreeBuilder<Id, Growing>,
    /// How many elements of a name are open, as far as tags tell.
    open: RefCell<HashMap<LocalName, usize>>,
    depth: Cell<usize>,
    formatting: Cell<usize>,
    /// How much came from the tokenizer.
    tokens: Cell<usize>,
    /// How many tags had too many attributes.
    wide: Cell<usize>,
    /// How many pairs of attributes the tags had.
    pairs: Cell<usize>,
    /// Letters that wait for what follows them, for the tokenizer hands over each `&` and `<` by itself.
    waiting: RefCell<StrTendril>,
    /// Bytes of letters that came, but for those in scripts and the like.
    letters: Cell<usize>,
    /// Whether what comes lies in a script or the like.
    raw: Cell<bool>,
}

impl Gate {
    pub(super) fn new(builder: TreeBuilder<Id, Growing>) -> Self {
        Self {
            builder,
            open: RefCell::default(),
            depth: Cell::new(0),
            formatting: Cell::new(0),
            tokens: Cell::new(0),
            wide: Cell::new(0),
            pairs: Cell::new(0),
            waiting: RefCell::default(),
            letters: Cell::new(0),
            raw: Cell::new(false),
        }
    }

    /// Whether nothing more goes through.
    pub(super) fn is_full(&self) -> bool {
        self.builder.sink.len() > MAX_NODES
            || self.letters.get() > MAX_LETTERS
            || self.pairs.get() > MAX_PAIRS
    }

    /// How much came from the tokenizer; it does not change while the tokenizer is inside of a tag.
    pub(super) fn tokens(&self) -> usize {
        self.tokens.get()
    }

    /// How many tags had too many attributes.
    pub(super) fn wide(&self) -> usize {
        self.wide.get()
    }

    /// The builder with all that went through.
    pub(super) fn into_builder(self) -> TreeBuilder<Id, Growing> {
        self.builder
    }

    /// Hands on the letters that wait. They ask nothing of the tokenizer.
    fn hand_on(&self, line: u64) {
        let letters = mem::take(&mut *self.waiting.borrow_mut());
        if !letters.is_empty() {
            let _ = self.builder.process_token(CharacterTokens(letters), line);
        }
    }

    /// Whether a tag goes through. An element that needs no end tag is not counted: it cannot lie in its own kind
    /// without one that does.
    fn admits(&self, tag: &Tag) -> bool {
        let class = class(&tag.name);
        if class == Class::Leaf {
            return true;
        }
        let mut open = self.open.borrow_mut();
        let count = open.entry(tag.name.clone()).or_default();
        let formatting = usize::from(class == Class::Formatting);
        match tag.kind {
            StartTag => {
                let foreign = self
                    .builder
                    .adjusted_current_node_present_but_not_in_html_namespace();
                if self.depth.get() >= MAX_DEPTH
                    || self.formatting.get() + formatting > MAX_FORMATTING
                {
                    return false;
                }
                if !(tag.self_closing && foreign) {
                    *count += 1;
                    self.depth.set(self.depth.get() + 1);
                    self.formatting.set(self.formatting.get() + formatting);
                }
            }
            EndTag if *count > 0 => {
                *count -= 1;
                self.depth.set(self.depth.get() - 1);
                self.formatting.set(self.formatting.get() - formatting);
            }
            EndTag => {}
        }
        true
    }
}

impl TokenSink for Gate {
    type Handle = Id;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Id> {
        let token = match token {
            ParseError(_) => return TokenSinkResult::Continue,
            token => token,
        };
        self.tokens.set(self.tokens.get() + 1);
        if self.is_full() {
            return TokenSinkResult::Continue;
        }
        let token = match token {
            CharacterTokens(letters) => {
                if !self.raw.get() {
                    self.letters.set(self.letters.get() + letters.len());
                }
                self.waiting.borrow_mut().push_tendril(&letters);
                if self.waiting.borrow().len32() >= PIECE {
                    self.hand_on(line);
                }
                return TokenSinkResult::Continue;
            }
            token => token,
        };
        self.hand_on(line);
        let token = match token {
            TagToken(mut tag) => {
                self.raw.set(false);
                let count = tag.attrs.len();
                self.pairs
                    .set(self.pairs.get().saturating_add(count * count / 2));
                if count > MAX_ATTRIBUTES {
                    self.wide.set(self.wide.get() + 1);
                    tag.attrs.truncate(MAX_ATTRIBUTES);
                }
                if !self.admits(&tag) {
                    return TokenSinkResult::Continue;
                }
                TagToken(tag)
            }
            token => token,
        };
        let answer = self.builder.process_token(token, line);
        if matches!(answer, TokenSinkResult::RawData(_)) {
            self.raw.set(true);
        }
        answer
    }

    fn end(&self) {
        self.hand_on(0);
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder
            .adjusted_current_node_present_but_not_in_html_namespace()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Holds no elements, or ends by itself where another begins.
    Leaf,
    /// Is made anew in each block until it is closed.
    Formatting,
    /// Holds others until it is closed.
    Container,
}

fn class(name: &str) -> Class {
    match name {
        "area" | "base" | "basefont" | "bgsound" | "br" | "col" | "embed" | "hr" | "img"
        | "image" | "input" | "link" | "meta" | "param" | "source" | "track" | "wbr" | "html"
        | "head" | "body" | "title" | "script" | "style" | "textarea" | "noscript" | "noframes"
        | "xmp" | "iframe" | "plaintext" | "frame" | "p" | "li" | "dt" | "dd" | "tr" | "td"
        | "th" | "thead" | "tbody" | "tfoot" | "colgroup" | "option" | "optgroup" | "rb" | "rt"
        | "rp" | "rtc" => Class::Leaf,
        "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike"
        | "strong" | "tt" | "u" => Class::Formatting,
        _ => Class::Container,
    }
}
