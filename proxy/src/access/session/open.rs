//! Ways in: name and password, a one-time link, the first set-up; and the session they open.

use super::{API_TOKEN_PREFIX, Sessions, token_hash};
use crate::access::context::{Caller, Request};
use crate::error::Error;
use crate::store::Written;
use crate::store::one_time::Purpose;
use crate::store::sessions::Session;
use crate::store::tokens::Token;
use crate::store::users::User;
use castellan_api::action::Role;
use castellan_api::ids::{SessionId, TokenId, UserId};
use castellan_api::session::{SessionInfo, SignInMethod};
use castellan_api::tokens::NewToken;
use castellan_api::users::Binding;

/// The user that the demo's link signs in.
pub const LINK_USER: &str = "demo";

/// A session just opened; the token goes into the cookie and nowhere else.
#[derive(Clone)]
pub struct NewSession {
    /// The token itself.
    pub token: String,
    /// What the app is told.
    pub info: SessionInfo,
}

fn full_access() -> Vec<Binding> {
    vec![Binding {
        role: Role::FullAccess,
        instances: None,
    }]
}

fn bad_password() -> Error {
    Error::BadCredentials("Name or password is wrong.".into())
}

fn bad_link() -> Error {
    Error::BadCredentials("This link was used already, or is not of this console.".into())
}

impl Sessions {
    /// The user with this name and password. Unknown, disabled and wrong all answer alike, after as
    /// long.
    pub async fn check_password(
        &self,
        name: &str,
        password: &str,
        address: &str,
    ) -> Result<User, Error> {
        self.0.slow_down.reserve(name, address).await?;
        let user = self
            .0
            .store
            .users()
            .by_name(name)
            .await?
            .filter(|user| !user.disabled);
        let hash = user.as_ref().and_then(|user| user.password_hash.as_deref());
        let good = self.0.passwords.verify(password, hash).await?;
        match user.filter(|_| good) {
            Some(user) => {
                self.0.slow_down.forgive(name, address).await?;
                Ok(user)
            }
            None => Err(bad_password()),
        }
    }

    /// True if the token of a link would sign in now; nothing is used up.
    pub async fn check_link(&self, token: &str) -> Result<(), Error> {
        let hash = token_hash(token);
        if self.0.sign_in_token.as_ref() != Some(&hash) {
            return Err(bad_link());
        }
        self.0.store.one_time().keep(Purpose::SignIn, &hash).await?;
        if self.0.store.one_time().good(Purpose::SignIn, &hash).await? {
            Ok(())
        } else {
            Err(bad_link())
        }
    }

    /// Uses the token of a link up, for the one caller who comes first; gives its user.
    pub async fn use_link(&self, token: &str) -> Result<User, Error> {
        let hash = token_hash(token);
        if !self
            .0
            .store
            .one_time()
            .use_up(Purpose::SignIn, &hash)
            .await?
        {
            return Err(bad_link());
        }
        let users = self.0.store.users();
        if let Written::Done(user) = users.insert(LINK_USER, None, &full_access()).await? {
            return Ok(user);
        }
        let user = users
            .by_name(LINK_USER)
            .await?
            .filter(|user| !user.disabled);
        user.ok_or_else(bad_link)
    }

    /// True while there is no user.
    pub async fn set_up_needed(&self) -> Result<bool, Error> {
        Ok(self.0.store.users().count().await? == 0)
    }

    /// A new token for the set-up link, while there is no user; the one before stops working.
    pub async fn set_up_token(&self) -> Result<Option<String>, Error> {
        if !self.set_up_needed().await? {
            return Ok(None);
        }
        let token = self.0.clock.token()?;
        if !self.0.store.shared() {
            // a link of another console that started at the same time stays good
            self.0.store.one_time().forget(Purpose::SetUp).await?;
        }
        self.0
            .store
            .one_time()
            .keep(Purpose::SetUp, &token_hash(&token))
            .await?;
        Ok(Some(token))
    }

    /// Refuses a set-up with a wrong token, or where there is a user.
    pub async fn check_set_up(&self, token: &str) -> Result<(), Error> {
        if !self.set_up_needed().await? {
            return Err(already_set_up());
        }
        if self
            .0
            .store
            .one_time()
            .good(Purpose::SetUp, &token_hash(token))
            .await?
        {
            Ok(())
        } else {
            Err(Error::BadCredentials(
                "This is not the set-up link of this console. Take the one of its latest start, \
                 from its log."
                    .into(),
            ))
        }
    }

    /// Makes the first user; the set-up link has done its work.
    pub async fn make_first_user(&self, name: &str, hash: String) -> Result<User, Error> {
        match self
            .0
            .store
            .users()
            .insert_first(name, hash, &full_access())
            .await?
        {
            Written::Done(user) => {
                self.0.store.one_time().forget(Purpose::SetUp).await?;
                Ok(user)
            }
            _ => Err(already_set_up()),
        }
    }

    /// Opens a session with a new token.
    pub async fn open(
        &self,
        user: &User,
        method: SignInMethod,
        request: &Request,
    ) -> Result<NewSession, Error> {
        let now = self.0.clock.now_ms();
        let token = self.0.clock.token()?;
        let session = Session {
            id: SessionId::trusted(self.0.clock.id()?),
            user_id: user.id,
            method,
            address: request.address.clone(),
            user_agent: request.user_agent.clone(),
            created_at: now,
            used_at: now,
            ends_at: now + self.0.absolute_ms,
        };
        if !self
            .0
            .store
            .sessions()
            .insert(&token_hash(&token), &session)
            .await?
        {
            return Err(bad_password());
        }
        let info = SessionInfo {
            user_id: user.id,
            user: user.name.clone(),
            method,
            bindings: user.bindings.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            idle_until: session.ends_at.min(now + self.0.idle_ms),
            ends_at: session.ends_at,
        };
        Ok(NewSession { token, info })
    }

    /// Makes an API token of a user; gives the token itself, this once.
    pub async fn make_token(
        &self,
        user: UserId,
        owner: &str,
        new: NewToken,
    ) -> Result<(String, Token), Error> {
        let now = self.0.clock.now_ms();
        let secret = format!("{API_TOKEN_PREFIX}{}", self.0.clock.token()?);
        let token = Token {
            id: TokenId::trusted(self.0.clock.id()?),
            user_id: user,
            owner: owner.to_owned(),
            name: new.name,
            role: new.role,
            instances: new.instances,
            created_at: now,
            expires_at: now + i64::from(new.expires_in_minutes) * 60_000,
            used_at: None,
        };
        match self
            .0
            .store
            .tokens()
            .insert(&token_hash(&secret), &token)
            .await?
        {
            Written::Done(()) => Ok((secret, token)),
            _ => Err(Error::Conflict(format!(
                "You have {} API tokens, and no more are kept. Delete one first.",
                crate::store::tokens::PER_USER_MAX
            ))),
        }
    }

    /// Refuses an API token where a person is needed: a token must not outlive itself by making
    /// another, nor end its maker's sessions.
    pub fn person(caller: &Caller) -> Result<&SessionId, Error> {
        caller.session.as_ref().ok_or_else(|| {
            Error::NotWithToken(
                "An API token cannot do this. Sign in with your name and password.".into(),
            )
        })
    }
}

fn already_set_up() -> Error {
    Error::Conflict("The console has a user already. Sign in, or ask who runs it.".into())
}
