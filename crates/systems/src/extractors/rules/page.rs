//! The words of one article with their readings: what each can be with and without its proclitics.

use mihak_core::text::Span;
use mihak_core::text::fold::{fold, is_deleted};
use mihak_core::text::words::{is_punctuation, words};

use crate::extractors::rules::lexicon::{Class, LEXICON, NAME, NUM, PHRASE};

/// What a token is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenKind {
    /// Punctuation.
    Mark,
    /// Arabic letters.
    Word,
    /// Latin or other letters.
    Latin,
    /// Digits, with or without proclitics.
    Number,
    /// A URL, an e-mail address, a hashtag or a user name.
    Address,
    /// The end of a line: no mention reaches over it.
    Break,
}

/// One way to read a word: where it starts once its proclitics are cut, and what it then is.
#[derive(Clone, Copy, Default, Debug)]
pub struct Reading {
    /// The first byte after the proclitics.
    pub start: usize,
    form: (usize, usize),
    /// The classes of the form.
    pub class: Class,
    /// The classes of the form without ال; none if it has no ال.
    pub bare: Class,
    /// Whether the form begins with ال.
    pub definite: bool,
    /// Whether a ل was cut in front of the form.
    pub for_: bool,
}

impl Reading {
    /// Whether the form, with or without ال, is of one of the classes.
    pub fn is(&self, class: Class) -> bool {
        (self.class | self.bare) & class != 0
    }
}

const READINGS: usize = 4;

/// One word of the article, or the end of a line.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// What it is made of.
    pub kind: TokenKind,
    readings: [Reading; READINGS],
    count: usize,
}

impl Token {
    /// The readings, the uncut word first.
    pub fn readings(&self) -> &[Reading] {
        &self.readings[..self.count]
    }

    /// The uncut word.
    pub fn whole(&self) -> &Reading {
        &self.readings[0]
    }
}

/// One article, cut into words and read.
pub struct Page<'t> {
    /// The raw text.
    pub text: &'t str,
    forms: String,
    /// The words, with a break after each line and at the end.
    pub tokens: Vec<Token>,
}

impl<'t> Page<'t> {
    /// The words of `text` with their readings.
    pub fn new(text: &'t str) -> Page<'t> {
        let mut page = Page { text, forms: String::with_capacity(text.len()), tokens: Vec::with_capacity(text.len() / 8 + 1) };
        let mut end = 0;
        for span in words(text) {
            if text[end..span.start()].contains(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}']) {
                page.push_break(end);
            }
            end = span.end();
            page.push(span);
        }
        page.push_break(end);
        page
    }

    /// The token, or the break at the end of the article.
    pub fn at(&self, i: usize) -> &Token {
        &self.tokens[i.min(self.tokens.len() - 1)]
    }

    /// The folded form of the uncut word.
    pub fn form(&self, i: usize) -> &str {
        self.reading_form(self.at(i).whole())
    }

    /// The folded form of a reading.
    pub fn reading_form(&self, reading: &Reading) -> &str {
        &self.forms[reading.form.0..reading.form.1]
    }

    /// Where the first reading of one of the classes starts: uncut if `first` is false, else with proclitics cut.
    pub fn look(&self, i: usize, class: Class, first: bool) -> Option<usize> {
        self.reading(i, first, |reading| reading.is(class)).map(|reading| reading.start)
    }

    /// The first reading that `wanted` accepts; only the uncut one if `first` is false.
    pub fn reading(&self, i: usize, first: bool, wanted: impl Fn(&Reading) -> bool) -> Option<&Reading> {
        let token = self.at(i);
        let readings = if first { token.readings() } else { &token.readings()[..token.count.min(1)] };
        readings.iter().find(|reading| wanted(reading))
    }

    /// Whether the uncut word is of one of the classes, with or without ال.
    pub fn plain(&self, i: usize, class: Class) -> bool {
        self.at(i).kind == TokenKind::Word && self.at(i).whole().is(class)
    }

    /// Whether the uncut word has ال.
    pub fn definite(&self, i: usize) -> bool {
        self.at(i).kind == TokenKind::Word && self.at(i).whole().definite
    }

    /// Whether the uncut word has ال and is, without it, of one of the classes.
    pub fn the(&self, i: usize, class: Class) -> bool {
        self.definite(i) && self.at(i).whole().bare & class != 0
    }

    /// Whether the word is و with a word of one of the classes after it.
    pub fn and(&self, i: usize, class: Class) -> bool {
        let token = self.at(i);
        token.kind == TokenKind::Word
            && self.form(i).starts_with('و')
            && token.whole().class == 0
            && token.readings().iter().skip(1).any(|r| r.is(class))
    }

    /// Whether a raw letter of the word is `letter`.
    pub fn writes(&self, i: usize, letter: char) -> bool {
        self.text[self.at(i).start..self.at(i).end].contains(letter)
    }

    /// The folded bytes after which a word could begin: 0, and after و ف and ب ل ك.
    pub fn cuts(&self, i: usize) -> impl Iterator<Item = usize> {
        let form = self.form(i);
        let conjunction = if form.starts_with(['و', 'ف']) { 2 } else { 0 };
        let preposition = if form[conjunction..].starts_with(['ب', 'ل', 'ك']) { conjunction + 2 } else { 0 };
        let length = form.len();
        [0, conjunction, preposition].into_iter().enumerate().filter(move |&(k, at)| k == 0 || at > 0 && at < length).map(|(_, at)| at)
    }

    /// The raw byte after `at` folded bytes of the word.
    pub fn behind(&self, i: usize, at: usize) -> Option<usize> {
        let token = self.at(i);
        if at == 0 { Some(token.start) } else { self.raw_start(&self.text[token.start..token.end], self.form(i), at, token.start) }
    }

    fn push_break(&mut self, at: usize) {
        self.tokens.push(Token { start: at, end: at, kind: TokenKind::Break, readings: Default::default(), count: 0 });
    }

    fn push(&mut self, span: Span) {
        let raw = span.slice(self.text);
        let mut token = Token { start: span.start(), end: span.end(), kind: TokenKind::Mark, readings: Default::default(), count: 0 };
        let from = self.forms.len();
        self.forms.push_str(&fold(raw));
        let form = self.forms[from..].to_owned();
        token.kind = kind(raw, &form);
        let whole = Reading { start: span.start(), form: (from, self.forms.len()), ..Reading::default() };
        token.readings[0] = whole;
        token.count = 1;
        match token.kind {
            TokenKind::Word => {
                self.classify(&mut token.readings[0]);
                self.cut(raw, &form, &mut token);
            }
            TokenKind::Number => {
                let digits = form.find(char::is_numeric).unwrap_or(0);
                let article = form[..digits].ends_with("ال") || form[..digits].ends_with("لل");
                let from_letter = if article { digits - "ال".len() } else { digits };
                let start = self.raw_start(raw, &form, from_letter, span.start()).unwrap_or(span.start());
                token.readings[0] = Reading { start, form: (from + digits, self.forms.len()), definite: article, ..Reading::default() };
            }
            _ => {}
        }
        self.tokens.push(token);
    }

    fn classify(&self, reading: &mut Reading) {
        let form = self.reading_form(reading);
        let bare = form.strip_prefix("ال").filter(|bare| bare.chars().count() > 1);
        reading.class = LEXICON.class(form);
        reading.bare = bare.map_or(0, |bare| LEXICON.class(bare));
        // «ألفا» and «آلاف» fold to words in ال: only a bare alif opens the article.
        let seated = self.text[reading.start..].starts_with(['أ', 'إ', 'آ']);
        reading.definite = bare.is_some() && form != "الله" && !seated && reading.class & NUM == 0;
        if !reading.definite {
            reading.bare = 0;
        }
    }

    /// Adds the readings after و ف, ب ل ك and لل that a known word or ال confirms.
    fn cut(&mut self, raw: &str, form: &str, token: &mut Token) {
        let conjunction = if form.starts_with(['و', 'ف']) { 2 } else { 0 };
        let preposition = form[conjunction..].starts_with(['ب', 'ل', 'ك']);
        let cuts = [(conjunction, false), (if preposition { conjunction + 2 } else { 0 }, form[conjunction..].starts_with('ل'))];
        for (at, for_) in cuts {
            let rest = &form[at..];
            if at == 0 || rest.chars().count() < 2 || token.count == READINGS {
                continue;
            }
            let Some(start) = self.raw_start(raw, form, at, token.start) else { continue };
            // للبنان is ل and لبنان, للجنة is ل and اللجنة: no name with ل of its own takes ال.
            let lil = for_ && rest.starts_with('ل') && LEXICON.class(rest) & (NAME | PHRASE) == 0;
            let from = self.forms.len();
            if lil {
                self.forms.push('ا');
            }
            self.forms.push_str(rest);
            if lil && LEXICON.class(rest) != 0 {
                self.forms.insert(from + "ا".len(), 'ل');
            }
            let mut reading = Reading { start, form: (from, self.forms.len()), for_, ..Reading::default() };
            self.classify(&mut reading);
            if reading.class | reading.bare != 0 || reading.definite {
                token.readings[token.count] = reading;
                token.count += 1;
            }
        }
    }

    /// The raw byte at which the folded byte `at` of a word starts, past marks; `None` inside a ligature.
    fn raw_start(&self, raw: &str, form: &str, at: usize, base: usize) -> Option<usize> {
        let mut left = form[..at].chars().count();
        for (offset, c) in raw.char_indices() {
            if left == 0 && !is_deleted(c) {
                return Some(base + offset);
            }
            left = left.checked_sub(fold(c.encode_utf8(&mut [0; 4])).chars().count())?;
        }
        None
    }
}

fn kind(raw: &str, form: &str) -> TokenKind {
    if is_punctuation(raw) {
        return TokenKind::Mark;
    }
    if raw.starts_with(['#', '@']) || raw.contains(['@']) || (raw.contains('.') && raw.contains(|c: char| c.is_ascii_alphabetic())) {
        return TokenKind::Address;
    }
    let letters = form.trim_end_matches(|c: char| !c.is_alphabetic());
    let clitics = form.split(char::is_numeric).next().unwrap_or(form);
    if letters.len() == clitics.len()
        && form.contains(char::is_numeric)
        && matches!(clitics, "" | "و" | "ف" | "ب" | "ل" | "ك" | "ال" | "وال" | "بال" | "وب" | "ول" | "لل" | "فال")
    {
        return TokenKind::Number;
    }
    if form.chars().any(|c| matches!(c, '\u{0621}'..='\u{064a}')) { TokenKind::Word } else { TokenKind::Latin }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extractors::rules::lexicon::{MONTH, PHRASE, WEEKDAY};

    #[test]
    fn a_proclitic_is_cut_only_in_front_of_a_known_word_or_the_article() {
        for (word, forms) in [
            ("والد", &["والد"][..]),
            ("ليبيا", &["ليبيا"]),
            ("وليبيا", &["وليبيا", "ليبيا"]),
            ("بالرياض", &["بالرياض", "الرياض"]),
            ("للأردن", &["للاردن", "الاردن"]),
            ("وللأردن", &["وللاردن", "الاردن"]),
        ] {
            let page = Page::new(word);
            let found: Vec<&str> = page.at(0).readings().iter().map(|r| page.reading_form(r)).collect();
            assert_eq!(found, forms, "{word}");
        }
    }

    #[test]
    fn a_reading_starts_behind_the_tatweel_of_its_proclitic_and_at_its_article() {
        for (text, class, rest) in [("بـالرياض", PHRASE, "الرياض"), ("للسبت", WEEKDAY, "لسبت"), ("وَيناير", MONTH, "يناير")]
        {
            let page = Page::new(text);
            assert_eq!(&text[page.look(0, class, true).unwrap()..], rest, "{text}");
        }
        let page = Page::new("والـ10");
        assert_eq!((page.at(0).kind, &page.text[page.at(0).whole().start..]), (TokenKind::Number, "الـ10"));
    }

    #[test]
    fn lines_end_in_a_break() {
        let kinds: Vec<TokenKind> = Page::new("قال\n\nنعم").tokens.iter().map(|token| token.kind).collect();
        assert_eq!(kinds, [TokenKind::Word, TokenKind::Break, TokenKind::Word, TokenKind::Break]);
    }
}
