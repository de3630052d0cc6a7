//! JSON in and out, by hand: the code that serde derives for these few types weighs more than all the rest of the
//! widget's logic. The tests hold it to what serde makes of the same types.

mod json;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::{boot, saved as read_saved, update};
pub use write::{command, saved as write_saved};

use shared::problem::{Code, Field};
use shared::timeline::Rating;

const RATINGS: [(&str, Rating); 3] = [("bad", Rating::Bad), ("fair", Rating::Fair), ("good", Rating::Good)];

const FIELDS: [(&str, Field); 6] = [
    ("text", Field::Text),
    ("name", Field::Name),
    ("email", Field::Email),
    ("topic", Field::Topic),
    ("password", Field::Password),
    ("comment", Field::Comment),
];

const CODES: [(&str, Code); 17] = [
    ("malformed", Code::Malformed),
    ("too_large", Code::TooLarge),
    ("session_expired", Code::SessionExpired),
    ("wrong_credentials", Code::WrongCredentials),
    ("link_used", Code::LinkUsed),
    ("foreign_origin", Code::ForeignOrigin),
    ("unknown_widget", Code::UnknownWidget),
    ("site_not_allowed", Code::SiteNotAllowed),
    ("not_found", Code::NotFound),
    ("forbidden", Code::Forbidden),
    ("invalid", Code::Invalid),
    ("conflict", Code::Conflict),
    ("already_taken", Code::AlreadyTaken),
    ("ended", Code::Ended),
    ("too_many", Code::TooMany),
    ("unavailable", Code::Unavailable),
    ("internal", Code::Internal),
];
