//! One request to a push service. The name is looked up here and the connection made to an address that was looked at, so
//! that no name can lead into the house's own network.

use super::endpoint::{Endpoint, is_public};
use anyhow::{Context, bail};
use axum::body::Bytes;
use http_body_util::Full;
use hyper::Request;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};

/// All of it, from the name to the answer.
const LIMIT: Duration = Duration::from_secs(15);

static TLS: LazyLock<Option<TlsConnector>> = LazyLock::new(|| {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().ok()?;
    Some(TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth())))
});

/// Posts to an address and returns the status of the answer; nothing is followed, and what else it says isn't read.
pub async fn post(endpoint: &Endpoint, headers: &[(&str, String)], body: Vec<u8>) -> anyhow::Result<u16> {
    timeout(LIMIT, call(endpoint, headers, body)).await.context("it took too long")?
}

async fn call(endpoint: &Endpoint, headers: &[(&str, String)], body: Vec<u8>) -> anyhow::Result<u16> {
    let (host, port) = endpoint.place().context("the address has no host")?;
    let found: Vec<SocketAddr> = tokio::net::lookup_host((host, port)).await?.collect();
    let allowed: Vec<_> =
        found.into_iter().filter(|address| endpoint.is_own || is_public(address.ip())).collect();
    if allowed.is_empty() {
        bail!("{host} is at no public address");
    }
    let stream = TcpStream::connect(&allowed[..]).await.context("can't connect")?;
    let host_header = if endpoint.is_own { format!("{host}:{port}") } else { host.to_owned() };
    let mut request = Request::post(endpoint.path()).header("host", host_header);
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let request = request.body(Full::new(Bytes::from(body)))?;
    if endpoint.is_https() {
        let tls = TLS.as_ref().context("TLS can't be set up")?;
        let name = ServerName::try_from(host.to_owned()).context("this is no name for a certificate")?;
        exchange(tls.connect(name, stream).await.context("no trusted connection")?, request).await
    } else {
        exchange(stream, request).await
    }
}

async fn exchange<S>(stream: S, request: Request<Full<Bytes>>) -> anyhow::Result<u16>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let driving = tokio::spawn(connection);
    let answer = sender.send_request(request).await;
    driving.abort();
    Ok(answer?.status().as_u16())
}
