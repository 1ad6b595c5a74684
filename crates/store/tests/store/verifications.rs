use countersign_model::{
    AccountSid, Channel, CodeSource, Ending, SendMark, ServiceSid, Status, Verification,
};
use countersign_store::{Store, WriteTx, services, slots, verifications};

use crate::engines::on_both_engines;
use crate::nouns::{Maker, NOW, keep, look, take};

on_both_engines!(
    a_verification_reads_back_as_written,
    what_can_change_is_changed_and_the_rest_is_not,
    a_verification_is_found_only_by_its_account_and_living_service,
    the_verification_of_an_address_is_the_one_in_its_slot,
    a_check_writes_how_it_ended_and_nothing_else,
    expiry_is_written_once_and_only_when_it_has_come,
);

async fn a_verification_reads_back_as_written(store: Store) {
    let maker = Maker::new();
    let full = maker.verification("+4915112345678");
    let custom = Verification {
        code: CodeSource::Custom { sealed: "sealed code".into() },
        transaction: None,
        tags: None,
        status: Status::Ended { how: Ending::Exhausted, at: NOW.plus_millis(3) },
        ..maker.verification("ann@example.com")
    };
    let test = Verification { code: CodeSource::TestNumber, ..maker.verification("+12125550123") };
    for verification in [full, custom, test] {
        let (written, sid) = (verification.clone(), verification.sid);
        keep(&store, move |tx| verifications::insert(tx, &written)).await;
        assert_eq!(look(&store, move |tx| verifications::find(tx, sid)).await, Some(verification));
    }
}

async fn what_can_change_is_changed_and_the_rest_is_not(store: Store) {
    let maker = Maker::new();
    let before = maker.verification("+4915112345678");
    let (sid, attempt_sid) = (before.sid, maker.attempt(&before).sid);
    let written = before.clone();
    keep(&store, move |tx| verifications::insert(tx, &written)).await;
    let mark = SendMark { at: NOW.plus_millis(7), channel: Channel::Call, attempt_sid };
    let mut after = before.resent(mark);
    after.checks_used = 4;
    after.status = Status::Ended { how: Ending::Approved, at: NOW.plus_millis(8) };
    let changed = after.clone();
    let locked = keep(&store, move |tx| {
        let locked = verifications::lock(tx, sid)?;
        verifications::update(tx, &changed)?;
        Ok(locked)
    })
    .await;
    assert_eq!(locked.map(|it| (it.sends_used, it.status)), Some((1, Status::Pending)));
    assert_eq!(look(&store, move |tx| verifications::find(tx, sid)).await, Some(after));
}

/// A service with one verification, which is in the slot of its address.
fn place(tx: &mut WriteTx<'_>, maker: &Maker, it: &Verification) -> Result<(), countersign_store::DbError> {
    services::insert(tx, &maker.service(it.service_sid))?;
    take(tx, it)?;
    verifications::insert(tx, it)
}

async fn a_verification_is_found_only_by_its_account_and_living_service(store: Store) {
    let maker = Maker::new();
    let it = maker.verification("+4915112345678");
    let (account, service, sid) = (maker.account, maker.service, it.sid);
    let other_account = AccountSid::new(NOW, maker.dice());
    let other_service = ServiceSid::new(NOW, maker.dice());
    let written = it.clone();
    keep(&store, move |tx| place(tx, &maker, &written)).await;
    let found = async |account, service| {
        let read = look(&store, move |tx| verifications::find_owned(tx, account, service, sid)).await;
        let locked = keep(&store, move |tx| verifications::lock_owned(tx, account, service, sid)).await;
        assert_eq!(read, locked.map(|(it, _)| it));
        read
    };
    assert_eq!(found(account, service).await, Some(it));
    assert_eq!(found(other_account, service).await, None);
    assert_eq!(found(account, other_service).await, None);
    assert!(keep(&store, move |tx| services::delete(tx, account, service)).await.is_some());
    assert_eq!(found(account, service).await, None);
}

async fn the_verification_of_an_address_is_the_one_in_its_slot(store: Store) {
    let maker = Maker::new();
    let (old, new) = (maker.verification("+4915112345678"), maker.verification("+4915112345678"));
    let (account, service) = (maker.account, maker.service);
    let (other_account, nobody) =
        (AccountSid::new(NOW, maker.dice()), maker.verification("ann@example.com").recipient);
    let (recipient, written) = (old.recipient.clone(), (old.clone(), new.clone()));
    keep(&store, move |tx| {
        place(tx, &maker, &written.0)?;
        verifications::insert(tx, &written.1)
    })
    .await;
    let found = async |account, recipient: countersign_model::Recipient| {
        let found =
            keep(&store, move |tx| verifications::lock_by_address(tx, account, service, &recipient)).await;
        found.map(|(it, settings)| {
            assert!(settings.psd2_enabled, "the service's own settings");
            it
        })
    };
    assert_eq!(found(account, recipient.clone()).await, Some(old));
    let replacement = new.clone();
    keep(&store, move |tx| slots::replace(tx, &replacement)).await;
    assert_eq!(found(account, recipient.clone()).await, Some(new));
    assert_eq!(found(other_account, recipient.clone()).await, None);
    assert_eq!(found(account, nobody).await, None);
    assert!(keep(&store, move |tx| services::delete(tx, account, service)).await.is_some());
    assert_eq!(found(account, recipient).await, None);
}

async fn a_check_writes_how_it_ended_and_nothing_else(store: Store) {
    let maker = Maker::new();
    let made = maker.verification("+4915112345678");
    let (sid, first) = (made.sid, made.clone());
    let at = NOW.plus_millis(7);
    let status = Status::Ended { how: Ending::Approved, at };
    let checked = Verification { status, checks_used: 3, updated_at: at, ..made };
    let given = Verification { channel: Channel::Call, sends: Vec::new(), sends_used: 9, ..checked.clone() };
    keep(&store, move |tx| {
        verifications::insert(tx, &first)?;
        verifications::update_checked(tx, &given)
    })
    .await;
    assert_eq!(look(&store, move |tx| verifications::find(tx, sid)).await, Some(checked));
}

async fn expiry_is_written_once_and_only_when_it_has_come(store: Store) {
    let maker = Maker::new();
    let pending = maker.verification("+4915112345678");
    let approved = Verification {
        status: Status::Ended { how: Ending::Approved, at: NOW },
        ..maker.verification("ann@example.com")
    };
    let (sid, ended, end) = (pending.sid, approved.sid, pending.expires_at);
    let both = [pending.clone(), approved.clone()];
    keep(&store, move |tx| both.iter().try_for_each(|it| verifications::insert(tx, it))).await;
    keep(&store, move |tx| verifications::expire(tx, sid, end.plus_millis(-1))).await;
    assert_eq!(look(&store, move |tx| verifications::find(tx, sid)).await, Some(pending.clone()));
    keep(&store, move |tx| {
        verifications::expire(tx, ended, end)?;
        verifications::expire(tx, sid, end)?;
        verifications::expire(tx, sid, end.plus_millis(9))
    })
    .await;
    let expired =
        Verification { status: Status::Ended { how: Ending::Expired, at: end }, updated_at: end, ..pending };
    assert_eq!(look(&store, move |tx| verifications::find(tx, sid)).await, Some(expired));
    assert_eq!(look(&store, move |tx| verifications::find(tx, ended)).await, Some(approved));
}
