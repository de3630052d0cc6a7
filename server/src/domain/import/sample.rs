//! The table that an admin can begin with.

use super::columns::Column;
use csv::{QuoteStyle, Terminator, WriterBuilder};

/// What the file is called.
pub const SAMPLE_NAME: &str = "agents.csv";
/// So a spreadsheet knows the encoding.
const MARK: &str = "\u{feff}";

/// A table of two agents who work in these queues, the first ones of the house.
pub fn sample(queues: &[String]) -> Vec<u8> {
    // A name that a spreadsheet would run has no place in a file of ours.
    let plain = |name: &&String| !name.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let names: Vec<&str> = queues.iter().filter(plain).take(2).map(String::as_str).collect();
    let first = names.first().copied().unwrap_or_default();
    let both = names.join("; ");
    let header = Column::ALL.map(Column::name);
    let rows = [
        ["Anna Nowak", "anna.nowak@example.com", "101", "agent", &both, "pl; en", "3", ""],
        ["Boris Orlov", "boris.orlov@example.com", "102", "manager", first, "ru; en", "5", ""],
    ];
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Necessary)
        .from_writer(MARK.into());
    for row in std::iter::once(&header).chain(&rows) {
        // Into memory, where there is always room for it.
        let _ = writer.write_record(row);
    }
    writer.into_inner().unwrap_or_default()
}
