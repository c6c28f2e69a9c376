//! Setting type: lines of any script, each letter in a font that has it.

use std::sync::Arc;

use harfrust::Direction;
use krilla::text::{Font, KrillaGlyph};
use unicode_bidi::BidiInfo;

use super::fonts::{self, Face, NoFont};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    Regular,
    Semibold,
}

/// The fonts of one document: our own, then those of the machine that have what ours lack.
pub struct Fonts {
    regular: Arc<Face>,
    semibold: Arc<Face>,
    others: Vec<Face>,
}

/// Letters of one font and one direction.
pub struct Run {
    pub font: Font,
    pub text: String,
    pub glyphs: Vec<KrillaGlyph>,
    /// In ems.
    pub width: f32,
}

/// Runs from left to right.
pub struct Line {
    pub runs: Vec<Run>,
    /// In ems.
    pub width: f32,
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
        let letters = texts.iter().flat_map(|text| text.chars()).filter(|letter| shows(*letter)).collect();
        let ([regular, semibold], others) = fonts::for_letters(letters)?;
        Ok(Self { regular, semibold, others })
    }

    /// Which font of the stack draws `letter`, after one drawn by the font `before`.
    fn face(stack: &[&Face], letter: char, before: Option<usize>) -> usize {
        if !shows(letter) {
            // A joiner between two fonts would join nothing.
            return before.unwrap_or(0);
        }
        stack.iter().position(|face| face.has(letter)).unwrap_or(0)
    }

    fn stack(&self, weight: Weight) -> Vec<&Face> {
        let own = match weight {
            Weight::Regular => &self.regular,
            Weight::Semibold => &self.semibold,
        };
        std::iter::once(own.as_ref()).chain(&self.others).collect()
    }

    /// `text` on one line, in the order it is read (Unicode Standard Annex #9).
    pub fn line(&self, weight: Weight, text: &str) -> Line {
        let text = one_spaced(text);
        let runs: Vec<Run> = self.runs(weight, &text).into_iter().map(|(_, run)| run).collect();
        let width = runs.iter().map(|run| run.width).sum();
        Line { runs, width }
    }

    /// The runs of `text` from left to right, each with where it begins in the text.
    fn runs(&self, weight: Weight, text: &str) -> Vec<(usize, Run)> {
        let bidi = BidiInfo::new(text, None);
        let mut runs = Vec::new();
        for paragraph in &bidi.paragraphs {
            let (levels, parts) = bidi.visual_runs(paragraph, paragraph.range.clone());
            for part in parts {
                let backwards = levels[part.start].is_rtl();
                let mut pieces = self.pieces(weight, text, part, backwards);
                if backwards {
                    pieces.reverse();
                }
                runs.append(&mut pieces);
            }
        }
        runs
    }

    /// Cuts text of one direction where its font changes.
    fn pieces(
        &self,
        weight: Weight,
        text: &str,
        part: std::ops::Range<usize>,
        backwards: bool,
    ) -> Vec<(usize, Run)> {
        let stack = self.stack(weight);
        let mut cuts: Vec<(usize, std::ops::Range<usize>)> = Vec::new();
        for (at, letter) in text[part.clone()].char_indices() {
            let font = Self::face(&stack, letter, cuts.last().map(|(font, _)| *font));
            let (at, end) = (part.start + at, part.start + at + letter.len_utf8());
            match cuts.last_mut() {
                Some((last, piece)) if *last == font => piece.end = end,
                _ => cuts.push((font, at..end)),
            }
        }
        let direction = if backwards { Direction::RightToLeft } else { Direction::LeftToRight };
        let run = |(font, piece): (usize, std::ops::Range<usize>)| {
            let (start, text) = (piece.start, text[piece].to_owned());
            let glyphs = stack[font].shape(&text, direction);
            let width = glyphs.iter().map(|glyph| glyph.x_advance).sum();
            (start, Run { width, font: stack[font].embedded.clone(), text, glyphs })
        };
        cuts.into_iter().map(run).collect()
    }

    /// `text` on as many lines as it takes, none wider than `width` ems. Breaks at spaces, and inside of words that are
    /// wider than a line or know no spaces. The text is measured once, so that this takes time in proportion to it.
    pub fn lines(&self, weight: Weight, text: &str, width: f32) -> Vec<Line> {
        let text = one_spaced(text);
        let measured = Measured::new(self.runs(weight, &text), &text);
        let mut lines = Vec::new();
        let mut start = 0;
        while start < measured.clusters.len() || lines.is_empty() {
            let (line, end) = self.first_line(weight, &measured, start, width);
            lines.push(line);
            start = end.max(start + 1);
        }
        lines
    }

    /// As much as fits on one line from the cluster `start` on, and the cluster the next line begins with.
    fn first_line(&self, weight: Weight, measured: &Measured<'_>, start: usize, width: f32) -> (Line, usize) {
        let mut room = width;
        loop {
            let end = measured.fitting(start, room);
            let line = self.line(weight, measured.text(start, end));
            // Letters change a little where a line ends: kerning, and forms that join. Then it takes less.
            let over = line.width - width;
            if over <= 0.0 || end <= start + 1 || room <= 0.0 {
                return (line, end);
            }
            room -= over.max(0.25);
        }
    }
}

fn one_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text with the width of each of its clusters: letters with what stands on and joins them.
struct Measured<'a> {
    text: &'a str,
    /// Where each begins, and its width in ems.
    clusters: Vec<(usize, f32)>,
}

impl<'a> Measured<'a> {
    fn new(runs: Vec<(usize, Run)>, text: &'a str) -> Self {
        let mut clusters: Vec<(usize, f32)> = Vec::new();
        for (start, run) in runs {
            clusters.extend(run.glyphs.iter().map(|glyph| (start + glyph.text_range.start, glyph.x_advance)));
        }
        clusters.sort_by_key(|(at, _)| *at);
        clusters.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        Self { text, clusters }
    }

    fn text(&self, start: usize, end: usize) -> &'a str {
        let at = |cluster: usize| self.clusters.get(cluster).map_or(self.text.len(), |(at, _)| *at);
        &self.text[at(start)..at(end)]
    }

    /// The end of what fits into `room` ems from `start` on: behind a space where there is one, at least one cluster.
    fn fitting(&self, start: usize, room: f32) -> usize {
        let (mut used, mut behind_space) = (0.0, None);
        for (at, (offset, width)) in self.clusters.iter().enumerate().skip(start) {
            let space = self.text[*offset..].starts_with(' ');
            used += width;
            // A space at the end of a line takes no room.
            if used > room && !space && at > start {
                return behind_space.unwrap_or(at);
            }
            if space {
                behind_space = Some(at + 1);
            }
        }
        self.clusters.len()
    }
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

    fn texts(fonts: &Fonts, text: &str, width: f32) -> Vec<String> {
        let lines = fonts.lines(Weight::Regular, text, width);
        lines.iter().map(|line| line.runs.iter().map(|run| run.text.as_str()).collect()).collect()
    }

    #[test]
    fn lines_break_at_spaces_and_inside_of_endless_words() {
        let fonts = Fonts::for_texts(&[]).expect("fonts");
        assert_eq!(texts(&fonts, "Funding rates", 8.0), ["Funding rates"]);
        assert_eq!(texts(&fonts, "Funding rates and delta", 8.0), ["Funding rates", "and delta"]);
        assert_eq!(texts(&fonts, "", 8.0), [""]);
        let endless = texts(&fonts, &"w".repeat(40), 8.0);
        assert!(endless.len() > 2 && endless.concat() == "w".repeat(40), "{endless:?}");
        for line in fonts.lines(Weight::Semibold, "Reading the order book like a map of currents", 8.0) {
            assert!(line.width <= 8.0);
        }
    }

    #[test]
    fn a_line_narrower_than_a_letter_takes_one_letter_and_nothing_is_lost() {
        let fonts = Fonts::for_texts(&[]).expect("fonts");
        assert_eq!(texts(&fonts, "Wow mm", 0.1), ["W", "o", "w", "m", "m"]);
    }

    #[test]
    fn text_is_shaped_a_few_times_however_its_lines_break() {
        let fonts = Fonts::for_texts(&[]).expect("fonts");
        // Marks have no width: a line that is measured anew with each of them would never be done.
        let tower = format!("a{}", "\u{301}".repeat(20_000));
        let lines = fonts.lines(Weight::Regular, &tower, 8.0);
        let glyphs: usize = lines.iter().flat_map(|line| &line.runs).map(|run| run.glyphs.len()).sum();
        assert!(glyphs <= 20_001, "{glyphs}");
    }
}
