//! The imperative shell around [`State`]: hears socket, storage and loader, and carries out every [`Act`].

use crate::dom;
use crate::draft::Draft;
use crate::host::{Host, Told};
use crate::peek::{self, Peek};
use crate::scripts;
use crate::socket::{Signal, Socket};
use crate::state::{Act, Chat, Event, Link, State};
use crate::storage::{Change, Storage};
use crate::text::Texts;
use crate::tray;
use crate::view::{self, bind};
use crate::watched::Watched;
use crate::wire;
use shared::boot::Boot;
use shared::form::{Answer, FieldSpec};
use shared::ids::{ClientId, QueueId};
use shared::people::Page;
use shared::timeline::Rating;
use shared::visitor::VisitorCommand;
use std::cell::{Cell, RefCell};

/// The running widget; cheap to pass around.
#[derive(Clone, Copy)]
pub struct App {
    /// All texts.
    pub texts: Texts,
    shell: &'static Shell,
}

/// What there is one of, as long as the page lives.
struct Shell {
    /// What is known.
    state: Watched<State>,
    /// What stands in the composer.
    draft: Watched<String>,
    /// Messages that came in below while the visitor read further up.
    missed: Cell<usize>,
    socket: Socket,
    storage: Storage,
    host: Host,
    peek: Peek,
    /// Whether the loader shows the panel.
    open: Cell<bool>,
    page: RefCell<Page>,
    forms: Forms,
}

/// The fields of the two forms.
pub struct Forms {
    /// Before a conversation.
    pub before: Vec<FieldSpec>,
    /// For when the topic is closed.
    pub closed: Vec<FieldSpec>,
}

impl App {
    /// Starts with what the document brought and the browser kept.
    pub fn start(boot: Boot) -> Self {
        let storage = Storage::open(boot.widget.as_str());
        let draft = storage.draft();
        let state = State::new(boot.widget, boot.can, storage.kept());
        let acted = state.has_acted();
        let shell: &Shell = Box::leak(Box::new(Shell {
            state: Watched::new(state),
            draft: Watched::new(draft),
            missed: Cell::default(),
            socket: Socket::default(),
            storage,
            host: Host::find(),
            peek: Peek::default(),
            open: Cell::default(),
            page: RefCell::default(),
            forms: Forms { before: boot.before, closed: boot.closed },
        }));
        let app = Self { texts: Texts::new(boot.lang, boot.texts), shell };
        shell.socket.attach(move |signal| app.on_signal(signal));
        shell.peek.attach(move || app.peek());
        shell.host.listen(move |told| app.on_told(told));
        dom::listen(&dom::window(), "storage", move |event| app.on_storage(&event));
        dom::listen(&dom::window(), "visibilitychange", move |_| app.look());
        bind::follow(move || shell.host.post_unread(app.unread()));
        // Read by our other scripts, which talk with the server over HTTP.
        let tell = |name, look: fn(&State) -> Option<String>| {
            bind::follow(move || scripts::share(name, app.read(look)));
        };
        tell("token", State::token);
        tell("conversation", State::conversation);
        if acted {
            app.connect();
        }
        app
    }

    /// Looks at the state, and makes the binding that asks follow it.
    pub fn read<T>(self, look: impl FnOnce(&State) -> T) -> T {
        self.shell.state.follow();
        self.glance(look)
    }

    /// Looks at the state as it is now.
    pub fn glance<T>(self, look: impl FnOnce(&State) -> T) -> T {
        self.shell.state.glance(look)
    }

    /// The text for a key that is looked up in the state, empty if there is none; the binding that asks follows it.
    pub fn words(self, key: fn(&State) -> Option<&'static str>) -> &'static str {
        self.read(key).map(|key| self.texts.get(key)).unwrap_or_default()
    }

    /// What stands in the composer; the binding that asks follows it.
    pub fn draft(self) -> String {
        self.shell.draft.follow();
        self.draft_now()
    }

    /// Whether what stands in the composer and in the tray can be sent; the binding that asks follows both.
    pub fn judge(self) -> Draft {
        self.shell.draft.follow();
        self.shell.state.follow();
        let draft = Draft::of(&self.draft_now());
        if tray::has_files() { draft.with_files() } else { draft }
    }

    /// Messages that came in below while the visitor read further up.
    pub fn missed(self) -> &'static Cell<usize> {
        &self.shell.missed
    }

    #[inline(never)]
    fn draft_now(self) -> String {
        self.shell.draft.glance(Clone::clone)
    }

    /// Makes the connection, if there is none. A visitor who only looks has none.
    pub fn connect(self) {
        self.shell.socket.start();
    }

    /// Asks for somebody.
    pub fn open(self, queue: QueueId, answers: Vec<Answer>) {
        self.connect();
        let page = self.shell.page.borrow().clone();
        self.change(|state| state.open(dom::new_id(), queue, answers, page));
    }

    /// Leaves a ticket.
    pub fn leave(self, queue: QueueId, answers: Vec<Answer>) {
        self.connect();
        let page = self.shell.page.borrow().clone();
        self.change(|state| state.leave(dom::new_id(), queue, answers, page));
    }

    /// Sends what stands in the composer and in the tray; `false` if it can't be sent, and then it says why.
    pub fn send_draft(self) -> bool {
        let why = match self.judge() {
            _ if tray::is_busy() => self.texts.get("files_busy").into(),
            Draft::Ready(text) => {
                self.change(|state| state.send(dom::new_id(), text, tray::take()));
                self.write(String::new());
                return true;
            }
            Draft::TooLong(over) => self.texts.count("length_over", over),
            Draft::Empty => return false,
        };
        let _ = scripts::snag(&why);
        false
    }

    /// Makes a ticket of what was written, the composer's text included.
    pub fn make_ticket(self) {
        let nothing_more = self.judge() == Draft::Empty && !tray::is_busy();
        if nothing_more || self.send_draft() {
            self.change(|state| state.make_ticket(dom::new_id()));
        }
    }

    /// The visitor changed what stands in the composer.
    pub fn write(self, text: String) {
        self.shell.storage.keep_draft(&text);
        self.set_draft(text);
        self.shell.peek.changed();
    }

    /// Sends a failed message again.
    pub fn retry(self, id: &ClientId) {
        self.change(|state| state.retry(id));
    }

    /// Gives a failed message up.
    pub fn discard(self, id: &ClientId) {
        self.change(|state| state.discard(id));
    }

    /// Ends the conversation.
    pub fn end(self) {
        self.change(|state| state.end(dom::new_id()));
    }

    /// Rates the conversation.
    pub fn rate(self, rating: Rating, comment: String) {
        self.change(|state| state.rate(dom::new_id(), rating, comment));
    }

    /// Makes room for a new conversation.
    pub fn dismiss(self) {
        self.change(State::dismiss);
    }

    /// Whether nothing is kept when the visitor leaves the page.
    pub fn is_forgetful(self) -> bool {
        self.shell.state.follow();
        self.shell.storage.is_blocked()
    }

    /// Messages that the visitor has not looked at; follows the state.
    pub fn unread(self) -> usize {
        self.read(|state| state.chat.as_ref().map_or(0, Chat::unread))
    }

    /// Draws anew what follows the state: something in the document has changed that it doesn't know.
    pub fn touch(self) {
        self.change(|_| Vec::new());
    }

    /// The fields of the forms.
    pub fn forms(self) -> &'static Forms {
        &self.shell.forms
    }

    fn change(self, change: impl FnOnce(&mut State) -> Vec<Act>) {
        self.carry_out_all(self.shell.state.change(change));
    }

    /// Compiled once for all changes.
    #[inline(never)]
    fn carry_out_all(self, acts: Vec<Act>) {
        for act in acts {
            self.carry_out(act);
        }
    }

    fn set_draft(self, text: String) {
        self.shell.draft.change(|draft| *draft = text);
    }

    fn carry_out(self, act: Act) {
        let shell = self.shell;
        match act {
            Act::Say(command) => shell.socket.say(&wire::command(&command)),
            Act::KeepToken(token) => shell.storage.keep_token(token.as_deref()),
            Act::KeepPending(pending) => shell.storage.keep_pending(&pending),
            Act::DropPending(id) => shell.storage.drop_pending(&id),
            Act::KeepDismissed(conversation) => shell.storage.keep_dismissed(&conversation),
            Act::PumpIn(millis) => {
                dom::after(millis, &dom::callback(move |_| self.change(State::pump)));
            }
            Act::Reconnect => {
                self.change(State::hung_up);
                shell.socket.restart();
            }
            Act::ComeBackIn(millis) => shell.socket.pause(millis),
            Act::SaveText(text) => {
                let draft = self.draft_now();
                let both = if draft.is_empty() { text } else { [draft, text].join("\n") };
                self.write(both);
            }
            Act::Heard(words) => {
                let _ = scripts::ring(&words);
                view::missed(self);
            }
            Act::Typing(name) => {
                let _ = scripts::tell(&self.texts.with("typing", &name));
            }
            Act::Tell(event) => {
                if matches!(event, Event::ChatEnded { .. }) {
                    let _ = scripts::tell(&view::ending(self));
                }
                shell.host.post_event(&event);
            }
            Act::AskIdentity => shell.host.ask_identity(),
            Act::CloseTopic(queue) => {
                let _ = scripts::close_topic(queue.as_str());
            }
            Act::Forget => {
                shell.storage.clear();
                self.set_draft(String::new());
            }
            Act::Settled => {
                shell.socket.settle();
                // What the loader told before is news to a server that has only just greeted us.
                self.tell_page();
            }
            Act::GiveUp => shell.socket.stop(),
        }
    }

    fn on_signal(self, signal: Signal) {
        match signal {
            Signal::Opened => self.change(State::connected),
            Signal::Frame(text) => {
                // A frame that this version doesn't know is no reason to stop: it can't be answered anyway.
                if let Some(update) = wire::update(&text) {
                    self.change(|state| state.apply(update));
                }
            }
            Signal::Lost => self.change(State::disconnected),
        }
    }

    fn on_told(self, told: Told) {
        let shell = self.shell;
        match told {
            Told::Shown(open) => {
                shell.open.set(open);
                self.look();
            }
            Told::Page(page) => {
                if shell.page.replace(page.clone()) != page {
                    self.tell_page();
                }
            }
            Told::Identity(identity) => {
                self.change(|state| state.identify(identity));
            }
            Told::Attributes(attributes) => self.change(|state| state.describe(attributes)),
            // What the visitor has typed is theirs.
            Told::Prefill(text) if self.draft_now().is_empty() => self.set_draft(text),
            Told::Prefill(_) => {}
            Told::Consent => self.allow(),
            Told::Reset => self.change(State::reset),
        }
    }

    /// From now on things may be stored, and what was stored before may be read.
    fn allow(self) {
        let kept = self.shell.storage.kept();
        match kept.token.filter(|_| !self.glance(State::has_acted)) {
            Some(token) => {
                self.change(|state| state.adopt_token(token, kept.saved));
                self.connect();
            }
            None => self.change(State::keep),
        }
    }

    /// Tells the staff where on the site the visitor is, once there is somebody to tell.
    fn tell_page(self) {
        let page = self.shell.page.borrow().clone();
        if !page.url.is_empty() && self.glance(|state| state.link == Link::Up && state.chat.is_some()) {
            self.carry_out(Act::Say(VisitorCommand::Moved { page }));
        }
    }

    fn on_storage(self, event: &web_sys::Event) {
        let value = dom::text_property(event, "newValue");
        let Some(change) =
            dom::text_property(event, "key").and_then(|key| self.shell.storage.change(&key, value))
        else {
            return;
        };
        match change {
            Change::Token(token) => {
                let saved = self.shell.storage.kept().saved;
                self.change(|state| state.adopt_token(token, saved));
                self.connect();
            }
            Change::Pending(saved) => self.change(|state| state.adopt_from_tab(saved)),
            Change::Done(id) => self.change(|state| state.forget(&id)),
            Change::Dismissed(conversation) => self.change(|state| state.adopt_dismissed(conversation)),
        }
    }

    fn look(self) {
        let shown = self.shell.open.get() && dom::is_visible();
        self.change(|state| state.look(shown));
    }

    fn peek(self) {
        let chat = self.glance(|state| Some((state.chat.as_ref()?.id.clone(), state.can)));
        if let Some((conversation, can)) = chat {
            let text = peek::glimpse(&self.draft_now(), can);
            self.carry_out(Act::Say(VisitorCommand::Typing { conversation, text }));
        }
    }
}
