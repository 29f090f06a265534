//! `casewall explain`: what the evidence says of each claim, and why.
//!
//! The label and one sentence first, then the reasons. Numbers only in JSON. Refuses to guess which claim is meant: a
//! name that fits none is wrong use.

use std::ffi::OsString;
use std::io::Write;

use serde_json::{Map, Value, json};

use super::plain::plain;
use super::within::Within;
use super::{CliError, Status, open};
use crate::assess::{Assessment, Doubt, Reason, ReuseIndex, Standing};
use crate::board::{Board, Body, CardId};

/// What to explain.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    casewall explain talks.casewall.json\n  \
    casewall explain talks.casewall.json k11 \"The talks lasted\"\n  \
    casewall explain demo:istanbul-talks k11 --json\n\n\
    In JSON, support, opposition, balance and strength are no probabilities: they say how much\n\
    independent sourcing there is, not how likely the claim is.")]
pub struct Explain {
    /// The board: a file, or demo:NAME
    #[arg(value_name = "BOARD")]
    board: OsString,
    /// Claims, by id or by how their text begins; all of them if none is named
    #[arg(value_name = "CLAIM")]
    claims: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    within: Within,
}

pub(super) fn run(
    wish: &Explain,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Status, CliError> {
    let (board, _) = open::board(&wish.board, &wish.within, err)?;
    let claims = named(&board, &wish.claims)?;
    let assessment = Assessment::of(&board);
    let texts = ReuseIndex::of(&board, assessment.settings().reuse.clone());
    let doubts = assessment.doubts(&texts.suggestions(&board, &assessment));
    let told = claims.iter().filter_map(|(id, text)| {
        let standing = assessment.claim(id)?;
        Some((*id, *text, standing, assessment.reasons(&board, id)))
    });
    if wish.json {
        let claims: Vec<Value> = told
            .map(|(id, text, standing, reasons)| {
                let mut value = value(id, text, standing, &reasons);
                if let Some(doubt) = doubts.get(id) {
                    add_doubt(&mut value, doubt);
                }
                value
            })
            .collect();
        writeln!(out, "{:#}", json!({ "claims": claims }))?;
        return Ok(Status::Done);
    }
    if claims.is_empty() {
        writeln!(out, "There is no claim on the board.")?;
    }
    for (n, (id, text, standing, reasons)) in told.enumerate() {
        if n > 0 {
            writeln!(out)?;
        }
        let text = match text.trim() {
            "" => "Untitled claim",
            text => text,
        };
        writeln!(out, "{}  {}", plain(id.as_str()), plain(text))?;
        let words = standing.label.words();
        let contested = if standing.contested {
            ", contested"
        } else {
            ""
        };
        writeln!(out, "{words}{contested}. {}", plain(&standing.says))?;
        if let Some(doubt) = doubts.get(id) {
            writeln!(out, "{}", plain(&doubt.says))?;
        }
        for reason in &reasons {
            writeln!(out, "  - {}", plain(&reason.says))?;
        }
    }
    Ok(Status::Done)
}

/// The claims that are meant, each once, in the order in which they were named; all by id if none was.
fn named<'a>(board: &'a Board, names: &[String]) -> Result<Vec<(&'a CardId, &'a str)>, CliError> {
    let claims = || {
        board
            .cards()
            .iter()
            .filter_map(|(id, card)| match &card.body {
                Body::Claim(claim) => Some((id, claim.text.as_str())),
                _ => None,
            })
    };
    if names.is_empty() {
        return Ok(claims().collect());
    }
    let mut meant: Vec<(&CardId, &str)> = Vec::new();
    for name in names {
        let start = name.trim().to_lowercase();
        let found: Vec<_> = match claims().find(|(id, _)| id.as_str() == name) {
            Some(claim) => vec![claim],
            None => claims()
                .filter(|(_, text)| !start.is_empty() && text.to_lowercase().starts_with(&start))
                .collect(),
        };
        if found.is_empty() {
            return Err(CliError::NoClaim(name.clone()));
        }
        for claim in found {
            if !meant.contains(&claim) {
                meant.push(claim);
            }
        }
    }
    Ok(meant)
}

fn value(id: &CardId, text: &str, standing: &Standing, reasons: &[Reason]) -> Value {
    let masses = |origins: &[(CardId, f64)]| {
        let masses = origins.iter();
        let masses = masses.map(|(origin, mass)| (origin.to_string(), Value::from(*mass)));
        masses.collect::<Map<_, _>>()
    };
    let reasons = reasons.iter().map(|reason| {
        let cards: Vec<&str> = reason.cards.iter().map(CardId::as_str).collect();
        let links: Vec<&str> = reason.links.iter().map(|link| link.as_str()).collect();
        json!({ "says": reason.says, "cards": cards, "links": links })
    });
    json!({
        "id": id.as_str(),
        "text": text,
        "label": standing.label.id(),
        "says": standing.says,
        "support": standing.support,
        "opposition": standing.opposition,
        "balance": standing.balance,
        "strength": standing.strength,
        "n_support": standing.n_support,
        "n_oppose": standing.n_oppose,
        "origins_for": masses(&standing.origins_for),
        "origins_against": masses(&standing.origins_against),
        // Between which bounds the balance lies, where it is open.
        "unstable": standing.unstable.map(|(low, high)| json!([low, high])),
        "badges": standing.badges.iter().map(|badge| badge.id()).collect::<Vec<_>>(),
        "reasons": reasons.collect::<Vec<_>>(),
    })
}

/// What it would be if what is suggested were accepted; only claims that would stand otherwise have it.
fn add_doubt(value: &mut Value, doubt: &Doubt) {
    if let Some(badges) = value["badges"].as_array_mut() {
        badges.push(json!(doubt.badge().id()));
    }
    value["doubt"] = json!({
        "says": doubt.says,
        "label": doubt.label_if.id(),
        "n_support": doubt.n_support_if,
        "n_oppose": doubt.n_oppose_if,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file;

    fn explain(claims: &[&str], json: bool) -> Result<String, CliError> {
        let wish = Explain {
            board: "demo:istanbul-talks".into(),
            claims: claims.iter().map(|claim| (*claim).to_owned()).collect(),
            json,
            within: Within::default(),
        };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        run(&wish, &mut out, &mut err)?;
        assert!(err.is_empty());
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_claim_is_named_by_id_or_by_how_it_begins() {
        let by_id = explain(&["k11"], false).unwrap();
        assert!(
            by_id.starts_with("k11  Indian interference was "),
            "{by_id}"
        );
        assert!(by_id.contains("\nContradicted. "), "{by_id}");
        assert_eq!(
            explain(&["indian interference", "k11"], false).unwrap(),
            by_id
        );
        for wrong in ["k99", " ", "o-tolo"] {
            assert!(
                matches!(explain(&[wrong], false), Err(CliError::NoClaim(_))),
                "{wrong}"
            );
        }
    }

    #[test]
    fn programs_get_every_claim_with_all_its_keys() {
        let told: Value = serde_json::from_str(&explain(&[], true).unwrap()).unwrap();
        let claims = told["claims"].as_array().unwrap();
        let board = file::read(file::demo("istanbul-talks").unwrap().bytes)
            .unwrap()
            .board;
        let want = board
            .cards()
            .values()
            .filter(|card| matches!(card.body, Body::Claim(_)));
        assert_eq!(claims.len(), want.count());
        let keys = [
            "id",
            "text",
            "label",
            "says",
            "support",
            "opposition",
            "balance",
            "strength",
            "n_support",
            "n_oppose",
            "origins_for",
            "origins_against",
            "unstable",
            "badges",
            "reasons",
        ];
        for claim in claims {
            let has: Vec<&String> = claim.as_object().unwrap().keys().collect();
            assert_eq!(has, keys);
            assert!(!claim["reasons"].as_array().unwrap().is_empty());
        }
        let india = &claims[10];
        assert_eq!(
            (&india["id"], &india["n_support"]),
            (&json!("k11"), &json!(1))
        );
        assert!(
            india["origins_for"]
                .as_object()
                .unwrap()
                .contains_key("o-pakistan")
        );
    }
}
