//! Registrations as a file. Each time one is taken out, it is noted who did and how many rows it had.

use convene_domain::Time;
use convene_domain::id::{ExportId, WorkshopId};
use convene_domain::workshop::{Details, RegistrationState};
use convene_store::workshop::attendance::{self, Registrant};
use convene_store::workshop::export;

use super::{Workshop, access, team};
use crate::compute::Budget;
use crate::spreadsheet::{self, Cell};
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

/// How many rows are put together between two looks at the budget.
const PIECE: usize = 256;

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

/// All registrations of a workshop. Times are UTC; no cell is a formula.
pub async fn registrations(
    service: &Service,
    viewer: &Viewer,
    id: WorkshopId,
    form: Form,
) -> Result<Vec<u8>> {
    let mut tx = service.read().await?;
    let workshop = access::meet(&mut tx, viewer, id).await?;
    let rows = attendance::registrants(&mut tx, id).await?;
    drop(tx);
    let row_count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let written = service.compute().run(service.clock(), &viewer.address, move |budget| {
        let table = table(&workshop, &rows, budget)?;
        match form {
            Form::Csv => spreadsheet::csv(table, budget),
            Form::Xlsx => spreadsheet::xlsx("Registrations", &table, budget),
        }
    });
    let file = written.await?;
    let now = service.now();
    let new = export::New {
        id: ExportId::new(now, service.chance().bytes()),
        person_id: viewer.id().ok_or(Error::SignIn)?,
        kind: KIND,
        subject_id: &id.to_string(),
        format: form.as_str(),
        row_count,
        exported_at: now,
    };
    let mut tx = service.begin().await?;
    export::log(&mut tx, &new).await?;
    tx.commit().await?;
    Ok(file)
}

/// The head and the rows, ready to be written.
fn table(workshop: &Workshop, rows: &[Registrant], budget: &Budget) -> Result<Vec<Vec<Cell>>> {
    let details: Details = serde_json::from_str(&workshop.details)?;
    let mut head = spreadsheet::header(&HEADER);
    let asked = team::asked(&details, rows);
    head.extend(asked.iter().map(|(_, words)| Cell::text(words)));
    let mut table = vec![head];
    let mut in_line = 0_u32;
    for (at, row) in rows.iter().enumerate() {
        if at.is_multiple_of(PIECE) {
            budget.check()?;
        }
        // The waiting come in their order.
        let waits = row.registration.state == RegistrationState::Waiting;
        in_line += u32::from(waits);
        table.push(cells(row, waits.then_some(in_line), &asked)?);
    }
    Ok(table)
}

fn cells(row: &Registrant, in_line: Option<u32>, asked: &[(u32, String)]) -> Result<Vec<Cell>> {
    let registration = &row.registration;
    let moment = |time: Option<Time>| time.map_or_else(Cell::empty, Cell::instant);
    let mut cells = vec![
        Cell::text(&registration.name),
        Cell::text(&row.email),
        Cell::text(registration.state.as_str()),
        in_line.map_or_else(Cell::empty, Cell::number),
        Cell::instant(registration.created_at),
        moment(*registration.checked_in_at),
        Cell::text(row.checked_in_by_name.as_deref().unwrap_or_default()),
        moment(*registration.joined_at),
        Cell::yes_no(registration.walk_in),
    ];
    let mut answers = team::answers(row);
    cells.extend(asked.iter().map(|(id, _)| answers.remove(id).map_or_else(Cell::empty, Cell::text)));
    Ok(cells)
}
