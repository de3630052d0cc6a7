//! What the desk has to do, carried out beside the desk itself: in order for each conversation, at the same time for
//! different ones, so that nobody waits for another's commit.

use super::hands::{Hands, Task};
use crate::domain::routing::Input;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use shared::ids::ConversationId;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

/// Tasks that are under way or wait for one before them.
pub struct Work {
    hands: Arc<Hands>,
    /// What follows for each conversation for which something is under way.
    next: HashMap<ConversationId, VecDeque<Task>>,
    running: FuturesUnordered<BoxFuture<'static, (ConversationId, Option<Input>)>>,
}

impl Work {
    /// Nothing to do yet.
    pub fn new(hands: Arc<Hands>) -> Self {
        Self { hands, next: HashMap::new(), running: FuturesUnordered::new() }
    }

    /// Begins a task, or lets it wait for its conversation's earlier ones.
    pub fn add(&mut self, conversation: ConversationId, task: Task) {
        match self.next.get_mut(&conversation) {
            Some(next) => next.push_back(task),
            None => {
                if let Some(task) = self.hands.at_once(&conversation, task) {
                    self.next.insert(conversation.clone(), VecDeque::new());
                    self.run(conversation, task);
                }
            }
        }
    }

    /// Goes on until a task is done, and returns what the engine has to be told of it. Never returns if there is none.
    pub async fn go_on(&mut self) -> Option<Input> {
        match self.running.next().await {
            Some((conversation, input)) => {
                self.follow(conversation);
                input
            }
            None => std::future::pending().await,
        }
    }

    /// Begins what follows for a conversation.
    fn follow(&mut self, conversation: ConversationId) {
        while let Some(task) = self.next.get_mut(&conversation).and_then(VecDeque::pop_front) {
            if let Some(task) = self.hands.at_once(&conversation, task) {
                self.run(conversation, task);
                return;
            }
        }
        self.next.remove(&conversation);
    }

    fn run(&mut self, conversation: ConversationId, task: Task) {
        let hands = self.hands.clone();
        self.running.push(Box::pin(async move {
            let input = hands.carry_out(&conversation, task).await;
            (conversation, input)
        }));
    }
}
