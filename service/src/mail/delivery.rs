//! One mail on its way to the server: how it is put together, and the conversation that hands it over.

use std::time::Duration;

use convene_domain::field::without_controls;
use lettre::address::Envelope;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment as AttachedPart, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::{Address, Message};

use super::{Content, Security, Smtp};
use crate::Service;

/// How long the server may take to answer one command.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why a mail did not leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// May work later: the server is away, busy, or refuses the community itself.
    ForNow(String),
    /// The server refused this address or this mail for good (a 5yz reply to RCPT or to the content, RFC 5321,
    /// section 4.2.1). Sending it again would only be refused again.
    ForGood(String),
}

impl Failure {
    fn now(error: impl std::fmt::Display) -> Self {
        Self::ForNow(words(error))
    }

    fn answered(error: &lettre::transport::smtp::Error) -> Self {
        // lettre's text of a refusal is "permanent error (550): ..."
        if error.is_permanent() { Self::ForGood(words(error)) } else { Self::ForNow(words(error)) }
    }
}

/// What a server said, which is stored: it may say anything, and PostgreSQL stores no NUL.
fn words(error: impl std::fmt::Display) -> String {
    without_controls(&error.to_string())
}

/// Hands one mail to the server. `message_id` stays the same over all tries, so that a second one is recognisably
/// the same mail.
pub(super) async fn deliver(
    service: &Service,
    smtp: &Smtp,
    message_id: &str,
    to: &str,
    content: &Content,
) -> Result<(), Failure> {
    let from: Mailbox =
        smtp.from.parse().map_err(|error| Failure::ForNow(format!("sender {}: {error}", smtp.from)))?;
    // An address no server can be asked about gets no better by waiting.
    let to: Mailbox = to.parse().map_err(|error| Failure::ForGood(format!("recipient {to}: {error}")))?;
    let recipient = to.email.clone();
    let message = message(from, to, message_id, content).map_err(Failure::ForGood)?;
    let mut connection = connect(service, smtp).await.map_err(Failure::ForNow)?;
    let outcome = converse(&mut connection, message.envelope(), recipient, &message.formatted()).await;
    match outcome {
        // The mail is taken; how the server says goodbye changes nothing.
        Ok(()) => drop(connection.quit().await),
        Err(_) => connection.abort().await,
    }
    outcome
}

/// Authorities' certificates in PEM form; the sentence of a refusal goes on after the setting's name.
fn authorities(pem: &str) -> Result<Certificate, String> {
    if !pem.contains("-----BEGIN CERTIFICATE-----") {
        return Err("holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)".to_owned());
    }
    Certificate::from_pem(pem.as_bytes()).map_err(|error| format!("cannot be read: {error}"))
}

/// Whether `pem` can be used as `smtp_ca`; else why not.
pub fn check_authorities(pem: &str) -> Result<(), String> {
    let authorities = authorities(pem)?;
    let tls = TlsParameters::builder("localhost".to_owned()).add_root_certificate(authorities).build();
    tls.map(drop).map_err(|error| format!("cannot be read: {error}"))
}

/// Opens a conversation with the mail server, protected and signed in as its settings say.
pub(super) async fn connect(service: &Service, smtp: &Smtp) -> Result<AsyncSmtpConnection, String> {
    let mut tls = TlsParameters::builder(smtp.host.clone());
    if let Some(pem) = &service.settings().smtp_ca {
        tls = tls.add_root_certificate(authorities(pem).map_err(|error| format!("smtp_ca {error}"))?);
    }
    let connected = async { open(smtp, tls.build()?).await };
    connected.await.map_err(|error: lettre::transport::smtp::Error| in_words(smtp, &error.to_string()))
}

/// What an admin can do about a certificate that was refused; everything else is said as the library says it.
fn in_words(smtp: &Smtp, error: &str) -> String {
    let host = &smtp.host;
    let advice = if error.contains("UnknownIssuer") {
        format!(
            "{host} shows a certificate that no authority known here has signed. If it is one of your own, set \
             CONVENE_SMTP_CA_FILE to the file with that authority's certificate"
        )
    } else if error.contains("certificate expired") || error.contains("certificate not valid yet") {
        format!("{host} shows a certificate that is not valid today. Renew it, or look at the clocks")
    } else if error.contains("certificate not valid for name") {
        format!(
            "{host} shows a certificate for another name. Set the mail server by the name in its certificate"
        )
    } else {
        return error.to_owned();
    };
    format!("{advice} ({error})")
}

async fn open(
    smtp: &Smtp,
    tls: TlsParameters,
) -> Result<AsyncSmtpConnection, lettre::transport::smtp::Error> {
    let hello = ClientId::default();
    let wrapped = (smtp.security == Security::Tls).then(|| tls.clone());
    let server = (smtp.host.as_str(), smtp.port);
    let mut connection =
        AsyncSmtpConnection::connect_tokio1(server, Some(PATIENCE), &hello, wrapped, None).await?;
    if smtp.security == Security::Starttls {
        connection.starttls(tls, &hello).await?;
    }
    if !smtp.username.is_empty() {
        let credentials = Credentials::new(smtp.username.clone(), smtp.password.clone());
        connection.auth(DEFAULT_MECHANISMS, &credentials).await?;
    }
    Ok(connection)
}

async fn converse(
    connection: &mut AsyncSmtpConnection,
    envelope: &Envelope,
    recipient: Address,
    message: &[u8],
) -> Result<(), Failure> {
    let mut parameters = Vec::new();
    let ascii = |address: &Address| address.to_string().is_ascii();
    if !envelope.to().iter().chain(envelope.from()).all(ascii) {
        if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            let sentence = "the mail server takes no addresses with letters beyond ASCII (SMTPUTF8)";
            return Err(Failure::ForGood(sentence.to_owned()));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    // A refused sender is a matter of settings, which an admin mends while the mail waits.
    let sender = Mail::new(envelope.from().cloned(), parameters);
    connection.command(sender).await.map_err(Failure::now)?;
    connection.command(Rcpt::new(recipient, Vec::new())).await.map_err(|error| Failure::answered(&error))?;
    connection.command(Data).await.map_err(|error| Failure::answered(&error))?;
    connection.message(message).await.map_err(|error| Failure::answered(&error))?;
    Ok(())
}

fn message(from: Mailbox, to: Mailbox, message_id: &str, content: &Content) -> Result<Message, String> {
    let mut message = Message::builder()
        .from(from)
        .to(to)
        .subject(&content.subject)
        .message_id(Some(message_id.to_owned()))
        // RFC 3834: no out-of-office answers to what a program sent.
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("Content-Language", content.language.as_str()));
    if let Some(address) = &content.reply_to {
        message =
            message.reply_to(address.parse().map_err(|error| format!("answers to {address}: {error}"))?);
    }
    if let Some(url) = &content.unsubscribe {
        // RFC 8058: the mail program itself posts there when its reader asks it to.
        message = message
            .raw_header(header("List-Unsubscribe", &format!("<{url}>")))
            .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    }
    message.multipart(parts(content)?).map_err(|error| error.to_string())
}

/// A header of ASCII that is passed on as it is: an address must not be folded or encoded.
fn header(name: &'static str, value: &str) -> HeaderValue {
    let name = HeaderName::new_from_ascii_str(name);
    HeaderValue::dangerous_new_pre_encoded(name, value.to_owned(), value.to_owned())
}

/// Text, HTML and calendar as alternatives of each other; files beside them. A calendar is both, because some
/// programs look at the one and some at the other.
fn parts(content: &Content) -> Result<MultiPart, String> {
    let mut said = MultiPart::alternative()
        .singlepart(SinglePart::plain(content.text.clone()))
        .singlepart(SinglePart::html(content.html.clone()));
    let mut files = Vec::new();
    for attachment in &content.attachments {
        let kind = &attachment.media_type;
        let kind = ContentType::parse(kind).map_err(|error| format!("attachment of type {kind}: {error}"))?;
        if attachment.media_type.starts_with("text/calendar") {
            let part = SinglePart::builder().header(kind.clone()).body(attachment.body.clone());
            said = said.singlepart(part);
        }
        files.push(AttachedPart::new(attachment.name.clone()).body(attachment.body.clone(), kind));
    }
    if files.is_empty() {
        return Ok(said);
    }
    Ok(files.into_iter().fold(MultiPart::mixed().multipart(said), MultiPart::singlepart))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_kept_without_what_no_database_stores() {
        assert_eq!(Failure::now("no\0 such\u{7} mailbox"), Failure::ForNow("no such mailbox".to_owned()));
    }
}
