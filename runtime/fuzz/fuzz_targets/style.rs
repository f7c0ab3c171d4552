//! Parameters of any value in every style: what the client writes, the server reads as the same.
#![no_main]

use arbitrary::Arbitrary;
use gatewright_runtime_fuzz::api::Client;
use gatewright_runtime_fuzz::api::models::{Deep, DeepInner, Styles};
use gatewright_runtime_fuzz::{Server, api, block_on};
use gatewright_runtime::client::Optional as _;
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Sent {
    path: [Words; 3],
    query: [Option<Words>; 4],
    deep: Option<(Word, Option<Words>, Option<(bool, Option<i32>)>)>,
    number: Option<f64>,
    whole: Option<i64>,
    text: Option<String>,
    header: Option<i64>,
    session: Option<Word>,
}

/// No style tells an empty text from an empty list, or an empty list from none, so texts and lists have something.
#[derive(Arbitrary, Debug)]
struct Word(char, String);

#[derive(Arbitrary, Debug)]
struct Words(Word, Vec<Word>);

impl Word {
    fn text(&self) -> String {
        format!("{}{}", self.0, self.1)
    }
}

impl Words {
    /// `without` is what separates items, which the style cannot hold inside of one.
    fn list(&self, without: &[char]) -> Vec<String> {
        let words = std::iter::once(&self.0).chain(&self.1);
        words.map(|word| word.text().replace(without, "-")).collect()
    }
}

impl Sent {
    fn styles(&self) -> Styles {
        let [simple, label, matrix] = &self.path;
        let query = |at: usize, without: &[char]| self.query[at].as_ref().map(|words| words.list(without));
        Styles {
            simple: simple.list(&[]),
            label: label.list(&[]),
            matrix: matrix.list(&[]),
            exploded: query(0, &[]),
            joined: query(1, &[]),
            spaced: query(2, &[' ']),
            piped: query(3, &['|']),
            deep: self.deep.as_ref().map(|(name, list, inner)| Deep {
                name: Some(name.text()),
                list: list.as_ref().map(|words| words.list(&[])),
                inner: inner.map(|(flag, whole)| DeepInner { flag: Some(flag), whole }),
            }),
            number: self.number.filter(|number| number.is_finite()),
            whole: self.whole,
            text: self.text.clone(),
            header: self.header,
            session: self.session.as_ref().map(Word::text),
        }
    }
}

fn texts(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

/// What the server read, or nothing where the client refuses to send.
async fn echoed(client: &Client, sent: &Styles) -> Option<Styles> {
    let (simple, label, matrix) = (texts(&sent.simple), texts(&sent.label), texts(&sent.matrix));
    let lists = [&sent.exploded, &sent.joined, &sent.spaced, &sent.piped];
    let [exploded, joined, spaced, piped] = lists.map(|words| words.as_deref().map(texts));
    let call = client
        .styles()
        .simple(&simple)
        .label(&label)
        .matrix(&matrix)
        .optional(exploded.as_deref(), |call, value| call.exploded(value))
        .optional(joined.as_deref(), |call, value| call.joined(value))
        .optional(spaced.as_deref(), |call, value| call.spaced(value))
        .optional(piped.as_deref(), |call, value| call.piped(value))
        .optional(sent.deep.as_ref(), |call, value| call.deep(value))
        .optional(sent.number, |call, value| call.number(value))
        .optional(sent.whole, |call, value| call.whole(value))
        .optional(sent.text.as_deref(), |call, value| call.text(value))
        .optional(sent.header, |call, value| call.x_whole(value))
        .optional(sent.session.as_deref(), |call, value| call.session(value));
    match call.send().await {
        Ok(styles) => Some(styles.into_inner()),
        Err(error) if error.status().is_none() => None,
        Err(error) => panic!("{error}: {sent:?}"),
    }
}

fuzz_target!(|sent: Sent| {
    thread_local! {
        static CLIENT: Client = Client::builder().transport(api::server::service(Server)).build();
    }
    let client = CLIENT.with(Clone::clone);
    let sent = sent.styles();
    if let Some(received) = block_on(echoed(&client, &sent)) {
        assert_eq!(format!("{received:?}"), format!("{sent:?}"));
    }
});
