//! Around the registrations: how it went, sharing, materials, lists taken out.

use convene_domain::workshop::attendance::Report;
use convene_service::workshop::export::Form as FileForm;
use convene_service::workshop::material::{Material, TITLE_CHARS};
use convene_service::workshop::team::Team;
use leptos::prelude::*;

use crate::parts::{
    Button, ButtonKind, Field, FieldKind, Form, FormActions, Icon, LinkButton, Section, Stat, Symbol, When,
};
use crate::request::Request;

/// How many of those who had a seat came.
pub fn report(report: Report) -> impl IntoView + use<> {
    let rate = report.rate.map(|rate| {
        let words = format!("{rate} %");
        view! {
            <div class="stat">
                <dt>"Attendance"</dt>
                <dd>
                    <span class="number stat-value">{words.clone()}</span>
                    <svg class="attendance-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                        <rect class="attendance-rest" width="100" height="6"></rect>
                        <rect width=rate.to_string() height="6"></rect>
                    </svg>
                    <span class="small muted">"of those who had registered"</span>
                </dd>
            </div>
        }
    });
    view! {
        <Section id="report" title="How it went">
            <dl class="stats">
                <Stat label="Were there" value=report.attended.to_string()/>
                <Stat label="Did not come" value=report.no_shows.to_string()/>
                <Stat label="Walk-ins" value=report.walk_ins.to_string() note="counted above"/>
                {rate}
            </dl>
        </Section>
    }
}

/// Links for those who registered.
pub fn materials(request: &Request, team: &Team) -> impl IntoView + use<> {
    let form = request.form.of_act("material");
    let there = team.materials.iter().map(material).collect_view();
    let any = !team.materials.is_empty();
    view! {
        <Section id="materials" title="Materials" lead="Recordings, slides, papers: for those who have a seat, on their own page.">
            {any.then(|| view! { <ul class="material-list">{there}</ul> })}
            <Form form=form.clone() act="material" class="material-form">
                <Field form=form.clone() name="title" label="What it is" maxlength=TITLE_CHARS as u32 autocomplete="off"/>
                <Field form=form name="url" label="Address" kind=FieldKind::Url autocomplete="off"/>
                <FormActions><Button icon=Symbol::Plus>"Add a link"</Button></FormActions>
            </Form>
        </Section>
    }
}

fn material(of: &Material) -> impl IntoView + use<> {
    let label = format!("Remove {}", of.title);
    view! {
        <li>
            <Icon of=Symbol::Link/>
            <a href=of.url.clone() rel="noreferrer">{of.title.clone()}</a>
            <span class="small muted material-url"><bdi>{of.url.clone()}</bdi></span>
            <form method="post">
                <input type="hidden" name="act" value="material-remove"/>
                <input type="hidden" name="material" value=of.id.to_string()/>
                <Button kind=ButtonKind::Quiet dense=true icon=Symbol::Trash label=label/>
            </form>
        </li>
    }
}

/// Lists to take out, and who did.
pub fn lists(request: &Request, team: &Team) -> impl IntoView + use<> {
    let href = |form: FileForm| format!("/workshops/{}/registrations.{}", team.workshop.id, form.as_str());
    let (csv, xlsx) = (href(FileForm::Csv), href(FileForm::Xlsx));
    let taken = team.exports.iter().map(|export| {
        let moment = request.moment(export.exported_at);
        let rows = if export.row_count == 1 { "1 row".to_owned() } else { format!("{} rows", export.row_count) };
        let what = format!(", {rows}, {}, ", export.format.to_uppercase());
        view! {
            <li>"Taken out by "<bdi>{export.person_name.clone()}</bdi>{what}
                <When datetime=moment.datetime text=moment.text zone=moment.zone distance=moment.distance/></li>
        }
    });
    let taken = taken.collect_view();
    let any = !team.exports.is_empty();
    view! {
        <Section id="lists" title="Lists" lead="Everybody with their answers and when they came. The portal notes who takes a list out.">
            <div class="row">
                <LinkButton href=csv icon=Symbol::Download download=true>"Registrations as CSV"</LinkButton>
                <LinkButton href=xlsx icon=Symbol::Download download=true>"Registrations as Excel"</LinkButton>
            </div>
            {any.then(|| view! { <ul class="export-list small">{taken}</ul> })}
        </Section>
    }
}
