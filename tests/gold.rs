//! The shipped gold is what its README says, and has enough of what tells systems apart.

mod scratch;

use std::collections::BTreeMap;
use std::path::Path;

use mihak::corpus::Corpus;
use mihak::folder::Root;
use mihak::suite::Suite;
use predicates::str::contains;
use scratch::Scratch;

fn shipped(path: &str) -> String {
    format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))
}

fn shipped_text(path: &str) -> String {
    std::fs::read_to_string(shipped(path)).expect("the file is there")
}

/// The value of every key of one table on `test`.
fn on_test(what: &str) -> BTreeMap<String, f64> {
    let scratch = Scratch::empty();
    let said = scratch.mihak("describe -c news --csv --suite").arg(shipped("suite.toml")).output().expect("mihak runs").stdout;
    let mut rows = csv::Reader::from_reader(&said[..]);
    let records = rows.records().map(|record| record.expect("describe writes CSV"));
    let wanted = records.filter(|record| [&record[1], &record[2]] == ["test", what]);
    wanted.map(|record| (record[3].to_string(), record[4].parse().expect("values are numbers"))).collect()
}

#[test]
fn the_tables_of_the_readme_are_what_describe_prints() {
    let scratch = Scratch::empty();
    for corpus in ["news", "stress", "registers"] {
        let mut run = scratch.mihak(&format!("describe -c {corpus} --check"));
        run.args(["--suite", &shipped("suite.toml"), "--splice", &shipped(&format!("corpora/{corpus}/README.md"))]).assert().success();
    }
}

#[test]
fn the_tables_of_agreement_are_what_agree_prints_of_both_passes_and_reach_what_was_wanted() {
    let scratch = Scratch::empty();
    let mut run = scratch.mihak("agree --check --min-word-accuracy 0.985 --min-entity-f1 0.92");
    run.args(["gold/news/first-pass", "gold/news/second-pass"].map(shipped)).args(["--articles", &shipped("corpora/news")]);
    run.args(["--splice", &shipped("gold/news/AGREEMENT.md")]).assert().success();
}

#[test]
fn a_third_of_each_split_was_annotated_twice_and_every_genre_has_a_row_of_its_own() {
    let corpus = Corpus::load(&Root::Embedded, &Suite::find(None).unwrap().corpora[0]).unwrap();
    let mut genres: BTreeMap<&str, usize> = BTreeMap::new();
    for article in corpus.articles.iter().filter(|article| article.split == "test") {
        *genres.entry(article.genre.as_deref().unwrap()).or_default() += 1;
    }
    assert!(genres.len() == 10 && genres.values().all(|&articles| articles >= 8), "{genres:?}");
    for (split, least) in [("dev", 40), ("test", 160)] {
        let own = || corpus.articles.iter().filter(|article| article.split == split);
        let twice = own().filter(|article| {
            ["first", "second"].iter().all(|pass| Path::new(&shipped(&format!("gold/news/{pass}-pass/{}.inline", article.id))).is_file())
        });
        let (all, twice) = (own().count(), twice.count());
        assert!(all >= least && 3 * twice >= all, "{split}: {all} articles, {twice} annotated twice");
    }
}

#[test]
fn registers_are_ten_of_24_texts_or_more_and_six_or_eight_of_each_were_annotated_twice_and_agree() {
    let suite = Suite::find(None).unwrap();
    let spec = suite.corpora.iter().find(|spec| spec.name == "registers").unwrap();
    let corpus = Corpus::load(&Root::Embedded, spec).unwrap();
    let mut registers: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for article in &corpus.articles {
        let passes = ["first", "second"].map(|pass| Path::new(&shipped(&format!("gold/registers/{pass}-pass/{}.inline", article.id))).is_file());
        assert_eq!(passes[0], passes[1], "{}", article.id);
        assert!(article.id.starts_with(&format!("{}-", article.split)) && article.genre.is_some(), "{}", article.id);
        let [all, twice] = registers.entry(&article.split).or_default();
        (*all, *twice) = (*all + 1, *twice + usize::from(passes[0]));
    }
    let counted: Vec<_> = registers.into_iter().collect();
    let wanted = [
        ("classical", [24, 8]),
        ("egyptian", [24, 8]),
        ("gulf", [26, 8]),
        ("legal", [24, 8]),
        ("levantine", [24, 8]),
        ("maghrebi", [26, 8]),
        ("mixed", [25, 8]),
        ("ocr", [24, 6]),
        ("table", [24, 6]),
        ("transcript", [24, 8]),
    ];
    assert_eq!(counted, wanted);
    for file in ["corpora/registers/LICENSE", "gold/registers/LICENSE"] {
        assert_eq!(shipped_text(file), shipped_text("gold/news/LICENSE"), "{file}");
    }
    let scratch = Scratch::empty();
    let verified = scratch.mihak("verify --suite").arg(shipped("suite.toml")).assert().success();
    verified.stdout(contains("245 articles, 21171 words, 2844 mentions: no fault"));
    let mut agree = scratch.mihak("agree --check --min-word-accuracy 0.985 --min-entity-f1 0.92");
    agree.args(["gold/registers/first-pass", "gold/registers/second-pass"].map(shipped)).args(["--articles", &shipped("corpora/registers")]);
    agree.args(["--splice", &shipped("gold/registers/AGREEMENT.md")]).assert().success();
}

#[test]
fn articles_are_briefs_news_and_features_of_90_to_1500_words() {
    let corpus = Corpus::load(&Root::Embedded, &Suite::find(None).unwrap().corpora[0]).unwrap();
    let length = |text: &str| text.split_whitespace().count();
    let odd = corpus.articles.iter().find(|article| !(90..=1500).contains(&length(&article.text)));
    assert!(odd.is_none(), "{odd:?}");
    let rate = on_test("rate");
    let decile = |name: &str| rate[&format!("words in an article: {name}")];
    assert!(decile("first decile") < 150.0 && decile("ninth decile") > 400.0, "{rate:?}");
}

/// What found text has for a rate, as `gold/found` keeps it.
fn found(key: &str) -> Vec<f64> {
    let mut rows = csv::Reader::from_path(shipped("gold/found/found.csv")).expect("figures of found text are kept");
    let records = rows.records().map(|record| record.expect("they are CSV"));
    records.filter(|record| &record[1] == key).map(|record| record[2].parse().expect("values are numbers")).collect()
}

#[test]
fn test_reads_as_found_text_does_in_what_can_be_counted() {
    let rate = on_test("rate");
    // A few dozen places decide the first two, and found text ranges widely there: never above it is what was missed before.
    for (key, low, high) in [
        ("ب among ب and في before places", 0.0, 0.35),
        ("ل among ل and إلى before places", 0.1, 0.7),
        ("share of words in quotes", 0.05, 0.13),
        ("share of words with digits", 0.01, 0.04),
        ("share of mentions of persons with one word", 0.25, 0.61),
        ("share of persons with one of the 7 commonest given names", 0.0, 0.15),
        ("share of articles with an e-mail address, URL or hashtag", 0.0, 0.125),
        ("words in a sentence: median", 13.0, 27.0),
    ] {
        assert!((low..=high).contains(&rate[key]), "{key}: {} in test, {:?} in found text", rate[key], found(key));
    }
}

#[test]
fn the_figures_of_found_text_are_those_that_describe_gives() {
    let mut rows = csv::Reader::from_path(shipped("gold/found/found.csv")).expect("figures of found text are kept");
    let known: Vec<String> = on_test("rate").into_keys().chain(on_test("size").into_keys()).collect();
    for record in rows.records() {
        let key = record.expect("they are CSV")[1].to_string();
        let key = key.split(" places, ").next().map_or(key.clone(), |start| if start == key { key.clone() } else { format!("{start} places") });
        assert!(known.contains(&key), "{key}");
    }
}

#[test]
fn two_fifths_of_the_names_in_test_are_not_in_dev() {
    let unseen = on_test("unseen");
    for key in ["share of distinct refs", "share of distinct surfaces, folded"] {
        assert!(unseen[key] >= 0.4, "{key}: {}", unseen[key]);
    }
}

#[test]
fn describe_writes_tables_markdown_and_rows_of_any_corpus() {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["icu4x"]);
    scratch.mihak("describe").assert().success().stdout(contains("words without punctuation         3\n")).stdout(contains("GPE     1\n"));
    scratch.mihak("describe --articles articles").assert().success().stdout(contains("hard things"));
    let rows = scratch.mihak("describe --csv").output().unwrap().stdout;
    let rows = String::from_utf8(rows).unwrap();
    assert!(rows.starts_with("corpus,split,what,key,value\nmine,all,size,articles,1\n"), "{rows}");
    assert!(rows.contains("\nmine,all,size,share of words with a clitic,0.333333\n"), "{rows}");
    let markdown = || scratch.mihak("describe --md").output().unwrap().stdout;
    assert_eq!(markdown(), markdown());
    assert!(String::from_utf8(markdown()).unwrap().contains("| words without punctuation | 3 |\n"));
    scratch.mihak("describe -c other").assert().code(4).stderr(contains("no corpus `other`"));
    scratch.mihak("describe --md --csv").assert().code(2);
}

#[test]
fn describe_splices_its_tables_and_tells_when_a_file_is_stale() {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["icu4x"]);
    scratch.write("page.md", "above\n<!-- describe mine -->\nstale\n<!-- /describe -->\nbelow\n");
    scratch.mihak("describe --splice page.md --check").assert().code(3).stderr(contains("`page.md` is not up to date with the gold"));
    scratch.mihak("describe --splice page.md").assert().success();
    scratch.mihak("describe --splice page.md --check").assert().success();
    let page = scratch.read("page.md");
    assert!(page.starts_with("above\n<!-- describe mine -->\n\n**size**") && page.ends_with("<!-- /describe -->\nbelow\n"), "{page}");
    assert!(!page.contains("stale"), "{page}");
    scratch.write("page.md", "<!-- describe other -->");
    scratch
        .mihak("describe --splice page.md")
        .assert()
        .code(2)
        .stderr(contains("has no line `<!-- describe NAME -->` of a corpus; the names are mine"));
    scratch.write("page.md", "<!-- describe mine -->");
    scratch.mihak("describe --splice page.md").assert().code(2).stderr(contains("has no line `<!-- /describe -->` behind"));
}

#[test]
fn verify_holds_declared_hard_things_to_what_is_found() {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["icu4x"]);
    let declare = |hard: &str| scratch.write("articles/corpus.toml", &format!("[[article]]\nid = \"a\"\nsplit = \"dev\"\nhard = [{hard}]\n"));
    declare("");
    scratch.mihak("verify").assert().success();
    declare("\"lookalike-stems\", \"careless-hamza\"");
    scratch.mihak("verify").assert().success();
    declare("\"lookalike-stems\", \"url\"");
    scratch.mihak("verify").assert().code(2).stderr(contains("mine/a: `hard` declares `url`, but there is none"));
    declare("\"careless-hamza\"");
    scratch.mihak("verify").assert().code(2).stderr(contains("mine/a: `hard` does not declare `lookalike-stems`, but «بوتين» is one"));
    scratch.mihak("run -q").assert().success();
}

#[test]
fn verify_names_both_articles_that_share_text_and_what_they_share() {
    let scratch = Scratch::with_corpus();
    scratch.suite(&["icu4x"]);
    scratch.remove("gold");
    let suite = scratch.read("suite.toml").replace("gold = \"gold\"\n", "");
    scratch.write("suite.toml", &suite);
    scratch.write("articles/b.txt", "قال إن واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية.");
    scratch.write("articles/c.txt", "واحد، اثنان، ثلاثة، اربعة، خمسة، ستة، سبعة، ثمانية؟");
    let said = "mine/b and mine/c share 8 words: «واحد، اثنان، ثلاثة، اربعة، خمسة، ستة، سبعة، ثمانية»";
    scratch.mihak("verify").assert().code(2).stderr(contains(said));
    let declared: String = ["a", "b", "c"].map(|id| format!("[[article]]\nid = \"{id}\"\nsplit = \"dev\"\n")).concat();
    scratch.write("articles/corpus.toml", &format!("duplicates = \"allowed\"\n{declared}"));
    scratch.mihak("verify").assert().success();
    let again = format!("{suite}\n[[corpus]]\nname = \"other\"\narticles = \"other\"\n[[corpus]]\nname = \"twice\"\narticles = \"articles\"\n");
    scratch.write("suite.toml", &again);
    scratch.write("other/d.txt", &scratch.read("articles/c.txt"));
    scratch.mihak("verify").assert().code(2).stderr(contains("1 fault")).stderr(contains("mine/b and other/d share 8 words"));
    scratch.write("articles/corpus.toml", "duplicates = \"maybe\"\n");
    scratch.mihak("verify").assert().code(2).stderr(contains("expected `refused` or `allowed`"));
}
