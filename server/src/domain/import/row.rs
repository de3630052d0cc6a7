//! One row: from its cells to the agent that they tell of.

use super::cells::Record;
use super::columns::Column;
use super::{Known, fault, whole};
use crate::domain::permissions::{Action, Who, may};
use crate::domain::staff;
use shared::ids::QueueId;
use shared::people::Role;
use shared::settings::{SettingFault, Wrong};
use shared::staff::{AgentDraft, ImportFault, ImportWrong};
use std::collections::{HashMap, HashSet};

/// What a cell begins with that a spreadsheet would run.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
/// What may stand between several values in one cell.
const BETWEEN: [char; 4] = [',', ';', '|', '\n'];

/// Reads rows one after the other, as each must differ from those before.
pub struct Reader<'a> {
    columns: &'a [Option<Column>],
    known: &'a Known<'a>,
    queues: HashMap<String, &'a QueueId>,
    emails: HashSet<String>,
    extensions: HashSet<String>,
}

impl<'a> Reader<'a> {
    /// For a table with these columns.
    pub fn new(columns: &'a [Option<Column>], known: &'a Known<'a>) -> Self {
        let queues = known.queues.iter().map(|(id, name)| (name.trim().to_lowercase(), id)).collect();
        Self { columns, known, queues, emails: HashSet::new(), extensions: HashSet::new() }
    }

    /// The agent of a row.
    ///
    /// # Errors
    /// What is wrong, at most one fault for each column.
    pub fn read(&mut self, record: &Record) -> Result<AgentDraft, Vec<ImportFault>> {
        let in_order = |column| self.columns.iter().position(|found| *found == Some(column));
        let fits = record.cells.len() == self.columns.len();
        let none_beside = self
            .columns
            .iter()
            .zip(&record.cells)
            .all(|(column, cell)| column.is_some() || cell.trim().is_empty());
        if !fits || !none_beside {
            return Err(vec![whole(record.line, ImportWrong::Cells)]);
        }
        let mut faults = Faults { record, columns: self.columns, found: Vec::new() };
        let cell = |column| in_order(column).and_then(|at| record.cells.get(at)).unwrap_or_default().trim();
        for column in Column::ALL {
            let raw = in_order(column).and_then(|at| record.cells.get(at)).unwrap_or_default();
            if is_formula(column, raw) {
                faults.add(column, ImportWrong::Formula);
            }
        }
        let draft = AgentDraft {
            name: cell(Column::Name).into(),
            email: cell(Column::Email).into(),
            extension: cell(Column::Extension).into(),
            role: self.role(cell(Column::Role), &mut faults),
            manages: self.queues(Column::Manages, cell(Column::Manages), &mut faults),
            languages: languages(cell(Column::Languages)),
            queues: self.queues(Column::Queues, cell(Column::Queues), &mut faults),
            capacity: capacity(cell(Column::Capacity), &mut faults),
        };
        let stored = staff::checked(&draft).unwrap_or_else(|wrong| {
            for fault in &wrong {
                faults.add_setting(fault);
            }
            draft.clone()
        });
        self.be_different(&stored, &mut faults);
        if faults.found.is_empty() { Ok(stored) } else { Err(faults.told()) }
    }

    fn role(&self, cell: &str, faults: &mut Faults<'_>) -> Role {
        let name = cell.to_lowercase().replace(['_', '-'], " ");
        let role = match name.as_str() {
            "" | "agent" | "operator" | "агент" | "оператор" => Role::Agent,
            "group manager" | "менеджер группы" | "руководитель группы" | "kierownik grupy" => {
                Role::GroupManager
            }
            "manager" | "менеджер" | "руководитель" | "menedżer" | "kierownik" => {
                Role::Manager
            }
            "owner" | "владелец" | "właściciel" => Role::Owner,
            _ => {
                faults.add(Column::Role, ImportWrong::UnknownRole);
                return Role::Agent;
            }
        };
        if !appoints(self.known.who, role) {
            faults.add(Column::Role, ImportWrong::RoleTooHigh);
        }
        role
    }

    /// A queue's name may hold what stands between names, so first the whole cell is looked for.
    fn queues(&self, column: Column, cell: &str, faults: &mut Faults<'_>) -> Vec<QueueId> {
        let id = |name: &str| self.queues.get(&name.trim().to_lowercase()).copied().cloned();
        if let Some(queue) = id(cell) {
            return vec![queue];
        }
        let names = cell.split(BETWEEN).filter(|name| !name.trim().is_empty());
        let mut found = Vec::new();
        for name in names {
            match id(name) {
                Some(queue) => found.push(queue),
                None => faults.add_value(column, name, ImportWrong::UnknownQueue),
            }
        }
        found
    }

    /// No two agents share an address or an extension.
    fn be_different(&mut self, draft: &AgentDraft, faults: &mut Faults<'_>) {
        let email = staff::address(&draft.email);
        if self.known.emails.contains(&email) {
            faults.add(Column::Email, ImportWrong::Taken);
        } else if !email.is_empty() && !self.emails.insert(email) {
            faults.add(Column::Email, ImportWrong::Twice);
        }
        let extension = &draft.extension;
        if self.known.extensions.contains(extension) {
            faults.add(Column::Extension, ImportWrong::Taken);
        } else if !extension.is_empty() && !self.extensions.insert(extension.clone()) {
            faults.add(Column::Extension, ImportWrong::Twice);
        }
    }
}

/// Whether the importer may give somebody this role.
pub fn appoints(who: &Who, role: Role) -> bool {
    may(who, Action::AppointRole(role))
}

/// The first fault of each column.
struct Faults<'a> {
    record: &'a Record,
    columns: &'a [Option<Column>],
    found: Vec<(Column, ImportFault)>,
}

impl Faults<'_> {
    fn add(&mut self, column: Column, wrong: ImportWrong) {
        let at = self.columns.iter().position(|found| *found == Some(column));
        let value = at.and_then(|at| self.record.cells.get(at)).unwrap_or_default();
        self.add_value(column, value, wrong);
    }

    fn add_value(&mut self, column: Column, value: &str, wrong: ImportWrong) {
        if self.found.iter().all(|(known, _)| *known != column) {
            self.found.push((column, fault(self.record.line, column, value, wrong)));
        }
    }

    fn add_setting(&mut self, fault: &SettingFault) {
        let name = fault.path.split('.').next().unwrap_or_default();
        let column = Column::ALL.into_iter().find(|column| column.name() == name).unwrap_or(Column::Name);
        let wrong = match fault.wrong {
            Wrong::Missing => ImportWrong::Missing,
            Wrong::TooLong => ImportWrong::TooLong,
            Wrong::OutOfRange => ImportWrong::OutOfRange,
            Wrong::Twice => ImportWrong::Twice,
            Wrong::Malformed | Wrong::Variable { .. } | Wrong::Contrast { .. } => ImportWrong::Malformed,
        };
        self.add(column, wrong);
    }

    fn told(mut self) -> Vec<ImportFault> {
        self.found.sort_by_key(|(column, _)| *column);
        self.found.into_iter().map(|(_, fault)| fault).collect()
    }
}

/// Whether a spreadsheet would run it. A telephone number may begin with a plus.
fn is_formula(column: Column, cell: &str) -> bool {
    let cell = cell.trim_start_matches(' ');
    let is_number = column == Column::Extension
        && cell.strip_prefix('+').is_some_and(|rest| rest.trim().bytes().all(|byte| byte.is_ascii_digit()));
    cell.starts_with(FORMULA) && !cell.trim().is_empty() && !is_number
}

fn languages(cell: &str) -> Vec<String> {
    let between = |c: char| BETWEEN.contains(&c) || c.is_whitespace();
    cell.split(between).filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
}

fn capacity(cell: &str, faults: &mut Faults<'_>) -> u32 {
    let usual = AgentDraft::default().capacity;
    if cell.is_empty() {
        return usual;
    }
    cell.parse().unwrap_or_else(|_| {
        let is_number = cell.bytes().all(|byte| byte.is_ascii_digit());
        let wrong = if is_number { ImportWrong::OutOfRange } else { ImportWrong::Malformed };
        faults.add(Column::Capacity, wrong);
        usual
    })
}
