//! Which column of a file is what: the separator, the token and the tags.

use crate::error::{Error, ErrorKind, Result};
use crate::format::input::File;
use crate::format::options::Options;

/// How the lines of a column file are cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// What stands between columns.
    pub separator: Separator,
    /// The number of columns of every line.
    pub columns: usize,
    /// The column of the token; 0 is the first.
    pub token: usize,
    /// The columns of tags that are read; gold in front of prediction where a file has both.
    pub tags: Vec<usize>,
    /// Lines that begin so are no tokens.
    pub comment: Option<String>,
}

/// What stands between columns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Separator {
    /// One tab; tokens may hold spaces.
    Tab,
    /// Spaces and tabs, one or more.
    Space,
}

impl Separator {
    /// The columns of a line.
    pub fn fields(self, line: &[u8]) -> Vec<&[u8]> {
        match self {
            Separator::Tab => line.split(|&byte| byte == b'\t').collect(),
            Separator::Space => line.split(|&byte| byte == b' ' || byte == b'\t').filter(|field| !field.is_empty()).collect(),
        }
    }
}

/// The line without the CR of a CR LF.
pub fn trimmed(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Whether nothing but white space of ASCII stands in the line.
pub fn is_blank(line: &[u8]) -> bool {
    line.iter().all(u8::is_ascii_whitespace)
}

/// The mark that begins a document in the CoNLL-2003 files.
pub const DOCSTART: &[u8] = b"-DOCSTART-";

/// The byte order mark, which some programs put in front of UTF-8. It belongs to the file, not to its first token.
pub const BOM: &[u8] = b"\xef\xbb\xbf";

/// What the first lines of a file look like.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    /// The separator.
    pub separator: Separator,
    /// The number of columns of the first line of a token.
    pub columns: usize,
    /// Whether all lines have the same number of columns.
    pub is_even: bool,
    /// Whether nearly every last column is a tag.
    pub tags: bool,
    /// Whether nearly every column but the first is a tag.
    pub all_tags: bool,
    /// Whether some lines have several tags, and more lines than are too long for another reason.
    pub is_nested: bool,
}

/// How many lines are looked at to tell what a file is.
const LOOKED_AT: usize = 20_000;

/// What the first lines of tokens look like; `None` if there is none.
pub fn head(content: &[u8]) -> Option<Head> {
    let content = content.strip_prefix(BOM).unwrap_or(content);
    let lines = content.split(|&byte| byte == b'\n').map(trimmed).filter(|line| !is_blank(line) && !line.starts_with(DOCSTART)).take(LOOKED_AT);
    let (mut head, mut seen, mut last, mut others, mut all): (Option<Head>, usize, usize, usize, usize) = (None, 0, 0, 0, 0);
    let (mut nested, mut long) = (0, 0);
    for line in lines {
        let separator = head.map_or(if line.contains(&b'\t') { Separator::Tab } else { Separator::Space }, |head| head.separator);
        let fields = separator.fields(line);
        let new = Head { separator, columns: fields.len(), is_even: true, tags: false, all_tags: false, is_nested: false };
        let head = head.get_or_insert(new);
        head.is_even &= fields.len() == head.columns;
        if fields.len() > 2 {
            // One line with a column too many does not make a flat file a nested one.
            let tags = fields[1..].iter().all(|field| looks_like_tag(field));
            *(if tags { &mut nested } else { &mut long }) += 1;
        }
        seen += 1;
        last += usize::from(fields.len() > 1 && looks_like_tag(fields[fields.len() - 1]));
        others += fields.len() - 1;
        all += fields[1..].iter().filter(|field| looks_like_tag(field)).count();
    }
    let mut head = head?;
    // A few broken tags do not make a tag file something else: they are reported when it is read.
    let mostly = |part: usize, whole: usize| whole > 0 && part * 10 >= whole * 8;
    head.is_nested = nested > long;
    head.tags = mostly(last, seen);
    head.all_tags = mostly(all, others);
    Some(head)
}

/// Whether the field is `O`, or begins as a tag of a mention does.
pub fn looks_like_tag(field: &[u8]) -> bool {
    field == b"O" || (field.len() > 2 && field[1] == b'-' && b"BIESLUMW".contains(&field[0]))
}

impl Layout {
    /// The layout of a file: what the options say, else what its first lines show.
    ///
    /// `Err` if it has no line of a token, or not the columns that are asked for.
    pub fn of(file: &File, options: &Options) -> Result<Layout> {
        Layout::at(&file.shown, &file.content, options)
    }

    /// The layout of a file of which this is the beginning.
    pub fn at(shown: &str, content: &[u8], options: &Options) -> Result<Layout> {
        let commented = options.comment.as_ref().map(|comment| without_comments(content, comment));
        let Some(head) = head(commented.as_deref().unwrap_or(content)) else {
            return Err(Error::new(ErrorKind::Malformed, format!("`{shown}` is empty: no line holds a token")).about(shown));
        };
        if head.columns < 2 {
            let said = "its first line has one column; expected a token and a tag, with a space or a tab between";
            return Err(Error::new(ErrorKind::Malformed, said).of_file(shown));
        }
        let column = |given: Option<usize>, name: &str, otherwise: usize| match given {
            Some(at) if at == 0 || at > head.columns => {
                let said = format!("`{shown}` has {} columns: --{name} {at} is none of them", head.columns);
                Err(Error::new(ErrorKind::Unknown, said).about(shown))
            }
            given => Ok(given.map_or(otherwise, |at| at - 1)),
        };
        let tag = column(options.tag_column, "tag-column", head.columns - 1)?;
        let token = column(options.token_column, "token-column", 0)?;
        if tag == token {
            let error = Error::new(ErrorKind::Ambiguous, format!("column {} cannot be both the token and the tag", tag + 1));
            return Err(error.of_file(shown).remedy("say which with --token-column and --tag-column"));
        }
        Ok(Layout { separator: head.separator, columns: head.columns, token, tags: vec![tag], comment: options.comment.clone() })
    }

    /// The layout with gold in the column in front of the prediction, as conlleval reads one file.
    ///
    /// `Err` if there is no such column.
    pub fn with_gold(mut self, shown: &str) -> Result<Layout> {
        let tag = self.tags[0];
        if tag == 0 || tag - 1 == self.token {
            let said = format!(
                "`{shown}` has one column of tags: give a second file with predictions, or a file with gold and prediction in its last columns"
            );
            return Err(Error::new(ErrorKind::Mismatched, said).about(shown));
        }
        self.tags = vec![tag - 1, tag];
        Ok(self)
    }

    /// What is read, for people: `2 columns, token in 1, tag in 2`.
    pub fn about(&self) -> String {
        let tags = self.tags.iter().map(|tag| (tag + 1).to_string()).collect::<Vec<_>>().join(" and ");
        format!("{} columns, token in {}, tag in {tags}", self.columns, self.token + 1)
    }

    /// Whether the line is a comment.
    pub fn is_comment(&self, line: &[u8]) -> bool {
        self.comment.as_ref().is_some_and(|comment| line.starts_with(comment.as_bytes()))
    }
}

/// The lines that do not begin as comments do.
pub fn without_comments(content: &[u8], comment: &str) -> Vec<u8> {
    content.split_inclusive(|&byte| byte == b'\n').filter(|line| !line.starts_with(comment.as_bytes())).flatten().copied().collect()
}
