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
    /// approved, canceled, or has expired. Where whoever took a call reported it, `details` says so.
    pub(super) fn nothing_at(resource) = NOT_FOUND 20404 "The requested resource {} was not found"
        => "On a check let nobody in, and offer to send a new code. Else look at the SID and at whose account it is.";
    /// The body is larger than this server reads (`server.max_body_bytes`).
    pub fn payload_too_large() = PAYLOAD_TOO_LARGE 20413 "Payload too large"
        => "Send less.";
    /// The body is not a form (`application/x-www-form-urlencoded`), or is compressed. For `Passkeys/…`: it is not
    /// `application/json`.
    pub fn unsupported_media_type() = UNSUPPORTED_MEDIA_TYPE 20415 "Unsupported media type"
        => "Send a form, or JSON to `Passkeys/…`.";
    /// The `Idempotency-Key` was used before, for another request.
    pub fn idempotency_key_reused() = UNPROCESSABLE_ENTITY 20422 "Idempotency-Key was used for another request"
        => "Draw a new key for each new request; repeat a key only with the same request.";
    /// One verification was fetched too often: 60 times a minute, 180 an hour, 250 a day.
    pub fn too_many_requests() = TOO_MANY_REQUESTS 20429 "Too many requests"
        => "Wait for the seconds in `Retry-After`.";
    /// A create names a rate limit of the service's whose bucket is full. `Twilio-Reached-Rate-Limit` names it too.
    pub fn rate_limit_reached() = TOO_MANY_REQUESTS 20429 "Too many requests"
        => "Wait for the seconds in `Retry-After`; `details` tells the rate limit, the bucket and until when.";
    /// Our mistake. The answer says nothing more; the log does, under the answer's request id.
    pub fn internal() = INTERNAL_SERVER_ERROR 20500 "Internal server error"
        => "Let nobody in. Tell the operator the id in `Twilio-Request-Id`.";
    /// The server can't take this now: too many requests are in work, the database doesn't answer, or what became of the
    /// request isn't known.
    pub(super) fn overloaded() = SERVICE_UNAVAILABLE 20503 "Service unavailable"
        => "Let nobody in. Try again after the seconds in `Retry-After`; creates best with an `Idempotency-Key`.";
    /// The verification was handed to an upstream, which doesn't take questions now or is no longer in the configuration. No
    /// check was spent.
    pub fn upstream_unavailable() = SERVICE_UNAVAILABLE 20503 "Service unavailable"
        => "Let nobody in. Try again after the seconds in `Retry-After`; without them the operator has to name the upstream again, or \
            you send a new code once this one has expired.";
    /// A parameter is present and wrong: its form, its bounds, or a value that this server doesn't know.
    pub fn invalid_parameter(name) = BAD_REQUEST 60200 "Invalid parameter: {}"
        => "Correct the parameter that the message names. For `To`: ask the person for the address again.";
    /// The template has texts for this person, but nobody has approved one yet.
    pub fn template_not_approved() = BAD_REQUEST 60201 "Template is not approved"
        => "Have the operator approve it (`countersign template approve`).";
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
    /// The service has as many rate limits as the operator allows (`limits.rate_limits`; 10 unless set). It doesn't say that
    /// anything was limited: that is 20429.
    pub fn max_rate_limits() = BAD_REQUEST 60207 "Max rate limits per service reached"
        => "Delete one that is no longer used, or ask the operator.";
    /// The service has a rate limit of this name.
    pub fn rate_limit_name_taken() = BAD_REQUEST 60208 "Rate limit with that UniqueName already exists"
        => "Use the one that is there, or choose another name.";
    /// A rate limit's name is 1 to 255 letters, digits, `-`, `_` and `.`; not a SID, and not dots alone.
    pub fn bad_unique_name() = BAD_REQUEST 60209 "UniqueName format is invalid"
        => "Choose another name.";
    /// The rate limit has as many buckets as the operator allows (`limits.rate_limits`; 5 unless set).
    pub fn max_buckets() = BAD_REQUEST 60210 "Max Buckets per Rate limit reached"
        => "Change or delete one of them.";
    /// The rate limit has a bucket of this interval.
    pub fn interval_taken() = BAD_REQUEST 60211 "Bucket with the given Interval already exists"
        => "Change the maximum of that one, or choose another interval.";
    /// The address was sent a message on this channel moments ago.
    pub fn too_many_for_number() = TOO_MANY_REQUESTS 60212 "Too many concurrent requests for phone number"
        => "Wait for the seconds in `Retry-After`, or offer another channel.";
    /// The service has a messaging configuration for this country already.
    pub fn messaging_configuration_exists() = BAD_REQUEST 60213
        "A Messaging Configuration already exists for the given country"
        => "Update it.";
    /// A call that reads out a code, on a PSD2 service.
    pub fn call_with_psd2() = BAD_REQUEST 60214 "Call channel is not supported when using PSD2"
        => "Use another channel, or a call that asks for an approval (`ChannelConfiguration`).";
    /// E-mail was asked for and no provider carries it.
    pub fn mailer_missing() = BAD_REQUEST 60217 "A Mailer must be associated with the service"
        => "The operator has to name a provider for e-mail.";
    /// A check with neither `To` nor `VerificationSid`.
    pub fn no_target() = BAD_REQUEST 60221 "No target verification specified"
        => "Send one of them.";
    /// No provider carries this channel, or none of them can ask for an approval. Twilio's page gives no status; 403 as for 60204.
    pub fn channel_disabled() = FORBIDDEN 60223 "Delivery channel disabled"
        => "Use another channel, or ask the operator to name a provider for this one.";
    /// The template has names of its own that `TemplateCustomSubstitutions` doesn't speak for; `details.missing` tells which.
    pub fn substitutions_missing() = BAD_REQUEST 60224 "Missing substitutions for selected template"
        => "Send them. `friendly_name`, `code`, `ttl`, and of a payment `amount` and `payee`, are filled in by the server.";
    /// The template is not for this channel.
    pub fn template_channel() = BAD_REQUEST 60227 "Template channel not supported"
        => "Use another template, or have the operator make one for this channel.";
    /// The template is not known to the account.
    pub fn template_not_found() = BAD_REQUEST 60228 "Template not found"
        => "Look at the account's templates (`GET /v2/Templates`), or leave `TemplateSid` out.";
    /// The template has no text in the person's language and none for all others.
    pub fn translation_not_found() = BAD_REQUEST 60229 "Template translation not found"
        => "Have the operator translate it (`countersign template translate`), or ask for another `Locale`.";
    /// With everything in its place the message has more than 500 characters.
    pub fn message_too_long() = BAD_REQUEST 60247 "Message Length Exceeded"
        => "Send shorter substitutions.";
    /// The service has an entity of this identity, in whatever case it is written.
    pub fn entity_exists() = CONFLICT 60301 "Entity already exists"
        => "Use the one that is there.";
    /// A parameter of an access token is absent or wrong.
    pub fn bad_access_token(name) = BAD_REQUEST 60305 "Invalid parameter: {}"
        => "Correct the parameter that the message names.";
    /// A parameter of an entity, factor or challenge is present and wrong.
    pub fn invalid_factor_parameter(name) = BAD_REQUEST 60306 "Invalid parameter: {}"
        => "Correct the parameter that the message names.";
    /// The service has as many webhooks as it may: 10.
    pub fn max_webhooks() = BAD_REQUEST 60306 "Maximum number of webhooks reached"
        => "Delete webhooks that are no longer used, or let one receive more types of events.";
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
    /// The entity has as many factors of the type as one may: 20 of `push`, 20 of `passkeys`,
    /// 100 of `totp`.
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
    /// The `factor_sid` of a passkey's challenge is no SID of a factor. Twilio's page gives no status, nor do those of the
    /// other codes of passkeys.
    pub fn bad_factor_sid() = BAD_REQUEST 60362 "Factor SID is invalid or missing"
        => "Correct it, or leave it out.";
    /// The `identity` is missing, or not 8 to 64 letters, digits and `-`.
    pub fn bad_identity() = BAD_REQUEST 60367 "Identity is invalid or missing"
        => "Send the identity as you do elsewhere.";
    /// Factors of this type are made through calls of their own. Twilio's page gives no status.
    pub fn wrong_factor_type() = BAD_REQUEST 60369 "Factor type is invalid for this call"
        => "Use the calls of this type of factor.";
    /// The `config` of a passkey is no object, or one of its criteria is no word for it.
    pub fn bad_factor_config() = BAD_REQUEST 60370 "Factor config is invalid or missing"
        => "Correct `config`, or leave it out and set the service's `Passkeys.…`.";
    /// The relying party's name or one of its origins can't be taken. An origin is `https://` and a host, or a host alone; for
    /// `localhost` also `http://`; for an app on Android `android:apk-key-hash:` and a hash.
    pub fn bad_relying_party() = BAD_REQUEST 60371 "Relying party is invalid or missing"
        => "Correct `config.relying_party` or the service's `Passkeys.RelyingParty`.";
    /// Neither the request nor the service says which domain passkeys are bound to, or it is no domain.
    pub fn bad_relying_party_id() = BAD_REQUEST 60372 "Relying party ID is invalid or missing"
        => "Set `Passkeys.RelyingParty.Id` on the service, or send `config.relying_party.id`: a domain, with neither scheme nor port.";
    /// The credential's `id` is missing or no base64url, or is not the one that the response is about.
    pub fn bad_passkey_id() = BAD_REQUEST 60375 "Passkey ID is invalid or missing"
        => "Send what the browser gave, unchanged.";
    /// The credential's `rawId` is neither base64url nor hex of the same bytes as `id`.
    pub fn bad_passkey_raw_id() = BAD_REQUEST 60376 "Passkey rawId is invalid or missing"
        => "Send what the browser gave, unchanged.";
    /// `authenticatorAttachment` is there and neither `platform` nor `cross-platform`.
    pub fn bad_passkey_attachment() = BAD_REQUEST 60377 "Passkey authenticator attachment is invalid"
        => "Send what the browser gave, unchanged, or leave it out.";
    /// The `response` is missing, its `type` is another, or its `userHandle` is another person's; a challenge for nobody in
    /// particular needs one.
    pub fn bad_passkey_response() = BAD_REQUEST 60378 "Passkey response is invalid or missing"
        => "Let nobody in. Send what the browser gave, unchanged.";
    /// What the authenticator says of itself can't be read, or the person was not there or did not unlock it though they must.
    pub fn bad_authenticator_data() = BAD_REQUEST 60379 "Passkey authenticatorData is invalid or missing"
        => "Let nobody in.";
    /// What the browser says can't be read, is for another kind of ceremony, or comes from another origin.
    pub fn bad_client_data() = BAD_REQUEST 60380 "Passkey clientDataJSON is invalid or missing"
        => "Let nobody in. If it is your own page, add its origin to the relying party's.";
    /// The signature is missing or no base64url. One that is wrong is 60324.
    pub fn bad_passkey_signature() = BAD_REQUEST 60381 "Passkey signature is invalid or missing"
        => "Let nobody in.";
    /// The passkey is bound to another domain than the one that asks.
    pub fn other_relying_party() = BAD_REQUEST 60382 "Factor does not match the relying party"
        => "Let nobody in. If the service's domain was changed, passkeys have to be made anew.";
    /// The registration is over: it may take ten minutes.
    pub fn registration_over() = BAD_REQUEST 60383 "Factor is in an illegal or expired state"
        => "Make a new factor.";
    /// The new credential's public key is none, or of an algorithm that was not asked for.
    pub fn bad_public_key() = BAD_REQUEST 60385 "Passkey public key is invalid or missing"
        => "Pass the options to the browser unchanged.";
    /// The attestation can't be read, or its signature is wrong.
    pub fn bad_attestation() = BAD_REQUEST 60386 "Passkey attestation object is invalid or missing"
        => "Send what the browser gave, unchanged.";
    /// What the attestation says of the new credential can't be taken, or the person was not there or did not unlock the
    /// authenticator though they must.
    pub fn bad_attested_data() = BAD_REQUEST 60387 "Passkey attested data is invalid or missing"
        => "Pass the options to the browser unchanged.";
    /// The `friendly_name` is missing or longer than 64 characters.
    pub fn bad_display_name() = BAD_REQUEST 60388 "Display name is invalid or missing"
        => "Send a name that the person will recognise.";
    /// No verified passkey is found: by the credential's id in the response, by the registration's challenge, by the SID, or
    /// for the identity.
    pub fn factor_not_found() = NOT_FOUND 60390 "Factor not found"
        => "Let nobody in. A registration's answer is good once.";
    /// No challenge is found by what the response says that it answers.
    pub fn challenge_not_found() = NOT_FOUND 60391 "Challenge not found"
        => "Let nobody in. Make a new challenge.";
    /// The service has nobody of this identity.
    pub fn entity_not_found() = NOT_FOUND 60392 "Entity not found"
        => "Make a factor first; the entity is made along with it.";
    /// Criteria of a passkey are given neither by the request's `config` nor by the service.
    pub fn criteria_missing(names) = BAD_REQUEST 60393 "Passkey criteria missing: {}"
        => "Send those that the message names in `config`, or set them on the service.";
    /// A template was named on a channel other than SMS and calls.
    pub fn template_only_sms() = BAD_REQUEST 60408 "TemplateSid is only supported for the SMS channel"
        => "Leave `TemplateSid` out. Calls take templates for voice too.";
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
    /// A prompt's `return_url` is none of those that the service's prompt settings name. Scheme, host, port and path have to be
    /// the same, letter by letter; the query is free. Ours, as the codes behind it.
    pub fn return_url_unknown() = BAD_REQUEST 69001 "The return_url is not registered with the service"
        => "Register it (`POST /v1/Services/{Sid}/PromptSettings`), or send one that is.";
    /// None of a prompt's `allowed` methods is offered by the service for this purpose, or one that is `required` isn't.
    pub fn method_not_offered(name) = BAD_REQUEST 69002 "Method not offered: {}"
        => "Allow others, or offer it in the service's prompt settings. Recovery codes confirm nothing.";
    /// The code is none that can be exchanged: it is another prompt's, was exchanged before, or is older than 60 seconds.
    pub fn result_code_refused() = FORBIDDEN 69003 "Result code invalid, used or expired"
        => "Let nobody in. Make a new prompt.";
    /// The prompt is over: what it came to can't be changed.
    pub fn prompt_over() = CONFLICT 69004 "Prompt is over"
        => "Fetch it to see how it ended.";
    /// A payment is to be confirmed, and the service doesn't bind codes to payments.
    pub fn payments_not_bound() = FORBIDDEN 69005 "Service does not bind codes to payments"
        => "Set `Psd2Enabled` on the service, or send `confirm.text`.";
    /// The settings of a service's prompts contradict each other, or a prompt demands what none of its methods can show: nobody
    /// could ever do it. Nothing was changed or made.
    pub fn policy_unmet(why) = BAD_REQUEST 69006 "Nobody could do that: {}"
        => "Offer what the message names, or ask for less.";
}
