//! Intervals of `mihak score`, and its counts: what is drawn, what the intervals hold, and how two predictions are compared.

mod scratch;

use std::collections::BTreeMap;

use predicates::prelude::*;
use predicates::str::contains;
use scratch::Scratch;

/// Sentences with a name each; every `wrong`th is missed, of each seventh the type.
fn predicted(sentences: usize, wrong: usize) -> String {
    let tags = |at: usize| match () {
        _ if at.is_multiple_of(wrong) => "O",
        _ if at % 7 == 3 => "B-LOC",
        _ => "B-PERS",
    };
    (0..sentences).map(|at| format!("زار O\nبوتين{} {}\nمُوسكو B-GPE\n\n", at % 91, tags(at))).collect()
}

fn gold(sentences: usize) -> String {
    predicted(sentences, usize::MAX).replacen("O\nبوتين0 O", "O\nبوتين0 B-PERS", 1).replace("B-LOC", "B-PERS")
}

/// A folder with gold and two predictions of so many sentences.
fn scratch(sentences: usize) -> Scratch {
    let scratch = Scratch::empty();
    scratch.write("gold.conll", &gold(sentences));
    scratch.write("a.conll", &predicted(sentences, 5));
    scratch.write("b.conll", &predicted(sentences, 3));
    scratch
}

fn printed(scratch: &Scratch, arguments: &str) -> String {
    let assert = scratch.mihak(arguments).assert().success();
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

/// Fields of the rows of scores.csv by match, bound, orth, label and measure: value, lo, hi, articles, signature.
fn rows(csv: &str) -> BTreeMap<String, [String; 5]> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let of = |record: csv::StringRecord| {
        let field = |at: usize| record[at].to_string();
        ([5, 6, 7, 9, 10].map(field).join(" "), [11, 12, 13, 15, 16].map(field))
    };
    reader.records().map(|record| of(record.unwrap())).collect()
}

fn interval(row: &[String; 5]) -> Option<[f64; 3]> {
    let number = |at: usize| row[at].parse().ok();
    Some([number(1)?, number(0)?, number(2)?])
}

const MICRO: &str = "exact char raw micro f1";

#[test]
fn intervals_hold_the_value_and_are_wider_for_fewer_articles() {
    let widths = [40, 400, 4000].map(|sentences| {
        let rows = rows(&printed(&scratch(sentences), "score gold.conll a.conll --csv"));
        for (name, row) in &rows {
            assert_eq!(row[3], sentences.to_string(), "{name}: articles stay what they are, however they are drawn");
            if let Some([lo, value, hi]) = interval(row) {
                assert!(0.0 <= lo && lo <= value && value <= hi && hi <= 1.0, "{name}: {row:?}");
            }
        }
        let [lo, value, hi] = interval(&rows[MICRO]).unwrap();
        assert!(lo < value && value < hi);
        assert_eq!(interval(&rows["error char raw missed count"]), None, "a number of things has none");
        hi - lo
    });
    assert!(widths[0] > 2.0 * widths[1] && widths[1] > 2.0 * widths[2], "{widths:?}");
}

#[test]
fn values_are_those_without_intervals() {
    let scratch = scratch(3000);
    let (with, without) =
        (rows(&printed(&scratch, "score gold.conll a.conll --csv")), rows(&printed(&scratch, "score gold.conll a.conll --csv --resamples 0")));
    assert_eq!(with.len(), without.len());
    for (name, row) in &without {
        assert_eq!((&row[0], &row[3]), (&with[name][0], &with[name][3]), "{name}");
        assert_eq!(["", ""], [&*row[1], &*row[2]], "{name}");
        assert!(row[4].ends_with("|tags:IOB2|repair:none|unit:run|scorer:2") || row[4].ends_with("|unit:run|undefined:zero|scorer:2"), "{}", row[4]);
        assert_eq!(with[name][4], row[4].replace("|scorer", "|boot:poisson1000@1|scorer"));
    }
}

#[test]
fn neither_workers_nor_the_way_that_files_are_read_change_a_byte() {
    for (sentences, unit) in [(300, "unit:sentence"), (5000, "unit:run")] {
        let scratch = scratch(sentences);
        let call = "score gold.conll a.conll --csv --resamples 200";
        let one = printed(&scratch, &format!("{call} --jobs 1"));
        assert!(one.contains(unit));
        for more in ["--jobs 2", "--jobs 8", "--errors e.csv", "--errors e.csv --jobs 3"] {
            assert_eq!(printed(&scratch, &format!("{call} {more}")), one, "{more}");
        }
        for seed in ["--seed 1", "--seed 2"] {
            assert_eq!(printed(&scratch, &format!("{call} {seed}")) == one, seed == "--seed 1", "{seed}");
        }
    }
}

#[test]
fn the_table_has_intervals_a_word_on_few_articles_and_one_signature() {
    let few = printed(&scratch(20), "score gold.conll a.conll");
    assert!(few.contains("20 sentences are few: the intervals are rough\n"), "{few}");
    let table = printed(&scratch(200), "score gold.conll a.conll");
    assert!(predicates::str::is_match(r"micro +0\.\d{4} +0\.\d{4} +0\.\d{4} +0\.\d{4}–0\.\d{4} +400\n").unwrap().eval(&table), "{table}");
    assert!(!table.contains("rough") && table.matches("mihak|").count() == 1, "{table}");
    assert!(table.contains("|split:all|tags:IOB2|repair:none|unit:sentence|undefined:zero|boot:poisson1000@1|scorer:2\n"), "{table}");
}

#[test]
fn documents_are_drawn_where_files_have_them() {
    let scratch = scratch(120);
    let marked = |name: &str| {
        scratch
            .read(name)
            .split_inclusive("\n\n")
            .collect::<Vec<_>>()
            .chunks(4)
            .map(|four| format!("-DOCSTART- O\n\n{}", four.concat()))
            .collect::<String>()
    };
    scratch.write("gold.marked", &marked("gold.conll"));
    scratch.write("a.marked", &marked("a.conll"));
    let all = rows(&printed(&scratch, "score gold.marked a.marked --csv --counts kept"));
    assert!(all[MICRO][4].contains("|unit:document|") && all[MICRO][3] == "30" && interval(&all[MICRO]).is_some(), "{:?}", all[MICRO]);
    assert!(scratch.read("kept/counts/a.marked.csv").contains(",all,0030,entities,coverage,"));
    // Documents with names keep them, and one that is not answered is missed.
    let lines = |left_out: usize, label: &str| {
        (left_out..12)
            .map(|at| {
                format!(
                    "{{\"id\":\"مقال {at}\",\"text\":\"زار بوتين\",\"spans\":[{{\"start\":4,\"end\":9,\"label\":\"{}\"}}]}}\n",
                    if at % 4 == 1 { label } else { "PERS" }
                )
            })
            .collect::<String>()
    };
    scratch.write("gold.jsonl", &lines(0, "PERS"));
    scratch.write("a.jsonl", &lines(1, "LOC"));
    let all = rows(&printed(&scratch, "score gold.jsonl a.jsonl --csv --counts kept"));
    assert!(all[MICRO][4].contains("|split:all|unit:document|undefined:zero|boot:") && interval(&all[MICRO]).is_some(), "{:?}", all[MICRO]);
    assert_eq!(all["coverage   * answered"][0], "0.916667");
    let counts = scratch.read("kept/counts/a.jsonl.csv");
    assert!(counts.contains(",all,مقال 0,entities,coverage,,,,*,0,0,1,0,unit:document\n"), "{counts}");
}

#[test]
fn an_empty_prediction_is_no_more_than_misses() {
    let scratch = scratch(50);
    scratch.write("none.conll", &gold(50).replace("B-PERS", "O").replace("B-GPE", "O"));
    let all = rows(&printed(&scratch, "score gold.conll none.conll --csv"));
    assert_eq!((interval(&all[MICRO]), &*all[MICRO][0]), (None, "0.000000"), "nothing says how sure a constant is");
    assert_eq!(all["exact char raw micro precision"][..3], ["", "", ""]);
}

#[test]
fn two_predictions_of_one_gold_are_compared_by_their_counts() {
    for sentences in [400, 5000] {
        let scratch = scratch(sentences);
        let alone = ["a", "b"].map(|name| rows(&printed(&scratch, &format!("score gold.conll {name}.conll --csv --counts kept")))[MICRO].clone());
        let table = printed(&scratch, "cmp a.conll b.conll --results kept");
        assert!(table.contains("micro f1") && table.contains("poisson1000@1, ") && table.contains(" drawn, paired"), "{table}");
        let csv = printed(&scratch, "cmp a.conll b.conll --results kept --csv");
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let row = reader.records().map(Result::unwrap).find(|row| [4, 5, 6, 7, 8].map(|at| &row[at]).join(" ") == MICRO).unwrap();
        assert_eq!([&row[11], &row[12]], [&*alone[0][0], &*alone[1][0]], "the values are those of each alone");
        assert_eq!(&row[20], &alone[0][4], "so is the signature");
        let number = |at: usize| row[at].parse::<f64>().unwrap();
        assert!(number(14) < number(13) && number(13) < number(15) && number(15) < 0.0 && number(16) < 0.01, "{row:?}");
        // What differs by chance alone is told apart.
        scratch.write("c.conll", &scratch.read("a.conll").replacen("بوتين5 O", "بوتين5 B-PERS", 3).replacen("بوتين6 B-PERS", "بوتين6 O", 3));
        printed(&scratch, "score gold.conll c.conll --csv --counts kept");
        let same = printed(&scratch, "cmp a.conll c.conll --results kept --csv");
        let micro = same.lines().find(|line| line.contains("exact,char,raw,micro,f1")).unwrap();
        let p = micro.split(',').nth(16).unwrap();
        assert!(p.is_empty() || p.parse::<f64>().unwrap() > 0.05, "{micro}");
    }
}

#[test]
fn files_that_were_read_otherwise_are_not_compared() {
    let scratch = scratch(60);
    scratch.write("c.conll", &scratch.read("b.conll").replacen("بوتين1 B", "بوتين1 I", 1));
    printed(&scratch, "score gold.conll a.conll --counts kept");
    printed(&scratch, "score gold.conll c.conll --repair discard --counts kept -q");
    scratch.mihak("cmp a.conll c.conll --results kept").assert().code(3).stderr(contains("not comparable: repair is `none` and `discard`"));
    scratch.write("gold.conll", &gold(61));
    scratch.write("d.conll", &predicted(61, 5));
    printed(&scratch, "score gold.conll d.conll --counts kept");
    scratch.mihak("cmp a.conll d.conll --results kept").assert().code(3).stderr(contains("not comparable: corpus is `gold.conll#"));
}

#[test]
fn counts_of_another_kind_are_not_replaced_and_of_another_content_with_a_word() {
    let scratch = scratch(30);
    let refused = |arguments: &str, words: &str| {
        scratch.mihak(arguments).assert().code(2).stdout("").stderr(contains(words));
    };
    printed(&scratch, "score gold.conll a.conll --counts kept");
    let before = scratch.read("kept/counts/a.conll.csv");
    scratch.mihak("score gold.conll a.conll --counts kept").assert().success().stderr(contains("replaced").not());
    assert_eq!(scratch.read("kept/counts/a.conll.csv"), before);
    scratch.write("other/a.conll", &scratch.read("b.conll"));
    printed(&scratch, "score gold.conll other/a.conll --counts kept --name other -q");
    assert_eq!(scratch.read("kept/counts/a.conll.csv"), before, "under its own name it replaces nothing");
    let told = "is replaced: it was of `file ";
    scratch.mihak("score gold.conll other/a.conll --counts kept").assert().success().stderr(contains(told).and(contains("--name keeps")));
    assert_ne!(scratch.read("kept/counts/a.conll.csv"), before);
    scratch.write("kept/counts/b.conll.csv", "بيانات\n");
    refused("score gold.conll b.conll --counts kept", "b.conll.csv` holds no counts of `mihak score`, and would be replaced");
    scratch.write("a@1.conll", &scratch.read("a.conll"));
    scratch.write(".hidden", &scratch.read("a.conll"));
    refused("score gold.conll a@1.conll --counts kept", "`a-1.conll` stands for `a@1.conll`");
    refused("score gold.conll .hidden --counts kept", "`.hidden` cannot be the name of a file of counts");
    refused("score gold.conll a.conll --counts kept --name a/b", "--name `a/b`: only letters, digits");
    scratch.write("run/scores.csv", "");
    refused("score gold.conll a.conll --counts run", "`run` holds other results (`scores.csv`); choose a folder of its own");
    scratch.write("file", "");
    refused("score gold.conll a.conll --counts file", "file");
}

#[test]
fn numbers_of_replicates_that_say_nothing_are_refused() {
    let scratch = scratch(10);
    for wrong in ["99", "1", "1000001", "-5", "many"] {
        let ran = scratch.mihak(&format!("score gold.conll a.conll --resamples={wrong}")).assert().code(2);
        ran.stderr(contains(format!("invalid value '{wrong}' for '--resamples <N>': expected 100 to 100000, or 0 for no intervals")));
    }
    scratch.mihak("score gold.conll a.conll --seed=-1").assert().code(2).stderr(contains("invalid value '-1' for '--seed <N>'"));
}

#[test]
fn thousands_of_types_have_no_intervals_and_the_user_is_told() {
    let scratch = Scratch::empty();
    scratch.write("many", &(0..1200).map(|at| format!("زار O\nبوتين B-T{}\n\n", at % 600)).collect::<String>());
    let ran = scratch.mihak("score many many --csv").assert().success().stdout(contains("boot:").not());
    ran.stderr(contains("600 types are too many for intervals (at most 500): --view maps them to fewer"));
    scratch.mihak("score many many --csv --resamples 0").assert().success().stderr(contains("too many").not());
}

#[test]
fn one_file_with_both_columns_has_intervals_too() {
    let scratch = scratch(100);
    let both: String = scratch
        .read("gold.conll")
        .lines()
        .zip(scratch.read("a.conll").lines())
        .map(|(gold, predicted)| match gold {
            "" => "\n".to_string(),
            _ => format!("{gold} {}\n", predicted.rsplit(' ').next().unwrap()),
        })
        .collect();
    scratch.write("both", &both);
    let [one, two] = ["score both --csv", "score gold.conll a.conll --csv"].map(|call| rows(&printed(&scratch, call)));
    assert!(interval(&one[MICRO]).is_some());
    assert_eq!(one[MICRO][..4], two[MICRO][..4]);
}

/// One-word sentences of CoNLL-U, some of them cut otherwise.
fn treebank(sentences: usize, wrong: usize, documents: usize) -> String {
    let one = |at: usize| {
        let mark = if documents > 0 && at.is_multiple_of(sentences / documents) { format!("# newdoc id = نصّ-{at}\n") } else { String::new() };
        let word = |id: &str, form: &str| format!("{id}\t{form}\t_\tX\t_\t_\t0\troot\t_\t_\n");
        let cut = match at.is_multiple_of(wrong) {
            true => word("1", "كتابه"),
            false => [word("1-2", "كتابه"), word("1", "كتاب"), word("2", "ه")].concat(),
        };
        let last = if at.is_multiple_of(wrong) { "2" } else { "3" };
        format!("{mark}# sent_id = {at}\n{cut}{}\n", word(last, "جديد"))
    };
    (0..sentences).map(one).collect()
}

#[test]
fn conllu_draws_documents_else_sentences_that_both_sides_have() {
    let scratch = Scratch::empty();
    let words = |arguments: &str| rows(&printed(&scratch, arguments))["words   * f1"].clone();
    for (documents, unit, articles) in [(0, "unit:sentence", "60"), (12, "unit:document", "12")] {
        scratch.write("gold.conllu", &treebank(60, 61, documents));
        scratch.write("a.conllu", &treebank(60, 7, documents));
        let row = words("score gold.conllu a.conllu --csv");
        assert!(row[4].contains(unit) && row[3] == articles, "{row:?}");
        let [lo, value, hi] = interval(&row).expect("the parts add up");
        assert!(lo < value && value < hi, "{row:?}");
    }
    // Other sentences are no common articles.
    scratch.write("other.conllu", "1\tكتابه\t_\tX\t_\t_\t0\troot\t_\t_\n2\tجديد\t_\tX\t_\t_\t0\troot\t_\t_\n\n");
    scratch.write("split.conllu", "1\tكتابه\t_\tX\t_\t_\t0\troot\t_\t_\n\n1\tجديد\t_\tX\t_\t_\t0\troot\t_\t_\n\n");
    let row = words("score split.conllu other.conllu --csv");
    assert!(row[4].contains("unit:document") && row[3] == "1" && interval(&row).is_none(), "{row:?}");
}
