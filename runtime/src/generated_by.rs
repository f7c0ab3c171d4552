//! Generated code belongs to the runtime of the same version.

/// Stops the compiler where generated code and this runtime are of different versions, before it lists all that does
/// not fit.
///
/// Generated code calls it with the version of its generator, major and minor:
///
/// ```
/// gatewright_runtime::generated_by!("0.1");
/// ```
#[macro_export]
macro_rules! generated_by {
    ("0.1") => {};
    ($generator:literal) => {
        ::core::compile_error!(::core::concat!(
            "gatewright ",
            $generator,
            " generated this code, but gatewright-runtime is 0.1: take gatewright-runtime ",
            $generator,
            ", or generate again with gatewright 0.1"
        ));
    };
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_version_is_that_of_the_package() {
        let (major, minor) = (env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR"));
        let source = include_str!("generated_by.rs");
        assert!(source.contains(&format!("(\"{major}.{minor}\") => {{}};")));
        assert!(source.contains(&format!("gatewright-runtime is {major}.{minor}: ")));
        assert!(source.contains(&format!("again with gatewright {major}.{minor}\"")));
    }
}
