//! The macros among names that shadow the language's own, with every complaint of the compiler denied.
//!
//! Compiled here in this crate's edition, and as a documentation test in the one before.
#![deny(warnings, missing_docs, unsafe_code, unused, elided_lifetimes_in_paths)]
#![deny(rust_2018_idioms, unused_qualifications, single_use_lifetimes, trivial_casts)]
#![allow(unreachable_pub)]

/// Models whose names are those of the prelude and of the runtime.
pub mod models {
    use ::gatewright_runtime as rt;

    macro_rules! models {
        ($($name:ident)*) => {$(
            /// A model of a hostile name.
            #[allow(non_camel_case_types)]
            #[derive(Clone, Debug)]
            pub struct $name {
                /// `value`.
                pub value: ::core::primitive::i64,
                /// `cx`.
                pub cx: ::core::option::Option<::std::string::String>,
                /// All others.
                pub rest: ::std::collections::BTreeMap<::std::string::String, rt::Value>,
            }
            rt::object! { both $name { required value "value", optional cx "cx", ..rest rest } }
        )*};
    }

    models! {
        Result Option String Vec Box Ok Err Some None Default Send Sync Sized Drop Copy Clone Debug PartialEq Fn Iterator
        Value Cx Misfit FromJson ToJson Serialize Deserialize Deserializer Serializer Slot Mode Listed BestFit
        BTreeMap ToOwned ToString Into From AsRef str i64 bool u8 f64 usize Infallible
        Formatter Display Error Part File FromMultipart ToMultipart HeaderMap FromHeaders ToHeaders Validate Violations
    }

    /// An enum of a hostile name.
    #[derive(Clone, Debug)]
    #[non_exhaustive]
    pub enum Hash {
        /// `Ok`.
        Ok,
        /// `None`.
        None,
        /// Others.
        Unknown(::std::string::String),
    }
    rt::string_enum! { Hash { Ok "Ok", None "None" } }

    /// Integers.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Eq {
        /// `1`.
        Some,
        /// Others.
        Unknown(::core::primitive::i64),
    }
    rt::integer_enum! { Eq { Some 1 } }

    /// Constants.
    #[derive(Clone, Debug, PartialEq)]
    pub enum Ord {
        /// `true`.
        Err,
        /// Others.
        Unknown(rt::Value),
    }
    rt::value_enum! { Ord { Err "true" } }

    /// A union with a tag.
    #[derive(Clone, Debug)]
    pub enum Self_ {
        /// `result`.
        Result(Result),
        /// `option`.
        Option(::std::boxed::Box<Option>),
        /// Others.
        Unknown(rt::Value),
    }
    rt::tagged_union! { both Self_ by "type" { Result "result" "r", Option "option" } }

    /// A union without.
    #[derive(Clone, Debug)]
    pub enum Either {
        /// One.
        Ok(Result),
        /// The other.
        Err(Hash),
        /// Others.
        Unknown(rt::Value),
    }
    rt::untagged_union! { both Either { Ok, Err } }

    /// A list.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Names(pub ::std::vec::Vec<Names>);
    rt::newtype! { both Names }

    /// Headers.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Headers {
        /// `headers`.
        pub headers: ::core::option::Option<::std::string::String>,
    }
    rt::headers! { Headers { headers "headers" } }

    /// A form of parts.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Upload {
        /// `parts`.
        pub parts: ::std::string::String,
        /// `cx`.
        pub cx: ::core::option::Option<rt::File>,
    }
    rt::multipart! { both Upload { text parts "parts", optional_file cx "cx" } }

    /// Only written.
    pub struct Written {
        /// `a`.
        pub a: bool_,
    }
    rt::object! { write Written deny_unknown { required a "a" } }

    /// An alias.
    #[allow(non_camel_case_types)]
    pub type bool_ = ::core::primitive::bool;

    /// Nothing is in it.
    #[derive(Clone, Debug)]
    pub struct Empty {}
    rt::object! { both Empty {} }
}

/// A client among the same names.
#[cfg(feature = "client")]
pub mod client {
    use super::models;
    use ::gatewright_runtime as rt;

    /// Shadows.
    pub struct Result;
    /// Shadows.
    pub struct Option;
    /// Shadows.
    pub struct PhantomData;

    rt::request! {
        /// A call of `GET /a`.
        Get;
        required {
            /// Query parameter `request`.
            request: &::core::primitive::str => query("request") -> Get<rt::Given, B>,
                A: RequiresRequest;
            /// Query parameter `answer`.
            answer: &::core::primitive::str => query("answer") -> Get<A, rt::Given>,
                B: RequiresAnswer;
        }
        send -> models::Result, GetError, models::Headers {
            200 => json,
        }
        failures GetError {
            404 => Ok(models::Option) json,
            _ => Default(models::Err) json,
        }
    }

    rt::requirements! {
        RequiresRequest = "this call is missing `request`", "call `.request(…)`";
        RequiresAnswer = "this call is missing `answer`", "call `.answer(…)`";
    }

    /// Starts.
    pub fn get(core: &rt::client::Core) -> Get {
        Get(core.request("GET", "/a"), rt::PhantomData)
    }
}

#[test]
fn hostile_names_do_no_harm() {
    use ::gatewright_runtime as rt;
    let value = rt::serde_json::json!({"value": 1, "type": "r", "more": []});
    let read: models::Self_ = rt::from_value(&value).unwrap();
    assert!(matches!(&read, models::Self_::Result(result) if result.value == 1));
    assert_eq!(rt::to_value(&read), value);
}
