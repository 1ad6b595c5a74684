//! Where a person's methods lead: what is shown first, and what else there is.

use countersign_model::{Content, Demand, Factor, FactorStatus, Method, Proof, Purpose, Stage};

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

/// Whether somebody who sets up methods has to show one first: they have some, and haven't shown enough. One that prompts
/// can't show counts too: else whoever has the link alone would get past it.
pub(super) fn has_to_prove(purpose: Purpose, content: &Content, factors: &[Factor]) -> bool {
    match purpose {
        Purpose::Login | Purpose::Confirm => true,
        Purpose::Setup => !content.may_change && factors.iter().any(is_verified),
    }
}

/// What was shown with a factor that is gone proves nobody any more: whoever stole it stays in no prompt that it opened. A sheet
/// of recovery codes counts on, for it is replaced on the way.
pub(super) fn drop_gone(content: &mut Content, factors: &[Factor]) {
    let is_there = |proof: &Proof| factors.iter().any(|it| it.sid == proof.factor && is_verified(it));
    let before = content.proofs.len();
    content.proofs.retain(|proof| proof.method.is_fallback() || is_there(proof));
    if content.proofs.len() < before {
        content.may_change = may_change(content, factors);
    }
}

/// What is demanded of somebody who wants to change their methods: no more than they have, or who set up little would be
/// locked out of setting up more.
fn demanded_of_change(content: &Content, factors: &[Factor]) -> Demand {
    let has: Vec<_> = verified(factors).into_iter().map(|(method, _)| method).collect();
    content.demand.within(&has)
}

/// Whether somebody has shown enough to change their methods. A recovery code always is: it is for who lost the rest.
pub(super) fn may_change(content: &Content, factors: &[Factor]) -> bool {
    let has_fallback = content.proofs.iter().any(|proof| proof.method.is_fallback());
    let is_met = || demanded_of_change(content, factors).is_met(&content.proofs);
    has_fallback || (!content.proofs.is_empty() && is_met())
}

/// What a person may prove themselves with now, the strongest first.
pub(super) fn ways<'f>(purpose: Purpose, content: &Content, factors: &'f [Factor]) -> Vec<&'f Factor> {
    let missing: Vec<_> = content.missing().collect();
    let change = demanded_of_change(content, factors);
    let fits = |method: Method| match purpose {
        // Whoever has a method must not lose the rest because the application would take others.
        Purpose::Setup => method.is_fallback() || change.leads_on(&content.proofs, method),
        Purpose::Login | Purpose::Confirm if !missing.is_empty() => {
            content.allowed.contains(&method) && missing.contains(&method)
        }
        Purpose::Login | Purpose::Confirm => {
            content.allowed.contains(&method) && content.demand.leads_on(&content.proofs, method)
        }
    };
    verified(factors).into_iter().filter(|(method, _)| fits(*method)).map(|(_, factor)| factor).collect()
}

/// Whether a person can get through a login at all.
pub(super) fn is_enrolled(purpose: Purpose, content: &Content, factors: &[Factor]) -> bool {
    let there = verified(factors).into_iter().map(|(method, _)| method);
    let has: Vec<_> = there.filter(|method| content.allowed.contains(method)).collect();
    !has.is_empty()
        && content.required.iter().all(|method| has.contains(method))
        && content.demand.check(&has, purpose).is_ok()
}

/// Whether it is a method that prompts show and more than something to fall back on.
pub(super) fn lasts(factor: &Factor) -> bool {
    method_of(factor).is_some_and(|method| !method.is_fallback())
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
        // Its first code was good already, though nobody wrote down here that it was.
        Stage::Authenticator { factor, .. } => {
            !proves && verified(factors).iter().all(|(_, it)| it.sid != *factor)
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
