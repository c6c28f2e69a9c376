//! Reads a QR code from pixels.

// Without a browser there are no pixels: only the tests use it there.
#![cfg_attr(not(any(feature = "hydrate", test)), expect(dead_code, reason = "the browser's side"))]

use rqrr::PreparedImage;

/// The text of the first code in a picture of `width` by `height` pixels, four bytes each: red, green, blue, alpha.
pub fn read(width: usize, height: usize, pixels: &[u8]) -> Option<String> {
    if width == 0 || height == 0 || pixels.len() < width * height * 4 {
        return None;
    }
    let mut image = PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        let at = (y * width + x) * 4;
        grey(&pixels[at..at + 4])
    });
    image.detect_grids().iter().find_map(|grid| grid.decode().ok()).map(|(_, text)| text)
}

/// How light a pixel is to the eye (ITU-R BT.601), on white where it is transparent.
fn grey(pixel: &[u8]) -> u8 {
    let [red, green, blue, alpha] = [0, 1, 2, 3].map(|at| u32::from(pixel[at]));
    let light = (red * 299 + green * 587 + blue * 114) / 1_000;
    let seen = (light * alpha + 255 * (255 - alpha)) / 255;
    u8::try_from(seen).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use convene_service::quiz::qr;

    /// A code drawn with `scale` pixels a module, `quiet` modules around it.
    fn drawn(text: &str, scale: usize, quiet: usize) -> (usize, Vec<u8>) {
        let (runs, size) = qr::runs(text).expect("a code");
        let side = (size as usize + 2 * quiet) * scale;
        let mut pixels = vec![255; side * side * 4];
        for run in runs {
            for x in (run.column + quiet) * scale..(run.column + run.width + quiet) * scale {
                for y in (run.row + quiet) * scale..(run.row + 1 + quiet) * scale {
                    pixels[(y * side + x) * 4..(y * side + x) * 4 + 3].fill(17);
                }
            }
        }
        (side, pixels)
    }

    #[test]
    fn the_codes_we_draw_are_read() {
        let text = "https://learn.example.org/workshops/019ac8d4-0000-7000-8000-000000000000/check-in?code=\
                    019ac8d4-0000-7000-8000-000000000001.00112233445566778899aabbccddeeff";
        for scale in [3, 5, 8] {
            let (side, pixels) = drawn(text, scale, 4);
            assert_eq!(read(side, side, &pixels).as_deref(), Some(text), "{scale} pixels a module");
        }
    }

    #[test]
    fn a_picture_without_a_code_says_nothing() {
        assert_eq!(read(64, 64, &vec![255; 64 * 64 * 4]), None);
        assert_eq!(read(64, 64, &[0; 16]), None, "fewer pixels than promised");
        assert_eq!(read(0, 0, &[]), None);
    }

    #[test]
    fn transparent_is_white() {
        assert_eq!(grey(&[0, 0, 0, 0]), 255);
        assert_eq!(grey(&[0, 0, 0, 255]), 0);
        assert_eq!(grey(&[255, 255, 255, 255]), 255);
    }
}
