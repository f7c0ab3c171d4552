//! Files of multipart requests that are on disk while they are worked on.
#![cfg(feature = "files-on-disk")]
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by panicking")]

mod server;

use std::convert::Infallible;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

use gatewright_runtime::server::{Context, Input, Manner, Reply, Route, Service};
use gatewright_runtime::{Bytes, File};
use http::{Request, StatusCode};
use server::request;

request! { Upload { body: Film = multipart Input::body_multipart().required() } }

#[derive(Debug)]
struct Film {
    title: String,
    films: Vec<File>,
}

gatewright_runtime::multipart! { read closed Film {
    text title "title",
    files films "films" of 1 to 3,
} }

/// An API that says what it finds, and moves the last file to a place if there is one.
struct Cinema {
    found: Mutex<Vec<PathBuf>>,
    keep: Option<PathBuf>,
}

impl Cinema {
    async fn upload(&self, request: Upload, _: Context) -> Result<Reply, Infallible> {
        let Film { title, films } = request.body;
        let said = films.iter().map(|film| match film.path() {
            Some(path) => {
                assert!(film.bytes.is_empty());
                self.found.lock().unwrap().push(path.to_owned());
                format!("{} bytes on disk", fs::read(path).unwrap().iter().filter(|byte| **byte == b'f').count())
            }
            None => format!("{} bytes", film.bytes.len()),
        });
        let said: Vec<String> = said.collect();
        if let (Some(to), Some(path)) = (&self.keep, films.last().and_then(File::path)) {
            fs::rename(path, to).unwrap();
        }
        Ok(Reply::text(200, "text/plain", format!("{title}: {}", said.join(", "))))
    }
}

/// A folder of a test's own.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn service(folder: PathBuf, keep: Option<PathBuf>) -> Service {
    let cinema = Cinema { found: Mutex::default(), keep };
    let routes = [Route::new("POST", "/", Cinema::upload)];
    Service::new(cinema, Manner::Problem, "", routes).files_on_disk(folder, 1000)
}

/// The response to a title, which may be sent as a file, and to films of some lengths.
async fn send(service: &Service, title: &str, films: &[usize]) -> (StatusCode, String) {
    let film = |length: &usize| {
        let bytes = "f".repeat(*length);
        format!("--b\r\ncontent-disposition: form-data; name=\"films\"; filename=\"a.mp4\"\r\n\r\n{bytes}\r\n")
    };
    let films: String = films.iter().map(film).collect();
    let body = format!("--b\r\ncontent-disposition: form-data; name=\"title\"{title}\r\n{films}--b--\r\n");
    let request = Request::post("/").header("content-type", "multipart/form-data; boundary=b");
    let response = service.answer(request.body(Bytes::from(body)).unwrap()).await;
    (response.status(), String::from_utf8(response.body().to_vec()).unwrap())
}

fn files(folder: &PathBuf) -> usize {
    fs::read_dir(folder).unwrap().count()
}

#[tokio::test]
async fn large_files_are_on_disk_while_the_method_works() {
    let folder = folder("files-on-disk");
    let service = service(folder.clone(), None);
    let (status, said) = send(&service, "\r\n\r\nAlien", &[1000, 1001, 300_000]).await;
    assert_eq!((status.as_u16(), &*said), (200, "Alien: 1000 bytes, 1001 bytes on disk, 300000 bytes on disk"));
    assert_eq!(files(&folder), 0, "they are removed");
}

#[tokio::test]
async fn a_method_may_keep_a_file() {
    let (folder, kept) = (folder("files-to-keep"), folder("files-kept"));
    let service = service(folder.clone(), Some(kept.join("film")));
    assert_eq!(send(&service, "\r\n\r\nAlien", &[5000]).await.0, StatusCode::OK);
    assert_eq!((files(&folder), fs::read(kept.join("film")).unwrap().len()), (0, 5000));
}

#[tokio::test]
async fn bounds_hold() {
    let folder = folder("files-bounded");
    let ours = service(folder.clone(), None);
    let status = async |service: &Service, title: &str, films: &[usize]| send(service, title, films).await.0.as_u16();

    // What is on disk takes nothing of the memory that all bodies may have.
    let small = ours.clone().body_budget(2000);
    assert_eq!(status(&small, "\r\n\r\nAlien", &[300_000]).await, 200);
    let long = format!("\r\n\r\n{}", "A".repeat(70_000));
    assert_eq!(status(&small, &long, &[10]).await, 503);
    assert_eq!(status(&ours.clone().body_limit(10_000), "\r\n\r\nAlien", &[300_000]).await, 413);
    // The document is held to as without: counts, and texts that are none.
    assert_eq!(status(&ours, "\r\n\r\nAlien", &[2000; 4]).await, 400);
    let file = format!("; filename=\"a\"\r\n\r\n{}", "A".repeat(3000));
    let (code, said) = send(&ours, &file, &[10]).await;
    assert!(code == 400 && said.contains("a file of 3000 bytes"), "{said}");
    assert_eq!(files(&folder), 0, "whatever becomes of a request, its files are removed");

    // No fault of the client.
    assert_eq!(status(&service(folder.join("absent"), None), "\r\n\r\nAlien", &[2000]).await, 500);
}

/// A method that sends on what it gets, to a cinema that says what arrives.
#[cfg(feature = "client")]
mod proxy {
    use gatewright_runtime::client::Core;
    use gatewright_runtime::server::axum;
    use gatewright_runtime::{Part, ToMultipart};

    use super::*;

    impl ToMultipart for Film {
        fn to_multipart(&self) -> Vec<Part> {
            let films = self.films.iter().map(|film| Part::file("films", film.clone()));
            [Part::text("title", &self.title)].into_iter().chain(films).collect()
        }
    }

    struct Proxy(Core);

    impl Proxy {
        async fn upload(&self, request: Upload, _: Context) -> Result<Reply, Infallible> {
            assert!(request.body.films.iter().any(|film| film.path().is_some()));
            let sent = self.0.request("POST", "/").body_multipart(&request.body).send_raw().await.unwrap();
            Ok(Reply::text(200, "text/plain", String::from_utf8_lossy(sent.body()).into_owned()))
        }
    }

    #[tokio::test]
    async fn a_file_on_disk_can_be_sent_on() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let core = Core::new(&format!("http://{}", listener.local_addr().unwrap()));
        let behind = service(folder("files-behind"), None);
        let serving = tokio::spawn(async move { axum::serve(listener, behind.into_router()).await });
        let proxy = Service::new(Proxy(core), Manner::Problem, "", [Route::new("POST", "/", Proxy::upload)]);
        let proxy = proxy.files_on_disk(folder("files-of-a-proxy"), 1000);
        let (status, said) = send(&proxy, "\r\n\r\nAlien", &[10, 300_000]).await;
        assert_eq!((status.as_u16(), &*said), (200, "Alien: 10 bytes, 300000 bytes on disk"));
        serving.abort();
    }
}
