//! The URL that a call goes to.

use std::borrow::Cow;

use super::RequestError;
use super::core::shown;
use super::draft::{Draft, name_of, pairs};

/// The path of an HTTP API's route for all that no other takes. The parameter `path` has what is called.
pub(super) const DEFAULT_ROUTE: &str = "$default";

impl Draft {
    /// The URL that is called.
    pub(super) fn url(&self) -> Result<reqwest::Url, RequestError> {
        let Some(target) = &self.target else { return self.own_url() };
        let mut target = target.clone();
        // What is not the document's is given with each page: keys, and what `customize` added.
        let given: Vec<String> = target.query_pairs().map(|(name, _)| name.into_owned()).collect();
        let extra = self.query.iter().filter(|(name, _)| name.is_empty()).flat_map(|(_, pairs)| pairs.split('&'));
        let extra = extra.filter(|pair| !pair.is_empty() && !given.iter().any(|name| name_of(pair) == name));
        let extra: Vec<&str> = extra.collect();
        if !extra.is_empty() {
            let query = [target.query().unwrap_or_default(), &extra.join("&")].join("&");
            target.set_query(Some(query.trim_start_matches('&')));
        }
        Ok(target)
    }

    fn own_url(&self) -> Result<reqwest::Url, RequestError> {
        let settings = self.core.settings();
        let base: Cow<'_, str> = match settings.own_server(&self.operation) {
            Some(own) if own.contains("://") => own.into(),
            Some(own) => resolve(&settings.base_url, own)?.into(),
            None => settings.base_url.as_str().into(),
        };
        if base.is_empty() {
            return Err(RequestError::new("the client has no base URL"));
        }
        let path = self.filled_path()?;
        // Some documents tell operations of one path apart by a fragment, which no request has (RFC 9110 §7.1).
        let path = path.split('#').next().unwrap_or_default();
        // A path of the document may hold a query of its own, which parameters may declare once more.
        let (path, written) = path.split_once('?').unwrap_or((path, ""));
        let (base, fixed) = base.split_once('?').unwrap_or((&base, ""));
        let is_given = |written: &str| pairs(&self.query).any(|pair| name_of(pair) == name_of(written));
        let written = written.split('&').filter(|pair| !pair.is_empty() && !is_given(pair));
        let given = self.query.iter().map(|(_, pairs)| pairs.as_str());
        let length: usize = self.query.iter().map(|(_, pairs)| pairs.len() + 1).sum();
        let mut url = String::with_capacity(base.len() + path.len() + fixed.len() + length + 2);
        url.push_str(base.trim_end_matches('/'));
        url.push_str(path);
        let mut mark = '?';
        for pairs in written.chain([fixed]).chain(given).filter(|pairs| !pairs.is_empty()) {
            url.push(mark);
            url.push_str(pairs);
            mark = '&';
        }
        let parsed = reqwest::Url::parse(&url)
            .map_err(|error| RequestError::caused(format!("{:?} is not a URL", shown(&url)), error))?;
        if parsed.has_host() { Ok(parsed) } else { Err(RequestError::new(format!("{:?} has no host", shown(&url)))) }
    }

    /// The path with its parameters.
    fn filled_path(&self) -> Result<Cow<'static, str>, RequestError> {
        if self.operation.path.starts_with('/') && !self.operation.path.contains('{') {
            return Ok(self.operation.path.into());
        }
        let values: usize = self.path.iter().map(|(_, value)| value.len()).sum();
        let mut path = String::with_capacity(self.operation.path.len() + values + 1);
        let mut rest = match self.operation.path {
            DEFAULT_ROUTE => "{path+}",
            template => template,
        };
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            path.push_str(before);
            let name = name.strip_suffix('+').unwrap_or(name);
            match self.path.iter().rev().find(|(known, _)| *known == name) {
                Some((_, value)) if value.is_empty() && !self.empty_path_parameters => {
                    return Err(RequestError::new(format!(
                        "the path parameter `{name}` is empty, and the path that of another operation; send it by \
                         `.customize(|call| call.empty_path_parameters())`"
                    )));
                }
                Some((_, value)) => path.push_str(value),
                None => {
                    return Err(RequestError::new(format!("the path parameter `{name}` has no value")));
                }
            }
            rest = after;
        }
        path.push_str(rest);
        if !path.starts_with('/') && !path.is_empty() {
            path.insert(0, '/');
        }
        // URLs resolve such segments away, encoded or not, and the request would go somewhere else.
        let own = |segment: &str| self.operation.path.split('/').any(|written| written == segment);
        if let Some(segment) = path.split('/').find(|segment| is_dots(segment) && !own(segment)) {
            return Err(RequestError::new(format!("a path cannot have the segment `{segment}`")));
        }
        Ok(path.into())
    }
}

/// Whether a segment means this folder or the one above, with dots that are encoded or not.
fn is_dots(segment: &str) -> bool {
    segment.starts_with(['.', '%'])
        && segment.len() <= "%2e%2e".len()
        && matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

/// A URL that a server gave, if it is of the same origin as the call: what goes elsewhere would take the credentials
/// with it.
pub(super) fn within(own: &reqwest::Url, url: &str) -> Result<reqwest::Url, RequestError> {
    let wrong = |why: &str| RequestError::new(format!("the next page is at {:?}, which {why}", shown(url)));
    let target = own.join(url.trim()).map_err(|_| wrong("is not a URL"))?;
    if target.origin() != own.origin() || !target.username().is_empty() || target.password().is_some() {
        return Err(wrong("is another server"));
    }
    Ok(target)
}

/// A server that is given relative to the base URL.
fn resolve(base: &str, relative: &str) -> Result<String, RequestError> {
    let url = reqwest::Url::parse(base).and_then(|base| base.join(relative));
    url.map(String::from).map_err(|error| RequestError::caused(format!("{:?} is not a URL", shown(base)), error))
}
