//! Small corpora in a notation of their own: `+` cuts words, and mentions are named by surface.

use mihak_core::annotation::scheme::infer_classes;
use mihak_core::annotation::{Article, Class, GoldMention, Labels, Mention, Segment, Word};
use mihak_core::text::Span;
use mihak_core::text::words::is_punctuation;

use crate::corpus::Corpus;
use crate::gold::Gold;

/// Surface, label and ref of a mention. Each is looked for after the start of the one in front of it.
pub type Named = (&'static str, &'static str, &'static str);

/// The labels that samples may name.
fn labels() -> Labels {
    Labels::of(["DATE", "EVENT", "FAC", "GPE", "LAW", "LOC", "NORP", "OCC", "ORG", "PERS", "QUANTITY", "UNIT"])
}

/// One article: id, split, cut text, mentions.
pub fn article(id: &str, split: &str, cut: &str, named: &[Named]) -> (Article, Vec<Word>, Vec<GoldMention>) {
    let text = cut.replace('+', "");
    let mut words: Vec<Word> = Vec::new();
    for word in cut.split(' ') {
        let mut at = words.last().map_or(0, |word| word.span.end() + 1);
        let pieces: Vec<&str> = word.split('+').collect();
        let classes = if is_punctuation(word) { vec![Class::Punct] } else { infer_classes(&pieces) };
        let segments: Vec<Segment> = pieces
            .iter()
            .zip(classes)
            .map(|(piece, class)| {
                let span = Span::new(&text, at, at + piece.len()).unwrap();
                at += piece.len();
                Segment { span, class, form: "".into() }
            })
            .collect();
        words.push(Word { span: segments[0].span.to(segments[segments.len() - 1].span), segments });
    }
    let mut from = 0;
    let mentions = named.iter().map(|(surface, label, entity)| {
        let start = from + text[from..].find(surface).unwrap_or_else(|| panic!("no {surface} in {text}"));
        from = start;
        let span = Span::new(&text, start, start + surface.len()).unwrap();
        GoldMention { mention: Mention { span, label: labels().get(label).unwrap() }, entity: (*entity).into(), line: 1 }
    });
    let mentions = mentions.collect();
    (Article { id: id.into(), text, split: split.into(), genre: None, hard: Vec::new() }, words, mentions)
}

/// A corpus named `c`, with gold for words and mentions.
pub fn corpus(articles: Vec<(Article, Vec<Word>, Vec<GoldMention>)>) -> Corpus {
    let mut corpus = Corpus {
        name: "c".into(),
        version: "1".into(),
        articles: Vec::new(),
        gold: Gold { words: Some(Vec::new()), mentions: Some(Vec::new()), labels: labels(), ..Gold::default() },
        hash: String::new(),
        allows_duplicates: false,
        left_out: Vec::new(),
    };
    for (article, words, mentions) in articles {
        corpus.articles.push(article);
        corpus.gold.words.as_mut().unwrap().push(words);
        corpus.gold.mentions.as_mut().unwrap().push(mentions);
    }
    corpus
}
