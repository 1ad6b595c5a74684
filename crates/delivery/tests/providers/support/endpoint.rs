use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method, Uri, Version};
use axum::response::{IntoResponse, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::service::TowerToHyperService;

/// One request that an endpoint was asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) version: Version,
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Asked {
    /// A header that must be there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name}")).to_str().expect("text")
    }

    /// The body as the fields of a form, sorted by name.
    pub(crate) fn form(&self) -> std::collections::BTreeMap<String, String> {
        assert_eq!(self.header("content-type"), "application/x-www-form-urlencoded");
        form_urlencoded::parse(&self.body).into_owned().collect()
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

/// All that an endpoint was asked, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen(Arc<Mutex<Vec<Asked>>>);

impl Seen {
    pub(crate) fn all(&self) -> Vec<Asked> {
        self.0.lock().expect("the list").clone()
    }

    /// The only request; fails when there was none or another.
    pub(crate) fn only(&self) -> Asked {
        let mut all = self.all();
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }
}

/// An endpoint that gives everybody the same answer and remembers what it was asked. Its URL has no path.
pub(crate) async fn endpoint<R>(answer: impl Fn() -> R + Clone + Send + Sync + 'static) -> (String, Seen)
where
    R: IntoResponse + 'static,
{
    let (router, seen) = answering(answer);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, seen)
}

/// As [`endpoint`], speaking HTTP/2 and nothing else; counts the connections too.
pub(crate) async fn endpoint_over_http2<R>(
    answer: impl Fn() -> R + Clone + Send + Sync + 'static,
) -> (String, Seen, Arc<AtomicUsize>)
where
    R: IntoResponse + 'static,
{
    let (router, seen) = answering(answer);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            let service = TowerToHyperService::new(router.clone());
            let http2 = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
            tokio::spawn(http2.serve_connection(TokioIo::new(stream), service));
        }
    });
    (url, seen, connections)
}

fn answering<R>(answer: impl Fn() -> R + Clone + Send + Sync + 'static) -> (Router, Seen)
where
    R: IntoResponse + 'static,
{
    let seen = Seen::default();
    let remember = seen.clone();
    let handler = move |version: Version, method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
        remember.0.lock().expect("the list").push(Asked { version, method, uri, headers, body });
        let response: Response = answer().into_response();
        async move { response }
    };
    (Router::new().fallback(handler), seen)
}

/// A port where every connection is handed to `behave`, one after the other. A port that is never closed again, so
/// that what `behave` returns can keep its connection open.
pub(crate) fn raw_endpoint<T: Send + 'static>(behave: impl Fn(TcpStream) -> T + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        for stream in listener.incoming() {
            kept.push(behave(stream.expect("a connection")));
        }
    });
    url
}

/// Reads at least the beginning of the request.
pub(crate) fn read_some(stream: &mut TcpStream) {
    let mut bytes = [0; 16];
    stream.read_exact(&mut bytes).expect("a request");
}
