//! Messages with files: ids become what everyone may know of the files.

use crate::App;
use crate::domain::conversation::Actor;
use crate::error::Error;
use shared::file::{FILES_MAX, FileCard};
use shared::ids::{ClientId, ConversationId, FileId};
use shared::problem::{Code, Problem};
use shared::rules;

/// The text of a message, checked: it may be empty only if there are files.
///
/// # Errors
/// [`Code::Invalid`].
pub(super) fn text(text: &str, files: &[FileId]) -> Result<String, Problem> {
    if files.is_empty() { rules::message(text) } else { rules::caption(text) }
}

/// Whether so many files may go with a message.
///
/// # Errors
/// [`Code::Malformed`] if there are more than [`FILES_MAX`] or one is named twice.
pub(super) fn count(files: &[FileId]) -> Result<(), Problem> {
    if files.len() > FILES_MAX {
        return Err(Problem::new(Code::Malformed, format!("a message has {FILES_MAX} files at most")));
    }
    if files.iter().enumerate().any(|(at, file)| files[..at].contains(file)) {
        return Err(Problem::new(Code::Malformed, "a file is named twice"));
    }
    Ok(())
}

/// The files of a message, now given to it for good: the actor's own of this conversation, sent with no other message.
/// Asked again for the same message, the answer is the same, so that a message can be sent twice.
///
/// # Errors
/// [`Code::Malformed`] if there are more than [`FILES_MAX`] or one is named twice, [`Code::NotFound`] if one isn't there
/// to be sent.
pub(super) async fn files(
    app: &App,
    actor: &Actor,
    conversation: &ConversationId,
    message: &ClientId,
    files: &[FileId],
) -> Result<Vec<FileCard>, Problem> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    count(files)?;
    if !message.is_acceptable() {
        return Err(Problem::new(Code::Malformed, "the id must be 1 to 64 letters, digits, - or _"));
    }
    let claimed = app.store.claim_files(actor, conversation, message, files, app.clock.now()).await;
    claimed
        .map_err(|error| Error::from(error).into_problem())?
        .ok_or_else(|| Problem::new(Code::NotFound, "a file isn't there, or was sent before"))
}
