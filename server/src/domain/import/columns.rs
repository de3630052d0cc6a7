//! Which column is which, however it is called.

use super::cells::Record;
use super::{fault, shown, whole};
use shared::staff::{ImportFault, ImportWrong};

/// A table of people has no more columns than this.
const COLUMNS_MAX: usize = 100;

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// The agent's name; must be there.
    Name,
    /// The e-mail address; must be there.
    Email,
    /// The short number.
    Extension,
    /// What the agent may do.
    Role,
    /// The queues that the agent is a member of.
    Queues,
    /// The languages that the agent speaks.
    Languages,
    /// How many conversations at a time.
    Capacity,
    /// The queues that a group manager arranges.
    Manages,
}

impl Column {
    /// All of them, in the order of the sample.
    pub const ALL: [Self; 8] = [
        Self::Name,
        Self::Email,
        Self::Extension,
        Self::Role,
        Self::Queues,
        Self::Languages,
        Self::Capacity,
        Self::Manages,
    ];

    /// What we call it.
    pub fn name(self) -> &'static str {
        self.names()[0]
    }

    /// What it may be called, in lower case: as in the pages of the console, in their languages.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Name => {
                &["name", "full name", "agent", "имя", "фио", "имя и фамилия", "imię", "imię i nazwisko"]
            }
            Self::Email => &[
                "email",
                "e-mail",
                "mail",
                "email address",
                "e-mail address",
                "почта",
                "эл. почта",
                "электронная почта",
                "adres e-mail",
            ],
            Self::Extension => &[
                "extension",
                "ext",
                "ext.",
                "добавочный",
                "внутренний номер",
                "wewnętrzny",
                "numer wewnętrzny",
            ],
            Self::Role => &["role", "роль", "rola"],
            Self::Queues => {
                &["queues", "queue", "topics", "topic", "очереди", "очередь", "kolejki", "kolejka"]
            }
            Self::Languages => &["languages", "language", "языки", "язык", "języki", "język"],
            Self::Capacity => &["capacity", "limit", "chats", "лимит", "ёмкость", "limit rozmów"],
            Self::Manages => &[
                "manages",
                "managed queues",
                "group manager of",
                "управляет",
                "управляет очередями",
                "zarządza",
                "zarządza kolejkami",
            ],
        }
    }

    /// The column of a name.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase().replace('_', " ");
        Self::ALL.into_iter().find(|column| column.names().contains(&name.as_str()))
    }
}

/// The columns that a header names. One without a name is none: spreadsheets leave such behind.
///
/// # Errors
/// What is wrong with the header.
pub fn named(header: &Record) -> Result<Vec<Option<Column>>, Vec<ImportFault>> {
    if header.cells.len() > COLUMNS_MAX {
        return Err(vec![whole(header.line, ImportWrong::Cells)]);
    }
    let mut faults = Vec::new();
    let mut columns = Vec::new();
    for cell in &header.cells {
        let column = Column::named(cell);
        match column {
            Some(column) if columns.contains(&Some(column)) => {
                faults.push(fault(header.line, column, cell, ImportWrong::Twice));
            }
            None if !cell.trim().is_empty() => faults.push(ImportFault {
                line: header.line,
                column: shown(cell),
                value: shown(cell),
                wrong: ImportWrong::UnknownColumn,
            }),
            _ => {}
        }
        columns.push(column);
    }
    for needed in [Column::Name, Column::Email] {
        if !columns.contains(&Some(needed)) {
            faults.push(fault(header.line, needed, "", ImportWrong::Missing));
        }
    }
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}
