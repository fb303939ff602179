//! `mihak wire`: the request lines that a system in another program gets for articles.

use anyhow::Result;
use clap::Args;
use mihak_core::annotation::Article;

use crate::cmd::arguments::SuiteArgs;
use crate::cmd::corpora::{corpora, suite};
use crate::cmd::patterns::Patterns;
use crate::cmd::stdout::print_data;
use crate::exit::{Code, FINE};
use crate::process::protocol::Request;

/// Arguments of `mihak wire`.
#[derive(Args, Debug)]
pub struct WireArgs {
    /// The articles: their ids, or corpus/id; `*` and `?` are allowed
    #[arg(required = true, value_name = "ARTICLE")]
    pub wanted: Vec<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub suite: SuiteArgs,
}

/// Runs `mihak wire`. `Err` with [`crate::exit::NOTHING_RAN`] if a pattern matches no article.
pub fn run(args: &WireArgs) -> Result<Code> {
    let suite = suite(&args.suite)?;
    let corpora = corpora(&suite, suite.corpora.iter())?;
    let articles: Vec<(String, &Article)> =
        corpora.iter().flat_map(|corpus| corpus.articles.iter().map(move |article| (format!("{}/{}", corpus.name, article.id), article))).collect();
    let known: Vec<&str> = articles.iter().flat_map(|(id, article)| [id.as_str(), &article.id]).collect();
    let wanted = Patterns::new("article", &args.wanted, &known)?;
    let mut lines = Vec::new();
    for (id, article) in articles.iter().filter(|(id, article)| wanted.matches(id) || wanted.matches(&article.id)) {
        Request { id: id.clone(), text: &article.text }.write(&mut lines);
    }
    print_data(&lines)?;
    Ok(FINE)
}
