//! `mihak signature`: what a number measures, and whether two are comparable.

use anyhow::{Context, Result};
use clap::Args;
use mihak_core::safe::{line, terminal};
use mihak_core::signature::{Field, Signature, meaning_of_difference};

use crate::cmd::stdout::{print, room};
use crate::exit::{Code, FINE, NOT_COMPARABLE};
use crate::report::grid::Grid;

/// Arguments of `mihak signature`.
#[derive(Args, Debug)]
pub struct SignatureArgs {
    /// The signature, in quotes: `|` is a pipe for shells
    #[arg(value_name = "LINE")]
    pub line: String,
    /// Another signature, to compare with the first
    #[arg(value_name = "LINE")]
    pub other: Option<String>,
}

/// Runs `mihak signature`. The code is [`NOT_COMPARABLE`] if the numbers of two signatures are not comparable.
pub fn run(args: &SignatureArgs) -> Result<Code> {
    let Some(other) = &args.other else {
        print(terminal(&format!("{}\n", one(&Signature::parse(&args.line).context("the signature is malformed")?).text(room(false)))))?;
        return Ok(FINE);
    };
    let left = Signature::parse(&args.line).context("the first signature is malformed")?;
    let right = Signature::parse(other).context("the second signature is malformed")?;
    let (said, code) = verdict(&left.differences(&right));
    print(terminal(&format!("{}\n\n{said}\n", two(&left, &right).text(room(false)))))?;
    Ok(code)
}

fn one(signature: &Signature) -> Grid {
    let mut grid = Grid::new(["field", "value", "meaning"]).of_text();
    for (field, value) in signature.fields() {
        grid.row([field.name().to_string(), line(value).isolated().to_string(), signature.meaning(field, value)]);
    }
    grid
}

fn two(left: &Signature, right: &Signature) -> Grid {
    let mut grid = Grid::new(["field", "", "first", "second", "what it means"]).of_text();
    for field in Field::ALL {
        let values = [left.value(field), right.value(field)];
        let [first, second] = values.map(|value| value.map_or("–".into(), |value| line(value).isolated().to_string()));
        match values {
            [None, None] => {}
            [a, b] if a == b => grid.row([field.name().into(), "=".into(), first, second, String::new()]),
            [a, b] => grid.row([field.name().into(), "≠".into(), first, second, meaning_of_difference(field, a, b).into()]),
        }
    }
    grid
}

/// The last sentence, and the exit code.
fn verdict(differences: &[Field]) -> (String, Code) {
    let measured: Vec<&str> = differences.iter().filter(|&&field| field != Field::Boot).map(|field| field.name()).collect();
    match (measured.split_last(), differences) {
        (None, []) => ("equal: the numbers are comparable".into(), FINE),
        (None, _) => ("the values are comparable, the intervals are not".into(), FINE),
        (Some((only, [])), _) => (format!("not comparable: {only} differs"), NOT_COMPARABLE),
        (Some((last, first)), _) => (format!("not comparable: {} and {last} differ", first.join(", ")), NOT_COMPARABLE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_comparable_where_nothing_but_the_replicates_differs() {
        for (differences, said, code) in [
            (&[][..], "equal: the numbers are comparable", FINE),
            (&[Field::Boot], "the values are comparable, the intervals are not", FINE),
            (&[Field::Corpus], "not comparable: corpus differs", NOT_COMPARABLE),
            (&[Field::Corpus, Field::Boot], "not comparable: corpus differs", NOT_COMPARABLE),
            (&[Field::View, Field::Corpus, Field::Scorer], "not comparable: view, corpus and scorer differ", NOT_COMPARABLE),
        ] {
            assert_eq!(verdict(differences), (said.to_string(), code));
        }
    }
}
