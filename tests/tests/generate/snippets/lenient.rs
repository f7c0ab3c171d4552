//! Properties that services leave out although the document requires them.

use expect_test::expect;
use gatewright_build::Builder;

use super::{bare, models_by};
use crate::document::{builder, generate, text};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Lenient, version: '1'}
paths:
  /alerts:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Draft'}}}}
      responses:
        '200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Alert'}}}}
components:
  schemas:
    Draft: {type: object, required: [text], properties: {text: {type: string}}}
    Alert:
      type: object
      required: [decisions, usage, closed]
      properties:
        decisions: {type: array, items: {type: string}}
        usage: {$ref: '#/components/schemas/Usage'}
        closed: {type: [string, 'null']}
    Usage:
      type: object
      required: [input, output]
      properties: {input: {type: integer}, output: {type: integer}}
";

#[test]
fn chosen_properties_are_optional() {
    let builder = builder().optional("Alert.decisions").optional("Usage.*");
    expect![[r#"
        pub struct Draft {
            pub text: String,
        }
        pub struct Alert {
            pub decisions: Option<Vec<String>>,
            pub usage: Usage,
            pub closed: Option<String>,
        }
        pub struct Usage {
            pub input: Option<i64>,
            pub output: Option<i64>,
        }
        pub mod required {
            pub struct Alert {
                pub usage: super::Usage,
                pub closed: Option<String>,
            }
        }
    "#]]
    .assert_eq(&bare(&models_by(builder, DOCUMENT)));
}

#[test]
fn what_is_only_received_may_lack_anything() {
    expect![[r#"
        pub struct Draft {
            pub text: String,
        }
        pub struct Alert {
            pub decisions: Option<Vec<String>>,
            pub usage: Option<Usage>,
            pub closed: Option<String>,
        }
        pub struct Usage {
            pub input: Option<i64>,
            pub output: Option<i64>,
        }
    "#]]
    .assert_eq(&bare(&models_by(builder().lenient_responses(true), DOCUMENT)));
    let all = |builder: Builder| text(&generate(&builder, "api.yaml", DOCUMENT).unwrap()).to_owned();
    assert!(all(builder().lenient_responses(true)).contains("rt::client::Builder::new(\"\").lenient()"));
    assert!(!all(builder()).contains(".lenient()"));
}
