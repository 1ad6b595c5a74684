//! The reference of errors is made from the table that answers are made from.

use countersign_api::rule_problem;
use countersign_model::Timestamp;
use countersign_model::limit::Rule;
use countersign_web::Problem;

use super::is_fresh;

#[test]
fn the_page_of_errors_is_fresh() {
    let mut fresh = "# Errors\n\n\
        Every refusal of the API is a JSON object: `code` (Twilio's, to match on), `message` (a sentence for developers, which may \
        change), `more_info` and `status`, and `details` where a limit of the operator's refuses. A wrong code is no error: its \
        check answers 200 with `pending`. **Let somebody in when the status is `approved`, and only then.**\n\n\
        Requests that are no HTTP get 400, and headers beyond `server.max_header_bytes` 431, with an empty body.\n\n\
        | code | status | message | when | what to do |\n| --- | --- | --- | --- | --- |\n"
        .to_owned();
    for kind in Problem::KINDS {
        let (code, status, message) = (kind.code, kind.status.as_u16(), kind.message.replace("{}", "…"));
        fresh += &format!("| {code} | {status} | {message} | {} | {} |\n", kind.meaning.trim(), kind.advice);
    }
    fresh += "\n## Limits of the operator's\n\n\
        `details.rule` names the limit that refused and `details.reason` says it in words; the rest is evidence. The log's line has the \
        same rule. Where a moment is known at which it ends, it stands in `until`, and on a 429 also in `Retry-After`.\n\n\
        | rule | code | status | when | an example of `details` |\n| --- | --- | --- | --- | --- |\n";
    for (rule, meaning) in Rule::examples() {
        let problem = rule_problem(&rule, Timestamp::from_millis(0));
        let details = problem.details.as_ref().expect("details");
        let (name, code, status) = (rule.name(), problem.code, problem.status.as_u16());
        fresh += &format!("| `{name}` | {code} | {status} | {meaning} | `{details}` |\n");
    }
    is_fresh("docs/reference/errors.md", &fresh);
}
