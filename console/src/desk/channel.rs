//! By which way a conversation came: an icon that says it, too.

use crate::live::api::desk;
use crate::parts::icon::{Icon, icon};
use crate::text::{fill, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::channel::{Channel, ChannelKind};
use shared::ids::WidgetId;

/// All ways by which conversations come. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Channels(RwSignal<Vec<Channel>>);

impl Channels {
    /// Asks for them. Until they are here, and where they don't come, a conversation's way has its kind for a name.
    pub fn load() -> Self {
        let known = RwSignal::default();
        spawn_local(async move {
            if let Ok(channels) = desk::channels().await {
                let _ = known.try_set(channels);
            }
        });
        Self(known)
    }

    /// Ids and names.
    pub fn names(self) -> Vec<(String, String)> {
        self.0.with(|all| all.iter().map(|one| (one.id.to_string(), one.name.clone())).collect())
    }

    /// Whether there is a choice.
    pub fn are_several(self) -> bool {
        self.0.with(|all| all.len() > 1)
    }

    /// What a way is called: where there is only one, its kind says it all.
    pub fn name(self, id: &WidgetId) -> String {
        let named = self.0.with(|all| {
            let known = all.iter().find(|one| one.id == *id).filter(|_| all.len() > 1);
            known.map(|one| (one.kind, one.name.clone()))
        });
        match named {
            Some((ChannelKind::Website, name)) => fill("channel.website_named", &[("name", &name)]),
            None => t("channel.website"),
        }
    }
}

/// The icon of a way, which says its name to those who point at it and to those who listen.
#[component]
pub fn ChannelSign(
    /// Which.
    id: WidgetId,
) -> impl IntoView {
    let channels = expect_context::<Channels>();
    let name = Memo::new(move |_| channels.name(&id));
    view! {
        <span class="channel" title=name>
            {icon(Icon::Widget)}
            <span class="unseen">{name} ", "</span>
        </span>
    }
}
