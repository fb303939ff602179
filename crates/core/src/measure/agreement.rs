//! Two annotations of the same articles, neither of which is gold: how far they agree, article by article, in integers.

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
