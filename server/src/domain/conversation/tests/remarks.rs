//! What the staff says about a conversation among themselves, and who looks after it.

use super::*;
use shared::timeline::{StaffFact, TAGS_MAX};

fn act(conversation: &mut Conversation, actor: &Actor, command: &Command) -> Result<Vec<Fact>, Refusal> {
    Ok(match conversation.act(actor, command, Timestamp(1))? {
        Change::Recorded(entries) => entries.into_iter().map(|entry| entry.fact).collect(),
        Change::Seen | Change::Nothing => Vec::new(),
    })
}

fn talk() -> Conversation {
    after(waiting(), &[(member("anna"), Command::Take)])
}

fn over() -> Conversation {
    after(talk(), &[(member("anna"), end())])
}

#[test]
fn whoever_sees_it_may_write_a_note() {
    let table: [(&str, Conversation, Actor, bool); 9] = [
        ("its owner", talk(), member("anna"), true),
        ("its owner after the end", over(), member("anna"), true),
        ("who looks after the queue", talk(), overseer("maria"), true),
        ("a member while it waits", waiting(), member("boris"), true),
        ("a member while somebody has it", talk(), member("boris"), false),
        ("a stranger", talk(), stranger("clara"), false),
        ("who is invited", after(talk(), &[(member("anna"), invite("clara"))]), stranger("clara"), true),
        (
            "who is called to a note",
            after(talk(), &[(member("anna"), note("x", &["clara"]))]),
            stranger("clara"),
            true,
        ),
        ("the visitor", talk(), visitor("v"), false),
    ];
    for (who, mut conversation, actor, may) in table {
        let made = act(&mut conversation, &actor, &note("look", &[]));
        assert_eq!(made.is_ok(), may, "{who}: {made:?}");
        assert_eq!(conversation.shows_to(&actor) && !matches!(actor, Actor::Visitor(_)), may, "{who}");
    }
}

#[test]
fn a_note_doesnt_take_what_waits() {
    let noted = after(waiting(), &[(member("boris"), note("look", &[]))]);
    assert_eq!((noted.stage, noted.owner), (Stage::Waiting, None));
}

#[test]
fn a_mention_shows_it_until_it_is_heeded() {
    let clara = stranger("clara");
    let mut conversation = after(talk(), &[(member("anna"), note("@Clara?", &["clara", "anna"]))]);
    assert_eq!(conversation.staff.mentioned, [AgentId::from("clara")], "who is in it sees it anyway");
    assert!(conversation.shows_to(&clara));
    for forbidden in [send("hi"), Command::Take, end(), Command::Join, give_to("boris")] {
        assert_eq!(act(&mut conversation, &clara, &forbidden), Err(Refusal::Forbidden), "{forbidden:?}");
    }
    assert_eq!(act(&mut conversation, &clara, &Command::Heed).map(|facts| facts.len()), Ok(1));
    assert!(!conversation.shows_to(&clara));
    assert_eq!(act(&mut conversation, &clara, &Command::Heed), Ok(vec![]), "done twice it is done");
    let mut over = after(over(), &[(member("anna"), note("@Clara", &["clara"]))]);
    assert!(over.shows_to(&clara), "after the end, too");
    assert_eq!(act(&mut over, &clara, &reopen()), Err(Refusal::Forbidden));
}

#[test]
fn who_comes_in_is_called_no_longer() {
    let steps = [(member("anna"), note("@Boris", &["boris"])), (member("anna"), give_to("boris"))];
    let conversation = after(talk(), &steps);
    assert_eq!(conversation.staff.mentioned, []);
    assert!(conversation.shows_to(&stranger("boris")));
}

fn manager(name: &str) -> Actor {
    let rights = Rights { oversees: true, deletes: true, ..Rights::default() };
    Actor::Agent { card: agent(name), rights }
}

#[test]
fn who_wrote_a_note_takes_it_back_and_who_may_delete() {
    // Anna's note is the fourth entry.
    let noted = || after(talk(), &[(member("anna"), note("look", &[]))]);
    let (forbidden, unseen) = (Some(Refusal::Forbidden), Some(Refusal::NotFound));
    let table = [
        ("its author", noted(), member("anna"), None),
        ("its author after the end", after(noted(), &[(member("anna"), end())]), member("anna"), None),
        ("who may delete", noted(), manager("mona"), None),
        ("who only looks after it", noted(), overseer("maria"), forbidden.clone()),
        (
            "a guest",
            after(noted(), &[(member("anna"), invite("clara"))]),
            stranger("clara"),
            forbidden.clone(),
        ),
        ("who doesn't see it", noted(), stranger("clara"), unseen.clone()),
        (
            "its author who passed it on",
            after(noted(), &[(member("anna"), give_to("boris"))]),
            stranger("anna"),
            unseen,
        ),
        ("the visitor", noted(), visitor("v"), forbidden),
    ];
    for (who, mut conversation, actor, refusal) in table {
        let made = act(&mut conversation, &actor, &take_back(4, "anna"));
        assert_eq!(made.as_ref().err(), refusal.as_ref(), "{who}");
        if refusal.is_none() {
            assert_eq!(made.map(|facts| facts.len()), Ok(1), "{who}");
            assert_eq!(act(&mut conversation, &actor, &take_back(4, "anna")), Ok(vec![]), "{who}: once");
        }
    }
}

#[test]
fn who_was_called_by_it_alone_is_called_no_longer() {
    let anna = member("anna");
    let mut conversation = after(
        talk(),
        &[
            (anna.clone(), note("@Clara @Boris", &["clara", "boris"])),
            (anna.clone(), note("@Boris", &["boris"])),
        ],
    );
    let called =
        |conversation: &Conversation| ["clara", "boris"].map(|name| conversation.shows_to(&stranger(name)));
    let made = act(&mut conversation, &anna, &take_back(4, "anna"));
    let uncalled = vec![AgentId::from("clara")];
    let taken_back = StaffFact::NoteTakenBack { id: "b".into(), by: agent("anna"), note: 4, uncalled };
    assert_eq!(made, Ok(vec![Fact::Staff(taken_back)]));
    assert_eq!(called(&conversation), [false, true], "another note calls Boris");
    act(&mut conversation, &anna, &take_back(5, "anna")).expect("it's hers");
    assert_eq!(called(&conversation), [false, false]);
    // Who comes in sees it whatever is taken back.
    let mut in_it =
        after(talk(), &[(anna.clone(), note("@Boris", &["boris"])), (anna.clone(), give_to("boris"))]);
    act(&mut in_it, &member("boris"), &take_back(4, "boris")).expect("it's his");
    assert!(in_it.shows_to(&stranger("boris")));
}

#[test]
fn what_was_sent_again_is_known_though_it_was_taken_back() {
    let (anna, sent) = (member("anna"), note("look", &[]));
    let mut fact =
        StaffFact::Note { id: "n".into(), by: agent("anna"), text: "look".into(), mentions: vec![] };
    assert!(sent.has_made(&anna, &Fact::Staff(fact.clone())));
    assert!(!note("other", &[]).has_made(&anna, &Fact::Staff(fact.clone())));
    fact.empty_note();
    assert!(sent.has_made(&anna, &Fact::Staff(fact)));
}

#[test]
fn who_looks_after_it_takes_it_over_and_the_former_owner_stays() {
    let maria = overseer("maria");
    let mut conversation = talk();
    assert_eq!(
        act(&mut conversation, &maria, &send("hi")),
        Err(Refusal::Forbidden),
        "first it is taken over"
    );
    act(&mut conversation, &maria, &Command::Take).expect("may");
    assert_eq!(conversation.owner, Some(agent("maria")));
    assert_eq!(conversation.staff.present, [agent("anna"), agent("maria")]);
    act(&mut conversation, &maria, &send("hi")).expect("has it now");
    act(&mut conversation, &stranger("anna"), &Command::Leave).expect("is a guest now");
    let mut waits = waiting();
    act(&mut waits, &maria, &Command::Take).expect("nobody waits for ever");
    assert_eq!((waits.stage, waits.owner), (Stage::Active, Some(agent("maria"))));
    assert!(act(&mut over(), &maria, &Command::Take).is_err(), "it is over");
}

#[test]
fn a_tag_is_given_once_and_there_is_an_end() {
    let anna = member("anna");
    let mut conversation = talk();
    assert_eq!(act(&mut conversation, &anna, &tag("billing")).map(|facts| facts.len()), Ok(1));
    assert_eq!(act(&mut conversation, &anna, &tag("billing")), Ok(vec![]));
    assert_eq!(act(&mut conversation, &anna, &untag("other")), Ok(vec![]));
    assert_eq!(act(&mut conversation, &anna, &untag("billing")).map(|facts| facts.len()), Ok(1));
    for number in 0..TAGS_MAX {
        act(&mut conversation, &anna, &tag(&number.to_string())).expect("has room");
    }
    assert_eq!(act(&mut conversation, &anna, &tag("one more")), Err(Refusal::TooManyTags));
    assert_eq!(act(&mut conversation, &stranger("clara"), &tag("x")), Err(Refusal::NotFound));
}

#[test]
fn one_tag_takes_the_place_of_another() {
    let anna = member("anna");
    let words = |facts: Result<Vec<Fact>, Refusal>| {
        let word = |fact| match fact {
            Fact::Staff(StaffFact::Tagged { tag, .. }) => format!("+{tag}"),
            Fact::Staff(StaffFact::Untagged { tag, .. }) => format!("-{tag}"),
            other => format!("{other:?}"),
        };
        facts.map(|facts| facts.into_iter().map(word).collect::<Vec<_>>().join(" "))
    };
    let table = [
        (&["a"][..], "a", "b", "-a +b"),
        (&["a", "b"], "a", "b", "-a"),
        (&["b"], "a", "b", ""),
        (&["a"], "a", "a", ""),
    ];
    for (tags, tag_, into, made) in table {
        let mut conversation = talk();
        conversation.staff.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        let facts = act(&mut conversation, &overseer("maria"), &retag(tag_, into));
        assert_eq!(words(facts), Ok(made.into()), "{tags:?} {tag_} {into}");
    }
    let mut full = talk();
    full.staff.tags = (0..TAGS_MAX).map(|number| number.to_string()).collect();
    assert_eq!(
        words(act(&mut full, &anna, &retag("3", "new"))),
        Ok("-3 +new".into()),
        "there is room for it"
    );
    assert_eq!(act(&mut full, &stranger("clara"), &retag("4", "x")), Err(Refusal::NotFound));
}

#[test]
fn the_visitor_learns_nothing_of_it() {
    let mut conversation = talk();
    let remarks = [note("secret", &["boris"]), take_back(4, "anna"), tag("vip"), untag("vip"), Command::Heed];
    for remark in remarks {
        let Ok(Change::Recorded(entries)) = conversation.act(&member("anna"), &remark, Timestamp(2)) else {
            continue;
        };
        assert!(entries.iter().all(|entry| entry.for_visitor().fact.is_none()), "{remark:?}");
    }
}
