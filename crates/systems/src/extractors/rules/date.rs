//! Days, months, years, and the periods that are counted from now.

use crate::extractors::rules::lexicon::*;
use crate::extractors::rules::number::{Shape, is_day, is_year, number};
use crate::extractors::rules::page::{Page, TokenKind};
use crate::extractors::rules::scan::{Found, Scan};

/// A date: its first byte and the token after it.
type Dated = (usize, usize);

/// The date that begins at the token. Proclitics are cut only if `first`.
pub fn date(page: &Page, i: usize, first: bool) -> Option<Dated> {
    if let Some(start) = page.look(i, EDGE, first).filter(|_| page.at(i).kind == TokenKind::Word)
        && let Some((_, next)) = day(page, i + 1, false).or_else(|| bare_period(page, i + 1))
    {
        return Some((start, next));
    }
    every(page, i, first).or_else(|| quarter(page, i, first)).or_else(|| day(page, i, first))
}

/// «العام», «الشهر» after نهاية or مطلع.
fn bare_period(page: &Page, i: usize) -> Option<Dated> {
    page.the(i, PERIOD).then(|| (page.at(i).start, i + 1))
}

/// «كل عام», «كل سبت».
fn every(page: &Page, i: usize, first: bool) -> Option<Dated> {
    let start = page.reading(i, first, |reading| reading.class & STOP != 0).filter(|reading| page.reading_form(reading) == "كل")?.start;
    let day = page.at(i + 1).kind == TokenKind::Word && LEXICON.class(&format!("ال{}", page.form(i + 1))) & WEEKDAY != 0;
    if day {
        return Some((start, i + 2));
    }
    let period = matches!(page.form(i + 1), "عام" | "سنه" | "شهر" | "اسبوع" | "يوم");
    period.then(|| (page.at(i + 1).start, i + 2))
}

/// «الربع الأول من العام المقبل», «النصف الثاني من 2024».
fn quarter(page: &Page, i: usize, first: bool) -> Option<Dated> {
    let reading = page.reading(i, first, |reading| reading.definite && reading.bare & FRACTION != 0)?;
    if !page.the(i + 1, ORDINAL) || page.form(i + 2) != "من" {
        return None;
    }
    let (_, next) = day(page, i + 3, false).or_else(|| bare_period(page, i + 3)).or_else(|| is_year(page, i + 3).then_some((0, i + 4)))?;
    Some((reading.start, next))
}

fn day(page: &Page, i: usize, first: bool) -> Option<Dated> {
    today(page, i, first)
        .or_else(|| weekday(page, i, first))
        .or_else(|| numbered_day(page, i, first))
        .or_else(|| year(page, i, first))
        .or_else(|| month(page, i, first))
        .or_else(|| period(page, i, first))
        .or_else(|| dual(page, i, first))
}

/// «أمس الأحد 16 نوفمبر», «اليوم».
fn today(page: &Page, i: usize, first: bool) -> Option<Dated> {
    let reading = page.reading(i, first, |reading| reading.class & TODAY != 0)?;
    let start = reading.start;
    if page.the(i + 1, REL) || page.form(i + 1) == "التالي" {
        return Some((start, i + 2));
    }
    let next = weekday(page, i + 1, false).map_or(i + 1, |(_, next)| next);
    Some((start, next))
}

/// «يوم الاثنين 1 كانون الأول 2025», «الخميس المقبل».
fn weekday(page: &Page, i: usize, first: bool) -> Option<Dated> {
    if let Some(reading) = page.reading(i, first, |reading| !reading.definite && reading.class & PERIOD != 0)
        && page.reading_form(reading) == "يوم"
    {
        let start = reading.start;
        // Without the check a line of «يوم يوم يوم» would be read once for each of its words.
        if page.form(i + 1) == "يوم" {
            return None;
        }
        return weekday(page, i + 1, false).or_else(|| numbered_day(page, i + 1, false)).map(|(_, next)| (start, next));
    }
    let start = page.reading(i, first, |reading| reading.class & WEEKDAY != 0)?.start;
    let mut next = i + 1;
    if page.the(next, REL) {
        next += 1;
    }
    if let Some((_, end)) = numbered_day(page, next, false) {
        next = end;
    }
    Some((start, next))
}

/// «30 ديسمبر 2021», «الـ10 من يناير المقبل», «الثالث من أكتوبر», «12/5/2024».
fn numbered_day(page: &Page, i: usize, first: bool) -> Option<Dated> {
    let token = page.at(i);
    let start = if token.kind == TokenKind::Number {
        let start = token.whole().start;
        if !first && start != token.start {
            return None;
        }
        if number(page, i, first)?.shape == Shape::Date && !page.form(i).contains(".") {
            return (page.form(i).chars().count() > 7).then_some((start, i + 1));
        }
        is_day(page, i).then_some(start)?
    } else {
        page.reading(i, first, |reading| reading.definite && reading.bare & (ORDINAL | ORDINAL_DEF) != 0)?.start
    };
    let mut next = i + 1;
    if token.kind == TokenKind::Word && (page.form(next) == "عشر" || page.and(next, ORDINAL_DEF)) {
        next += 1;
    }
    let of = page.form(next) == "من";
    let next = if of { next + 1 } else { next };
    if let Some((_, end)) = month_name(page, next, false, true) {
        return Some((start, dated_year(page, end)));
    }
    (of && page.the(next, PERIOD)).then(|| (start, if page.the(next + 1, REL) { next + 2 } else { next + 1 }))
}

/// «عام 2024», «سنة 2015 م», «عامي 2019 و2020».
fn year(page: &Page, i: usize, first: bool) -> Option<Dated> {
    let reading = page.reading(i, first, |reading| !reading.definite && reading.class & PERIOD != 0).unwrap_or(page.at(i).whole());
    let both = page.form(i).ends_with("عامي");
    if !both && !matches!(page.reading_form(reading), "عام" | "سنه" | "موسم") || !is_year(page, i + 1) && !page.form(i + 1).contains('/') {
        return None;
    }
    let start = if both { page.at(i).start } else { reading.start };
    if page.at(i + 1).kind != TokenKind::Number || page.at(i + 1).whole().start != page.at(i + 1).start {
        return None;
    }
    let mut next = i + 2;
    if both && is_year(page, next) {
        next += 1;
    }
    Some((start, era(page, next)))
}

/// The token after «م», «هـ», «ميلادي», «هجري».
fn era(page: &Page, i: usize) -> usize {
    let marks = matches!(page.form(i), "م" | "ه" | "ميلادي" | "هجري" | "ميلاديه" | "هجريه" | "للميلاد" | "للهجره");
    if marks { i + 1 } else { i }
}

/// «مارس 2024», «شهر رمضان», «كانون الأول».
fn month(page: &Page, i: usize, first: bool) -> Option<Dated> {
    if let Some(reading) = page.reading(i, first, |reading| !reading.definite && reading.class & PERIOD != 0)
        && page.reading_form(reading) == "شهر"
    {
        let (_, next) = month_name(page, i + 1, false, true)?;
        return Some((reading.start, dated_year(page, next)));
    }
    let dated = i > 0 && page.plain(i - 1, PREP | EDGE | STOP) || page.at(i + 1).kind == TokenKind::Number;
    let (start, next) = month_name(page, i, first, dated)?;
    Some((start, dated_year(page, next)))
}

/// The name of a month; one that is also a common word only if it is `dated`.
fn month_name(page: &Page, i: usize, first: bool, dated: bool) -> Option<Dated> {
    if page.at(i).kind != TokenKind::Word {
        return None;
    }
    if let Some(reading) = page.reading(i, first, |reading| reading.class & MONTH_PAIR != 0)
        && page.plain(i + 1, MONTH_SECOND)
    {
        let lunar = matches!(page.reading_form(reading), "ذو" | "ذي" | "ربيع" | "جمادي");
        let spring = page.reading_form(reading) == "ربيع" && page.form(i + 1) == "الثاني";
        return (dated || !lunar || spring).then_some((reading.start, i + 2));
    }
    let class = if dated { MONTH | MONTH_VAGUE } else { MONTH };
    let reading = page.reading(i, first, |reading| reading.class & class != 0)?;
    // آب folds to اب, "father": only the madda makes it August.
    let father = page.reading_form(reading) == "اب" && !page.writes(i, 'آ');
    let vague = reading.class & MONTH_VAGUE != 0 && page.at(i + 1).kind == TokenKind::Word && page.at(i + 1).whole().is(NAME);
    (!father && !vague).then_some((reading.start, i + 1))
}

/// The token after the year, «من العام المقبل» or «الماضي» that follows a month.
fn dated_year(page: &Page, i: usize) -> usize {
    if is_year(page, i) && page.at(i).whole().start == page.at(i).start {
        return era(page, i + 1);
    }
    if page.the(i, REL) {
        return i + 1;
    }
    // «يناير/كانون الثاني 2024»: a second name of the same month, no third.
    if page.form(i) == "/"
        && let Some((_, next)) = month_name(page, i + 1, false, true)
    {
        return if page.form(next) == "/" { next } else { dated_year(page, next) };
    }
    let of = if page.form(i) == "من" { i + 1 } else { i };
    if let Some((_, next)) = year(page, of, false).or_else(|| if of > i { period(page, of, false) } else { None }) {
        return next;
    }
    i
}

/// «العام الماضي», «هذا الأسبوع», «السنوات الخمس الماضية», «العام المالي 2025/2026».
fn period(page: &Page, i: usize, first: bool) -> Option<Dated> {
    if page.at(i).kind != TokenKind::Word {
        return None;
    }
    if let Some(reading) = page.reading(i, first, |reading| reading.class & STOP != 0)
        && matches!(page.reading_form(reading), "هذا" | "هذه" | "ذلك")
    {
        return (page.the(i + 1, PERIOD) && !page.the(i + 1, DAY_PART)).then_some((reading.start, i + 2));
    }
    let reading = page.reading(i, first, |reading| reading.definite && reading.bare & (PERIOD | PERIODS) != 0)?;
    if reading.bare & PERIODS != 0 {
        let count = number(page, i + 1, false).filter(|count| count.definite).map_or(i + 1, |count| count.next);
        return page.the(count, REL).then_some((reading.start, count + 1));
    }
    if page.form(i + 1) == "المالي" || page.form(i + 1) == "الدراسي" {
        let next = if page.at(i + 2).kind == TokenKind::Number || page.the(i + 2, REL) { i + 3 } else { i + 2 };
        return Some((reading.start, next));
    }
    page.the(i + 1, REL).then_some((reading.start, i + 2))
}

fn dual(page: &Page, i: usize, first: bool) -> Option<Dated> {
    page.look(i, DUAL_DAY, first).map(|start| (start, i + 1))
}

impl Scan<'_, '_> {
    /// The date that begins at the token.
    pub fn date(&mut self, i: usize) -> Found {
        let (start, next) = date(self.page, i, true)?;
        self.mention(start, next, "DATE")
    }
}
