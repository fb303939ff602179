//! An article of the inline form that is being read, line by line.

use crate::annotation::Class;
use crate::error::Problems;
use crate::format::cuts;
use crate::format::document::{Document, Note, Part, SplitToken};
use crate::format::inline::signs::is_layout;
use crate::format::location::Location;
use crate::text::Span;
use crate::text::words::words;
use crate::wording::excerpt;

/// What stands in braces after a segment.
struct Told {
    at: usize,
    form: String,
    class: Option<Class>,
    line: u64,
}

/// An article that is being read.
pub(super) struct OpenArticle {
    document: Document,
    has_words: bool,
    /// Places of `+` with their lines.
    cuts: Vec<(usize, u64)>,
    told: Vec<Told>,
    /// Mentions whose bracket is open: start, label, entity, line.
    open: Vec<(usize, String, String, u64)>,
}

impl OpenArticle {
    /// An article of this id; its words are told, or only its mentions.
    pub(super) fn new(id: &str, has_words: bool) -> OpenArticle {
        let document = Document { id: id.into(), ..Document::default() };
        OpenArticle { document, has_words, cuts: Vec::new(), told: Vec::new(), open: Vec::new() }
    }

    /// Takes in a line.
    pub(super) fn line(&mut self, content: &str, place: Location, problems: &mut Problems) {
        if let Err(said) = self.characters(content, place.line) {
            place.note(said, problems);
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
    pub(super) fn end(mut self, place: Location, problems: &mut Problems) -> Option<Document> {
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
        self.document.mentions.sort_by(|a, b| a.order().cmp(&b.order()));
        is_good.then_some(self.document)
    }

    /// Fills tokens and their parts.
    fn words(&mut self, faults: &mut Vec<(u64, String)>) {
        let text = self.document.text.as_str();
        let (mut cuts, mut told) = (self.cuts.iter().peekable(), self.told.iter().peekable());
        let mut splits = Vec::new();
        for span in words(text) {
            let mut edges = vec![span.start()];
            // The line of its last cut.
            let mut cut = 0;
            while let Some(&&(at, line)) = cuts.peek().filter(|(at, _)| *at < span.end()) {
                match at > edges[edges.len() - 1] {
                    true => edges.push(at),
                    false => faults.push((line, format!("`+` does not stand between two letters of a word, before «{}»", excerpt(span.slice(text))))),
                }
                cut = line;
                cuts.next();
            }
            edges.push(span.end());
            let pieces: Vec<&str> = edges.windows(2).map(|edge| &text[edge[0]..edge[1]]).collect();
            let mut parts = Vec::with_capacity(pieces.len());
            let mut told_at: Vec<usize> = Vec::new();
            let follows = cuts::implied(&pieces);
            for (edge, &class) in edges.windows(2).zip(&follows) {
                let mut part = Part { span: Span::new(text, edge[0], edge[1]).ok(), form: "".into(), class: Some(class) };
                while let Some(here) = told.next_if(|told| told.at <= edge[1]) {
                    match here.at == edge[1] && part.form.is_empty() {
                        true => {
                            part.form = here.form.as_str().into();
                            part.class = here.class.or(part.class);
                            told_at.extend(here.class.map(|_| edge[1]));
                        }
                        false => faults.push((here.line, format!("`{{{}}}` does not stand behind a segment", here.form))),
                    }
                }
                parts.push(part);
            }
            for ((end, piece), class) in edges[1..].iter().zip(&pieces).zip(follows) {
                // A class that braces tell is taken at its word.
                if pieces.len() > 1 && told_at.binary_search(end).is_err() && !class.admits(piece) {
                    let (piece, word) = (excerpt(piece), excerpt(span.slice(text)));
                    let said = format!("«{piece}» of «{word}» cannot be {class}, which follows from the cut");
                    faults.push((cut, format!("{said}; say its class in braces, as in `{piece}{{:STEM}}`, or cut elsewhere")));
                }
            }
            splits.push(SplitToken { span, parts });
        }
        cuts.for_each(|&(_, line)| faults.push((line, "`+` does not stand inside a word".into())));
        told.for_each(|told| faults.push((told.line, format!("`{{{}}}` does not stand behind a segment", told.form))));
        self.document.tokens = splits.iter().map(|split| split.span).collect();
        self.document.splits = splits;
    }
}

/// The character after a backslash; none where it joins two lines.
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

/// The label and the entity of what stands after an opening bracket.
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
            let known = Class::known_names();
            format!("`{name}` is no class; expected one of {known}")
        })?),
    };
    if form.is_empty() && class.is_none() {
        return Err("`{}` says nothing; write a form or a class, or leave it away".into());
    }
    Ok(Told { at, form, class, line })
}
