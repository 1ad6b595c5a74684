//! `[traces]`

use countersign_settings::Secret;

countersign_settings::settings! {
    /// Spans of requests, database transactions and sends, for a collector that speaks OpenTelemetry's protocol (OTLP over
    /// HTTP, protobuf). Off until an endpoint is named. They hold route templates, statuses, SIDs and providers' names;
    /// no addresses and no codes.
    pub struct Traces in "traces" {
        /// The collector's whole address, usually ending in `/v1/traces`.
        pub endpoint: Option<String> = Kind::Text, optional, example "http://127.0.0.1:4318/v1/traces";
        /// Headers that the collector wants, `name=value` with commas between them.
        pub headers: Option<Secret> = Kind::Secret, optional, example "authorization=Bearer abc";
        /// Of a hundred requests, how many are recorded. A caller who sends `traceparent` decides instead, and its trace goes
        /// on here.
        pub sample_percent: u64 = Kind::Number { least: 0, most: 100 }, default "10", example "100";
        /// What this server is called there.
        pub service_name: String = Kind::Text, default "countersign", example "countersign-eu";
    }
}
