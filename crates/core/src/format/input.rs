//! Bytes that are read: of a file, of all files of a folder, or from standard input.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use crate::error::{Because, Error, ErrorKind, Result};
use crate::files::{self, Hidden, Listed};

/// The bytes in which every Parquet file begins and ends.
pub(super) const PARQUET: &[u8] = b"PAR1";

/// Bytes that were read, of one file or of the files of one folder.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// The path as the user gave it; `-` is standard input.
    pub shown: String,
    /// The files with their names relative to the folder, sorted; one with the file's own name where no folder was given.
    pub files: Vec<File>,
    /// Whether it is a folder.
    pub is_folder: bool,
    /// The text of a single `.ann` file: the `.txt` beside it, if there is one.
    pub text: Option<File>,
}

/// One file.
#[derive(Clone, Debug)]
pub struct File {
    /// The name, without the folder that was given.
    pub name: String,
    /// The path as errors show it.
    pub shown: String,
    /// The content.
    pub content: Vec<u8>,
}

impl File {
    /// The content as text.
    ///
    /// `Err` names the line of the first byte that is not UTF-8.
    pub fn text(&self) -> Result<&str> {
        if let Ok(text) = simdutf8::basic::from_utf8(&self.content) {
            return Ok(text);
        }
        // The slower check says where the fault is.
        std::str::from_utf8(&self.content).map_err(|error| {
            let line = self.content[..error.valid_up_to()].iter().filter(|&&byte| byte == b'\n').count() + 1;
            let error = Error::new(ErrorKind::Malformed, "not UTF-8").of_file(&self.shown).at_line(line as u64);
            error.remedy("convert the file (for example with iconv) and try again")
        })
    }

    /// The file with its content in UTF-8, if a byte order mark says that it is in UTF-16.
    ///
    /// `Err` if half a character stands in it.
    fn in_utf8(self) -> Result<File> {
        let unit = match self.content.get(..2) {
            Some(b"\xff\xfe") => u16::from_le_bytes,
            Some(b"\xfe\xff") => u16::from_be_bytes,
            _ => return Ok(self),
        };
        let units = self.content[2..].chunks(2).map(|pair| unit([pair[0], pair.get(1).copied().unwrap_or_default()]));
        match char::decode_utf16(units).collect::<Result<String, _>>() {
            Ok(text) if self.content.len().is_multiple_of(2) => Ok(File { content: text.into_bytes(), ..self }),
            _ => {
                let error = Error::new(ErrorKind::Malformed, "begins as UTF-16 and is none: half a character stands in it").of_file(&self.shown);
                Err(error.remedy("convert the file (for example with iconv) and try again"))
            }
        }
    }

    /// The name without folders and without its last extension.
    pub fn stem(&self) -> &str {
        let name = self.name.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }
}

impl Input {
    /// What stands at a path: a file, every file below a folder, or standard input for `-`.
    ///
    /// `Err` if it cannot be read, or is empty.
    pub fn read(path: &Path) -> Result<Input> {
        let shown = path.display().to_string();
        if shown == "-" {
            let mut content = Vec::new();
            let read = io::stdin().lock().read_to_end(&mut content);
            read.because(|| Error::new(ErrorKind::Unreadable, "cannot read standard input").about("-"))?;
            let file = File { name: "-".into(), shown: "-".into(), content }.in_utf8()?;
            return Ok(Input { shown: "-".into(), files: vec![file], ..Input::default() });
        }
        let is_folder = fs::metadata(path).because(|| files::unreadable(path))?.is_dir();
        let mut files = Vec::new();
        let mut text = None;
        if is_folder {
            for Listed { name, path } in files::below(path, Hidden::LeftOut)? {
                files.push(File { name, shown: path.display().to_string(), content: files::read(&path)? }.in_utf8()?);
            }
            if files.is_empty() {
                return Err(Error::new(ErrorKind::Malformed, format!("folder `{shown}` holds no file")).about(shown));
            }
        } else {
            files.push(read_file(path)?);
            let beside = path.with_extension("txt");
            if path.extension().is_some_and(|extension| extension == "ann") && beside.is_file() {
                text = Some(read_file(&beside)?);
            }
        }
        Ok(Input { shown, files, is_folder, text })
    }

    /// The only file, without a copy.
    ///
    /// `Err` as [`Input::single`] gives it.
    pub fn into_single(mut self) -> Result<File> {
        self.single()?;
        Ok(self.files.remove(0))
    }

    /// The only file.
    ///
    /// `Err` if a folder was given to a format that is one file.
    pub fn single(&self) -> Result<&File> {
        match &self.files[..] {
            [file] if !self.is_folder => Ok(file),
            _ => {
                let said = format!("`{}` is a folder, and this format is one file", self.shown);
                Err(Error::new(ErrorKind::Mismatched, said).about(&self.shown))
            }
        }
    }
}

/// The content of a file, by the last part of its name.
fn read_file(path: &Path) -> Result<File> {
    let shown = path.display().to_string();
    let name = path.file_name().map_or(shown.clone(), |name| name.to_string_lossy().into_owned());
    File { name, shown, content: files::read(path)? }.in_utf8()
}
