<% import "parts/types.rs" as types with context %>
<% set One = feature.one.pascal %>
<% set one = feature.one.human %>
<% set path = "/" ~ feature.many.kebab %>
<% set ruled = [] %>
<% for f in feature.fields if types.ruled(f) %>
<% set _ = ruled.append(f) %>
<% endfor %>
<% set check = "check(&state.db).await?" if feature.refs else "check()?" %>
//! The routes of <[ feature.many.human ]>.

use axum::{
    extract::State,
    http::{HeaderName, StatusCode, header},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    model::{<[ One ]>, <[ One ]>Create, <% if feature.refs %><[ One ]>Filter, <% endif %><[ One ]>Update},
    store::{self, TABLE},
};
use crate::{
    app::{AppState, Routes},
    extract::{Json, Path, Query},
    problem::Problem,
    rows::{self, Page, Window},
};

/// Every route of <[ feature.many.human ]>.
pub fn routes() -> Routes {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(read, update, delete))
}

/// A part of the list, by id.
#[utoipa::path(
    get,
    path = "<[ path ]>",
    operation_id = "list_<[ feature.many.snake ]>",
    tag = "<[ feature.many.kebab ]>",
    params(Window<% if feature.refs %>, <[ One ]>Filter<% endif %>),
    responses((status = OK, description = "A part of the list", body = Page<<[ One ]>>))
)]
async fn list(
    State(state): State<AppState>,
    Query(window): Query<Window>,
<% if feature.refs %>
    Query(filter): Query<<[ One ]>Filter>,
<% endif %>
) -> Result<Json<Page<<[ One ]>>>, Problem> {
<% if feature.refs %>
    let filter = [<% for f in feature.refs %>("<[ f.wire.snake ]>", filter.<[ f.wire.snake ]>), <% endfor %>];
<% endif %>
    rows::page(&state.db, TABLE, &<[ "filter" if feature.refs else "[]" ]>, window).await.map(Json)
}

/// Makes a new <[ one ]>.
#[utoipa::path(
    post,
    path = "<[ path ]>",
    operation_id = "create_<[ feature.one.snake ]>",
    tag = "<[ feature.many.kebab ]>",
    request_body = <[ One ]>Create,
    responses((
        status = CREATED,
        description = "The new <[ one ]>",
        body = <[ One ]>,
        headers(("location" = String, description = "Where it is"))
    ))
)]
async fn create(
    State(state): State<AppState>,
    Json(new): Json<<[ One ]>Create>,
) -> Result<(StatusCode, [(HeaderName, String); 1], Json<<[ One ]>>), Problem> {
<% if ruled %>
    new.<[ check ]>;
<% endif %>
    let made = store::insert(&state.db, &new).await?;
    let location = format!("<[ path ]>/{}", made.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(made)))
}

/// One <[ one ]>.
#[utoipa::path(
    get,
    path = "<[ path ]>/{id}",
    operation_id = "get_<[ feature.one.snake ]>",
    tag = "<[ feature.many.kebab ]>",
    params(("id" = i64, Path)),
    responses((status = OK, description = "The <[ one ]>", body = <[ One ]>))
)]
async fn read(
    State(state): State<AppState>,
    Path(id): Path<i64>,
) -> Result<Json<<[ One ]>>, Problem> {
    Ok(Json(rows::get(&state.db, TABLE, id).await?))
}

/// Changes what is sent, and nothing else.
#[utoipa::path(
    patch,
    path = "<[ path ]>/{id}",
    operation_id = "update_<[ feature.one.snake ]>",
    tag = "<[ feature.many.kebab ]>",
    params(("id" = i64, Path)),
    request_body = <[ One ]>Update,
    responses((status = OK, description = "The <[ one ]> as it is then", body = <[ One ]>))
)]
async fn update(
    State(state): State<AppState>,
    Path(id): Path<i64>,
    Json(change): Json<<[ One ]>Update>,
) -> Result<Json<<[ One ]>>, Problem> {
<% if ruled %>
    change.<[ check ]>;
<% endif %>
    Ok(Json(store::update(&state.db, id, change).await?))
}

/// Deletes the <[ one ]>.
#[utoipa::path(
    delete,
    path = "<[ path ]>/{id}",
    operation_id = "delete_<[ feature.one.snake ]>",
    tag = "<[ feature.many.kebab ]>",
    params(("id" = i64, Path)),
    responses((status = NO_CONTENT, description = "It is gone"))
)]
async fn delete(State(state): State<AppState>, Path(id): Path<i64>) -> Result<StatusCode, Problem> {
    rows::delete(&state.db, TABLE, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
