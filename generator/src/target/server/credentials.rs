//! Security in servers: what requests carry, who decides what it is worth, and what operations ask for.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::docs;
use crate::ir::{Api, Operation, SecurityKind, SecurityScheme};
use crate::names::Names;
use crate::print::{Body, Code, Definition, Expression, Item, Path, Std, Type, Variant};

/// The enum of credentials, and how they are read.
pub(super) fn items(api: &Api, names: &Names, std: Std) -> [Item<'static>; 2] {
    let schemes = || api.security.iter().zip(&names.security);
    let variants = schemes().map(|(scheme, names)| {
        let docs = docs::member(&scheme.docs, &format!("Security scheme {}.", docs::called(&scheme.name.wire)));
        let ty = Type::runtime(match scheme.kind {
            SecurityKind::Basic => "rt::server::Basic",
            _ => "rt::server::Secret",
        });
        Variant::new(docs, &names.variant, vec![ty])
    });
    let docs = docs::line(&format!("What a request carries for one of the security schemes of {}.", docs::title(api)));
    let derives = ["Clone", "Debug", "PartialEq"].map(Path::plain).to_vec();
    let (name, body) = (Path::plain("Credential"), Body::Enum(variants.collect()));
    let definition = Definition { docs, derives, non_exhaustive: false, name, body };
    let arms = schemes().map(|(scheme, names)| {
        let (wire, variant) = (&scheme.name.wire, &names.variant);
        let found = found(scheme);
        quote!(#wire => sent.#found.map(Self::#variant),)
    });
    let challenges = api.security.iter().filter_map(|scheme| {
        let challenge = match &scheme.kind {
            SecurityKind::Basic => "Basic realm=\"api\"",
            SecurityKind::Bearer => "Bearer",
            SecurityKind::Authorization(scheme) => scheme,
            _ => return None,
        };
        let name = &scheme.name.wire;
        Some(quote!((#name, #challenge)))
    });
    let (sent, scheme) =
        if api.security.is_empty() { (quote!(_sent), quote!(_scheme)) } else { (quote!(sent), quote!(scheme)) };
    let [option, none] = ["Option", "None"].map(|name| std.name(name));
    let read = if api.security.is_empty() { quote!(#none) } else { quote!(match scheme { #(#arms)* _ => #none }) };
    let reading = quote! {
        impl rt::server::Credential for Credential {
            const CHALLENGES: &'static [(&'static str, &'static str)] = &[#(#challenges),*];
            fn read(#scheme: &str, #sent: &rt::server::Sent<'_>) -> #option<Self> { #read }
        }
    };
    [definition.into(), Code(reading).into()]
}

/// Where the scheme finds what a request carries.
fn found(scheme: &SecurityScheme) -> TokenStream {
    match &scheme.kind {
        SecurityKind::ApiKeyHeader(name) => quote!(header(#name)),
        SecurityKind::ApiKeyQuery(name) => quote!(query(#name)),
        SecurityKind::ApiKeyCookie(name) => quote!(cookie(#name)),
        SecurityKind::Authorization(scheme) => quote!(authorization(#scheme)),
        SecurityKind::Basic => quote!(basic()),
        SecurityKind::Bearer => quote!(bearer()),
        SecurityKind::SigV4 => quote!(signature()),
    }
}

/// What the trait has for an API that declares security: who calls, and the method that decides it.
pub(super) fn hook(names: &Names, std: Std) -> [TokenStream; 2] {
    let [future, result, send, sync] = ["Future", "Result", "Send", "Sync"].map(|name| std.name(name));
    let name = &names.authorize;
    let principal = quote! {
        #[doc = " Who calls: what `authorize` returns, and what methods get with their context."]
        type Principal: #send + #sync + 'static;
    };
    let authorize = quote! {
        #[doc = " Decides who calls, before the request is read. It is asked for each security scheme of an alternative whose credentials are all there, or once without credentials."]
        fn #name(
            &self,
            access: rt::server::Access<Credential, Self::Principal>,
        ) -> impl #future<Output = #result<Self::Principal, rt::server::Denied>> + #send;
    };
    [principal, authorize]
}

/// Whether an operation has callers that are known.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Callers {
    /// No security is declared.
    Anybody,
    Known,
    /// One of the alternatives asks for nothing.
    KnownOrNot,
}

impl Callers {
    pub(super) fn of(operation: &Operation) -> Self {
        match operation.security.as_slice() {
            [] => Self::Anybody,
            alternatives if alternatives.iter().any(Vec::is_empty) => Self::KnownOrNot,
            _ => Self::Known,
        }
    }

    /// The type of the context.
    pub(super) fn context(self, std: Std) -> Type {
        let principal = Type::plain("Self::Principal");
        let of = |principal| Type::Path(Path::runtime("rt::server::Context"), vec![principal]);
        match self {
            Self::Anybody => Type::runtime("rt::server::Context"),
            Self::Known => of(principal),
            Self::KnownOrNot => of(Type::Path(std.name("Option"), vec![principal])),
        }
    }

    /// The constructor of the route.
    pub(super) fn route(self) -> Path {
        Path::runtime(match self {
            Self::Anybody => "rt::server::Route::new",
            Self::Known => "rt::server::Route::guarded",
            Self::KnownOrNot => "rt::server::Route::optionally_guarded",
        })
    }
}

/// What the route of an operation says of its security.
pub(super) fn requirements(operation: &Operation) -> Option<(&'static str, Vec<Expression>)> {
    if operation.security.is_empty() {
        return None;
    }
    let list = |items| Expression::reference(Expression::Array(items));
    let alternatives = operation.security.iter().map(|alternative| {
        let requirements = alternative.iter().map(|requirement| {
            let scopes = requirement.scopes.iter().map(|scope| Expression::str(scope)).collect();
            let arguments = vec![Expression::str(&requirement.scheme), list(scopes)];
            Expression::Call(Path::runtime("rt::server::Requirement::new"), arguments)
        });
        list(requirements.collect())
    });
    Some(("security", vec![Expression::Const(Box::new(list(alternatives.collect())))]))
}
