//! Webhooks as a way into the operator's network, or to keep the server busy.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use countersign_delivery::Seat;
use countersign_delivery::outside::{Allowed, Resolver, Resolving};
use countersign_engine::Delivery;
use countersign_model::CidrList;
use countersign_store::webhooks;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::{Holder, Receiver, Service, TestApp, in_turn, on_both_engines};

mod strictly {
    use super::*;
    on_both_engines!(carried crate::v2::webhooks::attacks::resolving_to_this_machine;
        a_name_that_leads_to_this_machine_is_never_called,
        plain_http_is_refused_unless_the_operator_allows_it,
    );
}

mod rebound {
    use super::*;
    on_both_engines!(carried crate::v2::webhooks::attacks::rebinding;
        a_name_that_means_this_machine_the_second_time_is_never_called_there,
    );
}

on_both_engines!(carried crate::support::with_webhooks;
    a_redirect_is_not_followed,
    an_endless_answer_is_not_read,
    an_answer_that_drips_ends_in_time,
);

/// Names mean what the test says, each time anew.
struct Names(fn(usize) -> Vec<&'static str>, AtomicUsize);

impl Resolver for Names {
    fn resolve<'a>(&'a self, _name: &'a str) -> Resolving<'a> {
        let addresses = (self.0)(self.1.fetch_add(1, Ordering::SeqCst));
        let addresses: Vec<IpAddr> = addresses.iter().map(|it| it.parse().expect("an address")).collect();
        Box::pin(std::future::ready(Ok(addresses)))
    }
}

fn strictly_with(seats: Vec<Seat>, plain: bool, names: fn(usize) -> Vec<&'static str>) -> Delivery {
    let resolver = Arc::new(Names(names, AtomicUsize::new(0)));
    Delivery { webhooks: Allowed { plain, resolver, ..Allowed::default() }, ..in_turn(seats) }
}

/// A public address beside this machine's own.
fn resolving_to_this_machine(seats: Vec<Seat>) -> Delivery {
    strictly_with(seats, false, |_| vec!["93.184.216.34", "127.0.0.1"])
}

/// First an address that the operator allows and nobody listens at, then this machine's own.
fn rebinding(seats: Vec<Seat>) -> Delivery {
    let mut delivery =
        strictly_with(seats, true, |time| vec![if time == 0 { "127.0.0.2" } else { "127.0.0.1" }]);
    delivery.webhooks.networks = CidrList::parse("127.0.0.2").expect("a network");
    delivery
}

async fn webhook(service: &Service, url: &str) -> String {
    let pairs = [("FriendlyName", "x"), ("EventTypes", "*"), ("WebhookUrl", url)];
    service.api.post(&service.path("/Webhooks"), &pairs).await.is(201).sid()
}

/// Why the last try to tell it failed.
async fn failure(app: &TestApp, sid: &str) -> String {
    let sid = sid.parse().expect("a SID");
    for _ in 0..60_000 / 5 {
        let found = app.engine.store().read(move |tx| webhooks::get(tx, sid)).await.expect("the store");
        if let Some(failure) = found.expect("a webhook").failure {
            return failure;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    panic!("nothing failed");
}

async fn a_name_that_leads_to_this_machine_is_never_called(app: TestApp) {
    let receiver = Receiver::listens(&app).await;
    let service = app.service(&[]).await;
    let port = receiver.base.rsplit(':').next().expect("a port");
    let sid = webhook(&service, &format!("https://innocent.example:{port}/")).await;
    Holder::scans(&app, &service, "ann-00001", &[]).await;
    assert_eq!(failure(&app, &sid).await, "its address is not public");
    assert!(receiver.heard().is_empty());
}

async fn plain_http_is_refused_unless_the_operator_allows_it(app: TestApp) {
    let service = app.service(&[]).await;
    let pairs = [("FriendlyName", "x"), ("EventTypes", "*"), ("WebhookUrl", "http://example.com/")];
    service.api.post(&service.path("/Webhooks"), &pairs).await.refuses(400, 60306);
}

async fn a_name_that_means_this_machine_the_second_time_is_never_called_there(app: TestApp) {
    let receiver = Receiver::listens(&app).await;
    let service = app.service(&[]).await;
    let port = receiver.base.rsplit(':').next().expect("a port");
    let sid = webhook(&service, &format!("http://innocent.example:{port}/")).await;
    Holder::scans(&app, &service, "ann-00001", &[]).await;
    // A second look between the check and the connection would have found the endpoint.
    assert_eq!(failure(&app, &sid).await, "no connection");
    while failure(&app, &sid).await != "its address is not public" {
        app.advance(1000);
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    assert!(receiver.heard().is_empty());
}

async fn a_redirect_is_not_followed(app: TestApp) {
    let receiver = Receiver::listens(&app).await;
    let service = app.service(&[]).await;
    let sid = receiver.subscribes(&service, &["*"]).await;
    receiver.answers(307);
    Holder::scans(&app, &service, "ann-00001", &[]).await;
    assert_eq!(failure(&app, &sid).await, "answered with a redirect, which is not followed");
    assert_eq!(receiver.heard().len(), 1);
}

/// An endpoint that answers with `head` and then with `again`, over and over; gives its address.
async fn misbehaving(head: &'static str, again: &'static [u8], pause: u64) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut asked = [0; 4096];
                let _ = stream.read(&mut asked).await;
                let mut next = stream.write_all(head.as_bytes()).await;
                while next.is_ok() {
                    next = stream.write_all(again).await;
                    tokio::time::sleep(std::time::Duration::from_millis(pause)).await;
                }
            });
        }
    });
    url
}

async fn an_endless_answer_is_not_read(app: TestApp) {
    let _worker = Receiver::listens(&app).await;
    let service = app.service(&[]).await;
    const PIECE: &[u8] = &[b'x'; 65_536];
    let url = misbehaving("HTTP/1.1 500 Oops\r\ncontent-length: 10000000000\r\n\r\n", PIECE, 0).await;
    let sid = webhook(&service, &url).await;
    Holder::scans(&app, &service, "ann-00001", &[]).await;
    assert_eq!(failure(&app, &sid).await, "answered 5xx");
}

async fn an_answer_that_drips_ends_in_time(app: TestApp) {
    let _worker = Receiver::listens(&app).await;
    let service = app.service(&[]).await;
    let sid = webhook(&service, &misbehaving("HTTP/1.1 200 OK\r\nx-slow: ", b"x", 100).await).await;
    Holder::scans(&app, &service, "ann-00001", &[]).await;
    assert_eq!(failure(&app, &sid).await, "no answer in time");
}
