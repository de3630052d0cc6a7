//! Web push: news for agents whose browser has no page of ours open. A message is encrypted for one browser (RFC 8291),
//! signed as ours ([`vapid`], RFC 8292) and handed to that browser's push service ([`post`]), which can't read it.
//! Addresses of push services come from browsers, so [`endpoint`] says which are believed.

pub mod endpoint;
mod pace;
mod post;
mod vapid;

use self::endpoint::Endpoint;
use self::pace::Pace;
use self::vapid::Vapid;
use crate::App;
use crate::config::Origin;
use crate::entropy::Entropy;
use crate::error::Error;
use crate::secrets::Secrets;
use crate::store::Store;
use crate::store::push::Subscribed;
use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use shared::ids::AgentId;
use shared::push::PushNews;
use web_push_native::{Auth, encrypt, p256::PublicKey};

/// The name under which the key is kept, and the place it is encrypted for.
const KEY: &str = "push_key";
/// A browser that is off for longer doesn't hear of it: an hour.
const KEPT_SECONDS: u32 = 60 * 60;

/// What sends have in common.
pub struct Push {
    vapid: Vapid,
    pace: Pace,
    /// Push services of the operator's own.
    allowed: Vec<Origin>,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sent {
    /// The push service has it.
    Taken,
    /// Nobody hears there any more.
    Gone,
}

impl Push {
    /// With the key that was made once. If it was encrypted with another secret, a new one is made, and browsers that
    /// were subscribed with the old one are forgotten.
    ///
    /// # Errors
    /// The database is away.
    pub async fn open(
        store: &Store,
        secrets: &Secrets,
        entropy: &Entropy,
        (site, allowed): (&Origin, &[Origin]),
    ) -> anyhow::Result<Self> {
        let fresh = secrets.seal(entropy, KEY, &Vapid::fresh(entropy));
        let kept = store.remembered(KEY, &fresh).await?;
        let key = match secrets.unseal(KEY, &kept) {
            Ok(key) => key,
            Err(unreadable) => {
                tracing::warn!(%unreadable, "web push begins anew: agents have to switch it on again");
                store.replace_push_key(KEY, &fresh).await?;
                secrets.unseal(KEY, &fresh).context("what was just encrypted")?
            }
        };
        let vapid = Vapid::of(&key, site)?;
        Ok(Self { vapid, pace: Pace::default(), allowed: allowed.to_vec() })
    }

    /// The public key, for browsers that subscribe.
    pub fn public_key(&self) -> &str {
        self.vapid.public_key()
    }

    /// An address that a browser gave, if it may be called.
    ///
    /// # Errors
    /// [`Code::Invalid`](shared::problem::Code::Invalid).
    pub fn admit(&self, endpoint: &str) -> Result<Endpoint, Error> {
        Endpoint::of(endpoint, &self.allowed)
    }
}

/// Whether keys of a browser are what they should be.
pub fn are_keys(p256dh: &str, auth: &str) -> bool {
    keys(p256dh, auth).is_some()
}

fn keys(p256dh: &str, auth: &str) -> Option<(PublicKey, Auth)> {
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok();
    let auth: [u8; 16] = bytes(auth)?.try_into().ok()?;
    Some((PublicKey::from_sec1_bytes(&bytes(p256dh)?).ok()?, auth.into()))
}

/// Tells some agents, on all devices that want to hear of it; `words` says it in a language. About one thing nobody is
/// told twice in a short time. Returns once the push services have answered.
pub async fn tell(app: &App, agents: &[AgentId], about: &str, words: impl Fn(&str) -> Option<PushNews>) {
    let now = app.clock.now();
    let absent: Vec<AgentId> =
        agents.iter().filter(|agent| !app.live.hub.has_agent(agent)).cloned().collect();
    let subscribed = match app.store.subscriptions(&absent, now).await {
        Ok(subscribed) => subscribed,
        Err(error) => return tracing::warn!(%error, "nobody was told by web push"),
    };
    let mut told: Vec<&AgentId> = Vec::new();
    let due = absent.iter().filter(|agent| subscribed.iter().any(|one| one.agent == **agent));
    for agent in due {
        if app.push.pace.admit(agent, about, now) {
            told.push(agent);
        }
    }
    let devices = subscribed.iter().filter(|device| told.contains(&&device.agent));
    futures_util::future::join_all(devices.map(|device| tell_one(app, device, about, &words))).await;
}

async fn tell_one(app: &App, device: &Subscribed, about: &str, words: &impl Fn(&str) -> Option<PushNews>) {
    let Some(news) = words(&device.lang) else { return };
    match send(app, device, about, &news).await {
        Ok(Sent::Taken) => {}
        Ok(Sent::Gone) => {
            if let Err(error) = app.store.unsubscribe(&device.session).await {
                // It is found gone again the next time.
                tracing::warn!(%error, "a device that hears nothing stays known");
            }
        }
        Err(error) => tracing::warn!(error = ?format!("{error:#}"), "a push service didn't take it"),
    }
}

async fn send(app: &App, device: &Subscribed, about: &str, news: &PushNews) -> anyhow::Result<Sent> {
    // The operator may have taken a push service off the list since.
    let endpoint = Endpoint::of(&device.endpoint, &app.push.allowed)
        .map_err(|_| anyhow::anyhow!("its address isn't allowed any more"))?;
    let (key, auth) = keys(&device.p256dh, &device.auth).context("the browser's keys are none")?;
    let body = encrypt(serde_json::to_vec(news)?, &key, &auth).map_err(|error| anyhow::anyhow!("{error}"))?;
    let signature = app.push.vapid.authorization(&endpoint.origin(), app.clock.now());
    // At most 32 characters that name the subject and give nothing of it away.
    let topic = URL_SAFE_NO_PAD.encode(&Sha256::digest(about)[..24]);
    let headers = [
        ("authorization", signature),
        ("content-encoding", "aes128gcm".into()),
        ("content-type", "application/octet-stream".into()),
        ("ttl", KEPT_SECONDS.to_string()),
        ("urgency", "high".into()),
        ("topic", topic),
    ];
    match post::post(&endpoint, &headers, body).await? {
        200..=299 => Ok(Sent::Taken),
        404 | 410 => Ok(Sent::Gone),
        status => anyhow::bail!("{} answered {status}", endpoint.origin()),
    }
}
