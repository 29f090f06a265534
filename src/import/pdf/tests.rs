//! PDF documents made here, well and badly.

use std::io::Write as _;

use super::*;
use crate::import::testing;

/// A document of these objects, numbered from 1, with a table of where they are. The first is the catalogue.
fn document(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n", n + 1).bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let table = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        bytes.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let trailer = format!(
        "trailer\n<</Size {}/Root 1 0 R/Info 5 0 R>>\nstartxref\n{table}\n%%EOF",
        objects.len() + 1
    );
    bytes.extend(trailer.bytes());
    bytes
}

fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<<{entries}/Length {}>>\nstream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}

fn deflated(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(data).expect("it packs");
    encoder.finish().expect("it packs")
}

/// A document with one page that shows this.
fn one_page(content: Vec<u8>, info: &str) -> Vec<u8> {
    document(&[
        b"<</Type/Catalog/Pages 2 0 R/Lang(en-GB)>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents 4 0 R/Resources<</Font<</F 6 0 R>>/XObject<</X 7 0 R>>>>>>"
            .to_vec(),
        content,
        format!("<<{info}>>").into_bytes(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec(),
        stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 7 0 R>>>>", b"/X Do /X Do"),
    ])
}

fn shown(content: &str) -> Vec<u8> {
    one_page(stream("", content.as_bytes()), "")
}

fn import(bytes: &[u8]) -> Result<(Source, Vec<String>), ImportError> {
    let incoming = Incoming {
        name: "talks.pdf",
        bytes,
    };
    let imported = Pdf.import(&incoming, &|_| true)?;
    let card = imported.piece.cards().values().next().expect("a card");
    let Body::Source(source) = &card.body else {
        panic!("no source");
    };
    Ok((Source::clone(source), imported.remarks))
}

#[track_caller]
fn check(content: &str, want: &str) {
    let (source, _) = import(&shown(content)).expect("it is read");
    assert_eq!(&*source.text, want);
}

#[test]
fn words_lines_and_paragraphs_are_told_by_their_places() {
    check(
        "BT /F 10 Tf 20 500 Td (One) Tj 40 0 Td (piece) Tj ET",
        "One piece",
    );
    check(
        "BT /F 10 Tf 20 500 Td [(W)80(ord)-300(gap)] TJ ET",
        "Word gap",
    );
    check(
        "BT /F 10 Tf 12 TL 20 500 Td (The whole of the first line that is long enough) Tj \
         T* (and goes on.) Tj 0 -30 Td (Another.) Tj ET",
        "The whole of the first line that is long enough and goes on.\n\nAnother.",
    );
    // Drawn twice for bold type, once.
    check(
        "BT /F 10 Tf 20 500 Td (Bold) Tj 0.2 0 Td (Bold) Tj ET",
        "Bold",
    );
    // Outside the page.
    check("BT /F 10 Tf 20 500 Td (In) Tj 900 0 Td (out) Tj ET", "In");
    // What a mark says counts for what is drawn (ActualText).
    check(
        "/Span <</ActualText(fi)>> BDC BT /F 10 Tf 20 500 Td (x) Tj ET EMC",
        "fi",
    );
}

#[test]
fn columns_are_read_one_after_the_other_and_tables_row_by_row() {
    let mut columns = String::from("BT /F 10 Tf ");
    for (n, (left, right)) in [
        (
            "the left column begins here",
            "the right column goes on with",
        ),
        (
            "and it has more than one line",
            "what the left one left open and",
        ),
        (
            "and a third one for its end,",
            "ends with a third line of words.",
        ),
    ]
    .iter()
    .enumerate()
    {
        let y = 500 - 12 * n;
        columns += &format!("1 0 0 1 20 {y} Tm ({left}) Tj 1 0 0 1 220 {y} Tm ({right}) Tj ");
    }
    columns += "ET";
    check(
        &columns,
        "the left column begins here and it has more than one line and a third one for its end,\n\n\
         the right column goes on with what the left one left open and ends with a third line of words.",
    );
    check(
        "BT /F 10 Tf 1 0 0 1 20 500 Tm (Year) Tj 1 0 0 1 120 500 Tm (Tolls) Tj 1 0 0 1 20 488 Tm (1911) Tj \
         1 0 0 1 120 488 Tm (12) Tj 1 0 0 1 20 476 Tm (1912) Tj 1 0 0 1 120 476 Tm (14) Tj ET",
        "Year Tolls\n1911 12\n1912 14",
    );
}

#[test]
fn a_hyphen_goes_only_where_the_document_shows_that_it_may() {
    let lines = |lines: &[&str]| {
        let shown: String = lines
            .iter()
            .map(|line| format!("({line}) Tj T* "))
            .collect();
        shown_text(&format!("BT /F 10 Tf 12 TL 20 500 Td {shown} ET"))
    };
    let text = lines(&[
        "The examination took a long time, for every exam-",
        "ination does that, says one who knows.",
    ]);
    assert!(text.contains("every examination does"), "{text}");
    let text = lines(&[
        "This line is long and holds a word that is well-",
        "known to all who ever came to read it.",
    ]);
    assert!(text.contains("well-known"), "{text}");
}

fn shown_text(content: &str) -> String {
    import(&shown(content))
        .expect("it is read")
        .0
        .text
        .to_string()
}

#[test]
fn what_the_file_says_of_itself_is_taken_with_care() {
    let text = stream("", b"BT /F 10 Tf 20 500 Td (Words.) Tj ET");
    let info =
        "/Title(Microsoft Word - talks.doc)/Author(jsmith)/CreationDate(D:20110304050607+01'00')";
    let (source, remarks) = import(&one_page(text.clone(), info)).expect("it is read");
    assert_eq!(
        (&*source.title, &*source.author, &*source.published),
        ("talks", "", "")
    );
    assert_eq!(source.language, "en-GB");
    assert!(
        remarks.iter().any(|remark| remark.contains("2011-03-04")),
        "{remarks:?}"
    );
    let info = "/Title(Talks fail in Istanbul)/Author(Ada Lovelace)";
    let (source, _) = import(&one_page(text, info)).expect("it is read");
    assert_eq!(
        (&*source.title, &*source.author),
        ("Talks fail in Istanbul", "Ada Lovelace")
    );
    assert_eq!(source.pages, [0]);
}

#[test]
fn what_cannot_be_read_is_refused_with_a_sentence() {
    for (bytes, want) in [
        (b"%PDF-1.7\n".to_vec(), "no pages can be found"),
        (shown(""), "no text layer"),
        (
            shown("BI /W 1 /H 1 /BPC 8 /CS /G ID \0 EI"),
            "its pages are pictures",
        ),
    ] {
        let error = import(&bytes).expect_err("refused").to_string();
        assert!(error.contains(want), "{error}");
    }
    let words = shown("BT /F 10 Tf 20 500 Td (Words.) Tj ET");
    let stopped = Pdf.import(
        &Incoming {
            name: "a.pdf",
            bytes: &words,
        },
        &|_| false,
    );
    assert_eq!(stopped.expect_err("stopped"), ImportError::Cancelled);
}

#[test]
fn bombs_and_loops_come_to_an_end() {
    let zeros = vec![b' '; 200 << 20];
    let once = deflated(&zeros);
    drop(zeros);
    let twice = deflated(&once);
    let pages = |kids: &str| format!("<</Type/Pages/Kids[{kids}]/Count 1>>").into_bytes();
    let catalogue = b"<</Type/Catalog/Pages 2 0 R>>".to_vec();
    let wide = "BT /F 1 Tf (a) Tj ET ".to_owned() + &"/X Do ".repeat(1000);
    let font = b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/W[0 4294967295 500]>>]>>";
    let mut wide_font = one_page(stream("", b"BT /F 1 Tf (a) Tj ET"), "");
    let at = memchr::memmem::find(&wide_font, b"<</Type/Font/Subtype/Type1").expect("a font");
    wide_font.splice(at..at, font.iter().copied());
    for bytes in [
        one_page(stream("/Filter/FlateDecode", &once), ""),
        one_page(stream("/Filter[/FlateDecode/FlateDecode]", &twice), ""),
        one_page(
            stream(
                "/Type/ObjStm/N 1/First 4/Filter[/FlateDecode/FlateDecode]",
                &twice,
            ),
            "",
        ),
        document(&[
            catalogue.clone(),
            pages("2 0 R 2 0 R 3 0 R"),
            pages("2 0 R 3 0 R"),
        ]),
        shown(&wide),
        shown(&"q ".repeat(100_000)),
        shown(&"[".repeat(100_000)),
        wide_font,
    ] {
        drop(import(&bytes));
    }
}

/// A page that draws this, and this many forms, each of which draws the next one twenty times.
fn forms(content: &str, levels: usize) -> Vec<u8> {
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents 4 0 R/Resources<</Font<</F 6 0 R>>/XObject<</X 7 0 R>>>>>>"
            .to_vec(),
        stream("", content.as_bytes()),
        b"<<>>".to_vec(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec(),
    ];
    for n in 0..levels {
        let entries = format!(
            "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {} 0 R>>>>",
            n + 8
        );
        objects.push(stream(&entries, "/X Do ".repeat(20).as_bytes()));
    }
    document(&objects)
}

#[test]
fn a_page_that_does_too_much_is_ended_and_that_is_said() {
    let words = "BT /F 10 Tf 20 500 Td (Words.) Tj ET ";
    let (source, remarks) = import(&forms(&format!("{words} /X Do"), 11)).expect("it is read");
    assert_eq!(&*source.text, "Words.");
    assert!(
        remarks[0].starts_with("Page 1 does too much"),
        "{remarks:?}"
    );
    let error = import(&forms("/X Do", 11))
        .expect_err("refused")
        .to_string();
    assert!(error.contains("Page 1 does too much"), "{error}");
    // Pictures without an end, each of which could hide the next.
    check(&("BI /W 9 ID ".repeat(40_000) + words), "Words.");
    check(&("BI /W 9 ID x EI ".repeat(40_000) + words), "Words.");
}

#[test]
fn a_part_that_is_named_many_times_is_unpacked_once() {
    let part = |size: usize| stream("/Filter/FlateDecode", &deflated(&vec![b' '; size]));
    let named = |part: Vec<u8>, times: usize| {
        let mut bytes = one_page(part, "");
        let at = memchr::memmem::find(&bytes, b"/Contents 4 0 R").expect("it has some");
        let parts = format!("/Contents[{}]", "4 0 R ".repeat(times));
        bytes.splice(at..at + 15, parts.bytes());
        bytes
    };
    let error = import(&named(part(2_000_000), 1000)).expect_err("refused");
    assert!(
        error
            .to_string()
            .contains("Page 1 unpacks to more than 48 MB and was left out."),
        "{error}"
    );
    let error = import(&one_page(part(60_000_000), "")).expect_err("refused");
    assert!(
        error
            .to_string()
            .contains("Page 1 unpacks to more than 48 MB and was left out."),
        "{error}"
    );
    let words = stream("", b"BT /F 10 Tf 0 -12 Td 20 500 Td (Words.) Tj ET");
    let (source, _) = import(&named(words, 3)).expect("it is read");
    assert_eq!(&*source.text, "Words.");
}

#[test]
fn a_page_whose_size_is_no_number_is_a_page() {
    let words = shown("BT /F 10 Tf 20 500 Td (Words.) Tj ET");
    let at = memchr::memmem::find(&words, b"[0 0 400 600]").expect("a box");
    for size in [
        "[0 0 1e5 792]",
        "[0 0 x y]",
        "[0 0 9999999999 792]/UserUnit 1e9/Rotate 99999999999999999999",
        "[0 0 400 600]/UserUnit x/Rotate 9223372036854775807",
    ] {
        let mut bytes = words.clone();
        bytes.splice(at..at + 13, size.bytes());
        let (source, _) = import(&bytes).expect("it is read");
        assert_eq!(&*source.text, "Words.", "{size}");
    }
}

#[test]
fn letters_all_over_the_page_come_to_an_end() {
    let mut content = String::from("BT /F 1 Tf ");
    for n in 0..20_000 {
        let (x, y) = ((n * 7919) % 4000, (n * 104_729) % 6000);
        content += &format!(
            "1 0 0 1 {}.{} {}.{} Tm (a) Tj ",
            x / 10,
            x % 10,
            y / 10,
            y % 10
        );
    }
    assert!(import(&shown(&(content + "ET"))).is_ok());
}

#[test]
fn damage_never_panics() {
    let words = "BT /F 10 Tf 20 500 Td (One) Tj 40 0 Td [(pi)-20(ece)] TJ T* /Span <</ActualText(fi)>> BDC (x) ' EMC ET /X Do";
    let plain = one_page(
        stream("", words.as_bytes()),
        "/Title(A title of it)/CreationDate(D:2011)",
    );
    let packed = one_page(
        stream("/Filter/FlateDecode", &deflated(words.as_bytes())),
        "",
    );
    testing::mutated(&[&plain, &packed], 1000, |bytes| drop(import(bytes)));
}
