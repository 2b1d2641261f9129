<% set One = feature.one.pascal %>
<% set one = feature.one.human %>
<% set path = "/api/" ~ feature.many.kebab %>
<% set tag = feature.many.kebab %>
//! The routes of <[ feature.many.human ]>.

use axum::{extract::State, http::StatusCode};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::model::{<[ One ]>, <[ One ]>Create, <[ One ]>Update};
use crate::{
    app::{AppState, Routes},
    etag::{Created, IfMatch, Tagged},
    extract::{Json, Path, Valid},
    lists::{Listing, Page},
    problem::Problem,
<% if feature.soft %>
    restorable, rows,
<% else %>
    rows,
<% endif %>
};

const PATH: &str = "<[ path ]>";

/// Every route of <[ feature.many.human ]>.
pub fn routes() -> Routes {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(read, update, delete))<% if feature.soft %>.routes(routes!(restore))<% endif %>

}

/// A part of the list.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "list_<[ feature.many.snake ]>",
    tag = "<[ tag ]>",
    params(Listing<<[ One ]>>),
    responses((status = OK, description = "A part of the list", body = Page<<[ One ]>>))
)]
async fn list(
    State(state): State<AppState>,
    asked: Listing<<[ One ]>>,
) -> Result<Json<Page<<[ One ]>>>, Problem> {
    asked.page(&state.db).await.map(Json)
}

/// Makes a new <[ one ]>.
#[utoipa::path(
    post,
    path = PATH,
    operation_id = "create_<[ feature.one.snake ]>",
    tag = "<[ tag ]>",
    request_body = <[ One ]>Create,
    responses((
        status = CREATED,
        description = "The new <[ one ]>",
        body = <[ One ]>,
        headers(("location" = String), ("etag" = String))
    ))
)]
async fn create(
    State(state): State<AppState>,
    Valid(new): Valid<<[ One ]>Create>,
) -> Result<Created<<[ One ]>>, Problem> {
    rows::insert(&state.db, new.values()).await.map(|made| Created(PATH, made))
}

/// One <[ one ]>.
#[utoipa::path(
    get,
    path = "<[ path ]>/{id}",
    operation_id = "get_<[ feature.one.snake ]>",
    tag = "<[ tag ]>",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = OK, description = "It", body = <[ One ]>, headers(("etag" = String))))
)]
async fn read(
    State(state): State<AppState>,
    Path(id): Path<i64>,
) -> Result<Tagged<<[ One ]>>, Problem> {
    rows::get(&state.db, id).await.map(Tagged)
}

/// Changes what is sent, and nothing else.
#[utoipa::path(
    patch,
    path = "<[ path ]>/{id}",
    operation_id = "update_<[ feature.one.snake ]>",
    tag = "<[ tag ]>",
    params(("id" = i64, Path, minimum = 1), ("if-match" = Option<String>, Header)),
    request_body = <[ One ]>Update,
    responses((status = OK, description = "As it is then", body = <[ One ]>, headers(("etag" = String))))
)]
async fn update(
    State(state): State<AppState>,
    Path(id): Path<i64>,
    only: IfMatch,
    Valid(change): Valid<<[ One ]>Update>,
) -> Result<Tagged<<[ One ]>>, Problem> {
    rows::update(&state.db, id, &only, change.values()).await.map(Tagged)
}

/// <[ "Hides" if feature.soft else "Deletes" ]> the <[ one ]><[ ", until it is restored" if feature.soft ]>.
#[utoipa::path(
    delete,
    path = "<[ path ]>/{id}",
    operation_id = "delete_<[ feature.one.snake ]>",
    tag = "<[ tag ]>",
    params(("id" = i64, Path, minimum = 1), ("if-match" = Option<String>, Header)),
    responses((status = NO_CONTENT, description = "It is gone"))
)]
async fn delete(
    State(state): State<AppState>,
    Path(id): Path<i64>,
    only: IfMatch,
) -> Result<StatusCode, Problem> {
    rows::delete::<<[ One ]>>(&state.db, id, &only).await.map(|()| StatusCode::NO_CONTENT)
}
<% if feature.soft %>

/// Shows a deleted <[ one ]> again, as it was.
#[utoipa::path(
    post,
    path = "<[ path ]>/{id}/restore",
    operation_id = "restore_<[ feature.one.snake ]>",
    tag = "<[ tag ]>",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = OK, description = "As it is then", body = <[ One ]>, headers(("etag" = String))))
)]
async fn restore(
    State(state): State<AppState>,
    Path(id): Path<i64>,
) -> Result<Tagged<<[ One ]>>, Problem> {
    restorable::restore(&state.db, id).await.map(Tagged)
}
<% endif %>
