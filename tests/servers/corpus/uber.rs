//! Rides of two kinds, wherever one is.

use gatewright_runtime::axum;
use gatewright_runtime::server::{BoxError, Context};

use crate::api::models::{Activities, Activity, PriceEstimate, Product, Profile};
use crate::api::server::{self, *};

struct Rides;

/// Name, seats, and the price of a degree.
const KINDS: [(&str, u8, f64); 2] = [("uberX", 4, 110.0), ("UberXL", 6, 180.0)];
/// The rides of the past.
const RIDES: i32 = 3;

pub(crate) fn router() -> axum::Router {
    server::router(Rides)
}

fn products() -> Vec<Product> {
    let product = |(name, seats, _): (&str, u8, f64)| Product {
        product_id: Some(name.to_lowercase()),
        description: Some(format!("A car for {seats}.")),
        display_name: Some(name.to_owned()),
        capacity: Some(seats.to_string()),
        image: None,
    };
    KINDS.map(product).to_vec()
}

impl UberApi for Rides {
    type Error = BoxError;

    async fn get_products(&self, _: GetProductsRequest, _: Context) -> Result<GetProductsResponse, BoxError> {
        Ok(GetProductsResponse::Ok(products()))
    }

    async fn get_estimates_price(
        &self,
        request: GetEstimatesPriceRequest,
        _: Context,
    ) -> Result<GetEstimatesPriceResponse, BoxError> {
        let (south, west) = (request.start_latitude, request.start_longitude);
        let distance = (request.end_latitude - south).hypot(request.end_longitude - west).min(1e6);
        let estimate = |(name, _, price): (&str, u8, f64)| PriceEstimate {
            product_id: Some(name.to_lowercase()),
            currency_code: Some("EUR".to_owned()),
            display_name: Some(name.to_owned()),
            estimate: Some(format!("{:.0} €", distance * price)),
            low_estimate: Some((distance * price).floor()),
            high_estimate: Some((distance * price * 1.2).ceil()),
            surge_multiplier: Some(1.0),
        };
        Ok(GetEstimatesPriceResponse::Ok(KINDS.map(estimate).to_vec()))
    }

    async fn get_estimates_time(
        &self,
        request: GetEstimatesTimeRequest,
        _: Context,
    ) -> Result<GetEstimatesTimeResponse, BoxError> {
        let wanted = |product: &Product| request.product_id.is_none() || product.product_id == request.product_id;
        Ok(GetEstimatesTimeResponse::Ok(products().into_iter().filter(wanted).collect()))
    }

    async fn get_me(&self, _: GetMeRequest, _: Context) -> Result<GetMeResponse, BoxError> {
        Ok(GetMeResponse::Ok(Profile {
            first_name: Some("Ada".to_owned()),
            last_name: Some("L.".to_owned()),
            email: None,
            picture: None,
            promo_code: None,
        }))
    }

    async fn get_history(&self, request: GetHistoryRequest, _: Context) -> Result<GetHistoryResponse, BoxError> {
        let (offset, limit) = (request.offset.unwrap_or(0), request.limit.unwrap_or(5));
        let shown = (0..RIDES).filter(|ride| *ride >= offset && ride.saturating_sub(offset) < limit);
        let history = shown.map(|ride| Activity { uuid: Some(format!("ride-{ride}")) }).collect();
        Ok(GetHistoryResponse::Ok(Activities {
            offset: Some(offset),
            limit: Some(limit),
            count: Some(RIDES),
            history: Some(history),
        }))
    }
}
