//! Inputs that the caller has or has not.

/// Sets an optional input of a call from an `Option`, in the middle of a chain.
///
/// The setters of calls take values, so that `&[&str]` and `&str` can be written as they are.
///
/// ```
/// use gatewright_runtime::client::Optional as _;
///
/// # #[derive(Debug, PartialEq)]
/// # struct Call(Vec<String>);
/// # impl Call {
/// #     fn author(mut self, author: &str) -> Self { self.0.push(author.to_owned()); self }
/// # }
/// # let call = || Call(Vec::new());
/// let author: Option<&str> = None;
/// assert_eq!(call().optional(author, |call, author| call.author(author)), call());
/// assert_eq!(call().optional(Some("Woolf"), |call, author| call.author(author)), call().author("Woolf"));
/// ```
pub trait Optional: Sized {
    /// What `set` makes of the call and the value, or the call as it is where there is no value.
    #[must_use]
    fn optional<T>(self, value: Option<T>, set: impl FnOnce(Self, T) -> Self) -> Self {
        match value {
            Some(value) => set(self, value),
            None => self,
        }
    }
}

impl<Call> Optional for Call {}
