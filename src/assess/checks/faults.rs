//! What checking again has found, as findings: five rules, each with a file of its own, tell one kind of trouble each.
//!
//! Refuses what is about a record that is not on the board any more.

use super::{Finding, Rule, Subject};
use crate::assess::verify::{Fault, Trouble};
use crate::board::Item;

/// Tells the faults whose trouble is that of the rule.
pub(super) fn tell(subject: &Subject<'_>, rule: &'static Rule, out: &mut Vec<Finding>) {
    let faults = subject.verified.faults.iter();
    let faults = faults.filter(|fault| fault.trouble.id() == rule.id);
    out.extend(faults.filter_map(|fault| finding(subject, rule, fault)));
}

fn finding(subject: &Subject<'_>, rule: &'static Rule, fault: &Fault) -> Option<Finding> {
    let (cards, links) = match &fault.about {
        Item::Card(card) => {
            let (card, _) = subject.board.cards().get_key_value(card)?;
            (vec![card.clone()], Vec::new())
        }
        Item::Link(id) => {
            let link = subject.board.links().get(id)?;
            (vec![link.from.clone(), link.to.clone()], vec![id.clone()])
        }
    };
    let says = match (&fault.trouble, fault.sentence.strip_suffix('.')) {
        (Trouble::FileMissing | Trouble::FileChanged, _) | (_, None) => fault.sentence.clone(),
        (Trouble::QuoteMoved(_), Some(says)) => format!("{says}; look whether it still says so."),
        (Trouble::QuoteGone, Some(says)) => format!("{says}; mark the words again or remove it."),
        (Trouble::TextChanged, Some(says)) => format!("{says}; bring the source in again."),
    };
    Some(rule.finding(says, cards, links))
}
