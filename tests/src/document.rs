//! The server's own `OpenAPI` document, asked: which bodies a route takes, and whether an answer is one that
//! it promises.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::routes::Route;
use crate::{Answered, Shop};

/// The document.
#[derive(Debug)]
pub struct Document(Value);

impl Document {
    /// As the shop's server serves it.
    pub async fn of(shop: &Shop) -> Self {
        Self(shop.raw().get("/api/openapi.json").await.read())
    }

    /// `GET /path/` of every operation.
    pub fn operations(&self) -> BTreeSet<String> {
        let paths = self.0["paths"].as_object().unwrap();
        let listed = paths.iter().flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().keys();
            methods.map(move |method| format!("{} {path}", method.to_uppercase()))
        });
        listed.collect()
    }

    /// The version of `OpenAPI`.
    pub fn version(&self) -> &str {
        self.0["openapi"].as_str().unwrap()
    }

    fn operation(&self, route: &Route) -> &Value {
        &self.0["paths"][route.path][route.method.as_str().to_lowercase()]
    }

    /// The schema of the JSON that a route reads, with all that it refers to; none when it reads none, or files
    /// of which JSON is only one kind.
    fn read_by(&self, route: &Route) -> Option<&Value> {
        let kinds = self.operation(route)["requestBody"]["content"].as_object()?;
        kinds.get("application/json").filter(|_| kinds.len() == 1).map(|json| &json["schema"])
    }

    /// True when a route reads JSON.
    pub fn takes_json(&self, route: &Route) -> bool {
        self.read_by(route).is_some()
    }

    /// True when a route reads JSON, and does without.
    pub fn does_without_json(&self, route: &Route) -> bool {
        self.operation(route)["requestBody"]["required"] == false
    }

    /// True when a route takes no JSON without certain fields.
    pub fn requires_fields(&self, route: &Route) -> bool {
        self.read_by(route).is_some_and(|schema| self.has_required(schema))
    }

    fn has_required(&self, schema: &Value) -> bool {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.has_required(self.0.pointer(reference.trim_start_matches('#')).unwrap());
        }
        let own = schema["required"].as_array().is_some_and(|names| !names.is_empty());
        own || schema["allOf"].as_array().into_iter().flatten().any(|part| self.has_required(part))
    }

    /// Names of the fields that a route reads, those of objects in it by dots: `items.0.notes`.
    pub fn fields(&self, route: &Route) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        self.walk(self.read_by(route).unwrap_or(&Value::Null), "", &mut |name, _| {
            found.insert(name.to_owned());
        });
        found
    }

    /// Those of them that nobody should ever see again.
    pub fn secrets(&self, route: &Route) -> Vec<String> {
        let mut found = Vec::new();
        self.walk(self.read_by(route).unwrap_or(&Value::Null), "", &mut |name, schema| {
            if schema["format"] == "password" {
                found.push(name.to_owned());
            }
        });
        found
    }

    /// Names of all fields of all schemas.
    pub fn all_fields(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for schema in self.0["components"]["schemas"].as_object().unwrap().values() {
            self.walk(schema, "", &mut |name, _| {
                found.insert(name.rsplit('.').next().unwrap_or(name).to_owned());
            });
        }
        found
    }

    fn walk<'a>(&'a self, schema: &'a Value, path: &str, visit: &mut impl FnMut(&str, &'a Value)) {
        if let Some(reference) = schema["$ref"].as_str() {
            let target = self.0.pointer(reference.trim_start_matches('#')).unwrap();
            if !path.is_empty() && !path.ends_with(".0") {
                visit(path, target);
            }
            return self.walk(target, path, visit);
        }
        for kind in ["allOf", "oneOf", "anyOf"] {
            schema[kind].as_array().into_iter().flatten().for_each(|part| self.walk(part, path, visit));
        }
        if schema["items"].is_object() {
            self.walk(&schema["items"], &format!("{path}.0"), visit);
        }
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            visit(&path, field);
            self.walk(field, &path, visit);
        }
    }

    /// What is wrong with an answer, by what the document says of its route.
    pub fn faults(&self, route: &Route, answered: &Answered) -> Vec<String> {
        let promised = &self.operation(route)["responses"][answered.status.to_string()];
        if promised.is_null() {
            return vec![format!("{} is no status of it", answered.status)];
        }
        let header = answered.header("content-type").split(';').next().unwrap_or_default();
        let Some(kinds) = promised["content"].as_object() else {
            return if answered.body.is_empty() { Vec::new() } else { vec!["it has a body".to_owned()] };
        };
        let Some(kind) = kinds.get(header) else { return vec![format!("{header:?} is no type of it")] };
        if header.ends_with("json") { self.misfits(&kind["schema"], &answered.read()) } else { Vec::new() }
    }

    fn misfits(&self, schema: &Value, instance: &Value) -> Vec<String> {
        // A field that the document does not know is none that anybody can rely on.
        let whole =
            json!({ "allOf": [schema], "components": self.0["components"], "unevaluatedProperties": false });
        let validator = jsonschema::draft202012::new(&whole).unwrap();
        validator.iter_errors(instance).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }
}
