//! The one connection to the server: it comes back by itself, and a dead one is noticed by its silence.

use crate::dom;
use crate::scripts;
use shared::rules::SILENCE_MILLIS;
use shared::sync::Backoff;
use std::cell::{Cell, OnceCell, RefCell};
use wasm_bindgen::JsValue;
use web_sys::{Event, WebSocket};

/// How long a connection may take to stand, in milliseconds.
const CONNECT_MILLIS: u32 = 12_000;
const SILENCE: u32 = SILENCE_MILLIS.unsigned_abs() as u32;

/// What comes out of the socket.
pub enum Signal {
    /// It stands.
    Opened,
    /// A frame came.
    Frame(String),
    /// It is gone; the next try comes by itself.
    Lost,
}

/// A connection that lives as long as the page.
#[derive(Default)]
pub struct Socket {
    /// The present connection, standing or not yet.
    line: RefCell<Option<WebSocket>>,
    /// Whether there is to be one.
    wanted: Cell<bool>,
    backoff: Cell<Backoff>,
    /// Come back no earlier than after this many milliseconds.
    pause: Cell<u32>,
    /// When something was last heard, or the present try began.
    heard: Cell<f64>,
    timer: Cell<i32>,
    ear: OnceCell<Ear>,
}

/// Who is told, and the functions that serve every connection, one after another.
struct Ear {
    signal: Box<dyn Fn(Signal)>,
    event: js_sys::Function,
    tick: js_sys::Function,
}

impl Socket {
    /// Says who is told of what comes in, and begins to watch the network.
    pub fn attach(&'static self, signal: impl Fn(Signal) + 'static) {
        let _ = self.ear.set(Ear {
            signal: Box::new(signal),
            event: dom::callback(move |event| self.on_event(&event)),
            tick: dom::callback(move |_| self.tick()),
        });
        for event in ["online", "pageshow"] {
            dom::listen(&dom::window(), event, move |_| self.wake());
        }
        dom::listen(&dom::window(), "offline", move |_| self.lose());
        dom::listen(&dom::window(), "visibilitychange", move |_| {
            if dom::is_visible() {
                self.wake();
            }
        });
    }

    /// Connects, if it has not been done already.
    pub fn start(&self) {
        if !self.wanted.replace(true) {
            self.connect();
        }
    }

    /// Hangs up for good.
    pub fn stop(&self) {
        self.wanted.set(false);
        self.hang_up();
        self.clear_timer();
    }

    /// Hangs up and connects again at once.
    pub fn restart(&self) {
        self.hang_up();
        self.wanted.set(true);
        self.connect();
    }

    /// Says something, if anybody listens.
    pub fn say(&self, frame: &str) {
        if let Some(line) = &*self.line.borrow() {
            let _ = line.send_with_str(frame);
        }
    }

    /// The server has greeted us: a later break is a new matter.
    pub fn settle(&self) {
        self.backoff.set(Backoff::default());
        self.pause.set(0);
    }

    /// The server asked to come back no earlier than after this many milliseconds.
    pub fn pause(&self, millis: u32) {
        self.pause.set(millis);
    }

    fn connect(&self) {
        self.heard.set(dom::now());
        let (Ok(line), Some(ear)) = (scripts::connect(), self.ear.get()) else { return self.lose() };
        for event in ["open", "message", "close"] {
            dom::listen_with(&line, event, &ear.event);
        }
        self.line.replace(Some(line));
        self.wake_in(CONNECT_MILLIS);
    }

    fn on_event(&self, event: &Event) {
        let target = dom::property(event, "target");
        let of_present_line = self.line.borrow().as_ref().is_some_and(|line| {
            let line: &JsValue = line;
            target == *line
        });
        if !of_present_line {
            return;
        }
        self.heard.set(dom::now());
        self.wake_in(SILENCE);
        match dom::text_property(event, "type").as_deref() {
            Some("open") => self.signal(Signal::Opened),
            Some("message") => {
                if let Some(text) = dom::text_property(event, "data") {
                    self.signal(Signal::Frame(text));
                }
            }
            _ => self.lose(),
        }
    }

    /// The timer has run out: whatever was waited for did not come, or it is time for the next try.
    fn tick(&self) {
        if self.line.borrow().is_some() {
            self.lose();
        } else if self.wanted.get() {
            self.connect();
        }
    }

    /// The device woke up or the network came back: don't wait for the timer.
    fn wake(&self) {
        if !self.wanted.get() {
            return;
        }
        if self.line.borrow().is_none() {
            self.connect();
        } else if dom::now() - self.heard.get() > f64::from(SILENCE) {
            self.signal(Signal::Lost);
            self.restart();
        }
    }

    fn lose(&self) {
        self.hang_up();
        if !self.wanted.get() {
            return;
        }
        self.signal(Signal::Lost);
        let mut backoff = self.backoff.get();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "any number will do")]
        let wait = backoff.next_wait((js_sys::Math::random() * 4e9) as u32).max(self.pause.take());
        self.backoff.set(backoff);
        self.wake_in(wait);
    }

    fn signal(&self, signal: Signal) {
        if let Some(ear) = self.ear.get() {
            (ear.signal)(signal);
        }
    }

    fn hang_up(&self) {
        if let Some(line) = self.line.take() {
            let _ = line.close();
        }
    }

    fn wake_in(&self, millis: u32) {
        self.clear_timer();
        if let Some(ear) = self.ear.get() {
            self.timer.set(dom::after(millis, &ear.tick));
        }
    }

    fn clear_timer(&self) {
        dom::clear_timeout(self.timer.get());
    }
}
