//! Journeys through the matrix: rate by pointer and by keyboard, change a link and see the cell follow, ask a question.

use casewall::board::{Board, CardId, Rating, Stance, Weight};

use super::*;

const DEAL: &str = "The admitted drone agreement was the main cause of the collapse of the talks.";
const INDIA: &str = "Indian interference was the main cause of the collapse of the talks.";
const REFUSAL: &str = "Kabul's refusal of Pakistan's security demands was the main cause of the collapse of the talks.";

fn cell(row: &str, answer: &str, says: &str) -> String {
    format!("{row}, {answer}: {says}")
}

/// The demo board in the matrix.
fn opened(paths: &[&Path]) -> Window {
    let mut window = Window::with(vec2(1500.0, 900.0), Theme::Light, paths);
    window.click("Open istanbul-talks");
    window.wait_for("Wall: Istanbul talks");
    window.click("Matrix");
    window.wait_for("Why did the talks collapse?");
    window.wait_for(&cell("TOLO News", DEAL, "consistent"));
    window
}

fn stances(board: &Board, claim: &str) -> (usize, usize) {
    let claim = CardId::from(claim);
    let links: Vec<_> = board
        .links_of(&claim)
        .filter(|(_, link)| link.to == claim)
        .collect();
    let of = |stance| {
        let links = links.iter();
        links
            .filter(|(_, link)| link.kind.stance() == Some(stance))
            .count()
    };
    (of(Stance::Corroborates), of(Stance::Contradicts))
}

#[test]
fn a_cell_is_rated_and_the_wall_follows() {
    journey(|folder| {
        let path = folder.join("why.csv");
        let mut window = opened(&[&path]);
        let start = file::write(&window.board());
        let (pro, contra) = stances(&window.board(), "k30");
        window.click(&cell("TOLO News", REFUSAL, "not assessed"));
        window.wait_for("Rate as neutral");
        window.click("Rate as very inconsistent");
        window.wait_for(&cell("TOLO News", REFUSAL, "very inconsistent"));
        assert_eq!(stances(&window.board(), "k30"), (pro, contra + 1));
        assert_eq!(window.undo_label().unwrap(), "Rate as very inconsistent");

        // Several sources carry this row: the links stay, and the rating is the analyst's own.
        window.click(&cell("Pakistani officials", INDIA, "consistent"));
        window.click("Rate as neutral");
        window.wait_for(&cell(
            "Pakistani officials",
            INDIA,
            "neutral, judged by you",
        ));
        let judged = window.board().about().judgements.cells.clone();
        assert_eq!(judged.len(), 1);
        assert_eq!(judged[0].rating, Rating::Neutral);
        assert!(!judged[0].at.is_empty());

        window.click("TOLO News: relevance medium");
        window.click("High");
        window.wait_for("TOLO News: relevance high");
        assert_eq!(
            window.board().about().judgements.relevance[0].weight,
            Weight::High
        );

        window.click("Export CSV");
        window.wait_for(&format!("Exported {}", path.display()));
        let table = fs::read_to_string(&path).unwrap();
        assert!(table.contains("TOLO News,origin,,medium,high,"), "{table}");

        for _ in 0..3 {
            window.press_with(Modifiers::COMMAND, Key::Z);
        }
        window.wait_for(&cell("TOLO News", REFUSAL, "not assessed"));
        assert_eq!(file::write(&window.board()), start);
    });
}

#[test]
fn cells_are_walked_over_and_rated_by_keyboard() {
    journey(|_| {
        let mut window = opened(&[]);
        let start = file::write(&window.board());
        window.click(&cell("TOLO News", DEAL, "consistent"));
        window.wait_for("Rate as neutral");
        window.press(Key::Escape);
        window.gone("Rate as neutral");
        window.press(Key::ArrowRight);
        window.press(Key::ArrowRight);
        window.press(Key::ArrowRight); // there is no more
        assert_eq!(file::write(&window.board()), start, "arrows move no card");
        window.press(Key::Enter);
        window.wait_for("Rate as neutral");
        window.press(Key::ArrowDown);
        window.press(Key::ArrowDown);
        window.press(Key::Enter);
        window.gone("Rate as neutral");
        window.wait_for(&cell("TOLO News", REFUSAL, "inconsistent"));
        // The keyboard is back on the cell.
        window.press(Key::Enter);
        window.wait_for("Remove the link");
        window.click("Remove the link");
        window.wait_for(&cell("TOLO News", REFUSAL, "not assessed"));
        assert_eq!(file::write(&window.board()), start);
    });
}

#[test]
fn a_link_that_is_changed_changes_its_cell() {
    journey(|_| {
        let mut window = opened(&[]);
        window.click("Show the links of TOLO News");
        let says = |label: &str| label.contains("corroborates") && label.contains(DEAL);
        let at = window.node_that("its link", says).center();
        window.click_at(Modifiers::NONE, at);
        window.settle();
        window.click("− Contradicts");
        window.wait_for(&cell("TOLO News", DEAL, "inconsistent"));
    });
}

#[test]
fn a_question_is_asked_of_claims() {
    journey(|folder| {
        let path = folder.join("rivals.casewall.json");
        fs::write(&path, RIVALS).unwrap();
        let mut window = Window::start(&[&path]);
        window.click("New board");
        window.wait_for("An empty wall");
        window.click("Matrix");
        window.wait_for("There is no claim on the board yet. Double-click the wall to write one.");
        window.press_with(Modifiers::COMMAND, Key::O);
        window.wait_for("The cat did it. (list)");
        window.choose("The cat did it.");
        window.click("Matrix");
        window.wait_for("Hold rival answers against the evidence");
        window.write("Question", "Who did it?");
        // What is selected is chosen already.
        window.click("The dog did it.");
        window.click("Ask it of 2 claims");
        window.wait_for("No source and no other claim is tied to an answer yet.");
        assert_eq!(window.undo_label().unwrap(), "Ask question");
        let title = |label: &str| label.starts_with("Answer: The cat did it.");
        window.node_that("the answer", title);
    });
}

const RIVALS: &str = r#"{
  "format": "casewall", "version": 1, "cards": [
    { "id": "c1", "kind": "claim", "x": 0, "y": 0, "width": 260, "height": 84, "text": "The cat did it." },
    { "id": "c2", "kind": "claim", "x": 0, "y": 200, "width": 260, "height": 84, "text": "The dog did it." },
    { "id": "c3", "kind": "claim", "x": 0, "y": 400, "width": 260, "height": 84, "text": "It rained." }
  ], "links": []
}"#;
