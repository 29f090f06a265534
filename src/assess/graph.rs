//! The board as the arithmetic needs it: cards by number, and for each claim what is said of it.
//!
//! Cards are numbered in the order of their ids. Links that make no sense (from a note, to a source, from a claim to
//! itself) are left out; they say nothing.
//!
//! **Invariant:** a graph that followed the board through its edits is the graph that would be made of it anew, but for
//! numbers that nobody has any more.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::masses::{HashMap, Node};
use super::settings::Settings;
use super::voices::{Folded, folded_outlet};
use super::words;
use crate::board::{Board, Body, Card, CardId, Link, LinkId, LinkKind, Selection, Source, Stance};

/// A source's word on a claim.
#[derive(Clone, Debug)]
pub(super) struct Report {
    pub link: LinkId,
    /// The source that carries it.
    pub from: Node,
    /// Who says so in the text: the link's origin, or the source itself.
    pub speaker: Node,
    pub kappa: f64,
    pub stance: Stance,
}

/// A claim's word on a claim.
#[derive(Clone, Debug)]
pub(super) struct Tie {
    pub link: LinkId,
    pub from: Node,
    pub lambda: f64,
    pub stance: Stance,
    /// Whether the claim that it speaks of also speaks of it, so that an echo has to be kept out.
    pub mutual: bool,
}

/// What is known of a source.
#[derive(Clone, Debug, Default)]
pub(super) struct SourceNode {
    pub rated: Option<f64>,
    /// The sources that it draws on, and the links that say so; the first one counts.
    pub parents: Vec<(LinkId, Node)>,
    /// The outlet as it is written.
    pub outlet_name: String,
    /// The outlet, folded; nothing where there is none.
    pub outlet: Option<u64>,
    pub text: Folded,
}

/// What is said of a claim.
#[derive(Clone, Debug, Default)]
pub(super) struct ClaimNode {
    pub reports: Vec<Report>,
    pub ties: Vec<Tie>,
    /// The claims that it speaks of, ascending.
    pub passes: Vec<Node>,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// Nothing that the assessment knows, or not there any more.
    Other,
    Source(Arc<SourceNode>),
    Claim(Arc<ClaimNode>),
}

#[derive(Clone, Debug)]
pub(super) struct Item {
    pub id: CardId,
    /// What it is called in a sentence.
    pub name: Arc<str>,
    pub kind: Kind,
}

/// What became of the graph when the board changed.
#[derive(Debug, Default)]
pub(super) struct Changed {
    /// Claims that are new, gone, or have other links or another name.
    pub claims: BTreeSet<Node>,
    /// Sources that are called otherwise.
    pub renamed: BTreeSet<Node>,
    /// Whether sources came, went, draw on others or are graded otherwise.
    pub sources: bool,
    /// Whether other claims speak of other claims.
    pub ties: bool,
}

/// Clones share what they hold, so that a copy to try something on is cheap.
#[derive(Clone, Debug, Default)]
pub(super) struct Graph {
    items: Vec<Item>,
    numbers: HashMap<CardId, Node>,
    /// Where the links that count lead: needed when they are gone.
    ends: HashMap<LinkId, [Node; 2]>,
}

impl Graph {
    pub fn of(board: &Board, settings: &Settings) -> Self {
        let mut graph = Self::default();
        let cards = board.cards().len();
        graph.items.reserve(cards);
        graph.numbers.reserve(cards);
        graph.ends.reserve(board.links().len());
        for (id, card) in board.cards() {
            if matters(card) {
                let node = graph.number(id.clone());
                graph.read_card(Some(card), node, settings);
            }
        }
        for (id, link) in board.links() {
            graph.add(id, link, settings);
        }
        for node in graph.nodes() {
            graph.settle_ties(node);
        }
        graph
    }

    /// Follows the board through a change. `None`: begin anew, for a card came whose id is not the last.
    pub fn follow(
        &mut self,
        board: &Board,
        touched: &Selection,
        settings: &Settings,
    ) -> Option<Changed> {
        let mut changed = Changed::default();
        // Cards whose links are to be read again.
        let mut stale: BTreeSet<Node> = BTreeSet::new();
        for id in &touched.cards {
            let card = board.cards().get(id).filter(|card| matters(card));
            let node = match (self.numbers.get(id), card) {
                (Some(node), _) => *node,
                (None, None) => continue,
                (None, Some(_)) if self.items.last().is_none_or(|last| last.id < *id) => {
                    self.number(id.clone())
                }
                (None, Some(_)) => return None,
            };
            if self
                .read_card(board.cards().get(id), node, settings)
                .into(&mut changed, node)
            {
                stale.insert(node);
                stale.extend(board.uses(id).flat_map(|(_, link)| self.ends_of(link)));
            }
        }
        for id in &touched.links {
            stale.extend(self.ends.remove(id).into_iter().flatten());
            stale.extend(
                board
                    .links()
                    .get(id)
                    .into_iter()
                    .flat_map(|link| self.ends_of(link)),
            );
        }
        for node in &stale {
            self.read_links(board, *node, settings, &mut changed);
        }
        // Whether an answer comes back shows at both ends.
        for node in &stale {
            self.settle_ties(*node);
            for other in self.claim(*node).map_or(Vec::new(), |claim| {
                let from = claim.ties.iter().map(|tie| tie.from);
                from.chain(claim.passes.iter().copied()).collect()
            }) {
                self.settle_ties(other);
            }
        }
        Some(changed)
    }

    pub fn nodes(&self) -> std::ops::Range<Node> {
        0..Node::try_from(self.items.len()).unwrap_or(Node::MAX)
    }

    pub fn node(&self, id: &CardId) -> Option<Node> {
        self.numbers.get(id).copied()
    }

    pub fn item(&self, node: Node) -> Option<&Item> {
        self.items.get(node as usize)
    }

    pub fn id(&self, node: Node) -> CardId {
        self.item(node)
            .map_or_else(|| CardId::from(""), |item| item.id.clone())
    }

    pub fn name(&self, node: Node) -> &str {
        self.item(node).map_or("", |item| &item.name)
    }

    pub fn claim(&self, node: Node) -> Option<&ClaimNode> {
        match &self.item(node)?.kind {
            Kind::Claim(claim) => Some(claim),
            _ => None,
        }
    }

    pub fn source(&self, node: Node) -> Option<&SourceNode> {
        match &self.item(node)?.kind {
            Kind::Source(source) => Some(source),
            _ => None,
        }
    }

    pub fn claims(&self) -> impl Iterator<Item = (Node, &ClaimNode)> {
        self.nodes()
            .filter_map(|node| Some((node, self.claim(node)?)))
    }

    /// Puts other words in the place of what is said of a claim, and gives back what was said.
    pub fn replace(&mut self, claim: Node, said: Arc<ClaimNode>) -> Option<Arc<ClaimNode>> {
        match self.kind_mut(claim) {
            Some(Kind::Claim(claim)) => Some(std::mem::replace(claim, said)),
            _ => None,
        }
    }

    /// The links that count; no order.
    pub fn links(&self) -> impl Iterator<Item = &LinkId> {
        self.ends.keys()
    }

    /// Both ends of a link that counts.
    pub fn ends(&self, link: &LinkId) -> Option<[Node; 2]> {
        self.ends.get(link).copied()
    }

    fn number(&mut self, id: CardId) -> Node {
        let node = Node::try_from(self.items.len()).unwrap_or(Node::MAX);
        self.numbers.insert(id.clone(), node);
        self.items.push(Item {
            id,
            name: Arc::default(),
            kind: Kind::Other,
        });
        node
    }

    /// Reads a card, not its links, and says what is new about it.
    fn read_card(&mut self, card: Option<&Arc<Card>>, node: Node, settings: &Settings) -> News {
        let Some(item) = self.items.get_mut(node as usize) else {
            return News::default();
        };
        let name = card.map_or_else(String::new, |card| words::name(card));
        let mut news = News {
            renamed: *name != *item.name,
            ..News::default()
        };
        if news.renamed {
            item.name = name.into();
        }
        let before = std::mem::replace(&mut item.kind, Kind::Other);
        item.kind = match (card.map(|card| &card.body), before) {
            (Some(Body::Source(source)), Kind::Source(before)) => {
                let now = SourceNode {
                    parents: before.parents.clone(),
                    ..read_source(source, settings, Some(&before))
                };
                news.source = (now.rated, now.outlet) != (before.rated, before.outlet)
                    || !before.text.is_of(&source.text);
                news.renamed |= now.outlet_name != before.outlet_name;
                Kind::Source(Arc::new(now))
            }
            (Some(Body::Claim(_)), Kind::Claim(before)) => Kind::Claim(before),
            (Some(Body::Source(source)), before) => {
                news.source = true;
                news.kind = true;
                news.claim = matches!(before, Kind::Claim(_));
                Kind::Source(Arc::new(read_source(source, settings, None)))
            }
            (Some(Body::Claim(_)), before) => {
                news.kind = true;
                news.claim = true;
                news.source = matches!(before, Kind::Source(_));
                Kind::Claim(Arc::default())
            }
            (_, before) => {
                news.kind = !matches!(before, Kind::Other);
                news.claim = matches!(before, Kind::Claim(_));
                news.source = matches!(before, Kind::Source(_));
                Kind::Other
            }
        };
        news.claim |= news.renamed && matches!(item.kind, Kind::Claim(_));
        news
    }

    /// Reads the links of a card again.
    fn read_links(
        &mut self,
        board: &Board,
        node: Node,
        settings: &Settings,
        changed: &mut Changed,
    ) {
        let Some(item) = self.items.get_mut(node as usize) else {
            return;
        };
        let id = item.id.clone();
        match &mut item.kind {
            Kind::Other => {}
            Kind::Source(source) => {
                let before = std::mem::take(&mut Arc::make_mut(source).parents);
                for (link_id, link) in board.links_of(&id).filter(|(_, link)| link.from == id) {
                    if let Some(ends) = self.two(link) {
                        self.add_parent(link_id, link, ends);
                    }
                }
                let parents = self.source(node).map(|source| &source.parents);
                changed.sources |= parents != Some(&before);
            }
            Kind::Claim(claim) => {
                changed.claims.insert(node);
                let said = |claim: &ClaimNode| {
                    let ties = claim.ties.iter().map(|tie| (tie.from, tie.stance));
                    (ties.collect::<Vec<_>>(), claim.passes.clone())
                };
                let before = said(claim);
                *claim = Arc::default();
                for (link_id, link) in board.links_of(&id) {
                    match self.two(link) {
                        Some(ends) if link.to == id => {
                            self.add_word(link_id, link, ends, settings);
                        }
                        Some(ends) => self.add_pass(link, ends),
                        None => {}
                    }
                }
                self.settle_ties(node);
                changed.ties |= self.claim(node).map(said) != Some(before);
            }
        }
    }

    fn add(&mut self, id: &LinkId, link: &Link, settings: &Settings) {
        if let Some(ends) = self.two(link) {
            self.add_parent(id, link, ends);
            self.add_word(id, link, ends, settings);
            self.add_pass(link, ends);
        }
    }

    /// The numbers of both ends, if they are two cards that matter.
    fn ends_of(&self, link: &Link) -> Vec<Node> {
        let ends = [&link.from, &link.to].into_iter();
        ends.filter_map(|id| self.node(id)).collect()
    }

    /// Both ends, if they are two cards that matter, and not one.
    fn two(&self, link: &Link) -> Option<[Node; 2]> {
        let ends = [self.node(&link.from)?, self.node(&link.to)?];
        (link.from != link.to).then_some(ends)
    }

    fn add_parent(&mut self, id: &LinkId, link: &Link, [from, to]: [Node; 2]) {
        if matches!(link.kind, LinkKind::DerivesFrom) && self.source(to).is_some() {
            self.ends.insert(id.clone(), [from, to]);
            if let Some(Kind::Source(source)) = self.kind_mut(from) {
                Arc::make_mut(source).parents.push((id.clone(), to));
            }
        }
    }

    /// What a link says of the claim that it leads to.
    fn add_word(&mut self, id: &LinkId, link: &Link, [from, to]: [Node; 2], settings: &Settings) {
        let Some(stance) = link.kind.stance() else {
            return;
        };
        let evidence = link.kind.evidence();
        let from_claim = match self.item(from).map(|item| &item.kind) {
            Some(Kind::Source(_)) => false,
            Some(Kind::Claim(_)) => true,
            _ => return,
        };
        let speaker = evidence
            .and_then(|evidence| self.node(evidence.origin.as_ref()?))
            .filter(|speaker| self.source(*speaker).is_some());
        let Some(Kind::Claim(claim)) = self.kind_mut(to) else {
            return;
        };
        let claim = Arc::make_mut(claim);
        if from_claim {
            claim.ties.push(Tie {
                link: id.clone(),
                from,
                lambda: settings.lambda(stance, evidence.and_then(|evidence| evidence.weight)),
                stance,
                mutual: false,
            });
        } else {
            claim.reports.push(Report {
                link: id.clone(),
                from,
                speaker: speaker.unwrap_or(from),
                kappa: settings.kappa(evidence.and_then(|evidence| evidence.credibility)),
                stance,
            });
        }
        self.ends.insert(id.clone(), [from, to]);
    }

    fn add_pass(&mut self, link: &Link, [from, to]: [Node; 2]) {
        if link.kind.stance().is_some()
            && self.claim(to).is_some()
            && let Some(Kind::Claim(claim)) = self.kind_mut(from)
        {
            Arc::make_mut(claim).passes.push(to);
        }
    }

    fn settle_ties(&mut self, node: Node) {
        if let Some(Kind::Claim(claim)) = self.kind_mut(node)
            && !(claim.ties.is_empty() && claim.passes.is_empty())
        {
            let ClaimNode { ties, passes, .. } = Arc::make_mut(claim);
            passes.sort_unstable();
            passes.dedup();
            for tie in ties {
                tie.mutual = passes.binary_search(&tie.from).is_ok();
            }
        }
    }

    fn kind_mut(&mut self, node: Node) -> Option<&mut Kind> {
        self.items.get_mut(node as usize).map(|item| &mut item.kind)
    }
}

/// What reading a card again brought.
#[derive(Clone, Copy, Debug, Default)]
struct News {
    renamed: bool,
    kind: bool,
    source: bool,
    claim: bool,
}

impl News {
    /// Notes it, and says whether the card's links are to be read again too.
    fn into(self, changed: &mut Changed, node: Node) -> bool {
        changed.sources |= self.source;
        if self.claim {
            changed.claims.insert(node);
        }
        if self.renamed {
            changed.renamed.insert(node);
        }
        changed.ties |= self.kind && self.claim;
        self.kind
    }
}

fn matters(card: &Card) -> bool {
    matches!(card.body, Body::Source(_) | Body::Claim(_))
}

fn read_source(source: &Source, settings: &Settings, before: Option<&SourceNode>) -> SourceNode {
    // A long text is folded once, however often its card is moved.
    let known = before.filter(|before| before.text.is_of(&source.text));
    let outlet: Vec<&str> = source.outlet.split_whitespace().collect();
    SourceNode {
        rated: settings.rated(source.reliability),
        parents: Vec::new(),
        outlet_name: outlet.join(" "),
        outlet: folded_outlet(&source.outlet),
        text: match known {
            Some(before) => before.text.clone(),
            None => Folded::of(&source.text),
        },
    }
}
