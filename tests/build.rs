//! Leaves the golden files out while they are being rewritten: one that does not compile must not
//! keep the tests from writing a better one.

fn main() {
    println!("cargo::rerun-if-env-changed=UPDATE_GOLDEN");
    println!("cargo::rustc-check-cfg=cfg(updating_golden)");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        println!("cargo::rustc-cfg=updating_golden");
    }
}
