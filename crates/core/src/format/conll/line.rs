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

/// Whether the line is one of what CoNLL-U and GermEval write in front of a sentence: `# key = value`, or `#` alone in its column.
pub fn is_remark(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"#") else { return false };
    let key = rest.strip_prefix(b" ").unwrap_or(rest);
    let end = key.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"_.-:[]".contains(byte)).count();
    rest.starts_with(b"\t") || (end > 0 && (key[end..].starts_with(b" = ") || &key[end..] == b" ="))
}
