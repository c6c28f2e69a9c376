//! Sign-ups, people who give up and a team that changes the number of seats, all at once, while somebody looks.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use convene_domain::id::WorkshopId;

use super::crowd::{self, Person};
use super::desk::{Desk, Moment};
use crate::Result;

/// What came of it.
pub struct Outcome {
    pub looks: u32,
    pub given_up: u32,
    pub resized: u32,
    pub last: Moment,
}

/// Lets `people` sign up while others of them give up and the seats change; looks all the time, and once more after.
pub async fn blow(
    convene: SocketAddr,
    desk: Arc<Desk>,
    round: u32,
    people: u32,
    seats: u32,
) -> Result<Outcome> {
    let id = desk.publish(seats).await?;
    let over = Arc::new(AtomicBool::new(false));
    let watcher = tokio::spawn(watch(desk.clone(), id, over.clone()));
    let team = tokio::spawn(resize(desk.clone(), id, i64::from(seats), over.clone()));
    let mut tasks = Vec::new();
    for person in crowd::gather(convene, people).await? {
        tasks.push(tokio::spawn(comes_and_may_go(person, desk.clone(), id, round)));
    }
    let mut given_up = 0;
    for (number, task) in (0..).zip(tasks) {
        let left = task.await.map_err(|error| error.to_string())?;
        given_up += left.map_err(|error| format!("Person {number}: {error}"))?;
    }
    over.store(true, Ordering::Relaxed);
    let resized = team.await.map_err(|error| error.to_string())??;
    let looks = watcher.await.map_err(|error| error.to_string())??;
    let last = desk.look(id).await?;
    last.audit()?;
    Ok(Outcome { looks, given_up, resized, last })
}

/// Every third person gives up again, every sixth comes back after that. How often they gave up.
async fn comes_and_may_go(mut person: Person, desk: Arc<Desk>, id: WorkshopId, round: u32) -> Result<u32> {
    let workshop = id.to_string();
    let turned_away = |taken: bool| if taken { Ok(()) } else { Err("was turned away".to_owned()) };
    turned_away(person.signs_up(round, &workshop).await?)?;
    let number = person.number();
    if !number.is_multiple_of(3) {
        return Ok(0);
    }
    let link = desk.link(id, round, number).await?.ok_or("is not registered after signing up")?;
    turned_away(person.gives_up(&link).await?)?;
    if number.is_multiple_of(6) {
        turned_away(person.signs_up(round, &workshop).await?)?;
    }
    Ok(1)
}

/// More and fewer seats in turns, as far as they are not taken. How often there was a change.
async fn resize(desk: Arc<Desk>, id: WorkshopId, seats: i64, over: Arc<AtomicBool>) -> Result<u32> {
    let mut changes = 0;
    let sizes = [seats + 3, seats - 1, seats + 7, seats + 1, seats + 12];
    for capacity in sizes.into_iter().cycle() {
        if over.load(Ordering::Relaxed) {
            break;
        }
        changes += u32::from(desk.set_seats(id, capacity.max(1)).await?);
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    Ok(changes)
}

async fn watch(desk: Arc<Desk>, id: WorkshopId, over: Arc<AtomicBool>) -> Result<u32> {
    let mut looks = 0;
    while !over.load(Ordering::Relaxed) {
        desk.look(id).await?.audit()?;
        looks += 1;
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    Ok(looks)
}
