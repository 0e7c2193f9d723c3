//! The proof that a call is allowed: `Cx<E>` is made here alone, after session and policy. It yields
//! a [`Scope`] and [`Allowed`] names, which inner services take.

use super::audit::{Change, OpenChange, Subject};
use crate::app::App;
use crate::error::Error;
use castellan_api::action::Action;
use castellan_api::endpoint::{Endpoint, Needs, Target, Traced};
use castellan_api::ids::{InstanceId, SessionId, TokenId, TopicName, UserId};
use castellan_api::session::SignInMethod;
use castellan_api::users::Binding;
use std::marker::PhantomData;
use std::sync::Arc;

/// Who calls, as the session or the token says.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The user.
    pub user_id: UserId,
    /// The user's name.
    pub user: String,
    /// How they signed in.
    pub method: SignInMethod,
    /// What they may do now: for a token already cut by what its maker may do.
    pub bindings: Vec<Vec<Binding>>,
    /// The session; absent for tokens.
    pub session: Option<SessionId>,
    /// The API token; absent for sessions.
    pub token: Option<TokenId>,
    /// When the session ends if it is not used, milliseconds since 1970 UTC.
    pub idle_until: i64,
    /// When it ends in any case, milliseconds since 1970 UTC.
    pub ends_at: i64,
}

impl Caller {
    /// What cuts the caller besides what the user may do: an API token's own role and instances.
    /// Empty for sessions. Background tasks keep it, to be cut by it to their end.
    pub fn limits(&self) -> Vec<Vec<Binding>> {
        // The last layer is the user's own, and is looked up anew each time.
        let own = self.bindings.len().saturating_sub(1);
        self.bindings.iter().take(own).cloned().collect()
    }
}

/// Facts of the request that services may need.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Address of the peer.
    pub address: String,
    /// `User-Agent`, cut to 200 characters.
    pub user_agent: String,
    /// `If-Match`.
    pub if_match: Option<String>,
    /// `Idempotency-Key`.
    pub idempotency_key: Option<String>,
    /// Hash of path, query and body: another request under the same key is refused.
    pub body_hash: String,
    /// `Last-Event-ID`.
    pub last_event_id: Option<String>,
    /// Operation ID of the endpoint.
    pub endpoint: &'static str,
    /// Names the request in log, problem and trace.
    pub trace_id: String,
    /// `?dry_run=true`.
    pub dry_run: bool,
    /// The body as sent, secrets removed, for the trace.
    pub body: serde_json::Value,
}

/// What a caller may do. Tasks have one too: that of their creator, checked again at each step.
#[derive(Clone, Debug)]
pub struct Scope {
    operator: String,
    /// Each list must allow: a token's own, and its maker's.
    layers: Vec<Vec<Binding>>,
}

impl Scope {
    pub(super) const fn new(operator: String, layers: Vec<Vec<Binding>>) -> Self {
        Self { operator, layers }
    }

    /// Name of who acts.
    pub fn operator(&self) -> &str {
        &self.operator
    }

    /// True if it may do this to the instance (`None`: to the console itself).
    pub fn may(&self, action: Action, instance: Option<&InstanceId>) -> bool {
        !self.layers.is_empty()
            && self
                .layers
                .iter()
                .all(|layer| castellan_api::users::may(layer, action, instance))
    }

    /// True if the instance may be seen at all.
    pub fn visible(&self, instance: &InstanceId) -> bool {
        self.may(Action::InstanceList, Some(instance))
    }

    /// Leave to do this to the instance: 404 where it may not be seen, 403 where it may not be done.
    pub fn on(&self, action: Action, instance: &InstanceId) -> Result<Allowed<InstanceId>, Error> {
        if !self.visible(instance) {
            return Err(Error::NotFound(format!("There is no instance {instance}.")));
        }
        if !self.may(action, Some(instance)) {
            return Err(Error::Forbidden(action));
        }
        Ok(Allowed {
            action,
            instance: instance.clone(),
            name: instance.clone(),
        })
    }

    /// Leave to do this to the topic.
    pub fn on_topic(
        &self,
        action: Action,
        instance: &InstanceId,
        topic: TopicName,
    ) -> Result<Allowed<TopicName>, Error> {
        self.on(action, instance)?;
        Ok(Allowed {
            action,
            instance: instance.clone(),
            name: topic,
        })
    }
}

/// A name on which an action was allowed. Only [`Scope`] makes one.
#[derive(Clone, Debug)]
pub struct Allowed<Name> {
    action: Action,
    instance: InstanceId,
    name: Name,
}

impl<Name> Allowed<Name> {
    /// What was allowed.
    pub const fn action(&self) -> Action {
        self.action
    }

    /// Where.
    pub const fn instance(&self) -> &InstanceId {
        &self.instance
    }

    /// On what.
    pub const fn name(&self) -> &Name {
        &self.name
    }
}

/// The proof that `E` may be called by this caller on this target.
pub struct Cx<E: Endpoint> {
    app: Arc<App>,
    caller: Option<Caller>,
    scope: Scope,
    request: Request,
    open: OpenChange,
    target: Target,
    endpoint: PhantomData<fn() -> E>,
}

impl<E: Endpoint> Cx<E> {
    /// Decides. `caller` is who the session or token says; `open` receives the trace of the change.
    pub(crate) fn new(
        app: Arc<App>,
        caller: Option<Caller>,
        request: Request,
        open: OpenChange,
        path: &E::Path,
    ) -> Result<Self, Error> {
        let scope = caller.as_ref().map_or_else(
            || Scope::new("-".into(), Vec::new()),
            |caller| Scope::new(caller.user.clone(), caller.bindings.clone()),
        );
        let target = E::target(path);
        super::policy::decide(E::NEEDS, caller.is_some(), &scope, &target)?;
        Ok(Self {
            app,
            caller,
            scope,
            request,
            open,
            target,
            endpoint: PhantomData,
        })
    }

    /// The program.
    pub const fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// Who calls. Only `Open` endpoints are called by nobody.
    pub fn caller(&self) -> Result<&Caller, Error> {
        self.caller.as_ref().ok_or(Error::SignInNeeded)
    }

    /// What they may do.
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Facts of the request.
    pub const fn request(&self) -> &Request {
        &self.request
    }

    /// True if nothing may be changed.
    pub const fn dry_run(&self) -> bool {
        self.request.dry_run
    }

    /// Tells the trace which items of a batch failed and why: `None` for each that was done.
    pub fn batch<'a>(&self, fates: impl IntoIterator<Item = Option<(&'a str, &'a str)>>) {
        self.open.batch(fates);
    }

    /// Opens the trace of this change; call it after all checks and before the first effect. The
    /// value is what functions with an effect ask for. `resource` names what is changed.
    pub async fn begin(&self, resource: &str) -> Result<Change, Error> {
        let (Traced::Yes(name, kind), false) = (E::TRACED, self.dry_run()) else {
            return Err(Error::Bug(format!(
                "{} changes something and is not traced",
                E::NAME
            )));
        };
        let subject = Subject {
            name,
            kind,
            target: self.target.clone(),
            resource: resource.into(),
        };
        // Who signs in is whom `resource` names, not whose cookie the browser still had.
        let caller = self
            .caller
            .as_ref()
            .filter(|_| !matches!(E::NEEDS, Needs::Open));
        self.app
            .audit()
            .begin(&self.open, caller, &self.request, subject)
            .await
    }
}
