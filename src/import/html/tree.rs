//! A page as a tree, built by html5ever within limits. Knows nothing of what the elements mean; runs and fetches
//! nothing.
//!
//! **Invariant (bounded):** depth, nodes, letters and attributes of a tree have limits (see `gate`), so that walking,
//! dropping and reading a tree take time that the length of the page explains.

use std::borrow::Cow;
use std::cell::{Ref, RefCell};

use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, LocalName, QualName, TokenizerResult, ns};

use super::MAX_PAGE;
use super::gate::{Gate, MAX_ATTRIBUTES};

/// Bytes that the tokenizer gets at once.
const PIECE: usize = 4096;
/// What may part attributes stands so often in a tag at most; then the tag is ended.
const MAX_PARTS: usize = 2000;

/// Bytes after which the text of a name or title is not read on.
const MAX_LINE: usize = 4096;

/// A node of a tree, by its number.
pub type Id = usize;

/// What a node is.
#[derive(Debug)]
pub enum Data {
    /// The whole page, or what lies in a template.
    Root,
    /// An element and its attributes.
    Element(QualName, Vec<Attribute>),
    /// Letters.
    Text(String),
    /// A remark of whoever wrote the page.
    Comment(String),
}

#[derive(Debug)]
struct Node {
    data: Data,
    parent: Option<Id>,
    first: Option<Id>,
    last: Option<Id>,
    before: Option<Id>,
    after: Option<Id>,
}

/// A parsed page. Node 0 is its root.
#[derive(Debug)]
pub struct Tree {
    nodes: Vec<Node>,
    /// The page went on, but had too many elements, attributes or letters.
    pub cut_off: bool,
}

/// A step of a walk through a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Into a node.
    Enter(Id),
    /// Out of it, when all that it holds has been walked.
    Leave(Id),
}

impl Tree {
    /// A page, however broken.
    pub fn parse(html: &str) -> Self {
        let options = TreeBuilderOpts {
            scripting_enabled: false,
            ..TreeBuilderOpts::default()
        };
        let gate = Gate::new(TreeBuilder::new(Growing::default(), options));
        let tokenizer = Tokenizer::new(gate, TokenizerOpts::default());
        let queue = BufferQueue::default();
        let feed = |piece: &str| {
            queue.push_back(StrTendril::from_slice(piece));
            // A script's end and a declared encoding stop the tokenizer; neither concerns us.
            while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
        };
        let gate = &tokenizer.sink;
        let (mut rest, beyond) = html.split_at(html.floor_char_boundary(MAX_PAGE));
        let mut parts = 0;
        while !rest.is_empty() && !gate.is_full() {
            let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE));
            rest = after;
            let before = gate.tokens();
            feed(piece);
            // The tokenizer compares the name of each attribute with all before it, and hands nothing over until the
            // tag ends. Where it has been silent for long, it is in a tag or in something that a sign more does no
            // harm to.
            parts = if gate.tokens() == before { parts } else { 0 } + attribute_ends(piece);
            if parts > MAX_PARTS {
                let (before, wide) = (gate.tokens(), gate.wide());
                feed(" >");
                if gate.wide() > wide && gate.tokens() > before {
                    rest = rest.split_once('>').map_or("", |(_, after)| after);
                }
                parts = 0;
            }
        }
        let cut_off = gate.is_full() || !beyond.is_empty();
        tokenizer.end();
        let nodes = tokenizer.sink.into_builder().sink.0.into_inner().nodes;
        Self { nodes, cut_off }
    }

    /// What a node is.
    pub fn data(&self, id: Id) -> &Data {
        self.nodes.get(id).map_or(&Data::Root, |node| &node.data)
    }

    /// The name of an element; empty for anything else.
    pub fn name(&self, id: Id) -> &str {
        match self.data(id) {
            Data::Element(name, _) => &name.local,
            _ => "",
        }
    }

    /// An attribute of an element; empty if it has none of that name.
    pub fn attribute(&self, id: Id, name: &str) -> &str {
        match self.data(id) {
            Data::Element(_, attributes) => attributes
                .iter()
                .find(|attribute| &*attribute.name.local == name)
                .map_or("", |attribute| &attribute.value),
            _ => "",
        }
    }

    /// The node that holds this one.
    pub fn parent(&self, id: Id) -> Option<Id> {
        self.nodes.get(id).and_then(|node| node.parent)
    }

    /// The nodes that hold this one, nearest first.
    pub fn ancestors(&self, id: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(self.parent(id), |id| self.parent(*id))
    }

    /// A walk through all that a node holds, itself first, in the order of the page. [`Walk::pass_by`] passes by what the
    /// node that was just entered holds.
    pub fn walk(&self, from: Id) -> Walk<'_> {
        Walk {
            tree: self,
            from,
            at: None,
        }
    }

    /// All elements below a node, in the order of the page.
    pub fn elements(&self, from: Id) -> impl Iterator<Item = Id> {
        self.walk(from).filter_map(|step| match step {
            Step::Enter(id) if matches!(self.data(id), Data::Element(..)) => Some(id),
            _ => None,
        })
    }

    /// The letters in a node, runs of white space as one space: for names, titles and dates, so not more than a few
    /// thousand. Scripts and styles are no letters.
    pub fn text(&self, from: Id) -> String {
        let mut text = String::new();
        let mut walk = self.walk(from);
        while let Some(step) = walk.next() {
            let Step::Enter(id) = step else { continue };
            if text.len() > MAX_LINE {
                break;
            }
            match self.data(id) {
                Data::Text(letters) => text.push_str(letters),
                Data::Element(name, _) => match &*name.local {
                    "script" | "style" | "noscript" | "template" => walk.pass_by(),
                    "br" | "p" | "div" | "li" | "td" => text.push(' '),
                    _ => {}
                },
                _ => {}
            }
        }
        super::spaced(&text)
    }
}

/// As many attributes as may end in a piece of a tag, or more: white space, a slash or a value in quotes ends one.
fn attribute_ends(piece: &str) -> usize {
    let bytes = piece.bytes();
    let pairs = std::iter::once(b' ').chain(bytes.clone()).zip(bytes);
    pairs
        .filter(|(before, byte)| match byte {
            b'"' | b'\'' => *before == b'=',
            byte => byte.is_ascii_whitespace() || *byte == b'/',
        })
        .count()
}

/// A walk through a tree. Needs no stack, so no depth overflows it.
pub struct Walk<'a> {
    tree: &'a Tree,
    from: Id,
    at: Option<Step>,
}

impl Walk<'_> {
    /// Passes by what the node that was just entered holds: its end comes next.
    pub fn pass_by(&mut self) {
        if let Some(Step::Enter(id)) = self.at {
            // As if its last child had just been left; a node without children has its end next anyway.
            if let Some(last) = self.tree.nodes.get(id).and_then(|node| node.last) {
                self.at = Some(Step::Leave(last));
            }
        }
    }
}

impl Iterator for Walk<'_> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        let next = match self.at {
            None => Step::Enter(self.from),
            Some(Step::Enter(id)) => match self.tree.nodes.get(id)?.first {
                Some(first) => Step::Enter(first),
                None => Step::Leave(id),
            },
            Some(Step::Leave(id)) if id == self.from => return None,
            Some(Step::Leave(id)) => {
                let node = self.tree.nodes.get(id)?;
                match node.after {
                    Some(after) => Step::Enter(after),
                    None => Step::Leave(node.parent?),
                }
            }
        };
        self.at = Some(next);
        Some(next)
    }
}

/// A tree while it is built. The numbers of nodes are made here alone, so each has its node.
pub(super) struct Growing(RefCell<Grown>);

struct Grown {
    nodes: Vec<Node>,
    /// The name of what has none.
    nameless: QualName,
}

impl Default for Growing {
    fn default() -> Self {
        let growing = Self(RefCell::new(Grown {
            nodes: Vec::new(),
            nameless: QualName::new(None, ns!(), LocalName::default()),
        }));
        growing.create(Data::Root);
        growing
    }
}

impl Growing {
    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.0.borrow().nodes.len()
    }

    fn create(&self, data: Data) -> Id {
        let nodes = &mut self.0.borrow_mut().nodes;
        nodes.push(Node {
            data,
            parent: None,
            first: None,
            last: None,
            before: None,
            after: None,
        });
        nodes.len() - 1
    }

    /// Puts a child in front of `sibling`, or last. Letters are added to letters before them.
    fn insert(&self, parent: Id, sibling: Option<Id>, child: NodeOrText<Id>) {
        let id = match child {
            NodeOrText::AppendNode(id) => id,
            NodeOrText::AppendText(text) => {
                if let Some(letters) = self.0.borrow_mut().letters_before(parent, sibling) {
                    letters.push_str(&text);
                    return;
                }
                self.create(Data::Text(text.to_string()))
            }
        };
        attach(&mut self.0.borrow_mut().nodes, parent, sibling, id);
    }
}

impl Grown {
    fn letters_before(&mut self, parent: Id, sibling: Option<Id>) -> Option<&mut String> {
        let before = match sibling {
            Some(sibling) => self.nodes[sibling].before,
            None => self.nodes[parent].last,
        };
        match &mut self.nodes[before?].data {
            Data::Text(letters) => Some(letters),
            _ => None,
        }
    }
}

fn attach(nodes: &mut [Node], parent: Id, sibling: Option<Id>, id: Id) {
    detach(nodes, id);
    let before = match sibling {
        Some(sibling) => nodes[sibling].before.replace(id),
        None => nodes[parent].last.replace(id),
    };
    match before {
        Some(before) => nodes[before].after = Some(id),
        None => nodes[parent].first = Some(id),
    }
    nodes[id].parent = Some(parent);
    nodes[id].before = before;
    nodes[id].after = sibling;
}

fn detach(nodes: &mut [Node], id: Id) {
    let Some(parent) = nodes[id].parent.take() else {
        return;
    };
    let (before, after) = (nodes[id].before.take(), nodes[id].after.take());
    match before {
        Some(before) => nodes[before].after = after,
        None => nodes[parent].first = after,
    }
    match after {
        Some(after) => nodes[after].before = before,
        None => nodes[parent].last = before,
    }
}

impl TreeSink for Growing {
    type Handle = Id;
    type Output = Self;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Ref<'a, QualName> {
        Ref::map(self.0.borrow(), |grown| match &grown.nodes[*target].data {
            Data::Element(name, _) => name,
            _ => &grown.nameless, // the builder asks for elements only
        })
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> Id {
        self.create(Data::Element(name, attrs))
    }

    fn create_comment(&self, text: StrTendril) -> Id {
        self.create(Data::Comment(text.to_string()))
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Id {
        self.create(Data::Comment(String::new()))
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        self.insert(*parent, None, child);
    }

    fn append_before_sibling(&self, sibling: &Id, child: NodeOrText<Id>) {
        let parent = self.0.borrow().nodes[*sibling].parent;
        self.insert(parent.unwrap_or(0), Some(*sibling), child);
    }

    fn append_based_on_parent_node(&self, element: &Id, other: &Id, child: NodeOrText<Id>) {
        if self.0.borrow().nodes[*element].parent.is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(other, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Id) -> Id {
        *target // what lies in a template is passed by with it
    }

    fn same_node(&self, one: &Id, other: &Id) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn add_attrs_if_missing(&self, target: &Id, attrs: Vec<Attribute>) {
        if let Data::Element(_, present) = &mut self.0.borrow_mut().nodes[*target].data {
            for attribute in attrs {
                if present.len() >= MAX_ATTRIBUTES {
                    break;
                }
                if present.iter().all(|a| a.name != attribute.name) {
                    present.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Id) {
        detach(&mut self.0.borrow_mut().nodes, *target);
    }

    fn reparent_children(&self, node: &Id, new_parent: &Id) {
        let nodes = &mut self.0.borrow_mut().nodes;
        while let Some(child) = nodes[*node].first {
            attach(nodes, *new_parent, None, child);
        }
    }
}
