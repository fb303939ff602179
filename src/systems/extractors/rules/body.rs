//! Organisations: known names, and names that a head such as وزارة or شركة opens.

use super::lexicon::*;
use super::page::Kind;
use super::{Found, Scan};

impl Scan<'_, '_> {
    /// The organisation whose head stands at the token.
    pub fn body(&mut self, i: usize) -> Found {
        let page = self.page;
        if page.at(i).kind != Kind::Word {
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
        let next = self.run(i + 1)?;
        self.inside(i + 1, next);
        self.acronym(next, "ORG");
        self.mention(start, next, "ORG")
    }

    /// «البنك المركزي المصري»: a head with ال needs an adjective that tells one body from all others.
    fn definite_body(&mut self, i: usize, start: usize) -> Found {
        let page = self.page;
        let mut next = i + 1;
        let mut nation = false;
        while page.the(next, NISBA | ADJ) {
            nation |= page.the(next, NISBA);
            next += 1;
        }
        if next == i + 1 {
            return None;
        }
        let aim = page.reading(next, true, |r| r.for_ && r.definite && r.bare & (ORG_NOUN | ORG_INNER | STOP) != 0).is_some();
        let ball = page.form(next) == "لكره" && page.form(next + 1) == "القدم";
        if ball {
            next += 2;
        } else if aim {
            next += 1;
            while page.the(next, ADJ) || page.the(next, NISBA) || page.and(next, ORG_NOUN) || page.and(next, ADJ) {
                next += 1;
            }
        }
        if !nation && !aim && !ball {
            return None;
        }
        self.inside(i + 1, next);
        self.acronym(next, "ORG");
        self.mention(start, next, "ORG")
    }

    /// The name behind a head that does not belong to it: نادي الزمالك, شركة «أمواج», وكالة Reuters.
    fn outside(&mut self, i: usize) -> Found {
        let page = self.page;
        if let Some(next) = self.quoted(i, "ORG") {
            return Some(next);
        }
        let head = page.form(i - 1);
        let club = head.ends_with("نادي") || head.ends_with("صحيفه") || head.ends_with("جريده") || head.ends_with("مجله");
        let mut next = i;
        while page.at(next).kind == Kind::Latin {
            next += 1;
        }
        if next == i && page.at(i).kind == Kind::Word {
            let whole = page.at(i).whole();
            let known = self.phrase_at(i).is_some_and(|(_, label)| label == "ORG");
            let definite = page.definite(i) && club && whole.class & STOP == 0;
            let unknown =
                !page.definite(i) && whole.class & !NAME == 0 && whole.bare == 0 && (club || is_commercial(head)) && !looks_common(page.form(i));
            if known {
                return None;
            }
            if definite || unknown && page.at(i).readings().len() == 1 {
                next = i + 1;
                if page.the(next, NISBA)
                    || unknown
                        && page.at(next).kind == Kind::Word
                        && page.at(next).whole().class == 0
                        && !page.definite(next)
                        && is_foreign(page.form(next))
                {
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

    /// The token behind the words that a head without ال governs, or `None` if they make no name.
    fn run(&mut self, i: usize) -> Found {
        let page = self.page;
        let mut next = i;
        while page.plain(next, ORG_INNER) && !page.definite(next) && next < i + 2 {
            next += 1;
        }
        if let Some(end) = self.phrase_end(next).filter(|_| page.at(next).whole().class & PHRASE != 0) {
            next = end;
        } else if page.definite(next) {
            let whole = page.at(next).whole();
            let common = whole.class & STOP != 0 && whole.bare & (ORG_NOUN | ORG_INNER | TITLE_NOUN | ADJ) == 0;
            if common || whole.class & (WEEKDAY | TODAY) != 0 || whole.bare & (REL | TITLE | PERIOD | ORDINAL) != 0 && whole.bare & ORG_NOUN == 0 {
                return None;
            }
            next += 1;
        } else if let Some(end) = self.honoured(next) {
            next = end;
        } else {
            return None;
        }
        while next < i + 8 {
            let adjective = page.the(next, NISBA | ADJ)
                || page.definite(next) && is_relational(page.form(next)) && page.at(next).whole().class & (STOP | PHRASE) == 0;
            let added = page.and(next, ORG_NOUN) && page.at(next).readings().iter().any(|r| r.definite);
            let aim = page.reading(next, true, |r| r.for_ && r.definite && r.bare & (ORG_NOUN | ORG_INNER) != 0).is_some();
            if !(adjective || added || aim) {
                break;
            }
            next += 1;
        }
        Some(next)
    }

    /// A person after whom a body or a building is named: «الملك عبد الله», «محمد الخامس».
    pub fn honoured(&mut self, i: usize) -> Found {
        let page = self.page;
        let from = if page.the(i, TITLE) { i + 1 } else { i };
        let (_, mut end) = super::person::name(page, from, super::person::Lead::None, false)
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
        let close = (i + 2..i + 7).find(|&k| matches!(page.form(k), "»" | "”" | "\"") && page.at(k).kind == Kind::Mark)?;
        if (i + 1..close).any(|k| page.at(k).kind == Kind::Break) {
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

    /// A Latin name in brackets behind a name is the same name once more.
    pub fn acronym(&mut self, i: usize, label: &'static str) {
        let page = self.page;
        if page.form(i) != "(" || page.at(i + 1).kind != Kind::Latin {
            return;
        }
        let close = (i + 2..i + 6).find(|&k| page.at(k).kind != Kind::Latin).unwrap_or(i + 2);
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
    form.chars().count() > 3 && form.ends_with(['ا', 'س', 'ن', 'ل', 'ك', 'ز'])
}

/// Whether a definite word ends like a relational adjective: الذرية, الجوي.
fn is_relational(form: &str) -> bool {
    form.chars().count() > 5 && (form.ends_with("يه") || form.ends_with('ي'))
}
