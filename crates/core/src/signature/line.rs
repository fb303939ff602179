//! The line of a signature: how it is written, read and compared.

use std::fmt;

use crate::error::{Error, ErrorKind, Result};
use crate::measure::key::Key;
use crate::measure::terms::Terms;
use crate::signature::field::Field;

/// The signature of the values that are made of the counts of a key.
///
/// `reading` has the fields that say how files were read, with `|` between them. `terms` say how values are made. `scorer` is the revision of
/// the definitions. Fields are in the order of [`Field`]. A field that is empty, or that the match does not depend on, is left out.
///
/// `mihak|task:entities|match:exact|bound:char|orth:raw|view:flat|corpus:news@1.0#3fa9c1d2|split:test|undefined:zero|boot:poisson1000@1|scorer:2`
pub fn of(key: &Key, reading: &str, terms: Terms, scorer: u32) -> String {
    let (boot, scorer) = (terms.boot.map_or(String::new(), |boot| boot.to_string()), scorer.to_string());
    let counted = key.layer.matching;
    let undefined = if counted.has_means() { terms.undefined.name() } else { "" };
    let is_of_overlaps = counted.pairs.is_some();
    let [matching, bound, orth, view, _] = key.layer.fields();
    let fields = [
        ("task", key.task.name()),
        ("match", matching),
        ("bound", bound),
        ("orth", orth),
        ("view", view),
        ("corpus", &key.corpus),
        ("split", &key.split),
    ];
    let reading = reading.split('|').filter_map(|field| field.split_once(':')).filter(|(name, _)| is_of_overlaps || *name != "overlap");
    let mut line = String::from("mihak");
    for (name, value) in fields
        .into_iter()
        .chain(reading)
        .chain([("undefined", undefined), ("boot", boot.as_str()), ("scorer", &scorer)])
        .filter(|(_, value)| !value.is_empty())
    {
        line.push('|');
        line.push_str(name);
        line.push(':');
        line.push_str(value);
    }
    line
}

/// The name of the first field in which two signatures differ, with both values. The value of a missing field is empty. `None` if no field
/// differs.
pub fn difference(left: &str, right: &str) -> Option<(String, String, String)> {
    let parse = |line: &str| -> Vec<(String, String)> {
        line.split('|').skip(1).map(|field| field.split_once(':').map_or((field.into(), String::new()), |(a, b)| (a.into(), b.into()))).collect()
    };
    let (left, right) = (parse(left), parse(right));
    let value = |fields: &[(String, String)], name: &str| fields.iter().find(|field| field.0 == name).map_or(String::new(), |field| field.1.clone());
    left.iter().chain(&right).map(|(name, _)| (name.clone(), value(&left, name), value(&right, name))).find(|(_, a, b)| a != b)
}

/// A signature in its fields. It is written as the line that was parsed, byte for byte.
///
/// ```
/// use mihak_core::signature::{Field, Signature};
///
/// let line = "mihak|task:words|match:span|view:word|corpus:news@1.0#3fa9c1d2|split:test|scorer:1";
/// let signature = Signature::parse(line).unwrap();
/// assert_eq!(signature.value(Field::View), Some("word"));
/// assert_eq!(signature.to_string(), line);
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signature {
    fields: Vec<(Field, String)>,
}

impl Signature {
    /// The signature of a line. Every field but `scorer` may be missing: under a table stands a line with the fields that all its numbers share.
    ///
    /// `Err` says which field is wrong, at which character it begins (1 is the first), what was found and what was expected.
    pub fn parse(line: &str) -> Result<Signature> {
        let Some(rest) = line.strip_prefix("mihak").filter(|rest| rest.is_empty() || rest.starts_with('|')) else {
            return Err(malformed("character 1: a signature begins with `mihak|`"));
        };
        if rest.is_empty() {
            return Err(malformed("character 6: no field behind `mihak`; put the line in quotes, as shells take `|` for a pipe"));
        }
        let mut fields: Vec<(Field, String)> = Vec::new();
        let mut character = "mihak|".len() + 1;
        for (at, text) in rest[1..].split('|').enumerate() {
            match next(fields.last().map(|(field, _)| *field), &fields, text) {
                Ok(field) => fields.push(field),
                Err(said) => return Err(malformed(format!("field {}, character {character}: {said}", at + 1))),
            }
            character += text.chars().count() + 1;
        }
        match fields.last() {
            Some((Field::Scorer, _)) => Ok(Signature { fields }),
            last => {
                let last = last.map_or("mihak", |(field, _)| field.name());
                let character = line.chars().count() + 1;
                let said = format!("character {character}: the line ends behind `{last}`, expected `scorer`, which is always the last field");
                Err(malformed(said))
            }
        }
    }

    /// The value of a field, or `None` if the line does not have it.
    pub fn value(&self, field: Field) -> Option<&str> {
        self.fields.iter().find(|(own, _)| *own == field).map(|(_, value)| value.as_str())
    }

    /// The fields of the line, in its order.
    pub fn fields(&self) -> impl Iterator<Item = (Field, &str)> {
        self.fields.iter().map(|(field, value)| (*field, value.as_str()))
    }

    /// The fields in which two signatures differ, in the order of the line.
    pub fn differences(&self, other: &Signature) -> Vec<Field> {
        Field::ALL.into_iter().filter(|&field| self.value(field) != other.value(field)).collect()
    }
}

fn malformed(said: impl Into<String>) -> Error {
    Error::new(ErrorKind::Malformed, said)
}

/// The field that a text says, which must be behind the last one.
fn next(last: Option<Field>, before: &[(Field, String)], text: &str) -> Result<(Field, String), String> {
    let names = |from: Option<Field>| {
        let names: Vec<String> = Field::ALL.into_iter().filter(|&field| Some(field) > from).map(|field| format!("`{}`", field.name())).collect();
        if names.is_empty() { "the end of the line".into() } else { names.join(", ") }
    };
    let Some((name, value)) = text.split_once(':') else {
        return Err(format!("`{text}` has no colon, expected `name:value` with one of {}", names(last)));
    };
    let Some(field) = Field::ALL.into_iter().find(|field| field.name() == name) else {
        return Err(format!("no field is called `{name}`, expected one of {}", names(last)));
    };
    if before.iter().any(|(own, _)| *own == field) {
        return Err(format!("`{name}` is there twice, expected {}", names(last)));
    }
    if let Some(last) = last.filter(|&last| field < last) {
        return Err(format!("`{name}` is behind `{}`, expected in front of it", last.name()));
    }
    match field.fault(value) {
        Some(fault) => Err(fault),
        None => Ok((field, value.into())),
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("mihak")?;
        self.fields.iter().try_for_each(|(field, value)| write!(f, "|{}:{value}", field.name()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Task;
    use crate::measure::key::Layer;
    use crate::measure::mentions::{EXACT, PARTIAL};
    use crate::measure::segment::SPAN;
    use crate::statistics::bootstrap::Boot;

    #[test]
    fn empty_fields_are_left_out_and_the_first_difference_is_named() {
        let key = |corpus: &str| Key {
            corpus: corpus.into(),
            split: "test".into(),
            article: "a".into(),
            task: Task::Words,
            layer: Layer::tokens(&SPAN, "word", "*"),
        };
        let (old, new) = (of(&key("news@1.0#aa"), "", Terms::default(), 1), of(&key("news@1.1#bb"), "", Terms::default(), 1));
        assert_eq!(old, "mihak|task:words|match:span|view:word|corpus:news@1.0#aa|split:test|scorer:1");
        assert_eq!(difference(&old, &new), Some(("corpus".into(), "news@1.0#aa".into(), "news@1.1#bb".into())));
        assert_eq!(difference(&old, &old), None);
        let read = of(&key("a#aa"), "tags:IOB2|repair:none", Some(Boot::default()).into(), 1);
        assert_eq!(read, "mihak|task:words|match:span|view:word|corpus:a#aa|split:test|tags:IOB2|repair:none|boot:poisson1000@1|scorer:1");
    }

    #[test]
    fn a_match_has_only_the_fields_that_it_depends_on() {
        let key = |matching| Key {
            corpus: "g#aa".into(),
            split: "all".into(),
            article: String::new(),
            task: Task::Entities,
            layer: Layer::tokens(matching, "as-is", "*"),
        };
        let line = |matching| of(&key(matching), "unit:document|overlap:0.5", Terms::default(), 2);
        assert!(line(&EXACT).ends_with("|unit:document|undefined:zero|scorer:2"), "{}", line(&EXACT));
        assert!(line(&PARTIAL).ends_with("|unit:document|overlap:0.5|scorer:2"), "{}", line(&PARTIAL));
    }

    const LINE: &str =
        "mihak|task:entities|match:exact|bound:char|orth:raw|view:flat|corpus:news@1.0#3fa9c1d2|split:test|boot:poisson1000@1|scorer:1";

    #[test]
    fn a_line_is_parsed_into_its_fields_and_written_again_byte_for_byte() {
        for line in [
            LINE,
            "mihak|scorer:1",
            "mihak|task:words|corpus:أخبار@1#2#00000000|split:a:b|scorer:2",
            "mihak|task:entities|match:exact|view:mine#3fa9c1d2|corpus:gold.conll#3fa9c1d2|split:all|tags:IOB2|repair:none|unit:sentence|scorer:1",
        ] {
            assert_eq!(Signature::parse(line).unwrap().to_string(), line);
        }
        let signature = Signature::parse(LINE).unwrap();
        assert_eq!((signature.value(Field::Corpus), signature.value(Field::Tags)), (Some("news@1.0#3fa9c1d2"), None));
    }

    #[test]
    fn a_malformed_line_is_refused_with_the_place_and_what_was_expected() {
        let duplicate = LINE.replace("|split", "|corpus:news@1.0#3fa9c1d2|split");
        let misplaced = LINE.replace("|split:test", "").replace("|task", "|split:test|task");
        let cases = [
            ("", "character 1: a signature begins with `mihak|`"),
            ("mihakx|scorer:1", "character 1: "),
            (" mihak|scorer:1", "character 1: "),
            ("mihak", "character 6: no field behind `mihak`; put the line in quotes"),
            ("mihak|", "field 1, character 7: `` has no colon, expected `name:value` with one of `task`, `match`"),
            ("mihak|task:words", "character 17: the line ends behind `task`, expected `scorer`"),
            ("mihak|task:words|scorer:1|", "field 3, character 27: `` has no colon, expected `name:value` with one of the end of the line"),
            ("mihak|taks:words|scorer:1", "field 1, character 7: no field is called `taks`, expected one of `task`, `match`"),
            (
                "mihak|split:تجربة|Scorer:1",
                "field 2, character 19: no field is called `Scorer`, expected one of `tags`, `repair`, `unit`, `overlap`, `undefined`, `boot`, `scorer`",
            ),
            (&duplicate, "field 7, character 88: `corpus` is there twice, expected `split`, `tags`"),
            (&misplaced, "field 2, character 18: `task` is behind `split`, expected in front of it"),
            ("mihak|task:|scorer:1", "field 1, character 7: task is ``, expected a value behind the colon"),
            ("mihak|corpus:news@1.0|scorer:1", "field 1, character 7: corpus is `news@1.0`, expected a name, `@` and a version"),
            ("mihak|corpus:news@1.0#3fa9|scorer:1", "corpus is `news@1.0#3fa9`, expected"),
            ("mihak|corpus:#3fa9c1d2|scorer:1", "corpus is `#3fa9c1d2`, expected"),
            ("mihak|boot:poisson@1|scorer:1", "field 1, character 7: boot is `poisson@1`, expected `poisson`, the number"),
            ("mihak|scorer:one", "field 1, character 7: scorer is `one`, expected a whole number"),
            ("mihak|scorer:1\n", "scorer is `1\\n`"),
        ];
        for (line, expected) in cases {
            let said = Signature::parse(line).unwrap_err().to_string();
            assert!(said.contains(expected), "{line}: {said}");
        }
    }
}
