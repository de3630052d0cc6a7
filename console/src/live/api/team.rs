//! Rooms of the staff chat: made, changed and left. What is said in them goes over the socket.

use super::admin::put;
use super::{Failure, done, post};
use crate::live::clock;
use gloo_net::http::Request;
use shared::ids::{AgentId, RoomId};
use shared::team::{NewMembers, NewRoom, Room, RoomName};

const ROOMS: &str = "/api/agent/team/rooms";

/// A room with these colleagues: the one room of two people if there is no name.
pub async fn make(agents: Vec<AgentId>, name: String) -> Result<Room, Failure> {
    post(ROOMS, &NewRoom { id: clock::new_id(), agents, name }).await
}

/// Calls a group otherwise.
pub async fn rename(room: &RoomId, name: String) -> Result<Room, Failure> {
    put(&format!("{ROOMS}/{room}"), &RoomName { name }).await
}

/// Lets colleagues into a group.
pub async fn add(room: &RoomId, agents: Vec<AgentId>) -> Result<Room, Failure> {
    post(&format!("{ROOMS}/{room}/members"), &NewMembers { agents }).await
}

/// Goes out of a group.
pub async fn leave(room: &RoomId) -> Result<(), Failure> {
    done(Request::delete(&format!("{ROOMS}/{room}/members/me")).send().await).await.map(drop)
}

/// Where files for a room go up to.
pub fn upload_path(room: &RoomId) -> String {
    format!("/api/agent/team/files?room={room}")
}
