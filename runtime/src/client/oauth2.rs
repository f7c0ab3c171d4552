//! Tokens of OAuth 2.0 (RFC 6749): client credentials, and refresh tokens.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use oauth2::basic::{BasicClient, BasicTokenResponse};
use oauth2::{
    AuthType, ClientId, ClientSecret, HttpRequest, HttpResponse, RefreshToken, Scope, TokenResponse as _, TokenUrl,
};

use super::{Fetching, RequestError, Token, TokenProvider, Tokens};

/// How long a token endpoint may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many bytes it may answer.
const LONGEST: usize = 1 << 20;

/// An OAuth 2.0 client that fetches tokens for itself, or renews those that a user gave it.
///
/// ```no_run
/// use gatewright_runtime::client::OAuth2;
///
/// let tokens = OAuth2::client_credentials("https://id.example/token", "id", "secret").scope("books:read").tokens();
/// ```
#[must_use = "`tokens` makes what a client takes"]
pub struct OAuth2 {
    url: String,
    id: String,
    secret: Option<String>,
    scopes: Vec<String>,
    parameters: Vec<(String, String)>,
    in_body: bool,
    /// Changes when the endpoint gives another.
    refresh: Option<Mutex<String>>,
    http: Option<reqwest::Client>,
}

impl OAuth2 {
    /// Tokens for the program itself (RFC 6749, section 4.4).
    pub fn client_credentials(token_url: &str, id: &str, secret: &str) -> Self {
        Self { secret: Some(secret.to_owned()), ..Self::of(token_url, id) }
    }

    /// Tokens of a user, by a refresh token (RFC 6749, section 6). Where the endpoint gives a new one, that is used.
    pub fn refresh_token(token_url: &str, id: &str, refresh_token: &str) -> Self {
        Self { refresh: Some(Mutex::new(refresh_token.to_owned())), ..Self::of(token_url, id) }
    }

    fn of(token_url: &str, id: &str) -> Self {
        Self {
            url: token_url.to_owned(),
            id: id.to_owned(),
            secret: None,
            scopes: Vec::new(),
            parameters: Vec::new(),
            in_body: false,
            refresh: None,
            http: None,
        }
    }

    /// The client's secret, where a refresh token is that of a confidential client.
    pub fn secret(mut self, secret: &str) -> Self {
        self.secret = Some(secret.to_owned());
        self
    }

    /// Asks for a scope.
    pub fn scope(mut self, scope: &str) -> Self {
        self.scopes.push(scope.to_owned());
        self
    }

    /// Sends a parameter of the provider's own, such as `audience` or `resource`.
    pub fn parameter(mut self, name: &str, value: &str) -> Self {
        self.parameters.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends id and secret in the body, for endpoints that do not take them as `Authorization: Basic`.
    pub fn in_body(mut self) -> Self {
        self.in_body = true;
        self
    }

    /// Fetches by a `reqwest` client of one's own. It must not follow redirects: they would take the secret elsewhere.
    pub fn http(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// What a client takes.
    #[must_use]
    pub fn tokens(self) -> Tokens {
        Tokens::new(self)
    }

    async fn fetch_token(&self) -> Result<Token, RequestError> {
        let failed =
            |error: String| RequestError::new(format!("no token from {}: {error}", super::core::shown(&self.url)));
        let url = TokenUrl::new(self.url.clone()).map_err(|error| failed(error.to_string()))?;
        let mut client = BasicClient::new(ClientId::new(self.id.clone())).set_token_uri(url);
        if let Some(secret) = &self.secret {
            client = client.set_client_secret(ClientSecret::new(secret.clone()));
        }
        if self.in_body {
            client = client.set_auth_type(AuthType::RequestBody);
        }
        let http = match &self.http {
            Some(http) => http.clone(),
            None => {
                let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE);
                builder.build().map_err(|error| failed(error.to_string()))?
            }
        };
        let exchange = move |request: HttpRequest| exchange(http.clone(), request);
        let scopes = self.scopes.iter().cloned().map(Scope::new);
        let response: BasicTokenResponse = match &self.refresh {
            Some(refresh) => {
                let refresh = RefreshToken::new(refresh.lock().unwrap_or_else(PoisonError::into_inner).clone());
                let mut request = client.exchange_refresh_token(&refresh).add_scopes(scopes);
                for (name, value) in &self.parameters {
                    request = request.add_extra_param(name, value);
                }
                request.request_async(&exchange).await.map_err(|error| failed(said(&error)))?
            }
            None => {
                let mut request = client.exchange_client_credentials().add_scopes(scopes);
                for (name, value) in &self.parameters {
                    request = request.add_extra_param(name, value);
                }
                request.request_async(&exchange).await.map_err(|error| failed(said(&error)))?
            }
        };
        if let (Some(refresh), Some(new)) = (&self.refresh, response.refresh_token()) {
            new.secret().clone_into(&mut refresh.lock().unwrap_or_else(PoisonError::into_inner));
        }
        let token = Token::new(response.access_token().secret().clone());
        Ok(match response.expires_in() {
            Some(life) => token.expires_in(life),
            None => token,
        })
    }
}

/// An error without the body that it may have: that may be a token which does not parse.
fn said<E: std::error::Error + 'static>(
    error: &oauth2::RequestTokenError<E, oauth2::basic::BasicErrorResponse>,
) -> String {
    match error {
        oauth2::RequestTokenError::ServerResponse(response) => response.to_string(),
        oauth2::RequestTokenError::Request(error) => error.to_string(),
        oauth2::RequestTokenError::Parse(error, _) => format!("the response is no token: {error}"),
        oauth2::RequestTokenError::Other(text) => text.clone(),
    }
}

async fn exchange(http: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, std::io::Error> {
    let request = reqwest::Request::try_from(request).map_err(|error| std::io::Error::other(error.without_url()))?;
    let mut response = http.execute(request).await.map_err(|error| std::io::Error::other(error.without_url()))?;
    let mut whole = http::Response::builder().status(response.status());
    if let Some(headers) = whole.headers_mut() {
        *headers = response.headers().clone();
    }
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| std::io::Error::other(error.without_url()))? {
        body.extend_from_slice(&piece);
        if body.len() > LONGEST {
            return Err(std::io::Error::other(format!("more than {LONGEST} bytes")));
        }
    }
    whole.body(body).map_err(std::io::Error::other)
}

impl TokenProvider for OAuth2 {
    fn fetch(&self) -> Fetching<'_> {
        Box::pin(self.fetch_token())
    }
}

impl fmt::Debug for OAuth2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth2")
            .field("url", &super::core::shown(&self.url))
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
