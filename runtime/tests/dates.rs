//! Dates and times of `chrono` and `time`, beside those of `jiff` and chrono's own reader of RFC 3339.
#![cfg(all(feature = "chrono", feature = "time"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what is wrong by panicking")]

use gatewright_runtime as rt;
use rt::{Format, Text, chrono, jiff, time, with_chrono, with_time};

/// What a text stands for, if it stands for anything.
fn read<T: Format + Clone>(text: &str) -> Option<T> {
    Text::<T>::verbatim(text).value().ok().cloned()
}

const MOMENTS: [&str; 14] = [
    "1985-04-12T23:20:50.52Z",
    "1996-12-19T16:39:57-08:00",
    "1937-01-01T12:00:27.87+00:20",
    "2024-02-29T12:00:00+01:00",
    "2024-02-29t12:00:00z",
    "2024-02-29T12:00:00.123456789Z",
    "2024-02-29T12:00:00.120000000-00:00",
    "1970-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z",
    "2024-12-31T23:59:59.999999999+23:59",
    "2000-02-29T00:00:00-12:00",
    "1969-12-31T23:59:59.5Z",
    "2038-01-19T03:14:08Z",
    "2026-01-31T12:00:00.000001+05:30",
];

#[test]
fn moments_are_those_of_rfc_3339() {
    for text in MOMENTS {
        let judge = chrono::DateTime::parse_from_rfc3339(text).unwrap();
        let second: jiff::Timestamp = read(text).unwrap();
        let chrono: chrono::DateTime<chrono::FixedOffset> = read(text).unwrap();
        let time: time::OffsetDateTime = read(text).unwrap();
        assert_eq!((chrono, chrono.offset()), (judge, judge.offset()), "{text}");
        assert_eq!(time.unix_timestamp_nanos(), second.as_nanosecond(), "{text}");
        let nanoseconds = i128::from(judge.timestamp()) * 1_000_000_000 + i128::from(judge.timestamp_subsec_nanos());
        assert_eq!((time.unix_timestamp_nanos(), second.as_nanosecond()), (nanoseconds, nanoseconds), "{text}");
        assert_eq!(time.offset().whole_seconds(), judge.offset().local_minus_utc(), "{text}");
        // What is made of a value stands for it.
        for printed in [with_chrono::DateTime::from(chrono).to_string(), with_time::DateTime::from(time).to_string()] {
            assert_eq!(chrono::DateTime::parse_from_rfc3339(&printed).unwrap(), judge, "{text}: {printed}");
            assert_eq!(read::<jiff::Timestamp>(&printed), Some(second), "{text}: {printed}");
        }
    }
}

#[test]
fn what_is_no_moment_is_malformed() {
    for text in [
        "",
        "2024-02-29",
        "2024-02-29T12:00:00",
        "2024-02-29 12:00:00Z",
        "2023-02-29T12:00:00Z",
        "2024-02-29T24:00:00Z",
        "2024-02-29T12:60:00Z",
        "2024-02-29T12:00Z",
        "2024-02-29T12:00:00.Z",
        "2024-02-29T12:00:00+1:00",
        "2024-02-29T12:00:00+01:60",
        "2024-13-01T12:00:00Z",
        "+2024-02-29T12:00:00Z",
        "2024-02-29T12:00:00Z ",
        "２024-02-29T12:00:00Z",
    ] {
        assert!(read::<chrono::DateTime<chrono::FixedOffset>>(text).is_none(), "{text}");
        assert!(read::<time::OffsetDateTime>(text).is_none(), "{text}");
    }
}

/// A leap second, and the "never" of many services.
#[test]
fn moments_at_the_edges() {
    for text in
        ["2016-12-31T23:59:60Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999999999Z", "0000-01-01T00:00:00Z"]
    {
        assert!(read::<chrono::DateTime<chrono::FixedOffset>>(text).is_some(), "{text}");
        assert!(read::<time::OffsetDateTime>(text).is_some(), "{text}");
    }
}

#[test]
fn days_times_and_both_without_an_offset() {
    for text in ["2024-02-29", "0000-01-01", "9999-12-31", "2023-02-29", "2024-2-9", "20240229", "2024-02-30"] {
        let judge: Option<jiff::civil::Date> = read(text);
        assert_eq!(
            read::<chrono::NaiveDate>(text).map(|date| Format::print(&date)),
            judge.map(|date| date.to_string()),
            "{text}"
        );
        assert_eq!(
            read::<time::Date>(text).map(|date| Format::print(&date)),
            judge.map(|date| date.to_string()),
            "{text}"
        );
    }
    for text in
        ["12:00:00", "23:59:59.5", "00:00:00Z", "12:00:00.120+01:00", "24:00:00", "12:00", "T12:00:00", "12:00:00X"]
    {
        let judge: Option<jiff::civil::Time> = read(text);
        assert_eq!(
            read::<chrono::NaiveTime>(text).map(|time| Format::print(&time)),
            judge.map(|time| time.to_string()),
            "{text}"
        );
        assert_eq!(
            read::<time::Time>(text).map(|time| Format::print(&time)),
            judge.map(|time| time.to_string()),
            "{text}"
        );
    }
    for text in ["2024-02-29T12:00:00", "2024-02-29t12:00:00.25", "2024-02-29T12:00:00Z", "2024-02-29"] {
        let judge: Option<jiff::civil::DateTime> = read(text);
        let chrono = read::<chrono::NaiveDateTime>(text).map(|local| Format::print(&local));
        let time = read::<time::PrimitiveDateTime>(text).map(|local| Format::print(&local));
        assert_eq!(
            (chrono, time),
            (judge.map(|local| local.to_string()), judge.map(|local| local.to_string())),
            "{text}"
        );
    }
}

#[test]
fn dates_of_http() {
    for text in [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sat, 31 Jan 2026 12:00:00 GMT",
        "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
    ] {
        let judge = read::<rt::HttpTime>(text).map(|moment| moment.0.as_second());
        let judge = judge.filter(|_| text.len() == 29);
        assert_eq!(read::<with_chrono::HttpTime>(text).map(|moment| moment.0.timestamp()), judge, "{text}");
        assert_eq!(read::<with_time::HttpTime>(text).map(|moment| moment.0.unix_timestamp()), judge, "{text}");
        if judge.is_some() {
            assert_eq!(read::<with_chrono::HttpTime>(text).unwrap().print(), text);
            assert_eq!(read::<with_time::HttpTime>(text).unwrap().print(), text);
        }
    }
}
