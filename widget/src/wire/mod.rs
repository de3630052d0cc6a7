//! JSON in and out, by hand: the code that serde derives for these few types weighs more than all the rest of the
//! widget's logic. The tests hold it to what serde makes of the same types.

mod json;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::{boot, file_card, saved as read_saved, update};
pub use write::{command, event, file as write_file, saved as write_saved};

use shared::form::{Fault, FieldKind};
use shared::problem::Code;
use shared::timeline::Rating;

const RATINGS: [(&str, Rating); 3] = [("bad", Rating::Bad), ("fair", Rating::Fair), ("good", Rating::Good)];

const KINDS: [(&str, FieldKind); 11] = [
    ("name", FieldKind::Name),
    ("email", FieldKind::Email),
    ("phone", FieldKind::Phone),
    ("company", FieldKind::Company),
    ("text", FieldKind::Text),
    ("long_text", FieldKind::LongText),
    ("number", FieldKind::Number),
    ("date", FieldKind::Date),
    ("select", FieldKind::Select),
    ("checkbox", FieldKind::Checkbox),
    ("consent", FieldKind::Consent),
];

const FAULTS: [(&str, Fault); 7] = [
    ("missing", Fault::Missing),
    ("too_long", Fault::TooLong),
    ("not_email", Fault::NotEmail),
    ("not_phone", Fault::NotPhone),
    ("not_number", Fault::NotNumber),
    ("not_date", Fault::NotDate),
    ("not_option", Fault::NotOption),
];

const CODES: [(&str, Code); 22] = [
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
    ("closed", Code::Closed),
    ("banned", Code::Banned),
    ("not_verified", Code::NotVerified),
    ("file_refused", Code::FileRefused),
    ("stale", Code::Stale),
    ("too_many", Code::TooMany),
    ("unavailable", Code::Unavailable),
    ("internal", Code::Internal),
];
