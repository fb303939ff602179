//! The extractor `onnx-ner`: a token-classification network in ONNX form, which runs in this process.
//!
//! text → passages of words and pieces ([`pieces`]) → windows of pieces ([`windows`]) → one tag for each word ([`network`], [`tags`]) → mentions.

mod network;
mod options;
mod passage;
mod pieces;
mod tags;
mod windows;

use std::sync::{Arc, OnceLock};

use mihak_core::annotation::{Labels, Mention};
use mihak_core::error;
use mihak_core::hash::short_hash;
use mihak_core::tags::Chunk;
use network::{Batch, Logits, Network, Worker};
use options::{Aggregation, Options};
use passage::Passage;
use pieces::Cutter;
use tags::Tags;
use windows::{Window, Windows};

use crate::contract::Extractor;
use crate::failure::{Failure, within};
use crate::handle::Handle;
use crate::source::{Files, Source};

/// The crate that executes networks, with its version.
pub const RTEN: &str = "rten 0.27.0";
/// The crate that cuts text into pieces, with its version.
const TOKENIZERS: &str = "tokenizers 0.23.2";

/// The source of an ONNX network. Its files are loaded when they are first needed.
pub struct OnnxNer {
    options: Options,
    files: Arc<dyn Files>,
    shared: OnceLock<Result<Arc<Shared>, Failure>>,
}

impl OnnxNer {
    /// The source that these options describe. Paths in them are read through `files`. No file is opened yet.
    ///
    /// `Err` if an option is wrong or missing. It names the option.
    pub fn new(options: toml::Table, files: Arc<dyn Files>) -> error::Result<OnnxNer> {
        Ok(OnnxNer { options: Options::new(options)?, files, shared: OnceLock::new() })
    }

    fn shared(&self) -> Result<Arc<Shared>, Failure> {
        self.shared.get_or_init(|| Shared::load(&self.options, &*self.files).map(Arc::new)).clone()
    }
}

impl Source for OnnxNer {
    fn about(&self) -> String {
        format!("{RTEN} {}", self.options.model)
    }

    fn version(&self) -> Result<String, Failure> {
        Ok(self.shared()?.receipt.clone())
    }

    fn open(&self) -> Result<Handle, Failure> {
        Ok(Handle::Extractor(Box::new(Tagger { shared: self.shared()?, worker: Worker::new() })))
    }
}

/// What all handles of a system share.
struct Shared {
    network: Network,
    cutter: Cutter,
    tags: Tags,
    windows: Windows,
    batch: usize,
    aggregation: Aggregation,
    receipt: String,
}

impl Shared {
    fn load(options: &Options, files: &dyn Files) -> Result<Shared, Failure> {
        // A missing file is another failure than a wrong one.
        for path in [Some(&options.model), Some(&options.tokenizer), options.labels.file()].into_iter().flatten() {
            if !files.has(path) {
                return Err(Failure::Missing { why: format!("there is no file `{}`", files.shown(path)), install: String::new() });
            }
        }
        Shared::read(options, files).map_err(|error| Failure::unread(&error))
    }

    fn read(options: &Options, files: &dyn Files) -> error::Result<Shared> {
        let (tags, positions) = Tags::load(options, files)?;
        let json = files.read(&options.tokenizer)?;
        let cutter = Cutter::new(&json, options).map_err(|error| within(format!("tokenizer `{}`", files.shown(&options.tokenizer)), error))?;
        let windows = options.windows(positions, cutter.frame.len())?;
        let (network, model) = Network::load(&options.model, files, &cutter, tags.len())?;
        let tokenizer = short_hash(&[&json]);
        let receipt = format!(
            "{RTEN} {TOKENIZERS} model#{model} tokenizer#{tokenizer} labels#{} {} words:{}:{} window:{}:{}:{}",
            tags.hash,
            tags.reading(),
            options.words.name(),
            options.aggregation.name(),
            windows.room + cutter.frame.len(),
            windows.stride,
            options.passage.name(),
        );
        Ok(Shared { network, cutter, tags, windows, batch: options.batch, aggregation: options.aggregation, receipt })
    }
}

/// One worker's handle.
struct Tagger {
    shared: Arc<Shared>,
    worker: Worker,
}

impl Extractor for Tagger {
    fn labels(&self) -> &Arc<Labels> {
        &self.shared.tags.inventory
    }

    fn extract(&mut self, text: &str, out: &mut Vec<Mention>) -> Result<(), Failure> {
        let shared = &*self.shared;
        let passages = shared.cutter.passages(text)?;
        let mut tags: Vec<Vec<u16>> = passages.iter().map(|passage| vec![0; passage.words.len()]).collect();
        let mut jobs: Vec<(usize, Window)> = Vec::new();
        for (at, passage) in passages.iter().enumerate() {
            jobs.extend(shared.windows.of(&passage.words).into_iter().map(|window| (at, window)));
        }
        // Neighbours in length share a batch, so that little is padded.
        jobs.sort_by_key(|(_, window)| window.pieces.len());
        for jobs in jobs.chunks(shared.batch) {
            let batch = Batch::new(&shared.cutter.frame, jobs.iter().map(|(at, window)| &passages[*at].ids[window.pieces.clone()]));
            let logits = shared.network.run(&self.worker, &batch)?;
            for (row, (at, window)) in jobs.iter().enumerate() {
                shared.decide(&logits, row, &passages[*at], window, &mut tags[*at])?;
            }
        }
        for (passage, tags) in passages.iter().zip(&tags) {
            shared.mentions(passage, tags, out);
        }
        Ok(())
    }

    fn is_threaded(&self) -> bool {
        true
    }
}

impl Shared {
    /// Sets the tag of every word that is the window's own.
    fn decide(&self, logits: &Logits, row: usize, passage: &Passage, window: &Window, tags: &mut [u16]) -> Result<(), Failure> {
        for word in window.own.clone() {
            // If a word is longer than the window, the network saw only its first pieces.
            let seen = passage.words[word].pieces.start..passage.words[word].pieces.end.min(window.pieces.end);
            let at = |piece: usize| logits.of(row, self.cutter.frame.before.len() + piece - window.pieces.start);
            let best = match self.aggregation {
                Aggregation::First => network::best(at(seen.start)),
                Aggregation::Average => network::best(&network::average(seen.map(at))),
            };
            let best = best.ok_or_else(|| {
                let word = passage.words[word].span;
                Failure::Error(format!("the network gives no number (NaN) for the word at bytes {}..{}", word.start(), word.end()))
            })?;
            tags[word] = best as u16;
        }
        Ok(())
    }

    fn mentions(&self, passage: &Passage, tags: &[u16], out: &mut Vec<Mention>) {
        let mut chunks: Vec<Chunk> = Vec::new();
        self.tags.chunks(tags, &mut chunks);
        out.extend(chunks.iter().map(|chunk| {
            let (first, last) = (&passage.words[chunk.start as usize], &passage.words[chunk.end as usize - 1]);
            Mention { span: first.span.to(last.span), label: self.tags.label(chunk.label) }
        }));
    }
}

#[cfg(test)]
mod tests;
