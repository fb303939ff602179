//! The bytes of a CoNLL-U file in one pass: every line checked, forms and annotations kept as places in the file.

use memchr::{memchr, memchr_iter};

use crate::error::{Error, ErrorKind, Result};
use crate::format::conllu::layer::Layers;
use crate::format::conllu::misc::RowKind;
use crate::format::conllu::scan::scan;
use crate::format::conllu::shown::check_text;
use crate::format::conllu::space::{is_space, may_hold_spaces};
use crate::format::conllu::state::{Body, Detail, Parser};
use crate::format::conllu::treebank::{Gap, Section, Sentence, Stretch, SurfaceToken, SyntacticWord, Treebank};
use crate::format::input::File;

/// The treebank of a file.
///
/// `Err` holds every fault with file and line.
pub fn parse(file: &File, detail: Detail) -> Result<Treebank<'_>> {
    if file.content.len() >= u32::MAX as usize {
        let error = Error::new(ErrorKind::Unsupported, format!("{} bytes", file.content.len())).of_file(&file.shown);
        return Err(error.remedy("files of 4 GiB or more must be split between documents"));
    }
    let text = file.text()?;
    Parser::new(file, text, detail).run()
}

/// ID.
#[derive(Clone, Copy)]
enum Id {
    Word(u32),
    Range(u32, u32),
    Empty(u32, u32),
}

/// The places of a row: where ID ends, where FORM ends, where MISC begins and ends.
struct Columns {
    id: usize,
    form: usize,
    misc: usize,
    /// Where MISC ends.
    last: usize,
}

impl<'a> Parser<'a> {
    fn run(mut self) -> Result<Treebank<'a>> {
        let bytes = self.bank.text.as_bytes();
        if bytes.starts_with("\u{feff}".as_bytes()) {
            self.fault_at(1, "begins with a byte order mark; save the file without it");
        }
        let mut at = 0;
        while at < bytes.len() {
            self.line += 1;
            let is_comment = bytes[at] == b'#' && self.body.is_none();
            if !is_comment && !matches!(bytes[at], b'\n' | b'\r') {
                at = self.row(at) + 1;
                continue;
            }
            let end = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |len| at + len);
            let last = self.last(at, end);
            if last == at {
                self.close();
            } else if is_comment {
                self.comment(at, last);
            }
            at = end + 1;
        }
        self.end()
    }

    /// The end of a line without the carriage return that may belong to the line end.
    fn last(&mut self, at: usize, end: usize) -> usize {
        let line = &self.bank.text.as_bytes()[at..end];
        let len = line.strip_suffix(b"\r").map_or(line.len(), <[u8]>::len);
        if memchr(b'\r', &line[..len]).is_some() {
            self.fault("a carriage return inside the line; lines end with a line feed, or with both");
        }
        at + len
    }

    fn end(mut self) -> Result<Treebank<'a>> {
        if self.body.is_some() {
            self.fault("the file ends inside a sentence; an empty line must stand behind every sentence");
            self.close();
        } else if self.head.document.is_some() || self.head.text.is_some() || self.head.has_id || self.head.layers.is_some() {
            self.fault("comments of a sentence that does not follow");
        }
        self.problems.into_result()?;
        if !self.bank.tags.is_empty() {
            self.bank.tags.resize(self.bank.words.len(), 0);
        }
        if !self.bank.classes.is_empty() {
            self.bank.classes.resize(self.bank.words.len(), None);
        }
        if self.bank.sections.is_empty() {
            self.bank.sections.push(Section { id: Stretch::default(), sentence: 0, layers: self.layers });
        }
        Ok(self.bank)
    }

    fn comment(&mut self, at: usize, last: usize) {
        let text = self.bank.text(at + 1..last);
        let body = text.trim_start();
        let key_len = body.find(|c: char| c == '=' || c.is_ascii_whitespace()).unwrap_or(body.len());
        let (key, rest) = body.split_at(key_len);
        if !matches!(key, "newdoc" | "newpar" | "text" | "sent_id" | "mihak") {
            return;
        }
        let value = rest.trim_start().strip_prefix('=').map(|value| value.trim_matches(' '));
        let place = |value: &str| Stretch { at: (at + 1 + value.as_ptr() as usize - text.as_ptr() as usize) as u32, len: value.len() as u32 };
        match (key, value) {
            ("newpar", _) => self.head.opens_paragraph = true,
            ("newdoc", _) => {
                let id = rest.trim_start().strip_prefix("id").and_then(|rest| rest.trim_start().strip_prefix('=')).map(str::trim);
                let twice = self.head.document.replace(id.map(place).unwrap_or_default()).is_some();
                match id {
                    _ if twice => self.fault("a second `# newdoc` in front of one sentence"),
                    Some("") => self.fault("`# newdoc id =` without an id"),
                    None if !rest.trim().is_empty() => self.fault(format!("`#{text}`; expected `# newdoc` or `# newdoc id = …`")),
                    _ => {}
                }
            }
            _ if self.detail == Detail::Forms => {}
            ("sent_id", Some(id)) if !id.is_empty() => {
                if std::mem::replace(&mut self.head.has_id, true) {
                    self.fault("a second `# sent_id` for one sentence");
                } else if !self.ids.insert(id) {
                    self.fault(format!("`# sent_id = {id}` stands in front of another sentence already; ids must differ"));
                }
            }
            ("text", Some(value)) => {
                if self.head.text.replace((place(value), self.line)).is_some() {
                    self.fault("a second `# text` for one sentence");
                }
            }
            ("mihak", Some(value)) if !value.is_empty() => match Layers::parse(value) {
                Err(said) => self.fault(said),
                Ok(layers) if self.head.layers.is_none() => self.head.layers = Some((layers, self.line)),
                Ok(_) => self.fault("a second `# mihak` in front of one sentence"),
            },
            _ => self.fault(format!("`#{text}`; expected `# {key} = …`")),
        }
    }

    /// Begins a sentence.
    fn open(&mut self) -> Body {
        let sentence = self.bank.sentences.len() as u32;
        let layers = self.head.layers.map(|(layers, _)| layers).unwrap_or_default();
        let mut is_first = sentence == 0;
        if let Some(id) = self.head.document {
            // Sentences in front of the first `# newdoc` are a document without an id.
            if !self.bank.is_divided && sentence > 0 {
                self.bank.sections.push(Section { id: Stretch::default(), sentence: 0, layers: self.layers });
            }
            self.bank.is_divided = true;
            // Some treebanks (PUD) say in front of every sentence which document it is of.
            let is_same = id.len > 0 && self.bank.sections.last().is_some_and(|last| self.bank.at(last.id) == self.bank.at(id));
            if !is_same {
                self.bank.sections.push(Section { id, sentence, layers });
                is_first = true;
            }
        }
        match self.head.layers {
            _ if is_first => self.layers = layers,
            Some((_, line)) => self.fault_at(line, "`# mihak` inside a document; it stands in front of the first sentence"),
            None => {}
        }
        self.bank.sentences.push(Sentence { token: self.bank.tokens.len() as u32, opens_paragraph: self.head.opens_paragraph });
        Body { words: 0, empty: 0, until: 0 }
    }

    /// An empty line.
    fn close(&mut self) {
        let Some(body) = self.body.take() else {
            self.fault("an empty line without a sentence in front; one empty line ends a sentence");
            return;
        };
        let head = std::mem::take(&mut self.head);
        if body.until > body.words {
            self.fault(format!("the sentence ends at word {}, inside a multiword token that ends at word {}", body.words, body.until));
        } else if body.words == 0 {
            self.fault("a sentence without words");
        } else if let Some((text, line)) = head.text
            && self.is_sound
            && let Err(said) = check_text(&self.bank, self.bank.sentences.len() - 1, self.bank.at(text))
        {
            self.fault_at(line, said);
        }
        self.is_sound = true;
    }

    /// A row; returns where its line ends.
    fn row(&mut self, at: usize) -> usize {
        let body = match self.body {
            Some(body) => body,
            None => self.open(),
        };
        self.body = Some(body);
        let scan = scan(self.bank.text.as_bytes(), at, &mut self.block);
        let columns = match scan.is_plain() {
            true => Some(Columns { id: scan.tabs[0], form: scan.tabs[1], misc: scan.tabs[2] + 1, last: scan.end }),
            false => self.columns(at, scan.end),
        };
        match columns {
            Some(columns) => self.fill(body, at, columns),
            // The rows behind a faulty one are counted from it, or each would be a fault.
            None => {
                let words = row_number(&self.bank.text[at..scan.end]).unwrap_or(body.words);
                self.body = Some(Body { words, empty: 0, ..body });
            }
        }
        scan.end
    }

    /// Takes in a row with ten columns.
    fn fill(&mut self, body: Body, at: usize, columns: Columns) {
        let last = columns.last;
        let form = Stretch { at: columns.id as u32 + 1, len: (columns.form - columns.id - 1) as u32 };
        let Some(id) = self.id(at, columns.id) else { return };
        let body = match id {
            Id::Word(word) if word == body.words + 1 => Body { words: word, empty: 0, ..body },
            _ => self.follow(body, id),
        };
        self.body = Some(body);
        let token = self.bank.tokens.len() as u32;
        match id {
            Id::Word(id) => {
                let inside = id <= body.until;
                if !inside {
                    self.bank.tokens.push(SurfaceToken { form, word: self.bank.words.len() as u32, is_multiword: false, gap: Gap::Space });
                }
                self.bank.words.push(SyntacticWord { form, token: token - u32::from(inside), line: self.line });
                if self.layers.segments {
                    self.class(columns.form + 1, last);
                }
                if !inside && self.is_blank(form) {
                    self.fault("FORM holds only spaces");
                }
                if self.detail == Detail::Full && !(columns.misc + 1 == last && self.bank.text.as_bytes()[columns.misc] == b'_') {
                    self.misc(columns.misc, last, if inside { RowKind::Part } else { RowKind::Word });
                }
            }
            Id::Range(..) => {
                self.bank.tokens.push(SurfaceToken { form, word: self.bank.words.len() as u32, is_multiword: true, gap: Gap::Space });
                if self.is_blank(form) {
                    self.fault("FORM holds only spaces");
                }
                if self.detail == Detail::Full {
                    self.misc(columns.misc, last, RowKind::Multiword);
                }
            }
            Id::Empty(..) => self.bank.empty_nodes += 1,
        }
    }

    /// Whether a form is made of what the measures take for white space.
    fn is_blank(&self, form: Stretch) -> bool {
        let first = self.bank.text.as_bytes()[form.at as usize];
        may_hold_spaces(&[first]) && self.bank.at(form).chars().all(is_space)
    }

    /// Checks that an id may follow, and moves on to it.
    #[inline(never)]
    fn follow(&mut self, mut body: Body, id: Id) -> Body {
        let next = body.words + 1;
        let fault = match id {
            Id::Word(word) => {
                let fault = (word != next).then(|| format!("word {word}; expected {next}"));
                (body.words, body.empty) = (word, 0);
                fault
            }
            Id::Range(start, end) => {
                let fault = match () {
                    _ if start <= body.until => Some(format!("multiword token {start}-{end} inside another, which ends at word {}", body.until)),
                    _ if start != next => {
                        Some(format!("multiword token {start}-{end} in front of word {next}; its line must stand in front of word {start}"))
                    }
                    _ if end < start => Some(format!("multiword token {start}-{end} ends before it begins")),
                    _ => None,
                };
                body.until = end;
                fault
            }
            Id::Empty(word, number) => {
                let expected = body.empty + 1;
                let fault =
                    ((word, number) != (body.words, expected)).then(|| format!("empty node {word}.{number}; expected {}.{expected}", body.words));
                body.empty = number;
                fault
            }
        };
        if let Some(said) = fault {
            self.fault(said);
        }
        body
    }

    #[inline]
    fn id(&mut self, at: usize, end: usize) -> Option<Id> {
        let bytes = &self.bank.text.as_bytes()[at..end];
        // Nine digits cannot overflow.
        if bytes.len() < 10 && bytes.iter().all(u8::is_ascii_digit) && bytes[0] != b'0' {
            return Some(Id::Word(bytes.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))));
        }
        let text = self.bank.text(at..end);
        let number = |text: &str| (text.len() < 10 && (text == "0" || !text.starts_with(['0', '+']))).then(|| text.parse::<u32>().ok()).flatten();
        let id = match (text.split_once('-'), text.split_once('.')) {
            (Some((start, end)), None) => number(start).zip(number(end)).filter(|(start, _)| *start > 0).map(|(start, end)| Id::Range(start, end)),
            (None, Some((word, empty))) => number(word).zip(number(empty)).map(|(word, empty)| Id::Empty(word, empty)),
            _ => None,
        };
        if id.is_none() {
            let hint = if text.starts_with('#') { "; comments stand in front of the sentence" } else { "" };
            self.fault(format!("`{text}` is no ID; expected a number from 1, a range such as `3-4` or an empty node such as `5.1`{hint}"));
        }
        id
    }

    /// Says what is wrong with a row that is not plain; `Some` if it only has spaces where it may have them.
    #[cold]
    fn columns(&mut self, at: usize, end: usize) -> Option<Columns> {
        const NAMES: [&str; 10] = ["ID", "FORM", "LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS", "MISC"];
        let last = self.last(at, end);
        let row = self.bank.text(at..last);
        let tabs: Vec<usize> = memchr_iter(b'\t', row.as_bytes()).collect();
        if tabs.len() != 9 {
            let hint = match tabs.len() {
                0 if row.trim().is_empty() => "; the line behind a sentence must be empty",
                0 if row.starts_with('#') => "; comments stand in front of the sentence",
                0 if row.split_ascii_whitespace().count() >= 10 => "; they are separated by spaces here",
                _ => "",
            };
            self.fault(format!("{} columns; expected 10, separated by tabs{hint}", tabs.len() + 1));
            return None;
        }
        for (name, column) in NAMES.into_iter().zip(row.split('\t')) {
            if column.is_empty() {
                self.fault(format!("{name} is empty; write `_` where there is nothing to say"));
                return None;
            }
            if column.contains(' ') && !matches!(name, "FORM" | "LEMMA" | "MISC") {
                self.fault(format!("{name} is `{column}`; only FORM, LEMMA and MISC may hold spaces"));
                return None;
            }
        }
        Some(Columns { id: at + tabs[0], form: at + tabs[1], misc: at + tabs[8] + 1, last })
    }
}

/// The ID of a row, if it is that of a word.
fn row_number(row: &str) -> Option<u32> {
    let (id, _) = row.split_once('\t')?;
    id.parse().ok().filter(|number| *number < 1_000_000_000)
}
