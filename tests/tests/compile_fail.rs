//! What the compiler says when generated code is used wrongly.
//!
//! `TRYBUILD=overwrite cargo test -p gatewright-tests --test compile_fail` accepts what changed.

#[test]
fn compile_fail() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
