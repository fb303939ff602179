//! `mihak score` on Parquet files.

mod scratch;

use predicates::str::contains;
use scratch::Scratch;

#[test]
fn a_parquet_file_is_scored_against_columns_sentence_by_sentence() {
    use mihak_core::format::{self, Input, Options};
    let scratch = Scratch::empty();
    scratch.write("gold.conll", "🎉 O\nزارَ O\nعُمَرُ B-PERS\n\nعدنُ B-GPE\nجميلةٌ O\n");
    scratch.write("mine.conll", "🎉 O\nزارَ O\nعُمَرُ B-PERS\n\nعدنُ B-ORG\nجميلةٌ O\n");
    for name in ["gold", "mine"] {
        let input = Input::read(&scratch.path(&format!("{name}.conll"))).unwrap();
        let documents = format::by_name("conll").unwrap().read(&input, &Options::default()).unwrap().documents;
        let output = format::by_name("parquet").unwrap().write(&documents, &Options::default()).unwrap();
        scratch.write_bytes(&format!("{name}.parquet"), &output.files[0].1);
    }
    for gold in ["gold.parquet", "gold.conll"] {
        let score = scratch.mihak(&format!("score {gold} mine.parquet --csv")).assert().success();
        score.stdout(contains(",entities,exact,char,raw,as-is,micro,f1,0.5")).stderr(contains("`mine.parquet` is read as parquet"));
        scratch.mihak(&format!("score {gold} mine.parquet")).assert().success().stdout(contains("2 articles"));
    }
    scratch.write_bytes("cut.parquet", b"PAR1 and no end");
    scratch
        .mihak("score gold.parquet cut.parquet")
        .assert()
        .code(2)
        .stderr(contains("`cut.parquet` begins as a Parquet file and does not end as one"));
}
