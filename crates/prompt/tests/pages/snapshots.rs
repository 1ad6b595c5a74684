//! Each page, as it is sent.

use countersign_prompt::page::Pages;

use crate::bare;
use crate::samples::{Sample, samples};

#[test]
fn every_page_is_sent_as_it_was_read() {
    let pages = Pages::new();
    for Sample { name, frame, page } in samples() {
        insta::assert_snapshot!(name, bare(&pages.html(&frame, &page).text));
    }
}
