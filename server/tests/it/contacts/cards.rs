//! Cards: made, changed by several, listed, merged and deleted.

use super::{PATH, code, faults, named, strings, with_email};
use crate::databases::on_each;
use crate::own_console::Console;
use crate::support::TestServer;
use hyper::Method;
use shared::contact::{Contact, ContactDraft, ContactPatch, ContactStale};
use shared::people::Role;
use shared::problem::Code;
use shared::settings::Wrong;

#[tokio::test]
async fn a_card_is_made_read_and_changed_piece_by_piece() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let agent = Console::of(&server, Role::Agent).await;
        let set = ContactDraft {
            emails: strings(&[" Ira@Example.org ", ""]),
            phones: strings(&["+48 22 123"]),
            tags: strings(&["VIP", "vip", "Ёлка"]),
            notes: "likes\nferns ".into(),
            ..named(" Ira ", "Novak")
        };
        let reply = agent.try_contact(&set).await;
        assert_eq!((reply.status, reply.header("cache-control")), (201, "no-store"));
        let made: Contact = reply.json();
        let tidy = ContactDraft {
            emails: strings(&["Ira@Example.org"]),
            tags: strings(&["VIP", "Ёлка"]),
            notes: "likes\nferns".into(),
            ..ContactDraft { first_name: "Ira".into(), ..set }
        };
        assert_eq!((made.version, &made.set), (1, &tidy));
        assert_eq!(agent.card(&made.id).await, made);

        server.clock.advance(60_000);
        let patch = ContactPatch {
            version: 1,
            company: Some("Fern & Co".into()),
            tags: Some(strings(&["елка"])),
            ..ContactPatch::default()
        };
        let changed: Contact = agent.patch(&made.id, &patch).await.json();
        let expected = ContactDraft { company: "Fern & Co".into(), tags: strings(&["Ёлка"]), ..tidy };
        assert_eq!((changed.version, &changed.set), (2, &expected), "a tag is written as it first was");
        assert_eq!(changed.updated_at.millis_since(changed.created_at), 60_000);
        let same = ContactPatch { version: 2, company: Some("Fern & Co".into()), ..ContactPatch::default() };
        assert_eq!(agent.patch(&made.id, &same).await.json::<Contact>(), changed, "nothing has changed");
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_is_named_and_nothing_is_stored() {
    let server = TestServer::start().await;
    let agent = Console::of(&server, Role::Agent).await;
    let bad = ContactDraft {
        emails: strings(&["ira@example.org", "nowhere"]),
        phones: strings(&["call me"]),
        values: [("gone".into(), "x".into())].into(),
        ..named(&"x".repeat(101), "")
    };
    let told = [
        ("first_name".to_owned(), Wrong::TooLong),
        ("emails.1".into(), Wrong::Malformed),
        ("phones.0".into(), Wrong::Malformed),
        ("values.gone".into(), Wrong::Missing),
    ];
    assert_eq!(faults(&agent.try_contact(&bad).await), told);
    let nobody = faults(&agent.try_contact(&ContactDraft::default()).await);
    assert_eq!(nobody, [("first_name".to_owned(), Wrong::Missing)]);
    assert_eq!(agent.names("").await, [""; 0]);
    let long = agent.get(&format!("{PATH}?text={}", "x".repeat(201))).await;
    assert_eq!(code(&long), (422, Code::Invalid));
    for path in ["/none", "/none/history"] {
        assert_eq!(code(&agent.get(&format!("{PATH}{path}")).await), (404, Code::NotFound));
    }
}

#[tokio::test]
async fn of_two_who_change_the_same_card_one_is_told_how_it_stands() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let agent = Console::of(&server, Role::Agent).await;
        let id = agent.contact(&named("Ira", "Novak")).await.id;
        let patch = |company: &str| ContactPatch {
            version: 1,
            company: Some(company.into()),
            ..ContactPatch::default()
        };
        let (one, other) = (patch("One"), patch("Other"));
        let (one, other) = tokio::join!(agent.patch(&id, &one), agent.patch(&id, &other));
        let (good, lost) = if one.status == 200 { (one, other) } else { (other, one) };
        assert_eq!((good.status, code(&lost)), (200, (409, Code::Stale)));
        assert_eq!(lost.header("content-type"), "application/problem+json");
        assert_eq!(lost.json::<ContactStale>().now, good.json::<Contact>());
    })
    .await;
}

#[tokio::test]
async fn contacts_are_found_by_beginnings_of_words_and_listed_page_by_page() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let agent = Console::of(&server, Role::Agent).await;
        let ira = ContactDraft {
            company: "Ёлка 100%".into(),
            phones: strings(&["+48 22 123-45-67"]),
            tags: strings(&["Key account"]),
            ..named("Ira", "Żółć")
        };
        let ira = ContactDraft { emails: strings(&["i_z@shop.example"]), ..ira };
        agent.contact(&ira).await;
        agent.contact(&ContactDraft { emails: strings(&["izz@shop.example"]), ..named("Bo", "Adams") }).await;
        agent.contact(&ContactDraft { company: "Zebra".into(), ..ContactDraft::default() }).await;
        for (query, found) in [
            ("", &["Bo Adams", "Zebra", "Ira Żółć"][..]),
            ("?text=zol%20ir", &["Ira Żółć"]),
            ("?text=%D0%B5%D0%BB%D0%BA%D0%B0", &["Ira Żółć"]),
            ("?text=olc", &[]),
            ("?text=shop", &["Bo Adams", "Ira Żółć"]),
            ("?text=i_z%40shop", &["Ira Żółć"]),
            ("?text=%25", &["Bo Adams", "Zebra", "Ira Żółć"]),
            ("?text=123%2045%2067", &["Ira Żółć"]),
            ("?text=%2B48%2022", &["Ira Żółć"]),
            ("?text=account", &["Ira Żółć"]),
            ("?tag=KEY%20ACCOUNT", &["Ira Żółć"]),
            ("?tag=key", &[]),
            ("?tag=key%20account&text=bo", &[]),
        ] {
            assert_eq!(agent.names(query).await, found, "{query}");
        }
        let line = agent.page("?text=ira").await.lines.remove(0);
        assert_eq!((line.company.as_str(), line.email.as_str()), ("Ёлка 100%", "i_z@shop.example"));
        assert_eq!((line.phone.as_str(), line.tags[0].name.as_str()), ("+48 22 123-45-67", "Key account"));
        assert_eq!(agent.get(&format!("{PATH}?page=1")).await.status, 400);

        // Many of one name: none is left out and none comes twice.
        for number in 0..120 {
            agent.contact(&with_email("Many", &format!("m{number}@b.cd"))).await;
        }
        let mut seen = Vec::new();
        let mut query = "?text=many".to_owned();
        loop {
            let page = agent.page(&query).await;
            assert!(page.lines.len() <= 50 && !page.lines.is_empty());
            seen.extend(page.lines.into_iter().map(|line| line.email));
            let Some(next) = page.next else { break };
            query = format!("?text=many&after={}", next.replace(' ', "%20"));
        }
        let all = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!((all, seen.len()), (120, 120));
    })
    .await;
}

#[tokio::test]
async fn two_cards_of_one_person_become_one() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let agent = Console::of(&server, Role::Agent).await;
        let stays = ContactDraft { tags: strings(&["VIP"]), ..with_email("Ira", "ira@example.org") };
        let stays = agent.contact(&stays).await;
        let goes = ContactDraft {
            tags: strings(&["vip", "cats"]),
            notes: "Has a cat".into(),
            ..with_email("Irena", "IRA@example.org")
        };
        let goes = ContactDraft { phones: strings(&["112"]), ..goes };
        let goes = agent.contact(&goes).await;
        assert_eq!(code(&agent.merge(&goes, &goes).await), (400, Code::Malformed));
        let old = Contact { version: 7, ..stays.clone() };
        let told: ContactStale = agent.merge(&goes, &old).await.json();
        assert_eq!((told.document.problem.code, &told.now), (Code::Stale, &stays));

        let one: Contact = agent.merge(&goes, &stays).await.json();
        assert_eq!((&one.id, one.version), (&stays.id, 2));
        let expected = ContactDraft {
            phones: strings(&["112"]),
            notes: "Irena\n\nHas a cat".into(),
            tags: strings(&["cats", "VIP"]),
            ..stays.set
        };
        assert_eq!(one.set, expected);
        assert_eq!(agent.get(&format!("{PATH}/{}", goes.id)).await.status, 404);
        assert_eq!(agent.names("?text=ira").await, ["Ira"]);
        assert_eq!(code(&agent.merge(&goes, &one).await), (404, Code::NotFound));
    })
    .await;
}

#[tokio::test]
async fn everyone_works_with_cards_and_managers_delete_them() {
    for (role, deleted) in
        [(Role::Agent, 403), (Role::GroupManager, 403), (Role::Manager, 204), (Role::Owner, 204)]
    {
        let server = TestServer::start().await;
        let console = Console::of(&server, role).await;
        let ira = console.contact(&named("Ira", "")).await;
        let patch = ContactPatch { version: 1, notes: Some("x".into()), ..ContactPatch::default() };
        assert_eq!(console.patch(&ira.id, &patch).await.status, 200);
        assert_eq!(console.names("").await, ["Ira"]);
        let path = format!("{PATH}/{}", ira.id);
        let at = |version: u32| format!("{path}?version={version}");
        let content = console.get(&format!("{path}/content")).await;
        assert_eq!(content.status, if deleted == 204 { 200 } else { 403 });
        if deleted == 204 {
            assert_eq!(console.send(Method::DELETE, &at(1), None::<&()>).await.status, 409);
            assert_eq!(console.send(Method::DELETE, &path, None::<&()>).await.status, 400);
        }
        let reply = console.send(Method::DELETE, &at(2), None::<&()>).await;
        assert_eq!(reply.status, deleted, "{role:?}");
        assert_eq!(console.names("").await.is_empty(), deleted == 204);
    }
    let server = TestServer::start().await;
    let stranger = Console { server: &server, cookie: String::new() };
    for path in [PATH, "/api/agent/contact-fields", "/api/agent/contact-tags"] {
        assert_eq!(stranger.get(path).await.status, 401, "{path}");
    }
    assert_eq!(stranger.try_contact(&named("Ira", "")).await.status, 401);
    let agent = Console::of(&server, Role::Agent).await;
    let elsewhere = server.request(Method::POST, PATH).header("cookie", &agent.cookie);
    let elsewhere = elsewhere.header("origin", "https://evil.example").json(&()).send().await;
    assert_eq!(code(&elsewhere), (403, Code::ForeignOrigin));
}
