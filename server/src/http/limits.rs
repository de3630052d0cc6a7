//! What one address or account may do in a time, and how many connections one address may hold.

use super::auth::password::Passwords;
use crate::clock::Clock;
use crate::domain::conversation::Actor;
use crate::error::Error;
use crate::limiter::Limiter;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// The limits of one server.
pub struct Limits {
    /// How often may be tried to sign in.
    pub sign_in: SignInLimits,
    /// How often may be asked whether anybody is there.
    pub status: StatusLimit,
    /// How often may be told that a page is looked at.
    pub visits: VisitLimit,
    /// How many passwords are hashed at a time.
    pub passwords: Passwords,
    /// How many connections there may be.
    pub connections: Connections,
    /// How often files may be sent, and how many at a time.
    pub uploads: UploadLimits,
}

impl Limits {
    /// Fresh limits over a clock. `per_address` is how many connections an address may hold; 0 for no limit.
    pub fn new(clock: &Clock, per_address: usize) -> Self {
        Self {
            sign_in: SignInLimits::new(clock),
            status: StatusLimit::new(clock),
            visits: VisitLimit::new(clock),
            passwords: Passwords::default(),
            connections: Connections::new(per_address),
            uploads: UploadLimits::new(clock),
        }
    }
}

/// Tries to sign in per quarter of an hour.
const TRIES_PER_ACCOUNT: NonZeroU32 = NonZeroU32::new(10).expect("not zero");
const TRIES_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(50).expect("not zero");
const QUARTER: Duration = Duration::from_secs(15 * 60);

/// Guessing passwords is slow.
pub struct SignInLimits {
    accounts: Limiter,
    addresses: Limiter,
}

impl SignInLimits {
    fn new(clock: &Clock) -> Self {
        Self {
            accounts: Limiter::new(TRIES_PER_ACCOUNT, QUARTER, clock),
            addresses: Limiter::new(TRIES_PER_ADDRESS, QUARTER, clock),
        }
    }

    /// Counts a try on an account, whether it exists or not.
    pub fn check_account(&self, email: &str) -> Result<(), Error> {
        let account = email.trim().to_lowercase();
        self.accounts.check(&account).map_err(|wait| Error::too_many(wait, "too many tries for this account"))
    }

    /// Counts a try from an address.
    pub fn check_address(&self, address: IpAddr) -> Result<(), Error> {
        let network = network_of(address).to_string();
        self.addresses
            .check(&network)
            .map_err(|wait| Error::too_many(wait, "too many tries from this address"))
    }
}

/// Files that one sender may upload in a minute.
const UPLOADS_PER_SENDER: NonZeroU32 = NonZeroU32::new(20).expect("not zero");
/// Files that one address may upload in a minute; a whole office may sit behind it.
const UPLOADS_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(100).expect("not zero");
/// Files that may be on their way from one address at a time.
const UPLOADS_AT_A_TIME: usize = 20;
/// Who has too many on their way may try again after this many seconds.
const UPLOAD_RETRY_SECONDS: u32 = 10;
const MINUTE: Duration = Duration::from_secs(60);

/// Files cost disk, and pictures a processor.
pub struct UploadLimits {
    senders: Limiter,
    addresses: Limiter,
    under_way: Connections,
}

impl UploadLimits {
    fn new(clock: &Clock) -> Self {
        Self {
            senders: Limiter::new(UPLOADS_PER_SENDER, MINUTE, clock),
            addresses: Limiter::new(UPLOADS_PER_ADDRESS, MINUTE, clock),
            under_way: Connections::new(UPLOADS_AT_A_TIME),
        }
    }

    /// Counts an upload, which goes on until the permit is dropped.
    pub fn admit(&self, sender: &Actor, address: IpAddr) -> Result<Permit, Error> {
        let name = match sender {
            Actor::Visitor(visitor) => visitor.as_str(),
            Actor::Agent { .. } | Actor::System => sender.sender(),
        };
        let too_many = |wait| Error::too_many(wait, "too many files in a minute");
        self.senders.check(name).map_err(too_many)?;
        self.addresses.check(&network_of(address).to_string()).map_err(too_many)?;
        self.under_way
            .admit(address, Bound::PerAddress)
            .ok_or_else(|| Error::too_many(UPLOAD_RETRY_SECONDS, "too many files at a time"))
    }
}

/// Questions for the status per minute from one address; a whole office may sit behind it.
const STATUS_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(300).expect("not zero");

/// Asking is cheap, but not free.
pub struct StatusLimit(Limiter);

impl StatusLimit {
    fn new(clock: &Clock) -> Self {
        Self(Limiter::new(STATUS_PER_ADDRESS, MINUTE, clock))
    }

    /// Counts a question from an address.
    pub fn check(&self, address: IpAddr) -> Result<(), Error> {
        let network = network_of(address).to_string();
        self.0.check(&network).map_err(|wait| Error::too_many(wait, "too many questions from this address"))
    }
}

/// Reports of visits per minute from one address: of two hundred people behind it who look at a page each.
const VISITS_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(600).expect("not zero");

/// Nobody shall fill the list of visits by themself.
pub struct VisitLimit(Limiter);

impl VisitLimit {
    fn new(clock: &Clock) -> Self {
        Self(Limiter::new(VISITS_PER_ADDRESS, MINUTE, clock))
    }

    /// Counts a report from an address.
    pub fn check(&self, address: IpAddr) -> Result<(), Error> {
        let network = network_of(address).to_string();
        self.0.check(&network).map_err(|wait| Error::too_many(wait, "too many reports from this address"))
    }
}

/// What one party counts as: with IPv6, everyone has a whole /64 to call from.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        ip => ip,
    }
}

/// Counts connections. Cheap to clone.
#[derive(Clone)]
pub struct Connections {
    per_address: usize,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
    total: watch::Sender<usize>,
}

/// One counted connection, until it is dropped.
pub struct Permit {
    address: IpAddr,
    connections: Connections,
}

impl Connections {
    fn new(per_address: usize) -> Self {
        Self { per_address, open: Arc::default(), total: watch::Sender::new(0) }
    }

    /// Counts a connection in. `None` if its address has as many as it may.
    pub fn admit(&self, address: IpAddr, bound: Bound) -> Option<Permit> {
        let address = network_of(address);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(address).or_default();
        if bound == Bound::PerAddress && self.per_address > 0 && *count >= self.per_address {
            return None;
        }
        *count += 1;
        self.total.send_modify(|total| *total += 1);
        Some(Permit { address, connections: self.clone() })
    }

    /// Returns once no connection is left.
    pub async fn all_closed(&self) {
        // The sender lives in `self`, so the wait can only end by the count.
        let _ = self.total.subscribe().wait_for(|total| *total == 0).await;
    }
}

/// Whether the limit holds for a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// A client.
    PerAddress,
    /// A proxy that speaks for many clients.
    None,
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut open = self.connections.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.address);
            }
        }
        self.connections.total.send_modify(|total| *total -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;
    use shared::time::Timestamp;

    fn retry_after(result: Result<(), Error>) -> Option<u32> {
        result.err().and_then(|error| error.into_problem().retry_after)
    }

    #[test]
    fn the_eleventh_try_waits() {
        let time = ManualClock::at(Timestamp(1_700_000_000_000));
        let limits = SignInLimits::new(&Clock::Manual(time.clone()));
        for _ in 0..10 {
            limits.check_account("a@b.cd").unwrap();
        }
        assert_eq!(retry_after(limits.check_account(" A@B.cd")), Some(90));
        limits.check_account("other@b.cd").unwrap();
        time.advance(90_000);
        limits.check_account("a@b.cd").unwrap();
        assert_eq!(retry_after(limits.check_account("a@b.cd")), Some(90));
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        let limits = SignInLimits::new(&Clock::Manual(ManualClock::at(Timestamp(0))));
        for host in 0..50 {
            limits.check_address(format!("2001:db8::{host:x}").parse().unwrap()).unwrap();
        }
        assert!(limits.check_address("2001:db8::ffff".parse().unwrap()).is_err());
        assert!(limits.check_address("2001:db8:0:1::1".parse().unwrap()).is_ok());
    }

    #[test]
    fn connections_are_counted_while_they_last() {
        let connections = Connections::new(2);
        let [one, other] = ["192.0.2.1", "192.0.2.2"].map(|text| text.parse::<IpAddr>().unwrap());
        let first = connections.admit(one, Bound::PerAddress);
        let _second = connections.admit(one, Bound::PerAddress).unwrap();
        assert!(connections.admit(one, Bound::PerAddress).is_none());
        assert!(connections.admit(one, Bound::None).is_some());
        assert!(connections.admit(other, Bound::PerAddress).is_some());
        drop(first);
        assert!(connections.admit(one, Bound::PerAddress).is_some());
        assert_eq!(*connections.total.borrow(), 1);
    }
}
