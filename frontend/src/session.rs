//! Who is signed in and what they may do. What they may not do is not offered.

use crate::api::{self, Failure};
use crate::routes;
use castellan_api::action::Action;
use castellan_api::endpoint::{Endpoint, Needs, NoPath, NoQuery};
use castellan_api::ids::InstanceId;
use castellan_api::screen::Screen;
use castellan_api::session::{GetSession, SessionInfo, SignOut};
use leptos::prelude::*;
use leptos::reactive::graph::Observer;
use std::sync::Arc;

/// What is known of the session.
#[derive(Clone, PartialEq)]
pub enum Known {
    /// Not asked yet.
    NotYet,
    /// Nobody is signed in.
    Nobody,
    /// Somebody is.
    User(Arc<SessionInfo>),
    /// It could not be asked.
    Failed(Failure),
}

/// The session of the page.
#[derive(Clone, Copy)]
pub struct Session {
    known: RwSignal<Known>,
}

one_for_the_page!(
    /// The session of the page.
    session -> Session
);

impl Session {
    fn new() -> Self {
        Self {
            known: RwSignal::new(Known::NotYet),
        }
    }

    /// What is known. Followed.
    pub fn known(self) -> Known {
        self.known.get()
    }

    /// Asks the console who is signed in.
    pub fn ask(self) {
        leptos::task::spawn_local(async move {
            match api::call::<GetSession>(&NoPath, &NoQuery {}, ()).await {
                Ok(info) => self.set(info),
                Err(failure) if failure.status() == Some(401) => self.lost(),
                Err(failure) => self.known.set(Known::Failed(failure)),
            }
        });
    }

    /// Somebody has signed in.
    pub fn set(self, info: SessionInfo) {
        self.known.set(Known::User(Arc::new(info)));
    }

    /// The session is over: the sign-in page, which comes back here.
    pub fn lost(self) {
        self.known.set(Known::Nobody);
        if matches!(routes::screen_now(), Screen::SignIn | Screen::SetUp) {
            return;
        }
        let to = routes::here();
        let back = (to != "/" && to != "/instances").then(|| vec![("back", to)]);
        let address = match back {
            Some(back) => routes::href_with(&Screen::SignIn, &back),
            None => routes::href(&Screen::SignIn),
        };
        // A one-time link may name any page; its token goes along to the page that sends it.
        routes::replace(&format!("{address}{}", routes::token_fragment()));
    }

    /// Signs out.
    pub fn sign_out(self) {
        leptos::task::spawn_local(async move {
            match api::call::<SignOut>(&NoPath, &NoQuery {}, ()).await {
                Ok(()) => {
                    self.known.set(Known::Nobody);
                    routes::go(&Screen::SignIn);
                }
                Err(failure) => crate::components::toast::failed(&failure),
            }
        });
    }

    /// The user, once known. Followed, where there is somebody to follow: a page also asks once,
    /// while it is made.
    pub fn user(self) -> Option<Arc<SessionInfo>> {
        if Observer::get().is_some() {
            self.known.track();
        }
        self.known.with_untracked(|known| match known {
            Known::User(info) => Some(Arc::clone(info)),
            _ => None,
        })
    }
}

/// True if the user may do this to the instance (`None`: to the console). Followed.
pub fn may(action: Action, instance: Option<&InstanceId>) -> bool {
    session()
        .user()
        .is_some_and(|user| user.may(action, instance))
}

/// True if the user may call the endpoint on the instance (`None`: on the console). Followed.
pub fn may_call<E: Endpoint>(instance: Option<&InstanceId>) -> bool {
    match E::NEEDS {
        Needs::Open => true,
        Needs::SignedIn => session().user().is_some(),
        Needs::All(actions) => actions.iter().all(|action| may(*action, instance)),
    }
}
