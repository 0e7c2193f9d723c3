//! An endpoint is a type: its name, address, needs, and what goes in and out. Router, OpenAPI, the
//! app's client, audit names and the role matrix all come from here.

use crate::action::Action;
use crate::ids::{
    BrokerId, InstanceId, PlanId, SessionId, TaskId, TokenId, TopicName, TraceId, UserId,
};
use serde::{Serialize, de::DeserializeOwned};
use std::marker::PhantomData;

/// Every address of the API begins with this.
pub const PREFIX: &str = "/api/v1";

/// Header every change carries; a page of another origin cannot set it without being asked first.
pub const CHANGE_HEADER: &str = "x-castellan";

/// HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates or acts.
    Post,
    /// Replaces.
    Put,
    /// Changes a part.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// As HTTP writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// Who may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Anybody, signed in or not. The few that are so are named by a test.
    Open,
    /// Anybody who is signed in: it concerns the caller alone, or answers only what they may see.
    SignedIn,
    /// Who has all of these actions on the target.
    All(&'static [Action]),
}

/// What a call is about: policies decide on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The console itself.
    Console,
    /// One instance.
    Instance(InstanceId),
    /// One topic of an instance.
    Topic(InstanceId, TopicName),
}

/// How a change is traced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traced {
    /// Reads, and acts that change nothing outside the console's memory (a refresh, a preview).
    No,
    /// A change: the trace name, to which `Success` or `Failure` is added, and the resource type.
    Yes(&'static str, &'static str),
}

/// One operation of the API.
pub trait Endpoint: Send + Sync + 'static {
    /// Operation ID, `<verb>_<resource>`.
    const NAME: &'static str;
    /// HTTP method.
    const METHOD: Method;
    /// Address below [`PREFIX`], with `{names}` of the path. (Those of [`crate::cmak::status`] are whole.)
    const PATH: &'static str;
    /// Who may call.
    const NEEDS: Needs;
    /// How it is traced.
    const TRACED: Traced;
    /// One line for people.
    const SUMMARY: &'static str;
    /// Names in the path.
    type Path: PathNames;
    /// Query fields.
    type Query: Wire + Default + Sync;
    /// Body of the request.
    type Body: Body;
    /// Body of the answer.
    type Answer: Answer;
    /// What a call is about.
    fn target(path: &Self::Path) -> Target {
        path.target()
    }
}

/// The names in an endpoint's path.
pub trait PathNames: Clone + Send + Sync + Sized + 'static {
    /// In the order of the path.
    const NAMES: &'static [&'static str];
    /// Values in the same order, not encoded.
    fn values(&self) -> Vec<String>;
    /// From decoded values in the same order; the error says what is wrong with which.
    fn parse(values: &[String]) -> Result<Self, String>;
    /// What a call with this path is about.
    fn target(&self) -> Target;
}

/// Fills the `{names}` of a path pattern.
pub fn fill<P: PathNames>(pattern: &str, path: &P) -> String {
    let mut filled = pattern.to_owned();
    for (name, value) in P::NAMES.iter().zip(path.values()) {
        filled = filled.replace(&format!("{{{name}}}"), &crate::url::segment(&value));
    }
    filled
}

/// No name in the path.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoPath;

impl PathNames for NoPath {
    const NAMES: &'static [&'static str] = &[];
    fn values(&self) -> Vec<String> {
        Vec::new()
    }
    fn parse(_: &[String]) -> Result<Self, String> {
        Ok(Self)
    }
    fn target(&self) -> Target {
        Target::Console
    }
}

macro_rules! path {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),* } |$this:ident| $target:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name { $(#[doc = concat!("The `", stringify!($field), "` of the path.")] pub $field: $type,)* }

        impl PathNames for $name {
            const NAMES: &'static [&'static str] = &[$(stringify!($field),)*];
            fn values(&self) -> Vec<String> {
                vec![$(self.$field.to_string(),)*]
            }
            fn parse(values: &[String]) -> Result<Self, String> {
                let mut values = values.iter();
                Ok(Self {
                    $($field: {
                        let text = values.next().map_or("", String::as_str);
                        text.parse::<$type>().map_err(|error| error.to_string())?
                    },)*
                })
            }
            fn target(&self) -> Target {
                let $this = self;
                $target
            }
        }
    };
}

path!(
    /// An instance.
    InstancePath { instance: InstanceId } |this| Target::Instance(this.instance.clone())
);
path!(
    /// A topic of an instance as CMAK's addresses name it: any text.
    CmakTopicPath { instance: InstanceId, topic: String } |this| Target::Instance(this.instance.clone())
);
path!(
    /// A page of an instance as CMAK's addresses name it.
    CmakPagePath { instance: InstanceId, page: String } |this| Target::Instance(this.instance.clone())
);
path!(
    /// A topic of an instance.
    TopicPath { instance: InstanceId, topic: TopicName }
    |this| Target::Topic(this.instance.clone(), this.topic.clone())
);
path!(
    /// A broker of an instance.
    BrokerPath { instance: InstanceId, broker: BrokerId } |this| Target::Instance(this.instance.clone())
);
path!(
    /// A background task of an instance.
    TaskPath { instance: InstanceId, task: TaskId } |this| Target::Instance(this.instance.clone())
);
path!(
    /// A plan of a reassignment.
    PlanPath { instance: InstanceId, plan: PlanId } |this| Target::Instance(this.instance.clone())
);
path!(
    /// A trace.
    TracePath { trace: TraceId } |_this| Target::Console
);
path!(
    /// A console user.
    UserPath { user: UserId } |_this| Target::Console
);
path!(
    /// A console session.
    SessionPath { session: SessionId } |_this| Target::Console
);
path!(
    /// A session of another user.
    UserSessionPath { user: UserId, session: SessionId } |_this| Target::Console
);
path!(
    /// An API token.
    TokenPath { token: TokenId } |_this| Target::Console
);

/// No query.
#[derive(Clone, Copy, Debug, Default, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoQuery {}

/// What can stand in a body, a query or an answer.
#[cfg(not(feature = "openapi"))]
pub trait Wire: Serialize + DeserializeOwned + Send + 'static {}
#[cfg(not(feature = "openapi"))]
impl<T: Serialize + DeserializeOwned + Send + 'static> Wire for T {}

/// What can stand in a body, a query or an answer.
#[cfg(feature = "openapi")]
pub trait Wire: Serialize + DeserializeOwned + utoipa::ToSchema + Send + 'static {}
#[cfg(feature = "openapi")]
impl<T: Serialize + DeserializeOwned + utoipa::ToSchema + Send + 'static> Wire for T {}

/// Schemas of the wire types, as utoipa knows them.
#[cfg(feature = "openapi")]
pub mod schema {
    use super::{Answer, Body, Endpoint, Wire};
    use utoipa::openapi::{RefOr, Schema};
    use utoipa::{PartialSchema, ToSchema};

    /// Schemas by name.
    pub type Schemas = Vec<(String, RefOr<Schema>)>;

    /// A type's name and its schema.
    pub type Named = (String, RefOr<Schema>);

    /// The schema of a type; those it names are added to `into`.
    pub fn of<T: Wire>(into: &mut Schemas) -> Named {
        T::schemas(into);
        let named = (T::name().into_owned(), T::schema());
        into.push(named.clone());
        named
    }

    /// What OpenAPI says of one endpoint.
    pub struct EndpointSchemas {
        /// Its query, whose properties are the parameters.
        pub query: Named,
        /// Its body.
        pub body: Option<Named>,
        /// Its answer.
        pub answer: Option<Named>,
    }

    /// The schemas of one endpoint.
    pub fn endpoint<E: Endpoint>(into: &mut Schemas) -> EndpointSchemas {
        E::Query::schemas(into);
        EndpointSchemas {
            query: (E::Query::name().into_owned(), E::Query::schema()),
            body: <E::Body as Body>::schema(into),
            answer: <E::Answer as Answer>::schema(into),
        }
    }
}

/// What a request carries.
pub trait Body: Send + Sync + 'static {
    /// In Rust.
    type Value: Send + 'static;
    /// True if a JSON body is sent.
    const JSON: bool;
    /// To bytes; `None` for no body.
    fn write(value: &Self::Value) -> Option<String>;
    /// From bytes; the error says where it is bad.
    fn read(bytes: &[u8]) -> Result<Self::Value, BadBody>;
    /// Its schema, for OpenAPI.
    #[cfg(feature = "openapi")]
    fn schema(into: &mut schema::Schemas) -> Option<schema::Named>;
}

/// Why a body could not be read.
#[derive(Clone, Debug)]
pub struct BadBody {
    /// JSON pointer, as far as it is known.
    pub pointer: String,
    /// What is wrong.
    pub detail: String,
}

/// No body.
pub struct NoBody;

impl Body for NoBody {
    type Value = ();
    const JSON: bool = false;
    fn write((): &()) -> Option<String> {
        None
    }
    fn read(_: &[u8]) -> Result<(), BadBody> {
        Ok(())
    }
    #[cfg(feature = "openapi")]
    fn schema(_: &mut schema::Schemas) -> Option<schema::Named> {
        None
    }
}

/// A JSON body, or a JSON answer.
pub struct Json<T>(PhantomData<fn() -> T>);

impl<T: Wire> Body for Json<T> {
    type Value = T;
    const JSON: bool = true;
    fn write(value: &T) -> Option<String> {
        serde_json::to_string(value).ok()
    }
    fn read(bytes: &[u8]) -> Result<T, BadBody> {
        serde_json::from_slice(bytes).map_err(|error| BadBody {
            pointer: String::new(),
            detail: error.to_string(),
        })
    }
    #[cfg(feature = "openapi")]
    fn schema(into: &mut schema::Schemas) -> Option<schema::Named> {
        Some(schema::of::<T>(into))
    }
}

/// What an answer is.
pub trait Answer: Send + Sync + 'static {
    /// In Rust, as the service returns it and the app receives it.
    type Value: Send + 'static;
    /// How it is sent.
    const KIND: AnswerKind;
    /// Its schema, for OpenAPI.
    #[cfg(feature = "openapi")]
    fn schema(into: &mut schema::Schemas) -> Option<schema::Named>;
}

/// How an answer is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerKind {
    /// 204.
    Nothing,
    /// 200 and JSON.
    Json,
    /// 200, JSON and an ETag, which a change may name in If-Match.
    Versioned,
    /// 202 and a task.
    Accepted,
    /// Server-sent events.
    Events,
    /// JSON lines, sent as they come.
    Lines,
    /// A file.
    Download,
}

/// 204, no body.
pub struct Nothing;
impl Answer for Nothing {
    type Value = ();
    const KIND: AnswerKind = AnswerKind::Nothing;
    #[cfg(feature = "openapi")]
    fn schema(_: &mut schema::Schemas) -> Option<schema::Named> {
        None
    }
}

impl<T: Wire> Answer for Json<T> {
    type Value = T;
    const KIND: AnswerKind = AnswerKind::Json;
    #[cfg(feature = "openapi")]
    fn schema(into: &mut schema::Schemas) -> Option<schema::Named> {
        Some(schema::of::<T>(into))
    }
}

/// JSON with the version it was read at.
pub struct Versioned<T>(PhantomData<fn() -> T>);
impl<T: Wire> Answer for Versioned<T> {
    type Value = Version<T>;
    const KIND: AnswerKind = AnswerKind::Versioned;
    #[cfg(feature = "openapi")]
    fn schema(into: &mut schema::Schemas) -> Option<schema::Named> {
        Some(schema::of::<T>(into))
    }
}

/// A value and its version: the hash of its editable fields, quoted as an ETag.
#[derive(Clone, Debug, PartialEq)]
pub struct Version<T> {
    /// The value.
    pub value: T,
    /// Its ETag, with the quotes.
    pub etag: String,
}

/// A task was recorded and runs in the background.
pub struct Accepted;
impl Answer for Accepted {
    type Value = crate::tasks::TaskRef;
    const KIND: AnswerKind = AnswerKind::Accepted;
    #[cfg(feature = "openapi")]
    fn schema(into: &mut schema::Schemas) -> Option<schema::Named> {
        Some(schema::of::<crate::tasks::TaskRef>(into))
    }
}

/// Server-sent events of `T`.
pub struct Events<T>(PhantomData<fn() -> T>);
impl<T: Wire> Answer for Events<T> {
    type Value = Vec<T>;
    const KIND: AnswerKind = AnswerKind::Events;
    #[cfg(feature = "openapi")]
    fn schema(into: &mut schema::Schemas) -> Option<schema::Named> {
        Some(schema::of::<T>(into))
    }
}

/// An event of a stream with its ID, as `Last-Event-ID` gives it back.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbered<T> {
    /// Event ID.
    pub id: String,
    /// Event.
    pub event: T,
}

/// JSON lines of `T`.
pub struct Lines<T>(PhantomData<fn() -> T>);
impl<T: Wire> Answer for Lines<T> {
    type Value = Vec<T>;
    const KIND: AnswerKind = AnswerKind::Lines;
    #[cfg(feature = "openapi")]
    fn schema(into: &mut schema::Schemas) -> Option<schema::Named> {
        Some(schema::of::<T>(into))
    }
}

/// A file.
pub struct Download;
impl Answer for Download {
    type Value = File;
    const KIND: AnswerKind = AnswerKind::Download;
    #[cfg(feature = "openapi")]
    fn schema(_: &mut schema::Schemas) -> Option<schema::Named> {
        None
    }
}

/// A file to download.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Media type.
    pub media_type: &'static str,
    /// Content.
    pub bytes: Vec<u8>,
}

/// An endpoint as data, for the router's tests, OpenAPI and the role matrix.
#[derive(Clone, Copy, Debug)]
pub struct EndpointInfo {
    /// Operation ID.
    pub name: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Address below [`PREFIX`].
    pub path: &'static str,
    /// Who may call.
    pub needs: Needs,
    /// How it is traced.
    pub traced: Traced,
    /// One line for people.
    pub summary: &'static str,
    /// How the answer is sent.
    pub answer: AnswerKind,
    /// Names in the path.
    pub path_names: &'static [&'static str],
    /// True if a JSON body is sent.
    pub body: bool,
    /// Its schemas.
    #[cfg(feature = "openapi")]
    pub schemas: fn(&mut schema::Schemas) -> schema::EndpointSchemas,
}

impl EndpointInfo {
    /// Of one endpoint.
    pub const fn of<E: Endpoint>() -> Self {
        Self {
            name: E::NAME,
            method: E::METHOD,
            path: E::PATH,
            needs: E::NEEDS,
            traced: E::TRACED,
            summary: E::SUMMARY,
            answer: <E::Answer as Answer>::KIND,
            path_names: <E::Path as PathNames>::NAMES,
            body: <E::Body as Body>::JSON,
            #[cfg(feature = "openapi")]
            schemas: schema::endpoint::<E>,
        }
    }
}

/// Declares endpoints. `needs` is `Open`, `SignedIn` or a list of actions; `traced` is `No` or
/// `"traceName" on "resource type"`.
macro_rules! endpoints {
    ($(
        $(#[doc = $doc:literal])*
        $name:ident as $id:literal: $method:ident $path:literal,
        needs $needs:tt, traced $traced:tt,
        ($path_type:ty, $query:ty, $body:ty) -> $answer:ty;
    )*) => {
        $(
            $(#[doc = $doc])*
            pub struct $name;
            impl $crate::endpoint::Endpoint for $name {
                const NAME: &'static str = $id;
                const METHOD: $crate::endpoint::Method = $crate::endpoint::Method::$method;
                const PATH: &'static str = $path;
                const NEEDS: $crate::endpoint::Needs = endpoints!(@needs $needs);
                const TRACED: $crate::endpoint::Traced = endpoints!(@traced $traced);
                const SUMMARY: &'static str = concat!($($doc,)*).trim_ascii();
                type Path = $path_type;
                type Query = $query;
                type Body = $body;
                type Answer = $answer;
            }
        )*
        /// The endpoints of this file.
        pub const ENDPOINTS: &[$crate::endpoint::EndpointInfo] =
            &[$($crate::endpoint::EndpointInfo::of::<$name>(),)*];
    };
    (@needs Open) => { $crate::endpoint::Needs::Open };
    (@needs SignedIn) => { $crate::endpoint::Needs::SignedIn };
    (@needs [$($action:ident),*]) => {
        $crate::endpoint::Needs::All(&[$($crate::action::Action::$action),*])
    };
    (@traced No) => { $crate::endpoint::Traced::No };
    (@traced ($name:literal on $kind:literal)) => { $crate::endpoint::Traced::Yes($name, $kind) };
}
pub(crate) use endpoints;

/// Every endpoint of the API.
pub fn all_endpoints() -> Vec<EndpointInfo> {
    [
        crate::session::ENDPOINTS,
        crate::users::ENDPOINTS,
        crate::tokens::ENDPOINTS,
        crate::settings::ENDPOINTS,
        crate::audit::ENDPOINTS,
        crate::instances::ENDPOINTS,
        crate::cmak::ENDPOINTS,
        crate::controller::ENDPOINTS,
        crate::brokers::ENDPOINTS,
        crate::topics::ENDPOINTS,
        crate::reassignment::ENDPOINTS,
        crate::elections::ENDPOINTS,
        crate::tasks::ENDPOINTS,
        crate::events::ENDPOINTS,
    ]
    .concat()
}
