//! Generates the trait and the client. Methods that the shop does not write respond with 501.

fn main() -> Result<(), gatewright_build::Error> {
    gatewright_build::Builder::new("../../swagger/bookshop.yaml").unwritten(true).generate_to_out_dir("bookshop.rs")
}
