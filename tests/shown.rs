//! What is shown of files and articles: ids that are one everywhere, nouns that are true, lines that keep their direction.

mod scratch;

use predicates::prelude::*;
use predicates::str::contains;
use scratch::Scratch;

/// A folder with gold of so many sentences, and two predictions that miss some.
fn sentences(number: usize) -> Scratch {
    let scratch = Scratch::empty();
    let content = |misses: &dyn Fn(usize) -> bool| -> String {
        (0..number).map(|at| format!("زار O\nسعد{at} {}\n\n", if misses(at) { "O" } else { "B-PER" })).collect()
    };
    scratch.write("gold", &content(&|_| false));
    scratch.write("one", &content(&|at| at % 5 == 4));
    scratch.write("two", &content(&|at| at % 5 == 4 || at % 7 == 1));
    scratch
}

fn out(scratch: &Scratch, call: &str) -> String {
    String::from_utf8(scratch.mihak(call).assert().success().get_output().stdout.clone()).unwrap()
}

#[test]
fn an_article_is_shown_in_lines_that_keep_their_direction() {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["union"]);
    let shown = out(&scratch, "show a");
    let lines: Vec<&str> = shown.lines().filter(|line| line.contains("بوتين")).collect();
    assert_eq!(lines, ["\u{2068}زار بوتين ال+قاهرة+.\u{2069}", "\u{2068}زار [\u{2068}PERS\u{2069} بوتين] [\u{2068}GPE\u{2069} القاهرة].\u{2069}"]);
}

#[test]
fn an_article_that_is_not_there_is_answered_with_the_nearest_ids() {
    let scratch = Scratch::empty();
    let ran =
        scratch.mihak("show NOSUCH").assert().code(2).stderr(contains("no article `NOSUCH`; there are ").and(contains("of which the nearest are `")));
    assert!(ran.get_output().stderr.len() < 300, "{ran:?}");
    scratch.mihak("show test-1-politics").assert().code(2).stderr(contains("did you mean `test-01-politics`"));
}

#[test]
fn a_report_of_counts_that_score_wrote_has_their_numbers_and_says_sentences() {
    let scratch = sentences(40);
    out(&scratch, "score gold one --counts kept -q");
    out(&scratch, "score gold two --counts kept -q");
    let report = out(&scratch, "report --results kept");
    assert!(report.contains("entities · gold · all · 40 sentences"), "{report}");
    assert!(report.contains("| one | 1.000 | 0.800 | 0.889 |"), "{report}");
    let compared = out(&scratch, "cmp one two --results kept");
    assert!(compared.contains("sentences drawn, paired") && !compared.contains("articles"), "{compared}");
}

#[test]
fn articles_have_one_name_in_counts_and_in_errors() {
    let scratch = sentences(40);
    out(&scratch, "score gold one --counts kept --errors errors.csv -q");
    let first = |csv: String, column: usize| csv.lines().skip(1).map(|line| line.split(',').nth(column).unwrap().to_string()).collect::<Vec<_>>();
    let (counts, errors) = (first(scratch.read("kept/counts/one.csv"), 4), first(scratch.read("errors.csv"), 0));
    assert_eq!(errors, ["0005", "0010", "0015", "0020", "0025", "0030", "0035", "0040"]);
    assert!(errors.iter().all(|id| counts.contains(id)), "{counts:?}");
    scratch.write("gold.seg", "و+زار سامر\nثم عاد\n");
    scratch.write("pred.seg", "وزار سامر\nثم عاد\n");
    out(&scratch, "score gold.seg pred.seg --counts kept --errors errors.csv -q");
    assert_eq!(first(scratch.read("errors.csv"), 0), ["0001"]);
    assert!(first(scratch.read("kept/counts/pred.seg.csv"), 4).contains(&"0001".to_string()));
}
