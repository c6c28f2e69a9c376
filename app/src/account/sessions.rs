//! `/me/sessions`: where I am signed in; forms `revoke` and `elsewhere`.

use convene_domain::id::SessionId;
use convene_service::account::session::{self, Session};
use leptos::prelude::*;

use crate::page::{Page, PageResult};
use crate::parts::{Badge, Button, ButtonKind, Column, Form, FormActions, PageHeader, Table, Tone, When};
use crate::request::Request;

/// A browser and system in a few words, from what the browser calls itself.
fn device(agent: &str) -> String {
    let browser = [("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
    let system = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ];
    let find = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    match (find(&browser), find(&system)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        _ => "Another program".to_owned(),
    }
}

pub async fn show(request: Request) -> PageResult {
    let sessions = session::list(&request.service, &request.viewer).await?;
    let own = request.viewer.session;
    let several = sessions.len() > 1;
    Ok(Page::new("Where I am signed in", move || {
        let rows = sessions.into_iter().map(|session| row(&request, session, own)).collect_view();
        let columns = vec![Column::new("Browser"), Column::new("Last used"), Column::acts("Actions")];
        view! {
            <PageHeader title="Where I am signed in" lead="Sign out anything you do not know, then change your password."/>
            <div class="stack">
                <Table caption="My sessions" caption_hidden=true columns=columns stacked=true>
                    {rows}
                </Table>
                {several.then(|| view! {
                    <Form act="elsewhere">
                        <FormActions><Button kind=ButtonKind::Danger>"Sign out everywhere else"</Button></FormActions>
                    </Form>
                })}
            </div>
        }
    }))
}

fn row(request: &Request, session: Session, own: Option<SessionId>) -> impl IntoView + use<> {
    let moment = request.moment(session.seen_at);
    let here = Some(session.id) == own;
    view! {
        <tr>
            <th scope="row">{device(&session.agent)} {here.then(|| view! { " "<Badge tone=Tone::Accent>"This browser"</Badge> })}</th>
            <td data-label="Last used"><When datetime=moment.datetime text=moment.text zone=moment.zone distance=moment.distance/></td>
            <td class="acts">
                {(!here).then(|| view! {
                    <Form act="revoke">
                        <input type="hidden" name="session" value=session.id.to_string()/>
                        <Button dense=true>"Sign out there"</Button>
                    </Form>
                })}
            </td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::device;

    #[test]
    fn browsers_are_named_in_a_few_words() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
        assert_eq!(device(chrome), "Chrome on Linux");
        assert_eq!(
            device("Mozilla/5.0 (Android 15; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0"),
            "Firefox on Android"
        );
        assert_eq!(device("curl/8.0"), "Another program");
    }
}
