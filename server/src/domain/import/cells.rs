//! From text to rows of cells (RFC 4180, and what spreadsheets make of it).

use super::columns::Column;
use csv::{ReaderBuilder, StringRecord};
use std::borrow::Cow;
use std::io::Cursor;
use std::rc::Rc;

/// What may stand between cells.
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// A row.
#[derive(Clone, Debug)]
pub struct Record {
    /// The line on which it begins, from 1.
    pub line: u32,
    /// Its cells, as they stand there.
    pub cells: StringRecord,
}

/// Every end of a line is one character, so that lines are counted alike.
pub fn with_plain_ends(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text }
}

/// Without the line `sep=;` that some spreadsheets put first, and how many lines that was.
pub fn without_separator_line(text: &str) -> (&str, u32) {
    match text.split_once('\n') {
        Some((first, rest)) if first.len() == 5 && first.to_ascii_lowercase().starts_with("sep=") => {
            (rest, 1)
        }
        _ => (text, 0),
    }
}

/// What stands between the names of the most columns that are known; a comma if none are.
pub fn delimiter(text: &str) -> char {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let known = |delimiter: &char| {
        let names = header.split(*delimiter);
        let found = names.clone().filter(|name| Column::named(name.trim().trim_matches('"')).is_some());
        (found.count(), names.count())
    };
    // Of equals the first one stays.
    DELIMITERS.into_iter().rev().max_by_key(known).unwrap_or(',')
}

/// The line on which a quote is opened that is never closed, or that stands inside of a cell. A reader of tables would
/// take all that follows for one cell.
pub fn broken_quote(text: &str, delimiter: char) -> Option<u32> {
    let mut line = 1;
    let mut opened_on = None;
    let mut chars = text.chars().peekable();
    // What stood before, as far as the cell is concerned.
    let mut begins = true;
    while let Some(c) = chars.next() {
        line += u32::from(c == '\n');
        match (c, opened_on) {
            ('"', Some(_)) if chars.peek() == Some(&'"') => drop(chars.next()),
            ('"', Some(_)) => {
                opened_on = None;
                begins = false;
                // After the quote the cell is over.
                if chars.peek().is_some_and(|next| *next != delimiter && *next != '\n') {
                    return Some(line);
                }
            }
            ('"', None) if begins => opened_on = Some(line),
            ('"', None) => return Some(line),
            (_, Some(_)) => {}
            (c, None) => begins = c == delimiter || c == '\n',
        }
    }
    opened_on
}

/// The rows in which something stands. `skipped` lines stood before the text.
pub fn records(text: &str, delimiter: char, skipped: u32) -> impl Iterator<Item = Record> + use<> {
    let bytes: Rc<[u8]> = text.as_bytes().into();
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(delimiter).unwrap_or(b','))
        .from_reader(Cursor::new(Rc::clone(&bytes)))
        .into_records()
        // Text from memory can be read, and is text.
        .filter_map(Result::ok)
        .filter(|cells| cells.iter().any(|cell| !cell.trim().is_empty()))
        .map(move |cells| {
            let (line, from) = cells.position().map_or((0, 0), |at| (at.line(), at.byte()));
            // The reader counts empty lines before a row as its own.
            let rest = bytes.get(usize::try_from(from).unwrap_or(usize::MAX)..).unwrap_or_default();
            let empty = rest.iter().take_while(|byte| **byte == b'\n').count();
            let line = u32::try_from(line + empty as u64).unwrap_or(u32::MAX);
            Record { line: line.saturating_add(skipped), cells }
        })
}
