//! What was found, page after page; the latest first.

use super::Looking;
use super::bulk_bar::{BulkBar, PickButton};
use super::finder::tab_name;
use super::found_row::{FoundRow, row_key};
use crate::live::api::{Failure, desk};
use crate::live::clock;
use crate::parts::icon::{Icon, icon};
use crate::parts::loading::{Skeleton, Trouble};
use crate::parts::window::Window;
use crate::state::State;
use crate::state::picks::Picks;
use crate::state::view::Tab;
use crate::text::{count, fill, t};
use crate::workplace::{Workplace, use_workplace};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::search::{FoundLine, PAGE_LINES, Wanted};
use std::time::Duration;

/// After so long what was just said is surely found.
const FOUND_AFTER: Duration = Duration::from_millis(1_500);

/// The lines that are here. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Results {
    lines: RwSignal<Vec<FoundLine>>,
    /// Where the next page begins; `None` if there is none, or nothing has come yet.
    next: RwSignal<Option<u64>>,
    /// Whether anything has come for what is wanted now.
    is_here: RwSignal<bool>,
    is_busy: RwSignal<bool>,
    is_building: RwSignal<bool>,
    trouble: RwSignal<Option<Failure>>,
    /// Counts questions: an answer to an earlier one is dropped.
    question: StoredValue<u32>,
    workplace: Workplace,
}

impl Results {
    fn new() -> Self {
        Self {
            lines: RwSignal::default(),
            next: RwSignal::default(),
            is_here: RwSignal::new(false),
            is_busy: RwSignal::new(false),
            is_building: RwSignal::new(false),
            trouble: RwSignal::default(),
            question: StoredValue::new(0),
            workplace: use_workplace(),
        }
    }

    /// Asks anew. What was found before stays in sight until the answer comes.
    fn ask(self, wanted: Wanted) {
        self.is_busy.set(true);
        self.trouble.set(None);
        self.fetch(wanted);
    }

    /// The same without a word about it.
    fn fetch(self, wanted: Wanted) {
        let question = self.question.try_update_value(|question| {
            *question += 1;
            *question
        });
        let is_more = wanted.before.is_some();
        spawn_local(async move {
            let answer = desk::find(&wanted).await;
            if self.question.try_get_value() != question {
                return;
            }
            self.workplace.heed(&answer);
            self.is_busy.set(false);
            match answer {
                Ok(found) => {
                    self.next.set(found.next);
                    self.is_building.set(found.building);
                    self.is_here.set(true);
                    if is_more {
                        self.lines.update(|lines| {
                            // What has moved up since the page before would stand here twice.
                            let new = |line: &FoundLine| {
                                lines.iter().all(|known| known.conversation != line.conversation)
                            };
                            let new: Vec<FoundLine> = found.lines.into_iter().filter(new).collect();
                            lines.extend(new);
                        });
                    } else {
                        self.lines.set(found.lines);
                    }
                }
                Err(failure) => self.trouble.set(Some(failure)),
            }
        });
    }
}

/// The lines for what the address says.
#[component]
pub fn FoundList() -> impl IntoView {
    let looking = expect_context::<Looking>();
    let workplace = use_workplace();
    let results = Results::new();
    let view = looking.view;
    let wanted = Memo::new(move |_| view.with(|view| view.wanted(clock::midnight)));
    let load = move || results.ask(wanted.get_untracked());
    Effect::new(move |_| {
        wanted.track();
        workplace.put_away.track();
        load();
    });
    refresh_on_news(results, workplace, wanted);
    looking.order.set_value(Some(results.lines));
    // What is picked stays so while lines come and change, until something else is looked for.
    Effect::new(move |_| {
        wanted.track();
        looking.picks.update(Picks::clear);
    });
    Effect::new(move |_| results.lines.with(|lines| looking.picks.update(|picks| picks.learn(lines))));
    on_cleanup(move || {
        looking.order.set_value(None);
        let _ = looking.picks.try_update(Picks::clear);
    });
    let more = Callback::new(move |()| {
        if let Some(before) = results.next.get_untracked()
            && !results.is_busy.get_untracked()
            && results.trouble.with_untracked(Option::is_none)
        {
            results.ask(Wanted { before: Some(before), ..wanted.get_untracked() });
        }
    });
    let is_empty = Memo::new(move |_| results.lines.with(Vec::is_empty));
    let is_picking = Memo::new(move |_| looking.picks.with(Picks::is_picking));
    // All rows are equally high, so one with tags makes room in all.
    let has_tags =
        Memo::new(move |_| results.lines.with(|lines| lines.iter().any(|line| !line.tags.is_empty())));
    let said = move || {
        let (is_here, is_busy) = (results.is_here.get(), results.is_busy.get());
        let size = results.lines.with(Vec::len);
        match (is_here && !is_busy, results.next.get().is_some()) {
            (false, _) => String::new(),
            (true, true) => fill("find.more_than", &[("count", &crate::text::number(size))]),
            (true, false) => count("find.found", size),
        }
    };
    view! {
        <section class="inbox-section" aria-labelledby="found-title" aria-busy=move || results.is_busy.get().to_string()>
            <div class="found-head">
                <h3 id="found-title" class="section-title">
                    {move || t(view.with(|view| if view.tab == Tab::Inbox { "find.results" } else { tab_name(view.tab) }))}
                    <span class="soft small" role="status">{said}</span>
                </h3>
                {move || (!is_empty.get()).then(|| view! { <PickButton /> })}
            </div>
            <BulkBar lines=results.lines />
            {move || results.is_building.get().then(|| view! { <p class="empty small soft">{t("find.building")}</p> })}
            <div class:with-tags=has_tags class:picking=is_picking>
                <Window items=results.lines key=row_key draw=|line| view! { <FoundRow line=line /> } class="rows found" near_end=more />
            </div>
            {move || results.trouble.get().map(|failure| view! {
                <Trouble failure=failure retry=Callback::new(move |()| load()) sign=Icon::Offline />
            })}
            {move || (!results.is_here.get() && results.is_busy.get()).then(|| view! { <Skeleton rows=4 /> })}
            {move || (results.is_here.get() && is_empty.get() && results.trouble.with(Option::is_none)).then(|| view! { <Nothing /> })}
        </section>
    }
}

/// What is said meanwhile can be found about a second later: then the first page is asked for again. Whoever has gone
/// further down is left in peace.
fn refresh_on_news(results: Results, workplace: Workplace, wanted: Memo<Wanted>) {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    let news = Memo::new(move |_| workplace.state.with(State::news));
    Effect::new(move |before: Option<u64>| {
        let news = news.get();
        if before.is_some_and(|before| before != news) {
            stop();
            let ask = move || {
                if results.lines.with_untracked(Vec::len) <= PAGE_LINES {
                    results.fetch(wanted.get_untracked());
                }
            };
            timer.set_value(set_timeout_with_handle(ask, FOUND_AFTER).ok());
        }
        news
    });
    on_cleanup(stop);
}

/// Nothing was found: why that may be, and the way back.
#[component]
fn Nothing() -> impl IntoView {
    let looking = expect_context::<Looking>();
    let view = looking.view;
    let is_asked = Memo::new(move |_| view.with(|view| view.filters() > 0 || !view.text.trim().is_empty()));
    view! {
        <div class="empty">
            {icon(Icon::Chats)}
            {move || match (is_asked.get(), view.with(|view| view.tab)) {
                (true, _) => view! {
                    <p>{t("find.nothing")}</p>
                    <button type="button" class="button" on:click=move |_| looking.show(&view.get_untracked().cleared(), true)>
                        {t("find.clear_all")}
                    </button>
                }
                .into_any(),
                (false, Tab::Archive) => view! { <p class="soft">{t("find.none_archived")}</p> }.into_any(),
                (false, _) => view! { <p class="soft">{t("find.none")}</p> }.into_any(),
            }}
        </div>
    }
}
