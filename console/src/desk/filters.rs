//! What narrows the list of conversations: the panel in which it is chosen, and what is set as it stands beside it.

use super::Looking;
use super::channel::Channels;
use super::finder::rating_name;
use crate::live::api::{desk, staff};
use crate::parts::icon::{Icon, icon};
use crate::state::view::{Filter, View, rating_of, rating_word};
use crate::text::{day_of, fill, t};
use crate::workplace::{Workplace, use_workplace};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::staff::Colleagues;
use shared::timeline::Rating;

/// A value as it stands in addresses, and what it is called.
type Choice = (String, String);

/// What can be chosen from. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Known {
    colleagues: RwSignal<Colleagues>,
    tags: RwSignal<Vec<String>>,
    channels: Channels,
    is_asked: StoredValue<bool>,
    workplace: Workplace,
}

impl Known {
    /// Nothing yet but channels.
    pub fn new() -> Self {
        Self {
            colleagues: RwSignal::default(),
            tags: RwSignal::default(),
            channels: expect_context(),
            is_asked: StoredValue::new(false),
            workplace: use_workplace(),
        }
    }

    /// Asks for it, once. Without an answer what is set can still be taken back.
    pub fn load(self) {
        if self.is_asked.try_update_value(|is_asked| std::mem::replace(is_asked, true)) != Some(false) {
            return;
        }
        spawn_local(async move {
            if let Ok(colleagues) = staff::colleagues().await {
                let _ = self.colleagues.try_set(colleagues);
            }
            if let Ok(tags) = desk::tags().await {
                let _ = self.tags.try_set(tags);
            }
        });
    }

    fn queues(self) -> Vec<Choice> {
        self.colleagues.with(|known| {
            known.queues.iter().map(|queue| (queue.id.to_string(), queue.name.clone())).collect()
        })
    }

    fn agents(self) -> Vec<Choice> {
        let mut list: Vec<Choice> = self.colleagues.with(|known| {
            known.agents.iter().map(|agent| (agent.card.id.to_string(), agent.card.name.clone())).collect()
        });
        let me = self.workplace.state.with(|state| state.me.clone());
        list.extend(me.map(|me| (me.id.to_string(), me.name)));
        list.sort_by_key(|(_, name)| name.to_lowercase());
        list
    }

    fn tags(self) -> Vec<Choice> {
        self.tags.with(|tags| tags.iter().map(|tag| (tag.clone(), tag.clone())).collect())
    }

    /// What a filter is set to, in words.
    fn says(self, view: &View, filter: Filter) -> String {
        let name_in = |list: Vec<Choice>, id: &str| {
            list.into_iter().find(|(known, _)| known == id).map_or_else(|| "…".into(), |(_, name)| name)
        };
        match filter {
            Filter::Queue => {
                view.queue.as_ref().map(|id| name_in(self.queues(), id.as_str())).unwrap_or_default()
            }
            Filter::Agent => {
                view.agent.as_ref().map(|id| name_in(self.agents(), id.as_str())).unwrap_or_default()
            }
            Filter::Tag => format!("#{}", view.tag),
            Filter::Channel => view.channel.as_ref().map(|id| self.channels.name(id)).unwrap_or_default(),
            Filter::From => fill("find.from_day", &[("day", &day_of(&view.from))]),
            Filter::To => fill("find.to_day", &[("day", &day_of(&view.to))]),
            Filter::Rating => view.rating.map(|rating| t(rating_name(rating))).unwrap_or_default(),
            Filter::Missed => t("find.was_missed"),
        }
    }
}

/// What is set, each to be taken back by itself.
#[component]
pub fn SetFilters(known: Known) -> impl IntoView {
    let looking = expect_context::<Looking>();
    let set = move || {
        let view = looking.view.get();
        view.set()
            .map(|filter| {
                let says = known.says(&view, filter);
                let label = fill("find.remove", &[("name", &says)]);
                let remove = move |_| looking.show(&looking.view.get_untracked().without(filter), true);
                view! {
                    <li class="set-filter">
                        <bdi>{says}</bdi>
                        <button type="button" aria-label=label on:click=remove>{icon(Icon::Close)}</button>
                    </li>
                }
            })
            .collect_view()
    };
    view! { <ul class="set-filters" role="list" aria-label=t("find.set_filters")>{set}</ul> }
}

/// The panel.
#[component]
pub fn Filters(sees_all: Memo<bool>, known: Known) -> impl IntoView {
    let looking = expect_context::<Looking>();
    let view = looking.view;
    let change = move |change: &dyn Fn(&mut View)| {
        let mut view = view.get_untracked();
        change(&mut view);
        looking.show(&view, true);
    };
    let queues = move || {
        let chosen = view.with(|view| view.queue.as_ref().map(ToString::to_string)).unwrap_or_default();
        options(chosen, known.queues())
    };
    let agents = move || {
        let chosen = view.with(|view| view.agent.as_ref().map(ToString::to_string)).unwrap_or_default();
        options(chosen, known.agents())
    };
    let tags = move || {
        let (chosen, mut list) = (view.with(|view| view.tag.clone()), known.tags());
        // A tag that is borne by nobody any more is still called what it is.
        if !chosen.is_empty() && list.iter().all(|(tag, _)| *tag != chosen) {
            list.push((chosen.clone(), chosen.clone()));
        }
        options(chosen, list)
    };
    let channels = move || {
        let chosen = view.with(|view| view.channel.as_ref().map(ToString::to_string)).unwrap_or_default();
        options(chosen, known.channels.names())
    };
    let has_channels =
        Memo::new(move |_| known.channels.are_several() || view.with(|view| view.channel.is_some()));
    let ratings = move || {
        let list = [Rating::Good, Rating::Fair, Rating::Bad]
            .map(|rating| (rating_word(rating).to_owned(), t(rating_name(rating))));
        options(view.with(|view| view.rating.map_or("", rating_word)).into(), list.into())
    };
    let from = Memo::new(move |_| view.with(|view| view.from.clone()));
    let to = Memo::new(move |_| view.with(|view| view.to.clone()));
    let missed = Memo::new(move |_| view.with(|view| view.missed));
    let filters = Memo::new(move |_| view.with(View::filters));
    view! {
        <label class="field">
            <span>{t("find.queue")}</span>
            <select class="input" on:change=move |event| {
                let id = event_target_value(&event);
                change(&|view| view.queue = (!id.is_empty()).then(|| id.as_str().into()));
            }>{queues}</select>
        </label>
        {move || sees_all.get().then(|| view! {
            <label class="field">
                <span>{t("find.agent")}</span>
                <select class="input" on:change=move |event| {
                    let id = event_target_value(&event);
                    change(&|view| view.agent = (!id.is_empty()).then(|| id.as_str().into()));
                }>{agents}</select>
            </label>
        })}
        <label class="field">
            <span>{t("find.tag")}</span>
            <select class="input" id="find-tag" on:change=move |event| {
                let tag = event_target_value(&event);
                change(&|view| view.tag.clone_from(&tag));
            }>{tags}</select>
        </label>
        {move || has_channels.get().then(|| view! {
            <label class="field">
                <span>{t("find.channel")}</span>
                <select class="input" id="find-channel" on:change=move |event| {
                    let id = event_target_value(&event);
                    change(&|view| view.channel = (!id.is_empty()).then(|| id.as_str().into()));
                }>{channels}</select>
            </label>
        })}
        <div class="filter-dates">
            <label class="field">
                <span>{t("find.from")}</span>
                <input type="date" class="input" prop:value=from max=to on:change=move |event| {
                    let day = event_target_value(&event);
                    change(&|view| view.from.clone_from(&day));
                } />
            </label>
            <label class="field">
                <span>{t("find.to")}</span>
                <input type="date" class="input" prop:value=to min=from on:change=move |event| {
                    let day = event_target_value(&event);
                    change(&|view| view.to.clone_from(&day));
                } />
            </label>
        </div>
        <label class="field">
            <span>{t("find.rating")}</span>
            <select class="input" on:change=move |event| {
                let rating = rating_of(&event_target_value(&event));
                change(&|view| view.rating = rating);
            }>{ratings}</select>
        </label>
        <label class="check">
            <input type="checkbox" prop:checked=missed on:change=move |event| {
                let missed = event_target_checked(&event);
                change(&|view| view.missed = missed);
            } />
            <span>{t("find.missed")}</span>
        </label>
        {move || (filters.get() > 0).then(|| view! {
            <button type="button" class="button quiet" on:click=move |_| {
                let text = view.with_untracked(|view| view.text.clone());
                looking.show(&View { text, ..view.get_untracked().cleared() }, true);
            }>{t("find.clear")}</button>
        })}
    }
}

/// "Any", and all that can be chosen. What is chosen stays in the list even if it isn't known (yet).
fn options(chosen: String, mut list: Vec<Choice>) -> impl IntoView {
    if !chosen.is_empty() && list.iter().all(|(value, _)| *value != chosen) {
        list.push((chosen.clone(), "…".into()));
    }
    list.insert(0, (String::new(), t("find.any")));
    let option = |(value, name): Choice| {
        let is_chosen = value == chosen;
        view! { <option value=value prop:selected=is_chosen>{name}</option> }
    };
    list.into_iter().map(option).collect_view()
}
