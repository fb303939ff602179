//! A folder of its own for every test, and the program run in it.

// Every test file is a program of its own and uses a part of this.
#![allow(dead_code)]

use std::path::PathBuf;
use std::{fs, process};

use assert_cmd::Command;
use tempfile::TempDir;

/// A temporary folder in which the program runs.
pub struct Scratch(TempDir);

/// The program with the scratch folder as working folder.
pub fn mihak(scratch: &Scratch) -> Command {
    Command::from_std(scratch.command(""))
}

impl Scratch {
    /// An empty folder.
    pub fn empty() -> Scratch {
        Scratch(tempfile::tempdir().expect("a temporary folder can be made"))
    }

    /// A folder with one article and its gold.
    pub fn with_corpus() -> Scratch {
        let scratch = Scratch::empty();
        scratch.write("articles/a.txt", "زار بوتين القاهرة.");
        scratch.write(
            "gold/segments.csv",
            "article,word,start,end,text,class,form\na,1,0,3,زار,STEM,\na,2,4,9,بوتين,STEM,\na,3,10,12,ال,DET,\na,3,12,17,قاهرة,STEM,\na,4,17,18,.,PUNCT,\n",
        );
        scratch.write("gold/entities.csv", "article,start,end,text,label,ref\na,4,9,بوتين,PERS,\na,10,17,القاهرة,GPE,\n");
        scratch
    }

    /// Writes a suite with the corpus `mine` and these systems, named as the shipped suite names them.
    pub fn suite(&self, systems: &[&str]) {
        let mut suite = String::from("[[corpus]]\nname = \"mine\"\narticles = \"articles\"\ngold = \"gold\"\n");
        for system in systems {
            let options = system.strip_prefix("clitics-").map_or(String::new(), |scheme| format!("options = {{ scheme = \"{scheme}\" }}\n"));
            let builtin = if options.is_empty() { system } else { "clitics" };
            suite.push_str(&format!("\n[[system]]\nname = \"{system}\"\nbuiltin = \"{builtin}\"\n{options}"));
        }
        self.write("suite.toml", &suite);
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file and makes its folders.
    pub fn write(&self, name: &str, content: &str) {
        self.write_bytes(name, content.as_bytes());
    }

    /// Writes a file that need not be UTF-8.
    pub fn write_bytes(&self, name: &str, content: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("the path is in the folder")).expect("the folder can be written");
        fs::write(path, content).expect("the folder can be written");
    }

    /// Appends to a file.
    pub fn append(&self, name: &str, content: &str) {
        self.write(name, &(self.read(name) + content));
    }

    /// Removes a file or a folder.
    pub fn remove(&self, name: &str) {
        let path = self.path(name);
        let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        removed.expect("what is removed is there");
    }

    /// The text of a file.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The bytes of a file.
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The program with these arguments, as a plain process.
    pub fn command(&self, arguments: &str) -> process::Command {
        let mut command = process::Command::new(assert_cmd::cargo::cargo_bin!("mihak"));
        command.current_dir(self.0.path()).env_remove("COLUMNS").args(arguments.split_whitespace());
        command
    }

    /// The program with these arguments, to be asserted on.
    pub fn mihak(&self, arguments: &str) -> Command {
        Command::from_std(self.command(arguments))
    }
}
