//! Rates by which text of one origin is read against text of another: how long sentences are, which preposition stands before places.
//!
//! All but the last few need no gold, so that any folder of articles has them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use mihak_core::annotation::Article;
use mihak_core::text::Span;
use mihak_core::text::fold::fold;
use mihak_core::text::words::{is_punctuation, words};

use crate::corpus::Corpus;
use crate::describe::facts::{Column, Facts, Value};
use crate::describe::hard::{THINGS, spelled};
use crate::describe::places::PLACES;

/// Addresses that a writer puts in for a reader who may write back.
const ADDRESSES: [&str; 3] = ["email", "url", "hashtag"];

/// The label of persons.
const PERSON: &str = "PERS";

/// So many given names are the commonest of a corpus.
const COMMONEST: usize = 7;

/// What one article shows.
#[derive(Default)]
struct Seen {
    /// Words without punctuation.
    words: usize,
    /// The words of every sentence.
    sentences: Vec<usize>,
    with_digits: usize,
    quoted: usize,
    /// Each preposition of [`PAIRS`] before a place.
    before: [usize; 4],
}

/// The row of two prepositions before places, and which of [`Seen::before`] they are.
const PAIRS: [(&str, usize, usize); 2] = [("ب among ب and في before places", 0, 1), ("ل among ل and إلى before places", 2, 3)];

/// Adds the rows of `rate`.
pub fn rates(corpus: &Corpus, found: &[[Vec<Span>; THINGS.len()]], facts: &mut Facts) {
    let places: HashSet<String> = PLACES.iter().map(|place| fold(place).into_owned()).collect();
    let seen: Vec<Seen> = corpus.articles.iter().map(|article| look(&article.text, &places)).collect();
    for (of, lengths) in [("an article", Lengths::Articles), ("a sentence", Lengths::Sentences)] {
        for (name, tenths) in [("first decile", 1), ("median", 5), ("ninth decile", 9)] {
            facts.add("rate", format!("words in {of}: {name}"), |column| {
                let mut all: Vec<usize> = column.0.iter().flat_map(|&at| lengths.of(&seen[at])).collect();
                all.sort_unstable();
                if all.is_empty() { Value::None } else { Value::Count(all[(all.len() - 1) * tenths / 10]) }
            });
        }
    }
    let mut share = |key: &str, part: fn(&Seen) -> usize, all: fn(&Seen) -> usize| {
        facts.add("rate", key, |column| {
            Value::Share(column.0.iter().map(|&at| part(&seen[at])).sum(), column.0.iter().map(|&at| all(&seen[at])).sum())
        });
    };
    share("share of words with digits", |seen| seen.with_digits, |seen| seen.words);
    share("share of words in quotes", |seen| seen.quoted, |seen| seen.words);
    let addresses: Vec<usize> = (0..THINGS.len()).filter(|&at| ADDRESSES.contains(&THINGS[at].name)).collect();
    facts.add("rate", "share of articles with an e-mail address, URL or hashtag", |column| {
        let has = |&&article: &&usize| addresses.iter().any(|&thing| !found[article][thing].is_empty());
        Value::Share(column.0.iter().filter(has).count(), column.0.len())
    });
    let mut pair = |key: String, one: usize, other: usize, is_in: &dyn Fn(&Article) -> bool| {
        facts.add("rate", key, |column| {
            let own = || column.0.iter().filter(|&&at| is_in(&corpus.articles[at])).map(|&at| &seen[at].before);
            Value::Share(own().map(|before| before[one]).sum(), own().map(|before| before[one] + before[other]).sum())
        });
    };
    for (key, one, other) in PAIRS {
        pair(key.into(), one, other, &|_| true);
    }
    let genres: BTreeSet<&str> = corpus.articles.iter().filter_map(|article| article.genre.as_deref()).collect();
    let (key, one, other) = PAIRS[0];
    for genre in genres {
        pair(format!("{key}, {genre}"), one, other, &|article| article.genre.as_deref() == Some(genre));
    }
    persons(corpus, facts);
}

#[derive(Clone, Copy)]
enum Lengths {
    Articles,
    Sentences,
}

impl Lengths {
    fn of(self, seen: &Seen) -> Vec<usize> {
        match self {
            Lengths::Articles => vec![seen.words],
            Lengths::Sentences => seen.sentences.clone(),
        }
    }
}

/// What a text shows. A sentence ends with its mark or with the line.
fn look(text: &str, places: &HashSet<String>) -> Seen {
    let mut seen = Seen::default();
    let mut open = None;
    let (mut sentence, mut end, mut before): (usize, usize, String) = (0, 0, String::new());
    for span in words(text) {
        let word = span.slice(text);
        if text[end..span.start()].contains('\n') {
            seen.sentences.extend((sentence > 0).then_some(sentence));
            (sentence, open) = (0, None);
            before.clear();
        }
        end = span.end();
        if is_punctuation(word) {
            if word.contains(['.', '!', '?', '؟', '…']) {
                seen.sentences.extend((sentence > 0).then_some(sentence));
                sentence = 0;
            }
            open = quote(word, open);
            before.clear();
            continue;
        }
        sentence += 1;
        seen.words += 1;
        seen.with_digits += usize::from(word.chars().any(char::is_numeric));
        seen.quoted += usize::from(open.is_some());
        let folded = fold(word).into_owned();
        if let Some(preposition) = preposition(&before, &folded, places) {
            seen.before[preposition] += 1;
        }
        before = folded;
    }
    seen.sentences.extend((sentence > 0).then_some(sentence));
    seen
}

/// The quotation that is open behind a mark, as the mark that closes it.
fn quote(mark: &str, open: Option<char>) -> Option<char> {
    mark.chars().fold(open, |open, c| match (open, c) {
        (Some(close), _) if c == close => None,
        (None, '«') => Some('»'),
        (None, '“') => Some('”'),
        (None, '"') => Some('"'),
        _ => open,
    })
}

/// Which of [`Seen::before`] a word shows together with the one before it.
fn preposition(before: &str, word: &str, places: &HashSet<String>) -> Option<usize> {
    let bare = |word: &str| word.strip_prefix(['و', 'ف']).map(String::from);
    if places.contains(word) {
        let before = [Some(before.to_string()), bare(before)];
        let is = |name: &str| before.iter().flatten().any(|before| *before == fold(name));
        return if is("في") { Some(1) } else { is("إلى").then_some(3) };
    }
    [Some(word.to_string()), bare(word)].iter().flatten().find_map(|word| match word.strip_prefix('ب') {
        Some(place) => places.contains(place).then_some(0),
        // للمغرب is ل and المغرب.
        None => word.strip_prefix('ل').and_then(|place| {
            let with_article = place.strip_prefix('ل').map(|rest| format!("ال{rest}"));
            (places.contains(place) || with_article.is_some_and(|place| places.contains(&place))).then_some(2)
        }),
    })
}

/// The rows on persons, if the gold has any: how many words name them, and how few given names serve.
fn persons(corpus: &Corpus, facts: &mut Facts) {
    let Some(mentions) = &corpus.gold.mentions else { return };
    let is_person = |at: usize, index: usize| corpus.gold.labels.name(mentions[at][index].mention.label) == PERSON;
    let names: Vec<Vec<(&str, Vec<String>)>> = (0..corpus.articles.len())
        .map(|at| {
            let text = &corpus.articles[at].text;
            let words = corpus.gold.words.as_ref().map(|words| &words[at][..]);
            let own = (0..mentions[at].len()).filter(|&index| is_person(at, index)).map(|index| &mentions[at][index]);
            own.map(|gold| (&*gold.entity, spelled(text, words, gold.mention.span))).collect()
        })
        .collect();
    if names.iter().all(Vec::is_empty) {
        return;
    }
    let all = |column: &Column| -> Vec<(&str, Vec<String>)> { column.0.iter().flat_map(|&at| names[at].clone()).collect() };
    for (key, least, most) in [("one word", 1, 1), ("two words", 2, 2), ("three words or more", 3, usize::MAX)] {
        facts.add("rate", format!("share of mentions of persons with {key}"), |column| {
            let all = all(column);
            Value::Share(all.iter().filter(|(_, name)| (least..=most).contains(&name.len())).count(), all.len())
        });
    }
    facts.add("rate", format!("share of persons with one of the {COMMONEST} commonest given names"), |column| {
        // One person counts once: by the reference, or by the name where there is none.
        let mut given: BTreeMap<String, String> = BTreeMap::new();
        for (entity, name) in all(column).into_iter().filter(|(_, name)| name.len() > 1) {
            let person = if entity.is_empty() { name.join(" ") } else { entity.to_string() };
            given.entry(person).or_insert_with(|| fold(&name[0]).into_owned());
        }
        let mut times: HashMap<&str, usize> = HashMap::new();
        given.values().for_each(|name| *times.entry(name).or_default() += 1);
        let mut times: Vec<usize> = times.into_values().collect();
        times.sort_unstable_by(|a, b| b.cmp(a));
        Value::Share(times.iter().take(COMMONEST).sum(), given.len())
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> Seen {
        look(text, &PLACES.iter().map(|place| fold(place).into_owned()).collect())
    }

    #[test]
    fn prepositions_are_counted_before_places_alone_and_with_what_is_written_on_to_them() {
        let cases = [
            ("عاش في بغداد وفي الرياض", [0, 2, 0, 0]),
            ("وصل بالقطار وببغداد فبالرياض", [2, 0, 0, 0]),
            ("سافر إلى تونس للمغرب ولليبيا لمصر", [0, 0, 3, 1]),
            ("في، بغداد بيروت في\nمصر", [0, 0, 0, 0]),
            ("هذا بلد لبنان", [0, 0, 0, 0]),
            ("فى القاهره والى الأردن", [0, 1, 0, 1]),
        ];
        for (text, expected) in cases {
            assert_eq!(seen(text).before, expected, "{text}");
        }
    }

    #[test]
    fn sentences_end_with_their_mark_or_with_the_line() {
        assert_eq!(seen("عنوان قصير\n\nقال إن العدد 3.5 كبير. ثم سأل: لماذا؟").sentences, [2, 5, 3]);
        assert_eq!(seen("").sentences, Vec::<usize>::new());
    }

    #[test]
    fn words_in_quotes_are_those_between_marks_of_one_line() {
        let quoted = |text: &str| (seen(text).quoted, seen(text).words);
        assert_eq!(quoted("قال «نعم ثم لا» وخرج"), (3, 5));
        assert_eq!(quoted("قال \"نعم\" ثم \"لا\""), (2, 4));
        assert_eq!(quoted("قال «نعم\nثم لا"), (1, 4));
    }
}
