//! What a corpus and its gold consist of, counted for every split and in total.

pub mod duplicates;
mod facts;
pub mod guidelines;
pub mod hard;
mod names;
mod places;
mod rates;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use mihak_core::annotation::{Article, Class, Label, Mention, Word};
use mihak_core::measure::buckets::depths;
use mihak_core::text::Span;
use mihak_core::text::fold::fold;
use mihak_core::text::words::{is_punctuation, words};

use crate::corpus::Corpus;
use crate::describe::facts::{Column, Facts};
use crate::describe::hard::{THINGS, found};
use crate::describe::names::Names;

pub use crate::describe::facts::{Fact, Value};

/// The split that has been seen when the others are looked at.
const SEEN: &str = "dev";
/// The column of all splits.
const TOTAL: &str = "total";

/// A corpus in numbers.
#[derive(Debug)]
pub struct Description {
    /// The name of the corpus.
    pub corpus: String,
    /// Name, version and hash.
    pub signed: String,
    /// The splits, sorted, and `total` after them where there are several.
    pub columns: Vec<String>,
    /// The rows, those of one table together.
    pub facts: Vec<Fact>,
}

/// Every table: its name in files, and its title.
pub const TABLES: [(&str, &str); 9] = [
    ("size", "size"),
    ("genre", "articles by genre"),
    ("clitic", "clitics by class"),
    ("mention", "mentions by type"),
    ("depth", "mentions by depth: how many longer ones hold them"),
    ("name", "names: mentions of PERS, ORG, GPE, LOC and FAC"),
    ("unseen", "names that dev does not have"),
    ("rate", "rates to read against other text"),
    ("hard", "hard things"),
];

/// The table of articles that have a hard thing, which tables show beside the occurrences.
pub const HARD_ARTICLES: &str = "hard_articles";

/// The numbers of a corpus.
///
/// Linear in it. Rows whose layer the gold does not have are left out.
pub fn describe(corpus: &Corpus) -> Description {
    let splits: Vec<&str> = corpus.splits().into_iter().collect();
    let mut columns: Vec<Column> = splits.iter().map(|split| Column::of(corpus, |article| article.split == *split)).collect();
    if splits.len() > 1 {
        columns.push(Column::of(corpus, |_| true));
    }
    let mut facts = Facts { columns: &columns, facts: Vec::new() };
    size(corpus, &mut facts);
    genres(corpus, &mut facts);
    clitics(corpus, &mut facts);
    mentions(corpus, &mut facts);
    names(corpus, &splits, &mut facts);
    let found = found(corpus);
    rates::rates(corpus, &found, &mut facts);
    hard(corpus, &found, &mut facts);
    let total = (splits.len() > 1).then_some(TOTAL);
    Description {
        corpus: corpus.name.clone(),
        signed: corpus.signed(),
        facts: facts.facts,
        columns: splits.into_iter().chain(total).map(String::from).collect(),
    }
}

fn size(corpus: &Corpus, facts: &mut Facts) {
    // Words are a function of the text: gold that `verify` accepts has the same.
    let spans: Vec<Vec<Span>> =
        corpus.articles.iter().map(|Article { text, .. }| words(text).filter(|span| !is_punctuation(span.slice(text))).collect()).collect();
    let count = |column: &Column| column.0.iter().map(|&at| spans[at].len()).sum::<usize>();
    facts.count("size", "articles", |column| column.0.len());
    facts.count("size", "words without punctuation", count);
    facts.count("size", "distinct words, folded", |column| {
        let folded = column.0.iter().flat_map(|&at| spans[at].iter().map(move |span| fold(span.slice(&corpus.articles[at].text))));
        folded.collect::<HashSet<_>>().len()
    });
    if corpus.gold.words.is_none() {
        return;
    }
    facts.count("size", "segments without punctuation", |column| column.words(corpus).map(|word| word.segments.len()).sum());
    let clitics = |word: &Word| word.segments.iter().filter(|segment| segment.class.is_clitic()).count();
    for number in 0..=3 {
        let (key, last) =
            if number == 3 { ("words with 3 clitics or more".to_string(), usize::MAX) } else { (format!("words with {number} clitics"), number) };
        let key = key.replace("1 clitics", "1 clitic");
        facts.count("size", key, |column| column.words(corpus).filter(|word| (number..=last).contains(&clitics(word))).count());
    }
    facts.add("size", "share of words with a clitic", |column| {
        Value::Share(column.words(corpus).filter(|word| clitics(word) > 0).count(), column.words(corpus).count())
    });
}

fn genres(corpus: &Corpus, facts: &mut Facts) {
    let genres: BTreeSet<&str> = corpus.articles.iter().filter_map(|article| article.genre.as_deref()).collect();
    for genre in genres {
        facts.count("genre", genre, |column| column.0.iter().filter(|&&at| corpus.articles[at].genre.as_deref() == Some(genre)).count());
    }
}

fn clitics(corpus: &Corpus, facts: &mut Facts) {
    let Some(words) = &corpus.gold.words else { return };
    // The classes of the dialects, and those that a gold declares, are named where gold has them.
    let has = |class: Class| words.iter().flatten().flat_map(|word| &word.segments).any(|segment| segment.class == class);
    let is_shown = |class: Class| class.is_clitic() && (!matches!(class, Class::Neg | Class::Prog | Class::Declared(_)) || has(class));
    for class in Class::known().into_iter().filter(|class| is_shown(*class)) {
        facts.count("clitic", class.name(), |column| {
            column.words(corpus).flat_map(|word| &word.segments).filter(|segment| segment.class == class).count()
        });
    }
}

fn mentions(corpus: &Corpus, facts: &mut Facts) {
    let Some(all) = &corpus.gold.mentions else { return };
    let types: BTreeSet<Label> = all.iter().flatten().map(|gold| gold.mention.label).collect();
    facts.count("mention", "all", |column| column.mentions(corpus).count());
    for label in types {
        let name = corpus.gold.labels.name(label);
        facts.count("mention", name, |column| column.mentions(corpus).filter(|gold| gold.mention.label == label).count());
    }
    let depths: Vec<Vec<usize>> = all.iter().map(|mentions| depths(&mentions.iter().map(|gold| gold.mention).collect::<Vec<Mention>>())).collect();
    for (depth, key) in ["0", "1", "2+"].into_iter().enumerate() {
        facts.count("depth", key, |column| column.0.iter().flat_map(|&at| &depths[at]).filter(|&&found| found == depth).count());
    }
}

fn names(corpus: &Corpus, splits: &[&str], facts: &mut Facts) {
    if corpus.gold.mentions.is_none() {
        return;
    }
    let names: Vec<Names> = facts.columns.iter().map(|column| Names::of(corpus, &column.0)).collect();
    let mut each = |what: &'static str, key: &str, value: &dyn Fn(usize, &Names) -> Value| {
        let values = names.iter().enumerate().map(|(at, names)| value(at, names)).collect();
        facts.facts.push(Fact { what, key: key.into(), values });
    };
    each("name", "mentions", &|_, names| Value::Count(names.mentions.len()));
    if corpus.gold.words.is_some() {
        let fused = |names: &Names| names.mentions.iter().filter(|name| name.is_fused).count();
        each("name", "mentions behind a fused proclitic", &|_, names| Value::Count(fused(names)));
        each("name", "share behind a fused proclitic", &|_, names| Value::Share(fused(names), names.mentions.len()));
    }
    each("name", "mentions with a ref", &|_, names| Value::Count(names.mentions.iter().filter(|name| !name.entity.is_empty()).count()));
    each("name", "distinct refs", &|_, names| Value::Count(names.refs.len()));
    each("name", "distinct surfaces, folded", &|_, names| Value::Count(names.surfaces().len()));
    each("name", "refs with several surfaces, raw", &|_, names| Value::Count(names.refs.values().filter(|names| names.raw.len() > 1).count()));
    each("name", "refs with several surfaces, folded", &|_, names| Value::Count(names.refs.values().filter(|names| names.folded() > 1).count()));
    each("name", "refs with several surfaces, folded, shorter names aside", &|_, names| {
        Value::Count(names.refs.values().filter(|names| names.longest_folded() > 1).count())
    });
    each("name", "refs in several spellings", &|_, names| Value::Count(names.refs.values().filter(|names| names.has_variants()).count()));
    let Some(dev) = splits.iter().position(|split| *split == SEEN).filter(|_| splits.len() > 1) else { return };
    let seen = &names[dev];
    let surfaces = seen.surfaces();
    let asked = |at: usize| at < splits.len() && at != dev;
    let mut unseen = |key: &str, of: &dyn Fn(&Names) -> (usize, usize)| {
        let value = |at: usize, names: &Names| if asked(at) { of(names) } else { (0, 0) };
        each("unseen", key, &|at, names| if asked(at) { Value::Count(value(at, names).0) } else { Value::None });
        each("unseen", &format!("share of {key}"), &|at, names| {
            let (unseen, all) = value(at, names);
            if asked(at) { Value::Share(unseen, all) } else { Value::None }
        });
    };
    unseen("distinct refs", &|names| (names.refs.keys().filter(|entity| !seen.refs.contains_key(*entity)).count(), names.refs.len()));
    unseen("distinct surfaces, folded", &|names| {
        let own = names.surfaces();
        (own.iter().filter(|surface| !surfaces.contains(*surface)).count(), own.len())
    });
    unseen("mentions, by ref", &|names| {
        let with = || names.mentions.iter().filter(|name| !name.entity.is_empty());
        (with().filter(|name| !seen.refs.contains_key(name.entity)).count(), with().count())
    });
    unseen("mentions, by surface, folded", &|names| {
        (names.mentions.iter().filter(|name| !surfaces.contains(name.folded.as_str())).count(), names.mentions.len())
    });
}

fn hard(corpus: &Corpus, found: &[[Vec<Span>; THINGS.len()]], facts: &mut Facts) {
    for what in ["hard", HARD_ARTICLES] {
        for (at, thing) in THINGS.iter().enumerate().filter(|(_, thing)| thing.is_known(&corpus.gold)) {
            facts.count(what, thing.name, |column| {
                let places = column.0.iter().map(|&article| found[article][at].len());
                if what == HARD_ARTICLES { places.filter(|&places| places > 0).count() } else { places.sum() }
            });
        }
    }
}

impl Description {
    /// The rows of one table, by key.
    pub fn table<'a>(&'a self, what: &'a str) -> impl Iterator<Item = &'a Fact> {
        self.facts.iter().filter(move |fact| fact.what == what)
    }

    /// The articles that have each hard thing.
    pub fn hard_articles(&self) -> BTreeMap<&str, &[Value]> {
        self.table(HARD_ARTICLES).map(|fact| (fact.key.as_str(), &fact.values[..])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::describe::hard::sample::{Named, article, corpus};
    use crate::gold::Gold;

    fn small() -> Corpus {
        let putin: Named = ("فلاديمير بوتين", "PERS", "pers:putin");
        corpus(vec![
            article("d1", "dev", "زار فلاديمير بوتين ال+قاهرة .", &[putin, ("القاهرة", "GPE", "gpe:cairo")]),
            article("d2", "dev", "قال بوتين", &[("بوتين", "PERS", "pers:putin")]),
            article(
                "t1",
                "test",
                "و+فلادمير بوتين و+ب+ال+بيت ل+ل+قاهرة رئيس مصر ال+رياض",
                &[
                    ("فلادمير بوتين", "PERS", "pers:putin"),
                    ("لقاهرة", "GPE", "gpe:cairo"),
                    ("رئيس مصر", "OCC", ""),
                    ("مصر", "GPE", "gpe:egypt"),
                    ("الرياض", "GPE", "gpe:riyadh"),
                ],
            ),
        ])
    }

    fn values(description: &Description, what: &str, key: &str) -> Vec<Value> {
        description.table(what).find(|fact| fact.key == key).unwrap_or_else(|| panic!("{what} {key}")).values.clone()
    }

    #[test]
    fn every_number_of_a_small_corpus_is_what_a_hand_counts() {
        let described = describe(&small());
        assert_eq!(described.columns, ["dev", "test", "total"]);
        let counts = |what: &str, key: &str, expected: [usize; 3]| {
            assert_eq!(values(&described, what, key), expected.map(Value::Count), "{what} {key}");
        };
        counts("size", "articles", [2, 1, 3]);
        counts("size", "words without punctuation", [6, 7, 13]);
        counts("size", "distinct words, folded", [5, 7, 11]);
        counts("size", "segments without punctuation", [7, 14, 21]);
        counts("size", "words with 0 clitics", [5, 3, 8]);
        counts("size", "words with 1 clitic", [1, 2, 3]);
        counts("size", "words with 2 clitics", [0, 1, 1]);
        counts("size", "words with 3 clitics or more", [0, 1, 1]);
        counts("clitic", "CONJ", [0, 2, 2]);
        counts("clitic", "DET", [1, 3, 4]);
        counts("mention", "all", [3, 5, 8]);
        counts("mention", "GPE", [1, 3, 4]);
        counts("depth", "0", [3, 4, 7]);
        counts("depth", "1", [0, 1, 1]);
        counts("name", "mentions", [3, 4, 7]);
        counts("name", "mentions behind a fused proclitic", [0, 2, 2]);
        counts("name", "distinct refs", [2, 4, 4]);
        // The city behind ل is the city with its article.
        counts("name", "distinct surfaces, folded", [3, 4, 6]);
        counts("name", "refs with several surfaces, raw", [1, 0, 1]);
        counts("name", "refs with several surfaces, folded, shorter names aside", [0, 0, 1]);
        counts("name", "refs in several spellings", [0, 0, 1]);
        counts("rate", "words in an article: median", [2, 7, 4]);
        counts("hard", "fused-proclitic", [0, 2, 2]);
        counts(HARD_ARTICLES, "fused-proclitic", [0, 1, 1]);
        let one_name = values(&described, "rate", "share of mentions of persons with one word");
        assert_eq!(one_name, [(1, 2), (0, 1), (1, 3)].map(|(n, of)| Value::Share(n, of)));
        assert_eq!(values(&described, "size", "share of words with a clitic"), [(1, 6), (4, 7), (5, 13)].map(|(n, of)| Value::Share(n, of)));
    }

    #[test]
    fn what_dev_does_not_have_is_asked_of_the_other_split_alone() {
        let described = describe(&small());
        for (key, expected) in [
            ("distinct refs", Value::Count(2)),
            ("share of distinct refs", Value::Share(2, 4)),
            ("share of distinct surfaces, folded", Value::Share(3, 4)),
            ("share of mentions, by ref", Value::Share(2, 4)),
            ("share of mentions, by surface, folded", Value::Share(3, 4)),
        ] {
            assert_eq!(values(&described, "unseen", key), [Value::None, expected, Value::None], "{key}");
        }
    }

    #[test]
    fn without_gold_and_splits_there_is_one_column_and_what_the_text_shows() {
        let mut corpus = small();
        corpus.gold = Gold::default();
        corpus.articles.iter_mut().for_each(|article| article.split = "all".into());
        let described = describe(&corpus);
        assert_eq!(described.columns, ["all"]);
        let tables: BTreeSet<&str> = described.facts.iter().map(|fact| fact.what).collect();
        assert_eq!(tables.into_iter().collect::<Vec<_>>(), ["hard", "hard_articles", "rate", "size"]);
        assert!(described.table("hard").all(|fact| fact.key != "fused-proclitic"));
    }
}
