use countersign_store::Store;
use countersign_store::nodes::{self, Node};

use crate::engines::on_both_engines;
use crate::nouns::{NOW, keep, look};

on_both_engines!(a_node_is_live_until_it_leaves_or_is_not_seen_any_more);

fn node(name: &str, key_ids: &[&str]) -> Node {
    Node {
        node: name.to_owned(),
        key_ids: key_ids.iter().map(|id| (*id).to_owned()).collect(),
        seals_with: "k1".to_owned(),
    }
}

async fn a_node_is_live_until_it_leaves_or_is_not_seen_any_more(store: Store) {
    let (a, b) = (node("a", &["k1"]), node("b", &["k1", "k2"]));
    let both = (a.clone(), b.clone());
    keep(&store, move |tx| {
        nodes::seen(tx, &both.0, NOW)?;
        nodes::seen(tx, &both.1, NOW.plus_millis(10))
    })
    .await;
    let earlier = NOW.plus_millis(-1);
    assert_eq!(look(&store, move |tx| nodes::live(tx, earlier)).await, [a.clone(), b.clone()]);
    assert_eq!(look(&store, |tx| nodes::live(tx, NOW)).await, std::slice::from_ref(&b));
    assert!(b.holds("k2") && !a.holds("k2") && !b.holds("k"));
    // Seen again, with another key.
    let more = node("a", &["k1", "k2"]);
    let seen = more.clone();
    keep(&store, move |tx| nodes::seen(tx, &seen, NOW.plus_millis(20))).await;
    assert_eq!(look(&store, |tx| nodes::live(tx, NOW)).await, [more.clone(), b]);
    keep(&store, |tx| nodes::forget(tx, NOW.plus_millis(10))).await;
    assert_eq!(look(&store, move |tx| nodes::live(tx, earlier)).await, [more]);
    keep(&store, |tx| nodes::left(tx, "a")).await;
    assert_eq!(look(&store, move |tx| nodes::live(tx, earlier)).await, []);
}
