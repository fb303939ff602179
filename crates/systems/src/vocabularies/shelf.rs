//! Vocabularies that are loaded once, when they are first asked for, and that all workers share.

use std::sync::{Arc, OnceLock};

use mihak_core::annotation::Subword;
use mihak_core::error;
use mihak_core::hash::short_hash;
use serde::Deserialize;

use crate::failure::{Failure, malformed, within};
use crate::handle::Handle;
use crate::source::{Files, Source};
use crate::subwords::{Facts, Subwords};

/// A vocabulary that several workers can use at a time. Its functions do what those of [`Subwords`] do.
pub trait Vocabulary: Send + Sync {
    /// Appends the tokens of `text`.
    fn encode(&self, text: &str, out: &mut Vec<Subword>) -> Result<(), Failure>;

    /// The text of these tokens.
    fn decode(&self, ids: &[u32]) -> Result<String, Failure>;

    /// The facts of the vocabulary.
    fn facts(&self) -> &Facts;
}

impl Subwords for Arc<dyn Vocabulary> {
    fn encode(&mut self, text: &str, out: &mut Vec<Subword>) -> Result<(), Failure> {
        (**self).encode(text, out)
    }

    fn decode(&mut self, ids: &[u32]) -> Result<String, Failure> {
        (**self).decode(ids)
    }

    fn facts(&self) -> Option<&Facts> {
        Some((**self).facts())
    }
}

/// Makes a vocabulary of the bytes of its file.
type Read = fn(&[u8]) -> error::Result<Arc<dyn Vocabulary>>;

type Loaded = Result<(Arc<dyn Vocabulary>, String), Failure>;

/// A vocabulary that is loaded when it is first asked for, and then shared.
pub struct Shelf {
    about: String,
    load: Box<dyn Fn() -> Loaded + Send + Sync>,
    held: OnceLock<Loaded>,
}

impl Shelf {
    /// A vocabulary that `load` makes, with its receipt. The hash of its tokens is added to the receipt.
    pub fn new(about: String, load: impl Fn() -> Loaded + Send + Sync + 'static) -> Shelf {
        Shelf { about, load: Box::new(load), held: OnceLock::new() }
    }

    /// A vocabulary that `read` makes from the bytes of a file. The option `file` names it. `by` is the crate that does the work, with its
    /// version.
    ///
    /// `Err` if `file` is missing or empty, or if there is another option.
    pub fn of_file(by: &'static str, options: toml::Table, files: Arc<dyn Files>, read: Read) -> error::Result<Shelf> {
        let Options { file } = options.try_into().map_err(|error| malformed("its only option is `file`").because(error))?;
        if file.is_empty() {
            return Err(malformed("option `file` is empty, expected the path of a file below the folder of the suite"));
        }
        Ok(Shelf::new(format!("{by}, {file}"), move || {
            let shown = files.shown(&file);
            if !files.has(&file) {
                return Err(Failure::Missing { why: format!("there is no file `{shown}`"), install: String::new() });
            }
            let opened = files.read(&file).and_then(|bytes| {
                if bytes.is_empty() {
                    return Err(malformed(format!("the file `{shown}` is empty")));
                }
                let vocabulary = read(&bytes).map_err(|error| within(format!("the file `{shown}`"), error))?;
                // The same vocabulary may be merged or normalised otherwise: the file is a part of the receipt.
                Ok((vocabulary, format!("{by} {file}#{}", short_hash(&[&bytes]))))
            });
            opened.map_err(|error| Failure::unread(&error))
        }))
    }

    fn held(&self) -> &Loaded {
        self.held.get_or_init(|| (self.load)())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    file: String,
}

impl Source for Shelf {
    fn about(&self) -> String {
        self.about.clone()
    }

    fn version(&self) -> Result<String, Failure> {
        self.held().clone().map(|(vocabulary, receipt)| format!("{receipt} vocabulary#{}", (*vocabulary).facts().hash))
    }

    fn open(&self) -> Result<Handle, Failure> {
        self.held().clone().map(|(vocabulary, _)| Handle::Subwords(Box::new(vocabulary)))
    }
}
