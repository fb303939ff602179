//! The agreement on all articles of two annotations.

use crate::measure::agreement::article::{AgreedTask, Agreement, ComparedArticle};
use crate::measure::agreement::joined::{DoublyAnnotated, Joined};
use crate::measure::agreement::{mentions, references, words};
use crate::parallel;

/// The agreement on every article, in the order of the articles.
#[derive(Clone, Debug)]
pub struct Compared<'a> {
    /// The articles.
    pub articles: Vec<ComparedArticle<'a>>,
    /// The layers that both sides have.
    pub tasks: Vec<AgreedTask>,
}

impl<'a> Compared<'a> {
    /// Compares every article in the layers that both sides have, in the pool of the caller.
    ///
    /// Linear in words; in mentions as [`crate::measure::matching::matched`].
    pub fn of(joined: &'a Joined) -> Compared<'a> {
        let tasks: Vec<AgreedTask> = [AgreedTask::Segments, AgreedTask::Entities].into_iter().filter(|&task| joined.has(task) == [true; 2]).collect();
        let one = |pair: &'a DoublyAnnotated| {
            let mut agreement = Agreement::default();
            if tasks.contains(&AgreedTask::Segments) && pair.has_words() {
                words::compare(pair, &mut agreement);
            }
            if tasks.contains(&AgreedTask::Entities) {
                mentions::compare(pair, &joined.labels, &mut agreement);
            }
            ComparedArticle { id: &pair.a.id, text: &pair.a.text, agreement }
        };
        let mut articles: Vec<ComparedArticle> = parallel::map(&joined.pairs, one);
        references::differ(&mut articles);
        articles.iter_mut().for_each(|article| article.agreement.differences.sort_unstable());
        Compared { articles, tasks }
    }
}
