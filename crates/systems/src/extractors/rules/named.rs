//! Named events, laws, works and languages.

use crate::extractors::rules::body::is_relational;
use crate::extractors::rules::date::date;
use crate::extractors::rules::lexicon::*;
use crate::extractors::rules::number::is_year;
use crate::extractors::rules::page::TokenKind;
use crate::extractors::rules::scan::{Found, Scan};

impl Scan<'_, '_> {
    /// A named event: «كأس العالم 2026», «إعصار شاهين», «قمة بغداد».
    pub fn event(&mut self, i: usize) -> Found {
        let page = self.page;
        let reading = page.reading(i, true, |reading| reading.is(EVENT | EVENT_WEAK))?;
        let (start, weak) = (reading.start, reading.class & EVENT == 0);
        if page.at(i).kind != TokenKind::Word {
            return None;
        }
        let storm = matches!(page.reading_form(reading).trim_start_matches("ال"), "عاصفه" | "اعصار");
        let mut next = i + 1;
        if reading.definite {
            if storm && page.definite(next) {
                next += 1;
            }
            if !storm || !self.is_storm_name(next) {
                return None;
            }
            return self.mention(start, next + 1, "EVENT");
        }
        if matches!(page.form(next), "ابطال" | "كاس" | "نهاييات" | "امم") {
            next += 1;
        }
        if let Some(end) = self.phrase_end(next).filter(|_| page.at(next).whole().class & PHRASE != 0) {
            next = end;
        } else if storm && self.is_storm_name(next) || !storm && self.is_event_name(next, weak) {
            next += 1;
        } else {
            return None;
        }
        while page.the(next, ADJ | NISBA | ORDINAL_DEF) || is_relational(page, next) || page.the(next, ORDINAL) {
            next += 1;
        }
        if page.form(next) == "لكره" && matches!(page.form(next + 1), "القدم" | "السله" | "اليد") {
            next += 2;
        }
        if matches!(page.form(next), "لافلام" | "للفيلم" | "للسينما" | "للكتاب" | "للمسرح" | "للموسيقي" | "للفنون" | "للقوات")
        {
            next += 1;
            while page.definite(next) && page.at(next).whole().class & STOP == 0 {
                next += 1;
            }
        }
        if is_year(page, next) && page.at(next).whole().start == page.at(next).start {
            next += 1;
        }
        self.inside(i + 1, next);
        self.acronym(next, "EVENT");
        self.mention(start, next, "EVENT")
    }

    fn is_event_name(&self, i: usize, weak: bool) -> bool {
        let page = self.page;
        let whole = page.at(i).whole();
        matches!(page.form(i), "العالم" | "الامم" | "الاطراف" | "المناخ" | "الملك" | "الامير")
            || !weak && page.definite(i) && whole.class & STOP == 0
            || !weak && page.at(i).kind == TokenKind::Word && whole.class & !NAME == 0 && page.the(i + 1, ADJ)
    }

    fn is_storm_name(&self, i: usize) -> bool {
        let whole = self.page.at(i).whole();
        self.page.at(i).kind == TokenKind::Word && !whole.definite && whole.class & !NAME == 0 && !self.page.form(i).ends_with('ه')
    }

    /// A named law or treaty: «اتفاقية باريس», «قانون العقوبات», «القانون رقم 63 لسنة 2015».
    pub fn law(&mut self, i: usize) -> Found {
        let page = self.page;
        let reading = page.reading(i, true, |reading| reading.is(LAW | LAW_WEAK))?;
        let start = reading.start;
        if page.form(i + 1) == "رقم" && page.at(i + 2).kind == TokenKind::Number {
            let mut next = i + 3;
            if let Some((from, end)) = date(page, next, true).filter(|_| page.form(next).starts_with('ل')) {
                self.mention(from, end, "DATE");
                next = end;
            }
            if matches!(page.form(next), "في" | "بشان") {
                let behind = (next..next + 9).find(|&k| page.at(k).kind != TokenKind::Word);
                next = behind.unwrap_or(next);
            }
            return self.mention(start, next, "LAW");
        }
        if reading.definite {
            return None;
        }
        let known = self.phrase_end(i + 1).filter(|_| page.at(i + 1).whole().class & PHRASE != 0 && !reading.is(LAW_WEAK));
        let mut next = known.or_else(|| {
            let noun = page.definite(i + 1) && reading.is(LAW_WEAK) && page.at(i + 1).whole().bare & (REL | ADJ | ORDINAL) == 0;
            noun.then_some(i + 2)
        })?;
        while page.the(next, ADJ | NISBA) {
            next += 1;
        }
        self.inside(i + 1, next);
        self.mention(start, next, "LAW")
    }

    /// The quoted title of a book, a film, a product: كتاب «جسور الفرات».
    pub fn work(&mut self, i: usize) -> Found {
        self.page.look(i, WORK, true)?;
        self.quoted(i + 1, "PRODUCT").or_else(|| {
            let product = self.page.form(i).ends_with("طراز") && self.page.at(i + 1).kind == TokenKind::Latin;
            if product { self.mention(self.page.at(i + 1).start, i + 2, "PRODUCT") } else { None }
        })
    }

    /// A language as such: «اللغة العربية», «بالإنجليزية».
    pub fn language(&mut self, i: usize) -> Found {
        let page = self.page;
        let reading = page.reading(i, true, |reading| reading.definite && reading.bare & LANGUAGE != 0)?;
        let start = reading.start;
        let behind = |form: &str| matches!(form, "الي" | "من" | "اللغه" | "باللغه" | "واللغه" | "للغه" | "اللغتين" | "باللغتين");
        let with = page.form(i).starts_with('ب') || page.form(i).starts_with("وب");
        let named = i > 0 && behind(page.form(i - 1)) || with && start > page.at(i).start;
        let listed = self.out.last().is_some_and(|hit| hit.label == "LANGUAGE" && i > 0 && hit.end == self.page.at(i - 1).end);
        let named = named || listed && page.form(i).starts_with('و');
        let next = page.at(i + 1).kind == TokenKind::Word && page.definite(i + 1);
        if named && !next { self.mention(start, i + 1, "LANGUAGE") } else { None }
    }
}
