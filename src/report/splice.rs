//! Derived text in files that people write: it is written between two marks, or compared with what stands there.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use mihak_core::safe::Markdown;

use crate::exit::{self, Exit};
use crate::folder::write_atomically;

/// One derived text and the marks around it.
pub struct Splice {
    /// The line in front of it.
    pub open: String,
    /// The line behind it.
    pub close: String,
    /// The text; it ends with a line break.
    pub text: Markdown<'static>,
}

impl Splice {
    /// The whole of `old` with the text between the marks, an empty line in front of it.
    ///
    /// `Err` names the mark that is missing; `shown` is the file.
    pub fn put(&self, old: &str, shown: &str) -> Result<String> {
        let Splice { open, close, text } = self;
        let Some((head, rest)) = old.split_once(open) else { bail!("`{shown}` has no line `{open}`") };
        if text.as_str().contains(close) {
            bail!("the text for `{shown}` holds `{close}`, which would end it");
        }
        let Some((_, tail)) = rest.split_once(close) else { bail!("`{shown}` has no line `{close}` behind `{open}`") };
        Ok(format!("{head}{open}\n\n{text}{close}{tail}"))
    }
}

/// Puts the texts that `splices` makes of the file's content into the file; with `check` nothing is written.
///
/// `Err` with [`exit::NOT_COMPARABLE`] and the message `stale` if `check` is set and the file would change.
pub fn splice(file: &Path, splices: impl FnOnce(&str) -> Result<Vec<Splice>>, check: bool, stale: impl FnOnce() -> String) -> Result<()> {
    let old = fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?;
    let mut new = old.clone();
    for splice in splices(&old)? {
        new = splice.put(&new, &file.display().to_string())?;
    }
    match new == old {
        true => Ok(()),
        false if check => Err(Exit::error(exit::NOT_COMPARABLE, stale())),
        false => write_atomically(file, new.as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_the_marks_is_replaced_and_the_rest_stays() {
        let splice = Splice { open: "<a>".into(), close: "</a>".into(), text: Markdown::own("new\n") };
        assert_eq!(splice.put("x <a> old </a> y", "f").unwrap(), "x <a>\n\nnew\n</a> y");
        assert_eq!(splice.put("x", "f").unwrap_err().to_string(), "`f` has no line `<a>`");
        assert_eq!(splice.put("</a> <a>", "f").unwrap_err().to_string(), "`f` has no line `</a>` behind `<a>`");
        let splice = Splice { text: Markdown::own("new</a>\n"), ..splice };
        assert_eq!(splice.put("<a></a>", "f").unwrap_err().to_string(), "the text for `f` holds `</a>`, which would end it");
    }
}
