//! Second mentions: a surname, a club or a town that the article has named with its cue and now names without it.

use std::mem;

use crate::extractors::rules::kept::KeptNames;
use crate::extractors::rules::lexicon::NISBA;
use crate::extractors::rules::page::TokenKind;
use crate::extractors::rules::scan::Scan;

impl Scan<'_, '_> {
    /// Marks the kept names among the words that no rule has taken.
    pub fn mark_repeats(&mut self) {
        let kept = mem::take(&mut self.kept);
        let mut open: Option<(usize, usize)> = None;
        let mut i = 0;
        while i < self.page.tokens.len() {
            match self.repeat_at(&kept, i) {
                Some((start, mut next, label)) => {
                    if label == "ORG" && self.page.definite(i) && self.page.the(next, NISBA) {
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

    /// The kept name that begins at a token which no rule has taken: its first byte, the token after it, its label.
    pub fn repeat_at(&self, kept: &KeptNames, i: usize) -> Option<(usize, usize, &'static str)> {
        let page = self.page;
        if self.taken[i] || !matches!(page.at(i).kind, TokenKind::Word | TokenKind::Latin) {
            return None;
        }
        let form = page.form(i);
        for at in page.cuts(i) {
            let article = form[..at].ends_with('ل') && form[at..].starts_with('ل');
            let key = if article { format!("ا{}", &form[at..]) } else { form[at..].to_owned() };
            let found =
                kept.behind(&key).iter().find(|(rest, _)| rest.iter().zip(i + 1..).all(|(word, k)| !self.is_taken(k) && page.form(k) == word));
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
