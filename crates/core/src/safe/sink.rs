//! The macro that makes the type of a sink.

/// A type of text that is safe for a sink.
macro_rules! sink {
    ($(#[doc = $doc:literal])+ $name:ident) => {
        $(#[doc = $doc])+
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
        pub struct $name<'a>(::std::borrow::Cow<'a, str>);

        impl<'a> $name<'a> {
            /// Text of this program itself, as it stands in its source. Text from outside must not be passed here, even if it lives as long as
            /// the program, such as a label.
            pub const fn own(text: &'static str) -> $name<'static> {
                $name(::std::borrow::Cow::Borrowed(text))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text as a plain string, which no longer says that it is safe.
            pub fn into_text(self) -> ::std::borrow::Cow<'a, str> {
                self.0
            }

            /// Appends more text.
            pub fn push(&mut self, more: &$name) {
                self.0.to_mut().push_str(&more.0);
            }

            /// The same text, owned.
            pub fn into_owned(self) -> $name<'static> {
                $name(::std::borrow::Cow::Owned(self.0.into_owned()))
            }
        }

        impl ::std::fmt::Display for $name<'_> {
            fn fmt(&self, f: &mut ::std::fmt::Formatter) -> ::std::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl<'a> Extend<$name<'a>> for $name<'_> {
            fn extend<I: IntoIterator<Item = $name<'a>>>(&mut self, parts: I) {
                parts.into_iter().for_each(|part| self.push(&part));
            }
        }

        impl<'a> FromIterator<$name<'a>> for $name<'static> {
            fn from_iter<I: IntoIterator<Item = $name<'a>>>(parts: I) -> $name<'static> {
                let mut all = $name::default();
                all.extend(parts);
                all
            }
        }
    };
}

pub(super) use sink;
