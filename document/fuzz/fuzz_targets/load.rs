//! Any bytes: reading them, walking what was read, and finding the place of everything that is said.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run load -- -max_total_time=120 -timeout=5 -rss_limit_mb=1024`

#![no_main]

use gatewright_document::{Document, Node, Report};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for name in ["a.json", "a.yaml", "a"] {
        match Document::from_bytes(name, bytes.to_vec()) {
            Ok(document) => {
                let mut report = document.report().clone();
                let mut left = 2_000;
                walk(&document, &document.root(), &mut report, &mut left);
                report.sort();
                let _ = (report.render(true), report.one_line());
            }
            Err(report) => {
                assert!(report.has_errors());
                let _ = (report.render(false), report.to_json());
            }
        }
    }
});

fn walk(document: &Document, node: &Node<'_>, report: &mut Report, left: &mut usize) {
    if *left == 0 {
        return;
    }
    *left -= 1;
    assert!(document.locate(node.origin()).is_some());
    if let Err(error) = node.resolve() {
        error.report(report, node);
    }
    for (key, child) in node.entries() {
        assert!(document.locate(&node.origin().key(key)).is_some());
        walk(document, &child, report, left);
    }
    for child in node.items() {
        walk(document, &child, report, left);
    }
}
