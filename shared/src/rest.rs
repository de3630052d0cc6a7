//! Bodies of the requests that the console makes besides its socket.

use crate::people::{AgentCard, Role};
use crate::problem::Problem;
use serde::{Deserialize, Serialize};

/// `POST /api/agent/sign-in`. The answer is [`Me`] and a session cookie.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The agent's e-mail address.
    pub email: String,
    /// The agent's password.
    pub password: String,
}

/// `POST /api/agent/set-password`: uses up a one-time link. The answer is [`Me`] and a session cookie.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetPassword {
    /// The part of the link after `#`, which browsers never send by themselves.
    pub token: String,
    /// The new password.
    pub password: String,
}

/// `GET /api/agent/me`: who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// Id and name.
    pub agent: AgentCard,
    /// The agent's e-mail address.
    pub email: String,
    /// What the agent may do.
    pub role: Role,
}

/// An error over HTTP: `application/problem+json` (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemDocument {
    /// Names the kind of problem; relative, such as `/problems/not_found`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The same in English words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// Code, detail and what belongs to it.
    #[serde(flatten)]
    pub problem: Problem,
}
