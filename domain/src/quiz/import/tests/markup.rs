use proptest::prelude::*;

use crate::quiz::import::markup::{Plain, to_text};

fn text(html: &str) -> String {
    to_text(html).text
}

#[test]
fn tags_go_and_their_text_stays() {
    assert_eq!(text("<p class=\"a > b\">One</p><p>Two<br>three"), "\nOne\n\nTwo\nthree");
    assert_eq!(text("a <b>bold</b> <SPAN style='x'>word</SPAN >"), "a bold word");
    assert_eq!(text("<!-- not > this -->shown<!DOCTYPE html><?xml version='1'?>"), "shown");
    assert_eq!(text("<o:p>word</o:p> <my-part on=1>part</my-part>"), "word part");
}

#[test]
fn scripts_and_styles_go_with_their_content() {
    assert_eq!(text("a<script>alert('<b>')</SCRIPT >b<style>p{}</style>c"), "abc");
    assert_eq!(text("a<script>never closed"), "a");
    assert_eq!(text("a<svg onload=alert(1)>x</svg>b<img src=x onerror=alert(1)>"), "ab");
}

#[test]
fn character_references_are_decoded_once() {
    assert_eq!(text("&lt;b&gt; &amp;lt; &#39;&#x2019;&eacute;&nbsp;&euro;"), "<b> &lt; '\u{2019}é\u{a0}€");
    assert_eq!(text("A&B &unknown; &; &#xD800; &#7;& &amp"), "A&B &unknown; &; \u{fffd} & &amp");
    assert_eq!(text("&lt;script&gt;x&lt;/script&gt;"), "<script>x</script>");
}

#[test]
fn what_is_no_tag_is_text() {
    for kept in [
        "1 < 2 and 3 > 2",
        "a <unit> b",
        "x<y and y>z",
        "x <b and c> d",
        "<",
        "</",
        "<b",
        "a<b",
        "<>",
        "I <3 U",
    ] {
        assert_eq!(text(kept), kept);
    }
}

#[test]
fn raised_and_lowered_text_keeps_its_meaning() {
    assert_eq!(text("10<sup>12</sup> H<sub>2</sub>O e<sup>-x</sup> a<sub>n</sub>"), "10¹² H₂O e^(-x) a_(n)");
    assert_eq!(text("x<sup>2</sub></sup>"), "x²");
}

#[test]
fn pictures_and_formulas_are_reported() {
    for html in ["<img alt=x>", "<IMG/>", "<math><mi>x</mi></math>", "<audio src=a>x</audio>", "<iframe>"] {
        assert_eq!(to_text(html), Plain { text: String::new(), media: true }, "{html}");
    }
    assert!(!to_text("<b>imagine</b>").media);
}

proptest! {
    #[test]
    fn any_text_can_be_read_and_none_grows(html in "(<|>|/|!|--|\"|'|=|&|;|#|sup|script|img|b|p| |é|x)*") {
        let plain = to_text(&html);
        prop_assert!(plain.text.len() <= html.len(), "{:?} -> {:?}", html, plain.text);
        if !html.contains(['<', '&']) {
            prop_assert_eq!(plain.text, html);
        }
    }
}
