//! The sample: the same whole articles every time, so few that counting their instructions does not take long.

use mihak_core::hash::short_hash;

use crate::corpus::Corpus;

/// The sample ends with the article that reaches so many bytes.
pub const BYTES: usize = 100_000;

/// The first articles of a corpus, with their gold.
pub struct Sample {
    /// The corpus, cut to the sample; its hash is that of the whole corpus.
    pub corpus: Corpus,
    /// The corpus as signatures name it; with the number and the hash of the articles where these are not all of it.
    pub signed: String,
    /// The UTF-8 bytes of the articles.
    pub bytes: u64,
    /// The words of the gold, or the runs without white space where there is none.
    pub words: u64,
}

impl Sample {
    /// Whole articles in the order of the corpus until [`BYTES`] are reached; only those of `splits`, unless it is empty.
    ///
    /// `None` if there is no such article.
    pub fn new(mut corpus: Corpus, splits: &[String]) -> Option<Sample> {
        let all = corpus.articles.len();
        let mut bytes = 0;
        let wanted = |split: &String| splits.is_empty() || splits.contains(split);
        let taken: Vec<bool> =
            corpus.articles.iter().map(|article| wanted(&article.split) && bytes < BYTES && take(&mut bytes, article.text.len())).collect();
        retain(&mut corpus.articles, &taken);
        if let Some(words) = &mut corpus.gold.words {
            retain(words, &taken);
        }
        if let Some(mentions) = &mut corpus.gold.mentions {
            retain(mentions, &taken);
        }
        let mut signed = corpus.signed();
        let articles = corpus.articles.len();
        if articles < all {
            let texts: Vec<&[u8]> = corpus.articles.iter().map(|article| article.text.as_bytes()).collect();
            signed.push_str(&format!(" {articles} of {all} articles #{}", short_hash(&texts)));
        }
        let words = words(&corpus) as u64;
        (articles > 0).then_some(Sample { corpus, signed, bytes: bytes as u64, words })
    }
}

fn take(bytes: &mut usize, more: usize) -> bool {
    *bytes += more;
    true
}

fn retain<T>(all: &mut Vec<T>, taken: &[bool]) {
    let mut taken = taken.iter();
    all.retain(|_| taken.next().copied().unwrap_or_default());
}

/// The words of a corpus: those of its gold, or runs without white space where there is none.
pub fn words(corpus: &Corpus) -> usize {
    match &corpus.gold.words {
        Some(words) => words.iter().map(Vec::len).sum(),
        None => corpus.articles.iter().map(|article| article.text.split_whitespace().count()).sum(),
    }
}

#[cfg(test)]
mod tests {
    use mihak_core::annotation::Article;

    use super::*;
    use crate::gold::Gold;

    fn corpus(lengths: &[usize]) -> Corpus {
        let article = |(at, &length): (usize, &usize)| Article {
            id: at.to_string(),
            text: "a ".repeat(length / 2),
            split: if at % 2 == 0 { "dev".into() } else { "test".into() },
            genre: None,
            hard: Vec::new(),
        };
        let articles = lengths.iter().enumerate().map(article).collect();
        Corpus {
            name: "c".into(),
            version: "1".into(),
            articles,
            gold: Gold::default(),
            hash: "aa".into(),
            allows_duplicates: false,
            left_out: Vec::new(),
        }
    }

    #[test]
    fn the_sample_ends_with_the_article_that_reaches_its_size_and_says_so() {
        let whole = Sample::new(corpus(&[60_000, 39_998]), &[]).unwrap();
        assert_eq!((whole.signed.as_str(), whole.bytes, whole.words), ("c@1#aa", 99_998, 49_999));
        let part = Sample::new(corpus(&[60_000, 60_000, 2, 2]), &[]).unwrap();
        assert_eq!(part.bytes, 120_000);
        assert!(part.signed.starts_with("c@1#aa 2 of 4 articles #"), "{}", part.signed);
        let other = Sample::new(corpus(&[60_000, 60_002, 2, 2]), &[]).unwrap();
        assert_ne!(part.signed, other.signed, "other text is another sample");
    }

    #[test]
    fn a_split_is_a_sample_of_its_own_and_an_unknown_one_is_none() {
        let test = Sample::new(corpus(&[10, 20, 30]), &["test".into()]).unwrap();
        assert_eq!(test.bytes, 20);
        assert!(test.signed.starts_with("c@1#aa 1 of 3 articles #"), "{}", test.signed);
        assert!(Sample::new(corpus(&[10]), &["test".into()]).is_none());
    }
}
