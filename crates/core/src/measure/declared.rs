//! The choices under which a measure is taken: how far ends may differ, which spellings are one, and what an undefined ratio counts as in a mean.

use std::fmt;
use std::str::FromStr;

/// Declares an enum whose values have names in files. Values stand in the order of their names, so that rows are sorted as their bytes are.
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
    /// How far the ends of two mentions may differ if both are to count as the same.
    Bound, "bound":
    /// Not at all: both ends must agree, byte by byte.
    Char = "char",
    /// One end may differ: the start by proclitics and the article (وال of والقاهرة), or the end by a pronoun (ها of كتابها).
    Clitic = "clitic",
}

named! {
    /// Which spellings are one.
    Orth, "orth":
    /// Texts are one if they are equal when folded, see [`crate::text::fold`].
    Folded = "folded",
    /// Texts are one if their characters are equal.
    Raw = "raw",
}

named! {
    /// What the undefined ratio of a label counts as in a mean over labels.
    Undefined, "way with undefined ratios":
    /// The label is left out of the mean.
    Skip = "skip",
    /// The ratio counts as 0, as in scikit-learn and seqeval.
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
