use std::io::BufReader;
use std::sync::{Arc, Mutex};

use countersign_model::{Recipient, Timestamp};
use countersign_store::backup::{self, BadBackup, Lines, Row};
use countersign_store::{
    Store, StoreError, accounts, attempts, migrations, services, verifications, wrong_checks,
};

use crate::engines::{on_both_engines, open, sqlite};
use crate::nouns::{Maker, NOW, keep, look};

on_both_engines!(
    a_copy_holds_every_row_and_makes_the_same_database_again,
    a_copy_is_of_one_moment,
    a_changed_lost_or_moved_line_is_known_by_its_number,
    a_copy_that_nobody_takes_is_given_up,
);

/// More than two pages of each long table.
const MANY: usize = 1100;

async fn fill(store: &Store) {
    let maker = Maker::new();
    let (account, key, service) = (maker.account(), maker.api_key(), maker.service(maker.service));
    let rows: Vec<_> = (0..MANY)
        .map(|n| {
            let it = maker.verification(&format!("+4915112{n:06}"));
            let attempt = maker.attempt(&it);
            (it, attempt)
        })
        .collect();
    keep(store, move |tx| {
        accounts::insert(tx, &account)?;
        accounts::insert_key(tx, &key)?;
        services::insert(tx, &service)?;
        for (n, (it, attempt)) in rows.iter().enumerate() {
            verifications::insert(tx, it)?;
            attempts::insert(tx, attempt)?;
            // Several hours of one address: the key has three parts.
            let address = Recipient::parse(&format!("+49151128{:05}", n / 3)).expect("an address");
            let at = Timestamp::from_millis(NOW.millis() + i64::try_from(n % 3).expect("small") * 3_600_000);
            wrong_checks::add(tx, it.service_sid, &address, at)?;
        }
        Ok(())
    })
    .await;
}

async fn copy(store: &Store) -> String {
    let text = Arc::new(Mutex::new(String::new()));
    let sink = Arc::clone(&text);
    let sink = Mutex::new(Some(move |piece: String, _| {
        assert!(piece.len() < 1024 * 1024, "pieces stay small");
        sink.lock().expect("the text").push_str(&piece);
        true
    }));
    let dump = store.report(move |tx| backup::dump(tx, "1.2.3", NOW.millis(), &sink));
    let counts = dump.await.expect("a copy");
    let many = u64::try_from(MANY).expect("a number");
    for table in ["verifications", "attempts", "wrong_checks"] {
        assert_eq!(counts[table], many, "{table}");
    }
    Arc::into_inner(text).expect("one owner").into_inner().expect("the text")
}

fn read(text: &str) -> Result<Vec<Row>, BadBackup> {
    let mut lines = Lines::open(BufReader::new(text.as_bytes()))?;
    let mut rows = Vec::new();
    while let Some(row) = lines.next_row()? {
        rows.push(row);
    }
    Ok(rows)
}

async fn a_copy_holds_every_row_and_makes_the_same_database_again(store: Store) {
    fill(&store).await;
    let text = copy(&store).await;
    let lines = Lines::open(text.as_bytes()).expect("a header");
    assert_eq!((lines.header().version.as_str(), lines.header().made_at), ("1.2.3", NOW.millis()));
    let rows = read(&text).expect("a whole copy");
    let directory = countersign_testkit::directory();
    let other = open(sqlite(&directory)).await.expect("an empty database");
    let written = rows.clone();
    keep(&other, move |tx| {
        written.iter().zip(1..).try_for_each(|(row, number)| backup::insert(tx, row, number))
    })
    .await;
    assert_eq!(look(&other, migrations::known).await, lines.header().migrations);
    let again = read(&copy(&other).await).expect("a whole copy");
    // The engines may order texts in different ways.
    let sorted = |rows: &[Row]| {
        let mut rows: Vec<String> = rows.iter().map(|row| format!("{row:?}")).collect();
        rows.sort();
        rows
    };
    assert_eq!(sorted(&rows), sorted(&again));
    tokio::task::spawn_blocking(move || other.close()).await.expect("a clean end");
}

async fn a_copy_is_of_one_moment(store: Store) {
    fill(&store).await;
    let (reached, go_on) = (Arc::new(tokio::sync::Notify::new()), Arc::new(std::sync::Barrier::new(2)));
    let (told, wait) = (Arc::clone(&reached), Arc::clone(&go_on));
    let mut first = true;
    let sink = Mutex::new(Some(move |_: String, _| {
        if std::mem::take(&mut first) {
            told.notify_one();
            wait.wait();
        }
        true
    }));
    let reading = store.clone();
    let dump =
        tokio::spawn(
            async move { reading.report(move |tx| backup::dump(tx, "1", NOW.millis(), &sink)).await },
        );
    reached.notified().await;
    // The last table has not been read yet when this is written.
    let maker = Maker::new();
    let it = maker.verification("+4915119999999");
    let attempt = countersign_model::Attempt {
        sid: countersign_model::AttemptSid::new(NOW.plus_millis(5), maker.dice()),
        ..maker.attempt(&it)
    };
    keep(&store, move |tx| attempts::insert(tx, &attempt)).await;
    tokio::task::spawn_blocking(move || go_on.wait()).await.expect("both there");
    let counts = dump.await.expect("no panic").expect("a copy");
    assert_eq!(counts["attempts"], u64::try_from(MANY).expect("a number"));
}

async fn a_changed_lost_or_moved_line_is_known_by_its_number(store: Store) {
    fill(&store).await;
    let text = copy(&store).await;
    let lines: Vec<&str> = text.lines().collect();
    let damaged = |lines: Vec<String>| {
        let text = lines.iter().map(|line| format!("{line}\n")).collect::<String>();
        match read(&text) {
            Err(BadBackup::Line(line, _)) => line,
            other => panic!("{other:?}"),
        }
    };
    let own = || lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    let mut changed = own();
    changed[700] = changed[700].replace("+49", "+48");
    assert_eq!(damaged(changed), 701);
    let mut lost = own();
    lost.remove(700);
    assert_eq!(damaged(lost), 701);
    let mut moved = own();
    moved.swap(700, 701);
    assert_eq!(damaged(moved), 701);
    let mut cut = own();
    cut.truncate(50);
    assert_eq!(damaged(cut), 51);
    let mut longer = own();
    longer.push("{}".to_owned());
    assert_eq!(damaged(longer), u64::try_from(lines.len()).expect("a number") + 1);
    let mut counted = own();
    let last = counted.len() - 1;
    counted[last] = counted[last].replace("\"api_keys\":1", "\"api_keys\":2");
    assert_eq!(damaged(counted), u64::try_from(lines.len()).expect("a number"));
    let mut headed = own();
    headed[0] = headed[0].replace("1.2.3", "1.2.4");
    assert_eq!(damaged(headed), 2);
    let mut torn = text.clone();
    torn.truncate(text.len() - 10);
    assert!(matches!(read(&torn), Err(BadBackup::Line(line, _)) if line == lines.len() as u64));
    assert!(matches!(read("not a backup\n"), Err(BadBackup::Line(1, _))));
    assert!(matches!(read(""), Err(BadBackup::Line(1, _))));
}

async fn a_copy_that_nobody_takes_is_given_up(store: Store) {
    fill(&store).await;
    let sink = Mutex::new(Some(|_: String, _| false));
    let given_up = store.report(move |tx| backup::dump(tx, "1", NOW.millis(), &sink)).await;
    assert!(matches!(given_up, Err(StoreError::Db(_))), "{given_up:?}");
}
