//! One vault whose items are kept in memory.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use gatewright_runtime::server::{Access, BoxError, Context, Denied};
use gatewright_runtime::{Uuid, axum};

use crate::api::models::{ErrorResponse, FullItem, GetApiActivityHeaders, Item, Vault, VaultType};
use crate::api::server::{self, *};

/// More than this of anything is not kept: a judge sends without end.
const MOST: usize = 500;
/// The vault that there is.
const VAULT: &str = "a1c0ffee-0000-4000-8000-000000000001";

#[derive(Default)]
struct Connect(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    items: BTreeMap<Uuid, FullItem>,
    numbered: u64,
}

/// Who has a token.
pub(crate) struct Holder;

pub(crate) fn router() -> axum::Router {
    server::router(Connect::default())
}

fn missing() -> ErrorResponse {
    ErrorResponse { message: Some("there is no such thing".to_owned()), status: Some(404) }
}

fn is_known(vault: &Uuid) -> bool {
    vault.as_str() == VAULT
}

fn summary(item: &FullItem) -> Item {
    let item = item.clone();
    Item {
        category: item.category,
        created_at: item.created_at,
        favorite: item.favorite,
        id: item.id,
        last_edited_by: item.last_edited_by,
        tags: item.tags,
        title: item.title,
        trashed: item.trashed,
        updated_at: item.updated_at,
        urls: item.urls,
        vault: item.vault,
        version: item.version,
    }
}

impl Connect {
    fn with<T>(&self, act: impl FnOnce(&mut Kept) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn vault(&self) -> Vault {
        Vault {
            attribute_version: Some(1),
            content_version: Some(1),
            created_at: None,
            description: None,
            id: Some(Uuid::verbatim(VAULT)),
            items: self.with(|kept| i64::try_from(kept.items.len()).ok()),
            name: Some("all".to_owned()),
            r#type: Some(VaultType::Everyone),
            updated_at: None,
        }
    }
}

impl N1passwordConnect for Connect {
    type Error = BoxError;
    type Principal = Holder;

    async fn authorize(&self, access: Access<Credential, Holder>) -> Result<Holder, Denied> {
        match access.credential {
            Some(Credential::ConnectToken(token)) if token.is("holder") => Ok(Holder),
            _ => Err(Denied::unauthorized()),
        }
    }

    async fn get_api_activity(
        &self,
        _: GetApiActivityRequest,
        _: Context<Holder>,
    ) -> Result<GetApiActivityResponse, BoxError> {
        Ok(GetApiActivityResponse::Ok(Vec::new(), GetApiActivityHeaders { content_range: Some("0-0/0".to_owned()) }))
    }

    async fn get_vaults(&self, _: GetVaultsRequest, _: Context<Holder>) -> Result<GetVaultsResponse, BoxError> {
        Ok(GetVaultsResponse::Ok(vec![self.vault()]))
    }

    async fn get_vault_by_id(
        &self,
        request: GetVaultByIdRequest,
        _: Context<Holder>,
    ) -> Result<GetVaultByIdResponse, BoxError> {
        Ok(match is_known(&request.vault_uuid) {
            true => GetVaultByIdResponse::Ok(self.vault()),
            false => GetVaultByIdResponse::NotFound(missing()),
        })
    }

    async fn get_vault_items(
        &self,
        request: GetVaultItemsRequest,
        _: Context<Holder>,
    ) -> Result<GetVaultItemsResponse, BoxError> {
        if !is_known(&request.vault_uuid) {
            return Ok(GetVaultItemsResponse::NotFound(missing()));
        }
        Ok(GetVaultItemsResponse::Ok(self.with(|kept| kept.items.values().map(summary).collect())))
    }

    async fn create_vault_item(
        &self,
        request: CreateVaultItemRequest,
        _: Context<Holder>,
    ) -> Result<CreateVaultItemResponse, BoxError> {
        let Some(item) = request.body.filter(|_| is_known(&request.vault_uuid)) else {
            return Ok(CreateVaultItemResponse::NotFound(missing()));
        };
        let item = self.with(|kept| {
            kept.numbered += 1;
            let id = Uuid::verbatim(format!("00000000-0000-4000-8000-{:012x}", kept.numbered));
            let item = FullItem { id: Some(id.clone()), ..item };
            if kept.items.len() < MOST {
                kept.items.insert(id, item.clone());
            }
            item
        });
        Ok(CreateVaultItemResponse::Ok(item))
    }

    async fn delete_vault_item(
        &self,
        request: DeleteVaultItemRequest,
        _: Context<Holder>,
    ) -> Result<DeleteVaultItemResponse, BoxError> {
        Ok(match self.with(|kept| kept.items.remove(&request.item_uuid)) {
            Some(_) => DeleteVaultItemResponse::NoContent,
            None => DeleteVaultItemResponse::NotFound(missing()),
        })
    }

    async fn get_vault_item_by_id(
        &self,
        request: GetVaultItemByIdRequest,
        _: Context<Holder>,
    ) -> Result<GetVaultItemByIdResponse, BoxError> {
        let item = self.with(|kept| kept.items.get(&request.item_uuid).cloned());
        Ok(item.map_or_else(|| GetVaultItemByIdResponse::NotFound(missing()), GetVaultItemByIdResponse::Ok))
    }

    async fn patch_vault_item(
        &self,
        request: PatchVaultItemRequest,
        _: Context<Holder>,
    ) -> Result<PatchVaultItemResponse, BoxError> {
        let item = self.with(|kept| {
            let item = kept.items.get_mut(&request.item_uuid)?;
            for step in request.body.into_iter().flatten().filter(|step| step.path == "/title") {
                item.title = step.value.and_then(|value| value.as_str().map(str::to_owned));
            }
            Some(item.clone())
        });
        Ok(item.map_or_else(|| PatchVaultItemResponse::NotFound(missing()), PatchVaultItemResponse::Ok))
    }

    async fn update_vault_item(
        &self,
        request: UpdateVaultItemRequest,
        _: Context<Holder>,
    ) -> Result<UpdateVaultItemResponse, BoxError> {
        let item = self.with(|kept| {
            let known = kept.items.get_mut(&request.item_uuid)?;
            *known = FullItem { id: known.id.clone(), ..request.body? };
            Some(known.clone())
        });
        Ok(item.map_or_else(|| UpdateVaultItemResponse::NotFound(missing()), UpdateVaultItemResponse::Ok))
    }
}
