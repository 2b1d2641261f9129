<% import "parts/types.rs" as types with context %>
<% set One = feature.one.pascal %>
<% set columns = (feature.fields | map(attribute="wire.snake") | list) + ["created_at", "updated_at"] %>
<% set many = feature.fields | length > 25 %>
<% macro wrapped(text) %><[ text | wordwrap(78, break_long_words=false, break_on_hyphens=false, wrapstring=" \\\n         ") ]><% endmacro %>
//! <[ feature.many.title ]> in the database.

use sqlx::FromRow;

use super::model::{<[ One ]>, <[ One ]>Create, <[ One ]>Update};
use crate::{
    db::{Pool, Row},
    rows::Update,
    values::Timestamp,
};

/// The table.
pub const TABLE: &str = "<[ feature.many.snake ]>";

impl FromRow<'_, Row> for <[ One ]> {
    fn from_row(row: &Row) -> sqlx::Result<Self> {
        use sqlx::Row as _;
        Ok(Self {
            id: row.try_get("id")?,
<% for name in columns %>
            <[ name ]>: row.try_get("<[ name ]>")?,
<% endfor %>
        })
    }
}

/// Stores a new <[ feature.one.human ]>.
pub async fn insert(db: &Pool, new: &<[ One ]>Create) -> sqlx::Result<<[ One ]>> {
    let now = Timestamp::now();
    sqlx::query_as(
        "INSERT INTO <[ feature.many.snake ]> \
         (<[ wrapped(columns | join(", ")) ]>) \
         VALUES (<% set marks = [] %><% for name in columns %><% set _ = marks.append("$" ~ loop.index) %><% endfor %><[ wrapped(marks | join(", ")) ]>) \
         RETURNING *",
    )
<% for f in feature.fields %>
    .bind(<[ "&" if f.is_text ]>new.<[ f.wire.snake ]>)
<% endfor %>
    .bind(now)
    .bind(now)
    .fetch_one(db)
    .await
}

/// Changes what was sent, and nothing else.
<% if many %>
#[allow(clippy::too_many_lines, reason = "each field has its line")]
<% endif %>
pub async fn update(db: &Pool, id: i64, change: <[ One ]>Update) -> sqlx::Result<<[ One ]>> {
    Update::of(TABLE)
<% for f in feature.fields %>
        .set("<[ f.wire.snake ]>", change.<[ f.wire.snake ]>)
<% endfor %>
        .row(db, id)
        .await
}
