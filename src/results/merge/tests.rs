use mihak_core::measure::counts::SystemCounts;
use mihak_core::measure::errors::ErrorRow;
use mihak_core::measure::key::Layer;
use mihak_core::measure::mentions::EXACT;
use mihak_core::safe::Guard;
use mihak_core::statistics::Count;
use proptest::prelude::*;

use super::*;
use crate::results::errors::{ErrorRecord, parse_errors, write_errors};

/// What is written of one article of a cell: system, corpus, article, and the number of errors.
type Written = (&'static str, &'static str, String, u64);

fn key((_, corpus, article, _): &Written, layer: Layer) -> Key {
    let signed = format!("{corpus}@1#0");
    let split = if article.len() % 2 == 0 { "dev" } else { "test" };
    Key { corpus: signed, split: split.into(), article: article.clone(), task: Task::Entities, layer }
}

/// The results of these articles as a run writes them.
fn part(folder: &str, written: &[Written]) -> ShardResults {
    let mut systems: BTreeMap<String, SystemCounts> = BTreeMap::new();
    let mut records: Vec<ErrorRecord> = Vec::new();
    for article in written {
        let counts = systems.entry(article.0.into()).or_insert_with(|| SystemCounts::of("v 1"));
        let exact = Layer::tokens(&EXACT, "flat", "PER");
        let found = Count { tp: 2, r#fn: article.3, ..Count::default() };
        counts.extend([(key(article, Layer::coverage()), Count { tp: 1, ..Count::default() }), (key(article, exact), found)]);
        let of = CellArticle::of(article.0, key(article, Layer::coverage()).by_ref());
        for at in 0..article.3 {
            let start = (article.3 - at) as usize * 7;
            let row =
                ErrorRow { class: "missed".into(), gold: Some((start, start + 3)), gold_text: "عُمَر\"،\n".into(), ..ErrorRow::default() };
            records.push(ErrorRecord { of: of.clone(), row });
        }
    }
    let results = Results { systems: systems.into_iter().map(|(system, counts)| (system, counts.into())).collect() };
    ShardResults { folder: folder.into(), results, errors: csv(&write_errors(&records, Guard::On)) }
}

fn csv(errors: &[u8]) -> ShardErrors {
    ShardErrors::Csv(Box::new(std::io::Cursor::new(errors.to_vec())))
}

fn read(part: ShardResults) -> (Results, Vec<u8>) {
    let ShardErrors::Csv(mut from) = part.errors else { panic!("errors are written as CSV") };
    let mut errors = Vec::new();
    from.read_to_end(&mut errors).unwrap();
    (part.results, errors)
}

/// The shard with the counts of a system changed.
fn changed(mut part: ShardResults, system: &str, change: impl Fn(&mut SystemCounts)) -> ShardResults {
    let mut counts = part.results.systems.remove(system).unwrap_or_default().into_memory().unwrap();
    change(&mut counts);
    part.results.systems.insert(system.into(), counts.into());
    part
}

fn joined(parts: Vec<ShardResults>) -> Result<Merged> {
    merge(Joinable::new(parts)?, tempfile::tempdir().unwrap().path())
}

fn one(article: &str) -> Written {
    ("s", "c", article.into(), 2)
}

/// The exit code and the message of a refused merge.
fn refused(parts: Vec<ShardResults>) -> (Option<exit::Code>, String) {
    let error = joined(parts).unwrap_err();
    (error.downcast_ref::<Exit>().map(|exit| exit.code), format!("{error:#}"))
}

proptest! {
    #[test]
    fn any_split_of_the_articles_merges_into_the_whole(
        cells in proptest::collection::btree_map(("[st]", "[cd]", "[ab]{1,3}"), (0u64..4, 0usize..5), 1..40),
        turned in any::<bool>(),
    ) {
        let name = |text: &str| match text { "s" => "s", "t" => "t", "c" => "c", _ => "d" };
        let all: Vec<(Written, usize)> = cells.into_iter().map(|((s, c, article), (errors, shard))| ((name(&s), name(&c), article, errors), shard)).collect();
        let (whole, whole_errors) = read(part("whole", &all.iter().map(|(written, _)| written.clone()).collect::<Vec<_>>()));
        let of = |shard: usize| all.iter().filter(|(_, of)| *of == shard).map(|(written, _)| written.clone()).collect::<Vec<_>>();
        let mut parts: Vec<ShardResults> = (0..5).map(|shard| part(&shard.to_string(), &of(shard))).filter(|part| !part.results.is_empty()).collect();
        if turned {
            parts.reverse();
        }
        // As a shard has them that was run with columns.
        let columns = |part: ShardResults| {
            let (results, errors) = read(part);
            let mut systems: BTreeMap<String, Vec<ErrorRecord>> = BTreeMap::new();
            parse_errors("e", errors.as_slice()).unwrap().into_iter().for_each(|record| systems.entry(record.of.system.clone()).or_default().push(record));
            ShardResults { folder: "x".into(), results, errors: ShardErrors::Columns(systems.into_values().map(Into::into).collect()) }
        };
        let parts = parts.into_iter().enumerate().map(|(at, part)| if at % 2 == 0 { part } else { columns(part) }).collect();
        let merged = joined(parts).unwrap();
        prop_assert_eq!(merged.results, whole);
        let records: Vec<ErrorRecord> = merged.errors.values().flat_map(|errors| errors.records()).map(Result::unwrap).collect();
        prop_assert_eq!(write_errors(&records, Guard::On), whole_errors);
    }
}

#[test]
fn an_article_in_two_shards_is_refused_with_both_folders_the_system_and_the_article() {
    let (code, said) = refused(vec![part("x", &[one("a"), one("b")]), part("y", &[one("b")])]);
    assert_eq!(code, None);
    assert!(said.contains("article `b` of s × c (test, entities) is in `x` and in `y`"), "{said}");
}

#[test]
fn shards_that_measure_something_else_are_not_comparable_and_both_places_are_named() {
    type Change = fn(&mut SystemCounts);
    let cases: [(Change, &str); 4] = [
        (|counts| counts.scorer = 99, "`y`: counts of s are of scorer 99, this program is scorer 2"),
        (|counts| counts.version = "v 2".into(), "version of system `s` is `v 2` in `y` (s, article `b`), but `v 1` in `x` (s, article `a`)"),
        (
            |counts| {
                let moved: Vec<(Key, Count)> = counts.rows().map(|(key, count)| (Key { corpus: "c@1#1".into(), ..key.to_key() }, count)).collect();
                *counts = SystemCounts::of("v 1");
                counts.extend(moved);
            },
            "corpus `c` is `c@1#1` in `y` (s, article `b`), but `c@1#0` in `x` (s, article `a`)",
        ),
        (
            |counts| counts.extend([(key(&one("b"), Layer::tokens(&EXACT, "flat#1", "PER")), Count { tp: 1, ..Count::default() })]),
            "view `flat` is `flat#1` in `y` (s, article `b`), but `flat` in `x` (s, article `a`)",
        ),
    ];
    for (change, expected) in cases {
        let other = changed(part("y", &[one("b")]), "s", change);
        let (code, said) = refused(vec![part("x", &[one("a")]), other]);
        assert_eq!(code, Some(exit::NOT_COMPARABLE), "{said}");
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn damaged_files_are_refused() {
    let with = |errors: &[u8]| ShardResults { errors: csv(errors), ..part("x", &[one("a")]) };
    let uncovered = changed(part("x", &[one("a")]), "s", |counts| {
        let is_other = |key: &Key| key.layer != Layer::coverage();
        let rest: Vec<(Key, Count)> = counts.rows().map(|(key, count)| (key.to_key(), count)).filter(|(key, _)| is_other(key)).collect();
        *counts = SystemCounts::of("v 1");
        counts.extend(rest);
    });
    let mut empty = part("x", &[one("a")]);
    empty.results.systems.insert("t".into(), StoredCounts::default());
    let (_, own) = read(part("x", &[one("a")]));
    let lines: Vec<String> = String::from_utf8(own).unwrap().replace(",\"عُمَر\"\"،\n\",", ",,").lines().map(String::from).collect();
    let cases: [(ShardResults, &str); 6] = [
        (with(b"a,b\n"), "`x/errors.csv` line 1: expected the columns `system,corpus,"),
        (with(format!("{}\n{}\n{}\n", lines[0], lines[2], lines[1]).as_bytes()), "`x/errors.csv` line 3: the row is not in the order"),
        (
            with(lines.join("\n").replace(",a,", ",b,").as_bytes()),
            "`x/errors.csv` line 2: article `b` of s × c (test, entities) is not in the shard's counts",
        ),
        (with(format!("{}\ns,c\n", lines[0]).as_bytes()), "`x/errors.csv` is not CSV"),
        (uncovered, "`x`: article `a` of s × c (test, entities) has no row of coverage"),
        (empty, "`x`: the counts of t have no row"),
    ];
    for (part, expected) in cases {
        let (code, said) = refused(vec![part]);
        assert_eq!(code, None, "{said}");
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn what_a_system_lacks_in_a_shard_is_named_and_a_corpus_that_the_shard_does_not_have_is_not() {
    let on = |system: &'static str, corpus: &'static str, article: &str| (system, corpus, article.to_string(), 0);
    let parts = [part("x", &[on("s", "c", "a"), on("t", "c", "a"), on("u", "d", "a")]), part("y", &[on("s", "c", "b"), on("v", "c", "b")])];
    assert_eq!(
        lacking(&parts),
        [
            "`x` has articles of `c`, but none of v, which other shards have on it",
            "`y` has articles of `c`, but none of t, which other shards have on it"
        ]
    );
}
