//! The inline form: articles with both layers of annotation in one plain text that a person reads and edits.
//!
//! `# article ID` opens an article with words and mentions, `# entities ID` one with mentions only; every other line that begins with
//! `#` is a comment. `[LABEL text]` is a mention and `[LABEL:slug text]` one that refers to `label:slug` (the type in lower case);
//! any other reference is written `[LABEL=reference text]`. `+` cuts a word, `{form}` behind a segment restores what the spelling
//! hides, and `{:CLASS}` or `{form:CLASS}` says a class that does not follow from the cut. `\` takes the next character as
//! text, `\u200F` is a character by its number, and `\` at the end of a line joins the next to it.
//!
//! Raw bidi marks are for the looks only: the writer sets a right-to-left mark in front of every line and on both sides of every label, so
//! that editors show the Arabic from right to left, and the reader leaves them out. Those of the text are written by their numbers.
//! Words are not marked: they are those of [`crate::text::words`].

use anyhow::{Result, bail};

use crate::annotation::Class;
use crate::error::Problems;
use crate::format::{
    Document, File, Fit, Format, Input, Layer, Losses, Note, Offsets, Options, Output, Part, Place, Reading, Split, csv, cuts, lost,
};
use crate::text::Span;
use crate::text::fold::is_invisible;
use crate::text::words::words;

/// Plain text with brackets and plus signs.
pub struct Inline;

const RLM: char = '\u{200f}';

/// The openings of an article: with both layers, and with mentions only.
const OPENINGS: [(&str, bool); 2] = [("# article ", true), ("# entities ", false)];

impl Format for Inline {
    fn name(&self) -> &'static str {
        "inline"
    }

    fn about(&self) -> &'static str {
        "plain text to read and edit: [LABEL:slug text] for mentions, + for cuts"
    }

    fn fits(&self, input: &Input) -> Fit {
        let opens = |line: &[u8]| OPENINGS.iter().any(|(opening, _)| line.starts_with(opening.as_bytes()));
        let has = |file: &File| file.content.split(|&byte| byte == b'\n').take_while(|line| line.is_empty() || line[0] == b'#').any(opens);
        if !input.files.is_empty() && input.files.iter().all(has) { Fit::Surely } else { Fit::No }
    }

    fn offsets(&self) -> Offsets {
        Offsets::None
    }

    fn read(&self, input: &Input, _: &Options) -> Result<Reading> {
        let mut problems = Problems::default();
        let mut documents = Vec::new();
        for file in &input.files {
            let mut open: Option<Draft> = None;
            for (line, content) in (1..).zip(file.text()?.split_inclusive('\n')) {
                let place = Place::line(&file.shown, line);
                let trimmed = content.trim_start_matches(is_layout);
                if trimmed.starts_with('#') {
                    if let Some((id, has_words)) = opening(trimmed) {
                        documents.extend(open.replace(Draft::new(id, has_words)).and_then(|draft| draft.end(place, &mut problems)));
                    }
                    continue;
                }
                match &mut open {
                    Some(draft) => draft.line(content, place, &mut problems),
                    None if content.trim().is_empty() => {}
                    None => {
                        problems.note(format!("{place}: text before the first `# article ID`; name the article"));
                        break;
                    }
                }
            }
            let end = Place::line(&file.shown, file.text()?.lines().count() as u64);
            documents.extend(open.and_then(|draft| draft.end(end, &mut problems)));
        }
        problems.into_result()?;
        if documents.is_empty() {
            bail!("`{}` opens no article; the first line is `# article ID`", input.shown);
        }
        Ok(Reading { documents, left_out: Losses::default() })
    }

    fn write(&self, documents: &[Document], _: &Options) -> Result<Output> {
        let mut losses = Losses::default();
        let mut out = String::new();
        for document in documents {
            let has_words = cuts::has_words(document);
            let kept: &[Layer] = if has_words { &[Layer::Entities, Layer::Tokens, Layer::Splits] } else { &[Layer::Entities] };
            losses.merge(lost(std::slice::from_ref(document), kept));
            write(document, has_words, &csv::admitted(document, &mut losses), &mut out)?;
        }
        Ok(Output { files: vec![(String::new(), out.into_bytes())], losses })
    }
}

/// Whether the character only orders a line for the eye.
fn is_layout(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The id of the article that a line opens, and whether its words are told.
fn opening(line: &str) -> Option<(&str, bool)> {
    let id = |(opening, has_words)| Some((line.strip_prefix(opening)?.trim(), has_words));
    OPENINGS.into_iter().find_map(id).filter(|(id, _)| !id.is_empty())
}

/// What stands in braces behind a segment.
struct Told {
    at: usize,
    form: String,
    class: Option<Class>,
    line: u64,
}

/// An article that is being read.
struct Draft {
    document: Document,
    has_words: bool,
    /// Places of `+` with their lines.
    cuts: Vec<(usize, u64)>,
    told: Vec<Told>,
    /// Mentions whose bracket is open: start, label, entity, line.
    open: Vec<(usize, String, String, u64)>,
}

impl Draft {
    fn new(id: &str, has_words: bool) -> Draft {
        let document = Document { id: id.into(), ..Document::default() };
        Draft { document, has_words, cuts: Vec::new(), told: Vec::new(), open: Vec::new() }
    }

    fn line(&mut self, content: &str, place: Place, problems: &mut Problems) {
        if let Err(said) = self.characters(content, place.line) {
            problems.note(format!("{place}: {said}"));
        }
    }

    fn characters(&mut self, content: &str, line: u64) -> Result<(), String> {
        let mut chars = content.chars().filter(|&c| !is_layout(c));
        while let Some(c) = chars.next() {
            let at = self.document.text.len();
            match c {
                '\\' => self.document.text.extend(escaped(&mut chars)?),
                '+' => self.cuts.push((at, line)),
                '[' => {
                    let head: String = chars.by_ref().take_while(|&c| c != ' ').collect();
                    let (label, entity) = label(&head)?;
                    self.open.push((at, label, entity, line));
                }
                ']' => {
                    let (start, label, entity, line) = self.open.pop().ok_or("`]` closes nothing; the text's own is written `\\]`")?;
                    let span = Span::new(&self.document.text, start, at).map_err(|_| format!("{label} is empty; a mention has text"))?;
                    self.document.mentions.push(Note { entity: entity.into(), ..Note::new(span, &label, line) });
                }
                '{' => {
                    let told = told(&mut chars, at, line)?;
                    self.told.push(told);
                }
                '}' => return Err("`}` closes nothing; the text's own is written `\\}`".into()),
                c => self.document.text.push(c),
            }
        }
        Ok(())
    }

    /// The document, or `None` if something is wrong; `place` is where the article ends.
    fn end(mut self, place: Place, problems: &mut Problems) -> Option<Document> {
        let mut faults = Vec::new();
        for (_, label, _, line) in &self.open {
            faults.push((*line, format!("`[{label}` is not closed in article `{}`", self.document.id)));
        }
        if !self.has_words
            && let Some(line) = self.cuts.first().map(|cut| cut.1).or(self.told.first().map(|told| told.line))
        {
            faults.push((line, "an article without words (`# entities`) has no `+` and no braces; open it with `# article`".into()));
        }
        if faults.is_empty() && self.has_words {
            self.words(&mut faults);
        }
        let file = place.file;
        let is_good = faults.is_empty();
        faults.into_iter().for_each(|(line, said)| problems.line(file, line, said));
        let span = |note: &Note| (note.mention.span.start(), usize::MAX - note.mention.span.end(), note.mention.label);
        self.document.mentions.sort_by_key(span);
        is_good.then_some(self.document)
    }

    /// Fills tokens and their parts.
    fn words(&mut self, faults: &mut Vec<(u64, String)>) {
        let text = self.document.text.as_str();
        let (mut cuts, mut told) = (self.cuts.iter().peekable(), self.told.iter().peekable());
        let mut splits = Vec::new();
        for span in words(text) {
            let mut edges = vec![span.start()];
            while let Some(&&(at, line)) = cuts.peek().filter(|(at, _)| *at < span.end()) {
                match at > edges[edges.len() - 1] {
                    true => edges.push(at),
                    false => faults.push((line, format!("`+` does not stand between two letters of a word, before «{}»", span.slice(text)))),
                }
                cuts.next();
            }
            edges.push(span.end());
            let pieces: Vec<&str> = edges.windows(2).map(|edge| &text[edge[0]..edge[1]]).collect();
            let mut parts = Vec::with_capacity(pieces.len());
            for (edge, class) in edges.windows(2).zip(cuts::implied(&pieces)) {
                let mut part = Part { span: Span::new(text, edge[0], edge[1]).ok(), form: "".into(), class: Some(class) };
                while let Some(here) = told.next_if(|told| told.at <= edge[1]) {
                    match here.at == edge[1] && part.form.is_empty() {
                        true => {
                            part.form = here.form.as_str().into();
                            part.class = here.class.or(part.class);
                        }
                        false => faults.push((here.line, format!("`{{{}}}` does not stand behind a segment", here.form))),
                    }
                }
                parts.push(part);
            }
            splits.push(Split { span, parts });
        }
        cuts.for_each(|&(_, line)| faults.push((line, "`+` does not stand inside a word".into())));
        told.for_each(|told| faults.push((told.line, format!("`{{{}}}` does not stand behind a segment", told.form))));
        self.document.tokens = splits.iter().map(|split| split.span).collect();
        self.document.splits = splits;
    }
}

/// The character behind a backslash; none where it joins two lines.
fn escaped(chars: &mut impl Iterator<Item = char>) -> Result<Option<char>, String> {
    match chars.next() {
        Some('u') => {
            let digits: String = chars.take(4).collect();
            let number = u32::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == 4).and_then(char::from_u32);
            number.map(Some).ok_or(format!("`\\u{digits}` is no character; expected four hexadecimal digits, as in `\\u200F`"))
        }
        Some('\n') => Ok(None),
        Some(c) if "[]{}+\\#:".contains(c) => Ok(Some(c)),
        other => Err(format!("`\\{}` means nothing; a backslash itself is `\\\\`", other.map_or(String::new(), String::from))),
    }
}

/// The label and the entity of what stands behind an opening bracket.
fn label(head: &str) -> Result<(String, String), String> {
    let place = head.find([':', '=']).unwrap_or(head.len());
    let (label, rest) = head.split_at(place);
    if label.is_empty() || label.contains(['[', ']', '{', '}', '+', '\\', '\n']) {
        return Err(format!("`[{}` has no type and space; expected `[PERS text]`, and the text's own bracket is `\\[`", head.trim_end()));
    }
    let entity = match rest.split_at_checked(1) {
        Some((":", slug)) => format!("{}:{slug}", label.to_lowercase()),
        Some((_, entity)) => entity.into(),
        None => String::new(),
    };
    if rest.len() == 1 {
        return Err(format!("`[{head}` has no reference behind the sign; leave the sign away, or name one"));
    }
    Ok((label.into(), entity))
}

/// What the braces hold, whose first is read.
fn told(chars: &mut impl Iterator<Item = char>, at: usize, line: u64) -> Result<Told, String> {
    let (mut form, mut name) = (String::new(), None::<String>);
    loop {
        match chars.next() {
            None | Some('\n') => return Err("`{` is not closed in its line; the text's own is written `\\{`".into()),
            Some('}') => break,
            Some(':') if name.is_none() => name = Some(String::new()),
            Some(c) => {
                let c = if c == '\\' { escaped(chars)? } else { Some(c) };
                name.as_mut().unwrap_or(&mut form).extend(c);
            }
        }
    }
    let class = match name {
        None => None,
        Some(name) => Some(name.parse().map_err(|()| {
            let known = Class::ALL.map(|(_, name)| name).join(", ");
            format!("`{name}` is no class; expected one of {known}")
        })?),
    };
    if form.is_empty() && class.is_none() {
        return Err("`{}` says nothing; write a form or a class, or leave it away".into());
    }
    Ok(Told { at, form, class, line })
}

/// Appends a document; mentions are sorted and do not cross.
fn write(document: &Document, has_words: bool, mentions: &[&Note], out: &mut String) -> Result<()> {
    let text = document.text.as_str();
    let id = &document.id;
    if id.is_empty() || id.trim() != id || id.contains(['\n', '\r']) || id.contains(is_layout) {
        bail!("document `{id}`: its id cannot stand in a line; rename it");
    }
    // Cuts with what is told of the segment that ends there; the end of a word is no cut.
    let mut ends: Vec<(usize, String, bool)> = Vec::new();
    for split in document.splits.iter().filter(|_| has_words) {
        for (part, implied) in cuts::with_implied(split, text) {
            let end = part.span.expect("a tiled word has the spans of its parts").end();
            let class = part.class.filter(|&class| class != implied).map_or(String::new(), |class| format!(":{class}"));
            let mut told = String::new();
            part.form.chars().for_each(|c| escape(c, &mut told));
            told = told.replace(':', "\\:") + &class;
            ends.push((end, if told.is_empty() { told } else { format!("{{{told}}}") }, end < split.span.end()));
        }
    }
    out.push_str(OPENINGS[usize::from(!has_words)].0);
    out.push_str(id);
    out.push('\n');
    let (mut ends, mut mentions) = (ends.into_iter().peekable(), mentions.iter().peekable());
    let mut open: Vec<usize> = Vec::new();
    let mut is_line_start = true;
    let places = text.char_indices().map(|(at, c)| (at, Some(c))).chain([(text.len(), None)]);
    for (at, c) in places {
        let end = ends.next_if(|(end, ..)| *end == at);
        out.push_str(end.as_ref().map_or("", |(_, told, _)| told));
        while open.last() == Some(&at) {
            open.pop();
            out.push(']');
        }
        if end.is_some_and(|(_, _, is_cut)| is_cut) {
            out.push('+');
        }
        if is_line_start && c.is_some_and(|c| c != '\n') {
            out.push(RLM);
        }
        while let Some(note) = mentions.next_if(|note| note.mention.span.start() == at) {
            open.push(note.mention.span.end());
            out.extend(['[', RLM]);
            out.push_str(&head(document, note)?);
            out.extend([RLM, ' ']);
        }
        match c {
            Some('#') if is_line_start => out.push_str("\\#"),
            Some(' ') if matches!(text[at + 1..].chars().next(), None | Some('\n')) => out.push_str("\\u0020"),
            Some('\n') => out.push('\n'),
            Some(c) => escape(c, out),
            None if text.ends_with('\n') => {}
            None => out.push_str("\\\n"),
        }
        is_line_start = c == Some('\n');
    }
    Ok(())
}

/// The label with its reference.
fn head(document: &Document, note: &Note) -> Result<String> {
    let (label, entity) = (note.mention.label.name(), &*note.entity);
    let head = match entity.split_once(':') {
        _ if entity.is_empty() => label.to_string(),
        Some((kind, slug)) if kind == label.to_lowercase() && !slug.is_empty() => format!("{label}:{slug}"),
        _ => format!("{label}={entity}"),
    };
    if label.contains(['[', ']', '{', '}', '+', '\\', ':', '=']) || head.contains(char::is_whitespace) || head.contains(is_layout) {
        bail!("document `{}`: `{head}` has a sign or white space that a label cannot hold; rename it first", document.id);
    }
    Ok(head)
}

/// Appends a character of the text.
fn escape(c: char, out: &mut String) {
    match c {
        '[' | ']' | '{' | '}' | '+' | '\\' => out.extend(['\\', c]),
        c if is_invisible(c) || c.is_control() || (c.is_whitespace() && c != ' ') => out.push_str(&format!("\\u{:04X}", c as u32)),
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::format::sample::{self, file, plain, shown};

    fn read(content: &str) -> Result<Vec<Document>, String> {
        Inline.read(&file("a.inline", content), &Options::default()).map(|reading| reading.documents).map_err(|error| error.to_string())
    }

    fn inline(documents: &[Document]) -> String {
        String::from_utf8(Inline.write(documents, &Options::default()).unwrap().files.remove(0).1).unwrap()
    }

    fn classes(document: &Document) -> Vec<String> {
        let name = |split: &Split| split.parts.iter().map(|part| part.class.unwrap().name()).collect::<Vec<_>>().join("+");
        document.splits.iter().map(name).collect()
    }

    #[test]
    fn mentions_nest_and_proclitics_stand_outside() {
        let documents = read("# article a\nو+[OCC رئيس+ه [NORP ال+روسي]] ل+[ORG:white-house ل{ال}+بيت]\n# note: nothing\n").unwrap();
        let document = &documents[0];
        assert_eq!(document.text, "ورئيسه الروسي للبيت\n");
        assert_eq!(shown(document), ["OCC «رئيسه الروسي»", "NORP «الروسي»", "ORG «لبيت»"]);
        assert_eq!(&*document.mentions[2].entity, "org:white-house");
        assert_eq!(classes(document), ["CONJ+STEM+PRON", "DET+STEM", "PREP+DET+STEM"]);
        assert_eq!(&*document.splits[2].parts[1].form, "ال");
        assert_eq!(document.mentions[0].line, 2);
    }

    #[test]
    fn classes_follow_from_the_cut_unless_they_are_told() {
        let cases = [
            ("ل+ه", "PREP+PRON"),
            ("و+س+يبحث+ها", "CONJ+FUT+STEM+PRON"),
            ("ف+ب+ال+نسبة", "CONJ+PREP+DET+STEM"),
            ("أ+ليس", "INTERROG+STEM"),
            ("ل{:EMPH}+قد", "EMPH+STEM"),
            ("ل+ل+جنة", "PREP+DET+STEM"),
            ("الـ+10", "DET+STEM"),
            ("ك+ك", "PREP+PRON"),
            ("،", "PUNCT"),
            ("و", "STEM"),
        ];
        for (word, expected) in cases {
            assert_eq!(classes(&read(&format!("# article a\n{word}\n")).unwrap()[0]), [expected], "{word}");
        }
    }

    #[test]
    fn signs_and_marks_of_the_text_are_escaped_and_those_of_the_file_are_none() {
        let text = "#وسم [1] {2} 3+4 \\ \u{200f}OSCE\u{200e} \n\u{a0}ب";
        let document = Document { id: "a".into(), text: text.into(), ..Document::default() };
        let written = inline(std::slice::from_ref(&document));
        assert_eq!(written, "# entities a\n\u{200f}\\#وسم \\[1\\] \\{2\\} 3\\+4 \\\\ \\u200FOSCE\\u200E\\u0020\n\u{200f}\\u00A0ب\\\n");
        assert_eq!(read(&written).unwrap(), [document]);
    }

    #[test]
    fn every_fault_is_named_with_its_line() {
        let cases = [
            ("زار", "line 1: text before the first `# article ID`"),
            ("# article a\n[PERS عمر", "line 2: `[PERS` is not closed in article `a`"),
            ("# article a\nعمر]", "line 2: `]` closes nothing"),
            ("# article a\n[PERS ]عمر", "line 2: PERS is empty"),
            ("# article a\n[عمر", "line 2: `[عمر` is not closed"),
            ("# article a\n[ عمر]", "line 2: `[` has no type and space"),
            ("# article a\n[PERS: عمر]", "line 2: `[PERS:` has no reference"),
            ("# article a\nزار+ عمر", "line 2: `+` does not stand between two letters of a word, before «عمر»"),
            ("# article a\nزار+", "line 2: `+` does not stand inside a word"),
            ("# article a\n+زار", "line 2: `+` does not stand between two letters of a word, before «زار»"),
            ("# article a\nزا{زى}ر", "line 2: `{زى}` does not stand behind a segment"),
            ("# article a\nزار{", "line 2: `{` is not closed in its line"),
            ("# article a\nزار{}", "line 2: `{}` says nothing"),
            ("# article a\nزار{:NOUN}", "line 2: `NOUN` is no class; expected one of CONJ, "),
            ("# article a\nزار}", "line 2: `}` closes nothing"),
            ("# article a\nزار\\x", "line 2: `\\x` means nothing"),
            ("# article a\nزار\\u20", "line 2: `\\u20` is no character"),
            ("# entities a\n\nل+زار", "line 3: an article without words (`# entities`) has no `+`"),
        ];
        for (content, expected) in cases {
            let said = read(content).expect_err(content);
            assert!(said.contains(&format!("`a.inline` {expected}")), "{content}: {said}");
        }
    }

    #[test]
    fn the_first_opening_is_its_mark() {
        for (content, fit) in
            [("# a note\n\n# article a\nx\n", Fit::Surely), ("# entities a\n", Fit::Surely), ("# a note\nx\n# article a\n", Fit::No), ("", Fit::No)]
        {
            assert_eq!(Inline.fits(&file("a.txt", content)), fit, "{content}");
        }
    }

    #[test]
    fn two_mentions_of_one_span_and_any_reference_are_kept() {
        let content = "# entities a\n\u{200f}[\u{200f}ORG=q:42\u{200f} [\u{200f}GPE:x\u{200f} قطر]]\n";
        let documents = read(content).unwrap();
        assert_eq!(shown(&documents[0]), ["GPE «قطر»", "ORG «قطر»"]);
        assert_eq!(read(&inline(&documents)).unwrap(), documents);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(documents in sample::documents(sample::ANY)) {
            let mut expected = plain(&documents, |document| document.sentences.clear());
            for document in &mut expected {
                if !cuts::has_words(document) {
                    document.splits.clear();
                    document.tokens.clear();
                }
            }
            let read = read(&inline(&documents)).unwrap();
            prop_assert_eq!(plain(&read, |_| {}), expected);
        }

        #[test]
        fn any_text_reads_back(text in ".*\n?.*", id in "[a-z]{1,3}") {
            let document = Document { id, text, ..Document::default() };
            prop_assert_eq!(read(&inline(std::slice::from_ref(&document))).unwrap(), vec![document]);
        }
    }
}
