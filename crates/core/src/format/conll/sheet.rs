//! A column file as it stands: every token with its line and its tags, sentence by sentence, every fault with its line.

use std::ops::Range;

use crate::error::{Error, ErrorKind, Problems, Result};
use crate::format::conll::layout::{self, BOM, DOCSTART, Layout};
use crate::format::input::File;
use crate::format::losses::Losses;
use crate::tags::{Brackets, Inventory, TagForm};
use crate::wording::count;

/// What lines that begin as comments do are called where they are left out.
pub const COMMENTS: &str = "comment lines";

/// What rows of multiword tokens and empty nodes are called where they are left out.
pub const RANGES: &str = "rows of multiword tokens or empty nodes (their words are the tokens)";

/// A parsed column file, or the rows of another that has tokens and tags.
#[derive(Default)]
pub struct Sheet {
    /// The path as errors show it.
    pub shown: String,
    /// Every token.
    pub tokens: Vec<TaggedToken>,
    /// The tokens of every sentence; none is empty.
    pub sentences: Vec<Range<usize>>,
    /// The sentences of every document; one for the whole file where there are no marks.
    pub documents: Vec<Range<usize>>,
    /// Whether `-DOCSTART-` parts it into several documents: one mark at the top parts nothing.
    pub is_marked: bool,
    /// How many lines are comments.
    pub comments: usize,
    /// How many rows are those of multiword tokens, whose words follow, or of empty nodes.
    pub ranges: usize,
    /// The tags.
    pub inventory: Inventory,
}

/// One line with a token.
#[derive(Clone, Copy, Debug)]
pub struct TaggedToken {
    /// The line, or the row of a file without lines; 1 is the first.
    pub line: u64,
    /// Where the token stands in the file, in bytes.
    pub start: usize,
    /// Its length in bytes.
    pub len: u32,
    /// The tags of the layout's columns, as numbers of the inventory.
    pub tags: [u16; 2],
}

impl TaggedToken {
    /// The token, of the content of its file.
    pub fn text<'a>(&self, content: &'a [u8]) -> &'a str {
        std::str::from_utf8(&content[self.start..self.start + self.len as usize]).expect("the file was checked to be UTF-8")
    }
}

impl Sheet {
    /// The lines that hold no token.
    pub fn left_out(&self) -> Losses {
        let mut left_out = Losses::default();
        left_out.note(COMMENTS, self.comments);
        left_out.note(RANGES, self.ranges);
        left_out
    }

    /// The content of a file.
    ///
    /// `Err` holds every line that cannot be read: a wrong number of columns, a tag of no scheme, no token at all.
    pub fn read(file: &File, layout: &Layout) -> Result<Sheet> {
        let mut problems = Problems::default();
        let sheet = Sheet::read_with(file, layout, &mut |line, said| problems.line(&file.shown, line, said))?;
        problems.into_result()?;
        Ok(sheet)
    }

    /// The content of a file without the lines that cannot be read, which are told.
    ///
    /// `Err` only if the file is not UTF-8, or has more than 4 GiB.
    pub fn read_with(file: &File, layout: &Layout, tell: &mut dyn FnMut(u64, String)) -> Result<Sheet> {
        file.text()?;
        if u32::try_from(file.content.len()).is_err() {
            let said = format!(
                "`{}` has more than 4 GiB: only files with the same tokens, line by line, may be as large, and only for `mihak score`",
                file.shown
            );
            return Err(Error::new(ErrorKind::Unsupported, said).about(&file.shown).remedy("split it"));
        }
        let mut sheet = Sheet { shown: file.shown.clone(), inventory: Inventory::of(layout.form), ..Sheet::default() };
        let mut brackets = Brackets::default();
        let (mut sentence, mut document) = (0, 0);
        let mut from = if file.content.starts_with(BOM) { BOM.len() } else { 0 };
        for (number, whole) in (1..).zip(file.content[from..].split(|&byte| byte == b'\n')) {
            let start = from;
            from += whole.len() + 1;
            let line = layout::trimmed(whole);
            let is_start = line.starts_with(DOCSTART);
            if is_start || layout::is_blank(line) {
                sheet.close_sentence(&mut sentence);
                brackets.end().unwrap_or_else(|said| tell(number - 1, said));
                if is_start {
                    sheet.close_document(&mut document);
                }
            } else if layout.is_range(line) {
                sheet.ranges += 1;
                let fields = layout.separator.fields(line);
                if let Some(said) = layout::tag_of_range(layout.tags.iter().filter_map(|&tag| fields.get(tag).copied())) {
                    tell(number, said);
                }
            } else if layout.is_comment(line) || (sentence == sheet.tokens.len() && layout.is_remark(line)) {
                sheet.comments += 1;
            } else if let Err(said) = sheet.token(layout, &mut brackets, number, start, line) {
                tell(number, said);
            }
        }
        sheet.close_sentence(&mut sentence);
        brackets.end().unwrap_or_else(|said| tell(sheet.tokens.last().map_or(0, |token| token.line), said));
        sheet.close_document(&mut document);
        sheet.is_marked = sheet.documents.len() > 1;
        Ok(sheet)
    }

    fn close_sentence(&mut self, from: &mut usize) {
        if *from < self.tokens.len() {
            self.sentences.push(*from..self.tokens.len());
            *from = self.tokens.len();
        }
    }

    fn close_document(&mut self, from: &mut usize) {
        if *from < self.sentences.len() {
            self.documents.push(*from..self.sentences.len());
            *from = self.sentences.len();
        }
    }

    fn token(&mut self, layout: &Layout, brackets: &mut Brackets, number: u64, start: usize, line: &[u8]) -> Result<(), String> {
        let fields = layout.separator.fields(line);
        let shown = String::from_utf8_lossy(line);
        if fields.len() != layout.columns {
            let columns = count(fields.len(), "column");
            return Err(match fields.len() {
                1 if line[0].is_ascii_whitespace() || fields[0] == b"O" => {
                    format!("`{shown}` has a tag and no token; remove the line, or give it its token")
                }
                _ => format!("`{shown}` has {columns}, the first line has {}; every token needs as many", layout.columns),
            });
        }
        let token = fields[layout.token];
        if token.is_empty() {
            return Err(format!("`{}` has no token; remove the line, or give it its token", shown.trim()));
        }
        let mut tags = [0; 2];
        for (tag, &column) in tags.iter_mut().zip(&layout.tags) {
            let number = match layout.form {
                TagForm::Bracket => self.inventory.number(brackets.next(&String::from_utf8_lossy(fields[column]))?.as_bytes()),
                _ => self.inventory.number(fields[column]),
            };
            *tag = number.map_err(|fault| fault.to_string())?;
        }
        let offset = token.as_ptr() as usize - line.as_ptr() as usize;
        self.tokens.push(TaggedToken { line: number, start: start + offset, len: token.len() as u32, tags });
        Ok(())
    }
}
