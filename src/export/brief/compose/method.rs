//! By which rules the claims were judged, in plain words and with the numbers of the board.

use super::{Item, Words, Work};
use crate::assess::{RULES, Settings, count};
use crate::board::{Credibility, Reliability, Stance};

impl Work<'_> {
    pub(super) fn method(&mut self) {
        let settings = self.material.assessment.settings();
        self.heading(2, Words::of("How this was worked out"), None);
        let own = match *settings == Settings::default() {
            true => "with their usual numbers",
            false => "with numbers that this board sets for itself",
        };
        self.paragraph(Words::of(&format!(
            "By the rules of Casewall, version {RULES}, {own}. The numbers weigh sourcing; none of them is a probability."
        )));
        let grades = Reliability::ALL.map(|grade| {
            let counts = settings.reliability(grade);
            format!("{} counts {counts:.2}", grade.letter())
        });
        let digits = Credibility::ALL.map(|grade| {
            let left = settings.kappa(Some(grade));
            format!("{} leaves {left:.2}", grade.digit())
        });
        let voices = match settings.one_voice {
            true => "One outlet is one voice, and the same text is one source.",
            false => "Outlets and equal texts are not joined: this board says so.",
        };
        let lines = [
            "A report counts for its origin: who says so in the text, or what the source draws on, as far back as the \
             board knows. One origin counts once for a claim, with its strongest report."
                .to_owned(),
            voices.to_owned(),
            format!(
                "A report is as strong as the weakest hand that it went through. By the grade of the source: {}. Who is \
                 not graded counts as F.",
                grades.join(", ")
            ),
            format!(
                "Of that, the grade of the report itself leaves a share: {}. A report that is not graded counts as 6.",
                digits.join(", ")
            ),
            "Independent origins add up: each takes its share of the doubt that the others leave."
                .to_owned(),
            format!(
                "A claim that is carried passes on to the claims it is tied to: {:.2} of its support where it \
                 corroborates, {:.2} where it contradicts, unless the tie says otherwise. Claims that rest on each other \
                 lend each other nothing.",
                settings.lambda(Stance::Corroborates, None),
                settings.lambda(Stance::Contradicts, None)
            ),
            format!(
                "An origin, and a side, counts from {:.2} on. Where both sides count, the claim is decided once one \
                 outweighs the other by {:.2}; until then it is disputed.",
                settings.theta, settings.tau
            ),
            "Grades follow the Admiralty code (STANAG 2511): A to F for the source, 1 to 6 for the report. Likelihood \
             and confidence are the analyst’s own, in the terms of ICD 203."
                .to_owned(),
        ];
        let items = lines.iter().map(|line| Item::dot(Words::of(line)));
        self.list(items.collect());
        if self.unsearched > 0 {
            let claims = count(self.unsearched, "claim");
            self.quiet(&format!(
                "For {claims} that no origin decides alone it was not searched which of them decide together: the \
                 board is too large for that."
            ));
        }
    }
}

/// A day in words: `23 November 2025`, or as much of it as is known. What is no date of ISO 8601 stays as it is.
pub fn day(date: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let date = date.trim();
    let day = date.split(['T', ' ']).next().unwrap_or_default();
    let parts: Vec<&str> = day.split('-').collect();
    let number = |text: &str, letters: usize| {
        let digits = text.len() == letters && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<usize>().ok()).flatten()
    };
    let month = |text: &str| MONTHS.get(number(text, 2)?.checked_sub(1)?).copied();
    let said = match parts.as_slice() {
        [year] if number(year, 4).is_some() => Some((*year).to_owned()),
        [year, m] => number(year, 4)
            .zip(month(m))
            .map(|(year, m)| format!("{m} {year:04}")),
        [year, m, d] => number(year, 4)
            .zip(month(m))
            .zip(number(d, 2).filter(|d| (1..=31).contains(d)))
            .map(|((year, m), d)| format!("{d} {m} {year:04}")),
        _ => None,
    };
    said.unwrap_or_else(|| date.to_owned())
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_are_said_as_far_as_they_are_known() {
        for (date, want) in [
            ("2025-11-03", "3 November 2025"),
            ("2025-11-03T10:00:00Z", "3 November 2025"),
            ("2025-11", "November 2025"),
            ("2025", "2025"),
            ("2025-13-01", "2025-13-01"),
            ("last week", "last week"),
            ("", ""),
        ] {
            assert_eq!(day(date), want);
        }
    }
}
