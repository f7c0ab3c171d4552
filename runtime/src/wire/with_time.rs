//! Dates and times of `time`, in the place of those of `jiff`: the option `dates = "time"`.
//!
//! ```
//! use gatewright_runtime::{time, with_time::DateTime};
//!
//! let sent: DateTime = "2024-02-29T12:00:00+01:00".parse()?;
//! assert_eq!(sent.value()?.unix_timestamp(), 1_709_204_400);
//! assert_eq!(sent.value()?.offset().whole_hours(), 1);
//! assert!(sent < time::OffsetDateTime::now_utc());
//! # Ok::<(), gatewright_runtime::Malformed>(())
//! ```

use time::{Month, OffsetDateTime, PrimitiveDateTime, UtcOffset};

use super::civil::{self, Clock, Day};
use super::format::UnixTime;
use super::text::{Format, Text};

/// `date-time`: a moment (RFC 3339), with the offset that it was sent with.
pub type DateTime = Text<OffsetDateTime>;
/// `date-time-local`: a day and a time of day without an offset.
pub type LocalDateTime = Text<PrimitiveDateTime>;
/// `date-time-rfc1123`: a moment as headers of HTTP have it.
pub type HttpDate = Text<HttpTime>;
/// `date`: a day.
pub type Date = Text<time::Date>;
/// `time`: a time of day.
pub type Time = Text<time::Time>;

/// A moment that is written as headers of HTTP have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HttpTime(pub OffsetDateTime);

fn date(Day { year, month, day }: &Day) -> Option<time::Date> {
    time::Date::from_calendar_date((*year).into(), Month::try_from(*month).ok()?, *day).ok()
}

fn clock(Clock { hour, minute, second, nanosecond }: &Clock) -> Option<time::Time> {
    time::Time::from_hms_nano(*hour, *minute, *second, *nanosecond).ok()
}

fn print_date(date: time::Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

fn print_time(time: time::Time) -> String {
    civil::print_clock(time.hour().into(), time.minute().into(), time.second().into(), time.nanosecond())
}

impl Format for OffsetDateTime {
    const NAME: &'static str = "a date-time (RFC 3339)";

    fn parse(text: &str) -> Option<Self> {
        let (day, time, east) = civil::moment(text)?;
        let offset = UtcOffset::from_whole_seconds(east).ok()?;
        Some(PrimitiveDateTime::new(date(&day)?, clock(&time)?).assume_offset(offset))
    }

    fn print(&self) -> String {
        let offset = civil::print_offset(self.offset().whole_seconds());
        format!("{}T{}{offset}", print_date(self.date()), print_time(self.time()))
    }
}

impl From<OffsetDateTime> for UnixTime {
    fn from(moment: OffsetDateTime) -> Self {
        Self(moment.unix_timestamp())
    }
}

impl Format for PrimitiveDateTime {
    const NAME: &'static str = "a date and time without an offset";

    fn parse(text: &str) -> Option<Self> {
        let (day, time) = civil::local(text)?;
        Some(Self::new(date(&day)?, clock(&time)?))
    }

    fn print(&self) -> String {
        format!("{}T{}", print_date(self.date()), print_time(self.time()))
    }
}

impl Format for HttpTime {
    const NAME: &'static str = "an HTTP date (RFC 9110)";

    fn parse(text: &str) -> Option<Self> {
        let (weekday, day, time) = civil::http(text)?;
        let date = date(&day)?;
        let is_its_own = civil::WEEKDAYS.get(usize::from(date.weekday().number_days_from_monday())) == Some(&weekday);
        let time = clock(&time)?;
        is_its_own.then(|| Self(PrimitiveDateTime::new(date, time).assume_utc()))
    }

    fn print(&self) -> String {
        let moment = self.0.to_offset(UtcOffset::UTC);
        let day = (moment.year(), u8::from(moment.month()), moment.day());
        let clock = (moment.hour().into(), moment.minute().into(), moment.second().into());
        civil::print_http(usize::from(moment.weekday().number_days_from_monday()), day, clock)
    }
}

impl From<OffsetDateTime> for HttpDate {
    fn from(moment: OffsetDateTime) -> Self {
        HttpTime(moment).into()
    }
}

impl Format for time::Date {
    const NAME: &'static str = "a date (RFC 3339)";

    fn parse(text: &str) -> Option<Self> {
        date(&civil::day(text)?)
    }

    fn print(&self) -> String {
        print_date(*self)
    }
}

impl Format for time::Time {
    const NAME: &'static str = "a time (RFC 3339)";

    fn parse(text: &str) -> Option<Self> {
        clock(&civil::clock_of_full_time(text)?)
    }

    /// Without an offset, as that of `jiff`.
    fn print(&self) -> String {
        print_time(*self)
    }
}
