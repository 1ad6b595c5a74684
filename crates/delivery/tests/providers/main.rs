//! Each provider against a peer: scripted ones that misbehave at every step, and a real SMTP server.

mod apns;
mod aws_sms;
mod aws_sns;
mod bird;
mod fcm;
mod gatewayapi;
mod gatewayapi_mtsms;
mod inbox;
mod infobip;
mod messagebird;
mod peer;
mod plivo;
mod postmark;
mod scripted_smtp;
mod sendgrid;
mod ses;
mod sinch;
mod smpp;
mod smtp;
mod smtp_peer;
mod sns_notifications;
mod support;
mod telegram;
mod telnyx;
mod twilio;
mod twilio_calls;
mod twilio_peer;
mod upstream;
mod vonage;
mod vonage_voice;
mod web_push;
mod webhook;
mod webhook_faults;
mod whatsapp;

use countersign_delivery::Message;
use countersign_model::{Channel, Recipient, Timestamp};

/// The moment at which everything here happens: 2023-11-14T22:13:20Z.
const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

/// A message to `to`, with a delivery id that ends in `number`.
fn message(to: &str, number: u32) -> Message {
    let to = Recipient::parse(to).expect("an address");
    Message {
        delivery_id: format!("VL{number:032x}"),
        channel: if matches!(to, Recipient::Email(_)) { Channel::Email } else { Channel::Sms },
        to,
        text: "Your Acme code is 481 516".to_owned(),
        subject: None,
        html: None,
        code: "481516".to_owned(),
        locale: "en".to_owned(),
        sender_name: "Acme".to_owned(),
        expires_at: NOW.plus_millis(600_000),
        attempt: 1,
        send_digits: None,
        asks_for_keys: false,
        gate_text: None,
        receipt_url: None,
        call_url: None,
        voice: None,
        handed: None,
    }
}

/// Fails when a reason gives away what it must not.
fn assert_discreet(fate: &countersign_model::Fate) {
    let shown = format!("{fate:?}").to_lowercase();
    for secret in ["481516", "481 516", "7122661", "alice"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
