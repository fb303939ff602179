//! What is odd in column files. Their lines are looked at as they are, before any reader makes tokens of them.

use crate::error::Result;
use crate::format::conll::Layout;
use crate::format::conll::layout::{self, BOM, DOCSTART, Separator};
use crate::format::{File, Options};
use crate::lint::characters::{self, Setting};
use crate::lint::finding::{FindingKind, Findings, quote};
use crate::lint::glued::is_glued;
use crate::lint::mixed::Mixed;
use crate::lint::repeats::Repeats;
use crate::lint::steps::Tags;
use crate::lint::types::similar;
use crate::tags::TagFault;
use crate::wording::count;

/// Notes what is found in a file with one tag for each token.
pub fn flat(file: &File, options: &Options, findings: &mut Findings) -> Result<()> {
    let layout = common_layout(file, options)?;
    let mut pass = Pass::new(file, &layout, false, findings);
    pass.run();
    let tags = pass.tags;
    let chosen = tags.choose(options.scheme);
    findings.about.push(format!("`{}`: conll, {}; {}, {}", file.shown, layout.about(), chosen.scheme, chosen.why));
    tags.illegal(chosen.scheme, findings);
    types(&tags, findings);
    Ok(())
}

/// Notes what is found in a file of nested mentions: each token has a tag for every mention around it.
pub fn nested(file: &File, options: &Options, findings: &mut Findings) -> Result<()> {
    let layout = common_layout(file, options)?;
    let mut pass = Pass::new(file, &layout, true, findings);
    pass.run();
    let tags = pass.tags;
    findings.about.push(format!("`{}`: conll-nested; IOB2, the scheme of nested columns", file.shown));
    tags.nested(findings);
    types(&tags, findings);
    Ok(())
}

/// The number of lines that are looked at to find how many columns most lines have.
const LOOKED_AT: usize = 20_000;

/// The layout of most lines. The first line may be an odd one.
fn common_layout(file: &File, options: &Options) -> Result<Layout> {
    let content = file.content.strip_prefix(BOM).unwrap_or(&file.content);
    let separator = layout::head(content).map_or(Separator::Space, |head| head.separator);
    let is_comment = |line: &[u8]| options.comment.as_ref().is_some_and(|comment| line.starts_with(comment.as_bytes())) || layout::is_remark(line);
    let mut columns: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    for whole in content.split(|&byte| byte == b'\n').take(LOOKED_AT) {
        let line = layout::trimmed(whole);
        if !layout::is_blank(line) && !line.starts_with(DOCSTART) && !is_comment(line) {
            let fields = separator.fields(line).len();
            if columns.len() <= fields {
                columns.resize(fields + 1, (0, 0));
            }
            columns[fields].0 += 1;
            if columns[fields].0 == 1 {
                columns[fields].1 = at;
            }
        }
        at += whole.len() + 1;
    }
    // If two numbers of columns are equally common, the smaller one is taken.
    let common = columns.iter().skip(2).filter(|(times, _)| *times > 0).rev().max_by_key(|(times, _)| *times);
    Layout::at(&file.shown, &content[common.map_or(0, |&(_, at)| at)..], options)
}

/// Notes every line with a rare type whose name is near to that of another.
fn types(tags: &Tags, findings: &mut Findings) {
    let types = tags.types();
    let names: Vec<(&str, u64)> = types.iter().skip(1).copied().collect();
    let mut near: Vec<Option<usize>> = vec![None; types.len()];
    similar(&names).into_iter().for_each(|(rare, other)| near[rare + 1] = Some(other + 1));
    if near.iter().all(Option::is_none) {
        return;
    }
    tags.labels(|line, tag, label| {
        if let Some(other) = near[label] {
            let ((rare, rare_times), (other, times)) = (types[label], types[other]);
            findings.note(FindingKind::SimilarType, line, || {
                let found =
                    format!("`{}`: {} of type `{rare}` beside {} of `{other}`", tags.inventory.name(tag), count(rare_times as usize, "tag"), times);
                (String::new(), found)
            });
        }
    });
}

/// A pass over the lines of a file.
struct Pass<'a, 'f> {
    file: &'a File,
    layout: &'a Layout,
    is_nested: bool,
    findings: &'f mut Findings,
    tags: Tags,
    mixed: Mixed,
    repeats: Repeats,
    /// The line of the first of several empty lines, and how many there are.
    empty: (u64, u64),
    /// How many lines end with CR LF and with LF, and the first of each.
    ends: [(u64, u64); 2],
    has_many_tags: bool,
}

/// The lines with their numbers; a line end behind the last one begins no other.
fn lines(content: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    let content = content.strip_prefix(BOM).unwrap_or(content);
    let mut at = 0;
    let mut number = 0;
    std::iter::from_fn(move || {
        (at < content.len()).then(|| {
            let end = memchr::memchr(b'\n', &content[at..]).map_or(content.len(), |len| at + len + 1);
            let line = &content[at..end];
            at = end;
            number += 1;
            (number, line)
        })
    })
}

/// The line between backticks.
fn shown(line: &[u8]) -> String {
    quote(&String::from_utf8_lossy(line))
}

/// The column of a byte of a line in code points; 1 is the first.
fn column(line: &[u8], byte: usize) -> String {
    (line[..byte].iter().filter(|&&byte| byte & 0xc0 != 0x80).count() + 1).to_string()
}

impl<'a, 'f> Pass<'a, 'f> {
    fn new(file: &'a File, layout: &'a Layout, is_nested: bool, findings: &'f mut Findings) -> Pass<'a, 'f> {
        findings.open(&file.shown);
        Pass {
            file,
            layout,
            is_nested,
            findings,
            tags: Tags::of(layout.form),
            mixed: Mixed::default(),
            repeats: Repeats::default(),
            empty: (0, 0),
            ends: [(0, 0); 2],
            has_many_tags: false,
        }
    }

    fn note(&mut self, kind: FindingKind, line: u64, found: impl FnOnce() -> String) {
        self.findings.note(kind, line, || (String::new(), found()));
    }

    fn run(&mut self) {
        let content: &'a [u8] = &self.file.content;
        if content.starts_with(BOM) {
            self.note(FindingKind::Bom, 1, || "U+FEFF at the start of the file".into());
        }
        let is_utf8 = std::str::from_utf8(content).is_ok();
        let mut last = 0;
        for (number, whole) in lines(content) {
            last = number;
            let line = self.line_end(number, whole);
            if !is_utf8 && let Err(error) = std::str::from_utf8(line) {
                self.note(FindingKind::NotUtf8, number, || format!("byte {:02X} in {}", line[error.valid_up_to()], shown(line)));
            }
            self.line(number, line);
        }
        self.end_empty();
        self.end_sentence(last + 1);
        if content.last().is_some_and(|&byte| byte != b'\n') {
            self.note(FindingKind::NoFinalLineEnd, last, || "the file ends without a line end".into());
        }
        self.line_ends();
        if self.repeats.times > 0 {
            let (times, first) = (self.repeats.times as usize, self.repeats.first);
            self.note(FindingKind::DuplicateSentence, first, || format!("{}, of which this is the first", count(times, "repeated sentence")));
        }
        self.mixed();
    }

    /// The line without its end, which is counted.
    fn line_end<'l>(&mut self, number: u64, whole: &'l [u8]) -> &'l [u8] {
        let Some(line) = whole.strip_suffix(b"\n") else { return layout::trimmed(whole) };
        let trimmed = layout::trimmed(line);
        let (times, first) = &mut self.ends[usize::from(trimmed.len() == line.len())];
        *times += 1;
        if *times == 1 {
            *first = number;
        }
        trimmed
    }

    fn line_ends(&mut self) {
        let [(crlf, first_crlf), (lf, first_lf)] = self.ends;
        match (crlf, lf) {
            (0, _) => {}
            (_, 0) => self.note(FindingKind::Crlf, 1, || format!("all {crlf} lines end with CR LF")),
            _ => {
                let first = if crlf <= lf { first_crlf } else { first_lf };
                self.note(FindingKind::MixedLineEnds, first, || {
                    format!("{} with CR LF, {lf} with LF; here the rarer one stands first", count(crlf as usize, "line"))
                });
            }
        }
    }

    fn end_empty(&mut self) {
        let (first, times) = std::mem::take(&mut self.empty);
        if times > 1 {
            self.note(FindingKind::EmptyLines, first, || format!("{times} empty lines in a row"));
        }
    }

    fn end_sentence(&mut self, number: u64) {
        self.tags.end(number);
        if let Some((line, first)) = self.repeats.end() {
            self.note(FindingKind::ConflictingSentence, line, || format!("the tokens of line {first} and what follows, with other tags"));
        }
    }

    fn line(&mut self, number: u64, line: &[u8]) {
        if layout::is_blank(line) {
            if self.empty.1 == 0 {
                self.empty.0 = number;
            }
            self.empty.1 += 1;
            if !line.is_empty() {
                self.note(FindingKind::SpaceLine, number, || format!("white space of {} and nothing else", count(line.len(), "byte")));
            }
            return self.end_sentence(number);
        }
        self.end_empty();
        if line.starts_with(DOCSTART) {
            return self.end_sentence(number);
        }
        if self.layout.is_comment(line) || self.layout.is_remark(line) {
            return;
        }
        if line.ends_with(b" ") || line.ends_with(b"\t") {
            self.note(FindingKind::TrailingSpace, number, || shown(line));
        }
        self.token(number, line);
    }

    fn token(&mut self, number: u64, line: &[u8]) {
        let fields = self.layout.separator.fields(line);
        if let Some((kind, found)) = self.broken(line, &fields) {
            self.note(kind, number, || found);
            return self.tags.unknown(number);
        }
        let token = fields[self.layout.token];
        self.repeats.token(number, token);
        match self.is_nested {
            true => fields[self.layout.token + 1..].iter().for_each(|tag| self.tag(number, tag)),
            false => self.tag(number, fields[self.layout.tags[0]]),
        }
        if !characters::is_plain(token)
            && let Ok(word) = std::str::from_utf8(token)
        {
            self.word(number, line, token.as_ptr() as usize - line.as_ptr() as usize, word);
        }
    }

    /// What keeps a line from being a token and its tags.
    fn broken(&self, line: &[u8], fields: &[&[u8]]) -> Option<(FindingKind, String)> {
        let columns = if self.is_nested { self.layout.token + 2 } else { self.layout.columns };
        let has_token = |token: &[u8]| !String::from_utf8_lossy(token).trim().is_empty();
        let is_bare = fields.len() == 1 && (line[0].is_ascii_whitespace() || layout::looks_like_tag(fields[0]));
        match fields.len() {
            1 if is_bare || !has_token(fields[0]) => Some((FindingKind::NoToken, shown(line))),
            n if n < columns || (n > columns && !self.is_nested) => {
                let tag = fields.get(self.layout.tags[0]).filter(|tag| tag.contains(&b'"') && layout::looks_like_tag(tag));
                if let Some(tag) = tag {
                    let from = tag.as_ptr() as usize - line.as_ptr() as usize;
                    return Some((FindingKind::OddTag, shown(&line[from..])));
                }
                Some((FindingKind::ColumnCount, format!("{} has {}, other lines have {columns}", shown(line), count(n, "column"))))
            }
            _ if !has_token(fields[self.layout.token]) => Some((FindingKind::NoToken, shown(line))),
            _ => None,
        }
    }

    fn tag(&mut self, number: u64, tag: &[u8]) {
        self.repeats.tag(tag);
        match self.tags.inventory.number(tag) {
            Ok(tag) => return self.tags.push(number, tag),
            // Said once: it is likely not the column of the tags.
            Err(TagFault::Many) if self.has_many_tags => {}
            Err(fault) => {
                self.has_many_tags |= fault == TagFault::Many;
                self.note(FindingKind::OddTag, number, || match fault {
                    TagFault::Form(tag) => quote(&tag),
                    fault => fault.to_string(),
                });
            }
        }
        self.tags.unknown(number);
    }

    fn word(&mut self, number: u64, line: &[u8], from: usize, word: &str) {
        let findings = &mut *self.findings;
        characters::faults(word, Setting::Column, &mut |kind, at, found| findings.note(kind, number, || (column(line, from + at), found)));
        if is_glued(word) {
            findings.note(FindingKind::GluedPunctuation, number, || (column(line, from), quote(word)));
        }
        self.mixed.first(word);
    }

    /// Looks at the words again if something was met that may be odd beside others.
    fn mixed(&mut self) {
        if !self.mixed.needs_more() {
            return;
        }
        let mut mixed = std::mem::take(&mut self.mixed);
        each_word(&self.file.content, self.layout, |_, _, _, word| mixed.second(word));
        if mixed.is_mixed() {
            let findings = &mut *self.findings;
            each_word(&self.file.content, self.layout, |number, line, from, word| {
                mixed.last(word, &mut |kind, at, found| findings.note(kind, number, || (column(line, from + at), found)));
            });
        }
    }
}

/// Calls with the number, the line, the byte in the line and the token of every line that has one.
fn each_word(content: &[u8], layout: &Layout, mut each: impl FnMut(u64, &[u8], usize, &str)) {
    for (number, whole) in lines(content) {
        let line = layout::trimmed(whole.strip_suffix(b"\n").unwrap_or(whole));
        if layout::is_blank(line) || line.starts_with(DOCSTART) || layout.is_comment(line) || layout.is_remark(line) {
            continue;
        }
        let fields = layout.separator.fields(line);
        if let Some(token) = fields.get(layout.token)
            && let Ok(word) = std::str::from_utf8(token)
        {
            each(number, line, token.as_ptr() as usize - line.as_ptr() as usize, word);
        }
    }
}
