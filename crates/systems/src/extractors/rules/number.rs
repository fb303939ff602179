//! Numbers in digits and in words, and what they measure: percentages, quantities, money, durations, counts.

use crate::extractors::rules::lexicon::*;
use crate::extractors::rules::page::{Page, TokenKind};
use crate::extractors::rules::scan::{Found, Scan};

/// What the digits of a number look like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// A count, with or without a fraction.
    Plain,
    /// 15%
    Percent,
    /// 15:35
    Clock,
    /// 12/5/2024
    Date,
    /// 2-1
    Score,
}

/// A number: where it starts, the token after it, and its shape.
#[derive(Clone, Copy, Debug)]
pub struct Number {
    /// The first byte, with ال.
    pub start: usize,
    /// The token after the number.
    pub next: usize,
    /// The shape of its digits.
    pub shape: Shape,
    /// Whether it has ال.
    pub definite: bool,
    /// Whether its first word is written in digits.
    pub digits: bool,
}

/// The number that begins at the token, or `None`. Proclitics are cut only if `first`.
pub fn number(page: &Page, i: usize, first: bool) -> Option<Number> {
    let token = page.at(i);
    if token.kind == TokenKind::Number {
        if !first && token.whole().start != token.start {
            return None;
        }
        let (start, definite) = (token.whole().start, token.whole().definite);
        let shape = shape(page.form(i));
        let next = if shape == Shape::Plain { scaled(page, i + 1) } else { i + 1 };
        return Some(Number { start, next, shape, definite, digits: true });
    }
    let reading = page.reading(i, first, |reading| reading.is(NUM) && reading.class & WEEKDAY == 0)?;
    if token.kind != TokenKind::Word || token.whole().class & (WEEKDAY | STOP) != 0 || reading.is(NUM_PLURAL) {
        return None;
    }
    let form = page.reading_form(reading);
    let ten = |form: &str| matches!(form, "عشر" | "عشره");
    let mut next = i + 1;
    if reading.is(NUM_UNIT) && !ten(form) && page.at(next).kind == TokenKind::Word && ten(page.form(next)) {
        next += 1;
    } else if form.starts_with("احد") || matches!(form, "اثنا" | "اثني") {
        return None;
    }
    Some(Number { start: reading.start, next: scaled(page, next), shape: Shape::Plain, definite: reading.definite, digits: false })
}

/// The token after the scales and the added parts of a number.
fn scaled(page: &Page, mut i: usize) -> usize {
    loop {
        let scale = page.plain(i, NUM_SCALE) && !page.definite(i);
        if scale || page.and(i, NUM) && page.at(i).readings().iter().skip(1).any(|r| r.is(NUM) && !r.definite && r.class & WEEKDAY == 0) {
            i += 1;
        } else if page.form(i) == "ونصف" {
            return i + 1;
        } else {
            return i;
        }
    }
}

fn shape(form: &str) -> Shape {
    let groups = |mark: char| form.split(mark).map(|group| group.chars().count()).collect::<Vec<_>>();
    if form.ends_with(['%', '٪']) {
        Shape::Percent
    } else if form.contains(':') {
        Shape::Clock
    } else if form.contains('/') || (form.contains('-') && groups('-').len() == 3) {
        Shape::Date
    } else if form.contains('-') {
        Shape::Score
    } else {
        Shape::Plain
    }
}

/// Whether the digits of the token are a year.
pub fn is_year(page: &Page, i: usize) -> bool {
    let form = page.form(i);
    page.at(i).kind == TokenKind::Number && form.chars().count() == 4 && form.starts_with(['1', '2', '١', '٢']) && form.chars().all(char::is_numeric)
}

/// Whether the digits of the token are a day of a month.
pub fn is_day(page: &Page, i: usize) -> bool {
    let form = page.form(i);
    page.at(i).kind == TokenKind::Number && form.chars().count() <= 2 && form.chars().all(char::is_numeric)
}

impl Scan<'_, '_> {
    /// The amount that begins at the token.
    pub fn amount(&mut self, i: usize) -> Found {
        let page = self.page;
        if let Some(next) = self.fraction(i).or_else(|| self.signed(i)) {
            return Some(next);
        }
        // The 19 of كوفيد-19 and the 2 of Sentinel-2 count nothing.
        let glued = |k: usize| page.at(k).end == page.at(k + 1).start;
        if i > 1 && page.form(i - 1) == "-" && glued(i - 1) && glued(i - 2) && page.at(i - 2).kind != TokenKind::Number {
            return None;
        }
        let number = number(page, i, true)?;
        let mut next = number.next;
        match number.shape {
            Shape::Percent => return self.mention(number.start, next, "PERCENT"),
            Shape::Date => return self.mention(number.start, next, "DATE"),
            Shape::Score => return self.mention(number.start, next, "CARDINAL"),
            Shape::Clock => return None,
            Shape::Plain => {}
        }
        if let Some(end) = self.per_cent(next) {
            return self.mention(number.start, end, "PERCENT");
        }
        // «4 و6 أمتار» is one quantity: the unit counts both.
        if page.at(next).kind == TokenKind::Number && page.text[page.at(next).start..].starts_with('و') && page.plain(next + 1, UNIT | CURR) {
            next += 1;
        }
        if page.at(next).kind == TokenKind::Mark && matches!(page.form(next), "$" | "€" | "£") && page.at(next).start == page.at(next - 1).end {
            self.mention(page.at(next).start, next + 1, "CURR");
            return self.mention(number.start, next + 1, "MONEY");
        }
        if page.plain(next, CURR) && !page.definite(next) {
            let end = self.currency(next);
            return self.mention(number.start, end, "MONEY");
        }
        if page.plain(next, DAY_UNIT) && !page.definite(next) {
            let end = if number.definite && (page.the(next + 1, REL) || page.the(next + 1, ORDINAL)) { next + 2 } else { next + 1 };
            return self.mention(number.start, end, "DATE");
        }
        if page.plain(next, HOUR_UNIT) && !page.definite(next) {
            return self.mention(number.start, next + 1, "TIME");
        }
        if page.plain(next, UNIT) && !page.definite(next) {
            let mut end = next + 1;
            while page.plain(end, UNIT_MOD) && !page.definite(end) {
                end += 1;
            }
            self.mention(page.at(next).start, end, "UNIT");
            return self.mention(number.start, end, "QUANTITY");
        }
        let ranked = i > 0 && number.definite && number.digits && page.the(i - 1, RANKED) | page.plain(i - 1, RANKED);
        if number.digits && i > 0 && page.form(i - 1) == "رقم" {
            return Some(next);
        }
        if is_year(page, i) && next == i + 1 && i > 0 && page.plain(i - 1, PREP) && page.at(next).kind != TokenKind::Word {
            return self.mention(number.start, next, "DATE");
        }
        self.mention(number.start, next, if ranked { "ORDINAL" } else { "CARDINAL" })
    }

    /// «نصف في المئة», «ربع ساعة».
    fn fraction(&mut self, i: usize) -> Found {
        let start = self.page.look(i, FRACTION, true)?;
        if let Some(end) = self.per_cent(i + 1) {
            return self.mention(start, end, "PERCENT");
        }
        let whole = matches!(self.page.form(i + 1), "ساعه" | "دقيقه");
        if whole { self.mention(start, i + 2, "TIME") } else { None }
    }

    /// A currency sign with its number: «$5.8 مليار».
    fn signed(&mut self, i: usize) -> Found {
        let page = self.page;
        if page.at(i).kind != TokenKind::Mark || !matches!(page.form(i), "$" | "€" | "£" | "¥" | "₪" | "₺") {
            return None;
        }
        let number = number(page, i + 1, false).filter(|number| number.digits)?;
        self.mention(page.at(i).start, i + 1, "CURR");
        self.mention(page.at(i).start, number.next, "MONEY")
    }

    /// The token after «في المئة», «بالمئة» or a percent sign.
    fn per_cent(&self, i: usize) -> Found {
        let hundred = |form: &str| matches!(form, "الميه" | "المايه");
        match self.page.form(i) {
            "%" | "٪" | "بالميه" | "بالمايه" => Some(i + 1),
            "في" if hundred(self.page.form(i + 1)) => Some(i + 2),
            _ => None,
        }
    }

    /// Adds the currency at the token, with its nationality, and returns the token after it.
    pub fn currency(&mut self, i: usize) -> usize {
        let page = self.page;
        let start = page.look(i, CURR, true).unwrap_or(page.at(i).start);
        let mut end = i + 1;
        let definite = page.reading(i, true, |reading| reading.is(CURR)).is_some_and(|reading| reading.definite);
        if page.plain(end, NISBA | CURR) && page.definite(end) == definite {
            if page.plain(end, NISBA) {
                self.mention(page.at(end).start, end + 1, "NORP");
            }
            end += 1;
        }
        self.mention(start, end, "CURR");
        end
    }
}
