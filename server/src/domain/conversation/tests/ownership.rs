//! Who has it, who comes in, who passes it on.

use super::*;

/// A conversation, who does what to it, and the facts that this makes.
type Line<'a> = (&'a Conversation, &'a Actor, Command, Result<&'a [&'a str], Refusal>);

/// The facts of a step in one word each.
fn words(conversation: &Conversation, actor: &Actor, command: &Command) -> Result<Vec<String>, Refusal> {
    let word = |fact: &Fact| {
        let text = format!("{fact:?}");
        let kind = text.split(['(', ' ']).nth(1).unwrap_or_default().to_owned();
        let ids = text.split("AgentId(\"").skip(1).filter_map(|rest| rest.split('"').next());
        ids.fold(kind, |word, id| format!("{word} {id}"))
    };
    conversation.decide(actor, command).map(|facts| facts.iter().map(word).collect())
}

#[test]
fn what_follows_from_what_agents_do() {
    let had = after(waiting(), &[(member("anna"), Command::Take)]);
    let asked = after(had.clone(), &[(member("anna"), invite("clara"))]);
    let both = after(asked.clone(), &[(stranger("clara"), Command::Join)]);
    let given = after(had.clone(), &[(member("anna"), give_to("boris"))]);
    let queued = after(both.clone(), &[(member("anna"), give_to_queue("support"))]);
    let offered = after(waiting(), &[(Actor::System, offer("anna"))]);
    let ended = after(both.clone(), &[(visitor("v"), end())]);
    let settled = after(ended.clone(), &[(member("anna"), deal_with())]);
    let put_away = after(ended.clone(), &[(member("anna"), archive())]);
    let (anna, boris, clara) = (stranger("anna"), stranger("boris"), stranger("clara"));
    let maria = overseer("maria");
    let (new, first, second, visitor_v, system) =
        (waiting(), member("anna"), member("boris"), visitor("v"), Actor::System);
    let vacate = |name: &str| Command::Vacate { agent: name.into() };
    let table: Vec<Line<'_>> = vec![
        (&offered, &first, Command::Decline, Ok(&["Declined anna"])),
        (&offered, &boris, Command::Decline, Err(Refusal::NotFound)),
        (&offered, &first, give_to("boris"), Err(Refusal::Forbidden)),
        (&offered, &first, Command::Leave, Err(Refusal::Forbidden)),
        (&offered, &first, deal_with(), Err(Refusal::Forbidden)),
        (
            &had,
            &anna,
            give_to("boris"),
            Ok(&["Transferred anna boris", "Taken boris", "Joined boris", "Left anna"]),
        ),
        (&had, &anna, give_to("anna"), Err(Refusal::Forbidden)),
        (&had, &anna, give_to_queue("support"), Ok(&["Transferred anna", "Left anna"])),
        (&had, &anna, invite("clara"), Ok(&["Invited anna clara"])),
        (&had, &anna, Command::Leave, Ok(&["Left anna"])),
        (&had, &anna, Command::Join, Ok(&[])),
        (&had, &anna, reopen(), Ok(&[])),
        (&had, &anna, deal_with(), Ok(&["Ended anna", "DealtWith anna"])),
        (&had, &anna, Command::Decline, Err(Refusal::Forbidden)),
        (&had, &boris, Command::Join, Err(Refusal::NotFound)),
        (&had, &second, Command::Join, Err(Refusal::AlreadyTaken(agent("anna")))),
        (&asked, &anna, invite("clara"), Ok(&[])),
        (&asked, &clara, Command::Join, Ok(&["Joined clara"])),
        (&asked, &clara, Command::Decline, Ok(&["Declined clara"])),
        (&asked, &clara, Command::Take, Err(Refusal::AlreadyTaken(agent("anna")))),
        (&asked, &clara, send("hi"), Err(Refusal::Forbidden)),
        (&asked, &clara, Command::Leave, Err(Refusal::Forbidden)),
        (&both, &clara, send("hi"), Ok(&["Message clara"])),
        (&both, &clara, invite("boris"), Ok(&["Invited clara boris"])),
        (&both, &clara, Command::Take, Err(Refusal::AlreadyTaken(agent("anna")))),
        (&both, &clara, give_to("boris"), Err(Refusal::Forbidden)),
        (&both, &clara, Command::Leave, Ok(&["Left clara"])),
        (&both, &clara, end(), Ok(&["Ended clara"])),
        (&both, &anna, Command::Leave, Ok(&["Left anna", "Taken clara"])),
        (&both, &anna, give_to("clara"), Ok(&["Transferred anna clara", "Taken clara", "Left anna"])),
        (&both, &anna, give_to_queue("q"), Ok(&["Transferred anna", "Left anna", "Left clara"])),
        (&both, &system, vacate("anna"), Ok(&["Left anna", "Taken clara"])),
        (&both, &system, vacate("clara"), Err(Refusal::NotTheirs)),
        (&given, &anna, send("hi"), Err(Refusal::NotFound)),
        (&given, &first, send("hi"), Err(Refusal::AlreadyTaken(agent("boris")))),
        (&given, &anna, Command::Leave, Err(Refusal::NotFound)),
        (&queued, &anna, Command::Leave, Err(Refusal::NotFound)),
        (&queued, &boris, Command::Take, Err(Refusal::NotFound)),
        (&queued, &second, Command::Take, Ok(&["Taken boris", "Joined boris"])),
        (&ended, &anna, Command::Leave, Err(Refusal::Ended)),
        (&ended, &anna, give_to("boris"), Err(Refusal::Ended)),
        (&ended, &clara, deal_with(), Ok(&["DealtWith clara"])),
        (&ended, &clara, reopen(), Ok(&["Reopened clara"])),
        (&ended, &boris, reopen(), Err(Refusal::NotFound)),
        (&ended, &visitor_v, reopen(), Err(Refusal::Forbidden)),
        (&settled, &clara, deal_with(), Ok(&[])),
        (&had, &anna, archive(), Ok(&["Ended anna", "Archived anna"])),
        (&had, &second, archive(), Err(Refusal::AlreadyTaken(agent("anna")))),
        (&new, &first, archive(), Err(Refusal::Forbidden)),
        (&ended, &clara, archive(), Ok(&["Archived clara"])),
        (&ended, &second, archive(), Err(Refusal::AlreadyTaken(agent("anna")))),
        (&ended, &maria, archive(), Ok(&["Archived maria"])),
        (&ended, &boris, archive(), Err(Refusal::NotFound)),
        (&ended, &visitor_v, archive(), Err(Refusal::Forbidden)),
        (&ended, &anna, unarchive(), Ok(&[])),
        (&put_away, &maria, archive(), Ok(&[])),
        (&put_away, &maria, unarchive(), Ok(&["Unarchived maria"])),
        (&put_away, &anna, unarchive(), Ok(&["Unarchived anna"])),
        (&put_away, &anna, reopen(), Ok(&["Reopened anna"])),
        (&settled, &anna, reopen(), Ok(&["Reopened anna"])),
        (&new, &system, offer("anna"), Ok(&["Offered anna"])),
        (&had, &system, offer("anna"), Err(Refusal::NotWaiting)),
        (&ended, &system, offer("anna"), Err(Refusal::Ended)),
        (&had, &system, overflow("support"), Err(Refusal::NotWaiting)),
        (&new, &visitor_v, offer("anna"), Err(Refusal::Forbidden)),
        (&new, &first, offer("anna"), Err(Refusal::Forbidden)),
    ];
    for (conversation, actor, command, expected) in table {
        let expected = expected.map(|words| words.iter().map(ToString::to_string).collect());
        assert_eq!(words(conversation, actor, &command), expected, "{actor:?} {command:?}");
    }
}

#[test]
fn who_passed_it_on_sees_nothing_more_of_it() {
    let had = after(waiting(), &[(member("anna"), Command::Take)]);
    assert!(had.shows_to(&stranger("anna")));
    let given = after(had.clone(), &[(member("anna"), give_to("clara"))]);
    assert!(!given.shows_to(&member("anna")) && given.shows_to(&stranger("clara")));
    let queued = after(had.clone(), &[(member("anna"), give_to_queue("support"))]);
    assert!(!queued.shows_to(&stranger("anna")));
    let asked = after(had, &[(member("anna"), invite("clara"))]);
    assert!(asked.shows_to(&stranger("clara")), "may look before coming in");
    let ended = after(asked, &[(visitor("v"), end())]);
    assert!(!ended.shows_to(&stranger("clara")) && ended.shows_to(&stranger("anna")));
}

#[test]
fn it_waits_anew_where_it_is_moved_and_since_then() {
    let mut moved = waiting();
    let overflowed = moved.act(&Actor::System, &overflow("support"), Timestamp(70));
    assert!(overflowed.is_ok() && moved.queue.as_str() == "support" && moved.entered_at == Timestamp(70));
    moved.act(&member("anna"), &Command::Take, Timestamp(80)).expect("she may");
    moved.act(&member("anna"), &give_to_queue("sales"), Timestamp(90)).expect("she has it");
    assert_eq!(
        (moved.stage, moved.queue.as_str(), moved.entered_at),
        (Stage::Waiting, "sales", Timestamp(90))
    );
    moved.act(&member("boris"), &Command::Take, Timestamp(100)).expect("he may");
    moved.act(&Actor::System, &Command::Vacate { agent: "boris".into() }, Timestamp(110)).expect("it is his");
    assert_eq!(
        (moved.stage, moved.entered_at, moved.opened_at),
        (Stage::Waiting, Timestamp(110), Timestamp(0))
    );
}

#[test]
fn the_visitor_is_told_to_wait_once() {
    let mut told = waiting();
    let notice = |place| Command::NoteNotice { place, wait_millis: Some(30_000) };
    assert!(matches!(told.act(&Actor::System, &notice(2), Timestamp(1)), Ok(Change::Recorded(_))));
    assert_eq!(told.act(&Actor::System, &notice(1), Timestamp(2)), Ok(Change::Nothing));
}

#[test]
fn whom_one_can_write_to_can_be_given_a_ticket_without_a_word() {
    let mut silent = waiting();
    silent.card.email = "ira@example.com".into();
    assert_eq!(silent.decide(&Actor::System, &make_ticket()).map(|facts| facts.len()), Ok(1));
    assert_eq!(silent.decide(&visitor("v"), &make_ticket()), Err(Refusal::NothingWritten));
}

#[test]
fn dealt_with_twice_is_told_apart_from_another_wish() {
    let ended = after(waiting(), &[(member("anna"), Command::Take), (visitor("v"), end())]);
    let facts = ended.decide(&member("anna"), &deal_with()).expect("she may");
    let renamed = Actor::Agent {
        card: AgentCard { name: "Anna Maria".into(), ..agent("anna") },
        rights: Rights { member: true, ..Rights::default() },
    };
    assert!(deal_with().has_made(&renamed, &facts[0]));
    assert!(!Command::DealWith { id: "other".into() }.has_made(&renamed, &facts[0]));
    assert!(!reopen().has_made(&renamed, &facts[0]));
}
