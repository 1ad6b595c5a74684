//! `[webhooks]`

use countersign_delivery::outside::Allowed;
use countersign_model::CidrList;

use crate::commands::Failure;

countersign_settings::settings! {
    /// Where applications may have this server post what happens in their services. Public addresses over TLS, unless a key
    /// here says more.
    pub struct Webhooks in "webhooks" {
        /// Networks that aren't public and may be reached all the same. Whoever can make webhooks can then have this server
        /// post into them.
        pub allow_private: Vec<String> = Kind::List, default "", example "10.1.2.0/24,192.168.1.7";
        /// Whether addresses may begin with `http://`: whoever sits on the way reads along.
        pub allow_http: bool = Kind::Flag, default "false", example "true";
    }
}

impl Webhooks {
    /// Where webhooks may lead.
    ///
    /// # Errors
    /// When a network can't be read.
    pub fn allowed(&self) -> Result<Allowed, Failure> {
        let networks = networks(&self.allow_private.join(","))?;
        Ok(Allowed { networks, plain: self.allow_http, ..Allowed::default() })
    }

    /// The same for `dev`, whose applications run on the same machine and speak plain HTTP.
    ///
    /// # Errors
    /// When a network can't be read.
    pub fn allowed_in_dev(&self) -> Result<Allowed, Failure> {
        let networks = networks(&format!("{},{LOOPBACK}", self.allow_private.join(",")))?;
        Ok(Allowed { networks, plain: true, ..Allowed::default() })
    }
}

const LOOPBACK: &str = "127.0.0.0/8,::1/128";

fn networks(text: &str) -> Result<CidrList, Failure> {
    CidrList::parse(text).map_err(|error| Failure::configuration(format!("webhooks.allow_private: {error}")))
}
