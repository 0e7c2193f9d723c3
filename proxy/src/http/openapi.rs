//! The OpenAPI 3.1 document, made from the endpoint types alone.

use axum::response::Response;
use castellan_api::all_endpoints;
use castellan_api::endpoint::{AnswerKind, EndpointInfo, Method, Needs, PREFIX, schema};
use castellan_api::problem::Problem;
use http::HeaderValue;
use serde_json::{Map, Value, json};

/// The document.
pub fn document() -> Value {
    let mut schemas = Vec::new();
    let problem = schema::of::<Problem>(&mut schemas).0;
    let mut paths = Map::new();
    for endpoint in all_endpoints() {
        let operation = operation(&endpoint, &problem, &mut schemas);
        let entry = paths
            .entry(format!("{PREFIX}{}", endpoint.path))
            .or_insert_with(|| json!({}));
        if let Value::Object(methods) = entry {
            methods.insert(endpoint.method.name().to_ascii_lowercase(), operation);
        }
    }
    let mut components = Map::new();
    for (name, schema) in schemas {
        components.insert(name, serde_json::to_value(schema).unwrap_or_default());
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Castellan",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Admin console for Apache Kafka. Lists answer pages, errors are RFC 9457 problems. \
                Changes need the header X-Castellan: 1 unless a bearer token is sent.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "session": { "type": "apiKey", "in": "cookie", "name": "__Host-castellan" },
                "token": { "type": "http", "scheme": "bearer" },
            },
        },
    })
}

fn operation(endpoint: &EndpointInfo, problem: &str, schemas: &mut schema::Schemas) -> Value {
    let shapes = (endpoint.schemas)(schemas);
    let mut parameters: Vec<Value> = endpoint
        .path_names
        .iter()
        .map(|name| {
            json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
        })
        .collect();
    let query = serde_json::to_value(&shapes.query.1).unwrap_or_default();
    if let Some(properties) = query.get("properties").and_then(Value::as_object) {
        for (name, property) in properties {
            parameters.push(
                json!({ "name": name, "in": "query", "required": false, "schema": property }),
            );
        }
    }
    if endpoint.method != Method::Get && endpoint.needs != Needs::Open {
        parameters.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": false, "schema": { "type": "string" },
        }));
    }
    let mut operation = json!({
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "parameters": parameters,
        "responses": responses(endpoint, shapes.answer.map(|named| named.0), problem),
    });
    if let (Value::Object(operation), Some((name, _))) = (&mut operation, shapes.body) {
        operation.insert(
            "requestBody".into(),
            json!({ "required": true, "content": { "application/json": { "schema": reference(&name) } } }),
        );
    }
    if let Value::Object(operation) = &mut operation {
        let security = if endpoint.needs == Needs::Open {
            json!([])
        } else {
            json!([{ "session": [] }, { "token": [] }])
        };
        operation.insert("security".into(), security);
        if let Needs::All(actions) = endpoint.needs {
            let names: Vec<&str> = actions.iter().map(|action| action.name()).collect();
            operation.insert("x-needs".into(), json!(names));
        }
    }
    operation
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn responses(endpoint: &EndpointInfo, answer: Option<String>, problem: &str) -> Value {
    let schema = answer.as_deref().map(reference);
    let content = |media: &str| {
        let schema = schema.clone().unwrap_or_else(|| json!({}));
        json!({ media: { "schema": schema } })
    };
    let (status, good) = match endpoint.answer {
        AnswerKind::Nothing => ("204", json!({ "description": "Done." })),
        AnswerKind::Json | AnswerKind::Versioned => (
            "200",
            json!({ "description": "Done.", "content": content("application/json") }),
        ),
        AnswerKind::Accepted => (
            "202",
            json!({ "description": "A task was begun.", "content": content("application/json") }),
        ),
        AnswerKind::Events => (
            "200",
            json!({ "description": "Events.", "content": content("text/event-stream") }),
        ),
        AnswerKind::Lines => (
            "200",
            json!({ "description": "Lines.", "content": content("application/x-ndjson") }),
        ),
        AnswerKind::Download => (
            "200",
            json!({ "description": "A file.", "content": { "application/octet-stream": {} } }),
        ),
    };
    let bad = json!({
        "description": "A problem: what happened, to what, and what to do next.",
        "content": { "application/problem+json": { "schema": reference(problem) } },
    });
    let mut all = Map::new();
    all.insert(status.into(), good);
    if endpoint.method == Method::Get
        && matches!(endpoint.answer, AnswerKind::Json | AnswerKind::Versioned)
    {
        all.insert(
            "304".into(),
            json!({ "description": "Not changed since the ETag." }),
        );
    }
    all.insert("default".into(), bad);
    Value::Object(all)
}

/// Serves the document.
pub async fn serve() -> Response {
    let bytes = serde_json::to_vec(&document()).unwrap_or_default();
    let mut response = Response::new(bytes.into());
    response.headers_mut().insert(
        http::header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
}
