//! AWS Signature Version 4, for methods whose authorization is `AWS_IAM`.
//!
//! Source: "Signing AWS API requests" of the IAM user guide. What is signed is the request as it
//! goes out: the path with its percent-encoding, the query, and the bytes of the body.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use http::header::{HeaderName, HeaderValue};

use super::{RequestError, Sign, Signer, Signing};

/// The name under which API Gateway's own APIs are called.
const SERVICE: &str = "execute-api";

impl Signer {
    /// Signs with AWS credentials for API Gateway in a region.
    ///
    /// `credentials` are fixed ones, or anything that provides them (`aws-config`'s default chain).
    ///
    /// ```no_run
    /// use gatewright_runtime::aws_credential_types::Credentials;
    /// use gatewright_runtime::client::Signer;
    ///
    /// # fn keys() -> Credentials { unimplemented!() }
    /// let signer = Signer::sigv4(keys(), "eu-central-1");
    /// ```
    pub fn sigv4(credentials: impl ProvideCredentials + 'static, region: impl Into<String>) -> Self {
        Self::new(SigV4 { credentials, region: region.into() })
    }
}

struct SigV4<P> {
    credentials: P,
    region: String,
}

impl<P: ProvideCredentials> Sign for SigV4<P> {
    fn sign<'r>(&'r self, request: &'r mut reqwest::Request) -> Signing<'r> {
        Box::pin(async move {
            let credentials = self.credentials.provide_credentials().await;
            let credentials =
                credentials.map_err(|error| RequestError::caused("there are no AWS credentials", error))?;
            let headers = signature(request, credentials, &self.region, SERVICE, SystemTime::now())
                .map_err(|error| RequestError::caused("the request could not be signed", error))?;
            for (name, value) in headers {
                let mut value = HeaderValue::from_str(&value)
                    .map_err(|error| RequestError::caused("the signature cannot stand in a header", error))?;
                value.set_sensitive(true);
                request.headers_mut().insert(HeaderName::from_static(name), value);
            }
            Ok(())
        })
    }
}

type SignatureError = Box<dyn std::error::Error + Send + Sync>;

/// The headers that sign a request: the signature, its date, and the session token where there is one.
fn signature(
    request: &reqwest::Request,
    credentials: Credentials,
    region: &str,
    service: &str,
    time: SystemTime,
) -> Result<Vec<(&'static str, String)>, SignatureError> {
    let identity = credentials.into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name(service)
        .time(time)
        .settings(SigningSettings::default())
        .build()?
        .into();
    let body = match request.body() {
        None => SignableBody::Bytes(&[]),
        Some(body) => body.as_bytes().map_or(SignableBody::UnsignedPayload, SignableBody::Bytes),
    };
    // Text only: what is not UTF-8 goes unsigned, which the scheme allows.
    let headers = request.headers().iter();
    let headers =
        headers.filter_map(|(name, value)| Some((name.as_str(), std::str::from_utf8(value.as_bytes()).ok()?)));
    let signable = SignableRequest::new(request.method().as_str(), request.url().as_str(), headers, body)?;
    let (instructions, _) = sign(signable, &parameters)?.into_parts();
    let (headers, _) = instructions.into_parts();
    Ok(headers.into_iter().map(|header| (header.name(), header.value().to_owned())).collect())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// 2015-08-30T12:36:00Z, as in AWS's test suite for the scheme.
    fn suite_time() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_440_938_160)
    }

    fn suite_credentials(token: Option<&str>) -> Credentials {
        let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
        Credentials::new("AKIDEXAMPLE", secret, token.map(str::to_owned), None, "test")
    }

    fn signed(method: &str, url: &str, body: &'static str, service: &str, token: Option<&str>) -> String {
        let mut request = reqwest::Request::new(method.parse().unwrap(), url.parse().unwrap());
        if !body.is_empty() {
            *request.body_mut() = Some(body.into());
        }
        let headers = signature(&request, suite_credentials(token), "us-east-1", service, suite_time()).unwrap();
        headers.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("\n")
    }

    /// `get-vanilla` and `get-vanilla-query-order-key-case` of the test suite that AWS publishes.
    #[test]
    fn the_published_vectors() {
        let signature_of = |url| {
            let headers = signed("GET", url, "", "service", None);
            headers.rsplit_once("Signature=").unwrap().1.to_owned()
        };
        assert_eq!(
            signature_of("https://example.amazonaws.com/"),
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        );
        assert_eq!(
            signature_of("https://example.amazonaws.com/?Param2=value2&Param1=value1"),
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
        );
    }

    #[test]
    fn the_scope_and_the_headers() {
        let headers =
            signed("POST", "https://abc.execute-api.us-east-1.amazonaws.com/test/calc", "{}", SERVICE, Some("t0ken"));
        let lines: Vec<&str> = headers.lines().collect();
        assert!(headers.contains("x-amz-date: 20150830T123600Z"), "{headers}");
        assert!(headers.contains("x-amz-security-token: t0ken"), "{headers}");
        let scope = "Credential=AKIDEXAMPLE/20150830/us-east-1/execute-api/aws4_request";
        assert!(lines.iter().any(|line| line.contains(scope)), "{headers}");
    }

    /// The path is signed as it is sent: with a segment that holds a slash, and with a plus.
    #[test]
    fn every_byte_counts() {
        let base = "https://abc.execute-api.us-east-1.amazonaws.com/test/calc";
        let all = [
            signed("GET", &format!("{base}/1/2/%2F"), "", SERVICE, None),
            signed("GET", &format!("{base}/1/2/+"), "", SERVICE, None),
            signed("GET", &format!("{base}/1/2/"), "", SERVICE, None),
            signed("POST", &format!("{base}/1/2/"), "", SERVICE, None),
            signed("POST", &format!("{base}/1/2/"), "a", SERVICE, None),
            signed("POST", &format!("{base}/1/2/?a=b"), "a", SERVICE, None),
        ];
        for (index, one) in all.iter().enumerate() {
            assert!(all.iter().skip(index + 1).all(|other| other != one));
        }
    }
}
