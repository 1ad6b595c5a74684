use std::collections::BTreeMap;

use super::Service;

/// What a webhook has still to be told of one thing.
pub(crate) type Fields = BTreeMap<String, String>;

impl Service {
    /// A webhook that hears of `types`. Where nobody tells webhooks anything it stays to be [`Service::overheard`].
    pub(crate) async fn subscribes(&self, types: &[&str]) -> String {
        let mut pairs = vec![("FriendlyName", "Endpoint"), ("WebhookUrl", "https://shop.example.com/events")];
        pairs.extend(types.iter().map(|name| ("EventTypes", *name)));
        self.api.post(&self.path("/Webhooks"), &pairs).await.is(201).sid()
    }

    /// What its webhooks have still to be told, thing by thing in their order.
    pub(crate) async fn overheard(&self) -> Vec<Fields> {
        let service = self.sid.clone();
        let found = self.engine.store().read(move |tx| {
            tx.all(
                "SELECT fields FROM webhook_events
                    WHERE webhook_sid IN (SELECT sid FROM webhooks WHERE service_sid = $1)
                    ORDER BY webhook_sid, made_at, subject, number",
                &[(&service).into()],
                |row| row.text(0),
            )
        });
        let rows = found.await.expect("the store");
        rows.iter().map(|row| serde_json::from_str(row).expect("texts")).collect()
    }

    /// The types among them, without what stands before the dot.
    pub(crate) async fn told(&self) -> Vec<String> {
        let types = self.overheard().await.into_iter().map(|fields| fields["type"].clone());
        types.map(|name| name.split_once('.').expect("a dot").1.to_owned()).collect()
    }
}
