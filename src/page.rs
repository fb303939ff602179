//! Results as one HTML file that opens from disk: tables, figures, and the articles with their errors. It needs no network and no other file.
//!
//! Tables and figures are in the HTML. The script sorts, filters, walks from error to error, copies signatures and changes the language; without
//! it the page can still be read. Text from outside comes in only through `text`.

mod board;
mod confusions;
mod content;
mod explore;
mod faults;
mod gathered;
mod group;
mod kind;
mod links;
mod marks;
mod number;
mod reader;
mod speed;
mod text;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::page::group::groups;
use crate::page::links::Links;
use crate::page::number::Signatures;
use crate::page::text::{Name, Outside, said};

pub use content::{Content, Marked, PageArticle, PageError, Speed};
pub use gathered::{Gathered, articles, joined};
pub use speed::speeds;

const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");

/// Nothing is loaded from elsewhere, whatever a page holds.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The page as the text of an HTML file.
pub fn page(content: &Content) -> String {
    let groups = groups(content);
    let links = Links::of(content);
    let mut signatures = Signatures::default();
    let board = board::board(content, &groups, &links, &mut signatures);
    let speed = speed::speed(content, &groups);
    let faults = faults::faults(content, &groups, &links, &mut signatures);
    let explore = explore::explore(content, &mut signatures);
    let markup = html! {
        (DOCTYPE)
        html lang="en" dir="ltr" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (Outside(&content.title)) }
                style { (PreEscaped(STYLE)) }
                script { "document.documentElement.className='js'" }
            }
            body {
                a.skip href="#main" { (said("to the tables", "إلى الجداول")) }
                (head(content, !speed.0.is_empty()))
                main #main {
                    (board) (speed) (faults) (reader::reader(content)) (explore) (board::definitions(content)) (listed(&signatures))
                }
                (detail())
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    markup.into_string()
}

fn head(content: &Content, has_speed: bool) -> Markup {
    let sections = [
        ("board", said("Leaderboard", "الترتيب"), true),
        ("speed", said("Speed", "السرعة"), has_speed),
        ("faults", said("Where it fails", "أين تقع الأخطاء"), true),
        ("reader", said("The reader", "القارئ"), !content.articles.is_empty()),
        ("explore", said("Any number", "أيّ رقم"), true),
        ("definitions", said("Definitions", "التعريفات"), true),
    ];
    html! {
        header {
            h1 { "Mihak · " span lang="ar" { "محكّ" } }
            p { (Name(&content.title)) }
            @for note in &content.notes { p.note { (Outside(note)) } }
            nav aria-label="sections" {
                @for (id, name, _) in sections.iter().filter(|(_, _, is_there)| *is_there) { a href=(format!("#{id}")) { (name) } " " }
                button.js #language type="button" lang="ar" { "العربية" }
            }
        }
    }
}

/// The signatures of all numbers, each once.
fn listed(signatures: &Signatures) -> Markup {
    html! {
        section #sources aria-labelledby="sources-h" {
            h2 #sources-h { (said("Signatures", "التواقيع")) }
            details { summary { (said("What every number measures, and on what", "ما يقيسه كل رقم، وعلى ماذا")) } (signatures.list()) }
        }
    }
}

/// What is known of one number; the script fills it.
fn detail() -> Markup {
    html! {
        aside #detail hidden aria-label="number" {
            button #close type="button" aria-label="close" { "×" }
            p #said role="status" {}
            code #signature dir="ltr" {}
            p { a #behind href="#main" hidden { (said("the errors behind it", "الأخطاء التي وراءه")) } }
        }
    }
}
