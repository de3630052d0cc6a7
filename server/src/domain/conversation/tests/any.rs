//! Whatever anyone tries in whatever order.

use super::*;
use proptest::prelude::*;
use shared::timeline::{Author, StaffFact, Summary};

fn any_step() -> impl Strategy<Value = (Actor, Command)> {
    let actor = prop::sample::select(vec![
        visitor("v"),
        visitor("w"),
        member("anna"),
        member("boris"),
        stranger("clara"),
        stranger("anna"),
        overseer("maria"),
        Actor::System,
    ]);
    let command = prop::sample::select(vec![
        Command::Take,
        Command::Take,
        send("hi"),
        end(),
        Command::Decline,
        give_to("boris"),
        give_to("clara"),
        give_to_queue("support"),
        hand_to("boris"),
        hand_to_queue("support"),
        invite("boris"),
        invite("clara"),
        Command::Join,
        Command::Leave,
        deal_with(),
        reopen(),
        archive(),
        unarchive(),
        note("look", &["boris", "clara"]),
        take_back(2, "anna"),
        take_back(3, "maria"),
        take_back(4, "anna"),
        take_back(5, "anna"),
        Command::Heed,
        tag("billing"),
        untag("billing"),
        retag("billing", "money"),
        retag("money", "billing"),
        make_ticket(),
        lapse(3),
        lapse(100),
        offer("anna"),
        Command::NoteUnanswered { agents: vec![agent("anna")] },
        Command::NoteNotice { place: 2, wait_millis: None },
        overflow("support"),
        Command::Vacate { agent: "anna".into() },
        rate(),
        see(1, 1),
        see(9, 2),
    ]);
    (actor, command)
}

/// What the shared reducer makes of facts.
fn summary(facts: &[(Timestamp, Fact)]) -> Summary {
    let mut summary = Summary::default();
    for (seq, (at, fact)) in (1..).zip(facts) {
        summary.apply(&Entry { seq, at: *at, fact: fact.clone() });
    }
    summary
}

/// The same once nothing is left of the notes that were taken back.
fn emptied(mut facts: Vec<(Timestamp, Fact)>) -> Summary {
    let taken_back = |(_, fact): &(Timestamp, Fact)| match fact {
        Fact::Staff(StaffFact::NoteTakenBack { note, .. }) => Some(*note as usize - 1),
        _ => None,
    };
    for index in facts.iter().filter_map(taken_back).collect::<Vec<_>>() {
        if let Some((_, Fact::Staff(note))) = facts.get_mut(index) {
            note.empty_note();
        }
    }
    summary(&facts)
}

fn sorted(agents: &[AgentId]) -> Vec<AgentId> {
    let mut agents = agents.to_vec();
    agents.sort();
    agents
}

fn is_note(fact: &Fact) -> bool {
    matches!(fact, Fact::Staff(StaffFact::Note { .. }))
}

fn is_end(fact: &Fact) -> bool {
    matches!(fact, Fact::Public(PublicFact::Ended { .. } | PublicFact::TicketMade { .. }))
}

/// After an end come a verdict, a word that it is dealt with, or that it goes on.
fn may_follow_an_end(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::Public(PublicFact::Rated { .. } | PublicFact::Reopened { .. })
            | Fact::Staff(
                StaffFact::DealtWith { .. }
                    | StaffFact::Archived { .. }
                    | StaffFact::Unarchived { .. }
                    | StaffFact::Note { .. }
                    | StaffFact::NoteTakenBack { .. }
                    | StaffFact::Heeded { .. }
                    | StaffFact::Tagged { .. }
                    | StaffFact::Untagged { .. },
            )
    )
}

proptest! {
    /// The server's state is what the shared reducer derives from the same facts; whoever has it is in it, and nobody
    /// else of the staff while it waits.
    #[test]
    fn any_sequence_leaves_a_legal_conversation(steps in prop::collection::vec(any_step(), 0..60)) {
        let mut conversation = Conversation { last: 0, ..waiting() };
        let begun = conversation.begin().into_iter();
        let mut facts: Vec<(Timestamp, Fact)> = begun.map(|entry| (entry.at, entry.fact)).collect();
        for (index, (actor, command)) in steps.iter().enumerate() {
            // That it is a note is checked before.
            if let Command::TakeBack { note, .. } = command
                && !facts.get(*note as usize - 1).is_some_and(|(_, fact)| is_note(fact))
            {
                continue;
            }
            let before = conversation.clone();
            match conversation.act(actor, command, Timestamp(index as i64)) {
                Ok(Change::Recorded(new)) => {
                    let goes_first = matches!(command, Command::HandOn { .. });
                    let place = if goes_first { new.first() } else { new.last() };
                    prop_assert!(command.fact(actor).is_none_or(|own| place.is_some_and(|entry| entry.fact == own)));
                    facts.extend(new.into_iter().map(|entry| (entry.at, entry.fact)));
                }
                Ok(Change::Seen) => {}
                Ok(Change::Nothing) | Err(_) => prop_assert_eq!(&before, &conversation),
            }
            let is_active = conversation.stage == Stage::Active;
            let is_waiting = conversation.stage == Stage::Waiting;
            let present = &conversation.staff.present;
            prop_assert_eq!(conversation.owner.is_some(), !present.is_empty());
            prop_assert!(conversation.owner.as_ref().is_none_or(|owner| present.contains(owner)));
            prop_assert!(!is_active || conversation.owner.is_some());
            prop_assert!(!is_waiting || present.is_empty());
            let mut ids: Vec<_> = present.iter().map(|card| &card.id).chain(&conversation.staff.invited).collect();
            let all = ids.len();
            ids.sort();
            ids.dedup();
            prop_assert_eq!(ids.len(), all, "nobody twice");
        }
        let last = facts.last().map(|(at, _)| *at);
        for pair in facts.windows(2).filter(|pair| is_end(&pair[0].1)) {
            prop_assert!(may_follow_an_end(&pair[1].1), "{:?}", pair[1]);
        }
        let is_visitors = |fact: &Fact| matches!(fact, Fact::Public(PublicFact::Message { by: Author::Visitor, .. }));
        prop_assert_eq!(facts.iter().any(|(_, fact)| is_visitors(fact)), conversation.spoke_at.is_some());
        prop_assert!(last >= Some(conversation.entered_at));
        let summary = summary(&facts);
        let present: Vec<AgentId> = conversation.staff.present.iter().map(|card| card.id.clone()).collect();
        prop_assert_eq!(summary.last, conversation.last);
        prop_assert_eq!(summary.stage, conversation.stage);
        prop_assert_eq!(summary.owner, conversation.owner.map(|card| card.id));
        prop_assert_eq!(summary.present, present);
        prop_assert_eq!(summary.invited, conversation.staff.invited);
        prop_assert_eq!(&summary.mentioned, &conversation.staff.mentioned);
        prop_assert_eq!(sorted(&emptied(facts).mentioned), sorted(&summary.mentioned));
        prop_assert_eq!(summary.tags, conversation.staff.tags);
        prop_assert_eq!(summary.ended_at, conversation.ended_at);
        prop_assert_eq!(summary.dealt_at, conversation.dealt_at);
        prop_assert_eq!(summary.archived_at, conversation.archived_at);
        prop_assert!(conversation.archived_at.is_none() || conversation.stage == Stage::Ended);
        prop_assert_eq!(summary.rating, conversation.rating);
    }
}
