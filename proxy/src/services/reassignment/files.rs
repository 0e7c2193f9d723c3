//! A plan as Kafka's own tool takes it.

use super::json::{self, Which};
use super::kept;
use crate::access::Cx;
use crate::error::Error;
use crate::services::topics::command::Cli;
use castellan_api::endpoint::{File, PlanPath};
use castellan_api::reassignment::{FileQuery, GetPlanFile, PlanFile};

/// Gives a plan as a file: the JSON, the JSON that undoes it, or a script.
pub async fn file(
    cx: Cx<GetPlanFile>,
    path: PlanPath,
    query: FileQuery,
    (): (),
) -> Result<File, Error> {
    let (kept, _) = kept::find(cx.app(), &path.instance, &path.plan).await?;
    let moves = &kept.moves;
    let bug = |error: serde_json::Error| Error::Bug(error.to_string());
    let (name, media_type, text) = match query.file {
        PlanFile::Json => (
            "reassignment.json",
            "application/json",
            json::write(moves, Which::New).map_err(bug)?,
        ),
        PlanFile::Rollback => (
            "rollback.json",
            "application/json",
            json::write(moves, Which::Old).map_err(bug)?,
        ),
        PlanFile::Script => {
            let instance = cx.app().clusters().find(&path.instance)?;
            let record = instance.record();
            let cli = Cli::new(&record.connection.bootstrap, record.connection.security);
            let (title, rate) = (&kept.plan.title, query.throttle_bytes_per_s);
            let zookeeper = !kept.plan.startable;
            (
                "reassignment.sh",
                "text/x-shellscript",
                json::script(moves, title, &cli, zookeeper, rate).map_err(bug)?,
            )
        }
    };
    Ok(File {
        name: name.to_owned(),
        media_type,
        bytes: text.into_bytes(),
    })
}
