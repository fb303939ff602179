//! A corpus whose texts are changed by a perturbation; its gold moves along.

use std::borrow::Cow;

use anyhow::Result;
use mihak_core::annotation::{Labels, Mention, Segment, Word};
use mihak_core::hash::short_hash;
use mihak_core::signature;
use mihak_core::text::perturb::{Perturbation, Perturbed, REVISION, SIGN};

use crate::corpus::annotated::{Annotated, Articles};
use crate::corpus::whole::signed;

/// A corpus under a perturbation. It has the ids and splits of the other one, so that both are compared article by article.
pub struct PerturbedCorpus<'a> {
    of: &'a dyn Articles,
    perturbation: &'static Perturbation,
    name: String,
    signed: String,
    /// How much of gold has no letter left.
    pub gone: Gone,
}

/// Gold that has no letter left.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Gone {
    /// Words.
    pub words: usize,
    /// Segments of other words.
    pub segments: usize,
    /// Mentions.
    pub mentions: usize,
}

impl<'a> PerturbedCorpus<'a> {
    /// The corpus under a perturbation. `Err` if an article is in a file that cannot be read.
    pub fn new(of: &'a dyn Articles, perturbation: &'static Perturbation) -> Result<PerturbedCorpus<'a>> {
        let plain = of.signed();
        let name = format!("{}{SIGN}{}", of.name(), perturbation.name);
        let revision = REVISION.to_string();
        let hash = short_hash(&[&plain, perturbation.name, &revision].map(str::as_bytes));
        let version = signature::Corpus::parse(&plain).and_then(|plain| plain.version).unwrap_or_default();
        let signed = signed(&name, version, &hash);
        let mut corpus = PerturbedCorpus { of, perturbation, name, signed, gone: Gone::default() };
        let mut gone = Gone::default();
        for at in 0..of.len() {
            corpus.moved(at, &mut gone)?;
        }
        corpus.gone = gone;
        Ok(corpus)
    }

    /// The article at a place. What is gone of its gold is added.
    fn moved(&self, at: usize, gone: &mut Gone) -> Result<Annotated<'a>> {
        let Annotated { text, words, mentions } = self.of.article(at)?;
        let perturbed = self.perturbation.apply(&text);
        let words = words.map(|words| words.iter().filter_map(|of| word(of, &perturbed, gone)).collect());
        let mention = |of: Mention| {
            let span = perturbed.span(of.span);
            gone.mentions += usize::from(span.is_none());
            span.map(|span| Mention { span, ..of })
        };
        let mentions = mentions.map(|mentions| mentions.into_iter().filter_map(mention).collect());
        Ok(Annotated { text: Cow::Owned(perturbed.text), words: words.map(Cow::Owned), mentions })
    }
}

/// The word in a perturbed text; `None` if no letter of it is left.
fn word(of: &Word, perturbed: &Perturbed, gone: &mut Gone) -> Option<Word> {
    let Some(span) = perturbed.span(of.span) else {
        gone.words += 1;
        return None;
    };
    let segments: Vec<Segment> =
        of.segments.iter().filter_map(|segment| Some(Segment { span: perturbed.span(segment.span)?, ..segment.clone() })).collect();
    gone.segments += of.segments.len() - segments.len();
    Some(Word { span, segments })
}

impl Articles for PerturbedCorpus<'_> {
    fn name(&self) -> &str {
        &self.name
    }

    fn signed(&self) -> String {
        self.signed.clone()
    }

    fn labels(&self) -> &Labels {
        self.of.labels()
    }

    fn has_words(&self) -> bool {
        self.of.has_words()
    }

    fn has_mentions(&self) -> bool {
        self.of.has_mentions()
    }

    fn left_out(&self) -> &[String] {
        self.of.left_out()
    }

    fn len(&self) -> usize {
        self.of.len()
    }

    fn id(&self, at: usize) -> &str {
        self.of.id(at)
    }

    fn split(&self, at: usize) -> &str {
        self.of.split(at)
    }

    fn article(&self, at: usize) -> Result<Annotated<'_>> {
        self.moved(at, &mut Gone::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Corpus, CorpusSpec};
    use crate::folder::Root;

    /// The shipped corpus, which is what perturbations are read on.
    fn news() -> Corpus {
        let spec = CorpusSpec { name: "news".into(), articles: "corpora/news".into(), gold: Some("gold/news".into()), ..CorpusSpec::default() };
        Corpus::load(&Root::Embedded, &spec).unwrap()
    }

    #[test]
    fn gold_moves_along_with_every_perturbation_and_keeps_its_letters() {
        let news = news();
        for perturbation in Perturbation::all() {
            let corpus = PerturbedCorpus::new(&news, perturbation).unwrap();
            assert_eq!(corpus.gone, Gone::default(), "{}", perturbation.name);
            let (mut texts, mut cut) = (0, 0);
            for at in 0..news.len() {
                let (old, new) = (news.article(at).unwrap(), corpus.article(at).unwrap());
                let (before, after) = (old.mentions.unwrap(), new.mentions.unwrap());
                assert_eq!(before.len(), after.len());
                for (before, after) in before.iter().zip(&after) {
                    // What a mention is changed to depends on its letters and on what stands beside it.
                    assert_eq!(before.label, after.label);
                    assert!(!after.span.slice(&new.text).starts_with(char::is_whitespace), "{}", perturbation.name);
                }
                let (before, after) = (old.words.unwrap(), new.words.unwrap());
                assert_eq!(before.len(), after.len(), "{}", perturbation.name);
                for word in after.iter() {
                    let segments: Vec<&str> = word.segments.iter().map(|segment| segment.span.slice(&new.text)).collect();
                    assert_eq!(segments.concat(), word.span.slice(&new.text), "{}", perturbation.name);
                    cut += usize::from(segments.len() > 1);
                }
                texts += usize::from(old.text != new.text);
            }
            assert!(cut > 5_000, "{}: {cut}", perturbation.name);
            // Nearly all articles have what is changed; few have vowel signs, tatweel or Arabic-Indic digits.
            let few = ["digits-ascii", "tashkeel-removed", "tatweel-removed", "digits-arabic-indic"];
            assert!(texts > if few.contains(&perturbation.name) { 3 } else { 150 }, "{}: {texts} articles", perturbation.name);
        }
    }

    #[test]
    fn its_name_and_hash_are_its_own_and_its_version_that_of_the_corpus() {
        let news = news();
        let signed: Vec<String> =
            Perturbation::all().iter().map(|perturbation| PerturbedCorpus::new(&news, perturbation).unwrap().signed()).collect();
        assert!(signed[6].starts_with(&format!("news~nfd@{}#", news.version)), "{}", signed[6]);
        let hashes: std::collections::BTreeSet<&str> = signed.iter().map(|signed| signed.rsplit('#').next().unwrap()).collect();
        assert_eq!(hashes.len(), signed.len());
    }
}
