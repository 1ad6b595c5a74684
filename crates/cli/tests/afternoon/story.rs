//! A stranger's afternoon: what somebody does who has read the guides and means to put this behind his login. Each step
//! is a function; what one leaves the next begins with.

mod erase;
mod install;
mod restore;
mod rotate;
mod upgrade;
mod verify;

use countersign_testkit::{Relay, Server, Sink};

use crate::application::Application;
use crate::office::Office;
use crate::releases::{current, previous};

/// What he has so far.
struct Afternoon {
    office: Office,
    database: String,
    relay: Relay,
    sink: Sink,
    server: Server,
    application: Application,
    account: String,
    token: String,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_strangers_afternoon() {
    let yesterdays = previous("the story's database is made by this release, so its upgrade is none");
    let mut office = Office::new(current());
    let (relay, sink) = (Relay::start("none", false), Sink::start().await);
    let database = countersign_testkit::postgres_url();

    office.configure(Some(&database), &relay, &sink);
    install::the_configuration_is_checked_before_anything_runs(&office);
    install::a_key_is_made_for_its_owner_alone(&office);
    install::the_doctor_says_what_is_still_to_be_done(&office);
    office.binary = yesterdays.unwrap_or_else(current);
    install::the_database_is_made(&office);
    install::the_doctor_finds_nothing_to_mend(&office);
    let (account, token) = install::an_account_is_made(&office);
    let service = install::a_service_is_made(&office, &account);
    let server = office.serve("first.log");
    let application = Application::new(&server, (account.clone(), token.clone()), &service, &sink);
    let mut afternoon = Afternoon { office, database, relay, sink, server, application, account, token };

    verify::ann_logs_in_with_a_code_by_text_message(&afternoon).await;
    verify::ben_logs_in_with_a_code_by_mail(&mut afternoon).await;
    upgrade::this_release_takes_over_while_a_code_is_out(&mut afternoon).await;
    rotate::the_token_changes_without_a_flag_day(&mut afternoon).await;
    rotate::the_master_key_changes_while_a_code_is_out(&afternoon).await;
    let backup = restore::a_backup_is_taken_while_a_code_is_out(&afternoon).await;
    restore::elsewhere_everything_is_there_but_the_code(&afternoon, &backup).await;
    erase::ann_and_ben_are_forgotten(&afternoon).await;
    erase::the_trail_tells_what_was_done_and_is_whole(&afternoon);
    assert_eq!(afternoon.server.stop(), 0, "it ends well: {}", afternoon.server.text());
}
