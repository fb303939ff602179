//! The entity extractors that are built in, one file each.

pub mod crf;
mod gazetteer;
mod rules;
mod union;

pub use crf::CrfNer;
pub use gazetteer::Gazetteer;
pub use rules::Rules;
pub use union::Union;
