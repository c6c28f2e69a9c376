//! The words of a mail, once as text and once as HTML.

use super::Content;

enum Part {
    Line(String),
    Code(String),
    Button { label: String, url: String },
}

/// A mail in the making.
pub struct Letter {
    subject: String,
    parts: Vec<Part>,
    secret: bool,
}

impl Letter {
    pub fn new(subject: impl Into<String>) -> Self {
        // A header is one line, whatever a community is called.
        let subject = subject.into().replace(['\r', '\n'], " ");
        Self { subject, parts: Vec::new(), secret: false }
    }

    #[must_use]
    pub fn line(mut self, text: &str) -> Self {
        self.parts.push(Part::Line(text.to_owned()));
        self
    }

    /// A code to type, large and easy to copy.
    #[must_use]
    pub fn code(mut self, code: &str) -> Self {
        self.parts.push(Part::Code(code.to_owned()));
        self
    }

    #[must_use]
    pub fn button(mut self, label: &str, url: &str) -> Self {
        self.parts.push(Part::Button { label: label.to_owned(), url: url.to_owned() });
        self
    }

    /// Holds something that signs somebody in.
    #[must_use]
    pub fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    pub(super) fn content(&self, community: &str, public_url: &str) -> Content {
        let mut text = String::new();
        let mut body = String::new();
        for part in &self.parts {
            match part {
                Part::Line(line) => {
                    text += &format!("{line}\n\n");
                    body += &format!("<p style=\"margin:0 0 16px\">{}</p>", escape(line));
                }
                Part::Code(code) => {
                    text += &format!("    {code}\n\n");
                    body += &format!(
                        "<p style=\"margin:0 0 16px;font-size:28px;letter-spacing:4px;font-weight:700\">{}</p>",
                        escape(code)
                    );
                }
                Part::Button { label, url } => {
                    text += &format!("{label}: {url}\n\n");
                    body += &format!(
                        "<p style=\"margin:0 0 16px\"><a href=\"{}\" style=\"display:inline-block;padding:12px 20px;\
                         border-radius:8px;background:#5151cd;color:#ffffff;text-decoration:none\">{}</a></p>",
                        escape(url),
                        escape(label)
                    );
                }
            }
        }
        text += &format!("-- \n{community}\n{public_url}\n");
        let html = format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{subject}</title></head>\
             <body style=\"margin:0;padding:24px;background:#fcfcfd;color:#1c2024;font:16px/1.5 sans-serif\">\
             <div style=\"max-width:560px;margin:0 auto\">{body}\
             <p style=\"margin:32px 0 0;color:#60646c;font-size:14px\">{community}<br><a href=\"{url}\" \
             style=\"color:#60646c\">{url}</a></p></div></body></html>",
            subject = escape(&self.subject),
            community = escape(community),
            url = escape(public_url),
        );
        Content { subject: self.subject.clone(), text, html, secret: self.secret }
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
        let letter = Letter::new("Hello\r\nBcc: all@example.org").line("Dear <b>you</b>").code("123456");
        let content =
            letter.button("Go", "https://example.org/?a=1&b=2").content("A & B", "https://example.org");
        assert_eq!(content.subject, "Hello  Bcc: all@example.org");
        for piece in ["Dear <b>you</b>", "123456", "https://example.org/?a=1&b=2", "A & B"] {
            assert!(content.text.contains(piece), "{piece}");
        }
        for piece in ["Dear &lt;b&gt;you", "123456", "?a=1&amp;b=2", "A &amp; B"] {
            assert!(content.html.contains(piece), "{piece}");
        }
    }
}
