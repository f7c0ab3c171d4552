//! Dates and times of `chrono` and `time`, from client to server and back.

use expect_test::expect;
use gatewright_runtime::axum::Router;

use crate::exchange::{Api, Seen, stub};

mod with_chrono {
    use gatewright_runtime::chrono::{DateTime, NaiveDate, Utc};
    use gatewright_tests::dates_chrono::client::Client;
    use gatewright_tests::dates_chrono::models::{Meeting, PutMeetingHeaders};
    use gatewright_tests::dates_chrono::server::*;

    use super::*;

    stub!(Calendar: Dates {
        put_meeting(request: PutMeetingRequest) -> PutMeetingResponse {{
            let moment: &DateTime<_> = request.body.begins.value().unwrap();
            let headers = PutMeetingHeaders { last_modified: Some(moment.to_utc().into()) };
            PutMeetingResponse::Ok(request.body, headers)
        }}
    });

    fn router(seen: Seen) -> Router {
        gatewright_tests::dates_chrono::server::router(Calendar(seen))
    }

    #[test]
    fn values_come_back() {
        let api = Api::serve(router);
        let client = Client::with_base_url(&api.url(""));
        let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
        let begins: DateTime<Utc> = day.and_hms_opt(12, 0, 0).unwrap().and_utc();
        let meeting = Meeting {
            local: Some(day.and_hms_milli_opt(12, 0, 0, 250).unwrap().into()),
            day: Some(day.into()),
            at: Some("12:00:00+01:00".parse().unwrap()),
            takes: Some("PT1H".parse().unwrap()),
            changed: Some(begins.into()),
            made: Some(begins.into()),
            breaks: Some(vec!["2024-02-29T12:30:00+01:00".parse().unwrap()]),
            ..Meeting::new(begins.into())
        };
        let back = api.run(client.put_meeting().day(&day.into()).body(&meeting).send()).unwrap();
        assert_eq!(*back, meeting);
        assert!(back.begins == begins && back.day.as_ref().unwrap() == &day);
        api.check(
            client.put_meeting().day(&day.into()).body(&meeting).since(&begins.into()).if_unmodified_since(&begins.into()).send(),
            expect![[r#"
                > PUT /meetings/2024-02-29?since=2024-02-29T12%3A00%3A00Z HTTP/1.1
                > accept: application/json
                > content-type: application/json
                > if-unmodified-since: Thu, 29 Feb 2024 12:00:00 GMT
                >> {"begins":"2024-02-29T12:00:00Z","local":"2024-02-29T12:00:00.25","day":"2024-02-29","at":"12:00:00+01:00","takes":"PT1H","changed":"Thu, 29 Feb 2024 12:00:00 GMT","made":1709208000,"breaks":["2024-02-29T12:30:00+01:00"]}
                = PutMeetingRequest { day: "2024-02-29", since: Some("2024-02-29T12:00:00Z"), if_unmodified_since: Some("Thu, 29 Feb 2024 12:00:00 GMT"), body: Meeting { begins: "2024-02-29T12:00:00Z", local: Some("2024-02-29T12:00:00.25"), day: Some("2024-02-29"), at: Some("12:00:00+01:00"), takes: Some("PT1H"), changed: Some("Thu, 29 Feb 2024 12:00:00 GMT"), made: Some(UnixTime(1709208000)), breaks: Some(["2024-02-29T12:30:00+01:00"]) } }
                < 200 OK Meeting { begins: "2024-02-29T12:00:00Z", local: Some("2024-02-29T12:00:00.25"), day: Some("2024-02-29"), at: Some("12:00:00+01:00"), takes: Some("PT1H"), changed: Some("Thu, 29 Feb 2024 12:00:00 GMT"), made: Some(UnixTime(1709208000)), breaks: Some(["2024-02-29T12:30:00+01:00"]) } PutMeetingHeaders { last_modified: Some("Thu, 29 Feb 2024 12:00:00 GMT") }
            "#]],
        );
    }
}

mod with_time {
    use gatewright_runtime::time::{Date, Month, OffsetDateTime};
    use gatewright_tests::dates_time::client::Client;
    use gatewright_tests::dates_time::models::{Meeting, PutMeetingHeaders};
    use gatewright_tests::dates_time::server::*;

    use super::*;

    stub!(Calendar: Dates {
        put_meeting(request: PutMeetingRequest) -> PutMeetingResponse {{
            let moment: OffsetDateTime = *request.body.begins.value().unwrap();
            PutMeetingResponse::Ok(request.body, PutMeetingHeaders { last_modified: Some(moment.into()) })
        }}
    });

    fn router(seen: Seen) -> Router {
        gatewright_tests::dates_time::server::router(Calendar(seen))
    }

    #[test]
    fn values_come_back() {
        let api = Api::serve(router);
        let client = Client::with_base_url(&api.url(""));
        let day = Date::from_calendar_date(2024, Month::February, 29).unwrap();
        let begins = day.with_hms(12, 0, 0).unwrap().assume_utc();
        let meeting = Meeting {
            local: Some(day.with_hms_milli(12, 0, 0, 250).unwrap().into()),
            day: Some(day.into()),
            at: Some("12:00:00+01:00".parse().unwrap()),
            takes: Some("PT1H".parse().unwrap()),
            changed: Some(begins.into()),
            made: Some(begins.into()),
            breaks: Some(vec!["2024-02-29T12:30:00+01:00".parse().unwrap()]),
            ..Meeting::new(begins.into())
        };
        let back = api.run(client.put_meeting().day(&day.into()).body(&meeting).send()).unwrap();
        assert_eq!(*back, meeting);
        assert!(back.begins == begins && back.day.as_ref().unwrap() == &day);
        api.check(
            client.put_meeting().day(&day.into()).body(&meeting).since(&begins.into()).if_unmodified_since(&begins.into()).send(),
            expect![[r#"
                > PUT /meetings/2024-02-29?since=2024-02-29T12%3A00%3A00Z HTTP/1.1
                > accept: application/json
                > content-type: application/json
                > if-unmodified-since: Thu, 29 Feb 2024 12:00:00 GMT
                >> {"begins":"2024-02-29T12:00:00Z","local":"2024-02-29T12:00:00.25","day":"2024-02-29","at":"12:00:00+01:00","takes":"PT1H","changed":"Thu, 29 Feb 2024 12:00:00 GMT","made":1709208000,"breaks":["2024-02-29T12:30:00+01:00"]}
                = PutMeetingRequest { day: "2024-02-29", since: Some("2024-02-29T12:00:00Z"), if_unmodified_since: Some("Thu, 29 Feb 2024 12:00:00 GMT"), body: Meeting { begins: "2024-02-29T12:00:00Z", local: Some("2024-02-29T12:00:00.25"), day: Some("2024-02-29"), at: Some("12:00:00+01:00"), takes: Some("PT1H"), changed: Some("Thu, 29 Feb 2024 12:00:00 GMT"), made: Some(UnixTime(1709208000)), breaks: Some(["2024-02-29T12:30:00+01:00"]) } }
                < 200 OK Meeting { begins: "2024-02-29T12:00:00Z", local: Some("2024-02-29T12:00:00.25"), day: Some("2024-02-29"), at: Some("12:00:00+01:00"), takes: Some("PT1H"), changed: Some("Thu, 29 Feb 2024 12:00:00 GMT"), made: Some(UnixTime(1709208000)), breaks: Some(["2024-02-29T12:30:00+01:00"]) } PutMeetingHeaders { last_modified: Some("Thu, 29 Feb 2024 12:00:00 GMT") }
            "#]],
        );
    }
}
