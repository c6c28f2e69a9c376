//! One stylesheet out of many: joined in a fixed order, checked, and relieved of comments and white space.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Result, fingerprint};

/// Said first, so that the order of the files never decides which layer wins.
const LAYERS: &str = "@layer reset, tokens, base, parts, areas;\n";

/// Every file of `folder` in the order it is joined: reset, tokens, base, then parts and areas by name.
pub fn order(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files: Vec<(u8, PathBuf)> = Vec::new();
    for file in fingerprint::files(&[folder.to_owned()])? {
        let name = file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().into_owned();
        let place = match name.as_str() {
            "reset.css" => 0,
            "tokens.css" => 1,
            "base.css" => 2,
            _ if name.starts_with("parts/") && name.ends_with(".css") => 3,
            _ if name.starts_with("areas/") && name.ends_with(".css") => 4,
            _ => {
                return Err(format!(
                    "style/{name} has no place in the stylesheet: move it to style/parts/ or style/areas/."
                ));
            }
        };
        files.push((place, file));
    }
    files.sort();
    Ok(files.into_iter().map(|(_, file)| file).collect())
}

/// The joined stylesheet.
pub fn join(folder: &Path) -> Result<String> {
    let mut joined = minify(LAYERS);
    for file in order(folder)? {
        let css = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        check(&css).map_err(|(line, problem)| format!("{}:{line}: {problem}", file.display()))?;
        joined.push_str(&minify(&css));
        joined.push('\n');
    }
    Ok(joined)
}

/// One unclosed brace would swallow every file behind it, so each file is checked by itself.
fn check(css: &str) -> std::result::Result<(), (usize, &'static str)> {
    let mut open = Vec::new();
    let mut line = 1;
    for piece in pieces(css) {
        match piece {
            Piece::Plain('{') => open.push(line),
            Piece::Plain('}') if open.pop().is_none() => return Err((line, "this } closes nothing")),
            Piece::Open(what) => return Err((line, what)),
            _ => {}
        }
        line += match piece {
            Piece::Plain(character) => usize::from(character == '\n'),
            Piece::Text(text) | Piece::Comment(text) => text.matches('\n').count(),
            Piece::Open(_) => 0,
        };
    }
    open.pop().map_or(Ok(()), |line| Err((line, "this { is never closed")))
}

/// Removes comments, and white space where it means nothing. Strings stay as they are.
fn minify(css: &str) -> String {
    let mut small = String::with_capacity(css.len());
    let mut gap = false;
    for piece in pieces(css) {
        let character = match piece {
            // A comment can part two words.
            Piece::Comment(_) => ' ',
            Piece::Plain(character) => character,
            Piece::Text(text) => {
                push(&mut small, &mut gap, text.chars().next().unwrap_or('"'));
                small.push_str(text.get(1..).unwrap_or_default());
                continue;
            }
            Piece::Open(_) => continue,
        };
        if character.is_whitespace() {
            gap = true;
        } else {
            push(&mut small, &mut gap, character);
        }
    }
    small
}

fn push(small: &mut String, gap: &mut bool, character: char) {
    let before = small.chars().next_back();
    if character == '}' && before == Some(';') {
        small.pop();
    }
    // No white space around `:`, `+`, `-`, `>` or `(` is touched: there it can mean something.
    let meaningless =
        matches!(before, None | Some('{' | '}' | ';' | ',')) || matches!(character, '{' | '}' | ',');
    // `--empty: ;` needs its blank.
    let meaningless = meaningless || (character == ';' && before != Some(':'));
    if *gap && !meaningless {
        small.push(' ');
    }
    *gap = false;
    small.push(character);
}

#[derive(Clone, Copy)]
enum Piece<'a> {
    Plain(char),
    /// A string with its quotes.
    Text(&'a str),
    Comment(&'a str),
    /// What ends nowhere.
    Open(&'static str),
}

fn pieces(css: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = css;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let (piece, length) = match first {
            '/' if rest.starts_with("/*") => match rest.find("*/") {
                Some(end) => (Piece::Comment(&rest[..end + 2]), end + 2),
                None => (Piece::Open("this comment is never closed"), rest.len()),
            },
            '"' | '\'' => match closing_quote(rest, first) {
                Some(end) => (Piece::Text(&rest[..=end]), end + 1),
                None => (Piece::Open("this string is never closed"), rest.len()),
            },
            _ => (Piece::Plain(first), first.len_utf8()),
        };
        rest = &rest[length..];
        Some(piece)
    })
}

fn closing_quote(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' => return None,
            _ if character == quote => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str, files: &[&str]) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("convene-style-{name}-{}", std::process::id()));
        for file in files {
            fingerprint::write_if_changed(&folder.join(file), format!("/* {file} */").as_bytes()).unwrap();
        }
        folder
    }

    #[test]
    fn files_are_joined_tokens_first_and_areas_last() {
        let folder = folder(
            "order",
            &["areas/quiz.css", "parts/table.css", "parts/button.css", "base.css", "tokens.css"],
        );
        let names: Vec<String> = order(&folder)
            .unwrap()
            .iter()
            .map(|file| file.strip_prefix(&folder).unwrap().to_string_lossy().into_owned())
            .collect();
        assert_eq!(
            names,
            ["tokens.css", "base.css", "parts/button.css", "parts/table.css", "areas/quiz.css"]
        );
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_file_without_a_place_is_refused_by_name() {
        let folder = folder("lost", &["tokens.css", "extra.css"]);
        let refused = order(&folder).unwrap_err();
        assert!(refused.contains("style/extra.css"), "{refused}");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn comments_and_needless_white_space_go() {
        let css =
            "/* tokens */\n:root {\n  --a: 1px;\n  color: red;\n}\n\n.b > .c ,\n.d { margin: 0 1px ; }\n";
        assert_eq!(minify(css), ":root{--a: 1px;color: red}.b > .c,.d{margin: 0 1px}");
    }

    #[test]
    fn white_space_that_means_something_stays() {
        assert_eq!(minify("a { width: calc(1px + 2px) }"), "a{width: calc(1px + 2px)}");
        assert_eq!(minify(".a :hover { --none: ; }"), ".a :hover{--none: }");
        assert_eq!(minify("a/**/b { content: \"a  ;  /* b */\" }"), "a b{content: \"a  ;  /* b */\"}");
    }

    #[test]
    fn an_unclosed_brace_is_reported_with_its_line() {
        assert_eq!(check(".a {}\n.b {\n color: red;\n"), Err((2, "this { is never closed")));
        assert_eq!(check(".a {}\n}\n"), Err((2, "this } closes nothing")));
        assert_eq!(check(".a { content: '}' } /* { */"), Ok(()));
    }
}
