//! Links of a source that do not say in which words it says so. They are told once for each source, which is where the
//! words are looked for.
//!
//! Links between claims need no words.

use super::{Check, Finding, Rule, Subject};
use crate::assess::finding::Level;
use crate::assess::masses::Node;
use crate::assess::words::{capital, number};
use crate::board::LinkId;

static RULE: Rule = Rule {
    id: "link-without-quote",
    title: "Links without a quote",
    level: Level::Note,
    help: "A reader cannot find where the source says so; mark the words in its text and drop them on the claim.",
};

/// See [`RULE`].
pub struct LinkWithoutQuote;

impl Check for LinkWithoutQuote {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn run(&self, subject: &Subject<'_>, out: &mut Vec<Finding>) {
        let graph = &subject.assessment.graph;
        // By number of the source: how many links to claims, and those without a quote with their claims.
        let mut by_source: Vec<(usize, Vec<(Node, LinkId)>)> =
            vec![Default::default(); graph.nodes().len()];
        for (id, link) in subject.board.links() {
            let Some(evidence) = link.kind.evidence() else {
                continue;
            };
            let Some([from, to]) = graph
                .ends(id)
                .filter(|[from, _]| graph.source(*from).is_some())
            else {
                continue;
            };
            let Some((all, bare)) = by_source.get_mut(from as usize) else {
                continue;
            };
            *all += 1;
            let quote = evidence.quote.as_ref();
            if quote.is_none_or(|quote| quote.exact.trim().is_empty()) {
                bare.push((to, id.clone()));
            }
        }
        for (node, id, source) in subject.sources() {
            let Some((all, bare)) = by_source.get_mut(node as usize).map(std::mem::take) else {
                continue;
            };
            if bare.is_empty() {
                continue;
            }
            let name = subject.name(node);
            let (claims, links): (Vec<Node>, Vec<LinkId>) = bare.into_iter().unzip();
            let which = match (links.len(), all) {
                (1, 1) => format!("The link of {name} rests"),
                (n, all) if n == all => {
                    format!("None of the {} links of {name} rests", number(all))
                }
                (1, all) => format!("One of the {} links of {name} rests", number(all)),
                (n, all) => format!(
                    "{} of the {} links of {name} rest",
                    capital(&number(n)),
                    number(all)
                ),
            };
            let no = if links.len() == all && all > 1 {
                "a"
            } else {
                "no"
            };
            let todo = match source.text.is_empty() {
                true => "add the words that say so",
                false => "mark the words in its text",
            };
            let to = subject.names(&super::words::once(claims.clone()));
            let says = format!("{which} on {no} quote (to {to}); {todo}.");
            let cards = [id.clone()].into_iter().chain(subject.ids(claims));
            out.push(RULE.finding(says, cards.collect(), links));
        }
    }
}
