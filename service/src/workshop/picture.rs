//! Covers: uploaded pictures, made smaller and free of everything but pixels.

use std::borrow::Cow;

use convene_domain::account::Act;
use convene_domain::id::{PictureId, WorkshopId};
use convene_store::workshop::{edit, picture};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};

use super::access;
use super::plan::{self, Scope};
use crate::compute::{Budget, Reader};
use crate::{Error, Result, Service, Viewer};

/// Largest file taken, in bytes.
pub const BYTES: usize = 5 * 1024 * 1024;
/// A cover is at most this wide and high, in pixels.
pub const WIDTH: u32 = 1600;
pub const HEIGHT: u32 = 900;
/// A larger picture is refused before its pixels are unpacked: most pixels, and longest side.
const PIXELS: u64 = 24_000_000;
const SIDE: u32 = 12_000;
/// Most memory for unpacking one, in bytes: 24 million pixels of four bytes, and some for the reader.
const UNPACKED: u64 = 104 * 1024 * 1024;
const QUALITY: u8 = 85;
const MEDIA_TYPE: &str = "image/jpeg";

/// Gives dates a cover. `scope` says which dates of a series.
pub async fn set(
    service: &Service,
    viewer: &Viewer,
    id: WorkshopId,
    scope: Scope,
    file: impl AsRef<[u8]> + Send + 'static,
) -> Result<()> {
    let owner_id = viewer.allowed(Act::HostWorkshops)?.id;
    let mut tx = service.read().await?;
    access::run(&mut tx, viewer, id).await?;
    drop(tx);
    let prepared = service.compute().run(service.clock(), &viewer.address, move |budget| {
        prepare(file.as_ref(), budget).map_err(|why| Error::field("picture", why))
    });
    let bytes = prepared.await?;
    let now = service.now();
    let new = PictureId::new(now, service.chance().bytes());
    let media_type = MEDIA_TYPE.to_owned();
    let mut tx = service.begin().await?;
    picture::insert(&mut tx, &picture::Picture { id: new, owner_id, media_type, bytes, created_at: now })
        .await?;
    replace(service, viewer, tx, id, scope, Some(new)).await
}

/// Takes the cover of dates away; their pages draw one instead.
pub async fn clear(service: &Service, viewer: &Viewer, id: WorkshopId, scope: Scope) -> Result<()> {
    let tx = service.begin().await?;
    replace(service, viewer, tx, id, scope, None).await
}

async fn replace(
    service: &Service,
    viewer: &Viewer,
    mut tx: convene_store::Tx,
    id: WorkshopId,
    scope: Scope,
    new: Option<PictureId>,
) -> Result<()> {
    let found = access::run(&mut tx, viewer, id).await?;
    let mut old = Vec::new();
    for row in plan::held(service, &mut tx, &found, scope).await? {
        if edit::set_picture(&mut tx, row.id, new, service.now()).await? {
            old.extend(*row.picture_id);
        } else if row.id == id {
            return Err(Error::field("picture", "This workshop is cancelled. Its page stays as it is."));
        }
    }
    plan::carry_picture(&mut tx, &found, scope, new).await?;
    old.sort_unstable();
    old.dedup();
    for unused in old {
        picture::delete_unused(&mut tx, unused).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// A JPEG of at most [`WIDTH`] by [`HEIGHT`] pixels, turned upright, with nothing of the file but its pixels.
fn prepare(file: &[u8], budget: &Budget) -> std::result::Result<Vec<u8>, String> {
    if file.is_empty() {
        return Err("Choose a picture first.".to_owned());
    }
    if file.len() > BYTES {
        return Err("This picture is larger than 5 MB. Save it smaller and upload it again.".to_owned());
    }
    let format = image::guess_format(file).ok();
    let file = match format {
        Some(ImageFormat::Png) => without_ancillary_chunks(file),
        Some(ImageFormat::Jpeg | ImageFormat::WebP) => Cow::Borrowed(file),
        _ => {
            return Err(
                "This is not a PNG, JPEG or WebP picture. Save it as one of these and upload it again."
                    .to_owned(),
            );
        }
    };
    // A reader that is told to end says that it cannot read on.
    let why = || match budget.check() {
        Ok(()) => "This picture cannot be read. Save it again as PNG, JPEG or WebP.".to_owned(),
        Err(_) => "This picture takes too long to read. Save it smaller and upload it again.".to_owned(),
    };
    let (width, height) = reader(&file, budget).into_dimensions().map_err(|_| why())?;
    let pixels = u64::from(width) * u64::from(height);
    if width > SIDE || height > SIDE || pixels > PIXELS {
        return Err(format!(
            "This picture has {width} by {height} pixels, which is too many. {WIDTH} by {HEIGHT} is plenty."
        ));
    }
    let mut decoder = reader(&file, budget).into_decoder().map_err(|_| why())?;
    if decoder.total_bytes() + coefficients(&file, pixels) > UNPACKED {
        return Err(format!(
            "This picture is too detailed. Save it with {WIDTH} by {HEIGHT} pixels and upload it again."
        ));
    }
    let upright = decoder.orientation().map_err(|_| why())?;
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| why())?;
    budget.check().map_err(|_| why())?;
    let picture = shrunk(picture, upright);
    budget.check().map_err(|_| why())?;
    let mut jpeg = Vec::new();
    on_white(&picture)
        .write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, QUALITY))
        .map_err(|error| format!("This picture cannot be stored: {error}."))?;
    Ok(jpeg)
}

/// Every reader of a picture has the same limit of memory; sides and pixels are looked at before one unpacks.
fn reader<'a>(file: &'a [u8], budget: &'a Budget) -> ImageReader<Reader<'a>> {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(UNPACKED);
    let mut reader = ImageReader::new(budget.reader(file));
    if let Ok(format) = image::guess_format(file) {
        reader.set_format(format);
    }
    reader.limits(limits);
    reader
}

/// What a progressive JPEG needs beside its pixels, in bytes: it is drawn in many passes over the coefficients of the
/// whole picture, two bytes for each of its components.
fn coefficients(file: &[u8], pixels: u64) -> u64 {
    let mut rest = file.get(2..).filter(|_| file.starts_with(b"\xff\xd8")).unwrap_or_default();
    while let [0xff, marker, high, low, ..] = rest {
        match marker {
            // The frame of a progressive picture: length, depth, height, width, number of components.
            0xc2 | 0xc6 | 0xca | 0xce => return pixels * 2 * u64::from(rest.get(9).copied().unwrap_or(4)),
            // Any other frame, or the first pass itself.
            0xc0 | 0xc1 | 0xda => return 0,
            // Filling between markers.
            0xff => rest = &rest[1..],
            _ => rest = rest.get(2 + usize::from(u16::from_be_bytes([*high, *low]))..).unwrap_or_default(),
        }
    }
    0
}

/// A PNG of the chunks that pixels need, and of the one that may say how it is held. The others are packed: some
/// hundred kilobytes of a colour profile unpack to hundreds of megabytes.
fn without_ancillary_chunks(png: &[u8]) -> Cow<'_, [u8]> {
    const SIGNATURE: usize = 8;
    let mut kept = png[..SIGNATURE.min(png.len())].to_vec();
    let mut rest = png.get(SIGNATURE..).unwrap_or_default();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let Some(kind) = after.first_chunk::<4>() else { break };
        // Length and kind before the data, the checksum behind it. What is cut off is for the reader to say.
        let whole = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX).saturating_add(12);
        let (chunk, behind) = rest.split_at(whole.min(rest.len()));
        if matches!(kind, b"IHDR" | b"PLTE" | b"tRNS" | b"IDAT" | b"IEND" | b"eXIf") {
            kept.extend_from_slice(chunk);
        }
        rest = behind;
    }
    Cow::Owned(kept)
}

/// Made small first and turned upright afterwards: turning makes a copy.
fn shrunk(mut picture: DynamicImage, upright: Orientation) -> DynamicImage {
    let turned = matches!(
        upright,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    let (width, height) = if turned { (HEIGHT, WIDTH) } else { (WIDTH, HEIGHT) };
    // Box by box down to twice the size, which takes no memory; then smoothly.
    if picture.width() > 2 * width || picture.height() > 2 * height {
        picture = picture.thumbnail(2 * width, 2 * height);
    }
    if picture.width() > width || picture.height() > height {
        picture = picture.resize(width, height, FilterType::Triangle);
    }
    picture.apply_orientation(upright);
    picture
}

/// The picture on white paper: JPEG knows no transparency.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let rgba = picture.to_rgba8();
    let mix = |ink: u8, alpha: u8| {
        let (ink, alpha) = (u32::from(ink), u32::from(alpha));
        u8::try_from((ink * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
    };
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [red, green, blue, alpha] = rgba.get_pixel(x, y).0;
        Rgb([mix(red, alpha), mix(green, alpha), mix(blue, alpha)])
    })
}

#[cfg(test)]
mod tests;
