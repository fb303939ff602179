//! Places: known names, the names of towns after their heads, and natural features and buildings with theirs.

use crate::extractors::rules::body::is_relational;
use crate::extractors::rules::lexicon::*;
use crate::extractors::rules::page::TokenKind;
use crate::extractors::rules::scan::{Found, Scan};

impl Scan<'_, '_> {
    /// The known name that begins with the uncut token, as the token after it and its label.
    pub fn phrase_at(&self, i: usize) -> Option<(usize, &'static str)> {
        self.phrase(i).map(|(_, next, label)| (next, label))
    }

    /// The known name that begins at the token, with proclitics cut.
    fn phrase(&self, i: usize) -> Option<(usize, usize, &'static str)> {
        let page = self.page;
        page.at(i).readings().iter().filter(|reading| reading.class & PHRASE != 0).find_map(|reading| {
            let phrases = LEXICON.phrases(page.reading_form(reading));
            let fits = |rest: &[String]| rest.iter().zip(i + 1..).all(|(word, k)| page.form(k) == word);
            let phrase = phrases.iter().find(|phrase| fits(&phrase.rest))?;
            Some((reading.start, i + 1 + phrase.rest.len(), phrase.label))
        })
    }

    /// The token after the known name that begins at the token.
    pub fn phrase_end(&self, i: usize) -> Found {
        self.phrase_at(i).map(|(next, _)| next)
    }

    /// A known place or organisation.
    pub fn known(&mut self, i: usize) -> Found {
        let page = self.page;
        let (start, mut next, label) = self.phrase(i)?;
        let nationality = label == "GPE" && next == i + 1 && page.reading(i, true, |r| r.bare & NISBA != 0).is_some();
        if nationality && i > 0 && start == page.at(i).start && page.definite(i - 1) {
            return self.mention(start, next, "NORP");
        }
        // «بنكا ألمانيا»: behind an accusative the adjective, not the state.
        let accusative = i > 0
            && page.form(i - 1).ends_with('ا')
            && !page.form(i - 1).ends_with("ها")
            && !page.definite(i)
            && !page.definite(i - 1)
            && page.at(i - 1).whole().class & (STOP | PHRASE) == 0;
        if label == "GPE" && next == i + 1 && accusative && page.plain(i, NISBA) {
            return self.mention(start, next, "NORP");
        }
        if page.form(i) == "الاقصر" && i > 0 && page.definite(i - 1) {
            return None;
        }
        if label == "GPE" && page.the(next, PLACE_ADJ) && page.form(next).ends_with("كبري") {
            next += 1;
        }
        if label == "ORG" && page.the(next, NISBA) {
            next += 1;
        }
        self.inside(i + 1, next);
        if label == "ORG" {
            self.acronym(next, "ORG");
        }
        self.mention(start, next, label)
    }

    /// The name after مدينة, محافظة, ولاية: the head stays outside.
    pub fn town(&mut self, i: usize) -> Found {
        let page = self.page;
        page.reading(i, true, |reading| reading.class & GPE_CUE != 0)?;
        let name = i + 1;
        if self.phrase_at(name).is_some() {
            return None;
        }
        let whole = page.at(name).whole();
        let weak = page.form(i).ends_with("مركز") || page.form(i).ends_with("قضاء") || page.form(i).ends_with("مدن");
        let side = page.plain(name, STOP) && matches!(page.form(name), "شمال" | "جنوب" | "شرق" | "غرب") && page.definite(name + 1);
        let free = page.at(name).kind == TokenKind::Word && whole.class == 0 && whole.bare & !(PLACE_ADJ | ADJ) == 0;
        let adjective = page.form(name).ends_with("يه") && !page.definite(name);
        if weak || !(free || side) || adjective || page.at(name).readings().len() > 1 && !page.definite(name) {
            return None;
        }
        let mut next = if side { name + 2 } else { name + 1 };
        if page.the(next, PLACE_ADJ) {
            next += 1;
        }
        self.places(name, next);
        if page.form(i).ends_with("تي") && page.form(next).starts_with("وال") {
            let second = page.behind(next, "و".len())?;
            self.mention(second, next + 1, "GPE");
        }
        self.mention(page.at(name).start, next, "GPE")
    }

    /// A natural feature or a building with its head: نهر النيل, مطار بيروت الدولي.
    pub fn feature(&mut self, i: usize) -> Found {
        let page = self.page;
        let reading = page.reading(i, true, |reading| !reading.definite && reading.class & (FAC | FAC_WEAK | LOC) != 0)?;
        let (start, class) = (reading.start, reading.class);
        if page.at(i).kind != TokenKind::Word {
            return None;
        }
        let label = if class & LOC != 0 { "LOC" } else { "FAC" };
        let mut next = i + 1;
        if class & FAC != 0 && page.plain(next, ORG_INNER | ORG_NOUN) && !page.definite(next) {
            next += 1;
        }
        if let Some(end) = self.phrase_end(next).filter(|_| page.at(next).whole().class & PHRASE != 0) {
            next = end;
            self.inside(i + 1, next);
        } else if let Some(end) = if page.reading_form(reading) == "سجن" { None } else { self.honoured(next) } {
            next = end;
        } else if self.is_feature_name(next, class & FAC_WEAK != 0) {
            next += 1;
        } else if page.reading_form(reading) == "حي" && self.is_free(next) && page.at(next).readings().len() == 1 {
            next += if self.is_free(next + 1) && page.at(next + 2).kind != TokenKind::Word { 2 } else { 1 };
        } else {
            return None;
        }
        while page.the(next, ADJ | PLACE_ADJ | NISBA) || class & FAC != 0 && is_relational(page, next) {
            if page.the(next, NISBA) {
                self.mention(page.at(next).start, next + 1, "NORP");
            }
            next += 1;
        }
        self.mention(start, next, label)
    }

    /// Whether no list knows the word.
    pub fn is_free(&self, i: usize) -> bool {
        let whole = self.page.at(i).whole();
        self.page.at(i).kind == TokenKind::Word && whole.class | whole.bare == 0
    }

    /// A town that a known one vouches for: «في ليماسول بقبرص», «بين الصويرة ومراكش».
    pub fn vouched(&mut self, i: usize) -> Found {
        let page = self.page;
        if i == 0 || !page.plain(i - 1, PREP) || !self.is_free(i) {
            return None;
        }
        let (start, _, label) = self.phrase(i + 1)?;
        let clitic = &page.text[page.at(i + 1).start..start];
        if label != "GPE" || !matches!(clitic, "ب" | "و") {
            return None;
        }
        self.places(i, i + 1);
        self.mention(page.at(i).start, i + 1, "GPE")
    }

    fn is_feature_name(&self, i: usize, weak: bool) -> bool {
        let page = self.page;
        let whole = page.at(i).whole();
        if page.at(i).kind != TokenKind::Word || whole.class & !NAME != 0 || weak {
            return false;
        }
        if page.definite(i) {
            return whole.bare & (REL | PERIOD | ORDINAL | TITLE) == 0;
        }
        let form = page.form(i);
        whole.class == 0
            && page.at(i).readings().len() == 1
            && form.chars().count() > 2
            && !["يه", "ات", "ها", "هم", "ه"].iter().any(|end| form.ends_with(end))
            && !form.starts_with(['ي', 'ت', 'م'])
    }

    /// Adds the nationalities and the known names among the tokens of a longer mention.
    pub fn inside(&mut self, from: usize, to: usize) {
        let page = self.page;
        let mut k = from;
        while k < to {
            if let Some((start, next, label)) = self.phrase(k).filter(|&(_, next, _)| next <= to)
                && !(label == "GPE" && page.the(k, NISBA))
            {
                if label == "ORG" && next < to && page.the(next, NISBA) {
                    self.mention(start, next + 1, "ORG");
                    self.inside(next, next + 1);
                    k = next + 1;
                    continue;
                }
                self.mention(start, next, label);
                k = next;
                continue;
            }
            if let Some(reading) = page.reading(k, true, |reading| reading.is(NISBA)) {
                self.mention(reading.start, k + 1, "NORP");
            }
            k += 1;
        }
    }
}
