//! Successes whose body is no JSON, where the document promises nothing of it.

use super::Answer;
use crate::codec::{self, Departure, FromJson, Openness, Reading};

impl Answer {
    /// What stands for a body that is not JSON, where the document says no more than that it is an object: API Gateway
    /// exports a model `Empty` of that kind for services that send XML or nothing. `None` where the document says
    /// more, or the service claims to send JSON.
    pub(super) fn of_another_kind<T: FromJson>(&self) -> Option<T> {
        let json = self.stand_in(T::openness())?;
        codec::read(json.as_bytes(), Reading::tolerant()).ok().map(|(value, _)| value)
    }

    /// The same as JSON, with a note of it.
    fn stand_in(&self, openness: Openness) -> Option<String> {
        // An undocumented status is read as one that the body fits, which is none that anything fits.
        if self.is_taken_for_another() {
            return None;
        }
        let is_empty = self.body().trim_ascii().is_empty();
        if openness == Openness::Described || (self.media_type().is_json() && !is_empty) {
            return None;
        }
        let came = match self.media() {
            _ if is_empty => "no body".to_owned(),
            "" => "a body without a media type".to_owned(),
            media => format!("a body of `{media}`"),
        };
        let (json, what) = match openness {
            Openness::Anything => (codec::to_string(&self.decoded()), "text"),
            Openness::AnyObject | Openness::Described => ("{}".to_owned(), "an empty object"),
        };
        self.depart(vec![Departure::of_body(format!("{came} reads as {what}"))]);
        Some(json)
    }
}
