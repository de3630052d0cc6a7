//! The words of the product: what the server, the widget and the console say to each other.
//!
//! Everything here is plain data and pure rules. No input or output, no clock, no randomness: time and random bytes
//! come in as arguments, so that the same code runs in the browser, in the server and in tests. Reading order:
//!
//! 1. [`ids`] and [`time`]: the small types.
//! 2. [`timeline`]: a conversation is a list of facts, and one reducer derives the rest.
//! 3. [`visitor`] and [`agent`]: every frame that travels over a socket, in both directions.
//! 4. [`sync`]: how a client loses, doubles and reorders nothing.
//! 5. [`rules`]: limits and checks, the same in browser and server; [`link`]: addresses inside of plain text;
//!    [`mask`]: what must not be seen before it is sent; [`form`]: the fields that an admin makes; [`file`].
//! 6. [`problem`], [`rest`] and [`boot`]: errors, REST bodies, and what the widget's document carries.
//! 7. [`settings`] and [`color`]: everything that an admin can set for a widget, and [`preview`]: how it is looked at;
//!    [`queue`] with [`hours`] for a queue; [`staff`] for the people; [`mail`] for what goes out by mail; [`ticket`] for what
//!    isn't answered at once; [`search`] for conversations looked up, [`channel`] for how they come,
//!    [`bulk`] for what is done with many of them; [`canned`] for answers that are used often;
//!    [`bans`] for who is turned away; [`contact`] for who is known; [`visits`] for who is on the site;
//!    [`wall`] for what goes on in all queues; [`team`] for what agents say among themselves; [`push`] for news where no page
//!    is open; [`tags`] of conversations.

pub mod agent;
pub mod bans;
pub mod boot;
pub mod bulk;
pub mod canned;
pub mod channel;
pub mod color;
pub mod contact;
pub mod file;
pub mod form;
pub mod hours;
pub mod ids;
pub mod link;
pub mod mail;
pub mod mask;
pub mod people;
pub mod preview;
pub mod problem;
pub mod push;
pub mod queue;
pub mod rest;
pub mod rules;
pub mod search;
pub mod settings;
pub mod staff;
pub mod sync;
pub mod tags;
pub mod team;
pub mod ticket;
pub mod time;
pub mod timeline;
pub mod visitor;
pub mod visits;
pub mod wall;
