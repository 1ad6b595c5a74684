//! A copy, and a life elsewhere from it.

use std::fs;

use serde_json::{Value, json};

use super::Afternoon;
use super::verify::ANN;
use crate::application::Application;
use crate::office::Office;
use crate::releases::current;

/// A code that is out while the backup is taken.
const CARL: &str = "+15017122666";

/// What the backup held of Carl, and where it is.
pub(super) struct Backup {
    file: String,
    sid: String,
    code: String,
}

pub(super) async fn a_backup_is_taken_while_a_code_is_out(afternoon: &Afternoon) -> Backup {
    let Afternoon { office, application, sink, .. } = afternoon;
    let sid = application.starts(CARL, "sms", &[]).await;
    let code = sink.code(CARL).await;
    let file = office.file("backup.jsonl");
    let told = office.json(&["backup", &file]);
    assert_eq!((&told["accounts"], &told["left_out"]), (&json!(1), &json!([])), "{told}");
    Backup { file, sid, code }
}

pub(super) async fn elsewhere_everything_is_there_but_the_code(afternoon: &Afternoon, backup: &Backup) {
    let elsewhere = Office::new(current());
    elsewhere.configure(None, &afternoon.relay, &afternoon.sink);
    fs::copy(afternoon.office.path("keys"), elsewhere.path("keys")).expect("the key file");
    let told = elsewhere.json(&["restore", &backup.file, "--credentials", "keep"]);
    assert_eq!(told["canceled"], 1, "{told}");
    assert_eq!(kept(&backup.file), kept(&again(&elsewhere)), "all the rest is as it was");

    let mut server = elsewhere.serve("log");
    let account = (afternoon.account.clone(), afternoon.token.clone());
    let application = Application::new(&server, account, &afternoon.application.service, &afternoon.sink);
    assert_eq!(application.status_of(&backup.sid).await, "canceled");
    assert_eq!(application.types(CARL, &backup.code).await.0, 404, "it may have been used since");
    let code = application.texts("+15017122667").await;
    application.logs_in("+15017122667", &code).await;
    assert_eq!(elsewhere.tell(&["audit", "verify"]).code, 0);
    assert_eq!(elsewhere.json(&["erase", "--to", ANN])["verifications"], 1);
    assert_eq!(server.stop(), 0, "{}", server.text());
    super::erase::nothing_is_left_of(ANN, &crate::tables::of_sqlite(&elsewhere.path("data/countersign.db")));

    // The first goes on as if nothing had been.
    afternoon.application.logs_in(CARL, &backup.code).await;
}

/// Another backup, of what was restored.
fn again(elsewhere: &Office) -> String {
    let file = elsewhere.file("again.jsonl");
    elsewhere.json(&["backup", &file]);
    file
}

/// The rows of a backup that a restore leaves as they were: without the codes that were out, the trail, which gets a line
/// more, and the check at each row's end.
fn kept(file: &str) -> Vec<Value> {
    let text = fs::read_to_string(file).expect("a backup");
    let mut rows: Vec<Value> = text
        .lines()
        .filter_map(|line| {
            let mut row: Value = serde_json::from_str(line).expect("JSON");
            row.as_array_mut()?.pop();
            let was_out = row[0] == "verifications" && row.to_string().contains(CARL);
            (row[0] != "audit" && row[0] != "marks" && !was_out).then_some(row)
        })
        .collect();
    rows.sort_by_key(ToString::to_string);
    rows
}
