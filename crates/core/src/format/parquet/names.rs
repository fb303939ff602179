//! The names of numbered tags, as the `datasets` library notes them in the files that it writes.

use serde_json::Value;

/// The key under which the features of a set stand.
pub(super) const FEATURES: &str = "huggingface";

/// The names of the class labels of a column, by their number; `None` if the features say none.
///
/// `features` is the JSON under [`FEATURES`]: a column is a `ClassLabel`, or a list (`Sequence`, `List`, `LargeList`) of it.
pub(super) fn class_names(features: &str, column: &str) -> Option<Vec<String>> {
    let all: Value = serde_json::from_str(features).ok()?;
    let mut feature = all.get("info").unwrap_or(&all).get("features")?.get(column)?;
    loop {
        feature = match feature {
            Value::Array(items) => items.first()?,
            Value::Object(fields) if fields.get("_type").is_some_and(|sort| sort == "ClassLabel") => {
                return fields.get("names")?.as_array()?.iter().map(|name| Some(name.as_str()?.to_string())).collect();
            }
            _ => feature.get("feature")?,
        };
    }
}
