//! What a mail looks like: plain text beside HTML, headers that say that a machine wrote it unless a person did, and bytes
//! that are the same in every copy. Everything that is put in is text: escaped in HTML, on one line in headers.

use crate::domain::mail::has_lone_line_end;
use lettre::Address;
use lettre::address::Envelope;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, Message, MultiPart, SinglePart};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};
use sha2::{Digest, Sha256};
use shared::rules::one_line;
use shared::settings::RIGHT_TO_LEFT;
use shared::time::Timestamp;
use std::sync::LazyLock;
use std::time::{Duration, UNIX_EPOCH};
use url::Host;

/// Longest subject in characters; more is cut off.
const SUBJECT_CHARS: usize = 200;

/// What a mail says, in a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Of its texts, such as `pl`.
    pub lang: &'static str,
    /// The person who wrote it; `None` if a machine did.
    pub author: Option<String>,
    /// What it is about.
    pub subject: String,
    /// What it says, one paragraph each.
    pub paragraphs: Vec<String>,
    /// What to press: the words, and where it leads.
    pub button: Option<(String, String)>,
    /// What stands below in small letters.
    pub notes: Vec<String>,
}

/// Whom mails come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// Their name; may be empty.
    pub name: String,
    /// Their address.
    pub address: String,
}

/// What stands around a letter.
#[derive(Clone, Copy, Debug)]
pub struct Cover<'a> {
    /// Whom it comes from.
    pub sender: &'a Sender,
    /// Whom it goes to.
    pub recipient: &'a str,
    /// Names it to mail servers, in every copy.
    pub message_id: &'a str,
    /// The names of the mails that it follows, the first of the thread first.
    pub thread: &'a [String],
    /// When it was written.
    pub written_at: Timestamp,
}

/// A mail as it is handed to a server.
#[derive(Clone, Debug)]
pub struct Composed {
    /// Whom it goes to, and who is told if it can't.
    pub envelope: Envelope,
    /// Headers and parts. No line end stands alone in them.
    pub bytes: Vec<u8>,
}

/// A mail that can't be: an address in it isn't one for mails.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unwritable(String);

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    templates.set_auto_escape_callback(|name| {
        if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None }
    });
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    for (name, source) in
        [("letter.html", include_str!("letter.html")), ("letter.txt", include_str!("letter.txt"))]
    {
        templates.add_template(name, source).expect("a template of ours is one");
    }
    templates
});

/// A name for a mail under the sender's own domain. It stays the same however often the mail is sent.
pub fn message_id(id: &str, sender_address: &str) -> String {
    let domain = sender_address.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
    let domain = Host::parse(domain).map_or_else(|_| "localhost".to_owned(), |host| host.to_string());
    format!("<{id}@{domain}>")
}

/// Puts a mail together.
///
/// # Errors
/// An address can't be written in a mail.
pub fn compose(cover: Cover<'_>, letter: &Letter) -> Result<Composed, Unwritable> {
    let Cover { sender, recipient, message_id, thread, written_at } = cover;
    let name = shown_name(sender, letter);
    let from = Mailbox::new((!name.is_empty()).then_some(name), address(&sender.address)?);
    let date = UNIX_EPOCH + Duration::from_millis(written_at.0.max(0).unsigned_abs());
    let mut message = Message::builder()
        .from(from)
        .to(Mailbox::new(None, address(recipient)?))
        .subject(subject(&letter.subject))
        .date(date)
        .message_id(Some(one_line(message_id)));
    if let Some(before) = thread.last() {
        message = message.in_reply_to(one_line(before)).references(one_line(&thread.join(" ")));
    }
    if letter.author.is_none() {
        message = message
            .raw_header(said("Auto-Submitted", "auto-generated"))
            .raw_header(said("X-Auto-Response-Suppress", "All"));
    }
    let message =
        message.multipart(parts(message_id, letter)?).map_err(|error| Unwritable(error.to_string()))?;
    let bytes = message.formatted();
    if has_lone_line_end(&bytes) {
        return Err(Unwritable("a line end stands alone in it".into()));
    }
    Ok(Composed { envelope: message.envelope().clone(), bytes })
}

/// Whom a reader sees it come from: the person who wrote it, and for whom.
fn shown_name(sender: &Sender, letter: &Letter) -> String {
    let (author, sender) =
        (letter.author.as_deref().map(one_line).unwrap_or_default(), one_line(&sender.name));
    match (author.as_str(), sender.as_str()) {
        ("", name) | (name, "") => name.to_owned(),
        (author, sender) => format!("{author} ({sender})"),
    }
}

/// A subject on one line, not too long.
pub fn subject(text: &str) -> String {
    shared::rules::cut(&one_line(text), SUBJECT_CHARS).to_owned()
}

fn parts(message_id: &str, letter: &Letter) -> Result<MultiPart, Unwritable> {
    let values = context! {
        lang => letter.lang,
        direction => if RIGHT_TO_LEFT.contains(&letter.lang) { "rtl" } else { "ltr" },
        subject => subject(&letter.subject),
        is_by_machine => letter.author.is_none(),
        paragraphs => &letter.paragraphs,
        button => &letter.button,
        notes => &letter.notes,
    };
    let written = |template: &str| {
        let template = TEMPLATES.get_template(template).and_then(|template| template.render(&values));
        template.map_err(|error| Unwritable(format!("{error:#}")))
    };
    // The same in every copy, and in no text.
    let boundary = hex::encode(&Sha256::digest(message_id)[..16]);
    Ok(MultiPart::alternative()
        .boundary(boundary)
        .singlepart(part(ContentType::TEXT_PLAIN, written("letter.txt")?)?)
        .singlepart(part(ContentType::TEXT_HTML, written("letter.html")?)?))
}

/// Always encoded, so that no line of a text reaches the server as it stands.
fn part(kind: ContentType, text: String) -> Result<SinglePart, Unwritable> {
    let body = Body::new_with_encoding(text, ContentTransferEncoding::QuotedPrintable)
        .map_err(|_| Unwritable("its text can't be encoded".into()))?;
    Ok(SinglePart::builder().header(kind).body(body))
}

fn said(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// Its domain as the domain name system knows it.
fn address(text: &str) -> Result<Address, Unwritable> {
    let wrong = || Unwritable(format!("{text:?} is no address for mails"));
    let (user, domain) = text.trim().rsplit_once('@').ok_or_else(wrong)?;
    let domain = Host::parse(domain).map_err(|_| wrong())?.to_string();
    Address::new(user, domain).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn letter() -> Letter {
        Letter {
            lang: "pl",
            author: None,
            subject: "Zażółć gęślą".into(),
            paragraphs: vec!["<b>Cześć</b> & witaj".into(), ".\r\n.\n.\r".into()],
            button: Some(("Dalej".into(), "https://chat.example.com/console/welcome#abc".into())),
            notes: vec!["Drobnym drukiem".into()],
        }
    }

    fn sender(name: &str) -> Sender {
        Sender { name: name.into(), address: "chat@example.com".into() }
    }

    fn composed(sender: &Sender, recipient: &str, letter: &Letter) -> Result<String, Unwritable> {
        composed_after(&[], sender, recipient, letter)
    }

    fn composed_after(
        thread: &[String],
        sender: &Sender,
        recipient: &str,
        letter: &Letter,
    ) -> Result<String, Unwritable> {
        let message_id = message_id("id-1", &sender.address);
        let written_at = Timestamp(1_795_262_400_000);
        let cover = Cover { sender, recipient, message_id: &message_id, thread, written_at };
        compose(cover, letter).map(|mail| String::from_utf8(mail.bytes).unwrap())
    }

    /// The lines before the first empty one, with folded ones joined.
    fn headers(mail: &str) -> Vec<String> {
        let head = mail.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
        head.split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_mail_is_written_like_this() {
        let mail = composed(&sender("Sklep Ćwir"), "anna@example.org", &letter()).unwrap();
        insta::assert_snapshot!(mail.replace("\r\n", "\n"));
    }

    #[test]
    fn a_person_answers_in_a_thread() {
        let thread = ["root", "reply"].map(|id| message_id(id, "chat@example.com"));
        let letter = Letter { author: Some("Anna <Ćwir>".into()), button: None, ..letter() };
        for (name, from) in [("Sklep", "Anna <Ćwir> (Sklep)"), ("", "Anna <Ćwir>")] {
            let mail = composed_after(&thread, &sender(name), "anna@example.org", &letter).unwrap();
            let headers = headers(&mail);
            let has = |header: &str| headers.iter().any(|line| line == header);
            assert!(has("In-Reply-To: <reply@example.com>"), "{headers:?}");
            assert!(has("References: <root@example.com> <reply@example.com>"), "{headers:?}");
            assert!(!mail.contains("Auto-") && !mail.contains("<h1>"), "no machine wrote it");
            let encoded = headers[0].strip_prefix("From: ").unwrap();
            assert!(encoded.ends_with("<chat@example.com>"), "{encoded}");
            assert_eq!(shown_name(&sender(name), &letter), from);
        }
    }

    #[test]
    fn twice_is_the_same() {
        let mail = || composed(&sender(""), "anna@example.org", &letter()).unwrap();
        assert_eq!(mail(), mail());
    }

    #[test]
    fn nothing_becomes_a_header() {
        for evil in [
            "x\r\nBcc: v@evil.example",
            "x\nBcc: v@evil.example",
            "x\r\rBcc: v@evil.example\u{0}",
            "x\u{2028}Bcc: v@evil.example",
        ] {
            let letter = Letter { subject: evil.into(), ..letter() };
            let mail = composed(&sender(evil), "anna@example.org", &letter).unwrap();
            let names: Vec<_> =
                headers(&mail).iter().map(|line| line.split(':').next().unwrap().to_owned()).collect();
            let ours = [
                "From",
                "To",
                "Subject",
                "Date",
                "Message-ID",
                "Auto-Submitted",
                "X-Auto-Response-Suppress",
                "MIME-Version",
                "Content-Type",
            ];
            assert_eq!(names, ours, "{evil:?}");
            assert!(composed(&sender(""), &format!("anna@example.org{}", &evil[1..]), &letter).is_err());
        }
    }

    #[test]
    fn addresses_of_all_alphabets_are_written_so_that_they_arrive() {
        for (address, written) in [
            ("anna@example.org", Some("anna@example.org")),
            ("anna@пример.рф", Some("anna@xn--e1afmkfd.xn--p1ai")),
            ("owner@localhost", Some("owner@localhost")),
            ("anna", None),
            ("@example.org", None),
            ("a b@example.org", None),
            ("anna@exa mple.org", None),
        ] {
            let mail = composed(&sender(""), address, &letter());
            let to = mail.ok().map(|mail| headers(&mail)[1].clone());
            assert_eq!(to, written.map(|written| format!("To: {written}")), "{address}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_put_in_stays_inside(subject: String, text: String, name: String) {
            let letter = Letter { subject, paragraphs: vec![text], ..letter() };
            let mail = composed(&sender(&name), "anna@example.org", &letter).unwrap();
            prop_assert!(!has_lone_line_end(mail.as_bytes()));
            prop_assert_eq!(headers(&mail).len(), 9);
            prop_assert!(mail.is_ascii());
        }
    }
}
