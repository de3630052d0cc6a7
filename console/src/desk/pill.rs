//! Counts what others wrote while the agent read further up, and leads there.

use super::scroll::Scroll;
use crate::parts::icon::{Icon, icon};
use crate::text::{count, t};
use leptos::prelude::*;
use shared::timeline::Seq;

/// Over the end of a timeline, as long as that is out of sight.
#[component]
pub fn NewsPill(
    /// The positions of what others wrote, in any order.
    written: Memo<Option<Vec<Seq>>>,
    scroll: Scroll,
) -> impl IntoView {
    let seen_to = RwSignal::new(Seq::MAX);
    Effect::new(move |_| {
        let at_end = scroll.at_end.get();
        let newest = written.with(|written| written.iter().flatten().max().copied());
        if at_end && let Some(newest) = newest {
            seen_to.set(newest);
        }
    });
    let news = Memo::new(move |_| {
        let seen_to = seen_to.get();
        written.with(|written| written.iter().flatten().filter(|seq| **seq > seen_to).count())
    });
    view! {
        <div class="pill-place">
            {move || (!scroll.at_end.get()).then(|| {
                let label = if news.get() > 0 { count("timeline.news", news.get()) } else { t("timeline.to_end") };
                let class = if news.get() > 0 { "button primary pill" } else { "button pill" };
                view! {
                    <button type="button" class=class on:click=move |_| scroll.to_end()>
                        {icon(Icon::Down)}
                        {label}
                    </button>
                }
            })}
        </div>
    }
}
