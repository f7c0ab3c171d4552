use std::fs;

use crate::{Folder, document};

const GENERATE: &str = "generate";

#[test]
fn writes_once_and_is_current() {
    let folder = Folder::new();
    let lambdagate = document("lambdagate.json");
    let run = folder.run(&[GENERATE, &lambdagate, "--out", "lambdagate-sdk"]).ends_with(0);
    assert_eq!(run.out, "");
    assert!(run.err.contains("lambdagate-sdk: 3 operations, 4 types; files: "), "{}", run.err);
    let manifest = folder.read("lambdagate-sdk/Cargo.toml");
    assert!(manifest.contains("name = \"lambdagate-sdk\"\n"), "{manifest}");
    assert!(manifest.contains("gatewright-runtime = { path = \"gatewright-runtime\""), "{manifest}");

    let run = folder.run(&[GENERATE, &lambdagate, "--out", "lambdagate-sdk"]).ends_with(0);
    assert!(run.err.contains("files: 0 written,"), "{}", run.err);
    let run = folder.run(&[GENERATE, &lambdagate, "--out", "lambdagate-sdk", "--check"]).ends_with(0);
    assert_eq!(run.out, "");
    assert!(run.err.contains("lambdagate-sdk is current: "), "{}", run.err);
}

#[test]
fn what_is_stale_is_shown_and_left_alone() {
    let folder = Folder::new();
    let lambdagate = document("lambdagate.json");
    folder.run(&[GENERATE, &lambdagate, "--out", "sdk", "--quiet"]).ends_with(0);
    let library = folder.read("sdk/src/lib.rs") + "// mine\n";
    fs::write(folder.path("sdk/src/lib.rs"), &library).unwrap();
    fs::remove_file(folder.path("sdk/gatewright-runtime/src/lib.rs")).unwrap();

    let run = folder.run(&[GENERATE, &lambdagate, "--out", "sdk", "--check"]).ends_with(1);
    assert!(run.out.contains("--- a/src/lib.rs\n+++ b/src/lib.rs\n"), "{}", run.out);
    assert!(run.out.contains("\n-// mine\n"), "{}", run.out);
    assert!(run.out.contains("+++ b/gatewright-runtime/src/lib.rs\n"), "{}", run.out);
    assert!(run.err.contains("sdk is stale"), "{}", run.err);
    assert_eq!(folder.read("sdk/src/lib.rs"), library);
    assert!(!folder.path("sdk/gatewright-runtime/src/lib.rs").exists());

    let run = folder.run(&[GENERATE, &lambdagate, "--out", "sdk"]).ends_with(0);
    assert!(run.err.contains("files: 2 written,"), "{}", run.err);
    folder.run(&[GENERATE, &lambdagate, "--out", "sdk", "--check", "--quiet"]).ends_with(0);
}

#[test]
fn what_is_not_generated_any_more_goes() {
    let folder = Folder::new();
    let lambdagate = document("lambdagate.json");
    folder.run(&[GENERATE, &lambdagate, "--out", "sdk"]).ends_with(0);
    fs::write(folder.path("sdk/README.md"), "mine").unwrap();
    let without = ["--no-server", "--runtime", "registry"];
    let arguments = [&[GENERATE, &lambdagate, "--out", "sdk"], without.as_slice()].concat();
    folder.run(&arguments).ends_with(0);
    assert!(!folder.path("sdk/src/server.rs").exists());
    assert!(!folder.path("sdk/gatewright-runtime").exists());
    assert_eq!(folder.read("sdk/README.md"), "mine");
    assert!(folder.read("sdk/Cargo.toml").contains("gatewright-runtime = { version = "));
}

#[test]
fn nothing_of_the_users_is_overwritten() {
    let lambdagate = document("lambdagate.json");
    let folder = Folder::new().with("sdk/src/main.rs", "fn main() {}\n").with("own/Cargo.toml", "[package]\n");
    let run = folder.run(&[GENERATE, &lambdagate, "--out", "sdk"]).ends_with(1);
    let expected = "error: `sdk/src` is in the way: not written by gatewright\n\
                    help: choose another directory with `--out`, or overwrite with `--force`\n";
    assert_eq!(run.err, expected);
    assert!(!folder.path("sdk/Cargo.toml").exists());
    folder.run(&[GENERATE, &lambdagate, "--out", "own"]).ends_with(1);
    assert_eq!(folder.read("own/Cargo.toml"), "[package]\n");
    assert!(!folder.path("own/src").exists());

    folder.run(&[GENERATE, &lambdagate, "--out", "own", "--force"]).ends_with(0);
    assert!(folder.read("own/Cargo.toml").contains("name = \"own\""));
    folder.run(&[GENERATE, &lambdagate, "--out", "own"]).ends_with(0);
}

#[test]
fn a_skeleton_is_written_once() {
    let lambdagate = document("lambdagate.json");
    let folder = Folder::new();
    let arguments = [GENERATE, &lambdagate, "--out", "lambdagate-sdk", "--skeleton", "src/service.rs"];
    let run = folder.run(&arguments).ends_with(0);
    assert!(run.err.contains("src/service.rs: written, and yours to fill in"), "{}", run.err);
    let skeleton = folder.read("src/service.rs");
    let method = "    /// `POST /calc`
    async fn post_calc(
        &self,
        _request: server::PostCalcRequest,
        _context: Context,
    ) -> Result<server::PostCalcResponse, BoxError> {
        Err(NotImplemented.into())
    }
";
    assert!(skeleton.contains("use lambdagate_sdk::server;\n") && skeleton.contains(method), "{skeleton}");
    let run = Folder::new().with("service.rs", "// Mine.\n");
    let again = [GENERATE, &lambdagate, "--out", "sdk", "--skeleton", "service.rs"];
    assert!(run.run(&again).ends_with(0).err.contains("service.rs: exists, and is left as it is"));
    assert_eq!(run.read("service.rs"), "// Mine.\n");
}

#[test]
fn a_rejected_document_writes_nothing() {
    let folder = Folder::new().with("api.json", "{\"swagger\": \"2.0\",");
    let run = folder.run(&[GENERATE, "api.json", "--out", "sdk"]).ends_with(1);
    assert!(run.err.contains("error[truncated-document]"), "{}", run.err);
    assert!(!folder.path("sdk").exists());
}

#[test]
fn the_same_bytes_wherever_it_runs() {
    let runs = [Folder::new(), Folder::new()].map(|folder| {
        fs::copy(document("bookshop.yaml"), folder.path("bookshop.yaml")).unwrap();
        folder.run(&[GENERATE, "bookshop.yaml", "--out", "sdk"]).ends_with(0);
        folder
    });
    let list = runs[0].read("sdk/.gatewright-files");
    assert!(list.lines().count() > 10);
    for path in list.lines().map(|path| format!("sdk/{path}")) {
        let text = runs[0].read(&path);
        assert_eq!(text, runs[1].read(&path), "{path}");
        assert!(!text.contains(env!("CARGO_MANIFEST_DIR")), "{path} names a folder of this machine");
    }
}

#[test]
fn the_runtime_stands_alone() {
    let folder = Folder::new();
    folder.run(&[GENERATE, &document("lambdagate.json"), "--out", "sdk"]).ends_with(0);
    let manifest = folder.read("sdk/gatewright-runtime/Cargo.toml");
    assert!(!manifest.contains("workspace"), "{manifest}");
    assert!(!manifest.contains("dev-dependencies"), "{manifest}");
    assert!(manifest.contains(&format!("version = \"{}\"\n", env!("CARGO_PKG_VERSION"))), "{manifest}");
}

#[test]
fn options_reach_the_generator() {
    let folder = Folder::new();
    let arguments = [GENERATE, &document("lambdagate.json"), "--out", "sdk", "--name", "calculator"];
    let more = ["--rename", "GET /calc=divide", "--path", "/calc", "--no-server"];
    folder.run(&[arguments.as_slice(), &more].concat()).ends_with(0);
    assert!(folder.read("sdk/Cargo.toml").contains("name = \"calculator\""));
    let client = folder.read("sdk/src/client.rs");
    assert!(client.contains("pub fn divide") && !client.contains("operand1_and_operand2"), "{client}");
    let run = folder.run(&[GENERATE, "api.json", "--out", "sdk", "--rename", "GET /calc"]).ends_with(2);
    assert!(run.err.contains("an equals sign must stand between the two"), "{}", run.err);
}

#[test]
fn for_programs() {
    let folder = Folder::new();
    let arguments = [GENERATE, &document("lambdagate.json"), "--out", "sdk", "--message-format", "json"];
    let run = folder.run(&arguments).ends_with(0);
    assert_eq!(run.err, "");
    let found = run.json();
    let written = found["files"]["written"].as_array().unwrap();
    assert!(written.iter().any(|path| path == "sdk/src/lib.rs"), "{found}");
    fs::write(folder.path("sdk/src/lib.rs"), "").unwrap();
    let run = folder.run(&[arguments.as_slice(), &["--check"]].concat()).ends_with(1);
    assert_eq!(run.json()["files"]["stale"], true);
}

/// A document of one operation.
fn pets(id: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: Pets, version: '1'}}\npaths:\n  /pets:\n    get:\n      operationId: {id}\n      \
         tags: [pets]\n      responses: {{'204': {{description: Done.}}}}\n"
    )
}

#[test]
fn a_lock_keeps_names_once_it_is_there() {
    let folder = Folder::new().with("api.yaml", &pets("listPets"));
    folder.run(&[GENERATE, "api.yaml", "--out", "sdk"]).ends_with(0);
    assert!(!folder.path("sdk/gatewright.lock").exists());
    folder.run(&[GENERATE, "api.yaml", "--out", "sdk", "--lock"]).ends_with(0);
    let lock = folder.read("sdk/gatewright.lock");
    assert!(lock.ends_with("[operations]\n\"GET /pets\" = \"list_pets\"\n"), "{lock}");

    // Used without being asked for, and unchanged by what it keeps.
    let folder = folder.with("api.yaml", &pets("allPets"));
    folder.run(&[GENERATE, "api.yaml", "--out", "sdk"]).ends_with(0);
    assert!(folder.read("sdk/src/client.rs").contains("pub fn list_pets("));
    assert_eq!(folder.read("sdk/gatewright.lock"), lock);

    // Something new: rejected if the lock is not to change, told if nothing is written, and else added.
    let cats = "  /cats:\n    get: {operationId: cats, responses: {'204': {description: Done.}}}\n";
    let folder = folder.with("api.yaml", &(pets("allPets") + cats));
    let run = folder.run(&[GENERATE, "api.yaml", "--out", "sdk", "--locked"]).ends_with(1);
    assert!(run.err.contains("error[lock-outdated]: `sdk/gatewright.lock` lacks `GET /cats` (`cats`)"), "{}", run.err);
    let run = folder.run(&[GENERATE, "api.yaml", "--out", "sdk", "--check"]).ends_with(1);
    assert!(run.out.contains("+\"GET /cats\" = \"cats\"\n"), "{}", run.out);
    assert_eq!(folder.read("sdk/gatewright.lock"), lock);
    folder.run(&[GENERATE, "api.yaml", "--out", "sdk"]).ends_with(0);
    folder.run(&[GENERATE, "api.yaml", "--out", "sdk", "--locked", "--check"]).ends_with(0);

    // What is gone is told and removed.
    let folder = folder.with("api.yaml", &pets("allPets"));
    let run = folder.run(&[GENERATE, "api.yaml", "--out", "sdk", "--notes"]).ends_with(0);
    assert!(run.err.contains("names `GET /cats` (`cats`) that is no more"), "{}", run.err);
    assert_eq!(folder.read("sdk/gatewright.lock"), lock);

    // A lock that cannot be read is no reason to change names.
    let folder = folder.with("sdk/gatewright.lock", "version = 1\n<<<<<<< ours\n");
    let run = folder.run(&[GENERATE, "api.yaml", "--out", "sdk"]).ends_with(1);
    assert!(run.err.contains("--> sdk/gatewright.lock:2:1"), "{}", run.err);
    let elsewhere = folder.run(&[GENERATE, "api.yaml", "--out", "sdk", "--lock=names.lock"]).ends_with(0);
    assert!(folder.read("names.lock").contains("all_pets"), "{}", elsewhere.err);
}

#[test]
fn settings_are_read_from_a_file() {
    let settings = "document = 'api.yaml'\nout = '../sdk'\nname = 'pets'\nserver = false\nlock = true\nruntime = 'registry'\n\
                    [rename]\n'GET /pets' = 'all'\n";
    let folder = Folder::new().with("api/api.yaml", &pets("listPets")).with("api/gatewright.toml", settings);
    let run = folder.run(&[GENERATE]).ends_with(2);
    assert!(run.err.contains("no document is given, and there is no `gatewright.toml`"), "{}", run.err);
    folder.run(&[GENERATE, "--config", "api/gatewright.toml"]).ends_with(0);
    assert!(folder.read("sdk/src/client.rs").contains("pub fn all("));
    assert!(folder.read("sdk/Cargo.toml").contains("name = \"pets\""));
    assert!(!folder.path("sdk/src/server.rs").exists());
    assert!(folder.read("api/gatewright.lock").contains("\"GET /pets\" = \"all\""));

    // What the command says comes on top.
    let more = ["--rename", "GET /pets=every", "--out", "other", "--name", "other"];
    folder.run(&[&[GENERATE, "--config", "api/gatewright.toml"], more.as_slice()].concat()).ends_with(0);
    assert!(folder.read("other/src/client.rs").contains("pub fn every("));

    // Where there is one, it is all that is needed.
    let mut command = folder.command(&["check", "--message-format", "short"]);
    let output = command.current_dir(folder.path("api")).output().unwrap();
    assert!(output.status.success(), "{output:?}");

    let folder = folder.with("api/gatewright.toml", "document = 'api.yaml'\nsever = false\n");
    let run = folder.run(&[GENERATE, "--config", "api/gatewright.toml"]).ends_with(1);
    let expected = "error[invalid-option]: there is no setting `sever`\n --> api/gatewright.toml:2:1\n  |\n2 | sever = false\n  | \
                    ^^^^^\n  |\n  = help: did you mean `server`?\n\n";
    assert_eq!(run.err, expected);
    let run = folder.run(&[GENERATE, "--config", "api/absent.toml"]).ends_with(1);
    assert!(run.err.contains("cannot read `api/absent.toml`"), "{}", run.err);
}

#[test]
fn operations_are_picked_and_left_out() {
    let two = pets("listPets") + "  /cats:\n    get: {tags: [cats], responses: {'204': {description: Done.}}}\n";
    let folder = Folder::new().with("api.yaml", &two);
    let client = |arguments: &[&str]| {
        folder.run(&[&[GENERATE, "api.yaml", "--out", "sdk"], arguments].concat()).ends_with(0);
        let text = folder.read("sdk/src/client.rs");
        (text.contains("pub fn list_pets("), text.contains("pub fn get_cats("))
    };
    assert_eq!(client(&["--tag", "pets"]), (true, false));
    assert_eq!(client(&["--exclude-tag", "pets"]), (false, true));
    assert_eq!(client(&["--exclude-path", "/c*"]), (true, false));
    assert_eq!(client(&["--exclude-operation", "listPets"]), (false, true));
    assert_eq!(client(&["--method", "GET", "--exclude-operation", "GET /cats"]), (true, false));
    let run = folder.run(&[GENERATE, "api.yaml", "--out", "sdk", "--exclude-tag", "pest"]).ends_with(0);
    assert!(run.err.contains("there is no operation with the tag `pest` to exclude"), "{}", run.err);
    folder.run(&[GENERATE, "api.yaml", "--out", "sdk", "--exclude-tag", "pest", "--strict"]).ends_with(1);
}

#[test]
fn a_workspace_around_the_crate() {
    let folder = Folder::new().with("Cargo.toml", "[workspace]\nmembers = []\n");
    let lambdagate = document("lambdagate.json");
    let run = folder.run(&[GENERATE, &lambdagate, "--out", "crates/sdk"]).ends_with(0);
    assert!(run.err.contains("note: crates/sdk is a workspace of its own within that of "), "{}", run.err);
    assert!(folder.read("crates/sdk/Cargo.toml").ends_with("\n[workspace]\n"));
    let run = folder.run(&[GENERATE, &lambdagate, "--out", "crates/sdk", "--workspace-member"]).ends_with(0);
    assert!(!run.err.contains("note: "), "{}", run.err);
    assert!(!folder.read("crates/sdk/Cargo.toml").contains("workspace"));
}

#[test]
fn reads_the_standard_input() {
    use std::io::Write as _;
    use std::process::Stdio;

    let folder = Folder::new().with("pet.yaml", "{type: object, properties: {name: {type: string}}}\n");
    let run = |text: &str| {
        let mut command = folder.command(&[GENERATE, "-", "--out", "sdk"]);
        let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let document = "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths: {}\ncomponents: {schemas: {Pet: {$ref: pet.yaml}}}\n";
    let (code, told) = run(document);
    assert_eq!(code, Some(0), "{told}");
    assert!(folder.read("sdk/src/models.rs").contains("pub struct Pet"), "{told}");
    let (code, told) = run("openapi: [3.0.3\n");
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("--> <stdin>:"), "{told}");
}

/// Neither the folder, nor the language, nor the time zone, nor the line ends of the document.
#[test]
fn nothing_around_the_document_reaches_the_output() {
    for name in ["lambdagate.json", "bookshop.yaml"] {
        let text = fs::read_to_string(document(name)).unwrap();
        let windows = text.replace('\n', "\r\n");
        let mut outputs = Vec::new();
        for (place, text, language, zone) in [
            (name.to_owned(), &text, "C", "UTC"),
            (format!("in another/folder/{name}"), &text, "tr_TR.UTF-8", "Asia/Kathmandu"),
            (name.to_owned(), &windows, "de_DE.UTF-8", "America/St_Johns"),
        ] {
            let folder = Folder::new().with(&place, text);
            let mut command = folder.command(&[GENERATE, &place, "--out", "out", "--name", "same", "--quiet"]);
            let status = command.env("LC_ALL", language).env("LANG", language).env("TZ", zone).status().unwrap();
            assert!(status.success(), "{place}");
            let files = ["Cargo.toml", "src/lib.rs", "src/models.rs", "src/client.rs", "src/server.rs"];
            outputs.push(files.map(|file| folder.read(&format!("out/{file}"))));
        }
        assert!(outputs.windows(2).all(|pair| pair.first() == pair.last()), "{name}");
    }
}
