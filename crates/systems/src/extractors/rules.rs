//! The extractor `rules`: cue words, word lists and the shape of numbers. It has no learned model.

mod body;
mod date;
mod kept;
mod lexicon;
mod named;
mod number;
mod page;
mod person;
mod place;
mod repeat;
mod scan;
mod time;

use std::cmp::Reverse;
use std::sync::{Arc, LazyLock};

use lexicon::{CURR, LEXICON, NISBA, NORP, ORDINAL, REL, SPEECH, STOP};
use mihak_core::annotation::{Labels, Mention};
use mihak_core::text::Span;
use page::{Page, TokenKind};
use scan::{Found, Scan};

use crate::contract::Extractor;
use crate::failure::Failure;

/// The types that rules and lists name.
const TYPES: [&str; 21] = [
    "CARDINAL", "CURR", "DATE", "EVENT", "FAC", "GPE", "LANGUAGE", "LAW", "LOC", "MONEY", "NORP", "OCC", "ORDINAL", "ORG", "PERCENT", "PERS",
    "PRODUCT", "QUANTITY", "TIME", "UNIT", "WEBSITE",
];

static INVENTORY: LazyLock<Arc<Labels>> = LazyLock::new(|| Arc::new(Labels::of(TYPES)));

/// A rule-based extractor of all 21 types. It nests mentions as the gold does.
///
/// It reads each article once, from left to right, and then marks the second mentions of the names that it found.
/// ```
/// use mihak_systems::contract::Extractor;
/// use mihak_systems::extractors::Rules;
/// let (text, mut mentions) = ("وصل الوفد إلى الرياض.", Vec::new());
/// let mut rules = Rules::new();
/// rules.extract(text, &mut mentions).unwrap();
/// assert_eq!((rules.labels().name(mentions[0].label), mentions[0].span.slice(text)), ("GPE", "الرياض"));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules;

impl Rules {
    /// A handle of the rules. The word lists are read once for all handles.
    pub fn new() -> Rules {
        LazyLock::force(&LEXICON);
        Rules
    }
}

impl Extractor for Rules {
    fn labels(&self) -> &Arc<Labels> {
        &INVENTORY
    }

    fn extract(&mut self, text: &str, out: &mut Vec<Mention>) -> Result<(), Failure> {
        let page = Page::new(text);
        let mut scan = Scan::new(&page);
        scan.read();
        scan.mark_repeats();
        let mut hits = scan.out;
        hits.sort_by_key(|hit| (hit.start, Reverse(hit.end), hit.label));
        hits.dedup();
        for hit in hits {
            let span = Span::new(text, hit.start, hit.end).map_err(|error| Failure::Malformed(error.to_string()))?;
            let label = INVENTORY.get(hit.label).expect("`TYPES` has every type that a rule or list names");
            out.push(Mention { span, label });
        }
        Ok(())
    }
}

impl Scan<'_, '_> {
    fn read(&mut self) {
        let mut i = 0;
        while i < self.page.tokens.len() {
            match self.step(i) {
                Some(next) => {
                    self.taken[i..next.min(self.page.tokens.len())].fill(true);
                    i = next;
                }
                None => i += 1,
            }
        }
    }

    /// Adds what begins at the token, and returns the token behind it.
    fn step(&mut self, i: usize) -> Found {
        match self.page.at(i).kind {
            TokenKind::Break | TokenKind::Latin => None,
            TokenKind::Mark => self.amount(i),
            TokenKind::Address => {
                let word = &self.page.text[self.page.at(i).start..self.page.at(i).end];
                if word.starts_with(['#', '@']) { None } else { self.mention(self.page.at(i).start, i + 1, "WEBSITE") }
            }
            TokenKind::Number => self.time(i).or_else(|| self.date(i)).or_else(|| self.amount(i)),
            TokenKind::Word => self
                .time(i)
                .or_else(|| self.date(i))
                .or_else(|| self.amount(i))
                .or_else(|| self.title(i))
                .or_else(|| self.law(i))
                .or_else(|| self.event(i))
                .or_else(|| self.work(i))
                .or_else(|| self.known(i))
                .or_else(|| self.body(i))
                .or_else(|| self.feature(i))
                .or_else(|| self.town(i))
                .or_else(|| self.vouched(i))
                .or_else(|| self.person(i))
                .or_else(|| self.language(i))
                .or_else(|| self.nationality(i))
                .or_else(|| self.money(i))
                .or_else(|| self.rank(i)),
        }
    }

    fn nationality(&mut self, i: usize) -> Found {
        let start = self.page.reading(i, true, |reading| reading.is(NISBA) || reading.is(NORP))?.start;
        let spoken = i > 0 && self.page.at(i - 1).readings().iter().any(|reading| reading.is(SPEECH));
        if spoken && self.repeat_at(&self.kept, i).is_some_and(|(_, _, label)| label == "PERS") {
            return self.mention(start, i + 1, "PERS");
        }
        self.mention(start, i + 1, "NORP")
    }

    /// A currency that stands without a number: «الدولار الأميركي».
    fn money(&mut self, i: usize) -> Found {
        self.page.reading(i, true, |reading| reading.definite && reading.bare & CURR != 0)?;
        Some(self.currency(i))
    }

    /// «المرة الأولى», «أول رئيس».
    fn rank(&mut self, i: usize) -> Found {
        let page = self.page;
        let reading = page.reading(i, true, |reading| reading.is(ORDINAL))?;
        // «ثانية» is also "a second", «أولى» also "to be worth more": without ال only the plain forms count.
        let form = page.reading_form(reading);
        let plain = matches!(form, "اول" | "ثاني" | "ثالث" | "رابع" | "خامس" | "سادس" | "سابع" | "ثامن" | "تاسع" | "عاشر");
        let start = reading.start;
        let teen = page.form(i + 1) == "عشر" || page.form(i + 1) == "عشره";
        if plain && !reading.definite && (page.definite(i + 1) && page.plain(i + 1, STOP) && page.plain(i + 1, REL)) {
            return None;
        }
        if reading.definite || plain { self.mention(start, if teen { i + 2 } else { i + 1 }, "ORDINAL") } else { None }
    }
}

#[cfg(test)]
mod tests;
