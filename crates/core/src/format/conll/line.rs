//! One line of a column file: what separates its columns, and what is no token.

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

/// The content with the tags of one column in columns of their own, where lines join tags by `^` (`O^S-GPE`); `None` elsewhere. A line with
/// fewer tags than another has `O` in the columns behind them.
pub fn without_carets(content: &[u8], is_tag: fn(&[u8]) -> bool) -> Option<Vec<u8>> {
    let is_token = |line: &[u8]| !(is_blank(line) || line.starts_with(DOCSTART));
    let mut columns = 1;
    for line in content.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii_end).filter(|line| is_token(line)) {
        let (_, tags) = parted_at_tags(line)?;
        columns = columns.max(tags.clone().count());
        if !tags.clone().all(is_tag) {
            return None;
        }
    }
    if columns == 1 {
        return None;
    }
    let mut parted = Vec::with_capacity(content.len());
    for whole in content.split_inclusive(|&byte| byte == b'\n') {
        let line = whole.trim_ascii_end();
        match parted_at_tags(line).filter(|_| is_token(line)) {
            None => parted.extend_from_slice(line),
            Some((token, tags)) => {
                parted.extend_from_slice(token);
                let separator = &line[token.len()..][..1];
                tags.chain(std::iter::repeat(&b"O"[..])).take(columns).for_each(|tag| parted.extend([separator, tag].concat()));
            }
        }
        parted.extend_from_slice(&whole[line.len()..]);
    }
    Some(parted)
}

/// What stands in front of the last column of a line, and the tags in it; `None` for a line of one column.
fn parted_at_tags(line: &[u8]) -> Option<(&[u8], impl Iterator<Item = &[u8]> + Clone)> {
    let at = line.iter().rposition(|byte| byte.is_ascii_whitespace())?;
    Some((&line[..at], line[at + 1..].split(|&byte| byte == b'^')))
}

/// Whether the line is one of what CoNLL-U and GermEval write in front of a sentence: `# key = value`, or `#` alone in its column.
pub fn is_remark(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"#") else { return false };
    let key = rest.strip_prefix(b" ").unwrap_or(rest);
    let end = key.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"_.-:[]".contains(byte)).count();
    rest.starts_with(b"\t") || (end > 0 && (key[end..].starts_with(b" = ") || &key[end..] == b" ="))
}
