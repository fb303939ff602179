//! Agreement: how far two annotations of the same articles agree, counted article by article. Neither is gold.

mod article;
mod compared;
pub mod figures;
mod joined;
mod mentions;
mod references;
#[cfg(test)]
mod tests;
mod words;

pub use article::{AgreedTask, Agreement, ComparedArticle, Crossed, Difference};
pub use compared::Compared;
pub use joined::{DoublyAnnotated, Joined};
