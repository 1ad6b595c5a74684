//! A file of tokens is taken whole or not at all.

use countersign_engine::token::ImportError;
use countersign_model::{FactorRefusal, PageRequest, TokenSerial};
use countersign_store::{End, hardware_tokens, token_imports};

use super::clock::{Device, file, written};
use super::tokens::assign;
use super::{count, place};
use crate::support::{TestApp, on_both_engines, ops};

on_both_engines!(
    a_file_with_one_token_that_is_there_already_is_not_taken_at_all,
    a_file_that_was_cut_short_counts_for_nothing_and_hinders_no_other,
    tokens_are_an_accounts_own,
);

fn lines(serials: impl Iterator<Item = usize>) -> String {
    serials.map(|n| format!("{n},{},HOTP,6,0\n", written(&n.to_string()))).collect()
}

async fn serials(app: &TestApp) -> Vec<String> {
    let (account, request) = (app.account, PageRequest::first(1000));
    let page = app.engine.store().read(move |tx| hardware_tokens::list(tx, account, &request)).await;
    page.expect("the store").rows.iter().map(|token| token.serial.as_str().to_owned()).collect()
}

const ROWS: &str =
    "SELECT CAST((SELECT COUNT(*) FROM hardware_tokens) + (SELECT COUNT(*) FROM token_imports) AS BIGINT)";

async fn a_file_with_one_token_that_is_there_already_is_not_taken_at_all(app: TestApp) {
    let mut told = Vec::new();
    let first = file(&lines(100..350));
    let imported = app.engine.import_tokens(app.account, first, ops(), |done| told.push(done)).await;
    assert_eq!((imported.expect("imported"), told), (250, vec![100, 200, 250]));
    assert_eq!(serials(&app).await.len(), 250);
    let again = app.engine.import_tokens(app.account, file(&lines(300..600)), ops(), |_| ()).await;
    let Err(ImportError::Present { first, all }) = again else { panic!("{again:?}") };
    assert_eq!((all, first.len(), first[0].line, first[0].serial.as_str()), (50, 5, 1, "300"));
    // The last of them only.
    let last = file(&format!("{}{}", lines(1000..1250), lines(349..350)));
    let again = app.engine.import_tokens(app.account, last, ops(), |_| ()).await;
    let Err(ImportError::Present { first, all }) = again else { panic!("{again:?}") };
    assert_eq!((all, first[0].line), (1, 251));
    assert_eq!((serials(&app).await.len(), count(&app.engine, ROWS).await), (250, 251));
}

async fn a_file_that_was_cut_short_counts_for_nothing_and_hinders_no_other(app: TestApp) {
    let service = app.service(&[]).await;
    let [device] = Device::imported(&app, ["1"]).await;
    // As if the command had gone away in the middle.
    let (account, now) = (app.account, app.engine.now());
    let stolen = app.engine.store().write(move |tx| {
        token_imports::begin(tx, "HT1", account, now)?;
        tx.change("UPDATE hardware_tokens SET import_sid = 'HT1'", &[]).map(End::Commit)
    });
    assert_eq!(stolen.await.expect("the store"), 1);
    assert!(serials(&app).await.is_empty());
    let ann = place(&app, &service, "ann-0001");
    assert_eq!(assign(&app, &ann, &device, device.codes(0)).await.err(), Some(FactorRefusal::NoToken));
    let [device] = Device::imported(&app, ["1"]).await;
    assert_eq!((serials(&app).await, count(&app.engine, ROWS).await), (vec!["1".to_owned()], 3));
    assert!(assign(&app, &ann, &device, device.codes(0)).await.is_ok());
    // Whoever was overtaken finds out.
    let goes_on = app.engine.store().write(|tx| token_imports::goes_on(tx, "HT1").map(End::Commit)).await;
    assert!(!goes_on.expect("the store"));
}

async fn tokens_are_an_accounts_own(app: TestApp) {
    let others = app.engine.create_account("Others", ops()).await.expect("an account").account.sid;
    let tokens = file(&lines(1..2));
    app.engine.import_tokens(others, tokens.clone(), ops(), |_| ()).await.expect("imported");
    assert!(serials(&app).await.is_empty());
    let serial = TokenSerial::parse("1").expect("a serial number");
    let asked = (app.account, serial.clone());
    let found = app.engine.store().read(move |tx| hardware_tokens::find(tx, asked.0, &asked.1)).await;
    assert_eq!(found.expect("the store"), None);
    app.engine.import_tokens(app.account, tokens.clone(), ops(), |_| ()).await.expect("imported");
    assert_eq!(serials(&app).await, ["1"]);
    let nobody = "AC00000000000000000000000000000000".parse().expect("a SID");
    let refused = app.engine.import_tokens(nobody, tokens, ops(), |_| ()).await;
    assert!(matches!(refused, Err(ImportError::NoAccount)), "{refused:?}");
}
