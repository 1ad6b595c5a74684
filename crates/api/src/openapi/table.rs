//! The words that the tables of operations are written in.

/// What one method does at one path.
pub(super) struct Operation {
    /// In small letters.
    pub(super) method: &'static str,
    /// With Twilio's names for what stands in it.
    pub(super) path: &'static str,
    /// Twilio's `operationId`, or in its manner.
    pub(super) id: &'static str,
    /// One sentence.
    pub(super) summary: &'static str,
    /// What is sent: in the body with a POST, in the query with a GET.
    pub(super) sends: &'static [Field],
    /// Headers that change what it does.
    pub(super) headers: &'static [Field],
    /// What comes back when it is done.
    pub(super) answer: Answer,
    /// Codes of the refusals that are its own; what any operation of its kind may be refused with isn't repeated.
    pub(super) refusals: &'static [u32],
}

/// What comes back when an operation is done.
#[derive(Clone, Copy)]
pub(super) enum Answer {
    /// 201 and what was made.
    Made(&'static Record),
    /// 200 and what there is.
    Found(&'static Record),
    /// 200 and a page of them, in an array of this name.
    Page(&'static str, &'static Record),
    /// 204.
    Nothing,
}

/// A resource's shape in answers, under Twilio's name for it.
pub(super) struct Record {
    pub(super) name: &'static str,
    pub(super) fields: &'static [Field],
}

/// A parameter, a header, or a member of an answer.
#[derive(Clone, Copy)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) meaning: &'static str,
    /// A parameter that must be sent.
    pub(super) must: bool,
    /// A member that isn't there at times.
    pub(super) sometimes: bool,
    /// A member that may be null.
    pub(super) nullable: bool,
    /// Twilio's API doesn't have it.
    pub(super) ours: bool,
    /// Other than the kind's own example.
    pub(super) example: Option<&'static str>,
}

/// What a value can be.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// A SID of these two letters.
    Sid(&'static str),
    Text,
    /// A whole number within bounds, both included.
    Integer(i64, i64),
    Boolean,
    /// A moment in ISO 8601, UTC.
    Moment,
    Url,
    OneOf(&'static [&'static str]),
    /// A JSON object, written as text.
    Json,
    /// An object.
    Members(&'static [Field]),
    /// A list of objects.
    Rows(&'static [Field]),
    /// An object whose members are such objects, under names like this one.
    Named(&'static str, &'static [Field]),
    /// A list of texts; an example has commas between them.
    Texts,
    /// A list of whole numbers.
    Integers,
}

/// A field that may be left out of a request and is always in an answer.
pub(super) const fn field(name: &'static str, kind: Kind, meaning: &'static str) -> Field {
    let (must, sometimes, nullable, ours, example) = (false, false, false, false, None);
    Field { name, kind, meaning, must, sometimes, nullable, ours, example }
}

impl Field {
    pub(super) const fn must(self) -> Self {
        Self { must: true, ..self }
    }
    pub(super) const fn sometimes(self) -> Self {
        Self { sometimes: true, ..self }
    }
    pub(super) const fn or_null(self) -> Self {
        Self { nullable: true, ..self }
    }
    pub(super) const fn ours(self) -> Self {
        Self { ours: true, ..self }
    }
    /// With its members in examples, though it needn't be there or may be null.
    pub(super) const fn shown(self) -> Self {
        self.such_as("")
    }
    pub(super) const fn such_as(self, example: &'static str) -> Self {
        Self { example: Some(example), ..self }
    }
}

/// `PageSize`, `Page` and `PageToken`.
pub(super) const PAGES: &[Field] = &[
    field("PageSize", Kind::Integer(1, i64::MAX), "Records on a page; 50 unless named, and 1000 at most.")
        .such_as("20"),
    field("Page", Kind::Integer(0, i32::MAX as i64), "The client's own count of pages; only repeated."),
    field("PageToken", Kind::Text, "Where the page begins, out of `next_page_url`."),
];
