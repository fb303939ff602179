//! Which column of a file is what: the separator, the token and the tags.

use crate::error::{Error, ErrorKind, Result};
use crate::format::input::File;
use crate::format::options::Options;
use crate::tags::TagForm;

pub use crate::format::conll::head::{Head, Layers, head, is_range, looks_like_tag, tag_of_range};
pub use crate::format::conll::line::{BOM, DOCSTART, Separator, is_blank, is_remark, trimmed, without_carets};

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
    /// Lines that begin so are no tokens, unless they have all columns and a tag.
    pub comment: Option<String>,
    /// Whether the first column numbers the rows, so that a range, `1-2`, is a multiword token whose words follow.
    pub is_numbered: bool,
    /// How tags are written.
    pub form: TagForm,
    /// What a user should know about the choice of columns; empty where there was none.
    pub why: String,
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
            return Err(Error::new(ErrorKind::Malformed, format!("`{shown}` is empty: no line holds a token"))
                .about(shown)
                .remedy("write one token per line, or leave the file out"));
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
        let tag = column(options.tag_column, "tag-column", head.tag())?;
        let token = column(options.token_column, "token-column", head.token())?;
        if tag == token {
            let error = Error::new(ErrorKind::Ambiguous, format!("column {} cannot be both the token and the tag", tag + 1));
            return Err(error.of_file(shown).remedy("say which with --token-column and --tag-column"));
        }
        let why = if options.token_column.is_none() { head.skipped() } else { None };
        let mut why = why.map_or(String::new(), |skipped| format!("; {skipped}, so that the token is behind it: --token-column says otherwise"));
        let form = head.seen[tag].form;
        if form != TagForm::Hyphen {
            why.push_str(&format!("; tags are written as `{}`", form.example()));
        }
        for (at, example) in head.cut_columns() {
            why.push_str(&match at {
                at if at == token => format!("; its words have cuts (`{example}`), which are read as text"),
                at => format!("; column {} holds words with cuts (`{example}`), which `--format word-rows` reads, and which are left out", at + 1),
            });
        }
        let comment = options.comment.clone();
        let is_numbered = token > 0 && head.has_ranges;
        let others = if head.is_even { head.live_columns() } else { Vec::new() };
        let layout = Layout { separator: head.separator, columns: head.columns, token, tags: vec![tag], comment, is_numbered, form, why };
        Ok(layout.with_others(others))
    }

    /// The layout with what it says of columns of tags that are not read.
    fn with_others(mut self, columns: Vec<usize>) -> Layout {
        for at in columns.into_iter().filter(|at| !self.tags.contains(at) && *at != self.token) {
            self.why.push_str(&format!("; column {} holds tags too, which are left out", at + 1));
        }
        self
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
        // What is gold now was said to be left out.
        self.why = self.why.replace(&format!("; column {tag} holds tags too, which are left out"), "");
        Ok(self)
    }

    /// What is read, for people: `2 columns, token in 1, tag in 2`.
    pub fn about(&self) -> String {
        let tags = self.tags.iter().map(|tag| (tag + 1).to_string()).collect::<Vec<_>>().join(" and ");
        format!("{} columns, token in {}, tag in {tags}{}", self.columns, self.token + 1, self.why)
    }

    /// Whether the line is a comment: it begins as one does, and has not all columns with a tag. A hashtag with its tag is a token.
    pub fn is_comment(&self, line: &[u8]) -> bool {
        self.comment.as_ref().is_some_and(|comment| line.starts_with(comment.as_bytes())) && !self.has_tags(line)
    }

    /// Whether the row is that of a multiword token or of an empty node: the words of the one follow, and the other has no text.
    pub fn is_range(&self, line: &[u8]) -> bool {
        self.is_numbered && self.separator.fields(line).first().is_some_and(|id| is_range(id))
    }

    /// Whether the line, in front of a sentence, is a remark such as `# key = value`.
    pub fn is_remark(&self, line: &[u8]) -> bool {
        is_remark(line) && !self.has_tags(line)
    }

    /// Whether the line has all columns, and tags where they belong.
    fn has_tags(&self, line: &[u8]) -> bool {
        let fields = self.separator.fields(line);
        fields.len() == self.columns
            && self.tags.iter().all(|&tag| match self.form {
                TagForm::Hyphen => looks_like_tag(fields[tag]),
                form => std::str::from_utf8(fields[tag]).is_ok_and(|tag| form.is_tag(tag)),
            })
    }
}

/// The error of a file whose columns of tags could be gold and prediction, layers of nested mentions, or one layer beside something else.
pub fn undecided(shown: &str, head: &Head) -> Error {
    let tags = head.tag_columns();
    let types = |at: &usize| {
        let types: Vec<String> = head.seen[*at].types.iter().take(3).map(|name| String::from_utf8_lossy(name).into_owned()).collect();
        format!("{} ({})", at + 1, if types.is_empty() { "only O".into() } else { types.join(", ") })
    };
    // Columns of `O` alone are named only where nothing but them stands beside a column of mentions.
    let live = head.live_columns();
    let named = if live.len() > 1 { &live } else { &tags };
    let columns = named.iter().map(types).collect::<Vec<_>>().join(" and ");
    let why = match head.layers() {
        Layers::Parallel => "hold mostly the same tags",
        _ if live.len() < 2 => "hold mentions in one column alone",
        _ => "hold tags of other types",
    };
    let (first, last) = (named[0] + 1, named[named.len() - 1] + 1);
    let error = Error::new(ErrorKind::Ambiguous, format!("columns {columns} {why}, and could be one layer or several")).of_file(shown);
    let one = if head.layers() == Layers::Parallel { format!(" (or {first})") } else { String::new() };
    error.remedy(format!("read one with `--tag-column {last}`{one}, or all as nested mentions with `--format conll-nested`"))
}

/// The lines that do not begin as comments do.
pub fn without_comments(content: &[u8], comment: &str) -> Vec<u8> {
    content.split_inclusive(|&byte| byte == b'\n').filter(|line| !line.starts_with(comment.as_bytes())).flatten().copied().collect()
}
