//! The questions the address opens: elect preferred leaders, elect an out-of-sync leader.

use super::Page;
use super::changes::{chosen, partition_of};
use super::timer::set;
use crate::api::{Watch, call};
use crate::components::{ConfirmByTyping, Note, Tone, toast};
use crate::i18n::text;
use crate::live::live;
use crate::pages::act::{Act, Ask, Refused};
use crate::routes;
use crate::session::may_call;
use castellan_api::elections::{ElectPreferred, ElectUnclean, Electorate, SetElectionTimer};
use castellan_api::endpoint::NoQuery;
use castellan_api::events::Part;
use castellan_api::reassignment::Partition;
use castellan_api::screen::Screen;
use leptos::prelude::*;

/// Opens the question about all that the page is about.
pub const ELECT: &str = "elect";
/// Opens the question about those selected.
pub const ELECT_CHOSEN: &str = "elect-selected";
/// Before the key of a partition: opens the question whether to elect an out-of-sync leader of it.
pub const UNCLEAN: &str = "unclean-";
/// Opens the question whether to stop the timer.
pub const STOP: &str = "stop-timer";

fn close(_: ()) {
    routes::set_param("open", None);
}

/// The dialog of a word.
pub fn draw(open: &str, page: Page) -> Option<AnyView> {
    let id = page.id.get_value();
    let may = may_call::<ElectPreferred>(Some(&id));
    match open {
        ELECT => {
            let count = page.load.get_untracked()?.to_elect;
            let whose = page.electorate.get_untracked();
            (may && count > 0).then(|| elect(page, count, whose))
        }
        ELECT_CHOSEN => {
            let partitions = untrack(|| chosen(page));
            let count = partitions.len() as u64;
            (may && count > 0).then(|| elect(page, count, Electorate::Partitions(partitions)))
        }
        STOP => {
            let runs = page.timer.get_untracked()?.every_min.is_some();
            (runs && may_call::<SetElectionTimer>(Some(&id))).then(|| stop(page))
        }
        other => {
            let partition = partition_of(other.strip_prefix(UNCLEAN)?)?;
            may_call::<ElectUnclean>(Some(&id)).then(|| unclean(page, partition))
        }
    }
}

/// Whether to stop the timer.
fn stop(page: Page) -> AnyView {
    let t = text().elections();
    let act = Act::default();
    let go = move |()| {
        act.run(async move {
            set(page, None).await?;
            close(());
            Ok(())
        });
    };
    view! {
        <Ask
            title=t.stop_title
            detail=t.stop_body
            verb=t.timer_stop
            working=t.stopping
            act=act
            on_confirm=go
            on_close=close
        />
    }
    .into_any()
}

fn elect(page: Page, count: u64, whose: Electorate) -> AnyView {
    let t = text().elections();
    let act = Act::default();
    let go = move |()| {
        let (path, whose) = (page.path(), whose.clone());
        act.run(async move {
            let task = call::<ElectPreferred>(&path, &NoQuery {}, whose).await?;
            live().changed(&[Watch::Tasks]);
            routes::go(&Screen::Task(path.instance, task.id));
            Ok(())
        });
    };
    view! {
        <Ask
            title=(t.elect_title)(count)
            detail=t.elect_body
            verb=(t.elect_count)(count)
            working=t.electing
            danger=false
            act=act
            on_confirm=go
            on_close=close
        />
    }
    .into_any()
}

fn unclean(page: Page, partition: Partition) -> AnyView {
    let t = text().elections();
    // As Kafka's own tools and log dirs write it.
    let name = format!("{}-{}", partition.topic, partition.partition);
    let act = Act::default();
    let told = (t.unclean_done)(&name);
    let go = move |()| {
        let (path, partition, told) = (page.path(), partition.clone(), told.clone());
        act.run(async move {
            call::<ElectUnclean>(&path, &NoQuery {}, partition).await?;
            close(());
            toast::done(told, "");
            live().changed(&[Watch::Part(Part::Metadata)]);
            Ok(())
        });
    };
    view! {
        <ConfirmByTyping
            title=(t.unclean_title)(&name)
            word=name
            verb=t.unclean_verb
            busy=act.working(t.electing)
            on_confirm=go
            on_close=close
        >
            <p class="t2">{t.unclean_body}</p>
            <Note tone=Tone::Crit title=t.unclean_loss detail=t.unclean_loss_detail />
            <Refused act=act />
        </ConfirmByTyping>
    }
    .into_any()
}
