//! Conversations that nobody had: words of three languages as often as words are, spread over a year.

use crate::MESSAGES;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use server::domain::conversation::{Conversation, Past, Staff};
use server::domain::search::Said;
use shared::ids::{AgentId, ClientId, ConversationId, QueueId, VisitorId, WidgetId, uuid_v7};
use shared::people::{AgentCard, Browser, Page, VisitorCard};
use shared::search::Source;
use shared::time::Timestamp;
use shared::timeline::{AgentEntry, Author, Entry, Fact, PublicFact, Rating, Receipts, StaffFact, Stage};

/// Different words.
const WORDS: usize = 60_000;
/// Queues.
pub const QUEUES: usize = 20;
/// Agents.
pub const AGENTS: usize = 200;
/// The first conversation begins here, the last one a year later: 2025-11-26.
pub const START: i64 = 1_764_115_200_000;
const YEAR: i64 = 365 * 24 * 60 * 60 * 1_000;

const SYLLABLES: [&[&str]; 3] = [
    &[
        "de", "li", "ver", "or", "der", "pay", "ment", "re", "turn", "ship", "ac", "count", "pro", "duct",
        "size", "help", "in", "voice", "dis", "count", "la", "te", "mo", "nu",
    ],
    &[
        "до", "став", "ка", "за", "каз", "оп", "ла", "та", "воз", "врат", "раз", "мер", "по", "мощь", "счёт",
        "скид", "то", "вар", "ре", "ни", "ли", "ме", "сту", "го",
    ],
    &[
        "do", "sta", "wa", "za", "mó", "wie", "nie", "pła", "tność", "zwrot", "roz", "miar", "po", "moc",
        "fak", "tu", "ra", "ra", "bat", "ceł", "kra", "szu", "ży", "no",
    ],
];

/// One conversation with all that is stored of it.
pub struct Made {
    /// Itself.
    pub conversation: Conversation,
    /// Its timeline.
    pub entries: Vec<AgentEntry>,
    /// What was written, the latest first.
    pub said: Vec<Said>,
    /// When something last happened.
    pub at: Timestamp,
}

/// What conversations are made of.
pub struct World {
    /// How many there are.
    pub size: usize,
    /// All words, the most frequent one first.
    pub words: Vec<String>,
    /// How often each word and those before it come, together.
    sums: Vec<f64>,
    /// Queues.
    pub queues: Vec<QueueId>,
    /// Agents.
    pub agents: Vec<AgentCard>,
}

impl World {
    /// A world with so many conversations.
    pub fn new(size: usize) -> Self {
        let mut chance = StdRng::seed_from_u64(7);
        let words = (0..WORDS).map(|rank| word(&mut chance, rank)).collect();
        let mut sum = 0.0;
        // Zipf's law: the word of rank n comes 1/n times as often as the first one.
        let sums = (1..=WORDS).map(|rank| {
            sum += 1.0 / rank as f64;
            sum
        });
        let id = |kind: u8, number: usize| uuid_v7(START, [kind, 0, 0, 0, 0, 0, 0, 0, 0, number as u8]);
        let agent =
            |number| AgentCard { id: AgentId(id(2, number)), name: format!("Agent {number}"), photo: None };
        Self {
            size,
            words,
            sums: sums.collect(),
            queues: (0..QUEUES).map(|number| QueueId(id(1, number))).collect(),
            agents: (0..AGENTS).map(agent).collect(),
        }
    }

    fn text(&self, chance: &mut StdRng) -> String {
        let count = chance.random_range(4..15);
        let words = (0..count).map(|_| self.words[self.rank(chance)].as_str());
        words.collect::<Vec<_>>().join(" ")
    }

    fn rank(&self, chance: &mut StdRng) -> usize {
        let point = chance.random_range(0.0..self.sums[WORDS - 1]);
        self.sums.partition_point(|sum| *sum < point)
    }

    /// The conversation of a number: the same each time.
    pub fn make(&self, number: usize) -> Made {
        let chance = &mut StdRng::seed_from_u64(number as u64);
        let opened_at = START + YEAR / self.size as i64 * number as i64;
        let at = |step: usize| Timestamp(opened_at + step as i64 * 20_000);
        let mut bytes = [0; 10];
        chance.fill(&mut bytes);
        let id = ConversationId(uuid_v7(opened_at, bytes));
        // A few at the end go on.
        let stage = if self.size - number <= 500.min(self.size / 10) { Stage::Active } else { Stage::Ended };
        let is_missed = stage == Stage::Ended && chance.random_ratio(1, 10);
        let agent = (!is_missed).then(|| self.agents[chance.random_range(0..AGENTS)].clone());
        let queue = self.queues[chance.random_range(0..QUEUES)].clone();
        let mut facts = vec![Fact::Public(PublicFact::Opened { topic: "Sales".into() })];
        if let Some(agent) = &agent {
            facts.push(Fact::Staff(StaffFact::Taken { agent: agent.clone() }));
            facts.push(Fact::Public(PublicFact::Joined { agent: agent.clone() }));
        }
        let mut said = Vec::new();
        for message in 0..MESSAGES {
            let writer = agent.as_ref().filter(|_| message % 2 == 1).map(|agent| agent.id.clone());
            let text = self.text(chance);
            chance.fill(&mut bytes);
            let source = if writer.is_some() { Source::Staff } else { Source::Visitor };
            let by = writer.map_or(Author::Visitor, Author::Agent);
            let client = ClientId::new(opened_at, bytes);
            facts.push(Fact::Public(PublicFact::Message {
                id: client,
                by,
                text: text.clone(),
                files: Vec::new(),
            }));
            said.insert(0, Said { source, text, files: Vec::new() });
        }
        if stage == Stage::Ended {
            chance.fill(&mut bytes);
            facts.push(Fact::Public(PublicFact::Ended {
                id: ClientId::new(opened_at, bytes),
                by: Author::Visitor,
            }));
        }
        let entry = |(index, fact): (usize, Fact)| Entry { seq: index as u32 + 1, at: at(index), fact };
        let entries: Vec<AgentEntry> = facts.into_iter().enumerate().map(entry).collect();
        let (last, end) = (entries.len() as u32, at(entries.len() - 1));
        let ended_at = (stage == Stage::Ended).then_some(end);
        let name = format!("{} {}", self.words[self.rank(chance)], self.words[self.rank(chance)]);
        let email = format!("{}.{number}@example.com", self.words[chance.random_range(0..WORDS)]);
        let ratings = [Rating::Bad, Rating::Fair, Rating::Good];
        let conversation = Conversation {
            id,
            visitor: VisitorId(format!("v{number}")),
            widget: WidgetId::from("bench"),
            queue,
            topic: "Sales".into(),
            card: VisitorCard { name, email, ..VisitorCard::default() },
            page: Page::default(),
            browser: Browser::default(),
            stage,
            staff: Staff { present: agent.iter().cloned().collect(), ..Staff::default() },
            owner: agent,
            past: Past::default(),
            last,
            opened_at: Timestamp(opened_at),
            entered_at: Timestamp(opened_at),
            spoke_at: Some(end),
            ended_at,
            dealt_at: None,
            archived_at: ended_at.filter(|_| chance.random_ratio(1, 20)),
            rating: chance.random_ratio(1, 5).then(|| ratings[number % 3]),
            visitor_receipts: Receipts::default(),
            staff_receipts: Receipts { delivered: last, read: last },
        };
        Made { conversation, entries, said, at: end }
    }
}

/// Frequent words are short.
fn word(chance: &mut StdRng, rank: usize) -> String {
    let syllables = SYLLABLES[chance.random_range(0..3)];
    let count = if rank < 100 { 2 } else { chance.random_range(2..5) };
    let word: String = (0..count).map(|_| syllables[chance.random_range(0..syllables.len())]).collect();
    // Names of things, numbers of orders: seldom words are long, and no other begins like them.
    if rank < WORDS / 2 { word } else { format!("{word}{rank}") }
}
