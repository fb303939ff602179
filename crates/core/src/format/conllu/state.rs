//! Where the parser of CoNLL-U is: what it has read so far, and what is wrong with it.

use rustc_hash::FxHashSet;

use crate::error::Problems;
use crate::format::conllu::layer::Layers;
use crate::format::conllu::scan::Block;
use crate::format::conllu::treebank::{Stretch, Treebank};
use crate::format::conllu::unread::Unread;
use crate::format::input::File;
use crate::tags::Inventory;

/// How much of a file is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Detail {
    /// Tokens, words, sentences and documents: what scores need. MISC, `# sent_id` and `# text` are not looked at.
    Forms,
    /// Everything.
    Full,
}

/// What the comments in front of a sentence say.
#[derive(Clone, Copy, Default)]
pub(super) struct Head {
    pub(super) document: Option<Stretch>,
    pub(super) opens_paragraph: bool,
    /// The value of `# text` and its line.
    pub(super) text: Option<(Stretch, u32)>,
    pub(super) has_id: bool,
    /// The value of `# mihak` and its line.
    pub(super) layers: Option<(Layers, u32)>,
}

/// Where the parser is in a sentence.
#[derive(Clone, Copy)]
pub(super) struct Body {
    /// The number of words so far.
    pub(super) words: u32,
    /// The number of empty nodes behind the last word.
    pub(super) empty: u32,
    /// The last word of the multiword token that was met last, or 0.
    pub(super) until: u32,
}

/// What reads the lines of a file, one behind the other.
pub(super) struct Parser<'a> {
    pub(super) file: &'a File,
    pub(super) detail: Detail,
    pub(super) bank: Treebank<'a>,
    pub(super) problems: Problems,
    pub(super) line: u32,
    /// Those of the document that is being read.
    pub(super) layers: Layers,
    /// Where the search for tabs is.
    pub(super) block: Block,
    pub(super) head: Head,
    pub(super) body: Option<Body>,
    /// Whether the sentence has no fault so far.
    pub(super) is_sound: bool,
    pub(super) ids: FxHashSet<&'a str>,
}

impl<'a> Parser<'a> {
    /// The parser in front of the first line of a file, whose content is this text.
    pub(super) fn new(file: &'a File, text: &'a str, detail: Detail) -> Parser<'a> {
        let guess = text.len() / 48;
        let bank = Treebank {
            text,
            tokens: Vec::with_capacity(guess),
            words: Vec::with_capacity(guess),
            sentences: Vec::with_capacity(guess / 16),
            sections: Vec::new(),
            is_divided: false,
            spaces: Vec::new(),
            tags: Vec::new(),
            inventory: Inventory::default(),
            classes: Vec::new(),
            surfaces: Vec::new(),
            brackets: Vec::new(),
            strange_brackets: 0,
            empty_nodes: 0,
            entities: 0,
            unread: Unread::default(),
        };
        Parser {
            file,
            detail,
            bank,
            problems: Problems::default(),
            line: 0,
            layers: Layers::default(),
            block: Block::default(),
            head: Head::default(),
            body: None,
            is_sound: true,
            ids: FxHashSet::default(),
        }
    }

    /// Notes a fault of the line that is being read.
    pub(super) fn fault(&mut self, said: impl Into<String>) {
        self.fault_at(self.line, said);
    }

    /// Notes a fault of a line that was read.
    pub(super) fn fault_at(&mut self, line: u32, said: impl Into<String>) {
        self.is_sound = false;
        self.problems.line(&self.file.shown, u64::from(line), said);
    }
}
