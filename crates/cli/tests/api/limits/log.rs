use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use countersign_model::Actor;
use tracing_subscriber::fmt::MakeWriter;

use super::by;
use crate::support::{TestApp, on_both_engines};

on_both_engines!(
    under crate::limits::limits(serde_json::json!({}));
    a_refusal_is_one_line_of_the_log_with_its_rule_and_without_the_number,
);

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

async fn a_refusal_is_one_line_of_the_log_with_its_rule_and_without_the_number(app: TestApp) {
    const ALICE: &str = "+15017122661";
    let service = app.service(&[]).await;
    let ops = Actor::Operator("ops".to_owned());
    let what = "+1501".parse().expect("a prefix");
    app.engine.add_block(what, None, Some("pumping seen".into()), ops).await.expect("a block");
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().json().with_writer(log.clone()).finish();
    // Of this thread only, which is the one that answers the request.
    let listening = tracing::subscriber::set_default(subscriber);
    let details = service.create(&by(ALICE, "sms")).await.names_rule(403, 60410, "block");
    drop(listening);
    assert!(!details.to_string().contains("pumping"), "{details}");
    let text = String::from_utf8(log.0.lock().expect("no panic").clone()).expect("text");
    let lines: Vec<&str> = text.lines().filter(|line| line.contains("not sent")).collect();
    let [line] = lines[..] else { panic!("one line, not {text}") };
    let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
    let fields = &line["fields"];
    assert_eq!((&fields["rule"], &fields["to"]), (&"block".into(), &"+1501*****61".into()));
    assert_eq!((&fields["remark"], &fields["channel"]), (&"pumping seen".into(), &"sms".into()));
    assert_eq!((&line["level"], &fields["account"]), (&"WARN".into(), &app.account.to_string().into()));
    assert!(!text.contains(ALICE), "{text}");
}
