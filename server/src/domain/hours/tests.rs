//! Tables and properties of opening hours.

use super::*;
use proptest::prelude::*;

const WARSAW: &str = "Europe/Warsaw";
const MINUTE: i64 = 60_000;

fn at(text: &str) -> Timestamp {
    Timestamp(text.parse::<Instant>().unwrap().as_millisecond())
}

fn hours(json: &str) -> Hours {
    read(json).unwrap()
}

fn read(json: &str) -> Result<Hours, String> {
    let written: Written = serde_json::from_str(json).map_err(|error| error.to_string())?;
    Hours::try_from(&written).map_err(|fault| fault.to_string())
}

fn weekly(zone: &str, week: BTreeMap<Weekday, Vec<Span>>) -> Hours {
    Hours::try_from(&Written { zone: zone.into(), week, ..Written::default() }).unwrap()
}

fn office() -> Hours {
    let days = ["mon", "tue", "wed", "thu", "fri"];
    let week = days.map(|day| format!(r#""{day}":["09:00-12:00","13:00-17:00"]"#)).join(",");
    hours(&format!(
        r#"{{"zone":"{WARSAW}","week":{{{week}}},"exceptions":{{"2026-12-25":[],"2026-12-24":["09:00-13:00"]}}}}"#
    ))
}

fn every_day(zone: &str, spans: &[&str]) -> Hours {
    let spans: Vec<Span> = spans.iter().map(|span| span.parse().unwrap()).collect();
    let week = Weekday::ALL.map(|day| (day, spans.clone()));
    weekly(zone, week.into())
}

#[test]
fn an_office_with_a_lunch_break_and_holidays() {
    let office = office();
    // Warsaw is an hour ahead of UTC in winter. 2026-11-23 is a Monday.
    for (now, open, next) in [
        ("2026-11-23T07:59:59.999Z", false, "2026-11-23T08:00:00Z"),
        ("2026-11-23T08:00:00Z", true, "2026-11-23T11:00:00Z"),
        ("2026-11-23T11:00:00Z", false, "2026-11-23T12:00:00Z"),
        ("2026-11-23T15:59:59Z", true, "2026-11-23T16:00:00Z"),
        ("2026-11-27T16:00:00Z", false, "2026-11-30T08:00:00Z"),
        ("2026-12-24T11:30:00Z", true, "2026-12-24T12:00:00Z"),
        ("2026-12-24T12:00:00Z", false, "2026-12-28T08:00:00Z"),
        ("2026-12-25T10:00:00Z", false, "2026-12-28T08:00:00Z"),
    ] {
        assert_eq!(office.is_open(at(now)), open, "{now}");
        assert_eq!(office.next_change(at(now)), Some(at(next)), "{now}");
    }
}

#[test]
fn the_clock_on_the_wall_decides_when_clocks_change() {
    let office = office();
    // Friday before and Monday after the change of 2026-03-29: the same local time, another hour of UTC.
    assert!(!office.is_open(at("2026-03-27T07:30:00Z")) && office.is_open(at("2026-03-30T07:30:00Z")));
    // The night in which 02:00 to 03:00 is skipped, and the one in which it comes twice (2026-10-25).
    let night = every_day(WARSAW, &["01:30-02:30"]);
    for (now, open) in [
        ("2026-03-29T00:29:59Z", false),
        ("2026-03-29T00:30:00Z", true),
        ("2026-03-29T01:29:59Z", true),
        ("2026-03-29T01:30:00Z", false),
        ("2026-10-24T23:30:00Z", true),
        ("2026-10-25T00:29:59Z", true),
        ("2026-10-25T00:30:00Z", false),
        ("2026-10-25T01:15:00Z", false),
    ] {
        assert_eq!(night.is_open(at(now)), open, "{now}");
    }
    // An hour that isn't there on that day takes the one after it.
    let lost = every_day(WARSAW, &["02:00-03:00"]);
    assert_eq!(lost.next_change(at("2026-03-29T00:00:00Z")), Some(at("2026-03-30T00:00:00Z")));
    // Closed for a whole day that has 25 hours.
    let noon = every_day(WARSAW, &["12:00-13:00"]);
    assert_eq!(noon.next_change(at("2026-10-24T11:00:00Z")), Some(at("2026-10-25T11:00:00Z")));
}

#[test]
fn a_zone_without_a_clock_change() {
    let office = every_day("Asia/Kolkata", &["09:00-17:00"]);
    for month in 1..=12 {
        assert!(!office.is_open(at(&format!("2026-{month:02}-15T03:29:59Z"))));
        assert!(office.is_open(at(&format!("2026-{month:02}-15T03:30:00Z"))));
        assert!(!office.is_open(at(&format!("2026-{month:02}-15T11:30:00Z"))));
    }
}

#[test]
fn the_clock_on_the_wall_is_told() {
    let office = office();
    for (now, local) in [
        ("2026-11-26T08:30:59Z", "2026-11-26 09:30"),
        ("2026-07-01T22:05:00Z", "2026-07-02 00:05"),
        ("2026-03-29T01:00:00Z", "2026-03-29 03:00"),
    ] {
        assert_eq!(office.local(at(now)), local);
    }
    assert_eq!(office.local(Timestamp(i64::MAX)), "");
}

#[test]
fn a_night_shift_belongs_to_the_evening_on_which_it_begins() {
    let night = hours(
        r#"{"zone":"UTC","week":{"fri":["22:00-06:00"],"sat":["05:00-07:00"]},"exceptions":{"2026-11-21":[]}}"#,
    );
    assert!(night.is_open(at("2026-11-21T05:59:59Z")), "Friday's shift runs into the closed Saturday");
    assert!(!night.is_open(at("2026-11-21T06:00:00Z")));
    // On another Saturday both shifts make one.
    assert_eq!(night.next_change(at("2026-11-27T23:00:00Z")), Some(at("2026-11-28T07:00:00Z")));
}

#[test]
fn what_never_changes_has_no_next_change() {
    let always = every_day("America/New_York", &["00:00-24:00"]);
    let never = weekly("UTC", BTreeMap::new());
    for now in ["2026-03-08T06:59:00Z", "2026-11-01T05:30:00Z", "2026-07-01T04:00:00Z"] {
        assert!(always.is_open(at(now)) && !never.is_open(at(now)), "{now}");
        assert_eq!((always.next_change(at(now)), never.next_change(at(now))), (None, None));
    }
    assert!(!always.is_open(Timestamp(i64::MAX)), "beyond the calendar");
    assert_eq!(always.next_change(Timestamp(i64::MIN)), None);
}

#[test]
fn what_is_wrong_is_refused_with_a_reason() {
    for (json, reason) in [
        (r#"{"zone":"Mars/Base","week":{}}"#, "Mars/Base"),
        (r#"{"zone":"UTC","week":{"mon":["9-17"]}}"#, "9-17"),
        (r#"{"zone":"UTC","week":{"mon":["09:00-09:00"]}}"#, "09:00-09:00"),
        (r#"{"zone":"UTC","week":{"mon":["09:60-10:00"]}}"#, "09:60"),
        (r#"{"zone":"UTC","week":{"mon":["24:00-01:00"]}}"#, "24:00-01:00"),
        (r#"{"zone":"UTC","week":{"mon":["+9:00-10:00"]}}"#, "+9:00"),
        (r#"{"zone":"UTC","week":{"monday":["09:00-10:00"]}}"#, "monday"),
        (r#"{"zone":"UTC","week":{"mon":["12:00-14:00","09:00-13:00"]}}"#, "overlap"),
        (r#"{"zone":"UTC","week":{"mon":["22:00-06:00","23:00-23:30"]}}"#, "overlap"),
        (r#"{"zone":"UTC","week":{},"exceptions":{"2026-02-30":[]}}"#, "2026-02-30"),
        (r#"{"zone":"UTC","week":{},"exceptions":{"+002026-02-03":[]}}"#, "+002026"),
        (r#"{"zone":"UTC","week":{},"holidays":[]}"#, "holidays"),
    ] {
        let error = read(json).unwrap_err();
        assert!(error.contains(reason), "{json}: {error}");
    }
    let many = [r#""00:00-00:01""#; 11].join(",");
    assert!(read(&format!(r#"{{"zone":"UTC","week":{{"mon":[{many}]}}}}"#)).is_err());
}

#[test]
fn hours_are_stored_as_they_are_written() {
    let json = r#"{"zone":"Europe/Warsaw","week":{"mon":["09:00-12:00","13:00-24:00"],"sat":["22:00-06:00"]},"exceptions":{"2026-12-25":[]}}"#;
    assert_eq!(serde_json::to_string(&Written::from(&hours(json))).unwrap(), json);
    let unsorted = r#"{"zone":"utc","week":{"mon":["13:00-14:00","09:00-12:00"],"tue":[]}}"#;
    let sorted = r#"{"zone":"UTC","week":{"mon":["09:00-12:00","13:00-14:00"]}}"#;
    assert_eq!(serde_json::to_string(&Written::from(&hours(unsorted))).unwrap(), sorted);
}

fn any_hours() -> impl Strategy<Value = Hours> {
    let zone = prop::sample::select(vec![WARSAW, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]);
    let span =
        prop::sample::select(vec!["00:00-03:30", "01:30-02:30", "09:00-17:00", "20:00-04:00", "00:00-24:00"]);
    let day = prop::option::of(span.prop_map(|span| vec![span.parse::<Span>().unwrap()]));
    let week = prop::collection::vec(day, 7);
    (zone, week).prop_map(|(zone, week)| {
        let week = Weekday::ALL.into_iter().zip(week).filter_map(|(day, spans)| Some((day, spans?)));
        weekly(zone, week.collect())
    })
}

proptest! {
    /// Until the next change nothing changes, and there it does.
    #[test]
    fn the_next_change_is_the_first(hours in any_hours(), minute in 0i64..525_600) {
        let now = at("2026-01-01T00:00:00Z").plus_millis(minute * MINUTE);
        let is_open = hours.is_open(now);
        let next = hours.next_change(now);
        let until = next.map_or(8 * 24 * 60, |next| next.millis_since(now) / MINUTE);
        for minutes in (0..until).step_by(15) {
            prop_assert_eq!(hours.is_open(now.plus_millis(minutes * MINUTE)), is_open);
        }
        if let Some(next) = next {
            prop_assert!(next > now);
            prop_assert_eq!(hours.is_open(next.plus_millis(-1)), is_open);
            prop_assert_eq!(hours.is_open(next), !is_open);
        }
    }
}
