//! The traits that an implementation fills in: that of the API, and on request one for each tag.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::emit::{Named, Types, docs, features_of_operation};
use crate::names::{Ident, Names, TagNames};
use crate::options::Options;
use crate::print::{Block, Docs, Item, Member, Std, TraitMethod, cfg};
use crate::target::server::credentials::{self, Callers};

/// What all traits of a server have in common.
#[derive(Clone, Copy)]
pub(super) struct Traits<'a> {
    pub(super) types: Types<'a>,
    pub(super) options: &'a Options,
    /// That of the API.
    pub(super) name: &'a Ident,
}

/// The operations of a tag, which have a trait of their own.
struct Part<'a> {
    names: &'a TagNames,
    operations: Vec<Named<'a>>,
    /// The features with any of which one of the operations is there; none if one always is.
    features: Vec<String>,
}

/// Whether any of the operations declares security.
pub(super) fn are_guarded(operations: &[Named<'_>]) -> bool {
    operations.iter().any(|named| !named.operation.security.is_empty())
}

impl<'a> Traits<'a> {
    /// The trait of the API, then those of tags. An operation is a method of one of them.
    pub(super) fn items(
        self,
        operations: &[Named<'a>],
        tags: &'a [TagNames],
    ) -> impl Iterator<Item = Item<'a>> + use<'a> {
        let hook = are_guarded(operations).then(|| credentials::hook(self.types.names, self.types.std));
        let parts: Vec<Part<'a>> = tags.iter().map(|names| self.part(names, operations)).collect();
        let is_own = |named: &&Named<'a>| tags.is_empty() || self.types.names.of_tag(named.operation).is_none();
        let own = operations.iter().filter(is_own).copied().collect();
        let api = self.api(own, hook, &parts);
        core::iter::once(api.into()).chain(parts.into_iter().map(move |part| self.tag(part)))
    }

    fn part(self, names: &'a TagNames, operations: &[Named<'a>]) -> Part<'a> {
        let is_here = |named: &&Named<'a>| named.operation.tags.first() == Some(&names.tag);
        let operations: Vec<Named<'a>> = operations.iter().filter(is_here).copied().collect();
        let of_each: Vec<Vec<String>> = operations.iter().map(|named| self.features(named)).collect();
        let is_always = of_each.iter().any(Vec::is_empty);
        let mut features: Vec<String> = of_each.into_iter().flatten().filter(|_| !is_always).collect();
        features.sort_unstable();
        features.dedup();
        Part { names, operations, features }
    }

    fn features(self, named: &Named<'_>) -> Vec<String> {
        features_of_operation(&self.types.api.features, named.operation)
    }

    fn api(self, operations: Vec<Named<'a>>, hook: Option<[TokenStream; 2]>, parts: &[Part<'a>]) -> Block<'a> {
        let Types { api, names, std, .. } = self.types;
        let title = docs::heading(api);
        let docs = match parts {
            [] => docs::line(&format!("{title}: one method per operation.")),
            _ => docs::line(&format!("{title}: what implements the traits of its tags.")),
        };
        // Where nothing is answered, nothing fails.
        let error = (!operations.is_empty() || parts.is_empty()).then(|| self.error());
        let parts: Vec<TokenStream> = parts.iter().flat_map(implementation).collect();
        let start = error.into_iter().chain(hook.into_iter().flatten()).chain(parts).map(Member::from);
        let members = start.chain(self.methods(operations)).chain([rejecting(names, std).into()]);
        Block { head: self.head(&docs, self.name), members: Box::new(members) }
    }

    fn tag(self, part: Part<'a>) -> Item<'a> {
        let Part { names, operations, features } = part;
        let Types { api, std, .. } = self.types;
        let docs =
            docs::line(&format!("{}: the operations with the tag {}.", docs::heading(api), docs::called(&names.tag)));
        let [send, sync] = ["Send", "Sync"].map(|name| std.name(name));
        let principal = are_guarded(&operations).then(|| {
            quote! {
                #[doc = " Who calls, as the trait of the API says."]
                type Principal: #send + #sync + 'static;
            }
        });
        let start = core::iter::once(self.error()).chain(principal).map(Member::from);
        let members = Box::new(start.chain(self.methods(operations)));
        Item { features, ..Block { head: self.head(&docs, &names.ident), members }.into() }
    }

    fn head(self, docs: &Docs, name: &Ident) -> TokenStream {
        let [send, sync] = ["Send", "Sync"].map(|name| self.types.std.name(name));
        quote! { #docs pub trait #name: #send + #sync + 'static }
    }

    fn error(self) -> TokenStream {
        let [into, send, from] = ["Into", "Send", "From"].map(|name| self.types.std.name(name));
        let unwritten = self.options.unwritten.then(|| quote!(+ #send + #from<rt::server::NotImplemented>));
        quote! {
            #[doc = " What methods fail with: the response is a 500 in the words of the document, and the error is logged."]
            type Error: #into<rt::server::BoxError> #unwritten + 'static;
        }
    }

    fn methods(self, operations: Vec<Named<'a>>) -> impl Iterator<Item = Member> + 'a {
        let std = self.types.std;
        let of_methods = ["Future", "Result", "Send"].map(|name| std.name(name));
        operations.into_iter().map(move |named| {
            let Named { operation, names } = named;
            Member::Method(Box::new(TraitMethod {
                docs: docs::with_origin(&operation.docs, "", &docs::called(operation)),
                features: self.features(&named),
                name: names.method.clone(),
                request: names.served.request.clone(),
                response: names.served.response.clone(),
                context: Callers::of(operation).context(std),
                std: of_methods.clone(),
                has_default: self.options.unwritten,
            }))
        })
    }
}

/// The type that implements the trait of a tag, and the method that returns it.
fn implementation(part: &Part<'_>) -> [TokenStream; 2] {
    let TagNames { tag, ident, method } = part.names;
    let principal = are_guarded(&part.operations).then(|| quote!(<Principal = Self::Principal>));
    let gate = cfg(&part.features);
    let docs =
        docs::line(&format!("What implements the operations with the tag {}.", docs::called(tag))).to_token_stream();
    let ty = quote! {
        #docs
        #gate
        type #ident: #ident #principal;
    };
    let method = quote! {
        #docs
        #gate
        fn #method(&self) -> &Self::#ident;
    };
    [ty, method]
}

/// The method of the trait that words rejections.
fn rejecting(names: &Names, std: Std) -> TokenStream {
    let [option, none] = ["Option", "None"].map(|name| std.name(name));
    let name = &names.reject;
    quote! {
        #[doc = " Words a rejection: a request that the document forbids, or a method that failed. As the document says, where it returns `None`."]
        fn #name(&self, rejection: &rt::server::Rejection) -> #option<rt::server::Reply> {
            let _ = rejection;
            #none
        }
    }
}
