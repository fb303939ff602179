//! Documents in the inline form.

use crate::error::{Error, ErrorKind, Result};
use crate::format::cuts;
use crate::format::document::{Document, Note};
use crate::format::inline::signs::{OPENINGS, RLM, is_layout};
use crate::text::fold::is_invisible;

/// Appends a document; mentions are sorted and do not cross.
pub(super) fn write(document: &Document, has_words: bool, mentions: &[&Note], out: &mut String) -> Result<()> {
    let text = document.text.as_str();
    let id = &document.id;
    if id.is_empty() || id.trim() != id || id.contains(['\n', '\r']) || id.contains(is_layout) {
        return Err(Error::new(ErrorKind::Unsupported, format!("document `{id}`: its id cannot stand in a line")).remedy("rename it"));
    }
    // Cuts with what is told of the segment that ends there; the end of a word is no cut.
    let mut ends: Vec<(usize, String, bool)> = Vec::new();
    for split in document.splits.iter().filter(|_| has_words) {
        for (part, implied) in cuts::with_implied(split, text) {
            let end = part.span.expect("a tiled word has the spans of its parts").end();
            let admits = part.span.is_some_and(|span| implied.admits(span.slice(text)));
            let class =
                part.class.filter(|&class| class != implied || (!admits && split.parts.len() > 1)).map_or(String::new(), |class| format!(":{class}"));
            let mut told = String::new();
            part.form.chars().for_each(|c| escape(c, &mut told));
            told = told.replace(':', "\\:") + &class;
            ends.push((end, if told.is_empty() { told } else { format!("{{{told}}}") }, end < split.span.end()));
        }
    }
    out.push_str(OPENINGS[usize::from(!has_words)].0);
    out.push_str(id);
    out.push('\n');
    let (mut ends, mut mentions) = (ends.into_iter().peekable(), mentions.iter().peekable());
    let mut open: Vec<usize> = Vec::new();
    let mut is_line_start = true;
    let places = text.char_indices().map(|(at, c)| (at, Some(c))).chain([(text.len(), None)]);
    for (at, c) in places {
        let end = ends.next_if(|(end, ..)| *end == at);
        out.push_str(end.as_ref().map_or("", |(_, told, _)| told));
        while open.last() == Some(&at) {
            open.pop();
            out.push(']');
        }
        if end.is_some_and(|(_, _, is_cut)| is_cut) {
            out.push('+');
        }
        if is_line_start && c.is_some_and(|c| c != '\n') {
            out.push(RLM);
        }
        while let Some(note) = mentions.next_if(|note| note.span.start() == at) {
            open.push(note.span.end());
            out.extend(['[', RLM]);
            out.push_str(&head(document, note)?);
            out.extend([RLM, ' ']);
        }
        match c {
            Some('#') if is_line_start => out.push_str("\\#"),
            Some(' ') if matches!(text[at + 1..].chars().next(), None | Some('\n')) => out.push_str("\\u0020"),
            Some('\n') => out.push('\n'),
            Some(c) => escape(c, out),
            None if text.ends_with('\n') => {}
            None => out.push_str("\\\n"),
        }
        is_line_start = c == Some('\n');
    }
    Ok(())
}

/// The label with its reference.
fn head(document: &Document, note: &Note) -> Result<String> {
    let (label, entity) = (&*note.label, &*note.entity);
    let head = match entity.split_once(':') {
        _ if entity.is_empty() => label.to_string(),
        Some((kind, slug)) if kind == label.to_lowercase() && !slug.is_empty() => format!("{label}:{slug}"),
        _ => format!("{label}={entity}"),
    };
    if label.contains(['[', ']', '{', '}', '+', '\\', ':', '=']) || head.contains(char::is_whitespace) || head.contains(is_layout) {
        let said = format!("document `{}`: `{head}` has a sign or white space that a label cannot hold", document.id);
        return Err(Error::new(ErrorKind::Unsupported, said).remedy("rename it first"));
    }
    Ok(head)
}

/// Appends a character of the text.
fn escape(c: char, out: &mut String) {
    match c {
        '[' | ']' | '{' | '}' | '+' | '\\' => out.extend(['\\', c]),
        c if is_invisible(c) || c.is_control() || (c.is_whitespace() && c != ' ') => out.push_str(&format!("\\u{:04X}", c as u32)),
        c => out.push(c),
    }
}
