//! References to what a stranger has no business with.

use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use gatewright_build::{Builder, Document};

use super::{Folder, ensure, report_of};
use crate::Attack;

/// What a file outside of the document's folder has in it, and nobody may see.
const SECRET: &str = "s3cr3t";

pub(super) fn attacks() -> Vec<Attack> {
    vec![
        Attack { name: "devices and files of the system", run: devices },
        #[cfg(unix)]
        Attack { name: "a named pipe", run: pipe },
        #[cfg(unix)]
        Attack { name: "a socket", run: socket },
        #[cfg(unix)]
        Attack { name: "a link to a device", run: link_to_device },
        Attack { name: "a folder", run: || rejects("folder/", |folder| drop(folder.write("folder/a.yaml", "a: 1"))) },
        Attack { name: "a file without an end", run: huge },
        Attack { name: "a file outside, of which nobody is told", run: outside_is_reported },
        #[cfg(unix)]
        Attack { name: "a link that leads outside, of which nobody is told", run: link_outside_is_reported },
        Attack { name: "the text of a file outside, in a message", run: text_of_outside },
        Attack { name: "names of files in a folder outside", run: names_of_outside },
    ]
}

fn document(reference: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: A, version: '1'}}\npaths:\n  /a:\n    get:\n      responses: {{'200': {{description: \
         Ok, content: {{application/json: {{schema: {{$ref: {}}}}}}}}}}}\n",
        serde_json::to_string(reference).unwrap()
    )
}

/// Reads a document with a reference, in so much time.
fn load(path: &Path, reference: &str) -> Result<Vec<String>, String> {
    let (send, receive) = mpsc::channel();
    let path = path.to_owned();
    std::thread::spawn(move || send.send(report_of(&Builder::new(&path)).one_line()));
    receive.recv_timeout(Duration::from_secs(10)).map_err(|_| format!("`{reference}` takes for ever"))
}

/// The reference is an error, and what it leads to is not read.
fn rejects(reference: &str, prepare: impl Fn(&Folder)) -> Result<(), String> {
    let folder = Folder::new("rejects");
    prepare(&folder);
    let path = folder.write("attack.yaml", &document(reference));
    let lines = load(&path, reference)?;
    let rejected = lines.iter().any(|line| line.contains("[missing-file]") || line.contains("[too-large]"));
    ensure(rejected, || format!("`{reference}`: {lines:?}"))?;
    let read = Document::load(&path).unwrap().files().count();
    ensure(read == 1, || format!("`{reference}` was read"))
}

fn devices() -> Result<(), String> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    for reference in [
        "/dev/zero",
        "/dev/stdin",
        "/dev/fd/0",
        "/dev/tty",
        "/dev/urandom",
        "/proc/self/environ",
        "/proc/self/../self/cmdline",
        "/proc/self/fd/0",
        "/proc/self/mem",
        "/sys/kernel/notes",
        "/proc/kmsg",
        "file:/dev/zero",
        "file:///dev/zero",
        "file:///proc/self/environ",
        "/dev/./zero",
        "/%64ev/zero",
        "../../../../../../../../../../../../dev/zero",
        "/dev/zero#/a",
        "/dev",
    ] {
        rejects(reference, |_| {})?;
    }
    Ok(())
}

#[cfg(unix)]
fn pipe() -> Result<(), String> {
    rejects("pipe.yaml", |folder| {
        use rustix::fs::{CWD, FileType, Mode, mknodat};
        mknodat(CWD, folder.0.join("pipe.yaml"), FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
    })
}

#[cfg(unix)]
fn socket() -> Result<(), String> {
    // The path of a socket is short.
    let folder = std::env::temp_dir().join(format!("gatewright-attack-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let listener = std::os::unix::net::UnixListener::bind(folder.join("a.sock")).unwrap();
    let result = rejects(folder.join("a.sock").to_str().unwrap(), |_| {});
    drop(listener);
    let _ = std::fs::remove_dir_all(folder);
    result
}

#[cfg(unix)]
fn link_to_device() -> Result<(), String> {
    for target in ["/dev/zero", "/proc/self/environ", "/dev/stdin"] {
        rejects("link.yaml", |folder| std::os::unix::fs::symlink(target, folder.0.join("link.yaml")).unwrap())?;
    }
    Ok(())
}

/// A file of which the disk holds nothing, larger than all that is read.
fn huge() -> Result<(), String> {
    let make = |folder: &Folder| {
        let file = std::fs::File::create(folder.0.join("huge.yaml")).unwrap();
        file.set_len(8 << 30).unwrap();
    };
    rejects("huge.yaml", make)
}

/// A document in a folder within another, in which there is a file.
fn with_outside(reference: &str, text: &str) -> (Folder, std::path::PathBuf) {
    let folder = Folder::new("outside");
    folder.write("secret.yaml", text);
    let path = folder.write("api/attack.yaml", &document(reference));
    (folder, path)
}

fn outside_is_reported() -> Result<(), String> {
    let (folder, path) = with_outside("../secret.yaml#/Pet", "Pet: {type: object}\n");
    let absolute = folder.0.join("secret.yaml").display().to_string();
    for reference in [
        "../secret.yaml#/Pet",
        &format!("{absolute}#/Pet"),
        &format!("file://{absolute}#/Pet"),
        "x/../../secret.yaml#/Pet",
    ] {
        std::fs::write(&path, document(reference)).unwrap();
        let builder = Builder::new(&path);
        let lines = report_of(&builder).one_line();
        ensure(lines.iter().any(|line| line.contains("warning[outside-file]")), || format!("{reference}: {lines:?}"))?;
        let report = report_of(&builder.clone().deny("outside-file"));
        ensure(report.has_errors(), || format!("{reference}: denying has no effect"))?;
        let report = report_of(&builder.allow("outside-file"));
        ensure(report.is_empty(), || format!("{reference}: {}", report.render(false)))?;
    }
    Ok(())
}

#[cfg(unix)]
fn link_outside_is_reported() -> Result<(), String> {
    let (folder, path) = with_outside("link.yaml#/Pet", "Pet: {type: object}\n");
    std::os::unix::fs::symlink(folder.0.join("secret.yaml"), folder.0.join("api/link.yaml")).unwrap();
    let lines = report_of(&Builder::new(&path)).one_line();
    ensure(lines.iter().any(|line| line.contains("[outside-file]")), || format!("{lines:?}"))
}

/// Files of several kinds, with mistakes that are reported.
fn text_of_outside() -> Result<(), String> {
    let texts = [
        format!("{SECRET}\n"),
        format!("{SECRET}:x:0:0:root:/root:/bin/sh\n"),
        format!("[default]\naws_secret_access_key = {SECRET}\n"),
        format!("key: {SECRET}: x\n"),
        format!("{{\"{SECRET}\": {SECRET}}}"),
        format!("{{\"a\": \"{SECRET}"),
        format!("{{\"{SECRET}\": 1, \"{SECRET}\": 2}}"),
        format!("{SECRET}: 1\n{SECRET}: 2\n"),
        format!("Pet: {{type: {SECRET}}}\n"),
        format!("Pet: {{type: string, pattern: '({SECRET}'}}\n"),
        format!("Pet: {{type: string, enum: [1, {SECRET}, {SECRET}]}}\n"),
        format!("Pet: {{type: object, required: [{SECRET}], properties: {{a: {{$ref: '#/{SECRET}'}}}}}}\n"),
        format!("Pet: {{allOf: [{{type: string, format: {SECRET}}}, {{type: integer}}]}}\n"),
        format!("Pet: {{type: object, properties: {{{SECRET}: {{type: strin}}, {SECRET}_: {{type: strin}}}}}}\n"),
        format!("Pet: {{type: string, x-rust-type: '{SECRET}::A'}}\n"),
        format!("Pet: {{type: string, example: 1, default: {SECRET}, minLength: {SECRET}}}\n"),
        format!("Pet: {{oneOf: [{{type: object}}], discriminator: {{propertyName: {SECRET}}}}}\n"),
        format!("Pet: !{SECRET} {{type: string}}\n"),
        format!("Pet: &{SECRET} {{type: string}}\na: *{SECRET}x\n"),
        format!("Pett: {{type: string}}\n{SECRET}: 1\n"),
        format!("-----BEGIN KEY-----\n{SECRET}\n\tb: c\n"),
        format!("a\u{0}b{SECRET}"),
    ];
    for text in &texts {
        for reference in
            ["../secret.yaml", "../secret.yaml#/Pet", "../secret.yaml#/Pet/properties/a", "../secret.yaml#anchor"]
        {
            let (_folder, path) = with_outside(reference, text);
            let report = report_of(&Builder::new(&path).deny("outside-file"));
            let shown = [
                report.render(false),
                report.render(true),
                report.one_line().join("\n"),
                report.one_line_capped(5).join("\n"),
                report.to_json().to_string(),
            ];
            for shown in shown {
                ensure(!shown.contains(SECRET), || format!("`{reference}` to {text:?}:\n{shown}"))?;
            }
        }
    }
    Ok(())
}

fn names_of_outside() -> Result<(), String> {
    let (folder, path) = with_outside("../secret.yam", "Pet: {type: object}\n");
    folder.write("s3cr3t.yaml", "a: 1\n");
    for reference in ["../secret.yam", "../s3cr3.yaml", "../api/../s3cr3.yaml"] {
        std::fs::write(&path, document(reference)).unwrap();
        let shown = report_of(&Builder::new(&path)).render(false);
        ensure(!shown.contains("did you mean"), || shown.clone())?;
    }
    Ok(())
}
