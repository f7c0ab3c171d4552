use serde_json::{Value, json};

use super::{read, write};

crate::xml! {
    /// Everything that the XML Object says.
    PET = "smp:pet" in "urn:sample" {
        "id" => attribute "id",
        "kind" => attribute "smp:kind" in "urn:sample",
        "name" => element "smp:name" in "urn:sample",
        "photos" => items "photo",
        "tags" => element "tags" as TAGS,
        "mother" => element "mother" as PET,
        "extra" => element "extra" as super::ANY,
        "lost" => element "no:prefix"
    }
}

crate::xml! {
    /// A list with an element around it.
    TAGS = "tags" ["tag" as TAG]
}

crate::xml! {
    /// An object in an element with text.
    TAG = "tag" { "lang" => attribute "lang", "text" => text "text" }
}

crate::xml! {
    /// A map.
    SCORES = "scores" { ; others super::TEXT }
}

crate::xml! {
    /// A list that is there when it has no items.
    BAG = "bag" in "urn:bag" { "items" => required_items "item" }
}

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

#[test]
fn writes_and_reads() {
    for (shape, value, text) in [
        (
            &PET,
            json!({"id": "1", "kind": "a&\"b\"\n", "name": "Rex <3", "photos": ["x", "y"],
                "tags": [{"lang": "en", "text": "good"}], "mother": {"name": "Ann"}, "lost": "l"}),
            "<smp:pet xmlns:smp=\"urn:sample\" id=\"1\" smp:kind=\"a&amp;&quot;b&quot;&#10;\">\
             <smp:name>Rex &lt;3</smp:name><photo>x</photo><photo>y</photo>\
             <tags><tag lang=\"en\">good</tag></tags><mother><smp:name>Ann</smp:name></mother>\
             <prefix>l</prefix></smp:pet>",
        ),
        (&PET, json!({"tags": []}), "<smp:pet xmlns:smp=\"urn:sample\"><tags/></smp:pet>"),
        (
            &PET,
            json!({"extra": {"deep": {"a": "1"}, "list": ["1", "2"]}}),
            "<smp:pet xmlns:smp=\"urn:sample\"><extra><deep><a>1</a></deep><list>1</list><list>2</list></extra></smp:pet>",
        ),
        (
            &PET,
            json!({"name": null}),
            "<smp:pet xmlns:smp=\"urn:sample\"><smp:name xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
             xsi:nil=\"true\"/></smp:pet>",
        ),
        (&SCORES, json!({"a": "1", "b": "2"}), "<scores><a>1</a><b>2</b></scores>"),
        (&BAG, json!({"items": []}), "<bag xmlns=\"urn:bag\"/>"),
        (&TAGS, json!([{"text": "a"}, {"text": ""}]), "<tags><tag>a</tag><tag/></tags>"),
    ] {
        assert_eq!(write(&value, shape), format!("{DECLARATION}{text}"), "{value}");
        assert_eq!(read(text, shape), Ok(value), "{text}");
    }
}

#[test]
fn reads_what_others_write() {
    for (shape, text, expected) in [
        (&PET, "<a:pet xmlns:a='urn:sample'><a:name>x</a:name></a:pet>", json!({"name": "x"})),
        (&PET, "<pet>\n  <photo><![CDATA[<x>]]></photo>\n</pet>", json!({"photos": ["<x>"]})),
        (&PET, "<pet new='1'><newer><b c='2'/></newer></pet>", json!({"new": "1", "newer": {"b": {"c": "2"}}})),
        (&PET, "<pet><name a='1'>x</name></pet>", json!({"name": "x"})),
        (&TAGS, "<tags><other>a</other></tags>", json!([{"text": "a"}])),
        (&SCORES, "<scores><a>1</a><a>2</a></scores>", json!({"a": ["1", "2"]})),
        (&PET, "<pet><extra>1</extra><extra>2</extra></pet>", json!({"extra": ["1", "2"]})),
    ] {
        assert_eq!(read(text, shape), Ok(expected), "{text}");
    }
}

#[test]
fn writes_what_is_not_described() {
    for (shape, value, text) in [
        (&PET, json!({"id": null, "photos": "one"}), "<smp:pet xmlns:smp=\"urn:sample\"><photo>one</photo></smp:pet>"),
        (&SCORES, json!({"a b": 1}), "<scores><a_b>1</a_b></scores>"),
        (&SCORES, json!({"7": true}), "<scores><_7>true</_7></scores>"),
        (&SCORES, json!({"": 1.5}), "<scores><_>1.5</_></scores>"),
        (&SCORES, json!({"a": "\u{1}\r"}), "<scores><a>\u{fffd}&#13;</a></scores>"),
        (&super::ANY, json!(["a", "b"]), "<value><item>a</item><item>b</item></value>"),
        (&super::TEXT, json!(1.5), "<value>1.5</value>"),
    ] {
        assert_eq!(write(&value, shape), format!("{DECLARATION}{text}"), "{value}");
    }
}

#[test]
fn rejects_what_is_no_xml() {
    let deep = "<a>".repeat(200) + &"</a>".repeat(200);
    for (text, line, column) in [
        ("", 1, 1),
        ("{}", 1, 1),
        ("<a>\n  <b></a>", 2, 6),
        ("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", 1, 1),
        (deep.as_str(), 1, 385),
    ] {
        let malformed = read(text, &super::ANY).map_err(|malformed| (malformed.line, malformed.column));
        assert_eq!(malformed, Err::<Value, _>((line, column)), "{text}");
    }
}
