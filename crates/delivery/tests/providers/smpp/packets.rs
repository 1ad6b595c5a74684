//! What we write, octet by octet.

use countersign_delivery::Message;
use countersign_delivery::providers::SmppSettings;

use super::scripted::{Peer, Raw, Scripted};
use super::{ALICE, Living, settings, with_text};
use crate::message;

/// The fields of a packet's body, strings as they stand and octets as numbers.
struct Body<'b>(&'b [u8]);

impl Body<'_> {
    fn text(&mut self) -> String {
        let end = self.0.iter().position(|octet| *octet == 0).expect("a final zero");
        let text = String::from_utf8(self.0[..end].to_vec()).expect("ASCII");
        self.0 = &self.0[end + 1..];
        text
    }

    fn octet(&mut self) -> u8 {
        let octet = self.0[0];
        self.0 = &self.0[1..];
        octet
    }
}

/// The bind and the messages that come of sending `message`.
async fn written(settings: impl Fn(u16) -> SmppSettings, message: &Message) -> (Raw, Vec<Raw>) {
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let centre = Scripted::start(move |mut peer: Peer, _| {
        let tell = tell.clone();
        async move {
            while let Some(asked) = peer.read().await {
                peer.answer(&asked, 0, b"id\0").await;
                let _ = tell.send(asked);
            }
        }
    })
    .await;
    let living = Living::start(&settings(centre.port));
    let fate = living.send(message).await;
    assert_eq!(fate.class(), "accepted", "{fate:?}");
    let bind = told.recv().await.expect("a bind");
    let mut messages = Vec::new();
    while let Ok(raw) = told.try_recv() {
        messages.push(raw);
    }
    (bind, messages)
}

fn bind(raw: &Raw) -> String {
    let mut body = Body(&raw.body);
    let (system_id, password, system_type) = (body.text(), body.text(), body.text());
    let (version, ton, npi, range) = (body.octet(), body.octet(), body.octet(), body.text());
    assert!(body.0.is_empty(), "{raw:?}");
    format!(
        "{:#x} #{} {system_id}/{password} type={system_type:?} version={version:#x} ton={ton} npi={npi} range={range:?}",
        raw.id, raw.number
    )
}

fn submit(raw: &Raw) -> String {
    let mut body = Body(&raw.body);
    let mut told = format!("{:#x} #{} service={:?}", raw.id, raw.number, body.text());
    for who in ["from", "to"] {
        let (ton, npi) = (body.octet(), body.octet());
        told += &format!(" {who}={ton}/{npi}/{}", body.text());
    }
    let (class, protocol, priority) = (body.octet(), body.octet(), body.octet());
    let (schedule, validity) = (body.text(), body.text());
    told += &format!(
        "\nesm_class={class:#x} protocol={protocol} priority={priority} schedule={schedule:?} validity={validity:?}"
    );
    let (registered, replace, coding, canned) = (body.octet(), body.octet(), body.octet(), body.octet());
    told += &format!("\nregistered={registered} replace={replace} coding={coding} canned={canned}");
    let length = usize::from(body.octet());
    let (text, parameters) = body.0.split_at(length);
    told + &format!("\ntext={} parameters={}", text.escape_ascii(), parameters.escape_ascii())
}

#[tokio::test]
async fn bind_and_message_are_what_the_standard_says_and_nothing_is_left_to_defaults() {
    let (asked, messages) = written(settings, &message(ALICE, 1)).await;
    insta::assert_snapshot!(bind(&asked), @r#"0x9 #1 acme/hunter2 type="" version=0x34 ton=0 npi=0 range="""#);
    insta::assert_snapshot!(messages.iter().map(submit).collect::<String>(), @r#"
    0x4 #2 service="" from=5/0/Acme to=1/1/15017122661
    esm_class=0x0 protocol=0 priority=0 schedule="" validity="000000001000000R"
    registered=1 replace=0 coding=0 canned=0
    text=Your Acme code is 481 516 parameters=
    "#);
}

#[tokio::test]
async fn the_settings_reach_their_fields() {
    let other = |port| SmppSettings {
        sender: "+4915112345678".to_owned(),
        sender_npi: Some(9),
        system_type: Some("OTP".to_owned()),
        bind: "transmitter".to_owned(),
        encoding: "latin1".to_owned(),
        validity_period: false,
        ..settings(port)
    };
    let (asked, messages) = written(other, &with_text(1, "Dein Code: 481 516, ça va?")).await;
    insta::assert_snapshot!(bind(&asked), @r#"0x2 #1 acme/hunter2 type="OTP" version=0x34 ton=0 npi=0 range="""#);
    insta::assert_snapshot!(messages.iter().map(submit).collect::<String>(), @r#"
    0x4 #2 service="" from=1/9/4915112345678 to=1/1/15017122661
    esm_class=0x0 protocol=0 priority=0 schedule="" validity=""
    registered=0 replace=0 coding=3 canned=0
    text=Dein Code: 481 516, \xe7a va? parameters=
    "#);
}

#[tokio::test]
async fn a_text_beyond_the_alphabet_goes_out_in_ucs2() {
    let (_, messages) = written(settings, &with_text(1, "Код 🔑")).await;
    insta::assert_snapshot!(messages.iter().map(submit).collect::<String>(), @r#"
    0x4 #2 service="" from=5/0/Acme to=1/1/15017122661
    esm_class=0x0 protocol=0 priority=0 schedule="" validity="000000001000000R"
    registered=1 replace=0 coding=8 canned=0
    text=\x04\x1a\x04>\x044\x00 \xd8=\xdd\x11 parameters=
    "#);
}

#[tokio::test]
async fn a_long_text_is_told_in_each_way() {
    let long =
        |way: &'static str| move |port| SmppSettings { long_messages: way.to_owned(), ..settings(port) };
    let text = with_text(1, &"long ".repeat(33));
    let (_, parts) = written(long("udh"), &text).await;
    insta::assert_snapshot!(parts.iter().map(submit).collect::<Vec<_>>().join("\n\n"), @r#"
    0x4 #2 service="" from=5/0/Acme to=1/1/15017122661
    esm_class=0x40 protocol=0 priority=0 schedule="" validity="000000001000000R"
    registered=0 replace=0 coding=0 canned=0
    text=\x05\x00\x03\xff\x02\x01long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long lon parameters=

    0x4 #3 service="" from=5/0/Acme to=1/1/15017122661
    esm_class=0x40 protocol=0 priority=0 schedule="" validity="000000001000000R"
    registered=1 replace=0 coding=0 canned=0
    text=\x05\x00\x03\xff\x02\x02g long long  parameters=
    "#);
    let (_, parts) = written(long("sar"), &text).await;
    insta::assert_snapshot!(parts.iter().map(submit).collect::<Vec<_>>().join("\n\n"), @r#"
    0x4 #2 service="" from=5/0/Acme to=1/1/15017122661
    esm_class=0x0 protocol=0 priority=0 schedule="" validity="000000001000000R"
    registered=0 replace=0 coding=0 canned=0
    text=long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long lon parameters=\x02\x0c\x00\x02\x00\xff\x02\x0e\x00\x01\x02\x02\x0f\x00\x01\x01

    0x4 #3 service="" from=5/0/Acme to=1/1/15017122661
    esm_class=0x0 protocol=0 priority=0 schedule="" validity="000000001000000R"
    registered=1 replace=0 coding=0 canned=0
    text=g long long  parameters=\x02\x0c\x00\x02\x00\xff\x02\x0e\x00\x01\x02\x02\x0f\x00\x01\x02
    "#);
    let (_, parts) = written(long("payload"), &text).await;
    insta::assert_snapshot!(parts.iter().map(submit).collect::<Vec<_>>().join("\n\n"), @r#"
    0x4 #2 service="" from=5/0/Acme to=1/1/15017122661
    esm_class=0x0 protocol=0 priority=0 schedule="" validity="000000001000000R"
    registered=1 replace=0 coding=0 canned=0
    text= parameters=\x04$\x00\xa5long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long
    "#);
}
