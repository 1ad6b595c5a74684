//! `[log]`

countersign_settings::settings! {
    /// What is written to standard error.
    pub struct Log in "log" {
        /// One JSON object a line for programs, or text for people.
        pub format: String = Kind::Choice(&["json", "text"]), default "json", example "text";
        /// How much: `error`, `warn`, `info`, `debug`, or parts as in `info,countersign_engine=debug`.
        pub level: String = Kind::Text, default "info", example "warn";
    }
}
