//! What a form says to a factor's kind.

use countersign_factors::Params;
use countersign_web::Form;

/// The parameters whose names are a kind's own: it alone understands them.
pub(super) fn params(form: &Form) -> Params {
    form.pairs().filter(|(name, _)| name.starts_with("Binding.") || name.starts_with("Config.")).collect()
}
