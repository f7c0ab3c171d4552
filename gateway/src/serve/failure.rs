//! Where a request ends early: the reason, and the gateway response that the client gets.

use gatewright_document::Origin;

use crate::config::GatewayResponseType;

/// Why a request ended early.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// The gateway response.
    pub kind: GatewayResponseType,
    /// The message for the client; `None` is `null` in the answer.
    pub message: Option<String>,
    /// A status other than the type's own, unless the document configures one.
    pub status: Option<u16>,
    /// What the log says, beyond what the client learns.
    pub log: String,
    /// The place in the document that is to blame.
    pub origin: Option<Origin>,
    /// `$context.error.validationErrorString`.
    pub validation: Option<String>,
    /// The request reached no API, so that no gateway response of the document is for it.
    pub is_outside: bool,
}

impl Failure {
    /// A failure with a message for the client.
    #[must_use]
    pub(crate) fn new(kind: GatewayResponseType, message: impl Into<String>, log: impl Into<String>) -> Failure {
        Failure {
            kind,
            message: Some(message.into()),
            status: None,
            log: log.into(),
            origin: None,
            validation: None,
            is_outside: false,
        }
    }

    /// A mistake in the API's configuration: the client learns nothing, the log everything.
    #[must_use]
    pub(crate) fn configuration(log: impl std::fmt::Display) -> Failure {
        let log = format!("Execution failed due to configuration error: {log}");
        Failure::new(GatewayResponseType::ApiConfigurationError, "Internal server error", log)
    }

    /// The backend failed or gave what cannot be understood.
    #[must_use]
    pub(crate) fn integration(status: u16, log: impl std::fmt::Display) -> Failure {
        let log = format!("Execution failed due to configuration error: {log}");
        let failure = Failure::new(GatewayResponseType::IntegrationFailure, "Internal server error", log);
        Failure { status: Some(status), ..failure }
    }

    /// Says which place in the document is to blame.
    #[must_use]
    pub(crate) fn at(mut self, origin: &Origin) -> Failure {
        self.origin = Some(origin.clone());
        self
    }
}
