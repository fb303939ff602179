//! The one error of the crate: what is wrong, where it stands, and what to do about it.

use std::error::Error as StdError;
use std::fmt;

use crate::safe::{Terminal, line, terminal};
use crate::wording::count;

/// The kind of an error. More kinds may come.
#[non_exhaustive]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ErrorKind {
    /// A file or folder cannot be read.
    Unreadable,
    /// The content of a file is not what its format, its header or its declaration promises.
    Malformed,
    /// A name is not known: of a format, a column, a label, a field.
    Unknown,
    /// A file can be read in several ways, and the caller must choose one.
    Ambiguous,
    /// Two inputs do not belong together: their texts, documents or units differ.
    Mismatched,
    /// This format, or this build, cannot do what is asked for.
    Unsupported,
}

/// An error of this crate. It says what is wrong and, as far as it is known, in which file and line, and what to do.
///
/// `{}` writes one message for people: `` `gold.conll` line 3: the tag is «B», expected a type behind it; write B-PER ``. `{:#}` adds the errors
/// that caused it, each after a colon. The message is safe for terminals and logs, see [`crate::safe`]. One fault is one line.
pub struct Error(Box<Parts>);

struct Parts {
    kind: ErrorKind,
    file: Option<String>,
    /// Whether the message itself says which file it is.
    is_named: bool,
    line: Option<u64>,
    said: String,
    remedy: Option<String>,
    faults: Vec<Fault>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The result of what may end with an [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error without a place in a file. The message is made safe as one line.
    pub fn new(kind: ErrorKind, said: impl Into<String>) -> Error {
        Error::lines(kind, &line(&said.into()).into())
    }

    /// An error whose message has several lines.
    pub fn lines(kind: ErrorKind, said: &Terminal) -> Error {
        let said = said.as_str().into();
        Error(Box::new(Parts { kind, file: None, is_named: false, line: None, said, remedy: None, faults: Vec::new(), source: None }))
    }

    /// The same error, with its file. The message begins with the file.
    pub fn of_file(mut self, file: impl Into<String>) -> Error {
        self.0.file = Some(file.into());
        self
    }

    /// The same error, with its file, if the message names the file already.
    pub fn about(mut self, file: impl Into<String>) -> Error {
        self.0.is_named = true;
        self.of_file(file)
    }

    /// The same error, with the line of its file; 1 is the first.
    pub fn at_line(mut self, line: u64) -> Error {
        self.0.line = Some(line);
        self
    }

    /// The same error, with what to do about it. The message ends with it, after a semicolon.
    pub fn remedy(mut self, remedy: impl Into<String>) -> Error {
        self.0.remedy = Some(remedy.into());
        self
    }

    /// The same error, with the one that caused it.
    pub fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Error {
        self.0.source = Some(source.into());
        self
    }

    /// The kind of the error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The file, as the user gave it; if several faults were collected, the first file that has one. `None` if it is of no file.
    pub fn file(&self) -> Option<&str> {
        self.0.file.as_deref().or_else(|| self.0.faults.iter().find_map(|fault| fault.file.as_deref()))
    }

    /// The line, 1 is the first; if several faults were collected, that of the first fault. `None` if it is of no line.
    pub fn line(&self) -> Option<u64> {
        self.0.line.or_else(|| self.0.faults.first().and_then(|fault| fault.line))
    }

    /// What to do about it; `None` if the error does not say.
    pub fn what_to_do(&self) -> Option<&str> {
        self.0.remedy.as_deref()
    }

    /// Every fault of the input, if faults were collected; otherwise empty. The message shows the first twenty.
    pub fn faults(&self) -> &[Fault] {
        &self.0.faults
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Parts { file, is_named, line: number, said, remedy, source, .. } = &*self.0;
        match (file, number) {
            _ if *is_named => {}
            (Some(file), Some(number)) => write!(f, "`{}` line {number}: ", line(file))?,
            (Some(file), None) => write!(f, "`{}`: ", line(file))?,
            _ => {}
        }
        f.write_str(said)?;
        if let Some(remedy) = remedy {
            write!(f, "; {}", line(remedy))?;
        }
        if f.alternate() {
            let mut cause = source.as_deref().map(|source| source as &dyn StdError);
            while let Some(error) = cause {
                write!(f, ": {}", alone(error))?;
                cause = error.source();
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:?}: {self:#}", self.0.kind)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

/// Results whose error can become the cause of an [`Error`].
pub trait Because<T> {
    /// The value; or the error that `error` makes, with the error of this result as its cause.
    fn because(self, error: impl FnOnce() -> Error) -> Result<T>;
}

impl<T, E: Into<Box<dyn StdError + Send + Sync>>> Because<T> for Result<T, E> {
    fn because(self, error: impl FnOnce() -> Error) -> Result<T> {
        self.map_err(|source| error().because(source))
    }
}

/// The message of one error, without the errors that caused it. An [`Error`] may have several lines; any other error is made one line.
pub fn alone(error: &(dyn StdError + 'static)) -> Terminal<'static> {
    let said = error.to_string();
    if error.is::<Error>() { terminal(&said).into_owned() } else { Terminal::from(line(&said)).into_owned() }
}

/// One fault of an input.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The file, as the user gave it; `None` if the fault is of no file.
    pub file: Option<String>,
    /// The line, 1 is the first; `None` if the file has no lines, or if the fault is of the whole file.
    pub line: Option<u64>,
    /// The message for people. It begins with the place.
    pub said: String,
}

/// The number of faults that a message shows. The others are counted.
const SHOWN: usize = 20;

/// The faults that were found in the input. They are collected, so that a user sees all of them at once.
#[derive(Debug, Default)]
pub struct Problems(Vec<Fault>);

impl Problems {
    /// Notes a fault of a line (1 is the first) of a file.
    pub fn line(&mut self, file: &str, line: u64, said: impl Into<String>) {
        self.place(file, "line", line, said);
    }

    /// Notes a fault of a line, row or record (1 is the first) of a file.
    pub fn place(&mut self, file: &str, noun: &str, number: u64, said: impl Into<String>) {
        let said = format!("`{file}` {noun} {number}: {}", said.into());
        self.push(Some(file), (noun == "line").then_some(number), &said);
    }

    /// Notes a fault of a file as a whole.
    pub fn of_file(&mut self, file: &str, said: impl Into<String>) {
        self.about(file, format!("`{file}`: {}", said.into()));
    }

    /// Notes a fault of a file as a whole, if the message names the file already.
    pub fn about(&mut self, file: &str, said: impl Into<String>) {
        self.0.push(Fault { file: Some(file.into()), line: None, said: said.into() });
    }

    /// Notes a fault of no file.
    pub fn note(&mut self, said: impl Into<String>) {
        self.push(None, None, &said.into());
    }

    fn push(&mut self, file: Option<&str>, number: Option<u64>, said: &str) {
        self.0.push(Fault { file: file.map(String::from), line: number, said: line(said).to_string() });
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `Err` with all faults, if there are any. Its message shows the first twenty, and the number of the others.
    pub fn into_result(self) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        let mut said = self.0.iter().take(SHOWN).map(|fault| fault.said.as_str()).collect::<Vec<_>>().join("\n  ");
        if self.0.len() > SHOWN {
            said.push_str(&format!("\n  … and {} more", self.0.len() - SHOWN));
        }
        let said = format!("{} in the input:\n  {said}", count(self.0.len(), "fault"));
        let mut error = Error::lines(ErrorKind::Malformed, &terminal(&said));
        error.0.faults = self.0;
        Err(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_the_place_in_front_the_remedy_behind_and_causes_where_they_are_asked_for() {
        let io = std::io::Error::other("the disk is gone");
        let error = Error::new(ErrorKind::Unreadable, "cannot be read").of_file("gold.conll").at_line(3).remedy("put it back").because(io);
        assert_eq!(error.to_string(), "`gold.conll` line 3: cannot be read; put it back");
        assert_eq!(format!("{error:#}"), "`gold.conll` line 3: cannot be read; put it back: the disk is gone");
        assert_eq!((error.kind(), error.file(), error.line()), (ErrorKind::Unreadable, Some("gold.conll"), Some(3)));
        assert_eq!(error.what_to_do(), Some("put it back"));
        assert_eq!(Error::new(ErrorKind::Unknown, "no format `x`").to_string(), "no format `x`");
        let error = Error::new(ErrorKind::Malformed, "`gold.conll` is empty").about("gold.conll");
        assert_eq!((error.to_string().as_str(), error.file()), ("`gold.conll` is empty", Some("gold.conll")));
    }

    #[test]
    fn what_an_error_quotes_is_shown_and_one_fault_is_one_line() {
        let error = Error::new(ErrorKind::Unknown, "no format `\u{1b}[2J\n::error::x`").of_file("a\u{202e}\n").remedy("\r");
        assert_eq!(error.to_string(), "`a\\u{202e}\\n`: no format `\\u{1b}[2J\\n::error::x`; \\r");
        let error = error.because(std::io::Error::other("\u{9b}\n"));
        assert!(format!("{error:#}").ends_with("; \\r: \\u{9b}\\n"), "{error:#}");
        let mut problems = Problems::default();
        problems.line("a.csv", 2, "label «\n::error::x»");
        assert_eq!(problems.into_result().unwrap_err().to_string(), "1 fault in the input:\n  `a.csv` line 2: label «\\n::error::x»");
    }

    #[test]
    fn all_faults_are_kept_and_twenty_are_shown() {
        assert!(Problems::default().into_result().is_ok());
        let mut problems = Problems::default();
        (1..=22).for_each(|line| problems.line("a.csv", line, "label is empty"));
        let error = problems.into_result().unwrap_err();
        let said = error.to_string();
        assert!(said.starts_with("22 faults in the input:\n  `a.csv` line 1: label is empty\n"), "{said}");
        assert!(said.ends_with("`a.csv` line 20: label is empty\n  … and 2 more"), "{said}");
        assert_eq!((error.file(), error.line(), error.faults().len()), (Some("a.csv"), Some(1), 22));
    }
}
