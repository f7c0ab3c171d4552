use std::collections::BTreeSet;

use super::{Kind, OPTIONS, OptionInfo};
use crate::Builder;

/// A value that differs from the default, as the command line has it.
fn other(option: &OptionInfo) -> String {
    let default = option.default();
    let word = option.words().iter().map(|word| word.name).find(|word| Some(*word) != default.as_deref());
    match option.kind() {
        Kind::Flag => (default.as_deref() != Some("true")).to_string(),
        Kind::Word => word.unwrap_or("path:a").to_owned(),
        Kind::List | Kind::File | Kind::Files => "a".to_owned(),
        Kind::Map | Kind::Lists => "a=b".to_owned(),
    }
}

#[test]
fn every_option_changes_something_of_its_own() {
    let untouched = format!("{:?}", Builder::new("api.yaml"));
    let mut seen = BTreeSet::from([untouched]);
    for option in OPTIONS {
        let builder = option.set(Builder::new("api.yaml"), &other(option)).unwrap();
        assert!(seen.insert(format!("{builder:?}")), "{}", option.key);
    }
}

#[test]
fn names_of_options() {
    let unique = |names: Vec<&str>| assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    unique(OPTIONS.iter().map(|option| option.key).collect());
    unique(OPTIONS.iter().map(|option| option.argument).collect());
    unique(OPTIONS.iter().map(|option| option.setter).collect());
    for option in OPTIONS {
        assert!(option.key.split('.').count() <= 2, "{}", option.key);
        let summary = option.summary();
        assert!(summary.ends_with('.') && !summary.contains("]("), "{summary}");
        assert_eq!(option.turned_off.is_some(), option.argument.starts_with("no-"), "{}", option.argument);
        assert_eq!(
            option.value.contains('='),
            matches!(option.kind(), Kind::Map | Kind::Lists) || option.value == "[MODEL=]PATH"
        );
    }
}

#[test]
fn values_that_do_not_fit() {
    let why = |argument: &str, text: &str| {
        let option = OPTIONS.iter().find(|option| option.argument == argument).unwrap();
        option.check(text).unwrap_err()
    };
    assert_eq!(why("codecs", "all"), "is one of `needed` and `both`, and not `all`");
    assert_eq!(why("runtime", "path:"), "is one of `embedded`, `registry` and `path:DIR`");
    assert_eq!(why("rename", "Pet"), "an equals sign must stand between the two, as in 'Pet=Animal'");
    assert_eq!(why("no-client", "maybe"), "is `true` or `false`");
}
