//! The entity extractors that are built in, one file each.

mod gazetteer;
mod rules;
mod union;

pub use gazetteer::Gazetteer;
pub use rules::Rules;
pub use union::Union;
