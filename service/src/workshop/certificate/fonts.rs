//! Fonts: our own, and those installed on this machine for letters that ours lack.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use harfrust::{Direction, FontRef, ShapeOptions, ShaperData, UnicodeBuffer};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::raw::{TableProvider as _, types::Tag};
use skrifa::{MetadataProvider as _, charmap::Charmap};

static REGULAR: &[u8] = include_bytes!("../../../fonts/inter-regular.otf");
static SEMIBOLD: &[u8] = include_bytes!("../../../fonts/inter-semibold.otf");

/// Letters that no font of this machine has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoFont {
    pub letters: String,
}

/// A font in the forms it is needed in: to shape text with, and to be embedded.
pub struct Face {
    bytes: Arc<Vec<u8>>,
    index: u32,
    shaper: ShaperData,
    units_per_em: f32,
    pub embedded: Font,
}

impl Face {
    fn new(bytes: Vec<u8>, index: u32) -> Option<Self> {
        let bytes = Arc::new(bytes);
        let embedded = Font::new(bytes.clone().into(), index)?;
        let font = FontRef::from_index(&bytes, index).ok()?;
        let units_per_em = f32::from(font.head().ok()?.units_per_em());
        let shaper = ShaperData::new(&font);
        Some(Self { bytes, index, shaper, units_per_em, embedded })
    }

    fn own(bytes: &[u8]) -> Result<Arc<Self>, NoFont> {
        Self::new(bytes.to_vec(), 0).map(Arc::new).ok_or_else(|| NoFont { letters: "all".into() })
    }

    fn font(&self) -> Option<FontRef<'_>> {
        FontRef::from_index(&self.bytes, self.index).ok()
    }

    pub fn has(&self, letter: char) -> bool {
        self.font().is_some_and(|font| has(&font.charmap(), letter))
    }

    /// `text` of one direction as glyphs from left to right, kerned and joined, their measures in ems.
    pub fn shape(&self, text: &str, direction: Direction) -> Vec<KrillaGlyph> {
        let Some(font) = self.font() else { return Vec::new() };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(direction);
        let shaped = self.shaper.shaper(&font).build().shape(buffer, ShapeOptions::new());
        let starts: BTreeSet<usize> =
            shaped.glyph_infos().iter().map(|glyph| glyph.cluster as usize).collect();
        let ems = |units: i32| units as f32 / self.units_per_em;
        let glyphs = shaped.glyph_infos().iter().zip(shaped.glyph_positions());
        let glyph = glyphs.map(|(glyph, at)| {
            let start = glyph.cluster as usize;
            let end = starts.range(start + 1..).next().copied().unwrap_or(text.len());
            let (wide, right, up, high) =
                (ems(at.x_advance), ems(at.x_offset), ems(at.y_offset), ems(at.y_advance));
            KrillaGlyph::new(GlyphId::new(glyph.glyph_id), wide, right, up, high, start..end, None)
        });
        glyph.collect()
    }
}

fn has(letters: &Charmap<'_>, letter: char) -> bool {
    letters.map(letter).is_some_and(|glyph| glyph.to_u32() != 0)
}

static OWN: LazyLock<Result<[Arc<Face>; 2], NoFont>> =
    LazyLock::new(|| Ok([Face::own(REGULAR)?, Face::own(SEMIBOLD)?]));

/// Our own font in two weights, and fonts of this machine that together have those of `letters` that it lacks.
pub fn for_letters(letters: BTreeSet<char>) -> Result<([Arc<Face>; 2], Vec<Face>), NoFont> {
    let own = OWN.clone()?;
    let missing: BTreeSet<char> =
        letters.into_iter().filter(|letter| own.iter().any(|face| !face.has(*letter))).collect();
    let others = if missing.is_empty() { Vec::new() } else { INSTALLED.choose(missing)? };
    Ok((own, others))
}

/// The fonts of this machine and the letters each has, read once.
struct Installed {
    library: fontdb::Database,
    /// Best first.
    fonts: Vec<(fontdb::ID, Coverage)>,
}

static INSTALLED: LazyLock<Installed> = LazyLock::new(Installed::read);

impl Installed {
    fn read() -> Self {
        let mut library = fontdb::Database::new();
        library.load_system_fonts();
        let upright = |face: &&fontdb::FaceInfo| face.style == fontdb::Style::Normal;
        let mut faces: Vec<_> = library.faces().filter(upright).collect();
        faces.sort_by_key(|face| {
            (face.weight.0.abs_diff(500), face.monospaced, face.post_script_name.clone())
        });
        let covered = |face: &fontdb::FaceInfo| {
            let coverage = library.with_face_data(face.id, Coverage::of_font)??;
            Some((face.id, coverage))
        };
        let fonts = faces.into_iter().filter_map(covered).collect();
        Self { library, fonts }
    }

    /// Fonts that together have all these letters, as few as that takes.
    fn choose(&self, mut missing: BTreeSet<char>) -> Result<Vec<Face>, NoFont> {
        let mut chosen = Vec::new();
        while !missing.is_empty() {
            let counted = self
                .fonts
                .iter()
                .map(|(id, has)| (*id, has, missing.iter().filter(|l| has.has(**l)).count()));
            // The first of equals: the one whose weight is nearest to ours.
            let best = counted.rev().max_by_key(|(_, _, count)| *count).filter(|(_, _, count)| *count > 0);
            let found = best.and_then(|(id, coverage, _)| {
                let (bytes, index) = self.library.with_face_data(id, |data, index| (data.to_vec(), index))?;
                Some((Face::new(bytes, index)?, coverage))
            });
            let Some((face, coverage)) = found else {
                return Err(NoFont { letters: missing.into_iter().collect() });
            };
            missing.retain(|letter| !coverage.has(*letter));
            chosen.push(face);
        }
        Ok(chosen)
    }
}

/// The letters a font has outlines for, as ranges in order, their ends included.
struct Coverage(Vec<(u32, u32)>);

impl Coverage {
    fn of_font(data: &[u8], index: u32) -> Option<Self> {
        let font = FontRef::from_index(data, index).ok()?;
        let outlines = [b"glyf", b"CFF ", b"CFF2"];
        outlines.iter().any(|name| font.table_data(Tag::new(name)).is_some()).then(|| {
            let letters = font.charmap();
            Self::of_letters(
                letters.mappings().filter(|(_, glyph)| glyph.to_u32() != 0).map(|(letter, _)| letter),
            )
        })
    }

    fn of_letters(letters: impl Iterator<Item = u32>) -> Self {
        let mut sorted: Vec<u32> = letters.collect();
        sorted.sort_unstable();
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for letter in sorted {
            match ranges.last_mut() {
                Some((_, end)) if letter <= end.saturating_add(1) => *end = letter,
                _ => ranges.push((letter, letter)),
            }
        }
        Self(ranges)
    }

    fn has(&self, letter: char) -> bool {
        let letter = u32::from(letter);
        let after = self.0.partition_point(|(start, _)| *start <= letter);
        after.checked_sub(1).is_some_and(|at| letter <= self.0[at].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coverage_is_what_was_put_into_it() {
        let coverage = Coverage::of_letters([7, 5, 6, 9, 9, 20].into_iter());
        assert_eq!(coverage.0, [(5, 7), (9, 9), (20, 20)]);
        for (letter, known) in
            [(4, false), (5, true), (7, true), (8, false), (9, true), (10, false), (20, true), (21, false)]
        {
            assert_eq!(coverage.has(char::from(letter)), known, "{letter}");
        }
        assert!(!Coverage::of_letters(std::iter::empty()).has('a'));
    }

    #[test]
    fn our_own_font_covers_what_it_has_letters_for() {
        let coverage = Coverage::of_font(REGULAR, 0).expect("outlines");
        assert!(coverage.has('Ž') && coverage.has('Ґ') && coverage.has('Ω') && !coverage.has('漢'));
    }
}
