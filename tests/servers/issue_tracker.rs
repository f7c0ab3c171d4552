//! A tracker that keeps its projects and issues in memory.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use gatewright_runtime::server::{Access, BoxError, Context, Denied};
use gatewright_runtime::{Base64, Bytes, DateTime, Uuid};
use gatewright_tests::issue_tracker::models;
use gatewright_tests::issue_tracker::models::{Comment, Event, File, Hook, Issue, Problem, Project, State};
use gatewright_tests::issue_tracker::server::*;

/// More than this of anything is not kept: a judge sends without end.
const MOST: usize = 500;
/// When everything happens.
const NOW: &str = "2024-03-01T00:00:00Z";
/// When the issues changed last, as HTTP says it.
const MODIFIED: &str = "Fri, 01 Mar 2024 00:00:00 GMT";
/// The SHA-256 of nothing.
const DIGEST: &str = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

#[derive(Default)]
pub(crate) struct Tracker(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    projects: BTreeMap<String, Project>,
    issues: BTreeMap<(String, i64), Entry>,
    hooks: BTreeMap<Uuid, Hook>,
    files: BTreeMap<String, Bytes>,
    numbered: i64,
}

/// An issue and what is said about it.
#[derive(Clone)]
struct Entry {
    issue: Issue,
    comments: Vec<Comment>,
    events: Vec<Event>,
}

impl Kept {
    fn next(&mut self) -> i64 {
        self.numbered += 1;
        self.numbered
    }

    fn next_id(&mut self) -> Uuid {
        Uuid::verbatim(format!("00000000-0000-4000-8000-{:012x}", self.next()))
    }
}

/// Who has signed in.
#[derive(Debug)]
pub(crate) struct User;

fn problem(title: &str, status: i32) -> Problem {
    Problem { r#type: None, title: title.to_owned(), status: Some(status), detail: None, instance: None }
}

fn nothing() -> Problem {
    problem("there is no such thing", 404)
}

fn now() -> Result<DateTime, BoxError> {
    Ok(NOW.parse()?)
}

impl Tracker {
    fn with<T>(&self, act: impl FnOnce(&mut Kept) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn issue<T>(&self, project: String, number: i64, act: impl FnOnce(&mut Entry) -> T) -> Option<T> {
        self.with(|kept| kept.issues.get_mut(&(project, number)).map(act))
    }
}

/// What the form says about the issue.
fn issue(new: models::NewIssue, number: i64) -> Result<Issue, BoxError> {
    let models::NewIssue { title, text, priority, assignee, labels, estimate, due, place, fields } = new;
    Ok(Issue {
        title,
        text,
        priority,
        assignee,
        labels,
        estimate,
        due,
        place,
        fields,
        number,
        state: State::Open,
        reporter: "ada".to_owned(),
        created: now()?,
        updated: now()?,
        votes: Some(0),
        parent: Some(None),
        files: None,
    })
}

/// Takes over what is there in a change: `null` clears what can be cleared.
fn change(issue: &mut Issue, change: models::IssueChange) {
    let models::IssueChange { title, text, state, priority, assignee, due } = change;
    if let Some(title) = title.flatten() {
        issue.title = title;
    }
    if let Some(text) = text {
        issue.text = text;
    }
    if let Some(state) = state.flatten() {
        issue.state = state;
    }
    if let Some(priority) = priority {
        issue.priority = priority;
    }
    if let Some(assignee) = assignee {
        // A user's name has a letter at least.
        issue.assignee = Some(assignee.filter(|name| !name.is_empty() && name.chars().count() <= 40));
    }
    if due.is_some() {
        issue.due = due;
    }
}

impl IssueTracker for Tracker {
    type Principal = User;
    type Error = BoxError;

    async fn authorize(&self, access: Access<Credential, User>) -> Result<User, Denied> {
        match access.credential {
            Some(Credential::Token(token) | Credential::Oauth(token)) if token.is("member") => Ok(User),
            Some(Credential::Session(session)) if session.is("member") => Ok(User),
            _ => Err(Denied::unauthorized()),
        }
    }

    async fn list_projects(
        &self,
        request: ListProjectsRequest,
        _: Context<User>,
    ) -> Result<ListProjectsResponse, BoxError> {
        let archived = request.archived.unwrap_or_default();
        let after = request.after.unwrap_or_default();
        let limit = usize::try_from(request.limit.unwrap_or(50))?;
        let projects = self.with(|kept| {
            let fits = |project: &&Project| project.key > after && (archived || project.archived != Some(true));
            kept.projects.values().filter(fits).take(limit).cloned().collect()
        });
        Ok(ListProjectsResponse::Ok(projects, models::ListProjectsHeaders { link: None }))
    }

    async fn get_project(&self, request: GetProjectRequest, _: Context<User>) -> Result<GetProjectResponse, BoxError> {
        Ok(match self.with(|kept| kept.projects.get(&request.project).cloned()) {
            Some(project) => GetProjectResponse::Ok(project),
            None => GetProjectResponse::NotFound(nothing()),
        })
    }

    async fn put_project(&self, request: PutProjectRequest, _: Context<User>) -> Result<PutProjectResponse, BoxError> {
        let project = Project { key: request.project.clone(), created: Some(now()?), ..request.body };
        let is_new = self.with(|kept| {
            let is_new = !kept.projects.contains_key(&request.project);
            if !is_new || kept.projects.len() < MOST {
                kept.projects.insert(request.project.clone(), project.clone());
            }
            is_new
        });
        if !is_new {
            return Ok(PutProjectResponse::Ok(project, models::PutProjectHeaders { location: None }));
        }
        let location = Some(format!("http://127.0.0.1/api/v2/projects/{}", request.project));
        Ok(PutProjectResponse::Created(project, models::PutProjectHeaders { location }))
    }

    async fn search_issues(
        &self,
        request: SearchIssuesRequest,
        context: Context<User>,
    ) -> Result<SearchIssuesResponse, BoxError> {
        let filter = request.filter;
        let limit = usize::try_from(request.limit.unwrap_or(50))?;
        let fits = |issue: &&Issue| {
            let Some(filter) = &filter else { return true };
            filter.state.as_ref().is_none_or(|state| *state == issue.state)
                && filter.reporter.as_ref().is_none_or(|reporter| *reporter == issue.reporter)
                && filter.assignee.as_ref().is_none_or(|who| issue.assignee.as_ref() == Some(&Some(who.clone())))
        };
        let issues: Vec<Issue> = self.with(|kept| {
            let of = kept.issues.iter().filter(|((project, _), _)| *project == request.project);
            of.map(|(_, entry)| &entry.issue).filter(fits).take(limit).cloned().collect()
        });
        let headers = models::SearchIssuesHeaders { link: None, x_total_count: Some(i64::try_from(issues.len())?) };
        Ok(match context.head.preferred(&["application/json", "text/csv"]) {
            Some("text/csv") => {
                let line = |issue: &Issue| format!("{},{}\n", issue.number, issue.state);
                SearchIssuesResponse::OkCsv(issues.iter().map(line).collect(), headers)
            }
            _ => SearchIssuesResponse::OkJson(issues, headers),
        })
    }

    async fn report_issue(
        &self,
        request: ReportIssueRequest,
        _: Context<User>,
    ) -> Result<ReportIssueResponse, BoxError> {
        let ReportIssueRequest { project, body } = request;
        let issue = issue(body, self.with(Kept::next))?;
        let location = Some(format!("http://127.0.0.1/api/v2/projects/{project}/issues/{}", issue.number));
        self.with(|kept| {
            if kept.issues.len() < MOST {
                let entry = Entry { issue: issue.clone(), comments: Vec::new(), events: Vec::new() };
                kept.issues.insert((project, issue.number), entry);
            }
        });
        Ok(ReportIssueResponse::Created(issue, models::ReportIssueHeaders { location }))
    }

    async fn get_issue(&self, request: GetIssueRequest, _: Context<User>) -> Result<GetIssueResponse, BoxError> {
        let headers = models::GetIssueHeaders { last_modified: Some(MODIFIED.to_owned()) };
        Ok(match self.issue(request.project, request.number, |entry| entry.issue.clone()) {
            Some(_) if request.if_modified_since.as_deref() == Some(MODIFIED) => GetIssueResponse::NotModified(headers),
            Some(issue) => GetIssueResponse::Ok(issue, headers),
            None => GetIssueResponse::NotFound(nothing()),
        })
    }

    async fn change_issue(
        &self,
        request: ChangeIssueRequest,
        _: Context<User>,
    ) -> Result<ChangeIssueResponse, BoxError> {
        let at = now()?;
        let changed = self.issue(request.project, request.number, |entry| {
            let from = entry.issue.state.clone();
            change(&mut entry.issue, request.body);
            let to = entry.issue.state.clone();
            if from != to {
                let by = models::Actor::User("ada".to_owned());
                entry.events.push(Event::Moved(models::Moved { kind: "moved".to_owned(), at, by, from, to }));
            }
            entry.issue.clone()
        });
        Ok(changed.map_or_else(|| ChangeIssueResponse::NotFound(nothing()), ChangeIssueResponse::Ok))
    }

    async fn get_timeline(
        &self,
        request: GetTimelineRequest,
        _: Context<User>,
    ) -> Result<GetTimelineResponse, BoxError> {
        let events = self.issue(request.project, request.number, |entry| entry.events.clone());
        Ok(events.map_or_else(|| GetTimelineResponse::NotFound(nothing()), GetTimelineResponse::Ok))
    }

    async fn list_comments(
        &self,
        request: ListCommentsRequest,
        _: Context<User>,
    ) -> Result<ListCommentsResponse, BoxError> {
        let comments = self.issue(request.project, request.number, |entry| entry.comments.clone());
        Ok(comments.map_or_else(|| ListCommentsResponse::NotFound(nothing()), ListCommentsResponse::Ok))
    }

    async fn comment(&self, request: CommentRequest, _: Context<User>) -> Result<CommentResponse, BoxError> {
        let text = match request.body {
            CommentBody::Plain(text) => text,
            CommentBody::Form(form) => form.text,
        };
        let (id, at) = (self.with(Kept::next_id), now()?);
        let comment = Comment { id, author: "ada".to_owned(), text, at: at.clone(), replies: None };
        let said = self.issue(request.project, request.number, |entry| {
            if entry.comments.len() < MOST {
                entry.comments.push(comment.clone());
                let commented = models::Commented { kind: "commented".to_owned(), at, comment: comment.clone() };
                entry.events.push(Event::Commented(commented));
            }
            comment
        });
        Ok(said.map_or_else(|| CommentResponse::NotFound(nothing()), CommentResponse::Created))
    }

    async fn attach_files(
        &self,
        request: AttachFilesRequest,
        _: Context<User>,
    ) -> Result<AttachFilesResponse, BoxError> {
        let (mut files, sha256) = (Vec::new(), DIGEST.parse::<Base64>()?);
        for file in request.body.files {
            let (name, size) = (file.file_name.unwrap_or_default(), i64::try_from(file.bytes.len())?);
            self.with(|kept| {
                if kept.files.len() < MOST {
                    kept.files.insert(name.clone(), file.bytes);
                }
            });
            files.push(File { name, size, sha256: sha256.clone(), media_type: file.media_type, url: None });
        }
        let attached = self.issue(request.project, request.number, |entry| entry.issue.files = Some(files.clone()));
        Ok(match attached {
            Some(()) => AttachFilesResponse::Created(files),
            None => AttachFilesResponse::Default(404, nothing()),
        })
    }

    async fn get_file(&self, request: GetFileRequest, _: Context<User>) -> Result<GetFileResponse, BoxError> {
        let found = self.with(|kept| kept.files.get(&request.path.join(".")).cloned());
        let headers = models::GetFileHeaders { content_range: None };
        Ok(match found {
            Some(bytes) => GetFileResponse::Ok(bytes.into(), headers),
            None => GetFileResponse::NotFound(nothing()),
        })
    }

    async fn subscribe(&self, request: SubscribeRequest, _: Context<User>) -> Result<SubscribeResponse, BoxError> {
        let hook = self.with(|kept| {
            let id = kept.next_id();
            let hook = Hook { id: Some(id.clone()), secret: None, ..request.body };
            if kept.hooks.len() < MOST {
                kept.hooks.insert(id, hook.clone());
            }
            hook
        });
        Ok(SubscribeResponse::Created(hook))
    }

    async fn unsubscribe(
        &self,
        request: UnsubscribeRequest,
        _: Context<User>,
    ) -> Result<UnsubscribeResponse, BoxError> {
        Ok(match self.with(|kept| kept.hooks.remove(&request.id)) {
            Some(_) => UnsubscribeResponse::NoContent,
            None => UnsubscribeResponse::NotFound(nothing()),
        })
    }

    async fn sign_in(&self, request: SignInRequest, _: Context) -> Result<SignInResponse, BoxError> {
        if request.body.password.is_empty() {
            return Ok(SignInResponse::Unauthorized(problem("there is no password", 401)));
        }
        let set_cookie = Some("tracker_session=member; HttpOnly".to_owned());
        Ok(SignInResponse::NoContent(models::SignInHeaders { set_cookie }))
    }

    async fn export(&self, _: ExportRequest, _: Context<User>) -> Result<ExportResponse, BoxError> {
        // An archive of nothing: the end of its directory.
        let mut archive = b"PK\x05\x06".to_vec();
        archive.resize(22, 0);
        Ok(ExportResponse::Ok(Bytes::from(archive).into()))
    }
}
