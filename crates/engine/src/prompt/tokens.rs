//! Whether there are hardware tokens to be had.

use countersign_model::{Content, Method, Prompt, Stage, TokenKind};
use countersign_store::{DbError, ReadTx, hardware_tokens};

/// The methods that are hardware tokens, and what their rows say.
const TOKENS: [(Method, &str); 2] = [
    (Method::Hotp, TokenKind::Hotp.as_str()),
    (Method::HardwareTotp, TokenKind::Totp { period: 30 }.as_str()),
];

/// Those methods of which the account has a token that nobody has: a list of what can be set up names no others. `stage` is
/// what is shown, to somebody who may change their methods.
pub(super) fn free(
    tx: &mut ReadTx<'_>,
    prompt: &Prompt,
    content: &Content,
    stage: &Stage,
) -> Result<Vec<Method>, DbError> {
    let mut free = Vec::new();
    if matches!(stage, Stage::Start | Stage::Choose | Stage::Methods) {
        for (method, kind) in TOKENS {
            let is_offered = content.allowed.contains(&method);
            if is_offered && hardware_tokens::is_any_free(tx, prompt.account_sid, kind)? {
                free.push(method);
            }
        }
    }
    Ok(free)
}
