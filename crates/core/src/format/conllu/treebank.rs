//! What a CoNLL-U file holds, as places in its text: no token, word or sentence has an allocation of its own.

use std::borrow::Cow;
use std::ops::Range;

use crate::annotation::Class;
use crate::format::conllu::escape::unescaped;
use crate::format::conllu::layer::Layers;
use crate::format::conllu::unread::Unread;
use crate::format::input::File;
use crate::tags::Inventory;

/// A stretch of the file, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Stretch {
    /// The first byte.
    pub at: u32,
    /// The number of bytes.
    pub len: u32,
}

/// What follows a token in the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gap {
    /// One space, as nothing else is said.
    Space,
    /// Nothing: `SpaceAfter=No`.
    None,
    /// What `SpacesAfter` says; it is among [`Treebank::spaces`].
    Told,
}

/// A surface token: a word, or a multiword token.
#[derive(Clone, Copy, Debug)]
pub struct SurfaceToken {
    /// FORM.
    pub form: Stretch,
    /// The first of its words, which go to the first word of the next token.
    pub word: u32,
    /// Whether it has a line of its own, `3-4`.
    pub is_multiword: bool,
    /// What follows it.
    pub gap: Gap,
}

/// A syntactic word.
#[derive(Clone, Copy, Debug)]
pub struct SyntacticWord {
    /// FORM.
    pub form: Stretch,
    /// Its token.
    pub token: u32,
    /// Its line, 1 is the first.
    pub line: u32,
}

/// A sentence; it goes to the first token of the next.
#[derive(Clone, Copy, Debug)]
pub struct Sentence {
    /// Its first token.
    pub token: u32,
    /// Whether `# newpar` stands in front of it.
    pub opens_paragraph: bool,
}

/// A document; it goes to the first sentence of the next.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// The id that `# newdoc` gives, or an empty place.
    pub id: Stretch,
    /// Its first sentence.
    pub sentence: u32,
    /// What of it is annotated in our own way.
    pub layers: Layers,
}

/// Which stretch of white space MISC tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// `SpacesBefore`.
    Before,
    /// `SpacesAfter`.
    After,
    /// `SpacesInToken`: the token as the text has it.
    Within,
}

/// White space that MISC tells, escaped.
#[derive(Clone, Copy, Debug)]
pub struct Spaces {
    /// The token.
    pub token: u32,
    /// Which.
    pub side: Side,
    /// The value.
    pub value: Stretch,
}

/// A CoNLL-U file, as places in its text.
#[derive(Debug)]
pub struct Treebank<'a> {
    /// The whole file.
    pub(super) text: &'a str,
    /// Surface tokens.
    pub tokens: Vec<SurfaceToken>,
    /// Words.
    pub words: Vec<SyntacticWord>,
    /// Sentences; each has at least one word.
    pub sentences: Vec<Sentence>,
    /// Documents; at least one, and only the only one may be empty.
    pub sections: Vec<Section>,
    /// Whether `# newdoc` made the documents.
    pub is_divided: bool,
    /// White space that MISC tells, sorted by token.
    pub spaces: Vec<Spaces>,
    /// The tags of `ner=` by word; empty if there is none.
    pub tags: Vec<u16>,
    /// What the tags say.
    pub inventory: Inventory,
    /// The classes of XPOS by word, where the document has layer `segments`; empty if none has.
    pub classes: Vec<Option<Class>>,
    /// The values of `Surface=` by word, sorted, where the document has layer `segments`.
    pub surfaces: Vec<(u32, Stretch)>,
    /// The values of `Mention=` by word, sorted, where the document has layer `mentions`.
    pub brackets: Vec<(u32, Stretch)>,
    /// The number of `Mention=` in other documents, which are not read.
    pub strange_brackets: usize,
    /// The number of empty nodes, which are neither tokens nor words.
    pub empty_nodes: usize,
    /// The number of `Entity=` annotations, which are not read.
    pub entities: usize,
    /// The attributes of MISC that are not read.
    pub(super) unread: Unread,
}

impl<'a> Treebank<'a> {
    /// What stands at a place.
    pub fn at(&self, place: Stretch) -> &'a str {
        self.text(place.at as usize..(place.at + place.len) as usize)
    }

    /// The bytes at a place.
    #[inline]
    pub fn raw(&self, place: Stretch) -> &'a [u8] {
        &self.text.as_bytes()[place.at as usize..(place.at + place.len) as usize]
    }

    /// The text between two tabs or line ends.
    pub(super) fn text(&self, range: Range<usize>) -> &'a str {
        &self.text[range]
    }

    /// The words of a token.
    pub fn words_of(&self, token: usize) -> Range<usize> {
        let end = self.tokens.get(token + 1).map_or(self.words.len(), |next| next.word as usize);
        self.tokens[token].word as usize..end
    }

    /// The tokens of a sentence.
    pub fn tokens_of(&self, sentence: usize) -> Range<usize> {
        let end = self.sentences.get(sentence + 1).map_or(self.tokens.len(), |next| next.token as usize);
        self.sentences[sentence].token as usize..end
    }

    /// The sentences of a document.
    pub fn sentences_of(&self, section: usize) -> Range<usize> {
        let end = self.sections.get(section + 1).map_or(self.sentences.len(), |next| next.sentence as usize);
        self.sections[section].sentence as usize..end
    }

    /// The id of a document: its own, else its place (`1` is the first), else the name of an undivided file.
    pub fn id(&self, section: usize, file: &File) -> String {
        match self.at(self.sections[section].id) {
            "" if self.is_divided => (section + 1).to_string(),
            "" => file.stem().into(),
            id => id.into(),
        }
    }

    /// The white space that MISC tells on a side of a token, without escapes; for `Within`, the token as the text has it.
    pub fn told(&self, token: usize, side: Side) -> Option<Cow<'a, str>> {
        let from = self.spaces.partition_point(|told| (told.token as usize) < token);
        let told = self.spaces[from..].iter().take_while(|told| told.token as usize == token).find(|told| told.side == side)?;
        Some(unescaped(self.at(told.value)).expect("escapes were checked when the file was parsed"))
    }

    /// What `Surface=` says of a word, without escapes.
    pub(super) fn surface(&self, word: usize) -> Option<Cow<'a, str>> {
        let found = self.surfaces.binary_search_by_key(&(word as u32), |&(word, _)| word).ok()?;
        Some(unescaped(self.at(self.surfaces[found].1)).expect("escapes were checked when the file was parsed"))
    }

    /// The values of `Mention=` on words.
    pub(super) fn brackets_of(&self, words: Range<usize>) -> &[(u32, Stretch)] {
        let place = |word: usize| self.brackets.partition_point(|&(other, _)| (other as usize) < word);
        &self.brackets[place(words.start)..place(words.end)]
    }
}
