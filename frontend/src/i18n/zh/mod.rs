//! Every text in Simplified Chinese, one file a group as the English. It is a part of the app of its
//! own (`proxy/build.rs` splits it off), so that only its readers load it.
//!
//! Words: topic 主题 · partition 分区 · replica 副本 · preferred leader 首选副本 · in sync 已同步 ·
//! under-replicated 副本未同步 · offset 偏移量 · consumer group 消费组 · instance 实例 · retention
//! time 保留时间 · trace 事件 · attach 接入 · purge 清理消息. Broker, Leader, Follower, ISR and names of
//! configs stay as Kafka has them.

mod attach;
mod audit;
mod brokers;
mod cmak;
mod cmak_words;
mod controller;
mod elections;
mod instances;
mod overview;
mod plan;
mod profile;
mod reassignments;
mod sessions;
mod settings;
mod shell;
mod sign_in;
mod tags;
mod tasks;
mod time_range;
mod topic;
mod topic_form;
mod topic_import;
mod topics;
mod words;

use super::Groups;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

/// The texts, once they are loaded.
#[wasm_split(zh, wasm_split_path = leptos::wasm_split, fallible)]
pub fn texts() -> Result<&'static Groups, SplitLoaderError> {
    static ZH: Groups = Groups::ZH;
    Ok(&ZH)
}
