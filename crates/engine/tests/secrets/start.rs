use countersign_store::Engine as Database;

use crate::node::{KeyFile, only_key};
use crate::{Node, on_both_engines};

on_both_engines!(keys_that_are_not_the_databases_are_refused_at_start);

async fn keys_that_are_not_the_databases_are_refused_at_start(database: Database) {
    let node = Node::first(database).await;
    let (old, old_text) = (only_key(&node.file), node.file.text());
    let new = node.turn().await;
    let refused = async |text: String| {
        let file = KeyFile::default();
        file.write(&text);
        node.join("node-b", file).await.err().expect("refused").to_string()
    };
    // A file from before the rotation.
    let told = refused(old_text.clone()).await;
    assert!(told.contains(&format!("lacks key {new}")), "{told}");
    // A file without the old key, which still opens the account's token.
    let told = refused(node.file.text().replace(&old, "# gone: ")).await;
    assert!(told.contains(&format!("lacks key {old}")), "{told}");
    // Another installation's file.
    let told = refused(KeyFile::new(5).text()).await;
    assert!(told.contains("lacks key"), "{told}");
    // Another key under the same id.
    let other = KeyFile::new(5);
    let told = refused(other.text().replace(&only_key(&other), &old)).await;
    assert!(told.contains(&format!("key {old} is not the key")), "{told}");
    // Nothing of it was written down.
    let known = node.engine.key_status().await.expect("a status");
    assert_eq!(known.len(), 2);
}
