//! The records of the file, key by key: what serde reads and writes and what the schema is made from.
//!
//! The order of the fields is the order of the keys. Doc comments here are the descriptions in the schema, so they
//! speak to whoever reads a board file. Nothing is checked here but types; `record` knows what the values mean.
//!
//! **Invariant:** every record ends in `extra`, so no key is lost; text that is empty is left out.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use super::disputed::WireConflict;
use super::judged::{WireConfidence, WireJudgements, WireLikelihood};

/// What every card begins with.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Place {
    /// Names the card. Used once on a board.
    #[schemars(length(min = 1))]
    pub id: String,
    /// What it is: source, claim, note, frame or picture. Other kinds are kept as they are.
    pub kind: String,
    /// Left edge, board units, to the right.
    #[serde(serialize_with = "whole")]
    #[schemars(with = "i64", range(min = -10_000_000, max = 10_000_000))]
    pub x: f64,
    /// Upper edge, board units, downwards.
    #[serde(serialize_with = "whole")]
    #[schemars(with = "i64", range(min = -10_000_000, max = 10_000_000))]
    pub y: f64,
    /// Width, board units.
    #[serde(serialize_with = "whole")]
    #[schemars(with = "i64", range(min = 1, max = 100_000))]
    pub width: f64,
    /// Height, board units.
    #[serde(serialize_with = "whole")]
    #[schemars(with = "i64", range(min = 1, max = 100_000))]
    pub height: f64,
    /// Higher lies in front. Frames lie behind all other cards whatever it is.
    #[serde(default)]
    #[schemars(range(min = -999_999_999_999_i64, max = 999_999_999_999_i64))]
    pub z: i64,
}

/// A document or voice that says something: an article, a report, a witness; or an outlet or speaker that others draw on.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub(super) struct Source {
    /// Headline, or the name of the speaker or outlet.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Who published it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub outlet: String,
    /// Who wrote it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub author: String,
    /// When it was published, as exactly as is known: 2025, 2025-10, 2025-10-29, or with a time (ISO 8601).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub published: String,
    /// Where it is.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// Where a copy is kept.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub archive_url: String,
    /// When the copy was taken (RFC 3339).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub captured: String,
    /// Language of the text (BCP 47).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// Grade of the source, A to F of the Admiralty code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reliability: Option<Letter>,
    /// Full text. Quotes depend on it: it never changes.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// SHA-256 of the UTF-8 bytes of the text, hexadecimal.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text_sha256: String,
    /// Free words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Where each page begins in the text, in Unicode scalar values, ascending.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<u64>,
    /// The document itself: a key of files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The document as it lay on the disk when the source was made from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<Original>,
    /// How the source came in and what was seen of it since, oldest first. Entries are only ever added.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub custody: Vec<Custody>,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The document that a source was made from.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub(super) struct Original {
    /// The name that the file had, without its folder.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Media type (RFC 6838).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub media_type: String,
    /// SHA-256 of its bytes, hexadecimal.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sha256: String,
    /// Number of its bytes.
    pub bytes: u64,
    /// Where it lies, if it is linked: a path below the folder of the board, with / between names.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One event in the life of a source.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub(super) struct Custody {
    /// When (RFC 3339, UTC).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub at: String,
    /// What happened.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub act: String,
    /// By what: the program, its version, and the format as which it was read.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// The file, by its name without folder.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub file: String,
    /// SHA-256 of the bytes that were seen then, hexadecimal.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sha256: String,
    /// A sentence, if there is more to say.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One checkable sentence.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub(super) struct Claim {
    /// The sentence.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The question that it answers. Claims that share a question are rival answers to it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub question: String,
    /// How likely the analyst holds it to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub likelihood: Option<WireLikelihood>,
    /// How well founded the analyst holds that to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<WireConfidence>,
    /// Free words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A remark of the analyst.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub(super) struct Note {
    /// The remark.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A titled area that carries the cards inside it.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub(super) struct Frame {
    /// Its heading.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A picture.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub(super) struct Picture {
    /// The embedded picture: a key of files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// What it shows.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub caption: String,
    /// When it was taken, as its file says (EXIF). Anyone can write anything there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub taken: String,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A card of a kind that this version does not know. All its keys are kept.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
pub(super) struct Unknown {
    /// Its keys.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A connector: corroborates and contradicts lead from a source or a claim to a claim, derives_from from a source to the
/// source that it draws on.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Link {
    /// Names the link. Used once on a board.
    #[schemars(length(min = 1))]
    pub id: String,
    /// The id of the card that speaks.
    pub from: String,
    /// The id of the card that is spoken of.
    pub to: String,
    /// What it says.
    pub kind: LinkKind,
    /// Grade of this one report, 1 to 6 of the Admiralty code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 6))]
    pub credibility: Option<i64>,
    /// Whether it would be much expected, or not at all, if the claim were true.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strong: bool,
    /// The id of the source that says so in the text, if it is not the source itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// How much of a claim's standing passes over a link between claims.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "shortest"
    )]
    #[schemars(range(min = 0, max = 1))]
    pub weight: Option<f64>,
    /// The exact words that it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<Quote>,
    /// A remark of the analyst.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Words of a source: a W3C TextQuoteSelector and TextPositionSelector over the source's text.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Quote {
    /// The words.
    pub exact: String,
    /// What stands before them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// What stands behind them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub suffix: String,
    /// Where they begin in the text, in Unicode scalar values.
    pub start: u64,
    /// Where they end in the text, in Unicode scalar values.
    pub end: u64,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What is known about the board as a whole.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub(super) struct About {
    /// What it is called.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// What it is for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// What the analyst has judged, beside what the evidence says by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judgements: Option<WireJudgements>,
    /// What two versions of the board disagree about, until somebody decides it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<WireConflict>,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// An embedded file. Its key is sha256: and the SHA-256 of its bytes, hexadecimal.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Blob {
    /// Media type (RFC 6838).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub media_type: String,
    /// The name that it had.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Its bytes in Base64 (RFC 4648, section 4).
    #[schemars(extend("contentEncoding" = "base64"))]
    pub data: String,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What a link says.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum LinkKind {
    Corroborates,
    Contradicts,
    DerivesFrom,
}

/// Grades of a source, from A (reliable) to E (unreliable); F cannot be judged.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
pub(super) enum Letter {
    A,
    B,
    C,
    D,
    E,
    F,
}

/// The keys of [`Place`].
pub(super) const PLACE_KEYS: &[&str] = &["id", "kind", "x", "y", "width", "height", "z"];
/// The keys of [`Link`].
pub(super) const LINK_KEYS: &[&str] = &[
    "id",
    "from",
    "to",
    "kind",
    "credibility",
    "strong",
    "origin",
    "weight",
    "quote",
    "note",
];
/// The keys of a [`Link`] that says nothing of a claim.
pub(super) const DERIVATION_KEYS: &[&str] = &["id", "from", "to", "kind", "note"];
/// The keys of [`Quote`].
pub(super) const QUOTE_KEYS: &[&str] = &["exact", "prefix", "suffix", "start", "end"];
/// The keys of [`Original`].
pub(super) const ORIGINAL_KEYS: &[&str] = &["name", "media_type", "sha256", "bytes", "path"];
/// The keys of [`Custody`].
pub(super) const CUSTODY_KEYS: &[&str] = &["at", "act", "by", "file", "sha256", "note"];
/// The keys of [`About`].
pub(super) const ABOUT_KEYS: &[&str] = &["title", "description", "judgements", "conflicts"];
/// The keys of [`Blob`].
pub(super) const BLOB_KEYS: &[&str] = &["media_type", "name", "data"];
/// The keys at the top of the file.
pub(super) const TOP_KEYS: &[&str] = &["format", "version", "about", "cards", "links", "files"];

/// The keys of a card of this kind behind those of [`Place`].
pub(super) fn body_keys(kind: &str) -> &'static [&'static str] {
    match kind {
        "source" => &[
            "title",
            "outlet",
            "author",
            "published",
            "url",
            "archive_url",
            "captured",
            "language",
            "reliability",
            "text",
            "text_sha256",
            "tags",
            "pages",
            "file",
            "original",
            "custody",
        ],
        "claim" => &["text", "question", "likelihood", "confidence", "tags"],
        "note" => &["text"],
        "frame" => &["title"],
        "picture" => &["file", "caption", "taken"],
        _ => &[],
    }
}

fn whole<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    // Saturates, and makes nought of what is no number.
    serializer.serialize_i64(value.round() as i64)
}

fn shortest<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) if value.fract() == 0.0 => serializer.serialize_i64(*value as i64),
        Some(value) => serializer.serialize_f64(*value),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The keys of a type, as its schema has them.
    pub(in super::super) fn keys<T: JsonSchema>() -> Vec<String> {
        let schema = schemars::SchemaGenerator::default()
            .into_root_schema_for::<T>()
            .to_value();
        schema["properties"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(key, _)| key.clone())
            .collect()
    }

    #[test]
    fn lists_of_keys_are_those_of_the_types() {
        assert_eq!(keys::<Place>(), PLACE_KEYS);
        assert_eq!(keys::<Link>(), LINK_KEYS);
        assert_eq!(keys::<Quote>(), QUOTE_KEYS);
        assert_eq!(keys::<Original>(), ORIGINAL_KEYS);
        assert_eq!(keys::<Custody>(), CUSTODY_KEYS);
        assert_eq!(keys::<About>(), ABOUT_KEYS);
        assert_eq!(keys::<Blob>(), BLOB_KEYS);
        assert_eq!(keys::<Source>(), body_keys("source"));
        assert_eq!(keys::<Claim>(), body_keys("claim"));
        assert_eq!(keys::<Note>(), body_keys("note"));
        assert_eq!(keys::<Frame>(), body_keys("frame"));
        assert_eq!(keys::<Picture>(), body_keys("picture"));
    }
}
