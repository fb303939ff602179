use mihak_core::annotation::Class;
use mihak_core::text::Span;

use super::*;

fn found(text: &str) -> Vec<(&'static str, &str)> {
    let mut out = Vec::new();
    CrfNer::new().extract(text, &mut out).unwrap();
    out.iter().map(|mention| (SHIPPED.labels.name(mention.label), mention.span.slice(text))).collect()
}

#[test]
fn frequent_names_are_learned_and_proclitics_stay_outside() {
    assert_eq!(found("في مصر"), [("GPE", "مصر")]);
    assert_eq!(found("ومصر"), [("GPE", "مصر")]);
}

#[test]
fn text_without_words_holds_no_mention() {
    for text in ["", " ", "\r\n\r\n", "،", "😀"] {
        assert_eq!(found(text), [], "{text:?}");
    }
}

#[test]
fn line_ends_of_any_kind_say_the_same() {
    let spans = |text: &str| found(text).into_iter().map(|(label, slice)| (label, slice.to_string())).collect::<Vec<_>>();
    let text = "قال وزير الخارجية المصري في القاهرة\nوأعلنت الشركة 15 مليون دولار\n";
    assert_eq!(spans(text), spans(&text.replace('\n', "\r\n")));
    assert!(!found(text).is_empty());
}

#[test]
fn a_line_ends_at_a_line_break_or_when_it_is_too_long() {
    let (text, mut line) = ("مصر", Line::default());
    assert!(Line::ends_in("\r\n", &line) && Line::ends_in(" \u{2029}", &line) && !Line::ends_in("  ", &line));
    for _ in 0..1000 {
        assert!(!Line::ends_in(" ", &line));
        line.push(text, Span::new(text, 0, text.len()).unwrap(), Class::Stem);
    }
    assert!(Line::ends_in(" ", &line));
}

#[test]
fn tags_have_names_and_only_a_mention_goes_on() {
    let labels = Labels::of(["PERS", "GPE"]);
    let (pers, gpe) = (labels.get("PERS").unwrap(), labels.get("GPE").unwrap());
    for tag in [Tag::Outside, Tag::First(pers), Tag::Inside(gpe)] {
        assert_eq!(Tag::named(&tag.name(&labels), &labels).unwrap(), tag);
    }
    assert!(["X-PERS", "", "B-ORG"].iter().all(|name| Tag::named(name, &labels).is_err()) && Tag::kind("X-PERS").is_err());
    assert!(Tag::First(pers).leads_to(Tag::Inside(pers)) && !Tag::First(gpe).leads_to(Tag::Inside(pers)));
    assert!(!Tag::Outside.leads_to(Tag::Inside(pers)) && !Tag::Inside(pers).may_open());
}

#[test]
fn the_shipped_models_are_read() {
    assert!(Tagger::new(shipped_levels()).is_ok());
    assert!(Tagger::new(Levels { outer: b"", inner: b"" }).is_err());
}
