//! Numbers that an account's callers vouch for: codes go there whatever the country (behaviour map 13).

mod add;
mod remove;
