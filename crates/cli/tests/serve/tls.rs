//! A server that speaks TLS by itself.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::support::{Engine, Home, Sink};

fn certify(home: &Home) -> Vec<u8> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
    fs::write(home.path("cert.pem"), made.cert.pem()).expect("written");
    fs::write(home.path("key.pem"), made.signing_key.serialize_pem()).expect("written");
    fs::set_permissions(home.path("key.pem"), fs::Permissions::from_mode(0o600)).expect("permissions");
    made.cert.pem().into_bytes()
}

#[tokio::test]
async fn serve_speaks_tls_and_says_https_in_its_answers() {
    let (home, sink) = (Home::new(Engine::Sqlite), Sink::start().await);
    let root = certify(&home);
    let files = |name: &str| home.path(name).display().to_string();
    home.send_to(&sink, &format!("tls_cert = '{}'\ntls_key = '{}'", files("cert.pem"), files("key.pem")));
    let (account, token) = home.account().await;
    let server = home.start();
    let base = server.base.replace("http://127.0.0.1", "https://localhost");
    let client = reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([reqwest::Certificate::from_pem(&root).expect("a certificate")])
        .build()
        .expect("a client");
    let answer = client.get(format!("{base}/v2/Services")).basic_auth(account, Some(token)).send().await;
    let body: serde_json::Value = answer.expect("an answer").json().await.expect("JSON");
    let url = body["meta"]["url"].as_str().expect("a URL");
    assert!(url.starts_with(&format!("{base}/v2/Services")), "{url}");
    // Who speaks without TLS is answered nothing.
    assert!(reqwest::get(format!("{}/v2/Services", server.base)).await.is_err());
}

#[test]
fn a_certificate_without_its_key_is_refused_before_anything_starts() {
    let home = Home::new(Engine::Sqlite);
    certify(&home);
    home.configure(&format!(
        "[server]\ntls_cert = '{}'\n[[providers]]\nname = 'a'\nkind = 'webhook'\nurl = 'https://a.example'\n\
         secret = '0123456789abcdef'\n",
        home.path("cert.pem").display()
    ));
    let (status, told) = home.refused(&[]);
    assert!(status == 78 && told.contains("belong together"), "{status} {told}");
    let config = home.path("countersign.toml").display().to_string();
    let checked = home.command(&["config", "check", "--config", &config]).output().expect("the binary runs");
    assert_eq!(checked.status.code(), Some(78), "config check says so too");
}
