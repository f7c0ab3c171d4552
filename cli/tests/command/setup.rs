//! What surrounds generation: new packages, fetched documents, settings of folders above, watching.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::Folder;

const PETS: &str = "\
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths:
  /pets: {get: {operationId: listPets, responses: {'204': {description: none}}}}
";

const PACKAGE: &str = "\
[package]
name = \"shop\"   # mine
version = \"0.1.0\"
edition = \"2024\"

[dependencies]
serde = \"1\"
";

#[test]
fn a_package_is_set_up_once() {
    let folder = Folder::new().with("Cargo.toml", PACKAGE).with("openapi.yaml", PETS);
    folder.run(&["new", "--generate", "client"]).ends_with(0);
    assert_eq!(folder.read("gatewright.toml"), "document = \"openapi.yaml\"\nserver = false\nlock = true\n");
    assert!(folder.read("build.rs").contains("from_config(\"gatewright.toml\")"));
    let version = env!("CARGO_PKG_VERSION");
    let added = format!(
        "gatewright-runtime = {{ version = \"{version}\", default-features = false, features = [\"client\", \"rustls\"] }}\n\n\
         [build-dependencies]\ngatewright-build = \"{version}\"\n"
    );
    assert_eq!(folder.read("Cargo.toml"), format!("{PACKAGE}{added}"));
    let run = folder.run(&["new"]).ends_with(1);
    assert!(run.err.contains("`./build.rs` is there already"), "{}", run.err);
    let run = Folder::new().run(&["new"]).ends_with(1);
    assert!(run.err.contains("cargo init"), "{}", run.err);
}

/// Answers requests with a text, one connection after the other.
fn serve(text: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            // What is not read stays zero.
            let _ = stream.read(&mut request).unwrap();
            let found = request.starts_with(b"GET /pets.yaml ");
            let (status, text) = if found { ("200 OK", text) } else { ("404 Not Found", "") };
            let length = text.len();
            write!(stream, "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{text}").unwrap();
        }
    });
    format!("http://{address}")
}

#[test]
fn an_address_needs_a_copy() {
    let server = serve(PETS);
    let url = format!("{server}/pets.yaml");
    let folder = Folder::new();
    let run = folder.run(&["check", &url]).ends_with(2);
    assert!(run.err.contains(&format!("curl -fLo api.yaml '{url}'")), "{}", run.err);
    folder.run(&["fetch", &url]).ends_with(0);
    assert_eq!(folder.read("pets.yaml"), PETS);
    folder.run(&["check", &url]).ends_with(0);
    folder.run(&["fetch", &url]).ends_with(0);

    let folder = folder.with("pets.yaml", &PETS.replace("Pets", "Cats"));
    for document in [url.as_str(), "pets.yaml"] {
        let run = folder.run(&["check", document]).ends_with(1);
        let said = run.out + &run.err;
        assert!(said.contains("error[fetched-copy]") && said.contains("pets.yaml` is not what was fetched"), "{said}");
    }
    // Every command that reads it rejects it, also one that generates nothing.
    let run = folder.run(&["bundle", "pets.yaml"]).ends_with(1);
    assert!(run.err.contains("error[fetched-copy]"), "{}", run.err);
    let run = folder.run(&["fetch", &format!("{server}/none.yaml")]).ends_with(1);
    assert!(run.err.contains("404 Not Found"), "{}", run.err);
    let folder = folder.with("mine.yaml", "mine");
    folder.run(&["fetch", &url, "--out", "mine.yaml"]).ends_with(1);
    assert_eq!(folder.read("mine.yaml"), "mine");
    folder.run(&["fetch", "pets.yaml"]).ends_with(2);
}

fn command(folder: &Folder, within: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatewright"));
    command.args(arguments).current_dir(folder.path(within)).stdin(Stdio::null());
    command
}

#[test]
fn settings_of_a_folder_above() {
    let folder = Folder::new()
        .with("gatewright.toml", "document = 'api/pets.yaml'\nallow = ['missing-info']\n")
        .with("api/pets.yaml", PETS)
        .with("src/deep/lib.rs", "");
    let output = command(&folder, "src/deep", &["check"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "no findings\n");
}

/// Waits until a file of a folder has a text.
fn eventually(folder: &Folder, path: &str, wanted: &str) {
    let patience = Instant::now() + Duration::from_secs(60);
    while !std::fs::read_to_string(folder.path(path)).is_ok_and(|text| text.contains(wanted)) {
        assert!(Instant::now() < patience, "{path} never has {wanted}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn generates_again_after_each_change() {
    let overlay =
        "overlay: 1.1.0\ninfo: {title: F, version: '1'}\nactions:\n- {target: $.info, update: {title: Animals}}\n";
    let folder = Folder::new().with("pets.yaml", PETS).with("fix.yaml", overlay);
    let arguments = ["generate", "pets.yaml", "--overlay", "fix.yaml", "--out", "sdk", "--watch", "--no-server"];
    let mut watching = command(&folder, "", &arguments).stderr(Stdio::null()).spawn().unwrap();
    let mut changes = || {
        eventually(&folder, "sdk/Cargo.toml", "[package]");
        eventually(&folder, "sdk/src/client.rs", "list_pets");
        // The watch may begin a moment after the first run.
        let mut changed = 0;
        while !std::fs::read_to_string(folder.path("sdk/src/client.rs")).unwrap().contains("list_dogs") && changed < 100
        {
            std::fs::write(folder.path("pets.yaml"), PETS.replace("listPets", "listDogs")).unwrap();
            std::thread::sleep(Duration::from_millis(300));
            changed += 1;
        }
        std::fs::write(folder.path("fix.yaml"), "overlay: none\n").unwrap();
        std::fs::write(
            folder.path("fix.yaml"),
            overlay.replace(
                "$.info, update: {title: Animals}",
                "'$.paths[\"/pets\"].get', update: {operationId: listCats}",
            ),
        )
        .unwrap();
        eventually(&folder, "sdk/src/client.rs", "list_cats");
    };
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(&mut changes));
    watching.kill().unwrap();
    watching.wait().unwrap();
    assert!(result.is_ok());
}

/// Each document is generated again when it changes, and a fault in one does not hold up the other.
#[test]
fn watches_several_documents() {
    let shops = PETS.replace("Pets", "Shops").replace("listPets", "listShops");
    let folder = Folder::new().with("gatewright.toml", SEVERAL).with("pets.yaml", PETS).with("shops.yaml", &shops);
    let mut watching = command(&folder, "", &["generate", "--watch"]).stderr(Stdio::null()).spawn().unwrap();
    let mut changes = || {
        eventually(&folder, "pets/src/client.rs", "list_pets");
        eventually(&folder, "shops/src/client.rs", "list_shops");
        // The watch may begin a moment after the first run.
        let mut changed = 0;
        while !folder.read("shops/src/client.rs").contains("list_stores") && changed < 100 {
            std::fs::write(folder.path("shops.yaml"), shops.replace("listShops", "listStores")).unwrap();
            std::thread::sleep(Duration::from_millis(300));
            changed += 1;
        }
        std::fs::write(folder.path("shops.yaml"), "swagger: none\n").unwrap();
        std::fs::write(folder.path("pets.yaml"), PETS.replace("listPets", "listCats")).unwrap();
        eventually(&folder, "pets/src/client.rs", "list_cats");
        assert!(folder.read("shops/src/client.rs").contains("list_stores"));
    };
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(&mut changes));
    watching.kill().unwrap();
    watching.wait().unwrap();
    assert!(result.is_ok());
}

const SEVERAL: &str = "\
server = false

[documents.pets]
document = 'pets.yaml'
out = 'pets'

[documents.shops]
document = 'shops.yaml'
out = 'shops'
name = 'shop-client'
";

#[test]
fn one_file_has_the_settings_of_several_documents() {
    let shops = PETS.replace("Pets", "Shops").replace("listPets", "listShops");
    let folder = Folder::new().with("gatewright.toml", SEVERAL).with("pets.yaml", PETS).with("shops.yaml", &shops);
    folder.run(&["generate", "--runtime", "registry"]).ends_with(0);
    assert!(folder.read("shops/Cargo.toml").contains("name = \"shop-client\""));
    assert!(!folder.read("pets/Cargo.toml").contains("\"server\""));
    let all = ["generate", "--runtime", "registry", "--check"];
    folder.run(&all).ends_with(0);
    // One that is stale is enough, and the others are looked at all the same.
    let folder = folder.with("pets.yaml", &PETS.replace("listPets", "allPets"));
    let run = folder.run(&all).ends_with(1);
    assert!(run.err.contains("pets is stale") && run.err.contains("shops is current"), "{}", run.err);
    folder.run(&["generate", "--runtime", "registry", "--check", "--only", "shops"]).ends_with(0);
    let run = folder.run(&["check"]).ends_with(0);
    assert!(run.out.contains("pets.yaml:\nno findings\n") && run.out.contains("shops.yaml:\n"), "{}", run.out);
    // What is for one document says so.
    let run = folder.run(&["generate", "--out", "x"]).ends_with(2);
    assert!(run.err.contains("choose it with `--only NAME`"), "{}", run.err);
    let run = folder.run(&["report"]).ends_with(2);
    assert!(run.err.contains("the settings have several documents"), "{}", run.err);
    let run = folder.run(&["check", "--only", "shop"]).ends_with(2);
    assert!(run.err.contains("there are pets, shops"), "{}", run.err);
    let folder = folder.with("gatewright.toml", &SEVERAL.replace("out = 'shops'", "outt = 'shops'"));
    let run = folder.run(&["generate"]).ends_with(1);
    assert!(run.err.contains("gatewright.toml:9:1") && run.err.contains("did you mean `out`?"), "{}", run.err);
}
