//! What the builtins know comes from the `dev` split of the shipped gold, and from nothing of `test`.

use std::collections::BTreeSet;
use std::path::Path;

use mihak::corpus::{Corpus, CorpusSpec};
use mihak::folder::Root;
use mihak_core::annotation::Mention;
use mihak_systems::contract::Extractor;
use mihak_systems::extractors::CrfNer;
use mihak_systems::extractors::gazetteer::{DEV, NAMES};
use mihak_systems::models::SIGNATURE;
use mihak_systems::train::{FOLDER, ids, lessons, lessons_hash};

fn news() -> Corpus {
    let spec = CorpusSpec { name: "news".into(), articles: "corpora/news".into(), gold: Some("gold/news".into()), ..CorpusSpec::default() };
    Corpus::load(&Root::Disk(Path::new(env!("CARGO_MANIFEST_DIR")).into()), &spec).unwrap()
}

#[test]
fn the_gazetteer_has_the_names_of_dev_and_of_dev_alone() {
    let corpus = news();
    let mentions = corpus.gold.mentions.as_ref().unwrap();
    let names: BTreeSet<(String, String)> = corpus
        .articles
        .iter()
        .zip(mentions)
        .filter(|(article, _)| article.split == "dev")
        .flat_map(|(article, mentions)| {
            mentions.iter().map(|gold| (gold.mention.span.slice(&article.text).into(), corpus.gold.labels.name(gold.mention.label).into()))
        })
        .filter(|(_, label): &(String, String)| NAMES.contains(&label.as_str()))
        .collect();
    let mut list = csv::Writer::from_writer(Vec::new());
    list.write_record(["name", "label"]).unwrap();
    names.iter().for_each(|(name, label)| list.write_record([name, label]).unwrap());
    let list = String::from_utf8(list.into_inner().unwrap()).unwrap();
    assert!(list == DEV, "crates/systems/src/extractors/gazetteer/dev.csv is stale; it should be:\n{list}");
}

#[derive(serde::Deserialize)]
struct Signed {
    lessons: String,
    split: String,
    articles: Vec<String>,
}

#[test]
fn the_shipped_models_were_trained_on_the_gold_of_today_and_on_dev_alone() {
    let corpus = news();
    let (words, mentions) = (corpus.gold.words.as_ref().unwrap(), corpus.gold.mentions.as_ref().unwrap());
    let lessons = lessons(&corpus.articles, words, (mentions, &corpus.gold.labels)).unwrap();
    let signed: Signed = toml::from_str(SIGNATURE).unwrap();
    assert_eq!(signed.lessons, lessons_hash(&lessons), "stale models: run `cargo run --release --example train` and commit {FOLDER}");
    assert_eq!(signed.split, "dev");
    let dev: Vec<&str> = corpus.articles.iter().filter(|article| article.split == "dev").map(|article| article.id.as_str()).collect();
    assert_eq!(signed.articles, dev);
    assert_eq!(ids(&lessons).into_iter().collect::<Vec<_>>(), dev);
}

#[test]
fn learned_mentions_nest_but_never_cross_and_no_span_is_there_twice() {
    for article in &news().articles {
        let mut mentions: Vec<Mention> = Vec::new();
        CrfNer::new().extract(&article.text, &mut mentions).unwrap();
        assert!(!mentions.is_empty(), "{}", article.id);
        for (at, one) in mentions.iter().enumerate() {
            assert!(mentions[..at].iter().all(|other| !one.span.crosses(other.span) && one.span != other.span), "{}", article.id);
        }
    }
}
