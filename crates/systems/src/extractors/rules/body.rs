//! Organisations: known names, and names that a head such as وزارة or شركة opens.

use crate::extractors::rules::lexicon::*;
use crate::extractors::rules::page::{Page, TokenKind};
use crate::extractors::rules::person::{Lead, name};
use crate::extractors::rules::scan::{Found, Scan};

impl Scan<'_, '_> {
    /// The organisation whose head stands at the token.
    pub fn body(&mut self, i: usize) -> Found {
        let page = self.page;
        if page.at(i).kind != TokenKind::Word {
            return None;
        }
        let reading = page.reading(i, true, |reading| reading.class & (ORG | ORG_OUT) != 0 || reading.bare & ORG_DEF != 0)?;
        let start = reading.start;
        if reading.definite {
            return self.definite_body(i, start);
        }
        if reading.class & ORG_OUT != 0
            && let Some(next) = self.outside(i + 1)
        {
            return Some(next);
        }
        if reading.class & ORG == 0 {
            return None;
        }
        if page.reading_form(reading) == "لجنه" && matches!(page.form(i + 1), "التحكيم" | "التحقيق" | "الحكام") {
            return None;
        }
        // «حركة السير» moves on the road; «حركة النهضة» is a movement.
        if page.reading_form(reading) == "حركه" && (page.the(i + 1, ORG_NOUN | ORG_INNER) || page.form(i + 1) == "الملاحه") {
            return None;
        }
        let house = matches!(page.reading_form(reading), "جامعه" | "مستشفي" | "معهد") && !page.definite(i + 1) && self.is_free(i + 1);
        let next = if house && !looks_common(page.form(i + 1)) { i + 2 } else { self.run(i + 1)? };
        self.inside(i + 1, next);
        self.acronym(next, "ORG");
        self.mention(start, next, "ORG")
    }

    /// «البنك المركزي المصري»: a head with ال needs an adjective that tells one body from all others.
    fn definite_body(&mut self, i: usize, start: usize) -> Found {
        let page = self.page;
        let mut next = i + 1;
        let mut nation = false;
        while next < i + 6 && page.the(next, NISBA | ADJ) {
            nation |= page.the(next, NISBA);
            next += 1;
        }
        if next == i + 1 {
            return None;
        }
        let aim = self.aim(next, nation);
        if let Some(end) = aim {
            next = end;
            while page.the(next, ADJ) || page.the(next, NISBA) || page.and(next, ORG_NOUN) || page.and(next, ADJ) {
                next += 1;
            }
        }
        if !nation && aim.is_none() {
            return None;
        }
        self.inside(i + 1, next);
        self.acronym(next, "ORG");
        self.mention(start, next, "ORG")
    }

    /// The token after what a body is for: «للطاقة», «لكرة القدم», «لنقل الكهرباء»; with `any`, any noun with ال.
    fn aim(&self, i: usize, any: bool) -> Found {
        let page = self.page;
        let reading = page.reading(i, true, |reading| reading.for_)?;
        if !reading.definite {
            return (reading.class & ORG_INNER != 0 && page.definite(i + 1)).then_some(i + 2);
        }
        if reading.bare & (ORG_NOUN | ORG_INNER) != 0 {
            return Some(i + 1);
        }
        let free = any && reading.class & (STOP | PHRASE) == 0 && reading.bare & !(NAME | TITLE_NOUN) == 0;
        let from = page.form(i + 1) == "من" && page.definite(i + 2);
        free.then(|| if from { i + 3 } else { i + 1 })
    }

    /// The name after a head that does not belong to it: نادي الزمالك, شركة «أمواج», وكالة Reuters.
    fn outside(&mut self, i: usize) -> Found {
        let page = self.page;
        if let Some(next) = self.quoted(i, "ORG") {
            return Some(next);
        }
        let head = page.form(i - 1);
        let club = head.ends_with("نادي") || head.ends_with("صحيفه") || head.ends_with("جريده") || head.ends_with("مجله");
        let mut next = i;
        while page.at(next).kind == TokenKind::Latin {
            next += 1;
        }
        if next == i && page.at(i).kind == TokenKind::Word {
            let whole = page.at(i).whole();
            if page.at(i).whole().class & PHRASE != 0 && self.phrase_at(i).is_some_and(|(_, label)| label == "ORG") {
                return self.known(i);
            }
            let definite = page.definite(i) && club && whole.class & STOP == 0;
            let unknown =
                !page.definite(i) && whole.class & !NAME == 0 && whole.bare == 0 && (club || is_commercial(head)) && !looks_common(page.form(i));
            let free = |k: usize| {
                page.at(k).kind == TokenKind::Word && page.at(k).whole().class | page.at(k).whole().bare == 0 && page.at(k).readings().len() == 1
            };
            let pair = free(i)
                && free(i + 1)
                && (page.at(i + 2).kind != TokenKind::Word || page.plain(i + 2, GIVEN))
                && is_commercial(head)
                && !page.definite(i);
            if pair {
                next = i + 2;
            } else if definite || unknown && page.at(i).readings().len() == 1 {
                next = i + 1;
                let region = unknown && page.definite(next) && page.at(next).whole().class & PHRASE != 0;
                if club && page.the(next, NISBA) || region || unknown && free(next) && !page.definite(next) && is_foreign(page.form(next)) {
                    next += 1;
                }
            }
        }
        if next == i {
            return None;
        }
        self.inside(i + 1, next);
        self.bodies(i, next);
        self.acronym(next, "ORG");
        self.mention(page.at(i).start, next, "ORG")
    }

    /// The token after the words that a head without ال governs, or `None` if they make no name.
    fn run(&mut self, i: usize) -> Found {
        let page = self.page;
        let mut next = i;
        while page.plain(next, ORG_INNER) && !page.definite(next) && next < i + 2 {
            next += 1;
        }
        if let Some(end) = self.phrase_end(next).filter(|_| page.at(next).whole().class & PHRASE != 0) {
            next = end;
        } else if let Some(end) = self.honoured(next) {
            next = end;
        } else if page.definite(next) {
            let whole = page.at(next).whole();
            let common = whole.class & STOP != 0 && whole.bare & (ORG_NOUN | ORG_INNER | TITLE_NOUN | ADJ) == 0;
            if common || whole.class & (WEEKDAY | TODAY) != 0 || whole.bare & (REL | TITLE | PERIOD | ORDINAL) != 0 && whole.bare & ORG_NOUN == 0 {
                return None;
            }
            next += 1;
        } else {
            return None;
        }
        while next < i + 8 {
            let adjective = page.the(next, NISBA | ADJ) || is_relational(page, next);
            let added = page.and(next, ORG_NOUN) && page.at(next).readings().iter().any(|r| r.definite);
            match self.aim(next, false) {
                Some(end) => next = end,
                None if adjective || added => next += 1,
                None => break,
            }
        }
        Some(next)
    }

    /// A person after whom a body or a building is named: «الملك عبد الله», «محمد الخامس».
    pub fn honoured(&mut self, i: usize) -> Found {
        let page = self.page;
        let from = if page.the(i, TITLE) { i + 1 } else { i };
        let (_, mut end) = name(page, from, Lead::Title, false)
            .filter(|_| from > i || page.plain(from, NAME) || page.form(from) == "عبد")
            .or_else(|| (page.plain(from, NAME) && !page.definite(from)).then_some((0, from + 1)))?;
        if page.the(end, ORDINAL) {
            end += 1;
        }
        if from > i {
            self.mention(page.at(i).start, from, "OCC");
        }
        self.mention(page.at(from).start, end, "PERS");
        Some(end)
    }

    /// A name in quotation marks of at most five words at the token.
    pub fn quoted(&mut self, i: usize, label: &'static str) -> Found {
        let page = self.page;
        if !matches!(page.form(i), "«" | "“" | "\"") {
            return None;
        }
        let close = (i + 2..i + 7).find(|&k| matches!(page.form(k), "»" | "”" | "\"") && page.at(k).kind == TokenKind::Mark)?;
        if (i + 1..close).any(|k| page.at(k).kind == TokenKind::Break) {
            return None;
        }
        self.inside(i + 1, close);
        if label == "ORG" {
            self.bodies(i + 1, close);
        }
        self.mention(page.at(i + 1).start, close, label);
        self.acronym(close + 1, label);
        Some(close + 1)
    }

    /// A Latin name in brackets after a name is the same name once more.
    pub fn acronym(&mut self, i: usize, label: &'static str) {
        let page = self.page;
        if page.form(i) != "(" {
            return;
        }
        let whole = page.at(i + 1).whole();
        let word = page.at(i + 1).kind == TokenKind::Word && whole.class | whole.bare == 0 && page.form(i + 2) == ")";
        if page.at(i + 1).kind != TokenKind::Latin && !word {
            return;
        }
        let close = (i + 2..i + 6).find(|&k| page.at(k).kind != TokenKind::Latin).unwrap_or(i + 2);
        if page.form(close) == ")" {
            self.mention(page.at(i + 1).start, close, label);
            if label == "ORG" {
                self.bodies(i + 1, close);
            }
        }
    }
}

fn is_commercial(head: &str) -> bool {
    ["شركه", "مجموعه", "منصه", "علامه", "صندوق"].iter().any(|end| head.ends_with(end))
}

/// Whether a word without ال looks like an adjective or a plural rather than a trade name.
fn looks_common(form: &str) -> bool {
    form.ends_with("يه")
        || form.ends_with("ات")
        || form.ends_with("ون")
        || form.chars().count() < 3
        || form.starts_with("مت")
        || form.starts_with("مس")
        || form.starts_with('ت')
}

fn is_foreign(form: &str) -> bool {
    form.chars().count() > 3 && !form.ends_with("ها") && form.ends_with(['ا', 'س', 'ن', 'ل', 'ك', 'ز'])
}

/// Whether the word ends like a relational adjective with ال that no list knows: الذرية, السينمائي.
pub fn is_relational(page: &Page, i: usize) -> bool {
    let form = page.form(i);
    let relational = form.chars().count() > 5 && (form.ends_with("يه") || form.ends_with('ي'));
    relational && page.definite(i) && page.at(i).whole().class & (STOP | PHRASE | NAME) == 0
}
