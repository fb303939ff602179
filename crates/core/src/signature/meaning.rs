//! What the fields of a signature mean, and what a difference between two means, in sentences.

use crate::annotation::NO_SPLIT;
use crate::measure::declared::{Orth, Undefined};
use crate::measure::definition::ViewKind;
use crate::measure::registry;
use crate::safe::line;
use crate::signature::field::{Corpus, Field, replicates};
use crate::signature::line::Signature;
use crate::text::perturb::SIGN;
use crate::view::view_name;

impl Signature {
    /// What a value of a field of this signature means, in one sentence. Names in it that are written from right to left are isolated.
    pub fn meaning(&self, field: Field, value: &str) -> String {
        let counted = self.value(Field::Match).and_then(|name| registry::matching(name).ok());
        let known = match field {
            Field::Task => task(value),
            Field::Match => registry::matching(value).ok().map(|counted| counted.about),
            Field::Bound => match value {
                "char" => Some("both ends must agree, character by character"),
                "clitic" => Some("one end may differ by proclitics or a pronoun"),
                _ => None,
            },
            Field::Orth => value.parse().ok().map(|orth| match (counted.and_then(|counted| counted.orths_about), orth) {
                (Some([folded, _]), Orth::Folded) => folded,
                (Some([_, raw]), Orth::Raw) => raw,
                (None, Orth::Folded) => "tashkeel, tatweel and invisible characters do not count",
                (None, Orth::Raw) => "the characters as they stand",
            }),
            Field::View => match counted.map(|counted| counted.view) {
                Some(ViewKind::Labels) => view(value),
                Some(ViewKind::Words(_)) => words(value),
                Some(ViewKind::Declared | ViewKind::Scheme | ViewKind::Fixed(_)) => scheme(value),
                // A line of a table that all its measures share names no match.
                _ if self.value(Field::Task) == Some("subwords") => words(value),
                _ if self.value(Field::Task) != Some("entities") => scheme(value),
                _ => view(value),
            },
            Field::Undefined => value.parse().ok().map(|undefined| match undefined {
                Undefined::Skip => "a label whose ratio is undefined is left out of macro and weighted",
                Undefined::Zero => "a label whose ratio is undefined counts as 0 in macro and weighted, as in scikit-learn and seqeval",
            }),
            Field::Repair => match value {
                "none" => Some("tags that break the scheme were refused"),
                "conlleval" => Some("tags that break the scheme were read as conlleval.pl reads them"),
                "discard" => Some("mentions whose tags break the scheme were left out"),
                _ => None,
            },
            Field::Unit => match value {
                "document" => Some("every document is an article, and is drawn by itself"),
                "sentence" => Some("every sentence is an article, because the files mark no documents, and is drawn by itself"),
                "run" => Some("articles are drawn in runs of neighbours, because there are very many"),
                _ => None,
            },
            Field::Split if value == NO_SPLIT => Some("all articles: no splits are declared"),
            _ => return self.named(field, value),
        };
        known.map_or_else(|| self.named(field, value), String::from)
    }

    /// The sentence of a value that is a name or a number.
    fn named(&self, field: Field, value: &str) -> String {
        let quoted = line(value).isolated();
        match field {
            Field::View => match value.split_once('#') {
                Some((name, hash)) => format!("the view `{}` of your own; the SHA-256 of its file begins with {hash}", line(name).isolated()),
                None => format!("the view `{quoted}`, which this version does not know"),
            },
            Field::Corpus => Corpus::parse(value).map_or_else(|| quoted.to_string(), corpus),
            Field::Split => format!("the articles of the split `{quoted}`"),
            Field::Overlap => format!("mentions overlap that share {quoted} or more of the characters of the gold mention"),
            Field::Tags => format!("tags were read as {quoted}"),
            Field::Boot => replicates(value).map_or_else(String::new, |(resamples, seed)| match resamples {
                0 => "no intervals".into(),
                _ => format!("95 % intervals from {resamples} Poisson replicates of the articles, seed {seed}"),
            }),
            Field::Scorer => format!("revision {value} of the definitions"),
            _ => format!("`{quoted}`, which this version does not know"),
        }
    }
}

fn task(value: &str) -> Option<&'static str> {
    Some(match value {
        "words" => "tokenizers that leave words whole",
        "segments" => "tokenizers that cut clitics off",
        "subwords" => "tokenizers with a closed vocabulary, as language models have",
        "entities" => "named entities",
        "tokens" => "tokens, sentences and words of CoNLL-U",
        _ => return None,
    })
}

fn scheme(value: &str) -> Option<&'static str> {
    Some(match value {
        "word" => "scheme: words are not cut",
        "d1" => "scheme: conjunctions are cut off",
        "d2" => "scheme: conjunctions, prepositions and س are cut off",
        "atb" => "scheme: conjunctions, prepositions, س and pronouns are cut off",
        "d3" => "scheme: conjunctions, prepositions, س, pronouns and ال are cut off",
        "as-is" => "scheme: the cuts of the gold file, all of them",
        "conllu" => "the words and tokens of the gold file",
        _ => return None,
    })
}

fn words(value: &str) -> Option<&'static str> {
    Some(match value {
        "gold" => "the words of the gold, without punctuation",
        "gold-bare" => "the words of the gold, with nothing in front of them",
        "gold-spaced" => "the words of the gold, each behind a space",
        "text" => "the words of the text itself, without punctuation",
        "text-bare" => "the words of the text itself, with nothing in front of them",
        "text-spaced" => "the words of the text itself, each behind a space",
        _ => return None,
    })
}

fn view(value: &str) -> Option<&'static str> {
    Some(match value {
        "as-is" => "labels as the files have them",
        "flat" => "the 21 types, outermost mentions only",
        "conll4" => "PER, LOC, ORG and MISC, outermost mentions only",
        "names" => "PER, LOC and ORG, outermost mentions only",
        "wojood" => "the 21 types, with nested mentions",
        _ => return None,
    })
}

fn corpus(Corpus { name, version, hash }: Corpus) -> String {
    if let (Some((of, perturbation)), Some(version)) = (name.split_once(SIGN), version) {
        let [of, version] = [of, version].map(|part| line(part).isolated());
        return format!("the corpus `{of}`, version {version}, with its text changed by `{perturbation}`; the SHA-256 of both begins with {hash}");
    }
    let name = line(name).isolated();
    match version {
        Some(version) => {
            format!("the corpus `{name}`, version {}; the SHA-256 of its text, splits and gold begins with {hash}", line(version).isolated())
        }
        None => format!("the gold in `{name}`; the BLAKE3 hash of its content begins with {hash}"),
    }
}

/// What it means for two numbers that their signatures differ in a field. `None` is the value of a signature that lacks the field.
pub fn meaning_of_difference(field: Field, left: Option<&str>, right: Option<&str>) -> &'static str {
    let (Some(left), Some(right)) = (left, right) else {
        return match field {
            Field::Boot => "only one has intervals; the values are comparable",
            Field::Tags | Field::Repair => "only one was read from tags",
            Field::Unit => "only one was scored from files",
            Field::Overlap => "only one asks for a minimum overlap: score both with one --overlap",
            _ => "only one says it: compare lines of scores.csv, which say everything",
        };
    };
    match field {
        Field::Task => "different tasks: the numbers have nothing in common",
        Field::Match => "another idea of what is right: look for the row of the same match",
        Field::Bound | Field::Orth => "another layer of the same run: look for the row of the same layer",
        Field::View if view_name(left) == view_name(right) => "the view changed, not its name: score both with one file",
        Field::View => "other labels or cuts count: look for the row of the same view",
        Field::Corpus => match (Corpus::parse(left), Corpus::parse(right)) {
            (Some(left), Some(right)) => corpora(left, right),
            _ => "other texts or gold",
        },
        Field::Split => "different articles",
        Field::Tags => "tags were read by another scheme: other mentions may come out",
        Field::Repair => "faulty tags were read in another way: score both with one --repair",
        Field::Unit => "other units are drawn: the intervals are not those of one file",
        Field::Overlap => "another share of a gold mention counts as an overlap: score both with one --overlap",
        Field::Undefined => "other labels take part in macro and weighted: score both with one --undefined",
        Field::Boot => "the values are comparable, the intervals are drawn differently",
        Field::Scorer => "other definitions: score both with one version of mihak",
    }
}

fn corpora(left: Corpus, right: Corpus) -> &'static str {
    let (is_name, is_hash) = (left.name == right.name, left.hash == right.hash);
    match (left.version, right.version) {
        (None, Some(_)) | (Some(_), None) => "one is a corpus, the other a file, whose hashes say different things",
        _ if is_hash && is_name => "the same content under another version: give it one version",
        _ if is_hash => "the same content under another name: score both under one name",
        _ if !is_name => "other texts or gold",
        (None, None) => "the content of the file changed: score both on one file",
        (left, right) if left == right => "the content changed without its version: run both on one content",
        _ => "another version of the corpus: run both on one version",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_of_corpora_says_what_changed() {
        for (left, right, said) in [
            ("news@1.0#3fa9c1d2", "news@1.0#00000000", "changed without its version"),
            ("news@1.0#3fa9c1d2", "news@1.1#00000000", "another version"),
            ("news@1.0#3fa9c1d2", "news@1.1#3fa9c1d2", "the same content under another version"),
            ("news@1.0#3fa9c1d2", "blogs@1.0#3fa9c1d2", "the same content under another name"),
            ("news@1.0#3fa9c1d2", "blogs@1.0#00000000", "other texts"),
            ("gold#3fa9c1d2", "gold#00000000", "the content of the file changed"),
            ("gold#3fa9c1d2", "news@1.0#3fa9c1d2", "one is a corpus, the other a file"),
        ] {
            for (left, right) in [(left, right), (right, left)] {
                let found = meaning_of_difference(Field::Corpus, Some(left), Some(right));
                assert!(found.contains(said), "{left} and {right}: {found}");
            }
        }
    }

    #[test]
    fn a_view_says_something_else_for_tokens_than_for_entities() {
        let meaning = |line: &str| {
            let signature = Signature::parse(line).unwrap();
            signature.meaning(Field::View, signature.value(Field::View).unwrap())
        };
        assert_eq!(meaning("mihak|task:words|view:word|scorer:1"), "scheme: words are not cut");
        assert_eq!(meaning("mihak|task:entities|view:names|scorer:1"), "PER, LOC and ORG, outermost mentions only");
        assert!(meaning("mihak|task:entities|view:word#3fa9c1d2|scorer:1").starts_with("the view `word` of your own; the SHA-256"));
        assert!(meaning("mihak|task:entities|view:later|scorer:1").contains("does not know"));
    }
}
