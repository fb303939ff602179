//! Tells the program which compiler, target and flags it was built with: what counted instructions depend on.

use std::env;
use std::process::Command;

fn main() {
    // Cargo runs this again by itself when the compiler, the target, the profile or the flags change.
    println!("cargo::rerun-if-changed=build.rs");
    let variable = |name: &str| env::var(name).unwrap_or_default();
    let version = Command::new(variable("RUSTC")).arg("--version").output().map(|out| String::from_utf8_lossy(&out.stdout).into_owned());
    // `rustc 1.95.0 (59807616e 2026-04-14)`: the hash says no more than the version.
    let compiler = version.unwrap_or_default().split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    println!("cargo::rustc-env=MIHAK_COMPILER={}", if compiler.is_empty() { "rustc unknown" } else { &compiler });
    let flags = variable("CARGO_ENCODED_RUSTFLAGS").replace('\u{1f}', " ");
    let built = [variable("TARGET"), variable("PROFILE"), flags].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    println!("cargo::rustc-env=MIHAK_TARGET={built}");
}
