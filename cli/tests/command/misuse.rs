//! Wrong usage answers with the way out.

use super::{Folder, document};

fn bookshop() -> Folder {
    Folder::new().with("bookshop.yaml", &std::fs::read_to_string(document("bookshop.yaml")).unwrap())
}

#[test]
fn a_selection_that_leaves_nothing() {
    let folder = bookshop();
    let run = folder.run(&["generate", "bookshop.yaml", "--tag", "nosuch", "--out", "sdk"]).ends_with(1);
    for expected in [
        "error[invalid-option]: no operation is left of those that the document has\n",
        "warning[unused-option]: there is no operation with the tag `nosuch` to select\n",
        "help: there are `catalogue`, `stockroom`, `reviews`, `orders`\n",
    ] {
        assert!(run.err.contains(expected), "{}", run.err);
    }
    assert!(!folder.path("sdk").exists());
    let run = folder.run(&["generate", "bookshop.yaml", "--tag", "order", "--out", "sdk"]).ends_with(1);
    assert!(run.err.contains("help: did you mean `orders`?"), "{}", run.err);
}

#[test]
fn a_code_that_is_like_no_other() {
    let run = Folder::new().run(&["explain", "zzzzzzzz"]).ends_with(2);
    let expected = "error: invalid value 'zzzzzzzz' for '[CODE]'\n\n  tip: `gatewright explain` lists all codes\n";
    assert!(run.err.starts_with(expected), "{}", run.err);
}

#[test]
fn a_quiet_check() {
    let folder = bookshop().with("broken.yaml", "openapi: 3.0.3\npaths: 1\n");
    let run = folder.run(&["check", "-q", "bookshop.yaml"]).ends_with(0);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("", ""));
    let run = folder.run(&["check", "-q", "broken.yaml"]).ends_with(1);
    assert!(run.out.contains("broken.yaml:2"), "{}", run.out);
}

#[test]
fn a_document_without_integrations() {
    let folder = bookshop();
    for arguments in [&["serve", "bookshop.yaml"][..], &["test-invoke", "bookshop.yaml", "GET /books"]] {
        let run = folder.run(arguments).ends_with(1);
        let expected = "error: no method of `bookshop.yaml` has an `x-amazon-apigateway-integration`, so that nothing could \
                        answer\nhelp: `gatewright integrate bookshop.yaml --lambda NAME` adds them, or take a document that \
                        API Gateway exported\n";
        assert_eq!(run.err, expected);
    }
}
