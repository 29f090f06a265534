//! Argdown (argdown.org): statements and arguments become claims, what supports or attacks becomes links.
//!
//! Several definitions of one title are one claim. Of a reconstructed argument, titled premises support it and it
//! supports its titled conclusion, as Argdown's own map shows it. Refuses to make links of attacks on an inference
//! (undercuts): a link ends at a claim. Prose that stands in no relation is left out and counted.

mod lines;

use std::collections::{BTreeSet, HashMap};

use kurbo::Point;
use serde_json::{Value, json};

use self::lines::{Block, Line, Mark, blocks};
use super::{Confidence, Format, ImportError, Imported, Importer, Incoming, Makes, Report, text};
use crate::board::{Body, Card, CardId, Claim, Extra, Link, LinkKind, Stance};

/// Argdown.
pub struct Argdown;

/// Where Argdown's own words are kept in `extra`.
const KEPT: &str = "argdown";
/// Most statements and arguments.
const MOST: usize = 50_000;
/// Most definitions that are kept of one title.
const MOST_TEXTS: usize = 100;

impl Importer for Argdown {
    fn format(&self) -> &'static Format {
        &Format {
            id: "argdown",
            name: "Argdown",
            extensions: &["argdown", "ad", "adown", "argdn"],
            makes: Makes::Board,
        }
    }

    fn claims(&self, incoming: &Incoming<'_>) -> Confidence {
        if self
            .format()
            .extensions
            .contains(&incoming.extension().as_str())
        {
            Confidence::Sure
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
        let mut debate = Debate::default();
        for block in blocks(&letters) {
            debate.block(&block)?;
        }
        if !report(0.5) {
            return Err(ImportError::Cancelled);
        }
        if debate.nodes.is_empty() {
            return Err(ImportError::NoText(
                "There are no statements or arguments in the file, as in “[Title]: text” or “<Title>: text”.".to_owned(),
            ));
        }
        Ok(debate.into_board())
    }
}

/// What may be named by a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Statement,
    Argument,
}

/// A statement or an argument.
#[derive(Debug)]
struct Node {
    kind: Kind,
    title: String,
    /// The first definition is its text, further ones are kept.
    texts: Vec<String>,
    tags: BTreeSet<String>,
    /// The lines of the reconstruction.
    reconstruction: Vec<String>,
    section: String,
}

/// Everything that the file says.
#[derive(Default)]
struct Debate {
    nodes: Vec<Node>,
    titled: HashMap<(Kind, String), usize>,
    links: Vec<(usize, usize, Stance)>,
    undercuts: usize,
    prose: usize,
    section: String,
    /// The argument that a reconstruction behind it belongs to.
    last_argument: Option<usize>,
}

impl Debate {
    fn block(&mut self, block: &Block) -> Result<(), ImportError> {
        match block {
            Block::Heading(words) => {
                self.section.clone_from(words);
                self.last_argument = None;
            }
            Block::Reconstruction(lines) => self.reconstruction(lines)?,
            Block::Tree(lines) => self.tree(lines)?,
        }
        Ok(())
    }

    /// Statements and arguments, and below them, set in, what stands in relation to them.
    fn tree(&mut self, lines: &[Line]) -> Result<(), ImportError> {
        let alone = lines.len() == 1;
        let mut above: Vec<(usize, Option<usize>)> = Vec::new();
        for line in lines {
            if line.mark == Mark::None {
                let prose = alone && lines::title(&line.words).is_none();
                self.prose += usize::from(prose);
                let node = if prose { None } else { self.node(&line.words)? };
                let argument = node.filter(|at| {
                    self.nodes
                        .get(*at)
                        .is_some_and(|n| n.kind == Kind::Argument)
                });
                self.last_argument = argument;
                above = vec![(0, node)];
                continue;
            }
            while above.len() > 1
                && above
                    .last()
                    .is_some_and(|(indent, _)| *indent >= line.indent)
            {
                above.pop();
            }
            let parent = above.last().and_then(|(_, node)| *node);
            let child = self.node(&line.words)?;
            self.relate(parent, child, line.mark);
            above.push((line.indent.max(1), child));
        }
        Ok(())
    }

    /// Premises, inferences and conclusions of the argument before.
    fn reconstruction(&mut self, lines: &[Line]) -> Result<(), ImportError> {
        let argument = self.last_argument;
        let mut statements: Vec<(Option<usize>, bool)> = Vec::new();
        let mut inferred = false;
        // What stands below a statement without a card of its own stands in relation to the argument.
        let mut above: Vec<(usize, Option<usize>)> = Vec::new();
        for line in lines {
            if let Some(argument) = argument.and_then(|at| self.nodes.get_mut(at)) {
                argument.reconstruction.push(line.source.clone());
            }
            match line.mark {
                Mark::Inference => inferred = true,
                Mark::Numbered => {
                    let titled = lines::title(&line.words).is_some();
                    let node = if titled {
                        self.node(&line.words)?
                    } else {
                        None
                    };
                    statements.push((node, std::mem::take(&mut inferred)));
                    above = vec![(0, node.or(argument))];
                }
                Mark::None => {}
                mark => {
                    while above.len() > 1
                        && above
                            .last()
                            .is_some_and(|(indent, _)| *indent >= line.indent)
                    {
                        above.pop();
                    }
                    let parent = above.last().and_then(|(_, node)| *node);
                    let child = self.node(&line.words)?;
                    self.relate(parent, child, mark);
                    above.push((line.indent.max(1), child));
                }
            }
        }
        let last = statements.len().saturating_sub(1);
        for (at, (statement, concluded)) in statements.into_iter().enumerate() {
            match (statement, concluded) {
                (Some(_), true) if at == last => {
                    self.relate(statement, argument, Mark::SupportedBy)
                }
                (Some(_), false) => self.relate(argument, statement, Mark::SupportedBy),
                _ => {}
            }
        }
        Ok(())
    }

    /// The number of what a line names or says; a new one if it is new.
    fn node(&mut self, words: &str) -> Result<Option<usize>, ImportError> {
        let (words, tags) = lines::without_tags(words);
        let (kind, title, body) = match lines::title(&words) {
            Some(('<', title, body)) => (Kind::Argument, title.to_owned(), body.to_owned()),
            Some((_, title, body)) => (Kind::Statement, title.to_owned(), body.to_owned()),
            None => (Kind::Statement, String::new(), words),
        };
        let body = lines::plain(&body);
        let key = (
            kind,
            if title.is_empty() {
                format!(":{body}")
            } else {
                title.clone()
            },
        );
        if title.is_empty() && body.is_empty() {
            return Ok(None);
        }
        let at = match self.titled.get(&key) {
            Some(at) => *at,
            None if self.nodes.len() >= MOST => {
                return Err(ImportError::TooLarge {
                    what: "statements and arguments",
                    found: "more".to_owned(),
                    most: MOST.to_string(),
                });
            }
            None => {
                self.nodes.push(Node {
                    kind,
                    title,
                    texts: Vec::new(),
                    tags: BTreeSet::new(),
                    reconstruction: Vec::new(),
                    section: self.section.clone(),
                });
                self.titled.insert(key, self.nodes.len() - 1);
                self.nodes.len() - 1
            }
        };
        if let Some(node) = self.nodes.get_mut(at) {
            node.tags.extend(tags);
            if !body.is_empty() && node.texts.len() < MOST_TEXTS && !node.texts.contains(&body) {
                node.texts.push(body);
            }
        }
        Ok(Some(at))
    }

    fn relate(&mut self, above: Option<usize>, below: Option<usize>, mark: Mark) {
        let (Some(above), Some(below)) = (above, below) else {
            return;
        };
        let (for_it, against) = (Stance::Corroborates, Stance::Contradicts);
        match mark {
            _ if above == below => {}
            Mark::SupportedBy => self.links.push((below, above, for_it)),
            Mark::Supports => self.links.push((above, below, for_it)),
            Mark::AttackedBy => self.links.push((below, above, against)),
            Mark::Attacks => self.links.push((above, below, against)),
            Mark::Contradictory => self
                .links
                .extend([(above, below, against), (below, above, against)]),
            Mark::Undercut => self.undercuts += 1,
            Mark::None | Mark::Numbered | Mark::Inference => {}
        }
    }

    fn into_board(self) -> Imported {
        Imported::plan(false, |txn, remarks| {
            let ids: Vec<CardId> = self
                .nodes
                .into_iter()
                .map(|node| txn.add_card(node.card()))
                .collect();
            let mut made = BTreeSet::new();
            for (from, to, stance) in self.links {
                let ends = (ids.get(from), ids.get(to));
                if let (Some(from_id), Some(to_id), true) =
                    (ends.0, ends.1, made.insert((from, to, stance as u8)))
                {
                    txn.add_link(Link::new(
                        from_id.clone(),
                        to_id.clone(),
                        LinkKind::of(stance),
                    ));
                }
            }
            if self.undercuts > 0 {
                remarks.push(format!(
                    "{} attacks on an inference (undercuts) are no links: a link ends at a claim. Their cards were made.",
                    self.undercuts
                ));
            }
            if self.prose > 0 {
                remarks.push(format!(
                    "{} paragraphs of prose without a title were left out.",
                    self.prose
                ));
            }
        })
    }
}

impl Node {
    fn card(self) -> Card {
        let mut texts = self.texts.into_iter();
        let text = texts.next().unwrap_or_else(|| self.title.clone());
        let also: Vec<String> = texts.collect();
        let mut kept = Extra::new();
        let kind = match self.kind {
            Kind::Statement => "statement",
            Kind::Argument => "argument",
        };
        kept.insert("kind".to_owned(), json!(kind));
        let parts = [
            ("title", json!(self.title)),
            ("section", json!(self.section)),
            ("also", json!(also)),
            ("reconstruction", json!(self.reconstruction)),
        ];
        let empty = |value: &Value| value == "" || value.as_array().is_some_and(Vec::is_empty);
        let parts = parts.into_iter().filter(|(_, value)| !empty(value));
        kept.extend(parts.map(|(key, value)| (key.to_owned(), value)));
        let claim = Claim {
            text,
            tags: self.tags.into_iter().collect(),
            ..Claim::default()
        };
        let mut card = Card::new(Point::ZERO, Body::Claim(claim));
        card.extra.insert(KEPT.to_owned(), Value::Object(kept));
        card
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::testing;

    const SAMPLE: &str = "===\ntitle: Harbour\n===\n\n# The closure\n\nProse that says nothing of weight.\n\n\
        [Shut]: The harbour **was** shut, see [the log](https://example.org/a). #storm #(two words)\n\
        \x20 + <Notice>: The port sent\n    a notice. {page: 2}\n    - The notice was old.\n      -> [Shut]\n\
        \x20 // a remark\n\
        \x20 - <Ferries>: Ferries ran.\n    _ <Empty ferries>: They carried nobody.\n\n\
        /* many\n\nlines */\n[Shut]: The port was closed.\n  >< [Open]: The port was open.\n\n\
        <Notice>\n\n(1) [Sent]: The notice was sent.\n(2) Notices are true.\n--\nModus ponens {uses: [1]}\n--\n(3) [Shut]\n  +> <Late>: It was late.\n";

    fn import(text: &str) -> Result<Imported, ImportError> {
        Argdown.import(
            &Incoming {
                name: "a.argdown",
                bytes: text.as_bytes(),
            },
            &|_| true,
        )
    }

    #[test]
    fn a_debate_becomes_claims_and_links() {
        let imported = import(SAMPLE).unwrap();
        let board = &imported.piece;
        let title = |id| board.cards()[id].title();
        let mut links: Vec<String> = board
            .links()
            .values()
            .map(|link| {
                format!(
                    "{} {} {}",
                    title(&link.from),
                    link.kind.name(),
                    title(&link.to)
                )
            })
            .collect();
        links.sort();
        assert_eq!(
            links,
            [
                "Ferries ran. contradicts The harbour was shut, see the log.",
                "The harbour was shut, see the log. contradicts The port was open.",
                "The harbour was shut, see the log. corroborates It was late.",
                "The notice was old. contradicts The harbour was shut, see the log.",
                "The notice was old. contradicts The port sent a notice.",
                "The notice was sent. corroborates The port sent a notice.",
                "The port sent a notice. corroborates The harbour was shut, see the log.",
                "The port was open. contradicts The harbour was shut, see the log.",
            ]
        );
        let shut = board
            .cards()
            .values()
            .find(|card| card.extra["argdown"]["title"] == "Shut")
            .unwrap();
        let Body::Claim(claim) = &shut.body else {
            panic!("no claim")
        };
        assert_eq!(claim.tags, ["storm", "two words"]);
        assert_eq!(
            shut.extra["argdown"]["also"],
            json!(["The port was closed."])
        );
        assert_eq!(shut.extra["argdown"]["section"], "The closure");
        assert_eq!(imported.remarks.len(), 2, "{:?}", imported.remarks);
    }

    #[test]
    fn a_file_without_arguments_gets_a_sentence() {
        for text in ["", "Just prose.", "# Heading only", "===", "/*", "<!--"] {
            assert!(
                import(text)
                    .unwrap_err()
                    .to_string()
                    .contains("no statements"),
                "{text}"
            );
        }
    }

    #[test]
    fn no_bytes_panic() {
        testing::mutated(&[SAMPLE.as_bytes()], 1000, |bytes| {
            drop(Argdown.import(&Incoming { name: "", bytes }, &|_| true));
        });
    }
}
