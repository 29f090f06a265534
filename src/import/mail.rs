//! Mails: one (EML) and a mailbox of them (MBOX). The text part is the source's text, else the HTML part's words; who it
//! was from, when, and its number are kept. Attachments are named and left out.

use mail_parser::mailbox::mbox::MessageIterator;
use mail_parser::{Address, Message, MessageParser, MimeHeaders, PartType};
use serde_json::{Value, json};

use super::{
    Confidence, Format, ImportError, Imported, Importer, Incoming, MAX_BYTES, Makes, Report, html,
    language,
};
use crate::board::{Body, Card, Source};

/// Most mails of a mailbox that come in at once.
const MOST_MAILS: usize = 10_000;
/// Names of headers that begin a mail, lower case.
const HEADERS: &[&str] = &[
    "received:",
    "from:",
    "to:",
    "subject:",
    "date:",
    "message-id:",
    "return-path:",
    "mime-version:",
    "delivered-to:",
    "content-type:",
    "reply-to:",
    "x-",
];
/// How many of the first lines must begin like that.
const ENOUGH_HEADERS: usize = 3;

/// A mail.
pub struct Mail;
/// A mailbox.
pub struct Mailbox;

impl Importer for Mail {
    fn format(&self) -> &'static Format {
        &Format {
            id: "mail",
            name: "Mail",
            extensions: &["eml"],
            makes: Makes::Document,
        }
    }

    fn claims(&self, incoming: &Incoming<'_>) -> Confidence {
        if incoming.extension() == "eml" || has_headers(incoming.bytes) {
            Confidence::Likely
        } else {
            Confidence::No
        }
    }

    fn import(&self, incoming: &Incoming<'_>, _: &Report<'_>) -> Result<Imported, ImportError> {
        check(incoming)?;
        let mut remarks = Vec::new();
        let card = card(incoming.bytes, &mut remarks)?;
        let mut imported = Imported::plan(false, |txn, _| {
            txn.add_card(card);
        });
        imported.remarks = remarks;
        Ok(imported)
    }
}

impl Importer for Mailbox {
    fn format(&self) -> &'static Format {
        &Format {
            id: "mbox",
            name: "Mailbox",
            extensions: &["mbox", "mbx"],
            makes: Makes::Document,
        }
    }

    fn claims(&self, incoming: &Incoming<'_>) -> Confidence {
        let begins = incoming.bytes.starts_with(b"From ");
        let named = self
            .format()
            .extensions
            .contains(&incoming.extension().as_str());
        let after = incoming.bytes.iter().position(|byte| *byte == b'\n');
        let headers = after.and_then(|at| incoming.bytes.get(at + 1..));
        match (begins, headers.is_some_and(has_headers)) {
            (true, true) => Confidence::Sure,
            _ if named => Confidence::Likely,
            _ => Confidence::No,
        }
    }

    fn import(
        &self,
        incoming: &Incoming<'_>,
        report: &Report<'_>,
    ) -> Result<Imported, ImportError> {
        check(incoming)?;
        let (mut cards, mut remarks) = (Vec::new(), Vec::new());
        let mut read = 0;
        for mail in MessageIterator::new(incoming.bytes) {
            let mail = mail.map_err(|error| ImportError::Broken(error.to_string()))?;
            read += mail.contents().len();
            if cards.len() >= MOST_MAILS {
                remarks.push(format!(
                    "The mailbox holds more than {MOST_MAILS} mails; those after them are left out. Split it and \
                     import the parts."
                ));
                break;
            }
            match card(mail.contents(), &mut remarks) {
                Ok(card) => cards.push(card),
                Err(_) => remarks.push(format!(
                    "Mail {} of the mailbox has no words to read and is left out.",
                    cards.len() + 1
                )),
            }
            #[expect(clippy::cast_precision_loss, reason = "a share for a progress bar")]
            if !report(read as f32 / incoming.bytes.len() as f32) {
                return Err(ImportError::Cancelled);
            }
        }
        if cards.is_empty() {
            return Err(ImportError::NoText(
                "No mail is in this mailbox: no line in it begins with “From ”. Export it again as MBOX, or the mails \
                 one by one as EML."
                    .to_owned(),
            ));
        }
        let mut imported = Imported::plan(false, |txn, _| {
            for card in cards {
                txn.add_card(card);
            }
        });
        imported.remarks = remarks;
        Ok(imported)
    }
}

fn check(incoming: &Incoming<'_>) -> Result<(), ImportError> {
    if incoming.bytes.is_empty() {
        return Err(ImportError::Empty);
    }
    if incoming.bytes.len() > MAX_BYTES {
        return Err(ImportError::TooLarge {
            what: "bytes",
            found: incoming.bytes.len().to_string(),
            most: MAX_BYTES.to_string(),
        });
    }
    Ok(())
}

/// Whether text begins with the headers of a mail.
fn has_headers(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(bytes.get(..4096).unwrap_or(bytes)).to_lowercase();
    let lines = head.lines().take(40).take_while(|line| !line.is_empty());
    let begins = |line: &&str| HEADERS.iter().any(|header| line.starts_with(header));
    lines.filter(begins).count() >= ENOUGH_HEADERS
}

/// The source that a mail is.
fn card(bytes: &[u8], remarks: &mut Vec<String>) -> Result<Card, ImportError> {
    let mail = MessageParser::default()
        .parse(bytes)
        .filter(|mail| !mail.headers().is_empty())
        .ok_or_else(|| {
            ImportError::Broken("it does not begin with the headers of a mail".to_owned())
        })?;
    let title = line(mail.subject().unwrap_or_default());
    let text = words(&mail);
    if text.is_empty() {
        return Err(ImportError::NoText(
            "There are no words in this mail, only attachments. Save those and import them."
                .to_owned(),
        ));
    }
    let attachments: Vec<String> = mail
        .attachments()
        .map(|part| line(part.attachment_name().unwrap_or("without a name")))
        .collect();
    if !attachments.is_empty() {
        let called = if title.is_empty() { "the mail" } else { &title };
        remarks.push(format!(
            "Attachments of “{called}” are left out: {}. Save and import them by themselves.",
            attachments.join(", ")
        ));
    }
    let source = Source {
        author: mail.from().map(people).unwrap_or_default(),
        published: mail
            .date()
            .filter(|date| date.is_valid())
            .map(|date| date.to_rfc3339())
            .unwrap_or_default(),
        language: language::of(&text, ""),
        title,
        text: text.into(),
        ..Source::default()
    };
    let mut kept = json!({
        "from": mail.from().map(addresses),
        "to": mail.to().map(addresses),
        "message_id": mail.message_id(),
        "attachments": attachments,
    });
    if let Some(kept) = kept.as_object_mut() {
        kept.retain(|_, value| !value.is_null() && value.as_array().is_none_or(|a| !a.is_empty()));
    }
    let mut card = Card::new(kurbo::Point::ZERO, Body::Source(Box::new(source)));
    if kept.as_object().is_some_and(|kept| !kept.is_empty()) {
        card.extra.insert("mail".to_owned(), kept);
    }
    Ok(card)
}

/// The words of a mail: its parts of text, else its parts of HTML.
fn words(mail: &Message<'_>) -> String {
    let parts = mail.text_bodies().map(|part| match &part.body {
        PartType::Text(text) => text.replace("\r\n", "\n").replace(['\r', '\0'], "\n"),
        PartType::Html(page) => html::words(page),
        _ => String::new(),
    });
    let parts: Vec<String> = parts
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect();
    parts.join("\n\n")
}

/// Names, or addresses where there are none.
fn people(address: &Address<'_>) -> String {
    let people = address.iter().filter_map(|person| {
        let name = person.name().map(line).filter(|name| !name.is_empty());
        name.or_else(|| person.address().map(line))
    });
    people.collect::<Vec<_>>().join(", ")
}

fn addresses(address: &Address<'_>) -> Value {
    let addresses = address
        .iter()
        .filter_map(|person| person.address().map(line));
    addresses.collect::<Vec<_>>().into()
}

fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::testing;

    const MAIL: &str = "From: Ann Lee <ann@a.example>\r\nTo: bo@a.example\r\nSubject: =?utf-8?q?The_br=C3=BCcke?=\r\n\
        Date: Thu, 12 Mar 2015 08:35:27 -0400\r\nMessage-ID: <1@a.example>\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nIt is closed.\r\n\
        --x\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=cars.csv\r\n\r\na,b\r\n--x--\r\n";
    const PAGE: &str = "From: ann@a.example\nSubject: Page\nMIME-Version: 1.0\nContent-Type: text/html\n\n\
        <p>One<p>Two<script>no()</script>";
    const BOX: &str = "From ann@a.example Thu Mar 12 08:35:27 2015\nFrom: Ann <ann@a.example>\nTo: b@a.example\n\
        Subject: First\n\n>From here on.\n\nFrom bo@a.example Thu Mar 12 08:36:00 2015\nFrom: bo@a.example\n\
        Subject: Second\n\nOn the second day.\n";

    fn sources(importer: &dyn Importer, bytes: &str) -> (Vec<Card>, Vec<String>) {
        let incoming = Incoming {
            name: "a.eml",
            bytes: bytes.as_bytes(),
        };
        let imported = importer.import(&incoming, &|_| true).unwrap();
        let cards = imported
            .piece
            .cards()
            .values()
            .map(|card| Card::clone(card));
        (cards.collect(), imported.remarks)
    }

    fn source(card: &Card) -> &Source {
        match &card.body {
            Body::Source(source) => source,
            _ => panic!("a source"),
        }
    }

    #[test]
    fn a_mail_is_a_source() {
        let (cards, remarks) = sources(&Mail, MAIL);
        let got = source(&cards[0]);
        assert_eq!(&*got.text, "It is closed.");
        assert_eq!(
            (&*got.title, &*got.author, &*got.published),
            ("The brücke", "Ann Lee", "2015-03-12T08:35:27-04:00")
        );
        assert_eq!(cards[0].extra["mail"]["message_id"], "1@a.example");
        assert!(remarks[0].contains("cars.csv"), "{remarks:?}");
        assert_eq!(&*source(&sources(&Mail, PAGE).0[0]).text, "One\n\nTwo");
    }

    #[test]
    fn a_mailbox_is_many() {
        let (cards, _) = sources(&Mailbox, BOX);
        let mut texts: Vec<&str> = cards.iter().map(|card| &*source(card).text).collect();
        texts.sort_unstable();
        assert_eq!(texts, ["From here on.", "On the second day."]);
    }

    #[test]
    fn no_bytes_panic() {
        let samples = [MAIL, PAGE, BOX].map(str::as_bytes);
        testing::mutated(&samples, 1000, |bytes| {
            let name = "a.eml";
            let _ = Mail.import(&Incoming { name, bytes }, &|_| true);
            let _ = Mailbox.import(&Incoming { name, bytes }, &|_| true);
        });
        let nested = "Content-Type: multipart/mixed; boundary=x\n\n--x\n".repeat(5000);
        let bytes = nested.as_bytes();
        let _ = Mail.import(&Incoming { name: "", bytes }, &|_| true);
        let nested = "From: a\nContent-Type: message/rfc822\n\n".repeat(20_000);
        let bytes = nested.as_bytes();
        let _ = Mail.import(&Incoming { name: "", bytes }, &|_| true);
    }
}
