//! The tags of a sheet: the scheme that they are of, and the mentions that they say.

use std::ops::Range;

use crate::error::{Problems, Result};
use crate::format::conll::sheet::Sheet;
use crate::format::document::{Document, Note};
use crate::format::input::File;
use crate::format::options::Options;
use crate::tags::{self, Chunk, Repair, Seen, Table, TagKind, TagReading, TagScheme};
use crate::text::Span;

impl Sheet {
    /// The scheme of a column of tags, detected unless the options name it, and how illegal sequences are read.
    ///
    /// `Err` names the lines at which the sequence breaks the scheme, unless a repair is asked for.
    pub fn scheme(&self, column: usize, options: &Options) -> Result<(TagScheme, Repair)> {
        let mut problems = Problems::default();
        let scheme = self.scheme_with(column, options, &mut |line, said| problems.line(&self.shown, line, said));
        problems.into_result()?;
        Ok((scheme, options.repair))
    }

    /// The scheme of a column of tags, detected unless the options name it; lines that break it are told, unless a repair is asked for.
    pub fn scheme_with(&self, column: usize, options: &Options, tell: &mut dyn FnMut(u64, String)) -> TagScheme {
        let scheme = options.scheme.unwrap_or_else(|| tags::detect(&self.seen(column)).scheme);
        if options.repair == Repair::None {
            self.illegal(column, scheme, tell);
        }
        scheme
    }

    /// The steps between neighbouring tags of a column.
    pub fn seen(&self, column: usize) -> Seen {
        let mut seen = Seen::default();
        for sentence in &self.sentences {
            let mut before = TagKind::OUTSIDE;
            for token in &self.tokens[sentence.clone()] {
                let here = self.inventory.kind(token.tags[column]);
                seen.note(before, here);
                before = here;
            }
            seen.note(before, TagKind::OUTSIDE);
        }
        seen
    }

    /// Tells every line at which a column breaks the scheme, with what is wrong there.
    pub fn illegal(&self, column: usize, scheme: TagScheme, tell: &mut dyn FnMut(u64, String)) {
        let table = Table::new(TagReading::Scheme(scheme, Repair::None));
        for sentence in &self.sentences {
            let mut before = (TagKind::OUTSIDE, "the start of the sentence");
            let mut line = 0;
            for token in &self.tokens[sentence.clone()] {
                let here = (self.inventory.kind(token.tags[column]), self.inventory.name(token.tags[column]));
                line = token.line;
                tags::fault(&table, scheme, before, here).into_iter().for_each(|said| tell(line, said));
                before = here;
            }
            tags::fault(&table, scheme, before, (TagKind::OUTSIDE, "the end of the sentence")).into_iter().for_each(|said| tell(line, said));
        }
    }

    /// The mentions of a column in every sentence, in tokens of the sentence.
    pub fn chunks(&self, column: usize, reading: TagReading) -> Vec<Vec<Chunk>> {
        let table = Table::new(reading);
        let chunks = |sentence: &Range<usize>| {
            let mut chunks = Vec::new();
            let kinds = self.tokens[sentence.clone()].iter().map(|token| self.inventory.kind(token.tags[column]));
            tags::chunks(&table, kinds, &mut chunks);
            chunks
        };
        self.sentences.iter().map(chunks).collect()
    }

    /// The documents with the mentions of a column.
    ///
    /// A file without `-DOCSTART-` is one document without an id.
    pub fn documents(&self, file: &File, column: usize, reading: TagReading) -> Vec<Document> {
        let chunks = self.chunks(column, reading);
        let labels = self.inventory.labels();
        let mut documents = Vec::with_capacity(self.documents.len());
        for (at, range) in self.documents.iter().enumerate() {
            let id = if self.is_marked { (at + 1).to_string() } else { String::new() };
            let mut document = Document { id, text: self.text(file, range.clone()), ..Document::default() };
            let mut from = 0;
            for sentence in range.clone() {
                let tokens = &self.tokens[self.sentences[sentence].clone()];
                let first = document.tokens.len();
                for token in tokens {
                    let end = from + token.len as usize;
                    document.tokens.push(Span::new(&document.text, from, end).expect("the token was put there"));
                    from = end + 1;
                }
                let spans = &document.tokens[first..];
                document.sentences.push(spans[0].to(spans[spans.len() - 1]));
                document.mentions.extend(chunks[sentence].iter().map(|chunk| {
                    let span = spans[chunk.start as usize].to(spans[chunk.end as usize - 1]);
                    Note::new(span, &labels[usize::from(chunk.label)], tokens[chunk.start as usize].line)
                }));
            }
            documents.push(document);
        }
        documents
    }

    /// Tokens joined by a space, sentences by a line feed.
    fn text(&self, file: &File, sentences: Range<usize>) -> String {
        let mut text = String::new();
        for sentence in &self.sentences[sentences] {
            for token in &self.tokens[sentence.clone()] {
                text.push_str(token.text(&file.content));
                text.push(' ');
            }
            text.pop();
            text.push('\n');
        }
        text.pop();
        text
    }
}
