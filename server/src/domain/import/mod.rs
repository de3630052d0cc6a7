//! A table of agents: from the bytes of a file, written by whatever program in whatever encoding, to drafts, or to what
//! is wrong in which cell. Nothing of it is half right: as long as there is a fault, nobody is made of it.

mod cells;
mod columns;
mod decode;
mod row;
mod sample;

pub use self::sample::{SAMPLE_NAME, sample};

use self::cells::Record;
use self::columns::Column;
use crate::domain::permissions::Who;
use shared::ids::QueueId;
use shared::rules;
use shared::staff::{AgentDraft, IMPORT_ROWS, ImportFault, ImportWrong};
use std::collections::HashSet;

/// Most faults that are told.
const FAULTS_MAX: usize = 1_000;
/// Longest value that is shown with a fault, in characters.
const VALUE_CHARS: usize = 100;

/// What the rows are held against.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Who imports.
    pub who: &'a Who,
    /// All queues with their names.
    pub queues: &'a [(QueueId, String)],
    /// E-mail addresses that agents have, in lower case.
    pub emails: &'a HashSet<String>,
    /// Extensions that agents have.
    pub extensions: &'a HashSet<String>,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// As which encoding it was read.
    pub encoding: &'static str,
    /// What stands between its cells.
    pub delimiter: char,
    /// How many rows stand below the header, wrong ones too.
    pub rows: usize,
    /// The agents of all rows without a fault, each with its line.
    pub drafts: Vec<(u32, AgentDraft)>,
    /// What is wrong, line by line.
    pub faults: Vec<ImportFault>,
}

/// Reads a table.
pub fn read(bytes: &[u8], known: &Known<'_>) -> Table {
    let mut table =
        Table { encoding: "UTF-8", delimiter: ',', rows: 0, drafts: Vec::new(), faults: Vec::new() };
    let Some((text, encoding)) = decode::text(bytes) else {
        table.faults.push(whole(0, ImportWrong::Unreadable));
        return table;
    };
    table.encoding = encoding;
    let text = cells::with_plain_ends(text);
    let (text, skipped) = cells::without_separator_line(&text);
    table.delimiter = cells::delimiter(text);
    if let Some(line) = cells::broken_quote(text, table.delimiter) {
        table.faults.push(whole(line + skipped, ImportWrong::Quote));
        return table;
    }
    let mut records = cells::records(text, table.delimiter, skipped);
    match records.next() {
        Some(header) => match columns::named(&header) {
            Ok(columns) => table.read_rows(&columns, records, known),
            Err(faults) => table.faults = faults,
        },
        None => table.faults.push(whole(0, ImportWrong::Empty)),
    }
    table.faults.truncate(FAULTS_MAX);
    table
}

impl Table {
    fn read_rows(
        &mut self,
        columns: &[Option<Column>],
        records: impl Iterator<Item = Record>,
        known: &Known<'_>,
    ) {
        let mut reader = row::Reader::new(columns, known);
        for record in records {
            if self.rows == IMPORT_ROWS {
                self.faults.push(whole(record.line, ImportWrong::TooManyRows));
                break;
            }
            self.rows += 1;
            match reader.read(&record) {
                Ok(draft) => self.drafts.push((record.line, draft)),
                Err(faults) => self.faults.extend(faults),
            }
        }
        if self.rows == 0 {
            self.faults.push(whole(0, ImportWrong::Empty));
        }
    }
}

/// What is wrong now with drafts that were good when they were read: whose address or extension was given to somebody
/// else in between, and which queues are gone.
pub fn taken(drafts: &[(u32, AgentDraft)], known: &Known<'_>) -> Vec<ImportFault> {
    let queues: HashSet<&QueueId> = known.queues.iter().map(|(id, _)| id).collect();
    let mut faults = Vec::new();
    for (line, draft) in drafts {
        let mut add = |column, value: &str, wrong| faults.push(fault(*line, column, value, wrong));
        if known.emails.contains(&draft.email) {
            add(Column::Email, &draft.email, ImportWrong::Taken);
        }
        if known.extensions.contains(&draft.extension) {
            add(Column::Extension, &draft.extension, ImportWrong::Taken);
        }
        for (column, wanted) in [(Column::Queues, &draft.queues), (Column::Manages, &draft.manages)] {
            if wanted.iter().any(|queue| !queues.contains(queue)) {
                add(column, "", ImportWrong::UnknownQueue);
            }
        }
        if !row::appoints(known.who, draft.role) {
            add(Column::Role, "", ImportWrong::RoleTooHigh);
        }
    }
    faults.truncate(FAULTS_MAX);
    faults
}

fn fault(line: u32, column: Column, value: &str, wrong: ImportWrong) -> ImportFault {
    ImportFault { line, column: column.name().into(), value: shown(value), wrong }
}

/// Of a line, or with line 0 of the table, as a whole.
fn whole(line: u32, wrong: ImportWrong) -> ImportFault {
    ImportFault { line, column: String::new(), value: String::new(), wrong }
}

fn shown(value: &str) -> String {
    rules::cut(&rules::one_line(value), VALUE_CHARS).into()
}

#[cfg(test)]
mod tests;
