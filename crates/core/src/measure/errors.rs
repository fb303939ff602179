//! Every single error as a row: what a number is made of, for people to read.

use crate::text::Span;
use crate::text::offsets::UnitIndex;

/// One row of errors.csv. Offsets are code points; absent sides are empty.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct ErrorRow {
    /// The view or the scheme under which it is an error.
    pub view: String,
    /// `label`, `boundary-start`, `boundary-end`, `boundary-both`, each also `+label`; `missed`, `spurious`, `clitic`, `spelling`;
    /// for tokens `over-cut`, `under-cut`, `other-cut`; `failure` for an article without an answer.
    pub class: String,
    /// Start and end of the gold.
    pub gold: Option<(usize, usize)>,
    /// The gold's surface; a word's segments are joined by `+`.
    pub gold_text: String,
    /// The gold's label.
    pub gold_label: String,
    /// Start and end of the prediction.
    pub predicted: Option<(usize, usize)>,
    /// The predicted surface; the pieces of a word are joined by `+`.
    pub predicted_text: String,
    /// The predicted label.
    pub predicted_label: String,
    /// Shared ÷ covered bytes, where both sides are there, in thousandths.
    pub iou: Option<u64>,
    /// The characters by which the ends differ.
    pub residue: String,
}

impl ErrorRow {
    /// The columns behind system, corpus, split, article and task.
    pub const HEADER: [&str; 12] =
        ["view", "error", "gold_start", "gold_end", "gold_text", "gold_label", "pred_start", "pred_end", "pred_text", "pred_label", "iou", "residue"];

    /// The fields in the order of the header.
    pub fn fields(&self) -> [String; 12] {
        let offset = |side: Option<(usize, usize)>, end: bool| side.map_or(String::new(), |(from, to)| if end { to } else { from }.to_string());
        [
            self.view.clone(),
            self.class.clone(),
            offset(self.gold, false),
            offset(self.gold, true),
            self.gold_text.clone(),
            self.gold_label.clone(),
            offset(self.predicted, false),
            offset(self.predicted, true),
            self.predicted_text.clone(),
            self.predicted_label.clone(),
            self.iou.map_or(String::new(), |iou| format!("{}.{:03}", iou / 1000, iou % 1000)),
            self.residue.clone(),
        ]
    }
}

/// The pieces of text, joined by `+`.
pub fn joined<'a>(text: &'a str, spans: impl Iterator<Item = Span> + 'a) -> String {
    spans.map(|span| span.slice(text)).collect::<Vec<_>>().join("+")
}

/// The code-point offsets from the first span's start to the last one's end.
pub fn reach(index: &UnitIndex, spans: &[Span]) -> Option<(usize, usize)> {
    Some((index.units_before(spans.first()?.start()), index.units_before(spans.last()?.end())))
}
