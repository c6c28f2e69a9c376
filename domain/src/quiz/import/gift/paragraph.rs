//! A GIFT file cut into questions: paragraphs between empty lines, without comments and categories.

use crate::quiz::import::text::lines;

/// One question's source.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    /// Its first line, from 1.
    pub line: u32,
    pub text: String,
    /// The first brace not behind a backslash.
    first: Option<u8>,
    /// Whether answers are begun and not ended.
    open: bool,
}

/// The questions' sources, and how many category lines were passed over.
///
/// An empty line ends a question, but not while its answers are still to be closed: then it goes on to the
/// paragraph that closes them, unless another question's answers begin first.
pub(super) fn paragraphs(text: &str) -> (Vec<Paragraph>, usize) {
    let (pieces, categories) = pieces(text);
    let mut joined = Vec::with_capacity(pieces.len());
    let mut pieces = pieces.into_iter().peekable();
    let mut plain = std::collections::VecDeque::new();
    while let Some(mut whole) = plain.pop_front().or_else(|| pieces.next()) {
        while whole.open {
            // `plain` holds pieces without any brace: they are inside if a closing brace comes next.
            while let Some(piece) = pieces.next_if(|piece| piece.first.is_none()) {
                plain.push_back(piece);
            }
            let Some(closing) = pieces.next_if(|piece| piece.first == Some(b'}')) else { break };
            for piece in plain.drain(..).chain([closing]) {
                whole.text.push_str("\n\n");
                whole.text.push_str(&piece.text);
                whole.open = piece.first.is_none() || piece.open;
            }
        }
        joined.push(whole);
    }
    (joined, categories)
}

fn pieces(text: &str) -> (Vec<Paragraph>, usize) {
    let mut pieces = Vec::new();
    let mut current = Paragraph::default();
    let mut categories = 0;
    for (number, line) in lines(text) {
        let line = line.trim();
        if line.is_empty() {
            if !current.text.is_empty() {
                pieces.push(std::mem::take(&mut current));
            }
        } else if line.starts_with("$CATEGORY:") {
            categories += 1;
        } else if !line.starts_with("//") {
            if current.text.is_empty() {
                current.line = number;
            } else {
                current.text.push('\n');
            }
            current.text.push_str(line);
        }
    }
    if !current.text.is_empty() {
        pieces.push(current);
    }
    for piece in &mut pieces {
        for (_, brace) in marks(&piece.text, b"{}") {
            piece.first = piece.first.or(Some(brace));
            piece.open = brace == b'{';
        }
    }
    (pieces, categories)
}

/// Places of the ASCII marks in `wanted` that no backslash takes the meaning from.
pub(super) fn marks<'a>(text: &'a str, wanted: &'static [u8]) -> impl Iterator<Item = (usize, u8)> + 'a {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(byte) = bytes.get(at).copied() {
            at += if byte == b'\\' { 2 } else { 1 };
            if wanted.contains(&byte) {
                return Some((at - 1, byte));
            }
        }
        None
    })
}

/// The text before and after the first such mark.
pub(super) fn split_at_mark<'a>(text: &'a str, mark: &'static [u8]) -> Option<(&'a str, &'a str)> {
    let (at, _) = marks(text, mark).next()?;
    Some((&text[..at], &text[at + 1..]))
}

/// Takes the backslashes away and makes `\n` a line break. A line break in the source is a space.
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let next = if c == '\\' { characters.next_if(|next| "~=#{}:\\n".contains(*next)) } else { None };
        plain.push(match (c, next) {
            (_, Some('n')) => '\n',
            (_, Some(escaped)) => escaped,
            ('\n', None) => ' ',
            (other, None) => other,
        });
    }
    plain
}
