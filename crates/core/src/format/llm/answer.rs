//! What a chat model's answer says: the forms in which answers come, tried one after the other.

use crate::format::json::Json;
use crate::format::llm::item::Said;
use crate::format::llm::loose::Loose;
use crate::format::llm::names::is_nothing;
use crate::format::llm::{lines, shapes, tagged, tokens};
use crate::wording::excerpt;

/// What an answer about a text says. `declared` is the type that was asked for, where an answer marks names without a type.
///
/// `Err` says why nothing can be read of it.
pub fn said(answer: &str, text: &str, declared: Option<&str>) -> Result<Said, String> {
    let answer = without_thoughts(answer.trim_start_matches('\u{feff}').trim()).ok_or("it ends before its thoughts do")?.trim();
    if answer.is_empty() {
        return Err("it is empty".into());
    }
    let fenced = fenced(answer);
    let tries = fenced.iter().map(String::as_str).chain([answer]);
    match tries.filter_map(|part| read(part, text, declared)).next() {
        Some(said) => Ok(said),
        None => Err(format!("it has no names in a form that is known (JSON, tags in the text, lines with types): «{}»", excerpt(answer))),
    }
}

/// What was parsed of an answer that was saved as JSON and not as a string; `None` if it has no known shape.
pub fn parsed(answer: &Json, text: &str) -> Option<Said> {
    let mut said = Said::default();
    shapes::read(answer, text, &mut said).then_some(said)
}

/// What a part of an answer says; `None` if nothing can be read of it.
fn read(part: &str, text: &str, declared: Option<&str>) -> Option<Said> {
    let json = json(part, text);
    // What begins as JSON is no prose, even where it is cut off before its first item.
    let is_json = part.trim_start().starts_with(['{', '[']);
    if let Some(said) = json.as_ref().filter(|said| is_json || !said.items.is_empty()) {
        return Some(said.clone());
    }
    let mut is_empty = is_nothing(part) || says_nothing(part);
    let readers: [&dyn Fn(&mut Said) -> bool; 3] =
        [&|said| tagged::read(part, declared, said), &|said| tokens::read(part, said), &|said| lines::read(part, text, said)];
    for reader in readers {
        let mut said = Said::default();
        let is_read = reader(&mut said);
        if is_read && !said.items.is_empty() {
            return Some(said);
        }
        is_empty |= is_read;
    }
    json.or_else(|| is_empty.then(Said::default))
}

/// The items of all JSON values in a text; `None` if there is no value of a known shape.
fn json(part: &str, text: &str) -> Option<Said> {
    let mut said = Said::default();
    let (mut is_found, mut at) = (false, 0);
    while let Some(next) = part[at..].find(['{', '[']) {
        let from = at + next;
        let mut loose = Loose::new(part, from);
        let value = loose.value();
        at = loose.end().max(from + 1);
        let Some(value) = value else { continue };
        let before = (said.items.len(), said.unread.len(), said.pieces.len(), said.is_cut);
        said.is_cut |= loose.is_cut;
        if shapes::read(&value, text, &mut said) {
            said.is_broken |= loose.is_broken;
            is_found = true;
        } else {
            said.items.truncate(before.0);
            said.unread.truncate(before.1);
            said.pieces.truncate(before.2);
            said.is_cut = before.3;
        }
    }
    is_found.then_some(said)
}

/// Whether a short answer says in a sentence that there is nothing.
fn says_nothing(part: &str) -> bool {
    let small = part.to_lowercase();
    let begins = ["لا توجد كيانات", "لا يوجد كيانات", "لا توجد أي كيانات", "no entities", "no named entities", "there are no"];
    part.lines().count() == 1 && begins.iter().any(|beginning| small.starts_with(beginning))
}

/// The answer without what a model thought before it; `None` if its thoughts do not end.
fn without_thoughts(answer: &str) -> Option<&str> {
    const THOUGHTS: [&str; 3] = ["think", "thinking", "reasoning"];
    for name in THOUGHTS {
        let close = format!("</{name}>");
        if let Some(at) = answer.rfind(&close) {
            return Some(&answer[at + close.len()..]);
        }
        if answer.starts_with(&format!("<{name}>")) {
            return None;
        }
    }
    Some(answer)
}

/// What stands between fences of code, joined by line feeds; `None` if there are none.
fn fenced(answer: &str) -> Option<String> {
    let mut parts = answer.split("```").skip(1).step_by(2).map(|block| {
        let name = block.len() - block.trim_start_matches(|c: char| c.is_ascii_alphanumeric()).len();
        // The name of a language stands alone on its line, or in front of JSON.
        if block[name..].trim_start_matches(' ').starts_with(['\n', '\r', '{', '[']) { &block[name..] } else { block }
    });
    let first = parts.next()?;
    Some(parts.fold(first.trim().to_string(), |all, part| all + "\n" + part.trim()))
}
