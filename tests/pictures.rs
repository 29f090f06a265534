//! Exports as others see them: a browser's picture of a drawing beside our own picture of the same board, and the words
//! that a PDF reader finds. `.ci/run` makes the files and names them in the environment; without them nothing is
//! compared, and a line says so.

use std::io::Write as _;
use std::{env, fs, io};

use casewall::board::Body;
use casewall::file;

/// Most that a channel of a pixel may differ on the average, of 255. Measured: 2.4 on a board in thirteen scripts and
/// 1.9 on the Istanbul board, nearly all at the edges of letters: the two smooth them in different ways, and place them
/// between pixels differently. Another font makes it 5.2, an empty wall 11.8.
const MOST_MEAN: f64 = 3.5;
/// Most pixels that may differ by more than [`MUCH`], of all. Measured: 0.0109 and 0.0076; in a line of text that stands
/// elsewhere every second pixel does.
const MOST_DIFFERENT: f64 = 0.018;
/// A difference of a channel that is seen.
const MUCH: u8 = 64;
/// Side of the squares that are compared by their middle colours, pixels: about a word. There letters that are smoothed
/// in another way are equal, and a word that is missing or in another font's width is not.
const SQUARE: u32 = 16;
/// Most that such a square may differ, of 255, in all but [`MOST_SQUARES`] of them.
const MUCH_SQUARE: f64 = 24.0;
/// Most squares that may differ by more, of all. Measured: 0.0001 and none; 0.0012 when a single title is missing or
/// written backwards, 0.026 when right-to-left lines are not told to be.
const MOST_SQUARES: f64 = 0.0008;

/// The files named by these variables; `None`, and a line about it, when one is not set.
fn named<const N: usize>(variables: [&str; N]) -> Option<[String; N]> {
    let files = variables.map(|name| env::var(name).unwrap_or_default());
    if files.iter().any(String::is_empty) {
        say(&format!(
            "pictures: skipped, for {} are not set (see .ci/run)",
            variables.join(" and ")
        ));
        return None;
    }
    Some(files)
}

/// Past the harness, which keeps what a passing test prints.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

#[test]
fn a_browser_shows_the_drawing_as_our_picture() {
    let Some([ours, theirs]) = named(["CASEWALL_PICTURE", "CASEWALL_BROWSER_PICTURE"]) else {
        return;
    };
    let [ours, theirs] = [ours, theirs].map(|path| image::open(path).unwrap().into_rgb8());
    assert_eq!(ours.dimensions(), theirs.dimensions(), "another size");

    let (mut sum, mut different) = (0.0, 0.0);
    for (a, b) in ours.pixels().zip(theirs.pixels()) {
        let apart = [0, 1, 2].map(|i| a[i].abs_diff(b[i]));
        sum += apart.iter().map(|apart| f64::from(*apart)).sum::<f64>();
        if apart.iter().any(|apart| *apart > MUCH) {
            different += 1.0;
        }
    }
    let pixels = f64::from(ours.width()) * f64::from(ours.height());
    let (mean, different) = (sum / pixels / 3.0, different / pixels);

    let (wide, high) = (ours.width() / SQUARE, ours.height() / SQUARE);
    let middle = |picture: &image::RgbImage, x: u32, y: u32| {
        let mut sums = [0.0; 3];
        for (x, y) in
            (0..SQUARE * SQUARE).map(|i| (x * SQUARE + i % SQUARE, y * SQUARE + i / SQUARE))
        {
            let pixel = picture.get_pixel(x, y);
            (0..3).for_each(|i| sums[i] += f64::from(pixel[i]));
        }
        sums.map(|sum| sum / f64::from(SQUARE * SQUARE))
    };
    let mut squares = 0.0;
    for (x, y) in (0..wide * high).map(|i| (i % wide, i / wide)) {
        let (a, b) = (middle(&ours, x, y), middle(&theirs, x, y));
        if (0..3).any(|i| (a[i] - b[i]).abs() > MUCH_SQUARE) {
            squares += 1.0;
        }
    }
    let squares = squares / f64::from(wide * high);

    say(&format!(
        "pictures: mean difference {mean:.2} (at most {MOST_MEAN}), pixels that differ {different:.4} (at most \
         {MOST_DIFFERENT}), squares that differ {squares:.4} (at most {MOST_SQUARES})"
    ));
    assert!(mean <= MOST_MEAN, "they differ by {mean:.2} on the average");
    assert!(
        different <= MOST_DIFFERENT,
        "{different:.4} of the pixels differ"
    );
    assert!(
        squares <= MOST_SQUARES,
        "{squares:.4} of the squares differ"
    );
}

#[test]
fn a_pdf_reader_finds_the_words_in_reading_order() {
    let Some([board, text]) = named(["CASEWALL_BOARD", "CASEWALL_PDF_TEXT"]) else {
        return;
    };
    let board = file::read(&fs::read(board).unwrap()).unwrap().board;
    let found = fs::read_to_string(text).unwrap();
    let page = plain(&found);
    let (mut all, mut missing) = (0, Vec::new());
    for card in board.cards().values() {
        // Of Nastaliq, which stands on slanting lines, this reader makes broken words; what overrides the direction is
        // shown as a mark.
        if matches!(&card.body, Body::Source(source) if source.language.ends_with("-Aran")) {
            continue;
        }
        let name = card.name().replace('\u{202e}', "‹RLO›");
        for piece in pieces(&name) {
            all += 1;
            if !page.contains(&piece) {
                missing.push(format!("{piece} (of {name})"));
            }
        }
    }
    let there = all - missing.len();
    say(&format!(
        "pictures: {there} of {all} pieces of titles found in the PDF"
    ));
    assert!(all > 0, "no words to look for");
    assert!(
        missing.is_empty(),
        "not in the PDF:\n{}",
        missing.join("\n")
    );
}

/// What must stand together on the page: the first words of a title, which is cut after some lines, each by itself, and
/// the first two as neighbours. Of words in scripts without spaces only the beginning, for lines end inside them.
fn pieces(name: &str) -> Vec<String> {
    let words: Vec<String> = name.split_whitespace().take(6).map(plain).collect();
    let unspaced = |c: char| matches!(c, '\u{e00}'..='\u{eff}' | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}');
    let mut pieces = Vec::new();
    if let [first, second, ..] = words.as_slice()
        && !first.is_empty()
        && !second.is_empty()
    {
        // A word beside one that reads the other way has no place of its own in a line of text.
        let ways = [first, second].map(|word| word.chars().all(is_right_to_left));
        if ways[0] == ways[1] && !first.chars().chain(second.chars()).any(unspaced) {
            pieces.push(format!("{first}{second}"));
        }
    }
    let right_to_left = name.chars().any(is_right_to_left);
    for (n, word) in words.into_iter().enumerate() {
        // pdftotext takes digits between right-to-left letters for a piece of text that reads the other way (measured).
        if right_to_left && word.contains(|c: char| c.is_ascii_digit()) {
            continue;
        }
        if !word.chars().any(unspaced) {
            pieces.push(word);
        } else if n == 0 {
            pieces.push(word.chars().take(6).collect());
        }
    }
    pieces.retain(|piece| !piece.is_empty()); // emoji and signs
    pieces
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}')
}

/// Letters and digits only, in the forms that they are written in: no spaces, brackets or marks of direction.
fn plain(text: &str) -> String {
    text.chars().filter(|c| is_letter(*c)).collect()
}

/// What belongs to a word in any script: combining signs of Indic and Thai words too, which are not alphanumeric.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{900}'..='\u{dff}' | '\u{e30}'..='\u{e4f}')
}
