//! The line that says what a number measures, on what: equal lines are comparable.

use crate::score::Key;
use crate::score::bootstrap::Boot;

/// The signature of the counts under a key, by a revision of the definitions: fields in a fixed order, empty ones left out; those that say
/// how files were read and how replicates were drawn stand in front of the revision.
///
/// `mihak|task:entities|match:exact|bound:char|orth:raw|view:flat|corpus:news@1.0#3fa9c1d2|split:test|boot:poisson1000@1|scorer:1`
pub fn of(key: &Key, reading: &str, boot: Option<Boot>, scorer: u32) -> String {
    let (boot, scorer) = (boot.map_or(String::new(), |boot| boot.to_string()), scorer.to_string());
    let fields = [
        ("task", key.task.as_str()),
        ("match", &key.layer.matching),
        ("bound", &key.layer.bound),
        ("orth", &key.layer.orth),
        ("view", &key.layer.view),
        ("corpus", &key.corpus),
        ("split", &key.split),
    ];
    let reading = reading.split('|').filter_map(|field| field.split_once(':'));
    let mut line = String::from("mihak");
    for (name, value) in
        fields.into_iter().chain(reading).chain([("boot", boot.as_str()), ("scorer", &scorer)]).filter(|(_, value)| !value.is_empty())
    {
        line.push('|');
        line.push_str(name);
        line.push(':');
        line.push_str(value);
    }
    line
}

/// The fields that two signatures share, in their order.
pub fn shared(left: &str, right: &str) -> String {
    let right: Vec<&str> = right.split('|').collect();
    left.split('|').filter(|field| right.contains(field)).collect::<Vec<_>>().join("|")
}

/// The first field in which two signatures differ, with both values; an absent field is empty. `None` if they are equal.
pub fn difference(left: &str, right: &str) -> Option<(String, String, String)> {
    let parse = |line: &str| -> Vec<(String, String)> {
        line.split('|').skip(1).map(|field| field.split_once(':').map_or((field.into(), String::new()), |(a, b)| (a.into(), b.into()))).collect()
    };
    let (left, right) = (parse(left), parse(right));
    let value = |fields: &[(String, String)], name: &str| fields.iter().find(|field| field.0 == name).map_or(String::new(), |field| field.1.clone());
    left.iter().chain(&right).map(|(name, _)| (name.clone(), value(&left, name), value(&right, name))).find(|(_, a, b)| a != b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Layer;

    #[test]
    fn empty_fields_are_left_out_and_the_first_difference_is_named() {
        let key = |corpus: &str| Key {
            corpus: corpus.into(),
            split: "test".into(),
            article: "a".into(),
            task: "words".into(),
            layer: Layer::tokens("span", "word", "*"),
        };
        let (old, new) = (of(&key("news@1.0#aa"), "", None, 1), of(&key("news@1.1#bb"), "", None, 1));
        assert_eq!(old, "mihak|task:words|match:span|view:word|corpus:news@1.0#aa|split:test|scorer:1");
        assert_eq!(difference(&old, &new), Some(("corpus".into(), "news@1.0#aa".into(), "news@1.1#bb".into())));
        assert_eq!(difference(&old, &old), None);
        assert_eq!(shared(&old, &new), "mihak|task:words|match:span|view:word|split:test|scorer:1");
        let read = of(&key("a#aa"), "tags:IOB2|repair:none", Some(Boot::default()), 1);
        assert_eq!(read, "mihak|task:words|match:span|view:word|corpus:a#aa|split:test|tags:IOB2|repair:none|boot:poisson1000@1|scorer:1");
    }
}
