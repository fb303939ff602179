//! The page holds the numbers of scores.csv, its links lead somewhere, and nothing from outside is markup in it.

mod scratch;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::OnceLock;

use scratch::Scratch;

/// The bytes that a page may have: this, and so much more for every article.
const PAGE: usize = 300_000;
const ARTICLE: usize = 40_000;

/// The page of the shipped results.
fn shipped() -> &'static str {
    static PAGE: OnceLock<String> = OnceLock::new();
    PAGE.get_or_init(|| {
        let scratch = Scratch::empty();
        let suite = concat!(env!("CARGO_MANIFEST_DIR"), "/suite.toml");
        scratch.mihak("report --html page.html").args(["--suite", suite]).assert().success();
        scratch.read("page.html")
    })
}

/// The values of an attribute, in their order.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let mark = format!(" {attribute}=\"");
    page.split(&mark).skip(1).filter_map(|rest| rest.split_once('"').map(|(value, _)| value)).collect()
}

/// Every link inside of a page leads to an element, and no two elements have one id.
#[track_caller]
fn links_lead_somewhere(page: &str) {
    let ids = values(page, "id");
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), known.len(), "two elements have one id");
    let links: Vec<&str> = values(page, "href");
    assert!(!links.is_empty());
    for link in links {
        let target = link.strip_prefix('#').unwrap_or_else(|| panic!("`{link}` leads out of the page"));
        assert!(known.contains(target), "`{link}` leads nowhere");
    }
    for reference in values(page, "aria-labelledby") {
        assert!(known.contains(reference), "`{reference}` is no element");
    }
}

#[test]
fn the_page_of_the_shipped_results_has_their_numbers_and_links_and_is_not_large() {
    let page = shipped();
    links_lead_somewhere(page);
    let articles = page.matches("<details class=\"art\"").count();
    assert_eq!(articles, 202);
    assert!(page.len() <= PAGE + ARTICLE * articles, "{} bytes", page.len());
    // A number says its signature by its place, so that both can be looked up in scores.csv.
    let list = page.split_once("<ol id=\"signatures\"").expect("there are signatures").1.split_once("</ol>").expect("they end").0;
    let signatures: Vec<&str> = list.split("<code dir=\"ltr\">").skip(1).filter_map(|rest| rest.split_once('<').map(|(line, _)| line)).collect();
    let mut rows: BTreeMap<(String, String, String), usize> = BTreeMap::new();
    let scores = fs::read_to_string("results/scores.csv").expect("the results are there");
    for row in csv::Reader::from_reader(scores.as_bytes()).records() {
        let row = row.expect("a row can be read");
        *rows.entry((row[16].into(), row[11].into(), row[14].into())).or_default() += 1;
    }
    let mut numbers = 0;
    for cell in page.split("<td data-v=\"").skip(1) {
        let Some((value, rest)) = cell.split_once("\" data-s=\"") else { continue };
        let Some((place, rest)) = rest.split_once('"').filter(|_| !value.contains('<')) else { continue };
        let support = rest.split_once(" data-n=\"").and_then(|(_, rest)| rest.split_once('"')).expect("a number has a support").0;
        let signature = signatures[place.parse::<usize>().expect("a place is a number")];
        let key = (signature.to_string(), value.to_string(), support.to_string());
        assert!(rows.contains_key(&key), "{key:?} is not in scores.csv");
        numbers += 1;
    }
    assert!(numbers > 500, "{numbers} numbers");
}

#[test]
fn every_score_is_in_the_data_of_the_page() {
    let page = shipped();
    let data =
        page.split_once("<script id=\"scores\" type=\"application/json\">").expect("the data is there").1.split_once("</script>").expect("it ends").0;
    let data: serde_json::Value = serde_json::from_str(data).expect("it is JSON");
    let name = |list: &str, at: &serde_json::Value| data[list][at.as_u64().expect("a place") as usize].as_str().expect("a name").to_string();
    let mut ours: Vec<String> = Vec::new();
    for (key, rows) in data["keys"].as_array().unwrap().iter().zip(data["rows"].as_array().unwrap()) {
        for row in rows.as_array().unwrap() {
            let decimals = |at: usize| row[at].as_i64().map_or(String::new(), |value| format!("{:.6}", value as f64 / 1e6));
            let fields: Vec<String> = (0..9).map(|at| name("names", &key[at])).collect();
            ours.push(format!("{},{},{},{},{},{}", name("systems", &row[0]), fields.join(","), decimals(1), decimals(2), decimals(3), row[4]));
        }
    }
    let scores = fs::read_to_string("results/scores.csv").expect("the results are there");
    let mut theirs: Vec<String> = csv::Reader::from_reader(scores.as_bytes())
        .records()
        .map(|row| {
            let row = row.expect("a row can be read");
            let key = [4, 2, 3, 5, 6, 7, 8, 9, 10].map(|at| row[at].to_string()).join(",");
            format!("{},{key},{},{},{},{}", &row[0], &row[11], &row[12], &row[13], &row[14])
        })
        .collect();
    ours.sort();
    theirs.sort();
    assert_eq!(ours.len(), theirs.len());
    let differing = ours.iter().zip(&theirs).find(|(ours, theirs)| ours != theirs);
    assert_eq!(differing, None);
}

/// What would act in a page, in a label.
const EVIL: [&str; 4] = ["</script><script>alert(1)</script>", "\"><img src=x onerror=alert(2)>", "\u{202e}\u{2067}x<!--", "' onload='alert(3)"];

/// The text as a line of doccano's JSON.
fn document(text: &str, mentions: &[(usize, usize, &str)]) -> String {
    let label = mentions.iter().map(|(start, end, label)| serde_json::json!([start, end, label])).collect::<Vec<_>>();
    format!("{}\n", serde_json::json!({ "text": text, "label": label }))
}

/// Nothing of the hostile texts is markup in a page, and none of it is hidden.
#[track_caller]
fn is_harmless(page: &str) {
    assert_eq!(page.matches("<script").count(), 3, "a script of the page itself, one in front, one with data");
    assert_eq!(page.matches("</script").count(), 3);
    // In data nothing but a `<` could end the script.
    let (head, rest) = page.split_once("<script id=\"scores\" type=\"application/json\">").expect("the data is there");
    let (data, tail) = rest.split_once("</script>").expect("it ends");
    assert!(!data.contains('<'));
    for bad in ["<img", "<!--", "\u{202e}", "\u{2067}", " onload='", "onerror=alert(2)>"] {
        assert!(!head.contains(bad) && !tail.contains(bad), "{bad:?} is in the page");
    }
    assert!(!data.contains(['\u{202e}', '\u{2067}']));
    links_lead_somewhere(page);
}

#[test]
fn labels_and_texts_that_would_act_in_a_page_are_text_in_it() {
    let text = "زار <script>alert(4)</script> بوتين\u{202e} القاهرة.\n\"><img src=x> وصل.";
    let long = "ط".repeat(10_000);
    let scratch = Scratch::empty();
    let gold: Vec<(usize, usize, &str)> =
        EVIL.iter().enumerate().map(|(at, label)| (at * 4, at * 4 + 3, *label)).chain([(30, 35, long.as_str())]).collect();
    let predicted: Vec<(usize, usize, &str)> = gold.iter().map(|(start, end, label)| (*start, *end + 1, *label)).collect();
    scratch.write("gold.jsonl", &document(text, &gold));
    scratch.write("<img src=x>.jsonl", &document(text, &predicted));
    let mut score = scratch.mihak("score -q gold.jsonl");
    score.args(["<img src=x>.jsonl", "--html", "page.html"]).assert().success();
    let page = scratch.read("page.html");
    is_harmless(&page);
    assert!(page.contains("alert(1)") && page.contains("\\u{202e}"), "they are shown");
    assert!(page.matches("طططط").count() > 0 && !page.contains(&long), "a long label is shown by its beginning");
    assert!(page.len() <= PAGE + ARTICLE, "{} bytes", page.len());
}

#[test]
fn a_run_of_ones_own_articles_can_be_read_with_its_errors() {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["clitics-word", "whitespace", "rules"]);
    scratch.mihak("run -q").assert().success();
    scratch.mihak("report --results target/mihak --html page.html").assert().success();
    let page = scratch.read("page.html");
    links_lead_somewhere(&page);
    assert_eq!(page.matches("<details class=\"art\"").count(), 1);
    // White space leaves the full stop at the word.
    assert!(page.contains("<em>under-cut</em> <q>[القاهرة]</q><i></i><q>{القاهرة.}</q>"));
    assert!(page.contains("<p class=\"txt\" dir=\"rtl\" lang=\"ar\">"));
}

#[test]
fn where_texts_are_others_than_those_that_were_scored_the_page_says_so() {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["whitespace"]);
    scratch.mihak("run -q --task words").assert().success();
    scratch.write("articles/a.txt", "زار بوتين القاهرة. وعاد");
    scratch.mihak("report --results target/mihak --html page.html").assert().success();
    let page = scratch.read("page.html");
    assert!(page.contains("are not shown: ") && !page.contains("<details class=\"art\""));
    links_lead_somewhere(&page);
}
