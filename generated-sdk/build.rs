//! Generates the SDK from the export. Run again by cargo whenever the document changes.

fn main() -> Result<(), gatewright_build::Error> {
    gatewright_build::Builder::new("../swagger/lambdagate.json").generate_to_out_dir("lambdagate.rs")
}
