//! Lint: what in annotation files breaks readers, changes scores or is odd, with its place and what to do. Files are not changed.

mod characters;
mod columns;
mod documents;
mod finding;
mod glued;
mod mentions;
mod mixed;
mod mojibake;
mod placeholder;
mod places;
mod repeats;
mod report;
mod segments;
mod steps;
mod types;

use crate::error::Result;
use crate::format::{self, Format, Input, Options};

pub use finding::{Finding, FindingKind, Findings, Severity};
pub use report::{csv, terminal};

/// Looks at one input, and adds what is found to `findings`.
///
/// `Err` if the format is neither named nor detected, if a folder is given for a column format, or if a column file has no line with a token
/// and a tag.
pub fn lint(input: &Input, named: Option<&'static dyn Format>, options: &Options, findings: &mut Findings) -> Result<()> {
    let format = match named {
        Some(format) => format,
        None => format::detect(input, options)?,
    };
    findings.lines += input.files.iter().map(|file| lines(&file.content)).sum::<u64>();
    match format.name() {
        "conll" => columns::flat(input.single()?, options, findings),
        "conll-nested" => columns::nested(input.single()?, options, findings),
        _ => {
            documents::lint(input, format, options, findings);
            Ok(())
        }
    }
}

/// The number of lines; the last one needs no line end.
fn lines(content: &[u8]) -> u64 {
    let ends = memchr::memchr_iter(b'\n', content).count() as u64;
    ends + u64::from(content.last().is_some_and(|&byte| byte != b'\n'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::format::File;

    fn kinds(name: &str, content: &[u8]) -> Vec<FindingKind> {
        let input =
            Input { shown: "a".into(), files: vec![File { name: "a".into(), shown: "a".into(), content: content.to_vec() }], ..Input::default() };
        let mut findings = Findings::keeping(usize::MAX);
        let format = format::by_name(name).unwrap();
        match lint(&input, Some(format), &Options::default(), &mut findings) {
            Ok(()) => findings.kinds().map(|(kind, ..)| kind).collect(),
            Err(_) => Vec::new(),
        }
    }

    proptest! {
        #[test]
        fn no_content_stops_the_pass(lines in proptest::collection::vec("[\u{feff}ا\u{654}کكی٣۳ـ،. \\t\\r\"$#-]{0,5}[ \\t]?(O|B-A|I-A|I-B|B-a|E-A)?", 0..8), odd in any::<u8>(), at in 0usize..40) {
            let mut content = format!("كلمة O\n{}", lines.join("\n")).into_bytes();
            for name in ["conll", "conll-nested"] {
                kinds(name, &content);
            }
            if at < content.len() {
                content[at] = odd;
            }
            for name in ["conll", "conll-nested"] {
                kinds(name, &content);
            }
        }
    }

    #[test]
    fn bytes_that_are_not_utf8_do_not_move_the_places_of_others() {
        let content = b"a O\n\xff\xff\xff\xda\xa9 O\n\xda\xa9 O\n\xd9\x83 O\n\xd9\x83 O\n";
        assert_eq!(kinds("conll", content), [FindingKind::NotUtf8, FindingKind::LetterTwins]);
    }
}
