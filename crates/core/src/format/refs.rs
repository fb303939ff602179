//! What labels carry in JSON that has only labelled spans: the entity of a mention, the hidden form of a segment.
//!
//! It stands beside the labels under `refs`, as `[start, end, label, what]`. Label Studio and doccano keep such a field when they import and export.

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use crate::format::document::Document;
use crate::format::json::Json;
use crate::format::losses::Losses;
use crate::format::units::Claim;

/// The key under which it stands.
pub(super) const REFS: &str = "refs";

/// What the labels of a document carry, with the offsets of its mentions.
pub(super) fn refs(document: &Document, offsets: &[(usize, usize)]) -> Vec<Value> {
    let carries = document.mentions.iter().zip(offsets).filter(|(note, _)| !note.entity.is_empty());
    carries.map(|(note, (start, end))| json!([start, end, &*note.label, &*note.entity])).collect()
}

/// The claims with what `refs` says of them. What it says of a label that is gone is left out and counted.
pub(super) fn with_refs<'a>(fields: &'a Json, mut claims: Vec<Claim<'a>>, left_out: &mut Losses) -> Result<Vec<Claim<'a>>, String> {
    if fields.get(REFS).is_none() {
        return Ok(claims);
    }
    // A label that stands there twice may carry two things.
    let mut places: FxHashMap<(usize, usize, String), Vec<usize>> = FxHashMap::default();
    for (at, claim) in claims.iter().enumerate().rev() {
        places.entry((claim.start, claim.end, claim.label.to_string())).or_default().push(at);
    }
    for (at, item) in fields.items(REFS)?.iter().enumerate() {
        let Some([start, end, Json::String(label), Json::String(what)]) = item.array() else {
            return Err(format!("`refs` {}: expected `[start, end, \"label\", \"reference\"]`", at + 1));
        };
        let place = start.offset().zip(end.offset()).and_then(|(start, end)| places.get_mut(&(start, end, label.clone()))?.pop());
        match place {
            Some(place) => claims[place].entity = what.as_str().into(),
            None => left_out.note("`refs` of labels that are not there", 1),
        }
    }
    Ok(claims)
}
