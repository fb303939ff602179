//! One pass over an article, with what it has found so far. Each file of rules adds the mentions of its types.

use crate::extractors::rules::kept::KeptNames;
use crate::extractors::rules::lexicon::{GIVEN, NAME, NISBA, STOP};
use crate::extractors::rules::page::Page;

/// The token after what was found, or `None` if nothing was.
pub type Found = Option<usize>;

/// A mention with the name of its type. Offsets are bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hit {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The type.
    pub label: &'static str,
}

/// One pass over an article.
pub struct Scan<'p, 't> {
    /// The article.
    pub page: &'p Page<'t>,
    /// What was found.
    pub out: Vec<Hit>,
    /// The token after the comma after the last person: a title there stands in apposition.
    pub previous_name: Option<usize>,
    /// Whether a rule has taken the token.
    pub taken: Vec<bool>,
    /// The names that were introduced so far.
    pub kept: KeptNames,
}

impl<'p, 't> Scan<'p, 't> {
    /// A pass that has not begun.
    pub fn new(page: &'p Page<'t>) -> Scan<'p, 't> {
        Scan { page, out: Vec::new(), previous_name: None, taken: vec![false; page.tokens.len()], kept: KeptNames::default() }
    }

    /// Adds the mention from the byte `start` to the end of the token in front of `next`, and returns `next`.
    pub fn mention(&mut self, start: usize, next: usize, label: &'static str) -> Found {
        self.out.push(Hit { start, end: self.page.at(next - 1).end, label });
        Some(next)
    }

    /// Keeps the parts of a person's name for [`Scan::mark_repeats`].
    pub fn named(&mut self, from: usize, next: usize) {
        if self.page.form(next) == "،" {
            self.previous_name = Some(next + 1);
        }
        if next < from + 2 {
            return;
        }
        for k in [from, next - 1] {
            let whole = self.page.at(k).whole();
            let form = self.page.form(k);
            let common = whole.class & !NAME != 0 || whole.bare & NISBA != 0 && k == from;
            if !common && form.chars().count() > 2 && !(k > from && whole.class & GIVEN != 0 && whole.class & STOP != 0) {
                let servant = k > from + 1 && self.page.form(k - 1) == "عبد";
                let first = if servant { k - 1 } else { k };
                self.kept.add((first..=k).map(|k| self.page.form(k).to_owned()).collect(), "PERS");
            }
        }
    }

    /// Keeps an organisation's name for [`Scan::mark_repeats`].
    pub fn bodies(&mut self, from: usize, next: usize) {
        self.kept.add((from..next).map(|k| self.page.form(k).to_owned()).collect(), "ORG");
    }

    /// Keeps a town's name for [`Scan::mark_repeats`].
    pub fn places(&mut self, from: usize, next: usize) {
        self.kept.add((from..next).map(|k| self.page.form(k).to_owned()).collect(), "GPE");
    }
}
