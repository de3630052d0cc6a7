//! Who speaks: the first frame of a connection.

use super::refusal;
use crate::App;
use crate::domain::identity::{self, Vouched};
use crate::error::Error;
use crate::live::socket::{CLOSE_POLICY, Gone, Wire};
use shared::ids::{VisitorId, WidgetId};
use shared::problem::{Code, Problem};
use shared::time::Timestamp;
use shared::timeline::Stage;
use shared::visitor::{Identity, VisitorCommand};

/// Who speaks.
pub(super) struct Who {
    pub visitor: VisitorId,
    /// A token that the client doesn't have yet.
    pub token: Option<String>,
    /// What the site says, if it vouches for the visitor on this very connection.
    pub vouched: Option<Vouched>,
    /// Until when the visitor is this one.
    pub until: Option<Timestamp>,
}

/// The first frame: which widget, and who. Whoever says anything else is told so and asked again.
pub(super) async fn hello(app: &App, wire: &mut Wire, deadline: Timestamp) -> Result<(WidgetId, Who), Gone> {
    loop {
        let text = wire.hear_before(deadline).await?;
        let refused = match serde_json::from_str(&text) {
            Ok(VisitorCommand::Hello { widget, token, identity }) => match app.store.widget(&widget).await {
                Ok(Some(widget)) => match identify(app, &widget.id, token, identity).await {
                    Ok(who) => return Ok((widget.id, who)),
                    Err(problem) => problem,
                },
                Ok(None) => {
                    wire.send(&refusal(Problem::new(Code::UnknownWidget, "no widget has this id"))).await?;
                    wire.hang_up(CLOSE_POLICY).await;
                    return Err(Gone);
                }
                Err(error) => Error::from(error).into_problem(),
            },
            Ok(_) => Problem::new(Code::Malformed, "the first frame is Hello"),
            Err(error) => {
                wire.malformed(&error).await?;
                continue;
            }
        };
        wire.send(&refusal(refused)).await?;
    }
}

/// Whom the site vouches for is its user, and a token weighs nothing against that. Without a word of the site a stranger
/// gets a token, and a known visitor is known by it.
async fn identify(
    app: &App,
    widget: &WidgetId,
    token: Option<String>,
    identity: Option<Identity>,
) -> Result<Who, Problem> {
    let now = app.clock.now();
    let fail = |error| Error::from(error).into_problem();
    let vouched = match identity {
        Some(identity) => {
            let secret = app.store.widget_secret(widget).await.map_err(fail)?.unwrap_or_default();
            Some(identity::verify(&identity, &secret, now)?)
        }
        None => None,
    };
    let known = token.as_ref().and_then(|token| app.live.tokens.check(token, now));
    if let Some(vouched) = vouched {
        // Whoever was in the middle of a conversation before signing in at the site goes on with it; it stays the
        // nameless visitor's, so that no other device of the user learns what was said on this one.
        let begun = match known.as_ref().filter(|known| known.until.is_none()) {
            Some(known) => app.store.conversation_of_visitor(&known.visitor, now).await.map_err(fail)?,
            None => None,
        };
        if begun.is_none_or(|conversation| conversation.stage == Stage::Ended) {
            let visitor = app.live.tokens.visitor(widget, &vouched.user);
            let until = vouched.until;
            let token = Some(app.live.tokens.issue_until(&visitor, now, until));
            return Ok(Who { visitor, token, vouched: Some(vouched), until: Some(until) });
        }
    }
    match (token, known) {
        (None, _) => {
            let visitor = VisitorId(app.entropy.id(&app.clock));
            let token = Some(app.live.tokens.issue(&visitor, now));
            Ok(Who { visitor, token, vouched: None, until: None })
        }
        (Some(_), Some(known)) => {
            let token = known.is_old.then(|| app.live.tokens.issue(&known.visitor, now));
            Ok(Who { visitor: known.visitor, token, vouched: None, until: known.until })
        }
        (Some(_), None) => Err(Problem::new(Code::SessionExpired, "say Hello again without a token")),
    }
}
