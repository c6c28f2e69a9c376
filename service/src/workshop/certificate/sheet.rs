//! The certificate's one page: A4 across, in points (1/72 inch) from the upper left corner.

use convene_domain::Time;
use jiff::Timestamp;
use krilla::Document;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;

use super::Certificate;
use super::fonts::NoFont;
use super::setting::{Fonts, Line, Weight};
use crate::compute::{Budget, Ended};
use crate::quiz::qr;

const WIDTH: f32 = 841.89;
const HEIGHT: f32 = 595.28;
const MARGIN: f32 = 64.0;
const CODE: f32 = 84.0;

/// Sizes to try, each with the most lines it may take: a long name and a long title together leave room for the rest.
const NAME: [(f32, usize); 5] = [(46.0, 1), (38.0, 1), (30.0, 2), (24.0, 2), (18.0, 3)];
const TITLE: [(f32, usize); 4] = [(28.0, 2), (24.0, 2), (20.0, 3), (16.0, 4)];

/// The light theme's colours.
const TEXT: (u8, u8, u8) = (0x1c, 0x20, 0x24);
const MUTED: (u8, u8, u8) = (0x60, 0x64, 0x6c);
const LINE: (u8, u8, u8) = (0xd9, 0xd9, 0xe0);
const ACCENT: (u8, u8, u8) = (0x51, 0x51, 0xcd);
/// Of the free seat in the mark.
const FREE: (u8, u8, u8) = (0xff, 0xba, 0x18);

pub enum Failure {
    NoFont(NoFont),
    Drawing(String),
    Ended(Ended),
}

impl From<Ended> for Failure {
    fn from(ended: Ended) -> Self {
        Failure::Ended(ended)
    }
}

/// The file, with `now` as the time it was made.
pub fn pdf(certificate: &Certificate, now: Time, budget: &Budget) -> Result<Vec<u8>, Failure> {
    let Certificate { name, title, host, community, .. } = certificate;
    let fonts = Fonts::for_texts(&[name, title, host, community]).map_err(Failure::NoFont)?;
    budget.check()?;
    let size = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| Failure::Drawing("no page".into()))?;
    let mut document = Document::new();
    document.set_metadata(properties(certificate, now));
    let mut page = document.start_page_with(size);
    let mut surface = page.surface();
    let mut sheet = Sheet { surface: &mut surface, fonts: &fonts, budget };
    sheet.frame();
    sheet.words(certificate)?;
    let link = sheet.proof(certificate);
    surface.finish();
    if let Some(place) = link {
        let target = Target::Action(Action::Link(LinkAction::new(certificate.address.clone())));
        let alt = Some("See that this certificate is genuine".to_owned());
        page.add_annotation(Annotation::new_link(LinkAnnotation::new(place, target), alt));
    }
    page.finish();
    document.finish().map_err(|error| Failure::Drawing(format!("{error:?}")))
}

fn properties(certificate: &Certificate, now: Time) -> Metadata {
    let title = format!("Certificate of attendance: {}", certificate.title);
    let metadata = Metadata::new()
        .title(title)
        .authors(vec![certificate.community.clone()])
        .language("en".to_owned())
        .creator("Convene".to_owned());
    let stamp = Timestamp::from_millisecond(now.millis()).unwrap_or(Timestamp::UNIX_EPOCH);
    let date = stamp.to_zoned(jiff::tz::TimeZone::UTC).date();
    let part = |number: i8| u8::try_from(number).unwrap_or(1);
    match u16::try_from(date.year()) {
        Ok(year) => {
            metadata.creation_date(DateTime::new(year).month(part(date.month())).day(part(date.day())))
        }
        Err(_) => metadata,
    }
}

struct Sheet<'a, 'b> {
    surface: &'a mut Surface<'b>,
    fonts: &'a Fonts,
    budget: &'a Budget,
}

impl Sheet<'_, '_> {
    fn colour(&mut self, (red, green, blue): (u8, u8, u8)) {
        let paint = rgb::Color::new(red, green, blue).into();
        self.surface.set_fill(Some(Fill { paint, opacity: NormalizedF32::ONE, rule: Default::default() }));
    }

    fn box_at(&mut self, x: f32, y: f32, width: f32, height: f32) {
        let Some(rect) = Rect::from_xywh(x, y, width, height) else { return };
        let mut path = PathBuilder::new();
        path.push_rect(rect);
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    /// A set line with its left end at `x` and its baseline at `y`.
    fn draw(&mut self, line: &Line, mut x: f32, y: f32, size: f32) {
        for run in &line.runs {
            let start = Point::from_xy(x, y);
            self.surface.draw_glyphs(start, &run.glyphs, run.font.clone(), &run.text, size, false);
            x += run.width * size;
        }
    }

    fn text(&mut self, weight: Weight, text: &str, y: f32, size: f32) {
        let line = self.fonts.line(weight, text);
        self.draw(&line, MARGIN, y, size);
    }

    /// Text at the first of the `sizes` that takes no more lines than stand beside it, from `y` down; where the last
    /// line stands.
    fn block(&mut self, text: &str, y: f32, sizes: &[(f32, usize)]) -> Result<f32, Ended> {
        let (mut size, mut lines) = (12.0, Vec::new());
        for (tried, most) in sizes {
            self.budget.check()?;
            size = *tried;
            lines = self.fonts.lines(Weight::Semibold, text, (WIDTH - 2.0 * MARGIN) / size);
            if lines.len() <= *most {
                break;
            }
        }
        let mut baseline = y + size;
        for line in &lines {
            self.draw(line, MARGIN, baseline, size);
            baseline += size * 1.2;
        }
        Ok(baseline - size * 1.2)
    }

    /// A band at the upper edge, and the seats around a table that are Convene's mark.
    fn frame(&mut self) {
        self.colour(ACCENT);
        self.box_at(0.0, 0.0, WIDTH, 10.0);
        let (x, y, scale) = (WIDTH - MARGIN - 44.0, 50.0, 44.0 / 32.0);
        for (cx, cy) in [(16.0, 5.0), (25.5, 10.5), (6.5, 10.5), (6.5, 21.5), (16.0, 27.0)] {
            self.dot(x + cx * scale, y + cy * scale, 4.0 * scale);
        }
        self.colour(FREE);
        self.dot(x + 25.5 * scale, y + 21.5 * scale, 4.0 * scale);
    }

    /// A filled circle, as four arcs of Bézier curves.
    fn dot(&mut self, x: f32, y: f32, radius: f32) {
        let bend = radius * 0.552_285;
        let mut path = PathBuilder::new();
        path.move_to(x + radius, y);
        path.cubic_to(x + radius, y + bend, x + bend, y + radius, x, y + radius);
        path.cubic_to(x - bend, y + radius, x - radius, y + bend, x - radius, y);
        path.cubic_to(x - radius, y - bend, x - bend, y - radius, x, y - radius);
        path.cubic_to(x + bend, y - radius, x + radius, y - bend, x + radius, y);
        path.close();
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    fn words(&mut self, certificate: &Certificate) -> Result<(), Ended> {
        self.colour(MUTED);
        self.text(Weight::Semibold, &certificate.community, 78.0, 15.0);
        self.colour(ACCENT);
        self.text(Weight::Semibold, "Certificate of attendance", 128.0, 22.0);
        self.colour(TEXT);
        let below = self.block(&certificate.name, 158.0, &NAME)?;
        self.colour(MUTED);
        self.text(Weight::Regular, "attended the workshop", below + 32.0, 15.0);
        self.colour(TEXT);
        let below = self.block(&certificate.title, below + 46.0, &TITLE)?;
        self.text(Weight::Regular, &certificate.when(), below + 36.0, 14.0);
        let rest = format!("{}, hosted by {}", certificate.duration(), certificate.host);
        self.text(Weight::Regular, &rest, below + 58.0, 14.0);
        Ok(())
    }

    /// How anybody can see that it is genuine: a code to scan, and the same as an address. Where the address stands.
    fn proof(&mut self, certificate: &Certificate) -> Option<Rect> {
        let top = HEIGHT - MARGIN - CODE;
        self.colour(LINE);
        self.box_at(MARGIN, top - 20.0, WIDTH - 2.0 * MARGIN, 0.75);
        self.colour(TEXT);
        if let Some((runs, modules)) = qr::runs(&certificate.address) {
            let module = CODE / modules as f32;
            for run in runs {
                let (x, y) = (run.column as f32 * module, run.row as f32 * module);
                // A hair taller than a module, so that no seam shows between two rows.
                self.box_at(MARGIN + x, top + y, run.width as f32 * module, module * 1.02);
            }
        }
        let x = MARGIN + CODE + 20.0;
        let line = self.fonts.line(Weight::Semibold, "Is it genuine?");
        self.draw(&line, x, top + 20.0, 11.0);
        self.colour(MUTED);
        let line = self.fonts.line(
            Weight::Regular,
            "Scan the code or open this address. What it says must be the same as on this paper.",
        );
        self.draw(&line, x, top + 38.0, 11.0);
        self.colour(ACCENT);
        let wide = (WIDTH - MARGIN - x) / 10.0;
        let lines = self.fonts.lines(Weight::Regular, &certificate.address, wide);
        let mut y = top + 56.0;
        for line in &lines {
            self.draw(line, x, y, 10.0);
            y += 13.0;
        }
        Rect::from_ltrb(x, top + 45.0, WIDTH - MARGIN, y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate(name: &str, title: &str) -> Certificate {
        Certificate {
            name: name.into(),
            title: title.into(),
            host: "Ada Lovelace".into(),
            community: "Vault Commons".into(),
            starts_at: Time::from_millis(1_795_539_600_000),
            ends_at: Time::from_millis(1_795_545_000_000),
            zone: "Europe/Berlin".into(),
            address: format!("https://learn.example.org/certificates/0192.{}", "a".repeat(32)),
        }
    }

    #[test]
    fn times_are_on_the_wall_clock_of_the_workshop() {
        let mut there = certificate("Mia", "Funding rates");
        assert_eq!(there.when(), "Tuesday 24 November 2026, 18:00–19:30 CET (UTC+1)");
        assert_eq!(there.duration(), "1 h 30 min");
        there.ends_at = there.starts_at.plus(8 * 3_600_000);
        let over_midnight = "Tuesday 24 November 2026, 18:00 – Wednesday 25 November 2026, 02:00 CET (UTC+1)";
        assert_eq!((there.when().as_str(), there.duration().as_str()), (over_midnight, "8 h"));
    }

    #[test]
    fn long_names_and_titles_make_one_page_too() {
        let now = Time::from_millis(1_800_000_000_000);
        for (name, title) in [("Mia", "Funding"), (&"Long ".repeat(24), &"Unbreakable".repeat(11))] {
            let file = pdf(&certificate(name, title), now, &Budget::unlimited())
                .map_err(|_| "a failure")
                .expect("a file");
            assert!(file.starts_with(b"%PDF-"));
            let text = String::from_utf8_lossy(&file);
            assert!(text.contains("/Count 1"), "one page");
        }
    }
}
