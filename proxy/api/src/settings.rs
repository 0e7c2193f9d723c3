//! Settings of the console.

use crate::endpoint::{Json, NoBody, NoPath, NoQuery, Versioned, endpoints};
use serde::{Deserialize, Serialize};

endpoints! {
    /// Shows the settings.
    GetSettings as "get_settings": Get "/settings", needs [SettingsModify], traced No,
    (NoPath, NoQuery, NoBody) -> Versioned<Settings>;

    /// Replaces the settings.
    EditSettings as "edit_settings": Put "/settings", needs [SettingsModify],
    traced ("modifySettings" on "settings"),
    (NoPath, NoQuery, Json<Settings>) -> Versioned<Settings>;
}

/// Settings that are changed in the app. Others stand in the configuration file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Origins that may frame pages asked for with `embed=1`, as `https://portal.example.com`.
    pub embed_origins: Vec<String>,
    /// Days a trace is kept: 1 to 3,650.
    pub trace_days: u32,
}
