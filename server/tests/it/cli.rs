//! The command line, as an operator types it.

use server::entropy::Entropy;
use server::store::Store;
use shared::ids::WidgetId;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn frontdesk(data: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_frontdesk"))
        .args(arguments)
        .env_clear()
        .env("FRONTDESK_DATA", data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that doesn't read its input has closed it already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn done(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

async fn store(data: &Path) -> Store {
    Store::open_folder(data, &Entropy::seeded(1)).await.unwrap()
}

const ANNA: [&str; 8] =
    ["admin", "create", "--email", "Anna@Example.com", "--name", "Anna", "--role", "owner"];

#[tokio::test]
async fn an_agent_is_made_with_the_password_of_the_first_line() {
    let data = tempfile::tempdir().unwrap();
    assert_eq!(
        done(&frontdesk(data.path(), &ANNA, "correct horse battery\r\nmore")),
        "Anna@Example.com can sign in now\n"
    );
    assert!(refused(&frontdesk(data.path(), &ANNA, "correct horse battery\n")).contains("another agent"));
    let store = store(data.path()).await;
    assert!(store.has_owner().await.unwrap());
    let hash = store.credentials("anna@example.com").await.unwrap().unwrap().password_hash.unwrap();
    let passwords = server::http::auth::password::Passwords::default();
    assert!(passwords.verify("correct horse battery".into(), Some(hash)).await.unwrap());
}

#[tokio::test]
async fn an_agent_without_a_password_gets_a_link_to_set_it() {
    let data = tempfile::tempdir().unwrap();
    let link = done(&frontdesk(data.path(), &ANNA, ""));
    let token = link.trim_end().strip_prefix("http://127.0.0.1:8080/console/welcome#").unwrap();
    assert_eq!(token.len(), 64, "256 bits");
    let newer = done(&frontdesk(data.path(), &["admin", "link", "--email", "anna@example.com"], ""));
    assert_ne!(link, newer);
    assert!(!store(data.path()).await.has_owner().await.unwrap(), "nobody can sign in yet");
    let nobody = frontdesk(data.path(), &["admin", "link", "--email", "nobody@example.com"], "");
    assert!(refused(&nobody).contains("no agent"));
}

#[test]
fn what_breaks_a_rule_is_refused_with_a_reason() {
    let data = tempfile::tempdir().unwrap();
    assert!(refused(&frontdesk(data.path(), &ANNA, "short\n")).contains("shorter than 10"));
    assert!(refused(&frontdesk(data.path(), &ANNA, &"x".repeat(5_000))).contains("longer than 1,024"));
    let wrong = |email: &str, name: &str| {
        let arguments = ["admin", "create", "--email", email, "--name", name, "--role", "agent"];
        refused(&frontdesk(data.path(), &arguments, "correct horse battery\n"))
    };
    assert!(wrong("anna", "Anna").contains("--email"));
    assert!(wrong("anna@example.com", " \u{202e}").contains("--name"));
    let unknown =
        ["admin", "create", "--email", "a@b.cd", "--name", "A", "--role", "agent", "--queue", "Nowhere"];
    assert!(refused(&frontdesk(data.path(), &unknown, "correct horse battery\n")).contains("\"Nowhere\""));
}

#[tokio::test]
async fn agents_are_shown_signed_out_deactivated_and_let_in_again() {
    let data = tempfile::tempdir().unwrap();
    let admin = |arguments: &[&str], input: &str| {
        frontdesk(data.path(), &[&["admin"][..], arguments].concat(), input)
    };
    done(&frontdesk(data.path(), &ANNA, "correct horse battery\n"));
    done(&frontdesk(data.path(), &["queue", "create", "--name", "Sales"], ""));
    let boris = ["create", "--email", "b@b.cd", "--name", "Boris", "--role", "group-manager"];
    assert_eq!(admin(&boris, "").status.code(), Some(2), "manager of which queues?");
    assert!(refused(&admin(&[&boris[..], &["--manages", "Nowhere"]].concat(), "")).contains("\"Nowhere\""));
    done(&admin(&[&boris[..], &["--manages", "Sales"]].concat(), ""));
    let list = || done(&admin(&["list"], ""));
    assert_eq!(
        list(),
        "anna@example.com\tAnna\towner\tmay sign in\nb@b.cd\tBoris\tgroup-manager\thas no password yet\n"
    );
    assert_eq!(done(&admin(&["sign-out", "--email", "b@b.cd"], "")), "0 sessions ended\n");
    assert!(refused(&admin(&["sign-out", "--email", "c@c.cd"], "")).contains("no agent"));
    assert!(refused(&admin(&["deactivate", "--email", "anna@example.com"], "")).contains("no owner"));
    done(&admin(&["deactivate", "--email", "B@b.cd"], ""));
    assert!(list().ends_with("group-manager\tdeactivated\n"));
    done(&admin(&["reactivate", "--email", "b@b.cd"], ""));
    assert!(list().ends_with("group-manager\thas no password yet\n"));
    let store = store(data.path()).await;
    let queues = store.queues().await.unwrap();
    let id = store.agent_by_email("b@b.cd").await.unwrap().unwrap();
    let stored = store.agent(&id, shared::time::Timestamp(0)).await.unwrap().unwrap();
    assert_eq!(stored.set.manages, [queues[0].id.clone()]);
}

#[tokio::test]
async fn queues_have_an_order_and_all_agents() {
    let data = tempfile::tempdir().unwrap();
    done(&frontdesk(data.path(), &ANNA, "correct horse battery\n"));
    for name in ["Sales", "Billing"] {
        done(&frontdesk(data.path(), &["queue", "create", "--name", name], ""));
    }
    assert_eq!(
        done(&frontdesk(data.path(), &["queue", "list"], "")),
        "Sales\talways open\teveryone\nBilling\talways open\teveryone\n"
    );
    assert!(
        refused(&frontdesk(data.path(), &["queue", "create", "--name", "Sales"], "")).contains("already")
    );
    let store = store(data.path()).await;
    let anna = store.agent_by_email("anna@example.com").await.unwrap().unwrap();
    assert_eq!(store.queues_of(&anna).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_queue_has_hours_until_it_is_open_always() {
    let data = tempfile::tempdir().unwrap();
    let queue = |arguments: &[&str]| frontdesk(data.path(), &[&["queue"][..], arguments].concat(), "");
    done(&queue(&["create", "--name", "Sales"]));
    let week = ["--zone", "Europe/Warsaw", "--open", "mon-sun 00:00-24:00", "--closed", "2026-12-25"];
    done(&queue(&[&["hours", "Sales", "--on", "2026-12-24 09:00-13:00"][..], &week].concat()));
    let list = done(&queue(&["list"]));
    assert!(list.starts_with("Sales\topen") && list.ends_with(" Europe/Warsaw\teveryone\n"), "{list}");
    let hours = store(data.path()).await.queues().await.unwrap().remove(0).hours.unwrap();
    let noon =
        |date: &str| shared::time::Timestamp(date.parse::<jiff::Timestamp>().unwrap().as_millisecond());
    assert!(hours.is_open(noon("2026-12-24T11:00:00Z")) && !hours.is_open(noon("2026-12-24T12:00:00Z")));
    assert!(!hours.is_open(noon("2026-12-25T12:00:00Z")) && hours.is_open(noon("2026-12-26T12:00:00Z")));
    for (code, bad) in [
        (2, vec!["hours", "Sales"]),
        (2, vec!["hours", "Sales", "--zone", "UTC", "--open", "mon 9-17"]),
        (2, vec!["hours", "Sales", "--always", "--zone", "UTC"]),
        (1, vec!["hours", "Sales", "--zone", "Mars/Base", "--open", "mon 09:00-17:00"]),
        (
            1,
            vec![
                "hours",
                "Sales",
                "--zone",
                "UTC",
                "--open",
                "mon 09:00-17:00",
                "--open",
                "mon-tue 16:00-18:00",
            ],
        ),
        (1, vec!["hours", "Nowhere", "--always"]),
    ] {
        assert_eq!(queue(&bad).status.code(), Some(code), "{bad:?}");
    }
    done(&queue(&["hours", "Sales", "--always"]));
    assert_eq!(done(&queue(&["list"])), "Sales\talways open\teveryone\n");
}

#[test]
fn a_ban_is_added_shown_and_taken_back() {
    let data = tempfile::tempdir().unwrap();
    let ban = |arguments: &[&str]| frontdesk(data.path(), &[&["ban"][..], arguments].concat(), "");
    let id = done(&ban(&["add", "::ffff:203.0.113.9", "--reason", "spam"]));
    let id = id.trim();
    done(&ban(&["add", "2001:db8::/64", "--reason", "rude", "--days", "7"]));
    let list = done(&ban(&["list"]));
    let lines: Vec<&str> = list.lines().collect();
    assert_eq!(lines[0], format!("{id}\t203.0.113.9/32\tfor ever\tspam"));
    assert!(lines[1].contains("\t2001:db8::/64\t20") && lines[1].ends_with("Z\trude"), "{list}");
    done(&ban(&["remove", id]));
    assert!(refused(&ban(&["remove", id])).contains("no ban"));
    assert!(refused(&ban(&["add", "203.0.113.9", "--reason", " "])).contains("--reason"));
    for bad in [["everyone", "--reason", "x"], ["0.0.0.0/0", "--reason", "x"]] {
        assert_eq!(ban(&[&["add"][..], &bad].concat()).status.code(), Some(2), "{bad:?}");
    }
}

#[tokio::test]
async fn a_widget_is_made_with_its_tag() {
    let data = tempfile::tempdir().unwrap();
    let sites = ["--site", "https://shop.example", "--site", "https://*.shop.example"];
    let create = [&["widget", "create", "--id", "shop", "--name", "My shop"][..], &sites].concat();
    let tag = done(&frontdesk(data.path(), &create, ""));
    assert_eq!(tag, "<script async src=\"http://127.0.0.1:8080/w/shop.js\"></script>\n");
    assert!(refused(&frontdesk(data.path(), &create, "")).contains("already"));
    let list = done(&frontdesk(data.path(), &["widget", "list"], ""));
    assert_eq!(list, "shop\tMy shop\thttps://shop.example https://*.shop.example\n");
    assert!(store(data.path()).await.widget(&WidgetId::from("shop")).await.unwrap().is_some());
    let sites = ["--site", "https://new.example", "--site", "https://new.example/"];
    done(&frontdesk(data.path(), &[&["widget", "set-sites", "--id", "shop"][..], &sites].concat(), ""));
    let list = done(&frontdesk(data.path(), &["widget", "list"], ""));
    assert_eq!(list, "shop\tMy shop\thttps://new.example\n");
    done(&frontdesk(data.path(), &["widget", "delete", "--id", "shop"], ""));
    assert_eq!(done(&frontdesk(data.path(), &["widget", "list"], "")), "");
    for gone in [vec!["delete", "--id", "shop"], [&["set-sites", "--id", "shop"][..], &sites].concat()] {
        assert!(refused(&frontdesk(data.path(), &[&["widget"][..], &gone].concat(), "")).contains("shop"));
    }
    for bad in
        [["--id", "a b", "--site", "https://a.example"], ["--id", "ab", "--site", "a.example; script-src *"]]
    {
        let arguments = [&["widget", "create", "--name", "x"][..], &bad].concat();
        assert_eq!(frontdesk(data.path(), &arguments, "").status.code(), Some(2), "{bad:?}");
    }
}

#[test]
fn what_is_not_understood_has_its_own_exit_code_and_shows_no_secret() {
    let data = tempfile::tempdir().unwrap();
    assert_eq!(frontdesk(data.path(), &["serv"], "").status.code(), Some(2));
    let help = Command::new(env!("CARGO_BIN_EXE_frontdesk"))
        .args(["serve", "--help"])
        .env("FRONTDESK_METRICS_TOKEN", "hunter2")
        .env("FRONTDESK_DATABASE_URL", "postgres://u:hunter2@h/d")
        .output()
        .unwrap();
    let help = done(&help);
    assert!(help.contains("FRONTDESK_METRICS_TOKEN") && !help.contains("hunter2"), "{help}");
}
