//! Two accounts of one person become one.

use convene_domain::account::Role;
use convene_domain::id::{PersonId, RegistrationId, WorkshopId};
use convene_domain::workshop::RegistrationState;
use convene_store::account::{merge, person};
use convene_store::quiz::{game, seat};
use convene_store::workshop::{registration, team};
use convene_store::{Db, Tx};

use crate::seed::{self, NOW, begin, later};

async fn registered(
    tx: &mut Tx,
    workshop: WorkshopId,
    person: PersonId,
    state: RegistrationState,
) -> RegistrationId {
    let new = registration::New {
        id: RegistrationId::new(NOW, seed::chance()),
        workshop_id: workshop,
        person_id: person,
        name: "Mia",
        state,
        answers: "{}",
        number: None,
        zone: None,
        language: None,
        by_other: true,
        whole_series: false,
        walk_in: false,
        now: NOW,
    };
    registration::insert(tx, &new).await.expect("stored").expect("a registration").id
}

both! {
    async fn registrations_move_to_another_person_and_the_lesser_one_of_two_goes(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let guest = seed::person(&mut tx, "Guest", Role::Guest).await;
        let mia = seed::person(&mut tx, "Mia", Role::Member).await;
        let (one, two) = (
            seed::workshop(&mut tx, ada, "Vaults", later(9_000)).await,
            seed::workshop(&mut tx, ada, "Oracles", later(9_000)).await,
        );
        let kept = registered(&mut tx, one, guest, RegistrationState::Confirmed).await;
        let ended = registered(&mut tx, two, guest, RegistrationState::Cancelled).await;
        let mut expected = vec![one, two];
        expected.sort_by_key(ToString::to_string);
        assert_eq!(merge::workshops_of(&mut tx, guest).await.unwrap(), expected, "in the order they are held");
        assert!(!merge::drop_registration(&mut tx, kept).await.unwrap(), "it holds a seat");
        assert!(merge::drop_registration(&mut tx, ended).await.unwrap());
        merge::give_registration(&mut tx, kept, mia).await.unwrap();
        let found = registration::of_person(&mut tx, one, mia).await.unwrap().expect("hers now");
        assert_eq!((found.id, found.state), (kept, RegistrationState::Confirmed));
        assert_eq!(merge::workshops_of(&mut tx, guest).await.unwrap(), []);
    }

    async fn seats_in_games_and_places_in_teams_move_once(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let guest = seed::person(&mut tx, "Guest", Role::Guest).await;
        let mia = seed::person(&mut tx, "Mia", Role::Member).await;
        let played = seed::game(&mut tx, ada, "123456", NOW).await;
        let sat = seed::seat(&mut tx, played, "Grace").await;
        seat::claim_for_person(&mut tx, "Grace", guest).await.unwrap();
        let workshop = seed::workshop(&mut tx, ada, "Vaults", later(9_000)).await;
        for helper in [guest, mia] {
            team::add(&mut tx, workshop, helper).await.unwrap();
        }
        game::add_cohost(&mut tx, played, guest, NOW).await.unwrap();
        merge::give_rest(&mut tx, guest, mia).await.unwrap();
        assert!(merge::remove(&mut tx, guest).await.unwrap());
        assert_eq!(seat::by_person(&mut tx, played, mia).await.unwrap().map(|seat| seat.id), Some(sat));
        let helpers = team::helpers(&mut tx, workshop).await.unwrap();
        assert_eq!(helpers.iter().map(|helper| helper.person_id).collect::<Vec<_>>(), [mia]);
        assert!(game::is_host(&mut tx, played, mia).await.unwrap());
    }

    async fn an_account_goes_when_no_registration_is_left(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let guest = seed::person(&mut tx, "Guest", Role::Guest).await;
        let workshop = seed::workshop(&mut tx, ada, "Vaults", later(9_000)).await;
        let id = registered(&mut tx, workshop, guest, RegistrationState::Cancelled).await;
        assert!(!merge::remove(&mut tx, guest).await.unwrap());
        assert!(person::by_id(&mut tx, guest).await.unwrap().is_some(), "nothing is lost with the account");
        merge::drop_registration(&mut tx, id).await.unwrap();
        assert!(merge::remove(&mut tx, guest).await.unwrap());
        assert!(person::by_id(&mut tx, guest).await.unwrap().is_none());
        assert!(!merge::remove(&mut tx, guest).await.unwrap(), "gone already");
    }
}

/// What refers to people, as TABLE.COLUMN. Each was decided about: a guest never signed in, so all but these can refer to
/// members only.
const OF_GUESTS: [&str; 4] =
    ["game_cohost.person_id", "registration.person_id", "seat.person_id", "workshop_team.person_id"];
const OF_MEMBERS: [&str; 15] = [
    "address_undo.person_id",
    "calendar_feed.person_id",
    "draft.person_id",
    "export_log.person_id",
    "game.host_id",
    "picture.owner_id",
    "quiz.owner_id",
    "quiz_import.owner_id",
    "registration.checked_in_by",
    "session.person_id",
    "sign_in.change_for",
    "workshop.owner_id",
    "workshop_message.sender_id",
    "workshop_series.owner_id",
    "workshop_template.owner_id",
];

#[tokio::test]
async fn every_reference_to_a_person_is_decided_about_when_two_become_one() {
    crate::database::on_sqlite(async |db: Db| {
        let Db::Sqlite { readers, .. } = &db else { panic!("SQLite") };
        let found: Vec<String> = sqlx::query_scalar(
            "SELECT tables.name || '.' || reference.\"from\" FROM sqlite_master AS tables
             JOIN pragma_foreign_key_list(tables.name) AS reference
             WHERE tables.type = 'table' AND reference.\"table\" = 'person' ORDER BY 1",
        )
        .fetch_all(readers)
        .await
        .unwrap();
        let mut known: Vec<_> = OF_GUESTS.iter().chain(&OF_MEMBERS).map(|name| (*name).to_owned()).collect();
        known.sort();
        assert_eq!(found, known, "a new one belongs in merge::give_rest, or here");
    })
    .await;
}
