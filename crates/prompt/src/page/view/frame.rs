//! What stands around every page.

use std::fmt;

use countersign_messages::Locale;

use super::{Notice, Problem};
use crate::page::brand::Brand;

/// What stands around every page.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The language; see [`crate::page::language`].
    pub locale: Locale,
    /// Whose page it is.
    pub brand: Brand,
    /// What is approved by going on: stands on top of each page of a prompt that confirms something.
    pub approves: Option<Approves>,
    /// Where forms go. Pages without a form ([`End`](super::End)) don't look at it.
    pub post: Post,
    /// Whether the person may give up and go back to the application from here.
    pub can_cancel: bool,
    /// For how many days this browser can be remembered; the pages that prove something then offer it.
    pub remember_days: Option<u32>,
    /// What was wrong with the form before; told beside its field and read out.
    pub problem: Option<Problem>,
    /// What has just been done; read out too.
    pub notice: Option<Notice>,
}

impl Frame {
    /// The frame of a page that belongs to no prompt: a link that was never made, a fault before one was found.
    #[must_use]
    pub fn bare(locale: Locale) -> Self {
        Self {
            locale,
            brand: Brand::default(),
            approves: None,
            post: Post::default(),
            can_cancel: false,
            remember_days: None,
            problem: None,
            notice: None,
        }
    }
}

/// Where a page's forms go, and what they carry along unseen.
#[derive(Clone, Default)]
pub struct Post {
    /// The address, from `/` on.
    pub path: String,
    /// The form token.
    pub csrf: String,
    /// What tells a form of this step from an older one.
    pub step: String,
}

/// The form token stays out of logs.
impl fmt::Debug for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Post").field("path", &self.path).field("step", &self.step).finish_non_exhaustive()
    }
}

/// What a person approves.
#[derive(Clone, Debug)]
pub enum Approves {
    /// Whatever the application says.
    Text(String),
    /// A payment.
    Payment {
        /// As the application writes it: `39.99 EUR`.
        amount: String,
        /// Who gets it.
        payee: String,
    },
}
