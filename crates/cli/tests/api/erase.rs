//! Erasing a person: every row about an address goes, in whatever spelling, and nobody else notices.

use countersign_engine::Engine;
use countersign_model::limit::PerAddress;
use countersign_model::{
    Actor, Attempt, AttemptSid, AttemptState, Channel, CodeSource, MockDice, Phone, Recipient, SafeListSid,
    SendMark, Status, Verification, VerificationSid,
};
use countersign_store::{End, address_sends, attempts, audit, safe_list, verifications};
use tokio::task::JoinSet;

use crate::support::{TestApp, WRONG, on_both_engines};

on_both_engines!(
    every_spelling_of_a_mailbox_goes_and_nobody_elses_rows,
    a_number_goes_with_what_waits_to_be_sent,
    among_many_rows_and_traffic_nothing_of_the_address_stays,
);

/// How many rows still speak of addresses like this one.
async fn left(engine: &Engine, like: &'static str) -> i64 {
    let count = engine.store().read(move |tx| {
        tx.one(
            "SELECT CAST((SELECT COUNT(*) FROM verifications WHERE recipient LIKE $1)
                + (SELECT COUNT(*) FROM live_slots WHERE recipient LIKE $1)
                + (SELECT COUNT(*) FROM wrong_checks WHERE address LIKE $1)
                + (SELECT COUNT(*) FROM address_sends WHERE address LIKE $1)
                + (SELECT COUNT(*) FROM safe_list WHERE phone_number LIKE $1) AS BIGINT)",
            &[like.into()],
            |row| row.int(0),
        )
    });
    count.await.expect("a count").expect("a row")
}

async fn erase(engine: &Engine, address: &str) -> countersign_engine::erase::Erased {
    let recipient = Recipient::parse(address).expect("an address");
    engine.erase_address(&recipient, Actor::Operator("test".to_owned()), |_| ()).await.expect("erased")
}

async fn every_spelling_of_a_mailbox_goes_and_nobody_elses_rows(app: TestApp) {
    let (service, other) = (app.service(&[]).await, app.service(&[]).await);
    let (account, now) = (app.account, app.engine.now());
    for person in [service.person("Jo.Ann@gmail.com"), other.person("joann+shop@googlemail.com")] {
        person.is_sent().await;
        person.types(WRONG).await.shows("pending");
    }
    let known = app.engine.store().write(move |tx| {
        for address in ["joann@gmail.com", "joann2@gmail.com"] {
            let recipient = Recipient::parse(address).expect("an address");
            let limits = PerAddress { per_day: 10, ..PerAddress::OFF };
            let counted = address_sends::spend(tx, account, &recipient, limits, Channel::Email, now)?;
            counted.expect("within the limits");
        }
        Ok(End::Commit(()))
    });
    known.await.expect("counted");
    let neighbour = service.person("joann2@gmail.com");
    let (_, code) = neighbour.is_sent().await;
    neighbour.types(WRONG).await.shows("pending");

    let erased = erase(&app.engine, "JOANN@gmail.com").await;
    assert_eq!((erased.removed.verifications, erased.removed.attempts, erased.removed.slots), (2, 2, 2));
    assert_eq!((erased.forgotten.wrong_checks, erased.forgotten.counted_sends), (2, 1));
    assert_eq!(left(&app.engine, "%Ann@%").await + left(&app.engine, "joann+%").await, 0);
    assert_eq!(left(&app.engine, "joann@%").await, 0);
    // The neighbour's code is as good as ever.
    neighbour.types(&code).await.shows("approved");
    // The trail says that it was done, and no longer to whom.
    let trail = app.engine.store().read(|tx| audit::after(tx, "", 10)).await.expect("the trail");
    let line = trail.iter().find(|line| line.what == "address.erased").expect("a line");
    assert_eq!((line.who.as_str(), line.subject.as_str()), ("operator:test", "J***@gmail.com"));
    // Asked for twice there is nothing left to do.
    assert_eq!(erase(&app.engine, "jo.ann@gmail.com").await.removed.verifications, 0);
}

async fn a_number_goes_with_what_waits_to_be_sent(app: TestApp) {
    let alice = app.alice().await;
    let to = alice.to.clone();
    let (account, now, sid) =
        (app.account, app.engine.now(), SafeListSid::new(app.engine.now(), &MockDice::new(3)));
    let number = Phone::parse(&to).expect("a number");
    let vouched =
        app.engine.store().write(move |tx| safe_list::add(tx, account, &number, sid, now).map(End::Commit));
    assert!(vouched.await.expect("vouched for"));
    // Written down but not sent: nobody works.
    let engine = app.stop_worker().await;
    let sid = alice.asks().await.is(201).sid();
    let erased = erase(&engine, &to).await;
    let removed = erased.removed;
    assert_eq!((removed.verifications, removed.attempts, removed.errands, removed.slots), (1, 1, 1, 1));
    assert_eq!(erased.forgotten.safe_list, 1);
    alice.service.fetch(&sid).await.finds_nothing();
    assert_eq!(left(&engine, "+15017122661").await, 0);
    // A new code may be asked for at once.
    assert_ne!(alice.asks().await.is(201).sid(), sid);
}

/// History made long ago: `many` verifications, every tenth of them for `address`.
async fn history(app: &TestApp, service: &str, address: &'static str, many: usize) {
    let service_sid = service.parse().expect("a SID");
    let dice = MockDice::new(7);
    let drawn = |n: usize| {
        let at = app.engine.now().plus_millis(-86_400_000 + i64::try_from(n).expect("a number"));
        let recipient = if n.is_multiple_of(10) { address.to_owned() } else { format!("+1501713{n:04}") };
        let mark = SendMark { at, channel: Channel::Sms, attempt_sid: AttemptSid::new(at, &dice) };
        Verification {
            sid: VerificationSid::new(at, &dice),
            account_sid: app.account,
            service_sid,
            recipient: Recipient::from_stored(&recipient).expect("an address"),
            channel: Channel::Sms,
            status: Status::from_row("expired", Some(at)).expect("a status"),
            code: CodeSource::Derived { key_id: "k1".into(), length: 6 },
            handed: None,
            transaction: None,
            sends: vec![mark],
            sends_used: 1,
            checks_used: 0,
            tags: None,
            is_told: false,
            created_at: at,
            updated_at: at,
            expires_at: at,
        }
    };
    let rows: Vec<Verification> = (0..many).map(drawn).collect();
    for chunk in rows.chunks(500) {
        let chunk = chunk.to_vec();
        let write = app.engine.store().write(move |tx| {
            for it in &chunk {
                verifications::insert(tx, it)?;
                attempts::insert(
                    tx,
                    &Attempt {
                        sid: it.sends[0].attempt_sid,
                        account_sid: it.account_sid,
                        service_sid: it.service_sid,
                        verification_sid: it.sid,
                        channel: Channel::Sms,
                        state: AttemptState::Sent,
                        tries: 1,
                        provider: None,
                        provider_id: None,
                        error: None,
                        receipt: None,
                        journal: Vec::new(),
                        created_at: it.created_at,
                        updated_at: it.created_at,
                    },
                )?;
            }
            Ok(End::Commit(()))
        });
        write.await.expect("history");
    }
}

async fn among_many_rows_and_traffic_nothing_of_the_address_stays(app: TestApp) {
    const ADDRESS: &str = "+15017122661";
    let service = app.service(&[]).await;
    history(&app, &service.sid, ADDRESS, 5000).await;
    // Before, meanwhile and after: others log in, and the person asks for codes too.
    let mut traffic = JoinSet::new();
    for n in 0..8 {
        let other = service.person(&format!("+1501712277{n}"));
        let person = service.person(ADDRESS);
        traffic.spawn(async move {
            for _ in 0..5 {
                let (_, code) = other.is_sent().await;
                let asked = person.asks().await.status.as_u16();
                assert!(matches!(asked, 201 | 429), "{asked}");
                other.types(&code).await.shows("approved");
            }
        });
    }
    let first = erase(&app.engine, ADDRESS).await;
    assert!(first.removed.verifications >= 500 && first.removed.attempts >= 500, "{first:?}");
    while let Some(ended) = traffic.join_next().await {
        ended.expect("nobody is disturbed");
    }
    erase(&app.engine, ADDRESS).await;
    assert_eq!(left(&app.engine, ADDRESS).await, 0);
    let kept = app
        .engine
        .store()
        .read(|tx| tx.one("SELECT CAST(COUNT(*) AS BIGINT) FROM verifications", &[], |row| row.int(0)));
    assert_eq!(kept.await.expect("a count"), Some(4500 + 40));
}
