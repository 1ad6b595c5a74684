use countersign_web::Form;
use form_urlencoded::Serializer;

/// Forms and queries: what is taken comes back from how it would be written, and is the same request.
pub fn forms(input: &[u8]) {
    let Ok(form) = Form::parse(input) else { return };
    let mut written = Serializer::new(String::new());
    for (name, value) in form.pairs() {
        assert!(!name.contains('\0') && !value.contains('\0'), "the database's text can't hold it");
        written.append_pair(name, value);
        assert_eq!(form.repeated(name).last().copied(), form.text(name), "the last one counts");
        assert!(
            form.boolean(name).is_err() || form.integer(name, i64::MIN..=i64::MAX).is_err(),
            "both at once"
        );
        if let Ok(Some(object)) = form.json_object(name) {
            assert!(!serde_json::to_string(&object).expect("JSON").contains("\\u0000"));
        }
    }
    let again = Form::parse(written.finish().as_bytes()).expect("what was read can be written");
    assert!(again == form && again.hash() == form.hash());
}
