//! Segmented text: one sentence per line, spaces between words, and a marker where a word is cut (`و+زار بوتين ال+قاهرة`).
//!
//! The marker is `+`, `@@`, `##`, `#`, `▁` or `_`, or one that the user names; without a name it is the one that cuts most words of the file. It
//! stands between two pieces, or at the end or the start of a piece that a space parts from its neighbour, as CAMeL Tools and Farasa write
//! (`و+ +زار`, `كتاب +ها`); `▁` opens words. A marker is text where no neighbour is a letter beyond ASCII (`+5`, `C++`, a lone `+`), at a hashtag, and
//! behind a backslash: `\+` is the sign itself, `\\` a backslash, and `\|` a cut where the marker would be text (`5\|%`).
//!
//! The text of a document is its words with one space between them and a line feed behind every line, which is a sentence. Spelling that a cut has
//! restored (`ل+ال+سلطة` for للسلطة) is text as it stands. Classes follow from the pieces, see [`crate::annotation::scheme::stated_classes`]. A
//! line `# newdoc id = NAME` opens a document, where a file holds several.

mod line;
mod marker;

use memchr::memchr;

pub use marker::{KNOWN, Marker};

use crate::error::{Error, ErrorKind, Result};
use crate::format::conll::layout;
use crate::format::contract::{Fit, Format, Offsets, Output, Reading};
use crate::format::cutwords::{self, Builder};
use crate::format::document::Document;
use crate::format::input::{File, Input};
use crate::format::losses::{Layer, Losses, lost};
use crate::format::options::Options;
use crate::format::segmented::line::each_word;

/// What opens a document in a file that holds several.
const OPENS: &str = "# newdoc id = ";

/// How many bytes are looked at to tell what a file is.
const LOOKED_AT: usize = 1 << 20;

/// Text with a marker where words are cut.
pub struct Segmented;

impl Format for Segmented {
    fn name(&self) -> &'static str {
        "segmented"
    }

    fn about(&self) -> &'static str {
        "segmented text, one sentence per line: و+زار بوتين ال+قاهرة, with + @@ ## # ▁ _ or --marker"
    }

    fn fits(&self, input: &Input) -> Fit {
        let fits = |file: &File| {
            let head = beginning(&file.content);
            let is_other = memchr(b'\t', head.as_bytes()).is_some() || head.trim_start().starts_with(['{', '[', '<']);
            if is_other || layout::head(head.as_bytes()).is_some_and(|head| head.tags) || are_rows(head) {
                Fit::No
            } else {
                Marker::detect(head.lines()).map_or(Fit::No, |_| Fit::Maybe)
            }
        };
        input.files.iter().map(fits).min().unwrap_or(Fit::No)
    }

    fn offsets(&self) -> Offsets {
        Offsets::None
    }

    fn layout(&self, input: &Input, options: &Options) -> Option<String> {
        let file = input.files.first()?;
        // The beginning of a file may end inside a character.
        let file = File { name: file.name.clone(), shown: file.shown.clone(), content: beginning(&file.content).into() };
        let marker = Text::of(&file, options).ok()?.marker;
        let other = other_marker(file.text().ok()?, &marker).map(|other| format!(", which cuts none of its words, as `{}` does", other.text));
        Some(format!("the marker is `{}`{}", marker.text, other.unwrap_or_default()))
    }

    fn read(&self, input: &Input, options: &Options) -> Result<Reading> {
        let mut reading = Reading::default();
        for file in &input.files {
            let text = Text::of(file, options)?;
            let mut open = Builder::new(file.stem(), options);
            text.each(&mut |step| match step {
                Step::Document(id) => reading
                    .documents
                    .extend(Some(std::mem::replace(&mut open, Builder::new(id, options)).end()).filter(|left| !left.tokens.is_empty())),
                Step::Word(word) => {
                    let pieces = text.marker.pieces(word);
                    open.word(None, &pieces.iter().map(|piece| &**piece).collect::<Vec<_>>(), None);
                }
                Step::Sentence => open.sentence(),
            });
            reading.documents.push(open.end());
        }
        Ok(reading)
    }

    fn write(&self, documents: &[Document], options: &Options) -> Result<Output> {
        let marker = named(options)?.unwrap_or_default();
        let mut losses = lost(documents, &[Layer::Sentences, Layer::Tokens, Layer::Splits]);
        let mut out = String::new();
        for document in documents {
            losses.note("mentions of entities", document.mentions.len());
            out.push_str(&opens(documents, document)?);
            write(document, &marker, &mut losses, &mut out);
        }
        Ok(Output { files: vec![(String::new(), out.into_bytes())], losses })
    }
}

/// Appends the sentences of a document.
fn write(document: &Document, marker: &Marker, losses: &mut Losses, out: &mut String) {
    for sentence in cutwords::written(document, losses) {
        let from = out.len();
        for word in sentence {
            if out.len() > from {
                out.push(' ');
            }
            let pieces: Vec<&str> = word.pieces.iter().map(|piece| piece.form).collect();
            losses.note("classes that do not follow from the cut", usize::from(!word.has_stated_classes()));
            marker.write(&pieces, out);
        }
        // What looks as if it opened a document is text.
        if out[from..].starts_with(OPENS.trim_end_matches("id = ")) {
            out.insert(from, '\\');
        }
        out.push('\n');
    }
}

/// What a segmented text holds, in its order.
pub enum Step<'a> {
    /// A document of this id begins.
    Document(&'a str),
    /// A word, as it is written.
    Word(&'a str),
    /// A sentence ends.
    Sentence,
}

/// A file of segmented text, with its marker.
pub struct Text<'a> {
    text: &'a str,
    /// What cuts its words.
    pub marker: Marker,
}

impl<'a> Text<'a> {
    /// The text of a file, whose marker the options name or its words show.
    ///
    /// `Err` if it is not UTF-8, or if what is named can be no marker.
    pub fn of(file: &'a File, options: &Options) -> Result<Text<'a>> {
        let text = file.text()?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let marker = match named(options)? {
            Some(marker) => marker,
            None => Marker::detect(beginning(text.as_bytes()).lines()).unwrap_or_default(),
        };
        Ok(Text { text, marker })
    }

    /// Calls with everything that it holds.
    pub fn each(&self, each: &mut impl FnMut(Step<'a>)) {
        let mut rest = self.text;
        while !rest.is_empty() {
            let end = memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
            let line = rest[..end].trim_end_matches(['\n', '\r']);
            rest = &rest[end..];
            match line.strip_prefix(OPENS) {
                Some(id) => each(Step::Document(id.trim())),
                None => {
                    each_word(line, &self.marker, &mut |word| each(Step::Word(word)));
                    each(Step::Sentence);
                }
            }
        }
    }
}

/// The known marker that cuts words of a text of which the named one cuts none; `None` if that cuts some, or if no other does.
pub fn other_marker(text: &str, named: &Marker) -> Option<Marker> {
    let text = beginning(text.as_bytes());
    let cuts = |token: &str| match named.opens_words() {
        true => token.starts_with(&*named.text),
        false => named.pieces(token).len() > 1 || named.joins_next(token) || named.joins_previous(token),
    };
    let is_idle = !text.split_whitespace().any(cuts);
    if is_idle { Marker::detect(text.lines()).filter(|other| other != named) } else { None }
}

/// The marker that the options name.
pub(super) fn named(options: &Options) -> Result<Option<Marker>> {
    let named = options.marker.as_deref().map(Marker::new).transpose();
    named.map_err(|said| Error::new(ErrorKind::Unsupported, said))
}

/// The line that opens a document, where several are written.
///
/// `Err` if its id cannot stand in a line.
pub(super) fn opens(documents: &[Document], document: &Document) -> Result<String> {
    let id = document.id.as_str();
    if documents.len() < 2 {
        return Ok(String::new());
    }
    if id.trim() != id || id.is_empty() || id.contains(['\n', '\r']) {
        return Err(Error::new(ErrorKind::Unsupported, format!("document `{id}`: its id cannot stand in a line")).remedy("rename it"));
    }
    Ok(format!("{OPENS}{id}\n"))
}

/// Whether lines are rows of columns that no tab parts: nearly all end with a tag in capitals, or hold as many commas or semicolons in one piece.
pub fn are_rows(text: &str) -> bool {
    let lines = || text.lines().skip(1).filter(|line| !line.trim().is_empty());
    let (all, first) = (lines().count(), lines().next().unwrap_or_default());
    let mostly = |is: &dyn Fn(&str) -> bool| all > 0 && lines().filter(|line| is(line)).count() * 10 >= all * 8;
    let is_tag = |tag: &str| {
        let parts = tag.split('+').filter(|part| !part.is_empty());
        tag.starts_with(|c: char| c.is_ascii_uppercase())
            && parts.clone().all(|part| part.bytes().all(|byte| byte.is_ascii_uppercase() || b"_:-".contains(&byte)))
    };
    let ends_with_tag = |line: &str| line.split_whitespace().count() > 1 && line.split_whitespace().next_back().is_some_and(is_tag);
    let is_parted = |line: &str, sign: char| {
        let times = |line: &str| line.matches(sign).count();
        line.split_whitespace().count() == 1 && times(line) > 0 && times(line) == times(first)
    };
    mostly(&ends_with_tag) || [',', ';'].into_iter().any(|sign| mostly(&|line| is_parted(line, sign)))
}

/// The names of the formats that mark cuts.
pub const MARKED: [&str; 2] = ["segmented", "word-rows"];

/// The first megabyte of a content, as far as it is UTF-8.
pub fn beginning(content: &[u8]) -> &str {
    let head = &content[..content.len().min(LOOKED_AT)];
    std::str::from_utf8(head).or_else(|error| std::str::from_utf8(&head[..error.valid_up_to()])).unwrap_or_default()
}

#[cfg(test)]
mod tests;
