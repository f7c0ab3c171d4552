//! Generates the client of four of GitHub's operations.

fn main() -> Result<(), gatewright_build::Error> {
    gatewright_build::Builder::new("github.yaml").server(false).generate_to_out_dir("github.rs")
}
