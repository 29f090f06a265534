//! What a card and a link hold, field by field as words: the way other formats carry it. Refuses kinds and grades that
//! there are none of; whoever reads fields back gets what is sound of them.

use crate::board::{
    Body, CardId, Claim, Confidence, Credibility, Evidence, Extra, Frame, Likelihood, Note,
    Picture, Quote, Reliability, Source,
};

/// Fields by name, without the empty ones.
pub type Fields = Vec<(&'static str, String)>;

/// The fields of a body, `kind` first. Embedded files and custody lists have no place elsewhere and stay behind.
pub fn of_body(body: &Body) -> Fields {
    let mut fields = vec![("kind", body.kind().to_owned())];
    match body {
        Body::Source(source) => {
            let grade = source.reliability.map_or("", Reliability::letter);
            fields.extend([
                ("title", source.title.clone()),
                ("outlet", source.outlet.clone()),
                ("author", source.author.clone()),
                ("published", source.published.clone()),
                ("url", source.url.clone()),
                ("archive_url", source.archive_url.clone()),
                ("captured", source.captured.clone()),
                ("language", source.language.clone()),
                ("reliability", grade.to_owned()),
                ("text", source.text.to_string()),
                ("tags", source.tags.join(TAGS)),
            ]);
        }
        Body::Claim(claim) => fields.extend([
            ("text", claim.text.clone()),
            ("question", claim.question.clone()),
            (
                "likelihood",
                claim.likelihood.map_or("", Likelihood::words).to_owned(),
            ),
            (
                "confidence",
                claim.confidence.map_or("", Confidence::words).to_owned(),
            ),
            ("tags", claim.tags.join(TAGS)),
        ]),
        Body::Note(note) => fields.push(("text", note.text.clone())),
        Body::Frame(frame) => fields.push(("title", frame.title.clone())),
        Body::Picture(picture) => fields.push(("title", picture.caption.clone())),
        Body::Unknown(_) => {}
    }
    fields.retain(|(_, value)| !value.is_empty());
    fields
}

/// Between the words of one card.
const TAGS: &str = "; ";

/// The body that fields describe; `None` if they name no kind that there is.
pub fn body(get: impl Fn(&str) -> Option<String>) -> Option<Body> {
    let text = |name: &str| get(name).unwrap_or_default();
    let tags = || {
        let words = text("tags");
        let words = words.split(TAGS.trim_end()).map(str::trim);
        words
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    Some(match get("kind")?.as_str() {
        "source" => Body::Source(Box::new(Source {
            title: text("title"),
            outlet: text("outlet"),
            author: text("author"),
            published: text("published"),
            url: text("url"),
            archive_url: text("archive_url"),
            captured: text("captured"),
            language: text("language"),
            reliability: Reliability::from_letter(&text("reliability")),
            text: text("text").into(),
            tags: tags(),
            ..Source::default()
        })),
        "claim" => Body::Claim(Claim {
            text: text("text"),
            question: text("question"),
            likelihood: Likelihood::from_words(&text("likelihood")),
            confidence: Confidence::from_words(&text("confidence")),
            tags: tags(),
        }),
        "note" => Body::Note(Note { text: text("text") }),
        "frame" => Body::Frame(Frame {
            title: text("title"),
        }),
        "picture" => Body::Picture(Picture {
            caption: text("title"),
            ..Picture::default()
        }),
        _ => return None,
    })
}

/// The fields of what a link rests on. `name` says what the origin is called there.
pub fn of_evidence(evidence: &Evidence, name: impl Fn(&CardId) -> Option<String>) -> Fields {
    let mut fields = Fields::new();
    if let Some(quote) = &evidence.quote {
        fields.extend([
            ("quote", quote.exact.clone()),
            ("prefix", quote.prefix.clone()),
            ("suffix", quote.suffix.clone()),
            ("start", quote.range.start.to_string()),
            ("end", quote.range.end.to_string()),
        ]);
    }
    let grade = evidence.credibility.map(|grade| grade.digit().to_string());
    let origin = evidence.origin.as_ref().and_then(name);
    let weight = evidence.weight.map(|weight| weight.to_string());
    let rest = [
        ("credibility", grade),
        ("origin", origin),
        ("weight", weight),
        ("strong", evidence.strong.then(|| "yes".to_owned())),
    ];
    fields.extend(
        rest.into_iter()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    fields.retain(|(_, value)| !value.is_empty());
    fields
}

/// What a link rests on, from fields. `named` finds the origin.
pub fn evidence(
    get: impl Fn(&str) -> Option<String>,
    named: impl Fn(&str) -> Option<CardId>,
) -> Evidence {
    let number = |name: &str| get(name).and_then(|value| value.parse::<usize>().ok());
    let quote = get("quote").filter(|exact| !exact.is_empty()).map(|exact| {
        let (start, end) = (number("start").unwrap_or(0), number("end").unwrap_or(0));
        Quote {
            exact,
            prefix: get("prefix").unwrap_or_default(),
            suffix: get("suffix").unwrap_or_default(),
            range: if start <= end { start..end } else { 0..0 },
            extra: Extra::new(),
        }
    });
    let weight = get("weight").and_then(|value| value.parse::<f64>().ok());
    Evidence {
        quote,
        credibility: get("credibility")
            .and_then(|value| value.trim().parse().ok())
            .and_then(Credibility::new),
        strong: get("strong").is_some_and(|word| word.trim() == "yes"),
        origin: get("origin").and_then(|name| named(&name)),
        weight: weight.filter(|weight| (0.0..=1.0).contains(weight)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there_and_back(body_before: &Body) {
        let fields = of_body(body_before);
        let get = |name: &str| {
            let found = fields.iter().find(|(field, _)| *field == name);
            found.map(|(_, value)| value.clone())
        };
        assert_eq!(body(get).as_ref(), Some(body_before));
    }

    #[test]
    fn bodies_come_back() {
        there_and_back(&Body::Source(Box::new(Source {
            title: "Harbour closed".into(),
            reliability: Some(Reliability::B),
            text: "All of it.".into(),
            tags: vec!["harbour".into(), "storm".into()],
            ..Source::default()
        })));
        there_and_back(&Body::Claim(Claim {
            text: "The harbour was closed.".into(),
            question: "Was it?".into(),
            likelihood: Some(Likelihood::VeryLikely),
            confidence: Some(Confidence::Moderate),
            tags: Vec::new(),
        }));
        there_and_back(&Body::Frame(Frame {
            title: "Storm".into(),
        }));
        assert_eq!(body(|_| Some("gadget".into())), None);
    }

    #[test]
    fn unsound_grades_are_left_out() {
        let get = |name: &str| match name {
            "credibility" => Some("9".to_owned()),
            "weight" => Some("NaN".to_owned()),
            "quote" => Some("words".to_owned()),
            "start" => Some("7".to_owned()),
            "end" => Some("2".to_owned()),
            _ => None,
        };
        let evidence = evidence(get, |_| None);
        assert_eq!((evidence.credibility, evidence.weight), (None, None));
        assert_eq!(evidence.quote.map(|quote| quote.range), Some(0..0));
    }
}
