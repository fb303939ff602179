//! `mihak show`: an article with gold and predictions marked in its text.

use anyhow::{Result, bail};

use crate::cli::ShowArgs;
use crate::corpus::Corpus;
use crate::exit::{self, Exit, FINE};
use crate::scheme::Scheme;
use crate::suite::Task;
use crate::systems::{Mention, Prediction, System, nearest};
use crate::text::Span;

use super::{corpora, print, suite};

pub fn run(args: &ShowArgs) -> Result<u8> {
    let suite = suite(&args.suite)?;
    let corpora = corpora(&suite, suite.corpora.iter())?;
    let (corpus, at) = find(&corpora, &args.article)?;
    let scheme: Scheme = args.scheme.parse().map_err(anyhow::Error::msg)?;
    let systems = args.system.iter().map(|name| suite.system(name)).collect::<Result<Vec<_>>>()?;
    let article = &corpus.articles[at];
    let mut out = format!("{}/{} ({})\n", corpus.name, article.id, article.split);
    let shows_tokens = systems.is_empty() || systems.iter().any(|system| system.task != Task::Entities);
    let shows_entities = systems.is_empty() || systems.iter().any(|system| system.task == Task::Entities);
    if let Some(words) = corpus.gold.words.as_ref().filter(|_| shows_tokens) {
        let mut spans = Vec::new();
        words[at].iter().for_each(|word| scheme.project(word.finest(), &mut spans));
        out.push_str(&format!("\n── gold, scheme {scheme}\n{}\n", cut(&article.text, spans.iter().map(|(span, _)| *span))));
    }
    if let Some(mentions) = corpus.gold.mentions.as_ref().filter(|_| shows_entities) {
        let mentions: Vec<Mention> = mentions[at].iter().map(|gold| gold.mention).collect();
        out.push_str(&format!("\n── gold, entities\n{}\n", bracketed(&article.text, mentions)));
    }
    for system in systems {
        out.push_str(&format!("\n── {} ({})\n{}\n", system.name, system.version, answer(system, &article.text)?));
    }
    print(&out)?;
    Ok(FINE)
}

fn find<'a>(corpora: &'a [Corpus], wanted: &str) -> Result<(&'a Corpus, usize)> {
    let is = |corpus: &Corpus, id: &str| id == wanted || wanted.strip_prefix(&corpus.name).and_then(|rest| rest.strip_prefix('/')) == Some(id);
    let found: Vec<(&Corpus, usize)> = corpora
        .iter()
        .flat_map(|corpus| corpus.articles.iter().enumerate().filter(|(_, article)| is(corpus, &article.id)).map(move |(at, _)| (corpus, at)))
        .collect();
    match found[..] {
        [one] => Ok(one),
        [] => {
            let known: Vec<&str> = corpora.iter().flat_map(|corpus| &corpus.articles).map(|article| article.id.as_str()).collect();
            bail!("no article `{wanted}`{}", nearest(wanted, &known))
        }
        _ => bail!("article `{wanted}` is in several corpora; write corpus/{wanted}"),
    }
}

fn answer(system: &System, text: &str) -> Result<String> {
    let answer = system.open().and_then(|mut handle| handle.predict(text));
    match answer {
        Ok(Prediction::Tokens(tokens)) => Ok(cut(text, tokens.iter().map(|token| token.span))),
        Ok(Prediction::Mentions(mentions)) => Ok(bracketed(text, mentions)),
        Err(failure) => Err(Exit::error(exit::SYSTEM_FAILED, format!("system `{}` {failure}", system.name))),
    }
}

/// The text with `+` where one span follows another without white space.
fn cut(text: &str, spans: impl Iterator<Item = Span>) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut end = 0;
    for span in spans {
        if span.start() == end && end > 0 {
            out.push('+');
        }
        out.push_str(&text[end..span.end()]);
        end = span.end();
    }
    out.push_str(&text[end..]);
    out
}

/// The text with `[TYPE …]` around every mention; one that crosses another is shown as a note behind the text.
fn bracketed(text: &str, mut mentions: Vec<Mention>) -> String {
    mentions.sort_by_key(|mention| (mention.span.start(), usize::MAX - mention.span.end(), mention.label));
    let mut out = String::with_capacity(text.len() * 2);
    let mut crossing = String::new();
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    let close_until = |limit: usize, open: &mut Vec<usize>, at: &mut usize, out: &mut String| {
        while let Some(end) = open.last().copied().filter(|&end| end <= limit) {
            out.push_str(&text[*at..end]);
            out.push(']');
            *at = end;
            open.pop();
        }
    };
    for mention in mentions {
        close_until(mention.span.start(), &mut open, &mut at, &mut out);
        if open.last().is_some_and(|&end| mention.span.end() > end) {
            crossing.push_str(&format!("\ncrossing: [{} {}]", mention.label, mention.span.slice(text)));
            continue;
        }
        out.push_str(&text[at..mention.span.start()]);
        out.push_str(&format!("[{} ", mention.label));
        at = mention.span.start();
        open.push(mention.span.end());
    }
    close_until(text.len(), &mut open, &mut at, &mut out);
    out.push_str(&text[at..]);
    out + &crossing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::Label;

    #[test]
    fn nested_mentions_become_nested_brackets_and_nothing_is_lost() {
        let text = "قال الرئيس الروسي بوتين.";
        let mention = |surface: &str, label: &str| {
            let start = text.find(surface).unwrap();
            Mention { span: Span::new(text, start, start + surface.len()).unwrap(), label: Label::new(label) }
        };
        let mentions = vec![mention("الروسي", "NORP"), mention("بوتين", "PERS"), mention("الرئيس الروسي", "OCC"), mention("الروسي بوتين", "ORG")];
        assert_eq!(bracketed(text, mentions), "قال [OCC الرئيس [NORP الروسي]] [PERS بوتين].\ncrossing: [ORG الروسي بوتين]");
    }
}
