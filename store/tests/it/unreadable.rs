//! Rows that are not what they should be: lists go on without them.

use convene_domain::account::{Email, Role};
use convene_domain::id::{OutboxId, PersonId, RegistrationId, SeriesId, WorkshopId};
use convene_domain::workshop::RegistrationState;
use convene_store::account::person;
use convene_store::quiz::{library, listing as games};
use convene_store::workshop::listing::{self, Filter, Part, Place};
use convene_store::workshop::registration::{self, Move};
use convene_store::workshop::{attendance, edit, feed, line, reminder, series, workshop};
use convene_store::{Tx, mail};

use crate::seed::{self, NOW, begin, later};

/// Breaks something, past every function of the store.
async fn damage(tx: &mut Tx, sql: &str) {
    let sql = sqlx::AssertSqlSafe(sql.to_owned());
    let changed = match tx {
        Tx::Sqlite(tx) => sqlx::query(sql).execute(&mut **tx).await.unwrap().rows_affected(),
        Tx::Postgres(tx) => sqlx::query(sql).execute(&mut **tx).await.unwrap().rows_affected(),
        other => panic!("nothing to write with: {other:?}"),
    };
    assert!(changed > 0, "it hits something");
}

/// Three workshops of Ada's, of which the second cannot be read.
async fn workshops(tx: &mut Tx) -> (PersonId, [WorkshopId; 3]) {
    let ada = seed::educator(tx, "Ada").await;
    let mut ids = Vec::new();
    for (title, start) in [("One", 100), ("Two", 200), ("Three", 300)] {
        ids.push(seed::workshop(tx, ada, title, later(start)).await);
    }
    damage(tx, &format!("UPDATE workshop SET level = 'impossible' WHERE id = '{}'", ids[1])).await;
    (ada, ids.try_into().expect("three"))
}

async fn registered(
    tx: &mut Tx,
    workshop: WorkshopId,
    name: &str,
    state: RegistrationState,
) -> registration::Registration {
    let person =
        match person::by_email(tx, &Email::parse(&format!("{name}@example.org")).expect("an address"))
            .await
            .unwrap()
        {
            Some(known) => known.id,
            None => seed::person(tx, name, Role::Member).await,
        };
    let number = match state {
        RegistrationState::Waiting => line::join(tx, workshop).await.unwrap(),
        _ => None,
    };
    let new = registration::New {
        id: RegistrationId::new(NOW, seed::chance()),
        workshop_id: workshop,
        person_id: person,
        name,
        state,
        answers: "{}",
        number,
        zone: None,
        language: None,
        by_other: false,
        whole_series: false,
        walk_in: false,
        now: NOW,
    };
    registration::insert(tx, &new).await.unwrap().expect("a registration")
}

both! {
    async fn lists_of_workshops_leave_out_what_cannot_be_read_and_say_how_much_there_is(db: Db) {
        let mut tx = begin(&db).await;
        let (ada, [one, two, three]) = workshops(&mut tx).await;
        let any = Filter::default();
        let found = listing::coming(&mut tx, &any, NOW, None, 9).await.unwrap();
        assert_eq!(found.iter().map(|row| row.id).collect::<Vec<_>>(), [one, three]);
        assert_eq!((found.found(), &found.unreadable[..]), (3, &[two.to_string()][..]));
        let page = listing::coming(&mut tx, &any, NOW, None, 2).await.unwrap();
        assert_eq!((page.len(), page.found()), (1, 2), "it takes its place on a page");
        let behind = Some(Place { starts_at: page[0].starts_at, id: page[0].id });
        let next = listing::coming(&mut tx, &any, NOW, behind, 2).await.unwrap();
        assert_eq!(next.iter().map(|row| row.id).collect::<Vec<_>>(), [three], "and nothing behind it is lost");
        assert_eq!(listing::past(&mut tx, &any, later(90_000), None, 9).await.unwrap().len(), 2);
        assert_eq!(listing::between(&mut tx, &any, NOW, later(900), 9).await.unwrap().len(), 2);
        assert_eq!(listing::facets(&mut tx, NOW, later(90_000)).await.unwrap().len(), 1);
        assert_eq!(feed::public(&mut tx, &any, NOW, 9).await.unwrap().len(), 2);
        assert_eq!(feed::of_team(&mut tx, ada, NOW, 9).await.unwrap().len(), 2);
        assert_eq!(edit::hosted(&mut tx, ada, edit::Shelf::Coming, NOW, 9).await.unwrap().len(), 2);
    }

    async fn a_persons_workshops_and_a_teams_lists_leave_out_what_cannot_be_read(db: Db) {
        let mut tx = begin(&db).await;
        let (_, [one, two, three]) = workshops(&mut tx).await;
        let mut seats = Vec::new();
        for id in [one, two, three] {
            seats.push(registered(&mut tx, id, "mia", RegistrationState::Confirmed).await);
        }
        let mia = seats[0].person_id;
        registered(&mut tx, one, "tom", RegistrationState::Confirmed).await;
        let own = listing::registered(&mut tx, mia, Part::Coming, NOW, None, 9).await.unwrap();
        assert_eq!((own.len(), own.found()), (2, 3));
        assert_eq!(feed::with_seat(&mut tx, mia, NOW, 9).await.unwrap().len(), 2);
        damage(&mut tx, &format!("UPDATE registration SET state = 'lost' WHERE id = '{}'", seats[0].id)).await;
        let there = attendance::registrants(&mut tx, one).await.unwrap();
        assert_eq!(there.iter().map(|row| row.registration.name.as_str()).collect::<Vec<_>>(), ["tom"]);
        damage(&mut tx, &format!("UPDATE registration SET declined_from = 'lost' WHERE id = '{}'", seats[2].id)).await;
        assert_eq!(feed::seats(&mut tx, mia, NOW, 9).await.unwrap().len(), 1);
    }

    async fn people_quizzes_and_games_are_listed_without_what_cannot_be_read(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        seed::educator(&mut tx, "Ben").await;
        damage(&mut tx, "UPDATE person SET role = 'emperor' WHERE name = 'Ben'").await;
        assert_eq!(person::all(&mut tx).await.unwrap().len(), 1);
        let quiz = seed::quiz(&mut tx, ada, "Yields", NOW).await;
        seed::quiz(&mut tx, ada, "Vaults", NOW).await;
        let broken = "00000000-broken";
        damage(&mut tx, &format!("UPDATE quiz SET id = '{broken}' WHERE title = 'Vaults'")).await;
        let listed = library::list(&mut tx, Some(ada), false).await.unwrap();
        assert_eq!(listed.iter().map(|row| row.id).collect::<Vec<_>>(), [quiz]);
        assert_eq!(games::of_host(&mut tx, ada, 9).await.unwrap(), []);
    }

    async fn who_is_to_be_reminded_is_found_beside_a_workshop_that_cannot_be_read(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let one = seed::workshop(&mut tx, ada, "One", later(100)).await;
        seed::workshop(&mut tx, ada, "Two", later(200)).await;
        damage(&mut tx, "UPDATE workshop SET id = 'broken' WHERE title = 'Two'").await;
        let coming = reminder::coming(&mut tx, NOW, later(900)).await.unwrap();
        assert_eq!(coming.iter().map(|row| row.id).collect::<Vec<_>>(), [one]);
    }

    async fn whoever_is_next_in_line_comes_up_past_one_whose_row_cannot_be_read(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let workshop = seed::workshop(&mut tx, ada, "Full", later(3_600)).await;
        let first = registered(&mut tx, workshop, "mia", RegistrationState::Waiting).await;
        let second = registered(&mut tx, workshop, "tom", RegistrationState::Waiting).await;
        damage(&mut tx, &format!("UPDATE registration SET declined_from = 'lost' WHERE id = '{}'", first.id)).await;
        let next = line::next(&mut tx, workshop).await.unwrap();
        assert_eq!(next.iter().map(|member| member.registration.id).collect::<Vec<_>>(), [second.id]);
        assert_eq!(next.unreadable, [first.id.to_string()]);
    }

    async fn a_series_is_shown_without_the_date_that_cannot_be_read_and_decided_on_with_all(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let new = series::Series {
            id: SeriesId::new(NOW, seed::chance()),
            owner_id: ada,
            rule: "{}".into(),
            zone: "Europe/Berlin".into(),
            created_at: NOW,
        };
        series::insert(&mut tx, &new).await.unwrap();
        let mut made = Vec::new();
        for position in 1..=3 {
            let date = seed::new_workshop(ada, "Weekly", later(position * 3_600));
            let date = workshop::New { series_id: Some(new.id), position, ..date };
            seed::publish(&mut tx, &date).await;
            made.push(registered(&mut tx, date.id, "mia", RegistrationState::Confirmed).await);
        }
        let (id, mia) = (new.id, made[0].person_id);
        damage(&mut tx, &format!("UPDATE workshop SET level = 'impossible' WHERE id = '{}'", made[1].workshop_id)).await;
        damage(&mut tx, &format!("UPDATE registration SET declined_from = 'lost' WHERE id = '{}'", made[2].id)).await;
        let shown = series::readable_dates(&mut tx, id).await.unwrap();
        assert_eq!(shown.iter().map(|date| date.id).collect::<Vec<_>>(), [made[0].workshop_id, made[2].workshop_id]);
        assert_eq!(shown.unreadable, [made[1].workshop_id.to_string()]);
        assert!(series::dates(&mut tx, id).await.is_err());
        let own = registration::in_series(&mut tx, id, mia).await.unwrap();
        assert_eq!(own.rows, made[..2]);
        assert_eq!(own.unreadable, [made[2].id.to_string()]);
    }

    async fn every_workshop_with_ended_offers_is_met_page_by_page(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let mut all = Vec::new();
        for number in 0..5 {
            let workshop = seed::workshop(&mut tx, ada, &format!("Number {number}"), later(3_600)).await;
            for name in ["mia", "tom"] {
                let waits = registered(&mut tx, workshop, name, RegistrationState::Waiting).await;
                let offer = Move { offer_until: Some(later(10)), ..Move::new(RegistrationState::Waiting, RegistrationState::Offered) };
                assert!(registration::change(&mut tx, waits.id, offer, NOW).await.unwrap());
            }
            all.push(workshop);
        }
        all.sort();
        let (mut met, mut after) = (Vec::new(), None);
        loop {
            let page = line::with_ended_offers(&mut tx, later(10), after, 2).await.unwrap();
            let Some(last) = page.last().copied() else { break };
            after = Some(last);
            met.extend(page);
        }
        assert_eq!(met, all);
        damage(&mut tx, &format!("UPDATE registration SET declined_from = 'lost' WHERE workshop_id = '{}' AND name = 'mia'", all[0])).await;
        let over = line::ended_offers(&mut tx, all[0], later(10)).await.unwrap();
        assert_eq!((over.len(), over.unreadable.len()), (1, 1));
    }

    async fn mail_that_cannot_be_read_is_given_up_and_stands_in_nobodys_way(db: Db) {
        let mut tx = begin(&db).await;
        let mut ids = Vec::new();
        for (number, recipient) in ["mia@example.org", "tom@example.org"].into_iter().enumerate() {
            let id = OutboxId::new(NOW, seed::chance());
            let due_at = later(i64::try_from(number).unwrap());
            let new = mail::NewItem { id, kind: "mail", recipient, payload: "{}", due_at, now: NOW };
            mail::insert(&mut tx, &new).await.unwrap();
            ids.push(id);
        }
        damage(&mut tx, "UPDATE outbox SET id = 'broken' WHERE recipient = 'mia@example.org'").await;
        let leased = mail::lease(&mut tx, later(9), later(99), 9).await.unwrap();
        assert_eq!(leased.iter().map(|item| item.id).collect::<Vec<_>>(), [ids[1]]);
        assert_eq!(leased.unreadable, ["broken"]);
        assert_eq!(mail::give_up(&mut tx, &leased.unreadable, "it cannot be read", later(9)).await.unwrap(), 1);
        assert_eq!(mail::give_up(&mut tx, &leased.unreadable, "again", later(9)).await.unwrap(), 0);
        let later_on = mail::lease(&mut tx, later(99), later(199), 9).await.unwrap();
        assert_eq!(later_on.found(), 1, "only the other one comes back");
        assert_eq!(mail::listed(&mut tx, "|mail|", None, 0, 9).await.unwrap().len(), 1);
        assert_eq!(mail::purge(&mut tx, later(10)).await.unwrap(), 1, "it goes like all that ended");
    }
}
