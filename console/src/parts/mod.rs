//! Small parts that several screens are made of.

pub mod avatar;
pub mod banning;
pub mod bound;
pub mod choice;
pub mod color;
pub mod copy;
pub mod crop;
pub mod dialog;
pub mod editing;
pub mod facts;
pub mod field;
pub mod icon;
pub mod inputs;
pub mod links;
pub mod loading;
pub mod photo;
pub mod queue_checks;
pub mod reorder;
pub mod sessions;
pub mod toast;
pub mod under_change;
pub mod window;
pub mod writing;

use crate::live::api::Failure;
use crate::text::{count, fill, t};
use shared::people::VisitorCard;
use shared::problem::{Code, Field, Problem};
use shared::queue::SUBJECT_CHARS;
use shared::rules::{MESSAGE_CHARS, PASSWORD_MIN_CHARS};
use shared::timeline::TAGS_MAX;

/// What a visitor is called: the given name, or "Guest".
pub fn visitor_name(visitor: &VisitorCard) -> String {
    if visitor.name.is_empty() { t("visitor.guest") } else { visitor.name.clone() }
}

/// A refusal in the agent's language.
pub fn problem_text(problem: &Problem) -> String {
    let key = match problem.code {
        Code::WrongCredentials => "problem.wrong_credentials",
        Code::LinkUsed => "problem.link_used",
        Code::SessionExpired => "problem.session_expired",
        Code::Forbidden | Code::ForeignOrigin => "problem.forbidden",
        Code::NotFound => "problem.not_found",
        Code::Ended => "problem.ended",
        Code::FileRefused => "problem.file_refused",
        Code::Stale => "problem.stale",
        Code::Unavailable => "problem.unavailable",
        Code::TooLarge => "problem.too_large",
        Code::LastOwner => "problem.last_owner",
        Code::NotThere => "problem.not_there",
        Code::Merged => "problem.merged",
        Code::NoMail => "problem.no_mail",
        Code::InUse if problem.count == Some(0) => "problem.only_queue",
        Code::InUse => return count("problem.in_use", problem.count.unwrap_or(1) as usize),
        Code::TooMany => {
            return match problem.retry_after {
                Some(seconds) => count("problem.too_many_seconds", seconds as usize),
                None => t("problem.too_many"),
            };
        }
        Code::AlreadyTaken => {
            return match &problem.by {
                Some(by) => fill("toast.taken_by", &[("name", &by.name)]),
                None => t("problem.already_taken"),
            };
        }
        Code::Invalid => {
            return match problem.field {
                Some(Field::Email) => t("problem.email"),
                Some(Field::Password) => count("problem.password_short", PASSWORD_MIN_CHARS),
                Some(Field::Text) => count("problem.text_long", MESSAGE_CHARS),
                Some(Field::Subject) => count("problem.subject", SUBJECT_CHARS),
                Some(Field::Assignee) => t("problem.assignee"),
                Some(Field::Number) => t("problem.same_ticket"),
                Some(Field::Tag) => count("problem.tags", TAGS_MAX),
                Some(Field::Name | Field::Topic | Field::Comment) | None => t("problem.invalid"),
            };
        }
        // The last five are said to visitors alone.
        Code::Malformed
        | Code::Conflict
        | Code::Internal
        | Code::UnknownWidget
        | Code::Closed
        | Code::SiteNotAllowed
        | Code::Banned
        | Code::NotVerified => "problem.internal",
    };
    t(key)
}

/// Why a request brought nothing, in the agent's language.
pub fn failure_text(failure: &Failure) -> String {
    match failure {
        Failure::Refused(problem) => problem_text(problem),
        Failure::Faulty(_) => t("problem.invalid"),
        Failure::Unreachable => t("problem.unreachable"),
    }
}
