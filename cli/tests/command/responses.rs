//! `check --responses`: recordings of every kind, and the settings that they need.

use serde_json::json;

use crate::Folder;

const API: &str = "\
openapi: 3.0.3
info: {title: Events, version: '1'}
servers: [{url: 'https://api.example.com/v1'}]
paths:
  /events/{id}:
    get:
      responses:
        200: {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Event'}}}}
  /events:
    get:
      responses:
        200: {description: All., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Event'}}}}}
components:
  schemas:
    Event:
      type: object
      required: [id, name, created]
      properties:
        id: {type: string}
        name: {type: string}
        created: {type: string, format: date-time}
        ended: {type: string, format: date-time}
        count: {type: integer}
        owner: {$ref: '#/components/schemas/Owner'}
        tags: {type: array, items: {type: string}}
        places: {type: array, items: {type: string}}
        seats: {type: object, additionalProperties: {type: integer}}
        chart: {type: array, items: {type: number}}
    Owner: {type: object, properties: {name: {type: string}}}
";

/// Ruby's VCR.
const CASSETTE: &str = "\
---
http_interactions:
- request: {method: get, uri: 'https://api.example.com/v1/events/1?full=true'}
  response:
    status: {code: 200, message: OK}
    body: {encoding: UTF-8, string: '{\"id\": 7, \"name\": \"a\", \"created\": 1700000000, \"ended\": 1700000000}'}
- request: {method: get, uri: 'https://api.example.com/v1/other'}
  response: {status: {code: 200}, body: {string: '{}'}}
recorded_with: VCR 6.0.0
";

fn recordings() -> Folder {
    let har = json!({"log": {"entries": [{
        "request": {"method": "GET", "url": "https://api.example.com/v1/events"},
        "response": {"status": 200, "content": {"mimeType": "application/json", "encoding": "base64", "text":
            "W3siaWQiOiAiYSIsICJuYW1lIjogbnVsbCwgImNyZWF0ZWQiOiAiMjAyNi0wMS0wMVQwMDowMDowMFoiLCAib3duZXIiOiAiIn1d"}},
    }]}});
    let line = json!({"method": "GET", "path": "/events/2", "status": 200,
        "body": {"id": "2", "name": "b", "created": "2026-01-01T00:00:00Z", "count": "3", "tags": "one"}});
    let schema = json!({"schema": "Event", "body": {"id": "3", "created": "2026-01-01T00:00:00Z", "places": [null]}});
    let good = json!({"id": "4", "name": "d", "created": "2026-01-01T00:00:00Z"});
    Folder::new()
        .with("api.yaml", API)
        .with("recorded/cassettes/events.yml", CASSETTE)
        .with("recorded/browser.har", &har.to_string())
        .with("recorded/lines.jsonl", &format!("{line}\n\n{schema}\n"))
        .with("recorded/GET/events/4.json", &good.to_string())
}

const SETTINGS: &str = r#"optional = [
    "Event.name",
]

[forms]
"Event.owner" = "empty-is-none"
"Event.id" = "number-or-string"
"Event.created" = "epoch-seconds"
"Event.ended" = "epoch-seconds"
"Event.count" = "number-or-string"
"Event.tags" = "one-or-many"
"Event.places" = "null-items"
"#;

#[test]
fn the_settings_that_recordings_need() {
    let folder = recordings();
    let run = folder.run(&["check", "api.yaml", "--responses", "recorded"]).ends_with(1);
    for line in [
        "GET /events: expected a string, found null at `$[0].name` in 1 response\n  --> api.yaml:20:15 (Event.name)\n",
        "  = first in browser.har#0\n",
        "  = accept it with `optional = [\"Event.name\"]` in gatewright.toml\n",
        "GET /events/{id}: expected a date-time (RFC 3339), found the number 1700000000 at `$.created` in 1 response\n",
        "responses: 5 compared, 1 fit, 1 unknown\n",
        "for cassettes/events.yml#1\n",
    ] {
        assert!(run.out.contains(line), "{line}\n{}", run.out);
    }
    assert!(run.out.contains("settings for gatewright.toml:\n\noptional = [\n    \"Event.name\",\n]\n"), "{}", run.out);
    for line in SETTINGS.lines() {
        assert!(run.out.contains(line), "{line}\n{}", run.out);
    }
    let run = folder.run(&["check", "api.yaml", "--responses", "recorded", "--message-format", "github"]).ends_with(1);
    assert!(run.out.contains("title=recorded-response"), "{}{}", run.out, run.err);
}

#[test]
fn settings_are_enough() {
    // Times are written in two ways here, of which a setting takes one.
    let folder = recordings().with(
        "gatewright.toml",
        &format!("document = \"api.yaml\"\n{}", SETTINGS.replace("\"Event.created\" = \"epoch-seconds\"\n", "")),
    );
    let run = folder.run(&["check", "--responses", "recorded", "--message-format", "json"]).ends_with(1);
    let found = run.json();
    assert_eq!((&found["compared"], &found["fitting"]), (&json!(5), &json!(4)), "{found:#}");
    assert_eq!(found["findings"][0]["property"], "Event.created");
    assert_eq!(found["findings"][0]["setting"], "forms.\"Event.created\" = \"epoch-seconds\"");
    let run = folder.run(&["check", "--responses", "recorded/GET/events/4.json"]);
    assert!(run.out.contains("unknown"), "{}", run.out);
}

/// A text is no list of numbers, whatever the setting; null among the values of a map is.
#[test]
fn what_no_setting_accepts() {
    let body =
        json!({"id": "1", "name": "a", "created": "2026-01-01T00:00:00Z", "seats": {"a": null}, "chart": "AAAA"});
    let line = json!({"schema": "Event", "body": body}).to_string();
    let folder = Folder::new().with("api.yaml", API).with("line.jsonl", &line);
    let run = folder.run(&["check", "api.yaml", "--responses", "line.jsonl", "--message-format", "json"]).ends_with(1);
    let found = run.json();
    let settings: Vec<_> = found["findings"].as_array().into_iter().flatten().map(|one| &one["setting"]).collect();
    assert_eq!(settings, [&json!("forms.\"Event.seats\" = \"null-items\""), &json!(null)], "{found:#}");
    // Lenient clients leave both out.
    let lenient = ["check", "api.yaml", "--responses", "line.jsonl", "--lenient-responses"];
    let run = folder.run(&lenient).ends_with(0);
    assert!(run.out.contains("responses: 1 compared, 1 fit, 0 unknown"), "{}", run.out);
}

#[test]
fn what_cannot_be_read() {
    let folder = recordings().with("recorded/broken.json", "{");
    let run = folder.run(&["check", "api.yaml", "--responses", "recorded"]).ends_with(1);
    assert!(run.err.contains("broken.json"), "{}", run.err);
    folder.run(&["check", "api.yaml", "--responses", "nowhere"]).ends_with(1);
}
