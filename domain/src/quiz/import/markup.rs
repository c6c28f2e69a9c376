//! HTML made plain text: nothing in the result is markup any more, and nothing of it is live.
//!
//! Known tags are dropped, block tags become line breaks, scripts and styles go with their content, character
//! references are decoded once. A `<` that begins no known tag is text, so `a < b` and `<unit>` stay. Raised
//! and lowered digits keep their meaning (`x<sup>2</sup>` is `x²`).

use super::entity;

/// Plain text, and whether something was lost that plain text cannot say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plain {
    pub text: String,
    /// There was a picture, a sound, a formula in MathML or other embedded content.
    pub media: bool,
}

/// The text of a piece of HTML. Line breaks in `html` stay.
pub fn to_text(html: &str) -> Plain {
    let mut reader =
        Reader { rest: html, plain: Plain::default(), raised: Vec::new(), quotes: true, closes: true };
    while let Some(at) = reader.rest.find(['<', '&']) {
        let (before, rest) = reader.rest.split_at(at);
        reader.plain.text.push_str(before);
        reader.rest = rest;
        if rest.starts_with('&') {
            reader.reference();
        } else {
            reader.tag();
        }
    }
    reader.plain.text.push_str(reader.rest);
    reader.plain
}

/// Dropped with everything in them.
const WITH_CONTENT: &[&str] =
    &["audio", "canvas", "iframe", "math", "object", "script", "style", "svg", "title", "video"];
/// Shows something that plain text cannot.
const MEDIA: &[&str] = &["audio", "canvas", "embed", "iframe", "img", "math", "object", "svg", "video"];
/// Begin or end a line.
const BLOCK: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];
/// Stand apart from their neighbours by a space.
const CELL: &[&str] = &["button", "input", "option", "select", "td", "textarea", "th"];
/// Leave no trace.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "applet", "area", "b", "base", "bdi", "bdo", "big", "cite", "code", "col",
    "colgroup", "data", "del", "details", "dfn", "dialog", "em", "font", "frame", "frameset", "head", "html",
    "i", "ins", "kbd", "label", "legend", "link", "map", "mark", "marquee", "meta", "meter", "nobr",
    "noscript", "optgroup", "output", "param", "picture", "progress", "q", "rp", "rt", "ruby", "s", "samp",
    "slot", "small", "source", "span", "strike", "strong", "sub", "summary", "sup", "template", "time",
    "track", "tt", "u", "var", "wbr",
];
/// How deep raised and lowered text is followed.
const RAISED_DEPTH: usize = 4;

struct Reader<'a> {
    rest: &'a str,
    plain: Plain,
    /// Open `sup` (true) and `sub` (false), and where their text begins.
    raised: Vec<(bool, usize)>,
    /// Whether quotes hide a `>`; not after a quote that is never closed, so that no text is read twice.
    quotes: bool,
    /// Whether there is any `>` left.
    closes: bool,
}

impl<'a> Reader<'a> {
    fn reference(&mut self) {
        let (named, length) = entity::read(self.rest).unwrap_or((Some('&'), 1));
        self.plain.text.extend(named);
        self.rest = &self.rest[length..];
    }

    fn tag(&mut self) {
        if let Some(comment) = self.rest.strip_prefix("<!--") {
            self.rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            return;
        }
        let body = &self.rest[1..];
        let (closing, named) = body.strip_prefix('/').map_or((false, body), |named| (true, named));
        let odd = body.starts_with(['!', '?']);
        let name =
            named.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != ':').next().unwrap_or("");
        // No known name is longer than ten letters; custom elements carry a hyphen or a colon.
        let name = if name.len() > 40 { String::new() } else { name.to_ascii_lowercase() };
        let tag = (odd || known(&name)).then(|| self.end_of(body)).flatten();
        let Some(end) = tag.filter(|end| odd || !mere_letter(&name, &body[..*end], closing)) else {
            self.plain.text.push('<');
            self.rest = body;
            return;
        };
        let empty = body[..end].ends_with('/');
        self.rest = &body[end + 1..];
        if !odd {
            self.element(&name, closing, empty);
        }
    }

    /// Where the tag that begins `body` ends: the place of its `>`.
    fn end_of(&mut self, body: &str) -> Option<usize> {
        if !self.closes {
            return None;
        }
        if self.quotes {
            let mut quote = None;
            for (at, byte) in body.bytes().enumerate() {
                match (byte, quote) {
                    (b'>', None) => return Some(at),
                    (b'"' | b'\'', None) => quote = Some(byte),
                    (_, Some(open)) if open == byte => quote = None,
                    _ => {}
                }
            }
            self.quotes = false;
        }
        let end = body.find('>');
        self.closes = end.is_some();
        end
    }

    fn element(&mut self, name: &str, closing: bool, empty: bool) {
        let is = |names: &[&str]| names.contains(&name);
        if is(MEDIA) && !closing {
            self.plain.media = true;
        }
        if is(BLOCK) {
            self.plain.text.push('\n');
        } else if is(CELL) {
            self.plain.text.push(' ');
        } else if name == "sup" || name == "sub" {
            self.raise(name == "sup", closing);
        }
        if is(WITH_CONTENT) && !closing && !empty {
            self.skip_content(name);
        }
    }

    fn skip_content(&mut self, name: &str) {
        let ends = |at: &usize| {
            let word = self.rest.as_bytes().get(at + 2..at + 2 + name.len());
            word.is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
        };
        let end = self.rest.match_indices("</").map(|(at, _)| at).find(ends);
        // The closing tag itself is read next; without one everything is inside.
        self.rest = end.map_or("", |end| &self.rest[end..]);
    }

    fn raise(&mut self, up: bool, closing: bool) {
        if !closing {
            if self.raised.len() < RAISED_DEPTH {
                self.raised.push((up, self.plain.text.len()));
            }
            return;
        }
        if self.raised.last().is_none_or(|(open, _)| *open != up) {
            return;
        }
        let Some((_, from)) = self.raised.pop() else { return };
        let inner = self.plain.text.split_off(from);
        let moved: Option<String> =
            inner.trim().chars().map(|c| if up { superscript(c) } else { subscript(c) }).collect();
        match moved {
            Some(moved) => self.plain.text.push_str(&moved),
            None => {
                self.plain.text.push_str(if up { "^(" } else { "_(" });
                self.plain.text.push_str(inner.trim());
                self.plain.text.push(')');
            }
        }
    }
}

fn known(name: &str) -> bool {
    let listed = [WITH_CONTENT, MEDIA, BLOCK, CELL, INLINE].iter().any(|names| names.contains(&name));
    listed || (name.contains(['-', ':']) && name.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// Whether `<b and c>` is a comparison rather than a tag: one letter, followed by words without any `=`.
fn mere_letter(name: &str, tag: &str, closing: bool) -> bool {
    let rest =
        tag.get(name.len() + usize::from(closing)..).unwrap_or("").trim_matches([' ', '\t', '\n', '/']);
    name.len() == 1 && !rest.is_empty() && !rest.contains('=')
}

fn superscript(c: char) -> Option<char> {
    Some(match c {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' | '4'..='9' => char::from_u32(0x2070 + c.to_digit(10)?)?,
        '+' => '⁺',
        '-' | '−' => '⁻',
        'n' => 'ⁿ',
        _ => return None,
    })
}

fn subscript(c: char) -> Option<char> {
    Some(match c {
        '0'..='9' => char::from_u32(0x2080 + c.to_digit(10)?)?,
        '+' => '₊',
        '-' | '−' => '₋',
        _ => return None,
    })
}
