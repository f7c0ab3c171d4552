//! What an overlay says, with everything wrong in it at its place.

use indexmap::IndexSet;

use crate::code::Code;
use crate::diagnostic::Origin;
use crate::map::Map;
use crate::nearest::nearest;
use crate::overlay::path::Query;
use crate::report::Report;
use crate::tree::Value;

/// The most actions of one overlay.
const MOST_ACTIONS: usize = 100_000;

/// An overlay as far as it is applied.
pub(crate) struct Overlay<'v> {
    /// What it says that it is made for.
    pub(crate) extends: Option<&'v str>,
    pub(crate) version: OverlayVersion,
    pub(crate) actions: Vec<Action<'v>>,
}

/// The rules that an overlay is applied by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OverlayVersion {
    /// An update of an array appends one item.
    V10,
    /// An update of an array appends all items of an array; there is `copy`.
    V11,
}

/// One action, at its place in the overlay.
pub(crate) struct Action<'v> {
    pub(crate) origin: Origin,
    pub(crate) target: (&'v str, Query),
    pub(crate) change: Change<'v>,
}

pub(crate) enum Change<'v> {
    /// The action says nothing to do.
    Nothing,
    Remove,
    Update(&'v Value),
    Copy(&'v str, Query),
}

/// Reads an overlay. What is wrong is in the report; a rule that was broken leaves out only its action.
pub(crate) fn read<'v>(root: &'v Value, origin: &Origin, report: &mut Report) -> Option<Overlay<'v>> {
    let mut reader = Reader { report };
    let Some(fields) = root.as_object() else {
        reader.invalid(origin, format!("an overlay is an object, and not {}", root.kind()));
        return None;
    };
    let version = reader.version(fields, origin);
    reader.known(fields, origin, "an overlay", &["overlay", "info", "extends", "actions"]);
    reader.info(fields, origin);
    let extends = reader.text(fields, origin, "extends");
    let version = version?;
    let actions = match fields.get("actions") {
        None => {
            reader.invalid(origin, "an overlay has `actions`, a list of at least one".to_owned());
            return None;
        }
        Some(Value::Array(actions)) => reader.actions(actions, &origin.child("actions"), version),
        Some(other) => {
            reader.invalid(&origin.child("actions"), format!("`actions` is a list, and not {}", other.kind()));
            return None;
        }
    };
    Some(Overlay { extends, version, actions })
}

struct Reader<'r> {
    report: &'r mut Report,
}

impl Reader<'_> {
    fn invalid(&mut self, origin: &Origin, message: String) {
        self.report.error(Code::INVALID_OVERLAY, origin).message(message);
    }

    fn version(&mut self, fields: &Map, origin: &Origin) -> Option<OverlayVersion> {
        let text = match fields.get("overlay") {
            Some(Value::String(text)) => text,
            Some(other) => {
                let message = format!("`overlay` is a version such as `1.1.0`, a string, and not {}", other.kind());
                self.invalid(&origin.child("overlay"), message);
                return None;
            }
            None => {
                self.report
                    .error(Code::INVALID_OVERLAY, origin)
                    .message("this is no overlay: `overlay` is missing, the version of the specification")
                    .help("begin with `overlay: 1.1.0`");
                return None;
            }
        };
        let mut parts = text.split('.');
        let number =
            |part: Option<&str>| part.is_some_and(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
        let (major, minor, patch) = (parts.next(), parts.next(), parts.next());
        let known = number(patch) && parts.next().is_none() && major == Some("1");
        match minor {
            Some("0") if known => Some(OverlayVersion::V10),
            Some("1") if known => Some(OverlayVersion::V11),
            Some("2") if known => {
                self.report
                    .add(Code::NEWER_VERSION, &origin.child("overlay"))
                    .message(format!("overlay {text} is read as 1.1"))
                    .label("a draft of the specification");
                Some(OverlayVersion::V11)
            }
            _ => {
                self.report
                    .error(Code::INVALID_OVERLAY, &origin.child("overlay"))
                    .message(format!("`{text}` is no version of the Overlay Specification that is read"))
                    .help("versions 1.0 and 1.1 are read, written `1.0.0` and `1.1.0`");
                None
            }
        }
    }

    fn known(&mut self, fields: &Map, origin: &Origin, what: &str, known: &[&str]) {
        for key in fields.keys().filter(|key| !key.starts_with("x-") && !known.contains(&key.as_str())) {
            self.report
                .error(Code::INVALID_OVERLAY, &origin.key(key))
                .message(format!("{what} has no field `{key}`"))
                .help_if(nearest(key, known.iter().copied()), |near| format!("did you mean `{near}`?"));
        }
    }

    fn text<'v>(&mut self, fields: &'v Map, origin: &Origin, key: &str) -> Option<&'v str> {
        match fields.get(key)? {
            Value::String(text) => Some(text),
            other => {
                self.invalid(&origin.child(key), format!("`{key}` is a string, and not {}", other.kind()));
                None
            }
        }
    }

    fn required<'v>(&mut self, fields: &'v Map, origin: &Origin, key: &str, what: &str) -> Option<&'v str> {
        if !fields.contains_key(key) {
            self.invalid(origin, format!("{what} has a `{key}`"));
        }
        self.text(fields, origin, key)
    }

    fn info(&mut self, fields: &Map, origin: &Origin) {
        let at = origin.child("info");
        match fields.get("info") {
            Some(Value::Object(info)) => {
                self.known(info, &at, "`info` of an overlay", &["title", "version", "description"]);
                self.required(info, &at, "title", "`info`");
                self.required(info, &at, "version", "`info`");
                self.text(info, &at, "description");
            }
            Some(other) => self.invalid(&at, format!("`info` is an object, and not {}", other.kind())),
            None => self.invalid(origin, "an overlay has an `info` with `title` and `version`".to_owned()),
        }
    }

    fn actions<'v>(&mut self, actions: &'v [Value], origin: &Origin, version: OverlayVersion) -> Vec<Action<'v>> {
        if actions.is_empty() {
            self.invalid(origin, "`actions` is empty: an overlay has at least one".to_owned());
        }
        if actions.len() > MOST_ACTIONS {
            self.invalid(origin, format!("an overlay has at most {MOST_ACTIONS} actions"));
            return Vec::new();
        }
        let mut seen = IndexSet::new();
        let mut read = Vec::new();
        for (index, action) in actions.iter().enumerate() {
            let at = origin.index(index);
            if !seen.insert(action.to_json().to_string()) {
                self.invalid(&at, "the same action is there twice".to_owned());
                continue;
            }
            match action {
                Value::Object(fields) => read.extend(self.action(fields, &at, version)),
                other => self.invalid(&at, format!("an action is an object, and not {}", other.kind())),
            }
        }
        read
    }

    fn action<'v>(&mut self, fields: &'v Map, origin: &Origin, version: OverlayVersion) -> Option<Action<'v>> {
        match version {
            OverlayVersion::V10 => {
                self.known(fields, origin, "an action of overlay 1.0", &["target", "description", "update", "remove"]);
            }
            OverlayVersion::V11 => {
                self.known(fields, origin, "an action", &["target", "description", "update", "copy", "remove"]);
            }
        }
        self.text(fields, origin, "description");
        let remove = match fields.get("remove") {
            None | Some(Value::Bool(false)) => false,
            Some(Value::Bool(true)) => true,
            Some(other) => {
                self.invalid(&origin.child("remove"), format!("`remove` is true or false, and not {}", other.kind()));
                return None;
            }
        };
        let copy = self.text(fields, origin, "copy").filter(|_| version == OverlayVersion::V11);
        let copy = copy.map(|path| (path, self.query(path, &origin.child("copy"))));
        let path = self.required(fields, origin, "target", "an action")?;
        let target = (path, self.query(path, &origin.child("target"))?);
        let change = match (fields.get("update"), copy) {
            _ if remove => Change::Remove,
            (Some(_), Some(_)) => {
                self.report
                    .error(Code::INVALID_OVERLAY, &origin.key("copy"))
                    .message("an action has either `update` or `copy`")
                    .related(&origin.key("update"), "the other is here");
                return None;
            }
            (Some(value), None) => Change::Update(value),
            (None, Some((path, query))) => Change::Copy(path, query?),
            (None, None) => Change::Nothing,
        };
        Some(Action { origin: origin.clone(), target, change })
    }

    fn query(&mut self, path: &str, origin: &Origin) -> Option<Query> {
        match Query::parse(path) {
            Ok(query) => Some(query),
            Err(message) => {
                self.invalid(origin, message);
                None
            }
        }
    }
}
