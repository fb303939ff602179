//! Cuts a sentence with a builtin: `cargo run -p mihak-systems --example segment -- crf "وسيبحثان القضايا"`.

use std::env;
use std::error::Error;
use std::sync::Arc;

use mihak_core::annotation::Scheme;
use mihak_systems::answer::Prediction;
use mihak_systems::registry::{BUILTINS, open_builtin};
use mihak_systems::source::Below;

fn main() -> Result<(), Box<dyn Error>> {
    let mut given = env::args().skip(1);
    let builtin = given.next().unwrap_or("clitics".into());
    let sentence = given.next().unwrap_or("وسيبحثان القضايا للمرة الأولى في بلدهما.".into());
    let mut options = toml::Table::new();
    if BUILTINS.iter().any(|row| row.name == builtin && row.schemes.contains(&Scheme::D3)) {
        options.insert("scheme".into(), "d3".into());
    }
    let system = open_builtin(&builtin, options, Arc::new(Below(".".into())))?;
    let answer = system.source.open()?.answer(&sentence)?;
    let Prediction::Tokens(tokens) = answer.prediction() else { return Err(format!("`{builtin}` is no tokenizer").into()) };
    for token in tokens {
        println!("{}\t{}", token.span.slice(&sentence), token.class.map_or("-", |class| class.name()));
    }
    Ok(())
}
