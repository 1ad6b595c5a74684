//! The operation that checks codes.

use super::table::{Answer, Kind, Operation, Record, field};
use super::verifications::CHANNELS;

static CHECK: Record = Record {
    name: "verify.v2.service.verification_check",
    fields: &[
        field("sid", Kind::Sid("VE"), "The verification's SID."),
        field("service_sid", Kind::Sid("VA"), "Its service."),
        field("account_sid", Kind::Sid("AC"), "Whose it is."),
        field("to", Kind::Text, "The number in E.164, or the e-mail address.").such_as("+15017122661"),
        field("channel", CHANNELS, "What its last code went by."),
        field(
            "status",
            Kind::OneOf(&["approved", "pending"]),
            "Let the person in when it is `approved`, and only then.",
        ),
        field("valid", Kind::Boolean, "Whether it is approved; look at `status` instead.").such_as("true"),
        field("amount", Kind::Text, "The amount that it is bound to.").or_null(),
        field("payee", Kind::Text, "The payee that it is bound to.").or_null(),
        field("date_created", Kind::Moment, "When it was made."),
        field("date_updated", Kind::Moment, "When it was changed last."),
        field("sna_attempts_error_codes", Kind::Integers, "Always empty here."),
        field("test_number", Kind::Boolean, "True for a test number: let nobody in by it.")
            .sometimes()
            .ours(),
    ],
};

pub(super) static OPERATIONS: &[Operation] = &[Operation {
    method: "post",
    path: "/v2/Services/{ServiceSid}/VerificationCheck",
    id: "CreateVerificationCheck",
    summary: "Check a code, or ask whether a call was approved. A wrong code is no error: `pending`.",
    sends: &[
        field("Code", Kind::Text, "What the person typed. Only an approval, by SID, has none.")
            .such_as("274905"),
        field("To", Kind::Text, "The address that the code went to; this or `VerificationSid`.")
            .such_as("+15017122661"),
        field("VerificationSid", Kind::Text, "The verification; it decides where both are sent."),
        field("Amount", Kind::Text, "The amount of the create, on a service with PSD2."),
        field("Payee", Kind::Text, "The payee of the create, on a service with PSD2."),
        field("SnaClientToken", Kind::Text, "Passed over."),
    ],
    headers: &[],
    answer: Answer::Found(&CHECK),
    refusals: &[60202, 60206, 60221],
}];
