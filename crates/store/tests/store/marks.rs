use countersign_store::{Store, marks};

use crate::engines::on_both_engines;
use crate::nouns::{keep, look};

on_both_engines!(a_fact_is_replaced_by_its_newer_text);

async fn a_fact_is_replaced_by_its_newer_text(store: Store) {
    assert_eq!(look(&store, |tx| marks::get(tx, "made by")).await, None);
    for text in ["dev", "", "O'Brien; DROP TABLE marks -- 🦉"] {
        keep(&store, move |tx| marks::set(tx, "made by", text)).await;
        assert_eq!(look(&store, |tx| marks::get(tx, "made by")).await.as_deref(), Some(text));
    }
}
