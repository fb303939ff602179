//! Sentences of tokens and tags from records or rows, brought into the shape of a sheet of columns.

use rustc_hash::FxHashMap;

use crate::error::{Error, ErrorKind, Problems, Result};
use crate::format::conll::{Sheet, TaggedToken};
use crate::format::document::Document;
use crate::format::input::File;
use crate::format::options::Options;
use crate::tags::{Brackets, Inventory, TagForm, TagReading};

/// Tokens with a tag of gold and of a prediction, of which a file may have one.
pub struct Sentences {
    /// What places are called: `line`, `record` or `row`.
    place: &'static str,
    /// The tokens, one after the other.
    texts: Vec<u8>,
    sheet: Sheet,
    /// The different tags, in the order of the file.
    tags: Vec<String>,
    numbers: FxHashMap<String, usize>,
    /// The places of the tags of every token among them.
    tagged: Vec<[usize; 2]>,
    /// The first token of the open sentence, and the first sentence of the open document.
    open: (usize, usize),
    /// The names of documents, where the file names them.
    names: Vec<String>,
}

impl Sentences {
    /// No sentences yet, of a file whose places are called so.
    pub fn new(file: &File, place: &'static str) -> Sentences {
        let sheet = Sheet { shown: file.shown.clone(), ..Sheet::default() };
        let (tags, numbers) = (Vec::new(), FxHashMap::default());
        Sentences { place, texts: Vec::new(), sheet, tags, numbers, tagged: Vec::new(), open: (0, 0), names: Vec::new() }
    }

    /// Adds a token with its tags. `Err` if it is empty.
    pub fn token(&mut self, line: u64, token: &str, tags: [&str; 2]) -> Result<(), String> {
        if token.trim().is_empty() {
            return Err("the token is empty; remove it and its tag, or give it its text".into());
        }
        let len = u32::try_from(token.len()).map_err(|_| "the token is longer than 4 GB".to_string())?;
        self.sheet.tokens.push(TaggedToken { line, start: self.texts.len(), len, tags: [0; 2] });
        self.texts.extend_from_slice(token.as_bytes());
        let places = tags.map(|tag| self.number(tag));
        self.tagged.push(places);
        Ok(())
    }

    fn number(&mut self, tag: &str) -> usize {
        if let Some(&number) = self.numbers.get(tag) {
            return number;
        }
        self.tags.push(tag.into());
        self.numbers.insert(tag.into(), self.tags.len() - 1);
        self.tags.len() - 1
    }

    /// Ends the sentence, if it has a token.
    pub fn end_sentence(&mut self) {
        if self.open.0 < self.sheet.tokens.len() {
            self.sheet.sentences.push(self.open.0..self.sheet.tokens.len());
            self.open.0 = self.sheet.tokens.len();
        }
    }

    /// Ends the document, which has this name if the file names documents.
    pub fn end_document(&mut self, name: Option<&str>) {
        self.end_sentence();
        if self.open.1 < self.sheet.sentences.len() {
            self.sheet.documents.push(self.open.1..self.sheet.sentences.len());
            self.open.1 = self.sheet.sentences.len();
            self.names.extend(name.map(String::from));
        }
    }

    /// The documents with the mentions of the tags on the first so many sides.
    ///
    /// `Err` holds every tag that is none or breaks the scheme of its side.
    pub fn documents(mut self, file: &File, sides: usize, options: &Options) -> Result<Vec<Vec<Document>>> {
        self.end_document(None);
        if self.sheet.tokens.is_empty() {
            return Err(Error::new(ErrorKind::Malformed, format!("`{}` is empty: it holds no token", file.shown))
                .about(&file.shown)
                .remedy("expected a token with its tags"));
        }
        if self.texts.len() + self.sheet.tokens.len() > u32::MAX as usize {
            let error = Error::new(ErrorKind::Unsupported, format!("`{}` has more than {} bytes of text", file.shown, u32::MAX));
            return Err(error.about(&file.shown).remedy("split it"));
        }
        self.sheet.is_marked = self.sheet.documents.len() > 1 || !self.names.is_empty();
        let texts =
            File { content: std::mem::take(&mut self.texts), ..File { name: file.name.clone(), shown: file.shown.clone(), content: Vec::new() } };
        let mut problems = Problems::default();
        let mut all = Vec::new();
        for side in 0..sides {
            self.tag(side, &mut |place, line, said| problems.place(&file.shown, place, line, said));
            let place = self.place;
            let scheme = self.sheet.scheme_with(side, options, &mut |line, said| problems.place(&file.shown, place, line, said));
            let mut documents = self.sheet.documents(&texts, side, TagReading::Scheme(scheme, options.repair));
            documents.iter_mut().zip(&self.names).for_each(|(document, name)| document.id = name.clone());
            all.push(documents);
        }
        problems.into_result()?;
        Ok(all)
    }

    /// Gives the tokens the tags of a side, in the form that all of them have.
    fn tag(&mut self, side: usize, tell: &mut dyn FnMut(&str, u64, String)) {
        let used: std::collections::BTreeSet<usize> = self.tagged.iter().map(|tags| tags[side]).collect();
        let form = TagForm::of(used.iter().map(|&at| self.tags[at].as_str())).unwrap_or_default();
        if side == 0 {
            self.sheet.inventory = Inventory::of(form);
        }
        // One inventory numbers the tags of both sides: another form is put in as tags of the first.
        let mut own = Inventory::of(form);
        let mut brackets = Brackets::default();
        for sentence in self.sheet.sentences.clone() {
            for at in sentence {
                let (line, tag) = (self.sheet.tokens[at].line, &self.tags[self.tagged[at][side]]);
                let number = match form {
                    TagForm::Bracket => {
                        brackets.next(tag).and_then(|tag| self.sheet.inventory.number(tag.as_bytes()).map_err(|fault| fault.to_string()))
                    }
                    _ if side == 0 => self.sheet.inventory.number(tag.as_bytes()).map_err(|fault| fault.to_string()),
                    _ => own.number(tag.as_bytes()).map_err(|fault| fault.to_string()).map(|number| {
                        let kind = own.kind(number);
                        self.sheet.inventory.put(tag, kind, &own.labels()[usize::from(kind.label)])
                    }),
                };
                match number {
                    Ok(number) => self.sheet.tokens[at].tags[side] = number,
                    Err(said) => tell(self.place, line, said),
                }
            }
            brackets.end().unwrap_or_else(|said| tell(self.place, 0, said));
        }
    }
}
