//! Settings that can't work are refused when the server starts, by the key's name.

use countersign_delivery::providers::{Smpp, SmppSettings};
use countersign_delivery::{SEND_LIMIT, Secret};
use countersign_settings::{Kind, Presence};

use super::settings;

fn refusal(settings: &SmppSettings) -> Option<String> {
    Smpp::new("centre", settings, SEND_LIMIT).err().map(|refused| refused.to_string())
}

#[test]
fn a_value_that_smpp_has_no_room_for_is_refused_with_the_key_s_name() {
    let good = || settings(2775);
    assert_eq!(refusal(&good()), None);
    let secret = "hunter2-and-more";
    for (key, bad) in [
        ("url", SmppSettings { url: "http://127.0.0.1".into(), ..good() }),
        ("url", SmppSettings { url: "127.0.0.1:2775".into(), ..good() }),
        ("url", SmppSettings { url: "smpp://127.0.0.1/path".into(), ..good() }),
        ("url", SmppSettings { url: format!("smpp://acme:{secret}@127.0.0.1"), ..good() }),
        ("system_id", SmppSettings { system_id: "sixteen letters!".into(), ..good() }),
        ("system_id", SmppSettings { system_id: String::new(), ..good() }),
        ("system_id", SmppSettings { system_id: "a\0b".into(), ..good() }),
        ("password", SmppSettings { password: Secret::new(secret), ..good() }),
        ("password", SmppSettings { password: Secret::new("pässword"), ..good() }),
        ("system_type", SmppSettings { system_type: Some("thirteen char".into()), ..good() }),
        ("sender", SmppSettings { sender: "longer than eleven".into(), ..good() }),
        ("sender_ton", SmppSettings { sender_ton: Some(7), ..good() }),
        ("sender_npi", SmppSettings { sender_npi: Some(300), ..good() }),
        ("bind", SmppSettings { bind: "receiver".into(), ..good() }),
        ("binds", SmppSettings { binds: 0, ..good() }),
        ("binds", SmppSettings { binds: 17, ..good() }),
        ("window", SmppSettings { window: 0, ..good() }),
        ("submits_per_second", SmppSettings { submits_per_second: 0, ..good() }),
        ("enquire_link_seconds", SmppSettings { enquire_link_seconds: 0, ..good() }),
        ("encoding", SmppSettings { encoding: "ebcdic".into(), ..good() }),
        ("long_messages", SmppSettings { long_messages: "cut".into(), ..good() }),
        ("receipt_id", SmppSettings { receipt_id: "octal".into(), ..good() }),
        (
            "ca_file",
            SmppSettings {
                url: "smpps://localhost".into(),
                ca_file: Some("/nowhere/ca.pem".into()),
                ..good()
            },
        ),
        (
            "ca_file",
            SmppSettings {
                url: "smpps://localhost".into(),
                ca_file: Some(countersign_testkit::Relay::key()),
                ..good()
            },
        ),
    ] {
        let refused = refusal(&bad).unwrap_or_else(|| panic!("{key} {bad:?}"));
        assert!(refused.starts_with(key) && !refused.contains(secret), "{key}: {refused}");
    }
}

#[test]
fn what_is_left_out_is_what_the_reference_says() {
    let needed = "url = 'smpp://127.0.0.1'\nsystem_id = 'a'\npassword = 'b'\nsender = 'c'\n";
    let read = |text: &str| toml::from_str::<SmppSettings>(text).expect("settings");
    let mut spelled_out = needed.to_owned();
    for key in SmppSettings::SECTION.keys {
        if let Presence::Default(value) = key.presence {
            let quote = if matches!(key.kind, Kind::Choice(_)) { "'" } else { "" };
            spelled_out += &format!("{} = {quote}{value}{quote}\n", key.name);
        }
    }
    assert_eq!(format!("{:?}", read(needed)), format!("{:?}", read(&spelled_out)));
}

#[test]
fn a_password_leaves_this_machine_encrypted_or_by_the_operator_s_word() {
    let to =
        |url: &str, allow_unencrypted| SmppSettings { url: url.into(), allow_unencrypted, ..settings(0) };
    for url in ["smpp://localhost", "smpp://127.0.0.1:1", "smpp://[::1]", "smpps://smpp.example.com:8775"] {
        assert_eq!(refusal(&to(url, false)), None, "{url}");
    }
    for url in ["smpp://smpp.example.com", "smpp://10.0.0.1", "smpp://localhost.example.com"] {
        assert!(
            refusal(&to(url, false)).is_some_and(|refused| refused.contains("allow_unencrypted")),
            "{url}"
        );
        assert_eq!(refusal(&to(url, true)), None, "{url}");
    }
}
