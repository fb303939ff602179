//! Tags of single tokens: `محمد/B-PER`, a token and its tag on a line, or a list of both.

use crate::format::llm::item::{At, Item, Said};
use crate::format::llm::names::{LETTERS, is_sequence_tag, is_tag};

/// Reads an answer whose tokens have tags into `said`. `false` if it is none.
pub fn read(answer: &str, said: &mut Said) -> bool {
    let Some(tagged) = slashed(answer).or_else(|| by_line(answer)) else { return false };
    let mut joined = Joined::default();
    tagged.iter().for_each(|(token, tag)| joined.push(token, tag));
    joined.end(said);
    true
}

/// Tokens with a tag behind a slash: most have one, and one at least is of no mention or begins one.
fn slashed(answer: &str) -> Option<Vec<(&str, &str)>> {
    let all: Vec<&str> = answer.split_whitespace().collect();
    let is_tagged = |(token, tag): &(&str, &str)| !token.is_empty() && is_tag(tag);
    let tagged: Vec<(&str, &str)> = all.iter().filter_map(|token| token.rsplit_once('/').filter(is_tagged)).collect();
    are_most(&tagged, all.len()).then_some(tagged)
}

/// Tokens with a tag behind white space, one on each line.
fn by_line(answer: &str) -> Option<Vec<(&str, &str)>> {
    let lines: Vec<&str> = answer.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let cut = |line: &'_ str| -> Option<(usize, usize)> {
        let at = line.rfind(char::is_whitespace)?;
        let token = line[..at].trim_end();
        (token.split_whitespace().count() == 1 && is_tag(line[at..].trim())).then_some((token.len(), at))
    };
    let tagged: Vec<(&str, &str)> = lines.iter().filter_map(|line| cut(line).map(|(token, at)| (&line[..token], line[at..].trim()))).collect();
    are_most(&tagged, lines.len()).then_some(tagged)
}

fn are_most(tagged: &[(&str, &str)], all: usize) -> bool {
    tagged.len() * 5 >= all * 4 && tagged.iter().any(|(_, tag)| is_sequence_tag(tag))
}

/// Joins the items from `from` on, if they are tokens with tags of a sequence.
pub fn join_tagged(said: &mut Said, from: usize) {
    let items = &said.items[from..];
    // Items with places of their own are mentions, whatever their types are called.
    if items.iter().any(|item| item.at != At::Anywhere) || !items.iter().any(|item| is_sequence_tag(&item.label)) {
        return;
    }
    let tagged = said.items.split_off(from);
    let mut joined = Joined { first: said.pieces.len(), ..Joined::default() };
    tagged.iter().for_each(|item| joined.push(&item.quote, &item.label));
    joined.end(said);
}

/// Mentions of tokens with tags.
#[derive(Default)]
struct Joined {
    /// The number of pieces that stand in the answer before.
    first: usize,
    pieces: Vec<String>,
    /// The mentions: a type, and the first piece and the one after the last.
    mentions: Vec<(String, usize, usize)>,
    /// Whether the last mention may go on.
    is_open: bool,
}

impl Joined {
    fn push(&mut self, token: &str, tag: &str) {
        let at = self.pieces.len();
        self.pieces.push(token.trim().into());
        let (letter, name) = match tag.split_once('-') {
            Some((letter, name)) if LETTERS.contains(&letter) => (letter, name),
            _ if tag == "O" => {
                self.is_open = false;
                return;
            }
            // A bare type goes on where the one before is the same.
            _ => ("I", tag),
        };
        let goes_on = self.is_open && matches!(letter, "I" | "E" | "L" | "M");
        match self.mentions.last_mut() {
            Some((label, _, end)) if goes_on && label == name => *end = at + 1,
            _ => self.mentions.push((name.into(), at, at + 1)),
        }
        self.is_open = !matches!(letter, "E" | "L" | "S" | "U");
    }

    fn end(self, said: &mut Said) {
        let Joined { first, pieces, mentions, .. } = self;
        for (label, start, end) in mentions {
            said.items.push(Item { quote: pieces[start..end].join(" "), label, at: At::Pieces(first + start..first + end) });
        }
        said.pieces.extend(pieces);
    }
}
