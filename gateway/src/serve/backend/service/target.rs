//! Which service of AWS an integration calls, and how it wants to be called.
//!
//! See `uri` of [PutIntegration](https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html).

/// The service, region and action or path of `arn:aws:apigateway:REGION:SUBDOMAIN.SERVICE:action/NAME`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceTarget {
    /// The service, such as `dynamodb`.
    pub service: String,
    /// What stands before the service in its host name.
    pub subdomain: Option<String>,
    /// The region.
    pub region: String,
    /// The action, where the URI names one.
    pub action: Option<String>,
    /// The path with the query, from its first slash on.
    pub path_and_query: String,
    suffix: &'static str,
}

impl ServiceTarget {
    /// Reads the URI of an integration; `None` if it names no service.
    #[must_use]
    pub fn parse(uri: &str) -> Option<ServiceTarget> {
        let mut parts = uri.strip_prefix("arn:")?.splitn(5, ':');
        let (partition, kind, region, name, rest) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        if kind != "apigateway" || name.is_empty() {
            return None;
        }
        let (action, path_and_query) = match rest.split_once('/') {
            Some(("action", rest)) => {
                let action = rest.split(['&', '?']).next().unwrap_or_default();
                (Some(action.to_owned()), format!("/?Action={}", rest.replacen('?', "&", 1)))
            }
            // A slash may be doubled: `batch:path//v1/submitjob`.
            Some(("path", rest)) => (None, format!("/{}", rest.trim_start_matches('/'))),
            _ => return None,
        };
        let (subdomain, service) = match name.rsplit_once('.') {
            Some((subdomain, service)) => (Some(subdomain.to_owned()), service),
            None => (None, name),
        };
        let suffix = if partition == "aws-cn" { "amazonaws.com.cn" } else { "amazonaws.com" };
        Some(ServiceTarget { suffix, ..ServiceTarget::new(service, subdomain, region, action, path_and_query) })
    }

    /// A service that is called without a URI of its own.
    pub(crate) fn new(
        service: &str,
        subdomain: Option<String>,
        region: &str,
        action: Option<String>,
        path_and_query: String,
    ) -> ServiceTarget {
        ServiceTarget {
            service: service.to_owned(),
            subdomain,
            region: region.to_owned(),
            action,
            path_and_query,
            suffix: "amazonaws.com",
        }
    }

    /// The host that AWS answers under.
    #[must_use]
    pub fn host(&self) -> String {
        let subdomain = self.subdomain.as_deref().map(|subdomain| format!("{subdomain}.")).unwrap_or_default();
        format!("{subdomain}{}.{}.{}", self.service, self.region, self.suffix)
    }

    /// The name of the service in signatures, which is not always that of its host.
    #[must_use]
    pub fn signing_name(&self) -> &str {
        match (self.service.as_str(), self.subdomain.as_deref()) {
            ("email", _) => "ses",
            ("iot", Some(subdomain)) if subdomain.starts_with("data") => "iotdata",
            (service, _) => service,
        }
    }

    /// `X-Amz-Target` and `Content-Type` that come by themselves: services of which AWS's API Gateway
    /// knows the protocol.
    #[must_use]
    pub(crate) fn own_headers(&self) -> Option<(String, &'static str)> {
        let (prefix, content_type) = match self.service.as_str() {
            "dynamodb" => ("DynamoDB_20120810", "application/x-amz-json-1.0"),
            "kinesis" => ("Kinesis_20131202", "application/x-amz-json-1.1"),
            "firehose" => ("Firehose_20150804", "application/x-amz-json-1.1"),
            "states" => ("AWSStepFunctions", "application/x-amz-json-1.0"),
            _ => return None,
        };
        Some((format!("{prefix}.{}", self.action.as_deref()?), content_type))
    }

    /// The names that a service may be registered under, the most exact first.
    pub(crate) fn names(&self) -> [String; 2] {
        let name = match &self.subdomain {
            Some(subdomain) => format!("{subdomain}.{}", self.service),
            None => self.service.clone(),
        };
        let exact = match &self.action {
            Some(action) => format!("{name}:action/{action}"),
            None => format!("{name}:path{}", self.path_and_query),
        };
        [exact, name]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris() {
        let parse = |rest: &str| ServiceTarget::parse(&format!("arn:aws:apigateway:eu-west-1:{rest}"));
        let table = [
            ("dynamodb:action/PutItem", "dynamodb.eu-west-1.amazonaws.com", "/?Action=PutItem"),
            ("ssm:action/GetParameter&Name=a", "ssm.eu-west-1.amazonaws.com", "/?Action=GetParameter&Name=a"),
            ("sqs:path/1/queue", "sqs.eu-west-1.amazonaws.com", "/1/queue"),
            ("batch:path//v1/submitjob", "batch.eu-west-1.amazonaws.com", "/v1/submitjob"),
            (
                "runtime.sagemaker:path/endpoints/e/invocations",
                "runtime.sagemaker.eu-west-1.amazonaws.com",
                "/endpoints/e/invocations",
            ),
        ];
        for (rest, host, path) in table {
            let target = parse(rest).unwrap();
            assert_eq!((target.host().as_str(), target.path_and_query.as_str()), (host, path), "{rest}");
        }
        assert_eq!(parse("sqs"), None);
        assert_eq!(ServiceTarget::parse("http://example.com"), None);
        assert_eq!(parse("email:action/SendEmail").unwrap().signing_name(), "ses");
        let own = parse("states:action/StartExecution").unwrap().own_headers().unwrap();
        assert_eq!(own, ("AWSStepFunctions.StartExecution".to_owned(), "application/x-amz-json-1.0"));
    }
}
