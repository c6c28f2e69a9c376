//! Setting type: lines of any script, each letter in a font that has it.

use std::collections::BTreeSet;
use std::sync::Arc;

use krilla::text::{Font, TextDirection};
use rustybuzz::ttf_parser;
use rustybuzz::{Direction, UnicodeBuffer};
use unicode_bidi::BidiInfo;

static REGULAR: &[u8] = include_bytes!("../../../fonts/inter-regular.otf");
static SEMIBOLD: &[u8] = include_bytes!("../../../fonts/inter-semibold.otf");

/// Letters that no font of this machine has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoFont {
    pub letters: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    Regular,
    Semibold,
}

/// A font in both forms it is needed in: to measure, and to be embedded.
struct Face {
    bytes: Arc<Vec<u8>>,
    index: u32,
    embedded: Font,
}

/// The fonts of one document: our own, then those of the machine that have what ours lack.
pub struct Fonts {
    regular: Face,
    semibold: Face,
    others: Vec<Face>,
}

/// Letters of one font and one direction.
pub struct Run {
    pub font: Font,
    pub text: String,
    pub direction: TextDirection,
    /// In ems.
    pub width: f32,
}

/// Runs from left to right.
pub struct Line {
    pub runs: Vec<Run>,
    /// In ems.
    pub width: f32,
}

impl Face {
    fn new(bytes: Vec<u8>, index: u32) -> Option<Self> {
        let bytes = Arc::new(bytes);
        let embedded = Font::new(bytes.clone().into(), index)?;
        rustybuzz::Face::from_slice(&bytes, index)?;
        Some(Self { bytes, index, embedded })
    }

    fn has(&self, letter: char) -> bool {
        ttf_parser::Face::parse(&self.bytes, self.index).is_ok_and(|face| has(&face, letter))
    }

    /// The width of `text` in ems, kerned and joined as it will be drawn.
    fn width(&self, text: &str, direction: Direction) -> f32 {
        let Some(face) = rustybuzz::Face::from_slice(&self.bytes, self.index) else { return 0.0 };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(direction);
        let shaped = rustybuzz::shape(&face, &[], buffer);
        let units: i32 = shaped.glyph_positions().iter().map(|at| at.x_advance).sum();
        units as f32 / face.units_per_em() as f32
    }
}

fn has(face: &ttf_parser::Face<'_>, letter: char) -> bool {
    face.glyph_index(letter).is_some_and(|glyph| glyph.0 != 0)
}

/// Whether something must be seen of it: spaces, joiners and marks of direction are not.
fn shows(letter: char) -> bool {
    let ignorable = matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{202a}'..='\u{202e}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ad}');
    !(letter.is_whitespace() || letter.is_control() || ignorable)
}

impl Fonts {
    /// Fonts that have every letter of `texts`.
    pub fn for_texts(texts: &[&str]) -> Result<Self, NoFont> {
        let own = |bytes: &[u8]| Face::new(bytes.to_vec(), 0).ok_or(NoFont { letters: "all".into() });
        let (regular, semibold) = (own(REGULAR)?, own(SEMIBOLD)?);
        let letters = texts.iter().flat_map(|text| text.chars()).filter(|letter| shows(*letter));
        let missing: BTreeSet<char> = letters.filter(|l| !(regular.has(*l) && semibold.has(*l))).collect();
        let others = if missing.is_empty() { Vec::new() } else { installed(missing)? };
        Ok(Self { regular, semibold, others })
    }

    /// Which font of the stack draws `letter`, after one drawn by the font `before`.
    fn face(&self, weight: Weight, letter: char, before: Option<usize>) -> usize {
        if !shows(letter) {
            // A joiner between two fonts would join nothing.
            return before.unwrap_or(0);
        }
        let stack = self.stack(weight);
        stack.iter().position(|face| face.has(letter)).unwrap_or(0)
    }

    fn stack(&self, weight: Weight) -> Vec<&Face> {
        let own = match weight {
            Weight::Regular => &self.regular,
            Weight::Semibold => &self.semibold,
        };
        std::iter::once(own).chain(&self.others).collect()
    }

    /// `text` on one line, in the order it is read (Unicode Standard Annex #9).
    pub fn line(&self, weight: Weight, text: &str) -> Line {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let bidi = BidiInfo::new(&text, None);
        let mut runs = Vec::new();
        for paragraph in &bidi.paragraphs {
            let (levels, parts) = bidi.visual_runs(paragraph, paragraph.range.clone());
            for part in parts {
                let backwards = levels[part.start].is_rtl();
                let mut pieces = self.pieces(weight, &text[part], backwards);
                if backwards {
                    pieces.reverse();
                }
                runs.append(&mut pieces);
            }
        }
        let width = runs.iter().map(|run| run.width).sum();
        Line { runs, width }
    }

    /// Cuts text of one direction where its font changes.
    fn pieces(&self, weight: Weight, text: &str, backwards: bool) -> Vec<Run> {
        let mut cuts: Vec<(usize, String)> = Vec::new();
        for letter in text.chars() {
            let font = self.face(weight, letter, cuts.last().map(|(font, _)| *font));
            match cuts.last_mut() {
                Some((last, piece)) if *last == font => piece.push(letter),
                _ => cuts.push((font, letter.to_string())),
            }
        }
        let stack = self.stack(weight);
        let (direction, drawn) = if backwards {
            (Direction::RightToLeft, TextDirection::RightToLeft)
        } else {
            (Direction::LeftToRight, TextDirection::LeftToRight)
        };
        let run = |(font, text): (usize, String)| Run {
            width: stack[font].width(&text, direction),
            font: stack[font].embedded.clone(),
            text,
            direction: drawn,
        };
        cuts.into_iter().map(run).collect()
    }

    /// `text` on as many lines as it takes, none wider than `width` ems. Breaks at spaces, and inside of words that are
    /// wider than a line or know no spaces.
    pub fn lines(&self, weight: Weight, text: &str, width: f32) -> Vec<Line> {
        let mut lines: Vec<String> = vec![String::new()];
        let fits = |text: &str| self.line(weight, text).width <= width;
        for word in text.split_whitespace() {
            let last = lines.last().cloned().unwrap_or_default();
            let longer = if last.is_empty() { word.to_owned() } else { format!("{last} {word}") };
            if fits(&longer) {
                lines.pop();
                lines.push(longer);
                continue;
            }
            if last.is_empty() {
                lines.pop();
            }
            lines.push(String::new());
            for letter in word.chars() {
                let last = lines.last().cloned().unwrap_or_default();
                let longer = format!("{last}{letter}");
                if last.is_empty() || fits(&longer) {
                    lines.pop();
                    lines.push(longer);
                } else {
                    lines.push(letter.to_string());
                }
            }
        }
        lines.iter().map(|text| self.line(weight, text)).collect()
    }
}

/// Fonts of this machine that together have all these letters, as few as that takes.
fn installed(mut missing: BTreeSet<char>) -> Result<Vec<Face>, NoFont> {
    let mut library = fontdb::Database::new();
    library.load_system_fonts();
    let upright = |face: &&fontdb::FaceInfo| face.style == fontdb::Style::Normal;
    let mut candidates: Vec<_> = library.faces().filter(upright).collect();
    candidates
        .sort_by_key(|face| (face.weight.0.abs_diff(500), face.monospaced, face.post_script_name.clone()));
    let mut chosen = Vec::new();
    while !missing.is_empty() {
        let best = candidates
            .iter()
            .map(|face| (*face, library.with_face_data(face.id, |data, at| covered(data, at, &missing))))
            .filter_map(|(face, letters)| Some((face, letters.flatten()?)))
            // The first of equals: the one whose weight is nearest to ours.
            .rev()
            .max_by_key(|(_, letters)| letters.len());
        let found = best.filter(|(_, letters)| !letters.is_empty()).and_then(|(face, letters)| {
            let bytes = library.with_face_data(face.id, |data, at| (data.to_vec(), at))?;
            Some((Face::new(bytes.0, bytes.1)?, letters))
        });
        let Some((face, letters)) = found else {
            return Err(NoFont { letters: missing.into_iter().collect() });
        };
        missing.retain(|letter| !letters.contains(letter));
        chosen.push(face);
    }
    Ok(chosen)
}

/// Which of `letters` a font has outlines for.
fn covered(data: &[u8], index: u32, letters: &BTreeSet<char>) -> Option<BTreeSet<char>> {
    let face = ttf_parser::Face::parse(data, index).ok()?;
    let tables = face.tables();
    let drawn = tables.glyf.is_some() || tables.cff.is_some() || tables.cff2.is_some();
    drawn.then(|| letters.iter().copied().filter(|letter| has(&face, *letter)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_font_has_what_most_names_need() {
        let names =
            ["Ada Lovelace", "Šárka Nováková", "Łukasz Żółć", "Ελένη", "Наталія Ґудзь", "O’Brien–Ngũgĩ"];
        let fonts = Fonts::for_texts(&names).expect("fonts");
        assert!(fonts.others.is_empty());
    }

    #[test]
    fn a_letter_nobody_has_is_refused_not_drawn_as_a_box() {
        // From a private use area no font of a machine fills.
        let refused = Fonts::for_texts(&["Ada \u{10fffd}"]).err();
        assert_eq!(refused, Some(NoFont { letters: "\u{10fffd}".into() }));
    }

    #[test]
    fn lines_break_at_spaces_and_inside_of_endless_words() {
        let fonts = Fonts::for_texts(&[]).expect("fonts");
        let texts = |text: &str| -> Vec<String> {
            let lines = fonts.lines(Weight::Regular, text, 8.0);
            lines.iter().map(|line| line.runs.iter().map(|run| run.text.as_str()).collect()).collect()
        };
        assert_eq!(texts("Funding rates"), ["Funding rates"]);
        assert_eq!(texts("Funding rates and delta"), ["Funding rates", "and delta"]);
        let endless = texts(&"w".repeat(40));
        assert!(endless.len() > 2 && endless.concat() == "w".repeat(40), "{endless:?}");
        for line in fonts.lines(Weight::Semibold, "Reading the order book like a map of currents", 8.0) {
            assert!(line.width <= 8.0);
        }
    }
}
