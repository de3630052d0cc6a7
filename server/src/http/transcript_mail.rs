//! `POST /api/agent/conversations/{id}/transcript/mail`: a conversation's transcript, mailed to its visitor by hand.

use super::auth::AgentSession;
use super::own_page::Posted;
use super::transcript::{record, shown_to_agent};
use crate::App;
use crate::error::Error;
use crate::mail::letter::{Content, language};
use crate::mail::writer::{Order, Writer};
use crate::store::mail::Kind;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use shared::ids::ConversationId;
use shared::mail::Mailed;
use shared::problem::{Code, Field, Problem};
use shared::rest::TranscriptMail;
use shared::rules;
use std::sync::Arc;

/// After so many seconds an address that has had its mails of the day can be tried again.
const TRY_AGAIN_SECONDS: u32 = 60 * 60;

/// Whoever reads a conversation may. The address is sent along, so that it goes where the agent has seen that it goes.
pub async fn mail(
    State(app): State<Arc<App>>,
    session: AgentSession,
    Path(id): Path<ConversationId>,
    Posted(wish): Posted<TranscriptMail>,
) -> Result<StatusCode, Error> {
    let by = session.agent.id.clone();
    let conversation = shown_to_agent(&app, session, &id).await?;
    if conversation.card.email != wish.email {
        return Err(Error::refuse(Code::Stale, "the visitor's address is another one now"));
    }
    let recipient = rules::email(&wish.email).map_err(|_| refused(Mailed::NoAddress))?;
    let writer = Writer::of(&app).await?.ok_or_else(|| refused(Mailed::NotSetUp))?;
    let lang = language(std::slice::from_ref(&conversation.browser.language));
    let site = app.site.derived()?;
    let words = site.texts("transcript", lang)?;
    let transcript = record(&app, &conversation, words).await?;
    let content = Content::Transcript {
        lang: lang.into(),
        topic: conversation.topic.clone(),
        text: transcript.text(words),
    };
    let order = Order { kind: Kind::Transcript, cause: id.as_str(), recipient: &recipient, expires_at: None };
    let mail = writer.write(&app, &order, &content)?;
    match app.store.put_mail(&mail, app.clock.now()).await? {
        Mailed::Queued => {
            app.mail.wake();
            tracing::info!(conversation = %id, %by, "transcript mailed");
            Ok(StatusCode::ACCEPTED)
        }
        hindrance => Err(refused(hindrance)),
    }
}

/// Why nothing is mailed.
fn refused(why: Mailed) -> Error {
    match why {
        Mailed::NoAddress => {
            let problem = Problem::new(Code::Invalid, "no mail can go to this visitor: there is no address");
            Problem { field: Some(Field::Email), ..problem }.into()
        }
        Mailed::TooMany => Error::too_many(TRY_AGAIN_SECONDS, "this address has had its mails of today"),
        Mailed::NotSetUp | Mailed::Queued => {
            Error::refuse(Code::NoMail, "outgoing mail isn't set up; a manager can do that under Mail")
        }
    }
}
