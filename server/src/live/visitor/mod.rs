//! A visitor's connection: who it is, what it asks, what it is told.

mod ban;
mod describe;
mod hello;
mod open;
mod ticket;
mod typing;
mod visit;
mod vouch;

use self::hello::hello;
use self::typing::Pace;
use self::vouch::Word;
use crate::App;
use crate::domain::conversation::{Actor, Command, Conversation};
use crate::error::Error;
use crate::live::hub::{Order, Party, frame};
use crate::live::socket::{Gone, Seat, Wire};
use crate::live::transport::Transport;
use crate::live::{Live, attach, read_on};
use crate::store::append::{Act, Outcome};
use shared::agent::AgentUpdate;
use shared::ids::{ClientId, ConversationId, FileId, VisitorId, WidgetId};
use shared::people::{Browser, Detail, Page};
use shared::problem::{Code, Problem};
use shared::rules::{self, VISITOR_LEASE};
use shared::timeline::{AgentEntry, Receipts, Stage};
use shared::visitor::{VisitorCommand, VisitorConversation, VisitorUpdate};
use std::sync::Arc;
use tokio::sync::mpsc;

/// Whoever doesn't say Hello within this long is hung up on, in milliseconds.
const HELLO_MILLIS: i64 = 10_000;
/// A widget goes on showing a conversation that ended at most this long ago, in milliseconds.
const ENDED_SHOWN_MILLIS: i64 = 60 * 60 * 1_000;

/// Serves a visitor's connection until it ends. `lang` is the language that the widget speaks.
pub async fn run(app: Arc<App>, transport: Transport, browser: Browser, lang: String) {
    let mut wire = Wire::new(transport, app.clock.clone(), VISITOR_LEASE, |problem| frame(&refusal(problem)));
    let _ = serve(&app, &mut wire, browser, lang).await;
}

async fn serve(app: &Arc<App>, wire: &mut Wire, browser: Browser, lang: String) -> Result<(), Gone> {
    let deadline = app.clock.now().plus_millis(HELLO_MILLIS);
    let (widget, who) = hello(app, wire, deadline).await?;
    let party = Party::Visitor(who.visitor.clone());
    ban::turn_away(app, wire, &browser).await?;
    // First the place, then the look at the store: what is committed in between waits in the orders.
    let (_seat, mut orders) = Seat::take(&app.live, party, went);
    let mut talk = Talk {
        app,
        wire,
        word: Word::of(&who),
        visitor: who.visitor,
        widget,
        browser,
        lang,
        current: None,
        attributes: Vec::new(),
        pace: Pace::default(),
    };
    talk.welcome(who.token).await?;
    talk.listen(&mut orders).await
}

fn refusal(problem: Problem) -> VisitorUpdate {
    VisitorUpdate::Refused { id: None, problem }
}

/// The visitor's last connection is gone: whoever sees the conversation is told.
fn went(live: &Live, party: &Party) {
    if let Party::Visitor(visitor) = party {
        live.hub.presence(visitor, false);
        if live.hub.has_open(visitor) {
            live.leavings.note(visitor);
        }
    }
}

/// A connection after Hello.
struct Talk<'a> {
    app: &'a Arc<App>,
    wire: &'a mut Wire,
    visitor: VisitorId,
    word: Word,
    widget: WidgetId,
    browser: Browser,
    /// The language that the widget speaks.
    lang: String,
    current: Option<ConversationId>,
    /// What the page tells of the visitor.
    attributes: Vec<Detail>,
    pace: Pace,
}

impl Talk<'_> {
    async fn welcome(&mut self, token: Option<String>) -> Result<(), Gone> {
        let now = self.app.clock.now();
        let ended_since = now.plus_millis(-ENDED_SHOWN_MILLIS);
        let conversation = match self.app.store.conversation_of_visitor(&self.visitor, ended_since).await {
            Ok(conversation) => conversation,
            Err(error) => {
                // Without it the client would think that there is no conversation. It comes back by itself.
                self.wire.send(&refusal(Error::from(error).into_problem())).await?;
                return Err(Gone);
            }
        };
        if let Some(conversation) = &conversation {
            self.current = Some(conversation.id.clone());
            self.app.live.hub.learn(conversation);
        }
        let epoch = self.app.store.epoch().clone();
        let shown = conversation.as_ref().map(view);
        self.wire.send(&VisitorUpdate::Welcome { epoch, now, token, conversation: shown }).await?;
        if let Some(conversation) = conversation {
            self.app.live.hub.presence(&self.visitor, true);
            if conversation.stage == Stage::Waiting {
                self.app.live.desk.repeat(conversation.id);
            }
        }
        Ok(())
    }

    async fn listen(&mut self, orders: &mut mpsc::Receiver<Order>) -> Result<(), Gone> {
        loop {
            let command = self.command(orders).await?;
            if let Some(command) = self.unless_banned(command).await? {
                self.obey(command).await?;
            }
        }
    }

    async fn obey(&mut self, command: VisitorCommand) -> Result<(), Gone> {
        match command {
            VisitorCommand::Hello { .. } => {
                self.refuse(None, Problem::new(Code::Malformed, "Hello was said before")).await
            }
            VisitorCommand::Open { id, queue, answers, page } => {
                match self.open(&id, &queue, &answers, page).await {
                    Ok(conversation) => self.opened(id, conversation).await,
                    Err(problem) => self.refuse(Some(id), problem).await,
                }
            }
            VisitorCommand::Send { conversation, id, text, files } => {
                match self.message(&conversation, &id, &text, &files).await {
                    Ok(message) => self.act(conversation, message).await,
                    Err(problem) => self.refuse(Some(id), problem).await,
                }
            }
            VisitorCommand::End { conversation, id } => self.act(conversation, Command::End { id }).await,
            VisitorCommand::Rate { conversation, id, rating, comment } => {
                match self.comment(&comment).await {
                    Ok(comment) => self.act(conversation, Command::Rate { id, rating, comment }).await,
                    Err(problem) => self.refuse(Some(id), problem).await,
                }
            }
            VisitorCommand::Typing { conversation, text } => {
                self.typing(conversation, &text).await;
                Ok(())
            }
            VisitorCommand::Seen { conversation, receipts } => self.seen(conversation, receipts).await,
            VisitorCommand::Resume { conversation, after } => {
                let actor = self.actor();
                let may = |conversation: &Conversation| conversation.shows_to(&actor);
                match read_on(&self.app.store, may, &conversation, after).await {
                    Ok((events, last)) => {
                        let events = events.iter().map(AgentEntry::for_visitor).collect();
                        self.wire.send(&VisitorUpdate::Events { conversation, events, last }).await
                    }
                    Err(problem) => self.refuse(None, problem).await,
                }
            }
            VisitorCommand::Moved { page } => self.moved(page).await,
            VisitorCommand::Leave { id, queue, answers, page } => {
                match self.leave(&id, &queue, &answers, page).await {
                    Ok(number) => self.wire.send(&VisitorUpdate::Left { id, number }).await,
                    Err(problem) => self.refuse(Some(id), problem).await,
                }
            }
            VisitorCommand::MakeTicket { conversation, id } => self.make_ticket(conversation, id).await,
            VisitorCommand::Describe { attributes } => {
                self.describe(attributes).await;
                Ok(())
            }
            VisitorCommand::Pong => Ok(()),
        }
    }

    async fn refuse(&mut self, id: Option<ClientId>, problem: Problem) -> Result<(), Gone> {
        self.wire.send(&VisitorUpdate::Refused { id, problem }).await
    }

    async fn message(
        &mut self,
        conversation: &ConversationId,
        id: &ClientId,
        text: &str,
        files: &[FileId],
    ) -> Result<Command, Problem> {
        let text = attach::text(text, files)?;
        self.app.live.limits.message(&self.visitor)?;
        let files = attach::files(self.app, &self.actor(), conversation, id, files).await?;
        Ok(Command::Send { id: id.clone(), text, files })
    }

    async fn act(&mut self, conversation: ConversationId, command: Command) -> Result<(), Gone> {
        let id = command.client_id().cloned();
        if id.as_ref().is_some_and(|id| !id.is_acceptable()) {
            let problem = Problem::new(Code::Malformed, "the id must be 1 to 64 letters, digits, - or _");
            return self.refuse(id, problem).await;
        }
        let actor = self.actor();
        match self.app.live.ledger.act(Act { conversation: conversation.clone(), actor, command }).await {
            // The entry itself is the acknowledgement, and it is on its way.
            Outcome::Changed(..) => Ok(()),
            Outcome::Repeated(entry) => {
                let last = entry.seq;
                self.wire
                    .send(&VisitorUpdate::Events { conversation, events: vec![entry.for_visitor()], last })
                    .await
            }
            Outcome::Refused(problem) => self.refuse(id, problem).await,
        }
    }

    /// What comes with a rating, where the owner wants ratings.
    async fn comment(&mut self, comment: &str) -> Result<String, Problem> {
        if !self.settings().await?.chat.rating {
            return Err(Problem::new(Code::Forbidden, "this widget asks for no rating"));
        }
        rules::comment(comment)
    }

    fn actor(&self) -> Actor {
        Actor::Visitor(self.visitor.clone())
    }

    async fn seen(&mut self, conversation: ConversationId, receipts: Receipts) -> Result<(), Gone> {
        let actor = self.actor();
        // A receipt that is lost is made good by the next one.
        let _ = self.app.live.ledger.act(Act { conversation, actor, command: Command::See(receipts) }).await;
        Ok(())
    }

    async fn moved(&mut self, page: Page) -> Result<(), Gone> {
        let Some(conversation) = self.current.clone() else { return Ok(()) };
        // A page costs as much as a message; whoever hurries through the site faster than that is not followed.
        if self.app.live.limits.message(&self.visitor).is_err() {
            return Ok(());
        }
        self.app.live.visits.talks(&self.widget, &page.visit, &conversation);
        let page = trimmed(page);
        if let Err(error) = self.app.store.follow(&conversation, &page, self.app.clock.now()).await {
            // Not worth an error to the visitor: the next page tells it again.
            tracing::warn!(?error, "a visitor's page was not stored");
        }
        let update =
            AgentUpdate::Presence { conversation: conversation.clone(), online: true, page: Some(page) };
        self.app.live.hub.signal_staff(&self.visitor, &conversation, &update);
        Ok(())
    }
}

/// What a visitor may know of a conversation.
fn view(conversation: &Conversation) -> VisitorConversation {
    VisitorConversation {
        id: conversation.id.clone(),
        topic: conversation.topic.clone(),
        last: conversation.last,
        staff: conversation.staff_receipts,
        visitor: conversation.visitor_receipts,
    }
}

/// A page's three texts, which are stored, on one line each and cut to a length that can be stored for everyone.
fn trimmed(page: Page) -> Page {
    let short = |text: &str| rules::one_line(rules::cut(text, rules::PAGE_CHARS));
    Page {
        url: short(&page.url),
        title: short(&page.title),
        referrer: short(&page.referrer),
        visit: String::new(),
    }
}
