//! Clock times, parts of the day, and durations that are spelled without a number.

use crate::extractors::rules::date;
use crate::extractors::rules::lexicon::*;
use crate::extractors::rules::number::{Shape, number};
use crate::extractors::rules::page::TokenKind;
use crate::extractors::rules::scan::{Found, Scan};

impl Scan<'_, '_> {
    /// The time that begins at the token.
    pub fn time(&mut self, i: usize) -> Found {
        let page = self.page;
        match page.at(i).kind {
            TokenKind::Number => {
                let number = number(page, i, true).filter(|number| number.shape == Shape::Clock)?;
                let next = self.clock_tail(number.next);
                return self.mention(number.start, next, "TIME");
            }
            TokenKind::Word => {}
            _ => return None,
        }
        self.clock(i).or_else(|| self.part_of_day(i)).or_else(|| self.hours(i))
    }

    /// «الساعة الثامنة والنصف مساء بتوقيت موسكو».
    fn clock(&mut self, i: usize) -> Found {
        let page = self.page;
        let reading = page.reading(i, true, |reading| reading.definite && (reading.bare & HOUR_UNIT | reading.class & CLOCK_HOUR) != 0)?;
        if reading.bare & HOUR_UNIT == 0 || page.reading_form(reading) == "الثانيه" {
            let known = page.plain(i + 1, DAY_PART_ADVERB) || matches!(page.form(i + 1), "مساء" | "بتوقيت");
            let next = if known { self.clock_tail(i + 1) } else { return None };
            return self.mention(reading.start, next, "TIME");
        }
        if page.reading_form(reading) != "الساعه" {
            return None;
        }
        let start = reading.start;
        let mut next = if page.plain(i + 1, CLOCK_HOUR) { i + 2 } else { number(page, i + 1, false).filter(|number| number.digits)?.next };
        if page.form(next) == "عشره" {
            next += 1;
        }
        if matches!(page.form(next), "والنصف" | "والربع" | "والثلث") {
            next += 1;
        } else if page.form(next) == "الا" && matches!(page.form(next + 1), "ربعا" | "الربع" | "ثلثا")
            || page.and(next, NUM) && page.plain(next + 1, HOUR_UNIT)
        {
            next += 2;
        }
        let next = self.clock_tail(next);
        self.mention(start, next, "TIME")
    }

    /// The token after «صباحا», «بعد الظهر», «بتوقيت مكة»; its place is added.
    fn clock_tail(&mut self, mut i: usize) -> usize {
        let page = self.page;
        if page.plain(i, DAY_PART | DAY_PART_ADVERB) && !page.definite(i) {
            i += 1;
        } else if page.form(i) == "بعد" && page.form(i + 1) == "الظهر" {
            i += 2;
        }
        if matches!(page.form(i), "بتوقيت" | "بالتوقيت") {
            let end = self.phrase_end(i + 1).unwrap_or(i + 2);
            self.inside(i + 1, end);
            i = if page.the(end, ADJ) || page.form(end) == "المحلي" { end + 1 } else { end };
        }
        i
    }

    /// «صباح الخميس» with its date, «ليلا», «الليلة».
    fn part_of_day(&mut self, i: usize) -> Found {
        let page = self.page;
        if let Some(start) = page.look(i, DAY_PART_ADVERB, true) {
            return self.mention(start, i + 1, "TIME");
        }
        let reading = page.reading(i, true, |reading| reading.is(DAY_PART))?;
        let start = reading.start;
        if reading.definite {
            return if page.reading_form(reading) == "الليله" { self.mention(start, i + 1, "TIME") } else { None };
        }
        if let Some((from, next)) = date::date(page, i + 1, false) {
            self.mention(from, next, "DATE");
            return self.mention(start, next, "TIME");
        }
        let adverb = matches!(page.reading_form(reading), "مساء" | "عشيه") && !page.definite(i + 1);
        if adverb { self.mention(start, i + 1, "TIME") } else { None }
    }

    /// «ساعتين», «الساعات الـ12 المقبلة».
    fn hours(&mut self, i: usize) -> Found {
        let page = self.page;
        if let Some(start) = page.look(i, DUAL_HOUR, true) {
            return self.mention(start, i + 1, "TIME");
        }
        let start = page.reading(i, true, |reading| reading.definite && reading.bare & HOURS != 0)?.start;
        let count = number(page, i + 1, false).filter(|count| count.definite).map_or(i + 1, |count| count.next);
        if page.the(count, REL) { self.mention(start, count + 1, "TIME") } else { None }
    }
}
