//! Text on the page: what comes from outside, and what the page itself says in two languages.

use maud::{Markup, Render, html};
use mihak_core::safe;
use mihak_core::wording::excerpt;

/// Text from outside. Its markup is escaped, and its hidden characters are shown as escapes.
pub struct Outside<'a>(pub &'a str);

impl Render for Outside<'_> {
    fn render_to(&self, out: &mut String) {
        out.push_str(safe::html(self.0).as_str());
    }
}

/// A name from outside: of a long one the beginning, in a direction of its own.
pub struct Name<'a>(pub &'a str);

impl Render for Name<'_> {
    fn render_to(&self, out: &mut String) {
        let name = excerpt(self.0);
        html! { bdi { (Outside(&name)) } }.render_to(out);
    }
}

/// What the page says, in English and in Arabic. Both stand in the page, and its language decides which is shown.
#[derive(Clone, Copy)]
pub struct Said {
    /// In English.
    pub english: &'static str,
    /// In Arabic.
    pub arabic: &'static str,
}

/// A sentence in both languages.
pub const fn said(english: &'static str, arabic: &'static str) -> Said {
    Said { english, arabic }
}

impl Render for Said {
    fn render_to(&self, out: &mut String) {
        html! { span.en lang="en" { (self.english) } span.ar lang="ar" dir="rtl" { (self.arabic) } }.render_to(out);
    }
}

/// An option of a choice. An option holds no elements, so the script puts the Arabic in.
pub fn choice(value: &str, label: Said) -> Markup {
    html! { option value=(value) data-ar=(label.arabic) { (label.english) } }
}

/// An option that is named from outside.
pub fn named_choice(value: &str, name: &str) -> Markup {
    html! { option value=(Outside(value)) { (Outside(&excerpt(name))) } }
}
