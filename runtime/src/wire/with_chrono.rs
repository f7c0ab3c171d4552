//! Dates and times of `chrono`, in the place of those of `jiff`: the option `dates = "chrono"`.
//!
//! ```
//! use gatewright_runtime::{chrono, with_chrono::DateTime};
//!
//! let sent: DateTime = "2024-02-29T12:00:00+01:00".parse()?;
//! assert_eq!(sent.value()?.timestamp(), 1_709_204_400);
//! assert_eq!(sent.value()?.offset().local_minus_utc(), 3600);
//! assert!(sent < chrono::Utc::now());
//! # Ok::<(), gatewright_runtime::Malformed>(())
//! ```

use chrono::{
    Datelike as _, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset as _, TimeZone, Timelike as _, Utc,
};

use super::civil::{self, Clock, Day};
use super::format::UnixTime;
use super::text::{Format, Text};

/// `date-time`: a moment (RFC 3339), with the offset that it was sent with.
pub type DateTime = Text<chrono::DateTime<FixedOffset>>;
/// `date-time-local`: a day and a time of day without an offset.
pub type LocalDateTime = Text<NaiveDateTime>;
/// `date-time-rfc1123`: a moment as headers of HTTP have it.
pub type HttpDate = Text<HttpTime>;
/// `date`: a day.
pub type Date = Text<NaiveDate>;
/// `time`: a time of day.
pub type Time = Text<NaiveTime>;

/// A moment that is written as headers of HTTP have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HttpTime(pub chrono::DateTime<Utc>);

fn date(Day { year, month, day }: &Day) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt((*year).into(), (*month).into(), (*day).into())
}

fn time(Clock { hour, minute, second, nanosecond }: &Clock) -> Option<NaiveTime> {
    NaiveTime::from_hms_nano_opt((*hour).into(), (*minute).into(), (*second).into(), *nanosecond)
}

fn print_date(date: impl chrono::Datelike) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// chrono counts a leap second as the nanoseconds behind a second.
fn print_time(time: impl chrono::Timelike) -> String {
    match time.nanosecond().checked_sub(1_000_000_000) {
        Some(nanosecond) => civil::print_clock(time.hour(), time.minute(), 60, nanosecond),
        None => civil::print_clock(time.hour(), time.minute(), time.second(), time.nanosecond()),
    }
}

impl Format for chrono::DateTime<FixedOffset> {
    const NAME: &'static str = "a date-time (RFC 3339)";

    fn parse(text: &str) -> Option<Self> {
        let (day, clock, east) = civil::moment(text)?;
        let civil = date(&day)?.and_time(time(&clock)?);
        FixedOffset::east_opt(east)?.from_local_datetime(&civil).single()
    }

    fn print(&self) -> String {
        let offset = civil::print_offset(self.offset().local_minus_utc());
        format!("{}T{}{offset}", print_date(*self), print_time(*self))
    }
}

impl From<chrono::DateTime<Utc>> for DateTime {
    fn from(moment: chrono::DateTime<Utc>) -> Self {
        moment.with_timezone(&Utc.fix()).into()
    }
}

impl PartialEq<chrono::DateTime<Utc>> for DateTime {
    fn eq(&self, other: &chrono::DateTime<Utc>) -> bool {
        self.value().is_ok_and(|moment| moment == other)
    }
}

impl PartialOrd<chrono::DateTime<Utc>> for DateTime {
    fn partial_cmp(&self, other: &chrono::DateTime<Utc>) -> Option<core::cmp::Ordering> {
        self.value().ok()?.partial_cmp(other)
    }
}

impl<Z: TimeZone> From<chrono::DateTime<Z>> for UnixTime {
    fn from(moment: chrono::DateTime<Z>) -> Self {
        Self(moment.timestamp())
    }
}

impl Format for NaiveDateTime {
    const NAME: &'static str = "a date and time without an offset";

    fn parse(text: &str) -> Option<Self> {
        let (day, clock) = civil::local(text)?;
        Some(date(&day)?.and_time(time(&clock)?))
    }

    fn print(&self) -> String {
        format!("{}T{}", print_date(*self), print_time(*self))
    }
}

impl Format for HttpTime {
    const NAME: &'static str = "an HTTP date (RFC 9110)";

    fn parse(text: &str) -> Option<Self> {
        let (weekday, day, clock) = civil::http(text)?;
        let date = date(&day)?;
        let is_its_own = civil::WEEKDAYS.get(date.weekday().num_days_from_monday() as usize) == Some(&weekday);
        let time = time(&clock)?;
        is_its_own.then(|| Self(date.and_time(time).and_utc()))
    }

    fn print(&self) -> String {
        let Self(moment) = self;
        let day = (moment.year(), moment.month() as u8, moment.day() as u8);
        let clock = (moment.hour(), moment.minute(), moment.second());
        civil::print_http(moment.weekday().num_days_from_monday() as usize, day, clock)
    }
}

impl From<chrono::DateTime<Utc>> for HttpDate {
    fn from(moment: chrono::DateTime<Utc>) -> Self {
        HttpTime(moment).into()
    }
}

impl Format for NaiveDate {
    const NAME: &'static str = "a date (RFC 3339)";

    fn parse(text: &str) -> Option<Self> {
        date(&civil::day(text)?)
    }

    fn print(&self) -> String {
        print_date(*self)
    }
}

impl Format for NaiveTime {
    const NAME: &'static str = "a time (RFC 3339)";

    fn parse(text: &str) -> Option<Self> {
        time(&civil::clock_of_full_time(text)?)
    }

    /// Without an offset, as that of `jiff`.
    fn print(&self) -> String {
        print_time(*self)
    }
}
