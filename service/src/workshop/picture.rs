//! Covers: uploaded pictures, made smaller and free of everything but pixels.

use std::io::Cursor;

use convene_domain::account::Act;
use convene_domain::id::{PictureId, WorkshopId};
use convene_store::workshop::{edit, picture};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};

use super::access;
use super::plan::{self, Scope};
use crate::{Error, Result, Service, Viewer};

/// Largest file taken, in bytes.
pub const BYTES: usize = 5 * 1024 * 1024;
/// A cover is at most this wide and high, in pixels.
pub const WIDTH: u32 = 1600;
pub const HEIGHT: u32 = 900;
/// A larger picture is refused before its pixels are unpacked: most pixels, and longest side.
const PIXELS: u64 = 40_000_000;
const SIDE: u32 = 12_000;
/// Most memory for unpacking one, in bytes.
const UNPACKED: u64 = 320 * 1024 * 1024;
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
    // Unpacking and shrinking keep one core busy for a while: not on a thread that serves others.
    let bytes = tokio::task::spawn_blocking(move || prepare(file.as_ref()))
        .await
        .map_err(|error| Error::Internal(format!("preparing a picture failed: {error}")))?
        .map_err(|why| Error::field("picture", why))?;
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
fn prepare(file: &[u8]) -> std::result::Result<Vec<u8>, String> {
    if file.is_empty() {
        return Err("Choose a picture first.".to_owned());
    }
    if file.len() > BYTES {
        return Err("This picture is larger than 5 MB. Save it smaller and upload it again.".to_owned());
    }
    let unreadable = || "This picture cannot be read. Save it again as PNG, JPEG or WebP.".to_owned();
    let format = image::guess_format(file).ok();
    if !matches!(format, Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) {
        return Err("This is not a PNG, JPEG or WebP picture. Save it as one of these and upload it again."
            .to_owned());
    }
    let reader = || ImageReader::new(Cursor::new(file)).with_guessed_format();
    let (width, height) = reader().map_err(|_| unreadable())?.into_dimensions().map_err(|_| unreadable())?;
    let pixels = u64::from(width) * u64::from(height);
    if width > SIDE || height > SIDE || pixels > PIXELS {
        return Err(format!(
            "This picture has {width} by {height} pixels, which is too many. {WIDTH} by {HEIGHT} is plenty."
        ));
    }
    let mut reader = reader().map_err(|_| unreadable())?;
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(SIDE), Some(SIDE));
    limits.max_alloc = Some(UNPACKED);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| unreadable())?;
    let upright = decoder.orientation().map_err(|_| unreadable())?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| unreadable())?;
    picture.apply_orientation(upright);
    if picture.width() > WIDTH || picture.height() > HEIGHT {
        picture = picture.resize(WIDTH, HEIGHT, FilterType::Triangle);
    }
    let mut jpeg = Vec::new();
    on_white(&picture)
        .write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, QUALITY))
        .map_err(|error| format!("This picture cannot be stored: {error}."))?;
    Ok(jpeg)
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
