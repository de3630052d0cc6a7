//! Who is banned, as of a moment ago: asked before everything that a visitor wants to have recorded, so it is kept here
//! and read anew once it is old. An operator bans by another process, so nobody tells.

use crate::clock::Clock;
use crate::store::Store;
use crate::store::bans::Ban;
use shared::people::Browser;
use shared::problem::{Code, Problem};
use shared::time::Timestamp;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// What is known is read anew when it is older than this, in milliseconds.
const FRESH_MILLIS: i64 = 2_000;

/// The bans that hold.
pub struct Bans {
    store: Store,
    clock: Clock,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    bans: Arc<[Ban]>,
    /// When they were read, or are being read by somebody.
    read_at: Option<Timestamp>,
}

impl Bans {
    /// Nothing is read before somebody asks.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock, known: Mutex::default() }
    }

    /// Lets an address pass that isn't banned. A new ban holds within some seconds.
    ///
    /// # Errors
    /// [`Code::Banned`]. Why is not told.
    pub async fn check(&self, address: IpAddr) -> Result<(), Problem> {
        let address = address.to_canonical();
        let now = self.clock.now();
        let bans = self.known(now).await;
        let holds = |ban: &Ban| ban.until.is_none_or(|until| until > now) && ban.network.contains(&address);
        if bans.iter().any(holds) {
            return Err(Problem::new(Code::Banned, "this address is banned"));
        }
        Ok(())
    }

    /// The same by what is known of a visitor's browser.
    ///
    /// # Errors
    /// [`Code::Banned`].
    pub async fn check_browser(&self, browser: &Browser) -> Result<(), Problem> {
        match browser.address.parse() {
            Ok(address) => self.check(address).await,
            // Written by `http::peer` alone, so it is an address.
            Err(_) => Ok(()),
        }
    }

    /// What is known is read anew the next time somebody asks: it has just been changed.
    pub fn forget(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).read_at = None;
    }

    async fn known(&self, now: Timestamp) -> Arc<[Ban]> {
        let old = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            if known.read_at.is_some_and(|at| now.millis_since(at) < FRESH_MILLIS) {
                return Arc::clone(&known.bans);
            }
            // One reads, the others go on with what there is.
            known.read_at = Some(now);
            Arc::clone(&known.bans)
        };
        match self.store.bans(now).await {
            Ok(bans) => {
                let bans: Arc<[Ban]> = bans.into();
                self.known.lock().unwrap_or_else(PoisonError::into_inner).bans = Arc::clone(&bans);
                bans
            }
            Err(error) => {
                tracing::warn!(?error, "the bans were not read; those known before hold");
                old
            }
        }
    }
}
