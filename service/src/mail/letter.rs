//! The words of a mail, once as text and once as HTML.

use convene_domain::{Language, Time};

use super::{Attachment, Content};

enum Part {
    Line(String),
    Small(String),
    Code(String),
    Button { label: String, url: String },
    Link { label: String, url: String },
    Facts(Vec<(String, String)>),
    Quote(String),
}

/// A mail in the making.
pub struct Letter {
    language: Language,
    subject: String,
    parts: Vec<Part>,
    secret: bool,
    good_until: Option<Time>,
    attachments: Vec<Attachment>,
    unsubscribe: Option<(String, String)>,
    reply_to: Option<String>,
}

impl Letter {
    /// `language` is the one of all its words.
    pub fn new(language: Language, subject: impl Into<String>) -> Self {
        // A header is one line, whatever a community is called.
        let subject = subject.into().replace(['\r', '\n'], " ");
        Self {
            language,
            subject,
            parts: Vec::new(),
            secret: false,
            good_until: None,
            attachments: Vec::new(),
            unsubscribe: None,
            reply_to: None,
        }
    }

    #[must_use]
    pub fn line(self, text: &str) -> Self {
        self.with(Part::Line(text.to_owned()))
    }

    /// Something beside the point, in smaller letters.
    #[must_use]
    pub fn small(self, text: &str) -> Self {
        self.with(Part::Small(text.to_owned()))
    }

    /// A code to type, large and easy to copy.
    #[must_use]
    pub fn code(self, code: &str) -> Self {
        self.with(Part::Code(code.to_owned()))
    }

    #[must_use]
    pub fn button(self, label: &str, url: &str) -> Self {
        self.with(Part::Button { label: label.to_owned(), url: url.to_owned() })
    }

    /// A link in a line of its own, for what most people will not need.
    #[must_use]
    pub fn link(self, label: &str, url: &str) -> Self {
        self.with(Part::Link { label: label.to_owned(), url: url.to_owned() })
    }

    /// Terms and what they are: when, where.
    #[must_use]
    pub fn facts(self, facts: Vec<(String, String)>) -> Self {
        self.with(Part::Facts(facts))
    }

    /// What somebody else wrote, with its lines as they were typed.
    #[must_use]
    pub fn quote(self, text: &str) -> Self {
        self.with(Part::Quote(text.replace("\r\n", "\n").trim().to_owned()))
    }

    /// Holds something that signs somebody in.
    #[must_use]
    pub fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// Of no use after this moment.
    #[must_use]
    pub fn good_until(mut self, time: Time) -> Self {
        self.good_until = Some(time);
        self
    }

    #[must_use]
    pub fn attach(mut self, attachment: Attachment) -> Self {
        self.attachments.push(attachment);
        self
    }

    /// Can be unsubscribed from at `url`. `reason` says why it came.
    #[must_use]
    pub fn unsubscribe(mut self, reason: &str, url: &str) -> Self {
        self.unsubscribe = Some((reason.to_owned(), url.to_owned()));
        self
    }

    /// Answers go to this address.
    #[must_use]
    pub fn reply_to(mut self, address: &str) -> Self {
        self.reply_to = Some(address.to_owned());
        self
    }

    fn with(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    /// The mail as the outbox keeps it.
    pub(crate) fn content(self, community: &str, public_url: &str) -> Content {
        let text = self.text(community, public_url);
        let html = self.html(community, public_url);
        Content {
            subject: self.subject,
            language: self.language,
            text,
            html,
            secret: self.secret,
            good_until: self.good_until,
            attachments: self.attachments,
            unsubscribe: self.unsubscribe.map(|(_, url)| url),
            reply_to: self.reply_to,
        }
    }

    fn text(&self, community: &str, public_url: &str) -> String {
        let mut text: String = self.parts.iter().map(Part::text).collect();
        text += &format!("-- \n{community}\n{public_url}\n");
        if let Some((reason, url)) = &self.unsubscribe {
            text += &format!("\n{reason}\n{}: {url}\n", unsubscribe(self.language));
        }
        text
    }

    fn html(&self, community: &str, public_url: &str) -> String {
        let body: String = self.parts.iter().map(Part::html).collect();
        let unsubscribe = self.unsubscribe.as_ref().map_or_else(String::new, |(reason, url)| {
            let (reason, url) = (escape(reason), escape(url));
            let label = unsubscribe(self.language);
            format!("<br>{reason} <a href=\"{url}\" style=\"color:#60646c\">{label}</a>")
        });
        format!(
            "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>{subject}</title></head>\
             <body style=\"margin:0;padding:24px;background:#fcfcfd;color:#1c2024;font:16px/1.5 sans-serif\">\
             <div style=\"max-width:560px;margin:0 auto\">{body}\
             <p style=\"margin:32px 0 0;color:#60646c;font-size:14px\">{community}<br><a href=\"{url}\" \
             style=\"color:#60646c\">{url}</a>{unsubscribe}</p></div></body></html>",
            lang = self.language.as_str(),
            subject = escape(&self.subject),
            community = escape(community),
            url = escape(public_url),
        )
    }
}

/// What the way out is called.
const fn unsubscribe(language: Language) -> &'static str {
    match language {
        Language::English => "Unsubscribe",
        Language::German => "Abbestellen",
    }
}

impl Part {
    fn text(&self) -> String {
        match self {
            Part::Line(line) | Part::Small(line) => format!("{line}\n\n"),
            Part::Code(code) => format!("    {code}\n\n"),
            Part::Button { label, url } | Part::Link { label, url } => format!("{label}: {url}\n\n"),
            Part::Facts(facts) => {
                let lines: String = facts.iter().map(|(term, what)| format!("{term}: {what}\n")).collect();
                format!("{lines}\n")
            }
            Part::Quote(quote) => format!("{quote}\n\n"),
        }
    }

    fn html(&self) -> String {
        match self {
            Part::Line(line) => format!("<p style=\"margin:0 0 16px\">{}</p>", escape(line)),
            Part::Small(line) => {
                format!("<p style=\"margin:0 0 16px;color:#60646c;font-size:14px\">{}</p>", escape(line))
            }
            Part::Code(code) => format!(
                "<p style=\"margin:0 0 16px;font-size:28px;letter-spacing:4px;font-weight:700\">{}</p>",
                escape(code)
            ),
            Part::Button { label, url } => format!(
                "<p style=\"margin:0 0 16px\"><a href=\"{}\" style=\"display:inline-block;padding:12px 20px;\
                 border-radius:8px;background:#5151cd;color:#ffffff;text-decoration:none\">{}</a></p>",
                escape(url),
                escape(label)
            ),
            Part::Link { label, url } => format!(
                "<p style=\"margin:0 0 16px;font-size:14px\"><a href=\"{}\" style=\"color:#5151cd\">{}</a></p>",
                escape(url),
                escape(label)
            ),
            Part::Facts(facts) => {
                let rows: String = facts
                    .iter()
                    .map(|(term, what)| {
                        format!(
                            "<tr><th scope=\"row\" style=\"padding:4px 16px 4px 0;text-align:left;\
                             vertical-align:top;color:#60646c;font-weight:400\">{}</th>\
                             <td style=\"padding:4px 0\">{}</td></tr>",
                            escape(term),
                            escape(what).replace('\n', "<br>")
                        )
                    })
                    .collect();
                format!(
                    "<table style=\"margin:0 0 16px;border-collapse:collapse;font:inherit\">{rows}</table>"
                )
            }
            Part::Quote(quote) => format!(
                "<div style=\"margin:0 0 16px;padding:0 0 0 16px;border-left:3px solid #d9d9e0\">{}</div>",
                escape(quote).replace('\n', "<br>")
            ),
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_says_the_same_as_text_and_as_html_and_markup_in_names_is_inert() {
        let content = Letter::new(Language::English, "Hello\r\nBcc: all@example.org")
            .line("Dear <b>you</b>")
            .code("123456")
            .facts(vec![("When".to_owned(), "Sun 22 Nov\n<noon>".to_owned())])
            .quote("One\r\n<i>Two</i>")
            .button("Go", "https://example.org/?a=1&b=2")
            .unsubscribe("You registered.", "https://example.org/unsubscribe/x")
            .content("A & B", "https://example.org");
        assert_eq!(content.subject, "Hello  Bcc: all@example.org");
        for piece in [
            "Dear <b>you</b>",
            "123456",
            "When: Sun 22 Nov\n<noon>",
            "One\n<i>Two</i>",
            "https://example.org/?a=1&b=2",
            "A & B",
            "Unsubscribe: https://example.org/unsubscribe/x",
        ] {
            assert!(content.text.contains(piece), "{piece}");
        }
        for piece in [
            "Dear &lt;b&gt;you",
            "123456",
            "Sun 22 Nov<br>&lt;noon&gt;",
            "One<br>&lt;i&gt;Two",
            "?a=1&amp;b=2",
            "A &amp; B",
            "https://example.org/unsubscribe/x",
        ] {
            assert!(content.html.contains(piece), "{piece}");
        }
    }

    #[test]
    fn a_letter_says_its_language_and_its_way_out_in_it() {
        for (language, lang, out) in
            [(Language::English, "en", "Unsubscribe: "), (Language::German, "de", "Abbestellen: ")]
        {
            let letter = Letter::new(language, "Hallo").unsubscribe("Anmeldung.", "https://example.org/u/x");
            let content = letter.content("A", "https://example.org");
            assert_eq!(content.language, language);
            assert!(content.html.starts_with(&format!("<!doctype html><html lang=\"{lang}\">")));
            assert!(content.text.contains(&format!("{out}https://example.org/u/x")), "{}", content.text);
        }
    }
}
