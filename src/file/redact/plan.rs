//! What is looked for and what is put in its place: every name that goes, with its placeholder.

use std::collections::{BTreeMap, BTreeSet};

use super::fold::{Folded, Secret};
use super::{Field, Redaction};
use crate::board::{Board, Body, CardId, FileId, Source};

/// What shall be done.
#[derive(Default)]
pub(super) struct Plan {
    /// What is looked for everywhere.
    pub secrets: Vec<Secret>,
    /// The placeholder of the title of each source that goes.
    pub titles: BTreeMap<CardId, String>,
    /// Embedded files that go.
    pub files: BTreeSet<FileId>,
    /// Placeholders by name without case and accents.
    known: BTreeMap<String, String>,
    counters: BTreeMap<&'static str, usize>,
    /// All words of the board, to keep clear of placeholders that stand there already.
    taken: String,
}

impl Plan {
    pub(super) fn of(board: &Board, redaction: &Redaction) -> Self {
        let mut plan = Self {
            taken: taken(board),
            ..Self::default()
        };
        let sources = || {
            board
                .cards()
                .iter()
                .filter_map(|(id, card)| match &card.body {
                    Body::Source(source) => Some((id, &**source)),
                    _ => None,
                })
        };
        let whole = |id: &CardId| redaction.sources.contains(id);
        // Whole sources first, so that their titles are called Source A wherever they stand.
        for (id, source) in sources().filter(|(id, _)| whole(id)) {
            let title = plan.placeholder("Source", &source.title);
            plan.titles.insert(id.clone(), title);
        }
        let others: BTreeSet<String> = sources()
            .filter(|(id, _)| !whole(id) && !redaction.fields.contains(&Field::Address))
            .flat_map(|(_, source)| [host(&source.url), host(&source.archive_url)])
            .flatten()
            .collect();
        for (id, source) in sources() {
            let goes = |field| whole(id) || redaction.fields.contains(&field);
            if goes(Field::Author) {
                for name in names(&source.author) {
                    plan.person(&name);
                }
            }
            if goes(Field::Outlet) {
                plan.placeholder("Outlet", &source.outlet);
            }
            if goes(Field::Address) {
                for address in [&source.url, &source.archive_url] {
                    plan.address(address);
                    if let Some(host) = host(address).filter(|host| !others.contains(host)) {
                        plan.placeholder("Address", &host);
                    }
                }
            }
            plan.files_of(board, source, &goes);
            if goes(Field::Text) {
                plan.sentence(&source.text);
            }
            let digest_goes = goes(Field::Text) || goes(Field::Custody);
            if digest_goes {
                plan.secret(&source.text_sha256, "[digest removed]");
            }
        }
        for link in board.links().values() {
            let goes = whole(&link.from) || redaction.fields.contains(&Field::Text);
            let quote = link
                .kind
                .evidence()
                .and_then(|evidence| evidence.quote.as_ref());
            if let Some(quote) = quote.filter(|_| goes) {
                plan.sentence(&quote.exact);
            }
        }
        plan
    }

    fn files_of(&mut self, board: &Board, source: &Source, goes: &dyn Fn(Field) -> bool) {
        if goes(Field::FileName) {
            let original = source.original.iter();
            for name in original.flat_map(|it| [&it.name, &it.path]) {
                self.file_name(name);
            }
            for event in &source.custody {
                self.file_name(&event.file);
            }
            let blob = source
                .file
                .as_ref()
                .and_then(|file| board.files().get(file));
            if let Some(blob) = blob {
                self.file_name(&blob.name);
            }
        }
        if goes(Field::Custody) {
            // The digest of a file that stays embedded is no secret: it can be worked out again.
            let embedded = source.file.as_ref().filter(|_| !goes(Field::Document));
            let stays = |digest: &str| {
                embedded.is_some_and(|file| file.as_str().trim_start_matches("sha256:") == digest)
            };
            let digests = source.original.iter().map(|it| &it.sha256);
            for digest in digests.chain(source.custody.iter().map(|event| &event.sha256)) {
                if !stays(digest) {
                    self.secret(digest, "[digest removed]");
                }
            }
        }
        if let Some(file) = source.file.as_ref().filter(|_| goes(Field::Document)) {
            self.files.insert(file.clone());
            let digest = file.as_str().trim_start_matches("sha256:").to_owned();
            self.secret(&digest, "[digest removed]");
        }
    }

    /// The placeholder of a name: the one that it has, or the next of its kind.
    pub(super) fn placeholder(&mut self, kind: &'static str, name: &str) -> String {
        let key = Folded::of(name.trim()).text;
        if let Some(known) = self.known.get(&key).filter(|_| !key.is_empty()) {
            return known.clone();
        }
        let placeholder = loop {
            let n = self.counters.entry(kind).or_default();
            *n += 1;
            let next = match kind {
                "Source" => format!("Source {}", letters(*n)),
                kind => format!("{kind} {n}"),
            };
            if !self.taken.contains(&next.to_lowercase()) {
                break next;
            }
        };
        if !key.is_empty() {
            self.known.insert(key, placeholder.clone());
            self.secret(name.trim(), &placeholder);
        }
        placeholder
    }

    /// A person: the whole name, family name first, and the family name alone.
    fn person(&mut self, name: &str) {
        let placeholder = self.placeholder("Author", name);
        let (given, family) = match name.split_once(',') {
            Some((family, given)) => (given.trim(), family.trim()),
            None => match name.trim().rsplit_once(char::is_whitespace) {
                Some((given, family)) => (given.trim(), family.trim()),
                None => return,
            },
        };
        for spelling in [
            format!("{given} {family}"),
            format!("{family}, {given}"),
            format!("{family} {given}"),
            family.to_owned(),
        ] {
            let key = Folded::of(&spelling).text;
            self.known.entry(key).or_insert_with(|| placeholder.clone());
            self.secret(&spelling, &placeholder);
        }
        // With initials: J. Smith, J Smith.
        if let Some(initial) = given.chars().next().filter(|c| c.is_alphabetic()) {
            self.secret(&format!("{initial}. {family}"), &placeholder);
        }
    }

    fn address(&mut self, address: &str) {
        if address.trim().is_empty() {
            return;
        }
        let placeholder = self.placeholder("Address", address);
        let bare = address.split_once("://").map_or(address, |(_, rest)| rest);
        let bare = bare.trim_start_matches("www.").trim_end_matches('/');
        if bare.contains('/') {
            self.secret(bare, &placeholder);
        }
    }

    fn file_name(&mut self, name: &str) {
        if !name.trim().is_empty() {
            let placeholder = self.placeholder("File", name);
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            if stem.chars().count() >= SPEAKING_NAME {
                self.secret(stem, &placeholder);
            }
        }
    }

    /// A text or a quote. A few words are no name: they stand everywhere.
    fn sentence(&mut self, words: &str) {
        let long = words.split_whitespace().count() >= WORDS || words.chars().count() >= LETTERS;
        if long {
            self.secret(words, "[words removed]");
        }
    }

    fn secret(&mut self, words: &str, placeholder: &str) {
        if !words.trim().is_empty() {
            self.secrets.push(Secret {
                words: words.trim().to_owned(),
                placeholder: placeholder.to_owned(),
            });
        }
    }
}

/// Words, or letters, from which on a quote is looked for elsewhere.
const WORDS: usize = 4;
const LETTERS: usize = 24;
/// Letters from which on the name of a file tells something without its ending.
const SPEAKING_NAME: usize = 8;

/// `A` to `Z`, then `AA`.
fn letters(mut n: usize) -> String {
    let mut word = Vec::new();
    while n > 0 {
        n -= 1;
        word.push(b'A' + (n % 26) as u8);
        n /= 26;
    }
    word.into_iter().rev().map(char::from).collect()
}

/// The host of an address, without `www.`
fn host(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = host.split(':').next()?.trim_start_matches("www.");
    Some(host.to_lowercase()).filter(|host| host.contains('.'))
}

/// The persons that an author field names.
pub(super) fn names(author: &str) -> Vec<String> {
    let author = author.trim();
    let several = [";", " and ", " & ", " und ", " et ", "\n"];
    let mut pieces = vec![author.to_owned()];
    for separator in several {
        pieces = pieces
            .iter()
            .flat_map(|piece| piece.split(separator).map(str::to_owned))
            .collect();
    }
    let words = |piece: &str| piece.split_whitespace().count();
    let mut names = Vec::new();
    for piece in pieces {
        let parts: Vec<&str> = piece
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect();
        // "Smith, Jane" is one person, "Jane Smith, Omar Khan" are two.
        if parts.len() > 1 && parts.iter().all(|part| words(part) > 1) || parts.len() > 2 {
            names.extend(parts.into_iter().map(str::to_owned));
        } else if !piece.trim().is_empty() {
            names.push(piece.trim().to_owned());
        }
    }
    names
}

/// All words of the board in small letters, as far as they look like a placeholder.
fn taken(board: &Board) -> String {
    let mut words = String::new();
    let mut take = |text: &str| {
        let lower = text.to_lowercase();
        let like = ["source ", "author ", "outlet ", "address ", "file "];
        if like.iter().any(|like| lower.contains(like)) {
            words.push_str(&lower);
            words.push('\n');
        }
    };
    for card in board.cards().values() {
        match &card.body {
            Body::Source(source) => {
                take(&source.title);
                take(&source.outlet);
                take(&source.author);
                take(&source.text);
            }
            Body::Claim(claim) => take(&claim.text),
            Body::Note(note) => take(&note.text),
            Body::Frame(frame) => take(&frame.title),
            Body::Picture(picture) => take(&picture.caption),
            Body::Unknown(_) => {}
        }
    }
    board.links().values().for_each(|link| take(&link.note));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_are_told_apart() {
        for (author, want) in [
            ("Jane Smith", vec!["Jane Smith"]),
            ("Smith, Jane", vec!["Smith, Jane"]),
            ("Jane Smith, Omar Khan", vec!["Jane Smith", "Omar Khan"]),
            ("Jane Smith and Omar Khan", vec!["Jane Smith", "Omar Khan"]),
            ("Smith, Jane; Khan, Omar", vec!["Smith, Jane", "Khan, Omar"]),
            ("Reuters", vec!["Reuters"]),
            ("", vec![]),
        ] {
            assert_eq!(names(author), want, "{author}");
        }
        assert_eq!(
            [1, 26, 27, 702, 703].map(letters),
            ["A", "Z", "AA", "ZZ", "AAA"]
        );
        assert_eq!(
            host("https://www.Example.org:8080/a").as_deref(),
            Some("example.org")
        );
        assert_eq!(host("example.org"), None);
    }
}
