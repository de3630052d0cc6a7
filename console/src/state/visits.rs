//! Who is on the site, as far as this page looks at it.

use shared::ids::AgentId;
use shared::problem::Problem;
use shared::visits::{Stands, Step, Visit, VisitId, VisitsUpdate};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is known of visits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Visits {
    /// All that there are; `None` as long as the server hasn't said so.
    pub known: Option<BTreeMap<VisitId, Arc<Visit>>>,
    /// Whether some widget reports visits at all.
    pub on: bool,
    /// The pages of the visit that was last asked for.
    pub trail: Option<(VisitId, Vec<Step>)>,
    /// Why what the agent wanted last wasn't done.
    pub refused: Option<(VisitId, Problem)>,
    /// How many visitors have left whom this agent had invited and who had not answered.
    pub missed: u32,
    /// Grows with every change.
    pub revision: u64,
}

impl Visits {
    /// Takes in what the server says. `me` is who is signed in.
    pub fn apply(&mut self, update: VisitsUpdate, me: Option<&AgentId>) {
        self.revision += 1;
        match update {
            VisitsUpdate::All { on, visits } => {
                self.on = on;
                let before = self.known.take().unwrap_or_default();
                let known: BTreeMap<_, _> =
                    visits.into_iter().map(|visit| (visit.id, Arc::new(visit))).collect();
                self.miss(before.values().filter(|visit| !known.contains_key(&visit.id)), me);
                self.known = Some(known);
            }
            VisitsUpdate::Changed { visits, gone } => {
                let Some(mut known) = self.known.take() else { return };
                let left: Vec<Arc<Visit>> = gone.iter().filter_map(|id| known.remove(id)).collect();
                self.miss(left.iter(), me);
                known.extend(visits.into_iter().map(|visit| (visit.id, Arc::new(visit))));
                self.known = Some(known);
            }
            VisitsUpdate::Trail { visit, steps } => self.trail = Some((visit, steps)),
            VisitsUpdate::Refused { visit, problem } => self.refused = Some((visit, problem)),
        }
    }

    /// One visit, while it lasts.
    pub fn get(&self, id: VisitId) -> Option<Arc<Visit>> {
        self.known.as_ref()?.get(&id).cloned()
    }

    /// The visits that hold a text in their page, origin, browser or language; the latest first.
    pub fn found(&self, text: &str) -> Vec<VisitId> {
        let wanted = text.trim().to_lowercase();
        let holds = |visit: &Visit| {
            let page = &visit.page;
            wanted.is_empty()
                || [&page.title, &page.url, &page.referrer, &visit.browser, &visit.language, &visit.widget]
                    .iter()
                    .any(|part| part.to_lowercase().contains(&wanted))
        };
        let known = self.known.iter().flat_map(BTreeMap::values);
        known.rev().filter(|visit| holds(visit)).map(|visit| visit.id).collect()
    }

    /// The agent looks away: what is known grows old.
    pub fn forget(&mut self) {
        *self = Self { revision: self.revision + 1, missed: self.missed, ..Self::default() };
    }

    fn miss<'a>(&mut self, left: impl Iterator<Item = &'a Arc<Visit>>, me: Option<&AgentId>) {
        let waited_for = |visit: &&Arc<Visit>| {
            visit.invitation.as_ref().is_some_and(|invited| {
                Some(&invited.by.id) == me
                    && matches!(invited.stands, Stands::Sent | Stands::Seen | Stands::Opened)
            })
        };
        self.missed += u32::try_from(left.filter(waited_for).count()).unwrap_or_default();
    }
}

/// The host of an address, without `www.`; empty if it is none.
pub fn host(url: &str) -> &str {
    let Some((_, rest)) = url.split_once("://") else { return "" };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::people::{AgentCard, Page};
    use shared::staff::Device;
    use shared::time::Timestamp;
    use shared::visits::Invited;

    fn visit(id: u64, title: &str) -> Visit {
        Visit {
            id: VisitId(id),
            widget: "Shop".into(),
            since: Timestamp(0),
            page: Page { url: format!("https://shop.example/{id}"), title: title.into(), ..Page::default() },
            pages: 1,
            returning: None,
            browser: "Firefox 153 on Linux".into(),
            device: Device::Computer,
            language: "pl".into(),
            conversation: None,
            invitation: None,
        }
    }

    fn invited(id: u64, by: &str, stands: Stands) -> Visit {
        let by = AgentCard { id: by.into(), name: by.into(), photo: None };
        Visit { invitation: Some(Invited { by, stands }), ..visit(id, "Fern") }
    }

    fn apply(visits: &mut Visits, update: VisitsUpdate) -> Vec<u64> {
        visits.apply(update, Some(&"me".into()));
        visits.found("").into_iter().map(|id| id.0).collect()
    }

    #[test]
    fn changes_follow_the_whole() {
        let mut visits = Visits::default();
        let change = |new, gone: &[u64]| VisitsUpdate::Changed {
            visits: new,
            gone: gone.iter().map(|id| VisitId(*id)).collect(),
        };
        assert_eq!(
            apply(&mut visits, change(vec![visit(1, "Fern")], &[])),
            [0; 0],
            "of before the whole came"
        );
        let all = |visits| VisitsUpdate::All { on: true, visits };
        assert_eq!(apply(&mut visits, all(vec![visit(1, "Fern"), visit(3, "Cactus")])), [3, 1]);
        assert_eq!(apply(&mut visits, change(vec![visit(4, "Palm"), visit(3, "Moss")], &[1])), [4, 3]);
        assert_eq!(visits.get(VisitId(3)).map(|visit| visit.page.title.clone()).as_deref(), Some("Moss"));
        assert_eq!(apply(&mut visits, all(vec![visit(9, "Fern")])), [9]);
    }

    #[test]
    fn a_visit_is_found_by_what_it_shows() {
        let mut visits = Visits::default();
        let palm = Visit { language: "ru".into(), ..visit(2, "Palm") };
        apply(&mut visits, VisitsUpdate::All { on: true, visits: vec![visit(1, "Fern"), palm] });
        for (text, found) in [
            ("", vec![2, 1]),
            (" fern ", vec![1]),
            ("example/2", vec![2]),
            ("RU", vec![2]),
            ("zebra", vec![]),
        ] {
            let ids: Vec<u64> = visits.found(text).into_iter().map(|id| id.0).collect();
            assert_eq!(ids, found, "{text}");
        }
    }

    #[test]
    fn who_leaves_without_an_answer_is_missed_by_who_invited() {
        for (visit, missed) in [
            (visit(1, "Fern"), 0),
            (invited(1, "other", Stands::Sent), 0),
            (invited(1, "me", Stands::Sent), 1),
            (invited(1, "me", Stands::Opened), 1),
            (invited(1, "me", Stands::Declined), 0),
            (invited(1, "me", Stands::Answered), 0),
        ] {
            let mut visits = Visits::default();
            apply(&mut visits, VisitsUpdate::All { on: true, visits: vec![visit.clone()] });
            apply(&mut visits, VisitsUpdate::Changed { visits: vec![], gone: vec![VisitId(1)] });
            assert_eq!(visits.missed, missed, "{:?}", visit.invitation);
        }
    }

    #[test]
    fn hosts() {
        for (url, wanted) in [
            ("https://www.search.example/?q=1", "search.example"),
            ("http://shop.example:8080#x", "shop.example:8080"),
            ("https://a@b.example/", "b.example"),
            ("android-app://com.example", "com.example"),
            ("no address", ""),
            ("", ""),
        ] {
            assert_eq!(host(url), wanted, "{url}");
        }
    }
}
