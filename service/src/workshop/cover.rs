//! Covers for workshops without a picture of their own: drawn from the workshop's id and topic, always the same. All
//! dates of a series have one.

use std::fmt::Write;

use convene_domain::workshop::plan::topics_from_column;

use super::Workshop;

/// Size of a cover, in its own units; the shape of an Open Graph picture.
pub const WIDTH: f64 = 1200.0;
pub const HEIGHT: f64 = 630.0;

/// Ground, three shades from light to strong, and one colour that stands out.
struct Palette {
    ground: &'static str,
    shades: [&'static str; 3],
    spark: &'static str,
}

/// Relatives of the six answers and of the accent.
const PALETTES: [Palette; 6] = [
    Palette { ground: "#ecebfe", shades: ["#d4d2fb", "#a5a1f2", "#5151cd"], spark: "#ffba18" },
    Palette { ground: "#dcf5ef", shades: ["#b5ebdf", "#5fd0bd", "#12766b"], spark: "#ff8a5c" },
    Palette { ground: "#fff0cc", shades: ["#ffdf94", "#ffba18", "#a35a00"], spark: "#5151cd" },
    Palette { ground: "#fce7ea", shades: ["#f7ccd3", "#e394a1", "#a23c50"], spark: "#ffba18" },
    Palette { ground: "#e1ecff", shades: ["#bdd5ff", "#72a1f8", "#2458c5"], spark: "#ffba18" },
    Palette { ground: "#ffe6dc", shades: ["#ffcbb8", "#f58a68", "#b5330f"], spark: "#5eead4" },
];

/// Numbers that follow from a seed (splitmix64, Steele, Lea and Flood 2014).
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// From `low` up to `high`.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are kept")]
    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (self.next() >> 11) as f64 / (1_u64 << 53) as f64 * (high - low)
    }

    fn of<T: Copy, const N: usize>(&mut self, choices: [T; N]) -> T {
        let at = usize::try_from(self.below(N as u64)).unwrap_or(0);
        choices[at]
    }
}

/// FNV-1a, 64 bits.
fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The shapes of a workshop's cover, without the `<svg>` around them, on a ground of [`WIDTH`] by [`HEIGHT`].
pub fn shapes(workshop: &Workshop) -> String {
    let topics = topics_from_column(&workshop.topics);
    let seed = workshop.series_id.map_or_else(|| workshop.id.to_string(), |series| series.to_string());
    drawn(&seed, topics.first().map(String::as_str))
}

/// The cover that follows from `seed`. The topic decides the colours, so that what belongs together looks it.
fn drawn(seed: &str, topic: Option<&str>) -> String {
    let palette =
        &PALETTES[usize::try_from(hash(topic.unwrap_or(seed)) % PALETTES.len() as u64).unwrap_or(0)];
    let mut draw = Draw(hash(seed));
    let mut svg = format!(r#"<rect width="{WIDTH}" height="{HEIGHT}" fill="{}"/>"#, palette.ground);
    match draw.below(4) {
        0 => seats(&mut svg, &mut draw, palette),
        1 => tiles(&mut svg, &mut draw, palette),
        2 => waves(&mut svg, &mut draw, palette),
        _ => steps(&mut svg, &mut draw, palette),
    }
    svg
}

/// A whole cover.
pub fn svg(workshop: &Workshop) -> String {
    let shapes = shapes(workshop);
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">{shapes}</svg>"#
    )
}

// Writing into a String cannot fail.
macro_rules! put {
    ($svg:expr, $($part:tt)+) => { let _ = write!($svg, $($part)+); };
}

/// Rows of seats around a table that is partly out of sight; one of them is free.
fn seats(svg: &mut String, draw: &mut Draw, palette: &Palette) {
    let (x, y) = (draw.between(330.0, 870.0), draw.between(250.0, 400.0));
    put!(svg, r#"<circle cx="{x:.0}" cy="{y:.0}" r="96" fill="{}"/>"#, palette.shades[2]);
    let free = (draw.below(3) + 1, draw.below(12));
    for ring in 1..=6_u64 {
        let count = 6 + 6 * ring;
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let (radius, count_f) = (96.0 + 92.0 * ring as f64, count as f64);
        let size = draw.between(22.0, 30.0);
        let turn = draw.between(0.0, 1.0);
        for seat in 0..count {
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let angle = (seat as f64 + turn) / count_f * std::f64::consts::TAU;
            let (sx, sy) = (x + radius * angle.cos(), y + radius * angle.sin());
            if !(-40.0..=WIDTH + 40.0).contains(&sx) || !(-40.0..=HEIGHT + 40.0).contains(&sy) {
                continue;
            }
            let fill =
                if (ring, seat) == free { palette.spark } else { palette.shades[usize::from(ring <= 2)] };
            put!(svg, r#"<circle cx="{sx:.0}" cy="{sy:.0}" r="{size:.0}" fill="{fill}"/>"#);
        }
    }
}

/// Quarter rounds, rounds and halves on a grid.
fn tiles(svg: &mut String, draw: &mut Draw, palette: &Palette) {
    let side = 157.5;
    let spark = (draw.below(8), draw.below(4));
    for column in 0..8_u64 {
        for row in 0..4_u64 {
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let (x, y) = (column as f64 * side - 30.0, row as f64 * side);
            let fill = if (column, row) == spark { palette.spark } else { draw.of(palette.shades) };
            let (right, bottom, half) = (x + side, y + side, side / 2.0);
            match draw.below(7) {
                0 => {
                    put!(
                        svg,
                        r#"<path d="M{x} {y}H{right}A{side} {side} 0 0 1 {x} {bottom}Z" fill="{fill}"/>"#
                    );
                }
                1 => {
                    put!(
                        svg,
                        r#"<path d="M{right} {y}V{bottom}A{side} {side} 0 0 1 {x} {y}Z" fill="{fill}"/>"#
                    );
                }
                2 => {
                    put!(
                        svg,
                        r#"<path d="M{right} {bottom}H{x}A{side} {side} 0 0 1 {right} {y}Z" fill="{fill}"/>"#
                    );
                }
                3 => {
                    put!(
                        svg,
                        r#"<path d="M{x} {bottom}V{y}A{side} {side} 0 0 1 {right} {bottom}Z" fill="{fill}"/>"#
                    );
                }
                4 => {
                    let (cx, cy) = (x + half, y + half);
                    put!(svg, r#"<circle cx="{cx}" cy="{cy}" r="{:.1}" fill="{fill}"/>"#, half * 0.62);
                }
                5 => {
                    put!(
                        svg,
                        r#"<path d="M{x} {bottom}A{half} {half} 0 0 1 {right} {bottom}Z" fill="{fill}"/>"#
                    );
                }
                _ => {}
            }
        }
    }
}

/// Swells one behind the other under a round.
fn waves(svg: &mut String, draw: &mut Draw, palette: &Palette) {
    let (x, y, r) = (draw.between(200.0, 1000.0), draw.between(140.0, 220.0), draw.between(64.0, 96.0));
    put!(svg, r#"<circle cx="{x:.0}" cy="{y:.0}" r="{r:.0}" fill="{}"/>"#, palette.spark);
    for (layer, fill) in (0_u32..).zip([palette.shades[0], palette.shades[1], palette.shades[2]]) {
        let base = 300.0 + 105.0 * f64::from(layer);
        let rise = draw.between(40.0, 90.0) * draw.between(-1.0, 1.0).signum();
        let end = base + draw.between(-30.0, 30.0);
        let mut path = format!("M0 {base:.0}C130 {:.0} 270 {:.0} 400 {end:.0}", base - rise, end + rise);
        // What follows goes on in the direction in which the part before it ended.
        for x in [800.0, 1200.0] {
            let end = base + draw.between(-30.0, 30.0);
            let swing = draw.between(30.0, 80.0);
            put!(
                path,
                "S{:.0} {:.0} {x:.0} {end:.0}",
                x - 130.0,
                end + if x < 1000.0 { -swing } else { swing }
            );
        }
        put!(svg, r#"<path d="{path}V{HEIGHT}H0Z" fill="{fill}"/>"#);
    }
}

/// Rounded columns that rise and fall, as a chart without figures.
fn steps(svg: &mut String, draw: &mut Draw, palette: &Palette) {
    let spark = draw.below(6) + 3;
    let mut height: f64 = draw.between(160.0, 320.0);
    for column in 0..12_u64 {
        height = (height + draw.between(-120.0, 130.0)).clamp(110.0, 520.0);
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let x = 24.0 + column as f64 * 97.0;
        let fill = if column == spark {
            palette.spark
        } else {
            palette.shades[usize::try_from(draw.below(3)).unwrap_or(0)]
        };
        let (top, tall) = (HEIGHT - height, height + 60.0);
        put!(svg, r#"<rect x="{x:.0}" y="{top:.0}" width="82" height="{tall:.0}" rx="41" fill="{fill}"/>"#);
        if draw.below(3) == 0 {
            let above = top - 62.0;
            put!(
                svg,
                r#"<circle cx="{:.0}" cy="{above:.0}" r="30" fill="{}"/>"#,
                x + 41.0,
                palette.shades[0]
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workshop_keeps_its_cover() {
        assert_eq!(drawn("one", Some("vaults")), drawn("one", Some("vaults")));
        let different: std::collections::HashSet<_> =
            (0..40).map(|seed| drawn(&seed.to_string(), Some("vaults"))).collect();
        assert_eq!(different.len(), 40);
    }

    #[test]
    fn workshops_of_one_topic_share_their_colours() {
        let ground = |seed: u8| {
            drawn(&seed.to_string(), Some("vaults")).split("fill=\"").nth(1).map(|rest| rest[..7].to_owned())
        };
        assert!((0..40).all(|seed| ground(seed) == ground(0)));
    }

    #[test]
    fn every_cover_is_small_and_finite() {
        for seed in 0..200 {
            let svg = drawn(&seed.to_string(), None);
            assert!(
                svg.len() < 16_000 && !svg.contains("NaN") && !svg.contains("inf"),
                "{seed}: {}",
                svg.len()
            );
        }
    }
}
