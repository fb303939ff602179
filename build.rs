//! Tells the program which compiler, target and flags it was built with, which counted instructions depend on, and packs what is embedded in it.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    built_with();
    pack();
    // Counted instructions are collected inside one function. Its name is left where all others are stripped.
    if env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo::rustc-link-arg-bins=-Wl,--export-dynamic-symbol=mihak_measured_pass");
    }
}

/// Sets `MIHAK_COMPILER` and `MIHAK_TARGET`. Cargo runs this again by itself when the compiler, the target, the profile or the flags change.
fn built_with() {
    let variable = |name: &str| env::var(name).unwrap_or_default();
    let version = Command::new(variable("RUSTC")).arg("--version").output().map(|out| String::from_utf8_lossy(&out.stdout).into_owned());
    // `rustc 1.95.0 (59807616e 2026-04-14)`: the hash says no more than the version.
    let compiler = version.unwrap_or_default().split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    println!("cargo::rustc-env=MIHAK_COMPILER={}", if compiler.is_empty() { "rustc unknown" } else { &compiler });
    let flags = variable("CARGO_ENCODED_RUSTFLAGS").replace('\u{1f}', " ");
    let built = [variable("TARGET"), variable("PROFILE"), flags].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    println!("cargo::rustc-env=MIHAK_TARGET={built}");
}

/// Writes the files of the suite, each deflated, into one, and a table of their paths, places and lengths.
fn pack() {
    let mut paths = vec!["suite.toml".to_string()];
    println!("cargo::rerun-if-changed=suite.toml");
    for folder in ["corpora", "gold", "results"] {
        println!("cargo::rerun-if-changed={folder}");
        files(Path::new(folder), &mut paths);
    }
    paths.sort();
    let (mut packed, mut table) = (Vec::new(), String::from("&[\n"));
    for path in paths {
        let content = fs::read(&path).expect("a file that was listed can be read");
        let start = packed.len();
        packed.extend(miniz_oxide::deflate::compress_to_vec(&content, 7));
        writeln!(table, "    ({path:?}, {start}, {}, {}),", packed.len(), content.len()).expect("a string can be written");
    }
    table.push(']');
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("embedded"), packed).expect("OUT_DIR can be written");
    fs::write(out.join("embedded.rs"), table).expect("OUT_DIR can be written");
}

fn files(folder: &Path, paths: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("the folders of the suite are there") {
        let path = entry.expect("a folder can be read").path();
        if path.is_dir() { files(&path, paths) } else { paths.push(path.to_str().expect("names of files are UTF-8").replace('\\', "/")) }
    }
}
