//! One claim in full: where it stands, why, in whose words, and what would change that.

use super::register::{Placed, placed};
use super::summary::{judged, stands};
use super::{Item, Mark, Tone, Words, Work};
use crate::assess::{Badge, Footing, Label, Reason, Standing, list};
use crate::board::{CardId, LinkId, Stance};

/// Quotes that one reason shows; the others are counted.
const MOST_QUOTES: usize = 8;
/// Most searches through sets of several origins, and how many cards and links they may all copy together: each takes
/// a trial on a copy of the whole assessment.
const MOST_SEARCHES: usize = 200;
const MOST_COPIED: usize = 200_000;

impl<'a> Work<'a> {
    pub(super) fn detail(&mut self, id: &'a CardId) {
        let (Some(claim), Some(standing), Some(number)) = (
            self.claim(id),
            self.material.assessment.claim(id),
            self.numbers.get(id).copied(),
        ) else {
            return;
        };
        let title = match claim.text.trim() {
            "" => "Untitled claim",
            text => text,
        };
        let title = Words::of(&format!("{number}. ")).said(title, "");
        self.heading(4, title, Some(Mark::Claim(number)));
        self.paragraph(stands(standing).and(judged(claim)));
        let reasons = self.material.assessment.reasons(self.material.board, id);
        let of = |side: Option<Stance>| reasons.iter().filter(move |reason| reason.side == side);
        for (side, lead) in [
            (Stance::Corroborates, "For it"),
            (Stance::Contradicts, "Against it"),
        ] {
            let items: Vec<Item> = of(Some(side))
                .map(|reason| self.reason(reason, lead))
                .collect();
            if !items.is_empty() {
                self.toned(Words::of(lead), Tone::Lead);
                self.list(items);
            }
        }
        let mut counted: Vec<Item> = of(None)
            .filter(|reason| self.anyone_graded || !only_ungraded(reason, standing))
            .map(|reason| Item::dot(Words::of(&reason.says)))
            .collect();
        let hangs = self.hangs_on(id, standing);
        if !hangs.is_empty() {
            counted.push(Item::dot(hangs));
        }
        if !counted.is_empty() {
            self.toned(
                Words::of("How it is counted, and what it hangs on"),
                Tone::Lead,
            );
            self.list(counted);
        }
    }

    /// A reason, and below it the quotes that it rests on.
    fn reason(&mut self, reason: &Reason, lead: &str) -> Item {
        // The heading has said which side it is.
        let says = reason.says.strip_prefix(lead);
        let says = says.and_then(|says| says.strip_prefix(": "));
        let mut words = Words::of(says.unwrap_or(&reason.says));
        let mut below = Vec::new();
        let mut more = 0;
        // Where all quotes are of one source, the reason has named it.
        let many = {
            let links = self.material.board.links();
            let mut from = reason
                .links
                .iter()
                .filter_map(|link| Some(&links.get(link)?.from));
            let first = from.next();
            from.any(|other| Some(other) != first)
        };
        for link in &reason.links {
            if let Some(number) = self.claim_behind(link) {
                let place = self.claims_named(&[number]).capital().text(": ");
                words = place.and(words);
            } else if below.len() < MOST_QUOTES {
                below.extend(self.quoted(link, many));
            } else {
                more += 1;
            }
        }
        if more > 0 {
            below.push(Words::of(&format!("{more} more.")));
        }
        Item {
            below,
            ..Item::dot(words)
        }
    }

    /// The number of the claim that a link comes from.
    fn claim_behind(&self, link: &LinkId) -> Option<usize> {
        let link = self.material.board.links().get(link)?;
        self.numbers.get(&link.from).copied()
    }

    /// The words that a source's report rests on, with the footnote that says where they stand.
    fn quoted(&mut self, link: &LinkId, named: bool) -> Option<Words> {
        let link = self.material.board.links().get(link)?;
        let evidence = link.kind.evidence()?;
        let source = self.register.source(&link.from)?;
        let name = self.register.name(&link.from);
        let note = self.register.cite(link, evidence, source);
        let words = match &evidence.quote {
            Some(quote) if !quote.exact.trim().is_empty() => {
                let remark = match placed(quote, source) {
                    Placed::There | Placed::Unknown => "",
                    Placed::Elsewhere => " (elsewhere in the text than noted)",
                    Placed::Gone => " (these words are not in the text that the board keeps)",
                };
                let quote = format!("“{}”", quote.exact.trim());
                let words = Words::default().said(&quote, &source.language).text(remark);
                match named {
                    true => words.text(" — ").said(&name, &source.language),
                    false => words,
                }
            }
            _ => Words::default()
                .said(&name, &source.language)
                .text(", without a quote"),
        };
        Some(words.note(note))
    }

    /// What would change where a claim stands.
    fn hangs_on(&mut self, id: &CardId, standing: &Standing) -> Words {
        let words = match self.footing(id, standing) {
            Some(footing) => {
                let names: Vec<&str> = footing
                    .origins
                    .iter()
                    .map(|origin| self.material.assessment.origin_name(origin))
                    .collect();
                let names = list(names.iter().copied());
                let becomes = footing.becomes.words().to_lowercase();
                Words::of(&match (footing.origins.len(), footing.smallest) {
                    (1, _) => format!("Without {names} it would be {becomes}."),
                    (_, true) => format!(
                        "No origin decides it alone. Without {names} together it would be {becomes}."
                    ),
                    (_, false) => format!(
                        "Without {names} together it would be {becomes}; no smaller set was found."
                    ),
                })
            }
            None => Words::default(),
        };
        // Where one origin carries it, a second one is what would help.
        let alone = matches!(standing.label, Label::SingleSource | Label::Circular);
        match alone && standing.n_support == 1 {
            true => {
                words.text(" A second, independent origin that counts would make it corroborated.")
            }
            false => words,
        }
    }

    /// The fewest origins without which a claim has another label.
    fn footing(&mut self, id: &CardId, standing: &Standing) -> Option<Footing> {
        let sides = match standing.label.carries() {
            true => [&standing.origins_for, &standing.origins_against],
            false => [&standing.origins_against, &standing.origins_for],
        };
        if let Some(deciding) = self.deciding.get(id) {
            let weight = |origin: &CardId| {
                let found = |side: &&Vec<(CardId, f64)>| {
                    let mass = side.iter().find(|(other, _)| other == origin);
                    mass.map(|(_, mass)| *mass)
                };
                match (found(&sides[0]), found(&sides[1])) {
                    (Some(mass), _) => (1, mass),
                    (None, mass) => (0, mass.unwrap_or(0.0)),
                }
            };
            // The strongest on the side that the label rests on; of equals the first.
            let mut best = deciding.iter();
            let first = best.next()?;
            let best = best.fold(first, |best, other| {
                let (a, b) = (weight(best.0), weight(other.0));
                let heavier = b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).is_gt();
                if heavier { other } else { best }
            });
            return Some(Footing {
                origins: vec![best.0.clone()],
                becomes: best.1,
                smallest: true,
            });
        }
        let carried = standing.n_support + standing.n_oppose > 0;
        if !carried {
            return None;
        }
        let board = self.material.board;
        let records = board.cards().len() + board.links().len();
        if self.searches >= MOST_SEARCHES.min(MOST_COPIED / records.max(1)) {
            self.unsearched += 1;
            return None;
        }
        self.searches += 1;
        self.material.assessment.footing(id)
    }
}

/// Whether a reason says no more than that nobody is graded.
fn only_ungraded(reason: &Reason, standing: &Standing) -> bool {
    let mut badges = standing.badges.iter();
    badges.any(|badge| matches!(badge, Badge::Unrated(ids) if *ids == reason.cards))
        && reason.links.is_empty()
}
