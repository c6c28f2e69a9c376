//! The picture others see when a workshop's page is passed on: 1200 by 630 pixels, drawn here.

use std::collections::VecDeque;
use std::fmt::Write;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use convene_domain::id::WorkshopId;
use convene_domain::workshop::WorkshopState;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};
use rustybuzz::ttf_parser::Face;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use convene_store::workshop::picture;

use super::page::{Picture, is_public};
use super::{Workshop, access, cover};
use crate::account::setup;
use crate::calendar::Local;
use crate::chance::secret_hash;
use crate::{Error, Result, Service, Viewer};

const REGULAR: &[u8] = include_bytes!("../../fonts/inter-regular.otf");
const STRONG: &[u8] = include_bytes!("../../fonts/inter-semibold.otf");
/// Most pictures kept; each has 30 to 150 kB.
const KEPT: usize = 64;
/// Where the words end and the cover begins.
const WORDS: f64 = 744.0;
/// From the edge to the words, and their widest line.
const LEFT: f64 = 72.0;
const WIDEST: f64 = WORDS - LEFT - 48.0;

/// Pictures drawn lately, the newest last.
#[derive(Debug, Default)]
pub(crate) struct Previews {
    kept: Mutex<VecDeque<(String, Arc<[u8]>)>>,
    /// One is drawn at a time: it is work for a processor, and a crowd asks for the same one.
    drawing: tokio::sync::Mutex<()>,
}

impl Previews {
    fn find(&self, tag: &str) -> Option<Arc<[u8]>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| known == tag).map(|(_, picture)| picture.clone())
    }

    fn keep(&self, tag: &str, picture: Arc<[u8]>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.pop_front();
        }
        kept.push_back((tag.to_owned(), picture));
    }
}

/// The preview of a workshop this viewer may see.
pub async fn preview(
    service: &Service,
    viewer: &Viewer,
    id: WorkshopId,
    key: Option<&str>,
) -> Result<Picture> {
    let mut tx = service.read().await?;
    let workshop = access::see(&mut tx, viewer, id, key).await?;
    let host = convene_store::account::person::by_id(&mut tx, workshop.owner_id).await?;
    let uploaded = super::page::uploaded(&mut tx, &workshop).await?;
    drop(tx);
    let picture = uploaded.map_or_else(|| drawn(&workshop), |uploaded| photograph(&uploaded));
    let site =
        setup::community(service).await?.map_or_else(|| "Convene".to_owned(), |community| community.name);
    let svg = drawing(&workshop, &host.map(|host| host.name).unwrap_or_default(), &site, &picture);
    let tag = secret_hash(&svg)[..32].to_owned();
    let bytes = draw(service.previews(), &tag, svg).await?;
    Ok(Picture {
        media_type: "image/png".to_owned(),
        bytes: bytes.to_vec(),
        tag,
        public: is_public(&workshop),
    })
}

async fn draw(previews: &Previews, tag: &str, svg: String) -> Result<Arc<[u8]>> {
    if let Some(kept) = previews.find(tag) {
        return Ok(kept);
    }
    let _one = previews.drawing.lock().await;
    if let Some(kept) = previews.find(tag) {
        return Ok(kept);
    }
    let drawn = tokio::task::spawn_blocking(move || png(&svg)).await;
    let drawn: Arc<[u8]> =
        drawn.map_err(|error| Error::Internal(format!("a preview broke off: {error}")))??.into();
    previews.keep(tag, drawn.clone());
    Ok(drawn)
}

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(STRONG.to_vec());
    Arc::new(fonts)
});

fn png(svg: &str) -> Result<Vec<u8>> {
    let wrong = |what: &str| Error::Internal(format!("the preview picture: {what}"));
    let options =
        usvg::Options { fontdb: FONTS.clone(), font_family: "Inter".to_owned(), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(svg, &options).map_err(|error| wrong(&error.to_string()))?;
    let mut pixels = Pixmap::new(1200, 630).ok_or_else(|| wrong("no room"))?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| wrong(&error.to_string()))
}

/// The generated cover, cut to its middle.
fn drawn(workshop: &Workshop) -> String {
    let shapes = cover::shapes(workshop);
    let wide = 1200.0 - WORDS;
    format!(r#"<svg x="{WORDS}" y="0" width="{wide}" height="630" viewBox="372 0 {wide} 630">{shapes}</svg>"#)
}

/// The uploaded cover, cut to its middle.
fn photograph(uploaded: &picture::Picture) -> String {
    let data = BASE64_STANDARD.encode(&uploaded.bytes);
    let (wide, kind) = (1200.0 - WORDS, &uploaded.media_type);
    format!(
        r#"<image x="{WORDS}" y="0" width="{wide}" height="630" preserveAspectRatio="xMidYMid slice" href="data:{kind};base64,{data}"/>"#
    )
}

/// The picture as SVG: words on the left, the cover on the right.
fn drawing(workshop: &Workshop, host: &str, site: &str, picture: &str) -> String {
    let local = Local { zone: workshop.zone.clone(), twelve_hours: false };
    let span = local.span(workshop.starts_at, workshop.ends_at, workshop.starts_at);
    let (size, lines) = title(&workshop.title);
    let mut words = String::new();
    let mut y = 214.0;
    for line in lines {
        let _ = write!(
            words,
            r#"<text x="{LEFT}" y="{y:.0}" font-size="{size}" font-weight="600">{}</text>"#,
            escaped(&line)
        );
        y += size * 1.14;
    }
    let cancelled = workshop.state == WorkshopState::Cancelled;
    let (when, ink) = if cancelled { ("Cancelled".to_owned(), "#b8232a") } else { (span.date, "#1c2024") };
    let clock = format!("{} {}", span.hours, span.zone);
    let by = format!("with {host}");
    let seats = seats_mark();
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630" width="1200" height="630" font-family="Inter" fill="#1c2024"><rect width="1200" height="630" fill="#fcfcfd"/>{picture}<g transform="translate({LEFT} 64)">{seats}</g><text x="{}" y="93" font-size="30" font-weight="600">{}</text>{words}<text x="{LEFT}" y="480" font-size="34" font-weight="600" fill="{ink}">{}</text><text x="{LEFT}" y="526" font-size="30" fill="#60646c">{}</text><text x="{LEFT}" y="568" font-size="30" fill="#60646c">{}</text></svg>"##,
        LEFT + 56.0,
        escaped(&one_line(site, 30.0, WIDEST - 56.0)),
        escaped(&one_line(&when, 34.0, WIDEST)),
        escaped(&one_line(&clock, 30.0, WIDEST)),
        escaped(&one_line(&by, 30.0, WIDEST)),
    )
}

/// The product's mark, 38 units wide.
fn seats_mark() -> String {
    let taken = [(16.0, 5.0), (25.5, 10.5), (6.5, 10.5), (6.5, 21.5), (16.0, 27.0)];
    let mut mark = r##"<g transform="scale(1.2)" fill="#5151cd">"##.to_owned();
    for (x, y) in taken {
        let _ = write!(mark, r#"<circle cx="{x}" cy="{y}" r="4"/>"#);
    }
    mark + r##"<circle cx="25.5" cy="21.5" r="3.2" fill="none" stroke="#5151cd" stroke-width="1.6"/></g>"##
}

/// The title in the largest size that needs no more than its lines, and its lines.
fn title(text: &str) -> (f64, Vec<String>) {
    for (size, most) in [(68.0, 2), (58.0, 3), (48.0, 4)] {
        let lines = broken(text, size, WIDEST);
        if lines.len() <= most {
            return (size, lines);
        }
    }
    let mut lines = broken(text, 48.0, WIDEST);
    lines.truncate(4);
    if let Some(last) = lines.last_mut() {
        *last = one_line(&format!("{last} …"), 48.0, WIDEST);
    }
    (48.0, lines)
}

/// `text` in lines that are not wider than `widest`, broken between words.
fn broken(text: &str, size: f64, widest: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in drawable(text).split_whitespace() {
        let Some(line) = lines.last_mut() else { break };
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&longer, size) <= widest {
            *line = longer;
        } else if line.is_empty() {
            *line = one_line(word, size, widest);
        } else {
            lines.push(one_line(word, size, widest));
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// As much of `text` as fits into `widest`, with a sign where something is missing.
fn one_line(text: &str, size: f64, widest: f64) -> String {
    let text = drawable(text);
    if width(&text, size) <= widest {
        return text;
    }
    let mut kept = String::new();
    for character in text.chars() {
        let longer = format!("{kept}{character}");
        if width(&format!("{longer}…"), size) > widest {
            break;
        }
        kept = longer;
    }
    format!("{}…", kept.trim_end())
}

static STRONG_FACE: LazyLock<Option<Face<'static>>> = LazyLock::new(|| Face::parse(STRONG, 0).ok());

/// Only the signs the font has: boxes in place of others say less than nothing.
fn drawable(text: &str) -> String {
    let Some(face) = STRONG_FACE.as_ref() else { return String::new() };
    text.chars()
        .filter(|character| character.is_whitespace() || face.glyph_index(*character).is_some())
        .collect()
}

/// How wide a line is, in the units of the picture; the semi-bold weight is the wider one.
fn width(text: &str, size: f64) -> f64 {
    let Some(face) = STRONG_FACE.as_ref() else { return 0.0 };
    let units: u32 = text
        .chars()
        .filter_map(|character| face.glyph_hor_advance(face.glyph_index(character)?))
        .map(u32::from)
        .sum();
    f64::from(units) * size / f64::from(face.units_per_em())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_as_large_as_it_fits_and_never_wider_than_its_place() {
        assert_eq!(title("Vaults").0, 68.0);
        for text in ["Vaults", &"Delta-neutral vaults, first steps ".repeat(6), &"W".repeat(120)] {
            let (size, lines) = title(text);
            assert!(!lines.is_empty() && lines.len() <= 4, "{lines:?}");
            assert!(lines.iter().all(|line| width(line, size) <= WIDEST), "{lines:?}");
        }
        assert!(title(&"Delta-neutral vaults ".repeat(12)).1[3].ends_with('…'));
    }

    #[test]
    fn signs_the_font_has_not_are_left_out() {
        assert_eq!(drawable("Überblick: Ризик 🦀漢"), "Überblick: Ризик ");
        assert_eq!(title("漢字"), (68.0, Vec::new()));
    }

    #[test]
    fn a_preview_is_a_png_of_the_size_that_is_said() {
        let svg = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630" width="1200" height="630"><text x="9" y="99" font-family="Inter" font-size="48">{}</text></svg>"#,
            escaped("a < b & \"c\"")
        );
        let bytes = png(&svg).expect("a picture");
        assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
        assert_eq!(
            (&bytes[16..20], &bytes[20..24]),
            (&1200_u32.to_be_bytes()[..], &630_u32.to_be_bytes()[..])
        );
    }

    #[test]
    fn only_so_many_pictures_are_kept() {
        let previews = Previews::default();
        for at in 0..200 {
            previews.keep(&at.to_string(), Arc::from([0_u8]));
        }
        assert!(previews.find("0").is_none() && previews.find("199").is_some());
        assert_eq!(previews.kept.lock().unwrap().len(), KEPT);
    }
}
