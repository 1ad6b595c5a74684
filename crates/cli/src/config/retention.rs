//! `[retention]`

countersign_settings::settings! {
    /// How long data is kept. Older rows are removed behind requests, a few at a time. The safe list stays until it is
    /// changed; counts of wrong checks, sends of an address and idempotency keys go after a day.
    pub struct Retention in "retention" {
        /// Days that verifications and their sends are kept.
        pub verifications_days: u32 = Kind::Number { least: 3, most: 36_500 }, default "30", example "90";
        /// Days that the hourly counts of attempts are kept, which summaries add up. They hold no address.
        pub attempt_sums_days: u32 = Kind::Number { least: 3, most: 36_500 }, default "400", example "800";
        /// Days that lines of the audit trail are kept. The rest can still be verified.
        pub audit_days: u32 = Kind::Number { least: 3, most: 36_500 }, default "400", example "800";
        /// Days that challenges are kept.
        pub challenges_days: u32 = Kind::Number { least: 1, most: 36_500 }, default "30", example "90";
        /// Hours that a factor has to be verified in; after them it is gone.
        pub unverified_factors_hours: u32 = Kind::Number { least: 1, most: 720 }, default "24", example "2";
    }
}

impl Retention {
    /// As the engine takes it.
    #[must_use]
    pub fn days(&self) -> countersign_engine::Retention {
        countersign_engine::Retention {
            verifications: self.verifications_days,
            audit: self.audit_days,
            challenges: self.challenges_days,
            unverified_factors_hours: self.unverified_factors_hours,
            sums: self.attempt_sums_days,
        }
    }
}
