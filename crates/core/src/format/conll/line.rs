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

/// The content with the tags of one column in columns of their own, where all lines join as many tags by `^` (`O^S-GPE`); `None` elsewhere.
pub fn without_carets(content: &[u8], is_tag: fn(&[u8]) -> bool) -> Option<Vec<u8>> {
    let mut parted = Vec::with_capacity(content.len());
    let mut joined = None;
    for whole in content.split_inclusive(|&byte| byte == b'\n') {
        let line = whole.trim_ascii_end();
        if is_blank(line) || line.starts_with(DOCSTART) {
            parted.extend_from_slice(whole);
            continue;
        }
        let at = line.iter().rposition(|byte| byte.is_ascii_whitespace())?;
        let tags: Vec<&[u8]> = line[at + 1..].split(|&byte| byte == b'^').collect();
        if tags.len() < 2 || *joined.get_or_insert(tags.len()) != tags.len() || !tags.iter().all(|tag| is_tag(tag)) {
            return None;
        }
        parted.extend_from_slice(&line[..at]);
        tags.iter().for_each(|tag| parted.extend_from_slice(&[&line[at..=at], tag].concat()));
        parted.extend_from_slice(&whole[line.len()..]);
    }
    joined.map(|_| parted)
}

/// Whether the line is one of what CoNLL-U and GermEval write in front of a sentence: `# key = value`, or `#` alone in its column.
pub fn is_remark(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"#") else { return false };
    let key = rest.strip_prefix(b" ").unwrap_or(rest);
    let end = key.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"_.-:[]".contains(byte)).count();
    rest.starts_with(b"\t") || (end > 0 && (key[end..].starts_with(b" = ") || &key[end..] == b" ="))
}
