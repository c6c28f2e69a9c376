//! A member proves an address under which they, or somebody for them, registered as a guest.

use convene_domain::account::Role;
use convene_domain::id::WorkshopId;
use convene_domain::workshop::RegistrationState::{self, Confirmed, Waiting};
use convene_service::account::{address as addresses, proof};
use convene_service::workshop::attendance;
use convene_service::workshop::register::{Form, register};
use convene_service::{Service, Viewer};
use convene_store::account::person;

use crate::account::code_of;
use crate::community::Community;
use crate::signing_up::{address, content, of_guest, planned, signs_up, sound, state_of, with_seats};

/// Mia registers herself, happy to wait.
async fn mia_signs_up(community: &Community, workshop: WorkshopId) {
    let form = Form { waiting_ok: true, ..Form::default() };
    register(&community.service, &community.mia, workshop, &form).await.expect("signed up");
}

/// Mia proves that the guest's address is hers.
async fn mia_takes_the_address_of(community: &Community, guest: usize) {
    let (service, mia) = (&community.service, &community.mia);
    let email = address(guest);
    addresses::ask(service, mia, &email, &proof::Given::default()).await.expect("asked");
    let code = code_of(service, &email).await;
    addresses::complete(service, mia, &code).await.expect("changed");
}

async fn mia_now(service: &Service, mia: &Viewer) -> person::Person {
    let mut tx = service.db().read().await.expect("a connection");
    person::by_id(&mut tx, mia.id().expect("an account")).await.expect("read").expect("Mia")
}

/// Who has the registration under the guest's address now, and how it stands: it must be Mia.
async fn mias(community: &Community, workshop: WorkshopId, guest: usize) -> RegistrationState {
    let found = of_guest(&community.service, workshop, guest).await.expect("a registration");
    assert_eq!(Some(found.person_id), community.mia.id());
    found.state
}

both! {
    async fn what_a_guest_had_is_the_members_who_proves_the_address(community: Community) {
        let service = &community.service;
        let (one, two) = (planned(&community, content(), None).await, with_seats(&community, 1).await);
        for workshop in [one, two] {
            signs_up(service, workshop, 1).await.expect("signed up");
        }
        let seat = of_guest(service, two, 1).await.expect("a seat");
        mia_takes_the_address_of(&community, 1).await;
        assert_eq!(mia_now(service, &community.mia).await.email, address(1));
        assert_eq!(of_guest(service, two, 1).await.expect("a seat").id, seat.id, "links in mails still work");
        for workshop in [one, two] {
            assert_eq!(mias(&community, workshop, 1).await, Confirmed);
            sound(&community, workshop).await;
        }
    }

    async fn of_two_seats_one_goes_to_the_next_in_line(community: Community) {
        let service = &community.service;
        let id = with_seats(&community, 2).await;
        mia_signs_up(&community, id).await;
        for guest in 1..=3 {
            signs_up(service, id, guest).await.expect("signed up");
        }
        assert_eq!(state_of(service, id, 2).await, Waiting);
        mia_takes_the_address_of(&community, 1).await;
        assert_eq!(mias(&community, id, 1).await, Confirmed);
        assert_eq!((state_of(service, id, 2).await, state_of(service, id, 3).await), (Confirmed, Waiting));
        sound(&community, id).await;
    }

    async fn a_seat_is_kept_before_a_place_in_line_and_the_earlier_place_before_the_later(community: Community) {
        let service = &community.service;
        let (seat, line) = (with_seats(&community, 1).await, with_seats(&community, 1).await);
        signs_up(service, seat, 1).await.expect("a seat");
        signs_up(service, line, 9).await.expect("somebody else's seat");
        signs_up(service, line, 1).await.expect("in line");
        for id in [seat, line] {
            signs_up(service, id, 2).await.expect("in line");
            mia_signs_up(&community, id).await;
        }
        mia_takes_the_address_of(&community, 1).await;
        assert_eq!(mias(&community, seat, 1).await, Confirmed);
        assert_eq!(mias(&community, line, 1).await, Waiting);
        for id in [seat, line] {
            assert_eq!(state_of(service, id, 2).await, Waiting, "nobody is passed and nobody passes");
            let (workshop, _) = sound(&community, id).await;
            assert_eq!(workshop.taken, 1);
        }
        let hers = of_guest(service, line, 1).await.expect("Mia's").number;
        assert!(hers < of_guest(service, line, 2).await.expect("guest 2").number, "the place of the earlier one");
    }

    async fn what_an_admin_made_of_the_guest_the_member_is(community: Community) {
        let service = &community.service;
        let id = with_seats(&community, 5).await;
        signs_up(service, id, 1).await.expect("signed up");
        let guest = of_guest(service, id, 1).await.expect("a seat").person_id;
        let mut tx = service.db().begin().await.expect("a transaction");
        assert!(person::set_role(&mut tx, guest, Role::Educator).await.expect("set"));
        tx.commit().await.expect("a commit");
        mia_takes_the_address_of(&community, 1).await;
        assert_eq!(mia_now(service, &community.mia).await.role, Role::Educator);
        let counts = attendance::counts(service, &community.ada, id).await.expect("counted");
        assert_eq!(counts.confirmed, 1);
    }
}
