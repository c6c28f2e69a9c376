//! Places, shares, and those who take nothing in.

use tokio::net::TcpListener;

use super::*;

/// Two addresses, and a proxy that is believed.
const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 7));
const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 8));
const PROXY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 9));

fn door(places: usize, each: usize) -> Door {
    Door::new(places, each, &["10.0.0.9".parse().unwrap()])
}

async fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap());
    let (client, accepted) = tokio::join!(client, listener.accept());
    (client.unwrap(), accepted.unwrap().0)
}

#[tokio::test]
async fn who_finds_no_place_is_told_and_a_place_that_frees_is_given_again() {
    let door = door(1, 1);
    let (_first_client, first) = pair().await;
    let guest = door.admit(first, HERE).expect("a place");
    let (mut second_client, second) = pair().await;
    assert!(door.admit(second, THERE).is_none());
    second_client.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut said = String::new();
    second_client.read_to_string(&mut said).await.unwrap();
    assert!(said.starts_with("HTTP/1.1 503 ") && said.ends_with(FULL), "{said}");
    drop(guest);
    assert!(door.admit(pair().await.1, THERE).is_some());
}

#[tokio::test]
async fn who_takes_nothing_in_is_let_go_and_who_is_only_slow_is_not() {
    let door = door(2, 2);
    let (mut client, stream) = pair().await;
    let mut guest = door.admit(stream, HERE).expect("a place");
    guest.patience = Duration::from_millis(300);
    // More than the buffers on the way hold; the reader takes a piece whenever there is one.
    let whole = vec![b'x'; 16 << 20];
    let reading = async {
        let mut piece = vec![0; 64 << 10];
        let mut seen = 0;
        while seen < whole.len() {
            seen += client.read(&mut piece).await.unwrap();
            tokio::task::yield_now().await;
        }
    };
    let (sent, ()) = tokio::join!(guest.write_all(&whole), reading);
    sent.expect("it was taken in piece by piece");
    let stuck = guest.write_all(&whole).await.expect_err("nobody reads any more");
    assert_eq!(stuck.kind(), ErrorKind::TimedOut);
}

#[tokio::test]
async fn one_address_has_its_share_of_the_places_and_others_find_theirs() {
    let door = door(4, 2);
    let mut guests = Vec::new();
    for _ in 0..2 {
        guests.push(door.admit(pair().await.1, HERE).expect("a place"));
    }
    let (mut client, stream) = pair().await;
    assert!(door.admit(stream, HERE).is_none(), "its share is taken");
    client.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut said = String::new();
    client.read_to_string(&mut said).await.unwrap();
    assert!(said.starts_with("HTTP/1.1 429 ") && said.ends_with(SHARE), "{said}");
    guests.push(door.admit(pair().await.1, THERE).expect("a place of somebody else's"));
    guests.swap_remove(0);
    assert!(door.admit(pair().await.1, HERE).is_some(), "one of the two has left");
}

#[tokio::test]
async fn a_trusted_proxy_may_take_every_place() {
    let door = door(3, 1);
    let mut guests = Vec::new();
    for _ in 0..3 {
        guests.push(door.admit(pair().await.1, PROXY).expect("a place"));
    }
    assert!(door.admit(pair().await.1, PROXY).is_none(), "there are no more");
}

#[test]
fn a_share_leaves_room_for_others_and_holds_a_lecture_hall() {
    assert_eq!(share(10_000, None), 3_333);
    assert_eq!(share(2_400, None), 1_000);
    assert_eq!(share(896, None), 403, "two of them leave a tenth for others");
    assert_eq!((share(2, None), share(1, None)), (1, 1));
    assert_eq!(share(10_000, Some(50)), 50);
}
