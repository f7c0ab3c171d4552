use super::*;
use crate::options::Kind;

fn errors(text: &str) -> Vec<String> {
    Config::parse_all(Path::new("gatewright.toml"), text, Report::default()).unwrap_err().one_line()
}

fn one(path: &str, text: &str) -> Config {
    let mut all = Config::parse_all(Path::new(path), text, Report::default()).unwrap();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

/// A value that differs from the default, as the file has it.
fn example(option: &OptionInfo) -> String {
    let opposite = (option.default().as_deref() != Some("true")).to_string();
    let default = option.default();
    let word = option.words().iter().map(|word| word.name).find(|word| Some(*word) != default.as_deref());
    match option.kind() {
        Kind::Flag => opposite,
        Kind::Word => format!("'{}'", word.unwrap_or("path:a")),
        Kind::List | Kind::Files => "['a']".to_owned(),
        Kind::Map => "{a = 'b'}".to_owned(),
        Kind::Lists => "{a = ['b']}".to_owned(),
        Kind::File => "true".to_owned(),
    }
}

#[test]
fn every_option_is_a_key() {
    for option in OPTIONS {
        let text = format!("{} = {}\n", option.key, example(option));
        let config = one("some/gatewright.toml", &text);
        assert_ne!(format!("{:?}", config.options), format!("{:?}", Options::default()), "{text}");
        let text = format!("{} = 3.5\n", option.key);
        let place = format!("gatewright.toml:1:{}: error[invalid-option]: ", option.key.len() + 4);
        assert!(errors(&text)[0].starts_with(&place), "{:?}", errors(&text));
    }
}

#[test]
fn paths_are_relative_to_the_file() {
    let text = "document = 'a'\nout = '../b'\nlock = true\n";
    let config = one("some/gatewright.toml", text);
    assert_eq!(config.document(), Some(Path::new("some/a")));
    assert_eq!(config.out(), Some(Path::new("some/../b")));
    assert_eq!(config.options.lock.as_deref(), Some(Path::new("some/gatewright.lock")));
}

#[test]
fn faults_have_their_place() {
    let cases = [
        ("documnet = 'a'\n", "1:1: error[invalid-option]: there is no setting `documnet` (did you mean `document`?)"),
        ("[select]\ntag = []\n", "2:1: error[invalid-option]: there is no setting `tag` (did you mean `tags`?)"),
        (
            "zzz = 1\n[select]\n",
            "1:1: error[invalid-option]: there is no setting `zzz` (there are allow, check-formats, client, codecs, cors-mocks, crates, dates, deny, dependencies, derive, derive-for, document, documents, embed-document, exclude, features, format, forms, keep-unknown-members, keywords, lenient-responses, license, lock, name, nullable, operation-names, optional, out, overlays, pages, rename, replace, repository, runtime, select, server, server-traits, stream-parts, strict, strict-schemas, tag-features, trust-document-types, unwritten, variables, watches, workspace-member)",
        ),
        ("out = 3\n", "1:7: error[invalid-option]: `out` is a string, and not of the type integer"),
        ("client = 1\n", "1:10: error[invalid-option]: `client` is true or false, and not of the type integer"),
        ("derive = 'Eq'\n", "1:10: error[invalid-option]: `derive` is a list of strings, and not of the type string"),
        ("codecs = 'all'\n", "1:10: error[invalid-option]: `codecs` is one of `needed` and `both`, and not `all`"),
        ("[rename]\n'GET /' = 1\n", "2:11: error[invalid-option]: `GET /` is a string, and not of the type integer"),
    ];
    for (text, expected) in cases {
        assert_eq!(errors(text), [format!("gatewright.toml:{expected}")], "{text}");
    }
    assert!(errors("client = \n")[0].starts_with("gatewright.toml:1:"), "{:?}", errors("client = \n"));
}

#[test]
fn documents_have_settings_of_their_own() {
    let text = "server = false\nlock = true\n[documents.a]\ndocument = 'a.yaml'\nout = 'a'\n[documents.b]\ndocument = 'b.yaml'\nserver = true\nlock = 'b.lock'\n";
    let all = Config::parse_all(Path::new("some/gatewright.toml"), text, Report::default()).unwrap();
    let [a, b] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(
        (a.key(), a.document(), a.out()),
        (Some("a"), Some(Path::new("some/a.yaml")), Some(Path::new("some/a")))
    );
    assert_eq!((b.key(), b.document(), b.out()), (Some("b"), Some(Path::new("some/b.yaml")), None));
    assert_eq!((a.options.server, b.options.server), (false, true));
    let locks = [a, b].map(|config| config.options.lock.clone().unwrap());
    assert_eq!(locks, [Path::new("some/gatewright.a.lock"), Path::new("some/b.lock")]);
}

#[test]
fn faults_of_documents_have_their_place() {
    let cases = [
        (
            "[documents.a]\ndocument = 'a'\nserve = true\n",
            "3:1: error[invalid-option]: there is no setting `serve` (did you mean `server`?)",
        ),
        ("[documents.a]\nout = 'a'\n", "1:12: error[invalid-option]: `a` names no document (add `document = …`)"),
        (
            "out = 'x'\n[documents.a]\ndocument = 'a'\n",
            "1:1: error[invalid-option]: `out` is for one document, and `documents` lists several (move it into the table of a document)",
        ),
        ("documents = 3\n", "1:13: error[invalid-option]: `documents` is a table, and not of the type integer"),
        ("[documents]\n", "1:2: error[invalid-option]: `documents` lists none (add a table `[documents.NAME]`)"),
        (
            "[documents.a]\ndocument = 'a'\n[documents.a.documents.b]\n",
            "3:14: error[invalid-option]: there is no setting `documents` (did you mean `document`?)",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(errors(text), [format!("gatewright.toml:{expected}")], "{text}");
    }
}
