//! Mails to people about what has changed of how they sign in. They are written down in the transaction of the change, each in
//! a row of its own, and sent behind.

mod deliver;
mod erase;
mod kept;
mod teller;
