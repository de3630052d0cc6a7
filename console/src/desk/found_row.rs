//! One line of what was found.

use super::Looking;
use super::channel::ChannelSign;
use super::finder::rating_name;
use super::keys::{pick_id, row_id};
use crate::parts::avatar::Avatar;
use crate::place::Place;
use crate::state::view::View;
use crate::text::{fill, moment, t};
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::prelude::*;
use shared::ids::ConversationId;
use shared::search::{Excerpt, FoundLine, Source};
use shared::timeline::Stage;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// A row is drawn anew when what it shows has changed.
pub fn row_key(line: &FoundLine) -> String {
    let parts = line.excerpt.iter().flat_map(|excerpt| &excerpt.parts);
    let text: String = parts.map(|part| format!("{}{}", u8::from(part.hit), part.text)).collect();
    let tags = line.tags.join(",");
    format!("{} {} {:?} {} {tags} {text}", line.conversation, line.at.0, line.stage, line.archived)
}

/// Leads to a conversation; pressing one of its tags looks for others that bear it.
#[component]
pub fn FoundRow(line: FoundLine) -> impl IntoView {
    let workplace = use_workplace();
    let looking = expect_context::<Looking>();
    let id = line.conversation.clone();
    let href = move |id: &ConversationId| {
        format!("{}{}", Place::Conversation(id.clone()).path(), looking.view.with(View::query))
    };
    let (of_href, of_open) = (id.clone(), id.clone());
    let is_open = Memo::new(move |_| workplace.open.with(|open| open.as_ref() == Some(&of_open)));
    let name = if line.name.is_empty() { t("visitor.guest") } else { line.name.clone() };
    let time = moment(line.at, workplace.now.get_untracked());
    let owner = line.owner.as_ref().map(|owner| owner.name.clone());
    let state = match line.stage {
        Stage::Waiting => Some(t("find.waits")),
        Stage::Active => Some(t("stage.active")),
        Stage::Ended if line.missed => Some(t("find.was_missed")),
        Stage::Ended => None,
    };
    let tag = move |tag: String| {
        let find = fill("tags.find", &[("tag", &tag)]);
        let sought = tag.clone();
        view! {
            <li>
                <button type="button" class="row-tag" title=find on:click=move |_| looking.seek_tag(&sought)>
                    <bdi>{tag}</bdi>
                </button>
            </li>
        }
    };
    let tags = line.tags.clone();
    let of_pick = id.clone();
    let is_picked = Memo::new(move |_| looking.picks.with(|picks| picks.has(&of_pick)));
    let kept = StoredValue::new(line.clone());
    let reach = move || {
        let id = kept.with_value(|line| line.conversation.clone());
        if let Some(lines) = looking.order.get_value() {
            lines.with_untracked(|lines| looking.picks.update(|picks| picks.reach(lines, &id)));
        }
    };
    let pick = move |event: ev::MouseEvent| {
        if event.shift_key() {
            reach();
        } else {
            kept.with_value(|line| looking.picks.update(|picks| picks.toggle(line)));
        }
        // A box that was ticked before stays so in a range, though the browser has just emptied it.
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(input) = input {
            input.set_checked(is_picked.get_untracked());
        }
    };
    let press = move |event: ev::MouseEvent| {
        if event.shift_key() {
            event.prevent_default();
            reach();
        }
    };
    let pick_label = fill("bulk.pick", &[("name", &name), ("topic", &line.topic)]);
    view! {
      <div class="found-row" class:picked=is_picked>
        <label class="pick">
            <input type="checkbox" id=pick_id(&id) aria-label=pick_label prop:checked=is_picked on:click=pick />
        </label>
        <a class="row" id=row_id(&id) href=move || href(&of_href) aria-current=move || is_open.get().then_some("page") on:click=press>
            <Avatar name=name.clone() />
            <span class="row-main">
                <span class="row-top">
                    <span class="row-name" dir="auto">{name}</span>
                    <span class="row-time"><bdi>{time}</bdi></span>
                </span>
                <span class="row-topic">
                    <ChannelSign id=line.channel />
                    " "
                    <bdi>{line.topic}</bdi>
                    {owner.map(|owner| view! { " · " <bdi>{owner}</bdi> })}
                    {state.map(|state| view! { " · " <span>{state}</span> })}
                    {line.rating.map(|rating| view! { " · " <span>{t(rating_name(rating))}</span> })}
                </span>
                <span class="row-preview" dir="auto">
                    {match line.excerpt {
                        Some(excerpt) => view! { <Piece excerpt=excerpt /> }.into_any(),
                        None => view! { <span>{t("inbox.no_message")}</span> }.into_any(),
                    }}
                </span>
            </span>
        </a>
        {(!tags.is_empty()).then(|| view! {
            <ul class="row-tags" role="list" aria-label=t("tags.title")>{tags.into_iter().map(tag).collect_view()}</ul>
        })}
      </div>
    }
}

/// The piece of text in which it was found.
#[component]
fn Piece(excerpt: Excerpt) -> impl IntoView {
    let source = match excerpt.source {
        Source::Visitor => None,
        Source::Staff => Some("find.in_answer"),
        Source::Note => Some("find.in_note"),
        Source::File => Some("find.in_file"),
        Source::Card => Some("find.in_card"),
    };
    let parts = excerpt.parts.into_iter().map(|part| {
        if part.hit {
            view! { <mark>{part.text}</mark> }.into_any()
        } else {
            view! { <span>{part.text}</span> }.into_any()
        }
    });
    view! {
        {source.map(|key| view! { <span class="found-in">{t(key)} " "</span> })}
        {parts.collect_view()}
    }
}
