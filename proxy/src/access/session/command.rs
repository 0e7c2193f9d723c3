//! What the command line does to users beside a console that may be serving. Each is traced as an
//! action of the system; a serving console sees it within seconds.

use super::Sessions;
use crate::access::audit::{Audit, Subject};
use crate::error::Error;
use crate::store::Written;
use crate::store::users::User;
use castellan_api::action::Role;
use castellan_api::endpoint::Target;
use castellan_api::tokens::NewToken;
use castellan_api::users::Binding;

impl Sessions {
    /// Creates a local user.
    pub async fn create_user(
        &self,
        name: &str,
        password: &str,
        bindings: Vec<Binding>,
    ) -> Result<User, Error> {
        let hash = self.0.passwords.hash(password).await?;
        self.traced("createConsoleUser", "consoleUser", name, async {
            match self
                .0
                .store
                .users()
                .insert(name, Some(hash), &bindings)
                .await?
            {
                Written::Done(user) => Ok(user),
                _ => Err(Error::Conflict(format!("There is a user {name} already."))),
            }
        })
        .await
    }

    /// Sets a new password; the user's sessions end.
    pub async fn reset_password(&self, name: &str, password: &str) -> Result<(), Error> {
        let user = self.named(name).await?;
        let hash = self.0.passwords.hash(password).await?;
        self.traced("resetConsoleUserPassword", "consoleUser", name, async {
            self.0
                .store
                .users()
                .set_password(user.id, hash, None)
                .await?;
            self.user_changed(user.id);
            Ok(())
        })
        .await
    }

    /// Makes an API token of a user for all they may use; gives the token itself, this once.
    pub async fn create_token(
        &self,
        user: &str,
        name: &str,
        role: Role,
        expires_in_minutes: u32,
    ) -> Result<String, Error> {
        let user = self.named(user).await?;
        let new = NewToken {
            name: name.to_owned(),
            role,
            instances: None,
            expires_in_minutes,
        };
        self.traced("createApiToken", "apiToken", name, async {
            Ok(self.make_token(user.id, &user.name, new).await?.0)
        })
        .await
    }

    async fn named(&self, name: &str) -> Result<User, Error> {
        let user = self.0.store.users().by_name(name).await?;
        user.ok_or_else(|| Error::NotFound(format!("There is no user {name}.")))
    }

    async fn traced<T>(
        &self,
        name: &'static str,
        kind: &'static str,
        resource: &str,
        change: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let audit = Audit::new(self.0.store.clone(), self.0.clock.clone());
        let subject = Subject {
            name,
            kind,
            target: Target::Console,
            resource: resource.into(),
        };
        audit.command(subject, change).await
    }
}
