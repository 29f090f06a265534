//! The sentence that goes with a label, and how things are named and counted in sentences.
//!
//! Plain words that an editor or a judge would accept. Refuses theory, numbers and terms of likelihood.

use super::assessment::Assessment;
use super::masses::Node;
use super::standing::{Facts, Label};
use crate::board::{Body, Card, CardId, Stance};

/// Names that a list gives before it says how many more there are.
const MOST: usize = 4;

/// What an origin is called: the outlet, where the whole outlet is one voice.
pub(super) fn origin(assessment: &Assessment, node: Node) -> &str {
    let outlet = assessment
        .graph
        .source(node)
        .map_or("", |source| source.outlet_name.as_str());
    match assessment.voices.is_outlet(node) && !outlet.is_empty() {
        true => outlet,
        false => assessment.graph.name(node),
    }
}

impl Assessment {
    /// What an origin is called in sentences; nothing if it is no source of the board.
    pub fn origin_name(&self, source: &CardId) -> &str {
        let node = self.graph.node(source);
        node.map_or("", |node| origin(self, node))
    }
}

pub(super) fn origins(assessment: &Assessment, nodes: &[Node]) -> String {
    list(nodes.iter().map(|node| origin(assessment, *node)))
}

pub(super) fn cards(assessment: &Assessment, nodes: &[Node]) -> String {
    list(nodes.iter().map(|node| assessment.graph.name(*node)))
}

/// `A, B and C`, or `A, B, C, D and 3 more`.
pub fn list<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    let all = names.len();
    // One more than the most is no shorter said otherwise.
    let shown = if all <= MOST + 1 { all } else { MOST };
    let mut text = String::new();
    for (n, name) in names.take(shown).enumerate() {
        let between = match n {
            0 => "",
            _ if n + 1 == all => " and ",
            _ => ", ",
        };
        text.push_str(between);
        text.push_str(name);
    }
    if shown < all {
        text.push_str(&format!(" and {} more", all - shown));
    }
    text
}

/// Small numbers in words.
pub fn number(n: usize) -> String {
    const WORDS: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    WORDS
        .get(n)
        .map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

/// `one origin`, `three origins`.
pub fn count(n: usize, what: &str) -> String {
    format!("{} {what}{}", number(n), if n == 1 { "" } else { "s" })
}

/// The ending of a verb.
pub(super) fn s(n: usize) -> &'static str {
    if n == 1 { "s" } else { "" }
}

/// The sentence with a capital letter.
pub fn capital(sentence: &str) -> String {
    let mut chars = sentence.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// What the evidence says of a claim, in a sentence.
pub(super) fn says(assessment: &Assessment, facts: &Facts<'_>, claim: Node) -> String {
    let sentence = match facts.label {
        Label::Unsupported => unsupported(assessment, facts),
        Label::Circular if facts.counted_for.is_empty() => loop_only(assessment, facts, claim),
        Label::Circular | Label::SingleSource | Label::Corroborated => carried(assessment, facts),
        Label::Disputed | Label::Contradicted => opposed(assessment, facts),
    };
    capital(&sentence)
}

fn unsupported(assessment: &Assessment, facts: &Facts<'_>) -> String {
    let (reports, ties) = (&facts.claim.reports, &facts.claim.ties);
    if reports.is_empty() && ties.is_empty() {
        return "Nothing on the board speaks for it or against it.".to_owned();
    }
    let pro: Vec<Node> = facts.pro.iter().map(|(origin, _)| origin).collect();
    if !pro.is_empty() {
        let names = origins(assessment, &pro);
        return match pro.len() {
            1 => format!("One origin speaks for it, too weakly to count: {names}."),
            n => format!(
                "{} speak for it, each too weakly to count: {names}.",
                count(n, "origin")
            ),
        };
    }
    let contra: Vec<Node> = facts.contra.iter().map(|(origin, _)| origin).collect();
    if !contra.is_empty() {
        let names = origins(assessment, &contra);
        return format!(
            "Nothing speaks for it, and what speaks against it is too weak to count: {names}."
        );
    }
    let from: Vec<Node> = ties.iter().map(|tie| tie.from).collect();
    let names = cards(assessment, &once(from));
    format!(
        "No source speaks for it or against it; it is tied to {names}, which can pass nothing on."
    )
}

fn loop_only(assessment: &Assessment, facts: &Facts<'_>, claim: Node) -> String {
    let supporters = supporters(facts);
    let names = cards(assessment, &supporters);
    let group = assessment.order.group_of(claim);
    match supporters.iter().any(|supporter| group.contains(supporter)) {
        true => format!("It rests on {names}, and that rests on it; no source stands behind them."),
        false => {
            format!("It rests on {names}, which only claims hold up that rest on each other.")
        }
    }
}

fn carried(assessment: &Assessment, facts: &Facts<'_>) -> String {
    let n = facts.counted_for.len();
    let names = origins(assessment, &facts.counted_for);
    let mut text = if facts.sources_for == 0 {
        let through = cards(assessment, &supporters(facts));
        format!(
            "No source speaks for it directly; {} reach{} it through {through}: {names}.",
            count(n, "origin"),
            if n == 1 { "es" } else { "" },
        )
    } else if facts.label == Label::Circular {
        format!(
            "{} carry it, but they go back to one origin: {names}.",
            count(facts.sources_for, "source")
        )
    } else if n == 1 {
        let carriers = carriers(assessment, facts, Stance::Corroborates);
        match carriers == facts.counted_for {
            true => format!("One source speaks for it: {names}."),
            false => format!(
                "One origin speaks for it: {names}, heard through {}.",
                cards(assessment, &carriers)
            ),
        }
    } else {
        let origins = count(n, "independent origin");
        format!("{origins} speak for it: {names}.")
    };
    if !facts.counted_against.is_empty() {
        let n = facts.counted_against.len();
        let names = origins(assessment, &facts.counted_against);
        let heard = |origin: &Node| facts.state.contra.direct.get(*origin) > 0.0;
        let over = match facts.counted_against.iter().any(heard) {
            true => "",
            false => " only through other claims",
        };
        let said = format!(
            "{} speak{} against it{over}: {names}.",
            count(n, "origin"),
            s(n)
        );
        text.push(' ');
        text.push_str(&capital(&said));
    }
    text
}

fn opposed(assessment: &Assessment, facts: &Facts<'_>) -> String {
    let side = |counted: &[Node], way: &str| match counted.len() {
        0 => format!("only weak ones {way} it"),
        n => format!("{} {way} it ({})", number(n), origins(assessment, counted)),
    };
    let heard = |origin: &Node| facts.state.contra.direct.get(*origin) > 0.0;
    let only_claims = !facts.counted_against.iter().any(heard);
    let against = match facts.counted_against.len() {
        0 => "Several origins speak against it, each weakly".to_owned(),
        n => format!(
            "{} speak{} against it{} ({})",
            count(n, "origin"),
            s(n),
            if only_claims {
                " only through other claims"
            } else {
                ""
            },
            origins(assessment, &facts.counted_against)
        ),
    };
    let pro = match facts.pro.is_empty() {
        true => "none for it".to_owned(),
        false => side(&facts.counted_for, "for"),
    };
    let carriers = match (facts.counted_for.len(), facts.sources_for) {
        (1, 2..) => format!(", though {} carry it", count(facts.sources_for, "source")),
        _ => String::new(),
    };
    format!("{against}, {pro}{carriers}.")
}

/// The sources that carry what counts on a side.
fn carriers(assessment: &Assessment, facts: &Facts<'_>, stance: Stance) -> Vec<Node> {
    let direct = &facts.state.side(stance).direct;
    let reports = facts.claim.reports.iter();
    let reports = reports.filter(|report| {
        let key = assessment.voices.get(report.speaker).key;
        report.stance == stance && assessment.settings.counts(direct.get(key))
    });
    once(reports.map(|report| report.from).collect())
}

/// The claims that corroborate it and pass something on; all that corroborate it where none does.
fn supporters(facts: &Facts<'_>) -> Vec<Node> {
    let ties = facts.claim.ties.iter().zip(&facts.state.over);
    let ties = ties.filter(|(tie, _)| tie.stance == Stance::Corroborates);
    let (passing, all): (Vec<_>, Vec<_>) = ties
        .map(|(tie, over)| ((!over.high.is_empty()).then_some(tie.from), tie.from))
        .unzip();
    let passing: Vec<Node> = passing.into_iter().flatten().collect();
    once(match passing.is_empty() {
        true => all,
        false => passing,
    })
}

/// What a card is called in a sentence: what is written stands in quotation marks, a name does not.
pub fn name(card: &Card) -> String {
    let cut = shortened(&card.name());
    match &card.body {
        Body::Source(source) if source.text.is_empty() && source.url.is_empty() => cut,
        _ => format!("“{}”", cut.trim_end_matches('.')),
    }
}

/// As much as a sentence can name.
pub(super) fn shortened(name: &str) -> String {
    const MOST: usize = 56;
    match name.char_indices().nth(MOST) {
        Some((end, _)) => {
            let cut = &name[..end];
            let cut = cut.rsplit_once(' ').map_or(cut, |(head, _)| head);
            format!("{cut} …")
        }
        None => name.to_owned(),
    }
}

/// Ascending, each once.
pub(super) fn once(mut nodes: Vec<Node>) -> Vec<Node> {
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_counts_read_well() {
        let names = ["A", "B", "C", "D", "E", "F"];
        for (n, want) in [
            (0, ""),
            (1, "A"),
            (2, "A and B"),
            (5, "A, B, C, D and E"),
            (6, "A, B, C, D and 2 more"),
        ] {
            assert_eq!(list(names.iter().copied().take(n)), want);
        }
        assert_eq!(count(1, "origin"), "one origin");
        assert_eq!(count(30, "origin"), "30 origins");
        assert_eq!(capital("öl"), "Öl");
    }
}
