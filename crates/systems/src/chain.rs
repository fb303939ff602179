//! Linear-chain conditional random fields (Lafferty, McCallum and Pereira 2001): trained models, and the best labels of a sequence.

use std::io;

use rustc_hash::FxHashMap;

/// A trained linear-chain conditional random field. It has a weight for each attribute with each label, and for each label with the next one.
///
/// It is read from a file in CRFsuite's format. The crate `crfs` makes a string for every attribute that it looks up. Here all weights lie in
/// one table, and steps that the task does not allow can be barred.
pub struct Chain {
    labels: Vec<String>,
    /// By attribute: the range of its weights in `weights`.
    attributes: FxHashMap<Box<str>, (u32, u32)>,
    /// Label and weight.
    weights: Vec<(u32, f64)>,
    /// The weight of the step from one label to another. One row holds all steps to one label.
    transitions: Vec<f64>,
}

/// Where the header says at which byte features begin, the length of the header of a chunk, and the length of a feature; all in bytes.
const OFFSET_OF_FEATURES: usize = 28;
const CHUNK: usize = 12;
const FEATURE: usize = 20;

impl Chain {
    /// The chain of a model file in CRFsuite's format.
    ///
    /// `Err` if the bytes are no such file.
    pub fn read(model: &[u8]) -> io::Result<Chain> {
        let broken = || io::Error::new(io::ErrorKind::InvalidData, "the model is no CRFsuite model, or is cut off");
        let names = crfs::Model::new(model)?;
        let labels: Vec<String> = (0..names.num_labels()).map(|id| names.to_label(id).map(String::from)).collect::<Option<_>>().ok_or_else(broken)?;
        let mut transitions = vec![0.0; labels.len() * labels.len()];
        let mut states: Vec<(u32, u32, f64)> = Vec::new();
        let number = |at: usize| Some(u32::from_le_bytes(model.get(at..at + 4)?.try_into().ok()?));
        let weight = |at: usize| Some(f64::from_le_bytes(model.get(at..at + 8)?.try_into().ok()?));
        let chunk = number(OFFSET_OF_FEATURES).ok_or_else(broken)? as usize;
        for feature in 0..number(chunk + 8).ok_or_else(broken)? as usize {
            let at = chunk + CHUNK + feature * FEATURE;
            let fields = (number(at), number(at + 4), number(at + 8), weight(at + 12));
            let (Some(kind), Some(source), Some(target), Some(weight)) = fields else { return Err(broken()) };
            match kind {
                _ if target as usize >= labels.len() => return Err(broken()),
                0 => states.push((source, target, weight)),
                _ => *transitions.get_mut(target as usize * labels.len() + source as usize).ok_or_else(broken)? = weight,
            }
        }
        states.sort_by_key(|&(attribute, label, _)| (attribute, label));
        let mut attributes = FxHashMap::default();
        let mut from = 0;
        for same in states.chunk_by(|a, b| a.0 == b.0) {
            let name = names.to_attr(same[0].0).ok_or_else(broken)?;
            attributes.insert(name.into(), (from, from + same.len() as u32));
            from += same.len() as u32;
        }
        Ok(Chain { labels, attributes, weights: states.into_iter().map(|(_, label, weight)| (label, weight)).collect(), transitions })
    }

    /// The names of the labels. A label is a number: its place here.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// The place of a label, or `None` if training never met it.
    pub fn label(&self, name: &str) -> Option<usize> {
        self.labels.iter().position(|label| label == name)
    }

    /// Bars every step from one label to the next that is not lawful.
    pub fn bar(&mut self, is_lawful: impl Fn(&str, &str) -> bool) {
        for (to, row) in self.labels.iter().zip(self.transitions.chunks_mut(self.labels.len())) {
            for (from, weight) in self.labels.iter().zip(row) {
                if !is_lawful(from, to) {
                    *weight = f64::NEG_INFINITY;
                }
            }
        }
    }

    /// Adds `by` to the weight of every step to the label `to`. The label is then chosen more often, or less often if `by` is below 0.
    pub fn lean(&mut self, to: &str, by: f64) {
        if let Some(to) = self.label(to) {
            let count = self.labels.len();
            self.transitions[to * count..][..count].iter_mut().for_each(|weight| *weight += by);
        }
    }

    fn row(&self, to: usize) -> &[f64] {
        &self.transitions[to * self.labels.len()..][..self.labels.len()]
    }
}

/// The items of one sequence with the scores of their labels. It can be cleared and filled again for the next sequence.
#[derive(Default)]
pub struct Path {
    /// The score of each label, item after item.
    scores: Vec<f64>,
    back: Vec<u32>,
    labels: Vec<usize>,
}

impl Path {
    /// Forgets all items.
    pub fn clear(&mut self) {
        self.scores.clear();
    }

    /// Appends an item. Attributes and barred labels that follow belong to it.
    pub fn push_item(&mut self, chain: &Chain) {
        self.scores.resize(self.scores.len() + chain.labels.len(), 0.0);
    }

    /// Adds the weights of an attribute to the last item. An attribute that training never met has none.
    pub fn add(&mut self, chain: &Chain, attribute: &str) {
        if let Some(&(from, to)) = chain.attributes.get(attribute) {
            let start = self.scores.len() - chain.labels.len();
            for &(label, weight) in &chain.weights[from as usize..to as usize] {
                self.scores[start + label as usize] += weight;
            }
        }
    }

    /// Bars every label of the last item that is not lawful there.
    pub fn bar(&mut self, chain: &Chain, is_lawful: impl Fn(usize) -> bool) {
        let start = self.scores.len() - chain.labels.len();
        for (label, score) in self.scores[start..].iter_mut().enumerate() {
            if !is_lawful(label) {
                *score = f64::NEG_INFINITY;
            }
        }
    }

    /// The labels of the best path, one for each item (Viterbi 1967). If two paths are equally good, lower labels win. Empty if there are no
    /// items, or if every path is barred.
    ///
    /// If `edge` is a label, the path begins behind it and ends in front of it.
    pub fn best(&mut self, chain: &Chain, edge: Option<usize>) -> &[usize] {
        let count = chain.labels.len();
        self.labels.clear();
        let Some(items) = self.scores.len().checked_div(count).filter(|&items| items > 0) else { return &self.labels };
        self.back.clear();
        self.back.resize(self.scores.len(), 0);
        if let Some(edge) = edge {
            for (label, score) in self.scores[..count].iter_mut().enumerate() {
                *score += chain.row(label)[edge];
            }
        }
        for item in 1..items {
            let (before, here) = self.scores.split_at_mut(item * count);
            let before = &before[(item - 1) * count..];
            for (to, here) in here[..count].iter_mut().enumerate() {
                if *here == f64::NEG_INFINITY {
                    continue;
                }
                let (from, score) = greatest(before.iter().zip(chain.row(to)).map(|(score, step)| score + step));
                *here += score;
                self.back[item * count + to] = from as u32;
            }
        }
        let last = &self.scores[(items - 1) * count..];
        let (mut label, score) = match edge {
            Some(edge) => greatest(last.iter().zip(chain.row(edge)).map(|(score, step)| score + step)),
            None => greatest(last.iter().copied()),
        };
        if score == f64::NEG_INFINITY {
            return &self.labels;
        }
        self.labels.resize(items, label);
        for item in (1..items).rev() {
            label = self.back[item * count + label] as usize;
            self.labels[item - 1] = label;
        }
        &self.labels
    }
}

/// The first greatest score, with its place.
fn greatest(scores: impl Iterator<Item = f64>) -> (usize, f64) {
    scores.enumerate().fold((0, f64::NEG_INFINITY), |best, (at, score)| if score > best.1 { (at, score) } else { best })
}

/// The error about a model with a label that its task does not have.
pub(crate) fn foreign(label: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the model has the label `{label}`, which is none of its task"))
}
