//! The network: an ONNX graph with named inputs. rten runs it, on one thread for each worker.

use std::error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use mihak_core::error::{Error, ErrorKind, Result};
use mihak_core::hash::short_hash;
use rten::{Dimension, Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use crate::extractors::onnx::pieces::{Cutter, Frame};
use crate::failure::{Failure, malformed, within};
use crate::source::Files;

/// The inputs that a network may have, in the order of [`Batch::inputs`].
const INPUTS: [&str; 3] = ["input_ids", "attention_mask", "token_type_ids"];
/// The endings that exporters add to the name of an `.onnx` file for the file with large weights.
const WEIGHTS: [&str; 2] = [".data", "_data"];

/// The graph, shared by all workers.
pub struct Network {
    model: Model,
    inputs: Vec<(usize, NodeId)>,
    output: NodeId,
    labels: usize,
    pad: i32,
}

/// The thread of one worker.
pub struct Worker(Arc<ThreadPool>);

impl Worker {
    /// A worker with one thread. The run decides how many workers there are.
    pub fn new() -> Worker {
        Worker(Arc::new(ThreadPool::with_num_threads(1)))
    }
}

/// The windows of one call of the network. Each stands between its special pieces.
pub struct Batch {
    rows: Vec<Vec<(i32, i32)>>,
    width: usize,
}

impl Batch {
    /// The batch of some windows, each given by its pieces.
    pub fn new<'w>(frame: &Frame, windows: impl Iterator<Item = &'w [i32]>) -> Batch {
        let row = |window: &[i32]| {
            let text = window.iter().map(|&id| (id, frame.kind));
            frame.before.iter().copied().chain(text).chain(frame.after.iter().copied()).collect()
        };
        let rows: Vec<Vec<(i32, i32)>> = windows.map(row).collect();
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        Batch { rows, width }
    }

    /// The values for one of [`INPUTS`]. Where a shorter window is filled up, the attention mask is 0.
    fn input(&self, which: usize, pad: i32) -> NdTensor<i32, 2> {
        let value = |at: [usize; 2]| match (self.rows[at[0]].get(at[1]), which) {
            (Some(&(id, _)), 0) => id,
            (Some(_), 1) => 1,
            (Some(&(_, kind)), _) => kind,
            (None, 0) => pad,
            (None, _) => 0,
        };
        NdTensor::from_fn([self.rows.len(), self.width], value)
    }
}

/// The answer of the network: one number for each label, for every piece of every window.
pub struct Logits {
    numbers: Vec<f32>,
    width: usize,
    labels: usize,
}

impl Logits {
    /// The numbers of a piece, one for each label. Special pieces count as pieces.
    pub fn of(&self, row: usize, piece: usize) -> &[f32] {
        let at = (row * self.width + piece) * self.labels;
        &self.numbers[at..at + self.labels]
    }
}

/// The place of the highest number; of equal ones the first. `None` if one is NaN.
pub fn best(numbers: &[f32]) -> Option<usize> {
    let mut best = 0;
    for (at, number) in numbers.iter().enumerate() {
        if number.is_nan() {
            return None;
        }
        if *number > numbers[best] {
            best = at;
        }
    }
    (!numbers.is_empty()).then_some(best)
}

/// The probabilities of labels, averaged over several pieces. Each piece gives its logits, from which softmax makes probabilities.
pub fn average<'l>(pieces: impl Iterator<Item = &'l [f32]>) -> Vec<f32> {
    let mut sum: Vec<f32> = Vec::new();
    let mut count = 0.0;
    for logits in pieces {
        let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let parts: Vec<f32> = logits.iter().map(|logit| (logit - most).exp()).collect();
        let whole: f32 = parts.iter().sum();
        sum.resize(logits.len(), 0.0);
        sum.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part / whole);
        count += 1.0;
    }
    sum.iter_mut().for_each(|sum| *sum /= count);
    sum
}

impl Network {
    /// The network of an `.onnx` file, for this tokenizer and this number of labels, with the hash of the files that were read.
    ///
    /// `Err` if it is no such network. It says what was found and what was expected.
    pub fn load(path: &str, files: &dyn Files, cutter: &Cutter, labels: usize) -> Result<(Network, String)> {
        let shown = format!("model `{}`", files.shown(path));
        let bytes = files.read(path)?;
        if bytes.starts_with(b"version https://git-lfs") {
            return Err(malformed(format!("{shown} is a Git LFS pointer, not the file")).remedy("fetch it with `git lfs pull`"));
        }
        let mut options = ModelOptions::with_all_ops();
        let mut parts = vec![bytes];
        for weights in WEIGHTS.map(|ending| format!("{path}{ending}")).iter().filter(|weights| files.has(weights)) {
            let name = weights.rsplit('/').next().unwrap_or(weights);
            let bytes = files.read(weights)?;
            parts.push(bytes.clone());
            options.external_data(name, bytes);
        }
        let hash = short_hash(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let bytes = parts.swap_remove(0);
        let size = bytes.len();
        drop(parts);
        let model = caught(|| options.load(bytes)).map_err(|cause| {
            let said = format!("{shown} ({size} bytes) cannot be read");
            malformed(said).remedy("expected a token-classification network in ONNX form").because(cause)
        })?;
        let network = Network::new(model, cutter.pad, labels).and_then(|network| network.probe(cutter).map(|()| network));
        Ok((network.map_err(|error| within(shown, error))?, hash))
    }

    fn new(model: Model, pad: i32, labels: usize) -> Result<Network> {
        let name = |&id: &NodeId| model.node_info(id).and_then(|node| node.name()).unwrap_or("").to_string();
        let list = |names: &[String]| if names.is_empty() { "none".into() } else { names.join(", ") };
        let given: Vec<String> = model.input_ids().iter().map(name).collect();
        if let Some(missing) = INPUTS[..2].iter().find(|known| !given.iter().any(|name| name == *known)) {
            let said =
                format!("there is no input `{missing}`; found {}, expected input_ids, attention_mask and perhaps token_type_ids", list(&given));
            return Err(malformed(said));
        }
        let mut inputs = Vec::new();
        for (name, &id) in given.iter().zip(model.input_ids()) {
            let Some(which) = INPUTS.iter().position(|known| known == name) else {
                let remedy = "expected input_ids, attention_mask and perhaps token_type_ids";
                return Err(malformed(format!("input `{name}` is not known")).remedy(remedy));
            };
            if let Some(Dimension::Fixed(size)) = shape(&model, id).iter().find(|size| matches!(size, Dimension::Fixed(_))) {
                let said = format!("input `{name}` takes exactly {size} windows or pieces");
                return Err(Error::new(ErrorKind::Unsupported, said).remedy("export the network with dynamic axes"));
            }
            inputs.push((which, id));
        }
        let outputs: Vec<String> = model.output_ids().iter().map(name).collect();
        let at = match outputs.iter().position(|name| name == "logits") {
            Some(at) => at,
            None if outputs.len() == 1 => 0,
            None => {
                let said = format!("there is no output `logits`; found {}", list(&outputs));
                return Err(malformed(said).remedy("export the network for token classification"));
            }
        };
        let output = model.output_ids()[at];
        if let [.., Dimension::Fixed(found)] = shape(&model, output)[..]
            && found != labels
        {
            let said = format!("output `{}` has {found} numbers a piece, but there are {labels} labels", outputs[at]);
            return Err(Error::new(ErrorKind::Mismatched, said).remedy("give the labels of this network"));
        }
        Ok(Network { model, inputs, output, labels, pad })
    }

    /// Calls the network once with the highest piece of the vocabulary. So a tokenizer that does not fit is found before the first article.
    fn probe(&self, cutter: &Cutter) -> Result<()> {
        let highest = cutter.highest;
        let batch = Batch::new(&cutter.frame, [&[highest][..], &[highest, self.pad][..]].into_iter());
        let answer = caught(|| self.run(&Worker::new(), &batch));
        answer.map(drop).map_err(|cause| {
            let said = format!("it does not answer the tokenizer's last piece ({highest})");
            Error::new(ErrorKind::Mismatched, said).remedy("are network, tokenizer and labels of one export?").because(cause)
        })
    }

    /// The answer of the network for these windows.
    pub fn run(&self, worker: &Worker, batch: &Batch) -> Result<Logits, Failure> {
        let inputs = self.inputs.iter().map(|&(which, id)| (id, batch.input(which, self.pad).into())).collect();
        let options = RunOptions::default().with_thread_pool(Some(worker.0.clone()));
        let outputs = self.model.run(inputs, &[self.output], Some(options)).map_err(|error| Failure::Error(format!("the network: {error}")))?;
        let expected = [batch.rows.len(), batch.width, self.labels];
        let odd = |found: String| Failure::Error(format!("the network answers {found}, expected f32 {expected:?}: windows, pieces, labels"));
        match outputs.into_iter().next() {
            Some(Value::FloatTensor(logits)) if logits.shape() == expected => {
                Ok(Logits { numbers: logits.into_data(), width: batch.width, labels: self.labels })
            }
            Some(other) => Err(odd(format!("{} {:?}", other.dtype(), other.shape()))),
            None => Err(odd("nothing".into())),
        }
    }
}

fn shape(model: &Model, id: NodeId) -> Vec<Dimension> {
    model.node_info(id).and_then(|node| node.shape()).unwrap_or_default()
}

type Cause = Box<dyn error::Error + Send + Sync>;

/// What `work` returns, or an error if it panics. The content of a file must not end the run.
fn caught<T, E: error::Error + Send + Sync + 'static>(work: impl FnOnce() -> Result<T, E>) -> Result<T, Cause> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => result.map_err(Cause::from),
        Err(panic) => {
            let said = panic.downcast_ref::<&str>().map(|said| said.to_string()).or_else(|| panic.downcast_ref::<String>().cloned());
            Err(format!("rten panicked: {}", said.unwrap_or_else(|| "without a message".into())).into())
        }
    }
}
