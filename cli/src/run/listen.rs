//! Connections of `gatewright serve`: plain or with TLS, and with the spelling of header names, which the
//! HTTP library makes small letters of and API Gateway shows to templates and functions.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::{ConnectInfo, Request};
use axum::middleware::Next;
use axum::response::Response;
use axum::serve::{IncomingStream, Listener};
use gatewright_gateway::HeaderSpelling;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::outcome::Failure;

/// How much of what was read last is kept: more than the head of any request that is answered.
const KEPT: usize = 64 * 1024;

/// How long a client may take to agree on keys.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// How many connections wait to be taken.
const WAITING: usize = 64;

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// A connection that keeps what was read last.
pub(crate) struct Connection {
    stream: Box<dyn Stream>,
    heads: Heads,
}

/// What was read last from a connection.
#[derive(Clone, Default)]
struct Heads(Arc<Mutex<Vec<u8>>>);

impl Heads {
    fn add(&self, bytes: &[u8]) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(bytes);
        let excess = kept.len().saturating_sub(KEPT);
        kept.drain(..excess);
    }

    /// The names of header lines, in whatever spelling. Lines of bodies may be among them, which does no harm:
    /// only names that a request has are spelled.
    fn take_names(&self) -> Vec<String> {
        let bytes = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let names = bytes.split(|byte| *byte == b'\n').filter_map(|line| {
            let end = line.iter().position(|byte| *byte == b':')?;
            let name = std::str::from_utf8(line.get(..end)?).ok()?;
            let is_token = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
            is_token.then(|| name.to_owned())
        });
        names.collect()
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.heads.add(buffer.filled().get(before..).unwrap_or_default());
        read
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// Takes connections, and agrees on keys where there is a certificate.
pub(crate) struct Connections {
    address: SocketAddr,
    accepted: mpsc::Receiver<(Box<dyn Stream>, SocketAddr)>,
}

impl Connections {
    /// Begins to take the connections of a socket.
    pub(crate) fn of(listener: TcpListener, tls: Option<Arc<ServerConfig>>) -> io::Result<Connections> {
        let address = listener.local_addr()?;
        let (sender, accepted) = mpsc::channel(WAITING);
        tokio::spawn(take(listener, tls.map(TlsAcceptor::from), sender));
        Ok(Connections { address, accepted })
    }
}

/// One slow client keeps no other waiting.
async fn take(listener: TcpListener, tls: Option<TlsAcceptor>, sender: mpsc::Sender<(Box<dyn Stream>, SocketAddr)>) {
    loop {
        let Ok((stream, peer)) = listener.accept().await else {
            // Out of file handles, perhaps: they come back.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let (sender, tls) = (sender.clone(), tls.clone());
        tokio::spawn(async move {
            let stream: Box<dyn Stream> = match tls {
                None => Box::new(stream),
                Some(tls) => match tokio::time::timeout(HANDSHAKE, tls.accept(stream)).await {
                    Ok(Ok(stream)) => Box::new(stream),
                    _ => return,
                },
            };
            let _ = sender.send((stream, peer)).await;
        });
    }
}

impl Listener for Connections {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        match self.accepted.recv().await {
            Some((stream, peer)) => (Connection { stream, heads: Heads::default() }, peer),
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

/// Who is at the other end, and what was read from there.
#[derive(Clone)]
pub(crate) struct Peer {
    address: SocketAddr,
    heads: Heads,
}

impl axum::extract::connect_info::Connected<IncomingStream<'_, Connections>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Connections>) -> Peer {
        Peer { address: *stream.remote_addr(), heads: stream.io().heads.clone() }
    }
}

/// Gives each request its client's address and spelling.
pub(crate) async fn introduce(mut request: Request, next: Next) -> Response {
    if let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<Peer>>().cloned() {
        request.extensions_mut().insert(ConnectInfo(peer.address));
        // HTTP/2 knows small letters only.
        if request.version() < axum::http::Version::HTTP_2 {
            request.extensions_mut().insert(HeaderSpelling(peer.heads.take_names().into()));
        }
    }
    next.run(request).await
}

/// The certificate and the key of two files in PEM.
pub(crate) fn tls(certificate: &Path, key: &Path) -> Result<Arc<ServerConfig>, Failure> {
    let unusable = |path: &Path, error: &dyn std::fmt::Display| {
        Failure::failed(format!("{} cannot be used for TLS: {error}", path.display()))
    };
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unusable(certificate, &error))?;
    let key_of_file = PrivateKeyDer::from_pem_file(key).map_err(|error| unusable(key, &error))?;
    let provider = Arc::new(tokio_rustls::rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable(certificate, &error))?
        .with_no_client_auth()
        .with_single_cert(chain, key_of_file)
        .map_err(|error| unusable(key, &error))?;
    Ok(Arc::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_they_were_written() {
        let heads = Heads::default();
        heads.add(b"GET / HTTP/1.1\r\nX-Own: 1\r\nhost: a\r\n\r\n{\"a\": 1}");
        assert_eq!(heads.take_names(), ["X-Own", "host", "{\"a\""]);
        assert_eq!(heads.take_names(), [""; 0]);
        heads.add(&vec![b'x'; 2 * KEPT]);
        heads.add(b"\nA-b: 1\n");
        assert_eq!(heads.take_names(), ["A-b"]);
    }

    /// A certificate of `localhost` that was made for this test, and its key.
    const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\n\
MIIBkjCCATigAwIBAgIUcrHDfskI6dka9CgA7LZ0vOXHYoQwCgYIKoZIzj0EAwIw\n\
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyOTIzMTMyNloYDzIxMjYxMTA1\n\
MjMxMzI2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO\n\
PQMBBwNCAASr4lCMNyZqfVI9j5QFEfOe9mm8BwlJdSa+Phx9IwT1zNWsmpHokQEJ\n\
9mSbR+/TKOdTvzgoe4CUnWAml0XqRsnMo2YwZDAdBgNVHQ4EFgQUUcqEjH0wCRZ+\n\
0r0KvCG5AxpWpPIwHwYDVR0jBBgwFoAUUcqEjH0wCRZ+0r0KvCG5AxpWpPIwFAYD\n\
VR0RBA0wC4IJbG9jYWxob3N0MAwGA1UdEwEB/wQCMAAwCgYIKoZIzj0EAwIDSAAw\n\
RQIgarO4uS4E2vdxwZqYT/hDcBBVG4MCVIw6V8iBPXZ8fgoCIQCCpwd0lS4jCtCa\n\
n1NeVmsJR5wM4qNQTYvsbaLGZVHfUA==\n\
-----END CERTIFICATE-----\n";
    const KEY: &str = "-----BEGIN PRIVATE KEY-----\n\
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgca08mJoQVAQiY0Vg\n\
pUF8g8U7cLmoobx1nGcqsFg0NCmhRANCAASr4lCMNyZqfVI9j5QFEfOe9mm8BwlJ\n\
dSa+Phx9IwT1zNWsmpHokQEJ9mSbR+/TKOdTvzgoe4CUnWAml0XqRsnM\n\
-----END PRIVATE KEY-----\n";

    #[tokio::test]
    async fn requests_over_tls() {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        use tokio_rustls::rustls::{ClientConfig, RootCertStore};

        let folder = tempfile::TempDir::new().unwrap();
        let [certificate, key] = [("cert.pem", CERTIFICATE), ("key.pem", KEY)].map(|(name, text)| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        });
        assert!(tls(&key, &certificate).is_err());
        let config = tls(&certificate, &key).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Connections::of(listener, Some(config)).unwrap();
        let spelled = |request: Request| async move {
            let names = request.extensions().get::<HeaderSpelling>().map(|names| names.0.join(","));
            let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip().to_string());
            format!("{} {}", names.unwrap_or_default(), peer.unwrap_or_default())
        };
        let router = axum::Router::new().fallback(spelled).layer(axum::middleware::from_fn(introduce));
        let service = router.into_make_service_with_connect_info::<Peer>();
        tokio::spawn(async move { axum::serve(connections, service).await });
        // A client that sends nothing does not delay the others.
        let silent = tokio::net::TcpStream::connect(address).await.unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).unwrap()).unwrap();
        let provider = Arc::new(tokio_rustls::rustls::crypto::aws_lc_rs::default_provider());
        let client = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let client = client.with_root_certificates(roots).with_no_client_auth();
        let stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let connector = tokio_rustls::TlsConnector::from(Arc::new(client));
        let mut stream = connector.connect("localhost".try_into().unwrap(), stream).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-OwN: 1\r\nconnection: close\r\n\r\n").await.unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        let answer = String::from_utf8(answer).unwrap();
        assert!(answer.contains("Host,X-OwN,connection 127.0.0.1"), "{answer}");
        drop(silent);
    }
}
