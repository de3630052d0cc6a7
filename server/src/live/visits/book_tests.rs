//! Tables of what pages tell and what is known by it.

use super::*;
use shared::ids::ClientId;
use shared::visits::Outcome;

fn at(seconds: i64) -> Timestamp {
    Timestamp(seconds * 1_000)
}

fn teller(widget: &str) -> Teller {
    Teller {
        widget: (widget.into(), "Shop".into()),
        browser: "Firefox 153 on Linux".into(),
        device: Device::Computer,
        language: "pl".into(),
    }
}

fn page(visit: &str, path: &str) -> Report {
    let url = format!("https://shop.example/{path}");
    Report { visit: visit.into(), url, title: path.to_uppercase(), ..Report::default() }
}

fn leaves(visit: &str) -> Report {
    Report { leaving: true, ..page(visit, "") }
}

fn outcome(visit: &str, invitation: &str, is: Shown) -> Report {
    let outcome = Some(Outcome { invitation: invitation.into(), is });
    Report { outcome, ..page(visit, "a") }
}

fn agent(name: &str) -> AgentCard {
    AgentCard { id: name.into(), name: name.into(), photo: None }
}

fn call(id: &str, by: &str) -> Call {
    Call { id: ClientId::from(id), by: agent(by), text: "Hello".into() }
}

fn tell(book: &mut Book, seconds: i64, report: Report) -> Option<Call> {
    book.report(at(seconds), teller("w"), report).invitation
}

/// Who is there, each with the last page and the number of pages.
fn seen(book: &Book) -> Vec<String> {
    let line = |visit: &Visit| format!("{} {} {}", visit.id.0, visit.page.title, visit.pages);
    book.all().iter().map(line).collect()
}

#[test]
fn a_visit_is_one_key_of_one_widget_and_follows_its_pages() {
    let mut book = Book::default();
    let first = Report { referrer: "https://search.example/".into(), ..page("v", "a") };
    tell(&mut book, 0, first);
    tell(&mut book, 1, page("v", "a"));
    tell(&mut book, 2, Report { referrer: "https://shop.example/a".into(), ..page("v", "b") });
    tell(&mut book, 3, page("other", "a"));
    book.report(at(4), teller("another widget"), page("v", "c"));
    assert_eq!(seen(&book), ["1 B 2", "2 A 1", "3 C 1"]);
    assert_eq!(
        book.all()[0].page.referrer,
        "https://search.example/",
        "where the visitor came from to the site"
    );
    let trail: Vec<_> = book.trail(VisitId(1)).into_iter().map(|step| (step.at.0, step.title)).collect();
    assert_eq!(trail, [(0, "A".into()), (2_000, "B".into())]);
}

#[test]
fn of_a_long_trail_the_last_pages_are_kept() {
    let mut book = Book::default();
    for step in 0..30 {
        tell(&mut book, step, page("v", &format!("p{step}")));
    }
    let trail = book.trail(VisitId(1));
    assert_eq!((trail.len(), trail[TRAIL_MAX - 1].title.as_str()), (TRAIL_MAX, "P29"));
    assert_eq!(seen(&book), ["1 P29 30"]);
}

#[test]
fn who_is_silent_or_leaves_has_gone() {
    for (told, until, is_there) in [
        (vec![(0, page("v", "a"))], 59, true),
        (vec![(0, page("v", "a"))], 60, false),
        (vec![(0, page("v", "a")), (20, page("v", "a"))], 79, true),
        (vec![(0, page("v", "a")), (20, page("v", "a"))], 80, false),
        (vec![(0, page("v", "a")), (10, leaves("v"))], 14, true),
        (vec![(0, page("v", "a")), (10, leaves("v"))], 15, false),
        // Another page of the same visit.
        (vec![(0, page("v", "a")), (10, leaves("v")), (12, page("v", "b"))], 71, true),
        (vec![(10, leaves("v"))], 10, false),
    ] {
        let mut book = Book::default();
        for (seconds, report) in told.clone() {
            tell(&mut book, seconds, report);
        }
        book.expire(at(until));
        assert_eq!(!book.all().is_empty(), is_there, "{told:?} until {until}");
    }
}

#[test]
fn of_too_many_the_most_silent_is_forgotten() {
    let mut book = Book::default();
    for visit in 0..MOST {
        tell(&mut book, 0, page(&visit.to_string(), "a"));
    }
    tell(&mut book, 1, page("0", "a"));
    tell(&mut book, 2, page("new", "a"));
    let ids: Vec<_> = book.all().iter().map(|visit| visit.id.0).collect();
    assert_eq!((ids.len(), &ids[..2], ids[MOST - 1]), (MOST, &[1, 3][..], MOST as u64 + 1));
}

#[test]
fn only_what_is_news_is_told() {
    let mut book = Book::default();
    let news = |book: &mut Book| {
        let (visits, gone) = book.take_news();
        (
            visits.iter().map(|visit| visit.id.0).collect::<Vec<_>>(),
            gone.iter().map(|id| id.0).collect::<Vec<_>>(),
        )
    };
    tell(&mut book, 0, page("v", "a"));
    assert_eq!(news(&mut book), (vec![1], vec![]));
    tell(&mut book, 1, page("v", "a"));
    assert_eq!(news(&mut book), (vec![], vec![]));
    tell(&mut book, 2, Report { returning: Some(true), ..page("v", "a") });
    assert_eq!(news(&mut book), (vec![1], vec![]));
    tell(&mut book, 3, page("v", "b"));
    book.expire(at(100));
    assert_eq!(news(&mut book), (vec![], vec![1]), "who has gone is no news but that");
}

#[test]
fn an_invitation_goes_its_way() {
    use Shown::{Declined, Opened, Seen};
    for (outcomes, stands, goes_on) in [
        (vec![], Stands::Sent, true),
        (vec![Seen], Stands::Seen, true),
        (vec![Seen, Opened], Stands::Opened, false),
        (vec![Seen, Declined], Stands::Declined, false),
        (vec![Declined, Seen], Stands::Declined, false),
        (vec![Opened, Declined], Stands::Opened, false),
    ] {
        let mut book = Book::default();
        tell(&mut book, 0, page("v", "a"));
        book.invite(at(1), VisitId(1), call("i", "anna")).expect("nobody has");
        for is in outcomes.clone() {
            tell(&mut book, 2, outcome("v", "i", is));
        }
        let shown = tell(&mut book, 3, page("v", "b"));
        let invited = book.all()[0].invitation.clone().expect("it is known");
        assert_eq!((invited.stands, shown.is_some()), (stands, goes_on), "{outcomes:?}");
        assert_eq!(tell(&mut book, 4, page("w", "a")), None, "another visit is shown nothing");
    }
}

#[test]
fn nobody_is_spoken_to_twice_or_in_a_conversation() {
    let mut book = Book::default();
    tell(&mut book, 0, page("v", "a"));
    tell(&mut book, 0, page("w", "a"));
    let code = |result: Result<(), Problem>| result.err().map(|problem| problem.code);
    assert_eq!(code(book.invite(at(1), VisitId(9), call("i", "anna"))), Some(Code::NotFound));
    assert_eq!(code(book.invite(at(1), VisitId(1), call("i", "anna"))), None);
    assert_eq!(code(book.invite(at(1), VisitId(1), call("j", "boris"))), Some(Code::AlreadyTaken));
    tell(&mut book, 2, outcome("v", "i", Shown::Declined));
    assert_eq!(code(book.invite(at(3), VisitId(1), call("k", "anna"))), Some(Code::AlreadyTaken));
    book.talks(&"w".into(), "w", Some("c".into()));
    assert_eq!(code(book.invite(at(3), VisitId(2), call("i", "anna"))), Some(Code::InUse));
    assert_eq!(
        code(book.invite(at(99), VisitId(2), call("i", "anna"))),
        Some(Code::NotFound),
        "gone meanwhile"
    );
}

#[test]
fn an_own_invitation_can_be_taken_back_before_it_is_seen() {
    let mut book = Book::default();
    tell(&mut book, 0, page("v", "a"));
    let code = |result: Result<(), Problem>| result.err().map(|problem| problem.code);
    assert_eq!(code(book.take_back(VisitId(1), &agent("anna"))), Some(Code::NotFound));
    book.invite(at(1), VisitId(1), call("i", "anna")).expect("nobody has");
    assert_eq!(code(book.take_back(VisitId(1), &agent("boris"))), Some(Code::NotFound));
    assert_eq!(code(book.take_back(VisitId(1), &agent("anna"))), None);
    assert_eq!(tell(&mut book, 2, page("v", "a")), None);
    book.invite(at(3), VisitId(1), call("j", "boris")).expect("it was taken back");
    tell(&mut book, 4, outcome("v", "i", Shown::Declined));
    tell(&mut book, 4, outcome("v", "j", Shown::Seen));
    assert_eq!(code(book.take_back(VisitId(1), &agent("boris"))), Some(Code::Ended));
}

#[test]
fn only_an_invitation_that_stands_is_answered() {
    let mut book = Book::default();
    tell(&mut book, 0, page("v", "a"));
    let widget = WidgetId::from("w");
    assert_eq!(book.invitation(&widget, "v"), None);
    book.invite(at(1), VisitId(1), call("i", "anna")).expect("nobody has");
    assert_eq!(book.invitation(&widget, "v"), Some(call("i", "anna")));
    assert_eq!(book.invitation(&"another".into(), "v"), None);
    book.answered(&widget, "v");
    assert_eq!(book.invitation(&widget, "v"), None);
    assert_eq!(book.all()[0].invitation.as_ref().map(|invited| invited.stands), Some(Stands::Answered));
}
