//! QR codes, as one SVG path.

use fast_qr::{ECL, QRBuilder};

/// Light modules that must stand around a code (ISO/IEC 18004).
const QUIET: usize = 4;

/// A code, on a grid of `size` by `size` modules with the quiet zone left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// The `d` of one path that covers the dark modules.
    pub path: String,
    pub size: u32,
}

/// A stretch of dark modules side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    pub row: usize,
    pub column: usize,
    pub width: usize,
}

/// The dark modules of a code for `text` and how many modules a side has; none when it is longer than a code holds.
pub fn runs(text: &str) -> Option<(Vec<Run>, u32)> {
    // A wall is read from the last row, not through dirt: more light is better than more redundancy.
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let mut runs = Vec::new();
    for row in 0..code.size {
        let dark: Vec<bool> = code[row].iter().take(code.size).map(|module| module.value()).collect();
        let mut column = 0;
        for run in dark.chunk_by(|a, b| a == b) {
            let width = run.len();
            if run[0] {
                runs.push(Run { row, column, width });
            }
            column += width;
        }
    }
    Some((runs, u32::try_from(code.size).ok()?))
}

/// Draws `text`; none when it is longer than a code can hold.
pub fn draw(text: &str) -> Option<Drawing> {
    let (runs, size) = runs(text)?;
    let mut path = String::new();
    for Run { row, column, width } in runs {
        path.push_str(&format!("M{column} {row}h{width}v1h-{width}z"));
    }
    Some(Drawing { path, size })
}

impl Drawing {
    /// The whole picture, dark on white, for places that take SVG as text.
    pub fn svg(&self) -> String {
        let side = self.size as usize + 2 * QUIET;
        format!(
            "<svg viewBox=\"-{QUIET} -{QUIET} {side} {side}\" shape-rendering=\"crispEdges\" aria-hidden=\"true\">\
             <rect x=\"-{QUIET}\" y=\"-{QUIET}\" width=\"{side}\" height=\"{side}\" fill=\"#fff\"/>\
             <path d=\"{}\" fill=\"#111113\"/></svg>",
            self.path
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners() {
        let drawing =
            draw("https://learn.example.org/quiz/042042?key=00112233445566778899aabbccddeeff").expect("fits");
        let far = drawing.size - 7;
        for corner in ["M0 0h7v1h-7z".to_owned(), format!("M{far} 0h7v1h-7z"), format!("M0 {far}h7v1h-7z")] {
            assert!(drawing.path.contains(&corner), "{corner}");
        }
        assert!(drawing.svg().contains(&drawing.path));
    }

    #[test]
    fn a_text_that_does_not_fit_is_no_code() {
        assert_eq!(draw(&"x".repeat(8_000)), None);
    }
}
