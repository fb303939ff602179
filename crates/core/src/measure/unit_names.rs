//! How the articles of files and runs of them are called in results: by their ids where these are names, else by padded numbers.

use std::ops::Range;

use rustc_hash::FxHashSet;

use crate::measure::runs::id;

/// How units are called.
pub struct UnitNames<'a> {
    /// The ids of the articles; empty if they have none, and are numbered.
    ids: Vec<&'a str>,
}

impl<'a> UnitNames<'a> {
    /// The names of articles with these ids.
    ///
    /// Ids that are empty, stand for two articles or are the places of articles are no names: a document must be called the same
    /// whichever way its files were read.
    pub fn new(ids: Vec<&'a str>) -> UnitNames<'a> {
        let distinct: FxHashSet<&str> = ids.iter().copied().collect();
        let are_names = distinct.len() == ids.len() && !distinct.contains("") && ids.iter().enumerate().any(|(at, id)| *id != (at + 1).to_string());
        UnitNames { ids: if are_names { ids } else { Vec::new() } }
    }

    /// The name of a run of articles: the id of an only one that has a name, else the numbers of the first and the last.
    pub fn id(&self, range: &Range<u64>) -> String {
        let named = self.ids.get(range.start as usize).filter(|_| range.end - range.start == 1).map(|id| id.to_string());
        named.unwrap_or_else(|| id(range))
    }

    /// The name of the article of this number; 0 is the first.
    pub fn of(&self, article: usize) -> String {
        let article = article as u64;
        self.id(&(article..article + 1))
    }
}
