//! What somebody may have meant.

/// `; did you mean …?` when a known name is near enough, else nothing.
pub(super) fn hint<'n>(written: &str, known: impl IntoIterator<Item = &'n str>) -> String {
    let far = written.len().max(3) / 2;
    let nearest = known
        .into_iter()
        .map(|name| (strsim::osa_distance(written, name), name))
        .filter(|(distance, _)| *distance <= far)
        .min();
    nearest.map_or_else(String::new, |(_, name)| format!("; did you mean {name}?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_told_and_a_far_one_is_not() {
        let known = ["listen", "public_url", "trusted_proxies"];
        assert_eq!(hint("listn", known), "; did you mean listen?");
        assert_eq!(hint("publicurl", known), "; did you mean public_url?");
        assert_eq!(hint("colour", known), "");
    }
}
