//! Generates the trait, and a client for the test, from the document that API Gateway imports.

fn main() -> Result<(), gatewright_build::Error> {
    gatewright_build::Builder::new("shop.aws.yaml").generate_to_out_dir("shop.rs")
}
