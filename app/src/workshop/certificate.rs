//! `/certificates/{code}`: whether a certificate is genuine; and what stands where there is none yet.

use convene_service::workshop::certificate::{self, Certificate, NoFont};
use leptos::prelude::*;

use crate::page::{Page, PageResult};
use crate::parts::{ButtonKind, Card, Definition, DefinitionList, LinkButton, Notice, Symbol, Tone};
use crate::request::Request;

pub async fn show(request: Request) -> PageResult {
    let code: String = request.param("code")?;
    Ok(match certificate::verify(&request.service, &code).await? {
        Some(found) => genuine(found),
        None => Page::new("Not a certificate of ours", unknown).status(404),
    })
}

fn genuine(found: Certificate) -> Page {
    Page::new("This certificate is genuine", move || {
        let (when, duration) = (found.when(), found.duration());
        let Certificate { name, title, host, community, .. } = found;
        view! {
            <div class="auth certificate">
                <h1>"This certificate is genuine"</h1>
                <Notice tone=Tone::Success title=format!("{community} issued it.")>
                    <p>"What stands on the paper must be the same as here."</p>
                </Notice>
                <Card>
                    <DefinitionList>
                        <Definition term="Name"><bdi>{name}</bdi></Definition>
                        <Definition term="Attended">{title}</Definition>
                        <Definition term="When">{when}</Definition>
                        <Definition term="Duration">{duration}</Definition>
                        <Definition term="Hosted by"><bdi>{host}</bdi></Definition>
                    </DefinitionList>
                </Card>
            </div>
        }
    })
    .unlisted()
}

fn unknown() -> impl IntoView {
    view! {
        <div class="auth certificate">
            <h1>"This is not a certificate of ours"</h1>
            <Notice tone=Tone::Danger title="No certificate has this code.">
                <p>"It was not issued here, was taken back, or a sign got lost in the address. Compare it with the paper, sign by sign."</p>
            </Notice>
        </div>
    }
}

/// There is no certificate for this seat, or not yet.
pub fn not_yet(link: &str) -> Page {
    let seat = format!("/seat/{link}");
    Page::new("No certificate yet", move || {
        view! {
            <div class="auth certificate">
                <h1>"No certificate yet"</h1>
                <p class="lead">"It is made for everybody who was there, once the workshop is over. Were you there and it does not come? Ask the host to note you as present."</p>
                <p><LinkButton href=seat kind=ButtonKind::Primary icon=Symbol::ArrowLeft>"Your registration"</LinkButton></p>
            </div>
        }
    })
    .status(404)
    .unlisted()
}

/// No font here has the letters of a name.
pub fn no_font(missing: &NoFont, link: &str) -> Page {
    let (letters, seat) = (missing.letters.clone(), format!("/seat/{link}"));
    Page::new("The certificate cannot be set", move || {
        view! {
            <div class="auth certificate">
                <h1>"The certificate cannot be set"</h1>
                <p class="lead">"No font on this server has these letters: "<bdi>{letters}</bdi></p>
                <p>"Your name is not spelt differently to get around it. Ask those who run this site to install a font that has them, such as one of the Noto fonts, then open this address again."</p>
                <p><LinkButton href=seat kind=ButtonKind::Primary icon=Symbol::ArrowLeft>"Your registration"</LinkButton></p>
            </div>
        }
    })
    .status(503)
    .unlisted()
}
