//! What can go wrong on the server, and how it is told: to a program as a [`Problem`], to the log if it is our fault.
//! The only place that knows HTTP statuses.

use axum::http::StatusCode;
use shared::problem::{Code, Problem};
use shared::settings::SettingFault;

/// Seconds after which a client may try again when the database is away.
const RETRY_AFTER_SECONDS: u32 = 5;

/// Why a request or a command was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A refusal that the client is told.
    #[error("{:?}: {}", .0.code, .0.detail)]
    Problem(Problem),
    /// Settings that can't be stored, each with what is wrong.
    #[error("{} settings are wrong", .0.len())]
    Settings(Vec<SettingFault>),
    /// A fault of ours: logged once, told to no one.
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

impl Error {
    /// A refusal with its sentence for developers.
    pub fn refuse(code: Code, detail: impl Into<String>) -> Self {
        Self::Problem(Problem::new(code, detail))
    }

    /// The refusal for a limit that holds for `seconds` more.
    pub fn too_many(seconds: u32, detail: &str) -> Self {
        Self::Problem(Problem { retry_after: Some(seconds), ..Problem::new(Code::TooMany, detail) })
    }

    /// What the client is told. Whoever calls this has dealt with the error: a fault of ours is logged here.
    pub fn into_problem(self) -> Problem {
        match self {
            Self::Problem(problem) => {
                if problem.code == Code::Unavailable {
                    tracing::warn!(detail = ?problem.detail, "can't store anything now");
                }
                problem
            }
            Self::Settings(_) => {
                Problem::new(Code::Invalid, "some settings can't be as they are; `faults` says which")
            }
            Self::Internal(error) => {
                tracing::error!(error = ?format!("{error:#}"), "internal error");
                Problem::new(Code::Internal, "something went wrong on the server")
            }
        }
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        if is_passing(&error) {
            let detail = format!("the database doesn't take it now: {}", kind_of(&error));
            Self::Problem(Problem {
                retry_after: Some(RETRY_AFTER_SECONDS),
                ..Problem::new(Code::Unavailable, detail)
            })
        } else if is_unstorable(&error) {
            Self::refuse(Code::Malformed, "a text holds a character that can't be stored")
        } else {
            Self::Internal(anyhow::Error::new(error).context("the database refused"))
        }
    }
}

/// Whether a text holds what PostgreSQL has no place for: NUL (`character_not_in_repertoire`). SQLite takes it.
fn is_unstorable(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "22021")
}

/// Whether the same statement may succeed later: the database is away, full or busy.
fn is_passing(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| is_passing_code(&code)),
        _ => false,
    }
}

/// SQLite's codes are numbers whose low byte is the kind, PostgreSQL's have five characters whose first two are it.
fn is_passing_code(code: &str) -> bool {
    /// `SQLITE_BUSY`, `SQLITE_LOCKED`, `SQLITE_READONLY`, `SQLITE_IOERR`, `SQLITE_FULL`, `SQLITE_CANTOPEN`.
    const SQLITE: [u32; 6] = [5, 6, 8, 10, 13, 14];
    /// Connection lost, resources used up, operator stepped in, system error; lock or serialization lost.
    const POSTGRES: [&str; 5] = ["08", "53", "57", "58", "40"];
    /// A lock was waited for too long.
    const LOCK_NOT_AVAILABLE: &str = "55P03";
    match code.len() {
        5 => code == LOCK_NOT_AVAILABLE || POSTGRES.iter().any(|class| code.starts_with(class)),
        _ => code.parse::<u32>().is_ok_and(|code| SQLITE.contains(&(code & 0xff))),
    }
}

/// A word for the log and for developers that holds nothing of the statement.
fn kind_of(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::PoolTimedOut => "no connection became free".into(),
        sqlx::Error::PoolClosed => "it is closed".into(),
        sqlx::Error::Database(error) => format!("code {}", error.code().unwrap_or_default()),
        _ => "it can't be reached".into(),
    }
}

/// The HTTP status of each code.
pub const fn status(code: Code) -> StatusCode {
    match code {
        Code::Malformed => StatusCode::BAD_REQUEST,
        Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::SessionExpired | Code::WrongCredentials => StatusCode::UNAUTHORIZED,
        Code::ForeignOrigin | Code::SiteNotAllowed | Code::Forbidden | Code::Banned | Code::NotVerified => {
            StatusCode::FORBIDDEN
        }
        Code::UnknownWidget | Code::NotFound => StatusCode::NOT_FOUND,
        Code::LinkUsed => StatusCode::GONE,
        Code::Conflict
        | Code::AlreadyTaken
        | Code::Ended
        | Code::Closed
        | Code::Stale
        | Code::InUse
        | Code::LastOwner
        | Code::NotThere
        | Code::Merged
        | Code::NoMail => StatusCode::CONFLICT,
        Code::FileRefused => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Code::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Code::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Each code in English words: the title of a problem document.
pub const fn title(code: Code) -> &'static str {
    match code {
        Code::Malformed => "Not what was expected",
        Code::TooLarge => "Too large",
        Code::SessionExpired => "Not signed in",
        Code::WrongCredentials => "Wrong e-mail address or password",
        Code::LinkUsed => "The link is no longer good",
        Code::ForeignOrigin => "Not from this page",
        Code::UnknownWidget => "Unknown widget",
        Code::SiteNotAllowed => "Not for this site",
        Code::NotFound => "Not found",
        Code::Forbidden => "Not allowed",
        Code::Invalid => "A value breaks a rule",
        Code::Conflict => "Came before with another content",
        Code::AlreadyTaken => "Somebody else has it",
        Code::Ended => "Over",
        Code::Closed => "The office is closed",
        Code::Banned => "Banned",
        Code::NotVerified => "Not vouched for by the site",
        Code::FileRefused => "A file that isn't taken",
        Code::Stale => "Changed by somebody else",
        Code::InUse => "Still needed",
        Code::LastOwner => "The last owner",
        Code::NotThere => "Not there now",
        Code::Merged => "Merged into another",
        Code::NoMail => "Mail is not set up",
        Code::TooMany => "Too much in a short time",
        Code::Unavailable => "Can't be stored now",
        Code::Internal => "A fault of the server",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_and_a_lost_database_pass() {
        // SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_BUSY_SNAPSHOT; disk_full, admin_shutdown, connection_failure
        for code in ["13", "778", "517", "53100", "57P01", "08006", "55P03"] {
            assert!(is_passing_code(code), "{code}");
        }
        // SQLITE_CONSTRAINT_UNIQUE, SQLITE_ERROR; unique_violation, syntax_error
        for code in ["2067", "1", "23505", "42601", "", "x"] {
            assert!(!is_passing_code(code), "{code}");
        }
    }

    #[test]
    fn what_is_internal_is_told_to_no_one() {
        let error = Error::from(sqlx::Error::ColumnNotFound("password_hash".into()));
        assert!(!error.into_problem().detail.contains("password_hash"));
    }
}
