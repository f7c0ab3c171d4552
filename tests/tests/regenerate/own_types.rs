//! Types of the user's own, with nothing but the traits that they are said to need.

use gatewright_build::{Builder, Document};

use crate::HEAD;
use crate::workspace::{Workspace, runtime};

/// Each of them wherever a schema may stand.
const DOCUMENT: &str = "
openapi: 3.0.3
info: {title: Own types, version: '1'}
paths:
  /prices/{price}:
    parameters:
    - {name: price, in: path, required: true, schema: {$ref: '#/components/schemas/Price'}}
    put:
      operationId: putPrice
      parameters:
      - {name: least, in: query, schema: {$ref: '#/components/schemas/Price'}}
      - {name: all, in: query, schema: {type: array, items: {$ref: '#/components/schemas/Price'}}}
      - {name: X-Address, in: header, required: true, schema: {$ref: '#/components/schemas/Address'}}
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Offer'}}}}
      responses:
        '200':
          description: It.
          headers: {X-Price: {schema: {$ref: '#/components/schemas/Price'}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Price'}}}
        '404': {description: Not there., content: {application/json: {schema: {$ref: '#/components/schemas/Address'}}}}
components:
  schemas:
    Price: {type: integer}
    Plain: {type: object, properties: {n: {type: integer}}}
    Address: {type: string, x-rust-type: {crate: std, version: '1.0', path: 'std::net::IpAddr'}}
    Name: {type: string, x-rust-type: 'crate::Name'}
    Offer:
      type: object
      required: [price, address, prices, choice]
      properties:
        price: {$ref: '#/components/schemas/Price'}
        address: {$ref: '#/components/schemas/Address'}
        name: {$ref: '#/components/schemas/Name'}
        nullable: {nullable: true, allOf: [{$ref: '#/components/schemas/Price'}]}
        prices: {type: array, items: {$ref: '#/components/schemas/Price'}}
        addresses: {type: object, additionalProperties: {$ref: '#/components/schemas/Address'}}
        at: {type: string, format: instant}
        choice: {oneOf: [{$ref: '#/components/schemas/Price'}, {$ref: '#/components/schemas/Name'}]}
";

const LIBRARY: &str = "
/// Cents.
#[derive(Clone, Debug, PartialEq)]
pub struct Money(pub i64);

impl rt::FromJson for Money {
    fn blank() -> Self {
        Self(0)
    }

    fn read(&mut self, reader: &mut rt::Reader<'_>) -> Result<(), rt::Misfit> {
        self.0.read(reader)
    }
}

impl rt::ToJson for Money {
    fn write(&self, writer: &mut rt::Writer) {
        self.0.write(writer);
    }
}

/// A name.
#[derive(Clone, Debug, PartialEq)]
pub struct Name(pub String);

impl rt::FromJson for Name {
    fn blank() -> Self {
        Self(String::new())
    }

    fn read(&mut self, reader: &mut rt::Reader<'_>) -> Result<(), rt::Misfit> {
        self.0.read(reader)
    }
}

impl rt::ToJson for Name {
    fn write(&self, writer: &mut rt::Writer) {
        self.0.write(writer);
    }
}

/// Uses them.
pub fn uses(client: &Client) -> models::Offer {
    let address = rt::Foreign::from(std::net::IpAddr::from([127, 0, 0, 1]));
    let choice = models::OfferChoice::Name(Name(String::new()));
    let required = models::required::Offer { price: Money(1), address, prices: vec![Money(2)], choice };
    let mut offer = models::Offer::new(required);
    offer.name = Some(Name(String::new()));
    offer.at = Some(Money(3));
    let _ = client.put_price().price(&Money(1)).least(&Money(2)).x_address(&address).body(&offer).send();
    assert!(models::Plain { n: Some(1) } < models::Plain { n: Some(2) });
    offer
}
";

#[test]
fn types_of_ones_own_need_the_traits_that_are_documented() {
    let crate_ = Workspace::new("own_types", &runtime());
    let document = Document::from_text("api.yaml", DOCUMENT).unwrap();
    let builder = Builder::new("api.yaml").replace("Price", "crate::Money").format("instant", "crate::Money");
    let builder = builder.trust_document_types(true).allow("document-type");
    // What a model has anyway may be asked for.
    let builder = builder.derive("Clone").derive_for("Plain", "::core::cmp::PartialEq");
    let builder = builder.derive_for("Plain", "::core::cmp::PartialOrd");
    let generated = builder.generate_from(&document).unwrap();
    assert!(generated.report.is_empty(), "{}", generated.report.render(false));
    crate_.write("src/api.rs", &generated.files[0].text);
    crate_.write("src/lib.rs", &format!("{HEAD}use gatewright_runtime as rt;\ninclude!(\"api.rs\");\n{LIBRARY}"));
    crate_.checks();
}
