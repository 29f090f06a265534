//! What stands in the list of problems: the findings of all rules, and what only this window can know, that a picture
//! cannot be shown or that a font is missing.
//!
//! Refuses to judge: what a rule finds and how much it matters is said in `assess`.

use std::collections::BTreeMap;

use crate::assess::{Finding, Findings, Level, Trouble, rule};
use crate::board::{Body, CardId, Item, LinkId, Muted, Quote, Selection};
use crate::editor::Session;

/// Problems of one rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The rule.
    pub rule: &'static str,
    /// What its problems have in common.
    pub title: &'static str,
    /// What it means and what to do.
    pub help: &'static str,
    /// How much they matter.
    pub level: Level,
    /// Whether they can be put aside: what only this window knows cannot.
    pub mutes: bool,
    /// The problems, as the board is read.
    pub problems: Vec<Problem>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What, and what to do.
    pub sentence: String,
    /// The card that it is about.
    pub about: Option<CardId>,
    /// The cards and links that are the reason.
    pub with: Selection,
    /// The link whose quote would be mended, and the quote as it would be.
    pub mend: Option<(LinkId, Quote)>,
}

/// Something that was put aside.
#[derive(Clone, Debug, PartialEq)]
pub struct Aside {
    /// As it stands in the board.
    pub muted: Muted,
    /// What it is about: the title of the rule, and the card or everywhere.
    pub title: String,
    /// How many problems it keeps out of the list.
    pub hides: usize,
}

/// The list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listed {
    /// Worst first.
    pub groups: Vec<Group>,
    /// In the order in which they were put aside.
    pub aside: Vec<Aside>,
}

impl Listed {
    /// How many problems ask to be looked at: what the sign of the list counts.
    pub fn pressing(&self) -> usize {
        let groups = self.groups.iter().filter(|group| group.level.matters());
        groups.map(|group| group.problems.len()).sum()
    }
}

/// Everything that is wrong, in an order that does not change while the board does not.
pub fn listed(session: &Session) -> Listed {
    let assessed = session.assessed();
    // What was found may be of a moment ago; what is muted is so at once.
    let muted = assessed.muted.iter().map(|(finding, _)| finding);
    let found: Vec<Finding> = assessed.findings.iter().chain(muted).cloned().collect();
    let found = Findings::of(session.board(), found);
    let quotes = mended(session);
    let mut groups: Vec<Group> = Vec::new();
    for finding in &found.open {
        let Some(rule) = rule(finding.rule) else {
            continue;
        };
        if groups.last().is_none_or(|group| group.rule != rule.id) {
            groups.push(Group {
                rule: rule.id,
                title: rule.title,
                help: rule.help,
                level: rule.level,
                mutes: true,
                problems: Vec::new(),
            });
        }
        if let Some(group) = groups.last_mut() {
            group.problems.push(problem(finding, &quotes));
        }
    }
    groups.extend(pictures(session));
    groups.extend(scripts(session));
    groups.sort_by_key(|group| std::cmp::Reverse(group.level));
    Listed {
        groups,
        aside: aside(session, &found),
    }
}

/// The quotes that only moved, as they would be.
fn mended(session: &Session) -> BTreeMap<&LinkId, &Quote> {
    let faults = session.verified().faults.iter();
    let moved = faults.filter_map(|fault| match (&fault.about, &fault.trouble) {
        (Item::Link(link), Trouble::QuoteMoved(to)) => Some((link, to)),
        _ => None,
    });
    moved.collect()
}

fn problem(finding: &Finding, quotes: &BTreeMap<&LinkId, &Quote>) -> Problem {
    let link = finding
        .links
        .first()
        .filter(|_| finding.rule == "quote-moved");
    Problem {
        sentence: finding.says.clone(),
        about: finding.cards.first().cloned(),
        with: Selection {
            cards: finding.cards.iter().cloned().collect(),
            links: finding.links.iter().cloned().collect(),
        },
        mend: link.and_then(|link| Some((link.clone(), Quote::clone(quotes.get(link)?)))),
    }
}

fn aside(session: &Session, found: &Findings) -> Vec<Aside> {
    let board = session.board();
    let muted = board.about().judgements.muted.iter();
    let aside = muted.map(|muted| {
        let title = rule(&muted.rule).map_or(muted.rule.as_str(), |rule| rule.title);
        let place = match &muted.card {
            None => "everywhere".to_owned(),
            Some(id) => match board.cards().get(id) {
                Some(card) => format!("“{}”", card.name()),
                None => "a card that is gone".to_owned(),
            },
        };
        let here = |finding: &Finding| {
            let card = muted.card.as_ref();
            finding.rule == muted.rule && (card.is_none() || card == finding.cards.first())
        };
        Aside {
            title: format!("{title}: {place}"),
            hides: found
                .muted
                .iter()
                .filter(|(finding, _)| here(finding))
                .count(),
            muted: muted.clone(),
        }
    });
    aside.collect()
}

/// A group of what only this window knows, unless it is empty.
fn of_window(
    rule: &'static str,
    [title, help]: [&'static str; 2],
    problems: impl Iterator<Item = (String, Option<CardId>)>,
) -> Option<Group> {
    let problems: Vec<Problem> = problems
        .map(|(sentence, about)| Problem {
            sentence,
            with: Selection::cards(about.clone()),
            about,
            mend: None,
        })
        .collect();
    (!problems.is_empty()).then_some(Group {
        rule,
        title,
        help,
        level: Level::Warning,
        mutes: false,
        problems,
    })
}

fn pictures(session: &Session) -> Option<Group> {
    let faults = session.scene().picture_faults();
    if faults.is_empty() {
        return None;
    }
    let cards = session.board().cards().iter();
    let bad = cards.filter_map(|(id, card)| {
        let Body::Picture(picture) = &card.body else {
            return None;
        };
        let fault = faults.get(picture.file.as_ref()?)?;
        let sentence = match fault.strip_prefix("This picture") {
            Some(rest) if !card.title().trim().is_empty() => format!("“{}”{rest}", card.name()),
            _ => fault.clone(),
        };
        Some((sentence, Some(id.clone())))
    });
    let words = [
        "Pictures that cannot be shown",
        "The file of the picture is missing or is not a picture; put the picture on the board again.",
    ];
    of_window("picture-unreadable", words, bad)
}

fn scripts(session: &Session) -> Option<Group> {
    let mut missing = session.scene().missing_scripts();
    missing.sort_unstable();
    let named = missing.into_iter().map(|(script, letter)| {
        let mut cards = session.board().cards().iter();
        let with_it = cards.find(|(_, card)| shown(&card.body).any(|text| text.contains(letter)));
        let sentence = format!(
            "No font on this machine for {script}: its letters show as boxes. Install one, for example Noto Sans {script}."
        );
        (sentence, with_it.map(|(id, _)| id.clone()))
    });
    let words = [
        "Letters without a font",
        "This machine has no font for a script on the board; install one and start again.",
    ];
    of_window("font-missing", words, named)
}

/// The texts that a card shows.
fn shown(body: &Body) -> impl Iterator<Item = &str> {
    let texts: [&str; 3] = match body {
        Body::Source(source) => [&source.title, &source.outlet, &source.text],
        Body::Claim(claim) => [&claim.text, "", ""],
        Body::Note(note) => [&note.text, "", ""],
        Body::Frame(frame) => [&frame.title, "", ""],
        Body::Picture(picture) => [&picture.caption, "", ""],
        Body::Unknown(_) => ["", "", ""],
    };
    texts.into_iter()
}
