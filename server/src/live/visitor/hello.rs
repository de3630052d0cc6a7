//! Who speaks: the first frame of a connection.

use super::refusal;
use crate::App;
use crate::error::Error;
use crate::live::socket::{CLOSE_POLICY, Gone, Wire};
use shared::ids::{VisitorId, WidgetId};
use shared::problem::{Code, Problem};
use shared::time::Timestamp;
use shared::visitor::VisitorCommand;

/// Who speaks.
pub(super) struct Identity {
    pub visitor: VisitorId,
    /// A token that the client doesn't have yet.
    pub token: Option<String>,
}

/// The first frame: which widget, and who. Whoever says anything else is told so and asked again.
pub(super) async fn hello(
    app: &App,
    wire: &mut Wire,
    deadline: Timestamp,
) -> Result<(WidgetId, Identity), Gone> {
    loop {
        let text = wire.hear_before(deadline).await?;
        let refused = match serde_json::from_str(&text) {
            Ok(VisitorCommand::Hello { widget, token, identity: _ }) => match app.store.widget(&widget).await
            {
                Ok(Some(widget)) => match identify(app, token) {
                    Some(identity) => return Ok((widget.id, identity)),
                    None => Problem::new(Code::SessionExpired, "say Hello again without a token"),
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

/// A stranger gets a token; a known visitor is known by it. `None` if the token is no good.
fn identify(app: &App, token: Option<String>) -> Option<Identity> {
    let now = app.clock.now();
    let Some(token) = token else {
        let visitor = VisitorId(app.entropy.id(&app.clock));
        let token = Some(app.live.tokens.issue(&visitor, now));
        return Some(Identity { visitor, token });
    };
    let known = app.live.tokens.check(&token, now)?;
    let token = known.is_old.then(|| app.live.tokens.issue(&known.visitor, now));
    Some(Identity { visitor: known.visitor, token })
}
