//! The JSON Schema of the file (draft 2020-12), made from the types that read and write it.
//!
//! Says what a board of this version looks like; unknown keys and unknown kinds of card are allowed, as in reading.
//! Refuses to promise what a schema cannot say (ids are used once, links lead somewhere): that is `read`'s to check.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::version::VERSION;
use super::wire;

/// The JSON Schema of board files.
pub fn schema() -> Value {
    let mut settings = SchemaSettings::draft2020_12();
    // Names of Rust's types and what a missing key stands for are of no use to other readers.
    settings
        .transforms
        .push(Box::new(RecursiveTransform(|schema: &mut Schema| {
            schema.remove("format");
            schema.remove("default");
        })));
    let mut schema = settings.into_generator().into_root_schema_for::<File>();
    schema.insert(
        "$id".to_owned(),
        json!(format!("urn:casewall:board:{VERSION}")),
    );
    schema.insert("title".to_owned(), json!("Casewall board"));
    // What it is comes first, for human readers.
    let head = ["$schema", "$id", "title", "description"];
    let head = head
        .into_iter()
        .filter_map(|key| Some((key.to_owned(), schema.remove(key)?)))
        .collect::<Vec<_>>();
    let rest = schema.as_object().cloned().unwrap_or_default();
    Value::Object(head.into_iter().chain(rest).collect())
}

/// An evidence board: cards and links, and what is known about it. UTF-8, items sorted by id.
#[derive(JsonSchema)]
#[expect(
    dead_code,
    reason = "describes the top of the file, which `read` and `write` take apart by hand"
)]
struct File {
    /// Says that this is a board.
    #[schemars(extend("const" = "casewall"))]
    format: String,
    /// Version of the format.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// What is known about the board as a whole.
    #[schemars(default)]
    about: wire::About,
    /// Whatever has a place on the wall.
    #[schemars(default)]
    cards: Vec<AnyCard>,
    /// What ties the cards.
    #[schemars(default)]
    links: Vec<wire::Link>,
    /// Embedded files, each under sha256: and the SHA-256 of its bytes, hexadecimal.
    #[schemars(default)]
    files: BTreeMap<String, wire::Blob>,
    /// Keys that this version does not know.
    #[schemars(flatten)]
    extra: Map<String, Value>,
}

/// Stands for a card of any kind.
struct AnyCard;

impl JsonSchema for AnyCard {
    fn schema_name() -> Cow<'static, str> {
        "Card".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let kinds = ["source", "claim", "note", "frame", "picture"];
        let cards = [
            card::<wire::Source>(generator, "SourceCard", ("const", json!(kinds[0]))),
            card::<wire::Claim>(generator, "ClaimCard", ("const", json!(kinds[1]))),
            card::<wire::Note>(generator, "NoteCard", ("const", json!(kinds[2]))),
            card::<wire::Frame>(generator, "FrameCard", ("const", json!(kinds[3]))),
            card::<wire::Picture>(generator, "PictureCard", ("const", json!(kinds[4]))),
            card::<wire::Unknown>(generator, "UnknownCard", ("not", json!({ "enum": kinds }))),
        ];
        json_schema!({ "description": "Whatever has a place on the wall.", "anyOf": cards })
    }
}

/// Defines the schema of cards whose kind obeys `rule`: the keys of a place and then those of the body. Refers to it.
fn card<B: JsonSchema>(generator: &mut SchemaGenerator, name: &str, rule: (&str, Value)) -> Value {
    let mut schema = wire::Place::json_schema(generator).to_value();
    let body = B::json_schema(generator).to_value();
    if let Some(description) = body.get("description") {
        schema["description"] = description.clone();
    }
    if let (Some(keys), Some(of_body)) = (
        schema["properties"].as_object_mut(),
        body["properties"].as_object(),
    ) {
        keys.extend(of_body.clone());
    }
    schema["properties"]["kind"][rule.0] = rule.1;
    schema["additionalProperties"] = json!(true);
    generator.definitions_mut().insert(name.to_owned(), schema);
    json!({ "$ref": format!("#/$defs/{name}") })
}
