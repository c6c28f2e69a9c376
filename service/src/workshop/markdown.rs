//! Descriptions: Markdown as typed, HTML that is safe to show.

use std::collections::HashSet;

use ammonia::Builder;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// Elements a description may consist of. Anything else is dropped; what it enclosed stays as text.
const ELEMENTS: [&str; 24] = [
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
    "sup",
];

/// HTML of a description. Raw HTML is shown as the text it is, pictures are left out, links tell search engines and
/// their targets nothing, and headings begin below those of the page.
pub fn html(markdown: &str) -> String {
    let parser = Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
    let mut in_picture = 0_u32;
    // The section's own heading is of the second level.
    let mut level = 2;
    let events = parser.filter_map(|event| match event {
        Event::Start(Tag::Image { .. }) => {
            in_picture += 1;
            None
        }
        Event::End(TagEnd::Image) => {
            in_picture = in_picture.saturating_sub(1);
            None
        }
        _ if in_picture > 0 => None,
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::Heading { level: typed, .. }) => {
            level = below(typed, level);
            let level = HeadingLevel::try_from(level).unwrap_or(HeadingLevel::H6);
            Some(Event::Start(Tag::Heading { level, id: None, classes: Vec::new(), attrs: Vec::new() }))
        }
        Event::End(TagEnd::Heading(_)) => {
            Some(Event::End(TagEnd::Heading(HeadingLevel::try_from(level).unwrap_or(HeadingLevel::H6))))
        }
        other => Some(other),
    });
    let mut text = String::new();
    html::push_html(&mut text, events);
    // Whatever a parser lets through, the second one does not.
    Builder::new()
        .tags(ELEMENTS.into_iter().collect())
        .generic_attributes(HashSet::new())
        .url_schemes(["http", "https", "mailto"].into_iter().collect())
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("nofollow noopener noreferrer"))
        .clean(&text)
        .to_string()
}

/// Two levels below the one that was typed, for the page has the first two; and none is left out after `last`.
fn below(typed: HeadingLevel, last: usize) -> usize {
    (typed as usize + 2).min(last + 1).min(6)
}

#[cfg(test)]
mod tests {
    use super::html;

    #[test]
    fn what_people_write_reads_as_meant() {
        let text = "# What you learn\n\nHow *funding* works, **slowly**.\n\n- hedges\n- ~~leverage~~\n\n> Bring a coffee.";
        let shown = html(text);
        for part in [
            "<h3>What you learn</h3>",
            "<em>funding</em>",
            "<strong>slowly</strong>",
            "<li>hedges</li>",
            "<del>leverage</del>",
            "<blockquote>",
        ] {
            assert!(shown.contains(part), "{part} in {shown}");
        }
    }

    #[test]
    fn headings_follow_each_other_without_a_gap() {
        let shown = html("### First\n\n##### Deep\n\n# High\n\n## Lower");
        let order = ["<h3>First</h3>", "<h4>Deep</h4>", "<h3>High</h3>", "<h4>Lower</h4>"];
        let at: Vec<_> = order.iter().map(|heading| shown.find(heading)).collect();
        assert!(at.iter().all(Option::is_some) && at.is_sorted(), "{shown}");
    }

    #[test]
    fn a_link_leads_out_without_a_word_about_us() {
        let shown = html("[docs](https://example.org/a?b=1&c=2) and <mailto:ada@example.org>");
        assert!(shown.contains(r#"href="https://example.org/a?b=1&amp;c=2""#), "{shown}");
        assert_eq!(shown.matches(r#"rel="nofollow noopener noreferrer""#).count(), 2, "{shown}");
    }

    #[test]
    fn pasted_html_is_text_and_does_nothing() {
        for hostile in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "<iframe src=\"https://evil.example\"></iframe>",
            "<style>body{display:none}</style>",
            "<a href=\"javascript:alert(1)\" onclick=\"alert(1)\">click</a>",
            "<div><b>bold",
            "<svg/onload=alert(1)>",
            "<!-- --><form action=/sign-out method=post><button>x</button></form>",
            "<math><mi xlink:href=\"data:x,<script>alert(1)</script>\"></math>",
        ] {
            let shown = html(hostile);
            assert!(shown.contains("&lt;"), "{hostile} stays readable: {shown}");
            for element in
                ["<script", "<img", "<iframe", "<style", "<svg", "<form", "<div", "<b>", "<a ", "<math"]
            {
                assert!(!shown.contains(element), "{hostile}: {shown}");
            }
        }
    }

    #[test]
    fn a_link_cannot_run_a_script() {
        for hostile in [
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](data:text/html,<script>alert(1)</script>)",
            "[x](vbscript:x)",
            "<javascript:alert(1)>",
            "[x](/sign-out)",
            "[x][1]\n\n[1]: javascript:alert(1)",
        ] {
            assert!(!html(hostile).contains("href"), "{hostile}: {}", html(hostile));
        }
    }

    #[test]
    fn pictures_are_left_out_with_their_words() {
        assert_eq!(html("![a tracker](https://evil.example/pixel.png)").trim(), "<p></p>");
        let linked = html("[![x](https://evil.example/a.png)](https://example.org) there");
        assert!(!linked.contains("evil.example") && linked.contains("there"), "{linked}");
    }

    #[test]
    fn code_is_shown_and_not_run() {
        let shown = html("`<b>` and\n\n```html\n<script>alert(1)</script>\n```");
        assert!(shown.contains("<code>&lt;b&gt;</code>") && shown.contains("&lt;script&gt;"), "{shown}");
        assert!(!shown.contains("class="), "{shown}");
    }
}
