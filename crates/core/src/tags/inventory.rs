//! Tags as small numbers. Every distinct tag of a file is parsed once.

use rustc_hash::FxHashMap;
use thiserror::Error;

use crate::tags::form::TagForm;
use crate::tags::kind::TagKind;

/// Why a string is no tag.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TagFault {
    /// It is empty.
    #[error("no tag")]
    Empty,
    /// It is no tag of the form that the file has.
    #[error("`{0}` is no tag; expected `O`, or one of B I E S L U M W, a hyphen and a type, such as `B-PERS`")]
    Form(String),
    /// There are more than [`MOST`] different tags, so this is likely another column.
    #[error("more than {MOST} different tags; is this the column of the tags?")]
    Many,
}

/// The most different tags that a file may have. A column of words soon has more.
pub const MOST: usize = 8000;

/// The number of places in which short tags are looked up first: a power of two.
const NEAR: usize = 256;

/// A table of the tags that were met, each with a number, and of their types.
#[derive(Clone, Debug)]
pub struct Inventory {
    form: TagForm,
    numbers: FxHashMap<Box<[u8]>, u16>,
    kinds: Vec<TagKind>,
    names: Vec<Box<str>>,
    labels: Vec<Box<str>>,
    /// Tags of at most 15 bytes by a hash of their bytes.
    near: Vec<(u128, u16)>,
}

impl Default for Inventory {
    fn default() -> Inventory {
        Inventory::of(TagForm::Hyphen)
    }
}

impl Inventory {
    /// An empty inventory of tags in this form. Tags in brackets must be turned into IOB2 first, see [`Brackets`](crate::tags::Brackets).
    pub fn of(form: TagForm) -> Inventory {
        let form = if form == TagForm::Bracket { TagForm::Hyphen } else { form };
        let (labels, near) = (vec!["".into()], vec![(0, 0); NEAR]);
        let mut inventory = Inventory { form, numbers: FxHashMap::default(), kinds: Vec::new(), names: Vec::new(), labels, near };
        inventory.add(b"O").expect("`O` is a tag");
        inventory
    }

    /// The number of a tag; `O` is 0. A new tag is added. `Err` if it is no tag, or one too many.
    #[inline]
    pub fn number(&mut self, tag: &[u8]) -> Result<u16, TagFault> {
        if tag == b"O" {
            return Ok(0);
        }
        if tag.len() > 15 || tag.is_empty() {
            return self.far(tag);
        }
        let key = packed(tag);
        let place = (((key as u64) ^ ((key >> 64) as u64).rotate_left(23)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - NEAR.ilog2())) as usize;
        let (known, number) = self.near[place];
        if known == key {
            return Ok(number);
        }
        let number = self.far(tag)?;
        self.near[place] = (key, number);
        Ok(number)
    }

    fn far(&mut self, tag: &[u8]) -> Result<u16, TagFault> {
        match self.numbers.get(tag) {
            Some(&number) => Ok(number),
            None => self.add(tag),
        }
    }

    #[cold]
    fn add(&mut self, tag: &[u8]) -> Result<u16, TagFault> {
        if tag.is_empty() {
            return Err(TagFault::Empty);
        }
        let form = || TagFault::Form(String::from_utf8_lossy(tag).into_owned());
        let text = std::str::from_utf8(tag).map_err(|_| form())?;
        let (place, letter, label) = self.form.parse(text).ok_or_else(form)?;
        if self.kinds.len() >= MOST {
            return Err(TagFault::Many);
        }
        let label = if label.is_empty() { 0 } else { self.label(label) };
        let number = self.kinds.len() as u16;
        self.kinds.push(TagKind { place, letter, label });
        self.names.push(text.into());
        self.numbers.insert(tag.into(), number);
        Ok(number)
    }

    /// The number here of a tag that another inventory has parsed. A new tag is added.
    pub fn put(&mut self, tag: &str, kind: TagKind, label: &str) -> u16 {
        let label = if label.is_empty() { 0 } else { self.label(label) };
        let kind = TagKind { label, ..kind };
        match self.kinds.iter().zip(&self.names).position(|(known, name)| *known == kind && **name == *tag) {
            Some(at) => at as u16,
            None => {
                self.kinds.push(kind);
                self.names.push(tag.into());
                (self.kinds.len() - 1) as u16
            }
        }
    }

    /// The number of a type. A new type is added.
    pub fn label(&mut self, name: &str) -> u16 {
        match self.labels.iter().position(|label| **label == *name) {
            Some(at) => at as u16,
            None => {
                self.labels.push(name.into());
                (self.labels.len() - 1) as u16
            }
        }
    }

    /// What a tag says, by its number.
    #[inline(always)]
    pub fn kind(&self, number: u16) -> TagKind {
        self.kinds[usize::from(number)]
    }

    /// A tag as it was written, by its number.
    pub fn name(&self, number: u16) -> &str {
        &self.names[usize::from(number)]
    }

    /// Every tag as it was written, in the order of numbers.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }

    /// The types, in the order of numbers. The first is empty: the type of `O`.
    pub fn labels(&self) -> &[Box<str>] {
        &self.labels
    }
}

/// A tag of at most 15 bytes as one number, which no other tag has: its bytes and, in the last byte, its length.
#[inline(always)]
fn packed(tag: &[u8]) -> u128 {
    let mut bytes = [0u8; 16];
    bytes[..tag.len()].copy_from_slice(tag);
    bytes[15] = tag.len() as u8;
    u128::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_is_everything_behind_the_first_hyphen() {
        let mut tags = Inventory::default();
        let (city, state) = (tags.number(b"B-geo-city").unwrap(), tags.number(b"B-geo-state").unwrap());
        assert_ne!(tags.kind(city).label, tags.kind(state).label);
        assert_eq!(&*tags.labels()[usize::from(tags.kind(city).label)], "geo-city");
        assert_eq!(tags.number(b"O"), Ok(0));
        assert_eq!(tags.number(b"B-geo-city"), Ok(city));
    }

    #[test]
    fn what_is_no_tag_is_refused_by_its_form() {
        let mut tags = Inventory::default();
        for odd in ["OO", "IO", "I--ORG", "B-PERSON\" S_OFF=\"1", "B-A=1", "B-", "PER", "b-PER", "X-PER", "-", "B_PER", "O-PER"] {
            assert_eq!(tags.number(odd.as_bytes()), Err(TagFault::Form(odd.into())));
        }
        assert_eq!(tags.number(b""), Err(TagFault::Empty));
        assert!(tags.number(b"B-PER").is_ok());
        for nul in ["\0", "B-PER\0", "O\0"] {
            assert_eq!(tags.number(nul.as_bytes()), Err(TagFault::Form(nul.into())), "a NUL is read");
        }
        assert!(tags.number(b"B-MIS-1").is_ok(), "a legal name; lint remarks on it");
    }
}
