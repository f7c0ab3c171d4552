//! Generates the client and the server that are fuzzed.

fn main() -> Result<(), gatewright_build::Error> {
    gatewright_build::Builder::new("api.yaml").generate_to_out_dir("api.rs")
}
