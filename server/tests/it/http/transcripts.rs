//! Transcripts and earlier conversations over HTTP: whose they are, in which form, and that text stays text.

use super::files::Desk;
use crate::databases::on_each;
use crate::support::Reply;
use hyper::Method;
use server::domain::conversation::Command;
use shared::problem::{Code, Problem};
use shared::rest::{PastConversation, WidgetDraft};

const MARKUP: &str = "</p><script>__pwn(1)</script><img src=x onerror=__pwn(2)>{{7*7}}";

async fn talked_over(desk: &Desk) {
    let send = |id: &str, text: &str| Command::Send { id: id.into(), text: text.into(), files: vec![] };
    desk.act(desk.as_visitor(), send("m1", MARKUP)).await;
    desk.act(desk.as_agent(), send("m2", "I see")).await;
    desk.act(desk.as_agent(), Command::End { id: "end".into() }).await;
}

async fn as_agent(desk: &Desk, cookie: &str, query: &str) -> Reply {
    let path = format!("/api/agent/conversations/{}/transcript{query}", desk.conversation);
    desk.server.request(Method::GET, &path).header("cookie", cookie).send().await
}

fn path(desk: &Desk, query: &str) -> String {
    format!("/api/visitor/conversations/{}/transcript{query}", desk.conversation)
}

#[tokio::test]
async fn each_form_is_saved_and_none_can_run() {
    on_each(async |database| {
        let desk = Desk::on(database).await;
        talked_over(&desk).await;
        for (query, kind, ending) in [
            ("", "text/plain; charset=utf-8", "txt"),
            ("?format=html&lang=ar", "text/html; charset=utf-8", "html"),
            ("?format=json", "application/json", "json"),
        ] {
            let reply = desk.fetch(&path(&desk, query)).await;
            assert_eq!((reply.status, reply.header("content-type")), (200, kind), "{}", reply.text());
            let name = format!("attachment; filename=\"{}.{ending}\"", desk.conversation);
            assert!(reply.header("content-disposition").starts_with(&name), "{query}");
            assert_eq!(reply.header("content-security-policy"), "sandbox; default-src 'none'");
            assert_eq!(reply.header("cache-control"), "no-store");
            assert!(reply.text().contains("I see"), "{}", reply.text());
        }
        let html = desk.fetch(&path(&desk, "?format=html&lang=ar")).await;
        assert!(html.text().contains("<html lang=\"ar\" dir=\"rtl\">"), "{}", html.text());
        assert!(!html.text().contains("<script") && !html.text().contains("<img"), "{}", html.text());
        assert!(html.text().contains("{{7*7}}"));
        let text = desk.fetch(&path(&desk, "?lang=pl")).await;
        assert!(text.text().starts_with("Conversation: of-v1\nCompany: My shop\nTopic: Sales\n"));
        assert!(text.text().contains("Do rozmowy dołączył(a): Anna"), "{}", text.text());
        assert!(!text.text().contains("ffered"), "what is the staff's stays theirs");
        assert_eq!(as_agent(&desk, &desk.cookie, "").await.status, 200);
        let unknown = desk.fetch(&path(&desk, "?format=pdf")).await;
        assert_eq!((unknown.status, unknown.json::<Problem>().code), (400, Code::Malformed));
    })
    .await;
}

#[tokio::test]
async fn nobody_reads_what_isnt_theirs() {
    on_each(async |database| {
        let desk = Desk::on(database).await;
        talked_over(&desk).await;
        let other = format!("Bearer {}", desk.token_of("v2"));
        let call = desk.server.request(Method::GET, &path(&desk, "")).header("authorization", &other);
        assert_eq!(call.send().await.json::<Problem>().code, Code::NotFound);
        assert_eq!(desk.server.get(&path(&desk, "")).await.json::<Problem>().code, Code::SessionExpired);
        desk.server.agent("otto@example.com", "Otto").await;
        let otto = desk.server.sign_in("otto@example.com").await;
        assert_eq!(as_agent(&desk, &otto, "").await.json::<Problem>().code, Code::NotFound);
    })
    .await;
}

#[tokio::test]
async fn earlier_conversations_are_the_visitors_own_and_ended() {
    on_each(async |database| {
        let desk = Desk::on(database).await;
        desk.open("v2").await;
        let past = async || desk.fetch("/api/visitor/conversations").await.json::<Vec<PastConversation>>();
        assert_eq!(past().await, [], "the open one is no earlier one");
        talked_over(&desk).await;
        let [one] = past().await.try_into().unwrap();
        assert_eq!((one.id, one.topic.as_str()), (desk.conversation.clone(), "Sales"));
        assert_eq!((one.agent.as_str(), one.preview.as_str()), ("Anna", "I see"));

        change(&desk, |draft| draft.settings.chat.transcript = false).await;
        assert_eq!(desk.fetch(&path(&desk, "")).await.json::<Problem>().code, Code::Forbidden);
        assert_eq!(desk.fetch(&path(&desk, "?format=json")).await.status, 200, "to be read in the widget");
        change(&desk, |draft| draft.settings.chat.history = false).await;
        assert_eq!(past().await, []);
        let json = desk.fetch(&path(&desk, "?format=json")).await;
        assert_eq!(json.json::<Problem>().code, Code::Forbidden);
    })
    .await;
}

async fn change(desk: &Desk, how: impl FnOnce(&mut WidgetDraft)) {
    let store = &desk.server.app.store;
    let widget = store.widget(&"demo".into()).await.unwrap().unwrap();
    let mut set = WidgetDraft { name: widget.name, sites: widget.sites, settings: widget.settings };
    how(&mut set);
    store.change_widget(&widget.id, widget.version, &set).await.unwrap();
}
