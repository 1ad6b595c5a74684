//! What a release leaves in a database: things past, and things that are under way.

use countersign_testkit::Server;

use super::Place;
use crate::application::{Application, wrong};

/// A database in the middle of its life.
pub(super) struct Life {
    pub(super) application: Application,
    /// Somebody's code that was used.
    used: (&'static str, String),
    /// A verification that was canceled.
    canceled: String,
    /// Somebody's codes that are out: the server's own, and one that the application brought.
    live: [(&'static str, String); 2],
}

const CUSTOM: &str = "Kz7Qp2";

/// What an application does in a day with the release in use.
pub(super) async fn lived(place: &Place) -> (Server, Life) {
    let Place { office, sink, .. } = place;
    office.json(&["migrate"]);
    let made = office.json(&["account", "create", "Shop"]);
    let text = |name: &str| made[name].as_str().unwrap_or_else(|| panic!("{name} in {made}")).to_owned();
    let (account, token) = (text("account"), text("token"));
    let custom = ["service", "create", "Shop", "--account", &account, "--set", "CustomCodeEnabled=true"];
    let service = office.text(&custom, "service");
    office.json(&["block", "add", "+1501712269", "--reason", "a flood"]);
    let server = office.serve("log");
    let application = Application::new(&server, (account, token), &service, sink);

    let used = ("+15017122661", application.texts("+15017122661").await);
    assert_eq!(application.types(used.0, wrong(&used.1)).await.1["status"], "pending");
    application.logs_in(used.0, &used.1).await;
    let canceled = application.starts("+15017122662", "sms", &[]).await;
    application.cancels(&canceled).await;
    let code = application.texts("+15017122663").await;
    application.starts("+15017122664", "sms", &[("CustomCode", CUSTOM)]).await;
    assert_eq!(sink.code("+15017122664").await, CUSTOM);
    let life = Life {
        application,
        used,
        canceled,
        live: [("+15017122663", code), ("+15017122664", CUSTOM.to_owned())],
    };
    (server, life)
}

impl Life {
    /// All of it is there for `server`, and its codes are good.
    pub(super) async fn goes_on_at(&self, server: &Server) {
        let application = self.application.at(server);
        self.is_remembered_at(server).await;
        for (to, code) in &self.live {
            assert_eq!(application.types(to, wrong(code)).await.1["status"], "pending");
            application.logs_in(to, code).await;
        }
    }

    /// What is past is there for `server`.
    pub(super) async fn is_remembered_at(&self, server: &Server) {
        let application = self.application.at(server);
        assert_eq!(application.status_of(&self.canceled).await, "canceled");
        let (to, code) = &self.used;
        assert_eq!(application.types(to, code).await.0, 404, "a code is good once, whatever the release");
    }
}
