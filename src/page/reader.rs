//! The reader: every article with its text, and under each paragraph what systems did wrong in it.

use std::collections::BTreeSet;

use maud::{Markup, html};
use mihak_core::wording::excerpt;

use crate::page::content::{Content, Marked, PageArticle, PageError};
use crate::page::faults::key;
use crate::page::kind::ErrorKind;
use crate::page::links::id;
use crate::page::marks::{is_right_to_left, paragraph, paragraph_of, paragraphs};
use crate::page::text::{Name, Outside, choice, named_choice, said};

/// So many systems are named beside an error; more are counted.
const NAMED: usize = 3;

/// The section of the articles; empty where there is none.
pub fn reader(content: &Content) -> Markup {
    let errors = || content.articles.iter().flat_map(|article| &article.errors);
    // By what is shown of them: those of a page are told apart by it.
    let labels: BTreeSet<String> = errors().flat_map(PageError::labels).map(excerpt).collect();
    let classes: BTreeSet<&str> = errors().map(|error| error.class.as_str()).collect();
    let kinds: BTreeSet<ErrorKind> = classes.iter().map(|class| ErrorKind::of(class)).collect();
    let systems: BTreeSet<usize> = errors().flat_map(|error| error.systems.iter().copied()).collect();
    html! {
        @if !content.articles.is_empty() {
            section #reader aria-labelledby="reader-h" {
                h2 #reader-h { (said("The reader", "القارئ")) }
                p {
                    (said("Gold stands in [square brackets], a wrong prediction in {braces}. A letter and a line say what is wrong.",
                        "المرجع بين [معقوفين]، والتنبؤ الخاطئ بين {حاضنتين}، وحرف وخط يبيّنان نوع الخطأ."))
                }
                (key(kinds.into_iter()))
                div.choices data-choices="reader" {
                    label.js { (said("system", "النظام")) " " select data-by="y" {
                        (choice("", said("all", "الكل"))) @for &system in &systems { (named_choice(&system.to_string(), &content.systems[system])) }
                    } }
                    label.js { (said("class", "الصنف")) " " select data-by="c" {
                        (choice("", said("all", "الكل"))) @for class in &classes { (named_choice(class, class)) }
                    } }
                    label.js { (said("type", "النوع")) " " select data-by="l" {
                        (choice("", said("all", "الكل"))) @for label in &labels { (named_choice(label, label)) }
                    } }
                    label { input #cuts type="checkbox"; " " (said("show cuts of words", "أظهر مقاطع الكلمات")) }
                    span.js.walk {
                        button #previous type="button" aria-keyshortcuts="p" { (said("previous (p)", "السابق (p)")) }
                        button #next type="button" aria-keyshortcuts="n" { (said("next (n)", "التالي (n)")) }
                        output #walked {}
                    }
                }
                @for (at, article) in content.articles.iter().enumerate() { (read(content, article, at)) }
            }
        }
    }
}

fn read(content: &Content, article: &PageArticle, at: usize) -> Markup {
    let ranges = paragraphs(&article.text);
    let mut under: Vec<Vec<usize>> = vec![Vec::new(); ranges.len().max(1)];
    for (number, error) in article.errors.iter().enumerate() {
        under[paragraph_of(&ranges, error.place().map_or(0, |place| place.start()))].push(number);
    }
    html! {
        details.art id=(format!("a{at}")) {
            summary { (Name(&article.id)) " · " (Name(&article.corpus)) " · " (Name(&article.split)) " · " (article.errors.len()) " " (said("errors", "أخطاء")) }
            @for (place, range) in ranges.iter().enumerate() {
                (paragraph(article, range))
                (errors(content, article, at, &under[place]))
            }
        }
    }
}

fn errors(content: &Content, article: &PageArticle, at: usize, numbers: &[usize]) -> Markup {
    html! {
        @if !numbers.is_empty() {
            ul.errs {
                @for &number in numbers {
                    @let error = &article.errors[number];
                    @let kind = ErrorKind::of(&error.class);
                    @let by: Vec<String> = error.systems.iter().map(usize::to_string).collect();
                    li id=(id(at, number)) data-y=(by.join(" ")) {
                        b class=(kind.style()) { (kind.letter()) } " " em { (error.class) } " "
                        @if let Some(gold) = &error.gold { (side(gold, ["[", "]"])) }
                        @if error.gold.is_some() && error.predicted.is_some() { i {} }
                        @if let Some(predicted) = &error.predicted { (side(predicted, ["{", "}"])) }
                        " " small { (names(content, &error.systems)) }
                    }
                }
            }
        }
    }
}

/// One side of an error: its text with its label. It is set from right to left unless it says otherwise.
fn side(of: &Marked, [open, close]: [&str; 2]) -> Markup {
    let direction = (!is_right_to_left(&of.shown)).then_some("ltr");
    let [label, text] = [&of.label, &of.shown].map(|text| excerpt(text));
    html! { q dir=[direction] { (open) @if !label.is_empty() { small { (Outside(&label)) } " " } (Outside(&text)) (close) } }
}

/// The names of the first of these systems, and how many more there are.
fn names(content: &Content, systems: &[usize]) -> Markup {
    let named: Vec<String> = systems.iter().take(NAMED).map(|&system| excerpt(&content.systems[system])).collect();
    html! { (Outside(&named.join(", "))) @if systems.len() > NAMED { " +" (systems.len() - NAMED) } }
}
