//! The sources: each with its citation and a line that describes it (ICD 206), and which claims fall without it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Item, Mark, Words, Work, method};
use crate::assess::{Strike, capital, count};
use crate::board::{Body, CardId, LinkKind, Source};
use crate::import::reference::ABSTRACT_ONLY;

impl<'a> Work<'a> {
    pub(super) fn sources(&mut self) {
        let falling = self.falling();
        let uses = self.uses();
        let order = self.register.order.clone();
        if order.is_empty() {
            return;
        }
        self.heading(2, Words::of("Sources"), None);
        let mut items = Vec::with_capacity(order.len());
        for (id, number) in order.iter().zip(1..) {
            let Some(source) = self.register.source(id) else {
                continue;
            };
            let mut below = vec![self.described(id, source, uses.get(id).copied())];
            if let Some(claims) = falling.get(id) {
                let claims: Vec<usize> = claims.iter().copied().collect();
                let words = Words::of("Without it ").and(self.claims_named(&claims));
                below.push(words.text(" would have another label."));
            }
            if !source.text_sha256.is_empty() {
                below.push(Words::of(&format!(
                    "SHA-256 of the text: {}",
                    source.text_sha256
                )));
            }
            items.push(Item {
                number: Some(number),
                mark: Some(Mark::Source(number)),
                words: cited(source),
                below,
            });
        }
        self.list(items);
        self.statement(&falling, &uses);
    }

    /// By source the claims of the brief that have another label without it.
    fn falling(&self) -> BTreeMap<CardId, BTreeSet<usize>> {
        let mut falling: BTreeMap<CardId, BTreeSet<usize>> = BTreeMap::new();
        for (strike, flips) in self.material.bearing {
            let (Strike::Source(id) | Strike::Origin(id)) = strike else {
                continue;
            };
            let numbers = flips.iter();
            let numbers: BTreeSet<usize> = numbers
                .filter_map(|(claim, _)| self.numbers.get(claim).copied())
                .collect();
            if !numbers.is_empty() {
                falling.entry(id.clone()).or_default().extend(numbers);
            }
        }
        falling
    }

    /// By source how many reports it makes on the claims of the brief, and how many of them have a quote.
    pub(super) fn uses(&self) -> BTreeMap<CardId, (usize, usize)> {
        let mut uses: BTreeMap<CardId, (usize, usize)> = BTreeMap::new();
        for link in self.material.board.links().values() {
            let Some(evidence) = link.kind.evidence() else {
                continue;
            };
            if self.numbers.contains_key(&link.to) && self.register.source(&link.from).is_some() {
                let (reports, quotes) = uses.entry(link.from.clone()).or_default();
                *reports += 1;
                *quotes += usize::from(evidence.quote.is_some());
            }
        }
        uses
    }

    /// One line: how it is graded, what of it is here, when the copy was taken, what it draws on, how much it says.
    fn described(&self, id: &CardId, source: &Source, uses: Option<(usize, usize)>) -> Words {
        let mut parts = vec![match source.reliability {
            Some(grade) => format!(
                "Graded {}, {}",
                grade.letter(),
                grade.words().to_lowercase()
            ),
            None => "Not graded".to_owned(),
        }];
        if !is_document(source) {
            parts.push("a person, body or outlet that others draw on, no document".to_owned());
        } else if source.text.is_empty() {
            parts.push("its text is not on the board".to_owned());
        } else if source.tags.iter().any(|tag| tag == ABSTRACT_ONLY) {
            parts.push("only its abstract is on the board".to_owned());
        } else {
            let letters = source.text.chars().count();
            parts.push(format!("text of {letters} characters on the board"));
        }
        if is_document(source) && source.published.is_empty() {
            parts.push("no date of publication".to_owned());
        }
        if !source.captured.is_empty() {
            parts.push(format!("copy taken on {}", method::day(&source.captured)));
        } else if !source.url.is_empty() {
            parts.push("not said when the copy was taken".to_owned());
        }
        if let Some((reports, quotes)) = uses {
            let with = match quotes {
                n if n == reports => match n {
                    1 => "with its quote".to_owned(),
                    _ => "all with quotes".to_owned(),
                },
                0 => "none with a quote".to_owned(),
                n => format!("{n} of them with a quote"),
            };
            parts.push(format!("{} here, {with}", count(reports, "report")));
        }
        let mut words = Words::of(&format!("{}.", parts.join("; ")));
        let tags: Vec<&str> = source.tags.iter().map(String::as_str).collect();
        let tags: Vec<&str> = tags
            .into_iter()
            .filter(|tag| *tag != ABSTRACT_ONLY)
            .collect();
        if !tags.is_empty() {
            words = words.text(" Marked: ").said(&tags.join(", "), "").text(".");
        }
        let mut parents = self.material.board.links_of(id).filter_map(|(_, link)| {
            let derives = link.from == *id && matches!(link.kind, LinkKind::DerivesFrom);
            derives.then_some(&link.to)
        });
        let parent = parents.next();
        if let Some(parent) = parent {
            let card = self.material.board.cards().get(id).map(|card| &card.body);
            let only_heard = matches!(card, Some(Body::Source(source)) if source.is_origin());
            words = words
                .text(match only_heard {
                    true => " Known here only through ",
                    false => " Draws on ",
                })
                .and(self.source_named(parent))
                .text(".");
        }
        let origin = self.material.assessment.origin(id);
        match origin.filter(|origin| origin != id && Some(origin) != parent) {
            Some(origin) => words
                .text(" Counts for ")
                .and(self.source_named(&origin))
                .text("."),
            None => words,
        }
    }

    /// A source by its name and, if it has one, its number.
    pub(super) fn source_named(&self, id: &CardId) -> Words {
        let words = Words::default().said(&self.register.name(id), "");
        match self.register.known(id) {
            Some(n) => words
                .text(" (")
                .refer(&format!("source {n}"), Mark::Source(n))
                .text(")"),
            None => words,
        }
    }
}

/// Whether it is a document of its own, not only a name that others draw on.
pub fn is_document(source: &Source) -> bool {
    !source.text.is_empty()
        || !source.url.is_empty()
        || source.file.is_some()
        || source.original.is_some()
}

/// Author. “Title”. Outlet, day. Address. Archived copy. File.
fn cited(source: &Source) -> Words {
    let [author, title, outlet] =
        [&source.author, &source.title, &source.outlet].map(|field| field.trim());
    let document = is_document(source);
    let mut parts: Vec<Words> = Vec::new();
    if !author.is_empty() {
        parts.push(Words::default().said(author, "").text(stop(author)));
    }
    if document && !title.is_empty() {
        let title = format!("“{title}”");
        parts.push(Words::default().said(&title, &source.language).text("."));
    } else if !title.is_empty() {
        let stop = stop(title);
        parts.push(Words::default().said(title, &source.language).text(stop));
    }
    let published = method::day(&source.published);
    let outlet = if document || outlet != title {
        outlet
    } else {
        ""
    };
    match (outlet.is_empty(), published.is_empty()) {
        (false, false) => parts.push(
            Words::default()
                .said(outlet, "")
                .text(&format!(", {published}.")),
        ),
        (false, true) => parts.push(Words::default().said(outlet, "").text(stop(outlet))),
        (true, false) => parts.push(Words::of(&format!("{}.", capital(&published)))),
        (true, true) => {}
    }
    if parts.is_empty() {
        parts.push(Words::of("Untitled source."));
    }
    if !source.url.trim().is_empty() {
        parts.push(Words::default().address(&source.url));
    }
    if !source.archive_url.trim().is_empty() {
        parts.push(Words::of("Archived: ").address(&source.archive_url));
    }
    if let Some(original) = source
        .original
        .as_ref()
        .filter(|file| !file.name.is_empty())
    {
        parts.push(Words::of("File: ").said(&original.name, "").text("."));
    }
    parts
        .into_iter()
        .reduce(|words, part| words.text(" ").and(part))
        .unwrap_or_default()
}

/// What ends a part of a citation that may end in a full stop by itself.
fn stop(part: &str) -> &'static str {
    match part.ends_with(['.', '?', '!']) {
        true => "",
        false => ".",
    }
}
