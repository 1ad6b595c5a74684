//! Where a person's methods lead: what is shown first, and what else there is.

use countersign_model::{Content, Factor, FactorStatus, Method, Purpose, Stage};

/// How a factor proves somebody; none for kinds that prompts don't show.
pub(super) fn method_of(factor: &Factor) -> Option<Method> {
    Method::parse(factor.kind.as_str())
}

const fn is_verified(factor: &Factor) -> bool {
    matches!(factor.status, FactorStatus::Verified { .. })
}

/// Those of a person's factors that count, the strongest first, of the same method the oldest.
fn verified(factors: &[Factor]) -> Vec<(Method, &Factor)> {
    let mut found: Vec<_> = factors
        .iter()
        .filter(|factor| is_verified(factor))
        .filter_map(|factor| method_of(factor).map(|method| (method, factor)))
        .collect();
    found.sort_by_key(|(method, factor)| (*method, factor.sid.bits()));
    found
}

/// Whether somebody who sets up methods has to show one first: they have some, and have shown none. One that prompts can't
/// show counts too: else whoever has the link alone would get past it.
pub(super) fn has_to_prove(purpose: Purpose, content: &Content, factors: &[Factor]) -> bool {
    match purpose {
        Purpose::Login | Purpose::Confirm => true,
        Purpose::Setup => content.proofs.is_empty() && factors.iter().any(is_verified),
    }
}

/// What a person may prove themselves with now, the strongest first.
pub(super) fn ways<'f>(purpose: Purpose, content: &Content, factors: &'f [Factor]) -> Vec<&'f Factor> {
    let missing: Vec<_> = content.missing().collect();
    let fits = |method: Method| match purpose {
        // Whoever has a method must not lose the rest because the application would take others.
        Purpose::Setup => true,
        Purpose::Login | Purpose::Confirm => {
            content.allowed.contains(&method) && (missing.is_empty() || missing.contains(&method))
        }
    };
    verified(factors).into_iter().filter(|(method, _)| fits(*method)).map(|(_, factor)| factor).collect()
}

/// Whether a person can get through a login at all.
pub(super) fn is_enrolled(content: &Content, factors: &[Factor]) -> bool {
    let there = verified(factors);
    let has = |method: Method| there.iter().any(|(of, _)| *of == method);
    content.required.iter().all(|method| has(*method)) && content.allowed.iter().any(|method| has(*method))
}

/// The methods that are set up already and are more than something to fall back on.
pub(super) fn lasting(factors: &[Factor]) -> usize {
    verified(factors).iter().filter(|(method, _)| !method.is_fallback()).count()
}

/// What is shown: the stage that stands in the prompt, unless it stands nowhere, its factor is gone, or it is a stage of
/// set-up for somebody who has to prove themselves first.
pub(super) fn stage(purpose: Purpose, content: &Content, factors: &[Factor]) -> Stage {
    let proves = has_to_prove(purpose, content, factors);
    let stands = match &content.stage {
        Stage::Start => false,
        Stage::Choose => true,
        stage @ (Stage::Prove { .. } | Stage::Sent { .. } | Stage::Asked { .. }) => {
            proves && ways(purpose, content, factors).iter().any(|it| Some(it.sid) == stage.factor())
        }
        stage => {
            !proves && stage.factor().is_none_or(|sid| verified(factors).iter().any(|(_, it)| it.sid == sid))
        }
    };
    if stands {
        return content.stage.clone();
    }
    if proves {
        let first = ways(purpose, content, factors).first().map(|factor| factor.sid);
        return first.map_or(Stage::Choose, |factor| Stage::Prove { factor });
    }
    if lasting(factors) > 0 { Stage::Methods } else { Stage::Choose }
}
