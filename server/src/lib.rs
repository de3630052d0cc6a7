//! The server: one axum binary with its database inside. From the inside out:
//!
//! - [`domain`]: what may happen and what follows; pure.
//! - [`store`]: the one seam to the database; [`store::append`] is the one door through which a conversation changes.
//! - [`files`]: what people send each other, looked into and kept.
//! - [`live`]: connections, the writer, the desk; a frame becomes a command there, and an entry becomes frames.
//! - [`mail`]: what goes out by mail, and who sends it; [`secrets`]: what is kept encrypted.
//! - [`push`]: news for agents who have no page open.
//! - [`http`]: routes, sessions, pages, files.
//! - [`config`] and [`cli`]: what an operator says.
//!
//! Nothing inner knows anything outer. Time comes from [`clock`], randomness from [`entropy`].

pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub mod entropy;
pub mod error;
pub mod files;
pub mod http;
pub mod limiter;
pub mod live;
pub mod mail;
pub mod push;
pub mod secrets;
pub mod site;
pub mod store;

use crate::clock::Clock;
use crate::config::Config;
use crate::entropy::Entropy;
use crate::files::shelf::Shelf;
use crate::http::admin::agents::imports::Imports;
use crate::http::limits::Limits;
use crate::http::loader::Loaders;
use crate::http::preview::drafts::Drafts;
use crate::live::Live;
use crate::mail::Mail;
use crate::push::Push;
use crate::secrets::Secrets;
use crate::site::Site;
use crate::store::Store;

/// Everything that a request or a connection may need.
pub struct App {
    /// What the operator set.
    pub config: Config,
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// Ids and secrets.
    pub entropy: Entropy,
    /// Connections, the writer, the desk.
    pub live: Live,
    /// Where files of conversations are kept.
    pub shelf: Shelf,
    /// Pages and files for browsers.
    pub site: Site,
    /// What one address or account may do in a time.
    pub limits: Limits,
    /// The loaders that pages have asked for.
    pub loaders: Loaders,
    /// What admins are trying out.
    pub drafts: Drafts,
    /// Tables of agents that were looked at and not created yet.
    pub imports: Imports,
    /// Encrypts what must be read again.
    pub secrets: Secrets,
    /// What everybody shares who has to do with mail.
    pub mail: Mail,
    /// Tells agents who have no page open.
    pub push: Push,
}
