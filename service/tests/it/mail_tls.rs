//! Mail over TLS: from the first byte, or after STARTTLS; to servers whose certificate is known, and to no others.

use std::sync::Arc;

use convene_domain::account::Role;
use convene_service::mail::{self, Security, Shelf, Smtp};
use convene_service::{Settings, Viewer};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::community::Community;
use crate::database::on_sqlite;
use crate::mail::{Letters, converse};

/// A mail server with a certificate for one name, and the authority that signed it.
struct Postbox {
    port: u16,
    security: Security,
    letters: Letters,
    /// The authority's certificate.
    pem: String,
}

/// The authority, and a server's side of TLS with a certificate for `name` signed by it.
fn certified(name: &str) -> (String, TlsAcceptor) {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_key = KeyPair::generate().expect("a key");
    let pem = authority.self_signed(&authority_key).expect("a certificate").pem();
    let key = KeyPair::generate().expect("a key");
    let issuer = Issuer::new(authority, authority_key);
    let params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
    let certificate = params.signed_by(&key, &issuer).expect("a certificate");
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .expect("a certificate and its key");
    (pem, TlsAcceptor::from(Arc::new(config)))
}

impl Postbox {
    async fn open(security: Security, name: &str) -> Self {
        let (pem, acceptor) = certified(name);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let postbox = Self { port, security, letters: Arc::default(), pem };
        let letters = postbox.letters.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, security, acceptor.clone(), letters.clone()));
            }
        });
        postbox
    }

    /// A community that sends by this server, and knows its authority or not.
    async fn community(&self, db: convene_store::Db, knows: bool) -> Community {
        let smtp = Smtp {
            host: "localhost".into(),
            port: self.port,
            security: self.security,
            username: String::new(),
            password: String::new(),
            from: "learn@example.org".into(),
        };
        Community::with_settings(
            db,
            Settings {
                public_url: "https://learn.example.org".into(),
                smtp: Some(smtp),
                smtp_ca: knows.then(|| self.pem.clone()),
                address_key: [7; 32],
            },
        )
        .await
    }
}

async fn serve(stream: TcpStream, security: Security, acceptor: TlsAcceptor, letters: Letters) {
    let slow = Arc::new(Notify::new());
    match security {
        Security::Tls => {
            let Ok(stream) = acceptor.accept(stream).await else { return };
            converse(stream, "220 postbox\r\n", letters, slow).await;
        }
        Security::Starttls => {
            let Some(stream) = upgraded(stream).await else { return };
            let Ok(stream) = acceptor.accept(stream).await else { return };
            converse(stream, "", letters, slow).await;
        }
        Security::None => converse(stream, "220 postbox\r\n", letters, slow).await,
    }
}

/// Talks in the clear until the other side wants TLS.
async fn upgraded(stream: TcpStream) -> Option<TcpStream> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 postbox\r\n").await.ok()?;
    let mut line = String::new();
    while stream.read_line(&mut line).await.ok()? > 0 {
        match line.trim_end() {
            "STARTTLS" => {
                stream.write_all(b"220 go on\r\n").await.ok()?;
                return Some(stream.into_inner());
            }
            said if said.starts_with("EHLO") => {
                stream.write_all(b"250-postbox\r\n250 STARTTLS\r\n").await.ok()?;
            }
            _ => stream.write_all(b"530 5.7.0 STARTTLS first\r\n").await.ok()?,
        }
        line.clear();
    }
    None
}

fn admin(community: &Community) -> Viewer {
    let mut admin = community.lea.clone();
    if let Some(person) = &mut admin.person {
        person.role = Role::Admin;
    }
    admin
}

/// Why the test message could not leave; none when it did.
async fn test_message(community: &Community) -> Option<String> {
    let (service, admin) = (&community.service, admin(community));
    mail::send_test(service, &admin, "mia@example.org").await.expect("asked");
    assert_eq!(mail::deliver_due(service).await.expect("works"), 1);
    let sent = mail::list(service, &admin, Shelf::All).await.expect("mails").mails.remove(0);
    assert_eq!(sent.item.state == "done", sent.item.last_error.is_none());
    sent.item.last_error
}

async fn doctor(community: &Community) -> Result<(), String> {
    mail::check_smtp(&community.service).await.expect("asked").expect("a server is set")
}

#[tokio::test]
async fn mail_leaves_over_tls_from_the_first_byte_and_after_starttls() {
    for security in [Security::Tls, Security::Starttls] {
        on_sqlite(move |db| async move {
            let postbox = Postbox::open(security, "localhost").await;
            let community = postbox.community(db, true).await;
            assert_eq!(doctor(&community).await, Ok(()), "{security:?}");
            assert_eq!(test_message(&community).await, None, "{security:?}");
            let letters = postbox.letters.lock().await;
            assert!(letters.len() == 1 && letters[0].contains("To: mia@example.org"), "{letters:?}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_certificate_of_an_unknown_authority_is_refused_and_the_sentence_says_what_to_do() {
    for security in [Security::Tls, Security::Starttls] {
        on_sqlite(move |db| async move {
            let postbox = Postbox::open(security, "localhost").await;
            let community = postbox.community(db, false).await;
            let sentence = doctor(&community).await.expect_err("refused");
            assert!(sentence.contains("no authority known here has signed"), "{sentence}");
            assert!(sentence.contains("CONVENE_SMTP_CA_FILE"), "{sentence}");
            assert_eq!(test_message(&community).await, Some(sentence), "admins read the same");
            assert!(postbox.letters.lock().await.is_empty());
        })
        .await;
    }
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    on_sqlite(|db| async move {
        let postbox = Postbox::open(Security::Tls, "mail.example.org").await;
        let community = postbox.community(db, true).await;
        let sentence = doctor(&community).await.expect_err("refused");
        assert!(sentence.starts_with("localhost shows a certificate for another name."), "{sentence}");
    })
    .await;
}

#[tokio::test]
async fn a_server_that_offers_no_starttls_gets_no_mail_in_the_clear() {
    on_sqlite(|db| async move {
        let mut postbox = Postbox::open(Security::None, "localhost").await;
        postbox.security = Security::Starttls;
        let community = postbox.community(db, true).await;
        assert!(doctor(&community).await.is_err());
        assert!(test_message(&community).await.is_some());
        assert!(postbox.letters.lock().await.is_empty());
    })
    .await;
}

#[test]
fn what_is_no_certificate_is_refused_with_a_reason() {
    let (pem, _) = certified("localhost");
    assert_eq!(mail::check_authorities(&pem), Ok(()));
    for wrong in ["", "/etc/ssl/ca.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        assert!(mail::check_authorities(wrong).is_err(), "{wrong}");
    }
}
