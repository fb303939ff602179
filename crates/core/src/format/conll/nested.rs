//! Nested IOB2 in many columns: a tag for every mention around the token, from the outermost to the innermost.

use crate::error::{Problems, Result};
use crate::format::conll::layers;
use crate::format::conll::layout::{self, BOM, DOCSTART, Separator, is_range};
use crate::format::conll::sheet::{COMMENTS, RANGES};
use crate::format::contract::Reading;
use crate::format::document::{Document, Note};
use crate::format::input::File;
use crate::format::losses::Losses;
use crate::format::options::Options;
use crate::tags::{Inventory, Repair, TagKind, TagPlace};
use crate::text::Span;

/// A mention that is not ended yet.
struct Open {
    label: u16,
    first: Span,
    last: Span,
    line: u64,
}

/// What a file holds.
///
/// Where lines have equally many columns and each is legal by itself, each is read by itself. Else
/// the columns of a line hold, in any order, I for every open mention that goes on and B for every one that begins; columns shift
/// when a mention ends, so that they say nothing about which one goes on. Of two open mentions of one type the outer one goes on,
/// so that no mention outlives one around it.
pub fn read(file: &File, options: &Options) -> Result<Reading> {
    file.text()?;
    let uncommented = options.comment.as_ref().map(|comment| layout::without_comments(&file.content, comment));
    let head = layout::head(uncommented.as_deref().unwrap_or(&file.content));
    if let Some(head) = &head
        && let Some(reading) = layers::read(file, head, options)?
    {
        return Ok(reading);
    }
    let is_numbered = head.as_ref().is_some_and(|head| head.token() > 0 && head.has_ranges);
    let (separator, first) = head.map_or((Separator::Space, 0), |head| (head.separator, head.token()));
    let token = options.token_column.map_or(first, |column| column.saturating_sub(1));
    let (problems, inventory, open) = (Problems::default(), Inventory::default(), Vec::new());
    let mut reader = Reader { file, options, token, problems, inventory, open, documents: vec![Lines::default()], left_out: Losses::default() };
    let content = file.content.strip_prefix(BOM).unwrap_or(&file.content);
    for (number, line) in (1..).zip(content.split(|&byte| byte == b'\n')) {
        let line = layout::trimmed(line);
        if line.starts_with(DOCSTART) || layout::is_blank(line) {
            reader.end_sentence();
            if line.starts_with(DOCSTART) {
                reader.documents.push(Lines::default());
            }
        } else if is_comment(line, options, reader.lines().is_between()) {
            reader.left_out.note(COMMENTS, 1);
        } else {
            reader.line(number, separator.fields(line), is_numbered);
        }
    }
    reader.end_sentence();
    reader.finish()
}

/// Whether a line is none of a token. One that ends with a tag is, unless it is a remark in front of a sentence.
fn is_comment(line: &[u8], options: &Options, is_between: bool) -> bool {
    let begins = options.comment.as_ref().is_some_and(|comment| line.starts_with(comment.as_bytes()));
    let ends_with_tag = || Separator::Space.fields(line).last().is_some_and(|field| layout::looks_like_tag(field));
    (is_between && layout::is_remark(line)) || (begins && !ends_with_tag())
}

/// The lines of a document, sentence by sentence.
#[derive(Default)]
struct Lines<'a> {
    tokens: Vec<(u64, Vec<&'a [u8]>)>,
    ends: Vec<usize>,
}

impl Lines<'_> {
    /// Whether the next line begins a sentence.
    fn is_between(&self) -> bool {
        self.ends.last().copied().unwrap_or(0) == self.tokens.len()
    }
}

struct Reader<'a> {
    file: &'a File,
    options: &'a Options,
    /// The column of the token.
    token: usize,
    problems: Problems,
    inventory: Inventory,
    open: Vec<Open>,
    documents: Vec<Lines<'a>>,
    left_out: Losses,
}

impl<'a> Reader<'a> {
    fn lines(&mut self) -> &mut Lines<'a> {
        self.documents.last_mut().expect("there is always an open document")
    }

    /// Takes the fields of a line; `is_numbered` if ids stand in front, so that ranges can be told.
    fn line(&mut self, number: u64, fields: Vec<&'a [u8]>, is_numbered: bool) {
        if !is_numbered || !is_range(fields[0]) {
            return self.lines().tokens.push((number, fields));
        }
        self.left_out.note(RANGES, 1);
        if let Some(said) = layout::tag_of_range(fields.into_iter().skip(self.token + 1)) {
            self.problems.line(&self.file.shown, number, said);
        }
    }

    fn end_sentence(&mut self) {
        let lines = self.lines();
        if lines.ends.last().copied().unwrap_or(0) < lines.tokens.len() {
            lines.ends.push(lines.tokens.len());
        }
    }

    fn finish(mut self) -> Result<Reading> {
        let mut documents = Vec::new();
        let held: Vec<Lines> = std::mem::take(&mut self.documents).into_iter().filter(|lines| !lines.tokens.is_empty()).collect();
        let is_marked = held.len() > 1;
        for lines in held {
            let id = if is_marked { (documents.len() + 1).to_string() } else { String::new() };
            documents.push(self.document(id, lines));
        }
        if documents.is_empty() {
            self.problems.about(
                &self.file.shown,
                format!("`{}` is empty: no line holds a token; write one token per line, or leave the file out", self.file.shown),
            );
        }
        self.problems.into_result()?;
        Ok(Reading { left_out: self.left_out, ..Reading::of_file(self.file, documents) })
    }

    fn document(&mut self, id: String, lines: Lines) -> Document {
        let mut document = Document { id, ..Document::default() };
        let mut begins = Vec::with_capacity(lines.tokens.len());
        let mut ends = lines.ends.iter().copied().peekable();
        for (at, (_, fields)) in lines.tokens.iter().enumerate() {
            begins.push(document.text.len());
            document.text.push_str(&String::from_utf8_lossy(fields.get(self.token).unwrap_or(&fields[0])));
            let is_last = ends.peek() == Some(&(at + 1));
            document.text.push(if is_last { '\n' } else { ' ' });
            if is_last {
                ends.next();
            }
        }
        document.text.pop();
        let mut from = 0;
        for end in lines.ends {
            for (at, (line, fields)) in lines.tokens.iter().enumerate().take(end).skip(from) {
                let span = Span::new(&document.text, begins[at], begins[at] + fields.get(self.token).unwrap_or(&fields[0]).len());
                let span = span.expect("the token was put there");
                document.tokens.push(span);
                self.token(*line, fields.get(self.token + 1..).unwrap_or_default(), span, &mut document.mentions);
            }
            self.close(&mut document.mentions, 0);
            let tokens = &document.tokens[from..];
            document.sentences.push(tokens[0].to(tokens[tokens.len() - 1]));
            from = end;
        }
        document.mentions.sort_by_key(|note| (note.span.start(), usize::MAX - note.span.end(), note.line));
        document
    }

    fn token(&mut self, line: u64, tags: &[&[u8]], span: Span, mentions: &mut Vec<Note>) {
        if tags.is_empty() {
            self.problems.line(&self.file.shown, line, "one column; expected a token and at least one tag");
        }
        let mut kinds: Vec<TagKind> = Vec::with_capacity(tags.len());
        for tag in tags {
            match self.inventory.number(tag) {
                Ok(number) => kinds.push(self.inventory.kind(number)),
                Err(fault) => self.problems.line(&self.file.shown, line, fault.to_string()),
            }
        }
        // From the outside in, every open mention takes an I of its type.
        let mut goes_on = vec![false; kinds.len()];
        let mut kept = Vec::with_capacity(self.open.len());
        for mut open in std::mem::take(&mut self.open) {
            let place = kinds.iter().zip(&goes_on).position(|(kind, used)| kind.place == TagPlace::Inside && kind.label == open.label && !used);
            match place {
                Some(at) => {
                    goes_on[at] = true;
                    open.last = span;
                    kept.push(open);
                }
                None => self.done(open, mentions),
            }
        }
        self.open = kept;
        for ((kind, used), tag) in kinds.iter().zip(goes_on).zip(tags) {
            let begins = match kind.place {
                TagPlace::Outside => false,
                TagPlace::Begin => true,
                TagPlace::Inside if used => false,
                TagPlace::Inside => {
                    let tag = String::from_utf8_lossy(tag);
                    if self.options.repair == Repair::None {
                        let said = format!("`{tag}` goes on with no mention of its type; correct it to B, or say how to read it with --repair");
                        self.problems.line(&self.file.shown, line, said);
                    }
                    self.options.repair == Repair::Conlleval
                }
                _ => {
                    let said = format!("`{}` is no tag of IOB2, the scheme of nested columns", String::from_utf8_lossy(tag));
                    self.problems.line(&self.file.shown, line, said);
                    false
                }
            };
            if begins {
                self.open.push(Open { label: kind.label, first: span, last: span, line });
            }
        }
    }

    /// Ends the open mentions from a place on.
    fn close(&mut self, mentions: &mut Vec<Note>, from: usize) {
        for open in self.open.split_off(from) {
            self.done(open, mentions);
        }
    }

    fn done(&self, open: Open, mentions: &mut Vec<Note>) {
        mentions.push(Note::new(open.first.to(open.last), &self.inventory.labels()[usize::from(open.label)], open.line));
    }
}
