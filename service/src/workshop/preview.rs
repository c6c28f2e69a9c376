//! The picture others see when a workshop's page is passed on: 1200 by 630 pixels, drawn here.

use std::fmt::Write;
use std::sync::{Arc, LazyLock};

use convene_domain::id::WorkshopId;
use convene_domain::name;
use convene_domain::workshop::WorkshopState;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider as _};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use convene_store::workshop::picture;

use super::page::{Picture, is_public};
use super::{Workshop, access, cover};
use crate::account::setup;
use crate::calendar::Local;
use crate::chance::secret_hash;
use crate::compute::{Budget, Kept};
use crate::{Error, Result, Service, Viewer};

const REGULAR: &[u8] = include_bytes!("../../fonts/inter-regular.otf");
const STRONG: &[u8] = include_bytes!("../../fonts/inter-semibold.otf");
/// Raised when the drawing changes, so that browsers ask for it anew.
const DRAWING: u32 = 2;
/// Where the words end and the cover begins.
const WORDS: f64 = 744.0;
/// From the edge to the words, and their widest line.
const LEFT: f64 = 72.0;
const WIDEST: f64 = WORDS - LEFT - 48.0;

/// Pictures drawn lately.
pub(crate) type Previews = Kept<Arc<[u8]>>;

/// What a preview shows.
#[derive(Debug)]
struct Sketch {
    workshop: Workshop,
    host: String,
    site: String,
    uploaded: Option<picture::Picture>,
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
    let site = setup::community(service).await?.map(|community| community.name);
    let sketch = Sketch {
        host: name::drawable(&host.map(|host| host.name).unwrap_or_default(), name::PERSON),
        site: name::drawable(site.as_deref().unwrap_or("Convene"), name::PERSON),
        workshop: Workshop { title: name::drawable(&workshop.title, name::TITLE), ..workshop },
        uploaded,
    };
    let (tag, public) = (sketch.revision(), is_public(&sketch.workshop));
    let drawn =
        service.compute().run(service.clock(), &viewer.address, move |budget| Ok(sketch.png(budget)?.into()));
    let bytes = service.previews().get_or_make(&tag, drawn).await?;
    Ok(Picture { media_type: "image/png".to_owned(), bytes: bytes.to_vec(), tag, public })
}

impl Sketch {
    /// The same for sketches that look the same.
    fn revision(&self) -> String {
        let Sketch { workshop, host, site, uploaded } = self;
        let cover = match uploaded {
            Some(uploaded) => uploaded.id.to_string(),
            None => cover::shapes(workshop),
        };
        let words = (&workshop.title, &workshop.zone, workshop.starts_at, workshop.ends_at, workshop.state);
        secret_hash(&format!("{DRAWING} {words:?} {host:?} {site:?} {cover}"))[..32].to_owned()
    }

    fn png(&self, budget: &Budget) -> Result<Vec<u8>> {
        let picture = self.uploaded.as_ref().map_or_else(|| drawn(&self.workshop), photograph);
        let svg = drawing(&self.workshop, &self.host, &self.site, &picture);
        budget.check()?;
        png(&svg, budget)
    }
}

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(STRONG.to_vec());
    Arc::new(fonts)
});

fn png(svg: &str, budget: &Budget) -> Result<Vec<u8>> {
    let wrong = |what: &str| Error::Internal(format!("the preview picture: {what}"));
    let options =
        usvg::Options { fontdb: FONTS.clone(), font_family: "Inter".to_owned(), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(svg, &options).map_err(|error| wrong(&error.to_string()))?;
    budget.check()?;
    let mut pixels = Pixmap::new(1200, 630).ok_or_else(|| wrong("no room"))?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    budget.check()?;
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
    let (mut lines, mut used) = (Vec::<String>::new(), 0.0);
    let space = width(" ", size);
    for word in drawable(text).split_whitespace() {
        let wide = width(word, size);
        match lines.last_mut() {
            Some(line) if used + space + wide <= widest => {
                line.push(' ');
                line.push_str(word);
                used += space + wide;
            }
            _ => {
                lines.push(one_line(word, size, widest));
                used = wide;
            }
        }
    }
    lines
}

/// As much of `text` as fits into `widest`, with a sign where something is missing.
fn one_line(text: &str, size: f64, widest: f64) -> String {
    let text = drawable(text);
    if width(&text, size) <= widest {
        return text;
    }
    let mut left = widest - width("…", size);
    let fits = |character: &char| {
        left -= advance(*character) * size;
        left >= 0.0
    };
    let kept: String = text.chars().take_while(fits).collect();
    format!("{}…", kept.trim_end())
}

/// The wider of the two weights, to measure with.
struct Ruler {
    letters: Charmap<'static>,
    glyphs: GlyphMetrics<'static>,
    units_per_em: f64,
}

static RULER: LazyLock<Option<Ruler>> = LazyLock::new(|| {
    let font = FontRef::new(STRONG).ok()?;
    let (size, place) = (Size::unscaled(), LocationRef::default());
    let units_per_em = f64::from(font.metrics(size, place).units_per_em);
    Some(Ruler { letters: font.charmap(), glyphs: font.glyph_metrics(size, place), units_per_em })
});

/// Only the signs the font has: boxes in place of others say less than nothing.
fn drawable(text: &str) -> String {
    let Some(Ruler { letters, .. }) = RULER.as_ref() else { return String::new() };
    text.chars()
        .filter(|character| {
            character.is_whitespace() || letters.map(*character).is_some_and(|g| g.to_u32() != 0)
        })
        .collect()
}

/// How wide a character is, in ems.
fn advance(character: char) -> f64 {
    let Some(Ruler { letters, glyphs, units_per_em }) = RULER.as_ref() else { return 0.0 };
    let units = letters.map(character).and_then(|glyph| glyphs.advance_width(glyph));
    units.map_or(0.0, f64::from) / units_per_em
}

/// How wide a line is, in the units of the picture.
fn width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size
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
        let bytes = png(&svg, &Budget::unlimited()).expect("a picture");
        assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
        assert_eq!(
            (&bytes[16..20], &bytes[20..24]),
            (&1200_u32.to_be_bytes()[..], &630_u32.to_be_bytes()[..])
        );
    }
}
