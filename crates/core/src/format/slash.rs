//! Tags after a slash: one sentence per line, every token with its tag (`زار/O سعد/B-PER`).

use crate::error::{Problems, Result};
use crate::format::conll::layout::{BOM, is_blank, looks_like_tag, trimmed};
use crate::format::conll::write::{column, note_joined, tagged};
use crate::format::contract::{Fit, Format, Offsets, Output, Reading};
use crate::format::document::Document;
use crate::format::input::Input;
use crate::format::losses::Losses;
use crate::format::options::Options;
use crate::format::sentences::Sentences;
use crate::tags::TagScheme;

/// Sentences of tokens with their tags after a slash.
pub struct Slash;

/// How many lines are looked at to tell what a file is.
const LOOKED_AT: usize = 1000;

impl Format for Slash {
    fn name(&self) -> &'static str {
        "slash"
    }

    fn about(&self) -> &'static str {
        "one sentence per line, tags after a slash: زار/O سعد/B-PER"
    }

    fn fits(&self, input: &Input) -> Fit {
        let Ok(file) = input.single() else { return Fit::No };
        let content = file.content.strip_prefix(BOM).unwrap_or(&file.content);
        let lines = content.split(|&byte| byte == b'\n').filter(|line| !is_blank(line)).take(LOOKED_AT);
        let (mut all, mut tagged) = (0, 0);
        for field in lines.flat_map(|line| line.split(u8::is_ascii_whitespace)).filter(|field| !field.is_empty()) {
            all += 1;
            tagged += usize::from(cut(field).is_some_and(|(_, tag)| looks_like_tag(tag)));
        }
        if all > 0 && tagged * 10 >= all * 8 { Fit::Maybe } else { Fit::No }
    }

    fn offsets(&self) -> Offsets {
        Offsets::None
    }

    fn read(&self, input: &Input, options: &Options) -> Result<Reading> {
        let file = input.single()?;
        file.text()?;
        let content = file.content.strip_prefix(BOM).unwrap_or(&file.content);
        let mut sentences = Sentences::new(file, "line");
        let mut problems = Problems::default();
        for (number, line) in (1..).zip(content.split(|&byte| byte == b'\n').map(trimmed)) {
            for field in line.split(u8::is_ascii_whitespace).filter(|field| !field.is_empty()) {
                let text = String::from_utf8_lossy(field);
                let added = match text.rsplit_once('/') {
                    Some((token, tag)) => sentences.token(number, token, [tag, "O"]),
                    None => Err(format!("`{text}` has no tag behind a slash, such as `/O`")),
                };
                added.unwrap_or_else(|said| problems.line(&file.shown, number, said));
            }
            sentences.end_sentence();
        }
        problems.into_result()?;
        Ok(Reading::of_file(file, sentences.documents(file, 1, options)?.pop().unwrap_or_default()))
    }

    fn write(&self, documents: &[Document], options: &Options) -> Result<Output> {
        let (mut losses, mut out) = (Losses::default(), String::new());
        tagged(documents, options.scheme.unwrap_or(TagScheme::Iob2), &mut losses, |_, tokens, tags, losses| {
            let fields: Vec<String> =
                tokens.iter().zip(tags).map(|(token, tag)| format!("{}/{}", column(token, losses), stated(tag, losses))).collect();
            out.push_str(&fields.join(" "));
            out.push('\n');
        });
        note_joined(documents, &mut losses);
        Ok(Output { files: vec![(String::new(), out.into_bytes())], losses })
    }
}

/// A tag as it can stand behind a slash, of which it holds none.
fn stated<'a>(tag: &'a str, losses: &mut Losses) -> std::borrow::Cow<'a, str> {
    losses.note("slashes in types", tag.matches('/').count());
    if tag.contains('/') { tag.replace('/', "_").into() } else { tag.into() }
}

/// The token and the tag of a field.
fn cut(field: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = field.iter().rposition(|&byte| byte == b'/')?;
    Some((&field[..at], &field[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::sample::file;

    #[test]
    fn what_is_written_is_read_again_a_sentence_a_line() {
        let content = "زار/O 1/2/O سعد/B-PER\nعاد/O\n";
        let documents = Slash.read(&file("a", content), &Options::default()).unwrap().documents;
        let output = Slash.write(&documents, &Options::default()).unwrap();
        assert_eq!((String::from_utf8(output.files[0].1.clone()).unwrap(), output.losses.is_empty()), (content.into(), true));
    }
}
