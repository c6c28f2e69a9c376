//! What the attacks need: somebody signed in, pages that cost work, files that are large.

use std::io::Cursor;
use std::net::SocketAddr;
use std::path::Path;

use bytes::Bytes;
use image::codecs::png::PngEncoder;
use image::{ImageEncoder as _, RgbImage};

use super::ATTACKER;
use crate::Result;
use crate::client::Client;
use crate::signup::desk::Desk;

/// More workshops than previews are kept.
const WORKSHOPS: usize = 150;
/// The boundary of forms in parts.
pub const BOUNDARY: &str = "multipart/form-data; boundary=XX";

pub struct Ground {
    pub server: SocketAddr,
    /// Cookies of an admin, who may do everything.
    pub cookies: String,
    /// Pages of certificates.
    pub certificates: Vec<String>,
    /// A person on a list whose certificate is among them, and the list's page: a new name is a new certificate.
    pub holder: Option<(String, String)>,
    pub previews: Vec<String>,
    /// The page that takes a cover.
    pub edit: String,
    /// Forms with a file.
    pub picture: Bytes,
    pub questions: Bytes,
}

impl Ground {
    pub async fn prepare(server: SocketAddr, database: &Path) -> Result<Self> {
        let mut admin = Client::connect_from(ATTACKER, server).await?;
        admin.sign_in("admin").await?;
        let mut certificates = Vec::new();
        for role in ["member", "educator", "lead", "admin"] {
            let mut client = Client::connect_from(ATTACKER, server).await?;
            client.sign_in(role).await?;
            let mine = client.get("/me/workshops").await?;
            certificates.extend(links(&String::from_utf8_lossy(&mine.body), "/seat/", "/certificate.pdf"));
        }
        let Some(first) = certificates.first() else {
            return Err("Nobody of the demo community has a certificate.".to_owned());
        };
        let seat = first.trim_end_matches("/certificate.pdf");
        let page = admin.get(seat).await?;
        let workshop = links(&String::from_utf8_lossy(&page.body), "/workshops/", "\"").into_iter().next();
        let id = seat.trim_start_matches("/seat/").split('.').next().unwrap_or_default().to_owned();
        let holder = workshop.map(|page| (id, format!("{}/team", page.trim_end_matches('"'))));
        let desk = Desk::open(database).await?;
        let mut workshops = Vec::new();
        for _ in 0..WORKSHOPS {
            workshops.push(desk.publish(10).await?);
        }
        let previews = workshops.iter().map(|id| format!("/workshops/{id}/preview.png")).collect();
        let edit = workshops.first().map(|id| format!("/workshops/{id}/edit")).unwrap_or_default();
        let picture = with_file("picture", "cover.png", &[("act", "picture")], &picture()?);
        let questions = with_file("file", "questions.gift", &[("format", "gift")], questions().as_bytes());
        let cookies = admin.cookies;
        Ok(Self { server, cookies, certificates, holder, previews, edit, picture, questions })
    }

    pub async fn client(&self) -> Result<Client> {
        let mut client = Client::connect_from(ATTACKER, self.server).await?;
        client.cookies.clone_from(&self.cookies);
        Ok(client)
    }
}

/// Every address in `page` that begins and ends so.
fn links(page: &str, begin: &str, end: &str) -> Vec<String> {
    let beginnings = page.match_indices(begin);
    let found = beginnings.filter_map(|(at, _)| {
        let rest = &page[at..];
        let link = &rest[..rest.find(end)? + end.len()];
        (link.len() < 120 && !link[..link.len() - end.len()].contains(['"', '?', '<']))
            .then(|| link.to_owned())
    });
    // `/workshops/new` and the like name no workshop.
    found.filter(|link| begin != "/workshops/" || link[begin.len()..].starts_with("01")).collect()
}

/// A form in parts, as a browser sends it.
fn with_file(field: &str, name: &str, fields: &[(&str, &str)], file: &[u8]) -> Bytes {
    let mut form = Vec::new();
    for (key, value) in fields {
        form.extend(
            format!("--XX\r\nContent-Disposition: form-data; name=\"{key}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    let head =
        format!("--XX\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n");
    form.extend(head.bytes());
    form.extend(file);
    form.extend(b"\r\n--XX--\r\n");
    form.into()
}

/// 24 megapixels in a small file.
fn picture() -> Result<Vec<u8>> {
    let pixels = RgbImage::from_fn(6_000, 4_000, |x, y| {
        let shade = u8::try_from((x / 64 + y / 64) % 256).unwrap_or_default();
        image::Rgb([shade, shade, 90])
    });
    let mut file = Cursor::new(Vec::new());
    let encoder = PngEncoder::new(&mut file);
    encoder
        .write_image(pixels.as_raw(), 6_000, 4_000, image::ExtendedColorType::Rgb8)
        .map_err(|error| error.to_string())?;
    Ok(file.into_inner())
}

/// Two megabytes of questions.
fn questions() -> String {
    let mut text = String::new();
    let mut number = 0;
    while text.len() < 2 << 20 {
        number += 1;
        text += &format!(
            "::Question {number}:: What is {number} and {number}? {{={} ~{number} ~0 ~1}}\n\n",
            2 * number
        );
    }
    text
}
