//! How a line falls into its token and its tags.

use std::ops::Range;

use memchr::{memchr, memchr_iter};

use crate::format::conll::Layout;
use crate::format::conll::layout::Separator;

/// How the lines of a piece are cut.
pub(super) struct Cut<'a> {
    layout: &'a Layout,
    /// The one separator of token and tag, with how often it stands in the piece; `None` where lines have other columns.
    single: Option<(u8, usize)>,
}

impl<'a> Cut<'a> {
    pub fn new(layout: &'a Layout, content: &[u8]) -> Cut<'a> {
        let is_plain = (layout.columns, layout.token) == (2, 0);
        let separator = if layout.separator == Separator::Tab { b'\t' } else { b' ' };
        let other = layout.separator == Separator::Space && memchr(b'\t', content).is_some();
        Cut { layout, single: (is_plain && !other).then(|| (separator, memchr_iter(separator, content).count())) }
    }

    /// The token and the tag of a line; `None` if it has another number of columns than the layout.
    ///
    /// Where lines have two columns it looks from the end, and does not see a second separator: [`Cut::is_kept`] does.
    #[inline(always)]
    pub fn fields(&self, line: &[u8]) -> Option<(Range<usize>, Range<usize>)> {
        let Some((separator, _)) = self.single else {
            let [token, tag, _] = fields(line, self.layout, self.layout.tags[0], self.layout.tags[0])?;
            return Some((token, tag));
        };
        // Tags are short: a loop is faster than a search.
        let at = line.iter().rposition(|&byte| byte == separator)?;
        (at > 0 && at + 1 < line.len()).then_some((0..at, at + 1..line.len()))
    }

    /// Does not count the separators of a line that holds no token.
    pub fn skip(&mut self, line: &[u8]) {
        if let Some((separator, times)) = &mut self.single {
            *times -= line.iter().filter(|&byte| byte == separator).count();
        }
    }

    /// Whether so many lines had one separator each.
    pub fn is_kept(&self, lines: usize) -> bool {
        self.single.is_none_or(|(_, separators)| separators == lines)
    }
}

/// The token and the two tags of a line; `None` if it has another number of columns than the layout.
pub(super) fn fields(line: &[u8], layout: &Layout, first: usize, second: usize) -> Option<[Range<usize>; 3]> {
    let mut found = [0..0, 0..0, 0..0];
    let mut columns = 0;
    for field in layout.separator.fields(line) {
        let start = field.as_ptr() as usize - line.as_ptr() as usize;
        for (slot, column) in found.iter_mut().zip([layout.token, first, second]) {
            if column == columns {
                *slot = start..start + field.len();
            }
        }
        columns += 1;
    }
    (columns == layout.columns && !found[0].is_empty()).then_some(found)
}
