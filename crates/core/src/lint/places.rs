//! Places of a text, as findings write them.

use std::cell::OnceCell;

use crate::format::Document;
use crate::text::offsets::UnitIndex;

/// The places of a document. Code points are counted only if a place is asked for.
pub struct Places<'a> {
    document: &'a Document,
    index: OnceCell<UnitIndex>,
}

impl<'a> Places<'a> {
    /// The places of this document.
    pub fn of(document: &'a Document) -> Places<'a> {
        Places { document, index: OnceCell::new() }
    }

    /// `document:offset` of a byte.
    pub fn at(&self, byte: usize) -> String {
        let index = self.index.get_or_init(|| UnitIndex::chars(&self.document.text));
        format!("{}:{}", self.document.id, index.units_before(byte))
    }
}
