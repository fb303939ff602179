//! `# text` against the tokens of its sentence.

use crate::format::conllu::treebank::{Gap, Side, Treebank};

/// Whether `# text` shows the tokens of a sentence: forms, and between them nothing, one space or the white space that MISC tells.
///
/// `Err` says where they first differ.
pub(super) fn check_text(bank: &Treebank, sentence: usize, text: &str) -> Result<(), String> {
    let tokens = bank.tokens_of(sentence);
    let form = |token: usize| bank.at(bank.tokens[token].form);
    let told = |token, side| if bank.spaces.is_empty() { None } else { bank.told(token, side) };
    let mut rest = text;
    for token in tokens.clone() {
        // Spaces at the ends of forms count to the gaps, as the value of the comment has none at its ends.
        let own = form(token).trim_matches(' ');
        let within = || rest.strip_prefix(told(token, Side::Within)?.trim_matches(' '));
        rest = rest.strip_prefix(own).or_else(within).ok_or_else(|| difference(text, rest, own))?;
        if token + 1 == tokens.end {
            break;
        }
        let (tail, lead) = (trailing(form(token)), leading(form(token + 1)));
        let after = match bank.tokens[token].gap {
            Gap::None => "".into(),
            Gap::Space => " ".into(),
            Gap::Told => told(token, Side::After).unwrap_or_default(),
        };
        let before = told(token + 1, Side::Before).unwrap_or_default();
        let gap = if tail.is_empty() && lead.is_empty() && before.is_empty() { after } else { format!("{tail}{after}{before}{lead}").into() };
        let short = || rest.strip_prefix(&*format!("{tail} {lead}")).filter(|_| gap.len() > tail.len() + lead.len());
        rest =
            rest.strip_prefix(&*gap).or_else(short).ok_or_else(|| difference(text, rest, &format!("{gap}{}", form(token + 1).trim_matches(' '))))?;
    }
    if rest.is_empty() { Ok(()) } else { Err(difference(text, rest, "")) }
}

/// The spaces at the start of a form.
fn leading(form: &str) -> &str {
    &form[..form.len() - form.trim_start_matches(' ').len()]
}

/// The spaces at the end of a form.
fn trailing(form: &str) -> &str {
    &form[form.trim_end_matches(' ').len()..]
}

fn difference(text: &str, rest: &str, expected: &str) -> String {
    let same = rest.chars().zip(expected.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>();
    let at = text.len() - rest.len() + same;
    let shown = |text: &str| match text {
        "" => String::from("the end"),
        text => format!("«{}»", text.chars().take(12).collect::<String>()),
    };
    let place = text[..at].chars().count() + 1;
    format!(
        "`# text` is not the text of the tokens: from character {place} it has {} where they have {}",
        shown(&text[at..]),
        shown(&expected[same..])
    )
}
