//! Problems: what each rule finds and what it leaves alone, in which order, and what is put aside.

use std::time::Instant;

use casewall::assess::{
    Assessment, CHECKS, Finding, Findings, Level, Subject, Verifier, findings, rule,
};
use casewall::assess::{FileState, Verified};
use casewall::board::{
    About, Board, Body, Card, CardId, Claim, Confidence, Evidence, Likelihood, Link, LinkId,
    LinkKind, Muted, Note, Quote, Reliability, Source,
};
use casewall::file;
use kurbo::Point;
const TODAY: &str = "2026-03-01T12:00:00Z";

// --- boards in words ----------------------------------------------------------------------------------------------

/// A board, a line each, with `| key=value` behind: `source s`, `claim c`, `note n`, `link s + c` (or `-`, or `>` for a
/// derivation), `muted RULE` or `muted RULE CARD`. Cards lie below each other in the order of their lines. A card is
/// called by its id unless it has a `title` or `text`.
fn board(lines: &str) -> Board {
    let (mut cards, mut links, mut about) = (Vec::new(), Vec::new(), About::default());
    for (n, line) in lines
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .enumerate()
    {
        let mut parts = line.split('|').map(str::trim);
        let head: Vec<&str> = parts.next().unwrap().split_whitespace().collect();
        let pairs: Vec<(&str, &str)> = parts.map(|pair| pair.split_once('=').unwrap()).collect();
        let said = |key: &str| {
            pairs
                .iter()
                .find(|(said, _)| *said == key)
                .map(|(_, value)| *value)
        };
        let text = |key: &str| said(key).unwrap_or_default().to_owned();
        let called = |key: &str| said(key).unwrap_or(head[1]).to_owned();
        let body = match head[0] {
            "source" => Body::Source(Box::new(Source {
                title: called("title"),
                reliability: said("grade").map(|grade| Reliability::from_letter(grade).unwrap()),
                text: text("text").into(),
                text_sha256: text("sha256"),
                url: text("url"),
                archive_url: text("archive"),
                published: text("published"),
                captured: text("captured"),
                ..Source::default()
            })),
            "claim" => Body::Claim(Claim {
                text: called("text"),
                question: text("question"),
                likelihood: said("likelihood").map(|words| Likelihood::from_words(words).unwrap()),
                confidence: said("confidence").map(|words| Confidence::from_words(words).unwrap()),
                ..Claim::default()
            }),
            "note" => Body::Note(Note { text: text("text") }),
            "link" => {
                let evidence = Evidence {
                    quote: said("quote").map(Quote::unplaced),
                    origin: said("origin").map(CardId::from),
                    ..Evidence::default()
                };
                let kind = match head[2] {
                    "+" => LinkKind::Corroborates(evidence),
                    "-" => LinkKind::Contradicts(evidence),
                    _ => LinkKind::DerivesFrom,
                };
                let mut link = Link::new(CardId::from(head[1]), CardId::from(head[3]), kind);
                link.note = text("note");
                links.push((
                    LinkId::from(format!("{}{}{}", head[1], head[2], head[3])),
                    link,
                ));
                continue;
            }
            "muted" => {
                about.judgements.muted.push(Muted {
                    rule: head[1].to_owned(),
                    card: head.get(2).map(|id| CardId::from(*id)),
                    reason: text("reason"),
                    at: String::new(),
                    extra: Default::default(),
                });
                continue;
            }
            other => panic!("no {other}"),
        };
        let at = Point::new(0.0, 100.0 * n as f64);
        cards.push((CardId::from(head[1]), Card::new(at, body)));
    }
    let (board, loose) = Board::from_records(about, cards, links, []);
    assert!(loose.is_empty(), "{loose:?}");
    board
}

fn look(board: &Board, today: Option<&str>) -> (Findings, Verified) {
    let verified = Verifier::default().verify(board, &|_| FileState::NotLooked);
    let found = findings(&Subject {
        board,
        assessment: &Assessment::of(board),
        verified: &verified,
        today,
    });
    (found, verified)
}

/// What one rule finds: the cards and links, and the sentence.
fn found(lines: &str, rule: &str) -> Vec<String> {
    let (found, _) = look(&board(lines), Some(TODAY));
    let of_it = found.open.iter().filter(|finding| finding.rule == rule);
    of_it.map(told).collect()
}

fn told(finding: &Finding) -> String {
    let cards: Vec<&str> = finding.cards.iter().map(CardId::as_str).collect();
    let links: Vec<&str> = finding.links.iter().map(LinkId::as_str).collect();
    let named = [cards, links].concat().join(" ");
    format!("{named}: {}", finding.says)
}

fn table(rule: &str, rows: &[(&str, &[&str])]) {
    assert!(casewall::assess::rule(rule).is_some(), "no rule {rule}");
    for (lines, want) in rows {
        assert_eq!(found(lines, rule), *want, "{rule} of\n{lines}");
    }
}

// --- a table for each rule ----------------------------------------------------------------------------------------

#[test]
fn quotes_and_texts_that_are_not_as_they_were() {
    let sha = casewall::board::digest::text_sha256("All quiet.");
    table(
        "quote-gone",
        &[
            (
                "source s | text=All quiet.\n claim c\n link s + c | quote=Nobody there",
                &[
                    "s c s+c: The quote “Nobody there” is not in the text of “s”; mark the words again or remove it.",
                ],
            ),
            (
                "source s | text=All quiet.\n claim c\n link s + c | quote=All quiet",
                &[],
            ),
            ("source s\n claim c\n link s + c | quote=All quiet", &[]),
        ],
    );
    table(
        "quote-moved",
        &[(
            "source s | text=It was all quiet.\n claim c\n link s + c | quote=all quiet",
            &[
                "s c s+c: The quote “all quiet” stands elsewhere in the text of “s” now; look whether it still says so.",
            ],
        )],
    );
    let same = format!("source s | text=All quiet. | sha256={sha}");
    let other = format!("source s | text=All was quiet. | sha256={sha}");
    table(
        "text-changed",
        &[
            (&same, &[]),
            (
                &other,
                &[
                    "s: The text of “s” was changed after it came in: its digest is another one; bring the source in again.",
                ],
            ),
        ],
    );
}

#[test]
fn linked_files_that_are_not_as_they_were() {
    let mut board = board("source s | text=All quiet.");
    let edit = board.plan(|txn| {
        txn.update_card(&CardId::from("s"), |card| {
            if let Body::Source(source) = &mut card.body {
                source.original = Some(casewall::board::Original {
                    path: "log.txt".to_owned(),
                    sha256: "00".to_owned(),
                    ..Default::default()
                });
            }
        });
    });
    board = board.with(&edit);
    for (state, rule, level) in [
        (
            FileState::There("01".to_owned()),
            "file-changed",
            Level::Error,
        ),
        (
            FileState::Missing("It is gone.".to_owned()),
            "file-missing",
            Level::Warning,
        ),
    ] {
        let verified = Verifier::default().verify(&board, &|_| state.clone());
        let assessment = Assessment::of(&board);
        let subject = Subject {
            board: &board,
            assessment: &assessment,
            verified: &verified,
            today: None,
        };
        let found = findings(&subject);
        let first = &found.open[0];
        assert_eq!((first.rule, first.level), (rule, level));
        assert_eq!(first.cards, [CardId::from("s")]);
    }
}

#[test]
fn single_origin() {
    table(
        "single-origin",
        &[
            (
                "source s\n claim c | text=It was quiet.\n link s + c",
                &[
                    "c s s+c: “It was quiet” rests on one origin, s; look for a second that does not draw on it.",
                ],
            ),
            (
                "source s\n source o | title=The porter\n claim c\n link s + c | origin=o",
                &[
                    "c o s s+c: “c” rests on one origin, The porter; look for a second that does not draw on it.",
                ],
            ),
            (
                "source s\n source t\n claim c\n link s + c\n link t + c",
                &[],
            ),
            ("source s\n claim c\n link s - c", &[]),
            ("source s | grade=E\n claim c\n link s + c", &[]),
        ],
    );
}

#[test]
fn circular() {
    table(
        "circular",
        &[
            (
                "source s\n source t\n source o\n claim c\n link s + c | origin=o\n link t > o\n link t + c",
                &[
                    "c o s t s+c t+c: Two sources carry “c”, but they go back to one origin, o; they are one until another origin is found.",
                ],
            ),
            // A loop is told once, and whatever hangs by it for itself.
            (
                "claim p\n claim q\n claim r\n link p + q\n link q + p\n link q + r",
                &[
                    "p q p+q q+p: “p” and “q” rest on each other, and no source stands behind them; give one of them a source.",
                    "r q q+r: “r” rests only on “q”, which can pass nothing on; give it a source.",
                ],
            ),
            (
                "source s\n claim p\n claim q\n link p + q\n link q + p\n link s + p",
                &[],
            ),
            ("claim p\n link p + p", &[]),
        ],
    );
}

#[test]
fn contradicted_unaddressed() {
    let opposed = "source s\n source t\n claim c\n link s + c\n link t - c";
    let says = "c t t-c: “c” has evidence against it that goes unanswered, from t; say in a note on the link what to make of it, \
                or judge the claim.";
    table(
        "contradicted-unaddressed",
        &[
            (opposed, &[says]),
            (&format!("{opposed} | note=He was not there."), &[]),
            (&opposed.replace("claim c", "claim c | confidence=low"), &[]),
            // Corroborated, and contested.
            (
                &format!("source u\n source v\n link u + c\n link v + c\n {opposed}"),
                &[says],
            ),
            ("source t | grade=E\n claim c\n link t - c", &[]),
            // Rivals that contradict each other.
            (
                "source s\n claim p\n claim q\n link s + p\n link p - q\n link q - p",
                &[
                    "q s p p-q: “q” has evidence against it that goes unanswered, from s; say in a note on the link what to make of it, or judge the claim.",
                ],
            ),
        ],
    );
}

#[test]
fn sources_that_nobody_graded_or_needs() {
    table(
        "ungraded-source",
        &[
            (
                "source s\n claim c\n link s + c",
                &[
                    "s: No grade was given to s, heard on one claim; choose a reliability from A to F.",
                ],
            ),
            ("source s | grade=F\n claim c\n link s + c", &[]),
            (
                "source s | grade=B\n source o\n link s > o",
                &[
                    "o: No grade was given to o, on which one source draws; choose a reliability from A to F.",
                ],
            ),
            ("source s", &[]),
        ],
    );
    table(
        "source-unused",
        &[
            (
                "source s",
                &["s: Nothing on the board rests on s; tie it to a claim or remove it."],
            ),
            (
                "source s\n source o\n link s > o",
                &["s: Nothing on the board rests on s; tie it to a claim or remove it."],
            ),
            ("source s\n source o\n claim c\n link s + c | origin=o", &[]),
            ("note n", &[]),
        ],
    );
}

#[test]
fn link_without_quote() {
    let three = "source s | text=x\n claim c\n claim d\n claim e\n link s + c\n link s - d";
    table(
        "link-without-quote",
        &[
            (
                "source s\n claim c\n link s + c",
                &["s c s+c: The link of s rests on no quote (to “c”); add the words that say so."],
            ),
            (
                three,
                &[
                    "s c d s+c s-d: None of the two links of “s” rests on a quote (to “c” and “d”); mark the words in its text.",
                ],
            ),
            (
                &format!("{three}\n link s + e | quote=x"),
                &[
                    "s c d s+c s-d: Two of the three links of “s” rest on no quote (to “c” and “d”); mark the words in its text.",
                ],
            ),
            ("source s\n claim c\n link s + c | quote=x", &[]),
            // Claims need no quote.
            ("claim c\n claim d\n link c + d", &[]),
        ],
    );
}

#[test]
fn claims_and_rivals_without_evidence() {
    table(
        "claim-without-evidence",
        &[
            (
                "claim c",
                &["c: “c” has no evidence for it or against it; tie a source to it or remove it."],
            ),
            (
                "claim c\n link c + c",
                &["c: “c” has no evidence for it or against it; tie a source to it or remove it."],
            ),
            ("source s | grade=E\n claim c\n link s + c", &[]),
            (
                "source s\n claim c | question=Who?\n claim d | question=Who?\n link s - c",
                &[],
            ),
        ],
    );
    table(
        "rival-without-evidence",
        &[
            (
                "source s\n claim c | question=Who?\n claim d | question= Who?\n link s - c",
                &[
                    "d c: “d” has no evidence, while its rival “c” has some; look for evidence before they are compared.",
                ],
            ),
            ("source s\n claim c\n claim d\n link s - c", &[]),
            ("claim c | question=Who?\n claim d | question=Who?", &[]),
        ],
    );
}

#[test]
fn confidence_that_the_sourcing_does_not_carry() {
    let single = "source s\n link s + c\n claim c";
    let two = "source s\n source t\n link s + c\n link t + c\n claim c";
    let against = "source s\n source t\n link s - c\n link t - c\n claim c";
    for (lines, set, want) in [
        (single, "confidence=moderate", None),
        (
            single,
            "confidence=high",
            Some(
                "is judged with high confidence, but it rests on one origin; look for more evidence or lower it.",
            ),
        ),
        (single, "likelihood=likely", None),
        (
            single,
            "likelihood=very likely",
            Some(
                "is called “very likely”, but it rests on one origin; look for more evidence or choose a more careful term.",
            ),
        ),
        (
            single,
            "likelihood=unlikely",
            Some(
                "is called “unlikely”, but more speaks for it than against it; say in a note why, or change the term.",
            ),
        ),
        (two, "likelihood=almost certain", None),
        (two, "confidence=high", None),
        (
            two,
            "likelihood=almost no chance",
            Some(
                "is called “almost no chance”, but more speaks for it than against it; say in a note why, or change the term.",
            ),
        ),
        (against, "likelihood=very unlikely", None),
        (
            against,
            "likelihood=likely",
            Some(
                "is called “likely”, but more speaks against it than for it; say in a note why, or change the term.",
            ),
        ),
        (
            "source s\n link s - c\n claim c",
            "likelihood=almost no chance",
            Some(
                "is called “almost no chance”, but at most one origin that counts speaks against it; look for more evidence or choose a more careful term.",
            ),
        ),
        ("claim c", "confidence=low", None),
        (
            "claim c",
            "confidence=moderate",
            Some(
                "is judged with moderate confidence, but nothing that counts speaks for it or against it; look for more evidence or lower it.",
            ),
        ),
        ("claim c", "likelihood=likely", None),
    ] {
        let lines = lines.replace("claim c", &format!("claim c | {set}"));
        let got = found(&lines, "confidence-not-carried");
        let want: Vec<String> = want.iter().map(|want| format!("“c” {want}")).collect();
        let got: Vec<&str> = got
            .iter()
            .map(|told| told.split_once(": ").unwrap().1)
            .collect();
        assert_eq!(got, want, "{lines}");
    }
    // One sentence never holds both.
    let both = found(
        &single.replace(
            "claim c",
            "claim c | likelihood=almost certain | confidence=high",
        ),
        "confidence-not-carried",
    );
    assert_eq!(both.len(), 2);
    assert!(
        both.iter()
            .all(|says| !(says.contains("certain") && says.contains("confidence")))
    );
}

#[test]
fn duplicate_claims() {
    table(
        "duplicate-claims",
        &[
            (
                "claim c | text=The talks collapsed on Monday.\n claim d | text=Other\n claim e | text=on Monday, talks COLLAPSED",
                &[
                    "c e: “The talks collapsed on Monday” and “on Monday, talks COLLAPSED” are made of the same words; merge them, or say what sets them apart.",
                ],
            ),
            (
                "claim c | text=The talks collapsed.\n claim d | text=The talks did not collapse.",
                &[],
            ),
            (
                "claim c | text=5 were killed.\n claim d | text=7 were killed.",
                &[],
            ),
            (
                "claim c | text=Ω\n claim d | text=Ω.\n claim e | text=…",
                &["c d: Two claims read “Ω”; merge them, or say what sets them apart."],
            ),
        ],
    );
}

#[test]
fn stale_capture() {
    let page = "source s | url=https://example.org/a";
    let undated = "s: s has an address, but nobody can tell when its copy was taken; write the date down or take a new one.";
    let undated_text = undated.replace("s: s", "s: “s”");
    let old = "s: “s” was captured on 2023-01-05, more than three years ago; look whether the page still says so.";
    let early = "s: “s” was captured on 2025-01-05 and published on 2025-02, which is later; one of the dates is wrong.";
    for (more, want) in [
        ("", Some(undated_text.as_str())),
        (" | captured=once", Some(undated_text.as_str())),
        (" | archive=https://example.org/b", None),
        (" | captured=2025-06-01T00:00:00Z", None),
        (" | captured=2025-03-01T00:00:00Z", None),
        (" | captured=2023-01-05T10:00:00Z", Some(old)),
        (" | captured=2025-01-05 | published=2025-02", Some(early)),
        (
            " | captured=2025-12-31T23:30:00Z | published=2026-01-01",
            None,
        ),
        (" | captured=2025-06-05 | published=2025", None),
    ] {
        let lines = format!("{page}{more}");
        assert_eq!(
            found(&lines, "stale-capture").first().map(String::as_str),
            want,
            "{lines}"
        );
        // Without a day nothing is old.
        let (found, _) = look(&board(&lines), None);
        let old = found
            .open
            .iter()
            .any(|finding| finding.says.contains("ago"));
        assert!(!old, "{lines}");
    }
    assert!(found("source s\n source t | captured=2001-01-01", "stale-capture").is_empty());
}

#[test]
fn links_that_lead_back() {
    table(
        "self-link",
        &[
            (
                "claim c\n link c + c",
                &["c c+c: A link leads from “c” to itself and counts for nothing; remove it."],
            ),
            (
                "source s\n link s > s",
                &["s s>s: A link leads from s to itself and counts for nothing; remove it."],
            ),
        ],
    );
    table(
        "links-both-ways",
        &[
            (
                "source s\n claim p\n claim q\n link s + p\n link p + q\n link q + p",
                &[
                    "p q p+q q+p: “p” and “q” corroborate each other, which adds nothing; keep the link that leads to what follows.",
                ],
            ),
            (
                "source s\n claim p\n claim q\n link s + p\n link p + q\n link q - p",
                &[
                    "p q p+q q-p: “p” and “q” speak of each other, once for and once against; look which of the links is meant.",
                ],
            ),
            ("claim p\n claim q\n link p - q\n link q - p", &[]),
            // Told as circular.
            ("claim p\n claim q\n link p + q\n link q + p", &[]),
        ],
    );
    table(
        "derivation-loop",
        &[
            (
                "source a\n source b\n source d\n link a > b\n link b > a\n link d > a",
                &[
                    "a b a>b b>a: a and b draw on each other in a circle; remove the link that leads the wrong way.",
                ],
            ),
            ("source a\n source b\n link a > b", &[]),
        ],
    );
}

#[test]
fn a_ring_that_stays_open_is_told_once() {
    let mut lines = String::new();
    for id in ["p", "q", "r"] {
        lines.push_str(&format!(
            "source s{id} | grade=B\n claim {id}\n link s{id} + {id}\n"
        ));
    }
    lines.push_str("link p - q\n link q - r\n link r - p");
    let mut board = board(&lines);
    let edit = board.plan(|txn| {
        for id in ["p-q", "q-r", "r-p"] {
            txn.update_link(&LinkId::from(id), |link| {
                link.kind.evidence_mut().unwrap().weight = Some(1.0);
            });
        }
    });
    board = board.with(&edit);
    let (found, _) = look(&board, None);
    let open: Vec<String> = found
        .open
        .iter()
        .filter(|f| f.rule == "unstable")
        .map(told)
        .collect();
    assert_eq!(
        open,
        [
            "p q r r-p p-q q-r: “p”, “q” and “r” lean on each other in a ring that leaves them open; find evidence from outside the ring."
        ]
    );
}

// --- all of them --------------------------------------------------------------------------------------------------

#[test]
fn rules_are_told_apart_and_say_what_they_are_for() {
    let mut ids: Vec<&str> = CHECKS.iter().map(|check| check.rule().id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), CHECKS.len());
    for check in CHECKS {
        let rule = check.rule();
        assert!(
            rule.help.ends_with('.') && !rule.title.is_empty(),
            "{}",
            rule.id
        );
        assert!(
            rule.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'),
            "{}",
            rule.id
        );
        assert_eq!(casewall::assess::rule(rule.id).unwrap().id, rule.id);
    }
    assert!(rule("none").is_none());
}

#[test]
fn the_worst_comes_first_then_rule_by_rule_as_the_board_is_read() {
    let (found, _) = look(
        &board(
            "source z\n source b\n claim d\n claim a\n source g | text=All quiet.\n claim e
             link z + e\n link b + e\n link g + e | quote=Nobody there",
        ),
        None,
    );
    let order: Vec<(Level, &str, &str)> = found
        .open
        .iter()
        .map(|finding| (finding.level, finding.rule, finding.cards[0].as_str()))
        .collect();
    use Level::{Error, Note, Warning};
    assert_eq!(
        order,
        [
            (Error, "quote-gone", "g"),
            (Warning, "claim-without-evidence", "d"),
            (Warning, "claim-without-evidence", "a"),
            (Note, "link-without-quote", "z"),
            (Note, "link-without-quote", "b"),
            (Note, "ungraded-source", "z"),
            (Note, "ungraded-source", "b"),
            (Note, "ungraded-source", "g"),
        ]
    );
}

#[test]
fn what_is_muted_is_put_aside_with_its_reason() {
    let lines = "claim c\n claim d\n source s\n";
    for (muted, open, aside) in [
        ("", 3, vec![]),
        (
            "muted claim-without-evidence c | reason=A draft.",
            2,
            vec!["A draft."],
        ),
        (
            "muted claim-without-evidence | reason=Drafts.",
            1,
            vec!["Drafts.", "Drafts."],
        ),
        // What was said of the card comes before what was said of the rule.
        (
            "muted claim-without-evidence | reason=Drafts.\n muted claim-without-evidence d | reason=Mine.",
            1,
            vec!["Drafts.", "Mine."],
        ),
        (
            "muted source-unused c | reason=No.\n muted no-such-rule | reason=No.\n muted source-unused gone | reason=No.",
            3,
            vec![],
        ),
    ] {
        let (found, _) = look(&board(&format!("{lines}{muted}")), None);
        assert_eq!(found.open.len(), open, "{muted}");
        let reasons: Vec<&str> = found
            .muted
            .iter()
            .map(|(_, reason)| reason.as_str())
            .collect();
        assert_eq!(reasons, aside, "{muted}");
    }
}

/// What holds of every finding on every board.
fn sound(board: &Board, found: &Findings, when: &str) {
    for finding in found
        .open
        .iter()
        .chain(found.muted.iter().map(|(finding, _)| finding))
    {
        let says = &finding.says;
        assert_eq!(finding.level, rule(finding.rule).unwrap().level, "{when}");
        assert!(!finding.cards.is_empty(), "{when}: {says}");
        assert!(says.ends_with('.'), "{when}: {says}");
        assert!(
            finding
                .cards
                .iter()
                .all(|id| board.cards().contains_key(id)),
            "{when}: {says}"
        );
        assert!(
            finding
                .links
                .iter()
                .all(|id| board.links().contains_key(id)),
            "{when}: {says}"
        );
    }
}

#[test]
fn every_rule_has_an_answer_for_every_board() {
    for demo in file::demos() {
        let board = file::read(demo.bytes).unwrap().board;
        let (found, _) = look(&board, Some(TODAY));
        sound(&board, &found, demo.name);
        // What comes with the program is in order, but for what is left to do on purpose.
        let errors = found
            .open
            .iter()
            .filter(|finding| finding.level == Level::Error);
        assert_eq!(errors.count(), 0, "{}", demo.name);
    }
    for seed in 0..300 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let board = super::random_board(&mut rng);
        let (found, _) = look(&board, Some(TODAY));
        sound(&board, &found, &format!("seed {seed}"));
        assert_eq!(found, look(&board, Some(TODAY)).0, "seed {seed}");
    }
}

// --- real cases ---------------------------------------------------------------------------------------------------

#[test]
fn real_cases_are_looked_at_whole() {
    for name in [
        "climate-fever-shared",
        "covidfact-shared",
        "emergent-headlines-shared",
        "fever-symmetric-shared",
        "fnc-large-shared",
        "healthver-shared",
        "liar-plus-shared",
        "perspectrum-shared",
        "rumoureval2017-shared",
    ] {
        let Some((board, _)) = super::cases::case(name) else {
            return;
        };
        let begun = Instant::now();
        let (found, _) = look(&board, Some(TODAY));
        let took = begun.elapsed();
        sound(&board, &found, name);
        let counts = CHECKS.iter().filter_map(|check| {
            let rule = check.rule().id;
            let of_it = found.open.iter().filter(|finding| finding.rule == rule);
            let n = of_it.count();
            (n > 0).then(|| format!("{rule} {n}"))
        });
        let counts: Vec<String> = counts.collect();
        println!(
            "{name}: {} ({took:.1?} with the assessment)",
            counts.join(", ")
        );
    }
}
