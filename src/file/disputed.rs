//! What two versions of a board disagree about, in the file: the entries of `about.conflicts`, read and written.
//!
//! Refuses an entry that names more than one record. The record that one names need not be there: it may have been deleted
//! since, and may come back.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::board::{Conflict, Extra, Subject};

/// Something that two versions of the board disagree about. It names the card, the link or the file; without any it is
/// about the board as a whole.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub(super) struct WireConflict {
    /// The id of the card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
    /// The id of the link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The key of the embedded file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The key of the field; with / before it a key of the file's top level. Without it the whole record.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub field: String,
    /// What it was before both changed it; missing if it was not there.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub base: Option<Value>,
    /// What our side made of it; missing if it took it away.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub ours: Option<Value>,
    /// What their side made of it; missing if it took it away.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub theirs: Option<Value>,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A value that is there, even if it is null.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

const KEYS: &[&str] = &["card", "link", "file", "field", "base", "ours", "theirs"];

/// As the board keeps it, or a sentence that says what is wrong.
pub(super) fn read(wire: WireConflict) -> Result<Conflict, String> {
    let subject = match (wire.card, wire.link, wire.file) {
        (None, None, None) => Subject::About,
        (Some(id), None, None) => Subject::Card(id.into()),
        (None, Some(id), None) => Subject::Link(id.into()),
        (None, None, Some(id)) => Subject::File(id.into()),
        _ => {
            let why = "\"conflicts\" has an entry that names more than one of card, link and file; one is needed.";
            return Err(why.to_owned());
        }
    };
    Ok(Conflict {
        subject,
        field: wire.field,
        base: wire.base,
        ours: wire.ours,
        theirs: wire.theirs,
        extra: wire.extra,
    })
}

/// As it stands in the file. `unknown` keeps keys that are known already from standing twice.
pub(super) fn write(
    conflicts: &[Conflict],
    unknown: impl Fn(&Extra, &[&str]) -> Map<String, Value>,
) -> Vec<WireConflict> {
    let write = |conflict: &Conflict| {
        let mut wire = WireConflict {
            field: conflict.field.clone(),
            base: conflict.base.clone(),
            ours: conflict.ours.clone(),
            theirs: conflict.theirs.clone(),
            extra: unknown(&conflict.extra, KEYS),
            ..WireConflict::default()
        };
        match &conflict.subject {
            Subject::About => {}
            Subject::Card(id) => wire.card = Some(id.to_string()),
            Subject::Link(id) => wire.link = Some(id.to_string()),
            Subject::File(id) => wire.file = Some(id.to_string()),
        }
        wire
    };
    conflicts.iter().map(write).collect()
}

#[cfg(test)]
mod tests {
    use super::super::wire::tests::keys;
    use super::*;

    #[test]
    fn lists_of_keys_are_those_of_the_types() {
        assert_eq!(keys::<WireConflict>(), KEYS);
    }
}
