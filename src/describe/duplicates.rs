//! Articles that share text. Shared text is scored twice; between two splits, it leaks from one to the other.

use mihak_core::error::Problems;
use mihak_core::text::Span;
use mihak_core::text::fold::fold;
use mihak_core::text::words::{is_punctuation, words};
use rustc_hash::FxHashMap;

use crate::corpus::Corpus;

/// How many words in a row two articles may not share.
pub const SHARED: usize = 8;

/// How many of the shared words a message shows at most.
const SHOWN: usize = 20;

/// An article's words as numbers: equal when folded, equal in number.
struct Numbered<'a> {
    corpus: &'a Corpus,
    article: usize,
    words: Vec<u32>,
    spans: Vec<Span>,
}

impl Numbered<'_> {
    fn name(&self) -> String {
        format!("{}/{}", self.corpus.name, self.corpus.articles[self.article].id)
    }
}

/// So many words of the later of two articles, from a place on, that the other has too.
struct Run {
    start: usize,
    len: usize,
}

/// Notes every pair of articles that share [`SHARED`] words in a row, folded and without punctuation, with the longest run that was found.
///
/// Linear: of what several articles have, each is held against the first that has it. Pairs within a corpus that allows duplicates are no fault.
pub fn check(corpora: &[&Corpus], problems: &mut Problems) {
    let articles = numbered(corpora);
    let mut places: FxHashMap<&[u32], (usize, usize)> = FxHashMap::default();
    let mut longest: FxHashMap<(usize, usize), Run> = FxHashMap::default();
    for (later, article) in articles.iter().enumerate() {
        let mut from = 0;
        for (at, shingle) in article.words.windows(SHARED).enumerate() {
            let &mut (earlier, place) = places.entry(shingle).or_insert((later, at));
            let is_allowed = std::ptr::eq(articles[earlier].corpus, article.corpus) && article.corpus.allows_duplicates;
            // What lies in a run that was told is told.
            if earlier == later || is_allowed || at < from {
                continue;
            }
            let len = articles[earlier].words[place..].iter().zip(&article.words[at..]).take_while(|(a, b)| a == b).count();
            from = at + len - SHARED + 1;
            let run = longest.entry((earlier, later)).or_insert(Run { start: at, len });
            if run.len < len {
                *run = Run { start: at, len };
            }
        }
    }
    let mut pairs: Vec<_> = longest.into_iter().collect();
    pairs.sort_unstable_by_key(|(pair, _)| *pair);
    for ((earlier, later), Run { start, len }) in pairs {
        let (earlier, later) = (&articles[earlier], &articles[later]);
        let span = later.spans[start].to(later.spans[start + len.min(SHOWN) - 1]);
        let said = span.slice(&later.corpus.articles[later.article].text).split_whitespace().collect::<Vec<_>>().join(" ");
        let more = if len > SHOWN { " …" } else { "" };
        problems.note(format!(
            "{} and {} share {len} words: «{said}»{more}; write one of them anew, or set `duplicates = \"allowed\"` where a corpus is made of such pairs",
            earlier.name(),
            later.name()
        ));
    }
}

fn numbered<'a>(corpora: &[&'a Corpus]) -> Vec<Numbered<'a>> {
    let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
    let mut articles = Vec::new();
    for corpus in corpora {
        for (article, text) in corpus.articles.iter().map(|article| article.text.as_str()).enumerate() {
            let spans: Vec<_> = words(text).filter(|span| !is_punctuation(span.slice(text))).collect();
            let number = |span: &Span| {
                let next = numbers.len() as u32;
                *numbers.entry(fold(span.slice(text)).into_owned()).or_insert(next)
            };
            articles.push(Numbered { corpus, article, words: spans.iter().map(number).collect(), spans });
        }
    }
    articles
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::describe::hard::sample::{article, corpus};

    fn texts(texts: &[&str]) -> Corpus {
        corpus(texts.iter().enumerate().map(|(at, text)| article(&at.to_string(), "all", text, &[])).collect())
    }

    fn faults(corpora: &[&Corpus]) -> String {
        let mut problems = Problems::default();
        check(corpora, &mut problems);
        problems.into_result().map_err(|error| error.to_string()).err().unwrap_or_default()
    }

    #[test]
    fn eight_words_in_a_row_are_a_fault_and_seven_are_none() {
        assert_eq!(faults(&[&texts(&["ا ب ت ث ج ح خ د", "ا ب ت ث ج ح خ ذ"])]), "");
        let said = faults(&[&texts(&["ا ب ت ث ج ح خ د", "ر ا ب ت ث ج ح خ د"])]);
        assert!(said.starts_with("1 fault") && said.contains("c/0 and c/1 share 8 words: «ا ب ت ث ج ح خ د»;"), "{said}");
    }

    #[test]
    fn punctuation_marks_and_seats_of_hamza_hide_nothing() {
        let said = faults(&[&texts(&["أعلن ب ت ث ج ح خ مدرسة", "اعلن ، بَ ت « ث ج » ح خ مدرسه"])]);
        assert!(said.contains("share 8 words: «اعلن ، بَ ت « ث ج » ح خ مدرسه»;"), "{said}");
    }

    #[test]
    fn the_longest_run_of_a_pair_is_told_once() {
        let said = faults(&[&texts(&[
            "1 2 3 4 5 6 7 8 x 11 12 13 14 15 16 17 18 19 20",
            "1 2 3 4 5 6 7 8 y 11 12 13 14 15 16 17 18 19 20 z 1 2 3 4 5 6 7 8",
        ])]);
        assert!(said.starts_with("1 fault") && said.contains("share 10 words: «11 12 13 14 15 16 17 18 19 20»;"), "{said}");
    }

    #[test]
    fn each_of_three_is_held_against_the_first_and_an_article_not_against_itself() {
        let text = "1 2 3 4 5 6 7 8";
        let said = faults(&[&texts(&[text, text, text])]);
        assert!(said.starts_with("2 faults") && said.contains("c/0 and c/1") && said.contains("c/0 and c/2"), "{said}");
        assert_eq!(faults(&[&texts(&["1 2 3 4 5 6 7 8 1 2 3 4 5 6 7 8"])]), "");
    }

    #[test]
    fn pairs_within_a_corpus_that_allows_them_are_none_and_across_corpora_they_are() {
        let text = "1 2 3 4 5 6 7 8";
        let pairs = Corpus { allows_duplicates: true, name: "stress".into(), ..texts(&[text, text]) };
        assert_eq!(faults(&[&pairs]), "");
        let news = texts(&[text]);
        for said in [faults(&[&pairs, &news]), faults(&[&news, &pairs])] {
            assert!(said.contains("c/0") && said.contains("stress/0"), "{said}");
        }
    }

    #[test]
    fn one_word_repeated_is_told_once_in_linear_time_and_cut_short() {
        let text = "نعم ".repeat(100_000);
        let texts = texts(&[text.trim(), text.trim()]);
        let said = faults(&[&texts]);
        assert!(said.contains(&format!("share 100000 words: «{}» …;", ["نعم"; SHOWN].join(" "))), "{said}");
    }
}
