//! What the assessment says of each card, as its face shows it: the status of a claim, the family of a source, and
//! whether anything hangs on it.
//!
//! Refuses to judge: it only chooses what is shown, and how short it is said.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::{Assessment, Doubt, Finding, Label, Level, Standing, Strike, rings};
use crate::board::{Board, Body, CardId, LinkId};

/// What the assessment says of one card.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mark {
    /// Where a claim stands.
    pub status: Option<Status>,
    /// The sources that it shares its origin with.
    pub family: Option<Family>,
    /// How many claims would have another label without it.
    pub bears: usize,
    /// The worst that is wrong with it.
    pub trouble: Option<Level>,
    /// It is taken away, to see what follows.
    pub struck: bool,
}

/// Where a claim stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    /// In one word.
    pub label: Label,
    /// In a few words, and in fewer and fewest where there is no room for them.
    pub words: [String; 3],
    /// What speaks for it, 0 to 1.
    pub support: f64,
    /// What speaks against it, 0 to 1.
    pub opposition: f64,
    /// How many independent origins speak for it and against it.
    pub counts: (usize, usize),
    /// Where it stood before what is tried now.
    pub before: Option<Label>,
}

/// Sources that go back to one origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Family {
    /// Tells it from the others of the board: its colour and its shape.
    pub number: usize,
    /// Sources in it, this one too.
    pub members: usize,
}

impl Family {
    /// Which of the four shapes its mark has: not always the same one in the same colour.
    pub fn token(self) -> usize {
        self.number / 4 + self.number % 4
    }
}

/// What the assessment says of all cards.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// By card; only those that there is something to say of.
    pub cards: BTreeMap<CardId, Mark>,
    /// By origin, the sources that count for it, itself among them, where they are more than one.
    pub kin: BTreeMap<CardId, Vec<CardId>>,
    /// Links on which some label hangs.
    pub bearing: BTreeSet<LinkId>,
    /// Links that lead in a circle.
    pub loops: BTreeSet<LinkId>,
    /// Links that are taken away, to see what follows.
    pub struck: BTreeSet<LinkId>,
}

impl Marks {
    /// What an assessment says, with what hangs on what and what is wrong as far as that is known.
    pub fn of(
        board: &Board,
        assessment: &Assessment,
        bearing: &BTreeMap<Strike, Vec<(CardId, Label)>>,
        findings: &[Finding],
        doubts: &BTreeMap<CardId, Doubt>,
    ) -> Self {
        let mut marks = Self::default();
        for (claim, standing) in assessment.claims() {
            marks.of_card(claim).status = Some(Status::of(board, standing, doubts.get(claim)));
        }
        let mut families: BTreeMap<CardId, Vec<CardId>> = BTreeMap::new();
        let sources = board.cards().iter();
        let sources = sources.filter(|(_, card)| matches!(card.body, Body::Source(_)));
        for (id, _) in sources {
            if let Some(origin) = assessment.origin(id) {
                families.entry(origin).or_default().push(id.clone());
            }
        }
        families.retain(|_, members| members.len() > 1);
        marks.kin = families.clone();
        // One article and the outlet that it draws on share nothing with anybody else.
        let is_document = |id: &&CardId| match board.cards().get(*id).map(|card| &card.body) {
            Some(Body::Source(source)) => !super::card::is_origin(source),
            _ => false,
        };
        families.retain(|_, members| members.iter().filter(is_document).count() > 1);
        for (number, members) in families.values().enumerate() {
            for member in members {
                marks.of_card(member).family = Some(Family {
                    number,
                    members: members.len(),
                });
            }
        }
        for (strike, flips) in bearing {
            match strike {
                Strike::Link(link) => drop(marks.bearing.insert(link.clone())),
                Strike::Source(card) | Strike::Origin(card) => {
                    let mark = marks.of_card(card);
                    mark.bears = mark.bears.max(flips.len());
                }
                Strike::Same(..) => {}
            }
        }
        for finding in findings.iter().filter(|finding| finding.level.matters()) {
            if let Some(card) = finding.cards.first() {
                let trouble = &mut marks.of_card(card).trouble;
                *trouble = (*trouble).max(Some(finding.level));
            }
        }
        marks.loops = rings(board)
            .into_iter()
            .flat_map(|ring| ring.links)
            .collect();
        marks
    }

    /// The mark of a card, to be written on.
    pub fn of_card(&mut self, card: &CardId) -> &mut Mark {
        self.cards.entry(card.clone()).or_default()
    }
}

/// What the assessment says of a link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Seal {
    /// Some label hangs on it.
    pub bears: bool,
    /// It leads in a circle.
    pub loops: bool,
    /// It is taken away, to see what follows.
    pub struck: bool,
}

impl Marks {
    /// What is said of a link.
    pub(super) fn seal(&self, link: &LinkId) -> Seal {
        Seal {
            bears: self.bearing.contains(link),
            loops: self.loops.contains(link),
            struck: self.struck.contains(link),
        }
    }
}

impl Status {
    /// A claim's standing, in few words.
    pub fn of(board: &Board, standing: &Standing, doubt: Option<&Doubt>) -> Self {
        Self {
            label: standing.label,
            words: words(board, standing, doubt),
            support: standing.support,
            opposition: standing.opposition,
            counts: (standing.n_support, standing.n_oppose),
            before: None,
        }
    }

    /// Whether there is nothing to show a bar of.
    pub fn is_bare(&self) -> bool {
        self.support == 0.0 && self.opposition == 0.0
    }
}

/// A label in the few words that a card has room for, in fewer and in fewest. What is in doubt stands with both numbers.
fn words(board: &Board, standing: &Standing, doubt: Option<&Doubt>) -> [String; 3] {
    let (pro, contra) = (standing.n_support, standing.n_oppose);
    let origins = |n: usize| match n {
        0 => "none".to_owned(),
        1 => "1 origin".to_owned(),
        n => format!("{n} origins"),
    };
    let long = match standing.label {
        Label::Unsupported if standing.is_untold() => "No evidence yet".to_owned(),
        Label::Unsupported if standing.support > 0.0 => "Unsupported: too weak to count".to_owned(),
        Label::Unsupported => "Unsupported: nothing for it".to_owned(),
        Label::Circular if standing.sources_for > 1 => {
            format!("Circular: {} sources, one origin", standing.sources_for)
        }
        Label::Circular => "Circular: rests on itself".to_owned(),
        Label::SingleSource => {
            let card = standing
                .origins_for
                .iter()
                .max_by(|a, b| a.1.total_cmp(&b.1));
            let card = card.and_then(|(origin, _)| board.cards().get(origin));
            let name = card.map(|card| card.name()).unwrap_or_default();
            match name.is_empty() {
                true => "Single source".to_owned(),
                false => format!("Single source: {name}"),
            }
        }
        Label::Corroborated => format!("Corroborated by {pro} independent origins"),
        Label::Disputed => format!("Disputed: {} for, {contra} against", origins(pro)),
        Label::Contradicted => format!("Contradicted: {} for, {contra} against", origins(pro)),
    };
    let contested = standing.contested && standing.label.carries();
    let long = match contested {
        true if standing.label == Label::Corroborated => {
            format!("Corroborated: {pro} origins, {contra} against")
        }
        true => format!("{long}, contested by {contra}"),
        false => long,
    };
    let short = match standing.label {
        Label::Corroborated => format!("Corroborated {pro} : {contra}"),
        Label::Disputed | Label::Contradicted => {
            format!("{} {pro} : {contra}", standing.label.words())
        }
        Label::SingleSource if contested => format!("Single source, {contra} against"),
        Label::Circular if contested => format!("Circular, {contra} against"),
        _ => standing.label.words().to_owned(),
    };
    let middle = match standing.label {
        Label::Corroborated if contested => format!("Corroborated: {pro} for, {contra} against"),
        Label::Corroborated => format!("Corroborated by {}", origins(pro)),
        Label::Disputed | Label::Contradicted => {
            format!("{}: {pro} for, {contra} against", standing.label.words())
        }
        _ => short.clone(),
    };
    let Some(doubt) = doubt else {
        return [long, middle, short];
    };
    let both = |n: usize, if_shared: usize| match n == if_shared {
        true if n == 0 => "none".to_owned(),
        true => n.to_string(),
        false => format!("{n} (or {if_shared})"),
    };
    let sides = format!(
        "{} for, {} against",
        both(pro, doubt.n_support_if),
        both(contra, doubt.n_oppose_if)
    );
    match standing.label {
        Label::Corroborated if doubt.n_support_if != pro && !contested => {
            let n = doubt.n_support_if;
            let long = format!("Corroborated by {}, or {n} if two share one", origins(pro));
            [
                long,
                format!("Corroborated by {pro}, or {n} if shared"),
                short,
            ]
        }
        Label::Corroborated | Label::Disputed | Label::Contradicted => {
            let words = format!("{}: {sides}", standing.label.words());
            [words.clone(), words, short]
        }
        _ => [long, middle, short],
    }
}
