//! What is declared of a measure beside its match: how far ends may differ, which spellings are one, and what an undefined part of a mean is.

use std::fmt;
use std::str::FromStr;

/// Declares an enum whose values have names in files, in the order of these names, so that rows are sorted as their bytes are.
macro_rules! named {
    ($(#[$about:meta])* $type:ident, $what:literal: $($(#[$doc:meta])* $value:ident = $name:literal,)*) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $type {
            $($(#[$doc])* $value,)*
        }

        impl $type {
            /// All of them, in the order of their names.
            pub const ALL: &[$type] = &[$($type::$value),*];

            /// The name in files.
            pub fn name(self) -> &'static str {
                match self {
                    $($type::$value => $name,)*
                }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str(self.name())
            }
        }

        impl FromStr for $type {
            type Err = String;

            fn from_str(name: &str) -> Result<$type, String> {
                let known = || $type::ALL.iter().map(|known| known.name()).collect::<Vec<_>>().join(", ");
                $type::ALL.iter().copied().find(|known| known.name() == name).ok_or_else(|| format!(concat!("`{}` is no ", $what, "; there are {}"), name, known()))
            }
        }
    };
}

named! {
    /// How far the ends of two mentions of the same thing may differ.
    Bound, "bound":
    /// Not at all.
    Char = "char",
    /// By proclitics, with or without the article, at the start, or by an enclitic pronoun at the end.
    Clitic = "clitic",
}

named! {
    /// Which spellings are one.
    Orth, "orth":
    /// Folded, see [`crate::text::fold`].
    Folded = "folded",
    /// The characters as they stand.
    Raw = "raw",
}

named! {
    /// What a ratio of one label that is undefined counts as in a mean over labels.
    Undefined, "way with undefined ratios":
    /// It is left out.
    Skip = "skip",
    /// 0, as scikit-learn and seqeval count it.
    Zero = "zero",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back_and_their_order_is_that_of_the_values() {
        fn check<T: Copy + Ord + fmt::Debug>(all: &[T], name: fn(T) -> &'static str, parsed: fn(&str) -> Option<T>) {
            assert!(all.windows(2).all(|pair| pair[0] < pair[1] && name(pair[0]) < name(pair[1])), "{all:?}");
            all.iter().for_each(|&value| assert_eq!(parsed(name(value)), Some(value)));
        }
        check(Bound::ALL, Bound::name, |name| name.parse().ok());
        check(Orth::ALL, Orth::name, |name| name.parse().ok());
        check(Undefined::ALL, Undefined::name, |name| name.parse().ok());
        assert_eq!("car".parse::<Bound>(), Err("`car` is no bound; there are char, clitic".into()));
    }
}
