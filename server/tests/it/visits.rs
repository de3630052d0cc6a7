//! Who is on the site: what pages may tell, who of the staff is shown it, and a chat that an agent begins.

use crate::stories::people::{Agent, Visitor, answers};
use crate::support::{Reply, TestServer};
use hyper::Method;
use server::store::bans::Ban;
use shared::agent::AgentCommand;
use shared::agent::AgentUpdate;
use shared::people::{Page, Role};
use shared::problem::{Code, Problem};
use shared::rest::WidgetDraft;
use shared::settings::Visits;
use shared::staff::Status;
use shared::timeline::{Author, Fact, PublicFact, StaffFact};
use shared::visitor::VisitorCommand;
use shared::visits::{Answer, Outcome, Report, Shown, Stands, Visit, VisitId, VisitsCommand, VisitsUpdate};

const SITE: &str = "https://shop.example";
const KEY: &str = "0123456789abcdef";

/// Anna and Boris, and the widget "demo" for one site.
async fn office(visits: Visits) -> (TestServer, shared::ids::QueueId) {
    let server = TestServer::start().await;
    let mut set = WidgetDraft { name: "Shop".into(), sites: vec![SITE.into()], ..WidgetDraft::default() };
    set.settings.chat.visits = visits;
    server.widget_with("demo", set).await;
    let queue = furnish_staff(&server).await;
    (server, queue)
}

async fn furnish_staff(server: &TestServer) -> shared::ids::QueueId {
    let queue = server.queue("Sales").await;
    server.agent("anna@example.com", "Anna").await;
    server.agent("boris@example.com", "Boris").await;
    queue
}

fn page(path: &str) -> Report {
    let url = format!("{SITE}/{path}");
    Report { visit: KEY.into(), url, title: path.into(), returning: Some(false), ..Report::default() }
}

async fn tell_from(server: &TestServer, origin: &str, report: &Report) -> Reply {
    let call = server.request(Method::POST, "/api/visits/demo").header("origin", origin);
    let body = serde_json::to_vec(report).unwrap();
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0";
    call.header("content-type", "text/plain;charset=UTF-8")
        .header("user-agent", agent)
        .header("accept-language", "pl,en;q=0.5")
        .body(body)
        .send()
        .await
}

async fn tell(server: &TestServer, report: &Report) -> Answer {
    let reply = tell_from(server, SITE, report).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

impl Agent {
    async fn visits(&mut self, command: VisitsCommand) {
        self.socket.say(&AgentCommand::Visits(command)).await;
    }

    async fn visits_update(&mut self) -> VisitsUpdate {
        self.until(|update| match update {
            AgentUpdate::Visits(update) => Some(update),
            _ => None,
        })
        .await
    }

    /// Begins to look; returns whether visits are on, and those that are there.
    async fn watch(&mut self) -> (bool, Vec<Visit>) {
        self.visits(VisitsCommand::Watch).await;
        match self.visits_update().await {
            VisitsUpdate::All { on, visits } => (on, visits),
            other => panic!("{other:?} is not all"),
        }
    }

    /// The next change of the one visit that there is.
    async fn changed(&mut self, server: &TestServer) -> Visit {
        match self.news(server).await {
            VisitsUpdate::Changed { mut visits, .. } => visits.remove(0),
            other => panic!("{other:?} is no change"),
        }
    }

    /// Whatever is told next of visits, once its time has come.
    async fn news(&mut self, server: &TestServer) -> VisitsUpdate {
        // Told at once, or a second after what was told before: the clock goes on with each frame that comes.
        server.clock.advance(1_000);
        self.visits_update().await
    }

    async fn visits_refused(&mut self) -> Problem {
        match self.visits_update().await {
            VisitsUpdate::Refused { problem, .. } => problem,
            other => panic!("{other:?} is no refusal"),
        }
    }
}

#[tokio::test]
async fn only_what_the_setting_and_the_consent_allow_is_taken_in() {
    let nameless = Report { returning: None, ..page("cart") };
    for (setting, report, privacy, status) in [
        (Visits::Off, page("cart"), "0", 403),
        (Visits::Off, nameless.clone(), "0", 403),
        (Visits::Consented, page("cart"), "0", 200),
        (Visits::Consented, nameless.clone(), "0", 403),
        (Visits::Consented, page("cart"), "1", 403),
        (Visits::Always, page("cart"), "0", 200),
        (Visits::Always, nameless.clone(), "1", 200),
    ] {
        let (server, _) = office(setting).await;
        let call = server.request(Method::POST, "/api/visits/demo").header("origin", SITE);
        let reply = call.header("sec-gpc", privacy).body(serde_json::to_vec(&report).unwrap()).send().await;
        assert_eq!(reply.status, status, "{setting:?} {:?} {privacy}", report.returning);
        assert_eq!(reply.header("access-control-allow-origin"), "*");
        assert_eq!(reply.header("cache-control"), "no-store");
        assert!(!reply.headers.contains_key("set-cookie"));
        let mut anna = Agent::come(&server, "anna@example.com").await;
        let (on, visits) = anna.watch().await;
        assert_eq!((on, visits.len()), (setting != Visits::Off, usize::from(status == 200)));
    }
}

#[tokio::test]
async fn foreign_sites_and_what_is_no_report_are_refused() {
    let (server, _) = office(Visits::Always).await;
    for (origin, report, code) in [
        ("https://evil.example", page("cart"), Code::SiteNotAllowed),
        ("https://shop.example.evil.example", page("cart"), Code::SiteNotAllowed),
        ("null", page("cart"), Code::SiteNotAllowed),
        (SITE, Report { visit: "short".into(), ..page("cart") }, Code::Malformed),
        (SITE, Report { visit: "k".repeat(65), ..page("cart") }, Code::Malformed),
        (SITE, Report { visit: "0123456789abcdef<".into(), ..page("cart") }, Code::Malformed),
    ] {
        let reply = tell_from(&server, origin, &report).await;
        assert_eq!(reply.json::<Problem>().code, code, "{origin} {}", report.visit);
    }
    let post = |path: &str, body: Vec<u8>| {
        server.request(Method::POST, path).header("origin", SITE).body(body).send()
    };
    let body = serde_json::to_vec(&page("cart")).unwrap();
    assert_eq!(post("/api/visits/nobody", body.clone()).await.json::<Problem>().code, Code::UnknownWidget);
    assert_eq!(
        post("/api/visits/demo", b"{\"visit\":1}".to_vec()).await.json::<Problem>().code,
        Code::Malformed
    );
    assert_eq!(post("/api/visits/demo", vec![b' '; 30_000]).await.status, 413);
    let silent = server.request(Method::POST, "/api/visits/demo").body(body).send().await;
    assert_eq!(silent.json::<Problem>().code, Code::SiteNotAllowed, "without a word of its origin");
    let mut anna = Agent::come(&server, "anna@example.com").await;
    assert_eq!(anna.watch().await, (true, vec![]));
}

#[tokio::test]
async fn the_banned_and_the_greedy_are_not_listened_to() {
    let (server, _) = office(Visits::Always).await;
    let tries = 600;
    for _ in 0..tries {
        tell(&server, &page("cart")).await;
    }
    let reply = tell_from(&server, SITE, &page("cart")).await;
    assert_eq!((reply.status, reply.json::<Problem>().code), (429, Code::TooMany));
    server.clock.advance(60_000);
    let ban = Ban {
        id: "b1".into(),
        network: "127.0.0.0/8".parse().unwrap(),
        reason: "spam".into(),
        created_at: crate::support::START,
        until: None,
    };
    server.app.store.create_ban(&ban, None).await.unwrap();
    let reply = tell_from(&server, SITE, &page("cart")).await;
    assert_eq!((reply.status, reply.json::<Problem>().code), (403, Code::Banned));
}

#[tokio::test]
async fn whoever_looks_is_told_of_every_change() {
    let (server, _) = office(Visits::Consented).await;
    let first = Report { referrer: "https://search.example/?q=\u{202e}x".into(), ..page("home") };
    tell(&server, &first).await;
    let mut anna = Agent::come(&server, "anna@example.com").await;
    let (on, visits) = anna.watch().await;
    assert!(on);
    insta::assert_json_snapshot!(visits);
    tell(&server, &page("cart")).await;
    let visit = anna.changed(&server).await;
    assert_eq!((visit.page.title.as_str(), visit.pages), ("cart", 2));
    anna.visits(VisitsCommand::Trail { visit: visit.id }).await;
    let trail = match anna.visits_update().await {
        VisitsUpdate::Trail { steps, .. } => steps.into_iter().map(|step| step.title).collect::<Vec<_>>(),
        other => panic!("{other:?} is no trail"),
    };
    assert_eq!(trail, ["home", "cart"]);
    tell(&server, &Report { leaving: true, ..page("cart") }).await;
    server.clock.advance(5_000);
    assert_eq!(anna.visits_update().await, VisitsUpdate::Changed { visits: vec![], gone: vec![visit.id] });

    // Whoever has looked away hears nothing more.
    anna.visits(VisitsCommand::Unwatch).await;
    anna.visits(VisitsCommand::Trail { visit: visit.id }).await;
    assert!(matches!(anna.visits_update().await, VisitsUpdate::Trail { steps, .. } if steps.is_empty()));
    tell(&server, &page("cart")).await;
    server.clock.advance(1_000);
    anna.visits(VisitsCommand::Trail { visit: VisitId(9) }).await;
    assert!(matches!(anna.visits_update().await, VisitsUpdate::Trail { .. }));
}

#[tokio::test]
async fn who_serves_no_queue_is_shown_nothing() {
    let (server, _) = office(Visits::Always).await;
    tell(&server, &page("cart")).await;
    server.outsider("out@example.com", "Otto").await;
    let mut otto = Agent::come(&server, "out@example.com").await;
    for command in [
        VisitsCommand::Watch,
        VisitsCommand::Trail { visit: VisitId(1) },
        VisitsCommand::Invite { visit: VisitId(1), id: "i1".into(), text: "Hello".into() },
        VisitsCommand::TakeBack { visit: VisitId(1) },
    ] {
        otto.visits(command).await;
        assert_eq!(otto.refused().await.code, Code::Forbidden);
    }
    assert_eq!(tell(&server, &page("cart")).await, Answer::default());
    let cookie = server.signed_in(Role::Manager).await;
    let mut manager = Agent::come_back(&server, cookie).await;
    assert_eq!(manager.watch().await.1.len(), 1);
}

fn outcome(is: Shown) -> Report {
    Report { outcome: Some(Outcome { invitation: "i1".into(), is }), ..page("cart") }
}

async fn invite(agent: &mut Agent, text: &str) {
    agent.visits(VisitsCommand::Invite { visit: VisitId(1), id: "i1".into(), text: text.into() }).await;
}

#[tokio::test]
async fn a_visitor_who_answers_talks_with_the_agent_who_spoke_first() {
    let (server, queue) = office(Visits::Consented).await;
    let mut boris = Agent::come(&server, "boris@example.com").await;
    let mut anna = Agent::come(&server, "anna@example.com").await;
    tell(&server, &page("cart")).await;
    anna.watch().await;
    boris.watch().await;
    invite(&mut anna, " \u{200b} ").await;
    assert_eq!(anna.visits_refused().await.code, Code::Invalid);
    invite(&mut anna, " May I help with the fern? ").await;
    let stands = |visit: Visit| visit.invitation.map(|invited| (invited.by.name, invited.stands));
    assert_eq!(stands(anna.changed(&server).await), Some(("Anna".into(), Stands::Sent)));
    invite(&mut boris, "Me too").await;
    let problem = boris.until(|update| match update {
        AgentUpdate::Visits(VisitsUpdate::Refused { problem, .. }) => Some(problem),
        _ => None,
    });
    let problem = problem.await;
    assert_eq!((problem.code, problem.by.map(|by| by.name)), (Code::AlreadyTaken, Some("Anna".into())));

    let call = tell(&server, &page("cart")).await.invitation.unwrap();
    assert_eq!((call.by.name.as_str(), call.text.as_str()), ("Anna", "May I help with the fern?"));
    tell(&server, &outcome(Shown::Seen)).await;
    assert_eq!(stands(anna.changed(&server).await), Some(("Anna".into(), Stands::Seen)));
    anna.visits(VisitsCommand::TakeBack { visit: VisitId(1) }).await;
    assert_eq!(anna.visits_refused().await.code, Code::Ended);
    assert_eq!(tell(&server, &outcome(Shown::Opened)).await, Answer::default());
    assert_eq!(stands(anna.changed(&server).await), Some(("Anna".into(), Stands::Opened)));

    let mut ira = Visitor::come(&server).await;
    let here = Page { url: format!("{SITE}/cart"), visit: KEY.into(), ..Page::default() };
    let open =
        VisitorCommand::Open { id: ira.id(), queue, answers: answers("Ira", "ira@example.com"), page: here };
    ira.socket.say(&open).await;
    let conversation = ira.opened().await;
    let item = anna.sees(&conversation).await;
    assert_eq!(item.page.visit, "", "the key is the visitor's");
    ira.write(&conversation, "Yes, please").await;
    let facts: Vec<_> =
        ira.resume(&conversation, 0).await.into_iter().filter_map(|entry| entry.fact).collect();
    let said: Vec<_> = facts
        .into_iter()
        .filter_map(|fact| match fact {
            PublicFact::Message { by, text, .. } => Some((matches!(by, Author::Agent(_)), text)),
            _ => None,
        })
        .collect();
    assert_eq!(said, [(true, "May I help with the fern?".into()), (false, "Yes, please".into())]);
    let stored = server.app.store.conversation(&conversation).await.unwrap().unwrap();
    assert_eq!(stored.owner.map(|owner| owner.name).as_deref(), Some("Anna"));
    let entries = server.app.store.entries_after(&conversation, 0).await.unwrap();
    let rang = entries.iter().any(|entry| match &entry.fact {
        Fact::Staff(StaffFact::Offered { agents, .. }) => agents.iter().any(|agent| agent.name != "Anna"),
        _ => false,
    });
    assert!(!rang, "it rings at nobody else's");
    let visit = anna.changed(&server).await;
    assert_eq!(
        (visit.conversation.clone(), stands(visit)),
        (Some(conversation), Some(("Anna".into(), Stands::Answered)))
    );
}

#[tokio::test]
async fn who_has_gone_meanwhile_is_not_waited_for() {
    let (server, queue) = office(Visits::Always).await;
    let mut boris = Agent::come(&server, "boris@example.com").await;
    let mut anna = Agent::come(&server, "anna@example.com").await;
    tell(&server, &page("cart")).await;
    invite(&mut anna, "Hello").await;
    anna.socket.say(&AgentCommand::SetStatus { status: Status::Away }).await;
    anna.until(|update| matches!(update, AgentUpdate::Status { status: Status::Away, .. }).then_some(()))
        .await;
    let mut ira = Visitor::come(&server).await;
    let here = Page { visit: KEY.into(), ..Page::default() };
    let open =
        VisitorCommand::Open { id: ira.id(), queue, answers: answers("Ira", "ira@example.com"), page: here };
    ira.socket.say(&open).await;
    let conversation = ira.opened().await;
    assert!(boris.sees(&conversation).await.offer.is_some());
}

#[tokio::test]
async fn a_conversation_shows_at_its_visit_and_stands_in_the_way_of_an_invitation() {
    let (server, queue) = office(Visits::Always).await;
    let mut anna = Agent::come(&server, "anna@example.com").await;
    let mut ira = Visitor::come(&server).await;
    let conversation = ira.ask(&queue).await;
    tell(&server, &page("cart")).await;
    let here = Page { url: format!("{SITE}/cart"), visit: KEY.into(), ..Page::default() };
    ira.socket.say(&VisitorCommand::Moved { page: here }).await;
    anna.until(|update| matches!(update, AgentUpdate::Presence { page: Some(_), .. }).then_some(())).await;
    assert_eq!(anna.watch().await.1[0].conversation.as_ref(), Some(&conversation));
    invite(&mut anna, "Hello").await;
    assert_eq!(anna.visits_refused().await.code, Code::InUse);
    let id = ira.id();
    ira.socket.say(&VisitorCommand::End { conversation, id: id.clone() }).await;
    ira.acknowledged(&id).await;
    tell(&server, &page("cart")).await;
    assert_eq!(anna.changed(&server).await.conversation, None);
}

#[tokio::test]
async fn a_preview_tells_nobody() {
    let (server, _) = office(Visits::Always).await;
    let script = server.get("/w/demo.js").await.text().to_owned();
    assert!(
        script.contains(r#""asks":["/assets/visits-0a.js"],"bubble":"/assets/invite-0a.js""#),
        "{script}"
    );
    let (server, _) = office(Visits::Consented).await;
    let script = server.get("/w/demo.js").await.text().to_owned();
    assert!(
        script.contains(r#""agreed":["/assets/visits-0a.js"],"bubble":"/assets/invite-0a.js""#),
        "{script}"
    );
    assert!(!script.contains("asks"));
    let cookie = server.signed_in(Role::Manager).await;
    let mut set = WidgetDraft { name: "Shop".into(), ..WidgetDraft::default() };
    set.settings.chat.visits = Visits::Always;
    let made = server.own_page(Method::POST, "/api/admin/previews", &cookie).json(&set).send().await;
    let preview: shared::rest::Preview = made.json();
    let script =
        server.request(Method::GET, &format!("/preview/{}/w.js", preview.key)).header("cookie", &cookie);
    let script = script.send().await;
    assert!(script.status == 200 && !script.text().contains("visits-0a"), "{}", script.text());
}
