//! Every refusal of the API, once: its constructor, its answer, and what `docs/reference/errors.md` says of it.

use std::borrow::Cow;

use http::StatusCode;

use super::Problem;

/// A kind of problem, as the reference of errors shows it.
#[derive(Clone, Copy, Debug)]
pub struct ProblemKind {
    /// The HTTP status.
    pub status: StatusCode,
    /// Twilio's error code.
    pub code: u32,
    /// The answer's `message`; `{}` stands for what belongs to the request.
    pub message: &'static str,
    /// When it is answered.
    pub meaning: &'static str,
    /// What the caller should do.
    pub advice: &'static str,
}

/// Writes a constructor for each kind, and the list of all.
macro_rules! kinds {
    ($($(#[doc = $meaning:literal])+ $vis:vis fn $name:ident($($text:ident)?) = $status:ident $code:literal $message:literal
        => $advice:literal;)*) => {
        impl Problem {
            $(
                $(#[doc = $meaning])+
                #[doc = concat!("\n\nCode ", $code, ": “", $message, "”.")]
                #[must_use]
                $vis fn $name($($text: &str)?) -> Self {
                    Self::new(StatusCode::$status, $code, kinds!(@message $message $($text)?))
                }
            )*

            /// Every kind, in the order of the codes. A problem is made by one of these constructors or not at all.
            pub const KINDS: &[ProblemKind] = &[$(ProblemKind {
                status: StatusCode::$status,
                code: $code,
                message: $message,
                meaning: concat!($($meaning),+),
                advice: $advice,
            }),*];
        }
    };
    (@message $message:literal) => { Cow::Borrowed($message) };
    (@message $message:literal $text:ident) => { Cow::Owned($message.replace("{}", $text)) };
}

// What Twilio's own answer to a missing parameter is stays unconfirmed, 20001 or 60200, both 400: 20001 is chosen since
// its sentence says what to do, and tells "absent" from "present and wrong".
kinds! {
    /// The request is wrong as a whole rather than in one parameter: too many of them, a body that breaks off, or an
    /// unreadable `Idempotency-Key`.
    pub fn bad_request(message) = BAD_REQUEST 20001 "{}"
        => "Correct the request; the message says what is wrong.";
    /// A required parameter is absent.
    pub fn missing_parameter(name) = BAD_REQUEST 20001 "Missing required parameter {} in the post body"
        => "Send the parameter.";
    /// The credentials are missing or wrong; which, is not told.
    pub(super) fn unproven() = UNAUTHORIZED 20003 "Authenticate"
        => "Use the account's SID and token, or an API key's SID and secret, as HTTP Basic. They may have been changed or revoked.";
    /// The route exists, the method doesn't. The answer's `Allow` names those that do.
    pub fn method_not_allowed() = METHOD_NOT_ALLOWED 20004 "Method not allowed"
        => "Use one of the methods in `Allow`.";
    /// There is nothing of this name for this account. On a check: no code is out for this address or SID any more; it was
    /// approved, canceled, or has expired.
    pub(super) fn nothing_at(resource) = NOT_FOUND 20404 "The requested resource {} was not found"
        => "On a check let nobody in, and offer to send a new code. Else look at the SID and at whose account it is.";
    /// The body is larger than this server reads (`server.max_body_bytes`).
    pub fn payload_too_large() = PAYLOAD_TOO_LARGE 20413 "Payload too large"
        => "Send less.";
    /// The body is not a form (`application/x-www-form-urlencoded`), or is compressed.
    pub fn unsupported_media_type() = UNSUPPORTED_MEDIA_TYPE 20415 "Unsupported media type"
        => "Send a form.";
    /// The `Idempotency-Key` was used before, for another request.
    pub fn idempotency_key_reused() = UNPROCESSABLE_ENTITY 20422 "Idempotency-Key was used for another request"
        => "Draw a new key for each new request; repeat a key only with the same request.";
    /// One verification was fetched too often: 60 times a minute, 180 an hour, 250 a day.
    pub fn too_many_requests() = TOO_MANY_REQUESTS 20429 "Too many requests"
        => "Wait for the seconds in `Retry-After`.";
    /// Our mistake. The answer says nothing more; the log does, under the answer's request id.
    pub fn internal() = INTERNAL_SERVER_ERROR 20500 "Internal server error"
        => "Let nobody in. Tell the operator the id in `Twilio-Request-Id`.";
    /// The server can't take this now: too many requests are in work, the database doesn't answer, or what became of the
    /// request isn't known.
    pub(super) fn overloaded() = SERVICE_UNAVAILABLE 20503 "Service unavailable"
        => "Let nobody in. Try again after the seconds in `Retry-After`; creates best with an `Idempotency-Key`.";
    /// A parameter is present and wrong: its form, its bounds, or a value that this server doesn't know.
    pub fn invalid_parameter(name) = BAD_REQUEST 60200 "Invalid parameter: {}"
        => "Correct the parameter that the message names. For `To`: ask the person for the address again.";
    /// The verification has had its checks: five, or one when the address's budget of wrong codes is spent. Not to be confused
    /// with 60203.
    pub fn max_checks() = TOO_MANY_REQUESTS 60202 "Max check attempts reached"
        => "Let nobody in. A new code can be sent after the seconds in `Retry-After`.";
    /// The verification has had its five sends.
    pub fn max_sends() = TOO_MANY_REQUESTS 60203 "Max send attempts reached"
        => "A new code can be sent after the seconds in `Retry-After`; the last one is good meanwhile.";
    /// The address was sent enough in ten minutes, or whatever the operator's limit is.
    pub fn enough_in_ten_minutes() = TOO_MANY_REQUESTS 60203 "Max send attempts reached"
        => "Wait for the seconds in `Retry-After`; `details` tells the limit.";
    /// For example a custom code on a service that doesn't allow them, or an amount on one without PSD2.
    pub fn feature_not_supported() = FORBIDDEN 60204 "Service does not support this feature"
        => "Change the service's settings, or leave the parameter out.";
    /// The service has `SkipSmsToLandlines` on, and the number is a landline.
    pub fn landline() = FORBIDDEN 60205 "SMS is not supported by landline phone number"
        => "Offer a call, or ask for another number.";
    /// The service is PSD2 and the amount or the payee is missing, on a create or on a check.
    pub fn psd2_missing() = BAD_REQUEST 60206 "'Amount' & 'Payee' params are required"
        => "Send both, the same ones on create and check.";
    /// The address was sent a message on this channel moments ago.
    pub fn too_many_for_number() = TOO_MANY_REQUESTS 60212 "Too many concurrent requests for phone number"
        => "Wait for the seconds in `Retry-After`, or offer another channel.";
    /// A voice call on a PSD2 service.
    pub fn call_with_psd2() = BAD_REQUEST 60214 "Call channel is not supported when using PSD2"
        => "Use another channel.";
    /// E-mail was asked for and no provider carries it.
    pub fn mailer_missing() = BAD_REQUEST 60217 "A Mailer must be associated with the service"
        => "The operator has to name a provider for e-mail.";
    /// A check with neither `To` nor `VerificationSid`.
    pub fn no_target() = BAD_REQUEST 60221 "No target verification specified"
        => "Send one of them.";
    /// No provider carries this channel. Twilio's page gives no status; 403 as for 60204.
    pub fn channel_disabled() = FORBIDDEN 60223 "Delivery channel disabled"
        => "Use another channel, or ask the operator to name a provider for this one.";
    /// The template is not known to the account.
    pub fn template_not_found() = BAD_REQUEST 60228 "Template not found"
        => "Leave `TemplateSid` out.";
    /// The service has an entity of this identity, in whatever case it is written.
    pub fn entity_exists() = CONFLICT 60301 "Entity already exists"
        => "Use the one that is there.";
    /// A parameter of an access token is absent or wrong.
    pub fn bad_access_token(name) = BAD_REQUEST 60305 "Invalid parameter: {}"
        => "Correct the parameter that the message names.";
    /// A parameter of an entity, factor or challenge is present and wrong.
    pub fn invalid_factor_parameter(name) = BAD_REQUEST 60306 "Invalid parameter: {}"
        => "Correct the parameter that the message names.";
    /// Nobody can wake the factor's device: its platform is `none`, its token is gone, or no provider of this server tells
    /// devices of that platform.
    pub fn no_device() = BAD_REQUEST 60307 "Notifications can not be sent to this factor"
        => "Have the app ask for its challenges.";
    /// No answer is looked at any more: five were wrong for this challenge, or so many for this factor in a day that each
    /// further one holds it for a quarter of an hour, which `Retry-After` tells.
    pub fn max_answers() = TOO_MANY_REQUESTS 60308 "Challenge check limit reached"
        => "Let nobody in. Without `Retry-After` make a new challenge; with it, wait or offer another way in.";
    /// Three notifications of the challenge were asked for, beside the one that went out with it.
    pub fn max_notifications() = TOO_MANY_REQUESTS 60309 "Notification limit reached"
        => "Have the app ask for its challenges, or make a new challenge.";
    /// The factor has had five wrong codes while it was unverified.
    pub fn max_enrolments() = TOO_MANY_REQUESTS 60310 "Factor verification limit reached"
        => "Delete the factor and make a new one.";
    /// An `AuthPayload` that is not the factor's signature, or one for a factor that is verified already: whatever it says, it
    /// is no answer to a challenge.
    pub fn factor_not_verified() = FORBIDDEN 60311 "Factor verification failed"
        => "Sign the factor's SID by the factor's key; make a challenge to check a code of a verified factor.";
    /// The factor was challenged as often as it may be: 50 times an hour and 100 a day, and with codes of 3 or 4 digits 10
    /// times a day.
    pub fn max_challenges() = TOO_MANY_REQUESTS 60312 "Challenge creation limit reached"
        => "Answer a challenge that is pending, or wait for the seconds in `Retry-After`.";
    /// The binding is not what this type of factor takes.
    pub fn bad_binding() = BAD_REQUEST 60314 "Binding format invalid"
        => "Correct the binding.";
    /// The entity has as many factors of the type as one may: 20 of `push`, 100 of `totp`.
    pub fn max_factors() = BAD_REQUEST 60315 "Maximum number of factors reached"
        => "Delete factors that are no longer used.";
    /// Another factor of the service has the same binding.
    pub fn binding_taken() = CONFLICT 60317 "Factor with the same binding already exists"
        => "Use that factor, or delete it.";
    /// A challenge on a factor that was never verified.
    pub fn factor_unverified() = FORBIDDEN 60318 "Factor is unverified"
        => "Verify the factor by an update with `AuthPayload` first.";
    /// The challenge was approved or denied before.
    pub fn challenge_answered() = FORBIDDEN 60322 "Challenge already responded"
        => "Fetch the challenge to see how it was answered; let nobody in twice by it.";
    /// The challenge's time is over.
    pub fn challenge_expired() = FORBIDDEN 60323 "Challenge expired"
        => "Make a new challenge.";
    /// The answer proves nothing: its signature is not that of the factor.
    pub fn challenge_failed() = FORBIDDEN 60324 "Challenge verification failed"
        => "Let nobody in.";
    /// 100 factors were made for the entity in 24 hours, those that are deleted again among them.
    pub fn max_factors_today() = TOO_MANY_REQUESTS 60326 "Factor creation limit reached"
        => "Wait for the seconds in `Retry-After`.";
    /// Factors of this type are made through calls of their own. Twilio's page gives no status.
    pub fn wrong_factor_type() = BAD_REQUEST 60369 "Factor type is invalid for this call"
        => "Use the calls of this type of factor.";
    /// The operator stops messages to this number, or to everybody, or the number is of a kind that costs more, or the money is
    /// spent.
    pub fn delivery_blocked() = FORBIDDEN 60410 "Verification delivery attempt blocked"
        => "Don't repeat the request. `details` tells the rule and, if it ends, when; offer another way in meanwhile.";
    /// The number stands on the account's safe list already.
    pub fn on_safe_list_already() = CONFLICT 60411 "Phone number already exists in Safelist"
        => "Nothing: it is as you want it.";
    /// An app hash on a channel other than SMS.
    pub fn app_hash_only_sms() = BAD_REQUEST 60602 "App hash can only be used with SMS channel"
        => "Leave `AppHash` out, or use SMS.";
    /// The operator doesn't send to this country on this channel.
    pub fn country_not_allowed() = FORBIDDEN 60605 "Verification delivery attempt blocked"
        => "Offer another channel. If you have customers there, ask the operator to name the country.";
    /// The address was sent enough for a day.
    pub fn enough_for_a_day() = TOO_MANY_REQUESTS 60626 "Phone number rate limit exceeded"
        => "Wait for the seconds in `Retry-After`; offer another way in meanwhile.";
    /// WhatsApp was asked for and no provider carries it.
    pub fn whatsapp_not_configured() = BAD_REQUEST 68008 "WhatsApp channel not configured"
        => "Use another channel.";
}
