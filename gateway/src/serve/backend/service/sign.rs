//! Signatures for services of AWS.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings, UriPathNormalizationMode,
    sign,
};
use aws_sigv4::sign::v4;
use url::Url;

use super::{ServiceCredentials, ServiceTarget};
use crate::serve::message::headers::Headers;

type SignatureError = Box<dyn std::error::Error + Send + Sync>;

/// The headers that sign a request for a service.
pub(super) fn signature(
    method: &str,
    url: &Url,
    headers: &Headers,
    body: &[u8],
    target: &ServiceTarget,
    credentials: &ServiceCredentials,
) -> Result<Vec<(String, String)>, SignatureError> {
    let ServiceCredentials { access_key_id, secret_access_key, session_token } = credentials;
    let identity = Credentials::new(access_key_id, secret_access_key, session_token.clone(), None, "gatewright").into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(&target.region)
        .name(target.signing_name())
        .time(SystemTime::now())
        .settings(settings(target))
        .build()?
        .into();
    let signable = SignableRequest::new(method, url.as_str(), headers.iter(), SignableBody::Bytes(body))?;
    let (instructions, _) = sign(signable, &parameters)?.into_parts();
    let (headers, _) = instructions.into_parts();
    Ok(headers.into_iter().map(|header| (header.name().to_owned(), header.value().to_owned())).collect())
}

/// S3 signs paths as they are, and wants the checksum of the body in a header.
fn settings(target: &ServiceTarget) -> SigningSettings {
    let mut settings = SigningSettings::default();
    if target.service == "s3" {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    settings
}
