//! moto, as a server on this machine.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use gatewright_gateway::{RemoteService, Request, Response, Service as _, ServiceTarget};
use serde_json::Value;

/// A running server; it ends with this value.
pub(crate) struct Moto {
    process: Child,
    pub(crate) service: RemoteService,
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Moto {
    /// Starts moto; `None` where it is not installed.
    pub(crate) async fn start() -> Option<Moto> {
        let program = programs().into_iter().find(|path| path.is_file())?;
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new(program);
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]).stdout(Stdio::null()).stderr(Stdio::null());
        let process = command.spawn().unwrap();
        let service = RemoteService::new(&format!("http://127.0.0.1:{port}")).unwrap();
        let moto = Moto { process, service };
        for _ in 0..300 {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(moto);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("moto does not listen");
    }
}

fn programs() -> Vec<PathBuf> {
    let below = |folder: &Path| folder.join("gateway-services/bin/moto_server");
    let own = below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"));
    let named = std::env::var_os("CARGO_TARGET_DIR").map(|folder| below(Path::new(&folder)));
    std::iter::once(own).chain(named).collect()
}

/// Calls an action of a service by its JSON protocol.
pub(crate) async fn act(service: &RemoteService, name: &str, target: &str, body: &Value) -> Response {
    let uri = format!("arn:aws:apigateway:us-east-1:{name}:path/");
    let request = Request::new("POST", "/")
        .header("Content-Type", "application/x-amz-json-1.0")
        .header("X-Amz-Target", target)
        .body(body.to_string());
    service.call(request, ServiceTarget::parse(&uri)).await.unwrap()
}
