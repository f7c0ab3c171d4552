//! The parts of dates and times (RFC 3339), for crates whose own readers take more or less than that.

use super::format::{is_full_date, is_full_time, is_offset, is_partial_time};

/// A day of some year.
pub(super) struct Day {
    pub(super) year: u16,
    pub(super) month: u8,
    pub(super) day: u8,
}

/// A time of day. A leap second is the last moment of the second before it.
pub(super) struct Clock {
    pub(super) hour: u8,
    pub(super) minute: u8,
    pub(super) second: u8,
    pub(super) nanosecond: u32,
}

/// `2024-02-29`.
pub(super) fn day(text: &str) -> Option<Day> {
    let number = |from: usize, to: usize| text.get(from..to);
    is_full_date(text).then_some(())?;
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    Some(Day { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()? })
}

/// `12:00:00.5`.
pub(super) fn clock(text: &str) -> Option<Clock> {
    is_partial_time(text).then_some(())?;
    let number = |from: usize| text.get(from..from + 2)?.parse::<u8>().ok();
    let (hour, minute, second) = (number(0)?, number(3)?, number(6)?);
    // What is finer than a nanosecond is cut.
    let digits = text.get(9..).unwrap_or_default().bytes().chain(core::iter::repeat(b'0')).take(9);
    let nanosecond = digits.fold(0, |all, digit| all * 10 + u32::from(digit - b'0'));
    match second {
        60 => Some(Clock { hour, minute, second: 59, nanosecond: 999_999_999 }),
        _ => Some(Clock { hour, minute, second, nanosecond }),
    }
}

/// `12:00:00`, with an offset or without.
pub(super) fn clock_of_full_time(text: &str) -> Option<Clock> {
    let (time, offset) = text.split_at_checked(text.find(['Z', 'z', '+', '-']).unwrap_or(text.len()))?;
    if offset.is_empty() || is_offset(offset) { clock(time) } else { None }
}

/// `2024-02-29T12:00:00`.
pub(super) fn local(text: &str) -> Option<(Day, Clock)> {
    let (date, time) = text.split_at_checked(10)?;
    Some((day(date)?, clock(time.strip_prefix(['T', 't'])?)?))
}

/// `2024-02-29T12:00:00+01:00`, with the seconds east of UTC.
pub(super) fn moment(text: &str) -> Option<(Day, Clock, i32)> {
    let (date, time) = text.split_at_checked(10)?;
    let time = time.strip_prefix(['T', 't'])?;
    is_full_time(time).then_some(())?;
    let (time, offset) = time.split_at_checked(time.find(['Z', 'z', '+', '-'])?)?;
    let number = |from: usize| offset.get(from..from + 2).unwrap_or("00").parse::<i32>().ok();
    let (hours, minutes) = (number(1)?, number(4)?);
    // Where is no offset of a day and more.
    (hours < 24 && minutes < 60).then_some(())?;
    let east = hours * 3600 + minutes * 60;
    Some((day(date)?, clock(time)?, if offset.starts_with('-') { -east } else { east }))
}

/// `12:00:00.5`, with as many digits as there are.
pub(super) fn print_clock(hour: u32, minute: u32, second: u32, nanosecond: u32) -> String {
    let whole = format!("{hour:02}:{minute:02}:{second:02}");
    match nanosecond {
        0 => whole,
        _ => format!("{whole}.{}", format!("{nanosecond:09}").trim_end_matches('0')),
    }
}

/// `Z` or `+01:00`. Seconds, which offsets had before there were railways, are cut.
pub(super) fn print_offset(east: i32) -> String {
    let minutes = east.abs() / 60;
    match minutes {
        0 => "Z".to_owned(),
        _ => format!("{}{:02}:{:02}", if east < 0 { '-' } else { '+' }, minutes / 60, minutes % 60),
    }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`: day, clock and the name of the weekday, which must be that of the day.
pub(super) fn http(text: &str) -> Option<(&str, Day, Clock)> {
    let (weekday, rest) = text.strip_suffix(" GMT")?.split_once(", ")?;
    let mut words = rest.split(' ');
    let (day, month, year, time) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let is_number = |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if words.next().is_some() || !is_number(day, 2) || !is_number(year, 4) || time.len() != 8 {
        return None;
    }
    let month = u8::try_from(MONTHS.iter().position(|name| *name == month)? + 1).ok()?;
    Some((weekday, Day { year: year.parse().ok()?, month, day: day.parse().ok()? }, clock(time)?))
}

pub(super) fn print_http(
    weekday: usize,
    (year, month, day): (i32, u8, u8),
    (hour, minute, second): (u32, u32, u32),
) -> String {
    let weekday = WEEKDAYS.get(weekday).copied().unwrap_or_default();
    let month = MONTHS.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or_default();
    format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
}

/// From Monday.
pub(super) const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
