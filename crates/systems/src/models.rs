//! The shipped models of the learned systems, and what they were trained on.
//!
//! [`crate::tokenizers::Crf`] labels letters. [`crate::extractors::CrfNer`] labels segments. Their models are the files of the folder `models`.
//! They were trained on the split `dev` alone. `cargo run --release --example train` writes them.

/// What the models were trained on, and how: the content of `models/signature.toml`.
pub const SIGNATURE: &str = include_str!("models/signature.toml");

/// The receipt of the segmenter: crate, model and training set.
pub const SEGMENTER_RECEIPT: &str = include_str!("models/crf.receipt");

/// The receipt of the extractor: crate, model and training set.
pub const EXTRACTOR_RECEIPT: &str = include_str!("models/crf-ner.receipt");

/// The two models of the extractor. `outer` finds mentions in lines; `inner` finds mentions inside of those.
#[derive(Clone, Copy)]
pub struct Levels<'a> {
    /// The bytes of the model of outermost mentions, in CRFsuite's format.
    pub outer: &'a [u8],
    /// The bytes of the model of mentions inside of these, in CRFsuite's format.
    pub inner: &'a [u8],
}

/// The shipped model of the segmenter.
pub fn shipped_segmenter() -> &'static [u8] {
    include_bytes!("models/crf.crfsuite")
}

/// The shipped models of the extractor.
pub fn shipped_levels() -> Levels<'static> {
    Levels { outer: include_bytes!("models/crf-ner-outer.crfsuite"), inner: include_bytes!("models/crf-ner-inner.crfsuite") }
}
