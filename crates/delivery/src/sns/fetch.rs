//! How certificates and confirmations are fetched.

use std::pin::Pin;
use std::time::Duration;

use reqwest::Url;

use crate::BadSettings;
use crate::http::Http;

/// A fetch under way.
pub type Fetching<'a> = Pin<Box<dyn Future<Output = Result<Vec<u8>, String>> + Send + 'a>>;

/// Gets what is at an address of Amazon's.
pub trait Fetch: Send + Sync {
    /// The body at `url`, in a few seconds; a sentence without secrets when there is none.
    fn fetch<'a>(&'a self, url: &'a str) -> Fetching<'a>;
}

/// Follows no redirect: the host was looked at, and no other one.
pub(crate) struct Client(Http);

impl Client {
    /// A client whose requests end within `limit`.
    pub(crate) fn new(limit: Duration) -> Result<Self, BadSettings> {
        Ok(Self(Http::new(limit)?))
    }

    /// The body of a success or, told apart from no answer at all, what else was answered.
    async fn ask(&self, url: &Url) -> Result<Result<Vec<u8>, String>, String> {
        // The time would be for reading Retry-After, which nobody asks here.
        let answered = self.0.look(self.0.get(url.clone())).await?;
        let status = answered.status;
        Ok(if answered.is_success() { Ok(answered.body) } else { Err(format!("answered {status}")) })
    }
}

impl Fetch for Client {
    fn fetch<'a>(&'a self, url: &'a str) -> Fetching<'a> {
        Box::pin(async move {
            let url = Url::parse(url).map_err(|error| error.to_string())?;
            // SNS doesn't repeat what was refused, so a connection that broke is worth a second one.
            match self.ask(&url).await {
                Ok(answered) => answered,
                Err(_) => self.ask(&url).await?,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use super::*;

    /// A port that answers the first connections with these, one after the other; none is hung up on.
    fn answering(answers: &'static [&'static str]) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/a.pem", listener.local_addr().expect("an address"));
        std::thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().expect("a connection");
                let _ = stream.read(&mut [0; 1024]);
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        url
    }

    async fn fetched(url: &str) -> Result<Vec<u8>, String> {
        Client::new(Duration::from_secs(5)).expect("a client").fetch(url).await
    }

    const GOOD: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi";

    #[tokio::test]
    async fn a_lost_answer_is_asked_for_once_more() {
        assert_eq!(fetched(&answering(&["", GOOD])).await, Ok(b"hi".to_vec()));
        assert!(fetched(&answering(&["", "", GOOD])).await.is_err());
    }

    #[tokio::test]
    async fn only_a_success_is_taken_and_no_redirect_is_followed() {
        const THERE: &str =
            "HTTP/1.1 302 Found\r\nlocation: /b\r\ncontent-length: 2\r\nconnection: close\r\n\r\nno";
        const MISSING: &str = "HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\nconnection: close\r\n\r\nno";
        assert_eq!(fetched(&answering(&[THERE, GOOD])).await, Err("answered 302".to_owned()));
        assert_eq!(fetched(&answering(&[MISSING, GOOD])).await, Err("answered 404".to_owned()));
        assert!(fetched("no address").await.is_err());
    }
}
