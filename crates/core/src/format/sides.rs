//! Which keys and columns hold gold, and which a prediction, by the names that people give them.

/// Names of a prediction.
pub const PREDICTED: [&str; 12] = [
    "pred",
    "preds",
    "prediction",
    "predictions",
    "predicted",
    "pred_tag",
    "pred_tags",
    "predicted_tags",
    "predicted_labels",
    "predicted_entities",
    "pred_entities",
    "y_pred",
];

/// Of these names the one of gold and the one of a prediction; the only one is gold, whatever its name.
///
/// `Err` says that several could be one.
pub fn sides<'a>(names: &[&'a str], field: Option<&str>) -> Result<(Option<&'a str>, Option<&'a str>), String> {
    // The other input of a call may have the field, and this one needs none.
    if let Some(name) = field.and_then(|field| names.iter().copied().find(|name| *name == field)) {
        return Ok((Some(name), None));
    }
    let (predicted, gold): (Vec<&str>, Vec<&str>) = names.iter().partition(|name| PREDICTED.contains(name));
    match (&gold[..], &predicted[..]) {
        ([], []) => Ok((None, None)),
        ([], [only]) | ([only], []) => Ok((Some(only), None)),
        ([gold], [predicted]) => Ok((Some(gold), Some(predicted))),
        _ => Err(format!("{} could be what is read; name one with --field {}", shown(names), names[0])),
    }
}

fn shown(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
