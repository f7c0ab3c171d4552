use super::{check, rt, strict, tolerant, unknown};
use rt::{
    Base64, Base64Url, Date, DateTime, Decimal, Duration, HttpDate, LocalDateTime, Numeric, Time, UnixTime, Uuid,
};

#[test]
fn texts_come_back_as_they_came() {
    check(
        strict::<DateTime>,
        &[
            ("\"2024-02-29T12:00:00Z\"", "\"2024-02-29T12:00:00Z\""),
            ("\"2024-02-29t12:00:00.123456789+01:00\"", "\"2024-02-29t12:00:00.123456789+01:00\""),
            (
                "\"2023-02-29T12:00:00Z\"",
                "expected a date-time (RFC 3339), found the string \"2023-02-29T12:00:00Z\" at `$`",
            ),
            (
                "\"2024-02-29 12:00:00Z\"",
                "expected a date-time (RFC 3339), found the string \"2024-02-29 12:00:00Z\" at `$`",
            ),
            ("\"2024-02-29T12:00Z\"", "expected a date-time (RFC 3339), found the string \"2024-02-29T12:00Z\" at `$`"),
            (
                "\"2024-02-29T12:00:00\"",
                "expected a date-time (RFC 3339), found the string \"2024-02-29T12:00:00\" at `$`",
            ),
            ("17", "expected a date-time (RFC 3339), found the number 17 at `$`"),
        ],
    );
    check(tolerant::<DateTime>, &[("\"yesterday\"", "\"yesterday\"")]);
    assert_eq!(unknown::<DateTime>("\"yesterday\""), 1);
}

#[test]
fn what_is_well_formed() {
    let ok = |is: bool, text: &str| assert!(is, "{text}");
    for (text, expected) in [("2024-01-31", true), ("2024-1-31", false), ("2024-01-31T00:00:00Z", false), ("", false)] {
        ok(Date::verbatim(text).value().is_ok() == expected, text);
    }
    for (text, expected) in [
        ("12:00:00", true),
        ("12:00:00.5Z", true),
        ("12:00:00-08:00", true),
        ("12:00", false),
        ("25:00:00", false),
        ("12:00:00.", false),
    ] {
        ok(Time::verbatim(text).value().is_ok() == expected, text);
    }
    for (text, expected) in [
        ("9999-12-31T23:59:59Z", true),
        ("9999-12-31T23:59:59.9999999Z", true),
        ("9999-12-31T25:59:59Z", false),
        ("9999-12-32T23:59:59Z", false),
        ("0001-01-01T00:00:00Z", true),
    ] {
        ok(DateTime::verbatim(text).value().is_ok() == expected, text);
    }
    for (text, expected) in
        [("2024-02-29T12:00:00", true), ("2024-02-29T12:00:00Z", false), ("2023-02-29T12:00:00", false)]
    {
        ok(LocalDateTime::verbatim(text).value().is_ok() == expected, text);
    }
    for (text, expected) in [
        ("Sun, 06 Nov 1994 08:49:37 GMT", true),
        ("Sun, 06 Nov 1994 08:49:37 +0100", false),
        ("1994-11-06T08:49:37Z", false),
    ] {
        ok(HttpDate::verbatim(text).value().is_ok() == expected, text);
    }
    for (text, expected) in [("P3DT4H", true), ("PT0.5S", true), ("-P1W", true), ("3 days", false), ("P", false)] {
        ok(Duration::verbatim(text).value().is_ok() == expected, text);
    }
    let uuid = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    for (text, expected) in [
        (uuid.to_owned(), true),
        (uuid.to_uppercase(), true),
        (format!("{{{uuid}}}"), false),
        (uuid.replace('-', ""), false),
    ] {
        ok(Uuid::verbatim(text.as_str()).value().is_ok() == expected, &text);
    }
    let base64 =
        [("aGk=", true), ("aGk", true), ("aGl=", true), ("-_-_", true), ("a", false), ("a b=", false), ("", true)];
    for (text, expected) in base64 {
        ok(Base64::verbatim(text).value().is_ok() == expected, text);
    }
    for (text, expected) in [("0.1", true), ("-12345678901234567890.123", true), ("1e3", true), ("one", false)] {
        ok(Decimal::verbatim(text).value().is_ok() == expected, text);
    }
}

#[test]
fn values_are_printed_in_the_format() {
    let moment: rt::jiff::Timestamp = "2024-02-29T12:00:00+01:00".parse().unwrap();
    assert_eq!(DateTime::from(moment).as_str(), "2024-02-29T11:00:00Z");
    assert_eq!(Date::from(rt::jiff::civil::date(2024, 2, 29)).as_str(), "2024-02-29");
    assert_eq!(Time::from(rt::jiff::civil::time(1, 2, 3, 0)).as_str(), "01:02:03");
    assert_eq!(LocalDateTime::from(rt::jiff::civil::date(2024, 2, 29).at(1, 2, 3, 0)).as_str(), "2024-02-29T01:02:03");
    assert_eq!(HttpDate::from(moment).as_str(), "Thu, 29 Feb 2024 11:00:00 GMT");
    assert_eq!(Base64Url::from([0xff, 0xef].as_slice()).as_str(), "_-8");
    assert_eq!(Base64::from(b"hi".as_slice()).as_str(), "aGk=");
    assert_eq!(Uuid::from(rt::uuid::Uuid::nil()).as_str(), "00000000-0000-0000-0000-000000000000");
    assert_eq!(Duration::from(rt::jiff::Span::new().hours(2)).as_str(), "PT2H");
    // What is printed is well-formed again.
    assert!(Time::verbatim(Time::from(rt::jiff::civil::time(1, 2, 3, 4)).as_str()).value().is_ok());
}

#[test]
fn texts_are_equal_by_text() {
    let (a, b) = (DateTime::verbatim("2024-01-01T00:00:00Z"), DateTime::verbatim("2024-01-01T00:00:00.0Z"));
    assert_ne!(a, b);
    assert_eq!(a.value().unwrap(), b.value().unwrap());
    assert_eq!(format!("{a} {a:?}"), "2024-01-01T00:00:00Z \"2024-01-01T00:00:00Z\"");
    let error = "soon".parse::<DateTime>().unwrap_err();
    assert_eq!(error.to_string(), "\"soon\" is not a date-time (RFC 3339)");
}

/// What a program does with the properties of a model.
#[test]
fn texts_print_compare_and_convert() -> Result<(), Box<dyn std::error::Error>> {
    let (id, day) = (rt::uuid::Uuid::nil(), rt::jiff::civil::date(2024, 2, 29));
    let (printed, begins) = (id.to_string(), "2024-02-29T11:00:00Z".parse::<rt::jiff::Timestamp>()?);
    let (own_id, own_begins, own_day): (Uuid, DateTime, Option<Date>) = (id.into(), begins.into(), Some(day.into()));
    assert!(own_id == id && own_begins == begins && own_day == Some(day.into()));
    assert!(
        own_begins < rt::jiff::Timestamp::now() && own_day.as_ref().is_some_and(|own| *own < day.tomorrow().unwrap())
    );
    assert!(own_id == "00000000-0000-0000-0000-000000000000" && own_id == printed);
    assert_eq!(format!("/meetings/{own_id} {own_begins:<22}|"), format!("/meetings/{id} 2024-02-29T11:00:00Z  |"));
    // Found by text, and by value where the text is one that was made of it.
    let rooms = std::collections::BTreeMap::from([(own_id.clone(), 7)]);
    assert_eq!((rooms.get(printed.as_str()), rooms.get(&Uuid::from(id))), (Some(&7), Some(&7)));
    let number: rt::uuid::Uuid = *own_id.value()?;
    let moment = own_begins.into_value()?;
    let text: String = own_id.into();
    assert_eq!((number, moment, text), (id, begins, printed));
    Ok(())
}

#[test]
fn unix_time_is_a_number() {
    check(
        strict::<UnixTime>,
        &[("1700000000", "1700000000"), ("\"x\"", "expected an integer of 64 bits, found the string \"x\" at `$`")],
    );
    assert_eq!(UnixTime(0).timestamp().unwrap().to_string(), "1970-01-01T00:00:00Z");
    assert_eq!(UnixTime(i64::MAX).timestamp(), None);
}

#[test]
fn formats_are_serde_to_the_outside() {
    let date: Vec<Date> = serde_json::from_str("[\"2024-02-29\"]").unwrap();
    assert_eq!(serde_json::to_string(&date).unwrap(), "[\"2024-02-29\"]");
}

#[test]
fn a_number_or_a_text() {
    for read in [tolerant::<rt::IntOrString>, strict::<rt::IntOrString>] {
        check(
            read,
            &[
                ("80", "80"),
                ("\"80%\"", "\"80%\""),
                ("true", "expected an integer or a string, found true at `$`"),
                ("1.5", "expected an integer of 64 bits, found the number 1.5 at `$`"),
            ],
        );
    }
}

#[test]
fn numbers_in_text() {
    for read in [tolerant::<Numeric<i32>>, strict::<Numeric<i32>>] {
        check(
            read,
            &[
                ("7", "7"),
                ("\"7\"", "\"7\""),
                ("\"-0\"", "\"-0\""),
                ("\"10.00\"", "\"10.00\""),
                ("\"10.01\"", "expected a number or the text of one, found the string \"10.01\" at `$`"),
                ("\"seven\"", "expected a number or the text of one, found the string \"seven\" at `$`"),
                ("\"99999999999\"", "expected a number or the text of one, found the string \"99999999999\" at `$`"),
                ("null", "expected a number or the text of one, found null at `$`"),
            ],
        );
    }
    check(
        strict::<Numeric<f64>>,
        &[
            ("\"1.50\"", "\"1.50\""),
            ("\"inf\"", "expected a number or the text of one, found the string \"inf\" at `$`"),
        ],
    );
    assert_eq!(rt::from_str::<Numeric<f64>>("\"1.50\"").unwrap(), 1.5);
    assert_eq!(rt::from_str::<Numeric<i64>>("\"10.00\"").unwrap(), 10);
    assert_eq!(Numeric::from(3).to_string(), "3");
}

#[test]
fn forms_go_back_as_they_came() {
    use rt::{NonEmpty, OneOrMany};
    for read in [tolerant::<OneOrMany<i64>>, strict::<OneOrMany<i64>>] {
        check(read, &[("7", "7"), ("[7]", "[7]"), ("[]", "[]"), ("[7,8]", "[7,8]")]);
    }
    check(strict::<OneOrMany<i64>>, &[("\"x\"", "expected an integer of 64 bits, found the string \"x\" at `$`")]);
    for read in [tolerant::<NonEmpty<i64>>, strict::<NonEmpty<i64>>] {
        check(read, &[("7", "7"), ("\"\"", "\"\""), ("null", "null")]);
    }
    check(strict::<NonEmpty<i64>>, &[("\"x\"", "expected an integer of 64 bits, found the string \"x\" at `$`")]);
    let mut list = OneOrMany::from(vec![1]);
    list.push(2);
    assert_eq!(rt::to_string(&list), "[1,2]");
}
