//! The files inside the program: suite, corpora, gold and results as they were when it was built. They are packed; each is unpacked when it is read.

/// The files, one behind the other.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/embedded"));

/// Path, start and end in [`PACKED`], and length, sorted by path.
static TABLE: &[(&str, usize, usize, usize)] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The bytes of a file; `None` if it is not among them.
pub(super) fn read(path: &str) -> Option<Vec<u8>> {
    let at = TABLE.binary_search_by_key(&path, |(path, ..)| path).ok()?;
    let (_, start, end, length) = TABLE[at];
    Some(miniz_oxide::inflate::decompress_to_vec_with_limit(&PACKED[start..end], length).expect("the build packed it"))
}

/// Whether the file is among them.
pub(super) fn has(path: &str) -> bool {
    TABLE.binary_search_by_key(&path, |(path, ..)| path).is_ok()
}

/// The paths of all files below a folder, relative to it and sorted; empty if there is no such folder.
pub(super) fn below(folder: &str) -> impl Iterator<Item = &'static str> {
    let folder = format!("{}/", folder.trim_end_matches('/'));
    TABLE.iter().filter_map(move |(path, ..)| path.strip_prefix(folder.as_str()))
}
