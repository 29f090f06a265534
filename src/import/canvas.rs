//! JSON Canvas 1.0 (jsoncanvas.org): groups become frames, text nodes claims or notes, file and link nodes sources, and
//! edges links where their label or colour says a stance.
//!
//! Refuses what is no JSON object and more nodes or edges than a board holds. Reads no file that a canvas names.
//!
//! **Invariant (nothing is lost):** what a board has no place for stays under the key `canvas` of the cards and links,
//! so that the canvas can be written again as it was.

use std::collections::{HashMap, HashSet};

use kurbo::{Point, Size};
use serde_json::{Value, json};

use super::stance::{self, Said};
use super::{
    Confidence, Format, ImportError, Imported, Importer, Incoming, Makes, Report, fields, text,
};
use crate::board::{
    Body, Card, CardId, Claim, Evidence, Extra, Frame, Link, LinkKind, Note, Source, Stance,
};

/// JSON Canvas.
pub struct Canvas;

/// Where a canvas's own words are kept in `extra`.
pub const KEPT: &str = "canvas";
/// Where a node or an edge of a canvas carries what only Casewall knows.
pub const OURS: &str = "casewall";
/// Most nodes, and most edges.
const MOST: usize = 100_000;
/// Farthest place of a card, board units.
const FARTHEST: f64 = 10_000_000.0;
/// Largest side of a card, board units.
const LARGEST: f64 = 100_000.0;

impl Importer for Canvas {
    fn format(&self) -> &'static Format {
        &Format {
            id: "canvas",
            name: "JSON Canvas",
            extensions: &["canvas"],
            makes: Makes::Board,
        }
    }

    fn claims(&self, incoming: &Incoming<'_>) -> Confidence {
        let head = incoming.bytes.get(..4096).unwrap_or(incoming.bytes);
        let head = String::from_utf8_lossy(head);
        let object = head
            .trim_start_matches('\u{feff}')
            .trim_start()
            .starts_with('{');
        if incoming.extension() == "canvas" {
            Confidence::Sure
        } else if object && head.contains("\"nodes\"") && head.contains("\"width\"") {
            Confidence::Likely
        } else {
            Confidence::No
        }
    }

    fn import(
        &self,
        incoming: &Incoming<'_>,
        report: &Report<'_>,
    ) -> Result<Imported, ImportError> {
        let letters = text::decode(incoming.bytes, Some("utf-8"))?.text;
        if letters.trim().is_empty() {
            return Err(ImportError::NoText(
                "The canvas is empty. Open it with the program that made it and save it anew."
                    .to_owned(),
            ));
        }
        let value: Value = serde_json::from_str(&letters)
            .map_err(|error| ImportError::Broken(error.to_string()))?;
        let drawing = Drawing::of(value)?;
        if !report(0.5) {
            return Err(ImportError::Cancelled);
        }
        Ok(drawing.into_board())
    }
}

/// A canvas as it stands in its file.
#[derive(Debug, Default)]
pub struct Drawing {
    /// Cards and groups, back to front.
    pub nodes: Vec<Extra>,
    /// Arrows.
    pub edges: Vec<Extra>,
    /// Further keys of the file.
    pub more: Extra,
}

/// What a [`Drawing`] says: a card for each node, and a link for each edge that says one.
#[derive(Debug)]
pub struct Reading {
    /// As many as there are nodes.
    pub cards: Vec<Card>,
    /// As many as there are edges.
    pub ties: Vec<Option<Tie>>,
    /// How many stances a colour alone has said.
    by_color: usize,
}

/// A link between two nodes, by their numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Tie {
    /// Who speaks.
    pub from: usize,
    /// What is spoken of.
    pub to: usize,
    /// What it says. An origin is missing: it is a node, see [`Tie::origin`].
    pub kind: LinkKind,
    /// A remark.
    pub note: String,
    /// Who says so in the text.
    pub origin: Option<usize>,
    /// Whether the arrow points the other way.
    pub turned: bool,
}

impl Drawing {
    fn of(value: Value) -> Result<Self, ImportError> {
        let Value::Object(mut more) = value else {
            return Err(ImportError::Broken(
                "a canvas is a JSON object, this is none".to_owned(),
            ));
        };
        let mut list = |key: &'static str| match more.shift_remove(key) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Array(list)) if list.len() > MOST => Err(ImportError::TooLarge {
                what: key,
                found: list.len().to_string(),
                most: MOST.to_string(),
            }),
            Some(Value::Array(list)) => Ok(list),
            Some(_) => Err(ImportError::Broken(format!("“{key}” is no list"))),
        };
        let object = |value| match value {
            Value::Object(object) => Some(object),
            _ => None,
        };
        let (nodes, edges) = (list("nodes")?, list("edges")?);
        Ok(Self {
            nodes: nodes.into_iter().filter_map(object).collect(),
            edges: edges.into_iter().filter_map(object).collect(),
            more,
        })
    }

    /// What the canvas says, by the rules of this file.
    pub fn read(&self) -> Reading {
        let numbers = self.numbers();
        let bodies: Vec<Plain> = self.nodes.iter().map(Plain::of).collect();
        let colors = self.colors_are_stances();
        let mut by_color = 0;
        let tie = |edge: &Extra| {
            let end = |key| numbers.get(string(edge, key)).copied();
            let (from, to) = (end("fromNode")?, end("toNode")?);
            let (kind, note, colored) = said(edge, colors)?;
            let fits = |(from, to): (usize, usize)| {
                from != to && may_tie(bodies.get(from), bodies.get(to), &kind)
            };
            // An arrow from a claim to a document still means that the document speaks of the claim.
            let meant = if points_back(edge) {
                (to, from)
            } else {
                (from, to)
            };
            let ends = [meant, (meant.1, meant.0)]
                .into_iter()
                .find(|ends| fits(*ends))?;
            by_color += usize::from(colored);
            let turned = ends != (from, to);
            let (from, to) = ends;
            let origin = ours(edge, "origin").and_then(|id| numbers.get(id.as_str()).copied());
            Some(Tie {
                from,
                to,
                kind,
                note,
                origin,
                turned,
            })
        };
        let ties: Vec<Option<Tie>> = self.edges.iter().map(tie).collect();
        let takes_a_stance = |tie: &&Tie| tie.kind.stance().is_some();
        let argued: HashSet<usize> = ties
            .iter()
            .flatten()
            .filter(takes_a_stance)
            .flat_map(|tie| [tie.from, tie.to])
            .collect();
        let card = |(number, (plain, node)): (usize, (Plain, &Extra))| {
            let body = plain.body(argued.contains(&number));
            let mut card = Card::new(Point::ZERO, body);
            let usual = card.size;
            card.at = Point::new(place(node, "x"), place(node, "y"));
            card.size = Size::new(
                side(node, "width", usual.width),
                side(node, "height", usual.height),
            );
            card
        };
        let cards = bodies
            .into_iter()
            .zip(&self.nodes)
            .enumerate()
            .map(card)
            .collect();
        Reading {
            cards,
            ties,
            by_color,
        }
    }

    /// The number of each node's id. Of equal ids the first counts.
    fn numbers(&self) -> HashMap<&str, usize> {
        let mut numbers = HashMap::new();
        for (number, node) in self.nodes.iter().enumerate() {
            numbers.entry(string(node, "id")).or_insert(number);
        }
        numbers
    }

    /// Whether green and red mean a stance here. Where arrows have other colours too, colours mean something else.
    fn colors_are_stances(&self) -> bool {
        let mut colors = self.edges.iter().map(|edge| string(edge, "color"));
        colors.all(|color| color.is_empty() || stance::color(color).is_some())
    }

    fn into_board(self) -> Imported {
        let Reading {
            cards,
            ties,
            by_color,
        } = self.read();
        let sources = |card: &&Card| matches!(card.body, Body::Source(_));
        let (files, turned) = (
            cards.iter().filter(sources).count(),
            ties.iter().flatten().filter(|tie| tie.turned).count(),
        );
        let loose = ties.iter().filter(|tie| tie.is_none()).count();
        let mut kept: Vec<Extra> = vec![Extra::new(); cards.len()];
        let numbers = self.numbers();
        for (edge, _) in self
            .edges
            .iter()
            .zip(&ties)
            .filter(|(_, tie)| tie.is_none())
        {
            let end = |key| numbers.get(string(edge, key));
            let at = end("fromNode").or_else(|| end("toNode"));
            let extra = kept.get_mut(at.copied().unwrap_or(0));
            let edges = extra.map(|extra| extra.entry("edges").or_insert_with(|| json!([])));
            if let Some(Value::Array(edges)) = edges {
                edges.push(Value::Object(edge.clone()));
            }
        }
        let (nodes, edges, more) = (self.nodes, self.edges, self.more);
        if let Some(first) = kept.first_mut().filter(|_| !more.is_empty()) {
            first.insert("document".to_owned(), Value::Object(more));
        }
        Imported::plan(true, |txn, remarks| {
            let mut ids: Vec<CardId> = Vec::new();
            for ((mut card, node), mut extra) in cards.into_iter().zip(nodes).zip(kept) {
                card.extra = fields_kept(&node);
                extra.insert("node".to_owned(), Value::Object(rest(node, &card)));
                card.extra.insert(KEPT.to_owned(), Value::Object(extra));
                ids.push(txn.add_card(card));
            }
            for (tie, edge) in ties.into_iter().zip(edges) {
                let Some(tie) = tie else { continue };
                let (Some(from), Some(to)) = (ids.get(tie.from), ids.get(tie.to)) else {
                    continue;
                };
                let mut link = Link::new(from.clone(), to.clone(), tie.kind);
                if let Some(evidence) = link.kind.evidence_mut() {
                    evidence.origin = tie.origin.and_then(|origin| ids.get(origin).cloned());
                }
                link.note = tie.note;
                link.extra = fields_kept(&edge);
                let mut edge = edge;
                edge.shift_remove(OURS);
                link.extra.insert(KEPT.to_owned(), Value::Object(edge));
                txn.add_link(link);
            }
            tell(remarks, ids.len(), files, loose, by_color, turned);
        })
    }
}

/// A node before it is known what its arrows make of it.
enum Plain {
    /// It says itself what it is.
    Fixed(Body),
    /// Words: a claim or a note.
    Words(String),
}

impl Plain {
    fn of(node: &Extra) -> Self {
        if let Some(body) = fields::body(|name| ours(node, name)) {
            return Self::Fixed(body);
        }
        match string(node, "type") {
            "group" => Self::Fixed(Body::Frame(Frame {
                title: string(node, "label").to_owned(),
            })),
            "file" => Self::Fixed(Body::Source(Box::new(Source {
                title: stem(string(node, "file")).to_owned(),
                ..Source::default()
            }))),
            "link" => {
                let url = string(node, "url");
                Self::Fixed(Body::Source(Box::new(Source {
                    title: host(url).to_owned(),
                    url: url.to_owned(),
                    ..Source::default()
                })))
            }
            _ => Self::Words(string(node, "text").to_owned()),
        }
    }

    /// What it says itself that it is, or else this.
    fn or<'a>(&'a self, other: &'a Body) -> &'a Body {
        match self {
            Self::Fixed(body) => body,
            Self::Words(_) => other,
        }
    }

    /// Words are a claim if an argument ends or begins at them, or if they are one sentence; otherwise a note.
    fn body(self, argued: bool) -> Body {
        match self {
            Self::Fixed(body) => body,
            Self::Words(text) if argued || is_sentence(&text) => Body::Claim(Claim {
                text,
                ..Claim::default()
            }),
            Self::Words(text) => Body::Note(Note { text }),
        }
    }
}

/// One line that ends as statements end, and is no heading, list or link.
fn is_sentence(text: &str) -> bool {
    let text = text.trim();
    let stop = text.ends_with(['.', '。', '।', '۔', '!', '！']) && !text.ends_with("..");
    let plain = !text.contains('\n') && !text.starts_with(['#', '-', '*', '>', '[', '!', '|', '`']);
    stop && plain && (12..=300).contains(&text.chars().count())
}

/// Whether such a link may lead from the one node to the other. Words may become a claim.
fn may_tie(from: Option<&Plain>, to: Option<&Plain>, kind: &LinkKind) -> bool {
    let claim = Body::Claim(Claim::default());
    match (from, to) {
        (Some(from), Some(to)) => {
            crate::board::Board::may_link(from.or(&claim), to.or(&claim), kind)
        }
        _ => false,
    }
}

/// The link that an edge says, its remark, and whether only its colour says so.
fn said(edge: &Extra, colors: bool) -> Option<(LinkKind, String, bool)> {
    let (said, rest) = stance::label(string(edge, "label"));
    let by_color = stance::color(string(edge, "color")).filter(|_| colors);
    let named = match ours(edge, "kind").as_deref() {
        Some("corroborates") => Some(Said::Stance(Stance::Corroborates)),
        Some("contradicts") => Some(Said::Stance(Stance::Contradicts)),
        Some("derives_from") => Some(Said::DerivesFrom),
        _ => None,
    };
    let (said, colored) = match (named.or(said), by_color) {
        (Some(said), _) => (said, false),
        (None, Some(stance)) => (Said::Stance(stance), true),
        (None, None) => return None,
    };
    let mut kind = said.kind()?;
    if let Some(evidence) = kind.evidence_mut() {
        *evidence = Evidence {
            origin: None,
            ..fields::evidence(|name| ours(edge, name), |_| None)
        };
    }
    let note = ours(edge, "note").unwrap_or_else(|| rest.to_owned());
    Some((kind, note, colored))
}

/// Whether the only arrowhead is at the beginning.
fn points_back(edge: &Extra) -> bool {
    string(edge, "fromEnd") == "arrow" && string(edge, "toEnd") == "none"
}

/// What the card does not hold of its node.
fn rest(mut node: Extra, card: &Card) -> Extra {
    node.shift_remove(OURS);
    let numbers = [
        ("x", card.at.x),
        ("y", card.at.y),
        ("width", card.size.width),
        ("height", card.size.height),
    ];
    for (key, now) in numbers {
        if node.get(key).and_then(Value::as_i64) == Some(now as i64) {
            node.shift_remove(key);
        }
    }
    let (key, now) = words(&card.body);
    if !now.is_empty() && string(&node, key) == now {
        node.shift_remove(key);
    }
    node
}

/// The key of a node that has the words of a card, and the words.
pub fn words(body: &Body) -> (&'static str, &str) {
    match body {
        Body::Frame(frame) => ("label", &frame.title),
        Body::Source(source) => ("url", &source.url),
        Body::Claim(claim) => ("text", &claim.text),
        Body::Note(note) => ("text", &note.text),
        Body::Picture(picture) => ("text", &picture.caption),
        Body::Unknown(kind) => ("text", kind),
    }
}

/// What Casewall itself has written onto a node or an edge.
fn ours(object: &Extra, name: &str) -> Option<String> {
    let value = object.get(OURS)?.get(name)?.as_str()?;
    Some(value.to_owned())
}

/// The unknown keys of a card or link, as Casewall itself has written them down.
fn fields_kept(object: &Extra) -> Extra {
    let extra = object.get(OURS).and_then(|ours| ours.get("extra"));
    extra
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default()
}

/// A key's words; empty if it has none.
pub(crate) fn string<'a>(object: &'a Extra, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// A coordinate that a board can hold.
pub(crate) fn place(node: &Extra, key: &str) -> f64 {
    let number = node.get(key).and_then(Value::as_f64).unwrap_or(0.0);
    number.clamp(-FARTHEST, FARTHEST).round()
}

/// A side of a card that a board can hold.
pub(crate) fn side(node: &Extra, key: &str, usual: f64) -> f64 {
    let number = node.get(key).and_then(Value::as_f64).unwrap_or(usual);
    number.clamp(1.0, LARGEST).round()
}

/// The name of a file without folders and ending.
fn stem(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

/// The host of an address, for a title.
pub fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    host.strip_prefix("www.").unwrap_or(host)
}

fn tell(
    remarks: &mut Vec<String>,
    cards: usize,
    files: usize,
    loose: usize,
    colored: usize,
    turned: usize,
) {
    if cards == 0 {
        remarks.push("There is nothing on the canvas.".to_owned());
    }
    let mut say = |count: usize, sentence: &str| {
        if count > 0 {
            remarks.push(format!("{count} {sentence}"));
        }
    };
    say(
        files,
        "files or addresses became sources without text. Import the documents themselves to quote them.",
    );
    say(
        loose,
        "arrows say neither for nor against. They are no links; they stay with their cards and go back into a canvas.",
    );
    say(
        colored,
        "arrows were read by their colour, green for and red against. Change the links where that is not meant.",
    );
    say(
        turned,
        "arrows from a claim to a source were turned round: the source speaks of the claim.",
    );
}

#[cfg(test)]
mod tests;
