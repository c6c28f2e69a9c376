//! Registrations as a file. Each time one is taken out, it is noted who did and how many rows it had.

use convene_domain::Time;
use convene_domain::id::{ExportId, WorkshopId};
use convene_domain::workshop::{Details, RegistrationState};
use convene_store::workshop::attendance::{self, Registrant};
use convene_store::workshop::export;
use rust_xlsxwriter::{Color, Format, Workbook};

use super::{Workshop, access, team};
use crate::quiz::results::sheet::{inert, utc};
use crate::{Error, Result, Service, Viewer};

/// What the log calls these lists.
const KIND: &str = "registrations";

/// The form of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Csv,
    Xlsx,
}

impl Form {
    /// Its ending.
    pub const fn as_str(self) -> &'static str {
        match self {
            Form::Csv => "csv",
            Form::Xlsx => "xlsx",
        }
    }
}

/// Columns before those of the questions. `place_in_line` is 1 for who comes up next.
const HEADER: [&str; 9] = [
    "name",
    "email",
    "state",
    "place_in_line",
    "registered_at",
    "checked_in_at",
    "checked_in_by",
    "joined_at",
    "walk_in",
];

/// All registrations of a workshop. Times are UTC; no cell is a formula. CSV is UTF-8 with a byte order mark and CRLF.
pub async fn registrations(
    service: &Service,
    viewer: &Viewer,
    id: WorkshopId,
    form: Form,
) -> Result<Vec<u8>> {
    let mut tx = service.begin().await?;
    let workshop = access::meet(&mut tx, viewer, id).await?;
    let rows = attendance::registrants(&mut tx, id).await?;
    let table = table(&workshop, &rows)?;
    let file = match form {
        Form::Csv => csv(&table),
        Form::Xlsx => xlsx(&table),
    };
    let file = file.map_err(|error| Error::Internal(format!("writing a list failed: {error}")))?;
    let now = service.now();
    let new = export::New {
        id: ExportId::new(now, service.chance().bytes()),
        person_id: viewer.id().ok_or(Error::SignIn)?,
        kind: KIND,
        subject_id: &id.to_string(),
        format: form.as_str(),
        row_count: i64::try_from(rows.len()).unwrap_or(i64::MAX),
        exported_at: now,
    };
    export::log(&mut tx, &new).await?;
    tx.commit().await?;
    Ok(file)
}

/// The head and the rows, ready to be written.
fn table(workshop: &Workshop, rows: &[Registrant]) -> Result<Vec<Vec<String>>> {
    let details: Details = serde_json::from_str(&workshop.details)?;
    let mut head: Vec<String> = HEADER.map(str::to_owned).to_vec();
    let asked = team::asked(&details, rows)?;
    head.extend(asked.iter().map(|(_, words)| inert(words)));
    let mut table = vec![head];
    let mut in_line = 0_usize;
    for row in rows {
        // The waiting come in their order.
        let waits = row.registration.state == RegistrationState::Waiting;
        in_line += usize::from(waits);
        table.push(cells(row, waits.then_some(in_line), &asked)?);
    }
    Ok(table)
}

fn cells(row: &Registrant, in_line: Option<usize>, asked: &[(u32, String)]) -> Result<Vec<String>> {
    let registration = &row.registration;
    let moment = |time: Option<Time>| time.map(utc).unwrap_or_default();
    let mut cells = vec![
        registration.name.clone(),
        row.email.clone(),
        registration.state.as_str().to_owned(),
        in_line.map(|place| place.to_string()).unwrap_or_default(),
        utc(registration.created_at),
        moment(*registration.checked_in_at),
        row.checked_in_by_name.clone().unwrap_or_default(),
        moment(*registration.joined_at),
        if registration.walk_in { "yes" } else { "no" }.to_owned(),
    ];
    let mut answers = team::answers(row)?;
    cells.extend(asked.iter().map(|(id, _)| answers.remove(id).unwrap_or_default()));
    Ok(cells.iter().map(|cell| inert(cell)).collect())
}

type Written = std::result::Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>>;

fn csv(table: &[Vec<String>]) -> Written {
    // Without the mark Excel takes UTF-8 for whatever its owner's country used before.
    let file = "\u{feff}".as_bytes().to_vec();
    let mut sheet = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
    for row in table {
        sheet.write_record(row)?;
    }
    Ok(sheet.into_inner().map_err(|error| error.to_string())?)
}

fn xlsx(table: &[Vec<String>]) -> Written {
    let mut book = Workbook::new();
    let head = Format::new().set_bold().set_background_color(Color::RGB(0xF0_F1_FE));
    let sheet = book.add_worksheet();
    sheet.set_name("Registrations")?;
    for (at, row) in (0_u32..).zip(table) {
        for (column, cell) in (0_u16..).zip(row) {
            match at {
                0 => sheet.write_string_with_format(at, column, cell, &head)?,
                _ => sheet.write_string(at, column, cell)?,
            };
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.autofit();
    let (last_row, last_column) = (table.len().saturating_sub(1), table.first().map_or(0, Vec::len));
    if let (Ok(row), Ok(column)) = (u32::try_from(last_row), u16::try_from(last_column.saturating_sub(1))) {
        sheet.autofilter(0, 0, row, column)?;
    }
    Ok(book.save_to_buffer()?)
}
