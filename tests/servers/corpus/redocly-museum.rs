//! A museum with special events and tickets, in memory.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use gatewright_runtime::server::{Access, BoxError, Context, Denied};
use gatewright_runtime::{Bytes, Uuid, axum};

use crate::api::models::{self, Error, MuseumDailyHours, MuseumTicketsConfirmation, SpecialEvent};
use crate::api::server::{self, *};

/// More than this of anything is not kept: a judge sends without end.
const MOST: usize = 500;

#[derive(Default)]
struct Museum(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    events: BTreeMap<Uuid, SpecialEvent>,
    tickets: BTreeMap<Uuid, String>,
    numbered: u64,
}

impl Kept {
    fn next_id(&mut self) -> Uuid {
        self.numbered += 1;
        Uuid::verbatim(format!("00000000-0000-4000-8000-{:012x}", self.numbered))
    }
}

/// Who is known at the door.
pub(crate) struct Visitor;

pub(crate) fn router() -> axum::Router {
    server::router(Museum::default())
}

impl Museum {
    fn with<T>(&self, act: impl FnOnce(&mut Kept) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn missing() -> Error {
    Error { r#type: Some("object".to_owned()), title: Some("there is no such thing".to_owned()) }
}

/// The first item of a page, and how many there are on it.
fn page(page: Option<i64>, limit: Option<i64>) -> Result<(usize, usize), BoxError> {
    let limit = usize::try_from(limit.unwrap_or(10).max(0))?;
    let first = usize::try_from(page.unwrap_or(1).max(1) - 1)?.saturating_mul(limit);
    Ok((first, limit))
}

impl RedoclyMuseumApi for Museum {
    type Error = BoxError;
    type Principal = Visitor;

    async fn authorize(&self, access: Access<Credential, Visitor>) -> Result<Visitor, Denied> {
        match access.credential {
            Some(Credential::MuseumPlaceholderAuth(basic)) if basic.password.is("open") => Ok(Visitor),
            _ => Err(Denied::unauthorized()),
        }
    }

    async fn get_museum_hours(
        &self,
        request: GetMuseumHoursRequest,
        _: Context<Visitor>,
    ) -> Result<GetMuseumHoursResponse, BoxError> {
        let (first, limit) = page(request.page, request.limit)?;
        let day = |day: usize| -> Result<MuseumDailyHours, BoxError> {
            let (time_open, time_close) = ("09:00".to_owned(), "18:00".to_owned());
            Ok(MuseumDailyHours { date: format!("2024-03-{day:02}").parse()?, time_open, time_close })
        };
        let days: Result<_, _> = (1..=31).skip(first).take(limit).map(day).collect();
        Ok(GetMuseumHoursResponse::Ok(days?))
    }

    async fn create_special_event(
        &self,
        request: CreateSpecialEventRequest,
        _: Context<Visitor>,
    ) -> Result<CreateSpecialEventResponse, BoxError> {
        let event = self.with(|kept| {
            let id = request.body.event_id.clone().unwrap_or_else(|| kept.next_id());
            let event = SpecialEvent { event_id: Some(id.clone()), ..request.body };
            if kept.events.len() < MOST {
                kept.events.insert(id, event.clone());
            }
            event
        });
        Ok(CreateSpecialEventResponse::Created(event))
    }

    async fn list_special_events(
        &self,
        request: ListSpecialEventsRequest,
        _: Context<Visitor>,
    ) -> Result<ListSpecialEventsResponse, BoxError> {
        let (first, limit) = page(request.page, request.limit)?;
        let events = self.with(|kept| kept.events.values().skip(first).take(limit).cloned().collect());
        Ok(ListSpecialEventsResponse::Ok(events))
    }

    async fn get_special_event(
        &self,
        request: GetSpecialEventRequest,
        _: Context<Visitor>,
    ) -> Result<GetSpecialEventResponse, BoxError> {
        let event = self.with(|kept| kept.events.get(&request.event_id).cloned());
        Ok(event.map_or_else(|| GetSpecialEventResponse::NotFound(missing()), GetSpecialEventResponse::Ok))
    }

    async fn update_special_event(
        &self,
        request: UpdateSpecialEventRequest,
        _: Context<Visitor>,
    ) -> Result<UpdateSpecialEventResponse, BoxError> {
        let models::SpecialEventFields { name, location, event_description, dates, price } = request.body;
        let event = self.with(|kept| {
            let event = kept.events.get_mut(&request.event_id)?;
            event.name = name.unwrap_or_else(|| event.name.clone());
            event.location = location.unwrap_or_else(|| event.location.clone());
            event.event_description = event_description.unwrap_or_else(|| event.event_description.clone());
            event.dates = dates.unwrap_or_else(|| event.dates.clone());
            event.price = price.unwrap_or(event.price);
            Some(event.clone())
        });
        Ok(event.map_or_else(|| UpdateSpecialEventResponse::NotFound(missing()), UpdateSpecialEventResponse::Ok))
    }

    async fn delete_special_event(
        &self,
        request: DeleteSpecialEventRequest,
        _: Context<Visitor>,
    ) -> Result<DeleteSpecialEventResponse, BoxError> {
        Ok(match self.with(|kept| kept.events.remove(&request.event_id)) {
            Some(_) => DeleteSpecialEventResponse::NoContent,
            None => DeleteSpecialEventResponse::NotFound(missing()),
        })
    }

    async fn buy_museum_tickets(
        &self,
        request: BuyMuseumTicketsRequest,
        _: Context<Visitor>,
    ) -> Result<BuyMuseumTicketsResponse, BoxError> {
        let models::BuyMuseumTickets { ticket_date, ticket_type, ticket_id, event_id, .. } = request.body;
        let (id, number) = self.with(|kept| {
            let id = ticket_id.unwrap_or_else(|| kept.next_id());
            if kept.tickets.len() < MOST {
                kept.tickets.insert(id.clone(), format!("ticket {}", id.as_str()));
            }
            (id, kept.numbered)
        });
        Ok(BuyMuseumTicketsResponse::Created(MuseumTicketsConfirmation {
            ticket_id: Some(id),
            ticket_date,
            ticket_type,
            event_id,
            message: "Museum tickets purchased".to_owned(),
            confirmation_code: format!("ticket-{number}"),
        }))
    }

    async fn get_ticket_code(
        &self,
        request: GetTicketCodeRequest,
        _: Context<Visitor>,
    ) -> Result<GetTicketCodeResponse, BoxError> {
        Ok(match self.with(|kept| kept.tickets.get(&request.ticket_id).cloned()) {
            Some(code) => GetTicketCodeResponse::Ok(Bytes::from(code).into()),
            None => GetTicketCodeResponse::NotFound(missing()),
        })
    }
}
