//! What went in must come out: compares what clients have sent and seen with what the server has in the end.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use shared::ids::{ClientId, ConversationId};
use shared::timeline::Seq;

use crate::client::{Party, Record};

/// What a conversation holds in the end: at each position the message there, or `None` for another fact.
pub type Final = BTreeMap<Seq, Option<(ClientId, String)>>;

/// How often each promise was broken, with the first few cases in words.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Messages that clients took from their persons.
    pub sent: usize,
    /// Messages that the server acknowledged.
    pub acknowledged: usize,
    /// Acknowledged, but not there in the end.
    pub lost: usize,
    /// There more than once.
    pub duplicated: usize,
    /// There, but nobody sent it, or with another text.
    pub phantom: usize,
    /// Not in the order in which their author sent them; another entry at the same position for another observer; a hole.
    pub reordered: usize,
    /// Neither acknowledged nor visibly refused.
    pub stuck: usize,
    /// The first cases.
    pub cases: Vec<String>,
}

impl Verdict {
    /// Whether every promise was kept.
    pub fn is_clean(&self) -> bool {
        self.lost + self.duplicated + self.phantom + self.reordered + self.stuck == 0
    }

    fn case(&mut self, kind: fn(&mut Self) -> &mut usize, words: impl FnOnce() -> String) {
        const SHOWN: usize = 20;
        *kind(self) += 1;
        if self.cases.len() < SHOWN {
            self.cases.push(words());
        }
    }
}

/// Judges a run.
pub fn judge(records: &[Record], finals: &HashMap<ConversationId, Final>) -> Verdict {
    let mut verdict = Verdict::default();
    let sent = check_sent(&mut verdict, records, finals);
    check_finals(&mut verdict, &sent, finals);
    check_observers(&mut verdict, records, finals);
    verdict
}

type Sent<'a> = HashMap<&'a ClientId, (&'a ConversationId, &'a Party, &'a str, usize)>;

/// Nothing acknowledged is lost, nothing is stuck.
fn check_sent<'a>(
    verdict: &mut Verdict,
    records: &'a [Record],
    finals: &HashMap<ConversationId, Final>,
) -> Sent<'a> {
    let mut sent = Sent::new();
    let (mut acknowledged, mut refused) = (BTreeSet::new(), BTreeSet::new());
    for (index, record) in records.iter().enumerate() {
        match record {
            Record::Sent { party, conversation, id, text } => {
                sent.insert(id, (conversation, party, text, index));
            }
            Record::Acknowledged { id } => {
                acknowledged.insert(id);
            }
            Record::Refused { id } => {
                refused.insert(id);
            }
            Record::Seen { .. } => {}
        }
    }
    let stored: BTreeSet<&ClientId> =
        finals.values().flat_map(BTreeMap::values).flatten().map(|(id, _)| id).collect();
    verdict.sent = sent.len();
    for (id, (conversation, party, ..)) in &sent {
        if acknowledged.contains(id) {
            verdict.acknowledged += 1;
            if !stored.contains(id) {
                verdict.case(|v| &mut v.lost, || format!("lost: {id} of {party} in {conversation}"));
            }
        } else if !refused.contains(id) {
            verdict.case(|v| &mut v.stuck, || format!("stuck: {id} of {party} in {conversation}"));
        }
    }
    sent
}

/// Everything that is there was sent, is there once, and stands in its author's order without a hole.
fn check_finals(verdict: &mut Verdict, sent: &Sent<'_>, finals: &HashMap<ConversationId, Final>) {
    for (conversation, entries) in finals {
        let mut seen = BTreeSet::new();
        let mut latest: HashMap<&Party, usize> = HashMap::new();
        for (expected, (seq, message)) in (1..).zip(entries) {
            if *seq != expected {
                verdict.case(|v| &mut v.reordered, || format!("hole before {seq} in {conversation}"));
                break;
            }
            let Some((id, text)) = message else { continue };
            if !seen.insert(id) {
                verdict.case(|v| &mut v.duplicated, || format!("doubled: {id} in {conversation}"));
                continue;
            }
            match sent.get(id) {
                Some((there, party, said, index)) if *there == conversation && said == text => {
                    if latest.insert(*party, *index).is_some_and(|before| before > *index) {
                        verdict.case(|v| &mut v.reordered, || format!("out of order: {id} of {party}"));
                    }
                }
                _ => verdict.case(|v| &mut v.phantom, || format!("phantom: {id} {text:?} in {conversation}")),
            }
        }
    }
}

/// Everyone saw the same at the same position, and never anything that isn't there in the end.
fn check_observers(verdict: &mut Verdict, records: &[Record], finals: &HashMap<ConversationId, Final>) {
    for record in records {
        let Record::Seen { party, conversation, seq, message } = record else { continue };
        let Some(entries) = finals.get(conversation) else { continue };
        if entries.get(seq) != Some(message) {
            verdict.case(
                |v| &mut v.reordered,
                || {
                    format!(
                        "{party} saw {message:?} at {seq} of {conversation}, in the end there is {:?}",
                        entries.get(seq)
                    )
                },
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(id: &str) -> Record {
        Record::Sent {
            party: "Vera".into(),
            conversation: "k".into(),
            id: id.into(),
            text: format!("says {id}"),
        }
    }

    fn acknowledged(id: &str) -> Record {
        Record::Acknowledged { id: id.into() }
    }

    fn finals(ids: &[&str]) -> HashMap<ConversationId, Final> {
        let messages = ids.iter().map(|id| Some((ClientId::from(*id), format!("says {id}"))));
        let entries = (1..).zip(std::iter::once(None).chain(messages)).collect();
        HashMap::from([("k".into(), entries)])
    }

    #[test]
    fn a_whole_run_is_clean() {
        let seen = Record::Seen {
            party: "Anna".into(),
            conversation: "k".into(),
            seq: 2,
            message: Some(("a".into(), "says a".into())),
        };
        let records = [sent("a"), sent("b"), acknowledged("a"), seen, acknowledged("b")];
        let verdict = judge(&records, &finals(&["a", "b"]));
        assert!(verdict.is_clean(), "{verdict:?}");
        assert_eq!((verdict.sent, verdict.acknowledged), (2, 2));
    }

    #[test]
    fn each_broken_promise_is_found() {
        let both = [sent("a"), sent("b"), acknowledged("a"), acknowledged("b")];
        assert_eq!(judge(&both, &finals(&["a"])).lost, 1);
        assert_eq!(judge(&both, &finals(&["a", "b", "a"])).duplicated, 1);
        assert_eq!(judge(&both, &finals(&["a", "b", "c"])).phantom, 1);
        assert_eq!(judge(&both, &finals(&["b", "a"])).reordered, 1);
        assert_eq!(judge(&both[..3], &finals(&["a"])).stuck, 1);
        let refused = [sent("a"), Record::Refused { id: "a".into() }];
        assert!(judge(&refused, &finals(&[])).is_clean());
    }

    #[test]
    fn a_hole_and_a_differing_view_are_found() {
        let mut hole = finals(&["a", "b"]);
        hole.values_mut().for_each(|entries| drop(entries.remove(&2)));
        let records = [sent("a"), sent("b"), acknowledged("b"), Record::Refused { id: "a".into() }];
        assert_eq!(judge(&records, &hole).reordered, 1);
        let seen = Record::Seen { party: "Anna".into(), conversation: "k".into(), seq: 3, message: None };
        assert_eq!(judge(&[sent("a"), acknowledged("a"), seen], &finals(&["a"])).reordered, 1);
    }
}
