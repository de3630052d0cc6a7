//! The browser's clock and its source of chance. Nothing else in the console asks for either.

use shared::ids::ClientId;
use shared::time::Timestamp;

/// This machine's time. Only differences count, and what is shown is set right by the server's time at Welcome.
pub fn now() -> Timestamp {
    // Whole milliseconds by specification, far below 2^53.
    #[expect(clippy::cast_possible_truncation, reason = "Date.now() is a whole number of milliseconds")]
    Timestamp(js_sys::Date::now() as i64)
}

/// The instant at which a day begins here. The day may lie past the end of its month.
pub fn midnight(year: u32, month: u32, day: u32) -> Timestamp {
    let (month, day) = (month.cast_signed() - 1, day.cast_signed());
    let at = js_sys::Date::new_with_year_month_day(year, month, day);
    #[expect(clippy::cast_possible_truncation, reason = "a whole number of milliseconds")]
    Timestamp(at.get_time() as i64)
}

/// Bytes that nobody can guess; zeros where the browser has no source, which still differ by time.
fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if let Ok(crypto) = leptos::prelude::window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes
}

/// An evenly spread number.
pub fn random_number() -> u32 {
    u32::from_le_bytes(random())
}

/// A new id for a command.
pub fn new_id() -> ClientId {
    ClientId::new(now().0, random())
}
