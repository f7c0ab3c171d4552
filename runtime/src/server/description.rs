//! The document of an API as it was written, and a page that shows it, beside the API.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};

/// A program for browsers that shows a document: one file of JavaScript, which the server has in itself.
///
/// None comes with this crate, since each is larger than the crate. Take the file out of the package of npm that is named
/// here, keep it beside your sources, and include it by `include_bytes!`.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Viewer {
    /// `bundles/redoc.standalone.js` of the package `redoc`.
    Redoc(&'static [u8]),
    /// `dist/rapidoc-min.js` of the package `rapidoc`.
    RapiDoc(&'static [u8]),
    /// `dist/browser/standalone.js` of the package `@scalar/api-reference`.
    Scalar(&'static [u8]),
}

impl Viewer {
    fn script(self) -> &'static [u8] {
        match self {
            Self::Redoc(script) | Self::RapiDoc(script) | Self::Scalar(script) => script,
        }
    }

    /// The page. Scripts of other places are kept out by the policy that is sent with it.
    fn page(self, document: &str) -> String {
        let (before, after) = match self {
            Self::Redoc(_) => (format!("<redoc spec-url=\"{document}\"></redoc>"), String::new()),
            Self::RapiDoc(_) => {
                (String::new(), format!("<rapi-doc spec-url=\"{document}\" load-fonts=\"false\"></rapi-doc>"))
            }
            Self::Scalar(_) => {
                let settings = "{&quot;withDefaultFonts&quot;:false}";
                let script = "<script id=\"api-reference\" data-url=";
                (format!("{script}\"{document}\" data-configuration=\"{settings}\"></script>"), String::new())
            }
        };
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>API</title>\n\
             <style>body {{ margin: 0 }}</style>\n</head>\n<body>\n{before}\n<script src=\"docs.js\"></script>\n{after}\n\
             </body>\n</html>\n"
        )
    }
}

/// What the page may load: nothing of another origin.
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:";

/// A document, as it was written.
///
/// It is served at `/openapi.json` or `/openapi.yaml`, by what it is, and with a [`Viewer`] there is a page at `/docs`.
///
/// ```
/// use gatewright_runtime::server::Description;
///
/// # fn router() -> axum::Router { axum::Router::new() }
/// // In a program: include_str!("../api.yaml"), and server::router(api).
/// let description = Description::new("openapi: 3.1.1\ninfo: {title: Pets, version: '1'}\npaths: {}\n");
/// let app = router().merge(description.router());
/// # let _: axum::Router = app;
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Description {
    text: &'static str,
    viewer: Option<Viewer>,
}

impl Description {
    /// A document of JSON or YAML.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self { text, viewer: None }
    }

    /// Shows the document at `/docs`.
    #[must_use]
    pub const fn viewer(mut self, viewer: Viewer) -> Self {
        self.viewer = Some(viewer);
        self
    }

    /// The routes, to be merged with those of the API, or nested elsewhere if it has such paths itself.
    pub fn router(self) -> Router {
        let is_json = self.text.trim_start_matches('\u{feff}').trim_start().starts_with('{');
        let (name, media) =
            if is_json { ("openapi.json", "application/json") } else { ("openapi.yaml", "application/yaml") };
        let router = Router::new().route(&format!("/{name}"), serving(media, Bytes::from_static(self.text.as_bytes())));
        let Some(viewer) = self.viewer else { return router };
        router
            .route("/docs", serving("text/html; charset=utf-8", viewer.page(name).into()))
            .route("/docs.js", serving("text/javascript; charset=utf-8", Bytes::from_static(viewer.script())))
    }
}

fn serving(media: &'static str, bytes: Bytes) -> axum::routing::MethodRouter {
    get(move || std::future::ready(file(media, bytes.clone())))
}

fn file(media: &'static str, bytes: Bytes) -> Response {
    ([(CONTENT_TYPE, media), (CONTENT_SECURITY_POLICY, POLICY)], bytes).into_response()
}
