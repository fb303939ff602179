//! The error about two column files whose texts differ, with the lines of both.

use anyhow::Error;
use mihak_core::format::File;
use mihak_core::format::conll::{Sheet, TaggedToken};
use mihak_core::safe::terminal;

use crate::exit::{Exit, INVALID};

/// An error of texts that part, with the lines of both files at which they do.
pub(super) fn parted(sides: [(&Sheet, &File); 2], error: Error) -> Error {
    let [ours, theirs] = sides.map(|(sheet, file)| {
        let chars = |(at, token): (usize, &'_ TaggedToken)| {
            token.text(&file.content).chars().filter(|c| !c.is_whitespace()).map(move |c| (at, c)).collect::<Vec<_>>()
        };
        sheet.tokens.iter().enumerate().flat_map(chars).collect::<Vec<(usize, char)>>()
    });
    let shared = ours.iter().zip(&theirs).take_while(|(left, right)| left.1 == right.1).count();
    let place = |(sheet, file): (&Sheet, &File), at: Option<&(usize, char)>| match at {
        Some(&(at, _)) => {
            let (token, sentence) = (&sheet.tokens[at], sheet.sentences.partition_point(|sentence| sentence.end <= at) + 1);
            format!("`{}` line {} (sentence {sentence}) has `{}`", file.shown, token.line, token.text(&file.content))
        }
        None => format!("`{}` ends", file.shown),
    };
    if shared == ours.len() && shared == theirs.len() {
        return error;
    }
    let (ours, theirs) = (place(sides[0], ours.get(shared)), place(sides[1], theirs.get(shared)));
    Exit::lines(INVALID, terminal(&format!("{error}\n{ours} where {theirs}")))
}
