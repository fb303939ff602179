//! The number of articles in a piece of a file, so that every worker knows which ones it has before others have read theirs.

use memchr::memmem::Finder;

use crate::format::conll::Layout;
use crate::format::conll::layout::{DOCSTART, is_blank};

/// Bytes that are looked at together.
const BLOCK: usize = 128;

/// The number of articles in lines that begin and end where one does: of documents that hold a sentence, or of sentences where no mark
/// begins a document.
pub(super) fn articles(content: &[u8], layout: &Layout, is_marked: bool) -> u64 {
    if is_marked {
        return documents(content, layout);
    }
    match layout.comment {
        None => sentences(content).unwrap_or_else(|| sentences_by_line(content, layout)),
        Some(_) => sentences_by_line(content, layout),
    }
}

/// Whether a line is no token and ends a sentence.
#[inline(always)]
pub(super) fn is_border(line: &[u8]) -> bool {
    match line {
        [] => true,
        [b'-', ..] => line.starts_with(DOCSTART),
        [b' ' | b'\t' | b'\r', ..] => is_blank(line),
        _ => false,
    }
}

fn documents(content: &[u8], layout: &Layout) -> u64 {
    let finder = Finder::new(b"\n-DOCSTART-");
    let marks = std::iter::once(0).chain(finder.find_iter(content).map(|at| at + 1)).chain([content.len()]);
    let marks: Vec<usize> = marks.collect();
    let holds_token = |document: &[u8]| document.split(|&byte| byte == b'\n').any(|line| !is_border(line) && !layout.is_comment(line));
    marks.windows(2).filter(|ends| holds_token(&content[ends[0]..ends[1]])).count() as u64
}

fn sentences_by_line(content: &[u8], layout: &Layout) -> u64 {
    let (mut sentences, mut is_open) = (0, false);
    for line in content.split(|&byte| byte == b'\n') {
        if is_border(line) {
            is_open = false;
        } else if !is_open && !layout.is_comment(line) {
            (sentences, is_open) = (sentences + 1, true);
        }
    }
    sentences
}

/// The number of sentences where empty lines alone end them, `None` where white space stands at the beginning of a line: without a branch,
/// because this is done while all workers wait.
fn sentences(content: &[u8]) -> Option<u64> {
    // In front of the first line is an empty one.
    let head = [&b"\n\n\n"[..], &content[..content.len().min(4)]].concat();
    let (mut begins, mut is_odd) = count(&head);
    let ends = content.len().saturating_sub(3);
    let mut at = 0;
    while at < ends {
        let end = (at + BLOCK).min(ends);
        let (block, odd) = count(&content[at..end + 3]);
        begins += block;
        is_odd |= odd;
        at = end;
    }
    // Of the head, what follows the fourth byte was counted by the blocks too.
    (!is_odd).then_some(begins - if ends > 0 { count(&content[..4]).0 } else { 0 })
}

/// Over all four neighbouring bytes: how often a line begins after an empty line, at the last of the four, and whether one begins with white space.
fn count(bytes: &[u8]) -> (u64, bool) {
    let (mut begins, mut odd) = (0u8, false);
    for (((&a, &b), &c), &d) in bytes.iter().zip(&bytes[1..]).zip(&bytes[2..]).zip(&bytes[3..]) {
        let is_end = c == b'\n';
        let is_behind_empty = (b == b'\n') | ((b == b'\r') & (a == b'\n'));
        begins += u8::from(is_end & is_behind_empty & (d != b'\n') & (d != b'\r'));
        odd |= (is_end & ((d == b' ') | (d == b'\t'))) | ((b == b'\n') & (c == b'\r') & (d != b'\n'));
    }
    (u64::from(begins), odd)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::format::Options;

    fn layout(comment: Option<&str>) -> Layout {
        Layout::at("x", b"a O\n", &Options { comment: comment.map(String::from), ..Options::default() }).unwrap()
    }

    #[test]
    fn empty_lines_end_sentences_and_comments_do_not() {
        for (content, sentences) in
            [("", 0), ("\n\n\n", 0), ("a O\n\nb O", 2), ("a O\r\n\r\n\r\nb O\r\n", 2), ("\n\na O\nb O\n \nc O\n\t\n", 2), ("a", 1)]
        {
            assert_eq!(articles(content.as_bytes(), &layout(None), false), sentences, "{content:?}");
        }
        assert_eq!(articles(b"# x\na O\n# y\nb O\n\n# z\n\n", &layout(Some("#")), false), 1);
    }

    #[test]
    fn documents_without_a_sentence_are_none() {
        for (content, documents) in [("-DOCSTART- O\n\n-DOCSTART- O\na O\n", 1), ("a O\n\n-DOCSTART- O\n\nb O\n\nc O\n", 2), ("-DOCSTART-", 0)] {
            assert_eq!(articles(content.as_bytes(), &layout(None), true), documents, "{content:?}");
        }
    }

    proptest! {
        #[test]
        fn both_ways_to_count_sentences_agree(parts in proptest::collection::vec(prop_oneof![
            4 => Just("\n"), 2 => Just("a O"), 1 => Just("\r\n"), 1 => Just(" "), 1 => Just("\t"), 1 => Just("\r"), 1 => Just("- O"), 2 => Just("كتاب O\n")
        ], 0..300)) {
            let content = parts.concat();
            if let Some(fast) = sentences(content.as_bytes()) {
                prop_assert_eq!(fast, sentences_by_line(content.as_bytes(), &layout(None)), "{:?}", content);
            }
        }
    }
}
