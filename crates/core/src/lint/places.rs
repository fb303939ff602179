//! How places of a text are told.

use std::cell::OnceCell;

use crate::format::Document;
use crate::text::offsets::UnitIndex;

/// A text whose places are told in code points, which are counted only where something is found.
pub struct Places<'a> {
    document: &'a Document,
    index: OnceCell<UnitIndex>,
}

impl<'a> Places<'a> {
    /// Those of a document.
    pub fn of(document: &'a Document) -> Places<'a> {
        Places { document, index: OnceCell::new() }
    }

    /// `document:offset` of a byte.
    pub fn at(&self, byte: usize) -> String {
        let index = self.index.get_or_init(|| UnitIndex::chars(&self.document.text));
        format!("{}:{}", self.document.id, index.units_before(byte))
    }
}
