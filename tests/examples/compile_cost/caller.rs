//! Writes the program that calls every operation once, from the client as it was generated.
//!
//! The program is compiled and never run, so its values come from nowhere; but neither compiler nor linker
//! can know that, and the code of every call is there: [`HEAD`] hides where values come from.

use std::error::Error;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{FnArg, ImplItem, Item, ReturnType, Type};

const HEAD: &str = "\
//! Calls every operation once. To be compiled, not to be run.

use std::fmt::Debug;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// A value from nowhere. That there is none is not seen by the optimiser, which would leave out the call.
fn any<T>() -> T {
    let source: fn() -> T = std::hint::black_box(|| std::process::exit(1));
    source()
}

fn tell<T, E: Debug>(result: Result<T, E>) {
    match result {
        Ok(_) => println!(\"ok\"),
        Err(error) => println!(\"{error:?}\"),
    }
}

fn run(call: impl Future<Output = ()>) {
    let mut call = pin!(call);
    while let Poll::Pending = call.as_mut().poll(&mut Context::from_waker(Waker::noop())) {}
}
";

pub(crate) fn program(name: &str, client: &str) -> Result<String, Box<dyn Error>> {
    let file = syn::parse_file(client)?;
    let requests = requests(&file);
    let mut calls = String::new();
    for item in &file.items {
        let Item::Impl(block) = item else { continue };
        for item in &block.items {
            let ImplItem::Fn(method) = item else { continue };
            // The methods that start a call give back a request.
            let Some((_, setters)) = returned(&method.sig.output)
                .and_then(|returned| requests.iter().find(|(request, _)| *request == returned))
            else {
                continue;
            };
            let arguments = method.sig.inputs.iter().filter(|argument| matches!(argument, FnArg::Typed(_)));
            let arguments: Vec<&str> = arguments.map(|_| "any()").collect();
            let setters: String = setters.iter().map(|setter| format!(".{setter}(any())")).collect();
            let call = format!("client.{}({}){setters}.send().await", method.sig.ident, arguments.join(", "));
            calls.push_str(&format!("    tell({call});\n"));
        }
    }
    let lines: Vec<&str> = calls.lines().collect();
    // A program that calls nothing costs nothing, and would be praised for it.
    if lines.len() != requests.len() {
        return Err(format!("{} of {} calls were found in the client", lines.len(), requests.len()).into());
    }
    // Not in one function: nobody calls a thousand operations in one.
    let mut functions = String::new();
    let mut main = String::new();
    for (index, lines) in lines.chunks(10).enumerate() {
        functions.push_str(&format!("\nasync fn calls_{index}(client: &Client) {{\n{}\n}}\n", lines.join("\n")));
        main.push_str(&format!("    run(calls_{index}(&client));\n"));
    }
    let library = name.replace('-', "_");
    Ok(format!(
        "{HEAD}\nuse {library}::Client;\n{functions}\nfn main() {{\n    let client: Client = any();\n{main}}}\n"
    ))
}

fn returned(output: &ReturnType) -> Option<String> {
    let ReturnType::Type(_, ty) = output else { return None };
    let Type::Path(path) = &**ty else { return None };
    path.path.segments.last().map(|segment| segment.ident.to_string())
}

/// Each request with the setters of what it requires.
fn requests(file: &syn::File) -> Vec<(String, Vec<String>)> {
    let calls = file.items.iter().filter_map(|item| match item {
        Item::Macro(call) if call.mac.path.segments.last().is_some_and(|last| last.ident == "request") => {
            Some(call.mac.tokens.clone())
        }
        _ => None,
    });
    calls.filter_map(request).collect()
}

fn request(tokens: TokenStream) -> Option<(String, Vec<String>)> {
    let mut tokens = tokens.into_iter().peekable();
    let mut name = None;
    let mut setters = Vec::new();
    while let Some(token) = tokens.next() {
        let TokenTree::Ident(ident) = &token else { continue };
        match tokens.peek() {
            Some(TokenTree::Punct(punct)) if punct.as_char() == ';' && name.is_none() => name = Some(ident.to_string()),
            Some(TokenTree::Group(group)) if ident == "required" && group.delimiter() == Delimiter::Brace => {
                setters = entries(group.stream());
            }
            _ => {}
        }
    }
    Some((name?, setters))
}

/// The first name of each entry, after its attributes.
fn entries(tokens: TokenStream) -> Vec<String> {
    let mut names = Vec::new();
    let mut begins = true;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) if begins => {
                names.push(ident.to_string());
                begins = false;
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => begins = true,
            _ => {}
        }
    }
    names
}
