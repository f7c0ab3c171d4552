use super::rt;
use rt::{File, FromMultipart as _, Part, Reading, ToMultipart as _};

#[derive(Clone, Debug)]
struct Meta {
    x: i64,
}
rt::object! { both Meta { required x "x" } }

#[derive(Clone, Debug, PartialEq)]
struct Upload {
    name: String,
    size: Option<i64>,
    tags: Option<Vec<String>>,
    meta: Meta,
    more: Option<Vec<Meta>>,
    photo: File,
    thumb: Option<File>,
    rest: Vec<File>,
}
rt::multipart! { both Upload {
    text name "name", optional_text size "size", optional_text tags "tags", json meta "meta",
    optional_json more "more", file photo "photo", optional_file thumb "thumb", files rest "rest[]",
} }

fn upload() -> Upload {
    Upload {
        name: "n".to_owned(),
        size: Some(3),
        tags: Some(vec!["a".to_owned(), "b".to_owned()]),
        meta: Meta { x: 1 },
        more: None,
        photo: File::new("p.png", &b"\x89PNG"[..]).media_type("image/png"),
        thumb: None,
        rest: vec![File::new("1", "one"), File::new("2", "two")],
    }
}

#[test]
fn every_field_becomes_its_parts_and_comes_back() {
    let parts = upload().to_multipart();
    let shown: Vec<String> = parts
        .iter()
        .map(|part| {
            let Part { name, file_name, media_type, bytes, .. } = part;
            format!("{name} {file_name:?} {media_type:?} {}", bytes.escape_ascii())
        })
        .collect();
    assert_eq!(
        shown,
        [
            "name None None n",
            "size None None 3",
            "tags None None a",
            "tags None None b",
            r#"meta None Some("application/json") {\"x\":1}"#,
            r#"photo Some("p.png") Some("image/png") \x89PNG"#,
            r#"rest[] Some("1") Some("application/octet-stream") one"#,
            r#"rest[] Some("2") Some("application/octet-stream") two"#,
        ]
    );
    let mut read = Upload::from_multipart(&parts, Reading::strict_text()).unwrap();
    read.rest.iter_mut().for_each(|file| file.media_type = None);
    assert_eq!(read, upload());
}

#[test]
fn what_is_wrong_is_named() {
    let read = |change: fn(&mut Vec<Part>)| {
        let mut parts = upload().to_multipart();
        change(&mut parts);
        Upload::from_multipart(&parts, Reading::strict_text()).unwrap_err().to_string()
    };
    assert_eq!(read(|parts| parts.retain(|part| part.name != "name")), "expected a property `name`, found none at `$`");
    assert_eq!(
        read(|parts| parts.retain(|part| part.name != "photo")),
        "expected a property `photo`, found none at `$`"
    );
    let text = |name: &str, text: &'static str| Part { name: name.to_owned(), bytes: text.into(), ..Part::default() };
    let replace = |parts: &mut Vec<Part>, part: Part| {
        parts.retain(|known| known.name != part.name);
        parts.push(part);
    };
    let misfit = |part: Part| {
        let mut parts = upload().to_multipart();
        replace(&mut parts, part);
        Upload::from_multipart(&parts, Reading::strict_text()).unwrap_err().to_string()
    };
    assert_eq!(misfit(text("size", "many")), "expected an integer of 64 bits, found the string \"many\" at `$.size`");
    assert_eq!(
        misfit(text("meta", "{\"x\":\"y\"}")),
        "expected an integer of 64 bits, found the string \"y\" at `$.meta.x`"
    );
    assert!(misfit(text("meta", "{")).starts_with("expected the name of a property, found the end of the text"));
}
