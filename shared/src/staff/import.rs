//! Many agents out of a table: what is in it, what is wrong with it, and what became of it.

use super::AgentDraft;
use serde::{Deserialize, Serialize};

/// What a table of agents holds: the answer to `POST /api/admin/agents/import` (body: the table's bytes). Nothing is
/// stored yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPreview {
    /// For `POST /api/admin/agents/import/{key}`, which creates all of them or none; good for half an hour.
    pub key: String,
    /// As which encoding it was read, such as `UTF-8` or `windows-1251`.
    pub encoding: String,
    /// What stands between its cells.
    pub delimiter: char,
    /// How many agents it holds.
    pub rows: u32,
    /// The first of them, at most 20.
    pub sample: Vec<AgentDraft>,
    /// Everything that is wrong, at most 1,000; as long as there is something, nothing can be created.
    pub faults: Vec<ImportFault>,
}

/// A cell, row or column of a table that can't be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFault {
    /// The line of the file on which the row begins, from 1; 0 for the table as a whole.
    pub line: u32,
    /// The column's name; empty for the row as a whole.
    pub column: String,
    /// What stands there, cut to 100 characters.
    pub value: String,
    /// What is wrong.
    pub wrong: ImportWrong,
}

/// What is wrong in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportWrong {
    /// The column isn't there, or the cell is empty.
    Missing,
    /// No column is called like this.
    UnknownColumn,
    /// Not written as it must be.
    Malformed,
    /// Too long.
    TooLong,
    /// Outside of what is allowed.
    OutOfRange,
    /// It stands in the table before.
    Twice,
    /// Another agent has it.
    Taken,
    /// There is no such queue.
    UnknownQueue,
    /// There is no such role.
    UnknownRole,
    /// Your own role doesn't reach so far.
    RoleTooHigh,
    /// It begins like a formula, which a spreadsheet would run.
    Formula,
    /// A quote is opened and never closed, or stands inside of a cell.
    Quote,
    /// More or fewer cells than columns.
    Cells,
    /// More rows than can be imported at once.
    TooManyRows,
    /// No row below the header.
    Empty,
    /// Not a table of text.
    Unreadable,
}

/// How far an import has got: the answer to `POST` and `GET /api/admin/agents/import/{key}`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportProgress {
    /// Under way.
    Running {
        /// Rows that are ready.
        done: u32,
        /// All rows.
        rows: u32,
    },
    /// All are created. Told once, as the links work like passwords.
    Created {
        /// Each one's e-mail address and one-time link, in the table's order.
        links: Vec<(String, String)>,
        /// How many of them are also mailed; `None` if mail isn't set up.
        mailed: Option<u32>,
    },
    /// None was created: what was good in the preview no longer is.
    Refused {
        /// What is wrong now.
        faults: Vec<ImportFault>,
    },
}
