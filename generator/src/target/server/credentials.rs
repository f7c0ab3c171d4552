//! Security in servers: what requests carry, who decides what it is worth, and what operations ask for.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::docs;
use crate::ir::{Api, Operation, SecurityKind, SecurityScheme};
use crate::names::Names;
use crate::print::{Body, Code, Definition, Field, Item, Path, Std, Type};

/// The struct of credentials, and how it is read.
pub(super) fn items(api: &Api, names: &Names, std: Std) -> [Item<'static>; 2] {
    let schemes = || api.security.iter().zip(&names.security);
    let fields = schemes().map(|(scheme, names)| {
        let docs = docs::member(&scheme.docs, &format!("Security scheme {}.", docs::called(&scheme.name.wire)));
        let ty = Type::runtime(match scheme.kind {
            SecurityKind::Basic => "rt::server::Basic",
            _ => "rt::server::Secret",
        });
        Field::new(docs, &names.field, Type::Path(std.name("Option"), vec![ty]))
    });
    let docs = docs::line(&format!("What a request carries for the security schemes of {}.", docs::title(api)));
    let derives = ["Clone", "Debug", "Default", "PartialEq"].map(Path::plain).to_vec();
    let (name, body) = (Path::plain("Credentials"), Body::Struct(fields.collect()));
    let definition = Definition { docs, derives, non_exhaustive: false, name, body };
    let values = schemes().map(|(scheme, names)| {
        let name = &names.field;
        let found = found(scheme);
        quote!(#name: sent.#found)
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
    let sent = if api.security.is_empty() { quote!(_sent) } else { quote!(sent) };
    let reading = quote! {
        impl rt::server::Credentials for Credentials {
            const CHALLENGES: &'static [(&'static str, &'static str)] = &[#(#challenges),*];
            fn read(#sent: &rt::server::Sent<'_>) -> Self { Self { #(#values),* } }
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

/// The method of the trait that decides who may call.
pub(super) fn hook(names: &Names, std: Std) -> TokenStream {
    let [future, result, ok, send] = ["Future", "Result", "Ok", "Send"].map(|name| std.name(name));
    let name = &names.authorize;
    quote! {
        #[doc = " Decides who may call the operations that declare security, before their requests are read."]
        #[doc = ""]
        #[doc = " Everybody, unless it is written: nothing else looks at what the credentials are worth."]
        fn #name(
            &self,
            access: rt::server::Access<Credentials>,
        ) -> impl #future<Output = #result<(), rt::server::Denied>> + #send {
            let _ = access;
            ::core::future::ready(#ok(()))
        }
    }
}

/// The credentials in the request of an operation that declares security.
pub(super) fn field(operation: &Operation) -> Option<Field> {
    let docs = docs::line("What the request carries for the security schemes.");
    let field = Field::new(docs, Path::plain("credentials"), Type::plain("Credentials"));
    (!operation.security.is_empty()).then_some(field)
}

/// What the route of an operation says of its security.
pub(super) fn requirements(operation: &Operation) -> Option<TokenStream> {
    if operation.security.is_empty() {
        return None;
    }
    let alternatives = operation.security.iter().map(|alternative| {
        let requirements = alternative.iter().map(|requirement| {
            let (scheme, scopes) = (&requirement.scheme, &requirement.scopes);
            quote!(rt::server::Requirement::new(#scheme, &[#(#scopes),*]))
        });
        quote!(&[#(#requirements),*])
    });
    Some(quote!(.security(const { &[#(#alternatives),*] })))
}
