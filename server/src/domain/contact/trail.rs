//! The pages that a visitor goes through while a conversation goes on.

use shared::contact::known::{TRAIL_MAX, Visited};
use shared::people::Page;
use shared::time::Timestamp;

/// The trail after a step to a page. `first` is the page on which the conversation was, which nobody has written down as
/// long as there was no other.
pub fn step(mut trail: Vec<Visited>, first: Visited, page: &Page, now: Timestamp) -> Vec<Visited> {
    if trail.is_empty() && !first.url.is_empty() {
        trail.push(first);
    }
    match trail.last_mut() {
        // The same page once more: its title may have come late.
        Some(last) if last.url == page.url => last.title.clone_from(&page.title),
        _ => trail.push(Visited { url: page.url.clone(), title: page.title.clone(), at: now }),
    }
    let surplus = trail.len().saturating_sub(TRAIL_MAX);
    trail.drain(..surplus);
    trail
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visited(url: &str, title: &str, at: i64) -> Visited {
        Visited { url: url.into(), title: title.into(), at: Timestamp(at) }
    }

    fn page(url: &str, title: &str) -> Page {
        Page { url: url.into(), title: title.into(), ..Page::default() }
    }

    #[test]
    fn a_trail_begins_where_the_conversation_did_and_keeps_the_latest() {
        let first = || visited("/a", "A", 1);
        let mut trail = step(Vec::new(), first(), &page("/b", ""), Timestamp(5));
        assert_eq!(trail, [first(), visited("/b", "", 5)]);
        trail = step(trail, first(), &page("/b", "B"), Timestamp(6));
        assert_eq!(trail, [first(), visited("/b", "B", 5)], "the same page is one step");
        for at in 10..40 {
            trail = step(trail, first(), &page(&format!("/{at}"), ""), Timestamp(at));
        }
        assert_eq!((trail.len(), trail[0].url.as_str(), trail[19].url.as_str()), (20, "/20", "/39"));
        let nowhere = step(Vec::new(), visited("", "", 1), &page("/b", ""), Timestamp(5));
        assert_eq!(nowhere, [visited("/b", "", 5)]);
    }
}
