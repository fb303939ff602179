//! Second mentions: a surname, a club or a town that the article has named with its cue and now names without it.

use rustc_hash::FxHashMap;

use crate::extractors::rules::Scan;
use crate::extractors::rules::page::Kind;

/// The names of one article, by their folded first word.
#[derive(Default)]
pub struct Repeats {
    names: FxHashMap<String, Vec<(Vec<String>, &'static str)>>,
}

/// No first word may open so many names that looking them all up were no longer constant.
const NAMES_PER_WORD: usize = 4;

impl Repeats {
    /// Keeps a name of at least one word.
    pub fn add(&mut self, words: Vec<String>, label: &'static str) {
        let Some(first) = words.first().filter(|_| words.len() <= 5) else { return };
        let names = self.names.entry(first.clone()).or_default();
        if names.len() < NAMES_PER_WORD && !names.iter().any(|(known, _)| known[..] == words[1..]) {
            names.push((words[1..].to_vec(), label));
            names.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
        }
    }
}

impl Scan<'_, '_> {
    /// Marks the kept names among the words that no rule has taken.
    pub fn mark_repeats(&mut self) {
        let repeats = std::mem::take(&mut self.repeats);
        let mut open: Option<(usize, usize)> = None;
        let mut i = 0;
        while i < self.page.tokens.len() {
            match self.repeat_at(&repeats, i) {
                Some((start, mut next, label)) => {
                    if label == "ORG" && self.page.definite(i) && self.page.the(next, crate::extractors::rules::NISBA) {
                        next += 1;
                    }
                    let joined = open.filter(|&(_, end)| end == i && label == "PERS" && start == self.page.at(i).start);
                    if joined.is_some()
                        && let Some(last) = self.out.last_mut()
                    {
                        last.end = self.page.at(next - 1).end;
                    } else {
                        self.mention(start, next, label);
                    }
                    open = (label == "PERS").then_some((start, next));
                    i = next;
                }
                None => i += 1,
            }
        }
    }

    pub(super) fn repeat_at(&self, repeats: &Repeats, i: usize) -> Option<(usize, usize, &'static str)> {
        let page = self.page;
        if self.taken[i] || !matches!(page.at(i).kind, Kind::Word | Kind::Latin) {
            return None;
        }
        let form = page.form(i);
        for at in page.cuts(i) {
            let article = form[..at].ends_with('ل') && form[at..].starts_with('ل');
            let key = if article { format!("ا{}", &form[at..]) } else { form[at..].to_owned() };
            let Some(names) = repeats.names.get(&key) else { continue };
            let found = names.iter().find(|(rest, _)| rest.iter().zip(i + 1..).all(|(word, k)| !self.is_taken(k) && page.form(k) == word));
            if let Some((rest, label)) = found
                && let Some(start) = page.behind(i, at)
            {
                return Some((start, i + 1 + rest.len(), label));
            }
        }
        None
    }

    fn is_taken(&self, k: usize) -> bool {
        self.taken.get(k).copied().unwrap_or(true)
    }
}
