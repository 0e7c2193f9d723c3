//! Reassignment of partitions: plans, what runs, what other tools run, throttles.

mod plan;
mod run;

use crate::endpoint::{
    Accepted, Download, InstancePath, Json, NoBody, NoQuery, Nothing, PlanPath, TaskPath, endpoints,
};
use crate::page::Page;
use crate::problem::BatchResult;
use crate::topics::DryRun;

pub use plan::{
    Advice, AdviceQuery, BrokerShare, Check, CheckKind, Choice, Figures, FileQuery, Goal,
    ManualPartition, MoveQuery, Plan, PlanFile, PlanRequest, PlannedMove, Racks, ThrottleVerdict,
    TopicReplicas, Weights, Wish,
};
pub use run::{
    BrokerProgress, MoveCounts, MoveOrder, MoveProgress, MoveState, NewReassignment, Ongoing,
    OngoingQuery, Partition, Partitions, Phase, ProgressQuery, Reassignment, ReassignmentChange,
    ReassignmentSummary, Speed, Throttle, Throttles,
};

endpoints! {
    /// Makes a plan: what would move where, at what cost. It is kept for a day, so that it can be looked
    /// at page by page and started as it was seen.
    PlanReassignment as "plan_reassignment": Post "/instances/{instance}/reassignment-plans",
    needs [PartitionReassign], traced No,
    (InstancePath, NoQuery, Json<PlanRequest>) -> Json<Plan>;

    /// Shows a plan.
    GetPlan as "get_reassignment_plan": Get "/instances/{instance}/reassignment-plans/{plan}",
    needs [TopicList], traced No,
    (PlanPath, NoQuery, NoBody) -> Json<Plan>;

    /// Lists the partitions a plan changes.
    ListPlannedMoves as "list_planned_moves": Get "/instances/{instance}/reassignment-plans/{plan}/moves",
    needs [TopicList], traced No,
    (PlanPath, MoveQuery, NoBody) -> Json<Page<PlannedMove>>;

    /// Gives a plan as Kafka's own tool takes it: the JSON, the JSON that undoes it, or a script.
    GetPlanFile as "get_plan_file": Get "/instances/{instance}/reassignment-plans/{plan}/file",
    needs [TopicList], traced No,
    (PlanPath, FileQuery, NoBody) -> Download;

    /// Says what throttle makes sense for a plan, and how long it takes under one.
    AdviseThrottle as "advise_throttle": Get "/instances/{instance}/reassignment-plans/{plan}/advice",
    needs [TopicList], traced No,
    (PlanPath, AdviceQuery, NoBody) -> Json<Advice>;

    /// Lists the reassignments of the console, newest first.
    ListReassignments as "list_reassignments": Get "/instances/{instance}/reassignments",
    needs [TopicList], traced No,
    (InstancePath, OngoingQuery, NoBody) -> Json<Page<ReassignmentSummary>>;

    /// Starts a plan, as a task.
    StartReassignment as "start_reassignment": Post "/instances/{instance}/reassignments",
    needs [PartitionReassign],
    traced ("Kafka_reassign_partitions" on "kafka"),
    (InstancePath, NoQuery, Json<NewReassignment>) -> Accepted;

    /// Shows how far a reassignment is.
    GetReassignment as "get_reassignment": Get "/instances/{instance}/reassignments/{task}",
    needs [TopicList], traced No,
    (TaskPath, NoQuery, NoBody) -> Json<Reassignment>;

    /// Lists the partitions of a reassignment with how far each is.
    ListMoves as "list_reassignment_moves": Get "/instances/{instance}/reassignments/{task}/moves",
    needs [TopicList], traced No,
    (TaskPath, ProgressQuery, NoBody) -> Json<Page<MoveProgress>>;

    /// Pauses or resumes a reassignment, or changes its throttle, its partitions at once or their order.
    ChangeReassignment as "change_reassignment": Patch "/instances/{instance}/reassignments/{task}",
    needs [PartitionReassign],
    traced ("Kafka_change_reassignment" on "kafka"),
    (TaskPath, NoQuery, Json<ReassignmentChange>) -> Nothing;

    /// Cancels a reassignment, whole: what is under way goes back to its old replicas, what is done stays.
    CancelReassignment as "cancel_reassignment": Post "/instances/{instance}/reassignments/{task}/cancel",
    needs [PartitionReassign],
    traced ("Kafka_cancel_reassignment" on "kafka"),
    (TaskPath, NoQuery, NoBody) -> Nothing;

    /// Cancels some partitions of a reassignment; the others go on.
    CancelMoves as "cancel_reassignment_moves": Post "/instances/{instance}/reassignments/{task}/cancel-moves",
    needs [PartitionReassign],
    traced ("Kafka_cancel_reassignment" on "kafka"),
    (TaskPath, NoQuery, Json<Partitions>) -> Json<BatchResult>;

    /// Lists what Kafka moves now, whoever began it.
    ListOngoing as "list_ongoing_moves": Get "/instances/{instance}/ongoing-moves",
    needs [TopicList], traced No,
    (InstancePath, OngoingQuery, NoBody) -> Json<Page<Ongoing>>;

    /// Cancels moves that other tools began; each has its own result.
    CancelOngoing as "cancel_ongoing_moves": Post "/instances/{instance}/ongoing-moves/cancel",
    needs [PartitionReassign],
    traced ("Kafka_cancel_reassignment" on "kafka"),
    (InstancePath, NoQuery, Json<Partitions>) -> Json<BatchResult>;

    /// Lists the replication throttles that are set, and which of them nobody needs any more.
    ListThrottles as "list_throttles": Get "/instances/{instance}/replication-throttles",
    needs [ConfigGet], traced No,
    (InstancePath, NoQuery, NoBody) -> Json<Throttles>;

    /// Removes the replication throttles that nobody needs any more; each has its own result.
    RemoveThrottles as "remove_throttles": Post "/instances/{instance}/replication-throttles/remove",
    needs [PartitionReassign],
    traced ("Kafka_remove_replication_throttle" on "kafka"),
    (InstancePath, DryRun, NoBody) -> Json<BatchResult>;
}
