//! What the server's own socket bears: those who connect and say nothing, too much or nonsense.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;

use serde_json::{Value, json};

use crate::run::{Directory, Server};

fn connect(directory: &Directory) -> UnixStream {
    UnixStream::connect(directory.file("control.sock")).expect("a server")
}

/// The last frame that comes back for these bytes, if one does.
fn answer(directory: &Directory, bytes: &[u8]) -> Option<Value> {
    let mut stream = connect(directory);
    // The server may have closed before it read all.
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let mut text = String::new();
    let _ = stream.read_to_string(&mut text);
    text.lines().last().map(|line| serde_json::from_str(line).expect("JSON"))
}

#[test]
fn silence_floods_and_nonsense_keep_no_command_from_being_carried_out() {
    let directory = Directory::with_data();
    let server = Server::start(&directory);
    // Half a request each, and none.
    let held: Vec<UnixStream> = (0..200)
        .map(|n| {
            let mut stream = connect(&directory);
            stream
                .write_all(if n % 2 == 0 { b"{\"by\":\"somebody\",\"req" } else { b"" })
                .expect("it is taken");
            stream
        })
        .collect();
    assert!(directory.json(&["account", "list"]).is_array());

    let unknown = "the running server doesn't know this command: is it of another version?";
    for nonsense in [
        &b"\n"[..],
        b"nonsense\n",
        b"[]\n",
        b"{\"by\":\"ops\",\"request\":{\"Destroy\":{}}}\n",
        b"{\"by\":\"ops\",\"request\":{\"Account\":{}}}\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ] {
        let told = answer(&directory, nonsense).expect("an answer");
        assert_eq!(told["End"]["Err"], json!(unknown), "{told}");
    }
    // No text at all, and more of it than is read.
    assert_eq!(answer(&directory, b"\xff\xfe\n"), None);
    let flood = vec![b'['; 17 * 1024 * 1024];
    assert!(answer(&directory, &flood).is_none_or(|told| told["End"]["Err"] == json!(unknown)));
    // One order a connection: what stands behind it is not read.
    let twice = br#"{"by":"ops","request":{"Account":"List"}}"#;
    let told = answer(&directory, &[&twice[..], b"\n", &twice[..], b"\n"].concat()).expect("an answer");
    assert!(told["End"]["Ok"].is_object(), "{told}");

    assert!(directory.json(&["account", "list"]).is_array());
    let (account, token) = server.credentials();
    assert_eq!(server.get("/v2/Services", &account, &token).0, 200);
    drop(held);
}
