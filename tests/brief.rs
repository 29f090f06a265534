//! Briefs as a whole: what the demo board's says, and that nothing on a board breaks a file.

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _};

use kurbo::Point;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use casewall::assess::{Assessment, Finding, Level};
use casewall::board::{
    Board, Body, Card, Claim, Confidence, Credibility, Evidence, Frame, Likelihood, Link, LinkKind,
    Quote, Reliability, Source,
};
use casewall::export::ExportError;
use casewall::export::brief::{Brief, Material, Part, WRITERS, compose, for_name};
use casewall::file;
use casewall::import::docx::Docx;
use casewall::import::{Importer as _, Incoming};

fn demo() -> Board {
    let demo = file::demo("istanbul-talks").unwrap();
    file::read(demo.bytes).unwrap().board
}

fn brief(board: &Board, part: &Part, findings: &[Finding]) -> Brief {
    let assessment = Assessment::of(board);
    let material = Material {
        board,
        assessment: &assessment,
        bearing: &assessment.load_bearing(),
        findings,
        day: "2025-11-03T09:00:00Z",
    };
    compose(&material, part, &|_| true).unwrap()
}

fn written(name: &str, brief: &Brief) -> Vec<u8> {
    for_name(name).unwrap().write(brief, &|_| true).unwrap()
}

fn markdown(board: &Board, part: &Part) -> String {
    String::from_utf8(written("a.md", &brief(board, part, &[]))).unwrap()
}

/// What our own import reads in a Word document, and what it remarks.
fn read_back(bytes: &[u8]) -> (Source, Vec<String>) {
    let incoming = Incoming {
        name: "brief.docx",
        bytes,
    };
    let imported = Docx.import(&incoming, &|_| true).unwrap();
    let card = imported.piece.cards().values().next().unwrap();
    match &card.body {
        Body::Source(source) => (Source::clone(source), imported.remarks),
        _ => panic!("no source"),
    }
}

#[test]
fn the_demo_board_is_told_with_its_reasons() {
    let board = demo();
    let asked = BTreeSet::from(["Why did the talks collapse?".to_owned()]);
    let text = markdown(&board, &Part::Questions(asked));
    let start = text.find("## What the evidence says").unwrap();
    let end = text.find("#### 2. ").unwrap();
    let want = "\
## What the evidence says

### Why did the talks collapse?

1. **Indian interference was the main cause of the collapse of the talks.** **Contradicted**. Four origins speak against it (India Today, TOLO News, “Untitled report: a hidden drone deal” and “Pakistan - Taliban Peace Talks Collapsed in Istanbul …”), one for it (Pakistani officials), though four sources carry it.
2. **The admitted drone agreement was the main cause of the collapse of the talks.** **Corroborated**, contested. Four independent origins speak for it: India Today, TOLO News, “Untitled report: a hidden drone deal” and “Pakistan - Taliban Peace Talks Collapsed in Istanbul …”. One origin speaks against it only through other claims: Pakistani officials.
3. **Kabul's refusal of Pakistan's security demands was the main cause of the collapse of the talks.** **Contradicted**. Six origins speak against it only through other claims (India Today, TOLO News, “Untitled report: a hidden drone deal”, “Pakistan - Taliban Peace Talks Collapsed in Istanbul …” and 2 more), one for it (Pakistani officials).

## Claim by claim

### Why did the talks collapse?

The answers held against each other: CC very consistent, C consistent, N neutral, I inconsistent, II very inconsistent, – not assessed. The score nearest to 0 is contradicted least, which does not make the answer true. \\* is the analyst’s own rating.

| Evidence | Claim 1 | Claim 2 | Claim 3 | Tells apart |
| --- | --- | --- | --- | --- |
| India Today | I | C | – | 2 |
| TOLO News | I | C | – | 2 |
| “Untitled report: a hidden drone deal” | I | C | – | 2 |
| “Pakistan - Taliban Peace Talks Collapsed in Istanbul …” | I | C | – | 2 |
| Pakistani officials | C | – | C | 0 |
| “During the talks Pakistan admitted an agreement that …” | – | C | – | 0 |
| Inconsistency score | -4, 1 not assessed | 0, 1 not assessed | 0, 5 not assessed |  |

- Least contradicted so far: “The admitted drone agreement was the main cause of the …”.
- “Kabul's refusal of Pakistan's security demands was the …” scores the same only because five of its six cells are not assessed.
- No single row, and no two together, would change that if they were wrong.
- Pakistani officials does not tell the answers apart.
- “During the talks Pakistan admitted an agreement that …” is set against one answer only, so what it says about the others is not known.

#### 1. Indian interference was the main cause of the collapse of the talks.

**Contradicted**. Four origins speak against it (India Today, TOLO News, “Untitled report: a hidden drone deal” and “Pakistan - Taliban Peace Talks Collapsed in Istanbul …”), one for it (Pakistani officials), though four sources carry it.

**For it**

- Pakistani officials, through “Untitled report: a hidden drone deal”, “Untitled report: a covert accord, not India”, “US Drone Operations From Pakistan Derail Afghan Peace …” and “Pakistan - Taliban Peace Talks Collapsed in Istanbul …”.
  - “India acts through Kabul, wages a war of low intensity and made the Afghan side go back on its word at the talks” — “Untitled report: a hidden drone deal”[^1]
  - “Delhi pulls the strings in Kabul and had undermined the talks” — “Untitled report: a covert accord, not India”[^2]
  - “Delhi steers Kabul from behind in order to wreck the peace” — “US Drone Operations From Pakistan Derail Afghan Peace …”[^3]
  - “which they accuse of a “proxy war” waged through Afghanistan” — “Pakistan - Taliban Peace Talks Collapsed in Istanbul …”[^4]

**Against it**

- India Today, through “US Drone Operations From Pakistan Derail Afghan Peace …”.
  - “India did not cause the failure”[^5]
- TOLO News, through “Untitled report: a covert accord, not India”.
  - “India, which Pakistan blames, had no part in it”[^6]
- “Untitled report: a hidden drone deal”.
  - “India was a pretext”[^7]
- “Pakistan - Taliban Peace Talks Collapsed in Istanbul …”.
  - “TFI dismisses that as a diversion from Pakistan’s own failures”[^8]
- Claim 2: “The admitted drone agreement was the main cause of the …” contradicts it and passes two origins on, too weakly to count: Afghan news reports and Tameem Bahiss.
- Claim 3: “Kabul's refusal of Pakistan's security demands was the …” contradicts it and passes nothing on: this claim aside, at least as much speaks against it as for it.

**How it is counted, and what it hangs on**

- Counted by source it is a tie of four against four; counted by origin, one for and four against.
- All four sources that quote Pakistani officials say the opposite for their own part.
- No origin decides it alone. Without India Today, TOLO News and “Untitled report: a hidden drone deal” together it would be disputed.

";
    assert_eq!(&text[start..end], want);
    assert!(
        text.starts_with("# Istanbul talks\n\nEvidence brief, 3 November 2025\n\nFive published")
    );
    for line in [
        "\n[^1]: Source 1, “Untitled report: a hidden drone deal”; not graded. Characters 253 to 365 of the text. \
         It gives this as said by Pakistani officials (source 2).\n",
        "\n- **Contradicted:** claims 1 and 3.\n",
        "\n- Claims 1 and 2 contradict each other.\n",
        "By the rules of Casewall, version 1, with their usual numbers.",
        "A counts 0.95, B counts 0.75,",
    ] {
        assert!(text.contains(line), "{line}");
    }
}

/// A board with everything that a brief speaks of.
fn graded() -> Board {
    let edit = Board::default().plan(|txn| {
        let add = |txn: &mut casewall::board::Txn<'_>, body: Body, y: f64| {
            txn.add_card(Card::new(Point::new(0.0, y), body))
        };
        let source = Source {
            title: "The log".to_owned(),
            outlet: "The Harbour Post".to_owned(),
            author: "Jane Roe".to_owned(),
            published: "2025-10".to_owned(),
            url: "https://example.org/log?a=1&b=2".to_owned(),
            archive_url: "javascript:alert(1)".to_owned(),
            language: "en-GB".to_owned(),
            reliability: Some(Reliability::B),
            text: "Page one. The ferry left at nine. The end.".into(),
            pages: vec![0, 10],
            ..Source::default()
        };
        let quote = Quote::find(&source.text, "The ferry left at nine");
        let source = add(txn, Body::Source(Box::new(source)), 0.0);
        let claim = |text: &str, question: &str| Claim {
            text: text.to_owned(),
            question: question.to_owned(),
            ..Claim::default()
        };
        let judged = Claim {
            likelihood: Some(Likelihood::VeryLikely),
            confidence: Some(Confidence::Low),
            ..claim("The ferry left at nine.", "When did it leave?")
        };
        let first = add(txn, Body::Claim(judged), 0.0);
        add(
            txn,
            Body::Claim(claim("It never left.", "When did it leave?")),
            80.0,
        );
        add(txn, Body::Claim(claim("It was blue.", "")), 160.0);
        let evidence = Evidence {
            quote,
            credibility: Credibility::new(2),
            ..Evidence::default()
        };
        let gone = Evidence {
            quote: Some(Quote::unplaced("It left at ten")),
            ..Evidence::default()
        };
        txn.add_link(Link::new(
            source.clone(),
            first.clone(),
            LinkKind::Corroborates(evidence),
        ));
        txn.add_link(Link::new(source, first, LinkKind::Contradicts(gone)));
        add(txn, Body::Frame(Frame::default()), 500.0);
    });
    Board::default().with(&edit)
}

#[test]
fn judgements_grades_and_places_are_told() {
    let text = markdown(&graded(), &Part::All);
    for line in [
        "# Untitled board\n",
        " The analyst’s judgement: **very likely** (80 to 95 %). The analyst’s confidence in the judgement is **low**.\n",
        "2. **It never left.** **Unsupported**. Nothing on the board speaks for it or against it.\n",
        "### Claims that nothing is tied to\n\n3. **It was blue.**\n",
        "“The ferry left at nine”[^1]\n",
        "“It left at ten” (these words are not in the text that the board keeps)[^2]\n",
        "[^1]: Source 1, “The log”; graded B2 (usually reliable; probably true). Page 2, characters 10 to 32 of the text.\n",
        "1. Jane Roe. “The log”. The Harbour Post, October 2025. \
         [https\\://example.org/log?a=1\\&b=2](<https://example.org/log?a=1\\&b=2>) Archived: javascript:alert(1)\n",
        "One report has a quote that is not in the text.",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    // Never in one sentence.
    for sentence in text.split(". ") {
        assert!(!(sentence.contains("very likely") && sentence.contains("confidence")));
    }
    // The brief makes no word of likelihood by itself.
    let plain = markdown(&demo(), &Part::All);
    for word in ["likely ", "probab", "almost certain", "even chance"] {
        let own = plain.replace("not how likely a claim is", "");
        let own = own.replace("none of them is a probability", "");
        assert!(!own.contains(word) || demo_says(word), "{word}");
    }
}

/// Whether the board itself has the word.
fn demo_says(word: &str) -> bool {
    String::from_utf8(file::write(&demo()))
        .unwrap()
        .contains(word)
}

#[test]
fn a_part_is_its_claims_and_an_empty_part_is_refused() {
    let board = demo();
    let claims = |text: &str| {
        text.lines()
            .filter(|line| line.starts_with("#### "))
            .count()
    };
    let all = markdown(&board, &Part::All);
    assert_eq!(claims(&all), 30);
    let two = BTreeSet::from(["k11", "k01"].map(Into::into));
    assert_eq!(claims(&markdown(&board, &Part::Claims(two))), 2);
    let assessment = Assessment::of(&board);
    let bearing = assessment.load_bearing();
    let material = Material {
        board: &board,
        assessment: &assessment,
        bearing: &bearing,
        findings: &[],
        day: "",
    };
    let none = Part::Questions(BTreeSet::from(["Who?".to_owned()]));
    let refused = compose(&material, &none, &|_| true).unwrap_err();
    assert!(
        matches!(refused, ExportError::NothingFor { .. }),
        "{refused}"
    );
    let stopped = compose(&material, &Part::All, &|_| false).unwrap_err();
    assert!(matches!(stopped, ExportError::Cancelled));
    let whole = compose(&material, &Part::All, &|_| true).unwrap();
    for writer in WRITERS {
        let stopped = writer.write(&whole, &|_| false).unwrap_err();
        assert!(matches!(stopped, ExportError::Cancelled));
    }
}

#[test]
fn only_open_problems_that_matter_are_told() {
    let board = demo();
    let finding = |rule, level, card: &str, says: &str| Finding {
        rule,
        level,
        says: says.to_owned(),
        cards: vec![card.into()],
        links: Vec::new(),
    };
    let findings = [
        finding("a", Level::Note, "k11", "A note."),
        finding("b", Level::Warning, "k11", "A warning."),
        finding("c", Level::Error, "k11", "An error."),
        finding("c", Level::Error, "k01", "An error elsewhere."),
    ];
    let part = Part::Claims(BTreeSet::from(["k11".into()]));
    let text = String::from_utf8(written("a.md", &brief(&board, &part, &findings))).unwrap();
    assert!(
        text.contains("## Open problems\n\n- **c**\n  - An error.\n- **b**\n  - A warning.\n\n## "),
        "{text}"
    );
}

#[test]
fn equal_boards_give_equal_bytes() {
    for board in [demo(), graded()] {
        for writer in WRITERS {
            let name = format!("a.{}", writer.format().extension);
            let [once, again] = [(); 2].map(|()| written(&name, &brief(&board, &Part::All, &[])));
            assert!(once == again, "{name}");
        }
    }
}

#[test]
fn a_word_document_reads_back() {
    let board = demo();
    let brief = brief(&board, &Part::All, &[]);
    let (source, remarks) = read_back(&written("a.docx", &brief));
    assert_eq!(
        (source.title.as_str(), &*source.language),
        ("Istanbul talks", "en")
    );
    assert!(
        remarks.iter().all(|remark| !remark.contains("left out")),
        "{remarks:?}"
    );
    let text = &source.text;
    for part in [
        "\n\nWhy did the talks collapse?\n\n1.\u{a0}Indian interference was the main cause of the collapse of the \
         talks. Contradicted. Four origins",
        "“India was a pretext”[7]",
        "\n\n[7] Source 1, “Untitled report: a hidden drone deal”; not graded.",
        "\n\nSource summary statement\n\n100 reports on 30 claims stand in five documents",
    ] {
        assert!(text.contains(part), "{part:?}\n{text}");
    }
    assert!(text.contains(&format!("[{}] ", brief.notes.len())));
}

/// Every part of a Word document, the styles and relations too, is well-formed XML.
fn check_parts(bytes: &[u8]) {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    for n in 0..archive.len() {
        let mut part = archive.by_index(n).unwrap();
        let mut xml = String::new();
        part.read_to_string(&mut xml).unwrap();
        let mut reader = quick_xml::Reader::from_str(&xml);
        let (mut depth, mut most) = (0_usize, 0_usize);
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Start(tag) => {
                    assert!(tag.attributes().all(|attribute| attribute.is_ok()));
                    depth += 1;
                    most = most.max(depth);
                }
                quick_xml::events::Event::Empty(tag) => {
                    assert!(tag.attributes().all(|attribute| attribute.is_ok()));
                }
                quick_xml::events::Event::End(_) => depth -= 1,
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        assert!(depth == 0 && most > 0, "{}", part.name());
    }
}

/// The names of elements and attributes of a page, without its texts.
fn skeleton(html: &str) -> Vec<String> {
    let body = &html[html.find("<body>").unwrap()..];
    let tags = body
        .split('<')
        .skip(1)
        .map(|part| part.split('>').next().unwrap());
    tags.map(|tag| {
        let parts = tag.split('"').step_by(2);
        parts.collect::<Vec<_>>().join("\"\"")
    })
    .collect()
}

/// The demo's shape with these words in every field.
fn filled(words: &str) -> Board {
    let evidence = |quote: &str| Evidence {
        quote: Some(Quote::unplaced(quote)),
        ..Evidence::default()
    };
    let text = || words.to_owned();
    let edit = Board::default().plan(|txn| {
        txn.update_about(|about| {
            (about.title, about.description) = (text(), text());
        });
        let mut add = |body: Body| txn.add_card(Card::new(Point::ZERO, body));
        let source = add(Body::Source(Box::new(Source {
            title: text(),
            outlet: text(),
            author: text(),
            published: text(),
            url: text(),
            archive_url: text(),
            captured: text(),
            language: text(),
            text: words.into(),
            text_sha256: text(),
            tags: vec![text()],
            ..Source::default()
        })));
        let claims = [(); 2].map(|()| {
            add(Body::Claim(Claim {
                text: text(),
                question: text(),
                ..Claim::default()
            }))
        });
        let [a, b] = claims;
        let said = LinkKind::Corroborates(evidence(words));
        txn.add_link(Link {
            note: text(),
            ..Link::new(source, a.clone(), said)
        });
        txn.add_link(Link::new(a, b, LinkKind::Contradicts(evidence(words))));
    });
    Board::default().with(&edit)
}

fn check_hostile(words: &str) {
    let harmless = brief(&filled("Aword"), &Part::All, &[]);
    let hostile = brief(&filled(words), &Part::All, &[]);

    // HTML: not one tag or attribute more or less.
    let [want, got] =
        [&harmless, &hostile].map(|brief| String::from_utf8(written("a.html", brief)).unwrap());
    let counts = |html: &str| {
        let tags = skeleton(html);
        tags.iter()
            .filter(|tag| tag.starts_with("script") || tag.contains("onclick"))
            .count()
    };
    assert_eq!(counts(&got), 0);
    assert_eq!(skeleton(&got).len(), skeleton(&want).len(), "{words:?}");

    // Markdown: no code, no HTML, no picture, and links only to the web.
    let text = String::from_utf8(written("a.md", &hostile)).unwrap();
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    for event in Parser::new_ext(&text, options) {
        match event {
            Event::Html(_) | Event::InlineHtml(_) | Event::Code(_) | Event::Rule => {
                panic!("{event:?} of {words:?}")
            }
            Event::Start(Tag::Link { dest_url, .. }) => assert!(dest_url.starts_with("http")),
            Event::Start(Tag::Image { .. } | Tag::CodeBlock(_) | Tag::BlockQuote(_)) => {
                panic!("{event:?} of {words:?}")
            }
            _ => {}
        }
    }

    // Word: well formed, and the words are in it.
    let document = written("a.docx", &hostile);
    check_parts(&document);
    let (source, _) = read_back(&document);
    assert!(source.text.contains("Source summary statement"));
}

#[test]
fn hostile_words_stay_words() {
    for words in [
        "# x [y](javascript:alert(1))",
        "</bdi></span><script>alert(1)</script>",
        "\" onclick=\"alert(1)",
        "]]></w:t><w:instrText> DDEAUTO c:\\\\x </w:instrText>",
        "&#60;b&#62; &amp;amp; &nbsp;",
        "\u{202E}txet\u{2066} \u{FFFE}\u{0}\u{1F}\u{7F}",
        "=cmd|' /C calc'!A0",
        "<!-- --> <![CDATA[ x ]]>",
        "[^1]: note\n\n    code\n- list\n> quote\n***\n",
        "قالت كابول “لا” ثم <b>",
    ] {
        check_hostile(words);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_words_stay_words(words in "[ -~\\n\\t\u{80}-\u{2100}\u{FDD0}-\u{FFFF}]{0,40}[a-z]") {
        check_hostile(&words);
    }
}
