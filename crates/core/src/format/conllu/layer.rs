//! What of a document CoNLL-U has no place for, and stands there in our own way.

use std::fmt;

/// What of a document is annotated in our own way, as the comment in front of its first sentence says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Layers {
    /// Words are cut into segments: XPOS is the class, and `Surface=` what the text has for a FORM that is restored.
    pub segments: bool,
    /// Mentions are the brackets of `Mention=`, and `ner=` only shows the flat ones.
    pub mentions: bool,
    /// Sentences are no more than lines: the document has none.
    pub lines: bool,
}

impl Layers {
    /// The layers of a comment's value: names, separated by spaces.
    ///
    /// `Err` says which is none.
    pub(super) fn parse(value: &str) -> Result<Layers, String> {
        let mut layers = Layers::default();
        for name in value.split_whitespace() {
            match name {
                "segments" => layers.segments = true,
                "mentions" => layers.mentions = true,
                "lines" => layers.lines = true,
                _ => return Err(format!("`# mihak`: no layer `{name}`; expected some of segments, mentions, lines")),
            }
        }
        Ok(layers)
    }
}

impl fmt::Display for Layers {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let named = [(self.segments, "segments"), (self.mentions, "mentions"), (self.lines, "lines")];
        f.write_str(&named.into_iter().filter_map(|(has, name)| has.then_some(name)).collect::<Vec<_>>().join(" "))
    }
}
