//! The built-in entity extractors, one file each.

pub mod crf;
pub mod gazetteer;
#[cfg(feature = "onnx")]
pub mod onnx;
mod rules;
mod union;

pub use crf::CrfNer;
pub use gazetteer::Gazetteer;
#[cfg(feature = "onnx")]
pub use onnx::OnnxNer;
pub use rules::Rules;
pub use union::Union;
