//! What the pages promise, whatever they show.

mod hostile;
mod promises;
mod samples;
mod snapshots;

/// A document without its style and script, which are the same on every page.
fn bare(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = ["<style>", "<script>"]
        .iter()
        .filter_map(|open| rest.find(open).map(|at| rest.split_at(at + open.len())))
        .min_by_key(|(before, _)| before.len())
    {
        bare.push_str(before);
        rest = &after[after.find("</").expect("style and script end")..];
    }
    bare + rest
}
