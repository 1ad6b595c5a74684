//! The operations of the safe list.

use super::table::{Answer, Field, Kind, Operation, Record, field};

static ENTRY: Record = Record {
    name: "verify.v2.safelist",
    fields: &[
        field("sid", Kind::Sid("GN"), "The entry's SID."),
        field("phone_number", Kind::Text, "The number in E.164.").such_as("+15017122661"),
        field("url", Kind::Url, "Where the entry is."),
    ],
};

const NUMBER: Field = field("PhoneNumber", Kind::Text, "The number in E.164.").must().such_as("+15017122661");

pub(super) static OPERATIONS: &[Operation] = &[
    Operation {
        method: "post",
        path: "/v2/SafeList/Numbers",
        id: "CreateSafelist",
        summary: "Put a number on the safe list: it is sent codes whatever its country.",
        sends: &[NUMBER],
        headers: &[],
        answer: Answer::Made(&ENTRY),
        refusals: &[60411],
    },
    Operation {
        method: "get",
        path: "/v2/SafeList/Numbers/{PhoneNumber}",
        id: "FetchSafelist",
        summary: "The entry of a number.",
        sends: &[],
        headers: &[],
        answer: Answer::Found(&ENTRY),
        refusals: &[],
    },
    Operation {
        method: "delete",
        path: "/v2/SafeList/Numbers/{PhoneNumber}",
        id: "DeleteSafelist",
        summary: "Take a number off the safe list.",
        sends: &[],
        headers: &[],
        answer: Answer::Nothing,
        refusals: &[],
    },
];
