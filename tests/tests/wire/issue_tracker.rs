//! OpenAPI 3.0.

use std::collections::BTreeMap;

use expect_test::expect;
use gatewright_runtime::serde_json::json;
use gatewright_runtime::{Bytes, Date, DateTime, Uuid};
use gatewright_tests::issue_tracker::callbacks::IssueTrackerCallbacks;
use gatewright_tests::issue_tracker::client::{Client, CommentBody as Said};
use gatewright_tests::issue_tracker::models::*;
use gatewright_tests::issue_tracker::server::{CommentBody, *};
use gatewright_tests::issue_tracker::{callbacks, models};

use crate::exchange::{Api, posted, stub};

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn now() -> DateTime {
    "2024-02-29T09:30:00Z".parse().unwrap()
}

fn id() -> Uuid {
    "67e55044-10b1-426f-9247-bb680e5fe0c8".parse().unwrap()
}

fn problem(title: &str) -> Problem {
    Problem { title: title.into(), r#type: None, status: None, detail: None, instance: None }
}

fn project(key: &str) -> Project {
    Project {
        key: key.into(),
        name: "Tea kitchen".into(),
        lead: Some("ada".into()),
        labels: Some(BTreeMap::from([("leak".into(), "d73a4a".into())])),
        archived: None,
        created: None,
    }
}

fn new_issue(title: &str) -> NewIssue {
    NewIssue {
        title: title.into(),
        text: None,
        priority: Some(Priority::N1),
        assignee: Some(None),
        labels: Some(vec!["leak".into()]),
        estimate: Some("PT4H".parse().unwrap()),
        due: Some(Some(date("2024-12-24"))),
        place: Some(Point { x: 1.5, y: -2.0 }),
        fields: Some(BTreeMap::from([("cost".into(), json!({"EUR": 12.5}))])),
    }
}

fn issue(number: i64, new: NewIssue) -> Issue {
    Issue {
        title: new.title,
        text: new.text,
        priority: new.priority,
        assignee: new.assignee,
        labels: new.labels,
        estimate: new.estimate,
        due: new.due,
        place: new.place,
        fields: new.fields,
        number,
        state: State::InProgress,
        reporter: "ada".into(),
        created: now(),
        updated: now(),
        votes: None,
        parent: Some(None),
        files: None,
    }
}

fn comment(text: &str) -> Comment {
    Comment { id: id(), author: "ada".into(), text: text.into(), at: now(), replies: None }
}

fn file(name: &str, content: &[u8]) -> models::File {
    models::File {
        name: name.into(),
        size: content.len() as i64,
        sha256: vec![0, 255].into(),
        media_type: None,
        url: None,
    }
}

stub!(guarded Tracker: IssueTracker {
    list_projects(request: ListProjectsRequest) -> ListProjectsResponse {
        match request.archived {
            Some(true) => ListProjectsResponse::ClientError(451, problem("not for you")),
            _ => ListProjectsResponse::Ok(vec![project("TEA")], ListProjectsHeaders { link: Some("</projects?after=TEA>".into()) }),
        }
    }
    get_project(request: GetProjectRequest) -> GetProjectResponse { GetProjectResponse::Ok(project(&request.project)) }
    put_project(request: PutProjectRequest) -> PutProjectResponse {
        PutProjectResponse::Created(request.body, PutProjectHeaders { location: Some("/projects/TEA".into()) })
    }
    search_issues(request: SearchIssuesRequest) -> SearchIssuesResponse {{
        let headers = SearchIssuesHeaders { link: None, x_total_count: Some(1) };
        match request.limit {
            Some(1) => SearchIssuesResponse::OkCsv("7,Leak\n".into(), headers),
            _ => SearchIssuesResponse::OkJson(vec![issue(7, new_issue("Leak"))], headers),
        }
    }}
    report_issue(request: ReportIssueRequest) -> ReportIssueResponse {{
        let headers = ReportIssueHeaders { location: None };
        match request.body.title.as_str() {
            "Again" => ReportIssueResponse::Accepted(ReportIssueAcceptedResponse { similar_to: vec![7, 9] }, headers),
            _ => ReportIssueResponse::Created(issue(8, request.body), headers),
        }
    }}
    get_issue(request: GetIssueRequest) -> GetIssueResponse {
        GetIssueResponse::Ok(issue(request.number, new_issue("Leak")), GetIssueHeaders { last_modified: Some("today".into()) })
    }
    change_issue(request: ChangeIssueRequest) -> ChangeIssueResponse {
        match request.body.state {
            Some(Some(state)) => ChangeIssueResponse::Conflict(ChangeIssueConflictResponse {
                title: "not so fast".into(),
                r#type: None,
                status: Some(409),
                detail: None,
                instance: None,
                state,
            }),
            Some(None) | None => ChangeIssueResponse::Ok(issue(request.number, new_issue("Leak"))),
        }
    }
    get_timeline(_request: GetTimelineRequest) -> GetTimelineResponse {{
        let moved = Moved { kind: "moved".into(), at: now(), by: Actor::User("ada".into()), from: State::Open, to: State::Done };
        let bot = Actor::Program(Program { program: "bot".into(), version: None });
        let labelled = Labelled { kind: LabelledKind::Unlabelled, at: now(), by: Some(bot), label: "leak".into() };
        let new = Event::Unknown(json!({"kind": "pinned", "at": "2024-02-29T09:30:00Z"}));
        GetTimelineResponse::Ok(vec![moved.into(), labelled.into(), new])
    }}
    list_comments(_request: ListCommentsRequest) -> ListCommentsResponse {
        ListCommentsResponse::Ok(vec![Comment { replies: Some(vec![comment("No.")]), ..comment("Tea?") }])
    }
    comment(request: CommentRequest) -> CommentResponse {
        match request.body {
            CommentBody::Plain(text) => CommentResponse::Created(comment(&text)),
            CommentBody::Form(form) => CommentResponse::Created(comment(&form.text)),
        }
    }
    attach_files(request: AttachFilesRequest) -> AttachFilesResponse {
        match request.body.note.as_deref() {
            Some("too large") => AttachFilesResponse::PayloadTooLarge,
            _ => AttachFilesResponse::Created(
                request.body.files.iter().map(|part| file(part.file_name.as_deref().unwrap_or_default(), &part.bytes)).collect(),
            ),
        }
    }
    get_file(request: GetFileRequest) -> GetFileResponse {{
        let headers = GetFileHeaders { content_range: request.range.clone() };
        match request.range {
            Some(_) => GetFileResponse::PartialContent(Bytes::from_static(b"\0\x01").into(), headers),
            None => GetFileResponse::Ok(Bytes::from_static(b"\0\x01\x02").into(), headers),
        }
    }}
    subscribe(request: SubscribeRequest) -> SubscribeResponse {
        SubscribeResponse::Created(Hook { id: Some(id()), secret: None, ..request.body })
    }
    unsubscribe(_request: UnsubscribeRequest) -> UnsubscribeResponse { UnsubscribeResponse::NoContent }
    sign_in(request: SignInRequest) -> SignInResponse {
        match request.body.password.len() {
            0..=3 => SignInResponse::TooManyRequests(SignInTooManyRequestsHeaders { retry_after: Some(60) }),
            _ => SignInResponse::NoContent(SignInHeaders { set_cookie: Some("tracker_session=1".into()) }),
        }
    }
    export(_request: ExportRequest) -> ExportResponse { ExportResponse::Ok(Bytes::from_static(b"PK").into()) }
});

fn api() -> (Api, Client) {
    let api = Api::serve(|seen| router(Tracker(seen)));
    let client = Client::with_base_url(&api.url("/api/v2")).with_session("the session").with_oauth("the token");
    (api, client)
}

#[test]
fn projects() {
    let (api, client) = api();
    api.check(client.list_projects().after("A B").limit(2).send(), expect![[r#"
        > GET /api/v2/projects?after=A%20B&limit=2 HTTP/1.1
        > accept: application/json, application/problem+json
        > cookie: tracker_session=the%20session
        = ListProjectsRequest { after: Some("A B"), archived: Some(false), limit: Some(2) }
        < 200 OK [Project { key: "TEA", name: "Tea kitchen", lead: Some("ada"), labels: Some({"leak": "d73a4a"}), archived: None, created: None }] ListProjectsHeaders { link: Some("</projects?after=TEA>") }
    "#]]);
    api.check(client.list_projects().archived(true).send(), expect![[r#"
        > GET /api/v2/projects?archived=true HTTP/1.1
        > accept: application/json, application/problem+json
        > cookie: tracker_session=the%20session
        = ListProjectsRequest { after: None, archived: Some(true), limit: Some(50) }
        < 451 Unavailable For Legal Reasons ClientError(Problem { type: None, title: "not for you", status: None, detail: None, instance: None })
    "#]]);
    api.check(client.get_project("TEA").send(), expect![[r#"
        > GET /api/v2/projects/TEA HTTP/1.1
        > accept: application/json, application/problem+json
        > cookie: tracker_session=the%20session
        = GetProjectRequest { project: "TEA" }
        < 200 OK Project { key: "TEA", name: "Tea kitchen", lead: Some("ada"), labels: Some({"leak": "d73a4a"}), archived: None, created: None } ()
    "#]]);
    api.check(client.put_project().project("TEA").body(&project("TEA")).send(), expect![[r#"
        > PUT /api/v2/projects/TEA HTTP/1.1
        > accept: application/json, application/problem+json
        > content-type: application/json
        > cookie: tracker_session=the%20session
        >> {"key":"TEA","name":"Tea kitchen","lead":"ada","labels":{"leak":"d73a4a"}}
        = PutProjectRequest { project: "TEA", body: Project { key: "TEA", name: "Tea kitchen", lead: Some("ada"), labels: Some({"leak": "d73a4a"}), archived: Some(false), created: None } }
        < 201 Created Project { key: "TEA", name: "Tea kitchen", lead: Some("ada"), labels: Some({"leak": "d73a4a"}), archived: Some(false), created: None } PutProjectHeaders { location: Some("/projects/TEA") }
    "#]]);
    api.check(
        client.export().x_projects(&["TEA", "POT"]).seen(&date("2024-02-29")).send(),
        expect![[r#"
            > GET /api/v2/export HTTP/1.1
            > accept: application/zip
            > cookie: seen=2024-02-29; tracker_session=the%20session
            > x-projects: TEA,POT
            = ExportRequest { x_projects: Some(["TEA", "POT"]), seen: Some("2024-02-29") }
            < 200 OK b"PK" ()
        "#]],
    );
}

#[test]
fn issues() {
    let (api, client) = api();
    let filter = IssueFilter {
        state: Some(State::InProgress),
        assignee: Some("ada & bob".into()),
        reporter: None,
        priority: Some(Priority::N2),
        due_before: Some(date("2024-12-31")),
    };
    let near = models::Box { top_left: Point { x: 0.0, y: 1.0 }, bottom_right: Point { x: 2.5, y: 0.0 } };
    api.check(
        client
            .search_issues("TEA")
            .filter(&filter)
            .labels(&["leak", "a&b"])
            .sort(&[SearchIssuesSortItem::MinusPriority, SearchIssuesSortItem::Updated])
            .near(&near)
            .send(),
        expect![[r#"
            > GET /api/v2/projects/TEA/issues?filter%5Bstate%5D=in-progress&filter%5Bassignee%5D=ada%20%26%20bob&filter%5Bpriority%5D=2&filter%5Bdue_before%5D=2024-12-31&labels=leak%7Ca%26b&sort=-priority,updated&near=%7B%22top_left%22%3A%7B%22x%22%3A0.0%2C%22y%22%3A1.0%7D%2C%22bottom_right%22%3A%7B%22x%22%3A2.5%2C%22y%22%3A0.0%7D%7D HTTP/1.1
            > accept: application/json, text/csv, application/problem+json
            > cookie: tracker_session=the%20session
            = SearchIssuesRequest { project: "TEA", after: None, filter: Some(IssueFilter { state: Some(InProgress), assignee: Some("ada & bob"), reporter: None, priority: Some(N2), due_before: Some("2024-12-31") }), labels: Some(["leak", "a&b"]), limit: Some(50), near: Some(Box { top_left: Point { x: 0.0, y: 1.0 }, bottom_right: Point { x: 2.5, y: 0.0 } }), sort: Some([MinusPriority, Updated]) }
            < 200 OK OkJson([Issue { title: "Leak", text: None, priority: Some(N1), assignee: Some(None), labels: Some(["leak"]), estimate: Some("PT4H"), due: Some(Some("2024-12-24")), place: Some(Point { x: 1.5, y: -2.0 }), fields: Some({"cost": Object {"EUR": Number(12.5)}}), number: 7, state: InProgress, reporter: "ada", created: "2024-02-29T09:30:00Z", updated: "2024-02-29T09:30:00Z", votes: None, parent: Some(None), files: None }]) SearchIssuesHeaders { link: None, x_total_count: Some(1) }
        "#]],
    );
    api.check(client.search_issues("TEA").limit(1).send(), expect![[r#"
        > GET /api/v2/projects/TEA/issues?limit=1 HTTP/1.1
        > accept: application/json, text/csv, application/problem+json
        > cookie: tracker_session=the%20session
        = SearchIssuesRequest { project: "TEA", after: None, filter: None, labels: None, limit: Some(1), near: None, sort: Some([MinusUpdated]) }
        < 200 OK OkCsv("7,Leak\n") SearchIssuesHeaders { link: None, x_total_count: Some(1) }
    "#]]);
    api.check(client.report_issue().project("TEA").body(&new_issue("Leak")).send(), expect![[r#"
        > POST /api/v2/projects/TEA/issues HTTP/1.1
        > accept: application/json, application/problem+json
        > content-type: application/json
        > cookie: tracker_session=the%20session
        >> {"title":"Leak","priority":1,"assignee":null,"labels":["leak"],"estimate":"PT4H","due":"2024-12-24","place":{"x":1.5,"y":-2.0},"fields":{"cost":{"EUR":12.5}}}
        = ReportIssueRequest { project: "TEA", body: NewIssue { title: "Leak", text: None, priority: Some(N1), assignee: Some(None), labels: Some(["leak"]), estimate: Some("PT4H"), due: Some(Some("2024-12-24")), place: Some(Point { x: 1.5, y: -2.0 }), fields: Some({"cost": Object {"EUR": Number(12.5)}}) } }
        < 201 Created Created(Issue { title: "Leak", text: None, priority: Some(N1), assignee: Some(None), labels: Some(["leak"]), estimate: Some("PT4H"), due: Some(Some("2024-12-24")), place: Some(Point { x: 1.5, y: -2.0 }), fields: Some({"cost": Object {"EUR": Number(12.5)}}), number: 8, state: InProgress, reporter: "ada", created: "2024-02-29T09:30:00Z", updated: "2024-02-29T09:30:00Z", votes: None, parent: Some(None), files: None }) ReportIssueHeaders { location: None }
    "#]]);
    api.check(client.report_issue().project("TEA").body(&new_issue("Again")).send(), expect![[r#"
        > POST /api/v2/projects/TEA/issues HTTP/1.1
        > accept: application/json, application/problem+json
        > content-type: application/json
        > cookie: tracker_session=the%20session
        >> {"title":"Again","priority":1,"assignee":null,"labels":["leak"],"estimate":"PT4H","due":"2024-12-24","place":{"x":1.5,"y":-2.0},"fields":{"cost":{"EUR":12.5}}}
        = ReportIssueRequest { project: "TEA", body: NewIssue { title: "Again", text: None, priority: Some(N1), assignee: Some(None), labels: Some(["leak"]), estimate: Some("PT4H"), due: Some(Some("2024-12-24")), place: Some(Point { x: 1.5, y: -2.0 }), fields: Some({"cost": Object {"EUR": Number(12.5)}}) } }
        < 202 Accepted Accepted(ReportIssueAcceptedResponse { similar_to: [7, 9] }) ReportIssueHeaders { location: None }
    "#]]);
    api.check(client.get_issue().number(7).project("TEA").if_modified_since("yesterday").send(), expect![[r#"
        > GET /api/v2/projects/TEA/issues/7 HTTP/1.1
        > accept: application/json, application/problem+json
        > cookie: tracker_session=the%20session
        > if-modified-since: yesterday
        = GetIssueRequest { project: "TEA", number: 7, if_modified_since: Some("yesterday") }
        < 200 OK Issue { title: "Leak", text: None, priority: Some(N1), assignee: Some(None), labels: Some(["leak"]), estimate: Some("PT4H"), due: Some(Some("2024-12-24")), place: Some(Point { x: 1.5, y: -2.0 }), fields: Some({"cost": Object {"EUR": Number(12.5)}}), number: 7, state: InProgress, reporter: "ada", created: "2024-02-29T09:30:00Z", updated: "2024-02-29T09:30:00Z", votes: None, parent: Some(None), files: None } GetIssueHeaders { last_modified: Some("today") }
    "#]]);
    let cleared = IssueChange {
        title: None,
        text: Some(None),
        state: None,
        priority: None,
        assignee: Some(Some("bob".into())),
        due: Some(None),
    };
    api.check(client.change_issue().project("TEA").number(7).body(&cleared).send(), expect![[r#"
        > PATCH /api/v2/projects/TEA/issues/7 HTTP/1.1
        > accept: application/json, application/problem+json
        > content-type: application/merge-patch+json
        > cookie: tracker_session=the%20session
        >> {"text":null,"assignee":"bob","due":null}
        = ChangeIssueRequest { project: "TEA", number: 7, body: IssueChange { title: None, text: Some(None), state: None, priority: None, assignee: Some(Some("bob")), due: Some(None) } }
        < 200 OK Issue { title: "Leak", text: None, priority: Some(N1), assignee: Some(None), labels: Some(["leak"]), estimate: Some("PT4H"), due: Some(Some("2024-12-24")), place: Some(Point { x: 1.5, y: -2.0 }), fields: Some({"cost": Object {"EUR": Number(12.5)}}), number: 7, state: InProgress, reporter: "ada", created: "2024-02-29T09:30:00Z", updated: "2024-02-29T09:30:00Z", votes: None, parent: Some(None), files: None } ()
    "#]]);
    let moved = IssueChange { state: Some(Some(State::WontFix)), text: None, assignee: None, due: None, ..cleared };
    api.check(client.change_issue().project("TEA").number(7).body(&moved).send(), expect![[r#"
        > PATCH /api/v2/projects/TEA/issues/7 HTTP/1.1
        > accept: application/json, application/problem+json
        > content-type: application/merge-patch+json
        > cookie: tracker_session=the%20session
        >> {"state":"wont-fix"}
        = ChangeIssueRequest { project: "TEA", number: 7, body: IssueChange { title: None, text: None, state: Some(Some(WontFix)), priority: None, assignee: None, due: None } }
        < 409 Conflict Conflict(ChangeIssueConflictResponse { type: None, title: "not so fast", status: Some(409), detail: None, instance: None, state: WontFix })
    "#]]);
}

#[test]
fn what_happens_to_an_issue() {
    let (api, client) = api();
    let kinds = [GetTimelineKindsItem::Moved, GetTimelineKindsItem::Labelled];
    api.check(client.get_timeline().project("TEA").number(7).kinds(&kinds).send(), expect![[r#"
        > GET /api/v2/projects/TEA/issues/7/timeline?kinds=moved%20labelled HTTP/1.1
        > accept: application/json, application/problem+json
        > cookie: tracker_session=the%20session
        = GetTimelineRequest { project: "TEA", number: 7, kinds: Some([Moved, Labelled]) }
        < 200 OK [Moved(Moved { kind: "moved", at: "2024-02-29T09:30:00Z", by: User("ada"), from: Open, to: Done }), Labelled(Labelled { kind: Unlabelled, at: "2024-02-29T09:30:00Z", by: Some(Program(Program { program: "bot", version: None })), label: "leak" }), Unknown(Object {"kind": String("pinned"), "at": String("2024-02-29T09:30:00Z")})] ()
    "#]]);
    api.check(client.list_comments().project("TEA").number(7).send(), expect![[r#"
        > GET /api/v2/projects/TEA/issues/7/comments HTTP/1.1
        > accept: application/json, application/problem+json
        > cookie: tracker_session=the%20session
        = ListCommentsRequest { project: "TEA", number: 7 }
        < 200 OK [Comment { id: "67e55044-10b1-426f-9247-bb680e5fe0c8", author: "ada", text: "Tea?", at: "2024-02-29T09:30:00Z", replies: Some([Comment { id: "67e55044-10b1-426f-9247-bb680e5fe0c8", author: "ada", text: "No.", at: "2024-02-29T09:30:00Z", replies: None }]) }] ()
    "#]]);
    api.check(client.comment().project("TEA").number(7).body(&Said::Plain("Tea?\n".into())).send(), expect![[r#"
        > POST /api/v2/projects/TEA/issues/7/comments HTTP/1.1
        > accept: application/json, application/problem+json
        > content-type: text/plain
        > cookie: tracker_session=the%20session
        >> Tea?
        = CommentRequest { project: "TEA", number: 7, body: Plain("Tea?\n") }
        < 201 Created Comment { id: "67e55044-10b1-426f-9247-bb680e5fe0c8", author: "ada", text: "Tea?\n", at: "2024-02-29T09:30:00Z", replies: None } ()
    "#]]);
    let form = models::CommentBody {
        text: "a+b".into(),
        reply_to: Some(id()),
        mentions: Some(vec!["ada".into(), "b&b".into()]),
    };
    api.check(client.comment().project("TEA").number(7).body(&Said::Form(form)).send(), expect![[r#"
        > POST /api/v2/projects/TEA/issues/7/comments HTTP/1.1
        > accept: application/json, application/problem+json
        > content-type: application/x-www-form-urlencoded
        > cookie: tracker_session=the%20session
        >> text=a%2Bb&reply_to=67e55044-10b1-426f-9247-bb680e5fe0c8&mentions=ada,b%26b
        = CommentRequest { project: "TEA", number: 7, body: Form(CommentBody { text: "a+b", reply_to: Some("67e55044-10b1-426f-9247-bb680e5fe0c8"), mentions: Some(["ada", "b&b"]) }) }
        < 201 Created Comment { id: "67e55044-10b1-426f-9247-bb680e5fe0c8", author: "ada", text: "a+b", at: "2024-02-29T09:30:00Z", replies: None } ()
    "#]]);
}

#[test]
fn files() {
    let (api, client) = api();
    let file = |name: &str, media_type: &str| {
        gatewright_runtime::File::new(name, Bytes::from_static(b"content")).media_type(media_type)
    };
    let region = models::Box { top_left: Point { x: 0.0, y: 1.0 }, bottom_right: Point { x: 2.0, y: 0.0 } };
    let form = AttachFilesBodyForm {
        files: vec![file("a.png", "image/png"), file("ö.txt", "text/plain")],
        note: None,
        region: Some(region),
    };
    api.check(client.attach_files().project("TEA").number(7).body(&form).send(), expect![[r#"
        > POST /api/v2/projects/TEA/issues/7/files HTTP/1.1
        > accept: application/json, application/problem+json
        > content-type: multipart/form-data; boundary=BOUNDARY
        > cookie: tracker_session=the%20session
        >> --BOUNDARY
        >> Content-Disposition: form-data; name="files"; filename="a.png"
        >> Content-Type: image/png
        >> 
        >> content
        >> --BOUNDARY
        >> Content-Disposition: form-data; name="files"; filename="ö.txt"
        >> Content-Type: text/plain
        >> 
        >> content
        >> --BOUNDARY
        >> Content-Disposition: form-data; name="region"
        >> Content-Type: application/json
        >> 
        >> {"top_left":{"x":0.0,"y":1.0},"bottom_right":{"x":2.0,"y":0.0}}
        >> --BOUNDARY--
        = AttachFilesRequest { project: "TEA", number: 7, body: AttachFilesBodyForm { files: [File { file_name: Some("a.png"), media_type: Some("image/png"), bytes: b"content" }, File { file_name: Some("ö.txt"), media_type: Some("text/plain"), bytes: b"content" }], note: None, region: Some(Box { top_left: Point { x: 0.0, y: 1.0 }, bottom_right: Point { x: 2.0, y: 0.0 } }) } }
        < 201 Created [File { name: "a.png", size: 7, sha256: "AP8=", media_type: None, url: None }, File { name: "ö.txt", size: 7, sha256: "AP8=", media_type: None, url: None }] ()
    "#]]);
    let large =
        AttachFilesBodyForm { files: vec![file("b.png", "image/png")], note: Some("too large".into()), region: None };
    api.check(client.attach_files().project("TEA").number(7).body(&large).send(), expect![[r#"
        > POST /api/v2/projects/TEA/issues/7/files HTTP/1.1
        > accept: application/json, application/problem+json
        > content-type: multipart/form-data; boundary=BOUNDARY
        > cookie: tracker_session=the%20session
        >> --BOUNDARY
        >> Content-Disposition: form-data; name="files"; filename="b.png"
        >> Content-Type: image/png
        >> 
        >> content
        >> --BOUNDARY
        >> Content-Disposition: form-data; name="note"
        >> 
        >> too large
        >> --BOUNDARY--
        = AttachFilesRequest { project: "TEA", number: 7, body: AttachFilesBodyForm { files: [File { file_name: Some("b.png"), media_type: Some("image/png"), bytes: b"content" }], note: Some("too large"), region: None } }
        < 413 Payload Too Large PayloadTooLarge(())
    "#]]);
    api.check(
        client.get_file().path(&["screenshots", "2024/1"]).version(3).send(),
        expect![[r#"
            > GET /api/v2/files/.screenshots.2024%2F1/;version=3 HTTP/1.1
            > accept: application/octet-stream, application/problem+json
            > cookie: tracker_session=the%20session
            = GetFileRequest { path: ["screenshots", "2024/1"], version: 3, range: None }
            < 200 OK b"\0\x01\x02" GetFileHeaders { content_range: None }
        "#]],
    );
    api.check(
        client.get_file().path(&["a.b"]).version(1).range("bytes=0-1").send(),
        expect![[r#"
            > GET /api/v2/files/.a%2Eb/;version=1 HTTP/1.1
            > accept: application/octet-stream, application/problem+json
            > cookie: tracker_session=the%20session
            > range: bytes=0-1
            = GetFileRequest { path: ["a.b"], version: 1, range: Some("bytes=0-1") }
            < 206 Partial Content b"\0\x01" GetFileHeaders { content_range: Some("bytes=0-1") }
        "#]],
    );
}

#[test]
fn hooks_and_sessions() {
    let (api, client) = api();
    let hook = Hook {
        id: None,
        url: "https://a.example/hook".into(),
        secret: Some("s3cret".into()),
        about: Some(AboutUser::new("ada").into()),
    };
    api.check(client.subscribe(&hook).send(), expect![[r#"
        > POST /api/v2/hooks HTTP/1.1
        > accept: application/json, application/problem+json
        > authorization: Bearer the token
        > content-type: application/json
        >> {"url":"https://a.example/hook","secret":"s3cret","about":{"user":"ada"}}
        = SubscribeRequest { body: Hook { id: None, url: "https://a.example/hook", secret: Some("s3cret"), about: Some(AboutUser(AboutUser { user: "ada", other_properties: {} })) } }
        < 201 Created Hook { id: Some("67e55044-10b1-426f-9247-bb680e5fe0c8"), url: "https://a.example/hook", secret: None, about: Some(AboutUser(AboutUser { user: "ada", other_properties: {} })) } ()
    "#]]);
    api.check(
        client.unsubscribe(&id()).send(),
        expect![[r#"
            > DELETE /api/v2/hooks/67e55044-10b1-426f-9247-bb680e5fe0c8 HTTP/1.1
            > accept: application/problem+json
            > authorization: Bearer the token
            = UnsubscribeRequest { id: "67e55044-10b1-426f-9247-bb680e5fe0c8" }
            < 204 No Content () ()
        "#]],
    );
    let sign_in = |password: &str| SignInBody { user: "ada".into(), password: password.into() };
    api.check(
        client.sign_in(&sign_in("lovelace")).send(),
        expect![[r#"
        > POST /api/v2/session HTTP/1.1
        > accept: application/problem+json
        > content-type: application/json
        >> {"user":"ada","password":"lovelace"}
        = SignInRequest { body: SignInBody { user: "ada", password: "lovelace" } }
        < 204 No Content () SignInHeaders { set_cookie: Some("tracker_session=1") }
    "#]],
    );
    api.check(
        client.sign_in(&sign_in("no")).send(),
        expect![[r#"
            > POST /api/v2/session HTTP/1.1
            > accept: application/problem+json
            > content-type: application/json
            >> {"user":"ada","password":"no"}
            = SignInRequest { body: SignInBody { user: "ada", password: "no" } }
            < 429 Too Many Requests TooManyRequests(())
        "#]],
    );
}

stub!(Listener: IssueTrackerCallbacks {
    on_changed(request: callbacks::OnChangedRequest) -> callbacks::OnChangedResponse {
        match request.body {
            Event::Labelled(_) => callbacks::OnChangedResponse::Gone,
            _ => callbacks::OnChangedResponse::NoContent,
        }
    }
});

#[test]
fn callbacks() {
    let call = |body, expected| posted(|seen| callbacks::service(Listener(seen)), "/changed", &[], &body, expected);
    call(
        json!({"kind": "unlabelled", "at": "2024-02-29T09:30:00Z", "label": "leak"}),
        expect![[r#"
            = OnChangedRequest { body: Labelled(Labelled { kind: Unlabelled, at: "2024-02-29T09:30:00Z", by: None, label: "leak" }) }
            < 410 Gone 
        "#]],
    );
    call(
        json!({"kind": "moved", "at": "2024-02-29T09:30:00Z"}),
        expect![[r#"
        = 
        < 400 Bad Request {"type":"about:blank","title":"Bad Request","status":400,"detail":"the body does not have the declared form","errors":[{"in":"body","pointer":"","detail":"expected a property `by`, found none"}]}
    "#]],
    );
}
