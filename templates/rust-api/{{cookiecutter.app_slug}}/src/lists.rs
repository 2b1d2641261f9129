//! Parts of lists: which are asked for, and how they are read. A list is a table, narrowed, in an order.

use std::marker::PhantomData;

use axum::{extract::FromRequestParts, http::request::Parts};
use form_urlencoded::parse;
use serde::Serialize;
use sqlx::QueryBuilder;
use utoipa::{
    IntoParams, ToSchema,
    openapi::{
        RefOr, Schema,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type},
    },
};

use crate::{
    columns::Column,
    cursor::{Cursor, Key},
    db::{Db, Pool},
    links::Link,
    problem::{FieldError, Problem},
    restorable::shown,
    rows::{Resource, selected},
};

const USUAL_LIMIT: i64 = 20;
const MOST: i64 = 100;
const LONGEST_SEARCH: usize = 1000;

/// A part of a list, and how long the whole list is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The part.
    pub items: Vec<T>,
    /// How many there are in all.
    pub total: i64,
    /// How many the part has at most.
    pub limit: i64,
    /// How many come before it; 0 after a cursor.
    pub offset: i64,
    /// What asks for the part after this one.
    #[schema(required = true)]
    pub next_cursor: Option<String>,
}

/// Which part of the list of a resource is asked for; an extractor.
#[derive(Debug)]
pub struct Listing<T> {
    limit: i64,
    offset: i64,
    sort: String,
    order: Vec<Key>,
    cursor: Option<Cursor>,
    search: Option<String>,
    filters: Vec<(&'static Column, String)>,
    links: Vec<(&'static Link, i64)>,
    errors: Vec<FieldError>,
    of: PhantomData<fn() -> T>,
}

impl<T: Resource, S: Send + Sync> FromRequestParts<S> for Listing<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        Self::asked(parts.uri.query().unwrap_or_default())
    }
}

impl<T: Resource> Listing<T> {
    /// What a query string asks for.
    ///
    /// # Errors
    /// 422 with everything that is wrong.
    pub fn asked(query: &str) -> Result<Self, Problem> {
        let mut found = Self {
            limit: USUAL_LIMIT,
            offset: 0,
            sort: String::new(),
            order: Vec::new(),
            cursor: None,
            search: None,
            filters: Vec::new(),
            links: Vec::new(),
            errors: Vec::new(),
            of: PhantomData,
        };
        let mut cursor = None;
        let mut seen = Vec::new();
        for (name, value) in parse(query.as_bytes()) {
            if seen.contains(&name) {
                found.refuse(&name, "is there twice");
            } else if name == "cursor" {
                cursor = Some(value.clone());
            } else {
                found.take(&name, &value);
            }
            seen.push(name);
        }
        if cursor.is_some() && seen.iter().any(|name| name == "offset") {
            found.refuse("cursor", "has no offset beside it");
        }
        if let Some(text) = cursor {
            found.cursor = Cursor::read(&text, &found.sort, &found.order);
            if found.cursor.is_none() {
                found.refuse("cursor", "is not the next_cursor of this list in this order");
            }
        }
        if found.errors.is_empty() { Ok(found) } else { Err(Problem::invalid(found.errors)) }
    }

    fn take(&mut self, name: &str, value: &str) {
        let number = value.parse::<i64>().ok();
        match name {
            "limit" => match number.filter(|number| (1..=MOST).contains(number)) {
                Some(number) => self.limit = number,
                None => self.refuse(name, "must be 1 to 100"),
            },
            "offset" => match number.filter(|number| *number >= 0) {
                Some(number) => self.offset = number,
                None => self.refuse(name, "must be a whole number, 0 or more"),
            },
            "sort" => match Key::all(value, T::COLUMNS) {
                Some(order) => (self.sort, self.order) = (value.to_owned(), order),
                None => self.refuse(name, "must be names of fields, with - for the reverse"),
            },
            "q" if value.contains('\0') || value.len() > LONGEST_SEARCH => {
                self.refuse(name, "must be a text of 1000 bytes at most, without NUL");
            }
            "q" => self.search = Some(value.to_owned()),
            _ => match T::COLUMNS.iter().find(|column| column.name == name) {
                None => match (T::LINKS.iter().find(|link| link.name == name), number) {
                    (Some(link), Some(id)) => self.links.push((link, id)),
                    (Some(_), None) => self.refuse(name, "is no id"),
                    (None, _) => self.refuse(name, "is no parameter of this list"),
                },
                Some(column) if column.takes(value) => {
                    self.filters.push((column, value.to_owned()));
                }
                Some(_) => self.refuse(name, "is no value of this field"),
            },
        }
    }

    fn refuse(&mut self, name: &str, msg: &str) {
        self.errors.push(FieldError::at("query", name, msg, "value"));
    }

    /// Reads the part.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn page(&self, db: &Pool) -> Result<Page<T>, Problem> {
        let mut count = self.narrowed("count(*)");
        let total = count.build_query_scalar().fetch_one(db).await?;
        let mut part = self.narrowed(&selected::<T>());
        if let Some(cursor) = &self.cursor {
            part.push(" AND (");
            cursor.after(&self.order, &mut part);
            part.push(")");
        }
        part.push(" ORDER BY ");
        for key in &self.order {
            part.push(key.sql()).push(", ");
        }
        part.push("id LIMIT ").push_bind(self.limit + 1);
        part.push(" OFFSET ").push_bind(self.offset);
        let mut items: Vec<T> = part.build_query_as().fetch_all(db).await?;
        let more = i64::try_from(items.len()).is_ok_and(|found| found > self.limit);
        if more {
            items.pop();
        }
        let next_cursor =
            items.last().filter(|_| more).map(|row| Cursor::of(row, &self.order).text(&self.sort));
        Ok(Page { items, total, limit: self.limit, offset: self.offset, next_cursor })
    }

    fn narrowed(&self, what: &str) -> QueryBuilder<Db> {
        let shown = shown(T::TABLE);
        let all = format!("SELECT {what} FROM {} WHERE 1 = 1{shown}", T::TABLE);
        let mut query = QueryBuilder::new(all);
        for (column, value) in &self.filters {
            query.push(format!(" AND {} = ", column.name));
            column.bind(&mut query, value);
        }
        for (Link { table, own, other, .. }, id) in &self.links {
            query.push(format!(" AND id IN (SELECT {own} FROM {table} WHERE {other} = {id})"));
        }
        if let Some(text) = &self.search {
            query.push(" AND (1 = 0");
            for column in T::COLUMNS.iter().filter(|column| column.is_searched()) {
                query.push(" OR ");
                column.holds(&mut query, text);
            }
            query.push(")");
        }
        query
    }
}

impl<T: Resource> IntoParams for Listing<T> {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let number = |low: i64, usual: i64| {
            let format = SchemaFormat::KnownFormat(KnownFormat::Int64);
            let number = ObjectBuilder::new().schema_type(Type::Integer).format(Some(format));
            number.minimum(Some(low)).default(Some(usual.into()))
        };
        let text = || ObjectBuilder::new().schema_type(Type::String);
        let own: [(&str, &str, RefOr<Schema>); 5] = [
            ("limit", "How many are answered at most.", {
                number(1, USUAL_LIMIT).maximum(Some(MOST)).into()
            }),
            ("offset", "How many are left out at the beginning.", number(0, 0).into()),
            ("cursor", "The next_cursor of the part before.", text().into()),
            ("sort", "Fields, separated by commas; - for the reverse.", text().into()),
            ("q", "What one of the texts must hold.", text().max_length(Some(1000)).into()),
        ];
        let own = own.into_iter().map(|(name, about, schema)| parameter(name, about, schema));
        let filters = T::COLUMNS
            .iter()
            .map(|column| parameter(column.name, "Only those with this value.", (column.schema)()));
        let id = || ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1_i64));
        let links = T::LINKS
            .iter()
            .map(|link| parameter(link.name, "Only those that have this one.", id().into()));
        own.chain(filters).chain(links).collect()
    }
}

fn parameter(name: &str, about: &str, schema: RefOr<Schema>) -> Parameter {
    let built = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Query);
    built.description(Some(about)).schema(Some(schema)).build()
}
