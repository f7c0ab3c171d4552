//! A keeper of the reports of jobs, in memory.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use gatewright_runtime::axum;
use gatewright_runtime::server::{BoxError, Context};

use crate::api::models;
use crate::api::server::{self, *};

/// More than this of anything is not kept: a judge sends without end.
const MOST: usize = 500;

#[derive(Default)]
struct Keeper(Mutex<BTreeMap<String, Report>>);

/// A report and what came of it.
struct Report {
    id: models::ReportId,
    lines: usize,
    finished: Option<(i32, i32)>,
}

pub(crate) fn router() -> axum::Router {
    server::router(Keeper::default())
}

impl Keeper {
    /// The report of the id, made if it is not there yet, and whether it was.
    fn report(&self, id: models::ReportId, act: impl FnOnce(&mut Report)) -> models::ReportResponse {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let existed_already = kept.contains_key(&id.uuid);
        if existed_already || kept.len() < MOST {
            act(kept.entry(id.uuid.clone()).or_insert(Report { id, lines: 0, finished: None }));
        }
        models::ReportResponse { existed_already }
    }
}

impl KeeperApi for Keeper {
    type Error = BoxError;

    async fn enrol(&self, _: EnrolRequest, _: Context) -> Result<EnrolResponse, BoxError> {
        Ok(EnrolResponse::Created)
    }

    async fn global_jobs(&self, _: GlobalJobsRequest, _: Context) -> Result<GlobalJobsResponse, BoxError> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let summary = kept.values().filter_map(|report| {
            let (duration_seconds, status) = report.finished?;
            Some(models::ReportSummary {
                age_seconds: i32::try_from(report.lines).ok()?,
                duration_seconds,
                host: report.id.host.clone(),
                job: report.id.job.clone(),
                status,
                when: report.id.time.clone(),
            })
        });
        Ok(GlobalJobsResponse::Created(models::GlobalJobsResponse { summary: summary.collect() }))
    }

    async fn ping(&self, _: PingRequest, _: Context) -> Result<PingResponse, BoxError> {
        Ok(PingResponse::Created(models::PingResponse { host: "here".to_owned(), ok: true }))
    }

    async fn report_finish(&self, request: ReportFinishRequest, _: Context) -> Result<ReportFinishResponse, BoxError> {
        let models::ReportFinishBody { duration_millis, exit_status, id, .. } = request.body;
        let finished = Some((duration_millis / 1000, exit_status));
        Ok(ReportFinishResponse::Created(self.report(id, |report| report.finished = finished)))
    }

    async fn report_output(&self, request: ReportOutputRequest, _: Context) -> Result<ReportOutputResponse, BoxError> {
        Ok(ReportOutputResponse::Created(self.report(request.body.id, |report| report.lines += 1)))
    }

    async fn report_start(&self, request: ReportStartRequest, _: Context) -> Result<ReportStartResponse, BoxError> {
        Ok(ReportStartResponse::Created(self.report(request.body.id, |_| {})))
    }
}
