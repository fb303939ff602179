//! Titles with their complements, and the names of persons that they or known given names introduce.

use crate::extractors::rules::lexicon::*;
use crate::extractors::rules::page::{Page, TokenKind};
use crate::extractors::rules::scan::{Found, Hit, Scan};

/// What stands in front of a name and how far it is to be trusted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lead {
    /// A title: unknown words may be names.
    Title,
    /// A verb of speech: a lone given name is a person.
    Speech,
    /// Nothing.
    None,
}

const LINKS: [&str; 20] =
    ["بن", "ابن", "بنت", "ال", "ابو", "ابي", "ابا", "ام", "عبد", "دي", "دا", "دو", "فون", "فان", "بو", "ولد", "لو", "ديل", "بني", "سيد"];
const CLASSES_OF_LINKS: Class = NAME | PREP | STOP | VERB | PHRASE;

fn is_link(page: &Page, i: usize) -> bool {
    page.at(i).kind == TokenKind::Word && LINKS.contains(&page.form(i)) && page.at(i).whole().class & !CLASSES_OF_LINKS == 0
}

/// Whether a word that no list knows could be part of a name.
fn is_unknown_name(page: &Page, i: usize, lead: Lead) -> bool {
    let token = page.at(i);
    if token.kind != TokenKind::Word || token.whole().class | token.whole().bare != 0 {
        return false;
    }
    let form = page.form(i);
    let letters = form.chars().count();
    let cut = STOP | SPEECH | VERB | PHRASE | NISBA | TITLE | ORG;
    let clitic = token.readings().iter().skip(1).any(|r| r.definite || r.is(cut) && (lead != Lead::Title || !form.starts_with('ف')));
    let imperfect = form.starts_with('ي') || lead != Lead::Title && form.starts_with('ت') || form.starts_with("سي") && letters > 4;
    let verb = letters > 3 && imperfect || lead != Lead::Title && form.starts_with("ست");
    let pronoun = letters > 3 && ["ها", "هم", "هما", "هن"].iter().any(|suffix| form.ends_with(suffix));
    let plural = letters > 4 && form.ends_with("ات") && lead != Lead::Title
        || form.ends_with("يه")
        || form.starts_with('و') && letters > 5
        || letters > 3 && form.ends_with('ت') && !form.ends_with("ات") && !token.whole().definite;
    let tanwin = page.text[token.start..token.end].contains('\u{64b}');
    letters > 1 && !(clitic || verb || pronoun || plural || tanwin)
}

fn is_given(page: &Page, i: usize, class: Class) -> bool {
    // «على» folds to the name «علي».
    page.at(i).kind == TokenKind::Word && page.at(i).whole().class & class != 0 && !(page.form(i) == "علي" && page.writes(i, 'ى'))
}

/// Whether the word is a surname with ال, known from nowhere: الصفدي, السوداني.
fn is_surname(page: &Page, i: usize) -> bool {
    let whole = page.at(i).whole();
    let nisba = whole.bare & NISBA != 0 && page.form(i).ends_with('ي');
    page.definite(i) && whole.class & !NAME == 0 && (whole.bare & !NAME == 0 || nisba)
}

/// The token after the name that begins at the token, whose first word may carry proclitics if `first`.
pub fn name(page: &Page, i: usize, lead: Lead, first: bool) -> Option<(usize, usize)> {
    if page.at(i).kind != TokenKind::Word {
        return None;
    }
    let reading = page.reading(i, first, |reading| reading.class & NAME != 0);
    let known = reading.is_some_and(|r| r.class & VAGUE == 0) && is_spelled(page, i);
    // «ورد» is a name and also و and رد, "answered".
    let answered = lead != Lead::Title && page.at(i).readings().iter().skip(1).any(|r| r.is(SPEECH));
    let vague = reading.is_some_and(|r| r.class & VAGUE != 0) && is_spelled(page, i) && !answered;
    let unknown = !known && !vague && lead == Lead::Title && is_unknown_name(page, i, lead) && !page.definite(i);
    let linked = !known && !vague && is_link(page, i) && (is_given(page, i + 1, NAME) || page.definite(i + 1) && is_surname(page, i + 1));
    if !(known || vague || unknown || linked) {
        return None;
    }
    let start = reading.map_or(page.at(i).start, |reading| reading.start);
    // «ولرضوان مقعد»: behind ل and ب the next unknown word is rather what he has.
    let owned = lead == Lead::None && reading.is_some_and(|reading| page.text[..reading.start].ends_with(['ل', 'ب', 'ك']));
    let (mut next, mut words, mut sure) = (i + 1, 1, known || linked);
    if linked {
        next += 1;
    }
    while words < 5 {
        if is_given(page, next, GIVEN | FAMOUS) || is_given(page, next, VAGUE) && !page.plain(next, MONTH_VAGUE) {
            sure = true;
            next += 1;
        } else if page.at(next).kind == TokenKind::Word && is_link(page, next) && page.at(next + 1).kind == TokenKind::Word {
            if !(is_given(page, next + 1, NAME)
                || page.form(next + 1) == "الله"
                || is_surname(page, next + 1)
                || page.at(next + 1).whole().class | page.at(next + 1).whole().bare == 0)
            {
                break;
            }
            sure = true;
            next += 2;
        } else if is_surname(page, next) && (words < 2 || page.form(next).ends_with('ي')) {
            sure |= page.form(next).ends_with('ي') || lead != Lead::None;
            next += 1;
            words += 1;
            // A surname with ال ends the name, but for a second one behind it: ابن سلمان آل سعود.
            if !is_link(page, next) && !is_given(page, next, GIVEN) {
                break;
            }
            continue;
        } else if page.form(next) == "الله" && words == 1
            || page.form(next) == "الدين"
            || words < 2 && !owned && !page.definite(next) && (known || lead != Lead::None) && is_unknown_name(page, next, lead)
        {
            next += 1;
        } else {
            break;
        }
        words += 1;
    }
    let famous = reading.is_some_and(|reading| reading.class & FAMOUS != 0);
    let long = next - i >= 2;
    let enough = match lead {
        Lead::Title => long || known || vague || page.form(i).chars().count() > 3,
        Lead::Speech => long || known,
        Lead::None => long && sure && (known || linked || words > 1),
    };
    (enough || famous).then_some((start, next))
}

fn is_spelled(page: &Page, i: usize) -> bool {
    !(page.form(i).ends_with("علي") && page.writes(i, 'ى'))
}

impl Scan<'_, '_> {
    /// A name without a title in front of it.
    pub fn person(&mut self, i: usize) -> Found {
        let spoken = i > 0 && self.page.at(i - 1).kind == TokenKind::Word && self.page.at(i - 1).readings().iter().any(|r| r.is(SPEECH));
        let lead = if spoken { Lead::Speech } else { Lead::None };
        let (start, next) = name(self.page, i, lead, true)?;
        self.named(i, next);
        self.mention(start, next, "PERS")
    }

    /// A title with its complement, and the name after it.
    pub fn title(&mut self, i: usize) -> Found {
        if let Some(next) = self.own_title(i) {
            return Some(next);
        }
        let page = self.page;
        let reading = page.reading(i, true, |reading| reading.is(TITLE | OFFICE) && (reading.definite || reading.class & OFFICE != 0))?;
        let (start, office, alone) = (reading.start, reading.is(OFFICE), reading.bare & ALONE != 0);
        let definite = reading.definite;
        let before = self.out.len();
        let mut next = if definite { self.definite_title(i + 1, office) } else { self.complement(i + 1)? };
        if definite && office && page.form(next) == "باسم" {
            next = self.complement(next + 1).unwrap_or(next);
        } else if page.form(i).ends_with("المشرف") && page.form(next) == "علي" && page.definite(next + 1) {
            next += 2;
        }
        next = self.posted(i, next).unwrap_or(next);
        let behind_name = self.previous_name == Some(i);
        let common = definite && reading.class & STOP != 0;
        let late = if definite && matches!(page.form(next), "الراحل" | "الراحله") { next + 1 } else { next };
        let person = name(page, late, Lead::Title, false)
            .filter(|_| !common || is_given(page, late, NAME))
            .filter(|&(_, end)| definite || self.is_name_behind_complement(next, end));
        let nationality = (i + 1..next).any(|k| page.plain(k, NISBA));
        if person.is_none() && !behind_name && (common || !office || !(!definite || alone || next > i + 2 || (next > i + 1 && nationality))) {
            self.out.truncate(before);
            return None;
        }
        self.nested(i + 1, next);
        self.mention(start, next, "OCC");
        let Some((from, end)) = person else {
            return Some(next);
        };
        self.named(late, end);
        self.mention(from, end, "PERS")
    }

    fn is_name_behind_complement(&self, i: usize, end: usize) -> bool {
        is_given(self.page, i, NAME) || end > i + 1 || is_link(self.page, i)
    }

    /// The token after the adjectives and the ل of a title with ال: «الأمين العام للأمم المتحدة».
    fn definite_title(&mut self, mut i: usize, office: bool) -> usize {
        let page = self.page;
        while page.the(i, TITLE_ADJ) || page.the(i, NISBA) {
            i += 1;
        }
        if office && let Some(reading) = page.at(i).readings().iter().find(|r| r.for_ && (r.definite || r.class & PHRASE != 0)) {
            if let Some(end) = self.phrase_end(i) {
                return end;
            }
            if reading.is(ORG_DEF | TITLE_NOUN) {
                i += 1;
                while page.the(i, ADJ) || page.the(i, NISBA) {
                    i += 1;
                }
            }
        }
        i
    }

    /// The token after the post of a title: «في عمان», «بجامعة نواكشوط», «لرياح الشرق».
    fn posted(&mut self, i: usize, next: usize) -> Found {
        let page = self.page;
        if page.reading(i, true, |r| r.is(OFFICE | TITLE)).is_some_and(|r| page.reading_form(r).contains("سفير")) {
            let at = if page.form(next) == "في" { next + 1 } else { next };
            let clitic = at > next || page.form(next).starts_with('ب') && page.at(next).readings().len() > 1;
            if clitic && let Some((end, "GPE")) = self.phrase_at(at) {
                return Some(end);
            }
        }
        if let Some((start, end, "ORG")) = self.repeat_at(&self.kept, next) {
            return (page.text[page.at(next).start..start].ends_with('ل')).then_some(end);
        }
        let house = page.reading(next, true, |reading| !reading.definite && reading.class & (ORG | ORG_OUT) != 0)?;
        let school = page.form(next).starts_with('ب') && matches!(page.reading_form(house), "جامعه" | "مستشفي" | "معهد" | "كليه");
        if !(school || house.for_) {
            return None;
        }
        let before = self.out.len();
        let end = self.body(next);
        self.out.truncate(before);
        end
    }

    /// A title with a pronoun: «رئيسها التنفيذي», «مبعوثته لبنى كمال».
    fn own_title(&mut self, i: usize) -> Found {
        let page = self.page;
        if page.at(i).kind != TokenKind::Word || page.at(i).whole().class != 0 {
            return None;
        }
        let form = page.form(i);
        let from = if form.starts_with('و') { "و".len() } else { 0 };
        let stem = ["ها", "هما", "هم", "ه", "نا"].iter().find_map(|pronoun| form[from..].strip_suffix(pronoun))?;
        let full = stem.strip_suffix('ت').map_or(stem.to_owned(), |stem| format!("{stem}ه"));
        if (LEXICON.class(stem) | LEXICON.class(&full)) & OFFICE == 0 {
            return None;
        }
        let start = page.behind(i, from)?;
        let mut next = i + 1;
        while page.the(next, TITLE_ADJ) {
            next += 1;
        }
        let (first, end) = name(page, next, Lead::Title, false).filter(|&(_, end)| end > next + 1)?;
        if next > i + 1 {
            self.mention(start, next, "OCC");
        } else {
            self.out.push(Hit { start, end: page.behind(i, from + stem.len())?, label: "OCC" });
        }
        self.named(next, end);
        self.mention(first, end, "PERS")
    }

    /// The token after a definite noun phrase: «الخارجية الروسي», «بلدية نابلس», «مجلس النواب».
    pub fn complement(&mut self, i: usize) -> Found {
        let page = self.page;
        let mut next = i;
        while next < i + 7 {
            let noun = TITLE_NOUN | ORG | ORG_INNER;
            let office = next == i && page.plain(next, OFFICE) && !page.definite(next);
            if let Some((_, end, _)) = self.repeat_at(&self.kept, next).filter(|&(start, _, label)| label == "ORG" && start == page.at(next).start) {
                return Some(end);
            }
            if let Some(end) = self.phrase_end(next).filter(|_| page.at(next).whole().class & PHRASE != 0) {
                next = end;
                if !page.the(next, NISBA) {
                    break;
                }
            } else if next > i && page.the(next, NISBA | TITLE_ADJ | ADJ) {
                next += 1;
            } else if next > i && page.definite(next - 1) && !page.and(next, ORG_NOUN | TITLE_NOUN) {
                break;
            } else if page.definite(next) && page.at(next).whole().class & (WEEKDAY | TODAY) == 0 && !page.the(next, PERIOD | PERIODS) {
                let known = page.the(next, noun | ORG_NOUN | ORG_DEF | ADJ) || page.at(next).whole().class & STOP == 0;
                if !known {
                    break;
                }
                next += 1;
            } else if page.and(next, ORG_NOUN | TITLE_NOUN) && next > i && page.definite(next - 1)
                || (office || page.plain(next, noun)) && !page.definite(next) && self.leads_to_definite(next + 1)
            {
                next += 1;
            } else if page.form(next) == "نادي" && page.definite(next + 1) {
                next += 2;
            } else {
                break;
            }
        }
        (next > i).then_some(next)
    }

    /// Adds the organisations, places and nationalities of a complement.
    fn nested(&mut self, from: usize, to: usize) {
        let mut k = from;
        while k < to {
            let before = self.out.len();
            // In «وزير الخارجية الروسي» the gold sees no body of its own.
            let generic = self.page.form(k) == "لجنه" || self.page.the(k, ORG_NOUN);
            match self.body(k).filter(|&end| end <= to && !generic) {
                Some(end) => k = end,
                None => {
                    self.out.truncate(before);
                    let end = self.phrase_end(k).filter(|&end| end <= to).unwrap_or(k + 1);
                    self.inside(k, end);
                    k = end;
                }
            }
        }
    }

    fn leads_to_definite(&self, i: usize) -> bool {
        let page = self.page;
        page.definite(i) || page.at(i).whole().class & PHRASE != 0 || page.plain(i, TITLE_NOUN | ORG_INNER | ORG)
    }
}
