//! The learned extractor. One chain tags the segments of each line; a second one tags the segments inside of each mention that was found.

mod line;
mod tag;

use std::io;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use mihak_core::annotation::{Label, Labels, Mention, Scheme};
use mihak_core::text::words::words;

use crate::chain::{Chain, Path};
use crate::contract::Extractor;
use crate::failure::Failure;
use crate::models::{Levels, shipped_levels};
use crate::tokenizers::Crf;

pub use line::Line;
pub use tag::Tag;

static SHIPPED: LazyLock<Arc<Tagger>> = LazyLock::new(|| Arc::new(Tagger::new(shipped_levels()).expect("the shipped models are: a test reads them")));

/// Trained models of mentions, ready to be shared.
pub struct Tagger {
    /// The labels of both levels.
    labels: Arc<Labels>,
    outer: Level,
    inner: Level,
}

struct Level {
    chain: Chain,
    /// The tag that each label stands for.
    tags: Vec<Tag>,
    /// The label of the item around sequences; `None` if the model was trained without such an item.
    edge: Option<usize>,
}

impl Level {
    /// The level of a chain, whose sequences stand between segments of the tag `edge`; `lean` is taken from the score of every step to a segment outside all mentions.
    fn new(mut chain: Chain, edge: Option<Tag>, lean: f64, labels: &Labels) -> io::Result<Level> {
        let tags: Vec<Tag> = chain.labels().iter().map(|label| Tag::named(label, labels)).collect::<io::Result<_>>()?;
        chain.bar(|from, to| match (Tag::named(from, labels), Tag::named(to, labels)) {
            (Ok(from), Ok(to)) => from.leads_to(to),
            _ => false,
        });
        chain.lean(&Tag::Outside.name(labels), -lean);
        let edge = edge.and_then(|edge| chain.label(&edge.name(labels)));
        Ok(Level { chain, tags, edge })
    }

    /// Appends the ranges of segments of `line` within `within` that are mentions. `inside` is the type of the mention that they stand in.
    fn find(&self, line: &Line, within: Range<usize>, inside: Option<&str>, desk: &mut Desk, out: &mut Vec<Found>) {
        desk.path.clear();
        for at in within.clone() {
            desk.path.push_item(&self.chain);
            let tell = |attribute: &str| desk.path.add(&self.chain, attribute);
            line.attributes(at, inside.map(|label| (label, within.clone())), &mut desk.name, tell);
            if at == within.start {
                desk.path.bar(&self.chain, |label| self.tags[label].may_open());
            }
        }
        let first = out.len();
        for (at, &label) in within.zip(desk.path.best(&self.chain, self.edge)) {
            match (self.tags[label], &mut out[first..]) {
                (Tag::Outside, _) => {}
                (Tag::Inside(_), [.., last]) => last.to = at + 1,
                (Tag::First(label) | Tag::Inside(label), _) => out.push(Found { from: at, to: at + 1, label }),
            }
        }
    }
}

/// A mention, as the segments `from..to` of a line.
struct Found {
    from: usize,
    to: usize,
    label: Label,
}

/// The memory that a handle works in. It is used again for each line.
#[derive(Default)]
struct Desk {
    path: Path,
    name: String,
}

impl Tagger {
    /// The tagger of two model files in CRFsuite's format.
    ///
    /// `Err` if one is no such file, or has labels that are no tags.
    pub fn new(models: Levels) -> io::Result<Tagger> {
        Tagger::leaning(models, LEAN)
    }

    /// The same tagger with another lean towards mentions, see [`LEAN`].
    pub fn leaning(models: Levels, lean: f64) -> io::Result<Tagger> {
        let outer = Chain::read(models.outer)?;
        let outer_types = types(&outer)?;
        let inner = Chain::read(models.inner)?;
        let labels = Labels::of(outer_types.into_iter().chain(types(&inner)?));
        let (outer, inner) = (Level::new(outer, Some(Tag::Outside), lean, &labels)?, Level::new(inner, None, 0.0, &labels)?);
        Ok(Tagger { labels: Arc::new(labels), outer, inner })
    }
}

/// The types of the tags of a chain. A type stands there once for each of its tags. `Err` if the chain has labels that are no tags.
fn types(chain: &Chain) -> io::Result<Vec<&str>> {
    chain.labels().iter().filter_map(|name| Tag::kind(name).transpose()).collect()
}

/// The lean towards mentions: it is taken from the score of every segment outside of all mentions. A model that was trained on few articles finds
/// too little. The number was chosen by cross-validation over `dev`.
pub const LEAN: f64 = 0.5;

/// The learned extractor of all 21 types. It finds outermost mentions, and mentions one level inside of them.
///
/// [`Crf`] cuts the text by the finest scheme, so that proclitics and pronouns are segments of their own. A conditional random field tags the
/// segments of each line. A second one tags the segments inside of each mention that was found.
pub struct CrfNer {
    tagger: Arc<Tagger>,
    segmenter: Crf,
    line: Line,
    desk: Desk,
    outer: Vec<Found>,
    inner: Vec<Found>,
}

impl CrfNer {
    /// A handle of the shipped models. They are read once for all handles.
    #[allow(clippy::new_without_default)]
    pub fn new() -> CrfNer {
        CrfNer::of(SHIPPED.clone(), Crf::new(Scheme::D3))
    }

    /// A handle of other models, which work on the segments of this segmenter.
    pub fn of(tagger: Arc<Tagger>, segmenter: Crf) -> CrfNer {
        CrfNer { tagger, segmenter, line: Line::default(), desk: Desk::default(), outer: Vec::new(), inner: Vec::new() }
    }

    fn tag_line(&mut self, out: &mut Vec<Mention>) {
        let CrfNer { tagger, line, desk, outer, inner, .. } = self;
        outer.clear();
        tagger.outer.find(line, 0..line.len(), None, desk, outer);
        for found in outer.iter() {
            let mention = Mention { span: line.span(found.from, found.to), label: found.label };
            out.push(mention);
            if found.to - found.from < 2 {
                continue;
            }
            inner.clear();
            tagger.inner.find(line, found.from..found.to, Some(tagger.labels.name(found.label)), desk, inner);
            let nested = inner.iter().map(|found| Mention { span: line.span(found.from, found.to), label: found.label });
            out.extend(nested.filter(|nested| nested.span != mention.span));
        }
    }
}

impl Extractor for CrfNer {
    fn labels(&self) -> &Arc<Labels> {
        &self.tagger.labels
    }

    fn extract(&mut self, text: &str, out: &mut Vec<Mention>) -> Result<(), Failure> {
        let mut end = 0;
        self.line.clear();
        for word in words(text) {
            if Line::ends_in(&text[end..word.start()], &self.line) {
                self.tag_line(out);
                self.line.clear();
            }
            end = word.end();
            for &(span, class) in self.segmenter.segments(text, word) {
                self.line.push(text, span, class);
            }
        }
        self.tag_line(out);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
