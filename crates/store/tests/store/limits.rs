use countersign_model::limit::{Block, Blocked, Money, PerAddress, Rule, Spent};
use countersign_model::{
    AccountSid, Actor, AuditEntry, AuditSid, Channel, Country, Phone, Recipient, SafeListSid, Slot, Timestamp,
};
use countersign_store::admission::{Admission, Applicant};
use countersign_store::{Store, address_sends, admission, audit, blocks, safe_list, services, spend};

use crate::engines::on_both_engines;
use crate::nouns::{Maker, NOW, keep, look};

on_both_engines!(
    writers 8:
    an_address_has_one_budget_under_all_its_spellings,
    sends_at_once_to_one_address_are_let_through_one_by_one,
    addresses_are_forgotten_after_their_day,
    money_is_summed_over_stripes_and_begins_anew_with_the_hour_and_the_day,
    an_hour_never_goes_back_when_clocks_differ,
    money_spent_at_once_is_all_counted,
    every_beginning_of_a_number_finds_its_block,
    a_block_is_replaced_listed_removed_and_swept,
    a_number_stands_on_an_accounts_safe_list_once,
    audit_lines_are_read_in_their_order,
);

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

fn to(text: &str) -> Recipient {
    Recipient::parse(text).expect("an address")
}

fn phone(text: &str) -> Phone {
    Phone::parse(text).expect("a number")
}

fn country(text: &str) -> Country {
    text.parse().expect("a country")
}

async fn send(store: &Store, account: AccountSid, text: &str, now: Timestamp) -> Result<(), Rule> {
    let to = to(text);
    let limits = PerAddress::default();
    keep(store, move |tx| address_sends::spend(tx, account, &to, limits, Channel::Email, now)).await
}

async fn an_address_has_one_budget_under_all_its_spellings(store: Store) {
    let maker = Maker::new();
    let (account, other) = (maker.account, AccountSid::new(NOW, maker.dice()));
    assert_eq!(send(&store, account, "ann@example.com", NOW).await, Ok(()));
    for text in ["ann@example.com", "Ann@Example.COM", "ANN+shop@example.com"] {
        let refused = send(&store, account, text, NOW.plus_millis(29_999)).await;
        assert!(matches!(refused, Err(Rule::PerAddress { .. })), "{text}");
    }
    assert_eq!(send(&store, account, "bob@example.com", NOW).await, Ok(()));
    assert_eq!(send(&store, other, "ann@example.com", NOW).await, Ok(()));
    assert_eq!(send(&store, account, "Ann@example.com", NOW.plus_millis(30_000)).await, Ok(()));
}

async fn sends_at_once_to_one_address_are_let_through_one_by_one(store: Store) {
    let account = Maker::new().account;
    let limits = PerAddress { per_30_seconds: 0, per_10_minutes: 7, per_day: 0 };
    let sends: Vec<_> = (0..50)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let to = to("+15017122661");
                keep(&store, move |tx| address_sends::spend(tx, account, &to, limits, Channel::Sms, NOW))
                    .await
            })
        })
        .collect();
    let mut allowed = 0;
    for send in sends {
        allowed += usize::from(send.await.expect("no panic").is_ok());
    }
    assert_eq!(allowed, 7);
}

async fn addresses_are_forgotten_after_their_day(store: Store) {
    let account = Maker::new().account;
    for name in ["a", "b", "c"] {
        assert_eq!(send(&store, account, &format!("{name}@example.com"), NOW).await, Ok(()));
    }
    let later = NOW.plus_millis(HOUR);
    assert_eq!(send(&store, account, "d@example.com", later).await, Ok(()));
    let sweep = async |at: Timestamp| keep(&store, move |tx| address_sends::sweep(tx, at, 2)).await;
    assert_eq!(sweep(NOW.plus_millis(DAY)).await, 0);
    let then = NOW.plus_millis(DAY + HOUR);
    assert_eq!((sweep(then).await, sweep(then).await, sweep(then).await), (2, 1, 0));
    assert_eq!(sweep(then.plus_millis(HOUR)).await, 1);
}

/// Writes the service under which creates are asked for.
async fn serve(store: &Store, maker: &Maker) {
    let service = maker.service(maker.service);
    keep(store, move |tx| services::insert(tx, &service)).await;
}

/// What a create to `text` finds.
async fn admit(
    store: &Store,
    maker: &Maker,
    text: &str,
    country: Option<Country>,
    now: Timestamp,
) -> Admission {
    let (account, service, recipient) = (maker.account, maker.service, to(text));
    look(store, move |tx| {
        let recipient = &recipient;
        let slot = Slot::Code;
        admission::read(
            tx,
            Applicant { account, service, recipient, slot, country, is_limited: true, is_rated: false, now },
        )
    })
    .await
    .expect("a service")
}

fn micros(spent: Spent) -> (i64, i64) {
    (spent.in_hour.micros(), spent.in_day.micros())
}

async fn money_is_summed_over_stripes_and_begins_anew_with_the_hour_and_the_day(store: Store) {
    let maker = Maker::new();
    let account = maker.account;
    serve(&store, &maker).await;
    let pay = async |to: &'static str, stripe, price, now| {
        keep(&store, move |tx| {
            spend::add(tx, account, Some(country(to)), stripe, Money::from_micros(price), now)
        })
        .await;
    };
    let total = async |to: &'static str, now| {
        let found = admit(&store, &maker, "+4520123456", Some(country(to)), now).await;
        (micros(found.of_account), micros(found.of_country))
    };
    pay("DK", 0, 10, NOW).await;
    pay("DK", 3, 20, NOW).await;
    pay("SE", 3, 5, NOW).await;
    assert_eq!(total("DK", NOW).await, ((35, 35), (30, 30)));
    assert_eq!(total("NO", NOW).await, ((35, 35), (0, 0)));
    let next_hour = NOW.plus_millis(HOUR);
    assert_eq!(total("DK", next_hour).await, ((0, 35), (0, 30)));
    pay("DK", 3, 1, next_hour).await;
    assert_eq!(total("DK", next_hour).await, ((1, 36), (1, 31)));
    assert_eq!(total("DK", NOW.plus_millis(DAY)).await, ((0, 0), (0, 0)));
    let none = admit(&store, &maker, "+4520123456", None, NOW).await;
    assert_eq!(micros(none.of_country), (0, 0));
}

async fn an_hour_never_goes_back_when_clocks_differ(store: Store) {
    let maker = Maker::new();
    let account = maker.account;
    serve(&store, &maker).await;
    let (early, late) = (NOW, NOW.plus_millis(HOUR));
    for now in [late, early, late] {
        keep(&store, move |tx| spend::add(tx, account, None, 0, Money::from_micros(1), now)).await;
    }
    for now in [early, late] {
        assert_eq!(micros(admit(&store, &maker, "+4520123456", None, now).await.of_account), (3, 3));
    }
}

async fn money_spent_at_once_is_all_counted(store: Store) {
    let maker = Maker::new();
    let account = maker.account;
    serve(&store, &maker).await;
    let adds: Vec<_> = (0..100)
        .map(|n: i64| {
            let store = store.clone();
            tokio::spawn(async move {
                let one = Money::from_micros(1);
                keep(&store, move |tx| spend::add(tx, account, Some(country("DK")), n % 4, one, NOW)).await;
            })
        })
        .collect();
    for add in adds {
        add.await.expect("no panic");
    }
    let found = admit(&store, &maker, "+4520123456", Some(country("DK")), NOW).await;
    assert_eq!((micros(found.of_account), micros(found.of_country)), ((100, 100), (100, 100)));
}

fn block(what: &str, until: Option<Timestamp>) -> Block {
    Block {
        what: what.parse().expect("a prefix"),
        until,
        reason: Some("pumping".into()),
        by: "operator:ops".into(),
        made_at: NOW,
    }
}

async fn every_beginning_of_a_number_finds_its_block(store: Store) {
    let maker = Maker::new();
    let account = maker.account;
    serve(&store, &maker).await;
    let found = async |text: &str| {
        let found = admit(&store, &maker, text, None, NOW).await;
        found.blocks.into_iter().map(|block| block.what.to_string()).collect()
    };
    let none: Vec<String> = found("+231770123456").await;
    assert!(none.is_empty());
    let account_text = account.to_string();
    let all = ["+2", "+231", "+231770123456", "+2317701234567", "+45", "all"];
    for what in all.into_iter().chain([account_text.as_str()]) {
        let block = block(what, None);
        keep(&store, move |tx| blocks::put(tx, &block)).await;
    }
    let mut stopped: Vec<String> = found("+231770123456").await;
    stopped.sort_unstable();
    assert_eq!(stopped, ["+2", "+231", "+231770123456", account_text.as_str(), "all"]);
    let mut paused: Vec<String> = found("ann@example.com").await;
    paused.sort_unstable();
    assert_eq!(paused, [account_text.as_str(), "all"]);
}

async fn a_block_is_replaced_listed_removed_and_swept(store: Store) {
    let what: Blocked = "+231".parse().expect("a prefix");
    let (short, long) = (block("+231", Some(NOW.plus_millis(10))), block("+231", Some(NOW.plus_millis(20))));
    let kept = long.clone();
    keep(&store, move |tx| blocks::put(tx, &short).and_then(|()| blocks::put(tx, &long))).await;
    assert_eq!(look(&store, |tx| blocks::list(tx, NOW.plus_millis(19))).await, [kept]);
    assert_eq!(look(&store, |tx| blocks::list(tx, NOW.plus_millis(20))).await, []);
    let remove = async |what: Blocked, millis| {
        keep(&store, move |tx| blocks::remove(tx, &what, NOW.plus_millis(millis))).await
    };
    assert!(remove(what.clone(), 19).await);
    assert!(!remove(what.clone(), 19).await);
    let again = block("+231", Some(NOW.plus_millis(10)));
    let endless = block("+45", None);
    keep(&store, move |tx| blocks::put(tx, &again).and_then(|()| blocks::put(tx, &endless))).await;
    assert_eq!(keep(&store, |tx| blocks::sweep(tx, NOW.plus_millis(9), 10)).await, 0);
    assert_eq!(keep(&store, |tx| blocks::sweep(tx, NOW.plus_millis(10), 10)).await, 1);
    assert!(!remove(what, 0).await);
}

async fn a_number_stands_on_an_accounts_safe_list_once(store: Store) {
    let maker = Maker::new();
    let (account, other) = (maker.account, AccountSid::new(NOW, maker.dice()));
    let (sid, second) = (SafeListSid::new(NOW, maker.dice()), SafeListSid::new(NOW, maker.dice()));
    let number = || phone("+15017122661");
    assert!(keep(&store, move |tx| safe_list::add(tx, account, &number(), sid, NOW)).await);
    assert!(!keep(&store, move |tx| safe_list::add(tx, account, &number(), second, NOW)).await);
    assert_eq!(look(&store, move |tx| safe_list::find(tx, account, &number())).await, Some(sid));
    assert_eq!(look(&store, move |tx| safe_list::find(tx, other, &number())).await, None);
    assert!(!keep(&store, move |tx| safe_list::remove(tx, other, &number())).await);
    assert!(keep(&store, move |tx| safe_list::remove(tx, account, &number())).await);
    assert_eq!(look(&store, move |tx| safe_list::find(tx, account, &number())).await, None);
}

async fn audit_lines_are_read_in_their_order(store: Store) {
    let maker = Maker::new();
    for millis in 0..3 {
        let at = NOW.plus_millis(millis);
        let entry = AuditEntry {
            sid: AuditSid::new(at, maker.dice()),
            at,
            account: (millis == 0).then_some(maker.account),
            who: Actor::Operator("ops".into()),
            what: "block.added",
            subject: "+231".into(),
            detail: None,
        };
        keep(&store, move |tx| audit::add(tx, &entry)).await;
    }
    let two = look(&store, |tx| audit::after(tx, "", 2)).await;
    assert_eq!(two.iter().map(|line| line.at).collect::<Vec<_>>(), [NOW.millis(), NOW.millis() + 1]);
    assert_eq!(two[0].account_sid, Some(maker.account.to_string()));
    assert_eq!((two[1].who.as_str(), two[1].account_sid.as_ref()), ("operator:ops", None));
    let last = two[1].sid.clone();
    assert_eq!(look(&store, move |tx| audit::after(tx, &last, 2)).await.len(), 1);
}
