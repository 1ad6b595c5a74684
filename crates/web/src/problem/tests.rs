use http_body_util::BodyExt;

use super::*;

async fn body(problem: Problem) -> Value {
    let bytes = problem.into_response().into_body().collect().await.unwrap().to_bytes();
    serde_json::from_slice(&bytes).unwrap()
}

#[tokio::test]
async fn a_problem_is_an_object_with_exactly_twilios_four_keys() {
    assert_eq!(
        body(Problem::invalid_parameter("To")).await,
        json!({
            "code": 60200,
            "message": "Invalid parameter: To",
            "more_info": "https://www.twilio.com/docs/errors/60200",
            "status": 400,
        })
    );
}

#[tokio::test]
async fn details_appear_only_when_given() {
    let with = body(Problem::busy().with_details(json!({"a": 1}))).await;
    assert_eq!(with["details"], json!({"a": 1}));
    assert_eq!(with.as_object().unwrap().len(), 5);
}

#[test]
fn every_kind_is_a_twilio_code_in_its_place_and_says_what_to_do() {
    let codes: Vec<_> = Problem::KINDS.iter().map(|kind| kind.code).collect();
    assert!(codes.is_sorted() && codes.iter().all(|code| (20_000..70_000).contains(code)), "{codes:?}");
    for kind in Problem::KINDS {
        assert!(kind.status.is_client_error() || kind.status.is_server_error(), "{}", kind.code);
        assert!(kind.meaning.ends_with('.') && kind.advice.ends_with('.'), "{}", kind.code);
    }
}

#[test]
fn what_belongs_to_the_request_stands_in_the_message() {
    let missing = Problem::missing_parameter("To");
    assert_eq!((missing.status.as_u16(), missing.code), (400, 20001));
    assert_eq!(missing.message, "Missing required parameter To in the post body");
    assert_eq!(Problem::bad_request("Too {} many").message, "Too {} many");
}

#[test]
fn a_401_asks_for_basic_and_a_503_says_when_to_come_back() {
    let headers = Problem::unauthorized().into_response().headers().clone();
    assert_eq!(headers["www-authenticate"], "Basic realm=\"Countersign API\", charset=\"UTF-8\"");
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(Problem::busy().into_response().headers()["retry-after"], "1");
}

#[test]
fn the_path_of_a_404_has_no_version_no_control_characters_and_an_end() {
    let sentence = |path: &str| Problem::not_found(path).message.into_owned();
    assert_eq!(sentence("/v2/Services/VA1"), "The requested resource /Services/VA1 was not found");
    assert_eq!(sentence("/Services/VA1"), "The requested resource /Services/VA1 was not found");
    assert_eq!(sentence("/v2"), "The requested resource / was not found");
    assert_eq!(sentence("/v20/x"), "The requested resource /v20/x was not found");
    assert_eq!(sentence("/a\r\n\u{7}b"), "The requested resource /ab was not found");
    assert_eq!(
        sentence(&"/é".repeat(5000)).chars().count(),
        "The requested resource  was not found".len() + 200
    );
}

#[test]
fn debug_output_shows_no_part_of_the_request() {
    assert_eq!(format!("{:?}", Problem::not_found("/Verifications/+4915112345678")), "Problem(404 20404)");
}
