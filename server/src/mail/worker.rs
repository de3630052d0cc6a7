//! The one who sends what is in the outbox: what is due, one after the other, over one connection.

use super::compose::{Composed, Cover, Letter, compose};
use super::letter::Content;
use super::route::Route;
use super::smtp::{Failure, Line, Reach};
use crate::App;
use crate::domain::mail::schedule::{self, PAUSE_MILLIS};
use crate::error::Error;
use crate::store::mail::{Claimed, Failed};
use shared::mail::Trouble;
use shared::time::Timestamp;
use std::sync::Arc;

/// The outbox is looked into at least this often, in milliseconds: another process may have put something in.
const LOOK_MILLIS: i64 = 30_000;

/// Sends what is due, when it is. Ends when the task is dropped: what was on its way then is sent again later.
pub async fn keep_sending(app: Arc<App>) {
    loop {
        let next = match send_due(&app).await {
            Ok(next) => next,
            Err(error) => {
                tracing::warn!(error = ?error.into_problem().detail, "the outbox can't be worked off");
                app.clock.now().plus_millis(LOOK_MILLIS)
            }
        };
        tokio::select! {
            () = app.clock.sleep_until(next) => {}
            () = app.mail.woken() => {}
        }
    }
}

/// Sends everything that is due and returns when to look again.
async fn send_due(app: &App) -> Result<Timestamp, Error> {
    let now = app.clock.now();
    let later = now.plus_millis(LOOK_MILLIS);
    let Some(stored) = app.store.mail_settings().await? else { return Ok(later) };
    let route = Route::stored(app, &stored);
    let mut line = None;
    while let Some(mail) = app.store.claim_mail(app.clock.now()).await? {
        let sent = match &route {
            Ok(route) => send(app, route, &mut line, &mail).await,
            Err(unreadable) => Err(Failure::of_server(Trouble::Key, unreadable.to_string())),
        };
        let is_server_gone = sent.as_ref().is_err_and(|failure| failure.reach != Reach::Mail);
        // From now, not from when it is recorded: whoever sees that may move the clock on before this goes on.
        let pause_ends = app.clock.now().plus_millis(PAUSE_MILLIS);
        note(app, &mail, sent).await?;
        if is_server_gone {
            return Ok(pause_ends);
        }
    }
    if let Some(line) = line {
        line.close().await;
        app.store.forget_sent_mails(now).await?;
    }
    let due = app.store.next_mail_at().await?;
    Ok(due.map_or(later, |due| due.min(later)))
}

/// Sends one mail over the connection that there is, or over a new one.
async fn send(app: &App, route: &Route, line: &mut Option<Line>, mail: &Claimed) -> Result<String, Failure> {
    let composed = written(app, route, mail)?;
    let mut open = match line.take() {
        Some(line) => line,
        None => Line::open(&route.server).await?,
    };
    let sent = open.send(&composed).await;
    if sent.as_ref().err().is_none_or(|failure| failure.reach == Reach::Mail) {
        *line = Some(open);
    }
    sent
}

fn written(app: &App, route: &Route, mail: &Claimed) -> Result<Composed, Failure> {
    let failure = |trouble, answer: String| Failure { trouble, answer, reach: Reach::Mail };
    if mail.unclear > 1 {
        return Err(failure(Trouble::Unclear, String::new()));
    }
    if mail.expires_at.is_some_and(|at| at <= app.clock.now()) {
        return Err(failure(Trouble::Outdated, String::new()));
    }
    let content = app.secrets.unseal(&place(&mail.id), &mail.content);
    let content = content.map_err(|unreadable| failure(Trouble::Key, unreadable.to_string()))?;
    let content: Content = serde_json::from_str(&content)
        .map_err(|_| failure(Trouble::Key, "it was written by another version".into()))?;
    let letter = letter(app, &content).map_err(|error| failure(Trouble::Later, format!("{error:#}")))?;
    let cover = Cover {
        sender: &route.sender,
        recipient: &mail.recipient,
        message_id: &mail.message_id,
        thread: content.thread(),
        written_at: mail.created_at,
    };
    compose(cover, &letter).map_err(|unwritable| failure(Trouble::Address, unwritable.to_string()))
}

/// What a mail says, in words.
///
/// # Errors
/// A text is missing from the site.
pub fn letter(app: &App, content: &Content) -> anyhow::Result<Letter> {
    content.written(&*app.site.derived()?, &app.config.public_origin())
}

/// Where what stands in a mail is kept, as [`Secrets`](crate::secrets::Secrets) name it.
pub fn place(id: &str) -> String {
    format!("outbox.{id}")
}

/// Records what became of a mail.
async fn note(app: &App, mail: &Claimed, sent: Result<String, Failure>) -> Result<(), Error> {
    let now = app.clock.now();
    match sent {
        Ok(answer) => {
            tracing::info!(mail = %mail.id, attempts = mail.attempts, "mail sent");
            metrics::counter!("frontdesk_mails_total", "outcome" => "sent").increment(1);
            app.store.mail_sent(mail, &answer, now).await?;
        }
        Err(Failure { trouble, answer, reach }) => {
            let unclear = mail.unclear + u32::from(reach == Reach::Unclear);
            let trouble = if unclear > 1 { Trouble::Unclear } else { trouble };
            let [dice] = app.entropy.bytes::<1>();
            let next = schedule::after(trouble, mail.attempts, unclear, dice);
            tracing::warn!(mail = %mail.id, attempts = mail.attempts, ?trouble, ?answer, ?next, "mail not sent");
            metrics::counter!("frontdesk_mails_total", "outcome" => "failed").increment(1);
            let failed = Failed { trouble, answer: &answer, unclear, next };
            app.store.mail_failed(mail, &failed, now).await?;
        }
    }
    Ok(())
}
