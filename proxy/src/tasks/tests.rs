//! The runner with tasks that work on a world of their own: ends, crashes, lost rights, cancels.

use super::{Kinds, StepResult, Task, Tasks, Work};
use crate::access::Caller;
use crate::access::audit::{Audit, Subject};
use crate::access::session::Sessions;
use crate::app::{App, Parts};
use crate::clock::Clock;
use crate::cluster::Clusters;
use crate::config::{Config, Overrides, SessionConfig};
use crate::store::tests::nouns::instance as stored_instance;
use crate::store::tests::{empty_postgres, key as store_key};
use crate::store::{KeySource, Store, StoreConfig, Written};
use castellan_api::action::{Action, Role};
use castellan_api::endpoint::Target;
use castellan_api::events::Event;
use castellan_api::ids::{InstanceId, TaskId};
use castellan_api::problem::ItemError;
use castellan_api::session::SignInMethod;
use castellan_api::tasks::{TaskDetail, TaskKind, TaskState};
use castellan_api::users::Binding;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// What was made in each world, in order: what a cluster would show.
static WORLDS: Mutex<BTreeMap<String, Vec<String>>> = Mutex::new(BTreeMap::new());

fn made(world: &str) -> Vec<String> {
    WORLDS
        .lock()
        .unwrap()
        .get(world)
        .cloned()
        .unwrap_or_default()
}

fn make(world: &str, item: &str) {
    WORLDS
        .lock()
        .unwrap()
        .entry(world.to_owned())
        .or_default()
        .push(item.to_owned());
}

#[derive(Serialize, Deserialize)]
struct Making {
    world: String,
    items: Vec<String>,
    /// After making this item the step hangs, if it was not at it before.
    hangs_at: Option<String>,
}

struct MakeTask;

impl Task for MakeTask {
    const KIND: TaskKind = TaskKind::CreateTopics;
    const TRACE: &'static str = "makeTask";
    const UNIT: &'static str = "things";
    const AT_ONCE: usize = 2;
    type Params = Making;

    fn plan(params: &Making) -> Vec<String> {
        params.items.clone()
    }

    fn needs(_: &Making) -> Vec<Action> {
        vec![Action::TopicCreate]
    }

    async fn step(work: &Work<'_>, params: &Making, items: &[String]) -> StepResult {
        let there = made(&params.world);
        let new: Vec<&str> = items
            .iter()
            .filter(|item| !there.contains(item))
            .map(String::as_str)
            .collect();
        work.begin(&new).await?;
        for item in &new {
            make(&params.world, item);
            if params.hangs_at.as_deref() == Some(item) {
                std::future::pending::<()>().await;
            }
        }
        let fate = |item: &String| {
            if new.contains(&item.as_str()) || work.begun(item) {
                Ok(())
            } else {
                Err(ItemError {
                    detail: "it exists already".into(),
                    kafka: None,
                })
            }
        };
        Ok(items.iter().map(fate).collect())
    }
}

fn instance() -> InstanceId {
    InstanceId::trusted("0123456789abcdef")
}

/// A console on a data directory, with tasks running.
async fn console(dir: &Path) -> (Arc<App>, Caller) {
    let clock = Clock::system();
    let key = KeySource::DataDir;
    let opening = StoreConfig {
        data_dir: dir.to_owned(),
        key,
        exclusive: true,
    };
    console_on(Store::open(opening, clock.clone()).await.unwrap(), clock).await
}

/// A console on a store, with tasks running.
async fn console_on(store: Store, clock: Clock) -> (Arc<App>, Caller) {
    let everything = vec![Binding {
        role: Role::FullAccess,
        instances: None,
    }];
    // a second start finds the user of the first
    let user = match store
        .users()
        .insert("ada", None, &everything)
        .await
        .unwrap()
    {
        Written::Done(user) => user,
        _ => store.users().by_name("ada").await.unwrap().unwrap(),
    };
    let config = Config::load(Overrides::default()).unwrap();
    let rules = config.outbound.clone();
    let clusters = Clusters::start(store.clone(), clock.clone(), rules, Vec::new())
        .await
        .unwrap();
    let app = App::new(Parts {
        sessions: Sessions::new(store.clone(), clock.clone(), SessionConfig::default(), None),
        audit: Audit::new(store.clone(), clock.clone()),
        tasks: Tasks::new(
            store.clone(),
            clock.clone(),
            Kinds::default().with::<MakeTask>(),
        ),
        config,
        clock,
        store,
        clusters,
        embed_origins: Vec::new(),
    });
    app.tasks().start(&app);
    let caller = Caller {
        user_id: user.id,
        user: user.name,
        method: SignInMethod::Password,
        bindings: vec![everything],
        session: None,
        token: None,
        idle_until: i64::MAX,
        ends_at: i64::MAX,
    };
    (app, caller)
}

async fn begin(app: &App, caller: &Caller, params: &Making) -> TaskId {
    let target = Target::Instance(instance());
    let subject = Subject {
        name: "make",
        kind: "kafka",
        target,
        resource: "things".into(),
    };
    let change = app.audit().begin_system(subject, "ada").await.unwrap();
    let tasks = app.tasks();
    tasks
        .begin::<MakeTask>(
            &change,
            &caller.into(),
            &instance(),
            "things".into(),
            params,
        )
        .await
        .unwrap()
        .id
}

/// Looks until it is so.
async fn until(app: &App, id: &TaskId, is: impl Fn(&TaskDetail) -> bool) -> TaskDetail {
    let began = Instant::now();
    loop {
        let task = app.tasks().get(&instance(), id).await.unwrap().unwrap();
        if is(&task) {
            return task;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "{task:?}");
        tokio::task::yield_now().await;
    }
}

fn making(world: &str, items: &[&str], hangs_at: Option<&str>) -> Making {
    Making {
        world: world.into(),
        items: items.iter().map(|item| (*item).into()).collect(),
        hangs_at: hangs_at.map(str::to_owned),
    }
}

#[tokio::test]
async fn a_task_goes_to_its_end_and_leaves_a_trace() {
    let dir = tempfile::tempdir().unwrap();
    let (app, ada) = console(dir.path()).await;
    make("plain", "b");
    let id = begin(&app, &ada, &making("plain", &["a", "b", "c"], None)).await;
    let task = until(&app, &id, |task| task.summary.state.ended()).await;
    assert_eq!(task.summary.state, TaskState::Failed);
    let errors: Vec<_> = task.items.iter().map(|item| item.error.is_some()).collect();
    assert_eq!(errors, [false, true, false]);
    assert!(
        task.summary.message.starts_with("2 of 3 things"),
        "{}",
        task.summary.message
    );
    assert_eq!(made("plain"), ["b", "a", "c"]);
    let id = begin(&app, &ada, &making("plain", &["d"], None)).await;
    let task = until(&app, &id, |task| task.summary.state.ended()).await;
    assert_eq!(
        (task.summary.state, task.summary.percent()),
        (TaskState::Successful, 100)
    );
    assert!(app.tasks().delete(&instance(), &id).await.unwrap());
    app.stop().await;
}

#[test]
fn a_crash_in_the_middle_is_finished_once() {
    let dir = tempfile::tempdir().unwrap();
    let runtime = || {
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .unwrap()
    };
    make("crash", "e");
    let first = runtime();
    let id = first.block_on(async {
        let (app, ada) = console(dir.path()).await;
        let what = making("crash", &["a", "b", "c", "d", "e"], Some("c"));
        let id = begin(&app, &ada, &what).await;
        until(&app, &id, |task| {
            task.items.len() == 2 && made("crash").contains(&"c".into())
        })
        .await;
        id
    });
    // nothing is told to stop: the process is gone from one moment to the next
    first.shutdown_timeout(Duration::from_secs(5));
    let second = runtime();
    second.block_on(async {
        let (app, _) = console(dir.path()).await;
        let task = until(&app, &id, |task| task.summary.state.ended()).await;
        // c was made before the crash, and counts; e was there before, and does not
        assert_eq!(made("crash"), ["e", "a", "b", "c", "d"]);
        let failed: Vec<_> = task
            .items
            .iter()
            .filter(|item| item.error.is_some())
            .map(|item| item.name.as_str())
            .collect();
        assert_eq!(failed, ["e"]);
        assert!(
            task.log
                .iter()
                .any(|line| line.text.starts_with("Taken up again: 2 of 5"))
        );
        app.stop().await;
    });
}

#[tokio::test]
async fn a_creator_without_rights_stops_the_task() {
    let dir = tempfile::tempdir().unwrap();
    let (app, ada) = console(dir.path()).await;
    let nobody = Caller {
        user_id: castellan_api::ids::UserId(4_711),
        ..ada
    };
    let id = begin(&app, &nobody, &making("rights", &["a"], None)).await;
    let task = until(&app, &id, |task| task.summary.state.ended()).await;
    assert_eq!(task.summary.state, TaskState::Failed);
    assert!(
        task.summary.message.contains("dms:topic:create"),
        "{}",
        task.summary.message
    );
    assert!(made("rights").is_empty());
    app.stop().await;
}

#[tokio::test]
async fn a_task_of_a_token_is_cut_by_the_token_at_each_step() {
    let dir = tempfile::tempdir().unwrap();
    let (app, ada) = console(dir.path()).await;
    let with = |role, instances| {
        let mut caller = ada.clone();
        caller.bindings.insert(0, vec![Binding { role, instances }]);
        caller
    };
    let elsewhere = Some(vec![InstanceId::trusted("fedcba9876543210")]);
    for (world, caller, state) in [
        (
            "token-reads",
            with(Role::ReadOnlyAccess, None),
            TaskState::Failed,
        ),
        (
            "token-elsewhere",
            with(Role::FullAccess, elsewhere),
            TaskState::Failed,
        ),
        (
            "token-good",
            with(Role::UserAccess, Some(vec![instance()])),
            TaskState::Successful,
        ),
    ] {
        let id = begin(&app, &caller, &making(world, &["a"], None)).await;
        let task = until(&app, &id, |task| task.summary.state.ended()).await;
        assert_eq!(
            task.summary.state, state,
            "{world}: {}",
            task.summary.message
        );
        assert_eq!(
            made(world).len(),
            usize::from(state == TaskState::Successful)
        );
        if state == TaskState::Failed {
            assert!(
                task.summary.message.contains("API token"),
                "{}",
                task.summary.message
            );
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn a_canceled_task_keeps_what_it_has_done() {
    let dir = tempfile::tempdir().unwrap();
    let (app, ada) = console(dir.path()).await;
    // four that hang fill the room; the fifth waits, and is canceled before it begins
    for at in 0..4 {
        let world = format!("hang-{at}");
        let id = begin(&app, &ada, &making(&world, &["a"], Some("a"))).await;
        until(&app, &id, |_| made(&world).len() == 1).await;
    }
    let waiting = begin(&app, &ada, &making("waiting", &["a"], None)).await;
    assert!(!app.tasks().delete(&instance(), &waiting).await.unwrap());
    assert!(app.tasks().cancel(&instance(), &waiting).await.unwrap());
    let task = until(&app, &waiting, |task| task.summary.state.ended()).await;
    assert_eq!(
        (task.summary.state, made("waiting").len()),
        (TaskState::Canceled, 0)
    );
    assert!(!app.tasks().cancel(&instance(), &waiting).await.unwrap());
}

#[tokio::test]
async fn one_of_two_consoles_drives_a_task_and_the_other_shows_it_and_takes_it_over() {
    let Some(url) = empty_postgres().await else {
        return;
    };
    let open = async || {
        let clock = Clock::system();
        let store = Store::open_postgres(&url, &store_key(), true, clock.clone()).await;
        (store.unwrap(), clock)
    };
    let (store, clock) = open().await;
    let known = crate::store::instances::Instance {
        disabled: true,
        ..stored_instance(instance().as_str(), "known")
    };
    store.instances().insert(&known).await.unwrap();
    let (a, ada) = console_on(store, clock).await;
    let (store, clock) = open().await;
    let (b, _) = console_on(store, clock).await;
    let what = making("shared", &["a", "b", "c"], Some("c"));
    let listen = |app: &App| {
        let known = app.clusters().get(&instance()).unwrap();
        known.events().subscribe(None).1
    };
    let mut heard = [listen(&a), listen(&b)];
    let id = begin(&a, &ada, &what).await;
    until(&b, &id, |_| made("shared").contains(&"c".into())).await;
    // whichever has found it first
    let [on_a, on_b] = &mut heard;
    let (driver, other, heard) = if a.tasks().running() == 1 {
        (&a, &b, on_b)
    } else {
        (&b, &a, on_a)
    };
    assert_eq!((driver.tasks().running(), other.tasks().running()), (1, 0));
    let far = async {
        loop {
            if let Event::Task { task, percent: 66 } = heard.recv().await.unwrap().event {
                break task;
            }
        }
    };
    let task = tokio::time::timeout(Duration::from_secs(20), far).await;
    let task = task.unwrap();
    assert_eq!((task.id, task.state), (id.clone(), TaskState::Running));
    // its step hangs; it is cut off, and the lease is given back
    driver.stop().await;
    let task = until(other, &id, |task| task.summary.state.ended()).await;
    assert_eq!(task.summary.state, TaskState::Successful, "{task:?}");
    assert_eq!(made("shared"), ["a", "b", "c"]);
    other.stop().await;
}
