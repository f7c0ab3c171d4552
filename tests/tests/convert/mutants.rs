//! What the judgement of conversions finds: each type of a converted document is changed in turn, and no list of losses
//! may explain that but where something was lost.

use expect_test::expect;
use gatewright_build::{Document, convert};
use gatewright_document::Version;
use serde_json::Value;

use crate::places::unexplained;
use crate::rust;

/// A cookie and a choice cannot be said in Swagger 2.0. The pages of items and orders share a type, and so do those of
/// the choice and of the stock.
const SHOP: &str = "
openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /items:
    get:
      operationId: listItems
      parameters:
      - {name: session, in: cookie, schema: {type: string}}
      - {name: limit, in: query, schema: {type: integer}}
      responses:
        '200':
          description: All.
          content: {application/json: {schema: {$ref: '#/components/schemas/Items'}}}
  /orders:
    get:
      operationId: listOrders
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses:
        '200':
          description: All.
          content: {application/json: {schema: {$ref: '#/components/schemas/Orders'}}}
  /stock:
    get:
      operationId: getStock
      responses:
        '200':
          description: All.
          content: {application/json: {schema: {$ref: '#/components/schemas/Stock'}}}
  /payments:
    get:
      operationId: getPayment
      responses:
        '200':
          description: All.
          content: {application/json: {schema: {$ref: '#/components/schemas/Payment'}}}
components:
  schemas:
    Items:
      type: object
      properties:
        page: {type: object, properties: {size: {type: integer}}}
        names: {type: array, items: {type: string}}
    Orders:
      type: object
      properties:
        page: {type: object, properties: {size: {type: integer}}}
        total: {type: number}
    Stock:
      type: object
      properties:
        shelf: {type: object, properties: {row: {type: string}}}
        count: {type: integer}
    Payment:
      type: object
      properties:
        by:
          oneOf:
          - {type: string}
          - {type: object, properties: {row: {type: string}}}
        amount: {type: number}
";

/// The pointers of all schemas and parameters of a plain type.
fn plain_types(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            if let Some("string" | "integer" | "number") = object.get("type").and_then(Value::as_str) {
                found.push(at.to_owned());
            }
            for (key, value) in object {
                plain_types(value, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                plain_types(value, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn what_a_conversion_changes_without_a_loss_is_found() {
    let document =
        Document::from_text("api.yaml", SHOP.trim_start()).unwrap_or_else(|report| panic!("{}", report.render(false)));
    let before = rust::generated(&document).unwrap();
    let converted = convert(&document, Version::Swagger20);
    let mut pointers = Vec::new();
    let whole = serde_json::to_value(&converted.document).unwrap();
    plain_types(&whole, "", &mut pointers);
    let mut lines = String::new();
    for pointer in ["", "/paths/~1orders", "/paths/~1stock/get/responses/200"]
        .into_iter()
        .chain(pointers.iter().map(String::as_str))
    {
        let mut mutant = whole.clone();
        match mutant.pointer_mut(pointer).unwrap() {
            // Nothing is changed.
            _ if pointer.is_empty() => {}
            Value::Object(schema) if schema.contains_key("type") => {
                schema.insert("type".to_owned(), "boolean".into());
            }
            other => *other = Value::Object(serde_json::Map::new()),
        }
        let text = serde_json::to_string(&mutant).unwrap();
        let read =
            Document::from_text("converted.json", &text).unwrap_or_else(|report| panic!("{}", report.render(false)));
        let after = rust::generated(&read).unwrap();
        let found = unexplained(&document, &before, &read, &after, &converted.losses);
        let verdict = if found.is_none_or(|changes| !changes.is_empty()) { "found" } else { "explained" };
        lines.push_str(&format!("{verdict} {pointer}\n"));
    }
    expect![[r#"
        explained 
        found /paths/~1orders
        found /paths/~1stock/get/responses/200
        found /paths/~1items/get/parameters/0
        found /paths/~1orders/get/parameters/0
        found /definitions/Items/properties/page/properties/size
        found /definitions/Items/properties/names/items
        found /definitions/Orders/properties/page/properties/size
        found /definitions/Orders/properties/total
        found /definitions/Stock/properties/shelf/properties/row
        found /definitions/Stock/properties/count
        found /definitions/Payment/properties/amount
    "#]]
    .assert_eq(&lines);
}
