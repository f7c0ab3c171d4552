//! `request!`: the type of a call, its setters, and what becomes of its answer.

/// Defines a call as generated code lists it: a line for each input, a line for each answer.
///
/// ```
/// # mod api {
/// use gatewright_runtime as rt;
/// # use std::string::String as Pet;
/// # use std::string::String as Problem;
///
/// rt::request! {
///     /// A call of `GET /pets/{owner}/{name}`; `send` sends it.
///     GetPet;
///     required {
///         /// Whose pet.
///         owner: &str => path("owner") -> GetPet<rt::Given, B>, A: RequiresPathOwner;
///         /// Which of them.
///         name: &str => path("name") -> GetPet<A, rt::Given>, B: RequiresPathName;
///     }
///     optional {
///         /// How much of it.
///         fields: &[&str] => query_as("fields"; rt::Style::Form { explode: false });
///     }
///     /// The pet, if it is still there.
///     send -> Pet, GetPetError { 200 => json }
///     failures GetPetError {
///         /// It has run away.
///         404 => NotFound(Problem) json,
///     }
/// }
///
/// rt::requirements! {
///     RequiresPathName = "this call is missing its required path parameter `name`", "call `.name(…)` before `.send()`";
///     RequiresPathOwner = "this call is missing its required path parameter `owner`", "call `.owner(…)` before `.send()`";
/// }
///
/// impl Client {
///     /// Gives one pet.
///     pub fn get_pet(&self) -> GetPet {
///         GetPet(self.core.request("GET", "/pets/{owner}/{name}").accept("application/json"), rt::PhantomData)
///     }
/// }
/// # pub struct Client { core: rt::client::Core }
/// # }
/// ```
///
/// The client's method starts the call, with the input that alone is required. Of several, each has its type parameter
/// and the trait that the compiler asks for, which [`requirements!`](crate::requirements) defines for all calls. Each of
/// them is given once; what is optional may be given again, and then counts as it was given last.
/// `successes` lists what is held where a call has several successes.
/// `shared failures GetPetError = GetPetsError;` makes an alias, for a call that fails in the same ways as another. A
/// status that no line names is undocumented. Docs before `send` and before a variant say what the answer is.
#[macro_export]
macro_rules! request {
    (
        $(#[$meta:meta])*
        $request:ident;
        $(required {
            $($(#[$rmeta:meta])* $rname:ident: $rty:ty => $rcall:ident($($rarg:expr)? $(; $rstyle:expr)?) -> $given:ty,
                $marker:ident: $question:ident;)*
        })?
        $(optional {
            $($(#[$ometa:meta])* $oname:ident: $oty:ty => $ocall:ident($($oarg:expr)? $(; $ostyle:expr)?);)*
        })?
        $(#[$smeta:meta])*
        send -> $success:ty, $error:ty $(, $headers:ty)? { $($answers:tt)* }
        $(successes $successes:ident {
            $($(#[$vmeta:meta])* $sstatus:pat $(if $smedia:literal)? => $svariant:ident $(($sty:ty))? $show:ident $(($sshape:path))?,)*
        })?
        $(shared failures $failures:ident = $shared:ident;)?
        $(failures $own:ident {
            $($(#[$fmeta:meta])* $fstatus:pat $(if $fmedia:literal)? => $fvariant:ident $(($fty:ty))? $fhow:ident $(($fshape:path))?,)*
        })?
    ) => {
        $(#[$meta])*
        #[must_use = "nothing is sent before `.send()`"]
        pub struct $request<$($($marker = $crate::Missing),*)?>(
            $crate::client::Request,
            $crate::PhantomData<($($($marker,)*)?)>,
        );
        impl<$($($marker),*)?> ::core::fmt::Debug for $request<$($($marker),*)?> {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.0, f)
            }
        }
        impl<$($($marker),*)?> ::core::clone::Clone for $request<$($($marker),*)?> {
            #[inline]
            fn clone(&self) -> Self {
                Self(::core::clone::Clone::clone(&self.0), $crate::PhantomData)
            }
        }
        $crate::reading! { define $request, $success, $error: $($answers)* }
        impl<$($($marker),*)?> $request<$($($marker),*)?> {
            $($(
                $(#[$rmeta])*
                pub fn $rname(self, $rname: $rty) -> $given
                where
                    $marker: $crate::NotGiven,
                {
                    $request(self.0.$rcall($($rarg,)? &$rname $(, $rstyle)?), $crate::PhantomData)
                }
            )*)?
            $($(
                $(#[$ometa])*
                pub fn $oname(self, $oname: $oty) -> Self {
                    Self(self.0.$ocall($($oarg,)? &$oname $(, $ostyle)?), $crate::PhantomData)
                }
            )*)?
            /// Changes anything about this one call: headers, time-out, query, media types, retries.
            #[inline]
            pub fn customize(
                self,
                change: impl ::core::ops::FnOnce($crate::client::Customize) -> $crate::client::Customize,
            ) -> Self {
                Self(self.0.customize(change), $crate::PhantomData)
            }
            /// Sends the request.
            ///
            $(#[$smeta])*
            #[must_use = "a future does nothing unless it is awaited"]
            pub fn send(self) -> $crate::client::Sending<$success, $error $(, $headers)?>
            where
                $($($marker: $question,)*)?
            {
                self.0.send($crate::reading!(path $request $(, $successes)?: $($answers)*))
            }
            /// Sends the request, and gives the response as it came, whatever it means. It fails when there is none.
            #[inline]
            pub fn send_raw(self) -> $crate::client::SendingRaw
            where
                $($($marker: $question,)*)?
            {
                self.0.send_raw()
            }
            /// Sends the request, and gives the body of a success while it comes. It fails as `send` does.
            #[inline]
            #[cfg(not(target_arch = "wasm32"))]
            pub fn stream(self) -> $crate::client::Streaming<$success, $error>
            where
                $($($marker: $question,)*)?
            {
                self.0.stream($crate::reading!(path $request $(, $successes)?: $($answers)*))
            }
        }
        $(
            /// The documented successes.
            #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
            #[non_exhaustive]
            pub enum $successes {
                $(
                    $(#[$vmeta])*
                    #[doc = ""]
                    #[doc = ::core::concat!("`", ::core::stringify!($sstatus), "`.")]
                    $svariant $(($sty))?,
                )*
            }
        )?
        $(impl $successes {
            fn read_answer(answer: &$crate::client::Answer) -> $crate::client::Outcome<Self, $error> {
                #[allow(unreachable_patterns)]
                match answer.status() {
                    $($sstatus $(if answer.is_media($smedia))? => answer.$show($(&$sshape,)? Self::$svariant),)*
                    _ => answer.failure(),
                }
            }
        })?
        $(
            /// The documented failures, which other calls have too.
            pub type $failures = $shared;
        )?
        $(
            /// The documented failures.
            #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
            #[non_exhaustive]
            pub enum $own {
                $(
                    $(#[$fmeta])*
                    #[doc = ""]
                    #[doc = ::core::concat!("`", ::core::stringify!($fstatus), "`.")]
                    $fvariant($crate::client::Failed<$($fty)?>),
                )*
            }
            impl $crate::client::FromFailure for $own {
                fn from_failure(answer: $crate::client::Unsuccessful<'_>) -> $crate::client::Failure<Self> {
                    #[allow(unreachable_patterns)]
                    match answer.status() {
                        $($fstatus $(if answer.is_media($fmedia))? => answer.$fhow($(&$fshape,)? Self::$fvariant),)*
                        _ => answer.undocumented(),
                    }
                }
                fn answer(&self) -> &$crate::client::Answer {
                    match self {
                        $(Self::$fvariant(failed) => failed.raw(),)*
                    }
                }
            }
        )?
    };
}

/// What reads the answers of a call. Most have one success, of JSON or of nothing: the runtime has a function for those,
/// so that neither the types of the call nor the compiler get one for each.
#[doc(hidden)]
#[macro_export]
macro_rules! reading {
    (define $request:ident, $success:ty, $error:ty:) => {};
    (define $request:ident, $success:ty, $error:ty: $first:literal $(..= $last:literal)? => json) => {};
    (define $request:ident, $success:ty, $error:ty: $first:literal $(..= $last:literal)? => empty) => {};
    (
        define $request:ident, $success:ty, $error:ty:
        $($status:pat $(if $media:literal)? => $how:ident $(($shape:path))?),* $(,)?
    ) => {
        impl $request {
            // Here, where nothing is generic, it is compiled with the library and not with every caller.
            fn read_answer(answer: &$crate::client::Answer) -> $crate::client::Outcome<$success, $error> {
                #[allow(unreachable_patterns)]
                match answer.status() {
                    $($status $(if answer.is_media($media))? => answer.$how($(&$shape)?),)*
                    _ => answer.failure(),
                }
            }
        }
    };
    (path $request:ident: $code:literal => json) => { $crate::client::Answer::json_at::<$code, $code, _, _> };
    (path $request:ident: $code:literal => empty) => { $crate::client::Answer::empty_at::<$code, $code, _> };
    (path $request:ident: $first:literal ..= $last:literal => json) => {
        $crate::client::Answer::json_at::<$first, $last, _, _>
    };
    (path $request:ident: $first:literal ..= $last:literal => empty) => {
        $crate::client::Answer::empty_at::<$first, $last, _>
    };
    (path $request:ident, $successes:ident:) => { $successes::read_answer };
    (path $request:ident: $($answers:tt)*) => { <$request>::read_answer };
}

/// Defines the traits that calls ask for until an input is given, and the two halves of what the compiler says when it
/// is missing.
#[macro_export]
macro_rules! requirements {
    ($($question:ident = $message:literal, $label:literal;)*) => {$(
        #[doc(hidden)]
        #[diagnostic::on_unimplemented(message = $message, label = $label)]
        pub trait $question {}
        impl $question for $crate::Given {}
    )*};
}
