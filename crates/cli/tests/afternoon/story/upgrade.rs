//! A new release, put in the place of the old one.

use super::Afternoon;
use crate::releases::current;

pub(super) async fn this_release_takes_over_while_a_code_is_out(afternoon: &mut Afternoon) {
    let to = "+15017122662";
    let code = afternoon.application.texts(to).await;
    // The tables are brought up to date while the old release still serves; it goes on working on them.
    afternoon.office.binary = current();
    afternoon.office.json(&["migrate"]);
    let during = afternoon.application.texts("+15017122663").await;
    afternoon.application.logs_in("+15017122663", &during).await;
    assert_eq!(afternoon.server.stop(), 0, "{}", afternoon.server.text());
    afternoon.server = afternoon.office.serve("second.log");
    afternoon.application = afternoon.application.at(&afternoon.server);
    afternoon.application.logs_in(to, &code).await;
}
