//! Which broker a call goes to, and when it is tried again: only what can succeed a moment later,
//! a bounded number of times, within the deadline.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use kacrab_protocol::generated as wire;
use tokio::time::{Instant, sleep};

use crate::call::{Deadline, Message};
use crate::{BrokerFailure, Client, Connection, Error, ErrorCode, Partial, Result};

/// Attempts of one call, the first included.
const ATTEMPTS: u32 = 4;
/// The first pause between attempts; doubles.
const PAUSE: Duration = Duration::from_millis(100);

impl Client {
    /// A connection to whichever broker is easiest: an open one first, then a known broker, then
    /// the bootstrap addresses in order.
    pub(crate) async fn any(&self, deadline: Deadline) -> Result<Arc<Connection>> {
        let known = self.slots();
        let slots = || {
            known
                .iter()
                .map(|(_, slot)| slot)
                .chain(self.shared.bootstrap.iter())
                .cloned()
        };
        if let Some(connection) = slots().find_map(|slot| slot.live()) {
            return Ok(connection);
        }
        let mut tried = Vec::new();
        let count = slots().count();
        for (at, slot) in slots().enumerate() {
            // A frozen broker must not eat the time of the others.
            let share = u32::try_from(count - at).unwrap_or(1).clamp(1, 3);
            let limit = deadline.within(deadline.remaining() / share);
            match slot.connect(&self.shared.opener, limit).await {
                Ok(connection) => return Ok(connection),
                Err(error) => tried.push(error),
            }
            if deadline.remaining().is_zero() {
                break;
            }
        }
        match tried.len() {
            1 => Err(tried.remove(0)),
            _ => Err(Error::NoBroker { tried }),
        }
    }

    /// A connection to this broker; asks for metadata first when it is not known.
    pub(crate) async fn broker(&self, id: i32, deadline: Deadline) -> Result<Arc<Connection>> {
        if self.slot(id).is_none() {
            self.refresh_brokers(deadline).await?;
        }
        let slot = self.slot(id).ok_or(Error::UnknownBroker { broker: id })?;
        slot.connect(&self.shared.opener, deadline).await
    }

    /// A connection to a broker that takes calls for the controller: on KRaft any (they forward),
    /// on ZooKeeper the controller itself.
    pub(crate) async fn controller(
        &self,
        refresh: bool,
        deadline: Deadline,
    ) -> Result<Arc<Connection>> {
        let any = self.any(deadline).await?;
        if any.ranges().is_some_and(|ranges| ranges.is_kraft()) {
            return Ok(any);
        }
        if refresh || self.known_controller().is_none() {
            self.refresh_brokers(deadline).await?;
        }
        match self.known_controller() {
            Some(id) => self.broker(id, deadline).await,
            None => Err(Error::kafka(
                ErrorCode::NOT_CONTROLLER,
                Some("the cluster has no controller at the moment".to_owned()),
                "finding the controller",
            )),
        }
    }

    /// The coordinator of a consumer group (`key_type` 0) or a transactional id (1).
    #[expect(
        dead_code,
        reason = "the consumer group calls of the next issue are routed by it"
    )]
    pub(crate) async fn coordinator(
        &self,
        key: &str,
        key_type: i8,
        deadline: Deadline,
    ) -> Result<Arc<Connection>> {
        let answer = self
            .ask_any(deadline, |version| {
                let mut request = wire::FindCoordinatorRequestData::default();
                if version >= 4 {
                    request.coordinator_keys = vec![key.to_owned().into()];
                } else {
                    request.key = key.to_owned().into();
                }
                if version >= 1 {
                    request.key_type = key_type;
                }
                request
            })
            .await?;
        let what = || format!("finding the coordinator of {key}");
        let (node, code) = match answer.coordinators.first() {
            Some(found) => (found.node_id, found.error_code),
            None => (answer.node_id, answer.error_code),
        };
        ErrorCode(code)
            .ok()
            .map_err(|code| Error::kafka(code, None, what()))?;
        self.broker(node, deadline).await
    }

    /// One call to any broker.
    pub(crate) async fn ask_any<M: Message>(
        &self,
        deadline: Deadline,
        make: impl Fn(i16) -> M,
    ) -> Result<M::Answer> {
        self.attempts::<M, _, _>(deadline, |_| self.any(deadline), &make, |_| false)
            .await
    }

    /// One call to one broker.
    pub(crate) async fn ask_broker<M: Message>(
        &self,
        id: i32,
        deadline: Deadline,
        make: impl Fn(i16) -> M,
    ) -> Result<M::Answer> {
        self.attempts::<M, _, _>(deadline, |_| self.broker(id, deadline), &make, |_| false)
            .await
    }

    /// One call for the controller. `moved` tells from an answer that nothing was done because the
    /// controller had moved.
    pub(crate) async fn ask_controller<M: Message>(
        &self,
        deadline: Deadline,
        make: impl Fn(i16) -> M,
        moved: impl Fn(&M::Answer) -> bool,
    ) -> Result<M::Answer> {
        let route = |attempt: u32| self.controller(attempt > 0, deadline);
        self.attempts::<M, _, _>(deadline, route, &make, moved)
            .await
    }

    async fn attempts<M: Message, R, F>(
        &self,
        deadline: Deadline,
        route: R,
        make: &impl Fn(i16) -> M,
        again: impl Fn(&M::Answer) -> bool,
    ) -> Result<M::Answer>
    where
        R: Fn(u32) -> F,
        F: Future<Output = Result<Arc<Connection>>>,
    {
        let mut attempt = 0;
        loop {
            let last = attempt + 1 >= ATTEMPTS;
            // Failures to connect are not tried again: the slot's back-off governs those.
            let connection = route(attempt).await?;
            match connection.send(make, deadline).await {
                Ok((answer, _)) if last || !again(&answer) => return Ok(answer),
                Ok(_) => {}
                Err(error) => {
                    let broke = matches!(error, Error::Disconnected { .. });
                    if last || !broke || !(M::READS || error.not_sent()) {
                        return Err(error);
                    }
                }
            }
            let pause = PAUSE * 2_u32.pow(attempt);
            if deadline.remaining() <= pause {
                return Err(Error::TimedOut {
                    peer: connection.peer().clone(),
                    what: M::API.to_string(),
                    after: deadline.total,
                    advice: "The cluster kept changing its controller or its connections.",
                });
            }
            sleep(pause).await;
            attempt += 1;
        }
    }

    /// Runs the same on every broker at once. The brokers are those of the last metadata, which is
    /// asked for when there is none. A broker that fails is in `missing`, never dropped.
    pub(crate) async fn every_broker<T, W, F>(&self, work: W) -> Result<Partial<Vec<(i32, T)>>>
    where
        W: Fn(Arc<Connection>, Deadline) -> F,
        F: Future<Output = Result<T>>,
    {
        let deadline = self.deadline();
        if self.slots().is_empty() {
            self.refresh_brokers(deadline).await?;
        }
        let work = &work;
        let jobs = self.slots().into_iter().map(|(id, slot)| async move {
            let begun = Instant::now();
            let result = async {
                let mut connection = slot.connect(&self.shared.opener, deadline).await?;
                match work(connection, deadline).await {
                    // The connection was idle and the broker had hung up: once more.
                    Err(Error::Disconnected { .. }) => {
                        connection = slot.connect(&self.shared.opener, deadline).await?;
                        work(connection, deadline).await
                    }
                    done => done,
                }
            };
            (
                id,
                slot.peer.address.to_string(),
                result.await,
                begun.elapsed(),
            )
        });
        let mut partial = Partial::whole(Vec::new());
        for (broker, address, result, after) in join_all(jobs).await {
            match result {
                Ok(value) => partial.value.push((broker, value)),
                Err(error) => {
                    partial.missing.push(BrokerFailure {
                        broker,
                        address,
                        error,
                        after,
                    });
                }
            }
        }
        Ok(partial)
    }

    /// Runs work for some brokers at once, each with its own input; brokers that the cluster does
    /// not name fail as [`Error::UnknownBroker`].
    pub(crate) async fn some_brokers<I, T, W, F>(
        &self,
        inputs: BTreeMap<i32, I>,
        deadline: Deadline,
        work: W,
    ) -> Vec<(i32, I, Result<T>, Duration)>
    where
        W: Fn(i32, Arc<Connection>, &I) -> F,
        F: Future<Output = Result<T>>,
    {
        let work = &work;
        join_all(inputs.into_iter().map(|(id, input)| async move {
            let begun = Instant::now();
            let result = match self.broker(id, deadline).await {
                Ok(connection) => work(id, connection, &input).await,
                Err(error) => Err(error),
            };
            (id, input, result, begun.elapsed())
        }))
        .await
    }

    /// The failure of one broker with its address.
    pub(crate) fn failure(&self, broker: i32, error: Error, after: Duration) -> BrokerFailure {
        let address = self
            .slot(broker)
            .map_or_else(String::new, |slot| slot.peer.address.to_string());
        BrokerFailure {
            broker,
            address,
            error,
            after,
        }
    }
}
