//! `[ops]`

use std::net::SocketAddr;

countersign_settings::settings! {
    /// The listener for those who watch the server. It asks for no password: keep it where only they reach it.
    pub struct Ops in "ops" {
        /// Where `/healthz`, `/readyz` and `/metrics` are answered.
        pub listen: SocketAddr = Kind::Address, default "127.0.0.1:8081", example "10.0.0.5:8081";
    }
}
