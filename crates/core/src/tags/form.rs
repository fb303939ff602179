//! The forms in which files write tags: most write `B-PER`, others the same in another way.

use crate::tags::kind::TagPlace;

/// A form in which a file writes its tags.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum TagForm {
    /// `B-PER`
    #[default]
    Hyphen,
    /// `B_PER`
    Underscore,
    /// `PER-B`
    Suffix,
    /// `B`. There is one type, which has no name; it is called [`NAMELESS`].
    Letter,
    /// `PER` at every token of a mention. Neighbours with one type are one mention.
    Type,
    /// `(PER*`, `*` and `*)`, as OntoNotes writes them. A mention goes from one bracket to the other.
    Bracket,
}

/// The name of the type if tags have none. seqeval uses the same name.
pub const NAMELESS: &str = "_";

/// The most different tags in a column of bare types. A column of words soon has more.
const TYPES: usize = 100;

impl TagForm {
    /// All forms. The one that most files have is first.
    pub const ALL: [TagForm; 6] = [TagForm::Hyphen, TagForm::Underscore, TagForm::Suffix, TagForm::Letter, TagForm::Bracket, TagForm::Type];

    /// An example, for people.
    pub fn example(self) -> &'static str {
        match self {
            TagForm::Hyphen => "B-PER",
            TagForm::Underscore => "B_PER",
            TagForm::Suffix => "PER-B",
            TagForm::Letter => "B",
            TagForm::Type => "PER",
            TagForm::Bracket => "(PER*)",
        }
    }

    /// The form in which all these tags are written. `None` if there is none, or if no tag is of a mention.
    pub fn of<'a>(tags: impl Iterator<Item = &'a str> + Clone) -> Option<TagForm> {
        let is = |form: TagForm| tags.clone().all(|tag| form.is_tag(tag)) && tags.clone().any(|tag| tag != "O" && tag != "*");
        TagForm::ALL.into_iter().find(|&form| is(form) && form.is_plausible(tags.clone()))
    }

    /// Whether the tags together look like this form. A single tag may fit it by chance.
    fn is_plausible<'a>(self, mut tags: impl Iterator<Item = &'a str> + Clone) -> bool {
        match self {
            TagForm::Type => tags.clone().any(|tag| tag == "O") && tags.clone().count() <= TYPES && !tags.clone().any(is_lettered),
            TagForm::Letter | TagForm::Suffix => tags.any(|tag| tag == "O"),
            _ => true,
        }
    }

    /// Whether this could be a tag of the form.
    pub fn is_tag(self, tag: &str) -> bool {
        match self {
            TagForm::Bracket => is_bracket(tag),
            form => form.parse(tag).is_some(),
        }
    }

    /// What a tag says: its place in a mention, its letter and its type. `None` if it is no tag of this form.
    ///
    /// Brackets give `None` too: what one says depends on the tags before it, see [`Brackets`].
    pub fn parse(self, tag: &str) -> Option<(TagPlace, u8, &str)> {
        if tag == "O" {
            return Some((TagPlace::Outside, b'O', ""));
        }
        let (letter, label) = match self {
            TagForm::Hyphen => tag.split_once('-')?,
            TagForm::Underscore => tag.split_once('_')?,
            TagForm::Suffix => tag.rsplit_once('-').map(|(label, letter)| (letter, label))?,
            TagForm::Letter => (tag, NAMELESS),
            TagForm::Type => ("I", tag),
            TagForm::Bracket => return None,
        };
        let place = match letter {
            "B" => TagPlace::Begin,
            "I" | "M" => TagPlace::Inside,
            "E" | "L" => TagPlace::End,
            "S" | "U" | "W" => TagPlace::Single,
            _ => return None,
        };
        is_type(label).then_some((place, letter.as_bytes()[0], label))
    }
}

/// Whether this looks like a tag whose letter is that of no scheme, `X-PER`, or that differs from the others of its file, `b-PER`, `PER-B`.
fn is_lettered(tag: &str) -> bool {
    let is_letter = |part: &str| part.len() == 1 && b"BIESLUMWXO".contains(&part.as_bytes()[0].to_ascii_uppercase());
    let parts = tag.split_once('-').filter(|_| !tag.eq_ignore_ascii_case("e-mail"));
    parts.is_some_and(|(letter, _)| is_letter(letter)) || tag.rsplit_once('-').is_some_and(|(_, letter)| is_letter(letter))
}

/// Whether this can be the name of a type. A hyphen at its start, white space, `=` or brackets come from a broken export.
fn is_type(label: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || "_-./:+&'`,’\"".contains(c);
    !label.is_empty() && !label.starts_with('-') && label.chars().all(plain) && label.chars().any(|c| c.is_alphanumeric() || c == '_')
}

/// Whether this is `*`, `(PER*`, `*)`, `(PER)` or `(PER*)`.
fn is_bracket(tag: &str) -> bool {
    let (opens, rest) = match tag.strip_prefix('(') {
        Some(rest) => (true, rest),
        None => (false, tag),
    };
    let (closes, rest) = rest.strip_suffix(')').map_or((false, rest), |rest| (true, rest));
    let (stars, label) = rest.strip_suffix('*').map_or((false, rest), |label| (true, label));
    (if opens { is_type(label) } else { label.is_empty() }) && (stars || (opens && closes))
}

/// The brackets of a sentence, turned into tags of IOB2 one after another.
#[derive(Clone, Debug, Default)]
pub struct Brackets {
    open: Option<String>,
}

impl Brackets {
    /// The tag of IOB2 for the next tag in brackets. `Err` if it is no such tag, if it begins inside of another mention, or if it ends none.
    pub fn next(&mut self, tag: &str) -> Result<String, String> {
        if !is_bracket(tag) {
            return Err(format!("`{tag}` is no tag in brackets; expected `*`, `(PER*`, `*)` or `(PER)`"));
        }
        let closes = tag.ends_with(')');
        let Some(label) = tag.strip_prefix('(').map(|label| label.trim_end_matches(')').trim_end_matches('*')) else {
            let Some(label) = &self.open else {
                return if closes { Err(format!("`{tag}` ends no mention; none is open")) } else { Ok("O".into()) };
            };
            let said = format!("I-{label}");
            if closes {
                self.open = None;
            }
            return Ok(said);
        };
        if let Some(open) = &self.open {
            return Err(format!("`{tag}` begins inside of a mention of {open}; brackets of one column do not nest"));
        }
        self.open = (!closes).then(|| label.to_string());
        Ok(format!("B-{label}"))
    }

    /// Ends the sentence. `Err` if a mention is still open.
    pub fn end(&mut self) -> Result<(), String> {
        self.open.take().map_or(Ok(()), |open| Err(format!("the mention of {open} is not ended in its sentence; expected `*)`")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_tags_is_told_by_all_of_them() {
        let of = |tags: &str| TagForm::of(tags.split(' '));
        for (tags, form) in [
            ("O B-PER I-PER", Some(TagForm::Hyphen)),
            ("O B_PER I_PER", Some(TagForm::Underscore)),
            ("O PER-B PER-I", Some(TagForm::Suffix)),
            ("O B I", Some(TagForm::Letter)),
            ("O PER LOC", Some(TagForm::Type)),
            ("* (PER* *) (LOC)", Some(TagForm::Bracket)),
            ("B-D'IVOIRE O B-`x` B-a,b", Some(TagForm::Hyphen)),
            ("O", None),
            ("PER LOC", None),
            ("O X-PER", None),
            ("O b-PER i-PER", None),
            ("O PER-B PER-X", None),
            ("O E-MAIL", Some(TagForm::Hyphen)),
            ("O e-mail", Some(TagForm::Type)),
            ("O B-PER B=x", None),
        ] {
            assert_eq!(of(tags), form, "{tags}");
        }
    }

    #[test]
    fn brackets_are_mentions_from_one_to_the_other() {
        let mut brackets = Brackets::default();
        let read: Vec<String> = ["*", "(PER*", "*", "*)", "(LOC)", "(ORG*)", "*"].iter().map(|tag| brackets.next(tag).unwrap()).collect();
        assert_eq!(read.join(" "), "O B-PER I-PER I-PER B-LOC B-ORG O");
        assert!(brackets.end().is_ok());
        brackets.next("(PER*").unwrap();
        assert!(brackets.next("(LOC)").unwrap_err().contains("do not nest"));
        assert!(brackets.end().unwrap_err().contains("is not ended"));
        assert!(brackets.next("*)").unwrap_err().contains("none is open"));
    }
}
