//! Lines of prose that give items: `PER: محمد، علي`, `- محمد (PER)`, a heading with a list below it, a table of two columns.

use crate::format::llm::item::{At, Said};
use crate::format::llm::names::{is_nothing, is_type};

/// Quotes of one type.
#[derive(Debug, PartialEq, Eq)]
pub struct Pair {
    /// The quotes.
    pub quotes: Vec<String>,
    /// The type.
    pub label: String,
}

/// Signs between a quote and its type, the surest first.
const BETWEEN: [&str; 9] = ["\t", " → ", "→", "=>", "->", " | ", ":", " – ", " - "];

/// Reads the lines of an answer into `said`. `false` if none gives an item, nor says that there is none.
pub fn read(answer: &str, text: &str, said: &mut Said) -> bool {
    let before = said.items.len();
    let (mut heading, mut is_empty_list) = (None, false);
    for line in answer.lines() {
        let (line, is_listed) = bare(line);
        if line.is_empty() || line.chars().all(|c| "|-:=+ ".contains(c)) {
            continue;
        }
        if let Some(cells) = line.strip_prefix('|') {
            row(cells, text, said);
            continue;
        }
        let header = line
            .trim_matches(|c: char| c.is_whitespace() || "*_`".contains(c))
            .strip_suffix(':')
            .map(clean)
            .filter(|name| is_type(name) || is_type(inside(name)));
        if let Some(name) = header {
            heading = Some(name.to_string());
            continue;
        }
        if let Some(Pair { quotes, label }) = pair(line, text, false) {
            is_empty_list |= quotes.is_empty();
            quotes.iter().for_each(|quote| said.push(quote, &label, At::Anywhere));
            continue;
        }
        match &heading {
            Some(_) if is_listed && is_nothing(line) => is_empty_list = true,
            Some(label) if is_listed => said.push(clean(line), label, At::Anywhere),
            _ if is_type(clean(line)) => heading = Some(clean(line).into()),
            _ => {}
        }
    }
    said.items.len() > before || is_empty_list
}

/// A row of a table: a cell is a type, and the one before or behind it is the quote.
fn row(cells: &str, text: &str, said: &mut Said) {
    let cells: Vec<&str> = cells.trim_end_matches('|').split('|').map(clean).collect();
    let Some(at) = cells.iter().position(|cell| is_type(cell)) else { return };
    let others: Vec<&str> = cells.iter().enumerate().filter(|(other, cell)| *other != at && !cell.is_empty()).map(|(_, cell)| *cell).collect();
    let quote = others.iter().find(|cell| text.contains(**cell)).or_else(|| others.iter().find(|cell| !is_type(cell)));
    if let Some(quote) = quote {
        said.push(quote, cells[at], At::Anywhere);
    }
}

/// The quotes and the type of a line or string; `None` if it is none of items. A string of a list of items is always one of items.
pub fn pair(line: &str, text: &str, is_item: bool) -> Option<Pair> {
    if let Some((quote, label)) = parenthesised(line) {
        return Some(Pair { quotes: vec![quote.into()], label: label.into() });
    }
    for sign in BETWEEN {
        let [first, last] = [line.split_once(sign), line.rsplit_once(sign)];
        let (Some((label, quotes)), Some((quote, kind))) = (first, last) else { continue };
        let [label, quotes, quote, kind] = [label, quotes, quote, kind].map(clean);
        let stands = |side: &str| !side.is_empty() && text.contains(side);
        if is_type(label) && !(is_type(kind) && stands(quote)) {
            return Some(Pair { quotes: listed(quotes), label: label.into() });
        }
        if is_type(kind) && !quote.is_empty() {
            return Some(Pair { quotes: vec![quote.into()], label: kind.into() });
        }
        // A type that is not known: the other side stands in the text.
        let is_short = |side: &str| !side.is_empty() && side.split_whitespace().count() <= 3;
        let listed = listed(quotes);
        if is_short(label) && !stands(label) && !listed.is_empty() && listed.iter().all(|quote| stands(quote)) {
            return Some(Pair { quotes: listed, label: label.into() });
        }
        if is_short(kind) && !stands(kind) && stands(quote) {
            return Some(Pair { quotes: vec![quote.into()], label: kind.into() });
        }
        if is_item && !quote.is_empty() && is_short(kind) {
            return Some(Pair { quotes: vec![quote.into()], label: kind.into() });
        }
    }
    None
}

/// `محمد (PER)` and `محمد [PER]`.
fn parenthesised(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_end_matches(['.', '،', ',']);
    let (open, body) = match line.strip_suffix(')') {
        Some(body) => ('(', body),
        None => ('[', line.strip_suffix(']')?),
    };
    let (quote, label) = body.rsplit_once(open)?;
    let [quote, label] = [clean(quote), clean(label)];
    (is_type(label) && !is_type(quote) && !quote.is_empty() && !quote.contains(':')).then_some((quote, label))
}

/// A type in brackets behind its name: `الأشخاص (PER)`.
fn inside(name: &str) -> &str {
    name.strip_suffix(')').and_then(|name| name.rsplit_once('(')).map_or(name, |(_, label)| label)
}

/// The quotes of a list between commas. A comma between digits parts nothing.
fn listed(list: &str) -> Vec<String> {
    let list = list.trim_start_matches('[').trim_end_matches(']');
    if is_nothing(list) {
        return Vec::new();
    }
    let mut quotes = vec![String::new()];
    let mut chars = list.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let is_inside = before.is_numeric() && chars.peek().is_some_and(|next| next.is_numeric());
        match quotes.last_mut() {
            Some(quote) if !",،;؛|".contains(c) || is_inside => quote.push(c),
            _ => quotes.push(String::new()),
        }
        before = c;
    }
    quotes.iter().map(|quote| clean(quote)).filter(|quote| !quote.is_empty() && !is_nothing(quote)).map(String::from).collect()
}

/// A line without the sign or number of a list in front of it, and whether it had one.
fn bare(line: &str) -> (&str, bool) {
    let line = line.trim().trim_start_matches(['#', '>']).trim_start();
    for bullet in ["- ", "* ", "• ", "– ", "◦ ", "+ "] {
        if let Some(rest) = line.strip_prefix(bullet) {
            return (rest.trim(), true);
        }
    }
    let rest = line.trim_start_matches(|c: char| c.is_numeric());
    match rest.strip_prefix(['.', ')', '-']).filter(|_| rest.len() < line.len()) {
        Some(rest) if rest.starts_with(char::is_whitespace) => (rest.trim(), true),
        _ => (line, false),
    }
}

/// A part of a line without marks of emphasis and quotation around it, and without a full stop behind it.
fn clean(part: &str) -> &str {
    let part = part.trim().trim_end_matches('.');
    part.trim_matches(|c: char| c.is_whitespace() || "*`_\"'“”«»".contains(c))
}
