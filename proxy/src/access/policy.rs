//! The decision whether a call is allowed: a pure function of what the endpoint needs, who calls
//! and what it is about.

use super::context::Scope;
use crate::error::Error;
use castellan_api::action::Action;
use castellan_api::endpoint::{Needs, Target};

/// Allowed, or the reason why not. What may not be seen does not exist (404); what may be seen but
/// not done is forbidden (403).
pub fn decide(needs: Needs, signed_in: bool, scope: &Scope, target: &Target) -> Result<(), Error> {
    let actions = match needs {
        Needs::Open => return Ok(()),
        _ if !signed_in => return Err(Error::SignInNeeded),
        Needs::SignedIn => return Ok(()),
        Needs::All(actions) => actions,
    };
    let instance = match target {
        Target::Console => None,
        Target::Instance(instance) | Target::Topic(instance, _) => Some(instance),
    };
    if let Some(instance) = instance
        && !scope.may(Action::InstanceList, Some(instance))
    {
        return Err(Error::NotFound(format!("There is no instance {instance}.")));
    }
    match actions.iter().find(|action| !scope.may(**action, instance)) {
        Some(missing) => Err(Error::Forbidden(*missing)),
        None => Ok(()),
    }
}
