use std::io::Cursor;

use super::*;

/// Without a bound of time.
fn prepare(file: &[u8]) -> std::result::Result<Vec<u8>, String> {
    super::prepare(file, &Budget::unlimited())
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_pixel(width, height, Rgb([200, 30, 30]))
        .write_to(&mut bytes, ImageFormat::Png)
        .expect("a PNG");
    bytes.into_inner()
}

/// A JPEG with an EXIF block that turns it by 90 degrees and names a place.
fn jpeg_with_exif() -> Vec<u8> {
    let mut jpeg = Vec::new();
    RgbImage::from_pixel(40, 20, Rgb([10, 120, 10]))
        .write_with_encoder(JpegEncoder::new(&mut jpeg))
        .expect("a JPEG");
    // TIFF, little-endian, one directory with one entry: Orientation (0x0112) is 6.
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    exif.extend(b"GPS 52.5200 13.4050");
    let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
    let mut with = jpeg[..2].to_vec();
    with.extend([0xff, 0xe1]);
    with.extend(length);
    with.extend(exif);
    with.extend(&jpeg[2..]);
    with
}

fn size(jpeg: &[u8]) -> (u32, u32) {
    assert_eq!(image::guess_format(jpeg).expect("a format"), ImageFormat::Jpeg);
    ImageReader::with_format(Cursor::new(jpeg), ImageFormat::Jpeg).into_dimensions().expect("a size")
}

#[test]
fn a_large_picture_is_made_smaller_and_keeps_its_shape() {
    assert_eq!(size(&prepare(&png(2_000, 1_000)).expect("a cover")), (1_600, 800));
    assert_eq!(size(&prepare(&png(300, 1_200)).expect("a cover")), (225, 900));
    assert_eq!(size(&prepare(&png(64, 36)).expect("a cover")), (64, 36), "a small one is not blown up");
}

#[test]
fn nothing_of_the_file_stays_but_its_pixels_turned_upright() {
    let file = jpeg_with_exif();
    assert!(file.windows(3).any(|part| part == b"GPS"));
    let cover = prepare(&file).expect("a cover");
    assert_eq!(size(&cover), (20, 40));
    assert!(!cover.windows(3).any(|part| part == b"GPS"));
    assert!(!cover.windows(4).any(|part| part == b"Exif"));
}

#[test]
fn what_is_transparent_becomes_white() {
    let mut bytes = Cursor::new(Vec::new());
    image::RgbaImage::from_pixel(8, 8, image::Rgba([0, 0, 0, 0]))
        .write_to(&mut bytes, ImageFormat::Png)
        .expect("a PNG");
    let cover = image::load_from_memory(&prepare(&bytes.into_inner()).expect("a cover")).expect("a picture");
    assert!(cover.to_rgb8().pixels().all(|pixel| pixel.0.iter().all(|ink| *ink > 250)));
}

#[test]
fn a_webp_picture_is_taken() {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_pixel(30, 20, Rgb([1, 2, 3])).write_to(&mut bytes, ImageFormat::WebP).expect("a WebP");
    assert_eq!(size(&prepare(&bytes.into_inner()).expect("a cover")), (30, 20));
}

/// Bits of one colour, and which colours there are.
struct Depth {
    bits: u8,
    kind: u8,
}

impl Depth {
    const EIGHT_BITS: Self = Self { bits: 8, kind: 2 };
    /// With transparency.
    const SIXTEEN_BITS: Self = Self { bits: 16, kind: 6 };
}

/// A PNG that says it is this large and has nothing behind it.
fn claims(width: u32, height: u32, depth: Depth) -> Vec<u8> {
    let mut header = width.to_be_bytes().to_vec();
    header.extend(height.to_be_bytes());
    header.extend([depth.bits, depth.kind, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    file.extend(chunk(b"IHDR", &header));
    file.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
    file
}

/// A chunk of a PNG, with the CRC-32 that PNG has (ISO 3309), bit by bit.
fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let named: Vec<u8> = kind.iter().chain(data).copied().collect();
    let crc = !named.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 },
        )
    });
    let length = u32::try_from(data.len()).expect("short").to_be_bytes();
    length.into_iter().chain(named).chain(crc.to_be_bytes()).collect()
}

#[test]
fn packed_extras_of_a_png_are_left_out_before_anything_unpacks_them() {
    let plain = png(64, 36);
    // Behind the signature and the header chunk.
    let (start, rest) = plain.split_at(8 + 25);
    let mut with = start.to_vec();
    with.extend(chunk(b"iCCP", &vec![b'x'; 300_000]));
    with.extend(chunk(b"zTXt", b"Comment\0\0not even packed"));
    with.extend(rest);
    assert_eq!(without_ancillary_chunks(&with), plain);
    assert_eq!(size(&prepare(&with).expect("a cover")), (64, 36));
    for broken in [&with[..20], &with[..40], &with[..100_000], b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIDAT"] {
        assert!(prepare(broken).expect_err("refused").contains("cannot be read"));
    }
}

#[test]
fn a_picture_that_needs_too_much_memory_is_refused_by_every_reader() {
    // Eight bytes a pixel: 16 million of them need more than 24 million usual ones.
    let deep = claims(4_000, 4_000, Depth::SIXTEEN_BITS);
    assert!(prepare(&deep).expect_err("refused").contains("too detailed"));
}

#[test]
fn a_progressive_picture_is_measured_with_its_coefficients() {
    let baseline = jpeg_with_exif();
    assert_eq!(coefficients(&baseline, 24_000_000), 0);
    // The same file with the frame marker of a progressive one.
    let at = baseline.windows(2).position(|pair| pair == [0xff, 0xc0]).expect("a frame");
    let mut progressive = baseline;
    progressive[at + 1] = 0xc2;
    assert_eq!(coefficients(&progressive, 24_000_000), 144_000_000, "more than a picture may need");
    assert_eq!(coefficients(&png(8, 8), 64), 0);
    for cut in 0..at + 10 {
        assert!(coefficients(&progressive[..cut], 1) <= 8, "a file that is cut off at {cut}");
    }
}

#[test]
fn reading_ends_with_its_budget() {
    let clock = std::sync::Arc::new(crate::clock::TestClock::at(convene_domain::Time::from_millis(0)));
    let spent = Budget::until(clock, convene_domain::Time::from_millis(0));
    let refused = super::prepare(&png(300, 200), &spent).expect_err("refused");
    assert_eq!(refused, "This picture takes too long to read. Save it smaller and upload it again.");
}

#[test]
fn hostile_files_are_refused_with_a_sentence() {
    let huge = prepare(&claims(60_000, 60_000, Depth::EIGHT_BITS)).expect_err("refused");
    assert_eq!(huge, "This picture has 60000 by 60000 pixels, which is too many. 1600 by 900 is plenty.");
    assert!(prepare(&claims(5_000, 5_000, Depth::EIGHT_BITS)).expect_err("refused").contains("too many"));
    assert!(prepare(&claims(100, 100, Depth::EIGHT_BITS)).expect_err("refused").contains("cannot be read"));
    let cut = png(300, 200);
    assert!(prepare(&cut[..cut.len() / 2]).expect_err("refused").contains("cannot be read"));
    for other in
        [&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], b"GIF89a\x01\0\x01\0", b"BM", b"\0\x01\x02"]
    {
        assert!(prepare(other).expect_err("refused").starts_with("This is not a PNG"), "{other:?}");
    }
    assert_eq!(prepare(b"").expect_err("refused"), "Choose a picture first.");
    assert!(prepare(&vec![0; BYTES + 1]).expect_err("refused").contains("larger than 5 MB"));
}
